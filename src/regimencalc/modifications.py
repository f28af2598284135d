"""What follows from rules that fire: doses that are held, and changes that are proposed.

Rules only propose. A change comes into force where somebody accepts it, from that cycle on; then
the doses are computed once more, and the next cycle is judged with what is in force.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from regimencalc import wording
from regimencalc.assessing import Assessment, Outcome, assessed, by_cycle, day_1_of
from regimencalc.changes import LEVEL, Change, in_order_of_cycles
from regimencalc.givings import Giving
from regimencalc.judgement import Answer, Judgement
from regimencalc.known_values import KnownValues
from regimencalc.problems import Problem
from regimencalc.rules import Action
from regimencalc.rulings import RulingKind
from regimencalc.setting import Setting
from regimencalc.settling import (
    Ahead,
    is_left_out,
    lifted,
    lowered_twice,
    settled_in,
    several,
    swallowed,
)
from regimencalc.units import Measure

if TYPE_CHECKING:
    from regimencalc.source import Path

WHOLE_CYCLE = "cycle"
"""What the key of a judgement names in place of a line where it is about all of a cycle."""

_ANSWER = "Accept or decline it by its key, with a reason."
_GIVE_LATER = (
    "Judge that day again, and plan the cycles that are left as much later: accepted, the giving "
    "stays held. Or decline it by its key, with a reason."
)
_PLAN_AGAIN = (
    "Plan the cycles that are left from that day, with values of that day: accepted, the cycle "
    "stays held. Or decline it by its key, with a reason."
)


class Ruled(NamedTuple):
    """What was judged by rules, what is in force by that, and what waits for an answer."""

    judgements: tuple[Judgement, ...]
    assessments: tuple[Assessment, ...]
    changes: tuple[Change, ...]
    proposals: tuple[Change, ...]


def ruled(
    given: Sequence[Giving], setting: Setting, known: KnownValues, answers: Sequence[Answer]
) -> Ruled:
    """What the rules make of the givings, cycle by cycle.

    Parameters
    ----------
    given : sequence of Giving
        Every administration of the course, in order.
    setting : Setting
        What doses are computed from, with what was decided before.
    known : KnownValues
        What was found in the patient, and when.
    answers : sequence of Answer
        What was said to rules that fire, each by its key.

    Returns
    -------
    Ruled
        What is accepted is in force; what open rules propose stands beside it.
    """
    said = {answer.key: answer for answer in answers}
    changes = in_order_of_cycles(setting.changes)
    judgements: list[Judgement] = []
    assessments: list[Assessment] = []
    proposals: list[Change] = []
    since: date | None = None
    looked_at: dict[Path, date] = {}
    cycles = by_cycle(given) if setting.regimen.rulings else {}
    for cycle, of_cycle in cycles.items():
        now = setting.under(changes)
        open_lines = [giving for giving in of_cycle if not is_left_out(giving, now)]
        found = list(assessed(setting.regimen, open_lines, known, cycle, since, looked_at))
        since = day_1_of(of_cycle, known.start, known.timeline)
        assessments += found
        fired = [one for one in found if one.outcome is Outcome.FIRED]
        if not fired:
            continue
        later = (giving for number, of_it in cycles.items() if number > cycle for giving in of_it)
        still_open = [giving for giving in later if not is_left_out(giving, now)]
        ahead = Ahead([*open_lines, *still_open], now, cycle)
        judged = [j for one in fired for j in _judgements(one, ahead)]
        decided, waiting = settled_in(judged, ahead, said)
        judgements += [*decided.judgements, *several(decided.judgements, ahead)]
        proposals += waiting
        changes = in_order_of_cycles((*changes, *decided.changes))
    if changes:
        in_the_end = setting.under(changes)
        judgements += swallowed(given, setting)
        judgements += lifted(given, in_the_end)
        judgements += lowered_twice(given, in_the_end)
    return Ruled(tuple(judgements), tuple(assessments), changes, tuple(proposals))


# What follows from a ruling that fires


def _judgements(one: Assessment, ahead: Ahead) -> Iterator[Judgement]:
    """What follows from one ruling that fires, before it is known what it does to doses."""
    action = one.ruling.action
    if one.ruling.demands:
        code = "RC751" if one.ruling.kind is RulingKind.START else "RC752"
        yield from _held(one, code, f"not met: {one.ruling.words}")
    elif action is None:
        return
    elif one.ruling.kind is RulingKind.MISSED:
        yield _notice(one, "RC793", f"after a missed dose: {action}")
    elif action.what in ("hold", "omit"):
        yield from _held(one, "RC753", f"{action}")
    elif action.what in ("stop", "alternative"):
        code = "RC753" if action.what == "stop" else "RC754"
        yield from _held(one, code, f"{action}", lines=_lasting(one, ahead))
    elif action.what == "delay" and action.measure is not None:
        yield from _delayed(one, action, action.measure)
    elif action.what == "choose":
        yield from _choosing(one, action, ahead)
    elif action.what == "same level":
        notice = _notice(one, "RC792", "the same level, and no higher one")
        yield replace(notice, keeps_level=True)
    elif action.what == "level":
        yield from _level(one, action, ahead)
    else:
        for line in _lasting(one, ahead):
            change = _from_here_on(one, line, action)
            yield _judgement(one, "RC764", str(action), line, proposes=change)


def _lasting(one: Assessment, ahead: Ahead) -> tuple[str, ...]:
    """The lines that a rule names and that are given now or later: what it proposes lasts."""
    named = one.ruling.lines or ahead.lines
    return tuple(dict.fromkeys((*one.lines, *(line for line in ahead.lines if line in named))))


def _from_here_on(one: Assessment, component: str, action: Action) -> Change:
    """What a rule proposes: from its cycle on, and from its day where it is for one."""
    return Change(
        component,
        action,
        one.cycle,
        why=one.ruling.name,
        from_day=min(one.ruling.days, default=None),
        by_rule=True,
    )


def _message(one: Assessment, words: str) -> str:
    note = f" ({one.ruling.note})" if one.ruling.note else ""
    return f"{one.decided}: {words}{note} [{one.source}]"


def _judgement(
    one: Assessment,
    code: str,
    words: str,
    component: str,
    *,
    lines: tuple[str, ...] = (),
    fix: str = _ANSWER,
    proposes: Change | None = None,
) -> Judgement:
    return Judgement(
        Problem(code, _message(one, words), fix),
        component,
        one.cycle,
        one.decided,
        one.ruling.name,
        one.days,
        one.source,
        proposes,
        lines=lines,
    )


def _notice(one: Assessment, code: str, words: str) -> Judgement:
    return _judgement(one, code, words, WHOLE_CYCLE, lines=one.lines, fix="Bear it in mind.")


def _delayed(one: Assessment, action: Action, by: Measure) -> Iterator[Judgement]:
    """A cycle that would begin later, or its giving of one day that would be later."""
    on = one.on or one.day_1
    later = wording.long_date(on + timedelta(minutes=by.canonical))
    moved = f"cycle {one.cycle} would begin on {later}"
    if one.ruling.days:
        moved = f"the giving of {wording.long_date(on)} would be on {later}"
    words = f"{action}: {moved}, and what follows as much later; no date here is moved"
    yield from _held(one, "RC755", words, _GIVE_LATER if one.ruling.days else _PLAN_AGAIN)


def _held(
    one: Assessment, code: str, words: str, fix: str = _ANSWER, lines: Sequence[str] = ()
) -> Iterator[Judgement]:
    """One judgement for the cycle where all of it is meant, else one for each line."""
    is_cycle = one.ruling.is_answered_at_once
    for component in (WHOLE_CYCLE,) if is_cycle else lines or one.lines:
        of_cycle = one.lines if is_cycle else ()
        change = _leaving_out(one, component)
        yield _judgement(one, code, words, component, lines=of_cycle, fix=fix, proposes=change)


def _leaving_out(one: Assessment, component: str) -> Change | None:
    """What a rule that takes a dose away proposes, and where it is accepted brings into force.

    Nothing for a hold: it stays held. Another regimen is another plan, so that here the doses of
    this one stay held, from its cycle on.
    """
    action = one.ruling.action
    if action is None or action.what not in ("omit", "stop", "alternative"):
        return None
    if action.what != "omit":
        return _from_here_on(one, component, action)
    return Change(component, action, one.cycle, one.cycle, one.days, one.ruling.name)


def _choosing(one: Assessment, action: Action, ahead: Ahead) -> Iterator[Judgement]:
    """Another answer to a choice: it takes another plan, so that no dose here is another."""
    if action.is_chosen(ahead.setting.in_cycle(one.cycle).chosen.facts):
        yield _notice(one, "RC792", f"{action.word} is chosen already")
        return
    other = wording.spoken_list([f"{name}={answer}" for name, answer in action.answers.items()])
    for line in _lasting(one, ahead):
        change = _from_here_on(one, line, action)
        fix = f"Plan it again with {other} chosen, or decline it with a reason."
        yield _judgement(one, "RC763", str(action), line, fix=fix, proposes=change)


def _level(one: Assessment, action: Action, ahead: Ahead) -> Iterator[Judgement]:
    """A move to another dose level: of all the lines that have levels, by one answer."""
    levels = ahead.setting.regimen.levels
    here = level_number(ahead.setting, one.cycle)
    if here is None:
        words = f"{action}: the amounts that are planned are no level of this regimen"
        yield _judgement(one, "RC756", words, LEVEL, lines=one.lines)
        return
    steps = {"up": here + 1, "down": here - 1}
    named = [n for n, level in enumerate(levels) if level.level == action.word]
    there = steps.get(action.word, named[0] if named else here)
    if there < 0:
        words = (
            f"{action}: level {levels[here].level} is the lowest; whether to stop is a person's "
            "decision"
        )
        yield _judgement(one, "RC756", words, LEVEL, lines=one.lines)
    elif there >= len(levels) or there == here:
        notice = _notice(one, "RC792", f"{action}: level {levels[here].level} stays")
        yield replace(notice, keeps_level=there == here)
    else:
        change = _from_here_on(one, LEVEL, Action("level", word=levels[there].level))
        words = f"{action}: from level {levels[here].level} to level {levels[there].level}"
        follow = [line for line in ahead.lines if any(line in level.amounts for level in levels)]
        lines = tuple(dict.fromkeys((*one.lines, *follow)))
        yield _judgement(one, "RC764", words, LEVEL, lines=lines, proposes=change)


def level_number(setting: Setting, cycle: int) -> int | None:
    """The place among the levels, lowest first, of the one in force; None if there is none."""
    levels = setting.regimen.levels
    level = setting.level_in(cycle) or setting.in_cycle(cycle).chosen.level
    if level is not None:
        return levels.index(level)
    stated = {c.id: str(c.statements[0].amount) for c in setting.regimen.every_component}
    for number, one in enumerate(levels):
        if all(stated.get(name) == str(amount) for name, amount in one.amounts.items()):
            return number
    return None
