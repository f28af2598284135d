"""CamGFR: absolute GFR of patients with cancer, from the models that its authors fitted.

The coefficients are those of the authors' own model objects (github EdwardHWilliams/CamGFRv2), at
the 9 decimals at which they were read. The body surface area is that of Du Bois, whichever one the
dose uses: the name of the parameter says so. No rate is capped in these functions.
"""

from dataclasses import dataclass
from functools import partial
from math import log as ln
from typing import Literal

from regimencalc import wording
from regimencalc.derivation import Formula, Sex, require_positive, require_sex
from regimencalc.renal_function import ADULT_YEARS, CreatinineAssay, require_assay

CREATININE_MG_DL = (0.3, 3.0)
"""Outside it a cubic in ln(creatinine) means nothing; the exact range of the fit is not known."""

Fit = Literal["development", "all"]
"""Which patients CamGFR v2 was fitted to: 6156 for its development, or all 7695."""


@dataclass(frozen=True, slots=True)
class _Coefficients:
    """The square root of the rate: what each term is multiplied by, L being ln(creatinine)."""

    first: float
    age: float
    area: float
    ln: float
    ln_2: float
    ln_3: float
    age_by_area: float
    men: float
    men_by_age: float

    def rate(self, age: float, area: float, creatinine_mg_dl: float, sex: Sex) -> float:
        """The rate [mL/min], or ValueError where the square root of one is not above 0."""
        power = ln(creatinine_mg_dl)
        root = self.first + self.age * age + self.area * area + self.age_by_area * age * area
        root += self.ln * power + self.ln_2 * power**2 + self.ln_3 * power**3
        if sex == "male":
            root += self.men + self.men_by_age * age
        if not root > 0:
            raise ValueError(
                "CamGFR has no rate for such a body: the square root of it would be "
                f"{wording.significant(root, 3)}"
            )
        return root**2

    def equation(self) -> dict[str, str]:
        """The equation as it is shown, for each sex."""
        terms = (
            (self.age, "{age_years}"),
            (self.area, "{du_bois_surface_area_m2}"),
            (self.age_by_area, "{age_years} × {du_bois_surface_area_m2}"),
            (self.ln, "ln({creatinine_mg_dl})"),
            (self.ln_2, "ln({creatinine_mg_dl})^2"),
            (self.ln_3, "ln({creatinine_mg_dl})^3"),
        )
        sums = f"{self.first}" + "".join(
            f" {'-' if number < 0 else '+'} {abs(number)} × {what}" for number, what in terms
        )
        men = f"{sums} + {self.men} + {self.men_by_age} × {{age_years}}"
        return {"male": f"({men})^2", "female": f"({sums})^2"}


_V1 = _Coefficients(
    first=1.813953317,
    age=0.019140375,
    area=4.732775612,
    ln=-3.716189256,
    ln_2=-0.914203965,
    ln_3=1.062835507,
    age_by_area=-0.029697076,
    men=0.020197024,
    men_by_age=0.012465423,
)

_V2: dict[tuple[Fit, CreatinineAssay], _Coefficients] = {
    ("development", "idms"): _Coefficients(
        first=1.154324354,
        age=0.017801848,
        area=4.771740136,
        ln=-3.498940854,
        ln_2=-0.737745947,
        ln_3=0.698471485,
        age_by_area=-0.027668197,
        men=0.301600873,
        men_by_age=0.005986120,
    ),
    ("development", "non_idms"): _Coefficients(
        first=1.661880120,
        age=0.017801848,
        area=4.771740136,
        ln=-4.048547607,
        ln_2=-1.161785256,
        ln_3=1.531983999,
        age_by_area=-0.027668197,
        men=0.301600873,
        men_by_age=0.005986120,
    ),
    ("all", "idms"): _Coefficients(
        first=1.454241522,
        age=0.012226975,
        area=4.578201030,
        ln=-3.534663810,
        ln_2=-0.734259100,
        ln_3=0.776979645,
        age_by_area=-0.024139825,
        men=0.398196169,
        men_by_age=0.004357629,
    ),
    ("all", "non_idms"): _Coefficients(
        first=1.954833750,
        age=0.012226975,
        area=4.578201030,
        ln=-4.022131788,
        ln_2=-1.115361055,
        ln_3=1.527880616,
        age_by_area=-0.024139825,
        men=0.398196169,
        men_by_age=0.004357629,
    ),
}


