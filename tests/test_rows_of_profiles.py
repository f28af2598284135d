"""Bounds that depend on something else: on how many days, how far apart, over how long.

A profile has the rows of each such way of giving. The adult is 180 cm and 64.8 kg, 1.8 m2; every
bound is per body surface, so that the numbers of the lines are those that are compared.
"""

from pathlib import Path

import pytest
from test_guardrails import ADULT, NOTHING_BEFORE, REGIMEN, codes

import regimencalc as rc
from regimencalc import library
from regimencalc.bounds import AMOUNTS, Guardrail, guardrails_of
from regimencalc.planned_course import Course
from regimencalc.planning import course_or_problems
from regimencalc.withheld import Withheld


def given(folder: Path, lines: list[str], *, days: int = 28, cycles: int = 1) -> Course:
    path = folder / "tested.yaml"
    text = "".join(
        f"  - {{id: line-{n}, route: intravenous, {one}}}\n" for n, one in enumerate(lines)
    )
    cycle = f"cycle: {{length: {days} d, planned: {cycles}}}\n"
    path.write_text(f"{REGIMEN}{cycle}components:\n{text}", "utf-8")
    return course_or_problems(
        rc.load_regimen(path), rc.Patient(**ADULT), start="2026-12-01", prior=NOTHING_BEFORE
    )


def line(drug: str, amount: str, days: str = "[1]", *, over: str, profile: str = "") -> str:
    under = f", profile: {profile}" if profile else ""
    return f"drug: {drug}{under}, {amount}, days: {days}, infuse_over: {over}"


def is_shown(course: Course) -> bool:
    """Whether every dose has a number; none has one where any is refused."""
    shown = {not isinstance(one.dose, Withheld) for one in course.doses}
    assert len(shown) == 1
    return shown.pop()


def held(course: Course, refused: str = "RC70") -> list[str]:
    found = codes(course)
    assert is_shown(course) is not any(code.startswith(refused) for code in found)
    return found


# Irinotecan: 150 mg/m2 weekly, 180 every 2 weeks, 350 every 3


@pytest.mark.parametrize(
    ("profile", "amount", "days", "expected"),
    [
        ("weekly", 60, "[1, 8, 15]", []),
        ("weekly", 150, "[1, 8]", []),
        # 60 × 4 = 240, above 150; it would pass as a dose of every three weeks
        ("weekly", 240, "[1, 8, 15]", ["RC701"]),
        ("weekly", 151, "[1, 8]", ["RC701"]),
        ("weekly", 60, "[1, 7]", ["RC726"]),
        # weekly without its profile: 7 d apart, below 21 d
        ("", 60, "[1, 8, 15]", ["RC726"]),
        ("", 350, "[1, 22]", []),
        ("", 350, "[1, 15]", ["RC726"]),
        ("every-2-weeks", 180, "[1, 15]", []),
        ("every-2-weeks", 350, "[1, 15]", ["RC721"]),
        ("every-2-weeks", 351, "[1, 15]", ["RC701"]),
        ("every-2-weeks", 180, "[1, 14]", ["RC726"]),
    ],
)
def test_irinotecan_by_how_often_it_is_given(
    profile: str, amount: float, days: str, expected: list[str], tmp_path: Path
) -> None:
    one = line("irinotecan", f"per_dose: {amount} mg/m2", days, over="90 min", profile=profile)
    assert held(given(tmp_path, [one])) == expected


@pytest.mark.parametrize("profile", ["weekly", "every-2-weeks"])
@pytest.mark.parametrize(
    ("over", "expected"),
    [("30 min", []), ("90 min", []), ("29 min", ["RC725"]), ("91 min", ["RC725"])],
)
def test_irinotecan_runs_as_long_in_each_profile(
    profile: str, over: str, expected: list[str], tmp_path: Path
) -> None:
    one = line("irinotecan", "per_dose: 100 mg/m2", over=over, profile=profile)
    assert held(given(tmp_path, [one])) == expected


