"""What was given to a patient: kept with its dose, its day and the body, for ever."""

from collections.abc import Mapping
from datetime import date

from regimencalc.fields import Model


class GivenDose(Model):
    """One dose that was given, or was not: where it stands in the course, and what it was.

    Without a `value` it was not given. `planned` is what the plan had shown; `why` is what was
    said where it was given otherwise, or not.
    """

    component: str
    number: int
    cycle: int
    day: int
    on: date
    planned_on: date
    value: float | None
    unit: str
    planned: float | None = None
    surface_m2: float | None = None
    weight_kg: float | None = None
    why: str = ""
    who: str = ""

    @property
    def place(self) -> tuple[str, int]:
        """The line, and the number of the dose in it."""
        return self.component, self.number

    @property
    def is_as_planned(self) -> bool:
        """Whether it was given as the plan had it."""
        return self.value == self.planned and self.on == self.planned_on


NOTHING_GIVEN: Mapping[tuple[str, int], GivenDose] = {}
