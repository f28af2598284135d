"""The command line: stdout is data, stderr is messages, and the exit code says how it went."""

import gc
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from oracle.choices import ANSWERS, answers, cycles

import regimencalc as rc
from regimencalc import library, site_settings, validation
from regimencalc.cli import main
from regimencalc.component import Component, Statement
from regimencalc.export.plan_text import explain_text, plan_text

MAN = ["--sex", "male", "--age", "67 y", "--height", "170 cm", "--weight", "70 kg"]
START = ["--start", "2026-12-01"]

# What the library itself is warned of: vincristine of 1.5 where 1.4 mg/m2 is usual, a day with
# methotrexate into the spine and vincristine into a vein, carboplatin every 14 days.
WARNED = [
    ("RC425", "capizzi-interim-maintenance"),
    ("RC425", "folfiri-cetuximab-14d"),
    ("RC427", "capizzi-interim-maintenance"),
]


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_plan_prints_a_block_for_each_cycle_with_totals() -> None:
    result = run("plan", "ep-infusional-28d", *MAN, *START, "--cycles", "2")
    assert result.exit_code == 0
    assert result.stderr == ""
    for words in (
        "DRAFT: no clinician has signed it",
        "policy    reference",
        "BSA 1.818 m2",
        "Cycle 1   PROVISIONAL   Tue 1 Dec 2026 to Fri 4 Dec 2026",
        "Cycle 2   PROVISIONAL   Tue 29 Dec 2026 to Fri 1 Jan 2027",
        "545.4 mg",  # 3 × 181.8119
        "163.6 mg",  # 2 × 81.8153
        "3.41 mg/h",  # 81.8153 ÷ 24
        "ends Fri 4 Dec",
        "CISplatin in a lifetime: before not stated, this course 180 mg/m2",  # 2 × 2 × 45
        "not a medical device",
    ):
        assert words in result.stdout, words


def test_no_line_of_a_plan_is_wider_than_the_page() -> None:
    result = run("plan", "irinotecan-cisplatin-28d", *MAN, *START)
    assert max(map(len, result.stdout.split("\n"))) <= 100


def test_explain_shows_each_distinct_working_once() -> None:
    result = run("explain", "ep-infusional-28d", *MAN, *START)
    assert result.stdout.count("per dose = ") == 2
    assert "√(170 cm × 70 kg ÷ 3600)" in result.stdout


def test_json_is_the_course() -> None:
    result = run("plan", "ep-infusional-28d", *MAN, *START, "--format", "json")
    assert len(json.loads(result.stdout)["doses"]) == 15


def test_a_refused_plan_is_json_too_with_no_doses() -> None:
    result = run("plan", "ep-infusional-28d", "--height", "1.7 m", *START, "--format", "json")
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    assert document["doses"] == []
    assert [problem["code"] for problem in document["problems"]] == ["RC206"]


