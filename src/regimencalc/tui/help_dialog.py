"""What a screen is for and what its keys do."""

from typing import Any

from textual.app import ComposeResult
from textual.screen import ModalScreen, Screen
from textual.widgets import Static


class HelpDialog(ModalScreen[None]):
    """What a screen is for and what its keys do."""

    BINDINGS = [("escape", "dismiss", "Back")]

    def __init__(self, screen: Screen[Any]) -> None:
        super().__init__()

    def compose(self) -> ComposeResult:
        """Nothing yet."""
        yield Static("to come")
