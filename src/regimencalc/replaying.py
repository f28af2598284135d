"""A record → its course: the same doses again, from the texts and the decisions that it keeps."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from regimencalc import course, library
from regimencalc.changes import Change
from regimencalc.decisions import (
    Begun,
    Chose,
    Found,
    Measured,
    Stopped,
)
from regimencalc.findings import Finding, read_finding
from regimencalc.formulary import Equivalents, FormularyEntry
from regimencalc.given import NOTHING_GIVEN, GivenDose
from regimencalc.history import read_history, with_elsewhere
from regimencalc.judgement import Answer
from regimencalc.patient import Patient
from regimencalc.planned_course import Course
from regimencalc.planning import clock_of, read_start
from regimencalc.policy import Policy
from regimencalc.problems import Place, Problem, Refused
from regimencalc.record import KeptText, Record
from regimencalc.regimen import Regimen
from regimencalc.rules import Action
from regimencalc.timeline import Delay, Then
from regimencalc.unit_reader import read_measure
from regimencalc.units import Kind, Measure
from regimencalc.yaml_source import read

OF_THE_COURSE = "course"
"""In the place of a line in the key of an answer to what belongs to no dose."""

_AMOUNTS = (Kind.MASS_PER_SURFACE, Kind.MASS, Kind.ACTIVITY, Kind.USP_ACTIVITY)
_BELONGS = {"creatinine_assay": "creatinine", "gfr_method": "measured_gfr", "egfr_equation": "egfr"}


@dataclass(frozen=True, slots=True)
class Files:
    """What a record's texts say."""

    regimen: Regimen
    policy: Policy
    formulary: Mapping[str, FormularyEntry]
    equivalents: Mapping[str, Equivalents]


def files_of(record: Record) -> Files:
    """The regimen, the policy and the entries of a record, as their texts say."""
    kept = record.files
    return Files(
        _model(record, kept.regimen, Regimen),
        _model(record, kept.policy, Policy),
        {name: _model(record, one, FormularyEntry) for name, one in kept.formulary.items()},
        {name: _model(record, one, Equivalents) for name, one in kept.equivalents.items()},
    )


def _model(record: Record, kept: KeptText, model: type[library.AnyFile]) -> library.AnyFile:
    found = _read(record.text_of(kept), kept.name, is_shipped=kept.is_shipped, model=model)
    if not isinstance(found, model):
        raise TypeError(f"{kept.name} is no {model.__name__}")
    return found


@lru_cache(maxsize=512)
def _read(
    text: str, name: str, *, is_shipped: bool, model: type[library.AnyFile]
) -> library.AnyFile:
    return library.as_model(read(text.encode(), name, is_shipped=is_shipped), model)


def forget_texts() -> None:
    """Let go of what was read of texts."""
    _read.cache_clear()


@dataclass(slots=True)
class _Arguments:
    """What a course is planned from, as the decisions make it up one after the other."""

    start: str = ""
    fields: dict[int, dict[str, str]] = field(default_factory=dict)
    choose: dict[int, dict[str, str]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    delays: list[Delay] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)

    def patient_in(self, cycle: int) -> Patient:
        """The patient as known in a cycle."""
        said: dict[str, str] = {}
        for since in sorted(self.fields):
            if since <= cycle:
                said = with_measures(said, self.fields[since])
        return Patient(**said)

    def choose_in(self, cycle: int) -> dict[str, str]:
        """The answers that hold in a cycle."""
        found: dict[str, str] = {}
        for since in sorted(self.choose):
            if since <= cycle:
                found |= self.choose[since]
        return found

    def later(self) -> tuple[Then, ...]:
        """The patient and the answers from each later cycle in which others begin to hold."""
        cycles = sorted({*self.fields, *self.choose} - {1})
        return tuple(Then(cycle, self.patient_in(cycle), self.choose_in(cycle)) for cycle in cycles)


def with_measures(before: Mapping[str, str], measures: Mapping[str, str]) -> dict[str, str]:
    """What is known with measures taken anew: their days and methods go with the old ones."""
    stays = {
        name: text
        for name, text in before.items()
        if _BELONGS.get(name, name.removesuffix("_on")) not in measures
    }
    if "age" in measures:
        stays.pop("birth_date", None)
    merged = {**stays, **measures}
    return {
        name: text
        for name, text in merged.items()
        if text != "none" and merged.get(_BELONGS.get(name, name.removesuffix("_on"))) != "none"
    }


