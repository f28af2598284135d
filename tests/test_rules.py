"""Rules, criteria and gates: what fires at which value, what follows, and what an answer does."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Literal, TypeAlias

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from test_bad_files import FIRED_BY_RULES

import regimencalc as rc
from regimencalc import library
from regimencalc.assessing import Outcome
from regimencalc.changes import LEVEL, Change, read_change, shares
from regimencalc.cli import main
from regimencalc.conditions import read_condition
from regimencalc.dosing import Dose
from regimencalc.export.judgement_text import judgement_lines
from regimencalc.export.plan_text import plan_text
from regimencalc.findings import Finding, read_finding
from regimencalc.judgement import Judgement
from regimencalc.planning import course_or_problems
from regimencalc.problems import Refused, Severity
from regimencalc.rule_checks import tables
from regimencalc.rules import Action
from regimencalc.tightening import loosened
from regimencalc.units import Measure
from regimencalc.withheld import Withheld

DAY = "2026-12-01"
EP, CE = "ep-infusional-28d", "carboplatin-etoposide-21d"

# 140 − 68 = 72 years left; 72 kg; 72 × 72 ÷ (72 × creatinine) = 72 ÷ creatinine in mg/dL:
# a creatinine of 1.2 mg/dL is a clearance of 60 mL/min, 1.44 mg/dL of 50, 1.8 of 40.
MAN = rc.Patient(sex="male", age="68 y", height="180 cm", weight="72 kg")


def plan(
    regimen: str,
    *values: str,
    cycles: int | None = 1,
    accept: tuple[str, ...] = (),
    decline: tuple[str, ...] = (),
    changes: tuple[Change | str, ...] = (),
    choose: dict[str, str] | None = None,
    patient: rc.Patient = MAN,
) -> rc.Course:
    dated = [value if ", on " in value else f"{value}, on {DAY}" for value in values]
    return course_or_problems(
        rc.load_regimen(regimen),
        patient,
        start=DAY,
        cycles=cycles,
        policy="reference",
        values=dated,
        accept=accept,
        decline=decline,
        changes=changes,
        choose=choose,
    )


def outcome(course: rc.Course, rule: str, cycle: int = 1) -> str:
    (found,) = {a.outcome for a in course.assessments if (a.ruling.name, a.cycle) == (rule, cycle)}
    return found


def judged(course: rc.Course, rule: str, cycle: int = 1) -> list[Judgement]:
    return [one for one in course.judgements if (one.rule, one.cycle) == (rule, cycle)]


def dose(course: rc.Course, line: str, cycle: int = 1) -> rc.PlannedDose:
    return next(d for d in course.doses if (d.component, d.cycle) == (line, cycle))


# Findings


def test_a_finding_says_its_value_its_limit_and_its_day() -> None:
    found = read_finding("bilirubin=30 umol/L, ULN 20 umol/L, on 2026-12-01")
    assert found == Finding(
        "bilirubin",
        Measure(30, "umol/L"),
        upper_limit=Measure(20, "umol/L"),
        on=date(2026, 12, 1),
    )
    facts = found.facts()
    assert facts["bilirubin [multiple of the upper limit of normal]"] == 1.5
    assert facts["bilirubin [creatinine (SI)]"] == 30
    # 30 ÷ 17.1 = 1.754…
    assert facts["bilirubin [creatinine]"] == pytest.approx(30 / 17.1)
    assert str(found) == "bilirubin 30 umol/L (ULN 20 umol/L) on 2026-12-01"


def test_a_limit_in_the_other_unit_is_converted_before_the_division() -> None:
    # 2 mg/dL is 34.2 umol/L; a limit of 17.1 umol/L is 1 mg/dL: twice the limit.
    facts = read_finding("bilirubin=2 mg/dL, ULN 17.1 umol/L").facts()
    assert facts["bilirubin [multiple of the upper limit of normal]"] == pytest.approx(2)


def test_a_value_without_its_limit_has_no_multiple_of_it() -> None:
    assert set(read_finding("ast=40 IU/L").facts()) == {"ast [activity concentration]"}


@pytest.mark.parametrize(
    ("text", "code", "words", "mend"),
    [
        ("platelets 80 10^9/L", "RC203", "is not a finding", "platelets=80 10^9/L"),
        ("platelets=80 10^9/L,on 2026-12-01", "RC203", "is not a finding", "a comma stands before"),
        ("platlets=80 10^9/L", "RC201", "'platlets' is not a value", "Did you mean 'platelets'?"),
        ("weight=70 kg", "RC201", "one of the patient's measures", "Give the weight as a measure"),
        ("measured_gfr=50 mL/min", "RC201", "entered with its method", "Give the measured GFR as"),
        ("creatinine_clearance=50 mL/min", "RC201", "estimates it", "Give the creatinine as a"),
        ("dose=50 mg", "RC201", "it is calculated", "Leave it out."),
        ("platelets=80", "RC205", "has no unit", "Write the unit too"),
        ("platelets=80 mg/dL", "RC207", "a platelets value is needed", "10^9/L"),
        ("platelets=80 10^9/L, on 1.12.2026", "RC211", "is not a date", "2027-03-15"),
        ("platelets=80 10^9/L, on 2026-02-30", "RC211", "is not a date", "exists"),
        ("platelets=80 10^9/L, ULN 400 10^9/L", "RC203", "takes no upper limit", "Leave it out"),
        ("bilirubin=30 umol/L, ULN 0 umol/L", "RC212", "an upper limit of zero", "laboratory"),
        ("bilirubin=0 umol/L", "RC501", "is not possible", "Check the number"),
        ("toxicity=grade 6", "RC501", "is not a whole number from 0 to 5", "Check"),
        ("toxicity=grade 2.5", "RC501", "is not a whole number from 0 to 5", "Check"),
        ("ejection_fraction=101 %", "RC501", "is more than the whole", "Check"),
        ("urine_ph=pH 15", "RC501", "is not possible", "Check"),
        ("child_pugh=D", "RC204", "'D' is not something", "It may be: A, B, C."),
        ("dpyd=normal, ULN 3 g/L", "RC203", "has no upper limit", "Leave it out."),
    ],
)
def test_what_is_no_finding_is_refused_with_its_mend(
    text: str, code: str, words: str, mend: str
) -> None:
    with pytest.raises(Refused) as refusal:
        read_finding(text)
    (problem,) = refusal.value.problems
    assert (problem.code, problem.place.field) == (code, "value")
    assert words in problem.message
    assert mend in problem.fix


@pytest.mark.parametrize(
    "text",
    [
        "neutrophils=0 10^9/L",
        "toxicity=grade 0",
        "performance_status=ECOG 5",
        "ejection_fraction=100 %",
        "urine_ph=pH 14",
        "urine_output=0 mL/h",
    ],
)
def test_the_edges_of_what_is_possible_are_read(text: str) -> None:
    assert read_finding(text).measure is not None


def test_two_values_of_one_day_are_refused_and_of_two_days_are_not() -> None:
    same = plan(EP, "platelets=90 10^9/L", "platelets=110 10^9/L")
    assert [p.code for p in same.problems if p.is_error] == ["RC503"]
    assert not plan(EP, "platelets=90 10^9/L, on 2026-11-28", "platelets=110 10^9/L").is_refused


def test_a_creatinine_of_another_laboratory_unit_is_refused() -> None:
    course = plan(EP, "creatinine=80 mg/dL")
    assert "RC501" in [p.code for p in course.problems]
    assert (course.doses, course.judgements) == ((), ())
    said = plan(EP, accept=("nothing:etoposide:1=yes",))
    assert "RC606" in [p.code for p in said.problems]
    assert (said.doses, said.assessments) == ((), ())


# Conditions: true, false, not known

Truth: TypeAlias = Literal[True, False] | None
TRUTH = [
    ({"platelets": {"from": "100 10^9/L"}}, {"platelets": 100.0}, True),
    ({"platelets": {"from": "100 10^9/L"}}, {"platelets": 99.999}, False),
    ({"platelets": {"above": "100 10^9/L"}}, {"platelets": 100.0}, False),
    ({"platelets": {"above": "100 10^9/L"}}, {"platelets": 100.001}, True),
    ({"platelets": {"to": "100 10^9/L"}}, {"platelets": 100.0}, True),
    ({"platelets": {"to": "100 10^9/L"}}, {"platelets": 100.001}, False),
    ({"platelets": {"below": "100 10^9/L"}}, {"platelets": 100.0}, False),
    ({"platelets": {"below": "100 10^9/L"}}, {"platelets": 99.999}, True),
    ({"platelets": {"from": "100 10^9/L"}}, {}, None),
    ({"child_pugh": "C"}, {"child_pugh": "C"}, True),
    ({"child_pugh": "C"}, {"child_pugh": "B"}, False),
    ({"child_pugh": "C"}, {}, None),
    ({"narrative": "fever"}, {}, None),
]
T, F, N = (
    {"platelets": {"from": "1 10^9/L"}},
    {"neutrophils": {"from": "9 10^9/L"}},
    {"lymphocytes": {"from": "1 10^9/L"}},
)
KNOWN = {"platelets": 5.0, "neutrophils": 5.0}
ANY = [((T, F), True), ((T, N), True), ((F, N), None), ((F, F), False), ((N, N), None)]
ALL = [((T, T), True), ((T, F), False), ((T, N), None), ((F, N), False), ((N, N), None)]


@pytest.mark.parametrize(("condition", "facts", "holds"), TRUTH)
def test_a_condition_at_its_edges(
    condition: object, facts: dict[str, float | str], holds: Truth
) -> None:
    assert read_condition(condition).holds(facts) is holds


@pytest.mark.parametrize(("pair", "holds"), ANY)
def test_one_of_two_in_three_values(pair: tuple[object, object], holds: Truth) -> None:
    assert read_condition({"any": list(pair)}).holds(KNOWN) is holds
    assert read_condition({"any": list(reversed(pair))}).holds(KNOWN) is holds


@pytest.mark.parametrize(("pair", "holds"), ALL)
def test_both_of_two_in_three_values(
    pair: tuple[dict[str, object], dict[str, object]], holds: Truth
) -> None:
    assert read_condition({**pair[0], **pair[1]}).holds(KNOWN) is (
        holds if pair[0] is not pair[1] else read_condition(pair[0]).holds(KNOWN)
    )


def test_a_value_in_another_kind_of_unit_is_another_fact() -> None:
    in_limits = read_condition({"bilirubin": {"above": "1.5 ULN"}})
    assert in_limits.holds(read_finding("bilirubin=40 umol/L").facts()) is None
    assert in_limits.holds(read_finding("bilirubin=40 umol/L, ULN 20 umol/L").facts()) is True


# The rules of the seeds' files, each at its edges

R50 = "creatinine-clearance-from-15-to-50-give-75"
R15 = "creatinine-clearance-below-15-hold"
LIVER50 = "bilirubin-from-26-to-51-or-ast-from-60-to-180-give-50"
LIVER0 = "bilirubin-above-51-or-ast-above-180-hold"
C60 = "creatinine-clearance-from-50-below-60-give-75"
C50 = "creatinine-clearance-from-40-below-50-give-50"
C40 = "creatinine-clearance-below-40-carboplatin-etoposide-21d-instead"
START = "start-neutrophils-platelets"
GOOD = ("neutrophils=1.5 10^9/L", "platelets=100 10^9/L")
FIRED, QUIET, OPEN = Outcome.FIRED, Outcome.NOT_FIRED, Outcome.NOT_ASSESSED

# Creatinine in mg/dL by clearance: 72 ÷ clearance.
AT_EDGES = [
    (EP, R50, "creatinine=1.44 mg/dL", FIRED),  # 50
    (EP, R50, "creatinine=1.439 mg/dL", QUIET),  # 50.03
    (EP, R50, "creatinine=4.8 mg/dL", FIRED),  # 15
    (EP, R50, "creatinine=4.81 mg/dL", QUIET),  # 14.97
    (EP, R15, "creatinine=4.8 mg/dL", QUIET),
    (EP, R15, "creatinine=4.81 mg/dL", FIRED),
    (EP, C60, "creatinine=1.2 mg/dL", QUIET),  # 60
    (EP, C60, "creatinine=1.201 mg/dL", FIRED),  # 59.95
    (EP, C60, "creatinine=1.44 mg/dL", FIRED),
    (EP, C60, "creatinine=1.441 mg/dL", QUIET),  # 49.97
    (EP, C50, "creatinine=1.44 mg/dL", QUIET),
    (EP, C50, "creatinine=1.441 mg/dL", FIRED),
    (EP, C50, "creatinine=1.8 mg/dL", FIRED),  # 40
    (EP, C50, "creatinine=1.801 mg/dL", QUIET),
    (EP, C40, "creatinine=1.8 mg/dL", QUIET),
    (EP, C40, "creatinine=1.801 mg/dL", FIRED),
    (EP, LIVER50, "bilirubin=26 umol/L", FIRED),
    (EP, LIVER50, "bilirubin=51 umol/L", FIRED),
    (EP, LIVER0, "bilirubin=51.1 umol/L", FIRED),
    (EP, LIVER50, "ast=60 IU/L", FIRED),
    (EP, LIVER50, "ast=180 IU/L", FIRED),
    (EP, LIVER0, "ast=180.1 IU/L", FIRED),
    (EP, LIVER50, "bilirubin=25.9 umol/L", OPEN),  # the AST could still make it fire
    (EP, LIVER0, "bilirubin=51 umol/L", OPEN),
    (EP, START, "neutrophils=1.49 10^9/L", FIRED),
    (EP, START, "platelets=99 10^9/L", FIRED),
    (EP, START, "platelets=100 10^9/L", OPEN),
]


@pytest.mark.parametrize(("regimen", "rule", "value", "expected"), AT_EDGES)
def test_a_rule_of_the_seed_at_its_edges(
    regimen: str, rule: str, value: str, expected: str
) -> None:
    assert outcome(plan(regimen, value), rule) == expected


def test_both_values_of_a_rule_make_it_quiet() -> None:
    quiet = plan(EP, "bilirubin=25.9 umol/L", "ast=59 IU/L", *GOOD)
    assert outcome(quiet, LIVER50) == outcome(quiet, LIVER0) == QUIET
    assert outcome(quiet, START) == QUIET


IRI = "irinotecan-cisplatin-28d"
IRI_EDGES = [
    ("bilirubin-above-1.5-to-3-uln-hold", "bilirubin=30 umol/L, ULN 20 umol/L", QUIET),
    ("bilirubin-above-1.5-to-3-uln-hold", "bilirubin=30.1 umol/L, ULN 20 umol/L", FIRED),
    ("bilirubin-above-1.5-to-3-uln-hold", "bilirubin=60 umol/L, ULN 20 umol/L", FIRED),
    ("bilirubin-above-3-uln-omit", "bilirubin=60 umol/L, ULN 20 umol/L", QUIET),
    ("bilirubin-above-3-uln-omit", "bilirubin=60.1 umol/L, ULN 20 umol/L", FIRED),
    ("bilirubin-above-3-uln-omit", "bilirubin=60.1 umol/L", OPEN),
    ("ugt1a1-two-variants-hold", "ugt1a1=two-variants", FIRED),
    ("ugt1a1-two-variants-hold", "ugt1a1=one-variant", QUIET),
    ("neutrophils-below-1-or-diarrhoea-from-3-omit-day-8",
     "neutrophils=0.99 10^9/L, on 2026-12-08", FIRED),
    ("neutrophils-below-1-or-diarrhoea-from-3-omit-day-8",
     "diarrhoea=grade 3, on 2026-12-08", FIRED),
    ("neutrophils-below-1-or-diarrhoea-from-3-omit-day-15",
     "neutrophils=0.99 10^9/L, on 2026-12-15", FIRED),
    ("neutrophils-below-1-or-diarrhoea-from-3-omit-day-8",
     "neutrophils=0.99 10^9/L, on 2026-12-15", OPEN),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "value", "expected"), IRI_EDGES)
def test_a_rule_of_irinotecan_at_its_edges(rule: str, value: str, expected: str) -> None:
    assert outcome(plan(IRI, value), rule) == expected


def test_counts_from_before_the_last_giving_do_not_judge_the_next() -> None:
    rule = "neutrophils-below-1-or-diarrhoea-from-3-omit-day-8"
    for day, expected in (("2026-12-01", OPEN), ("2026-12-02", QUIET), ("2026-12-08", QUIET)):
        values = (f"neutrophils=2 10^9/L, on {day}", f"diarrhoea=grade 2, on {day}")
        assert outcome(plan(IRI, *values), rule) == expected


def test_an_upper_limit_that_is_missing_is_named() -> None:
    course = plan(IRI, "bilirubin=60.1 umol/L")
    (found,) = (p for p in course.problems if "bilirubin-above-3-uln-omit" in p.message)
    assert found.code == "RC761"
    assert "needs the laboratory's upper limit of normal of the bilirubin" in found.message


CE_EDGES = [
    ("neutrophils-below-1-delay-by-7-d", "neutrophils=0.99 10^9/L", FIRED),
    ("neutrophils-below-1-delay-by-7-d", "neutrophils=1 10^9/L", QUIET),
    ("platelets-below-75-hold", "platelets=74 10^9/L", FIRED),
    ("platelets-below-75-hold", "platelets=75 10^9/L", QUIET),
    ("diarrhoea-from-3-or-mucositis-from-3-hold", "mucositis=grade 3", FIRED),
]


@pytest.mark.parametrize(("rule", "value", "expected"), CE_EDGES)
def test_a_rule_of_carboplatin_at_its_edges(rule: str, value: str, expected: str) -> None:
    measured = rc.Patient(**{**MAN.to_dict(), "measured_gfr": "60 mL/min", "gfr_method": "iohexol"})
    assert outcome(plan(CE, value, patient=measured), rule) == expected


@pytest.mark.parametrize(("rate", "expected"), [("20 mL/min", FIRED), ("20.1 mL/min", QUIET)])
def test_the_clearance_of_the_auc_dose_is_the_one_that_carboplatin_is_judged_by(
    rate: str, expected: str
) -> None:
    measured = rc.Patient(**{**MAN.to_dict(), "measured_gfr": rate, "gfr_method": "iohexol"})
    course = plan(CE, patient=measured)
    assert outcome(course, "clearance-for-auc-to-20-hold") == expected
    # A measured GFR is no creatinine clearance: the rules on that are not assessed.
    assert outcome(course, R50) == OPEN


# What follows


def test_a_fired_hold_leaves_no_number_anywhere() -> None:
    course = plan(EP, "creatinine=5 mg/dL", *GOOD)
    held = dose(course, "etoposide")
    assert isinstance(held.dose, Withheld)
    assert str(held.dose) == "HELD"
    with pytest.raises(Refused):
        _ = held.dose.quantity
    assert held.proposed is None
    assert course.total("etoposide", 1) is None
    assert course.is_open
    document = json.dumps(course.to_dict())
    # BSA √(180 × 72 ÷ 3600) = √3.6 = 1.8974 m²: 189.7 mg of etoposide, 142.3 at 75 %.
    assert "189.7" not in document
    assert "142.3" not in document


def test_a_fired_reduction_shows_both_doses_and_the_standard_one_stands() -> None:
    course = plan(EP, "creatinine=1.44 mg/dL", *GOOD)
    etoposide = dose(course, "etoposide")
    # √3.6 × 100 = 189.7367; × 0.75 = 142.3025
    assert etoposide.computed.value == pytest.approx(189.7366596)
    assert isinstance(etoposide.proposed, Dose)
    assert etoposide.proposed.value == pytest.approx(142.3024947)
    assert "75 % × 189.737 mg" in str(etoposide.proposed.derivation)
    assert course.is_open


KEY = f"{R50}:etoposide:1"


def test_an_accepted_reduction_lasts_and_a_declined_one_leaves_the_dose() -> None:
    values = ("creatinine=1.44 mg/dL", *GOOD)
    accepted = plan(EP, *values, cycles=3, accept=(f"{KEY}=agreed",))
    for cycle in (1, 2, 3):
        assert dose(accepted, "etoposide", cycle).computed.value == pytest.approx(142.3024947)
    declined = plan(EP, *values, cycles=3, decline=(f"{KEY}=seen with Dr Lee",))
    assert dose(declined, "etoposide").computed.value == pytest.approx(189.7366596)
    assert dose(declined, "etoposide").proposed is None
    (said,) = (one for one in declined.judgements if one.key == KEY)
    assert said.answer is not None
    assert (said.answer.verdict, said.answer.reason) == ("declined", "seen with Dr Lee")


def test_an_answer_for_a_value_lapses_when_the_value_changes() -> None:
    value = (
        "creatinine clearance 50 mL/min by cockcroft_gault_1976 (creatinine 1.44 mg/dL on "
        "2026-12-01)"
    )
    said = (f"{KEY}@{value}=agreed",)
    same = plan(EP, "creatinine=1.44 mg/dL", accept=said)
    assert "RC625" not in [p.code for p in same.problems]
    other = plan(EP, "creatinine=1.5 mg/dL", accept=said)
    assert "RC625" in [p.code for p in other.problems]
    assert dose(other, "etoposide").computed.value == pytest.approx(189.7366596)


def test_omit_is_for_its_day_and_stop_from_there_on() -> None:
    rule = "neutrophils-below-1-or-diarrhoea-from-3-omit-day-8"
    value = "neutrophils=0.5 10^9/L, on 2026-12-08"
    others = ("neutrophils=2 10^9/L", "neutrophils=2 10^9/L, on 2026-12-15")
    course = plan(IRI, value, *others, cycles=2, accept=(f"{rule}:irinotecan:1=seen",))
    shown = [str(d.dose) for d in course.doses if d.component == "irinotecan"]
    # BSA 1.8974 m² × 60 mg/m2 = 113.8 mg
    assert shown == ["113.8 mg", "OMITTED", "113.8 mg", "113.8 mg", "113.8 mg", "113.8 mg"]


def test_a_fired_stop_is_held_and_once_accepted_lasts(tmp_path: Path) -> None:
    path = with_rules(
        tmp_path, "{if: {platelets: {below: 50 10^9/L}}, do: stop, lines: [cisplatin]}"
    )
    key = "platelets-below-50-stop:cisplatin:1"
    held = plan(str(path), "platelets=40 10^9/L", cycles=2)
    assert [str(d.dose) for d in held.doses if d.component == "cisplatin"] == ["HELD", "142.3 mg"]
    stopped = plan(str(path), "platelets=40 10^9/L", cycles=2, accept=(f"{key}=agreed",))
    assert [str(d.dose) for d in stopped.doses if d.component == "cisplatin"] == ["STOPPED"] * 2
    assert not stopped.is_open


def test_a_stop_of_the_last_line_leaves_the_later_cycles_to_nothing(tmp_path: Path) -> None:
    rule = "{if: {platelets: {below: 50 10^9/L}}, do: stop, lines: [etoposide, cisplatin]}"
    start = "start_if: [{needs: {neutrophils: {from: 1 10^9/L}}}]\n"
    path = with_rules(tmp_path, rule, body=start)
    keys = [f"platelets-below-50-stop:{line}:1=agreed" for line in ("etoposide", "cisplatin")]
    values = ("platelets=40 10^9/L", "neutrophils=2 10^9/L")
    course = plan(str(path), *values, cycles=3, accept=tuple(keys))
    assert {str(d.dose) for d in course.doses} == {"STOPPED"}
    # nothing is left that a criterion of cycle 2 could hold
    assert {one.cycle for one in course.assessments} == {1}


def test_a_delay_names_its_day_and_holds_the_cycle() -> None:
    measured = rc.Patient(**{**MAN.to_dict(), "measured_gfr": "60 mL/min", "gfr_method": "iohexol"})
    course = plan(CE, "neutrophils=0.5 10^9/L", patient=measured)
    (found,) = judged(course, "neutrophils-below-1-delay-by-7-d")
    assert "cycle 1 would begin on Tue 8 Dec 2026" in found.problem.message
    assert {str(d.dose) for d in course.doses} == {"HELD"}
    assert found.key == "neutrophils-below-1-delay-by-7-d:cycle:1"
    assert "and what follows as much later; no date here is moved" in found.problem.message


def test_an_accepted_delay_moves_no_date_and_says_what_is_left_to_do() -> None:
    measured = rc.Patient(**{**MAN.to_dict(), "measured_gfr": "60 mL/min", "gfr_method": "iohexol"})
    key = "neutrophils-below-1-delay-by-7-d:cycle:1"
    values = ("neutrophils=0.5 10^9/L",)
    course = plan(CE, *values, patient=measured, cycles=2, accept=(f"{key}=seen",))
    first, second = (next(d for d in course.doses if d.cycle == cycle) for cycle in (1, 2))
    assert (str(first.dose), first.date.isoformat()) == ("HELD", "2026-12-01")
    assert second.date.isoformat() == "2026-12-22"
    shown = " ".join(" ".join(judgement_lines(course, 100)).split())
    assert "on 2026-12-01: seen. Plan the cycles that are left from that day" in shown


def test_a_start_criterion_holds_the_whole_cycle_by_one_key() -> None:
    course = plan(EP, "neutrophils=1.4 10^9/L", "platelets=100 10^9/L")
    assert {str(d.dose) for d in course.doses} == {"HELD"}
    declined = plan(
        EP, "neutrophils=1.4 10^9/L", "platelets=100 10^9/L", decline=(f"{START}:cycle:1=marrow",)
    )
    assert {str(d.dose) for d in declined.doses} == {"189.7 mg", "85.4 mg"}


def test_a_gate_holds_its_line() -> None:
    chosen = {"cisplatin": "80 mg/m2", "later-etoposide": "intravenous",
              "mannitol-strength": "20-percent", "electrolytes": "normal"}  # fmt: skip
    for value, shown in (("100 mL/h", "HELD"), ("100.1 mL/h", "151.8 mg")):
        course = plan("ep-21d", f"urine_output={value}", choose=chosen)
        assert str(dose(course, "cisplatin").dose) == shown  # 80 × 1.8974 = 151.8


def test_the_strictest_of_several_is_proposed_and_all_are_shown() -> None:
    # 75 % by the kidney and 50 % by the liver: half of 189.7367 is 94.8683.
    values = ("creatinine=1.44 mg/dL", "bilirubin=30 umol/L", "ast=40 IU/L", *GOOD)
    course = plan(EP, *values)
    proposed = dose(course, "etoposide").proposed
    assert proposed is not None
    assert proposed.value == pytest.approx(94.8683298)
    assert {one.rule for one in course.judgements if one.component == "etoposide"} >= {R50, LIVER50}
    assert "RC794" in [one.problem.code for one in course.judgements]
    both = plan(
        EP, *values, accept=(f"{LIVER50}:etoposide:1=yes", f"{KEY}=yes", f"{C60}:cisplatin:1=yes")
    )
    assert dose(both, "etoposide").computed.value == pytest.approx(94.8683298)
    assert not both.is_open
    weaker = plan(EP, *values, decline=(f"{LIVER50}:etoposide:1=the liver is well",))
    proposed = dose(weaker, "etoposide").proposed
    assert proposed is not None
    assert proposed.value == pytest.approx(142.3024947)


def test_a_rule_never_raises_what_is_in_force() -> None:
    course = plan(EP, "creatinine=1.44 mg/dL", *GOOD, changes=("etoposide=50 %",))
    assert dose(course, "etoposide").computed.value == pytest.approx(94.8683298)
    assert dose(course, "etoposide").proposed is None


def test_a_share_of_a_line_without_a_number_has_none() -> None:
    regimen = rc.load_regimen("vip-21d")
    omitted = Change("ifosfamide", Action("omit"), 1, 1)
    course = rc.plan_course(
        regimen,
        MAN,
        start=DAY,
        cycles=2,
        policy="reference",
        changes=[omitted],
        choose=first_answers(regimen),
    )
    numbers = {(d.component, d.cycle) for d in course.doses if not isinstance(d.dose, Withheld)}
    assert ("mesna-with", 1) not in numbers
    assert ("mesna-with", 2) in numbers
    assert ("ifosfamide", 2) in numbers


# Ages of values


def test_a_value_counts_as_long_as_the_policy_says_and_no_longer() -> None:
    for day, expected in (("2026-11-24", QUIET), ("2026-11-23", OPEN), ("2026-12-02", OPEN)):
        values = [f"{text}, on {day}" for text in GOOD]
        assert outcome(plan(EP, *values), START) == expected
    old = plan(EP, *(f"{text}, on 2026-11-23" for text in GOOD))
    (found,) = (p for p in old.problems if START in p.message)
    assert "a newer neutrophils: that of 2026-11-23 counts for 7 d" in found.message


def test_a_value_without_a_day_counts_in_the_first_cycle_alone() -> None:
    course = course_or_problems(
        rc.load_regimen(EP), MAN, start=DAY, cycles=2, values=GOOD, policy="reference"
    )
    assert (outcome(course, START, 1), outcome(course, START, 2)) == (QUIET, OPEN)


def test_each_cycle_is_judged_by_its_own_values() -> None:
    course = plan(EP, *GOOD, "neutrophils=1.4 10^9/L, on 2026-12-29", cycles=2)
    assert (outcome(course, START, 1), outcome(course, START, 2)) == (QUIET, FIRED)


def test_a_value_that_no_rule_asks_for_is_noticed() -> None:
    course = plan(EP, "haemoglobin=90 g/L")
    (found,) = (p for p in course.problems if p.code == "RC766")
    assert "haemoglobin 90 g/L on 2026-12-01 decides nothing" in found.message
    assert "RC766" not in [p.code for p in plan(EP, *GOOD).problems]


def test_child_pugh_follows_from_five_findings_or_is_stated(tmp_path: Path) -> None:
    path = with_rules(tmp_path, "{if: {child_pugh: C}, do: hold, lines: [etoposide]}")
    # bilirubin 85 umol/L 3, albumin 26 g/L 3, INR 1.8 2, ascites moderate 3, none 1: 12 points, C
    five = ("bilirubin=85 umol/L", "albumin=26 g/L", "inr=INR 1.8", "ascites=moderate",
            "encephalopathy=none")  # fmt: skip
    course = plan(str(path), *five)
    assert outcome(course, "child-pugh-c-hold") == FIRED
    (found,) = judged(course, "child-pugh-c-hold")
    assert found.value.startswith("Child-Pugh class C, 12 points: bilirubin 3, albumin 3, INR 2")
    assert outcome(plan(str(path), "child_pugh=B"), "child-pugh-c-hold") == QUIET
    lacking = plan(str(path), *five[:4])
    assert outcome(lacking, "child-pugh-c-hold") == OPEN
    (said,) = (p for p in lacking.problems if p.code == "RC761")
    assert "the Child-Pugh class, or for it the encephalopathy" in said.message


def with_rules(folder: Path, *rules: str, body: str = "") -> Path:
    path = folder / "ruled.yaml"
    path.write_text(
        "format: 1\nid: ruled\nname: Etoposide\npopulation: adult\nstatus: draft\nsources:\n"
        '  - id: protocol\n    cite: "Protocol of the ward, 2020"\n'
        "cycle: {length: 21 d, planned: 4}\ncomponents:\n"
        "  - {id: etoposide, drug: etoposide, per_dose: 100 mg/m2, route: intravenous, "
        "days: [1, 2, 3], infuse_over: 1 h}\n"
        "  - {id: cisplatin, drug: cisplatin, per_dose: 75 mg/m2, route: intravenous, "
        "days: [1], starts: {after: etoposide}, infuse_over: 1 h}\n"
        "totals_per_cycle: {etoposide: 300 mg/m2, cisplatin: 75 mg/m2}\n"
        f"{body}rules:\n" + "".join(f"  - {rule}\n" for rule in rules),
        "utf-8",
    )
    return path


# Levels

NADIR = "nadir-neutrophils-from-0.5-nadir-platelets-from-25-one-level-up"
DOWN = "nadir-neutrophils-below-0.5-on-three-counts-or-nadir-platelets-below-25-one-level-down"
GROWTH = {"growth-factor": "pegfilgrastim"}
DA = "da-epoch-r-21d"


def test_a_level_up_moves_its_lines_and_no_other() -> None:
    values = (
        "nadir_neutrophils=0.5 10^9/L, on 2026-12-11",
        "nadir_platelets=25 10^9/L, on 2026-12-11",
    )
    open_ = plan(DA, *values, cycles=6, choose=GROWTH)
    (found,) = judged(open_, NADIR, 2)
    assert found.key == f"{NADIR}:level:2"
    assert "from level 1 to level 2" in found.problem.message
    doxorubicin = dose(open_, "doxorubicin", 2)
    # 10 mg/m2 a day for 96 h, 4 × 10 × 1.8974 = 75.8947; at level 2, 12: 91.0736
    assert doxorubicin.computed.value == pytest.approx(75.8946638)
    assert doxorubicin.proposed is not None
    assert doxorubicin.proposed.value == pytest.approx(91.0735966)
    assert dose(open_, "vincristine", 2).proposed is None
    up = plan(DA, *values, cycles=6, choose=GROWTH, accept=(f"{NADIR}:level:2=agreed",))
    assert [dose(up, "doxorubicin", c).dose.value for c in (1, 2, 3)] == pytest.approx(
        [75.8946638, 91.0735966, 91.0735966]
    )


def test_the_nadir_of_the_cycle_before_is_the_worst_one_and_no_older() -> None:
    values = (
        "nadir_neutrophils=0.6 10^9/L, on 2026-12-11",
        "nadir_neutrophils=0.4 10^9/L, on 2026-12-14",
        "nadir_platelets=40 10^9/L, on 2026-12-11",
    )
    course = plan(DA, *values, cycles=6, choose=GROWTH)
    assert outcome(course, NADIR, 2) == QUIET
    assert outcome(course, NADIR, 3) == OPEN


def test_below_the_lowest_level_a_person_decides() -> None:
    lowest = {**GROWTH, "level": "minus-2"}
    course = plan(DA, "nadir_platelets=20 10^9/L, on 2026-12-14", cycles=6, choose=lowest)
    (found,) = judged(course, DOWN, 2)
    assert found.problem.code == "RC756"
    assert "level minus-2 is the lowest" in found.problem.message
    assert str(dose(course, "doxorubicin", 2).dose) == "HELD"


def test_at_the_highest_level_nothing_follows() -> None:
    values = (
        "nadir_neutrophils=2 10^9/L, on 2026-12-11",
        "nadir_platelets=90 10^9/L, on 2026-12-11",
    )
    course = plan(DA, *values, cycles=6, choose={**GROWTH, "level": "6"})
    (found,) = judged(course, NADIR, 2)
    assert (found.problem.code, found.is_open) == ("RC792", False)


def test_a_share_and_a_level_of_one_cycle_are_not_multiplied() -> None:
    # level 2: 4 × 12 × √3.6 = 91.0736 mg, a quarter of it 22.7684; a quarter of level 1 were 18.97
    values = (
        "nadir_platelets=20 10^9/L, on 2026-12-14",
        "direct_bilirubin=3 mg/dL, on 2026-12-22",
    )
    quarter = "direct-bilirubin-above-2.5-give-25"
    level_2 = {**GROWTH, "level": "2"}
    course = plan(DA, *values, cycles=6, choose=level_2)
    doxorubicin = dose(course, "doxorubicin", 2)
    assert doxorubicin.computed.value == pytest.approx(91.0735966)
    assert isinstance(doxorubicin.proposed, Dose)
    assert doxorubicin.proposed.value == pytest.approx(22.7683992)
    # etoposide has the level alone: 4 × 50 × √3.6
    etoposide = dose(course, "etoposide", 2).proposed
    assert isinstance(etoposide, Dose)
    assert etoposide.value == pytest.approx(379.4733192)
    accept = (f"{quarter}:doxorubicin:2=yes", f"{quarter}:vincristine:2=yes", f"{DOWN}:level:2=yes")
    both = plan(DA, *values, cycles=6, choose=level_2, accept=accept)
    assert [dose(both, "doxorubicin", c).dose.value for c in (1, 2, 3)] == pytest.approx(
        [91.0735966, 22.7683992, 22.7683992]
    )
    assert [dose(both, "etoposide", c).dose.value for c in (1, 2, 3)] == pytest.approx(
        [455.3679830, 379.4733192, 379.4733192]
    )
    shown = " ".join(plan_text(course, 300).split())
    assert "doxorubicin, cycle 2: 91.1 mg stands; proposed: 22.8 mg (give 25 % of standard" in shown
    assert "etoposide, cycle 2: 455.4 mg stands; proposed: 379.5 mg (level 1" in shown


# Changes without a rule


def test_vincristine_is_capped_before_it_is_reduced() -> None:
    # 1.4 × 1.8 = 2.52 mg, capped at 2 mg, 50 % of that is 1 mg.
    patient = rc.Patient(sex="male", age="68 y", height="162 cm", weight="72 kg")
    chosen = {"prednisone-dose": "flat"}
    course = plan("r-chop-21d", changes=("vincristine=50 % from cycle 2",), cycles=2, choose=chosen,
                  patient=patient)  # fmt: skip
    assert [str(dose(course, "vincristine", c).dose) for c in (1, 2)] == ["2 mg", "1 mg"]


def test_a_step_that_the_cap_swallows_is_reported() -> None:
    # At 2 m2: 1.4 × 2 = 2.8 and 1.2 × 2 = 2.4, both capped at 2 mg.
    patient = rc.Patient(sex="male", age="68 y", height="180 cm", weight="80 kg")
    step = Change("vincristine", Action("reduce_by", Measure(0.2, "mg/m2")), 1)
    chosen = {"prednisone-dose": "flat"}
    course = plan("r-chop-21d", changes=(step,), choose=chosen, patient=patient)
    assert str(dose(course, "vincristine").dose) == "2 mg"
    (found,) = (one for one in course.judgements if one.problem.code == "RC765")
    assert found.component == "vincristine"
    more = Change("vincristine", Action("reduce_by", Measure(0.6, "mg/m2")), 1)
    lower = plan("r-chop-21d", changes=(more,), choose=chosen, patient=patient)
    assert str(dose(lower, "vincristine").dose) == "1.6 mg"  # (1.4 − 0.6) × 2
    assert "RC765" not in [one.problem.code for one in lower.judgements]


def test_a_share_of_the_previous_dose() -> None:
    # 189.7367 → 75 % = 142.3025 → 80 % of that = 113.842
    course = plan(
        EP,
        changes=("etoposide=75 % from cycle 2", "etoposide=80 % of previous from cycle 3"),
        cycles=3,
    )
    values = [dose(course, "etoposide", c).dose.value for c in (1, 2, 3)]
    assert values == pytest.approx([189.7366596, 142.3024947, 113.8419958])


def test_the_last_share_of_standard_counts() -> None:
    course = plan(EP, changes=("etoposide=50 %", "etoposide=100 % from cycle 2"), cycles=2)
    values = [dose(course, "etoposide", c).dose.value for c in (1, 2)]
    assert values == pytest.approx([94.8683298, 189.7366596])
    assert len(shares([read_change("etoposide=50 %"), read_change("etoposide=75 %")])) == 1


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("etoposide 75 %", "RC203", "does not say what is given"),
        ("etoposide=0.75", "RC203", "does not say what is given"),
        ("etoposide=75 mg/m2", "RC203", "does not say what is given"),
        ("etoposide=0 %", "RC212", "is no dose"),
        ("etoposide=75 % from cycle 3 to cycle 2", "RC212", "are none"),
        ("etopside=75 %", "RC304", "'etopside' is not a line"),
        ("etoposide=101 %", "RC604", "more than its standard dose"),
        ("etoposide=75 % from cycle 2", "RC604", "cycle 2 is not planned: there are 1"),
    ],
)
def test_what_is_no_reduction_is_refused(text: str, code: str, words: str) -> None:
    course = plan(EP, changes=(text,))
    (found,) = (p for p in course.problems if p.is_error)
    assert (found.code, found.place.field) == (code, "give")
    assert words in found.message
    assert course.doses == ()


def test_more_than_standard_needs_a_rule_that_says_so(tmp_path: Path) -> None:
    rule = "{if: {nadir_platelets: {above: 100 10^9/L}}, do: {give: 125 %}, lines: [cisplatin]}"
    path = with_rules(tmp_path, rule)
    assert not plan(str(path), changes=("cisplatin=125 %",)).is_refused
    assert plan(str(path), changes=("cisplatin=126 %",)).is_refused
    assert plan(str(path), changes=("etoposide=125 %",)).is_refused
    course = plan(str(path), "nadir_platelets=101 10^9/L")
    proposed = dose(course, "cisplatin").proposed
    assert proposed is not None
    assert proposed.value == pytest.approx(1.25 * 75 * 3.6**0.5)


MORE = "{if: {nadir_platelets: {above: 100 10^9/L}}, do: {give: SHARE %}, lines: [cisplatin]}"


@pytest.mark.parametrize(
    ("share", "codes"),
    [
        # 133 % of 75 is 99.75 mg/m², within the usual 100; 134 % is 100.5 mg/m² a dose and a cycle
        ("133", []),
        ("134", ["RC721", "RC723"]),
        # 160 % of 75 is 120 mg/m², the limit, and an edge is within
        ("160", ["RC721", "RC723"]),
    ],
)
def test_a_proposal_says_what_it_would_be_warned_of(
    tmp_path: Path, share: str, codes: list[str]
) -> None:
    path = with_rules(tmp_path, MORE.replace("SHARE", share))
    cisplatin = dose(plan(str(path), "nadir_platelets=101 10^9/L"), "cisplatin")
    assert isinstance(cisplatin.proposed, Dose)
    assert cisplatin.proposed.value == pytest.approx(float(share) / 100 * 75 * 3.6**0.5)
    assert [problem.code for problem in cisplatin.proposed_warnings] == codes


def test_a_proposal_that_a_limit_would_refuse_has_no_number(tmp_path: Path) -> None:
    # 170 % of 75 is 127.5 mg/m², above 120; 75 × √3.6 = 142.3 mg stands, and 241.9 mg is nowhere
    path = with_rules(tmp_path, MORE.replace("SHARE", "170"))
    course = plan(str(path), "nadir_platelets=101 10^9/L")
    cisplatin = dose(course, "cisplatin")
    assert cisplatin.computed.value == pytest.approx(142.3024947)
    assert isinstance(cisplatin.proposed, Withheld)
    assert [reason.code for reason in cisplatin.proposed.reasons] == ["RC701", "RC703"]
    shown = CliRunner().invoke(
        main,
        [
            *("plan", str(path), "--sex", "male", "--age", "68 y", "--height", "180 cm"),
            *("--weight", "72 kg", "--start", DAY, "--cycles", "1", "--policy", "reference"),
            *("--value", f"nadir_platelets=101 10^9/L, on {DAY}"),
        ],
    )
    said = " ".join(shown.stdout.split())
    assert said.count("proposed: REFUSED") == 2  # in the grid and below it
    assert "cisplatin, cycle 1: 142.3 mg stands; proposed: REFUSED (give 170 % of standard" in said
    assert "CISplatin is 6.3 % above the limit of 120 mg/m2 a dose" in said  # 127.5 mg/m²
    document = json.dumps(course.to_dict())
    assert "241.9" not in document
    assert "241.9" not in said
    proposed = cisplatin.to_dict(None)["proposed"]
    assert isinstance(proposed, dict)
    assert (proposed["value"], proposed["derivation"]) == (None, None)
    assert proposed["withheld"]["word"] == "REFUSED"
    key = next(one.key for one in course.judgements if one.proposes is not None)
    accepted = plan(str(path), "nadir_platelets=101 10^9/L", accept=(f"{key}=agreed",))
    assert str(dose(accepted, "cisplatin").dose) == "REFUSED"


def test_a_level_that_is_not_there_is_refused() -> None:
    course = plan(
        DA, choose=GROWTH, changes=(Change(LEVEL, Action("level", word="9"), 1),), cycles=6
    )
    assert [p.code for p in course.problems if p.is_error] == ["RC304"]


# Nothing is lowered without an answer

counts = st.floats(0.1, 5).map(lambda n: f"{n:.2f} 10^9/L")
creatinines = st.floats(0.5, 8).map(lambda n: f"{n:.2f} mg/dL")
bilirubins = st.floats(5, 200).map(lambda n: f"{n:.1f} umol/L, ULN 21 umol/L")


@settings(max_examples=25, deadline=None)
@given(st.sampled_from([EP, IRI, "irinotecan-cisplatin-21d"]), counts, creatinines, bilirubins)
def test_no_rule_lowers_a_dose_without_an_accepted_answer(
    regimen: str, neutrophils: str, creatinine: str, bilirubin: str
) -> None:
    values = (f"neutrophils={neutrophils}", f"creatinine={creatinine}", f"bilirubin={bilirubin}")
    plain = {(d.component, d.day): d.dose.value for d in plan(regimen).doses}
    course = plan(regimen, *values)
    for planned in course.doses:
        assert planned.dose.value in (None, plain[planned.component, planned.day])
    declined = plan(regimen, *values, decline=tuple(f"{k}=no" for k in open_keys(course)))
    assert {(d.component, d.day): d.dose.value for d in declined.doses} == plain


def open_keys(course: rc.Course) -> Iterator[str]:
    return (one.key for one in course.judgements if one.is_open)


# What is offered


def test_another_regimen_is_offered_with_its_doses() -> None:
    renal = rc.Patient(**{**MAN.to_dict(), "creatinine": "2 mg/dL", "creatinine_on": DAY})
    course = plan(EP, *GOOD, "bilirubin=10 umol/L", "ast=30 IU/L", patient=renal)
    (offer,) = course.offers
    assert offer.is_offered
    # 72 ÷ 2 = 36 mL/min; 5 × (36 + 25) = 305 mg
    assert offer.doses[0] == "carboplatin 305 mg (AUC 5), day 1"
    assert "proposed: 142.3 mg" in offer.doses[1]
    sick = plan(EP, *GOOD, "bilirubin=85 umol/L", "ast=30 IU/L", patient=renal)
    (none,) = sick.offers
    assert not none.is_offered
    assert "bilirubin 85 umol/L on 2026-12-01" in none.why_not[0]
    assert "hold (a clinical decision by this source" in none.why_not[0]
    assert plan(EP, *GOOD, patient=MAN).offers == ()


def test_another_answer_is_offered() -> None:
    chosen = {"gemtuzumab-days": "days-1-and-4"}
    course = plan("da-gemtuzumab", "white_cells=30.1 10^9/L", choose=chosen)
    (found,) = (one for one in course.judgements if one.problem.code == "RC763")
    assert "gemtuzumab-days=days-4-and-7 chosen" in found.problem.fix
    assert course.offers[0].title == "gemtuzumab-days: days-4-and-7"
    # 3 mg/m2 of 1.8974 m2 are 5.7 mg, at most 5 mg
    assert str(dose(course, "gemtuzumab-ozogamicin").dose) == "5 mg"
    assert course.is_open
    accepted = plan("da-gemtuzumab", "white_cells=30.1 10^9/L", choose=chosen,
                    accept=(f"{found.key}=agreed",))  # fmt: skip
    given_ = [d for d in accepted.doses if d.component == "gemtuzumab-ozogamicin"]
    assert {str(d.dose) for d in given_} == {"HELD"}
    (held,) = (one for one in accepted.judgements if one.key == found.key)
    assert held.problem.code == "RC754"
    assert "gemtuzumab-days=days-4-and-7 chosen" in held.problem.message
    declined = plan("da-gemtuzumab", "white_cells=30.1 10^9/L", choose=chosen,
                    decline=(f"{found.key}=no",))  # fmt: skip
    assert str(dose(declined, "gemtuzumab-ozogamicin").dose) == "5 mg"
    other = plan("da-gemtuzumab", "white_cells=30.1 10^9/L",
                 choose={"gemtuzumab-days": "days-4-and-7"})  # fmt: skip
    assert [one.problem.code for one in other.judgements] == ["RC792"]


# Tests that must be known, and missed doses


def test_a_test_that_must_be_known_is_not_assessed_until_it_is() -> None:
    assert [p.code for p in plan("capox-21d").problems if p.code == "RC762"] == ["RC762"]
    assert "RC762" not in [p.code for p in plan("capox-21d", "dpyd=normal").problems]


def test_a_site_keeps_the_tests_that_a_drug_requires() -> None:
    built_in = library.formulary()["fluorouracil"]
    without = built_in.model_copy(update={"required_before": ()})
    (found,) = loosened(without, built_in)
    assert found.code == "RC415"
    assert found.message == "fluorouracil no longer requires the DPYD to be known"
    assert list(loosened(built_in, built_in)) == []


def test_a_gap_says_what_follows_a_missed_dose() -> None:
    regimen = rc.load_regimen("thp-21d")
    chosen = {**first_answers(regimen), "with-docetaxel.cycles": "2", "antibodies.cycles": "1"}
    for gap, expected in (("42 d", FIRED), ("41 d", QUIET)):
        course = plan("thp-21d", f"gap={gap}, on 2026-12-22", cycles=None, choose=chosen)
        assert outcome(course, "missed-reload", 2) == expected
        notices = [one for one in course.judgements if one.problem.code == "RC793"]
        assert bool(notices) is (expected == FIRED)


def first_answers(regimen: rc.Regimen) -> dict[str, str]:
    return {name: choice.names[0] for name, choice in regimen.choices.items()}


def test_every_code_of_rules_is_fired_and_none_by_a_patient_who_is_well() -> None:
    bad = ("creatinine=1.44 mg/dL", "bilirubin=30 umol/L", "ast=40 IU/L", "haemoglobin=90 g/L")
    gate = {"cisplatin": "80 mg/m2", "later-etoposide": "intravenous",
            "mannitol-strength": "20-percent", "electrolytes": "normal"}  # fmt: skip
    thp = {**first_answers(rc.load_regimen("thp-21d")), "with-docetaxel.cycles": "2"}
    step = Change("vincristine", Action("reduce_by", Measure(0.1, "mg/m2")), 1)
    lowest = {**GROWTH, "level": "minus-2"}
    big = rc.Patient(sex="male", age="68 y", height="180 cm", weight="80 kg")
    low = ("neutrophils=0.5 10^9/L", "platelets=60 10^9/L")
    rate = rc.Patient(**{**MAN.to_dict(), "measured_gfr": "60 mL/min", "gfr_method": "iohexol"})
    white = ("white_cells=31 10^9/L",)
    days = ("days-1-and-4", "days-4-and-7")
    courses = [
        plan(EP, *bad),
        plan(EP, "neutrophils=1 10^9/L", "creatinine=5 mg/dL"),
        plan("ep-21d", "urine_output=60 mL/h", choose=gate),
        plan(CE, *low, patient=rate),
        plan(DA, "nadir_platelets=20 10^9/L, on 2026-12-14", cycles=6, choose=lowest),
        plan("capox-21d"),
        *(plan("da-gemtuzumab", *white, choose={"gemtuzumab-days": day}) for day in days),
        plan("r-chop-21d", changes=(step,), choose={"prednisone-dose": "flat"}, patient=big),
        plan(EP, "creatinine=1.44 mg/dL", *GOOD, cycles=2, accept=(f"{KEY}=agreed",),
             changes=("etoposide=90 % from cycle 2",)),
        plan("thp-21d", "gap=42 d, on 2026-12-22", cycles=None,
             choose={**thp, "antibodies.cycles": "1"}),
    ]  # fmt: skip
    fired = {one.problem.code for course in courses for one in course.judgements}
    fired |= {problem.code for course in courses for problem in course.problems}
    assert fired >= FIRED_BY_RULES
    well = plan(
        EP, *GOOD, "creatinine=1 mg/dL", "bilirubin=10 umol/L", "ast=30 IU/L", "neuropathy=grade 1"
    )
    said = {p.code for p in well.problems} | {one.problem.code for one in well.judgements}
    assert not said & FIRED_BY_RULES


# Names and tables


def test_every_rule_of_the_library_has_a_name_of_its_own() -> None:
    for name in library.ids("regimens"):
        regimen = rc.load_regimen(name)
        keys = [(r.phase, r.name, line) for r in regimen.rulings for line in r.lines or ("",)]
        assert len(keys) == len(set(keys)), name
        assert all(
            set(r.name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.") for r in regimen.rulings
        )


def test_the_tables_of_the_seed_are_found() -> None:
    rows = {(t[0].clause.name, len(t)) for t in tables(rc.load_regimen(EP))}
    assert rows == {
        ("creatinine_clearance", 2),
        ("creatinine_clearance", 3),
        ("bilirubin", 2),
        ("ast", 2),
        ("neuropathy", 1),
    }


# The command line


def test_the_command_line_says_held_and_takes_an_answer() -> None:
    common = ["plan", EP, "--sex", "male", "--age", "68 y", "--height", "180 cm",
              "--weight", "72 kg", "--start", DAY, "--cycles", "1", "--policy", "reference",
              "--value", f"creatinine=1.44 mg/dL, on {DAY}"]  # fmt: skip
    shown = CliRunner().invoke(main, common)
    assert shown.exit_code == 1
    assert "proposed: 142.3 mg" in shown.stdout
    assert f"        {KEY}\n" in shown.stdout
    answers = ["--accept", f"{KEY}=agreed", "--decline", f"{C60}:cisplatin:1=one more cycle"]
    said = CliRunner().invoke(main, [*common, *answers])
    assert said.exit_code == 0, said.stdout
    assert "accepted for creatinine clearance 50 mL/min" in said.stdout
    given_ = CliRunner().invoke(main, [*common[:-2], "--give", "etoposide=50 %"])
    assert "94.9 mg" in given_.stdout
    assert any(
        one.problem.severity == Severity.HELD for one in plan(EP, "neutrophils=1 10^9/L").judgements
    )