def test_an_auc_regimen_asks_for_a_policy_and_takes_it_from_three_places(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wanted = ["plan", "carboplatin-etoposide-21d", *MAN, *START, "--creatinine", "0.9 mg/dL"]
    refused = run(*wanted)
    assert refused.exit_code == 1
    assert "RC504" in refused.stderr
    assert refused.stdout == ""
    assert run(*wanted, "--policy", "reference").exit_code == 0
    monkeypatch.setenv("REGIMENCALC_POLICY", "nccn-adjusted")
    assert "policy    nccn-adjusted" in run(*wanted).stdout
    monkeypatch.delenv("REGIMENCALC_POLICY")
    settings = tmp_path / "settings.yaml"
    settings.write_text("policy: nccn-adjusted\n")
    monkeypatch.setattr(site_settings, "settings_file", lambda: settings)
    assert "policy    nccn-adjusted" in run(*wanted).stdout
    settings.write_text("polcy: nccn-adjusted\n")
    broken = run(*wanted)
    assert broken.exit_code == 1
    assert "Did you mean 'policy'?" in broken.stderr


def test_validate_points_at_the_place_and_counts(tmp_path: Path) -> None:
    good = Path(__file__).parent.parent / "regimens" / "ep-infusional-28d.yaml"
    bad = tmp_path / "ep-infusional-28d.yaml"
    bad.write_text(good.read_text().replace("days: [2, 3]", "days: [2, 33]"))
    result = run("validate", str(bad))
    assert result.exit_code == 1
    assert f"{bad}:50:15: error RC301: day 33 lies beyond the cycle of 28 days" in result.stdout
    assert "   50 |     days: [2, 33]" in result.stdout
    assert "      |               ^" in result.stdout
    assert result.stderr == "1 file, 1 error, 0 warnings\n"
    document = json.loads(run("validate", str(bad), "--format", "json").stdout)
    assert document["problems"][0]["place"]["line"] == 50


def test_a_file_that_was_validated_is_let_go_without_the_collector() -> None:
    known = {id(line) for line in _lines_in_memory()}
    gc.disable()
    try:
        for path in sorted(library.folder("regimens").glob("*.yaml")):
            validation.problems_in_file(path)
        assert not [line for line in _lines_in_memory() if id(line) not in known]
    finally:
        gc.enable()


def _lines_in_memory() -> list[object]:
    return [made for made in gc.get_objects() if isinstance(made, Component | Statement)]


def test_validate_takes_folders_and_reports_every_file() -> None:
    top = Path(__file__).parent.parent
    result = run("validate", *(str(top / name) for name in ("regimens", "formulary", "policies")))
    assert result.exit_code == 0
    files = [len(list((top / name).glob("*.yaml"))) for name in ("regimens", "formulary")]
    assert files[0] >= 43
    assert files[1] >= 77
    # and the twelve policies, and the two tables of equivalents
    assert result.stderr == f"{sum(files) + 14} files, 0 errors, {len(WARNED)} warnings\n"
    document = json.loads(run("validate", str(top / "regimens"), "--format", "json").stdout)
    found = [(p["code"], Path(p["place"]["file"]).stem) for p in document["problems"]]
    assert sorted(found) == WARNED


def test_a_file_that_cannot_be_read_is_exit_3_and_a_plan_from_it_a_refusal(tmp_path: Path) -> None:
    missing = str(tmp_path / "none.yaml")
    assert run("validate", missing).exit_code == 3
    assert run("show", missing).exit_code == 3
    for place in (missing, f"{tmp_path}/"):
        refused = run("plan", place, *START)
        assert refused.exit_code == 1
        assert "RC101" in refused.stderr


def test_wrong_usage_is_exit_2() -> None:
    assert run("plan", "ep-infusional-28d").exit_code == 2
    assert run("plann").exit_code == 2


def test_an_unknown_id_gets_a_suggestion() -> None:
    result = run("plan", "ep-infusional-21d", *MAN, *START)
    assert result.exit_code == 1
    assert "Did you mean 'ep-infusional-28d'?" in result.stderr


def test_list_show_and_schema() -> None:
    listed = run("list").stdout
    assert "ep-infusional-28d" in listed
    assert "nccn-adjusted" in listed
    shown = run("show", "irinotecan-cisplatin-28d").stdout
    assert "NOT VERIFIED" in shown
    assert "days 1, 8, 15 (3 days)" in shown
    assert json.loads(run("schema").stdout)["title"] == "Regimen"


def test_selftest_ends_with_its_count() -> None:
    result = run("selftest")
    assert result.exit_code == 0
    assert result.stdout.strip().split("\n")[-1].endswith("skipped")


def test_colour_is_never_written() -> None:
    assert "\x1b" not in run("plan", "ep-infusional-28d", *MAN, *START).output


def test_a_page_holds_no_colour_that_a_terminal_would_have_to_take_out(man: rc.Patient) -> None:
    course = rc.plan_course(rc.load_regimen("ep-infusional-28d"), man, start="2026-12-01", cycles=4)
    for page in (plan_text(course, 100), explain_text(course, 100)):
        assert "warning RC621: 4 cycles are planned" in page
        assert "\x1b" not in page


def plan_json(*arguments: str) -> dict[str, object]:
    document: dict[str, object] = json.loads(run("plan", *arguments, "--format", "json").stdout)
    return document


def test_a_plan_refused_for_want_of_a_policy_shows_no_policy_that_nobody_chose() -> None:
    document = plan_json("carboplatin-etoposide-21d", *MAN, *START, "--creatinine", "0.9 mg/dL")
    assert set(document) == {"doses", "problems"}


def test_a_policy_file_of_the_settings_is_found_from_the_settings_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    text = (Path(__file__).parent.parent / "policies" / "reference.yaml").read_text()
    (site / "ours.yaml").write_text(text.replace("id: reference\n", "id: ours\n"))
    (site / "settings.yaml").write_text("policy: ours.yaml\n")
    monkeypatch.setattr(site_settings, "settings_file", lambda: site / "settings.yaml")
    monkeypatch.chdir(tmp_path)
    planned = run("plan", "ep-infusional-28d", *MAN, *START).stdout
    assert "policy    ours" in planned
    assert f"from the file {site / 'ours.yaml'}, not from the library" in planned


def test_a_policy_must_be_called_like_its_file(tmp_path: Path) -> None:
    text = (Path(__file__).parent.parent / "policies" / "reference.yaml").read_text()
    disguised = tmp_path / "nccn-adjusted.yaml"
    disguised.write_text(text)
    refused = run("plan", "ep-infusional-28d", *MAN, *START, "--policy", str(disguised))
    assert refused.exit_code == 1
    assert "RC403" in refused.stderr


def test_the_plan_says_what_moved_a_dose_and_what_it_follows() -> None:
    # 50 y, 140 mL/min/1.73 m² at 1.8 m²: 145.7 mL/min, capped at 125
    planned = run(
        "plan", "carboplatin-etoposide-21d", "--sex", "male", "--age", "50 y", "--height",
        "180 cm", "--weight", "64.8 kg", "--egfr", "140 mL/min/1.73m2", "--egfr-equation",
        "ckd_epi_2021", "--policy", "reference", *START,
    ).stdout  # fmt: skip
    assert "carboplatin: GFR for Calvert 125 mL/min: cap reached" in planned
    assert "after carboplatin, over 60 min" in planned


def test_what_stands_in_a_file_never_reaches_the_terminal_as_a_command(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("name: a\x1b[2Jb\n")
    shown = run("validate", str(bad)).output
    assert "\x1b" not in shown
    assert "name: a<U+001B>[2Jb" in shown


def test_an_example_is_compared_in_the_unit_that_it_is_written_in(tmp_path: Path) -> None:
    text = (Path(__file__).parent.parent / "regimens" / "ep-infusional-28d.yaml").read_text()
    path = tmp_path / "ep-infusional-28d.yaml"
    # 181.8119 mg is 0.182 g and 181,812 mcg
    for written, code in (("0.182 g", 0), ("181812 mcg", 0), ("182499 mcg", 1)):
        path.write_text(text.replace("etoposide: 181.8 mg", f"etoposide: {written}"))
        assert run("validate", str(path)).exit_code == code, written


def test_output_that_a_terminal_cannot_write_is_spelled_out() -> None:
    import os
    import subprocess
    import sys

    command = [sys.executable, "-m", "regimencalc", "explain", "ep-infusional-28d", *MAN, *START]
    ran = subprocess.run(
        command,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
    )
    assert ran.returncode == 0
    assert rb"\u251c amount = 100 mg/m2" in ran.stdout


@pytest.mark.parametrize("regimen_id", ANSWERS)
def test_what_a_regimen_leaves_open_is_asked_and_never_chosen_silently(regimen_id: str) -> None:
    plan = ("plan", regimen_id, *MAN, *START, "--policy", "reference", "--format", "json")
    refused = run(*plan)
    assert refused.exit_code == 1
    document = json.loads(refused.stdout)
    assert document["doses"] == []
    asked = [p["message"] for p in document["problems"] if p["code"] == "RC603"]
    for name in ANSWERS[regimen_id]:
        if name.endswith(".cycles"):
            continue
        assert any(f"'{name}' is not chosen" in message for message in asked), name
    chosen = [f"--choose={name}={answer}" for name, answer in ANSWERS[regimen_id].items()]
    answered = json.loads(run(*plan, *chosen).stdout)
    assert not {"RC603", "RC604"} & {p["code"] for p in answered["problems"]}


@pytest.mark.parametrize("width", [80, 100])
@pytest.mark.parametrize("regimen_id", library.ids("regimens"))
def test_no_line_of_a_plan_is_wider_than_the_terminal(regimen_id: str, width: int) -> None:
    patient = rc.Patient(
        sex="female",
        birth_date="1959-11-02",
        height="170 cm",
        weight="90 kg",
        creatinine="60 umol/L",
    )
    course = rc.plan_course(
        rc.load_regimen(regimen_id),
        patient,
        start="2026-12-01T09:00",
        zone="Europe/Dublin",
        cycles=cycles(regimen_id, 2),
        choose=answers(regimen_id),
        policy="nccn-adjusted",
    )
    assert course.doses
    assert max(map(len, plan_text(course, width).split("\n"))) <= width


# "days 4-11", "D1-5"; and any "4-11", but not the pages of a citation (346:85-91), an id (60-21d)
# or a year (2026-12)
RUN_OF_DAYS = re.compile(r"\bd(?:ays?)?\s*\d+\s*[-‐‑‒–—−]\s*\d", re.IGNORECASE)
RUN = re.compile(r"(?<![\w.:;-])\d{1,2}\s*[-‐‑‒–—−]\s*\d{1,2}(?![\w-])")


@pytest.mark.parametrize("regimen_id", library.ids("regimens"))
def test_no_page_writes_days_with_a_dash(regimen_id: str) -> None:
    """E04: "days 4-11" has been read as all eight days."""
    man = rc.Patient(sex="male", age="60 y", height="170 cm", weight="70 kg", creatinine="1 mg/dL")
    course = rc.plan_course(
        rc.load_regimen(regimen_id),
        man,
        start="2026-12-01",
        cycles=cycles(regimen_id, 2),
        choose=answers(regimen_id),
        policy="reference",
    )
    shown = run("show", regimen_id).stdout + run("show", regimen_id, "--days").stdout
    assert [line for line in shown.split("\n") if RUN.search(line)] == []
    planned = plan_text(course, 100) + explain_text(course, 100)  # which cite ranges of amounts
    lines = (shown + planned).split("\n")
    assert len(lines) > 40
    assert [line for line in lines if RUN_OF_DAYS.search(line)] == []


@pytest.mark.parametrize("words", ["days 4-11", "on days 1–8", "D1-5", "1 - 8", "day 2—6"])
def test_a_dash_between_days_would_be_seen(words: str) -> None:
    assert RUN_OF_DAYS.search(words) or RUN.search(words)


@pytest.mark.parametrize("words", ["days 1, 8 (2 days)", "2002;346:85-91", "2026-12-01", "-60-21d"])
def test_a_dash_that_is_not_between_days_is_none(words: str) -> None:
    assert not RUN_OF_DAYS.search(words)
    assert not RUN.search(words)


def test_a_plan_says_whom_it_is_for_and_how_it_calculates() -> None:
    """E16, E20: the measures come back in pounds and feet, with what follows from them."""
    page = " ".join(run("plan", "ep-infusional-28d", *MAN, *START).stdout.split())
    assert "male, 67 y, 170 cm (5 ft 7 in), 70 kg (154 lb), BMI 24.2 kg/m2, BSA 1.818 m2" in page
    assert "BSA mosteller_1987, no cap; clearance cockcroft_gault_1976, actual weight" in page


def test_a_plan_names_look_alike_drugs_with_tall_man_letters() -> None:
    """E47: as the list of the FDA and ISMP has them."""
    page = run("plan", "abvd-28d", *MAN, *START, "--cycles", "1").stdout
    assert "  DOXOrubicin " in page
    assert "  vinBLAStine " in page
    assert "  bleomycin " in page


def test_a_plan_says_by_which_route_a_drug_has_killed() -> None:
    """E51: vincristine in a minibag, never into the spinal canal."""
    words = "vinCRIStine: never by the intrathecal route. Fatal if given by other routes."
    assert words in run("plan", "pcv", *MAN, *START, "--choose=cycle.length=49 d").stdout
    assert "never by the" not in run("plan", "ep-infusional-28d", *MAN, *START).stdout


def test_a_policy_can_be_shown() -> None:
    shown = run("show", "nccn-adjusted").stdout
    assert "adjusted weight from BMI 25 kg/m2, creatinine floor 0.7 mg/dL" in shown
    assert "NCCN Chemotherapy Order Templates" in shown


def test_another_name_of_a_regimen_is_told_but_never_taken() -> None:
    refused = run("plan", "EP", *MAN, *START)
    assert refused.exit_code == 1
    assert (
        "It is also a name of ep-21d, ep-continuous-28d, ep-five-day-21d, ep-infusional-28d, "
        "ep-three-day-21d: write an id."
    ) in refused.stderr


def test_a_measure_without_quotes_is_told_to_have_some() -> None:
    refused = run("plan", "ep-infusional-28d", "--height", "170", "cm", *START)
    assert refused.exit_code == 2
    assert 'Put quotes round a measure: --height "170 cm".' in refused.stderr


def test_the_shell_completes_ids_of_regimens_and_policies() -> None:
    def completed(*words: str) -> str:
        environment = {
            "_REGIMENCALC_COMPLETE": "bash_complete",
            "COMP_WORDS": " ".join(["regimencalc", *words]),
            "COMP_CWORD": str(len(words)),
        }
        return CliRunner().invoke(main, prog_name="regimencalc", env=environment).output

    assert completed("plan", "ep").split("\n") == [
        "plain,ep-21d",
        "plain,ep-continuous-28d",
        "plain,ep-five-day-21d",
        "plain,ep-infusional-28d",
        "plain,ep-three-day-21d",
        "",
    ]
    assert completed("plan", "ep-inf") == "plain,ep-infusional-28d\n"
    assert completed("show", "nccn") == "plain,nccn-adjusted\n"
    assert completed("plan", "ep-infusional-28d", "--policy", "ref") == "plain,reference\n"


@pytest.mark.parametrize(
    ("twice", "words"),
    [
        (("--weight", "70 kg", "--weight", "80 kg"), "--weight is given twice"),
        (("--weight=70 kg", "--weight", "80 kg"), "--weight is given twice"),
        (("--prior", "cisplatin=0", "--prior", "cisplatin=90 mg/m2"), "--prior cisplatin is given"),
        (("--choose", "a=b", "--choose", "a=c"), "--choose a is given twice"),
    ],
)
def test_what_is_given_twice_is_refused_and_not_the_last_one_taken(
    twice: tuple[str, ...], words: str
) -> None:
    result = run("plan", "ep-infusional-28d", "--height", "170 cm", "--start", "2026-12-01", *twice)
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stdout == ""


def test_two_priors_and_two_values_of_their_own_are_no_repetition() -> None:
    values = ("--value", "neutrophils=3 10^9/L", "--value", "platelets=200 10^9/L")
    given = ("--prior", "cisplatin=0", "--prior", "doxorubicin=0", *values)
    measures = ("--sex", "male", "--age", "67 y", "--height", "170 cm", "--weight", "70 kg")
    result = run("plan", "ep-infusional-28d", *measures, "--start", "2026-12-01", *given)
    assert result.exit_code == 0


def test_without_a_command_and_without_a_terminal_the_planner_says_what_it_needs() -> None:
    result = run()
    assert result.exit_code == 2
    assert "the planner needs a terminal; see --help for the commands" in result.stderr
