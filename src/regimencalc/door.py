"""What the commands share: exit codes, problems on stderr, JSON, the store, completion of ids."""

import json
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any

import click

from regimencalc.problems import Problem

if TYPE_CHECKING:
    from regimencalc.library import Folder
    from regimencalc.store import Store

FINDINGS = 1
UNREADABLE = 3
COURSES = "REGIMENCALC_COURSES"
"""The variable that names the folder of courses."""
PAPER_WIDTH, NARROWEST, WIDEST = 100, 60, 160


def exit_code(problems: Sequence[Problem], *, strict: bool = False) -> int:
    """0 fine, 1 findings, 3 a file that cannot be read; warnings count where it is strict."""
    if any(problem.code == "RC101" for problem in problems):
        return UNREADABLE
    return FINDINGS if any(problem.is_error or strict for problem in problems) else 0


def refused(problems: Sequence[Problem], code: int) -> SystemExit:
    """The end of a command that gives nothing: its problems on stderr."""
    from regimencalc.export.problem_text import problems_text

    click.echo(problems_text(problems), err=True)
    return SystemExit(code)


def page_width() -> int:
    """The terminal's width, or that of a sheet of paper where the output goes elsewhere."""
    if not sys.stdout.isatty():
        return PAPER_WIDTH
    return max(NARROWEST, min(WIDEST, get_terminal_size().columns))


def as_json(document: dict[str, Any]) -> str:
    """A document as JSON text."""
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)


def now() -> str:
    """The moment of what is done here, with its offset from UTC."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def store_in(folder: Path | None) -> "Store":
    """The store of a folder, else that of the user."""
    from platformdirs import user_data_path

    from regimencalc.store import Store

    return Store(folder or user_data_path("regimencalc") / "courses")


def completed(*kinds: "Folder") -> Callable[[click.Context, click.Parameter, str], list[str]]:
    """What the shell may complete an id to, among files of these kinds."""

    def ids(_: click.Context, __: click.Parameter, begun: str) -> list[str]:
        from regimencalc import library

        known = [name for kind in kinds for name in library.ids(kind)]
        return [name for name in known if name.startswith(begun)]

    return ids
