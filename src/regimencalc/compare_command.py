"""The command `compare`: one patient's doses by every formula and policy. No rules of its own."""

from collections.abc import Sequence

import click

from regimencalc.course_options import MeasuresInQuotes, answers_of, of_a_course
from regimencalc.door import FINDINGS, as_json, page_width, refused
from regimencalc.problems import Problem, Refused


@click.command(cls=MeasuresInQuotes)
@of_a_course
def compare(
    form: str,
    *,
    regimen: str,
    start: str,
    zone: str | None,
    cycles: int | None,
    policy: str | None,
    choose: Sequence[str],
    **measures: str | None,
) -> None:
    """Show one patient's doses of REGIMEN by every formula and every policy, side by side.

    Formulas are exchanged in the policy that is named, else in the site's, else in `reference`.
    """
    from regimencalc import loading, planning, site_settings
    from regimencalc.export.compare_text import compare_text
    from regimencalc.patient import Patient

    if zone is not None:
        raise click.UsageError("--zone has nothing to do here: no dose depends on the hour")
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
            found = planning.compare(
                loaded,
                patient,
                start=start,
                cycles=cycles,
                policy=site_settings.policy() if policy is None else policy,
                choose=answers_of(choose),
            )
        except Refused as refusal:
            problems += refusal.problems
    if problems:
        if form == "json":
            said = [problem.to_dict() for problem in problems]
            click.echo(as_json({"lines": [], "problems": said}))
        raise refused(problems, FINDINGS)
    document = as_json(found.to_dict()) if form == "json" else compare_text(found, page_width())
    click.echo(document)
