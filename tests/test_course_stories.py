"""Courses from an empty store to the last dose that is given; days and doses are worked by hand.

The man has 170 cm and 70 kg: √(170 × 70 ÷ 3600) = 1.81812 m². Where he is weighed again the test
says with what surface its doses are found.
"""

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from regimencalc import courses, deciding
from regimencalc.planned_course import Course
from regimencalc.problems import Refused
from regimencalc.record import Record
from regimencalc.store import Store

MAN = {
    "sex": "male",
    "birth_date": "1959-03-14",
    "height": "170 cm",
    "height_on": "2026-11-30",
    "weight": "70 kg",
    "weight_on": "2026-11-30",
}
WELL = (
    "neutrophils=3 10^9/L, on {}",
    "platelets=200 10^9/L, on {}",
    "bilirubin=10 umol/L, on {}",
    "ast=20 IU/L, on {}",
    "neuropathy=grade 0, on {}",
)


class Told:
    """One course of a store, and what is decided of it from day to day."""

    def __init__(self, store: Store, course_id: str) -> None:
        self.store, self.id = store, course_id

    @property
    def record(self) -> Record:
        """The course as it is stored."""
        return courses.opened(self.store, self.id)[0]

    @property
    def course(self) -> Course:
        """Its doses, and how far each cycle has come."""
        return courses.shown(self.record)

    def decide(self, on: str, *sentences: str, reason: str = "as-planned", why: str = "") -> None:
        """Decide something at nine o'clock of a day."""
        at = f"{on}T09:00:00+00:00"
        for sentence in sentences:
            courses.changed(
                self.store,
                self.id,
                partial(deciding.decide, text=sentence, who="MB", at=at, reason=reason, why=why),
                who="MB",
                at=at,
            )

    def why_not(self, on: str, sentence: str) -> str:
        """The words for which something cannot be decided."""
        with pytest.raises(Refused) as refusal:
            self.decide(on, sentence)
        return str(refusal.value)

    def confirm(self, on: str, cycle: int, *codes: str) -> None:
        """Accept what belongs to no dose, by its code, and confirm a cycle."""
        accepted = (f"accept {code}:course:{cycle}" for code in codes)
        self.decide(on, *accepted, why="seen on the ward")
        self.decide(on, f"confirm cycle {cycle}")

    def give(self, cycle: int) -> None:
        """Enter each day of a cycle as given, on its day."""
        days = {one.day: one.date for one in self.course.of_cycle(cycle)}
        for day, on in sorted(days.items()):
            if any(
                one.given is None and one.dose.value is not None
                for one in self.course.of_cycle(cycle)
                if one.day == day
            ):
                self.decide(on.isoformat(), f"given cycle {cycle} day {day}")

    def doses(self, line: str, cycle: int) -> list[tuple[date, str]]:
        """The days and doses of a line in a cycle."""
        of_cycle = self.course.of_cycle(cycle)
        return [(one.date, str(one.dose)) for one in of_cycle if one.component == line]

    def states(self) -> list[str]:
        """How far each cycle has come."""
        return list(self.course.states.values())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "courses") as made:
        assert made.listed() == ()
        yield made


def days(*texts: str) -> list[date]:
    return [date.fromisoformat(text) for text in texts]


