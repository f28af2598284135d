"""One line's amount and the measures → one dose with its derivation.

The order of steps is the protocol's: amount, its time, times its basis, cap, rounding; each a step
that is shown. Units were checked when the amount was read; here numbers in canonical units are
multiplied.
"""

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from regimencalc import units, wording
from regimencalc.bounds import is_above
from regimencalc.caps import at_least, at_most, lowest, smaller
from regimencalc.caps_of_a_giving import (
    at_their_caps,
    divided,
    is_by,
    stated_caps,
    times_factor,
)
from regimencalc.changes import LEVEL, Change, shares
from regimencalc.component import (
    FLAT_KINDS,
    PER_SURFACE_KINDS,
    PER_WEIGHT_KINDS,
    RATED,
    Statement,
)
from regimencalc.derivation import Formula, Step
from regimencalc.formulary import FormularyEntry
from regimencalc.measures import Measures
from regimencalc.overrides import as_decided, decided_cap
from regimencalc.policy import Policy
from regimencalc.policy_rounding import rounded
from regimencalc.ranges import Amount
from regimencalc.regimen import MINUTES_PER_DAY, Regimen
from regimencalc.renal_function import CALVERT_1989
from regimencalc.rounded_dose import Rounded, Rounding, under_its_cap
from regimencalc.units import Kind, Measure

if TYPE_CHECKING:
    import pint


class Dose(NamedTuple):
    """What a patient gets once: the number, its unit, and its whole working.

    `share_of` is the line of whose dose it is a share, if it is one.
    """

    value: float
    unit: str
    calculated: float
    derivation: Step
    stated: str = ""
    stated_in: str = ""
    standard: float | None = None
    rounding: Rounding | None = None
    share_of: str = ""

    @property
    def before_reduction(self) -> float:
        """The dose as the regimen has it, under its caps, before anything was decided."""
        return self.calculated if self.standard is None else self.standard

    @property
    def quantity(self) -> "pint.Quantity[Any]":
        """The dose as a pint Quantity."""
        return units.quantity(self.value, self.unit)

    def __str__(self) -> str:
        return self.shown(self.value)

    def shown(self, value: float) -> str:
        """A number in the dose's unit as it is shown: micrograms where the source has them."""
        if self.unit == "mg" and self.stated_in.startswith("mcg"):
            return wording.dose(value * 1000, "mcg")
        if self.unit == "mg" and self.stated_in == "g":
            return wording.dose(value / 1000, "g")
        return wording.dose(value, self.unit)


class NoSuchStep(ValueError):
    """A step that was decided leaves nothing of the amount, or is in another unit."""


class KeptLimit(NamedTuple):
    """A limit that doses keep as they are calculated, and would pass as they are rounded.

    `comes_to` is what the doses come to as they are calculated, in the unit of the limit.
    """

    limit: Step
    comes_to: Step
    words: str

    @property
    def leaves(self) -> float:
        """By what each dose may be multiplied so that all together are the limit [-]."""
        return self.limit.value / self.comes_to.value

    def most(self, dose: Step) -> Step:
        """The most that rounding may make of one of the doses: its share of the limit."""
        formula = Formula(
            "most_by_limit", _share_of_limit, dose.unit, "{dose} × {limit} ÷ {comes_to}"
        )
        as_it_is = Step("dose as calculated", dose.value, dose.unit)
        operands = {"dose": as_it_is, "limit": self.limit, "comes_to": self.comes_to}
        return formula.apply("cap by the limit", **operands)

    def said(self, given: Step, dose: Step, most: Step) -> Step:
        """A dose that was rounded under the limit, or not at all, with the limit as the reason."""
        why = f"not rounded up: would pass the limit of {self.words}; {given.note}"
        if given.value == dose.value:
            given = under_its_cap(dose, most)
        return given.with_note(why, is_notable=True)


def _share_of_limit(*, dose: float, limit: float, comes_to: float) -> float:
    share = wording.cleaned(dose * limit / comes_to)
    # What is on the limit but for binary noise is its own share.
    return share if share > dose else dose


