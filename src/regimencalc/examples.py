"""The worked examples of a regimen file: planned like a course, and compared with what they say."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache

from regimencalc import library, wording
from regimencalc.choosing import Chosen, chosen
from regimencalc.dosing import Dose
from regimencalc.formulary import FormularyEntry
from regimencalc.givings import Giving, body_facts, givings, measures_needed, planned_items
from regimencalc.known_measures import entered
from regimencalc.measures import Measures, measures_of
from regimencalc.patient import Patient
from regimencalc.phases import Turn, turns
from regimencalc.planned_dose import PlannedDose
from regimencalc.problems import Problem, Refused
from regimencalc.regimen import Example, ExpectRow, Given, Regimen
from regimencalc.regimen_lines import place_in
from regimencalc.setting import Setting
from regimencalc.source import Path
from regimencalc.time_checks import (
    last_cycle_that_differs,
    stay_in_their_cycles,
)
from regimencalc.units import UNITS, Measure
from regimencalc.wording import did_you_mean

ANY_METHOD, ANY_EQUATION = "iohexol", "wright"
"""An example gives an absolute rate itself; how it was found is not the example's matter."""
ANY_DAY = date(2001, 1, 1)
PLAIN_POLICY = "reference"


def example_problems(
    regimen: Regimen, formulary: Mapping[str, FormularyEntry]
) -> Iterator[Problem]:
    """Each worked example that does not come to what it says."""
    for number, example in enumerate(regimen.examples):
        path: Path = ("examples", number)
        try:
            unknown = list(_unknown_lines(regimen, example, path))
            if unknown:
                yield from unknown
                continue
            doses = example_doses(regimen, example, formulary)
        except Refused as refusal:
            given = place_in(regimen, *path, "given")
            for problem in refusal.problems:
                message = f"the example cannot be worked out: {problem.message}"
                yield Problem("RC402", message, problem.fix, given)
            continue
        yield from _differences(regimen, example, doses, path)


def _named(example: Example) -> Iterator[tuple[Path, str, Measure, ExpectRow | None]]:
    """Every expectation with its path."""
    if isinstance(example.expect, dict):
        for name, expected in example.expect.items():
            yield ("expect", name), name, expected, None
        return
    for number, row in enumerate(example.expect):
        for name, expected in row.doses.items():
            yield ("expect", number, "doses", name), name, expected, row


def _unknown_lines(regimen: Regimen, example: Example, path: Path) -> Iterator[Problem]:
    known = [component.id for component in regimen.every_component]
    for where, name, _, _ in _named(example):
        if name not in known:
            yield Problem(
                "RC304",
                f"the example names '{name}', which is not a line of this regimen",
                f"{did_you_mean(name, known)}Lines: {', '.join(known)}.",
                place_in(regimen, *path, *where),
            )


def _differences(
    regimen: Regimen, example: Example, doses: tuple[PlannedDose, ...], path: Path
) -> Iterator[Problem]:
    by_line: dict[str, list[PlannedDose]] = {}
    for planned in doses:
        by_line.setdefault(planned.component, []).append(planned)
    for where, name, expected, row in _named(example):
        wanted = [d for d in by_line.get(name, ()) if row is None or _is_of(d, row)]
        each = {id(dose): dose for dose in [planned.computed for planned in wanted]}
        decimals = len(str(expected).split()[0].partition(".")[2])
        distinct = {_shown(dose, expected.unit, decimals): dose for dose in each.values()}
        if len(distinct) == 1 and wording.to_decimals(expected.number, decimals) in distinct:
            continue
        place = place_in(regimen, *path, *where)
        if not distinct:
            when = "" if row is None else f" on day {row.day} of cycle {row.cycle}"
            yield Problem(
                "RC402",
                f"{name} is not given{when} in this example",
                "Look at days, cycles and conditions, or at what the example chooses.",
                place,
            )
        elif len(distinct) > 1:
            said = wording.spoken_list([f"{d} {expected.unit}" for d in distinct])
            yield Problem(
                "RC402",
                f"{name} has several doses in this example: {said}",
                "Say which: expect: [{cycle: 1, day: 8, doses: {…}}].",
                place,
            )
        else:
            got = next(iter(distinct))
            yield Problem(
                "RC402",
                f"{name} comes to {got} {expected.unit}, but the example expects {expected}",
                "Work the example out by hand again; then look at the amount.",
                place,
            )


def _is_of(planned: PlannedDose, row: ExpectRow) -> bool:
    phase, given = row.phase, planned.administration
    if given.day != row.day or (phase is not None and planned.phase != phase):
        return False
    return row.cycle == (planned.cycle if phase is None else given.cycle)


