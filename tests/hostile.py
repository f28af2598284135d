"""Hostile texts in the fields and on the pages of the planner, and what is wrong after each.

A screen is opened once. Then in each round every field of it takes another text, so that in the end
every field has taken every one. What may never be: a fault of the program, something done or saved,
and a text that is not shown letter by letter.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from form import MAN, form
from kept import kept
from planner import all_read, planner
from textual.events import Paste
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input
from textual.widgets.input import Selection

from regimencalc.characters import visible
from regimencalc.export.decision_forms import FORMS
from regimencalc.record import Record
from regimencalc.tui import asking, new_course
from regimencalc.tui.effect import WAITING, Effect
from regimencalc.tui.new_course import NewCourse

NEVER_AN_ACTION = "app.quit"


@dataclass
class Found:
    """How many texts went into how many fields, and what was wrong."""

    fields: int = 0
    tried: int = 0
    crashes: list[str] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    not_literal: list[str] = field(default_factory=list)

    def add(self, other: "Found") -> None:
        """Those of another place as well."""
        self.fields += other.fields
        self.tried += other.tried
        self.crashes += other.crashes
        self.actions += other.actions
        self.not_literal += other.not_literal

    @property
    def wrong(self) -> list[str]:
        """All that was wrong."""
        return [*self.crashes, *self.actions, *self.not_literal]


class Place(NamedTuple):
    """A screen: how it is reached, and which of its fields are left alone."""

    name: str
    keys: tuple[str, ...] = ()
    on_course: bool = False
    without: tuple[str, ...] = ()
    policy: str | None = "reference"


_ON_LIST = (
    Place("list"),
    Place("palette", ("ctrl+p",)),
    Place("export", ("x",)),
    Place("archive", ("a",)),
    Place("new-course", without=("regimen",)),
    Place("new-course-regimen"),
    Place("regimens", ("n", "f3")),
    Place("policies", ("n",), policy=None),
)
_ON_COURSE = (
    *(
        Place(f"decide-{form.word.replace(' ', '-')}", ("d", form.key), without=("sentence",))
        for form in FORMS.values()
    ),
    Place("decide-sentence", ("d", "equals_sign")),
    Place("measure", ("e",)),
    Place("value", ("v",)),
    Place("assess", ("a",)),
    Place("confirm", ("c",)),
    Place("give", ("g",)),
    Place("undo", ("u",)),
    Place("redo", ("r",)),
    Place("export-of-course", ("x",)),
    Place("what-if", ("w",)),
    Place("palette-of-course", ("ctrl+p",)),
)
PLACES = (*_ON_LIST, *(place._replace(on_course=True) for place in _ON_COURSE))


def course() -> Record:
    """A course with something to undo, to redo, to assess, to accept and to give."""
    from regimencalc import deciding

    record = kept(
        "r-chop-21d",
        "delay cycle 2 by 7 d",
        "delay cycle 3 by 7 d",
        choose={"prednisone-dose": "flat"},
        prior={"doxorubicin": "0"},
    )
    return deciding.undo(record)


@asynccontextmanager
async def at_once() -> AsyncIterator[None]:
    """Dialogs look, and the form reads, as soon as a text is there."""
    with (
        patch.object(asking, "LOOK_AFTER_S", 0.001),
        patch.object(new_course, "READ_AFTER_S", 0.001),
    ):
        yield


@asynccontextmanager
async def opened(place: Place, folder: Path) -> AsyncIterator[Pilot[None]]:
    """The planner at a place."""
    if place.name.startswith("new-course"):
        fields = {**MAN, "regimen": "r-chop-21d"} if place.without else None
        async with form(folder, fields, course()) as pilot:
            yield pilot
        return
    async with planner(folder, course(), policy=place.policy) as pilot:
        for key in ("enter", *place.keys) if place.on_course else place.keys:
            await pilot.press(key)
            await pilot.pause()
        yield pilot


def fields_of(pilot: Pilot[None], place: Place) -> list[Input]:
    """The fields of the screen that take a text."""
    found = [one for one in pilot.app.screen.query(Input) if not one.disabled]
    if place.name == "new-course-regimen":
        return found[:1]
    if place.name == "new-course":
        return found[1:]
    return [one for one in found if one.id not in place.without]


async def tried(place: Place, strings: Sequence[str], folder: Path) -> Found:
    """Every text in every field of a place."""
    found, at, opened_before = Found(), 0, 0
    while at < len(strings):
        opened_before += 1
        where = folder / f"{opened_before}"
        where.mkdir()
        try:
            async with at_once(), opened(place, where) as pilot:
                while at < len(strings):
                    at += 1
                    await _round(pilot, place, strings, at - 1, found)
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is counted
            texts = [visible(text)[:40] for text in strings[at - 1 : at + 30]]
            found.crashes.append(f"{place.name}, round {at - 1}: {fault!r} after {texts}"[:2000])
    return found


async def _round(
    pilot: Pilot[None], place: Place, strings: Sequence[str], at: int, found: Found
) -> None:
    """One text in each of the fields, and what is wrong then."""
    screen, screens, saved = pilot.app.screen, tuple(pilot.app.screen_stack), _saved(pilot)
    focused = screen.focused
    pasted: list[tuple[Input, str]] = []
    with pilot.app.batch_update():
        for number, one in enumerate(fields_of(pilot, place)):
            text = strings[(at + number) % len(strings)]
            screen.set_reactive(Screen.focused, one)
            one.selection = Selection(0, len(one.value))
            await pilot.app.on_event(Paste(text))
            await all_read(pilot)
            pasted.append((one, text))
        screen.set_reactive(Screen.focused, focused)
        await pilot.pause()
    found.fields = max(found.fields, len(pasted))
    found.tried += len(pasted)
    await pilot.pause()
    await _looked(pilot)
    if pilot.app._exception is not None:
        raise pilot.app._exception
    name = f"{place.name}, round {at}"
    if tuple(pilot.app.screen_stack) != screens or not pilot.app.is_running:
        now = [type(one).__name__ for one in pilot.app.screen_stack]
        found.actions.append(f"{name}: the screens are {now}")
        raise RuntimeError("another screen")
    if _saved(pilot) != saved:
        found.actions.append(f"{name}: something is saved")
    found.not_literal += [f"{name}: {one}" for one in _not_literal(pilot, pasted)]


async def _looked(pilot: Pilot[None]) -> None:
    """Until the dialog has looked at what it would do, and the form has read what was typed."""
    screen = pilot.app.screen
    for _ in range(1000):
        is_waiting = isinstance(screen, NewCourse) and screen.is_waiting
        if not is_waiting and all(one.told != (WAITING,) for one in screen.query(Effect)):
            break
        await asyncio.sleep(0.001)
    await pilot.pause()


def _saved(pilot: Pilot[None]) -> tuple[tuple[str, int], ...]:
    """Each stored course with its number of revisions."""
    store = pilot.app.workplace.store  # type: ignore[attr-defined]
    return tuple((one.id, one.number) for one in store.listed())


def _not_literal(pilot: Pilot[None], pasted: Sequence[tuple[Input, str]]) -> Iterator[str]:
    """What is not shown as it is."""
    for one, text in pasted:
        if not one.is_attached:
            continue
        meant = visible(text.strip("\r\n"))
        if one.value != meant:
            yield f"{one.id} holds {one.value[:60]!r} for {text[:60]!r}"
        drawn = one.render_line(0).text.strip()
        if drawn[1:-1] not in one.value:
            yield f"{one.id} draws {drawn[:60]!r} for {one.value[:60]!r}"
    yield from not_literal_on_screen(pilot)
    for effect in pilot.app.screen.query(Effect):
        if _closed(effect.text) != _closed("".join(effect.told)):
            yield f"told {effect.told!r}, shown {effect.text!r}"[:400]


def not_literal_on_screen(pilot: Pilot[None]) -> Iterator[str]:
    """Characters that nobody sees, and styles that only markup could have made."""
    for strip in pilot.app.screen._compositor.render_strips():
        for segment in strip:
            if visible(segment.text) != segment.text:
                yield f"on the screen stands {segment.text!r}"
            style = segment.style
            if style is None:
                continue
            if style.link or style.conceal or NEVER_AN_ACTION in str(style.meta.get("@click")):
                yield f"on the screen is markup: {segment.text!r} {style}"


def _closed(text: str) -> str:
    """A text without blanks: where it was wrapped is of no account."""
    return "".join(text.split())
