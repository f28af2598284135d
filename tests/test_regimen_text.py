"""The protocol page, one cycle day by day, a policy and the list: their words and their width."""

import re
from itertools import pairwise

import pytest
from click.testing import CliRunner

from regimencalc import library, yaml_source
from regimencalc.cli import main
from regimencalc.export.days_text import regimen_days_text
from regimencalc.export.regimen_text import list_text, policy_text, regimen_text
from regimencalc.loading import load_regimen
from regimencalc.problems import Refused
from regimencalc.regimen import Regimen

HEAD = """\
format: 1
id: fragment
name: Fragment
population: adult
status: draft
sources: [{id: author, cite: "Author, Journal 2026;1:1-2"}]
"""
NAMES = library.ids("regimens")
CISPLATIN = "{id: cisplatin, drug: cisplatin, per_dose: 50 mg/m2, route: intravenous, "
FILGRASTIM = "{id: filgrastim, drug: filgrastim, per_dose: 300 mcg, route: subcutaneous, "
CYCLE = "cycle: {length: 21 d, planned: 4}"


def regimen(*lines: str, top: str = CYCLE) -> Regimen:
    listed = "\n".join(f"  - {line}" for line in lines)
    text = f"{HEAD}{top}\ncomponents:\n{listed}\n"
    return Regimen.from_source(yaml_source.read(text.encode(), "fragment.yaml"))


def page(*lines: str, top: str = CYCLE) -> list[str]:
    return [row.strip() for row in regimen_text(regimen(*lines, top=top), {}, 100).split("\n")]


def days(*lines: str, top: str = CYCLE, **choose: str) -> list[str]:
    text = regimen_days_text(regimen(*lines, top=top), {}, 200, choose)
    return text.split("\n")


def entries(rows: list[str]) -> list[str]:
    """What stands below the first day's heading."""
    first = next(number for number, row in enumerate(rows) if re.match("  Days? ", row))
    return [re.sub(r" {2,}", " | ", row.strip()) for row in rows[first:]]


@pytest.mark.parametrize("width", [80, 100])
@pytest.mark.parametrize("name", NAMES)
def test_no_row_of_a_page_is_wider_than_it(name: str, width: int) -> None:
    found, entries_of = load_regimen(name), library.formulary()
    for text in (
        regimen_text(found, entries_of, width),
        regimen_days_text(found, entries_of, width, {}),
    ):
        rows = text.split("\n")
        assert max(map(len, rows)) <= width
        assert found.sha256 in text
        for row, below in pairwise(rows):
            assert not (row[-1:].isdigit() and re.match(r" +(?:mg|mcg|g|mL|IU|h|min)\b", below))


@pytest.mark.parametrize("width", [80, 100])
def test_no_row_of_a_policy_or_a_list_is_wider_than_the_page(width: int) -> None:
    for name in library.ids("policies"):
        policy = library.read_policy(library.path_of(name, "policies"))
        assert max(map(len, policy_text(policy, width).split("\n"))) <= width
        assert policy.sha256 in policy_text(policy, width)
    files = {name: load_regimen(name) for name in NAMES}
    listed = list_text(files, width).split("\n")
    assert max(map(len, listed)) <= width
    # every id begins a row; a name that goes on does so below its beginning
    assert [row.split()[0] for row in listed if not row.startswith("   ")] == list(NAMES)


def test_a_list_on_a_narrow_page_puts_names_below() -> None:
    name = "daratumumab-bortezomib-dexamethasone"
    files = {name: load_regimen(name)}
    # 2 + 36 + 2 + 5 + 2 = 47 columns before the name: of 70 columns 23 are left, too few
    assert list_text(files, 70).split("\n") == [
        f"  {name}  draft",
        "      Daratumumab, bortezomib and dexamethasone (DVd)",
    ]
    # of 71 columns 24 are left
    assert list_text(files, 71).split("\n")[0] == f"  {name}  draft  Daratumumab, bortezomib"


