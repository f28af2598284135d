"""A second implementation of the course calculation, kept apart from the first on purpose.

It reads the same YAML files and the same words for a patient, and shares nothing else with the
package: it walks the calendar day by day, counts in exact fractions and keeps time as seconds of
UTC. Where the first engine refuses, `second_course` returns None.
"""

import functools
import math
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import yaml

ROOT = Path(__file__).resolve().parents[2]
DAY = 86400
Key = tuple[int, int, str]  # cycle, day, component
SECONDS = {"min": 60, "h": 3600}
UMOL_PER_MG_DL = Fraction("88.42")
KIDNEY = ("measured_gfr", "egfr", "creatinine")
PLAUSIBLE: Mapping[str, tuple[Fraction | float, Fraction | float]] = {
    "mL/min": (0, 300),
    "mL/min/1.73m2": (0, 300),  # as it was entered, and once more when it is absolute
    "mg/dL": (Fraction("0.2"), 15),
    "umol/L": (18, 1300),
}


class Infusion(NamedTuple):
    """One giving of one component."""

    day: date
    mg: Fraction
    dose_number: int
    starts_at: datetime | None
    ends_at: datetime | None
    ends_on: date | None


class Drug(NamedTuple):
    """One component as its file words it."""

    name: str
    amount: Fraction
    unit: str
    most: Fraction | None
    days: frozenset[int]
    seconds: int | None
    after: str | None


class Plan(NamedTuple):
    """A regimen: the length of its cycle, whom it is for and its components in safe order."""

    length: int
    adult: bool
    drugs: tuple[Drug, ...]


class Rules(NamedTuple):
    """What a policy decides: from which BMI, down to which creatinine, up to which clearance."""

    adjusted_from: Fraction | None
    floor: Fraction | None
    most: Fraction | None


class Implausible(Exception):
    """This patient or this start gives no doses."""


def words(text: str) -> tuple[Fraction, str]:
    """Split '61.25 kg' into its number and its unit, exactly."""
    number, unit = text.split(" ")
    return Fraction(number), unit


def seconds_of(spoken: str | Mapping[str, str]) -> int | None:
    """Return the planned length of an infusion; a mere range has none."""
    plan = spoken if isinstance(spoken, str) else spoken.get("plan", "not stated")
    if plan == "not stated":
        return None
    return int(words(plan)[0] * SECONDS[words(plan)[1]])


def read_drug(entry: Mapping[str, Any]) -> Drug:
    """Read one component of a regimen file."""
    spoken = entry["per_dose"]
    if spoken.startswith("AUC "):
        amount, unit = Fraction(spoken[4:]), "AUC"
    else:
        amount, unit = words(spoken)
    most = entry.get("cap", {}).get("per_dose")
    return Drug(
        name=entry["id"],
        amount=amount,
        unit=unit,
        most=words(most)[0] if most else None,
        days=frozenset(entry["days"]),
        seconds=seconds_of(entry["infuse_over"]),
        after=entry.get("starts", {}).get("after"),
    )


def read_plan(regimen: Path) -> Plan:
    """Read a regimen file; a component that waits for another is put behind it."""
    content = yaml.safe_load(regimen.read_text("utf-8"))
    waiting = [read_drug(entry) for entry in content["components"]]
    ordered: list[Drug] = []
    while waiting:
        settled = {drug.name for drug in ordered}
        free = [drug for drug in waiting if drug.after is None or drug.after in settled]
        ordered += free
        waiting = [drug for drug in waiting if drug not in free]
    length = int(words(content["cycle"]["length"])[0])
    return Plan(length, content["population"] == "adult", tuple(ordered))


@functools.cache
def read_rules(policy: str | Path) -> Rules:
    """Read a shipped policy by its name, or any by its path."""
    path = policy if isinstance(policy, Path) else ROOT / "policies" / f"{policy}.yaml"
    content = yaml.safe_load(path.read_text("utf-8"))
    clearance = content["creatinine_clearance"]
    weight, floor = clearance["weight"], clearance["creatinine_floor"]
    most = content["cap_of_estimate"]
    return Rules(
        adjusted_from=None if weight == "actual" else words(weight["adjusted_40_from_bmi"])[0],
        floor=None if floor == "none" else words(floor)[0],
        most=None if most == "none" else words(most)[0],
    )


def inside(value: Fraction, low: Fraction | float, high: Fraction | float) -> Fraction:
    """Return the value if it is plausible; the ends of the range are."""
    if not low <= value <= high:
        raise Implausible
    return value


