"""Two stated values side by side: whether they are the same, and how they differ in words."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass

from regimencalc import wording
from regimencalc.component import BASES, LineFields
from regimencalc.days import Days
from regimencalc.fields import Model
from regimencalc.ranges import Amount, Span
from regimencalc.units import Measure

NO_NAMES: Mapping[str, str] = {}
LABELS: Mapping[str, str] = {
    "per_dose": "amount",
    "doses_per_day": "doses a day",
    "infuse_over": "infusion time",
    "in_bag_with": "in the bag with",
    "except_days_of": "not on the days of",
    "only_if": "only if",
    "if_": "if",
    "day_zero": "day 0",
    "round_to": "rounded to",
    "dilute_in": "diluted in",
    "with_": "with",
}
PER: Mapping[str, str] = {
    "per_dose": "a dose",
    "per_day": "a day",
    "per_hour": "an hour",
    "total": "in all",
}


def label(name: str) -> str:
    """What a field is called in words."""
    return LABELS.get(name, name.replace("_", " ").strip())


def is_same(old: object, new: object, renamed: Mapping[str, str] = NO_NAMES) -> bool:
    """Whether two values are equal in every part; `renamed` has the new id of a line by its old.

    >>> is_same(("etoposide", 1), ("etoposide-first", 1), {"etoposide": "etoposide-first"})
    True
    """
    if isinstance(old, str) and isinstance(new, str):
        return renamed.get(str(old), old) == new
    if type(old) is not type(new):
        return False
    if isinstance(old, tuple) and isinstance(new, tuple):
        pairs = zip(old, new, strict=False)
        return len(old) == len(new) and all(is_same(a, b, renamed) for a, b in pairs)
    if isinstance(old, dict) and isinstance(new, dict):
        known = {renamed.get(name, name): value for name, value in old.items()}
        return known.keys() == new.keys() and all(
            is_same(value, new[name], renamed) for name, value in known.items()
        )
    if isinstance(old, Model):
        names = type(old).model_fields
        return all(is_same(getattr(old, n), getattr(new, n), renamed) for n in names)
    if is_dataclass(old) and not isinstance(old, type):
        compared = [f.name for f in fields(old) if f.compare]
        return all(is_same(getattr(old, n), getattr(new, n), renamed) for n in compared)
    return old == new


def said(value: object) -> str:
    """A stated value in words; "none" where nothing is stated.

    >>> said((1, 8)), said(None), said(True)
    ('1, 8', 'none', 'yes')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value in ((), {}):
        return "none"
    if isinstance(value, Span):
        return str(value) if value.until else str(Amount(value.plan, value.least, value.most))
    if isinstance(value, tuple):
        return ", ".join(said(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{name} {said(item)}" for name, item in value.items())
    if isinstance(value, Model) and type(value).__str__ is Model.__str__:
        return all_said(value)
    return str(value)


def all_said(model: Model, without: frozenset[str] = frozenset()) -> str:
    """Everything that a model states, field by field."""
    stated = [
        (name, getattr(model, name))
        for name in type(model).model_fields
        if name not in without and getattr(model, name) != type(model).model_fields[name].default
    ]
    return ", ".join(_stated(name, value) for name, value in stated)


def _stated(name: str, value: object) -> str:
    if isinstance(value, Amount) and name in BASES:
        return f"{value} {PER[name]}" if value.is_stated else "dose not stated"
    if isinstance(value, Span) and name == "infuse_over":
        return f"over {said(value)}" if value.is_stated else "infusion time not stated"
    if name in ("route", "drug", "event", "days"):
        return said(value)
    return label(name) if value is True else f"{label(name)} {said(value)}"


def changed(name: str, old: object, new: object) -> str:
    """How a field has changed: "route intravenous → oral", "doses a day 2 → 1, -50 %"."""
    before, after = said(old), said(new)
    words = f"{label(name)} {before} → {after}"
    if before == after:
        return f"{label(name)} {before}, stated in another way"
    if isinstance(old, Days) and isinstance(new, Days):
        lost = [day for day in old.listed if day not in new.listed]
        gained = [day for day in new.listed if day not in old.listed]
        words = f"{before} → {after}"
        words += f"; gained: {_days(gained)}" if gained and not new.same_as else ""
        words += f"; lost: {_days(lost)}" if lost and not old.same_as else ""
    elif isinstance(old, int) and isinstance(new, int) and not isinstance(old, bool):
        words += percent(old, new)
    elif isinstance(old, Measure) and isinstance(new, Measure) and old.kind is new.kind:
        words += percent(old.canonical, new.canonical)
    return words


def _days(listed: list[int]) -> str:
    return f"{'day' if len(listed) == 1 else 'days'} {', '.join(map(str, listed))}"


def percent(old: float, new: float) -> str:
    """The change in per cent with its comma, nothing where there is none to name.

    >>> percent(45, 54), percent(6, 3)
    (', +20 %', ', -50 %')
    """
    if old == 0 or wording.cleaned(old) == wording.cleaned(new):
        return ""
    share = 100 * (new - old) / old
    return f", {'+' if share > 0 else '-'}{wording.significant(abs(share), 3)} %"


def two_numbers(old: float, new: float, unit: str) -> str:
    """Two numbers of one unit at as many digits as it takes to tell them apart.

    >>> two_numbers(81, 97.2, "mg"), two_numbers(5, 6, "AUC"), two_numbers(81.01, 81.02, "mg")
    ('81 → 97.2 mg', 'AUC 5 → 6', '81.01 → 81.02 mg')
    """
    before, after = wording.dose_number(old), wording.dose_number(new)
    for digits in (6, 12):
        if before == after:
            before, after = wording.significant(old, digits), wording.significant(new, digits)
    return wording.with_unit(f"{before} → {after}", unit)


def two_measures(old: Measure, new: Measure, per: str = "") -> str:
    """Two measures of one kind: "6 → 3 g/m2 a day, -50 %", or each in its unit."""
    share = percent(old.canonical, new.canonical)
    after = f" {per}" if per else ""
    if old.unit == new.unit:
        return f"{_plainly(old, new)}{after}{share}"
    return f"{old} → {new}{after}{share or ', which is the same'}"


def _plainly(old: Measure, new: Measure) -> str:
    before, after = (
        wording.plain(wording.without_noise(number)) for number in (old.number, new.number)
    )
    return wording.with_unit(f"{before} → {after}", old.unit)


def amounts_changed(
    old: LineFields, new: LineFields, renamed: Mapping[str, str] = NO_NAMES
) -> tuple[str, bool]:
    """How the amount of a line has changed, and whether what is given has; empty if it is equal."""
    before, after = _amounts(old), _amounts(new)
    if is_same(before, after, renamed):
        return "", False
    if len(before) == len(after) == 1 and before.keys() == after.keys():
        (basis, was), (_, now) = *before.items(), *after.items()
        words = plain_amounts(was, now, "" if basis == "per_dose" else PER[basis])
        if words and was.plan and now.plan:
            return words, was.plan.canonical != now.plan.canonical
    return f"{_in_words(before)} → {_in_words(after)}", True


def plain_amounts(old: Amount, new: Amount, per: str = "") -> str:
    """Two amounts of one kind without bounds; empty where they cannot be set side by side."""
    if old.plan is None or new.plan is None or not (_is_plain(old) and _is_plain(new)):
        return ""
    return two_measures(old.plan, new.plan, per) if old.kind is new.kind else ""


def _amounts(line: LineFields) -> dict[str, Amount]:
    stated = {basis: getattr(line, basis) for basis in BASES}
    return {basis: amount for basis, amount in stated.items() if amount is not None}


def _is_plain(amount: Amount) -> bool:
    return amount.least is None and amount.most is None and not amount.share_of


def _in_words(amounts: dict[str, Amount]) -> str:
    return " and ".join(f"{amount} {PER[basis]}" for basis, amount in amounts.items()) or "none"
