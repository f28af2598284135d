"""The regimen as a file states it: models only, no patient and no arithmetic."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BeforeValidator, Discriminator, Field, Tag

from regimencalc.component import AMOUNT_KINDS, FLAT_KINDS, Component, Statement
from regimencalc.conditions import Condition, ConditionField, read_condition
from regimencalc.days import DayNumber, NumbersField
from regimencalc.fields import (
    Flag,
    Identifier,
    MeasureOf,
    Model,
    ReadBy,
    Several,
    Text,
    WholeNumber,
    refuse,
)
from regimencalc.library_file import Citation, LibraryFile
from regimencalc.ranges import Amount, AmountOf, CountField, SpanField
from regimencalc.rules import Gate, IfMissed, Level, Rule
from regimencalc.rulings import Ruling, rulings_of
from regimencalc.source import Path
from regimencalc.units import Kind, Measure
from regimencalc.worked_out import worked_out

MINUTES_PER_DAY = 1440

Population = Literal["adult", "child", "both"]
TotalField = Annotated[Amount, AmountOf("total", AMOUNT_KINDS)]
DoseField = Annotated[Measure, MeasureOf("dose", (*FLAT_KINDS, Kind.FLOW))]


class Cycle(Model):
    """How long a cycle is and how many are planned."""

    length: SpanField
    planned: CountField | None = None
    until: Text | None = None
    source: Identifier | None = None
    verified: Flag = True

    @property
    def days(self) -> int | None:
        """The length to plan with, in whole days."""
        minutes = self.length.planned_minutes
        return None if minutes is None else round(minutes / MINUTES_PER_DAY)

    @property
    def longest_days(self) -> int:
        """The longest that it may be, in whole days."""
        return round((self.length.longest_minutes or 0) / MINUTES_PER_DAY)


class Lasts(Model):
    """How long a phase without cycles lasts."""

    plan: Annotated[Measure | None, MeasureOf("length", (Kind.TIME,))] = None
    least: Annotated[Measure | None, MeasureOf("length", (Kind.TIME,))] = Field(None, alias="from")
    most: Annotated[Measure | None, MeasureOf("length", (Kind.TIME,))] = Field(None, alias="to")
    until: Text | None = None

    @property
    def days(self) -> int | None:
        """The length to plan with, in whole days."""
        return None if self.plan is None else round(self.plan.canonical / MINUTES_PER_DAY)

    def __str__(self) -> str:
        bounds = Amount(self.plan, self.least, self.most)
        said = [str(bounds)] if bounds.is_stated else []
        said += [f"until {self.until}"] if self.until else []
        return ", ".join(said) or "not stated"


_LengthText = Annotated[Measure | None, MeasureOf("length", (Kind.TIME,), absent="not stated")]


def _as_lasts(value: object) -> object:
    if value == "not stated":
        return {}
    return {"plan": value} if isinstance(value, str) else value


LastsField = Annotated[
    Lasts, BeforeValidator(_as_lasts, json_schema_input_type=_LengthText | Lasts)
]


class TotalsRow(Model):
    """The author's own sums for some cycles, or under a condition."""

    cycles: NumbersField | None = None
    when: ConditionField | None = None
    totals: dict[Identifier, TotalField] = Field(min_length=1)


def _has_rows(value: object) -> str:
    return "rows" if isinstance(value, list | tuple) else "lines"


TotalsField = Annotated[
    Annotated[dict[Identifier, TotalField], Tag("lines")]
    | Annotated[Several[TotalsRow], Tag("rows")],
    Discriminator(_has_rows),
]


class PhaseStarts(Model):
    """When a phase begins after another has ended."""

    after: Identifier
    by: SpanField | None = None


