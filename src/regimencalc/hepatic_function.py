"""Liver function for dosing: Child-Pugh, ALBI, and the classes of the NCI.

A Child-Pugh score is a chain of steps: points for each of five findings, and their sum. Numbers on
an edge are compared at 12 digits, so that 51.3 µmol/L is the 3 mg/dL that it stands for.

Where a reference says "as read in", the table was read there and not in the paper.
"""

from math import isfinite, log10
from typing import Literal

from regimencalc import wording
from regimencalc.derivation import Formula, require_positive

UMOL_L_PER_MG_DL_BILIRUBIN = 17.1
"""Bilirubin: one mg/dL in µmol/L. Its molar mass, 584.66 g/mol, gives 17.1036."""

CHILD_PUGH_POINTS_OF_ASCITES: dict[str, int] = {"absent": 1, "slight": 2, "moderate": 3}
"""Child-Pugh points of ascites; "moderate" is moderate or worse."""

CHILD_PUGH_POINTS_OF_ENCEPHALOPATHY: dict[str, int] = {"none": 1, "grade 1-2": 2, "grade 3-4": 3}
"""Child-Pugh points of encephalopathy by its grade."""


def _points(number: float, low: float, high: float) -> int:
    """1 below the edges, 2 from one to the other, 3 above them."""
    number = wording.cleaned(number)
    if number < low:
        return 1
    return 2 if number <= high else 3


def bilirubin_mg_dl_from_umol_l(*, bilirubin_umol_l: float) -> float:
    """Serum bilirubin in mg/dL from µmol/L.

        bilirubin in µmol/L ÷ 17.1

    Parameters
    ----------
    bilirubin_umol_l : float
        Serum bilirubin, [µmol/L]
    Returns
    -------
    float
        Serum bilirubin, [mg/dL]
    Raises
    ------
    ValueError
        If the bilirubin is not a finite number above 0.
    Notes
    -----
    No range. French sources state bilirubin in mg/L: 10 mg/L is 1 mg/dL.
    Examples
    --------
    By hand: 34.2 ÷ 17.1, an edge that the Child-Pugh table prints in both units.

    >>> bilirubin_mg_dl_from_umol_l(bilirubin_umol_l=34.2)
    2.0

    References
    ----------
    The factor as read in a test of clinPK.
    """
    require_positive(bilirubin_umol_l=bilirubin_umol_l)
    return bilirubin_umol_l / UMOL_L_PER_MG_DL_BILIRUBIN


def child_pugh_points_of_bilirubin_1973(*, bilirubin_mg_dl: float) -> int:
    """Child-Pugh points of serum bilirubin.

        1 below 2 mg/dL, 2 from 2 to 3 mg/dL, 3 above 3 mg/dL

    Parameters
    ----------
    bilirubin_mg_dl : float
        Serum bilirubin, [mg/dL]
    Returns
    -------
    int
        Child-Pugh points, [points]
    Raises
    ------
    ValueError
        If the bilirubin is not a finite number above 0.
    Notes
    -----
    The edges are 34.2 and 51.3 µmol/L. In primary biliary or sclerosing cholangitis they are 4 and
    10 mg/dL: this function does not know the disease, and gives too many points there.
    Examples
    --------
    >>> child_pugh_points_of_bilirubin_1973(bilirubin_mg_dl=2.1)
    2

    References
    ----------
    Pugh, Br J Surg 1973;60 (as cited by globalrph); the table as read in
    stanfordaimlab/llm-as-clinical-calculator, cps.md.
    """
    require_positive(bilirubin_mg_dl=bilirubin_mg_dl)
    return _points(bilirubin_mg_dl, 2, 3)


def child_pugh_points_of_albumin_1973(*, albumin_g_dl: float) -> int:
    """Child-Pugh points of serum albumin.

        1 above 3.5 g/dL, 2 from 2.8 to 3.5 g/dL, 3 below 2.8 g/dL

    Parameters
    ----------
    albumin_g_dl : float
        Serum albumin, [g/dL]
    Returns
    -------
    int
        Child-Pugh points, [points]
    Raises
    ------
    ValueError
        If the albumin is not a finite number above 0.
    Notes
    -----
    In g/dL: 35 g/L is 3.5. Other printings of the table have 3.0 for 2.8 (as PMC3017746).
    Examples
    --------
    >>> child_pugh_points_of_albumin_1973(albumin_g_dl=3.2)
    2

    References
    ----------
    Pugh, Br J Surg 1973;60 (as cited by globalrph); the table as read in
    stanfordaimlab/llm-as-clinical-calculator, cps.md.
    """
    require_positive(albumin_g_dl=albumin_g_dl)
    return 4 - _points(albumin_g_dl, 2.8, 3.5)  # here the most points are for the least


