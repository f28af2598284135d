"""What if, as lines: doses by other choices beside the present ones, with the difference."""

from collections.abc import Iterable, Iterator, Sequence

from regimencalc import wording
from regimencalc.comparing import ComparedLine, Comparison, Row, is_verified
from regimencalc.dosing import Dose
from regimencalc.export.wrapping import KEPT, Line, page
from regimencalc.offering import offer_of
from regimencalc.planned_course import Course
from regimencalc.planned_dose import PlannedDose

TITLE = "WHAT IF: nothing of this is saved"
_GAP = "   "
_NAME_MOST = 24
_CELLS = 4


def difference(was: float, now: float, unit: str) -> tuple[str, str]:
    """How much more or less, in the unit and as a share of what was.

    >>> difference(181.8, 136.35, "mg")
    ('−45.5 mg', '−25 %')
    >>> difference(2, 2, "mg"), difference(0, 2, "mg")
    (('the same', ''), ('+2 mg', ''))
    """
    change = float(wording.without_noise(now) - wording.without_noise(was))
    if not change:
        return "the same", ""
    sign = "+" if change > 0 else "−"
    share = wording.signed_percent(100 * change / was) if was else ""
    return f"{sign}{wording.dose(abs(change), unit)}", share


# Formulas and policies


def choices_lines(found: Comparison, course: Course, cycle: int, width: int) -> Iterator[str]:
    """Each line that a formula or a policy moves, with its dose by each of them."""
    said = (
        f"By other formulas and policies, with the measures of cycle {cycle}: what the regimen "
        "states, before anything that was decided for this course."
    )
    lines = [Line(said, "", 2)]
    if course.changes:
        words = "Doses of this course were changed by decisions: they are not in these numbers."
        lines.append(Line(words, "", 2))
    yield from page(lines, width).split("\n")
    for line in found.lines:
        if line.moving:
            yield ""
            yield from page([Line(f"{line.name}, {line.amount}", "", 2)], width).split("\n")
            yield from _choices(line, width)
    fixed = [line for line in found.lines if not line.moving]
    if fixed:
        yield ""
        named = wording.spoken_list([f"{line.name} {_present(line)}" for line in fixed])
        yield from page([Line(f"No formula and no policy moves {named}.", "", 2)], width).split(
            "\n"
        )
    beside = [Line(""), *_why_not(found)]
    if not all(is_verified(row) for line in found.lines for row in line.rows):
        beside.append(Line("* NOT VERIFIED: a formula or a number of it is from memory.", "", 2))
    yield from page(beside, width).split("\n")


def _present(line: ComparedLine) -> str:
    return _shown(line.taken)


def _shown(row: Row) -> str:
    """A dose, or the word that stands in its place."""
    if row.dose is not None:
        return str(row.dose)
    return "not computed" if row.withheld is None else str(row.withheld)


def _choices(line: ComparedLine, width: int) -> Iterator[str]:
    rows = [("", "what if", "difference", "")]
    for group in line.moving:
        rows.append((f"by {group}", "", "", ""))
        rows += [_choice(line, row) for row in line.of(group)]
    widths = [max(len(row[column]) for row in rows) for column in range(_CELLS)]
    if sum(widths) + 2 * (_CELLS - 1) > width:
        yield from page([Line(_on_one_line(row), "", 4) for row in rows[1:]], width).split("\n")
        return
    for name, shown, change, share in rows:
        cells = (f"{shown:>{widths[1]}}", f"{change:>{widths[2]}}", f"{share:>{widths[3]}}")
        yield f"{name:<{widths[0]}}  {'  '.join(cells)}".rstrip()


def _on_one_line(row: tuple[str, str, str, str]) -> str:
    name, *rest = row
    said = ", ".join(part for part in rest if part)
    return f"{name}: {said}" if said else name


def _choice(line: ComparedLine, row: Row) -> tuple[str, str, str, str]:
    """A choice with its dose and how that differs from the one that is taken now."""
    present = line.taken.dose
    name = row.choice.name if is_verified(row) else f"{row.choice.name}*"
    if row.choice.is_taken:
        return f"  {name}", _shown(row), "as now", ""
    if present is None or row.dose is None or present.unit != row.dose.unit:
        return f"  {name}", _shown(row), "", ""
    return f"  {name}", _shown(row), *difference(present.value, row.dose.value, present.unit)


