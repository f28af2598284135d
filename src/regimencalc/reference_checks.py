"""Checks of names: phases, ids, references between lines, and what conditions ask for."""

from collections.abc import Collection, Iterable, Iterator

from regimencalc import order_of_giving
from regimencalc.component import Statement
from regimencalc.conditions import OF_THE_BODY, Condition
from regimencalc.problems import Problem
from regimencalc.regimen import Regimen
from regimencalc.regimen_lines import place_in
from regimencalc.source import Path
from regimencalc.wording import did_you_mean


def phases_make_a_course(regimen: Regimen) -> Iterator[Problem]:
    """Whether cycles, phases and their order make one course."""
    fix = "Write 'cycle: {length: 21 d, planned: 4}', or 'lasts: 49 d' where there are no cycles."
    if regimen.phases:
        if regimen.cycle is not None or regimen.lasts is not None or regimen.components:
            message = "a regimen with phases states cycles and lines in each phase, not beside them"
            place = place_in(regimen, "phases")
            yield Problem("RC315", message, "Move them into the phases.", place)
        if len(regimen.phases) < 2 and not regimen.order:
            message, fix_ = "'phases' needs two or more", "Take 'phases' out, and keep its fields."
            yield Problem("RC315", message, fix_, place_in(regimen, "phases"))
    for _, path, stretch in regimen.stretches:
        if (stretch.cycle is None) == (stretch.lasts is None):
            message = (
                "'cycle' or 'lasts' is missing"
                if stretch.cycle is None
                else "'cycle' and 'lasts' are both stated"
            )
            code = "RC202" if stretch.cycle is None else "RC315"
            yield Problem(code, message, fix, place_in(regimen, *path))
        if not stretch.components:
            message = "'components' is missing"
            yield Problem("RC202", message, "Add the drug lines.", place_in(regimen, *path))
    for _, path, stretch in regimen.stretches:
        zero = stretch.day_zero or ""
        if zero and " " not in zero and stretch.component(zero) is None:
            known = [c.id for c in stretch.components]
            yield from _known(regimen, known, [zero], (*path, "day_zero"), "line")
    names = [phase.id for phase in regimen.phases]
    yield from _known(regimen, names, regimen.order, ("order",), "phase")
    for name in names if set(regimen.order) & set(names) == set(regimen.order) != set() else ():
        if name not in regimen.order:
            message = f"phase '{name}' is not in the order, so it would never be given"
            fix_ = "Put it into 'order', or take the phase out."
            yield Problem("RC315", message, fix_, place_in(regimen, "order"))
    for number, phase in enumerate(regimen.phases):
        if phase.starts is not None:
            path = ("phases", number, "starts", "after")
            yield from _known(regimen, names, [phase.starts.after], path, "phase")
            order = regimen.order or tuple(names)
            turn = order.index(phase.id) if regimen.order and phase.id in order else number
            if phase.starts.after in names and phase.starts.after not in order[:turn]:
                message = (
                    f"phase '{phase.id}' waits for '{phase.starts.after}', which is not before it"
                )
                fix_ = "Name a phase that is given earlier."
                yield Problem("RC305", message, fix_, place_in(regimen, *path))


def _known(
    regimen: Regimen, known: Collection[str], named: Iterable[str], path: Path, what: str
) -> Iterator[Problem]:
    for number, name in enumerate(named):
        if name not in known:
            yield Problem(
                "RC304",
                f"'{name}' is not a {what} of this regimen",
                f"{did_you_mean(name, known)}It has: {', '.join(known) or 'none'}.",
                place_in(regimen, *path, number),
            )


def ids_are_distinct(regimen: Regimen) -> Iterator[Problem]:
    """Whether every line and phase has an id of its own."""
    seen: set[str] = set(regimen.choices)
    for number, phase in enumerate(regimen.phases):
        if phase.id in seen:
            yield _twice(regimen, phase.id, "phases", ("phases", number, "id"))
        seen.add(phase.id)
    for _, path, stretch in regimen.stretches:
        in_phase: set[str] = set(regimen.choices)
        for number, component in enumerate(stretch.components):
            if component.id in in_phase:
                place = (*path, "components", number, "id")
                yield _twice(regimen, component.id, "lines", place)
            in_phase.add(component.id)


def _twice(regimen: Regimen, name: str, what: str, path: Path) -> Problem:
    both = f"two {what}" if name not in regimen.choices else f"one of the {what} and a choice"
    return Problem(
        "RC307",
        f"{both} are called '{name}'",
        "Give each an id of its own; the drug may be the same.",
        place_in(regimen, *path),
    )


