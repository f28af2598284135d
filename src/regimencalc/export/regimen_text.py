"""A regimen as a protocol page, a policy as one, and the list of a library."""

from collections.abc import Iterator, Mapping

from regimencalc import order_of_giving, schedule, wording
from regimencalc.export.line_words import (
    UNVERIFIED,
    component_lines,
    length_words,
    line_name,
    phase_starts_words,
    phase_title,
)
from regimencalc.export.wrapping import Line, labelled, page
from regimencalc.formulary import FormularyEntry
from regimencalc.library_file import Citation, LibraryFile
from regimencalc.policy import Policy
from regimencalc.regimen import Choice, Phase, Regimen, Stretch, TotalsRow
from regimencalc.regimen_lines import planned_cycle_days
from regimencalc.rules import Gate, IfMissed, Rule
from regimencalc.schedule import administrations

WIDTH = 100
_NARROWEST_NAME = 24

Entries = Mapping[str, FormularyEntry]


def status_words(file: LibraryFile) -> str:
    """The status as it is printed beside every dose."""
    if file.status == "draft" and file.reviews:
        return "DRAFT: it has changed since it was signed"
    if file.status == "draft":
        return "DRAFT: no clinician has signed it"
    names = ", ".join(f"{review.by} on {review.on}" for review in file.reviews)
    return f"{file.status.upper()}: signed by {names}" if names else file.status.upper()


def list_text(files: Mapping[str, LibraryFile], width: int) -> str:
    """Files with their ids, status and names, a row each; long names go on below."""
    of_id = max(map(len, files), default=0)
    of_status = max((len(file.status) for file in files.values()), default=0)
    lines = []
    for name, file in files.items():
        head = f"  {name:<{of_id}}  {file.status:<{of_status}}  "
        own = "" if file.source.is_shipped else f"   {file.source.name}"
        if width - len(head) < _NARROWEST_NAME:
            lines += [Line(f"{name}  {file.status}", "  "), Line(f"{file.name}{own}", " " * 6, 6)]
        else:
            lines.append(Line(f"{file.name}{own}", head, len(head)))
    return page(lines, width)


def regimen_text(regimen: Regimen, formulary: Entries, width: int = WIDTH) -> str:
    """The regimen as a page that a pharmacist reads."""
    return page(_lines(regimen, formulary), width)


def policy_text(policy: Policy, width: int = WIDTH) -> str:
    """How a policy calculates, choice by choice, with its sources."""
    ages, tolerances = policy.ages_of_measures, policy.tolerances
    lines = (
        *head_lines(policy),
        *(Line(choice, "  ") for choice in policy.in_short.split("; ")),
        labelled("measures", f"old after {ages.warn_after}, refused after {ages.refuse_after}"),
        labelled(
            "tolerances",
            f"weight {tolerances.weight_change}, dose {tolerances.dose_change}, "
            f"rounding {tolerances.rounding}",
        ),
        labelled("calendar", policy.calendar.in_short),
        labelled("rules", f"of several for one line, the {policy.several_rules} is proposed"),
        Line(""),
        Line("Sources"),
        *(Line(_cited(source), "  ") for source in policy.sources),
    )
    return page(lines, width)


def head_lines(file: LibraryFile) -> Iterator[Line]:
    """What a page begins with: name, status, id, file and hash."""
    yield Line(file.name, "", 2)
    yield Line(status_words(file), "  ")
    yield labelled("id", file.id)
    yield labelled("file", file.source.name)
    yield labelled("SHA-256", file.sha256)


def _lines(regimen: Regimen, formulary: Entries) -> Iterator[Line]:
    yield from head_lines(regimen)
    if regimen.aliases:
        yield labelled("also called", ", ".join(regimen.aliases))
    if regimen.indications:
        yield labelled("for", ", ".join(regimen.indications))
    yield labelled("population", regimen.population)
    for name, choice in regimen.choices.items():
        how = "decided" if choice.is_decided else "to be chosen"
        yield Line(f"{name}: {_answers_words(choice)}", f"  {how}: ", 14)
    if regimen.order:
        yield labelled("order", ", ".join(regimen.order))
    for phase, _, stretch in regimen.stretches:
        yield from _phase(regimen, phase, stretch, formulary)
    yield from _levels(regimen)
    yield from _rules(regimen)
    if regimen.required_before:
        yield Line("")
        yield Line("Required before")
        yield from (Line(words, "  ") for words in regimen.required_before)
    if regimen.alternatives:
        yield Line("")
        yield Line(f"Alternatives: {', '.join(regimen.alternatives)}")
    if regimen.narrative:
        yield Line("")
        yield Line("In words only; nothing is computed from this:")
        yield from (Line(words, "  ") for words in regimen.narrative)
    yield Line("")
    yield Line("Sources")
    yield from (Line(_cited(source), "  ") for source in regimen.sources)


