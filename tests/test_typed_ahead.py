"""Keys that are all there before the first is looked at: each is read where it was meant."""

from pathlib import Path
from random import Random

import pytest
from dialogs import course_open, keys, last, typed_ahead
from form import MAN, form, of, stored, until_read
from kept import kept
from planner import all_read, planner, screen_text
from textual.command import CommandList
from textual.events import MouseDown, MouseUp, Paste
from textual.widgets import Button

from regimencalc.record import Record
from regimencalc.tui.course_list import CourseList
from regimencalc.tui.palette import Palette

DELAY = ("d", "d", "7", "tab", "tab", "tab", "b", "tab", "tab")
"""A delay by a week for blood counts, up to the initials."""


ANY = (
    *("enter", "escape", "tab", "shift+tab", "down", "up", "left", "right", "pagedown", "ctrl+s"),
    *("ctrl+p", "f2", "space", "question_mark", "slash", "equals_sign", "right_square_bracket"),
    *"dcgaveurhomwxn7bMB",
)
"""Keys that open, close, move, type and save."""


def ep() -> Record:
    """The man's course of etoposide and cisplatin."""
    return kept("ep-infusional-28d", prior={"cisplatin": "0"})


async def test_from_the_list_to_a_decision_that_is_saved(tmp_path: Path) -> None:
    async with planner(tmp_path, ep()) as pilot:
        await typed_ahead(pilot, "enter", "right_square_bracket", *DELAY, "M", "B", "ctrl+s", "u")
        assert last(pilot) == "delay cycle 2 by 7 d (blood-counts: ) MB"
        assert "Take back" in screen_text(pilot)


async def test_a_dialog_that_is_left_gives_the_keys_back(tmp_path: Path) -> None:
    async with course_open(tmp_path, ep()) as pilot:
        await typed_ahead(pilot, "d", "d", "7", "escape", "escape", "right_square_bracket", "c")
        assert "Confirm cycle 2, PROVISIONAL now" in screen_text(pilot)


async def test_what_is_saved_is_the_last_that_was_typed(tmp_path: Path) -> None:
    async with course_open(tmp_path, ep()) as pilot:
        back = ["shift+tab"] * 5
        await typed_ahead(
            pilot, "right_square_bracket", *DELAY, "M", "B", *back, "backspace", "5", "ctrl+s"
        )
        assert last(pilot) == "delay cycle 2 by 5 d (blood-counts: ) MB"


async def test_a_click_and_what_is_pasted_keep_their_turn(tmp_path: Path) -> None:
    async with course_open(tmp_path, ep()) as pilot:
        await keys(pilot, "]", *DELAY)
        x, y = pilot.app.screen.query_one("#take", Button).region.center
        pilot.app.post_message(Paste("MB"))
        for kind in (MouseDown, MouseUp):
            pilot.app.post_message(kind(None, x, y, 0, 0, 1, False, False, False, x, y))  # noqa: FBT003
        await pilot.pause()
        await all_read(pilot)
        await pilot.pause()
        assert last(pilot) == "delay cycle 2 by 7 d (blood-counts: ) MB"


async def test_a_course_is_begun_from_an_empty_form(tmp_path: Path) -> None:
    async with form(tmp_path, {**MAN, "who": ""}) as pilot:
        of(pilot)._field("who").input.focus()
        await pilot.pause()
        await typed_ahead(pilot, "M", "B", "ctrl+s", "right_square_bracket", "c")
        await until_read(pilot)
        assert stored(pilot) == ["nec-0147"]
        assert "Confirm cycle 2" in screen_text(pilot)


@pytest.mark.parametrize(
    "pressed", [("ctrl+p", "pagedown"), ("ctrl+p", "down", "n", "pagedown", "pageup")]
)
async def test_a_page_key_before_the_palette_is_laid_out_does_nothing(
    tmp_path: Path, pressed: tuple[str, ...]
) -> None:
    async with planner(tmp_path, ep()) as pilot:
        await typed_ahead(pilot, *pressed)
        assert isinstance(pilot.app.screen, Palette)
        await pilot.press("escape", "escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CourseList)


async def test_the_palette_pages_through_its_list(tmp_path: Path) -> None:
    async with planner(tmp_path, ep()) as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause()
        await pilot.press("down", "pagedown")
        await pilot.pause()
        lit = pilot.app.screen.query_one(CommandList).highlighted
        assert lit is not None
        assert lit > 1


async def test_keys_by_chance_all_at_once_are_all_read(tmp_path: Path) -> None:
    chance = Random(1)
    async with planner(tmp_path, ep()) as pilot:
        await typed_ahead(pilot, *chance.choices(ANY, k=150))
        await pilot.press("f2")
        await all_read(pilot)
