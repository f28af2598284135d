"""An AUC dose that is found from an older creatinine than the newest says so, cycle by cycle."""

from datetime import date
from pathlib import Path

import pytest

import regimencalc as rc
from regimencalc import library
from regimencalc.course import plan
from regimencalc.findings import read_finding
from regimencalc.newest_creatinine import is_overtaken, newest_creatinine
from regimencalc.planned_course import Course
from regimencalc.problems import Place
from regimencalc.timeline import Delay, Then

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


RATE = "carboplatin in {} is found from the {} 80 mL/min on 2026-12-01, and not from the {}"


@pytest.mark.parametrize(
    ("day", "measured", "estimated"),
    [
        ("2026-12-21", "cycles 2 and 3", "cycles 2 and 3"),
        # an estimate followed from a creatinine itself, so that another of its day counts
        ("2026-12-01", "", "cycles 1, 2 and 3"),
        ("2026-11-30", "", ""),
    ],
)
def test_a_rate_beside_a_newer_creatinine_is_said(day: str, measured: str, estimated: str) -> None:
    of_day = f"creatinine 2.6 mg/dL on {day}"
    rate = {"measured_gfr": "80 mL/min", "gfr_method": "iohexol", "measured_gfr_on": "2026-12-01"}
    found = said(planned(f"creatinine=2.6 mg/dL, on {day}", **rate))
    assert found == ([RATE.format(measured, "measured GFR", of_day)] if measured else [])
    egfr = {"egfr": "80 mL/min", "egfr_equation": "ckd_epi_2021", "egfr_on": "2026-12-01"}
    found = said(planned(f"creatinine=2.6 mg/dL, on {day}", **egfr))
    assert found == ([RATE.format(estimated, "estimated GFR", of_day)] if estimated else [])


def test_a_rate_without_a_day_is_of_day_1() -> None:
    rate = {"measured_gfr": "80 mL/min", "gfr_method": "iohexol"}
    (found,) = said(planned("creatinine=2.6 mg/dL, on 2026-12-02", **rate))
    assert found.startswith("carboplatin in cycles 2 and 3 is found from the measured GFR")
    assert said(planned("creatinine=2.6 mg/dL", **rate)) == []


@pytest.mark.parametrize(
    ("day", "where"),
    [
        # days 1, 8 and 15 of 28 days: 1, 8 and 15 December, then from 29 December on
        ("2026-12-06", "cycle 1 from day 8 on and cycle 2"),
        ("2026-12-08", "cycle 1 from day 8 on and cycle 2"),
        ("2026-12-09", "cycle 1 from day 15 on and cycle 2"),
        ("2026-12-16", "cycle 2"),
        ("2027-01-06", "cycle 2 from day 15 on"),
        ("2027-01-13", ""),
    ],
)
def test_each_giving_of_a_cycle_is_looked_at_on_its_own_day(
    tmp_path: Path, day: str, where: str
) -> None:
    head, _, _ = LATER.partition("components:")
    text = head.replace("21 d, planned: 3", "28 d, planned: 2") + (
        "components:\n  - {id: carboplatin, drug: carboplatin, profile: weekly, per_dose: AUC 2, "
        "kidney: not stated, route: intravenous, days: [1, 8, 15], infuse_over: 1 h}\n"
    )
    path = tmp_path / "made.yaml"
    path.write_text(text, "utf-8")
    course = rc.plan_course(
        rc.load_regimen(path),
        rc.Patient(**MAN, **NINE),
        start="2026-12-01",
        policy="reference",
        values=(f"creatinine=4 mg/dL, on {day}",),
    )
    older = f"is found from an older creatinine than the creatinine 4 mg/dL on {day}"
    assert said(course) == ([f"carboplatin in {where} {older}"] if where else [])


def test_a_regimen_without_an_auc_dose_has_none() -> None:
    course = rc.plan_course(
        rc.load_regimen("ep-infusional-28d"),
        rc.Patient(**MAN, **NINE),
        start="2026-12-01",
        cycles=3,
        values=("creatinine=1 mg/dL, on 2026-12-20",),
    )
    assert said(course) == []


START = date(2026, 12, 1)
EARLY = {"creatinine": "0.9 mg/dL", "creatinine_on": "2026-11-28"}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("0.8 mg/dL, on 2026-12-02", "0.9 mg/dL, on 2026-12-05"), "0.9 mg/dL"),
        (("0.9 mg/dL, on 2026-12-05", "0.8 mg/dL, on 2026-12-02"), "0.9 mg/dL"),
        # what has no day is of day 1
        (("0.8 mg/dL, on 2026-11-30", "0.9 mg/dL"), "0.9 mg/dL"),
        (("0.8 mg/dL", "0.9 mg/dL, on 2026-11-30"), "0.8 mg/dL"),
        (("0.8 mg/dL, on 2026-12-06", "0.9 mg/dL, on 2026-12-07"), "0.8 mg/dL"),
    ],
)
def test_the_newest_creatinine_of_a_day_is_the_last_that_is_not_after_it(
    values: tuple[str, ...], expected: str
) -> None:
    found = [read_finding(f"creatinine={value}") for value in values]
    newest = newest_creatinine(found, START, date(2026, 12, 6))
    assert newest is not None
    assert str(newest.measure) == expected


