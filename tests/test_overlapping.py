"""Two courses of one person: which doses stand in each other's way, and for how long.

Bortezomib is given on days 1, 4, 8 and 11 of one cycle that begins on 1 December 2026; by its
limits the next dose is 3 days away at the least.
"""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from kept import kept

from regimencalc import library
from regimencalc.overlapping import overlaps
from regimencalc.planned_course import Course
from regimencalc.planned_dose import PlannedDose
from regimencalc.replaying import replayed

CHOOSE = {
    "daratumumab-form": "subcutaneous",
    "dexamethasone-route": "oral",
    "with-bortezomib.cycles": "1",
    "daratumumab-alone.cycles": "1",
}


def planned(start: str = "2026-12-01") -> Course:
    return replayed(kept("daratumumab-bortezomib-dexamethasone", choose=CHOOSE, start=start))


def of_bortezomib(doses: Iterable[PlannedDose]) -> list[PlannedDose]:
    return [one for one in doses if one.drug == "bortezomib"]


def with_interval_of_lomustine(course: Course, profile: str) -> Course:
    """The course where the limits of bortezomib in one profile are 42 days apart, in others 3."""
    (far,) = [row for row in library.formulary()["lomustine"].limits if row.interval]
    entry = course.formulary["bortezomib"]
    limits = tuple(
        row.model_copy(update={"interval": far.interval})
        if row.profile == profile and row.interval
        else row
        for row in entry.limits
    )
    other = entry.model_copy(update={"limits": limits, "guardrails": {}})
    return replace(course, formulary={**course.formulary, "bortezomib": other})


@pytest.mark.parametrize(
    ("start", "is_held"),
    [
        ("2026-12-13", True),  # day 11 is 11 December; 3 days later is the 14th
        ("2026-12-14", False),
    ],
)
def test_the_least_interval_counts_from_the_last_dose(start: str, *, is_held: bool) -> None:
    second = of_bortezomib(planned(start).doses)
    found = dict(overlaps(planned(), {"b": second}))
    assert list(found) == ["b"] * is_held
    assert [problem.place.field for problem in found.values()] == ["start"] * is_held


@pytest.mark.parametrize(("profile", "is_held"), [("full-dose", True), ("standard", False)])
def test_the_least_interval_is_that_of_the_line_s_profile(profile: str, *, is_held: bool) -> None:
    first = with_interval_of_lomustine(planned(), profile)
    # 11 December and 42 days is 22 January
    second = of_bortezomib(planned("2027-01-05").doses)
    assert bool(dict(overlaps(first, {"b": second}))) is is_held


def test_a_drug_that_the_other_course_does_not_have_is_in_no_way() -> None:
    other = replayed(kept("ep-infusional-28d"))
    assert dict(overlaps(planned(), {"b": other.doses})) == {}
