"""What a regimen rules, each under its name.

A name is the key of an answer: a person copies it, and another threshold is another name.
"""

import pytest

from regimencalc.regimen import Regimen
from regimencalc.rulings import Ruling, RulingKind
from regimencalc.yaml_source import read

HEAD = """format: 1
id: tested
name: "Tested"
population: adult
status: draft
sources:
  - {id: s, cite: "A label"}
  - {id: notes, cite: "Notes", verified: false}
cycle: {length: 21 d, planned: 2}
"""
LINES = """components:
  - {id: a, drug: etoposide, per_dose: 50 mg/m2, route: oral, days: [1, 8]}
  - {id: b, drug: cisplatin, per_dose: 20 mg/m2, route: intravenous, infuse_over: 1 h, days: [1]}
"""


def regimen(more: str = "", lines: str = LINES) -> Regimen:
    return Regimen.from_source(read((HEAD + lines + more).encode(), "tested.yaml"))


def ruled(more: str, lines: str = LINES) -> list[Ruling]:
    return list(regimen(more, lines).rulings)


def names(more: str, lines: str = LINES) -> list[str]:
    return [one.name for one in ruled(more, lines)]


# Names


@pytest.mark.parametrize(
    ("condition", "do", "name"),
    [
        ("{platelets: {below: 50 10^9/L}}", "hold", "platelets-below-50-hold"),
        (
            "{platelets: {from: 50 10^9/L, below: 75.5 10^9/L}}",
            "{give: 75 %}",
            "platelets-from-50-below-75.5-give-75",
        ),
        (
            "{bilirubin: {above: 1.5 ULN}}",
            "{reduce_by: 5 mg/m2}",
            "bilirubin-above-1.5-uln-reduce-by-5-mg-m2",
        ),
        ("{dpyd: normal}", "omit", "dpyd-normal-omit"),
        ("{narrative: severe neuropathy of the hands}", "stop", "severe-neuropathy-stop"),
        ("{narrative: Fever}", "hold", "fever-hold"),
        (
            "{any: [{dpyd: normal}, {ugt1a1: no-variant}]}",
            "hold",
            "dpyd-normal-or-ugt1a1-no-variant-hold",
        ),
        (
            "{any: [{dpyd: normal}, {ugt1a1: no-variant}, {child_pugh: A}]}",
            "hold",
            "dpyd-normal-or-ugt1a1-no-variant-or-more-hold",
        ),
        (
            "{dpyd: normal, platelets: {below: 50 10^9/L}}",
            "hold",
            "dpyd-normal-platelets-below-50-hold",
        ),
    ],
)
def test_a_rule_is_named_by_what_it_asks_and_does(condition: str, do: str, name: str) -> None:
    assert names(f"rules:\n  - {{if: {condition}, do: {do}, lines: [a]}}\n") == [name]


def test_a_rule_for_days_has_a_name_for_each() -> None:
    rule = "rules:\n  - {if: {dpyd: normal}, do: omit, days: [1, 8], lines: [a]}\n"
    found = ruled(rule)
    assert [(one.name, one.days) for one in found] == [
        ("dpyd-normal-omit-day-1", frozenset({1})),
        ("dpyd-normal-omit-day-8", frozenset({8})),
    ]


@pytest.mark.parametrize(
    ("needs", "name"),
    [
        ("{platelets: {from: 100 10^9/L}}", "start-platelets"),
        (
            "{platelets: {from: 100 10^9/L}, neutrophils: {from: 1.5 10^9/L}}",
            "start-platelets-neutrophils",
        ),
        (
            "{platelets: {from: 100 10^9/L}, neutrophils: {from: 1.5 10^9/L}, "
            "haemoglobin: {from: 80 g/L}, albumin: {from: 30 g/L}}",
            "start-platelets-neutrophils-haemoglobin-albumin",
        ),
        (
            "{platelets: {from: 100 10^9/L}, neutrophils: {from: 1.5 10^9/L}, "
            "haemoglobin: {from: 80 g/L}, albumin: {from: 30 g/L}, dpyd: normal}",
            "start-platelets-neutrophils-haemoglobin-albumin-and-more",
        ),
        ("{narrative: Free of any infection that needs treatment}", "start-free-of-any-infection"),
    ],
)
def test_a_criterion_is_named_by_what_it_asks(needs: str, name: str) -> None:
    assert names(f"start_if:\n  - {{needs: {needs}}}\n") == [name]


