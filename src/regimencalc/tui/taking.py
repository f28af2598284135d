"""A dialog whose result are decisions: tried on the record while they are typed."""

from abc import abstractmethod
from collections.abc import Sequence

from regimencalc import courses
from regimencalc.export.effect_text import effect_lines
from regimencalc.reasons import Reason
from regimencalc.record import Record
from regimencalc.tui.asking import Asking
from regimencalc.tui.sentence import Sentence, Taken, decided
from regimencalc.tui.workplace import Workplace

NOBODY = "NN"
"""Initials with which decisions are tried alone."""


class Taking(Asking[Taken | None]):
    """Tries its decisions on the record that is shown, and gives them back to be saved."""

    def __init__(self, workplace: Workplace, record: Record) -> None:
        super().__init__()
        self.workplace, self.record = workplace, record
        self.course = courses.shown(record)

    @abstractmethod
    def sentences(self) -> Sequence[Sentence]:
        """The decisions as they are typed; a reason may be missing yet."""

    def tried(self, sentences: Sequence[Sentence], who: str = NOBODY) -> Record:
        """The record with these decisions; refused where one of them cannot be taken."""
        whole = [one._replace(reason=one.reason or Reason.OTHER.value) for one in sentences]
        return decided(self.record, Taken(whole, who), self.workplace.now())

    def effect(self) -> Sequence[str]:
        """The sentences as they will be kept, and what they change."""
        sentences = self.sentences()
        after = self.tried(sentences)
        new = after.decisions[len(self.record.decisions) :]
        said = [f"{one}{f' ({one.why})' if one.why else ''}" for one in new]
        return [*said, *effect_lines(self.record, after)]

    def take(self, who: str) -> None:
        """Give the decisions back, once they are tried as they are."""
        taken = Taken(tuple(self.sentences()), who)
        self.tried(taken.sentences, who)
        self.dismiss(taken)
