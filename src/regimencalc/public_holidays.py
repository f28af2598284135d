"""Public holidays by country, where the extra `holidays` is installed: a library knows them."""

import datetime as dt
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any


def why_unknown(country: str) -> str:
    """Why the holidays of a country, or of a part of it, are not known; nothing if they are.

    >>> why_unknown("XX")[:20]
    'no holidays of XX ar'
    """
    if find_spec("holidays") is None:
        return "the extra 'holidays' is not installed: pip install 'regimencalc[holidays]'"
    try:
        _of(country, 2026)
    except NotImplementedError:
        return f"no holidays of {country} are known"
    return ""


def holiday_on(country: str, day: dt.date) -> str:
    """The name of the public holiday on a day; nothing on any other.

    >>> holiday_on("IE", dt.date(2026, 12, 25))
    'Christmas Day'
    """
    found: str = _of(country, day.year).get(day, "")
    return found


@cache
def _of(country: str, year: int) -> Any:
    nation, _, part = country.partition("-")
    holidays = import_module("holidays")
    return holidays.country_holidays(nation, subdiv=part or None, years=year, language="en_US")
