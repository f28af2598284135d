"""A day of one person at the planner, by chance: keys and decisions on stored courses, one process.

The same seed presses the same keys. What a key or a decision comes to is not judged here, beyond
that the planner goes on; memory is measured on the list of courses, after a collection. Its first
figure is taken after a first hour: everything has been opened in every size, and decisions were
taken, so that what is kept for the next time (styles of cells, places of regions) is there.
"""

import asyncio
import gc
import os
import random
import sys
import tempfile
import time
import tracemalloc
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from hostile import at_once
from kept import kept
from planner import planner
from textual.events import Paste
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from regimencalc.planned_course import Course
from regimencalc.planner_command import GENERATIONS
from regimencalc.record import Record
from regimencalc.tui.app import Planner
from regimencalc.tui.asking import Asking
from regimencalc.tui.course_list import CourseList
from regimencalc.tui.course_screen import CourseScreen
from regimencalc.tui.effect import WAITING, Effect

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

COURSES = 20
TENTHS = 10
FIRST_DECISIONS = 10
MIB = 1024 * 1024
SIZES = ((140, 45), (80, 24), (200, 60))
_MOVES = ("left", "right", "up", "down", "home", "end", "n", "pagedown", "pageup")
_DATES = ("2026-12-29", "2026-12-30", "2027-01-05")


def a_course(number: int) -> Record:
    """One of the courses of the day, of one regimen or another."""
    course, label = f"c-{number}", f"NEC-{number}"
    if number % 2:
        record = kept(course_id=course, prior={"cisplatin": "0"})
    else:
        record = kept(
            "r-chop-21d",
            course_id=course,
            choose={"prednisone-dose": "flat"},
            prior={"doxorubicin": "0", "chest-radiotherapy": "no", "cardiotoxic-drugs": "no"},
        )
    return record.with_(label=label)


class Day:
    """What is done, by chance, and how much of it."""

    def __init__(self, pilot: Pilot[None], seed: int) -> None:
        self.pilot, self.chance = pilot, random.Random(seed)
        self.keys = self.decided = self.refused = 0

    async def press(self, *keys: str) -> None:
        """Keys, counted."""
        self.keys += len(keys)
        await self.pilot.press(*keys)

    @property
    def _acts(self) -> "dict[Callable[[], Awaitable[None]], int]":
        """What people do, and how often."""
        return {
            self.move: 30, self.cycle: 10, self.decide: 25, self.measure: 3, self.value: 5,
            self.undo: 4, self.redo: 2, self.look: 8, self.history: 3, self.help: 2,
            self.what_if: 1, self.look_in_dialog: 4, self.back: 3, self.search: 2, self.resize: 1,
            self.colours: 1,
        }  # fmt: skip

    async def first_hour(self) -> None:
        """Each of them in each size, and decisions."""
        for size in (*SIZES, SIZES[0]):
            await self.pilot.resize_terminal(*size)
            for act in (*self._acts, *[self.decide] * FIRST_DECISIONS):
                await self.home()
                await act()
                self.pause()

    def pause(self) -> None:
        """Nobody types for a second."""
        app = self.pilot.app
        if not isinstance(app, Planner):
            raise TypeError("this is not the planner")
        app.let_go()

    async def act(self) -> None:
        """One of them, by chance."""
        acts = self._acts
        act = self.chance.choices(list(acts), list(acts.values()))[0]
        await self.home()
        await act()

    async def home(self) -> None:
        """On a course again, whatever stands over it."""
        for _ in range(10):
            await self.pilot.pause()
            screen = self.pilot.app.screen
            if isinstance(screen, CourseScreen):
                return
            if isinstance(screen, CourseList):
                await self.press(*["down"] * self.chance.randrange(6), "enter")
            else:
                await self.press("escape")
        raise RuntimeError(f"no way back from {type(self.pilot.app.screen).__name__}")

    async def to_list(self) -> None:
        """On the list of courses."""
        while not isinstance(self.pilot.app.screen, CourseList):
            await self.press("escape")
            await self.pilot.pause()
        await self.pilot.pause()
        self.pause()

    # What people do

    async def move(self) -> None:
        """About the doses."""
        await self.press(*self.chance.choices(_MOVES, k=6))

    async def cycle(self) -> None:
        """To another cycle."""
        key = self.chance.choice(("left_square_bracket", "right_square_bracket"))
        await self.press(*[key] * self.chance.randint(1, 3))

    async def look(self) -> None:
        """The whole course, or the month."""
        await self.press(self.chance.choice("om"), "down", "right", "escape")

    async def history(self) -> None:
        """Every revision."""
        await self.press("h", "pagedown", "escape")

    async def help(self) -> None:
        """The keys."""
        await self.press("question_mark", "pagedown", "escape")

    async def what_if(self) -> None:
        """By other formulas."""
        await self.press("w")
        await self.pilot.app.workers.wait_for_complete()
        await self.pilot.pause()
        await self.press("down", "escape")

    async def look_in_dialog(self) -> None:
        """A dialog that is opened and left."""
        await self.press(self.chance.choice("cgavedx"), "tab", "escape")

    async def back(self) -> None:
        """To the list."""
        await self.to_list()

    async def search(self) -> None:
        """A course by a word."""
        await self.to_list()
        await self.press("slash", *self.chance.choice(("chop", "ep-", "nec-1")), "enter", "escape")

    async def resize(self) -> None:
        """Another size."""
        await self.pilot.resize_terminal(*self.chance.choice(SIZES))

    async def colours(self) -> None:
        """Light or dark."""
        await self.press("f2")

    # Decisions

    def _sentence(self) -> str:
        screen, chance = self.pilot.app.screen, self.chance
        if not isinstance(screen, CourseScreen):
            raise TypeError("no course is open")
        line = chance.choice([one.id for one in screen.course.regimen.every_component if one.drug])
        cycle = chance.randint(1, screen.course.cycles)
        share, days = chance.choice((50, 75, 80, 100)), chance.randint(1, 14)
        return chance.choice(
            (
                f"delay cycle {cycle} by {days} d",
                f"advance cycle {cycle} by {days} d, alone",
                f"give {line}={share} % from cycle {cycle}",
                f"give {line}={share} % of previous from cycle {cycle}",
                f"omit {line} from cycle {cycle} to cycle {cycle}",
                f"cap {line} at {chance.randint(50, 900)} mg from cycle {cycle}",
                f"stop {line} from cycle {cycle}",
                f"measure weight={chance.randint(60, 80)} kg, on {chance.choice(_DATES)} "
                f"from cycle {cycle}",
                f"value neutrophils={chance.randint(2, 90) / 10} 10^9/L, on {_DATES[0]}",
            )
        )

    async def decide(self) -> None:
        """A sentence of any kind."""
        text = self._sentence()
        await self.press("d", "equals_sign")
        await self.pilot.pause()
        await self._save(sentence=text, why="as seen on the ward")

    async def measure(self) -> None:
        """A weight taken anew."""
        await self.press("e")
        await self._save(weight=f"{self.chance.randint(64, 76)} kg", weight_on=_DATES[0], why="x")

    async def value(self) -> None:
        """Values that the cycle asks for."""
        await self.press("v")
        text = f"{self.chance.randint(5, 90) / 10} 10^9/L"
        await self._save(**{"value-1": text, "day": _DATES[0]}, why="laboratory")

    async def undo(self) -> None:
        """The last decision back."""
        await self.press("u")
        await self._save()

    async def redo(self) -> None:
        """The same again."""
        await self.press("r")
        await self._save()

    async def _save(self, **texts: str) -> None:
        """What is typed into a dialog, with initials; saved if it can be."""
        pilot = self.pilot
        await pilot.pause()
        dialog, before = pilot.app.screen, self._revisions()
        if not isinstance(dialog, Asking):
            return
        for name, text in {**texts, "reason": "other"}.items():
            for field in dialog.query(f"#{name}").results(Input):
                field.post_message(Paste(text))
                self.keys += 1
        dialog.query_one("#who", Input).focus()
        await self.press("M", "B")
        effect = dialog.query_one(Effect)
        for _ in range(1000):
            if effect.told != (WAITING,):
                break
            await asyncio.sleep(0.001)
        await self.press("ctrl+s")
        await pilot.pause()
        is_saved = self._revisions() > before
        self.decided += is_saved
        self.refused += not is_saved

    def _revisions(self) -> int:
        store = self.pilot.app.workplace.store  # type: ignore[attr-defined]
        return sum(one.number for one in store.listed())


