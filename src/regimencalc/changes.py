"""What is in force for a line from a cycle on: only so does a course leave its regimen."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from regimencalc import wording
from regimencalc.problems import Place, Problem, Refused
from regimencalc.regimen import Regimen
from regimencalc.rules import Action
from regimencalc.unit_reader import read_measure
from regimencalc.units import Kind

if TYPE_CHECKING:
    from regimencalc.setting import Placed

LEVEL = "level"
"""What a change is of that moves a course to another of its dose levels."""


SMALL_PERCENT = 20
"""Below this a typed share is more likely a slip: 0.75 for 75 %. A number of this project."""

_PLACE = Place(field="give")
_GIVE = re.compile(
    r"(?P<line>[a-z0-9][a-z0-9_-]*)=(?P<share>[^ ]+ %)(?: of (?P<of>standard|previous))?"
    r"(?: from cycle (?P<first>[1-9][0-9]{0,2})(?: day (?P<day>-?[0-9]{1,3}))?)?"
    r"(?: to cycle (?P<last>[1-9][0-9]{0,2}))?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody decided for a line, from a cycle on, until another decision ends it.

    Without `to_cycle` it lasts; what is decided on a day of its first cycle holds from that day on.
    `of_previous` is for a share that was said of the dose before it: 75 % of a dose that is 80 % of
    standard is 60 % of standard. `by_rule` is for what a rule proposed: of what rules propose for a
    line in one cycle the strictest alone is in force.
    """

    component: str
    action: Action
    from_cycle: int = 1
    to_cycle: int | None = None
    days: frozenset[int] = frozenset()
    why: str = ""
    of_previous: bool = False
    from_day: int | None = None
    by_rule: bool = False

    @property
    def since(self) -> str:
        """From when on it holds, in words."""
        day = "" if self.from_day is None else f" day {self.from_day}"
        return f"cycle {self.from_cycle}{day}"

    @property
    def may_raise(self) -> bool:
        """Whether it may give more than what is in force: a level, or more than standard."""
        share = self.action.measure
        is_more = self.action.what == "give" and share is not None and share.number > 100
        return is_more or self.action.what == LEVEL

    def holds(self, component: str, cycle: int, day: int) -> bool:
        """Whether it is in force for a line on a day of a cycle; no days means all of them."""
        if component != self.component or cycle < self.from_cycle:
            return False
        if cycle == self.from_cycle and self.from_day is not None and day < self.from_day:
            return False
        return (self.to_cycle is None or cycle <= self.to_cycle) and (
            not self.days or day in self.days
        )

    def to_dict(self) -> dict[str, object]:
        """The change as JSON has it."""
        return {
            "component": self.component,
            "action": str(self.action),
            "from_cycle": self.from_cycle,
            "from_day": self.from_day,
            "to_cycle": self.to_cycle,
            "days": sorted(self.days),
            "why": self.why or None,
            "of_previous": self.of_previous,
        }


def in_force(changes: Iterable[Change], component: str, cycle: int, day: int) -> tuple[Change, ...]:
    """The changes that hold for a giving, in the order in which they were decided."""
    return tuple(change for change in changes if change.holds(component, cycle, day))


