"""Whether a measure can be true at all: looked at before anything is multiplied.

Two bounds on each side: outside the inner ones a measure is unusual and warned of, outside the
outer ones it is refused. The bounds are a proposal that nobody has signed; they are wide enough
for nearly every adult, and narrow enough that a swapped unit falls outside.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from math import inf

from regimencalc import wording
from regimencalc.body_size import body_surface_area_mosteller_1987
from regimencalc.patient import MEASURES, Patient
from regimencalc.policy import AgesOfMeasures
from regimencalc.problems import Place, Problem
from regimencalc.units import Kind, Measure

ADULT_FROM_YEARS = 18
LEAST_ADULT_SURFACE_M2 = 0.5


@dataclass(frozen=True, slots=True)
class Bounds:
    """The range in which a measure is usual, and the wider one outside which it is refused."""

    what: str
    unit: str
    usual: tuple[float, float]
    possible: tuple[float, float]
    check: str
    check_low: str = ""

    def judge(self, value: float, field: str) -> Iterator[Problem]:
        """Nothing, a warning or a refusal."""
        value = wording.cleaned(value)
        if self.usual[0] <= value <= self.usual[1]:
            return
        is_low = self.possible[0] <= value < self.usual[0]
        check = self.check_low if is_low and self.check_low else self.check
        place = Place(field=field)
        if not self.possible[0] <= value <= self.possible[1]:
            yield Problem("RC501", self._outside("", value, self.possible), check, place)
        else:
            message = self._outside("the usual ", value, self.usual)
            yield Problem("RC521", message, f"Make sure that it is right. {check}", place)

    def _outside(self, which: str, value: float, bounds: tuple[float, float]) -> str:
        passed = bounds[0] if value < bounds[0] else bounds[1]
        shown = wording.with_unit(wording.told_from(value, passed), self.unit)
        low, high = (wording.plain(wording.without_noise(bound)) for bound in bounds)
        return f"{self.what} {shown} is outside {which}{low} to {high} {self.unit}"


HEIGHT = Bounds(
    "a height of",
    "cm",
    (140, 200),
    (40, 250),
    "Heights are in centimetres: 1.70 m is 170 cm, 67 in is 170 cm.",
)
WEIGHT = Bounds(
    "a weight of",
    "kg",
    (40, 150),
    (1, 350),
    "Weights are in kilograms: 154 lb is 70 kg.",
)
BODY_MASS_INDEX = Bounds(
    "a body mass index of",
    "kg/m2",
    (16, 45),
    (10, 80),
    "Look for swapped height and weight, and for pounds or inches.",
)
BODY_SURFACE = Bounds(
    "a body surface area of",
    "m2",
    (1.3, 2.4),
    (0.15, 3.5),
    "Check height and weight.",
)
AGE = Bounds("an age of", "y", (0, 90), (0, 120), "Check the age or the birth date.")
_MG_DL_OR_NOT = "Is it in umol/L? 80 umol/L is 0.9 mg/dL."
_UMOL_L_OR_NOT = "Is it in mg/dL? 0.9 mg/dL is 80 umol/L."
_LOW_CREATININE = (
    "A low creatinine gives a high estimate and a high dose: consider a floor, or measure GFR."
)
CREATININE_MG_DL = Bounds("a creatinine of", "mg/dL", (0.2, 3), (0.2, 15), _MG_DL_OR_NOT)
CREATININE_UMOL_L = Bounds("a creatinine of", "umol/L", (18, 265.26), (18, 1300), _UMOL_L_OR_NOT)
CREATININE_MG_DL_FOR_AUC = replace(CREATININE_MG_DL, usual=(0.7, 3), check_low=_LOW_CREATININE)
CREATININE_UMOL_L_FOR_AUC = replace(
    CREATININE_UMOL_L, usual=(61.894, 265.26), check_low=_LOW_CREATININE
)
CLEARANCE = Bounds(
    "a clearance of",
    "mL/min",
    (0, 150),
    (0, 300),
    "Look at the creatinine's unit, the weight and the age.",
)
ENTERED_GFR = replace(CLEARANCE, what="a GFR of", check="Check the number and its unit.")

_OWN_FILE = "A policy states it for everybody: check it against its source."
CAP_OF_SURFACE = Bounds("a cap on body surface area of", "m2", (1.8, 2.5), (1.3, 3.5), _OWN_FILE)
CREATININE_FLOOR = Bounds("a creatinine floor of", "mg/dL", (0.6, 1), (0.3, 1.5), _OWN_FILE)
ADJUSTING_FROM = Bounds("adjusting weight from", "kg/m2", (25, 30), (18.5, 40), _OWN_FILE)
ADJUSTING_ABOVE = Bounds("adjusting weight above", "%", (110, 150), (100, 200), _OWN_FILE)
ACTUAL_BELOW = Bounds("the actual weight below", "kg/m2", (16, 20), (12, 25), _OWN_FILE)
CAP_OF_ESTIMATE = Bounds("a cap of estimates of", "mL/min", (120, 150), (90, 200), _OWN_FILE)
OLDEST_MEASURE = Bounds("measures taken", "min", (1440, 129_600), (1440, 525_600), _OWN_FILE)


def of_small_body(height_cm: float, weight_kg: float) -> Iterator[Problem]:
    """A refusal of a body that is no adult's, by Mosteller, whatever a dose is found from."""
    surface_m2 = body_surface_area_mosteller_1987(height_cm=height_cm, weight_kg=weight_kg)
    if wording.cleaned(surface_m2) < LEAST_ADULT_SURFACE_M2:
        shown = wording.dose(surface_m2, "m2")
        yield Problem(
            "RC505",
            f"a body surface area of {shown} is a small child's; only adults' doses are computed",
            "Check height and weight.",
            Place(field="weight"),
        )


