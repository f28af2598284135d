"""Why something was decided of a course: one word of a closed list."""

from enum import StrEnum


class Reason(StrEnum):
    """Why something was decided, in one word of a closed list; a list of this project."""

    PLAN = "as-planned"
    BLOOD = "blood-counts"
    KIDNEY = "kidney-function"
    LIVER = "liver-function"
    HEART = "heart-function"
    NERVES = "neuropathy"
    TOXICITY = "other-toxicity"
    WEIGHT = "weight-or-height"
    DISEASE = "disease"
    WISH = "patients-wish"
    LOGISTICS = "logistics"
    SUPPLY = "supply"
    CORRECTION = "correction"
    OTHER = "other"


def beginning_with(letters: str) -> tuple[Reason, ...]:
    """The reasons whose words begin so; one that is spelled out is the only one.

    >>> [str(reason) for reason in beginning_with("o")]
    ['other-toxicity', 'other']
    >>> [str(reason) for reason in beginning_with("Other")]
    ['other']
    """
    begun = letters.strip().casefold()
    exact = [reason for reason in Reason if reason.value == begun]
    return tuple(exact or (reason for reason in Reason if reason.value.startswith(begun)))
