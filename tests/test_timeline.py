"""Days that move and measures that are taken anew: dates by the calendar, doses by hand.

The man has 170 cm and 70 kg: √(170 × 70 ÷ 3600) = 1.81812 m2; with 64 kg √(170 × 64 ÷ 3600) =
1.73845 m2. Etoposide is 100 mg/m2 on days 1 to 3 and cisplatin 45 mg/m2 on days 2 and 3 of 28.
"""

from datetime import date

import pytest

import regimencalc as rc
from regimencalc import library
from regimencalc.course import plan
from regimencalc.planned_course import Course
from regimencalc.timeline import Delay, Then, Timeline

START = date(2026, 12, 1)
MAN = {"sex": "male", "age": "67 y", "height": "170 cm", "weight": "70 kg"}
MAN |= {"height_on": "2026-11-30", "weight_on": "2026-11-30"}
LIGHTER = {**MAN, "weight": "64 kg", "weight_on": "2027-01-25"}


def planned(*delays: Delay, then: tuple[Then, ...] = ()) -> Course:
    return plan(
        rc.load_regimen("ep-infusional-28d"),
        rc.Patient(**MAN),
        library.shipped_policy("reference"),
        library.formulary(),
        start=START,
        version="test",
        cycles=3,
        delays=delays,
        then=then,
    )


def dates(course: Course, line: str) -> list[str]:
    return [f"{one.cycle}.{one.day} {one.date}" for one in course.doses if one.component == line]


def doses(course: Course, line: str) -> dict[int, str]:
    return {one.cycle: str(one.dose) for one in course.doses if one.component == line}


def test_a_delayed_cycle_takes_what_follows_with_it() -> None:
    # 1 December + 28 + 14 days is 12 January, and + 28 is 9 February
    course = planned(Delay(2, 14))
    assert dates(course, "cisplatin") == [
        "1.2 2026-12-02",
        "1.3 2026-12-03",
        "2.2 2027-01-13",
        "2.3 2027-01-14",
        "3.2 2027-02-10",
        "3.3 2027-02-11",
    ]
    assert doses(course, "cisplatin") == dict.fromkeys((1, 2, 3), "81.8 mg")


def test_what_follows_may_stay() -> None:
    course = planned(Delay(2, 3, follows=False))
    assert dates(course, "etoposide")[3:] == [
        "2.1 2027-01-01",
        "2.2 2027-01-02",
        "2.3 2027-01-03",
        "3.1 2027-01-26",
        "3.2 2027-01-27",
        "3.3 2027-01-28",
    ]


def test_a_day_of_a_cycle_may_be_delayed_alone_or_with_what_follows() -> None:
    alone = planned(Delay(1, 1, day=2, follows=False))
    assert dates(alone, "etoposide")[:4] == [
        "1.1 2026-12-01",
        "1.2 2026-12-03",
        "1.3 2026-12-03",
        "2.1 2026-12-29",
    ]
    with_all = planned(Delay(1, 1, day=2))
    assert dates(with_all, "etoposide")[:4] == [
        "1.1 2026-12-01",
        "1.2 2026-12-03",
        "1.3 2026-12-04",
        "2.1 2026-12-30",
    ]


def test_delays_add_up_and_a_cycle_may_be_brought_forward() -> None:
    course = planned(Delay(2, 7), Delay(3, -2))
    assert dates(course, "etoposide")[3] == "2.1 2027-01-05"
    # 5 January + 28 − 2
    assert dates(course, "etoposide")[6] == "3.1 2027-01-31"


def test_a_new_weight_counts_from_its_cycle_on_and_not_before() -> None:
    course = planned(then=(Then(3, rc.Patient(**LIGHTER), {}),))
    # 100 × 1.81812 = 181.8 and 100 × 1.73845 = 173.8; 45 × 1.73845 = 78.23
    assert doses(course, "etoposide") == {1: "181.8 mg", 2: "181.8 mg", 3: "173.8 mg"}
    assert doses(course, "cisplatin") == {1: "81.8 mg", 2: "81.8 mg", 3: "78.2 mg"}
    third = next(one for one in course.doses if one.cycle == 3)
    assert "64 kg   entered, measured 2027-01-25" in str(third.derivation)


