"""A second implementation of caps, reductions and rounding, written from `docs/rounding.md` alone.

It takes the volumes of the bands from that page and shares nothing with the package.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from oracle.second_engine import ROOT, Body, Drug, read_drug, read_rules, root, words

TWELVE_DIGITS = Context(prec=12, rounding=ROUND_HALF_UP)
NO_CAP = Fraction(10**9)  # mg, more than any dose
FIRST_END, LAST_END = Fraction("0.210"), Fraction("318.434")  # mL: ends, no volumes
Sizes = tuple[Fraction, ...]  # mg; of tablets and vials the largest first
Pieces = tuple[tuple[Fraction, int], ...]  # sizes, and how many of each
NO_PIECES: Pieces = ()


class Given(NamedTuple):
    """One giving: what was calculated, what is given, mg, and the whole ones that make it."""

    calculated: Fraction
    mg: Fraction
    pieces: Pieces


@cache
def read_entry(drug: str) -> Any:
    """Read the entry of a drug."""
    return yaml.safe_load((ROOT / f"formulary/{drug}.yaml").read_text("utf-8"))


@cache
def sizes(drug: str, *forms: str) -> Sizes:
    """Return what the products of these forms hold; of a solution the volume must be known."""
    found = set()
    for product in read_entry(drug).get("products", ()):
        strength, unit = words(product["strength"])
        if product["form"] in forms and (unit == "mg" or "volume" in product):
            found.add(strength * words(product.get("volume", "1 mL"))[0])
    return tuple(sorted(found, reverse=True))


@cache
def bands(drug: str) -> tuple[Sizes, Sizes]:
    """Return a drug's bands and their ends: each holds from its end to below the next end."""
    said = read_entry(drug)["bands"]
    stock, low, high = (words(said[key])[0] for key in ("stock", "from", "to"))
    page = (ROOT / "docs/rounding.md").read_text("utf-8")
    series = [Fraction(volume) for volume in page.split("```text")[1].split("```")[0].split()]
    meet = [half_up(root(one * two), Fraction("0.001")) for one, two in pairwise(series)]
    first, last = series.index(low), series.index(high)
    ends = [FIRST_END, *meet, LAST_END][first : last + 2]
    rounded_ends = tuple(half_up(end * stock, Fraction("0.01")) for end in ends)
    return tuple(volume * stock for volume in series[first : last + 1]), rounded_ends


def read(mg: Fraction) -> Fraction:
    """Return a dose or a cap as rounding reads it."""
    return Fraction(TWELVE_DIGITS.divide(*map(Decimal, mg.as_integer_ratio())))


def near(given: Fraction, mg: Fraction, tolerance: Fraction) -> bool:
    """Return whether a dose is moved by no more than the tolerance."""
    return abs(given - mg) <= tolerance * mg


def half_up(value: Fraction, step: Fraction) -> Fraction:
    """Return the nearest multiple of the step; ties go up."""
    return (value / step + Fraction(1, 2)) // 1 * step


