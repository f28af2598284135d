"""Which weight a policy takes in Cockcroft-Gault: a small grammar, and the words for it."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from regimencalc.body_weight import IDEAL_WEIGHTS
from regimencalc.fields import MeasureOf, Model, one_of
from regimencalc.problems import Problem, Refused
from regimencalc.units import Kind, Measure

_INDEX = MeasureOf("body mass index", (Kind.BODY_MASS_INDEX,))
_SHARE = MeasureOf("share of ideal weight", (Kind.SHARE,))

ADJUSTING = (
    "adjusted_40_from_bmi",
    "adjusted_40_above_bmi",
    "adjusted_40_above_share_of_ideal",
)
"""The fields that say from where the adjusted weight is taken: one of them, or none."""


class WeightRule(Model):
    """A weight, and where another is taken in its place.

    The adjusted weight is the ideal one and 40 % of what lies above it.
    """

    use: Literal["actual", "lesser_of_ideal_and_actual"] = Field(
        description="The weight where nothing below says otherwise: actual, or "
        "lesser_of_ideal_and_actual"
    )
    actual_below_bmi: Annotated[Measure | None, _INDEX] = None
    adjusted_40_from_bmi: Annotated[Measure | None, _INDEX] = None
    adjusted_40_above_bmi: Annotated[Measure | None, _INDEX] = None
    adjusted_40_above_share_of_ideal: Annotated[Measure | None, _SHARE] = None
    ideal: Annotated[str, one_of("ideal weight", IDEAL_WEIGHTS)] = Field(
        description=f"Whose ideal weight: {', '.join(IDEAL_WEIGHTS)}"
    )
    below_60_inches: Literal["extrapolated", "as_at_60_inches"] = Field(
        description="The ideal weight of the short: extrapolated, or as_at_60_inches"
    )

    @model_validator(mode="after")
    def _decides_once(self) -> Self:
        bounds = [name for name in ADJUSTING if getattr(self, name) is not None]
        low, high = self.actual_below_bmi, self.adjusted_40_from_bmi or self.adjusted_40_above_bmi
        if len(bounds) > 1:
            raise _refused(
                "RC203",
                f"the adjusted weight begins twice: {' and '.join(bounds)}",
                "Keep the one that your source states.",
            )
        if self.use == "actual" and not bounds:
            raise _refused(
                "RC203",
                "nothing in this rule changes the actual weight",
                f"Write 'weight: actual', or add one of: {', '.join(ADJUSTING)}.",
            )
        if low is not None and (self.use == "actual" or high is None):
            raise _refused(
                "RC203",
                "'actual_below_bmi' goes with 'lesser_of_ideal_and_actual' and an adjusted weight "
                "from a body mass index upwards",
                "Take it out, or add what your source states beside it.",
            )
        if low is not None and high is not None and low.number > high.number:
            raise _refused(
                "RC212",
                f"the actual weight is used below {low}, and the adjusted one from {high} already",
                "Write the smaller number under 'actual_below_bmi'.",
            )
        return self

    @property
    def adjusting(self) -> tuple[str, Measure] | None:
        """The sign and the bound from which the adjusted weight is taken."""
        if self.adjusted_40_from_bmi is not None:
            return "≥", self.adjusted_40_from_bmi
        above = self.adjusted_40_above_bmi or self.adjusted_40_above_share_of_ideal
        return None if above is None else (">", above)

    @property
    def in_short(self) -> str:
        """From where the adjusted weight is taken, or the weight where it never is."""
        if self.adjusting is None:
            return self._usual
        sign, bound = self.adjusting
        of = f"{bound} of ideal" if bound.kind is Kind.SHARE else f"BMI {bound}"
        return f"adjusted weight {'from' if sign == '≥' else 'above'} {of}"

    @property
    def otherwise(self) -> str:
        """What else the rule says."""
        words = [] if self.adjusting is None else [f"otherwise {self._usual}"]
        if self.actual_below_bmi is not None:
            words.append(f"below BMI {self.actual_below_bmi} actual weight")
        words.append(f"ideal weight {self.ideal}")
        words.append(f"below 60 inches {self.below_60_inches.replace('_', ' ')}")
        return ", ".join(words)

    @property
    def _usual(self) -> str:
        return f"{self.use.replace('_', ' ')} weight"


def _refused(code: str, message: str, fix: str) -> Refused:
    return Refused(Problem(code, message, fix))