def test_equal_doses_of_a_period_share_one_derivation() -> None:
    earlier = rc.Patient(**{**LIGHTER, "weight_on": "2026-12-28"})
    course = planned(then=(Then(2, earlier, {}),))
    second, third = (
        next(one.computed for one in course.doses if one.cycle == cycle) for cycle in (2, 3)
    )
    assert second is third


def test_a_new_weight_is_dated_by_the_day_of_its_cycle() -> None:
    # the third cycle begins on 26 January, and 14 days later where it is delayed
    late = {**LIGHTER, "weight_on": "2027-02-08"}
    too_late = planned(then=(Then(3, rc.Patient(**late), {}),))
    assert [p.code for p in too_late.problems if p.is_error] == ["RC506"]
    in_time = planned(Delay(2, 14), then=(Then(3, rc.Patient(**late), {}),))
    assert doses(in_time, "etoposide")[3] == "173.8 mg"


def test_bounds_by_surface_are_those_of_the_cycle() -> None:
    course = planned(then=(Then(3, rc.Patient(**LIGHTER), {}),))
    # 45 mg/m2 whatever the surface: no check of a day comes to another number
    found = {
        round(check.number, 6)
        for check in course.checks
        if (check.drug, check.rail.dimension) == ("cisplatin", "per_cycle")
        and check.rail.kind is not None
        and check.rail.kind.name == "MASS_PER_SURFACE"
    }
    assert found == {90}


def test_a_lifetime_is_counted_by_the_surface_of_each_day() -> None:
    lighter = rc.Patient(**{**LIGHTER, "weight_on": "2026-12-21"})
    course = r_chop(Then(2, lighter, {}))
    assert doses(course, "doxorubicin") == {1: "90.9 mg", 2: "86.9 mg"}
    (exposure,) = [one for one in course.exposures if one.entry.id == "doxorubicin"]
    # 50 mg/m2 in each of two cycles, with two bodies
    assert exposure.planned == pytest.approx(100, rel=1e-12)


def r_chop(*then: Then) -> Course:
    return plan(
        rc.load_regimen("r-chop-21d"),
        rc.Patient(**MAN),
        library.shipped_policy("reference"),
        library.formulary(),
        start=START,
        version="test",
        cycles=2,
        choose={"prednisone-dose": "flat"},
        then=then,
    )


def test_another_answer_holds_from_its_cycle_on() -> None:
    course = r_chop(Then(2, rc.Patient(**MAN), {"prednisone-dose": "by-surface"}))
    # 40 mg/m2 × 1.81812 = 72.7 mg
    assert doses(course, "prednisone") == {1: "100 mg", 2: "72.7 mg"}


def test_the_first_period_has_none_before_it() -> None:
    assert Timeline().period_of(1) is None
    assert Timeline().period_on(START) is None
    assert Timeline().moved_by(5, 1) == 0


@pytest.mark.parametrize(
    ("day", "weight"),
    [
        (date(2026, 12, 28), None),
        (date(2026, 12, 29), "66 kg"),
        (date(2027, 1, 25), "66 kg"),
        (date(2027, 1, 26), "64 kg"),
        (date(2027, 3, 1), "64 kg"),
    ],
)
def test_a_period_begins_on_the_first_day_of_its_cycle(day: date, weight: str | None) -> None:
    # 1 December + 28 days is 29 December, and + 56 days is 26 January
    second = rc.Patient(**{**MAN, "weight": "66 kg", "weight_on": "2026-12-28"})
    course = planned(then=(Then(2, second, {}), Then(3, rc.Patient(**LIGHTER), {})))
    period = course.timeline.period_on(day)
    assert (None if period is None else str(period.patient.weight)) == weight
