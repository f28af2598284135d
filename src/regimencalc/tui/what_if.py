"""Another formula, policy or regimen beside the present one."""

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from regimencalc.planned_course import Course
from regimencalc.record import Record


class WhatIf(Screen[None]):
    """Another formula, policy or regimen beside the present one."""

    BINDINGS = [("escape", "dismiss", "Back")]

    def __init__(self, record: Record, course: Course) -> None:
        super().__init__()

    def compose(self) -> ComposeResult:
        """Nothing yet."""
        yield Static("to come")
