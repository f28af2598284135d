"""Kidney function for dosing: creatinine clearance, indexed rates made absolute, and Calvert.

Absolute (mL/min) and indexed (mL/min/1.73 m²) rates are different quantities, and have different
names here. Estimates of GFR stand in `indexed_gfr`, `absolute_gfr` and `camgfr`. No weight is
chosen, no creatinine lifted and no rate capped in these functions: the policy says that, and each
is a step of its own.

Where a reference says "as read in", the equation was read in that software and not in the paper.
"""

from typing import Literal

from regimencalc.derivation import Formula, Sex, require_positive, require_sex

UMOL_L_PER_MG_DL = 88.42
"""Creatinine: one mg/dL in µmol/L. Others use 88.4; this is the commonest in published code."""

ADULT_YEARS = (18.0, 120.0)
"""The ages that a formula for adults is for."""

CreatinineAssay = Literal["idms", "non_idms"]


def require_assay(creatinine_assay: str) -> None:
    """Nothing, or ValueError: the assay is traceable to isotope dilution (IDMS), or it is not."""
    if creatinine_assay not in ("idms", "non_idms"):
        raise ValueError(f"creatinine_assay must be 'idms' or 'non_idms', not {creatinine_assay!r}")


def creatinine_clearance_cockcroft_gault_1976(
    *, age_years: float, weight_kg: float, creatinine_mg_dl: float, sex: Sex
) -> float:
    """Creatinine clearance by Cockcroft and Gault, absolute.

        men: (140 - age in years) × weight in kg ÷ (72 × creatinine in mg/dL)
        women: the same × 0.85

    Parameters
    ----------
    age_years : float
        Age, [y]
    weight_kg : float
        The weight that the policy names, [kg]
    creatinine_mg_dl : float
        Serum creatinine, [mg/dL]
    sex : Sex
        Whose equation: "male" or "female", [-]
    Returns
    -------
    float
        Creatinine clearance, [mL/min]
    Raises
    ------
    ValueError
        If a number is not finite and above 0, or sex is not one of the two.
    Notes
    -----
    For adults of 18 to 120 years; outside that range the function computes all the same, and from
    140 years gives 0 or less. Seven conventions for the weight are in use and give different doses:
    none is a default here. The forms for µmol/L carry rounded constants (1.23, 1.04, even 1.05) and
    are not used.
    Examples
    --------
    >>> round(
    ...     creatinine_clearance_cockcroft_gault_1976(
    ...         age_years=55, weight_kg=90, creatinine_mg_dl=1.09, sex="male"
    ...     )
    ... )
    97

    References
    ----------
    Cockcroft and Gault 1976, as read in pharmaverse/admiral and NCCN Chemotherapy Order Templates,
    Appendix B (from a copy).
    """
    require_positive(age_years=age_years, weight_kg=weight_kg, creatinine_mg_dl=creatinine_mg_dl)
    require_sex(sex)
    for_men = (140 - age_years) * weight_kg / (72 * creatinine_mg_dl)
    return for_men if sex == "male" else for_men * 0.85


def indexed_creatinine_clearance_jelliffe_1973(
    *, age_years: float, creatinine_mg_dl: float, sex: Sex
) -> float:
    """Creatinine clearance by Jelliffe, indexed to 1.73 m².

        men: (98 - 0.8 × (age in years - 20)) ÷ creatinine in mg/dL
        women: the same × 0.9

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
        Indexed creatinine clearance, [mL/min/1.73m²]
    Raises
    ------
    ValueError
        If a number is not finite and above 0, or sex is not one of the two.
    Notes
    -----
    For adults of 18 to 120 years; outside that range the function computes all the same, and from
    142.5 years gives 0 or less. The oncology variant (Jelliffe_adj of CamGFRv2) is this clearance
    made absolute: × body surface area ÷ 1.73, the step that de-indexes. clinPK labels that absolute
    value per 1.73 m², and for women takes × 0.99 where 0.9 is meant.
    Examples
    --------
    >>> round(
    ...     indexed_creatinine_clearance_jelliffe_1973(
    ...         age_years=78, creatinine_mg_dl=1.56, sex="female"
    ...     ),
    ...     2,
    ... )
    29.77

    References
    ----------
    Jelliffe 1973, as read in clincalc.com and CamGFRv2 Published_models.R.
    """
    require_positive(age_years=age_years, creatinine_mg_dl=creatinine_mg_dl)
    require_sex(sex)
    for_men = (98 - 0.8 * (age_years - 20)) / creatinine_mg_dl
    return for_men if sex == "male" else for_men * 0.9


