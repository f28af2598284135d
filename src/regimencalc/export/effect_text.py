"""What a decision does, before it is taken: doses, days, states, and what is warned of anew."""

from collections.abc import Iterable, Iterator

from regimencalc.courses import shown
from regimencalc.export.course_text import difference_lines
from regimencalc.planned_course import Course
from regimencalc.problems import Problem, Severity
from regimencalc.record import Record

_QUIET = "RC770"
"""That an answer has lapsed stands with what it answered."""


def effect_lines(before: Record, after: Record) -> Iterator[str]:
    """The days and doses that change, the states that do, and each warning that comes or goes."""
    yield from difference_lines(before, after)
    was, now = shown(before), shown(after)
    for cycle, state in now.states.items():
        old = was.states.get(cycle, state)
        if old != state:
            yield f"  cycle {cycle} was {old} and is {state}"
    known, found = _words(was), _words(now)
    for words in found:
        if words not in known:
            yield f"  {words}"
    for words in known:
        if words not in found:
            yield f"  no more: {words}"


def _words(course: Course) -> dict[str, None]:
    """Every warning and all that is held or refused, each once, behind its key where it has one."""
    of_course = [(problem.code, problem) for problem in course.problems]
    judged = [(one.key, one.problem) for one in course.judgements if one.answer is None]
    return dict.fromkeys(
        f"{problem.severity.upper()} {key}: {problem.message}"
        for key, problem in (*_loud(of_course), *_loud(judged))
    )


def _loud(found: Iterable[tuple[str, Problem]]) -> Iterator[tuple[str, Problem]]:
    for key, problem in found:
        if problem.severity is not Severity.NOTICE and problem.code != _QUIET:
            yield key, problem
