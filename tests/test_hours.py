"""The hours of a day: bars that end where the infusion ends, and words where no time is stated.

The man has 1.81812 m2: etoposide 100 mg/m2 over 1 h is 181.8 mg, cisplatin 45 mg/m2 over 24 h
81.8 mg, 81.815 ÷ 24 = 3.41 mg/h.
"""

from datetime import date, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from kept import MAN, confirmed, decided, kept, made
from planner import SIZES, planner, screen_text

from regimencalc.clock import Clock
from regimencalc.courses import shown
from regimencalc.export.hour_scale import BAR, EARLIER, MARK, MIDNIGHT, Scale, midnight, scale_of
from regimencalc.export.hours_text import hours_lines
from regimencalc.export.plan_grid import cycle_grid
from regimencalc.planned_course import Course
from regimencalc.tui.course_screen import PANES
from regimencalc.tui.hours import Hours

IN_DUBLIN: dict[str, Any] = {"start": "2026-12-01T09:00", "zone": "Europe/Dublin"}
GROWTH = {"growth-factor": "filgrastim"}
HYPER = {"dexamethasone-route": "oral", "intrathecal-by": "lumbar-puncture"}
BLOOD_OF_THE_DAY = (
    "neutrophils=2.1 10^9/L, on 2026-12-01",
    "platelets=180 10^9/L, on 2026-12-01",
)


def dublin_from(start: str) -> Course:
    """The same course from another day at 09:00, of measures of that day."""
    measures = {**MAN, "height_on": start, "weight_on": start}
    return shown(kept(start=f"{start}T09:00", zone="Europe/Dublin", measures=measures))


def hours(course: Course, day: int, *, cycle: int = 1, width: int = 60) -> list[str]:
    return list(hours_lines(course, cycle, day, width))


def said(course: Course, day: int, *, cycle: int = 1) -> str:
    """All words of a day on one line."""
    return " ".join(" ".join(hours(course, day, cycle=cycle, width=200)).split())


def bar_below(lines: list[str], label: str) -> str:
    """The bar under the words of a label, where they stand one above the other."""
    at = next(number for number, line in enumerate(lines) if line.startswith(label))
    return next(line for line in lines[at + 1 :] if BAR in line or MARK in line)


def test_an_infusion_over_midnight_ends_on_its_day_at_its_hour_with_its_rate() -> None:
    words = said(shown(kept(**IN_DUBLIN)), 3)
    assert "Day 3, Thu 3 Dec 2026, Europe/Dublin" in words
    assert "09:00 to Fri 4 Dec 09:00, 3.41 mg/h" in words
    assert "09:00 to 10:00" in words


def test_what_began_the_day_before_is_shown_until_it_ends() -> None:
    course = shown(kept(**IN_DUBLIN))
    assert "CISplatin 81.8 mg of day 2" in said(course, 3)
    lines = hours(course, 3, width=33)
    # the scale: 33 h from midnight to Fri 4 Dec 09:00 in 33 columns, an hour a column
    assert bar_below(lines, "CISplatin 81.8 mg of day 2") == f"{EARLIER}{BAR * 8}{' ' * 15}┊"
    assert bar_below(lines, "etoposide") == f"{' ' * 9}{BAR}{' ' * 14}┊"
    assert bar_below(lines, "CISplatin 81.8 mg: ") == f"{' ' * 9}{BAR * 15}▓{BAR * 8}"
    assert "ends 09:00, 3.41 mg/h" in said(course, 3)
    assert "of day" not in said(course, 2)


def test_midnight_is_marked_on_the_scale_and_said() -> None:
    lines = hours(shown(kept(**IN_DUBLIN)), 2, width=48)
    # 24 h from 09:00 in 48 columns: midnight is 15 h later, column 30
    assert lines[1].index("Thu 3 Dec") == 30
    assert lines[2].index("00") == 30
    assert bar_below(lines, "etoposide")[30] == MIDNIGHT
    assert "midnight" in lines[-1]


def test_a_night_in_which_the_clocks_go_forward_ends_an_hour_later_on_the_wall() -> None:
    # Ireland goes to summer time on Sun 28 March 2027 at 01:00: 24 h from Sat 09:00 are Sun 10:00
    course = dublin_from("2027-03-26")
    assert "09:00 to Sun 28 Mar 10:00 (UTC+0100), 3.41 mg/h" in said(course, 2)
    assert "ends 10:00 (UTC+0100)" in said(course, 3)
    # the next bag begins where this one ends, and the day after has 24 h again
    assert "10:00 to Mon 29 Mar 10:00" in said(course, 3)
    assert len(bar_below(hours(course, 2, width=48), "CISplatin")) == 48


