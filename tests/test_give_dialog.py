"""What was given, entered by keys; what stands in the list is what was said before.

The man of `kept` has 1.81812 m2: etoposide 100 mg/m2 is 181.8 mg, cisplatin 45 mg/m2 81.8 mg.
"""

from pathlib import Path

import pytest
from dialogs import (
    HOSTILE,
    course_open,
    is_open,
    is_refused,
    keys,
    last,
    stored,
    told,
    twenty_times,
    typed_into,
)
from kept import confirmed, kept
from planner import SIZES, screen_text

from regimencalc.record import Record


def ready() -> Record:
    """A course whose first cycle is confirmed."""
    return confirmed(kept(prior={"cisplatin": "0"}), 1)


@pytest.mark.parametrize("size", SIZES)
async def test_a_day_is_given_as_planned_by_its_initials(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with course_open(tmp_path, ready(), size=size) as pilot:
        await keys(pilot, "g")
        said = await told(pilot)
        assert "Still to type: initials." in said
        assert "etoposide 181.8 mg on Tue 1 Dec 2026: as planned" in said
        await keys(pilot, "ctrl+s")
        assert is_open(pilot)
        await typed_into(pilot, who="MB")
        await keys(pilot, "ctrl+s")
        assert last(pilot) == "given cycle 1 day 1 (as-planned: ) MB"
        # the next dialog wants the initials anew
        await keys(pilot, "g")
        assert "initials" in await told(pilot)


async def test_one_line_otherwise_and_the_rest_of_the_day_as_planned(tmp_path: Path) -> None:
    async with course_open(tmp_path, ready()) as pilot:
        # the line under the cursor stands first
        await pilot.press("down", "right")
        await keys(pilot, "g")
        await typed_into(pilot, **{"dose-1": "80 mg"})
        assert "cisplatin was given otherwise than planned, or not" in await told(pilot)
        assert "Say why, in words." in await told(pilot)
        await typed_into(pilot, **{"why-1": "last vial", "who": "MB"})
        said = await told(pilot)
        assert "Still to type: reason." in said
        assert "cisplatin 80 mg on Wed 2 Dec 2026: planned 81.8 mg on Wed 2 Dec" in said
        assert "etoposide 181.8 mg on Wed 2 Dec 2026: as planned" in said
        pilot.app.screen.query_one("#reason").focus()
        await pilot.pause()
        await keys(pilot, "sup", "enter", "ctrl+s")
        first, second = stored(pilot).decisions[-2:]
        assert str(first) == "given cycle 1 day 2 cisplatin 80 mg"
        assert (first.reason.value, first.why) == ("supply", "last vial")
        assert (str(second), second.reason.value) == ("given cycle 1 day 2", "as-planned")


async def test_not_given_another_date_and_a_dose_far_from_the_planned_one(tmp_path: Path) -> None:
    async with course_open(tmp_path, ready()) as pilot:
        await keys(pilot, "g")
        await typed_into(pilot, **{"dose-1": "not", "why-1": "vomiting"})
        assert "etoposide NOT GIVEN on Tue 1 Dec 2026" in await told(pilot)
        await typed_into(pilot, **{"dose-1": "", "on-1": "2026-12-02"})
        assert "etoposide 181.8 mg on Wed 2 Dec 2026: planned 181.8 mg on Tue" in await told(pilot)
        await typed_into(pilot, **{"on-1": "2027-12-02"})
        assert "after today, 2026-12-31" in await told(pilot)
        # 1818 ÷ 181.8 = 10
        await typed_into(pilot, **{"on-1": "", "dose-1": "1818 mg"})
        assert "1818 mg of etoposide is 10 times what was planned" in await told(pilot)


async def test_nothing_of_a_provisional_cycle_is_given(tmp_path: Path) -> None:
    async with course_open(tmp_path, kept(prior={"cisplatin": "0"})) as pilot:
        await keys(pilot, "g")
        assert "cycle 1 is PROVISIONAL" in await told(pilot)
        assert is_refused(pilot)


async def test_enter_and_tab_twenty_times_and_hostile_text_give_nothing(tmp_path: Path) -> None:
    async with course_open(tmp_path, ready(), size=(80, 24)) as pilot:
        before = stored(pilot)
        await keys(pilot, "g")
        await twenty_times(pilot)
        assert is_open(pilot)
        for text in HOSTILE:
            names = ("dose-1", "on-1", "why-1", "who")
            await typed_into(pilot, **dict.fromkeys(names, text))
            await told(pilot)
            assert is_refused(pilot)
            assert "\x1b" not in screen_text(pilot)
            await keys(pilot, "ctrl+s")
        assert stored(pilot) == before
