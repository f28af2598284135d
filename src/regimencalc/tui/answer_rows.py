"""What waits for an answer, each with its words, and the reason to be typed beside it."""

from collections.abc import Iterator, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from regimencalc.export.answer_text import Answerable
from regimencalc.judgement import Verdict
from regimencalc.reasons import Reason
from regimencalc.tui.plain import plain
from regimencalc.tui.sentence import Sentence
from regimencalc.tui.text_field import TextField

_VERDICTS = {
    "a": Verdict.ACCEPTED,
    "accept": Verdict.ACCEPTED,
    "d": Verdict.DECLINED,
    "decline": Verdict.DECLINED,
}


class AnswerRow(Vertical):
    """One of them: what it says, what is answered where there is a choice, and why."""

    def __init__(self, asked: Answerable, number: int) -> None:
        super().__init__(classes="answer")
        self._asked, self._number = asked, number
        self._verdict = TextField(f"verdict-{number}", "Answer", "accept or decline: a or d")
        self._why = TextField(f"why-{number}", "In words", is_wide=True)

    def compose(self) -> ComposeResult:
        """Its key, the fields, and what it says: those stay in sight where there is little room."""
        asked = self._asked
        yield Static(plain(f"{asked.severity.upper()} {asked.key}"))
        if self.has_choice:
            yield self._verdict
        else:
            self._why.label = "Accept it:"
        yield self._why
        yield Static(plain(f"{asked.words}\n{asked.fix}" if self.has_choice else asked.words))

    def on_descendant_focus(self) -> None:
        """What is answered stands on top while its words are typed."""
        self.scroll_visible(top=True, animate=False)

    @property
    def is_begun(self) -> bool:
        """Whether something was typed."""
        return bool(self._why.value or self._verdict.value)

    @property
    def has_choice(self) -> bool:
        """Whether it may be declined too: its answer may change doses."""
        return len(self._asked.verdicts) > 1

    @property
    def lacks(self) -> str:
        """What is still to be typed of it; nothing where it is answered."""
        if self._read is None:
            return f"accept or decline of {self._asked.key}"
        return "" if self._why.value else f"words for {self._asked.key}"

    @property
    def _read(self) -> Verdict | None:
        only, *others = self._asked.verdicts
        return _VERDICTS.get(self._verdict.value.lower()) if others else only

    @property
    def sentences(self) -> Iterator[Sentence]:
        """The answer as it is kept, once it is whole: for the value that is shown."""
        verdict = self._read
        if verdict is not None and self._why.value:
            yield Sentence(self._asked.sentence(verdict), Reason.PLAN.value, self._why.value)

    @property
    def supposed(self) -> Iterator[Sentence]:
        """The same, or the only answer that there is before its words are typed: to look ahead."""
        if self.has_choice or self._why.value:
            yield from self.sentences
        else:
            yield Sentence(self._asked.sentence(Verdict.ACCEPTED), Reason.PLAN.value, "…")


def answers_in(rows: Sequence[AnswerRow]) -> list[Sentence]:
    """The answers that are whole."""
    return [sentence for row in rows for sentence in row.sentences]