def _shown(dose: Dose, symbol: str, decimals: int) -> str:
    """The dose in the expectation's unit, at its digits."""
    unit = UNITS[symbol]
    if unit.canonical != dose.unit:
        return f"{wording.dose(dose.value, dose.unit)}, not"
    return wording.to_decimals(dose.value / unit.factor, decimals)


def example_doses(
    regimen: Regimen, example: Example, formulary: Mapping[str, FormularyEntry]
) -> tuple[PlannedDose, ...]:
    """The doses of the lines that a worked example names, under its policy.

    Raises `Refused` where something that they need is missing.
    """
    given = example.given
    names = {name for _, name, _, _ in _named(example)}
    lines = frozenset(names | _needed_by(regimen, names))
    stated = _texts(given)
    patient = _patient(*stated)
    policy = library.shipped_policy(given.policy or PLAIN_POLICY)
    needed = dict(measures_needed(regimen, lines))
    needed["by_surface"] = needed["by_surface"] and given.bsa is None
    measures, problems = _measured(stated, policy.id, **needed)
    if given.bsa is not None:
        surface = entered("body surface area", given.bsa, how="given in the example")
        measures = replace(measures, body_surface_area=surface)
    body = body_facts(measures, patient, ANY_DAY)
    made, doubts = chosen(regimen, given.choose, body, lines)
    cycles = _cycles(example) if isinstance(example.expect, tuple) else None
    planned, doubts_of_phases = turns(regimen, made, cycles)
    if not planned and cycles is None:
        planned, doubts_of_phases = turns(regimen, made, _cycles(example))
    errors = [p for p in (*problems, *doubts) if p.is_error]
    if not planned:
        errors += [p for p in doubts_of_phases if p.is_error]
    if errors:
        raise Refused(errors)
    if isinstance(example.expect, dict):
        alike = 2 if regimen.shared_from else 1  # a share may be of what the cycle before had
        given_in_order = [g for turn in planned for g in _fewest(turn, made, lines, alike)]
    else:
        given_in_order = givings(planned, made, ANY_DAY, lines)
    setting = Setting(regimen, formulary, measures, policy, made, None)
    doses, _ = planned_items(given_in_order, setting)
    return tuple(doses)


def _fewest(turn: Turn, made: Chosen, lines: frozenset[str], alike: int) -> list[Giving]:
    """The givings of a phase: of so many cycles that are alike, where none runs on, else of all."""
    few = last_cycle_that_differs(turn.stretch) + alike
    if few < turn.cycles and turn.number == 1:
        found = givings([replace(turn, cycles=few)], made, ANY_DAY, lines)
        if stay_in_their_cycles((giving.administration for giving in found), turn.cycle_days):
            return found
    return givings([turn], made, ANY_DAY, lines)


def _cycles(example: Example) -> int | None:
    """As many cycles as the rows ask for; one where no phase is named."""
    if isinstance(example.expect, dict):
        return 1
    if any(row.phase is not None for row in example.expect):
        return None
    return max(row.cycle for row in example.expect)


def _needed_by(regimen: Regimen, names: Iterable[str]) -> set[str]:
    """The lines of which others are a share."""
    return {
        statement.amount.share_of
        for component in regimen.every_component
        if component.id in names
        for statement in component.statements
        if statement.amount.share_of
    }


def patient_of(given: Given) -> Patient:
    """The patient of an example, of whom only what it states is known."""
    return _patient(*_texts(given))


def _texts(given: Given) -> tuple[str | None, ...]:
    stated = (given.age, given.height, given.weight, given.measured_gfr, given.egfr)
    return tuple(None if measure is None else str(measure) for measure in stated)


@lru_cache(maxsize=256)
def _patient(
    age: str | None,
    height: str | None,
    weight: str | None,
    measured_gfr: str | None,
    egfr: str | None,
) -> Patient:
    """The examples of a library speak of the same few patients."""
    return Patient(
        age=age,
        height=height,
        weight=weight,
        measured_gfr=measured_gfr,
        gfr_method=ANY_METHOD if measured_gfr else None,
        egfr=egfr,
        egfr_equation=ANY_EQUATION if egfr else None,
    )


@lru_cache(maxsize=256)
def _measured(
    stated: tuple[str | None, ...],
    policy_id: str,
    *,
    by_surface: bool,
    by_auc: frozenset[str],
    by_weights: frozenset[str],
) -> tuple[Measures, tuple[Problem, ...]]:
    """The measures of such a patient, under a policy."""
    return measures_of(
        _patient(*stated),
        library.shipped_policy(policy_id),
        ANY_DAY,
        by_surface=by_surface,
        by_auc=by_auc,
        by_weights=by_weights,
    )
