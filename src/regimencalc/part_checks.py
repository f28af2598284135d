"""Checks of lines in parts: for every giving one part holds, and nothing is said twice."""

from collections.abc import Iterator
from itertools import chain, combinations
from math import inf

from regimencalc import wording
from regimencalc.component import TIMING, Component, LineFields, Part, Statement
from regimencalc.conditions import Clause, Condition
from regimencalc.days import Numbers
from regimencalc.intervals import EVERYTHING, Interval, interval_of, kinds_of, shared, span_in_words
from regimencalc.plausibility import ADULT_FROM_YEARS
from regimencalc.problems import Problem
from regimencalc.regimen import Line, Regimen
from regimencalc.regimen_lines import place_in

MOST_NUMBERED = 1000
_ADDED = ("when", "only_if", "cycles", "doses", "verified", "note")
"""What holds in the line and in its parts together, so that both may state it."""
_WHEN_GIVEN = (*TIMING, "doses_per_day", "times", "until", "weekdays", "except_days_of")


def part_problems(regimen: Regimen) -> Iterator[Problem]:
    """What is wrong with the parts of lines: alone, said twice, gaps, overlaps."""
    for line in regimen.lines:
        if len(line.component.parts) == 1:
            yield Problem(
                "RC314",
                f"'{line.component.id}' has one part alone",
                "Write its fields in the line itself, and take 'parts' out.",
                place_in(regimen, *line.path, "parts"),
            )
        elif line.component.parts:
            yield from _nothing_overrides(regimen, line)
            yield from _edges_leave_no_gap(regimen, line)
            yield from _doses_leave_no_gap(regimen, line)
            yield from _no_two_parts_hold_at_once(regimen, line)


def exclude_each_other(one: tuple[Condition, ...], other: tuple[Condition, ...]) -> bool:
    """Whether conditions can never hold together: another answer, or edges that do not meet."""
    if not one or not other:
        return False
    return any(
        _are_apart(a, b)
        for first in one
        for second in other
        for a in first.clauses
        for b in second.clauses
        if a.name == b.name
    )


def _are_apart(one: Clause, other: Clause) -> bool:
    if not one.edges or not other.edges:
        return one.answer != other.answer
    return kinds_of([one, other]) == 1 and shared(interval_of(one), interval_of(other)) is None


def _nothing_overrides(regimen: Regimen, line: Line) -> Iterator[Problem]:
    component = line.component
    in_the_line = _stated(component)
    for number, part in enumerate(component.parts):
        in_the_part = _stated(part)
        for field in in_the_part:
            if field in in_the_line and field not in _ADDED:
                yield Problem(
                    "RC314",
                    f"'{component.id}' states '{field}' in the line and in part {number + 1}",
                    "Keep it in the line if it is the same in all parts, else only in the parts.",
                    place_in(regimen, *line.path, "parts", number, field),
                )
        above = [field for field in in_the_line if field in _WHEN_GIVEN]
        below = [field for field in in_the_part if field in _WHEN_GIVEN]
        if above and below and not set(above) & set(below):
            yield _timing_is_divided(regimen, line, number, above[0], below[0])


def _timing_is_divided(
    regimen: Regimen, line: Line, number: int, above: str, below: str
) -> Problem:
    """The days of a part would leave out what the line says of times and the like."""
    return Problem(
        "RC314",
        f"'{line.component.id}' says when it is given partly in the line ('{above}') and "
        f"partly in part {number + 1} ('{below}')",
        "Write all of it in the line, or all of it in each part.",
        place_in(regimen, *line.path, "parts", number, below),
    )


_FIELDS = tuple(name for name in LineFields.model_fields if name != "verified")


def _stated(fields: LineFields) -> list[str]:
    said = vars(fields)
    return [name for name in _FIELDS if said[name] not in (None, ())]


def _edges_leave_no_gap(regimen: Regimen, line: Line) -> Iterator[Problem]:
    conditions = [part.when for part in line.component.parts if part.when is not None]
    every = [clause for condition in conditions for clause in condition.clauses if clause.edges]
    alternatives = {c.name for when in conditions for any_ in when.any_of for c in any_.clauses}
    for name in dict.fromkeys(clause.name for clause in every if clause.name not in alternatives):
        clauses = [clause for clause in every if clause.name == name]
        gap = None if kinds_of(clauses) > 1 else _gap(regimen, line.component, clauses)
        if gap is not None:
            yield Problem(
                "RC314",
                f"no part of '{line.component.id}' holds for {span_in_words(gap, clauses)}",
                "Let the edges meet, for example {below: 60 y} in one part and {from: 60 y} in "
                "the next.",
                place_in(regimen, *line.path, "parts"),
            )


