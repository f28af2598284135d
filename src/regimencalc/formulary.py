"""The formulary entry of a drug: what it is, how it comes, and which amounts it may have."""

from typing import Annotated

from pydantic import Field

from regimencalc.fields import Flag, Identifier, MeasureOf, Model, Several, Text
from regimencalc.library_file import LibraryFile
from regimencalc.regimen import Route
from regimencalc.units import UNITS, Kind, Measure

_CONCENTRATION = MeasureOf("concentration", (Kind.CONCENTRATION,))


class Product(Model):
    """One presentation of the drug."""

    strength: Annotated[Measure, _CONCENTRATION]
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


class FormularyEntry(LibraryFile):
    """One drug."""

    tall_man: Text = Field(description="The name with tall-man letters, for display")
    amounts: Annotated[Several[Text], Field(min_length=1)] = Field(
        description="The units that an amount of this drug may have, for example [mg/m2]"
    )
    routes: Annotated[Several[Route], Field(min_length=1)] = Field(
        description="The routes by which it may be given"
    )
    products: Several[Product] = ()
    concentration: ConcentrationWindow | None = None
    round_to: RoundingStep | None = None
    emetogenic_class: Classified | None = None
    extravasation_class: Classified | None = None

    def allows(self, amount: Measure) -> bool:
        """Whether an amount of this kind is one that the drug may have."""
        return amount.kind in {UNITS[unit].kind for unit in self.amounts if unit in UNITS}
