"""The day-1 assessment."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from regimencalc.export.answer_text import answerable
from regimencalc.export.assessment_text import assessment_lines, judged_of_cycle
from regimencalc.record import Record
from regimencalc.tui.answer_rows import AnswerRow, answers_in
from regimencalc.tui.plain import plain
from regimencalc.tui.sentence import Sentence, Taken
from regimencalc.tui.taking import Taking
from regimencalc.tui.value_dialog import ValueDialog
from regimencalc.tui.workplace import Workplace


class AssessmentDialog(Taking):
    """What each criterion and rule came to; any of what waits is accepted or declined in words."""

    BINDINGS = [Binding("f4", "values", "Values")]

    def __init__(self, workplace: Workplace, record: Record, cycle: int) -> None:
        super().__init__(workplace, record)
        self._cycle = cycle
        asked = answerable(record, self.course, cycle)
        self._rows = [AnswerRow(one, number) for number, one in enumerate(asked, 1)]

    def head(self) -> str:
        """Of which cycle, and how much waits."""
        waits = len(self._rows) or "nothing"
        return f"Day-1 assessment of cycle {self._cycle}; {waits} to be answered"

    def fields(self) -> ComposeResult:
        """What waits for an answer; below it how everything came out."""
        yield from self._rows
        came_out = assessment_lines(self.course, self._cycle)
        judged = judged_of_cycle(self.course, self._cycle)
        yield Static(plain("\n".join((*came_out, *judged))))

    def missing(self) -> Sequence[str]:
        """An answer, and the words of each that is begun."""
        begun = [row for row in self._rows if row.is_begun]
        return [row.lacks for row in begun if row.lacks] if begun else ["an answer"]

    def sentences(self) -> Sequence[Sentence]:
        """The answers."""
        return answers_in(self._rows)

    def action_values(self) -> None:
        """To the values that the cycle asks for; answers that are begun are saved first."""
        if any(row.is_begun for row in self._rows):
            self.tell("Save the answers that are begun, or empty them; then enter values.")
        else:
            values = ValueDialog(self.workplace, self.record, self._cycle)
            self.app.push_screen(values, self._entered)

    def _entered(self, taken: Taken | None) -> None:
        if taken is not None:
            self.dismiss(taken)
