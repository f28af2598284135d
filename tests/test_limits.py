"""Limits beyond which no dose is shown: how an entry states them, and what the shipped ones refuse.

The numbers of the tables below are typed from the sources that the entries cite: the lowest and
the highest amount that is usual for a drug, route and profile.
"""

from itertools import product
from pathlib import Path

import pytest

import regimencalc as rc
from regimencalc import library
from regimencalc.formulary import FormularyEntry, edges, kind_of, widest
from regimencalc.problems import Problem, Refused
from regimencalc.regimen import Regimen
from regimencalc.tightening import loosened
from regimencalc.units import UNITS
from regimencalc.usual_checks import usual_problems
from regimencalc.validation import problems_of_model
from regimencalc.yaml_source import read

TOP = Path(__file__).parent.parent

ENTRY = """format: 1
id: test-drug
name: test drug
tall_man: test drug
status: draft
sources:
  - {id: label, cite: "Label of a test drug, 2020"}
amounts: [mg/m2]
routes: [intravenous, oral]
usual:
  - {route: intravenous, per_dose: {from: 50 mg/m2, to: 100 mg/m2}, source: label}
  - {route: intravenous, interval: {from: 7 d}, source: label}
"""
ROW = "{route: intravenous, per_dose: {from: 11 mg/m2, to: 150 mg/m2}, source: label}"


def entry(*rows: str, lifetime: str = "") -> FormularyEntry:
    text = ENTRY
    if rows:
        text += "limits:\n" + "".join(f"  - {row}\n" for row in rows)
    if lifetime:
        text += f"lifetime: {lifetime}\n"
    return FormularyEntry.from_source(read(text.encode(), "test-drug.yaml"))


def said(made: FormularyEntry) -> list[tuple[str, int, str]]:
    """Code, line and words of what is wrong; the first row of limits stands on line 14."""
    found = problems_of_model(made, "test-drug")
    assert all(problem.fix.endswith(".") for problem in found)
    return [(problem.code, problem.place.line, problem.message) for problem in found]


# An entry with limits


def test_limits_and_a_lifetime_are_read() -> None:
    made = entry(
        "{route: intravenous, per_hour: {to: 110 mg/m2}, source: label}",
        lifetime=LIFETIME,
    )
    words = "there is no table of equivalents 'anthracycline-feijen-2019' that counts test-drug"
    assert said(made) == [("RC304", 15, words)]
    assert {name: edges(bound) for name, bound in made.limits[0].bounds.items()} == {
        "per_hour": (None, 110)
    }
    assert made.lifetime is not None
    assert str(made.lifetime.warn) == "360 mg/m2"
    assert str(made.lifetime.refuse) == "550 mg/m2"
    assert made.lifetime.counts_as == "anthracycline-feijen-2019"


def test_what_is_usual_has_no_rate_because_nothing_would_look_at_it() -> None:
    text = ENTRY.replace("per_dose", "per_hour")
    with pytest.raises(Refused) as refusal:
        FormularyEntry.from_source(read(text.encode(), "test-drug.yaml"))
    assert [problem.code for problem in refusal.value.problems] == ["RC201"]


@pytest.mark.parametrize(
    "row",
    [
        ROW,
        "{route: intravenous, per_dose: {from: 50 mg/m2, to: 100 mg/m2}, source: label}",
        "{route: intravenous, per_dose: {to: 60 mg}, source: label}",
        "{route: intravenous, interval: {from: 7 d}, source: label}",
        "{route: oral, per_dose: {to: 60 mg/m2}, source: label}",
        "{profile: weekly, route: intravenous, per_dose: {to: 60 mg/m2}, source: label}",
        "{route: intravenous, per_day: {to: 60 mg/m2}, source: label}",
    ],
    ids=["outside", "equal", "flat", "interval", "other route", "other profile", "other field"],
)
def test_a_limit_outside_what_is_usual_is_right(row: str) -> None:
    assert said(entry(row)) == []


INSIDE = "lies inside what is usual there: a usual dose would be refused"


@pytest.mark.parametrize(
    ("bound", "written"),
    [
        ("per_dose: {to: 99 mg/m2}", "per dose in the standard profile (at most 99 mg/m2)"),
        ("per_dose: {from: 51 mg/m2}", "per dose in the standard profile (at least 51 mg/m2)"),
        ("per_dose: {to: 10 mg/m2}", "per dose in the standard profile (at most 10 mg/m2)"),
        ("interval: {from: 14 d}", "interval in the standard profile (at least 14 d)"),
    ],
)
def test_a_limit_inside_what_is_usual_is_an_error(bound: str, written: str) -> None:
    row = f"{{route: intravenous, {bound}, source: label}}"
    assert said(entry(row)) == [("RC212", 14, f"the limit {written} {INSIDE}")]


