"""A line and its parts: what a part says holds, and what it does not say the line does."""

import pytest

from regimencalc.component import Cap, Component
from regimencalc.dilution import Dilution
from regimencalc.regimen import Regimen
from regimencalc.yaml_source import read

HEAD = """\
format: 1
id: made
name: Made
population: adult
status: draft
sources: [{id: somebody, cite: "Somebody, 2020"}, {id: other, cite: "Other, 2021"}]
cycle: {length: 21 d, planned: 4}
components:
"""


def line(text: str) -> Component:
    return Regimen.from_source(
        read(f"{HEAD}  - {{id: a, {text}}}\n".encode(), "made.yaml")
    ).components[0]


def test_a_line_without_parts_says_everything_itself() -> None:
    made = line(
        "drug: cisplatin, per_day: 20 mg/m2, route: intravenous, days: [1], infuse_over: 24 h, "
        "cap: {per_dose: 40 mg}, profile: high-dose, round_to: 5 mg, dilute_in: saline, "
        "source: other, weight: ideal, when: {arm: a}, only_if: {platelets: {from: 100 10^9/L}}"
    )
    (statement,) = made.statements
    assert (statement.id, statement.number, statement.part) == ("a", 0, None)
    assert (statement.basis, str(statement.amount)) == ("per_day", "20 mg/m2")
    assert (statement.drug, statement.as_needed) == ("cisplatin", None)
    assert (statement.minutes, statement.longest_minutes) == (1440, 1440)
    assert (statement.route, str(statement.infuse_over)) == ("intravenous", "24 h")
    assert str(statement.cap) == "at most 40 mg a dose"
    assert (statement.profile, str(statement.round_to)) == ("high-dose", "5 mg")
    assert statement.dilute_in == Dilution("saline")
    assert (statement.source, statement.weight) == ("other", "ideal")
    assert statement.kidney == "not stated"
    assert [str(condition) for condition in statement.conditions] == ["arm is a"]
    assert [str(gate) for gate in statement.gates] == ["platelets at least 100 10^9/L"]
    assert statement.timing is made
    assert statement.in_bag_with == ""


def test_a_line_says_for_what_it_is_taken_and_how_long_it_may_run() -> None:
    (needed,) = line(
        "drug: loperamide, route: oral, per_dose: 2 mg, days: [1], as_needed: diarrhoea"
    ).statements
    assert (needed.drug, needed.as_needed) == ("loperamide", "diarrhoea")
    (bounds,) = line(
        "drug: cisplatin, route: intravenous, per_dose: 20 mg, days: [1], "
        "infuse_over: {plan: 60 min, from: 45 min, to: 90 min}"
    ).statements
    assert (bounds.minutes, bounds.longest_minutes) == (60, 90)


def test_a_line_names_the_clearance_that_its_auc_was_defined_with() -> None:
    made = line("drug: carboplatin, per_dose: AUC 5, days: [1], kidney: cockcroft_gault_1976")
    assert [statement.kidney for statement in made.statements] == ["cockcroft_gault_1976"]


def test_what_a_line_does_not_say_is_not_said() -> None:
    (statement,) = line("event: rest").statements
    assert (statement.drug, statement.minutes, statement.longest_minutes) == (None, None, None)
    assert (statement.basis, statement.amount.is_stated) == (None, False)
    assert (statement.route, statement.infuse_over, statement.in_bag_with) == ("", None, "")
    assert (statement.cap, statement.profile, statement.round_to) == (None, None, None)
    assert (statement.dilute_in, statement.source, statement.weight) == (None, None, "actual")
    assert (statement.conditions, statement.gates) == ((), ())


@pytest.mark.parametrize("basis", ["per_dose", "per_day", "per_hour", "total"])
def test_each_basis_is_found(basis: str) -> None:
    (statement,) = line(f"drug: cisplatin, {basis}: 20 mg, days: [1]").statements
    assert statement.basis == basis


