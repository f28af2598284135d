"""What changed in levels, criteria and rules, and in fields without words of their own."""

from collections.abc import Iterable, Iterator, Mapping

from regimencalc.field_diff import NO_NAMES, all_said, changed, is_same, plain_amounts, said
from regimencalc.fields import Model
from regimencalc.line_diff import WORDS, Change, Kind
from regimencalc.rules import Gate, IfMissed, Level, Rule

IN_WORDS = frozenset(
    {
        "format", "id", "name", "status", "sources", "reviews", "superseded_by", "shadows",
        "totals_per_cycle", "examples",
    }
)  # fmt: skip
"""Fields of a regimen or phase that state nothing of what is given: totals and examples check."""

CHECKS: Mapping[str, str] = {
    "totals_per_cycle": "the author's own totals have changed",
    "examples": "the worked examples have changed",
}

KIND_OF: Mapping[str, Kind] = {
    **dict.fromkeys(WORDS, "words"),
    "population": "conduct",
}
NAMING = frozenset({"day_zero", "totals_per_cycle", "examples", "starts", "order"})
"""Fields that name lines or phases, so that a new id alone is no change in them."""

Ruling = Gate | Rule | IfMissed


def field_changes(
    where: str, name: str, old: Model, new: Model, renamed: Mapping[str, str] = NO_NAMES
) -> Iterator[Change]:
    """The change of one field, if it has changed."""
    before, after = getattr(old, name), getattr(new, name)
    if not is_same(before, after, renamed if name in NAMING else NO_NAMES):
        kind: Kind = "words" if name in IN_WORDS else KIND_OF.get(name, "schedule")
        words = CHECKS.get(name) or changed(name, before, after)
        yield Change(where, words, kind)


def level_changes(
    old: Iterable[Level], new: Iterable[Level], renamed: Mapping[str, str]
) -> Iterator[Change]:
    """What changed in the dose levels, each by its name."""
    before, after = ({level.level: level for level in levels} for levels in (old, new))
    for name in {**before, **after}:
        was, now = before.get(name), after.get(name)
        where = f"level {name}"
        if was is None or now is None:
            one, happened = (now, "added") if now else (was, "removed")
            stated = said(one.amounts) if one else ""
            yield Change(where, f"{happened}: {stated}", "dose")
            continue
        yield from _level(where, was, now, renamed)
    kept = [name for name in before if name in after]
    if kept != [name for name in after if name in before]:
        yield Change("", f"levels in another order: {', '.join(after)}", "dose")


def _level(where: str, old: Level, new: Level, renamed: Mapping[str, str]) -> Iterator[Change]:
    amounts = {renamed.get(name, name): amount for name, amount in old.amounts.items()}
    for line in {**amounts, **new.amounts}:
        was, now = amounts.get(line), new.amounts.get(line)
        if not is_same(was, now, renamed):
            words = plain_amounts(was, now) if was and now else ""
            yield Change(where, f"{line} {words or f'{said(was)} → {said(now)}'}", "dose")
    for name in Level.model_fields:
        if name not in ("level", "amounts"):
            yield from field_changes(where, name, old, new)


def ruling_changes(
    where: str,
    what: str,
    old: Iterable[Ruling],
    new: Iterable[Ruling],
    renamed: Mapping[str, str],
) -> Iterator[Change]:
    """Criteria and rules have no names: equal ones are the same, and near ones are set together."""
    old, new = tuple(old), tuple(new)
    gone, come = list(old), list(new)
    near: list[tuple[Ruling, Ruling]] = []
    for is_near in (_is_equal, _says_the_same, _shares_something):
        for was in list(gone):
            now = next((other for other in come if is_near(was, other, renamed)), None)
            if now is not None:
                gone.remove(was)
                come.remove(now)
                near.append((was, now))
    if len(gone) == len(come) == 1:
        near.append((gone.pop(), come.pop()))
    for was, now in near:
        yield from _near_changes(where, what, was, now, renamed)
    for was in gone:
        yield Change(where, f"{what} removed: {all_said(was, WORDS)}", "conduct")
    for now in come:
        yield Change(where, f"{what} added: {all_said(now, WORDS)}", "conduct")
    are_same = all(_says_the_same(was, now, renamed) for was, now in near)
    if not gone and not come and are_same and not _in_one_order(old, new, renamed):
        yield Change(where, f"each {what} stands in another place", "words")


def _near_changes(
    where: str, what: str, old: Ruling, new: Ruling, renamed: Mapping[str, str]
) -> Iterator[Change]:
    if not _says_the_same(old, new, renamed):
        before, after = all_said(old, WORDS), all_said(new, WORDS)
        yield Change(where, f"{what} changed: {before} → {after}", "conduct")
    for name in sorted(WORDS & set(type(new).model_fields)):
        yield from field_changes(f"{where}, {what}" if where else what, name, old, new)


def _is_equal(old: Ruling, new: Ruling, renamed: Mapping[str, str]) -> bool:
    return is_same(old, new, renamed)


def _says_the_same(old: Ruling, new: Ruling, renamed: Mapping[str, str]) -> bool:
    names = set(type(new).model_fields) - WORDS
    return all(is_same(getattr(old, name), getattr(new, name), renamed) for name in names)


def _shares_something(old: Ruling, new: Ruling, renamed: Mapping[str, str]) -> bool:
    names = set(type(new).model_fields) & {"needs", "if_", "do"}
    return any(is_same(getattr(old, name), getattr(new, name), renamed) for name in names)


def _in_one_order(
    old: tuple[Ruling, ...], new: tuple[Ruling, ...], renamed: Mapping[str, str]
) -> bool:
    pairs = zip(old, new, strict=True)
    return all(_says_the_same(was, now, renamed) for was, now in pairs)
