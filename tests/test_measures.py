"""What doses are multiplied by, found directly: surface, weights and clearances, and their doubts.

The man has 180 cm and 80 kg: √(180 × 80 ÷ 3600) = 2 m², and 80 ÷ 1.8² = 24.69 kg/m².
"""

from datetime import date
from functools import cache

import pytest

from regimencalc import library
from regimencalc.derivation import Step
from regimencalc.known_measures import Instead, Known
from regimencalc.measures import Measures, measures_of, surface_m2_if_known
from regimencalc.patient import Patient
from regimencalc.policy import Policy
from regimencalc.problems import Refused
from regimencalc.yaml_source import read

DAY_1 = date(2026, 12, 1)
MAN = {"sex": "male", "age": "60 y", "height": "180 cm", "weight": "80 kg"}
DATES = {"height_on": "2026-12-01", "weight_on": "2026-12-01"}
CREATININE = {"creatinine": "1 mg/dL", "creatinine_on": "2026-12-01"}
CAPPED = ("cap: none}\ncreatinine", "cap: 1.9 m2}\ncreatinine")
FLOOR = ("creatinine_floor: none", "creatinine_floor: 0.8 mg/dL")
Said = tuple[str, str, str, str]


@cache
def policy(*changes: tuple[str, str]) -> Policy:
    """The policy `reference` as a site's own file, with words changed."""
    text = (library.folder("policies") / "reference.yaml").read_text("utf-8")
    for old, new in (("id: reference\n", "id: own\n"), *changes):
        assert text.count(old) == 1
        text = text.replace(old, new)
    return Policy.from_source(read(text.encode(), "own.yaml"))


def found(
    given: dict[str, str],
    *weights: str,
    own: Policy | None = None,
    surface: bool = False,
    auc: tuple[str, ...] = (),
) -> tuple[Measures, list[Said]]:
    measures, problems = measures_of(
        Patient(**given),
        own or policy(),
        DAY_1,
        by_surface=surface,
        by_auc=frozenset(auc),
        by_weights=frozenset(weights),
    )
    return measures, [(p.code, p.place.field, p.message, p.fix) for p in problems]


def without(field: str) -> dict[str, str]:
    left = {**MAN, **DATES}
    del left[field]
    left.pop(f"{field}_on", None)
    return left


def lacks(field: str, result: str) -> Said:
    message = f"the {result} cannot be computed: it needs the {field}"
    return ("RC502", field, message, f"Give the {field}.")


# What is found where it is needed


def test_only_what_is_needed_is_found_and_the_body_mass_index_always() -> None:
    measures, problems = found({**MAN, **DATES})
    assert problems == []
    assert (measures.body_surface_area, measures.clearance, dict(measures.weights)) == (
        None,
    ) * 2 + ({},)
    assert measures.body_mass_index is not None
    assert measures.body_mass_index.value == pytest.approx(80 / 3.24, rel=1e-12)
    for field in ("height", "weight"):
        measures, problems = found(without(field))
        assert (measures.body_mass_index, problems) == (None, [])
    assert Measures().clearance is None


def test_the_clearance_is_one_where_formulas_do_not_give_several() -> None:
    one, other = Step("GFR", 75, "mL/min"), Step("GFR", 90, "mL/min")
    assert Measures(clearances={"a": one}).clearance is one
    assert Measures(clearances={"a": one, "b": one._replace()}).clearance is one
    assert Measures(clearances={"a": one, "b": other}).clearance is None


def test_a_surface_has_its_cap_as_a_step() -> None:
    surface = found({**MAN, **DATES}, surface=True)[0].body_surface_area
    assert surface is not None
    assert (surface.what, surface.value, surface.unit) == ("body surface area", 2, "m2")
    capped = found({**MAN, **DATES}, surface=True, own=policy(CAPPED))[0].body_surface_area
    assert [line.partition("   M")[0] for line in str(capped).split("\n")] == [
        "body surface area = 1.9 m2 = min(2 m2, 1.9 m2)   cap reached",
        "├ body surface area = 2 m2 = √(180 cm × 80 kg ÷ 3600)",
        "│ ├ height = 180 cm   entered, measured 2026-12-01",
        "│ └ weight = 80 kg   entered, measured 2026-12-01",
        "└ cap = 1.9 m2   policy own   own.yaml:11:51",
    ]


def test_a_surface_that_no_dose_needs_is_found_where_it_can_be() -> None:
    assert surface_m2_if_known(Patient(**MAN), policy(), DAY_1) == 2
    assert surface_m2_if_known(Patient(**MAN), policy(CAPPED), DAY_1) == 1.9
    assert surface_m2_if_known(Patient(height="180 cm"), policy(), DAY_1) is None