def test_ep_with_a_delay_for_platelets_a_reduction_and_a_re_weighing(store: Store) -> None:
    courses.new(
        store,
        "ep-infusional-28d",
        course_id="nec-1",
        label="NEC-1",
        birth_year=1959,
        start="2026-12-01",
        measures={**MAN, "creatinine": "0.9 mg/dL", "creatinine_on": "2026-11-30"},
        prior={"cisplatin": "0"},
        values=[value.format("2026-12-01") for value in WELL],
        who="MB",
        at="2026-12-01T08:00:00+00:00",
    )
    told = Told(store, "nec-1")
    # 100 mg/m2 × 1.81812 m2 and 45 mg/m2 × 1.81812 m2
    three = days("2026-12-01", "2026-12-02", "2026-12-03")
    assert told.doses("etoposide", 1) == [(day, "181.8 mg") for day in three]
    assert told.doses("cisplatin", 1) == [(day, "81.8 mg") for day in three[1:]]
    assert told.states() == ["PROVISIONAL"] * 3
    assert "PROVISIONAL" in told.why_not("2026-12-01", "given cycle 1 day 1")
    told.confirm("2026-12-01", 1)
    told.give(1)
    assert told.states() == ["GIVEN", "PROVISIONAL", "PROVISIONAL"]

    # Day 29: too few platelets. 29 December and two weeks are 12 January; 28 days more, 9 February
    told.decide("2026-12-29", "value platelets=62 10^9/L, on 2026-12-29", reason="blood-counts")
    assert "start-neutrophils-platelets" in told.why_not("2026-12-29", "confirm cycle 2")
    told.decide("2026-12-29", "delay cycle 2 by 14 d", reason="blood-counts", why="platelets 62")
    told.decide("2027-01-12", "give etoposide=75 % from cycle 2", reason="blood-counts")
    told.decide("2027-01-12", *(f"value {one.format('2027-01-12')}" for one in WELL))
    told.decide("2027-01-12", "measure creatinine=0.9 mg/dL, on 2027-01-11 from cycle 2")
    later = days("2027-01-12", "2027-01-13", "2027-01-14")
    # 181.812 mg × 75 % = 136.359 mg
    assert told.doses("etoposide", 2) == [(day, "136.4 mg") for day in later]
    assert told.doses("cisplatin", 2) == [(day, "81.8 mg") for day in later[1:]]
    assert "RC522:course:2" in told.why_not("2027-01-12", "confirm cycle 2")
    told.confirm("2027-01-12", 2, "RC522")
    told.give(2)

    # Cycle 3 at 64 kg: √(170 × 64 ÷ 3600) = 1.73845 m2
    told.decide(
        "2027-02-08", "measure weight=64 kg, on 2027-02-08 from cycle 3", reason="weight-or-height"
    )
    told.decide("2027-02-08", "measure creatinine=0.9 mg/dL, on 2027-02-08 from cycle 3")
    told.decide("2027-02-09", *(f"value {one.format('2027-02-09')}" for one in WELL))
    last = days("2027-02-09", "2027-02-10", "2027-02-11")
    # 100 × 1.73845 × 75 % = 130.384 mg, and 45 × 1.73845 = 78.230 mg
    assert told.doses("etoposide", 3) == [(day, "130.4 mg") for day in last]
    assert told.doses("cisplatin", 3) == [(day, "78.2 mg") for day in last[1:]]
    # what was given is as it was
    assert told.doses("etoposide", 1) == [(day, "181.8 mg") for day in three]
    told.confirm("2027-02-09", 3)
    told.give(3)
    assert told.states() == ["GIVEN"] * 3

    # Cisplatin: 3 × 90 mg/m2, each by the surface of its day
    (exposure,) = (one for one in told.course.exposures if one.entry.id == "cisplatin")
    assert exposure.planned == pytest.approx(270)
    # 84 days should be, 98 were. Etoposide: (1 + 0.75 + 0.75) ÷ 3 = 83.3 %, × 84 ÷ 98 = 71.4 %
    found = {one.component: one for one in courses.intensities_of(told.record, told.course)}
    assert found["etoposide"].given == pytest.approx(100 * 2.5 / 3 * 84 / 98, abs=0.5)
    assert found["cisplatin"].given == pytest.approx(100 * 84 / 98)
    (listed,) = store.listed()
    assert (listed.summary["state"], listed.summary["cycles"]) == ("COMPLETE", "3 of 3 given")


