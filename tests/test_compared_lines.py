"""Comparisons made directly: which groups move a line, bands that are crossed, and the record.

The man: 60 years, 180 cm, 80 kg, 2 m²; 80 × 80 ÷ 72 = 88.889 mL/min, and 5 × 113.889 = 569.4 mg.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from regimencalc import library
from regimencalc.comparing import (
    KIDNEY,
    POLICY,
    SURFACE,
    Choice,
    ComparedLine,
    Comparison,
    Row,
    compared,
    is_verified,
    varied,
)
from regimencalc.derivation import Formula, Step
from regimencalc.dosing import Dose
from regimencalc.patient import Patient
from regimencalc.policy import Policy
from regimencalc.problems import Problem, Refused
from regimencalc.regimen import Regimen
from regimencalc.units import Measure
from regimencalc.version import NOT_A_DEVICE
from regimencalc.withheld import Withheld, Word
from regimencalc.yaml_source import read

DAY_1 = date(2026, 12, 1)
REFERENCE, BANDS = library.shipped_policy("reference"), library.shipped_policy("nhs-bands")
FORMULARY = library.formulary()
DATES = {"height_on": "2026-12-01", "weight_on": "2026-12-01", "creatinine_on": "2026-12-01"}
BODY = {"sex": "male", "age": "60 y", "height": "180 cm", "weight": "80 kg"}
MAN = {**BODY, "creatinine": "1 mg/dL", **DATES}
HEAD = """\
format: 1
id: made
name: Made
population: adult
status: draft
sources: [{id: somebody, cite: "Somebody, 2020"}]
cycle: {length: 21 d, planned: 1}
"""
CARBOPLATIN = (
    "{id: c, drug: carboplatin, per_dose: AUC 5, kidney: KIDNEY, route: intravenous, days: [1], "
    "infuse_over: 1 h}"
)
CISPLATIN = (
    "{id: p, drug: cisplatin, per_dose: 40 mg/m2, route: intravenous, days: [1], infuse_over: 1 h}"
)
ORAL = "{id: o, drug: capecitabine, per_dose: 1000 mg, route: oral, days: [1]}"


def made(*lines: str, head: str = "") -> Regimen:
    text = f"{HEAD}{head}components: [{', '.join(lines)}]\n"
    return Regimen.from_source(read(text.replace("KIDNEY", "not stated").encode(), "made.yaml"))


def dose(number: float, *, verified: bool = True) -> Dose:
    formula = Formula("same", lambda *, it: it, "mg", "{it}", verified=verified)
    return Dose(number, "mg", number, formula.apply("dose", it=Step("it", number, "mg")))


def row(group: str, name: str, number: float | None, *, taken: bool = False, **more: Any) -> Row:
    choice = Choice(group, name, REFERENCE, is_taken=taken)
    made_of = None if number is None else dose(number)
    return Row(choice, made_of, **more)


def line(*rows: Row) -> ComparedLine:
    return ComparedLine("a", "20 mg/m2", None, "", rows)


def of(*lines: ComparedLine, **refused: tuple[Problem, ...]) -> Comparison:
    by_choice = {
        one.choice: refused[one.choice.name]
        for each in lines
        for one in each.rows
        if one.choice.name in refused
    }
    return Comparison(
        made(CISPLATIN), Patient(**BODY), REFERENCE, DAY_1, lines, by_choice, (), "1", "nhs-bands"
    )


# One line with its rows


def test_the_row_that_is_taken_is_that_of_a_policy() -> None:
    taken = row(POLICY, "reference", 100, taken=True)
    found = line(row(KIDNEY, "x", 1, taken=True), row(POLICY, "other", 2), taken)
    assert found.taken is taken
    assert [one.choice.name for one in found.of(POLICY)] == ["other", "reference"]
    assert found.of(SURFACE) == ()


def test_a_group_moves_a_line_where_two_of_its_doses_differ() -> None:
    def moving(*numbers: float | None) -> bool:
        rows = [row(KIDNEY, str(at), number) for at, number in enumerate(numbers)]
        return KIDNEY in line(row(POLICY, "reference", 100, taken=True), *rows).moving

    assert not moving(100)
    assert not moving(100, 100)
    assert not moving(100, 100 + 1e-12)  # noise
    assert not moving(100, None)  # what has no dose differs from nothing
    assert not moving(None, None)
    assert moving(100, 101)
    assert moving(100, None, 101)
    # equal now, and not with a little more weight
    more, less = {"weight +5 %": row(KIDNEY, "y", 105)}, {"weight +5 %": row(KIDNEY, "y", 104)}
    both = (row(KIDNEY, "y", 100, moved=more), row(KIDNEY, "z", 100, moved=less))
    assert line(*both).moving == (KIDNEY,)
    none = row(KIDNEY, "z", 100, moved={"weight +5 %": row(KIDNEY, "z", None)})
    # what is not computed with a change differs from nothing
    assert line(both[0], none).moving == ()
    held = row(KIDNEY, "z", None, withheld=Withheld(Word.HELD, (), "mg"))
    assert line(both[0], row(KIDNEY, "z", 100, moved={"weight +5 %": held})).moving == (KIDNEY,)


def test_a_word_in_place_of_a_number_is_a_difference() -> None:
    held, refused = (
        row(KIDNEY, str(word), None, withheld=Withheld(word, (), "mg"))
        for word in (Word.HELD, Word.REFUSED)
    )
    given = row(KIDNEY, "x", 100)
    assert line(given, held).moving == (KIDNEY,)
    assert line(held, given, given).moving == (KIDNEY,)
    # without any dose there is nothing to compare, and a course that is not computed has no word
    assert line(held, refused).moving == ()
    assert line(given, row(KIDNEY, "y", None)).moving == ()


def test_a_band_is_crossed_where_both_are_given_and_their_bands_differ() -> None:
    taken = row(POLICY, "reference", 100, taken=True, band_mg=110.0)
    found = line(taken)
    assert not found.crosses(taken)
    assert found.crosses(row(KIDNEY, "x", 120, band_mg=125.0))
    assert found.crosses(row(KIDNEY, "x", 120))
    assert not found.crosses(row(KIDNEY, "x", 105, band_mg=110.0))
    assert not found.crosses(row(KIDNEY, "x", None, band_mg=125.0))
    nothing = line(row(POLICY, "reference", None, taken=True))
    assert not nothing.crosses(row(KIDNEY, "x", 120, band_mg=125.0))


def test_a_cap_was_reached_where_the_clearance_says_so() -> None:
    clearance = Step("GFR for Calvert", 125, "mL/min", note="cap reached")
    assert row(KIDNEY, "x", 1, clearance=clearance).is_capped is True
    below = clearance._replace(note="cap not reached")
    assert row(KIDNEY, "x", 1, clearance=below).is_capped is False
    assert row(KIDNEY, "x", 1).is_capped is False


def test_a_row_is_verified_where_no_formula_rests_on_memory() -> None:
    choice = Choice(KIDNEY, "x", REFERENCE)
    assert is_verified(Row(choice, dose(1)))
    assert not is_verified(Row(choice, dose(1, verified=False)))
    assert is_verified(Row(choice))
    assert is_verified(Row(choice, Dose(1, "mg", 1, Step("dose", 1, "mg"))))


def test_a_row_without_a_dose_says_why() -> None:
    one, two = Problem("RC502", "no age", "Give it."), Problem("RC502", "no sex", "Give it.")
    refused = row(KIDNEY, "x", None, errors=(one, two))
    held = row(KIDNEY, "y", None, withheld=Withheld(Word.HELD, (one, two), "mg"))
    other = row(KIDNEY, "z", None)
    assert refused.why_not == "no age; no sex"
    assert held.why_not == "HELD: no age; HELD: no sex"
    assert other.why_not == "not given by this choice"


def test_the_record_of_a_comparison() -> None:
    clearance = Step("GFR for Calvert", 125, "mL/min", note="cap reached")
    moved = {"weight +5 %": row(KIDNEY, "x", 105, band_mg=110.0)}
    taken = row(POLICY, "reference", 100, taken=True, band_mg=100.0, clearance=clearance)
    found = of(
        line(row(KIDNEY, "x", 104, band_mg=100.0, moved=moved), taken, row(POLICY, "o", None))
    )
    record = found.to_dict()
    policy = {"id": "reference", "sha256": REFERENCE.sha256, "status": "draft"}
    assert {name: record[name] for name in record if name != "lines"} == {
        "regimen": {"id": "made", "sha256": found.regimen.sha256, "status": "draft"},
        "policy": policy,
        "version": "1",
        "notice": NOT_A_DEVICE,
        "patient": BODY,
        "start": "2026-12-01",
        "bands_by": "nhs-bands",
        "not_varied": {
            "creatinine -10 umol/L": "no creatinine is given",
            "creatinine +10 umol/L": "no creatinine is given",
        },
        "problems": [],
    }
    (one,) = record["lines"]
    first, second, third = one.pop("rows")
    assert one == {
        "line": "a",
        "amount": "20 mg/m2",
        "bands": None,
        "moved_by": [],
    }
    assert first == {
        "by": "kidney formula",
        "name": "x",
        "is_taken": False,
        "verified": True,
        "dose": {"value": 104, "unit": "mg"},
        "clearance_ml_min": None,
        "is_capped": False,
        "band_mg": 100.0,
        "crosses_band": False,
        "moved": {
            "weight +5 %": {
                "dose": {"value": 105, "unit": "mg"},
                "clearance_ml_min": None,
                "is_capped": False,
                "band_mg": 110.0,
                "crosses_band": True,
                "why": None,
            }
        },
        "why": None,
    }
    assert (second["clearance_ml_min"], second["is_capped"], second["is_taken"]) == (
        125,
        True,
        True,
    )
    assert (third["dose"], third["why"]) == (None, "not given by this choice")
    assert replace(of(), bands_by="").to_dict()["bands_by"] is None


# Choices of one patient


def compare(
    *lines: str,
    given: dict[str, str] | None = None,
    policies: bool | Sequence[Policy] = True,
    head: str = "",
    **more: Any,
) -> Comparison:
    several = [REFERENCE, BANDS] if policies is True else policies or [REFERENCE]
    return compared(
        made(*lines, head=head),
        Patient(**(given or MAN)),
        REFERENCE,
        several,
        FORMULARY,
        start=DAY_1,
        version="1",
        **more,
    )


def groups(found: Comparison) -> dict[str, int]:
    (first, *_) = found.lines
    return {group: len(first.of(group)) for group in (KIDNEY, SURFACE, POLICY)}


def test_only_what_a_dose_is_found_by_is_compared() -> None:
    assert groups(compare(ORAL, policies=False)) == {KIDNEY: 0, SURFACE: 0, POLICY: 1}
    measured = {**BODY, "measured_gfr": "80 mL/min", "gfr_method": "iohexol"}
    found = compare(CARBOPLATIN, given=measured, policies=False)
    assert groups(found) == {KIDNEY: 0, SURFACE: 0, POLICY: 1}
    assert found.bands_by == ""
    assert found.lines[0].taken.band_mg is None


def test_a_dose_by_surface_has_a_row_for_each_formula_and_policy() -> None:
    found = compare(CISPLATIN)
    (cisplatin,) = found.lines
    assert (cisplatin.name, cisplatin.amount, found.bands_by) == ("p", "40 mg/m2", "nhs-bands")
    by_name = {one.choice.name: one for one in cisplatin.of(SURFACE)}
    taken = [name for name, one in by_name.items() if one.choice.is_taken]
    assert taken == ["mosteller_1987"]
    # 40 × 2 = 80 mg; with 5 % less weight 80 × √0.95 = 77.97 mg
    assert str(cisplatin.taken.dose) == "80 mg"
    less = cisplatin.taken.moved["weight -5 %"].dose
    assert less is not None
    assert less.value == pytest.approx(80 * 0.95**0.5, rel=1e-9)
    by_du_bois = by_name["du_bois_1916"].dose
    assert by_du_bois is not None
    assert by_du_bois.value == pytest.approx(40 * 0.007184 * 80**0.425 * 180**0.725, rel=1e-12)
    # the bands of cisplatin: 79 mg, from √(70 × 79) = 74.4 to √(79 × 89) = 83.9
    assert cisplatin.taken.band_mg == 79
    assert cisplatin.bands is not None
    assert cisplatin.source
    assert cisplatin.taken.clearance is None


def test_a_drug_that_is_swallowed_has_no_bands() -> None:
    (swallowed,) = compare(ORAL).lines
    assert (swallowed.bands, swallowed.source) == (None, "")
    assert swallowed.taken.band_mg is None


def test_a_child_is_refused_by_every_choice() -> None:
    with pytest.raises(Refused) as caught:
        compare(CISPLATIN, given={**MAN, "age": "17 y"}, policies=False)
    assert [problem.code for problem in caught.value.problems] == ["RC505"]


def test_small_changes_are_of_5_per_cent_and_10_umol() -> None:
    man = varied(Patient(**{**MAN, "creatinine": "88.42 umol/L"}))
    assert {change: (str(one.weight), str(one.creatinine)) for change, one in man.items()} == {
        "weight -5 %": ("76 kg", "88.42 umol/L"),
        "weight +5 %": ("84 kg", "88.42 umol/L"),
        "creatinine -10 umol/L": ("80 kg", "78.42 umol/L"),
        "creatinine +10 umol/L": ("80 kg", "98.42 umol/L"),
    }
    # 10 ÷ 88.42 = 0.113096584 mg/dL, at nine decimals
    in_mg = varied(Patient(**MAN))
    assert str(in_mg["creatinine +10 umol/L"].creatinine) == "1.113096584 mg/dL"
    assert str(in_mg["creatinine -10 umol/L"].creatinine) == "0.886903416 mg/dL"
    assert [*varied(Patient(creatinine="0.1 mg/dL"))] == ["creatinine +10 umol/L"]
    # 10 less 10 is no creatinine
    assert [*varied(Patient(creatinine="10 umol/L"))] == ["creatinine +10 umol/L"]
    assert str(varied(Patient(weight="1000 kg"))["weight -5 %"].weight) == "950 kg"


def test_a_dose_by_auc_has_a_row_for_each_formula_with_its_clearance() -> None:
    found = compare(CARBOPLATIN)
    (carboplatin,) = found.lines
    rows = {one.choice.name: one for one in carboplatin.of(KIDNEY)}
    assert [name for name, one in rows.items() if one.choice.is_taken] == ["cockcroft_gault_1976"]
    gault = rows["cockcroft_gault_1976"]
    assert gault.clearance is not None
    assert gault.clearance.value == pytest.approx(6400 / 72, rel=1e-12)
    assert (str(gault.dose), gault.band_mg) == ("569.4 mg", 560)
    # 5 × (66 × 2 ÷ 1.73 + 25) = 506.5 mg
    assert str(rows["jelliffe_1973"].dose) == "506.5 mg"
    assert rows["mdrd_2006"].why_not == (
        "the estimated GFR cannot be computed: it needs the creatinine assay"
    )
    assert rows["mdrd_2006"].moved["weight +5 %"].dose is None
    assert [problem.code for problem in found.refused[rows["mdrd_2006"].choice]] == ["RC502"]
    assert {problem.is_error for problem in found.problems} <= {False}


def test_a_regimens_own_formula_is_the_one_that_is_taken() -> None:
    (line_of,) = compare(CARBOPLATIN.replace("KIDNEY", "jelliffe_1973"), policies=False).lines
    taken = [one.choice.name for one in line_of.of(KIDNEY) if one.choice.is_taken]
    assert taken == ["jelliffe_1973"]
    assert str(line_of.taken.dose) == "506.5 mg"
    assert line_of.taken.clearance is not None
    assert line_of.taken.clearance.value == pytest.approx(132 / 1.73, rel=1e-12)


def test_without_a_measure_of_the_kidney_every_choice_lacks_it() -> None:
    with pytest.raises(Refused) as caught:
        compare(CARBOPLATIN, given={**BODY}, policies=False)
    assert [problem.code for problem in caught.value.problems] == ["RC502"]


# What a comparison says of itself and of its lines


def test_a_comparison_is_of_this_regimen_for_this_patient_by_these_policies() -> None:
    found = compare(CISPLATIN)
    assert (found.regimen.id, found.patient, found.policy) == ("made", Patient(**MAN), REFERENCE)
    assert (found.start, found.version, found.bands_by) == (DAY_1, "1", "nhs-bands")
    (one,) = found.lines
    named = [(row.choice.name, row.choice.is_taken) for row in one.of(POLICY)]
    assert named == [("reference", True), ("nhs-bands", False)]
    # a row that a change of a measure moved is of the same choice
    assert {row.choice for row in one.taken.moved.values()} == {one.taken.choice}


def test_the_table_of_bands_stands_in_the_record_with_its_source() -> None:
    (one,) = compare(CISPLATIN).to_dict()["lines"]
    bands = one["bands"]
    assert bands.pop("source").startswith("NHS England, National Dose Banding Table, 1 mg/mL, ")
    assert bands == {"stock": "1 mg/mL", "from": "0.22 mL", "to": "236 mL", "verified": False}
    (swallowed,) = compare(ORAL).to_dict()["lines"]
    assert swallowed["bands"] is None


def test_bands_are_of_infusions_and_not_of_the_capsules_of_the_same_drug() -> None:
    line_of = "{{id: {}, drug: etoposide, route: {}, per_dose: 100 mg/m2, days: [1]{}}}"
    infused, swallowed = compare(
        line_of.format("i", "intravenous", ", infuse_over: 1 h"), line_of.format("o", "oral", "")
    ).lines
    assert (infused.name, swallowed.name) == ("i", "o")
    assert infused.bands == FORMULARY["etoposide"].bands
    assert (swallowed.bands, swallowed.source) == (None, "")


ARMS = "choices: {arm: [x, y]}\n"
ARM_X = CISPLATIN.replace("days: [1]", "days: [1], when: {arm: x}")
ARM_Y = ORAL.replace("days: [1]", "days: [1], when: {arm: y}")


def test_the_arm_that_was_chosen_is_compared_by_what_it_is_found_by() -> None:
    found = compare(ARM_X, ARM_Y, head=ARMS, choose={"arm": "y"}, policies=False)
    assert [one.name for one in found.lines] == ["o"]
    assert groups(found) == {KIDNEY: 0, SURFACE: 0, POLICY: 1}
    found = compare(ARM_X, ARM_Y, head=ARMS, choose={"arm": "x"}, policies=False)
    assert [one.name for one in found.lines] == ["p"]
    assert groups(found)[SURFACE] > 1


def test_as_many_cycles_are_compared_as_are_asked_for() -> None:
    parts = "parts: [{cycles: [1]}, {cycles: [2], per_dose: 20 mg/m2}]"
    line_of = CISPLATIN.replace("days: [1]", f"days: [1], {parts}")
    assert [one.name for one in compare(line_of, policies=False).lines] == ["p"]
    two = compare(line_of, policies=False, cycles=2)
    assert [one.name for one in two.lines] == [
        "p, from dose 1 (cycle 1 day 1)",
        "p, from dose 2 (cycle 2 day 1)",
    ]


def test_each_policy_of_bands_bands_by_its_own_tolerance() -> None:
    # 40 × 2 = 80 mg; its band of 79 mg is 1.25 % less
    strict = BANDS.model_copy(
        update={
            "id": "strict",
            "tolerances": BANDS.tolerances.model_copy(update={"banding": Measure(1.0, "%", "1 %")}),
        }
    )
    (one,) = compare(CISPLATIN, policies=[REFERENCE, BANDS, strict]).lines
    assert [(row.choice.name, row.band_mg) for row in one.of(POLICY)] == [
        ("reference", 79),
        ("nhs-bands", 79),
        ("strict", None),
    ]


def test_the_warnings_are_those_of_the_policy_that_is_compared_with() -> None:
    # measures of ten days before; one policy warns after three days, the other after a month
    def after(days: int, name: str, of: Policy = REFERENCE) -> Policy:
        ages = of.ages_of_measures.model_copy(
            update={
                "warn_after": Measure(float(days), "d", f"{days} d"),
                "refuse_after": Measure(60.0, "d", "60 d"),
            }
        )
        return of.model_copy(update={"id": name, "ages_of_measures": ages})

    old = {**MAN, "height_on": "2026-11-21", "weight_on": "2026-11-21"}
    strict, lenient = after(3, "strict"), after(30, "lenient")
    # by weight there is no formula to choose, and the first of the policies is another
    by_weight = CISPLATIN.replace("cisplatin", "trastuzumab").replace("40 mg/m2", "6 mg/kg")
    for line_of, own, warned in (
        (CISPLATIN, strict, ["RC522"]),
        (CISPLATIN, lenient, []),
        (by_weight, strict, ["RC522"]),
        (by_weight, lenient, []),
    ):
        found = compared(
            made(line_of),
            Patient(**old),
            own,
            [lenient, strict],
            FORMULARY,
            start=DAY_1,
            version="1",
        )
        codes = {problem.code for problem in found.problems}
        assert sorted(codes & {"RC522"}) == warned
        assert not any(problem.is_error for problem in found.problems)


def test_only_what_every_choice_is_refused_for_refuses_a_comparison() -> None:
    # MDRD would need the assay of the creatinine, and nobody says so of a child
    with pytest.raises(Refused) as caught:
        compare(CARBOPLATIN, given={**MAN, "age": "17 y"}, policies=False)
    assert [problem.code for problem in caught.value.problems] == ["RC505"]


HELD_FROM_60 = "rules: [{if: {age: {from: 60 y}}, do: hold, lines: [p]}]\n"


def test_a_line_that_a_rule_holds_has_its_row_with_the_word_and_the_reason() -> None:
    found = compare(CISPLATIN, ORAL, head=HELD_FROM_60)
    swallowed, held = found.lines
    assert (swallowed.name, held.name) == ("o", "p")
    rows = [row for row in held.rows if row.choice.group == POLICY]
    assert [(str(row.withheld), row.dose, row.band_mg) for row in rows] == [
        ("HELD", None, None)
    ] * 2
    assert rows[0].why_not.startswith("HELD: ")
    assert found.to_dict()["lines"][1]["rows"][-1]["why"] == rows[-1].why_not
    assert {str(row.withheld) for row in rows[0].moved.values()} == {"HELD"}
    assert [row.withheld for row in swallowed.of(POLICY)] == [None, None]
    younger = compare(CISPLATIN, ORAL, head=HELD_FROM_60, given={**MAN, "age": "59 y"})
    assert [str(row.dose) for row in younger.lines[0].of(POLICY)] == ["80 mg", "79 mg"]


def test_a_choice_that_refuses_a_line_says_so_at_each_of_its_doses_and_gives_it_no_band() -> None:
    # 108 mg are banded to 113, from √(100 × 113) = 106.3 mg on: ten of 56.5 mg/m² are
    # 565, above the 550 mg/m² that doxorubicin may come to; ten of 54 and one of 5 are 545
    parts = "parts: [{cycles: {from: 1, to: 10}}, {cycles: [11], per_dose: 5 mg/m2}]"
    line_of = (
        "{id: d, drug: doxorubicin, per_dose: 54 mg/m2, route: intravenous, days: [1], "
        f"infuse_over: 1 h, {parts}}}"
    )
    banded = FORMULARY["doxorubicin"].model_copy(update={"bands": FORMULARY["cisplatin"].bands})
    found = compared(
        made(line_of),
        Patient(**MAN),
        REFERENCE,
        [REFERENCE, BANDS],
        {**FORMULARY, "doxorubicin": banded},
        start=DAY_1,
        version="1",
        cycles=11,
    )
    first, last = found.lines
    assert [one.name for one in found.lines] == [
        "d, from dose 1 (cycle 1 day 1)",
        "d, from dose 11 (cycle 11 day 1)",
    ]
    for one, number, band_mg in ((first, "108 mg", 113), (last, "10 mg", None)):
        plain, in_bands = one.of(POLICY)
        assert (str(plain.dose), plain.band_mg, plain.withheld) == (number, band_mg, None)
        assert (in_bands.dose, str(in_bands.withheld)) == (None, "REFUSED")
        assert in_bands.why_not.startswith("REFUSED: ")
