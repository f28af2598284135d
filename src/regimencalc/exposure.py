"""How much of a drug a person has had and would have by this course, for the limits of a lifetime.

Each dose counts in the limit's own unit, by the body surface of the day on which it is given, with
what was stated to have been given before. Drugs of one class are added up by the one table that
their entries name, as amounts of the drug that it counts in.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from regimencalc import wording
from regimencalc.component import PER_SURFACE_KINDS
from regimencalc.dosing import Dose
from regimencalc.formulary import Equivalents, FormularyEntry, Lifetime
from regimencalc.history import IU_PER_USP_UNIT, History
from regimencalc.planned_dose import PlannedDose
from regimencalc.setting import Setting
from regimencalc.units import UNITS, Kind, Measure

_UNIT = {unit.kind: unit.canonical for unit in UNITS.values()}


class Counted(NamedTuple):
    """One giving, what it adds, and what all comes to with it [unit of the limit].

    Where it or one before it is withheld, the total is not said.
    """

    planned: PlannedDose
    amount: float
    total: float
    is_withheld: bool = False


@dataclass(frozen=True, slots=True)
class Exposure:
    """What a drug, or a class counted as one, comes to in a lifetime by this course.

    Where the limit is the regimen's own, `line` is the line that it caps, and `cite` who says so.
    Where a dose is withheld, no sum with it is said: it would give the number away.
    """

    entry: FormularyEntry
    lifetime: Lifetime
    unit: str
    before: float | None
    course: tuple[Counted, ...]
    table: Equivalents | None = None
    said: str = ""
    line: str = ""
    cite: str = ""
    is_withheld: bool = False

    @property
    def planned(self) -> float:
        """What this course adds [unit of the limit]."""
        return sum(counted.amount for counted in self.course)

    def shown(self, number: float) -> str:
        """An amount in the unit of the limit."""
        return wording.dose(number, self.unit)

    @property
    def name(self) -> str:
        """The drug, and for a class the table by which it is counted."""
        counted = "" if self.table is None else f" (counted as {self.entry.id} by {self.table.id})"
        return f"{self.line or self.entry.tall_man}{counted}"

    @property
    def limits(self) -> str:
        """The limits in words, both where there are two."""
        lifetime = self.lifetime
        said = [f"at most {lifetime.refuse}"] if lifetime.refuse is not None else []
        if lifetime.at_risk is not None:
            said.append(f"at most {lifetime.at_risk.refuse} after {lifetime.at_risk.words}")
        return ", ".join(said) or f"a notice above {lifetime.warn}"

    @property
    def words(self) -> str:
        """What was given before, what this course adds, and the limits."""
        before = "not stated" if self.before is None else self.shown(self.before)
        detail = f" ({self.said})" if self.said else ""
        total = "" if self.before is None else f", {self.shown(self.before + self.planned)} in all"
        course = f"this course {self.shown(self.planned)}{total}"
        if self.is_withheld:
            course = "this course not counted, as a dose has no number"
        return f"{self.name} in a lifetime: before {before}{detail}, {course}; {self.limits}"

    def to_dict(self) -> dict[str, object]:
        """The exposure as JSON has it."""
        return {
            "drug": self.entry.id,
            "line": self.line or None,
            "unit": self.unit,
            "before": self.before,
            "course": self.planned,
            "table": None if self.table is None else self.table.id,
            "counted": self.said or None,
            "limits": self.limits,
        }


def exposures(doses: Sequence[PlannedDose], setting: Setting) -> Iterator[Exposure]:
    """What each drug with a limit of a lifetime in its entry comes to: alone, or with its class."""
    history = setting.history
    by_drug: dict[str, list[PlannedDose]] = {}
    for planned in doses:
        by_drug.setdefault(planned.drug, []).append(planned)
    of_class: dict[str, list[PlannedDose]] = {}
    for drug, own in by_drug.items():
        lifetime = setting.formulary[drug].lifetime
        if lifetime is None:
            continue
        table = history.tables.get(lifetime.counts_as or "")
        if table is not None:
            of_class.setdefault(table.id, []).extend(own)
        if table is None or table.counted_as != drug:
            before = as_counted(history.amounts.get(drug), lifetime)
            yield exposure_of(setting.formulary[drug], lifetime, own, before, setting)
    for name, members in of_class.items():
        table = history.tables[name]
        entry = setting.formulary[table.counted_as]
        if entry.lifetime is not None:
            before, said = before_of_class(table, history)
            counted = exposure_of(entry, entry.lifetime, members, before, setting, table)
            yield replace(counted, said=said)


def exposure_of(
    entry: FormularyEntry,
    lifetime: Lifetime,
    doses: Iterable[PlannedDose],
    before: float | None,
    setting: Setting,
    table: Equivalents | None = None,
) -> Exposure:
    """What doses come to, in the order of their dates, with what was given before."""
    kind = kind_of(lifetime)
    total, course = before or 0.0, []
    for planned in sorted(doses, key=lambda planned: planned.date):
        of_cycle = setting.in_cycle(planned.cycle)
        surface = of_cycle.surface_m2 if kind in PER_SURFACE_KINDS else 1.0
        factor = 1.0 if table is None else table.factor_of(planned.drug)
        if isinstance(planned.dose, Dose) and factor is not None and surface is not None:
            amount = amount_of(planned.dose.value, planned.dose.unit, kind, surface)
            if amount is not None:
                total += amount * factor
                course.append(Counted(planned, amount * factor, total))
    return Exposure(entry, lifetime, _UNIT[kind], before, tuple(course), table)


def amount_of(value: float, unit: str, kind: Kind, surface_m2: float) -> float | None:
    """A dose in the unit of a limit: mg/m2 by the surface of its day, IU, mg; None if unlike.

    >>> amount_of(90, "mg", Kind.MASS_PER_SURFACE, 1.8)
    50.0
    """
    wanted = _UNIT[kind].partition("/")[0]
    if unit == "USP_units" and wanted == "IU":
        value, unit = value * IU_PER_USP_UNIT, "IU"
    if unit != wanted:
        return None
    return value / surface_m2 if kind in PER_SURFACE_KINDS else value


def kind_of(lifetime: Lifetime) -> Kind:
    """The kind of unit in which a lifetime is limited."""
    limit = lifetime.refuse or lifetime.warn
    if limit is None:
        raise ValueError("a lifetime without a number")
    return limit.kind


def as_counted(stated: Measure | None, lifetime: Lifetime) -> float | None:
    """What was given before, in the unit of the limit; None if that was for another body."""
    kind = kind_of(lifetime)
    if stated is None or stated.number == 0 or stated.kind is kind:
        return None if stated is None else stated.canonical
    if kind in PER_SURFACE_KINDS:
        return None
    return amount_of(stated.canonical, stated.unit, kind, 1)


def before_of_class(table: Equivalents, history: History) -> tuple[float | None, str]:
    """What was given of a class before, as its table counts it, and how that was found."""
    stated = {drug: history.amounts[drug] for drug in table.drugs if drug in history.amounts}
    if not stated:
        return None, ""
    total, said = 0.0, []
    for drug, amount in stated.items():
        factor = table.factor_of(drug)
        if not amount.number:
            said.append(f"{drug} none")
        elif factor is None:
            said.append(f"{drug} {amount}, which {table.id} has no number for: NOT ASSESSED")
        else:
            total += amount.canonical * factor
            times = "" if factor == 1 else f" × {factor:g}"
            said.append(f"{drug} {amount}{times}")
    return total, ", ".join(said)


def marked(found: Iterable[Exposure], doses: Iterable[PlannedDose]) -> Iterator[Exposure]:
    """The exposures, each with whether one of its doses is withheld, and from which on."""
    numbered: Mapping[tuple[str, int, int], bool] = {
        (planned.component, planned.cycle, planned.day): isinstance(planned.dose, Dose)
        for planned in doses
    }
    for one in found:
        course, is_withheld = [], False
        for counted in one.course:
            of = counted.planned
            is_withheld |= not numbered.get((of.component, of.cycle, of.day))
            course.append(counted._replace(is_withheld=True) if is_withheld else counted)
        yield replace(one, course=tuple(course), is_withheld=True) if is_withheld else one
