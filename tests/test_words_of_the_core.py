"""What the calculation says in words: fields, units, notes and sentences, each exactly."""

from pathlib import Path

import pytest

import regimencalc as rc
from regimencalc import library, schedule
from regimencalc.export.regimen_text import orders_not_stated
from regimencalc.planning import course_or_problems

CE = "carboplatin-etoposide-21d"
BODY = {"sex": "male", "age": "60 y", "height": "180 cm", "weight": "64.8 kg"}
DATES = {"height_on": "2026-12-01", "weight_on": "2026-12-01"}


def problems(
    regimen_id: str, given: dict[str, str], cycles: int | None = 1
) -> list[tuple[str, ...]]:
    course = course_or_problems(
        rc.load_regimen(regimen_id),
        rc.Patient(**given),
        start="2026-12-01",
        cycles=cycles,
        policy="reference",
        prior={"cisplatin": "0"},
    )
    not_timed = "NOT ASSESSED by limits: how long"
    said = [p for p in course.problems if not p.message.startswith(("UNCHECKED", not_timed))]
    # no values are given for rules
    return [(p.code, p.place.field, p.message, p.fix) for p in said if p.code != "RC761"]


@pytest.mark.parametrize("field", ["sex", "age", "weight"])
def test_a_clearance_names_each_measure_that_it_lacks(field: str) -> None:
    given = {**BODY, **DATES, "creatinine": "1 mg/dL", "creatinine_on": "2026-12-01"}
    del given[field]
    given.pop(f"{field}_on", None)
    found = problems(CE, given)
    assert (
        "RC502",
        field,
        f"the creatinine clearance cannot be computed: it needs the {field}",
        f"Give the {field}.",
    ) in found


@pytest.mark.parametrize("field", ["height", "weight"])
def test_a_body_surface_area_names_each_measure_that_it_lacks(field: str) -> None:
    given = {**BODY, **DATES}
    del given[field], given[f"{field}_on"]
    assert problems("ep-infusional-28d", given) == [
        (
            "RC502",
            field,
            f"the body surface area cannot be computed: it needs the {field}",
            f"Give the {field}.",
        )
    ]


def test_who_is_no_adult_is_refused_at_the_field_that_says_so() -> None:
    child = {**BODY, **DATES, "age": "17 y"}
    assert problems("ep-infusional-28d", child) == [
        (
            "RC505",
            "age",
            "the patient is 17 y on day 1; only adults' doses are computed",
            "Choose another way to find this patient's doses.",
        )
    ]
    del child["age"]
    born = problems("ep-infusional-28d", {**child, "birth_date": "2009-12-01"})
    assert [(code, field) for code, field, _, _ in born] == [("RC505", "birth_date")]
    assert problems("ep-infusional-28d", {**BODY, **DATES, "age": "18 y"}) == []


@pytest.mark.parametrize(
    ("cycles", "expected"),
    [
        (3, []),
        (4, [("RC621", "4 cycles are planned; the regimen states 3")]),
        (0, [("RC601", "0 cycles cannot be planned")]),
        (60, [("RC621", "60 cycles are planned; the regimen states 3")]),
        (61, [("RC601", "61 cycles cannot be planned")]),
        (None, []),
    ],
)
def test_the_number_of_cycles_is_judged(
    cycles: int | None, expected: list[tuple[str, str]]
) -> None:
    found = problems("ep-infusional-28d", {**BODY, **DATES}, cycles)
    assert [(code, message) for code, _, message, _ in found] == expected
    assert {field for _, field, _, _ in found} <= {"cycles"}


def test_a_regimen_without_one_number_of_cycles_asks_for_it() -> None:
    given = {**BODY, **DATES, "measured_gfr": "80 mL/min", "gfr_method": "iohexol"}
    given["measured_gfr_on"] = "2026-12-01"
    (found,) = problems("carboplatin-irinotecan-28d", given, None)
    assert found == (
        "RC601",
        "cycles",
        "carboplatin-irinotecan-28d does not state one number of cycles (to 6)",
        "Say how many cycles to plan.",
    )


def test_a_cap_on_body_surface_is_a_step_and_does_not_hide_what_is_below_it(
    tmp_path: Path,
) -> None:
    # 185 cm and 120 kg: √(185 × 120 ÷ 3600) = 2.48328 m², capped at 2.0: 45 × 2 = 90 mg
    text = (library.folder("policies") / "reference.yaml").read_text()
    path = tmp_path / "capped.yaml"
    path.write_text(
        text.replace("id: reference\n", "id: capped\n").replace("cap: none", "cap: 2.0 m2")
    )
    man = rc.Patient(age="60 y", height="185 cm", weight="120 kg")
    course = rc.plan_course(
        rc.load_regimen("ep-infusional-28d"), man, start="2026-12-01", policy=path
    )
    lines = str(course.distinct_doses()["cisplatin"].derivation).split("\n")
    assert lines[0] == "cisplatin, per dose = 90 mg = 45 mg/m2 × 2 m2"
    assert lines[2] == "└ body surface area = 2 m2 = min(2.48328 m2, 2.0 m2)   cap reached"
    assert lines[3].startswith("  ├ body surface area = 2.48328 m2 = √(185 cm × 120 kg ÷ 3600)")
    assert lines[-1].startswith("  └ cap = 2.0 m2   policy capped   ")
    small = rc.Patient(age="60 y", height="60 cm", weight="6 kg")
    refused = course_or_problems(
        rc.load_regimen("ep-infusional-28d"), small, start="2026-12-01", policy=path
    )
    # √(60 × 6 ÷ 3600) = 0.316 m²
    assert [p.message for p in refused.problems if p.code == "RC505"] == [
        "a body surface area of 0.316 m2 is a small child's; only adults' doses are computed"
    ]


