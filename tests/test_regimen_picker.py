"""The library in the planner: found by a few words, read beside, and never taken by Enter alone."""

from pathlib import Path

import pytest
from form import form, of, press, write
from planner import SIZES, screen_text

from regimencalc.searching import ranked
from regimencalc.tui.regimen_picker import RegimenPicker

KNOWN = {
    "ep-21d": ["ep-21d", "Cisplatin and etoposide (EP)", "NCCP 00300", "cisplatin", "etoposide"],
    "r-chop-21d": ["r-chop-21d", "R-CHOP", "rituximab", "vincristine", "diffuse lymphoma"],
}


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", ["ep-21d", "r-chop-21d"]),
        ("ep-21d", ["ep-21d"]),
        ("R-CHOP", ["r-chop-21d"]),
        ("nccp 00300", ["ep-21d"]),
        ("lymphoma", ["r-chop-21d"]),
        ("vincritsine", ["r-chop-21d"]),
        ("cisplatin lymphoma", []),
        ("[/red]", []),
        ("(", ["ep-21d"]),
        ("x" * 3000, []),
    ],
)
def test_every_word_of_a_search_must_be_found(search: str, found: list[str]) -> None:
    assert ranked(search, KNOWN) == found


def test_what_begins_with_the_word_comes_first() -> None:
    known = {"a": ["a", "carboplatin, later platin"], "b": ["b", "platin"]}
    assert ranked("platin", known) == ["b", "a"]


@pytest.mark.parametrize("size", SIZES)
async def test_a_regimen_is_searched_read_and_taken(tmp_path: Path, size: tuple[int, int]) -> None:
    async with form(tmp_path, size=size) as pilot:
        await press(pilot, "f3")
        await press(pilot, *"ep-infusional", "enter", "down")
        shown = screen_text(pilot)
        assert "ep-infusional-28d" in shown
        assert "DRAFT: no clinician has signed it" in shown
        assert "id          ep-infusional-28d" in shown
        await press(pilot, "enter")
        assert of(pilot)._field("regimen").input.value == "ep-infusional-28d"


async def test_enter_and_tab_alone_take_no_regimen(tmp_path: Path) -> None:
    async with form(tmp_path) as pilot:
        for _ in range(6):
            await press(pilot, "enter", "enter", "tab")
        assert isinstance(pilot.app.screen, RegimenPicker)
        await press(pilot, "escape")
        assert of(pilot)._field("regimen").input.value == ""


async def test_what_was_typed_is_searched_for_and_an_id_is_not_guessed(tmp_path: Path) -> None:
    async with form(tmp_path) as pilot:
        await write(pilot, "regimen", "ep-infusional")
        assert "there is no regimen 'ep-infusional'" in str(
            of(pilot)._field("regimen")._amiss.render()
        )
        of(pilot)._field("regimen").input.focus()
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, RegimenPicker)
        assert pilot.app.screen._shown[0].name == "ep-infusional-28d"


async def test_the_first_click_looks_and_the_second_takes(tmp_path: Path) -> None:
    async with form(tmp_path) as pilot:
        await press(pilot, "f3")
        screen = pilot.app.screen
        assert isinstance(screen, RegimenPicker)
        picker: RegimenPicker = screen
        await pilot.click("#picker-list", offset=(5, 1))
        await pilot.pause()
        assert isinstance(pilot.app.screen, RegimenPicker)
        assert picker._list.highlighted == 0
        await pilot.click("#picker-list", offset=(5, 1))
        await pilot.pause()
        assert of(pilot)._field("regimen").input.value == picker._shown[0].name


async def test_a_search_like_markup_finds_nothing(tmp_path: Path) -> None:
    async with form(tmp_path) as pilot:
        await press(pilot, "f3")
        await press(pilot, *"[@click=app.quit]x[/]", "enter")
        assert "0 found" in screen_text(pilot)
