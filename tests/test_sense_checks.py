"""What makes no sense, and what is unusual: each mistake fires its code, a near miss does not.

The lines under test begin at line 9 of each small file; `{id: a, drug: ` puts a drug's name at
column 19: 5 signs of `  - {`, 7 of `id: a, `, 6 of `drug: `.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from regimencalc import library, word_checks
from regimencalc.formulary import FormularyEntry
from regimencalc.problems import CATALOGUE, Problem, Severity
from regimencalc.regimen import Regimen
from regimencalc.regimen_checks import is_placeable
from regimencalc.sense_checks import sense_problems
from regimencalc.time_checks import time_problems
from regimencalc.usual_checks import usual_problems
from regimencalc.yaml_source import read

TOP = Path(__file__).parent.parent
Said = tuple[str, int, int, str]

ENTRY = """
format: 1
id: {drug}
name: {drug}
tall_man: {tall_man}
status: draft
sources:
  - {{id: label, cite: "Label of {drug}, 2020"}}
  - {{id: old, cite: "From memory", verified: false}}
amounts: [mg, mg/m2]
routes: [intravenous, oral, intrathecal]
usual:
{rows}
"""


def entry(drug: str, *rows: str, tall_man: str = "") -> dict[str, FormularyEntry]:
    listed = "\n".join(
        f"  - {{{row}}}" for row in rows or ("days_per_cycle: {to: 9}, source: label",)
    )
    text = ENTRY.format(drug=drug, tall_man=tall_man or drug, rows=listed).lstrip()
    return {drug: FormularyEntry.from_source(read(text.encode(), f"{drug}.yaml"))}


def regimen(
    *lines: str,
    id_: str = "test",
    name: str = "Test",
    cycle: str = "cycle: {length: 21 d, planned: 4}",
    tail: str = "",
    population: str = "adult",
) -> Regimen:
    """A regimen whose lines begin at line 9."""
    listed = "\n".join(f"  - {line}" for line in lines)
    text = f"""format: 1
