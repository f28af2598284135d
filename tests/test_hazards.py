"""The page of hazards is fresh and whole; and a control that nobody needs does not pass for one."""

import re
import sys
from pathlib import Path

import pytest
import yaml

sys.path.insert(0, str(Path(__file__).parent.parent / "tools"))

import hazards

TOP = Path(__file__).parent.parent
ROWS = [f"E{number:02}" for number in range(1, 70)]
HAZARDS, NOT_YET = hazards.read(TOP)
CONTROLS = [control for hazard in HAZARDS for control in hazard.controls]
BUILT = [control for control in CONTROLS if not control.awaiting]
MARKS = {"read", "known", "computed", "measured", "proposed", "design"}
CLAIMS = re.compile(r"\b(?:safe|safely|validated|certified|proven|guarante\w+|ensur\w+)\b", re.I)
SAMPLE = ["E04.1", "E22.3", "E34.1", "E43.1", "E51.1"]


def test_the_page_is_the_one_that_the_file_gives() -> None:
    page = (TOP / hazards.PAGE).read_text("utf-8")
    assert page == hazards.page(HAZARDS, NOT_YET), "python tools/hazards.py --page"


def test_every_row_stands_once_with_its_evidence() -> None:
    rows = [*(hazard.row for hazard in HAZARDS), *(one["row"] for one in NOT_YET)]
    assert sorted(rows) == ROWS
    for hazard in HAZARDS:
        assert hazard.evidence, hazard.row
        assert hazard.controls, hazard.row
        for one in hazard.evidence:
            assert one["mark"] in MARKS, hazard.row
            assert one.get("cite") or one["mark"] in ("design", "proposed"), hazard.row


def test_what_acts_elsewhere_too_is_a_control() -> None:
    named = {name for hazard in HAZARDS for name in hazard.also}
    assert named <= {control.id for control in BUILT}


@pytest.mark.parametrize("control", BUILT, ids=lambda control: control.id)
def test_a_control_has_tests_of_both_kinds_and_a_text_to_replace(control: hazards.Control) -> None:
    assert control.fires
    assert control.quiet
    assert control.replace != control.find
    assert (TOP / control.file).read_text("utf-8").count(control.find) == 1, "stale"
    for test in control.tests:
        file, _, name = test.partition("::")
        assert f"def {name.partition('[')[0]}(" in (TOP / file).read_text("utf-8"), test


def test_the_words_claim_nothing() -> None:
    assert CLAIMS.findall((TOP / hazards.PAGE).read_text("utf-8")) == []
    assert CLAIMS.search("a validated and safe dose")


def test_a_few_controls_are_needed(capsys: pytest.CaptureFixture[str]) -> None:
    """All of them are a check of their own, for a release."""
    assert hazards.main(["--only", *SAMPLE]) == 0
    said = capsys.readouterr().out
    assert said.endswith("5 controls, 5 shown to be needed; 0 awaited\n")


# A program of one guard, and what may be wrong with what is said of it

GUARD = """\
def dose(mg: float) -> float:
    if mg <= 0:
        raise ValueError("no dose")
    return mg
"""
TESTS = """\
import pytest
from regimencalc import dose

def test_zero_is_refused():
    with pytest.raises(ValueError):
        dose(0)

def test_a_dose_is_given():
    assert dose(5) == 5

def test_the_name_of_the_guard():
    assert dose.__name__ == "dose"
"""
FILE = "tests/test_dose.py"
FIRES, QUIET = f"{FILE}::test_zero_is_refused", f"{FILE}::test_a_dose_is_given"
OFF = {"file": "src/regimencalc/__init__.py", "find": "mg <= 0", "replace": "mg is None"}
CONTROL = {
    "does": "Zero is refused.",
    "where": "regimencalc.dose",
    "off": OFF,
    "fires": [FIRES],
    "quiet": [QUIET],
}


