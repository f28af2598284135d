"""What is known of a patient on the day on which rules are judged, and why the rest is not.

A value counts on its day and for as long after it as the policy lets a measure be; one without a
day counts on day 1 of the course alone. What is missing or too old is not known: a condition that
asks for it is not assessable, and says so.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from regimencalc import wording
from regimencalc.caps import before_cap
from regimencalc.clearance import creatinine_clearance, given_kidney_measures
from regimencalc.conditions import VALUES, Clause, Condition, Facts, fact_name, in_words
from regimencalc.findings import Finding
from regimencalc.hepatic_function import (
    CHILD_PUGH_POINTS_OF_ASCITES,
    CHILD_PUGH_POINTS_OF_ENCEPHALOPATHY,
    child_pugh_class_1973,
    child_pugh_points_of_albumin_1973,
    child_pugh_points_of_bilirubin_1973,
    child_pugh_points_of_inr_1973,
    child_pugh_score_1973,
)
from regimencalc.measures import Measures
from regimencalc.patient import Patient
from regimencalc.policy import Policy
from regimencalc.problems import Refused
from regimencalc.timeline import AS_PLANNED, Timeline
from regimencalc.units import Kind, Measure

FOR_LIFE = ("dpyd", "ugt1a1", "hepatitis_b")
"""Tests whose answer does not grow old."""

SLOW = ("ejection_fraction", "child_pugh", "ascites", "encephalopathy")
"""Findings that count until the policy refuses a measure for its age."""

WORST_OF: Mapping[str, Callable[[Iterable[float]], float]] = {
    **{name: min for name in VALUES if name.startswith("nadir_")},
    **{name: max for name, kinds in VALUES.items() if kinds == (Kind.GRADE,)},
}
"""Values of a whole cycle: the worst one since the last day 1 counts."""

_CHILD_PUGH = ("bilirubin", "albumin", "inr", "ascites", "encephalopathy")
_BILIRUBIN_MG_DL = fact_name("bilirubin", Kind.CREATININE)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known on one day: the facts, how each is said, and why others are not known."""

    facts: Facts
    said: Mapping[str, str]
    why_not: Mapping[str, str]

    def decided(self, condition: Condition) -> str:
        """The values that a condition was judged by, each once."""
        asked = (clause for clause in condition.all_clauses())
        said = dict.fromkeys(self.said[c.fact] for c in asked if c.fact in self.said)
        return ", ".join(said)

    def missing(self, condition: Condition) -> Iterator[str]:
        """What would have to be known before a condition could be judged."""
        for clause in condition.clauses:
            if clause.holds(self.facts) is None:
                yield self._missing(clause)
        if condition.narrative:
            yield f"somebody's judgement: {condition.narrative}"
        for one in condition.any_of:
            if one.holds(self.facts) is None:
                yield from self.missing(one)

    def _missing(self, clause: Clause) -> str:
        name = clause.name
        if name in self.why_not:
            return self.why_not[name]
        if clause.edges and clause.edges[0][1].kind is Kind.UPPER_LIMIT and self._has(name):
            return f"the laboratory's upper limit of normal of the {in_words(name)}"
        if clause.edges and self._has(name):
            return f"the {in_words(name)} in {clause.edges[0][1].canonical_unit}"
        return f"the {in_words(name)}"

    def _has(self, name: str) -> bool:
        return any(fact.partition(" [")[0] == name for fact in self.facts)


