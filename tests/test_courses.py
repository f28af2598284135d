"""Courses in the store: each change one revision, what others gave counted, nothing lost.

Doxorubicin is 50 mg/m2 in each cycle of R-CHOP: 90.9 mg for 1.81812 m2. Its lifetime is 550 mg/m2.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kept import AT, LATER, MAN, confirmed, dates, decided, doses, kept, made

from regimencalc import courses
from regimencalc.deciding import recalculated
from regimencalc.documents import read_document, write_document
from regimencalc.problems import Problem, Refused
from regimencalc.record import Record, from_json, to_json, without_texts
from regimencalc.replaying import replayed
from regimencalc.store import Store

FLAT = {"prednisone-dose": "flat"}
DAY_1 = "given cycle 1 day 1"


AFTER = "2027-02-01"
"""After the last dose of three cycles from 1 December, prednisone on 12 + 4 January 2027."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "courses") as opened:
        yield opened


def new(
    store: Store,
    course_id: str = "a",
    *,
    label: str = "NEC-1",
    start: str = "2026-12-01",
    cycles: int = 3,
    prior: dict[str, str] | None = None,
    is_same_person: bool = False,
) -> Record:
    return courses.new(
        store,
        "r-chop-21d",
        course_id=course_id,
        label=label,
        birth_year=1959,
        start=start,
        measures=MAN,
        who="MB",
        at=AT,
        cycles=cycles,
        choose=FLAT,
        prior=prior,
        is_same_person=is_same_person,
    )


def change(store: Store, course_id: str, *decisions: str) -> Record:
    return courses.changed(
        store, course_id, lambda record: decided(record, *decisions), who="MB", at=LATER
    )


def give(store: Store, course_id: str, *decisions: str) -> Record:
    """Cycle 1 confirmed, and these entered."""
    courses.changed(store, course_id, lambda record: confirmed(record, 1), who="MB", at=LATER)
    return change(store, course_id, *decisions)


def refusal_of(store: Store, course_id: str, *decisions: str) -> list[Problem]:
    with pytest.raises(Refused) as refusal:
        change(store, course_id, *decisions)
    return list(refusal.value.problems)


# Begun, opened, changed


def test_a_course_is_opened_as_it_was_saved(store: Store) -> None:
    record = new(store)
    assert courses.opened(store, "a") == (record, 1)
    later = change(store, "a", "delay cycle 2 by 7 d")
    assert courses.opened(store, "a") == (later, 2)
    assert dates(later, "doxorubicin")[1] == "2.1 2026-12-29"
    assert [str(one.decisions[-1]) for one in _revisions(store)] == [
        "choose prednisone-dose=flat from cycle 1",
        "delay cycle 2 by 7 d",
    ]


def _revisions(store: Store) -> list[Record]:
    return [from_json(one.document, one.texts) for one in store.revisions("a")]


def test_what_is_refused_saves_nothing(store: Store) -> None:
    record = new(store)
    assert [one.code for one in refusal_of(store, "a", "advance cycle 2 by 1 d")] == ["RC813"]
    assert courses.opened(store, "a") == (record, 1)


def test_one_person_at_a_time_changes_a_course_and_the_other_is_told_who(store: Store) -> None:
    new(store)
    with store.lock("a", f"XY since {AT}"):
        (problem,) = refusal_of(store, "a", "delay cycle 2 by 7 d")
        assert problem.code == "RC807"
        assert f"XY since {AT}" in problem.message
        assert courses.opened(store, "a")[1] == 1
    assert change(store, "a", "delay cycle 2 by 7 d")


def test_a_lock_is_let_go_when_a_change_is_refused(store: Store) -> None:
    new(store)
    refusal_of(store, "a", "advance cycle 2 by 1 d")
    assert change(store, "a", "delay cycle 2 by 7 d")


def test_what_was_undone_stays_in_the_revisions(store: Store) -> None:
    from regimencalc.deciding import undo

    new(store)
    change(store, "a", "delay cycle 2 by 7 d")
    back = courses.changed(store, "a", undo, who="MB", at=LATER)
    assert len(back.undone) == 1
    assert [len(one.decisions) for one in _revisions(store)] == [3, 4, 3]


