"""One drug line of a regimen as a file states it, and what it states part by part."""

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from regimencalc.conditions import Condition, ConditionField
from regimencalc.days import DaysField, Numbers, NumbersField
from regimencalc.dilution import Dilution, DilutionField
from regimencalc.fields import (
    Flag,
    Identifier,
    MeasureOf,
    Model,
    Several,
    Text,
    WholeNumber,
)
from regimencalc.kidney_methods import KIDNEY_METHODS, NOT_STATED, read_method_of_auc
from regimencalc.ranges import DURATION, Amount, AmountOf, CountField, Span, SpanField
from regimencalc.starts import Starts, UntilField
from regimencalc.units import Kind, Measure
from regimencalc.worked_out import worked_out

FLAT_KINDS = (
    Kind.MASS,
    Kind.ACTIVITY,
    Kind.USP_ACTIVITY,
    Kind.VOLUME,
    Kind.SUBSTANCE,
    Kind.PIECES,
    Kind.RADIATION,
)
PER_SURFACE_KINDS = (
    Kind.MASS_PER_SURFACE,
    Kind.ACTIVITY_PER_SURFACE,
    Kind.USP_ACTIVITY_PER_SURFACE,
    Kind.VOLUME_PER_SURFACE,
    Kind.SUBSTANCE_PER_SURFACE,
)
PER_WEIGHT_KINDS = (
    Kind.MASS_PER_WEIGHT,
    Kind.ACTIVITY_PER_WEIGHT,
    Kind.USP_ACTIVITY_PER_WEIGHT,
    Kind.VOLUME_PER_WEIGHT,
    Kind.SUBSTANCE_PER_WEIGHT,
)
RATED = (Kind.VOLUME, Kind.VOLUME_PER_SURFACE, Kind.VOLUME_PER_WEIGHT)
"""Kinds whose amount per hour is a dose of its own, a rate, where its length is not stated."""

AMOUNT_KINDS: tuple[Kind, ...] = (
    Kind.MASS_PER_SURFACE,
    Kind.AUC,
    *FLAT_KINDS,
    *PER_SURFACE_KINDS[1:],
    *PER_WEIGHT_KINDS,
)
AmountField = Annotated[Amount, AmountOf("amount", AMOUNT_KINDS, may_share=True)]

Basis = Literal["per_dose", "per_day", "per_hour", "total"]
BASES: tuple[Basis, ...] = ("per_dose", "per_day", "per_hour", "total")

Route = Literal[
    "intravenous",
    "oral",
    "subcutaneous",
    "intramuscular",
    "intrathecal",
    "intravesical",
    "ocular",
    "topical",
    "inhaled",
]
INFUSED: frozenset[str] = frozenset({"intravenous"})
Purpose = Literal[
    "premedication",
    "antiemetic",
    "hydration",
    "rescue",
    "protection",
    "modulation",
    "growth factor",
    "prophylaxis",
    "supportive",
]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)


class Cap(Model):
    """Limits that the regimen itself puts on a line."""

    per_dose: Annotated[Measure | None, MeasureOf("cap", FLAT_KINDS)] = None
    per_day: Annotated[Measure | None, MeasureOf("cap", FLAT_KINDS)] = None
    per_hour: Annotated[Measure | None, MeasureOf("cap", FLAT_KINDS)] = None
    lifetime: Annotated[
        Measure | None, MeasureOf("lifetime limit", (*FLAT_KINDS, *PER_SURFACE_KINDS))
    ] = None

    def __str__(self) -> str:
        words = {"per_dose": "a dose", "per_day": "a day", "per_hour": "an hour"}
        said = [
            f"at most {measure} {word}"
            for name, word in words.items()
            if (measure := getattr(self, name)) is not None
        ]
        if self.lifetime is not None:
            said.append(f"at most {self.lifetime} in a lifetime")
        return ", ".join(said)