def _gap(regimen: Regimen, component: Component, clauses: list[Clause]) -> Interval | None:
    """The first values that no part holds for, of those that the line holds for."""
    reached, end = _domain(regimen, component, clauses[0].name)
    for low, high in sorted(interval_of(clause) for clause in clauses):
        if low >= end:
            break
        if low > reached and not (reached[0] == -inf and low[0] <= 0):
            return reached, low
        reached = max(reached, high)
    return (reached, end) if reached < end else None


def _domain(regimen: Regimen, component: Component, name: str) -> Interval:
    low, end = EVERYTHING
    if name == "age" and regimen.population == "adult":
        low = (ADULT_FROM_YEARS, 0)
    if name == "age" and regimen.population == "child":
        end = (ADULT_FROM_YEARS, 0)
    own = () if component.when is None else component.when.clauses
    for clause in own:
        if clause.name == name and clause.edges:
            low, end = max(low, interval_of(clause)[0]), min(end, interval_of(clause)[1])
    return low, end


def _doses_leave_no_gap(regimen: Regimen, line: Line) -> Iterator[Problem]:
    """A dose that no part has would end the line's givings without a word."""
    parts = [part for part in line.component.parts if not part.is_by_dose]
    runs = [part.doses for part in parts if part.doses is not None]
    if not runs or len(runs) < len(parts):
        return
    last = max(max(run.most or run.least or 0, *run.listed, 0) for run in runs)
    missing = [n for n in range(1, last) if not any(n in run for run in runs)]
    if missing:
        yield Problem(
            "RC314",
            f"no part of '{line.component.id}' holds for dose {missing[0]}",
            "Let each run of doses begin where the one before ends: {from: 1, to: 7}, {from: 8}.",
            place_in(regimen, *line.path, "parts"),
        )


def _no_two_parts_hold_at_once(regimen: Regimen, line: Line) -> Iterator[Problem]:
    by_dose = [
        Statement(line.component, part, number)
        for number, part in enumerate(line.component.parts)
        if part.is_by_dose
    ]
    for one, other in chain(combinations(line.component.statements, 2), combinations(by_dose, 2)):
        if one.part is None or other.part is None:
            continue
        both = _what_both_hold_for(one, other, one.part, other.part)
        if both is not None:
            yield Problem(
                "RC314",
                f"parts {one.number + 1} and {other.number + 1} of '{line.component.id}' both hold "
                f"for {both}",
                "Let each value, dose and cycle belong to one part: {below: 60 y} and "
                "{from: 60 y}, {from: 1, to: 7} and {from: 8}.",
                place_in(regimen, *line.path, "parts", other.number),
            )


def _what_both_hold_for(one: Statement, other: Statement, a: Part, b: Part) -> str | None:
    if exclude_each_other(one.conditions, other.conditions):
        return None
    said = []
    for what, first, second in (("cycle", a.cycles, b.cycles), ("dose", a.doses, b.doses)):
        number = _first_of_both(first, second)
        if number is None:
            return None
        if first is not None and second is not None:
            said.append(f"{what} {number}")
    if one.timing is not other.timing:
        days = _days_of_both(one.timing, other.timing)
        if days is None:
            return None
        said += [days] if days else []
    said += _values_of_both(a, b)
    return wording.spoken_list(said) or "the same givings"


def _first_of_both(one: Numbers | None, other: Numbers | None) -> int | None:
    runs = [run for run in (one, other) if run is not None]
    if not runs:
        return 1
    last = min((run.last for run in runs if run.last is not None), default=MOST_NUMBERED)
    every = range(1, min(last + 1, MOST_NUMBERED))
    return next((number for number in every if all(number in run for run in runs)), None)


def _days_of_both(one: LineFields, other: LineFields) -> str | None:
    """The days that two timings share, in words; None where they are different givings."""
    if one.starts != other.starts or one.every != other.every or one.in_bag_with:
        return "" if _are_one_timing(one, other) else None
    if one.days is None or other.days is None or not one.days.listed or not other.days.listed:
        return "" if one.days == other.days else None
    both = sorted(set(one.days.listed) & set(other.days.listed))
    return wording.days(both) if both else None


def _are_one_timing(one: LineFields, other: LineFields) -> bool:
    return all(getattr(one, field) == getattr(other, field) for field in TIMING)


def _values_of_both(a: Part, b: Part) -> list[str]:
    first = () if a.when is None else a.when.clauses
    second = () if b.when is None else b.when.clauses
    return [
        span_in_words(both, [one, other])
        for one in first
        for other in second
        if one.name == other.name and one.edges and other.edges
        if (both := shared(interval_of(one), interval_of(other))) is not None
    ]
