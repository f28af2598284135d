"""Problems as text: the place, what is wrong, the line itself with a caret, and the mend."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from regimencalc.characters import visible
from regimencalc.export.wrapping import Line, page
from regimencalc.problems import Place, Problem

NO_OPTIONS = ("decision", "document", "file")
"""Fields that no option gives."""


def option_or_place(place: Place) -> str:
    """A place as the commands name it: a field is the option that gives it."""
    is_option = place.field and place.field not in NO_OPTIONS
    return f"--{place.field.replace('_', '-')}" if is_option else str(place)


def problem_text(
    problem: Problem,
    lines: Sequence[str] = (),
    named: Callable[[Place], str] = option_or_place,
) -> str:
    """One problem; with the lines of its file, the line at fault stands in it."""
    place = named(problem.place)
    head = f"{place}: " if place else ""
    said = [f"{head}{problem.severity} {problem.code}: {problem.message}"]
    number = problem.place.line
    if 0 < number <= len(lines):
        said.append(f"{number:>5} | {visible(lines[number - 1])}")
        said.append(f"      | {' ' * (problem.place.column - 1)}^")
    said.append(f"        {problem.fix}")
    return "\n".join(said)


def problems_text(
    problems: Iterable[Problem], named: Callable[[Place], str] = option_or_place
) -> str:
    """Problems one after another, each with the line of its file."""
    lines: dict[str, list[str]] = {}
    said = []
    for problem in problems:
        file = problem.place.file
        if file and problem.place.line and file not in lines:
            lines[file] = _lines(file)
        said.append(problem_text(problem, lines.get(file, ()), named))
    return "\n".join(said)


def problem_lines(problems: Iterable[Problem], width: int) -> Iterator[str]:
    """The same in the room of a screen, which has fields and no options."""
    for line in problems_text(problems, named=str).split("\n"):
        yield from page([Line(line.strip(), "", 2)], width).split("\n")


def count_text(problems: Sequence[Problem], files: int) -> str:
    """How many files were read and what was found, in one line."""
    errors = sum(problem.is_error for problem in problems)
    warnings = len(problems) - errors
    return ", ".join(
        (_counted(files, "file"), _counted(errors, "error"), _counted(warnings, "warning"))
    )


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _lines(file: str) -> list[str]:
    path = Path(file)
    if not path.is_file():
        return []
    return path.read_text("utf-8", errors="replace").split("\n")
