"""Body surface area and the body weights used for dosing.

Each function is one published equation, named by quantity, author and year. They are empirical:
the numbers hold only for the units that stand in the names of the parameters. Nothing here
chooses an equation; the policy names it in the words of the registries at the end.

Where a reference says "as read in", the equation was read in that software and not in the paper.
"""

from math import isfinite, log10, sqrt
from typing import Literal

from regimencalc.derivation import Formula

Sex = Literal["male", "female"]


def _require_positive(**values: float) -> None:
    for name, value in values.items():
        if not (isfinite(value) and value > 0):
            raise ValueError(f"{name} must be a finite number above 0, not {value!r}")


def _require_sex(sex: str) -> None:
    if sex not in ("male", "female"):
        raise ValueError(f"sex must be 'male' or 'female', not {sex!r}")


# Body surface area


def body_surface_area_mosteller_1987(*, height_cm: float, weight_kg: float) -> float:
    """Body surface area by Mosteller's square root, for adults and children.

        √(height in cm × weight in kg ÷ 3600)

    Parameters
    ----------
    height_cm : float
        Standing height, [cm]
    weight_kg : float
        Body weight, [kg]
    Returns
    -------
    float
        Body surface area, [m²]
    Raises
    ------
    ValueError
        If an argument is not a finite number above 0.
    Notes
    -----
    A simplification of Gehan and George. No range is stated; nothing is refused for its size here.
    Height and weight that were swapped give the same area, so this value never shows the mistake.
    Examples
    --------
    >>> round(body_surface_area_mosteller_1987(height_cm=170, weight_kg=75), 3)
    1.882

    References
    ----------
    Mosteller, N Engl J Med 1987;317:1098, as read in pharmaverse/admiral R/derive_param_bsa.R and
    globalrph.com/bsa2.htm.
    """
    _require_positive(height_cm=height_cm, weight_kg=weight_kg)
    return sqrt(height_cm * weight_kg / 3600)


def body_surface_area_du_bois_1916(*, height_cm: float, weight_kg: float) -> float:
    """Body surface area by Du Bois and Du Bois, from nine subjects.

        0.007184 × (weight in kg)^0.425 × (height in cm)^0.725

    Parameters
    ----------
    height_cm : float
        Standing height, [cm]
    weight_kg : float
        Body weight, [kg]
    Returns
    -------
    float
        Body surface area, [m²]
    Raises
    ------
    ValueError
        If an argument is not a finite number above 0.
    Notes
    -----
    No range is stated; nothing is refused for its size here. Underestimates in obesity, by up to
    3 % in men and 5 % in women (Verbraecken, Metabolism 2006;55:515-24, quoted by globalrph). The
    forms for metres carry rounded coefficients (0.202 is 0.2 % low) and are not used. Wright and
    CamGFR are defined on this area, whichever one the dose uses.
    Examples
    --------
    >>> round(body_surface_area_du_bois_1916(height_cm=170, weight_kg=75), 3)
    1.864

    References
    ----------
    Du Bois, Arch Intern Med 1916;17:863, as read in pharmaverse/admiral R/derive_param_bsa.R and
    globalrph.com/bsa2.htm.
    """
    _require_positive(height_cm=height_cm, weight_kg=weight_kg)
    return float(0.007184 * weight_kg**0.425 * height_cm**0.725)


def body_surface_area_haycock_1978(*, height_cm: float, weight_kg: float) -> float:
    """Body surface area by Haycock, from infants to adults.

        0.024265 × (weight in kg)^0.5378 × (height in cm)^0.3964

    Parameters
    ----------
    height_cm : float
        Standing height, [cm]
    weight_kg : float
        Body weight, [kg]
    Returns
    -------
    float
        Body surface area, [m²]
    Raises
    ------
    ValueError
        If an argument is not a finite number above 0.
    Notes
    -----
    Infants to adults; no range in numbers is stated, and nothing is refused for its size here.
    Examples
    --------
    >>> round(body_surface_area_haycock_1978(height_cm=170, weight_kg=75), 3)
    1.895

    References
    ----------
    Haycock, J Pediatr 1978;93:62, as read in pharmaverse/admiral R/derive_param_bsa.R and
    globalrph.com/bsa2.htm.
    """
    _require_positive(height_cm=height_cm, weight_kg=weight_kg)
    return float(0.024265 * weight_kg**0.5378 * height_cm**0.3964)


