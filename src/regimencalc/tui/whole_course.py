"""The whole course on one page: every cycle, lifetimes, intensities."""

from regimencalc import courses
from regimencalc.export.whole_course_text import whole_course_lines
from regimencalc.planned_course import Course
from regimencalc.record import Record
from regimencalc.tui.page import Page


class WholeCourse(Page):
    """Every cycle with its state and totals."""

    def show_course(self, record: Record, course: Course) -> None:
        """Another course, or the same one after a decision."""
        found = tuple(courses.intensities_of(record, course)) if course.doses else ()
        self.show(lambda width: whole_course_lines(course, found, width))
