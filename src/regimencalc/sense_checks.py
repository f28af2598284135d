"""Checks of what makes no sense in a regimen whose structure is sound: it could harm as it stands.

Called only where every line can be placed.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain, islice
from math import ceil

from regimencalc import wording
from regimencalc.administration import Administration
from regimencalc.component import Component, Statement
from regimencalc.formulary import FormularyEntry
from regimencalc.part_checks import exclude_each_other, part_problems
from regimencalc.problems import Problem
from regimencalc.regimen import MINUTES_PER_DAY, Line, Regimen, Stretch
from regimencalc.regimen_lines import place_in
from regimencalc.time_checks import by_line, placed
from regimencalc.totals_checks import amount_factor
from regimencalc.units import Kind
from regimencalc.word_checks import word_problems

RESCUED_FROM_MG_M2 = 500
"""Methotrexate into a vein from here on is given with folinic acid (US label, section 2)."""

Formulary = Mapping[str, FormularyEntry]


def sense_problems(regimen: Regimen, formulary: Formulary) -> Iterator[Problem]:
    """What makes no sense in a regimen whose structure is sound.

    Parameters
    ----------
    regimen : Regimen
        A regimen whose lines can all be placed.
    formulary : mapping of str to FormularyEntry
        The entries of its drugs, by id.

    Yields
    ------
    Problem
        RC314 and RC411 to RC414, each at its field.
    """
    yield from part_problems(regimen)
    yield from word_problems(regimen)
    for check in CHECKS:
        yield from check(regimen, formulary)


def called(drug: str, formulary: Formulary) -> str:
    """The drug's name as it is shown: in tall-man letters where its entry has them."""
    return formulary[drug].tall_man if drug in formulary else drug


def days_running(given: Administration) -> range:
    """The days on which a giving runs, counted from the phase's first day."""
    days = ceil((given.minutes or 0) / MINUTES_PER_DAY) or 1
    return range(given.offset, given.offset + days)


def can_hold_together(one: Statement, other: Statement) -> bool:
    """Whether no condition and no gate of one shuts the other out."""
    return not (
        exclude_each_other(one.conditions, other.conditions)
        or exclude_each_other(one.gates, other.gates)
    )


def _a_drug_twice_on_one_day(regimen: Regimen, formulary: Formulary) -> Iterator[Problem]:
    for _, path, stretch in regimen.stretches:
        drugs = [component.drug for component in stretch.components if component.drug]
        in_several_lines = {drug for drug in drugs if drugs.count(drug) > 1}
        if not in_several_lines:
            continue
        lines = [component.id for component in stretch.components]
        on_day: dict[tuple[str, str, int], list[Administration]] = {}
        said: set[frozenset[str]] = set()
        for given in placed(stretch):
            drug, route = given.statement.drug, given.statement.route
            if drug not in in_several_lines:
                continue
            others = on_day.setdefault((drug, route, given.offset), [])
            for other in others:
                pair = frozenset({given.statement.id, other.statement.id})
                if len(pair) < 2 or pair in said or _is_meant(stretch, other, given):
                    continue
                said.add(pair)
                first, second = sorted(pair, key=lines.index)
                yield Problem(
                    "RC413",
                    f"{called(drug, formulary)} is given twice by the {route} route on day "
                    f"{given.day}: by '{first}' and by '{second}', with nothing that tells them "
                    "apart",
                    "Take one out; or say why both are given: an order between them ('starts'), "
                    "a purpose, a profile, a condition or a 'note'.",
                    place_in(regimen, *path, "components", lines.index(second), "drug"),
                )
            others.append(given)


def _is_meant(stretch: Stretch, one: Administration, other: Administration) -> bool:
    """Whether the file gives a reason for two givings of a drug on one day."""
    a, b = one.component, other.component
    has_note = any(c.note or any(part.note for part in c.parts) for c in (a, b))
    spans = (one.statement.infuse_over, other.statement.infuse_over)
    is_other_infusion = all(span is not None and span.is_stated for span in spans) and (
        str(spans[0]) != str(spans[1])
    )
    return (
        has_note
        or is_other_infusion
        or (a.purpose, one.statement.profile) != (b.purpose, other.statement.profile)
        or not can_hold_together(one.statement, other.statement)
        or _are_in_order(stretch, one.statement, other.statement)
    )


def _are_in_order(stretch: Stretch, one: Statement, other: Statement) -> bool:
    """Whether one waits for the other, or both are tied to a third line in different ways."""
    for a, b in ((one, other), (other, one)):
        own_bag = {a.timing.in_bag_with}
        if ({b.id, b.timing.in_bag_with} - own_bag) & _waits_for(stretch, a):
            return True
    first, second = _ties(one), _ties(other)
    return any(first[line] != second[line] for line in first.keys() & second.keys())


def _waits_for(stretch: Stretch, statement: Statement) -> set[str]:
    waiting, seen = list(statement.references), set[str]()
    while waiting:
        name = waiting.pop()
        line = stretch.component(name)
        if name not in seen and line is not None:
            waiting += line.references
        seen.add(name)
    return seen


def _ties(statement: Statement) -> dict[str, str]:
    timing = statement.timing
    ties = {} if timing.starts is None else {timing.starts.line: timing.starts.relation}
    ties |= {timing.in_bag_with: "in the bag"} if timing.in_bag_with else {}
    return {line: relation for line, relation in ties.items() if line}