def body_surface_area_gehan_george_1970(*, height_cm: float, weight_kg: float) -> float:
    """Body surface area by Gehan and George, from 401 direct measurements.

        0.0235 × (weight in kg)^0.51456 × (height in cm)^0.42246

    Parameters
    ----------
    height_cm : float
        Standing height, [cm]
    weight_kg : float
        Body weight, [kg]
    Returns
    -------
    float
        Body surface area, [m²]
    Raises
    ------
    ValueError
        If an argument is not a finite number above 0.
    Notes
    -----
    No range is stated; nothing is refused for its size here.
    Examples
    --------
    >>> round(body_surface_area_gehan_george_1970(height_cm=170, weight_kg=75), 3)
    1.897

    References
    ----------
    Gehan and George, Cancer Chemother Rep 1970;54:225, as read in pharmaverse/admiral
    R/derive_param_bsa.R and globalrph.com/bsa2.htm.
    """
    _require_positive(height_cm=height_cm, weight_kg=weight_kg)
    return float(0.0235 * weight_kg**0.51456 * height_cm**0.42246)


def body_surface_area_boyd_1935(*, height_cm: float, weight_kg: float) -> float:
    """Body surface area by Boyd, with an exponent that itself depends on weight.

        0.0003207 × (height in cm)^0.3 × (weight in g)^(0.7285 - 0.0188 × log10(weight in g))

    Parameters
    ----------
    height_cm : float
        Standing height, [cm]
    weight_kg : float
        Body weight, [kg]
    Returns
    -------
    float
        Body surface area, [m²]
    Raises
    ------
    ValueError
        If an argument is not a finite number above 0.
    Notes
    -----
    No range is stated; nothing is refused for its size here. The equation takes the weight in
    grams, which this function converts, and the logarithm to base 10: with kilograms or the
    natural logarithm it gives another number.
    Examples
    --------
    >>> round(body_surface_area_boyd_1935(height_cm=185, weight_kg=90), 3)
    2.158

    References
    ----------
    Boyd 1935, as read in pharmaverse/admiral R/derive_param_bsa.R and clinPK.
    """
    _require_positive(height_cm=height_cm, weight_kg=weight_kg)
    weight_g = weight_kg * 1000
    return float(0.0003207 * height_cm**0.3 * weight_g ** (0.7285 - 0.0188 * log10(weight_g)))


def body_surface_area_fujimoto_1968(*, height_cm: float, weight_kg: float) -> float:
    """Body surface area by Fujimoto, for Japanese adults.

        0.008883 × (weight in kg)^0.444 × (height in cm)^0.663

    Parameters
    ----------
    height_cm : float
        Standing height, [cm]
    weight_kg : float
        Body weight, [kg]
    Returns
    -------
    float
        Body surface area, [m²]
    Raises
    ------
    ValueError
        If an argument is not a finite number above 0.
    Notes
    -----
    Japanese adults; no range in numbers is stated, and nothing is refused for its size here. The
    form for metres carries a rounded coefficient and is not used.
    Examples
    --------
    >>> round(body_surface_area_fujimoto_1968(height_cm=185, weight_kg=90), 3)
    2.086

    References
    ----------
    Fujimoto 1968, as read in pharmaverse/admiral R/derive_param_bsa.R.
    """
    _require_positive(height_cm=height_cm, weight_kg=weight_kg)
    return float(0.008883 * weight_kg**0.444 * height_cm**0.663)


def body_surface_area_takahira_1925(*, height_cm: float, weight_kg: float) -> float:
    """Body surface area by Takahira, from Japanese subjects, in the form of Du Bois.

        0.007241 × (weight in kg)^0.425 × (height in cm)^0.725

    Parameters
    ----------
    height_cm : float
        Standing height, [cm]
    weight_kg : float
        Body weight, [kg]
    Returns
    -------
    float
        Body surface area, [m²]
    Raises
    ------
    ValueError
        If an argument is not a finite number above 0.
    Notes
    -----
    No range is stated; nothing is refused for its size here. Differs from Du Bois only in the
    coefficient. The form for metres carries a rounded one and is not used.
    Examples
    --------
    >>> round(body_surface_area_takahira_1925(height_cm=170, weight_kg=75), 3)
    1.878

    References
    ----------
    Takahira 1925, as read in pharmaverse/admiral R/derive_param_bsa.R.
    """
    _require_positive(height_cm=height_cm, weight_kg=weight_kg)
    return float(0.007241 * weight_kg**0.425 * height_cm**0.725)


