"""The phases of a regimen in their order, each with its cycles and the day on which it begins."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from regimencalc.choosing import Chosen, key_of
from regimencalc.problems import Place, Problem
from regimencalc.regimen import Phase, Regimen, Stretch

MANY_CYCLES = 12
MOST_CYCLES = 60
MOST_DAYS_OF_A_COURSE = 3660


@dataclass(frozen=True, slots=True, eq=False)
class Turn:
    """One turn of a phase: how many cycles of how many days, and how far from the first day."""

    phase: str
    stretch: Stretch
    number: int
    cycles_before: int
    cycles: int
    cycle_days: int
    offset: int

    @property
    def days(self) -> int:
        """How long it lasts."""
        return self.cycles * self.cycle_days


def turns(
    regimen: Regimen, chosen: Chosen, cycles: int | None
) -> tuple[tuple[Turn, ...], list[Problem]]:
    """The phases that are planned, in order; and the problems that stand in the way.

    `cycles` is the number for the one phase that has cycles, or for the one whose number the
    regimen leaves open.
    """
    wanted = _wanted(regimen, chosen)
    counted = _counted(wanted, cycles)
    problems: list[Problem] = []
    found: list[Turn] = []
    ends: dict[str, int] = {}
    before, offset = 0, 0
    for phase, stretch in wanted:
        number = _cycles(phase, stretch, chosen, counted.get(phase))
        problems += _cycle_problems(regimen, phase, stretch, number)
        days = _cycle_days(phase, stretch, chosen)
        if number is None or days is None or not 1 <= number <= MOST_CYCLES:
            continue
        starts = stretch.starts if isinstance(stretch, Phase) else None
        if starts is not None:
            by = starts.by
            planned = 0 if by is None or by.plan is None else round(by.plan.canonical / 1440)
            waited = chosen.numbers.get(key_of(phase, "starts"), planned)
            offset = ends.get(starts.after, offset) + waited
        turn = Turn(
            phase, stretch, 1 + sum(t.phase == phase for t in found), before, number, days, offset
        )
        found.append(turn)
        before += number
        offset += turn.days
        ends[phase] = offset
    if cycles is not None and not counted:
        problems.append(
            Problem(
                "RC601",
                f"{regimen.id} has several phases with cycles, and {cycles} could be of any",
                f"Choose for each: {', '.join(f'{phase}.cycles=…' for phase in dict(wanted))}.",
                Place(field="cycles"),
            )
        )
    if found and offset > MOST_DAYS_OF_A_COURSE:
        problems.append(
            Problem(
                "RC601",
                f"a course of {offset:,} days cannot be planned",
                f"Plan at most {MOST_DAYS_OF_A_COURSE:,} days at a time.",
                Place(field="cycles"),
            )
        )
    return tuple(found), problems


def _wanted(regimen: Regimen, chosen: Chosen) -> list[tuple[str, Stretch]]:
    """The phases in the order of giving, without those whose condition does not hold."""
    by_id = {phase: stretch for phase, _, stretch in regimen.stretches}
    order = regimen.order or tuple(by_id)
    found = []
    for phase in order:
        stretch = by_id.get(phase)
        condition = stretch.when if isinstance(stretch, Phase) else None
        if stretch is not None and (condition is None or condition.holds(chosen.facts)):
            found.append((phase, stretch))
    return found


def _counted(wanted: list[tuple[str, Stretch]], cycles: int | None) -> Mapping[str, int]:
    """For which phase a number of cycles was meant."""
    if cycles is None:
        return {}
    with_cycles = {phase: s.cycle for phase, s in wanted if s.cycle is not None}
    candidates = list(with_cycles)
    if not with_cycles and wanted:
        candidates = [wanted[0][0]]
    return {candidates[0]: cycles} if len(candidates) == 1 else {}


def _cycle_days(phase: str, stretch: Stretch, chosen: Chosen) -> int | None:
    if stretch.cycle is not None:
        return chosen.numbers.get(key_of(phase, "cycle.length"), stretch.cycle.days)
    stated = stretch.lasts.days if stretch.lasts is not None else None
    return chosen.numbers.get(key_of(phase, "lasts"), stated)


def _cycles(phase: str, stretch: Stretch, chosen: Chosen, given: int | None) -> int | None:
    number = chosen.numbers.get(key_of(phase, "cycles"), given)
    if number is not None:
        return number
    if stretch.cycle is None:
        return 1
    return stretch.cycle.planned.plan if stretch.cycle.planned is not None else None


def _cycle_problems(
    regimen: Regimen, phase: str, stretch: Stretch, number: int | None
) -> Iterator[Problem]:
    where = f"{regimen.id}, phase {phase}," if phase else regimen.id
    cycle = stretch.cycle
    planned = cycle.planned if cycle is not None else None
    place = Place(field="cycles")
    if number is None:
        stated = "not stated" if planned is None else str(planned)
        until = f", until {cycle.until}" if cycle is not None and cycle.until else ""
        yield Problem(
            "RC601",
            f"{where} does not state one number of cycles ({stated}{until})",
            f"Choose {phase}.cycles=…." if phase else "Say how many cycles to plan.",
            place,
        )
    elif not 1 <= number <= MOST_CYCLES or (cycle is None and number != 1):
        yield Problem(
            "RC601",
            f"{number} cycles cannot be planned",
            f"Plan from 1 to {MOST_CYCLES} cycles."
            if cycle is not None
            else f"{where} has no cycles: choose {key_of(phase, 'lasts')} instead.",
            place,
        )
    elif cycle is not None:
        stated_most = None if planned is None else planned.most or planned.plan
        most = stated_most or (MANY_CYCLES if cycle.until is None else MOST_CYCLES)
        if number > most:
            yield Problem(
                "RC621",
                f"{number} cycles are planned; the regimen states "
                f"{'no number' if stated_most is None else planned}",
                "Make sure that so many are meant.",
                place,
            )