def test_a_part_holds_before_its_line() -> None:
    made = line(
        "drug: cisplatin, per_dose: 20 mg, route: oral, days: [1], profile: low, parts: ["
        "{cycles: [1], per_dose: 10 mg, route: intravenous, infuse_over: 1 h, days: [2], "
        "source: other, when: {arm: a}, only_if: {platelets: {from: 50 10^9/L}}}, "
        "{cycles: {from: 2}}]"
    )
    first, second = made.statements
    assert (first.number, second.number) == (0, 1)
    assert [str(s.amount) for s in made.statements] == ["10 mg", "20 mg"]
    assert [s.route for s in made.statements] == ["intravenous", "oral"]
    assert [s.profile for s in made.statements] == ["low", "low"]
    assert [s.source for s in made.statements] == ["other", None]
    assert first.timing is made.parts[0]
    assert second.timing is made
    assert (str(first.infuse_over), second.infuse_over) == ("1 h", None)
    assert [str(c) for c in first.conditions] == ["arm is a"]
    assert (second.conditions, second.gates) == ((), ())


def test_conditions_and_gates_of_line_and_part_must_both_hold() -> None:
    made = line(
        "drug: cisplatin, per_dose: 20 mg, days: [1], when: {arm: a}, "
        "only_if: {platelets: {from: 100 10^9/L}}, parts: [{when: {line: b}, "
        "only_if: {neutrophils: {from: 1 10^9/L}}}]"
    )
    (statement,) = made.statements
    assert [str(c) for c in statement.conditions] == ["arm is a", "line is b"]
    assert [str(g) for g in statement.gates] == [
        "platelets at least 100 10^9/L",
        "neutrophils at least 1 10^9/L",
    ]


@pytest.mark.parametrize(
    ("timing", "is_of_part"),
    [
        ("days: [2]", True),
        ("starts: {day: 2}", True),
        ("every: 6 h", True),
        ("in_bag_with: b", True),
        ("route: oral", False),
        ("cycles: [1]", False),
    ],
)
def test_a_part_says_when_it_is_given_or_the_line_does(timing: str, *, is_of_part: bool) -> None:
    made = line(f"drug: cisplatin, per_dose: 20 mg, days: [1], parts: [{{{timing}}}]")
    (statement,) = made.statements
    assert statement.timing is (made.parts[0] if is_of_part else made)


def test_a_part_that_depends_on_the_dose_is_no_statement() -> None:
    made = line(
        "drug: cisplatin, per_dose: 20 mg, days: [1], parts: ["
        "{when: {dose: {to: 100 mg}}, dilute_in: 100 mL}, "
        "{when: {dose: {above: 100 mg}}, dilute_in: 250 mL}]"
    )
    (statement,) = made.statements
    assert statement.part is None
    assert [part.is_by_dose for part in made.parts] == [True, True]
    other = line("drug: cisplatin, per_dose: 20 mg, days: [1], parts: [{when: {arm: a}}, {}]")
    assert [part.is_by_dose for part in other.parts] == [False, False]


@pytest.mark.parametrize(
    ("line_says", "part_says", "cycles"),
    [
        ("", "", [1, 2, 3, 4]),
        ("cycles: [1, 3], ", "", [1, 3]),
        ("", "cycles: [2, 3]", [2, 3]),
        ("cycles: [1, 3], ", "cycles: [2, 3]", [3]),
    ],
)
def test_cycles_of_line_and_part_must_both_hold(
    line_says: str, part_says: str, cycles: list[int]
) -> None:
    made = line(f"drug: cisplatin, per_dose: 20 mg, days: [1], {line_says}parts: [{{{part_says}}}]")
    (statement,) = made.statements
    assert [number for number in range(1, 5) if statement.is_for(number, 1)] == cycles
    by_dose = f"{line_says}parts: [{{{part_says}}}]".replace("cycles", "doses")
    (statement,) = line(f"drug: cisplatin, per_dose: 20 mg, days: [1], {by_dose}").statements
    assert [number for number in range(1, 5) if statement.is_for(1, number)] == cycles


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("days: [1]", []),
        ("starts: {after: b}", ["b"]),
        ("days: {same_as: b}", ["b"]),
        ("starts: {day: 1}, every: 1 d, except_days_of: [b, c]", ["b", "c"]),
        ("in_bag_with: b", ["b"]),
        ("days: [1], per_dose: 50 % of b", ["b"]),
        ("days: [1], infuse_over: {until: {after: b}}", ["b"]),
        ("starts: {after: c}, parts: [{days: [1]}, {days: {same_as: d}}]", ["c", "c", "d"]),
        ("days: [1], parts: [{starts: {with: d}}]", ["d"]),
    ],
)
def test_a_line_names_the_others_that_it_needs(text: str, others: list[str]) -> None:
    assert list(line(f"drug: cisplatin, {text}").references) == others


