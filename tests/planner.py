"""The planner for tests: at a size, on a store of its own, at a moment; and what it shows."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

from regimencalc import courses
from regimencalc.record import Record
from regimencalc.store import Store
from regimencalc.tui.app import Planner
from regimencalc.tui.workplace import Workplace

AT = "2026-12-31T09:00:00+00:00"
SIZES = ((80, 24), (140, 45))


@asynccontextmanager
async def planner(
    folder: Path,
    *records: Record,
    size: tuple[int, int] = (140, 45),
    at: str = AT,
    policy: str | None = "reference",
) -> AsyncIterator[Pilot[None]]:
    """The planner on a store in this folder that holds these courses, until the test is done."""
    with Store(folder / "courses") as store:
        for record in records:
            courses.add(store, record, at)
        app = Planner(Workplace(store, policy, lambda: at))
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield pilot


async def all_read(pilot: Pilot[None]) -> None:
    """Until every key, click and paste has been read to its end."""
    app = pilot.app
    assert isinstance(app, Planner)
    while app._exception is None and app.typed_ahead.is_reading:
        await asyncio.sleep(0)


async def type_in(pilot: Pilot[None], text: str) -> None:
    """Each letter of a text as a key."""
    await pilot.press(*text)
    await pilot.pause()


def screen_text(pilot: Pilot[None]) -> str:
    """What stands on the screen, line by line."""
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)