def in_order_of_cycles(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Changes by the cycle from which they hold; of one cycle, in the order of deciding."""
    return tuple(sorted(changes, key=lambda change: change.from_cycle))


def decided_together(changes: Iterable[Change]) -> Iterator[Sequence[Change]]:
    """Changes in their order, those together of which the strictest alone is in force.

    These are what rules proposed in one cycle; what a person decided stands for itself.
    """
    for _, of_cycle in groupby(in_order_of_cycles(changes), lambda c: c.from_cycle):
        found = tuple(of_cycle)
        yield from ((change,) for change in found if not change.by_rule)
        ruled = tuple(change for change in found if change.by_rule)
        if ruled:
            yield ruled


def shares(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The reductions that make up the dose: the last of standard, and those of previous after it.

    Without a share of standard, those of previous count from the standard dose.
    """
    chain: list[Change] = []
    for change in changes:
        if change.action.what == "give":
            chain = [*chain, change] if change.of_previous else [change]
    return tuple(chain)


def read_change(text: str) -> Change:
    """A share of the standard dose, or of the one before, as it is typed for a line.

    Parameters
    ----------
    text : str
        "etoposide=75 %", "etoposide=80 % of previous from cycle 3", "cisplatin=75 % to cycle 2".

    Returns
    -------
    Change
        Of standard where nothing else is said, from cycle 1 on, until another decision ends it.

    Raises
    ------
    Refused
        RC203 (not of this form), RC205 (not a number), RC212 (nothing, or no cycles).

    Examples
    --------
    >>> str(read_change("etoposide=75 % from cycle 2").action)
    'give 75 % of standard'
    """
    said = _GIVE.fullmatch(text)
    if said is None:
        raise Refused(
            Problem(
                "RC203",
                f"'{text}' does not say what is given of a line",
                'Write the line, a sign and its share: "etoposide=75 % from cycle 2", or "80 % of '
                'previous from cycle 3", or "75 % from cycle 2 to cycle 3".',
                _PLACE,
            )
        )
    try:
        share = read_measure(said["share"], (Kind.SHARE,), "share")
    except Refused as refusal:
        raise Refused(problem.at(_PLACE) for problem in refusal.problems) from None
    first, last = int(said["first"] or 1), int(said["last"]) if said["last"] else None
    if share.number == 0:
        fix = "A line that is not given is omitted or stopped, by a rule or a decision."
        raise Refused(Problem("RC212", f"0 % of {said['line']} is no dose", fix, _PLACE))
    if last is not None and last < first:
        words = f"cycles from {first} to {last} are none"
        raise Refused(Problem("RC212", words, "Write the first cycle before the last.", _PLACE))
    action = Action("give", share)
    of_previous = said["of"] == "previous"
    day = int(said["day"]) if said["day"] else None
    return Change(said["line"], action, first, last, of_previous=of_previous, from_day=day)


def change_problems(
    changes: Iterable[Change], regimen: Regimen, cycles: int, lengths: Iterable[int] = ()
) -> Iterator[Problem]:
    """What cannot be: a line or level that the regimen has not, more than standard, no cycle.

    `cycles` is 0 where nobody knows how many there are; `lengths` are their days, as far as known.
    """
    changes = tuple(changes)
    if not changes:
        return
    lines = [component.id for component in regimen.every_component if component.drug]
    levels = [level.level for level in regimen.levels]
    longest_days = max(lengths, default=0)
    yield from _reduced_twice(changes, regimen)
    for change in changes:
        is_level = change.action.what == LEVEL
        known = levels if is_level else lines
        name = change.action.word if is_level else change.component
        if name not in known:
            yield Problem(
                "RC304",
                f"'{name}' is not a {'level' if is_level else 'line'} of {regimen.id}",
                f"{wording.did_you_mean(name, known)}It has: {', '.join(known) or 'none'}.",
                _PLACE,
            )
        share = change.action.measure if change.action.what == "give" else None
        if share is not None and share.number == 0:
            yield Problem("RC212", f"0 % of {name} is no dose", "Omit it, or stop it.", _PLACE)
        if (
            share is not None
            and 0 < share.number < SMALL_PERCENT
            and not _is_ruled(change, regimen)
        ):
            yield Problem(
                "RC626",
                f"{share} of {name} is very little, and no rule of {regimen.id} says so",
                "Look whether a share such as 0.75 was meant: three quarters are 75 %.",
                _PLACE,
            )
        if share is not None and share.number > 100 and not _is_ruled(change, regimen):
            yield Problem(
                "RC604",
                f"{share} of {name} is more than its standard dose, and no rule of {regimen.id} "
                "raises it so",
                "Write at most 100 %; a higher dose is another regimen, or a rule with its source.",
                _PLACE,
            )
        yield from _does_something(change)
        yield from _is_of_the_course(change, cycles, longest_days)


_DECIDED = ("give", "reduce_by", "cap", "round", "hold", "omit", "stop", LEVEL)
"""What somebody may decide of a dose; what else rules say is a new plan, or moves days."""


def _does_something(change: Change) -> Iterator[Problem]:
    what = change.action.what
    if what not in _DECIDED and not change.by_rule:
        yield Problem(
            "RC604",
            f"'{change.action}' of {change.component} changes no dose",
            f"Decide one of: {', '.join(_DECIDED)}. Days and answers are decided for a course.",
            _PLACE,
        )
    if what == LEVEL and change.component != LEVEL:
        words = f"a level is of all its lines at once, and not of {change.component} alone"
        yield Problem("RC604", words, f"Write '{LEVEL}' in place of the line.", _PLACE)


def _is_of_the_course(change: Change, cycles: int, longest_days: int) -> Iterator[Problem]:
    """Whether its cycles and days are some: outside of them it would do nothing, and not say so."""
    first, last = change.from_cycle, change.to_cycle
    if first < 1 or (last is not None and last < first):
        yield Problem(
            "RC604",
            f"cycles from {first} to {'the last' if last is None else last} are none",
            "Cycles count from 1: write the first before the last.",
            _PLACE,
        )
        return
    for cycle in dict.fromkeys((first, last or first)):
        if cycles and cycle > cycles:
            yield Problem(
                "RC604",
                f"cycle {cycle} is not planned: there are {cycles}",
                "Write a cycle of this course, or plan more of them.",
                _PLACE,
            )
    from_day = () if change.from_day is None else (change.from_day,)
    for day in sorted({*change.days, *from_day}):
        if longest_days and day > longest_days:
            yield Problem(
                "RC604",
                f"day {day} is in no cycle: the longest has {longest_days} days",
                "Write a day of its cycle.",
                _PLACE,
            )


def of_nothing(changes: Iterable[Change], given: Iterable["Placed"]) -> Iterator[Problem]:
    """Reductions and omissions of a line that is not given then: nothing would be said of them.

    A stop of what is given no more says nothing wrong.
    """
    wanted = [change for change in changes if change.action.what != "stop" and not change.by_rule]
    every = list(given) if wanted else []
    for change in wanted:
        is_of_all = change.component == LEVEL
        touched = (
            change.holds(
                LEVEL if is_of_all else one.administration.component.id, one.cycle, one.day
            )
            for one in every
        )
        if not any(touched):
            yield Problem(
                "RC627",
                f"{change.component}: {change.action} from {change.since} touches no dose: the "
                "line is not given then in this plan",
                "Look at the line, the cycles and what was chosen; or leave it out.",
                _PLACE,
            )


def _reduced_twice(changes: Iterable[Change], regimen: Regimen) -> Iterator[Problem]:
    """A typed share of a line that is itself a share of another line with a typed share."""
    typed = [c for c in changes if c.action.what == "give" and not c.by_rule]
    lines = {change.component for change in typed}
    for line in sorted(lines):
        for whole in sorted(regimen.followed_by(line) & lines):
            yield Problem(
                "RC604",
                f"{line} is a share of {whole} and follows it: a share of both lowers it twice",
                f"Write the share of {whole} alone.",
                _PLACE,
            )


def _is_ruled(change: Change, regimen: Regimen) -> bool:
    """Whether a rule of the regimen gives a line this share."""
    return any(
        rule.do == change.action and (not rule.lines or change.component in rule.lines)
        for rule in regimen.rules
    )
