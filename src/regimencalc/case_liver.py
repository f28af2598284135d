"""Published cases of liver function, calculated."""

from regimencalc.case_inputs import choice, measure, number, word
from regimencalc.derivation import Step
from regimencalc.hepatic_function import (
    ALBI_JOHNSON_2015,
    BILIRUBIN_FROM_UMOL_L,
    CHILD_PUGH_1973,
    CHILD_PUGH_POINTS,
    CHILD_PUGH_POINTS_OF_ASCITES,
    CHILD_PUGH_POINTS_OF_ENCEPHALOPATHY,
)
from regimencalc.published_cases import Case, Stated

_ALBUMIN_COEFFICIENT = -0.085
"""The coefficient of albumin in ALBI, as published."""


def child_pugh(case: Case) -> Step:
    """The sum of the Child-Pugh points."""
    return CHILD_PUGH_1973.apply(
        "Child-Pugh score",
        bilirubin_points=CHILD_PUGH_POINTS["bilirubin_child_pugh_1973"].apply(
            "points of bilirubin", bilirubin_mg_dl=_bilirubin(case)
        ),
        albumin_points=CHILD_PUGH_POINTS["albumin_child_pugh_1973"].apply(
            "points of albumin", albumin_g_dl=measure(case, "albumin", "g/dL")
        ),
        inr_points=CHILD_PUGH_POINTS["inr_child_pugh_1973"].apply(
            "points of INR", inr=Step("INR", number(case, "inr"), "", word(case, "inr"))
        ),
        ascites_points=_points(case, "ascites", CHILD_PUGH_POINTS_OF_ASCITES),
        encephalopathy_points=_points(case, "encephalopathy", CHILD_PUGH_POINTS_OF_ENCEPHALOPATHY),
    )


def _points(case: Case, finding: str, points: dict[str, int]) -> Step:
    found = choice(case, finding, *points)
    return Step(f"points of {finding}", points[found], "points", note=found)


def _bilirubin(case: Case) -> Step:
    said = case.inputs.get("bilirubin")
    if isinstance(said, Stated) and said.unit == "umol/L":
        umol = measure(case, "bilirubin", "umol/L")
        return BILIRUBIN_FROM_UMOL_L.apply("bilirubin", bilirubin_umol_l=umol)
    return measure(case, "bilirubin", "mg/dL")


def albi(case: Case) -> Step:
    """The ALBI score; with the coefficient of albumin that the case names, if it does."""
    albumin = measure(case, "albumin", "g/L")
    score = ALBI_JOHNSON_2015.apply(
        "ALBI score", bilirubin_umol_l=measure(case, "bilirubin", "umol/L"), albumin_g_l=albumin
    )
    if "albumin_coefficient" not in case.inputs:
        return score
    # Some sources take -0.0852: their score is ours and the difference for each g/L.
    difference = number(case, "albumin_coefficient") - _ALBUMIN_COEFFICIENT
    return Step("ALBI score", score.value + difference * albumin.value, "score")