def test_a_year_of_birth_is_that_of_the_patient(store: Store) -> None:
    for year, is_right in ((1958, False), (1959, True), (1960, False)):
        # 67 completed years on 1 December 2026: born in 1959, or in December 1958 at the earliest
        measures = {**MAN, "birth_date": "1959-03-14"}
        del measures["age"]
        problems = _begun(store, f"by-date-{year}", measures, year)
        assert [one.code for one in problems] == ([] if is_right else ["RC820"])


@pytest.mark.parametrize(("year", "is_right"), [(1957, False), (1958, True), (1959, True)])
def test_an_age_leaves_two_years_of_birth(store: Store, year: int, *, is_right: bool) -> None:
    problems = _begun(store, "by-age", MAN, year)
    assert [one.code for one in problems] == ([] if is_right else ["RC820"])
    for problem in problems:
        assert problem.message == f"somebody 67 years old on 2026-12-01 was not born in {year}"
        assert problem.fix == ("Look whose course this is; write the year of birth of that person.")


def _begun(store: Store, course_id: str, measures: dict[str, str], year: int) -> list[Problem]:
    try:
        courses.new(
            store,
            "ep-infusional-28d",
            course_id=course_id,
            label=course_id,
            birth_year=year,
            start="2026-12-01",
            measures=measures,
            who="MB",
            at=AT,
        )
    except Refused as refusal:
        return list(refusal.problems)
    return []


def test_nothing_is_begun_that_cannot_be_planned(store: Store) -> None:
    assert [one.code for one in _begun(store, "a", {**MAN, "height": "1.7 m"}, 1959)] == ["RC206"]
    assert store.listed() == ()


# The other courses of one person


def test_a_second_course_of_a_label_and_year_is_asked_for(store: Store) -> None:
    new(store)
    with pytest.raises(Refused) as refusal:
        new(store, "b")
    assert [one.code for one in refusal.value.problems] == ["RC805"]
    assert new(store, "b", start=AFTER, is_same_person=True).elsewhere == {"a": {}}
    assert new(store, "c", label="NEC-2").elsewhere == {}


def test_what_the_other_course_gave_is_counted_when_either_is_changed(store: Store) -> None:
    new(store, prior={"doxorubicin": "100 mg/m2"})
    give(store, "a", DAY_1)
    second = new(store, "b", start=AFTER, is_same_person=True, prior={"doxorubicin": "100 mg/m2"})
    assert second.elsewhere == {"a": {"doxorubicin": "50 mg/m2"}}
    # 100 + 50 before, and 3 × 50 of its own
    assert _lifetime(second).startswith("before 150 mg/m2")
    assert "300 mg/m2 in all" in _lifetime(second)
    give(store, "b", DAY_1)
    first = change(store, "a", "delay cycle 3 by 7 d")
    assert first.elsewhere == {"b": {"doxorubicin": "50 mg/m2"}}


def test_a_drug_stands_in_one_course_at_a_time(store: Store) -> None:
    new(store)
    with pytest.raises(Refused) as refusal:
        new(store, "b", start="2027-01-16", is_same_person=True)
    (problem,) = refusal.value.problems
    assert problem.code == "RC825"
    assert problem.message == (
        "'a' of the same person has vinCRIStine and predniSONE until Mon 18 Jan 2027, with the "
        "least interval to a next dose, and this course from Sat 16 Jan 2027"
    )
    assert problem.fix == (
        "Begin after Mon 18 Jan 2027, or stop or archive 'a' first if this course takes its place."
    )
    assert [one.id for one in store.listed()] == ["a"]
    # vincristine of 12 January is 7 days from its next dose at the least
    new(store, "b", start="2027-01-19", is_same_person=True)
    (again,) = refusal_of(store, "a", "delay cycle 3 by 7 d")
    assert again.code == "RC825"
    assert doses(change(store, "a", "omit vincristine from cycle 2"), "vincristine")[0] == "2 mg"


def overlapped_by(store: Store, record: Record) -> list[str]:
    """The other courses of its person that stand in its way."""
    others = courses.others_of(store, record.id, record.label, record.birth_year)
    return list(courses.overlaps_of(record, others))


