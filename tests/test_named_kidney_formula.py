"""A regimen that names the formula of its AUC: what is said beside a policy or measure of another.

The man has 180 cm, 80 kg, 60 years and 1 mg/dL. Cockcroft-Gault: 80 × 80 ÷ 72 = 88.889 mL/min, and
5 × 113.889 = 569.4 mg.
"""

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

import regimencalc as rc
from regimencalc import library
from regimencalc.changes import Change
from regimencalc.choosing import Chosen
from regimencalc.component import Statement
from regimencalc.course import plan
from regimencalc.dosing import Dose
from regimencalc.formulary import FormularyEntry
from regimencalc.named_kidney_formula import named_formula_problems
from regimencalc.patient import Patient
from regimencalc.planned_course import Course
from regimencalc.planned_dose import PlannedDose
from regimencalc.regimen import Regimen
from regimencalc.rules import Action
from regimencalc.setting import Setting
from regimencalc.timeline import Period, Then, Timeline
from regimencalc.unit_reader import read_measure
from regimencalc.units import Kind
from regimencalc.withheld import Withheld, Word
from regimencalc.yaml_source import read

DAY_1 = date(2026, 12, 1)
MAN = {"sex": "male", "age": "60 y", "height": "180 cm", "weight": "80 kg"}
CREATININE = {**MAN, "creatinine": "1 mg/dL"}
DU_BOIS = 0.007184 * 80**0.425 * 180**0.725
WRIGHT = 5 * ((6580 - 38.8 * 60) * DU_BOIS / 88.42 + 25)
HEAD = """\
format: 1
id: made
name: Made
population: adult
status: draft
sources: [{id: somebody, cite: "Somebody, 2020"}]
"""
LINE = (
    "{id: carboplatin, drug: carboplatin, per_dose: AMOUNT, kidney: FORMULA, route: intravenous, "
    "days: [1], infuse_over: 1 h}"
)
BELONGS = (
    "An AUC belongs to the formula that it was defined with. If your site means the other, write a "
    "regimen of your own with the AUC that goes with it."
)


@cache
def course(
    folder: Path, named: str, policy: str, *given: tuple[str, str], amount: str = "AUC 5"
) -> Course:
    line = LINE.replace("FORMULA", named).replace("AMOUNT", amount)
    path = folder / "made.yaml"
    path.write_text(f"{HEAD}cycle: {{length: 21 d, planned: 2}}\ncomponents: [{line}]\n", "utf-8")
    return rc.plan_course(
        rc.load_regimen(path), rc.Patient(**dict(given)), start=DAY_1, policy=policy
    )


def setting_of(planned: Course, chosen: Chosen | None = None) -> Setting:
    return Setting(
        planned.regimen,
        planned.formulary,
        planned.measures,
        planned.policy,
        chosen or Chosen(),
        None,
    )


def said(
    planned: Course,
    given: dict[str, str],
    doses: tuple[PlannedDose, ...] | None = None,
    chosen: Chosen | None = None,
) -> list[tuple[str, str, str, str]]:
    found = named_formula_problems(
        planned.doses if doses is None else doses,
        setting_of(planned, chosen),
        Patient(**given),
        DAY_1,
    )
    return [(p.code, p.place.field, p.message, p.fix) for p in found]


def test_both_doses_are_said_once_for_all_cycles(tmp_path: Path) -> None:
    planned = course(tmp_path, "wright_2001_jaffe", "reference", *CREATININE.items())
    assert len(planned.doses) == 2
    # (6580 − 38.8 × 60) × 1.9964 ÷ 88.42 = 96.0 mL/min
    assert f"{WRIGHT:.1f}" == "605.0"
    assert said(planned, CREATININE) == [
        (
            "RC525",
            "policy",
            "carboplatin: the regimen's AUC was defined with wright_2001_jaffe, which gives "
            "605 mg, the dose; by cockcroft_gault_1976 of the policy reference it would "
            "be 569.4 mg",
            BELONGS,
        )
    ]


def test_the_other_dose_is_capped_as_the_dose_is(tmp_path: Path) -> None:
    # 110 × 80 ÷ (72 × 0.8) = 152.8, capped at 125 mL/min: 5 × 150 = 750 mg
    young = {**CREATININE, "age": "30 y", "creatinine": "0.8 mg/dL"}
    planned = course(tmp_path, "martin_1998", "reference", *young.items())
    ((_, _, message, _),) = said(planned, young)
    assert message.endswith("by cockcroft_gault_1976 of the policy reference it would be 750 mg")


def test_the_age_of_the_other_dose_is_that_of_day_1(tmp_path: Path) -> None:
    # 59 years on the day before the birthday: 81 × 80 ÷ 72 = 90 mL/min, 5 × 115 = 575 mg
    born = {**CREATININE, "birth_date": "1966-12-02"}
    del born["age"]
    planned = course(tmp_path, "wright_2001_jaffe", "reference", *born.items())
    ((_, _, message, _),) = said(planned, born)
    assert message.endswith("it would be 575 mg")


