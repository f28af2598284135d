"""A course as one document: it comes back equal, and what was changed or cut is refused."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kept import AT, BLOOD, confirmed, decided, kept

from regimencalc.deciding import undo
from regimencalc.decisions import Chose, Confirmed, Measured
from regimencalc.judgement import Answer, Verdict
from regimencalc.problems import Problem, Refused
from regimencalc.reasons import Reason
from regimencalc.record import (
    Decision,
    Record,
    from_json,
    read_decided,
    text_hash,
    to_json,
    without_texts,
)


@pytest.fixture(scope="module")
def eventful() -> Record:
    """A course with something of each kind in it: answers, given otherwise, undone."""
    record = confirmed(kept(values=BLOOD), 1)
    record = decided(
        record,
        "given cycle 1 day 1",
        "given cycle 1 day 2 cisplatin 80 mg",
        "not given cycle 1 day 2 etoposide",
        "given cycle 1 day 3 etoposide on 2026-12-04",
        "delay cycle 2 by 14 d",
        "measure weight=68 kg, on 2027-01-11 from cycle 2",
        "give etoposide=75 % from cycle 2",
    )
    return undo(record)


def refusal(document: str, texts: dict[str, str] | None = None) -> Problem:
    with pytest.raises(Refused) as refused:
        from_json(document, texts)
    (problem,) = refused.value.problems
    return problem


def edited(record: Record, edit: Callable[[dict[str, Any]], object]) -> str:
    """The document of a record after a change by hand."""
    document = json.loads(to_json(record))
    edit(document)
    return json.dumps(document)


# There and back


def test_a_document_comes_back_equal_and_is_written_the_same_again(eventful: Record) -> None:
    document = to_json(eventful)
    back = from_json(document)
    assert back == eventful
    assert to_json(back) == document


def test_a_document_without_its_texts_comes_back_with_them(eventful: Record) -> None:
    short = without_texts(eventful)
    assert "Fjällskog" not in short
    assert from_json(short, eventful.texts) == eventful


def test_the_document_holds_the_sentences_and_the_words_of_its_files(eventful: Record) -> None:
    document = json.loads(to_json(eventful))
    assert document["decisions"][0] == {
        "what": "start on 2026-12-01",
        "who": "MB",
        "at": AT,
        "reason": "as-planned",
        "why": None,
        "kept": [],
        "confirmed": None,
    }
    assert document["undone"][0]["decision"]["what"] == "give etoposide=75 % from cycle 2"
    assert any("Fjällskog" in text for text in document["texts"].values())
    assert "Fjällskog" in to_json(eventful)


@settings(max_examples=20)
@given(
    why=st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=40),
    label=st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20),
)
def test_any_words_come_back_as_they_were_typed(why: str, label: str) -> None:
    record = _PLAIN.with_(label=label).decided(
        read_decided(Confirmed(1), "MB", AT, Reason.OTHER, why)
    )
    back = from_json(to_json(record))
    assert back == record
    assert (back.label, back.decisions[-1].why) == (label, why)
    assert to_json(back) == to_json(record)


_PLAIN = kept()


def test_what_was_given_is_the_last_that_was_entered_of_each_place(eventful: Record) -> None:
    again = decided(eventful, "given cycle 1 day 2 cisplatin 78 mg")
    assert [one.value for place, one in again.given.items() if place == ("cisplatin", 1)] == [78]
    assert len(again.given) == len(eventful.given) == 4
    # the earlier entry stays
    sentences = [str(one) for one in again.decisions]
    assert "given cycle 1 day 2 cisplatin 80 mg" in sentences


def test_deciding_ends_what_could_come_again(eventful: Record) -> None:
    assert len(eventful.undone) == 1
    more = read_decided(Confirmed(2), "MB", AT, Reason.PLAN, "")
    assert eventful.decided(more).undone == ()
    assert eventful.decided(more).decisions == (*eventful.decisions, more)


# What is refused


@pytest.mark.parametrize(
    ("words", "edit"),
    [
        ("format", lambda d: d.update(format=2)),
        ("cycles", lambda d: d.update(cycles=0)),
        ("birth_year", lambda d: d.update(birth_year=1899)),
        ("id", lambda d: d.update(id="../a")),
        ("label", lambda d: d.pop("label")),
        ("weight", lambda d: d.update(weight="70 kg")),
        ("decisions.0.what", lambda d: d["decisions"][0].update(what="start at once")),
        ("decisions.0.who", lambda d: d["decisions"][0].update(who="M B")),
        ("decisions.0.at", lambda d: d["decisions"][0].update(at="2026-12-01")),
        ("decisions.0.reason", lambda d: d["decisions"][0].update(reason="whim")),
        ("decisions.0.colour", lambda d: d["decisions"][0].update(colour="red")),
        ("files.regimen.sha256", lambda d: d["files"]["regimen"].update(sha256="0")),
        ("shown.0.cycle", lambda d: d["shown"][0].update(cycle="one")),
        ("the text of regimens/ep-infusional-28d.yaml is not in it", lambda d: d.pop("texts")),
        ("the text of policies/reference.yaml is not in it", lambda d: _cut(d, "policy")),
    ],
)
def test_a_document_that_was_changed_is_no_course(
    words: str, edit: Callable[[dict[str, Any]], object]
) -> None:
    problem = refusal(edited(_PLAIN, edit))
    assert (problem.code, problem.place.field) == ("RC808", "document")
    assert problem.message.startswith(f"this is not a course: {words}")
    assert problem.fix == (
        "Take the file as 'regimencalc course export' wrote it; a changed one is not read."
    )


def _cut(document: dict[str, Any], file: str) -> None:
    del document["texts"][document["files"][file]["sha256"]]


def test_a_text_that_is_not_the_one_that_is_named_is_refused() -> None:
    sha = _PLAIN.files.regimen.sha256

    def double(document: dict[str, Any]) -> None:
        text = document["texts"][sha]
        document["texts"][sha] = text.replace("100 mg/m2", "200 mg/m2")

    problem = refusal(edited(_PLAIN, double))
    assert problem.code == "RC808"
    assert "the text of regimens/ep-infusional-28d.yaml is not in it" in problem.message


@pytest.mark.parametrize("document", ["", "{", "[]", "null", "{}", '"course"', '{"format": 1}'])
def test_what_is_no_document_is_refused(document: str) -> None:
    assert refusal(document).code == "RC808"


def test_a_document_that_ends_early_is_refused_wherever_it_ends() -> None:
    document = without_texts(_PLAIN)
    for end in range(0, len(document), 97):
        assert refusal(document[:end], _PLAIN.texts).code == "RC808"


def test_texts_beside_it_are_looked_at_too() -> None:
    texts = {**_PLAIN.texts, _PLAIN.files.policy.sha256: "another"}
    assert refusal(without_texts(_PLAIN), texts).code == "RC808"


def test_the_hash_is_of_the_bytes() -> None:
    # sha256sum of an empty file
    assert text_hash("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


# Who, when and why


@pytest.mark.parametrize("who", ["MB", "abcdefgh"])
def test_initials_are_two_to_eight_letters(who: str) -> None:
    assert read_decided(Confirmed(1), who, AT, Reason.PLAN, "").who == who


@pytest.mark.parametrize("who", ["", "M", "abcdefghi", "M.B.", "M B", "MB1", "MÜ"])
def test_other_initials_are_refused(who: str) -> None:
    with pytest.raises(Refused) as refused:
        read_decided(Confirmed(1), who, AT, Reason.PLAN, "")
    (problem,) = refused.value.problems
    assert (problem.code, problem.place.field) == ("RC809", "by")
    assert problem.message == f"'{who}' are not initials"
    assert problem.fix == "Type two to eight letters; they are printed as 'not authenticated'."


@pytest.mark.parametrize(
    "at", ["2026-12-01T09:00:00Z", "2026-12-01T09:00:00.123+05:30", "2026-12-01T09:00:00-11:00"]
)
def test_a_moment_has_its_offset(at: str) -> None:
    assert read_decided(Confirmed(1), "MB", at, Reason.PLAN, "").at == at


@pytest.mark.parametrize("at", ["", "2026-12-01", "2026-12-01T09:00:00", "2026-12-01 09:00:00Z"])
def test_a_moment_without_it_is_refused(at: str) -> None:
    with pytest.raises(Refused) as refused:
        read_decided(Confirmed(1), "MB", at, Reason.PLAN, "")
    assert [p.code for p in refused.value.problems] == ["RC211"]
    assert "is not a moment" in str(refused.value)


def test_words_that_cannot_be_kept_are_refused() -> None:
    assert read_decided(Confirmed(1), "MB", AT, Reason.PLAN, "x" * 500).why == "x" * 500
    for why in ("x" * 501, "two\nlines", "hidden\u202e"):
        with pytest.raises(Refused) as refused:
            read_decided(Confirmed(1), "MB", AT, Reason.PLAN, why)
        assert [p.code for p in refused.value.problems] == ["RC210"]


@pytest.mark.parametrize(
    "what",
    [
        Measured({"measured_gfr": "80 mL/min", "gfr_method": "iohexol, weight=40 kg"}),
        Chose("hydration", "a\nb"),
    ],
)
def test_what_would_be_read_again_as_something_else_is_refused(what: Measured | Chose) -> None:
    with pytest.raises(Refused) as refused:
        read_decided(what, "MB", AT, Reason.PLAN, "")
    assert [p.code for p in refused.value.problems] == ["RC809"]


def test_an_answer_means_its_words_or_its_reason() -> None:
    what = Answer("RC721:a:1", Verdict.ACCEPTED, "")
    assert read_decided(what, "MB", AT, Reason.DISEASE, "seen").means == Answer(
        "RC721:a:1", Verdict.ACCEPTED, "seen"
    )
    assert read_decided(what, "MB", AT, Reason.DISEASE, "").means == Answer(
        "RC721:a:1", Verdict.ACCEPTED, "disease"
    )
    assert str(read_decided(what, "MB", AT, Reason.DISEASE, "")) == "accept RC721:a:1"


def test_a_decision_never_changes() -> None:
    decision = read_decided(Confirmed(1), "MB", AT, Reason.PLAN, "")
    assert isinstance(decision, Decision)
    with pytest.raises(ValueError, match="frozen"):
        decision.who = "XY"  # type: ignore[misc]
