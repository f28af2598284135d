"""Checks of regimen, formulary and policy files, for their authors and before any dose.

One small function for each check; all of them run, and the problems come in one sorted list.
"""

import os
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TypeAlias

from regimencalc import library, plausibility
from regimencalc.component import AMOUNT_KINDS
from regimencalc.drug_checks import drug_problems
from regimencalc.examples import example_problems
from regimencalc.formulary import Equivalents, FormularyEntry, edges, kind_of, widest
from regimencalc.library_file import LibraryFile
from regimencalc.normal_form import normal_form_problems
from regimencalc.policy import Policy
from regimencalc.problems import Place, Problem, Refused, in_order
from regimencalc.regimen import Regimen
from regimencalc.regimen_checks import is_placeable, structure_problems
from regimencalc.regimen_lines import place_in
from regimencalc.rounding_checks import entry_rounding_problems, policy_rounding_problems
from regimencalc.rule_checks import rule_problems
from regimencalc.sense_checks import sense_problems
from regimencalc.source import Node
from regimencalc.source import Path as Steps
from regimencalc.time_checks import time_problems
from regimencalc.totals_checks import totals_problems
from regimencalc.units import Kind, Measure, symbols
from regimencalc.usual_checks import usual_problems
from regimencalc.wording import did_you_mean


def validate(path: str | Path) -> list[Problem]:
    """Everything that is wrong with a file, or with every YAML file below a folder.

    Parameters
    ----------
    path : str or Path
        A regimen, formulary entry or policy file, or a folder.

    Returns
    -------
    list of Problem
        Sorted by file, line and column; empty if nothing is wrong.

    Examples
    --------
    >>> validate("no-such-file.yaml")[0].code
    'RC101'
    """
    files, found = files_below(Path(path))
    formulary = cache(library.formulary)
    for file in files:
        found += problems_in_file(file, formulary)
    return list(in_order([*found, *ids_of_two_files(files)]))


def ids_of_two_files(files: Collection[Path]) -> Iterator[Problem]:
    """Files of one kind and one name among those that are validated: an id must mean one."""
    named = Counter(file.stem for file in files)
    by_stem: dict[str, list[Path]] = {}
    for file in files:
        if named[file.stem] > 1:
            by_stem.setdefault(file.stem, []).append(file)
    for same in by_stem.values():
        seen: dict[str, Path] = {}
        for file in same:
            first = seen.setdefault(library.kind_of(file), file)
            if first != file:
                yield Problem(
                    "RC114",
                    f"'{file.stem}' is also the id of {first}",
                    "Give each file an id of its own.",
                    Place(str(file)),
                )


def files_below(path: Path) -> tuple[list[Path], list[Problem]]:
    """The YAML files of a folder and its subfolders, or the one file named; what cannot be read."""
    if not library.is_folder(path):
        return [path], []
    found: list[Problem] = []

    def unreadable(wrong: OSError) -> None:
        place = Place(str(wrong.filename))
        message = f"cannot read the folder {wrong.filename}: {wrong.strerror}"
        found.append(Problem("RC101", message, "Check the rights on it.", place))

    files = sorted(
        Path(folder, name)
        for folder, _, names in os.walk(path, onerror=unreadable)
        for name in names
        if name.endswith((".yaml", ".yml"))
    )
    if not files and not found:
        message = f"there is no .yaml file in the folder {path}"
        fix = "Name a file, or a folder that holds some."
        found.append(Problem("RC101", message, fix, Place(str(path))))
    return files, found


Lookup: TypeAlias = Callable[[], Mapping[str, FormularyEntry]]
"""What gives the entries of drugs; asked once, it may answer for many files."""


def problems_in_file(path: Path, formulary: Lookup = library.formulary) -> tuple[Problem, ...]:
    """Everything that is wrong with one file."""
    try:
        source = library.read_source(path)
        file = library.read_any(source)
        found = problems_of_model(file, path.stem, formulary)
    except Refused as refusal:
        return refusal.problems
    file.forget()  # so that it is let go at once, and not with the next collection
    return found


