"""Tests that a drug asks for: a bad answer never makes a plan look better than none."""

from datetime import date
from pathlib import Path

import pytest

import regimencalc as rc
from regimencalc import library
from regimencalc.course import plan
from regimencalc.findings import read_finding
from regimencalc.formulary import FormularyEntry
from regimencalc.judgement import Judgement
from regimencalc.planned_course import Course
from regimencalc.problems import Place, Problem, Refused
from regimencalc.required_tests import not_known
from regimencalc.timeline import Delay
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


def held(course: Course) -> Judgement:
    (judgement,) = [one for one in course.judgements if one.problem.code == "RC757"]
    return judgement


def unknown(course: Course, code: str) -> Problem:
    (problem,) = [one for one in course.problems if one.code == code]
    return problem


def test_what_holds_a_drug_is_said_with_its_value_and_what_can_be_done() -> None:
    judgement = held(planned("abvd-28d", "ejection_fraction=49 %, on 2026-12-01"))
    assert judgement.key == "ejection-fraction-before-doxorubicin:doxorubicin:1"
    assert judgement.value == "ejection fraction 49 % on 2026-12-01"
    assert judgement.problem.fix == (
        "Accept it by its key, with a reason, or decline it: then the doses stand."
    )


CITE = (
    "NCCP 00460 version 4, cisplatin and infusional fluorouracil "
    "(from a transcription, original not seen)"
)
REQUIRED = "hold_if: {dpyd: complete-deficiency}, source: dpyd"


def mfolfox(
    changed: tuple[str, str] = ("", ""), delay: int = 0, on: str = "2026-12-01", cycles: int = 1
) -> Course:
    """Planned with a complete deficiency, known on a day, and an entry of fluorouracil changed."""
    text = (library.folder("formulary") / "fluorouracil.yaml").read_text("utf-8")
    assert changed[0] in text
    text = text.replace(*changed) if changed[0] else text
    entry = FormularyEntry.from_source(read(text.encode(), "fluorouracil.yaml"))
    return plan(
        rc.load_regimen("mfolfox6-14d"),
        rc.Patient(**MAN),
        library.shipped_policy("reference"),
        {**library.formulary(), "fluorouracil": entry},
        start=date(2026, 12, 1),
        version="test",
        cycles=cycles,
        findings=(read_finding(f"dpyd=complete-deficiency, on {on}"),),
        delays=(Delay(2, delay),) if delay else (),
    )


@pytest.mark.parametrize(
    ("changed", "source"),
    [
        (("", ""), CITE),
        ((REQUIRED, f"{REQUIRED}, verified: false"), f"{CITE}, NOT VERIFIED"),
        ((f'"{CITE}"', f'"{CITE}"\n    verified: false'), f"{CITE}, NOT VERIFIED"),
        # of what stands nowhere, the name is what can be said
        ((REQUIRED, REQUIRED.replace("source: dpyd", "source: nowhere")), "nowhere"),
    ],
    ids=["both read", "statement not read", "source not read", "no such source"],
)
def test_a_test_is_cited_and_says_where_no_reader_saw_its_source(
    changed: tuple[str, str], source: str
) -> None:
    judgement = held(mfolfox(changed))
    assert judgement.source == source
    assert judgement.problem.message.endswith(f" [{source}]")


def test_a_cycle_that_was_delayed_is_held_by_what_is_known_on_its_own_day() -> None:
    # the second cycle begins on 15 December, and on 22 December where it is delayed by 7 days
    in_time = mfolfox(on="2026-12-20", cycles=2)
    assert [one for one in in_time.judgements if one.problem.code == "RC757"] == []
    assert held(mfolfox(on="2026-12-20", cycles=2, delay=7)).cycle == 2


def test_a_cycle_that_was_delayed_asks_for_what_is_not_known_on_its_own_day() -> None:
    def asked(course: Course) -> str:
        return unknown(course, "RC762").message.partition("is given")[2].partition(",")[0]

    # known on 20 December; cycle 2 is on 15 December, or 7 days later
    assert asked(mfolfox(on="2026-12-20", cycles=2)) == ""
    assert asked(mfolfox(on="2026-12-20", cycles=2, delay=7)) == " in cycle 1"


def test_a_drug_that_is_held_on_all_its_days_is_held_for_the_cycle() -> None:
    assert held(mfolfox()).days == frozenset()
    # ABVD on days 1 and 15; the value is of day 10
    some = planned("abvd-28d", "ejection_fraction=40 %, on 2026-12-10")
    assert held(some).days == frozenset({15})


TWO_TESTS = "- {known: ugt1a1, source: dpyd}\n  - {known: dpyd, source: dpyd}"


def test_each_test_of_a_drug_is_looked_at() -> None:
    # of two tests without a rule the first is not known, and the second speaks for caution
    course = mfolfox((f"- {{known: dpyd, {REQUIRED}}}", TWO_TESTS))
    assert "DPYD complete-deficiency on 2026-12-01 is known" in unknown(course, "RC767").message
    assert "it needs the UGT1A1" in unknown(course, "RC762").message


def test_an_answer_that_nothing_judges_is_said_though_it_ages_later() -> None:
    # without a day it counts on day 1 of the first cycle alone
    text = (library.folder("formulary") / "fluorouracil.yaml").read_text("utf-8")
    aged = text.replace(f"{{known: dpyd, {REQUIRED}}}", "{known: ejection_fraction, source: dpyd}")
    course = plan(
        rc.load_regimen("mfolfox6-14d"),
        rc.Patient(**MAN),
        library.shipped_policy("reference"),
        {
            **library.formulary(),
            "fluorouracil": FormularyEntry.from_source(read(aged.encode(), "fluorouracil.yaml")),
        },
        start=date(2026, 12, 1),
        version="test",
        cycles=2,
        findings=(read_finding("ejection_fraction=60 %"),),
    )
    assert "ejection fraction 60 % is known" in unknown(course, "RC767").message
    assert " in cycle 2, it needs" in unknown(course, "RC762").message