class Stretch(Model):
    """What a phase states, and a regimen of one phase: its cycles and its lines."""

    cycle: Cycle | None = Field(None, description="For example {length: 21 d, planned: 4}")
    lasts: LastsField | None = None
    day_zero: Text | None = None
    components: Several[Component] = Field((), description="The drug lines")
    totals_per_cycle: TotalsField = Field(
        (), description="The author's own sum for each line: checked"
    )
    start_if: Several[Gate] = ()

    @worked_out
    def conditions(self) -> tuple[Condition, ...]:
        """What decides which of its statements hold."""
        return tuple(when for component in self.components for when in component.conditions)

    @worked_out
    def deciding(self) -> dict[str, tuple[Condition, ...]]:
        """What decides where a line is placed: its conditions, and those of lines that it needs."""
        found: dict[str, tuple[Condition, ...]] = {}
        for component in self.components if self.conditions else ():
            lines = self.needed_by([component.id]) | {component.id}
            deciding = (c.conditions for c in self.components if c.id in lines)
            found[component.id] = tuple(chain.from_iterable(deciding))
        return found or {component.id: () for component in self.components}

    def needed_by(self, lines: Iterable[str]) -> frozenset[str]:
        """The other lines without which these cannot be placed."""
        found: set[str] = set()
        waiting = [*lines]
        while waiting:
            line = self.component(waiting.pop())
            beyond = set() if line is None else set(line.references) - found
            found |= beyond
            waiting += beyond
        return frozenset(found)

    @worked_out
    def names_weekdays(self) -> bool:
        """Whether any of its lines is given on some days of the week alone."""
        return any(stated.weekdays for c in self.components for stated in (c, *c.parts))

    @worked_out
    def placed(self) -> dict[tuple[object, ...], Any]:
        """The administrations that were worked out, by what they depend on.

        They depend on no patient but through the outcome of the conditions: a second patient
        needs no second schedule.
        """
        return {}

    @worked_out
    def totals(self) -> tuple[TotalsRow, ...]:
        """The author's own sums: one row for all cycles, or several."""
        stated = self.totals_per_cycle
        if isinstance(stated, dict):
            return (TotalsRow(totals=stated),) if stated else ()
        return stated

    def component(self, component_id: str) -> Component | None:
        """The line with this id, the first if there are several."""
        return self._by_id.get(component_id)

    @worked_out
    def _by_id(self) -> dict[str, Component]:
        return {component.id: component for component in reversed(self.components)}

    @worked_out
    def first_day(self) -> int:
        """The number of the day on which it starts: 0 where day zero is one of its events."""
        return 0 if self.day_zero and self.component(self.day_zero) is not None else 1


class Line(NamedTuple):
    """A line with its phase and the path at which it stands."""

    stretch: Stretch
    path: Path
    component: Component

    def path_of(self, statement: Statement, field: str) -> Path:
        """The path of a field of a statement: in its part, or in the line."""
        part = statement.part
        if part is not None and getattr(part, field, None) not in (None, ()):
            return (*self.path, "parts", statement.number, field)
        if getattr(self.component, field, None) not in (None, ()):
            return (*self.path, field)
        return self.path if part is None else (*self.path, "parts", statement.number)


class Phase(Stretch):
    """A part of a regimen whose cycles have one length."""

    id: Identifier
    name: Text | None = None
    when: ConditionField | None = None
    starts: PhaseStarts | None = None


ChoiceKey = Annotated[str, Field(pattern=r"^[a-z0-9_.-]+$")]
Answer = Annotated[Text, Field(json_schema_extra={"type": ["string", "integer"]})]


class Given(Model):
    """The patient of a worked example."""

    height: Annotated[Measure | None, MeasureOf("height", (Kind.LENGTH,))] = None
    weight: Annotated[Measure | None, MeasureOf("weight", (Kind.BODY_WEIGHT,))] = None
    age: Annotated[Measure | None, MeasureOf("age", (Kind.AGE,))] = None
    bsa: Annotated[Measure | None, MeasureOf("body surface area", (Kind.BODY_SURFACE,))] = None
    measured_gfr: Annotated[Measure | None, MeasureOf("measured GFR", (Kind.CLEARANCE,))] = None
    egfr: Annotated[Measure | None, MeasureOf("estimated GFR", (Kind.CLEARANCE,))] = None
    choose: dict[ChoiceKey, Answer] = Field(default_factory=dict)
    policy: Identifier | None = None


class ExpectRow(Model):
    """What an example expects on one day of one cycle."""

    phase: Identifier | None = None
    cycle: WholeNumber
    day: DayNumber
    doses: dict[Identifier, DoseField] = Field(min_length=1)


class Example(Model):
    """A worked case: executed by validate."""

    given: Given
    expect: Annotated[
        Annotated[dict[Identifier, DoseField], Field(min_length=1), Tag("lines")]
        | Annotated[Several[ExpectRow], Field(min_length=1), Tag("rows")],
        Discriminator(_has_rows),
    ]


