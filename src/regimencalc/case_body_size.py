"""Published cases of body size and weights, calculated."""

from regimencalc.body_size import BODY_SURFACE_AREA
from regimencalc.body_weight import BODY_MASS_INDEX, WEIGHTS
from regimencalc.case_inputs import Calculation, NotUsableError, measure, only, word
from regimencalc.derivation import Step
from regimencalc.published_cases import Case


def height(case: Case) -> Step:
    """The height of a case [cm]."""
    return measure(case, "height", "cm")


def weight(case: Case) -> Step:
    """The actual weight of a case [kg]."""
    return measure(case, "weight", "kg")


def _surface_area(name: str) -> Calculation:
    formula = BODY_SURFACE_AREA[name]

    def calculate(case: Case) -> Step:
        sex = word(case, "sex") if formula.needs_sex else ""
        return formula.apply("bsa", sex, height_cm=height(case), weight_kg=weight(case))

    return calculate


def _surface_area_from_weight(case: Case) -> Step:
    return BODY_SURFACE_AREA["livingston_lee_2001"].apply("bsa", weight_kg=weight(case))


SURFACE_AREAS: dict[str, Calculation] = {
    "mosteller": _surface_area("mosteller_1987"),
    "dubois": _surface_area("du_bois_1916"),
    "haycock": _surface_area("haycock_1978"),
    "gehan_george": _surface_area("gehan_george_1970"),
    "boyd": _surface_area("boyd_1935"),
    "fujimoto": _surface_area("fujimoto_1968"),
    "takahira": _surface_area("takahira_1925"),
    "schlich": _surface_area("schlich_2010"),
    "livingston_lee": _surface_area_from_weight,
}
"""What cases call each formula for body surface area."""


def stated_surface_area(case: Case) -> Step:
    """The surface area that a case states, or names a method for [m2]."""
    only(case, "bsa_rounding", "none")
    if "bsa" in case.inputs:
        return measure(case, "bsa", "m2")
    method = word(case, "bsa_method")
    if method not in SURFACE_AREAS:
        raise NotUsableError(f"unknown bsa_method {method!r}")
    return SURFACE_AREAS[method](case)


def body_mass_index(case: Case) -> Step:
    """The body mass index of a case [kg/m2]."""
    return BODY_MASS_INDEX.apply("bmi", height_cm=height(case), weight_kg=weight(case))


def ideal_weight(case: Case) -> Step:
    """The ideal weight of a case by Devine [kg]."""
    sex = word(case, "sex")
    return WEIGHTS["ideal_devine_1974"].apply("ideal weight", sex, height_cm=height(case))


def adjusted_weight(name: str) -> Calculation:
    """How a case's adjusted weight by this name is calculated [kg]."""

    def calculate(case: Case) -> Step:
        ideal = ideal_weight(case)
        return WEIGHTS[name].apply(name, ideal_weight_kg=ideal, weight_kg=weight(case))

    return calculate


adjusted_weight_40 = adjusted_weight("adjusted_40")


def lean_weight(case: Case) -> Step:
    """The lean weight of a case by Janmahasatian [kg]."""
    index = measure(case, "bmi", "kg/m2") if "bmi" in case.inputs else body_mass_index(case)
    return WEIGHTS["lean_janmahasatian_2005"].apply(
        "lean weight", word(case, "sex"), weight_kg=weight(case), body_mass_index_kg_m2=index
    )


def lesser(one: Step, other: Step) -> Step:
    """The step with the smaller value."""
    return one if one.value <= other.value else other


def _weight_adjusted_from_25(case: Case) -> Step:
    return adjusted_weight_40(case) if body_mass_index(case).value >= 25 else weight(case)


def _weight_of_medcalc_bench(case: Case) -> Step:
    index = body_mass_index(case).value
    if index < 18.5:
        return weight(case)
    return lesser(ideal_weight(case), weight(case)) if index < 25 else adjusted_weight_40(case)


_WEIGHT_RULES: dict[str, Calculation] = {
    "actual": weight,
    "actual (uncapped)": weight,
    "adjusted 0.4": adjusted_weight_40,
    "bmi>=25 adjusted 0.4": _weight_adjusted_from_25,
    "bmi<18.5 actual; 18.5<=bmi<25 min(ibw, actual); bmi>=25 adjusted 0.4": (
        _weight_of_medcalc_bench
    ),
}


def weight_by_rule(case: Case) -> Step:
    """The weight that the rule of a case chooses [kg]."""
    rule, actual = word(case, "weight_rule"), weight(case)
    if rule == f"as given ({actual.value:g} kg)":
        return actual
    if rule not in _WEIGHT_RULES:
        raise NotUsableError(f"unknown weight_rule {rule!r}")
    return _WEIGHT_RULES[rule](case)
