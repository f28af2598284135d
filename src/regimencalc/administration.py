"""One giving of a line in its phase: where it stands, when it begins, how long it runs."""

from math import floor
from typing import NamedTuple

from regimencalc.component import Component, Statement
from regimencalc.regimen import MINUTES_PER_DAY


class Administration(NamedTuple):
    """One giving of a line: its cycle and day, when it begins and how long it runs.

    `offset` counts days from the first day of the phase. `minute` counts from the opening of the
    day `root` days after the phase's first; it is None where nobody can know it.
    """

    statement: Statement
    cycle: int
    day: int
    number: int
    offset: int
    root: int
    minute: float | None
    minutes: float | None
    follows: str | None = None
    relation: str = ""
    at: str = ""
    goes_on: str = ""
    beside: int = 0

    @property
    def component(self) -> Component:
        """The line that is given."""
        return self.statement.component

    @property
    def hour(self) -> float | None:
        """Hours from the opening of its own day."""
        if self.minute is None:
            return None
        return (self.minute - (self.offset - self.root) * MINUTES_PER_DAY) / 60

    @property
    def states_no_hour(self) -> bool:
        """Whether the opening of the day is only where a line stands for want of an hour."""
        every = self.statement.timing.every
        is_series = every is not None and every.canonical % MINUTES_PER_DAY != 0
        return self.statement.route == "oral" and not (self.relation or is_series)

    @property
    def starts_after(self) -> float | None:
        """Minutes from the opening of the phase's first day to its start."""
        return None if self.minute is None else self.root * MINUTES_PER_DAY + self.minute

    @property
    def ends_after(self) -> float | None:
        """Minutes from the opening of the phase's first day to its end."""
        if self.minute is None or self.minutes is None:
            return None
        return self.root * MINUTES_PER_DAY + self.minute + self.minutes

    @property
    def ends_of_its_time(self) -> tuple[float | None, float | None]:
        """The shortest and the longest time for which it may run [min], as far as stated."""
        span = self.statement.infuse_over
        if self.minutes is not None or span is None:
            return self.minutes, self.minutes
        least, most = span.least, span.most
        return (
            None if least is None else least.canonical,
            None if most is None else most.canonical,
        )

    @property
    def end_offset(self) -> int | None:
        """Days from the phase's first day to the treatment day on which it ends."""
        ends_after = self.ends_after
        return None if ends_after is None else floor(ends_after / MINUTES_PER_DAY)
