"""The units that may be written, what each measures, and a number with its unit.

pint never sees text: calculation runs on numbers in the canonical unit of their kind, and a pint
`Quantity` is made from a number and a listed unit when somebody asks for one. Body surface, body
weight and both activities are dimensions of their own, so that mg/m² × kg is refused and mg/kg is
not a bare number.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from regimencalc import wording
from regimencalc.problems import NOWHERE, Place

if TYPE_CHECKING:
    import pint


class Kind(StrEnum):
    """What a unit measures, in the words of messages."""

    MASS = "amount"
    MASS_PER_SURFACE = "amount per body surface"
    MASS_PER_WEIGHT = "amount per body weight"
    AUC = "target AUC"
    ACTIVITY = "international activity"
    ACTIVITY_PER_SURFACE = "international activity per body surface"
    ACTIVITY_PER_WEIGHT = "international activity per body weight"
    USP_ACTIVITY = "USP activity"
    USP_ACTIVITY_PER_SURFACE = "USP activity per body surface"
    USP_ACTIVITY_PER_WEIGHT = "USP activity per body weight"
    VOLUME = "volume"
    VOLUME_PER_SURFACE = "volume per body surface"
    VOLUME_PER_WEIGHT = "volume per body weight"
    SUBSTANCE = "amount of substance"
    SUBSTANCE_PER_SURFACE = "amount of substance per body surface"
    SUBSTANCE_PER_WEIGHT = "amount of substance per body weight"
    PIECES = "number of pieces"
    RADIATION = "radiation dose"
    LENGTH = "height"
    BODY_WEIGHT = "weight"
    BODY_SURFACE = "body surface area"
    BODY_MASS_INDEX = "body mass index"
    TIME = "time"
    AGE = "age"
    CREATININE = "creatinine"
    CREATININE_MOLAR = "creatinine (SI)"
    CLEARANCE = "clearance or GFR"
    INDEXED_CLEARANCE = "indexed GFR"
    CONCENTRATION = "concentration"
    SHARE = "share"
    CELL_COUNT = "cell count"
    MASS_LEVEL = "mass concentration"
    MOLAR_LEVEL = "molar concentration"
    ACTIVITY_LEVEL = "activity concentration"
    UPPER_LIMIT = "multiple of the upper limit of normal"
    FLOW = "flow"
    TEMPERATURE = "temperature"
    PH = "pH"
    PERFORMANCE = "ECOG performance status"
    GRADE = "toxicity grade"
    RATIO = "international normalised ratio"


@dataclass(frozen=True, slots=True)
class Unit:
    """One spelling that may be written, its kind, and how many canonical units it is."""

    symbol: str
    kind: Kind
    factor: float
    canonical: str
    pint_name: str


_TABLE: tuple[tuple[Kind, tuple[tuple[str, float, str], ...]], ...] = (
    (Kind.MASS, (("mg", 1, "mg"), ("g", 1000, "g"), ("mcg", 0.001, "mcg"))),
    (
        Kind.MASS_PER_SURFACE,
        (("mg/m2", 1, "mg/m2"), ("g/m2", 1000, "g/m2"), ("mcg/m2", 0.001, "mcg/m2")),
    ),
    (
        Kind.MASS_PER_WEIGHT,
        (("mg/kg", 1, "mg/kg_body"), ("g/kg", 1000, "g/kg_body"), ("mcg/kg", 0.001, "mcg/kg_body")),
    ),
    (Kind.AUC, (("AUC", 1, "AUC"),)),
    (Kind.ACTIVITY, (("IU", 1, "IU"),)),
    (Kind.ACTIVITY_PER_SURFACE, (("IU/m2", 1, "IU/m2"),)),
    (Kind.ACTIVITY_PER_WEIGHT, (("IU/kg", 1, "IU/kg_body"),)),
    (Kind.USP_ACTIVITY, (("USP_units", 1, "USP_unit"),)),
    (Kind.USP_ACTIVITY_PER_SURFACE, (("USP_units/m2", 1, "USP_unit/m2"),)),
    (Kind.USP_ACTIVITY_PER_WEIGHT, (("USP_units/kg", 1, "USP_unit/kg_body"),)),
    (Kind.VOLUME, (("mL", 1, "mL"), ("L", 1000, "L"))),
    (Kind.VOLUME_PER_SURFACE, (("mL/m2", 1, "mL/m2"), ("L/m2", 1000, "L/m2"))),
    (Kind.VOLUME_PER_WEIGHT, (("mL/kg", 1, "mL/kg_body"),)),
    (Kind.SUBSTANCE, (("mmol", 1, "mmol"),)),
    (Kind.SUBSTANCE_PER_SURFACE, (("mmol/m2", 1, "mmol/m2"),)),
    (Kind.SUBSTANCE_PER_WEIGHT, (("mmol/kg", 1, "mmol/kg_body"),)),
    (Kind.PIECES, (("drops", 1, "piece"), ("tablets", 1, "piece"), ("sachets", 1, "piece"))),
    (Kind.RADIATION, (("Gy", 1, "gray"),)),
    (Kind.LENGTH, (("cm", 1, "cm"),)),
    (Kind.BODY_WEIGHT, (("kg", 1, "kg_body"),)),
    (Kind.BODY_SURFACE, (("m2", 1, "m2"),)),
    (Kind.BODY_MASS_INDEX, (("kg/m2", 1, "kg_body/meter**2"),)),
    (Kind.TIME, (("min", 1, "minute"), ("h", 60, "hour"), ("d", 1440, "day"))),
    (Kind.AGE, (("y", 1, "year"),)),
    (Kind.CREATININE, (("mg/dL", 1, "mg/dL"),)),
    (Kind.CREATININE_MOLAR, (("umol/L", 1, "umol/L"),)),
    (Kind.CELL_COUNT, (("10^9/L", 1, "billion_cells/L"), ("cells/uL", 0.001, "cell/microliter"))),
    (Kind.MASS_LEVEL, (("g/L", 1, "g/L"), ("g/dL", 10, "g/dL"))),
    (Kind.MOLAR_LEVEL, (("mmol/L", 1, "mmol/L"),)),
    (Kind.ACTIVITY_LEVEL, (("IU/L", 1, "IU/L"),)),
    (Kind.UPPER_LIMIT, (("ULN", 1, "upper_limit"),)),
    (Kind.FLOW, (("mL/h", 1, "mL/hour"),)),
    (Kind.TEMPERATURE, (("degC", 1, "celsius"),)),
    (Kind.PH, (("pH", 1, "pH"),)),
    (Kind.PERFORMANCE, (("ECOG", 1, "ECOG"),)),
    (Kind.GRADE, (("grade", 1, "grade"),)),
    (Kind.RATIO, (("INR", 1, "INR"),)),
    (Kind.CLEARANCE, (("mL/min", 1, "mL/minute"),)),
    (Kind.INDEXED_CLEARANCE, (("mL/min/1.73m2", 1, "mL/minute/normal_surface"),)),
    (Kind.CONCENTRATION, (("mg/mL", 1, "mg/mL"),)),
    (Kind.SHARE, (("%", 1, "percent"),)),
)

UNITS: dict[str, Unit] = {
    symbol: Unit(
        symbol, kind, factor, symbol if kind is Kind.PIECES else spellings[0][0], pint_name
    )
    for kind, spellings in _TABLE
    for symbol, factor, pint_name in spellings
}
"""Every unit that may be written, by its one spelling."""

_DEFINITIONS = """
micro- = 1e-6 = mc-
milli- = 1e-3 = m-
centi- = 1e-2 = c-
deci- = 1e-1 = d-
kilo- = 1e3 = k-
meter = [length] = m
second = [time] = s
gram = [mass] = g
mole = [substance] = mol
micromole = 1e-6 * mole = umol
body_surface = [body_surface] = m2
normal_surface = 1.73 * m2
body_kilogram = [body_weight] = kg_body
international_unit = [activity] = IU
USP_unit = [usp_activity]
minute = 60 * second
hour = 60 * minute
day = 24 * hour
year = 365.25 * day
liter = 1e-3 * meter ** 3 = L
area_under_curve = milligram / milliliter * minute = AUC
percent = 0.01 = %
piece = [piece]
gray = [radiation]
cell = [cell]
billion_cells = 1e9 * cell
upper_limit = [upper_limit]
celsius = [temperature]
pH = [acidity]
ECOG = [performance]
grade = [grade]
INR = [ratio]
"""

_registry_lock = Lock()


def registry() -> "pint.UnitRegistry[Any]":
    """The one pint registry, built on first use, whichever thread comes first."""
    with _registry_lock:
        return _built_registry()


@cache
def _built_registry() -> "pint.UnitRegistry[Any]":
    import pint

    built: pint.UnitRegistry[Any] = pint.UnitRegistry(None)
    built.load_definitions(_DEFINITIONS.strip().splitlines())
    for unit in UNITS.values():
        built.parse_units(unit.pint_name)
    return built


def quantity(number: float, symbol: str) -> "pint.Quantity[Any]":
    """The number in a listed unit, as a pint Quantity."""
    return registry().Quantity(number, UNITS[symbol].pint_name)


@lru_cache(maxsize=4096)
def _canonical(number: float, symbol: str) -> float:
    """The number in the canonical unit; files and formulary say the same few again and again."""
    factor = UNITS[symbol].factor
    return number if factor == 1 else wording.cleaned(number * factor)


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with its unit as somebody wrote it, and the text in which they wrote it."""

    number: float
    unit: str
    written: str = field(default="", compare=False)
    text: str = field(default="", compare=False, repr=False)

    @property
    def place(self) -> Place | None:
        """Where they wrote it, if that is known."""
        place: Place = getattr(self.text, "place", NOWHERE)
        return None if place == NOWHERE else place

    @property
    def kind(self) -> Kind:
        """What its unit measures."""
        return UNITS[self.unit].kind

    @property
    def canonical(self) -> float:
        """The number in the canonical unit of its kind: mg, cm, kg, min, mg/dL …"""
        return _canonical(self.number, self.unit)

    @property
    def canonical_unit(self) -> str:
        """The canonical unit of its kind."""
        return UNITS[self.unit].canonical

    @property
    def quantity(self) -> "pint.Quantity[Any]":
        """The same as a pint Quantity."""
        return quantity(self.number, self.unit)

    def __str__(self) -> str:
        return self.written or wording.with_unit(f"{Decimal(repr(self.number)):f}", self.unit)


def symbols(kinds: Iterable[Kind]) -> list[str]:
    """The unit symbols of these kinds, as they must be written."""
    wanted = set(kinds)
    return [unit.symbol for unit in UNITS.values() if unit.kind in wanted]


def imperial(measure: Measure) -> str:
    """A height or weight as feet and inches or pounds: an echo to catch a wrong unit by.

    >>> imperial(Measure(170, "cm")), imperial(Measure(70, "kg"))
    ('5 ft 7 in', '154 lb')
    """
    if measure.kind is Kind.BODY_WEIGHT:
        return f"{measure.canonical / 0.45359237:.0f} lb"
    feet, inches = divmod(round(measure.canonical / 2.54), 12)
    return f"{feet} ft {inches} in"
