"""Findings and what is known of them on a day: every word of a refusal, every edge of an age."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

import regimencalc as rc
from regimencalc import library, wording
from regimencalc.choosing import Chosen
from regimencalc.conditions import Clause, read_condition
from regimencalc.derivation import Step
from regimencalc.findings import (
    FINDABLE,
    Finding,
    given_twice,
    newest,
    read_finding,
    read_findings,
)
from regimencalc.intervals import interval_of, kinds_of, shared, span_in_words
from regimencalc.known_values import Known, KnownValues, unused
from regimencalc.measures import Measures
from regimencalc.problems import Place, Problem, Refused
from regimencalc.timeline import Period, Timeline
from regimencalc.units import Measure

START = date(2026, 12, 1)
VALUE = Place(field="value")
KNOWN_NAMES = ", ".join(FINDABLE)


# How a finding is refused


@pytest.mark.parametrize(
    ("text", "code", "message", "fix"),
    [
        (
            "platelets 80",
            "RC203",
            "'platelets 80' is not a finding",
            'Write its name, a sign, its value, then its limit and its day: "platelets=80 10^9/L" '
            'or "bilirubin=30 umol/L, ULN 21 umol/L, on 2026-12-01".',
        ),
        (
            "platlets=80 10^9/L",
            "RC201",
            "'platlets' is not a value that can be entered",
            f"Did you mean 'platelets'? Values: {KNOWN_NAMES}.",
        ),
        (
            "weight=70 kg",
            "RC201",
            "'weight' is not entered as a finding: it is one of the patient's measures",
            "Give the weight as a measure of the patient.",
        ),
        (
            "measured_gfr=50 mL/min",
            "RC201",
            "'measured_gfr' is not entered as a finding: it is entered with its method",
            "Give the measured GFR as a measure of the patient.",
        ),
        (
            "egfr=50 mL/min",
            "RC201",
            "'egfr' is not entered as a finding: it is entered with its equation",
            "Give the estimated GFR as a measure of the patient.",
        ),
        (
            "clearance_for_auc=50 mL/min",
            "RC201",
            "'clearance_for_auc' is not entered as a finding: it is the one that the AUC dose is "
            "found from",
            "Give the creatinine as a measure of the patient.",
        ),
        (
            "dose=50 mg",
            "RC201",
            "'dose' is not entered as a finding: it is calculated",
            "Leave it out.",
        ),
        (
            "platelets=80 10^9/L, on 2026-02-30",
            "RC211",
            "'2026-02-30' is not a date",
            "Write a day that exists as year-month-day, for example 2027-03-15.",
        ),
        (
            "child_pugh=D",
            "RC204",
            "'D' is not something that Child-Pugh class can be",
            "It may be: A, B, C.",
        ),
        (
            "dpyd=norml",
            "RC204",
            "'norml' is not something that DPYD can be",
            "Did you mean 'normal'? It may be: normal, partial-deficiency, complete-deficiency.",
        ),
        ("dpyd=normal, ULN 3 g/L", "RC203", "DPYD has no upper limit", "Leave it out."),
        (
            "platelets=80 10^9/L, ULN 400 10^9/L",
            "RC203",
            "platelets takes no upper limit of normal here",
            "Leave it out: no rule compares it with one.",
        ),
        (
            "bilirubin=30 umol/L, ULN 0 umol/L",
            "RC212",
            "an upper limit of zero means nothing",
            "Write the laboratory's upper limit.",
        ),
        (
            "bilirubin=0 umol/L",
            "RC501",
            "a bilirubin of 0 umol/L is not possible",
            "Check the number and its unit.",
        ),
        (
            "toxicity=grade 6",
            "RC501",
            "a toxicity of grade 6 is not a whole number from 0 to 5",
            "Check the number and its unit.",
        ),
        (
            "ejection_fraction=101 %",
            "RC501",
            "an ejection fraction of 101 % is more than the whole",
            "Check the number and its unit.",
        ),
    ],
)
def test_what_is_no_finding_is_refused_in_these_words(
    text: str, code: str, message: str, fix: str
) -> None:
    with pytest.raises(Refused) as refusal:
        read_finding(text)
    assert refusal.value.problems == (Problem(code, message, fix, VALUE),)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("AST=100 IU/L", "ast=100 IU/L"),
        ("Child-Pugh=B", "child_pugh=B"),
        ("DPYD=normal, on 2026-12-01", "dpyd=normal, on 2026-12-01"),
        ("platelets = 80 10^9/L", "platelets=80 10^9/L"),
        ("platelets=80 10^9/L on 2026-12-01", "platelets=80 10^9/L, on 2026-12-01"),
        ("platelets=80 10^9/L,on 2026-12-01", "platelets=80 10^9/L, on 2026-12-01"),
        ("dpyd=normal on 2026-12-01", "dpyd=normal, on 2026-12-01"),
        (
            "bilirubin=30 umol/L ULN 21 umol/L On 2026-12-01",
            "bilirubin=30 umol/L, ULN 21 umol/L, on 2026-12-01",
        ),
    ],
)
def test_a_slip_of_letters_or_of_a_comma_is_named(text: str, meant: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_finding(text)
    fix = f'Did you mean "{meant}"? Names are in small letters; a comma stands before ULN and on.'
    assert refusal.value.problems == (Problem("RC203", f"'{text}' is not a finding", fix, VALUE),)
    assert isinstance(read_finding(meant), Finding)


@pytest.mark.parametrize("text", ["XYZ=100 IU/L", "ast=100 kg on 2026-12-01", "ast", ""])
def test_what_small_letters_and_a_comma_do_not_mend_is_not_guessed(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_finding(text)
    assert 'Did you mean "' not in refusal.value.problems[0].fix


def test_a_ph_above_14_is_not_possible() -> None:
    with pytest.raises(Refused, match=r"urine pH of pH 14\.1 is not possible"):
        read_finding("urine_ph=pH 14.1")


@pytest.mark.parametrize(
    "text",
    [
        "urine_ph=pH 14",
        "toxicity=grade 5",
        "toxicity=grade 0",
        "performance_status=ECOG 0",
        "ejection_fraction=100 %",
    ],
)
def test_the_ends_of_what_is_possible_are_possible(text: str) -> None:
    assert str(read_finding(text).measure) == text.partition("=")[2]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("platelets=80 mg/dL", "platelets value"),
        ("bilirubin=30 umol/L, ULN 21 g/L", " upper limit of normal "),
    ],
)
def test_a_unit_of_another_kind_is_refused_by_the_name_of_what_it_measures(
    text: str, words: str
) -> None:
    with pytest.raises(Refused) as refusal:
        read_finding(text)
    (problem,) = refusal.value.problems
    assert words in problem.message
    assert problem.place == VALUE


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        # 2 mg/dL × 88.42 = 176.84 umol/L of creatinine
        (
            "creatinine=2 mg/dL, ULN 1 mg/dL",
            {
                "creatinine": 2,
                "creatinine (SI)": 176.84,
                "multiple of the upper limit of normal": 2,
            },
        ),
        ("creatinine=88.42 umol/L", {"creatinine": 1, "creatinine (SI)": 88.42}),
        # 1 mg/dL × 17.1 = 17.1 umol/L of bilirubin
        ("direct_bilirubin=1 mg/dL", {"creatinine": 1, "creatinine (SI)": 17.1}),
        # 2 mg/dL × 17.1 ÷ 17.1 umol/L
        (
            "bilirubin=2 mg/dL, ULN 17.1 umol/L",
            {
                "creatinine": 2,
                "creatinine (SI)": 34.2,
                "multiple of the upper limit of normal": 2,
            },
        ),
        # what is stated as a multiple is one, whatever the limit
        ("ast=3 ULN, ULN 40 IU/L", {"multiple of the upper limit of normal": 3}),
        # a multiple alone is nothing but a multiple
        ("bilirubin=3 ULN", {"multiple of the upper limit of normal": 3}),
        (
            "ast=80 IU/L, ULN 40 IU/L",
            {"activity concentration": 80, "multiple of the upper limit of normal": 2},
        ),
    ],
)
def test_a_value_is_known_in_every_unit_that_follows_from_it(
    text: str, facts: dict[str, float]
) -> None:
    name = text.partition("=")[0]
    expected = {f"{name} [{kind}]": number for kind, number in facts.items()}
    assert read_finding(text).facts() == pytest.approx(expected)


@pytest.mark.parametrize(
    ("found", "words", "document"),
    [
        (
            Finding("platelets", Measure(80, "10^9/L"), on=START),
            "platelets 80 10^9/L on 2026-12-01",
            {"name": "platelets", "value": "80 10^9/L", "upper_limit": None, "on": "2026-12-01"},
        ),
        (
            Finding("ast", Measure(80, "IU/L"), upper_limit=Measure(40, "IU/L"), how="by hand"),
            "AST 80 IU/L (ULN 40 IU/L) by hand",
            {"name": "ast", "value": "80 IU/L", "upper_limit": "40 IU/L", "on": None},
        ),
        (
            Finding("dpyd", word="normal"),
            "DPYD normal",
            {"name": "dpyd", "value": "normal", "upper_limit": None, "on": None},
        ),
    ],
)
def test_a_finding_in_words_and_as_json(
    found: Finding, words: str, document: dict[str, Any]
) -> None:
    assert (str(found), found.to_dict()) == (words, document)


def test_findings_that_can_be_read_are_and_the_others_are_said() -> None:
    ready = Finding("dpyd", word="normal")
    found, problems = read_findings([ready, "x", "platelets=80 10^9/L", "toxicity=grade 9"])
    assert [one.name for one in found] == ["dpyd", "platelets"]
    assert found[0] is ready
    assert [problem.code for problem in problems] == ["RC203", "RC501"]


def test_a_day_is_written_in_plain_digits() -> None:
    with pytest.raises(Refused, match="RC211"):
        read_finding("platelets=80 10^9/L, on \N{FULLWIDTH DIGIT TWO}026-12-01")


def test_a_word_keeps_its_day() -> None:
    assert read_finding("dpyd=normal, on 2026-12-02").on == date(2026, 12, 2)


def test_two_values_for_a_day_are_refused() -> None:
    texts = ("platelets=80 10^9/L", "platelets=90 10^9/L", "platelets=70 10^9/L, on 2026-12-01")
    found, problems = read_findings(texts)
    assert (len(found), problems) == (3, [])
    # START is 1 December, of which the values without a day are
    twice = list(given_twice(found, rc.Patient(), START))
    assert twice == [
        Problem(
            "RC503",
            f"platelets 80 10^9/L and platelets {other} are both given",
            "Give one value for a day; one of another day says its day.",
            VALUE,
        )
        for other in ("90 10^9/L", "70 10^9/L on 2026-12-01")
    ]
    assert list(given_twice(found[1:], rc.Patient(), december(2))) == []


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        ("creatinine=3 mg/dL", ["RC503"]),
        ("creatinine=3 mg/dL, on 2026-12-01", ["RC503"]),
        ("creatinine=0.9 mg/dL, on 2026-12-01", []),
        ("creatinine=3 mg/dL, on 2026-12-02", []),
    ],
)
def test_the_creatinine_of_the_dose_is_a_value_of_its_day(value: str, codes: list[str]) -> None:
    patient = rc.Patient(creatinine="0.9 mg/dL", creatinine_on="2026-12-01")
    found = [read_finding(value)]
    assert [problem.code for problem in given_twice(found, patient, START)] == codes


# What is known on a day


def known(*texts: str, patient: rc.Patient | None = None, **more: Any) -> KnownValues:
    policy = library.read_policy(library.path_of("reference", "policies"))
    found = tuple(read_finding(text) for text in texts)
    who = rc.Patient(sex="male", age="68 y", weight="72 kg") if patient is None else patient
    return KnownValues(who, policy, Measures(), START, found, **more)


def on(
    texts: tuple[str, ...], day: date, since: date | None = None, after: date | None = None
) -> Known:
    return known(*texts).on(day, since, after)


def december(day: int) -> date:
    return date(2026, 12, day)


def test_the_latest_value_that_is_not_later_than_the_day_counts() -> None:
    texts = ("platelets=80 10^9/L, on 2026-12-01", "platelets=90 10^9/L, on 2026-12-03")
    facts = [on(texts, december(day)).facts.get("platelets") for day in (1, 2, 3, 4)]
    assert facts == [80, 80, 90, 90]
    later = on(texts[1:], december(2))
    assert later.facts.get("platelets") is None
    assert later.why_not["platelets"] == "an earlier platelets: the first is of 2026-12-03"


def test_a_value_without_a_day_is_of_the_first() -> None:
    assert on(("platelets=80 10^9/L",), START).facts["platelets"] == 80


def test_a_count_from_before_the_last_giving_says_nothing_of_it() -> None:
    texts = ("platelets=80 10^9/L, on 2026-12-02",)
    assert on(texts, december(3), None, december(1)).facts["platelets"] == 80
    stale = on(texts, december(3), None, december(2))
    assert stale.why_not["platelets"] == "a platelets after the giving of 2026-12-02"
    # tests for life and slow findings stay
    lasting = ("dpyd=normal, on 2026-12-02", "ejection_fraction=60 %, on 2026-12-02")
    facts = on(lasting, december(3), None, december(2)).facts
    assert (facts["dpyd"], facts["ejection_fraction"]) == ("normal", 60)


def test_a_value_counts_as_long_as_the_policy_says() -> None:
    policy = library.read_policy(library.path_of("reference", "policies"))
    warn, refuse = policy.ages_of_measures.warn_after, policy.ages_of_measures.refuse_after
    assert warn is not None
    assert refuse is not None
    days, slow = int(warn.canonical / 1440), int(refuse.canonical / 1440)
    assert days < slow
    texts = tuple(
        f"{value}, on 2026-12-01"
        for value in ("platelets=80 10^9/L", "ejection_fraction=60 %", "dpyd=normal")
    )

    def names(after: int) -> set[str]:
        facts = on(texts, date.fromordinal(START.toordinal() + after)).facts
        return set(facts) & {"platelets", "ejection_fraction", "dpyd"}

    assert names(days) == {"platelets", "ejection_fraction", "dpyd"}
    assert names(days + 1) == {"ejection_fraction", "dpyd"}
    assert names(slow) == {"ejection_fraction", "dpyd"}
    assert names(slow + 1) == {"dpyd"}
    old = on(texts, date.fromordinal(START.toordinal() + days + 1)).why_not["platelets"]
    assert old == f"a newer platelets: that of 2026-12-01 counts for {warn}"


def test_a_value_without_a_day_counts_on_day_1_alone_and_a_test_for_life_always() -> None:
    texts = ("platelets=80 10^9/L", "mucositis=grade 3", "dpyd=normal")
    assert set(on(texts, START).facts) == {"platelets", "mucositis", "dpyd"}
    next_day = on(texts, december(2), START)
    assert set(next_day.facts) == {"dpyd"}
    why = "the platelets of the day: what has no day counts on day 1 alone"
    assert next_day.why_not["platelets"] == why


def test_of_a_cycle_the_worst_value_counts() -> None:
    texts = (
        "nadir_neutrophils=0.4 10^9/L, on 2026-12-01",
        "nadir_neutrophils=0.9 10^9/L, on 2026-12-10",
        "nadir_neutrophils=0.7 10^9/L, on 2026-12-12",
        "mucositis=grade 3, on 2026-12-10",
        "mucositis=grade 1, on 2026-12-12",
    )
    facts = on(texts, december(22), december(2)).facts
    assert (facts["nadir_neutrophils"], facts["mucositis"]) == (0.7, 3)
    # what was found on the last day 1 was looked at then, and is not counted twice
    assert on(texts, december(22), december(1)).facts["nadir_neutrophils"] == 0.7
    assert on(texts, december(22), date(2026, 11, 30)).facts["nadir_neutrophils"] == 0.4
    assert on(texts, december(22), None).facts["nadir_neutrophils"] == 0.4
    late = on(texts, december(22), december(13))
    assert late.why_not["nadir_neutrophils"] == "the nadir neutrophils of the cycle before"


def test_the_worst_before_the_first_cycle_grows_too_old() -> None:
    # the policy refuses measures after 90 days: 2 September is 90 days before 1 December
    for day, expected in (("2026-09-02", 3), ("2026-09-01", None)):
        facts = on((f"neuropathy=grade 3, on {day}",), START).facts
        assert facts.get("neuropathy") == expected


def test_the_clearance_is_by_the_creatinine_of_the_day() -> None:
    # (140 − 68) × 72 ÷ (72 × 1.2) = 60
    found = on(("creatinine=1.2 mg/dL",), START)
    assert found.facts["creatinine_clearance"] == pytest.approx(60)
    assert found.said["creatinine_clearance"] == (
        "creatinine clearance 60 mL/min by cockcroft_gault_1976 (creatinine 1.2 mg/dL)"
    )
    none = on((), START).why_not["creatinine_clearance"]
    assert none == "the creatinine clearance, which needs a creatinine"
    multiple = on(("creatinine=2 ULN",), START).why_not["creatinine_clearance"]
    assert multiple == "the creatinine clearance, which needs a creatinine"
    later = on(("creatinine=1.2 mg/dL, on 2026-12-05",), START).why_not["creatinine_clearance"]
    assert later == (
        "the creatinine clearance, which needs an earlier creatinine: the first is of 2026-12-05"
    )
    nobody = known("creatinine=1.2 mg/dL", patient=rc.Patient(sex="male")).on(START, None)
    assert nobody.why_not["creatinine_clearance"] == (
        "the creatinine clearance, which needs the age, the weight"
    )


def test_the_age_in_the_clearance_is_that_of_the_first_day_of_the_course() -> None:
    # born on 1 December 1958, and 68 on 1 December 2026: (140 − 68) × 72 ÷ (72 × 1.2) = 60; on the
    # day before it would be (140 − 67) × 72 ÷ (72 × 1.2) = 60.83
    born = rc.Patient(sex="male", birth_date="1958-12-01", weight="72 kg")
    found = known("creatinine=1.2 mg/dL", patient=born).on(START, None)
    assert found.facts["creatinine_clearance"] == pytest.approx(60)


def test_a_creatinine_among_the_findings_counts_before_the_patients_own_of_that_day() -> None:
    # (140 − 68) × 72 ÷ (72 × 2) = 36, and 60 by the patient's 1.2 mg/dL
    who = rc.Patient(
        sex="male", age="68 y", weight="72 kg", creatinine="1.2 mg/dL", creatinine_on="2026-12-01"
    )
    both = known("creatinine=2 mg/dL, on 2026-12-01", patient=who)
    assert both.on(START, None).facts["creatinine_clearance"] == pytest.approx(36)
    # one of an earlier day does not
    earlier = known("creatinine=2 mg/dL, on 2026-11-30", patient=who)
    assert earlier.on(START, None).facts["creatinine_clearance"] == pytest.approx(60)


FIVE = (
    "bilirubin=2.5 mg/dL",
    "albumin=30 g/L",
    "inr=INR 1.5",
    "ascites=slight",
    "encephalopathy=none",
)


def test_the_child_pugh_class_is_stated_or_follows_from_five_findings() -> None:
    # bilirubin 2 to 3: 2 points; albumin 2.8 to 3.5 g/dL: 2; INR below 1.7: 1; slight: 2; none: 1
    found = on(FIVE, START)
    assert found.facts["child_pugh"] == "B"
    assert found.said["child_pugh"] == (
        "Child-Pugh class B, 8 points: bilirubin 2, albumin 2, INR 1, ascites 2, encephalopathy 1"
    )
    assert on((*FIVE, "child_pugh=A"), START).facts["child_pugh"] == "A"
    lacking = on(FIVE[2:], START).why_not["child_pugh"]
    assert lacking == "the Child-Pugh class, or for it the bilirubin and albumin"
    assert on((), START).why_not["child_pugh"] == "the Child-Pugh class"
    one = on(FIVE[:1], START).why_not["child_pugh"]
    assert one == ("the Child-Pugh class, or for it the albumin, INR, ascites and encephalopathy")


def test_measures_of_the_patient_are_known_with_how_they_were_found() -> None:
    patient = rc.Patient(
        sex="male",
        creatinine="1.2 mg/dL",
        creatinine_on="2026-11-30",
        measured_gfr="70 mL/min",
        gfr_method="iohexol",
        measured_gfr_on="2026-11-29",
    )
    found = known(patient=patient).on(START, None)
    assert found.said["creatinine [creatinine]"] == "creatinine 1.2 mg/dL on 2026-11-30"
    assert found.said["measured_gfr"] == "measured GFR 70 mL/min by iohexol on 2026-11-29"
    estimated = rc.Patient(
        sex="male", egfr="65 mL/min", egfr_equation="ckd_epi_2021", egfr_on="2026-11-28"
    )
    of_equation = known(patient=estimated).on(START, None)
    assert (
        of_equation.said["egfr [clearance or GFR]"]
        == "estimated GFR 65 mL/min by ckd_epi_2021 on 2026-11-28"
    )


def test_other_facts_are_said_by_their_values() -> None:
    found = known(facts={"weight": 72.0, "route": "oral"}).on(START, None)
    assert (found.said["weight"], found.said["route"]) == ("weight 72", "route: oral")


def test_a_day_is_judged_by_the_measures_and_answers_of_its_period() -> None:
    # (140 − 68) × 72 ÷ (72 × 1.2) = 60, and with 90 kg 75
    heavier = rc.Patient(
        sex="male", age="68 y", weight="90 kg", creatinine="1.2 mg/dL", creatinine_on="2026-12-22"
    )
    measures = Measures(clearances={"not stated": Step("clearance", 70, "mL/min")})
    period = Period(2, december(22), heavier, measures, Chosen(facts={"arm": "y"}))
    values = known(
        "creatinine=1.2 mg/dL, on 2026-12-21",
        facts={"arm": "x"},
        timeline=Timeline(periods=(period,)),
    )
    asked = ("arm", "creatinine_clearance", "clearance_for_auc")
    found = [values.on(december(day), None).facts for day in (21, 22, 23)]
    known_then: list[Any] = [("y", pytest.approx(75), 70)] * 2
    assert [tuple(facts.get(name) for name in asked) for facts in found] == [
        ("x", pytest.approx(60), None),
        *known_then,
    ]


def test_a_day_is_found_once() -> None:
    of_all = known("platelets=80 10^9/L")
    assert of_all.on(START, None) is of_all.on(START, None)
    assert of_all.on(START, None) is not of_all.on(START, START)


# What decided, and what is missing


def missing(condition: object, *texts: str) -> list[str]:
    return list(on(texts, START).missing(read_condition(condition)))


@pytest.mark.parametrize(
    ("condition", "texts", "expected"),
    [
        ({"platelets": {"from": "100 10^9/L"}}, (), ["the platelets"]),
        ({"platelets": {"from": "100 10^9/L"}}, ("platelets=80 10^9/L",), []),
        (
            {"bilirubin": {"above": "1.5 ULN"}},
            ("bilirubin=2 mg/dL",),
            ["the laboratory's upper limit of normal of the bilirubin"],
        ),
        ({"bilirubin": {"above": "1.5 ULN"}}, (), ["the bilirubin"]),
        ({"bilirubin": {"above": "3 mg/dL"}}, ("bilirubin=2 ULN",), ["the bilirubin in mg/dL"]),
        ({"dpyd": "normal"}, (), ["the DPYD"]),
        ({"narrative": "fever"}, (), ["somebody's judgement: fever"]),
        (
            {"any": [{"platelets": {"below": "50 10^9/L"}}, {"dpyd": "normal"}]},
            ("platelets=80 10^9/L",),
            ["the DPYD"],
        ),
        (
            {"child_pugh": "C"},
            FIVE[2:],
            ["the Child-Pugh class, or for it the bilirubin and albumin"],
        ),
    ],
)
def test_what_is_missing(condition: object, texts: tuple[str, ...], expected: list[str]) -> None:
    assert missing(condition, *texts) == expected


def test_what_decided_is_said_once() -> None:
    found = on(("platelets=80 10^9/L", "dpyd=normal"), START)
    both = {"any": [{"platelets": {"below": "50 10^9/L"}}, {"platelets": {"above": "90 10^9/L"}}]}
    condition = read_condition({**both, "dpyd": "normal", "albumin": {"from": "3 g/L"}})
    assert found.decided(condition) == "DPYD normal, platelets 80 10^9/L"


def test_what_no_condition_asks_for_is_of_no_use() -> None:
    found = tuple(read_finding(text) for text in (*FIVE, "creatinine=1 mg/dL", "dpyd=normal"))
    assert [one.name for one in unused(found, ["dpyd", "child_pugh"])] == ["creatinine"]
    left = [one.name for one in unused(found, ["creatinine_clearance", "inr"])]
    assert left == ["bilirubin", "albumin", "ascites", "encephalopathy", "dpyd"]


# Edges as cuts


def clause(**edges: str) -> Clause:
    return read_condition(
        {"platelets": {name: f"{n} 10^9/L" for name, n in edges.items()}}
    ).clauses[0]


def test_edges_are_cuts_below_or_above_their_number() -> None:
    infinite = float("inf")
    assert interval_of(clause(**{"from": "50"})) == ((50, 0), (infinite, 0))
    assert interval_of(clause(above="50")) == ((50, 1), (infinite, 0))
    assert interval_of(clause(to="50")) == ((-infinite, 0), (50, 1))
    assert interval_of(clause(below="50")) == ((-infinite, 0), (50, 0))
    assert interval_of(clause(**{"from": "50", "below": "75"})) == ((50, 0), (75, 0))


def test_what_two_intervals_share() -> None:
    assert shared(((1, 0), (5, 0)), ((3, 0), (9, 0))) == ((3, 0), (5, 0))
    assert shared(((3, 0), (9, 0)), ((1, 0), (5, 0))) == ((3, 0), (5, 0))
    # they meet at 5 and share nothing; with 5 in both they share it
    assert shared(((1, 0), (5, 0)), ((5, 0), (9, 0))) is None
    assert shared(((1, 0), (5, 1)), ((5, 0), (9, 0))) == ((5, 0), (5, 1))
    assert shared(((1, 0), (2, 0)), ((5, 0), (9, 0))) is None


@pytest.mark.parametrize(
    ("between", "words"),
    [
        (((50, 0), (75, 0)), "platelets from 50 10^9/L below 75 10^9/L"),
        (((50, 1), (75, 1)), "platelets above 50 10^9/L to 75 10^9/L"),
        (((50, 0), (50, 1)), "platelets 50 10^9/L"),
        (((50, 1), (float("inf"), 0)), "platelets above 50 10^9/L"),
        (((float("-inf"), 0), (75, 0)), "platelets below 75 10^9/L"),
    ],
)
def test_values_between_two_cuts_in_words(between: Any, words: str) -> None:
    assert span_in_words(between, [clause(below="50"), clause(**{"from": "75"})]) == words


def test_kinds_of_unit_are_counted_once() -> None:
    bilirubin = read_condition({"bilirubin": {"above": "1.5 ULN"}}).clauses[0]
    assert kinds_of([clause(below="50"), clause(above="75")]) == 1
    assert kinds_of([clause(below="50"), bilirubin]) == 2


# Words beside a plan


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([1], "cycle 1"),
        ([1, 2, 3], "cycles 1, 2 and 3"),
        ([2, 3, 4, 5], "cycles 2 to 5"),
        ([1, 2, 3, 5], "cycles 1, 2, 3 and 5"),
    ],
)
def test_cycles_in_words(numbers: list[int], words: str) -> None:
    assert wording.cycles(numbers) == words


def test_the_step_of_a_clearance_for_auc_is_a_finding() -> None:
    measures = Measures(clearances={"not stated": Step("clearance", 61.25, "mL/min")})
    patient = rc.Patient(sex="male", creatinine="1.2 mg/dL", creatinine_on="2026-11-30")
    values = KnownValues(
        patient, library.read_policy(library.path_of("reference", "policies")), measures, START
    )
    assert values.on(START, None).facts["clearance_for_auc"] == 61.25
    assert values.on(START, None).said["clearance_for_auc"] == (
        "clearance for AUC 61.3 mL/min (clearance) on 2026-11-30"
    )
    other = {**measures.clearances, "wright_2001_jaffe": Step("clearance", 70, "mL/min")}
    two = replace(values, measures=Measures(clearances=other), days={})
    assert "clearance_for_auc" not in two.on(START, None).facts


# The newest of a name


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 29), ""),
        (date(2026, 11, 30), "platelets 100 10^9/L on 2026-11-30"),
        # what has no day is of the start, 1 December
        (date(2026, 12, 1), "platelets 300 10^9/L"),
        (date(2026, 12, 4), "platelets 300 10^9/L"),
        (date(2026, 12, 5), "platelets 200 10^9/L on 2026-12-05"),
    ],
)
def test_the_newest_finding_of_a_name_is_the_last_that_is_not_after_the_day(
    day: date, expected: str
) -> None:
    texts = (
        "platelets=200 10^9/L, on 2026-12-05",
        "platelets=300 10^9/L",
        "platelets=100 10^9/L, on 2026-11-30",
        "haemoglobin=90 g/L, on 2026-11-20",
    )
    found = newest([read_finding(text) for text in texts], "platelets", START, day)
    assert ("" if found is None else str(found)) == expected


def test_a_creatinine_of_the_patient_is_of_its_own_day() -> None:
    patient = rc.Patient(creatinine="0.9 mg/dL", creatinine_on="2026-11-28")
    of_that_day = read_finding("creatinine=1.2 mg/dL, on 2026-11-28")
    (problem,) = given_twice([of_that_day], patient, START)
    assert problem.message == (
        "creatinine 0.9 mg/dL on 2026-11-28 and creatinine 1.2 mg/dL on 2026-11-28 are both given"
    )
    of_day_1 = read_finding("creatinine=1.2 mg/dL, on 2026-12-01")
    assert list(given_twice([of_day_1], patient, START)) == []
