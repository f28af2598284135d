"""A record and a decision → the record with it, or why it cannot be decided so.

Each decision is tried: the course is planned with it, and what was given must stay as it was.
"""

from collections.abc import Iterator

from regimencalc import wording
from regimencalc.changes import Change
from regimencalc.confirming import (
    confirmation_problems,
    doses_hash,
    warnings_of,
)
from regimencalc.decision_reader import read_decision, read_reason
from regimencalc.decisions import OVERRIDES, Adopted, Confirmed, Given, Recalculated, What, said
from regimencalc.dosing import Dose
from regimencalc.entering import body_in, given_doses
from regimencalc.given import NOTHING_GIVEN
from regimencalc.judgement import (
    Answer,
    Verdict,
    answered_instead,
    may_be_answered,
    refused_by_a_limit,
)
from regimencalc.planned_course import Course
from regimencalc.planned_dose import PlannedDose
from regimencalc.problems import Place, Problem, Refused
from regimencalc.reasons import Reason
from regimencalc.record import Decision, Record, ShownDose, TakenBack, read_decided
from regimencalc.replaying import is_of_the_course, replayed
from regimencalc.sense_checks import rescued_by
from regimencalc.version import VERSION
from regimencalc.withheld import Withheld

_PLACE = Place(field="decision")
_WITHOUT = ("omit", "hold", "stop")


def decide(
    record: Record, text: str | What, *, who: str, at: str, reason: Reason | str, why: str = ""
) -> Record:
    """The record with one more decision.

    Parameters
    ----------
    record : Record
        A course as it is kept.
    text : str or What
        The sentence of the decision: "delay cycle 2 by 14 d"; or its value.
    who : str
        Typed initials, two to eight letters; nobody authenticates them.
    at : str
        The moment, with its offset from UTC: "2026-12-01T09:00:00+00:00".
    reason : Reason or str
        One of the coded reasons.
    why : str, optional
        More words.

    Returns
    -------
    Record
        With the doses that are shown after it.

    Raises
    ------
    Refused
        RC809 (it cannot be read), RC810 (it would change what was given), RC811 (the cycle cannot
        be confirmed), RC812 (a rescue without its drug), RC813 (a day that cannot be moved so),
        RC814 (what cannot be entered as given), RC816 (doses that differ from those shown before),
        or whatever stands in the way of planning.
    """
    if record.is_archived:
        fix = "Take it into use again first."
        raise Refused(Problem("RC815", f"'{record.id}' is archived", fix, _PLACE))
    what = read_decision(text) if isinstance(text, str) else text
    if isinstance(what, Adopted | Recalculated):
        words = f"'{said(what)}' is not decided by a sentence alone"
        fix = "Use the commands 'regimencalc course adopt' and 'regimencalc course replay'."
        raise Refused(Problem("RC809", words, fix, _PLACE))
    decision = read_decided(what, who, at, read_reason(reason), why)
    before = replayed(record)
    same_as_shown(record, before)
    if isinstance(what, Confirmed):
        decision = _confirming(record, before, decision, what)
    elif isinstance(what, Given):
        kept = tuple(given_doses(record, before, decision, what))
        decision = decision.with_(kept=kept)
    elif isinstance(what, Answer):
        what = _of_its_value(record, before, what)
        decision = decision.with_(what=what)
    after = tried(record, record.decided(decision))
    if isinstance(what, Change) and what.action.what in OVERRIDES:
        _must_hold(after, what)
    return after


def tried(before: Record, after: Record, *, may_differ: bool = False) -> Record:
    """A changed record with the doses that it shows; refused where it may not be changed so."""
    planned = replayed(after)
    problems = [problem for problem in planned.problems if problem.is_error]
    if not problems:
        problems += _rescues_kept(planned)
        problems += _of_another_age(planned, after.birth_year)
        if not may_differ:
            problems += _given_kept(before, after)
    if problems:
        raise Refused(problems)
    return after.with_(version=VERSION, shown=shown_doses(planned))


def shown_doses(planned: Course) -> tuple[ShownDose, ...]:
    """The doses of a course as they are shown."""
    return tuple(
        ShownDose(
            component=one.component,
            number=one.dose_number,
            cycle=one.cycle,
            day=one.day,
            date=one.date.isoformat(),
            shown=str(one.dose),
            value=one.dose.value,
        )
        for one in planned.doses
    )


