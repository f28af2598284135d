"""Every planned dose is judged by the bounds of its drug: what is unusual warns, a limit refuses.

Numbers are typed from the rows, or worked out beside the test. The adult of the tests is 180 cm and
64.8 kg: √(180 × 64.8 ÷ 3600) = √3.24 = 1.8 m².
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import regimencalc as rc
from regimencalc import library
from regimencalc.bounds import AMOUNTS, Guardrail, guardrails_of, is_above
from regimencalc.changes import Change
from regimencalc.cli import main
from regimencalc.formulary import Limit, Usual
from regimencalc.guardrail_words import CODES
from regimencalc.planned_course import Course
from regimencalc.planning import course_or_problems
from regimencalc.problems import CATALOGUE, Refused
from regimencalc.ranges import Amount
from regimencalc.rules import Action
from regimencalc.unit_reader import read_measure
from regimencalc.units import UNITS, Kind, Measure
from regimencalc.withheld import Withheld

SLIPS = Path(__file__).parent / "slips"
ADULT = {"sex": "male", "age": "60 y", "height": "180 cm", "weight": "64.8 kg"}
LIFETIMES = ("bleomycin", "carmustine", "cisplatin", "doxorubicin", "lomustine", "oxaliplatin")
NOTHING_BEFORE = {**dict.fromkeys(LIFETIMES, "0"), "chest-radiotherapy": "no"}
BODY = ["--sex=male", "--age=60 y", "--height=180 cm", "--weight=64.8 kg", "--start=2026-12-01"]

ENTRY = """format: 1
id: test-drug
name: test drug
tall_man: TEST drug
status: draft
sources:
  - {id: label, cite: "Label of a test drug, 2020"}
amounts: [mg, mg/m2, mg/kg]
routes: [intravenous, oral]
"""
REGIMEN = """format: 1
id: tested
name: "Tested"
population: adult
status: draft
sources: [{id: s, cite: "Made up for a test"}]
"""


def planned(
    folder: Path,
    rows: str,
    lines: str,
    *,
    cycle: str = "{length: 21 d, planned: 1}",
    patient: dict[str, str] | None = None,
    **more: Any,
) -> Course:
    """A course of a made-up drug with these rows; built-in drugs may stand beside it."""
    (folder / "formulary").mkdir(exist_ok=True)
    (folder / "formulary" / "test-drug.yaml").write_text(ENTRY + rows, "utf-8")
    path = folder / "tested.yaml"
    path.write_text(f"{REGIMEN}cycle: {cycle}\ncomponents:\n{lines}", "utf-8")
    library._formulary.cache_clear()
    with library.looking_in(folder):
        return course_or_problems(
            rc.load_regimen(path),
            rc.Patient(**(ADULT if patient is None else patient)),
            start="2026-12-01",
            **more,
        )


def line(amount: str, days: str = "[1]", *, more: str = "", route: str = "oral") -> str:
    extra = f", {more}" if more else ""
    name = "test-drug"
    return f"  - {{id: {name}, drug: {name}, {amount}, route: {route}, days: {days}{extra}}}\n"


def codes(course: Course) -> list[str]:
    assert not course.is_refused, course.problems
    return sorted({judgement.problem.code for judgement in course.judgements})


# Edges of every dimension


ROWS = """usual:
  - {route: oral, per_dose: {from: 50 mg/m2, to: 100 mg/m2}, source: label}
  - {route: oral, per_day: {from: 60 mg/m2, to: 150 mg/m2}, source: label}
  - {route: oral, per_cycle: {from: 70 mg/m2, to: 200 mg/m2}, source: label}
  - {route: oral, interval: {from: 3 d}, days_per_cycle: {to: 4}, source: label}
  - {route: oral, between_cycles: {from: 14 d}, source: label}
  - {route: intravenous, infuse_over: {from: 30 min, to: 120 min}, source: label}
limits:
  - {route: oral, per_dose: {from: 11 mg/m2, to: 120 mg/m2}, source: label}
  - {route: oral, per_day: {from: 12 mg/m2, to: 180 mg/m2}, source: label}
  - {route: oral, per_cycle: {from: 13 mg/m2, to: 240 mg/m2}, source: label}
  - {route: oral, interval: {from: 2 d}, days_per_cycle: {to: 5}, source: label}
  - {route: oral, between_cycles: {from: 7 d}, source: label}
  - {route: intravenous, infuse_over: {from: 20 min, to: 240 min}, source: label}
  - {route: intravenous, per_hour: {to: 110 mg/m2}, source: label}
