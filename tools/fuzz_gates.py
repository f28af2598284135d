"""Mutational fuzzing of the two gates and of reading a whole file.

    python tools/fuzz_gates.py --seconds 300 --seed 1
    python tools/fuzz_gates.py --executions 5000 --seed 1

Three targets take turns: numbers with units, YAML text, and whole files as `validate` reads them,
mutated from the library's own. Right is only a measure, a tree, `Refused`, or a list of problems;
any other exception is a failure, and so is what was read wrongly: a measure that is not the number
and unit that stand in the text, a tree that differs from PyYAML's own text-only loader, a problem
without words or with an unknown code, and an execution of more than a second.
"""

import argparse
import itertools
import random
import re
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path

import yaml

from regimencalc import library, yaml_source
from regimencalc.problems import CATALOGUE, Problem, Refused
from regimencalc.unit_reader import read_measure
from regimencalc.units import UNITS, Kind
from regimencalc.validation import problems_in_file

LONGEST_SECONDS = 1.0
SHOWN = 20  # failures printed in full; the rest are counted

MEASURE_CODES = {"RC205", "RC206", "RC207"}
FOLDERS: tuple[library.Folder, ...] = ("regimens", "formulary", "policies")

STAND_FIRST = ("AUC", "pH", "ECOG", "grade")
MEASURES = tuple(
    f"{symbol} {number}" if symbol in STAND_FIRST else f"{number} {symbol}"
    for symbol in UNITS
    for number in ("5", "0.5", "100", "12000")
)
HOSTILE: tuple[str, ...] = (
    *MEASURES,
    *("1,4 mg", "mg/m2", "", "75*2 mg", "nan mg", "inf mg", "10 units", "10 U", "75 MG", "AUC5"),
    *("1e400 mg", "9**9**9 mg", ".5 mg", "5. mg", "010 mg", "+5 mg", "1_000 mg", "5  mg", "0 mg"),
    *("010", "1:30", "1_000", "NO", ".inf", ".nan", "1e3", "~", "null", "true", "0", "-1", "1"),
    *("999999999 d", "0.000000001 mg", "999999999 mg/m2", "400 d", "0.5 d", "1 min", "9999"),
    *("2026-12-01", "2026-02-30", "0001-01-01", "9999-12-31", "24:00", "23:59", "09:00", "1.10"),
    *("[]", "{}", "[1, 2, 3]", "[[1]]", "{a: 1}", "[1, 1]", "[28, 1]", "{from: 1, to: 14}"),
    *("100 % of etoposide", "{same_as: etoposide}", "{until: {day: 21}}", "{narrative: then}"),
    *("{from: 4, to: 6}", "{platelets: {from: 100 10^9/L}}", "any", "otherwise", "[-6, 0]"),
    *("{plan: 1}", "[x, x]", "{from: 2 h, to: 1 h}", "not stated", "none", "''", '"a\\nb"'),
    *('"\\r"', '"\\u202e"', "&a 1", "*a", "!!str 1", "! 1", "<<", "|", ">", "'", '"', "[", "{"),
    *("a: b", "- a", "# c", "@x", "draft", "reviewed", "active", "superseded", "adult", "child"),
    *("both", "oral", "intravenous", "99", "10000", "carboplatin", "etoposide", "mosteller_1987"),
)  # fmt: skip
SIGNS: tuple[str, ...] = (
    *" \t\n\r:-[]{},#&*!|>'\"%@`?~_./\\+=<²µμ×−–é日😀\0\x1b\x7f\x85\xa0\xad",
    *("\u200b", "\u202e", "\u2028", "\ufeff", "\u0665", "\uff15", "\u3000", "\ud7ff", "\U0010ffff"),
    *(": ", "- ", "  ", "\n  ", "\r\n", "---\n", "...\n", "**", "e9", "AUC ", "pH ", " mg"),
    "1" * 40,
)


@dataclass(frozen=True)
class Failure:
    """An input on which a gate did what it must not."""

    target: str
    given: object
    why: str

    def __str__(self) -> str:
        return f"FAILURE in {self.target}: {self.why}\n  given: {self.given!r}"


@dataclass(frozen=True)
class Outcome:
    """What a run came to."""

    executions: int
    failures: tuple[Failure, ...]
    seed: int
    accepted: dict[str, int]

    def __str__(self) -> str:
        return f"{self.executions} executions, {len(self.failures)} failures, seed {self.seed}"


# Mutations ---------------------------------------------------------------------------------------


def mutated(text: str, others: tuple[str, ...], chance: random.Random) -> str:
    """A text after one to four small changes; mostly one, so that much of it still makes sense."""
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 4))):
        text = chance.choice(CHANGES)(text, others, chance)
    return text


