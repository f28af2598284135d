"""Body surface area.

Each function is one published equation, named by quantity, author and year. They are empirical:
the numbers hold only for the units that stand in the names of the parameters. Nothing here
chooses an equation; the policy names it in the words of the registry at the end.

Where a reference says "as read in", the equation was read in that software and not in the paper.
"""

from math import log10, sqrt

from regimencalc.derivation import Formula, Sex, require_positive, require_sex


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
    require_positive(height_cm=height_cm, weight_kg=weight_kg)
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
    require_positive(height_cm=height_cm, weight_kg=weight_kg)
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
    require_positive(height_cm=height_cm, weight_kg=weight_kg)
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
    require_positive(height_cm=height_cm, weight_kg=weight_kg)
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
    require_positive(height_cm=height_cm, weight_kg=weight_kg)
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
    require_positive(height_cm=height_cm, weight_kg=weight_kg)
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
    require_positive(height_cm=height_cm, weight_kg=weight_kg)
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
    require_positive(height_cm=height_cm, weight_kg=weight_kg)
    require_sex(sex)
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
    require_positive(weight_kg=weight_kg)
    return float(0.1173 * weight_kg**0.6466)


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
