"""How much of a drug a person has had and would have by this course, for the limits of a lifetime.

Each dose counts in the limit's own unit, by the body surface of the day on which it is given, with
what was stated to have been given before. Drugs of one class are added up by the one table that
their entries name, as amounts of the drug that it counts in. What is beyond the limit is refused
from the giving on that crosses it; what calls for care is a notice. An edge is within.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from regimencalc import wording
from regimencalc.bounds import is_above
from regimencalc.component import PER_SURFACE_KINDS
from regimencalc.dosing import Dose
from regimencalc.formulary import Equivalents, FormularyEntry, Lifetime
from regimencalc.history import IU_PER_USP_UNIT, History
from regimencalc.judgement import Judgement
from regimencalc.planned_dose import PlannedDose
from regimencalc.problems import Place, Problem
from regimencalc.setting import Setting
from regimencalc.units import UNITS, Kind, Measure

_UNIT = {unit.kind: unit.canonical for unit in UNITS.values()}
_SAY_IT = "Say what was given before, as prior: {drug}={amount}, or {drug}=0, if nothing was."


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
        return self.line or f"{self.entry.tall_man}{counted}"

    @property
    def limits(self) -> str:
        """The limits in words, both where there are two."""
        lifetime = self.lifetime
        said = [f"at most {lifetime.refuse}"] if lifetime.refuse is not None else []
        if lifetime.at_risk is not None:
            after = lifetime.at_risk.after.replace("-", " ")
            said.append(f"at most {lifetime.at_risk.refuse} after {after}")
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
    """What each drug with a limit of a lifetime comes to: by the regimen, alone, with its class."""
    history = setting.history
    by_drug: dict[str, list[PlannedDose]] = {}
    for planned in doses:
        by_drug.setdefault(planned.drug, []).append(planned)
    yield from _by_the_regimen(doses, setting)
    of_class: dict[str, list[PlannedDose]] = {}
    for drug, own in by_drug.items():
        lifetime = setting.formulary[drug].lifetime
        if lifetime is None:
            continue
        table = history.tables.get(lifetime.counts_as or "")
        if table is not None:
            of_class.setdefault(table.id, []).extend(own)
        if table is None or table.counted_as != drug:
            before = _as_counted(history.amounts.get(drug), lifetime)
            yield _exposure(setting.formulary[drug], lifetime, own, before, setting)
    for name, members in of_class.items():
        table = history.tables[name]
        entry = setting.formulary[table.counted_as]
        if entry.lifetime is not None:
            in_order = sorted(members, key=lambda planned: planned.date)
            before, said = _before_of_class(table, history)
            counted = _exposure(entry, entry.lifetime, in_order, before, setting, table)
            yield replace(counted, said=said)


def _by_the_regimen(doses: Sequence[PlannedDose], setting: Setting) -> Iterator[Exposure]:
    """The limits of a lifetime that the regimen itself puts on its lines."""
    every = setting.regimen.every_component
    capped = {line.id: (line, line.cap.lifetime) for line in every if line.cap is not None}
    for line, limit in capped.values():
        if limit is None:
            continue
        own = [one for one in doses if (one.component, one.drug) == (line.id, line.drug)]
        if not own:
            continue
        entry = setting.formulary[own[0].drug]
        lifetime = Lifetime(refuse=limit, source=line.source or line.id)
        before = _as_counted(setting.history.amounts.get(entry.id), lifetime)
        yield replace(_exposure(entry, lifetime, own, before, setting), line=line.id)


def _exposure(
    entry: FormularyEntry,
    lifetime: Lifetime,
    doses: Iterable[PlannedDose],
    before: float | None,
    setting: Setting,
    table: Equivalents | None = None,
) -> Exposure:
    kind = _kind(lifetime)
    total, course = before or 0.0, []
    for planned in doses:
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


def _kind(lifetime: Lifetime) -> Kind:
    limit = lifetime.refuse or lifetime.warn
    if limit is None:
        raise ValueError("a lifetime without a number")
    return limit.kind


def _as_counted(stated: Measure | None, lifetime: Lifetime) -> float | None:
    """What was given before, in the unit of the limit; None if that was for another body."""
    kind = _kind(lifetime)
    if stated is None or stated.number == 0 or stated.kind is kind:
        return None if stated is None else stated.canonical
    if kind in PER_SURFACE_KINDS:
        return None
    return amount_of(stated.canonical, stated.unit, kind, 1)


def _before_of_class(table: Equivalents, history: History) -> tuple[float | None, str]:
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


def judged(found: Iterable[Exposure], history: History) -> list[Judgement]:
    """What the limits of a lifetime say of a course: refused doses and notices."""
    return [
        judgement
        for exposure in found
        if not exposure.line
        for judgement in _judgements(exposure, history)
    ]


def problems(found: Iterable[Exposure]) -> Iterator[Problem]:
    """What of a lifetime was not assessed, and what is beyond the regimen's own limits."""
    found = tuple(found)
    yield from _mixed(found)
    said = {one.entry.id for one in found if one.line and one.before is None}
    for exposure in found:
        if exposure.line:
            yield from _beyond_the_regimens(exposure)
        else:
            yield from _not_assessed(exposure, is_said=exposure.entry.id in said)


