"""Estimates of GFR indexed to 1.73 m², from serum creatinine: CKD-EPI, MDRD and Schwartz.

Calvert needs the absolute rate: `renal_function` has the step from one to the other. Where an
equation has a factor for Black patients it stands in the registry twice, with and without.

Where a reference says "as read in", the equation was read in that software and not in the paper.
"""

from functools import partial

from regimencalc.derivation import Formula, Sex, require_positive, require_sex
from regimencalc.renal_function import ADULT_YEARS, CreatinineAssay, require_assay

CHILD_YEARS = (1.0, 17.0)
"""The ages, in completed years, that Schwartz's equation is for."""


def indexed_glomerular_filtration_rate_ckd_epi_2021(
    *, age_years: float, creatinine_mg_dl: float, sex: Sex
) -> float:
    """Estimated GFR by the CKD-EPI creatinine equation of 2021, indexed to 1.73 m².

        142 × min(creatinine in mg/dL ÷ k, 1)^a × max(creatinine in mg/dL ÷ k, 1)^(-1.2)
            × 0.9938^(age in years)
        men: k 0.9, a -0.302; women: k 0.7, a -0.241, and the whole × 1.012

    Parameters
    ----------
    age_years : float
        Age, [y]
    creatinine_mg_dl : float
        Serum creatinine, [mg/dL]
    sex : Sex
        Whose equation: "male" or "female", [-]
    Returns
    -------
    float
        Indexed glomerular filtration rate, [mL/min/1.73m²]
    Raises
    ------
    ValueError
        If a number is not finite and above 0, or sex is not one of the two.
    Notes
    -----
    For adults of 18 to 120 years; outside that range the function computes all the same. The result
    is indexed: Calvert needs the absolute rate. Labels of MedCalc-Bench v1.2 use k 0.7 for men with
    a creatinine below 0.9 mg/dL, which is wrong.
    Examples
    --------
    >>> round(
    ...     indexed_glomerular_filtration_rate_ckd_epi_2021(
    ...         age_years=71, creatinine_mg_dl=0.76, sex="female"
    ...     ),
    ...     3,
    ... )
    83.722

    References
    ----------
    CKD-EPI 2021, as read in pharmaverse/admiral and cran/nephro.
    """
    require_positive(age_years=age_years, creatinine_mg_dl=creatinine_mg_dl)
    require_sex(sex)
    k, a, factor = (0.9, -0.302, 1.0) if sex == "male" else (0.7, -0.241, 1.012)
    ratio = creatinine_mg_dl / k
    return float(142 * min(ratio, 1) ** a * max(ratio, 1) ** -1.2 * 0.9938**age_years * factor)


def indexed_glomerular_filtration_rate_ckd_epi_2009(
    *, age_years: float, creatinine_mg_dl: float, sex: Sex, is_black: bool
) -> float:
    """Estimated GFR by the CKD-EPI creatinine equation of 2009, indexed to 1.73 m².

        141 × min(creatinine in mg/dL ÷ k, 1)^a × max(creatinine in mg/dL ÷ k, 1)^(-1.209)
            × 0.993^(age in years)
        men: k 0.9, a -0.411; women: k 0.7, a -0.329, and the whole × 1.018
        Black patients: the whole × 1.159

    Parameters
    ----------
    age_years : float
        Age, [y]
    creatinine_mg_dl : float
        Serum creatinine, [mg/dL]
    sex : Sex
        Whose equation: "male" or "female", [-]
    is_black : bool
        Whether the factor for Black patients is to count, [-]
    Returns
    -------
    float
        Indexed glomerular filtration rate, [mL/min/1.73m²]
    Raises
    ------
    ValueError
        If a number is not finite and above 0, or sex is not one of the two.
    Notes
    -----
    For adults of 18 to 120 years; outside that range the function computes all the same. The result
    is indexed: Calvert needs the absolute rate. The equation of 2021 has no factor for Black
    patients.
    Examples
    --------
    >>> round(
    ...     indexed_glomerular_filtration_rate_ckd_epi_2009(
    ...         age_years=60, creatinine_mg_dl=1.4, sex="male", is_black=False
    ...     ),
    ...     2,
    ... )
    54.22

    References
    ----------
    CKD-EPI 2009, as read in CamGFRv2 Published_models.R and cran/nephro; the example from the
    vignette of cran/kidney.epi.
    """
    require_positive(age_years=age_years, creatinine_mg_dl=creatinine_mg_dl)
    require_sex(sex)
    k, a, factor = (0.9, -0.411, 1.0) if sex == "male" else (0.7, -0.329, 1.018)
    ratio = creatinine_mg_dl / k
    rate = 141 * min(ratio, 1) ** a * max(ratio, 1) ** -1.209 * 0.993**age_years * factor
    return float(rate * (1.159 if is_black else 1))