def control_of(top: Path, **changed: object) -> hazards.Control:
    """A tree with that program and the one control, changed."""
    for folder in ("src/regimencalc", "tests", "docs/safety"):
        (top / folder).mkdir(parents=True, exist_ok=True)
    (top / "src/regimencalc/__init__.py").write_text(GUARD, "utf-8")
    (top / "tests/test_dose.py").write_text(TESTS, "utf-8")
    (top / "pyproject.toml").write_text('[tool.pytest.ini_options]\ntestpaths = ["tests"]\n')
    one = {"row": "E27", "hazard": "", "cause": "", "evidence": []}
    said = {"hazards": [{**one, "controls": [{**CONTROL, **changed}]}], "not_yet": []}
    (top / hazards.ENTRIES).write_text(yaml.safe_dump(said), "utf-8")
    (control,) = hazards.wanted(hazards.read(top)[0], [])
    return control


def said_of(top: Path, **changed: object) -> tuple[bool, str]:
    """Whether the control is shown to be needed where its tests passed before, and the words."""
    control = control_of(top, **changed)
    before = dict.fromkeys((FIRES, QUIET, f"{FILE}::test_the_name_of_the_guard"), "passed")
    finding = hazards.without(control, top, before)
    return finding.is_shown, finding.words


def test_a_control_that_its_tests_need_is_shown(tmp_path: Path) -> None:
    (found,) = hazards.findings(tmp_path, [control_of(tmp_path)], 1)
    assert (found.is_shown, found.words) == (True, "needed: without it 1 of 1 tests fail")
    assert (tmp_path / "src/regimencalc/__init__.py").read_text("utf-8") == GUARD


def test_a_test_that_is_not_there_is_reported(tmp_path: Path) -> None:
    control = control_of(tmp_path, quiet=[f"{FILE}::test_gone"])
    (found,) = hazards.findings(tmp_path, [control], 1)
    words = f"NOT SHOWN: with the control in its place {FILE}::test_gone: no test ran"
    assert not found.is_shown
    assert found.words.startswith(words)


def test_a_control_that_no_test_needs_is_reported(tmp_path: Path) -> None:
    other = f"{FILE}::test_the_name_of_the_guard"
    words = f"NOT SHOWN: without it not failed: {other}: passed"
    assert said_of(tmp_path, fires=[other]) == (False, words)


def test_a_control_needs_tests_of_both_kinds(tmp_path: Path) -> None:
    words = "NOT SHOWN: it needs a test that fires it and one that does not"
    assert said_of(tmp_path, fires=[]) == (False, words)
    assert said_of(tmp_path, quiet=[]) == (False, words)


@pytest.mark.parametrize(
    ("off", "words"),
    [
        ({"find": "mg < 0"}, "STALE: what is to be replaced stands 0 times"),
        ({"find": "mg"}, "STALE: what is to be replaced stands 3 times"),
        ({"file": "src/gone.py"}, "STALE: what is to be replaced stands 0 times in src/gone.py"),
        ({"replace": "mg <="}, "NOT SHOWN: without it not failed"),
        ({"replace": "mg > nothing"}, "test_zero_is_refused: error: "),
        ({"replace": "mg <= 0 or mg == 5"}, "without it not failed"),
        ({"replace": "mg == 5"}, f"not passed: {QUIET}: error: "),
    ],
    ids=["gone", "several", "no file", "broken file", "broken name", "as before", "breaks more"],
)
def test_what_shows_nothing_is_reported(tmp_path: Path, off: dict[str, str], words: str) -> None:
    is_shown, said = said_of(tmp_path, off=OFF | off)
    assert not is_shown
    assert words in said


def test_nothing_of_that_name_is_no_success(capsys: pytest.CaptureFixture[str]) -> None:
    assert hazards.main(["--only", "E99"]) == 1
    assert capsys.readouterr().out == "0 controls, 0 shown to be needed; 0 awaited\n"
