"""A second implementation of caps, reductions and rounding, written from `docs/rounding.md` alone.

Exact fractions throughout: an edge of a band is found with whole-number roots, and the volumes of
the bands are read from the page itself. It shares nothing with the package.
"""

import functools
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from oracle.second_engine import ROOT, Body, read_rules, words

MG = {"mg": Fraction(1), "g": Fraction(1000), "mcg": Fraction(1, 1000)}
ORAL_FORMS = {"tablet", "capsule"}
VIAL_FORMS = {"vial", "ampoule", "syringe"}


class Given(NamedTuple):
    """One giving: as it was calculated, as it is given, and of what (size and number)."""

    calculated: Fraction
    mg: Fraction
    pieces: tuple[tuple[Fraction, int], ...] = ()


class Line(NamedTuple):
    """One line of a regimen, as its file words it."""

    name: str
    drug: str
    oral: bool
    amount: Fraction
    unit: str
    most: Fraction | None
    step: Fraction | None
    a_day: int


def read_line(entry: Mapping[str, Any]) -> Line:
    """Read one line whose amount is for each giving."""
    spoken = entry["per_dose"]
    amount, unit = (Fraction(spoken[4:]), "AUC") if spoken.startswith("AUC ") else words(spoken)
    most, step = entry.get("cap", {}).get("per_dose"), entry.get("round_to")
    return Line(
        entry["id"],
        entry["drug"],
        entry["route"] == "oral",
        amount,
        unit,
        words(most)[0] if most else None,
        words(step)[0] if step else None,
        int(entry.get("doses_per_day", 1)),
    )


@functools.cache
def file_of(path: Path) -> Any:
    """Return the content of a library file."""
    return yaml.safe_load(path.read_text("utf-8"))


def percent(text: str) -> Fraction:
    """Read '6.6 %'."""
    return Fraction(text.removesuffix(" %")) / 100


