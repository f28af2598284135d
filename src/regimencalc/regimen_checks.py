"""Checks that the shape of a regimen cannot express: one small function for each mistake."""

from collections.abc import Callable, Iterator, Mapping

from regimencalc import schedule, wording
from regimencalc.fields import Span
from regimencalc.formulary import FormularyEntry
from regimencalc.library_file import LibraryFile
from regimencalc.problems import Place, Problem
from regimencalc.regimen import INFUSED, Regimen
from regimencalc.wording import did_you_mean

LONGEST_PER_DOSE_MINUTES = 24 * 60
LONGEST_CYCLE_DAYS = 366


def sense_problems(regimen: Regimen, formulary: Mapping[str, FormularyEntry]) -> Iterator[Problem]:
    """What makes no sense in a regimen whose shape is right."""
    for check in CHECKS:
        yield from check(regimen)
    yield from _drugs_are_known(regimen, formulary)


def place_in(file: LibraryFile, *path: str | int) -> Place:
    """Where a field of a file stands, or the nearest that holds it."""
    return file.source.place_of(path)


def _ids_are_distinct(regimen: Regimen) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, component in enumerate(regimen.components):
        if component.id in seen:
            yield Problem(
                "RC307",
                f"two lines are called '{component.id}'",
                "Give each line an id of its own; the drug may be the same.",
                place_in(regimen, "components", number, "id"),
            )
        seen.add(component.id)


def _order_can_be_followed(regimen: Regimen) -> Iterator[Problem]:
    known = [component.id for component in regimen.components]
    for number, component in enumerate(regimen.components):
        after = component.starts.after if component.starts else None
        place = place_in(regimen, "components", number, "starts", "after")
        if after is not None and after not in known:
            yield Problem(
                "RC304",
                f"'{component.id}' starts after '{after}', which is not a line of this regimen",
                f"{did_you_mean(after, known)}Lines: {', '.join(known)}.",
                place,
            )
    waiting = schedule.circle(regimen)
    if not waiting:
        yield from _lines_begin_on_their_day(regimen)
    else:
        first = known.index(waiting[0])
        yield Problem(
            "RC305",
            f"these lines wait for one another: {' → '.join(waiting)}",
            "Take one 'starts' out.",
            place_in(regimen, "components", first, "starts"),
        )


def _lines_begin_on_their_day(regimen: Regimen) -> Iterator[Problem]:
    """A line after others that fill a day would begin on another day than the one it states."""
    before: dict[str, float] = {}
    for component in schedule.in_order_of_giving(regimen):
        after = component.starts.after if component.starts else None
        awaited = regimen.component(after) if after else None
        waits = 0.0
        if awaited is not None and set(awaited.days) & set(component.days):
            longest = awaited.infuse_over.longest_minutes if awaited.infuse_over else None
            waits = before[awaited.id] + (longest or 0)
        before[component.id] = waits
        if waits >= schedule.MINUTES_PER_DAY:
            number = regimen.components.index(component)
            yield Problem(
                "RC309",
                f"'{component.id}' starts after '{after}', which ends on another day",
                "Give it the day on which it begins, and take 'starts' out.",
                place_in(regimen, "components", number, "starts"),
            )


