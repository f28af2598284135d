"""Checks against what is usual: a drug's bounds in its entry, and two patterns that have killed.

These are warnings: a source may mean what is unusual. Called only where every line can be placed.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, pairwise
from operator import attrgetter
from typing import Literal, NamedTuple, TypeVar

from regimencalc import wording
from regimencalc.administration import Administration
from regimencalc.component import Statement
from regimencalc.formulary import STANDARD, FormularyEntry, Usual, kind_of
from regimencalc.problems import Problem
from regimencalc.ranges import Amount
from regimencalc.regimen import MINUTES_PER_DAY, Line, Regimen, Stretch
from regimencalc.regimen_lines import place_in
from regimencalc.sense_checks import Formulary, called, can_hold_together, days_running
from regimencalc.source import Path
from regimencalc.time_checks import next_cycle, placed
from regimencalc.totals_checks import amount_factor
from regimencalc.units import Kind, Measure

VINCAS = frozenset({"vincristine", "vinblastine", "vinorelbine", "vindesine", "vinflunine"})
VINCA_DAYS_APART = 7
_HOURS_FROM_MIN = 180

_By = TypeVar("_By")
Key = Literal["per_dose", "per_day", "per_cycle", "infuse_over", "interval", "days_per_cycle"]
_WORDS: dict[Key, str] = {
    "per_dose": "a dose",
    "per_day": "a day",
    "per_cycle": "a cycle",
    "infuse_over": "for an infusion",
    "interval": "from one day of giving to the next",
    "days_per_cycle": "in a cycle",
}


def usual_problems(regimen: Regimen, formulary: Formulary) -> Iterator[Problem]:
    """What is outside what is usual, in a regimen whose structure is sound.

    Parameters
    ----------
    regimen : Regimen
        A regimen whose lines can all be placed.
    formulary : mapping of str to FormularyEntry
        The entries of its drugs, by id.

    Yields
    ------
    Problem
        RC425 to RC427, all of them warnings, each at its field.
    """
    for check in CHECKS:
        yield from check(regimen, formulary)


class _Found(NamedTuple):
    """What a line comes to for one key: its least and most, in one kind of unit, and its field."""

    key: Key
    kind: Kind | None
    least: float | None
    most: float | None
    unit: str
    field: str


class _Edge(NamedTuple):
    """One bound of an entry: its number, as it is written, and the row that states it."""

    number: float
    written: str
    row: Usual


def _amounts_are_usual(regimen: Regimen, formulary: Formulary) -> Iterator[Problem]:
    for _, path, stretch in regimen.stretches:
        givings = _grouped(placed(stretch), attrgetter("statement"))
        found = {one: _each_bag_once(own) for one, own in givings.items()}
        said: set[tuple[object, ...]] = set()
        summed: set[frozenset[Statement]] = set()
        for number, component in enumerate(stretch.components):
            entry = formulary.get(component.drug or "")
            if entry is None:
                continue
            line = Line(stretch, (*path, "components", number), component)
            for statement in component.statements:
                profile = statement.profile or STANDARD
                rows, wanted = _rows(entry, profile, statement.route)
                if _is_compared_with_nothing(statement, entry, rows):
                    place = place_in(regimen, *line.path_of(statement, statement.basis or "route"))
                    message = (
                        f"the amount of {entry.tall_man} was compared with nothing: its {profile} "
                        "profile has no bounds for such a giving"
                    )
                    yield Problem("RC425", message, _mend(entry, statement), place)
                for got in _all_found(line, statement, found, wanted, summed) if wanted else ():
                    for side, edge in _widest(entry, profile, statement.route, got).items():
                        message = _outside(entry, profile, got, edge, side)
                        if not message:
                            continue
                        whose = component.id if got.key in _OF_ONE_LINE else component.drug
                        once = (whose, statement.route, profile, got.key, side)
                        if once not in said:
                            said.add(once)
                            place = place_in(regimen, *line.path_of(statement, got.field))
                            yield Problem("RC425", message, _mend(entry, statement), place)


def _rows(entry: FormularyEntry, profile: str, route: str) -> tuple[list[Usual], set[str]]:
    """The rows for what is given by a route in a profile, and the keys that they bound."""
    known: tuple[list[Usual], set[str]] | None = entry.looked_up.get((profile, route))
    if known is None:
        rows = [row for row in entry.usual if row.is_of(profile, route)]
        known = (rows, {key for row in rows for key in row.bounds})
        entry.looked_up[profile, route] = known
    return known


def _is_compared_with_nothing(
    statement: Statement, entry: FormularyEntry, rows: list[Usual]
) -> bool:
    """Whether a drug has bounds, and none of them is one for this line's amount."""
    kind = statement.amount.kind
    if kind is None or statement.amount.share_of or not entry.usual:
        return False
    names = ["per_dose"] if _has_amount_of_a_dose(statement) else []
    names += ["per_day", "per_cycle"]
    by_route = (row for row in entry.usual if row.route in (None, statement.route))
    return not _bound(rows, names, kind) and _bound(by_route, names, kind)


