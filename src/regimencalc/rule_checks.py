"""Checks of rules: names, lines, levels, and tables of thresholds that cover a value once."""

from collections.abc import Iterator
from itertools import combinations
from math import inf
from typing import NamedTuple

from regimencalc.component import Component, LineFields
from regimencalc.conditions import WORDS, Clause, Condition, fact_name, in_words
from regimencalc.findings import Finding
from regimencalc.intervals import Interval, interval_of, shared, span_in_words
from regimencalc.problems import Problem
from regimencalc.regimen import Regimen, Stretch
from regimencalc.regimen_lines import place_in
from regimencalc.rules import Rule
from regimencalc.rulings import Ruling
from regimencalc.source import Path
from regimencalc.time_checks import by_line
from regimencalc.units import Kind, Measure
from regimencalc.wording import cleaned, did_you_mean, spoken_list
from regimencalc.wording import days as in_days

LOWERING = ("give", "reduce_by")
OF_THE_COURSE = ("alternative", "choose", "delay", "level", "same level")


class Row(NamedTuple):
    """One row of a table of thresholds: a rule, and the values for which it holds."""

    clause: Clause
    values: Interval
    number: int
    rule: Rule

    @property
    def days(self) -> tuple[int | None, ...]:
        """The days on which it is judged by itself; None where it is of all days of a cycle."""
        return tuple(self.rule.days or ()) or (None,)

    def is_of(self, fact: str, line: str, day: int | None) -> bool:
        """Whether it belongs to the table of a value, a line and a day."""
        is_of_line = not self.rule.lines or line in self.rule.lines
        return self.clause.fact == fact and is_of_line and day in self.days


def rule_problems(regimen: Regimen) -> Iterator[Problem]:
    """What is wrong with the criteria, gates and rules of a regimen."""
    yield from _names_are_distinct(regimen)
    yield from _days_are_given(regimen)
    yield from _answers_are_known(regimen)
    for number, rule in enumerate(regimen.rules):
        yield from _names_its_lines(regimen, rule, ("rules", number))
        yield from _is_of_something(regimen, rule, ("rules", number, "do"))
        yield from _lowers_once(regimen, rule, ("rules", number, "lines"))
        yield from _alternative_is_named(regimen, rule, ("rules", number, "do"))
        yield from _level_is_there(regimen, rule, ("rules", number, "do"))
        yield from dict.fromkeys(_step_leaves_something(regimen, rule, ("rules", number, "do")))
    yield from dict.fromkeys(_cover_once(regimen))


def _names_are_distinct(regimen: Regimen) -> Iterator[Problem]:
    """No answer is to two rules: of one name they have other lines, and one answer for each."""
    seen: dict[str, list[Ruling]] = {}
    for ruling in regimen.rulings:
        alike = seen.setdefault(ruling.name, [])
        if any(_share_a_key(ruling, other) for other in alike):
            gate = " Of one line alone it is its 'only_if'." if ruling.demands else ""
            yield Problem(
                "RC318",
                f"two of the {ruling.kind.plural} are called '{ruling.name}'",
                "Write them as one, with the lines of both; or let them ask for other things."
                + gate,
                place_in(regimen, *ruling.path),
            )
        alike.append(ruling)


def _share_a_key(one: Ruling, other: Ruling) -> bool:
    """Whether one answer would be to both, in a cycle in which both may be judged."""
    if one.phase and other.phase and one.phase != other.phase:
        return False
    is_of_all = one.is_answered_at_once or other.is_answered_at_once
    return is_of_all or bool(set(one.lines) & set(other.lines))


