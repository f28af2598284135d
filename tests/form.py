"""The form of a new course for tests: opened, filled, typed in, and what it shows.

The man has 170 cm and 70 kg: √(170 × 70 ÷ 3600) = √3.30556 = 1.81812 m2. Etoposide 100 mg/m2 is
181.8 mg, cisplatin 45 mg/m2 is 81.8 mg.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from planner import planner
from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot

from regimencalc.record import Record
from regimencalc.tui.cycle_table import CycleTable
from regimencalc.tui.new_course import NewCourse

MAN = {
    "regimen": "ep-infusional-28d",
    "start": "2026-12-01",
    "label": "NEC-0147",
    "id": "nec-0147",
    "born": "1959-03-14",
    "sex": "male",
    "height": "170 cm",
    "height_on": "2026-11-30",
    "weight": "70 kg",
    "weight_on": "2026-11-30",
    "prior.cisplatin": "0",
    "who": "MB",
}
CARBOPLATIN = {
    **{name: text for name, text in MAN.items() if not name.startswith("prior.")},
    "regimen": "carboplatin-etoposide-21d",
    "creatinine": "0.9 mg/dL",
    "creatinine_on": "2026-11-30",
}
"""The same man for carboplatin AUC 5: (140 − 67) × 70 ÷ (72 × 0.9) = 78.8580 mL/min."""


@asynccontextmanager
async def form(
    folder: Path,
    fields: Mapping[str, str] | None = None,
    *records: Record,
    size: tuple[int, int] = (140, 45),
    policy: str | None = "reference",
) -> AsyncIterator[Pilot[None]]:
    """A form of a new course in which these fields are filled."""
    async with planner(folder, *records, size=size, policy=policy) as pilot:
        await pilot.press("n")
        await pilot.pause()
        if fields:
            screen = of(pilot)
            await screen._fill(dict(fields))
            for key in ("who", "same_person"):
                screen._field(key).input.value = fields.get(key, "")
        await until_read(pilot)
        yield pilot


def of(pilot: Pilot[None]) -> NewCourse:
    """The form, which must be the screen."""
    screen = pilot.app.screen
    assert isinstance(screen, NewCourse)
    return screen


async def until_read(pilot: Pilot[None]) -> None:
    """Until what was typed has been read, and drawn; also where another screen stands over it."""
    await pilot.pause()
    while any(isinstance(one, NewCourse) and one.is_waiting for one in pilot.app.screen_stack):
        await pilot.pause(0.02)
    await pilot.pause()


async def write(pilot: Pilot[None], key: str, text: str) -> None:
    """A text in a field in place of what stands there, at once, and read."""
    of(pilot)._field(key).input.value = text
    await until_read(pilot)


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Keys, until what they do has been done."""
    await pilot.press(*keys)
    await until_read(pilot)


async def begins_nothing(pilot: Pilot[None]) -> bool:
    """Whether the key that begins a course leaves everything as it was."""
    before = stored(pilot)
    await press(pilot, "ctrl+s")
    return stored(pilot) == before


async def type_over(pilot: Pilot[None], key: str, text: str) -> None:
    """Type a text into a field in place of what stands there, key by key."""
    field = of(pilot)._field(key).input
    field.focus()
    await pilot.press("end", "ctrl+u")
    for letter in text:
        # as from a terminal, in which no key waits until the one before is drawn
        key_name = letter if letter.isalnum() else _character_to_key(letter)
        pilot.app.post_message(Key(key_name, letter))
    await until_read(pilot)
    assert field.value == text


def read_as(pilot: Pilot[None], key: str) -> str:
    """What stands beside a field."""
    return str(of(pilot)._field(key)._read.render())


def amiss(pilot: Pilot[None], key: str) -> str:
    """What stands below a field."""
    return str(of(pilot)._field(key)._amiss.render())


def doses(pilot: Pilot[None]) -> list[str]:
    """The first line of each cell of the preview, row by row; nothing if it is empty."""
    shown = of(pilot).query_one(CycleTable)._layout
    if shown is None:
        return []
    columns = (shown.labels, *shown.columns)
    return [column[row][0] for row in range(len(shown.labels)) for column in columns]


def said(pilot: Pilot[None], name: str) -> str:
    """What one of the form's own lines says."""
    return str(of(pilot).query_one(f"#{name}").render())


def stored(pilot: Pilot[None]) -> list[str]:
    """The ids of the courses in the store."""
    workplace = pilot.app.workplace  # type: ignore[attr-defined]
    return [one.id for one in workplace.store.listed()]
