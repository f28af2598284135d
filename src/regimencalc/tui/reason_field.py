"""Why something is decided: one word of the closed list; none is chosen beforehand."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Key
from textual.widgets import Select, Static
from textual.widgets._select import SelectOverlay

from regimencalc.reasons import Reason
from regimencalc.tui.plain import cell, plain


class Reasons(Select[str]):
    """The list of reasons; a letter opens it and goes to the word."""

    def __init__(self) -> None:
        words = [(cell(reason.value), reason.value) for reason in Reason]
        super().__init__(words, prompt="none yet", id="reason", compact=True)

    def on_key(self, event: Key) -> None:
        """The first letters of a word, as in the opened list."""
        is_letter = event.character is not None and event.character.isalpha()
        if is_letter and event.is_printable and not self.expanded:
            event.stop()
            event.prevent_default()
            self.action_show_overlay()
            self.query_one(SelectOverlay).post_message(Key(event.key, event.character))


class ReasonField(Horizontal):
    """The reason as a row of a form."""

    def __init__(self, hint: str = "its first letters, then Enter") -> None:
        super().__init__(classes="field")
        self._hint = hint
        self._reasons = Reasons()

    def compose(self) -> ComposeResult:
        """A label, the list, and how to use it."""
        yield Static("Reason", classes="label")
        yield self._reasons
        yield Static(plain(self._hint), classes="hint")

    @property
    def value(self) -> str:
        """The word that was chosen; nothing while none was."""
        chosen = self._reasons.value
        return chosen if isinstance(chosen, str) else ""