def _require_fitted(creatinine_mg_dl: float) -> None:
    low, high = CREATININE_MG_DL
    if not low <= wording.cleaned(creatinine_mg_dl) <= high:
        raise ValueError(
            f"creatinine_mg_dl must be from {low:g} to {high:g} for CamGFR, not {creatinine_mg_dl}"
        )


def glomerular_filtration_rate_camgfr_2017(
    *, age_years: float, du_bois_surface_area_m2: float, creatinine_mg_dl: float, sex: Sex
) -> float:
    """Absolute GFR by CamGFR v1, for a creatinine that is not traceable to IDMS.

        (1.813953317 + 0.019140375 × age + 4.732775612 × surface area
            - 0.029697076 × age × surface area - 3.716189256 × L - 0.914203965 × L^2
            + 1.062835507 × L^3)^2, where L is ln(creatinine in mg/dL)
        men: 0.020197024 + 0.012465423 × age more, before squaring

    Parameters
    ----------
    age_years : float
        Age, [y]
    du_bois_surface_area_m2 : float
        Body surface area by Du Bois, [m²]
    creatinine_mg_dl : float
        Serum creatinine, not traceable to IDMS, [mg/dL]
    sex : Sex
        Whose equation: "male" or "female", [-]
    Returns
    -------
    float
        Absolute glomerular filtration rate, [mL/min]
    Raises
    ------
    ValueError
        If a number is not finite and above 0, if sex is not one of the two, if the creatinine is
        not from 0.3 to 3 mg/dL, or if no rate above 0 comes of it.
    Notes
    -----
    Fitted to 2471 white adults with cancer in Cambridge, with 51Cr-EDTA as the reference; that
    their creatinine was not IDMS is from memory. For adults of 18 to 120 years; outside that range
    the function computes all the same. The exact range of creatinine in the fit is not known. Below
    about 0.44 mg/dL the curve turns: less creatinine gives less filtration there. With an IDMS
    creatinine use v2: for a man of 60 years with 1.0 mg/dL, v1 is about 10 mL/min higher, which is
    about 50 mg of carboplatin at AUC 5. The authors' web page converts with 88.4 µmol/L.
    Examples
    --------
    >>> round(
    ...     glomerular_filtration_rate_camgfr_2017(
    ...         age_years=60, du_bois_surface_area_m2=1.9, creatinine_mg_dl=1, sex="male"
    ...     ),
    ...     4,
    ... )
    87.1853

    References
    ----------
    Janowitz and Williams, J Clin Oncol 2017;35:2798; the coefficients as read in the authors'
    Addenbrooks_sqrt_model.rds (EdwardHWilliams/CamGFRv2@95da8bdf), from which the example follows.
    """
    require_positive(
        age_years=age_years,
        du_bois_surface_area_m2=du_bois_surface_area_m2,
        creatinine_mg_dl=creatinine_mg_dl,
    )
    require_sex(sex)
    _require_fitted(creatinine_mg_dl)
    return _V1.rate(age_years, du_bois_surface_area_m2, creatinine_mg_dl, sex)


