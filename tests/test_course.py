"""A course of made-up lines, planned directly: what it records, and what stands in its way.

Cycles of 21 days begin on 1 December 2026. The adult has 180 cm and 80 kg: 2 m² by Mosteller.
"""

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from regimencalc import library
from regimencalc.changes import Change
from regimencalc.clock import Clock
from regimencalc.course import date_of, plan
from regimencalc.derivation import Step
from regimencalc.findings import read_finding
from regimencalc.history import History
from regimencalc.judgement import Answer, Verdict
from regimencalc.known_measures import Instead
from regimencalc.offers import Offer
from regimencalc.patient import Patient
from regimencalc.planned_course import Course
from regimencalc.policy import Policy
from regimencalc.problems import Place, Problem
from regimencalc.regimen import Regimen
from regimencalc.rules import Action
from regimencalc.timeline import Delay, Then
from regimencalc.units import Measure
from regimencalc.version import NOT_A_DEVICE
from regimencalc.yaml_source import read

DAY_1 = date(2026, 12, 1)
HEAD = """\
format: 1
id: made
name: Made
population: POPULATION
status: STATUS
sources: [{id: somebody, cite: "Somebody, 2020"}]
"""
CYCLE = "cycle: {length: 21 d, planned: 2}\n"
DATES = {"height_on": "2026-12-01", "weight_on": "2026-12-01"}
MAN = {"sex": "male", "age": "60 y", "height": "180 cm", "weight": "80 kg", **DATES}
FORMULARY = library.formulary()
FIX = "Look at the dose with care."
Said = tuple[str, str, str, str]


def made(
    *lines: str, head: str = CYCLE, population: str = "adult", status: str = "draft"
) -> Regimen:
    components = f"components: [{', '.join(f'{{{line}}}' for line in lines)}]\n" if lines else ""
    text = HEAD.replace("POPULATION", population).replace("STATUS", status) + head + components
    return Regimen.from_source(read(text.encode(), "made.yaml"))


def cisplatin(name: str = "a", more: str = "per_dose: 20 mg/m2, days: [1]") -> str:
    return f"id: {name}, drug: cisplatin, route: intravenous, infuse_over: 1 h, {more}"


def course(regimen: Regimen, given: dict[str, str] | None = None, **more: Any) -> Course:
    return plan(
        regimen,
        Patient(**(MAN if given is None else given)),
        more.pop("policy", library.shipped_policy("reference")),
        FORMULARY,
        start=DAY_1,
        version="1",
        **more,
    )


def said(found: Course, *codes: str) -> list[Said]:
    return [(p.code, str(p.place), p.message, p.fix) for p in found.problems if p.code in codes]


def errors(found: Course) -> list[Said]:
    return [(p.code, str(p.place), p.message, p.fix) for p in found.problems if p.is_error]


def amounts(found: Course) -> list[tuple[str, int, str]]:
    return [(one.component, one.cycle, str(one.dose)) for one in found.doses]


# What is planned


def test_a_course_has_its_doses_and_what_they_rest_on() -> None:
    regimen = made(cisplatin(), "id: b, event: surgery, days: [8]")
    found = course(regimen, cycles=2)
    # 20 × 2 = 40 mg
    assert amounts(found) == [("a", 1, "40 mg"), ("a", 2, "40 mg")]
    assert [(event.component, event.date) for event in found.events] == [
        ("b", date(2026, 12, 8)),
        ("b", date(2026, 12, 29)),
    ]
    assert (found.regimen, found.start, found.cycles, found.version) == (regimen, DAY_1, 2, "1")
    assert [*found.formulary] == ["cisplatin"]
    assert [turn.cycles for turn in found.turns] == [2]
    assert not found.is_refused
    assert dict(found.facts) == {
        "age": 60.0,
        "height": 180.0,
        "weight": 80.0,
        "bsa": 2.0,
        "bmi": pytest.approx(80 / 3.24),
    }
    assert [*found.distinct_doses()] == ["a"]
    assert [found.total("a", cycle) for cycle in (1, 2)] == [40, 40]
    assert [len(found.of_cycle(cycle)) for cycle in (1, 2, 3)] == [1, 1, 0]
    assert found.turn_of(2) is found.turns[0]
    assert course(regimen, cycles=1).cycles == 1


def test_a_line_with_several_doses_is_named_by_the_first_of_each() -> None:
    parts = "days: [2], parts: [{cycles: [1], per_dose: 20 mg}, {cycles: [2], per_dose: 10 mg}]"
    found = course(made(cisplatin("a", parts)))
    assert {name: str(dose) for name, dose in found.distinct_doses().items()} == {
        "a, from dose 1 (cycle 1 day 2)": "20 mg",
        "a, from dose 2 (cycle 2 day 2)": "10 mg",
    }


def test_the_turn_of_a_cycle_is_that_of_its_phase() -> None:
    line = cisplatin("LINE", "per_dose: 20 mg, days: [1]")
    head = "phases:\n" + "".join(
        f"  - {{id: {phase}, cycle: {{length: 7 d, planned: 2}}, "
        f"components: [{{{line.replace('LINE', name)}}}]}}\n"
        for phase, name in (("p", "a"), ("q", "b"))
    )
    found = course(made(head=head))
    assert found.cycles == 4
    assert [found.turn_of(cycle).phase for cycle in (1, 2, 3, 4)] == ["p", "p", "q", "q"]


