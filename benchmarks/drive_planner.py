"""The planner: its first paint beside an empty application's, and keys to redraws.

python benchmarks/drive_planner.py         first paint and keys (a minute or two)

First paint: whole processes in turn, ours on a store of 100 courses and an application with a table
and a footer, by processor time, the best of each. Keys: on a course of twelve cycles of the
library's largest regimen, from the key to the end of the redraw that it causes. Exits with 1 where
a target is missed.
"""

import asyncio
import gc
import os

os.environ.setdefault("TEXTUAL_FPS", "240")  # as the command does before Textual is imported
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import RenderableType
from textual.events import Key
from textual.screen import Screen

from regimencalc import courses, loading
from regimencalc.planner_command import GENERATIONS
from regimencalc.record import Record
from regimencalc.store import Store
from regimencalc.tui.app import Planner
from regimencalc.tui.workplace import Workplace

FIRST_PAINT_TIMES = 1.5
REDRAW_MS = 50.0
ROUNDS = 7
COURSES = 100
LARGEST = "folfiri-cetuximab-14d"
CHOSEN = {
    name: choice.otherwise or choice.names[0]
    for name, choice in loading.load_regimen(LARGEST).choices.items()
}
KEYS = (
    "right",
    "left",
    "down",
    "up",
    "right",
    "down",
    "right_square_bracket",
    "left_square_bracket",
)
PRESSED, QUIET = 400, 0.15
AT = "2026-12-01T09:00:00+00:00"
MAN = {
    "sex": "male",
    "birth_date": "1959-03-14",
    "height": "170 cm",
    "height_on": "2026-11-30",
    "weight": "70 kg",
    "weight_on": "2026-11-30",
}
EMPTY = """
from textual.app import App
from textual.widgets import DataTable, Footer
class Empty(App):
    def compose(self):
        yield DataTable()
        yield Footer()
    def on_mount(self):
        self.query_one(DataTable).add_columns("a", "b")
        self.call_after_refresh(self.exit)
Empty().run(headless=True)
"""
OURS = """
import sys
from pathlib import Path
from regimencalc.store import Store
from regimencalc.tui.app import Planner
from regimencalc.tui.workplace import Workplace
class Ours(Planner):
    def on_mount(self):
        self.call_after_refresh(self.exit)
with Store(Path(sys.argv[1])) as store:
    Ours(Workplace(store, "reference", str)).run(headless=True)
"""


def seconds_of(program: str, *arguments: str) -> float:
    """The processor time of a process that ends with its first paint."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen((sys.executable, "-c", program, *arguments), env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"a first paint failed: {process.returncode}")
    seconds: float = usage.ru_utime + usage.ru_stime
    return seconds


def begin(store: Store, course: str, regimen: str, cycles: int | None = None) -> Record:
    """A course in the store."""
    return courses.new(
        store,
        regimen,
        course_id=course,
        label=course.upper(),
        birth_year=1959,
        start="2026-12-01",
        measures=MAN,
        who="MB",
        at=AT,
        policy="reference",
        cycles=cycles,
        choose=CHOSEN if regimen == LARGEST else None,
    )


def fill(folder: Path) -> None:
    """A store with a course, and copies of it under other ids."""
    with Store(folder) as store:
        first = begin(store, "a-0", "ep-infusional-28d")
        for number in range(1, COURSES):
            courses.add(store, first.with_(id=f"a-{number}", label=f"A-{number}"), AT)


def first_paint() -> float:
    """How many times an empty application's first paint ours takes."""
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder))
        pairs = [(seconds_of(OURS, folder), seconds_of(EMPTY)) for _ in range(ROUNDS)]
    ours, empty = min(one for one, _ in pairs), min(one for _, one in pairs)
    print(
        f"first paint: {ours:.2f} s, an empty application {empty:.2f} s: {ours / empty:.2f} times"
    )
    return ours / empty


class Timed:
    """When the screen was painted last."""

    at = 0.0


def timed(store: Store) -> tuple[Planner, Timed]:
    """The planner, and the moment of its last paint."""
    painted = Timed()

    class Painting(Planner):
        def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
            super()._display(screen, renderable)
            painted.at = time.perf_counter()

    return Painting(Workplace(store, "reference", lambda: AT)), painted


async def redraws() -> list[float]:
    """How long each of a few hundred keys takes to the end of its redraw [ms]."""
    found = []
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder)) as store:
        begin(store, "big", LARGEST, cycles=12)
        app, painted = timed(store)
        gc.freeze()  # as the command does before it opens the planner
        gc.set_threshold(*GENERATIONS)
        async with app.run_test(size=(140, 45)) as pilot:
            await pilot.press("enter")
            await asyncio.sleep(1)
            keys = random.Random(1).choices(KEYS, k=PRESSED)
            for key in keys:
                start = time.perf_counter()
                app.post_message(Key(key, None))
                await asyncio.sleep(QUIET)
                if painted.at > start:
                    found.append((painted.at - start) * 1000)
    return sorted(found)


def keys() -> float:
    """The 99th of a hundred redraws [ms]."""
    found = asyncio.run(redraws())
    p99, middle = found[int(0.99 * len(found))], found[len(found) // 2]
    print(
        f"key to redraw on 12 cycles of {LARGEST}: {len(found)} redraws, half of them under "
        f"{middle:.0f} ms, 99 of 100 under {p99:.0f} ms"
    )
    return p99


def main() -> int:
    """Print the figures; 1 if a target is missed."""
    is_late = first_paint() > FIRST_PAINT_TIMES
    is_slow = keys() > REDRAW_MS
    return int(is_late or is_slow)


if __name__ == "__main__":
    sys.exit(main())