@pytest.mark.parametrize(
    ("cycle", "expected"),
    [
        ("{length: 21 d, planned: 4}", "every 21 days, 4 cycles"),
        ("{length: 21 d, planned: 1}", "every 21 days, 1 cycle"),
        ("{length: 21 d, planned: {to: 4}}", "every 21 days, up to 4 cycles"),
        ("{length: 21 d, planned: {from: 4}}", "every 21 days, at least 4 cycles"),
        ("{length: 21 d, planned: {from: 4, to: 6}}", "every 21 days, 4 to 6 cycles"),
        ("{length: 21 d, planned: {plan: 4, from: 4, to: 6}}", "every 21 days, 4 cycles (4 to 6)"),
        ("{length: 21 d, planned: {plan: 6, from: 6}}", "every 21 days, 6 cycles or more"),
        ("{length: 21 d, planned: {plan: 6, to: 12}}", "every 21 days, 6 cycles (up to 12)"),
        ("{length: 21 d}", "every 21 days, number of cycles not stated"),
        ("{length: {plan: 21 d, to: 21 d}, planned: 1}", "every 21 days or sooner, 1 cycle"),
        ("{length: {plan: 21 d, from: 21 d}, planned: 1}", "every 21 days or later, 1 cycle"),
        ("{length: {plan: 21 d, to: 28 d}, planned: 1}", "every 21 days (up to 28 days), 1 cycle"),
        ("{length: {from: 42 d, to: 56 d}, planned: 6}", "every 42 to 56 days, 6 cycles"),
    ],
)
def test_the_length_and_the_number_of_cycles_in_words(cycle: str, expected: str) -> None:
    found = page(CISPLATIN + "days: [1], infuse_over: 1 h}", top=f"cycle: {cycle}")
    assert f"cycle       {expected}" in found


@pytest.mark.parametrize(
    ("timing", "expected"),
    [
        ("days: [1, 8]", "on days 1, 8 (2 days)"),
        ("starts: {day: 1}, every: 1 d, times: 5", "from day 1, every day, 5 times"),
        ("starts: {day: 1}, every: 1 d, times: 1", "from day 1, every day, once"),
        (
            "starts: {day: 1}, every: 6 h, times: {from: 4}",
            "from day 1, every 6 h, at least 4 times",
        ),
        (
            "starts: {day: 1}, every: 1 d, times: {plan: 5, to: 7}",
            "from day 1, every day, 5 times (up to 7)",
        ),
        (
            "starts: {cycle: 1, day: -6}, every: 63 d",
            "from day -6 of cycle 1, every 63 days",
        ),
        (
            "starts: {cycle: 1, day: 2}, every: 1 d, until: {cycle: 4, day: 21}",
            "from day 2 of cycle 1, every day, until day 21 of cycle 4",
        ),
    ],
)
def test_when_a_line_is_given_in_words(timing: str, expected: str) -> None:
    assert expected in page(f"{FILGRASTIM}{timing}}}")


def test_a_drop_a_bound_and_an_event() -> None:
    found = page(
        "{id: prednisolone, drug: prednisolone, per_dose: 1 drops, route: ocular, days: [1]}",
        CISPLATIN + "days: [1], infuse_over: {plan: 4 h, from: 3 h, to: 4 h}}",
        "{id: radiotherapy, event: radiotherapy, per_dose: 2 Gy, days: [1]}",
        "{id: boost, event: radiotherapy, per_dose: 2 Gy, days: [2]}",
    )
    assert "1 drop a dose, ocular" in found
    assert "50 mg/m2 a dose, intravenous, over 4 h (3 h to 4 h)" in found
    assert "radiotherapy" in found
    assert "radiotherapy (boost)" in found
    two = "{id: prednisolone, drug: prednisolone, per_dose: 2 drops, route: ocular, days: [1]}"
    assert "2 drops a dose, ocular" in page(two)


PHASES = """\
phases:
  - {id: a, cycle: {length: 21 d, planned: 1}, components: [%s]}
  - {id: b, starts: %s, cycle: {length: 21 d, planned: 1}, components: [%s]}
"""


