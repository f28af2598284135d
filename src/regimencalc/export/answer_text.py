"""What of a cycle waits for an answer: warnings, rules, and what belongs to no dose."""

from collections.abc import Iterator
from typing import NamedTuple

from regimencalc.confirming import unanswered
from regimencalc.judgement import Judgement, Verdict
from regimencalc.planned_course import Course
from regimencalc.problems import Severity
from regimencalc.record import Record

BOTH = (Verdict.ACCEPTED, Verdict.DECLINED)


class Answerable(NamedTuple):
    """One thing that is answered, with the value that its answer will hold for."""

    key: str
    value: str
    severity: str
    words: str
    fix: str
    verdicts: tuple[Verdict, ...]

    def sentence(self, verdict: Verdict) -> str:
        """The decision that answers it, for what was shown and for nothing else."""
        word = "accept" if verdict is Verdict.ACCEPTED else "decline"
        return f"{word} {self.key}{f' @ {self.value}' if self.value else ''}"


def answerable(record: Record, course: Course, cycle: int) -> Iterator[Answerable]:
    """What of a cycle can be answered and has no answer yet; rules first."""
    of_cycle = [one for one in course.judgements if one.cycle == cycle and _waits(one)]
    for one in sorted(of_cycle, key=lambda judgement: not judgement.rule):
        yield Answerable(
            one.key,
            one.value,
            one.problem.severity,
            one.problem.message,
            one.problem.fix,
            BOTH if one.rule else BOTH[:1],
        )
    if not 1 <= cycle <= course.cycles:
        return
    for key, (value, problems) in unanswered(record, course, cycle).items():
        if not any(problem.is_error for problem in problems):
            words = "\n".join(problem.message for problem in problems)
            yield Answerable(key, value, Severity.WARNING, words, problems[0].fix, BOTH[:1])


def _waits(judgement: Judgement) -> bool:
    severity = judgement.problem.severity
    is_asked = severity is Severity.WARNING or judgement.is_open
    return judgement.answer is None and is_asked and severity is not Severity.REFUSED
