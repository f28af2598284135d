"""Tidied files: what changes, what stays, and that nothing that is given changes."""

import random
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regimencalc import yaml_source
from regimencalc.component import Component
from regimencalc.normal_form import departures
from regimencalc.problems import Refused
from regimencalc.regimen import Phase, Regimen
from regimencalc.tidying import LINE, PHASE, REGIMEN, tidied
from regimencalc.time_checks import placed

REGIMENS = sorted((Path(__file__).parent.parent / "regimens").glob("*.yaml"))

UNTIDY = """\
# Read from the book on page 7.

id: small
format: 1
name: "Small: one"   # as printed
status: draft
population: adult


sources: [{cite: A book, id: book}]
cycle:
    planned: 4
    length: {plan: 21 d}  # three weeks
components:
    # the first
    - drug: cisplatin
      id: cisplatin
      days: [1, 2, 3, 4, 5]   # daily
      # after the days
      per_dose: 20 mg/m2
      verified: true  # checked
      infuse_over: 1 h
      route: intravenous
    - {route: oral, id: dexamethasone, drug: dexamethasone, starts: {day: 1}, per_dose: 8 mg}
# the end
"""


def _read(text: str) -> Regimen:
    return Regimen.from_source(yaml_source.read(text.encode(), ""))


def _given(text: str) -> list[list[tuple[object, ...]]]:
    """What is given of each phase, and under which conditions."""
    return [
        [
            (
                *(g.component.id, g.cycle, g.day, g.hour, g.minutes, str(g.statement.amount)),
                *(g.at, g.goes_on, g.follows, g.relation),
                *(str(condition) for condition in g.statement.gates),
                *(str(condition) for condition in g.statement.conditions),
            )
            for g in placed(stretch)
        ]
        for _, _, stretch in _read(text).stretches
    ]


def test_an_untidy_file_comes_out_in_normal_form_in_order_and_with_its_comments() -> None:
    assert tidied(UNTIDY) == (
        "# Read from the book on page 7.\n"
        "\n"
        "format: 1\n"
        "id: small\n"
        'name: "Small: one"  # as printed\n'
        "population: adult\n"
        "status: draft\n"
        "\n"
        "sources: [{id: book, cite: A book}]\n"
        "cycle:\n"
        "  length: 21 d  # three weeks\n"
        "  planned: 4\n"
        "components:\n"
        "  # the first\n"
        "  # checked\n"
        "  - id: cisplatin\n"
        "    drug: cisplatin\n"
        "    # after the days\n"
        "    per_dose: 20 mg/m2\n"
        "    route: intravenous\n"
        "    days: {from: 1, to: 5}  # daily\n"
        "    infuse_over: 1 h\n"
        "  - {id: dexamethasone, drug: dexamethasone, per_dose: 8 mg, route: oral, days: [1]}\n"
        "# the end\n"
    )


