"""Edges as cuts between numbers: what two conditions share, and how it is said."""

from math import inf

import pytest

from regimencalc.conditions import Clause
from regimencalc.intervals import EVERYTHING, Interval, interval_of, kinds_of, shared, span_in_words
from regimencalc.unit_reader import read_measure
from regimencalc.units import Kind


def clause(**edges: str) -> Clause:
    kinds = (Kind.CELL_COUNT, Kind.UPPER_LIMIT)
    read = ((edge, read_measure(text, kinds, "value")) for edge, text in edges.items())
    return Clause("platelets", tuple(read))


FROM_50, ABOVE_50 = {"from": "50 10^9/L"}, {"above": "50 10^9/L"}
TO_75, BELOW_75 = {"to": "75 10^9/L"}, {"below": "75 10^9/L"}


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        # (50, 0) lies just below 50, (50, 1) just above it
        (FROM_50, ((50, 0), (inf, 0))),
        (ABOVE_50, ((50, 1), (inf, 0))),
        (TO_75, ((-inf, 0), (75, 1))),
        (BELOW_75, ((-inf, 0), (75, 0))),
        (FROM_50 | TO_75, ((50, 0), (75, 1))),
        (ABOVE_50 | BELOW_75, ((50, 1), (75, 0))),
    ],
)
def test_a_clause_holds_between_two_cuts(edges: dict[str, str], expected: Interval) -> None:
    assert interval_of(clause(**edges)) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (FROM_50, TO_75, ((50, 0), (75, 1))),
        (TO_75, FROM_50, ((50, 0), (75, 1))),
        (FROM_50, ABOVE_50, ((50, 1), (inf, 0))),
        (TO_75, BELOW_75, ((-inf, 0), (75, 0))),
        # to 50 and from 50 have 50 alone; to 50 and above 50 have nothing
        ({"to": "50 10^9/L"}, FROM_50, ((50, 0), (50, 1))),
        ({"to": "50 10^9/L"}, ABOVE_50, None),
        ({"below": "50 10^9/L"}, FROM_50, None),
        ({"below": "40 10^9/L"}, FROM_50, None),
    ],
)
def test_what_two_clauses_share(
    one: dict[str, str], other: dict[str, str], expected: Interval | None
) -> None:
    assert shared(interval_of(clause(**one)), interval_of(clause(**other))) == expected


@pytest.mark.parametrize(
    ("between", "said"),
    [
        (((50, 0), (inf, 0)), "platelets from 50 10^9/L"),
        (((50, 1), (inf, 0)), "platelets above 50 10^9/L"),
        (((-inf, 0), (75, 1)), "platelets to 75 10^9/L"),
        (((-inf, 0), (75, 0)), "platelets below 75 10^9/L"),
        (((50, 0), (75, 0)), "platelets from 50 10^9/L below 75 10^9/L"),
        (((50, 1), (75, 1)), "platelets above 50 10^9/L to 75 10^9/L"),
        (((50, 0), (50, 1)), "platelets 50 10^9/L"),
        (EVERYTHING, "platelets"),
    ],
)
def test_values_between_cuts_are_said_as_the_file_has_them(between: Interval, said: str) -> None:
    assert span_in_words(between, [clause(**FROM_50), clause(**TO_75)]) == said


def test_one_clause_is_said_by_itself() -> None:
    alone = clause(**FROM_50, **BELOW_75)
    assert span_in_words(interval_of(alone), [alone]) == "platelets from 50 10^9/L below 75 10^9/L"


def test_edges_in_two_kinds_of_unit_are_told_apart() -> None:
    by_limit = clause(above="2 ULN")
    assert kinds_of([clause(**FROM_50, **TO_75), clause(**BELOW_75)]) == 1
    assert kinds_of([clause(**FROM_50), by_limit]) == 2
    assert kinds_of([]) == 0