def _days_are_possible(regimen: Regimen) -> Iterator[Problem]:
    length = regimen.cycle.length
    if length.canonical % schedule.MINUTES_PER_DAY or regimen.cycle.days > LONGEST_CYCLE_DAYS:
        yield Problem(
            "RC212",
            f"a cycle of {length} is not a number of whole days up to {LONGEST_CYCLE_DAYS}",
            "Write its length in days, for example 28 d.",
            place_in(regimen, "cycle", "length"),
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
                    place_in(regimen, *path, index),
                )
            if index and day <= component.days[index - 1]:
                before = component.days[index - 1]
                yield Problem(
                    "RC302",
                    f"day {day} stands twice"
                    if day == before
                    else f"day {day} comes after day {before}",
                    "Write each day once, counting upwards.",
                    place_in(regimen, *path, index),
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
                place_in(regimen, "components", number),
            )
        elif component.route not in INFUSED and span is not None:
            yield Problem(
                "RC308",
                f"'{component.id}' is {component.route} and cannot be infused",
                "Take 'infuse_over' out, or correct the route.",
                place_in(regimen, *path),
            )
        if span is None:
            continue
        yield from _span_is_in_order(span, place_in(regimen, *path))
        longest = span.longest_minutes
        if longest is None:
            continue
        gap = schedule.gap_days(component, regimen.cycle.days)
        if 0 < gap * schedule.MINUTES_PER_DAY < longest:
            yield Problem(
                "RC303",
                f"an infusion over {span} outlasts the {gap} d to the line's next giving",
                "Correct the duration or the days.",
                place_in(regimen, *path),
            )
        elif longest > LONGEST_PER_DOSE_MINUTES:
            yield Problem(
                "RC306",
                f"an infusion over {span} with an amount per dose can be read as that amount a "
                "day or in all",
                "Write one line with a giving of at most 24 h on each day, as the source means it.",
                place_in(regimen, *path),
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
            place_in(regimen, "cycle", "planned"),
        )


def _clearance_is_named(regimen: Regimen) -> Iterator[Problem]:
    for number, component in enumerate(regimen.components):
        if component.is_by_auc and component.kidney is None:
            yield Problem(
                "RC409",
                f"'{component.id}' has a target AUC, but not the clearance that it was defined "
                "with",
                "Add 'kidney: not stated' if the source does not say.",
                place_in(regimen, "components", number, "per_dose"),
            )
        elif component.kidney is not None and not component.is_by_auc:
            yield Problem(
                "RC409",
                f"'{component.id}' has no target AUC; 'kidney' says nothing about it",
                "Take it out.",
                place_in(regimen, "components", number, "kidney"),
            )


def _totals_add_up(regimen: Regimen) -> Iterator[Problem]:
    known = [component.id for component in regimen.components]
    for name, stated in regimen.totals_per_cycle.items():
        component = regimen.component(name)
        place = place_in(regimen, "totals_per_cycle", name)
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
                place_in(regimen, what),
            )


def _lines_say_where_they_come_from(regimen: Regimen) -> Iterator[Problem]:
    for number, component in enumerate(regimen.components):
        if regimen.source_of(component) is None and component.source is None:
            known = ", ".join(source.id for source in regimen.sources)
            yield Problem(
                "RC423",
                f"'{component.id}' does not say which of the sources it comes from",
                f"Add 'source: …' with one of: {known}.",
                place_in(regimen, "components", number),
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
                place_in(regimen, *path, "drug"),
            )
            continue
        if component.id != component.drug and component.id in formulary:
            yield Problem(
                "RC310",
                f"the line of {entry.tall_man} is called '{component.id}', which is another drug",
                "Call it after its own drug.",
                place_in(regimen, *path, "id"),
            )
        if not entry.allows(component.per_dose):
            yield Problem(
                "RC405",
                f"{entry.tall_man} may not have an amount in {component.per_dose.unit}",
                f"Its entry allows: {', '.join(entry.amounts)}. Is it the right drug?",
                place_in(regimen, *path, "per_dose"),
            )
        if component.route not in entry.routes:
            yield Problem(
                "RC406",
                f"{entry.tall_man} may not be given by the {component.route} route",
                f"Its entry allows: {', '.join(entry.routes)}.",
                place_in(regimen, *path, "route"),
            )


CHECKS: tuple[Callable[[Regimen], Iterator[Problem]], ...] = (
    _ids_are_distinct,
    _order_can_be_followed,
    _days_are_possible,
    _infusion_times_make_sense,
    _cycle_count_is_in_order,
    _clearance_is_named,
    _totals_add_up,
    _lines_say_where_they_come_from,
)
