"""Runs the tests that reach a mutant, each mutant in a fork of one process.

A plugin of pytest for `mutation.py`: the tests are collected once, run once as they are to see
which functions each reaches and how long it takes, and then, for each mutant, those that reach it,
the quickest first, until one fails.
"""

import gc
import json
import os
import signal
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.state import state

MOST_AT_ONCE = 2
RESULTS = Path("results.txt")
RED = "fails without a change"
DONE = "judged"
STATES = {0: "survived", 1: "killed", -signal.SIGVTALRM: "timeout"}


class Forks:
    """What takes the place of the loop over the tests."""

    def __init__(self) -> None:
        self.failed: list[str] = []
        self.seconds: dict[str, float] = {}
        self.reaching: dict[str, list[pytest.Item]] = defaultdict(list)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember what failed."""
        if report.failed:
            self.failed.append(report.nodeid)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run all tests without a change, then those that reach each mutant."""
        set_mutant_under_test("stats")
        for item in session.items:
            self._look_at(item)
        set_mutant_under_test("")
        gc.collect()
        gc.freeze()
        self._judge_all()
        write_down("all", DONE)
        return True

    def _look_at(self, item: pytest.Item) -> None:
        """Run a test as it is, and see what it reaches; one that fails so can judge nothing."""
        state()._stats.clear()  # the one place in which mutmut keeps this
        start = time.process_time()
        item.ihook.pytest_runtest_protocol(item=item, nextitem=None)
        self.seconds[item.nodeid] = time.process_time() - start
        if self.failed:
            write_down(self.failed.pop(), RED)
            self.failed.clear()
            return
        for function in state()._stats:
            self.reaching[function].append(item)

    def _judge_all(self) -> None:
        running: dict[int, str] = {}
        for mutant in mutants():
            tests = self.reaching.get(mutant.rsplit("__mutmut_", 1)[0], [])
            if not tests:
                write_down(mutant, "no tests")
                continue
            if len(running) == MOST_AT_ONCE:
                self._wait_for_one(running)
            tests.sort(key=lambda item: self.seconds[item.nodeid])
            child = os.fork()
            if child == 0:
                self._judge(mutant, tests)
            running[child] = mutant
        while running:
            self._wait_for_one(running)

    def _wait_for_one(self, running: dict[int, str]) -> None:
        child, status = os.wait()
        code = os.waitstatus_to_exitcode(status)
        write_down(running.pop(child), STATES.get(code, f"ended with {code}"))

    def _judge(self, mutant: str, tests: list[pytest.Item]) -> None:
        """In a child: leave with 1 at the first test that fails, with 0 if none does."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for output in (1, 2):
            os.dup2(nowhere, output)
        set_mutant_under_test(mutant)
        signal.signal(signal.SIGVTALRM, signal.SIG_DFL)
        for item in tests:
            # seconds of work, not of the clock: a busy machine makes no mutant look endless
            signal.setitimer(signal.ITIMER_VIRTUAL, 3 + 10 * self.seconds[item.nodeid])
            item.ihook.pytest_runtest_protocol(item=item, nextitem=None)
            if self.failed:
                os._exit(1)
        os._exit(0)


def write_down(name: str, became: str) -> None:
    """Write what became of it at once: a run of an hour may be looked at while it runs."""
    with RESULTS.open("a", encoding="utf-8") as file:
        file.write(f"{became}: {name}\n")


def mutants() -> Iterator[str]:
    """The name of every mutant."""
    for file in sorted(Path("src").rglob("*.meta")):
        yield from json.loads(file.read_text("utf-8"))["exit_code_by_key"]


def pytest_configure(config: pytest.Config) -> None:
    """Take the place of the loop."""
    config.pluginmanager.register(Forks())
