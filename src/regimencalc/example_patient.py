"""The doses of one example patient, who shows what a change in a regimen means.

What the regimen leaves open is answered in the plainest way, and said: the first answer of a
choice, the lower bound of a range.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from regimencalc import library, wording
from regimencalc.choosing import Chosen, chosen, key_of
from regimencalc.examples import ANY_DAY, PLAIN_POLICY, patient_of
from regimencalc.formulary import FormularyEntry
from regimencalc.givings import Giving, body_facts, givings, measures_needed, planned_items
from regimencalc.known_measures import entered
from regimencalc.measures import measures_of
from regimencalc.phases import turns
from regimencalc.planned_dose import PlannedDose
from regimencalc.ranges import Span
from regimencalc.regimen import Choice, Given, Lasts, Phase, Regimen, Stretch
from regimencalc.setting import Setting
from regimencalc.totals_checks import amount_factor
from regimencalc.units import UNITS, Measure

SURFACE = Measure(1.8, "m2")
PATIENT = Given(
    bsa=SURFACE,
    weight=Measure(70, "kg"),
    age=Measure(60, "y"),
    measured_gfr=Measure(80, "mL/min"),
)
KNOWN = ("age", "weight", "bsa")
"""What conditions may ask of this body: it has no height, so that bmi is not known."""

PATIENT_WORDS = "1.8 m2, 70 kg, GFR 80 mL/min, age 60 y"
NOMINAL_LENGTH = "28 d"

LineKey = tuple[str, str]
"""A phase's id, empty where there is one phase, and a line's id."""


@dataclass(frozen=True, slots=True)
class Total:
    """What a line gives in one cycle: as it is stated, where that is one unit, and as doses."""

    stated: Measure | None
    dose: float | None
    unit: str


@dataclass(frozen=True, slots=True)
class ExampleCourse:
    """What the example patient gets, or why nobody can say."""

    doses: Mapping[LineKey, tuple[PlannedDose, ...]] = field(default_factory=dict)
    totals: Mapping[LineKey, Mapping[int, Total]] = field(default_factory=dict)
    cycles: Mapping[str, int] = field(default_factory=dict)
    assumed: tuple[str, ...] = ()
    missing: str = ""


def example_course(regimen: Regimen, formulary: Mapping[str, FormularyEntry]) -> ExampleCourse:
    """Every dose of the example patient, and what each line comes to in a cycle.

    `regimen` is one whose lines can be placed. Without doses where something else is needed, such
    as a height; then `missing` says so. A phase that comes again gives the same again: its first
    turn shows it.
    """
    answers = dict(_answers(regimen))
    assumed = tuple(
        f"{key} {answer}, {why}" for key, (answer, why) in answers.items() if _is_said(key, regimen)
    )
    patient, policy = patient_of(PATIENT), library.shipped_policy(PLAIN_POLICY)
    needed = {**measures_needed(regimen), "by_surface": False}
    found, problems = measures_of(patient, policy, ANY_DAY, **needed)
    surface = entered("body surface area", SURFACE, how="of the example patient")
    measures = replace(found, body_surface_area=surface)
    body = body_facts(measures, patient, ANY_DAY)
    made, doubts = chosen(regimen, {key: answer for key, (answer, _) in answers.items()}, body)
    planned, doubts_of_phases = turns(regimen, made, None)
    errors = [p.message for p in (*doubts, *doubts_of_phases) if p.is_error]
    errors += _undecided(regimen, made)
    if errors:
        return ExampleCourse(assumed=assumed, missing=errors[0])
    unknown = [drug for drug in regimen.drugs if drug not in formulary]
    missing = [p.message for p in problems if p.is_error]
    missing += [f"the formulary has no entry of {wording.spoken_list(unknown)}"] if unknown else []
    first = [turn for turn in planned if turn.number == 1]
    given = tuple(givings(first, made, ANY_DAY))
    doses: dict[LineKey, list[PlannedDose]] = {}
    if not missing:
        setting = Setting(regimen, formulary, measures, policy, made, None)
        for planned_dose in planned_items(given, setting)[0]:
            key = (planned_dose.phase or "", planned_dose.component)
            doses.setdefault(key, []).append(planned_dose)
    return ExampleCourse(
        {key: tuple(of_line) for key, of_line in doses.items()},
        _totals(given, doses, made),
        {turn.phase: turn.cycles for turn in first},
        assumed,
        missing[0] if missing else "",
    )


def _totals(
    given: Iterable[Giving], doses: Mapping[LineKey, Iterable[PlannedDose]], made: Chosen
) -> dict[LineKey, dict[int, Total]]:
    """What each line gives in each cycle; nothing for a series without an end, or for a rate.

    The stated sum needs no patient: it is there also where no dose is.
    """
    by_line: dict[LineKey, dict[int, list[Giving]]] = {}
    for giving in given:
        line = (giving.turn.phase, giving.administration.component.id)
        by_line.setdefault(line, {}).setdefault(giving.administration.cycle, []).append(giving)
    found: dict[LineKey, dict[int, Total]] = {}
    for line, cycles in by_line.items():
        every = [giving for of_cycle in cycles.values() for giving in of_cycle]
        if any(giving.administration.goes_on or _is_rate(giving) for giving in every):
            continue
        found[line] = {}
        for cycle, of_cycle in cycles.items():
            of_line = [d.computed for d in doses.get(line, ()) if d.cycle_in_phase == cycle]
            total = sum(dose.value for dose in of_line) if of_line else None
            unit = of_line[0].unit if of_line else ""
            found[line][cycle] = Total(_stated(line[0], of_cycle, made), total, unit)
    return found


def _is_rate(giving: Giving) -> bool:
    administration = giving.administration
    return administration.statement.basis == "per_hour" and administration.minutes is None


def _stated(phase: str, given: list[Giving], made: Chosen) -> Measure | None:
    """The sum of the stated amounts; None where they are shares, or of several kinds."""
    number = 0.0
    one: Measure | None = None
    for giving in given:
        amount = made.amount_of(giving.administration.statement, phase)
        measure = amount.plan
        if measure is None or amount.share_of or (one and one.kind is not measure.kind):
            return None
        one = one or measure
        number += measure.canonical * amount_factor(giving.administration)
    return None if one is None else Measure(number / UNITS[one.unit].factor, one.unit)


def _answers(regimen: Regimen) -> Iterator[tuple[str, tuple[str, str]]]:
    """An answer to everything that the regimen asks, with why it is that one."""
    for name, choice in regimen.choices.items():
        if not choice.is_decided or not _can_be_decided(choice, regimen):
            yield name, (choice.names[0], "the first answer")
    for phase, _, stretch in regimen.stretches:
        for component in stretch.components:
            amounts = [s.amount for s in component.statements if s.amount.must_be_chosen]
            if amounts and component.as_needed is None:
                bound, why = _bound(amounts[0].least, amounts[0].most)
                yield key_of(phase, component.id), (bound, why)
        yield from _lengths(phase, stretch)


def _can_be_decided(choice: Choice, regimen: Regimen) -> bool:
    conditions = [condition for _, condition in choice.answers if condition is not None]
    asked = {clause.name for condition in conditions for clause in condition.all_clauses()}
    return asked <= {*KNOWN, *regimen.choices}


def _lengths(phase: str, stretch: Stretch) -> Iterator[tuple[str, tuple[str, str]]]:
    cycle, lasts = stretch.cycle, stretch.lasts
    starts = stretch.starts.by if isinstance(stretch, Phase) and stretch.starts else None
    if cycle is not None and cycle.days is None:
        yield key_of(phase, "cycle.length"), _bound_of(cycle.length)
    if cycle is not None and (cycle.planned is None or cycle.planned.plan is None):
        planned = cycle.planned
        least = None if planned is None else planned.least
        answer = (str(least), "the lower bound") if least else ("1", "no least number is stated")
        yield key_of(phase, "cycles"), answer
    if lasts is not None and lasts.days is None:
        yield key_of(phase, "lasts"), _bound_of(lasts)
    if starts is not None and starts.plan is None:
        yield key_of(phase, "starts"), _bound_of(starts)


def _bound_of(span: Span | Lasts) -> tuple[str, str]:
    return _bound(span.least, span.most)


def _bound(least: Measure | None, most: Measure | None) -> tuple[str, str]:
    if least is not None:
        return str(least), "the lower bound"
    return (str(most), "the upper bound") if most is not None else (NOMINAL_LENGTH, "not stated")


def _is_said(key: str, regimen: Regimen) -> bool:
    """Whether an answer bears on a dose: how many cycles are looked at does not."""
    return key in regimen.choices or not key.endswith(("cycles", "cycle.length", "starts"))


def _undecided(regimen: Regimen, made: Chosen) -> Iterator[str]:
    """What would have to be known to tell which statement holds."""
    for component in regimen.every_component:
        for statement in component.statements:
            for condition in statement.conditions:
                if condition.holds(made.facts) is None:
                    names = [c.name for c in condition.all_clauses() if c.name not in made.facts]
                    yield f"that needs the {wording.spoken_list(names).replace('_', ' ')}"
