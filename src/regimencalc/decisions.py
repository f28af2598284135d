"""What may be decided of a course: each a sentence that people and the program read alike."""

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

from regimencalc.changes import LEVEL, Change
from regimencalc.judgement import Answer, Verdict
from regimencalc.timeline import Delay
from regimencalc.units import Measure

OVERRIDES = {"cap": "at", "round": "to"}
"""What may be decided in place of the regimen's cap, and of the policy's rounding, of a line."""


class Begun(NamedTuple):
    """When day 1 of cycle 1 is: a day, or a day with the time at which treatment days begin."""

    start: str


class Measured(NamedTuple):
    """Measures of the patient by their fields, which hold from a cycle on."""

    measures: Mapping[str, str]
    from_cycle: int = 1


class Chose(NamedTuple):
    """An answer to what the regimen leaves open, which holds from a cycle on."""

    name: str
    answer: str
    from_cycle: int = 1


class Found(NamedTuple):
    """A value that rules ask for, as it is typed: "platelets=62 10^9/L, on 2026-12-29"."""

    finding: str


class Stopped(NamedTuple):
    """The course ends: nothing is given from this day of this cycle on."""

    cycle: int
    day: int | None = None


class Confirmed(NamedTuple):
    """The doses of a cycle may be given as they are shown."""

    cycle: int


class Given(NamedTuple):
    """What was given on a day of a cycle: all of its lines, or one; as planned, or otherwise.

    Without a `dose` it was as planned. `number` tells one of several givings of a line from the
    others; `on` is another date than the planned one.
    """

    cycle: int
    day: int
    component: str = ""
    number: int | None = None
    dose: Measure | None = None
    on: str = ""
    was_given: bool = True


class Adopted(NamedTuple):
    """Another text of a file of the library holds for what is not given yet; by its SHA-256."""

    file: str
    sha256: str


class Recalculated(NamedTuple):
    """The doses as this program finds them hold, where they differ from those shown before."""

    version: str


What: TypeAlias = (
    Begun
    | Measured
    | Chose
    | Found
    | Delay
    | Change
    | Answer
    | Stopped
    | Confirmed
    | Given
    | Adopted
    | Recalculated
)
"""All that can be decided of a course."""


def cycle_of(what: What) -> int:
    """The cycle from which a decision counts."""
    match what:
        case Begun() | Found() | Adopted() | Recalculated():
            return 1
        case Answer(key=key):
            number = key.rpartition(":")[2]
            return int(number) if number.isdecimal() else 1
        case Delay() | Stopped() | Confirmed() | Given():
            return what.cycle
        case _:
            return what.from_cycle


def said(what: What) -> str:
    """The sentence of a decision.

    >>> said(Delay(2, 14))
    'delay cycle 2 by 14 d'
    >>> said(Given(1, 2, "cisplatin"))
    'given cycle 1 day 2 cisplatin'
    """
    match what:
        case Begun(start):
            return f"start on {start}"
        case Measured(measures, since):
            fields = ", ".join(f"{name}={text}" for name, text in measures.items())
            return f"measure {fields} from cycle {since}"
        case Chose(name, answer, since):
            return f"choose {name}={answer} from cycle {since}"
        case Found(finding):
            return f"value {finding}"
        case Delay(cycle, days, day, follows):
            word = "delay" if days >= 0 else "advance"
            alone = "" if follows else ", alone"
            return f"{word} cycle {cycle}{_day(day)} by {abs(days)} d{alone}"
        case Change():
            return _said_of_change(what)
        case Answer(key, verdict, _, value):
            word = "accept" if verdict is Verdict.ACCEPTED else "decline"
            return f"{word} {key}{f' @ {value}' if value else ''}"
        case Stopped(cycle, day):
            return f"stop course from cycle {cycle}{_day(day)}"
        case Confirmed(cycle):
            return f"confirm cycle {cycle}"
        case Given(cycle, day, component, number, dose, on, was_given):
            line = f" {component}" if component else ""
            line += "" if number is None else f" dose {number}"
            otherwise = "" if dose is None else f" {dose}"
            moved = f" on {on}" if on else ""
            word = "given" if was_given else "not given"
            return f"{word} cycle {cycle}{_day(day)}{line}{otherwise}{moved}"
        case Adopted(file, sha256):
            return f"adopt {file} {sha256}"
        case Recalculated(version):
            return f"recalculate by {version}"


def _day(day: int | None) -> str:
    return "" if day is None else f" day {day}"


def _said_of_change(change: Change) -> str:
    action, since = change.action, f" from {change.since}"
    last = "" if change.to_cycle is None else f" to cycle {change.to_cycle}"
    if change.component == LEVEL:
        return f"level {action.word}{since}{last}"
    if action.what == "give":
        previous = " of previous" if change.of_previous else ""
        return f"give {change.component}={action.measure}{previous}{since}{last}"
    if action.measure is not None:
        word = OVERRIDES[action.what]
        return f"{action.what} {change.component} {word} {action.measure}{since}{last}"
    return f"{action.what} {change.component}{since}{last}"
