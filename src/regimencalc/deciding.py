"""A record and a decision → the record with it, or why it cannot be decided so.

Each decision is tried: the course is planned with it, and what was given must stay as it was.
"""

from collections.abc import Iterator
from datetime import date

from regimencalc import wording
from regimencalc.changes import Change
from regimencalc.confirming import (
    State,
    confirmation_problems,
    doses_hash,
    state_of,
    warnings_of,
)
from regimencalc.decision_reader import read_decision, read_reason
from regimencalc.decisions import OVERRIDES, Adopted, Confirmed, Given, Recalculated, What, said
from regimencalc.dosing import Dose
from regimencalc.given import NOTHING_GIVEN, GivenDose
from regimencalc.judgement import Answer, Verdict
from regimencalc.measures import surface_m2_if_known
from regimencalc.moved_dates import first_days
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
    what = read_decision(text) if isinstance(text, str) else text
    if isinstance(what, Adopted | Recalculated):
        words = f"'{said(what)}' is not decided by a sentence alone"
        fix = "Use 'regimencalc course adopt', or 'regimencalc course replay' with --accept."
        raise Refused(Problem("RC809", words, fix, _PLACE))
    coded = read_reason(reason) if isinstance(reason, str) else reason
    decision = read_decided(what, who, at, coded, why)
    before = replayed(record)
    same_as_shown(record, before)
    if isinstance(what, Confirmed):
        decision = _confirming(record, before, decision, what)
    elif isinstance(what, Given):
        kept = tuple(_given_doses(record, before, decision, what))
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
        if old != new:
            one = old or new
            before = "not there" if old is None else f"{old.shown} on {old.date}"
            after = "not there" if new is None else f"{new.shown} on {new.date}"
            cycle, day = (0, 0) if one is None else (one.cycle, one.day)
            yield Problem(
                "RC816",
                f"{place[0]} of cycle {cycle} day {day} was shown as {before} by regimencalc "
                f"{record.version}; it is {after} by {VERSION}",
                "Find out why. Then accept it with a reason, before anything else: regimencalc "
                f"course replay {record.id} --by MB --accept REASON.",
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
    return tried(record, record.decided(decision), may_differ=True)


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
            *_body(plain, one.cycle),
        )
        for one in plain.doses
    }


def _body(planned: Course, cycle: int) -> tuple[float | None, float | None]:
    """Body surface [m2] and weight [kg] in a cycle, as far as they are known."""
    period = planned.timeline.period_of(cycle)
    if period is not None:
        return period.surface_m2, period.weight_kg
    weight = planned.patient.weight
    surface = surface_m2_if_known(planned.patient, planned.policy, planned.start)
    return surface, None if weight is None else weight.canonical


def _rescues_kept(planned: Course) -> Iterator[Problem]:
    """A rescue is given wherever its drug is: nobody leaves it out alone."""
    left_out = {
        (change.component, one.cycle)
        for change in planned.changes
        if change.action.what in _WITHOUT
        for one in planned.doses
        if change.holds(one.component, one.cycle, one.day)
    }
    given = {(one.component, one.cycle) for one in planned.doses if not _is_left_out(one)}
    for line in planned.regimen.lines:
        if line.component.purpose != "rescue":
            continue
        drug = rescued_by(line.stretch, line.component)
        for name, cycle in sorted(left_out):
            if drug is not None and name == line.component.id and (drug.id, cycle) in given:
                yield Problem(
                    "RC812",
                    f"{name} rescues from {drug.id}, which is given in cycle {cycle}: it cannot be "
                    "left out alone",
                    f"Leave {drug.id} out too, or keep both.",
                    _PLACE,
                )


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
        known = warnings_of(record, planned, cycle) if 1 <= cycle <= planned.cycles else {}
        found = known.get(answer.key)
        value = None if found is None else found[0]
    else:
        judged = next((one for one in planned.judgements if one.key == answer.key), None)
        known = {one.key: ("", []) for one in planned.judgements}
        value = None if judged is None else judged.value
    if value is None or (answer.verdict is Verdict.DECLINED and is_of_the_course(answer)):
        raise Refused(
            Problem(
                "RC606",
                f"nothing called '{answer.key}' can be {answer.verdict}",
                f"{wording.did_you_mean(answer.key, known)}What may be answered: "
                f"{wording.spoken_list(list(known)) or 'nothing'}.",
                _PLACE,
            )
        )
    if answer.value and answer.value != value:
        words = f"{answer.key} is {value} now, and not {answer.value}"
        raise Refused(Problem("RC625", words, "Look at it again, and answer it.", _PLACE))
    return Answer(answer.key, answer.verdict, answer.reason, value)


