"""Listing 10,000 stored courses, and opening one with 12 cycles and 100 revisions.

python benchmarks/keep_courses.py

Opening is reading every revision and its hash, the texts of the last, and replaying it. It stands
beside planning the same course anew from the library: its regimen, its policy and the entries of
its drugs read from their files, and the plan made. Both in one run, each the least of several times
in processes of their own memory: what was read of texts is forgotten before each. Exits with 1 if
the list takes a second or more, or opening more than 5 times of planning.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import regimencalc as rc
from regimencalc import courses, deciding, library, replaying
from regimencalc.store import Store

COURSES, REVISIONS, CYCLES, ROUNDS = 10_000, 100, 12, 5
MOST_SECONDS, MOST_TIMES = 1.0, 5.0
AT = "2026-12-01T09:00:00+00:00"
DRUGS = ("etoposide", "cisplatin")
MEASURES = {"sex": "male", "age": "67 y", "height": "170 cm", "weight": "70 kg"}


def least(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The least time that some work takes [s]."""
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def begin(store: Store, course_id: str, label: str) -> None:
    """A course of twelve cycles in the store."""
    courses.new(
        store,
        "ep-infusional-28d",
        course_id=course_id,
        label=label,
        birth_year=1959,
        start="2026-12-01",
        cycles=CYCLES,
        measures=MEASURES,
        who="MB",
        at=AT,
    )


def fill(store: Store) -> None:
    """Many courses with the document of the first; and one with many revisions."""
    begin(store, "first", "FIRST")
    last = store.revisions("first")[-1]
    summary = store.listed()[0].summary
    for number in range(COURSES - 2):
        store.add(
            f"c{number}",
            f"L-{number}",
            1959,
            last.document,
            last.texts,
            summary=summary,
            saved_at=AT,
        )
    begin(store, "long", "LONG")
    for number in range(REVISIONS - 1):
        share = 75 + number % 20
        sentence = f"give etoposide={share} % from cycle {2 + number % (CYCLES - 1)}"
        courses.changed(
            store,
            "long",
            partial(deciding.decide, text=sentence, who="MB", at=AT, reason="blood-counts"),
            who="MB",
            at=AT,
        )


def opened(store: Store) -> None:
    """The long course, opened and replayed, as if nothing had been read before."""
    replaying.forget_texts()
    record, number = courses.opened(store, "long")
    if number != REVISIONS:
        raise SystemExit(f"{number} revisions")
    replaying.replayed(record)


def planned_anew() -> None:
    """The same course from the library."""
    for drug in DRUGS:
        library.read_entry(library.folder("formulary") / f"{drug}.yaml")
    library.read_policy(library.folder("policies") / "reference.yaml")
    regimen = rc.load_regimen("ep-infusional-28d")
    patient = rc.Patient(sex="male", age="67 y", height="170 cm", weight="70 kg")
    rc.plan_course(regimen, patient, start="2026-12-01", cycles=CYCLES)


def main() -> int:
    """Print both, and the ratio."""
    with tempfile.TemporaryDirectory() as top, Store(Path(top, "s")) as store:
        fill(store)
        listing = least(store.listed)
        opening, anew = least(lambda: opened(store)), least(planned_anew)
    print(f"listing {COURSES:,} courses: {listing:.3f} s")
    print(
        f"opening one of {CYCLES} cycles and {REVISIONS} revisions: {1e3 * opening:.1f} ms, "
        f"{opening / anew:.1f} times planning it anew ({1e3 * anew:.1f} ms)"
    )
    return int(listing >= MOST_SECONDS or opening > MOST_TIMES * anew)


if __name__ == "__main__":
    sys.exit(main())
