"""What must hold of every course, whoever it is for: thirteen sentences, each a test or more.

Whole regimens of the library (and one made up that says what they do not), with generated adults,
answers, cycles, policies and days. Two sentences are about the bounds of doses and stand with their
tests: 6 (guards are total and monotone) and 12 (folds of a usual dose) in `test_guardrails`. What
rounding does under limits (5) is in `test_policy_rounding` and `test_rounding_under_limits`.
"""

import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, date, timedelta
from decimal import Decimal
from functools import cache
from math import inf, isclose, nan
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import assume, given, reject
from hypothesis import strategies as st
from oracle.as_stated import stated_course
from oracle.choices import answers, cycles
from oracle.wide_pairs import NAMES, WidePair, read, wide_pair
from test_derivation import assert_every_line_can_be_redone, redone

import regimencalc as rc
from regimencalc import library, replaying, yaml_source
from regimencalc.beginning import begun
from regimencalc.body_size import BODY_SURFACE_AREA
from regimencalc.cli import main
from regimencalc.component import BASES, Component
from regimencalc.conditions import OF_THE_BODY
from regimencalc.derivation import Formula
from regimencalc.dosing import dose_of
from regimencalc.kidney_methods import NOT_STATED
from regimencalc.known_measures import entered
from regimencalc.measures import Measures
from regimencalc.plausibility import (
    AGE,
    BODY_MASS_INDEX,
    BODY_SURFACE,
    CLEARANCE,
    CREATININE_MG_DL_FOR_AUC,
    CREATININE_UMOL_L_FOR_AUC,
    HEIGHT,
    WEIGHT,
    Bounds,
)
from regimencalc.record import from_json, to_json
from regimencalc.regimen import Regimen
from regimencalc.renal_function import CREATININE_CLEARANCE
from regimencalc.units import Measure
from regimencalc.withheld import Withheld
from regimencalc.wording import without_noise

TESTS = Path(__file__).parent
TO_THE_LAST_DIGITS = 1e-12
MADE_UP = """\
format: 1
id: made-up
name: Made up
population: adult
status: draft
sources: [{id: made, cite: made for a test}]
cycle: {length: 21 d}
components:
  - id: carboplatin
    drug: carboplatin
    per_dose: AMOUNT
    route: intravenous
    days: [1]
    infuse_over: 1 h
"""
MEASURES = (
    HEIGHT, WEIGHT, BODY_MASS_INDEX, BODY_SURFACE, AGE, CREATININE_MG_DL_FOR_AUC,
    CREATININE_UMOL_L_FOR_AUC, CLEARANCE,
)  # fmt: skip

pairs = st.builds(
    lambda name, seed: wide_pair(Random(seed), name),
    st.sampled_from(NAMES),
    st.integers(0, 2**32),
)
sexes = st.sampled_from(("male", "female"))
heights = st.integers(1400, 2000).map(lambda tenths: tenths / 10)
weights = st.integers(450, 1400).map(lambda tenths: tenths / 10)
creatinines = st.integers(40, 300).map(lambda hundredths: Decimal(hundredths) / 100)
ages = st.integers(18, 90)
policies = st.sampled_from(("reference", "nccn-adjusted"))
aucs = st.integers(100, 800).map(lambda hundredths: Decimal(hundredths) / 100)


def planned(pair: WidePair, regimen: Regimen | None = None, **patient: str) -> rc.Course:
    """The course of a pair; of another reading of its regimen, or with other measures.

    Without the caps of a lifetime, under which one dose depends on all that were before it.
    """
    return stated_course(
        regimen or uncapped(pair.regimen),
        rc.Patient(**{**pair.patient, **patient}),
        start=pair.start,
        cycles=pair.cycles,
        policy=pair.policy,
        choose=pair.choose,
    )


Key = tuple[int, str, int]


def by_key(course: rc.Course) -> dict[Key, rc.PlannedDose]:
    """The doses by what names them: the cycle, the line and its number in the course.

    A random body may have a clearance that is refused; then there is nothing to compare.
    """
    assume(not course.is_refused)
    assert course.doses
    found = {(d.cycle, d.component, d.dose_number): d for d in course.doses}
    assert len(found) == len(course.doses)
    return found


