"""Whether the store loses, mixes or damages a course: kills, writers, full disks, flipped bits.

    python tools/try_store.py                 all of it, some minutes
    python tools/try_store.py kills --times 2000

Each trial prints a line and says at its end how often it was wrong: 0 is the only right answer. As
root, the tests of files also run as an ordinary user, whom rights hold.
"""

import argparse
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import NoReturn

from regimencalc import courses, library, loading
from regimencalc.beginning import begun
from regimencalc.documents import write_document
from regimencalc.problems import Refused
from regimencalc.record import Record, from_json, to_json, without_texts
from regimencalc.store import DATABASE, Store

AT = "2026-12-01T09:00:00+00:00"
KINDS = ("RC801", "RC802", "RC803", "RC806")
OF_A_STORE = 50
"""How many processes are killed over one store, so that it does not grow without end."""


def course() -> Record:
    """A course of three cycles, as `course new` begins it."""
    return begun(
        loading.load_regimen("ep-infusional-28d"),
        library.shipped_policy("reference"),
        library.formulary(),
        library.equivalents(),
        course_id="a",
        label="NEC-1",
        birth_year=1959,
        start="2026-12-01",
        measures={"sex": "male", "age": "67 y", "height": "170 cm", "weight": "70 kg"},
        who="MB",
        at=AT,
    )


@contextmanager
def stored(record: Record) -> Iterator[Path]:
    """A folder with a store that holds this course."""
    with tempfile.TemporaryDirectory() as top:
        folder = Path(top, "s")
        with Store(folder) as store:
            courses.add(store, record, AT)
        yield folder


def numbered(record: Record, number: int) -> Record:
    """The same course as the revision of this number has it."""
    return record.with_(version=f"0.0.{number}")


def append(store: Store, record: Record, number: int) -> int:
    """One more revision after this one; its number."""
    after = numbered(record, number + 1)
    return store.append("a", number, without_texts(after), after.texts, summary={}, saved_at=AT)


def wrong_in(folder: Path, record: Record, acknowledged: int, most: int) -> str:
    """What is wrong with a store of which this many revisions were acknowledged; '' if nothing."""
    with Store(folder) as store:
        found = store.revisions("a")
    if not acknowledged <= len(found) <= most:
        return f"{acknowledged} acknowledged, {len(found)} there"
    for one in found[1:]:
        if from_json(one.document, one.texts) != numbered(record, one.number):
            return f"revision {one.number} is another"
    left = {path.name for path in folder.iterdir()} - {DATABASE, "locks"}
    return f"left over: {sorted(left)}" if left else ""


def kills(times: int, seed: int) -> int:
    """Kill a process at a random moment of saving, again and again."""
    chance, record, wrong = random.Random(seed), course(), 0
    for first in range(0, times, OF_A_STORE):
        with stored(record) as folder:
            number = 1
            for _ in range(min(OF_A_STORE, times - first)):
                said = _killed(folder, record, number, chance.uniform(0, 0.015))
                amiss = wrong_in(folder, record, said, said + 1)
                if amiss:
                    wrong += 1
                    print(f"after a kill: {amiss}")
                with Store(folder) as store:
                    number = store.listed()[0].number
    print(f"{times} kills while saving: {wrong} wrong, seed {seed}")
    return wrong


def _killed(folder: Path, record: Record, number: int, after_s: float) -> int:
    """Fork a writer, kill it; the last revision that it acknowledged."""
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        _write_for_ever(folder, record, number, writes)
    os.close(writes)
    with os.fdopen(reads) as said:
        first = said.readline()
        time.sleep(after_s)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        whole = [int(line) for line in (first, *said) if line.endswith("\n")]
    return whole[-1] if whole else number


def _write_for_ever(folder: Path, record: Record, number: int, writes: int) -> NoReturn:
    with Store(folder) as store:
        while True:
            number = append(store, record, number)
            os.write(writes, f"{number}\n".encode())


def writers(processes: int, revisions: int) -> int:
    """Several processes append at once; each looks where the course stands, and tries again."""
    record = course()
    with stored(record) as folder:
        children = []
        for _ in range(processes):
            child = os.fork()
            if child == 0:
                _write_some(folder, record, revisions)
            children.append(child)
        failed = sum(os.waitpid(child, 0)[1] != 0 for child in children)
        most = 1 + processes * revisions
        amiss = wrong_in(folder, record, most, most)
    wrong = failed + bool(amiss)
    print(f"{processes} writers of {revisions} revisions each: {wrong} wrong {amiss}".rstrip())
    return wrong


def _write_some(folder: Path, record: Record, revisions: int) -> NoReturn:
    left = revisions
    with Store(folder) as store:
        while left:
            number = store.listed()[0].number
            try:
                append(store, record, number)
                left -= 1
            except Refused as refusal:
                if [problem.code for problem in refusal.problems] != ["RC804"]:
                    os._exit(1)
    os._exit(0)


