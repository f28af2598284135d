"""The command line: reads options, asks the engine, prints. No arithmetic and no rules.

Data goes to stdout and messages to stderr. Exit codes: 0 fine, 1 findings or a refusal, 2 wrong
usage, 3 a file that cannot be read where reading it was all that was asked; a plan without doses
is a refusal, whatever the reason. What a command needs is imported when it runs.
"""

import sys
from collections.abc import Callable, Sequence
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from regimencalc import author_commands, compare_command, course_commands, planner_command
from regimencalc.course_options import MeasuresInQuotes, answers_of, of_a_course, with_answers
from regimencalc.door import FINDINGS, as_json, completed, exit_code, page_width, refused
from regimencalc.problems import Problem, Refused
from regimencalc.version import NOT_A_DEVICE, VERSION

if TYPE_CHECKING:
    from regimencalc.library import Folder
    from regimencalc.planned_course import Course


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, invoke_without_command=True)
@click.version_option(
    VERSION, prog_name="regimencalc", message=f"%(prog)s %(version)s\n\n{NOT_A_DEVICE}"
)
@click.option(
    "--library",
    "folders",
    multiple=True,
    type=click.Path(path_type=Path),
    help="a folder with regimens, formulary and policies of your own; looked in first",
)
@click.pass_context
def main(context: click.Context, folders: Sequence[Path]) -> None:
    """Chemotherapy regimens as YAML files, and the doses of one patient with their working.

    Not a medical device. Every result shows its formula, inputs and sources, so that a qualified
    person can recompute it by hand; if you cannot, do not use the result.

    Without a command it opens the planner, in which courses are planned and decided.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    if folders:
        from regimencalc import library

        try:
            context.with_resource(library.looking_in(*folders))
        except Refused as refusal:
            raise refused(refusal.problems, exit_code(refusal.problems)) from None
    if context.invoked_subcommand is None:
        planner_command.open_planner()


for _command in (*author_commands.COMMANDS, compare_command.compare, course_commands.course):
    main.add_command(_command)


@main.command("list")
@click.argument("kinds", nargs=-1, type=click.Choice(["regimens", "policies", "formulary"]))
def list_library(kinds: Sequence["Folder"]) -> None:
    """List the regimens and policies of the library, or files of the KINDS named."""
    from regimencalc import library
    from regimencalc.export.regimen_text import list_text

    try:
        for folder in kinds or ("regimens", "policies"):
            click.echo(folder)
            files = {
                name: library.read_any(library.read_source(library.path_of(name, folder)))
                for name in library.ids(folder)
            }
            click.echo(list_text(files, page_width()))
    except Refused as refusal:
        raise refused(refusal.problems, exit_code(refusal.problems)) from None


@main.command()
@click.argument("name", shell_complete=completed("regimens", "policies"))
@click.option("--days", is_flag=True, help="one cycle day by day, with hours")
@click.option(
    "--choose",
    multiple=True,
    metavar="NAME=ANSWER",
    help="with --days: for this answer instead of the first; may be repeated",
)
def show(name: str, *, days: bool, choose: Sequence[str]) -> None:
    """Show a regimen as a protocol page, or a policy: an id of the library or a path."""
    from regimencalc import library, loading
    from regimencalc.export.days_text import regimen_days_text
    from regimencalc.export.regimen_text import policy_text, regimen_text

    if choose and not days:
        raise click.UsageError("--choose goes with --days: the page shows every answer")
    answers, width = answers_of(choose), page_width()
    try:
        if name in library.ids("policies"):
            text = policy_text(library.read_policy(library.path_of(name, "policies")), width)
        elif days:
            regimen = loading.load_regimen(name)
            text = regimen_days_text(regimen, library.formulary(), width, answers)
        else:
            text = regimen_text(loading.load_regimen(name), library.formulary(), width)
        click.echo(text)
    except Refused as refusal:
        raise refused(refusal.problems, exit_code(refusal.problems)) from None


@main.command(cls=MeasuresInQuotes)
@of_a_course
@with_answers
def plan(form: str, *, preparation: bool, **given: Any) -> None:
    """Plan REGIMEN, an id of the library or a path, for one patient."""
    from regimencalc.export.plan_text import plan_text

    text = partial(plan_text, preparation=preparation)
    _print(_course(form, **given), form, text)


@main.command(cls=MeasuresInQuotes)
@of_a_course
@with_answers
def explain(form: str, *, preparation: bool, **given: Any) -> None:
    """Plan REGIMEN and show the working of each distinct dose."""
    from regimencalc.export.plan_text import explain_text

    text = partial(explain_text, preparation=preparation)
    _print(_course(form, **given), form, text)


@main.command()
@click.option("--cases", type=click.Path(path_type=Path), help="a file of cases instead")
def selftest(cases: Path | None) -> None:
    """Run the published cases against the formulas, on this machine."""
    from regimencalc import selftest as published

    try:
        lines, code = published.report_lines(published.read_cases(cases))
        left_out = [] if cases else [*published.left_out_lines()]
    except Refused as refusal:
        raise refused(refusal.problems, exit_code(refusal.problems)) from None
    for line in (*left_out, *lines):
        click.echo(line)
    raise SystemExit(code)


def _course(
    form: str,
    *,
    regimen: str,
    start: str,
    zone: str | None,
    cycles: int | None,
    policy: str | None,
    choose: Sequence[str],
    accept: Sequence[str],
    decline: Sequence[str],
    prior: Sequence[str],
    values: Sequence[str],
    give: Sequence[str],
    **measures: str | None,
) -> "Course":
    from regimencalc import loading, planning, site_settings
    from regimencalc.patient import Patient

    problems: list[Problem] = []
    try:
        loaded = loading.load_regimen(regimen)
    except Refused as refusal:
        problems += refusal.problems
    try:
        patient = Patient(**measures)
    except Refused as refusal:
        problems += refusal.problems
    if not problems:
        try:
            return planning.course_or_problems(
                loaded,
                patient,
                start=start,
                cycles=cycles,
                policy=site_settings.policy() if policy is None else policy,
                zone=zone,
                choose=answers_of(choose),
                accept=accept,
                decline=decline,
                prior=answers_of(prior, "--prior doxorubicin=0"),
                values=values,
                changes=give,
            )
        except Refused as refusal:
            problems += refusal.problems
    raise _no_doses(problems, form)


def _print(course: "Course", form: str, text: Callable[["Course", int], str]) -> None:
    if course.is_refused:
        raise _no_doses(course.problems, form)
    if form == "json":
        click.echo(as_json(course.to_dict()))
    if form == "text":
        click.echo(text(course, page_width()))
    if course.is_open:
        raise SystemExit(FINDINGS)


def _no_doses(problems: Sequence[Problem], form: str) -> SystemExit:
    if form == "json":
        click.echo(as_json({"doses": [], "problems": [problem.to_dict() for problem in problems]}))
    return refused(problems, FINDINGS)
