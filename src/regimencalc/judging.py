"""The doses of a course and what is judged of them, in the one order in which that is right.

Rules look at the doses first, because what is accepted of them changes a dose; limits look at the
doses that are left; last, what is refused or held loses its number.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from regimencalc.assessing import Assessment
from regimencalc.changes import Change
from regimencalc.givings import Giving, Setting
from regimencalc.judgement import Answer, Judgement, Verdict, answered
from regimencalc.known_values import KnownValues
from regimencalc.modifications import ruled
from regimencalc.planned_dose import PlannedDose, PlannedEvent
from regimencalc.problems import Problem, Severity
from regimencalc.withheld import Withheld, Word


@dataclass(frozen=True, slots=True)
class Judged:
    """Every planned dose, the events beside them, and what was judged and answered."""

    doses: tuple[PlannedDose, ...] = ()
    events: tuple[PlannedEvent, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    problems: tuple[Problem, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    changes: tuple[Change, ...] = ()


def judge(
    given: Sequence[Giving],
    setting: Setting,
    answers: Sequence[Answer],
    known: KnownValues,
) -> Judged:
    """The doses of the givings, judged; what is refused or held is withheld."""
    by_rules = ruled(given, setting, known, answers)
    doses, events = by_rules.doses, by_rules.events
    judgements: list[Judgement] = [*by_rules.judgements]
    said, problems = answered(judgements, answers)
    shown = tuple(_without_shares(list(_withheld(doses, said))))
    return Judged(shown, events, said, problems, by_rules.assessments, by_rules.changes)


def _withheld(
    doses: Iterable[PlannedDose], judgements: Sequence[Judgement]
) -> Iterable[PlannedDose]:
    """Each dose, or in its place the word and the reasons for which it has no number."""
    grave = [one for one in judgements if takes_away(one)]
    for planned in doses:
        where = (planned.component, planned.cycle, planned.day)
        reasons = tuple(one.problem for one in grave if one.concerns(*where))
        if not reasons or isinstance(planned.dose, Withheld):
            yield planned
            continue
        is_refused = any(reason.severity is Severity.REFUSED for reason in reasons)
        word = Word.REFUSED if is_refused else Word.HELD
        dose = Withheld(word, reasons, planned.dose.unit, planned.dose.stated)
        yield planned._replace(dose=dose, proposed=None)


def _without_shares(doses: Sequence[PlannedDose]) -> Iterator[PlannedDose]:
    """A dose that is a share of one without a number has none either: it would tell it."""
    withheld = {
        (one.component, one.cycle): one.dose for one in doses if isinstance(one.dose, Withheld)
    }
    for planned in doses:
        statement = planned.administration.statement
        whole = withheld.get((statement.amount.share_of or "", planned.cycle))
        if whole is None or isinstance(planned.dose, Withheld):
            yield planned
        else:
            dose = Withheld(whole.word, whole.reasons, planned.dose.unit, planned.dose.stated)
            yield planned._replace(dose=dose, proposed=None)


def takes_away(judgement: Judgement) -> bool:
    """Whether a judgement leaves its doses without a number: refused, or held and not declined."""
    severity, answer = judgement.problem.severity, judgement.answer
    if severity is Severity.REFUSED:
        return True
    is_declined = answer is not None and answer.verdict is Verdict.DECLINED
    return severity is Severity.HELD and not is_declined
