"""Small dialogs: export, archive, undo, redo."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Static

from regimencalc.record import Record
from regimencalc.tui.workplace import Workplace


class ExportDialog(ModalScreen[None]):
    """Where a course is written to."""

    BINDINGS = [("escape", "dismiss", "Back")]

    def __init__(self, workplace: Workplace, course: str) -> None:
        super().__init__()

    def compose(self) -> ComposeResult:
        """Nothing yet."""
        yield Static("to come")


class ArchiveDialog(ModalScreen[None]):
    """Out of use, or back."""

    BINDINGS = [("escape", "dismiss", "Back")]

    def __init__(self, workplace: Workplace, course: str) -> None:
        super().__init__()

    def compose(self) -> ComposeResult:
        """Nothing yet."""
        yield Static("to come")


class UndoDialog(ModalScreen[Callable[[Record], Record] | None]):
    """The last decision, taken back."""

    BINDINGS = [("escape", "dismiss", "Back")]

    def __init__(self, workplace: Workplace, record: Record) -> None:
        super().__init__()

    def compose(self) -> ComposeResult:
        """Nothing yet."""
        yield Static("to come")


class RedoDialog(ModalScreen[Callable[[Record], Record] | None]):
    """What was taken back, decided again."""

    BINDINGS = [("escape", "dismiss", "Back")]

    def __init__(self, workplace: Workplace, record: Record) -> None:
        super().__init__()

    def compose(self) -> ComposeResult:
        """Nothing yet."""
        yield Static("to come")
