"""Where each giving of a line stands: days and minutes of its phase, and what it stands beside.

Minutes count from the opening of the day `root` days after the first; a chain of bags and a line
beside another keep the root of the one before, so that time runs as on a stopwatch.
"""

from typing import Any

import pytest

from regimencalc.administration import Administration
from regimencalc.regimen import Regimen
from regimencalc.schedule import administrations, without_stated_order
from regimencalc.yaml_source import read

HEAD = """\
format: 1
id: made
name: Made
population: adult
status: draft
sources: [{id: somebody, cite: "Somebody, 2020"}]
cycle: {length: 21 d, planned: 1}
components:
"""
TWO_HOURS = "id: a, days: [1], infuse_over: 2 h"


def regimen(*lines: str) -> Regimen:
    text = "".join(f"  - {{per_dose: 20 mg, drug: cisplatin, {line}}}\n" for line in lines)
    return Regimen.from_source(read((HEAD + text).encode(), "made.yaml"))


def of(line: str, made: Regimen, cycles: int = 1, **more: Any) -> list[Administration]:
    found = administrations(made, cycles=cycles, cycle_days=21, **more)
    return [given for given in found if given.component.id == line]


def clocked(line: str, made: Regimen, cycles: int = 1) -> list[tuple[int, int, float | None]]:
    """Day, root, minute."""
    return [(given.day, given.root, given.minute) for given in of(line, made, cycles)]


def days(line: str, made: Regimen, cycles: int = 1) -> list[tuple[int, int]]:
    return [(given.cycle, given.day) for given in of(line, made, cycles)]


# Bags that follow one another


def test_bags_of_24_h_on_consecutive_days_are_a_chain() -> None:
    made = regimen(TWO_HOURS, "id: b, days: [1, 2, 3], infuse_over: 24 h, starts: {after: a}")
    assert clocked("b", made) == [(1, 0, 120), (2, 0, 1560), (3, 0, 3000)]
    daily = regimen("id: b, starts: {day: 1}, every: 1 d, times: 3, infuse_over: 24 h")
    assert clocked("b", daily) == [(1, 0, 0), (2, 0, 1440), (3, 0, 2880)]


def test_bags_that_do_not_fill_the_time_between_begin_each_on_its_own_day() -> None:
    for timing, second in (
        ("days: [1, 3], infuse_over: 24 h", (3, 2, 0)),
        ("days: [1, 2], infuse_over: 48 h", (2, 1, 0)),
    ):
        made = regimen(TWO_HOURS, f"id: b, {timing}, starts: {{after: a}}")
        assert clocked("b", made) == [(1, 0, 120), second]
    # a longer bag before it: 48 h and then 24 h, one day apart
    longer = regimen(
        TWO_HOURS,
        "id: b, days: [1, 2], starts: {after: a}, parts: [{doses: [1], infuse_over: 48 h}, "
        "{doses: [2], infuse_over: 24 h}]",
    )
    assert clocked("b", longer) == [(1, 0, 120), (2, 1, 0)]
    # and a longer one after it: 48 h are not the one day between
    turned = regimen(
        TWO_HOURS,
        "id: b, days: [1, 2], starts: {after: a}, parts: [{doses: [1], infuse_over: 24 h}, "
        "{doses: [2], infuse_over: 48 h}]",
    )
    assert clocked("b", turned) == [(1, 0, 120), (2, 1, 0)]


def test_a_series_of_hours_keeps_its_own_steps() -> None:
    made = regimen("id: b, starts: {day: 1}, every: 36 h, times: 2, infuse_over: 24 h")
    assert clocked("b", made) == [(1, 0, 0), (2, 0, 2160)]


def test_a_bag_after_one_that_begins_nobody_knows_when_begins_on_its_own_day() -> None:
    made = regimen(
        "id: a, days: [1], infuse_over: not stated",
        "id: b, days: [1, 2], infuse_over: 24 h, starts: {after: a}",
    )
    assert clocked("b", made) == [(1, 0, None), (2, 1, 0)]


# Beside another line


