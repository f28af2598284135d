"""A step of a rule is of the kind of its lines' amounts, and leaves something of each of them."""

import pytest
from test_givings import CYCLE, HEAD, made
from test_judging import etoposide, ruled
from test_settling import LEVELS, when_low

from regimencalc.regimen import Regimen
from regimencalc.rule_checks import rule_problems, tables
from regimencalc.yaml_source import read

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


def test_a_criterion_for_every_day_hides_none_that_is_never_judged() -> None:
    head = f"{CYCLE}{start(('1', ''), ('2', ', days: [7]'))}"
    found = [one.code for one in rule_problems(ruled(TWICE, head=head))]
    assert found.count("RC301") == 1


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


# Each problem with its words, at its place in the file

A = "{id: a, drug: etoposide, route: intravenous, infuse_over: 1 h, per_dose: 100 mg/m2, days: [1]}"
B = "{id: b, drug: cisplatin, route: intravenous, infuse_over: 1 h, per_dose: 20 mg/m2, days: [1]}"
SHARE = "{id: b, drug: mesna, route: intravenous, infuse_over: 1 h, per_dose: 50 % of a, days: [1]}"
EVENT = "{id: e, event: radiotherapy, days: [1]}"
TWO_LEVELS = "levels: [{level: 1, amounts: {a: 80 mg/m2}}, {level: 2, amounts: {a: 100 mg/m2}}]\n"
ARMS = "choices: {arm: [early, late]}\n"


def filed(*rules: str, lines: tuple[str, ...] = (A, B), more: str = "") -> Regimen:
    """A regimen with two lines of components and then its rules, from line 12 on."""
    stated = "".join(f"  - {line}\n" for line in lines)
    written = "".join(f"  - {rule}\n" for rule in rules)
    text = f"{HEAD}{CYCLE}components:\n{stated}rules:\n{written}{more}"
    return Regimen.from_source(read(text.encode(), "made.yaml"))


def low(do: str, lines: str = "") -> str:
    """A rule whose 'do' stands in column 47, and its lines behind."""
    asked = "{if: {platelets: {below: 50 10^9/L}}, do: "
    return f"{asked}{do}{lines and f', lines: {lines}'}}}"


def told(of: Regimen) -> list[tuple[str, str, str, str]]:
    return [(one.code, str(one.place), one.message, one.fix) for one in rule_problems(of)]


def test_a_share_of_no_line_is_refused_where_there_are_two() -> None:
    rule = low("{give: 75 %}")
    assert told(filed(rule)) == [
        (
            "RC319",
            "made.yaml:12:5",
            "the rule 'give 75 % of standard' does not say of which line",
            "Add 'lines: […]' with some of: a, b.",
        )
    ]
    # an event is no line to lower
    assert told(filed(rule, lines=(A, EVENT))) == []


def test_a_share_of_nothing_is_told_what_to_write() -> None:
    assert told(filed(low("{give: 0 %}", "[a]"))) == [
        (
            "RC212",
            "made.yaml:12:47",
            "a rule that says 'give 0 % of standard' says nothing",
            "Write omit or stop for a line that is not given; else look at the number again.",
        )
    ]


def test_a_share_is_not_lowered_with_its_line() -> None:
    assert told(filed(low("{give: 75 %}", "[a, b]"), lines=(A, SHARE))) == [
        (
            "RC324",
            "made.yaml:12:68",
            "'b' is a share of 'a', and the rule 'give 75 % of standard' lowers both: the share "
            "would be lowered twice",
            "Leave 'b' out: it follows 'a'.",
        )
    ]
    # held together they are not lowered
    assert told(filed(low("hold", "[a, b]"), lines=(A, SHARE))) == []


def test_another_regimen_stands_among_the_alternatives() -> None:
    rule = low("{alternative: ep-21d}")
    words = "'ep-21d' is not among the alternatives of this regimen"
    fix = "Write it under 'alternatives' too."
    assert told(filed(rule)) == [("RC322", "made.yaml:12:47", words, fix)]
    misspelt = told(filed(rule, more="alternatives: [ep-21, other]\n"))
    assert misspelt == [("RC322", "made.yaml:12:47", words, f"Did you mean 'ep-21'? {fix}")]
    assert told(filed(rule, more="alternatives: [ep-21d]\n")) == []


