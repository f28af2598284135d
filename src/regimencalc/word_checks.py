"""Checks of words: numbers of the name against the data, doses and error-prone forms in notes."""

import re
from collections.abc import Iterator
from itertools import chain, pairwise
from typing import TypeAlias

from regimencalc import wording
from regimencalc.component import AMOUNT_KINDS, Statement
from regimencalc.problems import Problem
from regimencalc.ranges import Amount, Count, Span
from regimencalc.regimen import MINUTES_PER_DAY, Lasts, Regimen
from regimencalc.regimen_lines import place_in
from regimencalc.source import Node, SourceText
from regimencalc.time_checks import placed
from regimencalc.units import Kind, Measure, symbols

_FIRST_DIGIT = r"\d(?<![\w.]\d)"
"""A digit that neither a word nor a point leads into: a search leaps from digit to digit."""
_NUMBER = rf"{_FIRST_DIGIT}[\d,]*(?:\.\d+)?"
_UNITS = "|".join(sorted((re.escape(s) for s in symbols(AMOUNT_KINDS)), key=len, reverse=True))
_AMOUNT = re.compile(rf"({_NUMBER})\s?({_UNITS})(?![\w/])", re.ASCII)
_AUC = re.compile(r"\bAUC[ -]?(\d+(?:\.\d+)?)", re.IGNORECASE)
_DAYS_LONG = re.compile(r"(?<![\w.])(\d+)(?:-days?\b|d\b)")
_ID_DAYS_LONG = re.compile(r"-(\d+)d(?=-|$)")
_WEEKS_LONG = re.compile(r"(?<![\w.])(\d+)-week")
_EVERY = re.compile(r"\b(?:every |q)(\d+) ?(days?|weeks?|d|w)\b", re.IGNORECASE)
_COUNT = re.compile(
    r"(?:\bx ?|× ?)(\d+)\b(?!\s?(?:m?g|mcg|IU|m?L)\b)|(?<![\w.])(\d+) (?:cycles|courses)\b",
    re.IGNORECASE,
)
_DAYS_LISTED = re.compile(r"\bdays? (\d+(?:(?:, | and |, and )\d+(?![\d-]))*)(?![\d-])")
_ID_COUNT = re.compile(r"-x(\d+)(?=-|$)|-(\d+)-cycles(?=-|$)")

_PER_TIME = r"(?:/|per|an?)\s?(?:min(?:ute)?|h(?:our)?|s(?:ec(?:ond)?)?)\b"
_DOSE_UNITS = (
    r"(?:mg|gm?|mcg|[µμu]g|ng)(?!\s?/\s?(?:[dm]?l)\b)",
    rf"m?l(?!\s?{_PER_TIME})",
    r"(?:million |m)?(?:iu|u|units?|usp_units)(?!\s?/\s?m?l\b)",
    r"mmol(?!\s?/\s?m?l\b)",
    r"gy|tablets?|capsules?|drops?|sachets?|puffs?|vials?|ampoules?",
)
_DOSES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_NUMBER}\s?(?:{'|'.join(_DOSE_UNITS)})(?![\w-])(?:/(?:m2|m²|kg))?",
        r"\bAUC\s?(?:of |= ?)?\d+(?:\.\d+)?",
    )
)
_SHARES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_NUMBER}\s?(?:%|per ?cent) of (?:\w+ ){{0,3}}(?:dose|doses|amount)\b",
        r"\b(?:reduc\w*|lower\w*|rais\w*|increas\w*|cut)\b(?: [\w-]+){0,4}? (?:to|by|at) "
        rf"{_NUMBER}\s?(?:%|per ?cent)(?!\w)",
        rf"\bgiv(?:e|en|es|ing) {_NUMBER}\s?(?:%|per ?cent)(?= of\b| doses?\b|[.,;]|$)",
    )
)
_DIGIT = re.compile(r"\d")
_PUMP_RATE = re.compile(rf"{_NUMBER}\s?ml\s?(?:/|per|an?)\s?h(?:our)?\b", re.IGNORECASE)