def twelve(number: Fraction) -> Fraction:
    """Return a number at 12 significant digits."""
    if number == 0:
        return number
    place = len(str(number.numerator // number.denominator)) if number >= 1 else 0
    while number < 1 and number * 10 ** (1 - place) < 1:
        place -= 1
    scale = Fraction(10) ** (12 - place)
    return Fraction(round(number * scale)) / scale


def half_up(number: Fraction, step: Fraction) -> Fraction:
    """Return the nearest multiple of a step, a tie counting up."""
    return math.floor(number / step + Fraction(1, 2)) * step


@functools.cache
def volumes() -> tuple[Fraction, ...]:
    """Return the volumes of the bands, as the page prints them."""
    page = (ROOT / "docs" / "rounding.md").read_text("utf-8")
    blocks = re.findall(r"```text\n([\d.\s]+)```", page)
    return tuple(Fraction(volume) for volume in blocks[0].split())


@functools.cache
def edge_after(number: int) -> Fraction:
    """Return the volume at which one band gives way to the next, to 0.001 mL, half up."""
    series = volumes()
    if number < 0:
        return Fraction("0.210")
    if number + 1 == len(series):
        return Fraction("318.434")
    square = series[number] * series[number + 1] * 2000**2
    return Fraction((math.isqrt(math.floor(square)) + 1) // 2, 1000)


@functools.cache
def table(drug: str) -> tuple[tuple[Fraction, Fraction, Fraction], ...]:
    """Return the bands of a drug: from, to below, band; none where its entry has no table."""
    said = file_of(ROOT / "formulary" / f"{drug}.yaml").get("bands")
    if said is None:
        return ()
    stock, cent = words(said["stock"])[0], Fraction(1, 100)
    first, last = (volumes().index(words(said[name])[0]) for name in ("from", "to"))
    return tuple(
        (
            half_up(edge_after(number - 1) * stock, cent),
            half_up(edge_after(number) * stock, cent),
            volumes()[number] * stock,
        )
        for number in range(first, last + 1)
    )


@functools.cache
def sizes(drug: str, forms: frozenset[str]) -> tuple[Fraction, ...]:
    """Return what one tablet, capsule or vial of a drug holds, mg."""
    found = set()
    for product in file_of(ROOT / "formulary" / f"{drug}.yaml").get("products", ()):
        number, unit = words(product["strength"])
        if product.get("form") not in forms:
            continue
        if unit in MG:
            found.add(number * MG[unit])
        elif unit == "mg/mL" and "volume" in product and not forms & ORAL_FORMS:
            found.add(number * words(product["volume"])[0])
    return tuple(sorted(found, reverse=True))


Pieces = tuple[Fraction, ...]


@functools.lru_cache(maxsize=4096)
def sums(strengths: Pieces, beyond: Fraction) -> Mapping[Fraction, Pieces]:
    """Return every sum up to a bound with its pieces: the fewest, then the largest of them."""
    known: dict[Fraction, Pieces] = {}
    layer: dict[Fraction, Pieces] = {Fraction(0): ()}
    while layer:
        following: dict[Fraction, Pieces] = {}
        for total, pieces in layer.items():
            for size in strengths:
                taken = tuple(sorted((*pieces, size), reverse=True))
                made = total + size
                if made > beyond or made in known:
                    continue
                following[made] = max(following.get(made, ()), taken)
        known |= following
        layer = following
    return known


def nearest(
    dose: Fraction, strengths: Pieces, most: Fraction | None
) -> tuple[Fraction, Pieces] | None:
    """Return the sum of whole ones nearest to a dose and not above the cap; nothing is none."""
    if not strengths:
        return None
    stride = 20 * min(strengths)
    known = sums(strengths, math.ceil(dose / stride + 1) * stride)
    found = {total: made for total, made in known.items() if most is None or total <= most}
    found[Fraction(0)] = ()
    best = min(found, key=lambda total: (abs(total - dose), -total))
    return (best, found[best]) if best else None


class Rounding:
    """How one policy makes calculated doses the doses to give."""

    def __init__(self, policy: Path) -> None:
        said, self.rules = file_of(policy), read_rules(policy)
        self.way = said["rounding"]
        self.near = percent(said["tolerances"]["rounding"])
        self.near_band = percent(said["tolerances"].get("banding", "0 %"))
        surface, estimate = said["body_surface_area"]["cap"], said["cap_of_estimate"]
        self.most_surface = None if surface == "none" else words(surface)[0]
        self.most_gfr = None if estimate == "none" else words(estimate)[0]

    def givings(self, line: Line, body: Body, share: Fraction) -> list[Given]:
        """Return the doses of one day of a line, in order."""
        dose, cap = self.calculated(line, body)
        exact = dose if line.most is None else min(dose, line.most)
        reduced = exact * share
        read, most = twelve(reduced), None if cap is None else twelve(cap)
        flat = line.unit in MG and reduced == line.amount * MG[line.unit]
        found = list(self.day(line, read, most, flat=flat))
        return [Given(reduced, reduced if mg is None else mg, counted(p)) for mg, p in found]

    def calculated(self, line: Line, body: Body) -> tuple[Fraction, Fraction | None]:
        """Return the dose before the line's own cap, and the lowest cap that rounding has."""
        caps = [] if line.most is None else [line.most]
        if line.unit == "AUC":
            dose = line.amount * (body.gfr + 25)
            if self.most_gfr is not None and "measured_gfr" not in body.stated:
                caps.append(line.amount * (self.most_gfr + 25))
        elif line.unit == "mg/m2":
            surface = body.bsa
            if self.most_surface is not None:
                surface = min(surface, self.most_surface)
                caps.append(line.amount * self.most_surface)
            dose = line.amount * surface
        else:
            dose = line.amount * MG[line.unit]
        return dose, min(caps, default=None)

    def day(
        self, line: Line, dose: Fraction, cap: Fraction | None, *, flat: bool
    ) -> Iterator[tuple[Fraction | None, Pieces]]:
        """Yield each giving of a day and its pieces; None leaves the dose as it is."""
        tablets = sizes(line.drug, frozenset(ORAL_FORMS)) if line.oral else ()
        if line.step is not None:
            mg = self.to_step(dose, cap, line.step)
            whole = nearest(dose if mg is None else mg, tablets, None)
            is_counted = self.way != "none" and whole is not None and whole[0] == (mg or dose)
            one = (mg, whole[1] if whole and is_counted else ())
        elif self.way == "none":
            one = (None, ())
        elif line.oral and flat:
            whole = nearest(dose, tablets, None)
            one = (None, whole[1] if whole is not None and whole[0] == dose else ())
        elif line.oral:
            yield from self.by_mouth(line, dose, cap, tablets)
            return
        else:
            one = (None, ()) if flat else self.into_a_vein(line.drug, dose, cap)
        yield from [one] * line.a_day

    def into_a_vein(
        self, drug: str, dose: Fraction, cap: Fraction | None
    ) -> tuple[Fraction | None, Pieces]:
        """Return a dose in a band, to a step or of whole vials."""
        if self.way == "nhs_bands":
            return self.in_a_band(drug, dose, cap), ()
        if self.way == "whole_vials":
            whole = self.within(dose, nearest(dose, sizes(drug, frozenset(VIAL_FORMS)), cap))
            return whole or (None, ())
        step = file_of(ROOT / "formulary" / f"{drug}.yaml").get("round_to")
        if self.way == "formulary_step" and step is not None:
            return self.to_step(dose, cap, words(step["step"])[0]), ()
        return None, ()

    def to_step(self, dose: Fraction, cap: Fraction | None, step: Fraction) -> Fraction | None:
        """Return the nearest step under the cap, if it is near enough."""
        mg = half_up(dose, step)
        if cap is not None and mg > cap:
            mg = math.floor(dose / step) * step
        return mg if abs(mg - dose) <= self.near * dose else None

    def in_a_band(self, drug: str, dose: Fraction, cap: Fraction | None) -> Fraction | None:
        """Return the dose's band, or the next lower one under the cap, if it is near enough."""
        bands = table(drug)
        own = [number for number, band in enumerate(bands) if band[0] <= dose < band[1]]
        if not own:
            return None
        number = own[0]
        if cap is not None and bands[number][2] > cap:
            number -= 1
        if number < 0:
            return None
        band = bands[number][2]
        return band if abs(band - dose) <= self.near_band * dose else None

    def within(
        self, dose: Fraction, whole: tuple[Fraction, Pieces] | None
    ) -> tuple[Fraction, Pieces] | None:
        """Return whole ones if they are near enough."""
        return whole if whole and abs(whole[0] - dose) <= self.near * dose else None

    def by_mouth(
        self, line: Line, dose: Fraction, cap: Fraction | None, tablets: Pieces
    ) -> Iterator[tuple[Fraction | None, Pieces]]:
        """Yield equal doses of whole ones, else a day split unequally, else the dose as it is."""
        equal = self.within(dose, nearest(dose, tablets, cap))
        if equal is None and line.a_day > 1:
            day = self.within(dose * line.a_day, nearest(dose * line.a_day, tablets, None))
            dealt: list[list[Fraction]] = [[] for _ in range(line.a_day)]
            for piece in sorted(day[1], reverse=True) if day else ():
                min(dealt, key=sum).append(piece)
            dealt.sort(key=sum, reverse=True)
            if all(dealt) and (cap is None or sum(dealt[0]) <= cap):
                yield from ((sum(pieces, Fraction(0)), tuple(pieces)) for pieces in dealt)
                return
        yield from [equal or (None, ())] * line.a_day


def counted(pieces: Sequence[Fraction]) -> tuple[tuple[Fraction, int], ...]:
    """Return each size with its number, the largest first."""
    return tuple((size, pieces.count(size)) for size in sorted(set(pieces), reverse=True))
