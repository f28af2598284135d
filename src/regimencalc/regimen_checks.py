"""Checks of a regimen's structure that its shape cannot express: one function for each mistake."""

from collections.abc import Callable, Iterator

from regimencalc import wording
from regimencalc.component import BASES, INFUSED, Statement
from regimencalc.day_checks import (
    cycle_count_is_in_order,
    cycles_are_planned,
    days_are_possible,
    duration_not_in_order,
    is_in_order,
    lengths_are_possible,
    lines_say_when,
)
from regimencalc.problems import Problem
from regimencalc.reference_checks import (
    conditions_can_be_decided,
    ids_are_distinct,
    order_can_be_followed,
    phases_make_a_course,
    references_are_lines,
)
from regimencalc.regimen import Regimen
from regimencalc.regimen_lines import place_in
from regimencalc.units import Kind


def structure_problems(regimen: Regimen) -> Iterator[Problem]:
    """What contradicts itself in a regimen whose shape is right."""
    for check in CHECKS:
        yield from check(regimen)


def is_placeable(regimen: Regimen) -> bool:
    """Whether every line can be placed: references, order and cycles are sound."""
    checks = (
        phases_make_a_course,
        ids_are_distinct,
        references_are_lines,
        order_can_be_followed,
        lines_say_when,
        lengths_are_possible,
    )
    return not any(True for check in checks for _ in check(regimen))


def _lines_say_what(regimen: Regimen) -> Iterator[Problem]:
    for line in regimen.lines:
        component = line.component
        if (component.drug is None) == (component.event is None):
            message = (
                f"'{component.id}' names neither a drug nor an event"
                if component.drug is None
                else f"'{component.id}' is a drug and an event at once"
            )
            place = place_in(regimen, *line.path)
            yield Problem("RC202", message, "Add 'drug: …' with the id of its entry.", place)
        for statement in component.statements:
            stated = _amounts(statement)
            kind = statement.amount.kind
            if component.event is not None and kind not in (None, Kind.RADIATION):
                yield Problem(
                    "RC405",
                    f"'{component.id}' is an event, and {statement.amount} is an amount of a drug",
                    "Name the drug under 'drug', or take the amount out; a fraction is in Gy.",
                    place_in(regimen, *line.path_of(statement, stated[0])),
                )
            if component.drug is not None and not statement.route:
                message = "'route' is missing"
                fix = "Add 'route: …'. How it is given, for example intravenous."
                where = line.path_of(statement, "")
                yield Problem("RC202", message, fix, place_in(regimen, *where))
            if len(stated) > 1:
                yield Problem(
                    "RC311",
                    f"'{component.id}' states its amount twice: {wording.spoken_list(stated)}",
                    "Keep the one that the source prints; the others are worked out and shown.",
                    place_in(regimen, *line.path_of(statement, stated[1])),
                )
            elif not stated and component.drug is not None:
                yield Problem(
                    "RC202",
                    f"'{component.id}' states no amount",
                    "Add 'per_dose: …': what is given at each giving, for example 100 mg/m2, "
                    "AUC 5 or 20 mg; or 'per_dose: not stated'.",
                    place_in(regimen, *line.path_of(statement, "")),
                )


def _amounts(statement: Statement) -> list[str]:
    """The keys under which the line and its part state amounts."""
    line, part = statement.component, statement.part
    return [
        basis
        for basis in BASES
        if getattr(line, basis) is not None
        or (part is not None and getattr(part, basis) is not None)
    ]


def _infusion_times_fit_the_route(regimen: Regimen) -> Iterator[Problem]:
    for line in regimen.lines:
        component = line.component
        for statement in component.statements:
            span = statement.infuse_over
            in_bag = bool(statement.timing.in_bag_with)
            message = fix = ""
            if statement.route in INFUSED and span is None and not in_bag:
                message = f"'{component.id}' is {statement.route} and has no infusion time"
                fix = (
                    "Add 'infuse_over: 1 h', or 'infuse_over: not stated' if the source is silent."
                )
            elif span is not None and in_bag:
                message = f"'{component.id}' runs as long as the bag that it is in"
                fix = "Take 'infuse_over' out."
            elif statement.route and statement.route not in INFUSED and span is not None:
                message = f"'{component.id}' is {statement.route} and cannot be infused"
                fix = "Take 'infuse_over' out, or correct the route."
            if message:
                place = place_in(regimen, *line.path_of(statement, "infuse_over"))
                yield Problem("RC308", message, fix, place)
            if span is not None and not is_in_order(span):
                yield duration_not_in_order(regimen, line.path_of(statement, "infuse_over"))


