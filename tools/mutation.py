"""Mutation of the calculation core: changes each line a little, and asks whether a test notices.

python tools/mutation.py                          every group of tests/mutation_groups.yaml
python tools/mutation.py --group limits           these modules alone, with their tests
python tools/mutation.py --only rounding banding  these modules alone, with all tests
    --tests tests/test_rounding.py                with these tests alone: quick, and no judgement
    --write                                       adds the unlisted survivors to the list, unjudged

Each survivor must stand in `tests/survivors.yaml` with the reason why no test kills it. Exit code
1: one is not listed, too few are killed, or a test fails without a change. The tree is taken as it
lies there, committed or not.
"""

import argparse
import ast
import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from forked_tests import DONE, RED, RESULTS
from mutmut.__main__ import create_mutants
from mutmut.configuration import config, reset_config
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.utils.file_utils import copy_also_copy_files, copy_src_dir

TOP = Path(__file__).parent.parent
SURVIVORS = TOP / "tests" / "survivors.yaml"
GROUPS = TOP / "tests" / "mutation_groups.yaml"
LEAST_KILLED_PERCENT = 95
KILLED = ("killed", "timeout")
REASONS = ("equivalent", "speed", "words")
BARE = "__bare"
"""What is added to the name of a property or a cached function whose body is changed."""
COMPARISON = re.compile(r"[<>]=?|[=!]=|\bis not\b|\bis\b|\bnot in\b|\bin\b")


@dataclass(frozen=True, order=True)
class Mutant:
    """One change: where it was made, what stood there, and what stands there instead."""

    function: str
    was: str
    becomes: str

    @property
    def module(self) -> str:
        """The module that was changed."""
        return self.function.partition(".")[0]

    @property
    def is_comparison(self) -> bool:
        """Whether nothing but the sign of a comparison was changed."""
        return COMPARISON.sub("?", self.was) == COMPARISON.sub("?", self.becomes)


@dataclass(frozen=True)
class Part:
    """Modules that are about one thing, and the tests that judge them: all, where none is named."""

    modules: Sequence[str]
    tests: Sequence[str]


def groups() -> dict[str, list[Part]]:
    """The groups by their names, each with its parts."""
    return {
        group["group"]: [
            Part(one["modules"], [f"tests/test_{test}.py" for test in one["tests"]])
            for one in group["parts"]
        ]
        for group in yaml.safe_load(GROUPS.read_text("utf-8"))
    }