def child_pugh_points_of_inr_1973(*, inr: float) -> int:
    """Child-Pugh points of the prothrombin time as INR.

        1 below 1.7, 2 from 1.7 to 2.3, 3 above 2.3

    Parameters
    ----------
    inr : float
        International normalised ratio, [-]
    Returns
    -------
    int
        Child-Pugh points, [points]
    Raises
    ------
    ValueError
        If the INR is not a finite number above 0.
    Notes
    -----
    Older printings of the table have the prothrombin time in seconds; that is not taken here.
    Examples
    --------
    >>> child_pugh_points_of_inr_1973(inr=1.7)
    2

    References
    ----------
    Pugh, Br J Surg 1973;60 (as cited by globalrph); the table as read in
    stanfordaimlab/llm-as-clinical-calculator, cps.md.
    """
    require_positive(inr=inr)
    return _points(inr, 1.7, 2.3)


def child_pugh_score_1973(
    *,
    bilirubin_points: float,
    albumin_points: float,
    inr_points: float,
    ascites_points: float,
    encephalopathy_points: float,
) -> float:
    """Child-Pugh score: the sum of the points of five findings.

        points of bilirubin + albumin + INR + ascites + encephalopathy

    Parameters
    ----------
    bilirubin_points : float
        Points of serum bilirubin, [points]
    albumin_points : float
        Points of serum albumin, [points]
    inr_points : float
        Points of the INR, [points]
    ascites_points : float
        Points of ascites: absent 1, slight 2, moderate or worse 3, [points]
    encephalopathy_points : float
        Points of encephalopathy: none 1, grade 1 or 2 gives 2, grade 3 or 4 gives 3, [points]
    Returns
    -------
    float
        Child-Pugh score, [points]
    Raises
    ------
    ValueError
        If one of the points is not 1, 2 or 3.
    Notes
    -----
    From 5 to 15 points. Of the labels of MedCalc-Bench v1.2 some are not the sum of their points.
    Examples
    --------
    >>> child_pugh_score_1973(
    ...     bilirubin_points=child_pugh_points_of_bilirubin_1973(bilirubin_mg_dl=2.1),
    ...     albumin_points=child_pugh_points_of_albumin_1973(albumin_g_dl=3.2),
    ...     inr_points=child_pugh_points_of_inr_1973(inr=1.7),
    ...     ascites_points=CHILD_PUGH_POINTS_OF_ASCITES["absent"],
    ...     encephalopathy_points=CHILD_PUGH_POINTS_OF_ENCEPHALOPATHY["grade 3-4"],
    ... )
    10

    References
    ----------
    Pugh, Br J Surg 1973;60 (as cited by globalrph); the table as read in
    stanfordaimlab/llm-as-clinical-calculator, cps.md; the example from MedCalc-Bench v1.2, note 9.
    """
    points = {
        "bilirubin_points": bilirubin_points,
        "albumin_points": albumin_points,
        "inr_points": inr_points,
        "ascites_points": ascites_points,
        "encephalopathy_points": encephalopathy_points,
    }
    for name, given in points.items():
        if given not in (1, 2, 3):
            raise ValueError(f"{name} must be 1, 2 or 3, not {given!r}")
    return sum(points.values())


def child_pugh_class_1973(*, child_pugh_score: float) -> Literal["A", "B", "C"]:
    """Child-Pugh class of a score: A for 5 and 6 points, B for 7 to 9, C for 10 to 15.

    Raises ValueError for a number that is no Child-Pugh score.

    >>> child_pugh_class_1973(child_pugh_score=7)
    'B'
    """
    if child_pugh_score not in range(5, 16):
        raise ValueError(
            f"child_pugh_score must be a whole number from 5 to 15, not {child_pugh_score!r}"
        )
    if child_pugh_score <= 6:
        return "A"
    return "B" if child_pugh_score <= 9 else "C"


def albi_score_johnson_2015(*, bilirubin_umol_l: float, albumin_g_l: float) -> float:
    """ALBI score, from bilirubin and albumin alone: the lower, the better the liver.

        0.66 × log10(bilirubin in µmol/L) - 0.085 × albumin in g/L

    Parameters
    ----------
    bilirubin_umol_l : float
        Serum bilirubin, [µmol/L]
    albumin_g_l : float
        Serum albumin, [g/L]
    Returns
    -------
    float
        ALBI score, [score]
    Raises
    ------
    ValueError
        If an argument is not a finite number above 0.
    Notes
    -----
    The coefficients are from memory, not verified. Many applications use -0.0852 for albumin, which
    differs by 0.008 at 40 g/L: enough to change the grade at its edge. The units are µmol/L and
    g/L, not mg/dL and g/dL; the logarithm is to base 10. No range is stated.
    Examples
    --------
    By hand: 0.66 × 1.230449 - 0.085 × 35 = 0.812096 - 2.975.

    >>> round(albi_score_johnson_2015(bilirubin_umol_l=17, albumin_g_l=35), 3)
    -2.163

    References
    ----------
    Johnson, J Clin Oncol 2015;33:550 (from memory, not verified).
    """
    require_positive(bilirubin_umol_l=bilirubin_umol_l, albumin_g_l=albumin_g_l)
    return 0.66 * log10(bilirubin_umol_l) - 0.085 * albumin_g_l