def test_a_limit_for_every_route_is_held_against_each() -> None:
    row = "{per_dose: {to: 99 mg/m2}, source: label}"
    assert [code for code, _, _ in said(entry(row))] == ["RC212"]


def test_a_limit_in_a_unit_of_another_kind_is_an_error() -> None:
    row = "{route: oral, per_dose: {to: 5 mg/kg}, source: label}"
    assert said(entry(row)) == [
        (
            "RC207",
            14,
            "at most 5 mg/kg is an amount per body weight, and the amounts of test-drug are not",
        )
    ]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("{route: oral, source: label}", "this row of limits bounds nothing"),
        (
            "{route: oral, per_dose: 50 mg/m2, source: label}",
            "the limit per dose says neither 'from' nor 'to'",
        ),
    ],
)
def test_a_limit_that_bounds_nothing_is_an_error(row: str, message: str) -> None:
    assert said(entry(row)) == [("RC202", 14, message)]


def test_a_limit_names_a_source_of_the_file() -> None:
    assert said(entry(ROW.replace("label", "memory"))) == [
        ("RC304", 14, "there is no source 'memory' among the sources of this file")
    ]


AT_RISK = (
    "{refuse: 400 mg/m2, at_risk: {after: [chest-radiotherapy], refuse: LOWER, source: label}, "
    "source: label}"
)


@pytest.mark.parametrize(
    ("lifetime", "found"),
    [
        ("{warn: 300 mg/m2, source: label}", []),
        ("{refuse: 400 mg, source: label}", []),
        (AT_RISK.replace("LOWER", "399 mg/m2"), []),
        (
            AT_RISK.replace("LOWER", "400 mg/m2"),
            [
                (
                    "RC212",
                    "the lifetime refuses above 400 mg/m2 for those at risk, and above 400 mg/m2 "
                    "for the others",
                )
            ],
        ),
        (
            AT_RISK.replace("LOWER", "300 mg"),
            [
                (
                    "RC212",
                    "the lifetime refuses above 300 mg for those at risk, and above 400 mg/m2 for "
                    "the others",
                )
            ],
        ),
        (
            "{warn: 300 mg/m2, counts_as: anthracyclines, source: label}",
            [
                (
                    "RC304",
                    "there is no table of equivalents 'anthracyclines' that counts test-drug",
                )
            ],
        ),
        ("{source: label}", [("RC202", "this lifetime says neither 'warn' nor 'refuse'")]),
        (
            "{warn: 400 mg/m2, refuse: 400 mg/m2, source: label}",
            [("RC212", "the lifetime warns above 400 mg/m2, and refuses above 400 mg/m2 already")],
        ),
        (
            "{warn: 300 mg, refuse: 400 mg/m2, source: label}",
            [("RC207", "the lifetime warns in mg and refuses in mg/m2")],
        ),
        (
            "{refuse: 10 mg/kg, source: label}",
            [
                (
                    "RC207",
                    "10 mg/kg is an amount per body weight, and the amounts of test-drug are not",
                )
            ],
        ),
        (
            "{refuse: 400 mg/m2, source: memory}",
            [("RC304", "there is no source 'memory' among the sources of this file")],
        ),
    ],
)
def test_a_lifetime_is_in_order(lifetime: str, found: list[tuple[str, str]]) -> None:
    got = said(entry(lifetime=lifetime))
    assert [(code, message) for code, _, message in got] == found


# A site's own entry


def widened(built_in: FormularyEntry, site: FormularyEntry) -> list[str]:
    found: list[Problem] = list(loosened(site, built_in))
    assert {problem.code for problem in found} <= {"RC415"}
    return [problem.message for problem in found]


NOT_KEPT = "the limit per dose of test-drug (intravenous standard) is not kept: {}"