def _arguments(record: Record, files: Files) -> _Arguments:
    found = _Arguments()
    for decision in record.decisions:
        match decision.means:
            case Begun(start):
                found.start = start
            case Measured(measures, since):
                of_cycle = found.fields.setdefault(since, {})
                gone = {n: text for n, text in {**of_cycle, **measures}.items() if text == "none"}
                found.fields[since] = with_measures(of_cycle, measures) | gone
            case Chose(name, answer, since):
                found.choose.setdefault(since, {})[name] = answer
            case Found(finding):
                found.findings.append(read_finding(finding))
            case Delay() as delay:
                found.delays.append(delay)
            case Change() as change:
                found.changes.append(change)
            case Answer(key=key) as answer:
                found.answers[key] = answer
            case Stopped(cycle, day):
                found.changes += _stopped(files.regimen, cycle, day)
            case _:
                pass
    return found


def _stopped(regimen: Regimen, cycle: int, day: int | None) -> Iterable[Change]:
    """The end of a course: each line stops."""
    for line in regimen.every_component:
        if line.drug is not None:
            yield Change(line.id, Action("stop"), cycle, from_day=day)


def answers_of(record: Record) -> dict[str, Answer]:
    """What was said to judgements, and to what belongs to no dose, the last word of each."""
    said = (decision.means for decision in record.decisions)
    return {answer.key: answer for answer in said if isinstance(answer, Answer)}


def is_of_the_course(answer: Answer) -> bool:
    """Whether an answer is to what belongs to no dose."""
    return answer.key.split(":")[1] == OF_THE_COURSE


def patient_in(record: Record, cycle: int) -> Patient:
    """The patient as known in a cycle of the course."""
    return _arguments(record, files_of(record)).patient_in(cycle)


def replayed(record: Record, given: Mapping[tuple[str, int], GivenDose] | None = None) -> Course:
    """The course of a record, as its texts and decisions make it; what is refused has no doses.

    Parameters
    ----------
    record : Record
        A course as it is kept.
    given : mapping of tuple to GivenDose, optional
        What is taken as given; what the record says unless another is named.

    Returns
    -------
    Course
        The same doses whenever and wherever it is replayed by the same program.

    Raises
    ------
    Refused
        What stands in the way of planning at all: a start that cannot be read.
    """
    files = files_of(record)
    given = record.given if given is None else given
    return _planned(record, files, _arguments(record, files), given)


def as_stated(record: Record) -> Course:
    """The course as the regimen states its doses for this body: nothing reduced or omitted."""
    files = files_of(record)
    said = replace(_arguments(record, files), changes=[], answers={})
    return _planned(record, files, said, NOTHING_GIVEN)


def _planned(
    record: Record,
    files: Files,
    said: _Arguments,
    given: Mapping[tuple[str, int], GivenDose],
) -> Course:
    if not said.start:
        raise Refused(
            Problem(
                "RC202",
                "no start is decided",
                "Decide it: start on 2026-12-01.",
                Place(field="start"),
            )
        )
    day_1, day_start = read_start(said.start)
    clock = clock_of(day_start, record.zone, files.policy)
    history, found = read_history(record.prior, files.formulary, files.equivalents)
    others = [_amounts(given) for given in record.elsewhere.values()]
    history, more = with_elsewhere(history, others)
    planned = course.plan(
        files.regimen,
        said.patient_in(1),
        files.policy,
        files.formulary,
        start=day_1,
        version=record.version,
        cycles=record.cycles,
        clock=clock,
        choose=said.choose_in(1),
        changes=tuple(said.changes),
        answers=tuple(
            replace(one, may_lapse=True)
            for one in said.answers.values()
            if not is_of_the_course(one)
        ),
        history=history,
        findings=tuple(said.findings),
        delays=tuple(said.delays),
        then=said.later(),
        given=given,
    )
    found += more
    errors = [problem for problem in found if problem.is_error]
    if errors:
        return planned.refused(errors)
    unsigned = [*library.review_problems(files.regimen), *library.review_problems(files.policy)]
    return planned.warned([*found, *unsigned])


def _amounts(given: Mapping[str, str]) -> dict[str, Measure]:
    return {
        drug: read_measure(amount, _AMOUNTS, f"amount of {drug}") for drug, amount in given.items()
    }