def test_all_that_is_ruled_with_what_it_says() -> None:
    more = (
        "start_if:\n  - {needs: {platelets: {from: 100 10^9/L}}, source: s, note: counted}\n"
        "rules:\n  - {if: {dpyd: normal}, do: omit, lines: [a], source: notes, verified: false}\n"
        "if_missed:\n  - {do: omit, lines: [b]}\n"
    )
    gated = LINES.replace("days: [1]}", "days: [1], only_if: {hepatitis_b: negative}}")
    start, gate, rule, missed = ruled(more, gated)
    assert [one.kind for one in (start, gate, rule, missed)] == list(RulingKind)
    assert [one.words for one in (start, gate, rule, missed)] == [
        "start only if platelets at least 100 10^9/L",
        "only if hepatitis B is negative",
        "if DPYD is normal: omit",
        "if a dose was missed: omit",
    ]
    assert [one.demands for one in (start, gate, rule, missed)] == [True, True, False, False]
    assert [one.lines for one in (start, gate, rule, missed)] == [(), ("b",), ("a",), ("b",)]
    assert [one.path for one in (start, gate, rule, missed)] == [
        ("start_if", 0),
        ("components", 1, "only_if"),
        ("rules", 0),
        ("if_missed", 0),
    ]
    assert [one.source for one in (start, gate, rule, missed)] == ["s", None, "notes", None]
    assert [one.is_verified for one in (start, gate, rule, missed)] == [True, True, False, True]
    assert (start.note, gate.name, missed.name) == ("counted", "only-if-hepatitis-b", "missed-omit")


@pytest.mark.parametrize(
    ("more", "is_at_once"),
    [
        ("rules:\n  - {if: {dpyd: normal}, do: {delay: 7 d}, lines: [a]}\n", True),
        ("rules:\n  - {if: {dpyd: normal}, do: {level: one}, lines: [a]}\n", True),
        ("rules:\n  - {if: {dpyd: normal}, do: omit, lines: [a]}\n", False),
        ("rules:\n  - {if: {dpyd: normal}, do: omit}\n", True),
        ("start_if:\n  - {needs: {dpyd: normal}, lines: [a]}\n", True),
        ("if_missed:\n  - {do: delay, lines: [a]}\n", False),
        ("if_missed:\n  - {do: omit}\n", True),
    ],
)
def test_whether_one_answer_is_to_all_lines(more: str, is_at_once: bool) -> None:  # noqa: FBT001
    (one,) = ruled(more)
    assert one.is_answered_at_once is is_at_once


@pytest.mark.parametrize(
    ("kind", "plural"),
    [
        (RulingKind.START, "start criteria"),
        (RulingKind.GATE, "gates"),
        (RulingKind.RULE, "rules"),
        (RulingKind.MISSED, "missed doses"),
    ],
)
def test_several_rulings_in_words(kind: RulingKind, plural: str) -> None:
    assert kind.plural == plural


def test_a_gate_of_a_part_is_named_by_its_place_and_cites_its_line() -> None:
    lines = (
        "components:\n  - {id: a, drug: etoposide, route: oral, days: [1, 8], source: s, parts: "
        "[{doses: [1], per_dose: 100 mg}, "
        "{doses: [2], per_dose: 50 mg, only_if: {dpyd: normal}}]}\n"
    )
    (gate,) = ruled("", lines)
    assert (gate.name, gate.part) == ("only-if-dpyd-part-2", 1)
    assert (gate.source, gate.is_verified, gate.lines) == ("s", True, ("a",))
    assert gate.path == ("components", 0, "parts", 1, "only_if")


