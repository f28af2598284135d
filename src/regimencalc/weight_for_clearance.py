"""The weight that Cockcroft-Gault takes for one patient, by the policy's rule, with its reason."""

from dataclasses import replace

from regimencalc import wording
from regimencalc.body_weight import IDEAL_WEIGHTS, WEIGHTS
from regimencalc.caps import at_least
from regimencalc.derivation import Formula, Step
from regimencalc.known_measures import Known, derived
from regimencalc.problems import Place, Problem, Refused
from regimencalc.units import Kind, Measure
from regimencalc.weight_rule import WeightRule


def _lesser(*, ideal_weight_kg: float, weight_kg: float) -> float:
    return ideal_weight_kg if ideal_weight_kg < weight_kg else weight_kg


_LESSER = Formula("lesser_weight", _lesser, "kg", "min({ideal_weight_kg}, {weight_kg})")


def weight_for_clearance(known: Known) -> Step:
    """The weight by the policy's rule, and what decided it [kg]; refused under one without rule."""
    clearance = known.policy.creatinine_clearance
    if not clearance.states_weight:
        raise Refused(
            Problem(
                "RC510",
                f"Cockcroft-Gault needs a weight, and the policy {known.policy.id} has no rule "
                "for it",
                "Choose a policy that states 'weight' under 'creatinine_clearance'.",
                Place(field="policy"),
            )
        )
    rule = clearance.weight
    return known.weight if rule is None else _by_rule(rule, known)


def _by_rule(rule: WeightRule, known: Known) -> Step:
    if rule.adjusting is None:
        return _usual(rule, known)
    sign, bound = rule.adjusting
    what, value = _looked_at(rule, bound, known)
    low = rule.actual_below_bmi
    if low is not None and value < low.number:
        return _because(known.weight, f"{what}: below {low}")
    if value > bound.number or (sign == "≥" and value == bound.number):
        reached = "from" if sign == "≥" else "above"
        adjusted = _adjusted(rule, known)._replace(place=bound.place)
        return _because(adjusted, f"{what}: {reached} {bound}")
    not_reached = "below" if sign == "≥" else "not above"
    return _because(_usual(rule, known), f"{what}: {not_reached} {bound}")


def _looked_at(rule: WeightRule, bound: Measure, known: Known) -> tuple[str, float]:
    """What the bound is compared with, in words and as a number."""
    if bound.kind is not Kind.SHARE:
        index = wording.cleaned(known.body_mass_index.value)
        return f"body mass index {wording.told_from(index, bound.number)} kg/m2", index
    ideal, actual = _ideal(rule, known), known.weight
    share = wording.cleaned(100 * actual.value / ideal.value)
    of = f"{wording.significant(ideal.value, 6)} kg"
    return f"actual weight is {wording.told_from(share, bound.number)} % of ideal, {of}", share


def _because(weight: Step, why: str) -> Step:
    """The weight that was taken, with what decided it."""
    return weight.with_note(f"{weight.note}; {why}" if weight.note else why)


def _usual(rule: WeightRule, known: Known) -> Step:
    """The weight where no bound is reached."""
    if rule.use == "actual":
        return known.weight
    ideal, actual = _ideal(rule, known), known.weight
    return _LESSER.apply("lesser weight", ideal_weight_kg=ideal, weight_kg=actual)


def _adjusted(rule: WeightRule, known: Known) -> Step:
    return derived(
        replace(WEIGHTS["adjusted_40"], source=f"policy {known.policy.id}"),
        "adjusted weight",
        ideal_weight_kg=_ideal(rule, known),
        weight_kg=known.weight,
    )


def _ideal(rule: WeightRule, known: Known) -> Step:
    """The ideal weight by the rule's formula; of the short as the rule says [kg]."""
    formula = IDEAL_WEIGHTS[rule.ideal]
    if rule.below_60_inches == "extrapolated":
        return known.apply(formula, "ideal weight")
    least = Step("height of 60 inches", formula.ranges["height_cm"][0], "cm")
    return known.apply(formula, "ideal weight", height_cm=lambda: at_least(known.height, least))
