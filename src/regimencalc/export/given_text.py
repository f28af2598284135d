"""What of a day can be entered as given, and the sentences that enter it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from regimencalc import wording
from regimencalc.export.dose_text import drug_name
from regimencalc.planned_course import Course
from regimencalc.planned_dose import PlannedDose
from regimencalc.record import Decision
from regimencalc.withheld import Withheld

NOT = "not"
"""What is typed where a dose was not given."""


class Entered(NamedTuple):
    """What was typed of one giving: a dose or `not`, another date, and why; or nothing of it."""

    one: PlannedDose
    dose: str = ""
    on: str = ""
    why: str = ""

    @property
    def is_otherwise(self) -> bool:
        """Whether it was not given as planned."""
        return bool(self.dose or self.on or self.why)

    @property
    def is_plain(self) -> bool:
        """Whether it goes with the whole of its day."""
        is_there = self.one.given is None and not isinstance(self.one.dose, Withheld)
        return is_there and not self.is_otherwise


def of_day(course: Course, cycle: int, day: int) -> list[PlannedDose]:
    """The givings of a day."""
    return [one for one in course.of_cycle(cycle) if one.day == day]


def next_day(course: Course, cycle: int) -> int | None:
    """The first day of a cycle on which something is still to be given."""
    coming = (
        one.day
        for one in course.of_cycle(cycle)
        if one.given is None and not isinstance(one.dose, Withheld)
    )
    return next(coming, None)


def as_it_is(course: Course, one: PlannedDose) -> str:
    """A giving as it stands now: the drug, its dose, its date, and what was entered of it."""
    name = drug_name(course, one)
    line = "" if name.lower() == one.component else f" ({one.component})"
    said = f"{name}{line} {one.dose}, {one.route}, {wording.long_date(one.date)}"
    if one.given is None:
        return said
    amount = one.given.value
    was = "not given" if amount is None else f"given {wording.dose(amount, one.given.unit)}"
    return f"{said}: {was}, entered by {one.given.who}; what is typed here corrects it"


def given_sentences(entered: Sequence[Entered]) -> Iterator[tuple[str, str, bool]]:
    """The sentences that enter a day: each with its words, and whether it was otherwise.

    What was otherwise stands first, so that the sentence of the whole day leaves it alone.
    """
    for one in entered:
        if one.is_otherwise:
            yield _otherwise(one, entered), one.why, True
    plain = [one for one in entered if one.is_plain]
    if plain:
        first = plain[0].one
        yield f"given cycle {first.cycle} day {first.day}", "", False


def _otherwise(entered: Entered, others: Sequence[Entered]) -> str:
    one = entered.one
    several = sum(other.one.component == one.component for other in others) > 1
    number = f" dose {one.dose_number}" if several else ""
    where = f"cycle {one.cycle} day {one.day} {one.component}{number}"
    on = f" on {entered.on}" if entered.on else ""
    if entered.dose.lower() == NOT:
        return f"not given {where}{on}"
    dose = f" {entered.dose}" if entered.dose else ""
    return f"given {where}{dose}{on}"


def given_lines(decision: Decision) -> Iterator[str]:
    """A decision about what was given, and each dose as it will stand for ever."""
    why = f" ({decision.why})" if decision.why else ""
    yield f"{decision}{why}"
    for kept in decision.kept:
        amount = "NOT GIVEN" if kept.value is None else wording.dose(kept.value, kept.unit)
        is_other = (kept.value, kept.on) != (kept.planned, kept.planned_on)
        planned = "nothing" if kept.planned is None else wording.dose(kept.planned, kept.unit)
        was = f"planned {planned} on {wording.short_date(kept.planned_on)}"
        said = was if is_other else "as planned"
        yield f"  {kept.component} {amount} on {wording.long_date(kept.on)}: {said}"
