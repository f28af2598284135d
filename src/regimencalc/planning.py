"""From names to a course or a comparison: finds the files and checks them. What scripts call."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, time
from pathlib import Path

from regimencalc import course, library, validation
from regimencalc.changes import Change, read_change
from regimencalc.clock import Clock
from regimencalc.comparing import Comparison, compared
from regimencalc.fields import time_zone
from regimencalc.findings import Finding, read_findings
from regimencalc.givings import measures_needed
from regimencalc.history import read_history
from regimencalc.judgement import Answer, Verdict, read_answer
from regimencalc.modifications import chosen_by
from regimencalc.offering import offer_of
from regimencalc.offers import Offer
from regimencalc.patient import Patient
from regimencalc.planned_course import Course
from regimencalc.policy import Policy
from regimencalc.problems import Place, Problem, Refused
from regimencalc.regimen import Regimen
from regimencalc.version import VERSION

PLAIN_POLICY = "reference"
YEARS = range(1900, 2201)


def load_regimen(name: str | Path) -> Regimen:
    """A regimen of the library by its id, or of a file by its path, checked.

    Parameters
    ----------
    name : str or Path
        An id such as "ep-infusional-28d", or a path such as "./my-regimen.yaml".

    Returns
    -------
    Regimen
        Its shape, its sense and its worked examples are in order.

    Raises
    ------
    Refused
        With every problem of the file, each with its line and column.

    Examples
    --------
    >>> str(load_regimen("ep-infusional-28d").cycle.length)
    '28 d'
    """
    path = library.path_of(str(name), "regimens")
    regimen = library.read_regimen(path)
    errors = [p for p in validation.problems_of_model(regimen, path.stem) if p.is_error]
    if errors:
        raise Refused(errors)
    return regimen


def plan_course(
    regimen: Regimen,
    patient: Patient,
    *,
    start: date | str,
    cycles: int | None = None,
    policy: Policy | str | Path | None = None,
    zone: str | None = None,
    choose: Mapping[str, str] | None = None,
    changes: Sequence[Change | str] = (),
    accept: Sequence[str] = (),
    decline: Sequence[str] = (),
    prior: Mapping[str, str] | None = None,
    values: Sequence[str | Finding] = (),
) -> Course:
    """The dated doses of a patient, each with its working.

    Parameters
    ----------
    regimen : Regimen
        As `load_regimen` gives it.
    patient : Patient
        Measures with their units [cm, kg, mg/dL, mL/min].
    start : date or str
        Day 1 of cycle 1: "2026-12-01", or with the time at which treatment days begin,
        "2026-12-01T09:00", and then also a `zone`.
    cycles : int, optional
        How many cycles [-]; the regimen's own number if it states one.
    policy : Policy or str, optional
        How to calculate, by id, path or as read. A regimen with a target AUC must be given one,
        because the choice moves the dose by a third; others run under `reference`.
    zone : str, optional
        An IANA time zone such as "Europe/Dublin".
    choose : mapping of str to str, optional
        The answers to what the regimen leaves open: {"platinum": "cisplatin"}.
    changes : sequence of Change or str, optional
        What was decided for a line, each from a cycle on: a Change, or the text of a reduction
        such as "etoposide=75 % from cycle 2".
    accept, decline : sequence of str, optional
        What is said to warnings and rules, each by its key and with a reason:
        ["RC721:cisplatin:1=agreed at the tumour board"].
    prior : mapping of str to str, optional
        What was given before this course, for the limits of a lifetime, and what else came before:
        {"doxorubicin": "240 mg/m2", "chest-radiotherapy": "no"}. Zero may be said: "0".
    values : sequence of str or Finding, optional
        What rules ask for beside the body, each with its unit, and where they are known the
        laboratory's upper limit of normal and the day:
        ["platelets=80 10^9/L, on 2026-12-01", "bilirubin=30 umol/L, ULN 21 umol/L"].

    Returns
    -------
    Course
        With its doses in order, and the warnings that stand beside them.

    Raises
    ------
    Refused
        With every error at once: then there are no doses.

    Examples
    --------
    >>> ep = load_regimen("ep-infusional-28d")
    >>> man = Patient(sex="male", age="67 y", height="170 cm", weight="70 kg")
    >>> planned = plan_course(ep, man, start="2026-12-01", cycles=3)
    >>> str(planned.doses[0].dose)
    '181.8 mg'
    """
    planned = course_or_problems(
        regimen,
        patient,
        start=start,
        cycles=cycles,
        policy=policy,
        zone=zone,
        choose=choose,
        changes=changes,
        accept=accept,
        decline=decline,
        prior=prior,
        values=values,
    )
    if planned.is_refused:
        raise Refused(planned.problems)
    return planned


def course_or_problems(
    regimen: Regimen,
    patient: Patient,
    *,
    start: date | str,
    cycles: int | None = None,
    policy: Policy | str | Path | None = None,
    zone: str | None = None,
    choose: Mapping[str, str] | None = None,
    changes: Sequence[Change | str] = (),
    accept: Sequence[str] = (),
    decline: Sequence[str] = (),
    prior: Mapping[str, str] | None = None,
    values: Sequence[str | Finding] = (),
    with_offers: bool = True,
) -> Course:
    """The same as `plan_course`, but a refused course comes back, without doses.

    Only a start that cannot be read is refused at once: everything else depends on it.
    """
    day_1, day_start = read_start(start)
    answers, found = _answers(accept, decline)
    formulary = library.formulary()
    history, unread = read_history(prior or {}, formulary, library.equivalents())
    findings, doubts = read_findings(values)
    decided, doubts_of_changes = _changes(changes)
    found += [*unread, *doubts, *doubts_of_changes]
    chosen = library.shipped_policy(PLAIN_POLICY)
    clock = None
    try:
        chosen = policy_for(regimen, policy, choose)
    except Refused as refusal:
        found += (problem.at(Place(field="policy")) for problem in refusal.problems)
    try:
        clock = clock_of(day_start, zone, chosen)
    except Refused as refusal:
        found += refusal.problems
    planned = course.plan(
        regimen,
        patient,
        chosen,
        formulary,
        start=day_1,
        version=VERSION,
        cycles=cycles,
        clock=clock,
        choose=choose,
        changes=decided,
        answers=answers,
        history=history,
        findings=findings,
    )
    if with_offers and planned.judgements:
        offers = _offers(planned, patient, start, zone, policy, findings, prior, decided)
        planned = planned.offering(offers)
    unsigned = [*library.review_problems(regimen), *library.review_problems(chosen)]
    if found:
        return planned.refused(found)
    return planned.warned(unsigned) if unsigned else planned


def _offers(
    planned: Course,
    patient: Patient,
    start: date | str,
    zone: str | None,
    policy: Policy | str | Path | None,
    values: Sequence[Finding],
    prior: Mapping[str, str] | None,
    decided: Sequence[Change],
) -> Iterator[Offer]:
    """The first cycle of each regimen or answer that a rule names, as this patient would get it.

    What was decided for a line holds under another answer, and not in another regimen.
    """
    asked: dict[tuple[str, str], str] = {}
    for one in planned.judgements:
        action = None if one.proposes is None else one.proposes.action
        is_declined = one.answer is not None and one.answer.verdict is Verdict.DECLINED
        if action is not None and action.what in ("alternative", "choose") and not is_declined:
            asked.setdefault((action.what, action.word), one.key)
    for (what, word), key in asked.items():
        choose: dict[str, str] = {}
        changes: list[Change] = []
        regimen, title = planned.regimen, word
        if what == "choose":
            choose = {**planned.choose, **chosen_by(word)}
            changes = [change for change in decided if change.from_cycle == 1]
        else:
            try:
                regimen = load_regimen(word)
            except Refused as refusal:
                yield Offer(key, word, why_not=tuple(p.message for p in refusal.problems))
                continue
            title = f"{word}, {regimen.name}"
        other = course_or_problems(
            regimen,
            patient,
            start=start,
            cycles=1,
            policy=policy,
            zone=zone,
            choose=choose,
            changes=changes,
            prior=prior,
            values=values,
            with_offers=False,
        )
        yield offer_of(key, title, other)


def _changes(changes: Sequence[Change | str]) -> tuple[tuple[Change, ...], list[Problem]]:
    read: list[Change] = []
    problems: list[Problem] = []
    for change in changes:
        try:
            read.append(change if isinstance(change, Change) else read_change(change))
        except Refused as refusal:
            problems += refusal.problems
    return tuple(read), problems


def _answers(
    accept: Sequence[str], decline: Sequence[str]
) -> tuple[tuple[Answer, ...], list[Problem]]:
    read = [read_answer(text, Verdict.ACCEPTED) for text in accept]
    read += [read_answer(text, Verdict.DECLINED) for text in decline]
    answers = tuple(one for one in read if isinstance(one, Answer))
    return answers, [one for one in read if isinstance(one, Problem)]


def compare(
    regimen: Regimen,
    patient: Patient,
    *,
    start: date | str,
    cycles: int | None = None,
    policy: Policy | str | Path | None = None,
    choose: Mapping[str, str] | None = None,
) -> Comparison:
    """The doses of a patient by every formula and under every policy of the library.

    Parameters
    ----------
    regimen : Regimen
        As `load_regimen` gives it.
    patient : Patient
        Measures with their units [cm, kg, mg/dL, mL/min].
    start : date or str
        Day 1 of cycle 1, from which the age follows.
    cycles : int, optional
        How many cycles [-]; the regimen's own number if it states one.
    policy : Policy or str, optional
        The policy in which formulas are exchanged, by id, path or as read; else `reference`.
    choose : mapping of str to str, optional
        The answers to what the regimen leaves open.

    Returns
    -------
    Comparison
        For each line a dose by each choice, its dose band, and how 5 % of weight or 10 umol/L of
        creatinine move it.

    Raises
    ------
    Refused
        With every error that stands in the way of all choices alike.

    Examples
    --------
    >>> ce = load_regimen("carboplatin-etoposide-21d")
    >>> man = Patient(
    ...     sex="male", age="60 y", height="180 cm", weight="80 kg", creatinine="1 mg/dL"
    ... )
    >>> carboplatin = compare(ce, man, start="2026-12-01").lines[0]
    >>> {row.choice.name: str(row.dose) for row in carboplatin.of("policy")}["wright"]
    '605 mg'
    """
    day_1, _ = read_start(start)
    chosen = policy_for(regimen, policy or PLAIN_POLICY, choose)
    others = (policy_for(regimen, name) for name in library.ids("policies") if name != chosen.id)
    return compared(
        regimen,
        patient,
        chosen,
        [chosen, *others],
        library.formulary(),
        start=day_1,
        version=VERSION,
        cycles=cycles,
        choose=choose,
    )


def policy_for(
    regimen: Regimen,
    policy: Policy | str | Path | None,
    choose: Mapping[str, str] | None = None,
) -> Policy:
    """The policy that was chosen; `reference` where none was and no dose depends on the choice."""
    if isinstance(policy, Policy):
        return policy
    if policy is not None:
        path = library.path_of(str(policy), "policies")
        chosen = library.read_policy(path)
        errors = [p for p in validation.problems_of_model(chosen, path.stem) if p.is_error]
        if errors:
            raise Refused(errors)
        return chosen
    if measures_needed(regimen, None, choose)["by_auc"]:
        raise Refused(
            Problem(
                "RC504",
                f"{regimen.id} has a dose by AUC, and no policy is chosen",
                "Choose how clearance is estimated, it can move the dose by a third: "
                f"{', '.join(library.ids('policies'))}, or a file of your own.",
                Place(field="policy"),
            )
        )
    return library.shipped_policy(PLAIN_POLICY)


def read_start(start: date | str) -> tuple[date, time | None]:
    """The first day, and the time at which treatment days begin if one is given."""
    text = start.isoformat() if isinstance(start, date) else start
    with suppress(ValueError):
        stated = re.fullmatch(r"(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}))?", text, re.ASCII)
        if stated is not None:
            day_1 = date.fromisoformat(stated[1])
            if day_1.year in YEARS:
                return day_1, time.fromisoformat(stated[2]) if stated[2] else None
    raise Refused(
        Problem(
            "RC211",
            f"'{text}' is not a date, or a date with a time, from {YEARS[0]} to {YEARS[-1]}",
            "Write a day that exists as year-month-day, for example 2027-03-15; with a time, "
            "2027-03-15T09:00, a zone as well.",
            Place(field="start"),
        )
    )


def clock_of(day_start: time | None, zone: str | None, policy: Policy) -> Clock | None:
    """The clock of a course: from what was given, else from the policy; None without both."""
    begins = day_start or policy.day_start
    where = zone or policy.zone
    if day_start is not None and where is None:
        raise Refused(
            Problem(
                "RC211",
                "a start time without a time zone is not a moment",
                "Give a zone such as Europe/Dublin, or the date alone.",
                Place(field="zone"),
            )
        )
    if where is None:
        return None
    try:
        there = time_zone(where)
    except Refused as refusal:
        raise Refused(problem.at(Place(field="zone")) for problem in refusal.problems) from None
    if begins is None and zone is not None:
        raise Refused(
            Problem(
                "RC211",
                "a time zone without a start time has nothing to do",
                "Give the time too, 2026-12-01T09:00, or leave the zone out.",
                Place(field="zone"),
            )
        )
    return None if begins is None else Clock(begins, there)