def of_patient(patient: Patient, day_1: date, *, for_auc: bool) -> Iterator[Problem]:
    """Every measure of the patient that is unusual or impossible, each by itself.

    `for_auc` adds the lower warning on creatinine, which matters where a dose follows from it.
    """
    if patient.height is not None:
        yield from HEIGHT.judge(patient.height.canonical, "height")
    if patient.weight is not None:
        yield from WEIGHT.judge(patient.weight.canonical, "weight")
    yield from _of_age(patient, day_1)
    if patient.creatinine is not None:
        yield from _creatinine_bounds(patient.creatinine.unit, for_auc=for_auc).judge(
            patient.creatinine.number, "creatinine"
        )
    for field in ("measured_gfr", "egfr"):
        measure = getattr(patient, field)
        if measure is not None:
            yield from replace(ENTERED_GFR, unit=measure.unit).judge(measure.number, field)


def _of_age(patient: Patient, day_1: date) -> Iterator[Problem]:
    if patient.birth_date is not None and patient.birth_date > day_1:
        yield Problem(
            "RC507",
            f"the birth date {patient.birth_date} is after day 1 on {day_1}",
            "Check the birth date and the start of the course.",
            Place(field="birth_date"),
        )
        return
    age_years = patient.age_on(day_1)
    if age_years is not None:
        yield from AGE.judge(age_years, "age" if patient.age is not None else "birth_date")


def not_an_adult(patient: Patient, day_1: date) -> Iterator[Problem]:
    """What is said of a child: children's doses and kidney function are not computed."""
    age_years = patient.age_on(day_1)
    if age_years is not None and 0 <= age_years < ADULT_FROM_YEARS:
        yield Problem(
            "RC505",
            f"the patient is {age_years} y on day 1; only adults' doses are computed",
            "Choose another way to find this patient's doses.",
            patient.age_place,
        )


def _creatinine_bounds(unit: str, *, for_auc: bool) -> Bounds:
    if unit == "mg/dL":
        return CREATININE_MG_DL_FOR_AUC if for_auc else CREATININE_MG_DL
    return CREATININE_UMOL_L_FOR_AUC if for_auc else CREATININE_UMOL_L


_THOUSANDS = "Counts are in 10^9/L: 140,000 in a microlitre is 140 10^9/L."
FINDINGS = {
    "platelets": Bounds("platelets of", "10^9/L", (0, 2000), (0, inf), _THOUSANDS),
    "neutrophils": Bounds("neutrophils of", "10^9/L", (0, 100), (0, inf), _THOUSANDS),
    "white_cells": Bounds("white cells of", "10^9/L", (0, 500), (0, inf), _THOUSANDS),
    "lymphocytes": Bounds("lymphocytes of", "10^9/L", (0, 500), (0, inf), _THOUSANDS),
    "haemoglobin": Bounds("a haemoglobin of", "g/L", (30, 250), (0, inf), "14 g/dL is 140 g/L."),
}
"""Where a laboratory value is more likely in another unit: warned of alone, by no source."""


def of_finding(name: str, measure: Measure, field: str) -> Iterator[Problem]:
    """What is unusual in a laboratory value that a rule asks for."""
    if measure.kind is Kind.UPPER_LIMIT:
        return
    if name == "creatinine":
        yield from of_creatinine(measure, field)
    elif name in FINDINGS:
        yield from FINDINGS[name].judge(measure.canonical, field)


def of_creatinine(creatinine: Measure, field: str) -> Iterator[Problem]:
    """What is unusual or impossible in a creatinine that no dose is found from."""
    yield from _creatinine_bounds(creatinine.unit, for_auc=False).judge(creatinine.number, field)


def of_dates(patient: Patient, day_1: date, ages: AgesOfMeasures) -> Iterator[Problem]:
    """Every measure that is old on day 1, too old, dated after it, or has no date to judge."""
    days = {
        measure: getattr(patient, f"{measure}_on")
        for measure in MEASURES
        if getattr(patient, measure) is not None
    }
    undated = [MEASURES[measure] for measure, day in days.items() if day is None]
    if undated:
        yield Problem(
            "RC524",
            f"NOT ASSESSED: no date is given for {wording.spoken_list(undated)}, so that nobody "
            f"can tell whether {'it is' if len(undated) == 1 else 'they are'} too old",
            "Give the day of each measure.",
        )
    warn_after = ages.warn_after.canonical / 1440
    refuse_after = ages.refuse_after.canonical / 1440
    for measure, measured_on in days.items():
        if measured_on is None:
            continue
        what, age_days = MEASURES[measure], (day_1 - measured_on).days
        place = Place(field=f"{measure}_on")
        if age_days < 0:
            yield Problem(
                "RC506",
                f"the {what} is dated {measured_on}, after day 1 on {day_1}",
                "Check the date of the measure and the start of the course.",
                place,
            )
        elif age_days > refuse_after and measure != "height":
            yield Problem(
                "RC506",
                f"the {what} is {age_days} days old on day 1; the policy refuses after "
                f"{ages.refuse_after}",
                "Measure again.",
                place,
            )
        elif age_days > (refuse_after if measure == "height" else warn_after):
            limit = ages.refuse_after if measure == "height" else ages.warn_after
            yield Problem(
                "RC522",
                f"the {what} is {age_days} days old on day 1; the policy warns after {limit}",
                "Measure again before the course begins.",
                place,
            )
