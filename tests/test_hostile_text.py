"""Forty hostile texts in the fields of the planner, and in all that files and courses carry.

The screens that are slow or much alike share them here: every fourth text each, and each another
fourth. `tools/try_planner.py hostile` tries all five hundred in every field.
"""

from pathlib import Path

import hostile_courses
import pytest
from hostile import PLACES, Place, tried
from hostile_strings import COUNT, PITHY, STRINGS
from textual.app import App
from textual.content import Content

from regimencalc.tui import page
from regimencalc.tui.app import Planner


def test_there_are_five_hundred_and_the_pithy_ones_come_first() -> None:
    assert len(set(STRINGS)) == COUNT
    assert STRINGS[: len(PITHY)] == PITHY


SHARE = 4
WHOLE = ("list", "export", "decide-sentence", "undo", "what-if")
"""All forty in these."""


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
async def test_no_text_in_a_field_does_anything(tmp_path: Path, place: Place) -> None:
    is_whole = place.name in WHOLE
    texts = PITHY if is_whole else PITHY[PLACES.index(place) % SHARE :: SHARE]
    found = await tried(place, texts, tmp_path)
    assert found.wrong == []
    assert found.tried == found.fields * len(texts) > 0


async def test_no_text_of_a_file_or_of_a_course_does_anything(tmp_path: Path) -> None:
    found, refused = await hostile_courses.tried(PITHY, tmp_path, every=8)
    assert found.wrong == []
    assert 0 < refused < found.tried / 2


async def test_an_escape_that_reaches_the_terminal_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Planner, "on_event", App.on_event)
    found = await tried(PLACES[0], ("\x1b[2J0 mg",), tmp_path)
    assert any("\\x1b[2J" in words for words in found.not_literal)


async def test_a_text_that_is_taken_for_markup_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = next(one for one in PLACES if one.name == "decide-omit")
    monkeypatch.setattr(page, "seen", lambda text: Content.from_markup(text).plain)
    assert (await tried(place, ("[strike]75[/strike]",), tmp_path)).not_literal
    (tmp_path / "again").mkdir()
    assert (await tried(place, ("[/red]",), tmp_path / "again")).crashes
