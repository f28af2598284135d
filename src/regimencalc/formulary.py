"""The formulary entry of a drug: what it is, how it comes, and which amounts it may have."""

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from regimencalc import wording
from regimencalc.component import AMOUNT_KINDS, Route
from regimencalc.fields import Flag, Identifier, MeasureOf, Model, Several, Text, refuse
from regimencalc.library_file import LibraryFile
from regimencalc.ranges import Amount, AmountOf, Count, Span
from regimencalc.rules import Required
from regimencalc.units import UNITS, Kind, Measure
from regimencalc.worked_out import worked_out

STANDARD = "standard"

Bound = Amount | Span | Count

_CONCENTRATION = MeasureOf("concentration", (Kind.CONCENTRATION,))
_STRENGTH = MeasureOf("strength", (Kind.CONCENTRATION, Kind.MASS, Kind.ACTIVITY))
_AMOUNT = AmountOf("amount", AMOUNT_KINDS)
_LIFETIME = MeasureOf("lifetime amount", AMOUNT_KINDS)
_VOLUME = MeasureOf("volume", (Kind.VOLUME,))

SOLID_FORMS = ("tablet", "capsule")
"""Forms that are taken whole."""
INJECTED_FORMS = ("vial", "ampoule", "syringe")
"""Forms that are opened for an injection or infusion."""


def _factor(value: object) -> object:
    """A plain decimal above 0; 'not stated' where a source has none."""
    if value == "not stated":
        return None
    if isinstance(value, str):
        if re.fullmatch(r"(0|[1-9][0-9]{0,3})(\.[0-9]{1,4})?", value, re.ASCII) and float(value):
            return float(value)
        raise refuse(value, "RC205", f"'{value}' is not a plain number above 0", "Write 0.5.")
    return value


class Product(Model):
    """One presentation of the drug: a tablet of a strength, a powder, or a vial of a solution."""

    form: Text | None = None
    strength: Annotated[Measure, _STRENGTH]
    volume: Annotated[Measure | None, _VOLUME] = Field(
        None, description="What the vial of a solution holds, for example 5 mL"
    )
    source: Identifier
    verified: Flag = True

    @property
    def is_solid(self) -> bool:
        """Whether it is swallowed whole, so that a dose is a number of them."""
        return self.form in SOLID_FORMS and not self.is_solution

    @property
    def is_solution(self) -> bool:
        """Whether its strength is a concentration."""
        return self.strength.kind is Kind.CONCENTRATION

    @property
    def holds(self) -> float | None:
        """What one of it holds [mg or IU]; None for a solution whose volume is not stated."""
        if not self.is_solution:
            return self.strength.canonical
        if self.volume is None:
            return None
        return wording.cleaned(self.strength.canonical * self.volume.canonical)

    @property
    def unit(self) -> str:
        """The unit of what it holds."""
        return "mg" if self.is_solution else self.strength.canonical_unit

    def __str__(self) -> str:
        if self.holds is None or not self.is_solution:
            return f"{self.strength}"
        return f"{wording.with_unit(wording.significant(self.holds, 6), 'mg')}/{self.volume}"


class Bands(Model):
    """The national table of dose bands that the drug belongs to: its stock and its volumes."""

    stock: Annotated[Measure, _CONCENTRATION]
    least: Annotated[Measure, _VOLUME] = Field(alias="from")
    most: Annotated[Measure, _VOLUME] = Field(alias="to")
    source: Identifier
    verified: Flag = True


class Bags(Model):
    """The bags in which the drug is given, from which one is proposed."""

    volumes: Annotated[Several[Annotated[Measure, _VOLUME]], Field(min_length=1)]
    source: Identifier
    verified: Flag = True


class ConcentrationWindow(Model):
    """The final concentrations between which an infusion may be."""

    least: Annotated[Measure | None, _CONCENTRATION] = Field(None, alias="from")
    most: Annotated[Measure | None, _CONCENTRATION] = Field(None, alias="to")
    source: Identifier
    verified: Flag = True


