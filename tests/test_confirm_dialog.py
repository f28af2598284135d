"""A cycle is confirmed by keys: what stands in the way, the words, the doses, the initials.

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
    stored,
    told,
    twenty_times,
    typed_into,
)
from kept import kept
from planner import SIZES, screen_text

FREE = {"cisplatin": "0"}
LOW = ("neutrophils=0.4 10^9/L, on 2026-11-30",)


@pytest.mark.parametrize("size", SIZES)
async def test_a_cycle_is_confirmed_with_words_and_initials(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with course_open(tmp_path, kept(prior=FREE), size=size) as pilot:
        await keys(pilot, "c")
        said = await told(pilot)
        assert "Still to type: words for RC761:course:1, initials." in said
        assert "Cycle 1 will be CONFIRMED with these doses:" in said
        assert "etoposide 181.8 mg, intravenous, over 1 h, days 1, 2, 3 (3 days): Tue 1 Dec" in said
        assert "CISplatin 81.8 mg, intravenous, over 24 h, days 2, 3 (2 days)" in said
        await keys(pilot, "liver tests seen", "ctrl+s")
        assert is_open(pilot)
        await typed_into(pilot, who="MB")
        await keys(pilot, "ctrl+s")
        assert not is_open(pilot)
        accepted, confirmed = stored(pilot).decisions[-2:]
        assert str(accepted).startswith("accept RC761:course:1 @ ")
        assert (accepted.why, accepted.who) == ("liver tests seen", "MB")
        assert (str(confirmed), confirmed.who) == ("confirm cycle 1", "MB")
        assert "1 CONFIRMED" in screen_text(pilot)


async def test_what_is_held_is_answered_before_its_doses_are_shown(tmp_path: Path) -> None:
    async with course_open(tmp_path, kept(prior=FREE, values=LOW)) as pilot:
        await keys(pilot, "c")
        first = "accept or decline of start-neutrophils-platelets:cycle:1"
        assert first in await told(pilot)
        assert "181.8 mg" not in await told(pilot)
        # accepted, the start criterion holds the cycle: there is nothing to confirm
        await typed_into(pilot, **{"verdict-1": "a", "why-1": "too low"})
        assert "etoposide of day 1 is HELD" in await told(pilot)
        assert is_refused(pilot)
        await typed_into(pilot, **{"verdict-1": "d", "why-1": "growth factor since"})
        assert "etoposide 181.8 mg, intravenous, over 1 h, days 1, 2, 3" in await told(pilot)


async def test_a_cycle_after_one_that_is_not_confirmed_is_refused_with_its_mend(
    tmp_path: Path,
) -> None:
    async with course_open(tmp_path, kept(prior=FREE)) as pilot:
        await keys(pilot, "]", "c")
        assert "cycle 1 is not confirmed, and comes before cycle 2" in await told(pilot)
        assert "Decide it first: confirm cycle 1." in await told(pilot)
        await typed_into(pilot, **{"why-1": "x", "who": "MB"})
        await keys(pilot, "ctrl+s")
        assert is_open(pilot)


async def test_enter_and_tab_twenty_times_and_hostile_text_confirm_nothing(tmp_path: Path) -> None:
    async with course_open(tmp_path, kept(prior=FREE), size=(80, 24)) as pilot:
        before = stored(pilot)
        await keys(pilot, "c")
        await twenty_times(pilot)
        assert is_open(pilot)
        for text in HOSTILE:
            await typed_into(pilot, **{"why-1": text, "who": text})
            await told(pilot)
            await keys(pilot, "ctrl+s")
            assert is_open(pilot)
            assert "\x1b" not in screen_text(pilot)
        assert stored(pilot) == before
