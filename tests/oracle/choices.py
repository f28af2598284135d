"""What each regimen of the library leaves open, with one answer for tests, typed by hand."""

from collections.abc import Mapping

ANSWERS: Mapping[str, Mapping[str, str]] = {
    "bep-five-day-21d": {"bleomycin-route": "intramuscular"},
    "capecitabine-radiotherapy": {"lasts": "45 d"},
    "capizzi-interim-maintenance": {"pegaspargase-route": "intravenous"},
    "da-epoch-r-21d": {"growth-factor": "filgrastim"},
    "da-gemtuzumab": {"gemtuzumab-days": "days-4-and-7"},
    "daratumumab-bortezomib-dexamethasone": {
        "daratumumab-form": "intravenous",
        "dexamethasone-route": "oral",
        "daratumumab-alone.cycles": "2",
    },
    "dose-dense-ac-t": {"paclitaxel-schedule": "weekly"},
    "ema-co-14d": {"folinic-acid-route": "oral"},
    "ep-21d": {
        "later-etoposide": "oral",
        "mannitol-strength": "10-percent",
        "electrolytes": "normal",
        "cisplatin": "80 mg/m2",
    },
    "ep-five-day-21d": {"sodium-chloride": "2500 mL"},
    "hyper-cvad": {"dexamethasone-route": "oral", "intrathecal-by": "ommaya-reservoir"},
    "ipilimumab-nivolumab-melanoma": {
        "maintenance": "by-weight-every-14-d",
        "by-weight-every-14-d.cycles": "3",
    },
    "lenvatinib": {"lasts": "28 d"},
    "map": {"hydration": "2000 mL/m2"},
    "pcv": {"cycle.length": "49 d"},
    "pembrolizumab-pemetrexed-platinum-21d": {"platinum": "carboplatin", "folic-acid": "500 mcg"},
    "portec-3": {"chemotherapy.starts": "21 d"},
    "r-chop-21d": {"prednisone-dose": "by-surface"},
    "thp-21d": {"premedication": "intravenous", "antibodies.cycles": "2"},
    "venetoclax-obinutuzumab-28d": {"first-obinutuzumab": "split"},
    "vip-21d": {"filgrastim-strength": "48-million"},
}

WITHOUT_A_NUMBER_OF_CYCLES = frozenset(
    {
        "beam",
        "capecitabine-radiotherapy",
        "capizzi-interim-maintenance",
        "daratumumab-bortezomib-dexamethasone",
        "dose-dense-ac-t",
        "hyper-cvad",
        "ipilimumab-nivolumab-melanoma",
        "lenvatinib",
        "map",
        "portec-3",
        "temozolomide-radiotherapy",
        "thp-21d",
    }
)
"""Regimens whose number of cycles is not asked for: none, or each phase has its own."""


def answers(regimen: str) -> dict[str, str]:
    """What a test chooses for a regimen."""
    return dict(ANSWERS.get(regimen, {}))


def cycles(regimen: str, wanted: int) -> int | None:
    """The number of cycles that a test asks for, where one may be asked for."""
    return None if regimen in WITHOUT_A_NUMBER_OF_CYCLES else wanted
