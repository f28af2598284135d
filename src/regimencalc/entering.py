"""What is entered of doses after they were given: as planned, otherwise, or not at all."""

from collections.abc import Iterator
from datetime import date

from regimencalc import wording
from regimencalc.confirming import State, state_of
from regimencalc.decisions import Given
from regimencalc.given import GivenDose
from regimencalc.measures import surface_m2_if_known
from regimencalc.moved_dates import first_days
from regimencalc.planned_course import Course
from regimencalc.planned_dose import PlannedDose
from regimencalc.problems import Place, Problem, Refused
from regimencalc.reasons import Reason
from regimencalc.record import Decision, Record
from regimencalc.withheld import Withheld

FAR = 2
"""So many times the planned dose, or so small a part of it, is said twice. A number of ours."""

_PLACE = Place(field="decision")


def body_in(planned: Course, cycle: int) -> tuple[float | None, float | None]:
    """Body surface [m2] and weight [kg] in a cycle, as far as they are known."""
    period = planned.timeline.period_of(cycle)
    if period is not None:
        return period.surface_m2, period.weight_kg
    weight = planned.patient.weight
    surface = surface_m2_if_known(planned.patient, planned.policy, planned.start)
    return surface, None if weight is None else weight.canonical


def given_doses(
    record: Record, planned: Course, decision: Decision, what: Given
) -> Iterator[GivenDose]:
    """What is entered as given, one for each giving that is meant."""
    of_day = [one for one in planned.of_cycle(what.cycle) if one.day == what.day]
    meant = [
        one
        for one in of_day
        if what.component in ("", one.component) and what.number in (None, one.dose_number)
    ]
    if not what.component:
        meant = [one for one in meant if not isinstance(one.dose, Withheld) and one.given is None]
    problem = _cannot_be_entered(record, planned, decision, what, meant)
    if problem is not None:
        raise Refused(problem)
    surface, weight = body_in(planned, what.cycle)
    for one in meant:
        was, on = _as_planned(one)
        entered = "" if what.dose is None else what.dose.canonical_unit
        yield GivenDose(
            component=one.component,
            number=one.dose_number,
            cycle=one.cycle,
            day=one.day,
            on=date.fromisoformat(what.on) if what.on else on,
            planned_on=on,
            value=_value(what, was),
            unit=_unit_of(planned, one) or entered,
            planned=was,
            surface_m2=surface,
            weight_kg=weight,
            why=decision.why or ("" if decision.reason is Reason.PLAN else decision.reason.value),
            who=decision.who,
        )


def _as_planned(one: PlannedDose) -> tuple[float | None, date]:
    if one.given is not None:
        return one.given.planned, one.given.planned_on
    return one.dose.value, one.date


def _unit_of(planned: Course, one: PlannedDose) -> str:
    """The unit in which a line is planned, also on a day on which it is left out."""
    of_line = (other.dose.unit for other in planned.doses if other.component == one.component)
    return one.dose.unit or next(filter(None, of_line), "")


def _value(what: Given, was: float | None) -> float | None:
    """How much was given, in the unit of the dose; None where it was not."""
    if not what.was_given:
        return None
    return was if what.dose is None else what.dose.canonical


def _cannot_be_entered(
    record: Record, planned: Course, decision: Decision, what: Given, meant: list[PlannedDose]
) -> Problem | None:
    where = f"cycle {what.cycle} day {what.day}"
    if not meant:
        lines = [one.component for one in planned.of_cycle(what.cycle) if one.day == what.day]
        there = wording.spoken_list(list(dict.fromkeys(lines))) or "nothing"
        words = f"nothing of {where} can be entered as given: {there} stands there"
        if lines and not what.component:
            words = f"everything of {where} is entered already, or left out"
        return Problem("RC814", words, "Name the line; a correction names it too.", _PLACE)
    is_correction = all(one.given is not None for one in meant)
    if not is_correction and state_of(record, planned, what.cycle) is State.PROVISIONAL:
        words = f"cycle {what.cycle} is PROVISIONAL"
        fix = f"Decide it first: confirm cycle {what.cycle}."
        return Problem("RC814", words, fix, _PLACE)
    without = [one for one in meant if _as_planned(one)[0] is None]
    if what.was_given and what.dose is None and without:
        words = (
            f"{without[0].component} of {where} is {without[0].dose}: there is no dose of the plan"
        )
        return Problem("RC814", words, "Write the dose that was given.", _PLACE)
    if what.dose is not None and len(meant) > 1:
        words = f"{what.component} is given {len(meant)} times on {where}"
        numbers = wording.spoken_list([str(one.dose_number) for one in meant])
        return Problem("RC814", words, f"Name one of them: dose {numbers}.", _PLACE)
    unit = _unit_of(planned, meant[0])
    if what.dose is not None and unit and what.dose.canonical_unit != unit:
        words = f"{what.component} is planned in {unit}, and {what.dose} was entered"
        return Problem("RC814", words, f"Write it in {unit}.", _PLACE)
    if what.on and not _is_date(what.on):
        return Problem("RC211", f"'{what.on}' is not a date", "Write a day that exists.", _PLACE)
    if what.on and what.on < first_days(planned)[1].isoformat():
        words = f"{what.on} is before the course began, on {first_days(planned)[1]}"
        return Problem("RC814", words, "Write the day on which it was given.", _PLACE)
    latest = max(what.on or one.date.isoformat() for one in meant)
    if latest > decision.at[:10]:
        words = f"{where} is on {latest}, after today, {decision.at[:10]}"
        return Problem("RC814", words, "Enter it when it was given.", _PLACE)
    absurd = _absurd(what, decision, meant[0])
    if absurd is not None:
        return absurd
    is_plain = what.was_given and what.dose is None and not what.on
    if not is_plain and not decision.why:
        words = f"{what.component or where} was given otherwise than planned, or not"
        return Problem("RC814", words, "Say why, in words.", _PLACE)
    return None


def _absurd(what: Given, decision: Decision, one: PlannedDose) -> Problem | None:
    """A dose far from the planned one is more likely a slip: it is said twice, or not taken."""
    was, _ = _as_planned(one)
    if what.dose is None or not what.was_given:
        return None
    if what.dose.number == 0:
        words = f"0 of {one.component} was not given"
        return Problem("RC814", words, "Write 'not given', and why.", _PLACE)
    times = None if not was else what.dose.canonical / was
    if times is None or 1 / FAR <= times <= FAR or str(what.dose) in (decision.why or ""):
        return None
    return Problem(
        "RC814",
        f"{what.dose} of {one.component} is {wording.significant(times, 2)} times what was planned",
        f"If it was given, say the dose in the words too: it was {what.dose}, because …",
        _PLACE,
    )


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