# Oxaliplatin: 85 mg/m2 every 2 weeks, 130 every 3


@pytest.mark.parametrize(
    ("profile", "amount", "days", "expected"),
    [
        ("every-2-weeks", 85, "[1, 15]", []),
        ("every-2-weeks", 86, "[1, 15]", ["RC721"]),
        ("every-2-weeks", 130, "[1, 15]", ["RC721"]),
        ("every-2-weeks", 151, "[1, 15]", ["RC701"]),
        ("every-2-weeks", 85, "[1, 14]", ["RC726"]),
        ("", 130, "[1, 22]", []),
        ("", 130, "[1, 15]", ["RC726"]),
        ("", 130, "[1, 21]", ["RC726"]),
        ("", 151, "[1, 22]", ["RC701"]),
    ],
)
def test_oxaliplatin_by_how_often_it_is_given(
    profile: str, amount: float, days: str, expected: list[str], tmp_path: Path
) -> None:
    one = line("oxaliplatin", f"per_dose: {amount} mg/m2", days, over="2 h", profile=profile)
    assert held(given(tmp_path, [one])) == expected


@pytest.mark.parametrize(
    ("over", "expected"), [("6 h", []), ("7 h", ["RC725"]), ("119 min", ["RC725"])]
)
def test_oxaliplatin_every_two_weeks_runs_as_long(
    over: str, expected: list[str], tmp_path: Path
) -> None:
    one = line("oxaliplatin", "per_dose: 85 mg/m2", over=over, profile="every-2-weeks")
    assert held(given(tmp_path, [one])) == expected


# Fluorouracil: 3000 mg/m2 over 46 to 48 h, or 1200 over 24 h


def infused(profile: str, amount: str, over: str, start: str = "1") -> str:
    return (
        f"drug: fluorouracil, profile: {profile}, {amount}, starts: {{day: {start}}}, "
        f"infuse_over: {over}"
    )


@pytest.mark.parametrize(
    ("amount", "over", "expected"),
    [
        # 2400 ÷ 46 = 52.2 mg/m2 an hour, 3000 ÷ 46 = 65.2
        ("total: 2400 mg/m2", "46 h", []),
        ("total: 3000 mg/m2", "46 h", []),
        ("total: 3000 mg/m2", "48 h", []),
        ("total: 2400 mg/m2", "49 h", ["RC725"]),
        ("total: 2400 mg/m2", "45 h", ["RC725"]),
        ("total: 3001 mg/m2", "48 h", ["RC701"]),
        # 2400 ÷ 36 = 66.7 mg/m2 an hour, above 65.3; ÷ 24 = 100, ÷ 4.6 = 521.7
        ("total: 2400 mg/m2", "36 h", ["RC704", "RC725"]),
        ("per_dose: 2400 mg/m2", "24 h", ["RC704", "RC725"]),
        ("per_dose: 2400 mg/m2", "4.6 h", ["RC704", "RC725"]),
        # a tenth: 240, below 241; 1199 is below half of 2400
        ("total: 240 mg/m2", "46 h", ["RC701"]),
        ("total: 1200 mg/m2", "46 h", []),
        ("total: 1199 mg/m2", "46 h", ["RC721"]),
    ],
)
def test_fluorouracil_over_46_hours(
    amount: str, over: str, expected: list[str], tmp_path: Path
) -> None:
    start = "days: [1]" if amount.startswith("per_dose") else "starts: {day: 1}"
    one = infused("over-46-hours", amount, over).replace("starts: {day: 1}", start)
    assert held(given(tmp_path, [one])) == expected


