"""The newest creatinine of a day, and the AUC doses that are found from an older measure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from regimencalc import wording
from regimencalc.clearance import given_kidney_measures
from regimencalc.findings import Finding, newest
from regimencalc.givings import Giving
from regimencalc.known_values import KnownValues
from regimencalc.patient import Patient
from regimencalc.problems import Place, Problem
from regimencalc.units import Kind

_PLACE = Place(field="creatinine")


def newest_creatinine(findings: Iterable[Finding], start: date, day: date) -> Finding | None:
    """The newest creatinine that is not after a day; a multiple of a limit is none."""
    measured = (
        one
        for one in findings
        if one.measure is not None and one.measure.kind is not Kind.UPPER_LIMIT
    )
    return newest(measured, "creatinine", start, day)


def is_overtaken(patient: Patient, newest: Finding | None, start: date) -> bool:
    """Whether a creatinine is newer than the kidney measure that a patient's AUC dose follows from.

    A rate that was estimated followed from a creatinine itself: another one of its own day counts.
    """
    given = given_kidney_measures(patient)
    if newest is None or not given:
        return False
    measured_on, newest_on = getattr(patient, f"{given[0]}_on") or start, newest.on or start
    return bool(newest_on > measured_on or (given[0] == "egfr" and newest_on == measured_on))


def older_creatinine_problems(given: Sequence[Giving], known: KnownValues) -> Iterator[Problem]:
    """A warning for each newer creatinine than what the AUC doses follow from, with the cycles.

    Each giving is looked at on its own day: a creatinine of day 6 is newer for day 8.
    """
    newer: dict[tuple[str, str, str], dict[int, int]] = {}
    first: dict[tuple[str, int], int] = {}
    for giving in given if known.findings else ():
        if giving.administration.statement.amount.kind is not Kind.AUC:
            continue
        line, cycle = giving.administration.component.id, giving.cycle
        first.setdefault((line, cycle), giving.day)
        period = known.timeline.period_of(cycle)
        patient = known.patient if period is None else period.patient
        newest = newest_creatinine(known.findings, known.start, giving.on)
        if newest is not None and is_overtaken(patient, newest, known.start):
            said = (line, *_said(patient, newest))
            newer.setdefault(said, {}).setdefault(cycle, giving.day)
    for (line, words, fix), days in newer.items():
        where = _where(
            {cycle: day for cycle, day in days.items() if day > first[line, cycle]}, days
        )
        yield Problem("RC527", f"{line} in {where} is found from {words}", fix, _PLACE)


def _said(patient: Patient, newest: Finding) -> tuple[str, str]:
    """From what a dose is found and what is newer, and what to do."""
    field = given_kidney_measures(patient)[0]
    if field == "creatinine":
        fix = "Plan it from that cycle on with the newer creatinine as the patient's."
        return f"an older creatinine than the {newest}", fix
    rate = Finding(field, getattr(patient, field), on=getattr(patient, f"{field}_on"))
    fix = "Look whether that rate still holds; if not, plan it from that cycle on with a newer one."
    return f"the {rate}, and not from the {newest}", fix


def _where(later: Mapping[int, int], days: Mapping[int, int]) -> str:
    """The cycles; a cycle with the day from which on, where its first giving is not meant."""
    whole = [cycle for cycle in days if cycle not in later]
    said = [f"cycle {cycle} from day {day} on" for cycle, day in later.items()]
    return wording.spoken_list([*said, *([wording.cycles(whole)] if whole else [])])
