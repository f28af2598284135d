"""The fuzzing of the gates, run for a fixed number of executions, and its own judgement tested."""

import itertools
import sys
from pathlib import Path

import pytest

from regimencalc import unit_reader, yaml_source
from regimencalc.problems import Problem, Refused
from regimencalc.source import Source
from regimencalc.units import Kind, Measure

sys.path.insert(0, str(Path(__file__).parent.parent / "tools"))

import fuzz_gates

QUICK = 1500


def test_no_mutated_input_gets_through_the_gates_or_breaks_them() -> None:
    outcome = fuzz_gates.fuzz(seed=2026, executions=QUICK)
    assert outcome.executions == QUICK
    assert not outcome.failures, "\n".join(map(str, outcome.failures))


def test_each_target_is_tried_and_accepts_some_of_what_it_is_given() -> None:
    outcome = fuzz_gates.fuzz(seed=2026, executions=QUICK)
    assert set(outcome.accepted) == {"unit_reader", "yaml_source", "validate"}
    assert all(0 < count < QUICK / 3 for count in outcome.accepted.values())


def test_a_seed_fixes_every_input(tmp_path: Path) -> None:
    runs = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        tried = itertools.islice(fuzz_gates.attempts(7, tmp_path / name), 60)
        runs.append([(target, given) for target, given, _ in tried])
    assert runs[0] == runs[1]
    assert len({repr(run) for run in runs[0]}) > 50


def test_a_gate_that_raises_something_else_is_a_failure_printed_with_its_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks(_content: bytes, _name: str) -> Source:
        raise RecursionError("too deep")

    monkeypatch.setattr(yaml_source, "read", breaks)
    assert fuzz_gates.main(["--executions", "30", "--seed", "5"]) == 1
    printed = capsys.readouterr().out
    assert "FAILURE in yaml_source" in printed
    assert "RecursionError: too deep" in printed
    assert "  given: b'" in printed
    assert printed.splitlines()[-1] == "30 executions, 10 failures, seed 5"


def test_a_measure_read_wrongly_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def deletes_commas(text: str, kinds: tuple[Kind, ...]) -> Measure:
        return unit_reader.read_measure(text.replace(",", ""), kinds)

    monkeypatch.setattr(fuzz_gates, "read_measure", deletes_commas)
    assert fuzz_gates._check_measure("14 mg", (Kind.MASS,)) == ("", True)
    why, _ = fuzz_gates._check_measure("1,4 mg", (Kind.MASS,))
    assert "read as 14 mg" in why


def test_a_problem_without_words_or_with_a_code_of_elsewhere_is_a_failure() -> None:
    for problem in (
        Problem("RC205", "", "x"),
        Problem("RC205", "x", ""),
        Problem("RC301", "x", "y"),
    ):
        assert fuzz_gates._wrong_with((problem,), fuzz_gates.MEASURE_CODES.__contains__)
    assert fuzz_gates._wrong_with((), fuzz_gates.MEASURE_CODES.__contains__)
    fine = Refused(Problem("RC205", "x", "y")).problems
    assert not fuzz_gates._wrong_with(fine, fuzz_gates.MEASURE_CODES.__contains__)


def test_a_run_without_failures_ends_with_its_count_and_exit_code_0(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(fuzz_gates, "_check_file", lambda _path, _content: ("", True))
    assert fuzz_gates.main(["--executions", "9", "--seed", "3"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "9 executions, 0 failures, seed 3"


def test_a_run_without_an_end_is_not_started(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        fuzz_gates.main([])
    assert "--seconds or --executions" in capsys.readouterr().err