_WORD = re.compile(r"[\w-]+")
_MAY_BE_SHORT = re.compile(r"[A-Z0-9][\w-]*[A-Z]")
"""In a word, a capital behind another or a digit: every abbreviation has one."""
_ABBREVIATIONS = {
    *("MTX", "5-FU", "5FU", "VP16", "VP-16", "CTX", "CDDP", "CBDCA", "CPT-11", "CPT11", "VCR"),
    *("VLB", "Ara-C", "AraC", "DTIC", "6-MP", "6MP", "6-TG", "L-OHP", "MMC", "BCNU"),
    *("CCNU", "TMZ", "AZT", "MgSO4", "MSO4", "KCl", "HCTZ", "APAP", "CPZ", "PTU"),
}
_ErrorProne: TypeAlias = tuple[tuple[re.Pattern[str], str, str], ...]
_ERROR_PRONE_NUMBERS: _ErrorProne = (
    (
        re.compile(rf"{_FIRST_DIGIT}(?<!version \d)(?<!CTCAE \d)\d*\.0+(?![\d.])"),
        "ends in a zero behind the point, which can be read as ten times as much",
        "Leave the zero out: 1, not 1.0.",
    ),
    (
        re.compile(r"\.(?<![\w.]\.)\d+"),
        "begins with a point, which can be overlooked",
        "Write the zero before it: 0.5.",
    ),
    (
        re.compile(rf"{_FIRST_DIGIT}[\d,.]*\s?m?[uU](?!\w)"),
        "has a U for units, which can be read as a zero",
        "Write the word 'units', and the number in a field.",
    ),
)
_ERROR_PRONE_WORDS: _ErrorProne = (
    (
        re.compile(
            r"[µμcqbt](?<!\w.)"
            r"(?:(?<=[µμ])g|(?<=c)c|(?<=q)(?:\.?o\.?d\.?|\.d\.?|d)|(?<=[bt])iw)(?!\w)",
            re.IGNORECASE,
        ),
        "is an abbreviation that has been misread",
        "Write it out: mcg, mL, daily, every other day, so many times a week.",
    ),
)

_CONDITIONS = {"only_if", "needs", "if", "until"}
_WORDS: frozenset[tuple[str, ...]] = frozenset(
    {
        ("narrative",),
        ("required_before",),
        ("day_zero",),
        ("cycle", "until"),
        ("lasts", "until"),
        ("phases", "name"),
        ("components", "note"),
        ("components", "as_needed"),
        ("components", "event"),
        ("components", "parts", "note"),
        *((kind, "note") for kind in ("start_if", "rules", "if_missed", "levels")),
    }
)
"""The fields that hold words, without the numbers of list items; a phase has most of them too."""
_FIELDS_OF_WORDS = frozenset(names[-1] for names in _WORDS)
_ABOVE_WORDS = frozenset(
    {*_CONDITIONS, *chain.from_iterable(_WORDS), "phases", "choices"},
)
"""Fields that are words, or hold fields that are; below a condition, every field may."""


def word_problems(regimen: Regimen) -> Iterator[Problem]:
    """Numbers in the name and id that the data contradict, and doses in words."""
    yield from _amounts_of_the_name(regimen)
    yield from _lengths_of_the_name(regimen)
    yield from _days_of_the_name(regimen)
    yield from _counts_of_the_name(regimen)
    for field, text in _words(regimen.source.root):
        has_digit = _DIGIT.search(text) is not None
        if has_digit:
            yield from _dose_in_words(field, text)
            yield from _error_prone(field, text, _ERROR_PRONE_NUMBERS)
        yield from _error_prone(field, text, _ERROR_PRONE_WORDS)
        yield from _abbreviations(field, text)


def _named(regimen: Regimen, field: str, what: str, stated: str) -> Problem:
    return Problem(
        "RC411",
        f"the {field} says '{what}', but {stated}",
        f"Correct the {field}, or the data, whichever the source contradicts.",
        place_in(regimen, field),
    )


