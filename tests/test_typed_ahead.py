"""Keys that are all there before the first is looked at: each is read where it was meant."""

import asyncio
from pathlib import Path
from random import Random

import pytest
from dialogs import course_open, keys, last, typed_ahead
from form import MAN, form, of, stored, until_read
from kept import kept
from planner import all_read, planner, screen_text
from textual.command import CommandList
from textual.events import Key, MouseDown, MouseScrollDown, MouseUp, Paste, Resize
from textual.geometry import Offset, Size
from textual.widgets import Button
from textual.widgets._footer import FooterKey

from regimencalc.record import Record
from regimencalc.tui.course_list import CourseList
from regimencalc.tui.course_screen import CourseScreen
from regimencalc.tui.palette import Palette
from regimencalc.tui.too_small import TooSmall

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


async def test_a_key_that_is_clicked_in_the_footer_keeps_its_turn(tmp_path: Path) -> None:
    async with course_open(tmp_path, ep()) as pilot:
        await keys(pilot, "]", *DELAY, "M", "B")
        (save,) = (one for one in pilot.app.screen.query(FooterKey) if one.key == "ctrl+s")
        x, y = save.region.offset
        for kind in (MouseDown, MouseUp):
            pilot.app.post_message(kind(None, x, y, 0, 0, 1, False, False, False, x, y))  # noqa: FBT003
        await typed_ahead(pilot, "u")
        assert last(pilot) == "delay cycle 2 by 7 d (blood-counts: ) MB"
        assert "Take back" in screen_text(pilot)


async def test_a_click_is_read_where_it_was_before_the_wheel_was_turned(tmp_path: Path) -> None:
    many = [ep().with_(id=f"c{at}", label=f"L{at:02}") for at in range(60)]
    async with planner(tmp_path, *many) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, CourseList)
        x, y = screen._table.region.offset + Offset(5, 4)
        for key in ("slash", "L", "enter"):
            pilot.app.post_message(Key(key, key if key == "L" else None))
        for kind, button in ((MouseDown, 1), (MouseUp, 1), *[(MouseScrollDown, 0)] * 3):
            pilot.app.post_message(kind(None, x, y, 0, 0, button, False, False, False, x, y))  # noqa: FBT003
        await pilot.pause()
        await all_read(pilot)
        # below the head the fourth row
        assert screen.course_under_cursor == "c3"
        assert screen._table.scroll_offset.y > 0


async def test_a_course_is_begun_from_an_empty_form(tmp_path: Path) -> None:
    async with form(tmp_path, {**MAN, "who": ""}) as pilot:
        of(pilot)._field("who").input.focus()
        await pilot.pause()
        await typed_ahead(pilot, "M", "B", "ctrl+s", "right_square_bracket", "c")
        await until_read(pilot)
        assert stored(pilot) == ["nec-0147"]
        assert "Confirm cycle 2" in screen_text(pilot)


async def test_a_course_is_begun_by_a_key_that_comes_while_its_fields_are_made(
    tmp_path: Path,
) -> None:
    async with form(tmp_path, {**MAN, "regimen": "ep-infusional-28"}) as pilot:
        of(pilot)._field("regimen").input.value = "ep-infusional-28d"
        while of(pilot).is_waiting:
            await asyncio.sleep(0)
        await typed_ahead(pilot, "ctrl+s")
        await until_read(pilot)
        assert stored(pilot) == ["nec-0147"]


@pytest.mark.parametrize("moment", range(8))
async def test_a_terminal_made_too_small_while_a_key_is_read_is_covered_after_it(
    tmp_path: Path, moment: int
) -> None:
    async with planner(tmp_path, ep()) as pilot:
        for key, stands in (("enter", [CourseList, CourseScreen]), ("escape", [CourseList])):
            pilot.app.post_message(Key(key, None))
            for _ in range(moment):
                await asyncio.sleep(0)
            for size, over in ((Size(70, 20), [TooSmall]), (Size(140, 45), [])):
                pilot.app.post_message(Resize(size, size))
                await pilot.pause()
                await all_read(pilot)
                assert [type(one) for one in pilot.app.screen_stack] == [*stands, *over]


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


async def test_keys_by_chance_all_at_once_are_all_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # an export may be among them
    chance = Random(1)
    async with planner(tmp_path, ep()) as pilot:
        await typed_ahead(pilot, *chance.choices(ANY, k=150))
        await pilot.press("f2")
        await all_read(pilot)
