"""The command line: stdout is data, stderr is messages, and the exit code says how it went."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from regimencalc import site_settings
from regimencalc.cli import main

MAN = ["--sex", "male", "--age", "67 y", "--height", "170 cm", "--weight", "70 kg"]
START = ["--start", "2026-12-01"]


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
        "Cycle 1   PROVISIONAL   Tue 1 Dec 2026 to Thu 3 Dec 2026",
        "Cycle 2   PROVISIONAL   Tue 29 Dec 2026 to Thu 31 Dec 2026",
        "545.4 mg",  # 3 × 181.8119
        "163.6 mg",  # 2 × 81.8153
        "3.41 mg/h",  # 81.8153 ÷ 24
        "ends Fri 4 Dec",
        "UNCHECKED",
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
    assert f"{bad}:30:15: error RC301: day 33 lies beyond the cycle of 28 days" in result.stdout
    assert "   30 |     days: [2, 33]" in result.stdout
    assert "      |               ^" in result.stdout
    assert result.stderr == "1 file, 1 error, 0 warnings\n"
    document = json.loads(run("validate", str(bad), "--format", "json").stdout)
    assert document["problems"][0]["place"]["line"] == 30


def test_validate_takes_folders_and_reports_every_file() -> None:
    top = Path(__file__).parent.parent
    result = run("validate", *(str(top / name) for name in ("regimens", "formulary", "policies")))
    assert result.exit_code == 0
    assert result.stderr == "10 files, 0 errors, 0 warnings\n"


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
