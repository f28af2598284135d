"""A course as its file states it: no limits, and every rule that fires is declined.

What limits and rules take away is tested where they are; here the doses are compared.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import regimencalc as rc
from regimencalc import course, library, loading, planning
from regimencalc.formulary import FormularyEntry
from regimencalc.judgement import Answer, Judgement, Verdict


@cache
def without_limits() -> dict[str, FormularyEntry]:
    """The formulary with all that doses are found from, and nothing that they are held against."""
    nothing: dict[str, Any] = {"limits": (), "usual": (), "lifetime": None}
    return {drug: entry.model_copy(update=nothing) for drug, entry in library.formulary().items()}


@cache
def _called(policy: str) -> rc.Policy:
    """A shipped policy, read once."""
    return library.read_policy(library.path_of(policy, "policies"))


def as_stated(regimen: rc.Regimen, patient: rc.Patient, **how: Any) -> rc.Course:
    """The course of the package; refused with every error where it has no doses."""
    found = stated_course(regimen, patient, **how)
    if found.is_refused:
        raise rc.Refused(found.problems)
    return found


def stated_course(
    regimen: rc.Regimen,
    patient: rc.Patient,
    *,
    start: date | str,
    cycles: int | None = None,
    policy: rc.Policy | str | None = None,
    zone: str | None = None,
    choose: Mapping[str, str] | None = None,
    changes: Sequence[rc.Change] = (),
) -> rc.Course:
    """The course of the package; without doses where anything is refused."""
    day_1, day_start = planning.read_start(start)
    chosen = _called(policy) if isinstance(policy, str) else None
    chosen = chosen or loading.policy_for(regimen, policy, choose)
    clock = planning.clock_of(day_start, zone, chosen)

    def planned(judgements: tuple[Judgement, ...]) -> rc.Course:
        return course.plan(
            regimen,
            patient,
            chosen,
            without_limits(),
            start=day_1,
            version=rc.__version__,
            cycles=cycles,
            clock=clock,
            choose=choose,
            changes=tuple(changes),
            answers=tuple(
                Answer(one.key, Verdict.DECLINED, "compared as the file states it")
                for one in judgements
                if one.rule and one.is_open
            ),
        )

    found = planned(())
    return planned(found.judgements) if found.is_open else found
