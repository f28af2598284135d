"""Caps and rounding on one line, with regimens, entries and policies made for it."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from text_at import text_at

import regimencalc as rc
from regimencalc import library
from regimencalc.caps import at_most
from regimencalc.changes import LEVEL, Change
from regimencalc.derivation import Step, remarks
from regimencalc.dosing import Dose, KeptLimit, dose_of
from regimencalc.export.plan_text import plan_text
from regimencalc.known_measures import entered
from regimencalc.measures import Measures
from regimencalc.problems import Refused
from regimencalc.ranges import Amount
from regimencalc.regimen import Regimen
from regimencalc.rules import Action
from regimencalc.units import Measure
from regimencalc.yaml_source import read

REGIMEN = """\
format: 1
id: made-up
name: Made up
population: adult
status: draft
sources: [{id: made, cite: made for a test}]
cycle: {length: 21 d, planned: 1}
components:
  - id: etoposide
    drug: etoposide
    per_dose: AMOUNT
    route: intravenous
    days: [1]
    infuse_over: 1 h
"""
ROUND_TO = "round_to: {step: STEP, source: openfda}\n"


def dose(
    tmp_path: Path,
    amount: str,
    surface: str = "1.8 m2",
    cap: str = "",
    step: str = "",
    changes: tuple[Change, ...] = (),
    measures: Measures | None = None,
    kept: KeptLimit | None = None,
) -> Dose:
    """The dose of the made-up line at a body surface area, under `reference`, rounded or not."""
    text = REGIMEN.replace("AMOUNT", amount) + (f"    cap: {{per_dose: {cap}}}\n" if cap else "")
    regimen_file = tmp_path / "made-up.yaml"
    regimen_file.write_text(text)
    regimen = library.read_regimen(regimen_file)
    entry_text = (library.folder("formulary") / "etoposide.yaml").read_text()
    entry_file = tmp_path / "etoposide.yaml"
    entry_file.write_text(entry_text + (ROUND_TO.replace("STEP", step) if step else ""))
    policy_file = tmp_path / "rounded.yaml"
    policy_text = (library.folder("policies") / "reference.yaml").read_text()
    policy_file.write_text(policy_text.replace("rounding: none", "rounding: formulary_step"))
    policy = library.read_policy(policy_file) if step else library.shipped_policy("reference")
    number = float(surface.split()[0])
    (statement,) = regimen.components[0].statements
    return dose_of(
        statement,
        statement.amount,
        regimen,
        library.read_entry(entry_file),
        measures or Measures(entered("body surface area", Measure(number, "m2", surface))),
        policy,
        changes=changes,
        kept=kept,
    )


def give(percent: float, *, of_previous: bool = False) -> Change:
    share = Action("give", Measure(percent, "%"))
    return Change("etoposide", share, from_cycle=1, of_previous=of_previous)


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("1.4 mg/m2", 2.52),  # 1.4 × 1.8
        ("1400 mcg/m2", 2.52),  # 1.4 mg/m²
        ("12 g/m2", 21600),  # 12,000 mg/m² × 1.8
        ("2 mg", 2),
        ("0.5 g", 500),
    ],
)
def test_an_amount_in_any_of_its_units_gives_milligrams(
    tmp_path: Path, amount: str, expected: float
) -> None:
    assert dose(tmp_path, amount).value == pytest.approx(expected, rel=1e-12)


def test_a_converted_amount_is_a_line_of_its_own(tmp_path: Path) -> None:
    lines = str(dose(tmp_path, "12 g/m2").derivation).split("\n")
    assert lines[0] == "etoposide, per dose = 21,600 mg = 12,000 mg/m2 × 1.8 m2"
    assert lines[1] == "├ amount = 12,000 mg/m2 = 12 g/m2 × 1,000"
    assert lines[2].startswith("│ ├ amount = 12 g/m2   ")
    assert lines[3] == "│ └ conversion = 1,000   by definition"


def test_a_cap_is_a_step_whether_or_not_it_is_reached(tmp_path: Path) -> None:
    # vincristine's case: 1.4 × 1.8 = 2.52 mg, capped at 2 mg
    capped = dose(tmp_path, "1.4 mg/m2", cap="2 mg")
    assert capped.value == 2
    lines = str(capped.derivation).split("\n")
    assert lines[0] == "etoposide, per dose = 2 mg = min(2.52 mg, 2 mg)   cap reached"
    assert lines[1] == "├ etoposide, per dose = 2.52 mg = 1.4 mg/m2 × 1.8 m2"
    assert lines[-1].startswith("└ cap = 2 mg   ")
    below = dose(tmp_path, "1 mg/m2", cap="2 mg")
    assert below.value == pytest.approx(1.8)
    assert "cap not reached" in str(below.derivation)


def test_the_cap_comes_before_rounding(tmp_path: Path) -> None:
    # 2.52 → 2 mg, and 2 mg is a multiple of 0.5 mg; 2.52 rounded first would be 2.5
    rounded = dose(tmp_path, "1.4 mg/m2", cap="2 mg", step="0.5 mg")
    assert (rounded.calculated, rounded.value) == (2, 2)


@pytest.mark.parametrize(
    ("changes", "expected", "of"),
    [
        ((), 180, ""),  # 100 × 1.8
        ((give(80),), 144, "80 % of standard from cycle 1"),
        ((give(80), give(80)), 144, "80 % of standard from cycle 1"),
        # 0.8 × 0.8 = 64 % of 180
        (
            (give(80), give(80, of_previous=True)),
            115.2,
            "80 % of the previous dose from cycle 1",
        ),
        ((give(80), give(80, of_previous=True), give(75)), 135, "75 % of standard from cycle 1"),
    ],
)
def test_a_share_is_of_standard_or_of_the_previous_dose_and_says_which(
    tmp_path: Path, changes: tuple[Change, ...], expected: float, of: str
) -> None:
    reduced = dose(tmp_path, "100 mg/m2", changes=changes)
    assert reduced.value == pytest.approx(expected, rel=1e-12)
    assert of in str(reduced.derivation).split("\n")[0]


def test_the_cap_comes_before_a_reduction(tmp_path: Path) -> None:
    # vincristine: 2.52 → 2 mg, and half of it is 1 mg; half of 2.52, capped, would be 1.26
    assert dose(tmp_path, "1.4 mg/m2", cap="2 mg", changes=(give(50),)).value == 1


def test_the_exact_body_surface_counts_and_not_the_printed_one() -> None:
    # √(170 × 70 ÷ 3600) = 1.818119 m²; 60 × it = 109.087 mg, with 1.82 it would be 109.2 mg
    patient = rc.Patient(sex="male", age="60 y", height="170 cm", weight="70 kg")
    course = rc.plan_course(
        rc.load_regimen("irinotecan-cisplatin-28d"), patient, start="2026-12-01", cycles=1
    )
    assert course.doses[0].dose.value == pytest.approx(109.0871, abs=1e-4)


def test_a_large_body_surface_is_not_capped_unless_the_policy_says_so() -> None:
    # √(190 × 128 ÷ 3600) = √6.755556 = 2.599145 m²; 45 × it = 116.96 mg; at 2 m² it would be 90
    patient = rc.Patient(sex="male", age="60 y", height="190 cm", weight="128 kg")
    course = rc.plan_course(
        rc.load_regimen("ep-infusional-28d"), patient, start="2026-12-01", cycles=1
    )
    cisplatin = course.distinct_doses()["cisplatin"]
    assert cisplatin.value == pytest.approx(116.9615, abs=1e-4)
    assert "cap" not in str(cisplatin.derivation)


def test_rounding_is_to_the_nearest_step_and_up_at_a_tie(tmp_path: Path) -> None:
    # steps of 10 mg: 183 and 184 are nearer to 180; 185 is a tie and goes up
    for surface, expected in (("1.83 m2", 180), ("1.84 m2", 180), ("1.85 m2", 190)):
        rounded = dose(tmp_path, "100 mg/m2", surface, step="10 mg")
        assert rounded.value == expected
    lines = str(rounded.derivation).split("\n")
    # 5 more than 185 is 2.7 %
    assert lines[0] == "etoposide, per dose = 190 mg = 185 mg to the nearest 10 mg   +2.7 %"
    assert lines[-1].startswith("└ rounding step = 10 mg")


def test_a_step_beyond_the_tolerance_is_not_taken_and_that_is_said(tmp_path: Path) -> None:
    # 100 × 1.8 = 180; the nearest 50 is 200, which is 11.1 % more, and the policy allows 5 %
    kept = dose(tmp_path, "100 mg/m2", step="50 mg")
    assert kept.value == 180
    assert "the step of 50 mg would move it by 11.1 %, more than 5 %" in str(kept.derivation)


def test_a_cap_in_grams_has_no_noise(tmp_path: Path) -> None:
    # 2.01 × 1000 is 2009.9999999999998 in binary: 2010 mg is a multiple of 10 mg all the same
    capped = dose(tmp_path, "2000 mg/m2", cap="2.01 g", step="10 mg")
    assert capped.value == 2010


def test_rounding_never_lifts_a_dose_above_its_cap(tmp_path: Path) -> None:
    # 100 × 1.8 = 180, capped at 178: the nearest step of 5 is 180, above the cap; 175 is within
    # 5 % of 178 (169.1), so 175 it is
    lowered = dose(tmp_path, "100 mg/m2", cap="178 mg", step="5 mg")
    assert lowered.value == 175
    assert "the nearest step is above the cap" in str(lowered.derivation)
    assert "178 mg down to a multiple of 5 mg" in str(lowered.derivation)
    # with steps of 50 the next below is 150, 16 % less: the capped dose stays as it is
    kept = dose(tmp_path, "100 mg/m2", cap="178 mg", step="50 mg")
    assert kept.value == 178
    assert "the step of 50 mg would move it by 15.7 %" in str(kept.derivation)


def at_cap(what: str, number: float, cap: float, unit: str) -> Step:
    return at_most(entered(what, Measure(number, unit)), entered("cap", Measure(cap, unit)))


@pytest.mark.parametrize(
    ("surface", "expected"),
    [
        # 98 × 2 = 196: the nearest 10 is 200, more than a surface of 2 m² may have; 190 is within
        # 5 % of 196
        (at_cap("body surface area", 2.3, 2, "m2"), 190),
        # below the cap 98 × 1.99 = 195.02, and 200 is above 98 × 2 all the same
        (at_cap("body surface area", 1.99, 2, "m2"), 190),
        # 98 × 1.9 = 186.2: 190 is not above 196
        (at_cap("body surface area", 1.9, 2, "m2"), 190),
        # without a cap 98 × 1.99 = 195.02 goes to 200
        (entered("body surface area", Measure(1.99, "m2")), 200),
    ],
)
def test_rounding_never_lifts_a_dose_above_that_of_a_capped_surface(
    tmp_path: Path, surface: Step, expected: float
) -> None:
    # a rate that has a cap is no measure of a dose by surface: 5 × (50 + 25) would be 375 mg
    rates = {"not stated": at_cap("clearance", 50, 60, "mL/min")}
    measures = Measures(body_surface_area=surface, clearances=rates)
    assert dose(tmp_path, "98 mg/m2", step="10 mg", measures=measures).value == expected
    alone = Measures(body_surface_area=surface)
    assert dose(tmp_path, "98 mg/m2", step="10 mg", measures=alone).value == expected


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        # 5 × (124 + 25) = 745: the nearest 10 is 750, more than a rate of 124 may have
        (at_cap("clearance", 140, 124, "mL/min"), 740),
        (at_cap("clearance", 124, 124, "mL/min"), 740),
        (entered("measured rate", Measure(124, "mL/min")), 750),
    ],
)
def test_rounding_never_lifts_a_dose_above_that_of_a_capped_rate(
    tmp_path: Path, rate: Step, expected: float
) -> None:
    # a surface of 1.7 m², at most 2 m², is no measure of a dose by AUC
    for surface in (None, at_cap("body surface area", 1.7, 2, "m2")):
        measures = Measures(body_surface_area=surface, clearances={"not stated": rate})
        assert dose(tmp_path, "AUC 5", step="10 mg", measures=measures).value == expected


def test_the_lower_of_two_caps_is_the_one_that_counts(tmp_path: Path) -> None:
    # 98 × 2 = 196 by the surface, 194 by the line: 194 goes to 190; with 198 by the line, 196 does
    capped = Measures(at_cap("body surface area", 2.3, 2, "m2"))
    for cap in ("194 mg", "198 mg"):
        assert dose(tmp_path, "98 mg/m2", cap=cap, step="10 mg", measures=capped).value == 190


def test_rounding_never_makes_a_dose_nothing(tmp_path: Path) -> None:
    # 1.4 × 1.8 = 2.52 mg is nearer to 0 than to 50
    kept = dose(tmp_path, "1.4 mg/m2", step="50 mg")
    assert kept.value == pytest.approx(2.52)
    assert "would move it by 100.0 %" in str(kept.derivation)


def test_a_policy_that_rounds_says_so_where_the_entry_has_no_step(tmp_path: Path) -> None:
    policy_file = tmp_path / "rounded.yaml"
    text = (library.folder("policies") / "reference.yaml").read_text()
    policy_file.write_text(
        text.replace("rounding: none", "rounding: formulary_step").replace(
            "id: reference\n", "id: rounded\n"
        )
    )
    patient = rc.Patient(sex="male", age="67 y", height="170 cm", weight="70 kg")
    course = rc.plan_course(
        rc.load_regimen("ep-infusional-28d"), patient, start="2026-12-01", policy=str(policy_file)
    )
    assert "the entry of etoposide states no step" in str(course.doses[0].derivation)


def test_the_exact_dose_is_kept_beside_the_rounded_one(tmp_path: Path) -> None:
    rounded = dose(tmp_path, "100 mg/m2", "1.83 m2", step="10 mg")
    assert rounded.calculated == pytest.approx(183)
    assert rounded.value == 180


def test_a_step_that_is_the_cap_itself_or_at_the_tolerance_is_taken(tmp_path: Path) -> None:
    # 1.95 × 1 = 1.95 mg, nearest half milligram 2 = the cap, 2.6 % more
    at_cap = dose(tmp_path, "1.95 mg/m2", "1 m2", cap="2 mg", step="0.5 mg")
    assert at_cap.value == 2
    assert "above the cap" not in str(at_cap.derivation)
    # 100 mg at a surface of 1, steps of 105 mg: exactly 5 % more, which the policy allows
    assert dose(tmp_path, "100 mg/m2", "1 m2", step="105 mg").value == 105


def test_what_rounding_did_is_remarked_beside_the_dose(tmp_path: Path) -> None:
    lowered = dose(tmp_path, "100 mg/m2", cap="178 mg", step="5 mg")
    assert list(remarks(lowered.derivation)) == [
        "etoposide, per dose 175 mg: −1.7 %, the nearest step is above the cap",  # 3 of 178
        "etoposide, per dose 178 mg: cap reached",
    ]
    kept = dose(tmp_path, "100 mg/m2", cap="178 mg", step="50 mg")
    assert list(remarks(kept.derivation)) == [
        "etoposide, per dose 178 mg: cap reached; not rounded: the step of 50 mg would move it by "
        "15.7 %, more than 5 %"
    ]
    assert list(remarks(dose(tmp_path, "100 mg/m2").derivation)) == []


def test_a_flat_dose_is_called_by_its_line(tmp_path: Path) -> None:
    assert str(dose(tmp_path, "20 mg").derivation).startswith("etoposide, per dose = 20 mg   ")


def test_a_line_with_a_name_of_its_own_says_its_drug(tmp_path: Path) -> None:
    path = tmp_path / "made-up.yaml"
    path.write_text(REGIMEN.replace("AMOUNT", "20 mg").replace("- id: etoposide", "- id: evening"))
    planned = rc.plan_course(
        rc.load_regimen(path), rc.Patient(age="60 y"), start="2026-12-01", cycles=1
    ).doses[0]
    assert str(planned.derivation).startswith("evening (etoposide), per dose = 20 mg")


def test_an_oral_line_has_neither_duration_nor_end(tmp_path: Path) -> None:
    path = tmp_path / "made-up.yaml"
    text = REGIMEN.replace("AMOUNT", "20 mg").replace("intravenous", "oral")
    path.write_text(text.replace("    infuse_over: 1 h\n", ""))
    planned = rc.plan_course(
        rc.load_regimen(path),
        rc.Patient(age="60 y"),
        start="2026-12-01T09:00",
        zone="Europe/Dublin",
        cycles=1,
    ).doses[0]
    assert (planned.duration, planned.ends_at, planned.ends_on) == (None, None, None)
    assert planned.starts_at is not None


def test_an_amount_that_nobody_verified_says_so_in_its_working() -> None:
    patient = rc.Patient(age="60 y", height="180 cm", weight="64.8 kg")
    course = rc.plan_course(
        rc.load_regimen("irinotecan-cisplatin-28d"), patient, start="2026-12-01", cycles=1
    )
    (line,) = (n for n in str(course.doses[0].derivation).split("\n") if "NOT VERIFIED in" in n)
    assert line.endswith("   NOT VERIFIED in part: see the line's note")


FOUR_DAYS = """\
format: 1
id: four-days
name: Four days
population: adult
status: draft
sources: [{id: made, cite: made for a test}]
cycle: {length: 28 d, planned: 1}
components:
  - {id: fluorouracil, drug: fluorouracil, profile: continuous, per_day: 1000 mg/m2,
     route: intravenous, starts: {day: 1}, infuse_over: 96 h}
