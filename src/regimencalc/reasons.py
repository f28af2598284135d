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
