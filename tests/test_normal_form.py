"""What departs from the normal form, with its mend; and what is in it already."""

import sys
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from regimencalc import yaml_source
from regimencalc.normal_form import departures, normal_form_problems, written_at
from regimencalc.problems import Place, Problem, Refused
from regimencalc.regimen import Regimen
from regimencalc.regimen_checks import is_placeable, structure_problems
from regimencalc.source import Source
from regimencalc.time_checks import time_problems

sys.path.insert(0, str(Path(__file__).parent.parent / "tools"))

import one_spelling

REGIMENS = sorted((Path(__file__).parent.parent / "regimens").glob("*.yaml"))
HEAD = """\
format: 1
id: small
name: Small
population: adult
status: draft
sources: [{id: book, cite: A book}]
"""
CYCLES = "cycle: {length: 21 d, planned: 4}\n"
LASTS = "lasts: 49 d\n"
OPEN = "lasts: {from: 35 d, to: 42 d}\n"


def problems_of(line: str, stretch: str = CYCLES) -> list[Problem]:
    """The problems of a regimen with this line, written on one line."""
    text = f"{HEAD}{stretch}components:\n  - {{id: line, drug: drug, {line}}}\n"
    regimen = Regimen.from_source(yaml_source.read(text.encode(), "small.yaml"))
    return list(normal_form_problems(regimen))


ORAL = "per_dose: 100 mg, route: oral"
IN_AN_HOUR = "per_dose: 100 mg, route: intravenous, infuse_over: 1 h"
TWO_DAYS = "total: 100 mg, route: intravenous, infuse_over: 48 h"