def glomerular_filtration_rate_from_indexed(
    *, indexed_ml_min_173m2: float, body_surface_area_m2: float
) -> float:
    """The patient's own GFR from one indexed to 1.73 m².

        indexed rate in mL/min/1.73 m² × body surface area in m² ÷ 1.73

    Parameters
    ----------
    indexed_ml_min_173m2 : float
        Indexed glomerular filtration rate, [mL/min/1.73m²]
    body_surface_area_m2 : float
        Body surface area of the patient, [m²]
    Returns
    -------
    float
        Absolute glomerular filtration rate, [mL/min]
    Raises
    ------
    ValueError
        If an argument is not a finite number above 0.
    Notes
    -----
    No range. Applied to a rate that is absolute already it counts the body's size twice, as clinPK
    does.
    Examples
    --------
    By hand: 86.5 × 2 ÷ 1.73.

    >>> round(
    ...     glomerular_filtration_rate_from_indexed(
    ...         indexed_ml_min_173m2=86.5, body_surface_area_m2=2
    ...     ),
    ...     6,
    ... )
    100.0

    References
    ----------
    CamGFRv2, "CKD_adj_model".
    """
    require_positive(
        indexed_ml_min_173m2=indexed_ml_min_173m2, body_surface_area_m2=body_surface_area_m2
    )
    return indexed_ml_min_173m2 * body_surface_area_m2 / 1.73


def carboplatin_dose_calvert_1989(
    *, target_auc: float, glomerular_filtration_rate_ml_min: float
) -> float:
    """Carboplatin dose by Calvert, from a target AUC and the absolute GFR.

        target AUC in mg/mL·min × (GFR in mL/min + 25)

    Parameters
    ----------
    target_auc : float
        Target area under the curve of free carboplatin, [mg/mL·min]
    glomerular_filtration_rate_ml_min : float
        Absolute glomerular filtration rate, [mL/min]
    Returns
    -------
    float
        Carboplatin dose, [mg]
    Raises
    ------
    ValueError
        If an argument is not a finite number above 0.
    Notes
    -----
    Derived with a measured (51Cr-EDTA) rate of 33 to 136 mL/min; outside that range the function
    computes all the same. The rate must be absolute, never per 1.73 m². The cap of 125 mL/min for
    an estimated rate (FDA 2010) is a step before this one. The AUC belongs to the method that gave
    the rate. clinPK has another slope and intercept, AUC × (1.2 × GFR + 20): not Calvert's.
    Examples
    --------
    >>> carboplatin_dose_calvert_1989(target_auc=5, glomerular_filtration_rate_ml_min=90)
    575.0

    References
    ----------
    Calvert, J Clin Oncol 1989;7:1748 (the citation from memory); equation and range as read in the
    text of the carboplatin label.
    """
    require_positive(
        target_auc=target_auc, glomerular_filtration_rate_ml_min=glomerular_filtration_rate_ml_min
    )
    return float(target_auc * (glomerular_filtration_rate_ml_min + 25))