def differences(record: Record, planned: Course) -> Iterator[Problem]:
    """Each dose that is found otherwise than it was shown, or is there no more, or is new."""
    was = {(one.component, one.number): one for one in record.shown}
    now = {(one.component, one.number): one for one in shown_doses(planned)}
    for place in dict.fromkeys((*was, *now)):
        old, new = was.get(place), now.get(place)
        one = old or new
        if one is not None and old != new:
            before = "not there" if old is None else f"{old.shown} on {old.date}"
            after = "not there" if new is None else f"{new.shown} on {new.date}"
            yield Problem(
                "RC816",
                f"{one.component} of cycle {one.cycle} day {one.day} was shown as {before} by "
                f"regimencalc {record.version}; it is {after} by {VERSION}",
                "Find out why. Then accept it with a reason, before anything else, by a command: "
                f"regimencalc course replay {record.id} --by MB --accept REASON.",
                _PLACE,
            )


def same_as_shown(record: Record, planned: Course) -> None:
    """Refused where a dose is not as it was shown: nothing is decided on what nobody has seen."""
    found = list(differences(record, planned)) if record.shown else []
    if found:
        raise Refused(found)


def recalculated(record: Record, *, who: str, at: str, why: str) -> Record:
    """The record with the doses as this program finds them, which somebody accepts."""
    decision = read_decided(Recalculated(VERSION), who, at, Reason.OTHER, why)
    return tried(record, record.decided(decision))


def _given_kept(before: Record, after: Record) -> Iterator[Problem]:
    """What was given keeps its dose, its day and its body: no decision reaches back to it."""
    given = before.given
    if not given:
        return
    was, now = _by_place(before), _by_place(after)
    for place, kept in given.items():
        if was.get(place) != now.get(place):
            yield Problem(
                "RC810",
                f"{kept.component} of cycle {kept.cycle} day {kept.day} was given on "
                f"{wording.short_date(kept.on)}, and this would change what it was",
                "Decide it from a later cycle or day on; a correction is entered as given again.",
                _PLACE,
            )
            return


def _by_place(record: Record) -> dict[tuple[str, int], tuple[object, ...]]:
    """Each dose as the plan alone has it, with its day and the body that it was found from."""
    plain = replayed(record, NOTHING_GIVEN)
    return {
        (one.component, one.dose_number): (
            one.cycle,
            one.day,
            one.date,
            one.dose.value,
            *body_in(plain, one.cycle),
        )
        for one in plain.doses
    }


def _rescues_kept(planned: Course) -> Iterator[Problem]:
    """A rescue is given wherever its drug is: nobody leaves it out, or lowers it, alone."""
    rescued = {
        line.component.id: drug.id
        for line in planned.regimen.lines
        if line.component.purpose == "rescue"
        and (drug := rescued_by(line.stretch, line.component)) is not None
    }
    given = {
        (one.component, one.phase, one.administration.offset): one
        for one in planned.doses
        if not _is_left_out(one)
    }
    said: set[tuple[str, str]] = set()
    for one in planned.doses:
        rescue, rescued_from = one.component, rescued.get(one.component, "")
        of_drug = given.get((rescued_from, one.phase, one.administration.root))
        for change in planned.changes if of_drug is not None else ():
            how = _lowers(change) if change.holds(rescue, one.cycle, one.day) else ""
            if how and not change.by_rule and (rescue, how) not in said:
                said.add((rescue, how))
                yield Problem(
                    "RC812",
                    f"{rescue} rescues from {rescued_from}, which is given in cycle {one.cycle}: "
                    f"it cannot be {how} alone",
                    f"Leave {rescued_from} out too, or keep both as they are.",
                    _PLACE,
                )


def _lowers(change: Change) -> str:
    """How a decision takes something of a line away, in a word; nothing where it does not."""
    action = change.action
    if action.what in _WITHOUT:
        return "left out"
    is_less = action.measure is not None and action.measure.number < 100
    return "lowered" if action.what == "cap" or (action.what == "give" and is_less) else ""


