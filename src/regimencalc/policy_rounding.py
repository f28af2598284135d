"""How a policy makes a calculated dose the dose to give: a step, a band, whole tablets or vials.

Once, last, and never above a cap. What is not rounded says why, and every way ends in a step of
the derivation that shows how far the dose moved.
"""

from functools import cache

from regimencalc import banding, wording
from regimencalc.banding import Band
from regimencalc.component import Statement
from regimencalc.derivation import Formula, Step
from regimencalc.formulary import Bands, FormularyEntry
from regimencalc.policy import Policy
from regimencalc.rounded_dose import (
    Rounded,
    is_beyond,
    moved_percent,
    not_rounded,
    taken,
    too_far,
    under_its_cap,
    written,
)
from regimencalc.rounding import round_down_to_step, round_to_step
from regimencalc.units import Measure
from regimencalc.whole_doses import counted, in_whole_units, in_whole_vials


def rounded(
    dose: Step,
    cap: Step | None,
    statement: Statement,
    entry: FormularyEntry,
    policy: Policy,
    *,
    of_day: int,
    is_as_stated: bool = False,
) -> Rounded:
    """The dose to give, with its rounding; the dose as it was where it may not be rounded.

    Parameters
    ----------
    dose : Step
        The calculated dose, after caps and reductions, in its unit.
    cap : Step, optional
        The most that any cap allows, in the same unit.
    statement : Statement
        The line: its route, its own step, how often a day it is given.
    entry : FormularyEntry
        The drug's step, bands, tablets and vials.
    policy : Policy
        Which of them is used, and how far each may move a dose.
    of_day : int
        Which of the day's doses it is, from 0, where the day's tablets are split unequally.
    is_as_stated : bool
        Whether the dose is the flat amount of the regimen: then it is counted and never moved.
    """
    by = policy.rounding
    if statement.round_to is not None:
        step, moved = _to_step(dose, cap, statement.round_to, policy)
        if by == "none" or not _is_swallowed(statement, entry):
            return step, moved
        return step, counted(step, moved, entry)
    if by == "none":
        return dose, None
    if statement.route == "oral":
        if is_as_stated:
            return dose, counted(dose, None, entry)
        return in_whole_units(dose, cap, statement, entry, policy, of_day)
    if by == "whole_units" or is_as_stated:
        return dose, None
    if by == "nhs_bands":
        return _in_a_band(dose, cap, entry, policy)
    if by == "whole_vials":
        return in_whole_vials(dose, cap, entry, policy)
    if entry.round_to is None:
        return not_rounded(dose, f"the entry of {entry.name} states no step")
    return _to_step(dose, cap, entry.round_to.step, policy)


def _is_swallowed(statement: Statement, entry: FormularyEntry) -> bool:
    return statement.route == "oral" and bool(entry.solids)


def _to_step(dose: Step, cap: Step | None, step: Measure, policy: Policy) -> Rounded:
    if step.canonical_unit != dose.unit:
        return not_rounded(dose, f"a step of {step} is not one for {dose.unit}")
    nearest = Formula("rounding", round_to_step, dose.unit, "{dose} to the nearest {step}")
    stated = Step("rounding step", step.canonical, step.canonical_unit, str(step), place=step.place)
    made, why = nearest.apply(dose.what, dose=dose, step=stated), ""
    if cap is not None and made.value > cap.value:
        down = Formula(
            "rounding_down", _down, dose.unit, "{dose} down to a multiple of {step}, under {cap}"
        )
        made = down.apply(dose.what, dose=dose, step=stated, cap=cap)
        why = "the nearest step is above the cap"
    moved = moved_percent(dose.value, made.value)
    if is_beyond(moved, policy.tolerances.rounding):
        return not_rounded(dose, f"the step of {step} {too_far(moved, policy.tolerances.rounding)}")
    return taken(made, "step", moved, why=why)


def _down(*, dose: float, step: float, cap: float) -> float:
    made = round_down_to_step(dose, step)
    if made > cap:
        raise ValueError(f"{made!r} is above its cap of {cap!r}")
    return made


def _in_a_band(dose: Step, cap: Step | None, entry: FormularyEntry, policy: Policy) -> Rounded:
    table, tolerance = entry.bands, policy.tolerances.banding
    if table is None or tolerance is None:
        return not_rounded(dose, f"no table of dose bands is known for {entry.name}")
    if dose.unit != "mg":
        return not_rounded(dose, f"dose bands are in mg, and not in {dose.unit}")
    bands = _band_table(table.stock.canonical, table.least.canonical, table.most.canonical)
    cap_mg = None if cap is None else cap.value
    found = banding.banded(dose.value, bands, tolerance_percent=tolerance.number, cap_mg=cap_mg)
    own = banding.band_of(dose.value, bands)
    is_lifted = own is not None and cap is not None and own.dose_mg > cap.value
    if found.band is None:
        if cap is None or not is_lifted:
            return not_rounded(dose, found.why)
        return not_rounded(under_its_cap(dose, cap), found.why)
    band = _band_step(found.band, entry, table)
    if cap is not None and is_lifted:
        formula = Formula(
            "band_below", _band_below, "mg", "the next band below {dose}, under {cap}: {band}"
        )
        made = formula.apply(dose.what, dose=dose, cap=cap, band=band)
        return taken(made, "band", found.variance_percent, why=found.why)
    formula = Formula(
        "band", _band, "mg", "the band of {dose}, from {from_mg} to below {below_mg}: {band}"
    )
    from_mg = written("band from", found.band.from_mg, "mg")
    below_mg = written("band to below", found.band.below_mg, "mg")
    made = formula.apply(dose.what, dose=dose, from_mg=from_mg, below_mg=below_mg, band=band)
    return taken(made, "band", found.variance_percent)


@cache
def _band_table(stock_mg_ml: float, least_ml: float, greatest_ml: float) -> tuple[Band, ...]:
    return banding.bands(stock_mg_ml, least_ml=least_ml, greatest_ml=greatest_ml)


def _band_step(band: Band, entry: FormularyEntry, table: Bands) -> Step:
    """The band as its volume times the stock, from the table that the drug belongs to."""
    cited = entry.cited(table.source)
    formula = Formula(
        "band_of_volume",
        _of_volume,
        "mg",
        "{volume_ml} × {stock_mg_ml}",
        "" if cited is None else cited.cite,
    )
    stock = Step("stock", table.stock.canonical, "mg/mL", str(table.stock), place=table.stock.place)
    volume = written("volume", band.volume_ml, "mL")
    made = formula.apply("band", volume_ml=volume, stock_mg_ml=stock)
    is_verified = table.verified and (cited is None or cited.verified)
    return made if is_verified else made.with_note("NOT VERIFIED", is_notable=True)


def _of_volume(*, volume_ml: float, stock_mg_ml: float) -> float:
    return wording.cleaned(volume_ml * stock_mg_ml)


def _band(*, dose: float, from_mg: float, below_mg: float, band: float) -> float:
    if not from_mg <= wording.cleaned(dose) < below_mg:
        raise ValueError(f"{dose!r} mg is not from {from_mg!r} to below {below_mg!r} mg")
    return band


def _band_below(*, dose: float, cap: float, band: float) -> float:
    if band > min(dose, cap):
        raise ValueError(f"the band of {band!r} mg is not below {dose!r} mg and {cap!r} mg")
    return band
