"""Bounds by themselves: what lies beyond which edge, how wide rows are together, and in what words.

The adult of a course is 180 cm and 64.8 kg: √(180 × 64.8 ÷ 3600) = √3.24 = 1.8 m².
"""

from math import inf, nan

import pytest
from test_amounts_given import dose, planned

from regimencalc.bounds import Beyond, Edge, Guardrail, guardrails_of, holding, is_above
from regimencalc.formulary import FormularyEntry
from regimencalc.guardrail_words import Check, code_of, judgement_of, shown
from regimencalc.problems import Place, Refused
from regimencalc.units import Kind
from regimencalc.yaml_source import read

PER_SURFACE = Kind.MASS_PER_SURFACE
STANDARD = ("standard",)
HEAD = """format: 1
id: test-drug
name: test drug
tall_man: TEST drug
status: draft
sources:
  - {id: label, cite: "Label of a test drug, 2020"}
  - {id: paper, cite: "A paper, 2021"}
  - {id: notes, cite: "Notes, 2022", verified: false}
amounts: [mg, mg/m2, mg/kg]
routes: [intravenous, oral]
"""


def entry(usual: str = "", limits: str = "") -> FormularyEntry:
    """A drug with these rows; the first row stands on line 13."""
    text = HEAD
    for name, rows in (("usual", usual), ("limits", limits)):
        text += "".join(
            [f"{name}:\n", *(f"  - {{{row}}}\n" for row in rows.split("\n"))] * bool(rows)
        )
    return FormularyEntry.from_source(read(text.encode(), "test-drug.yaml"))


def edge(number: float, *, profile: str = "standard", is_verified: bool = True) -> Edge:
    place = Place("test-drug.yaml", 13, 5)
    return Edge(number, f"{number:g} mg/m2", profile, None, "A label", is_verified, place)


def above(end: Edge, how: str) -> Beyond:
    return Beyond(end, is_high=True, is_refused=how != "warned", by_rule=how == "by rule")


def below(end: Edge, how: str) -> Beyond:
    return Beyond(end, is_high=False, is_refused=how != "warned", by_rule=how == "by rule")


# Beyond an edge


LOW, LEAST, MOST, HIGH = edge(11), edge(50), edge(100), edge(500)


def rail(dimension: str = "per_dose", *, limits: bool = True) -> Guardrail:
    low, high = (LOW, HIGH) if limits else (None, None)
    return Guardrail(dimension, PER_SURFACE, low, LEAST, MOST, high)


@pytest.mark.parametrize(
    ("number", "high", "low"),
    [
        (500.001, above(HIGH, "refused"), None),
        # at 4 × 100 and above it is refused by rule, also below the limit of 500
        (500, above(MOST, "by rule"), None),
        (400, above(MOST, "by rule"), None),
        (399.999, above(MOST, "warned"), None),
        (100.001, above(MOST, "warned"), None),
        (100, None, None),
        (50, None, None),
        (49.999, None, below(LEAST, "warned")),
        (11, None, below(LEAST, "warned")),
        (10.999, None, below(LOW, "refused")),
        # a tenth of 50 is 5: the limit of 11 is said first
        (5, None, below(LOW, "refused")),
    ],
)
def test_what_a_number_lies_beyond(number: float, high: Beyond | None, low: Beyond | None) -> None:
    assert (rail().above(number), rail().below(number)) == (high, low)


@pytest.mark.parametrize(
    ("number", "high", "low"),
    [
        (400, above(MOST, "by rule"), None),
        (399.999, above(MOST, "warned"), None),
        (5.001, None, below(LEAST, "warned")),
        (5, None, below(LEAST, "by rule")),
        (inf, above(MOST, "by rule"), None),
        (nan, above(MOST, "by rule"), below(LEAST, "by rule")),
    ],
)
def test_what_is_beyond_the_usual_where_there_is_no_limit(
    number: float, high: Beyond | None, low: Beyond | None
) -> None:
    bound = rail(limits=False)
    assert (bound.above(number), bound.below(number)) == (high, low)


@pytest.mark.parametrize("dimension", ["per_dose", "per_day", "per_cycle", "per_hour"])
def test_the_rule_is_for_every_amount(dimension: str) -> None:
    bound = rail(dimension, limits=False)
    assert bound.above(400) == above(MOST, "by rule")
    assert bound.below(5) == below(LEAST, "by rule")


