"""Published worked cases: what a case is, the cases that are shipped, and reading a file of them.

The header of `cases.yaml` describes the fields. Cases from MedCalc-Bench stand in a file of their
own, because they have a licence of their own.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from math import isfinite
from pathlib import Path
from typing import TypeGuard

import yaml

from regimencalc import wording
from regimencalc.problems import Place, Problem, Refused

SHIPPED = ("cases.yaml", "medcalc-bench.yaml")

AGREES = "agrees"
DISAGREES = "disagrees"

# `computed` stands in the files at 6 decimals: half a unit of the last one is all that may differ.
# The tolerance of such a row is about the published value, and is much wider.
COMPUTED_TOLERANCE = 0.5e-6

_NEEDED = ("id", "formula", "inputs", "expected", "tolerance", "status")
_ALLOWED = (*_NEEDED, "computed", "kind", "source", "note")


@dataclass(frozen=True, slots=True)
class Stated:
    """A number with its unit, as a case states it."""

    value: float
    unit: str

    def __str__(self) -> str:
        return f"{wording.significant(self.value, 12)} {self.unit}"


@dataclass(frozen=True, slots=True)
class Case:
    """One worked case: the inputs, and the answer that counts with its tolerance.

    Where an independent calculation disagrees with what was published, `expected` is what that
    calculation gives, never the published value.
    """

    id: str
    formula: str
    inputs: Mapping[str, Stated | str]
    expected: Stated
    tolerance: float
    disagrees: bool = False


def shipped_cases() -> list[Case]:
    """The cases that come with this version."""
    folder = files(__name__)
    return [case for name in SHIPPED for case in cases_of((folder / name).read_text("utf-8"), name)]


def read_cases(path: Path | None = None) -> list[Case]:
    """The cases of a file, or the shipped ones. Raises `Refused` with every problem found."""
    if path is None:
        return shipped_cases()
    name = str(path)
    try:
        return cases_of(path.read_text("utf-8"), name)
    except OSError as reason:
        said = reason.strerror or str(reason)
        problem = Problem("RC101", f"the file cannot be read: {said}", "Check the name.")
    except UnicodeDecodeError:
        problem = Problem("RC102", "the file is not UTF-8 text", "Save the file as UTF-8.")
    raise Refused(problem.at(Place(name)))


def cases_of(text: str, file: str) -> list[Case]:
    """The cases of a YAML text. Raises `Refused` with every problem found; `file` is its name."""
    rows = _tree(text, file)
    if not isinstance(rows, list) or not rows:
        raise Refused(
            Problem(
                "RC203",
                "the file is not a list of cases",
                "Begin each case with '- id: …'; the shipped cases.yaml shows the fields.",
                Place(file),
            )
        )
    readings = [_Reading(row, number, file) for number, row in enumerate(rows, start=1)]
    problems = [problem for reading in readings for problem in reading.problems]
    problems += _ids_used_twice(readings, file)
    if problems:
        raise Refused(problems)
    return [reading.case for reading in readings if reading.case is not None]


def _tree(text: str, file: str) -> object:
    # Every scalar stays text: YAML would make a date or 90 of what somebody meant as a number. The
    # loader is the one written in Python, because the one in C crashes the whole program on a file
    # of a hundred thousand brackets.
    try:
        loader = yaml.BaseLoader(text)
        return loader.get_single_data()
    except yaml.YAMLError as wrong:
        reason, place = str(wrong), Place(file)
        if isinstance(wrong, yaml.MarkedYAMLError) and wrong.problem_mark is not None:
            mark = wrong.problem_mark
            reason, place = str(wrong.problem), Place(file, mark.line + 1, mark.column + 1)
    except RecursionError:
        reason, place = "nested too deeply", Place(file)
    raise Refused(
        Problem(
            "RC105",
            f"this cannot be read as YAML: {reason}",
            "Look at this line and the one before it: indentation, a missing quote or bracket.",
            place,
        )
    )


def _ids_used_twice(readings: list["_Reading"], file: str) -> Iterator[Problem]:
    ids = Counter(reading.case.id for reading in readings if reading.case is not None)
    for case_id, count in ids.items():
        if case_id and count > 1:
            message = f"the id {case_id!r} is used by {count} cases"
            yield Problem("RC307", message, "Give each case an id of its own.", Place(file))


class _Reading:
    """One row being read: its problems, and its case, which may be used where there are none."""

    def __init__(self, row: object, number: int, file: str) -> None:
        self.problems: list[Problem] = []
        self._name = f"case {number}"
        self._place = Place(file)
        self.case = self._case(row) if self._has_all_fields(row) else None

    def _has_all_fields(self, row: object) -> TypeGuard[dict[str, object]]:
        if not isinstance(row, dict):
            self._note("RC203", "this is not a case with fields", "Write '- id: …' and so on.")
            return False
        for field in _NEEDED:
            if field not in row:
                self._note("RC202", f"{field!r} is missing", f"Write '{field}: …'.")
        for field in sorted(set(map(str, row)) - set(_ALLOWED)):
            self._note("RC201", f"unknown field {field!r}", f"Fields are {', '.join(_ALLOWED)}.")
        return not self.problems

    def _case(self, row: dict[str, object]) -> Case:
        case_id = self._text(row["id"], "id")
        self._name += f" ({case_id})" if case_id else ""
        status = row["status"]
        if status not in (AGREES, DISAGREES):
            self._note("RC204", "unknown status", f"Write '{AGREES}' or '{DISAGREES}'.")
        expected = self._stated(row["expected"], "expected")
        tolerance = self._number(row["tolerance"], "tolerance")
        if tolerance < 0:
            self._note("RC203", "'tolerance' is below 0", "Write a number of 0 or more.")
        if status == DISAGREES:
            computed = self._number(row.get("computed", ""), "computed")
            expected, tolerance = Stated(computed, expected.unit), COMPUTED_TOLERANCE
        return Case(
            case_id,
            self._text(row["formula"], "formula"),
            self._inputs(row["inputs"]),
            expected,
            tolerance,
            status == DISAGREES,
        )

    def _inputs(self, said: object) -> dict[str, Stated | str]:
        if not isinstance(said, dict):
            self._note("RC203", "'inputs' is not a list of fields", "Write 'weight: …' and so on.")
            return {}
        return {
            str(name): value if isinstance(value, str) else self._stated(value, str(name))
            for name, value in said.items()
        }

    def _stated(self, said: object, field: str) -> Stated:
        if isinstance(said, dict) and said.keys() == {"value", "unit"}:
            return Stated(self._number(said["value"], field), self._text(said["unit"], field))
        self._note(
            "RC203",
            f"{field!r} is not a value with a unit",
            f"Write '{field}: {{value: 70, unit: kg}}'.",
        )
        return Stated(0, "")

    def _number(self, said: object, field: str) -> float:
        try:
            number = float(str(said))
        except ValueError:
            number = float("nan")
        if isfinite(number):
            return number
        self._note("RC203", f"{field!r} is not a plain number", "Write digits, such as 0.005.")
        return 0

    def _text(self, said: object, field: str) -> str:
        # What is printed to a terminal must be what a person can see.
        if isinstance(said, str) and said and said.isprintable():
            return said
        self._note("RC203", f"{field!r} is not plain text", "Write a word.")
        return ""

    def _note(self, code: str, message: str, fix: str) -> None:
        self.problems.append(Problem(code, f"{self._name}: {message}", fix, self._place))