@pytest.mark.parametrize(
    ("rows", "said_of_it"),
    [
        ((ROW,), []),
        ((ROW.replace("150", "149"),), []),
        ((ROW.replace("11 mg", "12 mg"),), []),
        ((ROW.replace("route: intravenous, ", ""),), []),
        (
            (
                "{route: intravenous, per_dose: {from: 11 mg/m2}, source: label}",
                "{route: intravenous, per_dose: {to: 150 mg/m2}, source: label}",
            ),
            [],
        ),
        ((ROW.replace("150", "151"),), [NOT_KEPT.format("11 mg/m2 to 150 mg/m2")]),
        ((ROW.replace("11 mg", "10 mg"),), [NOT_KEPT.format("11 mg/m2 to 150 mg/m2")]),
        ((), [NOT_KEPT.format("11 mg/m2 to 150 mg/m2")]),
        ((ROW.replace("mg/m2", "mg"),), [NOT_KEPT.format("11 mg/m2 to 150 mg/m2")]),
        (
            (ROW, ROW.replace("150", "1500")),
            [NOT_KEPT.format("11 mg/m2 to 150 mg/m2")],
        ),
        (
            (ROW, "{per_dose: {to: 1500 mg/m2}, source: label}"),
            [NOT_KEPT.format("11 mg/m2 to 150 mg/m2")],
        ),
    ],
    ids=[
        "the same",
        "a lower top",
        "a higher bottom",
        "for every route",
        "in two rows",
        "a higher top",
        "a lower bottom",
        "left out",
        "of another kind",
        "a wider row beside it",
        "a wider row for every route",
    ],
)
def test_a_site_may_tighten_limits_and_never_widen_them(
    rows: tuple[str, ...], said_of_it: list[str]
) -> None:
    assert widened(entry(ROW), entry(*rows)) == said_of_it


def test_a_site_keeps_a_limit_of_the_rate() -> None:
    row = "{route: intravenous, per_hour: {to: 110 mg/m2}, source: label}"
    assert widened(entry(row), entry(row)) == []
    assert widened(entry(row), entry(row.replace("110", "111"))) == [
        "the limit per hour of test-drug (intravenous standard) is not kept: at most 110 mg/m2"
    ]


LIFETIME = (
    "{warn: 360 mg/m2, refuse: 550 mg/m2, counts_as: anthracycline-feijen-2019, source: label}"
)


@pytest.mark.parametrize(
    ("site", "said_of_it"),
    [
        (LIFETIME, []),
        (LIFETIME.replace("550", "450").replace("360", "300"), []),
        (
            LIFETIME.replace("550", "551"),
            ["the lifetime limit of test-drug is not kept: at most 550 mg/m2"],
        ),
        (
            LIFETIME.replace("360", "361"),
            ["the lifetime warning of test-drug is not kept: at most 360 mg/m2"],
        ),
        (
            LIFETIME.replace("warn: 360 mg/m2, ", ""),
            ["the lifetime warning of test-drug is not kept: at most 360 mg/m2"],
        ),
        (
            LIFETIME.replace("mg/m2", "mg"),
            [
                "the lifetime warning of test-drug is not kept: at most 360 mg/m2",
                "the lifetime limit of test-drug is not kept: at most 550 mg/m2",
            ],
        ),
        (
            LIFETIME.replace("counts_as: anthracycline-feijen-2019, ", ""),
            ["test-drug no longer counts as anthracycline-feijen-2019 in a lifetime"],
        ),
        (
            "",
            [
                "the lifetime warning of test-drug is not kept: at most 360 mg/m2",
                "the lifetime limit of test-drug is not kept: at most 550 mg/m2",
                "test-drug no longer counts as anthracycline-feijen-2019 in a lifetime",
            ],
        ),
    ],
)
def test_a_site_may_tighten_a_lifetime_and_never_widen_it(site: str, said_of_it: list[str]) -> None:
    assert widened(entry(lifetime=LIFETIME), entry(lifetime=site)) == said_of_it


def test_a_site_keeps_the_lower_limit_of_those_at_risk() -> None:
    built_in = AT_RISK.replace("LOWER", "300 mg/m2")
    message = (
        "the lifetime limit of test-drug after chest radiotherapy is not kept: at most 300 mg/m2"
    )
    for site, found in (
        (built_in, []),
        (AT_RISK.replace("LOWER", "299 mg/m2"), []),
        (AT_RISK.replace("LOWER", "301 mg/m2"), [message]),
        (built_in.replace("chest-radiotherapy", "another-reason"), [message]),
        ("{refuse: 400 mg/m2, source: label}", [message]),
    ):
        assert widened(entry(lifetime=built_in), entry(lifetime=site)) == found, site


def test_a_site_may_not_name_another_table_of_equivalents() -> None:
    """Feijen counts daunorubicin 0.6 and COG 0.5: what was given before would count for less."""
    other = LIFETIME.replace("anthracycline-feijen-2019", "anthracycline-cog-ltfu")
    assert widened(entry(lifetime=LIFETIME), entry(lifetime=other)) == [
        "test-drug no longer counts as anthracycline-feijen-2019 in a lifetime"
    ]


def copied(drug: str, old: str, new: str) -> list[str]:
    """What a site's copy of a built-in entry loosens, with one thing changed."""
    text = (library.folder("formulary") / f"{drug}.yaml").read_text("utf-8")
    assert text.count(old) == 1
    site = FormularyEntry.from_source(read(text.replace(old, new).encode(), f"{drug}.yaml"))
    return widened(library.formulary()[drug], site)


