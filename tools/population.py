"""Made-up adults, on whom checks count what a whole population would see. Nothing here is data.

    sex         a man or a woman, equally often
    age         normal, mean 62 y, SD 13 y, completed years, drawn again until it is 18 to 90
    height      normal, men mean 176 cm, SD 7 cm; women mean 162 cm, SD 6.5 cm; whole cm
    weight      body mass index × height², to 0.1 kg; the index is log-normal, median 27.8 kg/m2,
                sigma 0.21, for men and women
    creatinine  log-normal, men median 0.95 mg/dL, women 0.75 mg/dL, sigma 0.22, to 0.01 mg/dL

All of it is made up, not data: round numbers that look like adults with cancer, so that two
versions of a check can be compared on the same people. The measures do not depend on one another
as a patient's do (creatinine not on age or weight), nobody is under 18 or over 90 or dying, and no
rate that is counted on them says anything of a clinic.
"""

from collections.abc import Iterator
from datetime import date
from math import exp
from random import Random
from typing import NamedTuple

import regimencalc as rc

MEASURED_ON = date(2026, 1, 5)


class Adult(NamedTuple):
    """One adult's measures as numbers, each as it would be written in a chart."""

    sex: str
    age_years: int
    height_cm: float
    weight_kg: float
    creatinine: float
    creatinine_unit: str = "mg/dL"

    def patient(self, measured_on: date = MEASURED_ON) -> rc.Patient:
        """The same adult as somebody enters them, with all measures of one day."""
        return rc.Patient(
            sex=self.sex,
            age=f"{self.age_years} y",
            height=f"{self.height_cm:g} cm",
            height_on=measured_on,
            weight=f"{self.weight_kg:g} kg",
            weight_on=measured_on,
            creatinine=f"{self.creatinine:g} {self.creatinine_unit}",
            creatinine_on=measured_on,
        )


def adults(count: int, seed: int | str = 1) -> Iterator[Adult]:
    """So many adults, whom the seed alone decides; a longer run begins with the same people."""
    random = Random(seed)
    for _ in range(count):
        is_man = random.random() < 0.5
        height_cm = round(random.gauss(176, 7) if is_man else random.gauss(162, 6.5))
        body_mass_index = 27.8 * exp(random.gauss(0, 0.21))
        yield Adult(
            "male" if is_man else "female",
            _age_years(random),
            height_cm,
            round(body_mass_index * (height_cm / 100) ** 2, 1),
            round((0.95 if is_man else 0.75) * exp(random.gauss(0, 0.22)), 2),
        )


def _age_years(random: Random) -> int:
    while True:
        age_years = int(random.gauss(62, 13))
        if 18 <= age_years <= 90:
            return age_years


def patients(
    count: int, seed: int | str = 1, *, measured_on: date = MEASURED_ON
) -> Iterator[rc.Patient]:
    """The same adults as patients, every measure dated; plan them from that day on."""
    for adult in adults(count, seed):
        yield adult.patient(measured_on)
