"""Rounding keeps the absolute limits that a dose keeps as it is calculated.

The adult is 180 cm; 64.8 kg make √(180 × 64.8 ÷ 3600) = 1.8 m², 63.368 kg 1.78 m².
"""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import regimencalc as rc
from regimencalc import library
from regimencalc.planned_course import Course
from regimencalc.withheld import Withheld

CHOSEN = {
    "map": {
        "with-cisplatin.hydration": "1500 mL/m2",
        "without-cisplatin.hydration": "1500 mL/m2",
    },
    "beam": {},
    "capecitabine-radiotherapy": {"lasts": "38 d"},
}
TABLETS = {"capecitabine": "capecitabine-radiotherapy", "carmustine": "beam", "cisplatin": "map"}
AMOUNTS = ("RC701", "RC702", "RC703", "RC704")
MADE_UP = """\
format: 1
id: made-up
name: Made up
population: adult
status: draft
sources: [{id: made, cite: made for a test}]
cycle: {length: 21 d, planned: 2}
components:
"""


def course(regimen: str, policy: str, weight: str = "64.8 kg") -> Course:
    man = rc.Patient(sex="male", age="40 y", height="180 cm", weight=weight)
    return rc.plan_course(
        rc.load_regimen(regimen),
        man,
        start="2026-12-01",
        policy=policy,
        choose=CHOSEN.get(Path(regimen).stem, {}),
    )


def doses(planned: Course, drug: str) -> list[float | str]:
    """Every dose of a drug; the word where there is none."""
    found = (one.dose for one in planned.doses if one.drug == drug)
    return [str(dose) if isinstance(dose, Withheld) else dose.value for dose in found]


def refusals(planned: Course) -> set[tuple[str, str]]:
    return {
        (one.problem.code, one.component)
        for one in planned.judgements
        if one.problem.code in AMOUNTS
    }


@pytest.mark.parametrize(
    ("drug", "policy", "weight", "given", "why"),
    [
        # 60 × 1.8 = 108 mg, two of which are 120 mg/m² a cycle, the limit. The band is 113 mg
        # (√(100 × 113) = 106.30 to √(113 × 128) = 120.27): 2 × 113 ÷ 1.8 = 125.6 mg/m². The band
        # below is 100 mg, 8 of 108 or 7.4 % less: beyond 6.6 %.
        ("cisplatin", "nhs-bands", "64.8 kg", 108, "; not rounded: the band of 113 mg is above"),
        # 60 × 1.78 = 106.8 mg: the band is 113 mg as well, 127 mg/m² a cycle; 100 mg is 6.8 of
        # 106.8 or 6.37 % less, and is taken.
        ("cisplatin", "nhs-bands", "63.368 kg", 100, "; −6.4 %"),
        # 300 × 1.8 = 540 mg, the limit of a dose and of a cycle. Of vials of 50, 100 and 300 mg the
        # nearest is 550 mg, 305.6 mg/m²; 500 mg is 40 of 540 or 7.4 % less.
        ("carmustine", "hopa-5", "64.8 kg", 540, "; not rounded: the nearest whole vials, 500 mg"),
        ("carmustine", "hopa-10", "64.8 kg", 500, "; 1 × 300 mg + 2 × 100 mg, −7.4 %"),
        # 825 × 1.8 = 1,485 mg, the limit of a dose. The nearest of 500 and 150 mg is 1,500 mg,
        # 833.3 mg/m²; the next lower is 1,450 mg, 35 of 1,485 or 2.4 % less.
        ("capecitabine", "nhs-bands", "64.8 kg", 1450, "; 2 × 500 mg + 3 × 150 mg, −2.4 %"),
        ("capecitabine", "hopa-5", "64.8 kg", 1450, "; 2 × 500 mg + 3 × 150 mg, −2.4 %"),
    ],
)
def test_a_published_dose_on_its_limit_is_rounded_down_or_not_at_all(
    drug: str, policy: str, weight: str, given: float, why: str
) -> None:
    planned = course(TABLETS[drug], policy, weight)
    first = next(one for one in planned.doses if one.drug == drug)
    assert doses(planned, drug) == [pytest.approx(given)] * len(doses(planned, drug))
    assert refusals(planned) == set()
    limit = {
        "cisplatin": "120 mg/m2 a cycle",
        "carmustine": "300 mg/m2 a dose",
        "capecitabine": "825 mg/m2 a dose",
    }[drug]
    note = first.derivation.note
    assert note.startswith(f"not rounded up: would pass the limit of {limit} NOT VERIFIED; ")
    assert why in note
    assert first.derivation.is_notable