def _mixed(found: Iterable[Exposure]) -> Iterator[Problem]:
    """Tables of equivalents are never mixed: one sum by two of them would be no sum."""
    tables: dict[str, list[str]] = {}
    for exposure in found:
        if exposure.table is not None:
            tables.setdefault(exposure.table.counted_as, []).append(exposure.table.id)
    for drug, named in tables.items():
        if len(named) > 1:
            yield Problem(
                "RC524",
                f"NOT ASSESSED: what counts as {drug} in a lifetime is counted by "
                f"{wording.spoken_list(named)} in the entries of its drugs, and not added up",
                "Name one table in all of them, under 'counts_as'.",
            )


def _judgements(exposure: Exposure, history: History) -> Iterator[Judgement]:
    lifetime, at_risk = exposure.lifetime, exposure.lifetime.at_risk
    is_at_risk = None if at_risk is None else history.events.get(at_risk.after)
    limit = at_risk.refuse if at_risk is not None and is_at_risk else lifetime.refuse
    beyond = _beyond(exposure, limit)
    yield from _refused(exposure, beyond, limit)
    first_refused = beyond[0] if beyond else None
    if at_risk is not None and is_at_risk is None:
        for counted in _beyond(exposure, at_risk.refuse)[:1]:
            if counted is not first_refused:
                yield _noticed("RC732", exposure, counted, at_risk.refuse)
    for counted in _beyond(exposure, lifetime.warn)[:1]:
        if counted is not first_refused:
            yield _noticed("RC731", exposure, counted, lifetime.warn)


def _beyond(exposure: Exposure, limit: Measure | None) -> list[Counted]:
    """The givings with which all comes to more than a limit."""
    if limit is None:
        return []
    return [counted for counted in exposure.course if is_above(counted.total, limit.canonical)]


def _refused(
    exposure: Exposure, beyond: Sequence[Counted], limit: Measure | None
) -> Iterator[Judgement]:
    by_line: dict[tuple[str, int], list[Counted]] = {}
    for counted in beyond:
        where = counted.planned.component, counted.planned.cycle
        by_line.setdefault(where, []).append(counted)
    for (component, cycle), of_line in by_line.items():
        yield Judgement(
            Problem(
                "RC708",
                _sentence(exposure, of_line[0], f"passes the limit of {limit}"),
                "Plan fewer cycles, or another drug: nobody can accept a limit.",
                _place(exposure, "refuse"),
            ),
            component,
            cycle,
            f"above {limit}",
            days=frozenset(counted.planned.day for counted in of_line),
            source=_cite(exposure),
        )


