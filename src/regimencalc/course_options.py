"""The options that name a regimen, a patient and a policy, shared by the commands that plan."""

from collections.abc import Callable, Sequence

import click

from regimencalc.door import completed


class MeasuresInQuotes(click.Command):
    """A command whose options hold measures, which a shell takes apart unless they are quoted."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The arguments, or what to do about a measure that the shell took apart."""
        given = [name for arg in args for name in (arg.partition("=")[0],) if name[:2] == "--"]
        single = [o for p in self.params if not p.multiple for o in p.opts]
        for name in given:
            if name in single and given.count(name) > 1:
                raise click.UsageError(f"{name} is given twice: which holds would be a guess", ctx)
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as wrong:
            if "extra argument" not in wrong.message:
                raise
            hint = 'Put quotes round a measure: --height "170 cm".'
            raise click.UsageError(f"{wrong.message}\n{hint}", ctx) from None


def of_a_course(command: Callable[..., None]) -> Callable[..., None]:
    """The arguments that `plan`, `explain` and `compare` share."""
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
            click.option("--creatinine-assay", help="idms or non_idms, as the laboratory says"),
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
            click.option("--format", "form", type=click.Choice(["text", "json"]), default="text"),
        )
    ):
        command = decorate(command)
    return command


def with_answers(command: Callable[..., None]) -> Callable[..., None]:
    """What was given and found before a plan, what is said to it, and how it is made up."""
    for decorate in (
        click.option(
            "--give",
            multiple=True,
            metavar="LINE=SHARE",
            help="a reduction: 'etoposide=75 % from cycle 2'; may be repeated",
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
            "--preparation", is_flag=True, help="vials, volumes, concentrations, mL an hour"
        ),
        click.option(
            "--prior",
            multiple=True,
            metavar="NAME=AMOUNT",
            help="what was given before: 'doxorubicin=240 mg/m2', doxorubicin=0, "
            "chest-radiotherapy=no; may be repeated",
        ),
        click.option(
            "--decline",
            multiple=True,
            metavar="KEY=REASON",
            help="a rule that is declined, by its key; may be repeated",
        ),
        click.option(
            "--accept",
            multiple=True,
            metavar="KEY=REASON",
            help="a warning or rule that is accepted, by its key; may be repeated",
        ),
    ):
        command = decorate(command)
    return command


def answers_of(
    given: Sequence[str], example: str = "--choose platinum=cisplatin"
) -> dict[str, str]:
    """What was given as NAME=ANSWER, by the name; `example` shows the option at its best."""
    answers = [answer.partition("=") for answer in given]
    if not all(sign for _, sign, _ in answers):
        raise click.UsageError(
            f"{example.partition(' ')[0]} takes NAME=ANSWER, for example {example}"
        )
    names = [name for name, *_ in answers]
    for name in names:
        if names.count(name) > 1:
            option = example.partition(" ")[0]
            raise click.UsageError(f"{option} {name} is given twice: which holds would be a guess")
    return {name: answer for name, _, answer in answers}