def test_r_chop_without_vincristine_and_at_the_lifetime_limit_of_doxorubicin(store: Store) -> None:
    courses.new(
        store,
        "r-chop-21d",
        course_id="lym-1",
        label="LYM-1",
        birth_year=1959,
        start="2026-12-01",
        measures=MAN,
        choose={"prednisone-dose": "flat"},
        prior={"doxorubicin": "260 mg/m2", "chest-radiotherapy": "no"},
        values=["hepatitis_b=negative, on 2026-11-30", "ejection_fraction=60 %, on 2026-11-30"],
        who="MB",
        at="2026-12-01T08:00:00+00:00",
    )
    told = Told(store, "lym-1")
    # 50 mg/m2 × 1.81812 m2 = 90.906 mg; 1.4 × 1.81812 = 2.545 mg, capped at 2 mg
    assert told.doses("doxorubicin", 1) == [(date(2026, 12, 1), "90.9 mg")]
    assert told.doses("vincristine", 1) == [(date(2026, 12, 1), "2 mg")]
    # 260 mg/m2 before, and 50 a cycle: 510 after the fifth; the sixth would be 560 of at most 550
    assert [told.doses("doxorubicin", cycle)[0][1] for cycle in (5, 6)] == ["90.9 mg", "REFUSED"]
    told.confirm("2026-12-01", 1, "RC524", "RC623")
    told.give(1)
    for cycle, on in ((2, "2026-12-22"), (3, "2027-01-12")):
        told.decide(on, f"measure weight=70 kg, on {on} from cycle {cycle}")
        told.confirm(on, cycle)
        told.give(cycle)

    on = "2027-02-02"
    told.decide(on, "stop vincristine from cycle 4", reason="neuropathy", why="grade 3")
    assert told.doses("vincristine", 3) == [(date(2027, 1, 12), "2 mg")]
    assert told.doses("vincristine", 4) == [(date(2027, 2, 2), "STOPPED")]
    told.decide(on, "measure weight=70 kg, on 2027-02-02 from cycle 4")
    told.confirm(on, 4)
    told.give(4)
    told.decide("2027-02-23", "measure weight=70 kg, on 2027-02-23 from cycle 5")
    told.confirm("2027-02-23", 5)
    told.give(5)

    on = "2027-03-16"
    told.decide(on, "measure weight=70 kg, on 2027-03-16 from cycle 6")
    # the ejection fraction is of 30 November, 106 days before, and counts for 90
    assert "needs a newer ejection fraction" in told.why_not(on, "confirm cycle 6")
    refusal = told.why_not(on, "confirm cycle 6")
    assert "RC708:doxorubicin:6" in refusal
    assert "nobody can accept a limit" in refusal
    told.decide(on, "omit doxorubicin from cycle 6", reason="heart-function", why="lifetime limit")
    assert told.doses("doxorubicin", 6) == [(date(2027, 3, 16), "OMITTED")]
    # the height is of 30 November, 106 days before
    told.confirm(on, 6, "RC522")
    told.give(6)
    assert told.states() == ["GIVEN"] * 6
    (exposure,) = (one for one in told.course.exposures if one.entry.id == "doxorubicin")
    assert exposure.planned == pytest.approx(250)


def test_ep_changed_to_carboplatin_after_a_fall_in_clearance(store: Store) -> None:
    courses.new(
        store,
        "ep-infusional-28d",
        course_id="nec-2",
        label="NEC-2",
        birth_year=1959,
        start="2026-12-01",
        measures={**MAN, "creatinine": "0.9 mg/dL", "creatinine_on": "2026-11-30"},
        prior={"cisplatin": "0"},
        values=[value.format("2026-12-01") for value in WELL],
        who="MB",
        at="2026-12-01T08:00:00+00:00",
    )
    told = Told(store, "nec-2")
    told.confirm("2026-12-01", 1)
    told.give(1)

    # (140 − 67) × 70 kg ÷ (72 × 1.9 mg/dL) = 37.354 mL/min, below the 40 of the rule
    on = "2026-12-29"
    told.decide(on, "measure creatinine=1.9 mg/dL, on 2026-12-28 from cycle 2")
    told.decide(on, *(f"value {one.format(on)}" for one in WELL))
    assert [dose for _, dose in told.doses("cisplatin", 2)] == ["HELD", "HELD"]
    why = told.why_not(on, "confirm cycle 2")
    assert "creatinine-clearance-below-40-carboplatin-etoposide-21d-instead:cisplatin:2" in why
    told.decide(on, "stop course from cycle 2", reason="kidney-function", why="clearance 37")
    assert [dose for _, dose in told.doses("etoposide", 2)] == ["STOPPED"] * 3
    assert [dose for _, dose in told.doses("cisplatin", 1)] == ["81.8 mg"] * 2
    (listed,) = store.listed()
    assert listed.summary["state"] == "COMPLETE"

    # Another person of that label and year is not taken for the same one
    again = partial(
        courses.new,
        store,
        "carboplatin-etoposide-21d",
        course_id="nec-2b",
        label="NEC-2",
        birth_year=1959,
        start=on,
        measures={
            **MAN,
            "weight_on": "2026-12-28",
            "creatinine": "1.9 mg/dL",
            "creatinine_on": "2026-12-28",
        },
        policy="reference",
        values=[value.format(on) for value in WELL],
        who="MB",
        at=f"{on}T09:30:00+00:00",
    )
    with pytest.raises(Refused, match="RC805"):
        again()
    again(is_same_person=True)
    second = Told(store, "nec-2b")
    # AUC 5 × (37.354 + 25) = 311.77 mg
    assert second.doses("carboplatin", 1) == [(date(2026, 12, 29), "311.8 mg")]
    # what the first course gave: 2 × 45 mg/m2 of cisplatin; and no measure of it
    assert second.record.elsewhere == {"nec-2": {"cisplatin": "90 mg/m2"}}


