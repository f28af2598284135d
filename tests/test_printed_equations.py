"""The equations that a working prints, as they stand in their sources, word for word."""

import pytest

from regimencalc.camgfr import CAMGFR
from regimencalc.indexed_gfr import INDEXED_GFR

CKD_EPI_2009 = {
    "male": "141 × min({creatinine_mg_dl} ÷ 0.9, 1)^(-0.411)"
    " × max({creatinine_mg_dl} ÷ 0.9, 1)^(-1.209) × 0.993^({age_years})",
    "female": "141 × min({creatinine_mg_dl} ÷ 0.7, 1)^(-0.329)"
    " × max({creatinine_mg_dl} ÷ 0.7, 1)^(-1.209) × 0.993^({age_years}) × 1.018",
}
MDRD = " × ({creatinine_mg_dl})^(-1.154) × ({age_years})^(-0.203)"
ADULT = (18, 120)


@pytest.mark.parametrize(
    ("name", "male", "female"),
    [
        ("ckd_epi_2009", CKD_EPI_2009["male"], CKD_EPI_2009["female"]),
        ("ckd_epi_2009_black", *(f"{words} × 1.159" for words in CKD_EPI_2009.values())),
        ("mdrd_2006_idms", f"175{MDRD}", f"175{MDRD} × 0.742"),
        ("mdrd_2006_idms_black", f"175{MDRD} × 1.212", f"175{MDRD} × 0.742 × 1.212"),
        ("mdrd_2006_non_idms", f"186{MDRD}", f"186{MDRD} × 0.742"),
        ("mdrd_2006_non_idms_black", f"186{MDRD} × 1.212", f"186{MDRD} × 0.742 × 1.212"),
    ],
)
def test_an_indexed_rate(name: str, male: str, female: str) -> None:
    formula = INDEXED_GFR[name]
    assert formula.name == name
    assert (formula.equation_for("male"), formula.equation_for("female")) == (male, female)
    assert (formula.gives, dict(formula.ranges)) == ("mL/min/1.73m2", {"age_years": ADULT})
    assert formula.source == (
        "CKD-EPI 2009, as read in CamGFRv2 and cran/nephro"
        if name.startswith("ckd_epi")
        else "MDRD study, Levey 2006, Ann Intern Med 145:247, as read in cran/nephro"
    )


@pytest.mark.parametrize(
    ("name", "rate"),
    [
        # 1 mg/dL and 50 years: the power of the creatinine is 1
        ("mdrd_2006_idms", 175 * 50**-0.203),
        ("mdrd_2006_idms_black", 175 * 50**-0.203 * 1.212),
        ("mdrd_2006_non_idms", 186 * 50**-0.203),
        ("mdrd_2006_non_idms_black", 186 * 50**-0.203 * 1.212),
        ("ckd_epi_2009", 141 * (1 / 0.9) ** -1.209 * 0.993**50),
        ("ckd_epi_2009_black", 141 * (1 / 0.9) ** -1.209 * 0.993**50 * 1.159),
    ],
)
def test_an_indexed_rate_of_a_man_of_50(name: str, rate: float) -> None:
    body = {"age_years": 50.0, "creatinine_mg_dl": 1.0}
    assert INDEXED_GFR[name].calculate_for(body, "male") == pytest.approx(rate, rel=1e-12)


def test_camgfr_with_the_signs_of_its_coefficients() -> None:
    sums = (
        "1.813953317 + 0.019140375 × {age_years} + 4.732775612 × {du_bois_surface_area_m2}"
        " - 0.029697076 × {age_years} × {du_bois_surface_area_m2}"
        " - 3.716189256 × ln({creatinine_mg_dl}) - 0.914203965 × ln({creatinine_mg_dl})^2"
        " + 1.062835507 × ln({creatinine_mg_dl})^3"
    )
    formula = CAMGFR["camgfr_2017"]
    assert formula.equation_for("female") == f"({sums})^2"
    men = f"({sums} + 0.020197024 + 0.012465423 × {{age_years}})^2"
    assert formula.equation_for("male") == men
