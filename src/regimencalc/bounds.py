"""Between which numbers a drug may be given by a route in some profiles, and what lies beyond.

Usual bounds warn and limits refuse. Beyond both stands a rule without a number of its own: four
times the highest that is usual has killed, and a tenth of the lowest is a slip of the decimal
point; both are refused even where a row of limits would let them pass.
"""

from collections.abc import Collection, Iterable, Iterator
from math import isfinite
from typing import NamedTuple

from regimencalc import wording
from regimencalc.component import FLAT_KINDS
from regimencalc.formulary import STANDARD, FormularyEntry, Usual, kind_of
from regimencalc.problems import Place
from regimencalc.ranges import Amount, Count, Span
from regimencalc.units import Kind, Measure

TOO_MANY_TIMES = 4
TOO_SMALL_A_PART = 10
AMOUNTS = ("per_dose", "per_day", "per_cycle", "per_hour")
DIMENSIONS = (*AMOUNTS, "infuse_over", "interval", "between_cycles", "days_per_cycle")


class Edge(NamedTuple):
    """One end of a bound: its number in the canonical unit, and who says so, and where."""

    number: float
    written: str
    profile: str
    route: str | None
    cite: str
    is_verified: bool
    place: Place

    @property
    def words(self) -> str:
        """The number with its source and mark."""
        mark = "" if self.is_verified else " NOT VERIFIED"
        return f"{self.written}{mark} ({self.cite})"


class Beyond(NamedTuple):
    """What lies beyond a bound: which, on which side, and whether it is refused."""

    edge: Edge
    is_high: bool
    is_refused: bool
    by_rule: bool = False


class Guardrail(NamedTuple):
    """The bounds of one dimension in one kind of unit: usual within, limits around them."""

    dimension: str
    kind: Kind | None
    refuse_below: Edge | None = None
    warn_below: Edge | None = None
    warn_above: Edge | None = None
    refuse_above: Edge | None = None

    @property
    def has_low(self) -> bool:
        """Whether anything can be too little."""
        return self.refuse_below is not None or self.warn_below is not None

    @property
    def has_high(self) -> bool:
        """Whether anything can be too much."""
        return self.refuse_above is not None or self.warn_above is not None

    @property
    def edges(self) -> tuple[Edge, ...]:
        """Its ends, lowest first."""
        ends = (self.refuse_below, self.warn_below, self.warn_above, self.refuse_above)
        return tuple(edge for edge in ends if edge is not None)

    def by_route(self) -> tuple["Guardrail", "Guardrail"]:
        """What a sum of one route's givings may be held against, and its lows for every route.

        The givings of a route can be more than a row without a route allows, but only those of all
        routes together can be too little for it.
        """
        ends = (self.refuse_below, self.warn_below)
        refuse, warn = (end if end is not None and end.route is None else None for end in ends)
        own = self._replace(
            refuse_below=self.refuse_below if refuse is None else None,
            warn_below=self.warn_below if warn is None else None,
        )
        return own, Guardrail(self.dimension, self.kind, refuse, warn)

    def above(self, number: float) -> Beyond | None:
        """What a number lies above, the gravest first; an edge itself is within.

        What is no number lies beyond everything.
        """
        limit, usual = self.refuse_above, self.warn_above
        if limit is not None and is_above(number, limit.number):
            return Beyond(limit, is_high=True, is_refused=True)
        if usual is None or not is_above(number, usual.number):
            return None
        is_fold = not isfinite(number) or not is_above(TOO_MANY_TIMES * usual.number, number)
        by_rule = is_fold and self.dimension in AMOUNTS
        return Beyond(usual, is_high=True, is_refused=by_rule, by_rule=by_rule)

    def below(self, number: float) -> Beyond | None:
        """What a number lies below, the gravest first; an edge itself is within."""
        limit, usual = self.refuse_below, self.warn_below
        if limit is not None and is_above(limit.number, number):
            return Beyond(limit, is_high=False, is_refused=True)
        if usual is None or not is_above(usual.number, number):
            return None
        is_fold = not isfinite(number) or not is_above(number, usual.number / TOO_SMALL_A_PART)
        by_rule = is_fold and self.dimension in AMOUNTS
        return Beyond(usual, is_high=False, is_refused=by_rule, by_rule=by_rule)


_SURELY_LESS = 1 - 1e-9


def is_above(number: float, other: float) -> bool:
    """Whether a number is more than another, binary noise aside; what is no number always is.

    >>> is_above(100.00000000000001, 100), is_above(100.001, 100)
    (False, True)
    """
    if number < other * _SURELY_LESS:
        return False
    if not (isfinite(number) and isfinite(other)):
        return True
    return wording.cleaned(number) > wording.cleaned(other)