def _why_not(found: Comparison) -> Iterator[Line]:
    """Why a choice has no dose; each reason once."""
    reasons: dict[str, list[str]] = {}
    for line in found.lines:
        for row in line.rows:
            if row.dose is None:
                of_line = "" if row.withheld is None else f"{line.name} "
                named = reasons.setdefault(f"{of_line}{row.why_not}", [])
                named += [row.choice.name] if row.choice.name not in named else []
    for reason, names in reasons.items():
        yield Line(f"No dose by {wording.spoken_list(names)}: {reason}", "", 2)


# Another regimen


def regimen_lines(course: Course, cycle: int, other: Course, width: int) -> Iterator[str]:
    """The first cycle of another regimen beside a cycle of this course, drug by drug."""
    regimen = other.regimen
    status = f"{regimen.status.upper()} REGIMEN"
    head = f"{regimen.id}, {status}: {regimen.name}"
    lines = [Line(head, "", 2)]
    offer = offer_of("", regimen.id, other, is_changed=bool(course.changes))
    if other.is_refused:
        lines += [Line(f"Cannot be planned: {why}", "", 2) for why in offer.why_not]
        yield from page(lines, width).split("\n")
        return
    begins = wording.long_date(other.start)
    said = f"Its first cycle from {begins} beside cycle {cycle} of {course.regimen.id}:"
    yield from page([*lines, Line(said, "", 2)], width).split("\n")
    yield from _table(course.of_cycle(cycle), other.of_cycle(1), course, other, width)
    beside = [*(f"Not to be given: {why}" for why in offer.why_not), *offer.beside]
    if beside:
        yield ""
    yield from page([Line(words, "", 2) for words in beside], width).split("\n")


def _table(
    now: Sequence[PlannedDose],
    then: Sequence[PlannedDose],
    course: Course,
    other: Course,
    width: int,
) -> Iterator[str]:
    """A row for each drug of either: its doses now, its doses then, how the totals differ."""
    drugs = dict.fromkeys(one.drug for one in (*now, *then))
    names = {drug: (course.formulary.get(drug) or other.formulary[drug]).tall_man for drug in drugs}
    label = min(_NAME_MOST, max(len(name) for name in names.values()))
    room = (width - label - 3 * len(_GAP)) // 3
    yield _row(("", "now", "what if", "total of the cycle"), label, room)
    for drug, name in names.items():
        was = [one for one in now if one.drug == drug]
        will = [one for one in then if one.drug == drug]
        cells = (
            _wrapped([name], label),
            _doses(was, room),
            _doses(will, room),
            _wrapped(_totals(was, will), room),
        )
        for number in range(max(map(len, cells))):
            parts = [cell[number] if number < len(cell) else "" for cell in cells]
            yield _row(parts, label, room)


def _row(cells: Sequence[str], label: int, room: int) -> str:
    first, *rest = cells
    return _GAP.join([f"{first:<{label}}", *(f"{cell:<{room}}" for cell in rest)]).rstrip()


def _wrapped(lines: Iterable[str], room: int) -> list[str]:
    """Lines in a column; a number stays with its unit."""
    return [part for line in lines for part in page([Line(line, "", 2)], room).split("\n")]


def _doses(doses: Sequence[PlannedDose], room: int) -> list[str]:
    """Each different dose of a drug once, with how often, its days and its route."""
    groups: dict[tuple[str, str], list[int]] = {}
    for one in doses:
        groups.setdefault((str(one.dose), one.route), []).append(one.day)
    said = []
    for (dose, route), days in groups.items():
        times = f"{KEPT}×{KEPT}{len(days)}" if len(days) > 1 else ""
        said.append(f"{dose}{times}, {wording.days(list(dict.fromkeys(days)))}, {route}")
    return _wrapped(said or ["not given"], room)


def _totals(was: Sequence[PlannedDose], will: Sequence[PlannedDose]) -> list[str]:
    """How the sums of the cycle differ; not where one of them has no number or another unit."""
    sums = [_sum(was), _sum(will)]
    units = {one.dose.unit for one in (*was, *will)}
    if not was or not will:
        return ["only now" if was else "only then"]
    if None in sums or len(units) > 1 or any(unit.endswith("/h") for unit in units):
        return ["not compared"]
    before, after = (total or 0.0 for total in sums)
    unit = units.pop()
    words = ", ".join(part for part in difference(before, after, unit) if part)
    return [f"{wording.dose(before, unit)} to {wording.dose(after, unit)}", words]


def _sum(doses: Sequence[PlannedDose]) -> float | None:
    values = [one.dose.value for one in doses if isinstance(one.dose, Dose)]
    return sum(values) if len(values) == len(doses) else None