@pytest.mark.parametrize(
    "dimension", ["infuse_over", "interval", "between_cycles", "days_per_cycle"]
)
def test_the_rule_is_for_no_time(dimension: str) -> None:
    bound = rail(dimension, limits=False)
    assert bound.above(4000) == above(MOST, "warned")
    assert bound.below(0.5) == below(LEAST, "warned")


def test_what_has_no_edge_on_a_side_is_never_beyond_it() -> None:
    high = Guardrail("per_dose", PER_SURFACE, warn_above=MOST)
    low = Guardrail("per_dose", PER_SURFACE, warn_below=LEAST)
    assert (high.below(0), low.above(inf)) == (None, None)
    limit = Guardrail("per_dose", PER_SURFACE, refuse_below=LOW, refuse_above=HIGH)
    assert (limit.above(499), limit.below(12)) == (None, None)
    assert (limit.above(501), limit.below(10)) == (
        above(HIGH, "refused"),
        below(LOW, "refused"),
    )


@pytest.mark.parametrize(
    ("sides", "has_low", "has_high"),
    [
        ({"refuse_below": LOW}, True, False),
        ({"warn_below": LEAST}, True, False),
        ({"warn_above": MOST}, False, True),
        ({"refuse_above": HIGH}, False, True),
    ],
)
def test_on_which_sides_something_is_bounded(
    sides: dict[str, Edge], *, has_low: bool, has_high: bool
) -> None:
    bound = Guardrail("per_dose", PER_SURFACE, **sides)
    assert (bound.has_low, bound.has_high) == (has_low, has_high)
    assert bound.edges == tuple(sides.values())


def test_edges_stand_lowest_first() -> None:
    assert rail().edges == (LOW, LEAST, MOST, HIGH)


def test_a_least_without_a_route_is_for_what_all_routes_give() -> None:
    highs = {"warn_above": MOST, "refuse_above": HIGH}
    least = Guardrail("per_dose", PER_SURFACE, refuse_below=LOW, warn_below=LEAST)
    assert rail().by_route() == (Guardrail("per_dose", PER_SURFACE, **highs), least)
    of_route = LEAST._replace(route="oral")
    both = Guardrail("per_dose", PER_SURFACE, refuse_below=LOW, warn_below=of_route, **highs)
    own = Guardrail("per_dose", PER_SURFACE, warn_below=of_route, **highs)
    assert both.by_route() == (own, Guardrail("per_dose", PER_SURFACE, refuse_below=LOW))


def test_no_usual_row_bounds_an_hour() -> None:
    with pytest.raises(Refused) as refused:
        entry(usual="per_hour: {to: 5 mg}, source: label")
    assert {problem.code for problem in refused.value.problems} == {"RC201"}


def test_rows_without_a_route_hold_for_several() -> None:
    rows = (
        "per_dose: {to: 9 mg}, source: label\nroute: oral, per_dose: {to: 20 mg}, source: label\n"
        "profile: more, route: oral, per_dose: {to: 30 mg}, source: label"
    )
    made = entry(limits=rows)
    (edge_of_all,) = guardrails_of(made, STANDARD, None)["per_dose"][Kind.MASS].edges
    assert (edge_of_all.number, edge_of_all.route) == (9, None)
    # a profile that has rows for a route alone is not held against the standard one
    assert guardrails_of(made, ("more",), None) == {}


@pytest.mark.parametrize(
    ("number", "other", "expected"),
    [
        # both are read at twelve digits: 1.00000000000 and 1.00000000001
        (1.000000000004, 1, False),
        (1.000000000006, 1, True),
        (1, 1.000000000006, False),
        (1, 2, False),
        (0, 0, False),
        (inf, 1, True),
        (1, inf, False),
        # what is no number is above everything, also above what is none
        (inf, inf, True),
        (nan, 1, True),
        (1, nan, True),
    ],
)
def test_more_than_noise_is_above(number: float, other: float, *, expected: bool) -> None:
    assert is_above(number, other) is expected


# Rows together


def numbers(made: FormularyEntry, *profiles: str, route: str = "oral") -> dict[str, list[float]]:
    rails = guardrails_of(made, profiles or STANDARD, route)
    for name, by_kind in rails.items():
        assert all((one.dimension, one.kind) == (name, kind) for kind, one in by_kind.items())
    return {
        f"{name} {kind}": [one.number for one in bound.edges]
        for name, by_kind in rails.items()
        for kind, bound in by_kind.items()
    }


