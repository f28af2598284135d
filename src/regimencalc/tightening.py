"""A site's own formulary entry in place of a built-in one: its limits may only tighten."""

from collections.abc import Iterator

from regimencalc.conditions import in_words
from regimencalc.formulary import (
    Bound,
    FormularyEntry,
    Lifetime,
    Usual,
    edges,
    kind_of,
    widest,
)
from regimencalc.problems import Place, Problem
from regimencalc.units import Measure

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
    known = {required.known for required in site.required_before}
    for required in built_in.required_before:
        if required.known not in known:
            message = f"{site.id} no longer requires the {in_words(required.known)} to be known"
            yield Problem("RC415", message, _FIX, place)
    yield from _rows_widened(site, built_in, "usual", place)
    yield from _rows_widened(site, built_in, "limits", place)
    if built_in.lifetime is not None:
        yield from _lifetime_widened(site, built_in.lifetime, place)


_CALLED = {"usual": "the usual", "limits": "the limit"}


def _rows_widened(
    site: FormularyEntry, built_in: FormularyEntry, which: str, place: Place
) -> Iterator[Problem]:
    built_rows, own_rows = _rows(built_in, which), _rows(site, which)
    for row in built_rows:
        routes = [row.route] if row.route else [r for r in site.routes if r in built_in.routes]
        for name, bound in row.bounds.items():
            for route in routes:
                theirs = [other for other in built_rows if other.is_for(row.profile, route)]
                own = [other for other in own_rows if other.is_for(row.profile, route)]
                if not _is_kept(name, bound, theirs, own):
                    where = " ".join(word for word in (row.route, row.profile) if word)
                    words = name.replace("_", " ")
                    message = (
                        f"{_CALLED[which]} {words} of {site.id} ({where}) is not kept: {bound}"
                    )
                    yield Problem("RC415", message, _FIX, place)
                    break


def _rows(entry: FormularyEntry, which: str) -> tuple[Usual, ...]:
    return entry.usual if which == "usual" else entry.limits


def _is_kept(name: str, bound: Bound, built_rows: list[Usual], own_rows: list[Usual]) -> bool:
    """Whether the site's rows allow no more than the built-in ones, where this bound has an edge.

    All rows together: a wider row beside the tight one would let everything through.
    """
    low, high = edges(bound)
    built_low, built_high = widest(built_rows, name, kind_of(bound))
    own_low, own_high = widest(own_rows, name, kind_of(bound))
    keeps_low = low is None or (
        own_low is not None and built_low is not None and own_low >= built_low
    )
    keeps_high = high is None or (
        own_high is not None and built_high is not None and own_high <= built_high
    )
    return keeps_low and keeps_high


def _lifetime_widened(site: FormularyEntry, built_in: Lifetime, place: Place) -> Iterator[Problem]:
    own = site.lifetime
    stated = (
        ("warning", built_in.warn, None if own is None else own.warn),
        ("limit", built_in.refuse, None if own is None else own.refuse),
    )
    for what, built, written in stated:
        if built is not None and not _is_at_most(written, built):
            message = f"the lifetime {what} of {site.id} is not kept: at most {built}"
            yield Problem("RC415", message, _FIX, place)
    lower = built_in.at_risk
    own_lower = None if own is None else own.at_risk
    if lower is not None and (
        own_lower is None
        or own_lower.after != lower.after
        or not _is_at_most(own_lower.refuse, lower.refuse)
    ):
        after = lower.after.replace("-", " ")
        message = (
            f"the lifetime limit of {site.id} after {after} is not kept: at most {lower.refuse}"
        )
        yield Problem("RC415", message, _FIX, place)
    if built_in.counts_as is not None and (own is None or own.counts_as is None):
        message = f"{site.id} no longer counts as {built_in.counts_as} in a lifetime"
        yield Problem("RC415", message, _FIX, place)


def _is_at_most(own: Measure | None, built_in: Measure) -> bool:
    if own is None or own.kind is not built_in.kind:
        return False
    return own.canonical <= built_in.canonical
