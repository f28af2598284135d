"""Doses held against the bounds of their drug: which sums, in which unit, and what stays unjudged.

The patient has a body surface of 2 m2, 80 kg, and a clearance of 75 mL/min.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest
from test_amounts_given import DAY, FIRST, dose, planned
from test_bounds import MOST, above, below, edge, entry

from regimencalc.bounds import Beyond, Guardrail
from regimencalc.derivation import Step
from regimencalc.dosing import KeptLimit
from regimencalc.formulary import FormularyEntry
from regimencalc.guardrail_words import Check
from regimencalc.guardrails import Gap, Judged, checks, judged, judgements_of, kept_limits
from regimencalc.measures import Measures
from regimencalc.planned_dose import PlannedDose
from regimencalc.problems import Place
from regimencalc.setting import Setting
from regimencalc.timeline import Period, Timeline
from regimencalc.units import Kind

CLEARANCE = Measures(clearances={"not stated": Step("clearance", 75, "mL/min")})
BY_SURFACE, BY_WEIGHT = "per_dose: 100 mg/m2", "per_dose: 1 mg/kg"


def setting(
    *entries: FormularyEntry,
    surface_m2: float | None = 2,
    weight_kg: float | None = 80,
    measures: Measures = CLEARANCE,
) -> Setting:
    nothing = cast("Any", None)
    names = ("drug", "other")
    return Setting(
        nothing,
        {n: one.model_copy(update={"id": n}) for n, one in zip(names, entries, strict=False)},
        measures,
        nothing,
        nothing,
        None,
        surface_m2=surface_m2,
        weight_kg=weight_kg,
    )


def made(
    doses: list[PlannedDose], within: Setting
) -> list[tuple[str, Kind | None, float, str, int]]:
    """Each comparison: its dimension, kind, number, what it lies beyond, of how many doses."""
    found = []
    for check in checks(doses, within):
        if not isinstance(check, Gap):
            assert check.drug in within.formulary
            beyond = check.beyond
            how = (
                ""
                if beyond is None
                else f"{'above' if beyond.is_high else 'below'} {beyond.edge.number:g}"
            )
            number = round(check.number, 6)
            found.append((check.rail.dimension, check.rail.kind, number, how, len(check.doses)))
    return found


def gaps(doses: list[PlannedDose], within: Setting) -> list[tuple[str, str]]:
    found = [one for one in checks(doses, within) if isinstance(one, Gap)]
    assert all(one.drug in within.formulary for one in found)
    return [(one.line, one.needs) for one in found]


def said(found: Judged) -> list[tuple[str, str]]:
    return [(one.key, one.value) for one in found.judgements]


# In the unit of the bound


@pytest.mark.parametrize(
    ("bound", "stated_in", "unit", "kind", "number"),
    [
        ("{to: 500 mg}", "mg", "mg", Kind.MASS, 400),
        # 400 ÷ 2 m2, 400 ÷ 80 kg, 400 ÷ (75 + 25)
        ("{to: 500 mg/m2}", "mg/m2", "mg", Kind.MASS_PER_SURFACE, 200),
        ("{to: 500 mg/kg}", "mg/kg", "mg", Kind.MASS_PER_WEIGHT, 5),
        ("{to: AUC 9}", "AUC", "mg", Kind.AUC, 4),
        ("{to: 500 IU}", "IU", "IU", Kind.ACTIVITY, 400),
        ("{to: 500 IU/m2}", "IU/m2", "IU", Kind.ACTIVITY_PER_SURFACE, 200),
        ("{to: 500 mL/kg}", "mL/kg", "mL", Kind.VOLUME_PER_WEIGHT, 5),
    ],
)
def test_a_dose_is_held_against_a_bound_in_its_unit(
    bound: str, stated_in: str, unit: str, kind: Kind, number: float
) -> None:
    within = setting(entry(limits=f"per_dose: {bound}, source: label"))
    one = planned(dose(400, unit, stated_in))
    assert made([one], within) == [("per_dose", kind, number, "", 1)]
    assert gaps([one], within) == []


def test_an_amount_by_a_named_weight_is_held_by_that_weight() -> None:
    weights = Measures(weights={"ideal": Step("ideal weight", 50, "kg")})
    within = setting(entry(limits="per_dose: {to: 9 mg/kg}, source: label"), measures=weights)
    by_ideal = planned(dose(400, "mg", "mg/kg"), amount="per_dose: 8 mg/kg, weight: ideal")
    plain = planned(dose(400, "mg", "mg/kg"), amount="per_dose: 5 mg/kg")
    # 400 ÷ 50 and 400 ÷ 80, and both as one dose of the day
    assert [number for _, _, number, *_ in made([by_ideal, plain], within)] == [8, 5, 13]


@pytest.mark.parametrize(
    ("bound", "stated_in", "numbers"),
    [
        # 200 ÷ 2 m2 and 200 ÷ 1.6 m2; 200 ÷ 80 kg and 200 ÷ 50 kg; 200 ÷ (75 + 25) and ÷ (15 + 25)
        ("{to: 900 mg/m2}", "mg/m2", [100, 125]),
        ("{to: 900 mg/kg}", "mg/kg", [2.5, 4]),
        ("{to: AUC 9}", "AUC", [2, 5]),
    ],
)
def test_a_dose_is_held_by_the_measures_of_its_own_cycle(
    bound: str, stated_in: str, numbers: list[float]
) -> None:
    nothing = cast("Any", None)
    weaker = Measures(clearances={"not stated": Step("clearance", 15, "mL/min")})
    on = FIRST + timedelta(days=21)
    period = Period(2, on, nothing, weaker, nothing, surface_m2=1.6, weight_kg=50)
    planned_first = setting(entry(limits=f"per_dose: {bound}, source: label"))
    within = replace(planned_first, timeline=Timeline(periods=(period,)))
    doses = [planned(dose(200, "mg", stated_in), cycle=cycle) for cycle in (1, 2)]
    assert [number for _, _, number, *_ in made(doses, within)] == numbers


@pytest.mark.parametrize(
    ("bound", "stated_in", "needs"),
    [
        ("{to: 500 mg/m2}", "mg/m2", "body surface area"),
        ("{to: 500 mg/kg}", "mg/kg", "weight"),
        ("{to: AUC 9}", "AUC", "clearance"),
    ],
)
def test_what_lacks_a_measure_is_a_gap_and_no_comparison(
    bound: str, stated_in: str, needs: str
) -> None:
    within = setting(
        entry(limits=f"per_dose: {bound}, source: label"),
        surface_m2=None,
        weight_kg=None,
        measures=Measures(),
    )
    one = planned(dose(400, "mg", stated_in))
    assert (made([one], within), gaps([one], within)) == ([], [("a", needs)])


def test_units_of_activity_and_milligrams_are_never_compared() -> None:
    within = setting(entry(limits="per_dose: {to: 500 IU}, source: label"))
    one = planned(dose(400))
    # what nothing bounds needs nothing: it is unchecked
    assert (made([one], within), gaps([one], within)) == ([], [("a", "")])


def test_one_bound_that_can_be_compared_is_enough() -> None:
    rows = "per_dose: {to: 500 mg/m2}, source: label\nper_dose: {to: 900 mg}, source: label"
    within = setting(entry(limits=rows), surface_m2=None)
    one = planned(dose(400, "mg", "mg/m2"))
    assert made([one], within) == [("per_dose", Kind.MASS, 400, "", 1)]
    assert gaps([one], within) == []


def test_low_bounds_judge_before_and_high_bounds_after_what_was_decided() -> None:
    rows = "per_dose: {from: 50 mg, to: 100 mg}, source: label"
    within = setting(entry(limits=rows))
    base = dose(60)
    cases = [
        # the dose, before rounding, before a reduction
        ((60, 60, None), (60, "")),
        ((101, 99, None), (101, "above 100")),
        ((99, 101, None), (101, "above 100")),
        ((30, 30, 60), (30, "")),
        ((30, 30, 49), (49, "below 50")),
        ((49, 51, None), (51, "")),
        ((51, 49, None), (49, "below 50")),
    ]
    for (value, calculated, standard), expected in cases:
        one = base._replace(value=value, calculated=calculated, standard=standard)
        ((*_, number, how, _),) = made([planned(one)], within)
        assert (number, how) == expected, (value, calculated, standard)


@pytest.mark.parametrize(
    ("values", "calculated", "expected"),
    [
        # 60 + 50 before they are rounded, 61 + 52 after
        ((59, 49), (60, 50), 110),
        ((61, 52), (60, 50), 113),
    ],
)
def test_a_sum_is_the_larger_before_and_after_rounding(
    values: tuple[float, float], calculated: tuple[float, float], expected: float
) -> None:
    within = setting(entry(limits="per_cycle: {to: 900 mg}, source: label"))
    doses = [
        planned(dose(number)._replace(value=value), day=day)
        for day, (value, number) in enumerate(zip(values, calculated, strict=True), 1)
    ]
    assert made(doses, within) == [("per_cycle", Kind.MASS, expected, "", 2)]


def test_a_sum_of_small_doses_is_not_too_little() -> None:
    within = setting(entry(limits="per_cycle: {from: 50 mg}, source: label"))
    # 30 + 30
    assert made([planned(dose(30)), planned(dose(30), day=2)], within)[0][3] == ""
    assert made([planned(dose(20)), planned(dose(29), day=2)], within)[0][2:4] == (49, "below 50")


def test_what_goes_on_is_never_too_little() -> None:
    within = setting(entry(limits="per_cycle: {from: 50 mg, to: 100 mg}, source: label"))
    assert made([planned(dose(40))], within)[0][3] == "below 50"
    assert made([planned(dose(40), goes_on="until it is better")], within)[0][3] == ""
    assert made([planned(dose(140), goes_on="until it is better")], within)[0][3] == "above 100"


# Which givings count together


TWO_LINES = [planned(dose(60), line="a"), planned(dose(50), line="b")]


@pytest.mark.parametrize(
    ("bound", "expected"),
    [
        # two lines of one day are one dose only against a limit: 60 + 50
        (
            "limits",
            [
                ("per_dose", Kind.MASS, 60, "", 1),
                ("per_dose", Kind.MASS, 50, "", 1),
                ("per_dose", Kind.MASS, 110, "above 100", 2),
            ],
        ),
        (
            "usual",
            [
                ("per_dose", Kind.MASS, 60, "", 1),
                ("per_dose", Kind.MASS, 50, "", 1),
                ("per_dose", Kind.MASS, 110, "above 100", 2),
            ],
        ),
    ],
)
def test_two_lines_are_one_dose_for_a_limit_and_for_what_is_usual(
    bound: str, expected: list[tuple[str, Kind, float, str, int]]
) -> None:
    within = setting(entry(**{bound: "per_dose: {to: 100 mg}, source: label"}))
    assert made(TWO_LINES, within) == expected


def test_two_lines_within_one_limit_may_be_beyond_the_other() -> None:
    rows = "per_dose: {to: 500 mg/m2}, source: label\nper_dose: {to: 100 mg}, source: label"
    lines = [
        planned(dose(60, "mg", "mg/m2"), line="a"),
        planned(dose(50, "mg", "mg/m2"), line="b"),
    ]
    *_, last = made(lines, setting(entry(limits=rows)))
    assert last == ("per_dose", Kind.MASS, 110, "above 100", 2)


def test_a_bound_that_is_no_most_hides_none_behind_it() -> None:
    rows = "per_dose: {from: 5 mg/m2}, source: label\nper_dose: {to: 100 mg}, source: label"
    *_, last = made(TWO_LINES, setting(entry(limits=rows)))
    assert last == ("per_dose", Kind.MASS, 110, "above 100", 2)


def test_two_small_lines_are_not_said_to_be_too_little_together() -> None:
    within = setting(entry(limits="per_dose: {from: 150 mg}, source: label"))
    assert [how for *_, how, _ in made(TWO_LINES, within)] == ["below 150", "below 150"]
    # nor where they are compared, as too much they might be: 60 + 50 of at most 900
    both = setting(entry(limits="per_dose: {from: 150 mg, to: 900 mg}, source: label"))
    assert [(number, how) for _, _, number, how, _ in made(TWO_LINES, both)] == [
        (60, "below 150"),
        (50, "below 150"),
        (110, ""),
    ]


@pytest.mark.parametrize(
    ("day", "count"),
    [
        # with a most for the day each dose stands alone; a least for the day is no such limit
        ("per_day: {to: 200 mg}", [("per_dose", 1), ("per_dose", 1), ("per_day", 2)]),
        (
            "per_day: {from: 5 mg}",
            [("per_dose", 1), ("per_dose", 1), ("per_dose", 2), ("per_day", 2)],
        ),
    ],
)
def test_doses_stand_apart_where_the_day_has_a_most(day: str, count: list[tuple[str, int]]) -> None:
    within = setting(entry(limits=f"per_dose: {{to: 100 mg}}, {day}, source: label"))
    assert [(name, of) for name, *_, of in made(TWO_LINES, within)] == count


def test_doses_stand_apart_where_the_day_of_their_route_has_a_most() -> None:
    rows = (
        "per_dose: {{to: 100 mg}}, source: label\nroute: {}, per_day: {{to: 200 mg}}, source: label"
    )
    own, other = (setting(entry(limits=rows.format(route))) for route in ("oral", "intravenous"))
    assert [number for _, _, number, *_ in made(TWO_LINES, own)] == [60, 50, 110]
    assert [name for name, *_ in made(TWO_LINES, own)] == ["per_dose", "per_dose", "per_day"]
    assert [name for name, *_ in made(TWO_LINES, other)] == ["per_dose"] * 3


def by_two_routes() -> list[PlannedDose]:
    return [planned(dose(60), line="a"), planned(dose(50), line="b", route="intravenous")]


def held(doses: list[PlannedDose], rows: str) -> set[tuple[str, float, str]]:
    """Each comparison of limits: its dimension, the number, and what it lies beyond."""
    within = setting(entry(limits=rows))
    return {(name, number, how) for name, _, number, how, _ in made(doses, within)}


@pytest.mark.parametrize("dimension", ["per_dose", "per_day", "per_cycle"])
def test_a_row_without_a_route_counts_givings_by_every_route(dimension: str) -> None:
    every = f"{dimension}: {{to: 100 mg}}, source: label"
    # 60 swallowed and 50 into a vein: 110
    alone = {(dimension, 60, ""), (dimension, 50, "")}
    both = alone | {(dimension, 110, "above 100")}
    assert held(by_two_routes(), every) == both
    # a usual row of a route beside it, or a limit of a route in another unit, changes nothing
    other = f"route: oral, {dimension}: {{to: 300 mg/m2}}, source: label"
    assert both <= held(by_two_routes(), f"{every}\n{other}")
    # the row of a route counts the route's own
    assert held(by_two_routes(), every.replace("per", "route: oral, per", 1)) == {
        (dimension, 60, "")
    }


def test_the_wider_row_of_a_route_is_for_its_givings_alone() -> None:
    rows = (
        "per_cycle: {to: 100 mg}, source: label\n"
        "route: oral, per_cycle: {to: 300 mg}, source: label"
    )
    doses = [planned(dose(200), line="a"), by_two_routes()[1]]
    # 200 by mouth is within 300; 200 + 50 by any route is above 100
    assert held(doses, rows) == {
        ("per_cycle", 200, ""),
        ("per_cycle", 50, ""),
        ("per_cycle", 250, "above 100"),
    }


def test_a_least_without_a_route_is_of_what_all_routes_give() -> None:
    least = "per_cycle: {from: 100 mg, to: 200 mg}, source: label"
    swallowed, infused = by_two_routes()
    # 60 and 50 are too little each, and 110 together are not
    assert held([swallowed, infused], least) == {
        ("per_cycle", 60, ""),
        ("per_cycle", 50, ""),
        ("per_cycle", 110, ""),
    }
    # in the second cycle the 50 stand alone, and are too little
    again = infused._replace(cycle=2)
    assert ("per_cycle", 50, "below 100") in held([swallowed, infused, again], least)
    # the least of a route is of its own givings
    own = least.replace("per", "route: oral, per", 1)
    assert held([swallowed, infused], own) == {("per_cycle", 60, "below 100")}


def test_the_lower_least_of_a_route_is_for_what_it_alone_gives() -> None:
    rows = (
        "per_cycle: {from: 100 mg}, source: label\n"
        "route: oral, per_cycle: {from: 40 mg}, source: label"
    )
    swallowed, infused = by_two_routes()
    # 60 + 50 in the first cycle; 60 by mouth alone in the second is less than 100, and may be 40
    found = held([swallowed, infused, swallowed._replace(cycle=2)], rows)
    assert found == {("per_cycle", 60, ""), ("per_cycle", 110, "")}


def test_days_are_counted_and_stand_apart_whatever_the_route() -> None:
    swallowed, infused = by_two_routes()
    next_day = infused._replace(date=swallowed.date + timedelta(1))
    later = swallowed._replace(date=swallowed.date + timedelta(4))
    doses = [swallowed, next_day, later]
    # day 1 by mouth, day 2 into the vein, day 5 by mouth: 1 and 3 days apart
    assert held(doses, "interval: {from: 3 d}, source: label") == {
        ("interval", DAY, "below 4320"),
        ("interval", 3 * DAY, ""),
    }
    # the least of a route is between its own days
    of_mouth = "route: oral, interval: {from: 5 d}, source: label"
    assert held(doses, of_mouth) == {("interval", 4 * DAY, "below 7200")}
    assert held(doses, "days_per_cycle: {to: 2}, source: label") == {
        ("days_per_cycle", 1, ""),
        ("days_per_cycle", 2, ""),
        ("days_per_cycle", 3, "above 2"),
    }


def test_how_long_an_infusion_runs_is_of_its_route() -> None:
    doses = [
        one._replace(administration=one.administration._replace(minutes=90))
        for one in by_two_routes()
    ]
    rows = (
        "infuse_over: {to: 1 h}, source: label\nroute: oral, infuse_over: {to: 2 h}, source: label"
    )
    assert made(doses, setting(entry(limits=rows))) == [
        ("infuse_over", None, 90, "", 1),
        ("infuse_over", None, 90, "above 60", 1),
    ]


def test_a_target_auc_is_held_by_the_clearance_of_its_own_formula() -> None:
    named = "per_dose: AUC 8, kidney: {}"
    by_two = Measures(
        clearances={
            "cockcroft_gault_1976": Step("clearance", 75, "mL/min"),
            "wright_2001_jaffe": Step("clearance", 100, "mL/min"),
        }
    )
    within = setting(entry(limits="per_dose: {to: AUC 8}, source: label"), measures=by_two)

    def by(formula: str) -> PlannedDose:
        return planned(dose(850, "mg", "AUC"), line=formula[0], amount=named.format(formula))

    # 850 ÷ (75 + 25) = 8.5; 850 ÷ (100 + 25) = 6.8
    assert made([by("cockcroft_gault_1976")], within)[0][2:4] == (8.5, "above 8")
    assert made([by("wright_2001_jaffe")], within)[0][2:4] == (6.8, "")
    # one whose clearance is not known is not judged by another's
    unknown = [by("not stated")]
    assert made(unknown, within) == []
    assert gaps(unknown, within) == [("n", "clearance")]


def test_profiles_of_one_route_are_held_against_what_both_allow() -> None:
    rows = (
        "per_cycle: {to: 100 mg}, source: label\n"
        "profile: more, per_cycle: {to: 200 mg}, source: label"
    )
    more = planned(dose(60), line="b", amount="per_dose: 60 mg, profile: more")
    within = setting(entry(limits=rows))
    assert made([planned(dose(90)), more], within) == [("per_cycle", Kind.MASS, 150, "", 2)]
    assert made([planned(dose(150)), more], within)[0][3] == "above 200"


ALL_DIMENSIONS = (
    "per_dose: {to: 900 mg}, per_day: {to: 900 mg}, per_cycle: {to: 900 mg}, "
    "per_hour: {to: 900 mg}, infuse_over: {to: 9 h}, interval: {from: 1 d}, "
    "between_cycles: {from: 1 d}, days_per_cycle: {to: 9}, source: label"
)


def test_every_dimension_is_compared_once_it_is_bounded() -> None:
    doses = [planned(dose(60), minutes=120), planned(dose(80), cycle=2, minutes=60)]
    found = made(doses, setting(entry(limits=ALL_DIMENSIONS)))
    assert [(name, number) for name, _, number, *_ in found] == [
        ("per_dose", 60),
        ("per_dose", 80),
        ("per_day", 60),
        ("per_day", 80),
        ("per_cycle", 60),
        ("per_cycle", 80),
        # 60 in two hours, 80 in one
        ("per_hour", 30),
        ("per_hour", 80),
        ("infuse_over", 120),
        ("infuse_over", 60),
        # 21 days of 1440 minutes
        ("interval", 21 * DAY),
        ("between_cycles", 21 * DAY),
        ("days_per_cycle", 1),
    ]


def test_a_rate_is_held_against_the_bound_of_an_hour() -> None:
    within = setting(entry(limits="per_hour: {to: 8 mg}, source: label"))
    one = planned(dose(9, "mg/h"))
    assert made([one], within) == [("per_hour", Kind.MASS, 9, "above 8", 1)]
    assert gaps([one], within) == []


# What nobody could judge


@pytest.mark.parametrize(
    ("row", "minutes", "expected"),
    [
        ("per_dose: {to: 900 mg}", None, []),
        ("per_dose: {to: 900 mg}, infuse_over: {from: 1 h}", None, [("a", "infusion time")]),
        ("per_dose: {to: 900 mg}, infuse_over: {from: 1 h}", 90, []),
        ("per_hour: {to: 900 mg}", None, [("a", "infusion time")]),
        ("per_hour: {to: 900 mg}", 90, []),
        # only a most bounds an amount
        ("per_dose: {from: 1 mg}", None, [("a", "")]),
        ("infuse_over: {to: 2 h}", 90, [("a", "")]),
        ("per_day: {to: 900 mg}", None, []),
        ("per_cycle: {to: 900 mg}", None, []),
    ],
)
def test_what_could_not_be_compared(
    row: str, minutes: float | None, expected: list[tuple[str, str]]
) -> None:
    within = setting(entry(limits=f"{row}, source: label"))
    assert gaps([planned(dose(400), minutes=minutes)], within) == expected


def test_a_bound_of_the_route_leaves_no_gap() -> None:
    rows = "route: oral, per_dose: {to: 900 mg}, source: label"
    assert gaps([planned(dose(400))], setting(entry(limits=rows))) == []
    other = setting(entry(limits=rows.replace("oral", "intravenous")))
    assert gaps([planned(dose(400))], other) == [("a", "")]


def test_a_time_that_a_row_of_the_route_bounds_is_missed() -> None:
    rows = (
        "per_dose: {to: 900 mg}, source: label\nroute: oral, infuse_over: {to: 2 h}, source: label"
    )
    assert gaps([planned(dose(400))], setting(entry(limits=rows))) == [("a", "infusion time")]
    other = setting(entry(limits=rows.replace("oral", "intravenous")))
    assert gaps([planned(dose(400))], other) == []


def test_each_gap_is_said_once_for_a_line_and_of_every_line() -> None:
    within = setting(entry(limits="per_hour: {to: 900 mg}, source: label"))
    doses = [
        planned(dose(400)),
        planned(dose(300), day=8),
        planned(dose(200, "IU", "IU"), line="b"),
        planned(dose(200), line="c", minutes=60),
        planned(dose(200), line="d", day=2),
    ]
    assert gaps(doses, within) == [
        ("a", "infusion time"),
        ("b", ""),
        ("b", "infusion time"),
        ("d", "infusion time"),
    ]
    assert problems(doses, within)[0][1] == (
        "NOT ASSESSED by limits: how long a, b and d may run, as the source does not say"
    )


def test_the_gaps_of_a_profile_are_its_own() -> None:
    rows = (
        "per_dose: {to: 100 mg}, source: label\n"
        "profile: more, per_dose: {to: 200 IU}, source: label"
    )
    within = setting(entry(limits=rows))
    more = planned(dose(60), line="b", amount="per_dose: 60 mg, profile: more")
    assert gaps([planned(dose(90)), more], within) == [("b", "")]


def problems(doses: list[PlannedDose], within: Setting) -> list[tuple[str, str, str, str]]:
    return [(p.code, p.message, p.fix, p.place.field) for p in judged(doses, within).problems]


@pytest.mark.parametrize(
    ("bound", "stated_in", "needs", "fix", "field"),
    [
        ("{to: 500 mg/m2}", "mg/m2", "body surface area", "Give the height and weight.", "height"),
        ("{to: 500 mg/kg}", "mg/kg", "weight", "Give the weight.", "weight"),
        ("{to: AUC 9}", "AUC", "clearance", "Give the creatinine.", "creatinine"),
    ],
)
def test_what_is_not_assessed_is_said_with_the_measure_that_it_needs(
    bound: str, stated_in: str, needs: str, fix: str, field: str
) -> None:
    within = setting(
        entry(limits=f"per_dose: {bound}, source: label"),
        surface_m2=None,
        weight_kg=None,
        measures=Measures(),
    )
    doses = [
        planned(dose(400, "mg", stated_in), line="a"),
        planned(dose(300, "mg", stated_in), line="b", minutes=60),
        planned(dose(200, "mg", stated_in), line="a", minutes=60),
        planned(dose(200, "mg", stated_in), line="c", amount="per_dose: 60 mg, profile: weekly"),
        planned(dose(200, "mg", stated_in), line="a", amount="per_dose: 60 mg, profile: weekly"),
    ]
    message = f"NOT ASSESSED by limits: the amount of a, b and c, which needs the {needs}"
    assert problems(doses, within) == [("RC524", message, fix, field)]


def test_a_time_that_is_not_stated_is_not_assessed() -> None:
    within = setting(entry(limits="per_hour: {to: 900 mg}, source: label"))
    assert problems([planned(dose(400))], within) == [
        (
            "RC524",
            "NOT ASSESSED by limits: how long a may run, as the source does not say",
            "Check the time, and how much runs in an hour, against your own limits.",
            "",
        )
    ]


def test_what_nobody_bounds_is_unchecked_by_name() -> None:
    first = entry(limits="per_dose: {to: 900 IU}, source: label")
    second = entry(limits="per_dose: {to: 900 IU}, source: label").model_copy(
        update={"tall_man": "another"}
    )
    doses = [
        planned(dose(400)),
        planned(dose(300), drug="other"),
        planned(dose(200), line="b", minutes=60),
    ]
    assert problems(doses, setting(first, second)) == [
        (
            "RC623",
            "UNCHECKED: no row of the formulary bounds the amounts of another and TEST drug as "
            "they are given here",
            "Check each of their doses against your own limits.",
            "",
        )
    ]


# What is judged


def test_a_judgement_is_one_for_a_code_line_and_cycle() -> None:
    within = setting(entry(limits="per_dose: {to: 100 mg}, per_day: {to: 150 mg}, source: label"))
    same = dose(110)
    doses = [
        planned(same),
        planned(same, day=8),
        planned(dose(160), day=15),
        planned(same, cycle=2),
        planned(dose(90), line="b", cycle=2, day=8),
    ]
    found = judged(doses, within)
    assert said(found) == [
        # 110 and 160 of 100, 160 of 150: 6.67 %
        (
            "RC701:a:1",
            "10 % above the limit of 100 mg a dose and 60 % above the limit of 100 mg a dose",
        ),
        ("RC701:a:2", "10 % above the limit of 100 mg a dose"),
        ("RC702:a:1", "6.7 % above the limit of 150 mg a day"),
    ]
    assert [sorted(one.days) for one in found.judgements] == [[1, 8, 15], [1], [15]]
    assert [check.number for check in found.checks] == [110, 160, 90, 110, 160, 90]
    assert found.problems == ()


def test_a_dose_without_a_number_keeps_it_unsaid_in_its_own_cycle_alone() -> None:
    within = setting(entry(usual="per_dose: {to: 100 mg}, source: label"))
    same = dose(150)
    doses = [planned(same), planned(same, cycle=2)._replace(dose_number=2)]
    of_both = judged(doses, within).checks
    how_far = "50 % above the usual most of 100 mg a dose"  # 150 ÷ 100
    for withheld, values in (
        ((), ["150 mg", "150 mg"]),
        ({("a", 1)}, [how_far, "150 mg"]),
        ({("a", 2)}, ["150 mg", how_far]),
        ({("b", 1), ("a", 3)}, ["150 mg", "150 mg"]),
    ):
        found = judgements_of(of_both, within.formulary, withheld)
        assert [(one.cycle, one.value) for one in found] == list(enumerate(values, 1))


def test_each_drug_is_held_against_its_own_bounds() -> None:
    within = setting(
        entry(limits="per_dose: {to: 100 mg}, source: label"),
        entry(limits="per_dose: {to: 50 mg}, source: label"),
    )
    found = judged([planned(dose(90)), planned(dose(90), line="b", drug="other")], within)
    assert said(found) == [("RC701:b:1", "80 % above the limit of 50 mg a dose")]


def test_a_comparison_keeps_the_number_before_any_rounding() -> None:
    within = setting(entry(limits="per_day: {to: 100 mg}, source: label"))
    up = dose(110)._replace(calculated=90)
    (check,) = judged([planned(up)], within).checks
    assert (check.number, check.calculated) == (110, 90)


# Limits that rounding alone would pass


def passed(
    number: float, calculated: float, beyond: Beyond | None, *doses: PlannedDose, **of: Any
) -> Check:
    """A sum as rounded and as calculated, beyond a bound."""
    rail = Guardrail(of.get("dimension", "per_day"), of.get("kind", Kind.MASS_PER_SURFACE))
    return Check("drug", rail, number, calculated, beyond, doses or (planned(dose(200)),))


REFUSED = above(MOST, "refused")


@pytest.mark.parametrize(
    ("check", "kept"),
    [
        (passed(105, 95, REFUSED), [("a", 1)]),
        # an edge is within, also with the noise of binary numbers
        (passed(105, 100, REFUSED), [("a", 1)]),
        (passed(105, 100.00000000000001, REFUSED), [("a", 1)]),
        # what is above the limit as it was calculated stays refused
        (passed(105, 100.001, REFUSED), []),
        (passed(105, 95, above(MOST, "warned")), []),
        (passed(405, 395, above(MOST, "by rule")), []),
        (passed(95, 105, below(MOST, "refused")), []),
        (passed(95, 95, None), []),
        # a time is never rounded
        (passed(105, 95, REFUSED, dimension="interval", kind=None), []),
    ],
)
def test_a_limit_is_kept_where_rounding_alone_would_pass_it(
    check: Check, kept: list[tuple[str, int]]
) -> None:
    # what was met before is no reason to stop
    assert list(kept_limits([passed(95, 95, None), check])) == kept


def test_a_kept_limit_says_its_source_and_what_the_doses_come_to() -> None:
    by_label, from_memory = (
        kept_limits([passed(105, 80, above(edge(100, is_verified=is_verified), "refused"))])
        for is_verified in (True, False)
    )
    place = Place("test-drug.yaml", 13, 5)
    limit = Step("limit of a day", 100, "mg/m2", source="A label", place=place)
    comes_to = Step("calculated for a day", 80, "mg/m2")
    assert by_label == {("a", 1): KeptLimit(limit, comes_to, "100 mg/m2 a day")}
    assert from_memory == {
        ("a", 1): KeptLimit(
            limit._replace(note="NOT VERIFIED"), comes_to, "100 mg/m2 a day NOT VERIFIED"
        )
    }
    # 100 ÷ 80
    assert by_label["a", 1].leaves == 1.25


def test_a_dose_in_several_sums_keeps_the_limit_that_leaves_it_least() -> None:
    first, second = planned(dose(200)), planned(dose(200), line="b")._replace(dose_number=2)
    both = passed(105, 80, REFUSED, first, second)
    # 100 ÷ 80 = 1.25, 100 ÷ 96 = 1.04
    alone = passed(105, 96, REFUSED, first, dimension="per_dose")
    cycle = passed(105, 80, REFUSED, first, second, dimension="per_cycle")
    for order in ([both, alone, cycle], [alone, both, cycle]):
        found = kept_limits(order)
        assert {key: (one.words, one.leaves) for key, one in found.items()} == {
            ("a", 1): ("100 mg/m2 a dose", 100 / 96),
            # of equal ones the first
            ("b", 2): ("100 mg/m2 a day", 1.25),
        }
