"""The lines of a regimen file with their places, for its checks."""

from regimencalc.library_file import LibraryFile
from regimencalc.problems import Place
from regimencalc.regimen import MINUTES_PER_DAY, Stretch

NOMINAL_DAYS = 28
"""How far a line is looked at in a phase whose length the source leaves open."""


def place_in(file: LibraryFile, *path: str | int) -> Place:
    """Where a field of a file stands, or the nearest that holds it."""
    return file.source.place_of(path)


def planned_cycle_days(stretch: Stretch) -> int:
    """The length of a cycle to look at: the planned, else the longest, else a nominal one."""
    known: int | None = stretch.placed.get(_DAYS)
    if known is None:
        known = stretch.placed[_DAYS] = _days_to_look_at(stretch)
    return known


_DAYS = ("days of a cycle",)


def _days_to_look_at(stretch: Stretch) -> int:
    if stretch.cycle is not None:
        return stretch.cycle.days or stretch.cycle.longest_days or NOMINAL_DAYS
    if stretch.lasts is None:
        return NOMINAL_DAYS
    most = stretch.lasts.most
    longest = None if most is None else round(most.canonical / MINUTES_PER_DAY)
    return stretch.lasts.days or longest or NOMINAL_DAYS
