"""A course is begun: patient, regimen, answers."""

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from regimencalc.tui.workplace import Workplace


class NewCourse(Screen[str | None]):
    """A course is begun: patient, regimen, answers."""

    BINDINGS = [("escape", "dismiss", "Back")]

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()

    def compose(self) -> ComposeResult:
        """Nothing yet."""
        yield Static("to come")
