"""Courses in the store: begun, opened, changed, listed; each change is one revision.

Who changes a course holds its lock. What this person's other courses gave is counted anew each
time, before anything is decided.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from regimencalc import library, loading, validation
from regimencalc.beginning import begun
from regimencalc.component import PER_SURFACE_KINDS
from regimencalc.confirming import State, is_left_out, state_of
from regimencalc.deciding import differences, tried
from regimencalc.exposure import amount_of
from regimencalc.history import kinds_counted
from regimencalc.intensity import Intensity, intensities
from regimencalc.overlapping import overlaps
from regimencalc.planned_course import Course
from regimencalc.policy import Policy
from regimencalc.problems import Problem, Refused
from regimencalc.record import Record, from_json, without_texts
from regimencalc.regimen import Regimen
from regimencalc.replaying import as_stated, files_of, replayed
from regimencalc.store import Store
from regimencalc.units import UNITS, Kind


def new(
    store: Store,
    regimen: Regimen | str | Path,
    *,
    course_id: str,
    label: str,
    birth_year: int,
    start: str,
    measures: Mapping[str, str],
    who: str,
    at: str,
    policy: Policy | str | Path | None = None,
    zone: str | None = None,
    cycles: int | None = None,
    choose: Mapping[str, str] | None = None,
    prior: Mapping[str, str] | None = None,
    values: Sequence[str] = (),
    is_same_person: bool = False,
) -> Record:
    """A new course in the store; nothing of another course is taken over but what it gave.

    Parameters, and what is refused, are those of `begun`; files are named as for `plan_course`.
    RC805 where a course of this label and birth year is stored, and nobody says that it
    `is_same_person`; RC825 where that person's other courses have one of its drugs at its time.
    """
    loaded = regimen if isinstance(regimen, Regimen) else loading.load_regimen(regimen)
    others = others_of(store, course_id, label, birth_year)
    record = begun(
        loaded,
        loading.policy_for(loaded, policy, choose),
        library.formulary(),
        library.equivalents(),
        course_id=course_id,
        label=label,
        birth_year=birth_year,
        start=start,
        measures=measures,
        who=who,
        at=at,
        zone=zone,
        cycles=cycles,
        choose=choose,
        prior=prior,
        values=values,
        elsewhere={other.id: given_of(other) for other in others},
    )
    add(store, record, at, is_same_person=is_same_person)
    return record


def add(store: Store, record: Record, at: str, *, is_same_person: bool = False) -> None:
    """Put a course that is not there into the store: a new one, or one that was exported."""
    others = others_of(store, record.id, record.label, record.birth_year)
    if is_same_person and (found := overlaps_of(record, others)):
        raise Refused(found.values())
    store.add(
        record.id,
        record.label,
        record.birth_year,
        without_texts(record),
        record.texts,
        summary=_summary(record),
        saved_at=at,
        is_same_person=is_same_person,
    )


def opened(store: Store, course: str) -> tuple[Record, int]:
    """A course as it was last saved, with the number of that revision."""
    last = store.revisions(course)[-1]
    return from_json(last.document, last.texts), last.number


def changed(
    store: Store,
    course: str,
    change: Callable[[Record], Record],
    *,
    who: str,
    at: str,
    seen: Record | None = None,
) -> Record:
    """A course after a change, saved; while it is changed nobody else may change it.

    `seen` is the course as it stands before the eyes of whoever changes it, where it was opened
    a while ago.

    Raises
    ------
    Refused
        RC804 (somebody saved something since it was seen), RC807 (somebody else changes it),
        RC816 (its doses are not those that were shown), RC825 (a drug of it comes to stand in the
        time of another course), or what the change itself refuses.
    """
    with store.lock(course, f"{who} since {at}"):
        record, number = opened(store, course)
        if seen is not None and _said_in(record) != _said_in(seen):
            raise Refused(_changed_meanwhile(course))
        others = others_of(store, record.id, record.label, record.birth_year)
        record = _knowing_others(record, others)
        after = change(record)
        if after.given == record.given:  # what was given is a fact: it is entered as it was
            _refuse_new_overlaps(record, after, others)
        store.append(
            course,
            number,
            without_texts(after),
            after.texts,
            summary=_summary(after),
            saved_at=at,
        )
    return after


def _refuse_new_overlaps(before: Record, after: Record, others: Sequence[Record]) -> None:
    found = overlaps_of(after, others)
    if found:
        known = overlaps_of(before, others)
        new_ones = [problem for other, problem in found.items() if other not in known]
        if new_ones:
            raise Refused(new_ones)


def _said_in(record: Record) -> tuple[object, ...]:
    """All that people said of a course; what others of the person gave is counted anew."""
    return record.decisions, record.undone, record.files, record.is_archived


def _changed_meanwhile(course: str) -> Problem:
    return Problem(
        "RC804",
        f"'{course}' was changed by somebody else since it was shown",
        "Look at it as it is now, and decide it then.",
    )


def _knowing_others(record: Record, others: Sequence[Record]) -> Record:
    """The record with what this person's other courses gave until now."""
    elsewhere = {other.id: given_of(other) for other in others}
    if elsewhere == record.elsewhere or list(differences(record, replayed(record))):
        return record
    # what was given stands, also where those others took the rest of a lifetime since
    return tried(record, record.with_(elsewhere=elsewhere), may_differ=True)