class Classified(Model):
    """A class that a published scheme puts the drug in."""

    class_: Text = Field(alias="class")
    source: Identifier
    verified: Flag = True


class RoundingStep(Model):
    """The step to which doses of the drug are rounded."""

    step: Annotated[Measure, MeasureOf("rounding step", (Kind.MASS,))]
    source: Identifier
    verified: Flag = True


class NeverBy(Model):
    """Routes by which the drug has killed or is banned."""

    routes: Annotated[Several[Route], Field(min_length=1)]
    why: Text
    source: Identifier
    verified: Flag = True


class ConfusedWith(Model):
    """Drugs that it has been taken for, or may be."""

    drugs: Annotated[Several[Identifier], Field(min_length=1)]
    source: Identifier
    verified: Flag = True


class Usual(Model):
    """The usual bounds of a drug by one route and in one profile: beyond them, a warning."""

    profile: Identifier = STANDARD
    route: Route | None = None
    per_dose: Annotated[Amount | None, _AMOUNT] = None
    per_day: Annotated[Amount | None, _AMOUNT] = None
    per_cycle: Annotated[Amount | None, _AMOUNT] = None
    infuse_over: Span | None = None
    interval: Span | None = None
    between_cycles: Span | None = Field(
        None, description="From the first giving of one cycle to the first of the next"
    )
    days_per_cycle: Count | None = None
    source: Identifier
    verified: Flag = True

    @worked_out
    def bounds(self) -> dict[str, Bound]:
        """What this row bounds, by the name of the field."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return {name: bound for name, bound in fields.items() if isinstance(bound, Bound)}

    def is_of(self, profile: str, route: str) -> bool:
        """Whether it bounds what is given by this route in this profile."""
        return self.profile == profile and self.route in (None, route)

    def is_for(self, profile: str, route: Route | None) -> bool:
        """Whether this row speaks of a profile and route; a row without a route, of every route."""
        return self.profile == profile and (None in (self.route, route) or self.route == route)


class Limit(Usual):
    """The limits of a drug by one route and in one profile: beyond them, no dose.

    An amount without a body measure in its unit bounds what one giving comes to, however it is
    stated: 2 mg bounds 1.4 mg/m2 of a patient. A low limit stands just above a tenth of the lowest
    usual amount, so that the slip of a decimal point is refused and not only nearly so.
    """

    per_hour: Annotated[Amount | None, _AMOUNT] = None


class LifetimeAtRisk(Model):
    """A lower limit of a lifetime, for those whom something else has harmed before."""

    after: Annotated[Several[Identifier], Field(min_length=1)] = Field(
        description="What came before, one of these, for example chest-radiotherapy"
    )
    refuse: Annotated[Measure, _LIFETIME]
    source: Identifier
    verified: Flag = True

    @property
    def words(self) -> str:
        """What lowers the limit, in words."""
        return " or ".join(name.replace("-", " ") for name in self.after)

    def unsaid(self, events: Mapping[str, bool]) -> tuple[str, ...]:
        """What nobody said whether it came before."""
        return tuple(name for name in self.after if name not in events)

    def holds(self, events: Mapping[str, bool]) -> bool | None:
        """Whether one of them came before; None where nobody said so of all."""
        if any(events.get(name) for name in self.after):
            return True
        return None if self.unsaid(events) else False


class Lifetime(Model):
    """How much of the drug in a whole life calls for a notice, and how much is refused."""

    warn: Annotated[Measure | None, _LIFETIME] = None
    warn_again: Annotated[Measure | None, _LIFETIME] = None
    refuse: Annotated[Measure | None, _LIFETIME] = None
    counts_as: Identifier | None = Field(
        None, description="The table of equivalents by which drugs of one class are added up"
    )
    at_risk: LifetimeAtRisk | None = None
    source: Identifier
    verified: Flag = True


class Equivalent(Model):
    """How many mg/m2 of the drug that a table counts in one mg/m2 of another is worth."""

    drug: Identifier
    factor: Annotated[float | None, BeforeValidator(_factor, json_schema_input_type=float)] = None
    source: Identifier
    verified: Flag = True


class Equivalents(LibraryFile):
    """A table by which drugs of one class are added up in a lifetime: never mixed with another."""

    counted_as: Identifier = Field(description="The drug in whose amounts the sum is said")
    equivalents: Annotated[Several[Equivalent], Field(min_length=1)]

    def factor_of(self, drug: str) -> float | None:
        """What a drug counts for; nothing where the table does not know it or has no number."""
        return next((one.factor for one in self.equivalents if one.drug == drug), None)

    @property
    def drugs(self) -> tuple[str, ...]:
        """The drugs that the table names, with a number or without."""
        return tuple(one.drug for one in self.equivalents)


class FormularyEntry(LibraryFile):
    """One drug."""

    tall_man: Text = Field(description="The name with tall-man letters, for display")
    amounts: Annotated[Several[Text], Field(min_length=1)] = Field(
        description="The units that an amount of this drug may have, for example [mg/m2]"
    )
    routes: Annotated[Several[Route], Field(min_length=1)] = Field(
        description="The routes by which it may be given"
    )
    never_by: NeverBy | None = None
    confused_with: ConfusedWith | None = None
    products: Several[Product] = ()
    concentration: ConcentrationWindow | None = None
    bags: Bags | None = None
    round_to: RoundingStep | None = None
    bands: Bands | None = None
    emetogenic_class: Classified | None = None
    extravasation_class: Classified | None = None
    usual: Several[Usual] = ()
    limits: Several[Limit] = ()
    lifetime: Lifetime | None = None
    required_before: Several[Required] = ()

    @property
    def solids(self) -> tuple[Product, ...]:
        """Its tablets and capsules."""
        return tuple(product for product in self.products if product.is_solid)

    @worked_out
    def vials(self) -> tuple[Product, ...]:
        """What is opened for an injection and holds a known amount."""
        kept = (product for product in self.products if product.form in INJECTED_FORMS)
        return tuple(product for product in kept if product.holds is not None)

    @worked_out
    def stock(self) -> Product | None:
        """The solution that is drawn up, where all vials hold the same concentration."""
        injected = [product for product in self.products if product.form in INJECTED_FORMS]
        strengths = {product.strength.canonical for product in injected}
        is_one = len(strengths) == 1 and injected[0].is_solution
        return injected[0] if is_one else None

    @worked_out
    def looked_up(self) -> dict[tuple[str, ...], Any]:
        """What was found in its rows, by what was asked: regimen after regimen asks the same."""
        return {}

    @worked_out
    def guardrails(self) -> dict[tuple[object, ...], Any]:
        """What its rows come to for profiles and a route: filled by `bounds`, once for each."""
        return {}

    @worked_out
    def kinds(self) -> frozenset[Kind]:
        """What the units of its amounts measure."""
        return frozenset(UNITS[unit].kind for unit in self.amounts if unit in UNITS)

    def allows(self, kind: Kind | None) -> bool:
        """Whether an amount of this kind is one that the drug may have."""
        return kind in self.kinds


def edges(bound: Bound) -> tuple[float | None, float | None]:
    """The least and the most of a bound, in the canonical unit of its kind.

    Examples
    --------
    >>> edges(Count.model_validate({"from": "1", "to": "5"}))
    (1, 5)
    """
    if isinstance(bound, Count):
        return bound.least, bound.most
    low, high = bound.least, bound.most
    return (None if low is None else low.canonical, None if high is None else high.canonical)


def kind_of(bound: Bound) -> Kind | None:
    """What the unit of an amount measures; nothing for a time or a count."""
    return bound.kind if isinstance(bound, Amount) else None


def widest(
    rows: Iterable[Usual], name: str, kind: Kind | None
) -> tuple[float | None, float | None]:
    """The least and the most that rows allow for one field: outside is outside all of them."""
    alike = [row.bounds[name] for row in rows if name in row.bounds]
    both = [edges(bound) for bound in alike if kind_of(bound) is kind]
    lows = [low for low, _ in both if low is not None]
    highs = [high for _, high in both if high is not None]
    return min(lows, default=None), max(highs, default=None)
