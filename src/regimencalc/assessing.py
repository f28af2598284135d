"""What each criterion, gate and rule says of the givings of a cycle: fired, not fired, not known.

Only looked at here: what follows is proposed in `modifications`, and nothing changes a dose but an
answer.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from regimencalc.givings import Giving
from regimencalc.known_values import KnownValues
from regimencalc.regimen import Regimen
from regimencalc.rulings import Ruling
from regimencalc.source import Path
from regimencalc.timeline import AS_PLANNED, Timeline


class Outcome(StrEnum):
    """How a ruling came out in a cycle."""

    FIRED = "fired"
    NOT_FIRED = "not fired"
    NOT_ASSESSED = "not assessed"


@dataclass(frozen=True, slots=True)
class Assessment:
    """One ruling in one cycle: how it came out, by which values, or what is missing."""

    ruling: Ruling
    cycle: int
    day_1: date
    lines: tuple[str, ...]
    outcome: Outcome
    decided: str = ""
    missing: tuple[str, ...] = ()
    source: str = ""
    days: frozenset[int] = frozenset()
    on: date | None = None

    def to_dict(self) -> dict[str, object]:
        """The assessment as JSON has it."""
        return {
            "rule": self.ruling.name,
            "kind": self.ruling.kind,
            "says": self.ruling.words,
            "cycle": self.cycle,
            "lines": list(self.lines),
            "outcome": self.outcome,
            "decided_by": self.decided or None,
            "missing": list(self.missing),
            "source": self.source,
            "borrowed_from": self.ruling.borrowed_from,
            "verified": self.ruling.is_verified,
            "note": self.ruling.note,
        }


def by_cycle(given: Iterable[Giving]) -> dict[int, list[Giving]]:
    """The givings of each cycle of the course, of lines that give a drug."""
    cycles: dict[int, list[Giving]] = {}
    for giving in given:
        if giving.administration.statement.drug is not None:
            number = giving.turn.cycles_before + giving.administration.cycle
            cycles.setdefault(number, []).append(giving)
    return cycles


def day_1_of(of_cycle: Sequence[Giving], start: date, timeline: Timeline = AS_PLANNED) -> date:
    """The date of the first day of the cycle that givings belong to."""
    turn, cycle = of_cycle[0].turn, of_cycle[0].administration.cycle
    moved = timeline.moved_by(turn.cycles_before + cycle, turn.stretch.first_day)
    return start + timedelta(days=turn.offset + (cycle - 1) * turn.cycle_days + moved)


def assessed(
    regimen: Regimen,
    of_cycle: Sequence[Giving],
    known: KnownValues,
    cycle: int,
    since: date | None,
    looked_at: dict[Path, date],
) -> Iterator[Assessment]:
    """Every ruling that concerns one of the givings of a cycle, judged on its first day or its own.

    A grade counts once, for what came since a rule was judged last: on the day of `looked_at`, that
    is kept up here, else since the day 1 before. Where its line was left out in the cycle between,
    what was found before that still counts.
    """
    if not of_cycle:
        return
    day_1 = day_1_of(of_cycle, known.start, known.timeline)
    for ruling in regimen.rulings:
        concerned = [giving for giving in of_cycle if _concerns(ruling, giving)]
        if not concerned:
            continue
        lines = tuple(dict.fromkeys(giving.administration.component.id for giving in concerned))
        on = concerned[0].on if ruling.days else day_1
        after = _last_giving(of_cycle, lines, on) if ruling.days else None
        when = (on, looked_at.get(ruling.path, since), after)
        looked_at[ruling.path] = on
        yield _assessment(ruling, regimen, known, when, (cycle, day_1, lines), concerned)


def _last_giving(of_cycle: Iterable[Giving], lines: Sequence[str], before: date) -> date | None:
    """When the lines were last given in this cycle before a day."""
    given = (one.on for one in of_cycle if one.administration.component.id in lines)
    return max((on for on in given if on < before), default=None)


def _assessment(
    ruling: Ruling,
    regimen: Regimen,
    known: KnownValues,
    when: tuple[date, date | None, date | None],
    where: tuple[int, date, tuple[str, ...]],
    concerned: Sequence[Giving],
) -> Assessment:
    on_day = known.on(*when)
    holds = ruling.condition.holds(on_day.facts)
    missing: tuple[str, ...] = ()
    if holds is None:
        outcome = Outcome.NOT_ASSESSED
        missing = tuple(dict.fromkeys(on_day.missing(ruling.condition)))
    else:
        outcome = Outcome.FIRED if holds is not ruling.demands else Outcome.NOT_FIRED
    decided = on_day.decided(ruling.condition)
    is_by_day = bool(ruling.days) or ruling.part is not None
    days = frozenset(giving.administration.day for giving in concerned) if is_by_day else None
    source = source_words(ruling, regimen)
    on = concerned[0].on if ruling.days else where[1]
    return Assessment(ruling, *where, outcome, decided, missing, source, days or frozenset(), on)


def source_words(ruling: Ruling, regimen: Regimen) -> str:
    """What a ruling rests on, with the marks that must be seen beside it."""
    cited = regimen.source_of(ruling.source)
    said = [] if cited is None else [cited.cite]
    said += [f"borrowed from {ruling.borrowed_from}"] if ruling.borrowed_from else []
    is_verified = ruling.is_verified and (cited is None or cited.verified)
    said += [] if is_verified else ["NOT VERIFIED"]
    return ", ".join(said) or "no source stated"


def _concerns(ruling: Ruling, giving: Giving) -> bool:
    """Whether a ruling is about a giving: its phase, its line, its part, its day."""
    administration = giving.administration
    if ruling.phase and ruling.phase != giving.turn.phase:
        return False
    if ruling.lines and administration.component.id not in ruling.lines:
        return False
    if ruling.part is not None and ruling.part != administration.statement.number:
        return False
    return not ruling.days or administration.day in ruling.days
