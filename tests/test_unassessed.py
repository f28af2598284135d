"""What could not be judged for want of a value is said; so is a value that decides nothing.

Cycles of 21 days begin on 1 December 2026; values without a day are of that day, and count 7 days.
"""

import pytest
from test_givings import DAY_1, FORMULARY
from test_judging import LOW, MAN, OF_MAN, etoposide, judged, ruled

from regimencalc import library
from regimencalc.choosing import Chosen
from regimencalc.findings import read_finding
from regimencalc.givings import givings
from regimencalc.known_values import KnownValues
from regimencalc.phases import turns
from regimencalc.problems import Place, Problem
from regimencalc.regimen import Regimen
from regimencalc.setting import Setting
from regimencalc.unassessed import rule_problems

VALUE = Place(field="value")
FOUR = "cycle: {length: 21 d, planned: 4}\n"
HOLD = "{if: {platelets: {below: 50 10^9/L}}, do: hold, lines: [b, a]}"
LINES = (etoposide(), etoposide("b", more="days: [8]"))
CAPECITABINE = "id: c, drug: capecitabine, route: oral, per_dose: 1500 mg, days: [1]"


def problems(of: Regimen, *values: str) -> list[Problem]:
    how = library.shipped_policy("reference")
    setting = Setting(of, FORMULARY, OF_MAN, how, Chosen(), None)
    findings = tuple(read_finding(value) for value in values)
    known = KnownValues(MAN, how, OF_MAN, DAY_1, findings)
    planned, _ = turns(of, Chosen(), None)
    given = givings(planned, Chosen(), DAY_1)
    return list(rule_problems(given, setting, judged(of, *values).assessments, known))


def test_a_rule_that_lacks_a_value_is_not_assessed_in_all_its_cycles_at_once() -> None:
    assert problems(ruled(*LINES, rules=[HOLD], head=FOUR)) == [
        Problem(
            "RC761",
            "NOT ASSESSED: platelets-below-50-hold (a and b, cycles 1 to 4) needs the platelets",
            "Give it as a value, or judge yourself: if platelets below 50 10^9/L: hold.",
            VALUE,
        )
    ]


def test_cycles_that_lack_something_else_are_said_for_themselves() -> None:
    # from the second cycle on the count of day 1 is too old
    (one,) = problems(ruled(*LINES, rules=[HOLD], head=FOUR), f"{LOW}, on 2026-12-01")
    assert one.message == (
        "NOT ASSESSED: platelets-below-50-hold (a and b, cycles 2, 3 and 4) needs a newer "
        "platelets: that of 2026-12-01 counts for 7 d"
    )
    # a later one is too late for the first cycle
    first, second = problems(ruled(*LINES, rules=[HOLD]), f"{LOW}, on 2026-12-10")
    assert "cycle 1) needs an earlier platelets: the first is of 2026-12-10" in first.message
    assert "cycle 2) needs a newer platelets: that of 2026-12-10 counts" in second.message


def test_a_criterion_of_every_line_says_so_and_all_that_it_lacks() -> None:
    needs = "{platelets: {from: 100 10^9/L}, neutrophils: {from: 1.5 10^9/L}}"
    (one,) = problems(ruled(*LINES, head=f"{FOUR}start_if: [{{needs: {needs}}}]\n"))
    assert one.message == (
        "NOT ASSESSED: start-platelets-neutrophils (all lines, cycles 1 to 4) needs the platelets "
        "and the neutrophils"
    )


def test_each_rule_that_is_not_assessed_is_said() -> None:
    rules = [HOLD, HOLD.replace("hold", "omit")]
    found = problems(ruled(*LINES, rules=rules))
    assert [one.message.split()[2] for one in found] == [
        "platelets-below-50-hold",
        "platelets-below-50-omit",
    ]


@pytest.mark.parametrize("value", ["platelets=40 10^9/L", "platelets=50 10^9/L"])
def test_a_rule_that_was_assessed_is_not_said(value: str) -> None:
    of = ruled(etoposide("a", more="days: [1], cycles: [1]"), rules=[HOLD])
    assert problems(of, value) == []


