"""The commands for authors of files: validate, diff, new, fmt, schema. No rules of their own."""

import gc
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import click

from regimencalc.door import FINDINGS, as_json, completed, exit_code, page_width, refused
from regimencalc.problems import Place, Problem, Refused
from regimencalc.version import VERSION

FILES_BETWEEN_COLLECTIONS = 500
FORMATS = ("text", "json", "sarif", "github")


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text")
@click.option("--strict", is_flag=True, help="exit 1 for warnings too")
def validate(paths: Sequence[str], form: str, *, strict: bool) -> None:
    """Check regimen, formulary and policy files, and every YAML file below a folder."""
    gc.disable()  # what is imported and read lives on, or is let go with its file
    from regimencalc import library, validation
    from regimencalc.export.problem_text import count_text, problems_text

    files: list[Path] = []
    found: list[Problem] = []
    formulary = cache(library.formulary)
    gc.freeze()
    try:
        for path in paths:
            named, unreadable = validation.files_below(Path(path))
            found += unreadable
            files += named
            for number, file in enumerate(named, 1):
                found += validation.problems_in_file(file, formulary)
                if number % FILES_BETWEEN_COLLECTIONS == 0:
                    gc.collect()  # and memory that was kept for reuse is given back
    finally:
        gc.unfreeze()
        gc.enable()
    found += validation.ids_of_two_files(files)
    if form == "json":
        said = [problem.to_dict() for problem in found]
        click.echo(as_json({"files": len(files), "problems": said}))
    elif form == "sarif":
        from regimencalc.export.sarif import sarif_text

        click.echo(sarif_text(found, VERSION))
    elif found and form == "github":
        from regimencalc.export.github_text import github_text

        click.echo(github_text(found))
    elif found:
        click.echo(problems_text(found))
    click.echo(count_text(found, len(files)), err=True)
    raise SystemExit(exit_code(found, strict=strict))


@click.command()
@click.argument("old", shell_complete=completed("regimens"))
@click.argument("new", shell_complete=completed("regimens"))
def diff(old: str, new: str) -> None:
    """Say what changed between two regimens, and what it means for one patient.

    OLD and NEW are ids of the library or paths. Exit code 1 if what is given differs.
    """
    from regimencalc import library, loading
    from regimencalc.export.diff_text import diff_text
    from regimencalc.regimen_diff import changes

    try:
        before, after = loading.load_regimen(old), loading.load_regimen(new)
        formulary = library.formulary()
    except Refused as refusal:
        raise refused(refusal.problems, exit_code(refusal.problems)) from None
    click.echo(diff_text(before, after, formulary, page_width()))
    touched = any(change.touches_what_is_given for change in changes(before, after, formulary))
    raise SystemExit(FINDINGS if touched else 0)


@click.command()
@click.argument("regimen_id", metavar="ID")
@click.option("--name", default="", help="what the regimen is called")
def new(regimen_id: str, name: str) -> None:
    """Write ID.yaml here: a commented skeleton that lacks only what you know."""
    from regimencalc.skeleton import skeleton

    path = Path(f"{regimen_id}.yaml")
    try:
        text = skeleton(regimen_id, name)
    except Refused as refusal:
        raise refused(refusal.problems, FINDINGS) from None
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as wrong:
        problem = Problem(
            "RC101",
            f"{path} cannot be written: {wrong.strerror}",
            "Choose another id or folder; nothing was changed.",
            Place(str(path)),
        )
        raise refused([problem], exit_code([problem])) from None
    click.echo(f"{path}: fill in the blanks; 'regimencalc validate {path}' shows what is left")


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--check", is_flag=True, help="write nothing; exit 1 if a file would change")
def fmt(paths: Sequence[str], *, check: bool) -> None:
    """Tidy regimen files: normal form, fields in order, comments kept (extra 'edit')."""
    from regimencalc import library, validation
    from regimencalc.tidying import tidied

    files = [file for path in paths for file in validation.files_below(Path(path))[0]]
    changed = 0
    for path in files:
        try:
            text = library.read_source(path).text
            tidy = tidied(text)
        except Refused as refusal:
            problems = [problem.at(Place(str(path))) for problem in refusal.problems]
            raise refused(problems, exit_code(problems)) from None
        if tidy != text:
            changed += 1
            click.echo(f"{path} {'would change' if check else 'tidied'}")
            if not check:
                path.write_text(tidy, "utf-8")
    click.echo(f"{changed} of {len(files)} files {'would change' if check else 'tidied'}", err=True)
    raise SystemExit(FINDINGS if check and changed else 0)


@click.command()
@click.argument("kind", type=click.Choice(["regimen", "formulary", "policy"]), default="regimen")
def schema(kind: str) -> None:
    """Print the JSON Schema of a kind of file, for editors."""
    from regimencalc.export.schema import schema_text

    click.echo(schema_text(kind), nl=False)


COMMANDS = (validate, diff, new, fmt, schema)
