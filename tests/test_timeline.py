"""Days that move and measures that are taken anew: dates by the calendar, doses by hand.

The man has 170 cm and 70 kg: √(170 × 70 ÷ 3600) = 1.81812 m2; with 64 kg √(170 × 64 ÷ 3600) =
1.73845 m2. Etoposide is 100 mg/m2 on days 1 to 3 and cisplatin 45 mg/m2 on days 2 and 3 of 28.
"""

from datetime import date

import pytest
from test_rules import first_answers

import regimencalc as rc
from regimencalc import library
from regimencalc.course import plan
from regimencalc.planned_course import Course
from regimencalc.policy import Calendar
from regimencalc.timeline import Delay, Then, Timeline
from regimencalc.units import Measure

START = date(2026, 12, 1)
MAN = {"sex": "male", "age": "67 y", "height": "170 cm", "weight": "70 kg"}
MAN |= {"height_on": "2026-11-30", "weight_on": "2026-11-30"}
LIGHTER = {**MAN, "weight": "64 kg", "weight_on": "2027-01-25"}


def planned(*delays: Delay, then: tuple[Then, ...] = (), early: int = 0) -> Course:
    """The course, under a policy that lets a cycle begin so much earlier."""
    policy = library.shipped_policy("reference")
    if early:
        policy = policy.model_copy(update={"calendar": Calendar(early=Measure(float(early), "d"))})
    return plan(
        rc.load_regimen("ep-infusional-28d"),
        rc.Patient(**MAN),
        policy,
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
    course = planned(Delay(2, 3, follows=False), early=3)
    assert dates(course, "etoposide")[3:] == [
        "2.1 2027-01-01",
        "2.2 2027-01-02",
        "2.3 2027-01-03",
        "3.1 2027-01-26",
        "3.2 2027-01-27",
        "3.3 2027-01-28",
    ]


def test_a_day_of_a_cycle_may_be_delayed_alone_or_with_what_follows() -> None:
    alone = planned(Delay(1, 1, day=3, follows=False))
    assert dates(alone, "etoposide")[:4] == [
        "1.1 2026-12-01",
        "1.2 2026-12-02",
        "1.3 2026-12-04",
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
    course = planned(Delay(2, 7), Delay(3, -2), early=2)
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


# What cannot be


def refusals(course: Course) -> list[str]:
    assert course.doses == ()
    return [f"{one.code} {one.message}" for one in course.problems if one.is_error]


def test_periods_hold_by_their_cycles_whatever_the_order_in_which_they_are_said() -> None:
    weighed = {**MAN, "weight_on": "2026-12-28"}
    heavier = Then(2, rc.Patient(**{**weighed, "weight": "90 kg"}), {})
    again = Then(3, rc.Patient(**weighed), {})
    course = planned(then=(again, heavier))
    # √(170 × 90 ÷ 3600) = 2.06155 m2, × 100 mg/m2
    assert doses(course, "etoposide") == {1: "181.8 mg", 2: "206.2 mg", 3: "181.8 mg"}
    assert len(course.doses) == 15


@pytest.mark.parametrize(
    ("delays", "then", "words"),
    [
        ((Delay(4, 7),), (), "a delay counts from cycle 4, and 3 cycles are planned"),
        ((Delay(0, 7),), (), "a delay counts from cycle 0"),
        ((), (0,), "a measure or an answer counts from cycle 0"),
        ((), (4,), "a measure or an answer counts from cycle 4"),
        ((Delay(2, 1, day=29),), (), "cycle 2 has no day 29"),
        ((Delay(2, 10**7),), (), "more than a year"),
        ((), (3, 3), "two different patients or answers are to hold from cycle 3"),
    ],
)
def test_what_counts_from_no_cycle_of_the_plan(
    delays: tuple[Delay, ...], then: tuple[int, ...], words: str
) -> None:
    later = tuple(Then(cycle, rc.Patient(**MAN), {}) for cycle in then)
    (said,) = refusals(planned(*delays, then=later))
    assert said.startswith("RC604 ")
    assert words in said


def test_a_later_answer_may_not_change_how_long_cycles_are() -> None:
    pcv = rc.load_regimen("pcv")
    course = plan(
        pcv,
        rc.Patient(**MAN),
        library.shipped_policy("reference"),
        library.formulary(),
        start=START,
        version="test",
        cycles=3,
        choose={**first_answers(pcv), "cycle.length": "42 d"},
        then=(Then(2, rc.Patient(**{**MAN, "weight_on": "2027-01-11"}), {"cycle.length": "56 d"}),),
    )
    (said,) = refusals(course)
    assert "would change how many cycles there are, or how long they last" in said


def test_a_cycle_before_its_time_is_refused_and_one_in_time_is_not() -> None:
    # 29 December less three days; the policy allows none, or three
    (said,) = refusals(planned(Delay(2, -3)))
    assert said.startswith("RC813 cycle 2 would begin on Sat 26 Dec, 25 days after cycle 1")
    assert dates(planned(Delay(2, -3), early=3), "etoposide")[3] == "2.1 2026-12-26"


def test_a_day_that_meets_the_next_is_refused() -> None:
    (etoposide, cisplatin) = refusals(planned(Delay(1, 1, day=2, follows=False)))
    assert etoposide.startswith("RC813 etoposide of cycle 1 day 2 would meet that of cycle 1 day 3")
    assert cisplatin.startswith("RC813 cisplatin of cycle 1 day 2")


def test_a_rescue_moves_with_its_drug_and_not_with_its_own_day() -> None:
    """Methotrexate of MAP is on day 22, folinic acid from 24 h after its start, on day 23."""
    regimen = rc.load_regimen("map")
    hydration = {f"{phase}-cisplatin.hydration": "1500 mL/m2" for phase in ("with", "without")}

    def moved(*delays: Delay) -> Course:
        return plan(
            regimen,
            rc.Patient(**{**MAN, "creatinine": "0.9 mg/dL"}),
            library.shipped_policy("reference"),
            library.formulary(),
            start=START,
            version="test",
            choose={**first_answers(regimen), **hydration},
            delays=delays,
        )

    def first(course: Course, line: str) -> date:
        return next(one.date for one in course.doses if one.component == line)

    as_planned, with_drug = moved(), moved(Delay(1, 2, day=22, follows=False))
    for line, day in (("methotrexate", 22), ("folinic-acid", 23)):
        assert first(as_planned, line) == date(2026, 12, day)
        assert first(with_drug, line) == date(2026, 12, day + 2)
    (said,) = refusals(moved(Delay(1, 2, day=23, follows=False)))
    assert said == "RC813 nothing stands on cycle 1 day 23 that would move"


def test_a_regimen_of_weekdays_moves_by_whole_weeks() -> None:
    regimen = rc.load_regimen("capecitabine-radiotherapy")
    assert regimen.names_weekdays
    moved = {
        days: plan(
            regimen,
            rc.Patient(**MAN),
            library.shipped_policy("reference"),
            library.formulary(),
            start=START,
            version="test",
            choose={**first_answers(regimen), "lasts": "40 d"},
            delays=(Delay(1, days),),
        )
        for days in (4, 7)
    }
    assert any("days of the week" in said for said in refusals(moved[4]))
    assert {one.date.weekday() for one in moved[7].doses} == {0, 1, 2, 3, 4}
