"""A newer text of a file: what is offered, what it changes, and what was given under the older.

Etoposide of 100 mg/m2 on days 1 to 3 is 181.8 mg for 1.81812 m2, and of 90 mg/m2 163.6 mg.
"""

from pathlib import Path

import pytest
from kept import AT, BLOOD, LATER, confirmed, dates, decided, doses, kept, problems_of

from regimencalc import courses, library
from regimencalc.adopting import adopted, newer_sources, offered
from regimencalc.deciding import undo
from regimencalc.formulary import Equivalents
from regimencalc.problems import Problem, Refused
from regimencalc.record import Record, from_json, text_hash, to_json
from regimencalc.replaying import replayed
from regimencalc.yaml_source import read

NAME = "ep-infusional-28d.yaml"
LESS = (
    ("per_dose: 100 mg/m2", "per_dose: 90 mg/m2"),
    ("etoposide: 300 mg/m2", "etoposide: 270 mg/m2"),
    ("etoposide: 181.8 mg", "etoposide: 163.6 mg"),
    ("etoposide: 180 mg", "etoposide: 162 mg"),
)
SHORTER = (("days: [1, 2, 3]", "days: [2, 3]"), ("etoposide: 300 mg/m2", "etoposide: 200 mg/m2"))


def shipped() -> str:
    return library.read_source(library.path_of("ep-infusional-28d", "regimens")).text


