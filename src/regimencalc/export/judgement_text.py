"""What was judged of a course, each with the key by which it is answered and what was said."""

from collections.abc import Iterator

from regimencalc.export.wrapping import Line, page
from regimencalc.judgement import Judgement
from regimencalc.planned_course import Course
from regimencalc.problems import Severity


def judgement_lines(course: Course, width: int) -> Iterator[str]:
    """A paragraph for each judgement."""
    for judgement in course.judgements:
        problem = judgement.problem
        where = f"{judgement.component}, cycle {judgement.cycle}: {problem.message}"
        yield page([Line(where, f"{problem.severity} {problem.code}: ", 12)], width)
        if problem.severity not in (Severity.REFUSED, Severity.NOTICE):
            yield f"        {judgement.key}"
        yield page([Line(_answer(judgement), "        ", 12)], width)


def _answer(judgement: Judgement) -> str:
    said = judgement.answer
    if said is None:
        return judgement.problem.fix
    value = f" for {said.value}" if said.value else ""
    return f"{said.verdict}{value}: {said.reason}"
