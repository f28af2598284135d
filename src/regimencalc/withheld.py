"""What stands in the place of a dose that is not shown: a word, and why."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn

from regimencalc.problems import Problem, Refused


class Word(StrEnum):
    """The word that stands where a number would."""

    REFUSED = "REFUSED"
    HELD = "HELD"
    OMITTED = "OMITTED"
    STOPPED = "STOPPED"
    NOT_GIVEN = "NOT GIVEN"


@dataclass(frozen=True, slots=True)
class Withheld:
    """A dose that has no number, so that none can be read, added up or given."""

    word: Word
    reasons: tuple[Problem, ...]
    unit: str
    stated: str = ""

    @property
    def is_decided(self) -> bool:
        """Whether somebody decided that it is not given, or entered it so; what is held is open."""
        return self.word in (Word.OMITTED, Word.STOPPED, Word.NOT_GIVEN)

    @property
    def value(self) -> None:
        """No number."""
        return

    @property
    def quantity(self) -> NoReturn:
        """Refused, with every reason."""
        raise Refused(self.reasons)

    def __str__(self) -> str:
        return self.word

    def to_dict(self) -> dict[str, object]:
        """The word and the reasons as JSON has them."""
        return {"word": self.word, "reasons": [reason.to_dict() for reason in self.reasons]}