@pytest.mark.parametrize(
    ("starts", "follows", "relation"),
    [
        ("{after: a}", "a", "after a"),
        ("{after: a, by: 1 h}", "a", "1 h after a"),
        ("{after_start_of: a, by: 1 h}", None, "1 h after the start of a"),
        ("{with: a}", None, "with a"),
        ("{before: a, by: 1 h}", None, "1 h before a"),
    ],
)
def test_a_line_knows_what_it_stands_beside(
    starts: str, follows: str | None, relation: str
) -> None:
    made = regimen(
        "id: a, days: [1, 8], infuse_over: 2 h", f"id: b, infuse_over: 1 h, starts: {starts}"
    )
    found = of("b", made)
    assert [(g.follows, g.relation, g.beside) for g in found] == [
        (follows, relation, 1),
        (follows, relation, 2),
    ]


def test_a_line_an_unknown_time_after_another_has_its_day_and_no_hour() -> None:
    made = regimen(TWO_HOURS, "id: b, starts: {after: a, by: not stated}")
    assert clocked("b", made) == [(1, 0, None)]


def test_a_line_of_unknown_length_that_ends_before_another_has_its_day_and_no_hour() -> None:
    made = regimen(TWO_HOURS, "id: b, infuse_over: not stated, starts: {before: a}")
    assert clocked("b", made) == [(1, 0, None)]
    without = regimen(TWO_HOURS, "id: b, starts: {before: a}")
    assert clocked("b", without) == [(1, 0, None)]


def test_a_giving_keeps_the_day_that_is_stated_beside_the_one_on_which_it_falls() -> None:
    # 2 h and 22 h are the opening of day 2: that the two differ is what validation refuses
    made = regimen(
        TWO_HOURS,
        "id: b, days: [1], starts: {after: a, by: 22 h}",
        "id: c, days: [1], starts: {before: a, by: 1 d}",
    )
    assert [(given.day, given.offset) for given in of("b", made)] == [(1, 1)]
    assert [(given.day, given.offset) for given in of("c", made)] == [(1, -1)]


def test_a_line_beside_another_in_one_cycle_alone() -> None:
    made = regimen(TWO_HOURS, "id: b, starts: {cycle: 2, after: a}")
    assert days("b", made, 3) == [(2, 1)]


@pytest.mark.parametrize(
    ("timing", "found"),
    [
        ("days: [1], starts: {after: elsewhere}", [(1, 0, 0)]),
        ("days: [1], starts: {before: elsewhere}", [(1, 0, 0)]),
        ("starts: {after: elsewhere}", []),
        ("in_bag_with: elsewhere", []),
        ("days: {same_as: elsewhere}", []),
        ("starts: {day: 1}, every: 1 d, times: 2, except_days_of: [elsewhere]",
         [(1, 0, 0), (2, 1, 0)]),
        ("days: [1], infuse_over: {until: {after: elsewhere}}", [(1, 0, 0)]),
    ],
)  # fmt: skip
def test_a_line_of_another_phase_is_waited_for_by_nobody(
    timing: str, found: list[tuple[int, int, float]]
) -> None:
    assert clocked("b", regimen(f"id: b, {timing}")) == found


def test_on_a_stated_day_a_line_waits_for_what_ends_on_it() -> None:
    # 26 h from the opening of day 1 end on day 2 after 2 h
    made = regimen(
        "id: a, days: [1], infuse_over: 26 h", "id: b, days: [1, 2, 3], starts: {after: a}"
    )
    # on day 1 it follows what runs, and nobody knows when; on day 3 there is nothing to wait for
    assert clocked("b", made) == [(1, 0, None), (2, 0, 1560), (3, 2, 0)]
    assert [given.follows for given in of("b", made)] == ["a", "a", None]
    assert [given.relation for given in of("b", made)] == ["after a", "after a", ""]


