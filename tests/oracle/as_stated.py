"""A course whose rules are all declined: the doses as the file states them, which are compared."""

from typing import Any

import regimencalc as rc


def as_stated(regimen: rc.Regimen, patient: rc.Patient, **how: Any) -> rc.Course:
    """The course of the package with every rule that fires declined."""
    course = rc.plan_course(regimen, patient, **how)
    keys = [one.key for one in course.judgements if one.rule and one.is_open]
    if not keys:
        return course
    said = [f"{key}=the doses are compared as the file states them" for key in keys]
    return rc.plan_course(regimen, patient, **how, decline=said)
