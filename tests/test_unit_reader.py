"""The gate for numbers: every hostile spelling of the research, each with its exact outcome.

The rows come from the measured failures of pint (a comma deleted, a missing number read as 1, a sum
worked out, `u` as an atomic mass), of YAML 1.1 and of pydantic, and from the ISMP list.
"""

import importlib.util
import math
import re
import sys
import threading
import unicodedata
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from types import ModuleType, SimpleNamespace
from typing import Any

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regimencalc import units
from regimencalc.fields import MeasureOf
from regimencalc.problems import Place, Problem, Refused
from regimencalc.source import SourceText
from regimencalc.unit_reader import pattern, read_measure
from regimencalc.units import UNITS, Kind, Measure

AMOUNT = (
    Kind.MASS,
    Kind.MASS_PER_SURFACE,
    Kind.MASS_PER_WEIGHT,
    Kind.AUC,
    Kind.ACTIVITY,
    Kind.ACTIVITY_PER_SURFACE,
    Kind.ACTIVITY_PER_WEIGHT,
    Kind.USP_ACTIVITY,
    Kind.USP_ACTIVITY_PER_SURFACE,
    Kind.USP_ACTIVITY_PER_WEIGHT,
    Kind.VOLUME,
    Kind.VOLUME_PER_SURFACE,
    Kind.VOLUME_PER_WEIGHT,
    Kind.SUBSTANCE,
    Kind.SUBSTANCE_PER_SURFACE,
    Kind.SUBSTANCE_PER_WEIGHT,
    Kind.PIECES,
    Kind.RADIATION,
)
WEIGHT = (Kind.BODY_WEIGHT,)
HEIGHT = (Kind.LENGTH,)
DURATION = (Kind.TIME,)
GFR = (Kind.CLEARANCE, Kind.INDEXED_CLEARANCE)
CELLS = (Kind.CELL_COUNT,)
LEVEL = (Kind.MASS_LEVEL,)
MOLAR = (Kind.MOLAR_LEVEL,)
ENZYME = (Kind.UPPER_LIMIT, Kind.ACTIVITY_LEVEL)
FLOW = (Kind.FLOW,)
TEMPERATURE = (Kind.TEMPERATURE,)
PH = (Kind.PH,)
PERFORMANCE = (Kind.PERFORMANCE,)
GRADE = (Kind.GRADE,)
RATIO = (Kind.RATIO,)

STAND_FIRST = ("AUC", "pH", "ECOG", "grade", "INR")


def written(number: str, symbol: str) -> str:
    """A number with its unit as it must be written: four units stand before their number."""
    return f"{symbol} {number}" if symbol in STAND_FIRST else f"{number} {symbol}"


def refusal(text: str, kinds: tuple[Kind, ...] = AMOUNT, what: str = "amount") -> Problem:
    """The one problem for which a text is refused."""
    with pytest.raises(Refused) as refused:
        read_measure(text, kinds, what)
    (problem,) = refused.value.problems
    return problem


def reads(text: str, kinds: tuple[Kind, ...] = AMOUNT) -> bool:
    """Whether a text is read."""
    try:
        read_measure(text, kinds)
    except Refused:
        return False
    return True


def cannot_be_seen(text: str) -> list[str]:
    """The characters of a message that a screen does not show, or that rearrange what it shows."""
    return [sign for sign in text if unicodedata.category(sign)[0] == "C" or sign in "\u2028\u2029"]


# What is read ------------------------------------------------------------------------------------

READ: list[tuple[str, tuple[Kind, ...], float, str, float, str]] = [
    ("45 mg", AMOUNT, 45, "mg", 45, "mg"),
    ("2 g", AMOUNT, 2, "g", 2000, "mg"),
    ("500 mcg", AMOUNT, 500, "mcg", 0.5, "mg"),
    ("75 mg/m2", AMOUNT, 75, "mg/m2", 75, "mg/m2"),
    ("12 g/m2", AMOUNT, 12, "g/m2", 12000, "mg/m2"),
    ("250 mcg/m2", AMOUNT, 250, "mcg/m2", 0.25, "mg/m2"),
    ("6 mg/kg", AMOUNT, 6, "mg/kg", 6, "mg/kg"),
    ("0.5 g/kg", AMOUNT, 0.5, "g/kg", 500, "mg/kg"),
    ("5 mcg/kg", AMOUNT, 5, "mcg/kg", 0.005, "mg/kg"),
    ("AUC 5", AMOUNT, 5, "AUC", 5, "AUC"),
    ("AUC 1.5", AMOUNT, 1.5, "AUC", 1.5, "AUC"),
    ("30000 IU", AMOUNT, 30000, "IU", 30000, "IU"),
    ("10000 IU/m2", AMOUNT, 10000, "IU/m2", 10000, "IU/m2"),
    ("100 IU/kg", AMOUNT, 100, "IU/kg", 100, "IU/kg"),
    ("30 USP_units", AMOUNT, 30, "USP_units", 30, "USP_units"),
    ("10 USP_units/m2", AMOUNT, 10, "USP_units/m2", 10, "USP_units/m2"),
    ("0.5 USP_units/kg", AMOUNT, 0.5, "USP_units/kg", 0.5, "USP_units/kg"),
    ("0 mg", AMOUNT, 0, "mg", 0, "mg"),
    ("0.5 mg", AMOUNT, 0.5, "mg", 0.5, "mg"),
    ("1.0 mg", AMOUNT, 1, "mg", 1, "mg"),
    ("1.10 mg", AMOUNT, 1.1, "mg", 1.1, "mg"),
    ("999999999 mg", AMOUNT, 999999999, "mg", 999999999, "mg"),
    ("0.000000001 mg", AMOUNT, 1e-9, "mg", 1e-9, "mg"),
    ("170 cm", HEIGHT, 170, "cm", 170, "cm"),
    ("62.5 kg", WEIGHT, 62.5, "kg", 62.5, "kg"),
    ("1.82 m2", (Kind.BODY_SURFACE,), 1.82, "m2", 1.82, "m2"),
    ("25 kg/m2", (Kind.BODY_MASS_INDEX,), 25, "kg/m2", 25, "kg/m2"),
    ("90 min", DURATION, 90, "min", 90, "min"),
    ("1.5 h", DURATION, 1.5, "h", 90, "min"),
    ("28 d", DURATION, 28, "d", 40320, "min"),
    ("67 y", (Kind.AGE,), 67, "y", 67, "y"),
    ("0.9 mg/dL", (Kind.CREATININE,), 0.9, "mg/dL", 0.9, "mg/dL"),
    ("80 umol/L", (Kind.CREATININE_MOLAR,), 80, "umol/L", 80, "umol/L"),
    ("80 mL/min", GFR, 80, "mL/min", 80, "mL/min"),
    ("80 mL/min/1.73m2", GFR, 80, "mL/min/1.73m2", 80, "mL/min/1.73m2"),
    ("0.4 mg/mL", (Kind.CONCENTRATION,), 0.4, "mg/mL", 0.4, "mg/mL"),
    ("75 %", (Kind.SHARE,), 75, "%", 75, "%"),
    ("500 mL", AMOUNT, 500, "mL", 500, "mL"),
    ("1.5 L", AMOUNT, 1.5, "L", 1500, "mL"),
    ("125 mL/m2", AMOUNT, 125, "mL/m2", 125, "mL/m2"),
    ("3 L/m2", AMOUNT, 3, "L/m2", 3000, "mL/m2"),
    ("10 mL/kg", AMOUNT, 10, "mL/kg", 10, "mL/kg"),
    ("20 mmol", AMOUNT, 20, "mmol", 20, "mmol"),
    ("10 mmol/m2", AMOUNT, 10, "mmol/m2", 10, "mmol/m2"),
    ("0.2 mmol/kg", AMOUNT, 0.2, "mmol/kg", 0.2, "mmol/kg"),
    ("2 drops", AMOUNT, 2, "drops", 2, "drops"),
    ("1 tablets", AMOUNT, 1, "tablets", 1, "tablets"),
    ("3 sachets", AMOUNT, 3, "sachets", 3, "sachets"),
    ("1.8 Gy", AMOUNT, 1.8, "Gy", 1.8, "Gy"),
    ("1.5 10^9/L", CELLS, 1.5, "10^9/L", 1.5, "10^9/L"),
    ("1500 cells/uL", CELLS, 1500, "cells/uL", 1.5, "10^9/L"),
    ("100 g/L", LEVEL, 100, "g/L", 100, "g/L"),
    ("9.5 g/dL", LEVEL, 9.5, "g/dL", 95, "g/L"),
    ("4 mmol/L", MOLAR, 4, "mmol/L", 4, "mmol/L"),
    ("40 IU/L", ENZYME, 40, "IU/L", 40, "IU/L"),
    ("2.5 ULN", ENZYME, 2.5, "ULN", 2.5, "ULN"),
    ("100 mL/h", FLOW, 100, "mL/h", 100, "mL/h"),
    ("38 degC", TEMPERATURE, 38, "degC", 38, "degC"),
    ("pH 7.5", PH, 7.5, "pH", 7.5, "pH"),
    ("ECOG 2", PERFORMANCE, 2, "ECOG", 2, "ECOG"),
    ("grade 3", GRADE, 3, "grade", 3, "grade"),
    ("INR 1.7", RATIO, 1.7, "INR", 1.7, "INR"),
]