def problems_of_model(
    file: library.AnyKind, expected_id: str, formulary: Lookup = library.formulary
) -> tuple[Problem, ...]:
    """Everything that is wrong with what a file says, beyond its shape."""
    found = [
        *_id_is_the_files_name(file, expected_id),
        *library.review_problems(file),
        *_sources_are_named(file),
    ]
    if isinstance(file, FormularyEntry):
        found += [*_amount_units_are_known(file), *_concentrations_are_in_order(file)]
        found += [*_limits_bound_something(file), *_limits_lie_outside_usual(file)]
        found += entry_rounding_problems(file)
        found += [*_limit_units_are_the_drugs(file), *_lifetime_is_in_order(file)]
        found += library.loosened_by(file)
    if isinstance(file, Equivalents):
        found += _tables_name_their_drug(file)
    if isinstance(file, Policy):
        found += [*_ages_are_in_order(file), *_estimates_are_capped(file)]
        found += _policy_is_plausible(file)
        found += policy_rounding_problems(file)
    if isinstance(file, Regimen):
        found += regimen_problems(file, formulary())
    return in_order(found)


def regimen_problems(
    regimen: Regimen, formulary: Mapping[str, FormularyEntry]
) -> tuple[Problem, ...]:
    """What makes no sense in a regimen whose shape is right; its examples run if all else is."""
    found = [*structure_problems(regimen), *drug_problems(regimen, formulary)]
    is_sound = not any(problem.is_error for problem in found)
    if is_sound or is_placeable(regimen):
        found += [*time_problems(regimen), *sense_problems(regimen, formulary)]
    if is_sound:
        found += [*totals_problems(regimen), *rule_problems(regimen)]
    if not any(problem.is_error for problem in found):
        found += usual_problems(regimen, formulary)
        found += normal_form_problems(regimen)
        found += example_problems(regimen, formulary)
    return in_order(found)


def _id_is_the_files_name(file: LibraryFile, expected_id: str) -> Iterator[Problem]:
    if file.id != expected_id:
        yield Problem(
            "RC403",
            f"the id is '{file.id}', but the file is named '{expected_id}'",
            "Give the file and the id one name.",
            place_in(file, "id"),
        )


def _sources_are_named(file: LibraryFile) -> Iterator[Problem]:
    known = [source.id for source in file.sources]
    for number, name in enumerate(known):
        if name in known[:number]:
            yield Problem(
                "RC307",
                f"two sources are called '{name}'",
                "Give each source an id of its own.",
                place_in(file, "sources", number, "id"),
            )
    for node in _cited(file.source.root):
        if node not in known:
            name = str(node)
            yield Problem(
                "RC304",
                f"there is no source '{name}' among the sources of this file",
                f"{did_you_mean(name, known)}Sources: {', '.join(known)}.",
                file.source.place_at(node),
            )


def _cited(root: Node) -> list[Node]:
    """What the fields called 'source' hold: not where a line itself is called so."""
    found: list[Node] = []
    waiting: list[tuple[str, Node]] = [("", root)]
    while waiting:
        above, node = waiting.pop()
        if isinstance(node, dict):
            if "source" in node and above not in ("totals_per_cycle", "expect"):
                found.append(node["source"])
            waiting += [(name, below) for name, below in node.items() if not isinstance(below, str)]
        else:
            waiting += [("", item) for item in node if not isinstance(item, str)]
    return found


def _amount_units_are_known(entry: FormularyEntry) -> Iterator[Problem]:
    allowed = symbols(AMOUNT_KINDS)
    for number, unit in enumerate(entry.amounts):
        if unit not in allowed:
            yield Problem(
                "RC206",
                f"the unit '{unit}' is not one that an amount may have",
                f"{did_you_mean(unit, allowed)}Units here: {', '.join(allowed)}.",
                place_in(entry, "amounts", number),
            )


def _concentrations_are_in_order(entry: FormularyEntry) -> Iterator[Problem]:
    window = entry.concentration
    if window and window.least and window.most and window.least.number >= window.most.number:
        yield Problem(
            "RC212",
            "the concentrations are not in order",
            "Write 'from' below 'to'.",
            place_in(entry, "concentration"),
        )


