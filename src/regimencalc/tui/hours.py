"""The hours of a day: what runs when, so that an infusion over midnight is seen to end."""

from regimencalc.export.hours_text import hours_lines
from regimencalc.planned_course import Course
from regimencalc.tui.page import Page


class Hours(Page):
    """The infusions of the day under the cursor as bars."""

    def show_day(self, course: Course, cycle: int, day: int | None) -> None:
        """Another day, or none."""
        self.show(lambda width: hours_lines(course, cycle, day, width))
