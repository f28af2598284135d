"""Rules that the code keeps: schema fresh, words of the trade, no drift between text and tree."""

import os
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml

from regimencalc.export.schema import KINDS, schema_text

TOP = Path(__file__).parent.parent
SOURCES = sorted((TOP / "src").rglob("*.py"))
FOLDERS = {"regimen": "regimens", "formulary": "formulary", "policy": "policies"}
BANNED_NAMES = {"utils", "helpers", "common", "misc", "manager", "handler", "data", "info"}
BANNED_CLAIMS = ("clinical-grade", "guaranteed", "compliant with")


@pytest.mark.parametrize("kind", KINDS)
def test_the_committed_schema_is_the_one_that_the_models_give(kind: str) -> None:
    committed = (TOP / "schema" / f"{kind}-v1.schema.json").read_text("utf-8")
    assert committed == schema_text(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_every_shipped_file_passes_the_schema_for_editors(kind: str) -> None:
    import json

    checker = jsonschema.Draft202012Validator(json.loads(schema_text(kind)))
    for path in sorted((TOP / FOLDERS[kind]).glob("*.yaml")):
        checker.validate(yaml.safe_load(path.read_text("utf-8")))


def test_no_module_is_named_after_nothing() -> None:
    assert not {path.stem for path in SOURCES} & BANNED_NAMES


def test_calculation_uses_one_rounding_and_no_clock() -> None:
    core = ("course", "dosing", "measures", "schedule", "plausibility", "body_size",
            "body_weight", "renal_function", "clock", "phases", "choosing", "givings",
            "planned_dose", "component", "conditions", "ranges", "rules", "clearance",
            "weight_for_clearance", "known_measures", "kidney_methods", "caps",
            "named_kidney_formula", "comparing", "dose_bands")  # fmt: skip
    forbidden = re.compile(r"\b(?:eval\(|open\(|today\(|now\(|os\.environ)")
    for name in core:
        text = (TOP / "src" / "regimencalc" / f"{name}.py").read_text("utf-8")
        assert not forbidden.findall(text), name
    for words in ("open(", "path.open(", "date.today()", "datetime.now(", "eval(text)"):
        assert forbidden.search(words)
    assert not forbidden.search("_is_open(until)")


def test_no_text_claims_what_nobody_has_shown() -> None:
    for path in [*TOP.glob("*.md"), *(TOP / "docs").rglob("*.md")]:
        text = path.read_text("utf-8").lower()
        assert not [words for words in BANNED_CLAIMS if words in text], path.name


def test_every_python_file_with_tests_is_collected() -> None:
    for path in (TOP / "tests").rglob("*.py"):
        if re.search(r"^def test_", path.read_text("utf-8"), re.MULTILINE):
            assert path.name.startswith("test_"), path


def test_the_command_starts_without_the_engine() -> None:
    code = (
        "import sys; from regimencalc import cli; "
        "sys.exit(any(n in sys.modules for n in ('pydantic', 'yaml', 'pint', 'textual')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_no_model_is_made_past_its_checks() -> None:
    for path in SOURCES:
        text = path.read_text("utf-8")
        for forbidden in ("model_construct", "model_copy(", ".ito(", "yaml.load("):
            assert forbidden not in text, (path.name, forbidden)


def test_the_output_is_the_same_whatever_the_machine_speaks_and_whenever_it_runs() -> None:
    command = [sys.executable, "-m", "regimencalc", "plan", "ep-infusional-28d", "--age", "67 y"]
    command += ["--height", "170 cm", "--weight", "70 kg", "--start", "2026-12-01T09:00"]
    command += ["--zone", "Europe/Dublin", "--format", "json"]
    outputs = {
        subprocess.run(
            command,
            check=True,
            capture_output=True,
            env={**os.environ, "LC_ALL": language, "TZ": zone, "PYTHONHASHSEED": seed},
        ).stdout
        for language, zone, seed in (
            ("C.UTF-8", "UTC", "0"),
            ("de_DE.UTF-8", "Pacific/Apia", "1"),
            ("tr_TR.UTF-8", "America/New_York", "2"),
        )
    }
    assert len(outputs) == 1
