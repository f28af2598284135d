"""A course opened in the planner, its dialogs by their keys, and what they say."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from planner import AT, all_read, planner
from textual.events import Key, Paste
from textual.pilot import Pilot
from textual.widgets import Input

from regimencalc import courses
from regimencalc.record import Record
from regimencalc.tui.asking import Asking
from regimencalc.tui.course_screen import CourseScreen
from regimencalc.tui.effect import WAITING, Effect

HOSTILE = ("[/red]", "[@click=app.quit]x[/]", "\x1b[31m\x00", "9" * 3000, "\u202e", "a, b=c; ")
"""What somebody may type or paste that is nothing of the trade."""


@asynccontextmanager
async def course_open(
    folder: Path, record: Record, *, size: tuple[int, int] = (140, 45), at: str = AT
) -> AsyncIterator[Pilot[None]]:
    """The planner with a course on the screen."""
    async with planner(folder, record, size=size, at=at) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        yield pilot


async def keys(pilot: Pilot[None], *pressed: str) -> None:
    """Keys by their names; what is no name and longer than three letters is pasted."""
    for one in pressed:
        if one in _NAMES or len(one) == 1:
            await pilot.press(one)
        elif len(one) <= _TYPED:
            await pilot.press(*one)
        elif pilot.app.focused is not None:
            pilot.app.focused.post_message(Paste(one))
            await pilot.pause()
    await pilot.pause()


async def twenty_times(pilot: Pilot[None]) -> None:
    """Enter and Tab, twenty times each."""
    await pilot.press(*["enter", "tab"] * 20)
    await pilot.pause()


_TYPED = 3
_NAMES = ("tab", "shift+tab", "enter", "escape", "space", "backspace", "pagedown", "ctrl+s", "f4")


async def typed_into(pilot: Pilot[None], **texts: str) -> None:
    """Texts in fields by their names all at once."""
    for name, text in texts.items():
        pilot.app.screen.query_one(f"#{name}", Input).value = text
    await pilot.pause()


async def told(pilot: Pilot[None]) -> str:
    """What the dialog says that it will do, once it has looked."""
    effect = pilot.app.screen.query_one(Effect)
    for _ in range(100):
        if effect.told != (WAITING,):
            break
        await pilot.pause(0.02)
    return "\n".join(effect.told)


def is_refused(pilot: Pilot[None]) -> bool:
    """Whether the dialog says that it cannot be."""
    return pilot.app.screen.query_one(Effect).has_class("-refused")


def is_open(pilot: Pilot[None]) -> bool:
    """Whether a dialog stands on the screen."""
    return isinstance(pilot.app.screen, Asking)


def stored(pilot: Pilot[None]) -> Record:
    """The course as it is stored now."""
    (screen,) = (one for one in pilot.app.screen_stack if isinstance(one, CourseScreen))
    (listed,) = screen.workplace.store.listed()
    return courses.opened(screen.workplace.store, listed.id)[0]


def last(pilot: Pilot[None]) -> str:
    """The last decision that is stored, with its reason, words and initials."""
    one = stored(pilot).decisions[-1]
    return f"{one} ({one.reason.value}: {one.why or ''}) {one.who}"


async def typed_ahead(pilot: Pilot[None], *pressed: str) -> None:
    """Keys faster than the planner reads them: all are there before the first is looked at."""
    for one in pressed:
        pilot.app.post_message(Key(one, one if len(one) == 1 else None))
    await pilot.pause()
    await all_read(pilot)
    await pilot.pause()