def regimen_from(said: Mapping[str, Any]) -> Regimen:
    """A regimen as somebody else would write the same."""
    text = yaml.safe_dump(said, sort_keys=False, allow_unicode=True)
    return Regimen.from_source(yaml_source.read(text.encode(), f"{said['id']}.yaml"))


def lines(said: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each drug line of a file with its id, and each of its parts."""
    for phase in said.get("phases", [said]):
        for line in phase["components"]:
            yield line["id"], line
            for part in line.get("parts", []):
                yield line["id"], part


def amounts(said: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Each amount that is one number: the id of its line, where it stands, and its key."""
    for line, holder in lines(said):
        for basis in BASES:
            if re.search(r"[0-9]", str(holder.get(basis, ""))) and isinstance(holder[basis], str):
                yield line, holder, basis


def dose_by(
    amount: str, *, gfr_ml_min: float = 80, cap: str | None = None, step: str | None = None
) -> rc.Dose:
    """A dose of 1.8 m2 and 70 kg: amount, basis, cap, rounding."""
    text = MADE_UP.replace("AMOUNT", amount)
    text += "" if cap is None else f"    cap: {{per_dose: {cap}}}\n"
    text += "" if step is None else f"    round_to: {step}\n"
    regimen = Regimen.from_source(yaml_source.read(text.encode(), "made-up.yaml"))
    (statement,) = regimen.components[0].statements
    return dose_of(
        statement,
        statement.amount,
        regimen,
        library.formulary()["carboplatin"],
        Measures(
            entered("body surface area", Measure(1.8, "m2")),
            {NOT_STATED: entered("GFR for Calvert", Measure(gfr_ml_min, "mL/min"))},
            weights={"actual": entered("weight", Measure(70, "kg"))},
        ),
        library.shipped_policy("reference"),
    )


def as_text(name: str) -> dict[str, Any]:
    """A regimen's file, every scalar as the text that it is."""
    said = yaml.BaseLoader(read(name)[0].source.text).get_single_data()
    assert isinstance(said, dict)
    for _, line in lines(said):
        if "lifetime" in line.get("cap", {}):
            del line["cap"]["lifetime"]
            if not line["cap"]:
                del line["cap"]
    return said


@cache
def uncapped(name: str) -> Regimen:
    """A regimen of the library without caps of a lifetime."""
    said = as_text(name)
    is_capped = "lifetime:" in read(name)[0].source.text
    return regimen_from(said) if is_capped else read(name)[0]


# 1. BSA, clearance and dose are monotone --------------------------------------------------------


def value_of(formula: Formula, sex: str, **known: float) -> float:
    names = re.findall(r"{(\w+)}", formula.equation_for(sex))
    return formula.calculate_for({name: known[name] for name in names}, sex)


@pytest.mark.parametrize("name", BODY_SURFACE_AREA)
@given(heights, weights, weights, sexes)
def test_with_more_weight_the_body_surface_is_not_smaller(
    name: str, height_cm: float, one: float, other: float, sex: str
) -> None:
    less, more = (
        value_of(BODY_SURFACE_AREA[name], sex, height_cm=height_cm, weight_kg=weight_kg)
        for weight_kg in sorted((one, other))
    )
    assert 0 < less <= more


@pytest.mark.parametrize("name", CREATININE_CLEARANCE)
@given(weights, ages, creatinines, creatinines, sexes)
def test_with_more_creatinine_the_clearance_is_not_larger(
    name: str, weight_kg: float, age_years: int, one: Decimal, other: Decimal, sex: str
) -> None:
    more, less = (
        value_of(
            CREATININE_CLEARANCE[name],
            sex,
            weight_kg=weight_kg,
            age_years=age_years,
            creatinine_mg_dl=float(creatinine),
        )
        for creatinine in sorted((one, other))
    )
    assert 0 < less <= more


@given(pairs, weights, weights)
def test_with_more_weight_no_dose_of_a_course_is_smaller(
    pair: WidePair, one: float, other: float
) -> None:
    """Under `reference`: an adjusted weight sets in at a body mass index and lowers the dose.

    A line that asks for the body says itself what it gives to whom.
    """
    pair = pair._replace(policy="reference")
    light, heavy = (planned(pair, weight=f"{kg:g} kg") for kg in sorted((one, other)))
    assume(not light.is_refused and not heavy.is_refused)
    heavier = by_key(heavy)
    for key, dose in by_key(light).items():
        if not asks_for_the_body(light.regimen, dose.administration.component):
            assert dose.computed.value <= heavier[key].computed.value


def asks_for_the_body(regimen: Regimen, line: Component) -> bool:
    """Whether the body decides between a line's statements, or a choice that decides."""
    conditions = [c for statement in line.statements for c in statement.conditions]
    names = {clause.name for c in conditions for clause in c.all_clauses()}
    for name in names & set(regimen.choices):
        decides = (c for _, c in regimen.choices[name].answers if c is not None)
        names |= {clause.name for c in decides for clause in c.all_clauses()}
    return bool(names & set(OF_THE_BODY))


@given(creatinines, creatinines, ages, weights, sexes, policies)
def test_with_more_creatinine_no_carboplatin_dose_is_larger(
    one: Decimal, other: Decimal, age: int, weight: float, sex: str, policy: str
) -> None:
    more, less = (
        by_auc(policy, sex=sex, age=f"{age} y", weight=f"{weight:g} kg", creatinine=f"{c} mg/dL")
        for c in sorted((one, other))
    )
    assume(not more.is_refused and not less.is_refused)
    assert less.doses[0].computed.value <= more.doses[0].computed.value


@given(aucs, aucs, st.integers(20, 150), st.integers(100, 900))
def test_with_more_auc_the_dose_grows_to_its_cap_and_then_stays(
    one: Decimal, other: Decimal, gfr: int, cap: int
) -> None:
    """Calvert by hand: AUC × (GFR + 25) mg, at most the cap."""
    less, more = sorted((one, other))
    low, high = (dose_by(f"AUC {auc}", gfr_ml_min=gfr, cap=f"{cap} mg") for auc in (less, more))
    assert low.value <= high.value <= cap
    for auc, dose in ((less, low), (more, high)):
        assert without_noise(dose.value) == min(auc * (gfr + 25), cap)


def by_auc(policy: str, **patient: str) -> rc.Course:
    """A cycle of carboplatin by AUC 5 and etoposide for a patient of 170 cm."""
    return stated_course(
        rc.load_regimen("carboplatin-etoposide-21d"),
        rc.Patient(height="170 cm", **patient),
        start="2026-12-01",
        cycles=1,
        policy=policy,
    )


# 2. Whatever unit it is written in --------------------------------------------------------------


@given(creatinines, ages, weights, sexes, policies)
def test_a_creatinine_gives_the_same_dose_in_mg_and_in_umol(
    creatinine: Decimal, age: int, weight: float, sex: str, policy: str
) -> None:
    """1 mg/dL is 88.42 umol/L here, so that both are written exactly."""
    in_mg, in_umol = (
        by_auc(policy, sex=sex, age=f"{age} y", weight=f"{weight:g} kg", creatinine=written)
        for written in (f"{creatinine} mg/dL", f"{creatinine * Decimal('88.42')} umol/L")
    )
    assert [p.code for p in in_mg.problems] == [p.code for p in in_umol.problems]
    assert [str(d.dose) for d in in_mg.doses] == [str(d.dose) for d in in_umol.doses]
    for one, other in zip(in_mg.doses, in_umol.doses, strict=True):
        assert without_noise(one.computed.value) == without_noise(other.computed.value)


@given(pairs, st.sampled_from((("mcg", "1000"), ("g", "0.001"))))
def test_an_amount_gives_the_same_dose_in_mg_mcg_and_g(
    pair: WidePair, unit: tuple[str, str]
) -> None:
    said = as_text(pair.regimen)
    for _, holder, basis in amounts(said):
        number, _, written = holder[basis].partition(" ")
        if written.partition("/")[0] == "mg":
            number = f"{Decimal(number) * Decimal(unit[1]):f}"
            holder[basis] = f"{number} {written.replace('mg', unit[0], 1)}"
    others = by_key(planned(pair, regimen_from(said)))
    for key, dose in by_key(planned(pair)).items():
        assert without_noise(others[key].computed.value) == without_noise(dose.computed.value)
        assert others[key].dose.unit == dose.dose.unit


@given(pairs)
def test_a_length_is_the_same_in_hours_and_minutes(pair: WidePair) -> None:
    said = as_text(pair.regimen)
    for _, holder in lines(said):
        written = str(holder.get("infuse_over", ""))
        if re.fullmatch(r"[0-9.]+ h", written):
            holder["infuse_over"] = f"{Decimal(written[:-2]) * 60:f} min"
    others = by_key(planned(pair, regimen_from(said)))
    for key, dose in by_key(planned(pair)).items():
        other = others[key]
        assert (other.minutes, other.hour, other.date) == (dose.minutes, dose.hour, dose.date)
        assert other.computed.value == dose.computed.value


@pytest.mark.parametrize(
    ("field", "written"),
    [
        ("height", "1.7 m"), ("height", "1700 mm"), ("height", "67 in"), ("height", "5 ft 7 in"),
        ("weight", "70000 g"), ("weight", "154 lb"), ("weight", "154 lbs"), ("weight", "11 st"),
        ("creatinine", "9 mg/L"), ("creatinine", "0.08 mmol/L"), ("age", "804 months"),
    ],
)  # fmt: skip
def test_no_other_unit_of_a_measure_is_read(field: str, written: str) -> None:
    """Heights are in cm, weights in kg, ages in years: no other expression exists."""
    with pytest.raises(rc.Refused):
        rc.Patient(**{field: written})


# 3. Linear and additive before caps and rounding ------------------------------------------------


@given(pairs, st.sampled_from(("2", "3", "0.5", "0.1")))
def test_so_many_times_the_amount_gives_so_many_times_the_dose(pair: WidePair, times: str) -> None:
    """A share of another line's dose grows with that line."""
    pair = pair._replace(choose={n: a for n, a in pair.choose.items() if n != "level"})
    said = as_text(pair.regimen)
    for _, holder in lines(said):
        holder.pop("cap", None)
    once = by_key(planned(pair, regimen_from(said)))
    factors, shares = {d.component: 1.0 for d in once.values()}, {}
    for line, holder, basis in amounts(said):
        words = holder[basis].split(" ")
        if words[1] == "%":
            shares[line] = words[-1]
        else:
            spot = 1 if words[0] == "AUC" else 0
            words[spot] = f"{Decimal(words[spot]) * Decimal(times):f}"
            holder[basis] = " ".join(words)
            factors[line] = float(times)
    factors |= {line: factors[base] for line, base in shares.items()}
    for key, dose in by_key(planned(pair, regimen_from(said))).items():
        expected = once[key].computed.calculated * factors[key[1]]
        assert isclose(dose.computed.calculated, expected, rel_tol=TO_THE_LAST_DIGITS)


@given(
    st.sampled_from(("{} mg/m2", "{} mg/kg", "AUC {}", "{} mg", "{} IU/m2")),
    st.decimals("0.001", "5000", places=3),
    st.decimals("0.001", "5000", places=3),
    st.integers(20, 150),
)
def test_two_lines_of_a_drug_add_up_to_one(
    written: str, one: Decimal, other: Decimal, gfr: int
) -> None:
    first, second, both = (
        dose_by(written.format(f"{number:f}"), gfr_ml_min=gfr).calculated
        for number in (one, other, one + other)
    )
    assert isclose(first + second, both, rel_tol=TO_THE_LAST_DIGITS)


# 4. Totals --------------------------------------------------------------------------------------


@given(pairs)
def test_what_the_days_give_is_what_the_cycle_gives(pair: WidePair) -> None:
    course = planned(pair)
    days: defaultdict[tuple[int, str, date], float] = defaultdict(float)
    for dose in course.doses:
        days[dose.cycle, dose.component, dose.date] += dose.computed.value
    for cycle, component in {(d.cycle, d.component) for d in course.doses}:
        total = course.total(component, cycle)
        assert total is not None
        of_days = sum(v for (c, name, _), v in days.items() if (c, name) == (cycle, component))
        assert isclose(of_days, total, rel_tol=TO_THE_LAST_DIGITS)
        given_doses = [d.computed.value for d in course.of_cycle(cycle) if d.component == component]
        if len(set(given_doses)) == 1:
            assert isclose(len(given_doses) * given_doses[0], total, rel_tol=TO_THE_LAST_DIGITS)


@given(pairs)
def test_a_rate_for_its_length_is_the_dose(pair: WidePair) -> None:
    for dose in planned(pair).doses:
        for rate, length in ((dose.per_hour, 60), (dose.per_day, 1440)):
            if rate is not None:
                assert dose.minutes is not None
                assert isclose(rate * dose.minutes / length, dose.computed.value, rel_tol=1e-3)


# 5. Rounding ------------------------------------------------------------------------------------


@given(
    st.decimals("0.01", "5000", places=2),
    st.sampled_from(("0.1", "0.5", "1", "2.5", "5", "10", "50")),
    st.one_of(st.none(), st.decimals("0.01", "5000", places=2)),
)
def test_a_rounded_dose_stays_near_and_is_never_none(
    amount: Decimal, step: str, cap: Decimal | None
) -> None:
    """At most half a step and the policy's 5 %, or not at all; a whole step only under a cap."""
    dose = dose_by(f"{amount} mg", step=f"{step} mg", cap=None if cap is None else f"{cap} mg")
    exact = without_noise(dose.calculated)
    rounded = without_noise(dose.value)
    moved = abs(rounded - exact)
    assert exact == (amount if cap is None else min(amount, cap))
    assert rounded > 0
    assert cap is None or rounded <= cap
    assert moved <= Decimal(step) / 2 or (cap is not None and rounded < exact)
    assert moved < Decimal(step)
    assert moved <= exact * 5 / 100
    if moved:
        assert rounded % Decimal(step) == 0
        again = dose_by(f"{rounded:f} mg", step=f"{step} mg", cap=None)
        assert again.value == dose.value


# 6. Bounds on measures (bounds on doses judge nothing yet) ---------------------------------------


@pytest.mark.parametrize("bounds", MEASURES, ids=lambda b: f"{b.what} {b.unit}")
@given(st.floats(0, 5000), st.floats(0, 5000))
def test_farther_out_is_never_judged_milder(bounds: Bounds, one: float, other: float) -> None:
    middle = sum(bounds.usual) / 2
    near, far = sorted((one, other), key=lambda value: abs(value - middle))
    if (near < middle) is (far < middle):
        assert severity(bounds, near) <= severity(bounds, far)
    assert severity(bounds, middle) == 0


@pytest.mark.parametrize("bounds", MEASURES, ids=lambda b: f"{b.what} {b.unit}")
@pytest.mark.parametrize("value", [nan, -1, 1e9])
def test_what_is_no_number_of_this_world_is_refused(bounds: Bounds, value: float) -> None:
    assert severity(bounds, value) == 2


def severity(bounds: Bounds, value: float) -> int:
    """0 for nothing, 1 for a warning, 2 for a refusal."""
    return max((2 if p.is_error else 1 for p in bounds.judge(value, "height")), default=0)


# 7. Order ---------------------------------------------------------------------------------------


@given(pairs, st.randoms(use_true_random=False))
def test_the_order_of_keys_lines_and_measures_changes_no_dose(
    pair: WidePair, random: Random
) -> None:
    mixed = pair._replace(
        patient=shuffled(pair.patient, random), choose=shuffled(pair.choose, random)
    )
    stated = planned(pair)
    reordered = planned(mixed, regimen_from(shuffled(as_text(pair.regimen), random)))
    assert reordered.is_refused == stated.is_refused
    others, doses = by_key(reordered), by_key(stated)
    assert others.keys() == doses.keys()
    for key, dose in doses.items():
        other = others[key]
        assert (other.computed.value, other.dose.unit) == (dose.computed.value, dose.dose.unit)
        assert (other.date, other.minutes, other.route) == (dose.date, dose.minutes, dose.route)


def shuffled(said: Any, random: Random) -> Any:
    """The same with its keys, and its drug lines, in another order."""
    if isinstance(said, Mapping):
        keys = list(said)
        random.shuffle(keys)
        mixed = {key: shuffled(said[key], random) for key in keys}
        if "components" in mixed:
            random.shuffle(mixed["components"])
        return mixed
    return [shuffled(one, random) for one in said] if isinstance(said, list) else said


# 9. Time ----------------------------------------------------------------------------------------

near_clock_changes = st.sampled_from(
    [
        date(year, month, day) + timedelta(offset)
        for year, month, day in ((2026, 3, 29), (2026, 10, 25), (2027, 3, 14), (2027, 11, 7))
        for offset in range(-4, 3)
    ]
)


@given(pairs, near_clock_changes, st.sampled_from(("Europe/Dublin", "America/New_York")))
def test_an_infusion_lasts_as_long_as_it_is_said_to(pair: WidePair, start: date, zone: str) -> None:
    course = stated_course(
        read(pair.regimen)[0], rc.Patient(**pair.patient), start=f"{start}T09:30", zone=zone,
        cycles=pair.cycles, policy=pair.policy, choose=pair.choose,
    )  # fmt: skip
    assert course.doses
    for dose in course.doses:
        if dose.starts_at is not None and dose.minutes is not None:
            assert dose.ends_at is not None
            elapsed = dose.ends_at.astimezone(UTC) - dose.starts_at.astimezone(UTC)
            assert elapsed == timedelta(minutes=dose.minutes)


@given(pairs)
def test_a_dose_stands_on_the_date_of_its_day_within_its_cycle(pair: WidePair) -> None:
    course = planned(pair)
    cycle_before = 0
    for dose in course.doses:
        turn = course.turn_of(dose.cycle)
        first = course.start + timedelta(turn.offset + (dose.cycle_in_phase - 1) * turn.cycle_days)
        first_day = turn.stretch.first_day
        assert dose.date == first + timedelta(dose.day - first_day)
        assert dose.day < first_day + turn.cycle_days
        assert dose.cycle - cycle_before in (0, 1)
        cycle_before = dose.cycle
        assert (turn.phase or None, turn.cycles_before + dose.cycle_in_phase) == (
            dose.phase, dose.cycle,
        )  # fmt: skip


# 10. Replay of the derivation -------------------------------------------------------------------


@given(pairs)
def test_a_dose_follows_from_its_derivation_alone(pair: WidePair) -> None:
    """From the JSON: stated values and equations, none of the program's formulas."""
    document = json.loads(json.dumps(planned(pair).to_dict(), allow_nan=False))
    assert document["doses"]
    for dose in document["doses"]:
        assert without_noise(replayed(dose["derivation"])) == without_noise(dose["dose"]["value"])
        assert dose["derivation"]["unit"] == dose["dose"]["unit"]


def replayed(step: Mapping[str, Any]) -> float:
    """The value of a step, from the steps below it where there are any."""
    if "operands" not in step:
        written = re.search(r"[0-9][0-9,]*(?:[.][0-9]+)?", step["written"])
        assert written is not None
        assert isclose(float(written[0].replace(",", "")), step["value"], rel_tol=1e-5)
        return float(step["value"])
    values = {
        name: replayed(operand) / (100 if operand["unit"] == "%" else 1)
        for name, operand in step["operands"].items()
    }
    return redone(step["equation"].format_map({name: f"{v!r}" for name, v in values.items()}))


@given(pairs)
def test_a_printed_derivation_can_be_redone_line_by_line(pair: WidePair) -> None:
    for dose in planned(pair).distinct_doses().values():
        assert_every_line_can_be_redone(str(dose.derivation))


# 8. Round trip ----------------------------------------------------------------------------------


@given(pairs)
def test_any_course_is_kept_byte_for_byte_and_shown_as_before(pair: WidePair) -> None:
    age_years = int(pair.patient["age"].partition(" ")[0])
    try:
        record = begun(
            read(pair.regimen)[0],
            library.shipped_policy(pair.policy),
            library.formulary(),
            library.equivalents(),
            course_id="a",
            label="A",
            birth_year=pair.start.year - age_years,
            start=pair.start.isoformat(),
            measures=pair.patient,
            who="MB",
            at="2026-01-01T09:00:00Z",
            cycles=pair.cycles,
            choose=pair.choose,
        )
    except rc.Refused:
        reject()
    text = to_json(record)
    back = from_json(text)
    assert back == record
    assert to_json(back) == text
    assert replaying.replayed(back).to_dict() == replaying.replayed(record).to_dict()
    assert record.shown


# 11. No silent success --------------------------------------------------------------------------


@given(pairs)
def test_no_dose_is_none_and_what_nothing_was_held_against_is_said(pair: WidePair) -> None:
    try:
        course = rc.plan_course(
            read(pair.regimen)[0],
            rc.Patient(**pair.patient),
            start=pair.start.isoformat(),
            cycles=pair.cycles,
            policy=pair.policy,
            choose=pair.choose,
        )
    except rc.Refused:
        reject()
    assert course.doses
    held_against = {dose.drug for check in course.checks for dose in check.doses}
    said = [p.message for p in course.problems if p.code in ("RC623", "RC524")]
    for one in course.doses:
        if isinstance(one.dose, Withheld):
            assert any(one.component == judged.component for judged in course.judgements) or any(
                judged.component == "cycle" for judged in course.judgements
            )
        else:
            assert 0 < one.dose.value < inf
            name = course.formulary[one.drug].tall_man
            assert one.drug in held_against or any(name in message for message in said)


@pytest.mark.parametrize("name", library.ids("regimens"))
def test_exit_0_means_a_dose_for_every_line_or_a_reason(name: str) -> None:
    chosen = answers(name)
    number = cycles(name, 2)
    patient = {"sex": "female", "age": "52 y", "height": "166 cm", "weight": "64 kg",
               "measured-gfr": "80 mL/min", "gfr-method": "iohexol"}  # fmt: skip
    ran = CliRunner().invoke(
        main,
        [
            "plan", name, "--start", "2026-01-05", "--policy", "reference", "--format", "json",
            *(f"--{field}={value}" for field, value in patient.items()),
            *(() if number is None else ("--cycles", str(number))),
            *(f"--choose={question}={answer}" for question, answer in chosen.items()),
        ],
    )  # fmt: skip
    assert ran.exit_code == 0, ran.output
    document = json.loads(ran.stdout)
    assert document["doses"]
    assert all(0 < dose["dose"]["value"] < inf for dose in document["doses"])
    shown = {item["component"] for item in (*document["doses"], *document["events"])}
    facts: dict[str, float | str] = {
        **chosen,
        "age": 52.0,
        "height": 166.0,
        "weight": 64.0,
        "bsa": 1.718,
        "bmi": 23.2,
    }
    for component in rc.load_regimen(name).every_component:
        holding = [
            statement
            for statement in component.statements
            if all(condition.holds(facts) is not False for condition in statement.conditions)
        ]
        assert component.id in shown or component.as_needed or not holding, component.id
    course = rc.plan_course(
        rc.load_regimen(name),
        rc.Patient(**{field.replace("-", "_"): value for field, value in patient.items()}),
        start="2026-01-05",
        cycles=number,
        policy="reference",
        choose=chosen,
    )
    held_against = {dose.drug for check in course.checks for dose in check.doses}
    said = [p["message"] for p in document["problems"] if p["code"] in ("RC623", "RC524")]
    for drug in {dose["drug"] for dose in document["doses"]} - held_against:
        assert any(library.formulary()[drug].tall_man in message for message in said), drug


# 13. Determinism --------------------------------------------------------------------------------

PLAN_ALL = """
import json
from oracle.choices import answers, cycles
import regimencalc as rc
from regimencalc import library
patient = rc.Patient(sex="male", age="67 y", height="170 cm", weight="70 kg",
                     creatinine="0.9 mg/dL", height_on="2026-01-05")
for name in library.ids("regimens"):
    course = rc.plan_course(rc.load_regimen(name), patient, start="2026-10-23T09:00",
                            zone="Europe/Dublin", cycles=cycles(name, 2), policy="nccn-adjusted",
                            choose=answers(name))
    print(json.dumps(course.to_dict(), ensure_ascii=False))
    print(*(dose.derivation for dose in course.distinct_doses().values()))
"""


def test_every_plan_has_the_same_bytes_in_any_language_zone_and_order_of_hashes() -> None:
    surroundings = (
        ("C.UTF-8", "UTC", "0"),
        ("de_DE.UTF-8", "Pacific/Apia", "1"),
        ("tr_TR.UTF-8", "America/New_York", "2"),
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-X", "utf8", "-c", PLAN_ALL],
            stdout=subprocess.PIPE,
            cwd=TESTS,
            env={**os.environ, "LC_ALL": language, "TZ": zone, "PYTHONHASHSEED": seed},
        )
        for language, zone, seed in surroundings
    ]
    outputs = {process.communicate()[0] for process in running}
    assert [process.returncode for process in running] == [0, 0, 0]
    assert len(outputs) == 1
    assert len(outputs.pop()) > 1_000_000
