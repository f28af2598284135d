"""The 57 structural features of published regimens: what a fragment means, and its near misses.

Each file of `tests/features` holds the shortest fragment that shows one feature. `means` is what
a clinician means by it, typed by hand: a row for each administration,

    cycle | day | hour | line | amount | more …

The cycle counts through the course. `1..14` is a run of cycles or days, `1 8 15` a list; two
hours are two givings. Hours count from the opening of the day, `-` where nobody can know. The
amount is as stated for one giving, with `a day`, `an hour` or `in all` where it is not that of a
dose. What more a row says is one of `MORE`. A line `page: …` stands on the protocol page; that is
all there is to see of what is displayed only.

A near miss is the fragment with a change, `old => new`: it means something else, or is refused.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import product, zip_longest
from pathlib import Path
from typing import Any

import pytest
import yaml

from regimencalc import library, yaml_source
from regimencalc.choosing import chosen
from regimencalc.examples import ANY_EQUATION, ANY_METHOD
from regimencalc.export.regimen_text import regimen_text
from regimencalc.givings import Giving, body_facts, givings, measures_needed, planned_items
from regimencalc.known_measures import entered
from regimencalc.measures import Measures, measures_of
from regimencalc.patient import Patient
from regimencalc.phases import turns
from regimencalc.planned_dose import PlannedDose
from regimencalc.problems import Problem, Refused
from regimencalc.regimen import Regimen
from regimencalc.setting import Setting
from regimencalc.unit_reader import read_measure
from regimencalc.units import Kind
from regimencalc.validation import regimen_problems

FOLDER = Path(__file__).parent / "features"
CODES = [f"F{number:02}" for number in range(1, 58)]
NOT_SAID: Mapping[str, str] = {}
"""A feature that the format cannot say → the page of docs/decisions that tells why."""

MONDAY = "2026-01-05"
HEAD = """\
format: 1
id: fragment
name: Fragment
population: adult
status: draft
sources: [{id: author, cite: "Author, Journal 2026;1:1-2"}]
"""
PER = {"per_dose": "", "per_day": " a day", "per_hour": " an hour", "total": " in all"}


@dataclass(frozen=True)
class Planned:
    """One giving with what the course says of it; nothing where no dose can be worked out."""

    giving: Giving
    amount: str
    item: PlannedDose | None

    @property
    def row(self) -> tuple[str, ...]:
        given = self.giving.administration
        cycle = self.giving.turn.cycles_before + given.cycle
        hour = "-" if given.hour is None else f"{given.hour:g}"
        return (str(cycle), str(given.day), hour, given.component.id, self.amount)


def _dose(planned: Planned) -> str:
    return "not stated" if planned.item is None else str(planned.item.dose).replace(",", "")


def _rate(planned: Planned) -> str:
    rate = None if planned.item is None else planned.item.per_hour
    return "-" if rate is None else f"{rate:g}"


def _ends_day(planned: Planned) -> str:
    given = planned.giving.administration
    return "-" if given.end_offset is None else str(given.day + given.end_offset - given.offset)


def _hours(planned: Planned) -> str:
    minutes = planned.giving.administration.minutes
    return "-" if minutes is None else f"{minutes / 60:g} h"


def _bag(planned: Planned) -> str:
    return "-" if planned.item is None else str(planned.item.dilute_in)


def _gates(planned: Planned) -> str:
    return "; ".join(str(gate) for gate in planned.giving.administration.statement.gates)


MORE: Mapping[str, Callable[[Planned], str]] = {
    "dose": _dose,
    "rate": _rate,
    "ends day": _ends_day,
    "over": _hours,
    "on": lambda planned: planned.giving.on.isoformat(),
    "phase": lambda planned: planned.giving.turn.phase,
    "part of day": lambda planned: planned.giving.administration.at,
    "relation": lambda planned: planned.giving.administration.relation,
    "goes on": lambda planned: planned.giving.administration.goes_on,
    "only if": _gates,
    "route": lambda planned: planned.giving.administration.statement.route,
    "diluted in": _bag,
    "optional": lambda planned: str(planned.giving.administration.component.optional).lower(),
}
FROM_THE_DOSE = ("dose", "rate", "diluted in")
"""What a row may say more: dose, rate [unit of the dose/h], the day on which it ends …"""


@dataclass(frozen=True)
class Row:
    """An administration as somebody typed it."""

    cells: tuple[str, ...]
    more: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        return " | ".join([*self.cells, *(f"{name} {value}" for name, value in self.more)])


def _each(cell: str) -> list[str]:
    """The numbers of a cell: one, a list, or a run."""
    found: list[str] = []
    for word in cell.split():
        first, dots, last = word.partition("..")
        found += map(str, range(int(first), int(last) + 1)) if dots else [word]
    return found


def _more(cell: str) -> tuple[str, str]:
    name = next((name for name in MORE if cell.startswith(f"{name} ")), None)
    assert name is not None, f"nothing of this name can be said of a giving: '{cell}'"
    return name, cell.removeprefix(name).strip()


def expected(means: str) -> tuple[list[Row], list[str]]:
    """The typed rows, and the lines of the protocol page."""
    rows: list[Row] = []
    page: list[str] = []
    for line in means.splitlines():
        said = line.strip()
        if not said or said.startswith("#"):
            continue
        if said.startswith("page:"):
            page.append(said.removeprefix("page:").strip())
            continue
        cycles, days, hours, name, amount, *more = (cell.strip() for cell in said.split(" | "))
        for cycle, day, hour in product(_each(cycles), _each(days), hours.split()):
            rows.append(Row((cycle, day, hour, name, amount), tuple(map(_more, more))))
    return rows, page


def _order(cells: tuple[str, ...]) -> tuple[int, int, str, float, str]:
    cycle, day, hour, name, amount = cells
    return int(cycle), int(day), name, -1.0 if hour == "-" else float(hour), amount


def differences(rows: list[Row], found: list[Planned]) -> tuple[list[str], list[str]]:
    """What is meant and what is planned, each row in words, with the same things said."""
    meant = sorted(rows, key=lambda row: _order(row.cells))
    got = sorted(found, key=lambda planned: _order(planned.row))
    said: list[str] = []
    for row, planned in zip_longest(meant, got):
        if planned is None:
            continue
        names = [] if row is None else [name for name, _ in row.more]
        more = tuple((name, MORE[name](planned)) for name in names)
        said.append(Row(planned.row, more).text)
    return [row.text for row in meant], said


@dataclass(frozen=True)
class Case:
    """A fragment with what is chosen and known, and what must come of it."""

    name: str
    fragment: str
    plan: Mapping[str, Any]
    means: str
    refused: tuple[str, ...]
    warned: tuple[str, ...]


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),) if value else ()


def changed(fragment: str, changes: tuple[str, ...]) -> str:
    """The fragment with its changes made, each at the one place where the old words stand."""
    for change in changes:
        old, arrow, new = change.partition(" => ")
        assert arrow, f"write 'old => new': {change}"
        assert fragment.count(old) == 1, f"'{old}' must stand there once"
        fragment = fragment.replace(old, new)
    return fragment


def read(code: str) -> dict[str, Any]:
    said: dict[str, Any] = yaml.safe_load((FOLDER / f"{code}.yaml").read_text("utf-8"))
    return said


def cases() -> Iterator[Case]:
    for code in (code for code in CODES if code not in NOT_SAID):
        if not (FOLDER / f"{code}.yaml").is_file():
            continue
        said = read(code)
        yield Case(code, said["regimen"], said.get("plan", {}), said["means"], (), ())


def near_misses() -> Iterator[Case]:
    for case in cases():
        said = read(case.name)
        for number, near in enumerate(said["near_miss"], 1):
            unknown = set(near) - {"change", "plan", "means", "refused", "warned"}
            assert not unknown, f"{case.name}: {unknown}"
            yield Case(
                f"{case.name}-{number}",
                changed(case.fragment, _texts(near.get("change"))),
                {**case.plan, **near.get("plan", {})},
                near.get("means", ""),
                _texts(near.get("refused")),
                _texts(near.get("warned")),
            )


def regimen_of(fragment: str) -> Regimen:
    return Regimen.from_source(yaml_source.read((HEAD + fragment).encode(), "fragment.yaml"))


def patient_of(said: Mapping[str, str]) -> Patient:
    known = {name: value for name, value in said.items() if name != "bsa"}
    if "measured_gfr" in known:
        known["gfr_method"] = ANY_METHOD
    if "egfr" in known:
        known["egfr_equation"] = ANY_EQUATION
    return Patient(**known)


def measures_for(
    regimen: Regimen, patient: Patient, said: Mapping[str, str], start: date
) -> Measures:
    needed = dict(measures_needed(regimen))
    needed["by_surface"] = needed["by_surface"] and "height" in said
    needed["by_auc"] = needed["by_auc"] if "measured_gfr" in said else frozenset()
    needed["by_weights"] = needed["by_weights"] if "weight" in said else frozenset()
    found, problems = measures_of(patient, library.shipped_policy("reference"), start, **needed)
    assert not [problem for problem in problems if problem.is_error]
    if "bsa" not in said:
        return found
    surface = read_measure(said["bsa"], (Kind.BODY_SURFACE,), "body surface area")
    return replace(found, body_surface_area=entered("body surface area", surface, how="given"))


def planned_of(case: Case) -> tuple[list[Planned], list[Problem]]:
    """Every administration of a course, with its dose where something is known of the patient."""
    regimen = regimen_of(case.fragment)
    start = date.fromisoformat(str(case.plan.get("start", MONDAY)))
    said = case.plan.get("patient", {})
    patient = patient_of(said)
    measures = measures_for(regimen, patient, said, start)
    body = body_facts(measures, patient, start)
    made, problems = chosen(regimen, case.plan.get("choose", {}), body)
    found, doubts = turns(regimen, made, case.plan.get("cycles"))
    problems = [*problems, *doubts]
    if any(problem.is_error for problem in problems):
        return [], problems
    given = list(givings(found, made, start))
    doses: dict[tuple[int, date], PlannedDose] = {}
    if any(f"| {name} " in case.means for name in FROM_THE_DOSE):
        policy = library.shipped_policy("reference")
        setting = Setting(regimen, library.formulary(), measures, policy, made, None)
        listed, _ = planned_items(given, setting)
        doses = {(id(dose.administration), dose.date): dose for dose in listed}
    rows = []
    for giving in given:
        statement = giving.administration.statement
        stated = made.amount_of(statement, giving.turn.phase)
        amount = str(stated if stated.plan is None else replace(stated, least=None, most=None))
        basis = statement.basis
        said_so = "-" if basis is None else f"{amount}{PER[basis]}"
        item = doses.get((id(giving.administration), giving.on))
        rows.append(Planned(giving, said_so, item))
    return rows, problems


def problems_of(case: Case) -> list[Problem]:
    """What is wrong with the file; if nothing is, with the plan."""
    try:
        found = list(regimen_problems(regimen_of(case.fragment), library.formulary()))
    except Refused as refusal:
        return list(refusal.problems)
    if any(problem.is_error for problem in found):
        return found
    return [*found, *planned_of(case)[1]]


def said_of(problems: list[Problem]) -> str:
    return "\n".join(map(str, problems)) or "nothing"


def assert_means(case: Case) -> None:
    regimen = regimen_of(case.fragment)
    errors = [p for p in regimen_problems(regimen, library.formulary()) if p.is_error]
    assert not errors, said_of(errors)
    rows, page = expected(case.means)
    assert rows or page
    shown = [line.strip() for line in regimen_text(regimen, library.formulary()).splitlines()]
    for line in page:
        assert line in shown, "\n".join(shown)
    if rows:
        found, problems = planned_of(case)
        assert not [p for p in problems if p.is_error], said_of(problems)
        meant, got = differences(rows, found)
        assert got == meant


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.name)
def test_a_fragment_means_what_a_clinician_means(case: Case) -> None:
    assert_means(case)


@pytest.mark.parametrize("case", list(near_misses()), ids=lambda case: case.name)
def test_a_near_miss_is_refused_or_means_something_else(case: Case) -> None:
    if case.means:
        assert_means(case)
    wanted = [*((True, text) for text in case.refused), *((False, text) for text in case.warned)]
    assert wanted or case.means, "a near miss says what comes of it"
    if not wanted:
        return
    found = problems_of(case)
    for is_error, text in wanted:
        code, _, words = text.partition(" ")
        assert any(
            p.code == code and p.is_error is is_error and words in f"{p.message} {p.fix}"
            for p in found
        ), said_of(found)
    codes = {text.partition(" ")[0] for text in case.refused}
    assert {p.code for p in found if p.is_error} <= codes, said_of(found)


@pytest.mark.parametrize("code", CODES)
def test_every_feature_has_a_file_or_a_decision(code: str) -> None:
    if code in NOT_SAID:
        page = FOLDER.parent.parent / "docs" / "decisions" / NOT_SAID[code]
        assert page.is_file()
        return
    said = read(code)
    assert set(said) - {"plan"} == {"feature", "regimen", "means", "near_miss"}
    assert said["feature"]
    assert said["near_miss"]


def test_the_rows_are_read_as_they_are_meant() -> None:
    rows, page = expected("1 | 1..2 8 | 0 12 | mesna | 400 mg | ends day 3\npage: optional")
    assert [row.cells[1:3] for row in rows] == [
        ("1", "0"),
        ("1", "12"),
        ("2", "0"),
        ("2", "12"),
        ("8", "0"),
        ("8", "12"),
    ]
    assert rows[0].more == (("ends day", "3"),)
    assert page == ["optional"]


def test_a_row_too_many_and_one_too_few_are_seen() -> None:
    case = next(case for case in cases() if case.name == "F21")
    found, _ = planned_of(case)
    rows, _ = expected(case.means)
    for wrong in (
        rows[1:],
        [*rows, rows[0]],
        [replace(rows[0], cells=("1", "2", *rows[0].cells[2:]))],
    ):
        meant, got = differences(wrong, found)
        assert got != meant
    meant, got = differences(rows, found)
    assert got == meant


def test_no_file_is_left_unread() -> None:
    assert sorted(path.stem for path in FOLDER.iterdir()) == sorted(set(CODES) - set(NOT_SAID))
