"""One spelling for each meaning: what departs from it, and how the normal form is written.

What is written is compared, not what was read from it: a list of five days and a run of five
days read alike. A departure states the edits that lead to the normal form; `tidying` makes them,
and here they become the words of a problem.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from regimencalc import wording
from regimencalc.component import BASES, TIMING, LineFields, Part
from regimencalc.days import read_days, read_numbers
from regimencalc.problems import Problem
from regimencalc.ranges import Span
from regimencalc.regimen import MINUTES_PER_DAY, Line, Regimen, Stretch
from regimencalc.regimen_lines import place_in
from regimencalc.source import Path
from regimencalc.timing_form import (
    FEWEST_IN_A_RUN,
    Timing,
    Written,
    days_form,
    flow,
    is_long,
    numbers_form,
    series_across,
)
from regimencalc.unit_reader import read_measure
from regimencalc.units import Kind

RANGES = frozenset(
    {
        *(*BASES, "table_for", "infuse_over", "retain_for"),
        *("times", "by", "length", "planned", "lasts", "within"),
    }
)
"""Fields that may have bounds."""

BY_LINE = frozenset({"totals_per_cycle", "totals", "amounts"})
"""Maps whose keys are lines, each with an amount."""

NO_FIELDS = frozenset({"when", "only_if", "if", "needs", "choices", "given", "expect", "cap"})
"""Maps whose keys are not fields: values with edges, choices, lines."""

_ANY_KIND = tuple(Kind)
DEFAULTS = {"verified": "true", "optional": "false"}
NUMBERED = ("days", "cycles", "doses")
_TEXTS = frozenset({*NUMBERED, *DEFAULTS})
"""Fields whose text alone may depart; other fields depart in a map or a list."""
TIMED = (*TIMING, "doses_per_day", "times", "until", "weekdays", "except_days_of")


@dataclass(frozen=True, slots=True)
class Departure:
    """A spelling that is not the normal one: where, why, and the edits that mend it."""

    message: str
    path: Path
    edits: tuple[tuple[Path, Written], ...]
    mend: str = ""

    @property
    def fix(self) -> str:
        """The normal form as it would be written; `mend` where only the author can know it."""
        if self.mend:
            return self.mend
        put = [f"'{path[-1]}: {flow(node)}'" for path, node in self.edits if node is not None]
        gone = dict.fromkeys(f"'{path[-1]}'" for path, node in self.edits if node is None)
        write = f"Write {wording.spoken_list(put)}" if put else ""
        take = f"take {wording.spoken_list(list(gone))} out" if gone else ""
        both = f"{write}, and {take}" if put and gone else write or take.capitalize()
        return f"{both}."


def normal_form_problems(regimen: Regimen) -> Iterator[Problem]:
    """What is spelled otherwise than in the normal form."""
    for departure in departures(regimen):
        place = place_in(regimen, *departure.path)
        yield Problem("RC424", departure.message, departure.fix, place)


def departures(regimen: Regimen) -> Iterator[Departure]:
    """Every departure from the normal form, with its edits; they are made one at a time."""
    root = regimen.source.root
    yield from _spellings(root, ())
    for line in regimen.lines:
        if line.stretch.cycle is None:
            yield from _cycles_without_cycles(line)
        for model, path in _models(line):
            if model.starts is not None or model.every is not None or model.doses_per_day:
                yield from _timing_departs(line, model, path, written_at(root, path))
        yield from _rate_over_an_hour(line, root)
        if len(line.component.parts) > 1:
            yield from _parts_depart(line, written_at(root, line.path))


def written_at(node: Written, path: Path) -> Written:
    """What stands at this path."""
    for part in path:
        node = node[part]
    return node


def _spellings(node: Written, path: Path) -> Iterator[Departure]:
    """Numbers, ranges and marks that are written otherwise than they need be."""
    if isinstance(node, list):
        for number, item in enumerate(node):
            if not isinstance(item, str):
                yield from _spellings(item, (*path, number))
        return
    is_by_line = path[-1:] != () and path[-1] in BY_LINE
    for name, value in node.items():
        if isinstance(value, str) and name not in _TEXTS:
            continue
        if is_by_line or name in RANGES:
            if not isinstance(value, str):
                yield from _range_of_one(value, (*path, name))
        elif name in NUMBERED:
            yield from _numbers_depart(name, value, (*path, name))
        elif DEFAULTS.get(name) == value:
            where = (*path, name)
            yield Departure(f"'{name}: {value}' is what is meant without it", where, _out(where))
        elif name not in NO_FIELDS and not isinstance(value, str):
            yield from _spellings(value, (*path, name))


def _out(*paths: Path) -> tuple[tuple[Path, Written], ...]:
    return tuple((path, None) for path in paths)


def _range_of_one(value: Written, path: Path) -> Iterator[Departure]:
    if not isinstance(value, dict) or not set(value) <= {"plan", "from", "to"}:
        return
    has_bounds = "from" in value and "to" in value
    if set(value) == {"plan"} or (has_bounds and len(set(map(_size, value.values()))) == 1):
        one = value.get("plan", value.get("from"))
        yield Departure(f"'{path[-1]}' has one value and no bounds", path, ((path, one),))


def _size(text: str) -> object:
    if text.isdigit():
        return int(text)
    measure = read_measure(text, _ANY_KIND)
    return measure.kind, measure.canonical


def _numbers_depart(name: str, value: Written, path: Path) -> Iterator[Departure]:
    is_short = isinstance(value, list) and len(value) < FEWEST_IN_A_RUN
    if is_short and all(isinstance(number, str) for number in value):
        return  # so few are listed one by one
    if name == "days":
        days = read_days(value).listed
        if not days or list(days) != sorted(set(days)):
            return
        form = days_form(days)
    else:
        form = numbers_form(read_numbers(value))
    if form is None:
        yield Departure(f"'{name}' from 1 on says nothing", path, _out(path))
    elif form != value:
        message = f"{name} are listed up to three in a row, and a run from four on"
        yield Departure(message, path, ((path, form),))


def _models(line: Line) -> Iterator[tuple[LineFields, Path]]:
    """The line and its parts."""
    yield line.component, line.path
    for number, part in enumerate(line.component.parts):
        yield part, (*line.path, "parts", number)


def _cycles_without_cycles(line: Line) -> Iterator[Departure]:
    for model, path in _models(line):
        if model.cycles is not None:
            where, is_given = (*path, "cycles"), 1 in model.cycles
            message = f"'{line.component.id}' names cycles where there are none"
            fix = "" if is_given else "Take it out, or what is never given with it."
            yield Departure(message, where, _out(where) if is_given else (), fix)


def _timing_departs(
    line: Line, model: LineFields, path: Path, written: Written
) -> Iterator[Departure]:
    own = [s for s in line.component.statements if s.timing is model]
    if not own:
        return
    states_cycles = line.component.cycles is not None or model.cycles is not None
    runs_long = any(is_long(statement.infuse_over) for statement in own)
    timing = Timing(line.stretch, model, written, runs_long, states_cycles)
    message, mend = timing.contradiction
    if mend:
        at = next(name for name in ("doses_per_day", "until", "starts") if getattr(model, name))
        yield Departure(f"'{line.component.id}' {message}", (*path, at), (), mend)
        return
    message, fields = timing.normal()
    if "parts" in fields and line.component.parts:
        return
    stated = [name for name in fields if getattr(model, name, None) not in (None, ())]
    edits = tuple(
        ((*path, n), node) for n, node in fields.items() if node is not None or n in stated
    )
    if edits:
        at = next(name for name in ("every", "starts", "days") if getattr(model, name) is not None)
        yield Departure(f"'{line.component.id}' {message}", (*path, at), edits)


def _rate_over_an_hour(line: Line, root: Written) -> Iterator[Departure]:
    holders: dict[Path, list[Span | None]] = {}
    for statement in line.component.statements:
        if statement.basis == "per_hour":
            path = line.path_of(statement, "per_hour")
            holders.setdefault(path, []).append(statement.infuse_over)
    for path, spans in holders.items():
        if all(span is not None and _is_one_hour(span) for span in spans):
            amount = written_at(root, path)
            message = f"'{line.component.id}' runs for one hour: its amount per hour is the dose"
            yield Departure(message, path, (((*path[:-1], "per_dose"), amount), *_out(path)))


def _is_one_hour(span: Span) -> bool:
    return span.least is None and span.most is None and span.planned_minutes == 60


def _parts_depart(line: Line, written: Written) -> Iterator[Departure]:
    """Parts that are one, and what is equal in all of them: the first such thing of a line."""
    models, parts = line.component.parts, list(written["parts"])
    path = (*line.path, "parts")
    for join in (_by_cycle, _by_number, _by_series):
        for group in _alike(parts, _MAY_DIFFER[join.__name__]):
            joined = join([models[n] for n in group], [parts[n] for n in group], line.stretch)
            if joined is None:
                continue
            if not joined:
                message = f"parts of '{line.component.id}' state one giving twice"
                fix = "State each in one part; two doses on a day are 'doses_per_day: 2'."
                yield Departure(message, (*path, group[1]), (), fix)
                return
            rest = [part for n, part in enumerate(parts) if n not in group[1:]]
            at = rest.index(parts[group[0]])
            rest[at : at + 1] = joined
            message = f"parts of '{line.component.id}' differ only in when they hold, and are one"
            place = (*path, group[1])
            if len(rest) == 1:
                fields = tuple(((*line.path, name), node) for name, node in rest[0].items())
                yield Departure(message, place, (*fields, *_out(path)))
            else:
                yield Departure(message, place, ((path, rest),))
            return
    yield from _equal_in_all(line, written, parts)


_MAY_DIFFER = {
    "_by_cycle": frozenset({"days", "cycles"}),
    "_by_number": frozenset({"doses"}),
    "_by_series": frozenset({"starts", "times"}),
}
"""The fields in which parts may differ and still be one."""


def _alike(parts: list[Written], apart_from: frozenset[str]) -> Iterator[list[int]]:
    """The numbers of parts that are equal but for some fields, two or more of them."""
    groups: list[tuple[Written, list[int]]] = []
    for number, part in enumerate(parts):
        rest = {name: node for name, node in part.items() if name not in apart_from}
        same = next((found for known, found in groups if known == rest), None)
        if same is None:
            groups.append((rest, [number]))
        else:
            same.append(number)
    yield from (numbers for _, numbers in groups if len(numbers) > 1)


def _by_cycle(models: list[Part], parts: list[Written], stretch: Stretch) -> list[Written] | None:
    """Parts of one content, so that each cycle has its days in one; none if a giving is twice."""
    stated = [model.days for model in models]
    if len({days is None for days in stated}) > 1 or any(
        days is not None and not days.listed for days in stated
    ):
        return None
    if any(model.cycles is not None and model.cycles.step > 1 for model in models):
        return None
    listed = [c for m in models if m.cycles is not None for c in m.cycles.listed]
    bounds = [(m.cycles.least, m.cycles.most) for m in models if m.cycles is not None]
    beyond = 1 + max([0, *listed, *(b or 0 for pair in bounds for b in pair)])
    found: dict[tuple[int, ...], list[int]] = {}
    for cycle in range(1, beyond + 1):
        held = [m for m in models if m.cycles is None or cycle in m.cycles]
        days = [day for m in held for day in (m.days.listed if m.days is not None else (0,))]
        if len(days) > len(set(days)):
            return []
        if days:
            found.setdefault(tuple(sorted(days)), []).append(cycle)
    if stated[0] is not None and not {"starts", "every"} & set(parts[0]):
        series = series_across(found, beyond, stretch)
        if series is not None:
            rest = {name: node for name, node in parts[0].items() if name not in ("days", "cycles")}
            return [{**rest, **series}]
    made: list[Written] = []
    for days_of, cycles in sorted(found.items(), key=lambda item: item[1]):
        for form in _forms(cycles, beyond):
            new = {name: node for name, node in parts[0].items() if name not in ("days", "cycles")}
            new |= {} if form is None else {"cycles": form}
            new |= {"days": days_form(days_of)} if stated[0] is not None else {}
            made.append(new)
    return None if _same(made, parts) else made


def _forms(numbers: list[int], beyond: int) -> list[Written]:
    """Cycles or doses as they are written: those counted, and those that go on without end."""
    if numbers[-1] < beyond:
        return [_counted(numbers)]
    first = beyond
    while first - 1 in numbers:
        first -= 1
    before = [number for number in numbers if number < first]
    on = None if first == 1 else {"from": str(first)}
    return [*([_counted(before)] if before else []), on]


def _counted(numbers: list[int]) -> Written:
    return numbers_form(read_numbers([str(number) for number in numbers]))


def _same(made: list[Written], parts: list[Written]) -> bool:
    return len(made) == len(parts) and all(part in made for part in parts)


def _by_number(models: list[Part], parts: list[Written], _: Stretch) -> list[Written] | None:
    """Parts of one content for several numbered doses."""
    doses = [model.doses for model in models]
    if any(numbers is None or numbers.step > 1 for numbers in doses):
        return None
    stated = [numbers for numbers in doses if numbers is not None]
    most = 1 + max(b or 0 for n in stated for b in (*n.listed, n.least, n.most))
    held = [number for number in range(1, most + 1) for n in stated if number in n]
    if len(held) > len(set(held)):
        return []
    forms = _forms(held, most)
    if len(forms) >= len(parts):
        return None
    rest = {name: node for name, node in parts[0].items() if name != "doses"}
    return [rest if form is None else {"doses": form, **rest} for form in forms]


def _by_series(models: list[Part], parts: list[Written], _: Stretch) -> list[Written] | None:
    """Series by the hour that join, or that are the hours of separate days."""
    minutes: list[int] = []
    every = models[0].every
    for model, part in zip(models, parts, strict=True):
        starts, times = model.starts, model.times
        is_plain = set(part.get("starts", ())) == {"day"} and model.until is None
        if every is None or times is None or times.plan is None or not is_plain:
            return None
        if starts is None or starts.day is None or model.weekdays or model.except_days_of:
            return None
        begin = starts.day * MINUTES_PER_DAY
        minutes += [begin + round(n * every.canonical) for n in range(times.plan)]
    if every is None or every.canonical >= MINUTES_PER_DAY:
        return None
    if len(set(minutes)) < len(minutes):
        return []
    minutes.sort()
    runs: list[list[int]] = []
    for minute in minutes:
        if runs and minute - runs[-1][-1] == every.canonical:
            runs[-1].append(minute)
        else:
            runs.append([minute])
    rest = {name: node for name, node in parts[0].items() if name not in ("starts", "times")}
    days = sorted({minute // MINUTES_PER_DAY for minute in minutes})
    a_day, odd = divmod(len(minutes), len(days))
    hours = [day * MINUTES_PER_DAY + n * every.canonical for day in days for n in range(a_day)]
    is_row = all(later - day == 1 for day, later in pairwise(days))
    if len(runs) > 1 and not odd and not is_row and hours == minutes:
        del rest["every"]
        fields = {"days": days_form(days), "doses_per_day": str(a_day), "every": str(every)}
        return [{**rest, **fields}]
    if len(runs) == len(parts) or any(run[0] % MINUTES_PER_DAY for run in runs):
        return None
    begins = [{"day": str(run[0] // MINUTES_PER_DAY)} for run in runs]
    return [
        {**rest, "starts": starts, "times": str(len(run))}
        for starts, run in zip(begins, runs, strict=True)
    ]


def _equal_in_all(line: Line, written: Written, parts: list[Written]) -> Iterator[Departure]:
    """Fields that every part states alike belong in the line.

    When a line is given is said in one place: it moves as a whole, or stays.
    """
    timings = [{name: part[name] for name in TIMED if name in part} for part in parts]
    if any(timings) and any("doses" in part for part in parts):
        message = f"parts of '{line.component.id}' count doses and have days of their own"
        fix = "Say in the line when it is given."
        yield Departure(message, (*line.path, "parts"), (), fix)
        return
    shared = [
        name
        for name, node in parts[0].items()
        if name not in written
        and all(part.get(name) == node for part in parts)
        and (name not in TIMED or all(timing == timings[0] for timing in timings))
    ]
    if not shared or any(set(part) <= set(shared) for part in parts):
        return
    up = tuple(((*line.path, name), parts[0][name]) for name in shared)
    gone = [(*line.path, "parts", n, name) for n in range(len(parts)) for name in shared]
    names = wording.spoken_list([f"'{name}'" for name in shared])
    message = f"{names} of '{line.component.id}' {'is' if len(shared) == 1 else 'are'} equal in"
    yield Departure(f"{message} all its parts", gone[0], (*up, *_out(*gone)))