@dataclass(frozen=True, slots=True)
class Choice:
    """A question at planning: its answers, each with the condition that decides it, if one does."""

    answers: tuple[tuple[str, Condition | None], ...]
    otherwise: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The answers that may be given."""
        return tuple(name for name, _ in self.answers)

    @property
    def is_decided(self) -> bool:
        """Whether conditions decide it, so that nobody is asked."""
        return any(condition is not None for _, condition in self.answers)


def _read_choice(value: object) -> Choice:
    if isinstance(value, Choice):
        return value
    fix = "Write a list of two answers or more, or each answer with its condition and 'otherwise'."
    if isinstance(value, list):
        names = tuple(str(name) for name in value)
        if len(set(names)) < 2 or len(set(names)) != len(names):
            raise refuse(value, "RC203", "a choice needs several different answers", fix)
        return Choice(tuple((name, None) for name in names))
    if not isinstance(value, dict):
        raise refuse(value, "RC203", "a choice has the wrong shape", fix)
    otherwise = [name for name, node in value.items() if node == "otherwise"]
    if len(otherwise) != 1 or len(value) < 2:
        raise refuse(value, "RC203", "a decided choice needs one answer that is 'otherwise'", fix)
    return Choice(
        tuple(
            (name, None if node == "otherwise" else read_condition(node))
            for name, node in value.items()
        ),
        otherwise[0],
    )


ChoiceField = Annotated[
    Choice,
    ReadBy(
        _read_choice,
        {"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "object"}]},
    ),
]


class Regimen(LibraryFile, Stretch):
    """A chemotherapy regimen: its cycles, or its phases, and its lines."""

    aliases: Several[Text] = ()
    indications: Several[Text] = ()
    population: Population = Field(description="Whom it is for: adult, child or both")
    choices: dict[Identifier, ChoiceField] = Field(default_factory=dict)
    phases: Several[Phase] = ()
    order: Several[Identifier] = ()
    levels: Several[Level] = ()
    rules: Several[Rule] = ()
    if_missed: Several[IfMissed] = ()
    alternatives: Several[Identifier] = ()
    required_before: Several[Text] = ()
    examples: Several[Example] = ()
    narrative: Several[Text] = ()

    @worked_out
    def stretches(self) -> tuple[tuple[str, Path, Stretch], ...]:
        """Its phases with their ids and paths; the regimen itself where it has none."""
        if not self.phases:
            return (("", (), self),)
        return tuple(
            (phase.id, ("phases", number), phase) for number, phase in enumerate(self.phases)
        )

    @worked_out
    def lines(self) -> tuple[Line, ...]:
        """Every line with its phase and the path at which it stands."""
        return tuple(
            Line(stretch, (*path, "components", number), component)
            for _, path, stretch in self.stretches
            for number, component in enumerate(stretch.components)
        )

    @worked_out
    def every_component(self) -> tuple[Component, ...]:
        """The lines of all phases."""
        return tuple(line.component for line in self.lines)

    @worked_out
    def drugs(self) -> tuple[str, ...]:
        """The drugs of all lines, each once, in the order of the file."""
        return tuple(dict.fromkeys(c.drug for c in self.every_component if c.drug is not None))

    @worked_out
    def asked_by_rules(self) -> frozenset[str]:
        """The values that its criteria, gates and rules ask for."""
        return frozenset(c.name for r in self.rulings for c in r.condition.all_clauses())

    def followed_by(self, line: str) -> frozenset[str]:
        """The lines of whose dose a line is a share, and those of whose dose these are one."""
        reached, new = set[str](), {line}
        while new:
            statements = (one for name in new for one in self._statements_of(name))
            new = {one.amount.share_of for one in statements if one.amount.share_of} - reached
            reached |= new
        return frozenset(reached)

    def _statements_of(self, line: str) -> Iterator[Statement]:
        return (one for c in self.every_component if c.id == line for one in c.statements)

    @worked_out
    def decided(self) -> tuple[tuple[Condition, ...], ...]:
        """What decides of each phase and statement whether it holds, where anything does."""
        found: list[tuple[Condition, ...]] = []
        for _, _, stretch in self.stretches:
            when = stretch.when if isinstance(stretch, Phase) else None
            of_phase = () if when is None else (when,)
            statements = (one for line in stretch.components for one in line.statements)
            found += [of_phase, *((*of_phase, *one.conditions) for one in statements)]
        return tuple(dict.fromkeys(filter(None, found)))

    @worked_out
    def shared_from(self) -> frozenset[str]:
        """The lines of whose doses others are shares."""
        statements = (one for component in self.every_component for one in component.statements)
        return frozenset(one.amount.share_of for one in statements if one.amount.share_of)

    @worked_out
    def amount_steps(self) -> dict[Statement, Any]:
        """What each statement's amount is in a derivation: filled by `dosing`, once for each."""
        return {}

    @worked_out
    def needed(self) -> dict[tuple[object, ...], Mapping[str, Any]]:
        """Which measures its doses are found from, by what that depends on: filled by `givings`."""
        return {}

    def source_of(self, source_id: str | None) -> Citation | None:
        """What a line rests on: the source that it names, or the only one that there is."""
        if source_id is not None:
            return self.cited(source_id)
        return self.sources[0] if len(self.sources) == 1 else None

    @worked_out
    def rulings(self) -> tuple[Ruling, ...]:
        """Its start criteria, gates and rules, each under the name by which it is answered."""
        phases = [(name, path, s.start_if, s.components) for name, path, s in self.stretches]
        if self.phases:
            phases.append(("", (), self.start_if, ()))
        return rulings_of(phases, self.rules, self.if_missed)

    @property
    def is_verified(self) -> bool:
        """Whether nothing in it rests on memory alone."""
        cycles = (s.cycle.verified for _, _, s in self.stretches if s.cycle is not None)
        return all(cycles) and all(component.is_verified for component in self.every_component)

    @worked_out
    def _by_id(self) -> dict[str, Component]:
        """The lines of all phases; of those with one id, that of the first."""
        return {component.id: component for component in reversed(self.every_component)}

    def forget(self) -> None:
        """Let go of all that was worked out, from its lines and phases too."""
        for model in (*self.every_component, *self.phases):
            model.forget()
        super().forget()
