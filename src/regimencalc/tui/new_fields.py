"""The fields of a course that is to begin: what each is called, what to write, an example."""

from typing import NamedTuple

from regimencalc.derivation import Sex
from regimencalc.kidney_methods import ASSAYS
from regimencalc.typed_course import CHOOSE, PRIOR, Asked

SEXES: tuple[Sex, ...] = ("male", "female")


class Field(NamedTuple):
    """One field: its key, its label, its help, and the answers where it has but a few."""

    key: str
    label: str
    help: str
    answers: tuple[str, ...] = ()


_DAY = "the day of the measure, year-month-day: 2026-11-30"

REGIMEN = Field(
    "regimen",
    "Regimen",
    "The id of a regimen, or the path of a file. Enter or F3 shows the library.",
)
COURSE = (
    Field("start", "Day 1", "Day 1 of cycle 1, year-month-day: 2026-12-01."),
    Field("time", "  at", "Optional: when treatment days begin, 09:00, and then also the zone."),
    Field("zone", "  zone", "Optional, with the time: a time zone, for example Europe/Dublin."),
    Field("cycles", "Cycles", "A whole number, 3; nothing, if the regimen states how many."),
)
PERSON = (
    Field("label", "Label", "By which the person is known here, never a name: NEC-0147."),
    Field("id", "Course id", "An id of your own in small letters, digits and dashes: nec-0147."),
    Field(
        "born",
        "Born",
        "The birth date, 1959-03-14; or the year alone, 1959, if no formula needs an age.",
    ),
    Field("sex", "Sex", "male or female; formulas that differ by sex need it.", SEXES),
)
BODY = (
    Field("height", "Height", "In centimetres with the unit: 170 cm."),
    Field("height_on", "  measured on", f"Height: {_DAY}."),
    Field("weight", "Weight", "In kilograms with the unit: 70 kg."),
    Field("weight_on", "  measured on", f"Weight: {_DAY}."),
)
KIDNEYS = (
    Field("creatinine", "Creatinine", "In serum, with its unit: 0.9 mg/dL or 80 umol/L."),
    Field("creatinine_on", "  measured on", f"Creatinine: {_DAY}."),
    Field(
        "creatinine_assay",
        "  assay",
        "idms or non_idms, as the laboratory says; some formulas need it.",
        tuple(ASSAYS),
    ),
    Field("measured_gfr", "Measured GFR", "A GFR that was measured, absolute: 80 mL/min."),
    Field("gfr_method", "  method", "How it was measured: iohexol, edta, dtpa."),
    Field("measured_gfr_on", "  measured on", f"Measured GFR: {_DAY}."),
    Field("egfr", "Estimated GFR", "80 mL/min, or per surface 80 mL/min/1.73m2."),
    Field("egfr_equation", "  equation", "What it was estimated with: ckd_epi_2021."),
    Field("egfr_on", "  estimated on", f"Estimated GFR: {_DAY}."),
)
SAME_PERSON = Field(
    "same_person",
    "Same person?",
    "yes: it is one person, whose doses count together. no: choose another label.",
    ("yes", "no"),
)
WHO = Field(
    "who", "Your initials", "Two to eight letters: MB. They are printed as not authenticated."
)


def field_of(asked: Asked) -> Field:
    """The field of something that a regimen asks for."""
    if asked.key.startswith(CHOOSE):
        help_words = f"{asked.name}: {asked.answers}. Nothing is chosen for you."
    elif asked.key.startswith(PRIOR):
        help_words = f"{asked.name} this course: {asked.answers}. Nothing is not zero."
    else:
        help_words = (
            f"{asked.name}, if it is known, for the rules: a value with its unit, then the "
            "laboratory's limit and the day: 30 umol/L, ULN 21 umol/L, on 2026-12-01."
        )
    return Field(asked.key, asked.name, help_words, asked.names)
