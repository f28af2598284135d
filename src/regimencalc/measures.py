"""What a dose is multiplied by: body surface area, clearance and weights, under a policy."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from regimencalc import plausibility
from regimencalc.body_weight import WEIGHTS
from regimencalc.caps import at_most
from regimencalc.clearance import clearance_doubts, clearance_for_auc
from regimencalc.derivation import Step
from regimencalc.known_measures import (
    AS_NAMED,
    Instead,
    Known,
    by_policy,
    derived,
    missing,
)
from regimencalc.patient import Patient
from regimencalc.policy import Policy
from regimencalc.problems import Problem, Refused


@dataclass(frozen=True, slots=True)
class Measures:
    """What doses are found from; nothing where no dose of the regimen needs it.

    `clearances` has one for each formula that the regimen names, or 'not stated'.
    """

    body_surface_area: Step | None = None
    clearances: Mapping[str, Step] = field(default_factory=dict)
    body_mass_index: Step | None = None
    weights: Mapping[str, Step] = field(default_factory=dict)

    @property
    def clearance(self) -> Step | None:
        """The clearance of the regimen [mL/min]; None where its formulas give several, or none."""
        steps = tuple(self.clearances.values())
        return steps[0] if len({step.value for step in steps}) == 1 else None


def measures_of(
    patient: Patient,
    policy: Policy,
    day_1: date,
    *,
    by_surface: bool,
    by_auc: frozenset[str],
    by_weights: frozenset[str] = frozenset(),
    instead: Instead = AS_NAMED,
    dated_by: date | None = None,
) -> tuple[Measures, tuple[Problem, ...]]:
    """Body surface area [m2], clearances of AUC doses [mL/min], weights [kg], where needed.

    `by_auc` names the formulas that the regimen defines its AUC with, or 'not stated'; `by_weights`
    the weights that amounts per kg mean: actual, ideal or adjusted. `instead` compares. The age is
    that of `day_1`; the measures are of a later cycle where its day is said in `dated_by`.

    Measures that cannot be true are refused before anything is calculated from them, and what was
    calculated is judged before any cap can hide it. With an error among the problems there are no
    measures.
    """
    found = [
        *plausibility.of_patient(
            patient,
            day_1,
            for_auc=bool(by_auc) and policy.creatinine_clearance.creatinine_floor is None,
        ),
        *plausibility.of_dates(patient, dated_by or day_1, policy.ages_of_measures),
    ]
    known = Known(patient, policy, day_1, instead)
    if not any(problem.is_error for problem in found):
        found += _doubts(known, by_surface=by_surface, by_auc=by_auc)
        found += _weight_doubts(known, by_weights)
    if any(problem.is_error for problem in found):
        return Measures(), tuple(found)
    surface = _capped_surface(known) if by_surface else None
    clearances = {pinned: clearance_for_auc(known, pinned) for pinned in sorted(by_auc)}
    weights = {name: _DOSING_WEIGHTS[name](known) for name in sorted(by_weights)}
    return Measures(surface, clearances, _body_mass_index(known), weights), tuple(found)


def _capped_surface(known: Known) -> Step:
    cap = known.policy.body_surface_area.cap
    surface = known.surface
    return surface if cap is None else at_most(surface, by_policy("cap", cap, known.policy))


def surface_m2_if_known(patient: Patient, policy: Policy, day_1: date) -> float | None:
    """Body surface area under the policy's cap [m2], also where no dose needs it; None unknown."""
    try:
        return _capped_surface(Known(patient, policy, day_1)).value
    except Refused:
        return None


def _body_mass_index(known: Known) -> Step | None:
    if known.patient.height is None or known.patient.weight is None:
        return None
    return known.body_mass_index


def _ideal_weight(known: Known) -> Step:
    return known.apply(WEIGHTS["ideal_devine_1974"], "ideal weight")


def _adjusted_weight(known: Known) -> Step:
    return derived(
        WEIGHTS["adjusted_40"],
        "adjusted weight",
        ideal_weight_kg=_ideal_weight(known),
        weight_kg=known.weight,
    )


_DOSING_WEIGHTS: dict[str, Callable[[Known], Step]] = {
    "actual": lambda known: known.weight,
    "ideal": _ideal_weight,
    "adjusted": _adjusted_weight,
}


def _weight_doubts(known: Known, by_weights: Iterable[str]) -> Iterator[Problem]:
    for name in sorted(by_weights):
        try:
            _DOSING_WEIGHTS[name](known)
        except Refused as refusal:
            yield from (
                missing("dose", problem.place.field) if problem.code == "RC502" else problem
                for problem in refusal.problems
            )


def _doubts(known: Known, *, by_surface: bool, by_auc: Iterable[str]) -> Iterator[Problem]:
    """What is implausible or missing among the results, before they meet any cap."""
    refusals: list[Problem] = []
    index = _body_mass_index(known)
    if index is not None:
        yield from plausibility.BODY_MASS_INDEX.judge(index.value, "weight")
        yield from plausibility.of_small_body(**{n: step.value for n, step in index.operands})
    if by_surface:
        try:
            yield from plausibility.BODY_SURFACE.judge(known.surface.value, "height")
        except Refused as refusal:
            refusals += refusal.problems
    if by_auc:
        try:
            yield from clearance_doubts(known, by_auc)
        except Refused as refusal:
            refusals += refusal.problems
    yield from refusals
