"""Lifetimes: what was given before and what is planned, in the limit's own unit.

The adult of the tests is 180 cm and 64.8 kg: √(180 × 64.8 ÷ 3600) = 1.8 m².
"""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_derivation import assert_every_line_can_be_redone
from test_guardrails import planned

import regimencalc as rc
from regimencalc import library
from regimencalc.dosing import Dose
from regimencalc.exposure import amount_of
from regimencalc.formulary import Equivalents
from regimencalc.history import read_history
from regimencalc.planned_course import Course
from regimencalc.planning import course_or_problems
from regimencalc.problems import Refused
from regimencalc.units import Kind
from regimencalc.validation import problems_of_model
from regimencalc.withheld import Withheld
from regimencalc.yaml_source import read

ADULT = {"sex": "male", "age": "60 y", "height": "180 cm", "weight": "64.8 kg"}
NO_CHEST = {"chest-radiotherapy": "no", "cardiotoxic-drugs": "no"}


def chop(cycles: int, prior: dict[str, str] | None = None) -> Course:
    """R-CHOP has 50 mg/m2 of doxorubicin a cycle."""
    return course_or_problems(
        rc.load_regimen("r-chop-21d"),
        rc.Patient(**ADULT),
        start="2026-12-01",
        cycles=cycles,
        choose={"prednisone-dose": "flat"},
        prior=prior,
    )


def lifetimes(course: Course) -> list[tuple[str, int, str]]:
    codes = ("RC708", "RC731", "RC732")
    found = [j for j in course.judgements if j.problem.code in codes]
    return [(j.problem.code, j.cycle, j.value) for j in found]


def refused_cycles(course: Course, component: str = "doxorubicin") -> list[int]:
    found = [one for one in course.doses if one.component == component]
    return [one.cycle for one in found if isinstance(one.dose, Withheld)]


@pytest.mark.parametrize(
    ("before", "notices", "refused"),
    [
        # 6 × 50 = 300 in the course; the limit is 550, the notice above 360
        ("0", [], []),
        ("60 mg/m2", [], []),
        ("60.001 mg/m2", [6], []),
        # a second notice above 450: 249.999 + 200 are below it, 250.001 + 200 above
        ("249.999 mg/m2", [5, 3], []),
        ("250 mg/m2", [5, 3], []),
        ("250.001 mg/m2", [4, 3], [6]),
        ("300 mg/m2", [4, 2], [6]),
        ("350 mg/m2", [3, 1], [5, 6]),
        # beyond the limit with the first dose: refused, and no notice beside it
        ("501 mg/m2", [], [1, 2, 3, 4, 5, 6]),
    ],
)
def test_the_doses_from_the_crossing_on_are_refused(
    before: str, notices: list[int], refused: list[int]
) -> None:
    course = chop(6, {"doxorubicin": before, **NO_CHEST})
    found = lifetimes(course)
    assert [cycle for code, cycle, _ in found if code == "RC731"] == notices
    assert [cycle for code, cycle, _ in found if code == "RC708"] == refused
    assert refused_cycles(course) == refused
    # the other lines of the cycle stand
    assert refused_cycles(course, "cyclophosphamide") == []


def test_zero_may_be_said_and_silence_is_not_zero() -> None:
    silent = chop(6)
    (said,) = (p for p in silent.problems if " in a lifetime" in p.message)
    assert (said.code, said.place.field) == ("RC524", "prior")
    assert said.message == (
        "NOT ASSESSED: DOXOrubicin (counted as doxorubicin by anthracycline-feijen-2019) in a "
        "lifetime: before not stated, this course 300 mg/m2; at most 550 mg/m2, at most 400 mg/m2 "
        "after chest radiotherapy or cardiotoxic drugs"
    )
    assert "as prior: doxorubicin=240 mg/m2, or doxorubicin=0" in said.fix
    spoken = chop(6, {"doxorubicin": "0"})
    assert not [p for p in spoken.problems if " in a lifetime" in p.message]
    assert spoken.to_dict()["prior"] == {"doxorubicin": "0"}


