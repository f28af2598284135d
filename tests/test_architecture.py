"""Rules that the code keeps: schema fresh, words of the trade, no drift between text and tree."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
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
    project = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))
    core = project["tool"]["mutmut"]["only_mutate"]
    forbidden = re.compile(r"\b(?:eval\(|open\(|today\(|now\(|os\.environ)")
    for name in core:
        assert not forbidden.findall((TOP / name).read_text("utf-8")), name
    for words in ("open(", "path.open(", "date.today()", "datetime.now(", "eval(text)"):
        assert forbidden.search(words)
    assert not forbidden.search("_is_open(until)")


IN_THE_ROOT = {
    "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "pyproject.toml",
    "requirements-dev.txt", "requirements.txt", "benchmarks", "docs", "formulary", "policies",
    "regimens", "schema", "src", "tests", "tools",
    "build", "dist", "mutants",
}  # fmt: skip


def test_no_test_or_trial_leaves_a_file_in_the_root() -> None:
    """A course that a key of chance exported here was once committed with the rest."""
    seen = {path.name for path in TOP.iterdir() if not path.name.startswith(".")}
    assert seen - IN_THE_ROOT == set()


def options_named(text: str) -> list[str]:
    """Each text of a module that names an option, but where it names the whole command."""
    tree = ast.parse(text)
    joined = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    passed = {id(part) for node in joined for part in node.values}
    passed |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    said = ["".join(str(getattr(part, "value", "")) for part in node.values) for node in joined]
    said += [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passed
    ]
    option = re.compile(r"(?<![\w-])--[a-z]")
    return [one for one in said if option.search(one) and "regimencalc course" not in one]


def test_only_the_commands_name_their_options() -> None:
    """A mend is read in the planner too, which has none."""
    commands = {"cli", "course_options", "author_commands", "compare_command", "course_commands",
                "planner_command",
                "days_text"}  # fmt: skip
    named = {path.stem for path in SOURCES if options_named(path.read_text("utf-8"))}
    assert named <= commands
    assert options_named('fix = f"Say it: --prior {drug}=0."')
    assert options_named('fix = "Give --weight."')
    assert not options_named('"""As --format has it."""\nfix = "cycle--head"')
    assert not options_named('fix = f"by regimencalc course replay {name} --by MB"')


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


STEPS = re.compile(r"from regimencalc\.derivation import (?:\([^)]*|[^\n]*)\b(?:Formula|Step)\b")
MAKES_STEPS = [p for p in SOURCES if p.parent.name != "export" and STEPS.search(p.read_text())]
"""The modules in which a value of a derivation is made: all from a measure to a dose."""
CUTS = ("round", "min", "max")
MUTANT = re.compile(r"^x_(\w+)__mutmut_\w+$")
PUBLISHED = re.compile(r"_(?:19|20)\d\d")
MAY_CUT = {
    "caps: _lowest": "which of the caps of a line is the least; each is a step",
    "dosing: _lowest": "which of the caps of a dose is the lesser; the cap is a step",
    "guardrails: _compared": "whether a sum is held against a bound before or after rounding",
    "policy_rounding: _band_below": "refuses a band that is above the dose or its cap",
    "comparing: _plain": "a changed measure, as somebody would enter it",
}
"""Where a cut is meant, and what is cut; published formulas are as they are printed."""
MAY_READ = {
    "case_inputs: number": "the published cases of selftest",
    "rounded_dose: too_far": "how many digits a sentence needs",
}
"""Where text is read as a number, and what for."""


def calls(text: str) -> Iterator[tuple[str, ast.Call]]:
    """Each call of a plain name, with the function that it stands in."""
    for function in ast.walk(ast.parse(text)):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    yield function.name, node


def cuts(text: str) -> list[tuple[str, str]]:
    """Where a value would be rounded or held between bounds without a step that says so.

    It sees the plain names alone: not `if value > cap`, a method, or another name for them.
    """
    found = [(where, ast.unparse(call.func)) for where, call in calls(text)]
    return [cut for cut in found if cut[1] in CUTS and not PUBLISHED.search(cut[0])]


def numbers_of_text(text: str) -> list[tuple[str, str]]:
    """Where `float` gets what may be text: anything but a sum, a number or `without_noise`.

    It knows no types: a sum of texts would pass, a number under a bare name does not.
    """
    return [
        (where, ast.unparse(call))
        for where, call in calls(text)
        if ast.unparse(call.func) == "float"
        and not isinstance(call.args[0], ast.BinOp | ast.Constant)
        and "without_noise(" not in ast.unparse(call.args[0])
    ]


def mutated(function: str) -> str:
    """The name of a function that mutmut has changed; of any other, its own."""
    return MUTANT.sub(r"\1", function)


def places(looks: Callable[[str], list[tuple[str, str]]]) -> set[str]:
    """Module and function of all that a look finds where steps are made; mutants by their names."""
    return {
        f"{path.stem}: {mutated(where)}"
        for path in MAKES_STEPS
        for where, _ in looks(path.read_text("utf-8"))
    }


def test_on_the_way_to_a_dose_nothing_is_cut_but_where_it_is_named() -> None:
    assert {"dosing", "measures", "renal_function"} <= {path.stem for path in MAKES_STEPS}
    assert places(cuts) == set(MAY_CUT)


def test_on_the_way_to_a_dose_no_number_is_read_from_text() -> None:
    assert places(numbers_of_text) == set(MAY_READ)


def test_what_looks_at_calls_sees_a_cut_and_a_reading_and_no_more() -> None:
    planted = "def dose(a, cap):\n    return min(round(a, 2), cap)\n"
    assert sorted(cuts(planted)) == [("dose", "min"), ("dose", "round")]
    assert cuts("def gfr_ckd_epi_2021(a):\n    return min(a, 1)\n") == []
    assert cuts("def dose(a):\n    return a.min() + smaller(a, 2)\n") == []
    assert numbers_of_text("def dose(a):\n    return float(a)\n") == [("dose", "float(a)")]
    assert numbers_of_text("def dose(a):\n    return float(without_noise(a) + a * 2)\n") == []