def _answers_words(choice: Choice) -> str:
    if not choice.is_decided:
        return " or ".join(choice.names)
    said = [f"{answer} if {condition}" for answer, condition in choice.answers if condition]
    return f"{', '.join(said)}, otherwise {choice.otherwise}"


def _phase(regimen: Regimen, phase: str, stretch: Stretch, formulary: Entries) -> Iterator[Line]:
    if phase:
        yield Line("")
        yield Line(phase_title(regimen, phase))
    if isinstance(stretch, Phase) and stretch.when is not None:
        yield labelled("if", str(stretch.when))
    if isinstance(stretch, Phase) and stretch.starts is not None:
        yield labelled("starts", phase_starts_words(stretch.starts))
    yield labelled("cycle" if stretch.cycle else "length", length_words(stretch))
    if stretch.day_zero:
        yield labelled("day 0", stretch.day_zero)
    yield Line("")
    for component in order_of_giving.in_order_of_giving(stretch):
        purpose = f"   {component.purpose}" if component.purpose else ""
        yield Line(f"{line_name(component, formulary)}{purpose}", "  ")
        yield from (Line(words, " " * 6, 8) for words in component_lines(component))
    yield from (Line(_totals(row), "  total a cycle, before caps: ", 6) for row in stretch.totals)
    yield from (Line(sentence, "  ") for sentence in orders_not_stated(stretch))
    yield from (Line(_gate(gate), "  start only if ", 6) for gate in stretch.start_if)


def _totals(row: TotalsRow) -> str:
    """The author's own totals of a row, with the cycles and the condition they hold for."""
    holding = [f"cycle {row.cycles}"] if row.cycles is not None else []
    holding += [f"if {row.when}"] if row.when is not None else []
    said = ", ".join(f"{name} {total}" for name, total in row.totals.items())
    return f"{said} ({', '.join(holding)})" if holding else said


def _gate(gate: Gate) -> str:
    days = "" if gate.days is None else f", on {gate.days}"
    return f"{gate.needs}{days}{_marks(gate)}"


def _marks(rule: Gate | Rule | IfMissed) -> str:
    lines = f", {', '.join(rule.lines)}" if rule.lines else ""
    borrowed = getattr(rule, "borrowed_from", None)
    said = f"{lines}{f'   borrowed from {borrowed}' if borrowed else ''}"
    said += "" if rule.verified else f"   {UNVERIFIED}"
    return said + (f"   {rule.note}" if rule.note else "")


def _levels(regimen: Regimen) -> Iterator[Line]:
    if not regimen.levels:
        return
    yield Line("")
    how = f"level={regimen.levels[0].level}"
    yield Line(f"Dose levels, lowest first; a choice takes one, {how}, else the amounts above")
    for level in regimen.levels:
        amounts = ", ".join(f"{name} {amount}" for name, amount in level.amounts.items())
        mark = "" if level.verified else f"   {UNVERIFIED}"
        note = f"   {level.note}" if level.note else ""
        yield Line(f"{level.level}: {amounts}{mark}{note}", "  ")


def _rules(regimen: Regimen) -> Iterator[Line]:
    if regimen.rules:
        yield Line("")
        yield Line("Rules; a plan judges them by the values that it is given, and proposes:")
        for rule in regimen.rules:
            yield Line(f"if {rule.if_}: {rule.do}{_marks(rule)}", "  ")
    for missed in regimen.if_missed:
        condition = f", if {missed.if_}" if missed.if_ is not None else ""
        within = f", within {missed.within}" if missed.within is not None else ""
        yield Line(f"a missed dose{condition}{within}: {missed.do}{_marks(missed)}", "  ")


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
