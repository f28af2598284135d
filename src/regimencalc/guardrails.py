"""Judges every planned dose by the bounds of its drug: what is unusual warns, a limit refuses.

High bounds judge a dose after caps and reductions, before and after it is rounded; low bounds
judge it before anything was decided to reduce it. A bound is compared in its own unit: one per
body surface with the dose divided by the patient's, one for a patient with the dose itself. An
amount that is stated by body surface is held against bounds by body surface, and against those by
weight only where there are no others; a high bound for a patient holds for every dose. What is
unlike is never compared. What nobody bounds is UNCHECKED, and what lacks a value NOT ASSESSED.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from regimencalc import amounts_given, wording
from regimencalc.amounts_given import Given, Sum, given_of, profiles_of
from regimencalc.bounds import Guardrail, guardrails_of, holding, is_above, kinds_with_a_high
from regimencalc.component import FLAT_KINDS, PER_SURFACE_KINDS, PER_WEIGHT_KINDS
from regimencalc.derivation import Step
from regimencalc.dosing import KeptLimit
from regimencalc.formulary import FormularyEntry
from regimencalc.guardrail_words import CANONICAL, Check, code_of, judgement_of
from regimencalc.judgement import Judgement
from regimencalc.planned_dose import PlannedDose
from regimencalc.problems import Place, Problem
from regimencalc.setting import Setting
from regimencalc.units import Kind

_TIME, _SHORTEST, _LONGEST = "infusion time", "shortest time", "longest time"
_OF_TIME = {
    _TIME: "how long {lines} may run, as the source does not say",
    _SHORTEST: "how fast {lines} may run, as the source states no shortest time",
    _LONGEST: "how long {lines} may run, as the source states no longest time",
}
_FIELDS = {
    "body surface area": ("height", "height and weight"),
    "weight": ("weight", "weight"),
    "clearance": ("creatinine", "creatinine"),
}
_CALVERT_ML_MIN = 25
FLAT_UNITS = {kind: unit.partition("/")[0] for kind, unit in CANONICAL.items()} | {Kind.AUC: "mg"}
"""The unit of a dose that was found from an amount of a kind."""


class Gap(NamedTuple):
    """What could not be compared, and what it would need; nothing where no row bounds it."""

    drug: str
    line: str
    needs: str


class Judged(NamedTuple):
    """What limits and usual bounds say of a course, and every comparison that was made."""

    judgements: tuple[Judgement, ...]
    problems: tuple[Problem, ...]
    checks: tuple[Check, ...]


def judged(doses: Sequence[PlannedDose], setting: Setting) -> Judged:
    """What limits and usual bounds say of the doses of a course.

    Parameters
    ----------
    doses : sequence of PlannedDose
        Every planned dose; what is withheld already is not looked at.
    setting : Setting
        The formulary, and the patient's body surface area [m2], weight [kg] and clearance [mL/min].

    Returns
    -------
    Judged
        Judgements RC701 to RC709 (refused) and RC721 to RC727 (warnings), one for a code, line and
        cycle; problems RC524 and RC623, for what was not assessed or has no bounds; the checks.
    """
    gaps: list[Gap] = []
    made: list[Check] = []
    for check in checks(doses, setting):
        if isinstance(check, Gap):
            gaps.append(check)
        else:
            made.append(check)
    problems = (*_not_assessed(gaps), *_unchecked(gaps, setting))
    return Judged(judgements_of(made, setting.formulary), problems, tuple(made))


def judgements_of(
    made: Iterable[Check],
    formulary: Mapping[str, FormularyEntry],
    withheld: Collection[tuple[str, int]] = (),
) -> tuple[Judgement, ...]:
    """What comparisons say, one for a code, a line and a cycle.

    `withheld` are the doses that have no number, by line and number of the dose: nothing that is
    said of their cycle tells it.
    """
    findings: dict[tuple[str, str, int], list[Check]] = {}
    for check in made:
        if check.beyond is not None:
            code = code_of(check.beyond, check.rail)
            for planned in check.doses:
                known = findings.setdefault((code, planned.component, planned.cycle), [])
                if not any(check is other for other in known):
                    known.append(check)
    return tuple(
        judgement_of(*key, [_said_in(key[2], check, withheld) for check in of], formulary)
        for key, of in findings.items()
    )


def _said_in(cycle: int, check: Check, withheld: Collection[tuple[str, int]]) -> Check:
    """A comparison as it is said in a cycle: without its number where a dose of it has none."""
    own = (one for one in check.doses if one.cycle == cycle)
    is_withheld = any((one.component, one.dose_number) in withheld for one in own)
    return check._replace(is_withheld=True) if is_withheld else check


def kept_limits(found: Iterable[Check]) -> dict[tuple[str, int], KeptLimit]:
    """The limits that rounding alone would pass, by the line and number of each dose in the sum.

    A dose in several such sums keeps the one that leaves it least. What is above a limit as it was
    calculated, and what is refused by rule, stays refused.
    """
    kept: dict[tuple[str, int], KeptLimit] = {}
    for check in found:
        limit = check.limit_passed
        if limit is None or check.rail.kind is None or is_above(check.calculated, limit.number):
            continue
        unit, what = CANONICAL[check.rail.kind], check.what
        mark = "" if limit.is_verified else "NOT VERIFIED"
        one = KeptLimit(
            Step(
                f"limit of {what}",
                limit.number,
                unit,
                source=limit.cite,
                place=limit.place,
                note=mark,
            ),
            Step(f"calculated for {what}", check.calculated, unit),
            f"{limit.written} {what} {mark}".strip(),
        )
        for planned in check.doses:
            key = planned.component, planned.dose_number
            if key not in kept or one.leaves < kept[key].leaves:
                kept[key] = one
    return kept


def checks(doses: Iterable[PlannedDose], setting: Setting) -> Iterator[Check | Gap]:
    """Every comparison of the doses with the bounds of their drugs, passed or not, and each gap."""
    for drug, given in given_of(doses).items():
        entry = setting.formulary[drug]
        by_route: dict[str, list[Given]] = {}
        for one in given:
            by_route.setdefault(one.route, []).append(one)
        is_of_several = len(by_route) > 1
        for route, of_route in by_route.items():
            yield from _checks_of_route(entry, of_route, route, setting, is_part=is_of_several)
        if is_of_several:
            yield from _checks_of_all_routes(entry, given, setting)


def _checks_of_route(
    entry: FormularyEntry,
    of_route: Sequence[Given],
    route: str,
    setting: Setting,
    *,
    is_part: bool,
) -> Iterator[Check | Gap]:
    """What is given by one route: all of a drug, or a part, to which rows for all add nothing."""
    profiles = profiles_of(of_route)
    for one in _sums(entry, of_route, profiles, route):
        rails = _rails_of(entry, one, route)
        if is_part:
            rails = tuple(rail.by_route()[0] for rail in rails)
        yield from _compared(entry.id, one, rails, setting)
    for profile in profiles:
        own = [one for one in of_route if one.profile == profile]
        yield from dict.fromkeys(_gaps(entry, own, profile, route, setting))


def _checks_of_all_routes(
    entry: FormularyEntry, of_drug: Sequence[Given], setting: Setting
) -> Iterator[Check]:
    """What is given by several routes, held against the rows that have none."""
    for one in _sums(entry, of_drug, profiles_of(of_drug), None):
        if len(one.routes) > 1:
            yield from _compared(entry.id, one, _rails_of(entry, one, None), setting)
        else:
            rails = _rails_of(entry, one, one.routes[0])
            yield from _compared(entry.id, one, (rail.by_route()[1] for rail in rails), setting)


def _sums(
    entry: FormularyEntry, given: Sequence[Given], profiles: tuple[str, ...], route: str | None
) -> Iterator[Sum]:
    """What givings come to in every dimension that is bounded for a route, or for all of them."""

    def is_alone(profile: str) -> bool:
        rails = guardrails_of(entry, (profile,), route).get("per_day", {})
        return any(rail.has_high for rail in rails.values())

    bounded = guardrails_of(entry, profiles, route)
    if "per_dose" in bounded:
        yield from amounts_given.doses(given, alone=is_alone)
    for dimension, add_up in _BY_DIMENSION.items():
        if dimension in bounded:
            yield from add_up(given)


def _rails_of(entry: FormularyEntry, one: Sum, route: str | None) -> tuple[Guardrail, ...]:
    stated = frozenset({given.kind for _, given in one.parts})
    return holding(entry, one.profiles, route, one.dimension, stated)


_BY_DIMENSION = {
    "per_day": amounts_given.days,
    "per_cycle": amounts_given.cycles,
    "per_hour": amounts_given.hours,
    "infuse_over": amounts_given.infusion_times,
    "interval": amounts_given.intervals,
    "between_cycles": amounts_given.between_cycles,
    "days_per_cycle": amounts_given.days_per_cycle,
}


def _compared(drug: str, one: Sum, rails: Iterable[Guardrail], setting: Setting) -> Iterator[Check]:
    for rail in rails:
        if not (rail.has_high or (rail.has_low and not one.is_of_several_doses)):
            continue
        numbers = (one.number,) * 3 if not one.parts else _in_unit_of(rail, one, setting)
        if numbers is None:
            continue
        calculated, rounded, lowest = numbers
        number = max(calculated, rounded)
        beyond = rail.above(number)
        if beyond is None and one.is_complete:
            beyond = rail.below(lowest)
            number = number if beyond is None else lowest
        several = one.is_of_several_doses
        yield Check(drug, rail, number, calculated, beyond, one.doses, is_of_several_doses=several)


def _in_unit_of(rail: Guardrail, one: Sum, setting: Setting) -> tuple[float, float, float] | None:
    """A sum as calculated, rounded and before reductions, in the unit of a guardrail, if alike."""
    calculated = rounded = standard = 0.0
    for share, given in one.parts:
        divisor = _divisor(rail.kind, given, setting)
        if divisor is None:
            return None
        dose, part = given.dose, share / divisor
        calculated += part * dose.calculated
        rounded += part * dose.value
        standard += part * dose.before_reduction
    return calculated, rounded, standard


def _divisor(kind: Kind | None, given: Given, setting: Setting) -> float | None:
    """By what a dose is divided to be held against a bound of this kind; None if it cannot be."""
    if kind is None or FLAT_UNITS[kind] != given.dose.unit.removesuffix(amounts_given.PER_HOUR):
        return None
    if kind in FLAT_KINDS:
        return 1
    setting = setting.in_cycle(given.planned.cycle)
    if kind in PER_SURFACE_KINDS:
        return setting.surface_m2
    if kind in PER_WEIGHT_KINDS:
        weight = setting.measures.weights.get(given.planned.administration.statement.weight)
        return setting.weight_kg if weight is None else weight.value
    clearance = setting.measures.clearances.get(given.planned.administration.statement.kidney)
    return None if clearance is None else clearance.value + _CALVERT_ML_MIN


def _needs(kind: Kind) -> str:
    """What a dose must be divided by to be held against a bound of this kind, in words."""
    if kind in PER_SURFACE_KINDS:
        return "body surface area"
    return "weight" if kind in PER_WEIGHT_KINDS else "clearance"


def _gaps(
    entry: FormularyEntry, own: Sequence[Given], profile: str, route: str, setting: Setting
) -> Iterator[Gap]:
    """What of a profile's givings no row bounds, and what could not be compared."""
    rails = guardrails_of(entry, (profile,), route)
    of_time = [
        rail for name in ("infuse_over", "per_hour") for rail in rails.get(name, {}).values()
    ]
    kinds = kinds_with_a_high(entry, profile, route)
    for one in {id(one.dose): one for one in own}.values():
        unit, name = one.dose.unit.removesuffix(amounts_given.PER_HOUR), one.planned.component
        like = [kind for kind in kinds if FLAT_UNITS[kind] == unit]
        if not like:
            yield Gap(entry.id, name, "")
        elif all(_divisor(kind, one, setting) is None for kind in like):
            yield Gap(entry.id, name, _needs(like[0]))
        if of_time and not one.is_rate and (needs := _time_needed(one, of_time)):
            yield Gap(entry.id, name, needs)


