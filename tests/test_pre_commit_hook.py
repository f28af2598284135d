"""The hook that other repositories use: it names our command, and takes regimen files alone."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from regimencalc.cli import main

TOP = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def hook() -> dict[str, object]:
    (only,) = yaml.safe_load((TOP / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert only["id"] == "regimencalc-validate"
    return dict(only)


def test_its_entry_is_a_command_that_an_installation_has(hook: dict[str, object]) -> None:
    command = shlex.split(str(hook["entry"]))[0]
    project = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]
    assert hook["language"] == "python"
    assert command in project["scripts"]


@pytest.mark.parametrize(
    ("path", "is_taken"),
    [
        ("regimens/x.yaml", True),
        ("regimens/x.yml", True),
        ("library/regimens/x.yaml", True),
        ("formulary/x.yaml", False),
        ("x.yaml", False),
        ("our-regimens/x.yaml", False),
        ("regimens/old/x.yaml", False),
        ("regimens/x.yaml.orig", False),
        ("regimens/README.md", False),
    ],
)
def test_it_takes_regimens_and_nothing_else(
    hook: dict[str, object], path: str, *, is_taken: bool
) -> None:
    assert bool(re.search(str(hook["files"]), path)) is is_taken
    assert hook["types_or"] == ["yaml"]


def _says(hook: dict[str, object], *files: Path) -> tuple[int, str]:
    """The exit code and words of the entry, run as pre-commit runs it: with file names behind."""
    arguments = [*shlex.split(str(hook["entry"]))[1:], *map(str, files)]
    ran = CliRunner().invoke(main, arguments)
    return ran.exit_code, ran.output


def test_its_entry_passes_a_sound_file_and_stops_at_another(
    hook: dict[str, object], tmp_path: Path
) -> None:
    sound = (TOP / "regimens" / "ep-infusional-28d.yaml").read_text("utf-8")
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(sound.replace("id: ep-infusional-28d", "id: good"), "utf-8")
    bad.write_text(sound.replace("id: ep-infusional-28d", "id: bad").replace("28 d", "28 kg"))
    assert _says(hook, good)[0] == 0
    code, words = _says(hook, good, bad)
    assert code == 1
    assert "RC207" in words
    assert str(good) not in words


def test_its_entry_stops_at_a_warning_too(hook: dict[str, object], tmp_path: Path) -> None:
    sound = (TOP / "regimens" / "ep-infusional-28d.yaml").read_text("utf-8")
    bare = tmp_path / "bare.yaml"
    without_examples = sound.partition("totals_per_cycle:")[0]
    bare.write_text(without_examples.replace("id: ep-infusional-28d", "id: bare"), "utf-8")
    code, words = _says(hook, bare)
    assert code == 1
    assert "RC421" in words
    assert "0 errors" in words
