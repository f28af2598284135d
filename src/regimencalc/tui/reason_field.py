"""Why something is decided: one word of the closed list, typed as far as it is the only one."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from regimencalc.reasons import beginning_with
from regimencalc.tui.plain import plain
from regimencalc.tui.text_field import TextField


class ReasonField(Vertical):
    """The reason as a row of a form; below it the words that it may be, while it is none yet."""

    def __init__(self, hint: str = "its first letters") -> None:
        super().__init__(classes="reason")
        self._field = TextField("reason", "Reason", hint)
        self._words = Static(id="reasons")

    def compose(self) -> ComposeResult:
        """The row, and the words."""
        yield self._field
        yield self._words

    @property
    def value(self) -> str:
        """The one word that begins so; nothing while there are several, or none."""
        found = beginning_with(self._field.value)
        return found[0].value if len(found) == 1 else ""

    def on_mount(self) -> None:
        """No words yet."""
        self._words.display = False

    def on_input_changed(self) -> None:
        """Another letter."""
        self._show_words()

    def on_descendant_focus(self) -> None:
        """The words to choose from."""
        self._show_words()

    def on_descendant_blur(self) -> None:
        """The word that it is."""
        self._words.display = bool(self._field.value)

    def _show_words(self) -> None:
        found = beginning_with(self._field.value)
        words = ", ".join(found) if found else f"none of {', '.join(beginning_with(''))}"
        self._words.update(plain(words))
        self._words.display = True
