"""How a site calculates: the one place that names formulas, floors, caps and tolerances."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from regimencalc.body_size import BODY_SURFACE_AREA
from regimencalc.fields import ClockField, MeasureOf, Model, ZoneField
from regimencalc.library_file import LibraryFile
from regimencalc.problems import Place, Problem, Refused
from regimencalc.renal_function import CREATININE_CLEARANCE
from regimencalc.units import Kind, Measure
from regimencalc.wording import did_you_mean


def _one_of(formulas: tuple[str, ...]) -> BeforeValidator:
    def known(value: object) -> object:
        if isinstance(value, str) and value not in formulas:
            raise Refused(
                Problem(
                    "RC112",
                    f"there is no formula '{value}' here",
                    f"{did_you_mean(value, formulas)}Formulas here: {', '.join(formulas)}.",
                    getattr(value, "place", Place()),
                )
            )
        return value

    return BeforeValidator(known)


class BodySurfaceArea(Model):
    """How body surface area is found."""

    formula: Annotated[str, _one_of(tuple(BODY_SURFACE_AREA))]
    cap: Annotated[Measure | None, MeasureOf("body surface area", (Kind.BODY_SURFACE,), "none")]


class AdjustedWeight(Model):
    """Adjusted weight (40 % of the excess over ideal) from a body mass index upwards."""

    adjusted_40_from_bmi: Annotated[Measure, MeasureOf("body mass index", (Kind.BODY_MASS_INDEX,))]


def _weight_rule(value: object) -> object:
    if isinstance(value, str) and value != "actual":
        raise Refused(
            Problem(
                "RC204",
                f"'{value}' is not a weight that can be used here",
                "Write 'actual', or {adjusted_40_from_bmi: 25 kg/m2}.",
                getattr(value, "place", Place()),
            )
        )
    return None if value == "actual" else value


class CreatinineClearance(Model):
    """How creatinine clearance is estimated."""

    formula: Annotated[str, _one_of(tuple(CREATININE_CLEARANCE))]
    weight: Annotated[
        AdjustedWeight | None,
        BeforeValidator(_weight_rule, json_schema_input_type=Literal["actual"] | AdjustedWeight),
    ]
    creatinine_floor: Annotated[Measure | None, MeasureOf("creatinine", (Kind.CREATININE,), "none")]


class AgesOfMeasures(Model):
    """How old a measure may be on day 1."""

    warn_after: Annotated[Measure, MeasureOf("time", (Kind.TIME,))]
    refuse_after: Annotated[Measure, MeasureOf("time", (Kind.TIME,))]


_SHARE = MeasureOf("share", (Kind.SHARE,))


class Tolerances(Model):
    """How far a number may move before somebody must look."""

    weight_change: Annotated[Measure, _SHARE]
    dose_change: Annotated[Measure, _SHARE]
    rounding: Annotated[Measure, _SHARE]


class Policy(LibraryFile):
    """How a site calculates: named in a file and printed with every result."""

    body_surface_area: BodySurfaceArea
    creatinine_clearance: CreatinineClearance
    cap_of_estimate: Annotated[
        Measure | None, MeasureOf("cap of an estimated GFR", (Kind.CLEARANCE,), "none")
    ] = Field(description="The cap of an estimated GFR in an AUC dose, or 'none'")
    rounding: Literal["none", "formulary_step"]
    ages_of_measures: AgesOfMeasures
    tolerances: Tolerances
    several_rules: Literal["strictest"] = Field(
        description="What is proposed where several rules fire for one line: the strictest"
    )
    day_start: ClockField = Field(description="When a treatment day begins, or 'not stated'")
    zone: ZoneField = Field(description="An IANA time zone, or 'not stated'")

    @property
    def in_short(self) -> str:
        """The choices that move a dose, in one line."""
        surface = self.body_surface_area
        clearance = self.creatinine_clearance
        weight = clearance.weight
        weight_words = (
            "actual weight"
            if weight is None
            else f"adjusted weight from BMI {weight.adjusted_40_from_bmi}"
        )
        return "; ".join(
            (
                f"BSA {surface.formula}, {_capped(surface.cap)}",
                f"clearance {clearance.formula}, {weight_words}, "
                + (
                    "no creatinine floor"
                    if clearance.creatinine_floor is None
                    else f"creatinine floor {clearance.creatinine_floor}"
                ),
                f"estimates {_capped(self.cap_of_estimate)}",
                "calculated, not rounded"
                if self.rounding == "none"
                else "rounded to the formulary's steps",
            )
        )


def _capped(cap: Measure | None) -> str:
    return "no cap" if cap is None else f"capped at {cap}"
