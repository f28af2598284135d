"""How a dose is prepared: vials to open, volume to draw up, concentration, mL an hour.

Only from what the drug's entry and the regimen state: no volume without a concentration, no rate
without a volume and a duration. Each figure is a step that can be redone.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from regimencalc import wording
from regimencalc.derivation import Formula, Step
from regimencalc.dosing import Dose
from regimencalc.formulary import ConcentrationWindow, FormularyEntry
from regimencalc.judgement import Judgement
from regimencalc.planned_dose import PlannedDose
from regimencalc.policy import Policy
from regimencalc.problems import Problem
from regimencalc.regimen import MINUTES_PER_DAY
from regimencalc.rounded_dose import Pieces
from regimencalc.units import Measure
from regimencalc.whole_units import fewest_to_open

if TYPE_CHECKING:
    from regimencalc.component import Statement
    from regimencalc.dilution import Dilution


@dataclass(frozen=True, slots=True)
class Preparation:
    """The figures of one dose, each with its working, and what must be looked at."""

    vials: tuple[Pieces, ...] = ()
    waste: Step | None = None
    draw_up: Step | None = None
    proposed_bag: Step | None = None
    concentration: Step | None = None
    rate: Step | None = None
    doubts: tuple[Problem, ...] = ()
    not_checked: str = ""

    @property
    def steps(self) -> tuple[Step, ...]:
        """The figures that are known, in the order of the work."""
        found = (self.draw_up, self.waste, self.proposed_bag, self.concentration, self.rate)
        return tuple(step for step in found if step is not None)

    @property
    def vials_words(self) -> str:
        """The vials to open: "2 × 100 mg/5 mL"."""
        return " + ".join(map(str, self.vials))

    def to_dict(self) -> dict[str, object]:
        """The figures as JSON has them."""
        return {
            "vials": [
                {"number": vial.number, "of": str(vial.product), "holds": vial.product.holds}
                for vial in self.vials
            ],
            "figures": [step.to_dict() for step in self.steps],
            "concentration_not_checked": self.not_checked or None,
        }


def preparation_of(planned: PlannedDose, entry: FormularyEntry) -> Preparation | None:
    """How a planned dose is prepared; None where nothing of it is known, or no number stands."""
    given = _prepared(planned)
    if given is None:
        return None
    if given.unit == "mL":
        rate = _rate(given, planned)
        return None if rate is None else Preparation(rate=rate)
    vials, waste = _vials(given, entry)
    bag = _bag(planned.dilution)
    in_bag = _in_its_bag(planned, given, entry)
    made = Preparation(
        vials,
        waste,
        _draw_up(given, entry),
        in_bag.proposed,
        in_bag.concentration,
        None if bag is None else _rate(bag, planned),
        in_bag.doubts,
        in_bag.not_checked,
    )
    return made if made.vials or made.steps or made.doubts or made.not_checked else None


def _prepared(planned: PlannedDose) -> Step | None:
    """The dose that is drawn up; None where it is swallowed or has no number."""
    dose = planned.dose
    if not isinstance(dose, Dose) or planned.route == "oral" or dose.unit not in ("mg", "IU", "mL"):
        return None
    return Step("dose", dose.value, dose.unit)


def preparation_judgements(
    doses: Iterable[PlannedDose], formulary: Mapping[str, FormularyEntry], policy: Policy
) -> Iterator[Judgement]:
    """What must be looked at before doses are prepared, once for each line and cycle."""
    known: dict[tuple[int, Statement, float | None], tuple[Problem, ...]] = {}
    said: set[tuple[str, int, str]] = set()
    for planned in doses:
        alike = (id(planned.dose), planned.administration.statement, planned.minutes)
        if alike not in known:
            known[alike] = tuple(_doubts(planned, formulary[planned.drug], policy))
        for problem in known[alike]:
            key = (planned.component, planned.cycle, problem.message)
            if key not in said:
                said.add(key)
                value = str(planned.dose)
                yield Judgement(problem, planned.component, planned.cycle, value=value)


def _doubts(planned: PlannedDose, entry: FormularyEntry, policy: Policy) -> Iterator[Problem]:
    # Without a window of concentrations no bag is too small or too large.
    given = None if entry.concentration is None else _prepared(planned)
    yield from () if given is None else _in_its_bag(planned, given, entry).doubts
    yield from _not_whole(planned, entry, policy)


# Vials ------------------------------------------------------------------------------------------


def _divided(*, dose: float, by: float) -> float:
    return dose / by


def _less(*, opened: float, dose: float) -> float:
    return wording.cleaned(opened) - wording.cleaned(dose)


def _smallest_bag(*, bag: float, least: float) -> float:
    if wording.cleaned(bag) < wording.cleaned(least):
        raise ValueError(f"a bag of {bag!r} mL is smaller than {least!r} mL")
    return bag


_DRAW_UP = Formula("draw_up", _divided, "mL", "{dose} ÷ {by}")
_CONCENTRATION = Formula("concentration", _divided, "mg/mL", "{dose} ÷ {by}")
_RATE = Formula("rate", _divided, "mL/h", "{dose} ÷ {by}")
_LEAST_VOLUME = Formula("least_volume", _divided, "mL", "{dose} ÷ {by}")
_BAG = Formula("bag", _smallest_bag, "mL", "{bag}, from {least}")


def _draw_up(dose: Step, entry: FormularyEntry) -> Step | None:
    stock = entry.stock
    if stock is None or dose.unit != "mg":
        return None
    strength = stock.strength
    by = Step("stock", strength.canonical, "mg/mL", str(strength), place=strength.place)
    return _DRAW_UP.apply("draw up", dose=dose, by=by)


def _vials(dose: Step, entry: FormularyEntry) -> tuple[tuple[Pieces, ...], Step | None]:
    """The vials that waste least, and the waste: of one stock, or of powders."""
    known = [product for product in entry.vials if product.unit == dose.unit]
    if not known or (any(product.is_solution for product in known) and entry.stock is None):
        return (), None
    by_size = {product.holds: product for product in known}
    sizes = [size for size in by_size if size is not None]
    try:
        opened = fewest_to_open(dose.value, sizes)
    except ValueError:
        return (), None
    pieces = tuple(Pieces(number, by_size[size]) for size, number in opened.units)
    formula = Formula("waste", _less, dose.unit, "{opened} - {dose}")
    shown = wording.with_unit(wording.significant(opened.dose_mg, 9), dose.unit)
    note = " + ".join(map(str, pieces))
    in_all = Step("opened", opened.dose_mg, dose.unit, shown, note=note)
    return pieces, formula.apply("left over", opened=in_all, dose=dose)


# Bags -------------------------------------------------------------------------------------------


class _InBag(NamedTuple):
    """What is known of a dose in its bag, or which bag is proposed for it."""

    concentration: Step | None = None
    proposed: Step | None = None
    doubts: tuple[Problem, ...] = ()
    not_checked: str = ""


def _in_its_bag(planned: PlannedDose, given: Step, entry: FormularyEntry) -> _InBag:
    """How strong a dose in mg becomes in its bag; else that nobody looked, and a bag that would do.

    A bag in words may be several, so that none of the drug's is too small for it.
    """
    if given.unit != "mg":
        return _InBag()
    is_alone = planned.in_bag_with is None
    bag = _bag(planned.dilution) if is_alone else None
    if bag is not None:
        concentration = _concentration(given, bag)
        doubts = tuple(_window_doubts(planned, concentration, entry, given))
        return _InBag(concentration, doubts=doubts)
    if planned.route != "intravenous":
        return _InBag()
    found = _proposed_bag(planned, given, entry) if is_alone else _InBag()
    doubts = found.doubts if planned.dilution is None else ()
    return _InBag(None, found.proposed, doubts, _not_checked(planned, entry))


def _not_checked(planned: PlannedDose, entry: FormularyEntry) -> str:
    """Why a dose was not held against its drug's window, and the window with its source."""
    window = entry.concentration
    if window is None:
        return ""
    why = "no bag is stated"
    if planned.in_bag_with is not None:
        why = f"it is in the bag of {planned.in_bag_with}"
    elif planned.dilution is not None:
        why = f'its bag is stated only in words, "{planned.dilution}"'
    source = entry.cited(window.source)
    cite = "" if source is None else f" ({source.cite})"
    mark = "" if window.verified else "; NOT VERIFIED"
    return f"{why}; it may be {_window_words(window)}{cite}{mark}"


