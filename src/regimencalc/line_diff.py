"""What changed in one line of a regimen, and what that means for the example patient."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from regimencalc import wording
from regimencalc.component import BASES, Component, LineFields, Part
from regimencalc.example_patient import ExampleCourse, LineKey, Total
from regimencalc.field_diff import (
    NO_NAMES,
    all_said,
    amounts_changed,
    changed,
    is_same,
    percent,
    two_measures,
    two_numbers,
)
from regimencalc.planned_dose import PlannedDose

Kind = Literal["dose", "schedule", "conduct", "words"]
"""What a change bears on: a dose; when and how it is given; what decides whether; words alone."""

OF_THE_DOSE = frozenset({"drug", "event", "doses_per_day", "cap", "weight", "round_to", "kidney"})
OF_CONDUCT = frozenset({"only_if", "as_needed", "optional", "profile"})
"""By its profile a dose is judged by other limits, and may be refused."""

WORDS = frozenset({"source", "verified", "note", "purpose", "borrowed_from"})
NAMING_LINES = frozenset(
    {*BASES, "days", "starts", "except_days_of", "infuse_over", "in_bag_with", "lines", "amounts"}
)
"""Fields that name other lines, so that a new id alone is no change in them."""

MOST_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two regimens: where, what, and what it means for a patient."""

    where: str
    words: str
    kind: Kind
    example: str = ""

    @property
    def touches_what_is_given(self) -> bool:
        """Whether it bears on more than words, sources and marks."""
        return self.kind != "words"

    def __str__(self) -> str:
        said = f"{self.where} {self.words}" if self.where else self.words
        return f"{said}; {self.example}" if self.example else said


@dataclass(frozen=True, slots=True)
class Examples:
    """The example patient's two courses."""

    old: ExampleCourse
    new: ExampleCourse

    def of_line(self, old: LineKey, new: LineKey) -> "LineExamples":
        """What the patient gets of one line."""
        cycles = min(self.old.cycles.get(old[0], 0), self.new.cycles.get(new[0], 0))
        return LineExamples(
            self.old.doses.get(old, ()),
            self.new.doses.get(new, ()),
            self.old.totals.get(old, {}),
            self.new.totals.get(new, {}),
            cycles,
            are_known=not (self.old.missing or self.new.missing),
        )


@dataclass(frozen=True, slots=True)
class LineExamples:
    """The example patient's doses and totals of one line, before and after."""

    old: tuple[PlannedDose, ...]
    new: tuple[PlannedDose, ...]
    old_totals: Mapping[int, Total]
    new_totals: Mapping[int, Total]
    cycles: int
    are_known: bool = True

    @property
    def is_not_given(self) -> bool:
        """Whether the example patient gets nothing of the line, by the answers chosen."""
        return self.are_known and not self.old and not self.new

    @property
    def dose_words(self) -> str:
        """ "+16.2 mg a dose (81 → 97.2 mg)"; empty where no dose differs."""
        pairs = list(self._pairs())
        found: dict[str, PlannedDose] = {}
        for old, new in pairs:
            if _differ(old.computed.value, new.computed.value) or old.dose.unit != new.dose.unit:
                found.setdefault(_dose_words(old, new), new)
        several = len({str(new.dose.value) for _, new in pairs}) > 1
        shown = [
            f"{words}{_first_given(planned) if several else ''}"
            for words, planned in list(found.items())[:MOST_SHOWN]
        ]
        if len(found) > MOST_SHOWN:
            shown.append(f"and {len(found) - MOST_SHOWN} more")
        return "; ".join(shown)

    @property
    def rate_words(self) -> str:
        """ "rate 90 → 60 mg/h"; empty where no infusion's rate differs."""
        for old, new in self._pairs():
            if old.per_hour is None or new.per_hour is None or old.dose.unit != new.dose.unit:
                continue
            if _differ(old.per_hour, new.per_hour):
                return f"rate {two_numbers(old.per_hour, new.per_hour, f'{new.dose.unit}/h')}"
        return ""

    def total_words(self, what: str) -> str:
        """ "cycle total 6 → 3 g/m2, -50 %; 10,800 → 5,400 mg"; empty where none differs."""
        found: dict[str, int] = {}
        same = 0
        for cycle in range(1, self.cycles + 1):
            old, new = self.old_totals.get(cycle), self.new_totals.get(cycle)
            words = _total_words(old, new)
            if words:
                found.setdefault(words, cycle)
            same += old is not None and not words
        if not found or not (self.old_totals and self.new_totals):
            return ""
        if len(found) == 1 and not same:
            return f"{what} {next(iter(found))}"
        shown = list(found.items())[:MOST_SHOWN]
        return "; ".join(f"{what} from cycle {cycle} {words}" for words, cycle in shown)

    def _pairs(self) -> Iterator[tuple[PlannedDose, PlannedDose]]:
        """Each giving with its counterpart: the same number of the same cycle."""
        before, after = _numbered(self.old), _numbered(self.new)
        for key, old in before.items():
            if key in after:
                yield old, after[key]


def _numbered(doses: tuple[PlannedDose, ...]) -> dict[tuple[int, int], PlannedDose]:
    counted: dict[int, int] = {}
    found: dict[tuple[int, int], PlannedDose] = {}
    for planned in doses:
        number = counted.get(planned.cycle_in_phase, 0)
        counted[planned.cycle_in_phase] = number + 1
        found[planned.cycle_in_phase, number] = planned
    return found


def _differ(old: float, new: float) -> bool:
    return wording.cleaned(old) != wording.cleaned(new)


def _first_given(planned: PlannedDose) -> str:
    return f", from cycle {planned.cycle_in_phase} day {planned.day}"


