"""The gate for numbers: a plain decimal, one space, and a unit from the closed list.

No text reaches pint. What cannot be read is refused with the reason, and with what to write.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from regimencalc import wording
from regimencalc.problems import NOWHERE, Problem, Refused
from regimencalc.units import UNITS, Kind, Measure, Unit, symbols

_NUMBER = r"(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{1,9})?"
LONGEST_QUOTED = 60
_LEVELS = {Kind.ACTIVITY_LEVEL}
AMOUNTS = frozenset(k for k in Kind if "amount" in k or "activity" in k) - _LEVELS
_NUMBER_ALONE = re.compile(_NUMBER, re.ASCII)
_MEASURE = re.compile(rf"({_NUMBER}) (\S+)", re.ASCII)
_BEFORE = re.compile(rf"({'|'.join(wording.UNITS_FIRST)}) ({_NUMBER})", re.ASCII)


def pattern(kinds: Iterable[Kind]) -> str:
    """The regular expression of what may be written for these kinds, for editors."""
    wanted = set(kinds)
    units = [unit.symbol for unit in UNITS.values() if unit.kind in wanted]
    after = [re.escape(symbol) for symbol in units if symbol not in wording.UNITS_FIRST]
    forms = [rf"{_NUMBER} (?:{'|'.join(after)})"] if after else []
    forms += [rf"{symbol} {_NUMBER}" for symbol in units if symbol in wording.UNITS_FIRST]
    return f"^(?:{'|'.join(forms)})$"


def read_measure(text: str, kinds: tuple[Kind, ...], what: str = "value") -> Measure:
    """The measure that a text states, one of the kinds wanted.

    Parameters
    ----------
    text : str
        A plain decimal, one space and a listed unit ("100 mg/m2", "170 cm"), or "AUC 5".
    kinds : tuple of Kind
        The kinds that are wanted here.
    what : str
        What is being read, for the message.

    Returns
    -------
    Measure
        The number and unit as written, with the text's place if it came from a file.

    Raises
    ------
    Refused
        RC205 (not a plain number), RC206 (no such unit), RC207 (a unit of another kind).

    Examples
    --------
    >>> read_measure("12 g/m2", (Kind.MASS_PER_SURFACE,)).canonical
    12000.0
    """
    written = str(text)
    read = _number_and_unit(written) if len(written) <= LONGEST_QUOTED else None
    if read is None:
        raise Refused(_unreadable(text, kinds, what).at(getattr(text, "place", NOWHERE)))
    number, unit = read
    if unit.kind not in kinds:
        problem = _wrong_kind(text, unit, kinds, what)
        raise Refused(problem.at(getattr(text, "place", NOWHERE)))
    return Measure(number, unit.symbol, written, text)


@lru_cache(maxsize=4096)
def _number_and_unit(text: str) -> tuple[float, Unit] | None:
    """What a text states, if it can be read; regimens say the same few hundred again and again."""
    before = _BEFORE.fullmatch(text)
    if before:
        return float(before[2]), UNITS[before[1]]
    plain = _MEASURE.fullmatch(text)
    if plain is None or plain[2] not in UNITS or plain[2] in wording.UNITS_FIRST:
        return None
    return float(plain[1]), UNITS[plain[2]]


def _unreadable(text: str, kinds: tuple[Kind, ...], what: str) -> Problem:
    plain = _MEASURE.fullmatch(text)
    if plain is None:
        return _not_a_measure(text, kinds, what)
    number, symbol = plain[1], plain[2]
    if symbol not in UNITS:
        return _not_a_unit(number, symbol, kinds, what)
    return Problem(
        "RC205",
        f"'{text}' puts the {symbol} behind its number",
        f"Write '{symbol} {number}'.",
    )


def _example(text: str, kinds: tuple[Kind, ...]) -> str:
    """What might have been meant, if that is clear, else an example of the first kind."""
    decimal_comma = re.fullmatch(rf"({_NUMBER}),([0-9]{{1,2}}) (\S+)", text, re.ASCII)
    if decimal_comma and decimal_comma[3] in symbols(kinds):
        return f"'{decimal_comma[1]}.{decimal_comma[2]} {decimal_comma[3]}'"
    if text.upper().startswith("AUC") and Kind.AUC in kinds:
        return f"'{_EXAMPLES[Kind.AUC]}'"
    if Kind.CREATININE in kinds and Kind.CREATININE_MOLAR in kinds:
        return f"'{_EXAMPLES[Kind.CREATININE]}' or '{_EXAMPLES[Kind.CREATININE_MOLAR]}'"
    return f"'{_EXAMPLES[kinds[0]]}'"


_EXAMPLES: dict[Kind, str] = {
    Kind.MASS: "20 mg",
    Kind.MASS_PER_SURFACE: "100 mg/m2",
    Kind.MASS_PER_WEIGHT: "5 mg/kg",
    Kind.AUC: "AUC 5",
    Kind.ACTIVITY: "30000 IU",
    Kind.ACTIVITY_PER_SURFACE: "10000 IU/m2",
    Kind.ACTIVITY_PER_WEIGHT: "100 IU/kg",
    Kind.USP_ACTIVITY: "30 USP_units",
    Kind.USP_ACTIVITY_PER_SURFACE: "10 USP_units/m2",
    Kind.USP_ACTIVITY_PER_WEIGHT: "0.5 USP_units/kg",
    Kind.VOLUME: "500 mL",
    Kind.VOLUME_PER_SURFACE: "125 mL/m2",
    Kind.VOLUME_PER_WEIGHT: "10 mL/kg",
    Kind.SUBSTANCE: "10 mmol",
    Kind.SUBSTANCE_PER_SURFACE: "10 mmol/m2",
    Kind.SUBSTANCE_PER_WEIGHT: "0.2 mmol/kg",
    Kind.PIECES: "2 drops",
    Kind.RADIATION: "2 Gy",
    Kind.LENGTH: "170 cm",
    Kind.BODY_WEIGHT: "70 kg",
    Kind.BODY_SURFACE: "1.82 m2",
    Kind.BODY_MASS_INDEX: "25 kg/m2",
    Kind.TIME: "90 min",
    Kind.AGE: "67 y",
    Kind.CREATININE: "0.9 mg/dL",
    Kind.CREATININE_MOLAR: "80 umol/L",
    Kind.CLEARANCE: "80 mL/min",
    Kind.INDEXED_CLEARANCE: "80 mL/min/1.73m2",
    Kind.CONCENTRATION: "0.4 mg/mL",
    Kind.SHARE: "75 %",
    Kind.CELL_COUNT: "1.5 10^9/L",
    Kind.MASS_LEVEL: "100 g/L",
    Kind.MOLAR_LEVEL: "4 mmol/L",
    Kind.ACTIVITY_LEVEL: "40 IU/L",
    Kind.UPPER_LIMIT: "1.5 ULN",
    Kind.FLOW: "100 mL/h",
    Kind.TEMPERATURE: "38 degC",
    Kind.PH: "pH 7.5",
    Kind.PERFORMANCE: "ECOG 2",
    Kind.GRADE: "grade 3",
    Kind.RATIO: "INR 1.2",
}

_ODD_NUMBERS: tuple[tuple[str, str, str], ...] = (
    (r"0[xob].*", "is not in plain decimals", "Write the number in digits from 0 to 9"),
    (r"[0-9]+, ?[0-9]+.*", "has a comma in its number", "Write a point and no commas"),
    (r"[0-9]+(_[0-9]+)+.*", "has '_' in its number", "Write the digits alone"),
    (r"[0-9]+(['’][0-9]+)+.*", "has a mark in its number", "Write the digits alone"),
    (r"[0-9]+:[0-9]+.*", "has a colon in its number", "Write one plain number"),
    (r"[0-9.]+[\u00a0\u2007\u202f].*", "has a no-break space", "Write a plain space"),
    (r"[0-9.]+[\u2000-\u200a\u3000].*", "has a printer's space", "Write a space of the keyboard"),
    (r"\.[0-9]+.*", "begins with a point", "Write the leading zero"),
    (r"[0-9]+\.(?![0-9]).*", "ends its number with a point", "Write the digits after the point"),
    (r"0[0-9]+.*", "begins with a zero that means nothing", "Write the number without it"),
    (r"[-+−–].*", "has a sign", "Write the number without a sign"),
    (r"(?i:[0-9.]+e[-+]?[0-9]+.*)", "is written with an exponent", "Write out the digits"),
    (r"(?i:\.?(nan|inf|infinity)\b.*)", "is not a finite number", "Write the number"),
    (
        r"[0-9.]+ ?([-*/+x×]|\*\*|–|to) ?[0-9].*",
        "is a sum or a range",
        "Write one number, worked out",
    ),
    (r"[0-9]+(\.[0-9]+){2,}.*", "has two points", "Write one number"),
    (r"[0-9.]+ [0-9].*", "has two numbers", "Write one number and no space inside it"),
    (r"[0-9.]+[A-Za-z%µμ].*", "has no space before its unit", "Write a space between them"),
    (r"[0-9.]+\s{2,}.*", "has more than one space", "Write one space"),
    (r"[0-9.]+ \S+ .*", "says more than a number and a unit", "Write these two alone"),
)


def _not_a_measure(text: str, kinds: tuple[Kind, ...], what: str) -> Problem:
    if text != text.strip():
        reason, mend = "begins or ends with a space", "Take the space out"
    elif not text:
        reason, mend = "stands here", "Write a number and a unit"
    elif _NUMBER_ALONE.fullmatch(text):
        reason, mend = "has no unit", "Write the unit too"
    elif text in UNITS:
        reason, mend = "has no number", "Write the number too"
    elif re.search(r"[0-9]{10}", text, re.ASCII):
        reason = "has more digits than can be meant"
        mend = "Write at most nine digits on either side of the point"
    elif text.upper().startswith("AUC") and Kind.AUC in kinds:
        reason, mend = "is not a target AUC", "Write AUC, a space and a plain number"
    else:
        reason, mend = "is not a number and a unit", "Write a plain decimal, a space and a unit"
        for odd, described, how in _ODD_NUMBERS:
            if re.fullmatch(odd, text, re.ASCII | re.DOTALL):
                reason, mend = described, how
                break
    return Problem(
        "RC205",
        f"{wording.indefinite(what)} is needed, but {_quoted(text)} {reason}",
        f"{mend}, for example {_example(text, kinds)}.",
    )


def _quoted(text: str) -> str:
    """The text for a message: whole if it is short."""
    if not text:
        return "nothing"
    return f"'{text}'" if len(text) <= LONGEST_QUOTED else f"'{text[:LONGEST_QUOTED]}…'"


_UNIT_WORDS = {"u", "unit", "units", "iu", "i.u.", "ui"}
_MILLIONS = {"mu", "miu"}


def _not_a_unit(number: str, symbol: str, kinds: tuple[Kind, ...], what: str) -> Problem:
    near = _meant(symbol, kinds)
    shown = _quoted(symbol)
    here = f"Units here: {', '.join(symbols(kinds))}."
    head = symbol.lower().partition("/")[0]
    if head in _MILLIONS and AMOUNTS.intersection(kinds):
        return Problem(
            "RC206",
            f"the unit {shown} can mean thousands or millions of units",
            f"Write all the digits: {number} million IU is '{number}000000 IU'. {here}",
        )
    if head in _UNIT_WORDS:
        mend = "Write 'IU' for international units or 'USP_units' for bleomycin."
        return Problem(
            "RC206",
            f"the unit {shown} can mean units 1,000 times apart",
            mend if AMOUNTS.intersection(kinds) else here,
        )
    if AMOUNTS.intersection(kinds) and re.fullmatch(
        r".+/(d|day|h|hr|hour|dose|cycle|week|wk)", symbol
    ):
        return Problem(
            "RC206",
            f"the unit {shown} puts time into the amount",
            "Say it in the key: per_dose, per_day, per_hour or total, and the unit without time.",
        )
    if symbol in _IMPERIAL and UNITS[_IMPERIAL[symbol][1]].kind in kinds:
        return _imperial(number, symbol, what)
    hint = f"Did you mean '{near}'? " if near else ""
    return Problem(
        "RC206",
        f"the unit {shown} is not one that can be read",
        f"{hint}{here}",
    )


_IMPERIAL: dict[str, tuple[float, str]] = {
    "lb": (0.45359237, "kg"),
    "lbs": (0.45359237, "kg"),
    "st": (6.35029318, "kg"),
    "oz": (0.028349523125, "kg"),
    "in": (2.54, "cm"),
    "ft": (30.48, "cm"),
    "m": (100, "cm"),
    "mm": (0.1, "cm"),
}


def _imperial(number: str, symbol: str, what: str) -> Problem:
    factor, metric = _IMPERIAL[symbol]
    converted = _converted(float(number) * factor)
    return Problem(
        "RC206",
        f"{wording.indefinite(what)} in '{symbol}' is not read: measures are in cm and kg",
        f"{number} {symbol} is {converted} {metric}; if that is what you mean, write that.",
    )


def _converted(number: float) -> str:
    """A converted number as it may be written: one decimal, or more where that would be zero."""
    decimals = wording.to_decimals(number, 1)
    return (wording.significant(number, 2) if decimals == "0" else decimals).replace(",", "")


def _wrong_kind(text: str, unit: Unit, kinds: tuple[Kind, ...], what: str) -> Problem:
    return Problem(
        "RC207",
        f"{wording.indefinite(what)} is needed, but '{text}' is {wording.indefinite(unit.kind)}",
        f"Units here: {', '.join(symbols(kinds))}; for example {_example(text, kinds)}.",
    )


def _meant(symbol: str, kinds: tuple[Kind, ...]) -> str:
    """The listed unit that differs only in case, superscripts, micro signs or a caret."""
    folded = _folded(symbol)
    candidates = [u for u in UNITS if _folded(u) == folded and UNITS[u].kind in kinds]
    return candidates[0] if candidates else ""


_OTHER_SPELLINGS = {
    "hr": "h",
    "hrs": "h",
    "hour": "h",
    "hours": "h",
    "hrs.": "h",
    "mins": "min",
    "minute": "min",
    "minutes": "min",
    "day": "d",
    "days": "d",
    "year": "y",
    "years": "y",
    "yr": "y",
    "yrs": "y",
    "ug": "mcg",
    "microgram": "mcg",
    "micrograms": "mcg",
    "mcgs": "mcg",
    "gm": "g",
    "gms": "g",
    "gram": "g",
    "grams": "g",
    "mgs": "mg",
    "milligrams": "mg",
    "kgs": "kg",
    "cms": "cm",
    "sqm": "m2",
    "percent": "%",
    "micromol/l": "umol/l",
    "mcmol/l": "umol/l",
    "ml/min/1.73": "ml/min/1.73m2",
}


def _folded(symbol: str) -> str:
    plain = symbol.replace("µ", "u").replace("μ", "u").replace("²", "2")
    folded = plain.lower().replace("^", "").replace("**", "")
    head, slash, rest = folded.partition("/")
    return _OTHER_SPELLINGS.get(folded, _OTHER_SPELLINGS.get(head, head) + slash + rest)