def _rescues_follow_their_drug(regimen: Regimen, formulary: Formulary) -> Iterator[Problem]:
    for line in regimen.lines:
        if line.component.purpose != "rescue" or line.component.as_needed is not None:
            continue
        for statement in line.component.statements:
            mistake = _rescue_mistake(line, statement, formulary)
            if mistake is not None:
                field = "starts" if statement.timing.starts is not None else "days"
                yield Problem(
                    "RC414",
                    f"the rescue '{line.component.id}' {mistake}",
                    "Tie it to the line that it rescues from, with the time between them: "
                    "'starts: {after_start_of: methotrexate, by: 24 h}'.",
                    place_in(regimen, *line.path_of(statement, field)),
                )


def _rescue_mistake(line: Line, statement: Statement, formulary: Formulary) -> str | None:
    starts = statement.timing.starts
    if starts is None or starts.relation not in ("after", "after_start_of"):
        if starts is None or not starts.line:
            return "is not tied to its drug: where the drug moves, it stays behind"
        return f"begins {starts.relation} '{starts.line}', not after it"
    drug = rescued_by(line.stretch, line.component)
    if drug is None or drug.purpose is not None or drug.drug is None:
        return f"is tied to '{starts.line}', which is not a drug to rescue from"
    if line.component.drug == "folinic-acid" and drug.drug != "methotrexate":
        others = [c.drug for c in line.stretch.components]
        if "methotrexate" in others:
            name = called(drug.drug, formulary)
            return f"is folinic acid, but tied to {name} and not to methotrexate"
    if starts.relation == "after_start_of" and starts.by is None:
        return f"begins with '{starts.line}': 'by' is missing"
    if _begins_too_early(line.stretch, statement, starts.line):
        return f"is given before '{starts.line}' has begun"
    return None


def rescued_by(stretch: Stretch, rescue: Component) -> Component | None:
    """The line that a rescue is tied to, through other rescues if it follows one."""
    seen: set[str] = set()
    line: Component | None = rescue
    while line is not None and line.purpose == "rescue" and line.id not in seen:
        seen.add(line.id)
        tied = (s.timing.starts.line for s in line.statements if s.timing.starts is not None)
        line = stretch.component(next((name for name in tied if name), ""))
    return line


def _begins_too_early(stretch: Stretch, statement: Statement, awaited: str) -> bool:
    givings = by_line(stretch)
    first: dict[int, Administration] = {}
    for given in givings.get(awaited, ()):
        first.setdefault(given.cycle, given)
    own = [g for g in givings[statement.id] if g.statement == statement and g.cycle in first]
    return any(_is_before(given, first[given.cycle]) for given in own)


def _is_before(given: Administration, drug: Administration) -> bool:
    if given.offset != drug.offset or given.starts_after is None or drug.starts_after is None:
        return given.offset < drug.offset
    return given.starts_after <= drug.starts_after


def _high_methotrexate_is_rescued(regimen: Regimen, formulary: Formulary) -> Iterator[Problem]:
    for line in regimen.lines:
        if line.component.drug != "methotrexate":
            continue
        givings = by_line(line.stretch)
        rescuing = [c.id for c in line.stretch.components if _may_rescue(c)]
        rescues = [given for name in rescuing for given in givings[name]]
        high = (given for given in givings[line.component.id] if _is_high_methotrexate(given))
        alone = (given for given in high if not any(_rescues(r, given) for r in rescues))
        for given in islice(alone, 1):
            field = given.statement.basis or "per_dose"
            yield Problem(
                "RC414",
                f"{given.statement.amount} of {called('methotrexate', formulary)} into a vein "
                "has no folinic acid to follow it",
                f"From {RESCUED_FROM_MG_M2} mg/m2 on, add a line of folinic-acid with "
                "'purpose: rescue', tied to this one.",
                place_in(regimen, *line.path_of(given.statement, field)),
            )


def _may_rescue(line: Component) -> bool:
    return line.drug == "folinic-acid" and line.purpose != "modulation"


def _rescues(rescue: Administration, given: Administration) -> bool:
    is_together = can_hold_together(rescue.statement, given.statement)
    return rescue.cycle == given.cycle and is_together


def _is_high_methotrexate(given: Administration) -> bool:
    amount = given.statement.amount
    most = amount.most or amount.plan or amount.least
    return (
        given.component.drug == "methotrexate"
        and given.statement.route == "intravenous"
        and most is not None
        and most.kind is Kind.MASS_PER_SURFACE
        and wording.cleaned(most.canonical * amount_factor(given)) >= RESCUED_FROM_MG_M2
    )


def _ifosfamide_has_mesna(regimen: Regimen, formulary: Formulary) -> Iterator[Problem]:
    for line in regimen.lines:
        if line.component.drug != "ifosfamide":
            continue
        givings = by_line(line.stretch)
        others = line.stretch.components
        mesna = [g for other in others if other.drug == "mesna" for g in givings[other.id]]
        bare = [g for g in givings[line.component.id] if not _is_covered(g, mesna)]
        if bare:
            days = sorted({given.day for given in bare if given.cycle == bare[0].cycle})
            yield Problem(
                "RC414",
                f"{called('ifosfamide', formulary)} on {wording.days(days)} has no mesna on "
                f"{'that day' if len(days) == 1 else 'those days'}",
                "Add a mesna line with 'purpose: protection' that follows it: 'in_bag_with', "
                "or 'days: {same_as: …}'.",
                place_in(regimen, *line.path_of(bare[0].statement, "days")),
            )


def _is_covered(given: Administration, mesna: list[Administration]) -> bool:
    protected = set(
        chain.from_iterable(
            days_running(other)
            for other in mesna
            if can_hold_together(other.statement, given.statement)
        )
    )
    return protected.issuperset(days_running(given))


CHECKS: tuple[Callable[[Regimen, Formulary], Iterator[Problem]], ...] = (
    _a_drug_twice_on_one_day,
    _rescues_follow_their_drug,
    _high_methotrexate_is_rescued,
    _ifosfamide_has_mesna,
)
