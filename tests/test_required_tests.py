"""Tests that a drug asks for: a bad answer never makes a plan look better than none."""

from pathlib import Path

import pytest

import regimencalc as rc
from regimencalc import library
from regimencalc.formulary import FormularyEntry
from regimencalc.planned_course import Course
from regimencalc.problems import Refused
from regimencalc.yaml_source import read

ON = "2026-12-01"
MAN = {"sex": "male", "age": "60 y", "height": "180 cm", "weight": "80 kg"}
MAN |= {"height_on": ON, "weight_on": ON}


def planned(
    name: str, *values: str, decline: tuple[str, ...] = (), choose: dict[str, str] | None = None
) -> Course:
    return rc.plan_course(
        rc.load_regimen(name),
        rc.Patient(**MAN),
        start=ON,
        cycles=1,
        values=values,
        decline=decline,
        choose=choose or {},
    )


def words(course: Course, line: str) -> set[str]:
    return {str(one.dose) for one in course.doses if one.component == line}


def codes(course: Course) -> set[str]:
    return {problem.code for problem in course.problems} & {"RC762", "RC767"}


COMPLETE = "dpyd=complete-deficiency, on 2026-12-01"


def test_a_complete_deficiency_holds_every_line_of_the_drug_and_no_other() -> None:
    course = planned("mfolfox6-14d", COMPLETE)
    assert words(course, "fluorouracil-bolus") == words(course, "fluorouracil-pump") == {"HELD"}
    # 85 mg/m2 × 2 m2
    assert words(course, "oxaliplatin") == {"170 mg"}
    (judgement,) = [one for one in course.judgements if one.problem.code == "RC757"]
    assert judgement.key == "dpyd-before-fluorouracil:fluorouracil:1"
    assert judgement.problem.message.startswith(
        "DPYD complete-deficiency on 2026-12-01: fluorouracil is held if DPYD is "
        "complete-deficiency [NCCP 00460 version 4"
    )
    assert course.is_open
    assert not codes(course)


def test_what_rests_on_no_source_says_so() -> None:
    course = planned("capox-21d", COMPLETE)
    assert words(course, "capecitabine") == {"HELD"}
    (judgement,) = [one for one in course.judgements if one.problem.code == "RC757"]
    assert judgement.source.endswith(", NOT VERIFIED")


def test_declined_with_a_reason_the_doses_stand() -> None:
    key = "dpyd-before-fluorouracil:fluorouracil:1=the laboratory corrected it"
    # 400 mg/m2 × 2 m2
    course = planned("mfolfox6-14d", COMPLETE, decline=(key,))
    assert words(course, "fluorouracil-bolus") == {"800 mg"}


@pytest.mark.parametrize(
    ("answer", "found"),
    [("", {"RC762"}), ("dpyd=normal", set()), ("dpyd=partial-deficiency", {"RC767"})],
)
def test_an_answer_that_nothing_judges_is_warned_of(answer: str, found: set[str]) -> None:
    course = planned("mfolfox6-14d", *filter(None, (answer,)))
    assert codes(course) == found
    assert words(course, "fluorouracil-bolus") == {"800 mg"}


@pytest.mark.parametrize(("share", "dose"), [("49.9", "HELD"), ("50", "50 mg")])
def test_an_ejection_fraction_holds_below_its_edge_alone(share: str, dose: str) -> None:
    # 25 mg/m2 × 2 m2
    course = planned("abvd-28d", f"ejection_fraction={share} %, on 2026-12-01")
    assert words(course, "doxorubicin") == {dose}
    assert not codes(course)


def test_a_positive_hepatitis_is_said_and_not_taken_for_a_test_that_was_passed() -> None:
    flat = {"prednisone-dose": "flat"}
    values = ("ejection_fraction=60 %", "hepatitis_b=positive")
    course = planned("r-chop-21d", *values, choose=flat)
    (problem,) = [one for one in course.problems if one.code == "RC767"]
    assert problem.message == (
        "NOT ASSESSED: hepatitis B positive is known before riTUXimab, and no rule here says what "
        "follows"
    )
    negative = planned("r-chop-21d", values[0], "hepatitis_b=negative", choose=flat)
    assert not codes(negative)


def test_where_a_rule_of_the_regimen_asks_for_it_the_rule_decides(tmp_path: Path) -> None:
    text = (library.folder("regimens") / "mfolfox6-14d.yaml").read_text("utf-8")
    text = text.replace("id: mfolfox6-14d\n", "id: own\n")
    source = text.partition("- id: ")[2].partition("\n")[0]
    path = tmp_path / "own.yaml"
    rule = "{if: {dpyd: partial-deficiency}, do: {give: 50 %}, lines: [fluorouracil-bolus]"
    path.write_text(f"{text}rules:\n  - {rule}, source: {source}}}\n", "utf-8")
    course = planned(str(path), "dpyd=partial-deficiency, on 2026-12-01")
    assert not codes(course)
    assert any(one.problem.code == "RC764" for one in course.judgements)


def test_a_drug_is_not_held_by_the_answer_of_another_test() -> None:
    text = (library.folder("formulary") / "fluorouracil.yaml").read_text("utf-8")
    wrong = text.replace("hold_if: {dpyd: complete-deficiency}", "hold_if: {ugt1a1: two-variants}")
    with pytest.raises(Refused) as caught:
        FormularyEntry.from_source(read(wrong.encode(), "fluorouracil.yaml"))
    (problem,) = caught.value.problems
    assert problem.code == "RC203"
    assert problem.message == "'hold_if' asks for something else than the DPYD"