def albi_grade_johnson_2015(*, albi_score: float) -> Literal[1, 2, 3]:
    """ALBI grade of a score: 1 up to -2.60, 2 up to -1.39, 3 above (from memory, not verified).

    Raises ValueError for a score that is not a finite number.

    >>> albi_grade_johnson_2015(albi_score=-2.163)
    2
    """
    if not isfinite(albi_score):
        raise ValueError(f"albi_score must be a finite number, not {albi_score!r}")
    score = wording.cleaned(albi_score)
    if score <= -2.60:
        return 1
    return 2 if score <= -1.39 else 3


HepaticDysfunction = Literal["normal", "mild B1", "mild B2", "moderate", "severe"]


def hepatic_dysfunction_nci_odwg(
    *, bilirubin_upper_limits: float, ast_upper_limits: float
) -> HepaticDysfunction:
    """The class of liver function of the NCI Organ Dysfunction Working Group.

    Bilirubin and AST are in multiples of their upper limits of normal. Normal is both up to 1; mild
    B1 is bilirubin up to 1 with AST above 1; mild B2 is bilirubin above 1 and up to 1.5, moderate
    up to 3 and severe above 3, whatever AST is. From memory, not verified. Raises ValueError for a
    number that is not finite and above 0.

    By hand: 42 µmol/L where the upper limit is 21 is 2 upper limits.

    >>> hepatic_dysfunction_nci_odwg(bilirubin_upper_limits=42 / 21, ast_upper_limits=0.8)
    'moderate'
    """
    require_positive(
        bilirubin_upper_limits=bilirubin_upper_limits, ast_upper_limits=ast_upper_limits
    )
    bilirubin = wording.cleaned(bilirubin_upper_limits)
    if bilirubin > 3:
        return "severe"
    if bilirubin > 1.5:
        return "moderate"
    if bilirubin > 1:
        return "mild B2"
    return "mild B1" if wording.cleaned(ast_upper_limits) > 1 else "normal"


# Registries: the short names of the formulas

BILIRUBIN_FROM_UMOL_L = Formula(
    "bilirubin_from_umol_l",
    bilirubin_mg_dl_from_umol_l,
    "mg/dL",
    "{bilirubin_umol_l} ÷ 17.1",
    "1 mg/dL = 17.1 umol/L, as in clinPK",
)

_CHILD_PUGH_SOURCE = "Child-Pugh 1973, table as read in llm-as-clinical-calculator"

CHILD_PUGH_POINTS: dict[str, Formula] = {
    formula.name: formula
    for formula in (
        Formula(
            "bilirubin_child_pugh_1973",
            child_pugh_points_of_bilirubin_1973,
            "points",
            "{bilirubin_mg_dl}: 1 below 2, 2 from 2 to 3, 3 above 3",
            _CHILD_PUGH_SOURCE,
        ),
        Formula(
            "albumin_child_pugh_1973",
            child_pugh_points_of_albumin_1973,
            "points",
            "{albumin_g_dl}: 1 above 3.5, 2 from 2.8 to 3.5, 3 below 2.8",
            _CHILD_PUGH_SOURCE,
        ),
        Formula(
            "inr_child_pugh_1973",
            child_pugh_points_of_inr_1973,
            "points",
            "{inr}: 1 below 1.7, 2 from 1.7 to 2.3, 3 above 2.3",
            _CHILD_PUGH_SOURCE,
        ),
    )
}

CHILD_PUGH_1973 = Formula(
    "child_pugh_1973",
    child_pugh_score_1973,
    "points",
    "{bilirubin_points} + {albumin_points} + {inr_points} + {ascites_points}"
    " + {encephalopathy_points}",
    _CHILD_PUGH_SOURCE,
)

ALBI_JOHNSON_2015 = Formula(
    "albi_johnson_2015",
    albi_score_johnson_2015,
    "score",
    "0.66 × log10({bilirubin_umol_l}) - 0.085 × {albumin_g_l}",
    "Johnson 2015, J Clin Oncol 33:550",
    verified=False,
)
