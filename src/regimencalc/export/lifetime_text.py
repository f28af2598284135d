"""What drugs come to in a lifetime, cycle by cycle against their limit, in words and as a bar."""

from collections.abc import Iterator

from regimencalc import wording
from regimencalc.export.share_bar import share_bar
from regimencalc.export.wrapping import Line
from regimencalc.exposure import Exposure
from regimencalc.planned_course import Course
from regimencalc.units import Measure

_CELLS, _FEW_CELLS = 20, 8
_ROOM = 60


def lifetime_lines(course: Course, width: int) -> Iterator[Line]:
    """Each drug with a limit of a lifetime; no number where a dose of it is withheld."""
    cells = _CELLS if width >= _ROOM else _FEW_CELLS
    yield Line("In a lifetime", "", 2)
    if not course.exposures:
        yield Line("No drug of this course has a limit of a lifetime in its entry.", "  ", 4)
    for exposure in course.exposures:
        yield Line(exposure.words, "  ", 4)
        if not exposure.is_withheld:
            yield from _by_cycle(course, exposure, cells)


def _by_cycle(course: Course, exposure: Exposure, cells: int) -> Iterator[Line]:
    limit, why = _limit(course, exposure)
    if limit is None:
        return
    if exposure.before is None:
        said = "What was given before is not stated, and not in these sums."
        yield Line(said, "    ", 6)
    elif exposure.before:
        yield Line(*_against(exposure, exposure.before, limit, "before", cells))
    if why:
        yield Line(why, "    ", 6)
    after = {counted.planned.cycle: counted.total for counted in exposure.course}
    for cycle, total in after.items():
        yield Line(*_against(exposure, total, limit, f"with cycle {cycle}", cells))


def _against(
    exposure: Exposure, total: float, limit: Measure, when: str, cells: int
) -> tuple[str, str, int]:
    """A sum beside its limit: as a bar, in numbers and as a share."""
    bar = share_bar(total / limit.canonical, cells)
    percent = 100 * total / limit.canonical
    rounded = wording.to_decimals(percent, 0)
    share = wording.told_from(percent, 100) if rounded == "100" and percent != 100 else rounded
    above = "ABOVE the limit: " if wording.cleaned(percent) > 100 else ""
    words = f"{above}{exposure.shown(total)} of {limit}, {share} %"
    return words, f"    {when:<13} {bar}  ", 18


def _limit(course: Course, exposure: Exposure) -> tuple[Measure | None, str]:
    """The limit that a sum stands against, and why it is the lower one of two."""
    lifetime = exposure.lifetime
    at_risk = lifetime.at_risk
    if at_risk is not None:
        is_at_risk = at_risk.holds(course.history.events)
        if is_at_risk is None:
            return at_risk.refuse, f"Against the lower limit: {at_risk.words} is not stated."
        if is_at_risk:
            return at_risk.refuse, f"Against the limit after {at_risk.words}."
    return lifetime.refuse or lifetime.warn, ""
