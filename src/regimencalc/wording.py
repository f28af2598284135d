"""Numbers and doses as a person should read them.

The one place where a number becomes text: never a trailing zero, always a leading zero, a space
before the unit, commas from 1,000 (ISMP list of error-prone abbreviations), no exponent, and
nothing that depends on a locale.
"""

import difflib
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

UNITS_FIRST = ("AUC", "pH", "ECOG", "grade", "INR")
"""Units that stand before their number."""

PIECES = ("drops", "tablets", "sachets")
"""Units that are counted."""

_DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def without_noise(number: float) -> Decimal:
    """The number at 12 significant digits, so that 204.99999999999997 is 205 again."""
    return Decimal(f"{number:.12g}")


def cleaned(number: float) -> float:
    """The number at 12 significant digits, for a comparison or for what is counted on.

    >>> cleaned(204.99999999999997)
    205.0
    """
    return float(f"{number:.12g}")


def plain(number: Decimal) -> str:
    """A decimal without exponent or trailing zeros, with commas from 1,000.

    >>> plain(Decimal("1250.50"))
    '1,250.5'
    """
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def significant(number: float, digits: int) -> str:
    """A number at so many significant digits, rounded half up.

    >>> significant(1.8181187, 6)
    '1.81812'
    """
    exact = without_noise(number) if digits <= 12 else Decimal(repr(number))
    if exact == 0:
        return "0"
    last_place = Decimal(1).scaleb(exact.adjusted() - digits + 1)
    return plain(exact.quantize(last_place, rounding=ROUND_HALF_UP))


def told_from(number: float, bound: float) -> str:
    """A number at four digits, or at as many more as tell it from a bound that it is not.

    >>> told_from(39.9999, 40), told_from(150.25, 40), told_from(40, 40)
    ('39.9999', '150.3', '40')
    """
    digits, written = 4, significant(number, 4)
    while digits < 12 and not _is_on_its_side(written, number, bound):
        digits += 1
        written = significant(number, digits)
    return written


def _is_on_its_side(written: str, number: float, bound: float) -> bool:
    seen = float(written.replace(",", ""))
    return seen > bound if number > bound else seen < bound


def to_decimals(number: float, decimals: int) -> str:
    """A number at so many decimals, rounded half up, without trailing zeros.

    >>> to_decimals(204.99999999999997, 1)
    '205'
    """
    last_place = Decimal(1).scaleb(-decimals)
    return plain(without_noise(number).quantize(last_place, rounding=ROUND_HALF_UP))


def dose_number(number: float) -> str:
    """A dose at the digits that matter: one decimal from 10, two from 1, else three significant.

    >>> dose_number(181.8119), dose_number(2.5162), dose_number(0.04567)
    ('181.8', '2.52', '0.0457')
    """
    return to_decimals(number, 1) if number >= 100 else significant(number, 3)


def with_unit(number: str, unit: str) -> str:
    """A number and its unit: "181.8 mg", "AUC 5", and "12 %" with its space.

    >>> with_unit("5", "AUC")
    'AUC 5'
    """
    if unit in UNITS_FIRST:
        return f"{unit} {number}"
    return f"{number} {unit.removesuffix('s') if number == '1' and unit in PIECES else unit}"


def dose(number: float, unit: str) -> str:
    """A dose as it is shown everywhere.

    >>> dose(1250.04, "mg")
    '1,250 mg'
    """
    return with_unit(dose_number(number), unit)


def signed_percent(percent: float) -> str:
    """A change with its sign, at one decimal, or at the digits that a small one needs.

    >>> signed_percent(3.21), signed_percent(-1), signed_percent(0.004), signed_percent(0)
    ('+3.2 %', '−1 %', '+0.004 %', '0 %')
    """
    if without_noise(percent) == 0:
        return "0 %"
    size = abs(percent)
    shown = to_decimals(size, 1) if size >= 0.05 else significant(size, 1)
    return f"{'+' if percent > 0 else '−'}{shown} %"


def spoken_list(words: Sequence[str]) -> str:
    """Words as one says them: "a", "a and b", "a, b and c".

    >>> spoken_list(["1", "8", "15"])
    '1, 8 and 15'
    """
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def cycles(numbers: Sequence[int]) -> str:
    """Cycles in words; four or more in a row as a run.

    >>> cycles([1]), cycles([2, 3]), cycles([1, 2, 3, 4])
    ('cycle 1', 'cycles 2 and 3', 'cycles 1 to 4')
    """
    if len(numbers) == 1:
        return f"cycle {numbers[0]}"
    is_run = list(numbers) == list(range(numbers[0], numbers[-1] + 1))
    if is_run and len(numbers) > 3:
        return f"cycles {numbers[0]} to {numbers[-1]}"
    return f"cycles {spoken_list([str(number) for number in numbers])}"


def days(numbers: Sequence[int]) -> str:
    """Days spelled out one by one with their count; a dash between days has killed.

    >>> days([1, 8])
    'days 1, 8 (2 days)'
    """
    if len(numbers) == 1:
        return f"day {numbers[0]}"
    return f"days {', '.join(map(str, numbers))} ({len(numbers)} days)"


def short_date(day: date) -> str:
    """A date with its weekday in English, whatever the locale.

    >>> short_date(date(2026, 12, 1))
    'Tue 1 Dec'
    """
    return f"{_DAY_NAMES[day.weekday()]} {day.day} {_MONTH_NAMES[day.month - 1]}"


def long_date(day: date) -> str:
    """A date with weekday and year.

    >>> long_date(date(2026, 12, 1))
    'Tue 1 Dec 2026'
    """
    return f"{short_date(day)} {day.year}"


def indefinite(word: str) -> str:
    """The word with its article, for messages.

    >>> indefinite("amount"), indefinite("height")
    ('an amount', 'a height')
    """
    return f"{'an' if word[:1].lower() in 'aeiou' else 'a'} {word}"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """ "Did you mean 'x'? " where a known word is near, else nothing.

    >>> did_you_mean("cisplatine", ["cisplatin", "etoposide"])
    "Did you mean 'cisplatin'? "
    """
    near = difflib.get_close_matches(word.lower(), list(known))
    return f"Did you mean '{near[0]}'? " if near else ""


def ordinal(number: int) -> str:
    """A number as a rank.

    >>> ordinal(1), ordinal(2), ordinal(13)
    ('1st', '2nd', '13th')
    """
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def step(every: str) -> str:
    """The step of a series after "every".

    >>> step("1 d"), step("6 h")
    ('day', '6 h')
    """
    return {"1 d": "day"}.get(every, every)


def counted(number: int, word: str) -> str:
    """A number of things.

    >>> counted(1, "file"), counted(2, "start criterion")
    ('1 file', '2 start criteria')
    """
    if number == 1:
        return f"1 {word}"
    plural = f"{word.removesuffix('on')}a" if word.endswith("rion") else f"{word}s"
    return f"{number} {plural}"
