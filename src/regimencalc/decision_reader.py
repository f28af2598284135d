"""The sentence of a decision, read: the one reader for the command line, scripts and documents."""

import re
from collections.abc import Callable
from dataclasses import replace

from regimencalc import wording
from regimencalc.changes import LEVEL, Change, read_change
from regimencalc.decisions import (
    Adopted,
    Begun,
    Chose,
    Confirmed,
    Found,
    Given,
    Measured,
    Recalculated,
    Stopped,
    What,
)
from regimencalc.findings import read_finding
from regimencalc.judgement import Answer, Verdict
from regimencalc.patient import MEASURES, Patient
from regimencalc.problems import Place, Problem, Refused
from regimencalc.reasons import Reason
from regimencalc.rules import Action
from regimencalc.timeline import Delay
from regimencalc.unit_reader import read_measure
from regimencalc.units import Kind, Measure

PLACE = Place(field="decision")
_DOSES = (Kind.MASS, Kind.ACTIVITY, Kind.USP_ACTIVITY)

_LINE = r"(?P<line>[a-z0-9][a-z0-9_-]*)"
_CYCLE, _DAY = r"cycle (?P<cycle>[1-9][0-9]{0,2})", r"day (?P<day>-?[0-9]{1,3})"
_FROM = rf"(?: from {_CYCLE}(?: {_DAY})?)?(?: to cycle (?P<last>[1-9][0-9]{{0,2}}))?"
_MEASURE = r"(?P<measure>(?!on )[^ ]+ [^ ]+)"
_DATE = r"(?P<on>\d{4}-\d{2}-\d{2})"

_Said = dict[str, str | None]


def _integer(text: str | None) -> int | None:
    return None if text is None else int(text)


def _from(said: _Said) -> tuple[int, int | None, int | None]:
    """From which cycle and day on, and to which cycle."""
    return int(said["cycle"] or 1), _integer(said["day"]), _integer(said["last"])


def _word(said: _Said, name: str) -> str:
    return said[name] or ""


def _delay(said: _Said) -> Delay:
    days = int(_word(said, "days")) * (1 if said["word"] == "delay" else -1)
    return Delay(int(_word(said, "cycle")), days, _integer(said["day"]), said["alone"] is None)


def _left_out(said: _Said) -> Change:
    cycle, day, last = _from(said)
    return Change(_word(said, "line"), Action(_word(said, "word")), cycle, last, from_day=day)


def _level(said: _Said) -> Change:
    cycle, day, last = _from(said)
    return Change(LEVEL, Action(LEVEL, word=_word(said, "level")), cycle, last, from_day=day)


def _override(said: _Said) -> Change:
    cycle, day, last = _from(said)
    what = _word(said, "word")
    measure = read_measure(_word(said, "measure"), _DOSES, f"dose to {what}")
    return Change(_word(said, "line"), Action(what, measure), cycle, last, from_day=day)


def _given(said: _Said) -> Given:
    dose: Measure | None = None
    if said["measure"] is not None:
        dose = read_measure(said["measure"], _DOSES, "dose that was given")
    was_given = said["word"] == "given"
    if not was_given and (dose is not None or said["on"] is not None):
        words = "what was not given has no dose and no date"
        raise Refused(Problem("RC809", words, "Leave them out, or write 'given'.", PLACE))
    return Given(
        int(_word(said, "cycle")),
        int(_word(said, "day")),
        _word(said, "line"),
        _integer(said["number"]),
        dose,
        _word(said, "on"),
        was_given,
    )


def _measured(said: _Said) -> Measured:
    measures: dict[str, str] = {}
    for part in _word(said, "fields").split(", "):
        name, _, value = part.partition("=")
        if name in measures:
            words = f"the {name.replace('_', ' ')} is said twice"
            raise Refused(Problem("RC809", words, "Say it once.", PLACE))
        measures[name] = value
    if said["on"] is not None:
        dated = {f"{name}_on": said["on"] for name in measures if name in MEASURES}
        measures |= dated
    unknown = [name for name in measures if name not in Patient.model_fields]
    if unknown or not all(measures.values()):
        name = unknown[0] if unknown else next(n for n, value in measures.items() if not value)
        raise Refused(
            Problem(
                "RC809",
                f"'{name}' is not a measure with its value",
                f"{wording.did_you_mean(name, Patient.model_fields)}For example: measure weight=68 "
                "kg, on 2027-01-26 from cycle 3.",
                PLACE,
            )
        )
    return Measured(measures, int(said["cycle"] or 1))


def _answer(said: _Said) -> Answer:
    verdict = Verdict.ACCEPTED if said["word"] == "accept" else Verdict.DECLINED
    return Answer(_word(said, "key"), verdict, "", _word(said, "value"))


def _finding(said: _Said) -> Found:
    read_finding(_word(said, "finding"))
    return Found(_word(said, "finding"))