@pytest.mark.parametrize(
    ("amount", "over", "expected"),
    [
        # 1000 × 5 = 5000 mg/m2 a cycle; 1200 × 4 = 4800, 1201 × 4 = 4804; 1000 × 6 = 6000
        ("per_day: 1000 mg/m2", "120 h", []),
        ("per_day: 1001 mg/m2", "96 h", ["RC722"]),
        ("per_day: 1200 mg/m2", "96 h", ["RC722"]),
        ("per_day: 1201 mg/m2", "96 h", ["RC702"]),
        ("per_day: 1000 mg/m2", "144 h", ["RC703"]),
        # 4000 in 96 h are 1000 in 24 h; 2400 in 46 h are 2400 × 24 ÷ 46 = 1252
        ("total: 4000 mg/m2", "96 h", []),
        ("total: 2400 mg/m2", "46 h", ["RC702"]),
        ("per_dose: 2400 mg/m2", "24 h", ["RC702"]),
        ("per_dose: 600 mg/m2", "22 h", []),
        ("per_dose: 600 mg/m2", "21 h", ["RC725"]),
        # 1000 ÷ 9 = 111.1 mg/m2 an hour
        ("per_dose: 1000 mg/m2", "9 h", ["RC704", "RC725"]),
        ("per_day: 20 mg/m2", "120 h", ["RC701", "RC702"]),
        ("per_day: 99 mg/m2", "120 h", ["RC721", "RC722"]),
    ],
)
def test_fluorouracil_over_24_hours(
    amount: str, over: str, expected: list[str], tmp_path: Path
) -> None:
    start = "days: [1]" if amount.startswith("per_dose") else "starts: {day: 1}"
    one = infused("continuous", amount, over).replace("starts: {day: 1}", start)
    assert held(given(tmp_path, [one])) == expected


def test_a_bolus_beside_46_hours_is_no_part_of_its_rate(tmp_path: Path) -> None:
    """600 + 3000 = 3600 mg/m2 a cycle; 3000 ÷ 46 = 65.2 an hour."""
    bolus = line("fluorouracil", "per_dose: 500 mg/m2", over="15 min", profile="bolus")
    assert (
        held(given(tmp_path, [bolus, infused("over-46-hours", "total: 3000 mg/m2", "46 h")])) == []
    )


@pytest.mark.parametrize(("second", "expected"), [("15", []), ("14", ["RC726"])])
def test_two_infusions_of_46_hours_are_two_weeks_apart(
    second: str, expected: list[str], tmp_path: Path
) -> None:
    both = [infused("over-46-hours", "total: 2400 mg/m2", "46 h", on) for on in ("1", second)]
    assert held(given(tmp_path, both)) == expected


def test_two_infusions_of_46_hours_that_begin_on_one_day_are_one_dose(tmp_path: Path) -> None:
    """1600 + 1600 = 3200 mg/m2, above 3000."""
    one = infused("over-46-hours", "total: 1600 mg/m2", "46 h")
    assert held(given(tmp_path, [one, f"{one}, note: once more"])) == ["RC701"]


@pytest.mark.parametrize(("amount", "expected"), [(2500, []), (2501, ["RC703"])])
def test_fluorouracil_over_46_hours_in_a_cycle(
    amount: int, expected: list[str], tmp_path: Path
) -> None:
    """2500 × 2 = 5000 mg/m2, 2501 × 2 = 5002."""
    one = infused("over-46-hours", f"total: {amount} mg/m2", "46 h")
    both = [one, one.replace("day: 1", "day: 15")]
    assert held(given(tmp_path, both)) == expected


# Cisplatin: 100 mg/m2 on one day; 50 a day on several


