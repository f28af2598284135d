"""A step of a rule is of the kind of its lines' amounts, and leaves something of each of them."""

import pytest
from test_givings import CYCLE, made
from test_judging import etoposide, ruled
from test_settling import LEVELS, when_low

from regimencalc.regimen import Regimen
from regimencalc.rule_checks import rule_problems

TABLE = (
    "id: a, drug: trifluridine-tipiracil, route: oral, table_for: 35 mg/m2, days: [1], "
    "parts: [{when: {bsa: {below: 2 m2}}, per_dose: 60 mg}, "
    "{when: {bsa: {from: 2 m2}}, per_dose: 65 mg}]"
)


def said(of: Regimen) -> list[tuple[str, str]]:
    return [(one.code, one.message) for one in rule_problems(of) if one.code[:3] == "RC2"]


def steps(step: str, *lines: str, of: str = "[a]", head: str = CYCLE) -> list[tuple[str, str]]:
    rule = when_low(f"{{reduce_by: {step}}}", of)
    return said(ruled(*(lines or (etoposide(),)), rules=[rule], head=head))


@pytest.mark.parametrize("step", ["99.9 mg/m2", "0.0999 g/m2", "20 mg/m2"])
def test_a_step_that_is_less_than_the_amount_leaves_something(step: str) -> None:
    assert steps(step) == []


@pytest.mark.parametrize("step", ["100 mg/m2", "0.1 g/m2", "120 mg/m2"])
def test_a_step_of_all_the_amount_or_more_leaves_nothing(step: str) -> None:
    words = f"a step of {step} leaves nothing of 'a', which has 100 mg/m2"
    assert steps(step) == [("RC212", words)]


def test_a_step_in_another_unit_is_none_for_the_line() -> None:
    words = "a step of 20 mg is none for 'a', which has 100 mg/m2"
    assert steps("20 mg") == [("RC207", words)]


def test_only_the_lines_of_the_rule_are_looked_at() -> None:
    lines = (etoposide(), etoposide("b", "20 mg/m2"), "id: e, event: radiotherapy, days: [1]")
    assert steps("50 mg/m2", *lines) == []
    assert [words.split("'")[1] for _, words in steps("50 mg/m2", *lines, of="[b, a]")] == ["b"]
    # a rule that names no line is about each of them, and an event has no amount
    every = "{if: {platelets: {below: 50 10^9/L}}, do: {reduce_by: 50 mg/m2}}"
    assert [words.split("'")[1] for _, words in said(ruled(*lines, rules=[every]))] == ["b"]


def test_an_amount_that_is_not_stated_is_not_looked_at() -> None:
    line = "id: a, drug: mesna, route: intravenous, per_dose: not stated, days: [1]"
    assert steps("50 mg/m2", line) == []


def test_each_amount_of_a_line_is_looked_at_and_equal_ones_once() -> None:
    given = "id: a, drug: etoposide, route: oral, days: [1, 8, 15]"
    parts = (
        "parts: [{doses: [1], per_dose: 60 mg}, {doses: [2], per_dose: 40 mg}, "
        "{doses: [3], per_dose: 40 mg}]"
    )
    assert steps("50 mg", f"{given}, {parts}") == [
        ("RC212", "a step of 50 mg leaves nothing of 'a', which has 40 mg")
    ]


def test_the_least_of_an_amount_with_bounds_counts() -> None:
    line = etoposide("a", "{from: 40 mg/m2, to: 100 mg/m2, plan: 80 mg/m2}")
    assert steps("30 mg/m2", line) == []
    (one,) = steps("40 mg/m2", line)
    assert one[0] == "RC212"


def test_the_lowest_level_counts_too() -> None:
    # levels of 80, 100 and 120 mg/m2
    head = f"{LEVELS}{CYCLE}"
    assert steps("70 mg/m2", head=head) == []
    assert steps("80 mg/m2", head=head) == [
        ("RC212", "a step of 80 mg/m2 leaves nothing of 'a', which has 80 mg/m2")
    ]


