"""A regimen as a protocol page, and one cycle of it day by day."""

import textwrap
from collections.abc import Iterator, Mapping

from regimencalc import order_of_giving, schedule, wording
from regimencalc.administration import Administration
from regimencalc.export.line_words import (
    UNVERIFIED,
    amount_words,
    component_lines,
    duration_words,
    holding_words,
    length_words,
    phase_title,
)
from regimencalc.formulary import FormularyEntry
from regimencalc.library_file import Citation, LibraryFile
from regimencalc.policy import Policy
from regimencalc.regimen import Phase, Regimen, Stretch
from regimencalc.regimen_lines import planned_cycle_days
from regimencalc.rules import Gate, IfMissed, Rule
from regimencalc.schedule import administrations

WIDTH = 100


def status_words(file: LibraryFile) -> str:
    """The status as it is printed beside every dose."""
    if file.status == "draft" and file.reviews:
        return "DRAFT: it has changed since it was signed"
    if file.status == "draft":
        return "DRAFT: no clinician has signed it"
    names = ", ".join(f"{review.by} on {review.on}" for review in file.reviews)
    return f"{file.status.upper()}: signed by {names}" if names else file.status.upper()


def regimen_text(regimen: Regimen, formulary: Mapping[str, FormularyEntry]) -> str:
    """The regimen as a page that a pharmacist reads."""
    return "\n".join(_lines(regimen, formulary))


def policy_text(policy: Policy) -> str:
    """How a policy calculates, choice by choice, with its sources."""
    ages, tolerances = policy.ages_of_measures, policy.tolerances
    return "\n".join(
        (
            policy.name,
            f"  {status_words(policy)}",
            f"  id          {policy.id}",
            f"  file        {policy.source.name}, SHA-256 {policy.sha256}",
            *(f"  {choice}" for choice in policy.in_short.split("; ")),
            f"  measures    old after {ages.warn_after}, refused after {ages.refuse_after}",
            f"  tolerances  weight {tolerances.weight_change}, dose {tolerances.dose_change}, "
            f"rounding {tolerances.rounding}",
            "",
            "Sources",
            *(f"  {_cited(source)}" for source in policy.sources),
        )
    )


def _head(regimen: Regimen) -> Iterator[str]:
    yield regimen.name
    yield f"  {status_words(regimen)}"
    yield f"  id          {regimen.id}"
    yield f"  file        {regimen.source.name}, SHA-256 {regimen.sha256}"


def _lines(regimen: Regimen, formulary: Mapping[str, FormularyEntry]) -> Iterator[str]:
    yield from _head(regimen)
    if regimen.aliases:
        yield from _wrapped("  also called ", ", ".join(regimen.aliases), 14)
    if regimen.indications:
        yield from _wrapped("  for         ", ", ".join(regimen.indications), 14)
    yield f"  population  {regimen.population}"
    for name, choice in regimen.choices.items():
        said = [
            f"{answer} if {condition}" if condition is not None else answer
            for answer, condition in choice.answers
        ]
        how = "decided" if choice.is_decided else "to be chosen"
        yield from _wrapped(f"  {how}: ", f"{name}: {' or '.join(said)}", 14)
    if regimen.order:
        yield from _wrapped("  order       ", ", ".join(regimen.order), 14)
    for phase, _, stretch in regimen.stretches:
        yield from _phase(regimen, phase, stretch, formulary)
    yield from _levels(regimen)
    yield from _rules(regimen)
    if regimen.required_before:
        yield ""
        yield "Required before"
        for words in regimen.required_before:
            yield from _wrapped("  ", words, 4)
    if regimen.alternatives:
        yield ""
        yield f"Alternatives: {', '.join(regimen.alternatives)}"
    if regimen.narrative:
        yield ""
        yield "In words only; nothing is computed from this:"
        for words in regimen.narrative:
            yield from _wrapped("  ", words, 4)
    yield ""
    yield "Sources"
    for source in regimen.sources:
        yield from _wrapped("  ", _cited(source), 4)


def _wrapped(head: str, words: str, indent: int) -> list[str]:
    return textwrap.wrap(words, WIDTH, initial_indent=head, subsequent_indent=" " * indent)


def _phase(
    regimen: Regimen, phase: str, stretch: Stretch, formulary: Mapping[str, FormularyEntry]
) -> Iterator[str]:
    indent = "  "
    if phase:
        yield ""
        yield phase_title(regimen, phase)
        if isinstance(stretch, Phase) and stretch.when is not None:
            yield f"{indent}{'if':<11} {stretch.when}"
        if isinstance(stretch, Phase) and stretch.starts is not None:
            by = f"{stretch.starts.by} after" if stretch.starts.by is not None else "after"
            yield f"{indent}{'starts':<11} {by} {stretch.starts.after}"
    yield f"{indent}{'cycle' if stretch.cycle else 'length':<11} {length_words(stretch)}"
    if stretch.day_zero:
        yield f"{indent}{'day 0':<11} {stretch.day_zero}"
    yield ""
    for component in order_of_giving.in_order_of_giving(stretch):
        name = component.name
        if component.drug is not None and component.drug in formulary:
            name = formulary[component.drug].tall_man
        own = "" if component.id == component.drug else f" ({component.id})"
        purpose = f"   {component.purpose}" if component.purpose else ""
        yield f"{indent}{name}{own}{purpose}"
        for line in component_lines(component):
            yield from _wrapped("      ", line, 8)
    for sentence in orders_not_stated(stretch):
        yield from _wrapped(indent, sentence, 4)
    for gate in stretch.start_if:
        yield from _wrapped(f"{indent}start only if ", _gate(gate), 6)