id: {id_}
name: "{name}"
population: {population}
status: draft
sources: [{{id: s, cite: "Somebody, 2020"}}]
{cycle}
components:
{listed}
{tail}"""
    made = Regimen.from_source(read(text.encode(), "test.yaml"))
    assert is_placeable(made)
    return made


def sense(made: Regimen, formulary: dict[str, FormularyEntry] | None = None) -> list[Said]:
    return list(_said(sense_problems(made, formulary or {}), Severity.ERROR))


def usual(made: Regimen, formulary: dict[str, FormularyEntry] | None = None) -> list[Said]:
    return list(_said(usual_problems(made, formulary or {}), Severity.WARNING))


def _said(problems: Iterator[Problem], severity: Severity) -> Iterator[Said]:
    for problem in problems:
        assert CATALOGUE[problem.code][0] is severity
        assert problem.fix.endswith((".", ".)"))
        yield problem.code, problem.place.line, problem.place.column, problem.message


CISPLATIN = (
    "{id: a, drug: cisplatin, per_dose: 75 mg/m2, route: intravenous, days: [1], infuse_over: 1 h}"
)


# The library


@pytest.mark.parametrize("path", sorted((TOP / "regimens").glob("*.yaml")), ids=lambda p: p.stem)
def test_no_regimen_of_the_library_holds_what_makes_no_sense(path: Path) -> None:
    made = Regimen.from_source(read(path.read_bytes(), path.name))
    assert list(sense_problems(made, library.formulary())) == []


# Parts of a line

BY_AGE = (
    "{id: a, drug: cisplatin, route: intravenous, days: [1], infuse_over: 1 h, "
    "parts: [{when: {age: {below: 60 y}}, per_dose: 75 mg/m2}, "
    "{when: {age: {from: 60 y}}, per_dose: 50 mg/m2}]}"
)


def parts(*listed: str, line: str = "days: [1]", population: str = "adult") -> list[Said]:
    text = f"{{id: a, drug: cisplatin, route: oral, {line}, parts: [{', '.join(listed)}]}}"
    return sense(regimen(text, population=population))


def test_edges_that_meet_cover_everybody_once() -> None:
    assert sense(regimen(BY_AGE)) == []


def test_edges_that_leave_a_gap_name_it() -> None:
    # 12 signs to the drug; 'drug: cisplatin, ' 17, 'route: oral, ' 13, 'days: [1], ' 11 and
    # 'parts: ' 7: 60 signs, so the list begins at column 61
    assert parts(
        "{when: {age: {below: 60 y}}, per_dose: 75 mg}",
        "{when: {age: {from: 65 y}}, per_dose: 50 mg}",
    ) == [("RC314", 9, 61, "no part of 'a' holds for age from 60 y below 65 y")]


def test_one_age_between_edges_is_a_gap() -> None:
    assert [message for *_, message in parts(
        "{when: {age: {below: 60 y}}, per_dose: 75 mg}",
        "{when: {age: {above: 60 y}}, per_dose: 50 mg}",
    )] == ["no part of 'a' holds for age 60 y"]  # fmt: skip


def test_edges_without_an_end_leave_a_gap_there() -> None:
    assert [message for *_, message in parts(
        "{when: {weight: {below: 60 kg}}, per_dose: 8 mg}",
        "{when: {weight: {from: 60 kg, to: 90 kg}}, per_dose: 12 mg}",
    )] == ["no part of 'a' holds for weight above 90 kg"]  # fmt: skip


def test_edges_that_overlap_name_what_both_hold_for() -> None:
    # 60 signs, '[', the first part (45) and ', ': the second part begins at column 109
    assert parts(
        "{when: {age: {below: 65 y}}, per_dose: 75 mg}",
        "{when: {age: {from: 60 y}}, per_dose: 50 mg}",
    ) == [("RC314", 9, 109, "parts 1 and 2 of 'a' both hold for age from 60 y below 65 y")]


@pytest.mark.parametrize("population", ["adult", "both"])
def test_an_adult_regimen_needs_no_part_for_children(population: str) -> None:
    found = parts(
        "{when: {age: {from: 18 y, below: 60 y}}, per_dose: 75 mg}",
        "{when: {age: {from: 60 y}}, per_dose: 50 mg}",
        population=population,
    )
    gap = ["no part of 'a' holds for age below 18 y"]
    assert [message for *_, message in found] == ([] if population == "adult" else gap)


def test_a_line_that_holds_from_an_age_needs_no_part_below_it() -> None:
    above_70 = ["{when: {age: {from: 70 y, below: 80 y}}, per_dose: 75 mg}"]
    above_70 += ["{when: {age: {from: 80 y}}, per_dose: 50 mg}"]
    assert parts(*above_70, line="days: [1], when: {age: {from: 70 y}}") == []
    assert [message for *_, message in parts(*above_70)] == [
        "no part of 'a' holds for age below 70 y"
    ]


def test_the_same_edges_on_other_days_are_no_overlap() -> None:
    young, old = "when: {age: {below: 60 y}}", "when: {age: {from: 60 y}}"
    found = sense(
        regimen(
            "{id: a, drug: cisplatin, route: oral, parts: ["
            f"{{{young}, per_dose: 75 mg, days: [1]}}, {{{young}, per_dose: 70 mg, days: [8]}}, "
            f"{{{old}, per_dose: 50 mg, days: [1]}}, {{{old}, per_dose: 45 mg, days: [8]}}]}}"
        )
    )
    assert found == []


def test_parts_on_shared_days_overlap() -> None:
    text = "{id: a, drug: cisplatin, route: oral, parts: [{days: [1, 2], per_dose: 8 mg}, "
    both = text + "{days: [2, 3], per_dose: 4 mg}]}"
    assert [message for *_, message in sense(regimen(both))] == [
        "parts 1 and 2 of 'a' both hold for day 2"
    ]
    assert sense(regimen(text + "{days: [3, 4], per_dose: 4 mg}]}")) == []


def test_runs_of_cycles_and_doses_share_no_number() -> None:
    cycles = "{{cycles: {{from: 1, to: 3}}, per_dose: 8 mg}}", "{{cycles: {}, per_dose: 4 mg}}"
    first, second = cycles[0].format(), cycles[1].format("{from: 3}")
    assert [m for *_, m in parts(first, second)] == ["parts 1 and 2 of 'a' both hold for cycle 3"]
    assert parts(first, cycles[1].format("{from: 4}")) == []
    doses = "{doses: {from: 1, to: 7}, per_dose: 8 mg}", "{doses: {from: 7}, per_dose: 4 mg}"
    assert [m for *_, m in parts(*doses)] == ["parts 1 and 2 of 'a' both hold for dose 7"]
    assert parts(doses[0], "{doses: {from: 8}, per_dose: 4 mg}") == []


def test_a_dose_that_no_part_has_is_a_gap() -> None:
    assert [m for *_, m in parts(
        "{doses: [1], per_dose: 8 mg}", "{doses: [3, 4], per_dose: 4 mg}"
    )] == ["no part of 'a' holds for dose 2"]  # fmt: skip


def test_parts_of_different_answers_do_not_overlap() -> None:
    choices = "choices: {how: [flat, split]}"
    text = "{id: a, drug: cisplatin, route: oral, days: [1], parts: ["
    flat, split = "{when: {how: flat}, per_dose: 8 mg}", "{when: {how: split}, per_dose: 4 mg}"
    assert sense(regimen(f"{text}{flat}, {split}]}}", tail=choices)) == []
    assert [m for *_, m in sense(regimen(f"{text}{flat}, {flat}]}}", tail=choices))] == [
        "parts 1 and 2 of 'a' both hold for the same givings"
    ]


def test_parts_that_follow_from_the_dose_cover_every_dose() -> None:
    text = "{id: a, drug: cisplatin, per_dose: 75 mg/m2, route: oral, days: [1], parts: ["
    bag = "{{when: {{dose: {{{}}}}}, dilute_in: {}}}"
    small, large = bag.format("to: 60 mg", "100 mL"), bag.format("above: 60 mg", "250 mL")
    assert sense(regimen(f"{text}{small}, {large}]}}")) == []
    from_70 = bag.format("above: 70 mg", "250 mL")
    assert [m for *_, m in sense(regimen(f"{text}{small}, {from_70}]}}"))] == [
        "no part of 'a' holds for dose above 60 mg to 70 mg"
    ]


def test_one_part_alone_is_a_mistake() -> None:
    assert parts("{when: {age: {from: 18 y}}, per_dose: 8 mg}") == [
        ("RC314", 9, 61, "'a' has one part alone")
    ]


def test_a_field_stands_in_the_line_or_in_the_parts() -> None:
    two = "{cycles: [1], per_dose: 8 mg}", "{cycles: {from: 2}, per_dose: 4 mg}"
    # 60 signs, 'per_dose: 9 mg, ' 16 and '[{cycles: [1], per_dose: ' 25: column 102; behind it
    # '8 mg}, {cycles: {from: 2}, per_dose: ' are 37: column 139
    assert parts(*two, line="days: [1], per_dose: 9 mg") == [
        ("RC314", 9, 102, "'a' states 'per_dose' in the line and in part 1"),
        ("RC314", 9, 139, "'a' states 'per_dose' in the line and in part 2"),
    ]
    assert parts(*two) == []


def test_the_timing_stands_in_one_place() -> None:
    two = "{cycles: [1], times: 2, per_dose: 8 mg}", "{cycles: {from: 2}, times: 4, per_dose: 4 mg}"
    found = parts(*two, line="starts: {day: 1}, every: 12 h, until: {day: 5}")
    assert [message for *_, message in found] == [
        "'a' says when it is given partly in the line ('starts') and partly in part 1 ('times')",
        "'a' says when it is given partly in the line ('starts') and partly in part 2 ('times')",
    ]
    assert parts(*(part.replace("times", "cap: {per_dose: 9 mg}, note") for part in two)) == []


# The name


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Cisplatin 80 mg/m2", "the name says '80 mg/m2', but the file has 75 mg/m2"),
        ("Carboplatin AUC 1.5", "the name says 'AUC 1.5', but the file has no such amount"),
        ("EP, 28-day", "the name says '28-day', but the file has a length of 21 days"),
        ("EP every 2 weeks", "the name says 'every 2 weeks', but the file has a length of 21 days"),
        ("EP, 4-weekly", "the name says '4-week', but the file has a length of 21 days"),
        ("EP x 6", "the name says 'x 6', but the file plans 4"),
        ("EP, 6 cycles", "the name says '6 cycles', but the file plans 4"),
        ("EP on days 1 and 8", "the name says 'days 1 and 8', but nothing is given on day 8"),
    ],
)
def test_a_name_that_contradicts_the_data(name: str, message: str) -> None:
    assert sense(regimen(CISPLATIN, name=name)) == [("RC411", 3, 7, message)]


@pytest.mark.parametrize(
    "name",
    [
        "Cisplatin 75 mg/m2, 21-day",
        "Cisplatin 0.075 g/m2, 1-day",
        "EP every 3 weeks x 4",
        "EP on day 1, 21-day",
        "TAS-102 with 5FU 4 cycles",
        "mFOLFOX6",
    ],
)
def test_a_name_that_agrees_with_the_data(name: str) -> None:
    assert sense(regimen(CISPLATIN, name=name)) == []


def test_a_name_may_state_the_dose_of_a_day_or_the_total() -> None:
    twice = "{id: a, drug: x, per_dose: 825 mg/m2, route: oral, days: [1, 2], doses_per_day: 2}"
    # 825 × 2 = 1650 mg/m2 a day; 1650 × 2 days = 3300 mg/m2 a cycle
    assert sense(regimen(twice, name="X 1650 mg/m2 a day")) == []
    total = "totals_per_cycle: {a: 3300 mg/m2}"
    assert sense(regimen(twice, name="X 3300 mg/m2 a cycle", tail=total)) == []
    assert [message for *_, message in sense(regimen(twice, name="X 3300 mg/m2 a cycle"))] == [
        "the name says '3300 mg/m2', but the file has 825 mg/m2 and 1,650 mg/m2"
    ]


@pytest.mark.parametrize(
    ("id_", "message"),
    [
        ("ep-28d", "the id says '28d', but the file has a length of 21 days"),
        ("carboplatin-auc-6", "the id says 'auc-6', but the file has no such amount"),
        ("ep-x6", "the id says 'x6', but the file plans 4"),
    ],
)
def test_an_id_that_contradicts_the_data(id_: str, message: str) -> None:
    assert sense(regimen(CISPLATIN, id_=id_)) == [("RC411", 2, 5, message)]
    assert sense(regimen(CISPLATIN, id_="ep-60-21d")) == []


def test_the_cycles_of_a_name_lie_within_those_planned() -> None:
    four_to_six = "cycle: {length: 21 d, planned: {from: 4, to: 6}}"
    assert sense(regimen(CISPLATIN, name="EP, 5 cycles", cycle=four_to_six)) == []
    assert [m for *_, m in sense(regimen(CISPLATIN, name="EP x 8", cycle=four_to_six))] == [
        "the name says 'x 8', but the file plans from 4 to 6"
    ]
    open_end = regimen(CISPLATIN, name="EP x 8", cycle="cycle: {length: 21 d}")
    assert [message for *_, message in sense(open_end)] == [
        "the name says 'x 8', but the file plans no number of cycles"
    ]


# Doses in words


@pytest.mark.parametrize(
    ("text", "dose"),
    [
        ("then 1000 mg/m2/day for 4 days", "1000 mg/m2"),
        ("500mg at night", "500mg"),
        ("up to 2.5 g", "2.5 g"),
        ("about 50 mcg/kg", "50 mcg/kg"),
        ("10,000 IU each week", "10,000 IU"),
        ("15 units on day 8", "15 units"),
        ("in 250 mL of glucose", "250 mL"),
        ("1 L of fluid", "1 L"),
        ("20 mmol in each bag", "20 mmol"),
        ("2 tablets in the morning", "2 tablets"),
        ("3 drops in each eye", "3 drops"),
        ("aim for AUC 5", "AUC 5"),
        ("boost of 10 Gy", "10 Gy"),
        ("70 % of the capsule dose", "70 % of the capsule dose"),
        ("reduce cisplatin by 25 %", "reduce cisplatin by 25 %"),
        ("give 75 % of it", "give 75 %"),
        ("run at 28.8 mL/h", "28.8 mL/h"),
    ],
)
def test_a_dose_in_a_note(text: str, dose: str) -> None:
    tail = f"narrative:\n  - {text}"
    # line 9 is the drug's, 10 'narrative:', 11 the text, behind '  - '
    assert sense(regimen(CISPLATIN, tail=tail)) == [
        ("RC412", 11, 5, f"'narrative' holds a dose in words: '{dose}'")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "creatinine clearance below 40 mL/min",
        "stated as 0.2 to 0.8 mL a second",
        "urine at least 100 mL/h",
        "level below 0.1 umol/L, potassium 3.5 mmol/L, creatinine 1.5 mg/dL, hCG 5 IU/L",
        "sodium chloride 0.9 % is given in glucose 5 %",
        "ejection fraction at least 50 %, not lower than 10 % of baseline",
        "from day 8 for 5 days, 35 doses in all, within 30 minutes",
        "CTCAE 4.0, version 2.0 of the protocol",
        "NCCP 00271, week 12, grade 3, 2 ULN",
        "the G-CSF of the ward",
    ],
)
def test_numbers_that_are_no_doses(text: str) -> None:
    assert sense(regimen(CISPLATIN, tail=f'narrative: ["{text}"]')) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("factor 1.0 as before", "'1.0' ends in a zero behind the point"),
        ("half, that is .5 of it", "'.5' begins with a point"),
        ("weekly 15 U by vein", "'15 U' has a U for units"),
        ("as MTX is given", "'MTX' is an abbreviation, and has been taken for another drug"),
        ("before 5-FU", "'5-FU' is an abbreviation, and has been taken for another drug"),
        ("after VP16", "'VP16' is an abbreviation, and has been taken for another drug"),
        ("taken QD", "'QD' is an abbreviation that has been misread"),
    ],
)
def test_error_prone_words(text: str, words: str) -> None:
    found = sense(regimen(CISPLATIN, tail=f"narrative:\n  - {text}"))
    assert any(
        said[:3] == ("RC412", 11, 5) and said[3].startswith(f"'narrative': {words}")
        for said in found
    )


@pytest.mark.parametrize("short", sorted(word_checks._ABBREVIATIONS))
def test_every_abbreviation_is_found_in_a_sentence(short: str) -> None:
    tail = f'narrative: ["Give it slowly, before {short} and never after"]'
    [said] = sense(regimen(CISPLATIN, tail=tail))
    assert said[3].startswith(f"'narrative': '{short}' is an abbreviation")


def test_a_line_s_words_are_read_and_its_diluent_is_not() -> None:
    note = CISPLATIN.replace("}", ", note: 100 mg at night}")
    # 93 signs to the infusion time, '1 h' 3 and ', note: ' 8: column 105
    assert sense(regimen(note)) == [
        ("RC412", 9, 105, "'note' holds a dose in words: '100 mg'"),
    ]
    assert sense(regimen(CISPLATIN.replace("}", ", dilute_in: 500 mL glucose 5 %}"))) == []


@pytest.mark.parametrize(
    ("tail", "field"),
    [
        ("required_before: [hydrate with 2 L]", "required_before"),
        ("rules: [{if: {gap: {from: 42 d}}, do: omit, note: then 50 mg}]", "note"),
        ("start_if: [{needs: {narrative: after 4 mg}}]", "narrative"),
    ],
)
def test_words_elsewhere_are_read_too(tail: str, field: str) -> None:
    (said,) = sense(regimen(CISPLATIN, tail=tail))
    assert said[:2] == ("RC412", 10)
    assert said[3].startswith(f"'{field}' holds a dose in words: ")


def test_the_name_of_a_phase_holds_no_dose() -> None:
    text = """format: 1
