"""The options that name a regimen, a patient and a policy, shared by the commands that plan."""

from collections.abc import Callable, Sequence

import click

from regimencalc.door import completed


class MeasuresInQuotes(click.Command):
    """A command whose options hold measures, which a shell takes apart unless they are quoted."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The arguments, or what to do about a measure that the shell took apart."""
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
    """What may be said to the judgements of a plan."""
    for decorate in (
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


def answers_of(choose: Sequence[str]) -> dict[str, str]:
    """The answers that were given with --choose, by what they answer."""
    answers = [answer.partition("=") for answer in choose]
    if not all(sign for _, sign, _ in answers):
        raise click.UsageError(
            "--choose takes NAME=ANSWER, for example --choose platinum=cisplatin"
        )
    return {name: answer for name, _, answer in answers}
