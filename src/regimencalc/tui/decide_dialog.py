"""A decision of any kind, with what it does to the doses."""

from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Static

from regimencalc.record import Record
from regimencalc.tui.sentence import Taken
from regimencalc.tui.workplace import Workplace


class DecideDialog(ModalScreen[Taken | None]):
    """A decision of any kind, with what it does to the doses."""

    BINDINGS = [("escape", "dismiss", "Back")]

    def __init__(self, workplace: Workplace, record: Record, cycle: int, line: str) -> None:
        super().__init__()

    def compose(self) -> ComposeResult:
        """Nothing yet."""
        yield Static("to come")
