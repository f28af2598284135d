"""A month of the course as a calendar."""

from regimencalc.planned_course import Course
from regimencalc.tui.page import Page


class Month(Page):
    """Weeks as rows, with what is given on each day."""

    def show(self, course: Course, cycle: int) -> None:  # type: ignore[override]
        """The month in which a cycle begins."""
        del course, cycle