def test_what_is_planned_alone_is_refused_beyond_the_limit_also_in_silence() -> None:
    # 11 × 50 = 550, an edge; the twelfth is beyond
    assert refused_cycles(chop(11)) == []
    assert refused_cycles(chop(12)) == [12]


@pytest.mark.parametrize(
    ("chest", "codes", "refused"),
    [
        # 150 before and 6 × 50: 400 with the fifth, 450 with the sixth
        ({"chest-radiotherapy": "yes"}, ["RC708", "RC731"], [6]),
        ({"cardiotoxic-drugs": "yes"}, ["RC708", "RC731"], [6]),
        (NO_CHEST, ["RC731"], []),
        ({"chest-radiotherapy": "no"}, ["RC731", "RC732"], []),
        ({}, ["RC731", "RC732"], []),
    ],
)
def test_a_risk_is_stated_and_never_assumed(
    chest: dict[str, str], codes: list[str], refused: list[int]
) -> None:
    course = chop(6, {"doxorubicin": "150 mg/m2", **chest})
    assert sorted({code for code, *_ in lifetimes(course)}) == codes
    assert refused_cycles(course) == refused
    unknown = [j.problem.message for j in course.judgements if j.problem.code == "RC732"]
    for message in unknown:
        assert "at most 400 mg/m2 after chest radiotherapy or cardiotoxic drugs" in message


def test_lifetime_notices_are_counted_apart_from_warnings() -> None:
    from regimencalc.export.judgement_text import summary

    course = chop(6, {"doxorubicin": "300 mg/m2", **NO_CHEST})
    words = summary(course)
    assert ", 2 notices, 1 dose refused" in words


# One class by one table


def gemtuzumab(prior: dict[str, str]) -> Course:
    """DA with gemtuzumab: 60 mg/m2 of daunorubicin on days 1, 3 and 5, 180 mg/m2 a cycle."""
    return course_or_problems(
        rc.load_regimen("da-gemtuzumab"),
        rc.Patient(**ADULT),
        start="2026-12-01",
        cycles=1,
        choose={"gemtuzumab-days": "days-1-and-4"},
        prior={**NO_CHEST, **prior},
    )


def test_drugs_of_a_class_are_added_up_by_the_table_and_each_is_counted_alone() -> None:
    course = gemtuzumab({"doxorubicin": "300 mg/m2", "daunorubicin": "0"})
    said = {one.name: one for one in course.exposures}
    own = said["DAUNOrubicin"]
    together = said["DOXOrubicin (counted as doxorubicin by anthracycline-feijen-2019)"]
    assert (own.before, round(own.planned, 6)) == (0, 180)
    # 180 × 0.6 = 108
    assert (together.before, round(together.planned, 6)) == (300, 108)
    assert together.said == "doxorubicin 300 mg/m2, daunorubicin none"
    assert "anthracycline-feijen-2019" in together.words
    document = course.to_dict()["lifetimes"]
    assert [one["table"] for one in document] == [None, "anthracycline-feijen-2019"]
    # 300 + 36 + 36 = 372 with the second dose: above 360, a notice
    assert lifetimes(course) == [("RC731", 1, "372 mg/m2")]


def test_a_prior_drug_of_the_class_counts_by_its_factor_and_one_without_is_not_assessed() -> None:
    # 20 × 10.5 = 210 and 400 × 0.8 = 320: 530, and 108 of this course
    course = gemtuzumab({"mitoxantrone": "20 mg/m2", "epirubicin": "400 mg/m2"})
    refused = [one for one in lifetimes(course) if one[0] == "RC708"]
    assert refused == [("RC708", 1, "above 550 mg/m2")]
    # the first of 36 makes 566, and the sum tells no refused dose
    (together,) = (one for one in course.exposures if one.table is not None)
    assert round(together.course[0].total, 6) == 566
    assert "566" not in json.dumps(course.to_dict())
    course = gemtuzumab({"idarubicin": "36 mg/m2"})
    (said,) = (p for p in course.problems if "NOT ASSESSED in full" in p.message)
    assert "idarubicin 36 mg/m2, which anthracycline-feijen-2019 has no number for" in said.message