def test_of_several_that_end_on_a_day_the_last_is_waited_for() -> None:
    made = regimen(
        "id: a, days: [1], doses_per_day: 2, every: 12 h, infuse_over: 2 h",
        "id: b, days: [1], starts: {after: a}",
    )
    assert clocked("b", made) == [(1, 0, 840)]
    first_is_last = regimen(
        "id: a, days: [1], doses_per_day: 2, every: 12 h, parts: [{doses: [1], infuse_over: 20 h}, "
        "{doses: [2], infuse_over: 1 h}]",
        "id: b, days: [1], starts: {after: a}",
    )
    assert clocked("b", first_is_last) == [(1, 0, 1200)]
    # one ends as the day is opened, and one a minute later
    minutes = regimen(
        "id: z, days: [1], infuse_over: 2 h",
        "id: a, infuse_over: 1 min, parts: [{starts: {before: z, by: 1 min}}, {starts: {with: z}}]",
        "id: b, days: [1], starts: {after: a}",
    )
    assert clocked("a", minutes) == [(1, 0, -1), (1, 0, 0)]
    assert clocked("b", minutes) == [(1, 0, 1)]


def test_on_a_stated_day_a_line_begins_with_or_before_another_of_that_day() -> None:
    made = regimen(
        "id: a, days: [2], infuse_over: 2 h",
        "id: b, days: [1, 2], infuse_over: 1 h, starts: {before: a}",
        "id: c, days: [1, 2], starts: {after_start_of: a, by: 30 min}",
    )
    assert clocked("b", made, 2) == [(1, 0, 0), (2, 1, -60), (1, 21, 0), (2, 22, -60)]
    assert clocked("c", made) == [(1, 0, 0), (2, 1, 30)]


def test_what_ends_on_a_stated_day_is_waited_for_and_nothing_begins_before_it() -> None:
    longer_than_a_day = "id: a, days: [1, 2], infuse_over: 25 h"
    made = regimen(longer_than_a_day, "id: b, days: [2], infuse_over: 1 h, starts: {before: a}")
    # an hour before the giving of day 2, and not before that of day 1, which ends on it
    assert clocked("b", made) == [(2, 1, -60)]
    waits = regimen(longer_than_a_day, "id: b, days: [2], infuse_over: 1 h, starts: {after: a}")
    assert clocked("b", waits) == [(2, 0, 1500)]


def test_a_relation_of_the_line_holds_for_the_days_of_its_parts() -> None:
    made = regimen(
        "id: a, days: [1, 2], infuse_over: 2 h",
        "id: c, days: [1, 2], infuse_over: 3 h",
        "id: b, starts: {after: a}, parts: [{cycles: [1], days: [1]}, "
        "{cycles: [1], days: [2], starts: {after: c}}]",
    )
    assert clocked("b", made) == [(1, 0, 120), (2, 1, 180)]
    # a day that the line states is for parts without days
    stated = regimen("id: b, starts: {day: 1, at: evening}, parts: [{cycles: [1], days: [2]}]")
    assert [(g.day, g.minute, g.at) for g in of("b", stated)] == [(2, 0, "")]


def test_a_part_of_the_day_has_a_day_and_no_minute() -> None:
    made = regimen("id: b, days: [2], starts: {at: evening}")
    (given,) = of("b", made)
    assert (given.day, given.offset, given.root, given.minute, given.at) == (
        2,
        1,
        1,
        None,
        "evening",
    )
    assert (given.follows, given.relation, given.goes_on, given.beside) == (None, "", "", 0)


@pytest.mark.parametrize(("which", "minutes"), [("first", 180), ("last", 1620)])
def test_an_infusion_lasts_until_the_first_or_the_last_giving_of_another_ends(
    which: str, minutes: int
) -> None:
    until = f"{{until: {{after: a, of: {which}}}}}"
    made = regimen(
        "id: a, days: [1, 2], infuse_over: 3 h", f"id: b, days: [1], infuse_over: {until}"
    )
    assert [given.minutes for given in of("b", made)] == [minutes]


# In a bag


