"""What changed between two regimens, in clinical words and in doses of an example patient."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from regimencalc.component import BASES, Component
from regimencalc.example_patient import example_course
from regimencalc.field_diff import (
    NO_NAMES,
    all_said,
    changed,
    is_same,
    label,
)
from regimencalc.formulary import FormularyEntry
from regimencalc.line_diff import (
    WORDS,
    Change,
    Examples,
    Kind,
    LineExamples,
    line_changes,
    line_words,
)
from regimencalc.order_of_giving import in_order_of_giving
from regimencalc.planned_dose import PlannedDose
from regimencalc.regimen import Choice, Phase, Regimen, Stretch
from regimencalc.rule_diff import field_changes, level_changes, ruling_changes

KINDS: tuple[Kind, ...] = ("dose", "schedule", "conduct", "words")
"""What a dose hangs on comes first, words last."""

TEXTS: Mapping[str, Kind] = {
    "required_before": "conduct",
    "narrative": "words",
    "aliases": "words",
    "indications": "words",
    "alternatives": "words",
}


def changes(
    old: Regimen, new: Regimen, formulary: Mapping[str, FormularyEntry]
) -> tuple[Change, ...]:
    """Every difference between two regimens, those that change a dose first; empty if none.

    Both are regimens whose lines can be placed. Doses are those of the example patient.
    """
    examples = Examples(example_course(old, formulary), example_course(new, formulary))
    phases = _phase_pairs(old, new)
    renamed = _renamed_lines([(old, new), *phases])
    found = [
        *_stretches(old, new, phases, examples),
        *_of_the_regimen(old, new, {**renamed, **_renamed_phases(phases)}),
    ]
    return tuple(sorted(found, key=lambda change: KINDS.index(change.kind)))


def _renamed_lines(stretches: Iterable[tuple[Stretch, Stretch]]) -> dict[str, str]:
    """New ids by old, where a line has one new id in all phases that have it."""
    ids: dict[str, set[str]] = {}
    for old, new in stretches:
        for was, now in _line_pairs(old.components, new.components):
            ids.setdefault(was.id, set()).add(now.id)
    return {was: next(iter(now)) for was, now in ids.items() if len(now) == 1 and was not in now}


def _stretches(
    old: Regimen, new: Regimen, phases: list[tuple[Phase, Phase]], examples: Examples
) -> Iterator[Change]:
    """The lines and cycles that stand outside phases, and every phase with its own."""
    yield from _stretch(old, new, examples, NO_NAMES)
    named = _renamed_phases(phases)
    kept_before, kept_after = {was.id for was, _ in phases}, {now.id for _, now in phases}
    for phase in old.phases:
        if phase.id not in kept_before:
            yield Change("", f"phase {phase.id} removed: {_phase_words(phase)}", "dose")
    for phase in new.phases:
        if phase.id not in kept_after:
            yield Change("", f"phase {phase.id} added: {_phase_words(phase)}", "dose")
    for was, now in phases:
        if was.id != now.id:
            yield Change("", f"phase {was.id} is now called {now.id}", "words")
        yield from _stretch(was, now, examples, named)
    stood = [named.get(phase.id, phase.id) for phase in old.phases if phase.id in kept_before]
    stands = [phase.id for phase in new.phases if phase.id in kept_after]
    if stood != stands:
        words = f"phases in another order: {', '.join(stood)} → {', '.join(stands)}"
        yield Change("", words, "schedule")


def _phase_pairs(old: Regimen, new: Regimen) -> list[tuple[Phase, Phase]]:
    """The phases that both regimens have, by id or equal under another."""
    before = {phase.id: phase for phase in old.phases}
    pairs = [(before[phase.id], phase) for phase in new.phases if phase.id in before]
    ids = {now.id for _, now in pairs}
    come = [phase for phase in new.phases if phase.id not in ids]
    for was in (phase for phase in old.phases if phase.id not in ids):
        now = next((phase for phase in come if _is_renamed(was, phase)), None)
        if now is not None:
            come.remove(now)
            pairs.append((was, now))
    return pairs


def _is_renamed(old: Phase, new: Phase) -> bool:
    names = [name for name in Phase.model_fields if name not in ("id", "name")]
    return all(is_same(getattr(old, name), getattr(new, name)) for name in names)


def _renamed_phases(phases: Iterable[tuple[Phase, Phase]]) -> dict[str, str]:
    return {was.id: now.id for was, now in phases if was.id != now.id}


def _phase_words(phase: Phase) -> str:
    lines = "; ".join(f"{line.id}: {line_words(line)}" for line in phase.components)
    length = all_said(phase.cycle, WORDS) if phase.cycle else f"lasts {phase.lasts}"
    return f"{length}; {lines}"


def _stretch(
    old: Stretch, new: Stretch, examples: Examples, phases: Mapping[str, str]
) -> Iterator[Change]:
    """What changed in a phase, or in a regimen without phases."""
    old_id, new_id = (s.id if isinstance(s, Phase) else "" for s in (old, new))
    where = f"phase {new_id}" if new_id else ""
    pairs = _line_pairs(old.components, new.components)
    renamed = {was.id: now.id for was, now in pairs if was.id != now.id}
    for was in old.components:
        if all(was is not kept for kept, _ in pairs):
            got = examples.of_line((old_id, was.id), (new_id, ""))
            words = f"removed: {line_words(was)}"
            yield Change(_line(where, was), words, "dose", _got(got.old))
    for now in new.components:
        if all(now is not kept for _, kept in pairs):
            got = examples.of_line((old_id, ""), (new_id, now.id))
            yield Change(_line(where, now), f"added: {line_words(now)}", "dose", _got(got.new))
    for was, now in pairs:
        got = examples.of_line((old_id, was.id), (new_id, now.id))
        what = "cycle total" if new.cycle is not None else "total"
        yield from _kept_line(_line(where, now), was, now, got, renamed, what)
    yield from _order_of_lines(where, old, new, pairs)
    yield from _cycle(where, old, new)
    yield from ruling_changes(where, "start criterion", old.start_if, new.start_if, renamed)
    for name in type(new).model_fields if isinstance(new, Phase) else Stretch.model_fields:
        if name not in ("id", "components", "cycle", "start_if"):
            yield from field_changes(where, name, old, new, {**renamed, **phases})


def _kept_line(
    where: str,
    old: Component,
    new: Component,
    got: LineExamples,
    renamed: Mapping[str, str],
    what: str,
) -> Iterator[Change]:
    if old.id != new.id:
        yield Change(where, f"was called {old.id}", "words")
    yield from line_changes(where, old, new, got, renamed)
    total = got.total_words(what)
    if total:
        yield Change(where, total, "dose")


def _line(where: str, component: Component) -> str:
    return f"{where}, {component.id}" if where else component.id


def _got(doses: Iterable[PlannedDose]) -> str:
    """What the example patient gets of a line that only one regimen has."""
    distinct = dict.fromkeys(str(planned.dose) for planned in doses)
    return f"example patient: {' or '.join(distinct)} a dose" if distinct else ""


def _line_pairs(
    old: Iterable[Component], new: Iterable[Component]
) -> list[tuple[Component, Component]]:
    """The lines that both have: by id; else the same drug, route and amounts under another id."""
    before = {component.id: component for component in old}
    after = {component.id: component for component in new}
    pairs = [(before[name], now) for name, now in after.items() if name in before]
    come = [now for name, now in after.items() if name not in before]
    for was in (was for name, was in before.items() if name not in after):
        now = next((other for other in come if _gives_the_same(was, other)), None)
        if now is not None:
            come.remove(now)
            pairs.append((was, now))
    return pairs


def _gives_the_same(old: Component, new: Component) -> bool:
    names = ("drug", "event", "route", *BASES)
    stated, other = ((c, *c.parts) for c in (old, new))
    return len(stated) == len(other) and all(
        is_same(getattr(was, name, None), getattr(now, name, None))
        for was, now in zip(stated, other, strict=True)
        for name in names
    )


def _order_of_lines(
    where: str, old: Stretch, new: Stretch, pairs: Iterable[tuple[Component, Component]]
) -> Iterator[Change]:
    """Lines that nothing else puts in order are given as they stand."""
    names = {was.id: now.id for was, now in pairs}
    kept = set(names.values())
    stood = [names[c.id] for c in in_order_of_giving(old) if c.id in names]
    stands = [c.id for c in in_order_of_giving(new) if c.id in kept]
    if stood != stands:
        words = f"lines in another order: {', '.join(stood)} → {', '.join(stands)}"
        yield Change(where, words, "schedule")


def _cycle(where: str, old: Stretch, new: Stretch) -> Iterator[Change]:
    before, after = old.cycle, new.cycle
    if before is None or after is None:
        if before is not after:
            was, now = (all_said(c, WORDS) if c else "none" for c in (before, after))
            yield Change(where, f"cycle {was} → {now}", "schedule")
        return
    for name in type(after).model_fields:
        what = {"length": "cycle length", "planned": "planned cycles", "until": "cycles until"}
        was, now = getattr(before, name), getattr(after, name)
        if not is_same(was, now):
            words = changed(what.get(name, f"cycle {name}"), was, now)
            yield Change(where, words, "words" if name in WORDS else "schedule")


def _of_the_regimen(old: Regimen, new: Regimen, renamed: Mapping[str, str]) -> Iterator[Change]:
    """What changed outside the lines and phases."""
    yield from _choices(old.choices, new.choices)
    yield from level_changes(old.levels, new.levels, renamed)
    yield from ruling_changes("", "rule", old.rules, new.rules, renamed)
    yield from ruling_changes("", "missed-dose rule", old.if_missed, new.if_missed, renamed)
    for name, kind in TEXTS.items():
        yield from _texts(name, getattr(old, name), getattr(new, name), kind)
    yield from _sources(old, new)
    done = {"choices", "levels", "rules", "if_missed", "phases", "sources", *TEXTS}
    for name in Regimen.model_fields:
        if name not in done and name not in Stretch.model_fields:
            yield from field_changes("", name, old, new, renamed)


def _choices(old: Mapping[str, Choice], new: Mapping[str, Choice]) -> Iterator[Change]:
    for name in {**old, **new}:
        was, now = old.get(name), new.get(name)
        if was is None or now is None:
            words = f"choice {name} added: {_answers(now)}" if now else f"choice {name} removed"
            yield Change("", words, "schedule")
        elif not is_same(was, now):
            yield Change("", f"choice {name}: {_answers(was)} → {_answers(now)}", "schedule")


def _answers(choice: Choice) -> str:
    said_of = [
        f"{name} if {condition}" if condition else name for name, condition in choice.answers
    ]
    return " or ".join(said_of)


def _texts(name: str, old: tuple[str, ...], new: tuple[str, ...], kind: Kind) -> Iterator[Change]:
    gone, come = Counter(old) - Counter(new), Counter(new) - Counter(old)
    for text in gone.elements():
        yield Change("", f"{label(name)} removed: {text}", kind)
    for text in come.elements():
        yield Change("", f"{label(name)} added: {text}", kind)
    if not gone and not come and old != new:
        yield Change("", f"{label(name)} in another order", "words")


def _sources(old: Regimen, new: Regimen) -> Iterator[Change]:
    before, after = ({source.id: source for source in r.sources} for r in (old, new))
    for name in {**before, **after}:
        was, now = before.get(name), after.get(name)
        if was is None or now is None:
            one, happened = (now, "added") if now else (was, "removed")
            yield Change("", f"source {name} {happened}: {one.cite if one else ''}", "words")
            continue
        for field in type(now).model_fields:
            yield from (
                replace(c, kind="words") for c in field_changes(f"source {name}", field, was, now)
            )
    if list(before) != list(after) and before.keys() == after.keys():
        yield Change("", "sources in another order", "words")
