"""Dose bands: a calculated dose becomes one of a few standard doses that are kept ready.

The national tables of NHS England are one series of volumes times the concentration of the stock
solution. Each step between two bands is the geometric mean of the two, so that the dose moves by
much the same percentage on either side of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from math import isfinite

from regimencalc import wording
from regimencalc.derivation import require_positive
from regimencalc.wording import cleaned, without_noise

# fmt: off
MASTER_VOLUMES_ML: tuple[float, ...] = (
    0.22, 0.24, 0.26, 0.28, 0.30, 0.34, 0.38, 0.42, 0.46, 0.52, 0.58, 0.64, 0.72, 0.80, 0.90,
    1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 2.0, 2.2, 2.4, 2.6, 2.8, 3.0, 3.2, 3.4, 3.6,
    4.0, 4.4, 4.8, 5.4, 6.0, 6.6, 7.4, 8.2, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 22, 24, 27,
    30, 33, 36, 40, 45, 50, 56, 63, 70, 79, 89, 100, 113, 128, 145, 164, 185, 209, 236, 267, 300,
)
# fmt: on
"""The volumes of the stock solution that make the bands of every national table, [mL]."""

GREATEST_VARIANCE_PERCENT = 6.6
"""How far a band may move a dose. "6 %" is the stated aim; the printed tables reach 6.58 %."""

PRINTED_TABLES: dict[float, tuple[float, float]] = {
    1: (0.22, 16),
    6: (4.8, 128),
    20: (0.26, 300),
}
"""The national tables that were read, by concentration [mg/mL]: first and last volume [mL]."""

# The series has no neighbour there: 0.21 mg at 1 mg/mL and 6368.68 mg at 20 mg/mL, as printed.
_LEAST_EDGE_ML = Decimal("0.210")
_GREATEST_EDGE_ML = Decimal("318.434")
_EDGE_STEP_ML = Decimal("0.001")
_EDGE_STEP_MG = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Band:
    """A standard dose [mg], its volume of stock [mL], and the doses [mg] that it stands for.

    A dose of `from_mg` belongs to it, a dose of `below_mg` to the next band.
    """

    volume_ml: float
    dose_mg: float
    from_mg: float
    below_mg: float


@dataclass(frozen=True, slots=True)
class BandedDose:
    """The dose to give [mg], how far it moved [%], and its band, if it has one.

    `why` says what a person must know: that a cap chose the band, or why there is none.
    """

    dose_mg: float
    variance_percent: float
    band: Band | None
    why: str = ""


def bands(concentration_mg_ml: float, *, least_ml: float, greatest_ml: float) -> tuple[Band, ...]:
    """The band table of a stock solution, from one volume of the master series to another.

        band = volume × concentration
        step between two bands = √(volume × next volume), to 0.001 mL, × concentration, to 0.01 mg

    Parameters
    ----------
    concentration_mg_ml : float
        What the stock solution holds, [mg/mL]
    least_ml : float
        The volume of the table's first band, [mL]
    greatest_ml : float
        The volume of its last band, [mL]
    Returns
    -------
    tuple of Band
        The bands in ascending order, each beginning where the one before it ends, [mg]
    Raises
    ------
    ValueError
        If the concentration is not finite and above 0, a volume is not one of the series, the first
        stands after the last, or a band would move a dose by more than 6.6 %: steps of 0.01 mg are
        too coarse for small volumes of a weak solution.
    Notes
    -----
    Both roundings are half up. A table is published for certain volumes, and a dose outside them
    has no band; so neither end has a default. The rule was inferred, and gives every row that could
    be read: 20 mg/mL from 0.26 to 300 mL, 6 mg/mL from 4.8 to 128 mL, 1 mg/mL from 0.22 to 16 mL.
    Any other table, such as that of 10 mg/mL, is not verified: compare it with the published one
    before use. Linear tables (capsules, some antibodies) do not follow the rule.
    Examples
    --------
    >>> etoposide = bands(20, least_ml=0.26, greatest_ml=300)
    >>> len(etoposide), etoposide[0].from_mg, etoposide[-1].below_mg
    (73, 5.0, 6368.68)
    >>> etoposide[39]
    Band(volume_ml=9.0, dose_mg=180.0, from_mg=171.82, below_mg=189.74)

    References
    ----------
    NHS England, National Dose Banding Tables: 20 mg/mL version 7, August 2022, and 6 mg/mL version
    2, as transcribed in Lumina-Bridging-Inc/dose-banding-algorithm (306d0d44); 1 mg/mL, as read at
    docslib.org/download/100960 down to 16 mg.
    """
    require_positive(concentration_mg_ml=concentration_mg_ml)
    first, last = _place_in_series(least_ml), _place_in_series(greatest_ml)
    if first > last:
        raise ValueError(f"the first band, {least_ml} mL, stands after the last, {greatest_ml} mL")
    concentration = without_noise(concentration_mg_ml)
    edges = [_to(_EDGE_STEP_MG, edge * concentration) for edge in _edges_ml()]
    table = tuple(
        Band(
            float(MASTER_VOLUMES_ML[place]),
            float(without_noise(MASTER_VOLUMES_ML[place]) * concentration),
            float(edges[place]),
            float(edges[place + 1]),
        )
        for place in range(first, last + 1)
    )
    for band in table:
        _require_close_edges(band)
    return table


def _place_in_series(volume_ml: float) -> int:
    if volume_ml not in MASTER_VOLUMES_ML:
        raise ValueError(f"a volume of {volume_ml!r} mL is not one of the master series")
    return MASTER_VOLUMES_ML.index(volume_ml)


def _edges_ml() -> list[Decimal]:
    """Where one volume gives way to the next: 76 edges around 75 volumes."""
    volumes = [without_noise(volume) for volume in MASTER_VOLUMES_ML]
    between = [_to(_EDGE_STEP_ML, (one * next_).sqrt()) for one, next_ in pairwise(volumes)]
    return [_LEAST_EDGE_ML, *between, _GREATEST_EDGE_ML]


def _to(step: Decimal, number: Decimal) -> Decimal:
    return (number / step).to_integral_value(rounding=ROUND_HALF_UP) * step


def _require_close_edges(band: Band) -> None:
    """Nothing, or ValueError: a band moves a dose by the most at its two edges."""
    is_between = 0 < band.from_mg <= band.dose_mg < band.below_mg
    if is_between and all(
        abs(variance_percent(edge_mg, band.dose_mg)) <= GREATEST_VARIANCE_PERCENT
        for edge_mg in (band.from_mg, band.below_mg)
    ):
        return
    raise ValueError(
        f"with steps to 0.01 mg the band of {_said(band.dose_mg)} is not within "
        f"{GREATEST_VARIANCE_PERCENT} % of its doses: start the table at a larger volume"
    )


def band_of(dose_mg: float, table: Sequence[Band]) -> Band | None:
    """The one band that stands for a dose, or None for a dose outside the table.

        the band with: from ≤ dose < below

    Parameters
    ----------
    dose_mg : float
        The calculated dose, [mg]
    table : Sequence of Band
        What `bands` gives
    Returns
    -------
    Band or None
        A dose on a step takes the upper band
    Raises
    ------
    ValueError
        If the dose is not finite or is below 0.
    Notes
    -----
    The dose is first read at 12 significant digits, because binary arithmetic gives
    189.73999999999998 for 189.74 and would send it to the band below.
    Examples
    --------
    >>> etoposide = bands(20, least_ml=0.26, greatest_ml=300)
    >>> [band_of(dose, etoposide).dose_mg for dose in (189.73, 189.73999999999998, 189.74)]
    [180.0, 200.0, 200.0]
    >>> band_of(4.99, etoposide) is None
    True
    """
    dose = _read_dose(dose_mg)
    return next((band for band in table if band.from_mg <= dose < band.below_mg), None)


def variance_percent(dose_mg: float, band_mg: float) -> float:
    """How far a band moves a dose: above 0 when it gives more than was calculated.

        100 × (band - calculated dose) ÷ calculated dose

    Parameters
    ----------
    dose_mg : float
        The calculated dose, [mg]
    band_mg : float
        The dose of its band, [mg]
    Returns
    -------
    float
        The variance, at 12 significant digits, [%]
    Raises
    ------
    ValueError
        If one of them is not finite and above 0.
    Examples
    --------
    >>> variance_percent(6.38, 6.8), variance_percent(160, 164)
    (6.58307210031, 2.5)
    """
    require_positive(dose_mg=dose_mg, band_mg=band_mg)
    dose = without_noise(dose_mg)
    return cleaned(float(100 * (without_noise(band_mg) - dose) / dose))


def banded(
    dose_mg: float,
    table: Sequence[Band],
    *,
    tolerance_percent: float,
    cap_mg: float | None = None,
) -> BandedDose:
    """The dose to give: that of its band, of the next lower band under a cap, or unbanded.

        the band of the dose; where that is above the cap, the band below it;
        where that moves the dose by more than the tolerance, the dose as it was calculated

    Parameters
    ----------
    dose_mg : float
        The calculated dose, after its cap, [mg]
    table : Sequence of Band
        What `bands` gives
    tolerance_percent : float
        The most that banding may move a dose, up or down, [%]
    cap_mg : float, optional
        The cap that holds for the dose, [mg]
    Returns
    -------
    BandedDose
        Never above the cap
    Raises
    ------
    ValueError
        If the dose is not finite or is below 0, the tolerance likewise, the cap is not finite and
        above 0, or the dose is above its cap.
    Notes
    -----
    The rule alone would lift carboplatin at the cap of AUC 5, 750 mg, to 790 mg. An unbanded
    dose must be measured out; it is said, in `why`, and never silent.
    Examples
    --------
    >>> carboplatin = bands(10, least_ml=10, greatest_ml=100)
    >>> banded(740, carboplatin, tolerance_percent=6, cap_mg=750).dose_mg
    700.0
    >>> at_the_cap = banded(750, carboplatin, tolerance_percent=6, cap_mg=750)
    >>> at_the_cap.dose_mg, at_the_cap.band
    (750.0, None)
    >>> at_the_cap.why
    'the band of 790 mg is above the cap of 750 mg, and that of 700 mg moves it by more than 6 %'
    """
    dose, cap = _read_dose(dose_mg), _read_cap(dose_mg, cap_mg)
    tolerance = _read_tolerance(tolerance_percent)
    band = band_of(dose, table)
    if band is None:
        return BandedDose(dose, 0.0, None, _outside(dose, table))
    why = ""
    if cap is not None and band.dose_mg > cap:
        why = f"the band of {_said(band.dose_mg)} is above the cap of {_said(cap)}"
        lower = _next_lower(band, table)
        if lower is None:
            return BandedDose(dose, 0.0, None, f"{why}, and the table has none below it")
        band = lower
    moved = variance_percent(dose, band.dose_mg)
    if abs(moved) > tolerance:
        which = f"{why}, and that of" if why else "the band of"
        too_far = f"moves it by more than {wording.significant(tolerance, 6)} %"
        return BandedDose(dose, 0.0, None, f"{which} {_said(band.dose_mg)} {too_far}")
    return BandedDose(band.dose_mg, moved, band, why)


def _next_lower(band: Band, table: Sequence[Band]) -> Band | None:
    """The band that ends where this one begins; it lies below every dose of this one."""
    return next((lower for lower in table if lower.below_mg == band.from_mg), None)


def _outside(dose: float, table: Sequence[Band]) -> str:
    if not table:
        return "the table has no bands"
    ends = f"from {_said(table[0].from_mg)} to below {_said(table[-1].below_mg)}"
    return f"{_said(dose)} is outside the table, which runs {ends}"


def _said(mg: float) -> str:
    return wording.with_unit(wording.significant(mg, 6), "mg")


def _read_dose(dose_mg: float) -> float:
    if not (isfinite(dose_mg) and dose_mg >= 0):
        raise ValueError(f"the dose must be a finite number of 0 or more, not {dose_mg!r}")
    return cleaned(dose_mg)


def _read_cap(dose_mg: float, cap_mg: float | None) -> float | None:
    if cap_mg is None:
        return None
    require_positive(cap_mg=cap_mg)
    cap = cleaned(cap_mg)
    if cleaned(dose_mg) > cap:
        raise ValueError(f"the dose, {dose_mg!r} mg, is above its cap: cap it before it is banded")
    return cap


def _read_tolerance(tolerance_percent: float) -> float:
    if not (isfinite(tolerance_percent) and tolerance_percent >= 0):
        raise ValueError(
            f"the tolerance must be a finite number of 0 or more, not {tolerance_percent!r}"
        )
    return cleaned(tolerance_percent)