class LineFields(Model):
    """What a line states for all of its givings, or a part of it for some."""

    per_dose: AmountField | None = Field(
        None, description="What is given at each giving, for example 100 mg/m2, AUC 5 or 20 mg"
    )
    per_day: AmountField | None = Field(None, description="What runs or is taken in 24 hours")
    per_hour: AmountField | None = Field(None, description="What runs in an hour")
    total: AmountField | None = Field(None, description="What one infusion over 24 h gives in all")
    route: Route | None = Field(None, description="How it is given, for example intravenous")
    days: DaysField | None = None
    doses_per_day: WholeNumber | None = None
    starts: Starts | None = None
    every: Annotated[Measure | None, DURATION] = None
    times: CountField | None = None
    until: UntilField | None = None
    weekdays: Several[Weekday] = ()
    except_days_of: Several[Identifier] = ()
    infuse_over: SpanField | None = Field(
        None, description="How long the infusion runs: 1 h, a range, or 'not stated'"
    )
    in_bag_with: Identifier | None = None
    cycles: NumbersField | None = None
    doses: NumbersField | None = None
    when: ConditionField | None = None
    only_if: ConditionField | None = None
    cap: Cap | None = None
    profile: Identifier | None = None
    weight: Literal["actual", "ideal", "adjusted"] | None = None
    round_to: Annotated[Measure | None, MeasureOf("rounding step", FLAT_KINDS)] = None
    dilute_in: DilutionField | None = None
    source: Identifier | None = None
    verified: Flag = True
    note: Text | None = None

    @property
    def says_when(self) -> bool:
        """Whether it says when it is given, in any of the fields of `TIMING`."""
        has_days = self.days is not None or self.starts is not None
        return has_days or self.every is not None or self.in_bag_with is not None


TIMING = ("days", "starts", "every", "in_bag_with")
"""The fields that say when a line is given."""


class Part(LineFields):
    """What a line states for some of its givings."""

    @property
    def is_by_dose(self) -> bool:
        """Whether it says what follows from the dose, such as the bag that it is diluted in."""
        return self.when is not None and any(c.name == "dose" for c in self.when.all_clauses())


class Component(LineFields):
    """One line of a regimen: a drug, or an event without one."""

    id: Identifier = Field(description="What this line is called; lines are told apart by it")
    drug: Text | None = Field(None, description="The drug, by the id of its formulary entry")
    event: Text | None = Field(None, description="What happens, where no drug is given")
    purpose: Purpose | None = None
    kidney: Annotated[
        str | None,
        BeforeValidator(read_method_of_auc),
        WithJsonSchema({"type": "string", "enum": [NOT_STATED, *KIDNEY_METHODS]}),
    ] = Field(
        None,
        description="The formula of the clearance that an AUC was defined with, or 'not stated'",
    )
    optional: Flag = False
    as_needed: Text | None = Field(None, description="What it is taken for, when needed")
    table_for: Annotated[Amount | None, AmountOf("amount", AMOUNT_KINDS)] = None
    retain_for: SpanField | None = None
    borrowed_from: Identifier | None = None
    parts: Several[Part] = ()

    @worked_out
    def statements(self) -> tuple["Statement", ...]:
        """The line's statements: one for each part, or itself.

        Parts that depend on the dose say what else follows from it; they are no statements.
        """
        made = tuple(
            Statement(self, part, number)
            for number, part in enumerate(self.parts)
            if not part.is_by_dose
        )
        return made or (Statement(self, None, 0),)

    @worked_out
    def has_amount_to_choose(self) -> bool:
        """Whether an amount of the line has bounds within which it may be chosen."""
        return any(statement.amount.has_bounds for statement in self.statements)

    @worked_out
    def has_count_to_choose(self) -> bool:
        """Whether a series of the line has bounds within which its number may be chosen."""
        return any(
            (times := statement.timing.times) is not None and None not in (times.least, times.most)
            for statement in self.statements
        )

    @property
    def is_by_auc(self) -> bool:
        """Whether any of its doses comes from a target AUC."""
        return any(statement.amount.kind is Kind.AUC for statement in self.statements)

    @property
    def is_verified(self) -> bool:
        """Whether nothing in it rests on memory alone."""
        return self.verified and all(part.verified for part in self.parts)

    @worked_out
    def conditions(self) -> tuple[Condition, ...]:
        """When its statements hold."""
        return tuple(when for statement in self.statements for when in statement.conditions)

    @worked_out
    def references(self) -> tuple[str, ...]:
        """The other lines that it needs before it can be placed or computed."""
        return tuple(name for statement in self.statements for name in statement.references)

    @property
    def name(self) -> str:
        """What is given: the drug's id or the event."""
        return self.drug or self.event or self.id


_NO_AMOUNT = Amount()