def _days_are_given(regimen: Regimen) -> Iterator[Problem]:
    """A rule for a day on which none of its lines is given would never be judged, and not say so.

    A day on which a line is given under some answer, or on some weekday, is fine.
    """
    for ruling in regimen.rulings:
        if not ruling.days:
            continue
        lines = [
            (stretch, line)
            for phase, _, stretch in regimen.stretches
            for line in stretch.components
            if line.event is None
            and ruling.phase in ("", phase)
            and (not ruling.lines or line.id in ruling.lines)
        ]
        known = [_days_of(stretch, line) for stretch, line in lines]
        days = [day for given in known if given is not None for day in given]
        if None in known or not ruling.days.isdisjoint(days):
            continue
        of = spoken_list(list(dict.fromkeys(line.id for _, line in lines)))
        on = f"{of} is given on {in_days(sorted(set(days)))}" if days else "it names no dose"
        yield Problem(
            "RC301",
            f"the {ruling.kind} '{ruling.name}' is never judged: {on}",
            "Write days on which one of its lines is given, or the lines that are meant.",
            place_in(regimen, *ruling.path),
        )


def _days_of(stretch: Stretch, line: Component) -> set[int] | None:
    """The days of a cycle on which a line may be given; None where more than the file decides."""
    timings = [statement.timing for statement in line.statements]
    if all(timing.days is not None and timing.days.listed for timing in timings):
        return {day for timing in timings for day in timing.days or ()}
    needed = stretch.needed_by([line.id]) | {line.id}
    placing = [one for one in stretch.components if one.id in needed]
    is_open = any(
        one.as_needed is not None or one.conditions or any(map(_runs_on, (one, *one.parts)))
        for one in placing
    )
    return None if is_open else {given.day for given in by_line(stretch)[line.id]}


def _runs_on(stated: LineFields) -> bool:
    """Whether weekdays, a number that is chosen or the length of the course decide on its days."""
    starts, times = stated.starts, stated.times
    has_own_clock = starts is not None and starts.has_own_clock
    is_open = stated.every is not None and (times is None or times.most is not None)
    return has_own_clock or is_open or bool(stated.weekdays) or stated.until is not None


def _answers_are_known(regimen: Regimen) -> Iterator[Problem]:
    """A word in a condition is an answer to a choice, or one of a value that has words."""
    for ruling in regimen.rulings:
        for clause in ruling.condition.all_clauses():
            if clause.edges or clause.name in WORDS:
                continue
            choice = regimen.choices.get(clause.name)
            if choice is None or clause.answer not in choice.names:
                known = (*regimen.choices, *WORDS) if choice is None else choice.names
                word = clause.name if choice is None else clause.answer
                yield Problem(
                    "RC304",
                    f"'{clause.name}: {clause.answer}' is no answer to a choice of this regimen",
                    f"{did_you_mean(word, known)}Known here: {', '.join(known)}.",
                    place_in(regimen, *ruling.path),
                )


def _names_its_lines(regimen: Regimen, rule: Rule, path: Path) -> Iterator[Problem]:
    if rule.lines or rule.do.what not in LOWERING:
        return
    drugs = [component.id for component in regimen.every_component if component.drug]
    if len(drugs) > 1:
        yield Problem(
            "RC319",
            f"the rule '{rule.do}' does not say of which line",
            f"Add 'lines: […]' with some of: {', '.join(dict.fromkeys(drugs))}.",
            place_in(regimen, *path),
        )


def _is_of_something(regimen: Regimen, rule: Rule, path: Path) -> Iterator[Problem]:
    """A share of nothing is no dose, and a step or a delay of nothing changes nothing."""
    measure = rule.do.measure
    if measure is not None and measure.number == 0:
        yield Problem(
            "RC212",
            f"a rule that says '{rule.do}' says nothing",
            "Write omit or stop for a line that is not given; else look at the number again.",
            place_in(regimen, *path),
        )