def test_each_weight_that_an_amount_means_is_found() -> None:
    measures, problems = found({**MAN, **DATES}, "ideal", "actual", "adjusted")
    assert problems == []
    assert list(measures.weights) == ["actual", "adjusted", "ideal"]
    # Devine: 50 + 2.3 × (180 ÷ 2.54 − 60) = 74.9921; adjusted by 0.4 × 5.0079: 76.9953
    ideal = 50 + 2.3 * (180 / 2.54 - 60)
    assert measures.weights["actual"].value == 80
    assert measures.weights["ideal"].value == pytest.approx(ideal, rel=1e-12)
    adjusted = measures.weights["adjusted"]
    assert adjusted.value == pytest.approx(ideal + 0.4 * (80 - ideal), rel=1e-12)
    assert [line.partition("   ")[0] for line in str(adjusted).split("\n")] == [
        "adjusted weight = 77 kg = 74.9921 kg + 0.4 × (80 kg - 74.9921 kg)",
        "├ ideal weight = 74.9921 kg = 50 + 2.3 × (180 cm ÷ 2.54 - 60)",
        "│ └ height = 180 cm",
        "└ weight = 80 kg",
    ]


def test_a_regimen_has_a_clearance_for_each_formula_that_it_names() -> None:
    # Cockcroft-Gault 6400 ÷ 72; Jelliffe (98 − 0.8 × 40) × 2 ÷ 1.73
    measures, problems = found({**MAN, **DATES, **CREATININE}, auc=("not stated", "jelliffe_1973"))
    assert problems == []
    assert list(measures.clearances) == ["jelliffe_1973", "not stated"]
    assert measures.clearances["not stated"].value == pytest.approx(6400 / 72, rel=1e-12)
    assert measures.clearances["jelliffe_1973"].value == pytest.approx(132 / 1.73, rel=1e-12)
    assert measures.clearance is None


# What stands in the way


@pytest.mark.parametrize("weight", ["ideal", "adjusted"])
@pytest.mark.parametrize("height", ["96 cm", "97 cm"])
def test_an_ideal_weight_that_is_not_above_0_gives_no_dose(weight: str, height: str) -> None:
    # Devine meets 0 kg at 97.2 cm: 50 + 2.3 × (97 ÷ 2.54 − 60) = −0.165 kg
    measures, problems = found({**MAN, **DATES, "height": height, "weight": "40 kg"}, weight)
    assert measures == Measures()
    ((code, field, message, fix),) = [said for said in problems if said[0] != "RC521"]
    assert (code, field) == ("RC501", "height")
    start = "the ideal weight cannot be computed: it must be a finite number above 0, not -"
    assert message.startswith(start)
    assert fix == "Check height, weight and age; this formula is not for such a body."
    # 50 + 2.3 × (98 ÷ 2.54 − 60) = 0.740 kg
    taller = found({**MAN, **DATES, "height": "98 cm", "weight": "40 kg"}, "ideal")[0]
    expected = 50 + 2.3 * (98 / 2.54 - 60)
    assert taller.weights["ideal"].value == pytest.approx(expected, rel=1e-9)


def test_a_measure_that_a_weight_lacks_is_said_of_the_dose() -> None:
    for weight in ("ideal", "adjusted"):
        measures, problems = found(without("height"), weight)
        assert problems == [lacks("height", "dose")]
        assert measures == Measures()
    assert found(without("weight"), "actual")[1] == [lacks("weight", "dose")]
    assert found(without("sex"), "ideal")[1] == [lacks("sex", "dose")]
    # each weight says what it lacks
    assert found(without("weight"), "actual", "adjusted")[1] == [lacks("weight", "dose")] * 2


def test_a_measure_that_a_surface_or_a_clearance_lacks_is_said_of_it() -> None:
    assert found(without("height"), surface=True)[1] == [lacks("height", "body surface area")]
    both = found({**without("weight"), **CREATININE}, surface=True, auc=("not stated",))
    assert both == (
        Measures(),
        [lacks("weight", "body surface area"), lacks("weight", "creatinine clearance")],
    )