def _clearance_is_named(regimen: Regimen) -> Iterator[Problem]:
    for line in regimen.lines:
        component = line.component
        is_by_auc = component.is_by_auc
        if is_by_auc and component.kidney is None:
            yield Problem(
                "RC409",
                f"'{component.id}' has a target AUC, but not the clearance that it was defined "
                "with",
                "Add 'kidney: not stated' if the source does not say, or its formula.",
                place_in(regimen, *line.path_of(component.statements[0], "per_dose")),
            )
        elif component.kidney is not None and not is_by_auc:
            yield Problem(
                "RC409",
                f"'{component.id}' has no target AUC; 'kidney' says nothing about it",
                "Take it out.",
                place_in(regimen, *line.path, "kidney"),
            )


def _lines_say_where_they_come_from(regimen: Regimen) -> Iterator[Problem]:
    if regimen.source_of(None) is not None:
        return
    for line in regimen.lines:
        component = line.component
        sourced = component.source or (component.parts and all(p.source for p in component.parts))
        if not sourced:
            known = ", ".join(source.id for source in regimen.sources)
            yield Problem(
                "RC423",
                f"'{component.id}' does not say which of the sources it comes from",
                f"Add 'source: …' with one of: {known}.",
                place_in(regimen, *line.path),
            )


def _levels_hold_the_stated_amounts(regimen: Regimen) -> Iterator[Problem]:
    """The lines state the level to start from: it must be one of the levels."""
    if not regimen.levels:
        return
    stated = {c.id: c.statements[0].amount for c in regimen.every_component}
    for number, level in enumerate(regimen.levels):
        for name in level.amounts:
            line = regimen.component(name)
            own = () if line is None else [s.amount for s in line.statements]
            amount = level.amounts[name]
            alike = {(one.kind, one.share_of) for one in own}
            if line is not None and (
                amount.plan is None or (amount.kind, amount.share_of) not in alike
            ):
                yield Problem(
                    "RC317",
                    f"level {level.level} has {amount} for '{name}', which is not one amount of "
                    "the line's kind",
                    "Write one amount, in the unit of the line.",
                    place_in(regimen, "levels", number, "amounts", name),
                )
            if _has_several_amounts(regimen, name):
                yield Problem(
                    "RC317",
                    f"'{name}' has several amounts, and a level can replace only one",
                    "Take it out of the levels, or make a line of each amount.",
                    place_in(regimen, "levels", number, "amounts", name),
                )
    if not any(
        all(
            name in stated and str(amount) == str(stated[name])
            for name, amount in level.amounts.items()
        )
        for level in regimen.levels
    ):
        yield Problem(
            "RC317",
            "no level holds the amounts that the lines state",
            "The lines state the level to start from; write it among the levels too.",
            place_in(regimen, "levels"),
        )


def _has_several_amounts(regimen: Regimen, name: str) -> bool:
    """Whether givings of one patient have different amounts: what a condition decides is one."""
    by_condition: dict[tuple[str, ...], set[str]] = {}
    for component in regimen.every_component:
        for statement in component.statements if component.id == name else ():
            asked = tuple(str(condition) for condition in statement.conditions)
            by_condition.setdefault(asked, set()).add(str(statement.amount))
    return any(len(amounts) > 1 for amounts in by_condition.values())


CHECKS: tuple[Callable[[Regimen], Iterator[Problem]], ...] = (
    phases_make_a_course,
    ids_are_distinct,
    references_are_lines,
    order_can_be_followed,
    _lines_say_what,
    lines_say_when,
    lengths_are_possible,
    days_are_possible,
    cycle_count_is_in_order,
    cycles_are_planned,
    _infusion_times_fit_the_route,
    conditions_can_be_decided,
    _clearance_is_named,
    _lines_say_where_they_come_from,
    _levels_hold_the_stated_amounts,
)
