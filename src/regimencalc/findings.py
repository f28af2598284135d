"""What was found in a patient beside the body: laboratory values, grades, tests, each with its day.

A value may carry its laboratory's own upper limit of normal; a condition in ULN is compared with
the value divided by that limit, and by no other.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from regimencalc import wording
from regimencalc.conditions import OF_THE_BODY, VALUES, WORDS, Facts, fact_name, in_words
from regimencalc.fields import refuse
from regimencalc.hepatic_function import UMOL_L_PER_MG_DL_BILIRUBIN
from regimencalc.patient import Patient
from regimencalc.problems import Place, Problem, Refused
from regimencalc.renal_function import UMOL_L_PER_MG_DL
from regimencalc.unit_reader import read_measure
from regimencalc.units import Kind, Measure

ENTERED_AS_MEASURES = {
    **dict.fromkeys(OF_THE_BODY, "it is one of the patient's measures"),
    "measured_gfr": "it is entered with its method",
    "egfr": "it is entered with its equation",
    "creatinine_clearance": "the policy's formula estimates it from a creatinine",
    "clearance_for_auc": "it is the one that the AUC dose is found from",
    "dose": "it is calculated",
}
"""The values of conditions that nobody enters as a finding, and why."""

FINDABLE = (*(name for name in VALUES if name not in ENTERED_AS_MEASURES), *WORDS)
"""The values that can be entered as findings."""

_MAY_BE_ZERO = (Kind.CELL_COUNT, Kind.GRADE, Kind.PERFORMANCE, Kind.FLOW)
_WHOLE_UP_TO_5 = (Kind.GRADE, Kind.PERFORMANCE)
_UMOL_PER_MG_DL = {
    "creatinine": UMOL_L_PER_MG_DL,
    "bilirubin": UMOL_L_PER_MG_DL_BILIRUBIN,
    "direct_bilirubin": UMOL_L_PER_MG_DL_BILIRUBIN,
}
_PLACE = Place(field="value")
_EXAMPLE = '"platelets=80 10^9/L" or "bilirubin=30 umol/L, ULN 21 umol/L, on 2026-12-01"'
_SHAPE = re.compile(
    r"(?P<name>[a-z0-9_]+)=(?P<value>[^,]+)(?:, ULN (?P<limit>[^,]+))?(?:, on (?P<on>[^,]+))?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found: a value with its unit or a word, its upper limit, its day."""

    name: str
    measure: Measure | None = None
    word: str = ""
    upper_limit: Measure | None = None
    on: date | None = None
    how: str = ""

    def __str__(self) -> str:
        limit = "" if self.upper_limit is None else f" (ULN {self.upper_limit})"
        how = f" {self.how}" if self.how else ""
        day = "" if self.on is None else f" on {self.on}"
        return f"{in_words(self.name)} {self.measure or self.word}{limit}{how}{day}"

    def facts(self) -> Facts:
        """The value in every kind of unit in which it is known, by the names of the facts."""
        if self.measure is None:
            return {self.name: self.word}
        known: dict[str, float | str] = {}
        for kind in VALUES[self.name]:
            number = self._in(kind)
            if number is not None:
                known[fact_name(self.name, kind)] = number
        return known

    def _in(self, kind: Kind) -> float | None:
        """The value in another kind of unit; None where it is not known in that."""
        if self.measure is None:
            return None
        is_stated = self.measure.kind is kind
        if kind is Kind.UPPER_LIMIT and self.upper_limit is not None and not is_stated:
            value = _converted(self.name, self.measure, self.upper_limit.kind)
            return None if value is None else value / self.upper_limit.canonical
        return _converted(self.name, self.measure, kind)

    def to_dict(self) -> dict[str, object]:
        """The finding as JSON has it."""
        return {
            "name": self.name,
            "value": str(self.measure or self.word),
            "upper_limit": None if self.upper_limit is None else str(self.upper_limit),
            "on": None if self.on is None else self.on.isoformat(),
        }


def newest(findings: Iterable[Finding], name: str, start: date, day: date) -> Finding | None:
    """The newest finding of a name that is not after a day; one without a day is of the start."""
    found = [one for one in findings if one.name == name and (one.on or start) <= day]
    return max(found, key=lambda one: one.on or start, default=None)


def _converted(name: str, measure: Measure, kind: Kind) -> float | None:
    if measure.kind is kind:
        return measure.canonical
    factor = _UMOL_PER_MG_DL.get(name)
    if factor is None or Kind.UPPER_LIMIT in (kind, measure.kind):
        return None
    return (
        measure.canonical * factor
        if kind is Kind.CREATININE_MOLAR
        else (measure.canonical / factor)
    )


def read_finding(text: str) -> Finding:
    """A finding as it is typed: name=value, then the laboratory's upper limit, then the day.

    Parameters
    ----------
    text : str
        "platelets=80 10^9/L", "bilirubin=30 umol/L, ULN 21 umol/L, on 2026-12-01", "dpyd=normal".

    Returns
    -------
    Finding
        The value with its unit, or the word.

    Raises
    ------
    Refused
        RC203 (not of this form), RC201 (no such value), RC204 (no such word), RC205 to RC207 (not
        a number with a unit of its kind), RC211 (no date), RC501 (not possible).

    Examples
    --------
    >>> read_finding("bilirubin=42 umol/L, ULN 21 umol/L").facts()[
    ...     "bilirubin [multiple of the upper limit of normal]"
    ... ]
    2.0
    """
    try:
        return _read(text)
    except Refused:
        meant = _as_meant(text)
        if not meant:
            raise
    fix = f'Did you mean "{meant}"? Names are in small letters; a comma stands before ULN and on.'
    raise Refused(Problem("RC203", f"'{text}' is not a finding", fix, _PLACE))