@pytest.mark.parametrize(
    ("profile", "amount", "days", "expected"),
    [
        ("", 100, "[1]", []),
        ("", 121, "[1]", ["RC701", "RC703"]),
        # two days of a cycle, whatever the amount: 20 × 2 = 40, 60 × 2 = 120
        ("", 20, "[1, 2]", ["RC707"]),
        ("", 60, "[1, 2]", ["RC707", "RC723"]),
        # 20 × 5 = 100, 50 × 2 = 100
        ("several-days", 20, "{from: 1, to: 5}", []),
        ("several-days", 50, "[1, 22]", []),
        # 50.5 × 2 = 101
        ("several-days", 50.5, "[1, 2]", ["RC701", "RC702", "RC723"]),
        # 75 meant for three days, on each of them: 225
        ("several-days", 75, "[1, 2, 3]", ["RC701", "RC702", "RC703"]),
        # 25 × 5 = 125 is above 120; 20 × 6 = 120 is not, and above 100
        ("several-days", 25, "{from: 1, to: 5}", ["RC703"]),
        ("several-days", 20, "{from: 1, to: 6}", ["RC723", "RC727"]),
        ("several-days", 2, "{from: 1, to: 5}", ["RC701"]),
        ("several-days", 9, "{from: 1, to: 5}", ["RC721"]),
    ],
)
def test_cisplatin_by_the_days_of_a_cycle(
    profile: str, amount: float, days: str, expected: list[str], tmp_path: Path
) -> None:
    one = line("cisplatin", f"per_dose: {amount} mg/m2", days, over="1 h", profile=profile)
    assert held(given(tmp_path, [one])) == expected


def test_two_lines_of_cisplatin_on_one_day_of_several_are_one_day(tmp_path: Path) -> None:
    """30 + 30 = 60 mg/m2 a day, above 50; each alone is not. 60 a cycle."""
    one = line("cisplatin", "per_dose: 30 mg/m2", over="1 h", profile="several-days")
    assert held(given(tmp_path, [one, f"{one}, note: once more"])) == ["RC702"]


@pytest.mark.parametrize(
    ("over", "days", "expected"),
    [
        ("24 h", 21, []),
        ("25 h", 21, ["RC725"]),
        ("29 min", 21, ["RC725"]),
        ("30 min", 21, []),
        ("1 h", 20, ["RC726"]),
    ],
)
def test_cisplatin_on_several_days_keeps_the_times_of_one(
    over: str, days: int, expected: list[str], tmp_path: Path
) -> None:
    one = line("cisplatin", "per_dose: 20 mg/m2", "[1, 8]", over=over, profile="several-days")
    if over == "25 h":
        one = one.replace("days: [1, 8]", "starts: {day: 1}").replace("per_dose", "total")
    assert held(given(tmp_path, [one], days=days, cycles=2)) == expected


# Doxorubicin: 75 mg/m2 a cycle on one or two days; 25 a day on three


@pytest.mark.parametrize(
    ("profile", "amount", "days", "expected"),
    [
        ("", 75, "[1]", []),
        ("", 25, "[1, 15]", []),
        ("", 37.5, "[1, 2]", []),
        # 20 × 3 = 60
        ("", 20, "[1, 2, 3]", ["RC707"]),
        # 25 × 3 = 75; 25.5 × 3 = 76.5; 30 × 3 = 90; 31 × 3 = 93
        ("three-days", 25, "[1, 2, 3]", []),
        ("three-days", 25.5, "[1, 2, 3]", ["RC721", "RC722", "RC723"]),
        ("three-days", 30, "[1, 2, 3]", ["RC721", "RC722", "RC723"]),
        ("three-days", 31, "[1, 2, 3]", ["RC701", "RC702", "RC703"]),
        # 60 meant for three days, on one of them
        ("three-days", 60, "[1]", ["RC701", "RC702"]),
        # 15 × 4 = 60
        ("three-days", 15, "[1, 2, 3, 4]", ["RC707"]),
        ("three-days", 1.3, "[1, 2, 3]", ["RC701"]),
        ("three-days", 6.5, "[1, 2, 3]", ["RC721"]),
    ],
)
def test_doxorubicin_by_the_days_of_a_cycle(
    profile: str, amount: float, days: str, expected: list[str], tmp_path: Path
) -> None:
    one = line("doxorubicin", f"per_dose: {amount} mg/m2", days, over="10 min", profile=profile)
    assert held(given(tmp_path, [one])) == expected