def test_a_surface_of_a_comparison_gives_the_dose() -> None:
    found = course(made(cisplatin()), instead=Instead(surface="du_bois_1916"))
    by_du_bois = 0.007184 * 80**0.425 * 180**0.725
    assert found.doses[0].dose.value == pytest.approx(20 * by_du_bois, rel=1e-12)


def test_a_rounding_of_a_comparison_gives_the_dose() -> None:
    # 21 × 2 = 42 mg; the nearest band of cisplatin at 1 mg/mL is another number
    bands = library.shipped_policy("nhs-bands")
    line = made(cisplatin("a", "per_dose: 21 mg/m2, days: [1]"))
    plain = course(line)
    banded = course(line, instead=Instead(rounding=bands))
    assert str(plain.doses[0].dose) == "42 mg"
    assert str(banded.doses[0].dose) == str(course(line, policy=bands).doses[0].dose)
    assert banded.doses[0].dose.value != 42
    assert banded.policy.id == "reference"


def test_a_decision_is_in_force_and_marks_its_line() -> None:
    half = Change("a", Action("give", Measure(50.0, "%", "50 %")), from_cycle=2)
    found = course(made(cisplatin(), cisplatin("b")), changes=(half,))
    assert amounts(found) == [
        ("a", 1, "40 mg"),
        ("b", 1, "40 mg"),
        ("a", 2, "20 mg"),
        ("b", 2, "40 mg"),
    ]
    assert (found.is_changed("a"), found.is_changed("b")) == (True, False)
    assert found.changes == (half,)


def test_a_line_is_changed_by_a_choice_a_decision_or_a_level() -> None:
    levels = "levels: [{level: low, amounts: {a: 5 mg}}]\n"
    plain = course(made(cisplatin(), cisplatin("b"), head=levels + CYCLE))
    assert not plain.is_changed("a")
    for choose in ({"a": "5 mg"}, {"first.a": "5 mg"}, {"level": "low"}):
        chosen = replace(plain, choose=choose)
        assert (chosen.is_changed("a"), chosen.is_changed("b")) == (True, False)
    assert not replace(plain, choose={"level": "high"}).is_changed("a")
    moved = replace(plain, changes=(Change("level", Action("level", word="low")),))
    assert (moved.is_changed("a"), moved.is_changed("b")) == (True, True)


def test_a_course_may_be_refused_or_warned_of_afterwards() -> None:
    found = course(made(cisplatin(), "id: b, event: surgery, days: [8]"))
    error = Problem("RC601", "no", "Mend it.", Place(field="cycles"))
    warning = Problem("RC621", "many", "Look.", Place(field="cycles"))
    refused = found.refused([error])
    assert (refused.doses, refused.events, refused.judgements, refused.assessments) == ((),) * 4
    assert refused.problems == (error,)  # warnings of a plan that is none are gone
    assert refused.is_refused
    assert refused.refused([warning]).problems == (error, warning)
    warned = found.warned([warning])
    assert set(warned.problems) == {*found.problems, warning}
    assert (warned.doses, warned.is_refused) == (found.doses, False)
    # what was offered instead of doses that are none is gone too
    assert found.offering([Offer("r:a:1", "another")]).refused([error]).offers == ()


def test_a_cycle_is_provisional_until_something_else_is_known_of_it() -> None:
    found = course(made(cisplatin()))
    assert [found.state(cycle) for cycle in (1, 2)] == ["PROVISIONAL"] * 2
    kept = replace(found, states={1: "GIVEN", 2: "CONFIRMED"})
    assert [kept.state(cycle) for cycle in (1, 2, 3)] == ["GIVEN", "CONFIRMED", "PROVISIONAL"]


def test_the_date_of_a_day_of_a_cycle() -> None:
    assert date_of(DAY_1, 1, 1, 21) == DAY_1
    assert date_of(DAY_1, 3, 8, 21) == date(2027, 1, 19)  # 42 + 7 days
    assert date_of(DAY_1, 1, -1, 21) == date(2026, 11, 29)


# What stands in the way


def test_a_regimen_for_children_is_planned_for_nobody() -> None:
    expected = (
        "RC505",
        "",
        "made is for children; children's doses are not computed",
        "Choose a regimen for adults.",
    )
    for given in (MAN, {**MAN, "age": "17 y"}):
        found = course(made(cisplatin(), population="child"), given)
        assert (errors(found), found.doses) == ([expected], ())


def test_a_child_has_no_doses_and_an_unknown_age_is_not_assessed() -> None:
    found = course(made(cisplatin()), {**MAN, "age": "17 y"})
    assert [code for code, *_ in errors(found)] == ["RC505"]
    assert found.doses == ()
    nameless = {name: text for name, text in MAN.items() if name != "age"}
    found = course(made(cisplatin()), nameless)
    assert said(found, "RC524")[0] == (
        "RC524",
        "age",
        "NOT ASSESSED: no age is given, and only adults' doses are computed",
        "Give the age or the birth date.",
    )
    assert len(found.doses) == 2