def test_rows_together_are_as_wide_as_the_widest() -> None:
    made = entry(
        "route: oral, per_dose: {from: 50 mg/m2, to: 100 mg/m2}, source: label\n"
        "route: oral, per_dose: {from: 40 mg/m2, to: 90 mg/m2}, source: paper\n"
        "per_dose: {to: 2 mg/kg}, source: label\n"
        "route: intravenous, per_dose: {to: 300 mg/m2}, source: label",
        "profile: more, per_dose: {from: 30 mg/m2, to: 200 mg/m2}, interval: {from: 2 d}, "
        "days_per_cycle: {to: 5}, source: label",
    )
    assert numbers(made) == {
        f"per_dose {PER_SURFACE}": [40, 100],
        f"per_dose {Kind.MASS_PER_WEIGHT}": [2],
    }
    # 2 days are 2 × 1440 minutes
    assert numbers(made, "more") == {
        f"per_dose {PER_SURFACE}": [30, 200],
        "interval None": [2880],
        "days_per_cycle None": [5],
    }
    assert numbers(made, "more", "standard")[f"per_dose {PER_SURFACE}"] == [30, 40, 100, 200]
    assert numbers(made, "nobody-has-it") == numbers(made)
    assert numbers(made, route="intravenous")[f"per_dose {PER_SURFACE}"] == [300]


def test_a_profile_is_held_against_its_own_rows_where_it_has_some_for_the_route() -> None:
    made = entry(
        "per_dose: {to: 100 mg/m2}, source: label\n"
        "profile: more, route: intravenous, per_dose: {to: 300 mg/m2}, source: label\n"
        "profile: most, per_dose: {to: 500 mg/m2}, source: label"
    )
    kind = f"per_dose {PER_SURFACE}"
    assert numbers(made, "more", route="intravenous") == {kind: [300]}
    assert numbers(made, "more", route="oral") == {kind: [100]}
    assert numbers(made, "most", route="oral") == {kind: [500]}
    only_limited = entry(
        "per_dose: {to: 100 mg/m2}, source: label",
        "profile: more, per_dose: {to: 400 mg/m2}, source: label",
    )
    assert numbers(only_limited, "more") == {kind: [400]}


def test_of_equal_edges_the_first_row_is_cited() -> None:
    row = "per_dose: {from: 50 mg/m2, to: 100 mg/m2}, source: "
    made = entry(f"{row}label\nroute: oral, {row}paper")
    bound = guardrails_of(made, STANDARD, "oral")["per_dose"][PER_SURFACE]
    assert [one.cite for one in bound.edges] == ["Label of a test drug, 2020"] * 2


def test_an_edge_says_who_says_so_and_where() -> None:
    made = entry(
        "route: oral, per_dose: {to: 100 mg/m2}, source: label",
        "profile: standard, per_dose: {to: 150 mg/m2}, source: paper, verified: false\n"
        "per_day: {to: 160 mg/m2}, days_per_cycle: {to: 1}, source: notes",
    )
    rails = guardrails_of(made, STANDARD, "oral")
    usual, limit = rails["per_dose"][PER_SURFACE].edges
    assert (usual.written, usual.profile, usual.route) == ("100 mg/m2", "standard", "oral")
    assert (usual.is_verified, limit.is_verified, limit.route) == (True, False, None)
    assert usual.words == "100 mg/m2 (Label of a test drug, 2020)"
    assert limit.words == "150 mg/m2 NOT VERIFIED (A paper, 2021)"
    (day,) = rails["per_day"][PER_SURFACE].edges
    assert day.words == "160 mg/m2 NOT VERIFIED (Notes, 2022)"
    (days,) = rails["days_per_cycle"][None].edges
    assert (days.number, days.written) == (1, "1 day")
    # 11 lines of the head, the word 'usual', its row, the word 'limits', its rows
    assert [(one.place.file, one.place.line) for one in (usual, limit, day)] == [
        ("test-drug.yaml", 13),
        ("test-drug.yaml", 15),
        ("test-drug.yaml", 16),
    ]


