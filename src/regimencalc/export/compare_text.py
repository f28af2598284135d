"""A comparison as a page: a table for each line that a choice moves, and the rest once."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from regimencalc import wording
from regimencalc.comparing import (
    CHANGES,
    POLICY,
    ComparedLine,
    Comparison,
    Row,
    is_verified,
    not_varied,
)
from regimencalc.derivation import remarks
from regimencalc.export.problem_text import problem_text
from regimencalc.export.regimen_text import status_words
from regimencalc.export.wrapping import wrapped
from regimencalc.patient import MEASURES
from regimencalc.version import NOT_A_DEVICE

_HEADS = {
    "weight -5 %": "-5 %",
    "weight +5 %": "+5 %",
    "creatinine -10 umol/L": "-10",
    "creatinine +10 umol/L": "+10",
}
"""The heads of the columns that show how a change moves a dose."""

_LEGEND = (
    ">  what 'plan' gives under the policy named above",
    "c  at the cap of estimates",
    "band  what rounding by the policy {} makes of the calculated dose",
    "*  another band than the dose marked >; right of 'band', than the row's own",
    "none  no band of the drug's table is near enough and within its caps and limits",
    "-5 %, +5 %  with 5 % less or more weight",
    "-10, +10    with 10 umol/L less or more creatinine",
    "-  no dose with that change, for the reason above",
    "A column is left out where its change moves no dose of the table.",
)


def compare_text(comparison: Comparison, width: int) -> str:
    """The page: head, a table for each line and group of choices, what has no dose and why."""
    moving = [line for line in comparison.lines if line.moving]
    fixed = [line for line in comparison.lines if not line.moving]
    rows = [
        *_head(comparison, width),
        *(text for line in moving for text in _line(line, width)),
        *_fixed(fixed, comparison, width),
        *_withheld(comparison, width),
        *_refused(comparison, width),
        *_not_moved(comparison, width),
        *_unverified(comparison, width),
        "",
        *(row.format(comparison.bands_by) for row in _LEGEND),
        *(
            f"Not looked at: {name}, as {why}."
            for name, why in not_varied(comparison.patient).items()
        ),
        *_warnings(comparison, width),
        "",
        *textwrap.wrap(NOT_A_DEVICE, width),
    ]
    return "\n".join(row.rstrip() for row in rows)


def _head(comparison: Comparison, width: int) -> Iterator[str]:
    patient, policy = comparison.patient, comparison.policy
    yield from wrapped("", comparison.regimen.name, width)
    for kind, file in (("regimen", comparison.regimen), ("policy", policy)):
        said = f"{file.id}   {status_words(file)}   SHA-256 {file.sha256[:12]}"
        yield from wrapped(f"  {kind:<9} ", said, width)
    yield from wrapped(" " * 12, f"{policy.in_short}; formulas are exchanged in it", width)
    age_years = patient.age_on(comparison.start)
    body: list[str] = [patient.sex or "sex not given"]
    body += ["age not given" if age_years is None else f"{age_years} y"]
    for field, what in MEASURES.items():
        measure = getattr(patient, field)
        body += [] if measure is None else [f"{what} {measure}"]
    if patient.creatinine is not None:
        body += [f"creatinine assay {patient.creatinine_assay or 'not given'}"]
    yield from wrapped("  patient   ", ", ".join(body), width)


def _line(line: ComparedLine, width: int) -> Iterator[str]:
    yield ""
    yield from wrapped("", f"{line.name}, {line.amount}", width)
    for group in dict.fromkeys(row.choice.group for row in line.rows):
        rows = line.of(group)
        if group in line.moving:
            yield from _indented(_range(group, rows), width)
            yield from _table(line, rows)
        elif any(row.dose is not None for row in rows):
            lacks = "" if all(row.dose is not None for row in rows) else " that gives a dose"
            yield f"  the same by every {group}{lacks}"
        else:
            yield f"  by no {group} is there a dose"
    yield from _indented(_bands_of(line), width)


def _indented(words: str, width: int) -> list[str]:
    return textwrap.wrap(words, width, initial_indent="  ", subsequent_indent="    ")


def _range(group: str, rows: Sequence[Row]) -> str:
    """From which dose to which the choice moves it, and over which bands."""
    doses = sorted((row.dose for row in rows if row.dose is not None), key=lambda dose: dose.value)
    least, most = doses[0], doses[-1]
    words = dict.fromkeys(str(row.withheld) for row in rows if row.withheld is not None)
    or_word = f", or {' or '.join(words)}" if words else ""
    if str(least) == str(most):
        differs = "" if words else ", which a change of the measures moves differently"
        return f"by {group}: {least}{or_word}{differs}"
    more = wording.to_decimals(100 * (most.value / least.value - 1), 0)
    said = f"by {group}: {least} to {most}, {more} % more{or_word}"
    found = sorted({row.band_mg for row in rows if row.band_mg is not None})
    if len(found) > 1:
        said += f"; bands {wording.spoken_list([wording.dose_number(one) for one in found])} mg"
    return said


def _bands_of(line: ComparedLine) -> str:
    table = line.bands
    if table is None:
        return ""
    mark = "" if table.verified else "; NOT VERIFIED"
    return f"Bands of {table.stock} from {table.least} to {table.most}: {line.source}{mark}."


def _table(line: ComparedLine, rows: Sequence[Row]) -> Iterator[str]:
    """Rows of cells, as wide as they need to be."""
    changes = [name for name in CHANGES if any(_moves(row, name) for row in rows)]
    has_clearance = any(row.clearance is not None for row in rows)
    has_band = line.bands is not None
    unit = str(line.taken.dose or next(row.dose for row in rows if row.dose)).rpartition(" ")[2]
    heads = [
        "",
        *(["mL/min "] if has_clearance else []),
        unit,
        *(["band "] if has_band else []),
        *(f"{_HEADS[name]} " for name in changes),
    ]
    table = [heads]
    for row in rows:
        mark = "> " if row.choice.is_taken else "  "
        if row.dose is None:
            word = "not computed" if row.withheld is None else str(row.withheld)
            table.append([f"{mark}{row.choice.name}", word])
            continue
        table.append(
            [
                f"{mark}{row.choice.name}",
                *([_clearance(row)] if has_clearance else []),
                _number(row),
                *([_band(row, differs=line.crosses(row))] if has_band else []),
                *(_moved(row, name) for name in changes),
            ]
        )
    full = [cells for cells in table if len(cells) == len(heads)]
    widths = [max(len(cells[column]) for cells in full) for column in range(len(heads))]
    widths[0] = max(len(cells[0]) for cells in table)
    for cells in table:
        padded = [cells[0].ljust(widths[0])]
        padded += [cell.rjust(wide) for cell, wide in zip(cells[1:], widths[1:], strict=False)]
        yield "  " + " ".join(padded)


def _moves(row: Row, name: str) -> bool:
    moved = row.moved.get(name)
    return (
        row.dose is not None
        and moved is not None
        and (moved.dose is None or moved.dose.value != row.dose.value)
    )


def _clearance(row: Row) -> str:
    if row.clearance is None:
        return ""
    return f"{wording.to_decimals(row.clearance.value, 1)}{'c' if row.is_capped else ' '}"


def _number(row: Row) -> str:
    return "-" if row.dose is None else str(row.dose).rpartition(" ")[0]


def _band(row: Row, *, differs: bool) -> str:
    band = "none" if row.band_mg is None else wording.dose_number(row.band_mg)
    return f"{band}{'*' if differs else ' '}"


def _moved(row: Row, name: str) -> str:
    moved = row.moved.get(name)
    if moved is None or moved.dose is None:
        return "- " if moved is None or moved.withheld is None else f"{moved.withheld} "
    return f"{_number(moved)}{'*' if moved.band_mg != row.band_mg else ' '}"


def _fixed(lines: Iterable[ComparedLine], comparison: Comparison, width: int) -> Iterator[str]:
    """The lines that no choice moves, each once, below the choices that give them."""
    alike: dict[str, list[ComparedLine]] = {}
    for line in lines:
        if any(row.dose is not None for row in line.rows):
            alike.setdefault(_given_by(line, comparison), []).append(line)
    for head, given in alike.items():
        yield ""
        yield from textwrap.wrap(head, width)
        for line in given:
            rows = [row for row in line.rows if row.dose is not None]
            moved = (_with(rows, name) for name in CHANGES if any(_moves(r, name) for r in rows))
            said = "; ".join((str(rows[0].dose), *moved))
            yield from _indented(f"{line.name} {line.amount}: {said}", width)


def _given_by(line: ComparedLine, comparison: Comparison) -> str:
    """By which choices a line that nothing moves has a dose at all."""
    names = [row.choice.name for row in line.rows if row.dose is not None]
    if len(names) == len(line.rows):
        return "No formula and no policy moves:"
    said = f"No formula and no policy moves, of the {len(names)} of {len(line.rows)} with a dose"
    if len(names) == 1:
        said = f"Computed by {names[0]} alone, so that nothing is compared"
    if line.taken.dose is None:
        said += f"; a plan under {comparison.policy.id} gives no dose"
    return f"{said}:"


def _with(rows: Sequence[Row], name: str) -> str:
    """A dose with a changed measure, by the first choice that has one."""
    moved = [row.moved[name] for row in rows if name in row.moved]
    shown = next((one.dose or one.withheld for one in moved if one.said() is not None), "no dose")
    return f"{name}: {shown}"


def _withheld(comparison: Comparison, width: int) -> Iterator[str]:
    """What is refused or held, by which choices and why; each reason once."""
    reasons: dict[str, list[str]] = {}
    for line in comparison.lines:
        for row in line.rows:
            if row.withheld is not None:
                said = f"{line.name} {row.why_not}"
                reasons.setdefault(said, []).append(row.choice.name)
    if reasons:
        yield ""
        yield "No number, because of a limit or a rule:"
    for reason, names in reasons.items():
        yield from _indented(f"{wording.spoken_list(list(dict.fromkeys(names)))}: {reason}", width)


def _refused(comparison: Comparison, width: int) -> Iterator[str]:
    """Each choice that gives no dose, with the reason; each reason once."""
    reasons: dict[str, list[str]] = {}
    for choice, problems in comparison.refused.items():
        for problem in problems:
            reasons.setdefault(f"{problem.message}. {problem.fix}", []).append(
                f"{choice.name} ({choice.group})" if choice.group == POLICY else choice.name
            )
    if reasons:
        yield ""
        yield "Not computed:"
    for reason, names in reasons.items():
        yield from _indented(f"{wording.spoken_list(list(dict.fromkeys(names)))}: {reason}", width)


def _not_moved(comparison: Comparison, width: int) -> Iterator[str]:
    """Why a change of a measure leaves a dose without a number; each reason once."""
    reasons: dict[str, list[str]] = {}
    for line in comparison.lines:
        for row in line.rows:
            for name, moved in row.moved.items():
                if row.dose is not None and moved.dose is None:
                    what = f"{line.name} " if moved.withheld is not None else ""
                    said = f"{name}: {what}{moved.why_not}"
                    reasons.setdefault(said, []).append(row.choice.name)
    if reasons:
        yield ""
        yield "No number with a changed measure:"
    for reason, names in reasons.items():
        by = wording.spoken_list(list(dict.fromkeys(names)))
        yield from _indented(f"{reason} ({by})", width)


def _unverified(comparison: Comparison, width: int) -> Iterator[str]:
    """Formulas that rest on memory."""
    said = dict.fromkeys(
        f"{row.choice.name}: {remark}"
        for line in comparison.lines
        for row in line.rows
        if row.dose is not None and not is_verified(row) and row.choice.group != POLICY
        for remark in remarks(row.dose.derivation)
        if "NOT VERIFIED" in remark
    )
    if said:
        yield ""
    for sentence in said:
        yield from textwrap.wrap(sentence, width, subsequent_indent="    ")


def _warnings(comparison: Comparison, width: int) -> Iterator[str]:
    """What a plan under the policy is warned of; other choices have their own."""
    if comparison.problems:
        yield ""
        yield f"What a plan under {comparison.policy.id} says beside its doses:"
    for problem in comparison.problems:
        for line in problem_text(problem).split("\n"):
            yield from textwrap.wrap(line, width, subsequent_indent=" " * 12)