def _amounts_of_the_name(regimen: Regimen) -> Iterator[Problem]:
    named = [
        (field, found[0], Measure(float(found[1].replace(",", "")), unit or found[2]))
        for field, text in (("name", regimen.name), ("id", regimen.id))
        for pattern, unit in ((_AMOUNT, ""), (_AUC, "AUC"))
        for found in pattern.finditer(text)
    ]
    known = dict(_amounts_in_the_file(regimen)) if named else {}
    for field, what, measure in named:
        if (measure.kind, _exact(measure.canonical)) not in known:
            others = [said for (kind, _), said in known.items() if kind is measure.kind]
            has = wording.spoken_list(others) or "no such amount"
            yield _named(regimen, field, what, f"the file has {has}")


def _amounts_in_the_file(regimen: Regimen) -> Iterator[tuple[tuple[Kind, str], str]]:
    """What is given at once, in a day or in a cycle, whichever the name may mean."""
    for component in regimen.every_component:
        caps = component.cap
        for measure in () if caps is None else (caps.per_dose, caps.per_day, caps.per_hour):
            yield from _entries(measure, 1)
        for statement in component.statements:
            for measure in _measures(statement.amount):
                for times in {1.0, _times_a_day(statement)}:
                    yield from _entries(measure, times)
    for level in regimen.levels:
        for amount in level.amounts.values():
            for measure in _measures(amount):
                yield from _entries(measure, 1)
    for _, _, stretch in regimen.stretches:
        for row in stretch.totals:
            for amount in row.totals.values():
                for measure in _measures(amount):
                    yield from _entries(measure, 1)


def _entries(measure: Measure | None, times: float) -> Iterator[tuple[tuple[Kind, str], str]]:
    if measure is not None:
        number = _exact(measure.canonical * times)
        yield (measure.kind, number), wording.with_unit(number, measure.canonical_unit)


def _exact(number: float) -> str:
    return wording.significant(number, 9)


def _measures(amount: Amount) -> list[Measure]:
    return [m for m in (amount.least, amount.plan, amount.most) if m is not None]


def _times_a_day(statement: Statement) -> float:
    timing = statement.timing
    if timing.every is not None and timing.every.canonical < MINUTES_PER_DAY:
        return MINUTES_PER_DAY / timing.every.canonical
    return float(timing.doses_per_day or 1)


def _lengths_of_the_name(regimen: Regimen) -> Iterator[Problem]:
    in_id = [(hit[0].strip("-"), int(hit[1])) for hit in _ID_DAYS_LONG.finditer(regimen.id)]
    in_name = [(hit[0], int(hit[1])) for hit in _DAYS_LONG.finditer(regimen.name)]
    in_name += [(hit[0], int(hit[1]) * 7) for hit in _WEEKS_LONG.finditer(regimen.name)]
    in_name += [
        (hit[0], int(hit[1]) * (7 if hit[2][0] in "wW" else 1))
        for hit in _EVERY.finditer(regimen.name)
    ]
    if not (in_id or in_name):
        return
    lengths = _lengths(regimen)
    wrong = [("id", what) for what, days in in_id if days not in lengths]
    others = [(what, days) for what, days in in_name if days not in lengths]
    known = _days_and_gaps(regimen) if others else set()
    wrong += [("name", what) for what, days in others if days not in known]
    if not wrong:
        return
    has = wording.spoken_list([str(days) for days in sorted(lengths)])
    stated = f"the file has a length of {has} days" if lengths else "the file states no length"
    for field, what in wrong:
        yield _named(regimen, field, what, stated)


def _lengths(regimen: Regimen) -> set[int]:
    found: set[int] = set()
    for _, _, stretch in regimen.stretches:
        stated: list[Span | Lasts] = [] if stretch.cycle is None else [stretch.cycle.length]
        stated += [] if stretch.lasts is None else [stretch.lasts]
        for length in stated:
            for measure in (length.least, length.plan, length.most):
                if measure is not None:
                    found.add(round(measure.canonical / MINUTES_PER_DAY))
    return found


def _days_and_gaps(regimen: Regimen) -> set[int]:
    """On how many days of a cycle a line is given, and how many lie between two of them."""
    found: set[int] = set()
    for _, _, stretch in regimen.stretches:
        days: dict[tuple[str, int], set[int]] = {}
        for given in placed(stretch):
            days.setdefault((given.component.id, given.cycle), set()).add(given.offset)
        for offsets in days.values():
            order = sorted(offsets)
            found.add(len(order))
            found |= {b - a for a, b in pairwise(order)}
    return found


