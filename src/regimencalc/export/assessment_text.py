"""The day-1 assessment of a cycle: criteria, rules and tests, and what was judged."""

from collections.abc import Iterator

from regimencalc import wording
from regimencalc.assessing import Assessment, Outcome
from regimencalc.export.judgement_text import judgement_words
from regimencalc.moved_dates import first_days
from regimencalc.planned_course import Course
from regimencalc.problems import Severity

_ORDER = (Outcome.FIRED, Outcome.NOT_ASSESSED, Outcome.NOT_FIRED)


def assessment_lines(course: Course, cycle: int) -> Iterator[str]:
    """What fired, what could not be assessed and what it lacks, what did not fire and by what."""
    day_1 = first_days(course).get(cycle)
    if day_1 is not None:
        yield f"On day 1, {wording.long_date(day_1)}:"
    of_cycle = [one for one in course.assessments if one.cycle == cycle]
    for outcome in _ORDER:
        for one in of_cycle:
            if one.outcome is outcome:
                yield f"  {_word(one)}: {one.ruling.words}: {_why(one)} [{one.source}]"
    if not of_cycle:
        yield "  The regimen states no criterion and no rule for this cycle."


def judged_of_cycle(course: Course, cycle: int) -> Iterator[str]:
    """What was judged of the cycle and is answered, refused, or only said."""
    for one in course.judgements:
        is_shown = one.answer is not None or one.problem.severity in (
            Severity.REFUSED,
            Severity.NOTICE,
        )
        if one.cycle == cycle and is_shown:
            yield f"  {one.problem.severity.upper()} {one.key}: {judgement_words(one)}"


def _word(one: Assessment) -> str:
    """How it came out, in a word: a criterion is met or not, a rule fires or does not."""
    if one.outcome is Outcome.NOT_ASSESSED:
        return "NOT ASSESSED"
    is_fired = one.outcome is Outcome.FIRED
    if one.ruling.demands:
        return "NOT MET" if is_fired else "met"
    return "FIRED" if is_fired else "not fired"


def _why(one: Assessment) -> str:
    lines = f"{wording.spoken_list(list(one.lines))}; " if one.ruling.lines else ""
    needs = f"needs {wording.spoken_list(list(one.missing))}" if one.missing else one.decided
    return f"{lines}{needs}"
