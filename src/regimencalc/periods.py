"""What holds from later cycles on: the delays and the periods of a plan, each looked at."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from regimencalc import wording
from regimencalc.choosing import Chosen, chosen
from regimencalc.givings import body_facts, measures_needed
from regimencalc.known_measures import Instead
from regimencalc.measures import measures_of, surface_m2_if_known
from regimencalc.phases import Turn, turns
from regimencalc.policy import Policy
from regimencalc.problems import Place, Problem
from regimencalc.regimen import Regimen
from regimencalc.timeline import AS_PLANNED, Delay, Period, Then, Timeline

MOST_DAYS = 366
"""By how much a cycle or a day may be moved at most [d]; a number of this project."""

_PLACE = Place(field="decision")


def timeline_of(
    regimen: Regimen,
    policy: Policy,
    planned: Sequence[Turn],
    start: date,
    delays: Sequence[Delay],
    then: Sequence[Then],
    choose: Mapping[str, str],
    cycles: int | None,
    instead: Instead,
) -> tuple[Timeline, list[Problem]]:
    """The delays, and the measures and answers of each later cycle from which others hold.

    In the order of their cycles, whatever the order in which they are given. RC604 for a cycle or a
    day that is not planned, two periods from one cycle, more than a year, and answers that would
    change how many cycles there are or how long they last.
    """
    if not delays and not then:
        return AS_PLANNED, []
    problems = [*_unknown_cycles(planned, delays, then), *_too_far(delays)]
    periods: list[Period] = []
    for later in sorted(then, key=lambda one: one.cycle) if not problems else ():
        since = start + timedelta(_offset_of(planned, later.cycle, delays))
        answers = {**choose, **later.choose}
        needed = measures_needed(regimen, None, answers)
        measures, doubts = measures_of(
            later.patient, policy, start, **needed, instead=instead, dated_by=since
        )
        body = body_facts(measures, later.patient, start)
        made, doubts_of_choice = chosen(regimen, answers, body)
        problems += [*doubts, *doubts_of_choice]
        problems += _other_turns(regimen, planned, made, cycles, later.cycle)
        surface, weight = measures.body_surface_area, later.patient.weight
        periods.append(
            Period(
                later.cycle,
                since,
                later.patient,
                measures,
                made,
                surface_m2_if_known(later.patient, policy, start)
                if surface is None
                else surface.value,
                None if weight is None else weight.canonical,
            )
        )
    return Timeline(tuple(delays), tuple(periods)), problems


def _offset_of(planned: Sequence[Turn], cycle: int, delays: Sequence[Delay]) -> int:
    """Days from the start to the first day of a cycle, as it was moved."""
    turn = next((t for t in reversed(planned) if t.cycles_before < cycle), None)
    if turn is None:
        return 0
    of_turn = turn.offset + (cycle - turn.cycles_before - 1) * turn.cycle_days
    return of_turn + Timeline(tuple(delays)).moved_by(cycle, turn.stretch.first_day)


def _unknown_cycles(
    planned: Sequence[Turn], delays: Sequence[Delay], then: Sequence[Then]
) -> Iterator[Problem]:
    """Cycles and days that are not planned, or from which two things hold."""
    if not planned:
        return
    last = sum(turn.cycles for turn in planned)
    for what, cycle in (
        *(("a delay", one.cycle) for one in delays),
        *(("a measure or an answer", one.cycle) for one in then),
    ):
        if not 1 <= cycle <= last:
            yield Problem(
                "RC604",
                f"{what} counts from cycle {cycle}, and {wording.counted(last, 'cycle')} are "
                "planned",
                "Write a cycle of this course, or plan more of them.",
                _PLACE,
            )
    for one in delays:
        if one.day is not None and not _has_day(planned, one.cycle, one.day):
            yield Problem(
                "RC604",
                f"cycle {one.cycle} has no day {one.day}",
                "Write a day of the cycle.",
                _PLACE,
            )
    numbers = [one.cycle for one in then]
    for cycle in sorted({number for number in numbers if numbers.count(number) > 1}):
        words = f"two different patients or answers are to hold from cycle {cycle}"
        yield Problem("RC604", words, "Leave one of them.", _PLACE)


def _has_day(planned: Sequence[Turn], cycle: int, day: int) -> bool:
    turn = next((t for t in reversed(planned) if t.cycles_before < cycle), None)
    return turn is not None and turn.stretch.first_day <= day <= turn.cycle_days


def _too_far(delays: Sequence[Delay]) -> Iterator[Problem]:
    for one in delays:
        if abs(one.days) > MOST_DAYS:
            words = f"cycle {one.cycle} would move by {one.days} days, more than a year"
            yield Problem("RC604", words, "End the course, and begin another.", _PLACE)


def _other_turns(
    regimen: Regimen, planned: Sequence[Turn], made: Chosen, cycles: int | None, cycle: int
) -> Iterator[Problem]:
    """Answers that would change the number or the length of cycles cannot hold from one on."""
    others, _ = turns(regimen, made, cycles)
    if [_shape(turn) for turn in others] != [_shape(turn) for turn in planned]:
        yield Problem(
            "RC604",
            f"an answer from cycle {cycle} on would change how many cycles there are, or how long "
            "they last",
            "Answer it for the whole course; delay single cycles where they come later.",
            _PLACE,
        )


def _shape(turn: Turn) -> tuple[str, int, int, int]:
    return turn.phase, turn.cycles, turn.cycle_days, turn.offset
