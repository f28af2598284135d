"""The doses of a course and what is judged of them, in the one order in which that is right.

Rules look at the doses first, because what is accepted of them changes a dose; limits look at the
doses that are left, and where rounding alone would pass one, doses are rounded under it and looked
at again; last, what is refused or held loses its number.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from regimencalc import exposure, guardrails, lifetime_caps, lifetime_limits
from regimencalc.as_given import as_given
from regimencalc.assessing import Assessment
from regimencalc.changes import Change, in_order_of_cycles
from regimencalc.dosing import Dose
from regimencalc.givings import Giving, planned_items
from regimencalc.guardrail_words import Check
from regimencalc.judgement import Answer, Judgement, Verdict, answered
from regimencalc.known_values import KnownValues
from regimencalc.modifications import ruled
from regimencalc.planned_dose import PlannedDose, PlannedEvent
from regimencalc.preparation import preparation_judgements
from regimencalc.problems import Problem, Severity
from regimencalc.required_tests import held_by_tests
from regimencalc.setting import Setting
from regimencalc.settling import used_up
from regimencalc.withheld import Withheld, Word


class Judged(NamedTuple):
    """Every planned dose, the events beside them, and what was judged and answered."""

    doses: tuple[PlannedDose, ...] = ()
    events: tuple[PlannedEvent, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    problems: tuple[Problem, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    changes: tuple[Change, ...] = ()
    exposures: tuple[exposure.Exposure, ...] = ()
    checks: tuple[Check, ...] = ()


def judge(
    given: Sequence[Giving],
    setting: Setting,
    answers: Sequence[Answer],
    known: KnownValues,
) -> Judged:
    """The doses of the givings, judged; what is refused or held is withheld."""
    by_rules = ruled(given, setting, known, answers)
    setting = setting.under(by_rules.changes)
    found = _by_limits(given, setting)
    of_rules = [
        *by_rules.judgements,
        *held_by_tests(given, setting, known),
        *used_up(found.doses),
    ]
    unsaid = _unsaid(found, of_rules, answers) if found.rooms else ()
    if unsaid:
        found = _by_limits(given, setting, unsaid)
    doses = found.doses
    if by_rules.proposals:
        doses = _with_proposals(doses, given, setting, by_rules.proposals, unsaid)
    shown = _without_numbers(doses, answered([*of_rules, *found.judgements], answers)[0])
    exposures = tuple(exposure.marked(found.exposures, shown))
    judgements = [
        *of_rules,
        *_said_of(found, shown, setting),
        *lifetime_caps.lowered(shown, found.rooms),
        *preparation_judgements(shown, setting.formulary, setting.policy),
    ]
    said, unheard = answered(judgements, answers)
    if any(problem.is_error for problem in unheard):
        return Judged(problems=unheard, changes=by_rules.changes)
    return Judged(
        shown,
        tuple(found.events),
        said,
        (*found.problems, *lifetime_limits.problems(exposures), *unheard),
        by_rules.assessments,
        by_rules.changes,
        exposures,
        _of_numbers(found.checks, shown),
    )


class _ByLimits(NamedTuple):
    """The doses under what is in force, and what limits say of them."""

    doses: list[PlannedDose]
    events: list[PlannedEvent]
    judgements: list[Judgement]
    problems: tuple[Problem, ...]
    exposures: tuple[exposure.Exposure, ...]
    checks: tuple[Check, ...]
    rooms: lifetime_caps.Rooms


def _by_limits(
    given: Sequence[Giving], setting: Setting, unsaid: Collection[tuple[str, int]] = ()
) -> _ByLimits:
    """The doses as they are rounded, and once more where rounding alone would pass a limit.

    Where the regimen caps a lifetime, what it leaves is known when all doses before are: so they
    are found once without it. From a dose in `unsaid` on it is not said.
    """
    doses, events = planned_items(given, setting)
    doses = as_given(doses, setting.given)
    capped = tuple(lifetime_caps.capped(doses, setting))
    rooms = lifetime_caps.rooms(capped, setting, unsaid) if capped else {}
    if rooms:
        setting = replace(setting, left={key: room.step for key, room in rooms.items()})
        doses, events = planned_items(given, setting)
        doses = as_given(doses, setting.given)
    judged = guardrails.judged(doses, setting)
    kept = guardrails.kept_limits(judged.checks)
    if kept:
        doses, events = planned_items(given, replace(setting, kept_limits=kept))
        doses = as_given(doses, setting.given)
        judged = guardrails.judged(doses, setting)
    capped = tuple(lifetime_caps.capped(doses, setting)) if capped else ()
    exposures = (*capped, *exposure.exposures(doses, setting))
    judgements = [*judged.judgements, *lifetime_limits.judged(exposures, setting.history)]
    return _ByLimits(doses, events, judgements, judged.problems, exposures, judged.checks, rooms)


def _unsaid(
    found: _ByLimits, of_rules: Iterable[Judgement], answers: Sequence[Answer]
) -> frozenset[tuple[str, int]]:
    """The doses that will have no number, by line and number of the dose."""
    judged, _ = answered([*of_rules, *found.judgements], answers)
    shown = _without_numbers(found.doses, judged)
    return frozenset((p.component, p.dose_number) for p in shown if isinstance(p.dose, Withheld))


def _said_of(
    found: _ByLimits, shown: Sequence[PlannedDose], setting: Setting
) -> Sequence[Judgement]:
    """What limits say, without the number of any dose that has none."""
    withheld = {(p.component, p.dose_number) for p in shown if isinstance(p.dose, Withheld)}
    if not withheld:
        return found.judgements
    exposures = exposure.marked(found.exposures, shown)
    return [
        *guardrails.judgements_of(found.checks, setting.formulary, withheld),
        *lifetime_limits.judged(exposures, setting.history),
    ]


def _with_proposals(
    doses: Sequence[PlannedDose],
    given: Sequence[Giving],
    setting: Setting,
    proposals: Sequence[Change],
    unsaid: Collection[tuple[str, int]],
) -> list[PlannedDose]:
    """The doses as they stand, and beside each what it would be, judged as if it were in force."""
    changes = in_order_of_cycles((*setting.changes, *proposals))
    would_be = _by_limits(given, setting.under(changes), unsaid)
    shown = _without_numbers(would_be.doses, would_be.judgements)
    judged = [
        *_said_of(would_be, shown, setting),
        *lifetime_caps.lowered(shown, would_be.rooms),
        *preparation_judgements(shown, setting.formulary, setting.policy),
    ]
    warned = [one for one in judged if one.problem.severity is Severity.WARNING]
    return [
        planned._replace(
            proposed=other.dose,
            proposed_warnings=tuple(
                one.problem
                for one in warned
                if one.concerns(planned.component, planned.cycle, planned.day)
            ),
        )
        if before.dose.value != planned.dose.value and planned.given is None
        else planned
        for planned, before, other in zip(doses, would_be.doses, shown, strict=True)
    ]


def _without_numbers(
    doses: Sequence[PlannedDose], judgements: Sequence[Judgement]
) -> tuple[PlannedDose, ...]:
    """Each dose, or why it has no number; where nothing takes one away, all as they are."""
    grave = [one for one in judgements if takes_away(one)]
    if not grave and not any(isinstance(planned.dose, Withheld) for planned in doses):
        return tuple(doses)
    return tuple(_without_shares(list(_withheld(doses, grave))))


def _of_numbers(checks: Sequence[Check], doses: Sequence[PlannedDose]) -> tuple[Check, ...]:
    """The checks that tell nothing of a dose without a number."""
    if not any(isinstance(planned.dose, Withheld) for planned in doses):
        return tuple(checks)
    shown = {id(planned.dose) for planned in doses}
    return tuple(check for check in checks if all(id(one.dose) in shown for one in check.doses))


def _withheld(doses: Iterable[PlannedDose], grave: Sequence[Judgement]) -> Iterable[PlannedDose]:
    """Each dose, or in its place the word and the reasons for which it has no number."""
    for planned in doses:
        where = (planned.component, planned.cycle, planned.day)
        reasons = tuple(one.problem for one in grave if one.concerns(*where))
        if not reasons or isinstance(planned.dose, Withheld) or planned.given is not None:
            yield planned
            continue
        is_refused = any(reason.severity is Severity.REFUSED for reason in reasons)
        word = Word.REFUSED if is_refused else Word.HELD
        dose = Withheld(word, reasons, planned.dose.unit, planned.dose.stated)
        yield planned._replace(dose=dose, proposed=None, proposed_warnings=())


def _without_shares(doses: Sequence[PlannedDose]) -> Iterator[PlannedDose]:
    """A dose that is a share of one without a number has none either: it would tell it.

    A share is of the giving that it stands beside, else of the last one before it in its cycle.
    Where there is neither, it is of what was last given in an earlier cycle, and is withheld with
    any of its own cycle too. So is a share of a share.
    """
    withheld = {
        (one.component, one.cycle): one.dose for one in doses if isinstance(one.dose, Withheld)
    }
    latest: dict[str, Dose | Withheld] = {}
    of_cycle: dict[tuple[str, int], Dose | Withheld] = {}
    of_giving: dict[tuple[str, int, int], Dose | Withheld] = {}
    for given in doses:
        planned, dose, turn = given, given.dose, given.cycle - given.cycle_in_phase
        if isinstance(dose, Dose):
            whole, cycle = dose.share_of, given.cycle
            of_share = (
                of_giving.get((whole, turn, given.administration.beside))
                or of_cycle.get((whole, cycle))
                or withheld.get((whole, cycle))
                or latest.get(whole)
            )
            if isinstance(of_share, Withheld) and planned.given is None:
                share = Withheld(of_share.word, of_share.reasons, dose.unit, dose.stated)
                planned = planned._replace(dose=share, proposed=None, proposed_warnings=())
        latest[planned.component] = of_cycle[planned.component, given.cycle] = planned.dose
        of_giving[planned.component, turn, given.administration.number] = planned.dose
        yield planned


def takes_away(judgement: Judgement) -> bool:
    """Whether a judgement leaves its doses without a number: refused, or held and not declined."""
    severity, answer = judgement.problem.severity, judgement.answer
    if severity is Severity.REFUSED:
        return True
    is_declined = answer is not None and answer.verdict is Verdict.DECLINED
    return severity is Severity.HELD and not is_declined