def keep_unseen(store: Store, record: Record) -> None:
    """In the store without a look at other courses, as before that was looked at."""
    store.add(
        record.id,
        record.label,
        record.birth_year,
        without_texts(record),
        record.texts,
        summary={},
        saved_at=AT,
        is_same_person=True,
    )


def test_courses_that_overlap_already_may_be_changed(store: Store) -> None:
    """Kept before it was looked at: else nobody could stop one of them."""
    new(store)
    second = kept("ep-infusional-28d", course_id="b", start="2026-12-01")
    new(store, "c", label="NEC-2", start="2026-12-15")
    moved = courses.opened(store, "c")[0].with_(id="d", label="NEC-1")
    keep_unseen(store, moved)
    assert overlapped_by(store, moved) == ["a"]
    assert overlapped_by(store, second) == []
    change(store, "d", "omit vincristine from cycle 2")
    change(store, "d", "stop course from cycle 1")
    assert overlapped_by(store, courses.opened(store, "d")[0]) == []


def test_an_old_overlap_hides_no_new_one(store: Store) -> None:
    new(store)
    new(store, "x", label="NEC-2", start="2026-12-15")
    moved = courses.opened(store, "x")[0].with_(id="y", label="NEC-1")
    keep_unseen(store, moved)
    # cycle 3 of y begins on 26 January; 26 + 7 days
    new(store, "z", start="2027-02-02", is_same_person=True)
    (problem,) = refusal_of(store, "a", "delay cycle 3 by 35 d")
    assert problem.message.startswith("'z' of the same person has riTUXimab")


@pytest.mark.parametrize("ends", ["", "stop course from cycle 2", "archive"])
def test_what_was_given_stands_in_the_way_of_another_dose_in_its_days(
    store: Store, ends: str
) -> None:
    """However the first course ended, and whether prednisone of its days 2 to 5 is to come."""
    new(store)
    give(store, "a", DAY_1)
    if ends == "archive":
        courses.changed(store, "a", lambda r: r.with_(is_archived=True), who="MB", at=LATER)
    elif ends:
        change(store, "a", ends)
    with pytest.raises(Refused) as refusal:
        new(store, "b", start="2026-12-01", is_same_person=True)
    (problem,) = refusal.value.problems
    assert problem.code == "RC825"
    if ends == "archive":
        drugs = "riTUXimab, cyclophosphamide, DOXOrubicin, vinCRIStine and predniSONE"
        assert problem.message == (
            f"'a' of the same person has {drugs} until Mon 7 Dec 2026, with the least interval to "
            "a next dose, and this course from Tue 1 Dec 2026"
        )
        assert problem.fix == "Begin after Mon 7 Dec 2026."
        new(store, "b", start="2026-12-08", is_same_person=True)


def test_what_was_given_late_is_entered_as_it_was(store: Store) -> None:
    new(store)
    give(store, "a", DAY_1)
    change(store, "a", "stop course from cycle 2")
    new(store, "b", start="2026-12-08", is_same_person=True)
    late = "given cycle 1 day 2 prednisone on 2026-12-09"
    record = change(store, "a", late)
    assert dates(record, "prednisone")[1] == "1.2 2026-12-09"


def test_a_course_that_is_stopped_or_archived_gives_way(store: Store) -> None:
    new(store)
    change(store, "a", "stop course from cycle 2")
    # cycle 1 has prednisone until 5 December; vincristine of 1 December holds for 7 days
    new(store, "b", start="2026-12-08", is_same_person=True)
    new(store, "c", label="NEC-2")
    courses.changed(store, "c", lambda record: record.with_(is_archived=True), who="MB", at=LATER)
    new(store, "d", label="NEC-2", is_same_person=True)
    with pytest.raises(Refused) as refusal:
        courses.changed(store, "c", lambda r: r.with_(is_archived=False), who="MB", at=LATER)
    assert [one.code for one in refusal.value.problems] == ["RC825"]


def _lifetime(record: Record) -> str:
    (words,) = [one for one in replayed(record).lifetime_words() if "DOXO" in one]
    return words.partition("in a lifetime: ")[2]