@pytest.mark.parametrize(("text", "kinds", "number", "unit", "canonical", "canonical_unit"), READ)
def test_a_plain_decimal_with_a_listed_unit_is_read(
    text: str,
    kinds: tuple[Kind, ...],
    number: float,
    unit: str,
    canonical: float,
    canonical_unit: str,
) -> None:
    measure = read_measure(text, kinds, "value")
    assert (measure.number, measure.unit) == (number, unit)
    assert (measure.canonical, measure.canonical_unit) == (canonical, canonical_unit)
    assert (measure.written, str(measure)) == (text, text)
    assert measure.kind in kinds


def test_every_unit_of_the_list_is_read_in_the_table() -> None:
    assert {row[3] for row in READ} == set(UNITS)


@pytest.mark.parametrize("symbol", sorted(UNITS))
def test_every_unit_is_refused_wherever_another_kind_is_wanted(symbol: str) -> None:
    text = written("5", symbol)
    for kind in Kind:
        if kind is UNITS[symbol].kind:
            assert read_measure(text, (kind,)).unit == symbol
        else:
            problem = refusal(text, (kind,), kind)
            assert problem.code == "RC207"
            assert all(unit in problem.fix for unit in units.symbols([kind]))


# What is refused ---------------------------------------------------------------------------------

NBSP, THIN, NARROW, ZWSP, RLO = "\u00a0", "\u2009", "\u202f", "\u200b", "\u202e"
ARABIC_5, FULLWIDTH_5, MICRO, GREEK_MU = "\u0665", "\uff15", "\u00b5", "\u03bc"

NOT_A_NUMBER: list[tuple[str, str, str]] = [
    # pint deletes commas first: 1,4 mg is 14 mg there.
    ("1,4 mg", "comma", "a point and no commas"),
    ("1,4 mg/m2", "comma", "a point and no commas"),
    ("1,000 mg", "comma", "no commas"),
    ("1,000.5 mg", "comma", "no commas"),
    ("1,4", "comma", "a point"),
    # A missing number is 1 in pint, and an empty text is 1 without a unit.
    ("", "nothing stands here", "a number and a unit"),
    (" ", "space", "Take the space out"),
    ("mg/m2", "no number", "the number too"),
    ("mg", "no number", "the number too"),
    ("AUC", "no number", "the number too"),
    ("5", "no unit", "the unit too"),
    ("0", "no unit", "the unit too"),
    ("62.5", "no unit", "the unit too"),
    # pint is a calculator; 9**9**9 does not come back.
    ("75*2 mg", "a sum", "worked out"),
    ("75 * 2 mg", "a sum", "worked out"),
    ("75+2 mg", "a sum", "worked out"),
    ("75/2 mg", "a sum", "worked out"),
    ("75 × 2 mg", "a sum", "worked out"),
    ("1/2 mg", "a sum", "worked out"),
    ("9**9 mg", "a sum", "worked out"),
    ("9**9**9", "a sum", "worked out"),
    ("9**9**9 mg", "a sum", "worked out"),
    ("75 mg/m^2 + 3 mg/m^2", "more than a number and a unit", "these two alone"),
    ("5 mg + 3 g", "more than a number and a unit", "these two alone"),
    ("5 mg; 3", "more than a number and a unit", "these two alone"),
    ("5 mg 2", "more than a number and a unit", "these two alone"),
    ("5 mg mg", "more than a number and a unit", "these two alone"),
    ("5 mg # daily", "more than a number and a unit", "these two alone"),
    ("(5) mg", "not a number", "plain decimal"),
    ("__import__('os') mg", "not a number", "plain decimal"),
    # A range is a decision that nobody has taken.
    ("1-2 mg", "a range", "Write one number"),
    ("1–2 mg", "a range", "Write one number"),
    ("1 - 2 mg", "a range", "Write one number"),
    ("1 to 2 mg", "a range", "Write one number"),
    ("5 mg - 10 mg", "more than a number and a unit", "these two alone"),
    ("<5 mg", "not a number", "plain decimal"),
    ("~5 mg", "not a number", "plain decimal"),
    # Not finite, or not finite once it is a float.
    ("nan mg", "not a finite number", "Write the number"),
    ("NaN mg", "not a finite number", "Write the number"),
    ("NAN", "not a finite number", "Write the number"),
    (".nan", "not a finite number", "Write the number"),
    ("inf mg", "not a finite number", "Write the number"),
    (".inf mg", "not a finite number", "Write the number"),
    ("Infinity mg", "not a finite number", "Write the number"),
    ("-inf mg", "sign", "without a sign"),
    ("1e400 mg", "exponent", "Write out the digits"),
    ("1.0e+400 mg", "exponent", "Write out the digits"),
    ("1e-400 mg", "exponent", "Write out the digits"),
    ("1e3 mg", "exponent", "Write out the digits"),
    ("1E3 mg", "exponent", "Write out the digits"),
    ("1e3", "exponent", "Write out the digits"),
    # Points, zeros, signs, separators.
    (".5 mg", "begins with a point", "leading zero"),
    ("5. mg", "a point", "digits after the point"),
    ("5.", "a point", "digits after the point"),
    ("1..5 mg", "a point", "digits after the point"),
    ("1.5.2 mg", "two points", "Write one number"),
    ("010 mg", "a zero that means nothing", "without it"),
    ("05 mg", "a zero that means nothing", "without it"),
    ("00.5 mg", "a zero that means nothing", "without it"),
    ("00 mg", "a zero that means nothing", "without it"),
    ("+5 mg", "sign", "without a sign"),
    ("-5 mg", "sign", "without a sign"),
    ("−5 mg", "sign", "without a sign"),
    ("- 5 mg", "sign", "without a sign"),
    ("1_000 mg", "'_'", "the digits alone"),
    ("1_0_0 mg", "'_'", "the digits alone"),
    # 1 4 mg is 4 mg in pint, 5 5 mg is 25 mg.
    ("1 4 mg", "two numbers", "one number"),
    ("5 5 mg", "two numbers", "one number"),
    ("1 000 mg", "two numbers", "no space inside"),
    # Exactly one space, and an ordinary one.
    ("5mg", "no space before its unit", "a space between"),
    ("75mg/m2", "no space before its unit", "a space between"),
    ("5  mg", "more than one space", "one space"),
    (" 5 mg", "begins or ends with a space", "Take the space out"),
    ("5 mg ", "begins or ends with a space", "Take the space out"),
    ("5 mg\n", "begins or ends with a space", "Take the space out"),
    (f"5{NBSP}mg", "space", "space"),
    (f"5{THIN}mg", "space", "Write a space"),
    (f"5{NARROW}mg", "space", "space"),
    ("5\tmg", "not a number and a unit", "a space"),
    ("5\nmg", "not a number and a unit", "a space"),
    # Digits of other scripts: Python's float and \d take them.
    (f"{ARABIC_5} mg", "not a number", "plain decimal"),
    (f"{FULLWIDTH_5} mg", "not a number", "plain decimal"),
    ("½ mg", "not a number", "plain decimal"),
    ("five mg", "not a number", "plain decimal"),
    # What YAML 1.1 or pydantic would have made a number or a truth value.
    ("True", "not a number", "plain decimal"),
    ("NO", "not a number", "plain decimal"),
    ("null", "not a number", "plain decimal"),
    ("~", "not a number", "plain decimal"),
    ("'5 mg'", "not a number", "plain decimal"),
    # AUC stands before its number, with one space.
    ("5 AUC", "behind its number", "Write 'AUC 5'."),
]


