"""The regimen as a file states it: models only, no patient and no arithmetic."""

from typing import Annotated, Literal

from pydantic import Field

from regimencalc.fields import (
    CountField,
    Days,
    Flag,
    Identifier,
    MeasureOf,
    Model,
    Several,
    SpanField,
    Text,
)
from regimencalc.library_file import Citation, LibraryFile
from regimencalc.units import Kind, Measure

AMOUNT_KINDS = (
    Kind.MASS_PER_SURFACE,
    Kind.AUC,
    Kind.MASS,
)

AMOUNT = MeasureOf("amount", AMOUNT_KINDS)

Route = Literal[
    "intravenous", "oral", "subcutaneous", "intramuscular", "intrathecal", "intravesical"
]
INFUSED: frozenset[Route] = frozenset({"intravenous"})

Population = Literal["adult", "child", "both"]


class Cycle(Model):
    """How long a cycle is and how many are planned."""

    length: Annotated[Measure, MeasureOf("cycle length", (Kind.TIME,))]
    planned: CountField
    source: Identifier | None = None
    verified: Flag = True

    @property
    def days(self) -> int:
        """The length in whole days."""
        return round(self.length.canonical / 1440)


class Starts(Model):
    """When a line begins within its day: after another line."""

    after: Identifier


class Cap(Model):
    """A limit that the regimen itself puts on a dose."""

    per_dose: Annotated[Measure, MeasureOf("cap", (Kind.MASS,))]


class Component(Model):
    """One drug line of a regimen."""

    id: Identifier = Field(description="What this line is called; lines are told apart by it")
    drug: Text = Field(description="The drug, by the id of its formulary entry")
    per_dose: Annotated[Measure, AMOUNT] = Field(
        description="What is given at each giving, for example 100 mg/m2, AUC 5 or 20 mg"
    )
    route: Route = Field(description="How it is given, for example intravenous")
    days: Days = Field(description="The days on which a giving starts: [1, 8]")
    infuse_over: SpanField | None = Field(
        None, description="How long the infusion runs: 1 h, a range, or 'not stated'"
    )
    starts: Starts | None = None
    cap: Cap | None = None
    kidney: Literal["not stated"] | None = Field(
        None, description="The clearance that an AUC was defined with: 'not stated'"
    )
    purpose: Text | None = None
    profile: Identifier | None = None
    source: Identifier | None = None
    verified: Flag = True
    note: Text | None = None

    @property
    def is_by_auc(self) -> bool:
        """Whether its dose comes from a target AUC."""
        return self.per_dose.kind is Kind.AUC


class Given(Model):
    """The patient of a worked example."""

    height: Annotated[Measure | None, MeasureOf("height", (Kind.LENGTH,))] = None
    weight: Annotated[Measure | None, MeasureOf("weight", (Kind.BODY_WEIGHT,))] = None
    bsa: Annotated[Measure | None, MeasureOf("body surface area", (Kind.BODY_SURFACE,))] = None
    measured_gfr: Annotated[Measure | None, MeasureOf("measured GFR", (Kind.CLEARANCE,))] = None
    egfr: Annotated[Measure | None, MeasureOf("estimated GFR", (Kind.CLEARANCE,))] = None


class Example(Model):
    """A worked case: executed by validate."""

    given: Given
    expect: dict[Identifier, Annotated[Measure, MeasureOf("dose", (Kind.MASS,))]] = Field(
        min_length=1
    )


class Regimen(LibraryFile):
    """A chemotherapy regimen: its cycle and its drug lines."""

    aliases: Several[Text] = ()
    indications: Several[Text] = ()
    population: Population = Field(description="Whom it is for: adult, child or both")
    cycle: Cycle = Field(description="For example {length: 21 d, planned: 4}")
    components: Annotated[Several[Component], Field(min_length=1)] = Field(
        description="The drug lines"
    )
    totals_per_cycle: dict[Identifier, Annotated[Measure, AMOUNT]] = Field(
        default_factory=dict, description="The author's own sum for each line: checked"
    )
    examples: Several[Example] = ()
    narrative: Several[Text] = ()

    def source_of(self, component: Component) -> Citation | None:
        """What a line rests on: the source that it names, or the only one that there is."""
        if component.source is not None:
            return self.cited(component.source)
        return self.sources[0] if len(self.sources) == 1 else None

    @property
    def is_verified(self) -> bool:
        """Whether nothing in it rests on memory alone."""
        lines = (component.verified for component in self.components)
        return self.cycle.verified and all(lines)

    @property
    def needs_clearance(self) -> bool:
        """Whether any dose comes from a target AUC."""
        return any(component.is_by_auc for component in self.components)

    def component(self, component_id: str) -> Component | None:
        """The line with this id."""
        return next((c for c in self.components if c.id == component_id), None)