def _bag(dilution: "Dilution | None") -> Step | None:
    """The volume in which the regimen has the dose diluted, where it is a number."""
    volume = None if dilution is None else dilution.volume
    if volume is None:
        return None
    return Step("bag", volume.canonical, "mL", str(volume), place=volume.place)


def _concentration(dose: Step, bag: Step) -> Step:
    return _CONCENTRATION.apply("final concentration", dose=dose, by=bag)


def _rate(volume: Step, planned: PlannedDose) -> Step | None:
    """How fast it runs, at four digits: rate × duration is the volume to 0.1 %.

    Over more than a day it may be several bags, and there is no rate.
    """
    minutes = planned.minutes
    if minutes is None or minutes > MINUTES_PER_DAY or planned.in_bag_with is not None:
        return None
    hours = minutes / 60
    by = Step("how long it runs", hours, "h", f"{wording.significant(hours, 9)} h")
    rate = _RATE.apply("rate", dose=volume, by=by)
    return rate._replace(written=f"{wording.significant(rate.value, 4)} mL/h")


def _window_words(window: ConcentrationWindow) -> str:
    low, high = window.least, window.most
    if low is not None and high is not None:
        return f"{low} to {high}"
    return f"at most {high}" if low is None else f"at least {low}"


def _is_above(value: float, edge: Measure | None) -> bool:
    return edge is not None and wording.cleaned(value) > wording.cleaned(edge.canonical)