@pytest.mark.parametrize(("text", "why", "mend"), NOT_A_NUMBER)
def test_what_is_not_a_plain_decimal_with_a_unit_is_refused_with_the_reason(
    text: str, why: str, mend: str
) -> None:
    problem = refusal(text)
    assert problem.code == "RC205"
    assert why in problem.message
    assert mend in problem.fix


ACTIVITY_WORDS = ("'IU' for international units", "'USP_units' for bleomycin")

NOT_A_UNIT: list[tuple[str, str, str]] = [
    # pint reads units as micronit, u as an atomic mass (a mass!), U as an enzyme unit.
    ("10 units", "'units'", "'IU'"),
    ("10 unit", "'unit'", "'USP_units'"),
    ("10 Units", "'Units'", "'IU'"),
    ("10 U", "'U'", "'USP_units'"),
    ("15 u", "'u'", "'IU'"),
    ("30000 U", "'U'", "'IU'"),
    ("10 iu", "'iu'", "'IU'"),
    ("10 I.U.", "'I.U.'", "'IU'"),
    ("10 UI", "'UI'", "'IU'"),
    ("10 units/m2", "'units/m2'", "'IU'"),
    ("10 U/m2", "'U/m2'", "'IU'"),
    ("10 U/kg", "'U/kg'", "'IU'"),
    ("10 u/m2", "'u/m2'", "'IU'"),
    # Mega is a prefix that pint takes: 500 MU was 500 million.
    ("10 M", "'M'", "IU"),
    ("10 MU", "'MU'", "IU"),
    ("10 mU", "'mU'", "IU"),
    ("10 MIU", "'MIU'", "IU"),
    ("10 kIU", "'kIU'", "IU"),
    ("10 USP_unit", "'USP_unit'", "USP_units"),
    ("10 usp_units", "'usp_units'", "Did you mean 'USP_units'?"),
    # A megagram, a megagauss, and other spellings of what is listed.
    ("75 MG", "'MG'", "Did you mean 'mg'?"),
    ("75 Mg", "'Mg'", "Did you mean 'mg'?"),
    ("75 mG", "'mG'", "Did you mean 'mg'?"),
    ("75 Mg/m2", "'Mg/m2'", "Did you mean 'mg/m2'?"),
    ("2 G", "'G'", "Did you mean 'g'?"),
    ("2 gm", "'gm'", "Did you mean 'g'?"),
    ("2 gm/m2", "'gm/m2'", "Did you mean 'g/m2'?"),
    ("2 grams", "'grams'", "Did you mean 'g'?"),
    ("75 mgs", "'mgs'", "Did you mean 'mg'?"),
    ("75 mcgs", "'mcgs'", "Did you mean 'mcg'?"),
    ("75 ug", "'ug'", "Did you mean 'mcg'?"),
    (f"75 {MICRO}g", f"'{MICRO}g'", "Did you mean 'mcg'?"),
    (f"75 {GREEK_MU}g", f"'{GREEK_MU}g'", "Did you mean 'mcg'?"),
    (f"75 {MICRO}g/m2", f"'{MICRO}g/m2'", "Did you mean 'mcg/m2'?"),
    ("75 mg/m^2", "'mg/m^2'", "Did you mean 'mg/m2'?"),
    ("75 mg/m²", "'mg/m²'", "Did you mean 'mg/m2'?"),
    ("75 mg/m**2", "'mg/m**2'", "Did you mean 'mg/m2'?"),
    ("75 mg/M2", "'mg/M2'", "Did you mean 'mg/m2'?"),
    ("75 mg/sqm", "'mg/sqm'", "mg/m2"),
    ("10 iu/m2", "'iu/m2'", "'IU'"),
    # What pint takes for a mass, for mg/kg, or for a time that changes the dose.
    ("2 Da", "'Da'", "Units here: mg, g, mcg"),
    ("1 lb", "'lb'", "Units here: mg, g, mcg"),
    ("6 percent", "'percent'", "mg/kg"),
    ("6 cycle", "'cycle'", "mg/kg"),
    ("6 turn", "'turn'", "mg/kg"),
    ("5 mg/kg/day", "'mg/kg/day'", "per_dose, per_day, per_hour or total"),
    ("5 mg/m2/day", "'mg/m2/day'", "per_dose, per_day, per_hour or total"),
    ("5 mg/h", "'mg/h'", "per_dose, per_day, per_hour or total"),
    ("5 mL/kg/h", "'mL/kg/h'", "per_dose, per_day, per_hour or total"),
    ("5 mEq", "'mEq'", "mmol"),
    ("5 cc", "'cc'", "mL"),
    # Volumes, substances, pieces and grays in other spellings; a mega-mole, a molarity.
    ("5 ml", "'ml'", "Did you mean 'mL'?"),
    ("5 ML", "'ML'", "Did you mean 'mL'?"),
    ("5 Ml", "'Ml'", "Did you mean 'mL'?"),
    ("1 l", "'l'", "Did you mean 'L'?"),
    ("125 mL/m²", "'mL/m²'", "Did you mean 'mL/m2'?"),
    ("3 l/m2", "'l/m2'", "Did you mean 'L/m2'?"),
    ("0.2 mmol/Kg", "'mmol/Kg'", "Did you mean 'mmol/kg'?"),
    ("10 Mmol", "'Mmol'", "Did you mean 'mmol'?"),
    ("10 mM", "'mM'", "mmol"),
    ("10 nmol", "'nmol'", "mmol"),
    ("2 gtt", "'gtt'", "drops"),
    ("2 tabs", "'tabs'", "tablets"),
    ("1 tablet", "'tablet'", "tablets"),
    ("1 pieces", "'pieces'", "drops, tablets, sachets"),
    ("2 gy", "'gy'", "Did you mean 'Gy'?"),
    ("200 cGy", "'cGy'", "Gy"),
    ("200 rad", "'rad'", "Gy"),
    ("5 mg/m3", "'mg/m3'", "mg/m2"),
    ("5 mg/m", "'mg/m'", "mg/m2"),
    ("5 mg**2", "'mg**2'", "mg"),
    ("5 mg;", "'mg;'", "mg"),
    ("5 mg.", "'mg.'", "mg"),
    ("5 [mg]", "'[mg]'", "mg"),
    ("0.1 mL/min/1.73m**2", "'mL/min/1.73m**2'", "mg/m2"),
    # Letters and signs that only look like ours.
    ("5 ｍｇ", "'ｍｇ'", "mg"),
    ("5 ㎎", "'㎎'", "mg"),
    ("5 mg/м2", "'mg/м2'", "mg/m2"),
    ("5 mg/m₂", "'mg/m₂'", "mg/m2"),
    ("5 －mg", "'－mg'", "mg"),
]