@pytest.mark.parametrize(
    ("starts", "expected"),
    [
        ("{after: a}", "after a"),
        ("{after: a, by: not stated}", "after a; how long after is not stated"),
        ("{after: a, by: 28 d}", "28 days after a"),
        ("{after: a, by: {from: 21 d, to: 28 d}}", "21 to 28 days after a"),
    ],
)
def test_when_a_phase_starts_in_words(starts: str, expected: str) -> None:
    line = CISPLATIN + "days: [1], infuse_over: 1 h}"
    text = HEAD + PHASES % (line, starts, line)
    found = Regimen.from_source(yaml_source.read(text.encode(), "fragment.yaml"))
    rows = [row.strip() for row in regimen_text(found, {}, 100).split("\n")]
    assert f"starts      {expected}" in rows


BANDS = (
    "{id: temozolomide, drug: temozolomide, route: oral, days: [1, 2], cap: {per_dose: 300 mg}, "
    "round_to: 5 mg, parts: [{when: {bsa: {below: 1.5 m2}}, per_dose: 200 mg}, "
    "{when: {bsa: {from: 1.5 m2}}, per_dose: 300 mg, note: in two capsules}]}"
)


def test_parts_say_once_what_they_share() -> None:
    found = page(BANDS)
    first = found.index("temozolomide")
    assert found[first + 1 : first + 6] == [
        "oral, on days 1, 2 (2 days)",
        "at most 300 mg a dose",
        "rounded to 5 mg",
        "if bsa below 1.5 m2: 200 mg a dose",
        "if bsa at least 1.5 m2: 300 mg a dose; in two capsules",
    ]


def test_parts_that_share_one_word_keep_it_and_gates_stand_with_their_part() -> None:
    found = page(
        "{id: temozolomide, drug: temozolomide, route: oral, parts: ["
        "{cycles: [1], days: [1], per_dose: 200 mg, verified: false}, "
        "{cycles: {from: 2, to: 4}, days: [2], per_dose: 300 mg, "
        "only_if: {platelets: {from: 100 10^9/L}}}]}"
    )
    first = found.index("temozolomide")
    assert found[first + 1 : first + 3] == [
        "cycle 1: 200 mg a dose, oral, on day 1; NOT VERIFIED: from memory, at least in part",
        "cycles 2 to 4: 300 mg a dose, oral, on day 2; only if platelets at least 100 10^9/L",
    ]


CHOICE = CYCLE + "\nchoices: {growth-factor: [filgrastim, none]}"
CHOSEN = FILGRASTIM + "days: [5], when: {growth-factor: filgrastim}}"


def test_an_answer_is_a_condition_and_what_decides_is_said() -> None:
    assert "if growth-factor is filgrastim: 300 mcg a dose, subcutaneous" in page(
        CHOSEN, top=CHOICE
    )
    decided = "choices: {growth-factor: {filgrastim: {age: {from: 65 y}}, none: otherwise}}"
    assert "decided: growth-factor: filgrastim if age at least 65 y, otherwise none" in page(
        CHOSEN, top=f"{CYCLE}\n{decided}"
    )


def test_levels_say_how_one_is_chosen() -> None:
    top = CYCLE + "\nlevels: [{level: 1, amounts: {cisplatin: 40 mg/m2}, note: rarely}]"
    found = page(CISPLATIN + "days: [1], infuse_over: 1 h}", top=top)
    assert "Dose levels, lowest first; a choice takes one, level=1, else the amounts above" in found
    assert "1: cisplatin 40 mg/m2   rarely" in found


TWO_DAYS = (
    "{id: etoposide, drug: etoposide, per_dose: 100 mg, route: intravenous, infuse_over: 1 h, "
    "parts: [{when: {etoposide-days: early}, days: [1, 4]}, "
    "{when: {etoposide-days: late}, days: [4, 7]}]}"
)
HANGING = (
    "{id: loratadine, drug: loratadine, purpose: premedication, per_dose: 10 mg, route: oral, "
    "starts: {before: etoposide, by: 60 min}}"
)
EARLY_OR_LATE = CYCLE + "\nchoices: {etoposide-days: [early, late]}"


