"""The commands of `regimencalc course`: courses that are begun, decided, kept and read again.

No arithmetic and no rules. The moment of a decision is taken here; whoever decides is named by
initials, which nobody authenticates.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from regimencalc.course_options import MeasuresInQuotes, answers_of, of_a_course
from regimencalc.door import (
    COURSES,
    FINDINGS,
    as_json,
    exit_code,
    now,
    page_width,
    refused,
    store_in,
)
from regimencalc.problems import Refused
from regimencalc.reasons import Reason

if TYPE_CHECKING:
    from regimencalc.record import Record

Change = Callable[["Record"], "Record"]


class _Refusing(MeasuresInQuotes):
    """A command whose refusals are printed as problems, each with its mend."""

    def invoke(self, ctx: click.Context) -> Any:
        """What the command does, or its problems on stderr."""
        try:
            return super().invoke(ctx)
        except Refused as refusal:
            raise refused(refusal.problems, exit_code(refusal.problems)) from None


@click.group("course")
@click.option(
    "--store",
    "folder",
    type=click.Path(path_type=Path),
    envvar=COURSES,
    show_envvar=True,
    help="the folder in which courses are kept; else the user's own",
)
@click.pass_context
def course(context: click.Context, folder: Path | None) -> None:
    """Courses of patients: begun, decided, confirmed, given, and kept for ever.

    A course is known by an id, a label and a year of birth: no name is asked for.
    """
    context.obj = folder


_COURSE = click.argument("course_id", metavar="COURSE")
_BY = click.option(
    "--by", "who", required=True, help="your initials; they are printed as not authenticated"
)
_FORM = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")


def _with_reason(command: Callable[..., None]) -> Callable[..., None]:
    for decorate in (
        click.option("--because", "why", default="", help="why, in words"),
        click.option(
            "--reason",
            type=click.Choice([reason.value for reason in Reason]),
            default=None,
            help="why, in one word of a list",
        ),
        _BY,
    ):
        command = decorate(command)
    return command


def _changed(folder: Path | None, course_id: str, change: Change, who: str, at: str) -> None:
    from regimencalc import courses

    with store_in(folder) as store:
        record = courses.changed(store, course_id, change, who=who, at=at)
    _say(record)


def _say(record: "Record") -> None:
    """The last decision, and what the next doses are."""
    from regimencalc import courses
    from regimencalc.export.course_text import next_lines

    for line in next_lines(record, courses.shown(record)):
        click.echo(line)


@course.command(cls=_Refusing)
@_COURSE
@of_a_course
@click.option("--label", required=True, help="by which the person is known here; never a name")
@click.option("--birth-year", type=int, required=True, help="the year of birth: 1959")
@click.option("--prior", multiple=True, metavar="NAME=AMOUNT", help="as for 'plan'")
@click.option("--value", "values", multiple=True, metavar="NAME=VALUE", help="as for 'plan'")
@click.option(
    "--same-person",
    is_flag=True,
    help="there is a course of this label and year: it is the same person",
)
@_BY
@click.pass_obj
def new(
    folder: Path | None,
    /,
    *,
    course_id: str,
    form: str,
    regimen: str,
    label: str,
    birth_year: int,
    start: str,
    zone: str | None,
    cycles: int | None,
    choose: Sequence[str],
    policy: str | None,
    prior: Sequence[str],
    values: Sequence[str],
    same_person: bool,
    who: str,
    **measures: str | None,
) -> None:
    """Begin COURSE with REGIMEN: an id of your own, such as nec-0147."""
    from regimencalc import courses, site_settings

    with store_in(folder) as store:
        record = courses.new(
            store,
            regimen,
            course_id=course_id,
            label=label,
            birth_year=birth_year,
            start=start,
            measures={name: text for name, text in measures.items() if text is not None},
            who=who,
            at=now(),
            policy=site_settings.policy() if policy is None else policy,
            zone=zone,
            cycles=cycles,
            choose=answers_of(choose),
            prior=answers_of(prior, "--prior doxorubicin=0"),
            values=values,
            is_same_person=same_person,
        )
    _print(record, form)


@course.command("list", cls=_Refusing)
@click.option("--all", "with_archived", is_flag=True, help="archived ones too")
@_FORM
@click.pass_obj
def list_courses(folder: Path | None, form: str, *, with_archived: bool) -> None:
    """List the courses of the store."""
    from regimencalc.export.list_of_courses import courses_text, listed_document

    with store_in(folder) as store:
        found = store.listed()
    if form == "json":
        click.echo(as_json(listed_document(found, with_archived=with_archived)))
    else:
        click.echo(courses_text(found, with_archived=with_archived))
    if any(one.is_damaged for one in found):
        raise SystemExit(FINDINGS)


@course.command(cls=_Refusing)
@_COURSE
@_FORM
@click.pass_obj
def show(folder: Path | None, course_id: str, form: str) -> None:
    """Show COURSE: its doses, how far it has come, and what was decided."""
    from regimencalc import adopting, courses, deciding, replaying
    from regimencalc.export.problem_text import problems_text

    with store_in(folder) as store:
        record, _ = courses.opened(store, course_id)
    _print(record, form)
    found = list(deciding.differences(record, replaying.replayed(record)))
    if found:
        click.echo(problems_text(found), err=True)
        raise SystemExit(FINDINGS)
    for source in adopting.newer_sources(record):
        click.echo(
            f"The library has another text of {source.name}: regimencalc course adopt {course_id} "
            f"{source.name}",
            err=True,
        )


def _print(record: "Record", form: str) -> None:
    from regimencalc import courses
    from regimencalc.export.course_text import course_document, course_text

    planned = courses.shown(record)
    if planned.is_refused:
        raise Refused(planned.problems)
    found = tuple(courses.intensities_of(record, planned))
    if form == "json":
        click.echo(as_json(course_document(record, planned, found)))
    else:
        click.echo(course_text(record, planned, found, page_width()))


@course.command(cls=_Refusing)
@_COURSE
@click.argument("sentence")
@_with_reason
@click.option(
    "--try", "is_tried", is_flag=True, help="show what it does to the doses; save nothing"
)
@click.pass_obj
def decide(
    folder: Path | None,
    course_id: str,
    sentence: str,
    *,
    who: str,
    reason: str | None,
    why: str,
    is_tried: bool,
) -> None:
    """Decide SENTENCE for COURSE: 'delay cycle 2 by 14 d', 'give etoposide=75 % from cycle 2'."""
    from regimencalc import courses, deciding
    from regimencalc.export.course_text import difference_lines

    if reason is None:
        raise click.UsageError("--reason says why, in one word of the list: see --help")
    at = now()

    def change(record: "Record") -> "Record":
        return deciding.decide(record, sentence, who=who, at=at, reason=reason, why=why)

    with store_in(folder) as store:
        before, _ = courses.opened(store, course_id)
        after = change(before) if is_tried else None
        if after is None:
            after = courses.changed(store, course_id, change, who=who, at=at)
    for line in difference_lines(before, after):
        click.echo(line)
    if is_tried:
        click.echo("Tried alone: nothing was saved.")


@course.command(cls=_Refusing)
@_COURSE
@click.argument("cycle", type=int)
@click.option(
    "--accept",
    multiple=True,
    metavar="KEY=REASON",
    help="a warning that is accepted with it, by its key; may be repeated",
)
@_BY
@click.pass_obj
def confirm(
    folder: Path | None, course_id: str, cycle: int, *, accept: Sequence[str], who: str
) -> None:
    """Confirm CYCLE of COURSE: its doses may be given as they are shown."""
    from regimencalc import deciding

    at = now()
    answers = answers_of(accept, "--accept RC761:course:1=judged on the ward")

    def change(record: "Record") -> "Record":
        for key, why in answers.items():
            record = deciding.decide(
                record, f"accept {key}", who=who, at=at, reason="as-planned", why=why
            )
        return deciding.decide(
            record, f"confirm cycle {cycle}", who=who, at=at, reason="as-planned"
        )

    _changed(folder, course_id, change, who, at)


@course.command(cls=_Refusing)
@_COURSE
@click.argument("cycle", type=int)
@click.argument("day", type=int)
@click.option("--line", default="", help="one line of that day; else all of them")
@click.option("--dose", default="", help="what was given, where it was not as planned: '80 mg'")
@click.option("--on", default="", help="the date, where it was not the planned one")
@click.option("--not", "was_not", is_flag=True, help="it was not given")
@_with_reason
@click.pass_obj
def give(
    folder: Path | None,
    course_id: str,
    cycle: int,
    day: int,
    *,
    line: str,
    dose: str,
    on: str,
    was_not: bool,
    who: str,
    reason: str | None,
    why: str,
) -> None:
    """Enter what was given on DAY of CYCLE of COURSE: as planned, otherwise, or not."""
    from regimencalc import deciding

    at, word = now(), "not given" if was_not else "given"
    said = [word, f"cycle {cycle}", f"day {day}", line, dose, f"on {on}" if on else ""]
    sentence = " ".join(part for part in said if part)

    def change(record: "Record") -> "Record":
        coded = reason or "as-planned"
        return deciding.decide(record, sentence, who=who, at=at, reason=coded, why=why)

    _changed(folder, course_id, change, who, at)


@course.command(cls=_Refusing)
@_COURSE
@_BY
@click.pass_obj
def undo(folder: Path | None, course_id: str, *, who: str) -> None:
    """Take the last decision of COURSE back; what was given stays."""
    from regimencalc import courses, deciding
    from regimencalc.export.course_text import difference_lines

    with store_in(folder) as store:
        before, _ = courses.opened(store, course_id)
        after = courses.changed(store, course_id, deciding.undo, who=who, at=now())
    click.echo(f"{course_id}: taken back: {after.undone[0].decision}")
    for line in difference_lines(before, after):
        click.echo(line)


@course.command(cls=_Refusing)
@_COURSE
@_BY
@click.pass_obj
def redo(folder: Path | None, course_id: str, *, who: str) -> None:
    """Decide again what was taken back last."""
    from regimencalc import deciding

    _changed(folder, course_id, deciding.redo, who, now())


@course.command(cls=_Refusing)
@_COURSE
@_BY
@click.option("--back", is_flag=True, help="take it into use again")
@click.pass_obj
def archive(folder: Path | None, course_id: str, *, who: str, back: bool) -> None:
    """Put COURSE out of use; nothing of it is deleted."""
    _changed(folder, course_id, lambda record: record.with_(is_archived=not back), who, now())


@course.command(cls=_Refusing)
@_COURSE
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.pass_obj
def export(folder: Path | None, course_id: str, file: Path | None) -> None:
    """Write COURSE as one JSON document, its texts inside, to FILE or the terminal."""
    from regimencalc import courses
    from regimencalc.documents import write_document
    from regimencalc.record import to_json

    with store_in(folder) as store:
        record, _ = courses.opened(store, course_id)
    if file is None:
        click.echo(to_json(record), nl=False)
    else:
        write_document(file, to_json(record))


@course.command("import", cls=_Refusing)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--same-person", is_flag=True, help="as for 'new'")
@click.pass_obj
def import_course(folder: Path | None, file: Path, *, same_person: bool) -> None:
    """Take a course from the document FILE into the store."""
    from regimencalc import courses
    from regimencalc.documents import read_document

    record = courses.checked(read_document(file))
    with store_in(folder) as store:
        courses.add(store, record, now(), is_same_person=same_person)
    _say(record)


@course.command(cls=_Refusing)
@_COURSE
@click.option("--accept", "why", default="", help="why the differences are accepted, in words")
@click.option("--by", "who", default="", help="your initials, to accept")
@click.pass_obj
def replay(folder: Path | None, course_id: str, *, why: str, who: str) -> None:
    """Find the doses of COURSE anew from its texts, and list each that differs from those shown."""
    from regimencalc import courses, deciding
    from regimencalc.export.problem_text import problems_text
    from regimencalc.replaying import replayed

    with store_in(folder) as store:
        record, _ = courses.opened(store, course_id)
        found = list(deciding.differences(record, replayed(record)))
        if found and why and who:
            at = now()
            courses.changed(
                store,
                course_id,
                lambda r: deciding.recalculated(r, who=who, at=at, why=why),
                who=who,
                at=at,
            )
            click.echo(f"{len(found)} differences accepted by {who}, not authenticated.")
            return
    if found:
        click.echo(problems_text(found), err=True)
        raise SystemExit(FINDINGS)
    click.echo(f"All {len(record.shown)} doses of '{course_id}' are as they were shown.")


@course.command(cls=_Refusing)
@_COURSE
@click.argument("file")
@click.option("--by", "who", default="", help="your initials, to adopt it")
@click.option("--because", "why", default="", help="why, in words")
@click.pass_obj
def adopt(folder: Path | None, course_id: str, file: str, *, who: str, why: str) -> None:
    """Show what the library's present text of FILE changes for COURSE; with --by, take it."""
    from regimencalc import adopting, courses
    from regimencalc.export.course_text import adoption_lines, difference_lines

    at = now()
    with store_in(folder) as store:
        before, _ = courses.opened(store, course_id)
        source = adopting.offered(before, file)
        if who:
            after = courses.changed(
                store,
                course_id,
                lambda r: adopting.adopted(r, source, who=who, at=at, why=why),
                who=who,
                at=at,
            )
        else:
            after = adopting.adopted(before, source, who="NN", at=at, why="tried")
    for line in (*adoption_lines(before, source, page_width()), *difference_lines(before, after)):
        click.echo(line)
    if not who:
        click.echo("Nothing was saved: with --by and --because it is adopted.")


@course.command(cls=_Refusing)
@_COURSE
@click.pass_obj
def history(folder: Path | None, course_id: str) -> None:
    """Show every revision of COURSE: when it was saved, and what was decided in it."""
    from regimencalc.export.course_text import history_text
    from regimencalc.record import from_json

    with store_in(folder) as store:
        revisions = store.revisions(course_id)
    records = [from_json(one.document, one.texts) for one in revisions]
    click.echo(history_text(revisions, records, page_width()))


@course.command(cls=_Refusing)
@click.argument("course_ids", metavar="[COURSE]...", nargs=-1)
@click.pass_obj
def verify(folder: Path | None, course_ids: Sequence[str]) -> None:
    """Look whether every revision of each course is as it was stored, and replays to its doses."""
    from regimencalc import courses
    from regimencalc.export.problem_text import problems_text

    with store_in(folder) as store:
        names = course_ids or [one.id for one in store.listed()]
        problems = [problem for name in names for problem in courses.verified(store, name)]
    if problems:
        click.echo(problems_text(problems), err=True)
        raise SystemExit(FINDINGS)
    click.echo(f"{len(names)} courses are as they were stored, and their doses as they were shown.")
