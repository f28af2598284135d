"""The package and its second implementation give the same course, or both refuse."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import (
    POLICIES,
    SIMPLE,
    ZONES,
    Pair,
    clock_changes,
    disagreement,
    first_answer,
    named_methods,
    random_pair,
    regimens,
    rounding_pairs,
    second_answer,
    wide_pairs,
)
from oracle.rounding_pairs import RoundingPair
from oracle.second_rounding import Given
from oracle.wide_engine import Row
from oracle.wide_pairs import (
    NAMES,
    of_the_first,
    of_the_second,
    wide_disagreement,
    wide_pair,
)

from regimencalc import library
from regimencalc.withheld import Withheld

MAN = {"sex": "male", "age": "60 y", "height": "180 cm", "weight": "64.8 kg"}


def amounts(low: str, high: str, unit: str) -> st.SearchStrategy[str]:
    numbers = st.integers(0, 9).flatmap(
        lambda places: st.decimals(Decimal(low), Decimal(high), places=places)
    )
    return numbers.map(lambda number: f"{number:f} {unit}")


kidneys = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"creatinine": amounts("0.1", "16", "mg/dL")}),
    st.fixed_dictionaries({"creatinine": amounts("10", "1400", "umol/L")}),
    st.fixed_dictionaries({"measured_gfr": amounts("1", "310", "mL/min")}),
    st.fixed_dictionaries({"egfr": amounts("1", "310", "mL/min")}),
    st.fixed_dictionaries({"egfr": amounts("1", "310", "mL/min/1.73m2")}),
)
patients = st.builds(
    lambda measures, kidney: named_methods({**measures, **kidney}),
    st.fixed_dictionaries(
        {
            "sex": st.sampled_from(("male", "female")),
            "age": st.integers(16, 122).map("{} y".format),
            "height": st.one_of(amounts("140", "205", "cm"), amounts("35", "260", "cm")),
            "weight": st.one_of(amounts("40", "160", "kg"), amounts("1", "360", "kg")),
        }
    ),
    kidneys,
)
days = st.one_of(
    st.dates(date(2024, 1, 1), date(2033, 12, 31)),
    *(st.sampled_from(clock_changes(zone)) for zone in ZONES),
)
starts = st.one_of(
    st.tuples(days.map(date.isoformat), st.none()),
    st.tuples(
        st.builds("{}T{:02}:{:02}".format, days, st.integers(0, 23), st.integers(0, 59)),
        st.sampled_from(ZONES),
    ),
)
pairs = st.builds(
    lambda regimen, patient, policy, cycles, start: Pair(regimen, patient, policy, cycles, *start),
    st.sampled_from(sorted(regimens())),
    patients,
    st.sampled_from(POLICIES),
    st.integers(1, 6),
    starts,
)


@given(pairs)
@settings(max_examples=500, deadline=None)
def test_any_course_is_the_same_in_both(pair: Pair) -> None:
    assert disagreement(pair) is None


@pytest.mark.parametrize("seed", range(6))
def test_random_courses_are_the_same_in_both(seed: int) -> None:
    random = Random(seed)
    differing = {}
    for _ in range(500):
        pair = random_pair(random)
        found = disagreement(pair)
        if found:
            differing[found] = pair
    assert differing == {}


def test_the_random_courses_are_neither_all_refused_nor_all_without_a_clock() -> None:
    random = Random(0)
    planned = [pair for pair in (random_pair(random) for _ in range(300)) if second_answer(pair)]
    assert 150 < len(planned) < 280
    assert {pair.regimen for pair in planned} == set(regimens()) > set(SIMPLE)
    assert sum(pair.zone is not None for pair in planned) > 100


@pytest.mark.parametrize(
    ("start", "zone"),
    [
        ("2026-03-29T01:00", "Europe/Dublin"),
        ("2026-03-28T01:59", "Europe/Dublin"),
        ("2026-03-08T02:30", "America/New_York"),
        ("2026-10-02T02:00", "Australia/Sydney"),
    ],
)
def test_an_hour_that_the_clocks_skip_is_refused_by_both(start: str, zone: str) -> None:
    patient = {"sex": "male", "age": "67 y", "height": "170 cm", "weight": "70 kg"}
    pair = Pair("ep-infusional-28d", patient, "reference", 1, start, zone)
    assert second_answer(pair) is None
    assert "RC602" in first_answer(pair)


def course_of(regimen: str, kidney: dict[str, str], body: dict[str, str], policy: str) -> Pair:
    patient = {"sex": "male", "age": "60 y", **body, **kidney}
    return Pair(regimen, named_methods(patient), policy, 1, "2026-12-01", None)


@pytest.mark.parametrize(
    ("height", "weight"),
    [
        ("160 cm", "64 kg"),
        ("162 cm", "65.61 kg"),
        ("170 cm", "72.25 kg"),
        ("178 cm", "79.21 kg"),
        ("180 cm", "81 kg"),
    ],
)
def test_a_bmi_of_exactly_25_takes_the_adjusted_weight(height: str, weight: str) -> None:
    body = {"height": height, "weight": weight}
    pair = course_of("carboplatin-etoposide-21d", {"creatinine": "1 mg/dL"}, body, "nccn-adjusted")
    assert disagreement(pair) is None


def test_no_ideal_weight_is_a_refusal() -> None:
    body = {"height": "96 cm", "weight": "40 kg"}
    pair = course_of("carboplatin-etoposide-21d", {"creatinine": "1 mg/dL"}, body, "nccn-adjusted")
    assert disagreement(pair) is None


def test_an_indexed_clearance_is_judged_as_entered_and_once_it_is_absolute() -> None:
    body = {"height": "160 cm", "weight": "50 kg"}
    pair = course_of("carboplatin-etoposide-21d", {"egfr": "310 mL/min/1.73m2"}, body, "reference")
    assert disagreement(pair) is None


# The whole grammar ------------------------------------------------------------------------------


def test_the_wide_engine_reads_every_regimen_of_the_library() -> None:
    assert set(NAMES) == {*library.ids("regimens"), "made-up-wide"}
    assert len(NAMES) >= 44


@pytest.mark.parametrize("regimen", NAMES)
def test_days_doses_lengths_and_hours_are_the_same_in_both(regimen: str) -> None:
    random = Random(regimen)
    differing = {}
    for _ in range(12):
        pair = wide_pair(random, regimen)
        found = wide_disagreement(pair)
        if found:
            differing[found] = pair
    assert differing == {}


def test_most_of_what_is_compared_is_known_and_no_dose_stands_for_another() -> None:
    random = Random(1)
    counted = {"rows": 0, "hours": 0, "lengths": 0, "refused": 0}
    for regimen in NAMES:
        pair = wide_pair(random, regimen)
        rows = of_the_second(pair)
        keys = {(row.cycle, row.line, row.number) for row in rows}
        first = of_the_first(pair)
        assert len(keys) == len(rows) == len(first) > 0, regimen
        counted["refused"] += sum(isinstance(dose.dose, Withheld) for dose in first)
        counted["rows"] += len(rows)
        counted["hours"] += sum(row.hour is not None for row in rows)
        counted["lengths"] += sum(row.minutes is not None for row in rows)
    assert counted["rows"] > 1000
    assert counted["refused"] < counted["rows"] / 100
    assert counted["hours"] > counted["rows"] / 2
    assert counted["lengths"] > counted["rows"] / 6


@pytest.mark.parametrize(
    "changed",
    [
        lambda row: replace(row, amount=row.amount + 1),
        lambda row: replace(row, hour=13),
        lambda row: replace(row, minutes=7),
        lambda row: replace(row, goes_on=True),
        lambda row: replace(row, day=99),
    ],
)
def test_a_difference_between_the_engines_is_found(
    monkeypatch: pytest.MonkeyPatch, changed: Callable[[Row], Row]
) -> None:
    pair = wide_pair(Random(2), "ep-infusional-28d")
    assert wide_disagreement(pair) is None
    rows = of_the_second(pair)
    rows[-1] = changed(rows[-1])
    monkeypatch.setattr(wide_pairs, "of_the_second", lambda _: rows)
    assert wide_disagreement(pair) is not None


# Caps, reductions and rounding ------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
def test_doses_under_policies_that_round_are_the_same_in_both(seed: int) -> None:
    # 50 courses of 68 lines: with six seeds, twenty thousand pairs of patient and line
    random = Random(seed)
    differing = {}
    for _ in range(50):
        pair = rounding_pairs.rounding_pair(random)
        found = rounding_pairs.rounding_disagreement(pair)
        if found:
            differing[found] = pair
    assert differing == {}


def test_the_doses_compared_are_rounded_in_every_way_and_some_are_held_by_a_cap() -> None:
    random = Random(0)
    ways: Counter[str] = Counter()
    notes: Counter[str] = Counter()
    answers = (
        rounding_pairs.of_the_first(rounding_pairs.rounding_pair(random)) for _ in range(100)
    )
    for dose in (dose for answer in answers for dose in (answer or {}).values()):
        note, rounding = dose.derivation.note, dose.rounding
        ways["none" if rounding is None else rounding.by] += 1
        notes["split"] += rounding is not None and rounding.is_split
        notes["band below"] += "is above the cap" in note and rounding is not None
        notes["without a band"] += "is above the cap" in note and rounding is None
        notes["too far"] += "would move it by" in note
    assert len(rounding_pairs.made()[1]) == 68
    assert min(ways[by] for by in ("step", "band", "whole units", "whole vials", "as stated")) > 10
    assert min(notes.values()) >= 3, notes


@pytest.mark.parametrize("kind", ["egfr", "measured_gfr"])
def test_around_the_cap_of_an_estimate_every_band_is_the_same_in_both(kind: str) -> None:
    below = 0
    by_auc = {line["id"] for line in rounding_pairs.made()[1] if line["drug"] == "carboplatin"}
    for hundredths in range(12360, 12520, 4):
        patient = named_methods({**MAN, kind: f"{hundredths / 100:.2f} mL/min"})
        for policy in ("nhs-bands", "hopa-10"):
            pair = RoundingPair(patient, policy, "100")
            assert rounding_pairs.rounding_disagreement(pair) is None
            answer = rounding_pairs.of_the_first(pair) or {}
            notes = [dose.derivation.note for (line, _), dose in answer.items() if line in by_auc]
            below += sum("is above the cap" in note for note in notes)
    assert bool(below) is (kind == "egfr")


@pytest.mark.parametrize(
    "changed",
    [
        lambda given: given._replace(mg=given.mg + 1),
        lambda given: given._replace(mg=given.mg * (1 + Fraction(1, 10**11))),
        lambda given: given._replace(calculated=given.calculated * (1 + Fraction(1, 10**11))),
        lambda given: given._replace(pieces=((Fraction(5), 7),)),
    ],
)
def test_a_difference_in_rounding_is_found(
    monkeypatch: pytest.MonkeyPatch, changed: Callable[[Given], Given]
) -> None:
    pair = RoundingPair(named_methods({**MAN, "measured_gfr": "80 mL/min"}), "nhs-bands", "100")
    assert rounding_pairs.rounding_disagreement(pair) is None
    answer = dict(rounding_pairs.of_the_second(pair) or {})
    answer["line-20", 1] = changed(answer["line-20", 1])
    monkeypatch.setattr(rounding_pairs, "of_the_second", lambda _: answer)
    assert rounding_pairs.rounding_disagreement(pair) is not None


def test_a_half_in_the_thirteenth_digit_is_no_difference() -> None:
    # √(180 × 124.999999999 ÷ 3600) × 500 mg is 1249.999999994999…, and its double …995
    body = {"height": "180 cm", "weight": "124.999999999 kg", "measured_gfr": "80 mL/min"}
    pair = RoundingPair(named_methods({**MAN, **body}), "hopa-5", "100")
    first, second = rounding_pairs.of_the_first(pair), rounding_pairs.of_the_second(pair)
    assert first is not None
    assert second is not None
    pemetrexed = "line-20", 1
    assert (first[pemetrexed].value, float(second[pemetrexed].mg)) == (1300, 1200)
    assert rounding_pairs.rounding_disagreement(pair) is None
