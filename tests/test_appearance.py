"""A few screens as they look: each was read as a prescription is before it was kept.

The man of `kept` has 1.81812 m2: etoposide 100 mg/m2 is 181.812 mg and three of them 545.436;
cisplatin 45 mg/m2 is 81.8154 mg, in 24 h 3.409 mg/h, twice 163.6308.
"""

from pathlib import Path

import pytest
from kept import kept
from planner import SIZES, planner, screen_text

SCREENS = Path(__file__).with_name("screens")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "{}x{}".format(*size))
async def test_the_list_a_course_and_a_dialog_look_as_they_did(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    record = kept("ep-infusional-28d", prior={"cisplatin": "0"})
    async with planner(tmp_path, record, size=size) as pilot:
        looks = {"list": screen_text(pilot)}
        await pilot.press("enter")
        await pilot.pause()
        looks["course"] = screen_text(pilot)
        await pilot.press("question_mark")
        await pilot.pause()
        looks["help"] = screen_text(pilot)
    width, height = size
    for name, look in looks.items():
        kept_look = SCREENS / f"{name}-{width}x{height}.txt"
        assert look == kept_look.read_text("utf-8").rstrip("\n"), kept_look.name