def test_the_tables_are_what_their_sources_state() -> None:
    tables = library.equivalents()
    feijen, cog = tables["anthracycline-feijen-2019"], tables["anthracycline-cog-ltfu"]
    drugs = ("doxorubicin", "daunorubicin", "epirubicin", "idarubicin", "mitoxantrone")
    assert [feijen.factor_of(drug) for drug in drugs] == [1, 0.6, 0.8, None, 10.5]
    assert [cog.factor_of(drug) for drug in drugs] == [1, 0.5, 0.67, 5, 4]
    assert not any(one.verified for one in cog.equivalents)
    assert feijen.factor_of("etoposide") is None


def test_two_tables_for_one_class_are_not_mixed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # a site may not name another table; as if the built-in entries themselves named two
    monkeypatch.setattr(library, "loosened", lambda *_: iter(()))
    folder = tmp_path / "formulary"
    folder.mkdir()
    text = (library.folder("formulary") / "daunorubicin.yaml").read_text("utf-8")
    text = text.replace("anthracycline-feijen-2019", "anthracycline-cog-ltfu")
    (folder / "daunorubicin.yaml").write_text(f"{text}shadows: built-in\n", "utf-8")
    path = tmp_path / "both.yaml"
    path.write_text(
        'format: 1\nid: both\nname: "Both"\npopulation: adult\nstatus: draft\n'
        'sources: [{id: s, cite: "Made up for a test"}]\ncycle: {length: 21 d, planned: 1}\n'
        "components:\n"
        "  - {id: a, drug: doxorubicin, per_dose: 50 mg/m2, route: intravenous, days: [1],"
        " infuse_over: 1 h}\n"
        "  - {id: b, drug: daunorubicin, per_dose: 50 mg/m2, route: intravenous, days: [2],"
        " infuse_over: 30 min}\n",
        "utf-8",
    )
    with library.looking_in(tmp_path):
        course = course_or_problems(
            rc.load_regimen(path),
            rc.Patient(**ADULT),
            start="2026-12-01",
            prior={"doxorubicin": "0", "daunorubicin": "0", **NO_CHEST},
        )
    assert [p.message for p in course.problems if "not added up" in p.message] == [
        "NOT ASSESSED: what counts as doxorubicin in a lifetime is counted by "
        "anthracycline-feijen-2019 and anthracycline-cog-ltfu in the entries of its drugs, and not "
        "added up"
    ]


TABLE = """format: 1
id: t
name: A table
status: draft
sources: [{id: s, cite: "Made up for a test"}]
counted_as: doxorubicin
equivalents:
  - {drug: doxorubicin, factor: 1, source: s}
  - {drug: epirubicin, factor: 0.5, source: s}
"""


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("", "", ""),
        ("factor: 1,", "factor: 2,", "RC212"),
        ("drug: epirubicin", "drug: doxorubicin", "RC307"),
        ("source: s}\n  - {drug: e", "source: x}\n  - {drug: e", "RC304"),
    ],
)
def test_a_table_is_in_order(old: str, new: str, code: str) -> None:
    table = Equivalents.from_source(read(TABLE.replace(old, new).encode(), "t.yaml"))
    assert [problem.code for problem in problems_of_model(table, "t")] == ([code] if code else [])


@pytest.mark.parametrize("factor", ["0", "1,5", "-1", "1e3", "nan", "10000000"])
def test_a_factor_is_a_plain_number_above_zero(factor: str) -> None:
    with pytest.raises(Refused, match="RC205"):
        Equivalents.from_source(
            read(TABLE.replace("factor: 0.5", f'factor: "{factor}"').encode(), "t.yaml")
        )