def test_a_source_that_is_not_listed_is_cited_by_its_name() -> None:
    made = entry("per_dose: {to: 100 mg/m2}, source: elsewhere")
    (usual,) = guardrails_of(made, STANDARD, "oral")["per_dose"][PER_SURFACE].edges
    assert usual.words == "100 mg/m2 (elsewhere)"


# Which bounds hold for which amounts


BY_SURFACE_WEIGHT_AND_PATIENT = (
    "route: oral, per_dose: {from: 50 mg/m2, to: 100 mg/m2}, source: label\n"
    "route: oral, per_dose: {from: 1 mg/kg}, source: label\n"
    "route: oral, per_dose: {from: 20 mg, to: 200 mg}, source: label"
)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        # the least is in the unit of the amount; the most of a patient is for all
        ({PER_SURFACE}, {PER_SURFACE: [50, 100], Kind.MASS: [200]}),
        ({Kind.MASS}, {Kind.MASS: [20, 200]}),
        # nothing by weight is the most: both others hold
        ({Kind.MASS_PER_WEIGHT}, {PER_SURFACE: [100], Kind.MASS_PER_WEIGHT: [1], Kind.MASS: [200]}),
        (
            {PER_SURFACE, Kind.MASS},
            {PER_SURFACE: [50, 100], Kind.MASS: [20, 200]},
        ),
        # stated in what nothing bounds: everything holds
        (
            {Kind.AUC},
            {PER_SURFACE: [50, 100], Kind.MASS_PER_WEIGHT: [1], Kind.MASS: [20, 200]},
        ),
    ],
)
def test_a_bound_holds_for_amounts_of_its_kind(
    stated: set[Kind], expected: dict[Kind, list[float]]
) -> None:
    made = entry(BY_SURFACE_WEIGHT_AND_PATIENT)
    held = holding(made, STANDARD, "oral", "per_dose", frozenset(stated))
    assert {one.kind: [end.number for end in one.edges] for one in held} == expected
    assert {one.dimension for one in held} == {"per_dose"}


def test_a_time_holds_for_every_amount_and_what_is_not_bounded_for_none() -> None:
    made = entry("interval: {from: 7 d}, source: label")
    (held,) = holding(made, STANDARD, "oral", "interval", frozenset({PER_SURFACE}))
    assert [one.number for one in held.edges] == [7 * 1440]
    assert holding(made, STANDARD, "oral", "per_dose", frozenset({PER_SURFACE})) == ()


# In words


TIME = Guardrail("infuse_over", None)
GAP = Guardrail("interval", None)
DAYS = Guardrail("days_per_cycle", None)
ABOVE_100 = above(MOST, "refused")


@pytest.mark.parametrize(
    ("bound", "number", "beyond", "expected"),
    [
        (DAYS, 1, None, "1 day"),
        (DAYS, 3, None, "3 days"),
        (TIME, 179, None, "179 min"),
        # 180 ÷ 60
        (TIME, 180, None, "3 h"),
        # 10080 ÷ 1440
        (GAP, 10080, None, "7 d"),
        (rail(), 2.77777, None, "2.778 mg/m2"),
        (rail(), 100.4, ABOVE_100, "100.4 mg/m2"),
        # four digits would say 100: as many more as it takes, and no more
        (rail(), 100.014, ABOVE_100, "100.01 mg/m2"),
        (rail(), 100.0000004, ABOVE_100, "100.0000004 mg/m2"),
        # twelve digits are the most
        (rail(), 100.0000000004, ABOVE_100, "100 mg/m2"),
        (rail(), 49.9999, below(LEAST, "warned"), "49.9999 mg/m2"),
        (rail(), 1234.4, above(edge(1234), "refused"), "1,234.4 mg/m2"),
        (rail(), 2.77777, above(edge(2.77777), "refused"), "2.77777 mg/m2"),
        # 240.01 min ÷ 60 = 4.00017 h, beyond 240 min = 4 h
        (TIME, 239.99, below(edge(240), "refused"), "3.9998 h"),
        (TIME, 240.01, above(edge(240), "refused"), "4.0002 h"),
    ],
)
def test_a_number_is_shown_with_enough_digits(
    bound: Guardrail, number: float, beyond: Beyond | None, expected: str
) -> None:
    assert shown(bound, number, beyond) == expected
    assert Check("test-drug", bound, number, number, beyond, ()).words == expected