def test_a_rule_goes_to_a_level_that_there_is() -> None:
    for word in ("up", "down", "1", "2"):
        assert told(filed(low(f"{{level: {word}}}"), more=TWO_LEVELS)) == []
    assert told(filed(low("{level: 3}"), more=TWO_LEVELS)) == [
        (
            "RC323",
            "made.yaml:12:47",
            "the rule goes to 'level 3', and there is no such level",
            "Write up, down or one of the levels: 1, 2.",
        )
    ]
    assert told(filed(low("{level: down}"))) == [
        (
            "RC323",
            "made.yaml:12:47",
            "the rule goes to 'one level down', and there is no such level",
            "Write up, down or one of the levels: there are none yet.",
        )
    ]


def test_a_step_says_what_to_write_in_its_place() -> None:
    at = "made.yaml:12:47"
    assert told(filed(low("{reduce_by: 20 mg}", "[a]"))) == [
        (
            "RC207",
            at,
            "a step of 20 mg is none for 'a', which has 100 mg/m2",
            "Write the step in the unit of the line's amount.",
        )
    ]
    # b alone is looked at, though a stands before it
    assert told(filed(low("{reduce_by: 20 mg/m2}", "[b]"))) == [
        (
            "RC212",
            at,
            "a step of 20 mg/m2 leaves nothing of 'b', which has 20 mg/m2",
            "Write a smaller step; a line that is not given is omitted or stopped.",
        )
    ]


def test_the_least_that_a_step_leaves_is_in_its_unit() -> None:
    assert told(filed(low("{reduce_by: 20 mg/m2, least: 50 mg/m2}", "[a]"))) == []
    assert told(filed(low("{reduce_by: 20 mg/m2, least: 50 mg}", "[a]"))) == [
        (
            "RC207",
            "made.yaml:12:47",
            "a least amount of 50 mg is none for a step of 20 mg/m2",
            "Write both in the unit of the line's amount.",
        )
    ]


@pytest.mark.parametrize(("first", "second"), [("[a]", "[b, a]"), ("", "[a]"), ("[b]", "")])
def test_two_rules_of_one_line_would_have_one_answer(first: str, second: str) -> None:
    # a rule that names no line is about each of them
    assert told(filed(low("hold", first), low("hold", second)))[0] == (
        "RC318",
        "made.yaml:13:5",
        "two of the rules are called 'platelets-below-50-hold'",
        "Write them as one, with the lines of both; or let them ask for other things.",
    )


def test_a_rule_for_a_day_of_an_event_names_no_dose() -> None:
    rule = low("hold", "[e], days: [9]")
    fix = "Write days on which one of its lines is given, or the lines that are meant."
    words = "the rule 'platelets-below-50-hold-day-9' is never judged: it names no dose"
    assert told(filed(rule, lines=(A, EVENT))) == [("RC301", "made.yaml:12:5", words, fix)]


@pytest.mark.parametrize(
    ("timing", "is_never"),
    [
        ("starts: {day: 1}, every: 1 d, times: 8", True),
        ("starts: {day: 1}, every: 1 d, times: 8, weekdays: [monday]", False),
        ("starts: {day: 1}, every: 1 d, times: 8, as_needed: nausea", False),
        ("starts: {day: 1}, every: 1 d, until: {narrative: well}", False),
        ("starts: {cycle: 1, day: 1}, every: 1 d, times: 8", False),
    ],
)
def test_a_day_on_which_more_than_the_file_decides_may_be_judged(
    timing: str, *, is_never: bool
) -> None:
    line = f"{{id: a, drug: etoposide, route: oral, per_dose: 50 mg, {timing}}}"
    found = told(filed(low("hold", "[a], days: [9]"), lines=(line, B)))
    assert [code for code, *_ in found] == ["RC301"] * is_never


def test_a_word_in_a_condition_is_an_answer_to_a_choice() -> None:
    def asking(condition: str) -> list[tuple[str, str, str, str]]:
        return told(filed(f"{{if: {{{condition}}}, do: hold}}", more=ARMS))

    assert asking("arm: late") == asking("child_pugh: C") == []
    known = "child_pugh, ascites, encephalopathy, dpyd, ugt1a1, hepatitis_b"
    for condition, said, fix in (
        ("arm: erly", "arm: erly", "Did you mean 'early'? Known here: early, late."),
        # a value with edges before it hides nothing
        ("platelets: {below: 50 10^9/L}, arm: x", "arm: x", "Known here: early, late."),
        ("armm: late", "armm: late", f"Did you mean 'arm'? Known here: arm, {known}."),
    ):
        words = f"'{said}' is no answer to a choice of this regimen"
        assert asking(condition) == [("RC304", "made.yaml:12:5", words, fix)]


