"""Lines of a page before they are wrapped, and the page: no row is wider than it."""

import re
import textwrap
from collections.abc import Iterable
from typing import NamedTuple

KEPT = "\N{NO-BREAK SPACE}"
"""What keeps a number with what it counts where a line is wrapped."""

_UNDER_A_HEAD = " " * 12


class Line(NamedTuple):
    """A line of a page before it is wrapped: what stands before it, and how far it is indented."""

    words: str
    head: str = ""
    indent: int = 4


def page(lines: Iterable[Line], width: int) -> str:
    """The lines wrapped to a width."""
    return "\n".join(row for line in lines for row in _rows(line, width))


def _rows(line: Line, width: int) -> list[str]:
    """A line as rows of the page; a number is never parted from its unit, nor an id at a dash."""
    joined = re.sub(r"(?<=\d) (?=\S)|(?<=\bAUC) (?=\d)|(?<=\bpH) (?=\d)", "\xa0", line.words)
    rows = textwrap.wrap(
        joined,
        width,
        initial_indent=line.head,
        subsequent_indent=" " * line.indent,
        break_on_hyphens=False,
    )
    return [row.replace("\xa0", " ") for row in rows] or [""]


def labelled(label: str, words: str) -> Line:
    """A line of the head: a label and what it says."""
    return Line(words, f"  {label:<11} ", 14)


def wrapped(head: str, words: str, width: int) -> list[str]:
    """Words under a head, as wide as the page."""
    return textwrap.wrap(
        words,
        width,
        initial_indent=head,
        subsequent_indent=_UNDER_A_HEAD,
        break_on_hyphens=False,
    )