def test_what_is_superseded_starts_no_new_course() -> None:
    old = made(cisplatin(), status="superseded\nsuperseded_by: newer")
    found = course(old)
    assert (errors(found), found.doses) == (
        [
            (
                "RC408",
                "made.yaml:5:9",
                "made is superseded by newer; it starts no new course",
                "Use newer.",
            )
        ],
        (),
    )
    text = (library.folder("policies") / "reference.yaml").read_text("utf-8")
    text = text.replace("id: reference\n", "id: own\n")
    text = text.replace("status: draft", "status: superseded\nsuperseded_by: newer")
    own = Policy.from_source(read(text.encode(), "own.yaml"))
    assert [message for _, _, message, _ in errors(course(made(cisplatin()), policy=own))] == [
        "own is superseded by newer; it starts no new course"
    ]


@pytest.mark.parametrize(
    ("condition", "given", "what", "field", "fix"),
    [
        ("{age: {from: 70 y}}", "age", "age", "age", "Give it."),
        ("{height: {from: 70 cm}}", "height", "height", "height", "Give it."),
        ("{bmi: {from: 25 kg/m2}}", "height", "bmi", "height", "Give it."),
        ("{narrative: fit, platelets: {from: 100 10^9/L}}", "", "platelets", "choose",
         "Such a condition belongs in 'only_if'."),
        ("{nadir_platelets: {from: 100 10^9/L}}", "", "nadir platelets", "choose",
         "Such a condition belongs in 'only_if'."),
    ],
)  # fmt: skip
def test_what_decides_between_doses_must_be_known(
    condition: str, given: str, what: str, field: str, fix: str
) -> None:
    body = {name: text for name, text in MAN.items() if name.removesuffix("_on") != given}
    line = cisplatin("a", f"per_dose: 20 mg, days: [1], when: {condition}")
    found = course(made(line), body)
    message = f"it cannot be decided which dose holds: that needs the {what}"
    assert ("RC502", field, message, fix) in errors(found)
    assert found.doses == ()


@pytest.mark.parametrize(("height", "given"), [("180 cm", "a"), ("179 cm", "b")])
def test_what_the_surface_decides_is_decided_where_no_dose_is_by_surface(
    height: str, given: str
) -> None:
    # √(180 × 80 ÷ 3600) = 2 m², and with 179 cm 1.994 m²
    body = {**MAN, "height": height}
    big, small = "per_dose: 20 mg, days: [1], when: {arm: big}", "per_dose: 10 mg, days: [1]"
    head = "choices: {arm: {big: {bsa: {from: 2 m2}}, small: otherwise}}\n"
    lines = (cisplatin("a", big), cisplatin("b", f"{small}, when: {{arm: small}}"))
    found = course(made(*lines, head=head + CYCLE), body, cycles=1)
    assert (errors(found), [one.component for one in found.doses]) == ([], [given])
    phases = "phases:\n" + "".join(
        f"  - {{id: {name}, when: {{bsa: {{{edge}: 2 m2}}}}, cycle: {{length: 7 d, planned: 1}}, "
        f"components: [{{{cisplatin(line, small)}}}]}}\n"
        for name, edge, line in (("p", "from", "a"), ("q", "below", "b"))
    )
    found = course(made(head=phases), body)
    assert (errors(found), [one.component for one in found.doses]) == ([], [given])


@pytest.mark.parametrize("condition", ["bsa: {from: 2 m2}", "height: {from: 150 cm}"])
def test_what_is_left_out_already_asks_for_nothing_more(condition: str) -> None:
    body = {name: text for name, text in MAN.items() if not name.startswith("height")}
    line, other = "per_dose: 20 mg, days: [1]", cisplatin("b", "per_dose: 10 mg, days: [1]")
    arms = "choices: {arm: [x, y]}\n"
    phases = (
        arms
        + "phases:\n"
        + "".join(
            f"  - {{id: {name}, when: {{arm: {arm}}}, cycle: {{length: 7 d, planned: 1}}, "
            f"components: [{{{of}}}]}}\n"
            for name, arm, of in (
                ("p", "x", cisplatin("a", f"{line}, when: {{{condition}}}")),
                ("q", "y", other),
            )
        )
    )
    # of a line for arm x, one part depends on the height
    parts = f"days: [1], when: {{arm: x}}, parts: [{{when: {{{condition}}}, per_dose: 20 mg}}]"
    for regimen in (made(head=phases), made(cisplatin("a", parts), other, head=arms + CYCLE)):
        found = course(regimen, body, choose={"arm": "y"})
        assert errors(found) == []
        assert {one.component for one in found.doses} == {"b"}
        assert errors(course(regimen, body, choose={"arm": "x"})) != []
    # another line that depends on it is still asked about
    asks = cisplatin("b", f"{line}, when: {{{condition}}}")
    regimen = made(cisplatin("a", parts), asks, head=arms + CYCLE)
    assert errors(course(regimen, body, choose={"arm": "y"})) != []