def body_surface_area_schlich_2010(*, height_cm: float, weight_kg: float, sex: Sex) -> float:
    """Body surface area by Schlich, from 3D laser scans, with an equation for each sex.

        women: 0.000975482 × (weight in kg)^0.46 × (height in cm)^1.08
        men: 0.000579479 × (weight in kg)^0.38 × (height in cm)^1.24

    Parameters
    ----------
    height_cm : float
        Standing height, [cm]
    weight_kg : float
        Body weight, [kg]
    sex : Sex
        Whose equation: "male" or "female", [-]
    Returns
    -------
    float
        Body surface area, [m²]
    Raises
    ------
    ValueError
        If a number is not finite and above 0, or sex is not one of the two.
    Notes
    -----
    The coefficients are from memory, not verified, and no published worked example is known. No
    range is stated; nothing is refused for its size here.
    Examples
    --------
    By hand, since both powers are of 100: 0.000975482 × 10^3.08 and 0.000579479 × 10^3.24.

    >>> round(body_surface_area_schlich_2010(height_cm=100, weight_kg=100, sex="female"), 4)
    1.1728
    >>> round(body_surface_area_schlich_2010(height_cm=100, weight_kg=100, sex="male"), 4)
    1.007

    References
    ----------
    Schlich, Ernaehrungs Umschau 2010;57:178 (from memory, not verified).
    """
    _require_positive(height_cm=height_cm, weight_kg=weight_kg)
    _require_sex(sex)
    if sex == "female":
        return float(0.000975482 * weight_kg**0.46 * height_cm**1.08)
    return float(0.000579479 * weight_kg**0.38 * height_cm**1.24)


def body_surface_area_livingston_lee_2001(*, weight_kg: float) -> float:
    """Body surface area by Livingston and Lee, for obese adults, from weight alone.

        0.1173 × (weight in kg)^0.6466

    Parameters
    ----------
    weight_kg : float
        Body weight, [kg]
    Returns
    -------
    float
        Body surface area, [m²]
    Raises
    ------
    ValueError
        If the weight is not a finite number above 0.
    Notes
    -----
    The coefficients are from memory, not verified, and no published worked example is known. For
    obese adults; no range in numbers is stated, and nothing is refused for its size here.
    Examples
    --------
    By hand, since 100^0.6466 is 10^1.2932.

    >>> round(body_surface_area_livingston_lee_2001(weight_kg=100), 3)
    2.304

    References
    ----------
    Livingston and Lee, Am J Physiol Endocrinol Metab 2001;281:E586 (from memory, not verified).
    """
    _require_positive(weight_kg=weight_kg)
    return float(0.1173 * weight_kg**0.6466)


# Weights


def body_mass_index(*, height_cm: float, weight_kg: float) -> float:
    """Body mass index: weight over height squared.

        weight in kg ÷ (height in m)^2

    Parameters
    ----------
    height_cm : float
        Standing height, [cm]
    weight_kg : float
        Body weight, [kg]
    Returns
    -------
    float
        Body mass index, [kg/m²]
    Raises
    ------
    ValueError
        If an argument is not a finite number above 0.
    Notes
    -----
    A definition, without a range. Height is in centimetres here and in metres in the definition.
    Examples
    --------
    >>> round(body_mass_index(height_cm=180, weight_kg=75), 3)
    23.148

    References
    ----------
    Definition, as read in pharmaverse/admiral.
    """
    _require_positive(height_cm=height_cm, weight_kg=weight_kg)
    return float(weight_kg / (height_cm / 100) ** 2)


def ideal_body_weight_devine_1974(*, height_cm: float, sex: Sex) -> float:
    """Ideal body weight by Devine, from height and sex.

        men: 50 + 2.3 × (height in cm ÷ 2.54 - 60)
        women: 45.5 + 2.3 × (height in cm ÷ 2.54 - 60)

    Parameters
    ----------
    height_cm : float
        Standing height, [cm]
    sex : Sex
        Whose equation: "male" or "female", [-]
    Returns
    -------
    float
        Ideal body weight, [kg]
    Raises
    ------
    ValueError
        If the height is not a finite number above 0, or sex is not one of the two.
    Notes
    -----
    Undefined below 60 inches (152.4 cm). Sources differ there: some hold 50 and 45.5 kg, this
    function has no floor and extrapolates the line, as clinPK and MedCalc-Bench do. The line meets
    0 kg at about 97 cm in men and 102 cm in women, and below that gives a negative number.
    Examples
    --------
    >>> round(ideal_body_weight_devine_1974(height_cm=160, sex="male"), 5)
    56.88189

    References
    ----------
    Devine, Drug Intell Clin Pharm 1974;8:650, as read in clinPK calc_ibw.R.
    """
    _require_positive(height_cm=height_cm)
    _require_sex(sex)
    return (50 if sex == "male" else 45.5) + 2.3 * (height_cm / 2.54 - 60)