def test_a_step_may_be_of_the_amount_that_a_table_is_for_or_of_its_doses() -> None:
    assert steps("5 mg/m2", TABLE) == []
    assert steps("35 mg/m2", TABLE) == [
        ("RC212", "a step of 35 mg/m2 leaves nothing of 'a', which has 35 mg/m2")
    ]
    assert steps("5 mg", TABLE) == []
    assert [words.rpartition(" has ")[2] for _, words in steps("60 mg", TABLE)] == ["60 mg"]


def test_a_share_is_no_step() -> None:
    assert said(ruled(etoposide(), rules=[when_low("{give: 75 %}")])) == []


# Two rules never have one answer

FROM = "{needs: {neutrophils: {from: NUMBER 10^9/L}}LINES}"


def start(*criteria: tuple[str, str]) -> str:
    said = [FROM.replace("NUMBER", n).replace("LINES", lines) for n, lines in criteria]
    return f"start_if: [{', '.join(said)}]\n"


def named_alike(of: Regimen) -> list[str]:
    return [one.message for one in rule_problems(of) if one.code == "RC318"]


BOTH = (etoposide(), etoposide("b"))


def test_two_start_criteria_of_one_value_would_have_one_answer() -> None:
    # "start-neutrophils:cycle:1" declined for a would give b as well
    two = start(("1.5", ", lines: [a]"), ("0.5", ", lines: [b]"))
    of = ruled(*BOTH, head=f"{CYCLE}{two}")
    assert named_alike(of) == ["two of the start criteria are called 'start-neutrophils'"]
    (one,) = (one for one in rule_problems(of) if one.code == "RC318")
    assert one.fix == (
        "Write them as one, with the lines of both; or let them ask for other things. "
        "Of one line alone it is its 'only_if'."
    )


def test_a_criterion_of_each_day_and_a_gate_of_each_line_have_answers_of_their_own() -> None:
    by_day = start(("1.5", ", days: [1]"), ("0.5", ", days: [8]"))
    twice = etoposide(more="days: [1, 8]")
    assert named_alike(ruled(twice, head=f"{CYCLE}{by_day}")) == []
    gate = "days: [1], only_if: {neutrophils: {from: NUMBER 10^9/L}}"
    lines = [etoposide(n, more=gate.replace("NUMBER", x)) for n, x in (("a", "1.5"), ("b", "0.5"))]
    assert named_alike(ruled(*lines)) == []


@pytest.mark.parametrize(
    ("do", "are_one"),
    [
        ("{delay: 7 d}", True),
        ("{level: down}", True),
        ("hold", False),
        ("stop", False),
        ("{give: 75 %}", False),
        ("same level", False),
    ],
)
def test_rules_of_two_lines_have_one_answer_where_it_is_of_the_cycle_or_the_level(
    do: str, *, are_one: bool
) -> None:
    of = ruled(*BOTH, rules=[when_low(do), when_low(do, "[b]")], head=f"{LEVELS}{CYCLE}")
    assert bool(named_alike(of)) is are_one


def test_what_follows_a_missed_dose_has_no_answer_and_may_be_said_for_each_line() -> None:
    head = f"{CYCLE}if_missed: [{{do: delay, lines: [a]}}, {{do: delay, lines: [b]}}]\n"
    assert named_alike(ruled(*BOTH, head=head)) == []


@pytest.mark.parametrize(("of_regimen", "are_one"), [(True, True), (False, False)])
def test_a_criterion_of_a_phase_and_one_of_the_regimen_are_judged_in_one_cycle(
    *, of_regimen: bool, are_one: bool
) -> None:
    # in phase p both fire; those of p and q never in one cycle
    line = "components: [{id: NAME, drug: etoposide, route: oral, per_dose: 50 mg, days: [1]}]"
    phase = f"{{id: NAME, cycle: {{length: 21 d, planned: 1}}, {start(('1', '')).strip()}, {line}}}"
    other = phase.replace(start(("1", "")).strip() + ", ", "") if of_regimen else phase
    head = f"phases: [{phase.replace('NAME', 'p')}, {other.replace('NAME', 'q')}]\n"
    of = made(head=head + (start(("1.5", "")) if of_regimen else ""))
    assert bool(named_alike(of)) is are_one


# A rule for a day is judged on some day


