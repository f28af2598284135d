"""What was given on a day."""

from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Static

from regimencalc.record import Record
from regimencalc.tui.sentence import Taken
from regimencalc.tui.workplace import Workplace


class GiveDialog(ModalScreen[Taken | None]):
    """What was given on a day."""

    BINDINGS = [("escape", "dismiss", "Back")]

    def __init__(
        self, workplace: Workplace, record: Record, cycle: int, day: int | None, line: str
    ) -> None:
        super().__init__()

    def compose(self) -> ComposeResult:
        """Nothing yet."""
        yield Static("to come")
