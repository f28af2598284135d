"""Switches off each control of docs/safety/hazards.yaml in turn, and shows its tests fail.

python tools/hazards.py                  every control; a line for each, and a summary
python tools/hazards.py --only E04 E05.2 those of a row, or one of them
python tools/hazards.py --page           writes docs/safety/hazards.md from the file

In a copy of the tree one exact text of one file is replaced: the control is taken out, or the slip
that it stops is put in. Then its tests run. Those under `fires` must fail, each by an expectation
of its own and not by an error; those under `quiet` must pass still, which shows that nothing else
broke. With the control in its place all of them must pass. A text that does not stand in its file
exactly once makes the entry stale.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import yaml

TOP = Path(__file__).parent.parent
ENTRIES = Path("docs", "safety", "hazards.yaml")
PAGE = Path("docs", "safety", "hazards.md")
COPIED = ("src", "tests", "regimens", "formulary", "policies", "schema", "docs", "tools")
SEVERAL = 40
LONGEST_SAID = 200


@dataclass(frozen=True)
class Control:
    """What the tool does against a hazard, how it is switched off, and the tests that tell."""

    id: str
    does: str
    where: str
    file: str
    find: str
    replace: str
    fires: tuple[str, ...]
    quiet: tuple[str, ...]
    awaiting: str

    @property
    def tests(self) -> tuple[str, ...]:
        """Those that must pass with the control in its place."""
        return (*self.fires, *self.quiet)


@dataclass(frozen=True)
class Hazard:
    """One class of error, with what is known of it and what the tool does."""

    row: str
    hazard: str
    cause: str
    evidence: tuple[dict[str, str], ...]
    controls: tuple[Control, ...]
    also: tuple[str, ...]


@dataclass(frozen=True)
class Finding:
    """What became of one control."""

    control: Control
    words: str
    is_shown: bool = False
    seconds: float = 0


def read(top: Path) -> tuple[list[Hazard], list[dict[str, str]]]:
    """The hazards of the file, and the rows for which there is nothing to control yet."""
    said = yaml.safe_load((top / ENTRIES).read_text("utf-8"))
    hazards = [
        Hazard(
            one["row"],
            one["hazard"],
            one["cause"],
            tuple(one["evidence"]),
            tuple(_control(f"{one['row']}.{n}", c) for n, c in enumerate(one["controls"], 1)),
            tuple(one.get("also", ())),
        )
        for one in said["hazards"]
    ]
    return hazards, said["not_yet"]


def _control(name: str, said: dict[str, Any]) -> Control:
    off = said.get("off", {})
    return Control(
        name,
        said["does"],
        said.get("where", ""),
        off.get("file", ""),
        off.get("find", ""),
        off.get("replace", ""),
        tuple(said.get("fires", ())),
        tuple(said.get("quiet", ())),
        said.get("awaiting", ""),
    )


def copy_of(top: Path, folder: Path) -> Path:
    """A copy of what the tests need, in a folder that is thrown away."""
    copy = folder / "copy"
    ignored = shutil.ignore_patterns("__pycache__", ".*")
    for name in COPIED:
        if (top / name).is_dir():
            shutil.copytree(top / name, copy / name, ignore=ignored)
    for path in (*top.glob("*.md"), top / "pyproject.toml"):
        shutil.copy2(path, copy / path.name)
    return copy


def outcomes(copy: Path, tests: Sequence[str], *, keep_bytecode: bool) -> dict[str, str]:
    """What became of tests, by their ids; nothing of one that did not run."""
    with tempfile.NamedTemporaryFile(suffix=".json") as written:
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(map(str, (copy / "src", copy, TOP))),
            "OUTCOMES_FILE": written.name,
            "PYTHONDONTWRITEBYTECODE": "" if keep_bytecode else "1",
        }
        pytest = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        ran = subprocess.run(
            [*pytest, "-p", "tools.outcomes", *tests],
            cwd=copy,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        said = Path(written.name).read_text("utf-8")
    if not said:
        return {"": f"pytest did not begin: {(ran.stdout + ran.stderr).strip()[-400:]}"}
    found = json.loads(said)
    if Path(found["package"]) != copy / "src" / "regimencalc":
        return {"": f"the tests looked at {found['package']} and not at the copy"}
    tested: dict[str, str] = found["tests"]
    if not tested:
        return {"": f"no test ran: {ran.stdout.strip()[-400:]}"}
    return tested


def in_place(copy: Path, controls: Sequence[Control], workers: int) -> dict[str, str]:
    """What becomes of every named test with all controls in their places."""
    tests = sorted({test for control in controls for test in control.tests})
    several = [tests[first : first + SEVERAL] for first in range(0, len(tests), SEVERAL)]
    found: dict[str, str] = {}
    with ThreadPoolExecutor(workers) as pool:
        for some in pool.map(lambda group: as_it_is(copy, group), several):
            found |= some
    return found


def as_it_is(copy: Path, tests: Sequence[str]) -> dict[str, str]:
    """What becomes of tests in an unchanged copy; one that is not there stops all beside it."""
    found = outcomes(copy, tests, keep_bytecode=True)
    if "" not in found:
        return found
    if len(tests) == 1:
        return {tests[0]: found[""]}
    half = len(tests) // 2
    return as_it_is(copy, tests[:half]) | as_it_is(copy, tests[half:])


def without(control: Control, copy: Path, before: dict[str, str]) -> Finding:
    """What becomes of a control's tests where it is switched off."""
    start = time.monotonic()
    file = copy / control.file
    text = file.read_text("utf-8") if file.is_file() else ""
    times = text.count(control.find) if control.find else 0
    if times != 1:
        words = f"STALE: what is to be replaced stands {times} times in {control.file}"
        return Finding(control, words)
    if not (control.fires and control.quiet):
        return Finding(control, "NOT SHOWN: it needs a test that fires it and one that does not")
    for test in control.tests:
        became = before.get(test, "did not run")
        if became != "passed":
            words = f"NOT SHOWN: with the control in its place {test}: {in_a_line(became)}"
            return Finding(control, words)
    try:
        file.write_text(text.replace(control.find, control.replace), "utf-8")
        after = outcomes(copy, control.tests, keep_bytecode=False)
    finally:
        file.write_text(text, "utf-8")
    seconds = time.monotonic() - start
    for tests, wanted in ((control.fires, "failed"), (control.quiet, "passed")):
        for test in tests:
            became = after.get(test, after.get("", "did not run"))
            if became != wanted:
                words = f"NOT SHOWN: without it not {wanted}: {test}: {in_a_line(became)}"
                return Finding(control, words, seconds=seconds)
    words = f"needed: without it {len(control.fires)} of {len(control.fires)} tests fail"
    return Finding(control, words, is_shown=True, seconds=seconds)