"""


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("119.999", ["RC721"]),
        ("120", ["RC721"]),
        ("120.001", ["RC701"]),
        ("99.999", []),
        ("100", []),
        ("100.001", ["RC721"]),
        ("70", []),
        ("69.999", ["RC723"]),
        ("60", ["RC723"]),
        ("59.999", ["RC722", "RC723"]),
        ("50", ["RC722", "RC723"]),
        ("49.999", ["RC721", "RC722", "RC723"]),
        ("13", ["RC721", "RC722", "RC723"]),
        ("12.999", ["RC703", "RC721", "RC722"]),
        ("12", ["RC703", "RC721", "RC722"]),
        ("11.999", ["RC702", "RC703", "RC721"]),
        ("11", ["RC702", "RC703", "RC721"]),
        ("10.999", ["RC701", "RC702", "RC703"]),
    ],
)
def test_the_edges_of_a_dose(tmp_path: Path, amount: str, expected: list[str]) -> None:
    assert codes(planned(tmp_path, ROWS, line(f"per_dose: {amount} mg/m2"))) == expected


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        # two doses a day
        ("75", []),
        ("75.001", ["RC722"]),
        ("90", ["RC722"]),
        ("90.001", ["RC702"]),
    ],
)
def test_the_edges_of_a_day(tmp_path: Path, amount: str, expected: list[str]) -> None:
    lines = line(f"per_dose: {amount} mg/m2", more="doses_per_day: 2")
    assert codes(planned(tmp_path, ROWS, lines)) == expected


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        # on two days: at most 200 and 240 a cycle; a day has at most 100 of 150
        ("100", []),
        ("100.001", ["RC721", "RC723"]),
        ("120", ["RC721", "RC723"]),
        ("120.001", ["RC701", "RC703"]),
    ],
)
def test_the_edges_of_a_cycle(tmp_path: Path, amount: str, expected: list[str]) -> None:
    assert codes(planned(tmp_path, ROWS, line(f"per_dose: {amount} mg/m2", "[1, 4]"))) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ("[1, 4]", []),
        ("[1, 3]", ["RC726"]),
        ("[1, 2]", ["RC706"]),
        ("[1, 4, 7, 10]", []),
        ("[1, 4, 7, 10, 13]", ["RC727"]),
        ("[1, 4, 7, 10, 13, 16]", ["RC707"]),
    ],
)
def test_the_edges_of_interval_and_days(tmp_path: Path, days: str, expected: list[str]) -> None:
    rows = ROWS.replace("to: 200 mg/m2", "to: 2000 mg/m2").replace("240 mg/m2", "2400 mg/m2")
    assert codes(planned(tmp_path, rows, line("per_dose: 70 mg/m2", days))) == expected


@pytest.mark.parametrize(
    ("length", "expected"), [(14, []), (13, ["RC726"]), (7, ["RC726"]), (6, ["RC706"])]
)
def test_the_edges_from_cycle_to_cycle(tmp_path: Path, length: int, expected: list[str]) -> None:
    cycle = f"{{length: {length} d, planned: 2}}"
    course = planned(tmp_path, ROWS, line("per_dose: 70 mg/m2"), cycle=cycle)
    assert codes(course) == expected
    assert {judgement.cycle for judgement in course.judgements} <= {2}


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (30, []),
        (29, ["RC725"]),
        (20, ["RC725"]),
        (19, ["RC705"]),
        (120, []),
        (121, ["RC725"]),
        (240, ["RC725"]),
        (241, ["RC705"]),
    ],
)
def test_the_edges_of_an_infusion_time(tmp_path: Path, minutes: int, expected: list[str]) -> None:
    # 1 mg/m2 in that time is far below 110 an hour
    lines = line("per_dose: 1 mg/m2", more=f"infuse_over: {minutes} min", route="intravenous")
    assert codes(planned(tmp_path, ROWS, lines)) == expected


UNKNOWN_TIMES = {
    "not stated": "how long test-drug may run, as the source does not say",
    "shortest": "how fast test-drug may run, as the source states no shortest time",
    "longest": "how long test-drug may run, as the source states no longest time",
}


@pytest.mark.parametrize(
    ("time", "expected", "unknown"),
    [
        # usual from 30 to 120 min, limits from 20 to 240
        ("{from: 30 min, to: 120 min}", [], ""),
        ("{from: 29 min, to: 120 min}", ["RC725"], ""),
        ("{from: 19 min, to: 120 min}", ["RC705"], ""),
        ("{from: 30 min, to: 121 min}", ["RC725"], ""),
        ("{from: 30 min, to: 241 min}", ["RC705"], ""),
        ("{from: 19 min, to: 121 min}", ["RC705", "RC725"], ""),
        # the end that is stated is judged, the other one is said not to be
        ("{from: 30 min}", [], "longest"),
        ("{from: 19 min}", ["RC705"], "longest"),
        ("{from: 241 min}", ["RC705"], "longest"),
        ("{to: 120 min}", [], "shortest"),
        ("{to: 19 min}", ["RC705"], "shortest"),
        ("{to: 241 min}", ["RC705"], "shortest"),
        ("not stated", [], "not stated"),
        # what is planned is one time, whatever is allowed
        ("{plan: 60 min, from: 19 min, to: 241 min}", [], ""),
    ],
)
def test_each_end_of_a_range_of_infusion_time_is_judged(
    tmp_path: Path, time: str, expected: list[str], unknown: str
) -> None:
    lines = line("per_dose: 1 mg/m2", more=f"infuse_over: {time}", route="intravenous")
    course = planned(tmp_path, ROWS, lines)
    assert codes(course) == expected
    said = [one.message for one in course.problems if " may run, " in one.message]
    words = [f"NOT ASSESSED by limits: {UNKNOWN_TIMES[unknown]}"] if unknown else []
    assert said == words


def test_a_time_needs_no_end_that_no_bound_is_for(tmp_path: Path) -> None:
    for bound, time, unknown in (
        ("{to: 120 min}", "{to: 60 min}", ""),
        ("{to: 120 min}", "{from: 60 min}", "longest"),
        ("{from: 30 min}", "{from: 60 min}", ""),
        ("{from: 30 min}", "{to: 60 min}", "shortest"),
    ):
        row = f"limits:\n  - {{route: intravenous, infuse_over: {bound}, source: label}}\n"
        lines = line("per_dose: 1 mg/m2", more=f"infuse_over: {time}", route="intravenous")
        course = planned(tmp_path, row, lines)
        assert codes(course) == []
        said = [one.message for one in course.problems if " may run, " in one.message]
        words = [f"NOT ASSESSED by limits: {UNKNOWN_TIMES[unknown]}"] if unknown else []
        assert said == words


@pytest.mark.parametrize(
    ("time", "expected", "is_known"),
    [
        # 110 mg/m2 an hour at most: 55 mg/m2 in half an hour or longer
        ("{from: 30 min, to: 60 min}", [], True),
        ("{from: 29 min, to: 60 min}", ["RC704"], True),
        ("{from: 30 min}", [], True),
        ("{from: 29 min}", ["RC704"], True),
        ("{to: 60 min}", [], False),
        ("{to: 29 min}", ["RC704"], False),
    ],
)
def test_what_runs_in_an_hour_is_judged_at_the_shortest_time(
    tmp_path: Path, time: str, expected: list[str], *, is_known: bool
) -> None:
    row = "limits:\n  - {route: intravenous, per_hour: {to: 110 mg/m2}, source: label}\n"
    lines = line("per_dose: 55 mg/m2", more=f"infuse_over: {time}", route="intravenous")
    course = planned(tmp_path, row, lines)
    assert codes(course) == expected
    said = [one.message for one in course.problems if " may run, " in one.message]
    unknown = f"NOT ASSESSED by limits: {UNKNOWN_TIMES['shortest']}"
    assert said == ([] if is_known else [unknown])


@pytest.mark.parametrize(
    ("amount", "expected"), [("54.999", []), ("55", []), ("55.001", ["RC704"])]
)
def test_the_edges_of_a_rate(tmp_path: Path, amount: str, expected: list[str]) -> None:
    # in half an hour, twice as much an hour
    lines = line(f"per_dose: {amount} mg/m2", more="infuse_over: 30 min", route="intravenous")
    assert codes(planned(tmp_path, ROWS, lines)) == expected


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        # no limit: four times 100 and a tenth of 50 are refused by rule
        ("399.999", ["RC721"]),
        ("400", ["RC709"]),
        ("400.001", ["RC709"]),
        ("5.001", ["RC721"]),
        ("5", ["RC709"]),
        ("4.999", ["RC709"]),
    ],
)
def test_the_edges_of_the_rule(tmp_path: Path, amount: str, expected: list[str]) -> None:
    rows = "usual: [{per_dose: {from: 50 mg/m2, to: 100 mg/m2}, source: label}]\n"
    assert codes(planned(tmp_path, rows, line(f"per_dose: {amount} mg/m2"))) == expected


def test_the_rule_refuses_where_the_limit_itself_is_too_wide(tmp_path: Path) -> None:
    rows = (
        "usual: [{per_dose: {to: 100 mg/m2}, source: label}]\n"
        "limits: [{per_dose: {to: 1000 mg/m2}, source: label}]\n"
    )
    course = planned(tmp_path, rows, line("per_dose: 500 mg/m2"))
    (judgement,) = course.judgements
    assert judgement.problem.message == (
        "TEST drug is at least 4 times the usual most of 100 mg/m2 a dose in its "
        "standard profile (Label of a test drug, 2020), which is refused by rule"
    )
    assert isinstance(course.doses[0].dose, Withheld)


# Units


def test_a_limit_is_compared_in_its_own_unit(tmp_path: Path) -> None:
    # 180 mg ÷ 1.8 m² = 100 mg/m²; 180 ÷ 64.8 kg = 2.78 mg/kg
    surface = "limits: [{per_dose: {to: 100 mg/m2}, source: label}]\n"
    weight = "limits: [{per_dose: {to: 2.7 mg/kg}, source: label}]\n"
    flat = "limits: [{per_dose: {to: 179 mg}, source: label}]\n"
    assert codes(planned(tmp_path, surface, line("per_dose: 180 mg"))) == []
    assert codes(planned(tmp_path, surface, line("per_dose: 180.1 mg"))) == ["RC701"]
    assert codes(planned(tmp_path, weight, line("per_dose: 180 mg"))) == ["RC701"]
    assert codes(planned(tmp_path, flat, line("per_dose: 100 mg/m2"))) == ["RC701"]
    # 2.7 mg/kg × 64.8 kg = 174.96 mg
    assert codes(planned(tmp_path, weight, line("per_dose: 2.7 mg/kg"))) == []
    course = planned(tmp_path, weight, line("per_dose: 180 mg"))
    assert course.judgements[0].value == "2.9 % above the limit of 2.7 mg/kg a dose"


def test_a_bound_by_weight_is_for_an_amount_by_surface_only_where_there_is_no_other(
    tmp_path: Path,
) -> None:
    both = (
        "limits:\n  - {per_dose: {to: 100 mg/m2}, source: label}\n"
        "  - {per_dose: {to: 2 mg/kg}, source: label}\n"
    )
    # 100 mg/m2 × 1.8 ÷ 64.8 = 2.78 mg/kg, and 2 mg/kg × 64.8 ÷ 1.8 = 72 mg/m2
    assert codes(planned(tmp_path, both, line("per_dose: 100 mg/m2"))) == []
    assert codes(planned(tmp_path, both, line("per_dose: 2 mg/kg"))) == []
    assert codes(planned(tmp_path, both, line("per_dose: 2.01 mg/kg"))) == ["RC701"]
    # an amount for a patient is held against both: 130 mg are 72.2 mg/m2 and 2.006 mg/kg
    assert codes(planned(tmp_path, both, line("per_dose: 130 mg"))) == ["RC701"]


def test_units_of_activity_are_never_compared_with_milligrams() -> None:
    bleomycin = library.formulary()["bleomycin"]
    rails = guardrails_of(bleomycin, ("standard",), "intravenous")["per_dose"]
    assert {rail.kind for rail in rails.values()} == {
        Kind.ACTIVITY,
        Kind.ACTIVITY_PER_SURFACE,
        Kind.USP_ACTIVITY,
        Kind.USP_ACTIVITY_PER_SURFACE,
    }
    regimen = rc.load_regimen("bep-five-day-21d")
    course = course_or_problems(
        regimen,
        rc.Patient(**ADULT),
        start="2026-12-01",
        cycles=1,
        choose={"bleomycin-route": "intramuscular"},
    )
    of_bleomycin = [c for c in course.checks if c.drug == "bleomycin" and c.rail.kind is not None]
    # 30000 IU ÷ 1.8 = 16667 IU/m2: for a low bound there is none for a patient
    assert {(c.rail.kind, round(c.number)) for c in of_bleomycin} == {
        (Kind.ACTIVITY, 30000),
        (Kind.ACTIVITY_PER_SURFACE, 16667),
    }


def test_what_lacks_a_measure_is_not_assessed(tmp_path: Path) -> None:
    rows = "limits: [{per_dose: {to: 100 mg/m2}, source: label}]\n"
    nobody = {"sex": "male", "age": "60 y"}
    course = planned(tmp_path, rows, line("per_dose: 10000 mg"), patient=nobody)
    assert [p.message for p in course.problems if "by limits" in p.message] == [
        "NOT ASSESSED by limits: the amount of test-drug, which needs the body surface area"
    ]
    assert "RC623" not in {problem.code for problem in course.problems}
    known = planned(tmp_path, rows, line("per_dose: 100 mg"))
    assert not [p for p in known.problems if "by limits" in p.message]


def test_a_profile_without_rows_is_held_against_the_standard_one(tmp_path: Path) -> None:
    rows = (
        "usual: [{profile: more, route: intravenous, per_dose: {to: 90 mg/m2}, source: label}]\n"
        "limits: [{per_dose: {to: 100 mg/m2}, source: label}]\n"
    )
    course = planned(tmp_path, rows, line("per_dose: 101 mg/m2", more="profile: more"))
    assert codes(course) == ["RC701"]
    with pytest.raises(Refused, match="no profile 'anything-goes'"):
        planned(tmp_path, rows, line("per_dose: 101 mg/m2", more="profile: anything-goes"))


def test_what_is_bounded_by_another_route_is_unchecked(tmp_path: Path) -> None:
    rows = "limits: [{route: intravenous, per_dose: {to: 100 mg/m2}, source: label}]\n"
    course = planned(tmp_path, rows, line("per_dose: 101 mg/m2"))
    assert codes(course) == []
    (found,) = (problem for problem in course.problems if problem.code == "RC623")
    assert "TEST drug" in found.message


def test_a_low_bound_alone_checks_nothing(tmp_path: Path) -> None:
    rows = "limits: [{per_dose: {from: 10 mg/m2}, source: label}]\n"
    course = planned(tmp_path, rows, line("per_dose: 100 mg/m2"))
    assert "RC623" in {problem.code for problem in course.problems}


# Sums over lines (E56)


def two(first: str, second: str) -> str:
    other = line(second, more="note: the second of two").replace("id: test-drug", "id: other")
    return line(first) + other


def test_lines_of_one_drug_are_added_up(tmp_path: Path) -> None:
    day = "limits: [{per_day: {to: 100 mg/m2}, source: label}]\n"
    cycle = "limits: [{per_cycle: {to: 100 mg/m2}, source: label}]\n"
    dose = "limits: [{per_dose: {to: 100 mg/m2}, source: label}]\n"
    for rows, code in ((day, "RC702"), (cycle, "RC703"), (dose, "RC701")):
        within = planned(tmp_path, rows, two("per_dose: 60 mg/m2", "per_dose: 40 mg/m2"))
        beyond = planned(tmp_path, rows, two("per_dose: 60 mg/m2", "per_dose: 40.1 mg/m2"))
        assert codes(within) == []
        assert codes(beyond) == [code]
        assert {judgement.component for judgement in beyond.judgements} == {"test-drug", "other"}
        assert all(isinstance(one.dose, Withheld) for one in beyond.doses)


@pytest.mark.parametrize(
    ("amount", "timing", "expected"),
    [
        # without a limit for the day four doses of 25 are one of 100
        ("25", "days: [1], doses_per_day: 4", []),
        ("25.1", "days: [1], doses_per_day: 4", ["RC701"]),
        ("25.1", "starts: {day: 1}, every: 6 h, times: 4", ["RC701"]),
        # three of 25.1 are 75.3; of five, every six hours, the last is the next day's
        ("25.1", "starts: {day: 1}, every: 6 h, times: 3", []),
        ("25", "starts: {day: 1}, every: 6 h, times: 5", []),
        ("100", "days: [1, 2]", []),
    ],
)
def test_a_line_given_again_on_a_day_is_one_dose_of_that_day(
    tmp_path: Path, amount: str, timing: str, expected: list[str]
) -> None:
    rows = "limits: [{per_dose: {to: 100 mg/m2}, source: label}]\n"
    lines = line(f"per_dose: {amount} mg/m2").replace("days: [1]", timing)
    course = planned(tmp_path, rows, lines)
    assert codes(course) == expected
    for judgement in course.judgements:
        # 4 × 25.1 = 100.4, which is 0.4 % more
        assert "0.4 % above the limit of 100 mg/m2 a dose, all of one day together" in (
            judgement.problem.message
        )


@pytest.mark.parametrize(
    ("amount", "timing", "expected"),
    [
        # 1.4 mg/m2 x 1.9 m2 = 2.66 mg, capped at 2 mg: 8 mg on day 1, and 2 mg on one day
        ("1.4", "starts: {day: 1}, every: 6 h, times: 4", ["RC701"]),
        ("1.4", "days: [1]", []),
        # twice 0.5 mg/m2 are 1 mg/m2 and 1.9 mg; twice 0.55 are 2.1 mg
        ("0.5", "days: [1], doses_per_day: 2", []),
        ("0.55", "days: [1], doses_per_day: 2", ["RC701"]),
    ],
)
def test_vincristine_four_times_a_day_is_no_single_dose(
    tmp_path: Path, amount: str, timing: str, expected: list[str]
) -> None:
    lines = (
        f"  - {{id: line, drug: vincristine, per_dose: {amount} mg/m2, cap: {{per_dose: 2 mg}}, "
        f"route: intravenous, infuse_over: 10 min, {timing}}}\n"
    )
    patient = {"sex": "male", "age": "60 y", "height": "180 cm", "weight": "72.2 kg"}
    # Mosteller: √(180 × 72.2 ÷ 3600) = 1.9 m2
    assert codes(planned(tmp_path, "", lines, patient=patient)) == expected


def test_doses_of_a_day_that_are_more_than_usual_are_warned_of_as_of_one_day(
    tmp_path: Path,
) -> None:
    rows = "usual: [{per_dose: {to: 100 mg/m2}, source: label}]\n"
    one, course = (
        planned(tmp_path, rows, line(f"per_dose: {amount} mg/m2", more="doses_per_day: 2"))
        for amount in (50, 51)
    )
    assert codes(one) == []
    (judgement,) = course.judgements
    assert judgement.problem.code == "RC721"
    assert "102 mg/m2 a dose, all of one day together, is above the usual most of 100 mg/m2" in (
        judgement.problem.message
    )


@pytest.mark.parametrize(
    ("amount", "route", "expected"),
    [
        # 25 mg/m2 four times are 100 mg/m2 a day; 15 mg four times are 60 mg
        ("25 mg/m2", "intravenous", []),
        ("25.1 mg/m2", "intravenous", ["RC721", "RC722"]),
        ("15 mg", "oral", []),
        ("15.1 mg", "oral", ["RC722"]),
    ],
)
def test_a_rescue_every_six_hours_is_held_against_its_day(
    tmp_path: Path, amount: str, route: str, expected: list[str]
) -> None:
    lines = (
        f"  - {{id: line, drug: folinic-acid, profile: rescue, per_dose: {amount}, "
        f"route: {route}, infuse_over: not stated, starts: {{day: 1}}, every: 6 h, times: 4}}\n"
    )
    lines = lines if route == "intravenous" else lines.replace("infuse_over: not stated, ", "")
    assert codes(planned(tmp_path, "", lines)) == expected


def test_doses_of_one_day_are_apart_where_the_profile_has_a_limit_for_the_day(
    tmp_path: Path,
) -> None:
    rows = "limits: [{per_dose: {to: 100 mg/m2}, per_day: {to: 200 mg/m2}, source: label}]\n"
    assert codes(planned(tmp_path, rows, two("per_dose: 100 mg/m2", "per_dose: 100 mg/m2"))) == []


def test_a_day_of_a_long_infusion_is_what_runs_in_24_hours(tmp_path: Path) -> None:
    rows = "limits: [{per_day: {to: 100 mg/m2}, source: label}]\n"
    for amount, expected in ((400, []), (401, ["RC702"])):
        lines = line(f"total: {amount} mg/m2", more="infuse_over: 96 h", route="intravenous")
        course = planned(tmp_path, rows, lines.replace("days: [1]", "starts: {day: 1}"))
        assert codes(course) == expected


def test_bolus_and_infusion_of_fluorouracil_are_counted_together() -> None:
    course = course_or_problems(
        rc.load_regimen("mfolfox6-14d"),
        rc.Patient(**ADULT),
        start="2026-12-01",
        cycles=1,
        prior=NOTHING_BEFORE,
    )
    assert codes(course) == []
    (of_cycle,) = (
        check
        for check in course.checks
        if check.drug == "fluorouracil" and check.rail.dimension == "per_cycle"
    )
    # 400 + 2400
    assert round(of_cycle.number, 6) == 2800


def bortezomib(route: str, days: str) -> str:
    return (
        f"  - {{id: bortezomib-{route}, drug: bortezomib, per_dose: 1.3 mg/m2, route: {route}, "
        f"days: {days}, infuse_over: not stated}}\n"
    )


@pytest.mark.parametrize(
    ("of_vein", "expected"),
    [
        # 1.3 + 1.3 = 2.6 mg/m2 on one day, above 1.6 mg/m2 a dose
        ("[1, 8]", ["RC701"]),
        # day 1 under the skin, day 2 into a vein: one day, below 3 d
        ("[2, 9]", ["RC706"]),
        ("[4, 11]", []),
    ],
)
def test_a_limit_without_a_route_holds_for_two_routes(
    tmp_path: Path, of_vein: str, expected: list[str]
) -> None:
    lines = bortezomib("subcutaneous", "[1, 8]").replace(", infuse_over: not stated", "")
    course = planned(tmp_path, ROWS, lines + bortezomib("intravenous", of_vein))
    assert codes(course) == expected
    assert any(isinstance(dose.dose, Withheld) for dose in course.doses) == bool(expected)


def test_lines_that_begin_on_one_day_warn_as_one_dose(tmp_path: Path) -> None:
    half = (
        "  - {{id: paclitaxel-{0}, drug: paclitaxel, per_dose: {1} mg/m2, route: intravenous, "
        "days: [1], infuse_over: 3 h{2}}}\n"
    )
    after = ", starts: {after: paclitaxel-a}"

    def course(amount: str) -> Course:
        both = half.format("a", amount, "") + half.format("b", amount, after)
        return planned(tmp_path, ROWS, both)

    # 120 + 120 = 240 mg/m2, above the usual most of 175; 87.5 + 87.5 = 175 is the most
    assert codes(course("120")) == ["RC721"]
    assert [one.value for one in course("120").judgements] == ["240 mg/m2"] * 2
    assert codes(course("87.5")) == []


def test_an_auc_is_held_against_its_limit_by_its_own_clearance(tmp_path: Path) -> None:
    lines = "".join(
        f"  - {{id: {name}, drug: carboplatin, per_dose: AUC {auc}, kidney: {kidney}, "
        f"route: intravenous, days: [{day}], infuse_over: 1 h}}\n"
        for name, auc, kidney, day in (
            ("a", 4, "cockcroft_gault_1976", 1),
            ("b", 8.5, "wright_2001_jaffe", 22),
        )
    )
    body = {**ADULT, "height": "170 cm", "weight": "115 kg", "creatinine": "1.1 mg/dL"}
    cycle = "{length: 28 d, planned: 1}"
    course = planned(tmp_path, ROWS, lines, cycle=cycle, patient=body, policy="reference")
    refused = [one for one in course.judgements if one.problem.code == "RC701"]
    # 8.5 ÷ 8 = 1.0625: 6.3 % above the limit, whatever the clearance of the other line
    assert [(one.component, one.value) for one in refused] == [
        ("b", "6.3 % above the limit of AUC 8 a dose")
    ]


# What is judged: before and after rounding, before reductions


ROUNDED = """format: 1
id: rounded
name: rounded
status: draft
sources: [{id: s, cite: "Made up for a test"}]
"""


def rounding_policy(folder: Path) -> Path:
    text = (library.folder("policies") / "reference.yaml").read_text("utf-8")
    path = folder / "rounded.yaml"
    text = re.sub(r"^rounding: .*$", "rounding: to-step", text, flags=re.MULTILINE)
    path.write_text(text.replace("id: reference\n", "id: rounded\n"), "utf-8")
    return path


def test_rounding_lifts_no_dose_over_a_limit(tmp_path: Path) -> None:
    rows = "limits: [{per_dose: {to: 100 mg/m2}, source: label}]\n"
    # 99 × 1.8 = 178.2 mg, to the nearest 25 mg 175 mg; 104 mg/m2 is 187.2 mg, 175 mg as well
    step = "round_to: 25 mg"
    assert codes(planned(tmp_path, rows, line("per_dose: 99 mg/m2", more=step))) == []
    # before rounding: 104 mg/m2 is above 100
    assert codes(planned(tmp_path, rows, line("per_dose: 104 mg/m2", more=step))) == ["RC701"]
    # 97 × 1.8 = 174.6 mg; to the nearest 60 mg 180 mg = 100 mg/m2, an edge; 70 mg: 210 mg is 20 %
    # away and is not taken; to the nearest 61 mg 183 mg = 101.7 mg/m2, and 122 mg is 30 % away; to
    # the nearest 8.7 mg 174 mg; to the nearest 20.5 mg 184.5 mg = 102.5 mg/m2, and 164 mg is 6.1 %
    for unit, mg in (("60 mg", 180), ("61 mg", 174.6), ("20.5 mg", 174.6), ("8.7 mg", 174)):
        course = planned(tmp_path, rows, line("per_dose: 97 mg/m2", more=f"round_to: {unit}"))
        assert codes(course) == []
        assert course.doses[0].dose.value == pytest.approx(mg)


def reduced(percent: float) -> tuple[Change, ...]:
    share = read_measure(f"{percent:g} %", (Kind.SHARE,), "share")
    return (Change("test-drug", Action("give", share)),)


def test_a_reduction_is_not_too_little_and_may_be_enough(tmp_path: Path) -> None:
    rows = "limits: [{per_dose: {from: 50 mg/m2, to: 100 mg/m2}, source: label}]\n"
    # 60 × 50 % = 30: below 50, but reduced; 200 × 50 % = 100, an edge; 202 × 50 % = 101
    for amount, expected in (("60", []), ("49", ["RC701"]), ("200", []), ("202", ["RC701"])):
        lines = line(f"per_dose: {amount} mg/m2")
        assert codes(planned(tmp_path, rows, lines, changes=reduced(50))) == expected


def test_a_cap_comes_before_the_high_bound(tmp_path: Path) -> None:
    rows = "limits: [{per_dose: {to: 2 mg}, source: label}]\n"
    capped = line("per_dose: 1.4 mg/m2", more="cap: {per_dose: 2 mg}")
    # 1.4 × 1.8 = 2.52 mg
    assert codes(planned(tmp_path, rows, capped)) == []
    assert codes(planned(tmp_path, rows, line("per_dose: 1.4 mg/m2"))) == ["RC701"]


# A refused dose


def test_a_refused_dose_leaves_no_number_anywhere(tmp_path: Path) -> None:
    rows = "limits: [{per_dose: {to: 100 mg/m2}, source: label}]\n"
    # 123.4 mg/m2 × 1.8 m2 = 222.12 mg, shown as 222.1; three of them are 666.36
    dilute = 'dilute_in: "500 mL sodium chloride 0.9 %", infuse_over: 2 h'
    lines = line("per_dose: 123.4 mg/m2", "[1, 8, 15]", more=dilute, route="intravenous")
    course = planned(tmp_path, rows, lines)
    assert [str(one.dose) for one in course.doses] == ["REFUSED"] * 3
    with pytest.raises(Refused, match="RC701"):
        _ = course.doses[0].dose.quantity
    with pytest.raises(Refused):
        _ = course.doses[0].derivation
    document = json.dumps(course.to_dict())
    shown = []
    for command in ("plan", "explain"):
        result = CliRunner().invoke(
            main, ["--library", str(tmp_path), command, str(tmp_path / "tested.yaml"), *BODY]
        )
        assert result.exit_code == 1, result.stderr
        shown.append(result.stdout)
    for text in (document, *shown):
        assert "REFUSED" in text
        assert not re.search(r"222\.1|666\.|111\.06|61\.7", text)
    assert "no total" in shown[0]
    assert "3 doses refused" in shown[0]
    (first, *_) = json.loads(document)["doses"]
    assert (first["dose"], first["calculated"], first["derivation"]) == (None, None, None)
    assert (first["per_hour"], first["per_day"], first["proposed"]) == (None, None, None)
    assert first["withheld"]["word"] == "REFUSED"
    assert first["withheld"]["reasons"][0]["code"] == "RC701"


def test_the_others_stand_beside_a_refused_dose(tmp_path: Path) -> None:
    rows = "limits: [{per_dose: {to: 100 mg/m2}, source: label}]\n"
    lines = line("per_dose: 101 mg/m2") + (
        "  - {id: etoposide, drug: etoposide, per_dose: 100 mg/m2, route: intravenous, days: [1],"
        " infuse_over: 1 h}\n"
    )
    course = planned(tmp_path, rows, lines)
    assert [str(one.dose) for one in course.doses] == ["REFUSED", "180 mg"]
    assert course.total("test-drug", 1) is None
    assert course.total("etoposide", 1) == 180


def test_a_dose_that_was_left_out_is_said_and_not_judged(tmp_path: Path) -> None:
    rows = "limits: [{per_dose: {to: 100 mg/m2}, source: label}]\n"
    course = planned(
        tmp_path,
        rows,
        line("per_dose: 500 mg/m2"),
        changes=(Change("test-drug", Action("omit"), why="neutrophils"),),
    )
    assert codes(course) == []
    (dose,) = course.doses
    assert isinstance(dose.dose, Withheld)
    assert [(p.code, p.message) for p in dose.dose.reasons] == [
        ("RC791", "test-drug: omit from cycle 1, neutrophils")
    ]


def test_a_message_names_drug_value_bound_source_mark_and_place() -> None:
    course = course_or_problems(
        rc.load_regimen(SLIPS / "cisplatin-as-carboplatin.yaml"),
        rc.Patient(**ADULT),
        start="2026-12-01",
        cycles=1,
    )
    first = course.judgements[0]
    assert first.key == "RC701:cisplatin:1"
    assert first.value == "3.3 times the limit of 120 mg/m2 a dose"  # 400 ÷ 120
    assert first.problem.message.startswith(
        "CISplatin is 3.3 times the limit of 120 mg/m2 a dose in its standard profile NOT "
        "VERIFIED (Proposed limits: 120 mg/m2 a cycle;"
    )
    place = first.problem.place
    text = (library.folder("formulary") / "cisplatin.yaml").read_text("utf-8").split("\n")
    assert place.file == "formulary/cisplatin.yaml"
    assert text[place.line - 1].strip() == "per_dose: {from: 2.1 mg/m2, to: 120 mg/m2}"


def test_explain_shows_what_a_dose_was_held_against() -> None:
    result = CliRunner().invoke(main, ["explain", "ep-infusional-28d", *BODY, "--cycles=1"])
    assert result.exit_code == 0
    said = " ".join(result.stdout.split())
    assert "held against: 45 mg/m2 a dose: usual from 10 mg/m2 (Cisplatin, former US label" in said
    assert " to 50 mg/m2 (New Zealand Systemic Anti-Cancer Therapy Regimen Library" in said
    assert "limit from 2.1 mg/m2 to 50 mg/m2 NOT VERIFIED (Proposed limits" in said
    assert "formulary/cisplatin.yaml:" in said


# Accepting


def test_an_accepted_warning_is_stored_with_its_value_and_lapses_with_it() -> None:
    path = SLIPS / "unusual-cisplatin.yaml"
    answers = ("RC721:cisplatin:1=agreed at the board", "RC723:cisplatin:1@110 mg/m2=the same")

    def with_height(height: str, *accept: str) -> Course:
        patient = rc.Patient(**{**ADULT, "height": height})
        return course_or_problems(
            rc.load_regimen(path), patient, start="2026-12-01", cycles=1, accept=accept
        )

    course = with_height("180 cm", *answers)
    said = {one["key"]: one["answer"] for one in course.to_dict()["judgements"]}
    assert said == {
        "RC721:cisplatin:1": {
            "verdict": "accepted",
            "reason": "agreed at the board",
            "value": "110 mg/m2",
        },
        "RC723:cisplatin:1": {"verdict": "accepted", "reason": "the same", "value": "110 mg/m2"},
    }
    assert str(course.doses[0].dose) == "198 mg"
    assert "RC625" not in {problem.code for problem in course.problems}
    lapsed = with_height("180 cm", "RC721:cisplatin:1@105 mg/m2=agreed")
    assert [p.code for p in lapsed.problems if p.code == "RC625"] == ["RC625"]
    assert all(one.answer is None for one in lapsed.judgements)


def test_several_values_of_one_key_are_one_judgement(tmp_path: Path) -> None:
    rows = "usual: [{per_dose: {to: 100 mg/m2}, source: label}]\n"
    parts = (
        "  - {id: test-drug, drug: test-drug, route: oral, days: [1, 8], parts: "
        "[{doses: [1], per_dose: 110 mg/m2}, {doses: [2], per_dose: 120 mg/m2}]}\n"
    )
    (judgement,) = planned(tmp_path, rows, parts).judgements
    assert judgement.value == "110 mg/m2 and 120 mg/m2"
    assert judgement.days == {1, 8}


def test_a_refusal_tells_no_dose_in_text_in_json_or_in_words(tmp_path: Path) -> None:
    # 198 mg: 198 ÷ 179 is 1.106, 198 ÷ 90 2.2, 198 ÷ 300 0.66; 4 × 49 = 196; 1980.2 ÷ 10 = 198.02
    for rows, value in (
        ("limits: [{per_dose: {to: 179 mg}, source: label}]\n", "11 % above the limit of 179 mg"),
        ("limits: [{per_dose: {to: 90 mg}, source: label}]\n", "2.2 times the limit of 90 mg"),
        ("limits: [{per_dose: {from: 300 mg}, source: label}]\n", "34 % below the limit of 300 mg"),
        ("usual: [{per_dose: {to: 49 mg}, source: label}]\n", "at least 4 times the usual most of"),
        ("usual: [{per_dose: {from: 1980.2 mg}, source: label}]\n", "at most a tenth of the usual"),
    ):
        course = planned(tmp_path, rows, line("per_dose: 198 mg"))
        (judgement,) = course.judgements
        assert judgement.value.startswith(value)
        assert judgement.problem.message.startswith(f"TEST drug is {value}")
        said = course.doses[0].dose
        assert isinstance(said, Withheld)
        shown = (
            f"{json.dumps(said.to_dict())} {judgement.to_dict()} {list(course.lifetime_words())}"
        )
        assert not re.search(r"\b198\b", shown)


# Slips that have harmed, with a site's own entries for two of the drugs


@pytest.mark.parametrize(
    ("slip", "code", "value"),
    [
        ("liposomal-as-conventional", "RC701", "25 % above the limit of 60 mg/m2 a dose"),
        ("conjugate-as-antibody", "RC701", "50 % above the limit of 4 mg/kg a dose"),
    ],
)
def test_a_drug_taken_for_its_other_form(slip: str, code: str, value: str) -> None:
    with library.looking_in(SLIPS):
        regimen = rc.load_regimen(SLIPS / f"{slip}.yaml")
        course = course_or_problems(regimen, rc.Patient(**ADULT), start="2026-12-01", cycles=1)
    assert [(j.problem.code, j.value) for j in course.judgements] == [(code, value)]
    assert all(isinstance(one.dose, Withheld) for one in course.doses)
    with pytest.raises(Refused, match="RC404"):
        rc.load_regimen(SLIPS / f"{slip}.yaml")


# Every row of the formulary


def every_bound() -> Iterator[tuple[str, str, str, str, str, str]]:
    """Drug, profile, route, dimension, kind and side of each bound that the formulary states."""
    seen = set()
    for drug, entry in library.formulary().items():
        for row in (*entry.usual, *entry.limits):
            for route in (row.route,) if row.route else entry.routes:
                for name, bound in row.bounds.items():
                    kind = bound.kind if isinstance(bound, Amount) else ""
                    for side in ("least", "most"):
                        if getattr(bound, side) is not None:
                            seen.add((drug, row.profile, route, name, str(kind), side))
    yield from sorted(seen)


def by_hand(
    rows: tuple[Usual, ...], profile: str, route: str, name: str, kind: str, side: str
) -> float | None:
    """The widest number on one side that rows state for this, in canonical units."""
    found = []
    for row in rows:
        bound = row.bounds.get(name) if row.profile == profile else None
        if bound is None or row.route not in (None, route):
            continue
        if str(bound.kind if isinstance(bound, Amount) else "") != kind:
            continue
        end = getattr(bound, side)
        if end is not None:
            found.append(end.canonical if isinstance(end, Measure) else float(end))
    if not found:
        return None
    return min(found) if side == "least" else max(found)


@pytest.mark.parametrize(("drug", "profile", "route", "name", "kind", "side"), [*every_bound()])
def test_every_bound_of_the_formulary_fires_outside_and_not_inside(
    drug: str, profile: str, route: str, name: str, kind: str, side: str
) -> None:
    entry = library.formulary()[drug]
    rails = guardrails_of(entry, (profile,), route)[name]
    (rail,) = (one for one in rails.values() if str(one.kind or "") == kind)
    usual = by_hand(entry.usual, profile, route, name, kind, side)
    limit = by_hand(entry.limits, profile, route, name, kind, side)
    out = -1 if side == "least" else 1
    judge = rail.below if side == "least" else rail.above

    def outcome(number: float) -> str:
        found = judge(number)
        return "fine" if found is None else "refused" if found.is_refused else "warned"

    def expected(number: float) -> str:
        def is_out(edge: float | None) -> bool:
            return edge is not None and (number - edge) * out > 0

        is_fold = (
            usual is not None
            and name in AMOUNTS
            and (number <= usual / 10 if side == "least" else number >= usual * 4)
        )
        if is_out(limit) or is_fold:
            return "refused"
        return "warned" if is_out(usual) else "fine"

    assert usual is not None or limit is not None
    for edge in (usual, limit):
        if edge is not None:
            step = 1 if name == "days_per_cycle" else edge / 1000
            assert outcome(edge - out * step) == expected(edge - out * step)
            assert outcome(edge) == expected(edge) != ("refused" if edge == limit else "warned")
            assert outcome(edge + out * step) == expected(edge + out * step) != "fine"


RESCUE = (
    "  - {id: rescue, drug: folinic-acid, purpose: rescue, profile: rescue, per_dose: 15 mg/m2, "
    "route: intravenous, starts: {after_start_of: line, by: 24 h}, infuse_over: not stated}\n"
)


def decimal(number: float) -> str:
    text = f"{number:.9f}".rstrip("0").rstrip(".")
    assert float(text) == pytest.approx(number, rel=1e-6)
    return text


@pytest.mark.parametrize(
    ("drug", "profile", "route", "name", "kind", "side"),
    [bound for bound in every_bound() if bound[3] == "per_dose" and bound[4] != "target AUC"],
)
def test_every_bound_of_a_dose_is_reached_by_a_planned_one(
    drug: str, profile: str, route: str, name: str, kind: str, side: str, tmp_path: Path
) -> None:
    entry = library.formulary()[drug]
    unit = {str(one.kind): one.canonical for one in UNITS.values()}[kind]
    # an amount that the entry allows: its own unit, or for a flat bound the patient's share of it
    if not entry.allows(Kind(kind)):
        pytest.skip("the entry allows no such amount: its own units are tested")
    usual = by_hand(entry.usual, profile, route, name, kind, side)
    limit = by_hand(entry.limits, profile, route, name, kind, side)
    out = -1 if side == "least" else 1
    for number, code in ((usual, "RC721"), (limit, "RC701")):
        if number is None:
            continue
        for factor, is_outside in ((1 - out / 1000, False), (1, False), (1 + out / 1000, True)):
            amount = decimal(number * factor)
            under = "" if profile == "standard" else f", profile: {profile}"
            time = ", infuse_over: not stated" if route == "intravenous" else ""
            text = (
                f"{REGIMEN}cycle: {{length: 90 d, planned: 1}}\ncomponents:\n"
                f"  - {{id: line, drug: {drug}{under}, per_dose: {amount} {unit}, "
                f"route: {route}, days: [1]{time}}}\n"
            )
            if drug == "methotrexate" and route == "intravenous" and profile != "standard":
                text += RESCUE
            path = tmp_path / "tested.yaml"
            path.write_text(text, "utf-8")
            course = course_or_problems(
                rc.load_regimen(path),
                rc.Patient(**ADULT),
                start="2026-12-01",
                prior=NOTHING_BEFORE,
            )
            said = [
                judgement.problem.message
                for judgement in course.judgements
                if judgement.problem.code in {code, "RC701", "RC709"}
            ]
            where = "below" if out < 0 else "above"
            units = "|".join(
                re.escape(name) for name, one in UNITS.items() if str(one.kind) == kind
            )
            refused = rf" of [\d.]+ (?:{units}) a dose in its"
            ends = rf" % {where} the limit{refused}"
            if code == "RC721":
                ends = re.escape(f" {unit} a dose, is {where} the usual")
            hits = [message for message in said if re.search(ends, message)]
            graver = [message for message in said if re.search(refused, message)]
            assert bool(hits or (is_outside and graver)) is is_outside, (amount, unit, said)


# The fold test, for every profile that bounds an amount


@pytest.mark.parametrize(
    ("drug", "profile", "route", "name", "kind", "side"),
    [bound for bound in every_bound() if bound[3] in AMOUNTS],
)
def test_folds_of_what_is_usual(
    drug: str, profile: str, route: str, name: str, kind: str, side: str
) -> None:
    entry = library.formulary()[drug]
    usual = by_hand(entry.usual, profile, route, name, kind, side)
    if usual is None:
        pytest.skip("nothing is stated to be usual on this side")
    rails = guardrails_of(entry, (profile,), route)[name]
    (rail,) = (one for one in rails.values() if str(one.kind or "") == kind)
    if side == "least":
        found = rail.below(usual * 0.1)
        assert found is not None
        assert found.is_refused
        return
    double, fourfold, tenfold = (rail.above(usual * factor) for factor in (2, 4, 10))
    assert double is not None
    assert fourfold is not None
    assert fourfold.is_refused
    assert tenfold is not None
    assert tenfold.is_refused


RAILS = sorted(
    {
        rail
        for drug, entry in library.formulary().items()
        for profile, route in {
            (row.profile, route)
            for row in (*entry.usual, *entry.limits)
            for route in ((row.route,) if row.route else entry.routes)
        }
        for rails in guardrails_of(entry, (profile,), route).values()
        for rail in rails.values()
    },
    key=str,
)
GRAVITY = {None: 0, False: 1, True: 2}


@given(st.sampled_from(RAILS), st.floats(1e-6, 1e6), st.floats(1, 100))
def test_a_classification_is_total_and_monotone(
    rail: Guardrail, number: float, factor: float
) -> None:
    """Ok, then a warning, then refused as a value grows; and back as it leaves the low bound."""

    def gravity(value: float) -> tuple[int, int]:
        high, low = rail.above(value), rail.below(value)
        return (
            GRAVITY[None if high is None else high.is_refused],
            GRAVITY[None if low is None else low.is_refused],
        )

    smaller, larger = gravity(number), gravity(number * factor)
    assert smaller[0] <= larger[0]
    assert smaller[1] >= larger[1]
    assert 0 in gravity(number), "nothing is too much and too little at once"


OF_USUAL_AMOUNTS = [rail for rail in RAILS if rail.dimension in AMOUNTS and rail.warn_above]
FROM_USUAL_AMOUNTS = [rail for rail in RAILS if rail.dimension in AMOUNTS and rail.warn_below]


@given(st.sampled_from(OF_USUAL_AMOUNTS), st.floats(2, 1e4))
def test_twice_the_most_usual_is_warned_of_and_four_times_refused(
    rail: Guardrail, times: float
) -> None:
    assert rail.warn_above is not None
    found = rail.above(rail.warn_above.number * times)
    assert found is not None
    assert found.is_refused or times < 4


@given(st.sampled_from(FROM_USUAL_AMOUNTS), st.floats(10, 1e4))
def test_a_tenth_of_the_least_usual_is_warned_of(rail: Guardrail, times: float) -> None:
    assert rail.warn_below is not None
    assert rail.below(rail.warn_below.number / times) is not None


@given(st.sampled_from(RAILS), st.sampled_from([float("nan"), float("inf")]))
def test_what_is_no_number_is_refused(rail: Guardrail, number: float) -> None:
    if rail.has_high and (rail.refuse_above or rail.dimension in AMOUNTS):
        found = rail.above(number)
        assert found is not None
        assert found.is_refused
    if number != number and rail.has_low and (rail.refuse_below or rail.dimension in AMOUNTS):
        found = rail.below(number)
        assert found is not None
        assert found.is_refused


@given(st.floats(1e-6, 1e9))
def test_noise_of_the_last_bits_is_not_above(drawn: float) -> None:
    number = float(f"{drawn:.10g}")  # as somebody writes a bound
    assert not is_above(number * (1 + 1e-15), number)
    assert is_above(number * (1 + 1e-9), number)
    assert not is_above(number * (1 - 1e-9), number)


def test_every_bound_that_a_row_may_state_has_its_code() -> None:
    bounds = {name for name in Limit.model_fields if name not in ("profile", "route", "source")}
    assert bounds - {"verified"} == set(CODES)
    usual = {name for name, codes in CODES.items() if len(codes) > 1}
    assert usual == set(CODES) & set(Usual.model_fields) == set(CODES) - {"per_hour"}
    codes_of = [code for pair in CODES.values() for code in pair]
    assert set(codes_of) <= set(CATALOGUE)