@pytest.mark.parametrize(
    ("dimension", "refused", "warned"),
    [
        ("per_dose", "RC701", "RC721"),
        ("per_day", "RC702", "RC722"),
        ("per_cycle", "RC703", "RC723"),
        ("infuse_over", "RC705", "RC725"),
        ("interval", "RC706", "RC726"),
        ("between_cycles", "RC706", "RC726"),
        ("days_per_cycle", "RC707", "RC727"),
    ],
)
def test_each_dimension_has_its_codes(dimension: str, refused: str, warned: str) -> None:
    bound = rail(dimension)
    assert code_of(above(HIGH, "refused"), bound) == refused
    assert code_of(above(MOST, "warned"), bound) == warned
    assert code_of(above(MOST, "by rule"), bound) == "RC709"
    # nothing is usual for an hour, so that nothing warns of it
    assert code_of(above(HIGH, "refused"), rail("per_hour")) == "RC704"


PROFILES = {
    "test-drug": entry(
        "per_dose: {to: 100 mg/m2}, source: label\n"
        "profile: weekly, per_dose: {to: 30 mg/m2}, source: label",
        "profile: high, per_dose: {to: 900 mg/m2}, source: label",
    )
}
NOT_VERIFIED = edge(100, is_verified=False)


@pytest.mark.parametrize(
    ("number", "beyond", "how_far"),
    [
        (110, above(MOST, "refused"), "10 % above the limit of 100 mg/m2"),
        # 12.345 % at two digits
        (112.345, above(MOST, "refused"), "12 % above the limit of 100 mg/m2"),
        (100.04, above(MOST, "refused"), "0.04 % above the limit of 100 mg/m2"),
        (199, above(MOST, "refused"), "99 % above the limit of 100 mg/m2"),
        # from twice on in times
        (200, above(MOST, "refused"), "2 times the limit of 100 mg/m2"),
        (1500, above(HIGH, "refused"), "3 times the limit of 500 mg/m2"),
        (1290, above(HIGH, "refused"), "2.6 times the limit of 500 mg/m2"),
        # more than any number can tell
        (inf, above(HIGH, "refused"), "above the limit of 500 mg/m2"),
        # 9 is 2 of 11 less: 18.18 %
        (9, below(LOW, "refused"), "18 % below the limit of 11 mg/m2"),
        (400, above(MOST, "by rule"), "at least 4 times the usual most of 100 mg/m2"),
        (50, below(edge(100), "refused"), "50 % below the limit of 100 mg/m2"),
        # under a half in parts: 0.49 of it, and 0.5 of 100, which is not "100 % below"
        (49, below(edge(100), "refused"), "49 % of the limit of 100 mg/m2"),
        # 12.345 % at two digits
        (12.345, below(edge(100), "refused"), "12 % of the limit of 100 mg/m2"),
        (0.5, below(edge(100), "refused"), "0.5 % of the limit of 100 mg/m2"),
        (1, below(LOW, "by rule"), "at most a tenth of the usual least of 11 mg/m2"),
    ],
)
def test_a_refused_amount_says_how_far_it_is_beyond_and_no_dose(
    number: float, beyond: Beyond, how_far: str
) -> None:
    check = Check("test-drug", rail(), number, number, beyond, ())
    judgement = judgement_of("RC701", "a-line", 2, [check], PROFILES)
    by_rule = ", which is refused by rule" if beyond.by_rule else ""
    assert judgement.problem.message == (
        f"TEST drug is {how_far} a dose in its standard profile (A label){by_rule}"
    )
    assert judgement.value == f"{how_far} a dose"
    assert judgement.problem.place == Place("test-drug.yaml", 13, 5)
    assert (judgement.component, judgement.cycle, judgement.source) == ("a-line", 2, "A label")
    assert judgement.key == "RC701:a-line:2"


@pytest.mark.parametrize(
    ("number", "beyond", "level"),
    [
        (110, above(MOST, "warned"), "above the usual most of 100 mg/m2"),
        (9, below(LOW, "warned"), "below the usual least of 11 mg/m2"),
    ],
)
def test_a_warning_says_number_bound_profile_and_source(
    number: float, beyond: Beyond, level: str
) -> None:
    check = Check("test-drug", rail(), number, number, beyond, ())
    judgement = judgement_of("RC721", "a-line", 2, [check], PROFILES)
    assert judgement.problem.message == (
        f"TEST drug, {number} mg/m2 a dose, is {level} in its standard profile (A label)"
    )
    assert judgement.value == f"{number} mg/m2"
    assert (judgement.key, judgement.source) == ("RC721:a-line:2", "A label")