def _lowers_once(regimen: Regimen, rule: Rule, path: Path) -> Iterator[Problem]:
    """A share is lowered with the line of which it is one: by the same rule it would be twice."""
    if rule.do.what not in LOWERING:
        return
    for name in rule.lines:
        for whole in sorted(regimen.followed_by(name) & set(rule.lines)):
            yield Problem(
                "RC324",
                f"'{name}' is a share of '{whole}', and the rule '{rule.do}' lowers both: the "
                "share would be lowered twice",
                f"Leave '{name}' out: it follows '{whole}'.",
                place_in(regimen, *path),
            )


def _alternative_is_named(regimen: Regimen, rule: Rule, path: Path) -> Iterator[Problem]:
    if rule.do.what == "alternative" and rule.do.word not in regimen.alternatives:
        yield Problem(
            "RC322",
            f"'{rule.do.word}' is not among the alternatives of this regimen",
            f"{did_you_mean(rule.do.word, regimen.alternatives)}Write it under 'alternatives' too.",
            place_in(regimen, *path),
        )


def _level_is_there(regimen: Regimen, rule: Rule, path: Path) -> Iterator[Problem]:
    if rule.do.what != "level":
        return
    levels = [level.level for level in regimen.levels]
    if rule.do.word in levels:
        return
    if not levels or rule.do.word not in ("up", "down"):
        yield Problem(
            "RC323",
            f"the rule goes to '{rule.do}', and there is no such level",
            f"Write up, down or one of the levels: {', '.join(levels) or 'there are none yet'}.",
            place_in(regimen, *path),
        )


def _step_leaves_something(regimen: Regimen, rule: Rule, path: Path) -> Iterator[Problem]:
    """A step is of the kind of its lines' amounts, and less than each of them.

    Of a line whose doses stand in a table, it may be of the amount that the table is for.
    """
    step = rule.do.measure
    if rule.do.what != "reduce_by" or step is None:
        return
    floor = rule.do.least
    if floor is not None and floor.kind is not step.kind:
        yield Problem(
            "RC207",
            f"a least amount of {floor} is none for a step of {step}",
            "Write both in the unit of the line's amount.",
            place_in(regimen, *path),
        )
    for line in regimen.every_component:
        if not line.drug or (rule.lines and line.id not in rule.lines):
            continue
        of_levels = [one.amounts[line.id] for one in regimen.levels if line.id in one.amounts]
        stated = [*(statement.amount for statement in line.statements), *of_levels]
        if line.table_for is not None and line.table_for.kind is step.kind:
            stated = [line.table_for]
        for amount in stated:
            least = amount.least or amount.plan
            if amount.kind is not None and amount.kind is not step.kind:
                yield Problem(
                    "RC207",
                    f"a step of {step} is none for '{line.id}', which has {amount}",
                    "Write the step in the unit of the line's amount.",
                    place_in(regimen, *path),
                )
            elif least is not None and step.canonical >= least.canonical:
                yield Problem(
                    "RC212",
                    f"a step of {step} leaves nothing of '{line.id}', which has {amount}",
                    "Write a smaller step; a line that is not given is omitted or stopped.",
                    place_in(regimen, *path),
                )


def _cover_once(regimen: Regimen) -> Iterator[Problem]:
    """A rule of all lines may close a gap in the table of one of them, and makes none in it."""
    for rows in tables(regimen):
        own = [row for row in rows if row.rule.lines] or rows
        if any(_leaves_no_gap(regimen, own)):
            yield from _leaves_no_gap(regimen, rows)
        yield from _does_not_overlap(regimen, rows)


def tables(regimen: Regimen) -> Iterator[list[Row]]:
    """The tables of thresholds: the rules of a line on one day that ask for one value alone.

    A rule belongs to one where its condition is a single value with edges, or such values of which
    one must hold; a rule that names no line belongs to that of each line. Values in units that are
    not converted into each other, and rules that ask for two values together, are no rows of one.
    """
    rows = [
        Row(clause, interval_of(clause), number, rule)
        for number, rule in enumerate(regimen.rules)
        for clause in map(_in_one_unit, _alone(rule.if_))
    ]
    asked: dict[tuple[str, str, int | None], None] = {}
    for row in rows:
        rule = row.rule
        for line in rule.lines or ("",):
            asked.update(((row.clause.fact, line, day), None) for day in row.days)
    found: dict[tuple[str, tuple[int, ...]], list[Row]] = {}
    for one in asked:
        table = [row for row in rows if row.is_of(*one)]
        found[one[0], tuple(row.number for row in table)] = table
    for table in found.values():
        yield sorted(table, key=lambda row: row.values)