HELD = "hold_if: {ejection_fraction: {below: 50 %}}"
NOT_HELD = ["doxorubicin is no longer held wherever ejection fraction below 50 %"]


@pytest.mark.parametrize(
    ("hold_if", "found"),
    [
        (HELD, []),
        (HELD.replace("50", "55"), []),
        ("hold_if: {ejection_fraction: {to: 50 %}}", []),
        (f"hold_if: {{any: [{HELD[9:]}, {{ejection_fraction: {{above: 90 %}}}}]}}", []),
        (HELD.replace("50", "49.9"), NOT_HELD),
        (HELD.replace("50", "10"), NOT_HELD),
        ("hold_if: {ejection_fraction: {from: 20 %, below: 50 %}}", NOT_HELD),
        ("hold_if: {ejection_fraction: {below: 50 %}, narrative: and heart failure}", NOT_HELD),
        ("note: not held", NOT_HELD),
    ],
)
def test_a_site_holds_a_drug_at_every_answer_that_the_built_in_entry_holds_it(
    hold_if: str, found: list[str]
) -> None:
    assert copied("doxorubicin", HELD, hold_if) == found


def test_a_site_holds_a_drug_at_the_words_that_the_built_in_entry_holds_it() -> None:
    own = "hold_if: {dpyd: complete-deficiency}"
    both = "hold_if: {any: [{dpyd: complete-deficiency}, {dpyd: partial-deficiency}]}"
    assert copied("fluorouracil", own, both) == []
    other = own.replace("complete", "partial")
    assert copied("fluorouracil", own, other) == [
        "fluorouracil is no longer held wherever DPYD is complete-deficiency"
    ]


@pytest.mark.parametrize(
    ("amounts", "found"),
    [
        ("[AUC]", []),
        (
            "[AUC, mg/m2]",
            ["carboplatin may be stated in mg/m2 here, and not in the built-in entry"],
        ),
    ],
)
def test_a_site_may_not_state_a_drug_in_another_unit(amounts: str, found: list[str]) -> None:
    assert copied("carboplatin", "amounts: [AUC]", f"amounts: {amounts}") == found


def test_a_unit_of_the_same_kind_is_no_other_unit() -> None:
    amounts = "amounts: [mg, mg/m2]\nroutes: [intravenous]"
    assert copied("vincristine", amounts, amounts.replace("mg,", "mg, mcg,")) == []


@pytest.mark.parametrize(
    ("row", "found"),
    [
        # in a profile of the site's own the standard rows hold as before
        (ROW.replace("{", "{profile: ours, ", 1), ["usual", "usual"]),
        (ROW.replace("{", "{profile: ours, ", 1).replace("150", "1500"), ["usual"] * 2 + ["limit"]),
        # a most of the day takes the place of that of a dose, for all doses of a day together
        ("{route: intravenous, per_day: {to: 150 mg/m2}, source: label}", ["usual"]),
        ("{route: intravenous, per_day: {to: 100 mg/m2}, source: label}", ["usual"]),
        ("{route: intravenous, per_day: {from: 50 mg/m2}, source: label}", []),
    ],
)
def test_what_a_site_adds_opens_no_gate(row: str, found: list[str]) -> None:
    said_of_it = widened(entry(ROW), entry(ROW, row))
    assert [message.split()[1] for message in said_of_it] == found


def test_a_most_of_the_day_that_keeps_that_of_a_dose_is_tighter() -> None:
    usual = "  - {route: intravenous, per_day: {to: MOST mg/m2}, source: label}\nlimits:"
    limit = "{route: intravenous, per_day: {to: 150 mg/m2}, source: label}"
    for most, found in (("100", []), ("101", ["the usual per day of test-drug"])):
        text = f"{ENTRY}limits:\n  - {ROW}\n  - {limit}\n".replace(
            "limits:", usual.replace("MOST", most)
        )
        site = FormularyEntry.from_source(read(text.encode(), "test-drug.yaml"))
        messages = widened(entry(ROW), site)
        assert [message.partition(" (")[0] for message in messages] == found


def test_a_site_may_add_limits_where_there_are_none() -> None:
    assert widened(entry(), entry(ROW, lifetime=LIFETIME)) == []


# The shipped limits


def limits_of(
    drug: str, route: str, profile: str, field: str, unit: str
) -> tuple[float | None, float | None]:
    """The least and the most of a shipped entry, in the canonical unit."""
    shipped = library.formulary()[drug]
    rows = [row for row in shipped.limits if row.profile == profile and row.route in (None, route)]
    return widest(rows, field, UNITS[unit].kind)