@pytest.mark.parametrize(("text", "names", "mend"), NOT_A_UNIT)
def test_a_unit_that_is_not_on_the_list_is_refused_by_its_name(
    text: str, names: str, mend: str
) -> None:
    problem = refusal(text)
    assert problem.code == "RC206"
    assert names in problem.message
    assert mend in problem.fix


@pytest.mark.parametrize("word", ["units", "unit", "U", "u", "Unit", "iu", "units/m2", "U/kg"])
@pytest.mark.parametrize("kinds", [AMOUNT, (Kind.ACTIVITY,), (Kind.USP_ACTIVITY,)])
def test_units_and_its_abbreviations_are_refused_everywhere_with_both_ways_out(
    word: str, kinds: tuple[Kind, ...]
) -> None:
    problem = refusal(f"15 {word}", kinds)
    assert problem.code == "RC206"
    assert f"the unit '{word}' can mean units 1,000 times apart" in problem.message
    assert all(words in problem.fix for words in ACTIVITY_WORDS)


MEASURES_REFUSED: list[tuple[str, tuple[Kind, ...], str, str, str, str]] = [
    ("154 lb", WEIGHT, "weight", "RC206", "'lb'", "154 lb is 69.9 kg"),
    ("154 lbs", WEIGHT, "weight", "RC206", "'lbs'", "154 lbs is 69.9 kg"),
    ("11 st", WEIGHT, "weight", "RC206", "'st'", "11 st is 69.9 kg"),
    ("67 in", HEIGHT, "height", "RC206", "'in'", "67 in is 170.2 cm"),
    ("6 ft", HEIGHT, "height", "RC206", "'ft'", "6 ft is 182.9 cm"),
    ("1.7 m", HEIGHT, "height", "RC206", "'m'", "1.7 m is 170 cm"),
    ("1700 mm", HEIGHT, "height", "RC206", "'mm'", "1700 mm is 170 cm"),
    ("62,5 kg", WEIGHT, "weight", "RC205", "comma", "a point and no commas, for example '62.5 kg'"),
    ("1,75 m2", (Kind.BODY_SURFACE,), "surface", "RC205", "comma", "'1.75 m2'"),
    ("70 KG", WEIGHT, "weight", "RC206", "'KG'", "Did you mean 'kg'?"),
    ("70 kgs", WEIGHT, "weight", "RC206", "'kgs'", "Did you mean 'kg'?"),
    ("70 cm", WEIGHT, "weight", "RC207", "a height", "Units here: kg; for example '70 kg'"),
    ("70000 g", WEIGHT, "weight", "RC207", "an amount", "Units here: kg"),
    ("5 ft 7 in", HEIGHT, "height", "RC205", "more than a number", "for example '170 cm'"),
    ("90 mins", DURATION, "duration", "RC206", "'mins'", "Did you mean 'min'?"),
    ("2 hr", DURATION, "duration", "RC206", "'hr'", "Did you mean 'h'?"),
    ("2 hours", DURATION, "duration", "RC206", "'hours'", "Did you mean 'h'?"),
    ("3 weeks", DURATION, "duration", "RC206", "'weeks'", "min, h, d"),
    ("1 cycle", DURATION, "duration", "RC206", "'cycle'", "min, h, d"),
    ("2 a", DURATION, "duration", "RC206", "'a'", "min, h, d"),
    ("2 M", DURATION, "duration", "RC206", "'M'", "min, h, d"),
    ("0.9 mg/dl", (Kind.CREATININE,), "creatinine", "RC206", "'mg/dl'", "Did you mean 'mg/dL'?"),
    ("80 µmol/L", (Kind.CREATININE_MOLAR,), "creatinine", "RC206", "'µmol/L'", "'umol/L'?"),
    ("0.08 mmol/L", (Kind.CREATININE_MOLAR,), "creatinine", "RC207", "a molar", "umol/L"),
    ("80 ml/min", GFR, "GFR", "RC206", "'ml/min'", "Did you mean 'mL/min'?"),
    ("80 mL/min/1.73m**2", GFR, "GFR", "RC206", "1.73m**2'", "Did you mean 'mL/min/1.73m2'?"),
    ("80 mL/min/1.73m²", GFR, "GFR", "RC206", "1.73m²'", "Did you mean 'mL/min/1.73m2'?"),
    ("80 mL/min/1.73", GFR, "GFR", "RC206", "1.73'", "Did you mean 'mL/min/1.73m2'?"),
    ("80 mL/min/m2", GFR, "GFR", "RC206", "'mL/min/m2'", "mL/min, mL/min/1.73m2"),
    ("80 mL/min*1.73m2", GFR, "GFR", "RC206", "'mL/min*1.73m2'", "mL/min, mL/min/1.73m2"),
    ("4.8 L/h", GFR, "GFR", "RC206", "'L/h'", "mL/min"),
    ("80 mL/h", GFR, "GFR", "RC207", "a flow", "mL/min"),
    ("80 mL/min / 1.73 m2", GFR, "GFR", "RC205", "more than a number", "'80 mL/min'"),
    ("80 mL/min/1.73m2", (Kind.CLEARANCE,), "GFR", "RC207", "an indexed GFR", "mL/min"),
    ("75 percent", (Kind.SHARE,), "share", "RC206", "'percent'", "Did you mean '%'?"),
    ("75%", (Kind.SHARE,), "share", "RC205", "no space", "Write a space"),
    ("6 %", (Kind.MASS_PER_WEIGHT,), "amount", "RC207", "a share", "'5 mg/kg'"),
    ("6 mg/kg", (Kind.SHARE,), "share", "RC207", "an amount per body weight", "%"),
    ("5 mg/kg", (Kind.MASS_PER_SURFACE,), "amount", "RC207", "per body weight", "mg/m2"),
    ("30 IU", (Kind.USP_ACTIVITY,), "amount", "RC207", "international", "USP_units"),
    ("30 USP_units", (Kind.ACTIVITY,), "amount", "RC207", "USP activity", "IU"),
    ("AUC 5", (Kind.MASS,), "amount", "RC207", "a target AUC", "mg, g, mcg"),
    ("10 IU/L", AMOUNT, "amount", "RC207", "an activity concentration", "IU, IU/m2, IU/kg"),
    ("5 mL/h", AMOUNT, "amount", "RC207", "a flow", "mL, L"),
    ("38 degC", AMOUNT, "amount", "RC207", "a temperature", "mg, g, mcg"),
    ("500 mL", (Kind.MASS,), "amount", "RC207", "a volume", "mg, g, mcg"),
    ("2 drops", (Kind.VOLUME,), "volume", "RC207", "a number of pieces", "mL, L"),
    ("20 mmol", (Kind.MASS,), "amount", "RC207", "an amount of substance", "mg, g, mcg"),
    ("20 mg", (Kind.SUBSTANCE,), "amount", "RC207", "an amount", "mmol"),
    ("1.5 10^9/l", CELLS, "count", "RC206", "'10^9/l'", "Did you mean '10^9/L'?"),
    ("1.5 x10^9/L", CELLS, "count", "RC206", "'x10^9/L'", "10^9/L, cells/uL"),
    ("1.5 ×10^9/L", CELLS, "count", "RC206", "'×10^9/L'", "10^9/L, cells/uL"),
    ("1.5 x 10^9/L", CELLS, "count", "RC205", "a sum", "for example '1.5 10^9/L'"),
    ("1.5*10^9/L", CELLS, "count", "RC205", "a sum", "for example '1.5 10^9/L'"),
    ("1.5 10*9/L", CELLS, "count", "RC206", "'10*9/L'", "10^9/L, cells/uL"),
    ("1.5 109/L", CELLS, "count", "RC206", "'109/L'", "Did you mean '10^9/L'?"),
    ("1.5 10⁹/L", CELLS, "count", "RC206", "'10⁹/L'", "10^9/L, cells/uL"),
    ("1500 10^6/L", CELLS, "count", "RC206", "'10^6/L'", "10^9/L, cells/uL"),
    ("1.5 10^9", CELLS, "count", "RC206", "'10^9'", "10^9/L, cells/uL"),
    ("1500 /mm3", CELLS, "count", "RC206", "'/mm3'", "10^9/L, cells/uL"),
    ("1500 cells/mm3", CELLS, "count", "RC206", "'cells/mm3'", "10^9/L, cells/uL"),
    ("1.5 K/uL", CELLS, "count", "RC206", "'K/uL'", "10^9/L, cells/uL"),
    ("1500 cells/µL", CELLS, "count", "RC206", "'cells/µL'", "Did you mean 'cells/uL'?"),
    ("1500", CELLS, "count", "RC205", "no unit", "for example '1.5 10^9/L'"),
    ("100 g/l", LEVEL, "haemoglobin", "RC206", "'g/l'", "Did you mean 'g/L'?"),
    ("10 g/dl", LEVEL, "haemoglobin", "RC206", "'g/dl'", "Did you mean 'g/dL'?"),
    ("10 g%", LEVEL, "haemoglobin", "RC206", "'g%'", "g/L, g/dL"),
    ("6 mmol/L", LEVEL, "haemoglobin", "RC207", "a molar concentration", "g/L, g/dL"),
    ("4 mmol/l", MOLAR, "potassium", "RC206", "'mmol/l'", "Did you mean 'mmol/L'?"),
    ("4 mEq/L", MOLAR, "potassium", "RC206", "'mEq/L'", "mmol/L"),
    ("0.1 uM", MOLAR, "methotrexate level", "RC206", "'uM'", "mmol/L"),
    ("40 U/L", ENZYME, "alt", "RC206", "'U/L'", "IU/L, ULN"),
    ("40 units/L", ENZYME, "alt", "RC206", "'units/L'", "IU/L, ULN"),
    ("1.5 uln", ENZYME, "alt", "RC206", "'uln'", "Did you mean 'ULN'?"),
    ("1.5 xULN", ENZYME, "alt", "RC206", "'xULN'", "IU/L, ULN"),
    ("1.5 × ULN", ENZYME, "alt", "RC205", "more than a number", "these two alone"),
    ("1.5ULN", ENZYME, "alt", "RC205", "no space", "Write a space"),
    ("40 IU", ENZYME, "alt", "RC207", "an international activity", "IU/L, ULN"),
    ("100 ml/h", FLOW, "urine output", "RC206", "'ml/h'", "Did you mean 'mL/h'?"),
    ("100 mL/hr", FLOW, "urine output", "RC206", "'mL/hr'", "mL/h"),
    ("2 mL/min", FLOW, "urine output", "RC207", "a clearance or GFR", "mL/h"),
    ("38 C", TEMPERATURE, "temperature", "RC206", "'C'", "degC"),
    ("38 °C", TEMPERATURE, "temperature", "RC206", "'°C'", "degC"),
    ("100.4 F", TEMPERATURE, "temperature", "RC206", "'F'", "degC"),
    ("100.4 degF", TEMPERATURE, "temperature", "RC206", "'degF'", "degC"),
    ("7.5", PH, "urine pH", "RC205", "no unit", "for example 'pH 7.5'"),
    ("pH7.5", PH, "urine pH", "RC205", "not a number and a unit", "for example 'pH 7.5'"),
    ("ph 7.5", PH, "urine pH", "RC205", "not a number and a unit", "for example 'pH 7.5'"),
    ("PH 7.5", PH, "urine pH", "RC205", "not a number and a unit", "for example 'pH 7.5'"),
    ("pH  7.5", PH, "urine pH", "RC205", "not a number and a unit", "for example 'pH 7.5'"),
    ("pH 7,5", PH, "urine pH", "RC205", "not a number and a unit", "for example 'pH 7.5'"),
    ("7.5 pH", PH, "urine pH", "RC205", "puts the pH behind its number", "Write 'pH 7.5'."),
    ("2", PERFORMANCE, "performance status", "RC205", "no unit", "for example 'ECOG 2'"),
    ("ecog 2", PERFORMANCE, "performance status", "RC205", "not a number", "'ECOG 2'"),
    ("WHO 2", PERFORMANCE, "performance status", "RC205", "not a number", "'ECOG 2'"),
    ("ECOG2", PERFORMANCE, "performance status", "RC205", "not a number", "'ECOG 2'"),
    ("ECOG 0-1", PERFORMANCE, "performance status", "RC205", "not a number", "'ECOG 2'"),
    ("2 ECOG", PERFORMANCE, "performance status", "RC205", "behind its number", "'ECOG 2'."),
    ("3 grade", GRADE, "toxicity", "RC205", "puts the grade behind", "Write 'grade 3'."),
    ("grade III", GRADE, "toxicity", "RC205", "not a number", "for example 'grade 3'"),
    ("Grade 3", GRADE, "toxicity", "RC205", "not a number", "for example 'grade 3'"),
    ("G3", GRADE, "toxicity", "RC205", "not a number", "for example 'grade 3'"),
    ("grade 3-4", GRADE, "toxicity", "RC205", "not a number", "for example 'grade 3'"),
    ("grade 3", PERFORMANCE, "performance status", "RC207", "a toxicity grade", "ECOG"),
    ("ECOG 3", GRADE, "toxicity", "RC207", "an ECOG performance status", "grade"),
]


