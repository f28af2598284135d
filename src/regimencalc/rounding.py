"""Rounding of a dose: once, last, half up, on the decimal number that a person would write."""

from decimal import ROUND_FLOOR, ROUND_HALF_UP
from math import isfinite

from regimencalc.wording import without_noise


def round_to_step(dose: float, step: float) -> float:
    """The multiple of the step nearest to the dose; a dose exactly between two goes up.

        step × the whole number nearest to (dose ÷ step), a half counting up

    Parameters
    ----------
    dose : float
        The calculated dose, [any unit of dose]
    step : float
        The rounding step, [the same unit]
    Returns
    -------
    float
        The rounded dose, [the same unit]
    Raises
    ------
    ValueError
        If the dose is not finite or is below 0, or the step is not finite and above 0.
    Notes
    -----
    Both numbers are first read at 12 significant digits, because binary arithmetic gives
    204.99999999999997 for 205 and would send it to 200. The rounding itself is decimal, so that
    steps such as 0.1 have no noise of their own. The dose moves by half a step at most, but a dose
    below half a step becomes 0: whether a dose may move so far is for the policy's tolerance.
    Examples
    --------
    >>> round_to_step(204.99999999999997, 10)
    210.0
    >>> round_to_step(72.81024, 10)
    70.0
    """
    return _multiple(dose, step, ROUND_HALF_UP)


def round_down_to_step(dose: float, step: float) -> float:
    """The greatest multiple of the step that is not above the dose.

        step × the whole number not above (dose ÷ step)

    Parameters
    ----------
    dose : float
        The calculated dose, [any unit of dose]
    step : float
        The rounding step, [the same unit]
    Returns
    -------
    float
        The rounded dose, [the same unit]
    Raises
    ------
    ValueError
        If the dose is not finite or is below 0, or the step is not finite and above 0.
    Notes
    -----
    For a dose under a cap, where the nearest step lies above it. Noise is taken off first, as in
    `round_to_step`.
    Examples
    --------
    >>> round_down_to_step(2009.9999999999998, 10)
    2010.0
    """
    return _multiple(dose, step, ROUND_FLOOR)


def _multiple(dose: float, step: float, direction: str) -> float:
    if not (isfinite(dose) and dose >= 0):
        raise ValueError(f"the dose must be a finite number of 0 or more, not {dose!r}")
    if not (isfinite(step) and step > 0):
        raise ValueError(f"the rounding step must be a finite number above 0, not {step!r}")
    exact_step = without_noise(step)
    steps = (without_noise(dose) / exact_step).to_integral_value(rounding=direction)
    return float(steps * exact_step)
