"""What a dialog would do, shown before it is taken; or why it cannot be."""

import textwrap
from collections.abc import Sequence

from regimencalc.export.problem_text import problems_text
from regimencalc.problems import Problem
from regimencalc.tui.page import Page

WAITING = "…"
_INDENT = 4


class Effect(Page):
    """Never of before the last key: while something changes there is nothing in it.

    `told` is what stands in it, line by line.
    """

    def __init__(self) -> None:
        super().__init__(id="effect")
        self.told: tuple[str, ...] = ()
        self.border_title = "What it will do"

    def wait(self) -> None:
        """Something has changed: what stood here holds no more."""
        self._say((WAITING,))

    def tell(self, lines: Sequence[str]) -> None:
        """What it will do."""
        self._say(lines)

    def lack(self, words: Sequence[str], lines: Sequence[str] = (), head: str = "") -> None:
        """What is still to be typed, above what is known already."""
        self._say((f"{head}Still to type: {', '.join(words)}.", *lines))

    def refuse(self, problems: Sequence[Problem], head: str = "This cannot be decided.") -> None:
        """Why it is refused, each with its mend."""
        self._say((head, *problems_text(problems, named=str).split("\n")), is_refused=True)

    def _say(self, lines: Sequence[str], *, is_refused: bool = False) -> None:
        self.told = tuple(lines)
        self.set_class(is_refused, "-refused")
        self.border_title = "REFUSED" if is_refused else "What it will do"
        self.show(lambda width: [row for line in lines for row in _rows(line, width)])


def _rows(line: str, width: int) -> list[str]:
    """A line as rows; what goes on stands further in."""
    body = line.lstrip(" ")
    head = " " * (len(line) - len(body))
    indent = " " * min(len(head) + _INDENT, width // 2)
    found = textwrap.wrap(
        body, width, initial_indent=head, subsequent_indent=indent, break_on_hyphens=False
    )
    return found or [""]
