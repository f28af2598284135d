"""Absolute GFR from serum creatinine, by equations made from patients with cancer.

`camgfr` has CamGFR. Wright is defined on the body surface area of Du Bois, whichever one the dose
uses: the name of the parameter says so. No rate is capped in these functions.

Where a reference says "as read in", the equation was read in that software and not in the paper.
"""

from regimencalc.derivation import Formula, Sex, require_positive, require_sex
from regimencalc.renal_function import ADULT_YEARS


def glomerular_filtration_rate_wright_2001_jaffe(
    *, age_years: float, du_bois_surface_area_m2: float, creatinine_umol_l: float, sex: Sex
) -> float:
    """Absolute GFR by Wright, for a creatinine by the Jaffe assay, without creatine kinase.

        men: (6580 - 38.8 × age in years) × surface area in m² ÷ creatinine in µmol/L
        women: the same × (1 - 0.168)

    Parameters
    ----------
    age_years : float
        Age, [y]
    du_bois_surface_area_m2 : float
        Body surface area by Du Bois, [m²]
    creatinine_umol_l : float
        Serum creatinine by the Jaffe assay, [µmol/L]
    sex : Sex
        Whose equation: "male" or "female", [-]
    Returns
    -------
    float
        Absolute glomerular filtration rate, [mL/min]
    Raises
    ------
    ValueError
        If a number is not finite and above 0, or sex is not one of the two.
    Notes
    -----
    For adults of 18 to 120 years; outside that range the function computes all the same, and from
    169.6 years gives 0 or less. The surface area is that of Du Bois whatever the dose uses. The
    enzymatic assay has an equation of its own. Equations with creatine kinase exist; their
    coefficients could not be read, and they are not here. clinPK labels this absolute rate per
    1.73 m².
    Examples
    --------
    >>> from regimencalc.body_size import body_surface_area_du_bois_1916
    >>> round(
    ...     glomerular_filtration_rate_wright_2001_jaffe(
    ...         age_years=40,
    ...         du_bois_surface_area_m2=body_surface_area_du_bois_1916(height_cm=170, weight_kg=80),
    ...         creatinine_umol_l=88.42,
    ...         sex="male",
    ...     )
    ... )
    109

    References
    ----------
    Wright, Br J Cancer 2001;84:452, as read in CamGFRv2 Published_models.R and clinPK.
    """
    require_positive(
        age_years=age_years,
        du_bois_surface_area_m2=du_bois_surface_area_m2,
        creatinine_umol_l=creatinine_umol_l,
    )
    require_sex(sex)
    for_men = (6580 - 38.8 * age_years) * du_bois_surface_area_m2 / creatinine_umol_l
    return for_men if sex == "male" else for_men * (1 - 0.168)


def glomerular_filtration_rate_wright_2001_enzymatic(
    *, age_years: float, du_bois_surface_area_m2: float, creatinine_umol_l: float, sex: Sex
) -> float:
    """Absolute GFR by Wright, for a creatinine by an enzymatic assay, without creatine kinase.

        men: (6230 - 32.8 × age in years) × surface area in m² ÷ creatinine in µmol/L
        women: the same × (1 - 0.23)

    Parameters
    ----------
    age_years : float
        Age, [y]
    du_bois_surface_area_m2 : float
        Body surface area by Du Bois, [m²]
    creatinine_umol_l : float
        Serum creatinine by an enzymatic assay, [µmol/L]
    sex : Sex
        Whose equation: "male" or "female", [-]
    Returns
    -------
    float
        Absolute glomerular filtration rate, [mL/min]
    Raises
    ------
    ValueError
        If a number is not finite and above 0, or sex is not one of the two.
    Notes
    -----
    The coefficients are from memory, not verified, and no published worked example is known. For
    adults of 18 to 120 years; outside that range the function computes all the same, and from 190
    years gives 0 or less. The surface area is that of Du Bois whatever the dose uses. The abstract
    of the paper says that the enzymatic assay gave more reliable results than Jaffe's. Equations
    with creatine kinase exist; their coefficients could not be read, and they are not here.
    Examples
    --------
    By hand: (6230 - 32.8 × 50) × 2 ÷ 102 = 4590 × 2 ÷ 102.

    >>> round(
    ...     glomerular_filtration_rate_wright_2001_enzymatic(
    ...         age_years=50, du_bois_surface_area_m2=2, creatinine_umol_l=102, sex="male"
    ...     ),
    ...     6,
    ... )
    90.0

    References
    ----------
    Wright, Br J Cancer 2001;84:452 (from memory, not verified).
    """
    require_positive(
        age_years=age_years,
        du_bois_surface_area_m2=du_bois_surface_area_m2,
        creatinine_umol_l=creatinine_umol_l,
    )
    require_sex(sex)
    for_men = (6230 - 32.8 * age_years) * du_bois_surface_area_m2 / creatinine_umol_l
    return for_men if sex == "male" else for_men * (1 - 0.23)