def indexed_glomerular_filtration_rate_mdrd_2006(
    *,
    age_years: float,
    creatinine_mg_dl: float,
    sex: Sex,
    is_black: bool,
    creatinine_assay: CreatinineAssay,
) -> float:
    """Estimated GFR by the four-variable equation of the MDRD study, indexed to 1.73 m².

        175 × (creatinine in mg/dL)^(-1.154) × (age in years)^(-0.203)
        creatinine that is not traceable to IDMS: 186 in place of 175
        women: the whole × 0.742; Black patients: the whole × 1.212

    Parameters
    ----------
    age_years : float
        Age, [y]
    creatinine_mg_dl : float
        Serum creatinine, [mg/dL]
    sex : Sex
        Whose equation: "male" or "female", [-]
    is_black : bool
        Whether the factor for Black patients is to count, [-]
    creatinine_assay : CreatinineAssay
        How the laboratory calibrates: "idms" or "non_idms", [-]
    Returns
    -------
    float
        Indexed glomerular filtration rate, [mL/min/1.73m²]
    Raises
    ------
    ValueError
        If a number is not finite and above 0, or sex or assay is not one of the two.
    Notes
    -----
    For adults of 18 to 120 years; outside that range the function computes all the same. The result
    is indexed: Calvert needs the absolute rate. The two assays differ by 6 %: none is a default.
    Examples
    --------
    >>> round(
    ...     indexed_glomerular_filtration_rate_mdrd_2006(
    ...         age_years=55,
    ...         creatinine_mg_dl=1.09,
    ...         sex="male",
    ...         is_black=False,
    ...         creatinine_assay="idms",
    ...     ),
    ...     1,
    ... )
    70.2

    References
    ----------
    Levey, Ann Intern Med 2006;145:247, with 186 from 1999;130:461 (both as cited in cran/nephro);
    the equation as read in cran/nephro and CamGFRv2 Published_models.R.
    """
    require_positive(age_years=age_years, creatinine_mg_dl=creatinine_mg_dl)
    require_sex(sex)
    require_assay(creatinine_assay)
    rate = (175 if creatinine_assay == "idms" else 186) * creatinine_mg_dl**-1.154
    rate *= age_years**-0.203 * (1 if sex == "male" else 0.742)
    return float(rate * (1.212 if is_black else 1))


def indexed_glomerular_filtration_rate_schwartz_2009(
    *, age_years: float, height_cm: float, creatinine_mg_dl: float
) -> float:
    """Estimated GFR of a child by the bedside equation of Schwartz, indexed to 1.73 m².

        0.413 × height in cm ÷ creatinine in mg/dL

    Parameters
    ----------
    age_years : float
        Age, which does not enter the equation, [y]
    height_cm : float
        Standing height, [cm]
    creatinine_mg_dl : float
        Serum creatinine, traceable to IDMS, [mg/dL]
    Returns
    -------
    float
        Indexed glomerular filtration rate, [mL/min/1.73m²]
    Raises
    ------
    ValueError
        If a number is not finite and above 0, or the age is below 1 year or 18 years or more.
    Notes
    -----
    For children of 1 to 17 completed years. Nothing in the equation would show that it was used for
    an adult, so the age is asked for and refused outside that range.
    Examples
    --------
    >>> round(
    ...     indexed_glomerular_filtration_rate_schwartz_2009(
    ...         age_years=10, height_cm=140, creatinine_mg_dl=1
    ...     ),
    ...     2,
    ... )
    57.82

    References
    ----------
    Schwartz, J Am Soc Nephrol 2009;20:629, as read in cran/nephro and clinPK.
    """
    require_positive(age_years=age_years, height_cm=height_cm, creatinine_mg_dl=creatinine_mg_dl)
    youngest, oldest = CHILD_YEARS
    if not youngest <= age_years < oldest + 1:
        raise ValueError(f"age_years must be from 1 to 17 for Schwartz's equation, not {age_years}")
    return 0.413 * height_cm / creatinine_mg_dl