def _dose_words(old: PlannedDose, new: PlannedDose) -> str:
    was, now = old.computed, new.computed
    if was.unit != now.unit:
        return f"{was} → {now} a dose"
    in_mcg = {was.stated_in[:3], now.stated_in[:3]} == {"mcg"} and now.unit == "mg"
    factor, unit = (1000, "mcg") if in_mcg else (1, now.unit)
    difference = wording.significant(abs(now.value - was.value) * factor, 6)
    sign = "+" if now.value > was.value else "-"
    both = two_numbers(was.value * factor, now.value * factor, unit)
    return f"{sign}{difference} {unit} a dose ({both})"


def _total_words(old: Total | None, new: Total | None) -> str:
    if old is None or new is None:
        gone, come = ("" if t is None else _one_total(t) for t in (old, new))
        return f"{gone or 'none'} → {come or 'none'}" if gone or come else ""
    stated = ""
    if old.stated is not None and new.stated is not None:
        if old.stated.kind is not new.stated.kind:
            stated = f"{_one_total(old)} → {_one_total(new)}"
        elif _differ(old.stated.canonical, new.stated.canonical):
            stated = two_measures(old.stated, new.stated)
    doses = ""
    if old.dose is not None and new.dose is not None:
        if old.unit != new.unit:
            doses = f"{wording.dose(old.dose, old.unit)} → {wording.dose(new.dose, new.unit)}"
        elif _differ(old.dose, new.dose):
            share = "" if stated else percent(old.dose, new.dose)
            doses = f"{two_numbers(old.dose, new.dose, new.unit)}{share}"
    return "; ".join(words for words in (stated, doses) if words)


def _one_total(total: Total) -> str:
    if total.stated is not None:
        number = wording.plain(wording.without_noise(total.stated.number))
        return wording.with_unit(number, total.stated.unit)
    return "" if total.dose is None else wording.dose(total.dose, total.unit)


def line_changes(
    where: str, old: Component, new: Component, examples: LineExamples, renamed: Mapping[str, str]
) -> Iterator[Change]:
    """What changed in a line that both regimens have, with what it means for a patient."""
    found = list(_field_changes(where, old, new, renamed))
    found += _part_changes(where, old, new, renamed)
    dose, rate = examples.dose_words, examples.rate_words
    if examples.is_not_given and any(change.kind == "dose" for change in found):
        dose = _why_not_given(new)
    if dose:
        found = list(_with_dose(where, found, dose))
    for change in found:
        is_rate = rate and not dose and change.words.startswith("infusion time")
        yield replace(change, example=rate) if is_rate else change


def _why_not_given(line: Component) -> str:
    if line.as_needed is not None:
        return "planned never, for it is taken as needed"
    is_stated = any(statement.amount.is_stated for statement in line.statements)
    return "the example patient does not get it" if line.drug and is_stated else ""


def _with_dose(where: str, found: list[Change], dose: str) -> Iterator[Change]:
    """The changes, of which the first that can have moved the dose says by how much."""
    order: tuple[Kind, ...] = ("dose", "schedule", "conduct")
    movers = [change for kind in order for change in found if change.kind == kind]
    if not movers:
        yield Change(where, "has another dose, by a change elsewhere", "dose", dose)
    for change in found:
        moved = bool(movers) and change is movers[0]
        yield replace(change, kind="dose", example=dose) if moved else change


def _field_changes(
    where: str, old: LineFields, new: LineFields, renamed: Mapping[str, str]
) -> Iterator[Change]:
    words, is_given = amounts_changed(old, new, renamed)
    if words:
        yield Change(where, words, "dose" if is_given else "words")
    for name in type(new).model_fields:
        if name in (*BASES, "id", "parts"):
            continue
        before, after = getattr(old, name), getattr(new, name)
        names = renamed if name in NAMING_LINES else NO_NAMES
        if not is_same(before, after, names):
            yield Change(where, changed(name, before, after), kind_of(name))


def kind_of(name: str) -> Kind:
    """What a field bears on; one that nobody has sorted bears on the schedule, never on words."""
    if name in OF_THE_DOSE:
        return "dose"
    if name in OF_CONDUCT:
        return "conduct"
    return "words" if name in WORDS else "schedule"


def _part_changes(
    where: str, old: Component, new: Component, renamed: Mapping[str, str]
) -> Iterator[Change]:
    """Parts have no names: of equal number they are compared in their order."""
    if len(old.parts) == len(new.parts):
        for number, (before, after) in enumerate(zip(old.parts, new.parts, strict=True), 1):
            holds = f" ({after.when})" if after.when is not None else ""
            yield from _field_changes(f"{where}, part {number}{holds},", before, after, renamed)
        return
    for part in old.parts:
        if not any(is_same(part, other, renamed) for other in new.parts):
            yield Change(where, f"part removed: {part_words(part)}", "dose")
    for part in new.parts:
        if not any(is_same(other, part, renamed) for other in old.parts):
            yield Change(where, f"part added: {part_words(part)}", "dose")
    if len(set(map(part_words, new.parts))) != len(new.parts):
        count = f"{len(old.parts)} → {len(new.parts)}"
        yield Change(where, f"number of parts {count}, some of them equal", "dose")


def part_words(part: Part) -> str:
    """Everything that a part states, but for where it comes from."""
    return all_said(part, WORDS)


def line_words(component: Component) -> str:
    """Everything that a line states, but for where it comes from."""
    said = all_said(component, (WORDS - {"purpose"}) | {"id", "drug", "event", "parts"})
    parts = [f"part {n}: {part_words(part)}" for n, part in enumerate(component.parts, 1)]
    return "; ".join([f"{component.name}, {said}" if said else component.name, *parts])
