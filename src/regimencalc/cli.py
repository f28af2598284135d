"""The command line: reads options, asks the engine, prints. No arithmetic and no rules.

Data goes to stdout and messages to stderr. Exit codes: 0 fine, 1 findings or a refusal, 2 wrong
usage, 3 a file that cannot be read where reading it was all that was asked; a plan without doses
is a refusal, whatever the reason. What a command needs is imported when it runs.
"""

import sys
from collections.abc import Callable, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from regimencalc import author_commands
from regimencalc.door import FINDINGS, as_json, completed, exit_code, page_width, refused
from regimencalc.problems import Problem, Refused
from regimencalc.version import NOT_A_DEVICE, VERSION

if TYPE_CHECKING:
    from regimencalc.library import Folder
    from regimencalc.planned_course import Course


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
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


for _command in author_commands.COMMANDS:
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
    from regimencalc import library, planning
    from regimencalc.export.days_text import regimen_days_text
    from regimencalc.export.regimen_text import policy_text, regimen_text

    if choose and not days:
        raise click.UsageError("--choose goes with --days: the page shows every answer")
    answers, width = _answers(choose), page_width()
    try:
        if name in library.ids("policies"):
            text = policy_text(library.read_policy(library.path_of(name, "policies")), width)
        elif days:
            regimen = planning.load_regimen(name)
            text = regimen_days_text(regimen, library.formulary(), width, answers)
        else:
            text = regimen_text(planning.load_regimen(name), library.formulary(), width)
        click.echo(text)
    except Refused as refusal:
        raise refused(refusal.problems, exit_code(refusal.problems)) from None


class _MeasuresInQuotes(click.Command):
    """A command whose options hold measures, which a shell takes apart unless they are quoted."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as wrong:
            if "extra argument" not in wrong.message:
                raise
            hint = 'Put quotes round a measure: --height "170 cm".'
            raise click.UsageError(f"{wrong.message}\n{hint}", ctx) from None


def _planned(command: Callable[..., None]) -> Callable[..., None]:
    """The arguments that `plan` and `explain` share."""
    for decorate in reversed(
        (
            click.argument("regimen", shell_complete=completed("regimens")),
            click.option("--sex", help="male or female"),
            click.option("--age", help="completed years on day 1: '67 y'"),
            click.option("--birth-date", help="instead of the age: 1959-03-14"),
            click.option("--height", help="'170 cm'"),
            click.option("--height-on", help="the day it was measured"),
            click.option("--weight", help="'70 kg'"),
            click.option("--weight-on", help="the day it was measured"),
            click.option("--creatinine", help="'0.9 mg/dL' or '80 umol/L'"),
            click.option("--creatinine-on", help="the day it was measured"),
            click.option("--measured-gfr", help="'80 mL/min', with --gfr-method"),
            click.option("--gfr-method", help="how GFR was measured: iohexol"),
            click.option("--measured-gfr-on", help="the day it was measured"),
            click.option("--egfr", help="'80 mL/min' or '80 mL/min/1.73m2'"),
            click.option("--egfr-equation", help="the equation it was estimated with"),
            click.option("--egfr-on", help="the day it was estimated"),
            click.option("--start", required=True, help="day 1: 2026-12-01 or 2026-12-01T09:00"),
            click.option("--zone", help="time zone of the start time: Europe/Dublin"),
            click.option("--cycles", type=int, help="how many; else as the regimen states"),
            click.option(
                "--choose",
                multiple=True,
                metavar="NAME=ANSWER",
                help="what the regimen leaves open: platinum=cisplatin; may be repeated",
            ),
            click.option(
                "--policy",
                envvar="REGIMENCALC_POLICY",
                show_envvar=True,
                shell_complete=completed("policies"),
                help="how to calculate: an id or a file; else the site's setting",
            ),
            click.option(
                "--value",
                "values",
                multiple=True,
                metavar="NAME=VALUE",
                help="what rules ask for: 'platelets=80 10^9/L', 'bilirubin=30 umol/L, "
                "ULN 21 umol/L, on 2026-12-01'; may be repeated",
            ),
            click.option(
                "--give",
                multiple=True,
                metavar="LINE=SHARE",
                help="a reduction: 'etoposide=75 % from cycle 2'; may be repeated",
            ),
            click.option(
                "--accept",
                multiple=True,
                metavar="KEY=REASON",
                help="a warning or rule that is accepted, by its key; may be repeated",
            ),
            click.option(
                "--decline",
                multiple=True,
                metavar="KEY=REASON",
                help="a rule that is declined, by its key; may be repeated",
            ),
            click.option("--format", "form", type=click.Choice(["text", "json"]), default="text"),
        )
    ):
        command = decorate(command)
    return command


@main.command(cls=_MeasuresInQuotes)
@_planned
def plan(form: str, **given: Any) -> None:
    """Plan REGIMEN, an id of the library or a path, for one patient."""
    from regimencalc.export.plan_text import plan_text

    _print(_course(form, **given), form, plan_text)


@main.command(cls=_MeasuresInQuotes)
@_planned
def explain(form: str, **given: Any) -> None:
    """Plan REGIMEN and show the working of each distinct dose."""
    from regimencalc.export.plan_text import explain_text

    _print(_course(form, **given), form, explain_text)


@main.command()
@click.option("--cases", type=click.Path(path_type=Path), help="a file of cases instead")
def selftest(cases: Path | None) -> None:
    """Run the published cases against the formulas, on this machine."""
    from regimencalc import selftest as published

    try:
        lines, code = published.report_lines(published.read_cases(cases))
    except Refused as refusal:
        raise refused(refusal.problems, exit_code(refusal.problems)) from None
    for line in lines:
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
    values: Sequence[str],
    give: Sequence[str],
    **measures: str | None,
) -> "Course":
    from regimencalc import planning, site_settings
    from regimencalc.patient import Patient

    problems: list[Problem] = []
    try:
        loaded = planning.load_regimen(regimen)
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
                choose=_answers(choose),
                accept=accept,
                decline=decline,
                values=values,
                changes=give,
            )
        except Refused as refusal:
            problems += refusal.problems
    raise _no_doses(problems, form)


def _answers(choose: Sequence[str]) -> dict[str, str]:
    answers = [answer.partition("=") for answer in choose]
    if not all(sign for _, sign, _ in answers):
        raise click.UsageError(
            "--choose takes NAME=ANSWER, for example --choose platinum=cisplatin"
        )
    return {name: answer for name, _, answer in answers}


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