def test_da_epoch_up_a_level_and_down_again(store: Store) -> None:
    courses.new(
        store,
        "da-epoch-r-21d",
        course_id="lym-2",
        label="LYM-2",
        birth_year=1959,
        start="2026-12-01",
        cycles=3,
        measures={**MAN, "creatinine": "0.9 mg/dL", "creatinine_on": "2026-11-30"},
        choose={"growth-factor": "pegfilgrastim", "level": "1"},
        prior={"doxorubicin": "0", "chest-radiotherapy": "no"},
        values=["hepatitis_b=negative, on 2026-11-30", "ejection_fraction=60 %, on 2026-11-30"],
        who="MB",
        at="2026-12-01T08:00:00+00:00",
    )
    told = Told(store, "lym-2")
    # Etoposide 50 mg/m2 a day for four days: 200 × 1.81812 = 363.62 mg in one infusion of 96 h
    assert told.doses("etoposide", 1) == [(date(2026, 12, 1), "363.6 mg")]
    # Cyclophosphamide 750 × 1.81812 = 1363.6 mg on day 5
    assert told.doses("cyclophosphamide", 1) == [(date(2026, 12, 5), "1,363.6 mg")]
    told.confirm("2026-12-01", 1, "RC524", "RC623", "RC761")
    told.give(1)

    on = "2026-12-22"
    told.decide(on, "level 2 from cycle 2", reason="blood-counts", why="nadir 0.7 and 60")
    told.decide(on, f"measure weight=70 kg, on {on} from cycle 2")
    # Level 2: 60 mg/m2 a day, 240 × 1.81812 = 436.35 mg; doxorubicin 12 a day, 48 × 1.81812 = 87.27
    assert told.doses("etoposide", 2) == [(date(2026, 12, 22), "436.3 mg")]
    assert told.doses("doxorubicin", 2) == [(date(2026, 12, 22), "87.3 mg")]
    # 900 × 1.81812 = 1636.3 mg; and what is of no level stays: 375 × 1.81812 = 681.8 mg
    assert told.doses("cyclophosphamide", 2) == [(date(2026, 12, 26), "1,636.3 mg")]
    assert told.doses("rituximab", 2) == [(date(2026, 12, 22), "681.8 mg")]
    # 436.3 mg in at most 0.4 mg/mL are more than one litre
    assert "RC743:etoposide:2" in told.why_not(on, "confirm cycle 2")
    told.decide(on, "accept RC743:etoposide:2", why="two bags of 48 h")
    told.confirm(on, 2, "RC522", "RC761")
    told.give(2)

    on = "2027-01-12"
    told.decide(on, "level 1 from cycle 3", reason="blood-counts", why="nadir 0.2 on three counts")
    told.decide(on, f"measure weight=70 kg, on {on} from cycle 3")
    assert told.doses("etoposide", 3) == [(date(2027, 1, 12), "363.6 mg")]
    assert told.doses("etoposide", 2) == [(date(2026, 12, 22), "436.3 mg")]
    told.confirm(on, 3, "RC522", "RC761")
    told.give(3)
    # doxorubicin 40 + 48 + 40 mg/m2
    (exposure,) = (one for one in told.course.exposures if one.line == "doxorubicin")
    assert exposure.planned == pytest.approx(128)
    assert told.states() == ["GIVEN"] * 3
