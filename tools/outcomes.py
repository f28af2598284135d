"""A plugin for pytest: what became of each test, and which package it tested, as a file of JSON.

A test counts as failed only where an expectation of its own did not hold. Any other exception, and
whatever goes wrong before a test begins, is called an error: the code may then be broken in a way
that has nothing to do with what is asked.
"""

import json
import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

import regimencalc

WRITTEN_TO = "OUTCOMES_FILE"
OUTCOMES: dict[str, str] = {}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note what became of a test: passed, failed, skipped or error."""
    report = yield
    if report.passed and call.when == "call":
        OUTCOMES.setdefault(item.nodeid, "passed")
    elif report.skipped:
        OUTCOMES[item.nodeid] = "skipped"
    elif report.failed:
        wrong = call.excinfo
        is_failed = call.when == "call" and wrong is not None and is_expectation(wrong)
        OUTCOMES[item.nodeid] = "failed" if is_failed else f"error: {wrong}"
    return report


def is_expectation(wrong: pytest.ExceptionInfo[BaseException]) -> bool:
    """Whether it was the test that was not content, and not the code that broke."""
    if all(isinstance(one, AssertionError | pytest.fail.Exception) for one in each(wrong.value)):
        return True
    is_of_the_test = "tests" in Path(str(wrong.traceback[-1].path)).parts
    is_unpacking = isinstance(wrong.value, ValueError) and "values to unpack" in str(wrong.value)
    return is_of_the_test and is_unpacking


def each(wrong: BaseException) -> Iterator[BaseException]:
    """The exception, or all of a group: hypothesis finds several at once."""
    if isinstance(wrong, BaseExceptionGroup):
        for one in wrong.exceptions:
            yield from each(one)
    else:
        yield wrong


def pytest_sessionfinish() -> None:
    """Write what was noted."""
    said = {"package": str(Path(regimencalc.__file__).parent), "tests": OUTCOMES}
    Path(os.environ[WRITTEN_TO]).write_text(json.dumps(said), "utf-8")
