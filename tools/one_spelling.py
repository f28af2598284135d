"""Small lines in normal form: no meaning may have two spellings.

    python tools/one_spelling.py
    python tools/one_spelling.py --more

Lines are put together from small domains (amount keys, days, starts, every, times, doses a day,
durations, parts), in a regimen with cycles of 14 days and in a phase of 14 days without cycles.
Those that are refused or not in normal form are left out; the others are planned for three and
for many cycles, and grouped by what is given: cycle, day, hour, duration, amount and gates. The
program prints every meaning with two spellings and ends with 1 if there is one.

One number stands in all amounts: which of the keys it stands under is what the source says, and
no two keys may mean the same by it. The order of parts is no spelling, nor is `1 d` for `24 h`
where both are lengths. Amounts that follow the number of the dose stay apart from those that
follow the day: after an omitted dose they differ.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from itertools import combinations, product
from typing import Any, TypeAlias

from regimencalc.administration import Administration
from regimencalc.component import BASES
from regimencalc.normal_form import departures
from regimencalc.problems import Refused
from regimencalc.regimen import Regimen
from regimencalc.regimen_checks import is_placeable, structure_problems
from regimencalc.schedule import administrations
from regimencalc.source import Source
from regimencalc.time_checks import time_problems
from regimencalc.timing_form import flow
from regimencalc.totals_checks import amount_factor

Fields: TypeAlias = dict[str, Any]

CYCLE_DAYS = 14
MANY_CYCLES = 16  # the longest series, 28 times every 7 d from day 8, ends on day 197 of 224
STRETCHES: tuple[Fields, ...] = (
    {"cycle": {"length": f"{CYCLE_DAYS} d", "planned": "3"}},
    {"lasts": f"{CYCLE_DAYS} d"},
)
HEAD: Fields = {
    "format": "1",
    "id": "small",
    "name": "Small",
    "population": "adult",
    "status": "draft",
    "sources": [{"id": "none", "cite": "none"}],
}
AMOUNT = "100 mg"
ORAL: Fields = {"route": "oral"}


def infused(duration: str) -> Fields:
    """Given by vein for so long."""
    return {"route": "intravenous", "infuse_over": duration}


def run(first: int, last: int) -> Fields:
    """A run of days or cycles."""
    return {"from": str(first), "to": str(last)}


def on_days(*, more: bool) -> Iterator[Fields]:
    """Lines on stated days."""
    days: list[Any] = ["1", ["1"], ["2"], ["1", "2"], ["1", "3"], ["1", "8"], ["1", "3", "5"]]
    days += [["1", "2", "3"], ["1", "2", "3", "4"], run(1, 2), run(1, 4), run(1, 14), [run(1, 4)]]
    days += [[run(1, 4), "8"], [run(1, 2), "3", "4"], ["1", run(2, 5)], run(1, 5), ["1", "2", "4"]]
    if more:
        days += [[str(day) for day in chosen] for chosen in combinations(range(1, 9), 3)]
    doses: list[Fields] = [{}, {"doses_per_day": "2"}, {"doses_per_day": "2", "every": "12 h"}]
    doses += [{"doses_per_day": "4", "every": "12 h"}, {"starts": {"at": "evening"}}]
    for stated, each in product(days, doses):
        yield {"days": stated, **each}


def from_a_start(*, more: bool) -> Iterator[Fields]:
    """Lines that start on a day, once or as a series."""
    starts: list[Fields] = [{"day": "1"}, {"day": "2"}, {"day": "8"}]
    starts += [{"day": "1", "at": "evening"}, {"day": "1", "at": "morning"}]
    starts += [{"cycle": "1", "day": "1"}, {"cycle": "2", "day": "1"}, {"cycle": "1", "day": "8"}]
    every = ["6 h", "12 h", "24 h", "1 d", "2 d", "7 d"]
    ends: list[Fields] = [{}, *({"times": str(n)} for n in (1, 2, 3, 4, 14, 28))]
    ends += [{"until": {"day": "2"}}, {"until": {"day": "8"}}, {"until": {"day": "14"}}]
    ends += [{"until": {"cycle": "2", "day": "7"}}, {"until": {"cycle": "2", "day": "8"}}]
    ends += [{"until": {"narrative": "better"}}, {"times": "2", "until": {"narrative": "better"}}]
    if more:
        starts += [{"cycle": "2", "day": "8"}, {"day": "3"}, {"cycle": "1", "day": "2"}]
        every += ["8 h", "48 h", "3 d", "36 h"]
        ends += [{"times": str(n)} for n in range(5, 28)]
    doses: list[Fields] = [{}, {"doses_per_day": "2"}]
    for start, dose in product(starts, doses):
        yield {"starts": start, **dose}
        for step, end in product(every, ends):
            yield {"starts": start, "every": step, **end, **dose}


def lines(*, more: bool) -> Iterator[Fields]:
    """Lines without parts."""
    timings = [*on_days(more=more), *from_a_start(more=more)]
    for timing in timings:
        yield {"per_dose": AMOUNT, **ORAL, **timing}
    ways = [ORAL, *(infused(length) for length in ("1 h", "24 h", "48 h"))]
    few = [t for n, t in enumerate(timings) if more or n % 9 == 0]
    for basis, way, timing in product(BASES, ways, few):
        yield {basis: AMOUNT, **way, **timing}
    cycles: list[Any] = [["1"], ["2"], ["1", "2"], ["1", "3"], {"from": "1"}, {"from": "2"}]
    cycles += [run(1, 2), ["1", "2", "3", "4"], run(1, 4), {"from": "1", "every": "2"}]
    for stated, timing in product(cycles, few):
        yield {"per_dose": AMOUNT, **ORAL, "cycles": stated, **timing}


def parts(*, more: bool, has_cycles: bool) -> Iterator[Fields]:
    """Lines of two parts or three.

    Parts by the number of the dose need cycles: an open run says what a further dose would be,
    and only in more cycles is there one.
    """
    days: list[Any] = [["1"], ["2"], ["8"], ["1", "8"], ["1", "2", "3"]]
    cycles: list[Any] = [None, ["1"], ["2"], ["1", "2"], {"from": "2"}, {"from": "3"}]
    by_day = [
        {"days": stated, **({} if when is None else {"cycles": when})}
        for stated, when in product(days, cycles)
    ]
    doses = [{"doses": stated} for stated in (["1"], ["2"], ["1", "2"], {"from": "2"}, run(2, 4))]
    series = [
        {"starts": {"day": day}, "every": "12 h", "times": times}
        for day, times in product(("1", "2", "3", "5"), ("1", "2", "4"))
    ]
    line = {**ORAL}
    for kind in (by_day, series):
        for pair in combinations(kind, 2):
            yield {**line, "per_dose": AMOUNT, "parts": list(pair)}
    for pair in combinations(by_day[:: 1 if more else 3], 2):
        yield {**line, "parts": [{"per_dose": f"{n}00 mg", **p} for n, p in enumerate(pair, 1)]}
    for pair in combinations(doses if has_cycles else [], 2):
        yield {**line, "per_dose": AMOUNT, "days": ["1", "8"], "parts": list(pair)}
        amounts = [{**part, "per_dose": f"{n}00 mg"} for n, part in enumerate(pair, 1)]
        yield {**line, "days": ["1", "8"], "parts": amounts}
        yield {**line, "parts": [{**part, "days": ["1", "8"]} for part in amounts]}
    for several in combinations(series, 3):
        yield {**line, "per_dose": AMOUNT, "parts": list(several)}
    for days_of, when in product(days, cycles[1:]):
        same = {"days": days_of, "cycles": when}
        two = [{**same, "per_dose": "100 mg"}, {**same, "per_dose": "200 mg", "note": "more"}]
        yield {**line, "parts": two}


def regimen_of(stretch: Fields, line: Fields) -> Regimen | None:
    """The regimen of one line; None where it is refused or not in normal form."""
    component = {"id": "line", "drug": "line", **line}
    root: dict[str, Any] = {**HEAD, **stretch, "components": [component]}
    try:
        regimen = Regimen.from_source(Source("small", "", root))
    except Refused:
        return None
    if any(problem.is_error for problem in structure_problems(regimen)):
        return None
    if next(departures(regimen), None) is not None or not is_placeable(regimen):
        return None
    return None if any(p.is_error for p in time_problems(regimen)) else regimen


def meaning(regimen: Regimen) -> tuple[object, ...]:
    """What is given, when and for how long, in few cycles and in many."""
    found = []
    for cycles in (3, MANY_CYCLES) if regimen.cycle is not None else (1,):
        planned = administrations(regimen, cycles=cycles, cycle_days=CYCLE_DAYS)
        found.append(tuple(sorted((_given(given) for given in planned), key=repr)))
    return tuple(found)


def _given(given: Administration) -> tuple[object, ...]:
    statement, amount = given.statement, given.statement.amount
    number = None if amount.plan is None else amount.plan.canonical * amount_factor(given)
    is_by_number = statement.part is not None and statement.part.doses is not None
    said = (given.at, given.goes_on, str(statement.gates), statement.route, is_by_number)
    return given.cycle, given.day, given.hour, given.minutes, number, *said


def main() -> int:
    """Look for meanings with two spellings."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--more", action="store_true", help="larger domains")
    more = parser.parse_args().more
    begun = time.monotonic()
    spelled: dict[tuple[object, ...], list[str]] = {}
    tried = kept = nothing = 0
    for number, stretch in enumerate(STRETCHES):
        for line in (*lines(more=more), *parts(more=more, has_cycles="cycle" in stretch)):
            tried += 1
            regimen = regimen_of(stretch, line)
            if regimen is None:
                continue
            found = meaning(regimen)
            if not any(found):
                nothing += 1
                continue
            kept += 1
            spelled.setdefault((number, *found), []).append(flow(line))
    twice = [several for several in spelled.values() if len(set(several)) > 1]
    for several in twice:
        print("one meaning, several spellings:", *sorted(set(several)), sep="\n    ")
    print(
        f"{tried:,} lines, {kept:,} accepted in normal form, {nothing:,} that give nothing: "
        f"{len(twice):,} meanings with several spellings, {time.monotonic() - begun:.1f} s"
    )
    return 1 if twice else 0


if __name__ == "__main__":
    sys.exit(main())