@pytest.mark.parametrize(
    ("over", "days", "expected"),
    [("3 min", 14, []), ("2 min", 14, ["RC725"]), ("3 min", 13, ["RC726"])],
)
def test_doxorubicin_on_three_days_keeps_the_times_of_one(
    over: str, days: int, expected: list[str], tmp_path: Path
) -> None:
    one = line("doxorubicin", "per_dose: 20 mg/m2", "[1, 2, 3]", over=over, profile="three-days")
    assert held(given(tmp_path, [one], days=days, cycles=2)) == expected


# Dacarbazine: 375 mg/m2 every 2 weeks


@pytest.mark.parametrize(
    ("profile", "amount", "days", "expected"),
    [
        # 375 × 2 = 750; 376 × 2 = 752; 1251 × 2 = 2502, above 2500
        ("every-2-weeks", 375, "[1, 15]", []),
        ("every-2-weeks", 376, "[1, 15]", ["RC721", "RC723"]),
        ("every-2-weeks", 1251, "[1, 15]", ["RC701", "RC703"]),
        ("every-2-weeks", 375, "[1, 14]", ["RC726"]),
        ("every-2-weeks", 37.5, "[1, 15]", ["RC701"]),
        ("every-2-weeks", 187, "[1, 15]", ["RC721"]),
        ("", 250, "{from: 1, to: 5}", []),
        ("", 850, "[1]", []),
    ],
)
def test_dacarbazine_by_how_often_it_is_given(
    profile: str, amount: float, days: str, expected: list[str], tmp_path: Path
) -> None:
    one = line("dacarbazine", f"per_dose: {amount} mg/m2", days, over="30 min", profile=profile)
    assert held(given(tmp_path, [one])) == expected


def test_dacarbazine_every_two_weeks_runs_as_long(tmp_path: Path) -> None:
    one = line("dacarbazine", "per_dose: 375 mg/m2", over="14 min", profile="every-2-weeks")
    assert held(given(tmp_path, [one])) == ["RC725"]


# What the library gives


@pytest.mark.parametrize(
    ("regimen", "drug", "profile"),
    [
        ("carboplatin-irinotecan-28d", "irinotecan", "weekly"),
        ("irinotecan-cisplatin-21d", "irinotecan", "weekly"),
        ("irinotecan-cisplatin-28d", "irinotecan", "weekly"),
        ("irinotecan-cisplatin-60-21d", "irinotecan", "weekly"),
        ("irinotecan-cisplatin-70-21d", "irinotecan", "weekly"),
        ("folfiri-cetuximab-14d", "irinotecan", "every-2-weeks"),
        ("mfolfox6-14d", "oxaliplatin", "every-2-weeks"),
        ("capox-21d", "oxaliplatin", None),
        ("abvd-28d", "dacarbazine", "every-2-weeks"),
        ("abvd-28d", "doxorubicin", None),
        ("bep-five-day-21d", "cisplatin", "several-days"),
        ("ep-five-day-21d", "cisplatin", "several-days"),
        ("ep-infusional-28d", "cisplatin", "several-days"),
        ("ep-three-day-21d", "cisplatin", "several-days"),
        ("irinotecan-cisplatin-21d", "cisplatin", "several-days"),
        ("irinotecan-cisplatin-28d", "cisplatin", None),
        ("portec-3", "cisplatin", "several-days"),
        ("vip-21d", "cisplatin", "several-days"),
        ("pf-21d", "fluorouracil", "continuous"),
        ("mfolfox6-14d", "fluorouracil", "over-46-hours"),
        ("folfiri-cetuximab-14d", "fluorouracil", "over-46-hours"),
    ],
)
def test_a_regimen_names_its_way_of_giving(regimen: str, drug: str, profile: str | None) -> None:
    made = rc.load_regimen(regimen)
    named = {
        one.profile
        for _, _, stretch in made.stretches
        for component in stretch.components
        for one in component.statements
        if one.drug == drug
    }
    assert named - {"bolus"} == {profile}


# Ten times the lowest usual amount: twice a row's least, as that is half of the lowest published