def _bound(rows: Iterable[Usual], names: list[str], kind: Kind) -> bool:
    """Whether any row bounds an amount of this kind under one of these names."""
    for row in rows:
        for name in names:
            if name in row.bounds and kind_of(row.bounds[name]) is kind:
                return True
    return False


_OF_ONE_LINE = ("per_dose", "infuse_over")


def _mend(entry: FormularyEntry, statement: Statement) -> str:
    own = statement.profile or STANDARD
    profiles = {row.profile for row in entry.usual if row.route in (None, statement.route)}
    others = sorted(profiles - {own, STANDARD})
    known = f" A profile says how it is given, and not that it is right: {', '.join(others)}."
    return f"Look at amount, days and time in the source again.{known if others else ''}"


def _all_found(
    line: Line,
    statement: Statement,
    found: Mapping[Statement, list[Administration]],
    wanted: set[str],
    summed: set[frozenset[Statement]],
) -> Iterator[_Found]:
    """What a statement comes to for the keys that are wanted, with the drug's lines like it.

    What was summed already for all of these comes to the same for each of them.
    """
    own = found.get(statement)
    if not own:
        return
    basis = statement.basis or "per_dose"
    if "per_dose" in wanted and _has_amount_of_a_dose(statement):
        yield from _amount("per_dose", [statement], [own[:1]], basis, amount_factor)
    span = statement.infuse_over
    if "infuse_over" in wanted and span is not None and span.until is None:
        low, high = span.shortest_minutes, span.longest_minutes
        yield _Found("infuse_over", Kind.TIME, low, high, "min", "infuse_over")
    if wanted.isdisjoint(_OF_SEVERAL_LINES):
        return
    alike = _holding_together(statement, found)
    together = frozenset(alike)
    if together in summed:
        return
    summed.add(together)
    givings = list(chain.from_iterable(found[one] for one in alike))
    by_day = {} if wanted.isdisjoint(_OF_A_DAY) else _grouped(givings, attrgetter("offset"))
    has_sum = not (wanted.isdisjoint(_OF_A_CYCLE) or any(given.goes_on for given in givings))
    by_cycle = _grouped(givings, attrgetter("cycle")) if has_sum else {}
    if "per_day" in wanted:
        yield from _amount("per_day", alike, by_day.values(), basis, _factor_of_a_day)
    timing = "days" if statement.timing.days is not None else "starts"
    if "per_cycle" in wanted and has_sum:
        yield from _amount("per_cycle", alike, by_cycle.values(), basis, amount_factor)
    if "days_per_cycle" in wanted and has_sum:
        days = [len({day for g in gs for day in days_running(g)}) for gs in by_cycle.values()]
        yield _Found("days_per_cycle", None, min(days), max(days), "days", timing)
    if "interval" in wanted and statement.component.drug not in VINCAS:
        days_of_giving = {*by_day, *(one.offset for one in next_cycle(line.stretch, givings))}
        gaps = [(b - a) * MINUTES_PER_DAY for a, b in pairwise(sorted(days_of_giving))]
        if gaps:
            yield _Found("interval", Kind.TIME, min(gaps), max(gaps), "min", timing)


_OF_A_DAY = frozenset({"per_day", "interval"})
_OF_A_CYCLE = frozenset({"per_cycle", "days_per_cycle"})
_OF_SEVERAL_LINES = _OF_A_DAY | _OF_A_CYCLE