def test_what_a_later_answer_or_measure_makes_decide_must_be_known_then() -> None:
    # a is for arm y, and its dose depends on the height
    parts = (
        "parts: [{when: {height: {from: 150 cm}}, per_dose: 20 mg}, "
        "{when: {height: {below: 150 cm}}, per_dose: 10 mg}]"
    )
    regimen = made(
        cisplatin("a", f"days: [1], when: {{arm: y}}, {parts}"),
        cisplatin("b", "per_dose: 10 mg, days: [1]"),
        head="choices: {arm: [x, y]}\n" + CYCLE,
    )
    body = {name: text for name, text in MAN.items() if not name.startswith("height")}
    asked = [
        (
            "RC502",
            "height",
            "it cannot be decided which dose holds: that needs the height",
            "Give it.",
        )
    ]
    for first, arm, later, then, expected in (
        (body, "x", body, "y", asked),
        (body, "x", MAN, "y", []),
        (MAN, "y", body, "y", asked),
        (MAN, "y", body, "x", []),
        (body, "x", body, "x", []),
    ):
        period = Then(2, Patient(**later), {"arm": then})
        found = course(regimen, first, choose={"arm": arm}, then=(period,))
        assert errors(found) == expected
        assert bool(found.doses) is (not expected)


SERIES = "per_dose: 20 mg, starts: {day: 1}, every: 1 d, times: {from: 3, to: 9}"


def test_the_length_of_a_phase_and_the_number_of_its_doses_must_agree() -> None:
    regimen = made(cisplatin("a", SERIES), head="lasts: {from: 3 d, to: 9 d}\n")
    fits = course(regimen, choose={"lasts": "4 d", "a.times": "4"})
    assert (errors(fits), len(fits.doses)) == ([], 4)
    late = course(regimen, choose={"lasts": "4 d", "a.times": "6"})
    assert (errors(late), late.doses) == (
        [
            (
                "RC605",
                "choose",
                "'a' would go on to day 5 and beyond, but its phase is planned to last 4 d",
                "Choose a longer 'lasts', or fewer 'a.times'.",
            )
        ],
        (),
    )


def test_what_lies_outside_a_published_range_is_warned_of() -> None:
    # Calvert is for 33 to 136 mL/min; Cockcroft-Gault for adults up to 120 years
    line = "id: c, drug: carboplatin, kidney: not stated, per_dose: AUC 5, days: [1]"
    measured = {**MAN, "measured_gfr": "140 mL/min", "gfr_method": "iohexol"}
    measured["measured_gfr_on"] = "2026-12-01"
    found = course(made(f"{line}, route: intravenous, infuse_over: 1 h"), measured)
    assert said(found, "RC523") == [
        (
            "RC523",
            "measured_gfr",
            "a measured GFR of 140 mL/min is outside 33 to 136 mL/min, for which Calvert 1989, "
            "J Clin Oncol 7:1748 holds",
            FIX,
        )
    ]
    capped = {**MAN, "creatinine": "2.4 mg/dL", "creatinine_on": "2026-12-01", "age": "70 y"}
    # 70 × 80 ÷ (72 × 2.4) = 32.4 mL/min
    found = course(made(f"{line}, route: intravenous, infuse_over: 1 h"), capped)
    assert said(found, "RC523") == [
        (
            "RC523",
            "creatinine",
            "a GFR for Calvert of 32.4 mL/min is outside 33 to 136 mL/min, for which Calvert 1989, "
            "J Clin Oncol 7:1748 holds",
            FIX,
        )
    ]


def test_a_range_without_an_end_is_said_by_where_it_begins() -> None:
    # Devine holds from 60 inches, 152.4 cm
    line = (
        "id: d, drug: dacarbazine, per_dose: 2 mg/kg, weight: ideal, route: intravenous, days: [1]"
    )
    found = course(made(f"{line}, infuse_over: 1 h"), {**MAN, "height": "150 cm"})
    assert said(found, "RC523") == [
        (
            "RC523",
            "height",
            "a height of 150 cm is below 152.4 cm, from which Devine 1974, Drug Intell Clin Pharm "
            "8:650 holds",
            FIX,
        )
    ]
    assert said(course(made(f"{line}, infuse_over: 1 h")), "RC523") == []


def test_everything_that_is_undecided_is_asked_for() -> None:
    asks = "per_dose: 20 mg, days: [1], when: {narrative: fit, %s: {from: 100 10^9/L}}"
    lines = (cisplatin("a", asks % "platelets"), cisplatin("b", asks % "lymphocytes"))
    asked = [message.rpartition("the ")[2] for _, _, message, _ in errors(course(made(*lines)))]
    assert sorted(asked) == ["lymphocytes", "platelets"]
    body = {name: text for name, text in MAN.items() if not name.startswith("height")}
    by_surface = cisplatin("a", "per_dose: 20 mg, days: [1], when: {bsa: {from: 1 m2}}")
    assert {place for _, place, _, _ in errors(course(made(by_surface), body))} == {"height"}


def test_a_phase_that_the_weight_decides_asks_for_the_weight() -> None:
    line = cisplatin("a", "per_dose: 20 mg, days: [1]")
    phase = (
        "phases: [{id: p, when: {weight: {from: 50 kg}}, cycle: {length: 7 d, planned: 1}, "
        f"components: [{{{line}}}]}}]\n"
    )
    body = {name: text for name, text in MAN.items() if not name.startswith("weight")}
    message = "it cannot be decided which dose holds: that needs the weight"
    assert errors(course(made(head=phase), body)) == [("RC502", "weight", message, "Give it.")]


def test_an_age_is_that_of_day_1() -> None:
    young = {name: text for name, text in MAN.items() if name != "age"}
    found = course(made(cisplatin()), {**young, "birth_date": "2008-12-02"})
    assert [code for code, *_ in errors(found)] == ["RC505"]
    assert errors(course(made(cisplatin()), {**young, "birth_date": "2008-12-01"})) == []


