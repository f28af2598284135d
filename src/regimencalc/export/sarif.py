"""Problems as SARIF 2.1.0, which code hosts and editors read."""

import json
from collections.abc import Sequence
from pathlib import PurePath
from urllib.parse import quote

from regimencalc.problems import CATALOGUE, Place, Problem, Severity

VERSION = "2.1.0"
SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
RULES = tuple(sorted(CATALOGUE))


def sarif_text(problems: Sequence[Problem], version: str) -> str:
    """The problems as one SARIF run; `version` is that of the program.

    Each code of the catalogue is a rule. A result's message has the mend on its second line.

    >>> json.loads(sarif_text([], "1.0"))["runs"][0]["results"]
    []
    """
    run = {
        "tool": {
            "driver": {
                "name": "regimencalc",
                "version": version,
                "rules": [_rule(code) for code in RULES],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem) for problem in problems],
    }
    document = {"$schema": SCHEMA, "version": VERSION, "runs": [run]}
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)


def _rule(code: str) -> dict[str, object]:
    severity, title = CATALOGUE[code]
    return {
        "id": code,
        "shortDescription": {"text": title},
        "help": {"text": f"{code}: {title}. See {code} in docs/problems.md."},
        "defaultConfiguration": {"level": _level(severity)},
    }


def _result(problem: Problem) -> dict[str, object]:
    return {
        "ruleId": problem.code,
        "ruleIndex": RULES.index(problem.code),
        "level": _level(problem.severity),
        "message": {"text": f"{problem.message}\n{problem.fix}"},
        "locations": _locations(problem.place),
    }


def _level(severity: Severity) -> str:
    return {"notice": "note"}.get(severity.level, severity.level)


def _locations(place: Place) -> list[dict[str, object]]:
    """A place in a file, or the name of a field that was entered; nothing if neither is known."""
    found: dict[str, object] = {}
    if place.file:
        physical: dict[str, object] = {"artifactLocation": {"uri": _uri(place.file)}}
        if place.line:
            region = {"startLine": place.line}
            physical["region"] = {**region, "startColumn": place.column} if place.column else region
        found["physicalLocation"] = physical
    if place.field:
        found["logicalLocations"] = [{"name": place.field, "kind": "parameter"}]
    return [found] if found else []


def _uri(file: str) -> str:
    """A path as a URI: relative ones stay so.

    >>> _uri("our regimens/ep.yaml")
    'our%20regimens/ep.yaml'
    """
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
