"""Every problem code is fired by a bad file or a bad entry, with its place and its words.

The files of `tests/bad` say what is expected of them in their first lines: all that must be
found, and nothing else may be. `# accepted with: old => new` is the near miss: the same file with
that one change has no problem. What cannot be a text file is built here.
"""

import json
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NotRequired, TypedDict

import pytest
import yaml
from click.testing import CliRunner, Result

from regimencalc import library
from regimencalc.cli import main
from regimencalc.loading import load_regimen
from regimencalc.patient import Patient
from regimencalc.planning import course_or_problems
from regimencalc.problems import CATALOGUE, Problem, Refused, Severity
from regimencalc.tidying import tidied
from regimencalc.validation import validate
from regimencalc.yaml_source import DEEPEST_NESTING, LARGEST_FILE_BYTES, MOST_NODES

TOP = Path(__file__).parent.parent
FILES = sorted((TOP / "tests" / "bad").glob("*.yaml"))
EXPECT = re.compile(r"# expect: (RC\d{3}) at (\d+):(\d+) '(.+)' fix '(.+)'")
NEAR_MISS = re.compile(r"# accepted with: (.+?) =>(?: (.+))?")

# Files


@dataclass(frozen=True)
class Expected:
    """One problem that must be found."""

    code: str
    line: int
    column: int
    words: str
    mend: str


def bad_file(stem: str) -> Path:
    return TOP / "tests" / "bad" / f"{stem}.yaml"


def expectations(path: Path) -> list[Expected]:
    found = []
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("# expect:"):
            match = EXPECT.fullmatch(line)
            assert match, f"{path.name}: this line cannot be read: {line}"
            code, row, column, words, mend = match.groups()
            found.append(Expected(code, int(row), int(column), words, mend))
    return found


def near_miss(path: Path) -> str | None:
    """The file with the changes that make it acceptable; None where it names none."""
    lines = path.read_text("utf-8").split("\n")
    changes = [NEAR_MISS.fullmatch(line) for line in lines if line.startswith("# accepted")]
    body = "\n".join(line for line in lines if not line.startswith("#"))
    for change in changes:
        assert change, path.name
        old, new = ((text or "").replace("\\n", "\n") for text in change.groups())
        assert body.count(old) == 1, f"{path.name}: '{old}' must stand there once"
        body = body.replace(old, new)
    return body if changes else None


def said(problems: Sequence[Problem]) -> str:
    return "\n".join(map(str, problems)) or "nothing"


