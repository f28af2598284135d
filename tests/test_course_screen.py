"""The planner's course screen: doses, the working of the one under the cursor, cycles, panes."""

from pathlib import Path

import pytest
from kept import kept
from planner import SIZES, planner, screen_text


@pytest.mark.parametrize("size", SIZES)
async def test_a_course_is_opened_and_shows_its_doses_whole(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with planner(tmp_path, kept(prior={"cisplatin": "0"}), size=size) as pilot:
        assert "ep-infusional-28d" in screen_text(pilot)
        await pilot.press("enter")
        await pilot.pause()
        shown = screen_text(pilot)
        assert "NEC-1, born 1959 · ep-infusional-28d · DRAFT REGIMEN · policy reference" in shown
        assert "Cycle 1   PROVISIONAL   Tue 1 Dec 2026 to Fri 4 Dec 2026" in shown
        assert "etoposide" in shown
        assert shown.count("181.8 mg") >= 3
        assert "CISplatin" in shown
