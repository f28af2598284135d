"""Values that rules ask for."""

from collections.abc import Iterator, Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from regimencalc.export.asked_text import Asked, asked_values, entered_elsewhere
from regimencalc.reasons import Reason
from regimencalc.record import Record
from regimencalc.tui.plain import plain
from regimencalc.tui.sentence import Sentence
from regimencalc.tui.taking import Taking
from regimencalc.tui.text_field import TextField, Typed
from regimencalc.tui.workplace import Workplace


class ValueRow(Vertical):
    """One value: what is known and what needs it; its number with its unit, its ULN, its day."""

    def __init__(self, asked: Asked, number: int) -> None:
        super().__init__(classes="answer")
        self.asked = asked
        self._value = Typed(id=f"value-{number}")
        self._limit = Typed(id=f"limit-{number}")
        self._on = Typed(id=f"on-{number}")

    def compose(self) -> ComposeResult:
        """What it is, and its fields in one row."""
        asked = self.asked
        by = ", ".join(asked.needed_by)
        yield Static(plain(f"{asked.words}: {asked.now} now; {asked.hint}"))
        yield Static(plain(f"  for {by}"), classes="by")
        with Horizontal(classes="field"):
            yield Static("Value", classes="label")
            yield self._value
            if asked.has_limit:
                yield Static(" ULN ", classes="between")
                yield self._limit
            yield Static(" on ", classes="between")
            yield self._on

    @property
    def is_begun(self) -> bool:
        """Whether something was typed of it."""
        return any(one.value.strip() for one in (self._value, self._limit, self._on))

    def lacks(self, day: str) -> Iterator[str]:
        """What is still to be typed of it."""
        if self.is_begun and not self._value.value.strip():
            yield f"the {self.asked.words}"
        if self.is_begun and not (self._on.value.strip() or day):
            yield f"the day of the {self.asked.words}"

    def sentence(self, day: str) -> str:
        """The decision that enters it."""
        on = self._on.value.strip() or day
        return self.asked.sentence(self._value.value.strip(), self._limit.value.strip(), on)


class ValueDialog(Taking):
    """What this cycle asks for, what is missing first; each is typed with its unit and day."""

    def __init__(self, workplace: Workplace, record: Record, cycle: int) -> None:
        super().__init__(workplace, record)
        self._cycle = cycle
        asked = asked_values(self.course, cycle)
        self._rows = [ValueRow(one, number) for number, one in enumerate(asked, 1)]

    def head(self) -> str:
        """Of which cycle."""
        return f"Values that cycle {self._cycle} asks for"

    def fields(self) -> ComposeResult:
        """One day for all, and a row for each value."""
        if not self._rows:
            yield Static(plain("No rule, criterion or test of this cycle asks for a value."))
        yield TextField("day", "Day of all", "2026-12-29; another one stands beside its value")
        yield from self._rows
        yield Static(plain("\n".join(entered_elsewhere(self.course, self._cycle))))
        yield TextField("why", "In words", is_wide=True)

    @property
    def _day(self) -> str:
        return self.query_one("#day", Input).value.strip()

    def missing(self) -> Sequence[str]:
        """A value, and the day of each."""
        if not any(row.is_begun for row in self._rows):
            return ["a value"]
        return [words for row in self._rows for words in row.lacks(self._day)]

    def sentences(self) -> Sequence[Sentence]:
        """One for each value."""
        why = self.query_one("#why", Input).value.strip()
        begun = [row for row in self._rows if row.is_begun]
        return [Sentence(row.sentence(self._day), Reason.PLAN.value, why) for row in begun]