def in_a_line(said: str) -> str:
    """The beginning of what pytest said."""
    return " ".join(said.split())[:LONGEST_SAID]


def findings(top: Path, controls: Sequence[Control], workers: int) -> Iterator[Finding]:
    """What became of each control, in their order; each worker has a copy of its own."""
    with tempfile.TemporaryDirectory() as folder:
        first = copy_of(top, Path(folder, "0"))
        before = in_place(first, controls, workers)
        copies: SimpleQueue[Path] = SimpleQueue()
        copies.put(first)
        for number in range(1, workers):
            copies.put(Path(shutil.copytree(first, Path(folder, str(number), "copy"))))

        def look_at(control: Control) -> Finding:
            copy = copies.get()
            try:
                return without(control, copy, before)
            finally:
                copies.put(copy)

        with ThreadPoolExecutor(workers) as pool:
            yield from pool.map(look_at, controls)


def wanted(hazards: Sequence[Hazard], only: Sequence[str]) -> list[Control]:
    """The controls of the rows that are named, or all."""
    return [
        control
        for hazard in hazards
        for control in hazard.controls
        if not only or hazard.row in only or control.id in only
    ]


def page(hazards: Sequence[Hazard], not_yet: Sequence[dict[str, str]]) -> str:
    """The matrix and a section for each hazard, for a reader."""
    controls = [control for hazard in hazards for control in hazard.controls]
    waiting = [control for control in controls if control.awaiting]
    parts = [
        "# Hazards and their controls",
        "Classes of error in the dosing of chemotherapy, what is known of each, and what "
        "regimencalc does against it. Written by `tools/hazards.py --page` from "
        "[hazards.yaml](hazards.yaml); do not edit it here.",
        f"{len(hazards)} hazards have {len(controls)} controls; {len(waiting)} of these are still "
        f"being built. {len(not_yet)} hazards have nothing to control yet and stand at the end. "
        "No clinician has reviewed this page, and it does not say that a hazard is removed: it "
        "says what the tool does, and which tests would notice if it stopped doing so.",
        "`python tools/hazards.py` takes each control out of a copy of the program (or puts the "
        "slip in that it stops) and runs its tests: those that fire it must fail, those that do "
        "not must still pass. The replacement for each stands in `hazards.yaml`.",
        "Marks of evidence: *read*: a stored copy of the source was read; *known*: from general "
        "knowledge, the source was not seen; *computed*, *measured*: worked out or tried for "
        "this project; *proposed*: a judgement that nobody has signed; *design*: no incident is "
        "cited, the hazard follows from what the program does.",
        "\n".join(_matrix(hazards)),
        *("\n\n".join(_section(hazard)) for hazard in hazards),
        "## Nothing to control yet",
        "\n".join(
            ["| row | hazard | why not yet |", "|---|---|---|"]
            + [f"| {one['row']} | {one['hazard']} | {one['why']} |" for one in not_yet]
        ),
    ]
    return "\n\n".join(parts) + "\n"