def test_the_other_dose_is_held_to_the_rate_and_the_vials_of_the_dose(tmp_path: Path) -> None:
    capped = course(
        tmp_path,
        "wright_2001_jaffe",
        "reference",
        *CREATININE.items(),
        amount="AUC 5, cap: {per_hour: 300 mg}",
    )
    ((_, _, message, _),) = said(capped, CREATININE)
    assert "which gives 300 mg, the dose; " in message
    assert message.endswith("it would be 300 mg")


def test_the_other_dose_is_rounded_as_the_dose_is(tmp_path: Path) -> None:
    # vials of 50 mg within 5 %: 605 → 600 mg, and 569.4 → 550 mg, 3.4 % less
    planned = course(tmp_path, "wright_2001_jaffe", "hopa-5", *CREATININE.items())
    ((_, _, message, _),) = said(planned, CREATININE)
    assert "which gives 600 mg, the dose; " in message
    assert message.endswith("of the policy hopa-5 it would be 550 mg")


def test_the_other_dose_is_reduced_as_the_dose_is(tmp_path: Path) -> None:
    planned = course(tmp_path, "wright_2001_jaffe", "reference", *CREATININE.items())
    half = Change("carboplatin", Action("give", read_measure("50 %", (Kind.SHARE,), "share")))
    setting = replace(setting_of(planned), changes=(half,))
    (problem,) = named_formula_problems(planned.doses, setting, Patient(**CREATININE), DAY_1)
    # half of 569.4 mg
    assert problem.message.endswith("it would be 284.7 mg")


def test_the_other_dose_is_of_the_patient_in_its_cycle(tmp_path: Path) -> None:
    planned = course(tmp_path, "wright_2001_jaffe", "reference", *CREATININE.items())
    heavier = Patient(**{**CREATININE, "weight": "100 kg"})
    period = Period(2, date(2026, 12, 22), heavier, planned.measures, Chosen())
    setting = replace(setting_of(planned), timeline=Timeline(periods=(period,)))
    said_of = [
        problem.message.rpartition("it would be ")[2]
        for dose in planned.doses
        for problem in named_formula_problems((dose,), setting, Patient(**CREATININE), DAY_1)
    ]
    # 80 × 100 ÷ 72 = 111.11 mL/min in the second cycle: 5 × 136.11 = 680.6 mg
    assert said_of == ["569.4 mg", "680.6 mg"]


@pytest.mark.parametrize(
    ("first", "then", "expected"),
    [
        ("creatinine", "rate", ["RC525", "RC526"]),
        ("rate", "creatinine", ["RC525", "RC526"]),
        ("creatinine", "creatinine", ["RC525"]),
        ("rate", "rate", ["RC526"]),
    ],
)
def test_a_measure_of_another_kind_from_a_later_cycle_on_is_said_for_its_dose(
    tmp_path: Path, first: str, then: str, expected: list[str]
) -> None:
    # 5 × (80 + 25) = 525 mg is of the rate, whatever formula the regimen names
    rate = {**MAN, "measured_gfr": "80 mL/min", "gfr_method": "iohexol"}
    patients = {"creatinine": rc.Patient(**CREATININE), "rate": rc.Patient(**rate)}
    path = tmp_path / "made.yaml"
    line = LINE.replace("AMOUNT", "AUC 5").replace("FORMULA", "wright_2001_jaffe")
    path.write_text(
        f"{HEAD}cycle: {{length: 21 d, planned: 3}}\ncomponents:\n  - {line}\n", "utf-8"
    )
    planned = plan(
        rc.load_regimen(path),
        patients[first],
        library.shipped_policy("reference"),
        library.formulary(),
        start=DAY_1,
        version="test",
        then=(Then(2, patients[then], {}),),
    )
    assert not planned.is_refused, planned.problems
    found = [one for one in planned.problems if one.code in ("RC525", "RC526")]
    assert sorted({one.code for one in found}) == expected
    doses = {"rate": "525 mg", "creatinine": f"{WRIGHT:.0f} mg"}
    of_cycles = [doses[first], doses[then], doses[then]]
    assert [str(one.dose) for one in planned.doses] == of_cycles
    for one in found:
        assert (f"which gives {doses['creatinine']}, the dose" in one.message) == (
            one.code == "RC525"
        )
        assert ("the measured GFR by iohexol" in one.message) == (one.code == "RC526")