def _given_doses(
    record: Record, planned: Course, decision: Decision, what: Given
) -> Iterator[GivenDose]:
    """What is entered as given, one for each giving that is meant."""
    of_day = [one for one in planned.of_cycle(what.cycle) if one.day == what.day]
    meant = [
        one
        for one in of_day
        if what.component in ("", one.component) and what.number in (None, one.dose_number)
    ]
    if not what.component:
        meant = [one for one in meant if not _is_left_out(one) and one.given is None]
    problem = _cannot_be_entered(record, planned, decision, what, meant)
    if problem is not None:
        raise Refused(problem)
    surface, weight = _body(planned, what.cycle)
    for one in meant:
        was, on = _as_planned(one)
        entered = "" if what.dose is None else what.dose.canonical_unit
        yield GivenDose(
            component=one.component,
            number=one.dose_number,
            cycle=one.cycle,
            day=one.day,
            on=date.fromisoformat(what.on) if what.on else on,
            planned_on=on,
            value=_value(what, was),
            unit=_unit_of(planned, one) or entered,
            planned=was,
            surface_m2=surface,
            weight_kg=weight,
            why=decision.why or ("" if decision.reason is Reason.PLAN else decision.reason.value),
            who=decision.who,
        )


def _as_planned(one: PlannedDose) -> tuple[float | None, date]:
    if one.given is not None:
        return one.given.planned, one.given.planned_on
    return one.dose.value, one.date


def _unit_of(planned: Course, one: PlannedDose) -> str:
    """The unit in which a line is planned, also on a day on which it is left out."""
    of_line = (other.dose.unit for other in planned.doses if other.component == one.component)
    return one.dose.unit or next(filter(None, of_line), "")


def _value(what: Given, was: float | None) -> float | None:
    """How much was given, in the unit of the dose; None where it was not."""
    if not what.was_given:
        return None
    return was if what.dose is None else what.dose.canonical


def _cannot_be_entered(
    record: Record, planned: Course, decision: Decision, what: Given, meant: list[PlannedDose]
) -> Problem | None:
    where = f"cycle {what.cycle} day {what.day}"
    if not meant:
        lines = [one.component for one in planned.of_cycle(what.cycle) if one.day == what.day]
        there = wording.spoken_list(list(dict.fromkeys(lines))) or "nothing"
        words = f"nothing of {where} can be entered as given: {there} stands there"
        if lines and not what.component:
            words = f"everything of {where} is entered already, or left out"
        return Problem("RC814", words, "Name the line; a correction names it too.", _PLACE)
    is_correction = all(one.given is not None for one in meant)
    if not is_correction and state_of(record, planned, what.cycle) is State.PROVISIONAL:
        words = f"cycle {what.cycle} is PROVISIONAL"
        fix = f"Decide it first: confirm cycle {what.cycle}."
        return Problem("RC814", words, fix, _PLACE)
    without = [one for one in meant if _as_planned(one)[0] is None]
    if what.was_given and what.dose is None and without:
        words = (
            f"{without[0].component} of {where} is {without[0].dose}: there is no dose of the plan"
        )
        return Problem("RC814", words, "Write the dose that was given.", _PLACE)
    if what.dose is not None and len(meant) > 1:
        words = f"{what.component} is given {len(meant)} times on {where}"
        numbers = wording.spoken_list([str(one.dose_number) for one in meant])
        return Problem("RC814", words, f"Name one of them: dose {numbers}.", _PLACE)
    unit = _unit_of(planned, meant[0])
    if what.dose is not None and unit and what.dose.canonical_unit != unit:
        words = f"{what.component} is planned in {unit}, and {what.dose} was entered"
        return Problem("RC814", words, f"Write it in {unit}.", _PLACE)
    if what.on and not _is_date(what.on):
        return Problem("RC211", f"'{what.on}' is not a date", "Write a day that exists.", _PLACE)
    if what.on and what.on < first_days(planned)[1].isoformat():
        words = f"{what.on} is before the course began, on {first_days(planned)[1]}"
        return Problem("RC814", words, "Write the day on which it was given.", _PLACE)
    latest = max(what.on or one.date.isoformat() for one in meant)
    if latest > decision.at[:10]:
        words = f"{where} is on {latest}, after today, {decision.at[:10]}"
        return Problem("RC814", words, "Enter it when it was given.", _PLACE)
    is_plain = what.was_given and what.dose is None and not what.on
    if not is_plain and not decision.why:
        words = f"{what.component or where} was given otherwise than planned, or not"
        return Problem("RC814", words, "Say why, in words.", _PLACE)
    return None


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def undo(record: Record) -> Record:
    """The record without its last decision that no given dose rests on; it may come again."""
    same_as_shown(record, replayed(record))
    for at in range(len(record.decisions) - 1, -1, -1):
        decision = record.decisions[at]
        if decision.kept or isinstance(decision.what, Adopted):
            continue
        left = (*record.decisions[:at], *record.decisions[at + 1 :])
        after = record.with_(
            decisions=left, undone=(TakenBack(at=at, decision=decision), *record.undone)
        )
        _nothing_rests_on(record, decision)
        return tried(record, after)
    raise Refused(
        Problem("RC815", "there is nothing to undo", "What was given is entered again.", _PLACE)
    )


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