def copied_tree(copy: Path, part: Part) -> None:
    """A copy of the tree in which mutmut is told to change these modules alone."""
    listed = subprocess.run(
        ["git", "-C", str(TOP), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    for name in filter(None, listed.split("\0")):
        if (TOP / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(TOP / name, copy / name)
    settings = (copy / "pyproject.toml").read_text("utf-8")
    only = [f"src/regimencalc/{module}.py" for module in part.modules]
    settings = with_list(settings, "only_mutate", only)
    if part.tests:
        settings = with_list(settings, "pytest_add_cli_args_test_selection", part.tests)
    (copy / "pyproject.toml").write_text(settings, "utf-8")
    for module in re.findall(r"src/regimencalc/\w+\.py", settings.partition("[tool.mutmut]")[2]):
        text = (copy / module).read_text("utf-8")
        (copy / module).write_text(with_bare_functions(text), "utf-8")


def with_bare_functions(text: str) -> str:
    """The module with its properties and cached functions made of plain ones.

    mutmut changes no function that has a decorator. What was kept of a call without a change would
    hide a change, so that nothing is kept here.
    """
    lines = text.splitlines(keepends=True)
    functions = [one for one in ast.walk(ast.parse(text)) if isinstance(one, ast.FunctionDef)]
    for one in sorted(functions, key=lambda one: -one.lineno):
        said = [ast.unparse(decorator).partition("(")[0] for decorator in one.decorator_list]
        if said not in (["property"], ["worked_out"], ["cache"], ["lru_cache"]):
            continue
        is_kept = said[0] in ("cache", "lru_cache")
        if f"{one.name}.cache_clear" in text:
            continue  # the texts of a record: read anew for each test they would take hours
        made = '__import__("functools").lru_cache(maxsize=0)' if is_kept else said[0]
        end, first = one.end_lineno or one.lineno, one.decorator_list[0].lineno - 1
        lines.insert(end, f"{' ' * one.col_offset}{one.name} = {made}({one.name}{BARE})\n")
        of_def = one.lineno - 1
        lines[of_def] = lines[of_def].replace(f"def {one.name}(", f"def {one.name}{BARE}(", 1)
        del lines[first:of_def]
    return "".join(lines)


def with_list(settings: str, name: str, values: Iterable[str]) -> str:
    """The settings with another list under this name."""
    written = f"{name} = [{', '.join(repr(value) for value in values)}]"
    changed, times = re.subn(rf"^{name} = \[.*?\]$", written, settings, flags=re.M | re.S)
    if times != 1:
        raise SystemExit(f"pyproject.toml has no list {name!r}")
    return changed


def judged(part: Part) -> tuple[list[tuple[Mutant, str]], list[str]]:
    """Every mutant of a part with what became of it.

    And the tests that fail without a change: these judged nothing.
    """
    with tempfile.TemporaryDirectory() as folder:
        copied_tree(Path(folder), part)
        return judged_in(Path(folder), part.tests)


def judged_in(copy: Path, wanted: Sequence[str]) -> tuple[list[tuple[Mutant, str]], list[str]]:
    """The same in a copy of the tree, by all tests or by those that are wanted."""
    with contextlib.chdir(copy), contextlib.redirect_stdout(None):
        reset_config()  # it was read where this was started
        copy_src_dir()
        copy_also_copy_files()
        create_mutants(max_children=2)
        tests = config().pytest_add_cli_args_test_selection
    ran = run_tests(copy, "", "-p", "forked_tests", "--capture=sys", *tests)
    written = copy / "mutants" / RESULTS
    lines = written.read_text("utf-8").splitlines() if written.is_file() else []
    if lines[-1:] != [f"{DONE}: all"]:
        raise SystemExit(f"the tests did not come to their end:\n{ran.stdout[-4000:]}{ran.stderr}")
    results = [line.partition(": ") for line in lines[:-1]]
    red = [name for state, _, name in results if state == RED]
    states = {name: state for state, _, name in results if state != RED}
    unreached = [name for name, state in states.items() if state == "no tests"]
    with ThreadPoolExecutor(2) as pool:
        states |= pool.map(lambda name: (name, judged_afresh(copy, name, wanted)), unreached)
    with contextlib.chdir(copy):
        return [(as_written(name), state) for name, state in states.items()], red


def run_tests(copy: Path, mutant: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run tests in the mutated copy, with this change or without any."""
    command = [sys.executable, "-m", "pytest", "-x", "--hypothesis-profile=mutation", *arguments]
    environment = {**os.environ, "PYTHONPATH": "src:tools", "MUTANT_UNDER_TEST": mutant}
    return subprocess.run(
        command, cwd=copy / "mutants", env=environment, check=False, capture_output=True, text=True
    )


def judged_afresh(copy: Path, name: str, wanted: Sequence[str]) -> str:
    """What becomes of a change in a function that has done its work when the tests begin.

    A registry is filled while its module is imported, before mutmut looks on. So the change is
    made in a process of its own, for the tests that are wanted or that name the module.
    """
    word = re.compile(rf"\b{name.split('.')[1]}\b")
    tests = tuple(wanted) or tuple(
        f"tests/{path.name}"
        for path in sorted((copy / "mutants" / "tests").glob("test_*.py"))
        if word.search(path.read_text("utf-8"))
    )
    if not passes(copy, "", tests):
        raise SystemExit(f"these tests do not pass without a change: {tests}")
    return "survived" if passes(copy, name, tests) else "killed"


@cache
def passes(copy: Path, mutant: str, tests: tuple[str, ...]) -> bool:
    """Whether these tests pass with this change, or without any."""
    return run_tests(copy, mutant, *tests).returncode == 0


def as_written(name: str) -> Mutant:
    """The mutant that mutmut numbers so, in a form that outlives the numbers."""
    package, module, function = name.rsplit("__mutmut_", 1)[0].split(".")
    qualified = function.removeprefix("x").removeprefix("_").strip("ǁ").replace("ǁ", ".")
    qualified = qualified.removesuffix(BARE)
    diff = get_diff_for_mutant(name, path=f"src/{package}/{module}.py").split("\n")[3:]
    was, becomes = (
        "\n".join(line[1:].strip() for line in diff if line.startswith(sign)) for sign in "-+"
    )
    return Mutant(f"{module}.{qualified}", was, becomes)


def listed_survivors() -> Counter[Mutant]:
    """The survivors that the list knows; the same change of two equal lines stands there twice."""
    entries = yaml.safe_load(SURVIVORS.read_text("utf-8")) if SURVIVORS.is_file() else []
    for entry in entries:
        if entry["reason"] not in REASONS or not entry["why"]:
            raise SystemExit(f"{SURVIVORS.name}: no reason of {REASONS}, or no why: {entry}")
    return Counter(Mutant(e["function"], e["was"], e["becomes"]) for e in entries)


def write_unlisted(unlisted: Counter[Mutant]) -> None:
    """Add these to the list, for a person to give the reasons."""
    entries = [
        {"function": m.function, "was": m.was, "becomes": m.becomes, "reason": "?", "why": ""}
        for m in sorted(unlisted.elements())
    ]
    with SURVIVORS.open("a", encoding="utf-8") as file:
        yaml.safe_dump(entries, file, sort_keys=False, allow_unicode=True, width=100)


def share(states: Sequence[str]) -> str:
    """How many of them were killed, in words."""
    if not states:
        return "none"
    killed = sum(state in KILLED for state in states)
    percent = f" ({100 * killed / len(states):.1f} %)" if states else ""
    return f"{killed} of {len(states)} killed{percent}"


def main() -> int:
    """Print the survivors that need a person, and the share that was killed of each module."""
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--group", choices=groups())
    parser.add_argument("--only", nargs="+", default=[], metavar="MODULE")
    parser.add_argument("--tests", nargs="+", default=[], metavar="TEST")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    chosen = (parts for name, parts in groups().items() if arguments.group in (name, None))
    wanted = [part for parts in chosen for part in parts]
    if arguments.only:
        wanted = [Part(arguments.only, arguments.tests)]
    listed = listed_survivors()
    results, red = [], []
    for part in wanted:
        of_part, red_of_part = judged(part)
        results += of_part
        red += red_of_part
    modules = sorted({mutant.module for mutant, _ in results})
    survivors = Counter(mutant for mutant, state in results if state not in KILLED)
    unlisted = survivors - listed
    gone = Counter({m: n for m, n in (listed - survivors).items() if m.module in modules})
    for title, mutants in (("SURVIVED, not listed", unlisted), ("listed, now killed", gone)):
        for mutant in sorted(mutants.elements()):
            print(f"{title}: {mutant.function}\n  - {mutant.was}\n  + {mutant.becomes}")
    for name in red:
        print(f"FAILS WITHOUT A CHANGE, and judged nothing: {name}")
    if arguments.write:
        write_unlisted(unlisted)
    for module in modules:
        print(f"{module}: {share([state for mutant, state in results if mutant.module == module])}")
    print(f"comparisons: {share([state for m, state in results if m.is_comparison])}")
    print(
        f"all: {share([state for _, state in results])}, {survivors.total()} survived, "
        f"{unlisted.total()} of them not listed"
    )
    killed = len(results) - survivors.total()
    return int(bool(red or unlisted) or 100 * killed < LEAST_KILLED_PERCENT * len(results))


if __name__ == "__main__":
    raise SystemExit(main())