def _grouped(
    givings: Iterable[Administration], of: Callable[[Administration], _By]
) -> dict[_By, list[Administration]]:
    groups: dict[_By, list[Administration]] = defaultdict(list)
    for given in givings:
        groups[of(given)].append(given)
    return groups


def _each_bag_once(givings: list[Administration]) -> list[Administration]:
    """A line's givings, but one of those in a bag that is one of several: they begin together."""
    if not givings[0].statement.in_bag_with:
        return givings
    first = {given.starts_after: given for given in reversed(givings)}
    return [g for g in givings if g.starts_after is None or g is first[g.starts_after]]


def _holding_together(statement: Statement, found: Iterable[Statement]) -> list[Statement]:
    """The statements like this one of which none shuts another out, this one first."""
    kept = [statement]
    for other in found:
        if (
            other is not statement
            and other.drug == statement.drug
            and other.route == statement.route
            and other.profile == statement.profile
            and all(can_hold_together(other, one) for one in kept)
        ):
            kept.append(other)
    return kept


def _has_amount_of_a_dose(statement: Statement) -> bool:
    """An infusion of days with an amount per day is judged by the day and by the cycle."""
    return statement.basis != "per_day" or statement.timing.doses_per_day is not None


def _factor_of_a_day(given: Administration) -> float:
    days = (given.minutes or 0.0) / MINUTES_PER_DAY
    return amount_factor(given) / days if days > 1 else amount_factor(given)


def _amount(
    key: Key,
    statements: list[Statement],
    sums: Iterable[list[Administration]],
    field: str,
    factor: Callable[[Administration], float],
) -> list[_Found]:
    """The least and the most of several sums of givings, if all are in one kind of unit."""
    one = statements[0].amount.one
    if one is None or len({s.amount.kind for s in statements}) > 1:
        return []
    bounds = {s: _least_and_most(s.amount) for s in statements}
    least: list[float] = []
    most: list[float] = []
    for givings in sums:
        low = high = 0.0
        for given in givings:
            statement = given.statement
            if given.minutes is None and statement.basis == "per_hour":
                return []
            times = factor(given)
            lowest, highest = bounds[statement]
            low += lowest * times
            high += highest * times
        least.append(low)
        most.append(high)
    return [_Found(key, one.kind, min(least), max(most), one.canonical_unit, field)]


def _least_and_most(amount: Amount) -> tuple[float, float]:
    stated = [m.canonical for m in (amount.least, amount.plan, amount.most) if m is not None]
    return min(stated), max(stated)


def _widest(entry: FormularyEntry, profile: str, route: str, got: _Found) -> dict[str, _Edge]:
    """The edges beyond which something is outside all rows, each of which has its own source."""
    asked = (profile, route, got.key, got.unit)
    known: dict[str, _Edge] | None = entry.looked_up.get(asked)
    if known is None:
        rows, _ = _rows(entry, profile, route)
        known = entry.looked_up[asked] = {}
        for side, widest in (("from", min), ("to", max)):
            edges = [edge for row in rows if (edge := _edge(row, got, side)) is not None]
            if edges:
                known[side] = widest(edges, key=lambda edge: edge.number)
    return known


def _outside(entry: FormularyEntry, profile: str, got: _Found, widest: _Edge, side: str) -> str:
    """What is wrong with an amount or time on one side, in words; nothing where it is usual."""
    number = got.least if side == "from" else got.most
    if number is None:
        return ""
    is_inside = number >= widest.number if side == "from" else number <= widest.number
    if is_inside or wording.cleaned(number) == wording.cleaned(widest.number):
        return ""
    how = "below the usual least of" if side == "from" else "above the usual most of"
    source = entry.cited(widest.row.source)
    is_verified = widest.row.verified and (source is None or source.verified)
    mark = "" if is_verified else " NOT VERIFIED"
    cite = widest.row.source if source is None else source.cite
    return (
        f"{entry.tall_man}, {_written(got, number)} {_WORDS[got.key]}, is {how} {widest.written} "
        f"in its {profile} profile{mark} ({cite})"
    )