def test_the_limit_is_a_branch_of_the_working() -> None:
    planned = course("map", "nhs-bands")
    lines = str(next(one for one in planned.doses if one.drug == "cisplatin").derivation).split(
        "\n"
    )
    assert lines[0].startswith("cisplatin, per dose = 108 mg = 108 mg as it is, under 108 mg   ")
    assert lines[1].startswith("├ cisplatin, per dose = 108 mg = 60 mg/m2 × 1.8 m2")
    assert lines[-4] == "└ cap by the limit = 108 mg = 108 mg × 120 mg/m2 ÷ 120 mg/m2"
    assert lines[-3] == "  ├ dose as calculated = 108 mg"
    assert lines[-2].startswith("  ├ limit of a cycle = 120 mg/m2   Proposed limits: ")
    assert lines[-2].endswith("   NOT VERIFIED")
    assert "formulary/cisplatin.yaml:" in lines[-2]
    assert lines[-1] == "  └ calculated for a cycle = 120 mg/m2"


def test_a_step_that_a_limit_turned_down_shows_it(tmp_path: Path) -> None:
    # 300 × 1.8 = 540 mg, to steps of 100 mg 500 mg, 7.4 % less; to 25 mg 550 mg, over the limit of
    # 300 mg/m² by 5.6, and down to 525 mg, 15 of 540 or 2.8 % less
    planned = made_up(tmp_path, "carmustine", "transplant", ("300 mg/m2", 1, "round_to: 25 mg"))
    assert doses(planned, "carmustine")[0] == 525
    lines = str(planned.doses[0].derivation).split("\n")
    assert "= 525 mg = 540 mg down to a multiple of 25 mg, under 540 mg" in lines[0]
    assert "would pass the limit of 300 mg/m2 a dose NOT VERIFIED; −2.8 %" in lines[0]
    assert any(line.startswith("└ cap by the limit = 540 mg = ") for line in lines)


def made_up(
    folder: Path, drug: str, profile: str, *lines: tuple[str, int, str], policy: str = "nhs-bands"
) -> Course:
    """Two cycles of a drug: amount and day of each line."""
    text = MADE_UP
    for number, (amount, day, more) in enumerate(lines, 1):
        text += f"""\
  - id: line-{number}
    drug: {drug}
    profile: {profile}
    per_dose: {amount}
    route: intravenous
    days: [{day}]
    infuse_over: 2 h
"""
        text += f"    {more}\n" if more else ""
    path = folder / "made-up.yaml"
    path.write_text(text, "utf-8")
    return course(str(path), policy)


def test_a_sum_that_rounding_leaves_within_the_limit_is_left_alone(tmp_path: Path) -> None:
    # 80 × 1.8 = 144 mg → 145 mg; 40 × 1.8 = 72 mg → 70 mg: 215 mg, and 120 × 1.8 = 216 mg
    planned = made_up(tmp_path, "cisplatin", "high-dose", ("80 mg/m2", 1, ""), ("40 mg/m2", 8, ""))
    assert doses(planned, "cisplatin") == [145, 70, 145, 70]
    assert "limit" not in planned.doses[0].derivation.note