def _must_hold(record: Record, change: Change) -> None:
    """A cap or a dose that is decided must be what is given, wherever it counts."""
    wanted = change.action.measure
    for one in replayed(record).doses:
        dose = one.dose
        is_meant = change.holds(one.component, one.cycle, one.day) and one.given is None
        if wanted is None or not is_meant or not isinstance(dose, Dose):
            continue
        is_so = change.action.what == "cap" or dose.value == wanted.canonical
        if wanted.canonical_unit != dose.unit or not is_so:
            why = dose.derivation.note if wanted.canonical_unit == dose.unit else "another unit"
            raise Refused(
                Problem(
                    "RC604",
                    f"{one.component} of cycle {one.cycle} day {one.day} cannot be {wanted}: it is "
                    f"{dose.shown(dose.calculated)} as calculated; {why}",
                    f"Write a dose in {dose.unit}, within what the policy allows and every cap.",
                    _PLACE,
                )
            )


def _of_another_age(planned: Course, birth_year: int) -> Iterator[Problem]:
    """A birth year that contradicts the age or the birth date, at the beginning or later."""
    day_1 = planned.start
    for patient in (planned.patient, *(period.patient for period in planned.timeline.periods)):
        birth_date, age_years = patient.birth_date, patient.age_on(day_1)
        if birth_date is not None:
            differs = birth_date.year != birth_year
        else:
            differs = age_years is not None and day_1.year - birth_year - age_years not in (0, 1)
        if differs:
            said = f"born on {birth_date}" if birth_date else f"{age_years} years old on {day_1}"
            yield Problem(
                "RC820",
                f"somebody {said} was not born in {birth_year}",
                "Look whose course this is; write the year of birth of that person.",
                Place(field="birth_year"),
            )
            return


def _is_left_out(one: PlannedDose) -> bool:
    return isinstance(one.dose, Withheld)


def _confirming(record: Record, planned: Course, decision: Decision, what: Confirmed) -> Decision:
    problems = list(confirmation_problems(record, planned, what.cycle))
    if problems:
        raise Refused(problems)
    return decision.with_(confirmed=doses_hash(planned, what.cycle))


def _of_its_value(record: Record, planned: Course, answer: Answer) -> Answer:
    """An answer to what is judged now, bound to its value."""
    if is_of_the_course(answer):
        cycle = int(answer.key.rpartition(":")[2])
        warned = warnings_of(record, planned, cycle) if 1 <= cycle <= planned.cycles else {}
        values = {key: value for key, (value, _) in warned.items()}
        known = list(values)
    else:
        values = {one.key: one.value for one in reversed(planned.judgements)}
        known = may_be_answered(planned.judgements)
        refused = refused_by_a_limit(answer.key, planned.judgements, _PLACE)
        if answer.key not in known and refused is not None:
            raise Refused(refused)
    value = values.get(answer.key)
    if value is None or (answer.verdict is Verdict.DECLINED and is_of_the_course(answer)):
        words = f"nothing called '{answer.key}' can be {answer.verdict}"
        raise Refused(Problem("RC606", words, answered_instead(answer.key, known), _PLACE))
    if answer.value and answer.value != value:
        words = f"{answer.key} is {value} now, and not {answer.value}"
        raise Refused(Problem("RC625", words, "Look at it again, and answer it.", _PLACE))
    return Answer(answer.key, answer.verdict, answer.reason, value)


def undo(record: Record) -> Record:
    """The record without its last decision that no given dose rests on; it may come again."""
    same_as_shown(record, replayed(record))
    at, decision = [  # the beginning is there, or nothing was replayed
        (at, one)
        for at, one in enumerate(record.decisions)
        if not one.kept and not isinstance(one.what, Adopted)
    ][-1]
    left = (*record.decisions[:at], *record.decisions[at + 1 :])
    _nothing_rests_on(record, decision)
    taken_back = TakenBack(at=at, decision=decision)
    return tried(record, record.with_(decisions=left, undone=(taken_back, *record.undone)))


def _nothing_rests_on(record: Record, decision: Decision) -> None:
    what = decision.what
    if isinstance(what, Confirmed) and any(
        one.cycle == what.cycle for one in record.given.values()
    ):
        words = f"cycle {what.cycle} has been given in part: it cannot be made provisional again"
        raise Refused(Problem("RC815", words, "Decide what is still to come.", _PLACE))


def redo(record: Record) -> Record:
    """The record with the decision that was undone last."""
    same_as_shown(record, replayed(record))
    if not record.undone:
        fix = "Only what was undone since the last decision comes again."
        raise Refused(Problem("RC815", "there is nothing to redo", fix, _PLACE))
    first, *rest = record.undone
    decisions = list(record.decisions)
    decisions.insert(first.at, first.decision)
    after = record.with_(decisions=tuple(decisions), undone=tuple(rest))
    return tried(record, after)