def test_what_was_given_otherwise_counts_as_it_was_and_by_the_surface_of_its_day(
    store: Store,
) -> None:
    new(store)
    record = give(
        store,
        "a",
        "given cycle 1 day 1 doxorubicin 80 mg",
        "measure weight=64 kg, on 2026-12-21 from cycle 2",
    )
    # 80 ÷ 1.818119 = 44.0015 mg/m2
    given = courses.given_of(record)
    assert list(given) == ["doxorubicin"]
    assert float(given["doxorubicin"].split()[0]) == pytest.approx(44.0015, abs=1e-3)
    record = courses.changed(store, "a", lambda r: confirmed(r, 2), who="MB", at=LATER)
    record = change(store, "a", "given cycle 2 day 1")
    # 50 mg/m2 of the lighter body, whatever its milligrams
    assert float(courses.given_of(record)["doxorubicin"].split()[0]) == pytest.approx(
        94.0015, abs=1e-3
    )
    assert doses(record, "doxorubicin")[:2] == ["80 mg", "86.9 mg"]


def test_what_was_not_given_and_what_no_lifetime_counts_is_left_out(store: Store) -> None:
    new(store)
    record = give(store, "a", "not given cycle 1 day 1 doxorubicin", DAY_1)
    assert courses.given_of(record) == {}


def test_a_limit_of_a_lifetime_that_is_used_up_leaves_what_was_given(store: Store) -> None:
    new(store)
    give(store, "a", DAY_1)
    new(store, "b", start=AFTER, is_same_person=True)
    # 950 mg are 522.5 mg/m2: more than 500 beside the 50 that course a gave
    give(store, "b", "given cycle 1 day 1 doxorubicin 950 mg")
    record = change(store, "a", "omit vincristine from cycle 2")
    assert doses(record, "doxorubicin") == ["90.9 mg", "REFUSED", "REFUSED"]
    corrected = change(store, "b", "given cycle 1 day 1 doxorubicin 95 mg")
    assert doses(corrected, "doxorubicin") == ["95 mg", "90.9 mg", "90.9 mg"]
    # 52.25 + 50 before; the two doses that are to come are shown again
    back = change(store, "a", "delay cycle 3 by 7 d")
    assert doses(back, "doxorubicin") == ["90.9 mg"] * 3


def test_what_cannot_be_counted_for_a_lifetime_is_said() -> None:
    flat = made(
        """cycle: {length: 21 d, planned: 2}
components:
  - {id: a, drug: doxorubicin, route: intravenous, infuse_over: 5 min, per_dose: 60 mg, days: [1]}
"""
    )
    sexed = {"sex": "male", "age": "67 y"}
    record = decided(confirmed(kept(flat, measures=sexed), 1), DAY_1)
    with pytest.raises(Refused) as refusal:
        courses.given_of(record)
    (problem,) = refusal.value.problems
    assert problem.code == "RC821"
    assert problem.message == "what 'a' gave of a cannot be counted for a lifetime"
    assert problem.fix == (
        "State height and weight in that course, or count it by hand under 'prior'."
    )
    measured = decided(confirmed(kept(flat), 1), DAY_1)
    # 60 ÷ 1.818119
    assert float(courses.given_of(measured)["doxorubicin"].split()[0]) == pytest.approx(
        33.0011, abs=1e-3
    )


# What a list shows


def test_the_list_shows_how_far_a_course_has_come(store: Store) -> None:
    new(store)
    (listed,) = store.listed()
    assert listed.summary == {
        "regimen": "r-chop-21d",
        "policy": "reference",
        "cycles": "0 of 3 given",
        "next": "2026-12-01",
        "state": "PROVISIONAL",
        "archived": "no",
    }
    days = [f"given cycle 1 day {day}" for day in range(1, 6)]
    give(store, "a", *days)
    summary = store.listed()[0].summary
    assert (summary["cycles"], summary["next"]) == ("1 of 3 given", "2026-12-22")
    change(store, "a", "stop course from cycle 2")
    summary = store.listed()[0].summary
    assert (summary["next"], summary["state"]) == ("", "COMPLETE")


