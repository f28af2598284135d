"""One field of a form: its label, what is typed, and beside it how that was read."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import ItemGrid
from textual.events import Click
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from regimencalc.tui.new_fields import Field
from regimencalc.tui.plain import plain
from regimencalc.tui.text_field import Typed
from regimencalc.tui.words import Words

_EMPTY = "_" * 16
"""An empty field is seen without colours too."""


class Answer(Static):
    """A word that may be the answer: a click writes it into the field."""

    class Picked(Message):
        """The word was clicked."""

        def __init__(self, word: str) -> None:
            super().__init__()
            self.word = word

    def __init__(self, word: str) -> None:
        super().__init__(plain(word))
        self._word = word

    def on_click(self, event: Click) -> None:
        """The word for the field."""
        event.stop()
        self.post_message(self.Picked(self._word))


class Entry(Widget):
    """A field as plain text: every key is taken as it is, and read by the reader of files."""

    BINDINGS = [
        Binding("down", "other(1)", "Next", show=False),
        Binding("up", "other(-1)", "Before", show=False),
    ]

    def __init__(self, field: Field, text: str = "") -> None:
        super().__init__(classes="entry")
        self.field = field
        self.input = Typed(text, placeholder=_EMPTY)
        self.input.tooltip = plain(field.help)
        self._read = Words(classes="read")
        self._amiss = Words(classes="amiss")
        self._amiss.display = False

    def compose(self) -> ComposeResult:
        """The label, the field and what was read; below it what is wrong."""
        yield Static(plain(self.field.label), classes="label")
        yield self.input
        yield self._read
        if self.field.answers:
            with ItemGrid(min_column_width=self._widest, classes="answers"):
                yield from (Answer(word) for word in self.field.answers)
        yield self._amiss

    @property
    def _widest(self) -> int:
        return max(map(len, self.field.answers)) + 1

    def show(self, read: str, amiss: str) -> None:
        """How it was read, and what is wrong with it."""
        self._read.show(read)
        self._amiss.show(amiss)
        self._amiss.display = bool(amiss)

    def on_answer_picked(self, event: Answer.Picked) -> None:
        """A word that was clicked stands in the field, as if it were typed."""
        event.stop()
        self.input.value = event.word
        self.input.focus()

    def action_other(self, by: int) -> None:
        """The arrows go through the few answers of a field, else to the field above or below."""
        answers = ("", *self.field.answers)
        if len(answers) > 1:
            at = answers.index(self.input.value) if self.input.value in answers else 0
            self.input.value = answers[(at + by) % len(answers)]
        elif by > 0:
            self.screen.focus_next()
        else:
            self.screen.focus_previous()
