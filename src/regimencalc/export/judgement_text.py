"""What was judged of a course, each with the key by which it is answered and what was said."""

from collections.abc import Iterator, Sequence

from regimencalc import wording
from regimencalc.bounds import Edge
from regimencalc.dosing import Dose
from regimencalc.export.wrapping import Line, page
from regimencalc.guardrail_words import Check
from regimencalc.judgement import Judgement, Verdict
from regimencalc.planned_course import Course
from regimencalc.problems import Severity
from regimencalc.withheld import Withheld


def summary(course: Course) -> str:
    """How much there is to look at: warnings, notices, and doses without a number, counted apart.

    A warning that was accepted is one no longer.
    """
    judged = course.judgements
    stand = [one.problem for one in judged if one.answer is None]
    found = [problem.severity for problem in (*course.problems, *stand)]
    withheld = [str(one.dose).lower() for one in course.doses if isinstance(one.dose, Withheld)]
    counts = {"warning": found.count(Severity.WARNING), "notice": found.count(Severity.NOTICE)}
    said = [wording.counted(number, what) for what, number in counts.items() if number]
    words = dict.fromkeys(withheld)
    said += [f"{wording.counted(withheld.count(word), 'dose')} {word}" for word in words]
    answered = sum(one.answer is not None for one in judged)
    said += [f"{answered} accepted or declined"] if answered else []
    return ", ".join(said) or "nothing"


def judgement_lines(course: Course, width: int) -> Iterator[str]:
    """A paragraph for each judgement; what is the same in several cycles is said once."""
    alike: dict[tuple[object, ...], list[Judgement]] = {}
    for judgement in course.judgements:
        problem, said = judgement.problem, _answer(judgement)
        same = (problem.code, judgement.rule, judgement.component, judgement.value, said)
        alike.setdefault(same, []).append(judgement)
    for of_alike in alike.values():
        lines = _by_rule(of_alike) if of_alike[0].rule else _by_code(of_alike)
        yield from page([*lines, Line(_answer(of_alike[0]), " " * 8, 12)], width).split("\n")


def judgement_words(judgement: Judgement) -> str:
    """One judgement, and what was said to it or what to do."""
    return f"{_message(judgement)}. {_answer(judgement)}"


def _by_code(alike: Sequence[Judgement]) -> Iterator[Line]:
    """What a limit says, behind the key by which it is answered."""
    first, *others = alike
    also = f" and {wording.spoken_list([f':{one.cycle}' for one in others])}" if others else ""
    yield Line(_message(first), f"{first.problem.severity} {first.key}{also}: ", 12)


def _by_rule(alike: Sequence[Judgement]) -> Iterator[Line]:
    """What a rule says, above its keys: they are long, and there to be copied."""
    first = alike[0]
    cycles = wording.spoken_list([str(one.cycle) for one in alike])
    where = f"{first.component}, cycle{'s' if len(alike) > 1 else ''} {cycles}"
    yield Line(
        f"{where}: {_message(first)}", f"{first.problem.severity} {first.problem.code}: ", 12
    )
    if first.problem.severity not in (Severity.REFUSED, Severity.NOTICE):
        yield from (Line(one.key, " " * 8, 12) for one in alike)


def _message(judgement: Judgement) -> str:
    place = judgement.problem.place
    return f"{judgement.problem.message}{f' ({place})' if place.file else ''}"


def _answer(judgement: Judgement) -> str:
    said = judgement.answer
    if said is None:
        return judgement.problem.fix
    value = f" for {said.value}" if said.value else ""
    # An accepted delay moves no date: what is left to do must stand beside the answer.
    is_delay = judgement.problem.code == "RC755" and said.verdict is Verdict.ACCEPTED
    to_do = f". {judgement.problem.fix}" if is_delay else ""
    return f"{said.verdict}{value}: {said.reason}{to_do}"


def check_words(course: Course, dose: Dose) -> Iterator[str]:
    """What a dose was held against, passed or not: each bound with its source and place."""
    for check in course.checks:
        if any(planned.dose is dose for planned in check.doses):
            yield _checked(check)


def check_lines(course: Course, dose: Dose, width: int) -> Iterator[str]:
    """The same as lines of a page."""
    for words in check_words(course, dose):
        yield from page([Line(words, "  held against: ", 12)], width).split("\n")


def _checked(check: Check) -> str:
    rail = check.rail
    bounds = [
        _within("usual", rail.warn_below, rail.warn_above),
        _within("limit", rail.refuse_below, rail.refuse_above),
    ]
    places = dict.fromkeys(f"{edge.place.file}:{edge.place.line}" for edge in rail.edges)
    said = "; ".join(bound for bound in bounds if bound)
    return f"{check.words} {check.what}: {said} {', '.join(places)}"


def _within(word: str, low: Edge | None, high: Edge | None) -> str:
    ends = [f"from {low.words}" if low is not None else ""]
    ends += [f"to {high.words}" if high is not None else ""]
    if low is not None and high is not None and _is_one_row(low, high):
        ends = [f"from {low.written} to {high.words}"]
    return f"{word} {' '.join(end for end in ends if end)}" if low or high else ""


def _is_one_row(low: Edge, high: Edge) -> bool:
    return (low.cite, low.is_verified) == (high.cite, high.is_verified)