def root(square: Fraction) -> Fraction:
    """Return the square root to 50 decimals."""
    scale = 10**50
    return Fraction(math.isqrt(square.numerator * scale**2 // square.denominator), scale)


class Body:
    """The measures of one patient, checked, and what a dose is multiplied by."""

    def __init__(self, said: Mapping[str, str], rules: Rules, *, adult: bool) -> None:
        self.rules = rules
        self.male = said["sex"] == "male"
        self.age = inside(words(said["age"])[0], 18 if adult else 0, 120)
        self.height = inside(words(said["height"])[0], 40, 250)
        self.weight = inside(words(said["weight"])[0], 1, 350)
        self.bmi = inside(self.weight * 10000 / self.height**2, 10, 80)
        squared = self.weight * self.height / 3600
        inside(squared, Fraction("0.5" if adult else "0.15") ** 2, Fraction("3.5") ** 2)
        self.bsa = root(squared)
        self.stated = {name: words(said[name]) for name in KIDNEY if name in said}
        for number, unit in self.stated.values():
            inside(number, *PLAUSIBLE[unit])

    @functools.cached_property
    def gfr(self) -> Fraction:
        """The absolute GFR that Calvert's formula takes."""
        match self.stated:
            case {"measured_gfr": (measured, _)}:
                return measured
            case {"egfr": (number, unit)}:
                indexed = unit == "mL/min/1.73m2"
                estimate = number * self.bsa / Fraction("1.73") if indexed else number
            case {"creatinine": (number, unit)}:
                per_mg = UMOL_PER_MG_DL if unit == "umol/L" else 1
                estimate = self.cockcroft_gault(number / per_mg)
            case _:
                raise Implausible
        estimate = inside(estimate, 0, 300)
        return estimate if self.rules.most is None else min(estimate, self.rules.most)

    def cockcroft_gault(self, creatinine: Fraction) -> Fraction:
        """Return the clearance, mL/min, from a serum creatinine, mg/dL."""
        if self.rules.floor is not None:
            creatinine = max(creatinine, self.rules.floor)
        weight = self.weight
        if self.rules.adjusted_from is not None and self.bmi >= self.rules.adjusted_from:
            inches_over = self.height / Fraction("2.54") - 60
            ideal = Fraction(50 if self.male else "45.5") + Fraction("2.3") * inches_over
            if ideal <= 0:  # Devine's line, drawn on below five feet, leaves the ground
                raise Implausible
            weight = ideal + Fraction("0.4") * (weight - ideal)
        share = Fraction(1) if self.male else Fraction("0.85")
        return share * (140 - self.age) * weight / (72 * creatinine)

    def dose(self, drug: Drug) -> Fraction:
        """Return the dose of one giving, mg."""
        mg = drug.amount
        if drug.unit == "mg/m2":
            mg *= self.bsa
        elif drug.unit == "AUC":
            mg *= self.gfr + 25
        return mg if drug.most is None else min(mg, drug.most)


class Clock:
    """The hour at which treatment days begin, in one zone; it speaks in seconds of UTC."""

    def __init__(self, hour: timedelta, zone: str) -> None:
        self.hour, self.zone = hour, ZoneInfo(zone)

    def at(self, second: int) -> datetime:
        """Return what the wall clock of the zone shows at this second."""
        return datetime.fromtimestamp(second, self.zone)

    def opening(self, day: date) -> int:
        """Return the second at which this day's treatment begins.

        Every offset that the zone has about that day is tried. None fits an hour that the clocks
        skip; of an hour that comes twice the first is taken.
        """
        naive = int((datetime(day.year, day.month, day.day, tzinfo=UTC) + self.hour).timestamp())
        tried = {naive - self.offset(naive + side) for side in (-DAY, 0, DAY)}
        fits = [second for second in tried if second + self.offset(second) == naive]
        if not fits:
            raise Implausible
        return min(fits)

    def offset(self, second: int) -> int:
        """Return the zone's distance from UTC at this second."""
        distance = self.at(second).utcoffset()
        return 0 if distance is None else int(distance.total_seconds())


class Walk:
    """The course as it is lived: one calendar day after the other."""

    def __init__(self, plan: Plan, body: Body, clock: Clock | None) -> None:
        self.plan, self.clock = plan, clock
        self.doses = {drug.name: body.dose(drug) for drug in plan.drugs}
        self.given: dict[str, int] = dict.fromkeys(self.doses, 0)
        self.yesterday: dict[str, int | None] = {}
        self.found: dict[Key, Infusion] = {}

    def live(self, cycle: int, day: int, today: date) -> None:
        """Give what this day of the cycle has."""
        due = [drug for drug in self.plan.drugs if day in drug.days]
        opening = self.clock.opening(today) if self.clock and due else None
        ends: dict[str, int | None] = {}
        for drug in due:
            self.given[drug.name] += 1
            around_the_clock = drug.seconds == DAY
            if around_the_clock and drug.name in self.yesterday:
                start = self.yesterday[drug.name]
            elif drug.after is not None and drug.after in ends:
                start = ends[drug.after]
            else:
                start = opening
            end = None if start is None or drug.seconds is None else start + drug.seconds
            ends[drug.name] = end
            shown = self.show(end)
            tomorrow = today + timedelta(days=1) if around_the_clock else None
            self.found[cycle, day, drug.name] = Infusion(
                day=today,
                mg=self.doses[drug.name],
                dose_number=self.given[drug.name],
                starts_at=self.show(start),
                ends_at=shown,
                ends_on=tomorrow if shown is None else shown.date(),
            )
        self.yesterday = ends

    def show(self, second: int | None) -> datetime | None:
        """Return the second as a time of the zone."""
        return None if second is None or self.clock is None else self.clock.at(second)


def second_course(
    plan: Plan,
    patient: Mapping[str, str],
    *,
    start: str,
    zone: str | None,
    cycles: int,
    policy: str,
) -> dict[Key, Infusion] | None:
    """Return every giving of the course by cycle, day and component, or None if refused."""
    first = date.fromisoformat(start[:10])
    clock = None
    if "T" in start and zone is not None:
        clock = Clock(timedelta(hours=int(start[11:13]), minutes=int(start[14:16])), zone)
    try:
        walk = Walk(plan, Body(patient, read_rules(policy), adult=plan.adult), clock)
        for passed in range(cycles * plan.length):
            cycle, day = divmod(passed, plan.length)
            walk.live(cycle + 1, day + 1, first + timedelta(days=passed))
    except Implausible:
        return None
    return walk.found