@pytest.mark.parametrize(("text", "kinds", "what", "code", "why", "mend"), MEASURES_REFUSED)
def test_a_measure_in_another_unit_is_refused_with_what_to_write(
    text: str, kinds: tuple[Kind, ...], what: str, code: str, why: str, mend: str
) -> None:
    problem = refusal(text, kinds, what)
    assert problem.code == code
    assert why in problem.message
    assert mend in problem.fix


BAD_AUCS = ["AUC5", "auc 5", "Auc 5", "AUC  5", "AUC: 5", "AUC=5", "AUC 5 mg", "AUC 5.", "AUC .5"]
BAD_AUCS += ["AUC 05", "AUC 5,5", "AUC 5-6", "AUC -5", "AUC +5", "AUC nan", "AUC inf", "AUC five"]
BAD_AUCS += ["AUC 1e3", "AUC 5 × 2", "AUC 5*2", "AUC 5 6", "AUC\t5", f"AUC{NBSP}5", "AUC 1_0"]
BAD_AUCS += ["AUC5 mg/m2", f"AUC {ARABIC_5}", "5AUC", "AUC AUC 5", "AUC of 5", "AUC (5)"]


@pytest.mark.parametrize("text", BAD_AUCS)
@pytest.mark.parametrize("kinds", [(Kind.AUC,), AMOUNT])
def test_an_auc_that_is_not_spelled_auc_space_number_is_refused(
    text: str, kinds: tuple[Kind, ...]
) -> None:
    assert refusal(text, kinds).code == "RC205"


AUC_FIRST = [text for text in BAD_AUCS if text.upper().startswith("AUC")]