def test_a_line_in_a_bag_stands_where_the_bag_does() -> None:
    after = regimen(
        TWO_HOURS, "id: b, starts: {after: a}, infuse_over: 1 h", "id: c, in_bag_with: b"
    )
    (given,) = of("c", after)
    assert (given.day, given.root, given.minute, given.minutes) == (1, 0, 120, 60)
    assert (given.follows, given.relation, given.beside) == ("a", "after a", 1)
    evening = regimen("id: b, days: [2], starts: {at: evening}", "id: c, in_bag_with: b")
    assert [(g.day, g.offset, g.at) for g in of("c", evening)] == [(2, 1, "evening")]
    until = "until: {methotrexate_level: {below: 0.1 umol/L}}"
    open_ended = regimen(f"id: b, starts: {{day: 1}}, every: 6 h, {until}", "id: c, in_bag_with: b")
    assert [g.goes_on for g in of("c", open_ended)] == [
        "and every 6 h from then until methotrexate level below 0.1 umol/L"
    ]


# Series


def test_a_series_of_days_begins_each_day_anew_and_one_of_hours_runs_on() -> None:
    weekly = regimen("id: b, starts: {day: 1}, every: 7 d, times: 3")
    assert clocked("b", weekly) == [(1, 0, 0), (8, 7, 0), (15, 14, 0)]
    found = of("b", weekly)
    assert [(g.at, g.goes_on, g.follows, g.relation, g.beside) for g in found] == [
        ("", "", None, "", 0)
    ] * 3
    hourly = regimen("id: b, starts: {day: 1}, every: 12 h, times: 4")
    assert clocked("b", hourly) == [(1, 0, 0), (1, 0, 720), (2, 0, 1440), (2, 0, 2160)]
    assert [g.offset for g in of("b", hourly)] == [0, 0, 1, 1]
    assert {g.at for g in of("b", hourly)} == {""}


def test_a_series_of_hours_from_an_unknown_hour_has_its_days_alone() -> None:
    made = regimen(
        "id: a, days: [2], infuse_over: not stated",
        "id: b, starts: {after: a}, every: 12 h, times: 4",
    )
    assert clocked("b", made) == [(2, 1, None), (2, 1, None), (3, 2, None), (3, 2, None)]
    assert [(g.offset, g.at) for g in of("b", made)] == [(1, ""), (1, ""), (2, ""), (2, "")]


def test_a_series_beside_a_line_stays_beside_it() -> None:
    made = regimen(
        "id: a, days: [1, 8], infuse_over: 2 h",
        "id: b, starts: {after: a}, every: 1 d, times: 2, infuse_over: 1 h",
        "id: c, starts: {before: a}, every: 1 d, times: 2, infuse_over: 1 h",
    )
    assert [(g.day, g.minute, g.follows, g.relation, g.beside) for g in of("b", made)] == [
        (1, 120, "a", "after a", 1),
        (2, 120, "a", "after a", 1),
        (8, 120, "a", "after a", 2),
        (9, 120, "a", "after a", 2),
    ]
    assert [(g.day, g.minute) for g in of("c", made)] == [(1, -60), (2, -60), (8, -60), (9, -60)]


def test_a_series_ends_with_its_cycle() -> None:
    made = regimen("id: b, starts: {day: 1}, every: 7 d")
    assert days("b", made, 2) == [(1, 1), (1, 8), (1, 15), (2, 1), (2, 8), (2, 15)]
    # the last of its 21 days is one of them
    to_its_end = regimen("id: b, starts: {day: 1}, every: 5 d")
    assert [given.day for given in of("b", to_its_end)] == [1, 6, 11, 16, 21]
    until = regimen("id: b, starts: {day: 1}, every: 7 d, until: {day: 8}")
    assert days("b", until, 2) == [(1, 1), (1, 8), (2, 1), (2, 8)]


def test_a_series_never_outlasts_its_phase() -> None:
    daily = regimen("id: b, starts: {day: 1}, every: 1 d, until: {day: 30}")
    assert [given.day for given in of("b", daily)] == list(range(1, 22))
    weekly = regimen("id: b, starts: {day: 1}, every: 7 d, until: {day: 30}")
    assert [given.day for given in of("b", weekly)] == [1, 8, 15]


