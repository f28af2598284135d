"""The whole course on one page: every cycle, lifetimes, intensities."""

from regimencalc.planned_course import Course
from regimencalc.record import Record
from regimencalc.tui.page import Page


class WholeCourse(Page):
    """Every cycle with its state and totals."""

    def show(self, record: Record, course: Course) -> None:  # type: ignore[override]
        """Another course."""
        del record
        super().show(lambda _: course.lifetime_words())
