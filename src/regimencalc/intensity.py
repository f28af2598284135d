"""Relative dose intensity: how much of a line in how much time, against what the regimen states.

The amount that is given divided by the time that it takes, over the same of the regimen as it is
stated for this body: 100 % where nothing is reduced, omitted or late.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from regimencalc import wording
from regimencalc.dosing import Dose
from regimencalc.moved_dates import first_days, first_offset
from regimencalc.planned_course import Course


@dataclass(frozen=True, slots=True)
class Intensity:
    """What a line comes to in its time, of what the regimen states [%]; None where not known.

    `given` is of the cycles that were given whole, each until the next begins; `planned` of all.
    """

    component: str
    planned: float | None
    given: float | None

    @property
    def words(self) -> str:
        """Both in words."""
        return f"planned {_percent(self.planned)}, given {_percent(self.given)}"


def _percent(share: float | None) -> str:
    return "not known" if share is None else f"{wording.to_decimals(share, 0)} %"


def intensities(planned: Course, stated: Course) -> Iterator[Intensity]:
    """The relative dose intensity of each line of a course, beside the course as it is stated."""
    cycles = range(1, planned.cycles + 1)
    done = [cycle for cycle in cycles if is_given(planned, cycle)]
    for line in dict.fromkeys(one.component for one in stated.doses):
        yield Intensity(
            line,
            _relative(planned, stated, line, cycles),
            _relative(planned, stated, line, done),
        )


def is_given(planned: Course, cycle: int) -> bool:
    """Whether a cycle was given whole: each of its doses was, or was not, or is left out."""
    doses = planned.of_cycle(cycle)
    is_entered = any(one.given is not None for one in doses)
    return is_entered and all(one.given or not isinstance(one.dose, Dose) for one in doses)


def _relative(planned: Course, stated: Course, line: str, cycles: Iterable[int]) -> float | None:
    """Amount by time, over the stated amount by the stated time [%]."""
    wanted = set(cycles)
    amounts = _amounts(stated, line, wanted)
    known = [amount for amount in amounts if amount is not None]
    should = sum(_stated(planned, cycle) for cycle in wanted)
    took = _days(planned, wanted)
    if not known or len(known) < len(amounts) or not took:
        return None
    given = sum(amount or 0.0 for amount in _amounts(planned, line, wanted))
    return 100 * given / sum(known) * should / took


def _amounts(planned: Course, line: str, cycles: set[int]) -> list[float | None]:
    doses = (one for one in planned.doses if one.component == line and one.cycle in cycles)
    return [one.dose.value for one in doses]


def _days(planned: Course, cycles: set[int]) -> int:
    """From the first day of each cycle to that of the next; the last one lasts as stated."""
    first = first_days(planned)
    return sum(
        (first[cycle + 1] - first[cycle]).days if cycle + 1 in first else _stated(planned, cycle)
        for cycle in cycles
    )


def _stated(planned: Course, cycle: int) -> int:
    """The same, before anything was moved."""
    if cycle == planned.cycles:
        return planned.turn_of(cycle).cycle_days
    return first_offset(planned, cycle + 1) - first_offset(planned, cycle)