def test_the_warning_says_what_to_do_and_stands_at_the_creatinine() -> None:
    course = planned("creatinine=2.6 mg/dL, on 2026-12-22")
    (problem,) = [problem for problem in course.problems if problem.code == "RC527"]
    assert problem.fix == "Plan it from that cycle on with the newer creatinine as the patient's."
    assert problem.place == Place(field="creatinine")


def test_a_rate_beside_a_newer_creatinine_is_to_be_looked_at() -> None:
    rate = {"measured_gfr": "80 mL/min", "gfr_method": "iohexol", "measured_gfr_on": "2026-12-01"}
    course = planned("creatinine=2.6 mg/dL, on 2026-12-22", **rate)
    (problem,) = [problem for problem in course.problems if problem.code == "RC527"]
    assert problem.fix == (
        "Look whether that rate still holds; if not, plan it from that cycle on with a newer one."
    )


def test_nothing_is_overtaken_where_there_is_no_newer_one_or_none_was_given() -> None:
    newer = read_finding("creatinine=2.6 mg/dL, on 2026-12-22")
    known, unknown = rc.Patient(**MAN, **NINE), rc.Patient(**MAN)
    assert is_overtaken(known, newer, START)
    assert not is_overtaken(known, None, START)
    assert not is_overtaken(unknown, newer, START)
    assert not is_overtaken(unknown, None, START)


def test_what_has_no_day_is_of_day_1() -> None:
    newer = "is found from an older creatinine than the creatinine 2.6 mg/dL"
    assert said(planned("creatinine=2.6 mg/dL", **EARLY)) == [
        f"carboplatin in cycles 1, 2 and 3 {newer}"
    ]
    assert said(planned("creatinine=2.6 mg/dL, on 2026-12-02", creatinine="0.9 mg/dL")) == [
        f"carboplatin in cycles 2 and 3 {newer} on 2026-12-02"
    ]


def test_a_creatinine_before_day_1_is_compared_by_its_own_day() -> None:
    newer = "is found from an older creatinine than the creatinine 2.6 mg/dL on 2026-11-30"
    assert said(planned("creatinine=2.6 mg/dL, on 2026-11-30", **EARLY)) == [
        f"carboplatin in cycles 1, 2 and 3 {newer}"
    ]


def test_the_same_creatinine_entered_twice_is_no_newer_one() -> None:
    assert said(planned("creatinine=0.9 mg/dL, on 2026-12-01")) == []


def later_planned(*delays: Delay, then: tuple[Then, ...] = ()) -> Course:
    """With a creatinine of 24 December: the cycles begin on 1 and 22 December and 12 January."""
    return plan(
        rc.load_regimen("carboplatin-etoposide-21d"),
        rc.Patient(**MAN, **NINE),
        library.shipped_policy("reference"),
        library.formulary(),
        start=START,
        version="test",
        cycles=3,
        findings=(read_finding("creatinine=1.2 mg/dL, on 2026-12-24"),),
        delays=delays,
        then=then,
    )


def test_a_delayed_cycle_is_compared_on_the_day_on_which_it_begins() -> None:
    older = "is found from an older creatinine than the creatinine 1.2 mg/dL on 2026-12-24"
    assert said(later_planned()) == [f"carboplatin in cycle 3 {older}"]
    assert said(later_planned(Delay(2, 7))) == [f"carboplatin in cycles 2 and 3 {older}"]


def test_a_cycle_that_is_planned_with_the_newer_one_needs_no_warning() -> None:
    newer = {"creatinine": "1.2 mg/dL", "creatinine_on": "2026-12-24"}
    course = later_planned(then=(Then(3, rc.Patient(**MAN, **newer), {}),))
    assert not course.is_refused
    assert said(course) == []


LATER = """\
format: 1
id: made
name: Made
population: adult
status: draft
sources: [{id: somebody, cite: "Somebody, 2020"}]
cycle: {length: 21 d, planned: 3}
components:
  - id: etoposide
    drug: etoposide
    per_dose: 100 mg/m2
    route: intravenous
    days: [1]
    infuse_over: 1 h
  - id: carboplatin
    drug: carboplatin
    per_dose: AUC 5
    kidney: not stated
    route: intravenous
    cycles: [2, 3]
    days: [1]
    infuse_over: 1 h
"""


def test_a_cycle_without_an_auc_dose_does_not_hide_those_that_follow(tmp_path: Path) -> None:
    path = tmp_path / "made.yaml"
    path.write_text(LATER, "utf-8")
    course = rc.plan_course(
        rc.load_regimen(path),
        rc.Patient(**MAN, **EARLY),
        start="2026-12-01",
        policy="reference",
        values=("creatinine=1 mg/dL, on 2026-11-30",),
    )
    assert said(course) == [
        "carboplatin in cycles 2 and 3 is found from an older creatinine than the creatinine "
        "1 mg/dL on 2026-11-30"
    ]