def test_what_was_calculated_is_judged_before_any_cap() -> None:
    # √(200 × 125 ÷ 3600) = 2.635 m², though the policy caps it at 1.9 m²
    big = {**MAN, **DATES, "height": "200 cm", "weight": "125 kg"}
    surface = (
        "RC521",
        "height",
        "a body surface area of 2.635 m2 is outside the usual 1.3 to 2.4 m2",
        "Make sure that it is right. Check height and weight.",
    )
    measures, problems = found(big, surface=True, own=policy(CAPPED))
    assert problems == [surface]
    assert measures.body_surface_area is not None
    assert measures.body_surface_area.value == 1.9
    assert found(big)[1] == []
    # 140 ÷ 1.7² = 48.44 kg/m²
    heavy = {**MAN, **DATES, "height": "170 cm", "weight": "140 kg"}
    assert found(heavy)[1] == [
        (
            "RC521",
            "weight",
            "a body mass index of 48.44 kg/m2 is outside the usual 16 to 45 kg/m2",
            "Make sure that it is right. Look for swapped height and weight, and for pounds or "
            "inches.",
        )
    ]


def test_a_body_that_is_no_adults_has_no_measures() -> None:
    # √(60 × 6 ÷ 3600) = 0.316 m²; 6 ÷ 0.6² = 16.67 kg/m²
    measures, problems = found({**MAN, **DATES, "height": "60 cm", "weight": "6 kg"}, "actual")
    assert measures == Measures()
    assert [(code, field) for code, field, _, _ in problems] == [
        ("RC521", "height"),
        ("RC521", "weight"),
        ("RC505", "weight"),
    ]


def test_what_cannot_be_true_is_refused_before_anything_is_calculated() -> None:
    # the weight is missing too, and is not asked for before the height is right
    measures, problems = found({"sex": "male", "age": "60 y", "height": "251 cm",
                                "height_on": "2026-12-01"}, "actual", surface=True)  # fmt: skip
    assert measures == Measures()
    assert [(code, field) for code, field, _, _ in problems] == [("RC501", "height")]


LOW = (
    "RC521",
    "creatinine",
    "a creatinine of 0.6 mg/dL is outside the usual 0.7 to 3 mg/dL",
    "Make sure that it is right. A low creatinine gives a high estimate and a high dose: consider "
    "a floor, or measure GFR.",
)


@pytest.mark.parametrize(
    ("auc", "own", "expected"),
    [
        (("not stated",), (), [LOW]),
        (("not stated",), (FLOOR,), []),  # the floor is looked at in its place
        ((), (), []),
        ((), (FLOOR,), []),
    ],
)
def test_a_low_creatinine_is_warned_of_where_no_floor_holds_it(
    auc: tuple[str, ...], own: tuple[tuple[str, str], ...], expected: list[Said]
) -> None:
    # an age of 80: 60 × 80 ÷ (72 × 0.6) = 111.1 mL/min
    given = {**MAN, **DATES, **CREATININE, "age": "80 y", "creatinine": "0.6 mg/dL"}
    assert found(given, own=policy(*own), auc=auc)[1] == expected


def test_dates_are_judged_by_the_policy() -> None:
    old = {**MAN, **DATES, "weight_on": "2026-09-01"}  # 91 days
    measures, problems = found(old)
    assert measures == Measures()
    assert [(code, field) for code, field, _, _ in problems] == [("RC506", "weight_on")]


def test_an_age_is_that_of_day_1() -> None:
    # 18 years on day 1: (140 − 18) × 80 ÷ 72 = 135.56 mL/min, capped at 125
    born = {**MAN, **DATES, **CREATININE, "birth_date": "2008-12-01"}
    del born["age"]
    measures, problems = found(born, auc=("not stated",))
    assert problems == []
    assert measures.clearance is not None
    assert measures.clearance.operand("value").value == pytest.approx(122 * 80 / 72, rel=1e-12)
    unborn = found({**born, "birth_date": "2026-12-02"})[1]
    assert [(code, field) for code, field, _, _ in unborn] == [("RC507", "birth_date")]


def test_a_formula_of_a_comparison_takes_the_place_of_the_policys() -> None:
    instead = Instead(surface="du_bois_1916")
    measures, _ = measures_of(
        Patient(**MAN), policy(), DAY_1, by_surface=True, by_auc=frozenset(), instead=instead
    )
    assert measures.body_surface_area is not None
    by_du_bois = 0.007184 * 80**0.425 * 180**0.725
    assert measures.body_surface_area.value == pytest.approx(by_du_bois, rel=1e-12)


@pytest.mark.parametrize("name", ["height", "weight"])
def test_a_measure_that_is_not_known_is_asked_for_by_its_name(name: str) -> None:
    known = Known(Patient(sex="male", age="60 y"), policy(), DAY_1)
    with pytest.raises(Refused) as refusal:
        getattr(known, name)
    (problem,) = refusal.value.problems
    assert (problem.code, problem.place.field) == ("RC502", name)
    assert problem.message == f"the {name} cannot be computed: it needs the {name}"
    assert problem.fix == f"Give the {name}."
