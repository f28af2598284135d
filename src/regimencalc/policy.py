"""How a site calculates: the one place that names formulas, floors, caps and tolerances."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from regimencalc import wording
from regimencalc.body_size import BODY_SURFACE_AREA
from regimencalc.component import WEEKDAYS, Weekday
from regimencalc.fields import (
    ClockField,
    DateField,
    MeasureOf,
    Model,
    Several,
    ZoneField,
    one_of,
    refuse,
)
from regimencalc.kidney_methods import KIDNEY_METHODS, read_method
from regimencalc.library_file import LibraryFile
from regimencalc.problems import Problem, Refused
from regimencalc.units import Kind, Measure
from regimencalc.weight_rule import WeightRule


class BodySurfaceArea(Model):
    """How body surface area is found."""

    formula: Annotated[str, one_of("formula", BODY_SURFACE_AREA)]
    cap: Annotated[Measure | None, MeasureOf("body surface area", (Kind.BODY_SURFACE,), "none")]


def _weight_rule(value: object) -> object:
    if isinstance(value, str) and value != "actual":
        raise refuse(
            value,
            "RC204",
            f"'{value}' is not a weight that can be used here",
            "Write 'actual', or a rule: {use: actual, adjusted_40_from_bmi: 25 kg/m2, …}.",
        )
    return None if value == "actual" else value


class CreatinineClearance(Model):
    """How kidney function is estimated from creatinine."""

    formula: Annotated[
        str,
        BeforeValidator(read_method),
        WithJsonSchema({"type": "string", "enum": list(KIDNEY_METHODS)}),
    ]
    weight: Annotated[
        WeightRule | None,
        BeforeValidator(_weight_rule, json_schema_input_type=Literal["actual"] | WeightRule),
    ] = Field(None, description="The weight in Cockcroft-Gault: 'actual', or a rule")
    creatinine_floor: Annotated[Measure | None, MeasureOf("creatinine", (Kind.CREATININE,), "none")]

    @property
    def states_weight(self) -> bool:
        """Whether the file says which weight Cockcroft-Gault takes."""
        return "weight" in self.model_fields_set

    @model_validator(mode="after")
    def _has_its_weight(self) -> Self:
        if KIDNEY_METHODS[self.formula].has_weight_rule and not self.states_weight:
            raise Refused(
                Problem(
                    "RC202",
                    f"'weight' is missing, and {self.formula} needs one",
                    "Add 'weight: actual', or the rule of your site.",
                )
            )
        return self

    @property
    def in_short(self) -> str:
        """The formula, its weight and its floor, in words."""
        weight = "actual weight" if self.weight is None else self.weight.in_short
        if not KIDNEY_METHODS[self.formula].has_weight_rule:
            weight = f"in Cockcroft-Gault, where a regimen names it, {weight}"
        floor = self.creatinine_floor
        said = [f"clearance {self.formula}"]
        said += [weight] if self.states_weight else []
        said += ["no creatinine floor" if floor is None else f"creatinine floor {floor}"]
        more = "" if self.weight is None else f"; {self.weight.otherwise}"
        return f"{', '.join(said)}{more}"


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
    banding: Annotated[Measure | None, _SHARE] = Field(
        None, description="How far a dose band may move a dose; only with 'rounding: nhs_bands'"
    )


class Calendar(Model):
    """On which days a site treats, and how far a day may move before somebody must look."""

    early: Annotated[Measure | None, MeasureOf("time", (Kind.TIME,))] = Field(
        None, description="By how much a cycle may begin earlier than its length allows; else 0 d"
    )
    late: Annotated[Measure | None, MeasureOf("time", (Kind.TIME,))] = Field(
        None, description="From which delay on somebody must look at the course"
    )
    closed: Several[Weekday] = Field((), description="Days of the week without treatment")
    closed_days: Several[DateField] = Field((), description="Single days without treatment")
    holidays: Annotated[str | None, Field(pattern="^[A-Z]{2}(-[A-Z0-9]{1,3})?$")] = Field(
        None, description="The country, or its part, whose public holidays are closed: IE, GB-ENG"
    )

    @property
    def early_days(self) -> int:
        """By how many days a cycle may begin earlier [d]."""
        return 0 if self.early is None else int(self.early.canonical // 1440)

    @property
    def late_days(self) -> int | None:
        """From how many days of delay on somebody must look [d]; None: not stated."""
        return None if self.late is None else int(self.late.canonical // 1440)

    def why_closed(self, day: date) -> str:
        """Why there is no treatment on a day, in a word; nothing where there is."""
        weekday = WEEKDAYS[day.weekday()]
        if weekday in self.closed:
            return weekday
        return "closed" if day in self.closed_days else ""

    @property
    def in_short(self) -> str:
        """The choices in words."""
        days = wording.counted(len(self.closed_days), "single day")
        said = [
            f"a cycle at most {self.early} early" if self.early else "no cycle early",
            f"to be looked at {self.late} late" if self.late else "",
            f"closed on {', '.join(self.closed)}" if self.closed else "",
            f"closed on {days}" if self.closed_days else "",
            f"public holidays of {self.holidays}" if self.holidays else "",
        ]
        return ", ".join(part for part in said if part)


Rounding = Literal["none", "whole_units", "formulary_step", "whole_vials", "nhs_bands"]

_ROUNDED: dict[Rounding, str] = {
    "none": "calculated, not rounded",
    "whole_units": "tablets and capsules whole within {0}, all else calculated and not rounded",
    "formulary_step": "rounded to the formulary's steps within {0}, tablets and capsules whole",
    "whole_vials": "rounded to whole vials within {0}, tablets and capsules whole",
    "nhs_bands": "in NHS dose bands within {1}; tablets and capsules whole within {0}",
}


class Policy(LibraryFile):
    """How a site calculates: named in a file and printed with every result."""

    body_surface_area: BodySurfaceArea
    creatinine_clearance: CreatinineClearance
    cap_of_estimate: Annotated[
        Measure | None, MeasureOf("cap of an estimated GFR", (Kind.CLEARANCE,), "none")
    ] = Field(description="The cap of an estimated GFR in an AUC dose, at most 125 mL/min")
    rounding: Rounding = Field(
        description="How a calculated dose becomes the dose to give: 'none' leaves it as it is"
    )
    ages_of_measures: AgesOfMeasures
    tolerances: Tolerances
    several_rules: Literal["strictest"] = Field(
        description="What is proposed where several rules fire for one line: the strictest"
    )
    day_start: ClockField = Field(description="When a treatment day begins, or 'not stated'")
    zone: ZoneField = Field(description="An IANA time zone, or 'not stated'")
    calendar: Calendar = Field(default_factory=Calendar)

    @property
    def in_short(self) -> str:
        """The choices that move a dose, in one line."""
        surface = self.body_surface_area
        return "; ".join(
            (
                f"BSA {surface.formula}, {_capped(surface.cap)}",
                self.creatinine_clearance.in_short,
                f"estimates {_capped(self.cap_of_estimate)}",
                _ROUNDED[self.rounding].format(self.tolerances.rounding, self.tolerances.banding),
            )
        )


def _capped(cap: Measure | None) -> str:
    return "no cap" if cap is None else f"capped at {cap}"