# Registries: the short names of the formulas


_CKD_EPI_2009 = {
    "male": "141 × min({creatinine_mg_dl} ÷ 0.9, 1)^(-0.411)"
    " × max({creatinine_mg_dl} ÷ 0.9, 1)^(-1.209) × 0.993^({age_years})",
    "female": "141 × min({creatinine_mg_dl} ÷ 0.7, 1)^(-0.329)"
    " × max({creatinine_mg_dl} ÷ 0.7, 1)^(-1.209) × 0.993^({age_years}) × 1.018",
}


def _ckd_epi_2009(name: str, *, is_black: bool) -> Formula:
    factor = " × 1.159" if is_black else ""
    return Formula(
        name,
        partial(indexed_glomerular_filtration_rate_ckd_epi_2009, is_black=is_black),
        "mL/min/1.73m2",
        {sex: equation + factor for sex, equation in _CKD_EPI_2009.items()},
        "CKD-EPI 2009, as read in CamGFRv2 and cran/nephro",
        ranges={"age_years": ADULT_YEARS},
    )


def _mdrd_2006(name: str, *, is_black: bool, creatinine_assay: CreatinineAssay) -> Formula:
    first = 175 if creatinine_assay == "idms" else 186
    equation = f"{first} × ({{creatinine_mg_dl}})^(-1.154) × ({{age_years}})^(-0.203)"
    factor = " × 1.212" if is_black else ""
    return Formula(
        name,
        partial(
            indexed_glomerular_filtration_rate_mdrd_2006,
            is_black=is_black,
            creatinine_assay=creatinine_assay,
        ),
        "mL/min/1.73m2",
        {"male": equation + factor, "female": f"{equation} × 0.742{factor}"},
        "MDRD study, Levey 2006, Ann Intern Med 145:247, as read in cran/nephro",
        ranges={"age_years": ADULT_YEARS},
    )


INDEXED_GFR: dict[str, Formula] = {
    formula.name: formula
    for formula in (
        Formula(
            "ckd_epi_2021",
            indexed_glomerular_filtration_rate_ckd_epi_2021,
            "mL/min/1.73m2",
            {
                "male": "142 × min({creatinine_mg_dl} ÷ 0.9, 1)^(-0.302)"
                " × max({creatinine_mg_dl} ÷ 0.9, 1)^(-1.2) × 0.9938^({age_years})",
                "female": "142 × min({creatinine_mg_dl} ÷ 0.7, 1)^(-0.241)"
                " × max({creatinine_mg_dl} ÷ 0.7, 1)^(-1.2) × 0.9938^({age_years}) × 1.012",
            },
            "CKD-EPI 2021, as read in pharmaverse/admiral",
            ranges={"age_years": ADULT_YEARS},
        ),
        _ckd_epi_2009("ckd_epi_2009", is_black=False),
        _ckd_epi_2009("ckd_epi_2009_black", is_black=True),
        _mdrd_2006("mdrd_2006_idms", is_black=False, creatinine_assay="idms"),
        _mdrd_2006("mdrd_2006_idms_black", is_black=True, creatinine_assay="idms"),
        _mdrd_2006("mdrd_2006_non_idms", is_black=False, creatinine_assay="non_idms"),
        _mdrd_2006("mdrd_2006_non_idms_black", is_black=True, creatinine_assay="non_idms"),
        Formula(
            "schwartz_2009",
            indexed_glomerular_filtration_rate_schwartz_2009,
            "mL/min/1.73m2",
            "0.413 × {height_cm} ÷ {creatinine_mg_dl}",
            "Schwartz 2009, J Am Soc Nephrol 20:629, as read in cran/nephro",
            ranges={"age_years": CHILD_YEARS},
        ),
    )
}
