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
from regimencalc.planned_course import Course


def planned(*sentences: str, regimen: str = "ep-infusional-28d", choose: str = "") -> Course:
    changes = [read_decision(sentence) for sentence in sentences]
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
        changes=tuple(change for change in changes if isinstance(change, Change)),
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