def test_what_was_brought_to_a_course_stands_in_it_and_in_its_record() -> None:
    clock = Clock(time(9), ZoneInfo("Europe/Dublin"))
    history = History({"cisplatin": Measure(100.0, "mg", "100 mg")})
    found = course(made(cisplatin()), clock=clock, history=history, cycles=1)
    assert (found.clock, found.history) == (clock, history)
    assert found.doses[0].starts_at == datetime(2026, 12, 1, 9, tzinfo=clock.zone)
    record = found.to_dict()
    assert record["zone"] == "Europe/Dublin"
    assert (record["start"], record["cycles"], record["version"]) == ("2026-12-01", 1, "1")
    assert record["prior"] == history.to_dict()
    assert record["patient"]["body_surface_area"] == {"value": 2, "unit": "m2"}
    assert record["formulary"] == [{"id": "cisplatin", "sha256": FORMULARY["cisplatin"].sha256}]
    (dose,) = record["doses"]
    assert dose["dose"] == {"value": 40, "unit": "mg"}
    assert dose["derivation"]["what"] == found.doses[0].derivation.what
    assert course(made(cisplatin())).to_dict()["zone"] is None


def test_a_cycle_of_which_a_dose_is_withheld_has_no_total() -> None:
    held = Change("a", Action("hold"), from_cycle=2)
    twice = cisplatin("a", "profile: several-days, per_dose: 20 mg, days: [1, 8]")
    found = course(made(twice), changes=(held,))
    assert [found.total("a", cycle) for cycle in (1, 2)] == [40, None]
    assert [*found.distinct_doses()] == ["a"]


# What was found, chosen and decided, and what it comes to

RULED = (
    "choices: {arm: [x, y]}\n"
    "narrative: [Drink enough.]\n"
    "rules:\n"
    "  - {if: {platelets: {below: 50 10^9/L}}, do: hold, lines: [a]}\n"
    "  - {if: {arm: y}, do: hold, lines: [b]}\n"
)
FOUND = read_finding("platelets=49 10^9/L, on 2026-12-01")
SURGERY = "id: s, event: surgery, days: [8]"


def ruled(arm: str, **more: Any) -> Course:
    """Line a is of arm x, line b of arm y; one rule holds a, and one holds b for its arm."""
    lines = [
        cisplatin(name, f"per_dose: 20 mg/m2, days: [1], when: {{arm: {of}}}")
        for name, of in (("a", "x"), ("b", "y"))
    ]
    regimen = made(*lines, SURGERY, head=RULED + CYCLE)
    return course(regimen, choose={"arm": arm}, cycles=1, **more)


def test_what_was_found_and_chosen_decides_the_rules() -> None:
    held = ruled("x", findings=(FOUND,))
    assert amounts(held) == [("a", 1, "HELD")]
    assert [(one.ruling.name, one.outcome.value, one.lines) for one in held.assessments] == [
        ("platelets-below-50-hold", "fired", ("a",))
    ]
    assert held.findings == (FOUND,)
    assert ruled("x").findings == ()
    # of a line that is not given no rule is asked
    other = ruled("y", findings=(FOUND,))
    assert amounts(other) == [("b", 1, "HELD")]
    assert [(one.ruling.name, one.outcome.value) for one in other.assessments] == [
        ("arm-y-hold", "fired")
    ]


def test_the_record_of_a_course_has_each_thing_under_its_name() -> None:
    half = Change("b", Action("give", Measure(50.0, "%", "50 %")))
    offer = Offer("rule:a:1", "Another", why_not=("no",))
    found = ruled("x", findings=(FOUND,), changes=(half,)).offering([offer])
    assert found.offers == (offer,)
    record = found.to_dict()
    assert list(record) == [
        "regimen", "policy", "formulary", "version", "notice", "patient", "start", "cycles",
        "zone", "choose", "prior", "lifetimes", "findings", "changes", "doses", "events",
        "judgements", "offers", "rules", "problems",
    ]  # fmt: skip
    policy = library.shipped_policy("reference")
    assert record["regimen"] == {
        "id": "made",
        "sha256": found.regimen.sha256,
        "status": "draft",
        "verified": True,
        "narrative": ["Drink enough."],
    }
    assert record["policy"] == {"id": "reference", "sha256": policy.sha256, "status": "draft"}
    assert record["notice"] == NOT_A_DEVICE
    assert record["choose"] == {"arm": "x"}
    for name, values in (
        ("findings", found.findings),
        ("changes", found.changes),
        ("events", found.events),
        ("judgements", found.judgements),
        ("offers", found.offers),
        ("rules", found.assessments),
        ("problems", found.problems),
    ):
        assert values, name
        assert record[name] == [one.to_dict() for one in values], name
    # 80 ÷ 1.8² = 24.69
    assert record["patient"] == {
        **found.patient.to_dict(),
        "body_surface_area": {"value": 2, "unit": "m2"},
        "body_mass_index": {"value": pytest.approx(80 / 3.24), "unit": "kg/m2"},
    }
    (dose,) = record["doses"]
    assert (dose["withheld"]["word"], dose["preparation"]) == ("HELD", None)
    assert [*dose["judgements"]] == ["platelets-below-50-hold:a:1"]


