"""What was given on a day."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from regimencalc.export.effect_text import effect_lines
from regimencalc.export.given_text import (
    Entered,
    as_it_is,
    given_lines,
    given_sentences,
    next_day,
    of_day,
)
from regimencalc.planned_dose import PlannedDose
from regimencalc.reasons import Reason
from regimencalc.record import Record
from regimencalc.tui.plain import plain
from regimencalc.tui.reason_field import ReasonField
from regimencalc.tui.sentence import Sentence
from regimencalc.tui.taking import Taking
from regimencalc.tui.text_field import TextField
from regimencalc.tui.workplace import Workplace


class GivenRow(Vertical):
    """One giving as it is planned, and what was otherwise; empty fields say: as planned."""

    def __init__(self, one: PlannedDose, words: str, number: int) -> None:
        super().__init__(classes="answer")
        self._one, self._words = one, words
        self._dose = TextField(f"dose-{number}", "Otherwise", "80 mg; or: not")
        self._on = TextField(f"on-{number}", "On", "if another day: 2026-12-29")
        self._why = TextField(f"why-{number}", "In words", is_wide=True)

    def compose(self) -> ComposeResult:
        """The dose as it is, and three fields."""
        yield Static(plain(self._words))
        yield self._dose
        yield self._on
        yield self._why

    @property
    def entered(self) -> Entered:
        """What was typed of it."""
        return Entered(self._one, self._dose.value, self._on.value, self._why.value)


class GiveDialog(Taking):
    """A day as planned by its initials alone; per line otherwise, on another date, or not."""

    SAVE = "Given"

    def __init__(
        self, workplace: Workplace, record: Record, cycle: int, day: int | None, line: str
    ) -> None:
        super().__init__(workplace, record)
        self._cycle = cycle
        self._day = next_day(self.course, cycle) if day is None else day
        doses = [] if self._day is None else of_day(self.course, cycle, self._day)
        # the line under the cursor stands first
        doses.sort(key=lambda one: one.component != line)
        self._rows = [
            GivenRow(one, as_it_is(self.course, one), number) for number, one in enumerate(doses, 1)
        ]

    def head(self) -> str:
        """Which day, and whether its cycle is confirmed."""
        state = self.course.state(self._cycle)
        return f"Given on day {self._day} of cycle {self._cycle}, {state}"

    def fields(self) -> ComposeResult:
        """The doses of the day; that of the line under the cursor first."""
        yield Static(plain("Leave the fields empty for what was given as planned."))
        yield from self._rows
        yield ReasonField("only where something was otherwise")

    def on_mount(self) -> None:
        """The cursor in the initials: as planned is what is entered most."""
        super().on_mount()
        self.query_one("#who").focus()

    @property
    def _entered(self) -> list[Entered]:
        return [row.entered for row in self._rows]

    @property
    def _is_otherwise(self) -> bool:
        return any(one.is_otherwise for one in self._entered)

    def missing(self) -> Sequence[str]:
        """Something that can be entered."""
        is_nothing = not list(given_sentences(self._entered))
        return ["a correction: everything of this day is entered or left out"] * is_nothing

    def missing_at_last(self) -> Sequence[str]:
        """A reason where something was otherwise, and the initials."""
        lacks = self._is_otherwise and not self.query_one(ReasonField).value
        return [*(["reason"] if lacks else []), *super().missing_at_last()]

    def sentences(self) -> Sequence[Sentence]:
        """What was otherwise, and the rest of the day as planned."""
        chosen = self.query_one(ReasonField).value
        return [
            Sentence(text, chosen if is_otherwise else Reason.PLAN.value, why)
            for text, why, is_otherwise in given_sentences(self._entered)
        ]

    def effect(self) -> Sequence[str]:
        """What will stand in the list for ever, dose by dose."""
        sentences = self.sentences()
        after = self.tried(sentences)
        new = after.decisions[len(self.record.decisions) :]
        kept = [line for one in new for line in given_lines(one)]
        return [*kept, *effect_lines(self.record, after)]
