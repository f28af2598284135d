"""Whether to go on with what was typed before, or to start empty: nothing is taken over unasked."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Footer, Static

from regimencalc.tui.plain import plain


class DraftDialog(ModalScreen[bool | None]):
    """True to continue, False to start empty, None to go back; the draft stays until then."""

    AUTO_FOCUS = ""
    BINDINGS = [
        Binding("c", "answer(True)", "Continue it"),
        Binding("s", "answer(False)", "Start empty"),
        Binding("escape", "dismiss", "Back"),
    ]

    def __init__(self, label: str, regimen: str) -> None:
        super().__init__()
        self._label, self._regimen = label, regimen

    def compose(self) -> ComposeResult:
        """Whose draft it is, and the two ways."""
        with Vertical(classes="dialog"):
            yield Static(
                plain("A course was being typed and has not begun"), classes="dialog-title"
            )
            yield Static(plain(f"Label: {self._label or 'none yet'}"))
            yield Static(plain(f"Regimen: {self._regimen or 'none yet'}"))
            yield Static(plain("Start empty lets go of it. Initials are typed anew."))
            with Horizontal(classes="buttons"):
                yield Button("Continue it (c)", id="continue-draft")
                yield Button("Start empty (s)", id="start-empty")
            yield Footer()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """One of the two."""
        self.dismiss(event.button.id == "continue-draft")

    def action_answer(self, is_continued: bool) -> None:  # noqa: FBT001 - Textual's way
        """One of the two."""
        self.dismiss(is_continued)