def test_what_is_not_known_of_any_cycle_names_none() -> None:
    entry = library.formulary()["fluorouracil"]
    assert not_known(entry, "dpyd", "the DPYD").message == (
        "NOT ASSESSED: before fluorouracil is given, it needs the DPYD"
    )


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("", "the DPYD"),
        ("dpyd=normal, on 2026-12-05", "an earlier DPYD: the first is of 2026-12-05"),
    ],
)
def test_what_is_not_known_says_why_not_and_how_it_is_given(value: str, why: str) -> None:
    problem = unknown(planned("mfolfox6-14d", *filter(None, (value,))), "RC762")
    assert problem.message == f"NOT ASSESSED: before fluorouracil is given, it needs {why}"
    assert problem.fix == 'Give it as a value: "dpyd=…".'
    assert problem.place == Place(field="value")


def test_an_answer_that_nothing_judges_is_left_to_a_guideline_and_stands_at_its_field() -> None:
    problem = unknown(planned("mfolfox6-14d", "dpyd=partial-deficiency"), "RC767")
    assert problem.fix == "Decide by your own guideline whether it is given, and how much."
    assert problem.place == Place(field="value")


# What a test says later in the course

RCHOP = {"prednisone-dose": "flat"}


def held_in(course: Course) -> list[tuple[int, str]]:
    return [(j.cycle, j.value) for j in course.judgements if j.problem.code == "RC757"]


def of_code(course: Course, code: str, what: str = "ejection fraction") -> list[str]:
    found = (one.message for one in course.problems if one.code == code)
    return [message.partition("given")[2] for message in found if what in message]


def six_cycles(*values: str, accept: tuple[str, ...] = ()) -> Course:
    """R-CHOP from 1 December 2026: cycle 5 begins on day 85, cycle 6 on day 106."""
    patient, regimen = rc.Patient(**MAN), rc.load_regimen("r-chop-21d")
    return rc.plan_course(regimen, patient, start=ON, values=values, choose=RCHOP, accept=accept)


NO_DAY = "the ejection fraction of the day: what has no day counts on day 1 alone"


def test_a_bad_answer_without_a_day_holds_every_cycle_until_there_is_a_newer_one() -> None:
    key = "ejection-fraction-before-doxorubicin:doxorubicin:1=held"
    course = six_cycles("ejection_fraction=40 %", accept=(key,))
    bare = "ejection fraction 40 %"
    later = [(cycle, f"{bare}, and none newer") for cycle in range(2, 7)]
    assert held_in(course) == [(1, bare), *later]
    assert words(course, "doxorubicin") == {"HELD"}
    assert of_code(course, "RC762") == [f" in cycles 2 to 6, it needs {NO_DAY}"]
    assert course.is_open


def test_a_bad_answer_that_has_aged_holds_until_there_is_a_newer_one() -> None:
    # cycle 6 begins 105 days after 1 December, and a measure counts for 90
    course = six_cycles("ejection_fraction=40 %, on 2026-12-01")
    said = "ejection fraction 40 % on 2026-12-01"
    assert held_in(course) == [*((n, said) for n in range(1, 6)), (6, f"{said}, and none newer")]
    why = "a newer ejection fraction: that of 2026-12-01 counts for 90 d"
    assert of_code(course, "RC762") == [f" in cycle 6, it needs {why}"]


def test_a_newer_answer_ends_what_the_older_one_held() -> None:
    # cycle 3 begins on 12 January 2027
    values = ("ejection_fraction=40 %, on 2026-12-01", "ejection_fraction=55 %, on 2027-01-12")
    course = six_cycles(*values)
    assert [cycle for cycle, _ in held_in(course)] == [1, 2]
    assert not of_code(course, "RC762")


def test_a_good_answer_that_has_aged_holds_nothing_and_is_asked_for_again() -> None:
    dated = six_cycles("ejection_fraction=60 %, on 2026-12-01")
    bare = six_cycles("ejection_fraction=60 %")
    assert held_in(dated) == held_in(bare) == []
    assert of_code(bare, "RC762") == [f" in cycles 2 to 6, it needs {NO_DAY}"]
    assert [text[:11] for text in of_code(dated, "RC762")] == [" in cycle 6"]


def test_a_newer_bad_answer_is_not_forgotten_for_an_older_good_one_with_a_day() -> None:
    course = six_cycles("ejection_fraction=60 %, on 2026-11-20", "ejection_fraction=40 %")
    assert [cycle for cycle, _ in held_in(course)] == [1, 2, 3, 4, 5, 6]


def test_an_answer_between_two_days_of_a_cycle_holds_the_later_ones_alone() -> None:
    # ABVD on days 1 and 15; the value is of day 10
    course = planned("abvd-28d", "ejection_fraction=40 %, on 2026-12-10")
    doses = {one.day: str(one.dose) for one in course.doses if one.component == "doxorubicin"}
    assert doses == {1: "50 mg", 15: "HELD"}


def test_an_answer_of_a_later_cycle_that_nothing_judges_is_said() -> None:
    course = six_cycles("ejection_fraction=60 %", "hepatitis_b=positive, on 2027-01-12")
    assert of_code(course, "RC762", "hepatitis") == [
        " in cycles 1 and 2, it needs an earlier hepatitis B: the first is of 2027-01-12"
    ]
    (problem,) = [one for one in course.problems if one.code == "RC767"]
    assert "hepatitis B positive on 2027-01-12 is known before riTUXimab" in problem.message