def _times(*, amount: float, body_surface_area_m2: float) -> float:
    return amount * body_surface_area_m2


def _times_weight(*, amount: float, weight_kg: float) -> float:
    return amount * weight_kg


@cache
def _by_surface(unit: str) -> Formula:
    return Formula("amount_by_surface", _times, unit, "{amount} × {body_surface_area_m2}")


@cache
def _by_weight(unit: str) -> Formula:
    return Formula("amount_by_weight", _times_weight, unit, "{amount} × {weight_kg}")


def _less(*, amount: float, step: float) -> float:
    if step >= amount:
        raise NoSuchStep(f"a step of {step:g} leaves nothing of {amount:g}")
    return amount - step


def _share(*, percent: float, dose: float) -> float:
    return percent / 100 * dose


_PER: dict[str | None, str] = {
    "per_dose": "",
    "per_day": " a day",
    "per_hour": " an hour",
    "total": " in all",
}


def dose_of(
    statement: Statement,
    amount: Amount,
    regimen: Regimen,
    entry: FormularyEntry,
    measures: Measures,
    policy: Policy,
    *,
    minutes: float | None = None,
    shared: Dose | None = None,
    changes: tuple[Change, ...] = (),
    kept: KeptLimit | None = None,
    left: Step | None = None,
    of_day: int = 0,
) -> Dose:
    """The dose of one giving of a line.

        dose = amount × time × basis, then the regimen's cap, then a reduction, then what its cap
        of a lifetime leaves, then rounding

    A change of more than 100 % lifts no dose above a cap: the caps come once more after it.

    Parameters
    ----------
    statement : Statement
        The line as it holds for this giving.
    amount : Amount
        Its amount: as stated, chosen, or of a dose level.
    regimen : Regimen
        The regimen that it belongs to, for the amount's source.
    entry : FormularyEntry
        The drug's entry, for its rounding step [mg].
    measures : Measures
        Body surface area [m2], weight [kg] and clearance [mL/min], where the basis needs them.
    policy : Policy
        Whether and how far doses are rounded.
    minutes : float, optional
        How long the infusion runs [min], for an amount per day or per hour.
    shared : Dose, optional
        The dose of the other line, for a share of it.
    changes : tuple of Change, optional
        What was decided for the line and is in force: steps of the amount, shares of standard.
    kept : KeptLimit, optional
        The limit that the dose keeps as it is calculated, and must keep as it is rounded.
    left : Step, optional
        What the line's cap of a lifetime leaves for this dose [unit of the dose].
    of_day : int
        Which of the day's doses it is [-], from 0: tablets may have to be split unequally.

    Returns
    -------
    Dose
        The dose [mg, IU, mL …], also as it was before rounding, with its derivation.
    """
    line = statement.id
    named = line if line == statement.drug else f"{line} ({entry.tall_man})"
    what = f"{named}, per dose"
    plan = amount.plan
    if plan is None:
        raise ValueError(f"{statement.id}: no amount is stated or chosen")
    most_by_measures = None
    if shared is not None:
        dose = _of_another(what, plan, shared)
    else:
        stated = _stepped(_stated_amount(statement, plan, regimen), changes)
        timed = _over_its_time(stated, statement, minutes)
        is_rate = statement.basis == "per_hour" and minutes is None
        dose = _by_basis(what, timed, statement, measures, is_rate=is_rate)
        capped = at_their_caps(measures)
        if capped is not None and is_by(timed, capped, statement):
            most_by_measures = _by_basis("cap", timed, statement, capped, is_rate=is_rate)
    cap = None if statement.cap is None else lowest(tuple(stated_caps(statement, minutes)))
    cap = decided_cap(changes, dose.unit) or cap
    if cap is not None:
        dose = at_most(dose, cap)
    standard, dose = dose.value, _reduced(dose, changes)
    most_of_all = _lowest(cap, most_by_measures)
    if most_of_all is not None and dose.value > standard:
        raised = at_most(dose, most_of_all)
        dose = raised._replace(note=f"{raised.note} by what is raised")
    if left is not None:
        dose, most_of_all = at_most(dose, left), _lowest(most_of_all, left)
    is_as_stated = _is_as_stated(dose, plan, statement)

    def under(most: Step | None) -> Rounded:
        return rounded(
            dose, most, statement, entry, policy, is_as_stated=is_as_stated, of_day=of_day
        )

    given, rounding = under(most_of_all)
    most = None if kept is None else kept.most(dose)
    if kept is not None and most is not None and is_above(given.value, most.value):
        given, rounding = under(most)
        given = kept.said(given, dose, most)
    if changes:
        most = _lowest(most_of_all, most)
        given, rounding = as_decided((given, rounding), dose, most, changes, policy)
    share = f" of {amount.share_of}" if amount.share_of else ""
    said = f"{plan}{share}{_PER[statement.basis]}"
    return Dose(
        given.value,
        given.unit,
        dose.value,
        given,
        said,
        plan.unit,
        standard if shared is None else _of_standard(standard, plan, shared, cap),
        rounding,
        amount.share_of,
    )


