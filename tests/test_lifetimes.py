"""Amounts in a lifetime by themselves: what is counted, in which unit, and every word of it.

The body surface is 2 m2, so that 100 mg are 50 mg/m2.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest
from test_amounts_given import FIRST, dose, planned

from regimencalc.component import Cap, Component
from regimencalc.derivation import Step
from regimencalc.exposure import amount_of, exposures, marked
from regimencalc.formulary import Equivalents, FormularyEntry
from regimencalc.history import NOTHING_STATED, History, read_history, with_elsewhere
from regimencalc.judgement import Judgement
from regimencalc.library_file import Citation
from regimencalc.lifetime_caps import capped, lowered, rooms
from regimencalc.lifetime_limits import judged
from regimencalc.lifetime_limits import problems as not_assessed
from regimencalc.measures import Measures
from regimencalc.planned_dose import PlannedDose
from regimencalc.problems import Place, Problem
from regimencalc.setting import Setting
from regimencalc.timeline import Period, Timeline
from regimencalc.unit_reader import read_measure
from regimencalc.units import Kind, Measure
from regimencalc.withheld import Withheld, Word
from regimencalc.yaml_source import read

AT_RISK = "at_risk: {after: [chest-radiotherapy], refuse: 200 mg/m2, source: paper}"
BY_SURFACE = "warn: 300 mg/m2, refuse: 400 mg/m2, source: paper"
TABLE = Equivalents.from_source(
    read(
        b"""format: 1
id: table
name: A table
status: draft
sources: [{id: s, cite: "Made up for a test"}]
counted_as: drug
equivalents:
  - {drug: drug, factor: 1, source: s}
  - {drug: other, factor: 0.5, source: s}
  - {drug: third, factor: not stated, source: s}
