"""A site's own formulary entry in place of a built-in one: its limits may only tighten."""

from collections.abc import Iterator
from itertools import pairwise

from regimencalc.conditions import WORDS, in_words
from regimencalc.formulary import (
    STANDARD,
    Bound,
    FormularyEntry,
    Lifetime,
    Usual,
    edges,
    kind_of,
    widest,
)
from regimencalc.problems import Place, Problem
from regimencalc.rules import Required
from regimencalc.units import UNITS, Measure

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
    units = [
        unit for unit in site.amounts if unit in UNITS and not built_in.allows(UNITS[unit].kind)
    ]
    if units:
        message = (
            f"{site.id} may be stated in {', '.join(units)} here, and not in the built-in entry"
        )
        yield Problem("RC415", message, _FIX, site.source.place_of(("amounts",)))
    yield from _tests_loosened(site, built_in, place)
    for which in ("usual", "limits"):
        yield from _rows_widened(site, built_in, which, place)
        yield from _profiles_widened(site, built_in, which, place)
    yield from _days_apart(site, built_in, place)
    if built_in.lifetime is not None:
        yield from _lifetime_widened(site, built_in.lifetime, place)


def _tests_loosened(
    site: FormularyEntry, built_in: FormularyEntry, place: Place
) -> Iterator[Problem]:
    """Each test that a site no longer asks for, or an answer that no longer holds the drug."""
    own = {required.known: required for required in site.required_before}
    for required in built_in.required_before:
        test = in_words(required.known)
        if required.known not in own:
            message = f"{site.id} no longer requires the {test} to be known"
            yield Problem("RC415", message, _FIX, place)
        elif required.hold_if is not None:
            held = own[required.known].hold_if
            for answer in _answers(required, own[required.known]):
                facts: dict[str, float | str] = {required.known: answer}
                if required.hold_if.holds(facts) and not (held is not None and held.holds(facts)):
                    message = f"{site.id} is no longer held wherever {required.hold_if}"
                    yield Problem("RC415", message, _FIX, place)
                    break


def _answers(*asked: Required) -> Iterator[float | str]:
    """Answers of a test that tell conditions apart: each word, or each edge and what lies between.

    >>> from regimencalc.library import formulary
    >>> list(_answers(*formulary()["doxorubicin"].required_before))
    [49.0, 50.0, 51.0]
    """
    yield from WORDS.get(asked[0].known, ())
    conditions = (one.hold_if for one in asked if one.hold_if is not None)
    clauses = (clause for condition in conditions for clause in condition.all_clauses())
    numbers = sorted({edge.canonical for clause in clauses for _, edge in clause.edges})
    if numbers:
        between = [(low + high) / 2 for low, high in pairwise(numbers)]
        yield from sorted([numbers[0] - 1, *numbers, *between, numbers[-1] + 1])


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
                    yield _not_kept(site, which, name, where, bound, place)
                    break


def _profiles_widened(
    site: FormularyEntry, built_in: FormularyEntry, which: str, place: Place
) -> Iterator[Problem]:
    """What a profile of the site lets through that the built-in entry has not: a word for a gate.

    There it is held against the standard rows, so that the site's rows must keep these.
    """
    for route in (route for route in site.routes if route in built_in.routes):
        standard = [row for row in _rows(built_in, which) if row.is_of(STANDARD, route)]
        known, own = _profiles_of(built_in, route), _profiles_of(site, route)
        for profile in sorted(own - known):
            rows = [row for row in _rows(site, which) if row.is_of(profile, route)]
            for bounds in (row.bounds.items() for row in standard):
                for name, bound in bounds:
                    if not _is_kept(name, bound, standard, rows):
                        yield _not_kept(site, which, name, f"{route} {profile}", bound, place)


def _days_apart(site: FormularyEntry, built_in: FormularyEntry, place: Place) -> Iterator[Problem]:
    """A most of the day that a site adds keeps that of a dose, which held for the day before."""
    for route in (route for route in site.routes if route in built_in.routes):
        for profile in sorted(_profiles_of(built_in, route)):
            if _has_most_of_day(built_in, profile, route):
                continue
            if not _has_most_of_day(site, profile, route):
                continue
            for which in ("usual", "limits"):
                own = [row for row in _rows(site, which) if row.is_of(profile, route)]
                theirs = [row for row in _rows(built_in, which) if row.is_of(profile, route)]
                for bound in (row.per_dose for row in theirs if row.per_dose is not None):
                    _, most = widest(theirs, "per_dose", bound.kind)
                    _, of_day = widest(own, "per_day", bound.kind)
                    if most is not None and (of_day is None or of_day > most):
                        where = f"{route} {profile}"
                        yield _not_kept(site, which, "per_day", where, bound, place)


def _has_most_of_day(entry: FormularyEntry, profile: str, route: str) -> bool:
    rows = (row for row in (*entry.usual, *entry.limits) if row.is_of(profile, route))
    return any(row.per_day is not None and row.per_day.most is not None for row in rows)


def _profiles_of(entry: FormularyEntry, route: str) -> set[str]:
    """The profiles for which an entry has rows by a route."""
    return {row.profile for row in (*entry.usual, *entry.limits) if row.route in (None, route)}


def _not_kept(
    site: FormularyEntry, which: str, name: str, where: str, bound: Bound, place: Place
) -> Problem:
    words = name.replace("_", " ")
    message = f"{_CALLED[which]} {words} of {site.id} ({where}) is not kept: {bound}"
    return Problem("RC415", message, _FIX, place)


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
        ("second warning", built_in.warn_again, None if own is None else own.warn_again),
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
        or not {*lower.after} <= {*own_lower.after}
        or not _is_at_most(own_lower.refuse, lower.refuse)
    ):
        message = (
            f"the lifetime limit of {site.id} after {lower.words} is not kept: at most "
            f"{lower.refuse}"
        )
        yield Problem("RC415", message, _FIX, place)
    if built_in.counts_as is not None and (own is None or own.counts_as != built_in.counts_as):
        message = f"{site.id} no longer counts as {built_in.counts_as} in a lifetime"
        yield Problem("RC415", message, _FIX, place)


def _is_at_most(own: Measure | None, built_in: Measure) -> bool:
    if own is None or own.kind is not built_in.kind:
        return False
    return own.canonical <= built_in.canonical
