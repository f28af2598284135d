"""The hours of a day: what runs when, so that an infusion over midnight is seen to end."""

from textual.widgets import Static

from regimencalc.planned_course import Course
from regimencalc.tui.plain import plain


class Hours(Static):
    """The infusions of the day under the cursor as bars."""

    def show(self, course: Course, cycle: int, day: int | None) -> None:
        """Another day, or none."""
        del course
        self.update(plain(f"cycle {cycle} day {day}"))
