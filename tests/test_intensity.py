"""Relative dose intensity, by hand: amount by time, over the stated amount by the stated time.

Etoposide is 100 mg/m2 on days 1 to 3, and cisplatin 45 mg/m2 on days 2 and 3, of three cycles of 28
days: 84 days in all.
"""

import pytest
from kept import BLOOD, confirmed, decided, kept, made

from regimencalc import courses
from regimencalc.intensity import Intensity, intensities, is_given
from regimencalc.record import Record
from regimencalc.replaying import as_stated, replayed


@pytest.fixture(scope="module")
def ep() -> Record:
    return kept(values=BLOOD)


@pytest.fixture(scope="module")
def first_given(ep: Record) -> Record:
    """Cycle 1 was given as planned."""
    days = ("given cycle 1 day 1", "given cycle 1 day 2", "given cycle 1 day 3")
    return decided(confirmed(ep, 1), *days)


def found(record: Record) -> dict[str, tuple[float | None, float | None]]:
    every = intensities(replayed(record), as_stated(record))
    return {one.component: (_rounded(one.planned), _rounded(one.given)) for one in every}


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 6)


def test_as_stated_it_is_all_and_nothing_is_given_yet(ep: Record) -> None:
    assert found(ep) == {"etoposide": (100, None), "cisplatin": (100, None)}


def test_a_share_lowers_its_own_line(ep: Record) -> None:
    # (1 + 0.75 + 0.75) ÷ 3 = 83.333 %
    assert found(decided(ep, "give etoposide=75 % from cycle 2")) == {
        "etoposide": (83.333333, None),
        "cisplatin": (100, None),
    }


def test_a_delay_lowers_every_line(ep: Record) -> None:
    # 84 ÷ (84 + 14) = 85.714 %
    assert found(decided(ep, "delay cycle 2 by 14 d")) == {
        "etoposide": (85.714286, None),
        "cisplatin": (85.714286, None),
    }


def test_a_delay_of_the_last_cycle_counts_and_one_of_its_days_does_not(ep: Record) -> None:
    # 84 ÷ 91 = 92.308 %; the last cycle lasts 28 days as stated, whatever moves in it
    assert found(decided(ep, "delay cycle 3 by 7 d"))["cisplatin"] == (92.307692, None)
    assert found(decided(ep, "delay cycle 3 day 2 by 7 d"))["cisplatin"] == (100, None)


def test_the_first_cycle_moves_with_the_start(ep: Record) -> None:
    assert found(decided(ep, "start on 2026-12-08"))["cisplatin"] == (100, None)


def test_share_and_delay_multiply(ep: Record) -> None:
    # 0.83333 × 0.85714 = 71.429 %
    record = decided(ep, "give etoposide=75 % from cycle 2", "delay cycle 2 by 14 d")
    assert found(record)["etoposide"] == (71.428571, None)


def test_what_is_left_out_counts_as_nothing(ep: Record) -> None:
    # five of six days; two of three cycles
    assert found(decided(ep, "omit cisplatin from cycle 2 day 3 to cycle 2"))["cisplatin"] == (
        83.333333,
        None,
    )
    assert found(decided(ep, "stop course from cycle 3"))["etoposide"] == (66.666667, None)


def test_a_new_weight_is_no_reduction(ep: Record) -> None:
    record = decided(ep, "measure weight=64 kg, on 2026-12-28 from cycle 2")
    assert found(record) == {"etoposide": (100, None), "cisplatin": (100, None)}


def test_another_answer_is_no_reduction() -> None:
    record = kept("r-chop-21d", choose={"prednisone-dose": "flat"}, cycles=2)
    record = decided(record, "choose prednisone-dose=by-surface from cycle 2")
    assert found(record)["prednisone"] == (100, None)


# What was given


def test_a_cycle_that_was_given_counts_until_the_next_begins(first_given: Record) -> None:
    assert found(first_given)["etoposide"] == (100, 100)
    # 28 ÷ 42 = 66.667 %
    late = decided(first_given, "delay cycle 2 by 14 d")
    assert found(late)["etoposide"] == (85.714286, 66.666667)


def test_a_cycle_that_was_given_in_part_does_not_count_yet(ep: Record) -> None:
    record = decided(confirmed(ep, 1), "given cycle 1 day 1", "given cycle 1 day 2")
    assert found(record)["etoposide"] == (100, None)
    assert not is_given(replayed(record), 1)