id: test
name: Test
population: adult
status: draft
sources: [{id: s, cite: "Somebody, 2020"}]
phases:
  - id: first
    name: Cisplatin 75 mg/m2
    cycle: {length: 21 d, planned: 1}
    components: [LINE]
  - id: second
    name: Rest
    cycle: {length: 21 d, planned: 1}
    components: [LINE]
""".replace("LINE", CISPLATIN)
    made = Regimen.from_source(read(text.encode(), "test.yaml"))
    # '    name: ' are 10 signs
    assert sense(made) == [("RC412", 9, 11, "'name' holds a dose in words: '75 mg/m2'")]
    plain = text.replace("Cisplatin 75 mg/m2", "Cisplatin, days 1 to 5")
    assert sense(Regimen.from_source(read(plain.encode(), "test.yaml"))) == []


# A drug twice on one day

TWICE = (
    "{id: b, drug: cisplatin, per_dose: 20 mg/m2, route: intravenous, days: [1], infuse_over: 1 h}"
)


def test_a_drug_twice_on_one_day() -> None:
    assert sense(regimen(CISPLATIN, TWICE), entry("cisplatin", tall_man="CISplatin")) == [
        (
            "RC413",
            10,
            19,
            "CISplatin is given twice by the intravenous route on day 1: by 'a' and by 'b', with "
            "nothing that tells them apart",
        )
    ]


@pytest.mark.parametrize(
    "reason",
    [
        ("days: [1]", "days: [2]"),
        ("route: intravenous, days: [1], infuse_over: 1 h", "route: oral, days: [1]"),
        ("infuse_over: 1 h", "infuse_over: 22 h"),
        ("infuse_over: 1 h", "infuse_over: 1 h, note: the second bag of the day"),
        ("infuse_over: 1 h", "infuse_over: 1 h, purpose: modulation"),
        ("infuse_over: 1 h", "infuse_over: 1 h, profile: weekly"),
        ("infuse_over: 1 h", "infuse_over: 1 h, starts: {after: a}"),
        ("infuse_over: 1 h", "infuse_over: 1 h, cycles: {from: 5}"),
    ],
)
def test_a_drug_twice_on_one_day_with_a_reason(reason: tuple[str, str]) -> None:
    assert sense(regimen(CISPLATIN, TWICE.replace(*reason))) == []


def test_a_drug_in_two_lines_that_shut_each_other_out() -> None:
    first, second = (
        text.replace("}", f", when: {{age: {{{edge}: 60 y}}}}}}")
        for text, edge in ((CISPLATIN, "below"), (TWICE, "from"))
    )
    assert sense(regimen(first, second)) == []
    assert [code for code, *_ in sense(regimen(first, second.replace("60 y", "50 y")))] == ["RC413"]


def test_an_infusion_time_that_is_not_stated_is_no_reason() -> None:
    unknown = TWICE.replace("infuse_over: 1 h", "infuse_over: not stated")
    assert [code for code, *_ in sense(regimen(CISPLATIN, unknown))] == ["RC413"]


def test_bags_in_order_put_what_is_in_them_in_order() -> None:
    given = "per_dose: {}, route: intravenous"
    bag = "{{id: {}, drug: glucose, " + given.format("1 L") + ", days: [1], infuse_over: {}}}"
    salt = "{{id: {}, drug: mannitol, " + given.format("20 g") + ", in_bag_with: {}}}"
    before, after = bag.format("x", "1 h"), bag.format("y", "2 h")
    later = after.replace("days", "starts: {after: x}, days")
    salts = salt.format("b", "x"), salt.format("c", "y")
    assert sense(regimen(before, later, *salts)) == []
    assert [(code, line) for code, line, *_ in sense(regimen(before, after, *salts))] == [
        ("RC413", 12)
    ]


# Rescues that their drug would outrun

METHOTREXATE = (
    "{{id: a, drug: methotrexate, per_dose: {}, route: intravenous, days: [1], infuse_over: 4 h}}"
)
RESCUE = "{{id: b, drug: folinic-acid, purpose: rescue, per_dose: 15 mg, route: oral, {}}}"
TIED = RESCUE.format("starts: {after_start_of: a, by: 24 h}, every: 6 h, times: 10")


def test_methotrexate_from_500_mg_m2_on_needs_folinic_acid() -> None:
    # '  - {id: a, drug: methotrexate, per_dose: ' are 42 signs
    assert sense(regimen(METHOTREXATE.format("500 mg/m2"))) == [
        (
            "RC414",
            9,
            43,
            "500 mg/m2 of methotrexate into a vein has no folinic acid to follow it",
        )
    ]
    assert sense(regimen(METHOTREXATE.format("499 mg/m2"))) == []
    assert sense(regimen(METHOTREXATE.format("12 g/m2"), TIED)) == []
    modulation = TIED.replace("rescue", "modulation")
    assert [c for c, *_ in sense(regimen(METHOTREXATE.format("12 g/m2"), modulation))] == ["RC414"]


def test_methotrexate_elsewhere_than_into_a_vein_needs_none() -> None:
    oral = METHOTREXATE.format("500 mg/m2").replace("intravenous", "oral")
    assert sense(regimen(oral.replace(", infuse_over: 4 h", ""))) == []


def test_a_rescue_of_other_cycles_or_of_another_answer_is_none() -> None:
    given = METHOTREXATE.format("3 g/m2")
    later = TIED.replace("times: 10", "times: 10, cycles: {from: 2}")
    assert [line for _, line, *_ in sense(regimen(given, later))] == [9]
    old = TIED.replace("times: 10", "times: 10, when: {age: {from: 60 y}}")
    young = given.replace("infuse_over", "when: {age: {below: 60 y}}, infuse_over")
    assert [line for _, line, *_ in sense(regimen(young, old))] == [9]


@pytest.mark.parametrize(
    ("timing", "column", "words"),
    [
        # 12 signs, 'drug: folinic-acid, ' 20, 'purpose: rescue, ' 17, 'per_dose: 15 mg, ' 17 and
        # 'route: oral, ' 13: 79 signs; then 'days: ' 6, or 'starts: ' 8
        ("days: [2]", 86, "is not tied to its drug: where the drug moves, it stays behind"),
        ("starts: {with: a}", 88, "begins with 'a', not after it"),
        ("starts: {before: a, by: 2 h}", 88, "begins before 'a', not after it"),
        ("starts: {after_start_of: a}", 88, "begins with 'a': 'by' is missing"),
        ("starts: {after: c}", 88, "is tied to 'c', which is not a drug to rescue from"),
        ("days: [0], starts: {after: a}", 99, "is given before 'a' has begun"),
    ],
)
def test_a_rescue_that_its_drug_would_outrun(timing: str, column: int, words: str) -> None:
    made = regimen(
        METHOTREXATE.format("100 mg/m2"),
        RESCUE.format(timing),
        "{id: c, drug: glucose, purpose: hydration, per_dose: 1 L, route: intravenous, days: [1], "
        "infuse_over: 2 h}",
        tail="day_zero: the eve",
    )
    assert sense(made) == [("RC414", 10, column, f"the rescue 'b' {words}")]


def test_a_rescue_tied_to_its_drug_or_to_the_rescue_before_it() -> None:
    given = METHOTREXATE.format("100 mg/m2")
    later = RESCUE.format("starts: {after: b, of: last}").replace("id: b", "id: c")
    later = later.replace("15 mg", "5 mg").replace("oral", "subcutaneous")
    assert sense(regimen(given, TIED, later)) == []


def test_folinic_acid_is_tied_to_methotrexate_and_to_no_other_drug() -> None:
    cytarabine = METHOTREXATE.format("2 g/m2").replace("methotrexate", "cytarabine")
    cytarabine = cytarabine.replace("id: a", "id: c")
    made = regimen(METHOTREXATE.format("3 g/m2"), TIED.replace("of: a", "of: c"), cytarabine)
    assert [(line, message) for _, line, _, message in sense(made)] == [
        (10, "the rescue 'b' is folinic acid, but tied to cytarabine and not to methotrexate")
    ]


IFOSFAMIDE = (
    "{id: a, drug: ifosfamide, per_dose: 1 g/m2, route: intravenous, days: [1, 2], "
    "infuse_over: 4 h}"
)


def test_ifosfamide_has_mesna_on_its_days() -> None:
    mesna = "{id: m, drug: mesna, purpose: protection, per_dose: 1 g/m2, route: intravenous, "
    in_bag, one_day = mesna + "in_bag_with: a}", mesna + "days: [1], infuse_over: 4 h}"
    assert sense(regimen(IFOSFAMIDE, in_bag)) == []
    # '  - {id: a, drug: ifosfamide, per_dose: 1 g/m2, route: intravenous, days: ' are 74 signs
    assert sense(regimen(IFOSFAMIDE, one_day)) == [
        ("RC414", 9, 75, "ifosfamide on day 2 has no mesna on that day")
    ]
    assert [m for *_, m in sense(regimen(IFOSFAMIDE))] == [
        "ifosfamide on days 1, 2 (2 days) has no mesna on those days"
    ]


def test_mesna_runs_as_many_days_as_ifosfamide() -> None:
    long = IFOSFAMIDE.replace(
        "days: [1, 2], infuse_over: 4 h", "starts: {day: 1}, infuse_over: 48 h"
    )
    mesna = "{id: m, drug: mesna, per_dose: 1 g/m2, route: intravenous, "
    assert sense(regimen(long, mesna + "starts: {day: 1}, infuse_over: 48 h}")) == []
    short = sense(regimen(long, mesna + "days: [1], infuse_over: 24 h}"))
    assert [message for *_, message in short] == ["ifosfamide on day 1 has no mesna on that day"]


# Usual bounds


def bounds(*rows: str) -> dict[str, FormularyEntry]:
    return entry("cisplatin", *(f"{row}, source: label" for row in rows), tall_man="CISplatin")


def test_an_amount_above_the_usual_bound() -> None:
    # '  - {id: a, drug: cisplatin, per_dose: ' are 39 signs
    assert usual(regimen(CISPLATIN), bounds("per_dose: {from: 10 mg/m2, to: 70 mg/m2}")) == [
        (
            "RC425",
            9,
            40,
            "CISplatin, 75 mg/m2 a dose, is above the usual most of 70 mg/m2 in its standard "
            "profile (Label of cisplatin, 2020)",
        )
    ]
    assert usual(regimen(CISPLATIN), bounds("per_dose: {from: 10 mg/m2, to: 75 mg/m2}")) == []


def test_an_amount_below_the_usual_bound() -> None:
    (said,) = usual(regimen(CISPLATIN), bounds("per_dose: {from: 80 mg/m2}"))
    assert "75 mg/m2 a dose, is below the usual least of 80 mg/m2" in said[3]
    assert usual(regimen(CISPLATIN), bounds("per_dose: {from: 75 mg/m2}")) == []


def test_a_range_is_judged_at_both_ends() -> None:
    between = CISPLATIN.replace("75 mg/m2", "{from: 50 mg/m2, to: 100 mg/m2}")
    (high,) = usual(regimen(between), bounds("per_dose: {to: 99 mg/m2}"))
    assert "100 mg/m2 a dose, is above" in high[3]
    (low,) = usual(regimen(between), bounds("per_dose: {from: 51 mg/m2}"))
    assert "50 mg/m2 a dose, is below" in low[3]


def test_outside_is_what_is_outside_every_row_of_its_kind_and_unit() -> None:
    rows = "per_dose: {to: 50 mg/m2}", "per_dose: {to: 80 mg/m2}", "per_dose: {to: 60 mg}"
    assert usual(regimen(CISPLATIN), bounds(*rows)) == []
    (said,) = usual(regimen(CISPLATIN), bounds(rows[0], "per_dose: {from: 10 mg/m2}", rows[2]))
    assert "above the usual most of 50 mg/m2" in said[3]


def test_what_is_not_verified_says_so() -> None:
    for row in ("source: label, verified: false", "source: old"):
        (said,) = usual(
            regimen(CISPLATIN), entry("cisplatin", f"per_dose: {{to: 50 mg/m2}}, {row}")
        )
        assert " profile NOT VERIFIED (" in said[3]


def test_a_row_of_another_profile_or_route_is_not_used() -> None:
    high = bounds("profile: high-dose, per_dose: {to: 50 mg/m2}")
    (nothing,) = usual(regimen(CISPLATIN), high)
    assert "CISplatin was compared with nothing: its standard profile has no bounds" in nothing[3]
    (said,) = usual(regimen(CISPLATIN.replace("per_dose", "profile: high-dose, per_dose")), high)
    assert "in its high-dose profile" in said[3]
    assert usual(regimen(CISPLATIN), bounds("route: oral, per_dose: {to: 50 mg/m2}")) == []
    assert usual(regimen(CISPLATIN), {}) == []


def test_a_day_and_a_cycle_are_summed() -> None:
    line = CISPLATIN.replace("days: [1]", "days: [1, 2], doses_per_day: 2")
    # 75 × 2 = 150 mg/m2 a day; × 2 days = 300 mg/m2 a cycle
    (day,) = usual(regimen(line), bounds("per_day: {to: 149 mg/m2}"))
    assert "CISplatin, 150 mg/m2 a day, is above the usual most of 149 mg/m2" in day[3]
    assert usual(regimen(line), bounds("per_day: {to: 150 mg/m2}")) == []
    (cycle,) = usual(regimen(line), bounds("per_cycle: {to: 299 mg/m2}"))
    assert "CISplatin, 300 mg/m2 a cycle, is above the usual most of 299 mg/m2" in cycle[3]
    assert usual(regimen(line), bounds("per_cycle: {to: 300 mg/m2}")) == []


def test_a_sum_on_its_bound_is_not_beyond_it() -> None:
    # 1.1 × 3 = 3.3; in binary it is 3.3000000000000003
    line = CISPLATIN.replace("75 mg/m2", "1.1 mg/m2").replace("days: [1]", "days: [1, 2, 3]")
    assert usual(regimen(line), bounds("per_cycle: {to: 3.3 mg/m2}")) == []
    (above,) = usual(regimen(line), bounds("per_cycle: {to: 3.2 mg/m2}"))
    assert "3.3 mg/m2 a cycle, is above the usual most of 3.2 mg/m2" in above[3]


def test_lines_of_a_drug_are_summed_unless_they_shut_each_other_out() -> None:
    other = TWICE.replace("days: [1]", "days: [8]")
    # 75 + 20 = 95 mg/m2 a cycle, said once for both lines
    rows = bounds("per_cycle: {to: 94 mg/m2}")
    (said,) = usual(regimen(CISPLATIN, other), rows)
    assert (said[1], "95 mg/m2 a cycle" in said[3]) == (9, True)
    assert usual(regimen(BY_AGE), rows) == []


def test_an_infusion_of_days_is_judged_by_the_day() -> None:
    line = (
        "{id: a, drug: cisplatin, per_day: 45 mg/m2, route: intravenous, starts: {day: 1}, "
        "infuse_over: 48 h}"
    )
    # 45 mg/m2 a day; × 2 = 90 mg/m2 a cycle; it runs on 2 days
    inside = "per_dose: {to: 50 mg/m2}", "per_day: {to: 45 mg/m2}", "per_cycle: {to: 90 mg/m2}"
    assert usual(regimen(line), bounds(*inside, "days_per_cycle: {to: 2}")) == []
    outside = "per_day: {to: 44 mg/m2}", "per_cycle: {to: 89 mg/m2}", "days_per_cycle: {to: 1}"
    found = [m for *_, m in usual(regimen(line), bounds(*outside))]
    assert [m.split(",")[1] for m in found] == [
        " 45 mg/m2 a day",
        " 90 mg/m2 a cycle",
        " 2 days in a cycle",
    ]
    total = line.replace("per_day: 45", "total: 90")
    assert usual(regimen(total), bounds("per_day: {to: 45 mg/m2}")) == []
    assert len(usual(regimen(total), bounds("per_day: {to: 44 mg/m2}"))) == 1


def test_an_infusion_time_outside_the_usual_bounds() -> None:
    # 29 signs and 'per_dose: 75 mg/m2, ' 20, 'route: intravenous, ' 20, 'days: [1], ' 11,
    # 'infuse_over: ' 13: 93 signs stand before '1 h'
    assert usual(regimen(CISPLATIN), bounds("infuse_over: {from: 2 h}")) == [
        (
            "RC425",
            9,
            94,
            "CISplatin, 60 min for an infusion, is below the usual least of 2 h in its standard "
            "profile (Label of cisplatin, 2020)",
        )
    ]
    assert usual(regimen(CISPLATIN), bounds("infuse_over: {from: 60 min, to: 60 min}")) == []
    unknown = CISPLATIN.replace("infuse_over: 1 h", "infuse_over: not stated")
    assert usual(regimen(unknown), bounds("infuse_over: {from: 2 h}")) == []
    long = CISPLATIN.replace("infuse_over: 1 h", "infuse_over: 24 h")
    (said,) = usual(regimen(long), bounds("infuse_over: {to: 6 h}"))
    assert "24 h for an infusion, is above the usual most of 6 h" in said[3]


def test_days_too_close_and_too_many() -> None:
    line = CISPLATIN.replace("days: [1]", "days: [1, 8]")
    rows = bounds("interval: {from: 14 d}")
    # days 1 and 8 are 7 d apart; day 8 and day 1 of the next cycle of 21 d are 14 d apart;
    # 69 signs to 'days: ', which are 6
    assert usual(regimen(line), rows) == [
        (
            "RC425",
            9,
            76,
            "CISplatin, 7 d from one day of giving to the next, is below the usual least of 14 d "
            "in its standard profile (Label of cisplatin, 2020)",
        )
    ]
    assert usual(regimen(line), bounds("interval: {from: 7 d}")) == []
    assert usual(regimen(CISPLATIN), bounds("interval: {from: 21 d}")) == []
    assert len(usual(regimen(CISPLATIN), bounds("interval: {from: 28 d}"))) == 1
    (days,) = usual(regimen(line), bounds("days_per_cycle: {to: 1}"))
    assert "2 days in a cycle, is above the usual most of 1 day" in days[3]


# Vinca drugs

VINCRISTINE = (
    "{id: a, drug: vincristine, per_dose: 2 mg, route: intravenous, days: [1, 8], "
    "infuse_over: 10 min}"
)


def test_a_vinca_drug_on_days_too_close() -> None:
    run = VINCRISTINE.replace("[1, 8]", "[4, 10]")
    # '  - {id: a, drug: vincristine, per_dose: 2 mg, route: intravenous, days: ' are 73 signs
    assert usual(regimen(run), entry("vincristine", tall_man="vinCRIStine")) == [
        (
            "RC426",
            9,
            74,
            "vinCRIStine on day 4 and vinCRIStine on day 10 are 6 d apart: days read as a run have "
            "killed",
        )
    ]
    assert usual(regimen(VINCRISTINE)) == []


def test_a_vinca_drug_too_close_to_that_of_the_next_cycle_or_to_another() -> None:
    late = VINCRISTINE.replace("[1, 8]", "[1, 16]")
    # day 16 and day 22, the first of the next cycle, are 6 d apart
    assert [code for code, *_ in usual(regimen(late))] == ["RC426"]
    other = VINCRISTINE.replace("vincristine", "vinblastine").replace("[1, 8]", "[4]")
    found = usual(regimen(VINCRISTINE, other.replace("id: a", "id: b")))
    assert "vincristine on day 1 and vinblastine on day 4 are 3 d apart" in found[0][3]


def test_a_vinca_drug_over_24_h_or_more_is_no_bolus() -> None:
    days = "days: [1, 2, 3, 4], infuse_over: 24 h"
    assert usual(regimen(VINCRISTINE.replace("days: [1, 8], infuse_over: 10 min", days))) == []


INTRATHECAL = "{id: b, drug: methotrexate, per_dose: 12 mg, route: intrathecal, days: [DAY]}"


def test_an_intrathecal_drug_and_a_vinca_drug_on_one_day() -> None:
    # '  - {id: b, drug: methotrexate, per_dose: 12 mg, route: intrathecal, days: ' are 75 signs
    assert usual(regimen(VINCRISTINE, INTRATHECAL.replace("DAY", "8"))) == [
        (
            "RC427",
            10,
            76,
            "methotrexate into the spinal canal and vincristine into a vein on day 8: a vinca drug "
            "given intrathecally is fatal",
        )
    ]
    assert usual(regimen(VINCRISTINE, INTRATHECAL.replace("DAY", "2"))) == []


def test_an_intrathecal_drug_while_a_vinca_drug_is_running() -> None:
    running = VINCRISTINE.replace(
        "per_dose: 2 mg, route: intravenous, days: [1, 8], infuse_over: 10 min",
        "per_day: 1 mg, route: intravenous, starts: {day: 1}, infuse_over: 96 h",
    )
    assert [code for code, *_ in usual(regimen(running, INTRATHECAL.replace("DAY", "4")))] == [
        "RC427"
    ]
    assert usual(regimen(running, INTRATHECAL.replace("DAY", "5"))) == []


def test_an_intrathecal_drug_of_another_answer_is_not_on_that_day() -> None:
    either = INTRATHECAL.replace("DAY", "8").replace("days", "when: {age: {below: 60 y}}, days")
    old = VINCRISTINE.replace("days", "when: {age: {from: 60 y}}, days")
    assert usual(regimen(old, either)) == []


def test_an_amount_in_two_units_or_of_unknown_length_is_not_summed() -> None:
    flat = TWICE.replace("20 mg/m2", "900 mg").replace("days: [1]", "days: [8]")
    rows = bounds("per_cycle: {to: 90 mg/m2}", "per_cycle: {to: 90 mg}")
    assert usual(regimen(CISPLATIN, flat), rows) == []
    fluid = (
        "{id: a, drug: cisplatin, per_hour: 125 mL/m2, route: intravenous, "
        "starts: {before: b, by: 6 h}, infuse_over: {until: {after: b}}}"
    )
    unknown = METHOTREXATE.format("100 mg/m2").replace("id: a", "id: b")
    unknown = unknown.replace("infuse_over: 4 h", "infuse_over: not stated")
    assert usual(regimen(fluid, unknown), bounds("per_dose: {from: 1 mL/m2}")) == []


def test_a_regimen_for_children_needs_no_part_for_adults() -> None:
    two = (
        "{when: {age: {below: 9 y}}, per_dose: 8 mg}",
        "{when: {age: {from: 9 y}}, per_dose: 9 mg}",
    )
    assert parts(*two, population="child") == []
    up_to_17 = two[0], two[1].replace("from: 9 y", "from: 9 y, below: 18 y")
    assert parts(*up_to_17, population="child") == []
    assert [m for *_, m in parts(*up_to_17, population="both")] == [
        "no part of 'a' holds for age from 18 y"
    ]


def test_parts_that_follow_from_the_dose_stand_beside_others() -> None:
    text = "{id: a, drug: cisplatin, route: oral, days: [1], parts: ["
    ages = (
        "{when: {age: {below: 60 y}}, per_dose: 75 mg}",
        "{when: {age: {from: 60 y}}, per_dose: 50 mg}",
    )
    bags = (
        "{when: {dose: {to: 60 mg}}, note: small bag}",
        "{when: {dose: {above: 60 mg}}, note: large bag}",
    )
    assert sense(regimen(f"{text}{', '.join([*ages, *bags])}]}}")) == []


def test_an_intrathecal_vinca_drug_is_no_pair_with_itself() -> None:
    # RC410 refuses the route; this says nothing of a second line that there is not
    into_the_spine = INTRATHECAL.replace("methotrexate", "vincristine").replace("DAY", "1")
    assert usual(regimen(into_the_spine)) == []


# A stated day, and a relation to another line that leads away from it

TWO_HOURS = "{id: a, drug: cisplatin, route: intravenous, per_dose: 20 mg, infuse_over: 2 h, "


@pytest.mark.parametrize(
    ("timing", "words"),
    [
        # a runs from the opening of day 2 for 2 h: 22 h later day 3 is opened
        ("days: [2], starts: {after: a, by: 21 h}", ""),
        ("days: [2], starts: {after: a, by: 22 h}", "22 h after a"),
        ("days: [2], starts: {after_start_of: a, by: 23 h}", ""),
        ("days: [2], starts: {after_start_of: a, by: 24 h}", "24 h after the start of a"),
        ("days: [2], starts: {before: a, by: 23 h}", ""),
        ("days: [2], starts: {before: a, by: 24 h}", "24 h before a"),
        ("days: {same_as: a}, starts: {after: a, by: 1 d}", "1 d after a"),
        # without days of its own it may be given when it will
        ("starts: {after: a, by: 22 h}", ""),
        # on day 3 there is no a to be beside of
        ("days: [3], starts: {after: a, by: 22 h}", ""),
        ("starts: {day: 2, after: a, by: 21 h}", ""),
        ("starts: {day: 2, after: a, by: 22 h}", "22 h after a"),
        # a series begins on its day, and goes on from there
        ("starts: {day: 2, after: a, by: 21 h}, every: 1 d, times: 3", ""),
        ("starts: {day: 2, after: a, by: 22 h}, every: 1 d, times: 3", "22 h after a"),
        ("starts: {day: 2, before: a, by: 24 h}, every: 1 d, times: 3", "24 h before a"),
        # Fridays alone may leave out its first day
        ("starts: {day: 2, with: a}, every: 1 d, times: 3, weekdays: [friday]", ""),
        ("starts: {day: 2, with: a}, every: 1 d, times: 3, except_days_of: [a]", ""),
    ],
)
def test_a_line_is_given_on_the_day_that_it_states_or_it_is_refused(
    timing: str, words: str
) -> None:
    b = f"{{id: b, drug: etoposide, route: intravenous, per_dose: 20 mg, {timing}}}"
    found = [p for p in time_problems(regimen(f"{TWO_HOURS}days: [2]}}", b)) if p.code == "RC309"]
    fix = "Give it the day on which it begins, and take 'starts' out."
    message = f"'b' has a day, and begins {words}: that is on another day"
    # of 21-day cycles three are looked at, and it is said once; 'starts' is where it stands
    assert [(p.message, p.fix) for p in found] == ([(message, fix)] if words else [])
    assert [p.place.line for p in found] == ([10] if words else [])


def test_what_is_in_the_bag_of_such_a_line_has_no_day_of_its_own() -> None:
    b = "{id: b, drug: etoposide, route: intravenous, per_dose: 20 mg, infuse_over: 1 h, "
    c = "{id: c, drug: mesna, route: intravenous, per_dose: 20 mg, in_bag_with: b}"
    carried = f"{b}days: [2], starts: {{after: a, by: 22 h}}}}"
    found = time_problems(regimen(f"{TWO_HOURS}days: [2]}}", carried, c))
    assert [p.message.split(" ")[0] for p in found if p.code == "RC309"] == ["'b'"]


def test_day_zero_is_a_day_that_a_line_may_state() -> None:
    cycle = "cycle: {length: 21 d, planned: 4}\nday_zero: cells"
    lines = (
        "{id: cells, event: infusion of cells, days: [0]}",
        f"{TWO_HOURS}days: [0]}}",
        "{id: b, drug: etoposide, route: oral, per_dose: 20 mg, days: [0], starts: {after: a}}",
    )
    assert [p for p in time_problems(regimen(*lines, cycle=cycle)) if p.code == "RC309"] == []


# Caps: in the unit of the dose, and of a day once


CAPPED = "{{id: a, drug: drug, route: intravenous, infuse_over: 1 h, {0}}}"
TWO = "cap: {{per_day: 200 mg}}, parts: [{{{0}, per_dose: 90 mg/m2}}, {{{1}, per_dose: 80 mg/m2}}]"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("days: [1]", "days: [1], starts: {at: evening}", 1),
        ("days: [1, 8]", "days: [7, 8], starts: {at: evening}", 1),
        ("days: [1]", "days: [8]", 0),
        # one of the two holds: each may have all of the day
        ("days: [1], when: {which: one}", "days: [1], when: {which: two}", 0),
    ],
)
def test_a_cap_of_a_day_is_not_given_in_full_to_two_parts(
    first: str, second: str, expected: int
) -> None:
    made = regimen(CAPPED.format(TWO.format(first, second)), tail="choices: {which: [one, two]}")
    found = [one for one in time_problems(made) if "two of its parts" in one.message]
    assert [one.code for one in found] == ["RC313"] * expected


@pytest.mark.parametrize(
    ("amount", "cap", "unit"),
    [
        ("per_dose: 100 mg/m2", "per_dose: 150 mL", "mg"),
        ("per_dose: 20 USP_units/m2", "per_dose: 30000 IU", "USP_units"),
        ("per_dose: AUC 5", "per_day: 800 IU", "mg"),
        ("per_dose: 100 mg/m2", "per_hour: 150 mL", "mg"),
        ("per_dose: 2 g/m2", "per_dose: 3 g", ""),
        ("per_dose: AUC 5", "per_dose: 800 mg", ""),
    ],
)
def test_a_cap_is_in_the_unit_of_the_dose(amount: str, cap: str, unit: str) -> None:
    made = regimen(CAPPED.format(f"{amount}, days: [1], cap: {{{cap}}}"))
    found = [one for one in time_problems(made) if one.code == "RC207"]
    assert [one.fix for one in found] == [
        f"Write the cap in {unit}, as the source has it." for _ in range(bool(unit))
    ]


def test_what_is_in_one_of_two_bags_is_counted_once_a_day() -> None:
    bag = (
        "{id: bag, drug: drug, route: intravenous, per_dose: 500 mg, days: [1], parts: ["
        "{when: {which: one}, infuse_over: 1 h}, {when: {which: two}, infuse_over: 2 h}]}"
    )
    inside = "{id: b, drug: other, route: intravenous, per_dose: 60 mg, in_bag_with: bag}"
    made = regimen(bag, inside, tail="choices: {which: [one, two]}")
    row = "route: intravenous, per_day: {{to: {0} mg}}, source: label"
    # 60 mg in the one bag or in the other
    for most, expected in (("60", []), ("59", ["RC425"])):
        known = {**entry("drug"), **entry("other", row.format(most))}
        found = [one for one in usual_problems(made, known) if "other" in one.message]
        assert [one.code for one in found] == expected