Rails = dict[str, dict[Kind | None, Guardrail]]
_SIDES = ("refuse_below", "warn_below", "warn_above", "refuse_above")


def guardrails_of(entry: FormularyEntry, profiles: tuple[str, ...], route: str | None) -> Rails:
    """The guardrails of a drug for some profiles and a route, by dimension and kind of unit.

    Those of no route are of the rows without one: they hold for givings by several. Rows together
    are as wide as the widest of them: outside is outside all of them, and a sum of givings in
    several profiles may be what the widest allows. A profile without rows for the route is held
    against the standard one: a word in a file opens no gate.
    """
    key = profiles, route
    known: Rails | None = entry.guardrails.get(key)
    if known is None:
        known = entry.guardrails[key] = _compiled(entry, profiles, route)
    return known


def kinds_with_a_high(entry: FormularyEntry, profile: str, route: str) -> tuple[Kind, ...]:
    """The kinds of unit in which an amount of a drug has a high bound, in the order of the rows."""
    key = profile, route
    known: tuple[Kind, ...] | None = entry.guardrails.get(key)
    if known is None:
        rails = guardrails_of(entry, (profile,), route)
        amounts = [rail for name in AMOUNTS for rail in rails.get(name, {}).values()]
        kinds = (rail.kind for rail in amounts if rail.kind is not None and rail.has_high)
        known = entry.guardrails[key] = tuple(dict.fromkeys(kinds))
    return known


def holding(
    entry: FormularyEntry,
    profiles: tuple[str, ...],
    route: str | None,
    dimension: str,
    stated: frozenset[Kind],
) -> tuple[Guardrail, ...]:
    """The guardrails of one dimension that hold for amounts that are stated in these kinds.

    A bound in a kind in which an amount is stated holds; one in another kind only where there is
    no such bound; a high bound for a patient holds for every amount.
    """
    key = profiles, route, dimension, stated
    known: tuple[Guardrail, ...] | None = entry.guardrails.get(key)
    if known is None:
        rails = guardrails_of(entry, profiles, route).get(dimension, {})
        known = entry.guardrails[key] = tuple(_holding(rails.values(), stated))
    return known


def _holding(rails: Collection[Guardrail], stated: frozenset[Kind]) -> Iterator[Guardrail]:
    for rail in rails:
        kept: dict[str, Edge | None] = {}
        for side in _SIDES:
            with_side = [other for other in rails if getattr(other, side) is not None]
            is_own = rail.kind is None or rail.kind in stated
            is_alone = not any(other.kind in stated for other in with_side)
            is_flat = rail.kind in FLAT_KINDS and side.endswith("above")
            kept[side] = getattr(rail, side) if is_own or is_alone or is_flat else None
        held = Guardrail(rail.dimension, rail.kind, **kept)
        if held.edges:
            yield held


def _compiled(entry: FormularyEntry, profiles: tuple[str, ...], route: str | None) -> Rails:
    rows = (*entry.usual, *entry.limits)
    stated = {row.profile for row in rows if route is None or row.route in (None, route)}
    wanted = {profile if profile in stated else STANDARD for profile in profiles}
    found: dict[tuple[str, Kind | None], dict[str, Edge]] = {}
    for which, rows in (("usual", entry.usual), ("limits", entry.limits)):
        for number, row in enumerate(rows):
            if row.profile not in wanted or row.route not in (None, route):
                continue
            for name, bound in row.bounds.items():
                sides = found.setdefault((name, kind_of(bound)), {})
                for side, edge in _edges(entry, row, (which, number, name), bound):
                    _keep_widest(sides, side, edge)
    rails: Rails = {}
    for (name, kind), sides in found.items():
        rails.setdefault(name, {})[kind] = Guardrail(name, kind, **sides)
    return rails


def _edges(
    entry: FormularyEntry, row: Usual, path: tuple[str, int, str], bound: Amount | Span | Count
) -> Iterable[tuple[str, Edge]]:
    word = "refuse" if path[0] == "limits" else "warn"
    cited = entry.cited(row.source)
    cite = row.source if cited is None else cited.cite
    is_verified = row.verified and (cited is None or cited.verified)
    place = entry.source.place_of(path)
    for side, end in (("below", bound.least), ("above", bound.most)):
        if end is not None:
            number, written = _read(end)
            yield (
                f"{word}_{side}",
                Edge(number, written, row.profile, row.route, cite, is_verified, place),
            )


def _read(end: Measure | int) -> tuple[float, str]:
    if isinstance(end, Measure):
        return end.canonical, str(end)
    return float(end), wording.counted(end, "day")


def _keep_widest(sides: dict[str, Edge], side: str, edge: Edge) -> None:
    other = sides.get(side)
    is_wider = other is None or (
        edge.number < other.number if side.endswith("below") else edge.number > other.number
    )
    if is_wider:
        sides[side] = edge