def _sign_put_in(text: str, _: tuple[str, ...], chance: random.Random) -> str:
    at = chance.randint(0, len(text))
    return text[:at] + chance.choice(SIGNS) + text[at:]


def _sign_in_place_of_another(text: str, _: tuple[str, ...], chance: random.Random) -> str:
    at = chance.randint(0, len(text))
    return text[:at] + chance.choice(SIGNS) + text[at + 1 :]


def _piece_taken_out(text: str, _: tuple[str, ...], chance: random.Random) -> str:
    at = chance.randint(0, len(text))
    length = chance.choice((1, 1, 1, 2, 5, 20))
    return text[:at] + text[at + length :]


def _piece_repeated(text: str, _: tuple[str, ...], chance: random.Random) -> str:
    at = chance.randint(0, len(text))
    piece = text[at : at + chance.choice((1, 2, 5, 40))]
    return text[:at] + piece * chance.choice((2, 3, 30, 300)) + text[at:]


def _piece_of_another(text: str, others: tuple[str, ...], chance: random.Random) -> str:
    other = chance.choice(others)
    start, at = chance.randint(0, len(other)), chance.randint(0, len(text))
    return text[:at] + other[start : start + chance.randint(1, 60)] + text[at:]


def _digits_changed(text: str, _: tuple[str, ...], chance: random.Random) -> str:
    numbers = list(re.finditer(r"[0-9]+(\.[0-9]+)?", text))
    if not numbers:
        return text
    number = chance.choice(numbers)
    new = chance.choice(("0", "1", "2", "3", "13", "29", "9999", "999999999", "0.1", "1e9", "-1"))
    return text[: number.start()] + new + text[number.end() :]


def _cut_short(text: str, _: tuple[str, ...], chance: random.Random) -> str:
    return text[: chance.randint(0, len(text))]


def _value_replaced(text: str, others: tuple[str, ...], chance: random.Random) -> str:
    values = list(re.finditer(r"(?<=[:,\[-] )[^\n:,\]}]+", text))
    if not values:
        return chance.choice(HOSTILE)
    value = chance.choice(values)
    new = chance.choice(HOSTILE)
    if chance.random() < 0.3:
        found = re.findall(r"(?<=[:,\[-] )[^\n:,\]}]+", chance.choice(others))
        new = chance.choice(found) if found else new
    return text[: value.start()] + new + text[value.end() :]


def _lines_changed(text: str, others: tuple[str, ...], chance: random.Random) -> str:
    lines = text.split("\n")
    at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(5):
        case 0:
            del lines[at]
        case 1:
            lines.insert(other, lines[at])
        case 2:
            lines[at], lines[other] = lines[other], lines[at]
        case 3:
            lines[at] = chance.choice((" ", "  ", "")) + lines[at].removeprefix("  ")
        case _:
            lines.insert(at, chance.choice(chance.choice(others).split("\n")))
    return "\n".join(lines)


Change = Callable[[str, tuple[str, ...], random.Random], str]
CHANGES: tuple[Change, ...] = (
    _sign_put_in,
    _sign_in_place_of_another,
    _piece_taken_out,
    _piece_repeated,
    _piece_of_another,
    _digits_changed,
    _cut_short,
    _value_replaced,
    _value_replaced,
    _value_replaced,
    _lines_changed,
    _lines_changed,
)


def _bytes_of(text: str, chance: random.Random) -> bytes:
    """The text in UTF-8; now and then in another encoding, or with one byte changed."""
    kind = chance.random()
    if kind < 0.02:
        return text.encode(chance.choice(("utf-16", "latin-1", "utf-8-sig", "cp037")), "replace")
    content = text.encode("utf-8", "surrogatepass")
    if kind < 0.1 and content:
        at = chance.randrange(len(content))
        return content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :]
    return content


# Targets: each gives why it failed, or what it accepted -------------------------------------------


def _wrong_with(problems: tuple[Problem, ...], allowed: Callable[[str], bool]) -> str:
    for problem in problems:
        if problem.code not in CATALOGUE or not allowed(problem.code):
            return f"the code {problem.code} has no place here"
        if not (problem.message and problem.fix and str(problem)):
            return f"{problem.code} says nothing"
    return "" if problems else "refused without a problem"


def _check_measure(text: str, kinds: tuple[Kind, ...]) -> tuple[str, bool]:
    try:
        measure = read_measure(text, kinds)
    except Refused as refused:
        return _wrong_with(refused.problems, MEASURE_CODES.__contains__), False
    number, _, symbol = text.partition(" ")
    if number in STAND_FIRST:
        number, symbol = symbol, number
    if not re.fullmatch(r"(0|[1-9][0-9]*)(\.[0-9]+)?", number, re.ASCII) or symbol not in UNITS:
        return f"read as {measure}, though it is no plain decimal with a listed unit", True
    if (measure.number, measure.unit) != (float(Decimal(number)), symbol):
        return f"read as {measure.number!r} {measure.unit!r}", True
    return ("" if measure.kind in kinds else f"{measure.kind} is none of {kinds}"), True


