"""The formulary entry of a drug: what it is, how it comes, and which amounts it may have."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from regimencalc.component import AMOUNT_KINDS, Route
from regimencalc.fields import Flag, Identifier, MeasureOf, Model, Several, Text
from regimencalc.library_file import LibraryFile
from regimencalc.ranges import Amount, AmountOf, Count, Span
from regimencalc.rules import Required
from regimencalc.units import UNITS, Kind, Measure

STANDARD = "standard"

Bound = Amount | Span | Count

_CONCENTRATION = MeasureOf("concentration", (Kind.CONCENTRATION,))
_STRENGTH = MeasureOf("strength", (Kind.CONCENTRATION, Kind.MASS, Kind.ACTIVITY))
_AMOUNT = AmountOf("amount", AMOUNT_KINDS)
_LIFETIME = MeasureOf("lifetime amount", AMOUNT_KINDS)


class Product(Model):
    """One presentation of the drug."""

    form: Text | None = None
    strength: Annotated[Measure, _STRENGTH]
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
    days_per_cycle: Count | None = None
    source: Identifier
    verified: Flag = True

    @property
    def bounds(self) -> dict[str, Bound]:
        """What this row bounds, by the name of the field."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return {name: bound for name, bound in fields.items() if isinstance(bound, Bound)}

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


class Lifetime(Model):
    """How much of the drug in a whole life calls for a warning, and how much is refused."""

    warn: Annotated[Measure | None, _LIFETIME] = None
    refuse: Annotated[Measure | None, _LIFETIME] = None
    counts_as: Identifier | None = Field(
        None, description="The table of equivalents by which drugs of one class are added up"
    )
    source: Identifier
    verified: Flag = True


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
    round_to: RoundingStep | None = None
    emetogenic_class: Classified | None = None
    extravasation_class: Classified | None = None
    usual: Several[Usual] = ()
    limits: Several[Limit] = ()
    lifetime: Lifetime | None = None
    required_before: Several[Required] = ()

    def allows(self, kind: Kind | None) -> bool:
        """Whether an amount of this kind is one that the drug may have."""
        return kind in {UNITS[unit].kind for unit in self.amounts if unit in UNITS}


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