def test_the_record_of_a_dose_has_its_preparation_and_the_clearance_it_was_found_by() -> None:
    line = "id: c, drug: carboplatin, kidney: not stated, per_dose: AUC 5, days: [1]"
    measured = {**MAN, "measured_gfr": "75 mL/min", "gfr_method": "iohexol"}
    found = course(made(f"{line}, route: intravenous, infuse_over: 1 h"), measured, cycles=1)
    record = found.to_dict()
    assert record["patient"]["clearance_for_auc"] == {"value": 75, "unit": "mL/min"}
    assert "clearances_for_auc" not in record["patient"]
    steps = {"a": Step("GFR", 75, "mL/min"), "b": Step("GFR", 90, "mL/min")}
    several = replace(found, measures=replace(found.measures, clearances=steps)).to_dict()
    assert "clearance_for_auc" not in several["patient"]
    assert several["patient"]["clearances_for_auc"] == {
        "a": {"value": 75, "unit": "mL/min"},
        "b": {"value": 90, "unit": "mL/min"},
    }
    # 5 × (75 + 25) = 500 mg: 450 + 50
    vials = record["doses"][0]["preparation"]["vials"]
    assert [(vial["number"], vial["holds"]) for vial in vials] == [(1, 450), (1, 50)]


def test_a_lifetime_counts_what_was_given_before_and_is_not_said_of_a_dose_without_a_number() -> (
    None
):
    # 20 mg/m2 more are 310: a notice is given above 300
    history = History({"cisplatin": Measure(290.0, "mg/m2", "290 mg/m2")})
    found = course(made(cisplatin()), history=history, cycles=1)
    assert [one.value for one in found.judgements if one.problem.code == "RC731"] == ["310 mg/m2"]
    (words,) = found.lifetime_words()
    assert "before 290 mg/m2, this course 20 mg/m2, 310 mg/m2 in all" in words
    assert [one["course"] for one in found.to_dict()["lifetimes"]] == [20]
    held = ruled("x", findings=(FOUND,))
    assert (list(held.lifetime_words()), held.to_dict()["lifetimes"]) == ([], [])
    refused = held.refused([Problem("RC601", "no", "Mend it.")])
    assert (refused.judgements, refused.assessments, refused.events) == ((), (), ())


def numbers(found: Course, dimension: str) -> dict[str, float]:
    """What a dose was held against limits as, by unit."""
    assert found.checks
    return {
        one.words.partition(" ")[2]: one.number
        for one in found.checks
        if one.rail.dimension == dimension
    }


def test_a_flat_dose_is_held_against_limits_by_surface_and_by_weight() -> None:
    # 800 mg for 2 m² and 80 kg
    line = "id: c, drug: cyclophosphamide, route: intravenous, per_dose: 800 mg, days: [1]"
    regimen = made(f"{line}, infuse_over: 1 h")
    assert numbers(course(regimen), "per_dose") == {"mg/m2": 400, "mg/kg": 10}
    # without a weight there is neither; it is planned, and says what is not assessed
    light = {name: text for name, text in MAN.items() if not name.startswith("weight")}
    found = course(regimen, light)
    assert (errors(found), len(found.doses)) == ([], 2)
    assert [one for one in found.checks if one.rail.dimension == "per_dose"] == []


def test_a_dose_is_held_against_limits_by_the_surface_that_it_was_found_by() -> None:
    # 20 mg/m² are 20 mg/m² of the surface by Du Bois, though it is not 2 m²
    found = course(made(cisplatin()), instead=Instead(surface="du_bois_1916"))
    assert numbers(found, "per_dose")["mg/m2"] == pytest.approx(20, rel=1e-12)


def test_of_several_doses_each_is_looked_at_for_its_range() -> None:
    measured = {**MAN, "measured_gfr": "140 mL/min", "gfr_method": "iohexol"}
    line = "id: c, drug: carboplatin, kidney: not stated, per_dose: AUC 5, days: [1]"
    outside = f"{line}, route: intravenous, infuse_over: 1 h"
    for lines in ((outside, cisplatin()), (cisplatin(), outside)):
        assert len(said(course(made(*lines), measured), "RC523")) == 1


# What is asked and what is not


def test_what_an_answer_leaves_out_asks_for_no_measure() -> None:
    by_surface = cisplatin("a", "per_dose: 20 mg/m2, days: [1], when: {arm: x}")
    flat = cisplatin("b", "per_dose: 20 mg, days: [1], when: {arm: y}")
    regimen = made(by_surface, flat, head="choices: {arm: [x, y]}\n" + CYCLE)
    nobody_measured = {"sex": "male", "age": "60 y"}
    assert errors(course(regimen, nobody_measured, choose={"arm": "y"})) == []
    assert errors(course(regimen, nobody_measured, choose={"arm": "x"})) != []


def test_nothing_is_placed_of_a_course_that_is_refused_and_its_decisions_are_kept() -> None:
    # six doses would outlast the four days of the phase; of a child it is not said
    regimen = made(cisplatin("a", SERIES), head="lasts: {from: 3 d, to: 9 d}\n")
    hold = Change("a", Action("hold"))
    found = course(
        regimen, {**MAN, "age": "17 y"}, choose={"lasts": "4 d", "a.times": "6"}, changes=(hold,)
    )
    assert [code for code, *_ in errors(found)] == ["RC505"]
    assert found.changes == (hold,)