def _noticed(code: str, exposure: Exposure, counted: Counted, limit: Measure | None) -> Judgement:
    at_risk = exposure.lifetime.at_risk
    field, how = "warn", f"above {limit}"
    fix = "Look at what was given before, and at the heart, lung, hearing or nerves."
    if code == "RC732" and at_risk is not None:
        field, after = "at_risk", at_risk.after.replace("-", " ")
        how = f"above {limit}, the limit after {after}; whether there was any is not stated"
        fix = f"Say it, as prior: {at_risk.after}=yes or {at_risk.after}=no."
    planned, total = counted.planned, f"comes to {exposure.shown(counted.total)}"
    value = exposure.shown(counted.total)
    if counted.is_withheld:
        total, value = "comes to a sum that is not said, as a dose has no number,", how
    return Judgement(
        Problem(code, _sentence(exposure, counted, total, how), fix, _place(exposure, field)),
        planned.component,
        planned.cycle,
        value,
        days=frozenset({planned.day}),
        source=_cite(exposure),
    )


def _sentence(exposure: Exposure, counted: Counted, total: str, how: str = "") -> str:
    """What is so on a day: of a refused dose without the total, which would tell the dose."""
    before = "what was given before not stated and not counted"
    if exposure.before is not None:
        before = f"{exposure.shown(exposure.before)} of them before this course"
    is_verified = exposure.lifetime.verified
    return (
        f"{exposure.name} {total} in a lifetime on day {counted.planned.day} of cycle "
        f"{counted.planned.cycle}, {before}{f': {how}' if how else ''} "
        f"({exposure.limits}){'' if is_verified else ' NOT VERIFIED'} ({_cite(exposure)})"
    )


def _cite(exposure: Exposure) -> str:
    cited = exposure.entry.cited(exposure.lifetime.source)
    return exposure.lifetime.source if cited is None else cited.cite


def _place(exposure: Exposure, field: str) -> Place:
    return exposure.entry.source.place_of(("lifetime", field))


def _not_assessed(exposure: Exposure, *, is_said: bool) -> Iterator[Problem]:
    drug = exposure.entry.id
    if exposure.before is None and exposure.course and not is_said:
        amount = f"{240 if exposure.unit == 'mg/m2' else 30000} {exposure.unit}"
        yield Problem(
            "RC524",
            f"NOT ASSESSED: {exposure.words}",
            _SAY_IT.format(drug=drug, amount=amount),
            Place(field="prior"),
        )
    if "NOT ASSESSED" in exposure.said:
        yield Problem(
            "RC524",
            f"NOT ASSESSED in full: {exposure.words}",
            "Count it by hand, by a table of your own.",
            Place(field="prior"),
        )
    if not exposure.course:
        yield Problem(
            "RC524",
            f"NOT ASSESSED: the doses of {exposure.name} cannot be counted in {exposure.unit} "
            f"towards {exposure.limits} in a lifetime",
            "Give height and weight, or count them by hand.",
            Place(field="height"),
        )


def _beyond_the_regimens(exposure: Exposure) -> Iterator[Problem]:
    limit, line, before = exposure.lifetime.refuse, exposure.line, exposure.before
    comes_to = f"{line} comes to {exposure.shown(exposure.planned)} in this course"
    counted = f" and to {exposure.shown(before)} before it" if before else ""
    if exposure.is_withheld:
        comes_to, counted = f"{line} in this course, of which a dose has no number", ""
    if _beyond(exposure, limit):
        message = f"{comes_to}{counted}, above {limit} in a lifetime"
    elif before is None:
        message = (
            f"NOT ASSESSED: {comes_to}, of at most {limit} in "
            "a lifetime; what was given before is not known"
        )
    else:
        return
    yield Problem("RC624", message, "Count what was given before, by every regimen.")


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
