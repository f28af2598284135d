"""Numbers that come in several: days, cycles, doses, durations, amounts with bounds."""

import re
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from regimencalc import wording
from regimencalc.fields import (
    Identifier,
    MeasureOf,
    Model,
    ReadBy,
    WholeNumber,
    fields_of,
    how_to_write,
    refuse,
    spelled,
)
from regimencalc.problems import Problem, Refused
from regimencalc.unit_reader import pattern, read_measure
from regimencalc.units import Kind, Measure

DURATION = MeasureOf("duration", (Kind.TIME,))


@dataclass(frozen=True, slots=True)
class Amount:
    """What a file states for a giving: one measure, bounds, a share of another line, or nothing."""

    plan: Measure | None = None
    least: Measure | None = None
    most: Measure | None = None
    share_of: str = ""
    one: Measure | None = field(init=False, compare=False, repr=False)
    """Any of its measures: all are of one kind."""
    kind: Kind | None = field(init=False, compare=False, repr=False)
    """What its unit measures."""

    def __post_init__(self) -> None:
        one = self.plan or self.least or self.most
        object.__setattr__(self, "one", one)
        object.__setattr__(self, "kind", None if one is None else one.kind)

    @property
    def is_stated(self) -> bool:
        """Whether the source states any amount."""
        return self.one is not None

    @property
    def has_bounds(self) -> bool:
        """Whether another amount within bounds may be chosen."""
        return self.least is not None or self.most is not None

    @property
    def must_be_chosen(self) -> bool:
        """Whether it has bounds and nothing to plan with."""
        return self.plan is None and self.is_stated

    def holds(self, measure: Measure) -> bool:
        """Whether a measure lies within the bounds."""
        if measure.kind is not self.kind:
            return False
        low, high = self.least, self.most
        return (low is None or low.canonical <= measure.canonical) and (
            high is None or measure.canonical <= high.canonical
        )

    def __str__(self) -> str:
        if self.share_of:
            return f"{self.plan} of {self.share_of}"
        if self.plan is not None:
            within = _bounds(self.least, self.most)
            return f"{self.plan} ({within})" if within else str(self.plan)
        return _bounds(self.least, self.most) or "not stated"


def _bounds(least: object, most: object) -> str:
    if least is not None and most is not None:
        return f"{least} to {most}"
    if most is not None:
        return f"at most {most}"
    return f"at least {least}" if least is not None else ""