DEPARTURES = [
    # days: four in a row are a run, fewer are listed
    (CYCLES, f"{ORAL}, days: [1, 2, 3, 4]", "Write 'days: {from: 1, to: 4}'."),
    (CYCLES, f"{ORAL}, days: {{from: 1, to: 3}}", "Write 'days: [1, 2, 3]'."),
    (CYCLES, f"{ORAL}, days: [1, 2, 3, 4, 8]", "Write 'days: [{from: 1, to: 4}, 8]'."),
    (CYCLES, f"{ORAL}, days: [{{from: 1, to: 5}}]", "Write 'days: {from: 1, to: 5}'."),
    (CYCLES, f"{ORAL}, days: 1", "Write 'days: [1]'."),
    (CYCLES, f"{ORAL}, days: [1], cycles: {{from: 1, to: 2}}", "Write 'cycles: [1, 2]'."),
    (CYCLES, f"{ORAL}, days: [1], cycles: [1, 2, 3, 4]", "Write 'cycles: {from: 1, to: 4}'."),
    # 1, 3, 5, 7 are four, two apart
    (
        CYCLES,
        f"{ORAL}, days: [1], cycles: [1, 3, 5, 7]",
        "Write 'cycles: {from: 1, to: 7, every: 2}'.",
    ),
    (CYCLES, f"{ORAL}, days: [1], cycles: {{from: 1}}", "Take 'cycles' out."),
    (LASTS, f"{ORAL}, days: [1], cycles: [1]", "Take 'cycles' out."),
    # ranges
    (CYCLES, "per_dose: {plan: 100 mg}, route: oral, days: [1]", "Write 'per_dose: 100 mg'."),
    (
        CYCLES,
        "per_dose: {plan: 1 g, from: 1000 mg, to: 1 g}, route: oral, days: [1]",
        "Write 'per_dose: 1 g'.",
    ),
    ("cycle: {length: 21 d, planned: {plan: 4}}\n", f"{ORAL}, days: [1]", "Write 'planned: 4'."),
    # what is meant anyway
    (CYCLES, f"{ORAL}, days: [1], verified: true", "Take 'verified' out."),
    (CYCLES, f"{ORAL}, days: [1], optional: false", "Take 'optional' out."),
    # one giving
    (CYCLES, f"{IN_AN_HOUR}, starts: {{day: 1}}", "Write 'days: [1]', and take 'starts' out."),
    (
        CYCLES,
        f"{ORAL}, starts: {{day: 2, at: evening}}",
        "Write 'days: [2]' and 'starts: {at: evening}'.",
    ),
    (
        CYCLES,
        f"{ORAL}, starts: {{cycle: 2, day: 3}}",
        "Write 'cycles: [2]' and 'days: [3]', and take 'starts' out.",
    ),
    (
        CYCLES,
        f"{ORAL}, starts: {{day: 1}}, every: 12 h, times: 1",
        "Write 'days: [1]', and take 'starts', 'every' and 'times' out.",
    ),
    # a series whose days are known: 1, then 1 + 7 = 8, then 15
    (
        CYCLES,
        f"{ORAL}, starts: {{day: 1}}, every: 7 d, times: 3",
        "Write 'days: [1, 8, 15]', and take 'starts', 'every' and 'times' out.",
    ),
    (
        CYCLES,
        f"{ORAL}, starts: {{day: 1}}, every: 24 h, until: {{day: 5}}",
        "Write 'days: {from: 1, to: 5}', and take 'starts', 'every' and 'until' out.",
    ),
    # to the end of a phase of 49 days: 1, 15, 29, 43
    (
        LASTS,
        f"{ORAL}, starts: {{day: 1}}, every: 14 d",
        "Write 'days: [1, 15, 29, 43]', and take 'starts' and 'every' out.",
    ),
    # its own clock, and the same days of each cycle of 21 d: 1, 8, 15, and 22 is day 1 again
    (
        CYCLES,
        f"{ORAL}, starts: {{cycle: 2, day: 1}}, every: 7 d",
        "Write 'cycles: {from: 2}' and 'days: [1, 8, 15]', and take 'starts' and 'every' out.",
    ),
    # 10 days from day 15 end on day 24 of 21: day 3 of cycle 2
    (
        CYCLES,
        f"{ORAL}, starts: {{cycle: 1, day: 15}}, every: 1 d, times: 10",
        "Write 'until: {cycle: 2, day: 3}', and take 'times' out.",
    ),
    # hours are counted: 4 a day to the end of day 7 are 28
    (
        CYCLES,
        f"{ORAL}, starts: {{day: 1}}, every: 6 h, until: {{day: 7}}",
        "Write 'times: 28', and take 'until' out.",
    ),
    (
        CYCLES,
        f"{ORAL}, starts: {{day: 1}}, every: 24 h, until: {{narrative: better}}",
        "Write 'every: 1 d'.",
    ),
    (
        CYCLES,
        f"{ORAL}, cycles: [2], starts: {{day: 1}}, every: 1 d, until: {{narrative: better}}",
        "Write 'starts: {cycle: 2, day: 1}', and take 'cycles' out.",
    ),
    # a day's hours: of one day, or of days that join, they are one series
    (
        CYCLES,
        f"{ORAL}, days: [1], doses_per_day: 2, every: 12 h",
        "Write 'starts: {day: 1}' and 'times: 2', and take 'days' and 'doses_per_day' out.",
    ),
    # infusions over more than 24 h start on their days in parts
    (
        CYCLES,
        f"{TWO_DAYS}, starts: {{day: 1}}, every: 14 d, times: 2",
        "Write 'parts: [{starts: {day: 1}}, {starts: {day: 15}}]', and take 'starts', 'every' "
        "and 'times' out.",
    ),
    # 100 mg in an hour over one hour are 100 mg
    (
        CYCLES,
        "per_hour: 100 mg, route: intravenous, infuse_over: 60 min, days: [1]",
        "Write 'per_dose: 100 mg', and take 'per_hour' out.",
    ),
    # parts
    (
        CYCLES,
        f"{ORAL}, parts: [{{days: [1]}}, {{days: [2, 8]}}]",
        "Write 'days: [1, 2, 8]', and take 'parts' out.",
    ),
    (
        CYCLES,
        f"{ORAL}, days: [1], parts: [{{cycles: [1]}}, {{cycles: {{from: 2}}}}]",
        "Take 'parts' out.",
    ),
    (
        CYCLES,
        f"{ORAL}, days: [1], parts: [{{doses: [1]}}, {{doses: [2, 3, 4]}}]",
        "Write 'doses: {from: 1, to: 4}', and take 'parts' out.",
    ),
    # day 1 of each cycle and day 8 of the first: by cycle, days 1 and 8, then day 1
    (
        CYCLES,
        f"{ORAL}, parts: [{{days: [1]}}, {{days: [8], cycles: [1]}}]",
        "Write 'parts: [{cycles: [1], days: [1, 8]}, {cycles: {from: 2}, days: [1]}]'.",
    ),
    # days 8 and 15 of cycle 1, then 1, 8, 15 of each: every 7 d from day 8
    (
        CYCLES,
        f"{ORAL}, parts: [{{days: [8, 15], cycles: [1]}}, "
        "{days: [1, 8, 15], cycles: {from: 2}}]",
        "Write 'starts: {cycle: 1, day: 8}' and 'every: 7 d', and take 'parts' out.",
    ),
    # 12-hourly on days 1 and 2: four in a row
    (
        CYCLES,
        f"{ORAL}, parts: [{{starts: {{day: 1}}, every: 12 h, times: 2}}, "
        "{starts: {day: 2}, every: 12 h, times: 2}]",
        "Write 'every: 12 h', 'starts: {day: 1}' and 'times: 4', and take 'parts' out.",
    ),
    (
        CYCLES,
        f"{ORAL}, parts: [{{starts: {{day: 1}}, every: 12 h, times: 2}}, "
        "{starts: {day: 3}, every: 12 h, times: 2}]",
        "Write 'days: [1, 3]', 'doses_per_day: 2' and 'every: 12 h', and take 'parts' out.",
    ),
    (
        CYCLES,
        "route: oral, parts: [{per_dose: 1 mg, days: [1], note: a}, "
        "{per_dose: 2 mg, days: [2], note: a}]",
        "Write 'note: a', and take 'note' out.",
    ),
    # what only the author can mend
    (
        CYCLES,
        f"{ORAL}, starts: {{day: 1}}, every: 12 h, until: {{cycle: 2, day: 7}}",
        "Write 'starts: {cycle: 1, day: 1}'.",
    ),
    (
        CYCLES,
        f"{ORAL}, starts: {{cycle: 1, day: 15}}, every: 1 d, until: {{day: 7}}",
        "Write 'until: {cycle: …, day: 7}' with the cycle.",
    ),
    (
        CYCLES,
        f"{ORAL}, starts: {{day: 1, at: morning}}, every: 6 h, times: 4",
        "Repeat every 12 h or by whole days, or take 'at' out.",
    ),
    (
        CYCLES,
        f"{ORAL}, cycles: [1], starts: {{cycle: 1, day: 15}}, every: 1 d",
        "Keep one of the two.",
    ),
    (
        CYCLES,
        f"{ORAL}, days: [1, 8], doses_per_day: 4, every: 12 h",
        "Write a series: 'starts: {day: 1}', 'every' and 'times'.",
    ),
    (CYCLES, f"{TWO_DAYS}, starts: {{day: 1}}, doses_per_day: 2", "Take 'doses_per_day' out."),
    (
        LASTS,
        f"{ORAL}, starts: {{cycle: 1, day: 1}}, every: 1 d, until: {{narrative: better}}",
        "Take 'cycle' out.",
    ),
    (LASTS, f"{ORAL}, days: [1], cycles: [2]", "Take it out, or what is never given with it."),
    (
        CYCLES,
        f"{ORAL}, parts: [{{days: [1, 2]}}, {{days: [2, 3]}}]",
        "State each in one part; two doses on a day are 'doses_per_day: 2'.",
    ),
    (
        CYCLES,
        "route: oral, parts: [{doses: [1], per_dose: 1 mg, days: [1]}, "
        "{doses: {from: 2}, per_dose: 2 mg, days: [1]}]",
        "Say in the line when it is given.",
    ),
]