@pytest.mark.parametrize(
    ("dimension", "words"),
    [
        # 600 of 500 is 20 % above; times, gaps and days are no dose, and keep their number
        ("per_dose", " is 20 % above the limit of 500 mg/m2 a dose"),
        ("per_day", " is 20 % above the limit of 500 mg/m2 a day"),
        ("per_cycle", " is 20 % above the limit of 500 mg/m2 a cycle"),
        ("per_hour", " is 20 % above the limit of 500 mg/m2 an hour"),
        ("infuse_over", ", 10 h for an infusion, is above the limit of 500 mg/m2"),
        (
            "interval",
            ", 0.4167 d from one day of giving to the next, is above the limit of 500 mg/m2",
        ),
        (
            "between_cycles",
            ", 0.4167 d from one cycle to the next, is above the limit of 500 mg/m2",
        ),
        ("days_per_cycle", ", 600 days in a cycle, is above the limit of 500 mg/m2"),
    ],
)
def test_a_judgement_says_what_was_counted(dimension: str, words: str) -> None:
    check = Check("test-drug", Guardrail(dimension, None), 600, 600, above(HIGH, "refused"), ())
    message = judgement_of("RC701", "a-line", 1, [check], PROFILES).problem.message
    assert message == f"TEST drug{words} in its standard profile (A label)"


def test_several_findings_are_one_judgement_that_says_each_once() -> None:
    marked = above(NOT_VERIFIED, "refused")
    found = [Check("test-drug", rail(), number, number, marked, ()) for number in (110, 120, 110)]
    judgement = judgement_of("RC701", "a-line", 1, found, PROFILES)
    limit = "above the limit of 100 mg/m2 a dose"
    end = "in its standard profile NOT VERIFIED (A label)"
    assert judgement.problem.message == (
        f"TEST drug is 10 % {limit} {end}; TEST drug is 20 % {limit} {end}"
    )
    assert judgement.value == f"10 % {limit} and 20 % {limit}"
    other = above(MOST._replace(cite="A paper"), "refused")
    both = [*found, Check("test-drug", rail(), 110, 110, other, ())]
    assert judgement_of("RC701", "a-line", 1, both, PROFILES).source == "A label; A paper"


def test_a_judgement_is_of_its_line_and_cycle_on_the_days_that_were_counted() -> None:
    doses = tuple(
        planned(dose(180), line=line, day=day, cycle=cycle)
        for line, day, cycle in (("a", 1, 1), ("a", 8, 1), ("a", 15, 2), ("b", 2, 1))
    )
    check = Check("test-drug", rail(), 110, 110, above(MOST, "refused"), doses)
    assert judgement_of("RC701", "a", 1, [check], PROFILES).days == {1, 8}
    assert judgement_of("RC701", "a", 2, [check], PROFILES).days == {15}
    assert judgement_of("RC701", "b", 1, [check], PROFILES).days == {2}


LOOK = "Look at amount, days, time and measures: nobody can accept a limit."
AGAIN = "Look at amount, days and time in the source again, or accept it with a reason."
OTHERS = " A profile says how it is given, and not that it is right: {}."


@pytest.mark.parametrize(
    ("code", "profile", "fix"),
    [
        ("RC701", "standard", LOOK + OTHERS.format("high, weekly")),
        ("RC709", "weekly", LOOK + OTHERS.format("high, standard")),
        ("RC721", "standard", AGAIN + OTHERS.format("high, weekly")),
    ],
)
def test_a_mend_names_the_other_profiles_and_does_not_recommend_them(
    code: str, profile: str, fix: str
) -> None:
    beyond = above(edge(100, profile=profile), "warned" if code == "RC721" else "refused")
    check = Check("test-drug", rail(), 110, 110, beyond, ())
    assert judgement_of(code, "a-line", 1, [check], PROFILES).problem.fix == fix


def test_a_mend_names_no_profile_where_there_is_one_alone() -> None:
    alone = {"test-drug": entry("per_dose: {to: 100 mg/m2}, source: label")}
    check = Check("test-drug", rail(), 110, 110, above(MOST, "refused"), ())
    assert judgement_of("RC701", "a-line", 1, [check], alone).problem.fix == LOOK
