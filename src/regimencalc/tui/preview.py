"""The first cycle of what is typed, or why there is none."""

from collections.abc import Mapping, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical

from regimencalc.export.judgement_text import judgement_lines, summary
from regimencalc.export.plan_grid import cycle_title
from regimencalc.export.rule_text import NOT_ASSESSED, rule_lines
from regimencalc.export.typed_text import said_of_problem
from regimencalc.export.wrapping import Line, page
from regimencalc.planned_course import Course
from regimencalc.problems import Problem
from regimencalc.tui.cycle_table import CycleTable
from regimencalc.tui.page import Page
from regimencalc.tui.words import Words


class Preview(Vertical):
    """Doses of exactly what stands in the fields: none while one of them cannot be read."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._shown: object = None

    def compose(self) -> ComposeResult:
        """A title, the doses, and what is to be looked at."""
        yield Words(id="title")
        yield CycleTable()
        yield Words(id="beside")
        yield Page(id="looked-at")

    def wait(self) -> None:
        """Nothing of before stands here while something else is typed."""
        if self._shown is None:
            return
        self._shown = None
        self.query_one(CycleTable).show(None, 1)
        self.query_one("#title", Words).show("Reading …")
        self.query_one("#beside", Words).show("")
        self.query_one("#looked-at", Page).show(lambda _: ())

    def show(
        self,
        course: Course | None,
        problems: Mapping[str, Sequence[Problem]],
        needed: Sequence[str],
    ) -> None:
        """The course, or the problems by the labels of their fields and what is still needed."""
        shown = (course, dict(problems), tuple(needed))
        if shown == self._shown:
            return
        self._shown = shown
        table = self.query_one(CycleTable)
        table.show(course, 1)
        table.display = course is not None
        title = "No doses"
        if course is not None:
            title = f"{cycle_title(course, 1)}   not saved"
        elif problems:
            title = "No doses: mend what is wrong first"
        elif needed:
            title = "No doses yet"
        self.query_one("#title", Words).show(title)
        self.query_one("#beside", Words).show("\n".join(table.beside))
        self.query_one("#looked-at", Page).show(
            lambda width: _lines(course, problems, needed, width)
        )


def _lines(
    course: Course | None,
    problems: Mapping[str, Sequence[Problem]],
    needed: Sequence[str],
    width: int,
) -> list[str]:
    found = [
        Line(said_of_problem(one), f"{label}: ", 4)
        for label, ones in problems.items()
        for one in ones
    ]
    lines = page(found, width).split("\n") if found else []
    if needed:
        lines += page([Line(", ".join(needed), "Still needed: ", 4)], width).split("\n")
    if course is not None:
        lines += page([Line(summary(course), "To look at: ", 4)], width).split("\n")
        lines += judgement_lines(course, width)
        lines += rule_lines(course, width)
        others = (one for one in course.problems if one.code not in NOT_ASSESSED)
        said = [Line(said_of_problem(one), "", 4) for one in others]
        lines += page(said, width).split("\n") if said else []
    return lines