def test_what_was_not_given_counts_as_nothing_and_what_was_given_otherwise_as_it_was(
    ep: Record,
) -> None:
    record = decided(
        confirmed(ep, 1),
        "given cycle 1 day 1",
        "not given cycle 1 day 2 etoposide",
        "given cycle 1 day 2 cisplatin 40 mg",
        "given cycle 1 day 3",
    )
    assert is_given(replayed(record), 1)
    # etoposide two of three; cisplatin (40 + 81.81534) ÷ 163.63068 = 74.445 %
    planned, given = found(record)["cisplatin"]
    assert given == pytest.approx(74.445286, abs=1e-4)
    assert found(record)["etoposide"][1] == 66.666667
    # of all six days: (40 + 5 × 81.81534) ÷ 490.89204 = 91.482 %
    assert planned == pytest.approx(91.481762, abs=1e-4)


def test_a_cycle_of_which_the_rest_was_left_out_is_given(ep: Record) -> None:
    record = confirmed(decided(ep, "stop course from cycle 1 day 2"), 1)
    assert not is_given(replayed(record), 1)
    record = decided(record, "given cycle 1 day 1")
    assert is_given(replayed(record), 1)
    assert not is_given(replayed(record), 2)
    assert found(record) == {"etoposide": (11.111111, 33.333333), "cisplatin": (0, 0)}


def test_phases_count_by_their_own_lengths() -> None:
    # four cycles of 35 days and two of 28: 196; a week more is 196 ÷ 203 = 96.552 %
    record = kept("map", choose={"hydration": "1500 mL/m2"})
    assert found(decided(record, "delay cycle 5 by 7 d"))["cisplatin"] == (96.551724, None)


def test_a_dose_that_is_refused_as_stated_is_not_known() -> None:
    big = made(
        """cycle: {length: 28 d, planned: 1}
components:
  - {id: a, drug: etoposide, route: intravenous, infuse_over: 1 h, per_dose: 201 mg/m2, days: [1]}
  - {id: b, drug: etoposide, route: oral, per_dose: 100 mg, days: [8]}
"""
    )
    assert found(kept(big)) == {"a": (None, None), "b": (100, None)}


def test_the_time_to_a_phase_that_waits_is_stated_too() -> None:
    # cycle 1 of 21 days, and a week until cycles 2 and 3 of 14 days: 56 days as stated
    bag = "drug: etoposide, route: intravenous, infuse_over: 1 h, per_dose: 100 mg/m2, days: [1]"
    waits = made(
        f"""phases:
  - {{id: a, cycle: {{length: 21 d, planned: 1}}, components: [{{id: one, {bag}}}]}}
  - {{id: b, starts: {{after: a, by: 7 d}}, cycle: {{length: 14 d, planned: 2}}, \
components: [{{id: two, {bag}}}]}}
"""
    )
    record = kept(waits)
    assert found(record) == {"one": (100, None), "two": (100, None)}
    # 56 ÷ 63 = 88.889 %
    assert found(decided(record, "delay cycle 2 by 7 d"))["two"] == (88.888889, None)


def test_a_line_of_a_later_cycle_has_nothing_given_yet() -> None:
    later = made(
        """cycle: {length: 28 d, planned: 2}
components:
  - {id: a, drug: etoposide, route: oral, per_dose: 100 mg, days: [1]}
  - {id: b, drug: etoposide, route: oral, per_dose: 100 mg, days: [8], cycles: [2]}
"""
    )
    record = decided(confirmed(kept(later), 1), "given cycle 1 day 1")
    assert found(record) == {"a": (100, 100), "b": (100, None)}


def test_a_line_that_is_refused_in_one_cycle_is_not_known() -> None:
    refused_later = made(
        """cycle: {length: 28 d, planned: 2}
components:
  - id: a
    drug: etoposide
    route: intravenous
    infuse_over: 1 h
    days: [1]
    parts:
      - {cycles: [1], per_dose: 100 mg/m2}
      - {cycles: [2], per_dose: 201 mg/m2}
"""
    )
    assert found(kept(refused_later)) == {"a": (None, None)}


# What is shown of it


@pytest.mark.parametrize(
    ("planned", "given", "words"),
    [
        (85.714, None, "planned 86 %, given not known"),
        (100.0, 66.5, "planned 100 %, given 67 %"),
        (None, 0.0, "planned not known, given 0 %"),
    ],
)
def test_both_are_said_in_whole_percent(
    planned: float | None, given: float | None, words: str
) -> None:
    assert Intensity("a", planned, given).words == words


def test_it_is_shown_where_anything_was_decided_or_given(ep: Record, first_given: Record) -> None:
    def shown(record: Record) -> list[str]:
        return [one.component for one in courses.intensities_of(record, replayed(record))]

    assert shown(ep) == []
    assert shown(decided(ep, "measure creatinine=0.9 mg/dL, on 2026-11-30")) == []
    both = ["etoposide", "cisplatin"]
    assert shown(first_given) == both
    assert shown(decided(ep, "delay cycle 2 by 1 d")) == both
    assert shown(decided(ep, "omit cisplatin from cycle 3")) == both
