"""One line's amount and the measures → one dose with its derivation.

The order of steps is the protocol's: amount, times its basis, cap, rounding; each a step that is
shown. Units were checked when the amount was read; here numbers in canonical units are multiplied.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from regimencalc import units, wording
from regimencalc.derivation import Formula, Step
from regimencalc.formulary import FormularyEntry
from regimencalc.measures import Measures, at_most
from regimencalc.policy import Policy
from regimencalc.regimen import Component, Regimen
from regimencalc.renal_function import CALVERT_1989
from regimencalc.rounding import round_down_to_step, round_to_step
from regimencalc.units import Kind

if TYPE_CHECKING:
    import pint


@dataclass(frozen=True, slots=True)
class Dose:
    """What a patient gets once: the number, its unit, and its whole working."""

    value: float
    unit: str
    calculated: float
    derivation: Step

    @property
    def quantity(self) -> "pint.Quantity[Any]":
        """The dose as a pint Quantity."""
        return units.quantity(self.value, self.unit)

    def __str__(self) -> str:
        return wording.dose(self.value, self.unit)


def _times(*, amount: float, body_surface_area_m2: float) -> float:
    return amount * body_surface_area_m2


def _in_milligrams(*, amount: float, factor: float) -> float:
    return amount * factor


PER_SURFACE = Formula("amount_by_surface", _times, "mg", "{amount} × {body_surface_area_m2}")
TO_THE_NEAREST = Formula("rounding", round_to_step, "mg", "{dose} to the nearest {step}")
DOWN_TO = Formula("rounding_down", round_down_to_step, "mg", "{dose} down to a multiple of {step}")


def dose_of(
    component: Component,
    regimen: Regimen,
    entry: FormularyEntry,
    measures: Measures,
    policy: Policy,
) -> Dose:
    """The dose of one giving of a line.

        dose = amount × basis, then the regimen's cap, then the policy's rounding

    Parameters
    ----------
    component : Component
        The line; its amount in mg/m2, AUC or mg.
    regimen : Regimen
        The regimen that it belongs to, for the amount's source.
    entry : FormularyEntry
        The drug's entry, for its rounding step [mg].
    measures : Measures
        Body surface area [m2] and clearance [mL/min], where the amount's basis needs them.
    policy : Policy
        Whether and how far doses are rounded.

    Returns
    -------
    Dose
        The dose [mg], also as it was before rounding, with its derivation.
    """
    named = component.id if component.id == component.drug else f"{component.id} ({entry.tall_man})"
    what = f"{named}, per dose"
    dose = _by_basis(what, _stated_amount(component, regimen), component, measures)
    cap = _stated_cap(component)
    if cap is not None:
        dose = at_most(dose, cap)
    rounded = _rounded(dose, cap, entry, policy)
    return Dose(rounded.value, rounded.unit, dose.value, rounded)


def _stated_amount(component: Component, regimen: Regimen) -> Step:
    amount = component.per_dose
    cited = regimen.source_of(component)
    source = "" if cited is None else cited.cite
    note = "" if component.verified else "NOT VERIFIED in part: see the line's note"
    stated = Step(
        "amount",
        amount.number,
        amount.unit,
        str(amount),
        source=source,
        place=amount.place,
        note=note,
    )
    if amount.unit == amount.canonical_unit:
        return stated
    factor = units.UNITS[amount.unit].factor
    per = Step("conversion", factor, "mg", wording.significant(factor, 6), note="by definition")
    formula = Formula("conversion", _in_milligrams, amount.canonical_unit, "{amount} × {factor}")
    return formula.apply("amount", amount=stated, factor=per)


def _by_basis(what: str, amount: Step, component: Component, measures: Measures) -> Step:
    surface, clearance = measures.body_surface_area, measures.clearance
    match component.per_dose.kind:
        case Kind.MASS_PER_SURFACE if surface is not None:
            return PER_SURFACE.apply(what, amount=amount, body_surface_area_m2=surface)
        case Kind.AUC if clearance is not None:
            return CALVERT_1989.apply(
                what, target_auc=amount, glomerular_filtration_rate_ml_min=clearance
            )
        case Kind.MASS:
            return replace(amount, what=what)
    raise ValueError(f"{what}: no measure for an amount in {component.per_dose.unit}")


def _stated_cap(component: Component) -> Step | None:
    if component.cap is None:
        return None
    cap = component.cap.per_dose
    return Step("cap", cap.canonical, "mg", str(cap), place=cap.place)


def _rounded(dose: Step, cap: Step | None, entry: FormularyEntry, policy: Policy) -> Step:
    """The dose at the nearest step that the cap and the policy's tolerance allow."""
    if policy.rounding == "none":
        return dose
    if entry.round_to is None:
        return _not_rounded(dose, f"the entry of {entry.name} states no step")
    step = entry.round_to.step
    stated = Step("rounding step", step.canonical, "mg", str(step), place=step.place)
    rounded = TO_THE_NEAREST.apply(dose.what, dose=dose, step=stated)
    if cap is not None and rounded.value > cap.value:
        rounded = DOWN_TO.apply(dose.what, dose=dose, step=stated)
        rounded = rounded.with_note("the nearest step is above the cap", is_notable=True)
    tolerance = policy.tolerances.rounding
    moved = wording.without_noise(100 * abs(rounded.value - dose.value) / dose.value)
    if moved > wording.without_noise(tolerance.number):
        return _not_rounded(
            dose, f"the step of {step} would move it by {moved:.1f} %, more than {tolerance}"
        )
    return rounded


def _not_rounded(dose: Step, why: str) -> Step:
    note = f"{dose.note}; not rounded: {why}" if dose.note else f"not rounded: {why}"
    return dose.with_note(note, is_notable=True)