def test_what_is_ruled_in_a_phase_is_of_that_phase_alone() -> None:
    head = HEAD.partition("cycle:")[0]
    line = "route: oral, per_dose: 50 mg, days: [1]"
    text = f"""{head}phases:
  - id: first
    cycle: {{length: 21 d, planned: 2}}
    components: [{{id: a, drug: etoposide, {line}}}]
  - id: second
    cycle: {{length: 21 d, planned: 2}}
    start_if: [{{needs: {{platelets: {{from: 100 10^9/L}}}}}}]
    components: [{{id: b, drug: etoposide, {line}, only_if: {{dpyd: normal}}}}]
rules:
  - {{if: {{dpyd: normal}}, do: omit, lines: [a]}}
"""
    found = Regimen.from_source(read(text.encode(), "tested.yaml")).rulings
    assert [(one.name, one.phase) for one in found] == [
        ("start-platelets", "second"),
        ("only-if-dpyd", "second"),
        ("dpyd-normal-omit", ""),
    ]


def test_a_criterion_for_days_is_one_for_each_of_them_and_says_where_it_is_from() -> None:
    found = ruled(
        "start_if:\n  - {needs: {dpyd: normal}, days: [1, 8], lines: [a], borrowed_from: b}\n"
    )
    assert [(one.name, one.days, one.borrowed_from, one.phase) for one in found] == [
        ("start-dpyd-day-1", frozenset({1}), "b", ""),
        ("start-dpyd-day-8", frozenset({8}), "b", ""),
    ]


def test_a_rule_says_its_note_and_from_which_regimen_it_is_borrowed() -> None:
    (rule,) = ruled(
        "rules:\n  - {if: {dpyd: normal}, do: omit, lines: [a], borrowed_from: b, note: counted}\n"
    )
    assert (rule.borrowed_from, rule.note, rule.source) == ("b", "counted", None)


def test_a_missed_dose_says_its_source_and_what_is_from_memory() -> None:
    (missed,) = ruled(
        "if_missed:\n  - {do: omit, lines: [b], source: notes, verified: false, note: once}\n"
    )
    assert (missed.source, missed.is_verified, missed.note) == ("notes", False, "once")


@pytest.mark.parametrize(
    ("line", "part", "expected"),
    [("true", "true", True), ("true", "false", False), ("false", "true", False)],
)
def test_a_gate_of_a_part_is_from_memory_where_the_line_or_the_part_is(
    line: str, part: str, *, expected: bool
) -> None:
    lines = (
        "components:\n  - {id: a, drug: etoposide, route: oral, days: [1, 8], source: s, "
        f"verified: {line}, parts: [{{doses: [1], per_dose: 100 mg}}, {{doses: [2], per_dose: "
        f"50 mg, only_if: {{dpyd: normal}}, source: notes, verified: {part}}}]}}\n"
    )
    (gate,) = ruled("", lines)
    assert (gate.source, gate.is_verified) == ("notes", expected)


@pytest.mark.parametrize(
    ("needs", "name"),
    [
        # one of two that only a person can judge: the first is its name
        ("{any: [{narrative: No fever}, {narrative: No pain}]}", "start-no-fever"),
        (
            "{any: [{any: [{narrative: No fever}, {narrative: No pain}]}, {narrative: Well}]}",
            "start-no-fever",
        ),
        # little words at the end say nothing; one word is always left
        ("{narrative: Fit enough for the ward}", "start-fit-enough-for"),
        ("{narrative: Of the}", "start-of"),
        ("{narrative: The}", "start-the"),
    ],
)
def test_a_criterion_in_words_is_named_by_the_first_of_them(needs: str, name: str) -> None:
    assert names(f"start_if:\n  - {{needs: {needs}}}\n") == [name]