def _check_yaml(content: bytes) -> tuple[str, bool]:
    try:
        source = yaml_source.read(content, "f.yaml")
    except Refused as refused:
        return _wrong_with(refused.problems, _is_of_files), False
    # An independent reading: PyYAML's own loader that makes text of everything.
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    expected = yaml.load(source.text, loader)  # noqa: S506
    if source.root != expected:
        return f"read as {source.root!r}, PyYAML reads {expected!r}", True
    if any(not 1 <= place.line <= _lines(source.text) for place in source.places.values()):
        return "a place lies outside the file", True
    return "", True


def _lines(text: str) -> int:
    """How many lines a problem may name: libyaml has the end of the text on one of its own."""
    return text.count("\n") + text.count("\r") + 2


def _is_of_files(code: str) -> bool:
    return code.startswith(("RC10", "RC11")) or code == "RC203"


def _check_file(path: Path, content: bytes) -> tuple[str, bool]:
    path.write_bytes(content)
    problems = problems_in_file(path)
    for problem in problems:
        if not 0 <= problem.place.line <= _lines(content.decode("utf-8", "replace")):
            return f"{problem.place} lies outside the file", True
    return (_wrong_with(problems, CATALOGUE.__contains__) if problems else ""), not problems


# The run -----------------------------------------------------------------------------------------


def library_files() -> tuple[tuple[str, str], ...]:
    """Folder/name and text of every file of the library."""
    return tuple(
        (f"{folder}/{path.name}", path.read_text("utf-8"))
        for folder in FOLDERS
        for path in sorted(library.folder(folder).glob("*.yaml"))
    )


def attempts(
    seed: int, place: Path
) -> Iterator[tuple[str, object, Callable[[], tuple[str, bool]]]]:
    """Without end: the target, what it is given, and the attempt itself. A seed fixes them all."""
    chance = random.Random(seed)
    files = library_files()
    texts = tuple(text for _, text in files)
    for folder in FOLDERS:
        (place / folder).mkdir()
    for turn in itertools.count():
        if turn % 3 == 0:
            text = mutated(chance.choice(HOSTILE), HOSTILE, chance)
            kinds = tuple(chance.sample(list(Kind), chance.choice((1, 1, 3, len(Kind)))))
            yield "unit_reader", (text, kinds), partial(_check_measure, text, kinds)
            continue
        name, text = chance.choice(files)
        content = _bytes_of(mutated(text, texts, chance), chance)
        if turn % 3 == 1:
            yield "yaml_source", content, partial(_check_yaml, content)
        else:
            yield f"validate {name}", content, partial(_check_file, place / name, content)


def fuzz(
    seed: int,
    *,
    seconds: float = float("inf"),
    executions: float = float("inf"),
    on_failure: Callable[[Failure], None] = lambda _: None,
) -> Outcome:
    """So many seconds or executions, whichever ends first."""
    failures: list[Failure] = []
    accepted: dict[str, int] = {}
    ends, count = time.monotonic() + seconds, 0
    with tempfile.TemporaryDirectory() as place:
        for target, given, attempt in attempts(seed, Path(place)):
            if count >= executions or time.monotonic() >= ends:
                break
            count += 1
            begun = time.process_time()
            try:
                why, was_accepted = attempt()
            except Exception:  # noqa: BLE001
                why, was_accepted = traceback.format_exc().strip(), False
            lasted = time.process_time() - begun
            if not why and lasted > LONGEST_SECONDS:
                why = f"{lasted:.1f} s is too long"
            short = target.split()[0]
            accepted[short] = accepted.get(short, 0) + was_accepted
            if why:
                failures.append(Failure(target, given, why))
                on_failure(failures[-1])
                if len(failures) == SHOWN:
                    on_failure = _silent
    return Outcome(count, tuple(failures), seed, accepted)


def _silent(_: Failure) -> None:
    """What is done with a failure after the first few."""


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line: 0 without a failure, else 1."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("--executions", type=float, default=float("inf"))
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    if chosen.seconds == chosen.executions == float("inf"):
        parser.error("say how long: --seconds or --executions")
    outcome = fuzz(
        chosen.seed, seconds=chosen.seconds, executions=chosen.executions, on_failure=print
    )
    passed = ", ".join(f"{target} {count}" for target, count in sorted(outcome.accepted.items()))
    print(f"accepted: {passed}")
    print(outcome)
    return 1 if outcome.failures else 0


if __name__ == "__main__":
    sys.exit(main())