# Units


@pytest.mark.parametrize(
    ("value", "unit", "kind", "surface_m2", "expected"),
    [
        (90, "mg", Kind.MASS_PER_SURFACE, 1.8, 50),
        (90, "mg", Kind.MASS_PER_SURFACE, 1.5, 60),
        (30, "USP_units", Kind.ACTIVITY, 1.8, 30000),
        (30000, "IU", Kind.ACTIVITY, 1.8, 30000),
        (90, "mg", Kind.MASS, 1.8, 90),
        (90, "mg", Kind.ACTIVITY, 1.8, None),
        (90, "IU", Kind.MASS_PER_SURFACE, 1.8, None),
    ],
)
def test_an_amount_counts_by_the_surface_of_its_own_day(
    value: float, unit: str, kind: Kind, surface_m2: float, expected: float | None
) -> None:
    assert amount_of(value, unit, kind, surface_m2) == expected


def test_bleomycin_is_counted_in_units_of_either_name() -> None:
    formulary, tables = library.formulary(), library.equivalents()
    history, problems = read_history({"bleomycin": "270 USP_units"}, formulary, tables)
    assert problems == []
    course = course_or_problems(
        rc.load_regimen("bep-five-day-21d"),
        rc.Patient(**ADULT),
        start="2026-12-01",
        cycles=3,
        choose={"bleomycin-route": "intramuscular"},
        prior={"bleomycin": "270 USP_units", "cisplatin": "0"},
    )
    # 270000 IU before and 90000 in cycle 1, 390000 with day 1 of cycle 2: of 400000 IU the
    # regimen's own cap leaves 10000 for day 8, and nothing from day 15 on
    assert str(history.amounts["bleomycin"]) == "270 USP_units"
    of_cycle_2 = [str(d.dose) for d in course.doses if (d.drug, d.cycle) == ("bleomycin", 2)]
    assert of_cycle_2 == ["30,000 IU", "10,000 IU", "REFUSED"]
    assert refused_cycles(course, "bleomycin") == [2, 3, 3, 3]
    assert [j.key for j in course.judgements if j.problem.code == "RC728"] == ["RC728:bleomycin:2"]
    assert "RC624" not in {p.code for p in course.problems}


def epoch(cycles: int, prior: dict[str, str], **more: Any) -> Course:
    return course_or_problems(
        rc.load_regimen("da-epoch-r-21d"),
        rc.Patient(**ADULT),
        start="2026-12-01",
        cycles=cycles,
        choose={"growth-factor": "filgrastim"},
        prior={**prior, **NO_CHEST},
        **more,
    )


def workings(course: Course) -> list[str]:
    """The working of each dose of doxorubicin that has a number."""
    doses = (one.dose for one in course.doses if one.drug == "doxorubicin")
    return [str(dose.derivation) for dose in doses if isinstance(dose, Dose)]


def doxorubicin(course: Course) -> list[str]:
    return [str(planned.dose) for planned in course.doses if planned.drug == "doxorubicin"]


def test_the_regimens_cap_of_a_lifetime_is_a_step_before_and_after_it() -> None:
    # 10 mg/m2 on 4 days × 1.8 m2 = 72 mg; of 450 mg/m2 with 350 before (450 − 350) × 1.8 = 180 are
    # left, then (450 − 390) × 1.8 = 108, then (450 − 430) × 1.8 = 36, and then nothing
    course = epoch(4, {"doxorubicin": "350 mg/m2"})
    assert doxorubicin(course) == ["72 mg", "72 mg", "36 mg", "REFUSED"]
    assert [working.splitlines()[0] for working in workings(course)] == [
        "doxorubicin, per dose = 72 mg = min(72 mg, 180 mg)   cap not reached",
        "doxorubicin, per dose = 72 mg = min(72 mg, 108 mg)   cap not reached",
        "doxorubicin, per dose = 36 mg = min(72 mg, 36 mg)   cap reached",
    ]
    assert all("lifetime cap = 450 mg/m2" in working for working in workings(course))
    for working in workings(course):
        assert assert_every_line_can_be_redone(working) >= 3
    codes = [j.key for j in course.judgements if j.problem.code in ("RC728", "RC708")]
    assert codes == ["RC708:doxorubicin:4", "RC728:doxorubicin:3"]


