"""What limits of a lifetime say of a course: refused doses, notices, and what was not assessed.

What is beyond the limit is refused from the giving on that crosses it, the limit of the drug's
entry and the regimen's own alike; what calls for care is a notice. An edge is within.
"""

from collections.abc import Iterable, Iterator, Sequence

from regimencalc import wording
from regimencalc.bounds import is_above
from regimencalc.exposure import Counted, Exposure
from regimencalc.formulary import LifetimeAtRisk
from regimencalc.history import History
from regimencalc.judgement import Judgement
from regimencalc.problems import Place, Problem
from regimencalc.units import Measure

_SAY_IT = "Say what was given before, as prior: {drug}={amount}, or {drug}=0, if nothing was."


def judged(found: Iterable[Exposure], history: History) -> list[Judgement]:
    """What the limits of a lifetime say of a course: refused doses and notices.

    What the regimen's own limit refuses is not refused once more by that of the drug's entry.
    """
    own: list[Judgement] = []
    others: list[Judgement] = []
    for exposure in found:
        judgements = _judgements(exposure, history)
        if exposure.line:
            own += judgements
        else:
            others += [one for one in judgements if not _is_said(one, own)]
    return [*own, *others]


def _is_said(judgement: Judgement, said: Iterable[Judgement]) -> bool:
    """Whether all its doses are refused already."""
    return any(one.key == judgement.key and one.days >= judgement.days for one in said)


def problems(found: Iterable[Exposure]) -> Iterator[Problem]:
    """What of a lifetime was not assessed."""
    found = tuple(found)
    yield from _mixed(found)
    said = {one.entry.id for one in found if one.line and one.before is None}
    for exposure in found:
        if exposure.line and exposure.before is None and exposure.course:
            yield _without_before(exposure)
        else:
            yield from _not_assessed(exposure, is_said=exposure.entry.id in said)


def _mixed(found: Iterable[Exposure]) -> Iterator[Problem]:
    """Tables of equivalents are never mixed: one sum by two of them would be no sum."""
    tables: dict[str, list[str]] = {}
    for exposure in found:
        if exposure.table is not None and not exposure.line:
            tables.setdefault(exposure.table.counted_as, []).append(exposure.table.id)
    for drug, named in tables.items():
        if len(named) > 1:
            yield Problem(
                "RC524",
                f"NOT ASSESSED: what counts as {drug} in a lifetime is counted by "
                f"{wording.spoken_list(named)} in the entries of its drugs, and not added up",
                "Name one table in all of them, under 'counts_as'.",
            )


def _judgements(exposure: Exposure, history: History) -> Iterator[Judgement]:
    lifetime, at_risk = exposure.lifetime, exposure.lifetime.at_risk
    is_at_risk = None if at_risk is None else at_risk.holds(history.events)
    limit = at_risk.refuse if at_risk is not None and is_at_risk else lifetime.refuse
    beyond = _beyond(exposure, limit)
    yield from _refused(exposure, beyond, limit)
    if at_risk is not None and is_at_risk is None:
        for counted in _beyond(exposure, at_risk.refuse)[:1]:
            if counted not in beyond:
                yield _lower_limit(exposure, counted, at_risk, history)
    said = beyond
    for field, amount in (("warn_again", lifetime.warn_again), ("warn", lifetime.warn)):
        for counted in _beyond(exposure, amount)[:1]:
            if counted not in said:
                said = [*said, counted]
                fix = "Look at what was given before, and at the heart, lung, hearing or nerves."
                yield _noticed("RC731", exposure, counted, field, f"above {amount}", fix)


def _beyond(exposure: Exposure, limit: Measure | None) -> list[Counted]:
    """The givings with which all comes to more than a limit; of its line, where it is a line's."""
    if limit is None:
        return []
    beyond = [counted for counted in exposure.course if is_above(counted.total, limit.canonical)]
    return [one for one in beyond if exposure.line in ("", one.planned.component)]