def resident() -> int:
    """The memory that the process holds [bytes]."""
    pages = Path("/proc/self/statm").read_text("ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def alive() -> str:
    """How many screens, records and planned courses are held on to, after a collection."""
    kinds = Counter(
        type(one) for one in gc.get_objects() if isinstance(one, Screen | Record | Course)
    )
    screens = sum(count for kind, count in kinds.items() if issubclass(kind, Screen))
    return f"{screens} screens, {kinds[Record]} records, {kinds[Course]} planned courses"


async def a_day(keys: int, decisions: int, seconds: float, seed: int, *, is_traced: bool) -> float:
    """So many keys and decisions, or so many seconds; by which share memory grew [of 1]."""
    held: list[int] = []
    first: tracemalloc.Snapshot | None = None
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        records = [a_course(number) for number in range(COURSES)]
        async with at_once(), planner(Path(folder), *records) as pilot:
            gc.freeze()  # as the command does
            gc.set_threshold(*GENERATIONS)
            day = Day(pilot, seed)
            print(f"  opened: {resident() / MIB:.1f} MiB", flush=True)
            await day.first_hour()
            day.keys = day.decided = day.refused = 0
            await day.to_list()
            held.append(resident())
            print(f"  after the first hour: {held[0] / MIB:.1f} MiB; {alive()}", flush=True)
            start = time.monotonic()
            while True:
                done = min(day.keys / keys, day.decided / decisions)
                done = max(done, (time.monotonic() - start) / seconds)
                if done >= len(held) / TENTHS:
                    await day.to_list()
                    held.append(resident())
                    print(
                        f"  {len(held) - 1}/{TENTHS}: {day.keys} keys, {day.decided} decisions, "
                        f"{held[-1] / MIB:.1f} MiB; {alive()}",
                        flush=True,
                    )
                    if is_traced and len(held) == 2:
                        tracemalloc.start(8)
                        first = tracemalloc.take_snapshot()
                if done >= 1:
                    break
                await day.act()
                day.pause()
            if first is not None:
                _say_what_grew(first)
            growth = held[-1] / held[0] - 1
            print(
                f"{day.keys} keys, {day.decided} decisions and {day.refused} refused, on "
                f"{COURSES} courses in {time.monotonic() - start:.0f} s: {held[0] / MIB:.1f} MiB "
                f"after the first hour, {held[-1] / MIB:.1f} MiB at the end, {growth:+.1%}"
            )
    return growth


def _say_what_grew(first: tracemalloc.Snapshot) -> None:
    gc.collect()
    last = tracemalloc.take_snapshot()
    for one in last.compare_to(first, "lineno")[:25]:
        print(f"    {one}")