def _of_standard(value: float, share: Measure, shared: Dose, cap: Step | None) -> float:
    """A share of another line's dose, as it is where nothing reduced that dose."""
    if shared.before_reduction == shared.calculated:
        return value
    whole = _share(percent=share.number, dose=shared.before_reduction)
    return whole if cap is None else smaller(value=whole, cap=cap.value)


def _is_as_stated(dose: Step, plan: Measure, statement: Statement) -> bool:
    """Whether the dose is the flat amount of a giving, neither capped nor reduced."""
    if plan.kind not in FLAT_KINDS or statement.basis != "per_dose":
        return False
    return wording.cleaned(dose.value) == wording.cleaned(plan.canonical)


def _of_another(what: str, share: Measure, shared: Dose) -> Step:
    percent = Step("share", share.number, "%", str(share), place=share.place)
    formula = Formula("share", _share, shared.unit, "{percent} × {dose}")
    return formula.apply(what, percent=percent, dose=shared.derivation)


def _stated_amount(statement: Statement, amount: Measure, regimen: Regimen) -> Step:
    """The amount in its canonical unit; what the file states is the same for every patient."""
    if amount is not statement.amount.plan:
        return _amount_step(statement, amount, regimen)
    known: dict[Statement, Step] = regimen.amount_steps
    if statement not in known:
        known[statement] = _amount_step(statement, amount, regimen)
    return known[statement]


def _amount_step(statement: Statement, amount: Measure, regimen: Regimen) -> Step:
    cited = regimen.source_of(statement.source)
    source = "" if cited is None else cited.cite
    note = "" if statement.is_verified else "NOT VERIFIED in part: see the line's note"
    step = Step(
        "amount",
        amount.number,
        amount.unit,
        str(amount),
        source=source,
        place=amount.place,
        note=note,
    )
    if amount.unit == amount.canonical_unit:
        return step
    factor = units.UNITS[amount.unit].factor
    per = _plain("conversion", factor, amount.canonical_unit, "by definition")
    formula = Formula("conversion", times_factor, amount.canonical_unit, "{amount} × {factor}")
    return formula.apply("amount", amount=step, factor=per)


def _stepped(amount: Step, changes: tuple[Change, ...]) -> Step:
    """The amount less the steps that were decided, down to the least that each allows."""
    for change in changes:
        step, least = change.action.measure, change.action.least
        if change.action.what != "reduce_by" or step is None:
            continue
        if step.canonical_unit != amount.unit:
            raise NoSuchStep(f"a step of {step} is not one for {amount.unit}")
        # What is below the least already stays: a step never raises.
        if least is not None and amount.value <= least.canonical:
            continue
        formula = Formula("amount_step", _less, amount.unit, "{amount} − {step}")
        by = Step("step", step.canonical, amount.unit, str(step), source=change.why)
        amount = formula.apply("amount", amount=amount, step=by)
        if least is not None:
            floor = Step("least", least.canonical, amount.unit, str(least), place=least.place)
            amount = at_least(amount, floor)
    return amount