def test_a_decision_for_a_cycle_that_is_not_planned_is_refused() -> None:
    late = Change("a", Action("hold"), from_cycle=3)
    assert errors(course(made(cisplatin()), changes=(late,))) == [
        (
            "RC604",
            "give",
            "cycle 3 is not planned: there are 2",
            "Write a cycle of this course, or plan more of them.",
        )
    ]
    assert errors(course(made(cisplatin()), changes=(replace(late, from_cycle=2),))) == []


def test_a_decision_from_a_day_that_no_cycle_has_is_refused() -> None:
    # a cycle has 21 days
    late = Change("a", Action("hold"), from_day=22)
    found = errors(course(made(cisplatin()), changes=(late,)))
    assert [(code, field) for code, field, *_ in found] == [("RC604", "give")]
    on_21 = course(made(cisplatin()), changes=(replace(late, from_day=21),))
    assert errors(on_21) == []


def test_a_decision_that_touches_no_dose_is_said_where_there_are_doses() -> None:
    # from cycle 2 on a is not given
    once = made(cisplatin("a", "per_dose: 20 mg/m2, days: [1], cycles: [1]"), cisplatin("b"))
    hold = Change("a", Action("hold"), from_cycle=2)
    (nothing,) = said(course(once, changes=(hold,)), "RC627")
    assert nothing[2].startswith("a: hold from cycle 2 touches no dose")
    assert said(course(once, changes=(replace(hold, from_cycle=1),)), "RC627") == []
    # of a child nothing is placed, and nothing said of what is not
    assert said(course(once, {**MAN, "age": "17 y"}, changes=(hold,)), "RC627") == []


def test_a_course_is_open_until_what_takes_a_dose_away_is_answered() -> None:
    rule = "rules: [{if: {platelets: {below: 50 10^9/L}}, do: hold, lines: [a]}]\n"
    regimen = made(cisplatin(), head=CYCLE + rule)
    low = read_finding("platelets=40 10^9/L, on 2026-12-01")
    held = course(regimen, findings=(low,))
    assert held.is_open
    (one,) = held.judgements
    answer = Answer(one.key, Verdict.DECLINED, "seen")
    assert not course(regimen, findings=(low,), answers=(answer,)).is_open
    assert not course(regimen).is_open


def test_the_length_of_a_phase_is_chosen_by_its_name() -> None:
    line = cisplatin("a", SERIES)
    head = f"phases: [{{id: p, lasts: {{from: 3 d, to: 9 d}}, components: [{{{line}}}]}}]\n"
    late = course(made(head=head), choose={"p.lasts": "4 d", "p.a.times": "6"})
    assert [fix for *_, fix in errors(late)] == ["Choose a longer 'p.lasts', or fewer 'a.times'."]


# What holds from a later cycle on

LIGHT = {**MAN, "weight": "64 kg"}
BY_BIRTH = {**{name: text for name, text in MAN.items() if name != "age"},
            "birth_date": "1966-12-01"}  # fmt: skip


def then(cycle: int, given: dict[str, str], arm: str = "") -> Then:
    return Then(cycle, Patient(**given), {"arm": arm} if arm else {})


def test_a_period_begins_with_its_cycle_as_that_was_moved() -> None:
    head = "phases:\n" + "".join(
        f"  - {{id: {phase}, cycle: {{length: {days} d, planned: 2}}, "
        f"components: [{{{cisplatin(line, 'per_dose: 20 mg, days: [1]')}}}]}}\n"
        for phase, days, line in (("p", 7, "a"), ("q", 21, "b"))
    )
    periods = tuple(then(cycle, LIGHT) for cycle in (1, 2, 3, 4))
    # cycles of 7, 7, 21 and 21 days; the fourth is 3 days late, and its day 8 a day more
    found = course(made(head=head), then=periods, delays=(Delay(4, 3), Delay(4, 1, day=8)))
    assert [(one.from_cycle, (one.since - DAY_1).days) for one in found.timeline.periods] == [
        (1, 0),
        (2, 7),
        (3, 14),
        (4, 38),
    ]
    # of a course without cycles there is nothing but its first day
    none = course(
        made(cisplatin(), head="cycle: {length: 21 d, planned: not stated}\n"), then=periods[:1]
    )
    assert [code for code, *_ in errors(none)] == ["RC601"]
    assert [one.since for one in none.timeline.periods] == [DAY_1]


def test_a_flat_dose_is_held_against_limits_by_the_body_of_its_cycle() -> None:
    # 800 mg for 2 m² and 80 kg, then for √(180 × 64 ÷ 3600) = 1.78885 m² and 64 kg
    line = "id: c, drug: cyclophosphamide, route: intravenous, per_dose: 800 mg, days: [1]"
    regimen = made(f"{line}, infuse_over: 1 h")
    found = course(regimen, then=(then(2, LIGHT),))
    numbers = [one.number for one in found.checks if one.rail.dimension == "per_dose"]
    assert sorted(numbers) == pytest.approx([10, 12.5, 400, 800 / (180 * 64 / 3600) ** 0.5])
    # one who is not weighed any more gets it too, and nothing is held against a limit then
    unweighed = {name: text for name, text in MAN.items() if not name.startswith("weight")}
    found = course(regimen, then=(then(2, unweighed),))
    assert (errors(found), len(found.doses)) == ([], 2)