def test_a_floor_that_is_not_reached_is_a_step_all_the_same() -> None:
    given = {**BODY, "creatinine": "1 mg/dL"}
    course = rc.plan_course(
        rc.load_regimen(CE), rc.Patient(**given), start="2026-12-01", policy="nccn-adjusted"
    )
    lines = str(course.doses[0].derivation).split("\n")
    assert "  │ └ creatinine = 1 mg/dL = max(1 mg/dL, 0.7 mg/dL)   floor not reached" in lines
    assert "  │ ├ age = 60 y   entered" in lines
    # (140 − 60) × 64.8 ÷ 72 = 72 mL/min; 5 × 97 = 485 mg
    assert str(course.doses[0].dose) == "485 mg"


def test_an_equation_is_judged_by_the_unit_that_it_gives() -> None:
    given = {**BODY, **DATES, "egfr_on": "2026-12-01"}
    unknown = problems(CE, {**given, "egfr": "80 mL/min/1.73m2", "egfr_equation": "EKFC"})
    assert unknown == [
        (
            "RC521",
            "egfr",
            "the equation 'EKFC' is not known here: 80 mL/min/1.73m2 is taken as per 1.73 m²",
            "Make sure that it is. Known: cockcroft, wright, martin, camgfr, ckd_epi, mdrd, "
            "schwartz, jelliffe.",
        )
    ]
    twice = problems(CE, {**given, "egfr": "80 mL/min/1.73m2", "egfr_equation": "Wright"})
    assert twice == [
        (
            "RC508",
            "egfr",
            "Wright gives mL/min, but 80 mL/min/1.73m2 was entered",
            "Write it in mL/min: made absolute once more, it would count the body twice.",
        )
    ]
    assert problems(CE, {**given, "egfr": "80 mL/min", "egfr_equation": "Wright"}) == []
    assert problems(CE, {**given, "egfr": "80 mL/min/1.73m2", "egfr_equation": "MDRD"}) == []


def test_the_order_that_nobody_stated_is_said_once_for_all_its_days() -> None:
    assert list(orders_not_stated(rc.load_regimen("ep-infusional-28d"))) == [
        "On days 2, 3 (2 days) the source does not state the order of etoposide and cisplatin."
    ]
    ordered = schedule.administrations(rc.load_regimen("irinotecan-cisplatin-28d"), cycle_days=28)
    assert [(given.component.id, given.day) for given in ordered if given.day == 1] == [
        ("irinotecan", 1),
        ("cisplatin", 1),
    ]
    assert schedule.without_stated_order(ordered) == []


def test_the_record_of_a_course_names_all_that_it_rests_on() -> None:
    regimen = rc.load_regimen("irinotecan-cisplatin-28d")
    course = rc.plan_course(
        regimen, rc.Patient(**BODY), start="2026-12-01T09:00", zone="Europe/Dublin", cycles=1
    )
    document = course.to_dict()
    assert document["regimen"] == {
        "id": "irinotecan-cisplatin-28d",
        "sha256": regimen.sha256,
        "status": "draft",
        "verified": False,
        "narrative": list(regimen.narrative),
    }
    policy = library.shipped_policy("reference")
    assert document["policy"] == {"id": "reference", "sha256": policy.sha256, "status": "draft"}
    entries = library.formulary()
    assert document["formulary"] == [
        {"id": drug, "sha256": entries[drug].sha256} for drug in ("irinotecan", "cisplatin")
    ]
    assert document["version"] == rc.__version__
    assert document["notice"].startswith("regimencalc computes doses from definitions")
    assert (document["start"], document["cycles"]) == ("2026-12-01", 1)
    assert document["zone"] == "Europe/Dublin"
    assert document["doses"][1]["follows"] == "irinotecan"
    assert document["doses"][1]["duration"] == "not stated"
    assert document["doses"][1]["per_hour"] is None
    said = [(p["code"], p["message"]) for p in document["problems"]]
    rules = [message for code, message in said if code in ("RC761", "RC762")]
    assert "NOT ASSESSED: before irinotecan is given, it needs the UGT1A1" in rules
    assert [one for one in said if one[1] not in rules] == [
        (
            "RC524",
            "NOT ASSESSED: no date is given for height and weight, so that nobody can tell "
            "whether they are too old",
        ),
        (
            "RC524",
            "NOT ASSESSED by limits: how long cisplatin may run, as the source does not say",
        ),
        (
            "RC524",
            "NOT ASSESSED: CISplatin in a lifetime: before not stated, this course 60 mg/m2; "
            "a notice above 300 mg/m2",
        ),
    ]
    assert len(regimen.sha256) == 64
