"""What the regimen's own cap of a lifetime leaves of a dose: a step of its working.

The cap of a line is one of its drug: what was given before counts, every line of the drug counts,
and so do the drugs of its class where the drug's table counts in it. The dose that would pass the
cap is lowered to what is left, with a warning; the doses after it are refused, as nothing is left.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from regimencalc import wording
from regimencalc.bounds import is_above
from regimencalc.component import PER_SURFACE_KINDS
from regimencalc.derivation import Formula, Step
from regimencalc.dosing import Dose
from regimencalc.exposure import Exposure, as_counted, before_of_class, exposure_of
from regimencalc.formulary import Lifetime
from regimencalc.judgement import Judgement
from regimencalc.planned_dose import PlannedDose
from regimencalc.problems import Place, Problem
from regimencalc.setting import Setting
from regimencalc.units import Measure

_WHAT = "left of the lifetime cap"


def _left_of(*, cap: float, before: float) -> float:
    return wording.cleaned(cap - before)


def _left_by_surface(*, cap: float, before: float, body_surface_area_m2: float) -> float:
    return wording.cleaned((cap - before) * body_surface_area_m2)


class Room(NamedTuple):
    """What a cap of a lifetime leaves for a dose, and whether the dose had to be lowered to it."""

    step: Step
    is_reached: bool
    limit: Measure
    cite: str


Rooms = Mapping[tuple[str, int], Room]
"""By line and number of the dose."""


def capped(doses: Sequence[PlannedDose], setting: Setting) -> Iterator[Exposure]:
    """What the drug of each line comes to that the regimen caps for a lifetime."""
    history = setting.history
    for line in setting.regimen.every_component:
        limit = None if line.cap is None else line.cap.lifetime
        if limit is None or (line.id, line.drug) not in {(o.component, o.drug) for o in doses}:
            continue
        entry = setting.formulary[line.drug or ""]
        cited = setting.regimen.source_of(line.source)
        is_verified = cited is None or cited.verified
        lifetime = Lifetime(refuse=limit, source=line.source or line.id, verified=is_verified)
        counts_as = "" if entry.lifetime is None else entry.lifetime.counts_as or ""
        table = history.tables.get(counts_as) if limit.kind in PER_SURFACE_KINDS else None
        if table is None or table.counted_as != entry.id:
            before, said = as_counted(history.amounts.get(entry.id), lifetime), ""
            members, table = {entry.id}, None
        else:
            before, said = before_of_class(table, history)
            members = set(table.drugs)
        counted = [one for one in doses if one.drug in members]
        found = exposure_of(entry, lifetime, counted, before, setting, table)
        cite = lifetime.source if cited is None else cited.cite
        yield replace(found, said=said, line=line.id, cite=cite)


def rooms(
    found: Iterable[Exposure], setting: Setting, unsaid: Collection[tuple[str, int]] = ()
) -> dict[tuple[str, int], Room]:
    """What caps leave for each dose of their lines, until nothing is left.

    From a dose in `unsaid` on, which has no number, nothing is: what is left would tell it.
    """
    return {key: room for exposure in found for key, room in _rooms(exposure, setting, unsaid)}


def _rooms(
    exposure: Exposure, setting: Setting, unsaid: Collection[tuple[str, int]]
) -> Iterator[tuple[tuple[str, int], Room]]:
    limit, before = exposure.lifetime.refuse, exposure.before or 0.0
    if limit is None:
        return
    for counted in exposure.course:
        planned = counted.planned
        key = planned.component, planned.dose_number
        is_full = not is_above(limit.canonical, before)
        if key in unsaid or is_full or planned.dose.unit != exposure.unit.partition("/")[0]:
            return
        if planned.component == exposure.line and planned.given is None:
            left = _left(exposure, limit, planned, before, setting)
            is_reached = is_above(counted.total, limit.canonical)
            yield key, Room(left, is_reached, limit, exposure.cite)
            if is_reached:
                return
        before = wording.cleaned(counted.total)


def _left(
    exposure: Exposure, limit: Measure, planned: PlannedDose, before: float, setting: Setting
) -> Step:
    """What the cap leaves for a dose, in its unit."""
    unit, unsaid = exposure.unit, "what was given before this course is not stated"
    note = unsaid if exposure.before is None else exposure.said
    mark = "" if exposure.lifetime.verified else "NOT VERIFIED"
    operands = {
        "cap": Step(
            "lifetime cap",
            limit.canonical,
            unit,
            str(limit),
            source=exposure.cite,
            place=limit.place,
            note=mark,
        ),
        "before": Step("given of it before", before, unit, _written(before, unit), note=note),
    }
    if limit.kind not in PER_SURFACE_KINDS:
        formula = Formula("left", _left_of, unit, "{cap} − {before}")
        return formula.apply(_WHAT, **operands)
    setting = setting.in_cycle(planned.cycle)
    surface = setting.measures.body_surface_area
    if surface is None:
        area_m2 = setting.surface_m2 or 0.0
        surface = Step("body surface area", area_m2, "m2", _written(area_m2, "m2"))
    equation = "({cap} − {before}) × {body_surface_area_m2}"
    formula = Formula("left_by_surface", _left_by_surface, planned.dose.unit, equation)
    return formula.apply(_WHAT, **operands, body_surface_area_m2=surface)


def _written(number: float, unit: str) -> str:
    return wording.with_unit(wording.significant(number, 12), unit)


def lowered(doses: Iterable[PlannedDose], found: Rooms) -> Iterator[Judgement]:
    """A warning for each dose that a cap of a lifetime lowered to what is left."""
    for planned in doses:
        room = found.get((planned.component, planned.dose_number))
        if room is None or not room.is_reached or not isinstance(planned.dose, Dose):
            continue
        words = (
            f"{planned.component} on day {planned.day} of cycle {planned.cycle} is lowered to "
            f"{planned.dose}, which is what {room.limit} in a lifetime leaves ({room.cite})"
        )
        fix = "Decide whether so little is given, or none; the doses after it are refused."
        yield Judgement(
            Problem("RC728", words, fix, room.limit.place or Place()),
            planned.component,
            planned.cycle,
            str(planned.dose),
            days=frozenset({planned.day}),
            source=room.cite,
        )