_FORMS: tuple[tuple[str, str, Callable[[_Said], What]], ...] = (
    (
        "start on 2026-12-01",
        r"start on (?P<start>\S+)",
        lambda said: Begun(_word(said, "start")),
    ),
    (
        "delay cycle 2 by 14 d",
        rf"(?P<word>delay|advance) {_CYCLE}(?: {_DAY})? by (?P<days>[1-9][0-9]{{0,2}}) d"
        r"(?P<alone>, alone)?",
        _delay,
    ),
    (
        "give etoposide=75 % from cycle 2",
        rf"give (?P<change>{_LINE}=\S+ %.*)",
        lambda said: read_change(_word(said, "change")),
    ),
    ("omit vincristine from cycle 4", rf"(?P<word>omit|hold) {_LINE}{_FROM}", _left_out),
    (
        "stop course from cycle 3",
        rf"stop course from {_CYCLE}(?: {_DAY})?",
        lambda said: Stopped(int(_word(said, "cycle")), _integer(said["day"])),
    ),
    ("stop vincristine from cycle 4", rf"(?P<word>stop) {_LINE}{_FROM}", _left_out),
    ("level 2 from cycle 2", rf"level (?P<level>[a-z0-9_-]+){_FROM}", _level),
    (
        "cap vincristine at 1 mg from cycle 2",
        rf"(?P<word>cap) {_LINE} at {_MEASURE}{_FROM}",
        _override,
    ),
    (
        "round etoposide to 180 mg from cycle 2",
        rf"(?P<word>round) {_LINE} to {_MEASURE}{_FROM}",
        _override,
    ),
    (
        "choose platinum=carboplatin from cycle 3",
        rf"choose (?P<name>[a-z0-9_.-]+)=(?P<answer>.+?)(?: from {_CYCLE})?",
        lambda said: Chose(_word(said, "name"), _word(said, "answer"), int(said["cycle"] or 1)),
    ),
    (
        "measure weight=68 kg, on 2027-01-26 from cycle 3",
        rf"measure (?P<fields>.+?)(?:, on {_DATE})?(?: from {_CYCLE})?",
        _measured,
    ),
    ("value platelets=62 10^9/L, on 2026-12-29", r"value (?P<finding>.+)", _finding),
    (
        "accept RC721:cisplatin:1",
        r"(?P<word>accept|decline) (?P<key>[^ ]+:[^ ]+:[0-9]+)(?: @ (?P<value>.+))?",
        _answer,
    ),
    ("confirm cycle 1", rf"confirm {_CYCLE}", lambda s: Confirmed(int(_word(s, "cycle")))),
    (
        "given cycle 1 day 2 cisplatin",
        rf"(?P<word>given|not given) {_CYCLE} {_DAY}(?: {_LINE}"
        rf"(?: dose (?P<number>[1-9][0-9]{{0,3}}))?(?: {_MEASURE})?)?(?: on {_DATE})?",
        _given,
    ),
    (
        f"adopt regimens/ep-21d.yaml {'0' * 64}",
        r"adopt (?P<file>\S+) (?P<sha256>[0-9a-f]{64})",
        lambda said: Adopted(_word(said, "file"), _word(said, "sha256")),
    ),
    (
        "recalculate by 0.1.0",
        r"recalculate by (?P<version>[0-9][0-9a-z.+-]*)",
        lambda said: Recalculated(_word(said, "version")),
    ),
)

_COMPILED = tuple((re.compile(form, re.ASCII), read) for _, form, read in _FORMS)
_WORDS = ("start", "delay", "advance", "give", "omit", "hold", "stop", "level", "cap", "round")
WORDS = (*_WORDS, "choose", "measure", "value", "accept", "decline", "confirm", "given", "not")
"""The words with which a decision begins."""


def read_decision(text: str) -> What:
    """What a sentence decides.

    Parameters
    ----------
    text : str
        "delay cycle 2 by 14 d", "give etoposide=75 % from cycle 2", "confirm cycle 1".

    Returns
    -------
    What
        A value that says the same sentence again.

    Raises
    ------
    Refused
        RC809 (not of a form that is known), or the codes of the measures in it.

    Examples
    --------
    >>> read_decision("delay cycle 2 day 8 by 7 d, alone")
    Delay(cycle=2, days=7, day=8, follows=False)
    """
    for form, read in _COMPILED:
        found = form.fullmatch(text)
        if found is not None:
            try:
                what = read(found.groupdict())
            except Refused as refusal:
                raise Refused(problem.at(PLACE) for problem in refusal.problems) from None
            return _checked(what, text)
    word = text.partition(" ")[0]
    alike = [example for example, *_ in _FORMS if example.partition(" ")[0] == word]
    examples = alike or [example for example, *_ in _FORMS]
    hint = "" if alike else wording.did_you_mean(word, WORDS)
    raise Refused(
        Problem(
            "RC809",
            f"'{text}' is not a decision that can be read",
            f"{hint}Write it like: {'; '.join(examples)}.",
            PLACE,
        )
    )


def _checked(what: What, text: str) -> What:
    last = what.to_cycle if isinstance(what, Change) else None
    if isinstance(what, Change) and last is not None and last < what.from_cycle:
        words = f"'{text}' holds for no cycle"
        raise Refused(Problem("RC809", words, "Write the first cycle before the last.", PLACE))
    return what


def read_reason(text: str) -> Reason:
    """One of the coded reasons."""
    try:
        return Reason(text)
    except ValueError:
        known = [reason.value for reason in Reason]
        raise Refused(
            Problem(
                "RC809",
                f"'{text}' is not one of the reasons",
                f"{wording.did_you_mean(text, known)}They are: {', '.join(known)}.",
                Place(field="reason"),
            )
        ) from None


def with_reason(what: What, why: str) -> What:
    """An answer with its reason; any other decision as it is."""
    return replace(what, reason=why) if isinstance(what, Answer) else what