@pytest.mark.parametrize("path", REGIMENS, ids=lambda path: path.stem)
def test_a_shipped_regimen_means_the_same_when_tidied(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tidy = tidied(text)
    assert tidied(tidy) == tidy
    assert _given(tidy) == _given(text)
    assert _read(tidy).model_dump() == _read(text).model_dump()


@given(path=st.sampled_from(REGIMENS), seed=st.integers(0, 10_000))
def test_a_file_with_comments_anywhere_is_tidied_once(path: Path, seed: int) -> None:
    chance = random.Random(seed)
    lines = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        if chance.random() < 0.1:
            lines.append(f"{' ' * chance.randrange(6)}# above {number}")
        lines.append(f"{line}  # beside {number}" if chance.random() < 0.1 else line)
        if chance.random() < 0.05:
            lines.append("")
    text = "\n".join([*lines, "# last", ""])
    tidy = tidied(text)
    assert tidied(tidy) == tidy
    for line in lines:
        if "# " in line:
            assert tidy.count(f"{line[line.index('# ') :]}\n") == 1
    assert _read(tidy).model_dump() == _read(text).model_dump()


@given(seed=st.integers(0, 10_000))
def test_the_order_of_fields_in_a_file_is_no_matter(seed: int) -> None:
    fields = ["id: line", "drug: drug", "per_dose: 1 mg", "days: [1]", "route: oral", "note: a"]
    random.Random(seed).shuffle(fields)
    head = "format: 1\nid: small\nname: Small\npopulation: adult\nstatus: draft\n"
    head += "sources: [{id: book, cite: A book}]\ncycle: {length: 21 d, planned: 4}\n"
    text = f"{head}components:\n  - {{{', '.join(fields)}}}\n"
    line = "{id: line, drug: drug, per_dose: 1 mg, route: oral, days: [1], note: a}"
    assert tidied(text) == f"{head}components:\n  - {line}\n"


@pytest.mark.parametrize(
    ("written", "tidy"),
    [
        ("note: no", "note: no"),  # never a truth value
        ("note: 2026-01-01", "note: 2026-01-01"),
        ('note: "a # b"', 'note: "a # b"'),
        ("note: 'it''s'", "note: 'it''s'"),
        ("note: a\n      b", "note: a b"),  # a folded line is one line
        ("only_if: {any: [{narrative: a}, {narrative: b}]}",) * 2,
    ],
)
def test_values_stay_as_they_are_written(written: str, tidy: str) -> None:
    head = "format: 1\nid: small\nname: Small\npopulation: adult\nstatus: draft\n"
    head += "sources: [{id: book, cite: A book}]\ncycle: {length: 21 d, planned: 4}\n"
    head += "components:\n  - id: line\n    drug: drug\n    per_dose: 1.0 mg\n    route: oral\n"
    assert tidied(f"{head}    days: [1]\n    {written}\n") == f"{head}    days: [1]\n    {tidy}\n"


def test_windows_line_ends_and_a_byte_order_mark_go() -> None:
    windows = "\ufeff" + UNTIDY.replace("\n", "\r\n")
    assert tidied(windows) == tidied(UNTIDY)


def test_one_node_in_two_parts_is_written_out_twice() -> None:
    # Days 1 and 8 in cycle 1, day 1 afterwards: both parts have the condition, and no alias.
    head = "format: 1\nid: small\nname: Small\npopulation: adult\nstatus: draft\n"
    head += "sources: [{id: book, cite: A book}]\nchoices: {arm: [a, b]}\n"
    head += "cycle: {length: 21 d, planned: 4}\n"
    line = "  - id: line\n    drug: drug\n    route: oral\n    parts:\n"
    parts = (
        "      - {when: {arm: a}, per_dose: 1 mg, days: [1]}\n"
        "      - {when: {arm: a}, per_dose: 1 mg, days: [8], cycles: [1]}\n"
        "      - {when: {arm: b}, per_dose: 2 mg, days: [1]}\n"
    )
    tidy = tidied(f"{head}components:\n{line}{parts}")
    assert tidy.partition("    parts:\n")[2] == (
        "      - {cycles: [1], when: {arm: a}, per_dose: 1 mg, days: [1, 8]}\n"
        "      - {cycles: {from: 2}, when: {arm: a}, per_dose: 1 mg, days: [1]}\n"
        "      - {when: {arm: b}, per_dose: 2 mg, days: [1]}\n"
    )
    assert next(departures(_read(tidy)), None) is None


def test_a_file_that_cannot_be_read_is_refused_with_its_problems() -> None:
    with pytest.raises(Refused) as refused:
        tidied(UNTIDY.replace("population: adult", "population: adults"))
    assert [problem.code for problem in refused.value.problems] == ["RC204"]


def test_without_ruamel_yaml_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ruamel.yaml", None)
    with pytest.raises(Refused) as refused:
        tidied(UNTIDY)
    found = refused.value.problems[0]
    assert (found.code, found.fix) == ("RC113", "Install it: pip install 'regimencalc[edit]'.")


def test_every_field_has_its_place_in_the_order() -> None:
    for model, order in ((Regimen, REGIMEN), (Phase, PHASE), (Component, LINE)):
        fields = {field.alias or name for name, field in model.model_fields.items()}
        assert sorted(fields - set(order)) == []
        assert len(order) == len(set(order))
