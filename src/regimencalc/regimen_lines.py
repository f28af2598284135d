"""The lines of a regimen file with their places, for its checks."""

from collections.abc import Iterator
from dataclasses import dataclass

from regimencalc.component import Component, Statement
from regimencalc.library_file import LibraryFile
from regimencalc.problems import Place
from regimencalc.regimen import MINUTES_PER_DAY, Regimen, Stretch
from regimencalc.source import Path

NOMINAL_DAYS = 28
"""How far a line is looked at in a phase whose length the source leaves open."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its phase and the path at which it stands."""

    stretch: Stretch
    path: Path
    component: Component

    def path_of(self, statement: Statement, field: str) -> Path:
        """The path of a field of a statement: in its part, or in the line."""
        part = statement.part
        if part is not None and getattr(part, field, None) not in (None, ()):
            return (*self.path, "parts", statement.number, field)
        if getattr(self.component, field, None) not in (None, ()):
            return (*self.path, field)
        return self.path if part is None else (*self.path, "parts", statement.number)


def lines_of(regimen: Regimen) -> Iterator[Line]:
    """Every line of a regimen."""
    for stretch, path, component in regimen.lines():
        yield Line(stretch, path, component)


def place_in(file: LibraryFile, *path: str | int) -> Place:
    """Where a field of a file stands, or the nearest that holds it."""
    return file.source.place_of(path)


def planned_cycle_days(stretch: Stretch) -> int:
    """The length of a cycle to look at: the planned, else the longest, else a nominal one."""
    if stretch.cycle is not None:
        return stretch.cycle.days or stretch.cycle.longest_days or NOMINAL_DAYS
    if stretch.lasts is None:
        return NOMINAL_DAYS
    most = stretch.lasts.most
    longest = None if most is None else round(most.canonical / MINUTES_PER_DAY)
    return stretch.lasts.days or longest or NOMINAL_DAYS