# Tables of thresholds

MEET = "Let the edges meet: {from: 40 mL/min, below: 50 mL/min} and {from: 50 mL/min, …}."
BEYOND = "Say what is done beyond the worse end; 'do: hold' where the source is silent."
ONCE = "Let each value belong to one rule: {below: 50 mL/min} and {from: 50 mL/min}."


def by_clearance(*edges: str, lines: str = "[b]") -> list[tuple[str, str, str, str]]:
    rows = (
        f"{{if: {{creatinine_clearance: {{{edge}}}}}, do: {{give: {50 + number} %}}, "
        f"lines: {lines}}}"
        for number, edge in enumerate(edges)
    )
    return told(filed(*rows))


def test_a_table_whose_edges_meet_is_whole() -> None:
    assert by_clearance("below: 40 mL/min", "from: 40 mL/min, below: 60 mL/min") == []
    assert by_clearance("from: 40 mL/min, below: 60 mL/min", "below: 40 mL/min") == []
    # what has no end upwards would give the full dose on one side alone
    assert by_clearance("from: 40 mL/min") == []


@pytest.mark.parametrize(
    ("edges", "line"),
    [
        (("below: 40 mL/min", "from: 50 mL/min, below: 60 mL/min"), 13),
        # in whatever order they are written
        (("from: 50 mL/min, below: 60 mL/min", "below: 40 mL/min"), 12),
    ],
)
def test_a_gap_between_two_rules_is_said(edges: tuple[str, ...], line: int) -> None:
    words = (
        "no rule holds for creatinine clearance from 40 mL/min below 50 mL/min, between two that do"
    )
    for lines in ("[b]", "[a, b]"):
        assert by_clearance(*edges, lines=lines) == [("RC320", f"made.yaml:{line}:10", words, MEET)]


@pytest.mark.parametrize(
    ("edges", "low_end"),
    [
        (("from: 40 mL/min, below: 60 mL/min",), "40 mL/min"),
        (("from: 0.5 mL/min, below: 60 mL/min",), "0.5 mL/min"),
        (("from: 40 mL/min, below: 50 mL/min", "from: 50 mL/min, below: 60 mL/min"), "40 mL/min"),
    ],
)
def test_a_table_that_ends_on_both_sides_would_give_the_full_dose_at_the_worse(
    edges: tuple[str, ...], low_end: str
) -> None:
    words = (
        f"the rules on creatinine clearance end at {low_end} and at 60 mL/min: beyond both the "
        "full dose would stand"
    )
    assert by_clearance(*edges) == [("RC320", "made.yaml:12:10", words, BEYOND)]


def test_a_table_from_nothing_on_ends_on_one_side() -> None:
    rule = "{if: {ejection_fraction: {from: 0 %, below: 50 %}}, do: hold, lines: [b]}"
    assert told(filed(rule)) == []
    assert [code for code, *_ in told(filed(rule.replace("0 %,", "1 %,")))] == ["RC320"]


def test_a_value_of_two_rules_is_said_of_the_later() -> None:
    found = by_clearance(
        "from: 50 mL/min, to: 60 mL/min", "below: 40 mL/min", "from: 40 mL/min, to: 50 mL/min"
    )
    words = "rules 1 and 3 both hold for creatinine clearance 50 mL/min"
    assert found == [("RC321", "made.yaml:14:10", words, ONCE)]
    other = by_clearance("below: 45 mL/min", "from: 40 mL/min")
    words = "rules 1 and 2 both hold for creatinine clearance from 40 mL/min below 45 mL/min"
    assert other == [("RC321", "made.yaml:13:10", words, ONCE)]


def test_each_table_of_a_regimen_is_looked_at() -> None:
    kidney = "{if: {creatinine_clearance: {from: 40 mL/min, below: 60 mL/min}}, do: hold}"
    liver = "{if: {bilirubin: {from: 30 umol/L, below: 50 umol/L}}, do: hold}"
    found = [(code, place) for code, place, *_ in told(filed(kidney, liver))]
    assert found == [("RC320", "made.yaml:12:10"), ("RC320", "made.yaml:13:10")]