def _matrix(hazards: Sequence[Hazard]) -> Iterator[str]:
    yield "| row | hazard | controls | tests that fire | tests that do not | being built |"
    yield "|---|---|---|---|---|---|"
    for hazard in hazards:
        built = [control for control in hazard.controls if not control.awaiting]
        fires = {test for control in built for test in control.fires}
        quiet = {test for control in built for test in control.quiet}
        also = f" and {', '.join(hazard.also)}" if hazard.also else ""
        yield (
            f"| [{hazard.row}](#{hazard.row.lower()}) | {hazard.hazard} | {len(built)}{also} | "
            f"{len(fires)} | {len(quiet)} | {len(hazard.controls) - len(built)} |"
        )


def _section(hazard: Hazard) -> Iterator[str]:
    yield f"## {hazard.row}"
    yield f"**{hazard.hazard}.** {hazard.cause}"
    yield "\n".join(
        f"- {one['says']} [{one['mark']}: {one['cite']}]"
        if one.get("cite")
        else f"- {one['says']} [{one['mark']}]"
        for one in hazard.evidence
    )
    for control in hazard.controls:
        if control.awaiting:
            yield f"**{control.id}** {control.does} *Awaits: {control.awaiting}.*"
            continue
        lines = [f"**{control.id}** {control.does} `{control.where}`", ""]
        lines += [f"- fires: `{test}`" for test in control.fires]
        lines += [f"- does not fire: `{test}`" for test in control.quiet]
        yield "\n".join(lines)
    if hazard.also:
        yield f"See also {', '.join(hazard.also)}."


def main(arguments: Sequence[str] | None = None, top: Path = TOP) -> int:
    """Print what became of each control; 1 if one of them was not shown to be needed."""
    parser = argparse.ArgumentParser(description="Shows that each control is needed.")
    parser.add_argument("--only", nargs="+", default=[], metavar="ROW", help="E04 or E04.1")
    parser.add_argument("--page", action="store_true", help="write the page and do nothing else")
    options = parser.parse_args(arguments)
    hazards, not_yet = read(top)
    if options.page:
        (top / PAGE).write_text(page(hazards, not_yet), "utf-8")
        return 0
    chosen = wanted(hazards, options.only)
    controls = [control for control in chosen if not control.awaiting]
    shown = 0
    if controls:
        for found in findings(top, controls, os.cpu_count() or 1):
            shown += found.is_shown
            name = f"{found.control.id:<6} {found.control.where}"
            print(f"{name}: {found.words} ({found.seconds:.1f} s)", flush=True)
    waiting = len(chosen) - len(controls)
    print(f"{len(controls)} controls, {shown} shown to be needed; {waiting} awaited")
    return int(not chosen or shown != len(controls))


if __name__ == "__main__":
    sys.exit(main())