@pytest.mark.parametrize("text", AUC_FIRST)
def test_the_fix_of_a_misspelled_auc_shows_an_auc_even_where_mg_would_also_do(text: str) -> None:
    assert "'AUC 5'" in refusal(text).fix


LONG_NUMBERS = ["1000000000 mg", "1234567890 mg", "1.1234567891 mg", "1" * 5000 + " mg"]
LONG_NUMBERS += ["0." + "3" * 400 + " mg", "9" * 400 + ".5 mg", "AUC " + "5" * 10]


@pytest.mark.parametrize("text", LONG_NUMBERS, ids=lambda text: text[:16])
def test_a_number_with_too_many_digits_is_refused(text: str) -> None:
    assert refusal(text).code == "RC205"


@pytest.mark.parametrize("text", LONG_NUMBERS, ids=lambda text: text[:16])
def test_a_number_with_too_many_digits_is_told_that_it_has_too_many(text: str) -> None:
    assert "digits" in refusal(text).message


@pytest.mark.parametrize(
    ("text", "wrong_reason"),
    [
        ("1:30 h", "no space before its unit"),
        ("1, 4 mg", "no space before its unit"),
        ("1'000 mg", "no space before its unit"),
        ("5½ mg", "no space before its unit"),
        ("0o7 mg", "no space before its unit"),
        ("0x10 mg", "a sum or a range"),
    ],
)
def test_the_reason_given_is_not_one_that_leads_astray(text: str, wrong_reason: str) -> None:
    problem = refusal(text)
    assert problem.code == "RC205"
    assert wrong_reason not in problem.message


# Fixes can be followed ---------------------------------------------------------------------------

ALL_REFUSED: list[tuple[str, tuple[Kind, ...], str]] = [
    *((text, AMOUNT, "amount") for text, _, _ in NOT_A_NUMBER + NOT_A_UNIT),
    *((row[0], row[1], row[2]) for row in MEASURES_REFUSED),
    *((text, (Kind.AUC,), "target AUC") for text in BAD_AUCS),
    *((text, AMOUNT, "amount") for text in LONG_NUMBERS),
]


@pytest.mark.parametrize(("text", "kinds", "what"), ALL_REFUSED, ids=lambda value: str(value)[:20])
def test_every_fix_says_what_to_write(text: str, kinds: tuple[Kind, ...], what: str) -> None:
    fix = refusal(text, kinds, what).fix
    assert fix.endswith((".", "?"))
    quoted = re.findall(r"'([^']+)'", fix)
    converted = re.findall(r" is ([^ ]+ [^ ;]+); if that is what you mean", fix)
    listed = re.findall(r"Units here: ([^;]+?)(?:;|\.$)", fix)
    assert quoted or converted or listed or "Say it in the key: per_dose, per_day" in fix
    for example in quoted + converted:
        assert example in UNITS or reads(example, kinds), f"the fix names {example!r}"
    for symbol in ", ".join(listed).split(", ") if listed else []:
        assert UNITS[symbol].kind in kinds


@pytest.mark.parametrize("kind", list(Kind))
def test_the_example_of_every_kind_can_be_read_as_that_kind(kind: Kind) -> None:
    fix = refusal("", (kind,)).fix
    (example,) = re.findall(r"'([^']+)'", fix)
    assert read_measure(example, (kind,)).kind is kind


@pytest.mark.parametrize(
    ("text", "kinds", "metric"),
    [
        ("17 m", HEIGHT, "1700 cm"),
        ("3000 lb", WEIGHT, "1360.8 kg"),
        ("170 st", WEIGHT, "1079.5 kg"),
    ],
)
def test_a_converted_measure_is_written_as_it_can_be_read(
    text: str, kinds: tuple[Kind, ...], metric: str
) -> None:
    assert f" is {metric};" in refusal(text, kinds).fix


def test_a_converted_measure_is_never_shown_as_zero() -> None:
    assert "is 0 kg" not in refusal("1 oz", WEIGHT).fix
    assert "is 0 cm" not in refusal("0.4 mm", HEIGHT).fix


@pytest.mark.parametrize(("text", "kinds"), [("70 U", WEIGHT), ("2 u", DURATION)])
def test_a_fix_does_not_send_the_reader_to_a_unit_that_is_refused_there(
    text: str, kinds: tuple[Kind, ...]
) -> None:
    problem = refusal(text, kinds)
    assert problem.code == "RC206"
    assert "'IU'" not in problem.fix
    assert all(symbol in problem.fix for symbol in units.symbols(kinds))


@pytest.mark.parametrize("text", ["18 MIU", "18 MU"])
def test_a_fix_for_millions_says_that_the_number_changes_too(text: str) -> None:
    # "Write 'IU'" alone turns 18 MIU of aldesleukin into 18 IU.
    assert re.search(r"million|1,?000,?000|18,?000,?000", refusal(text).fix)


def test_milli_units_per_millilitre_are_not_taken_for_millions() -> None:
    # A thousandth of a unit in a thousandth of a litre: 5 mIU/mL of hCG is 5 IU/L.
    problem = refusal("5 mIU/mL", (Kind.ACTIVITY_LEVEL, Kind.UPPER_LIMIT), "hcg")
    assert problem.code == "RC206"
    assert "million" not in problem.message + problem.fix
    assert "IU/L" in problem.fix


@pytest.mark.parametrize(("text", "kinds"), [("1.5 G/L", CELLS), ("2 gy", WEIGHT)])
def test_a_spelling_that_is_proposed_can_be_used_there(text: str, kinds: tuple[Kind, ...]) -> None:
    for proposed in re.findall(r"Did you mean '([^']+)'", refusal(text, kinds).fix):
        assert UNITS[proposed].kind in kinds


def test_a_capital_greek_mu_that_looks_like_m_is_not_taken_for_micro() -> None:
    problem = refusal("5 \u039cG")  # looks like MG
    assert problem.code == "RC206"
    assert "Did you mean 'mcg'" not in problem.fix


HOSTILE_TO_SCREENS = [
    "5 mg\x1b[31m",
    f"5 {RLO}gm",
    f"5 mg{ZWSP}",
    "5\tmg",
    "5\nmg",
    "x\rmg",
    "\x00",
]


@pytest.mark.parametrize("text", HOSTILE_TO_SCREENS, ids=ascii)
def test_what_cannot_be_seen_is_refused(text: str) -> None:
    assert refusal(text).code in {"RC205", "RC206"}


@pytest.mark.parametrize("text", HOSTILE_TO_SCREENS, ids=ascii)
def test_what_cannot_be_seen_does_not_get_into_the_message(text: str) -> None:
    problem = refusal(text)
    assert not cannot_be_seen(problem.message + problem.fix)


@pytest.mark.parametrize("text", ["1" * 100_000 + " mg", "5 " + "m" * 100_000])
def test_a_message_stays_short_however_long_the_text(text: str) -> None:
    problem = refusal(text)
    assert len(problem.message) < 500
    assert len(problem.fix) < 500


# Places ------------------------------------------------------------------------------------------


def in_a_file(text: str) -> SourceText:
    """The text as it stands in line 3 and column 7 of a file; marks count from 0."""
    made = SourceText(text)
    made.file, made.mark = "a.yaml", SimpleNamespace(line=2, column=6)
    return made


def test_a_measure_keeps_the_place_where_it_was_written() -> None:
    assert read_measure(in_a_file("5 mg"), AMOUNT).place == Place("a.yaml", 3, 7)
    assert read_measure("5 mg", AMOUNT).place is None


@pytest.mark.parametrize("text", ["1,4 mg", "75 MG", "5 kg", "5 AUC"])
def test_a_refusal_keeps_the_place_where_it_was_written(text: str) -> None:
    assert refusal(in_a_file(text)).place == Place("a.yaml", 3, 7)


