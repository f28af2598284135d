"""Every revision and decision of a course."""

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from regimencalc.tui.workplace import Workplace


class History(Screen[None]):
    """Every revision and decision of a course."""

    BINDINGS = [("escape", "dismiss", "Back")]

    def __init__(self, workplace: Workplace, course: str) -> None:
        super().__init__()

    def compose(self) -> ComposeResult:
        """Nothing yet."""
        yield Static("to come")
