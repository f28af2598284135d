"""Doses of whole tablets, capsules and vials: the nearest that they make, or none."""

from collections.abc import Sequence

from regimencalc import wording
from regimencalc.component import Statement
from regimencalc.derivation import Formula, Step
from regimencalc.formulary import FormularyEntry, Product
from regimencalc.policy import Policy
from regimencalc.rounded_dose import (
    Pieces,
    Rounded,
    Rounding,
    is_beyond,
    moved_percent,
    not_rounded,
    taken,
    too_far,
    with_unit,
    written,
)
from regimencalc.whole_units import WholeUnits, dealt_over_a_day, nearest_whole_units


def in_whole_units(
    dose: Step,
    cap: Step | None,
    statement: Statement,
    entry: FormularyEntry,
    policy: Policy,
    of_day: int,
) -> Rounded:
    """A dose by mouth in whole tablets or capsules: equal doses, else the day's split unequally."""
    solids = _of_unit(entry.solids, dose.unit)
    if not solids:
        return not_rounded(dose, f"no strengths of tablets or capsules of {entry.name} are known")
    try:
        each = _made_whole(dose, cap, solids, policy, "whole units")
        if each is not None:
            return each
        doses = statement.timing.doses_per_day or 1
        if doses > 1:
            split = _split(dose, cap, solids, policy, doses, of_day)
            if split is not None:
                return split
        nearest = nearest_whole_units(dose.value, _strengths(solids), cap_mg=_value(cap))
    except ValueError as too_fine:
        return not_rounded(dose, str(too_fine))
    return not_rounded(dose, _no_whole_ones(dose, nearest, _form(solids), policy))


def in_whole_vials(dose: Step, cap: Step | None, entry: FormularyEntry, policy: Policy) -> Rounded:
    """A dose in whole vials, so that nothing is thrown away."""
    vials = _of_unit(entry.vials, dose.unit)
    if not vials:
        return not_rounded(dose, f"no vials of {entry.name} are known")
    try:
        made = _made_whole(dose, cap, vials, policy, "whole vials")
        if made is not None:
            return made
        nearest = nearest_whole_units(dose.value, _strengths(vials), cap_mg=_value(cap))
    except ValueError as too_fine:
        return not_rounded(dose, str(too_fine))
    return not_rounded(dose, _no_whole_ones(dose, nearest, _form(vials), policy))


def _made_whole(
    dose: Step, cap: Step | None, products: Sequence[Product], policy: Policy, by: str
) -> Rounded | None:
    """The dose of whole ones that is nearest, where it is within the tolerance."""
    units = nearest_whole_units(dose.value, _strengths(products), cap_mg=_value(cap))
    moved = moved_percent(dose.value, units.dose_mg)
    if is_beyond(moved, policy.tolerances.rounding):
        return None
    made = _whole_formula(products, dose.unit, cap).apply(
        dose.what, **_operands(dose, products, cap)
    )
    return taken(made, by, moved, _pieces(units, products))


def _split(
    dose: Step,
    cap: Step | None,
    solids: Sequence[Product],
    policy: Policy,
    doses: int,
    of_day: int,
) -> Rounded | None:
    """One of the day's doses, where only unequal ones come near enough to the day's dose."""
    formula = Formula("day", _times, dose.unit, "{dose} × {doses_per_day}")
    number = Step("doses a day", doses, "doses a day", f"{doses}")
    day = formula.apply("the day's dose", dose=dose, doses_per_day=number)
    all_units = nearest_whole_units(day.value, _strengths(solids))
    dealt = dealt_over_a_day(all_units, doses)
    moved = moved_percent(day.value, all_units.dose_mg)
    is_above = cap is not None and dealt[0].dose_mg > cap.value
    if is_beyond(moved, policy.tolerances.rounding) or is_above or not dealt[-1].units:
        return None
    whole = _whole_formula(solids, dose.unit, None)
    of_the_day = whole.apply("the day's dose", **_operands(day, solids, None))
    mine = dealt[of_day % doses]
    share = Formula("of_day", _share_of_day, dose.unit, "{share} of {day}")
    made = share.apply(
        dose.what, share=written("this giving", mine.dose_mg, dose.unit), day=of_the_day
    )
    others = wording.spoken_list([with_unit(each.dose_mg, dose.unit) for each in dealt])
    why = f"{others} over the day"
    return taken(made, "whole units", moved, _pieces(mine, solids), why=why, is_split=True)


def counted(dose: Step, moved: Rounding | None, entry: FormularyEntry) -> Rounding | None:
    """The tablets of a dose that is not moved any more, where whole ones make exactly it."""
    solids = _of_unit(entry.solids, dose.unit)
    if not solids:
        return moved
    try:
        units = nearest_whole_units(dose.value, _strengths(solids))
    except ValueError:
        return moved
    if moved_percent(dose.value, units.dose_mg) != 0:
        return moved
    by, variance = ("as stated", 0.0) if moved is None else (moved.by, moved.variance_percent)
    return Rounding(by, variance, _pieces(units, solids))


def _whole_formula(products: Sequence[Product], unit: str, cap: Step | None) -> Formula:
    sizes = [f"{{size_{number}}}" for number in range(1, len(products) + 1)]
    most = "" if cap is None else ", at most {cap}"
    equation = f"{{dose}} in whole {_form(products)} of {wording.spoken_list(sizes)}{most}"
    return Formula("whole_units", _nearest, unit, equation)


def _nearest(*, dose: float, cap: float | None = None, **sizes: float) -> float:
    return nearest_whole_units(dose, tuple(sizes.values()), cap_mg=cap).dose_mg


def _operands(dose: Step, products: Sequence[Product], cap: Step | None) -> dict[str, Step]:
    sizes = {
        f"size_{number}": Step(
            product.form or "unit",
            product.holds or 0,
            dose.unit,
            with_unit(product.holds or 0, dose.unit),
            place=product.strength.place,
            note="" if product.verified else "NOT VERIFIED",
        )
        for number, product in enumerate(products, 1)
    }
    return {"dose": dose, **sizes, **({} if cap is None else {"cap": cap})}


def _of_unit(products: Sequence[Product], unit: str) -> list[Product]:
    """The products that are counted in a unit, the largest first, each strength once."""
    by_size = {product.holds: product for product in products if product.unit == unit}
    return [by_size[size] for size in sorted((s for s in by_size if s is not None), reverse=True)]


def _strengths(products: Sequence[Product]) -> list[float]:
    return [product.holds for product in products if product.holds is not None]


def _pieces(units: WholeUnits, products: Sequence[Product]) -> tuple[Pieces, ...]:
    by_size = {product.holds: product for product in products}
    return tuple(Pieces(number, by_size[size]) for size, number in units.units)


def _form(products: Sequence[Product]) -> str:
    return wording.spoken_list(list(dict.fromkeys(f"{product.form}s" for product in products)))


def _no_whole_ones(dose: Step, nearest: WholeUnits, form: str, policy: Policy) -> str:
    moved = moved_percent(dose.value, nearest.dose_mg)
    if not nearest.units:
        return f"the smallest of the {form} is more than twice the dose, or above its cap"
    shown = with_unit(nearest.dose_mg, dose.unit)
    return f"the nearest whole {form}, {shown}, {too_far(moved, policy.tolerances.rounding)}"


def _times(*, dose: float, doses_per_day: float) -> float:
    return wording.cleaned(dose) * doses_per_day


def _share_of_day(*, share: float, day: float) -> float:
    if share > day:
        raise ValueError(f"a giving of {share!r} is more than the day's {day!r}")
    return share


def _value(step: Step | None) -> float | None:
    return None if step is None else step.value
