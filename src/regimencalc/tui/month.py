"""A month of the course as a calendar."""

from textual.binding import Binding

from regimencalc.export.month_text import later, month_lines, months_of
from regimencalc.planned_course import Course
from regimencalc.tui.page import Page


class Month(Page):
    """Weeks as rows, with what is given on each day."""

    BINDINGS = [
        Binding("left", "month(-1)", "Month before", key_display="←"),
        Binding("right", "month(1)", "Month after", key_display="→"),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._course: Course | None = None
        self._cycle = 1
        self._by = 0

    def show_cycle(self, course: Course, cycle: int) -> None:
        """The months in which a cycle runs; another month stays while its cycle does."""
        self._by = self._by if cycle == self._cycle else 0
        self._course, self._cycle = course, cycle
        self._show_month()

    def action_month(self, by: int) -> None:
        """The month before or after."""
        self._by += by
        self._show_month()

    def _show_month(self) -> None:
        course, by = self._course, self._by
        if course is None:
            return
        months = months_of(course, self._cycle)
        wanted = months if not by else (later(months[0] if by < 0 else months[-1], by),)
        self.show(
            lambda width: (line for month in wanted for line in month_lines(course, month, width))
        )
