"""What if: a kept course by other formulas and policies, or another regimen in its place.

Nothing of it is saved, and no decision is made of it. Formulas and policies are compared for the
doses as the regimen states them, with the measures and answers of a cycle; another regimen is
planned from day 1 of that cycle on, after what this course gives before it.
"""

from collections.abc import Mapping
from dataclasses import replace

from regimencalc import alternatives, course, library, loading
from regimencalc.comparing import Comparison, compared
from regimencalc.decisions import Chose
from regimencalc.moved_dates import first_days
from regimencalc.patient import Patient
from regimencalc.planned_course import Course
from regimencalc.problems import Place, Problem, Refused
from regimencalc.record import Record
from regimencalc.replaying import files_of, patient_in


def answers_in(record: Record, cycle: int) -> dict[str, str]:
    """The answers to what the regimen leaves open that hold in a cycle, the last of each."""
    chosen = (one.means for one in record.decisions)
    answers = [one for one in chosen if isinstance(one, Chose) and one.from_cycle <= cycle]
    return {one.name: one.answer for one in sorted(answers, key=lambda one: one.from_cycle)}


def by_other_formulas(record: Record, planned: Course, cycle: int) -> Comparison:
    """The doses of the regimen by each formula under the course's policy, and by each policy.

    Raises
    ------
    Refused
        With what stands in the way of every choice alike.
    """
    files = files_of(record)
    others = [name for name in library.ids("policies") if name != files.policy.id]
    return compared(
        files.regimen,
        _undated(patient_in(record, cycle)),
        files.policy,
        [files.policy, *(loading.policy_for(files.regimen, name) for name in others)],
        files.formulary,
        start=planned.start,
        version=planned.version,
        cycles=record.cycles,
        choose=answers_in(record, cycle),
    )


def _undated(patient: Patient) -> Patient:
    """The patient without the days of the measures: those of a later cycle are after day 1.

    A course takes everybody's age on its day 1, and so must what is compared with it.
    """
    said = patient.to_dict()
    return Patient(**{name: text for name, text in said.items() if not name.endswith("_on")})


def with_other_regimen(
    record: Record, planned: Course, cycle: int, name: str, answers: Mapping[str, str]
) -> Course:
    """The first cycle of a regimen of the library from day 1 of a cycle of this course on.

    What was answered for this course counts where the other regimen asks the same, unless it is
    answered anew. The policy is that of the course.

    Raises
    ------
    Refused
        What is wrong with the name; a course that cannot be planned comes back with its problems.
    """
    regimen = loading.load_regimen(name)
    known = {n: said for n, said in answers_in(record, cycle).items() if n in regimen.choices}
    day_1 = first_days(planned)[cycle]
    return course.plan(
        regimen,
        alternatives.patient_on(planned, day_1),
        files_of(record).policy,
        library.formulary(),
        start=day_1,
        version=planned.version,
        cycles=None if regimen.phases else 1,
        clock=planned.clock,
        choose={**known, **answers},
        history=alternatives.history_before(planned, cycle),
        findings=tuple(replace(one, on=one.on or planned.start) for one in planned.findings),
    )


def read_answers(text: str) -> dict[str, str]:
    """Answers as they are typed: "growth-factor=filgrastim, platinum=cisplatin".

    >>> read_answers("growth-factor=filgrastim, level=2")
    {'growth-factor': 'filgrastim', 'level': '2'}
    """
    found: dict[str, str] = {}
    for part in (said.strip() for said in text.split(",")):
        name, sign, answer = (word.strip() for word in part.partition("="))
        if part and not (name and sign and answer):
            raise Refused(
                Problem(
                    "RC211",
                    f"'{part}' is not an answer",
                    "Write name=answer, with a comma between two: growth-factor=filgrastim.",
                    Place(field="choose"),
                )
            )
        if part:
            found[name] = answer
    return found