_SHARE = re.compile(r"(\S+ %) of ([a-z0-9][a-z0-9_-]*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class AmountOf:
    """The field type of an amount of these kinds: a measure, bounds, a share, 'not stated'."""

    what: str
    kinds: tuple[Kind, ...]
    may_share: bool = False
    of_one: MeasureOf = field(init=False, compare=False, repr=False)
    """The field type of one measure of these kinds."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "of_one", MeasureOf(self.what, self.kinds))

    def read(self, value: object) -> Amount:
        """The amount of a text or of a map with from, to and plan."""
        if isinstance(value, Amount):
            return value
        if isinstance(value, dict):
            said = fields_of(value, ("plan", "from", "to"), self.what)
            read = {name: self._measure(text) for name, text in said.items()}
            made = Amount(read.get("plan"), read.get("from"), read.get("to"))
            _in_order(made, said)
            return made
        if not isinstance(value, str):
            example = spelled(self.kinds)
            raise refuse(
                value,
                "RC203",
                f"{wording.indefinite(self.what)} is needed as text with its unit",
                f"Write a number, a space and a unit ({example}).",
            )
        if value == "not stated":
            return Amount()
        share = _SHARE.fullmatch(value) if self.may_share else None
        if share:
            percent = read_measure(share[1], (Kind.SHARE,), "share")
            return Amount(replace(percent, text=value), share_of=share[2])
        return Amount(self._measure(value))

    def _measure(self, text: object) -> Measure:
        measure = self.of_one.read(text)
        if measure is None:
            raise TypeError("a field without an absent word has a measure")
        return measure

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        """Validation by `read`."""
        return ReadBy(self.read, {}).__get_pydantic_core_schema__(source, handler)

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> Any:
        """For editors: text with a pattern, or bounds."""
        mend = how_to_write(self.kinds)
        one = {"type": "string", "pattern": pattern(self.kinds), "patternErrorMessage": mend}
        bounds = {
            "type": "object",
            "properties": {"plan": one, "from": one, "to": one},
            "additionalProperties": False,
        }
        allowed = f"{pattern(self.kinds)}|^not stated$"
        if self.may_share:
            allowed += r"|^[0-9.]+ % of [a-z0-9_-]+$"
        text = {"type": "string", "pattern": allowed, "patternErrorMessage": mend}
        return {"anyOf": [text, bounds], "description": f"{self.what}, with its unit"}


def _in_order(amount: Amount, said: dict[str, Any]) -> None:
    stated = [m for m in (amount.least, amount.plan, amount.most) if m is not None]
    if len({measure.canonical_unit for measure in stated}) > 1:
        raise refuse(
            said.get("to") or said.get("plan"),
            "RC207",
            "the bounds of one amount are of different kinds",
            "Write them in one unit.",
        )
    numbers = [measure.canonical for measure in stated]
    if numbers != sorted(numbers) or (amount.least and amount.least == amount.most):
        raise refuse(
            said.get("to") or said.get("plan"),
            "RC212",
            "the amount's bounds are not in order",
            "Write 'from' below 'to', and 'plan' between them.",
        )


def _as_range(value: object) -> object:
    if value == "not stated":
        return {}
    if value == {}:
        raise Refused(
            Problem("RC202", "nothing is stated here", "Write 'not stated', or what it is.")
        )
    return {"plan": value} if isinstance(value, str | int) else value


class EndsAfter(Model):
    """The end of an infusion that lasts until another line has ended."""

    after: Identifier
    of: Literal["first", "last"] | None = None
    by: Annotated[Measure | None, DURATION] = None

    def __str__(self) -> str:
        by = "" if self.by is None else f"{self.by} after "
        which = "" if self.of is None else f"the {self.of} giving of "
        return f"until {by}the end of {which}{self.after}"


class Span(Model):
    """A duration: the one to plan with, or bounds to choose within; all empty is "not stated"."""

    plan: Annotated[Measure | None, DURATION] = None
    least: Annotated[Measure | None, DURATION] = Field(None, alias="from")
    most: Annotated[Measure | None, DURATION] = Field(None, alias="to")
    until: EndsAfter | None = None

    @property
    def planned_minutes(self) -> float | None:
        """The duration to plan with, if one is stated."""
        plan = self.plan
        return None if plan is None else plan.canonical

    @property
    def longest_minutes(self) -> float | None:
        """The longest that it may last, if stated."""
        longest = self.most or self.plan
        return None if longest is None else longest.canonical

    @property
    def shortest_minutes(self) -> float | None:
        """The shortest that it may last, if stated."""
        shortest = self.least or self.plan or self.most
        return None if shortest is None else shortest.canonical

    @property
    def is_stated(self) -> bool:
        """Whether anything is stated."""
        return any(part is not None for part in (self.plan, self.least, self.most, self.until))

    def __str__(self) -> str:
        if self.until is not None:
            return str(self.until)
        if self.plan is not None:
            return str(self.plan)
        return _bounds(self.least, self.most) or "not stated"


class Count(Model):
    """A number of cycles or givings: the one to plan with, or bounds."""

    plan: WholeNumber | None = None
    least: WholeNumber | None = Field(None, alias="from")
    most: WholeNumber | None = Field(None, alias="to")

    def __str__(self) -> str:
        bounds = [f"from {self.least}"] if self.least is not None else []
        bounds += [f"to {self.most}"] if self.most is not None else []
        within = " ".join(bounds)
        if self.plan is None:
            return within or "not stated"
        return f"{self.plan} ({within})" if within else str(self.plan)


_SpanText = Annotated[Measure | None, MeasureOf("duration", (Kind.TIME,), absent="not stated")]
SpanField = Annotated[Span, BeforeValidator(_as_range, json_schema_input_type=_SpanText | Span)]
CountField = Annotated[
    Count,
    BeforeValidator(_as_range, json_schema_input_type=int | Literal["not stated"] | Count),
]