def _reduced(dose: Step, changes: tuple[Change, ...]) -> Step:
    """The dose times each share that is in force, one step each."""
    for change in shares(changes):
        share = change.action.measure
        if share is None:
            continue
        of = "the previous dose" if change.of_previous else _whole(changes)
        percent = Step("share", share.number, "%", str(share), source=change.why, place=share.place)
        formula = Formula("reduction", _share, dose.unit, "{percent} × {dose}")
        reduced = formula.apply(dose.what, percent=percent, dose=dose)
        dose = reduced.with_note(f"{share} of {of} from {change.since}", is_notable=True)
    return dose


def _whole(changes: tuple[Change, ...]) -> str:
    """Of what a share is, in words: of standard only where nothing else was decided."""
    moved = [change.action for change in changes if change.action.what == LEVEL]
    whole = f"{moved[-1]}" if moved else "standard"
    steps = [str(change.action) for change in changes if change.action.what == "reduce_by"]
    return f"{whole} after {wording.spoken_list(steps)}" if steps else whole


def _plain(what: str, number: float, unit: str, note: str = "") -> Step:
    return Step(what, number, unit, wording.significant(number, 6), note=note)


def needs_its_length(statement: Statement) -> bool:
    """Whether the dose cannot be known without how long the infusion runs."""
    if statement.basis == "per_day":
        return statement.timing.doses_per_day is None
    return statement.basis == "per_hour" and statement.amount.kind not in RATED


def _over_its_time(amount: Step, statement: Statement, minutes: float | None) -> Step:
    """The amount of one giving, from what is stated for a day or an hour."""
    doses_per_day = statement.timing.doses_per_day
    if statement.basis == "per_day" and doses_per_day is not None:
        formula = Formula("divided", divided, amount.unit, "{amount} ÷ {doses_per_day}")
        doses = _plain("doses a day", doses_per_day, "doses a day")
        return formula.apply("amount per dose", amount=amount, doses_per_day=doses)
    if statement.basis not in ("per_day", "per_hour"):
        return amount
    if minutes is None:
        if needs_its_length(statement):
            raise ValueError(f"{statement.id}: how long it runs is not known")
        return amount
    unit_minutes, word = (MINUTES_PER_DAY, "d") if statement.basis == "per_day" else (60, "h")
    formula = Formula("over_its_time", times_factor, amount.unit, "{amount} × {factor}")
    length = wording.significant(minutes / unit_minutes, 9)
    factor = Step("how long it runs", minutes / unit_minutes, word, f"{length} {word}")
    return formula.apply("amount per dose", amount=amount, factor=factor)


def _by_basis(
    what: str, amount: Step, statement: Statement, measures: Measures, *, is_rate: bool
) -> Step:
    kind = units.UNITS[amount.unit].kind
    unit = amount.unit.partition("/")[0]
    if is_rate:
        unit = f"{unit}/h"
    surface = measures.body_surface_area
    clearance = measures.clearances.get(statement.kidney)
    weight = measures.weights.get(statement.weight)
    if kind in PER_SURFACE_KINDS and surface is not None:
        return _by_surface(unit).apply(what, amount=amount, body_surface_area_m2=surface)
    if kind in PER_WEIGHT_KINDS and weight is not None:
        return _by_weight(unit).apply(what, amount=amount, weight_kg=weight)
    if kind is Kind.AUC and clearance is not None:
        return CALVERT_1989.apply(
            what, target_auc=amount, glomerular_filtration_rate_ml_min=clearance
        )
    if kind in PER_SURFACE_KINDS or kind in PER_WEIGHT_KINDS or kind is Kind.AUC:
        raise ValueError(f"{what}: no measure for an amount in {amount.unit}")
    return amount._replace(what=what, unit=unit)


def _lowest(cap: Step | None, other: Step | None) -> Step | None:
    """The cap that allows the least: nothing that rounds a dose may lift it above that."""
    if cap is None or other is None:
        return cap or other
    return min(cap, other, key=lambda one: one.value)