def _as_meant(text: str) -> str:
    """The finding that was meant, where small letters, a sign or a comma are all that is amiss."""
    name, _, rest = text.partition("=")
    name = re.sub("[ -]+", "_", name.strip().lower())
    for word in ("ULN", "on"):
        rest = re.sub(rf"[ ,]+{word} +", f", {word} ", rest.strip(), flags=re.IGNORECASE)
    meant = f"{name}={rest}"
    with suppress(Refused):
        _read(meant)
        return meant
    return ""


def _read(text: str) -> Finding:
    said = _SHAPE.fullmatch(text)
    if said is None:
        raise Refused(
            Problem(
                "RC203",
                f"'{text}' is not a finding",
                f"Write its name, a sign, its value, then its limit and its day: {_EXAMPLE}.",
                _PLACE,
            )
        )
    name = said["name"]
    if name not in FINDABLE:
        raise Refused(_not_findable(name))
    on = _day(said["on"])
    try:
        if name in WORDS:
            return _word(name, said["value"], said["limit"], on)
        measure = read_measure(said["value"], VALUES[name], f"{in_words(name)} value")
        limit = None if said["limit"] is None else _limit(name, said["limit"])
    except Refused as refusal:
        raise Refused(problem.at(_PLACE) for problem in refusal.problems) from None
    impossible = _impossible(name, measure)
    if impossible:
        raise Refused(Problem("RC501", impossible, "Check the number and its unit.", _PLACE))
    return Finding(name, measure, upper_limit=limit, on=on)


def _not_findable(name: str) -> Problem:
    why = ENTERED_AS_MEASURES.get(name)
    if why is not None:
        measure = "creatinine" if "clearance" in name else name
        instead = f"Give the {in_words(measure)} as a measure of the patient."
        fix = instead if name != "dose" else "Leave it out."
        return Problem("RC201", f"'{name}' is not entered as a finding: {why}", fix, _PLACE)
    return Problem(
        "RC201",
        f"'{name}' is not a value that can be entered",
        f"{wording.did_you_mean(name, FINDABLE)}Values: {', '.join(FINDABLE)}.",
        _PLACE,
    )


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    with suppress(ValueError):
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            return date.fromisoformat(text)
    raise Refused(
        Problem(
            "RC211",
            f"'{text}' is not a date",
            "Write a day that exists as year-month-day, for example 2027-03-15.",
            _PLACE,
        )
    )


def _word(name: str, word: str, limit: str | None, on: date | None) -> Finding:
    if word not in WORDS[name]:
        raise refuse(
            word,
            "RC204",
            f"'{word}' is not something that {in_words(name)} can be",
            f"{wording.did_you_mean(word, WORDS[name])}It may be: {', '.join(WORDS[name])}.",
        )
    if limit is not None:
        raise refuse(limit, "RC203", f"{in_words(name)} has no upper limit", "Leave it out.")
    return Finding(name, word=word, on=on)


def _limit(name: str, text: str) -> Measure:
    kinds = tuple(kind for kind in VALUES[name] if kind is not Kind.UPPER_LIMIT)
    if len(kinds) == len(VALUES[name]):
        fix = "Leave it out: no rule compares it with one."
        raise refuse(text, "RC203", f"{in_words(name)} takes no upper limit of normal here", fix)
    limit = read_measure(text, kinds, "upper limit of normal")
    if limit.number == 0:
        fix = "Write the laboratory's upper limit."
        raise refuse(text, "RC212", "an upper limit of zero means nothing", fix)
    return limit


def _impossible(name: str, measure: Measure) -> str:
    """Why a value cannot be; nothing if it can."""
    number, kind = measure.number, measure.kind
    shown = f"{wording.indefinite(in_words(name))} of {measure}"
    if number == 0 and kind not in _MAY_BE_ZERO:
        return f"{shown} is not possible"
    if kind in _WHOLE_UP_TO_5 and (number > 5 or number != int(number)):
        return f"{shown} is not a whole number from 0 to 5"
    if kind is Kind.SHARE and number > 100:
        return f"{shown} is more than the whole"
    if kind is Kind.PH and number > 14:
        return f"{shown} is not possible"
    return ""


def read_findings(texts: Iterable[str | Finding]) -> tuple[tuple[Finding, ...], list[Problem]]:
    """Every finding that can be read, and what is wrong with the others."""
    found: list[Finding] = []
    problems: list[Problem] = []
    for text in texts:
        try:
            found.append(text if isinstance(text, Finding) else read_finding(text))
        except Refused as refusal:
            problems += refusal.problems
    return tuple(found), problems


def given_twice(found: Iterable[Finding], patient: Patient, start: date) -> Iterator[Problem]:
    """Two values of one thing on one day; what has no day is of day 1, the creatinine too."""
    seen: dict[tuple[str, date], Finding] = {}
    if patient.creatinine is not None:
        measured = Finding("creatinine", patient.creatinine, on=patient.creatinine_on)
        seen["creatinine", measured.on or start] = measured
    for finding in found:
        other = seen.setdefault((finding.name, finding.on or start), finding)
        is_same = (finding.measure, finding.word) == (other.measure, other.word)
        if other is not finding and not (is_same and other.name == "creatinine"):
            yield Problem(
                "RC503",
                f"{other} and {finding} are both given",
                "Give one value for a day; one of another day says its day.",
                _PLACE,
            )
