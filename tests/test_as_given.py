"""What was given stands in the place of what was planned: its dose, its day, and why.

Each dose is planned as 100 mg on day 1 of cycle 1, Tuesday 1 December 2026.
"""

from datetime import date, datetime
from typing import Any

import pytest
from test_amounts_given import FIRST, dose, planned

from regimencalc.as_given import as_given
from regimencalc.dosing import Dose
from regimencalc.given import GivenDose
from regimencalc.planned_dose import PlannedDose
from regimencalc.problems import Problem
from regimencalc.withheld import Withheld, Word

NEXT_DAY = date(2026, 12, 2)


def entry(value: float | None, on: date = FIRST, **more: Any) -> GivenDose:
    return GivenDose(
        component="a",
        number=1,
        cycle=1,
        day=1,
        on=on,
        planned_on=FIRST,
        value=value,
        unit="mg",
        who="a nurse",
        **more,
    )


def plan() -> PlannedDose:
    noon = datetime(2026, 12, 1, 12)  # noqa: DTZ001 times of a plan have no zone
    later = datetime(2026, 12, 1, 13)  # noqa: DTZ001
    return planned(dose(100))._replace(
        starts_at=noon, ends_at=later, ends_on=FIRST, proposed=dose(110)
    )


def given(what: GivenDose) -> PlannedDose:
    (one,) = as_given([plan()], {("a", 1): what})
    return one


def test_what_was_not_entered_is_as_it_is_planned() -> None:
    doses = [plan(), planned(dose(50), line="b")]
    assert as_given(doses, {}) == doses
    # another line, and another dose of this one
    elsewhere = {("b", 2): entry(40), ("a", 2): entry(40)}
    assert as_given(doses, elsewhere) == doses
    first, second = as_given(doses, {("a", 1): entry(90)})
    assert (first.dose.value, second) == (90, doses[1])


def test_a_dose_as_planned_keeps_its_working_and_its_times() -> None:
    as_planned, one = plan(), given(entry(100))
    assert one.dose is not None
    assert isinstance(one.dose, Dose)
    assert one.dose.derivation.what == "dose"
    assert (one.date, one.starts_at, one.ends_at, one.ends_on) == (
        FIRST,
        as_planned.starts_at,
        as_planned.ends_at,
        FIRST,
    )
    # a proposal is none for a dose that was given
    assert (one.given, one.proposed) == (entry(100), None)


def test_a_dose_on_another_day_has_no_time_of_the_plan() -> None:
    one = given(entry(100, NEXT_DAY))
    assert (one.date, one.starts_at, one.ends_at, one.ends_on) == (NEXT_DAY, None, None, None)


@pytest.mark.parametrize(
    ("planned_mg", "why", "note"),
    [
        (None, "", "entered by a nurse, not authenticated"),
        (100, "", "entered by a nurse, not authenticated, planned 100 mg"),
        (100, "spilled", "entered by a nurse, not authenticated, planned 100 mg: spilled"),
        (None, "spilled", "entered by a nurse, not authenticated: spilled"),
    ],
)
def test_another_dose_is_what_was_entered_with_its_reason(
    planned_mg: float | None, why: str, note: str
) -> None:
    found = given(entry(80, planned=planned_mg, why=why)).dose
    assert isinstance(found, Dose)
    # nothing was rounded or reduced: 80 mg were given
    assert (found.value, found.unit, found.calculated, found.before_reduction) == (80, "mg", 80, 80)
    step = found.derivation
    assert (step.what, step.value, step.unit) == ("given", 80, "mg")
    assert (step.note, step.is_notable) == (note, True)


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("", "a was not given on Wed 2 Dec"),
        ("vomited", "a was not given on Wed 2 Dec: vomited"),
    ],
)
def test_what_was_not_given_has_no_number_and_says_why(why: str, words: str) -> None:
    found = given(entry(None, NEXT_DAY, planned=100, why=why)).dose
    problem = Problem("RC795", words, "Enter it again, if that is not so.")
    assert found == Withheld(Word.NOT_GIVEN, (problem,), "mg")


def test_what_was_given_in_place_of_a_refused_dose_is_known() -> None:
    refused = planned(Withheld(Word.REFUSED, (), "mg"))
    (one,) = as_given([refused], {("a", 1): entry(80)})
    assert one.dose.value == 80


def test_what_was_given_stands_in_json_with_its_day_as_text() -> None:
    said = given(entry(80, NEXT_DAY, planned=100, why="spilled")).to_dict(derivation=None)["given"]
    assert said == {
        "component": "a",
        "number": 1,
        "cycle": 1,
        "day": 1,
        "on": "2026-12-02",
        "planned_on": "2026-12-01",
        "value": 80,
        "unit": "mg",
        "planned": 100,
        "surface_m2": None,
        "weight_kg": None,
        "why": "spilled",
        "who": "a nurse",
    }
    assert "given" not in plan().to_dict(derivation=None)