def never_judged(*lines: str, days: str = "[9]", of: str = "[a]", head: str = CYCLE) -> list[str]:
    rule = when_low("hold", of, f", days: {days}")
    regimen = ruled(*lines, rules=[rule], head=head)
    return [one.message for one in rule_problems(regimen) if one.code == "RC301"]


TWICE = etoposide(more="days: [1, 8]")


def test_a_rule_for_a_day_on_which_its_line_is_not_given_is_never_judged() -> None:
    words = "the rule 'platelets-below-50-hold-day-9' is never judged: a is given on days 1, 8 "
    assert never_judged(TWICE) == [f"{words}(2 days)"]
    assert never_judged(TWICE, days="[8]") == []
    # of two days it is the one that is never reached
    assert never_judged(TWICE, days="[8, 9]") == [f"{words}(2 days)"]


def test_of_several_lines_one_that_is_given_on_the_day_is_enough() -> None:
    other = etoposide("b", more="days: [9]")
    assert never_judged(TWICE, other, of="[a, b]") == []
    assert len(never_judged(TWICE, other)) == 1


def test_a_criterion_for_a_day_without_a_dose_is_never_judged() -> None:
    for days, number in (("[7]", 1), ("[1]", 0), ("[8]", 0)):
        head = f"{CYCLE}{start(('1', f', days: {days}'))}"
        found = [one for one in rule_problems(ruled(TWICE, head=head)) if one.code == "RC301"]
        assert len(found) == number, days


def test_a_day_that_some_answer_or_weekday_or_series_reaches_is_judged_then() -> None:
    given = "id: a, drug: etoposide, route: oral, per_dose: 50 mg"
    parts = "parts: [{when: {arm: x}, days: [1]}, {when: {arm: y}, days: [9]}]"
    choice = f"choices: {{arm: [x, y]}}\n{CYCLE}"
    assert never_judged(f"{given}, {parts}", head=choice) == []
    assert len(never_judged(f"{given}, {parts.replace('9', '8')}", head=choice)) == 1
    series = "starts: {day: 1}, every: 1 d, times: NUMBER"
    assert never_judged(f"{given}, {series.replace('NUMBER', '9')}") == []
    assert len(never_judged(f"{given}, {series.replace('NUMBER', '8')}")) == 1
    # how often it is given is said when it is planned
    open_end = series.replace("NUMBER", "{from: 5, to: 14, plan: 7}")
    assert never_judged(f"{given}, {open_end}") == []
    # on the day after a line on day 8, and no other
    after = "starts: {after: b, by: 1 d}"
    other = etoposide("b", more="days: [8]")
    assert never_judged(other, f"{given}, {after}") == []
    assert len(never_judged(other, f"{given}, {after}", days="[8]")) == 1


def test_a_day_of_another_phase_is_enough_for_a_rule_and_not_for_a_criterion_of_its_phase() -> None:
    line = "components: [{id: a, drug: etoposide, route: oral, per_dose: 50 mg, days: [DAY]}]"
    criterion = start(("1", ", days: [9]")).strip()
    phase = f"{{id: NAME, cycle: {{length: 21 d, planned: 1}}, MORE{line}}}"
    first = phase.replace("NAME", "p").replace("DAY", "1")
    second = phase.replace("NAME", "q").replace("DAY", "9").replace("MORE", "")
    for more, of_all, number in (("", f"{criterion}\n", 0), (f"{criterion}, ", "", 1)):
        of = made(head=f"phases: [{first.replace('MORE', more)}, {second}]\n{of_all}")
        assert [one.code for one in rule_problems(of)] == ["RC301"] * number


# A rule of nothing


@pytest.mark.parametrize(
    ("do", "is_refused"),
    [
        ("{give: 0 %}", True),
        ("{give: 0.5 %}", False),
        ("{reduce_by: 0 mg/m2}", True),
        ("{delay: 0 d}", True),
        ("{delay: 1 d}", False),
        ("omit", False),
    ],
)
def test_a_share_a_step_or_a_delay_of_nothing_is_refused(do: str, *, is_refused: bool) -> None:
    found = [code for code, _ in said(ruled(etoposide(), rules=[when_low(do)]))]
    assert found == (["RC212"] if is_refused else [])