def test_two_lines_with_two_doses_are_said_each(tmp_path: Path) -> None:
    one = course(tmp_path, "wright_2001_jaffe", "reference", *CREATININE.items())
    (tmp_path / "b").mkdir()
    two = course(
        tmp_path / "b", "wright_2001_jaffe", "reference", *CREATININE.items(), amount="AUC 2"
    )
    # 2 × 113.889 = 227.8 mg; on one day they are one dose, of at most AUC 8
    found = [message for _, _, message, _ in said(one, CREATININE, one.doses + two.doses)]
    assert [message.rpartition(" ")[0].rpartition(" ")[2] for message in found] == [
        "569.4",
        "227.8",
    ]


def _policy_by(folder: Path, formula: str) -> str:
    """The path of a policy that is `reference` but for its formula."""
    text = (library.folder("policies") / "reference.yaml").read_text("utf-8")
    text = text.replace("id: reference\n", "id: own\n")
    text = text.replace("formula: cockcroft_gault_1976, weight: actual,", formula)
    own = folder / "own.yaml"
    own.write_text(text, "utf-8")
    return str(own)


@pytest.mark.parametrize(("limit_mg", "is_refused"), [(590, True), (606, False)])
def test_the_other_dose_has_no_number_where_a_limit_refuses_it(
    tmp_path: Path, limit_mg: int, *, is_refused: bool
) -> None:
    text = (library.folder("formulary") / "carboplatin.yaml").read_text("utf-8")
    tight = FormularyEntry.from_source(
        read(text.replace("to: 1200 mg", f"to: {limit_mg} mg").encode(), "carboplatin.yaml")
    )
    own = _policy_by(tmp_path, "formula: wright_2001_jaffe, weight: actual,")
    planned = course(tmp_path, "cockcroft_gault_1976", own, *CREATININE.items())
    setting = replace(setting_of(planned), formulary={"carboplatin": tight})
    found = named_formula_problems(planned.doses, setting, Patient(**CREATININE), DAY_1)
    (message,) = [problem.message for problem in found]
    # by Wright 605.0 mg; 605 ÷ 590 is 2.5 % above
    before = "which gives 569.4 mg, the dose; by wright_2001_jaffe of the policy own it would be"
    assert before in message
    after = message.partition(f"{before} ")[2]
    if is_refused:
        assert after.startswith("refused (CARBOplatin is 2.5 % above the limit of 590 mg a dose")
        assert "605" not in message
    else:
        assert after == "605 mg"


def _at_most(milligrams: int) -> FormularyEntry:
    """Carboplatin, of which a dose may be so much."""
    text = (library.folder("formulary") / "carboplatin.yaml").read_text("utf-8")
    limited = text.replace("to: 1200 mg", f"to: {milligrams} mg")
    return FormularyEntry.from_source(read(limited.encode(), "carboplatin.yaml"))


def _first_said(planned: Course, *doses: PlannedDose) -> str:
    """How the first message ends where a dose may be 700 mg."""
    setting = replace(setting_of(planned), formulary={"carboplatin": _at_most(700)})
    problem, *_ = named_formula_problems(doses, setting, Patient(**CREATININE), DAY_1)
    return problem.message.rpartition("it would be ")[2]


def _as(number: float, one: PlannedDose) -> PlannedDose:
    assert isinstance(one.dose, Dose)
    return one._replace(dose=one.dose._replace(value=number, calculated=number))


def test_a_limit_that_refuses_another_cycle_does_not_refuse_the_other_dose(tmp_path: Path) -> None:
    planned = course(tmp_path, "wright_2001_jaffe", "reference", *CREATININE.items())
    first, second = planned.doses
    assert _first_said(planned, first, _as(800, second)) == "569.4 mg"


def test_the_other_dose_stands_beside_the_other_lines_as_they_are(tmp_path: Path) -> None:
    planned = course(tmp_path, "wright_2001_jaffe", "reference", *CREATININE.items())
    first = planned.doses[0]
    line = LINE.replace("AMOUNT, kidney: FORMULA", "100 mg").replace("id: carboplatin", "id: b")
    text = f"{HEAD}cycle: {{length: 21 d, planned: 2}}\ncomponents: [{line}]\n"
    (statement,) = Regimen.from_source(read(text.encode(), "made.yaml")).components[0].statements
    flat = first._replace(administration=first.administration._replace(statement=statement))
    # 569.4 + 100 = 669.4 of at most 700 mg; 569.4 + 200 = 769.4
    assert _first_said(planned, first, _as(100, flat)) == "569.4 mg"
    assert _first_said(planned, first, _as(200, flat)).startswith("refused (")


def test_a_dose_that_was_found_before_is_not_taken_for_the_other(tmp_path: Path) -> None:
    planned = course(tmp_path, "wright_2001_jaffe", "reference", *CREATININE.items())
    setting = setting_of(planned)
    assert f"{setting.dose(planned.doses[0], 1)}" == "605 mg"
    (problem,) = named_formula_problems(planned.doses, setting, Patient(**CREATININE), DAY_1)
    assert problem.message.endswith("it would be 569.4 mg")


