"""One giving as it stands in a course: what it says of itself, and its record field by field."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from regimencalc.administration import Administration
from regimencalc.derivation import Step
from regimencalc.dosing import Dose
from regimencalc.planned_dose import PlannedDose, PlannedEvent
from regimencalc.problems import Place, Problem, Refused
from regimencalc.regimen import Regimen
from regimencalc.rounded_dose import Rounding
from regimencalc.withheld import Withheld, Word
from regimencalc.yaml_source import read

HEAD = """\
format: 1
id: made
name: Made
population: adult
status: draft
sources: [{id: somebody, cite: "Somebody, 2020"}]
cycle: {length: 21 d, planned: 2}
components:
"""
ON = date(2026, 12, 3)
REASON = Problem("RC705", "above its limit", "Look at it.", Place(field="cisplatin"))
HELD = Withheld(Word.HELD, (REASON,), "mg")


def dose(number: float, calculated: float | None = None) -> Dose:
    exact = number if calculated is None else calculated
    return Dose(number, "mg", exact, Step("dose", number, "mg"))


def planned(
    text: str = "drug: cisplatin, per_dose: 20 mg, days: [1]",
    of: Dose | Withheld | None = None,
    minutes: float | None = None,
    **more: Any,
) -> PlannedDose:
    regimen = Regimen.from_source(read(f"{HEAD}  - {{id: a, {text}}}\n".encode(), "made.yaml"))
    given = {name: more.pop(name) for name in ("minute", "at", "goes_on", "follows", "relation")
             if name in more}  # fmt: skip
    administration = Administration(
        regimen.components[0].statements[0], 2, 3, 1, 2, 2, given.pop("minute", None), minutes,
        **given,
    )  # fmt: skip
    return PlannedDose(
        4, more.pop("phase", None), ON, 5, of or dose(100.5, 101.25), administration,
        more.pop("starts_at", None), more.pop("ends_at", None), more.pop("ends_on", None), **more,
    )  # fmt: skip


def test_a_plain_giving_has_its_place_and_nothing_that_was_not_said() -> None:
    assert planned().to_dict(None) == {
        "cycle": 4,
        "cycle_in_phase": 2,
        "phase": None,
        "day": 3,
        "date": "2026-12-03",
        "component": "a",
        "drug": "cisplatin",
        "route": "",
        "dose_number": 5,
        "calculated": {"value": 101.25, "unit": "mg"},
        "dose": {"value": 100.5, "unit": "mg"},
        "rounded": None,
        "withheld": None,
        "proposed": None,
        "duration": None,
        "per_hour": None,
        "per_day": None,
        "starts_at": None,
        "ends_at": None,
        "ends_on": None,
        "follows": None,
        "relation": None,
        "hour": None,
        "at": None,
        "goes_on": None,
        "in_bag_with": None,
        "dilute_in": None,
        "only_if": [],
        "optional": False,
        "notes": [],
        "derivation": None,
        "preparation": None,
        "judgements": [],
    }


def test_a_giving_says_everything_that_is_known_of_it() -> None:
    one = planned(
        "drug: cisplatin, per_dose: 20 mg, days: [1], route: intravenous, infuse_over: 48 h, "
        "in_bag_with: b, dilute_in: saline, optional: true, note: of the line, "
        "only_if: {platelets: {from: 100 10^9/L}}, parts: [{cycles: {from: 1}, note: of the part}]",
        minutes=2880,
        minute=90,
        at="evening",
        goes_on="until progression",
        follows="b",
        relation="2 h after b",
        phase="first",
        starts_at=datetime(2026, 12, 3, 10, 30, tzinfo=UTC),
        ends_at=datetime(2026, 12, 5, 10, 30, tzinfo=UTC),
        ends_on=date(2026, 12, 5),
    )
    record = one.to_dict({"what": "dose"}, ["k1", "k2"], {"volume": "1 mL"})
    # 100.5 × 60 ÷ 2880 = 2.09375 mg/h; × 1440 ÷ 2880 = 50.25 mg/d; 90 min are 1.5 h
    expected = {
        "phase": "first",
        "route": "intravenous",
        "duration": "48 h",
        "per_hour": {"value": 2.09375, "unit": "mg/h"},
        "per_day": {"value": 50.25, "unit": "mg/d"},
        "starts_at": "2026-12-03T10:30:00+00:00",
        "ends_at": "2026-12-05T10:30:00+00:00",
        "ends_on": "2026-12-05",
        "follows": "b",
        "relation": "2 h after b",
        "hour": 1.5,
        "at": "evening",
        "goes_on": "until progression",
        "in_bag_with": "b",
        "dilute_in": "saline",
        "only_if": ["platelets at least 100 10^9/L"],
        "optional": True,
        "notes": ["of the line", "of the part"],
        "derivation": {"what": "dose"},
        "preparation": {"volume": "1 mL"},
        "judgements": ["k1", "k2"],
    }
    assert {name: record[name] for name in expected} == expected
    assert one.derivation is one.computed.derivation


@pytest.mark.parametrize(
    ("minutes", "per_hour", "per_day"),
    [
        (None, None, None),
        (30, 201, None),  # 100.5 × 60 ÷ 30
        (1440, 4.1875, None),  # a day is no longer than a day
        (1441, 100.5 * 60 / 1441, 100.5 * 1440 / 1441),
    ],
)
def test_what_runs_in_an_hour_and_of_what_is_longer_in_a_day(
    minutes: float | None, per_hour: float | None, per_day: float | None
) -> None:
    one = planned(minutes=minutes)
    assert one.per_hour == (None if per_hour is None else pytest.approx(per_hour, rel=1e-12))
    assert one.per_day == (None if per_day is None else pytest.approx(per_day, rel=1e-12))


def test_a_rounded_dose_says_by_what_and_how_far() -> None:
    rounded = dose(100.5, 101.25)._replace(rounding=Rounding("step", -0.74))
    assert planned(of=rounded).to_dict(None)["rounded"] == {
        "by": "step",
        "variance_percent": -0.74,
        "pieces": [],
    }


def test_a_withheld_dose_has_a_word_and_no_number_anywhere() -> None:
    one = planned(of=HELD, minutes=2880)
    record = one.to_dict(None)
    assert {record[name] for name in ("calculated", "dose", "rounded", "per_hour", "per_day")} == {
        None
    }
    assert record["withheld"] == {"word": "HELD", "reasons": [REASON.to_dict()]}
    for refused in ("computed", "derivation"):
        with pytest.raises(Refused) as caught:
            getattr(one, refused)
        assert caught.value.problems == (REASON,)


def test_what_is_proposed_has_its_number_or_why_there_would_be_none() -> None:
    record = planned(proposed=dose(75), proposed_warnings=(REASON,)).to_dict(None)
    assert record["proposed"] == {
        "value": 75,
        "unit": "mg",
        "derivation": {"what": "dose", "value": 75, "unit": "mg"},
        "withheld": None,
        "warnings": [REASON.to_dict()],
    }
    assert planned(proposed=HELD).to_dict(None)["proposed"] == {
        "value": None,
        "unit": "mg",
        "derivation": None,
        "withheld": {"word": "HELD", "reasons": [REASON.to_dict()]},
        "warnings": [],
    }


@pytest.mark.parametrize(
    ("number", "dilution", "notes"),
    [
        (100.0, "100 mL", ["always", "small"]),
        (100.001, "250 mL", ["always", "large"]),
        (500.0, "saline", ["always"]),  # no part is for so much
        (None, "saline", ["always"]),
    ],
)
def test_a_dose_decides_in_what_it_is_diluted(
    number: float | None, dilution: str, notes: list[str]
) -> None:
    one = planned(
        "drug: cisplatin, per_dose: 20 mg, days: [1], dilute_in: saline, note: always, parts: ["
        "{when: {dose: {to: 100 mg}}, dilute_in: {volume: 100 mL}, note: small}, "
        "{when: {dose: {above: 100 mg, below: 500 mg}}, dilute_in: {volume: 250 mL}, note: large}]",
        of=HELD if number is None else dose(number),
    )
    assert (one.dilute_in, list(one.notes)) == (dilution, notes)


def test_a_part_that_holds_for_the_dose_may_say_nothing_of_a_dilution() -> None:
    one = planned(
        "drug: cisplatin, per_dose: 20 mg, days: [1], dilute_in: saline, parts: ["
        "{when: {dose: {to: 200 mg}}, note: small}, "
        "{when: {dose: {to: 300 mg}}, dilute_in: {volume: 250 mL}}]"
    )
    assert (one.dilute_in, one.notes) == ("250 mL", ("small",))
    assert planned().dilute_in is None


def test_a_line_without_a_drug_has_no_drug() -> None:
    assert planned("event: surgery, days: [1]").drug == ""


def test_an_event_has_its_record() -> None:
    event = PlannedEvent(4, 2, "first", 3, ON, "a", "surgery", "")
    assert event.to_dict() == {
        "cycle": 4,
        "cycle_in_phase": 2,
        "phase": "first",
        "day": 3,
        "date": "2026-12-03",
        "component": "a",
        "name": "surgery",
        "words": None,
    }
    assert PlannedEvent(1, 1, None, 1, ON, "a", "a", "rest").to_dict()["words"] == "rest"