def others_of(store: Store, course: str, label: str, birth_year: int) -> list[Record]:
    """The other courses of the same label and birth year."""
    same = (one for one in store.listed() if (one.label, one.birth_year) == (label, birth_year))
    return [opened(store, one.id)[0] for one in same if one.id != course]


def overlaps_of(record: Record, others: Sequence[Record]) -> dict[str, Problem]:
    """RC825 for each other course of its person, by its id, that has its drugs in its time.

    Of a course that is archived, which is out of use, what it gave counts.
    """
    if record.is_archived or not others:
        return {}
    doses = {
        other.id: [one for one in replayed(other).doses if one.given or not other.is_archived]
        for other in others
    }
    return dict(overlaps(replayed(record), doses))


def given_of(record: Record) -> dict[str, str]:
    """What a course has given of each drug that a lifetime counts, in the unit of its limit."""
    files = files_of(record)
    drugs = {line.id: line.drug for line in files.regimen.every_component}
    kinds = kinds_counted(files.formulary, files.equivalents)
    totals: dict[str, tuple[float, Kind]] = {}
    for given in record.given.values():
        drug = drugs.get(given.component) or ""
        kind = kinds[drug][0] if drug in kinds else None
        if kind is None or given.value is None:
            continue
        surface = given.surface_m2 or (0.0 if kind in PER_SURFACE_KINDS else 1.0)
        amount = amount_of(given.value, given.unit, kind, surface) if surface else None
        if amount is None:
            raise Refused(_not_counted(record, given.component))
        totals[drug] = totals.get(drug, (0.0, kind))[0] + amount, kind
    return {drug: f"{total:.10g} {_unit(kind)}" for drug, (total, kind) in sorted(totals.items())}


def _unit(kind: Kind) -> str:
    return next(unit.canonical for unit in UNITS.values() if unit.kind is kind)


def _not_counted(record: Record, line: str) -> Problem:
    return Problem(
        "RC821",
        f"what '{record.id}' gave of {line} cannot be counted for a lifetime",
        "State height and weight in that course, or count it by hand under 'prior'.",
    )


def shown(record: Record) -> Course:
    """The course of a record with how far each of its cycles has come."""
    planned = replayed(record)
    states = {n: state_of(record, planned, n).value for n in range(1, planned.cycles + 1)}
    return replace(planned, states=states)


def intensities_of(record: Record, planned: Course) -> Iterator[Intensity]:
    """The relative dose intensity of each line, where anything was given or decided of it."""
    if record.given or planned.changes or planned.timeline.delays:
        yield from intensities(planned, as_stated(record))


def verified(store: Store, course: str) -> Iterator[Problem]:
    """What of a course is not as it was stored, or not as it was shown."""
    try:
        revisions = store.revisions(course)
        for one in revisions:
            record = from_json(one.document, one.texts)
        yield from differences(record, replayed(record))
    except Refused as refusal:
        yield from refusal.problems


def checked(record: Record) -> Record:
    """A record that came from elsewhere: its files hold up, and its doses are those it shows.

    Raises
    ------
    Refused
        What is wrong with its files, or RC816 with each dose that is found otherwise.
    """
    files = files_of(record)
    models = ((files.regimen, record.files.regimen), (files.policy, record.files.policy))
    problems = [
        problem
        for model, kept in models
        for problem in validation.problems_of_model(model, _stem(kept.name))
        if problem.is_error
    ]
    planned = replayed(record)
    problems += [problem for problem in planned.problems if problem.is_error]
    if not problems:
        problems += differences(record, planned)
    if problems:
        raise Refused(problems)
    return record


def _stem(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2].removesuffix(".yaml")


def _summary(record: Record) -> dict[str, str]:
    """What a list shows of a course, without opening it."""
    planned = shown(record)
    coming = [one for one in planned.doses if one.given is None and not is_left_out(one)]
    states = list(planned.states.values())
    done = sum(state == State.GIVEN.value for state in states)
    return {
        "regimen": planned.regimen.id,
        "policy": planned.policy.id,
        "cycles": f"{done} of {planned.cycles} given",
        "next": coming[0].date.isoformat() if coming else "",
        "state": planned.state(coming[0].cycle) if coming else "COMPLETE",
        "archived": "yes" if record.is_archived else "no",
    }