def rewritten(path: Path, *changes: tuple[str, str]) -> None:
    text = shipped()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, "utf-8")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A regimen of a site, as it is when a course begins."""
    path = tmp_path / NAME
    path.write_text(shipped(), "utf-8")
    return path


@pytest.fixture
def begun(file: Path) -> Record:
    """A course by it, of which day 1 was given."""
    return decided(confirmed(kept(str(file), values=BLOOD), 1), "given cycle 1 day 1")


def taken(record: Record, name: str = NAME, why: str = "seen") -> Record:
    return adopted(record, offered(record, name), who="MB", at=AT, why=why)


def refused(record: Record, name: str = NAME) -> list[Problem]:
    with pytest.raises(Refused) as refusal:
        taken(record, name)
    return list(refusal.value.problems)


# What is offered


def test_nothing_is_newer_while_the_files_are_as_they_were(begun: Record) -> None:
    assert list(newer_sources(begun)) == []
    assert list(newer_sources(kept())) == []
    (problem,) = refused(begun)
    assert (problem.code, problem.place.field) == ("RC823", "file")
    assert problem.message == f"the library has no other text of '{NAME}' than the course"
    assert problem.fix == "Other texts there are of: none."


def test_a_file_that_says_something_else_is_offered(begun: Record, file: Path) -> None:
    rewritten(file, *LESS)
    assert [one.name for one in newer_sources(begun)] == [str(file)]
    assert offered(begun, NAME).text == offered(begun, str(file)).text == file.read_text("utf-8")
    (problem,) = refused(begun, "ep-infusional-21d.yaml")
    assert problem.code == "RC823"
    assert problem.fix.endswith(f"Other texts there are of: {file}.")


def test_a_file_that_is_gone_or_cannot_be_read_is_not_offered(begun: Record, file: Path) -> None:
    file.write_text("components: [", "utf-8")
    assert list(newer_sources(begun)) == []
    file.unlink()
    assert list(newer_sources(begun)) == []
    assert not replayed(begun).is_refused


def test_a_site_file_that_takes_the_place_of_a_shipped_one_is_offered_and_taken(
    tmp_path: Path,
) -> None:
    record = kept(values=BLOOD)
    source = library.read_source(library.path_of("reference", "policies"))
    capped = source.text.replace("cap: none}", "cap: 1.8 m2}", 1)
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "reference.yaml").write_text(f"{capped}shadows: built-in\n", "utf-8")
    with library.looking_in(tmp_path):
        assert [Path(one.name).name for one in newer_sources(record)] == ["reference.yaml"]
        after = taken(record, "reference.yaml")
        assert list(newer_sources(after)) == []
    # 100 mg/m2 × 1.8 m2
    assert doses(after, "etoposide")[0] == "180 mg"


# What it changes


def test_it_holds_for_what_is_not_given_yet(begun: Record, file: Path) -> None:
    rewritten(file, *LESS)
    record = taken(begun)
    assert doses(record, "etoposide") == ["181.8 mg"] + ["163.6 mg"] * 8
    assert doses(record, "cisplatin") == ["81.8 mg"] * 6
    assert record.given == begun.given
    # the cycle that was confirmed has other doses, and is to be confirmed anew
    assert courses.shown(record).states[1] == "PROVISIONAL"
    assert courses.shown(confirmed(record, 1)).states[1] == "CONFIRMED"


def test_it_is_a_decision_with_the_hash_of_the_text(begun: Record, file: Path) -> None:
    rewritten(file, *LESS)
    record = taken(begun, why="amended protocol")
    last = record.decisions[-1]
    sha = text_hash(file.read_text("utf-8"))
    assert str(last) == f"adopt {file} {sha}"
    assert (last.who, last.why, last.reason.value) == ("MB", "amended protocol", "other")
    assert record.files.regimen.sha256 == sha
    # the older text stays in the revisions before, and the newer one travels
    assert begun.files.regimen.sha256 not in record.texts
    assert from_json(to_json(record)) == record
    assert list(newer_sources(record)) == []


def test_a_decision_after_it_counts_on_what_was_adopted(begun: Record, file: Path) -> None:
    rewritten(file, *LESS)
    record = decided(taken(begun), "give etoposide=50 % from cycle 2", "delay cycle 2 by 7 d")
    # 163.63 × 0.5 = 81.8
    assert doses(record, "etoposide")[2:4] == ["163.6 mg", "81.8 mg"]
    assert dates(record, "etoposide")[3] == "2.1 2027-01-05"
    assert [one.code for one in problems_of(record, "delay cycle 1 by 1 d")] == ["RC810"]


def test_what_was_given_is_corrected_to_what_was_planned_then(begun: Record, file: Path) -> None:
    rewritten(file, *LESS)
    record = decided(taken(begun), "given cycle 1 day 1 etoposide 100 mg")
    assert doses(record, "etoposide")[0] == "100 mg"
    again = decided(record, "given cycle 1 day 1 etoposide")
    assert doses(again, "etoposide")[0] == "181.8 mg"


def test_adopting_is_not_undone_and_what_comes_after_is(begun: Record, file: Path) -> None:
    rewritten(file, *LESS)
    record = taken(begun)
    assert doses(undo(decided(record, "delay cycle 2 by 7 d")), "etoposide")[1] == "163.6 mg"
    with pytest.raises(Refused) as refusal:
        undo(record)
    assert [one.code for one in refusal.value.problems] == ["RC815"]


# What is refused


def test_a_text_with_errors_is_refused(begun: Record, file: Path) -> None:
    rewritten(file, ("days: [1, 2, 3]", "days: [1, 2, 33]"))
    assert [one.code for one in refused(begun)] == ["RC301"]
    rewritten(file, ("etoposide: 300 mg/m2", "etoposide: 200 mg/m2"))
    assert [one.code for one in refused(begun)] == ["RC401"]


def test_a_text_without_a_place_for_what_was_given_is_refused(begun: Record, file: Path) -> None:
    rewritten(file, *SHORTER)
    (problem,) = refused(begun)
    assert (problem.code, problem.place.field) == ("RC810", "file")
    assert problem.message == (
        "etoposide of cycle 1 day 1 was given, and has no place in the newer text"
    )
    assert problem.fix.startswith("End this course, and begin another with the newer text")


def test_where_nothing_was_given_of_it_the_days_may_be_others(file: Path) -> None:
    record = kept(str(file), values=BLOOD)
    rewritten(file, *SHORTER)
    assert dates(taken(record), "etoposide")[:3] == [
        "1.2 2026-12-02",
        "1.3 2026-12-03",
        "2.2 2026-12-30",
    ]


def test_doses_that_differ_from_those_shown_are_not_taken_over(begun: Record, file: Path) -> None:
    rewritten(file, *LESS)
    first = begun.shown[-1].model_copy(update={"shown": "80 mg", "value": 80.0})
    drifted = begun.with_(shown=(*begun.shown[:-1], first))
    assert [one.code for one in refused(drifted)] == ["RC816"]


def test_a_newer_table_of_equivalents_is_adopted(monkeypatch: pytest.MonkeyPatch) -> None:
    record = kept(
        "r-chop-21d",
        choose={"prednisone-dose": "flat"},
        prior={"daunorubicin": "100 mg/m2", "chest-radiotherapy": "no"},
    )
    assert list(newer_sources(record)) == []
    tables = library.equivalents()
    name = "anthracycline-feijen-2019"
    was = tables[name].source
    text = was.text.replace("{drug: daunorubicin, factor: 0.6", "{drug: daunorubicin, factor: 0.5")
    assert text != was.text
    source = read(text.encode(), was.name, is_shipped=True)
    newer = {**tables, name: Equivalents.from_source(source)}
    monkeypatch.setattr(library, "equivalents", lambda: newer)
    (offered_now,) = newer_sources(record)
    after = adopted(record, offered_now, who="MB", at=LATER, why="a newer table")
    # 100 mg/m2 × 0.6 before, and × 0.5 by the newer one
    assert [round(before_of(one), 9) for one in (record, after)] == [60, 50]
    assert list(newer_sources(after)) == []


def before_of(record: Record) -> float:
    (exposure,) = [one for one in replayed(record).exposures if one.entry.id == "doxorubicin"]
    assert exposure.before is not None
    return exposure.before