def glomerular_filtration_rate_martin_1998(
    *, age_years: float, weight_kg: float, creatinine_umol_l: float, sex: Sex
) -> float:
    """Absolute GFR by Martin, a form of Cockcroft and Gault for patients with cancer.

        men: 163 × weight in kg × (1 - 0.00496 × age in years) ÷ creatinine in µmol/L
        women: the same × (1 - 0.252)

    Parameters
    ----------
    age_years : float
        Age, [y]
    weight_kg : float
        Actual body weight, [kg]
    creatinine_umol_l : float
        Serum creatinine, [µmol/L]
    sex : Sex
        Whose equation: "male" or "female", [-]
    Returns
    -------
    float
        Absolute glomerular filtration rate, [mL/min]
    Raises
    ------
    ValueError
        If a number is not finite and above 0, or sex is not one of the two.
    Notes
    -----
    For adults of 18 to 120 years; outside that range the function computes all the same, and from
    201.7 years gives 0 or less. No published worked example is known.
    Examples
    --------
    By hand: 163 × 80 × (1 - 0.248) ÷ 100 = 13,040 × 0.752 ÷ 100.

    >>> round(
    ...     glomerular_filtration_rate_martin_1998(
    ...         age_years=50, weight_kg=80, creatinine_umol_l=100, sex="male"
    ...     ),
    ...     4,
    ... )
    98.0608

    References
    ----------
    Martin (the year from memory); the equation as read in CamGFRv2 Published_models.R.
    """
    require_positive(age_years=age_years, weight_kg=weight_kg, creatinine_umol_l=creatinine_umol_l)
    require_sex(sex)
    for_men = 163 * weight_kg * (1 - 0.00496 * age_years) / creatinine_umol_l
    return for_men if sex == "male" else for_men * (1 - 0.252)


# Registry: the short names of the formulas

_JAFFE = "(6580 - 38.8 × {age_years}) × {du_bois_surface_area_m2} ÷ {creatinine_umol_l}"
_ENZYMATIC = "(6230 - 32.8 × {age_years}) × {du_bois_surface_area_m2} ÷ {creatinine_umol_l}"
_MARTIN = "163 × {weight_kg} × (1 - 0.00496 × {age_years}) ÷ {creatinine_umol_l}"

ABSOLUTE_GFR: dict[str, Formula] = {
    formula.name: formula
    for formula in (
        Formula(
            "wright_2001_jaffe",
            glomerular_filtration_rate_wright_2001_jaffe,
            "mL/min",
            {"male": _JAFFE, "female": f"{_JAFFE} × (1 - 0.168)"},
            "Wright 2001, Br J Cancer 84:452, as read in CamGFRv2 and clinPK",
            ranges={"age_years": ADULT_YEARS},
        ),
        Formula(
            "wright_2001_enzymatic",
            glomerular_filtration_rate_wright_2001_enzymatic,
            "mL/min",
            {"male": _ENZYMATIC, "female": f"{_ENZYMATIC} × (1 - 0.23)"},
            "Wright 2001, Br J Cancer 84:452",
            verified=False,
            ranges={"age_years": ADULT_YEARS},
        ),
        Formula(
            "martin_1998",
            glomerular_filtration_rate_martin_1998,
            "mL/min",
            {"male": _MARTIN, "female": f"{_MARTIN} × (1 - 0.252)"},
            "Martin, as read in CamGFRv2",
            ranges={"age_years": ADULT_YEARS},
        ),
    )
}