def full_disk(step: int) -> int:
    """Save with room for ever more bytes: refused in words, or saved; never half."""
    record, wrong, outcomes = course(), 0, Counter[str]()
    with stored(record) as folder:
        whole = (folder / DATABASE).read_bytes()
        budget = 0
        while outcomes["saved"] < 3:
            (folder / DATABASE).write_bytes(whole)
            said = _forked(partial(_saved_within, folder, record, budget))
            outcomes[said] += 1
            amiss = wrong_in(folder, record, 1 + (said == "saved"), 1 + (said == "saved"))
            if amiss or said not in ("saved", "refused"):
                wrong += 1
                print(f"with room for {budget} bytes: {said} {amiss}")
            budget += step
        last = budget
        wrong += _full_export(folder, record, step)
    print(f"room for 0 to {last} bytes by {step}: {dict(outcomes)}, {wrong} wrong")
    return wrong


def _full_export(folder: Path, record: Record, step: int) -> int:
    path, wrong, budget = folder / "course.json", 0, 0
    size = len(to_json(record).encode())
    path.write_text("before", "utf-8")
    while budget < size + step:
        said = _forked(partial(_exported_within, path, record, budget))
        text = path.read_text("utf-8")
        is_right = text == ("before" if said == "refused" else to_json(record))
        if not is_right or {one.name for one in folder.glob(".course*")}:
            wrong += 1
            print(f"export with room for {budget} bytes: {said}")
        path.write_text("before", "utf-8")
        budget += 16 * step
    path.unlink()
    return wrong


def _limited(budget: int) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (budget, budget))


def _saved_within(folder: Path, record: Record, budget: int) -> None:
    _limited(budget)
    with Store(folder) as store:
        append(store, record, 1)


def _exported_within(path: Path, record: Record, budget: int) -> None:
    _limited(budget)
    write_document(path, to_json(record))


def _forked(work: Callable[[], None]) -> str:
    """What comes of some work in a process of its own: saved, refused in words, or a crash."""
    child = os.fork()
    if child == 0:
        code = 2
        try:
            work()
            code = 0
        except Refused:
            code = 1
        finally:
            os._exit(code)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return {0: "saved", 1: "refused"}.get(status, f"crash {status}")


def flips() -> int:
    """Flip every bit that is near anything: each course reads back equal, or is refused."""
    record, wrong, outcomes = course(), 0, Counter[str]()
    with stored(record) as folder:
        with Store(folder) as store:
            append(store, record, 1)
            good = [one.document for one in store.revisions("a")]
        whole = (folder / DATABASE).read_bytes()
        for at in range(len(whole)):
            if not any(whole[max(0, at - 20) : at + 20]):
                continue
            bit = at % 8
            changed = bytearray(whole)
            changed[at] ^= 1 << bit
            (folder / DATABASE).write_bytes(changed)
            said = _read(folder, good)
            outcomes[said] += 1
            if said not in ("equal", *KINDS):
                wrong += 1
                print(f"byte {at} bit {bit}: {said}")
            for path in folder.glob("*-*"):
                path.unlink()
    print(f"a bit of each of {sum(outcomes.values())} bytes: {dict(outcomes)}, {wrong} wrong")
    return wrong


def _read(folder: Path, good: list[str]) -> str:
    try:
        with Store(folder) as store:
            found = [one.document for one in store.revisions("a")]
    except Refused as refusal:
        return refusal.problems[0].code
    return "equal" if found == good else "ANOTHER"


def ordinary_user() -> int:
    """The tests of files as somebody whom rights hold; root passes by them."""
    if os.getuid() != 0:
        print("this is an ordinary user already")
        return 0
    top = Path(__file__).parent.parent
    with tempfile.TemporaryDirectory() as home:
        shutil.chown(home, NOBODY)
        command = (_reachable(), "-m", "pytest", "-q", "-p", "no:cacheprovider", *TESTS)
        ran = subprocess.run(
            command,
            cwd=top,
            user=NOBODY,
            group=NOBODY,
            extra_groups=[],
            env={
                "HOME": home,
                "TMPDIR": home,
                "PATH": os.environ["PATH"],
                "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
                "HYPOTHESIS_STORAGE_DIRECTORY": f"{home}/h",
            },
            capture_output=True,
            text=True,
            check=False,
        )
    lines = ran.stdout.strip().splitlines()
    print(f"tests of files as an ordinary user: {lines[-1] if lines else ran.stderr[-300:]}")
    return ran.returncode


def _reachable() -> str:
    """A Python of this version that an ordinary user may run: ours, or the system's."""
    for python in (sys.executable, f"/usr/bin/python{sys.version_info[0]}.{sys.version_info[1]}"):
        with suppress(OSError):
            if not subprocess.run((python, "-c", ""), user=NOBODY, check=False).returncode:
                return python
    raise SystemExit("an ordinary user may run no Python of this version here")


NOBODY = 65534
TESTS = ("tests/test_store.py", "tests/test_documents.py")


def main() -> int:
    """Run the trials that are named, or all of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    names = ("kills", "writers", "disk", "flips", "user")
    parser.add_argument("trials", nargs="*", choices=(*names, []), default=[])
    parser.add_argument("--times", type=int, default=2000)
    parser.add_argument("--revisions", type=int, default=1000)
    parser.add_argument("--step", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    trials: dict[str, Callable[[], int]] = {
        "kills": lambda: kills(asked.times, asked.seed),
        "writers": lambda: writers(4, asked.revisions),
        "disk": lambda: full_disk(asked.step),
        "flips": flips,
        "user": ordinary_user,
    }
    wrong = sum(trials[name]() for name in asked.trials or names)
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
