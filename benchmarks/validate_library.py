"""Validating the library's files in great numbers, beside check-jsonschema on the same files.

python benchmarks/validate_library.py

Copies of the shipped regimens under other ids, 100, 1,000 and 10,000 in all. Ours is the whole of
`regimencalc validate`: reading, every check, the examples worked out. The other is check-jsonschema
with our schema, which sees shapes and patterns alone. Both are whole processes on one core, in
turn, timed by the processor, so that other work on the machine does not count, and both with their
bytecode written, as pip leaves it. Exits with 1 below 5 times its rate, or if memory grows with the
number of files. It takes the check-jsonschema that is on the PATH, or has pip install it in a
folder that is then thrown away.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

from regimencalc import library

NUMBERS = (100, 1_000, 10_000)
COMPARED = 1_000
ROUNDS = 3
TIMES_ITS_RATE = 5.0
MOST_GROWTH = 1.3
PINNED = "check-jsonschema==0.39.0"
SCHEMA = library.folder("schema") / "regimen-v1.schema.json"


@dataclass(frozen=True)
class Run:
    """One process: its seconds of processor time and the most memory that it held."""

    seconds: float
    megabytes: float


def copies() -> Iterator[tuple[str, str]]:
    """The shipped regimens under other ids, without end: file names and texts."""
    shipped = [
        (path.stem, path.read_text("utf-8"))
        for path in sorted(library.folder("regimens").glob("*.yaml"))
    ]
    for number in count():
        for name, text in shipped:
            other = f"{name}-{number}"
            yield f"{other}.yaml", text.replace(f"\nid: {name}\n", f"\nid: {other}\n", 1)


def run(*command: str) -> Run:
    """A process that must find nothing wrong, on the one core that this process has."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise SystemExit(f"{command[0]} failed: {said.read()[:2000].decode()}")
    return Run(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def other_in(folder: Path) -> str:
    """check-jsonschema: the one on the PATH, or one that pip installs in this folder."""
    found = shutil.which("check-jsonschema")
    if found is None:
        venv.create(folder / "venv", with_pip=True)
        programs = folder / "venv" / "bin"
        install = [str(programs / "python"), "-m", "pip", "install", "-q", PINNED]
        subprocess.run(install, check=True, stdout=subprocess.DEVNULL)
        found = str(programs / "check-jsonschema")
    return found


def ours(files: Path) -> Run:
    """Our command on a folder."""
    return run(sys.executable, "-m", "regimencalc", "validate", str(files))


def main() -> int:
    """Print rates, their ratio and memory; 1 if a target is missed."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as top:
        other = other_in(Path(top))
        folders = {}
        for number in NUMBERS:
            folders[number] = Path(top, f"{number}", "regimens")
            folders[number].mkdir(parents=True)
            for name, text in islice(copies(), number):
                (folders[number] / name).write_text(text, "utf-8")
        same = sorted(map(str, folders[COMPARED].iterdir()))
        pairs = [
            (ours(folders[COMPARED]), run(other, "--schemafile", str(SCHEMA), *same))
            for _ in range(ROUNDS)
        ]
        memory = {number: ours(folders[number]) for number in NUMBERS}
    mine, its = (min(run.seconds for run in runs) for runs in zip(*pairs, strict=True))
    growth = memory[NUMBERS[-1]].megabytes / memory[NUMBERS[0]].megabytes
    print(f"regimencalc validate: {COMPARED / mine:.0f} files a second, best of {ROUNDS}")
    print(f"check-jsonschema: {COMPARED / its:.0f} files a second, ours is {its / mine:.1f} times")
    for number, one in memory.items():
        print(f"{number:,} files: {one.seconds:.1f} s, at most {one.megabytes:.1f} MB")
    print(f"memory: {growth:.2f} times from {NUMBERS[0]:,} to {NUMBERS[-1]:,} files")
    return int(its / mine < TIMES_ITS_RATE or growth > MOST_GROWTH)


if __name__ == "__main__":
    sys.exit(main())