def glomerular_filtration_rate_camgfr_2021(
    *,
    age_years: float,
    du_bois_surface_area_m2: float,
    creatinine_mg_dl: float,
    sex: Sex,
    creatinine_assay: CreatinineAssay,
    fit: Fit,
) -> float:
    """Absolute GFR by CamGFR v2, which knows how the laboratory calibrates its creatinine.

        (a + b × age + c × surface area + d × age × surface area
            + e × L + f × L^2 + g × L^3)^2, where L is ln(creatinine in mg/dL)
        men: h + i × age more, before squaring
        all patients, IDMS: a 1.454241522, b 0.012226975, c 4.578201030, d -0.024139825,
            e -3.534663810, f -0.734259100, g 0.776979645, h 0.398196169, i 0.004357629
        all patients, not IDMS: a 1.954833750, e -4.022131788, f -1.115361055, g 1.527880616
        development, IDMS: a 1.154324354, b 0.017801848, c 4.771740136, d -0.027668197,
            e -3.498940854, f -0.737745947, g 0.698471485, h 0.301600873, i 0.005986120
        development, not IDMS: a 1.661880120, e -4.048547607, f -1.161785256, g 1.531983999

    Parameters
    ----------
    age_years : float
        Age, [y]
    du_bois_surface_area_m2 : float
        Body surface area by Du Bois, [m²]
    creatinine_mg_dl : float
        Serum creatinine, [mg/dL]
    sex : Sex
        Whose equation: "male" or "female", [-]
    creatinine_assay : CreatinineAssay
        How the laboratory calibrates: "idms" or "non_idms", [-]
    fit : Fit
        Fitted to "all" 7695 patients, or to the 6156 of its "development", [-]
    Returns
    -------
    float
        Absolute glomerular filtration rate, [mL/min]
    Raises
    ------
    ValueError
        If a number is not finite and above 0, if sex, assay or fit is not one of the two, if the
        creatinine is not from 0.3 to 3 mg/dL, or if no rate above 0 comes of it.
    Notes
    -----
    The authors' repository holds both fits; which of them the paper prints could not be checked.
    They differ by less than 0.5 mL/min in ordinary patients. For adults of 18 to 120 years; outside
    that range the function computes all the same. The exact range of creatinine in the fits is not
    known. Below about 0.5 mg/dL the curves turn: less creatinine gives less filtration there. The
    authors' web page keeps v1 for a creatinine that is not IDMS, unless asked otherwise.
    Examples
    --------
    >>> round(
    ...     glomerular_filtration_rate_camgfr_2021(
    ...         age_years=60,
    ...         du_bois_surface_area_m2=1.7,
    ...         creatinine_mg_dl=0.7,
    ...         sex="female",
    ...         creatinine_assay="idms",
    ...         fit="all",
    ...     ),
    ...     2,
    ... )
    74.66

    References
    ----------
    Williams, Clin Cancer Res 2021;27:1381 (the citation from memory); the coefficients as read in
    the authors' CamGFR_reffitted.RData and CamGFR_reffitted_all.RData
    (EdwardHWilliams/CamGFRv2@95da8bdf), from which the example follows.
    """
    require_positive(
        age_years=age_years,
        du_bois_surface_area_m2=du_bois_surface_area_m2,
        creatinine_mg_dl=creatinine_mg_dl,
    )
    require_sex(sex)
    require_assay(creatinine_assay)
    if fit not in ("development", "all"):
        raise ValueError(f"fit must be 'development' or 'all', not {fit!r}")
    _require_fitted(creatinine_mg_dl)
    coefficients = _V2[fit, creatinine_assay]
    return coefficients.rate(age_years, du_bois_surface_area_m2, creatinine_mg_dl, sex)


# Registry: the short names of the formulas

_RANGES = {"age_years": ADULT_YEARS, "creatinine_mg_dl": CREATININE_MG_DL}

CAMGFR: dict[str, Formula] = {
    "camgfr_2017": Formula(
        "camgfr_2017",
        glomerular_filtration_rate_camgfr_2017,
        "mL/min",
        _V1.equation(),
        "CamGFR v1, J Clin Oncol 2017;35:2798, coefficients of the authors' model",
        ranges=_RANGES,
    ),
    **{
        f"camgfr_2021_{fit}_{assay}": Formula(
            f"camgfr_2021_{fit}_{assay}",
            partial(glomerular_filtration_rate_camgfr_2021, creatinine_assay=assay, fit=fit),
            "mL/min",
            coefficients.equation(),
            "CamGFR v2, coefficients of the authors' model, not compared with the paper",
            ranges=_RANGES,
        )
        for (fit, assay), coefficients in _V2.items()
    },
}
