"""What givings of one drug come to: a dose, a day, a cycle, an hour, and how far they are apart.

Cycles of 21 days begin on 1 December 2026; what is expected is counted by hand beside each test.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from itertools import combinations
from typing import Any

import pytest

from regimencalc import amounts_given
from regimencalc.administration import Administration
from regimencalc.amounts_given import Given, Sum, given_of
from regimencalc.component import Statement
from regimencalc.derivation import Step
from regimencalc.dosing import Dose
from regimencalc.planned_dose import PlannedDose
from regimencalc.regimen import Regimen
from regimencalc.units import Kind
from regimencalc.withheld import Withheld, Word
from regimencalc.yaml_source import read

FIRST = date(2026, 12, 1)
HOUR, DAY = 60, 1440


@cache
def statement(line: str, drug: str, amount: str, route: str = "oral") -> Statement:
    text = (
        "format: 1\nid: tested\nname: Tested\npopulation: adult\nstatus: draft\n"
        'sources: [{id: s, cite: "Made up for a test"}]\ncycle: {length: 21 d, planned: 2}\n'
        f"components:\n  - {{id: {line}, drug: {drug}, {amount}, route: {route}, days: [1]}}\n"
    )
    regimen = Regimen.from_source(read(text.encode(), "tested.yaml"))
    return regimen.components[0].statements[0]


def dose(number: float, unit: str = "mg", stated_in: str = "mg") -> Dose:
    return Dose(number, unit, number, Step("dose", number, unit), stated_in=stated_in)


def planned(
    of: Dose | Withheld,
    *,
    line: str = "a",
    day: int = 1,
    cycle: int = 1,
    minutes: float | None = None,
    amount: str = "per_dose: 100 mg",
    drug: str = "drug",
    goes_on: str = "",
    route: str = "oral",
) -> PlannedDose:
    of_line = statement(line, drug, amount, route)
    administration = Administration(
        of_line, cycle, day, 1, day - 1, 0, None, minutes, goes_on=goes_on
    )
    on = FIRST + timedelta(days=21 * (cycle - 1) + day - 1)
    return PlannedDose(cycle, None, on, 1, of, administration, None, None, None)


def given(
    of: Dose,
    *,
    profile: str = "standard",
    kind: Kind = Kind.MASS,
    between: tuple[float | None, float | None] | None = None,
    **more: Any,
) -> Given:
    one = planned(of, **more)
    fastest, slowest = between or (one.minutes, one.minutes)
    return Given(one, of, profile, one.route, kind, fastest, slowest)


def parts(one: Sum) -> list[tuple[float, float]]:
    return [(share, each.dose.value) for share, each in one.parts]


def when(one: Sum) -> list[tuple[int, int]]:
    return [(each.cycle, each.day) for each in one.doses]


def added(sums: Iterable[Sum]) -> list[tuple[list[tuple[float, float]], list[tuple[int, int]]]]:
    return [(parts(one), when(one)) for one in sums]


# One giving


@pytest.mark.parametrize(
    ("minutes", "days", "share"),
    [
        (None, 1, 1),
        (HOUR, 1, 1),
        (DAY, 1, 1),
        # 24 hours of 30 are 0.8; on two days
        (30 * HOUR, 2, 0.8),
        (2 * DAY, 2, 0.5),
        (96 * HOUR, 4, 0.25),
    ],
)
def test_the_days_of_an_infusion_and_what_runs_in_24_hours(
    minutes: float | None, days: int, share: float
) -> None:
    one = given(dose(100), minutes=minutes)
    assert (list(one.days), one.share_of_day, one.is_rate) == (list(range(days)), share, False)


@pytest.mark.parametrize(
    ("between", "days", "share", "times"),
    [
        # of 24 to 96 hours: all of it may run in one day, and it may run on four days
        ((DAY, 4 * DAY), 4, 1, (DAY, 4 * DAY)),
        # 1440 ÷ 2880 of it in a day at most
        ((2 * DAY, 4 * DAY), 4, 0.5, (2 * DAY, 4 * DAY)),
        # what is not stated may be any time: at least two days, or all in one day
        ((2 * DAY, None), 2, 0.5, (2 * DAY,)),
        ((None, 2 * DAY), 2, 1, (2 * DAY,)),
        ((None, None), 1, 1, ()),
        ((0, 0), 1, 1, ()),
    ],
)
def test_of_a_range_the_worst_end_counts(
    between: tuple[float | None, float | None], days: int, share: float, times: tuple[float, ...]
) -> None:
    one = given(dose(100), between=between)
    assert (list(one.days), one.share_of_day, one.times) == (list(range(days)), share, times)


def test_a_rate_runs_24_hours_a_day() -> None:
    one = given(dose(5, "mg/h"))
    assert (one.is_rate, one.share_of_day, list(one.days)) == (True, 24, [0])


@pytest.mark.parametrize(
    ("amount", "share"),
    [
        # 48 hours of what is stated for a day: one dose is 24 hours, the half
        ("per_day: 100 mg", 0.5),
        ("per_day: 100 mg, doses_per_day: 2", 1),
        ("per_dose: 100 mg", 1),
    ],
)
def test_one_dose_of_what_is_stated_for_a_day_is_24_hours(amount: str, share: float) -> None:
    assert given(dose(200), minutes=2 * DAY, amount=amount).share_of_dose == share


@pytest.mark.parametrize(
    ("unit", "stated_in", "kind"),
    [
        ("mg", "mg/m2", Kind.MASS_PER_SURFACE),
        ("mg", "mg/kg", Kind.MASS_PER_WEIGHT),
        ("mg", "", Kind.MASS),
        # a share of another line is an amount of its unit
        ("mg", "%", Kind.MASS),
        ("IU", "%", Kind.ACTIVITY),
        ("mg/h", "", Kind.MASS),
    ],
)
def test_an_amount_has_the_kind_in_which_it_is_stated(
    unit: str, stated_in: str, kind: Kind
) -> None:
    one = planned(dose(10, unit, stated_in), minutes=90)
    assert [(g.planned, g.kind, g.times) for g in given_of([one])["drug"]] == [(one, kind, (90,))]


def test_doses_are_taken_by_drug_and_what_has_no_number_is_left() -> None:
    withheld = planned(Withheld(Word.HELD, (), "mg"))
    doses = [
        withheld,
        planned(dose(1)),
        planned(dose(2), drug="other", amount="per_dose: 100 mg, profile: more"),
        planned(dose(3)),
    ]
    found = given_of(doses)
    assert {drug: [(one.dose.value, one.profile) for one in of] for drug, of in found.items()} == {
        "drug": [(1, "standard"), (3, "standard")],
        "other": [(2, "more")],
    }


# A dose


def is_apart(profile: str) -> bool:
    return profile == "apart"


def test_equal_doses_are_found_once_with_all_that_they_stand_for() -> None:
    same, other = dose(100), dose(120)
    found = amounts_given.doses(
        [given(same, day=1), given(other, day=8), given(same, day=15), given(dose(9, "mg/h"))],
        alone=is_apart,
    )
    assert added(found) == [([(1, 100)], [(1, 1), (1, 15)]), ([(1, 120)], [(1, 8)])]


def test_all_that_begins_on_one_day_is_one_dose() -> None:
    first, second = dose(60), dose(40)
    several = [
        given(first, line="a"),
        given(second, line="b"),
        given(dose(30), line="b"),
        given(first, line="a", cycle=2),
        given(second, line="b", cycle=2),
        given(dose(70), line="a", day=8),
        given(first, line="a", cycle=3),
        given(second, line="b", cycle=3),
    ]
    *single, day_1, later = amounts_given.doses(several, alone=is_apart)
    assert [parts(one) for one in single] == [[(1, 60)], [(1, 40)], [(1, 30)], [(1, 70)]]
    assert not any(one.is_of_several_doses for one in single)
    # of the line with two doses a day both count; the same sum in cycles 2 and 3 is one
    assert (parts(day_1), when(day_1)) == ([(1, 60), (1, 40), (1, 30)], [(1, 1)] * 3)
    assert parts(later) == [(1, 60), (1, 40)]
    assert when(later) == [(2, 1), (2, 1), (3, 1), (3, 1)]
    assert (later.dimension, later.is_of_several_doses) == ("per_dose", True)
    # each dose is judged alone as well: together they are never too little
    assert later.is_complete is False
    assert {one.dimension for one in single} == {"per_dose"}


def test_a_line_that_is_given_again_on_a_day_is_one_dose_of_that_day() -> None:
    same = dose(50)
    doses = [given(same), given(same), given(same), given(same, day=2)]
    single, together = amounts_given.doses(doses, alone=is_apart)
    assert (parts(single), len(single.doses)) == ([(1, 50)], 4)
    assert (parts(together), when(together)) == ([(1, 50)] * 3, [(1, 1)] * 3)


@pytest.mark.parametrize(
    "second",
    [
        given(dose(40), line="b", day=2),
        given(dose(40), line="b", profile="more"),
    ],
    ids=["on another day", "in another profile"],
)
def test_what_is_not_one_dose_stands_alone(second: Given) -> None:
    found = amounts_given.doses([given(dose(60)), second], alone=is_apart)
    assert [parts(one) for one in found] == [[(1, 60)], [(1, 40)]]


def test_a_profile_with_a_limit_for_the_day_has_its_doses_apart() -> None:
    doses = [
        given(dose(60), profile="apart"),
        given(dose(40), line="b", profile="apart"),
        given(dose(30), line="b", profile="apart"),
    ]
    assert [parts(one) for one in amounts_given.doses(doses, alone=is_apart)] == [
        [(1, 60)],
        [(1, 40)],
        [(1, 30)],
    ]


def test_a_dose_is_24_hours_of_what_is_stated_for_a_day() -> None:
    one = given(dose(200), minutes=2 * DAY, amount="per_day: 100 mg")
    (found,) = amounts_given.doses([one], alone=is_apart)
    assert parts(found) == [(0.5, 200)]
    both = [one, given(dose(50), line="b")]
    assert parts(list(amounts_given.doses(both, alone=is_apart))[-1]) == [(0.5, 200), (1, 50)]


# A day, a cycle, an hour


def test_a_day_is_what_begins_on_it_and_what_runs_on_it() -> None:
    long, short = dose(400), dose(50)
    found = list(amounts_given.days([given(long, minutes=2 * DAY), given(short, line="b", day=2)]))
    # 400 in two days: 200 on each; the second day has 50 beside it
    assert added(found) == [([(0.5, 400)], [(1, 1)]), ([(0.5, 400), (1, 50)], [(1, 1), (1, 2)])]
    assert {one.dimension for one in found} == {"per_day"}


def test_equal_days_are_found_once() -> None:
    same = dose(50)
    found = amounts_given.days([given(same, day=1), given(same, day=2), given(dose(60), day=3)])
    assert added(found) == [([(1, 50)], [(1, 1), (1, 2)]), ([(1, 60)], [(1, 3)])]


def test_a_cycle_is_all_that_is_given_in_it() -> None:
    doses = [
        given(dose(50)),
        given(dose(60), day=8, minutes=2 * DAY),
        given(dose(70), cycle=2),
        given(dose(9, "mg/h"), day=9),
    ]
    found = list(amounts_given.cycles(doses))
    assert added(found) == [([(1, 50), (1, 60)], [(1, 1), (1, 8)]), ([(1, 70)], [(2, 1)])]
    assert {one.dimension for one in found} == {"per_cycle"}


def test_an_hour_is_known_where_the_time_is() -> None:
    same = dose(50)
    doses = [
        given(same, minutes=30),
        given(same, day=8, minutes=30),
        given(dose(60), minutes=120),
        given(dose(7)),
        given(dose(8), minutes=0),
        given(dose(9, "mg/h")),
    ]
    found = list(amounts_given.hours(doses))
    # 60 ÷ 30 = 2, 60 ÷ 120 = 0.5; a rate is what it is
    assert added(found) == [
        ([(2, 50)], [(1, 1), (1, 8)]),
        ([(0.5, 60)], [(1, 1)]),
        ([(1, 9)], [(1, 1)]),
    ]
    assert {one.dimension for one in found} == {"per_hour"}


def test_a_sum_names_its_profiles_and_is_complete_unless_something_goes_on() -> None:
    doses = [given(dose(1), profile="more"), given(dose(2), line="b"), given(dose(3), line="c")]
    (found,) = amounts_given.cycles(doses)
    assert (found.profiles, found.is_complete) == (("more", "standard"), True)
    (open_ended,) = amounts_given.cycles([*doses, given(dose(4), goes_on="until it is better")])
    assert not open_ended.is_complete
    assert not open_ended.is_of_several_doses


@pytest.mark.parametrize("number", [1, 2, 3])
def test_profiles_stand_in_the_order_of_their_names_whatever_the_hashes_are(number: int) -> None:
    # some of so many sets stand otherwise in themselves
    for names in combinations("abcdefghij", number):
        doses = [given(dose(1), profile=name) for name in names]
        assert amounts_given.profiles_of(doses) == names


# Times


def times(sums: Iterable[Sum]) -> list[tuple[str, float, tuple[str, ...], list[tuple[int, int]]]]:
    return [(one.dimension, one.number, one.profiles, when(one)) for one in sums]


def test_equal_infusion_times_are_found_once_in_each_profile() -> None:
    doses = [
        given(dose(1), minutes=30),
        given(dose(2), day=8, minutes=30),
        given(dose(3), day=15, minutes=30, profile="more"),
        given(dose(4), minutes=60),
        given(dose(5)),
    ]
    assert times(amounts_given.infusion_times(doses)) == [
        ("infuse_over", 30, ("standard",), [(1, 1), (1, 8)]),
        ("infuse_over", 30, ("more",), [(1, 15)]),
        ("infuse_over", 60, ("standard",), [(1, 1)]),
    ]


def test_a_range_of_infusion_time_is_looked_at_at_both_its_ends() -> None:
    doses = [given(dose(60), between=(30, 120)), given(dose(7), day=8, between=(None, 120))]
    # 60 ÷ 30 = 2, 60 ÷ 120 = 0.5
    assert added(amounts_given.hours(doses)) == [
        ([(2, 60)], [(1, 1)]),
        ([(0.5, 60)], [(1, 1)]),
        ([(0.5, 7)], [(1, 8)]),
    ]
    assert times(amounts_given.infusion_times(doses)) == [
        ("infuse_over", 30, ("standard",), [(1, 1)]),
        ("infuse_over", 120, ("standard",), [(1, 1), (1, 8)]),
    ]


def test_an_interval_is_from_a_day_of_giving_to_the_next_and_is_the_later_cycles() -> None:
    doses = [
        given(dose(1), day=8),
        given(dose(2), day=1),
        given(dose(3), line="b", day=1),
        given(dose(4), cycle=2, profile="more"),
    ]
    # day 1 to day 8 are 7 days of 1440 minutes, day 8 to day 22 are 14
    assert times(amounts_given.intervals(doses)) == [
        ("interval", 10080, ("standard",), [(1, 8), (1, 1), (1, 1)]),
        ("interval", 20160, ("more", "standard"), [(2, 1)]),
    ]


def test_equal_intervals_are_found_once_with_the_doses_of_their_cycles() -> None:
    doses = [given(dose(1), day=day, cycle=cycle) for cycle in (1, 2) for day in (1, 8)]
    assert times(amounts_given.intervals(doses)) == [
        # 7 days in both cycles; from day 8 to day 22 are 14
        ("interval", 10080, ("standard",), [(1, 1), (1, 8), (2, 1), (2, 8)]),
        ("interval", 20160, ("standard",), [(2, 1), (2, 8)]),
    ]


def test_from_cycle_to_cycle_is_from_the_first_giving_of_each() -> None:
    doses = [
        given(dose(1), day=8),
        given(dose(2), day=3),
        given(dose(3), day=3, line="b"),
        given(dose(4), cycle=2, day=1, profile="more"),
        given(dose(5), cycle=2, day=5),
    ]
    # day 3 to day 22 are 19 days: 19 × 1440 = 27360 minutes
    assert times(amounts_given.between_cycles(doses)) == [
        ("between_cycles", 27360, ("more", "standard"), [(2, 1), (2, 5)])
    ]
    same_day = [given(dose(1), profile="more"), given(dose(2), line="b"), given(dose(3), cycle=2)]
    assert times(amounts_given.between_cycles(same_day)) == [
        ("between_cycles", 21 * DAY, ("more", "standard"), [(2, 1)])
    ]


def test_the_days_of_a_cycle_are_those_on_which_it_is_given_or_runs() -> None:
    doses = [
        given(dose(1), day=1, minutes=2 * DAY),
        given(dose(2), day=2, line="b"),
        given(dose(3), day=8),
        given(dose(4), cycle=2, profile="more"),
        given(dose(5), cycle=3, day=1),
        given(dose(6), cycle=3, day=2),
        given(dose(7), cycle=3, day=5),
    ]
    # days 1, 2 and 8; day 1; days 1, 2 and 5
    assert times(amounts_given.days_per_cycle(doses)) == [
        ("days_per_cycle", 3, ("standard",), [(1, 1), (1, 2), (1, 8), (3, 1), (3, 2), (3, 5)]),
        ("days_per_cycle", 1, ("more",), [(2, 1)]),
    ]


# By which routes


def test_a_sum_is_of_the_routes_of_its_givings() -> None:
    swallowed = given(dose(10), minutes=HOUR, route="oral")
    infused = given(dose(20), minutes=2 * HOUR, route="intravenous")
    next_cycle = given(dose(30), cycle=2, minutes=HOUR, route="oral")
    two = [swallowed, infused]

    def routes(sums: Iterable[Sum]) -> list[tuple[str, ...]]:
        return [one.routes for one in sums]

    both = ("intravenous", "oral")
    # each alone, then what begins on one day
    assert routes(amounts_given.doses(two, alone=lambda _: False)) == [
        ("oral",),
        ("intravenous",),
        both,
    ]
    assert routes(amounts_given.days(two)) == [both]
    assert routes(amounts_given.cycles(two)) == [both]
    assert routes(amounts_given.hours(two)) == [("oral",), ("intravenous",)]
    assert routes(amounts_given.infusion_times(two)) == [("oral",), ("intravenous",)]
    assert routes(amounts_given.days_per_cycle(two)) == [both]
    # from the swallowed and the infused dose of 1 December to the swallowed one of 22 December
    assert routes(amounts_given.intervals([*two, next_cycle])) == [both]
    assert routes(amounts_given.between_cycles([swallowed, next_cycle])) == [("oral",)]