# What is usual spans tenfold or more: no row can refuse ten times its least.
WITHIN_WHAT_IS_USUAL = {
    # 5 to 75 mg/m2
    "cytarabine intrathecal standard per_dose amount per body surface": 50,
    # 15 mg every 6 hours, and 150 mg where methotrexate leaves late
    "folinic-acid intravenous rescue per_dose amount": 150,
    # 20 to 400 mg/m2
    "folinic-acid intravenous standard per_dose amount per body surface": 200,
    # 120 to 12000 mg/m2
    "methotrexate intravenous high-dose per_dose amount per body surface": 1200,
    # 100 to 1000 mg
    "obinutuzumab intravenous standard per_dose amount": 1000,
    # 20 to 600 mg
    "venetoclax oral standard per_day amount": 200,
}
# What is usual spans more than 2.5 times, as 10 ÷ 2.5 = 4: the rule refuses from 4 times its most.
# No limit of its own stands below that, so that ten times the least is a warning alone.
WARNED_OF_ALONE = {
    # 0.25 to 1 mg, refused from 4 mg
    "atropine intravenous standard per_dose amount": 2.5,
    "atropine subcutaneous standard per_dose amount": 2.5,
    # 3 mg/kg twice a week to 25 mg/kg, with a limit of 37.5 mg/kg
    "cyclophosphamide intravenous standard per_dose amount per body weight": 30,
    # 50 to 200 mg/m2, refused from 800
    "etoposide oral standard per_dose amount per body surface": 500,
    # 0.35 to 1 mg, refused from 4 mg
    "folic-acid oral standard per_dose amount": 3.5,
    # 1 to 3 mg/kg, refused from 12
    "ipilimumab intravenous standard per_dose amount per body weight": 10,
    # 8 to 24 mg, refused from 96
    "lenvatinib oral standard per_day amount": 80,
    # 100 to 500 mg/m2, with a limit of 1000: ten times is on the edge, which is within
    "methotrexate intravenous intermediate per_dose amount per body surface": 1000,
    # 1 to 3 mg/kg, refused from 12
    "nivolumab intravenous standard per_dose amount per body weight": 10,
    # 8 to 24 mg, refused from 96
    "ondansetron oral standard per_dose amount": 80,
    # 1 to 6 mg/kg, refused from 24
    "procarbazine oral standard per_day amount per body weight": 10,
}


def what_ten_times_the_lowest_meets() -> dict[str, dict[str, float]]:
    """Ten times the lowest usual amount of each drug, route and profile, by what becomes of it.

    A row's least is half of the lowest that was published, so that 20 times it is meant.
    """
    found: dict[str, dict[str, float]] = {"usual": {}, "warned": {}, "refused": {}}
    for drug, entry in library.formulary().items():
        for route in entry.routes:
            rows = [row for row in (*entry.usual, *entry.limits) if row.route in (None, route)]
            for profile in sorted({row.profile for row in rows}):
                rails = guardrails_of(entry, (profile,), route)
                for name in AMOUNTS:
                    for kind, rail in rails.get(name, {}).items():
                        if rail.warn_below is None:
                            continue
                        ten = round(10 * 2 * rail.warn_below.number, 9)
                        of_day = rails.get("per_day", {}).get(kind, Guardrail("per_day", kind))
                        said = [one for one in (rail.above(ten), of_day.above(ten)) if one]
                        is_refused = any(one.is_refused for one in said)
                        what = "refused" if is_refused else "warned" if said else "usual"
                        found[what][f"{drug} {route} {profile} {name} {kind}"] = ten
    return found


def test_ten_times_the_lowest_usual_amount_is_refused_or_listed_here() -> None:
    found = what_ten_times_the_lowest_meets()
    assert found["usual"] == WITHIN_WHAT_IS_USUAL
    assert found["warned"] == WARNED_OF_ALONE
    # a least of 50 mg/m2 for irinotecan every week: 500, above 150
    assert found["refused"]["irinotecan intravenous weekly per_dose amount per body surface"] == 500
