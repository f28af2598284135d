"""A month of a course: weeks from Monday, whole drugs with whole doses, moved days in words."""

from datetime import date
from pathlib import Path

import pytest
from kept import confirmed, decided, kept
from planner import SIZES, planner, screen_text

from regimencalc.courses import shown
from regimencalc.export.month_text import month_lines, months_of
from regimencalc.planned_course import Course
from regimencalc.tui.month import Month

DECEMBER, JANUARY = date(2026, 12, 1), date(2027, 1, 1)
HYPER = {"dexamethasone-route": "oral", "intrathecal-by": "lumbar-puncture"}
EPOCH = {"growth-factor": "filgrastim"}


def cell(course: Course, on: date, width: int = 104) -> list[str]:
    """What stands in the calendar on a day."""
    weeks: list[list[list[str]]] = []
    for line in month_lines(course, on.replace(day=1), width):
        if "┼" in line:
            weeks.append([])
        elif weeks and "│" in line:
            weeks[-1].append([part.strip() for part in line.split("│")])
    for week in weeks:
        for column, first in enumerate(week[0]):
            if first.split(" ")[0] == str(on.day):
                found = [row[column] if column < len(row) else "" for row in week]
                return [part for part in found if part]
    raise AssertionError(on)


def test_weeks_go_from_monday_to_sunday() -> None:
    lines = list(month_lines(shown(kept()), DECEMBER, 104))
    assert lines[0].startswith("Dec 2026 ")
    assert [head.strip() for head in lines[1].split("│")] == [
        "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun",
    ]  # fmt: skip
    # 1 December 2026 is a Tuesday
    assert lines[3].split("│")[0].strip() == ""
    assert lines[3].split("│")[1].startswith("1 c1 d1")


def test_a_day_has_its_cycle_and_day_and_each_drug_with_its_dose() -> None:
    course = shown(kept())
    assert cell(course, date(2026, 12, 1)) == ["1 c1 d1", "etoposide", "181.8 mg"]
    assert cell(course, date(2026, 12, 2)) == [
        "2 c1 d2", "etoposide", "181.8 mg", "CISplatin", "81.8 mg",
    ]  # fmt: skip
    assert cell(course, date(2026, 12, 7)) == ["7"]
    assert cell(course, date(2026, 12, 29)) == ["29 c2 d1", "etoposide", "181.8 mg"]


def test_where_a_name_or_a_dose_has_no_room_the_day_says_how_many_doses() -> None:
    course = shown(kept("hyper-cvad", choose=HYPER))
    # cyclophosphamide has 16 letters: no room in ten columns
    assert cell(course, date(2026, 12, 1), 76)[:2] == ["1 c1 d1", "4 doses"]
    assert cell(course, date(2026, 12, 11), 76) == [
        "11 c1 d11",
        "2 doses",
    ]
    # in 14 columns one more name would fit, and not this one
    assert cell(course, date(2026, 12, 1))[1] == "4 doses"
    assert "cyclophosphamide" in cell(course, date(2026, 12, 1), 130)


@pytest.mark.parametrize("width", [40, 69, 76, 104, 160])
def test_no_line_is_wider_than_the_page_and_no_name_is_cut(width: int) -> None:
    course = shown(kept("hyper-cvad", choose=HYPER))
    names = {one.component.replace("folinic-acid", "folinic") for one in course.doses}
    for line in month_lines(course, DECEMBER, width):
        assert len(line) <= width
        for word in line.replace("│", " ").split():
            is_cut = any(name.startswith(word.casefold()) and name != word for name in names)
            assert not is_cut or word.casefold() in names or len(word) < 4, line


def test_where_a_week_has_no_room_days_stand_one_below_the_other() -> None:
    lines = list(month_lines(shown(kept()), DECEMBER, 60))
    assert "Wed 2 Dec, c1 d2: etoposide 181.8 mg, CISplatin 81.8 mg" in lines


def test_a_moved_day_says_so_in_words() -> None:
    course = shown(kept("ep-infusional-28d", "delay cycle 2 by 14 d"))
    # 29 December and 14 days
    assert cell(course, date(2027, 1, 12)) == [
        "12 c2 d1", "etoposide", "181.8 mg", "moved 14 d", "later",
    ]  # fmt: skip
    assert cell(course, date(2026, 12, 29)) == ["29"]


def test_a_dose_given_on_another_day_stands_there_with_the_planned_one() -> None:
    values = (
        "neutrophils=2.1 10^9/L, on 2026-12-01",
        "platelets=180 10^9/L, on 2026-12-01",
    )
    record = confirmed(kept(values=values, prior={"cisplatin": "0"}), 1)
    record = decided(record, "given cycle 1 day 1 etoposide on 2026-12-04")
    # without a clock nothing of day 3's infusion runs on after day 4 has begun
    assert cell(shown(record), date(2026, 12, 4)) == [
        "4 c1 d1",
        "etoposide",
        "181.8 mg given",
        "planned",
        "Tue 1 Dec",
    ]
    assert cell(shown(record), date(2026, 12, 1)) == ["1"]


def test_what_runs_on_from_an_earlier_day_is_counted() -> None:
    record = kept(
        "da-epoch-r-21d", cycles=6, choose=EPOCH, start="2026-12-01T09:00", zone="Europe/Dublin"
    )
    # three infusions of 96 h from Tuesday 09:00 to Saturday 09:00
    assert "3 running" in cell(shown(record), date(2026, 12, 4))
    assert "3 running" in cell(shown(record), date(2026, 12, 5))
    assert "3 running" not in cell(shown(record), date(2026, 12, 6))
    said = " ".join(month_lines(shown(record), DECEMBER, 104))
    assert "filgrastim 350 mcg on Sun 6 Dec, and every day from then until" in said


def test_the_months_are_those_in_which_the_cycle_runs() -> None:
    course = shown(kept())
    assert months_of(course, 1) == (DECEMBER,)
    # 29 to 31 December
    assert months_of(course, 2) == (DECEMBER,)
    later = shown(kept("ep-infusional-28d", "delay cycle 2 by 2 d"))
    assert months_of(later, 2) == (DECEMBER, JANUARY)


@pytest.mark.parametrize("size", SIZES)
async def test_the_planner_turns_the_months_by_arrows(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with planner(tmp_path, kept(), size=size) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("m")
        await pilot.pause()
        assert "Dec 2026" in screen_text(pilot)
        assert "1 c1 d1" in screen_text(pilot)
        pilot.app.screen.query_one(Month).focus()
        await pilot.press("right")
        await pilot.pause()
        assert "Jan 2027" in screen_text(pilot)
        await pilot.press("left", "left")
        await pilot.pause()
        assert "Nov 2026" in screen_text(pilot)
