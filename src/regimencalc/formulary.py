"""The formulary entry of a drug: what it is, how it comes, and which amounts it may have."""

from typing import Annotated

from pydantic import Field

from regimencalc.component import AMOUNT_KINDS, Route
from regimencalc.fields import Flag, Identifier, MeasureOf, Model, Several, Text
from regimencalc.library_file import LibraryFile
from regimencalc.ranges import Amount, AmountOf, Count, Span
from regimencalc.units import UNITS, Kind, Measure

STANDARD = "standard"

_CONCENTRATION = MeasureOf("concentration", (Kind.CONCENTRATION,))
_STRENGTH = MeasureOf("strength", (Kind.CONCENTRATION, Kind.MASS, Kind.ACTIVITY))
_AMOUNT = AmountOf("amount", AMOUNT_KINDS)


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

    def allows(self, kind: Kind | None) -> bool:
        """Whether an amount of this kind is one that the drug may have."""
        return kind in {UNITS[unit].kind for unit in self.amounts if unit in UNITS}