def test_a_dose_that_is_held_is_still_to_come(store: Store) -> None:
    new(store)
    give(store, "a", *(f"given cycle 1 day {day}" for day in range(1, 6)))
    for line in ("rituximab", "cyclophosphamide", "doxorubicin", "vincristine", "prednisone"):
        change(store, "a", f"hold {line} from cycle 2")
    summary = store.listed()[0].summary
    assert (summary["next"], summary["state"]) == ("2026-12-22", "PROVISIONAL")


# Verified


def test_a_course_is_verified_by_its_doses(store: Store) -> None:
    record = new(store)
    assert list(courses.verified(store, "a")) == []
    drifted = record.with_(shown=record.shown[1:])
    courses.changed(store, "a", lambda _: drifted, who="MB", at=LATER)
    (problem,) = courses.verified(store, "a")
    assert problem.code == "RC816"
    assert "was shown as not there" in problem.message
    (missing,) = courses.verified(store, "b")
    assert missing.code == "RC802"


def test_a_course_that_drifted_is_changed_by_accepting_it_alone(store: Store) -> None:
    record = new(store)
    drifted = record.with_(shown=record.shown[1:])
    courses.changed(store, "a", lambda _: drifted, who="MB", at=LATER)
    assert [one.code for one in refusal_of(store, "a", "delay cycle 2 by 7 d")] == ["RC816"]
    courses.changed(
        store, "a", lambda r: recalculated(r, who="MB", at=LATER, why="seen"), who="MB", at=LATER
    )
    assert list(courses.verified(store, "a")) == []
    assert change(store, "a", "delay cycle 2 by 7 d")


# Documents that travel


def test_exported_imported_and_exported_it_is_the_same_byte_for_byte(
    store: Store, tmp_path: Path
) -> None:
    new(store)
    record = give(store, "a", DAY_1, "delay cycle 2 by 7 d")
    path = tmp_path / "course.json"
    write_document(path, to_json(record))
    first = path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    with Store(tmp_path / "elsewhere") as other:
        courses.add(other, courses.checked(read_document(path)), LATER)
        back = courses.opened(other, "a")[0]
    assert back == record
    write_document(path, to_json(back))
    assert path.read_bytes() == first
    assert sorted(one.name for one in tmp_path.iterdir()) == ["course.json", "courses", "elsewhere"]


def test_a_document_in_a_folder_that_there_is_not_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "full" / "course.json"
    with pytest.raises(Refused) as refusal:
        write_document(path, "{}")
    (problem,) = refusal.value.problems
    assert (problem.code, problem.place.file) == ("RC822", str(path))
    assert problem.message == (
        "the course cannot be written to course.json: No such file or directory"
    )
    assert problem.fix == "Look at the folder, its owner and its space; nothing was changed."


def test_what_stood_there_stays_when_it_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "course.json"
    write_document(path, "before")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(Refused, match="No space left on device"):
        write_document(path, "after")
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [
        ("course.json", "before")
    ]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"{}", b"regimen: EP\n", b"\x00" * 10])
def test_a_file_that_is_no_course_is_refused_with_its_place(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "course.json"
    path.write_bytes(content)
    with pytest.raises(Refused) as refusal:
        read_document(path)
    assert [one.code for one in refusal.value.problems] == ["RC808"]


def test_a_file_that_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        read_document(tmp_path / "course.json")
    (problem,) = refusal.value.problems
    assert (problem.code, problem.fix) == ("RC101", "Check the path.")


def test_a_weight_that_was_changed_in_a_document_is_found_by_the_doses() -> None:
    document = to_json(kept()).replace("weight=70 kg", "weight=90 kg")
    with pytest.raises(Refused) as refusal:
        courses.checked(from_json(document))
    assert {one.code for one in refusal.value.problems} == {"RC816"}
    assert courses.checked(kept()) == kept()


def test_a_document_of_a_regimen_with_errors_is_refused() -> None:
    wrong = made(
        """cycle: {length: 28 d, planned: 1}
components:
  - {id: a, drug: etoposide, route: oral, per_dose: 100 mg, days: [1]}
totals_per_cycle: {a: 900 mg}
"""
    )
    with pytest.raises(Refused) as refusal:
        courses.checked(kept(wrong))
    assert "RC401" in [one.code for one in refusal.value.problems]