def _written(got: _Found, number: float) -> str:
    if got.key == "infuse_over":
        is_long = number >= _HOURS_FROM_MIN
        return (
            f"{wording.significant(number / (60 if is_long else 1), 6)} {'h' if is_long else 'min'}"
        )
    if got.key == "interval":
        return f"{wording.significant(number / MINUTES_PER_DAY, 6)} d"
    if got.key == "days_per_cycle":
        return wording.counted(round(number), "day")
    return wording.with_unit(wording.significant(number, 6), got.unit)


def _edge(row: Usual, got: _Found, side: str) -> _Edge | None:
    bounds = row.bounds.get(got.key)
    edge = None if bounds is None else bounds.least if side == "from" else bounds.most
    if edge is None:
        return None
    if isinstance(edge, Measure):
        same = edge.kind is got.kind
        return _Edge(edge.canonical, str(edge), row) if same else None
    return _Edge(float(edge), wording.counted(edge, "day"), row)


def _vincas_are_a_week_apart(regimen: Regimen, formulary: Formulary) -> Iterator[Problem]:
    """A dash between days was read as every day between them: eight doses for two."""
    for _, path, stretch in regimen.stretches:
        vincas = [g for g in _givings_of_vincas(stretch) if _is_bolus_vinca(g)]
        if not vincas:
            continue
        vincas += next_cycle(stretch, vincas)
        said: set[str] = set()
        for number, given in enumerate(vincas):
            for other in vincas[number + 1 :]:
                apart = abs(other.offset - given.offset)
                name = other.component.id
                is_near = apart < VINCA_DAYS_APART and can_hold_together(
                    given.statement, other.statement
                )
                if not is_near or name in said or (apart == 0 and name == given.component.id):
                    continue
                said.add(name)
                line, field = _line_and_timing(stretch, path, other)
                first, second = (
                    f"{called(g.component.drug or '', formulary)} on day {g.day}"
                    for g in (given, other)
                )
                yield Problem(
                    "RC426",
                    f"{first} and {second} are {apart} d apart: days read as a run have killed",
                    f"Look at the days in the source again: a vinca drug by bolus is usually "
                    f"{VINCA_DAYS_APART} d apart or more. For an infusion over 24 h or more, state "
                    "how long it runs.",
                    place_in(regimen, *line.path_of(other.statement, field)),
                )


def _givings_of_vincas(stretch: Stretch) -> list[Administration]:
    if VINCAS.isdisjoint(component.drug for component in stretch.components):
        return []
    return [given for given in placed(stretch) if given.component.drug in VINCAS]


def _is_bolus_vinca(given: Administration) -> bool:
    longest = given.statement.longest_minutes
    is_long = longest is not None and longest >= MINUTES_PER_DAY
    return not is_long


def _line_and_timing(stretch: Stretch, path: Path, given: Administration) -> tuple[Line, str]:
    number = [component.id for component in stretch.components].index(given.component.id)
    field = "days" if given.statement.timing.days is not None else "starts"
    return Line(stretch, (*path, "components", number), given.component), field


def _no_vinca_beside_an_intrathecal_drug(
    regimen: Regimen, formulary: Formulary
) -> Iterator[Problem]:
    for _, path, stretch in regimen.stretches:
        vincas = [g for g in _givings_of_vincas(stretch) if g.statement.route == "intravenous"]
        if not vincas:
            continue
        said: set[tuple[str, str]] = set()
        for given in (g for g in placed(stretch) if g.statement.route == "intrathecal"):
            for vinca in vincas:
                pair = (given.component.id, vinca.component.id)
                if (
                    pair in said
                    or given.offset not in days_running(vinca)
                    or not can_hold_together(given.statement, vinca.statement)
                ):
                    continue
                said.add(pair)
                line, field = _line_and_timing(stretch, path, given)
                first, second = (
                    called(c.drug or c.id, formulary) for c in (given.component, vinca.component)
                )
                yield Problem(
                    "RC427",
                    f"{first} into the spinal canal and {second} into a vein on day {given.day}: "
                    "a vinca drug given intrathecally is fatal",
                    "Give them on different days if the source allows it; else in different "
                    "places, the vinca drug in a minibag.",
                    place_in(regimen, *line.path_of(given.statement, field)),
                )


CHECKS: tuple[Callable[[Regimen, Formulary], Iterator[Problem]], ...] = (
    _amounts_are_usual,
    _vincas_are_a_week_apart,
    _no_vinca_beside_an_intrathecal_drug,
)