@pytest.mark.parametrize(("stretch", "line", "fix"), DEPARTURES)
def test_a_departure_is_a_warning_whose_fix_is_the_normal_form(
    stretch: str, line: str, fix: str
) -> None:
    found = problems_of(line, stretch)
    assert [(problem.code, problem.fix) for problem in found] == [("RC424", fix)]
    assert not found[0].is_error


NORMAL = [
    (CYCLES, f"{ORAL}, days: [1, 2, 3]"),
    (CYCLES, f"{ORAL}, days: {{from: 1, to: 4}}"),
    (CYCLES, f"{ORAL}, days: [1, 2, 4], doses_per_day: 2, every: 12 h"),
    (CYCLES, f"{ORAL}, days: [1], starts: {{at: evening}}"),
    (CYCLES, f"{ORAL}, days: [1], cycles: {{from: 2}}, verified: false, optional: true"),
    (CYCLES, "per_dose: {plan: 100 mg, to: 100 mg}, route: oral, days: [1]"),
    (CYCLES, "per_dose: {plan: 1 g, from: 900 mg, to: 1 g}, route: oral, days: [1]"),
    (CYCLES, "per_dose: 1000 mg, route: oral, days: [1]"),  # units stay as they are written
    (CYCLES, f"{TWO_DAYS}, starts: {{day: 1}}"),
    (CYCLES, f"{ORAL}, starts: {{day: 1}}, every: 12 h, times: 28"),
    (CYCLES, f"{ORAL}, starts: {{day: 1, at: evening}}, every: 12 h, times: 28"),
    (CYCLES, f"{ORAL}, starts: {{cycle: 1, day: 15}}, every: 1 d, until: {{cycle: 2, day: 7}}"),
    (CYCLES, f"{ORAL}, starts: {{cycle: 1, day: 1}}, every: 63 d"),
    (CYCLES, f"{ORAL}, starts: {{day: 1}}, every: 1 d, until: {{narrative: better}}"),
    (OPEN, f"{ORAL}, starts: {{day: 1}}, every: 1 d"),  # to the end, whenever that is
    (LASTS, f"{ORAL}, starts: {{day: 1}}, every: 1 d, weekdays: [monday], times: 5"),
    (CYCLES, "per_hour: 100 mg, route: intravenous, infuse_over: 2 h, days: [1]"),
    (CYCLES, "route: oral, parts: [{per_dose: 1 mg, days: [1]}, {per_dose: 2 mg, days: [2]}]"),
    # when it is given is said in one place: equal days stay with the different starts
    (
        CYCLES,
        "route: oral, parts: [{per_dose: 1 mg, days: [1]}, "
        "{per_dose: 2 mg, days: [1], starts: {at: evening}}]",
    ),
    (
        CYCLES,
        f"{ORAL}, days: [1], parts: [{{cycles: [1]}}, {{cycles: {{from: 3}}}}]",
    ),
]