def test_a_line_has_the_name_of_what_is_given() -> None:
    assert line("drug: cisplatin, days: [1]").name == "cisplatin"
    assert line("event: surgery, days: [1]").name == "surgery"
    assert line("days: [1]").name == "a"


def test_a_line_is_verified_where_nothing_in_it_rests_on_memory() -> None:
    said = "drug: cisplatin, per_dose: 20 mg, days: [1]"
    assert line(said).is_verified
    assert not line(f"{said}, verified: false").is_verified
    made = line(f"{said}, parts: [{{cycles: [1], verified: false}}, {{cycles: {{from: 2}}}}]")
    assert not made.is_verified
    assert [statement.is_verified for statement in made.statements] == [False, True]
    both = line(f"{said}, verified: false, parts: [{{cycles: [1]}}]")
    assert [statement.is_verified for statement in both.statements] == [False]


def test_a_line_is_by_auc_where_any_part_of_it_is() -> None:
    assert line("drug: carboplatin, per_dose: AUC 5, days: [1]").is_by_auc
    assert not line("drug: carboplatin, per_dose: 300 mg, days: [1]").is_by_auc
    parts = "parts: [{cycles: [1], per_dose: 300 mg}, {cycles: {from: 2}, per_dose: AUC 5}]"
    assert line(f"drug: carboplatin, days: [1], {parts}").is_by_auc


@pytest.mark.parametrize(
    ("cap", "said"),
    [
        ({"per_dose": "2 mg"}, "at most 2 mg a dose"),
        ({"per_day": "2 mg", "per_hour": "1 mg"}, "at most 2 mg a day, at most 1 mg an hour"),
        ({"lifetime": "550 mg/m2"}, "at most 550 mg/m2 in a lifetime"),
        (
            {"per_dose": "2 mg", "lifetime": "550 mg/m2"},
            "at most 2 mg a dose, at most 550 mg/m2 in a lifetime",
        ),
        ({}, ""),
    ],
)
def test_a_cap_is_said(cap: dict[str, str], said: str) -> None:
    assert str(Cap.model_validate(cap)) == said


@pytest.mark.parametrize(
    ("amount", "times", "asked"),
    [
        ("20 mg", "3", (False, False)),
        ("{from: 20 mg, to: 40 mg}", "3", (True, False)),
        ("20 mg", "{from: 3, to: 5}", (False, True)),
        # planned, with an end on one side alone, it is not asked
        ("20 mg", "{plan: 3, to: 5}", (False, False)),
    ],
)
def test_an_amount_or_a_number_with_bounds_is_asked_for(
    amount: str, times: str, asked: tuple[bool, bool]
) -> None:
    series = f"starts: {{day: 1}}, every: 1 d, times: {times}"
    made = line(f"drug: cisplatin, route: intravenous, per_dose: {amount}, {series}")
    assert (made.has_amount_to_choose, made.has_count_to_choose) == asked


def test_of_a_line_on_stated_days_no_number_is_asked_for() -> None:
    made = line("drug: cisplatin, route: intravenous, per_dose: 20 mg, days: [1]")
    assert (made.has_amount_to_choose, made.has_count_to_choose) == (False, False)