def _gate(gate: Gate) -> str:
    days = "" if gate.days is None else f", on {gate.days}"
    return f"{gate.needs}{days}{_marks(gate)}"


def _marks(rule: Gate | Rule | IfMissed) -> str:
    lines = f", {', '.join(rule.lines)}" if rule.lines else ""
    borrowed = getattr(rule, "borrowed_from", None)
    said = f"{lines}{f'   borrowed from {borrowed}' if borrowed else ''}"
    said += "" if rule.verified else f"   {UNVERIFIED}"
    return said + (f"   {rule.note}" if rule.note else "")


def _levels(regimen: Regimen) -> Iterator[str]:
    if not regimen.levels:
        return
    yield ""
    yield "Dose levels, lowest first"
    for level in regimen.levels:
        amounts = ", ".join(f"{name} {amount}" for name, amount in level.amounts.items())
        mark = "" if level.verified else f"   {UNVERIFIED}"
        yield from _wrapped("  ", f"{level.level}: {amounts}{mark}", 4)


def _rules(regimen: Regimen) -> Iterator[str]:
    if regimen.rules:
        yield ""
        yield "Rules; shown, and judged by nobody here:"
        for rule in regimen.rules:
            yield from _wrapped("  ", f"if {rule.if_}: {rule.do}{_marks(rule)}", 4)
    for missed in regimen.if_missed:
        condition = f", if {missed.if_}" if missed.if_ is not None else ""
        within = f", within {missed.within}" if missed.within is not None else ""
        words = f"a missed dose{condition}{within}: {missed.do}{_marks(missed)}"
        yield from _wrapped("  ", words, 4)


def orders_not_stated(stretch: Stretch) -> Iterator[str]:
    """A sentence for each group of lines whose order the file does not state."""
    placed = administrations(stretch, cycle_days=planned_cycle_days(stretch))
    for names, days in schedule.without_stated_order(placed):
        spoken = wording.spoken_list(names)
        yield f"On {wording.days(days)} the source does not state the order of {spoken}."


def _cited(source: Citation) -> str:
    place = f" ({source.place})" if source.place else ""
    mark = "" if source.verified else f"   {UNVERIFIED}"
    return f"{source.cite}{place}{mark}"


def regimen_days_text(regimen: Regimen, formulary: Mapping[str, FormularyEntry]) -> str:
    """The first cycle of each phase, day by day, with hours from the opening of the day."""
    return "\n".join(_days(regimen, formulary))


def _days(regimen: Regimen, formulary: Mapping[str, FormularyEntry]) -> Iterator[str]:
    yield from _head(regimen)
    yield "  hours are counted from the opening of the treatment day; '·' is not known"
    for phase, _, stretch in regimen.stretches:
        yield ""
        title = phase_title(regimen, phase) if phase else "Cycle 1"
        yield f"{title}   {length_words(stretch)}"
        placed = administrations(stretch, cycle_days=planned_cycle_days(stretch))
        day = None
        wanted = [g for g in placed if g.cycle == 1 and g.component.as_needed is None]
        wanted.sort(key=lambda g: (g.day, g.hour is None, g.hour or 0.0))
        for given in wanted:
            if given.day != day:
                day = given.day
                yield f"  Day {day}"
            yield from _wrapped("    ", _giving(given, formulary), 18)


def _giving(given: Administration, formulary: Mapping[str, FormularyEntry]) -> str:
    component, statement = given.component, given.statement
    name = component.name
    if component.drug is not None and component.drug in formulary:
        name = formulary[component.drug].tall_man
    if component.id != component.drug:
        name = f"{name} ({component.id})"
    hour = "·" if given.hour is None else f"{wording.to_decimals(given.hour, 2)} h"
    ends = ""
    if given.end_offset is not None and given.end_offset != given.offset:
        ends = f"ends on day {given.day + given.end_offset - given.offset}"
    relation = "" if statement.timing.in_bag_with else given.relation
    holding = holding_words(statement)
    words = (
        amount_words(statement),
        statement.route,
        duration_words(statement),
        f"in the {given.at}" if given.at else "",
        relation,
        ends,
        given.goes_on,
        f"if {holding}" if statement.conditions else "",
    )
    return f"{hour:>8}  {name}: {', '.join(part for part in words if part)}"
