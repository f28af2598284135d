"""Checks of regimen, formulary and policy files, for their authors and before any dose.

One small function for each check; all of them run, and the problems come in one sorted list.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from regimencalc import library, schedule, wording
from regimencalc.dosing import Dose, dose_of
from regimencalc.fields import LibraryFile, Span, did_you_mean
from regimencalc.formulary import FormularyEntry
from regimencalc.measures import Measures, entered, measures_of
from regimencalc.patient import Patient
from regimencalc.policy import Policy
from regimencalc.problems import Place, Problem, Refused, in_order
from regimencalc.regimen import INFUSED, Example, Regimen
from regimencalc.units import UNITS
from regimencalc.yaml_source import Path as Steps

LONGEST_PER_DOSE_MINUTES = 24 * 60


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
    found: list[Problem] = []
    for file in files_below(Path(path)):
        found += problems_in_file(file)
    return list(in_order(found))


def files_below(path: Path) -> list[Path]:
    """The YAML files of a folder and its subfolders, sorted; or the one file that was named."""
    if not path.is_dir():
        return [path]
    files = sorted(p for p in path.rglob("*") if p.suffix in (".yaml", ".yml") and p.is_file())
    if not files:
        raise Refused(
            Problem(
                "RC101",
                f"there is no .yaml file in the folder {path}",
                "Name a file, or a folder that holds some.",
                Place(str(path)),
            )
        )
    return files


def problems_in_file(path: Path) -> tuple[Problem, ...]:
    """Everything that is wrong with one file."""
    try:
        source = library.read_source(path)
        file = library.read_any(source)
    except Refused as refusal:
        return refusal.problems
    return problems_of_model(file, path.stem)


def problems_of_model(
    file: Regimen | FormularyEntry | Policy, expected_id: str
) -> tuple[Problem, ...]:
    """Everything that is wrong with what a file says, beyond its shape."""
    found = [
        *_id_is_the_files_name(file, expected_id),
        *library.review_problems(file),
        *_sources_are_named(file),
    ]
    if isinstance(file, FormularyEntry):
        found += _amount_units_are_known(file)
    if isinstance(file, Regimen):
        found += regimen_problems(file, library.formulary())
    return in_order(found)


def regimen_problems(
    regimen: Regimen, formulary: Mapping[str, FormularyEntry]
) -> tuple[Problem, ...]:
    """What makes no sense in a regimen whose shape is right; its examples run if all else is."""
    found: list[Problem] = []
    for check in _CHECKS:
        found += check(regimen)
    found += _drugs_are_known(regimen, formulary)
    if not any(problem.is_error for problem in found):
        found += _examples_reproduce(regimen, formulary)
    return in_order(found)


def _at(regimen: LibraryFile, *path: str | int) -> Place:
    return regimen.source.place_of(path)


def _id_is_the_files_name(file: LibraryFile, expected_id: str) -> Iterator[Problem]:
    if file.id != expected_id:
        yield Problem(
            "RC403",
            f"the id is '{file.id}', but the file is named '{expected_id}'",
            "Give the file and the id one name.",
            _at(file, "id"),
        )


def _sources_are_named(file: LibraryFile) -> Iterator[Problem]:
    known = [source.id for source in file.sources]
    for path, place in file.source.places.items():
        if path and path[-1] == "source" and (name := _node(file, path)) not in known:
            yield Problem(
                "RC304",
                f"there is no source '{name}' among the sources of this file",
                f"{did_you_mean(name, known)}Sources: {', '.join(known)}.",
                place,
            )


def _node(file: LibraryFile, path: Steps) -> str:
    node: Any = file.source.root
    for part in path:
        node = node[part]
    return str(node)


def _amount_units_are_known(entry: FormularyEntry) -> Iterator[Problem]:
    for number, unit in enumerate(entry.amounts):
        if unit not in UNITS:
            yield Problem(
                "RC206",
                f"the unit '{unit}' is not one that can be read",
                f"{did_you_mean(unit, UNITS)}Write for example mg/m2, AUC or mg.",
                _at(entry, "amounts", number),
            )


def _ids_are_distinct(regimen: Regimen) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, component in enumerate(regimen.components):
        if component.id in seen:
            yield Problem(
                "RC307",
                f"two lines are called '{component.id}'",
                "Give each line an id of its own; the drug may be the same.",
                _at(regimen, "components", number, "id"),
            )
        seen.add(component.id)


def _order_can_be_followed(regimen: Regimen) -> Iterator[Problem]:
    known = [component.id for component in regimen.components]
    for number, component in enumerate(regimen.components):
        after = component.starts.after if component.starts else None
        place = _at(regimen, "components", number, "starts", "after")
        if after is not None and after not in known:
            yield Problem(
                "RC304",
                f"'{component.id}' starts after '{after}', which is not a line of this regimen",
                f"{did_you_mean(after, known)}Lines: {', '.join(known)}.",
                place,
            )
    waiting = schedule.circle(regimen)
    if waiting:
        first = known.index(waiting[0])
        yield Problem(
            "RC305",
            f"these lines wait for one another: {' → '.join(waiting)}",
            "Take one 'starts' out.",
            _at(regimen, "components", first, "starts"),
        )


def _days_are_possible(regimen: Regimen) -> Iterator[Problem]:
    length = regimen.cycle.length
    if length.canonical % schedule.MINUTES_PER_DAY:
        yield Problem(
            "RC212",
            f"a cycle of {length} is not a number of whole days",
            "Write its length in days, for example 28 d.",
            _at(regimen, "cycle", "length"),
        )
        return
    for number, component in enumerate(regimen.components):
        path = ("components", number, "days")
        for index, day in enumerate(component.days):
            if day > regimen.cycle.days:
                yield Problem(
                    "RC301",
                    f"day {day} lies beyond the cycle of {regimen.cycle.days} days",
                    f"Write days from 1 to {regimen.cycle.days}, or a longer cycle.",
                    _at(regimen, *path, index),
                )
            if index and day <= component.days[index - 1]:
                yield Problem(
                    "RC302",
                    f"day {day} comes after day {component.days[index - 1]}",
                    "Write each day once, counting upwards.",
                    _at(regimen, *path, index),
                )


def _infusion_times_make_sense(regimen: Regimen) -> Iterator[Problem]:
    for number, component in enumerate(regimen.components):
        path = ("components", number, "infuse_over")
        span = component.infuse_over
        if component.route in INFUSED and span is None:
            yield Problem(
                "RC308",
                f"'{component.id}' is {component.route} and has no infusion time",
                "Add 'infuse_over: 1 h', or 'infuse_over: not stated' if the source is silent.",
                _at(regimen, "components", number),
            )
        elif component.route not in INFUSED and span is not None:
            yield Problem(
                "RC308",
                f"'{component.id}' is {component.route} and cannot be infused",
                "Take 'infuse_over' out, or correct the route.",
                _at(regimen, *path),
            )
        if span is None:
            continue
        yield from _span_is_in_order(span, _at(regimen, *path))
        longest = span.longest_minutes
        if longest is None:
            continue
        gap = schedule.gap_days(component, regimen.cycle.days)
        if longest > LONGEST_PER_DOSE_MINUTES:
            yield Problem(
                "RC306",
                f"an infusion over {span} with an amount per dose can be read as that amount a "
                "day or in all",
                "Write one line with a giving of at most 24 h on each day, as the source means it.",
                _at(regimen, *path),
            )
        elif longest > gap * schedule.MINUTES_PER_DAY:
            yield Problem(
                "RC303",
                f"an infusion over {span} outlasts the {gap} d to the line's next giving",
                "Correct the duration or the days.",
                _at(regimen, *path),
            )


def _span_is_in_order(span: Span, place: Place) -> Iterator[Problem]:
    stated = [m.canonical for m in (span.least, span.plan, span.most) if m is not None]
    if stated != sorted(stated) or (span.least is not None and span.least == span.most):
        yield Problem(
            "RC212",
            "the duration's bounds are not in order",
            "Write 'from' below 'to', and 'plan' between them.",
            place,
        )


def _cycle_count_is_in_order(regimen: Regimen) -> Iterator[Problem]:
    count = regimen.cycle.planned
    stated = [n for n in (count.least, count.plan, count.most) if n is not None]
    if stated != sorted(stated) or (count.least is not None and count.least == count.most):
        yield Problem(
            "RC212",
            "the numbers of cycles are not in order",
            "Write 'from' below 'to', and 'plan' between them.",
            _at(regimen, "cycle", "planned"),
        )


def _clearance_is_named(regimen: Regimen) -> Iterator[Problem]:
    for number, component in enumerate(regimen.components):
        if component.is_by_auc and component.kidney is None:
            yield Problem(
                "RC409",
                f"'{component.id}' has a target AUC, but not the clearance that it was defined "
                "with",
                "Add 'kidney: not stated' if the source does not say.",
                _at(regimen, "components", number, "per_dose"),
            )
        elif component.kidney is not None and not component.is_by_auc:
            yield Problem(
                "RC409",
                f"'{component.id}' has no target AUC; 'kidney' says nothing about it",
                "Take it out.",
                _at(regimen, "components", number, "kidney"),
            )


def _totals_add_up(regimen: Regimen) -> Iterator[Problem]:
    known = [component.id for component in regimen.components]
    for name, stated in regimen.totals_per_cycle.items():
        component = regimen.component(name)
        place = _at(regimen, "totals_per_cycle", name)
        if component is None:
            yield Problem(
                "RC304",
                f"the total names '{name}', which is not a line of this regimen",
                f"{did_you_mean(name, known)}Lines: {', '.join(known)}.",
                place,
            )
            continue
        amount = component.per_dose
        total = amount.canonical * len(component.days)
        shown = wording.with_unit(wording.significant(total, 9), amount.canonical_unit)
        if stated.kind is not amount.kind or wording.without_noise(
            stated.canonical
        ) != wording.without_noise(total):
            yield Problem(
                "RC401",
                f"{name} is {amount} on {wording.days(component.days)}: {shown} a cycle, not "
                f"{stated}",
                "Look at amount and days again; write the total only when all three agree.",
                place,
            )
    for what, missing in (
        ("totals_per_cycle", [name for name in known if name not in regimen.totals_per_cycle]),
        ("examples", [] if regimen.examples else known),
    ):
        if missing:
            yield Problem(
                "RC421",
                f"'{what}' says nothing of {', '.join(missing)}: a slip could not be seen",
                f"Add '{what}', worked out from the source and not from this tool.",
                _at(regimen, what),
            )


def _drugs_are_known(
    regimen: Regimen, formulary: Mapping[str, FormularyEntry]
) -> Iterator[Problem]:
    for number, component in enumerate(regimen.components):
        path = ("components", number)
        entry = formulary.get(component.drug)
        if entry is None:
            yield Problem(
                "RC404",
                f"there is no formulary entry for '{component.drug}'",
                f"{did_you_mean(component.drug, formulary)}Drugs are named by the id of their "
                f"entry: {', '.join(formulary)}.",
                _at(regimen, *path, "drug"),
            )
            continue
        if not entry.allows(component.per_dose):
            yield Problem(
                "RC405",
                f"{entry.tall_man} may not have an amount in {component.per_dose.unit}",
                f"Its entry allows: {', '.join(entry.amounts)}. Is it the right drug?",
                _at(regimen, *path, "per_dose"),
            )
        if component.route not in entry.routes:
            yield Problem(
                "RC406",
                f"{entry.tall_man} may not be given by the {component.route} route",
                f"Its entry allows: {', '.join(entry.routes)}.",
                _at(regimen, *path, "route"),
            )


def _examples_reproduce(
    regimen: Regimen, formulary: Mapping[str, FormularyEntry]
) -> Iterator[Problem]:
    for number, example in enumerate(regimen.examples):
        try:
            doses = example_doses(regimen, example, formulary)
        except Refused as refusal:
            given = _at(regimen, "examples", number, "given")
            for problem in refusal.problems:
                message = f"the example cannot be worked out: {problem.message}"
                yield Problem("RC402", message, problem.fix, given)
            continue
        for name, expected in example.expect.items():
            place = _at(regimen, "examples", number, "expect", name)
            if name not in doses:
                yield Problem(
                    "RC304",
                    f"the example names '{name}', which is not a line of this regimen",
                    f"{did_you_mean(name, doses)}Lines: {', '.join(doses)}.",
                    place,
                )
                continue
            decimals = len(str(expected).split()[0].partition(".")[2])
            got = wording.to_decimals(doses[name].value, decimals)
            if got != wording.to_decimals(expected.canonical, decimals):
                yield Problem(
                    "RC402",
                    f"{name} comes to {got} mg, but the example expects {expected}",
                    "Work the example out by hand again; then look at the amount.",
                    place,
                )


def example_doses(
    regimen: Regimen, example: Example, formulary: Mapping[str, FormularyEntry]
) -> dict[str, Dose]:
    """The doses of the lines that a worked example names, under the policy `reference`."""
    given = example.given
    patient = Patient(
        height=_words(given.height),
        weight=_words(given.weight),
        measured_gfr=_words(given.measured_gfr),
        gfr_method="given in the example" if given.measured_gfr else None,
        egfr=_words(given.egfr),
        egfr_equation="given in the example" if given.egfr else None,
    )
    policy = library.shipped_policy("reference")
    named = [c for c in regimen.components if c.id in example.expect]
    measures, problems = measures_of(
        patient,
        policy,
        date.min,
        by_surface=given.bsa is None and any(not c.is_by_auc for c in named),
        by_auc=any(c.is_by_auc for c in named),
    )
    errors = [problem for problem in problems if problem.is_error]
    if errors:
        raise Refused(errors)
    if given.bsa is not None:
        surface = entered("body surface area", given.bsa, how="given in the example")
        measures = Measures(surface, measures.clearance)
    return {c.id: dose_of(c, regimen, formulary[c.drug], measures, policy) for c in named}


def _words(measure: object) -> str | None:
    return None if measure is None else str(measure)


_CHECKS: tuple[Callable[[Regimen], Iterator[Problem]], ...] = (
    _ids_are_distinct,
    _order_can_be_followed,
    _days_are_possible,
    _infusion_times_make_sense,
    _cycle_count_is_in_order,
    _clearance_is_named,
    _totals_add_up,
)
