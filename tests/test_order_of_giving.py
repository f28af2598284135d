"""The order in which lines are given: as the file has them, but each after what it refers to."""

import pytest

from regimencalc.order_of_giving import circle, in_order_of_giving
from regimencalc.regimen import Regimen
from regimencalc.yaml_source import read

HEAD = """\
format: 1
id: made
name: Made
population: adult
status: draft
sources: [{id: somebody, cite: "Somebody, 2020"}]
cycle: {length: 21 d, planned: 1}
components:
"""


def regimen(*lines: tuple[str, str]) -> Regimen:
    text = HEAD
    for name, starts in lines:
        start = f", starts: {starts}" if starts else ""
        text += f"  - {{id: {name}, drug: cisplatin, per_dose: 20 mg, days: [1]{start}}}\n"
    return Regimen.from_source(read(text.encode(), "made.yaml"))


@pytest.mark.parametrize(
    ("lines", "order"),
    [
        ([("c", ""), ("a", ""), ("b", "")], "cab"),
        ([("a", "{after: b}"), ("b", ""), ("c", "")], "bac"),
        ([("a", "{after: c}"), ("b", ""), ("c", "")], "bca"),
        ([("a", "{after: b}"), ("b", "{after: c}"), ("c", "")], "cba"),
        ([("a", "{after: b}"), ("b", ""), ("c", "{after: b}"), ("d", "")], "bacd"),
        ([("d", "{after: a}"), ("c", "{after: a}"), ("b", ""), ("a", "")], "badc"),
        # what is not a line of the phase is waited for by nobody
        ([("a", "{after: elsewhere}"), ("b", "")], "ab"),
        ([("a", "{after: elsewhere}"), ("b", "{after: c}"), ("c", "")], "acb"),
    ],
)
def test_each_line_comes_after_what_it_refers_to(lines: list[tuple[str, str]], order: str) -> None:
    made = regimen(*lines)
    assert "".join(line.id for line in in_order_of_giving(made)) == order
    assert in_order_of_giving(made) is in_order_of_giving(made)  # worked out once
    assert circle(made) == ()


def test_lines_that_wait_for_one_another_are_named() -> None:
    made = regimen(("a", ""), ("b", "{after: d}"), ("c", "{after: b}"), ("d", "{after: c}"))
    found = circle(made)
    assert found[0] == found[-1]
    assert set(found) == {"b", "c", "d"}
    assert len(found) == 4


def test_a_line_that_waits_for_itself_is_named() -> None:
    assert set(circle(regimen(("a", ""), ("b", "{after: b}")))) == {"b"}
