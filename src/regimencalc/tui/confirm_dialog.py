"""What stands in the way of a cycle, and its confirmation."""

from collections.abc import Sequence

from textual.app import ComposeResult

from regimencalc import courses
from regimencalc.confirming import confirmation_problems
from regimencalc.export.answer_text import answerable
from regimencalc.export.dose_text import dose_lines
from regimencalc.export.effect_text import effect_lines
from regimencalc.problems import Refused
from regimencalc.reasons import Reason
from regimencalc.record import Record
from regimencalc.tui.answer_rows import AnswerRow, answers_in
from regimencalc.tui.sentence import Sentence
from regimencalc.tui.taking import Taking
from regimencalc.tui.workplace import Workplace


class ConfirmDialog(Taking):
    """Each warning is answered with words; then the doses as they will hold, and initials."""

    SAVE = "Confirm"

    def __init__(self, workplace: Workplace, record: Record, cycle: int) -> None:
        super().__init__(workplace, record)
        self._cycle = cycle
        asked = answerable(record, self.course, cycle)
        self._rows = [AnswerRow(one, number) for number, one in enumerate(asked, 1)]

    def head(self) -> str:
        """Which cycle."""
        state = self.course.state(self._cycle)
        answers = len(self._rows)
        todo = f"; {answers} to be answered, each with its reason" if answers else ""
        return f"Confirm cycle {self._cycle}, {state} now{todo}"

    def fields(self) -> ComposeResult:
        """A reason for each warning."""
        yield from self._rows

    def missing(self) -> Sequence[str]:
        """What may be declined as well: before it is answered nobody knows the doses."""
        return [row.lacks for row in self._rows if row.has_choice and row.lacks]

    def missing_at_last(self) -> Sequence[str]:
        """Words for each warning, and the initials."""
        others = [row.lacks for row in self._rows if not row.has_choice and row.lacks]
        return [*others, *super().missing_at_last()]

    def sentences(self) -> Sequence[Sentence]:
        """The answers, and the confirmation after them."""
        confirm = Sentence(f"confirm cycle {self._cycle}", Reason.PLAN.value)
        return [*answers_in(self._rows), confirm]

    def effect(self) -> Sequence[str]:
        """The doses as they will hold with these answers, once nothing stands in the way."""
        answered = self.tried([sentence for row in self._rows for sentence in row.supposed])
        planned = courses.shown(answered)
        problems = list(confirmation_problems(answered, planned, self._cycle))
        if problems:
            raise Refused(problems)
        may_change = any(row.has_choice for row in self._rows)
        return [
            f"Cycle {self._cycle} will be CONFIRMED with these doses:",
            *dose_lines(planned, self._cycle),
            *(effect_lines(self.record, answered) if may_change else ()),
        ]