IV = "intravenous"
USUAL = [
    # drug, route, profile, field, unit, the lowest and the highest usual amount
    ("bleomycin", IV, "standard", "per_dose", "USP_units/m2", 10, 20),
    ("bleomycin", IV, "standard", "per_dose", "IU/m2", 10000, 20000),
    ("bleomycin", "intramuscular", "standard", "per_dose", "IU", 30000, 30000),
    ("bortezomib", "subcutaneous", "standard", "per_dose", "mg/m2", 1.3, 1.3),
    ("bortezomib", IV, "standard", "per_dose", "mg/m2", 1.3, 1.3),
    # 1.3 mg/m2 at 3.5 m2 is 4.55 mg; in the standard rows a dose ends at 3.5 mg
    ("bortezomib", "subcutaneous", "full-dose", "per_dose", "mg/m2", 1.3, 1.3),
    ("capecitabine", "oral", "standard", "per_dose", "mg/m2", 800, 1250),
    ("capecitabine", "oral", "continuous", "per_dose", "mg/m2", 625, 625),
    ("capecitabine", "oral", "with-radiotherapy", "per_dose", "mg/m2", 500, 825),
    ("carboplatin", IV, "standard", "per_dose", "AUC", 4, 6),
    ("carboplatin", IV, "before-transplant", "per_dose", "AUC", 5, 5),
    ("carboplatin", IV, "weekly", "per_dose", "AUC", 2, 2),
    ("carmustine", IV, "standard", "per_dose", "mg/m2", 75, 200),
    ("carmustine", IV, "transplant", "per_dose", "mg/m2", 300, 300),
    ("cetuximab", IV, "standard", "per_dose", "mg/m2", 500, 500),
    ("cetuximab", IV, "loading", "per_dose", "mg/m2", 400, 400),
    ("cetuximab", IV, "weekly", "per_dose", "mg/m2", 250, 250),
    ("cisplatin", IV, "standard", "per_dose", "mg/m2", 20, 100),
    ("cisplatin", IV, "several-days", "per_dose", "mg/m2", 20, 50),
    ("cisplatin", IV, "continuous", "per_day", "mg/m2", 45, 45),
    ("cisplatin", IV, "high-dose", "per_dose", "mg/m2", 60, 120),
    ("cisplatin", IV, "weekly", "per_dose", "mg/m2", 40, 40),
    ("cisplatin", IV, "with-radiotherapy", "per_dose", "mg/m2", 40, 100),
    ("cyclophosphamide", IV, "standard", "per_dose", "mg/m2", 500, 1000),
    ("cyclophosphamide", IV, "standard", "per_dose", "mg/kg", 3, 25),
    ("cyclophosphamide", IV, "transplant", "per_dose", "mg/kg", 50, 60),
    ("cyclophosphamide", IV, "transplant", "per_day", "mg/m2", 1200, 1800),
    # levels of dose-adjusted EPOCH: 750 × 0.8 × 0.8 = 480, 750 × 1.2^5 = 1866.2
    ("cyclophosphamide", IV, "dose-adjusted", "per_dose", "mg/m2", 480, 1866),
    ("cyclophosphamide", "oral", "standard", "per_day", "mg/kg", 1, 5),
    ("cyclophosphamide", "oral", "standard", "per_day", "mg/m2", 100, 100),
    ("cytarabine", IV, "standard", "per_dose", "mg/m2", 100, 200),
    ("cytarabine", IV, "continuous", "per_day", "mg/m2", 100, 200),
    ("cytarabine", IV, "high-dose", "per_dose", "mg/m2", 1000, 3000),
    ("cytarabine", IV, "transplant", "per_dose", "mg/m2", 100, 200),
    ("cytarabine", IV, "transplant", "per_day", "mg/m2", 200, 400),
    ("dacarbazine", IV, "standard", "per_dose", "mg/m2", 150, 850),
    ("dacarbazine", IV, "standard", "per_dose", "mg/kg", 2, 4.5),
    ("dacarbazine", IV, "every-2-weeks", "per_dose", "mg/m2", 375, 375),
    ("dactinomycin", IV, "standard", "per_dose", "mg/kg", 0.012, 0.045),
    ("dactinomycin", IV, "standard", "per_dose", "mg/m2", 0.4, 1),
    ("dactinomycin", IV, "ema-co", "per_dose", "mg", 0.5, 0.5),
    ("daratumumab", IV, "standard", "per_dose", "mg/kg", 16, 16),
    ("daunorubicin", IV, "standard", "per_dose", "mg/m2", 30, 60),
    ("docetaxel", IV, "standard", "per_dose", "mg/m2", 60, 100),
    ("docetaxel", IV, "weekly", "per_dose", "mg/m2", 35, 40),
    ("doxorubicin", IV, "standard", "per_dose", "mg/m2", 40, 75),
    # 40 ÷ 3 = 13.3 and 75 ÷ 3 = 25 a day
    ("doxorubicin", IV, "three-days", "per_dose", "mg/m2", 13.3, 25),
    ("doxorubicin", IV, "weekly", "per_dose", "mg/m2", 10, 20),
    ("doxorubicin", IV, "continuous", "per_day", "mg/m2", 10, 50),
    # 10 × 1.2^5 = 24.9 a day
    ("doxorubicin", IV, "dose-adjusted", "per_day", "mg/m2", 10, 24.8),
    ("etoposide", IV, "standard", "per_dose", "mg/m2", 35, 120),
    ("etoposide", IV, "continuous", "per_day", "mg/m2", 50, 130),
    ("etoposide", IV, "transplant", "per_day", "mg/m2", 100, 200),
    ("etoposide-phosphate", IV, "transplant", "per_day", "mg/m2", 100, 200),
    ("fluorouracil", IV, "standard", "per_dose", "mg/m2", 400, 600),
    ("fluorouracil", IV, "bolus", "per_dose", "mg/m2", 400, 500),
    ("fluorouracil", IV, "continuous", "per_day", "mg/m2", 200, 1000),
    ("fluorouracil", IV, "over-46-hours", "per_dose", "mg/m2", 2400, 3000),
    ("ifosfamide", IV, "standard", "per_day", "mg/m2", 1200, 2500),
    ("ifosfamide", IV, "continuous", "per_cycle", "mg/m2", 4000, 12000),
    ("irinotecan", IV, "standard", "per_dose", "mg/m2", 50, 350),
    ("irinotecan", IV, "every-2-weeks", "per_dose", "mg/m2", 50, 180),
    ("irinotecan", IV, "weekly", "per_dose", "mg/m2", 50, 150),
    ("lomustine", "oral", "standard", "per_dose", "mg/m2", 100, 130),
    ("melphalan", IV, "standard", "per_dose", "mg/m2", 16, 16),
    ("melphalan", IV, "transplant", "per_dose", "mg/m2", 100, 200),
    ("methotrexate", IV, "standard", "per_dose", "mg/m2", 30, 60),
    ("methotrexate", IV, "intermediate", "per_dose", "mg/m2", 100, 500),
    ("methotrexate", IV, "high-dose", "per_dose", "mg/m2", 120, 12000),
    ("methotrexate", "oral", "standard", "per_dose", "mg", 7.5, 20),
    ("methotrexate", "oral", "standard", "per_dose", "mg/m2", 20, 20),
    ("methotrexate", "intrathecal", "standard", "per_dose", "mg", 6, 15),
    ("oxaliplatin", IV, "standard", "per_dose", "mg/m2", 85, 130),
    ("oxaliplatin", IV, "every-2-weeks", "per_dose", "mg/m2", 85, 85),
    ("paclitaxel", IV, "standard", "per_dose", "mg/m2", 135, 175),
    ("paclitaxel", IV, "weekly", "per_dose", "mg/m2", 80, 100),
    ("pegaspargase", IV, "standard", "per_dose", "IU/m2", 2000, 2500),
    ("pegaspargase", "intramuscular", "standard", "per_dose", "IU/kg", 82.5, 82.5),
    ("pemetrexed", IV, "standard", "per_dose", "mg/m2", 500, 500),
    ("rituximab", IV, "standard", "per_dose", "mg/m2", 250, 500),
    ("temozolomide", "oral", "standard", "per_day", "mg/m2", 150, 200),
    ("temozolomide", "oral", "with-radiotherapy", "per_day", "mg/m2", 75, 75),
    ("thiotepa", IV, "standard", "per_dose", "mg/kg", 0.3, 0.4),
    ("thiotepa", IV, "standard", "per_dose", "mg/m2", 30, 30),
    ("thiotepa", IV, "transplant", "per_dose", "mg/kg", 5, 5),
    ("trastuzumab", IV, "standard", "per_dose", "mg/kg", 6, 6),
    ("trastuzumab", IV, "weekly", "per_dose", "mg/kg", 2, 2),
    ("trastuzumab", IV, "loading", "per_dose", "mg/kg", 4, 8),
    ("vinblastine", IV, "standard", "per_dose", "mg/m2", 3.7, 7.4),
    ("vincristine", IV, "standard", "per_dose", "mg/m2", 0.8, 1.4),
    ("vincristine", IV, "continuous", "per_day", "mg/m2", 0.4, 0.4),
]