def test_a_night_in_which_the_clocks_go_back_ends_an_hour_earlier_on_the_wall() -> None:
    # back on Sun 31 October 2027 at 02:00
    course = dublin_from("2027-10-29")
    assert "09:00 to Sun 31 Oct 08:00 (UTC+0000)" in said(course, 2)


@pytest.mark.parametrize(
    ("on", "hours_of_the_day", "shown_hours"),
    [
        (date(2026, 12, 2), 24, [0, 6, 12, 18, 0]),
        (date(2027, 3, 28), 23, [0, 6, 12, 18, 0]),
        (date(2027, 10, 31), 25, [0, 6, 12, 18, 0]),
    ],
)
def test_the_scale_of_a_day_has_as_many_hours_as_the_day(
    on: date, hours_of_the_day: int, shown_hours: list[int]
) -> None:
    clock = Clock(day_start=time(9), zone=ZoneInfo("Europe/Dublin"))
    begins = midnight(clock, on)
    scale = scale_of(clock, on, begins, begins + 60 * hours_of_the_day, hours_of_the_day * 4)
    ticks = list(scale.ticks())
    assert [tick.hour for tick in ticks if tick.hour % 6 == 0] == shown_hours
    assert (ticks[0].column, ticks[-1].column) == (0, hours_of_the_day * 4)
    assert ticks[-1].day == on + timedelta(1)


def test_without_a_clock_hours_count_from_the_opening_of_the_day() -> None:
    course = shown(kept())
    words = said(course, 2)
    assert "in hours from its opening; no clock is set" in words
    assert "the opening to hour 24 (as Thu 3 Dec opens), 3.41 mg/h" in words
    assert "the opening to hour 1" in words
    assert "CISplatin 81.8 mg of day 2: ends as this day opens" in said(course, 3)
    assert "midnight" not in words


def test_an_infusion_of_four_days_runs_through_each_of_them() -> None:
    course = shown(kept("da-epoch-r-21d", **IN_DUBLIN, cycles=6, choose=GROWTH))
    # etoposide 50 mg/m2/d for 4 days: 363.6 mg in 96 h, 3.79 mg/h, 90.9 mg/d, from Tue to Sat
    assert "etoposide 363.6 mg: 09:00 to Sat 5 Dec 09:00, 3.79 mg/h, 90.9 mg/d" in " ".join(
        " ".join(hours(course, 1, width=42)).split()
    )
    for day in (2, 3, 4):
        assert "etoposide 363.6 mg of day 1" in said(course, day)
        assert "ends Sat 5 Dec 09:00, 3.79 mg/h, 90.9 mg/d" in said(course, day)
    assert "ends 09:00, 3.79 mg/h" in said(course, 5)
    assert "etoposide 363.6 mg of day 1" not in said(course, 6)


@pytest.mark.parametrize("kept_at", [{}, IN_DUBLIN])
def test_where_no_time_is_stated_there_are_words_and_no_bar(kept_at: dict[str, Any]) -> None:
    record = kept("r-chop-21d", **kept_at, cycles=6, choose={"prednisone-dose": "flat"})
    lines = hours(shown(record), 1)
    assert "riTUXimab 681.8 mg: infusion time not stated" in lines
    assert "predniSONE 100 mg: oral, before rituximab" in lines
    assert not any(sign in line for line in lines for sign in (BAR, MARK))
    assert "predniSONE 100 mg: oral, no hour stated" in hours(shown(record), 2)


def test_the_grid_says_as_the_hours_do_that_no_hour_is_stated() -> None:
    record = kept("r-chop-21d", **IN_DUBLIN, cycles=6, choose={"prednisone-dose": "flat"})
    (_, first), (_, second), *_ = cycle_grid(shown(record), 1).columns
    assert tuple(second[-1]) == ("100 mg", "no hour stated")
    # what stands before another line has its words, and what is infused the opening of the day
    assert tuple(first[-1]) == ("100 mg", "before rituximab")
    assert first[1][1] == "09:00"
    # without a clock no cell names the opening
    record = kept("r-chop-21d", cycles=6, choose={"prednisone-dose": "flat"})
    _, (_, second), *_ = cycle_grid(shown(record), 1).columns
    assert tuple(second[-1]) == ("100 mg",)


def test_chair_time_is_said_only_where_all_times_are_known() -> None:
    course = shown(kept(**IN_DUBLIN))
    assert "Chair time 1 h, first start to last end" in said(course, 1)
    # both begin at 09:00 only because the file does not say which is first
    assert "order not stated (etoposide and CISplatin)." in said(course, 2)
    # 24 h: on a ward or by a pump at home, the file does not say
    assert "runs a day or longer, where is not stated (CISplatin)" in said(course, 2)
    epoch = shown(kept("da-epoch-r-21d", **IN_DUBLIN, cycles=6, choose=GROWTH))
    assert "infusion time not stated (riTUXimab)" in said(epoch, 1)
    assert "No chair time: nothing is given but by mouth." in said(epoch, 2)
    assert "Chair time not known: how long it takes is not stated of anything." in said(epoch, 6)