def _limits_bound_something(entry: FormularyEntry) -> Iterator[Problem]:
    for number, row in enumerate(entry.limits):
        if not row.bounds:
            yield Problem(
                "RC202",
                "this row of limits bounds nothing",
                "Write what it bounds, for example 'per_dose: {to: 100 mg/m2}', or take it out.",
                place_in(entry, "limits", number),
            )
        for name, bound in row.bounds.items():
            if edges(bound) == (None, None):
                yield Problem(
                    "RC202",
                    f"the limit {name.replace('_', ' ')} says neither 'from' nor 'to'",
                    f"Write '{name}: {{to: …}}', '{name}: {{from: …}}', or both.",
                    place_in(entry, "limits", number, name),
                )


def _limits_lie_outside_usual(entry: FormularyEntry) -> Iterator[Problem]:
    """What is usual would be refused by a limit that is tighter than it."""
    for number, row in enumerate(entry.limits):
        alike = [usual for usual in entry.usual if usual.is_for(row.profile, row.route)]
        for name, bound in row.bounds.items():
            least, most = widest(alike, name, kind_of(bound))
            stated = [edge for edge in (least, most) if edge is not None]
            low, high = edges(bound)
            is_low_inside = low is not None and any(low > edge for edge in stated)
            is_high_inside = high is not None and any(high < edge for edge in stated)
            if is_low_inside or is_high_inside:
                words = name.replace("_", " ")
                edge = "from" if is_low_inside else "to"
                yield Problem(
                    "RC212",
                    f"the limit {words} in the {row.profile} profile ({bound}) lies inside what "
                    "is usual there: a usual dose would be refused",
                    f"Write '{edge}' outside the usual bounds, or mend the usual bounds.",
                    place_in(entry, "limits", number, name),
                )


_FLAT = (Kind.MASS, Kind.ACTIVITY, Kind.USP_ACTIVITY, Kind.VOLUME, Kind.SUBSTANCE, Kind.PIECES)


def _limit_units_are_the_drugs(entry: FormularyEntry) -> Iterator[Problem]:
    found: list[tuple[Kind | None, str, Steps]] = [
        (kind_of(bound), str(bound), ("limits", number, name))
        for number, row in enumerate(entry.limits)
        for name, bound in row.bounds.items()
    ]
    if entry.lifetime is not None:
        at_risk = entry.lifetime.at_risk
        stated = (
            ("warn", entry.lifetime.warn),
            ("refuse", entry.lifetime.refuse),
            ("at_risk", None if at_risk is None else at_risk.refuse),
        )
        found += [(m.kind, str(m), ("lifetime", name)) for name, m in stated if m is not None]
    for kind, written, path in found:
        if kind is not None and kind not in _FLAT and not entry.allows(kind):
            yield Problem(
                "RC207",
                f"{written} is an {kind}, and the amounts of {entry.id} are not",
                f"Write it in one of: {', '.join(entry.amounts)}; or as an amount a patient.",
                place_in(entry, *path),
            )


def _lifetime_is_in_order(entry: FormularyEntry) -> Iterator[Problem]:
    lifetime = entry.lifetime
    if lifetime is None:
        return
    warn, refuse, tables = lifetime.warn, lifetime.refuse, library.equivalents()
    table = tables.get(lifetime.counts_as or "")
    if lifetime.counts_as is not None and (table is None or entry.id not in table.drugs):
        yield Problem(
            "RC304",
            f"there is no table of equivalents '{lifetime.counts_as}' that counts {entry.id}",
            f"{did_you_mean(lifetime.counts_as, tables)}Tables: {', '.join(tables)}.",
            place_in(entry, "lifetime", "counts_as"),
        )
    if warn is None and refuse is None:
        yield Problem(
            "RC202",
            "this lifetime says neither 'warn' nor 'refuse'",
            "Write one of them, or both, for example 'refuse: 550 mg/m2'.",
            place_in(entry, "lifetime"),
        )
    elif lifetime.at_risk is not None and not _is_lower(lifetime.at_risk.refuse, refuse):
        yield Problem(
            "RC212",
            f"the lifetime refuses above {lifetime.at_risk.refuse} for those at risk, and above "
            f"{refuse or 'no amount'} for the others",
            "Write the lower one under 'at_risk', and the other as 'refuse', in one unit.",
            place_in(entry, "lifetime", "at_risk", "refuse"),
        )
    elif warn is not None and refuse is not None:
        if warn.kind is not refuse.kind:
            yield Problem(
                "RC207",
                f"the lifetime warns in {warn.unit} and refuses in {refuse.unit}",
                "Write both in one unit.",
                place_in(entry, "lifetime", "refuse"),
            )
        elif warn.canonical >= refuse.canonical:
            yield Problem(
                "RC212",
                f"the lifetime warns above {warn}, and refuses above {refuse} already",
                "Write 'warn' below 'refuse'.",
                place_in(entry, "lifetime", "warn"),
            )


