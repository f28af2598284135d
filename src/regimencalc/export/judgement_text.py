"""What was judged of a course, each with the key by which it is answered and what was said."""

from collections.abc import Iterator

from regimencalc.export.wrapping import wrapped
from regimencalc.judgement import Judgement
from regimencalc.planned_course import Course


def judgement_lines(course: Course, width: int) -> Iterator[str]:
    """A paragraph for each judgement."""
    for judgement in course.judgements:
        problem = judgement.problem
        head = f"{problem.severity} {problem.code} {judgement.key}: "
        yield from wrapped(head, problem.message, width)
        yield from wrapped("        ", _answer(judgement), width)


def _answer(judgement: Judgement) -> str:
    said = judgement.answer
    if said is None:
        return judgement.problem.fix
    value = f" for {said.value}" if said.value else ""
    return f"{said.verdict}{value}: {said.reason}"