def test_a_series_with_its_own_clock_ends_on_a_day_of_the_last_cycle() -> None:
    made = regimen("id: b, starts: {cycle: 1, day: 1}, every: 14 d, until: {day: 8}")
    # day 8 of the third cycle is 49 days after the first: 0, 14, 28 and 42
    assert days("b", made, 3) == [(1, 1), (1, 15), (2, 8), (3, 1)]


def test_a_counted_series_with_its_own_clock_ends_with_the_last_cycle() -> None:
    # the fourth would be on the first day after three cycles of 21 days
    made = regimen("id: b, starts: {cycle: 1, day: 1}, every: 21 d, times: 5")
    assert days("b", made, 3) == [(1, 1), (2, 1), (3, 1)]


def test_a_series_that_goes_on_and_on_is_not_placed_beyond_every_course() -> None:
    # 19 × 400 = 7600 is the first that is more than 7320 days on; it is refused where it is judged
    made = regimen("id: b, starts: {day: 1}, every: 400 d, times: 100")
    assert [given.offset for given in of("b", made)] == [400 * step for step in range(20)]
    # 20 × 366 = 7320 is the last day that may be; the next is placed, and refused
    to_the_edge = regimen("id: b, starts: {day: 1}, every: 366 d, times: 100")
    assert [given.offset for given in of("b", to_the_edge)] == [366 * step for step in range(22)]


def test_givings_of_parts_are_numbered_in_their_time() -> None:
    made = regimen(
        TWO_HOURS,
        "id: b, parts: [{starts: {day: 1}, every: 12 h, times: 2}, "
        "{starts: {after_start_of: a, by: 6 h}}]",
    )
    assert [(g.number, g.minute) for g in of("b", made)] == [(1, 0), (2, 360), (3, 720)]
    # a minute later is later, whichever part stands first
    soon = regimen(
        TWO_HOURS, "id: b, parts: [{starts: {after_start_of: a, by: 1 min}}, {starts: {day: 1}}]"
    )
    assert [(g.number, g.minute) for g in of("b", soon)] == [(1, 0), (2, 1)]


# What is wanted


def test_of_the_lines_that_are_wanted_those_that_they_need_are_placed_too() -> None:
    made = regimen(TWO_HOURS, "id: b, starts: {after: a}", "id: c, days: [3]")
    found = administrations(made, cycle_days=21, lines=frozenset({"b"}))
    assert [(g.component.id, g.day, g.minute) for g in found] == [("b", 1, 120)]


def test_the_order_that_is_not_stated_is_that_of_the_first_cycle() -> None:
    both = "route: intravenous, days: [1], cycles: [2]"
    made = regimen(f"id: a, {both}", f"id: b, {both}", "id: c, route: intravenous, days: [2]")
    assert without_stated_order(administrations(made, cycles=2, cycle_days=21)) == []
    assert without_stated_order(
        administrations(made, cycles=1, cycle_days=21, cycles_before=1)
    ) == [(("a", "b"), [1])]


def test_one_giving_on_a_stated_day_is_of_that_day_in_each_cycle() -> None:
    assert days("b", regimen("id: b, starts: {day: 5}"), cycles=2) == [(1, 5), (2, 5)]


# Hours that nobody stated


@pytest.mark.parametrize(
    ("line", "states_no_hour"),
    [
        ("route: oral, days: [1, 2]", True),
        ("route: oral, starts: {day: 1}, every: 1 d, times: 3", True),
        ("route: oral, starts: {day: 1}, every: 2 d, times: 3", True),
        ("route: oral, starts: {day: 1}, every: 12 h, times: 3", False),
        ("route: oral, starts: {day: 1}, every: 36 h, times: 3", False),
        ("route: oral, starts: {after: a}", False),
        ("route: intravenous, days: [1, 2]", False),
        ("route: intravenous, starts: {day: 1}, every: 12 h, times: 3", False),
    ],
)
def test_a_line_by_mouth_without_an_hour_states_none(line: str, states_no_hour: bool) -> None:  # noqa: FBT001
    made = regimen(TWO_HOURS, f"id: b, {line}")
    assert {given.states_no_hour for given in of("b", made)} == {states_no_hour}
