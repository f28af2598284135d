"""Help: what a screen is for, every key of it, and what its words mean."""

from pathlib import Path

import pytest
from kept import kept
from planner import SIZES, planner, screen_text
from textual.pilot import Pilot

from regimencalc.export.help_text import LEGEND, Key, help_lines
from regimencalc.tui.help_dialog import HelpDialog

WORDS = (
    "PROVISIONAL",
    "CONFIRMED",
    "GIVEN",
    "HELD",
    "REFUSED",
    "UNCHECKED",
    "NOT ASSESSED",
    "OMITTED",
)


def test_help_says_the_purpose_the_keys_and_each_word_in_one_sentence() -> None:
    lines = list(help_lines("Shows\n a course.", [Key("d", "Decide")], [Key("↑", "Up")], 60))
    assert lines[0] == "Shows a course."
    assert "  d  Decide" in lines
    assert lines.index("  d  Decide") < lines.index("  ↑  Up")
    assert tuple(word for word, _ in LEGEND) == WORDS
    assert all(meaning.count(".") == 1 and meaning.endswith(".") for _, meaning in LEGEND)
    assert all(len(line) <= 60 for line in lines)


async def whole(pilot: Pilot[None]) -> str:
    """All that the dialog has, from its top to its end."""
    seen = screen_text(pilot)
    for _ in range(8):
        await pilot.press("pagedown")
        await pilot.pause()
        await pilot.pause()
        seen += screen_text(pilot)
    return seen


@pytest.mark.parametrize("size", SIZES)
async def test_the_help_of_a_course_has_every_key_of_it(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with planner(tmp_path, kept(), size=size) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        asked = pilot.app.screen
        await pilot.press("question_mark")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HelpDialog)
        assert "Shows one course as it is stored" in screen_text(pilot)
        shown = await whole(pilot)
        for _, binding, _, _ in asked.active_bindings.values():
            assert binding.description in shown
        for word in WORDS:
            assert word in shown
        await pilot.press("question_mark")
        await pilot.pause()
        assert pilot.app.screen is asked


async def test_other_screens_have_their_own_help(tmp_path: Path) -> None:
    async with planner(tmp_path, kept()) as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        assert "Each stored course" in screen_text(pilot)
        assert "New course" in screen_text(pilot)
        await pilot.press("escape")
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("h")
        await pilot.pause()
        await pilot.press("question_mark")
        await pilot.pause()
        assert "in every revision that was ever saved" in screen_text(pilot)