@pytest.mark.parametrize(("drug", "route", "profile", "field", "unit", "lowest", "highest"), USUAL)
def test_the_usual_passes_and_ten_times_too_low_or_four_times_too_high_does_not(
    drug: str, route: str, profile: str, field: str, unit: str, lowest: float, highest: float
) -> None:
    low, high = limits_of(drug, route, profile, field, unit)
    assert low is not None
    assert high is not None
    assert lowest / 10 < low <= lowest / 5
    assert highest <= high < 4 * highest


def test_every_profile_with_limits_of_an_amount_stands_in_the_table() -> None:
    amounts = ("per_dose", "per_day", "per_hour", "per_cycle")
    shipped = {
        (drug, row.profile)
        for drug, made in library.formulary().items()
        for row in made.limits
        if any(name in amounts for name in row.bounds)
    }
    assert shipped == {(drug, profile) for drug, _, profile, *_ in USUAL}


def test_one_limit_is_stated_once() -> None:
    """Two rows of one kind would leave open which of them refuses."""
    for drug, made in library.formulary().items():
        for route, profile in product(made.routes, {row.profile for row in made.limits}):
            seen = [
                (name, kind_of(bound), side)
                for row in made.limits
                if row.is_for(profile, route)
                for name, bound in row.bounds.items()
                for side, edge in zip(("from", "to"), edges(bound), strict=True)
                if edge is not None
            ]
            assert len(seen) == len(set(seen)), f"{drug} {route} {profile}"