def test_the_days_are_those_of_one_answer() -> None:
    early = days(TWO_DAYS, HANGING, top=EARLY_OR_LATE)
    assert "  for:        etoposide-days: early" in early
    assert "              to see another answer: --choose etoposide-days=late" in early
    given = [
        "60 min before | loratadine: 10 mg a dose, oral, before etoposide",
        "at hour 0 | etoposide: 100 mg a dose, intravenous, over 1 h",
    ]
    assert entries(early) == ["Days 1, 4 (2 days)", *given]
    late = days(TWO_DAYS, HANGING, top=EARLY_OR_LATE, **{"etoposide-days": "late"})
    assert entries(late) == ["Days 4, 7 (2 days)", *given]
    assert "              to see another answer: --choose etoposide-days=early" in late


@pytest.mark.parametrize(
    ("choose", "message"),
    [
        ({"etoposide-days": "sometimes"}, "'sometimes' is not an answer to 'etoposide-days'"),
        (
            {"level": "2"},
            "'level' is not a choice whose answer changes the days of fragment",
        ),
    ],
)
def test_an_answer_that_there_is_not_is_refused(choose: dict[str, str], message: str) -> None:
    with pytest.raises(Refused) as refused:
        days(TWO_DAYS, top=EARLY_OR_LATE, **choose)
    assert [(p.code, p.message) for p in refused.value.problems] == [("RC604", message)]


def test_a_decided_choice_names_what_decides_it() -> None:
    decided = "choices: {etoposide-days: {early: {age: {from: 65 y}}, late: otherwise}}"
    rows = days(TWO_DAYS, top=f"{CYCLE}\n{decided}")
    assert "  for:        etoposide-days: late" in rows
    other = days(TWO_DAYS, top=f"{CYCLE}\n{decided}", **{"etoposide-days": "early"})
    assert "  for:        etoposide-days: early (if age at least 65 y)" in other


def test_bodies_stand_under_one_another_and_what_hangs_on_them_once() -> None:
    line = (
        "{id: etoposide, drug: etoposide, route: intravenous, infuse_over: 1 h, days: [1], parts: "
        "[{when: {age: {below: 60 y}}, per_dose: 200 mg}, "
        "{when: {age: {from: 60 y}}, per_dose: 100 mg}]}"
    )
    assert entries(days(line, HANGING)) == [
        "Day 1",
        "60 min before | loratadine: 10 mg a dose, oral, before etoposide",
        "at hour 0 | etoposide: intravenous, over 1 h",
        "if age below 60 y: 200 mg a dose",
        "if age at least 60 y: 100 mg a dose",
    ]


def test_bodies_with_days_of_their_own_are_all_shown() -> None:
    line = (
        "{id: etoposide, drug: etoposide, per_dose: 100 mg, route: intravenous, infuse_over: 1 h, "
        "parts: [{when: {age: {below: 60 y}}, days: [1, 2]}, {when: {age: {from: 60 y}}, "
        "days: [1]}]}"
    )
    assert entries(days(line, HANGING)) == [
        "Day 1",
        "60 min before | loratadine: 10 mg a dose, oral, before etoposide",
        "at hour 0 | etoposide: 100 mg a dose, intravenous, over 1 h",
        "if age below 60 y",
        "if age at least 60 y",
        "Day 2",
        "60 min before | loratadine: 10 mg a dose, oral, before etoposide",
        "at hour 0 | etoposide: if age below 60 y: 100 mg a dose, intravenous, over 1 h",
    ]


def test_the_title_says_which_lines_differ_in_other_cycles() -> None:
    always = CISPLATIN + "days: [1], infuse_over: 1 h}"
    first = FILGRASTIM + "days: [5], cycles: [1]}"
    assert "  cycle 1 of 4, every 21 days; other cycles differ in: filgrastim" in days(
        always, first
    )
    assert "  cycle 1 of 4, every 21 days" in days(always)
    open_number = days(always, top="cycle: {length: 21 d}")
    assert "  cycle 1; number of cycles not stated, every 21 days" in open_number
    # cycles 2 to 6 are all there are to differ, and none of them is planned
    assert "  cycle 1 of 1, every 21 days" in days(
        always, first, top="cycle: {length: 21 d, planned: 1}"
    )