def adjusted_body_weight_40(*, ideal_weight_kg: float, weight_kg: float) -> float:
    """Adjusted body weight: ideal weight and 40 % of what lies above it.

        ideal weight in kg + 0.4 × (weight in kg - ideal weight in kg)

    Parameters
    ----------
    ideal_weight_kg : float
        Ideal body weight, [kg]
    weight_kg : float
        Actual body weight, [kg]
    Returns
    -------
    float
        Adjusted body weight, [kg]
    Raises
    ------
    ValueError
        If an argument is not a finite number above 0.
    Notes
    -----
    No range is stated. Below the ideal weight the equation holds as it stands and gives more than
    the actual weight; some tools clamp there, this one does not.
    Examples
    --------
    >>> ideal_weight_kg = ideal_body_weight_devine_1974(height_cm=180, sex="male")
    >>> round(adjusted_body_weight_40(ideal_weight_kg=ideal_weight_kg, weight_kg=120), 1)
    93.0

    References
    ----------
    NCCN Chemotherapy Order Templates, Appendix B (from a copy); clinPK; globalrph.
    """
    _require_positive(ideal_weight_kg=ideal_weight_kg, weight_kg=weight_kg)
    return ideal_weight_kg + 0.4 * (weight_kg - ideal_weight_kg)


def adjusted_body_weight_25(*, ideal_weight_kg: float, weight_kg: float) -> float:
    """Adjusted body weight of transplant conditioning: ideal weight and 25 % of what lies above.

        ideal weight in kg + 0.25 × (weight in kg - ideal weight in kg)

    Parameters
    ----------
    ideal_weight_kg : float
        Ideal body weight, [kg]
    weight_kg : float
        Actual body weight, [kg]
    Returns
    -------
    float
        Adjusted body weight, [kg]
    Raises
    ------
    ValueError
        If an argument is not a finite number above 0.
    Notes
    -----
    Used for busulfan in transplant conditioning; from memory, not verified, and no published worked
    example is known. No range is stated. Below the ideal weight it gives more than the actual
    weight.
    Examples
    --------
    By hand: 60 + 0.25 × 40.

    >>> adjusted_body_weight_25(ideal_weight_kg=60, weight_kg=100)
    70.0

    References
    ----------
    Bubalo, Biol Blood Marrow Transplant 2014;20:600 (from memory, not verified).
    """
    _require_positive(ideal_weight_kg=ideal_weight_kg, weight_kg=weight_kg)
    return ideal_weight_kg + 0.25 * (weight_kg - ideal_weight_kg)


def lean_body_weight_janmahasatian_2005(
    *, weight_kg: float, body_mass_index_kg_m2: float, sex: Sex
) -> float:
    """Lean body weight (fat-free mass) by Janmahasatian, from weight and body mass index.

        men: 9270 × weight in kg ÷ (6680 + 216 × body mass index in kg/m²)
        women: 9270 × weight in kg ÷ (8780 + 244 × body mass index in kg/m²)

    Parameters
    ----------
    weight_kg : float
        Body weight, [kg]
    body_mass_index_kg_m2 : float
        Body mass index of the same weight, [kg/m²]
    sex : Sex
        Whose equation: "male" or "female", [-]
    Returns
    -------
    float
        Lean body weight, [kg]
    Raises
    ------
    ValueError
        If a number is not finite and above 0, or sex is not one of the two.
    Notes
    -----
    No range is stated; nothing is refused for its size here. Not the "lean body weight" of UK
    chemotherapy guidelines, which is a line in height alone.
    Examples
    --------
    >>> round(
    ...     lean_body_weight_janmahasatian_2005(
    ...         weight_kg=80, body_mass_index_kg_m2=30, sex="male"
    ...     )
    ... )
    56

    References
    ----------
    Janmahasatian, Clin Pharmacokinet 2005;44:1051, as read in clinPK calc_ffm.R.
    """
    _require_positive(weight_kg=weight_kg, body_mass_index_kg_m2=body_mass_index_kg_m2)
    _require_sex(sex)
    if sex == "female":
        return 9270 * weight_kg / (8780 + 244 * body_mass_index_kg_m2)
    return 9270 * weight_kg / (6680 + 216 * body_mass_index_kg_m2)