@pytest.mark.parametrize(
    ("drug", "route", "profile", "field", "unit", "slip"),
    [
        # Boston 1994: 4000 mg/m2, meant for four days, on each of them
        ("cyclophosphamide", IV, "standard", "per_day", "mg/m2", 4000),
        ("cyclophosphamide", IV, "transplant", "per_day", "mg/m2", 4000),
        ("cyclophosphamide", IV, "transplant", "per_cycle", "mg/m2", 16000),
        # Alberta 2006: 4000 mg/m2 in 4 h, 4000 / 4 = 1000 an hour
        ("fluorouracil", IV, "continuous", "per_hour", "mg/m2", 1000),
        # 46 hours' worth in 20 minutes: 2400 / (20 / 60) = 7200 an hour
        ("fluorouracil", IV, "continuous", "per_hour", "mg/m2", 7200),
        ("fluorouracil", IV, "over-46-hours", "per_hour", "mg/m2", 7200),
        # 46 hours' worth in 24: 2400 a day, 2400 / 24 = 100 an hour
        ("fluorouracil", IV, "continuous", "per_day", "mg/m2", 2400),
        ("fluorouracil", IV, "over-46-hours", "per_hour", "mg/m2", 100),
        # 2400 mg/m2 as a bolus
        ("fluorouracil", IV, "bolus", "per_dose", "mg/m2", 2400),
        # cisplatin at the dose of carboplatin, 400 mg/m2; 100 mg/m2 on 5 days
        ("cisplatin", IV, "standard", "per_dose", "mg/m2", 400),
        ("cisplatin", IV, "standard", "per_cycle", "mg/m2", 500),
        ("cisplatin", IV, "several-days", "per_cycle", "mg/m2", 500),
        # a cycle's cisplatin of 75 mg/m2 on one of three days, and doxorubicin of 60
        ("cisplatin", IV, "several-days", "per_day", "mg/m2", 75),
        ("doxorubicin", IV, "three-days", "per_day", "mg/m2", 60),
        # a cycle's doxorubicin of 60 mg/m2 on 2 days
        ("doxorubicin", IV, "standard", "per_cycle", "mg/m2", 120),
        # vincristine at the dose of vinblastine, 6 mg/m2; 3 mg for a patient
        ("vincristine", IV, "standard", "per_dose", "mg/m2", 6),
        ("vincristine", IV, "standard", "per_dose", "mg", 3),
        # ten times 97 mcg of dactinomycin at 45 mcg/kg: 450 mcg/kg
        ("dactinomycin", IV, "standard", "per_dose", "mg/kg", 0.45),
        # bortezomib at twice its dose, beyond which people have died
        ("bortezomib", "subcutaneous", "full-dose", "per_dose", "mg/m2", 2.6),
        # temozolomide at 150 mg/m2 with radiotherapy
        ("temozolomide", "oral", "with-radiotherapy", "per_day", "mg/m2", 150),
    ],
)
def test_what_has_killed_is_refused(
    drug: str, route: str, profile: str, field: str, unit: str, slip: float
) -> None:
    _, high = limits_of(drug, route, profile, field, unit)
    assert high is not None
    assert high < slip