def creatinine_mg_dl_from_umol_l(*, creatinine_umol_l: float) -> float:
    """Serum creatinine in mg/dL from µmol/L.

        creatinine in µmol/L ÷ 88.42

    Parameters
    ----------
    creatinine_umol_l : float
        Serum creatinine, [µmol/L]
    Returns
    -------
    float
        Serum creatinine, [mg/dL]
    Raises
    ------
    ValueError
        If the creatinine is not a finite number above 0.
    Notes
    -----
    No range. Some use 88.4, which differs by 0.02 %. The result is not rounded: rounded to one
    decimal before use it has moved published results by more than 1 %.
    Examples
    --------
    >>> round(creatinine_mg_dl_from_umol_l(creatinine_umol_l=74.3), 2)
    0.84

    References
    ----------
    The factor of cran/nephro and pharmaverse/admiral.
    """
    require_positive(creatinine_umol_l=creatinine_umol_l)
    return creatinine_umol_l / UMOL_L_PER_MG_DL


def creatinine_umol_l_from_mg_dl(*, creatinine_mg_dl: float) -> float:
    """Serum creatinine in µmol/L from mg/dL.

        creatinine in mg/dL × 88.42

    Parameters
    ----------
    creatinine_mg_dl : float
        Serum creatinine, [mg/dL]
    Returns
    -------
    float
        Serum creatinine, [µmol/L]
    Raises
    ------
    ValueError
        If the creatinine is not a finite number above 0.
    Notes
    -----
    No range. Some use 88.4, which differs by 0.02 %.
    Examples
    --------
    >>> round(creatinine_umol_l_from_mg_dl(creatinine_mg_dl=1), 2)
    88.42

    References
    ----------
    The factor of cran/nephro and pharmaverse/admiral.
    """
    require_positive(creatinine_mg_dl=creatinine_mg_dl)
    return creatinine_mg_dl * UMOL_L_PER_MG_DL


# Registries: the short names that policy files write


CREATININE_CLEARANCE: dict[str, Formula] = {
    "cockcroft_gault_1976": Formula(
        "cockcroft_gault_1976",
        creatinine_clearance_cockcroft_gault_1976,
        "mL/min",
        {
            "male": "(140 - {age_years}) × {weight_kg} ÷ (72 × {creatinine_mg_dl})",
            "female": "(140 - {age_years}) × {weight_kg} ÷ (72 × {creatinine_mg_dl}) × 0.85",
        },
        "Cockcroft and Gault 1976, as read in pharmaverse/admiral",
        ranges={"age_years": ADULT_YEARS},
    )
}

INDEXED_CREATININE_CLEARANCE: dict[str, Formula] = {
    "jelliffe_1973": Formula(
        "jelliffe_1973",
        indexed_creatinine_clearance_jelliffe_1973,
        "mL/min/1.73m2",
        {
            "male": "(98 - 0.8 × ({age_years} - 20)) ÷ {creatinine_mg_dl}",
            "female": "(98 - 0.8 × ({age_years} - 20)) ÷ {creatinine_mg_dl} × 0.9",
        },
        "Jelliffe 1973, as read in clincalc.com and CamGFRv2",
        ranges={"age_years": ADULT_YEARS},
    )
}

DE_INDEXED = Formula(
    "de_indexed",
    glomerular_filtration_rate_from_indexed,
    "mL/min",
    "{indexed_ml_min_173m2} × {body_surface_area_m2} ÷ 1.73",
    "de-indexing as in CamGFRv2",
)

CALVERT_1989 = Formula(
    "calvert_1989",
    carboplatin_dose_calvert_1989,
    "mg",
    "{target_auc} × ({glomerular_filtration_rate_ml_min} + 25)",
    "Calvert 1989, J Clin Oncol 7:1748",
    ranges={"glomerular_filtration_rate_ml_min": (33.0, 136.0)},
)

CREATININE_FROM_UMOL_L = Formula(
    "creatinine_from_umol_l",
    creatinine_mg_dl_from_umol_l,
    "mg/dL",
    "{creatinine_umol_l} ÷ 88.42",
    "1 mg/dL = 88.42 umol/L, as in cran/nephro and pharmaverse/admiral",
)

CREATININE_TO_UMOL_L = Formula(
    "creatinine_to_umol_l",
    creatinine_umol_l_from_mg_dl,
    "umol/L",
    "{creatinine_mg_dl} × 88.42",
    "1 mg/dL = 88.42 umol/L, as in cran/nephro and pharmaverse/admiral",
)