def _refused(
    exposure: Exposure, beyond: Sequence[Counted], limit: Measure | None
) -> Iterator[Judgement]:
    by_line: dict[tuple[str, int], list[Counted]] = {}
    for counted in beyond:
        where = counted.planned.component, counted.planned.cycle
        by_line.setdefault(where, []).append(counted)
    for (component, cycle), of_line in by_line.items():
        yield Judgement(
            Problem(
                "RC708",
                _sentence(exposure, of_line[0], f"passes the limit of {limit}"),
                "Plan fewer cycles, or another drug: nobody can accept a limit.",
                _place(exposure, "refuse"),
            ),
            component,
            cycle,
            f"above {limit}",
            days=frozenset(counted.planned.day for counted in of_line),
            source=_cite(exposure),
        )


def _lower_limit(
    exposure: Exposure, counted: Counted, at_risk: LifetimeAtRisk, history: History
) -> Judgement:
    how = f"above {at_risk.refuse}, the limit after {at_risk.words}; whether there was any is not"
    unsaid = [f"{name}=yes or {name}=no" for name in at_risk.unsaid(history.events)]
    fix = f"Say it, as prior: {'; '.join(unsaid)}."
    return _noticed("RC732", exposure, counted, "at_risk", f"{how} stated", fix)


def _noticed(
    code: str, exposure: Exposure, counted: Counted, field: str, how: str, fix: str
) -> Judgement:
    planned, total = counted.planned, f"comes to {exposure.shown(counted.total)}"
    value = exposure.shown(counted.total)
    if counted.is_withheld:
        total, value = "comes to a sum that is not said, as a dose has no number,", how
    return Judgement(
        Problem(code, _sentence(exposure, counted, total, how), fix, _place(exposure, field)),
        planned.component,
        planned.cycle,
        value,
        days=frozenset({planned.day}),
        source=_cite(exposure),
    )


def _sentence(exposure: Exposure, counted: Counted, total: str, how: str = "") -> str:
    """What is so on a day: of a refused dose without the total, which would tell the dose."""
    before = "what was given before not stated and not counted"
    if exposure.before is not None:
        before = f"{exposure.shown(exposure.before)} of them before this course"
    is_verified = exposure.lifetime.verified
    return (
        f"{exposure.name} {total} in a lifetime on day {counted.planned.day} of cycle "
        f"{counted.planned.cycle}, {before}{f': {how}' if how else ''} "
        f"({exposure.limits}){'' if is_verified else ' NOT VERIFIED'} ({_cite(exposure)})"
    )


def _cite(exposure: Exposure) -> str:
    if exposure.cite:
        return exposure.cite
    cited = exposure.entry.cited(exposure.lifetime.source)
    return exposure.lifetime.source if cited is None else cited.cite


def _place(exposure: Exposure, field: str) -> Place:
    limit = exposure.lifetime.refuse
    if exposure.line and limit is not None:
        return limit.place or Place()
    return exposure.entry.source.place_of(("lifetime", field))


def _not_assessed(exposure: Exposure, *, is_said: bool) -> Iterator[Problem]:
    drug = exposure.entry.id
    if exposure.before is None and exposure.course and not is_said:
        amount = f"{240 if exposure.unit == 'mg/m2' else 30000} {exposure.unit}"
        yield Problem(
            "RC524",
            f"NOT ASSESSED: {exposure.words}",
            _SAY_IT.format(drug=drug, amount=amount),
            Place(field="prior"),
        )
    if "NOT ASSESSED" in exposure.said:
        yield Problem(
            "RC524",
            f"NOT ASSESSED in full: {exposure.words}",
            "Count it by hand, by a table of your own.",
            Place(field="prior"),
        )
    if not exposure.course:
        yield Problem(
            "RC524",
            f"NOT ASSESSED: the doses of {exposure.name} cannot be counted in {exposure.unit} "
            f"towards {exposure.limits} in a lifetime",
            "Give height and weight, or count them by hand.",
            Place(field="height"),
        )


def _without_before(exposure: Exposure) -> Problem:
    """What the regimen's own limit cannot be held against: nobody said what was given before."""
    comes_to = f"comes to {exposure.shown(exposure.planned)} in this course"
    if exposure.is_withheld:
        comes_to = "in this course, of which a dose has no number"
    return Problem(
        "RC624",
        f"NOT ASSESSED: {exposure.line} {comes_to}, of at most {exposure.lifetime.refuse} in a "
        "lifetime; what was given before is not known",
        "Count what was given before, by every regimen.",
    )