def references_are_lines(regimen: Regimen) -> Iterator[Problem]:
    """Whether every line that is named exists."""
    for line in regimen.lines:
        for statement in line.component.statements:
            starts = statement.timing.starts
            for name in dict.fromkeys(statement.references):
                if line.stretch.component(name) is not None:
                    continue
                known = [component.id for component in line.stretch.components]
                field = _field_naming(statement, name)
                how = "starts after" if starts is not None and starts.after == name else "names"
                yield Problem(
                    "RC304",
                    f"'{line.component.id}' {how} '{name}', which is not a line of this regimen",
                    f"{did_you_mean(name, known)}Lines: {', '.join(known)}.",
                    place_in(regimen, *line.path_of(statement, field[0]), *field[1:]),
                )
    every = dict.fromkeys(component.id for component in regimen.every_component)
    for number, level in enumerate(regimen.levels):
        yield from _known(regimen, every, level.amounts, ("levels", number, "amounts"), "line")
    for _, path, stretch in (
        (("", (), regimen), *regimen.stretches) if regimen.phases else regimen.stretches
    ):
        for number, gate in enumerate(stretch.start_if):
            yield from _known(
                regimen, every, gate.lines, (*path, "start_if", number, "lines"), "line"
            )
    for kind in ("rules", "if_missed"):
        for number, rule in enumerate(getattr(regimen, kind)):
            yield from _known(regimen, every, rule.lines, (kind, number, "lines"), "line")


def _field_naming(statement: Statement, name: str) -> tuple[str, ...]:
    starts = statement.timing.starts
    if starts is not None and starts.line == name:
        return ("starts", starts.relation)
    if statement.timing.in_bag_with == name:
        return ("in_bag_with",)
    if statement.amount.share_of == name:
        return (statement.basis or "per_dose",)
    if statement.infuse_over is not None and statement.infuse_over.until is not None:
        return ("infuse_over",)
    return ("days",) if statement.timing.days is not None else ("except_days_of",)


def order_can_be_followed(regimen: Regimen) -> Iterator[Problem]:
    """Whether no line waits for itself."""
    for _, path, stretch in regimen.stretches:
        waiting = order_of_giving.circle(stretch)
        if waiting:
            known = [component.id for component in stretch.components]
            yield Problem(
                "RC305",
                f"these lines wait for one another: {' → '.join(waiting)}",
                "Take one 'starts' out.",
                place_in(regimen, *path, "components", known.index(waiting[0]), "starts"),
            )


def conditions_can_be_decided(regimen: Regimen) -> Iterator[Problem]:
    """`when` decides at planning: only what is known then may stand in it."""
    for path, condition, is_part in _every_when(regimen):
        for clause in condition.all_clauses():
            where = (*path, clause.name)
            if not clause.edges:
                choice = regimen.choices.get(clause.name)
                if choice is None:
                    known = ", ".join(regimen.choices) or "none"
                    yield Problem(
                        "RC304",
                        f"'{clause.name}' is not a choice of this regimen",
                        f"{did_you_mean(clause.name, regimen.choices)}Choices: {known}.",
                        place_in(regimen, *where),
                    )
                elif clause.answer not in choice.names:
                    yield Problem(
                        "RC304",
                        f"'{clause.answer}' is not an answer to '{clause.name}'",
                        f"{did_you_mean(clause.answer, choice.names)}Answers: "
                        f"{', '.join(choice.names)}.",
                        place_in(regimen, *where),
                    )
            elif clause.name not in OF_THE_BODY and not (clause.name == "dose" and is_part):
                yield Problem(
                    "RC316",
                    f"'{clause.name}' is not known when a course is planned",
                    "Write it under 'only_if', which is judged on the day; 'when' decides by "
                    f"{', '.join(OF_THE_BODY)} or a choice.",
                    place_in(regimen, *where),
                )
        if condition.narrative:
            yield Problem(
                "RC316",
                "words alone decide nothing",
                "Write them under 'only_if', or make them a choice.",
                place_in(regimen, *path, "narrative"),
            )


def _every_when(regimen: Regimen) -> Iterator[tuple[Path, Condition, bool]]:
    for number, phase in enumerate(regimen.phases):
        if phase.when is not None:
            yield ("phases", number, "when"), phase.when, False
    for line in regimen.lines:
        if line.component.when is not None:
            yield (*line.path, "when"), line.component.when, False
        for number, part in enumerate(line.component.parts):
            if part.when is not None:
                yield (*line.path, "parts", number, "when"), part.when, True
    for name, choice in regimen.choices.items():
        for answer, condition in choice.answers:
            if condition is not None:
                yield ("choices", name, answer), condition, False