def test_hours_ends_and_what_is_said_of_a_giving() -> None:
    rows = entries(
        days(
            "{id: cyclophosphamide, drug: cyclophosphamide, per_dose: 300 mg/m2, "
            "route: intravenous, infuse_over: 3 h, starts: {day: 1}, every: 12 h, times: 2}",
            "{id: mesna, drug: mesna, purpose: protection, total: 600 mg/m2, route: intravenous, "
            "infuse_over: 48 h, starts: {after: cyclophosphamide, of: last, by: 6 h}, "
            "optional: true, note: from a copy}",
            "{id: cisplatin, drug: cisplatin, per_dose: 50 mg/m2, route: intravenous, days: [2], "
            "infuse_over: 1 h, only_if: {platelets: {from: 100 10^9/L}}, cap: {per_dose: 100 mg}, "
            "dilute_in: sodium chloride}",
            "{id: prednisone, drug: prednisone, per_dose: 20 mg, route: oral, days: [3], "
            "doses_per_day: 2}",
            "{id: loperamide, drug: loperamide, per_dose: 2 mg, route: oral, as_needed: diarrhoea}",
        )
    )
    # the second cyclophosphamide ends at hour 12 + 3 = 15; 6 h later is hour 21; 48 h on, hour 69
    assert rows == [
        "Day 1",
        "at hour 0 | cyclophosphamide: 300 mg/m2 a dose, intravenous, over 3 h",
        "at hour 12 | cyclophosphamide: 300 mg/m2 a dose, intravenous, over 3 h",
        "at hour 21 | mesna: 600 mg/m2 in all, intravenous, over 48 h, 6 h after the last giving "
        "of cyclophosphamide, to hour 69 (day 3), optional",
        "Day 2",
        "at hour 0 | cisplatin: 50 mg/m2 a dose, intravenous, over 1 h, at most 100 mg a dose, "
        "only if platelets at least 100 10^9/L, in sodium chloride",
        "Day 3",
        "· | prednisone: 20 mg a dose, oral, 2 times a day",
        "mesna: from a copy",
        "loperamide: 2 mg a dose, oral, as needed: diarrhoea",
    ]


def test_a_relation_is_that_of_a_series_first_and_the_last_says_how_it_goes_on() -> None:
    rows = entries(
        days(
            "{id: methotrexate, drug: methotrexate, per_dose: 1000 mg, route: intravenous, "
            "days: [1], infuse_over: 4 h}",
            "{id: folinic-acid, drug: folinic-acid, purpose: rescue, per_dose: 15 mg, route: oral, "
            "starts: {after_start_of: methotrexate, by: 24 h}, every: 6 h, times: {from: 2}, "
            "until: {narrative: the level is safe}}",
        )
    )
    assert rows[2:] == [
        "Day 2",
        "at hour 0 | folinic-acid: 15 mg a dose, oral, 24 h after the start of methotrexate",
        "at hour 6 | folinic-acid: 15 mg a dose, oral, and every 6 h from then until the level is "
        "safe",
    ]


def test_gemtuzumab_has_its_premedication_once_a_day() -> None:
    text = regimen_days_text(load_regimen("da-gemtuzumab"), library.formulary(), 100, {})
    # on days 1 and 4, one of each
    assert text.count("loratadine: 10 mg") == 2
    assert text.count("paracetamol: 1000 mg") == 2


def test_show_takes_an_answer_with_days_only() -> None:
    runner = CliRunner()
    shown = runner.invoke(
        main, ["show", "da-gemtuzumab", "--days", "--choose", "gemtuzumab-days=days-4-and-7"]
    )
    assert shown.exit_code == 0
    assert "  for:        gemtuzumab-days: days-4-and-7" in shown.stdout
    alone = runner.invoke(main, ["show", "da-gemtuzumab", "--choose", "gemtuzumab-days=x"])
    assert alone.exit_code == 2
    assert "--choose goes with --days" in alone.stderr
    wrong = runner.invoke(main, ["show", "da-gemtuzumab", "--days", "--choose", "days=x"])
    assert wrong.exit_code == 1
    assert "RC604" in wrong.stderr
