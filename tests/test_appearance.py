"""A few screens as they look: each was read as a prescription is before it was kept.

The man of `kept` has 1.81812 m2: etoposide 100 mg/m2 is 181.812 mg and three of them 545.436;
cisplatin 45 mg/m2 is 81.8154 mg, in 24 h 3.409 mg/h, twice 163.6308.
"""

from pathlib import Path

import pytest
from kept import kept
from planner import SIZES, planner, screen_text
from textual.pilot import Pilot

SCREENS = Path(__file__).with_name("screens")


async def look(pilot: Pilot[None], name: str) -> None:
    """The screen is as it was kept, once everything of it is drawn."""
    kept_look = (SCREENS / name).read_text("utf-8").rstrip("\n")
    for _ in range(100):
        if screen_text(pilot) == kept_look:
            break
        await pilot.pause(0.05)
    assert screen_text(pilot) == kept_look, name


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "{}x{}".format(*size))
async def test_the_list_a_course_and_its_help_look_as_they_did(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    record, at = kept("ep-infusional-28d", prior={"cisplatin": "0"}), "{}x{}.txt".format(*size)
    async with planner(tmp_path, record, size=size) as pilot:
        await look(pilot, f"list-{at}")
        await pilot.press("enter")
        await look(pilot, f"course-{at}")
        await pilot.press("question_mark")
        await look(pilot, f"help-{at}")