def run(*arguments: str) -> Result:
    """The command line; a traceback is a failure of the test."""
    result = CliRunner().invoke(main, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


def exit_code(problems: Sequence[Problem]) -> int:
    if any(problem.code == "RC101" for problem in problems):
        return 3
    return 1 if any(problem.is_error for problem in problems) else 0


@pytest.mark.parametrize("stem", [path.stem for path in FILES])
def test_a_bad_file_has_the_problems_that_it_names_and_no_others(stem: str) -> None:
    path = bad_file(stem)
    expected = expectations(path)
    found = validate(path)
    assert expected
    assert stem[:5].upper() in {problem.code for problem in expected}
    assert [problem.code for problem in expected] == [p.code for p in found], said(found)
    for problem, wanted in zip(found, expected, strict=True):
        assert problem.place.file == str(path)
        assert (problem.place.line, problem.place.column) == (wanted.line, wanted.column)
        assert wanted.words in problem.message
        assert wanted.mend in problem.fix


@pytest.mark.parametrize("path", [p for p in FILES if near_miss(p)], ids=lambda p: p.stem)
def test_its_near_miss_has_none(path: Path, tmp_path: Path) -> None:
    mended = tmp_path / path.name
    mended.write_text(near_miss(path) or "", "utf-8")
    found = validate(mended)
    assert not found, said(found)


@pytest.mark.parametrize(
    "path", [p for p in FILES if p.stem[2] in "34"], ids=lambda path: path.stem
)
def test_every_check_of_sense_has_its_near_miss(path: Path) -> None:
    assert near_miss(path)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_bad_file_on_the_command_line(path: Path) -> None:
    found = validate(path)
    text = run("validate", str(path))
    assert text.exit_code == exit_code(found)
    assert all(f"{p.severity} {p.code}: {p.message}" in text.stdout for p in found)
    listed = json.loads(run("validate", str(path), "--format", "json").stdout)["problems"]
    assert listed == [problem.to_dict() for problem in found]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_dose_comes_from_a_bad_file(path: Path) -> None:
    found = validate(path)
    if not any(problem.is_error for problem in found):
        return
    arguments = ("plan", str(path), "--start", "2026-12-01", *WOMAN)
    text, listed = run(*arguments), run(*arguments, "--format", "json")
    assert text.exit_code == listed.exit_code == 1
    assert text.stdout == ""
    assert "error RC" in text.stderr
    assert json.loads(listed.stdout)["doses"] == []


WOMAN = ("--sex", "female", "--age", "40 y", "--height", "180 cm", "--weight", "64.8 kg")


# Files that no text file can be, and files that are too much of one


def test_a_missing_file_a_folder_and_an_empty_folder(tmp_path: Path) -> None:
    for path, words, mend in (
        (tmp_path / "gone.yaml", "there is no such file", "Check the path."),
        (tmp_path, "there is no .yaml file in the folder", "Name a file"),
    ):
        result = run("validate", str(path))
        assert result.exit_code == 3
        assert "error RC101: " in result.stdout
        assert words in result.stdout
        assert mend in result.stdout


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_plan_of_a_missing_file_or_a_folder(tmp_path: Path, form: str) -> None:
    for name, words in (("gone.yaml", "there is no such file"), (".", "this is a folder")):
        path = str(tmp_path / name)
        path = path if name != "." else f"{tmp_path}/"
        result = run("plan", path, "--start", "2026-12-01", "--format", form)
        assert result.exit_code == 1  # a plan without doses is a refusal; `validate` says 3
        assert f"error RC101: cannot read {Path(path)}: {words}" in result.stderr
        if form == "text":
            assert result.stdout == ""
        else:
            answer = json.loads(result.stdout)
            assert answer["doses"] == []
            assert [problem["code"] for problem in answer["problems"]] == ["RC101"]


@pytest.mark.parametrize(
    ("content", "words", "line", "column"),
    [
        ("format: 1\nname: Fjällskog\n".encode("latin-1"), "byte 0xe4 is not UTF-8 text", 2, 9),
        ("format: 1\n".encode("utf-16"), "byte 0xff is not UTF-8 text", 1, 1),
    ],
)
def test_a_file_that_is_not_utf_8(
    tmp_path: Path, content: bytes, words: str, line: int, column: int
) -> None:
    path = tmp_path / "other.yaml"
    path.write_bytes(content)
    (found,) = validate(path)
    assert (found.code, found.place.line, found.place.column) == ("RC102", line, column)
    assert words in found.message
    assert found.fix == "Save the file as UTF-8."
    result = run("plan", str(path), "--start", "2026-12-01")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "error RC102" in result.stderr


def good_text(stem: str = "good") -> str:
    """A regimen without a problem: the near miss of a bad file."""
    mended = near_miss(bad_file("rc401-sum-of-two-days"))
    assert mended
    return mended.replace("rc401-sum-of-two-days", stem)


def test_utf_8_with_the_mark_of_its_editor_is_read(tmp_path: Path) -> None:
    path = tmp_path / "good.yaml"
    path.write_text("\ufeff" + good_text().replace("Protocol", "Fjällskog"), "utf-8")
    assert validate(path) == []


@pytest.mark.parametrize("too_many", [0, 1])
def test_a_file_may_have_so_many_bytes_and_not_one_more(tmp_path: Path, too_many: int) -> None:
    path = tmp_path / "good.yaml"
    text = good_text()
    path.write_text(text + "#" * (LARGEST_FILE_BYTES - len(text) + too_many), "utf-8")
    found = validate(path)
    assert [problem.code for problem in found] == ["RC103"] * too_many
    if found:
        assert found[0].message == "the file is larger than 262,144 bytes"
        assert found[0].fix.startswith("Check that this is the file that you meant")


@pytest.mark.parametrize("too_many", [0, 1])
def test_a_file_may_have_so_many_values_and_not_one_more(tmp_path: Path, too_many: int) -> None:
    path = tmp_path / "many.yaml"
    items = MOST_NODES - 2 + too_many  # the file and the list are values too
    path.write_text(f"days: [{'1,' * items}]", "utf-8")
    found = {problem.code: problem for problem in validate(path)}
    assert ("RC110" in found) is bool(too_many)
    if too_many:
        assert "20,000 values" in found["RC110"].message
        assert found["RC110"].place.line == 1


def test_brackets_may_be_so_deep(tmp_path: Path) -> None:
    path = tmp_path / "deep.yaml"
    path.write_text("days: " + "[" * (DEEPEST_NESTING - 1) + "]" * (DEEPEST_NESTING - 1), "utf-8")
    assert "RC110" not in {problem.code for problem in validate(path)}


def test_an_example_of_a_flat_dose_needs_no_height(tmp_path: Path) -> None:
    text = good_text("flat").replace("100 mg/m2", "50 mg").replace("0.3 g/m2", "150 mg")
    text = text.replace("{bsa: 1.80 m2}", "{}").replace("180 mg", "50 mg")
    path = tmp_path / "flat.yaml"
    path.write_text(text, "utf-8")
    assert validate(path) == []


# Files that are wrong only beside another one


def test_an_id_that_two_files_of_a_folder_have(tmp_path: Path) -> None:
    for ward in ("a", "b"):
        (tmp_path / ward / "regimens").mkdir(parents=True)
        (tmp_path / ward / "regimens" / "good.yaml").write_text(good_text(), "utf-8")
    (found,) = validate(tmp_path)
    first, second = (tmp_path / ward / "regimens" / "good.yaml" for ward in ("a", "b"))
    assert (found.code, found.place.file) == ("RC114", str(second))
    assert found.message == f"'good' is also the id of {first}"
    assert found.fix == "Give each file an id of its own."
    second.unlink()
    assert validate(tmp_path) == []


def a_site_with(folder: Path, place: str, text: str) -> Path:
    """A site's own library with one file."""
    file = folder / "site" / place
    file.parent.mkdir(parents=True)
    file.write_text(text, "utf-8")
    return folder / "site"


def test_a_sites_file_that_hides_a_built_in_one_without_saying_so(tmp_path: Path) -> None:
    built_in = (TOP / "regimens" / f"{PLAIN_REGIMEN}.yaml").read_text("utf-8")
    place = f"regimens/{PLAIN_REGIMEN}.yaml"
    with library.looking_in(a_site_with(tmp_path / "silent", place, built_in)):
        (found,) = problems_of(PLAIN, {})
    assert (found.code, found.place.line) == ("RC114", 2)
    assert found.message.startswith(f"'{PLAIN_REGIMEN}' is also the id of ")
    assert "write 'shadows: built-in'" in found.fix
    said_so = built_in.replace("\nname:", "\nshadows: built-in\nname:")
    with library.looking_in(a_site_with(tmp_path / "open", place, said_so)):
        assert problems_of(PLAIN, {}) == []


def test_a_folder_that_the_variable_names_and_is_not_there_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A site's tighter limits would be left out without a word."""
    missing, there = tmp_path / "missing", tmp_path / "there"
    there.mkdir()
    monkeypatch.setenv("REGIMENCALC_LIBRARY", os.pathsep.join((str(there), "")))
    assert library.sites()[0] == there
    monkeypatch.setenv("REGIMENCALC_LIBRARY", os.pathsep.join((str(there), str(missing))))
    words = f"there is no folder {missing}, which the variable REGIMENCALC_LIBRARY names"
    for asked in (library.sites, library.formulary, lambda: library.ids("regimens")):
        with pytest.raises(Refused) as refusal:
            asked()
        assert [(one.code, one.message) for one in refusal.value.problems] == [("RC101", words)]
    (found,) = validate(TOP / "regimens" / f"{PLAIN_REGIMEN}.yaml")
    assert (found.code, found.message) == ("RC101", words)


VINCRISTINE = (TOP / "formulary" / "vincristine.yaml").read_text("utf-8")
NEVER = VINCRISTINE[VINCRISTINE.index("never_by:") : VINCRISTINE.index("confused_with:")]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "routes: [intravenous]\n",
            "routes: [intravenous, subcutaneous]\n",
            "vincristine may be given by subcutaneous here, and not in the built-in entry",
        ),
        (NEVER, "", "vincristine no longer says that it must never be given by intrathecal"),
        (
            "per_dose: {to: 2 mg}",
            "per_dose: {to: 2.5 mg}",
            "the usual per dose of vincristine (intravenous standard) is not kept: at most 2 mg",
        ),
        (
            "    interval: {from: 7 d}\n",
            "",
            "the usual interval of vincristine (intravenous standard) is not kept: at least 7 d",
        ),
        (
            "days_per_cycle: {to: 4}",
            "days_per_cycle: {to: 5}",
            "the usual days per cycle of vincristine (intravenous continuous) is not kept: to 4",
        ),
        ("per_dose: {to: 2 mg}", "per_dose: {to: 1.5 mg}", ""),
        ("days_per_cycle: {to: 4}", "days_per_cycle: {to: 3}", ""),
        ("interval: {from: 7 d}", "interval: {from: 14 d}", ""),
    ],
)
def test_a_site_may_tighten_a_limit_and_never_widen_it(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    assert VINCRISTINE.count(old) == 1
    text = VINCRISTINE.replace(old, new).replace("\nname:", "\nshadows: built-in\nname:")
    site = a_site_with(tmp_path, "formulary/vincristine.yaml", text)
    with library.looking_in(site):
        found = validate(TOP / "regimens" / f"{PLAIN_REGIMEN}.yaml")
        of_the_site = validate(site)
    expected = [("RC415", words)] if words else []
    assert [(problem.code, problem.message) for problem in found] == expected
    # what plan refuses, validate says of the entry itself
    said = [(problem.code, problem.message) for problem in of_the_site]
    assert [one for one in said if one[0] == "RC415"] == expected
    assert all(
        problem.fix == "Write it as it is built in, or tighter: a site never widens a limit."
        for problem in found
    )


def test_a_sites_entry_that_changes_while_the_program_runs_is_read_again(tmp_path: Path) -> None:
    text = VINCRISTINE.replace("\nname:", "\nshadows: built-in\nname:")
    site = a_site_with(tmp_path, "formulary/vincristine.yaml", text)
    with library.looking_in(site):
        before = library.formulary()["vincristine"]
        assert library.formulary()["vincristine"] is before
        tighter = text.replace("per_dose: {to: 2 mg}", "per_dose: {to: 1 mg}")
        (site / "formulary" / "vincristine.yaml").write_text(tighter, "utf-8")
        rows = library.formulary()["vincristine"].usual
        assert [str(row.per_dose) for row in rows if row.per_dose is not None][2] == "at most 1 mg"
        (site / "formulary" / "vincristine.yaml").unlink()
        assert library.formulary()["vincristine"].shadows is None


# Entries: a patient, a start, a number of cycles, a policy


class Entry(TypedDict):
    """What somebody enters for a course, as `tests/bad_patients/entries.yaml` explains it."""

    name: str
    expect: list[tuple[str, str, str, str]]  # code, field, words, words of the mend
    given: NotRequired[dict[str, str]]
    regimen: NotRequired[str]
    start: NotRequired[str]
    cycles: NotRequired[int]
    policy: NotRequired[str]
    zone: NotRequired[str]
    choose: NotRequired[dict[str, str]]
    near: NotRequired[dict[str, str]]
    near_choose: NotRequired[dict[str, str]]
    prior: NotRequired[dict[str, str]]
    near_prior: NotRequired[dict[str, str]]
    accept: NotRequired[list[str]]
    near_accept: NotRequired[list[str]]
    decline: NotRequired[list[str]]


ENTRIES: list[Entry] = yaml.safe_load(
    (TOP / "tests" / "bad_patients" / "entries.yaml").read_text("utf-8")
)
BY_NAME = {entry["name"]: entry for entry in ENTRIES}
BODY = {"sex": "male", "age": "67 y", "height": "170 cm", "weight": "70 kg"}
CREATININE = {"creatinine": "0.9 mg/dL"}
MEASURED = {"measured_gfr": "80 mL/min", "gfr_method": "iohexol"}
PLAIN_REGIMEN = "ep-infusional-28d"
PLAIN: Entry = {"name": "a plain course", "expect": [], "policy": "reference"}


def measures(given: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in {**BODY, **given}.items() if text}


def problems_of(
    entry: Entry,
    given: dict[str, str],
    regimen: str = "",
    choose: dict[str, str] | None = None,
) -> list[Problem]:
    """What planning and judging say of an entry, but for what stands with every such plan."""
    try:
        course = course_or_problems(
            load_regimen(regimen or regimen_of(entry)),
            Patient(**measures(given)),
            start=entry.get("start", "2026-12-01"),
            cycles=entry.get("cycles"),
            policy=entry.get("policy"),
            zone=entry.get("zone"),
            choose=entry.get("choose") if choose is None else choose,
            prior=entry.get("prior"),
            accept=entry.get("accept", ()),
            decline=entry.get("decline", ()),
        )
    except Refused as refusal:
        return [p for p in refusal.problems if not stands_always(p.message)]
    assert bool(course.doses) is not course.is_refused
    judged = (judgement.problem for judgement in course.judgements)
    found = [*course.problems, *dict.fromkeys(judged)]
    return [problem for problem in found if not stands_always(problem.message)]


def regimen_of(entry: Entry) -> str:
    """An id of the library, or a file of the folder of slips."""
    name = entry.get("regimen", PLAIN_REGIMEN)
    return str(TOP / "tests" / "slips" / name) if name.endswith(".yaml") else name


RULES_OF_THE_PLAIN_COURSES = re.compile(
    r"NOT ASSESSED: ([a-z0-9.-]+ \(.+, cycles? .+\) needs|before .+ is given, it needs) "
)


def stands_always(message: str) -> bool:
    """What few entries give: days of measures, infusion times, values, what was given before."""
    starts = (
        "UNCHECKED",
        "NOT ASSESSED: no date is given for ",
        "NOT ASSESSED by limits: how long ",
    )
    begins = message.startswith(starts) or " in a lifetime: before not stated" in message
    return begins or bool(RULES_OF_THE_PLAIN_COURSES.match(message))


def options(entry: Entry) -> list[str]:
    given = measures(entry.get("given", {}))
    given["start"] = entry.get("start", "2026-12-01")
    for option in ("policy", "zone", "cycles"):
        if option in entry:
            given[option] = str(entry.get(option))
    chosen = entry.get("choose", {})
    return [
        *(f"--{name.replace('_', '-')}={text}" for name, text in given.items()),
        *(f"--choose={name}={answer}" for name, answer in chosen.items()),
        *(f"--prior={name}={amount}" for name, amount in entry.get("prior", {}).items()),
        *(f"--accept={answer}" for answer in entry.get("accept", [])),
        *(f"--decline={answer}" for answer in entry.get("decline", [])),
    ]


def matched(problems: Sequence[Problem], expected: Sequence[tuple[str, str, str, str]]) -> None:
    """Each expected problem is there with its field and words, and there are no others."""
    left = list(problems)
    for code, place, words, mend in expected:
        found = [
            p
            for p in left
            if (p.code, p.place.field) == (code, place) and words in p.message and mend in p.fix
        ]
        assert len(found) == 1, f"{code} {place} '{words}' is not among\n{said(problems)}"
        left.remove(found[0])
    assert not left, f"not expected:\n{said(left)}"


@pytest.mark.parametrize("name", [*BY_NAME])
def test_a_bad_entry_is_answered_with_its_problems_and_no_others(name: str) -> None:
    entry = BY_NAME[name]
    matched(problems_of(entry, entry.get("given", {})), entry["expect"])


@pytest.mark.parametrize("name", [*BY_NAME])
def test_a_bad_entry_on_the_command_line(name: str) -> None:
    entry = BY_NAME[name]
    arguments = ("plan", regimen_of(entry), *options(entry))
    wanted = [code for code, *_ in entry["expect"]]
    text, listed = run(*arguments), run(*arguments, "--format", "json")
    document = json.loads(listed.stdout)
    severities = {CATALOGUE[code][0] for code in wanted}
    refused = Severity.ERROR in severities
    proposes = any(one["proposes"] and not one["answer"] for one in document.get("judgements", ()))
    is_open = proposes or severities & {Severity.ERROR, Severity.REFUSED, Severity.HELD}
    assert text.exit_code == listed.exit_code == int(bool(is_open))
    assert (text.stdout == "") is refused
    assert (text.stderr == "") is not refused
    answer = " ".join((text.stderr if refused else text.stdout).split())
    for code, place, words, mend in entry["expect"]:
        option = f"--{place.replace('_', '-')}: " if place else ""
        assert f"{option}{CATALOGUE[code][0]} {code}" in answer
        assert words in answer
        assert mend in answer
    assert (document["doses"] == []) is refused
    found = [*document["problems"], *document.get("judgements", [])]
    said_now = [p for p in found if not stands_always(p["message"])]
    once = {(p["code"], p["message"]): p["code"] for p in said_now}
    assert sorted(once.values()) == sorted(wanted)


@pytest.mark.parametrize(
    "name", [name for name, entry in BY_NAME.items() if any("near" in field for field in entry)]
)
def test_the_near_miss_of_an_entry_has_no_problem(name: str) -> None:
    entry = BY_NAME[name].copy()
    entry["prior"] = entry.get("near_prior", entry.get("prior", {}))
    entry["accept"] = entry.get("near_accept", entry.get("accept", []))
    found = problems_of(entry, entry.get("near", {}), choose=entry.get("near_choose"))
    assert not found, said(found)


# Regimens that only a course shows to be wrong for it


def test_a_superseded_regimen_starts_no_course(tmp_path: Path) -> None:
    old = good_text("old").replace(
        "status: draft", "status: superseded\nsuperseded_by: ep-infusional-28d"
    )
    path = tmp_path / "old.yaml"
    path.write_text(old, "utf-8")
    assert validate(path) == []
    (found,) = problems_of(PLAIN, {}, str(path))
    assert (found.code, found.place.line, found.place.column) == ("RC408", 5, 9)
    assert found.message.startswith("old is superseded by ep-infusional-28d")
    assert found.fix == "Use ep-infusional-28d."
    result = run("plan", str(path), *options(PLAIN))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "error RC408" in result.stderr


def test_a_draft_starts_one(tmp_path: Path) -> None:
    path = tmp_path / "good.yaml"
    path.write_text(good_text(), "utf-8")
    assert problems_of(PLAIN, {}, str(path)) == []


@pytest.mark.parametrize(
    ("population", "age", "codes"),
    [
        ("both", "12 y", ["RC505"]),
        ("both", "40 y", []),
        ("child", "12 y", ["RC505"]),
        ("child", "40 y", ["RC505"]),
    ],
)
def test_whom_a_regimen_is_for(tmp_path: Path, population: str, age: str, codes: list[str]) -> None:
    path = tmp_path / "good.yaml"
    path.write_text(good_text().replace("adult", population), "utf-8")
    found = problems_of(PLAIN, {"age": age}, str(path))
    assert [problem.code for problem in found] == codes


@pytest.mark.parametrize("name", ["a regimen for children"])
def test_the_words_for_children(tmp_path: Path, name: str) -> None:
    assert name
    path = tmp_path / "good.yaml"
    path.write_text(good_text().replace("adult", "child"), "utf-8")
    (found,) = problems_of(PLAIN, {}, str(path))
    assert "good is for children" in found.message


def test_what_no_row_bounds_is_called_unchecked_and_what_a_row_bounds_is_not() -> None:
    man = Patient(**BODY)
    course = course_or_problems(
        load_regimen("r-chop-21d"),
        man,
        start="2026-12-01",
        choose={"prednisone-dose": "flat"},
    )
    (found,) = (problem for problem in course.problems if problem.code == "RC623")
    assert found.message == (
        "UNCHECKED: no row of the formulary bounds the amounts of predniSONE as they are given here"
    )
    assert found.fix == "Check each of their doses against your own limits."
    bounded = course_or_problems(load_regimen("ep-infusional-28d"), man, start="2026-12-01")
    assert [problem for problem in bounded.problems if problem.code == "RC623"] == []


def test_a_measure_without_its_day_is_not_assessed_and_one_with_it_is() -> None:
    regimen = load_regimen(PLAIN_REGIMEN)
    dated = {"height_on": "2026-12-01", "weight_on": "2026-12-01"}
    for given, expected in (({}, ["height and weight"]), (dated, [])):
        course = course_or_problems(regimen, Patient(**BODY, **given), start="2026-12-01")
        found = [p.message for p in course.problems if p.code == "RC524"]
        found = [message for message in found if " in a lifetime: " not in message]
        assert found == [
            f"NOT ASSESSED: no date is given for {words}, so that nobody can tell whether they "
            "are too old"
            for words in expected
        ]


# What only a policy or a regimen of one's own can bring about


def own_copy(folder: Path, place: str, *changes: tuple[str, str]) -> str:
    """A file of the library with words changed, by its path."""
    text = (TOP / place).read_text("utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path = folder / Path(place).name
    path.write_text(text, "utf-8")
    return str(path)


BY_AUC = "regimens/carboplatin-etoposide-21d.yaml"


@pytest.mark.parametrize(("creatinine", "is_fired"), [("3.1 mg/dL", True), ("3 mg/dL", False)])
def test_a_formula_that_is_not_for_this_creatinine(
    tmp_path: Path, creatinine: str, *, is_fired: bool
) -> None:
    formula = ("cockcroft_gault_1976, weight: actual", "camgfr_2021_all")
    policy = own_copy(tmp_path, "policies/reference.yaml", formula)
    entry: Entry = {"name": "CamGFR", "expect": [], "policy": policy, "cycles": 1}
    found = problems_of(
        entry, {"creatinine": creatinine, "creatinine_assay": "idms"}, str(TOP / BY_AUC)
    )
    errors = [(p.code, p.place.field, p.fix) for p in found if p.is_error]
    mend = "Choose a policy with another formula, or give a measured GFR."
    assert errors == ([("RC509", "creatinine", mend)] if is_fired else [])


@pytest.mark.parametrize(("policy", "is_fired"), [("wright", True), ("reference", False)])
def test_a_policy_without_the_weight_that_the_regimens_formula_needs(
    tmp_path: Path, policy: str, *, is_fired: bool
) -> None:
    regimen = own_copy(tmp_path, BY_AUC, ("kidney: not stated", "kidney: cockcroft_gault_1976"))
    entry: Entry = {"name": "pinned", "expect": [], "policy": policy, "cycles": 1}
    found = problems_of(entry, CREATININE, regimen)
    errors = [(p.code, p.place.field, p.fix) for p in found if p.is_error]
    mend = "Choose a policy that states 'weight' under 'creatinine_clearance'."
    assert errors == ([("RC510", "policy", mend)] if is_fired else [])


WRIGHT = ("kidney: not stated", "kidney: wright_2001_jaffe")


@pytest.mark.parametrize(("policy", "is_fired"), [("reference", True), ("wright", False)])
def test_a_policy_that_names_another_formula_than_the_regimen(
    tmp_path: Path, policy: str, *, is_fired: bool
) -> None:
    # a man of 67 years, 170 cm, 70 kg, 90 µmol/L; Du Bois 0.007184 × 70^0.425 × 170^0.725 = 1.8097
    # Wright (6580 - 38.8 × 67) × 1.8097 ÷ 90 = 80.04 mL/min, and 5 × (80.04 + 25) = 525.2 mg
    # Cockcroft-Gault 73 × 70 ÷ (72 × 90 ÷ 88.42) = 69.73 mL/min, and 5 × (69.73 + 25) = 473.6 mg
    regimen = own_copy(tmp_path, BY_AUC, WRIGHT)
    entry: Entry = {"name": "named", "expect": [], "policy": policy, "cycles": 1}
    found = problems_of(entry, {"creatinine": "90 umol/L"}, regimen)
    said = [(p.code, p.place.field, p.message) for p in found]
    words = (
        "carboplatin: the regimen's AUC was defined with wright_2001_jaffe, which gives 525.2 mg, "
        "the dose; by cockcroft_gault_1976 of the policy reference it would be 473.6 mg"
    )
    assert said == ([("RC525", "policy", words)] if is_fired else [])
    course = course_or_problems(
        load_regimen(regimen),
        Patient(**BODY, creatinine="90 umol/L"),
        start="2026-12-01",
        cycles=1,
        policy=policy,
    )
    assert str(course.distinct_doses()["carboplatin"]) == "525.2 mg"


@pytest.mark.parametrize(
    ("given", "fired_at"),
    [
        (MEASURED, "measured_gfr"),
        ({"egfr": "80 mL/min", "egfr_equation": "Cockcroft-Gault"}, "egfr"),
        ({"egfr": "80 mL/min", "egfr_equation": "Wright"}, "egfr"),  # with which assay?
        ({"egfr": "80 mL/min", "egfr_equation": "Wright 2001, Jaffe"}, ""),
    ],
)
def test_a_clearance_by_another_way_than_the_regimens(
    tmp_path: Path, given: dict[str, str], fired_at: str
) -> None:
    entry: Entry = {"name": "named", "expect": [], "policy": "wright", "cycles": 1}
    found = problems_of(entry, given, own_copy(tmp_path, BY_AUC, WRIGHT))
    assert [(p.code, p.place.field) for p in found] == ([("RC526", fired_at)] if fired_at else [])
    assert problems_of(entry, given, str(TOP / BY_AUC)) == []


def test_an_extra_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("ruamel.yaml")
    assert tidied(good_text()).startswith("format: 1\nid: good\n")
    monkeypatch.setitem(sys.modules, "ruamel.yaml", None)
    with pytest.raises(Refused) as refusal:
        tidied(good_text())
    (found,) = refusal.value.problems
    assert found.code == "RC113"
    assert found.message == "tidying a file needs ruamel.yaml, which is not installed"
    assert found.fix == "Install it: pip install 'regimencalc[edit]'."


# The catalogue

# RC705 stands in a site's entry alone, and RC791 in place of a dose: see test_guardrails
BUILT_ELSEWHERE = {"RC705", "RC791"}
BUILT_HERE = {"RC101", "RC102", "RC103", "RC113", "RC114", "RC408", "RC415", "RC623"}
BUILT_HERE |= {"RC509", "RC510", "RC525", "RC526"}
OF_PREPARATION = {"RC741", "RC742", "RC743"}  # judged, and fired in test_preparation.py
# fired in test_required_tests, test_changes, test_settling; of several cycles,
# in test_newest_creatinine, test_birthdays
OF_VALUES = {"RC527", "RC528", "RC626", "RC627", "RC757", "RC767", "RC769"}
OF_THE_STORE = {f"RC80{number}" for number in range(1, 8)}  # fired in test_store.py
# fired in test_deciding, test_confirming, test_moved_dates, test_course_commands
OF_COURSES = {"RC770", "RC795", "RC808", "RC809", *(f"RC81{n}" for n in range(10))}
OF_COURSES |= {"RC820", "RC821", "RC822", "RC823", "RC824", "RC825"}


FIRED_BY_RULES = {
    *("RC751", "RC752", "RC753", "RC754", "RC755", "RC756"),
    *("RC761", "RC762", "RC763", "RC764", "RC765", "RC766", "RC768"),
    *("RC792", "RC793", "RC794"),
}
"""Codes that a rule fires for a patient; tests/test_rules.py fires each, and has its near miss."""


def test_every_code_of_the_catalogue_is_fired() -> None:
    fired = BUILT_HERE | BUILT_ELSEWHERE | OF_PREPARATION | OF_VALUES
    fired |= OF_THE_STORE | OF_COURSES | FIRED_BY_RULES
    for path in FILES:
        fired |= {problem.code for problem in expectations(path)}
    for entry in ENTRIES:
        fired |= {code for code, *_ in entry["expect"]}
    assert fired == set(CATALOGUE), "codes that no bad file or entry fires, or that are none"


# The handbook of problems

HEADING = re.compile(r"^## (RC\d{3}) (.+)$", re.MULTILINE)
HANDBOOK = TOP / "docs" / "problems.md"


def test_the_handbook_has_one_heading_for_each_code() -> None:
    headings = HEADING.findall(HANDBOOK.read_text("utf-8"))
    assert headings == [(code, CATALOGUE[code][1]) for code in sorted(CATALOGUE)]
    assert HANDBOOK.read_text("utf-8").count("\n## ") == len(headings)


def test_every_entry_of_the_handbook_says_how_to_mend_it() -> None:
    for entry in re.split(r"^## ", HANDBOOK.read_text("utf-8"), flags=re.MULTILINE)[1:]:
        code = entry[:5]
        assert "Before:" in entry, code
        assert "After:" in entry, code


def test_the_handbook_claims_nothing_and_names_no_place_of_one_machine() -> None:
    text = HANDBOOK.read_text("utf-8")
    claims = "safe|validated|certified|approved|guaranteed|clinical-grade"
    assert re.findall(rf"\b({claims})\b", text, re.IGNORECASE) == []
    assert re.findall(r"(?:^|[\s`'\"(])(?:/\w|~/|[A-Z]:\\)\S*", text, re.MULTILINE) == []