def test_a_later_dose_is_found_by_the_formula_that_is_compared_and_held_against_its_surface() -> (
    None
):
    du_bois = 0.007184 * 64**0.425 * 180**0.725
    found = course(made(cisplatin()), instead=Instead(surface="du_bois_1916"),
                   then=(then(2, LIGHT),))  # fmt: skip
    assert found.doses[1].dose.value == pytest.approx(20 * du_bois, rel=1e-12)
    per_dose = [one.number for one in found.checks if one.rail.dimension == "per_dose"]
    assert per_dose == pytest.approx([20] * len(per_dose), rel=1e-12)


def test_a_later_age_is_counted_to_the_first_day_of_the_course() -> None:
    # 60 on 1 December: 80 × 80 ÷ 72 = 88.889 mL/min, and 5 × 113.889 = 569.4 mg
    line = "id: c, drug: carboplatin, kidney: not stated, per_dose: AUC 5, days: [1]"
    known = {**BY_BIRTH, "creatinine": "1 mg/dL"}
    whole = f"{line}, route: intravenous, infuse_over: 1 h, when: {{age: {{from: 60 y}}}}"
    found = course(made(whole), {**MAN, "creatinine": "1 mg/dL"}, then=(then(2, known),))
    assert [str(one.dose) for one in found.doses] == ["569.4 mg", "569.4 mg"]


def test_a_later_answer_asks_for_no_measure_of_what_it_leaves_out() -> None:
    by_surface = cisplatin("a", "per_dose: 20 mg/m2, days: [1], when: {arm: x}")
    flat = cisplatin("b", "per_dose: 20 mg, days: [1], when: {arm: y}")
    regimen = made(by_surface, flat, head="choices: {arm: [x, y]}\n" + CYCLE)
    nobody = {"sex": "male", "age": "60 y"}
    fits = course(regimen, choose={"arm": "x"}, then=(then(2, nobody, "y"),))
    assert (errors(fits), amounts(fits)) == ([], [("a", 1, "40 mg"), ("b", 2, "20 mg")])
    # what one period lacks is not forgiven by the next
    lacks = course(regimen, choose={"arm": "x"}, then=(then(1, nobody), then(2, MAN)))
    assert {code for code, *_ in errors(lacks)} == {"RC502"}


def test_a_rule_looks_at_the_weight_of_its_cycle() -> None:
    rule = "rules: [{if: {weight: {below: 70 kg}}, do: hold, lines: [a]}]\n"
    found = course(made(cisplatin(), head=rule + CYCLE), then=(then(2, LIGHT),))
    assert amounts(found) == [("a", 1, "40 mg"), ("a", 2, "HELD")]


def test_two_creatinines_of_day_1_are_one_too_many() -> None:
    given = {**MAN, "creatinine": "1 mg/dL"}
    again = read_finding("creatinine=2 mg/dL, on 2026-12-01")
    assert [code for code, *_ in errors(course(made(cisplatin()), given, findings=(again,)))] == [
        "RC503"
    ]
    other = read_finding("creatinine=2 mg/dL, on 2026-11-30")
    assert errors(course(made(cisplatin()), given, findings=(other,))) == []


def test_what_the_policys_formula_would_give_is_reduced_as_the_dose_is() -> None:
    # by Jelliffe (98 − 16 × 40 ÷ 20) = 66 × 2 ÷ 1.73 = 76.30 mL/min: 5 × 101.30 = 506.5 mg, and by
    # Cockcroft-Gault 5 × 113.889 = 569.4 mg; 75 % of them are 379.9 and 427.1 mg
    line = "id: c, drug: carboplatin, kidney: jelliffe_1973, per_dose: AUC 5, days: [1]"
    rule = "rules: [{if: {age: {from: 60 y}}, do: {give: 75 %}, lines: [c]}]\n"
    regimen = made(f"{line}, route: intravenous, infuse_over: 1 h", head=rule + CYCLE)
    given = {**MAN, "creatinine": "1 mg/dL"}
    plain = course(regimen, given, cycles=1)
    (proposed,) = (one for one in plain.judgements if one.proposes is not None)
    accepted = Answer(proposed.key, Verdict.ACCEPTED, "as ruled", proposed.value)
    reduced = course(regimen, given, cycles=1, answers=(accepted,))
    for found, dose, other in ((plain, "506.5 mg", "569.4 mg"), (reduced, "379.9 mg", "427.1 mg")):
        ((_, _, message, _),) = said(found, "RC525")
        assert f"which gives {dose}, the dose; by cockcroft_gault_1976 of the policy" in message
        assert message.endswith(f"it would be {other}")


def test_what_the_policys_formula_would_give_is_for_the_age_on_day_1() -> None:
    # 60 on 1 December: by Cockcroft-Gault 80 × 80 ÷ 72 = 88.889 mL/min, and 5 × 113.889 = 569.4 mg
    line = "id: c, drug: carboplatin, kidney: jelliffe_1973, per_dose: AUC 5, days: [1]"
    regimen = made(f"{line}, route: intravenous, infuse_over: 1 h")
    found = course(regimen, {**BY_BIRTH, "creatinine": "1 mg/dL"}, cycles=1)
    ((_, _, message, _),) = said(found, "RC525")
    assert message.endswith("it would be 569.4 mg")
