"""What changed between two regimens: every edit is seen, in clinical words and in doses.

Doses of the example patient (1.8 m², 70 kg, GFR 80 mL/min) are worked out by hand beside them.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, reject
from hypothesis import strategies as st

from regimencalc import library, yaml_source
from regimencalc.example_patient import example_course
from regimencalc.export.diff_text import NOTHING_GIVEN, diff_text
from regimencalc.line_diff import Change
from regimencalc.problems import Refused
from regimencalc.regimen import Regimen
from regimencalc.regimen_checks import structure_problems
from regimencalc.regimen_diff import KINDS, changes

TOP = Path(__file__).parent.parent
FILES = sorted((TOP / "regimens").glob("*.yaml"))

BASE = """\
format: 1
id: example
name: Example
population: adult
status: draft
sources:
  - {id: protocol, cite: "Protocol of the ward, 2020"}
cycle: {length: 21 d, planned: {plan: 4, to: 6}}
choices:
  rescue: [oral, intravenous]
components:
  - id: etoposide
    drug: etoposide
    per_dose: 100 mg/m2
    route: intravenous
    days: [1, 2, 3]
    infuse_over: 60 min
    dilute_in: 500 mL sodium chloride 0.9 %
    source: protocol
  - id: cisplatin
    drug: cisplatin
    per_dose: 45 mg/m2
    route: intravenous
    days: [1]
    starts: {after: etoposide}
    infuse_over: {plan: 60 min, from: 45 min, to: 90 min}
    cap: {per_dose: 200 mg}
    only_if: {creatinine_clearance: {from: 60 mL/min}}
    source: protocol
  - id: carboplatin
    drug: carboplatin
    per_dose: AUC 5
    kidney: not stated
    route: intravenous
    days: [8]
    infuse_over: 60 min
    when: {rescue: oral}
  - id: folinic-acid
    drug: folinic-acid
    purpose: rescue
    per_dose: 15 mg
    route: oral
    starts: {after_start_of: cisplatin, by: 24 h}
    every: 6 h
    times: 4
    note: the first may be given earlier
  - id: dexamethasone
    drug: dexamethasone
    purpose: antiemetic
    per_day: {from: 8 mg, to: 16 mg}
    route: oral
    days: {from: 1, to: 4}
    doses_per_day: 2
levels:
  - {level: minus-1, amounts: {cisplatin: 30 mg/m2}}
  - {level: standard, amounts: {cisplatin: 45 mg/m2}}
start_if:
  - needs: {neutrophils: {from: 1.5 10^9/L}}
    days: [1]
rules:
  - if: {platelets: {below: 50 10^9/L}}
    do: {delay: 7 d}
    lines: [cisplatin]
    note: once
if_missed:
  - {do: omit, lines: [etoposide]}
required_before: [an audiogram]
totals_per_cycle: {etoposide: 300 mg/m2, cisplatin: 45 mg/m2}
narrative: [Antiemetics as the ward gives them.]
"""

PHASES = """\
format: 1
id: phased
name: Two phases
population: adult
status: draft
sources:
  - {id: protocol, cite: "Protocol of the ward, 2020"}
phases:
  - id: induction
    cycle: {length: 21 d, planned: 2}
    components:
      - id: cytarabine
        drug: cytarabine
        per_dose: 1 g/m2
        route: intravenous
        days: [1, 3, 5]
        doses_per_day: 2
        infuse_over: 3 h
  - id: maintenance
    starts: {after: induction, by: 7 d}
    lasts: 28 d
    components:
      - id: temozolomide
        drug: temozolomide
        per_dose: 50 mg/m2
        route: oral
        days: {from: 1, to: 28}
