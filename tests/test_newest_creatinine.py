"""An AUC dose that is found from an older creatinine than the newest says so, cycle by cycle."""

import pytest

import regimencalc as rc
from regimencalc.planned_course import Course

# carboplatin on day 1 of 21 days: the cycles begin on 1 and 22 December and 12 January
MAN = {"sex": "male", "age": "60 y", "height": "180 cm", "weight": "80 kg"}
MAN |= {"height_on": "2026-12-01", "weight_on": "2026-12-01"}
NINE = {"creatinine": "0.9 mg/dL", "creatinine_on": "2026-12-01"}


def planned(*values: str, **patient: str) -> Course:
    return rc.plan_course(
        rc.load_regimen("carboplatin-etoposide-21d"),
        rc.Patient(**{**MAN, **(patient or NINE)}),
        start="2026-12-01",
        policy="reference",
        cycles=3,
        values=values,
    )


def said(course: Course) -> list[str]:
    return [problem.message for problem in course.problems if problem.code == "RC527"]


@pytest.mark.parametrize(
    ("day", "cycles"),
    [
        ("2026-12-02", "cycles 2 and 3"),
        ("2026-12-22", "cycles 2 and 3"),
        ("2026-12-23", "cycle 3"),
        ("2027-01-12", "cycle 3"),
        ("2027-01-13", ""),
        ("2026-11-30", ""),
    ],
)
def test_the_cycles_from_the_day_of_the_newer_one_are_named(day: str, cycles: str) -> None:
    words = (
        f"carboplatin in {cycles} is found from an older creatinine than the creatinine 2.6 mg/dL "
        f"on {day}"
    )
    assert said(planned(f"creatinine=2.6 mg/dL, on {day}")) == ([words] if cycles else [])


def test_a_multiple_of_the_laboratorys_limit_is_no_other_creatinine() -> None:
    assert said(planned("creatinine=3 ULN, on 2026-12-22")) == []


def test_a_measured_rate_is_not_found_from_a_creatinine() -> None:
    rate = {"measured_gfr": "80 mL/min", "gfr_method": "iohexol", "measured_gfr_on": "2026-12-01"}
    assert said(planned("creatinine=2.6 mg/dL, on 2026-12-22", **rate)) == []


def test_a_regimen_without_an_auc_dose_has_none() -> None:
    course = rc.plan_course(
        rc.load_regimen("ep-infusional-28d"),
        rc.Patient(**MAN, **NINE),
        start="2026-12-01",
        cycles=3,
        values=("creatinine=1 mg/dL, on 2026-12-20",),
    )
    assert said(course) == []
