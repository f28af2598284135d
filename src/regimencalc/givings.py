"""The administrations of a course with their dates, and the dose of each."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple

from regimencalc.administration import Administration
from regimencalc.changes import Change
from regimencalc.choosing import Chosen
from regimencalc.clock import ends_on, times_of
from regimencalc.component import PER_SURFACE_KINDS, PER_WEIGHT_KINDS, Statement
from regimencalc.conditions import Condition
from regimencalc.dosing import Dose, NoSuchStep, needs_its_length
from regimencalc.measures import Measures
from regimencalc.patient import Patient
from regimencalc.phases import Turn
from regimencalc.planned_dose import PlannedDose, PlannedEvent
from regimencalc.problems import Problem
from regimencalc.regimen import Phase, Regimen
from regimencalc.schedule import administrations
from regimencalc.setting import Setting
from regimencalc.timeline import AS_PLANNED, Timeline
from regimencalc.units import Kind
from regimencalc.withheld import Withheld, Word


def measures_needed(
    regimen: Regimen,
    lines: frozenset[str] | None = None,
    choose: Mapping[str, str] | None = None,
) -> Mapping[str, Any]:
    """Which measures the doses of a regimen, or of some of its lines, are found from.

    What the answers in `choose` leave out needs none.
    """
    answers = {name: answer for name, answer in (choose or {}).items() if name in regimen.choices}
    decided = regimen.decided if answers else ()
    outcomes = tuple(one.holds(answers) for deciding in decided for one in deciding)
    key = (lines, frozenset(answers), outcomes)
    if key not in regimen.needed:
        regimen.needed[key] = MappingProxyType(_needed(regimen, lines, answers))
    return regimen.needed[key]


def _needed(
    regimen: Regimen, lines: frozenset[str] | None, answers: Mapping[str, str]
) -> dict[str, Any]:
    by_surface = False
    kidney: set[str] = set()
    weights: set[str] = set()
    for statement, deciding in _possible(regimen, lines, answers):
        kind = statement.amount.kind
        by_surface = by_surface or kind in PER_SURFACE_KINDS or names("bsa", deciding)
        if kind is Kind.AUC:
            kidney.add(statement.kidney)
        if kind in PER_WEIGHT_KINDS:
            weights.add(statement.weight)
        if names("weight", statement.conditions):
            weights.add("actual")
    return {
        "by_surface": by_surface,
        "by_auc": frozenset(kidney),
        "by_weights": frozenset(weights),
    }


def _possible(
    regimen: Regimen, lines: frozenset[str] | None, answers: Mapping[str, str]
) -> Iterator[tuple[Statement, list[Condition]]]:
    """The statements that may hold under the answers that are known, with all that decides it."""
    for _, _, stretch in regimen.stretches:
        when = stretch.when if isinstance(stretch, Phase) else None
        if when is not None and when.holds(answers) is False:
            continue
        for component in stretch.components:
            if lines is None or component.id in lines:
                for statement in component.statements:
                    if all(c.holds(answers) is not False for c in statement.conditions):
                        asked = [*statement.conditions, *([] if when is None else [when])]
                        yield statement, [*asked, *_decided_by(regimen, asked, answers)]


def _decided_by(
    regimen: Regimen, asked: Iterable[Condition], answers: Mapping[str, str]
) -> Iterator[Condition]:
    """What decides the choices that these conditions ask for, where nobody has answered them."""
    for name, choice in regimen.choices.items():
        if name not in answers and names(name, asked):
            yield from (condition for _, condition in choice.answers if condition is not None)


def names(value: str, conditions: Iterable[Condition]) -> bool:
    """Whether any of the conditions asks for this value."""
    return any(c.name == value for condition in conditions for c in condition.all_clauses())


def body_facts(measures: Measures, patient: Patient, day_1: date) -> dict[str, float]:
    """What conditions may ask of the body, as far as it is known."""
    age_years = patient.age_on(day_1)
    height, weight = patient.height, patient.weight
    known = {
        "age": None if age_years is None else float(age_years),
        "height": None if height is None else height.canonical,
        "weight": None if weight is None else weight.canonical,
        "bsa": None if measures.body_surface_area is None else measures.body_surface_area.value,
        "bmi": None if measures.body_mass_index is None else measures.body_mass_index.value,
    }
    return {name: value for name, value in known.items() if value is not None}


class Giving(NamedTuple):
    """An administration with its turn and its date."""

    turn: Turn
    administration: Administration
    on: date

    @property
    def line(self) -> str:
        """The line that is given."""
        return self.administration.component.id

    @property
    def cycle(self) -> int:
        """The cycle of the course."""
        return self.turn.cycles_before + self.administration.cycle

    @property
    def day(self) -> int:
        """The day of its cycle."""
        return self.administration.day

    @property
    def phase(self) -> str | None:
        """The phase, where the regimen has some."""
        return self.turn.phase or None


def givings(
    planned: Iterable[Turn],
    made: Chosen,
    start: date,
    lines: frozenset[str] | None = None,
    timeline: Timeline = AS_PLANNED,
) -> list[Giving]:
    """Every administration of the phases, or of some lines, with its date, in order."""
    found: list[Giving] = []
    for turn in planned:
        first = start + timedelta(days=turn.offset)
        for chosen, cycles in _answers_in(turn, made, timeline):
            placed = administrations(
                turn.stretch,
                cycles=turn.cycles,
                cycle_days=turn.cycle_days,
                facts=chosen.facts,
                weekday=first.weekday(),
                cycles_before=(turn.number - 1) * turn.cycles,
                counts=chosen.counts_in(turn.phase),
                lines=lines,
            )
            found += [
                Giving(turn, given, first + timedelta(given.offset))
                for given in placed
                if given.cycle in cycles and given.statement.as_needed is None
            ]
    return found if not timeline.delays else [_moved(giving, timeline) for giving in found]


def _answers_in(turn: Turn, made: Chosen, timeline: Timeline) -> Iterator[tuple[Chosen, range]]:
    """What is chosen for the cycles of a turn, with those of its cycles for which it is."""
    first, last = 1, turn.cycles
    for period in timeline.periods:
        begins = period.from_cycle - turn.cycles_before
        if first < begins <= last:
            yield made, range(first, begins)
        made, first = (period.chosen, max(begins, 1)) if begins <= last else (made, first)
    yield made, range(first, last + 1)


def _moved(giving: Giving, timeline: Timeline) -> Giving:
    placed, day = giving.administration, giving.day
    starts = placed.statement.timing.starts
    if starts is not None and starts.line:
        # what is tied to a line of an earlier day, as a rescue to its drug, moves with that
        day -= placed.offset - placed.root
    days = timeline.moved_by(giving.cycle, day)
    return giving._replace(on=giving.on + timedelta(days))


def planned_items(
    given_in_order: Iterable[Giving], setting: Setting
) -> tuple[list[PlannedDose], list[PlannedEvent]]:
    """Each giving with its dose, and the events that stand between."""
    doses: list[PlannedDose] = []
    events: list[PlannedEvent] = []
    counted: dict[str, int] = {}
    shared_from = setting.regimen.shared_from
    given: dict[tuple[Turn, str, int], Dose] = {}
    last: dict[str, Dose] = {}
    of_day: dict[tuple[str, date], int] = {}
    of_course, has_periods = setting, bool(setting.timeline.periods)
    for giving in given_in_order:
        administration, turn = giving.administration, giving.turn
        statement = administration.statement
        name = statement.id
        if has_periods:
            setting = of_course.in_cycle(giving.cycle)
        amount = setting.amount_of(giving)
        shared = None
        if amount.share_of:
            beside = (turn, amount.share_of, administration.beside)
            shared = given.get(beside) or last.get(amount.share_of)
        if statement.drug is None:
            events.append(_event(giving, ""))
        elif amount.share_of and shared is None:
            words = f"no dose: {amount.share_of} has none of which it is a share"
            events.append(_event(giving, words))
        elif not amount.is_stated:
            events.append(_event(giving, "the source states no dose"))
        elif administration.minutes is None and needs_its_length(statement):
            words = f"no dose: {amount} is for a time, and how long it runs is not known"
            events.append(_event(giving, words))
        else:
            count = counted[name] = counted.get(name, 0) + 1
            left_out = withheld_by(setting.changes_of(giving), name) if setting.changes else None
            if left_out is not None:
                last.pop(name, None)
                doses.append(_planned_dose(giving, left_out, count, setting))
                continue
            earlier = of_day.get((name, giving.on), 0)
            of_day[name, giving.on] = earlier + 1
            try:
                dose = setting.dose(giving, count, shared, earlier)
            except NoSuchStep as reason:
                last.pop(name, None)
                doses.append(_planned_dose(giving, _used_up(reason), count, setting))
                continue
            if name in shared_from:
                given[turn, name, administration.number] = last[name] = dose
            doses.append(_planned_dose(giving, dose, count, setting))
    return doses, events


def _event(giving: Giving, words: str) -> PlannedEvent:
    administration, turn = giving.administration, giving.turn
    statement = administration.statement
    amount = str(statement.amount) if statement.amount.is_stated and not words else ""
    note = statement.component.note or ""
    said = (amount, statement.route, administration.relation, words, note)
    return PlannedEvent(
        turn.cycles_before + administration.cycle,
        administration.cycle,
        turn.phase or None,
        administration.day,
        giving.on,
        administration.component.id,
        administration.component.name,
        ", ".join(part for part in said if part),
    )


def _used_up(reason: NoSuchStep) -> Withheld:
    """What stands in the place of a dose of which the steps that were decided leave nothing."""
    words = f"{reason}; whether to stop is a person's decision"
    fix = "Decide it for this cycle: stop the line, or take a step back."
    return Withheld(Word.HELD, (Problem("RC756", words, fix),), "")


_WORDS = {
    "hold": Word.HELD,
    "omit": Word.OMITTED,
    "stop": Word.STOPPED,
    # what is given in place of it is another plan
    "alternative": Word.HELD,
    "choose": Word.HELD,
}


def withheld_by(changes: Iterable[Change], name: str) -> Withheld | None:
    """What stands in the place of a dose that somebody decided not to give."""
    found = [change for change in changes if change.action.what in _WORDS]
    if not found:
        return None
    reasons = tuple(
        Problem(
            "RC791",
            f"{name}: {change.action} from {change.since}{f', {change.why}' if change.why else ''}",
            "Take the decision back to see the dose again.",
        )
        for change in found
    )
    return Withheld(_WORDS[found[-1].action.what], reasons, "")


def _planned_dose(
    giving: Giving, dose: Dose | Withheld, dose_number: int, setting: Setting
) -> PlannedDose:
    administration, turn = giving.administration, giving.turn
    clock = setting.clock
    starts_at = ends_at = None
    if clock is not None:
        root = giving.on + timedelta(administration.root - administration.offset)
        starts_at, ends_at = times_of(clock, administration, root)
    return PlannedDose(
        turn.cycles_before + administration.cycle,
        turn.phase or None,
        giving.on,
        dose_number,
        dose,
        administration,
        starts_at,
        ends_at,
        ends_on(administration, giving.on, ends_at),
    )
