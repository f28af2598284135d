"""Checks of what policies and formulary entries say of rounding, bands, vials and bags."""

from collections.abc import Iterator
from itertools import pairwise

from regimencalc import banding
from regimencalc.banding import GREATEST_VARIANCE_PERCENT
from regimencalc.formulary import FormularyEntry
from regimencalc.policy import Policy
from regimencalc.problems import Problem
from regimencalc.regimen_lines import place_in

WIDEST_ROUNDING_PERCENT = 10
"""The widest rounding that a society has called acceptable: HOPA's, for every drug."""


def policy_rounding_problems(policy: Policy) -> Iterator[Problem]:
    """What is wrong with how a policy rounds."""
    tolerances = policy.tolerances
    if policy.rounding == "nhs_bands" and tolerances.banding is None:
        yield Problem(
            "RC326",
            "this policy puts doses in bands and does not say how far a band may move one",
            f"Write 'banding: {GREATEST_VARIANCE_PERCENT} %' among the tolerances, or less.",
            place_in(policy, "tolerances"),
        )
    if policy.rounding != "nhs_bands" and tolerances.banding is not None:
        yield Problem(
            "RC326",
            f"a tolerance for bands stands here, and with 'rounding: {policy.rounding}' there are "
            "none",
            "Take it out, or write 'rounding: nhs_bands'.",
            place_in(policy, "tolerances", "banding"),
        )
    for name, tolerance, widest, whose in (
        ("rounding", tolerances.rounding, WIDEST_ROUNDING_PERCENT, "HOPA finds acceptable"),
        ("banding", tolerances.banding, GREATEST_VARIANCE_PERCENT, "the printed tables reach"),
    ):
        if tolerance is not None and tolerance.number > widest:
            yield Problem(
                "RC327",
                f"{name} may move a dose by {tolerance} here, and {widest} % is what {whose}",
                f"Write {widest} % or less.",
                place_in(policy, "tolerances", name),
            )


def entry_rounding_problems(entry: FormularyEntry) -> Iterator[Problem]:
    """What is wrong with the bands, vials and bags of an entry."""
    yield from _bands_can_be_made(entry)
    for number, product in enumerate(entry.products):
        if product.volume is not None and not product.is_solution:
            yield Problem(
                "RC329",
                f"a product of {product.strength} with a volume of {product.volume}: is that what "
                "the vial holds, or what a mL holds?",
                "Write the concentration, 'strength: 20 mg/mL', beside the volume.",
                place_in(entry, "products", number, "volume"),
            )
    volumes = () if entry.bags is None else entry.bags.volumes
    for number, (one, next_) in enumerate(pairwise(volumes), 1):
        if one.canonical >= next_.canonical:
            yield Problem(
                "RC330",
                f"the bags are not counted upwards: {next_} after {one}",
                "Write each once, the smallest first.",
                place_in(entry, "bags", "volumes", number),
            )


def _bands_can_be_made(entry: FormularyEntry) -> Iterator[Problem]:
    table = entry.bands
    if table is None:
        return
    for name, volume in (("from", table.least), ("to", table.most)):
        if volume.canonical not in banding.MASTER_VOLUMES_ML:
            near = sorted(banding.MASTER_VOLUMES_ML, key=lambda ml: abs(ml - volume.canonical))[:2]
            yield Problem(
                "RC328",
                f"{volume} is not a volume of the series from which the bands are made",
                f"Write {' or '.join(f'{ml:g} mL' for ml in sorted(near))}.",
                place_in(entry, "bands", name),
            )
            return
    try:
        banding.bands(
            table.stock.canonical, least_ml=table.least.canonical, greatest_ml=table.most.canonical
        )
    except ValueError as wrong:
        yield Problem(
            "RC328",
            f"no table of bands can be made: {wrong}",
            "Look at the concentration of the stock, and at the table's first and last volume.",
            place_in(entry, "bands"),
        )