def test_values_of_which_one_must_hold_are_rows_and_those_that_must_all_hold_are_none() -> None:
    def codes(condition: str) -> list[str]:
        return [code for code, *_ in told(filed(f"{{if: {{{condition}}}, do: hold, lines: [b]}}"))]

    gap = "bilirubin: {from: 30 umol/L, below: 50 umol/L}"
    assert codes(gap) == ["RC320"]
    assert codes(f"any: [{{{gap}}}, {{narrative: ill}}]") == ["RC320"]
    # with more that must hold it is no row
    either = "any: [{narrative: ill}, {narrative: old}]"
    for more in ("albumin: {below: 30 g/L}", "narrative: ill", either):
        assert codes(f"{gap}, {more}") == []
    either = f"any: [{{{gap}}}, {{narrative: old}}]"
    assert codes(f"{either}, narrative: ill") == []
    assert codes(f"{either}, albumin: {{below: 30 g/L}}") == []


# A rule of all lines, units that are converted, and days


def bilirubin(edges: str, do: str, more: str = "lines: [b]") -> str:
    return f"{{if: {{bilirubin: {{{edges}}}}}, do: {do}, {more}}}"


def clearance(edges: str, do: str = "hold", more: str = "") -> str:
    return f"{{if: {{creatinine_clearance: {{{edges}}}}}, do: {do}{more and f', {more}'}}}"


def coded(*rules: str) -> list[tuple[str, str, str]]:
    return [one[:3] for one in told(filed(*rules))]


@pytest.mark.parametrize("lines", ["lines: [b]", "lines: [a, b]"])
@pytest.mark.parametrize("do", ["hold", "omit", "stop"])
def test_a_rule_of_all_lines_is_a_row_of_the_table_of_each(lines: str, do: str) -> None:
    words = "rules 1 and 2 both hold for creatinine clearance below 50 mL/min"
    for_line = clearance("below: 60 mL/min", "{give: 75 %}", lines)
    assert coded(for_line, clearance("below: 50 mL/min", do)) == [
        ("RC321", "made.yaml:13:10", words)
    ]
    # the edges meet, and beyond the row of the line that of all lines holds
    for_line = clearance("from: 50 mL/min, below: 60 mL/min", "{give: 75 %}", lines)
    assert coded(for_line, clearance("below: 50 mL/min", do)) == []


@pytest.mark.parametrize(
    "do", ["{delay: 7 d}", "{choose: {arm: late}}", "{alternative: c}", "same level", "{level: up}"]
)
def test_what_moves_the_whole_course_may_stand_beside_a_row_of_a_line(do: str) -> None:
    def of(*rules: str) -> list[str]:
        more = f"{TWO_LEVELS}{ARMS}alternatives: [c]\n"
        return [code for code, *_ in told(filed(*rules, more=more))]

    both = "below: 50 mL/min"
    assert of(clearance(both, do), clearance(both, "{give: 75 %}", "lines: [b]")) == []
    # of the same lines, or both of all of them, they are two rows of one table
    assert of(clearance(both, do), clearance(both)) == ["RC321"]
    one = clearance(both, do, "lines: [b]")
    assert of(one, clearance(both, "{give: 75 %}", "lines: [b]")) == ["RC321"]


def test_two_rules_of_all_lines_are_said_once_beside_those_of_a_line() -> None:
    found = coded(
        clearance("below: 30 mL/min"),
        clearance("below: 20 mL/min", "stop"),
        clearance("from: 30 mL/min, below: 60 mL/min", "{give: 75 %}", "lines: [b]"),
    )
    words = "rules 1 and 2 both hold for creatinine clearance below 20 mL/min"
    assert found == [("RC321", "made.yaml:13:10", words)]


def test_a_rule_of_all_lines_opens_no_gap_in_the_table_of_one() -> None:
    low_values = clearance("below: 30 mL/min", "omit", "lines: [b]")
    assert coded(low_values, clearance("from: 90 mL/min")) == []
    # one that is there stays where the rule of all lines does not close it
    found = coded(
        clearance("from: 50 mL/min, below: 60 mL/min", "{give: 75 %}", "lines: [b]"),
        clearance("below: 30 mL/min"),
    )
    words = (
        "no rule holds for creatinine clearance from 30 mL/min below 50 mL/min, between two that do"
    )
    assert found == [("RC320", "made.yaml:12:10", words)]


def test_levels_in_units_that_are_converted_are_rows_of_one_table() -> None:
    found = coded(bilirubin("from: 26 umol/L", "{give: 75 %}"), bilirubin("from: 2 mg/dL", "hold"))
    words = "rules 1 and 2 both hold for bilirubin from 2 mg/dL"
    assert found == [("RC321", "made.yaml:13:10", words)]
    found = coded(
        bilirubin("from: 26 umol/L, below: 34 umol/L", "omit"),
        bilirubin("above: 2 mg/dL, to: 4 mg/dL", "hold"),
        bilirubin("above: 4 mg/dL", "stop"),
    )
    words = "no rule holds for bilirubin from 34 umol/L to 2 mg/dL, between two that do"
    assert found == [("RC320", "made.yaml:13:10", words)]