def to_step(mg: Fraction, step: Fraction, cap: Fraction) -> Fraction:
    """Return the nearest multiple, or the greatest that is not above the cap."""
    return min(half_up(mg, step), cap // step * step)


def to_band(mg: Fraction, drug: str, cap: Fraction) -> Fraction:
    """Return the dose's own band, or the next lower where that is above the cap, or nothing."""
    table, ends = bands(drug)
    own = bisect_right(ends, mg) - 1
    fitting = [band for band in table[max(own - 1, 0) : own + 1] if band <= cap]
    return max(fitting, default=Fraction(0)) if own < len(table) else Fraction(0)


@cache
def sums(of: Sizes, most: int) -> tuple[Sizes, Mapping[Fraction, Pieces]]:
    """Return every sum of whole ones up to the most, rising, and what makes each.

    They are found by the number of pieces, so that the first way to a sum has the fewest; of
    equally few, the greatest counts with the largest size first have the largest pieces.
    """
    newest = found = {Fraction(0): (0,) * len(of)}
    while newest:
        reached: dict[Fraction, tuple[int, ...]] = {}
        for mg, counts in newest.items():
            for place, size in enumerate(of):
                more = (*counts[:place], counts[place] + 1, *counts[place + 1 :])
                if mg + size <= most and mg + size not in found:
                    reached[mg + size] = max(more, reached.get(mg + size, more))
        found, newest = found | reached, reached
    pieces = {mg: tuple((o, n) for o, n in zip(of, found[mg], strict=True) if n) for mg in found}
    return tuple(sorted(found)), pieces


def whole(mg: Fraction, of: Sizes, cap: Fraction) -> tuple[Fraction, Pieces]:
    """Return the sum of whole ones nearest to a dose and not above the cap, and its pieces."""
    power = int(mg + max(of, default=0)).bit_length()  # so that few tables serve every dose
    rising, pieces = sums(of, 2**power)
    above = bisect_right(rising, mg)
    fitting = [each for each in rising[above - 1 : above + 1] if each <= cap]
    nearest = min(fitting, key=lambda each: (abs(each - mg), -each))
    return nearest, pieces[nearest]


def dealt(pieces: Pieces, times: int) -> list[tuple[Fraction, Pieces]]:
    """Return the givings of a day's whole ones, the larger giving first."""
    givings: list[list[Fraction]] = [[] for _ in range(times)]
    for size in (size for size, number in pieces for _ in range(number)):
        min(givings, key=sum).append(size)
    givings.sort(key=sum, reverse=True)
    return [(sum(giving, Fraction(0)), tuple(Counter(giving).items())) for giving in givings]


class Rounding:
    """What a policy says of caps and rounding."""

    def __init__(self, policy: Path) -> None:
        content = yaml.safe_load(policy.read_text("utf-8"))
        self.rules, self.way = read_rules(policy), content["rounding"]
        surface, tolerances = content["body_surface_area"]["cap"], content["tolerances"]
        self.surface = None if surface == "none" else words(surface)[0]
        self.tolerance = words(tolerances["rounding"])[0] / 100
        self.banding = words(tolerances.get("banding", "0 %"))[0] / 100

    def cap(self, amount: Drug, body: Body) -> Fraction:
        """Return the lowest of all that caps a dose, whether or not it is reached."""
        caps = [NO_CAP if amount.most is None else amount.most]
        if amount.unit == "mg/m2" and self.surface is not None:
            caps.append(amount.amount * self.surface)
        if amount.unit == "AUC" and self.rules.most and "measured_gfr" not in body.stated:
            caps.append(amount.amount * (self.rules.most + 25))
        return min(caps)

    def givings(self, line: Mapping[str, Any], body: Body, share: Fraction) -> list[Given]:
        """Return the givings of a line's day: capped, then reduced, then rounded once."""
        amount = read_drug({"infuse_over": "not stated", **line})
        cap, times = self.cap(amount, body), line.get("doses_per_day", 1)
        calculated = min(min(body.dose(amount), cap) * share, cap)
        as_stated = amount.unit == "mg" and calculated == amount.amount
        moved = self.moved(line, read(calculated), read(cap), as_stated=as_stated)
        return [Given(calculated, *each) for each in moved or [(calculated, ())] * times]

    def moved(
        self, line: Mapping[str, Any], mg: Fraction, cap: Fraction, *, as_stated: bool
    ) -> list[tuple[Fraction, Pieces]]:
        """Return each giving and its pieces, or nothing where the dose stays as calculated."""
        drug, times, oral = line["drug"], line.get("doses_per_day", 1), line["route"] == "oral"
        tablets = sizes(drug, "tablet", "capsule") if oral else ()
        given, pieces, tolerance = Fraction(0), NO_PIECES, self.tolerance
        if "round_to" in line or as_stated:
            given = to_step(mg, words(line["round_to"])[0], cap) if "round_to" in line else mg
            kept = given if near(given, mg, tolerance) else mg
            counted, pieces = whole(kept, tablets, NO_CAP)
            pieces = pieces if counted == kept and self.way != "none" else ()
            return [(kept, pieces)] * times if pieces or kept == given else []
        if oral and self.way != "none":
            given, pieces = whole(mg, tablets, cap)
            if not near(given, mg, tolerance):
                day, pieces = whole(mg * times, tablets, NO_CAP)
                split = dealt(pieces, times)
                fits = all(0 < each <= cap for each, _ in split)
                return split if fits and near(day, mg * times, tolerance) else []
        elif self.way == "whole_vials":
            given, pieces = whole(mg, sizes(drug, "vial"), cap)
        elif self.way == "formulary_step" and "round_to" in read_entry(drug):
            given = to_step(mg, words(read_entry(drug)["round_to"]["step"])[0], cap)
        elif self.way == "nhs_bands" and "bands" in read_entry(drug):
            given, tolerance = to_band(mg, drug, cap), self.banding
        return [(given, pieces)] * times if near(given, mg, tolerance) else []
