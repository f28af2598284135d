"""The commands for courses: what they print, what they save, and how they end.

Today is the day that a test says; etoposide is 181.8 mg on days 1 to 3 and cisplatin 81.8 mg on
days 2 and 3 of 28, from 1 December 2026.
"""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from regimencalc import course_commands, door, library
from regimencalc.cli import main

MAN = ["--sex", "male", "--age", "67 y", "--height", "170 cm", "--weight", "70 kg"]
DATED = ["--height-on", "2026-11-30", "--weight-on", "2026-11-30"]
BLOOD = [
    "--value=neutrophils=2.1 10^9/L, on 2026-11-30",
    "--value=platelets=180 10^9/L, on 2026-11-30",
]
OF_NEC = ["--label", "NEC-1", "--birth-year", "1959", "--start", "2026-12-01"]
BY = ["--by", "MB"]
SEEN = ["--accept", "RC524:course:1=seen", "--accept", "RC761:course:1=seen"]

Run = Callable[..., Result]


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Says which day it is."""

    def says(day: str) -> None:
        monkeypatch.setattr(course_commands, "now", lambda: f"{day}T09:00:00+00:00")

    says("2026-11-30")
    return says


@pytest.fixture
def run(tmp_path: Path, on: Callable[[str], None]) -> Run:
    """A command of `regimencalc course`, with a store of its own; today is 30 November."""
    del on

    def ran(*arguments: str, store: Path | None = None) -> Result:
        where = ["course", "--store", str(store or tmp_path / "store")]
        result = CliRunner().invoke(main, [*where, *arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), (
            result.exception
        )
        return result

    return ran


@pytest.fixture
def begun(run: Run) -> Run:
    """With the course `nec`."""
    result = run("new", "nec", "ep-infusional-28d", *MAN, *DATED, *OF_NEC, *BLOOD, *BY)
    assert result.exit_code == 0, result.stderr
    return run


@pytest.fixture
def confirmed(begun: Run) -> Run:
    """With cycle 1 of it confirmed."""
    result = begun("confirm", "nec", "1", *BY, *SEEN)
    assert result.exit_code == 0, result.stderr
    return begun


def shown(run: Run, course: str = "nec") -> dict[str, object]:
    found: dict[str, object] = json.loads(run("show", course, "--format", "json").stdout)
    return found


def sentences(run: Run) -> list[str]:
    decisions = shown(run)["decisions"]
    assert isinstance(decisions, list)
    return [one["what"] for one in decisions]


def refused(result: Result, code: str, *words: str, exit_code: int = 1) -> None:
    assert (result.exit_code, result.stdout) == (exit_code, "")
    assert f"error {code}: " in result.stderr
    for said in words:
        assert said in " ".join(result.stderr.split()), said


# Begun, listed, shown


def test_a_new_course_is_shown_whole(run: Run) -> None:
    result = run("new", "nec", "ep-infusional-28d", *MAN, *DATED, *OF_NEC, *BLOOD, *BY)
    assert (result.exit_code, result.stderr) == (0, "")
    for words in (
        "NEC-1, born 1959   course nec",
        "Cycle 1   PROVISIONAL   Tue 1 Dec 2026 to Fri 4 Dec 2026",
        "545.4 mg",  # 3 × 181.8119
        "Decisions   who decided is typed, and not authenticated",
        "   1  2026-11-30 09:00  MB    start on 2026-12-01 (as-planned)",
        "not a medical device",
    ):
        assert words in result.stdout, words


def test_a_new_course_in_json(run: Run) -> None:
    result = run(
        "new", "nec", "ep-infusional-28d", *MAN, *DATED, *OF_NEC, *BLOOD, *BY, "--format", "json"
    )
    document = json.loads(result.stdout)
    assert (document["id"], document["label"], document["birth_year"]) == ("nec", "NEC-1", 1959)
    assert document["states"] == dict.fromkeys("123", "PROVISIONAL")
    assert document["relative_dose_intensity"] == {}
    assert [one["what"] for one in document["decisions"]][:1] == ["start on 2026-12-01"]
    assert len(document["plan"]["doses"]) == 15


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (["--birth-year", "1969"], "RC820"),
        (["--height", "1.7 m"], "RC206"),
        (["--start", "2026-02-30"], "RC211"),
        (["--by", "M"], "RC809"),
        (["--value", "platelets=many"], "RC205"),
        (["--prior", "cisplatin=240 mL"], "RC207"),
    ],
)
def test_a_course_that_cannot_begin_is_not_saved(run: Run, more: list[str], code: str) -> None:
    usual = [*MAN, *DATED, *OF_NEC, *BY]
    options = dict(zip(usual[::2], usual[1::2], strict=True))
    options |= dict(zip(more[::2], more[1::2], strict=True))
    given = [part for option in options.items() for part in option]
    refused(run("new", "nec", "ep-infusional-28d", *given), code)
    assert run("list").stdout == "There are no courses yet. 'regimencalc course new' begins one.\n"


def test_a_second_course_of_one_person_is_asked_for(begun: Run) -> None:
    again = ["new", "second", "ep-infusional-28d", *MAN, *DATED, *OF_NEC, *BY]
    refused(begun(*again), "RC805", "is stored already: nec", "say that it is the same person")
    # cycle 3 begins on 26 January 2027; the 24 h of its day 3 end on the 29th
    until = "'nec' of the same person has etoposide and CISplatin until Fri 29 Jan 2027"
    refused(begun(*again, "--same-person"), "RC825", until, "Begin after Fri 29 Jan 2027")
    after = ["2027-01-30" if part == "2026-12-01" else part for part in again]
    after += ["--same-person"]
    assert begun(*after).exit_code == 0
    refused(begun(*after), "RC805", "a course 'second' is stored already")
    listed = json.loads(begun("list", "--format", "json").stdout)["courses"]
    assert [one["id"] for one in listed] == ["nec", "second"]


def test_the_list_shows_a_line_for_each_course(confirmed: Run) -> None:
    head, line = confirmed("list").stdout.splitlines()
    assert head.split() == ["course", "label", "born", "regimen", "next", "state", "cycles"]
    assert line.split(maxsplit=6) == [
        "nec",
        "NEC-1",
        "1959",
        "ep-infusional-28d",
        "2026-12-01",
        "CONFIRMED",
        "0 of 3 given",
    ]
    (document,) = json.loads(confirmed("list", "--format", "json").stdout)["courses"]
    assert document == {
        "id": "nec",
        "label": "NEC-1",
        "birth_year": 1959,
        "revision": 2,
        "damaged": False,
        "regimen": "ep-infusional-28d",
        "policy": "reference",
        "cycles": "0 of 3 given",
        "next": "2026-12-01",
        "state": "CONFIRMED",
        "archived": "no",
    }


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "nec"],
        ["decide", "nec", "confirm cycle 1", "--by", "MB", "--reason", "other"],
        ["confirm", "nec", "1", "--by", "MB"],
        ["give", "nec", "1", "1", "--by", "MB"],
        ["undo", "nec", "--by", "MB"],
        ["redo", "nec", "--by", "MB"],
        ["archive", "nec", "--by", "MB"],
        ["export", "nec"],
        ["replay", "nec"],
        ["adopt", "nec", "x.yaml"],
        ["history", "nec"],
        ["verify", "nec"],
    ],
)
def test_a_course_that_there_is_not(run: Run, arguments: list[str]) -> None:
    refused(run(*arguments), "RC802", "there is no course 'nec' in the store")


# Decided


def test_a_decision_shows_what_it_changes_and_is_saved(begun: Run) -> None:
    said = ["decide", "nec", "delay cycle 3 by 7 d", *BY, "--reason", "blood-counts"]
    result = begun(*said, "--because", "platelets 62")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "  cycle 3 days 1, 2, 3 (3 days): 7 days later\n"
    assert sentences(begun)[-1] == "delay cycle 3 by 7 d"
    decisions = shown(begun)["decisions"]
    assert isinstance(decisions, list)
    assert (decisions[-1]["reason"], decisions[-1]["why"], decisions[-1]["at"]) == (
        "blood-counts",
        "platelets 62",
        "2026-11-30T09:00:00+00:00",
    )


def test_a_decision_that_is_tried_is_not_saved(begun: Run) -> None:
    said = ["decide", "nec", "give etoposide=75 % from cycle 2", *BY, "--reason", "other"]
    result = begun(*said, "--try")
    # 181.812 × 75 % = 136.359
    assert result.stdout == (
        "  cycle 2 days 1, 2, 3 (3 days): etoposide 181.8 mg -> 136.4 mg\n"
        "  cycle 3 days 1, 2, 3 (3 days): etoposide 181.8 mg -> 136.4 mg\n"
        "Tried alone: nothing was saved.\n"
    )
    assert len(sentences(begun)) == 4
    assert json.loads(begun("list", "--format", "json").stdout)["courses"][0]["revision"] == 1


def test_a_decision_that_changes_no_dose_says_so(begun: Run) -> None:
    said = "measure creatinine=0.7 mg/dL, on 2026-11-30"
    result = begun("decide", "nec", said, *BY, "--reason", "other")
    assert result.stdout == "  No dose and no day changes.\n"


def test_a_decision_wants_a_reason_of_the_list(begun: Run) -> None:
    said = ["decide", "nec", "delay cycle 2 by 7 d", *BY]
    missing = begun(*said)
    assert missing.exit_code == 2
    assert "--reason says why" in missing.stderr
    assert begun(*said, "--reason", "whim").exit_code == 2
    assert len(sentences(begun)) == 4


def test_a_decision_that_cannot_be_read_or_be_so_is_refused(begun: Run) -> None:
    other = [*BY, "--reason", "other"]
    refused(
        begun("decide", "nec", "delay cycle 2 by two weeks", *other),
        "RC809",
        "Write it like: delay cycle 2 by 14 d.",
    )
    refused(begun("decide", "nec", "advance cycle 2 by 1 d", *other), "RC813", "Begin it later.")
    assert len(sentences(begun)) == 4


# Confirmed, given


def test_a_cycle_is_confirmed_with_its_warnings(begun: Run) -> None:
    refused(
        begun("confirm", "nec", "1", *BY),
        "RC811",
        "accept RC524:course:1, with words",
        "accept RC761:course:1, with words",
    )
    refused(begun("confirm", "nec", "1", *BY, *SEEN[:2]), "RC811", "accept RC761:course:1")
    assert len(sentences(begun)) == 4
    result = begun("confirm", "nec", "1", *BY, *SEEN)
    assert result.stdout == (
        "nec: confirm cycle 1\nNext: cycle 1 day 1, Tue 1 Dec 2026, CONFIRMED: etoposide 181.8 mg\n"
    )
    assert len(sentences(begun)) == 7


def test_an_answer_without_its_reason_is_a_slip(begun: Run) -> None:
    result = begun("confirm", "nec", "1", *BY, "--accept", "RC524:course:1")
    assert result.exit_code == 2
    assert "--accept takes NAME=ANSWER" in result.stderr


def test_what_was_given_is_entered_day_by_day(confirmed: Run, on: Callable[[str], None]) -> None:
    refused(confirmed("give", "nec", "1", "1", *BY), "RC814", "after today, 2026-11-30")
    on("2026-12-01")
    assert confirmed("give", "nec", "1", "1", *BY).stdout == (
        "nec: given cycle 1 day 1\n"
        "Next: cycle 1 day 2, Wed 2 Dec 2026, CONFIRMED: etoposide 181.8 mg, cisplatin 81.8 mg\n"
    )
    on("2026-12-04")
    last_vial = ["--because", "last vial"]
    for more in (
        ["2", "--line", "cisplatin", "--dose", "80 mg", *last_vial],
        ["2", "--line", "etoposide", "--on", "2026-12-03", *last_vial],
        ["3", "--line", "cisplatin", "--not", *last_vial],
        ["3"],
    ):
        result = confirmed("give", "nec", "1", *more, *BY)
        assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines()[1].startswith("Next: cycle 2 day 1, Tue 29 Dec 2026")
    assert sentences(confirmed)[-4:] == [
        "given cycle 1 day 2 cisplatin 80 mg",
        "given cycle 1 day 2 etoposide on 2026-12-03",
        "not given cycle 1 day 3 cisplatin",
        "given cycle 1 day 3",
    ]
    document = shown(confirmed)
    assert document["states"] == {"1": "GIVEN", "2": "PROVISIONAL", "3": "PROVISIONAL"}
    # 80 ÷ (2 × 81.8153) = 48.9 %
    intensity = document["relative_dose_intensity"]
    assert isinstance(intensity, dict)
    assert intensity["cisplatin"]["given"] == pytest.approx(48.8906, abs=1e-3)
    text = confirmed("show", "nec").stdout
    assert "Cycle 1   GIVEN" in text
    assert "etoposide            planned 100 %, given 100 %" in text
    assert "(as-planned: last vial)" in text


def test_what_was_given_otherwise_wants_words_and_its_line(
    confirmed: Run, on: Callable[[str], None]
) -> None:
    on("2026-12-02")
    dose = ["give", "nec", "1", "2", "--dose", "80 mg", *BY]
    refused(confirmed(*dose, "--line", "cisplatin"), "RC814", "Say why, in words.")
    refused(confirmed(*dose, "--because", "last vial"), "RC809")
    assert len(sentences(confirmed)) == 7


def test_a_course_of_which_nothing_is_to_come_says_so(begun: Run) -> None:
    result = begun("decide", "nec", "stop course from cycle 1", *BY, "--reason", "disease")
    # a line for each of two lines in each of three cycles
    assert result.stdout.count("-> STOPPED\n") == 6
    assert begun("archive", "nec", *BY).stdout.endswith("Nothing is still to be given.\n")


# Undone, put away


def test_undone_and_redone(begun: Run) -> None:
    begun("decide", "nec", "delay cycle 2 by 7 d", *BY, "--reason", "other")
    before = begun("show", "nec").stdout
    assert begun("undo", "nec", *BY).exit_code == 0
    assert len(sentences(begun)) == 4
    assert begun("redo", "nec", *BY).stdout.startswith("nec: delay cycle 2 by 7 d\n")
    assert begun("show", "nec").stdout == before
    refused(begun("redo", "nec", *BY), "RC815", "there is nothing to redo")
    assert [line[24:] for line in begun("history", "nec").stdout.splitlines()[-3:]] == [
        "delay cycle 2 by 7 d",
        "taken back: delay cycle 2 by 7 d",
        "delay cycle 2 by 7 d",
    ]


def test_an_archived_course_is_out_of_the_list_and_comes_back(begun: Run) -> None:
    begun("archive", "nec", *BY)
    assert "There are no courses yet." in begun("list").stdout
    assert json.loads(begun("list", "--format", "json").stdout) == {"courses": []}
    assert "archived" in begun("list", "--all").stdout
    assert "archived: out of use" in begun("show", "nec").stdout
    assert shown(begun)["archived"] is True
    begun("archive", "nec", *BY, "--back")
    assert "nec" in begun("list").stdout
    assert shown(begun)["archived"] is False


# To another store and back


def test_exported_and_imported_it_is_the_same(confirmed: Run, tmp_path: Path) -> None:
    file, other = tmp_path / "nec.json", tmp_path / "other"
    assert confirmed("export", "nec", str(file)).exit_code == 0
    assert confirmed("export", "nec").stdout == file.read_text("utf-8")
    assert confirmed("import", str(file), store=other).stdout.startswith("nec: confirm cycle 1\n")
    assert confirmed("export", "nec", store=other).stdout == file.read_text("utf-8")
    refused(confirmed("import", str(file), store=other), "RC805")
    assert confirmed("show", "nec", store=other).stdout == confirmed("show", "nec").stdout


def test_a_document_that_was_changed_is_not_imported(begun: Run, tmp_path: Path) -> None:
    file, other = tmp_path / "nec.json", tmp_path / "other"
    begun("export", "nec", str(file))
    whole = file.read_text("utf-8")
    file.write_text(whole.replace("weight=70 kg", "weight=90 kg"), "utf-8")
    refused(begun("import", str(file), store=other), "RC816")
    file.write_text(whole[:-100], "utf-8")
    refused(begun("import", str(file), store=other), "RC808", "this is not a course")
    file.write_text(whole.replace("per_dose: 100 mg/m2", "per_dose: 10 mg/m2"), "utf-8")
    refused(begun("import", str(file), store=other), "RC808", "is not in it")
    refused(begun("import", str(tmp_path / "none"), store=other), "RC101", exit_code=3)
    assert "There are no courses yet." in begun("list", store=other).stdout


def test_a_course_that_cannot_be_written_is_said(begun: Run, tmp_path: Path) -> None:
    refused(begun("export", "nec", str(tmp_path / "none" / "nec.json")), "RC822")


# Replayed, verified, adopted


def test_a_course_as_it_was_shown_is_verified(confirmed: Run) -> None:
    assert confirmed("verify").stdout == (
        "1 courses are as they were stored, and their doses as they were shown.\n"
    )
    assert confirmed("replay", "nec").stdout == "All 15 doses of 'nec' are as they were shown.\n"


def test_doses_that_differ_are_listed_and_accepted(begun: Run, tmp_path: Path) -> None:
    from regimencalc import courses
    from regimencalc.record import Record
    from regimencalc.store import Store

    def drift(record: Record) -> Record:
        first = record.shown[0].model_copy(update={"shown": "182 mg", "value": 182.0})
        return record.with_(shown=(first, *record.shown[1:]), version="0.0.9")

    with Store(tmp_path / "store") as store:
        courses.changed(store, "nec", drift, who="MB", at="2026-11-30T09:00:00+00:00")
    words = "etoposide of cycle 1 day 1 was shown as 182 mg on 2026-12-01 by regimencalc 0.0.9"
    for arguments in (["replay", "nec"], ["verify"], ["verify", "nec"]):
        refused(begun(*arguments), "RC816", words)
    seen = begun("show", "nec")
    assert seen.exit_code == 1
    assert "RC816" in seen.stderr
    refused(begun("undo", "nec", *BY), "RC816", "course replay nec --by MB --accept REASON")
    # initials and words, both
    assert begun("replay", "nec", "--accept", "rounding, seen").exit_code == 1
    accepted = begun("replay", "nec", "--accept", "rounding, seen", *BY)
    assert accepted.stdout == "1 differences accepted by MB, not authenticated.\n"
    assert begun("verify").exit_code == 0
    assert sentences(begun)[-1].startswith("recalculate by ")


def test_a_newer_text_is_shown_and_taken(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "ep-infusional-28d.yaml"
    text = library.read_source(library.path_of("ep-infusional-28d", "regimens")).text
    file.write_text(text, "utf-8")
    run("new", "nec", str(file), *MAN, *DATED, *OF_NEC, *BLOOD, *BY)
    refused(run("adopt", "nec", file.name), "RC823", "has no other text of")
    for old, new in (
        ("per_dose: 45 mg/m2", "per_dose: 40 mg/m2"),
        ("cisplatin: 90 mg/m2", "cisplatin: 80 mg/m2"),
        ("cisplatin: 81.8 mg", "cisplatin: 72.7 mg"),
        ("cisplatin: 81 mg", "cisplatin: 72 mg"),
    ):
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, "utf-8")
    assert f"course adopt nec {file}" in run("show", "nec").stderr
    tried = run("adopt", "nec", file.name)
    assert tried.exit_code == 0, tried.stderr
    # 40 × 1.81812 = 72.7
    assert "  cycle 1 days 2, 3 (2 days): cisplatin 81.8 mg -> 72.7 mg\n" in tried.stdout
    assert tried.stdout.endswith("Nothing was saved: with --by and --because it is adopted.\n")
    assert len(sentences(run)) == 4
    taken = run("adopt", "nec", file.name, *BY, "--because", "amended")
    assert taken.exit_code == 0, taken.stderr
    assert sentences(run)[-1].startswith(f"adopt {file} ")
    assert run("show", "nec").stderr == ""
    refused(run("adopt", "nec", file.name, *BY), "RC823")


def test_a_damaged_course_is_listed_as_such_and_not_shown(begun: Run, tmp_path: Path) -> None:
    import sqlite3

    with sqlite3.connect(tmp_path / "store" / "courses.db") as database:
        database.execute("DROP TRIGGER revision_is_never_updated")
        database.execute("UPDATE revision SET document = replace(document, '70 kg', '90 kg')")
    refused(begun("show", "nec"), "RC803", "Do not use it.")
    refused(begun("verify"), "RC803")
    refused(begun("decide", "nec", "confirm cycle 1", *BY, "--reason", "other"), "RC803")


def test_the_store_may_be_named_by_the_environment(
    begun: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del begun
    monkeypatch.setenv(door.COURSES, str(tmp_path / "store"))
    result = CliRunner().invoke(main, ["course", "list"])
    assert "nec" in result.stdout
