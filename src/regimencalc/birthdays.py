"""Birthdays during a course: where a dose depends on the age, and would be another one by then.

The age of a course is that of its day 1: a dose changes by no birthday alone. Where another amount
would hold later, somebody must decide.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from regimencalc.choosing import Chosen, chosen
from regimencalc.givings import Giving, givings
from regimencalc.patient import Patient
from regimencalc.phases import Turn
from regimencalc.problems import Problem
from regimencalc.regimen import Regimen
from regimencalc.timeline import Timeline

_NOTHING = "not given"


def birthday_problems(
    regimen: Regimen,
    planned: Sequence[Turn],
    made: Chosen,
    patient: Patient,
    start: date,
    timeline: Timeline,
) -> Iterator[Problem]:
    """A warning for each line that would be given another amount after a birthday."""
    if patient.birth_date is None:
        return
    at_first = patient.age_on(start)
    given = givings(planned, made, start, None, timeline)
    ages = {giving.on: patient.age_on(giving.on) for giving in given}
    said: set[tuple[str, str, str]] = set()
    for age in sorted({age for age in ages.values() if age is not None} - {at_first}):
        later = replace(
            timeline,
            periods=tuple(
                replace(one, chosen=_aged(regimen, one.chosen, age)) for one in timeline.periods
            ),
        )
        by_age = givings(planned, _aged(regimen, made, age), start, None, later)
        before, after = _amounts(given), _amounts(by_age)
        for giving in sorted((*given, *by_age), key=lambda one: one.on):
            if patient.age_on(giving.on) != age:
                continue
            line, key = giving.administration.component.id, _key(giving)
            was, would_be = (amounts.get(key, _NOTHING) for amounts in (before, after))
            if was != would_be and (line, was, would_be) not in said:
                said.add((line, was, would_be))
                yield Problem(
                    "RC528",
                    f"{line} from cycle {giving.cycle} on is {was} by the age of {at_first} y on "
                    f"day 1 of the course; by the age of {age} y on "
                    f"{giving.on} it would be {would_be}",
                    "Decide which holds. To have the other one, plan from that cycle on with its "
                    "own day as the start.",
                    patient.age_place,
                )


def _aged(regimen: Regimen, made: Chosen, age: int) -> Chosen:
    """The same answers at another age, which may decide choices too."""
    asked = (name for name, choice in regimen.choices.items() if not choice.is_decided)
    answers = {name: str(made.facts[name]) for name in asked if name in made.facts}
    body = {name: value for name, value in made.facts.items() if isinstance(value, float)}
    return replace(made, facts=chosen(regimen, answers, {**body, "age": float(age)})[0].facts)


def _key(giving: Giving) -> tuple[str, int, int]:
    return giving.administration.component.id, giving.cycle, giving.day


def _amounts(given: Sequence[Giving]) -> dict[tuple[str, int, int], str]:
    """What each line is given on a day: each amount once, as it is stated."""
    found: dict[tuple[str, int, int], dict[str, None]] = {}
    for giving in given:
        amount = str(giving.administration.statement.amount)
        found.setdefault(_key(giving), {})[amount] = None
    return {key: " and ".join(amounts) for key, amounts in found.items()}
