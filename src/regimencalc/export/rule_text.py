"""How the rules of a course came out, in as few lines as are clear."""

from collections.abc import Iterable, Iterator

from regimencalc import wording
from regimencalc.assessing import Assessment, Outcome
from regimencalc.export.wrapping import Line, page
from regimencalc.planned_course import Course

NOT_ASSESSED = ("RC761", "RC762")
"""The warnings that stand in this section and not among the others."""


def rule_lines(course: Course, width: int) -> Iterator[str]:
    """What could not be assessed, each with what it needs, and what did not fire."""
    lines = [*_offered(course), *_not_assessed(course), *_not_fired(course.assessments)]
    lines += _sources(course.assessments)
    if lines:
        yield page(lines, width)
        yield ""


def _offered(course: Course) -> Iterator[Line]:
    """What rules name instead: its doses, or why it is not offered."""
    for offer in course.offers:
        if offer.is_offered:
            yield Line(f"Offered instead: {offer.title}, for this patient", "", 4)
        else:
            yield Line(f"Not offered: {offer.title}, because", "", 4)
        yield from (Line(words, "  ", 6) for words in (*offer.doses, *offer.why_not))
        yield from (Line(words, "    ", 6) for words in offer.beside)
    if course.offers and not any(offer.is_offered for offer in course.offers):
        yield Line("Nothing is offered by the rules of this regimen.")


def _not_assessed(course: Course) -> Iterator[Line]:
    found = [problem for problem in course.problems if problem.code in NOT_ASSESSED]
    if found:
        yield Line("Rules and tests that are NOT ASSESSED (RC761, RC762); judge them yourself:")
    for problem in found:
        yield Line(problem.message.removeprefix("NOT ASSESSED: "), "  ", 6)


def _not_fired(assessments: Iterable[Assessment]) -> Iterator[Line]:
    cycles: dict[tuple[str, str], list[int]] = {}
    for one in assessments:
        if one.outcome is Outcome.NOT_FIRED:
            lines = f" ({wording.spoken_list(one.lines)})" if one.ruling.lines else ""
            cycles.setdefault((f"{one.ruling.name}{lines}", one.decided), []).append(one.cycle)
    if cycles:
        yield Line("Rules that do not fire:")
    for (name, decided), numbers in cycles.items():
        yield Line(f"{name}, {wording.cycles(numbers)}: {decided}", "  ", 6)


def _sources(assessments: Iterable[Assessment]) -> Iterator[Line]:
    """What the rules rest on of which nothing else is shown: those that fired say it themselves."""
    names: dict[str, dict[str, None]] = {}
    for one in assessments:
        if one.outcome in (Outcome.NOT_FIRED, Outcome.NOT_ASSESSED):
            names.setdefault(one.source, {})[one.ruling.name] = None
    if names:
        yield Line("Sources of these rules:")
    for source, ruled in names.items():
        yield Line(f"{source}: {wording.spoken_list(list(ruled))}", "  ", 6)