@pytest.mark.parametrize(("stretch", "line"), NORMAL)
def test_the_normal_form_is_left_alone(stretch: str, line: str) -> None:
    assert problems_of(line, stretch) == []


def test_a_problem_stands_at_what_is_written() -> None:
    # Six lines of head, one of the cycle, 'components:' in line 8: the line itself is line 9.
    line = "per_dose: 100 mg, days: [1, 2, 3, 4], route: oral"
    # "  - {id: line, drug: drug, per_dose: 100 mg, days: " has 5 + 10 + 12 + 18 + 6 = 51 characters
    assert problems_of(line)[0].place == Place("small.yaml", 9, 52)


def test_totals_gates_and_levels_are_read_too() -> None:
    text = (
        f"{HEAD}{CYCLES}components:\n  - {{id: a, drug: a, {ORAL}, days: [1]}}\n"
        "totals_per_cycle: {a: {plan: 100 mg}}\n"
        "levels: [{level: one, amounts: {a: {plan: 100 mg}}}]\n"
        "start_if: [{needs: {platelets: {from: 100 10^9/L}}, days: {from: 1, to: 2}}]\n"
    )
    regimen = Regimen.from_source(yaml_source.read(text.encode(), "small.yaml"))
    assert [problem.fix for problem in normal_form_problems(regimen)] == [
        "Write 'a: 100 mg'.",
        "Write 'a: 100 mg'.",
        "Write 'days: [1, 2]'.",
    ]


@pytest.mark.parametrize("path", REGIMENS, ids=lambda p: p.stem)
def test_the_library_is_in_normal_form(path: Path) -> None:
    regimen = Regimen.from_source(yaml_source.read(path.read_bytes(), path.name))
    assert list(normal_form_problems(regimen)) == []


def _read(root: dict[str, Any]) -> Regimen:
    return Regimen.from_source(Source("small", "", root))


def _sound(root: dict[str, Any]) -> Regimen | None:
    try:
        regimen = _read(root)
    except Refused:
        return None
    found = [*structure_problems(regimen)]
    if is_placeable(regimen):
        found += time_problems(regimen)
    return None if any(problem.is_error for problem in found) else regimen


def _small_files() -> Iterator[dict[str, Any]]:
    """Every eleventh of the small lines, whether in normal form or not."""
    for stretch in one_spelling.STRETCHES:
        has_cycles = "cycle" in stretch
        lines = [
            *one_spelling.lines(more=False),
            *one_spelling.parts(more=False, has_cycles=has_cycles),
        ]
        for line in lines[::11]:
            component = {"id": "line", "drug": "line", **line}
            yield deepcopy({**one_spelling.HEAD, **stretch, "components": [component]})


def _without_spelling(regimen: Regimen) -> str:
    """What is given; `24 h` in words is `1 d`, and parts that are one are no parts."""
    words = (
        repr(one_spelling.meaning(regimen))
        .replace("every 24 h", "every day")
        .replace("24 h", "1 d")
        .replace("48 h", "2 d")
    )
    return words.replace(", True)", ", False)")


def test_the_mend_changes_nothing_that_is_given() -> None:
    mended = 0
    for root in _small_files():
        regimen = _sound(root)
        if regimen is None:
            continue
        before, steps = _without_spelling(regimen), 0
        while (found := next((d for d in departures(regimen) if d.edits), None)) is not None:
            for path, node in found.edits:
                if node is not None:
                    written_at(root, path[:-1])[path[-1]] = deepcopy(node)
            for path, node in found.edits:
                if node is None:
                    del written_at(root, path[:-1])[path[-1]]
            regimen, steps = _read(root), steps + 1
            assert steps < 10, root["components"]
        if steps:
            mended += 1
            assert _without_spelling(regimen) == before, root["components"]
    assert mended > 100
