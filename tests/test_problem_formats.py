"""Problems as text, JSON, SARIF and GitHub commands: the same facts in each."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import jsonschema
import pytest

from regimencalc.export.github_text import github_text
from regimencalc.export.problem_text import problem_lines, problem_text
from regimencalc.export.sarif import sarif_text
from regimencalc.problems import CATALOGUE, Place, Problem
from regimencalc.validation import validate
from regimencalc.version import VERSION

TESTS = Path(__file__).parent
FILES = sorted((TESTS / "bad").glob("*.yaml"))
SCHEMA = json.loads((TESTS / "schemas" / "sarif-2.1.0.json").read_text("utf-8"))
COMMAND = re.compile(r"::(error|warning) ([^:]*)::(.*)")
ENTERED = Problem("RC502", "the height is missing", "Give it.", Place(field="body_height"))
NOWHERE = Problem("RC623", "UNCHECKED: no limits", "Check each dose.")

Facts = tuple[str, str, str, str, str, int, int]
"""Code, severity, message, fix, file, line and column."""


def sarif(problems: list[Problem]) -> dict[str, Any]:
    """The document, which the schema holds for."""
    document: dict[str, Any] = json.loads(sarif_text(problems, VERSION))
    jsonschema.validators.validator_for(SCHEMA)(SCHEMA).validate(document)
    return document


def facts(problem: Problem) -> Facts:
    place = problem.place
    where = (place.file, place.line, place.column)
    return (problem.code, str(problem.severity), problem.message, problem.fix, *where)


def facts_of_json(problem: Problem) -> Facts:
    found: dict[str, Any] = problem.to_dict()
    place = found["place"]
    where = (place["file"] or "", place["line"] or 0, place["column"] or 0)
    return (found["code"], found["severity"], found["message"], found["fix"], *where)


def facts_of_result(result: dict[str, Any]) -> Facts:
    message, fix = result["message"]["text"].split("\n")
    (location,) = result["locations"]
    physical = location["physicalLocation"]
    file = unquote(urlsplit(physical["artifactLocation"]["uri"]).path)
    region = physical.get("region", {})
    where = (file, region.get("startLine", 0), region.get("startColumn", 0))
    return (result["ruleId"], result["level"], message, fix, *where)


def plain(text: str) -> str:
    """What GitHub makes of an escaped text: the per cent sign last."""
    for sign, escaped in (("\r", "%0D"), ("\n", "%0A"), (":", "%3A"), (",", "%2C"), ("%", "%25")):
        text = text.replace(escaped, sign)
    return text


def facts_of_command(command: str) -> Facts:
    found = COMMAND.fullmatch(command)
    assert found, command
    stated = dict(item.split("=", 1) for item in found[2].split(","))
    message, fix = plain(found[3]).split("\n")
    where = (plain(stated["file"]), int(stated.get("line", 0)), int(stated.get("col", 0)))
    return (stated["title"], found[1], message, fix, *where)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_format_has_the_same_facts(path: Path) -> None:
    problems = validate(path)
    expected = [facts(problem) for problem in problems]
    assert expected
    assert [facts_of_json(problem) for problem in problems] == expected
    assert [facts_of_result(r) for r in sarif(problems)["runs"][0]["results"]] == expected
    assert [facts_of_command(line) for line in github_text(problems).splitlines()] == expected
    for problem in problems:
        head, mend = problem_text(problem).split("\n")
        place = problem.place
        assert head.startswith(f"{place.file}:{place.line}:{place.column}: ")
        assert head.endswith(f"{problem.severity} {problem.code}: {problem.message}")
        assert mend.strip() == problem.fix


def test_a_field_is_an_option_of_the_commands_and_a_field_of_the_planner() -> None:
    said = "error RC502: the height is missing"
    assert problem_text(ENTERED) == f"--body-height: {said}\n        Give it."
    assert list(problem_lines([ENTERED], 60)) == [f"body_height: {said}", "Give it."]
    decided = Problem("RC809", "no decision", "Write one.", Place(field="decision"))
    assert problem_text(decided).startswith("decision: error")


# SARIF


def test_every_code_of_the_catalogue_is_a_rule_with_help() -> None:
    driver = sarif([])["runs"][0]["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("regimencalc", VERSION)
    assert [rule["id"] for rule in driver["rules"]] == sorted(CATALOGUE)
    for rule in driver["rules"]:
        severity, title = CATALOGUE[rule["id"]]
        assert rule["shortDescription"] == {"text": title}
        assert title in rule["help"]["text"]
        level = {"refused": "error", "held": "error", "notice": "note"}.get(severity, severity)
        assert rule["defaultConfiguration"] == {"level": level}


def test_a_result_points_to_its_rule() -> None:
    run = sarif([ENTERED, NOWHERE])["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert [rules[r["ruleIndex"]]["id"] for r in run["results"]] == ["RC502", "RC623"]
    assert [result["level"] for result in run["results"]] == ["error", "warning"]


def test_an_entered_field_and_no_place_at_all() -> None:
    entered, nowhere = sarif([ENTERED, NOWHERE])["runs"][0]["results"]
    assert entered["locations"] == [
        {"logicalLocations": [{"name": "body_height", "kind": "parameter"}]}
    ]
    assert nowhere["locations"] == []


def test_a_file_without_a_line_has_no_region() -> None:
    problem = Problem("RC101", "cannot read it", "Check the path.", Place("our files/50 %.yaml"))
    (result,) = sarif([problem])["runs"][0]["results"]
    # a space is %20 and a per cent sign %25 in a URI
    location = {"artifactLocation": {"uri": "our%20files/50%20%25.yaml"}}
    assert result["locations"] == [{"physicalLocation": location}]


def test_a_whole_path_is_a_uri_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "ep.yaml"
    problem = Problem("RC101", "cannot read it", "Check the path.", Place(str(path), 3, 7))
    (result,) = sarif([problem])["runs"][0]["results"]
    physical = result["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"]["uri"] == path.as_uri()
    assert physical["region"] == {"startLine": 3, "startColumn": 7}


@pytest.mark.parametrize(
    ("steps", "value"),
    [
        (("version",), "2.0.0"),
        (("runs", 0, "results", 0, "level"), "severe"),
        (("runs", 0, "results", 0, "mend"), "Give it."),
        (("runs", 0, "tool", "driver", "name"), 1),
    ],
)
def test_the_schema_would_see_a_mistake(steps: tuple[str | int, ...], value: object) -> None:
    document: Any = sarif([ENTERED])
    node = document
    for step in steps[:-1]:
        node = node[step]
    node[steps[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validators.validator_for(SCHEMA)(SCHEMA).validate(document)


# GitHub


def test_a_command_as_github_reads_it() -> None:
    place = Place("a,b:c/50%.yaml", 3, 7)
    problem = Problem("RC401", "at most 50 %: 1, 2", "Write 40 %.", place)
    assert github_text([problem]) == (
        "::error file=a%2Cb%3Ac/50%25.yaml,line=3,col=7,title=RC401::"
        "at most 50 %25: 1, 2%0AWrite 40 %25."
    )


def test_a_line_break_cannot_end_a_command() -> None:
    problem = Problem("RC401", "one\n::error::two", "Mend\rit.", Place("a\nb.yaml", 1, 1))
    text = github_text([problem])
    assert len(text.splitlines()) == 1
    assert "file=a%0Ab.yaml" in text


def test_commands_of_problems_without_a_file() -> None:
    assert github_text([ENTERED, NOWHERE]).splitlines() == [
        "::error title=RC502::--body-height: the height is missing%0AGive it.",
        "::warning title=RC623::UNCHECKED: no limits%0ACheck each dose.",
    ]
    assert github_text([]) == ""
