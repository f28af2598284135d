"""What a limit, a start criterion or a rule says of the doses of a line in one cycle.

Judgements only stand beside a dose or take its number away. A person answers them, each by its
key, with a reason; the answer holds for the value that was judged and lapses when that changes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from regimencalc import wording
from regimencalc.changes import Change
from regimencalc.problems import Place, Problem, Severity


class Verdict(StrEnum):
    """What somebody said to a judgement."""

    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to one judgement: it holds for the value that was judged, and for no other.

    One that `may_lapse` was given long ago: where it holds no more that is said, and not wrong.
    """

    key: str
    verdict: Verdict
    reason: str
    value: str = ""
    may_lapse: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was judged, with the value that decided; what follows; and what was said to it.

    The severity of the problem says what follows: a warning leaves the dose on show, REFUSED and
    HELD take its number away, a notice is only said. `value` is what was judged, as it is shown.
    `lines` are the lines that it is about where the component stands for several: a whole cycle, a
    dose level. `keeps_level` is for a rule that says so: no other raises the level beside it.
    """

    problem: Problem
    component: str
    cycle: int
    value: str = ""
    rule: str = ""
    days: frozenset[int] = field(default_factory=frozenset)
    source: str = ""
    proposes: Change | None = None
    answer: Answer | None = None
    lines: tuple[str, ...] = ()
    keeps_level: bool = False

    @property
    def key(self) -> str:
        """By what it is accepted or declined: the rule or the code, the line, the cycle."""
        return f"{self.rule or self.problem.code}:{self.component}:{self.cycle}"

    @property
    def is_open(self) -> bool:
        """Whether somebody must still say something to it before the dose may be used."""
        severity = self.problem.severity
        if severity is Severity.REFUSED:
            return True
        return self.answer is None and (severity is Severity.HELD or self.proposes is not None)

    def concerns(self, component: str, cycle: int, day: int) -> bool:
        """Whether it is about a dose of this line on this day; no days means all of the cycle."""
        is_of_line = component in (self.lines or (self.component,)) and cycle == self.cycle
        return is_of_line and (not self.days or day in self.days)

    def answered(self, answer: Answer) -> "Judgement":
        """The same judgement with what was said to it."""
        return replace(self, answer=answer)

    def to_dict(self) -> dict[str, object]:
        """The judgement as JSON has it."""
        said = self.answer
        return {
            "key": self.key,
            "rule": self.rule or None,
            "component": self.component,
            "lines": list(self.lines),
            "cycle": self.cycle,
            "days": sorted(self.days),
            "value": self.value or None,
            "source": self.source or None,
            "proposes": None if self.proposes is None else str(self.proposes.action),
            "answer": None
            if said is None
            else {"verdict": said.verdict, "reason": said.reason, "value": said.value},
            **self.problem.to_dict(),
        }


def answered(
    judgements: Iterable[Judgement], answers: Iterable[Answer]
) -> tuple[tuple[Judgement, ...], tuple[Problem, ...]]:
    """The judgements with what was said to them, and every answer that cannot hold."""
    found = tuple(judgements)
    by_key = {answer.key: answer for answer in answers}
    problems = [_to_nothing(answer, found) for answer in by_key.values()]
    said: list[Judgement] = []
    for judgement in found:
        answer = by_key.get(judgement.key)
        problem = None if answer is None else _cannot_hold(answer, judgement)
        if problem is not None:
            problems.append(problem)
        if answer is None or problem is not None:
            said.append(judgement)
        else:
            said.append(judgement.answered(replace(answer, value=judgement.value)))
    return tuple(said), tuple(dict.fromkeys(p for p in problems if p is not None))


def holding(judgement: Judgement, answers: Mapping[str, Answer]) -> Answer | None:
    """The answer to a judgement, by its key, if there is one and it holds."""
    answer = answers.get(judgement.key)
    return None if answer is None or _cannot_hold(answer, judgement) is not None else answer


def _place(answer: Answer) -> Place:
    return Place(field="accept" if answer.verdict is Verdict.ACCEPTED else "decline")


def _to_nothing(answer: Answer, judgements: Sequence[Judgement]) -> Problem | None:
    if any(judgement.key == answer.key for judgement in judgements):
        return None
    if answer.may_lapse:
        return _lapsed(answer, "it is not judged any more")
    message = f"nothing called '{answer.key}' was judged, so that nothing can be {answer.verdict}"
    return refused_by_a_limit(answer.key, judgements, _place(answer)) or Problem(
        "RC606", message, answered_instead(answer.key, may_be_answered(judgements)), _place(answer)
    )


def refused_by_a_limit(key: str, judgements: Iterable[Judgement], place: Place) -> Problem | None:
    """RC607 where the dose that a key is about is refused: no other key is offered for it."""
    _, _, of_dose = key.partition(":")
    for one in judgements:
        if one.problem.severity is Severity.REFUSED and one.key.endswith(f":{of_dose}"):
            return Problem(
                "RC607",
                f"{one.key} is refused by an absolute limit, which nobody can accept",
                "Look at the amount, the measures and the profile of the line.",
                place,
            )
    return None


def may_be_answered(judgements: Iterable[Judgement]) -> list[str]:
    """The keys of what can be answered, each once."""
    never = (Severity.REFUSED, Severity.NOTICE)
    return list(dict.fromkeys(j.key for j in judgements if j.problem.severity not in never))


def answered_instead(key: str, known: Sequence[str]) -> str:
    """The mend of a key that is none."""
    near = wording.did_you_mean(key, known)
    return f"{near}What may be answered: {wording.spoken_list(known) or 'nothing'}."


def _lapsed(answer: Answer, why: str) -> Problem:
    words = f"{answer.key} was {answer.verdict}, '{answer.reason}', and has lapsed: {why}"
    return Problem("RC770", words, "Look at it again, where it is still judged.", _place(answer))


def _cannot_hold(answer: Answer, judgement: Judgement) -> Problem | None:
    """Why an answer does not hold for a judgement; nothing if it does."""
    severity = judgement.problem.severity
    if answer.may_lapse and answer.value and answer.value != judgement.value:
        return _lapsed(answer, f"it was {answer.value}, and is {judgement.value} now")
    if severity is Severity.REFUSED:
        return refused_by_a_limit(answer.key, [judgement], _place(answer))
    if severity is Severity.NOTICE and answer.may_lapse:
        return _lapsed(answer, "there is nothing in it to answer any more")
    if severity is Severity.NOTICE:
        return Problem(
            "RC607",
            f"{judgement.key} is a notice; there is nothing in it to accept or decline",
            "Leave the answer out.",
            _place(answer),
        )
    if answer.verdict is Verdict.DECLINED and not judgement.rule:
        return Problem(
            "RC607",
            f"{judgement.key} is not a rule; a warning is accepted or it stands",
            "Accept it with a reason, or change what it warns of.",
            _place(answer),
        )
    if answer.value and answer.value != judgement.value:
        return Problem(
            "RC625",
            f"{judgement.key} was {answer.verdict} for {answer.value}; it is {judgement.value} "
            "now, and the answer has lapsed",
            "Look at it again, and answer it for the new value.",
            _place(answer),
        )
    return None


def answered_twice(answers: Iterable[Answer]) -> Iterator[Problem]:
    """Keys to which two things were said: which of them holds would be a guess."""
    seen: dict[str, Answer] = {}
    for answer in answers:
        other = seen.setdefault(answer.key, answer)
        if other is not answer:
            yield Problem(
                "RC608",
                f"{answer.key} is answered twice: {other.verdict}, '{other.reason}', and "
                f"{answer.verdict}, '{answer.reason}'",
                "Leave one of the answers.",
                _place(answer),
            )


def read_answer(text: str, verdict: Verdict) -> Answer | Problem:
    """An answer as it is typed: KEY=REASON, or KEY@VALUE=REASON for one value alone.

    >>> read_answer("RC721:cisplatin:1=seen with Dr Lee", Verdict.ACCEPTED).reason
    'seen with Dr Lee'
    """
    head, _, reason = text.partition("=")
    key, _, value = head.partition("@")
    if not reason.strip() or key.count(":") != 2:
        return Problem(
            "RC608",
            f"'{text}' is not an answer with a reason",
            'Write its key, a sign and why: RC721:cisplatin:1="agreed at the tumour board".',
            Place(field="accept" if verdict is Verdict.ACCEPTED else "decline"),
        )
    return Answer(key.strip(), verdict, reason.strip(), value.strip())