@pytest.mark.parametrize(
    ("condition", "way"),
    [
        ("platelets: {below: 50 10^9/L}", "it as a value"),
        (
            "creatinine_clearance: {below: 15 mL/min}",
            'the creatinine, as a value: "creatinine=…, on …"',
        ),
        (
            "clearance_for_auc: {to: 20 mL/min}",
            "the creatinine or the GFR of that day as a measure of the patient, from that cycle on",
        ),
        (
            "measured_gfr: {below: 50 mL/min}",
            "the measured GFR with its method and day as a measure of the patient, from that cycle "
            "on",
        ),
        (
            "egfr: {below: 50 mL/min}",
            "the estimated GFR with its equation and day as a measure of the patient, from that "
            "cycle on",
        ),
        (
            "any: [{platelets: {below: 50 10^9/L}}, {creatinine_clearance: {below: 15 mL/min}}]",
            'it as a value and the creatinine, as a value: "creatinine=…, on …"',
        ),
    ],
)
def test_what_cannot_be_entered_as_a_value_is_asked_for_as_it_can(condition: str, way: str) -> None:
    of = ruled(
        etoposide("a", more="days: [1], cycles: [1]"),
        rules=[f"{{if: {{{condition}}}, do: hold, lines: [a]}}"],
    )
    (one,) = problems(of)
    assert one.fix.startswith(f"Give {way}, or judge yourself: if ")


# Tests that a drug requires


def test_a_test_that_must_be_known_before_a_drug_is_asked_for() -> None:
    assert problems(ruled(CAPECITABINE)) == [
        Problem(
            "RC762",
            "NOT ASSESSED: before capecitabine is given, it needs the DPYD",
            'Give it as a value: "dpyd=…".',
            VALUE,
        )
    ]


def test_a_test_that_is_known_is_not_asked_for_and_decides_something() -> None:
    assert problems(ruled(CAPECITABINE), "dpyd=normal") == []


def test_a_test_that_is_made_after_the_first_day_is_not_known_on_it() -> None:
    (one,) = problems(ruled(CAPECITABINE), "dpyd=normal, on 2026-12-05")
    assert one.message == (
        "NOT ASSESSED: before capecitabine is given in cycle 1, it needs an earlier DPYD: the "
        "first is of 2026-12-05"
    )


# Values that decide nothing


@pytest.mark.parametrize(
    ("of", "asked"),
    [
        ("nothing", "nothing"),
        ("rules", "neutrophils, platelets"),
        ("drug", "dpyd"),
    ],
)
def test_a_value_that_no_rule_asks_for_is_said_with_what_is_asked(of: str, asked: str) -> None:
    once = etoposide("a", more="days: [1], cycles: [1]")
    rules = ["{if: {platelets: {below: 50 10^9/L}, neutrophils: {below: 1 10^9/L}}, do: hold}"]
    regimens = {
        "nothing": ruled(once),
        "rules": ruled(once, rules=rules),
        "drug": ruled(CAPECITABINE),
    }
    found = problems(regimens[of], "haemoglobin=90 g/L, on 2026-12-02", "platelets=60 10^9/L")
    said = [one for one in found if one.code == "RC766" and "haemoglobin" in one.message]
    assert said == [
        Problem(
            "RC766",
            "haemoglobin 90 g/L on 2026-12-02 decides nothing: no rule of made asks for it",
            f"Leave it out, or look at what is asked: {asked}.",
            VALUE,
        )
    ]
    of_platelets = [one for one in found if one.code == "RC766" and "platelets" in one.message]
    assert len(of_platelets) == (0 if of == "rules" else 1)


# A creatinine that cannot be


def test_a_creatinine_beyond_what_is_possible_is_refused_as_a_value() -> None:
    rule = "{if: {creatinine_clearance: {below: 15 mL/min}}, do: hold, lines: [a]}"
    of = ruled(etoposide("a", more="days: [1], cycles: [1]"), rules=[rule])
    found = problems(of, "creatinine=80 mg/dL")
    assert [(one.code, one.place) for one in found if one.is_error] == [("RC501", VALUE)]
    assert "creatinine" in found[-1].message
    # a usual one is none, and neither is a multiple of the laboratory's limit or another value
    for value in ("creatinine=1 mg/dL", "bilirubin=80 mg/dL, on 2026-12-01"):
        assert not [one for one in problems(of, value) if one.is_error]
