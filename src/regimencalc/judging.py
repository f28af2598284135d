"""The doses of a course and what is judged of them, in the one order in which that is right.

Rules look at the doses first, because what is accepted of them changes a dose; limits look at the
doses that are left; last, what is refused or held loses its number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from regimencalc import exposure, guardrails
from regimencalc.givings import Giving, Setting, planned_items
from regimencalc.guardrail_words import Check
from regimencalc.judgement import Answer, Judgement, Verdict, answered
from regimencalc.planned_dose import PlannedDose, PlannedEvent
from regimencalc.preparation import preparation_judgements
from regimencalc.problems import Problem, Severity
from regimencalc.withheld import Withheld, Word


@dataclass(frozen=True, slots=True)
class Judged:
    """Every planned dose, the events beside them, and what was judged and answered."""

    doses: tuple[PlannedDose, ...]
    events: tuple[PlannedEvent, ...]
    judgements: tuple[Judgement, ...]
    problems: tuple[Problem, ...]
    exposures: tuple[exposure.Exposure, ...] = ()
    checks: tuple[Check, ...] = ()


NOTHING_PLANNED = Judged((), (), (), ())


def judge(given: Sequence[Giving], setting: Setting, answers: Sequence[Answer]) -> Judged:
    """The doses of the givings, judged; what is refused or held is withheld."""
    doses, events = planned_items(given, setting)
    judgements: list[Judgement] = []
    by_limits = guardrails.judged(doses, setting)
    exposures = tuple(exposure.exposures(doses, setting))
    by_lifetimes, unknown = exposure.judged(exposures, setting.history)
    judgements += [*by_limits.judgements, *by_lifetimes]
    judgements += preparation_judgements(doses, setting.formulary, setting.policy)
    said, unheard = answered(judgements, answers)
    if any(problem.is_error for problem in unheard):
        return replace(NOTHING_PLANNED, problems=unheard)
    problems = (*by_limits.problems, *unknown, *unheard)
    withheld = tuple(_withheld(doses, said))
    checks = by_limits.checks
    if any(isinstance(planned.dose, Withheld) for planned in withheld):
        numbered = {id(planned.dose) for planned in withheld}
        checks = tuple(c for c in checks if all(id(d.dose) in numbered for d in c.doses))
    return Judged(withheld, tuple(events), said, problems, exposures, checks)


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
        yield planned._replace(dose=dose)


def takes_away(judgement: Judgement) -> bool:
    """Whether a judgement leaves its doses without a number: refused, or held and not declined."""
    severity, answer = judgement.problem.severity, judgement.answer
    if severity is Severity.REFUSED:
        return True
    is_declined = answer is not None and answer.verdict is Verdict.DECLINED
    return severity is Severity.HELD and not is_declined
