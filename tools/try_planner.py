"""Whether the planner holds: hostile texts in all its fields, and eight hours of edits in one run.

    python tools/try_planner.py hostile                 500 texts in every field (an hour or so)
    python tools/try_planner.py hostile --texts 40      the pithiest alone
    python tools/try_planner.py edits                   as many keys and decisions as a day has
    python tools/try_planner.py edits --keys 600 --decisions 40

Each prints a line of figures. Exits with 1 where anything was wrong.
"""

import argparse
import asyncio
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import hostile
import hostile_courses
from hostile_strings import COUNT, STRINGS
from random_edits import a_day

MOST_GROWTH = 0.1
SHOWN = 20
"""So many of what was wrong are printed."""


def hostile_at(number: int, texts: int) -> hostile.Found:
    """Every text in every field of one place."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(hostile.tried(hostile.PLACES[number], STRINGS[:texts], Path(folder)))


def hostile_carried(texts: int) -> tuple[hostile.Found, int]:
    """Every text in all that files and courses carry; and how many of them were refused."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(hostile_courses.tried(STRINGS[:texts], Path(folder)))


def hostile_texts(texts: int) -> int:
    """Every text in every field, and in all that files and courses carry; places side by side."""
    found, places = hostile.Found(), hostile.PLACES
    with ProcessPoolExecutor() as workers:
        carrying = workers.submit(hostile_carried, texts)
        every = workers.map(partial(hostile_at, texts=texts), range(len(places)))
        for place, one in zip(places, every, strict=True):
            print(f"  {place.name}: {one.fields} fields, {len(one.wrong)} wrong", flush=True)
            found.add(one)
        carried, refused = carrying.result()
    print(*(f"  {words}" for words in (found.wrong + carried.wrong)[:SHOWN]), sep="\n")
    print(
        f"{texts} texts × {found.fields} fields of {len(places)} screens, and × "
        f"{carried.fields} texts of files and courses ({refused} refused by readers): "
        f"{len(found.crashes + carried.crashes)} crashes, "
        f"{len(found.actions + carried.actions)} actions, "
        f"{len(found.not_literal + carried.not_literal)} not literal"
    )
    return len(found.wrong + carried.wrong)


def main() -> int:
    """Run the trial that is named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("trial", choices=("hostile", "edits"))
    parser.add_argument("--texts", type=int, default=COUNT)
    parser.add_argument("--keys", type=int, default=6000)
    parser.add_argument("--decisions", type=int, default=400)
    parser.add_argument("--seconds", type=float, default=3600, help="at most so long")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--trace", action="store_true", help="print where memory grew")
    asked = parser.parse_args()
    if asked.trial == "hostile":
        return int(hostile_texts(asked.texts) > 0)
    day = a_day(asked.keys, asked.decisions, asked.seconds, asked.seed, is_traced=asked.trace)
    return int(asyncio.run(day) > MOST_GROWTH)


if __name__ == "__main__":
    sys.exit(main())