def _in_one_unit(clause: Clause) -> Clause:
    """A clause in mg/dL as one in umol/L: a value that is known in either is known in both."""
    if clause.edges[0][1].kind is not Kind.CREATININE:
        return clause
    edges = ((edge, _in_umol(clause.name, measure)) for edge, measure in clause.edges)
    return Clause(clause.name, tuple(edges))


def _in_umol(name: str, level: Measure) -> Measure:
    """A level in umol/L, in the words in which it was written."""
    number = Finding(name, level).facts()[fact_name(name, Kind.CREATININE_MOLAR)]
    return Measure(cleaned(float(number)), "umol/L", str(level))


def _alone(condition: Condition) -> Iterator[Clause]:
    """The values of which each decides by itself."""
    if len(condition.clauses) == 1 and not condition.any_of and not condition.narrative:
        yield from (clause for clause in condition.clauses if clause.edges)
    if condition.any_of and not condition.clauses and not condition.narrative:
        for one in condition.any_of:
            yield from _alone(one)


def _leaves_no_gap(regimen: Regimen, rows: list[Row]) -> Iterator[Problem]:
    clauses = [row.clause for row in rows]
    reached = rows[0].values[1]
    for row in rows[1:]:
        if row.values[0] > reached:
            yield Problem(
                "RC320",
                f"no rule holds for {span_in_words((reached, row.values[0]), clauses)}, between "
                "two that do",
                "Let the edges meet: {from: 40 mL/min, below: 50 mL/min} and {from: 50 mL/min, …}.",
                place_in(regimen, "rules", row.number, "if"),
            )
        reached = max(reached, row.values[1])
    if rows[0].values[0][0] > 0 and reached[0] < inf:
        name = in_words(clauses[0].name)
        low, high = (str(measure) for measure in _ends(rows))
        yield Problem(
            "RC320",
            f"the rules on {name} end at {low} and at {high}: beyond both the full dose would "
            "stand",
            "Say what is done beyond the worse end; 'do: hold' where the source is silent.",
            place_in(regimen, "rules", rows[0].number, "if"),
        )


def _ends(rows: list[Row]) -> tuple[object, object]:
    measures = {m.canonical: m for row in rows for _, m in row.clause.edges}
    return measures[rows[0].values[0][0]], measures[max(row.values[1] for row in rows)[0]]


def _does_not_overlap(regimen: Regimen, rows: list[Row]) -> Iterator[Problem]:
    for one, other in combinations(rows, 2):
        both = shared(one.values, other.values)
        is_of_two = one.number != other.number and not _differ_in_kind(one.rule, other.rule)
        if both is not None and is_of_two:
            later = max(one.number, other.number)
            words = span_in_words(both, [one.clause, other.clause])
            numbers = spoken_list([str(n + 1) for n in sorted((one.number, other.number))])
            yield Problem(
                "RC321",
                f"rules {numbers} both hold for {words}",
                "Let each value belong to one rule: {below: 50 mL/min} and {from: 50 mL/min}.",
                place_in(regimen, "rules", later, "if"),
            )


def _differ_in_kind(one: Rule, other: Rule) -> bool:
    """Whether one moves the course or its levels as a whole, and the other is of some lines."""
    of_all = [rule.do.what for rule in (one, other) if not rule.lines]
    return len(of_all) == 1 and of_all[0] in OF_THE_COURSE
