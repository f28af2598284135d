"""A phase without a patient: on which days and at which hours each line is given.

Hours count from the opening of the day; `-` is an hour that nobody can know.
"""

from collections.abc import Mapping

import pytest

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
"""


def regimen(*lines: str, cycle: str = "cycle: {length: 21 d, planned: 1}") -> Regimen:
    text = "".join(f"  - {{per_dose: 20 mg, drug: cisplatin, {line}}}\n" for line in lines)
    return Regimen.from_source(read(f"{HEAD}{cycle}\ncomponents:\n{text}".encode(), "made.yaml"))


def placed(
    made: Regimen,
    line: str = "",
    *,
    cycles: int = 1,
    weekday: int = 0,
    counts: Mapping[str, int] | None = None,
    facts: Mapping[str, float | str] | None = None,
    cycles_before: int = 0,
) -> list[str]:
    """Cycle, day and hour of each giving, of one line or with the name of the line."""
    found = administrations(
        made,
        cycles=cycles,
        cycle_days=21,
        weekday=weekday,
        counts=counts,
        facts=facts,
        cycles_before=cycles_before,
    )
    rows = []
    for given in found:
        hour = "-" if given.hour is None else f"{given.hour:g}"
        name = "" if line else f" {given.component.id}"
        if not line or given.component.id == line:
            rows.append(f"{given.cycle} {given.day} {hour}{name}")
    return rows


# Series


@pytest.mark.parametrize(
    ("timing", "rows"),
    [
        # a count ends a series, or its last day does
        ("every: 1 d, times: 3", ["1 1 0", "1 2 0", "1 3 0"]),
        ("every: 7 d", ["1 1 0", "1 8 0", "1 15 0"]),
        ("every: 7 d, until: {day: 15}", ["1 1 0", "1 8 0", "1 15 0"]),
        ("every: 7 d, until: {day: 14}", ["1 1 0", "1 8 0"]),
        ("every: 12 h, times: 3", ["1 1 0", "1 1 12", "1 2 0"]),
        ("every: 36 h, times: 3", ["1 1 0", "1 2 12", "1 4 0"]),
        ("every: 1 d, times: {plan: 2, from: 1, to: 4}", ["1 1 0", "1 2 0"]),
        ("every: 1 d, times: {from: 2, to: 4}", ["1 1 0", "1 2 0"]),
        ("every: 1 d, times: {to: 3}", ["1 1 0", "1 2 0", "1 3 0"]),
    ],
)
def test_a_series_goes_on_until_its_number_or_its_last_day(timing: str, rows: list[str]) -> None:
    made = regimen(f"id: a, starts: {{day: 1}}, {timing}")
    assert placed(made, "a") == rows


def test_a_chosen_number_holds_before_the_stated_one() -> None:
    made = regimen("id: a, starts: {day: 1}, every: 1 d, times: {from: 2, to: 4}")
    assert placed(made, "a", counts={"a": 4}) == ["1 1 0", "1 2 0", "1 3 0", "1 4 0"]
    assert placed(made, "a", counts={"b": 4}) == ["1 1 0", "1 2 0"]


def test_a_series_until_something_holds_is_planned_once_and_says_how_it_goes_on() -> None:
    until = "until: {methotrexate_level: {below: 0.1 umol/L}}"
    made = regimen(f"id: a, starts: {{day: 2}}, every: 6 h, {until}")
    (given,) = administrations(made, cycle_days=21)
    assert given.goes_on == ("and every 6 h from then until methotrexate level below 0.1 umol/L")
    daily = regimen(f"id: a, starts: {{day: 2}}, every: 1 d, times: 3, {until}")
    found = administrations(daily, cycle_days=21)
    assert [g.goes_on for g in found] == [
        "",
        "",
        "and every day from then until methotrexate level below 0.1 umol/L",
    ]


def test_weekdays_are_counted_from_the_weekday_of_the_first_day() -> None:
    made = regimen("id: a, starts: {day: 1}, every: 1 d, times: 4, weekdays: [monday, friday]")
    # a Wednesday is 2: the first Friday is day 3, then Monday day 6, Friday 10, Monday 13
    assert placed(made, "a", weekday=2) == ["1 3 0", "1 6 0", "1 10 0", "1 13 0"]
    assert placed(made, "a", weekday=0) == ["1 1 0", "1 5 0", "1 8 0", "1 12 0"]


def test_a_phase_of_which_nobody_says_when_it_begins_is_laid_out_from_a_monday() -> None:
    made = regimen("id: a, starts: {day: 1}, every: 1 d, times: 3, weekdays: [monday, friday]")
    # day 1 is a Monday: the first Friday is day 5, the next Monday day 8
    assert [given.day for given in administrations(made, cycle_days=21)] == [1, 5, 8]


def test_days_of_another_line_are_left_out_and_not_counted() -> None:
    made = regimen(
        "id: b, days: [2, 3]",
        "id: a, starts: {day: 1}, every: 1 d, times: 3, except_days_of: [b]",
    )
    assert placed(made, "a") == ["1 1 0", "1 4 0", "1 5 0"]


def test_a_series_with_its_own_clock_runs_across_cycles() -> None:
    made = regimen("id: a, starts: {cycle: 1, day: 1}, every: 14 d")
    # days 1, 15, 29, 43 of 63; of cycles of 21 days: 1.1, 1.15, 2.8, 3.1, 3.15
    assert placed(made, "a", cycles=3) == ["1 1 0", "1 15 0", "2 8 0", "3 1 0", "3 15 0"]
    ended = regimen("id: a, starts: {cycle: 1, day: 1}, every: 14 d, until: {cycle: 2, day: 8}")
    assert placed(ended, "a", cycles=3) == ["1 1 0", "1 15 0", "2 8 0"]
    later = regimen("id: a, starts: {cycle: 2, day: 1}, every: 14 d")
    assert placed(later, "a", cycles=3) == ["2 1 0", "2 15 0", "3 8 0"]


def test_a_series_by_parts_of_the_day() -> None:
    made = regimen("id: a, starts: {day: 1, at: evening}, every: 12 h, times: 3")
    found = administrations(made, cycle_days=21)
    assert [(g.day, g.at, g.hour) for g in found] == [
        (1, "evening", None),
        (2, "morning", None),
        (2, "evening", None),
    ]
    daily = regimen("id: a, starts: {day: 1, at: morning}, every: 1 d, times: 2")
    assert [(g.day, g.at) for g in administrations(daily, cycle_days=21)] == [
        (1, "morning"),
        (2, "morning"),
    ]


# Beside other lines


@pytest.mark.parametrize(
    ("starts", "rows"),
    [
        ("{after: a}", ["1 1 2"]),
        ("{after: a, by: 30 min}", ["1 1 2.5"]),
        ("{after: a, by: 24 h}", ["1 2 2"]),
        ("{after_start_of: a, by: 30 min}", ["1 1 0.5"]),
        ("{after_start_of: a, by: 24 h}", ["1 2 0"]),
        ("{with: a}", ["1 1 0"]),
        ("{before: a, by: 30 min}", ["1 1 -0.5"]),
        ("{before: a, by: 1 d}", ["1 0 0"]),
        ("{before: a}", ["1 1 -1"]),  # it lasts 1 h and ends when the other begins
    ],
)
def test_a_line_begins_beside_another(starts: str, rows: list[str]) -> None:
    made = regimen(
        "id: a, days: [1], infuse_over: 2 h", f"id: b, infuse_over: 1 h, starts: {starts}"
    )
    assert placed(made, "b") == rows


def test_a_line_beside_one_of_unknown_length_has_no_hour() -> None:
    made = regimen(
        "id: a, days: [1], infuse_over: not stated",
        "id: b, starts: {after: a}",
        "id: c, starts: {after: a, by: 48 h}",
        "id: d, starts: {after_start_of: a, by: 2 h}",
    )
    assert [placed(made, line) for line in "bcd"] == [["1 1 -"], ["1 3 -"], ["1 1 2"]]


def test_the_first_or_the_last_giving_of_a_cycle_is_meant() -> None:
    lines = ["id: a, days: [1, 8], infuse_over: 1 h"]
    for name, of in (("b", "first"), ("c", "last")):
        lines.append(f"id: {name}, starts: {{after: a, of: {of}}}")
    made = regimen(*lines, "id: d, starts: {after: a}")
    assert placed(made, "b", cycles=2) == ["1 1 1", "2 1 1"]
    assert placed(made, "c", cycles=2) == ["1 8 1", "2 8 1"]
    assert placed(made, "d", cycles=2) == ["1 1 1", "1 8 1", "2 1 1", "2 8 1"]


def test_a_line_in_a_bag_is_given_with_it() -> None:
    made = regimen("id: a, days: [1, 3], infuse_over: 24 h", "id: b, in_bag_with: a")
    found = [g for g in administrations(made, cycle_days=21) if g.component.id == "b"]
    assert [(g.day, g.hour, g.minutes, g.beside) for g in found] == [
        (1, 0, 1440, 1),
        (3, 0, 1440, 2),
    ]


def test_a_line_on_the_days_of_another() -> None:
    made = regimen("id: a, days: [5, 1]", "id: b, days: {same_as: a}")
    assert placed(made, "b", cycles=2) == ["1 1 0", "1 5 0", "2 1 0", "2 5 0"]


def test_a_line_that_lasts_until_another_ends() -> None:
    made = regimen(
        "id: a, days: [1], infuse_over: 3 h",
        "id: b, starts: {after_start_of: a, by: 1 h}, infuse_over: {until: {after: a, by: 2 h}}",
    )
    (given,) = (g for g in administrations(made, cycle_days=21) if g.component.id == "b")
    assert (given.hour, given.minutes) == (1, 240)


# Times of a day, cycles and numbered doses


def test_doses_of_a_day_have_hours_only_where_their_distance_is_stated() -> None:
    made = regimen(
        "id: a, days: [1], doses_per_day: 2", "id: b, days: [1], doses_per_day: 3, every: 8 h"
    )
    assert placed(made, "a") == ["1 1 -", "1 1 -"]
    assert placed(made, "b") == ["1 1 0", "1 1 8", "1 1 16"]


def test_parts_hold_for_their_cycles_and_for_their_doses() -> None:
    made = regimen(
        "id: a, days: [1, 2], parts: [{cycles: [1], per_dose: 10 mg}, {cycles: {from: 2}}]",
        "id: b, days: [1, 2, 3], parts: [{doses: [1], per_dose: 5 mg}, {doses: {from: 2}}]",
    )
    found = administrations(made, cycles=2, cycle_days=21)
    said = [(g.component.id, g.cycle, g.day, str(g.statement.amount), g.number) for g in found]
    assert [row for row in said if row[0] == "a"] == [
        ("a", 1, 1, "10 mg", 1),
        ("a", 1, 2, "10 mg", 2),
        ("a", 2, 1, "20 mg", 3),
        ("a", 2, 2, "20 mg", 4),
    ]
    assert [row[3:] for row in said if row[0] == "b"] == [
        ("5 mg", 1),
        ("20 mg", 2),
        ("20 mg", 3),
        ("20 mg", 4),
        ("20 mg", 5),
        ("20 mg", 6),
    ]
    # cycles count through the course: after one cycle of another phase this is the second
    assert {str(g.statement.amount) for g in administrations(made, cycle_days=21, cycles_before=1)
            if g.component.id == "a"} == {"20 mg"}  # fmt: skip


def test_a_line_whose_condition_does_not_hold_is_left_out_and_one_not_known_is_kept() -> None:
    made = regimen("id: a, days: [1], when: {age: {from: 60 y}}", "id: b, days: [1]")
    assert placed(made, facts={"age": 59.0}) == ["1 1 0 b"]
    assert placed(made, facts={"age": 60.0}) == ["1 1 0 a", "1 1 0 b"]
    assert placed(made) == ["1 1 0 a", "1 1 0 b"]


def test_givings_stand_by_cycle_and_day_and_within_a_day_in_the_order_of_giving() -> None:
    made = regimen(
        "id: c, days: [2], starts: {after: a}", "id: b, days: [1]", "id: a, days: [1, 2]"
    )
    assert placed(made, cycles=2) == [
        "1 1 0 b", "1 1 0 a", "1 2 0 a", "1 2 - c",
        "2 1 0 b", "2 1 0 a", "2 2 0 a", "2 2 - c",
    ]  # fmt: skip


# What the file does not state


def test_infusions_of_one_day_without_a_stated_order_are_named_with_their_days() -> None:
    made = regimen(
        "id: a, route: intravenous, days: [1, 2, 3]",
        "id: b, route: intravenous, days: [2, 3, 4]",
        "id: c, route: oral, days: [2]",
        "id: d, route: intravenous, purpose: hydration, days: [2]",
        "id: e, route: intravenous, starts: {after: a}",
        "id: f, route: intravenous, in_bag_with: a",
        "id: g, route: intravenous, days: [4]",
    )
    assert without_stated_order(administrations(made, cycles=2, cycle_days=21)) == [
        (("a", "b"), [2, 3]),
        (("b", "g"), [4]),
    ]