# pint never sees text ----------------------------------------------------------------------------


class TextReachedPint(AssertionError):
    """Raised where pint is asked to read something that is not a name of our list."""


@pytest.fixture
def pint_refuses_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the registry is built, pint's reading methods take the listed unit names alone."""
    registry = units.registry()
    ours = {unit.pint_name for unit in UNITS.values()}
    reads_units = registry.parse_units

    def no_text(*texts: object, **_options: object) -> None:
        raise TextReachedPint(texts)

    def listed_alone(name: str) -> object:
        if name not in ours:
            raise TextReachedPint(name)
        return reads_units(name)

    for method in ("parse_expression", "parse_pattern", "__call__"):
        monkeypatch.setattr(type(registry), method, no_text)
    monkeypatch.setattr(registry, "parse_units", listed_alone)


@pytest.mark.usefixtures("pint_refuses_text")
def test_no_text_reaches_pint_when_it_is_read() -> None:
    for text, kinds, *_ in READ:
        measure = read_measure(text, kinds)
        assert measure.quantity.magnitude == measure.number
        assert units.quantity(measure.number, measure.unit) == measure.quantity
    for text, kinds, _ in ALL_REFUSED:
        assert not reads(text, kinds)


@pytest.mark.usefixtures("pint_refuses_text")
def test_the_guard_of_the_test_above_does_catch_text() -> None:
    registry = units.registry()
    with pytest.raises(TextReachedPint):
        registry.Quantity("5 mg")
    with pytest.raises(TextReachedPint):
        registry.Quantity(5, "mg; 3")
    with pytest.raises(TextReachedPint):
        registry.parse_expression("9**9")


@pytest.mark.usefixtures("pint_refuses_text")
def test_a_unit_that_is_not_listed_does_not_reach_pint() -> None:
    for symbol in ("units", "u", "MG", "mg*1000", "9**9**9", ""):
        with pytest.raises(KeyError):
            units.quantity(5, symbol)


# Dimensions --------------------------------------------------------------------------------------


def test_an_amount_per_body_surface_times_a_weight_is_no_amount() -> None:
    product = units.quantity(75, "mg/m2") * units.quantity(70, "kg")
    with pytest.raises(pint.DimensionalityError):
        product.to("milligram")


def test_an_amount_per_body_surface_times_a_body_surface_is_an_amount() -> None:
    product = units.quantity(75, "mg/m2") * units.quantity(1.8, "m2")
    assert product.to("milligram").magnitude == pytest.approx(135)


def test_an_amount_per_weight_times_a_weight_is_an_amount() -> None:
    product = units.quantity(5, "mg/kg") * units.quantity(70, "kg")
    assert product.to("milligram").magnitude == pytest.approx(350)


def test_an_amount_per_weight_is_not_a_bare_number() -> None:
    assert not units.quantity(6, "mg/kg").dimensionless
    for bare in ("", "percent"):
        with pytest.raises(pint.DimensionalityError):
            units.quantity(6, "mg/kg").to(bare)


def test_a_target_auc_times_a_clearance_is_an_amount() -> None:
    product = units.quantity(5, "AUC") * units.quantity(125, "mL/min")
    assert product.to("milligram").magnitude == pytest.approx(625)


def test_a_target_auc_times_an_indexed_gfr_is_no_amount() -> None:
    product = units.quantity(5, "AUC") * units.quantity(125, "mL/min/1.73m2")
    with pytest.raises(pint.DimensionalityError):
        product.to("milligram")


def test_an_indexed_gfr_times_the_body_surface_is_a_clearance_at_1_73_m2() -> None:
    # 80 mL/min per 1.73 m2 in a patient of 1.73 m2 is 80 mL/min; pint's own reading inverts it.
    product = units.quantity(80, "mL/min/1.73m2") * units.quantity(1.73, "m2")
    assert product.to("mL/minute").magnitude == pytest.approx(80)


@pytest.mark.parametrize("symbol", sorted(UNITS))
def test_every_unit_converts_into_the_canonical_one_of_its_kind_by_its_factor(symbol: str) -> None:
    measure = Measure(3, symbol)
    canonical = UNITS[measure.canonical_unit].pint_name
    assert measure.quantity.to(canonical).magnitude == pytest.approx(measure.canonical)


# What a unit is in units of the registry, worked out by hand.
IN_PINT: list[tuple[str, float, str]] = [
    ("500 mL", 0.5, "liter"),
    ("1.5 L", 1500, "milliliter"),
    ("125 mL/m2", 0.125, "liter/body_surface"),
    ("3 L/m2", 3000, "milliliter/body_surface"),
    ("10 mL/kg", 0.01, "liter/body_kilogram"),
    ("20 mmol", 0.02, "mole"),
    ("10 mmol/m2", 0.01, "mole/body_surface"),
    ("0.2 mmol/kg", 0.0002, "mole/body_kilogram"),
    ("2 drops", 2, "piece"),
    ("1 tablets", 1, "piece"),
    ("3 sachets", 3, "piece"),
    ("1.8 Gy", 1.8, "gray"),
    ("1.5 10^9/L", 1.5e9, "cell/liter"),
    ("1500 cells/uL", 1.5e9, "cell/liter"),  # 1500 in a millionth of a litre
    ("100 g/L", 100, "gram/liter"),
    ("9.5 g/dL", 95, "gram/liter"),
    ("4 mmol/L", 0.004, "mole/liter"),
    ("40 IU/L", 0.04, "international_unit/milliliter"),
    ("2.5 ULN", 2.5, "upper_limit"),
    ("120 mL/h", 2, "milliliter/minute"),
    ("38 degC", 38, "celsius"),
    ("pH 7.5", 7.5, "pH"),
    ("ECOG 2", 2, "ECOG"),
    ("grade 3", 3, "grade"),
    ("INR 1.7", 1.7, "INR"),
]


@pytest.mark.parametrize(("text", "magnitude", "name"), IN_PINT)
def test_a_unit_is_what_it_says_in_the_registry_too(text: str, magnitude: float, name: str) -> None:
    assert read_measure(text, tuple(Kind)).quantity.to(name).magnitude == pytest.approx(magnitude)


def test_a_volume_by_the_hour_is_no_amount_and_a_count_of_cells_is_no_bare_number() -> None:
    for text, bare in (("100 mL/h", "milliliter"), ("1.5 10^9/L", "1/liter"), ("pH 7.5", "")):
        with pytest.raises(pint.DimensionalityError):
            read_measure(text, tuple(Kind)).quantity.to(bare)


# Two kinds of one dimension are told apart by their kind alone: amounts in volumes, of which
# creatinine and haemoglobin are two; substance in a volume; a flow and a clearance; age and time.
SAME_DIMENSION = (
    {"mg/dL", "mg/mL", "g/L", "g/dL"},
    {"mmol/L", "umol/L"},
    {"mL/h", "mL/min"},
    {"min", "y"},
    {"h", "y"},
    {"d", "y"},
)


def test_no_unit_converts_into_a_unit_of_another_kind() -> None:
    """Save those that are of one dimension all the same."""
    for one in UNITS.values():
        for other in UNITS.values():
            same = any({one.symbol, other.symbol} <= together for together in SAME_DIMENSION)
            if one.kind is other.kind or same:
                continue
            with pytest.raises(pint.DimensionalityError):
                units.quantity(1, one.symbol).to(other.pint_name)


@pytest.mark.parametrize("tail", ["", "/m2", "/kg"])
def test_international_and_usp_units_convert_into_nothing(tail: str) -> None:
    for one, other in (("IU", "USP_units"), ("USP_units", "IU"), ("IU", "mg"), ("USP_units", "mg")):
        with pytest.raises(pint.DimensionalityError):
            units.quantity(1, one + tail).to(UNITS[other + tail].pint_name)