def _days_of_the_name(regimen: Regimen) -> Iterator[Problem]:
    for found in _DAYS_LISTED.finditer(regimen.name):
        days = {given.day for _, _, stretch in regimen.stretches for given in placed(stretch)}
        missing = [day for day in re.findall(r"\d+", found[1]) if int(day) not in days]
        if missing:
            yield _named(regimen, "name", found[0], f"nothing is given on day {missing[0]}")


def _counts_of_the_name(regimen: Regimen) -> Iterator[Problem]:
    planned = [s.cycle for _, _, s in regimen.stretches if s.cycle is not None]
    counts = [cycle.planned for cycle in planned if cycle.planned is not None]
    said = " and ".join(f"plans {count}" for count in counts) or "plans no number of cycles"
    fixed = [count.plan for count in counts if count.plan is not None]
    for field, pattern in (("name", _COUNT), ("id", _ID_COUNT)):
        for found in pattern.finditer(getattr(regimen, field)):
            number = int(found[1] or found[2])
            is_sum = len(fixed) == len(planned) and number == sum(fixed)
            if not is_sum and not any(_may_be(count, number) for count in counts):
                yield _named(regimen, field, found[0].strip("-"), f"the file {said}")


def _may_be(count: Count, number: int) -> bool:
    if count.least is None and count.most is None:
        return number == count.plan
    return (count.least or 1) <= number <= (count.most or number)


def _words(root: Node) -> Iterator[tuple[str, SourceText]]:
    """Every text of the file that is words, with the name of its field."""
    waiting: list[tuple[tuple[str, ...], Node]] = [((), root)]
    while waiting:
        names, node = waiting.pop()
        if isinstance(node, dict):
            in_condition = not _CONDITIONS.isdisjoint(names)
            for name, below in node.items():
                if not isinstance(below, str):
                    if in_condition or name in _ABOVE_WORDS:
                        waiting.append(((*names, name), below))
                elif name in _FIELDS_OF_WORDS and _are_words((*names, name)):
                    yield name, below
        elif isinstance(node, list):
            is_words = names[-1] in _FIELDS_OF_WORDS and _are_words(names)
            for item in node:
                if not isinstance(item, str):
                    waiting.append((names, item))
                elif is_words:
                    yield names[-1], item


def _are_words(names: tuple[str, ...]) -> bool:
    """Whether the field of this path, without the numbers of list items, holds words."""
    in_phase = names[1:] if names[:1] == ("phases",) else names
    is_condition = names[-1] == "narrative" and not _CONDITIONS.isdisjoint(names)
    return names in _WORDS or in_phase in _WORDS or is_condition


def _dose_in_words(field: str, text: SourceText) -> Iterator[Problem]:
    lower = text.lower()
    patterns = (*_DOSES, *_SHARES) if "%" in lower or "cent" in lower else _DOSES
    found = next((hit for pattern in patterns if (hit := pattern.search(text))), None)
    if found is None and "urine" not in lower:
        found = _PUMP_RATE.search(text)
    if found is not None:
        yield Problem(
            "RC412",
            f"'{field}' holds a dose in words: '{found[0].strip()}'",
            "Put it in a field of its line (per_dose, cap, rules, dilute_in, …), where it is "
            "checked, and keep words for what no field can hold.",
            text.place,
        )


def _error_prone(field: str, text: SourceText, forms: _ErrorProne) -> Iterator[Problem]:
    for pattern, what, fix in forms:
        found = pattern.search(text)
        if found is not None:
            yield Problem("RC412", f"'{field}': '{found[0]}' {what}", fix, text.place)


def _abbreviations(field: str, text: SourceText) -> Iterator[Problem]:
    if _MAY_BE_SHORT.search(text) is None:
        return
    short = next((word for word in _WORD.findall(text) if word in _ABBREVIATIONS), None)
    if short is not None:
        message = f"'{field}': '{short}' is an abbreviation, and has been taken for another drug"
        yield Problem("RC412", message, "Write the drug's name in full.", text.place)
