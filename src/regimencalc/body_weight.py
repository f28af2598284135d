"""Body mass index, and the body weights used for dosing.

Each function is one published equation, named by quantity, author and year, with the units in the
names of its parameters. Nothing here chooses a weight; the policy does.

Where a reference says "as read in", the equation was read in that software and not in the paper.
"""

from math import inf

from regimencalc.derivation import Formula, Sex, require_positive, require_sex


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
    require_positive(height_cm=height_cm, weight_kg=weight_kg)
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
    require_positive(height_cm=height_cm)
    require_sex(sex)
    return (50 if sex == "male" else 45.5) + 2.3 * (height_cm / 2.54 - 60)


def ideal_body_weight_uk_rscg(*, height_cm: float, sex: Sex) -> float:
    """Ideal body weight of UK chemotherapy guidelines, which call it lean body weight.

        men: 50 + 0.906 × (height in cm - 152.4)
        women: 45 + 0.906 × (height in cm - 152.4)

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
    A form of Devine's line: its women have 45 kg at 60 inches where Devine has 45.5. Below 152.4 cm
    the source says nothing, and the function extrapolates. Not a lean weight in the sense of
    Janmahasatian.
    Examples
    --------
    By hand: 45 + 0.906 × 10.

    >>> round(ideal_body_weight_uk_rscg(height_cm=162.4, sex="female"), 6)
    54.06

    References
    ----------
    UK Regional Strategic Chemotherapy Group, Cockcroft and Gault guideline V4.4.13 (from a copy).
    """
    require_positive(height_cm=height_cm)
    require_sex(sex)
    return (50 if sex == "male" else 45) + 0.906 * (height_cm - 152.4)


def ideal_body_weight_cancercalc(*, height_cm: float, sex: Sex) -> float:
    """Ideal body weight of the carboplatin calculator at cancercalc.com.

        men: 50 + 0.91 × (height in cm - 152)
        women: 45.5 + 0.91 × (height in cm - 152)

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
    A form of Devine's line, rounded. Below 152 cm the source says nothing, and the function
    extrapolates.
    Examples
    --------
    By hand: 50 + 0.91 × 20.

    >>> round(ideal_body_weight_cancercalc(height_cm=172, sex="male"), 6)
    68.2

    References
    ----------
    cancercalc.com/carboplatin_calvert.php, as read there.
    """
    require_positive(height_cm=height_cm)
    require_sex(sex)
    return (50 if sex == "male" else 45.5) + 0.91 * (height_cm - 152)


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
    require_positive(ideal_weight_kg=ideal_weight_kg, weight_kg=weight_kg)
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
    require_positive(ideal_weight_kg=ideal_weight_kg, weight_kg=weight_kg)
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
    chemotherapy guidelines, which is a line in height for each sex.
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
    require_positive(weight_kg=weight_kg, body_mass_index_kg_m2=body_mass_index_kg_m2)
    require_sex(sex)
    if sex == "female":
        return 9270 * weight_kg / (8780 + 244 * body_mass_index_kg_m2)
    return 9270 * weight_kg / (6680 + 216 * body_mass_index_kg_m2)


# Registries: the short names that policy files write


BODY_MASS_INDEX = Formula(
    "body_mass_index",
    body_mass_index,
    "kg/m2",
    "{weight_kg} ÷ ({height_cm} ÷ 100)^2",
    "weight over height squared, by definition",
)

SIXTY_INCHES_CM = 152.4
"""Below this height Devine's weight is an extrapolation."""

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
            ranges={"height_cm": (SIXTY_INCHES_CM, inf)},
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

IDEAL_WEIGHTS: dict[str, Formula] = {
    "devine_1974": WEIGHTS["ideal_devine_1974"],
    "uk_rscg": Formula(
        "ideal_uk_rscg",
        ideal_body_weight_uk_rscg,
        "kg",
        {
            "male": "50 + 0.906 × ({height_cm} - 152.4)",
            "female": "45 + 0.906 × ({height_cm} - 152.4)",
        },
        "UK Regional Strategic Chemotherapy Group, V4.4.13",
        ranges={"height_cm": (SIXTY_INCHES_CM, inf)},
    ),
    "cancercalc": Formula(
        "ideal_cancercalc",
        ideal_body_weight_cancercalc,
        "kg",
        {
            "male": "50 + 0.91 × ({height_cm} - 152)",
            "female": "45.5 + 0.91 × ({height_cm} - 152)",
        },
        "cancercalc.com, carboplatin by Calvert",
        ranges={"height_cm": (152.0, inf)},
    ),
}
"""The ideal weights of the conventions for Cockcroft-Gault, by the names that policies write."""