"""


def test_an_infusion_of_days_says_its_rate_for_an_hour_and_for_a_day(tmp_path: Path) -> None:
    # Alberta 2006: 4000 mg/m2 over 96 h at 1.3125 m² is 5250 mg, 1312.5 mg/d, 54.6875 mg/h.
    # 157.5 × 39.375 ÷ 3600 = 1.72265625 = 1.3125²
    path = tmp_path / "four-days.yaml"
    path.write_text(FOUR_DAYS)
    patient = rc.Patient(sex="female", age="43 y", height="157.5 cm", weight="39.375 kg")
    course = rc.plan_course(
        rc.load_regimen(path), patient, start="2026-12-01T09:00", zone="America/Edmonton"
    )
    (planned,) = course.doses
    assert planned.dose.value == pytest.approx(5250, rel=1e-12)
    assert planned.per_day == pytest.approx(1312.5, rel=1e-12)
    assert planned.per_hour == pytest.approx(54.6875, rel=1e-12)
    assert planned.ends_at is not None
    assert f"{planned.ends_at:%Y-%m-%d %H:%M}" == "2026-12-05 09:00"
    page = plan_text(course, 100)
    assert "54.7 mg/h, 1,312.5 mg/d" in page
    assert "ends Sat 5 Dec 09:00" in page


# The working of a line, step by step; 180 × 64.8 ÷ 3600 = 3.24 = 1.8²

LINES = REGIMEN.partition("  - ")[0]
BY_SURFACE = "└ body surface area = 1.8 m2 = √(180 cm × 64.8 kg ÷ 3600)"


def working(tmp_path: Path, *lines: str, changes: tuple[Change, ...] = ()) -> list[str]:
    """The last dose and its working, as it is printed, down to the body surface."""
    path = tmp_path / "made-up.yaml"
    path.write_text(LINES + "".join(f"  - {{{line}}}\n" for line in lines))
    patient = rc.Patient(age="60 y", height="180 cm", weight="64.8 kg")
    last = rc.plan_course(
        rc.load_regimen(path), patient, start="2026-12-01", cycles=1, changes=changes
    ).doses[-1]
    placed = str(last.derivation).replace(f"{tmp_path}/", "")
    printed = re.sub(r"(yaml:\d+):\d+", r"\1", placed).split("\n")
    own = [line.partition("   Mosteller")[0] for line in printed if "entered" not in line]
    return [f"{last.dose} by {last.computed.stated}", *own]


def decided(what: str, measure: Measure, least: Measure | None = None) -> tuple[Change, ...]:
    return (Change("a", Action(what, measure, least), 1, why="the sister's word"),)


FLUID = "id: a, drug: crystalloid, purpose: hydration, per_hour: 125 mL/m2, route: intravenous"
MANY = (
    "id: a, drug: docetaxel, per_dose: 100 mg/m2, route: intravenous, days: [1], infuse_over: 1 h"
)


@pytest.mark.parametrize(
    ("lines", "changes", "expected"),
    [
        (
            # 100 ÷ 3 = 33.3333 mg, and 60 ÷ 3 = 20 mg
            ["id: a, drug: prednisone, per_day: 100 mg, route: oral, days: [1], doses_per_day: 3, "
             "cap: {per_day: 60 mg}"],
            (),
            ["20 mg by 100 mg a day",
             "a (predniSONE), per dose = 20 mg = min(33.3333 mg, 20 mg)   cap reached",
             "├ a (predniSONE), per dose = 33.3333 mg = 100 mg ÷ 3",
             "│ ├ amount = 100 mg   made for a test   made-up.yaml:9",
             "│ └ doses a day = 3",
             "└ cap = 20 mg = 60 mg ÷ 3",
             "  ├ cap = 60 mg   made-up.yaml:9",
             "  └ doses a day = 3"],
        ),
        (
            # 0.4 × 4 = 1.6 mg/m2, × 1.8 = 2.88 mg; 0.5 × 4 = 2 mg
            ["id: a, drug: vincristine, profile: continuous, per_day: 0.4 mg/m2, "
             "route: intravenous, starts: {day: 1}, infuse_over: 96 h, cap: {per_day: 0.5 mg}"],
            (),
            ["2 mg by 0.4 mg/m2 a day",
             "a (vinCRIStine), per dose = 2 mg = min(2.88 mg, 2 mg)   cap reached",
             "├ a (vinCRIStine), per dose = 2.88 mg = 1.6 mg/m2 × 1.8 m2",
             "│ ├ amount per dose = 1.6 mg/m2 = 0.4 mg/m2 × 4 d",
             "│ │ ├ amount = 0.4 mg/m2   made for a test   made-up.yaml:9",
             "│ │ └ how long it runs = 4 d",
             f"│ {BY_SURFACE}",
             "└ cap = 2 mg = 0.5 mg × 4 d",
             "  ├ cap = 0.5 mg   made-up.yaml:9",
             "  └ how long it runs = 4 d"],
        ),
        (
            # 125 × 1.8 = 225 mL/h
            [f"{FLUID}, days: [1], infuse_over: not stated, cap: {{per_hour: 200 mL}}"],
            (),
            ["200 mL/h by 125 mL/m2 an hour",
             "a (crystalloid), per dose = 200 mL/h = min(225 mL/h, 200 mL/h)   cap reached",
             "├ a (crystalloid), per dose = 225 mL/h = 125 mL/m2 × 1.8 m2",
             "│ ├ amount = 125 mL/m2   made for a test   made-up.yaml:9",
             f"│ {BY_SURFACE}",
             "└ cap = 200 mL/h   made-up.yaml:9"],
        ),
        (
            # 125 × 1.5 = 187.5 mL/m2, × 1.8 = 337.5 mL; 200 × 1.5 = 300 mL
            [f"{FLUID}, days: [1], infuse_over: 90 min, cap: {{per_hour: 200 mL}}"],
            (),
            ["300 mL by 125 mL/m2 an hour",
             "a (crystalloid), per dose = 300 mL = min(337.5 mL, 300 mL)   cap reached",
             "├ a (crystalloid), per dose = 337.5 mL = 187.5 mL/m2 × 1.8 m2",
             "│ ├ amount per dose = 187.5 mL/m2 = 125 mL/m2 × 1.5 h",
             "│ │ ├ amount = 125 mL/m2   made for a test   made-up.yaml:9",
             "│ │ └ how long it runs = 1.5 h",
             f"│ {BY_SURFACE}",
             "└ cap = 300 mL = 200 mL × 1.5 h",
             "  ├ cap = 200 mL   made-up.yaml:9",
             "  └ how long it runs = 1.5 h"],
        ),
        (
            # 20 % of 1000 × 1.8 = 1800 mg is 360 mg
            ["id: a, drug: ifosfamide, per_dose: 1000 mg/m2, route: intravenous, days: [1], "
             "infuse_over: 1 h",
             "id: b, drug: mesna, purpose: protection, per_dose: 20 % of a, route: intravenous, "
             "in_bag_with: a"],
            (),
            ["360 mg by 20 % of a",
             "b (mesna), per dose = 360 mg = 20 % × 1,800 mg",
             "├ share = 20 %   made-up.yaml:10",
             "└ a (ifosfamide), per dose = 1,800 mg = 1000 mg/m2 × 1.8 m2",
             "  ├ amount = 1000 mg/m2   made for a test   made-up.yaml:9",
             f"  {BY_SURFACE}"],
        ),
        (
            # 100 − 25 = 75 mg/m2, × 1.8 = 135 mg
            [MANY],
            decided("reduce_by", Measure(25, "mg/m2")),
            ["135 mg by 100 mg/m2",
             "a (DOCEtaxel), per dose = 135 mg = 75 mg/m2 × 1.8 m2",
             "├ amount = 75 mg/m2 = 100 mg/m2 − 25 mg/m2",
             "│ ├ amount = 100 mg/m2   made for a test   made-up.yaml:9",
             "│ └ step = 25 mg/m2   the sister's word",
             BY_SURFACE],
        ),
        (
            # 75 mg/m2 would be below 80 mg/m2; 80 × 1.8 = 144 mg
            [MANY],
            decided("reduce_by", Measure(25, "mg/m2"), Measure(80, "mg/m2")),
            ["144 mg by 100 mg/m2",
             "a (DOCEtaxel), per dose = 144 mg = 80 mg/m2 × 1.8 m2",
             "├ amount = 80 mg/m2 = max(75 mg/m2, 80 mg/m2)   floor reached",
             "│ ├ amount = 75 mg/m2 = 100 mg/m2 − 25 mg/m2",
             "│ │ ├ amount = 100 mg/m2   made for a test   made-up.yaml:9",
             "│ │ └ step = 25 mg/m2   the sister's word",
             "│ └ least = 80 mg/m2",
             BY_SURFACE],
        ),
        (
            # 75 % of 180 = 135 mg
            [MANY],
            decided("give", Measure(75, "%")),
            ["135 mg by 100 mg/m2",
             "a (DOCEtaxel), per dose = 135 mg = 75 % × 180 mg   75 % of standard from cycle 1",
             "├ share = 75 %   the sister's word",
             "└ a (DOCEtaxel), per dose = 180 mg = 100 mg/m2 × 1.8 m2",
             "  ├ amount = 100 mg/m2   made for a test   made-up.yaml:9",
             f"  {BY_SURFACE}"],
        ),
    ],
    ids=["doses a day", "days", "rate", "hours", "share", "step", "least", "reduced"],
)  # fmt: skip
def test_every_step_stands_with_its_reason_and_its_place(
    tmp_path: Path, lines: list[str], changes: tuple[Change, ...], expected: list[str]
) -> None:
    assert working(tmp_path, *lines, changes=changes) == expected


@pytest.mark.parametrize("step", ["100 mg/m2", "120 mg/m2"])
def test_a_step_that_leaves_nothing_is_none(tmp_path: Path, step: str) -> None:
    number = float(step.split()[0])
    change = Change("etoposide", Action("reduce_by", Measure(number, "mg/m2")))
    with pytest.raises(ValueError, match=rf"a step of {number:g} leaves nothing of 100$"):
        dose(tmp_path, "100 mg/m2", changes=(change,))


@pytest.mark.parametrize(
    ("amount", "milligrams"),
    [
        # 100 − 30 = 70, and 90 − 30 = 60 below the least of 65 mg/m2; 65 and 40 are not above it
        ("100 mg/m2", 70 * 1.8),
        ("90 mg/m2", 65 * 1.8),
        ("65 mg/m2", 65 * 1.8),
        ("40 mg/m2", 40 * 1.8),
        ("20 mg/m2", 20 * 1.8),
    ],
)
def test_a_step_goes_down_to_its_least_and_never_up(
    tmp_path: Path, amount: str, milligrams: float
) -> None:
    step = Action("reduce_by", Measure(30, "mg/m2"), Measure(65, "mg/m2"))
    change = Change("etoposide", step)
    assert dose(tmp_path, amount, changes=(change,)).value == pytest.approx(milligrams)


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("1400 mcg/m2", "2,520 mcg"),  # 1400 × 1.8
        ("2000 mcg", "2,000 mcg"),
        ("2 g", "2 g"),
        ("9.99 g", "9.99 g"),
        ("2 g/m2", "3,600 mg"),  # 2000 × 1.8
    ],
)
def test_a_dose_is_shown_in_micrograms_or_grams_where_the_source_has_them(
    tmp_path: Path, amount: str, shown: str
) -> None:
    assert str(dose(tmp_path, amount)) == shown


# One giving with measures made for it: 1.8 m², 64.8 kg and 80 mL/min

BODY = Measures(
    body_surface_area=entered("body surface area", Measure(1.8, "m2", "1.8 m2")),
    clearances={"not stated": entered("measured rate", Measure(80, "mL/min", "80 mL/min"))},
    weights={"actual": entered("weight", Measure(64.8, "kg", "64.8 kg"))},
)


def giving(
    line: str,
    *,
    minutes: float | None = None,
    measures: Measures = BODY,
    changes: tuple[Change, ...] = (),
    shared: Dose | None = None,
    policy: str = "reference",
    **more: Any,
) -> Dose:
    """The dose of one giving of a line."""
    text = f"{LINES}  - {{id: a, {line}}}\n"
    regimen = Regimen.from_source(read(text.encode(), "made-up.yaml"))
    (statement,) = regimen.components[0].statements
    return dose_of(
        statement,
        statement.amount,
        regimen,
        library.formulary()[statement.component.drug or ""],
        measures,
        library.shipped_policy(policy),
        minutes=minutes,
        changes=changes,
        shared=shared,
        **more,
    )


def steps(given: Dose) -> list[tuple[str, Any, str, str]]:
    """What each step is, its number, its unit, and the name of its formula, top down."""
    return [
        (s.what, pytest.approx(s.value), s.unit, "" if s.formula is None else s.formula.name)
        for s in given.derivation.walk()
    ]


IV = "route: intravenous, days: [1]"
WHAT = "a (DOCEtaxel), per dose"
SURFACE = ("body surface area", 1.8, "m2", "")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            # 100 × 1.8 = 180 mg
            lambda: giving(f"drug: docetaxel, per_dose: 100 mg/m2, {IV}"),
            [(WHAT, 180, "mg", "amount_by_surface"), ("amount", 100, "mg/m2", ""), SURFACE],
        ),
        (
            # 6 × 64.8 = 388.8 mg
            lambda: giving(f"drug: trastuzumab, per_dose: 6 mg/kg, {IV}"),
            [
                ("a (trastuzumab), per dose", 388.8, "mg", "amount_by_weight"),
                ("amount", 6, "mg/kg", ""),
                ("weight", 64.8, "kg", ""),
            ],
        ),
        (
            # Calvert: 5 × (80 + 25) = 525 mg
            lambda: giving(f"drug: carboplatin, per_dose: AUC 5, kidney: not stated, {IV}"),
            [
                ("a (CARBOplatin), per dose", 525, "mg", "calvert_1989"),
                ("amount", 5, "AUC", ""),
                ("measured rate", 80, "mL/min", ""),
            ],
        ),
        (
            # 1400 mcg/m2 are 1.4 mg/m2, × 1.8 = 2.52 mg
            lambda: giving(f"drug: vincristine, per_dose: 1400 mcg/m2, {IV}"),
            [
                ("a (vinCRIStine), per dose", 2.52, "mg", "amount_by_surface"),
                ("amount", 1.4, "mg/m2", "conversion"),
                ("amount", 1400, "mcg/m2", ""),
                ("conversion", 0.001, "mg/m2", ""),
                SURFACE,
            ],
        ),
        (
            # 100 − 25 = 75 mg/m2 is below 80 mg/m2; 80 × 1.8 = 144 mg
            lambda: giving(
                f"drug: docetaxel, per_dose: 100 mg/m2, {IV}",
                changes=decided("reduce_by", Measure(25, "mg/m2"), Measure(80, "mg/m2")),
            ),
            [
                (WHAT, 144, "mg", "amount_by_surface"),
                ("amount", 80, "mg/m2", "floor"),
                ("amount", 75, "mg/m2", "amount_step"),
                ("amount", 100, "mg/m2", ""),
                ("step", 25, "mg/m2", ""),
                ("least", 80, "mg/m2", ""),
                SURFACE,
            ],
        ),
        (
            # 75 % of 180 = 135 mg
            lambda: giving(
                f"drug: docetaxel, per_dose: 100 mg/m2, {IV}",
                changes=decided("give", Measure(75, "%")),
            ),
            [
                (WHAT, 135, "mg", "reduction"),
                ("share", 75, "%", ""),
                (WHAT, 180, "mg", "amount_by_surface"),
                ("amount", 100, "mg/m2", ""),
                SURFACE,
            ],
        ),
        (
            # 60 % of 20 mg is 12 mg
            lambda: giving(
                f"drug: mesna, purpose: protection, per_dose: 60 % of b, {IV}",
                shared=giving(f"drug: docetaxel, per_dose: 20 mg, {IV}"),
            ),
            [
                ("a (mesna), per dose", 12, "mg", "share"),
                ("share", 60, "%", ""),
                (WHAT, 20, "mg", ""),
            ],
        ),
        (
            # 100 ÷ 4 = 25 mg, and at most 60 ÷ 4 = 15 mg
            lambda: giving(
                "drug: prednisone, per_day: 100 mg, route: oral, days: [1], doses_per_day: 4, "
                "cap: {per_day: 60 mg}"
            ),
            [
                ("a (predniSONE), per dose", 15, "mg", "cap"),
                ("a (predniSONE), per dose", 25, "mg", "divided"),
                ("amount", 100, "mg", ""),
                ("doses a day", 4, "doses a day", ""),
                ("cap", 15, "mg", "divided"),
                ("cap", 60, "mg", ""),
                ("doses a day", 4, "doses a day", ""),
            ],
        ),
        (
            # 40 ÷ 2 = 20 mg/m2, × 1.8 = 36 mg
            lambda: giving(
                "drug: prednisone, per_day: 40 mg/m2, route: oral, days: [1], doses_per_day: 2"
            ),
            [
                ("a (predniSONE), per dose", 36, "mg", "amount_by_surface"),
                ("amount per dose", 20, "mg/m2", "divided"),
                ("amount", 40, "mg/m2", ""),
                ("doses a day", 2, "doses a day", ""),
                SURFACE,
            ],
        ),
        (
            # 125 × 1.5 h = 187.5 mL, and at most 120 × 1.5 = 180 mL
            lambda: giving(
                f"drug: crystalloid, per_hour: 125 mL, {IV}, cap: {{per_hour: 120 mL}}",
                minutes=90,
            ),
            [
                ("a (crystalloid), per dose", 180, "mL", "cap"),
                ("a (crystalloid), per dose", 187.5, "mL", "over_its_time"),
                ("amount", 125, "mL", ""),
                ("how long it runs", 1.5, "h", ""),
                ("cap", 180, "mL", "over_its_time"),
                ("cap", 120, "mL", ""),
                ("how long it runs", 1.5, "h", ""),
            ],
        ),
    ],
    ids=[
        "surface",
        "weight",
        "AUC",
        "micrograms",
        "step",
        "reduced",
        "share",
        "day",
        "day by surface",
        "hours",
    ],
)
def test_every_step_has_its_unit_and_its_formula(
    given: Callable[[], Dose], expected: list[tuple[str, float, str, str]]
) -> None:
    assert steps(given()) == expected
    # whatever is not calculated has the words in which somebody stated it
    assert all(step.written or step.formula for step in given().derivation.walk())


def test_an_amount_by_weight_is_shown_with_the_weight() -> None:
    # 6 × 64.8 = 388.8 mg
    shown = str(giving(f"drug: trastuzumab, per_dose: 6 mg/kg, {IV}").derivation).split("\n")
    assert shown[0] == "a (trastuzumab), per dose = 388.8 mg = 6 mg/kg × 64.8 kg"


def test_a_rule_s_numbers_have_their_place_in_its_file() -> None:
    line = f"drug: docetaxel, per_dose: 100 mg/m2, {IV}"
    least = Measure(80, "mg/m2", text=text_at("rules.yaml", 3, 9))
    floored = giving(line, changes=decided("reduce_by", Measure(25, "mg/m2"), least))
    assert "└ least = 80 mg/m2   rules.yaml:3:9" in str(floored.derivation)
    share = Measure(75, "%", text=text_at("rules.yaml", 4, 9))
    reduced = giving(line, changes=decided("give", share))
    assert "├ share = 75 %   the sister's word   rules.yaml:4:9" in str(reduced.derivation)


def test_a_day_of_capsules_that_do_not_halve_begins_with_the_larger_dose() -> None:
    # 30 mg in capsules of 10 mg: 20 and 10, where 15 cannot be made
    line = "drug: lomustine, per_day: 30 mg, route: oral, days: [1], doses_per_day: 2"
    first, second = (giving(line, policy="nhs-bands", of_day=number) for number in (0, 1))
    assert (first.value, second.value) == (20, 10)
    assert giving(line, policy="nhs-bands").value == 20
    assert first.rounding is not None
    assert first.rounding.is_split
    # an amount that the source states for one dose is given as it stands
    stated = giving(line.replace("per_day: 30 mg", "per_dose: 15 mg"), policy="nhs-bands")
    assert (stated.value, stated.rounding) == (15, None)


def test_a_flat_rate_is_a_dose_an_hour_and_its_cap_too() -> None:
    rate = giving(f"drug: crystalloid, per_hour: 125 mL, {IV}")
    assert (rate.value, rate.unit, rate.derivation.what) == (
        125,
        "mL/h",
        "a (crystalloid), per dose",
    )
    capped = giving(f"drug: crystalloid, per_hour: 125 mL, {IV}, cap: {{per_hour: 120 mL}}")
    assert (capped.value, capped.unit) == (120, "mL/h")
    assert steps(capped)[-1] == ("cap", 120, "mL/h", "")
    assert capped.derivation.operand("cap").written == "120 mL/h"


def test_a_series_shares_the_cap_of_a_day_by_its_hours() -> None:
    # every 7 h: at 0, 7, 14 and 21 h are four doses within 24 h, and 240 ÷ 4 = 60 mg
    line = "drug: cytarabine, per_dose: 100 mg, route: intravenous, starts: {day: 1}, TIMING, "
    capped = giving(line.replace("TIMING", "every: 7 h, times: 2") + "cap: {per_day: 240 mg}")
    assert capped.value == 60
    assert str(capped.derivation).endswith("doses a day = 4")
    # a dose every second day is still one dose of its day
    rare = giving(line.replace("TIMING", "every: 2 d, times: 2") + "cap: {per_day: 90 mg}")
    assert rare.value == 90
    once = giving(f"drug: cytarabine, per_dose: 100 mg, {IV}, cap: {{per_day: 95 mg}}")
    assert once.value == 95


@pytest.mark.parametrize(("minutes", "value"), [(60, 95), (1440, 95), (2880, 190)])
def test_the_cap_of_a_day_grows_with_an_infusion_of_more_than_a_day(
    minutes: float, value: float
) -> None:
    # 2 × 95 = 190 mg in 48 h
    line = f"drug: cytarabine, per_dose: 1000 mg, {IV}, cap: {{per_day: 95 mg}}"
    assert giving(line, minutes=minutes).value == value


def test_bags_of_a_day_that_overlap_share_the_cap_of_the_day() -> None:
    # every 12 h a bag of 24 h: two a day, 95 ÷ 2 = 47.5 mg each
    line = "drug: cytarabine, per_dose: 1000 mg, route: intravenous, starts: {day: 1}, every: 12 h"
    shared = giving(f"{line}, times: 2, cap: {{per_day: 95 mg}}", minutes=1440)
    assert shared.value == 47.5


@pytest.mark.parametrize(
    ("of_day", "of_hour", "value"),
    [
        # 20 mg/m2 × 1.8 m2 × 6 h = 216 mg; 30 mg an hour are 180 mg in 6 h, 50 mg are 300 mg
        ("230 mg", "30 mg", 180),
        ("150 mg", "30 mg", 150),
        ("230 mg", "50 mg", 216),
        ("200 mg", "50 mg", 200),
    ],
)
def test_of_a_cap_of_a_day_and_one_of_an_hour_the_lower_counts(
    of_day: str, of_hour: str, value: float
) -> None:
    both = f"cap: {{per_day: {of_day}, per_hour: {of_hour}}}"
    line = f"drug: etoposide, per_hour: 20 mg/m2, {IV}, infuse_over: 6 h"
    capped = giving(f"{line}, {both}", minutes=360)
    assert capped.value == pytest.approx(value, rel=1e-12)
    # both stand in the working
    assert "cap = " in str(capped.derivation)
    assert of_day in str(capped.derivation)
    assert f"{of_hour} × 6 h" in str(capped.derivation)


def test_a_rate_is_below_the_cap_of_a_day_and_of_an_hour() -> None:
    line = f"drug: crystalloid, per_hour: 125 mL, {IV}"
    # 2400 mL in 24 h are 100 mL/h
    capped = giving(f"{line}, cap: {{per_day: 2400 mL, per_hour: 120 mL}}")
    assert (capped.value, capped.unit) == (100, "mL/h")
    other = giving(f"{line}, cap: {{per_day: 2880 mL, per_hour: 110 mL}}")
    assert (other.value, other.unit) == (110, "mL/h")


@pytest.mark.parametrize("cap", ["{per_dose: 150 mL}", "{per_dose: 150 mg, per_hour: 150 mL}"])
def test_a_cap_in_another_unit_is_no_cap(cap: str) -> None:
    with pytest.raises(Refused) as refused:
        giving(f"drug: etoposide, per_dose: 100 mg/m2, {IV}, cap: {cap}", minutes=60)
    (problem,) = refused.value.problems
    assert (problem.code, problem.fix) == ("RC207", "Write the cap in the unit of the dose.")


def test_what_is_raised_stays_below_every_cap(tmp_path: Path) -> None:
    # 1 mg/m2 × 1.8 m2 = 1.8 mg, capped at 1.5; 120 % of it would be 1.8 mg
    raised = dose(tmp_path, "1 mg/m2", cap="1.5 mg", changes=(give(120),))
    assert (raised.value, raised.before_reduction) == (1.5, 1.5)
    assert str(raised.derivation).startswith(
        "etoposide, per dose = 1.5 mg = min(1.8 mg, 1.5 mg)   cap reached by what is raised"
    )
    # 120 % of 1.8 mg are 2.16 mg, below 2.5 mg
    below = dose(tmp_path, "1 mg/m2", cap="2.5 mg", changes=(give(120),))
    assert below.value == pytest.approx(2.16, rel=1e-12)
    assert "cap not reached by what is raised" in str(below.derivation)
    # a reduction has no second step, and without a cap nothing holds what is raised
    reduced = dose(tmp_path, "1 mg/m2", cap="1.5 mg", changes=(give(80),))
    assert reduced.value == pytest.approx(1.2, rel=1e-12)  # 80 % of 1.5 mg
    assert "by what is raised" not in str(reduced.derivation)
    assert dose(tmp_path, "1 mg/m2", changes=(give(120),)).value == pytest.approx(2.16, rel=1e-12)


def test_what_is_raised_stays_below_what_a_capped_measure_gives(tmp_path: Path) -> None:
    # 98 mg/m2 × 1.9 m2 × 120 % = 223.44 mg; at the cap of the surface 98 × 2 = 196 mg
    surface = Measures(at_cap("body surface area", 1.9, 2, "m2"))
    raised = dose(tmp_path, "98 mg/m2", measures=surface, changes=(give(120),))
    assert raised.value == 196
    assert "cap = 196 mg = 98 mg/m2 × 2 m2" in str(raised.derivation)


def test_a_length_that_is_no_round_number_is_shown_so_that_the_line_can_be_redone() -> None:
    # 100 min are 1.66666667 h
    given = giving(f"drug: crystalloid, per_hour: 125 mL, {IV}", minutes=100)
    assert "how long it runs = 1.66666667 h" in str(given.derivation)
    capped = giving(
        f"drug: crystalloid, per_hour: 125 mL, {IV}, cap: {{per_hour: 120 mL}}", minutes=100
    )
    assert str(capped.derivation).endswith("how long it runs = 1.66666667 h")


def test_what_was_decided_is_worked_in_whatever_order_it_comes() -> None:
    line = f"drug: docetaxel, per_dose: 100 mg/m2, {IV}"
    step, half = decided("reduce_by", Measure(20, "mg/m2")), decided("give", Measure(50, "%"))
    # (100 − 20) × 1.8 × 50 % = 72 mg
    assert giving(line, changes=(*step, *half)).value == pytest.approx(72)
    assert giving(line, changes=(*half, *step)).value == pytest.approx(72)
    reduced = giving(line, changes=half)
    assert list(remarks(reduced.derivation)) == [f"{WHAT} 90 mg: 50 % of standard from cycle 1"]
    assert (reduced.before_reduction, reduced.calculated) == (180, 90)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("drug: docetaxel, per_dose: 100 mg/m2", "no measure for an amount in mg/m2"),
        ("drug: trastuzumab, per_dose: 6 mg/kg", "no measure for an amount in mg/kg"),
        ("drug: carboplatin, per_dose: AUC 5, kidney: not stated", "an amount in AUC"),
        ("drug: docetaxel, per_dose: not stated", "a: no amount is stated or chosen"),
        ("drug: cytarabine, per_hour: 5 mg", "a: how long it runs is not known"),
        ("drug: cytarabine, per_day: 5 mg", "a: how long it runs is not known"),
        (
            "drug: cytarabine, per_dose: 5 mg, cap: {per_hour: 5 mg}",
            "a: a limit an hour needs how long it runs",
        ),
    ],
)
def test_what_is_not_known_is_never_guessed(line: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        giving(f"{line}, {IV}", measures=Measures())


@pytest.mark.parametrize(
    ("own", "source"), [("", ""), (", source: made", "made for a test"), (", source: b", "B, 2020")]
)
def test_an_amount_has_the_source_of_its_line(own: str, source: str) -> None:
    text = LINES.replace("made for a test}", 'made for a test}, {id: b, cite: "B, 2020"}')
    line = f"{{id: a, drug: docetaxel, per_dose: 20 mg, {IV}{own}}}"
    regimen = Regimen.from_source(read(f"{text}  - {line}\n".encode(), "made-up.yaml"))
    (statement,) = regimen.components[0].statements
    entry = library.formulary()["docetaxel"]
    policy = library.shipped_policy("reference")
    given = dose_of(statement, statement.amount, regimen, entry, BODY, policy)
    assert given.derivation.source == source


def test_a_step_in_another_unit_is_none() -> None:
    with pytest.raises(ValueError, match="a step of 20 mg is not one for mg/m2"):
        giving(
            f"drug: docetaxel, per_dose: 100 mg/m2, {IV}",
            changes=decided("reduce_by", Measure(20, "mg", "20 mg")),
        )


def test_a_share_that_is_not_stated_is_no_dose() -> None:
    other = giving(f"drug: docetaxel, per_dose: 20 mg, {IV}")
    with pytest.raises(ValueError, match="a: no amount is stated or chosen"):
        giving(f"drug: mesna, purpose: protection, per_dose: not stated, {IV}", shared=other)


# Under a limit that rounding alone would pass


LIMIT = Step("limit of a day", 100, "mg/m2", "100 mg/m2")


def kept(comes_to: float) -> KeptLimit:
    return KeptLimit(LIMIT, Step("calculated for a day", comes_to, "mg/m2"), "100 mg/m2 a day")


@pytest.mark.parametrize(
    ("comes_to", "most"),
    [
        # 160 × 100 ÷ 80 = 200 mg, and what is on the limit but for noise is its own share
        (80, 200),
        (100, 160),
        (100.00000000000001, 160),
        (99.99999999999999, 160),
    ],
)
def test_the_most_of_a_dose_is_its_share_of_the_limit(comes_to: float, most: float) -> None:
    step = kept(comes_to).most(Step("a, per dose", 160, "mg", "160 mg"))
    assert (step.what, step.value, step.unit) == ("cap by the limit", most, "mg")
    assert step.formula is not None
    assert step.formula.name == "most_by_limit"
    assert str(step).startswith(f"cap by the limit = {most} mg = 160 mg × 100 mg/m2 ÷ ")
    assert [(one.what, one.value, one.unit) for one in step.walk()][1:] == [
        ("dose as calculated", 160, "mg"),
        ("limit of a day", 100, "mg/m2"),
        ("calculated for a day", comes_to, "mg/m2"),
    ]


def test_a_dose_that_a_limit_rounds_down_or_leaves_says_why() -> None:
    dose = Step("a, per dose", 160, "mg", "160 mg")
    limit = kept(80)
    why = "not rounded up: would pass the limit of 100 mg/m2 a day; "
    down = limit.said(Step("a, per dose", 150, "mg", note="−6.3 %"), dose, limit.most(dose))
    assert (down.value, down.note, down.is_notable) == (150, f"{why}−6.3 %", True)
    assert down.operands == ()
    as_it_is = limit.said(dose._replace(note="no step below"), dose, limit.most(dose))
    assert (as_it_is.value, as_it_is.note, as_it_is.is_notable) == (
        160,
        f"{why}no step below",
        True,
    )
    # as it is, under the 200 mg that would be the limit
    assert (as_it_is.operand("dose").value, as_it_is.operand("cap").value) == (160, 200)


def test_a_limit_that_rounding_leaves_alone_is_not_spoken_of() -> None:
    # 100 × 1.8 = 180 mg, of at most 180 × 100 ÷ 50 = 360 mg
    given = giving(f"drug: docetaxel, per_dose: 100 mg/m2, {IV}", kept=kept(50))
    assert (given.value, "limit" in str(given.derivation)) == (180, False)


def test_a_dose_on_its_limit_is_no_less_than_it_is_but_for_noise() -> None:
    # 0.1 + 0.2 is 0.30000000000000004 in binary
    assert kept(100).most(Step("a, per dose", 0.1 + 0.2, "mg")).value == 0.1 + 0.2


def test_rounding_stays_under_the_limit_and_says_so(tmp_path: Path) -> None:
    # 100 × 1.8 = 180 mg, which a step of 7 mg makes 182 mg, by +1.1 %; with 99.5 of 100 mg/m2 a
    # day the most is 180 × 100 ÷ 99.5 = 180.9 mg, so 175 mg: 100 × (175 − 180) ÷ 180 = −2.8 %
    assert dose(tmp_path, "100 mg/m2", step="7 mg", kept=kept(80)).value == 182
    below = dose(tmp_path, "100 mg/m2", step="7 mg", kept=kept(99.5))
    assert (below.value, below.calculated) == (175, 180)
    assert below.rounding is not None
    assert below.rounding.variance_percent == pytest.approx(-2.7777777778)
    why = "not rounded up: would pass the limit of 100 mg/m2 a day; −2.8 %"
    (remark,) = remarks(below.derivation)
    assert remark.startswith(f"etoposide, per dose 175 mg: {why}")
    # a step of 182 mg may not go up to 182 mg and would give nothing below: 180 mg stay
    stays = dose(tmp_path, "100 mg/m2", step="182 mg", kept=kept(99.5))
    assert (stays.value, stays.rounding) == (180, None)
    assert stays.derivation.note.startswith(
        "not rounded up: would pass the limit of 100 mg/m2 a day; "
    )
    # 180 mg, of at most 180.9 mg by the limit
    assert stays.derivation.operand("cap").value == pytest.approx(180.904522613)


@pytest.mark.parametrize(
    ("cap", "comes_to", "wanted", "most"),
    [
        # 180 mg: the limit allows 180 × 100 ÷ 99.5 = 180.9 mg, or 180 × 100 ÷ 80 = 225 mg
        ("", 99.5, 182, "180.9 mg"),
        ("", 80, 182, ""),
        ("181 mg", 80, 182, "181 mg"),
        ("200 mg", 99.5, 182, "180.9 mg"),
        ("200 mg", 80, 182, ""),
    ],
)
def test_a_decided_dose_passes_neither_the_cap_nor_the_limit(
    tmp_path: Path, cap: str, comes_to: float, wanted: float, most: str
) -> None:
    round_to = Change("etoposide", Action("round", Measure(wanted, "mg", f"{wanted} mg")), 1)
    given = dose(tmp_path, "100 mg/m2", cap=cap, changes=(round_to,), kept=kept(comes_to))
    assert given.value == (180 if most else wanted)
    if most:
        assert f"{wanted} mg would pass the most, {most}" in given.derivation.note


def test_an_amount_that_was_chosen_is_not_the_one_of_the_file() -> None:
    text = f"{LINES}  - {{id: a, drug: docetaxel, per_dose: 100 mg/m2, {IV}}}\n"
    regimen = Regimen.from_source(read(text.encode(), "made-up.yaml"))
    (statement,) = regimen.components[0].statements
    entry, policy = library.formulary()["docetaxel"], library.shipped_policy("reference")
    chosen = [Amount(Measure(number, "mg/m2", f"{number} mg/m2")) for number in (80, 60)]
    for amount, expected in [
        # at 1.8 m2, whichever was asked for before
        (statement.amount, 180),
        (chosen[0], 144),
        (chosen[1], 108),
        (statement.amount, 180),
    ]:
        given = dose_of(statement, amount, regimen, entry, BODY, policy)
        assert given.value == pytest.approx(expected)
        assert given.derivation.operand("amount").source == "made for a test"


def test_an_amount_that_is_at_its_least_takes_no_step_and_a_later_one_is_looked_at() -> None:
    line = "drug: docetaxel, per_dose: {} mg/m2, " + IV
    at_least_20 = decided("reduce_by", Measure(20, "mg/m2"), Measure(20, "mg/m2"))
    # a step of all of it would leave nothing: 20 × 1.8 = 36 mg stay
    assert giving(line.format(20), changes=at_least_20).value == 36
    at_least_100 = decided("reduce_by", Measure(20, "mg/m2"), Measure(100, "mg/m2"))
    # (100 − 20) × 1.8 = 144 mg by the second step, which has no least
    both = (*at_least_100, *decided("reduce_by", Measure(20, "mg/m2")))
    assert giving(line.format(100), changes=both).value == 144


def test_a_share_says_of_what_it_is_where_more_was_decided() -> None:
    half = decided("give", Measure(50, "%", "50 %"))
    by_20, by_10 = (decided("reduce_by", Measure(n, "mg/m2", f"{n} mg/m2")) for n in (20, 10))
    two, one = (Change(LEVEL, Action("level", word=word), 1) for word in "21")
    cases = [
        (half, "90 mg: 50 % of standard from cycle 1"),
        # (100 − 20) × 1.8 × 50 % = 72 mg, (100 − 20 − 10) × 1.8 × 50 % = 63 mg
        ((*by_20, *half), "72 mg: 50 % of standard after reduce by 20 mg/m2 from cycle 1"),
        (
            (*by_20, *by_10, *half),
            "63 mg: 50 % of standard after reduce by 20 mg/m2 and reduce by 10 mg/m2 from cycle 1",
        ),
        # of the level that was moved to last; its amount is handed in
        ((two, *half), "90 mg: 50 % of level 2 from cycle 1"),
        ((two, one, *half), "90 mg: 50 % of level 1 from cycle 1"),
        ((two, *by_20, *half), "72 mg: 50 % of level 2 after reduce by 20 mg/m2 from cycle 1"),
    ]
    for changes, said in cases:
        given = giving(f"drug: docetaxel, per_dose: 100 mg/m2, {IV}", changes=changes)
        assert list(remarks(given.derivation)) == [f"{WHAT} {said}"]


# A share of another line


@pytest.mark.parametrize(
    ("of_whole", "of_share", "cap", "calculated", "before"),
    [
        # 60 % of 20 mg
        (None, None, "", 12, 12),
        # half of it, by what was decided for the share itself
        (None, 50, "", 6, 12),
        # 60 % of 10 mg, which was 20 mg before it was halved; at most 8 mg
        (50, None, "", 6, 12),
        (50, None, ", cap: {per_dose: 8 mg}", 6, 8),
        (50, None, ", cap: {per_dose: 12 mg}", 6, 12),
        # by both: 60 % of 10 mg, halved
        (50, 50, "", 3, 12),
    ],
)
def test_a_share_is_also_known_as_it_was_before_its_whole_was_reduced(
    of_whole: int | None, of_share: int | None, cap: str, calculated: float, before: float
) -> None:
    def half(percent: int | None) -> tuple[Change, ...]:
        return () if percent is None else decided("give", Measure(percent, "%"))

    whole = giving(f"drug: docetaxel, per_dose: 20 mg, {IV}", changes=half(of_whole))
    line = f"drug: mesna, purpose: protection, per_dose: 60 % of whole, {IV}{cap}"
    share = giving(line, shared=whole, changes=half(of_share))
    assert [share.calculated, share.before_reduction] == pytest.approx([calculated, before])
    assert (share.share_of, whole.share_of) == ("whole", "")


# What a dose and a limit say of themselves


def test_a_dose_before_its_reduction_is_the_standard_one_or_what_was_calculated() -> None:
    step = Step("dose", 150.0, "mg")
    assert Dose(150.0, "mg", 150.0, step).before_reduction == 150.0
    assert Dose(150.0, "mg", 150.0, step, standard=200.0).before_reduction == 200.0


def test_a_dose_as_a_quantity_has_its_number_and_its_unit() -> None:
    found = Dose(150.0, "mg", 149.6, Step("dose", 149.6, "mg")).quantity
    assert found.to("g").magnitude == pytest.approx(0.15, abs=1e-12)


def test_a_limit_leaves_its_share_of_what_the_doses_come_to() -> None:
    # 300 of 400 mg/m2 are three quarters
    kept = KeptLimit(Step("limit", 300.0, "mg/m2"), Step("doses", 400.0, "mg/m2"), "the limit")
    assert kept.leaves == 0.75
