"""The newest creatinine of a day, and the AUC doses that are found from an older one."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from regimencalc import wording
from regimencalc.assessing import by_cycle, day_1_of
from regimencalc.findings import Finding, newest
from regimencalc.givings import Giving
from regimencalc.known_values import KnownValues
from regimencalc.problems import Place, Problem
from regimencalc.units import Kind


def newest_creatinine(findings: Iterable[Finding], start: date, day: date) -> Finding | None:
    """The newest creatinine that is not after a day; a multiple of a limit is none."""
    measured = (
        one
        for one in findings
        if one.measure is not None and one.measure.kind is not Kind.UPPER_LIMIT
    )
    return newest(measured, "creatinine", start, day)


def older_creatinine_problems(given: Sequence[Giving], known: KnownValues) -> Iterator[Problem]:
    """A warning for each newer creatinine than that of the AUC doses, with the cycles."""
    newer: dict[Finding, dict[str, list[int]]] = {}
    for cycle, of_cycle in by_cycle(given).items() if known.findings else ():
        by_auc = [one for one in of_cycle if one.administration.statement.amount.kind is Kind.AUC]
        if not by_auc:
            continue
        day_1 = day_1_of(of_cycle, known.start, known.timeline)
        period = known.timeline.period_of(cycle)
        patient = known.patient if period is None else period.patient
        newest = newest_creatinine(known.findings, known.start, day_1)
        if newest is None or patient.creatinine is None:
            continue
        if (newest.on or known.start) > (patient.creatinine_on or known.start):
            for line in dict.fromkeys(one.administration.component.id for one in by_auc):
                newer.setdefault(newest, {}).setdefault(line, []).append(cycle)
    for newest, lines in newer.items():
        for line, cycles in lines.items():
            yield Problem(
                "RC527",
                f"{line} in {wording.cycles(cycles)} is found from an older creatinine than the "
                f"{newest}",
                "Plan it from that cycle on with the newer creatinine as the patient's.",
                Place(field="creatinine"),
            )