# Registries: the short names that policy files write


BODY_SURFACE_AREA: dict[str, Formula] = {
    formula.name: formula
    for formula in (
        Formula(
            "mosteller_1987",
            body_surface_area_mosteller_1987,
            "m2",
            "√({height_cm} × {weight_kg} ÷ 3600)",
            "Mosteller 1987, N Engl J Med 317:1098",
        ),
        Formula(
            "du_bois_1916",
            body_surface_area_du_bois_1916,
            "m2",
            "0.007184 × ({weight_kg})^0.425 × ({height_cm})^0.725",
            "Du Bois 1916, Arch Intern Med 17:863",
        ),
        Formula(
            "haycock_1978",
            body_surface_area_haycock_1978,
            "m2",
            "0.024265 × ({weight_kg})^0.5378 × ({height_cm})^0.3964",
            "Haycock 1978, J Pediatr 93:62",
        ),
        Formula(
            "gehan_george_1970",
            body_surface_area_gehan_george_1970,
            "m2",
            "0.0235 × ({weight_kg})^0.51456 × ({height_cm})^0.42246",
            "Gehan and George 1970, Cancer Chemother Rep 54:225",
        ),
        Formula(
            "boyd_1935",
            body_surface_area_boyd_1935,
            "m2",
            "0.0003207 × ({height_cm})^0.3 × ({weight_kg} × 1000)"
            "^(0.7285 - 0.0188 × log10({weight_kg} × 1000))",
            "Boyd 1935, as read in pharmaverse/admiral",
        ),
        Formula(
            "fujimoto_1968",
            body_surface_area_fujimoto_1968,
            "m2",
            "0.008883 × ({weight_kg})^0.444 × ({height_cm})^0.663",
            "Fujimoto 1968, as read in pharmaverse/admiral",
        ),
        Formula(
            "takahira_1925",
            body_surface_area_takahira_1925,
            "m2",
            "0.007241 × ({weight_kg})^0.425 × ({height_cm})^0.725",
            "Takahira 1925, as read in pharmaverse/admiral",
        ),
        Formula(
            "schlich_2010",
            body_surface_area_schlich_2010,
            "m2",
            {
                "male": "0.000579479 × ({weight_kg})^0.38 × ({height_cm})^1.24",
                "female": "0.000975482 × ({weight_kg})^0.46 × ({height_cm})^1.08",
            },
            "Schlich 2010, Ernaehrungs Umschau 57:178",
            verified=False,
        ),
        Formula(
            "livingston_lee_2001",
            body_surface_area_livingston_lee_2001,
            "m2",
            "0.1173 × ({weight_kg})^0.6466",
            "Livingston and Lee 2001, Am J Physiol Endocrinol Metab 281:E586",
            verified=False,
        ),
    )
}

BODY_MASS_INDEX = Formula(
    "body_mass_index",
    body_mass_index,
    "kg/m2",
    "{weight_kg} ÷ ({height_cm} ÷ 100)^2",
    "weight over height squared, by definition",
)

WEIGHTS: dict[str, Formula] = {
    formula.name: formula
    for formula in (
        Formula(
            "ideal_devine_1974",
            ideal_body_weight_devine_1974,
            "kg",
            {
                "male": "50 + 2.3 × ({height_cm} ÷ 2.54 - 60)",
                "female": "45.5 + 2.3 × ({height_cm} ÷ 2.54 - 60)",
            },
            "Devine 1974, Drug Intell Clin Pharm 8:650",
        ),
        Formula(
            "adjusted_40",
            adjusted_body_weight_40,
            "kg",
            "{ideal_weight_kg} + 0.4 × ({weight_kg} - {ideal_weight_kg})",
            "NCCN Chemotherapy Order Templates, Appendix B",
        ),
        Formula(
            "adjusted_25",
            adjusted_body_weight_25,
            "kg",
            "{ideal_weight_kg} + 0.25 × ({weight_kg} - {ideal_weight_kg})",
            "Bubalo 2014, Biol Blood Marrow Transplant 20:600",
            verified=False,
        ),
        Formula(
            "lean_janmahasatian_2005",
            lean_body_weight_janmahasatian_2005,
            "kg",
            {
                "male": "9270 × {weight_kg} ÷ (6680 + 216 × {body_mass_index_kg_m2})",
                "female": "9270 × {weight_kg} ÷ (8780 + 244 × {body_mass_index_kg_m2})",
            },
            "Janmahasatian 2005, Clin Pharmacokinet 44:1051",
        ),
    )
}