@pytest.mark.parametrize(
    ("drug", "least_days", "most_days"),
    [
        ("lomustine", 42, 1),
        ("vinblastine", 7, None),
        ("vincristine", 7, None),
        ("bortezomib", 3, None),
        ("pegaspargase", 14, None),
        ("temozolomide", None, 5),
        ("methotrexate", 7, None),
        ("cisplatin", None, 1),
        ("doxorubicin", None, 2),
    ],
)
def test_what_is_given_too_often_is_refused(
    drug: str, least_days: int | None, most_days: int | None
) -> None:
    rows = [row for row in library.formulary()[drug].limits if row.profile == "standard"]
    least, _ = widest(rows, "interval", None)
    _, most = widest(rows, "days_per_cycle", None)
    assert least == (None if least_days is None else least_days * 1440)
    assert most == most_days


@pytest.mark.parametrize(
    ("drug", "warn", "refuse", "counts_as"),
    [
        ("bleomycin", "300000 IU", "400000 IU", None),
        ("carmustine", "1000 mg/m2", "1400 mg/m2", None),
        ("cisplatin", "300 mg/m2", "None", None),
        ("daunorubicin", "400 mg/m2", "550 mg/m2", "anthracycline-feijen-2019"),
        ("doxorubicin", "360 mg/m2", "550 mg/m2", "anthracycline-feijen-2019"),
        ("lomustine", "900 mg/m2", "1100 mg/m2", None),
        ("oxaliplatin", "780 mg/m2", "None", None),
    ],
)
def test_lifetimes(drug: str, warn: str, refuse: str, counts_as: str | None) -> None:
    lifetime = library.formulary()[drug].lifetime
    assert lifetime is not None
    assert (str(lifetime.warn), str(lifetime.refuse)) == (warn, refuse)
    assert lifetime.counts_as == counts_as


def test_no_other_drug_has_a_lifetime() -> None:
    shipped = {drug for drug, made in library.formulary().items() if made.lifetime is not None}
    assert shipped == {
        "bleomycin",
        "carmustine",
        "cisplatin",
        "daunorubicin",
        "doxorubicin",
        "lomustine",
        "oxaliplatin",
    }


def beyond_a_limit(made: Regimen) -> list[str]:
    """What lies beyond the limits of its drugs, by the check of what is usual."""
    strict = {
        drug: shipped.model_copy(update={"usual": shipped.limits})
        for drug, shipped in library.formulary().items()
    }
    found = [p.message for p in usual_problems(made, strict) if p.code == "RC425"]
    return [message for message in found if " the usual " in message]


@pytest.mark.parametrize("path", sorted((TOP / "regimens").glob("*.yaml")), ids=lambda p: p.stem)
def test_no_regimen_of_the_library_states_an_amount_beyond_a_limit(path: Path) -> None:
    assert beyond_a_limit(library.read_regimen(path)) == []


def test_a_regimen_with_the_boston_slip_is_beyond_the_limits() -> None:
    text = """format: 1
id: slip
name: "Slip"
population: adult
status: draft
sources: [{id: s, cite: "Somebody, 2020"}]
cycle: {length: 28 d, planned: 1}
components:
  - {id: a, drug: cyclophosphamide, profile: transplant, per_day: 4000 mg/m2, doses_per_day: 1,
     route: intravenous, days: {from: 1, to: 4}, infuse_over: 1 h}
"""
    found = beyond_a_limit(Regimen.from_source(read(text.encode(), "slip.yaml")))
    assert [message.split(", ")[1] for message in found] == [
        "4,000 mg/m2 a day",
        "16,000 mg/m2 a cycle",
    ]


@pytest.mark.parametrize(
    ("height", "weight", "dose", "codes"),
    [
        # √(189 cm × 137.2 kg ÷ 3600) = √7.203 = 2.68384 m2; × 1.3 = 3.48899 mg
        ("189 cm", "137.2 kg", 3.48899, []),
        # √(196 cm × 144 kg ÷ 3600) = √7.84 = 2.8 m2; × 1.3 = 3.64 mg
        ("196 cm", "144 kg", 3.64, ["RC721"]),
    ],
)
def test_a_large_body_gets_its_dose_of_bortezomib_with_a_warning_beyond_a_vial(
    height: str, weight: str, dose: float, codes: list[str]
) -> None:
    patient = rc.Patient(sex="male", age="60 y", height=height, weight=weight)
    made = rc.plan_course(
        rc.load_regimen("daratumumab-bortezomib-dexamethasone"),
        patient,
        start="2026-12-01",
        choose={
            "daratumumab-form": "subcutaneous",
            "dexamethasone-route": "oral",
            "with-bortezomib.cycles": "1",
            "daratumumab-alone.cycles": "1",
        },
    )
    doses = [one.dose for one in made.doses if one.drug == "bortezomib"]
    assert [getattr(one, "value", one) for one in doses] == [pytest.approx(dose, rel=1e-5)] * 4
    said = {one.problem.code for one in made.judgements if one.component == "bortezomib"}
    assert sorted(said) == codes
