"""The patient whom a course is planned for: what was measured, in which unit, and when."""

from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, ValidationError

from regimencalc.derivation import Sex
from regimencalc.field_problems import problems_of
from regimencalc.fields import DateField, MeasureOf, Model, Text
from regimencalc.problems import Place, Problem, Refused
from regimencalc.renal_function import CreatinineAssay
from regimencalc.units import Kind, Measure


def _whole_years(value: object) -> object:
    age = MeasureOf("age", (Kind.AGE,)).read(value)
    if age is not None and age.number != int(age.number):
        raise Refused(
            Problem(
                "RC507",
                f"an age of {age} is not in completed years",
                "Write the completed years, or the birth date.",
            )
        )
    return age


_HEIGHT = MeasureOf("height", (Kind.LENGTH,))
_WEIGHT = MeasureOf("weight", (Kind.BODY_WEIGHT,))
_CREATININE = MeasureOf("creatinine", (Kind.CREATININE, Kind.CREATININE_MOLAR))
_MEASURED_GFR = MeasureOf("measured GFR", (Kind.CLEARANCE,))
_ESTIMATED_GFR = MeasureOf("estimated GFR", (Kind.CLEARANCE, Kind.INDEXED_CLEARANCE))

Dated = date | str | None

MEASURES = {
    "height": "height",
    "weight": "weight",
    "creatinine": "creatinine",
    "measured_gfr": "measured GFR",
    "egfr": "estimated GFR",
}
"""The measures that have a date, each with the words for it."""


class Patient(Model):
    """What is known of one patient, each measure with its unit and, where known, its date.

    Parameters
    ----------
    sex : "male" or "female"
        Needed by formulas that differ between men and women; never assumed.
    age : str
        Completed years on day 1 of the course, "67 y" [y]. Or:
    birth_date : date or str
        From which the age on day 1 follows.
    height, weight : str
        "170 cm" [cm], "70 kg" [kg].
    creatinine : str
        Serum creatinine, "0.9 mg/dL" or "80 umol/L" [mg/dL or umol/L].
    creatinine_assay : "idms" or "non_idms"
        Whether the laboratory's creatinine is traceable to isotope dilution (IDMS); some formulas
        need to know, and it is never assumed.
    measured_gfr : str
        An absolute GFR that was measured, "80 mL/min" [mL/min], with its `gfr_method`.
    egfr : str
        An estimate, "80 mL/min" or "80 mL/min/1.73m2", with its `egfr_equation`.
    height_on, weight_on, creatinine_on, measured_gfr_on, egfr_on : date or str
        The day of each measure.

    Raises
    ------
    Refused
        With every field that cannot be read, at once.

    Examples
    --------
    >>> Patient(sex="male", age="67 y", height="170 cm", weight="70 kg").weight.number
    70.0
    """

    sex: Sex | None = None
    age: Annotated[Measure | None, MeasureOf("age", (Kind.AGE,)), BeforeValidator(_whole_years)] = (
        None
    )
    birth_date: DateField | None = None
    height: Annotated[Measure | None, _HEIGHT] = None
    height_on: DateField | None = None
    weight: Annotated[Measure | None, _WEIGHT] = None
    weight_on: DateField | None = None
    creatinine: Annotated[Measure | None, _CREATININE] = None
    creatinine_on: DateField | None = None
    creatinine_assay: CreatinineAssay | None = None
    measured_gfr: Annotated[Measure | None, _MEASURED_GFR] = None
    gfr_method: Text | None = None
    measured_gfr_on: DateField | None = None
    egfr: Annotated[Measure | None, _ESTIMATED_GFR] = None
    egfr_equation: Text | None = None
    egfr_on: DateField | None = None

    def __init__(
        self,
        *,
        sex: str | None = None,
        age: str | None = None,
        birth_date: Dated = None,
        height: str | None = None,
        height_on: Dated = None,
        weight: str | None = None,
        weight_on: Dated = None,
        creatinine: str | None = None,
        creatinine_on: Dated = None,
        creatinine_assay: str | None = None,
        measured_gfr: str | None = None,
        gfr_method: str | None = None,
        measured_gfr_on: Dated = None,
        egfr: str | None = None,
        egfr_equation: str | None = None,
        egfr_on: Dated = None,
    ) -> None:
        given = {
            name: value
            for name, value in locals().items()
            if name in type(self).model_fields and value is not None
        }
        try:
            super().__init__(**given)
        except ValidationError as wrong:
            raise Refused(problems_of(wrong, type(self))) from None
        contradictions = tuple(self._contradictions())
        if contradictions:
            raise Refused(contradictions)

    def _contradictions(self) -> list[Problem]:
        found = []
        if self.age is not None and self.birth_date is not None:
            found.append(
                Problem(
                    "RC507",
                    "an age and a birth date are both given",
                    "Give one of them; the age on day 1 follows from a birth date.",
                    Place(field="age"),
                )
            )
        for measure, needed, message, fix in (
            (
                "measured_gfr",
                "gfr_method",
                "a measured GFR needs its method",
                "Say how it was measured, for example iohexol.",
            ),
            (
                "egfr",
                "egfr_equation",
                "an estimated GFR needs its equation",
                "Say what it was estimated with, for example ckd_epi_2021.",
            ),
        ):
            if getattr(self, measure) is not None and getattr(self, needed) is None:
                found.append(Problem("RC502", message, fix, Place(field=needed)))
        found += self._without_their_measure()
        return found

    def _without_their_measure(self) -> list[Problem]:
        """Dates, a method or an equation of a measure that is not given."""
        belongs = {f"{measure}_on": measure for measure in MEASURES}
        belongs |= {
            "creatinine_assay": "creatinine",
            "gfr_method": "measured_gfr",
            "egfr_equation": "egfr",
        }
        return [
            Problem(
                "RC502",
                f"{field.replace('_', ' ')} stands without the {MEASURES[measure]}",
                f"Give the {MEASURES[measure]} too, or leave this out.",
                Place(field=field),
            )
            for field, measure in belongs.items()
            if getattr(self, field) is not None and getattr(self, measure) is None
        ]

    def age_on(self, day: date) -> int | None:
        """Completed years on a day, if an age or a birth date is known [y]."""
        if self.age is not None:
            return int(self.age.number)
        if self.birth_date is None:
            return None
        had_birthday = (day.month, day.day) >= (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - (not had_birthday)

    @property
    def age_place(self) -> Place:
        """The field from which the age is known."""
        return Place(field="age" if self.birth_date is None else "birth_date")

    def to_dict(self) -> dict[str, str]:
        """What was given, as it was given."""
        return {
            name: str(value)
            for name in type(self).model_fields
            if (value := getattr(self, name)) is not None
        }
