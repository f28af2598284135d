"""A cap and a dose that somebody decides: within the policy, under every limit, in plain sight.

170 cm and 70 kg are 1.81812 m2: etoposide 100 mg/m2 is 181.8 mg, vincristine 1.4 mg/m2 2.545 mg,
which the regimen caps at 2 mg; cisplatin 45 mg/m2 is 81.8 mg.
"""

import pytest
from test_timeline import MAN, START

import regimencalc as rc
from regimencalc import library
from regimencalc.changes import Change
from regimencalc.course import plan
from regimencalc.decision_reader import read_decision
from regimencalc.derivation import Step
from regimencalc.overrides import as_decided, decided_cap
from regimencalc.planned_course import Course
from regimencalc.rounded_dose import Rounding


def planned(*sentences: str, regimen: str = "ep-infusional-28d", choose: str = "") -> Course:
    name, _, answer = choose.partition("=")
    return plan(
        rc.load_regimen(regimen),
        rc.Patient(**MAN),
        library.shipped_policy("reference"),
        library.formulary(),
        start=START,
        version="test",
        cycles=3,
        choose={name: answer} if name else {},
        changes=tuple(decided(*sentences)),
    )


def r_chop(*sentences: str) -> Course:
    return planned(*sentences, regimen="r-chop-21d", choose="prednisone-dose=flat")


def doses(course: Course, line: str) -> list[str]:
    found = {one.cycle: str(one.dose) for one in course.doses if one.component == line}
    return list(found.values())


def test_a_dose_to_give_holds_from_its_cycle_on() -> None:
    course = planned("round etoposide to 180 mg from cycle 2")
    assert doses(course, "etoposide") == ["181.8 mg", "180 mg", "180 mg"]
    second = next(one for one in course.doses if one.cycle == 2)
    # 100 × (180 − 181.812) ÷ 181.812 = −1.0 %
    working = str(second.derivation)
    assert "180 mg = 180 mg in place of 181.812 mg" in working
    assert "−1 %, decided from cycle 2" in working
    assert second.computed.calculated == pytest.approx(181.8118685772619)


def test_the_later_of_two_counts_and_one_may_end() -> None:
    course = planned(
        "round etoposide to 180 mg", "round etoposide to 185 mg from cycle 2 to cycle 2"
    )
    assert doses(course, "etoposide") == ["180 mg", "185 mg", "180 mg"]


@pytest.mark.parametrize(
    ("wanted", "shown", "why"),
    [
        # 5 % of 181.81187 are 9.09059: 190.90246 at most, 172.72128 at least
        ("190.9 mg", "190.9 mg", "+5 %"),
        ("191 mg", "181.8 mg", "not rounded: 191 mg is +5.1 %, and the policy allows 5 %"),
        ("172.8 mg", "172.8 mg", "−5 %"),
        ("172 mg", "181.8 mg", "not rounded: 172 mg is −5.4 %, and the policy allows 5 %"),
        ("180 IU", "181.8 mg", "not rounded: 180 IU is not in mg"),
    ],
)
def test_a_dose_to_give_keeps_the_policys_tolerance(wanted: str, shown: str, why: str) -> None:
    course = planned(f"round etoposide to {wanted}")
    assert doses(course, "etoposide")[0] == shown
    assert why in course.doses[0].computed.derivation.note


def test_a_dose_to_give_passes_no_cap() -> None:
    course = r_chop("round vincristine to 2.05 mg")
    assert doses(course, "vincristine")[0] == "2 mg"
    assert "would pass the most, 2 mg" in str(_first(course, "vincristine").derivation)
    assert doses(r_chop("round vincristine to 1.95 mg"), "vincristine")[0] == "1.95 mg"


def test_a_lower_cap_takes_the_place_of_the_regimens() -> None:
    course = r_chop("cap vincristine at 1 mg from cycle 2")
    assert doses(course, "vincristine") == ["2 mg", "1 mg", "1 mg"]
    assert "decided from cycle 2" in str(_first(course, "vincristine", cycle=2).derivation)
    # low bounds judge the dose as the regimen has it: nothing is warned of
    assert _first(course, "vincristine", cycle=2).computed.before_reduction == 2