@dataclass(frozen=True, eq=False)
class Statement:
    """A line as it holds for some of its givings: its own fields and those of one part."""

    component: Component
    part: Part | None
    number: int

    id: str = field(init=False)
    """The line's id."""
    drug: str | None = field(init=False)
    """The drug, by the id of its entry; none for an event."""
    as_needed: str | None = field(init=False)
    """What it is taken for, when needed."""
    basis: Basis | None = field(init=False)
    """Which of the keys states the amount."""
    amount: Amount = field(init=False)
    """What is stated for a giving, a day, an hour or in all."""
    route: str = field(init=False)
    """How it is given."""
    infuse_over: Span | None = field(init=False)
    """How long it runs."""
    minutes: float | None = field(init=False)
    """How long it is planned to run; None where that is not stated."""
    longest_minutes: float | None = field(init=False)
    """The longest that it may run, if stated."""
    timing: LineFields = field(init=False)
    """Where it is said when it is given: the part, if it says so, else the line."""
    conditions: tuple[Condition, ...] = field(init=False)
    """When it holds: the line's own condition and the part's."""
    gates: tuple[Condition, ...] = field(init=False)
    """Under what a planned giving may be given: the line's own gate and the part's."""
    cycles: tuple[Numbers, ...] = field(init=False)
    """The cycles for which the line holds, and the part; all where none are stated."""
    doses: tuple[Numbers, ...] = field(init=False)
    """The numbered doses for which they hold."""
    profile: str | None = field(init=False)
    """Which of the drug's usual bounds are meant, if not the standard ones."""
    in_bag_with: str = field(init=False)
    """The line whose bag it is in."""
    cap: Cap | None = field(init=False)
    """What limits it."""
    kidney: str = field(init=False)
    """The clearance that its AUC was defined with, or 'not stated'."""

    def __post_init__(self) -> None:
        line, part = self.component, self.part
        of_line = said = vars(line)
        of_part = {} if part is None else vars(part)
        if of_part:
            said = {**of_line, **{n: stated for n, stated in of_part.items() if stated is not None}}
        basis = next((basis for basis in BASES if said[basis] is not None), None)
        span = said["infuse_over"]
        vars(self).update(
            id=line.id,
            drug=line.drug,
            as_needed=line.as_needed,
            basis=basis,
            amount=_NO_AMOUNT if basis is None else said[basis],
            route=said["route"] or "",
            infuse_over=span,
            minutes=None if span is None else span.planned_minutes,
            longest_minutes=None if span is None else span.longest_minutes,
            timing=line if part is None or not part.says_when else part,
            conditions=_in_both("when", of_line, of_part),
            gates=_in_both("only_if", of_line, of_part),
            cycles=_in_both("cycles", of_line, of_part),
            doses=_in_both("doses", of_line, of_part),
            profile=said["profile"],
            in_bag_with=said["in_bag_with"] or "",
            cap=said["cap"],
            kidney=line.kidney or NOT_STATED,
        )

    def _field(self, name: str) -> Any:
        stated = None if self.part is None else getattr(self.part, name)
        return getattr(self.component, name) if stated is None else stated

    @worked_out
    def weight(self) -> str:
        """Which weight an amount per kg means."""
        return str(self._field("weight") or "actual")

    @worked_out
    def round_to(self) -> Measure | None:
        """The step that the source rounds to."""
        stated = self._field("round_to")
        return stated if isinstance(stated, Measure) else None

    @worked_out
    def dilute_in(self) -> Dilution | None:
        """What it is diluted in."""
        stated = self._field("dilute_in")
        return stated if isinstance(stated, Dilution) else None

    @worked_out
    def is_verified(self) -> bool:
        """Whether nothing in it rests on memory alone."""
        return self.component.verified and (self.part is None or self.part.verified)

    @worked_out
    def source(self) -> str | None:
        """The id of the source that it names."""
        stated = self._field("source")
        return None if stated is None else str(stated)

    @worked_out
    def is_for_some(self) -> bool:
        """Whether it holds for some cycles or doses alone."""
        return bool(self.cycles or self.doses)

    def is_for(self, cycle: int, number: int) -> bool:
        """Whether it holds in this cycle of its phase, for the giving of this number."""
        for doses in self.doses:
            if number not in doses:
                return False
        return not self.cycles or all(cycle in cycles for cycles in self.cycles)

    @worked_out
    def references(self) -> tuple[str, ...]:
        """The other lines that it needs before it can be placed or computed."""
        timing, span = self.timing, self.infuse_over
        starts, days = timing.starts or self.component.starts, timing.days
        named = (
            "" if starts is None else starts.line,
            "" if days is None else days.same_as,
            *timing.except_days_of,
            timing.in_bag_with,
            self.amount.share_of,
            "" if span is None or span.until is None else span.until.after,
        )
        return tuple(filter(None, named))


def _in_both(name: str, of_line: dict[str, Any], of_part: dict[str, Any]) -> tuple[Any, ...]:
    """What the line states and what the part adds."""
    return tuple(filter(None, (of_line[name], of_part.get(name))))
