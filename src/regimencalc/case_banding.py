"""Published cases of dose bands and of volumes to draw up, calculated."""

from regimencalc.banding import PRINTED_TABLES, band_of, bands
from regimencalc.case_inputs import NotUsableError, choice, measure
from regimencalc.derivation import Step
from regimencalc.published_cases import Case


def dose_band(case: Case) -> Step:
    """The band of a dose in the national table of its stock solution [mg]."""
    choice(case, "tie", "round up (To A)")
    concentration = measure(case, "stock_concentration", "mg/mL").value
    if concentration not in PRINTED_TABLES:
        raise NotUsableError(f"no table for {concentration:g} mg/mL was read")
    least_ml, greatest_ml = PRINTED_TABLES[concentration]
    table = bands(concentration, least_ml=least_ml, greatest_ml=greatest_ml)
    band = band_of(measure(case, "calculated_dose", "mg").value, table)
    if band is None:
        raise NotUsableError("the dose is outside the table")
    return Step("band", band.dose_mg, "mg")


def volume(case: Case) -> Step:
    """The volume that holds a dose [mL]."""
    dose, concentration = measure(case, "dose", "mg"), measure(case, "concentration", "mg/mL")
    return Step("volume", dose.value / concentration.value, "mL")