def test_lines_that_together_would_pass_the_limit_each_keep_their_share(tmp_path: Path) -> None:
    # 65 × 1.8 = 117 mg → 113 mg; 55 × 1.8 = 99 mg → 100 mg: 213 mg of 216 mg, left alone.
    planned = made_up(tmp_path, "cisplatin", "high-dose", ("65 mg/m2", 1, ""), ("55 mg/m2", 8, ""))
    assert doses(planned, "cisplatin") == [113, 100] * 2
    # 61 × 1.8 = 109.8 mg → 113 mg; 59 × 1.8 = 106.2 mg → 100 mg (below 106.30): 213 mg.
    planned = made_up(tmp_path, "cisplatin", "high-dose", ("61 mg/m2", 1, ""), ("59 mg/m2", 8, ""))
    assert doses(planned, "cisplatin") == [113, 100] * 2
    # 60.5 and 59.5 mg/m²: 108.9 and 107.1 mg, both → 113 mg, 226 mg of 216 mg. Each may be what it
    # is calculated to be; 100 mg is 8.2 % and 6.63 % less: neither is rounded.
    planned = made_up(
        tmp_path, "cisplatin", "high-dose", ("60.5 mg/m2", 1, ""), ("59.5 mg/m2", 8, "")
    )
    assert doses(planned, "cisplatin") == [pytest.approx(108.9), pytest.approx(107.1)] * 2
    # 60 and 55 mg/m²: 108 mg → 113 mg and 99 mg → 100 mg: 213 mg of 216 mg, within.
    planned = made_up(tmp_path, "cisplatin", "high-dose", ("60 mg/m2", 1, ""), ("55 mg/m2", 8, ""))
    assert doses(planned, "cisplatin") == [113, 100] * 2
    # 59.5 and 59.5: 107.1 mg each → 113 mg, 226 mg; a share of the limit is 107.1 × 120 ÷ 119 =
    # 108 mg, below 113 mg; 100 mg is 6.63 % less. 107.1 mg stays.
    planned = made_up(
        tmp_path, "cisplatin", "high-dose", ("59.5 mg/m2", 1, ""), ("59.5 mg/m2", 8, "")
    )
    assert doses(planned, "cisplatin") == [pytest.approx(107.1)] * 4
    assert "cap by the limit = 108 mg = 107.1 mg × 120 mg/m2 ÷ 119 mg/m2" in str(
        planned.doses[0].derivation
    )


@pytest.mark.parametrize("policy", ["reference", "nhs-bands", "hopa-5", "hopa-10"])
def test_what_is_above_a_limit_as_it_is_calculated_stays_refused(
    tmp_path: Path, policy: str
) -> None:
    # 60.1 mg/m² twice is 120.2 mg/m² a cycle, above 120, though 2 × 100 mg would be 111.1 mg/m²
    lines = ("60.1 mg/m2", 1, ""), ("60.1 mg/m2", 8, "")
    planned = made_up(tmp_path, "cisplatin", "high-dose", *lines, policy=policy)
    assert doses(planned, "cisplatin") == ["REFUSED"] * 4
    # 301 mg/m², of 300 a dose
    planned = made_up(tmp_path, "carmustine", "transplant", ("301 mg/m2", 1, ""), policy=policy)
    assert doses(planned, "carmustine") == ["REFUSED"] * 2


@given(
    st.sampled_from(sorted(CHOSEN)),
    st.sampled_from(["nhs-bands", "hopa-5", "hopa-10"]),
    st.integers(4500, 13000),
)
@settings(max_examples=60, deadline=None)
def test_no_policy_rounds_a_dose_over_a_limit(regimen: str, policy: str, weight: int) -> None:
    by_rounding = course(regimen, policy, f"{weight / 100} kg")
    assert refusals(by_rounding) <= refusals(course(regimen, "reference", f"{weight / 100} kg"))
    for check in by_rounding.checks:
        assert check.limit_passed is None


def test_every_policy_that_rounds_is_among_these() -> None:
    rounding = {
        name for name in library.ids("policies") if library.shipped_policy(name).rounding != "none"
    }
    assert rounding == {"nhs-bands", "hopa-5", "hopa-10"}