def _is_lower(lower: Measure, other: Measure | None) -> bool:
    return other is not None and lower.kind is other.kind and lower.canonical < other.canonical


def _tables_name_their_drug(table: Equivalents) -> Iterator[Problem]:
    """The drug in whose amounts a sum is said counts once, and each drug stands once."""
    if table.factor_of(table.counted_as) != 1:
        yield Problem(
            "RC212",
            f"{table.counted_as}, in whose amounts the sum is said, does not count as 1",
            f"Write {{drug: {table.counted_as}, factor: 1, source: …}}.",
            place_in(table, "counted_as"),
        )
    for number, drug in enumerate(table.drugs):
        if drug in table.drugs[:number]:
            yield Problem(
                "RC307",
                f"'{drug}' stands twice in this table",
                "Keep the one that its source states.",
                place_in(table, "equivalents", number, "drug"),
            )


MOST_ESTIMATE_ML_MIN = 125.0
"""What an estimated GFR counts at most in an AUC dose (US FDA on carboplatin, October 2010)."""


def _estimates_are_capped(policy: Policy) -> Iterator[Problem]:
    """Only a measured GFR ends the cap: no file does."""
    cap = policy.cap_of_estimate
    if cap is None or cap.canonical > MOST_ESTIMATE_ML_MIN:
        said = "no cap" if cap is None else f"a cap of {cap}"
        yield Problem(
            "RC331",
            f"{said} would let an estimated GFR above {MOST_ESTIMATE_ML_MIN:g} mL/min count in an "
            "AUC dose",
            f"Write {MOST_ESTIMATE_ML_MIN:g} mL/min or less. A measured GFR, given with its "
            "method, has no cap.",
            place_in(policy, "cap_of_estimate"),
        )


def _policy_is_plausible(policy: Policy) -> Iterator[Problem]:
    clearance = policy.creatinine_clearance
    weight = clearance.weight
    of_weight = ("creatinine_clearance", "weight")
    stated: tuple[tuple[plausibility.Bounds, Measure | None, Steps], ...] = (
        (plausibility.CAP_OF_SURFACE, policy.body_surface_area.cap, ("body_surface_area", "cap")),
        (
            plausibility.CREATININE_FLOOR,
            clearance.creatinine_floor,
            ("creatinine_clearance", "creatinine_floor"),
        ),
        *(
            (bounds, getattr(weight, name, None), (*of_weight, name))
            for name, bounds in (
                ("actual_below_bmi", plausibility.ACTUAL_BELOW),
                ("adjusted_40_from_bmi", plausibility.ADJUSTING_FROM),
                ("adjusted_40_above_bmi", plausibility.ADJUSTING_FROM),
                ("adjusted_40_above_share_of_ideal", plausibility.ADJUSTING_ABOVE),
            )
        ),
        (plausibility.CAP_OF_ESTIMATE, policy.cap_of_estimate, ("cap_of_estimate",)),
        (
            plausibility.OLDEST_MEASURE,
            policy.ages_of_measures.refuse_after,
            ("ages_of_measures", "refuse_after"),
        ),
    )
    for bounds, measure, path in stated:
        if measure is not None:
            for problem in bounds.judge(measure.canonical, ""):
                yield replace(problem, place=place_in(policy, *path))


def _ages_are_in_order(policy: Policy) -> Iterator[Problem]:
    ages = policy.ages_of_measures
    if ages.warn_after.canonical >= ages.refuse_after.canonical:
        yield Problem(
            "RC212",
            f"a measure is refused after {ages.refuse_after}, before the warning after "
            f"{ages.warn_after}",
            "Write 'warn_after' below 'refuse_after'.",
            place_in(policy, "ages_of_measures", "warn_after"),
        )