@pytest.mark.parametrize(
    ("name", "low", "below", "from_"),
    [
        # 3 × 17.1 is 51.300000000000004 in a computer
        ("bilirubin", "20 umol/L", "51.3 umol/L", "3 mg/dL"),
        ("bilirubin", "1 mg/dL", "3 mg/dL", "51.3 umol/L"),
        ("direct_bilirubin", "20 umol/L", "51.3 umol/L", "3 mg/dL"),
        ("creatinine", "90 umol/L", "176.84 umol/L", "2 mg/dL"),
    ],
)
def test_edges_that_meet_in_two_units_are_one_edge(
    name: str, low: str, below: str, from_: str
) -> None:
    lower = f"{{if: {{{name}: {{from: {low}, below: {below}}}}}, do: omit, lines: [b]}}"
    upper = f"{{if: {{{name}: {{from: {from_}}}}}, do: hold, lines: [b]}}"
    assert coded(lower, upper) == []
    assert [code for code, *_ in coded(lower.replace("below", "to"), upper)] == ["RC321"]


def test_a_level_beside_multiples_of_the_laboratorys_limit_is_not_compared() -> None:
    for unit in ("umol/L", "mg/dL"):
        rows = bilirubin(f"from: 2 {unit}", "omit"), bilirubin("from: 1.5 ULN", "hold")
        assert coded(*rows) == []


def test_rules_of_one_day_are_judged_by_the_values_of_that_day() -> None:
    def days(first: str, second: str) -> list[tuple[str, str, str]]:
        lines = [line.replace("days: [1]", "days: [0, 1, 2, 3]") for line in (A, B)]
        rules = (
            clearance("below: 60 mL/min", "{give: 75 %}", f"lines: [b]{first}"),
            clearance("below: 50 mL/min", "hold", f"lines: [b]{second}"),
        )
        return [one[:3] for one in told(filed(*rules, lines=(lines[0], lines[1])))]

    words = "rules 1 and 2 both hold for creatinine clearance below 50 mL/min"
    found = [("RC321", "made.yaml:13:10", words)]
    assert days("", "") == days(", days: [2, 3]", ", days: [1, 2]") == found
    assert days(", days: [2, 3]", ", days: [2, 3]") == found
    assert days(", days: [2]", ", days: [3]") == []
    # one for a day of its own beside one of all days is meant: the strictest is in force on it
    for day in ("0", "1", "2"):
        assert days("", f", days: [{day}]") == days(f", days: [{day}]", "") == []


def test_two_values_of_one_rule_have_one_answer() -> None:
    either = (
        "{creatinine_clearance: {below: 60 mL/min}}, {creatinine_clearance: {below: 50 mL/min}}"
    )
    assert coded(f"{{if: {{any: [{either}]}}, do: hold, lines: [b]}}") == []


def test_rules_of_other_lines_are_rows_of_other_tables() -> None:
    of_a = clearance("below: 60 mL/min", "{give: 75 %}", "lines: [a]")
    of_b = clearance("below: 50 mL/min", "hold", "lines: [b]")
    assert coded(of_a, of_b) == []
    assert len(list(tables(filed(of_a, of_b)))) == 2
    # of the same rows there is one, whatever the number of lines and days
    of_both = of_a.replace("lines: [a]", "lines: [a, b], days: [1, 2]")
    assert len(list(tables(filed(of_both)))) == 1


def test_each_value_of_two_rules_has_a_table_of_its_own() -> None:
    def row(bilirubin: str, ast: str, do: str) -> str:
        either = f"{{bilirubin: {{{bilirubin}}}}}, {{ast: {{{ast}}}}}"
        return f"{{if: {{any: [{either}]}}, do: {do}, lines: [b]}}"

    lower = row("from: 26 umol/L, to: 51 umol/L", "from: 60 IU/L, to: 180 IU/L", "{give: 50 %}")
    assert coded(lower, row("above: 51 umol/L", "above: 180 IU/L", "hold")) == []
    for edges in (("from: 51 umol/L", "above: 180 IU/L"), ("above: 51 umol/L", "from: 180 IU/L")):
        assert [code for code, *_ in coded(lower, row(*edges, "hold"))] == ["RC321"]