def _time_needed(one: Given, rails: Iterable[Guardrail]) -> str:
    """Which end of its time is not stated, that a bound would have to be held against."""
    if one.fastest is None and one.slowest is None:
        return _TIME
    for rail in rails:
        # What runs in an hour is most where it runs for the shortest time.
        needs_shortest = rail.has_high if rail.dimension == "per_hour" else rail.has_low
        if one.fastest is None and needs_shortest:
            return _SHORTEST
        if one.slowest is None and rail.has_high and rail.dimension == "infuse_over":
            return _LONGEST
    return ""


def _not_assessed(gaps: Iterable[Gap]) -> Iterator[Problem]:
    by_need: dict[str, list[str]] = {}
    for gap in gaps:
        lines = by_need.setdefault(gap.needs, [])
        if gap.line not in lines:
            lines.append(gap.line)
    for needs, lines in by_need.items():
        named = wording.spoken_list(lines)
        if needs in _OF_TIME:
            yield Problem(
                "RC524",
                f"NOT ASSESSED by limits: {_OF_TIME[needs].format(lines=named)}",
                "Check the time, and how much runs in an hour, against your own limits.",
            )
        elif needs:
            yield Problem(
                "RC524",
                f"NOT ASSESSED by limits: the amount of {named}, which needs the {needs}",
                f"Give the {_FIELDS[needs][1]}.",
                Place(field=_FIELDS[needs][0]),
            )


def _unchecked(gaps: Iterable[Gap], setting: Setting) -> Iterator[Problem]:
    """What no row bounds must never look like a passed check."""
    names = {setting.formulary[gap.drug].tall_man for gap in gaps if not gap.needs}
    if names:
        yield Problem(
            "RC623",
            "UNCHECKED: no row of the formulary bounds the amounts of "
            f"{wording.spoken_list(sorted(names, key=str.lower))} as they are given here",
            "Check each of their doses against your own limits.",
        )
