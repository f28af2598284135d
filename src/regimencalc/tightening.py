"""A site's own formulary entry in place of a built-in one: its limits may only tighten."""

from collections.abc import Iterator

from regimencalc.formulary import FormularyEntry, Usual
from regimencalc.problems import Problem
from regimencalc.ranges import Amount, Count, Span

_FIX = "Write it as it is built in, or tighter: a site never widens a limit."


def loosened(site: FormularyEntry, built_in: FormularyEntry) -> Iterator[Problem]:
    """Each limit of the built-in entry that a site's entry widens or leaves out."""
    place = site.source.place_of(("id",))
    more = sorted(set(site.routes) - set(built_in.routes))
    if more:
        message = f"{site.id} may be given by {', '.join(more)} here, and not in the built-in entry"
        yield Problem("RC415", message, _FIX, site.source.place_of(("routes",)))
    if built_in.never_by is not None:
        never = () if site.never_by is None else site.never_by.routes
        lost = sorted(set(built_in.never_by.routes) - set(never))
        if lost:
            message = f"{site.id} no longer says that it must never be given by {', '.join(lost)}"
            yield Problem("RC415", message, _FIX, place)
    for row in built_in.usual:
        rows = [r for r in site.usual if (r.profile, r.route) == (row.profile, row.route)]
        for name, bound in _bounds(row):
            if not any(_is_within(getattr(other, name), bound) for other in rows):
                where = " ".join(word for word in (row.route, row.profile) if word)
                message = f"the usual {name.replace('_', ' ')} of {site.id} ({where}) is not kept"
                yield Problem("RC415", f"{message}: {bound}", _FIX, place)


def _bounds(row: Usual) -> Iterator[tuple[str, Amount | Span | Count]]:
    names = ("per_dose", "per_day", "per_cycle", "infuse_over", "interval", "days_per_cycle")
    for name in names:
        bound = getattr(row, name)
        if bound is not None:
            yield name, bound


def _is_within(stated: Amount | Span | Count | None, bound: Amount | Span | Count) -> bool:
    """Whether a site's bound lies within the built-in one."""
    if stated is None:
        return False
    low, high = _edges(bound)
    own_low, own_high = _edges(stated)
    if isinstance(bound, Amount) and isinstance(stated, Amount) and bound.kind != stated.kind:
        return False
    return (low is None or (own_low is not None and own_low >= low)) and (
        high is None or (own_high is not None and own_high <= high)
    )


def _edges(bound: Amount | Span | Count) -> tuple[float | None, float | None]:
    if isinstance(bound, Count):
        return bound.least, bound.most
    low, high = bound.least, bound.most
    return (None if low is None else low.canonical, None if high is None else high.canonical)