"""


def read(text: str) -> Regimen:
    return Regimen.from_source(yaml_source.read(text.encode(), "example.yaml"))


def edited(old: str, new: str, text: str = BASE) -> tuple[Change, ...]:
    """The changes after one edit, which must fit one place of the text."""
    assert text.count(old) == 1, old
    return changes(read(text), read(text.replace(old, new)), library.formulary())


def said(found: tuple[Change, ...]) -> list[str]:
    return [str(change) for change in found]


def test_the_example_patient_gets_these_doses() -> None:
    course = example_course(read(BASE), library.formulary())
    doses = {line: str(planned[0].dose) for (_, line), planned in course.doses.items()}
    assert doses == {
        "etoposide": "180 mg",  # 100 × 1.8
        "cisplatin": "81 mg",  # 45 × 1.8
        "carboplatin": "525 mg",  # 5 × (80 + 25)
        "folinic-acid": "15 mg",
        "dexamethasone": "4 mg",  # the lower bound, 8 mg a day in 2 doses
    }
    assert course.assumed == (
        "rescue oral, the first answer",
        "dexamethasone 8 mg, the lower bound",
    )
    assert course.missing == ""


def test_without_an_entry_of_its_drug_no_dose_is_invented() -> None:
    course = example_course(read(BASE), {})
    assert not course.doses
    assert course.missing.startswith("the formulary has no entry of etoposide")
    found = changes(read(BASE), read(BASE.replace("45 mg/m2\n", "54 mg/m2\n")), {})
    assert said(found) == [
        "cisplatin 45 → 54 mg/m2, +20 %",
        "cisplatin cycle total 45 → 54 mg/m2, +20 %",
    ]


def test_an_amount() -> None:
    # 54 × 1.8 = 97.2 mg; 97.2 - 81 = 16.2; 9 of 45 are 20 %; one dose a cycle
    assert said(edited("45 mg/m2\n", "54 mg/m2\n")) == [
        "cisplatin 45 → 54 mg/m2, +20 %; +16.2 mg a dose (81 → 97.2 mg)",
        "cisplatin cycle total 45 → 54 mg/m2, +20 %; 81 → 97.2 mg",
    ]
    # 5 → 6 is 20 %; 6 × (80 + 25) = 630 mg
    assert said(edited("AUC 5", "AUC 6")) == [
        "carboplatin AUC 5 → 6, +20 %; +105 mg a dose (525 → 630 mg)",
        "carboplatin cycle total AUC 5 → 6, +20 %; 525 → 630 mg",
    ]


def test_the_difference_is_shown_however_small_it_is() -> None:
    # 45.001 × 1.8 = 81.0018 mg; 0.001 of 45 is 0.00222 %
    assert said(edited("45 mg/m2\n", "45.001 mg/m2\n")) == [
        "cisplatin 45 → 45.001 mg/m2, +0.00222 %; +0.0018 mg a dose (81 → 81.0018 mg)",
        "cisplatin cycle total 45 → 45.001 mg/m2, +0.00222 %; 81 → 81.0018 mg",
    ]


def test_the_same_amount_in_another_unit_changes_nothing_that_is_given() -> None:
    (found,) = edited("per_dose: 100 mg/m2", "per_dose: 0.1 g/m2")
    assert str(found) == "etoposide 100 mg/m2 → 0.1 g/m2, which is the same"
    assert not found.touches_what_is_given


def test_a_basis() -> None:
    # 4 mg a dose becomes 8 mg a dose; 4 days × 2 doses × 4 mg = 32 mg a cycle becomes 64 mg
    assert said(edited("per_day: {from: 8 mg", "per_dose: {from: 8 mg")) == [
        "dexamethasone 8 mg to 16 mg a day → 8 mg to 16 mg a dose; +4 mg a dose (4 → 8 mg)",
        "dexamethasone cycle total 32 → 64 mg, +100 %; 32 → 64 mg",
    ]


def test_a_cap() -> None:
    # 81 mg is above a cap of 70 mg: 11 mg less; 11 of 81 are 13.58 %
    assert said(edited("cap: {per_dose: 200 mg}", "cap: {per_dose: 70 mg}")) == [
        "cisplatin cap at most 200 mg a dose → at most 70 mg a dose; -11 mg a dose (81 → 70 mg)",
        "cisplatin cycle total 81 → 70 mg, -13.6 %",
    ]


def test_days_gained_and_lost_are_spelled_out() -> None:
    # 3 × 100 → 4 × 100 mg/m2: a third more; 4 × 180 = 720 mg
    assert said(edited("days: [1, 2, 3]", "days: [1, 2, 8, 9]")) == [
        "etoposide cycle total 300 → 400 mg/m2, +33.3 %; 540 → 720 mg",
        "etoposide days 1, 2, 3 (3 days) → days 1, 2, 8, 9 (4 days); gained: days 8, 9; "
        "lost: day 3",
    ]


def test_twice_a_day_that_became_once_a_day() -> None:
    # 1 g/m2 × 2 × 3 days = 6 g/m2 → 3 g/m2; 1800 mg × 6 = 10,800 mg → 5,400 mg
    found = edited("        doses_per_day: 2\n", "", PHASES)
    assert [str(change) for change in found] == [
        "phase induction, cytarabine doses a day 2 → none",
        "phase induction, cytarabine cycle total 6 → 3 g/m2, -50 %; 10,800 → 5,400 mg",
    ]
    (first, _) = edited("doses_per_day: 2", "doses_per_day: 1", PHASES)
    assert str(first) == "phase induction, cytarabine doses a day 2 → 1, -50 %"


def test_an_infusion_time_and_its_rate() -> None:
    # 180 mg in 1 h; in 1.5 h that is 120 mg/h
    assert said(edited("infuse_over: 60 min\n    dilute", "infuse_over: 90 min\n    dilute")) == [
        "etoposide infusion time 60 min → 90 min; rate 180 → 120 mg/h"
    ]
    assert said(edited("to: 90 min}", "to: 80 min}")) == [
        "cisplatin infusion time 60 min (45 min to 90 min) → 60 min (45 min to 80 min)"
    ]


def test_a_line_removed_and_a_line_added() -> None:
    start, end = BASE.index("  - id: carboplatin"), BASE.index("  - id: folinic-acid")
    without = BASE[:start] + BASE[end:]
    (gone,) = changes(read(BASE), read(without), library.formulary())
    (come,) = changes(read(without), read(BASE), library.formulary())
    assert gone.kind == come.kind == "dose"
    # 5 × (80 + 25) = 525 mg
    assert str(gone).startswith("carboplatin removed: carboplatin, AUC 5 a dose, intravenous, day")
    assert str(come).startswith("carboplatin added: carboplatin, AUC 5 a dose, intravenous, day")
    assert gone.example == come.example == "example patient: 525 mg a dose"


def test_what_a_removed_line_does_not_state_is_said_so() -> None:
    text = BASE.replace("AUC 5", "not stated").replace("    kidney: not stated\n", "")
    text = text.replace("[8]\n    infuse_over: 60 min", "[8]\n    infuse_over: not stated")
    start, end = text.index("  - id: carboplatin"), text.index("  - id: folinic-acid")
    (gone,) = changes(read(text), read(text[:start] + text[end:]), library.formulary())
    assert str(gone) == (
        "carboplatin removed: carboplatin, dose not stated, intravenous, day 8, "
        "infusion time not stated, when rescue is oral"
    )


def test_a_line_under_another_id_is_the_same_line() -> None:
    text = BASE.replace("id: cisplatin", "id: platinum").replace("{cisplatin: 30", "{platinum: 30")
    text = text.replace("{cisplatin: 45", "{platinum: 45").replace("[cisplatin]", "[platinum]")
    text = text.replace("after_start_of: cisplatin", "after_start_of: platinum")
    text = text.replace("300 mg/m2, cisplatin", "300 mg/m2, platinum")
    found = changes(read(BASE), read(text), library.formulary())
    assert said(found) == ["platinum was called cisplatin"]
    assert not found[0].touches_what_is_given
    other = text.replace("per_dose: 45 mg/m2", "per_dose: 54 mg/m2")
    words = said(changes(read(BASE), read(other), library.formulary()))
    assert any(word.startswith("cisplatin removed") for word in words)
    assert any(word.startswith("platinum added") for word in words)


def test_lines_in_another_order() -> None:
    start, end = BASE.index("  - id: dexamethasone"), BASE.index("levels:")
    text = BASE[:start] + BASE[end:]
    first = text.index("  - id: etoposide")
    moved = text[:first] + BASE[start:end] + text[first:]
    assert said(changes(read(BASE), read(moved), library.formulary())) == [
        "lines in another order: etoposide, cisplatin, carboplatin, folinic-acid, dexamethasone"
        " → dexamethasone, etoposide, cisplatin, carboplatin, folinic-acid"
    ]


@pytest.mark.parametrize(
    ("old", "new", "words", "kind"),
    [
        ("route: oral\n    starts", "route: intramuscular\n    starts",
         "folinic-acid route oral → intramuscular", "schedule"),
        ("starts: {after: etoposide}", "starts: {before: etoposide}",
         "cisplatin starts after etoposide → before etoposide", "schedule"),
        ("by: 24 h", "by: 42 h", "folinic-acid starts 24 h after the start of cisplatin → "
         "42 h after the start of cisplatin", "schedule"),
        ("every: 6 h", "every: 3 h", "folinic-acid every 6 h → 3 h, -50 %", "schedule"),
        ("dilute_in: 500 mL", "dilute_in: 250 mL", "etoposide diluted in "
         "500 mL sodium chloride 0.9 % → 250 mL sodium chloride 0.9 %", "schedule"),
        ("length: 21 d", "length: 28 d", "cycle length 21 d → 28 d", "schedule"),
        ("{plan: 4, to: 6}", "6", "planned cycles 4 (to 6) → 6", "schedule"),
        ("[oral, intravenous]", "[oral, subcutaneous]",
         "choice rescue: oral or intravenous → oral or subcutaneous", "schedule"),
        ("{cisplatin: 30 mg/m2}", "{cisplatin: 36 mg/m2}",
         "level minus-1 cisplatin 30 → 36 mg/m2, +20 %", "dose"),
        ("from: 60 mL/min", "from: 50 mL/min", "cisplatin only if creatinine clearance at least "
         "60 mL/min → creatinine clearance at least 50 mL/min", "conduct"),
        ("{neutrophils: {from: 1.5", "{neutrophils: {from: 1.0", "start criterion changed: "
         "needs neutrophils at least 1.5 10^9/L, day 1 → "
         "needs neutrophils at least 1.0 10^9/L, day 1", "conduct"),
        ("{delay: 7 d}", "stop", "rule changed: if platelets below 50 10^9/L, do delay by 7 d, "
         "lines cisplatin → if platelets below 50 10^9/L, do stop, lines cisplatin", "conduct"),
        ("note: once", "note: twice", "rule note once → twice", "words"),
        ("{do: omit, lines", "{do: delay, lines",
         "missed-dose rule changed: do omit, lines etoposide → do delay, lines etoposide",
         "conduct"),
        ("[an audiogram]", "[a hearing test]", "required before removed: an audiogram", "conduct"),
        ("population: adult", "population: both", "population adult → both", "conduct"),
        ("status: draft", "status: active", "status draft → active", "words"),
        ("ward, 2020", "ward, 2021", "source protocol cite Protocol of the ward, 2020 → "
         "Protocol of the ward, 2021", "words"),
        ("note: the first", "verified: false\n    note: the first",
         "folinic-acid verified yes → no", "words"),
        # by another profile a dose is judged by other limits
        ("note: the first", "profile: rescue\n    note: the first",
         "folinic-acid profile none → rescue", "conduct"),
        ("[Antiemetics", "[Hydration and antiemetics",
         "narrative removed: Antiemetics as the ward gives them.", "words"),
        ("{etoposide: 300 mg/m2,", "{etoposide: 301 mg/m2,",
         "the author's own totals have changed", "words"),
    ],
)  # fmt: skip
def test_an_edit_in_words(old: str, new: str, words: str, kind: str) -> None:
    found = edited(old, new)
    assert (words, kind) in [(f"{c.where} {c.words}".strip(), c.kind) for c in found], said(found)
    if kind != "words":
        assert any(change.touches_what_is_given for change in found)
    else:
        assert not any(change.touches_what_is_given for change in found)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("by: 7 d", "by: 14 d", "phase maintenance starts after induction, by 7 d → "
         "after induction, by 14 d"),
        ("lasts: 28 d", "lasts: 35 d", "phase maintenance lasts 28 d → 35 d"),
        ("planned: 2", "planned: 3", "phase induction planned cycles 2 → 3"),
        ("population: adult", "population: adult\norder: [induction, maintenance, induction]",
         "order none → induction, maintenance, induction"),
        # 28 × 50 = 1400 mg/m2 and × 1.8 = 2520 mg; with 60: 1680 mg/m2, 3024 mg; 10 of 50 are 20 %
        ("50 mg/m2", "60 mg/m2",
         "phase maintenance, temozolomide total 1,400 → 1,680 mg/m2, +20 %; 2,520 → 3,024 mg"),
    ],
)  # fmt: skip
def test_an_edit_of_phases(old: str, new: str, words: str) -> None:
    assert words in said(edited(old, new, PHASES))


def test_a_phase_under_another_id_and_one_removed() -> None:
    renamed = PHASES.replace("id: induction", "id: first").replace(
        "after: induction", "after: first"
    )
    assert said(changes(read(PHASES), read(renamed), library.formulary())) == [
        "phase induction is now called first"
    ]
    start = PHASES.index("  - id: maintenance")
    (gone,) = changes(read(PHASES), read(PHASES[:start]), library.formulary())
    assert gone.kind == "dose"
    assert gone.words.startswith("phase maintenance removed: lasts 28 d; temozolomide: ")


def test_a_line_that_the_example_patient_does_not_get_says_so() -> None:
    text = BASE.replace("when: {rescue: oral}", "when: {rescue: intravenous}")
    assert said(edited("AUC 5", "AUC 6", text)) == [
        "carboplatin AUC 5 → 6, +20 %; the example patient does not get it"
    ]


def test_what_changes_a_dose_comes_first_and_words_come_last() -> None:
    text = BASE.replace("status: draft", "status: active").replace("{delay: 7 d}", "stop")
    text = text.replace("length: 21 d", "length: 28 d").replace("AUC 5", "AUC 4")
    kinds = [change.kind for change in changes(read(BASE), read(text), library.formulary())]
    assert kinds == ["dose", "dose", "schedule", "conduct", "words"]
    assert kinds == sorted(kinds, key=list(KINDS).index)


# The text


def test_the_text_names_the_example_patient_and_what_was_chosen() -> None:
    old, new = read(BASE), read(BASE.replace("45 mg/m2\n", "54 mg/m2\n"))
    text = diff_text(old, new, library.formulary(), 100)
    assert text.splitlines()[2:] == [
        "Example patient: 1.8 m2, 70 kg, GFR 80 mL/min, age 60 y. No dose here is one of a real "
        "patient.",
        "Chosen for the example: rescue oral, the first answer; dexamethasone 8 mg, the lower "
        "bound.",
        "",
        "Doses",
        "  cisplatin 45 → 54 mg/m2, +20 %; +16.2 mg a dose (81 → 97.2 mg)",
        "  cisplatin cycle total 45 → 54 mg/m2, +20 %; 81 → 97.2 mg",
    ]
    assert max(map(len, diff_text(old, new, library.formulary(), 60).splitlines()[2:])) <= 60


def test_the_text_of_equal_regimens_and_of_other_words() -> None:
    old, new = read(BASE), read(BASE.replace("note: once", "note: twice"))
    entries = library.formulary()
    assert diff_text(old, old, entries, 100).splitlines()[2:] == ["", NOTHING_GIVEN]
    assert NOTHING_GIVEN == "no difference in what is given"
    assert diff_text(old, new, entries, 100).splitlines()[2:] == [
        "",
        NOTHING_GIVEN,
        "",
        "In words only: nothing of what is given",
        "  rule note once → twice",
    ]


def test_the_text_says_why_there_are_no_doses() -> None:
    text = diff_text(read(BASE), read(BASE.replace("AUC 5", "AUC 6")), {}, 400)
    assert "No doses of the example patient in the first regimen: the formulary has no" in text


def test_rules_come_go_and_change_places() -> None:
    second = "rules:\n  - {if: {mucositis: {from: grade 3}}, do: hold}\n"
    two = BASE.replace("rules:\n", second)
    entries = library.formulary()
    assert said(changes(read(BASE), read(two), entries)) == [
        "rule added: if mucositis at least grade 3, do hold"
    ]
    assert said(changes(read(two), read(BASE), entries)) == [
        "rule removed: if mucositis at least grade 3, do hold"
    ]
    last = BASE.replace("    note: once\n", "    note: once\n" + second.partition("\n")[2])
    (found,) = changes(read(two), read(last), entries)
    assert str(found) == "each rule stands in another place"
    assert not found.touches_what_is_given


def test_parts_of_a_line() -> None:
    amount = "per_dose: 100 mg/m2\n"
    parts = "parts:\n      - {cycles: [1], %s}\n      - {cycles: {from: 2}, %s}\n"
    one = BASE.replace(amount, parts % ("per_dose: 100 mg/m2", "per_dose: 80 mg/m2"))
    # 90 × 1.8 = 162 mg; 80 × 1.8 = 144 mg; 18 mg more; 3 days: 240 → 270 mg/m2, an eighth more
    assert said(edited("per_dose: 80 mg/m2", "per_dose: 90 mg/m2", one)) == [
        "etoposide, part 2, 80 → 90 mg/m2, +12.5 %; "
        "+18 mg a dose (144 → 162 mg), from cycle 2 day 1",
        "etoposide cycle total from cycle 2 240 → 270 mg/m2, +12.5 %; 432 → 486 mg",
    ]
    three = one.replace("{cycles: {from: 2}, ", "{cycles: [2], per_dose: 80 mg/m2}\n"
                        "      - {cycles: {from: 3}, ")  # fmt: skip
    assert said(changes(read(one), read(three), library.formulary())) == [
        "etoposide part removed: 80 mg/m2 a dose, cycles 2 on",
        "etoposide part added: 80 mg/m2 a dose, cycles 2",
        "etoposide part added: 80 mg/m2 a dose, cycles 3 on",
    ]


# No false "same"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_regimen_of_the_library_does_not_differ_from_itself(path: Path) -> None:
    regimen = library.read_regimen(path)
    again = library.read_regimen(path)
    assert changes(regimen, again, library.formulary()) == ()


DOSING = frozenset(
    {
        "per_dose", "per_day", "per_hour", "total", "route", "days", "doses_per_day", "starts",
        "every", "times", "until", "weekdays", "infuse_over", "cycles", "doses", "when", "only_if",
        "cap", "weight", "round_to", "dilute_in", "drug", "event", "optional", "as_needed",
        "cycle", "lasts", "amounts", "needs", "if", "do",
    }
)  # fmt: skip
"""Fields that bear on what is given, of lines, cycles, levels, criteria and rules."""
OTHERS = {
    "intravenous": "subcutaneous", "oral": "intramuscular", "subcutaneous": "oral",
    "actual": "ideal", "true": "false", "false": "true", "morning": "evening",
    "first": "last", "monday": "tuesday",
}  # fmt: skip
OF_WORDS = frozenset({"source", "verified", "note", "totals_per_cycle", "examples"})

Steps = tuple[str | int, ...]


def leaves(node: Any, steps: Steps = ()) -> Iterator[tuple[Steps, str]]:
    items = node.items() if isinstance(node, dict) else enumerate(node)
    for name, value in items:
        if isinstance(value, str):
            yield (*steps, name), value
        else:
            yield from leaves(value, (*steps, name))


def is_of_dosing(steps: Steps) -> bool:
    return bool(DOSING.intersection(steps)) and not OF_WORDS.intersection(steps)


def moved(text: str) -> str:
    """The same field with another value: the next number, or another word of its list."""
    number = re.match(r"(AUC )?(-?[0-9]+(?:\.[0-9]+)?)", text)
    if number:
        digits = number[2]
        places = len(digits.partition(".")[2])
        return f"{number[1] or ''}{float(digits) + 1:.{places}f}{text[number.end() :]}"
    return OTHERS.get(text, f"{text} otherwise")


RAW = {path.stem: path.read_text("utf-8") for path in FILES}
PLACES = [
    (stem, steps)
    for stem, text in RAW.items()
    for steps, _ in leaves(yaml.BaseLoader(text).get_single_data())
    if is_of_dosing(steps)
]


def with_edit(stem: str, steps: Steps, *, is_taken_out: bool) -> Regimen | None:
    """The regimen after one edit; None where that is no regimen whose lines can be placed."""
    tree = yaml.BaseLoader(RAW[stem]).get_single_data()
    node = tree
    for step in steps[:-1]:
        node = node[step]
    if is_taken_out:
        del node[steps[-1]]
    else:
        node[steps[-1]] = moved(node[steps[-1]])
    try:
        made = read(yaml.safe_dump(tree, sort_keys=False, allow_unicode=True))
    except Refused:
        return None
    return None if any(p.is_error for p in structure_problems(made)) else made


@given(st.tuples(st.sampled_from(PLACES), st.booleans()))
def test_no_edit_of_a_dosing_field_goes_unseen(edit: tuple[tuple[str, Steps], bool]) -> None:
    (stem, steps), is_taken_out = edit
    made = with_edit(stem, steps, is_taken_out=is_taken_out)
    if made is None:
        reject()
    found = changes(read(RAW[stem]), made, library.formulary())
    assert any(change.touches_what_is_given for change in found), (stem, steps)