def test_a_higher_cap_is_held_against_the_limit_of_the_drug() -> None:
    # 2.545 mg of vincristine under a cap of 3 mg; its entry refuses more than 2 mg
    course = r_chop("cap vincristine at 3 mg")
    assert doses(course, "vincristine")[0] == "REFUSED"
    assert "RC701" in [one.problem.code for one in course.judgements]


def test_a_share_is_of_the_dose_under_the_decided_cap() -> None:
    course = r_chop("cap vincristine at 1 mg", "give vincristine=50 % from cycle 2")
    assert doses(course, "vincristine") == ["1 mg", "0.5 mg", "0.5 mg"]


def test_a_cap_of_a_line_without_one_and_one_in_another_unit() -> None:
    assert doses(planned("cap cisplatin at 0.07 g"), "cisplatin")[0] == "70 mg"
    assert doses(planned("cap cisplatin at 70 IU"), "cisplatin")[0] == "81.8 mg"


def _first(course: Course, line: str, cycle: int = 1) -> rc.PlannedDose:
    of_cycle = course.of_cycle(cycle)
    return next(one for one in of_cycle if one.component == line)


# What was decided, alone


def decided(*sentences: str) -> list[Change]:
    changes = [read_decision(sentence) for sentence in sentences]
    return [change for change in changes if isinstance(change, Change)]


def test_a_decided_cap_is_shown_as_it_was_typed_with_its_cycle() -> None:
    changes = decided("cap cisplatin at 80 mg", "cap cisplatin at 0.07 g from cycle 2")
    assert decided_cap(changes, "mg") == Step(
        "cap", 70, "mg", "0.07 g", note="decided from cycle 2"
    )
    assert decided_cap(changes, "IU") is None
    assert decided_cap(decided("round cisplatin to 70 mg"), "mg") is None
    assert decided_cap([], "mg") is None


def given(*sentences: str, most: float | None = None) -> tuple[Step, Rounding | None]:
    """A dose of 100 mg, which would be rounded to 110 mg."""
    dose = Step("etoposide, per dose", 100, "mg")
    limit = None if most is None else Step("cap", most, "mg")
    otherwise = Step("etoposide, per dose", 110, "mg"), Rounding("policy", 10)
    return as_decided(
        otherwise, dose, limit, decided(*sentences), library.shipped_policy("reference")
    )


def test_a_decided_dose_stands_with_how_far_it_moved() -> None:
    step, rounding = given("round etoposide to 0.104 g from cycle 3")
    # 100 × (104 − 100) ÷ 100 = 4
    assert (step.what, step.value, step.unit) == ("etoposide, per dose", 104, "mg")
    assert (step.note, step.is_notable) == ("+4 %, decided from cycle 3", True)
    assert rounding == Rounding("decision", 4)
    assert step.to_dict()["formula"] == "in_place"
    assert step.operand("decided") == Step("decided", 104, "mg", "0.104 g")
    assert str(step).split("\n") == [
        "etoposide, per dose = 104 mg = 0.104 g in place of 100 mg   +4 %, decided from cycle 3",
        "├ decided = 0.104 g",
        "└ etoposide, per dose = 100 mg",
    ]


def test_what_was_not_decided_is_rounded_as_it_was() -> None:
    for sentences in ((), ("cap etoposide at 90 mg",)):
        step, rounding = given(*sentences)
        assert (step.value, rounding) == (110, Rounding("policy", 10))


@pytest.mark.parametrize(
    ("wanted", "most", "value", "why"),
    [
        # 5 % of 100 mg are 5 mg
        ("105 mg", None, 105, ""),
        ("95 mg", None, 95, ""),
        ("105.1 mg", None, 100, "105.1 mg is +5.1 %, and the policy allows 5 %"),
        ("94.9 mg", None, 100, "94.9 mg is −5.1 %, and the policy allows 5 %"),
        ("103 mg", 103, 103, ""),
        ("103.1 mg", 103, 100, "103.1 mg would pass the most, 103 mg"),
        ("103 IU", None, 100, "103 IU is not in mg"),
    ],
)
def test_a_decided_dose_is_within_the_tolerance_and_under_the_most(
    wanted: str, most: float | None, value: float, why: str
) -> None:
    step, rounding = given(f"round etoposide to {wanted}", most=most)
    assert step.value == value
    assert (rounding is None) == bool(why)
    if why:
        assert (step.note, step.is_notable) == (f"not rounded: {why}", True)
