"""Published cases of kidney function and carboplatin, calculated."""

from regimencalc.absolute_gfr import ABSOLUTE_GFR
from regimencalc.camgfr import CAMGFR
from regimencalc.case_body_size import height, lesser, stated_surface_area, weight, weight_by_rule
from regimencalc.case_inputs import Calculation, choice, measure, word
from regimencalc.derivation import Formula, Step
from regimencalc.indexed_gfr import CHILD_YEARS, INDEXED_GFR
from regimencalc.published_cases import Case, Stated
from regimencalc.renal_function import (
    CALVERT_1989,
    CREATININE_CLEARANCE,
    CREATININE_FROM_UMOL_L,
    DE_INDEXED,
    INDEXED_CREATININE_CLEARANCE,
)


def creatinine_from_umol(case: Case) -> Step:
    """A creatinine in umol/L, in mg/dL."""
    umol = measure(case, "creatinine", "umol/L")
    return CREATININE_FROM_UMOL_L.apply("creatinine", creatinine_umol_l=umol)


def creatinine_to_umol(case: Case) -> Step:
    """A creatinine in mg/dL, in umol/L."""
    # The formula is a plain factor, so the way back divides by what it gives for 1 umol/L.
    creatinine = measure(case, "creatinine", "mg/dL")
    factor = CREATININE_FROM_UMOL_L.calculate(creatinine_umol_l=1)
    return Step("creatinine", creatinine.value / factor, "umol/L")


def _is_in_umol(case: Case) -> bool:
    said = case.inputs.get("creatinine")
    return isinstance(said, Stated) and said.unit == "umol/L"


def _creatinine(case: Case) -> Step:
    return creatinine_from_umol(case) if _is_in_umol(case) else measure(case, "creatinine", "mg/dL")


def _creatinine_umol(case: Case) -> Step:
    return measure(case, "creatinine", "umol/L") if _is_in_umol(case) else creatinine_to_umol(case)


def _age(case: Case) -> Step:
    return measure(case, "age", "y")


def creatinine_clearance(case: Case) -> Step:
    """Creatinine clearance by Cockcroft and Gault."""
    return CREATININE_CLEARANCE["cockcroft_gault_1976"].apply(
        "creatinine clearance",
        word(case, "sex"),
        age_years=_age(case),
        weight_kg=weight_by_rule(case),
        creatinine_mg_dl=_creatinine(case),
    )


def jelliffe_indexed(case: Case) -> Step:
    """Creatinine clearance by Jelliffe, per 1.73 m2."""
    return _by_age_and_creatinine(INDEXED_CREATININE_CLEARANCE["jelliffe_1973"], case)


def jelliffe_absolute(case: Case) -> Step:
    """Creatinine clearance by Jelliffe, made absolute."""
    return DE_INDEXED.apply(
        "creatinine clearance",
        indexed_ml_min_173m2=jelliffe_indexed(case),
        body_surface_area_m2=stated_surface_area(case),
    )


def _by_age_and_creatinine(formula: Formula, case: Case) -> Step:
    return formula.apply(
        "indexed rate",
        word(case, "sex"),
        age_years=_age(case),
        creatinine_mg_dl=_creatinine(case),
    )


def indexed_rate(name: str) -> Calculation:
    """How a rate by this formula, the same for everyone, is calculated."""
    return lambda case: _by_age_and_creatinine(INDEXED_GFR[name], case)


def indexed_rate_by_ethnicity(name: str) -> Calculation:
    """How a rate by this formula, with a factor for Black patients, is calculated."""

    def calculate(case: Case) -> Step:
        is_black = choice(case, "black", "true", "false") == "true"
        return _by_age_and_creatinine(INDEXED_GFR[f"{name}_black" if is_black else name], case)

    return calculate


def schwartz(case: Case) -> Step:
    """A child's rate by Schwartz."""
    # Most cases state no age, and it does not enter the equation.
    youngest = Step("age", CHILD_YEARS[0], "y", note="the case states none")
    return INDEXED_GFR["schwartz_2009"].apply(
        "indexed GFR",
        age_years=_age(case) if "age" in case.inputs else youngest,
        height_cm=height(case),
        creatinine_mg_dl=_creatinine(case),
    )


def _du_bois_surface_area(case: Case) -> Step:
    # Wright and CamGFR are defined on the area of Du Bois, so a case must name it.
    choice(case, "bsa_method", "dubois")
    return stated_surface_area(case)


def wright(name: str) -> Calculation:
    """How a rate by this equation of Wright is calculated."""
    return lambda case: ABSOLUTE_GFR[name].apply(
        "GFR",
        word(case, "sex"),
        age_years=_age(case),
        du_bois_surface_area_m2=_du_bois_surface_area(case),
        creatinine_umol_l=_creatinine_umol(case),
    )


def martin(case: Case) -> Step:
    """A rate by Martin."""
    return ABSOLUTE_GFR["martin_1998"].apply(
        "GFR",
        word(case, "sex"),
        age_years=_age(case),
        weight_kg=weight(case),
        creatinine_umol_l=_creatinine_umol(case),
    )


def _camgfr(name: str, case: Case) -> Step:
    return CAMGFR[name].apply(
        "GFR",
        word(case, "sex"),
        age_years=_age(case),
        du_bois_surface_area_m2=_du_bois_surface_area(case),
        creatinine_mg_dl=_creatinine(case),
    )


def camgfr_v1(case: Case) -> Step:
    """A rate by CamGFR v1."""
    return _camgfr("camgfr_2017", case)


def camgfr_v2(fit: str) -> Calculation:
    """How a rate by this fit of CamGFR v2 is calculated."""

    def calculate(case: Case) -> Step:
        assay = choice(case, "creatinine_assay", "idms", "non_idms")
        return _camgfr(f"camgfr_2021_{fit}_{assay}", case)

    return calculate


def rate_indexed(case: Case) -> Step:
    """An absolute rate, per 1.73 m2."""
    # De-indexing is proportional, so the way back divides by what it gives for a rate of 1.
    area = stated_surface_area(case)
    factor = DE_INDEXED.calculate(indexed_ml_min_173m2=1, body_surface_area_m2=area.value)
    rate = measure(case, "gfr_absolute", "mL/min")
    return Step("indexed GFR", rate.value / factor, "mL/min/1.73m2")


def carboplatin(case: Case) -> Step:
    """A dose of carboplatin from a rate that the case states."""
    return _carboplatin(case, measure(case, "gfr", "mL/min"))


def carboplatin_from_clearance(case: Case) -> Step:
    """A dose of carboplatin from the clearance by Cockcroft and Gault."""
    return _carboplatin(case, creatinine_clearance(case))


def _carboplatin(case: Case, rate: Step) -> Step:
    if "gfr_cap" in case.inputs:
        rate = lesser(rate, measure(case, "gfr_cap", "mL/min"))
    auc = measure(case, "target_auc", "AUC")
    return CALVERT_1989.apply("dose", target_auc=auc, glomerular_filtration_rate_ml_min=rate)