def test_the_class_counts_towards_the_regimens_cap() -> None:
    # 0.8 × 400 = 320 of epirubicin by Feijen 2019: (450 − 320 − 120) × 1.8 = 18 mg are left
    course = epoch(5, {"epirubicin": "400 mg/m2", "doxorubicin": "0"})
    assert doxorubicin(course) == ["72 mg", "72 mg", "72 mg", "18 mg", "REFUSED"]


def test_a_reduction_leaves_more_of_the_regimens_cap() -> None:
    # 75 % of 72 mg are 54 mg, 30 mg/m2: 350 + 3 × 30 = 440 leave (450 − 440) × 1.8 = 18 mg
    course = epoch(5, {"doxorubicin": "350 mg/m2"}, changes=["doxorubicin=75 % from cycle 1"])
    assert doxorubicin(course) == ["54 mg", "54 mg", "54 mg", "18 mg", "REFUSED"]


@pytest.mark.parametrize(
    ("first", "cap", "expected", "is_said"),
    [
        # 1.8 m2: 120 mg/m2 are 216 mg and within the limit, (400 − 120) × 1.8 = 504 mg are left
        ("120 mg/m2", "400 mg/m2", ["216 mg", "108 mg", "108 mg"], True),
        # 121 mg/m2 are refused: what is left after it would tell the dose
        ("121 mg/m2", "400 mg/m2", ["REFUSED", "108 mg", "108 mg"], False),
        # with 60 and 60 after it the cap is passed in cycle 3: nothing that is left is said there
        ("121 mg/m2", "200 mg/m2", ["REFUSED", "108 mg", "REFUSED"], False),
        # (200 − 120 − 60) × 1.8 = 36 mg
        ("120 mg/m2", "200 mg/m2", ["216 mg", "108 mg", "36 mg"], True),
    ],
)
def test_what_is_left_does_not_tell_a_dose_without_a_number(
    tmp_path: Path, first: str, cap: str, expected: list[str], *, is_said: bool
) -> None:
    rows = "limits:\n  - {route: oral, per_dose: {to: 120 mg/m2}, source: label}\n"
    lines = (
        "  - id: capped\n    drug: test-drug\n    route: oral\n    days: [1]\n"
        f"    cap: {{lifetime: {cap}}}\n"
        f"    parts: [{{cycles: 1, per_dose: {first}}}, "
        "{cycles: {from: 2, to: 3}, per_dose: 60 mg/m2}]\n"
    )
    course = planned(tmp_path, rows, lines, cycle="{length: 21 d, planned: 3}")
    assert [str(one.dose) for one in course.doses] == expected
    workings = [str(one.dose.derivation) for one in course.doses if isinstance(one.dose, Dose)]
    assert all(("left of the lifetime cap" in one) is is_said for one in workings)


@given(st.floats(0, 540), st.integers(1, 12))
def test_more_before_never_refuses_less(before: float, cycles: int) -> None:
    amount = f"{before:.3f}"
    less = chop(cycles, {"doxorubicin": f"{amount} mg/m2", **NO_CHEST})
    more = chop(cycles, {"doxorubicin": f"{before + 10:.3f} mg/m2", **NO_CHEST})
    assert set(refused_cycles(less)) <= set(refused_cycles(more))
    if refused_cycles(more):
        first = min(refused_cycles(more))
        assert refused_cycles(more) == list(range(first, cycles + 1))