def test_one_after_the_other_makes_the_chair_time_of_both() -> None:
    made_one = made(
        "cycle: {length: 21 d, planned: 1, source: somebody}\n"
        "components:\n"
        "  - {id: etoposide, drug: etoposide, per_dose: 100 mg/m2, route: intravenous, days: [1],"
        " infuse_over: 1 h, source: somebody}\n"
        "  - {id: cisplatin, drug: cisplatin, per_dose: 45 mg/m2, route: intravenous, days: [1],"
        " starts: {after: etoposide, by: 30 min}, infuse_over: 2 h, source: somebody}\n"
    )
    course = shown(kept(made_one, **IN_DUBLIN))
    # 1 h, half an hour between, 2 h: 09:00 to 12:30
    assert "10:30 to 12:30" in said(course, 1)
    assert "Chair time 3.5 h" in said(course, 1)


def test_a_giving_that_takes_no_time_is_a_mark() -> None:
    record = kept("hyper-cvad", **IN_DUBLIN, choose=HYPER)
    lines = hours(shown(record), 2)
    assert "methotrexate-intrathecal 12 mg: at 09:00" in lines
    assert MARK in bar_below(lines, "methotrexate-intrathecal")
    assert BAR not in bar_below(lines, "methotrexate-intrathecal")


def test_several_givings_of_a_line_stand_in_one_row() -> None:
    lines = hours(shown(kept("hyper-cvad", choose=HYPER)), 1, width=69)
    assert "cyclophosphamide 545.4 mg × 2: the opening to hour 3, hour 12 to hour 15" in " ".join(
        " ".join(lines).split()
    )
    # mesna runs 69 h, an hour a column: two bars of three hours
    drawn = bar_below(lines, "cyclophosphamide")
    assert (drawn[:4], drawn[11:16]) == (f"{BAR * 3} ", f" {BAR * 3} ")


def test_what_is_held_or_left_out_has_no_bar_and_no_hours() -> None:
    record = kept("ep-infusional-28d", "omit cisplatin from cycle 1 to cycle 1", **IN_DUBLIN)
    lines = hours(shown(record), 2)
    assert "CISplatin OMITTED" in lines
    assert "Chair time 1 h" in " ".join(lines)


def test_what_was_given_on_another_day_has_no_hour() -> None:
    record = confirmed(
        decided(kept(**IN_DUBLIN, values=BLOOD_OF_THE_DAY, prior={"cisplatin": "0"})), 1
    )
    record = decided(record, "given cycle 1 day 1 etoposide on 2026-12-02")
    words = said(shown(record), 1)
    assert "etoposide 181.8 mg: given Wed 2 Dec, its hour is not entered" in words
    assert "none are entered" in words
    assert "Chair time not known: hour not entered (etoposide)." in words


def test_no_line_is_wider_than_the_page_and_no_dose_is_parted_from_its_unit() -> None:
    courses = [
        shown(kept(**IN_DUBLIN)),
        shown(kept("hyper-cvad", choose=HYPER)),
        shown(kept("da-epoch-r-21d", **IN_DUBLIN, cycles=6, choose=GROWTH)),
    ]
    for course in courses:
        for width in (30, 42, 76, 120):
            for day in {one.day for one in course.of_cycle(1)}:
                for line in hours(course, day, width=width):
                    assert len(line) <= width, line
                    assert not line.lstrip().startswith(("mg", "mcg")), line


def test_a_scale_puts_moments_into_columns() -> None:
    scale = Scale(None, date(2026, 12, 1), 0, 24 * 60, 48)
    assert [scale.column(hour * 60) for hour in (-1, 0, 1, 12, 24, 25)] == [0, 0, 2, 24, 48, 48]
    assert scale.drawn([(60, 120)]) == f"  {BAR * 2}"
    # too short for a column, and still seen
    assert scale.drawn([(60, 61)]) == f"  {BAR}"


@pytest.mark.parametrize("size", SIZES)
async def test_the_planner_shows_the_hours_of_the_day_under_the_cursor(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with planner(tmp_path, kept(**IN_DUBLIN), size=size) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        for _ in range(PANES.index("hours") if size[0] < 120 else 0):
            await pilot.press("n")
        await pilot.press("right", "right")
        await pilot.pause()
        words = screen_text(pilot)
        assert "Day 3, Thu 3 Dec 2026, Europe/Dublin" in words
        assert BAR in words
        assert "Fri 4 Dec 09:00" in pilot.app.screen.query_one(Hours).text
        # on the totals there is no day
        await pilot.press("right")
        await pilot.pause()
        assert "Move to a day" in screen_text(pilot)