def test_a_policy_whose_formula_has_no_value_here_says_why(tmp_path: Path) -> None:
    own = _policy_by(tmp_path, "formula: mdrd_2006,")
    planned = course(tmp_path, "wright_2001_jaffe", own, *CREATININE.items())
    ((_, _, message, _),) = said(planned, CREATININE)
    assert message.endswith(
        "by mdrd_2006 of the policy own it would be no dose (the estimated GFR cannot be computed: "
        "it needs the creatinine assay)"
    )


def test_a_dose_that_is_withheld_is_not_compared(tmp_path: Path) -> None:
    planned = course(tmp_path, "wright_2001_jaffe", "reference", *CREATININE.items())
    held = Withheld(Word.HELD, (), "mg")
    doses = tuple(one._replace(dose=held) for one in planned.doses)
    assert said(planned, CREATININE, doses) == [
        (
            "RC525",
            "policy",
            "carboplatin: the regimen's AUC was defined with wright_2001_jaffe; the policy "
            "reference names cockcroft_gault_1976",
            BELONGS,
        )
    ]


@pytest.mark.parametrize("named", ["cockcroft_gault_1976", "not stated"])
def test_where_nothing_differs_nothing_is_said(tmp_path: Path, named: str) -> None:
    planned = course(tmp_path, named, "reference", *CREATININE.items())
    assert said(planned, CREATININE) == []
    if named == "not stated":  # nor is a measure of the kidney looked for
        assert said(planned, {}) == []


@pytest.mark.parametrize(
    ("given", "field", "what"),
    [
        ({"measured_gfr": "80 mL/min", "gfr_method": "iohexol"}, "measured_gfr",
         "measured GFR by iohexol"),
        # a rate that was measured is never the formula's, whatever its method is called
        ({"measured_gfr": "80 mL/min", "gfr_method": "wright_2001_jaffe iohexol"}, "measured_gfr",
         "measured GFR by wright_2001_jaffe iohexol"),
        ({"egfr": "80 mL/min", "egfr_equation": "Wright"}, "egfr", "estimated GFR by Wright"),
        ({"egfr": "80 mL/min", "egfr_equation": "Wright 2001, Jaffe"}, "", ""),
    ],
)  # fmt: skip
def test_a_rate_that_was_entered_is_by_another_way(
    tmp_path: Path, given: dict[str, str], field: str, what: str
) -> None:
    planned = course(tmp_path, "wright_2001_jaffe", "wright", *{**MAN, **given}.items())
    expected = (
        "RC526",
        field,
        "carboplatin: the regimen's AUC was defined with wright_2001_jaffe, and the dose follows "
        f"from the {what}",
        "Make sure that the target AUC is meant for it; for wright_2001_jaffe give the creatinine "
        "instead.",
    )
    assert said(planned, {**MAN, **given}) == ([expected] if field else [])


def test_the_amount_that_was_chosen_holds_for_the_other_dose_too(tmp_path: Path) -> None:
    planned = course(tmp_path, "wright_2001_jaffe", "reference", *CREATININE.items())
    line = LINE.replace("FORMULA", "wright_2001_jaffe")
    line = line.replace("AMOUNT", "{from: AUC 4, to: AUC 6}")
    text = f"{HEAD}phases: [{{id: first, cycle: {{length: 21 d}}, components: [{line}]}}]\n"
    phased = Regimen.from_source(read(text.encode(), "made.yaml"))
    (statement,) = phased.phases[0].components[0].statements
    first = planned.doses[0]
    administration = first.administration._replace(statement=statement)
    dose = first._replace(phase="first", administration=administration)
    six = Chosen(amounts={"first.carboplatin": read_measure("AUC 6", (Kind.AUC,), "amount")})
    # 6 × 113.889 = 683.3 mg
    ((_, _, message, _),) = said(planned, CREATININE, (dose,), six)
    assert message.endswith("it would be 683.3 mg")
    # and without phases by the line alone
    administration = first.administration._replace(statement=_alone())
    alone = Chosen(amounts={"carboplatin": read_measure("AUC 6", (Kind.AUC,), "amount")})
    ((_, _, message, _),) = said(
        planned, CREATININE, (first._replace(administration=administration),), alone
    )
    assert message.endswith("it would be 683.3 mg")


def _alone() -> Statement:
    line = LINE.replace("FORMULA", "wright_2001_jaffe")
    line = line.replace("AMOUNT", "{from: AUC 4, to: AUC 6}")
    text = f"{HEAD}cycle: {{length: 21 d, planned: 2}}\ncomponents: [{line}]\n"
    regimen = Regimen.from_source(read(text.encode(), "made.yaml"))
    return regimen.components[0].statements[0]
