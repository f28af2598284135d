"""What a drug is diluted in: words alone, or a volume and its fluid, from which more follows."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import TypeAdapter

from regimencalc.fields import MeasureOf, ReadBy, Text, fields_of
from regimencalc.unit_reader import pattern
from regimencalc.units import Kind, Measure

_VOLUME = MeasureOf("volume", (Kind.VOLUME,))
_TEXT: TypeAdapter[str] = TypeAdapter(Text)
_FIELDS = ("volume", "fluid")


@dataclass(frozen=True, slots=True)
class Dilution:
    """What a drug is diluted in; the volume is known only where it stands in a field of its own."""

    fluid: str = ""
    volume: Measure | None = None

    def __str__(self) -> str:
        return " ".join(str(part) for part in (self.volume, self.fluid) if part)


def _read(value: object) -> Dilution:
    """The dilution of a text, or of a map with volume and fluid.

    >>> str(_read({"volume": "500 mL", "fluid": "sodium chloride 0.9 %"}))
    '500 mL sodium chloride 0.9 %'
    """
    if isinstance(value, Dilution):
        return value
    if isinstance(value, str):
        return Dilution(_TEXT.validate_python(value))
    said = fields_of(value, _FIELDS, "dilution")
    volume = _VOLUME.read(said["volume"]) if "volume" in said else None
    fluid = _TEXT.validate_python(said["fluid"]) if "fluid" in said else ""
    return Dilution(fluid, volume)


DilutionField = Annotated[
    Dilution,
    ReadBy(
        _read,
        {
            "description": "What it is diluted in: words, or {volume: 500 mL, fluid: …}",
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "properties": {
                        "volume": {"type": "string", "pattern": pattern((Kind.VOLUME,))},
                        "fluid": {"type": "string"},
                    },
                    "additionalProperties": False,
                },
            ],
        },
    ),
]