@pytest.mark.parametrize(
    "name", ["unit", "units", "U", "u", "MG", "Mg", "Da", "lb", "cycle", "mEq"]
)
def test_the_registry_does_not_know_what_may_not_be_written(name: str) -> None:
    with pytest.raises((pint.UndefinedUnitError, AttributeError)):
        units.registry().parse_units(name)


# Threads -----------------------------------------------------------------------------------------


@pytest.fixture
def unbuilt(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The module `units` once more, its registry not built, and threads switched all the time."""
    assert units.__file__
    spec = importlib.util.spec_from_file_location("units_once_more", units.__file__)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "units_once_more", module)
    spec.loader.exec_module(module)
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield module
    sys.setswitchinterval(before)


def in_threads(work: Callable[[], Any], threads: int = 16) -> list[Any]:
    """What each of several threads gets that begin the same work at once."""
    gate = threading.Barrier(threads)

    def wait_and_work(_: int) -> Any:
        gate.wait()
        return work()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(wait_and_work, range(threads)))


def test_threads_that_are_first_at_once_all_get_right_quantities(unbuilt: ModuleType) -> None:
    doses = in_threads(lambda: unbuilt.quantity(5, "AUC") * unbuilt.quantity(125, "mL/min"))
    assert [dose.to("milligram").magnitude for dose in doses] == pytest.approx([625] * 16)


def test_threads_that_are_first_at_once_all_get_the_same_registry(unbuilt: ModuleType) -> None:
    # Two registries compare equal and refuse to add what they made: model-codebases 11.3.
    doses = in_threads(lambda: unbuilt.quantity(100, "mg"))
    assert len({id(unbuilt.registry()), *(id(dose._REGISTRY) for dose in doses)}) == 1
    assert sum(doses[1:], doses[0]).magnitude == 1600


# Any text at all ---------------------------------------------------------------------------------

kinds_wanted = st.lists(st.sampled_from(list(Kind)), min_size=1, unique=True).map(tuple)
plain_decimals = st.from_regex(r"(0|[1-9][0-9]{0,8})(\.[0-9]{1,9})?", fullmatch=True)
symbols = st.sampled_from(sorted(UNITS))
signs = list("0123456789.,_+-*/^%:;'\"()[]{}<>=~#²½µμ \t\n\r\x00\x1b")
words = ["e", "E", "nan", "inf", "**", "to", "–", "−", "×", "  ", "U", "units", "lb"]
words += [f"{symbol} " for symbol in STAND_FIRST]
pieces = st.sampled_from([*UNITS, *signs, *words, NBSP, ZWSP, RLO, ARABIC_5, FULLWIDTH_5])
spellings = st.one_of(st.text(), st.lists(pieces, max_size=12).map("".join))


@given(plain_decimals, symbols)
def test_what_was_read_is_written_as_it_was_and_reads_as_the_same(number: str, unit: str) -> None:
    text = written(number, unit)
    measure = read_measure(text, (UNITS[unit].kind,))
    assert Decimal(measure.number) == Decimal(float(number))
    assert (measure.unit, str(measure)) == (unit, text)
    assert read_measure(str(measure), (measure.kind,)) == measure


@given(st.decimals(0, 999_999_999, places=3), symbols)
def test_a_measure_made_in_a_script_is_written_so_that_it_reads_as_the_same(
    number: Decimal, unit: str
) -> None:
    made = Measure(float(number), unit)
    assert read_measure(str(made), (made.kind,)) == made


@given(spellings, kinds_wanted)
def test_any_text_is_read_or_refused_with_one_of_three_codes(
    text: str, kinds: tuple[Kind, ...]
) -> None:
    try:
        measure = read_measure(text, kinds)
    except Refused as refused:
        (problem,) = refused.problems
        assert problem.code in {"RC205", "RC206", "RC207"}
        assert problem.message
        assert problem.fix
    else:
        assert measure.kind in kinds
        assert str(measure) == text
        assert math.isfinite(measure.canonical)
        assert measure.canonical >= 0


@given(
    spellings | plain_decimals.flatmap(lambda n: symbols.map(lambda u: written(n, u))), kinds_wanted
)
def test_the_pattern_for_editors_takes_exactly_what_is_read(
    text: str, kinds: tuple[Kind, ...]
) -> None:
    assert bool(re.fullmatch(pattern(kinds), text) and "\n" not in text) == reads(text, kinds)


@given(plain_decimals, symbols)
def test_the_pattern_for_editors_takes_every_listed_unit(number: str, unit: str) -> None:
    text = written(number, unit)
    assert re.fullmatch(pattern([UNITS[unit].kind]), text)


LONG = 100_000
SLOW_FOR_A_CARELESS_PATTERN = [
    ("1" * LONG + " mg", "RC205"),
    ("1" * LONG, "RC205"),
    ("1 " * 50_000, "RC205"),
    ("1 " * 50_000 + "mg", "RC205"),
    ("1." * 50_000 + " mg", "RC205"),
    ("1_" * 50_000 + " mg", "RC205"),
    ("1," * 50_000 + " mg", "RC205"),
    ("1e" * 50_000 + " mg", "RC205"),
    ("1-" * 50_000 + " mg", "RC205"),
    ("1*" * 50_000 + " mg", "RC205"),
    ("." * LONG + " mg", "RC205"),
    ("-" * LONG + " mg", "RC205"),
    ("1" + " " * LONG + "mg", "RC205"),
    ("1" + "\n" * LONG + "mg", "RC205"),
    (" " * LONG, "RC205"),
    ("AUC " * 25_000, "RC205"),
    ("AUC " + "1" * LONG, "RC205"),
    ("nan" * 33_000, "RC205"),
    ("1 mg " * 20_000, "RC205"),
    ("1 " + "mg" * 50_000, "RC206"),
    ("1 " + "/" * LONG, "RC206"),
    ("1 " + "^" * LONG, "RC206"),
    ("1 " + "**" * 50_000, "RC206"),
    ("1 " + "mg/" * 33_000, "RC206"),
    ("1 " + "²" * LONG, "RC206"),
    ("1 " + "u/" * 50_000, "RC206"),
    ("9**" * 33_000 + "9 mg", "RC205"),
    (FULLWIDTH_5 * LONG + " mg", "RC205"),
]


@pytest.mark.parametrize(
    ("text", "code"), SLOW_FOR_A_CARELESS_PATTERN, ids=lambda value: ascii(value)[:14]
)
@pytest.mark.parametrize("kinds", [AMOUNT, (Kind.AUC,)])
def test_a_very_long_text_is_refused_like_a_short_one(
    text: str, code: str, kinds: tuple[Kind, ...]
) -> None:
    assert refusal(text, kinds).code == code


@pytest.mark.parametrize(
    "value", [5, 5.0, True, None, float("nan"), float("inf"), b"5 mg", ["5 mg"]]
)
def test_what_is_not_text_at_all_is_refused_by_the_field(value: object) -> None:
    with pytest.raises(Refused) as refused:
        MeasureOf("amount", AMOUNT).read(value)
    assert refused.value.problems[0].code == "RC203"
    assert "as text with its unit" in refused.value.problems[0].message


@pytest.mark.parametrize("text", ["0 mg", "0.0 mg/m2", "AUC 0", "0 IU"])
def test_a_dose_of_zero_is_refused_by_the_field(text: str) -> None:
    with pytest.raises(Refused) as refused:
        MeasureOf("amount", AMOUNT).read(text)
    assert refused.value.problems[0].code == "RC212"
    assert "zero means nothing" in refused.value.problems[0].message