@dataclass(frozen=True, slots=True)
class KnownValues:
    """Everything that was found in a patient, from which each day's knowledge is taken."""

    patient: Patient
    policy: Policy
    measures: Measures
    start: date
    findings: tuple[Finding, ...] = ()
    facts: Facts = field(default_factory=dict)
    days: dict[tuple[date | None, ...], Known] = field(default_factory=dict)
    timeline: Timeline = AS_PLANNED

    def on(self, day: date, since: date | None, after: date | None = None) -> Known:
        """What is known on a day.

        `since` is the day on which the rule was judged last, else the day 1 before; None in the
        first cycle. `after` is the line's last giving
        in the same cycle: counts that were taken before it say nothing of what it did.
        """
        known = self.days.get((day, since, after))
        if known is None:
            here = self._of_period(day)
            known = self.days[day, since, after] = here._known(day, since, after)
        return known

    def _of_period(self, day: date) -> "KnownValues":
        period = self.timeline.period_on(day)
        if period is None:
            return self
        facts = period.chosen.facts
        return replace(self, patient=period.patient, measures=period.measures, facts=facts)

    def _known(self, day: date, since: date | None, after: date | None) -> Known:
        facts: dict[str, float | str] = dict(self.facts)
        said = {
            name: f"{in_words(name)} {value:g}" if isinstance(value, float) else f"{name}: {value}"
            for name, value in facts.items()
        }
        why_not: dict[str, str] = {}
        current: dict[str, Finding] = {}
        for name in dict.fromkeys(finding.name for finding in self._every()):
            found = self._current(name, day, since, after)
            if isinstance(found, Finding):
                current[name] = found
                facts.update(found.facts())
                said.update(dict.fromkeys(found.facts(), str(found)))
            else:
                why_not[name] = found
        self._clearance(current, why_not, facts, said)
        self._child_pugh(why_not, facts, said)
        return Known(facts, said, why_not)

    def _every(self) -> Iterator[Finding]:
        yield from self.findings
        patient = self.patient
        if patient.creatinine is not None:
            yield Finding("creatinine", patient.creatinine, on=patient.creatinine_on)
        if patient.measured_gfr is not None:
            by = f"by {patient.gfr_method}"
            yield Finding("measured_gfr", patient.measured_gfr, on=patient.measured_gfr_on, how=by)
        if patient.egfr is not None:
            by = f"by {patient.egfr_equation}"
            yield Finding("egfr", patient.egfr, on=patient.egfr_on, how=by)
        clearance = self.measures.clearance
        if clearance is not None:
            rate = before_cap(clearance)
            shown = wording.dose(rate.value, rate.unit)
            measured_on: date | None = getattr(patient, f"{given_kidney_measures(patient)[0]}_on")
            measure = Measure(rate.value, rate.unit, shown)
            yield Finding("clearance_for_auc", measure, on=measured_on, how=f"({rate.what})")

    def _current(
        self, name: str, day: date, since: date | None, after: date | None
    ) -> Finding | str:
        """The finding of this name that counts on a day, or why none does."""
        found = [one for one in self._every() if one.name == name]
        dated = [
            (one.on or self.start, one)
            for one in found
            if one.on is not None or name in FOR_LIFE or day == self.start
        ]
        past = [(on, one) for on, one in dated if on <= day]
        if not dated:
            return f"the {in_words(name)} of the day: what has no day counts on day 1 alone"
        if not past:
            first = min(on for on, _ in dated)
            return f"an earlier {in_words(name)}: the first is of {first}"
        if name in WORST_OF:
            return self._worst(name, past, day, since)
        on, latest = max(past, key=lambda pair: pair[0])
        if after is not None and on <= after and name not in (*FOR_LIFE, *SLOW):
            return f"a {in_words(name)} after the giving of {after}"
        limit = self._lasts(name)
        if limit is not None and (day - on).days > limit.canonical / 1440:
            return f"a newer {in_words(name)}: that of {on} counts for {limit}"
        return latest

    def _worst(
        self, name: str, past: list[tuple[date, Finding]], day: date, since: date | None
    ) -> Finding | str:
        """The worst since the last day 1, on which what was found then was looked at already."""
        limit = self.policy.ages_of_measures.refuse_after.canonical / 1440
        within = [
            one
            for on, one in past
            if (on > since if since is not None else (day - on).days <= limit)
        ]
        measured = {one.measure.canonical: one for one in within if one.measure is not None}
        if not measured:
            return f"the {in_words(name)} of the cycle before"
        return measured[WORST_OF[name](measured)]

    def _lasts(self, name: str) -> Measure | None:
        """For how long a value counts; None for a test that is made once in a life."""
        if name in FOR_LIFE:
            return None
        ages = self.policy.ages_of_measures
        return ages.refuse_after if name in SLOW else ages.warn_after

    def _clearance(
        self,
        current: Mapping[str, Finding],
        why_not: dict[str, str],
        facts: dict[str, float | str],
        said: dict[str, str],
    ) -> None:
        """The creatinine clearance by the policy's formula, from the creatinine of the day."""
        name = "creatinine_clearance"
        creatinine = current.get("creatinine")
        stated = None if creatinine is None else creatinine.measure
        if stated is None or stated.kind is Kind.UPPER_LIMIT:
            lack = why_not.get("creatinine", "a creatinine")
            why_not[name] = f"the creatinine clearance, which needs {lack}"
            return
        try:
            step = creatinine_clearance(self.patient, self.policy, self.start, stated)
        except Refused as refusal:
            fields = [in_words(problem.place.field) for problem in refusal.problems]
            why_not[name] = f"the creatinine clearance, which needs the {', the '.join(fields)}"
            return
        facts[name] = step.value
        formula = "" if step.formula is None else f" by {step.formula.name}"
        shown = wording.dose(step.value, step.unit)
        said[name] = f"creatinine clearance {shown}{formula} ({creatinine})"

    def _child_pugh(
        self, why_not: dict[str, str], facts: dict[str, float | str], said: dict[str, str]
    ) -> None:
        """The Child-Pugh class as it was stated, else from its five findings."""
        if "child_pugh" in facts:
            return
        needed = {name: name for name in _CHILD_PUGH} | {"bilirubin": _BILIRUBIN_MG_DL}
        lacking = [in_words(name) for name, fact in needed.items() if fact not in facts]
        if lacking:
            five = f", or for it the {wording.spoken_list(lacking)}" if len(lacking) < 5 else ""
            why_not.setdefault("child_pugh", f"the Child-Pugh class{five}")
            return
        points = {
            "bilirubin": child_pugh_points_of_bilirubin_1973(
                bilirubin_mg_dl=float(facts[_BILIRUBIN_MG_DL])
            ),
            "albumin": child_pugh_points_of_albumin_1973(albumin_g_dl=float(facts["albumin"]) / 10),
            "inr": child_pugh_points_of_inr_1973(inr=float(facts["inr"])),
            "ascites": CHILD_PUGH_POINTS_OF_ASCITES[str(facts["ascites"])],
            "encephalopathy": CHILD_PUGH_POINTS_OF_ENCEPHALOPATHY[str(facts["encephalopathy"])],
        }
        score = child_pugh_score_1973(**{f"{name}_points": n for name, n in points.items()})
        facts["child_pugh"] = child_pugh_class_1973(child_pugh_score=score)
        of_each = ", ".join(f"{in_words(name)} {n}" for name, n in points.items())
        said["child_pugh"] = f"Child-Pugh class {facts['child_pugh']}, {score:g} points: {of_each}"


def unused(findings: Iterable[Finding], asked: Iterable[str]) -> Iterator[Finding]:
    """The findings that no condition asks for, directly or through what is found from them."""
    wanted = set(asked)
    if "child_pugh" in wanted:
        wanted |= set(_CHILD_PUGH)
    if "creatinine_clearance" in wanted:
        wanted.add("creatinine")
    yield from (finding for finding in findings if finding.name not in wanted)
