"""What a dialog gives back: decisions as sentences, each with its reason, and by whom."""

from collections.abc import Sequence
from typing import NamedTuple

from regimencalc import deciding
from regimencalc.record import Record


class Sentence(NamedTuple):
    """One decision as it is said, with its coded reason and more words."""

    text: str
    reason: str
    why: str = ""


class Taken(NamedTuple):
    """Decisions that somebody took together: all of them are saved, or none."""

    sentences: Sequence[Sentence]
    who: str


def decided(record: Record, taken: Taken, at: str) -> Record:
    """The record with these decisions; refused where one of them cannot be taken."""
    for text, reason, why in taken.sentences:
        record = deciding.decide(record, text, who=taken.who, at=at, reason=reason, why=why)
    return record