""",
        "table.yaml",
    )
)


PAPER = Citation.model_construct(id="paper", cite="A paper, 2021", verified=False)


def entry(lifetime: str, name: str = "drug") -> FormularyEntry:
    """A drug with a lifetime, which stands on line 10 of its file."""
    text = (
        f"format: 1\nid: {name}\nname: {name}\ntall_man: {name.upper()}\nstatus: draft\n"
        'sources:\n  - {id: paper, cite: "A paper, 2021"}\n'
        "amounts: [mg, mg/m2]\nroutes: [oral]\n"
    )
    text += f"lifetime: {{{lifetime}}}\n" if lifetime else ""
    return FormularyEntry.from_source(read(text.encode(), f"{name}.yaml"))


def stated(text: str) -> Measure:
    return read_measure(text, (Kind.MASS, Kind.MASS_PER_SURFACE, Kind.USP_ACTIVITY), "amount")


def setting(
    *entries: FormularyEntry,
    before: dict[str, str] | None = None,
    events: dict[str, bool] | None = None,
    surface_m2: float | None = 2,
    lines: tuple[Component, ...] = (),
    tables: tuple[Equivalents, ...] = (TABLE,),
) -> Setting:
    nothing = cast("Any", None)
    amounts = {name: stated(amount) for name, amount in (before or {}).items()}

    class Regimen:
        every_component = lines

        @staticmethod
        def source_of(source: str | None) -> Citation | None:
            return PAPER if source == "paper" else None

    return Setting(
        cast("Any", Regimen),
        {one.id: one for one in entries},
        Measures(),
        nothing,
        nothing,
        None,
        surface_m2=surface_m2,
        history=History(amounts, events or {}, {one.id: one for one in tables}),
    )


def given(
    *milligrams: float, drug: str = "drug", unit: str = "mg", line: str = "a"
) -> list[PlannedDose]:
    """One giving a cycle of so much."""
    return [
        planned(dose(number, unit), cycle=cycle, drug=drug, line=line)
        for cycle, number in enumerate(milligrams, 1)
    ]


def said(doses: list[PlannedDose], within: Setting) -> tuple[list[Judgement], list[Problem]]:
    made = [*capped(doses, within), *exposures(doses, within)]
    return judged(made, within.history), list(not_assessed(made))


def found(doses: list[PlannedDose], within: Setting) -> list[tuple[str, str]]:
    return [(one.key, one.value) for one in said(doses, within)[0]]


# What is counted


@pytest.mark.parametrize(
    ("lifetime", "unit", "surface_m2", "totals"),
    [
        # 100 ÷ 2 and 60 ÷ 2
        ("refuse: 400 mg/m2, source: paper", "mg", 2, [50, 80]),
        ("warn: 400 mg/m2, source: paper", "mg", 2, [50, 80]),
        ("refuse: 400 mg, source: paper", "mg", None, [100, 160]),
        ("refuse: 400 IU, source: paper", "IU", 2, [100, 160]),
        # 1 USP unit is 1000 IU
        ("refuse: 400 IU, source: paper", "USP_units", 2, [100000, 160000]),
        ("refuse: 400 mg, source: paper", "IU", 2, []),
        ("refuse: 400 mg/m2, source: paper", "mg", None, []),
    ],
)
def test_what_all_comes_to_with_each_giving(
    lifetime: str, unit: str, surface_m2: float | None, totals: list[float]
) -> None:
    within = setting(entry(lifetime), surface_m2=surface_m2)
    (one,) = exposures(given(100, 60, unit=unit), within)
    assert [counted.total for counted in one.course] == totals
    assert one.planned == (totals[-1] if totals else 0)
    assert one.before is None


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("0 mg", (0, 50)),
        ("120 mg/m2", (120, 170)),
        # milligrams of a body that nobody stated are no mg/m2
        ("120 mg", (None, 50)),
    ],
)
def test_what_was_given_before_is_counted_first(
    before: str, expected: tuple[float | None, float]
) -> None:
    within = setting(entry(BY_SURFACE), before={"drug": before})
    (one,) = exposures(given(100), within)
    assert (one.before, one.course[0].total) == expected
    assert one.course[0].amount == 50


def test_a_giving_counts_by_the_surface_of_its_own_cycle() -> None:
    nothing = cast("Any", None)
    period = Period(2, FIRST + timedelta(days=21), nothing, Measures(), nothing, surface_m2=1.6)
    within = replace(setting(entry(BY_SURFACE)), timeline=Timeline(periods=(period,)))
    (one,) = exposures(given(100, 100), within)
    # 100 ÷ 2 and 100 ÷ 1.6
    assert [(each.amount, each.total) for each in one.course] == [(50, 50), (62.5, 112.5)]


def test_a_drug_without_a_lifetime_and_a_dose_without_a_number_are_not_counted() -> None:
    within = setting(entry(BY_SURFACE), entry("", "other"))
    withheld = planned(Withheld(Word.HELD, (), "mg"), cycle=1)
    doses = [*given(40, drug="other"), withheld, *given(100)]
    (one,) = exposures(doses, within)
    assert (one.entry.id, [counted.total for counted in one.course]) == ("drug", [50])


def test_units_of_either_name_were_given_before() -> None:
    within = setting(entry("refuse: 9000 IU, source: paper"), before={"drug": "3 USP_units"})
    (one,) = exposures(given(100, unit="IU"), within)
    # 3 × 1000
    assert (one.before, one.course[0].total) == (3000, 3100)


COUNTED = f"{BY_SURFACE}, counts_as: table"


def test_a_class_is_added_up_by_its_table_in_the_order_of_days() -> None:
    within = setting(
        entry(COUNTED), entry(COUNTED, "other"), before={"drug": "10 mg/m2", "other": "40 mg/m2"}
    )
    late = [planned(dose(100), cycle=2)]
    alone, together = exposures([*late, *given(200, drug="other", line="b")], within)
    assert (alone.entry.id, alone.before, alone.table, alone.said) == ("other", 40, None, "")
    # 10 + 0.5 × 40 = 30; then 0.5 × 100 mg/m2 = 50, then 50 mg/m2
    assert (together.entry.id, together.before, together.table) == ("drug", 30, TABLE)
    assert [(c.amount, c.total) for c in together.course] == [(50, 80), (50, 130)]
    assert together.said == "drug 10 mg/m2, other 40 mg/m2 × 0.5"
    assert together.name == "DRUG (counted as drug by table)"
    assert alone.name == "OTHER"


def test_members_of_a_class_on_one_day_stand_in_the_order_of_their_lines() -> None:
    within = setting(entry(COUNTED), entry(COUNTED, "other"))
    _, together = exposures([*given(200, drug="other"), *given(100, line="b")], within)
    assert [counted.amount for counted in together.course] == [50, 50]
    assert [counted.planned.drug for counted in together.course] == ["other", "drug"]


def test_a_member_without_a_number_in_the_table_is_not_counted_with_its_class() -> None:
    within = setting(entry(COUNTED), entry(COUNTED, "third"), before={"third": "40 mg/m2"})
    alone, together = exposures(given(100, drug="third"), within)
    assert ([c.total for c in alone.course], alone.before) == ([90], 40)
    assert (together.course, together.before) == ((), 0)
    assert together.said == "third 40 mg/m2, which table has no number for: NOT ASSESSED"
    none = setting(entry(COUNTED), before={"drug": "0 mg"})
    (one,) = exposures(given(100), none)
    assert (one.before, one.said) == (0, "drug none")
    (silent,) = exposures(given(100), setting(entry(COUNTED)))
    assert (silent.before, silent.said) == (None, "")


def test_a_table_that_is_not_there_counts_each_drug_alone() -> None:
    within = setting(entry(COUNTED.replace("table", "elsewhere")))
    (one,) = exposures(given(100), within)
    assert (one.table, one.before) == (None, None)


# In words


@pytest.mark.parametrize(
    ("lifetime", "limits"),
    [
        (BY_SURFACE, "at most 400 mg/m2"),
        (
            f"{BY_SURFACE}, {AT_RISK}",
            "at most 400 mg/m2, at most 200 mg/m2 after chest radiotherapy",
        ),
        ("warn: 300 mg/m2, source: paper", "a notice above 300 mg/m2"),
    ],
)
def test_the_limits_in_words(lifetime: str, limits: str) -> None:
    (one,) = exposures(given(100), setting(entry(lifetime)))
    assert one.limits == limits
    assert one.words == (f"DRUG in a lifetime: before not stated, this course 50 mg/m2; {limits}")


def test_what_was_before_stands_in_the_words_and_in_json() -> None:
    within = setting(entry(COUNTED), before={"drug": "120 mg/m2"})
    (one,) = exposures(given(100), within)
    assert one.words == (
        "DRUG (counted as drug by table) in a lifetime: before 120 mg/m2 (drug 120 mg/m2), this "
        "course 50 mg/m2, 170 mg/m2 in all; at most 400 mg/m2"
    )
    assert one.to_dict() == {
        "drug": "drug",
        "line": None,
        "unit": "mg/m2",
        "before": 120,
        "course": 50,
        "table": "table",
        "counted": "drug 120 mg/m2",
        "limits": "at most 400 mg/m2",
    }
    (plain,) = exposures(given(100), setting(entry(BY_SURFACE)))
    assert [plain.to_dict()[name] for name in ("before", "table", "counted")] == [None] * 3


# What is judged


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        # each cycle adds 50: above 400 is refused, above 300 a notice, an edge is within
        ("200 mg/m2", []),
        ("200.001 mg/m2", [("RC731:a:2", "300 mg/m2")]),
        ("300 mg/m2", [("RC731:a:1", "350 mg/m2")]),
        ("300.001 mg/m2", [("RC708:a:2", "above 400 mg/m2"), ("RC731:a:1", "350 mg/m2")]),
        ("351 mg/m2", [("RC708:a:1", "above 400 mg/m2"), ("RC708:a:2", "above 400 mg/m2")]),
    ],
)
def test_the_edges_of_a_lifetime(before: str, expected: list[tuple[str, str]]) -> None:
    assert found(given(100, 100), setting(entry(BY_SURFACE), before={"drug": before})) == expected


@pytest.mark.parametrize(
    ("before", "notices"),
    [
        # 50 mg/m2 a cycle; above 300 a notice, above 350 another, above 400 refused
        ("200 mg/m2", []),
        ("201 mg/m2", [("RC731:a:2", "301 mg/m2")]),
        ("251 mg/m2", [("RC731:a:2", "351 mg/m2"), ("RC731:a:1", "301 mg/m2")]),
        # both with one giving: the graver alone
        ("301 mg/m2", [("RC731:a:1", "351 mg/m2")]),
        ("351 mg/m2", []),
    ],
)
def test_a_second_notice_is_said_of_the_giving_that_passes_it(
    before: str, notices: list[tuple[str, str]]
) -> None:
    twice = "warn: 300 mg/m2, warn_again: 350 mg/m2, refuse: 400 mg/m2, source: paper"
    within = setting(entry(twice), before={"drug": before})
    assert [one for one in found(given(100, 100), within) if "RC731" in one[0]] == notices


def test_a_notice_stands_at_the_row_that_it_is_of() -> None:
    twice = "warn: 300 mg/m2, warn_again: 350 mg/m2, refuse: 400 mg/m2, source: paper"
    within = setting(entry(twice), before={"drug": "260 mg/m2"})
    again, first = said(given(100, 100), within)[0]
    columns = [one.problem.place.column for one in (first, again)]
    text = f"lifetime: {{{twice}}}"
    assert columns == [text.index("300") + 1, text.index("350") + 1]


def test_no_notice_is_said_of_a_dose_that_is_refused() -> None:
    # 150 mg/m2 before and 100 each time: 250, 350, 450; above 200 refused, above 300 a notice
    lifetime = f"warn: 300 mg/m2, refuse: 400 mg/m2, {AT_RISK}, source: paper"
    events = {"chest-radiotherapy": True}
    within = setting(entry(lifetime), before={"drug": "150 mg/m2"}, events=events)
    assert [key for key, _ in found(given(200, 200, 200), within)] == [
        "RC708:a:1",
        "RC708:a:2",
        "RC708:a:3",
    ]


@pytest.mark.parametrize(
    ("events", "codes", "fix"),
    [
        # 250 mg/m2, above the 200 after either
        ({}, ["RC732"], "a-drug=yes or a-drug=no; rays=yes or rays=no."),
        ({"rays": False}, ["RC732"], "a-drug=yes or a-drug=no."),
        ({"rays": False, "a-drug": False}, [], ""),
        ({"rays": True}, ["RC708"], ""),
        ({"a-drug": True, "rays": False}, ["RC708"], ""),
    ],
)
def test_either_of_what_lowers_a_limit_is_enough(
    events: dict[str, bool], codes: list[str], fix: str
) -> None:
    either = "at_risk: {after: [a-drug, rays], refuse: 200 mg/m2, source: paper}"
    lifetime = f"refuse: 400 mg/m2, {either}, source: paper"
    within = setting(entry(lifetime), before={"drug": "200 mg/m2"}, events=events)
    judgements, _ = said(given(100), within)
    assert [one.problem.code for one in judgements] == codes
    assert not fix or judgements[0].problem.fix == f"Say it, as prior: {fix}"
    (one,) = exposures(given(100), within)
    assert one.limits == "at most 400 mg/m2, at most 200 mg/m2 after a drug or rays"


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        # 160 + 50 is above the 200 of those at risk, and far below 300 and 400
        ({"chest-radiotherapy": True}, [("RC708:a:1", "above 200 mg/m2")]),
        ({"chest-radiotherapy": False}, []),
        ({}, [("RC732:a:1", "210 mg/m2")]),
    ],
)
def test_a_lower_limit_is_for_those_at_risk(
    events: dict[str, bool], expected: list[tuple[str, str]]
) -> None:
    lifetime = entry(f"{BY_SURFACE}, {AT_RISK}")
    within = setting(lifetime, before={"drug": "160 mg/m2"}, events=events)
    assert found(given(100), within) == expected


def test_a_risk_that_nobody_stated_is_noticed_once_and_not_beside_a_refusal() -> None:
    lifetime = entry(f"{BY_SURFACE}, {AT_RISK}")
    silent = setting(lifetime, before={"drug": "160 mg/m2"})
    assert found(given(100, 100), silent) == [("RC732:a:1", "210 mg/m2")]
    beyond = setting(lifetime, before={"drug": "390 mg/m2"})
    assert found(given(100), beyond) == [("RC708:a:1", "above 400 mg/m2")]


def test_a_refused_giving_says_the_limit_and_no_sum_that_would_tell_the_dose() -> None:
    within = setting(entry(f"{BY_SURFACE}, verified: false"), before={"drug": "360 mg/m2"})
    doses = [planned(dose(100), day=day) for day in (1, 8)]
    (one,) = said(doses, within)[0]
    assert one.problem == Problem(
        "RC708",
        "DRUG passes the limit of 400 mg/m2 in a lifetime on day 1 of cycle 1, 360 mg/m2 of them "
        "before this course (at most 400 mg/m2) NOT VERIFIED (A paper, 2021)",
        "Plan fewer cycles, or another drug: nobody can accept a limit.",
        one.problem.place,
    )
    place, text = one.problem.place, f"lifetime: {{{BY_SURFACE}"
    assert (place.file, place.line, place.column) == ("drug.yaml", 10, text.index("400") + 1)
    assert (one.component, one.cycle, one.days, one.source) == (
        "a",
        1,
        frozenset({1, 8}),
        "A paper, 2021",
    )


def test_notices_say_what_to_look_at_and_what_to_say() -> None:
    lifetime = f"{BY_SURFACE.replace('300', '205')}, {AT_RISK}".replace("paper", "elsewhere")
    within = setting(entry(lifetime))
    at_risk, above = said(given(412), within)[0]
    start = (
        "DRUG comes to 206 mg/m2 in a lifetime on day 1 of cycle 1, what was given before not "
        "stated and not counted: above "
    )
    end = "(at most 400 mg/m2, at most 200 mg/m2 after chest radiotherapy) (elsewhere)"
    assert (at_risk.problem.code, above.problem.code) == ("RC732", "RC731")
    assert at_risk.problem.message == (
        f"{start}200 mg/m2, the limit after chest radiotherapy; whether there was any is not "
        f"stated {end}"
    )
    assert above.problem.message == f"{start}205 mg/m2 {end}"
    assert (
        at_risk.problem.fix == "Say it, as prior: chest-radiotherapy=yes or chest-radiotherapy=no."
    )
    assert above.problem.fix == (
        "Look at what was given before, and at the heart, lung, hearing or nerves."
    )
    columns = [one.problem.place.column for one in (above, at_risk)]
    text = f"lifetime: {{{lifetime}}}"
    # a place is where the value stands, counted from 1
    assert columns == [text.index("205") + 1, text.index("{after") + 1]
    assert [(one.value, one.days, one.source) for one in (at_risk, above)] == [
        ("206 mg/m2", frozenset({1}), "elsewhere")
    ] * 2


SAY = "Say what was given before, as prior: {}, or drug=0, if nothing was."


@pytest.mark.parametrize(
    ("lifetime", "unit", "example"),
    [
        (BY_SURFACE, "mg/m2", "drug=240 mg/m2"),
        ("refuse: 400 mg, source: paper", "mg", "drug=30000 mg"),
    ],
)
def test_what_was_before_and_is_not_stated_is_not_assessed(
    lifetime: str, unit: str, example: str
) -> None:
    within = setting(entry(lifetime))
    (one,) = exposures(given(100), within)
    (problem,) = said(given(100), within)[1]
    assert problem == Problem(
        "RC524", f"NOT ASSESSED: {one.words}", SAY.format(example), Place(field="prior")
    )
    assert one.unit == unit


def test_a_factor_that_is_missing_leaves_the_sum_not_assessed_in_full() -> None:
    within = setting(entry(COUNTED), before={"third": "40 mg/m2", "drug": "0 mg"})
    (one,) = exposures(given(100), within)
    (problem,) = said(given(100), within)[1]
    assert problem == Problem(
        "RC524",
        f"NOT ASSESSED in full: {one.words}",
        "Count it by hand, by a table of your own.",
        Place(field="prior"),
    )


def test_two_tables_for_one_class_are_said_and_not_added_up() -> None:
    other_table = TABLE.model_copy(update={"id": "newer"})
    within = setting(
        entry(COUNTED),
        entry(COUNTED.replace("table", "newer"), "other"),
        before={"drug": "0 mg", "other": "0 mg"},
        tables=(TABLE, other_table),
    )
    assert said([*given(100), *given(60, drug="other", line="b")], within)[1] == [
        Problem(
            "RC524",
            "NOT ASSESSED: what counts as drug in a lifetime is counted by table and newer in the "
            "entries of its drugs, and not added up",
            "Name one table in all of them, under 'counts_as'.",
        )
    ]


def test_doses_that_cannot_be_counted_are_not_assessed() -> None:
    within = setting(entry(BY_SURFACE), surface_m2=None)
    assert said(given(100), within) == (
        [],
        [
            Problem(
                "RC524",
                "NOT ASSESSED: the doses of DRUG cannot be counted in mg/m2 towards at most "
                "400 mg/m2 in a lifetime",
                "Give height and weight, or count them by hand.",
                Place(field="height"),
            )
        ],
    )


# The regimen's own limit


def line(limit: str, source: str = "") -> Component:
    cap = Cap.model_construct(lifetime=stated(limit))
    return Component.model_construct(id="a", drug="drug", cap=cap, source=source or None)


def test_nobody_said_what_was_before_the_regimens_own_limit() -> None:
    within = setting(entry(BY_SURFACE), lines=(line("90 mg/m2"),))
    words = (
        "NOT ASSESSED: a comes to 50 mg/m2 in this course, of at most 90 mg/m2 in a lifetime; "
        "what was given before is not known"
    )
    fix = "Count what was given before, by every regimen."
    assert said(given(100), within) == ([], [Problem("RC624", words, fix)])


@pytest.mark.parametrize(
    ("before", "limit", "refused"),
    [
        # 100 mg each time are 50 mg/m2: with 40 mg/m2 before 90 and 140
        ("40 mg/m2", "140 mg/m2", []),
        ("40 mg/m2", "139 mg/m2", ["RC708:a:2"]),
        ("40 mg/m2", "90 mg/m2", ["RC708:a:2"]),
        ("40 mg/m2", "89 mg/m2", ["RC708:a:1", "RC708:a:2"]),
        ("0 mg", "49 mg/m2", ["RC708:a:1", "RC708:a:2"]),
    ],
)
def test_what_passes_the_regimens_own_limit_is_refused(
    before: str, limit: str, refused: list[str]
) -> None:
    within = setting(entry(BY_SURFACE), lines=(line(limit),), before={"drug": before})
    judgements, problems = said(given(100, 100), within)
    assert ([one.key for one in judgements], problems) == (refused, [])


def test_the_words_of_the_regimens_own_limit() -> None:
    for source, cite in (("paper", " NOT VERIFIED (A paper, 2021)"), ("", " (a)")):
        within = setting(
            entry(BY_SURFACE), lines=(line("89 mg/m2", source),), before={"drug": "40 mg/m2"}
        )
        (one,) = said(given(100), within)[0]
        assert one.problem == Problem(
            "RC708",
            "a passes the limit of 89 mg/m2 in a lifetime on day 1 of cycle 1, 40 mg/m2 of them "
            f"before this course (at most 89 mg/m2){cite}",
            "Plan fewer cycles, or another drug: nobody can accept a limit.",
            Place(),
        )
        assert (one.value, one.source) == ("above 89 mg/m2", cite.split("(")[1].rstrip(")"))


def test_what_the_regimens_limit_says_of_a_drug_is_not_said_again() -> None:
    other = line("90 mg/m2").model_copy(update={"id": "b", "drug": "other"})
    entries = (entry(BY_SURFACE), entry(BY_SURFACE, "other"))
    within = setting(*entries, lines=(line("90 mg/m2"), other))
    problems = said([*given(100), *given(100, drug="other", line="b")], within)[1]
    assert [problem.code for problem in problems] == ["RC624", "RC624"]


def test_a_drugs_own_lifetime_is_judged_beside_the_regimens_limit() -> None:
    within = setting(entry(BY_SURFACE), lines=(line("500 mg/m2"),), before={"drug": "390 mg/m2"})
    judgements, problems = said(given(100), within)
    # 440 mg/m2 of at most 400 by the entry, and of at most 500 by the regimen
    assert [one.value for one in judgements] == ["above 400 mg/m2"]
    assert problems == []
    # 120 mg is known against 900 mg, and not against 400 mg/m2
    unlike = setting(entry(BY_SURFACE), lines=(line("900 mg"),), before={"drug": "120 mg"})
    assert [problem.code for problem in said(given(100), unlike)[1]] == ["RC524"]


def test_what_the_regimens_limit_refuses_is_not_refused_again() -> None:
    # on days 1, 8 and 15 of a cycle 50 mg/m2 each, with 300 mg/m2 before: 350, 400, 450
    doses = [planned(dose(100), drug="drug", line="a", day=day) for day in (1, 8, 15)]
    for limit, days in (("400 mg/m2", [[15]]), ("399 mg/m2", [[8, 15]]), ("430 mg/m2", [[15]])):
        within = setting(entry(BY_SURFACE), lines=(line(limit),), before={"drug": "300 mg/m2"})
        found = [one for one in said(doses, within)[0] if one.problem.code == "RC708"]
        assert [sorted(one.days) for one in found] == days
    # the entry's limit is passed on an earlier day than the regimen's: both are said
    within = setting(entry(BY_SURFACE), lines=(line("410 mg/m2"),), before={"drug": "320 mg/m2"})
    found = [one for one in said(doses, within)[0] if one.problem.code == "RC708"]
    # 370, 420, 470: above 410 and above 400 from day 8 on
    assert [sorted(one.days) for one in found] == [[8, 15]]
    within = setting(entry(BY_SURFACE), lines=(line("430 mg/m2"),), before={"drug": "320 mg/m2"})
    found = [one for one in said(doses, within)[0] if one.problem.code == "RC708"]
    assert [sorted(one.days) for one in found] == [[15], [8, 15]]


def test_a_drug_alone_and_its_class_are_both_said() -> None:
    # 100 ÷ 2 mg/m2: above the 40 of the drug alone, and 25 of the class above its 20
    alone = "refuse: 40 mg/m2, counts_as: table, source: paper"
    of_class = "refuse: 20 mg/m2, counts_as: table, source: paper"
    entries = (entry(of_class), entry(alone, "other"))
    within = setting(*entries, before={"drug": "0 mg", "other": "0 mg"})
    judgements, _ = said(given(100, drug="other", line="b"), within)
    assert [(one.key, one.value) for one in judgements] == [
        ("RC708:b:1", "above 40 mg/m2"),
        ("RC708:b:1", "above 20 mg/m2"),
    ]


def test_every_line_of_the_drug_counts_and_the_capped_one_alone_is_refused() -> None:
    within = setting(entry(""), lines=(line("90 mg/m2"),), before={"drug": "0 mg"})
    doses = [*given(100, 100, line="b"), *given(60, 60)]
    (one,) = capped(doses, within)
    # 100 ÷ 2 and 60 ÷ 2 in each cycle: 50, 80, 130, 160
    assert [counted.total for counted in one.course] == [50, 80, 130, 160]
    assert (one.line, one.name, one.planned, one.limits) == ("a", "a", 160, "at most 90 mg/m2")
    assert one.to_dict()["line"] == "a"
    assert [judgement.key for judgement in said(doses, within)[0]] == ["RC708:a:2"]


def test_the_class_counts_towards_a_cap_of_the_drug_that_it_is_counted_as() -> None:
    within = setting(entry(COUNTED), lines=(line("90 mg/m2"),), before={"other": "100 mg/m2"})
    (one,) = capped([*given(40), *given(60, drug="other", line="b")], within)
    # 100 × 0.5 before, 40 ÷ 2 and 0.5 × 60 ÷ 2
    assert (one.before, [counted.total for counted in one.course]) == (50, [70, 85])
    assert (one.name, one.said) == ("a (counted as drug by table)", "other 100 mg/m2 × 0.5")
    # a cap in mg is not in what the table counts
    (flat,) = capped(given(40), setting(entry(COUNTED), lines=(line("90 mg"),)))
    assert (flat.table, flat.before) == (None, None)


def test_a_line_without_a_cap_of_a_lifetime_or_without_a_dose_is_not_counted() -> None:
    assert list(capped(given(60, line="b"), setting(entry(""), lines=(line("40 mg/m2"),)))) == []
    no_lifetime = line("40 mg/m2").model_copy(update={"id": "b", "cap": Cap.model_construct()})
    not_given = line("40 mg/m2").model_copy(update={"id": "c"})
    both = setting(entry(""), lines=(no_lifetime, not_given, line("40 mg/m2")))
    assert [one.line for one in capped(given(100) + given(60, line="b"), both)] == ["a"]
    of_another = line("40 mg/m2").model_copy(update={"drug": "other"})
    assert list(capped(given(100), setting(entry(""), lines=(of_another,)))) == []
    uncapped = Component.model_construct(id="a", drug="drug", cap=None, source=None)
    assert list(capped(given(60), setting(entry(""), lines=(uncapped,)))) == []


# What the regimen's own cap leaves


def left(
    doses: list[PlannedDose], within: Setting, unsaid: tuple[tuple[str, int], ...] = ()
) -> dict[tuple[str, int], tuple[float, bool]]:
    found = rooms(tuple(capped(doses, within)), within, unsaid)
    return {key: (room.step.value, room.is_reached) for key, room in found.items()}


def numbered(*milligrams: float, unit: str = "mg", line: str = "a") -> list[PlannedDose]:
    doses = given(*milligrams, unit=unit, line=line)
    return [one._replace(dose_number=number) for number, one in enumerate(doses, 1)]


def test_what_a_cap_of_a_lifetime_leaves_is_by_the_surface_of_2_m2() -> None:
    within = setting(entry(""), lines=(line("120 mg/m2"),), before={"drug": "30 mg/m2"})
    # (120 − 30) × 2 = 180 mg, then (120 − 30 − 40) × 2 = 100, then (120 − 30 − 80) × 2 = 20
    doses = numbered(80, 80, 80, 80)
    expected = {("a", 1): (180, False), ("a", 2): (100, False), ("a", 3): (20, True)}
    assert left(doses, within) == expected
    # a dose that is what is left exactly is not lowered, and nothing is left after it
    assert left(numbered(80, 100, 80), within) == {("a", 1): (180, False), ("a", 2): (100, False)}
    # from a dose without a number on nothing is said
    assert left(doses, within, (("a", 2),)) == {("a", 1): (180, False)}
    assert left(doses, within, (("b", 2),)) == expected


def test_what_a_cap_in_milligrams_leaves() -> None:
    within = setting(entry(""), lines=(line("200 mg"),), before={"drug": "50 mg"}, surface_m2=None)
    assert left(numbered(80, 80), within) == {("a", 1): (150, False), ("a", 2): (70, True)}
    # 1 USP unit is 1000 IU: what is left is not in the unit of the dose, and is not said
    units = setting(entry(""), lines=(line("200 USP_units"),), before={"drug": "0 mg"})
    assert left(numbered(80000, unit="IU"), units) == {}


def test_another_line_of_the_drug_takes_of_what_is_left_and_gets_none() -> None:
    within = setting(entry(""), lines=(line("120 mg/m2"),), before={"drug": "0 mg"})
    doses = [numbered(80, line="b")[0], numbered(80)[0]]
    # (120 − 40) × 2
    assert left(doses, within) == {("a", 1): (160, False)}


def test_what_was_given_is_not_lowered_and_counts() -> None:
    within = setting(entry(""), lines=(line("120 mg/m2"),), before={"drug": "0 mg"})
    first, second = numbered(200, 80)
    was_given = first._replace(given=cast("Any", "given"))
    # (120 − 100) × 2
    assert left([was_given, second], within) == {("a", 2): (40, True)}


def test_the_step_of_what_is_left() -> None:
    within = setting(
        entry(COUNTED), lines=(line("120 mg/m2", "paper"),), before={"other": "60 mg/m2"}
    )
    doses = numbered(80)
    (room,) = rooms(tuple(capped(doses, within)), within).values()
    assert str(room.step) == (
        "left of the lifetime cap = 180 mg = (120 mg/m2 − 30 mg/m2) × 2 m2\n"
        "├ lifetime cap = 120 mg/m2   A paper, 2021   NOT VERIFIED\n"
        "├ given of it before = 30 mg/m2   other 60 mg/m2 × 0.5\n"
        "└ body surface area = 2 m2"
    )
    silent = setting(entry(""), lines=(line("120 mg"),))
    (room,) = rooms(tuple(capped(doses, silent)), silent).values()
    assert str(room.step) == (
        "left of the lifetime cap = 120 mg = 120 mg − 0 mg\n"
        "├ lifetime cap = 120 mg   a\n"
        "└ given of it before = 0 mg   what was given before this course is not stated"
    )


def test_what_is_left_is_by_the_surface_of_its_own_cycle() -> None:
    nothing = cast("Any", None)
    stated_surface = Step("body surface area", 1.6, "m2", "1.6 m2", note="of cycle 2")
    measures = Measures(body_surface_area=stated_surface)
    period = Period(2, FIRST + timedelta(days=21), nothing, measures, nothing, surface_m2=1.6)
    within = replace(
        setting(entry(""), lines=(line("120 mg/m2"),), before={"drug": "30 mg/m2"}),
        timeline=Timeline(periods=(period,)),
    )
    # (120 − 30) × 2, then (120 − 30 − 80 ÷ 2) × 1.6
    first, second = rooms(tuple(capped(numbered(80, 80), within)), within).values()
    assert (first.step.value, second.step.value) == (180, 80)
    assert second.step.operand("body_surface_area_m2") == stated_surface
    assert first.step.operand("body_surface_area_m2") == Step("body surface area", 2, "m2", "2 m2")


def test_the_operands_of_what_is_left() -> None:
    class Written(str):
        __slots__ = ()
        place = Place("a.yaml", 4, 2)

    for limit, name in (("120 mg/m2", "left_by_surface"), ("120 mg", "left")):
        of_line = line(limit, "paper")
        placed = replace(stated(limit), text=Written(limit))
        of_line = of_line.model_copy(update={"cap": Cap.model_construct(lifetime=placed)})
        unit = limit.partition(" ")[2]
        within = setting(entry(""), lines=(of_line,), before={"drug": f"30.5 {unit}"})
        found = tuple(capped(numbered(300), within))
        (room,) = rooms(found, within).values()
        assert room.step.formula is not None
        assert (room.step.formula.name, room.step.unit) == (name, "mg")
        assert room.step.operand("cap") == Step(
            "lifetime cap",
            120,
            unit,
            limit,
            source="A paper, 2021",
            place=Written.place,
            note="NOT VERIFIED",
        )
        before = Step("given of it before", 30.5, unit, f"30.5 {unit}")
        assert room.step.operand("before") == before
        assert found[0].said == ""
        assert (room.is_reached, room.limit, room.cite) == (True, placed, "A paper, 2021")
        lowered_dose = numbered(300)[0]
        (one,) = lowered([lowered_dose], {("a", 1): room})
        assert one.problem.place == Written.place


def test_a_dose_that_was_lowered_is_a_warning_with_its_number() -> None:
    within = setting(entry(""), lines=(line("90 mg/m2"),), before={"drug": "0 mg"})
    doses = numbered(100, 100)
    found = rooms(tuple(capped(doses, within)), within)
    held = doses[1]._replace(dose=Withheld(Word.HELD, (), "mg"))
    assert list(lowered([doses[0], held], found)) == []
    eighty = doses[1]._replace(dose=dose(80))
    (one,) = lowered([doses[0], eighty], found)
    assert one.problem == Problem(
        "RC728",
        "a on day 1 of cycle 2 is lowered to 80 mg, which is what 90 mg/m2 in a lifetime leaves "
        "(a)",
        "Decide whether so little is given, or none; the doses after it are refused.",
        Place(),
    )
    assert (one.key, one.value, one.days, one.source) == (
        "RC728:a:2",
        "80 mg",
        frozenset({1}),
        "a",
    )


# What is told of a course with refused doses


@pytest.mark.parametrize("limit", ["90 mg/m2", "40 mg/m2"])
def test_the_regimens_limit_says_no_sum_with_a_withheld_dose(limit: str) -> None:
    within = setting(entry(""), lines=(line(limit),))
    refused = [planned(Withheld(Word.REFUSED, (), "mg"))]
    made = marked(capped(given(100), within), refused)
    assert [problem.message for problem in not_assessed(made)] == [
        f"NOT ASSESSED: a in this course, of which a dose has no number, of at most {limit} in "
        "a lifetime; what was given before is not known"
    ]


def test_a_sum_with_a_withheld_dose_is_not_shown() -> None:
    within = setting(entry(BY_SURFACE), entry(BY_SURFACE, "other"))
    doses = [*given(100, 100), *given(60, drug="other", line="b")]
    made = list(exposures(doses, within))
    assert list(marked(made, doses)) == made
    refused = doses[1]._replace(dose=Withheld(Word.REFUSED, (), "mg"))
    first, second = marked(made, [doses[0], refused, doses[2]])
    assert (first.is_withheld, second.is_withheld) == (True, False)
    assert first.words == (
        "DRUG in a lifetime: before not stated, this course not counted, as a dose has no number; "
        "at most 400 mg/m2"
    )
    # 60 ÷ 2
    assert second.words == (
        "OTHER in a lifetime: before not stated, this course 30 mg/m2; at most 400 mg/m2"
    )
    assert [one.is_withheld for one in marked(made, doses[:1])] == [True, True]


@pytest.mark.parametrize(
    ("withheld", "is_said"), [((), True), ((1,), False), ((2,), False), ((3,), True)]
)
def test_a_notice_says_no_sum_from_a_withheld_dose_on(
    withheld: tuple[int, ...], *, is_said: bool
) -> None:
    # 240 + 50 + 50 are 340, above 300 from the second cycle on; the third comes after it
    within = setting(entry(BY_SURFACE), before={"drug": "240 mg/m2"})
    doses = given(100, 100, 100)
    of_refused = Withheld(Word.REFUSED, (), "mg")
    shown = [one._replace(dose=of_refused) if one.cycle in withheld else one for one in doses]
    (notice,) = judged(marked(exposures(doses, within), shown), within.history)
    comes_to = "340 mg/m2" if is_said else "a sum that is not said, as a dose has no number,"
    above = "above 300 mg/m2"
    assert notice.problem.message == (
        f"DRUG comes to {comes_to} in a lifetime on day 1 of cycle 2, 240 mg/m2 of them before "
        f"this course: {above} (at most 400 mg/m2) (A paper, 2021)"
    )
    assert (notice.key, notice.value) == ("RC731:a:2", "340 mg/m2" if is_said else above)


# What is stated of the time before


FORMULARY = {
    "drug": entry(f"{BY_SURFACE}, {AT_RISK}"),
    "units": entry("warn: 400 IU, source: paper", "units"),
    "plain": entry("refuse: 400 mg, source: paper", "plain"),
    "free": entry("", "free"),
}


def test_amounts_and_events_are_read() -> None:
    prior = {
        "drug": "240 mg/m2",
        "units": "30 USP_units",
        "plain": " 0 ",
        "third": "5 mg/m2",
        "chest-radiotherapy": "no",
    }
    history, problems = read_history(prior, FORMULARY, {"table": TABLE})
    assert problems == []
    assert {name: (one.number, one.unit) for name, one in history.amounts.items()} == {
        "drug": (240, "mg/m2"),
        "units": (30, "USP_units"),
        "plain": (0, "mg"),
        "third": (5, "mg/m2"),
    }
    assert (history.events, history.tables) == ({"chest-radiotherapy": False}, {"table": TABLE})
    assert history.to_dict() == {
        "drug": "240 mg/m2",
        "units": "30 USP_units",
        "plain": "0",
        "third": "5 mg/m2",
        "chest-radiotherapy": "no",
    }
    yes, _ = read_history({"chest-radiotherapy": "yes"}, FORMULARY, {})
    assert (yes.events, yes.to_dict()) == (
        {"chest-radiotherapy": True},
        {"chest-radiotherapy": "yes"},
    )


def test_silence_is_an_empty_history_with_the_tables() -> None:
    assert read_history({}, FORMULARY, {"table": TABLE}) == (History(tables={"table": TABLE}), [])
    assert NOTHING_STATED.to_dict() == {}


COUNTED_NAMES = "drug, other, plain, third, units, chest-radiotherapy"


@pytest.mark.parametrize(
    ("prior", "code", "message", "fix"),
    [
        (
            {"chest-radiotherapy": "0"},
            "RC604",
            "'0' does not say whether there was chest radiotherapy",
            "Write chest-radiotherapy=yes or chest-radiotherapy=no.",
        ),
        (
            {"free": "0"},
            "RC112",
            "no lifetime counts 'free'",
            f"What is counted: {COUNTED_NAMES}.",
        ),
        (
            {"plane": "0"},
            "RC112",
            "no lifetime counts 'plane'",
            f"Did you mean 'plain'? What is counted: {COUNTED_NAMES}.",
        ),
    ],
)
def test_what_cannot_be_read_of_the_time_before_is_said(
    prior: dict[str, str], code: str, message: str, fix: str
) -> None:
    history, problems = read_history(prior, FORMULARY, {"table": TABLE})
    assert problems == [Problem(code, message, fix, Place(field="prior"))]
    assert (history.amounts, history.events) == ({}, {})


@pytest.mark.parametrize(
    "prior", [{"drug": "240 mg"}, {"plain": "240 mg/m2"}, {"units": "3 mg"}, {"third": "4 mg"}]
)
def test_an_amount_in_another_kind_of_unit_is_refused_by_its_name(prior: dict[str, str]) -> None:
    history, (problem,) = read_history(prior, FORMULARY, {"table": TABLE})
    (name,) = prior
    assert (problem.place, history.amounts) == (Place(field="prior"), {})
    assert f"amount of {name}" in problem.message


def test_one_that_cannot_be_read_does_not_hide_the_others() -> None:
    prior = {"free": "0", "drug": "x", "plain": "5 mg"}
    history, problems = read_history(prior, FORMULARY, {})
    assert (len(problems), list(history.amounts)) == (2, ["plain"])


# What other courses of one person gave


def per_m2(number: float) -> Measure:
    return Measure(number, "mg/m2", f"{number:g} mg/m2")


def counted(history: History) -> dict[str, tuple[float, str]]:
    return {name: (one.canonical, str(one)) for name, one in history.amounts.items()}


def test_what_other_courses_gave_is_added_to_what_was_stated() -> None:
    stated = History({"drug": per_m2(100), "plain": Measure(0, "mg", "0")}, {"x": True})
    history, problems = with_elsewhere(
        stated, [{"drug": per_m2(50)}, {"drug": per_m2(25.5), "plain": Measure(20, "mg", "20 mg")}]
    )
    assert problems == []
    # 100 + 50 + 25.5, and 0 + 20
    assert counted(history) == {"drug": (175.5, "175.5 mg/m2"), "plain": (20, "20 mg")}
    assert (history.events, counted(stated)["drug"][0]) == ({"x": True}, 100)


def test_nothing_before_in_another_unit_is_nothing() -> None:
    # "0" is read as 0 mg
    history, problems = with_elsewhere(
        History({"drug": Measure(0, "mg", "0")}), [{"drug": per_m2(50)}]
    )
    assert (problems, counted(history)) == ([], {"drug": (50, "50 mg/m2")})


def test_where_nothing_was_stated_what_other_courses_gave_is_counted_and_that_is_said() -> None:
    history, problems = with_elsewhere(NOTHING_STATED, [{"drug": per_m2(50)}])
    assert counted(history) == {"drug": (50, "50 mg/m2")}
    assert problems == [
        Problem(
            "RC524",
            "NOT ASSESSED in full: what was given of drug before is not stated; what this person's "
            "other courses gave is counted",
            "Say what else was given, as prior: drug=0, if nothing was.",
            Place(field="prior"),
        )
    ]
    assert with_elsewhere(NOTHING_STATED, []) == (NOTHING_STATED, [])


def test_amounts_in_two_units_are_not_added_and_the_others_are() -> None:
    stated = History({"drug": Measure(100, "mg", "100 mg"), "plain": Measure(5, "mg", "5 mg")})
    history, problems = with_elsewhere(
        stated, [{"drug": per_m2(50), "plain": Measure(20, "mg", "20 mg")}]
    )
    assert problems == [
        Problem(
            "RC604",
            "drug was stated in mg, and another course gave 50 mg/m2",
            "State what was given before in mg/m2.",
            Place(field="prior"),
        )
    ]
    assert counted(history) == {"drug": (100, "100 mg"), "plain": (25, "25 mg")}


def test_only_an_amount_by_surface_is_divided_by_it() -> None:
    assert amount_of(90, "mg", Kind.MASS_PER_SURFACE, 1.8) == 50
    assert amount_of(90, "mg", Kind.MASS, 1.8) == 90