def _is_below(value: float, edge: Measure | None) -> bool:
    return edge is not None and wording.cleaned(value) < wording.cleaned(edge.canonical)


def _window_doubts(
    planned: PlannedDose, concentration: Step, entry: FormularyEntry, dose: Step
) -> Iterator[Problem]:
    """A final concentration outside the drug's window, with a bag that would do."""
    window, bag = entry.concentration, planned.dilution
    if window is None or bag is None:
        return
    is_above = _is_above(concentration.value, window.most)
    if not is_above and not _is_below(concentration.value, window.least):
        return
    shown = wording.dose(concentration.value, "mg/mL")
    better = _fitting_bag(dose, entry)
    what = "weaker" if is_above else "stronger"
    mend = f"Make it {what}: another volume, or the dose in several bags."
    if better is not None:
        mend = f"Take a bag of {better}."
    yield Problem(
        "RC741",
        f"{planned.component}: {planned.dose} in {bag.volume} is {shown}; {entry.tall_man} may be "
        f"{_window_words(window)}",
        mend,
    )


def _fitting_bag(dose: Step, entry: FormularyEntry) -> Measure | None:
    """The smallest of the drug's bags in which the dose lies within its window."""
    window = entry.concentration
    if entry.bags is None or window is None:
        return None
    for volume in entry.bags.volumes:
        value = dose.value / volume.canonical
        if not _is_above(value, window.most):
            return None if _is_below(value, window.least) else volume
    return None


def _proposed_bag(planned: PlannedDose, dose: Step, entry: FormularyEntry) -> _InBag:
    """The smallest bag that keeps the dose within its window, where the regimen names none."""
    window = entry.concentration
    if entry.bags is None or window is None or window.most is None:
        return _InBag()
    volume = _fitting_bag(dose, entry)
    if volume is None:
        bags = wording.spoken_list([str(bag) for bag in entry.bags.volumes])
        problem = Problem(
            "RC743",
            f"{planned.component}: no bag of {bags} holds {planned.dose}: {entry.tall_man} may be "
            f"{_window_words(window)}",
            "Split the dose over several bags, each within the window.",
        )
        return _InBag(doubts=(problem,))
    most = Step("most", window.most.canonical, "mg/mL", str(window.most), place=window.most.place)
    least = _LEAST_VOLUME.apply("least volume", dose=dose, by=most)
    is_verified = entry.bags.verified and window.verified
    note = "proposed: the smallest that keeps it within its window"
    note += "" if is_verified else "; NOT VERIFIED"
    size = Step("bag", volume.canonical, "mL", str(volume), place=volume.place)
    return _InBag(proposed=_BAG.apply("bag", bag=size, least=least).with_note(note))


# Tablets ----------------------------------------------------------------------------------------


def _not_whole(planned: PlannedDose, entry: FormularyEntry, policy: Policy) -> Iterator[Problem]:
    """A dose by mouth that whole tablets do not make, under a policy that gives whole ones."""
    dose = planned.dose
    if planned.route != "oral" or policy.rounding == "none" or not isinstance(dose, Dose):
        return
    alike = [product for product in entry.solids if product.unit == dose.unit]
    if not alike or (dose.rounding is not None and dose.rounding.pieces):
        return
    strengths = wording.spoken_list(list(dict.fromkeys(str(one.strength) for one in alike)))
    _, is_said, why = dose.derivation.note.partition("not rounded: ")
    yield Problem(
        "RC742",
        f"{planned.component}: whole ones of {strengths} do not make {dose}"
        f"{f': {why}' if is_said else ''}",
        "Choose a dose that they make, or another form of the drug.",
    )
