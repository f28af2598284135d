"""Tablets, capsules and vials: the nearest dose that whole ones make, and the fewest to open."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import ceil, gcd, isfinite, lcm

from regimencalc.derivation import require_positive
from regimencalc.wording import without_noise

MOST_STEPS = 100_000
"""How many sums are looked at for one dose; a bound on the work, not on any dose."""


@dataclass(frozen=True, slots=True)
class WholeUnits:
    """One dose [mg] in whole units: each strength [mg] with its number, the largest first."""

    dose_mg: float
    units: tuple[tuple[float, int], ...]

    @property
    def count(self) -> int:
        """How many units one dose is."""
        return sum(number for _, number in self.units)


def nearest_whole_units(
    dose_mg: float,
    strengths_mg: Sequence[float],
    *,
    doses: int = 1,
    cap_mg: float | None = None,
) -> WholeUnits:
    """The dose nearest to the calculated one that whole units make, of the fewest units.

        number of doses × sum of strengths, nearest to the calculated dose, a tie counting up

    Parameters
    ----------
    dose_mg : float
        The calculated dose: of one giving, or of a day that is split over `doses`, [mg]
    strengths_mg : Sequence of float
        The strengths that there are, [mg]
    doses : int, optional
        Over how many equal doses it is split; each is of the same units, [-]
    cap_mg : float, optional
        The cap that holds for the calculated dose, and must hold for what is given, [mg]
    Returns
    -------
    WholeUnits
        One dose of them; no units where nothing is nearer than the smallest
    Raises
    ------
    ValueError
        If the dose is not finite or is below 0, there is no strength, a strength or the cap is not
        finite and above 0, the dose is above its cap, the number of doses is below 1, or the
        strengths are so fine beside the dose that more than 100,000 sums would be looked at.
    Notes
    -----
    Among equally many units those of the larger strengths are taken. A dose below half the smallest
    unit becomes 0, and between coarse strengths a dose may move far: whether it may is for the
    policy's tolerance. Give one strength to keep to one, so that tablets are not confused. The
    nearest dose comes before the fewest units: 1700 mg of 500 mg and 150 mg is nine tablets, though
    1650 mg would be four.
    Examples
    --------
    >>> nearest_whole_units(3300, [150, 500], doses=2)
    WholeUnits(dose_mg=1650.0, units=((500.0, 3), (150.0, 1)))
    >>> nearest_whole_units(181.8, [50])
    WholeUnits(dose_mg=200.0, units=((50.0, 4),))

    References
    ----------
    One strength of an oral drug: HOPA's recommendations on rounding, Fahrenbruch et al., J Oncol
    Pract 2018 (abstract).
    """
    if doses < 1:
        raise ValueError(f"the number of doses must be 1 or more, not {doses!r}")
    of_all, step, sizes = _wanted(dose_mg, strengths_mg)
    wanted = of_all / doses
    cap = _cap_in_steps(dose_mg, cap_mg, doses * step)
    largest_of = _largest_of_the_fewest(sizes, _beyond(wanted, sizes, dose_mg, strengths_mg))
    sums = [0, *(total for total in largest_of if cap is None or total <= cap)]
    nearest = min(sums, key=lambda total: (abs(total - wanted), -total))
    return WholeUnits(float(nearest * step), _taken(nearest, largest_of, step))


def dealt_over_a_day(day: WholeUnits, doses: int) -> tuple[WholeUnits, ...]:
    """The units of a day, dealt over its doses as evenly as they go, the larger dose first.

        each unit, the largest first, goes to the dose that has the least so far

    Parameters
    ----------
    day : WholeUnits
        All units of the day, [mg]
    doses : int
        Over how many doses they are dealt, [-]
    Returns
    -------
    tuple of WholeUnits
        One for each dose; without units where there are fewer units than doses
    Raises
    ------
    ValueError
        If the number of doses is below 1.
    Examples
    --------
    >>> [dose.dose_mg for dose in dealt_over_a_day(WholeUnits(150.0, ((50.0, 3),)), 2)]
    [100.0, 50.0]
    """
    if doses < 1:
        raise ValueError(f"the number of doses must be 1 or more, not {doses!r}")
    shares: list[list[Fraction]] = [[] for _ in range(doses)]
    for strength_mg, number in day.units:
        for _ in range(number):
            min(shares, key=sum).append(_exact(strength_mg))
    made = (_counted(share) for share in shares)
    return tuple(sorted(made, key=lambda dose: -dose.dose_mg))


def fewest_to_open(dose_mg: float, contents_mg: Sequence[float]) -> WholeUnits:
    """The vials that hold a dose with the least waste; among those, the fewest.

        sum of contents ≥ dose, as small as there is; then as few vials as make it

    Parameters
    ----------
    dose_mg : float
        What is drawn up, [mg]
    contents_mg : Sequence of float
        What the vials hold that there are, [mg]
    Returns
    -------
    WholeUnits
        All vials together: their sum less the dose is the waste
    Raises
    ------
    ValueError
        If the dose is not finite or is below 0, no vial is stated, a content is not finite and
        above 0, or more than 100,000 sums would be looked at.
    Examples
    --------
    >>> fewest_to_open(181.8, [100, 500, 1000])
    WholeUnits(dose_mg=200.0, units=((100.0, 2),))
    >>> fewest_to_open(570, [50, 150, 450, 600])
    WholeUnits(dose_mg=600.0, units=((600.0, 1),))
    """
    wanted, step, sizes = _wanted(dose_mg, contents_mg)
    largest_of = _largest_of_the_fewest(sizes, _beyond(wanted, sizes, dose_mg, contents_mg))
    total = min((total for total in largest_of if total >= wanted), default=0)
    return WholeUnits(float(total * step), _taken(total, largest_of, step))


def _wanted(
    dose_mg: float, sizes_mg: Sequence[float]
) -> tuple[Fraction, Fraction, tuple[int, ...]]:
    """The dose in the greatest step that divides every size; that step; the sizes in it."""
    if not (isfinite(dose_mg) and dose_mg >= 0):
        raise ValueError(f"the dose must be a finite number of 0 or more, not {dose_mg!r}")
    step, sizes = _in_steps(sizes_mg)
    return _exact(dose_mg) / step, step, sizes


def _beyond(
    wanted: Fraction, sizes: Sequence[int], dose_mg: float, strengths_mg: Sequence[float]
) -> int:
    """The first sum of the smallest size alone that is not below what is wanted."""
    beyond = ceil(wanted / sizes[-1]) * sizes[-1]
    if beyond > MOST_STEPS:
        raise ValueError(
            f"{dose_mg!r} mg is more than {MOST_STEPS:,} steps of what {strengths_mg!r} "
            "mg can make: check the units of both"
        )
    return beyond


def _counted(sizes_mg: Iterable[Fraction]) -> WholeUnits:
    numbers = Counter(sizes_mg)
    units = tuple((float(size), number) for size, number in sorted(numbers.items())[::-1])
    return WholeUnits(float(sum(numbers.elements())), units)


def _exact(mg: float) -> Fraction:
    return Fraction(without_noise(mg))


def _in_steps(strengths_mg: Sequence[float]) -> tuple[Fraction, tuple[int, ...]]:
    """The greatest step that divides every strength, and the strengths in it, the largest first."""
    if not strengths_mg:
        raise ValueError("no strength is given: state at least one")
    for strength_mg in strengths_mg:
        require_positive(strength_mg=strength_mg)
    exact = {_exact(strength_mg) for strength_mg in strengths_mg}
    shared = lcm(*(strength.denominator for strength in exact))
    step = Fraction(gcd(*(int(strength * shared) for strength in exact)), shared)
    return step, tuple(sorted((int(strength / step) for strength in exact), reverse=True))


def _cap_in_steps(dose_mg: float, cap_mg: float | None, step: Fraction) -> Fraction | None:
    if cap_mg is None:
        return None
    require_positive(cap_mg=cap_mg)
    if _exact(dose_mg) > _exact(cap_mg):
        raise ValueError(f"the dose, {dose_mg!r} mg, is above its cap: cap it before it is rounded")
    return _exact(cap_mg) / step


@lru_cache(maxsize=256)
def _largest_of_the_fewest(sizes: tuple[int, ...], most: int) -> Mapping[int, int]:
    """For each sum that whole units make: the largest unit among the fewest that make it."""
    fewest = {0: 0}
    largest_of: dict[int, int] = {}
    for total in range(1, most + 1):
        ways = [(fewest[total - size], -size) for size in sizes if total - size in fewest]
        if ways:
            others, largest = min(ways)
            fewest[total] = others + 1
            largest_of[total] = -largest
    return largest_of


def _taken(
    total: int, largest_of: Mapping[int, int], step: Fraction
) -> tuple[tuple[float, int], ...]:
    """The units of a sum, one taken off after another."""
    numbers: Counter[int] = Counter()
    while total:
        numbers[largest_of[total]] += 1
        total -= largest_of[total]
    return tuple((float(size * step), number) for size, number in sorted(numbers.items())[::-1])
