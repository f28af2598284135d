"""Measures taken anew."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from regimencalc.export.asked_text import HOW, form_of, measure_fields, measure_sentence
from regimencalc.record import Record
from regimencalc.tui.plain import plain
from regimencalc.tui.reason_field import ReasonField
from regimencalc.tui.sentence import Sentence
from regimencalc.tui.taking import Taking
from regimencalc.tui.text_field import TextField, Typed
from regimencalc.tui.workplace import Workplace


class MeasureRow(Vertical):
    """One measure as it is now, and anew: with its unit, its day, and how it was found."""

    def __init__(self, name: str, words: str, now: str) -> None:
        super().__init__(classes="measure")
        self.measure, self.words = name, words
        self._now = now
        self._value = Typed(id=name)
        self._on = Typed(id=f"{name}_on")
        how = HOW.get(name, "")
        self._how = TextField(how, "  how", form_of(how)) if how else None

    def compose(self) -> ComposeResult:
        """The fields in one row, what it is now behind them."""
        with Horizontal(classes="field"):
            yield Static(plain(self.words), classes="label")
            yield self._value
            yield Static(" on ", classes="between")
            yield self._on
            yield Static(plain(f"now {self._now}"), classes="hint")
        if self._how is not None:
            yield self._how

    @property
    def typed(self) -> dict[str, str]:
        """What was typed, by the names of the fields."""
        how = {} if self._how is None else {self._how.typed_id: self._how.value}
        own = {
            self.measure: self._value.value.strip(),
            f"{self.measure}_on": self._on.value.strip(),
        }
        return {**own, **how}

    @property
    def lacks(self) -> list[str]:
        """What is still to be typed of it."""
        typed = self.typed
        if not any(typed.values()):
            return []
        found = [] if typed[self.measure] else [f"the {self.words}"]
        return found + ([] if typed[f"{self.measure}_on"] else [f"the day of the {self.words}"])


class MeasureDialog(Taking):
    """Height, weight, creatinine and GFR anew, from a cycle on, each with its day."""

    def __init__(self, workplace: Workplace, record: Record, cycle: int) -> None:
        super().__init__(workplace, record)
        self._cycle = cycle
        self._rows = [MeasureRow(*one) for one in measure_fields(record, cycle)]

    def head(self) -> str:
        """What it is for."""
        return "Measures taken anew; empty ones stay as they are"

    def fields(self) -> ComposeResult:
        """From when on they hold, and a row for each."""
        yield TextField("cycle", "From cycle", "units: 68 kg, 0.9 mg/dL", value=str(self._cycle))
        yield from self._rows
        yield ReasonField()
        yield TextField("why", "In words", is_wide=True)

    def on_mount(self) -> None:
        """The cursor where a measure is typed."""
        self.query_one("#weight", Input).focus()

    def missing(self) -> Sequence[str]:
        """A measure, the day of each, and the cycle."""
        if not any(any(row.typed.values()) for row in self._rows):
            return ["a measure"]
        cycle = [] if self.query_one("#cycle", Input).value.strip() else ["the cycle"]
        return [*cycle, *(words for row in self._rows for words in row.lacks)]

    def missing_at_last(self) -> Sequence[str]:
        """The reason, and the initials."""
        has_reason = self.query_one(ReasonField).value
        return [*([] if has_reason else ["reason"]), *super().missing_at_last()]

    def sentences(self) -> Sequence[Sentence]:
        """One for all of them."""
        typed = {name: text for row in self._rows for name, text in row.typed.items()}
        text = measure_sentence(typed, self.query_one("#cycle", Input).value.strip())
        why = self.query_one("#why", Input).value.strip()
        return [Sentence(text, self.query_one(ReasonField).value, why)]
