"""A kept course as a page: the plan, its states, its decisions; and its history."""

import textwrap
from collections.abc import Iterable, Iterator
from datetime import date

from regimencalc import library, wording
from regimencalc.confirming import is_left_out
from regimencalc.export.diff_text import diff_text
from regimencalc.export.plan_text import plan_text
from regimencalc.export.wrapping import Line, page
from regimencalc.intensity import Intensity
from regimencalc.planned_course import Course
from regimencalc.record import Decision, Record, ShownDose
from regimencalc.regimen import Regimen
from regimencalc.replaying import files_of
from regimencalc.revision import Revision
from regimencalc.source import Source

_BELOW = "   "


def course_text(record: Record, planned: Course, found: Iterable[Intensity], width: int) -> str:
    """The plan as a page, with whose course it is above it and what was decided below."""
    head = f"{record.label}, born {record.birth_year}   course {record.id}"
    archived = ["archived: out of use"] if record.is_archived else []
    return "\n".join(
        (
            head,
            *archived,
            "",
            plan_text(planned, width),
            "",
            *intensity_lines(found, width),
            "Decisions   who decided is typed, and not authenticated",
            *decision_lines(record.decisions, width),
        )
    )


def decision_lines(decisions: Iterable[Decision], width: int) -> Iterator[str]:
    """Each decision with its number, moment, who, why; below its head where room is short."""
    for number, one in enumerate(decisions, 1):
        why = f" ({reason_words(one)})"
        head = f"{number:>4}  {one.at[:16].replace('T', ' ')}  {one.who:<4}  "
        if width < 2 * len(head):
            yield head.strip()
            yield from page([Line(f"{one}{why}", _BELOW, len(_BELOW))], width).split("\n")
            continue
        yield from textwrap.wrap(
            f"{head}{one}{why}", width, subsequent_indent=" " * len(head), drop_whitespace=True
        )


def reason_words(one: Decision) -> str:
    """Why something was decided: the coded reason, and what was said with it."""
    return f"{one.reason.value}: {one.why}" if one.why else one.reason.value


def intensity_lines(found: Iterable[Intensity], width: int) -> Iterator[str]:
    """Relative dose intensity of each line, planned against given."""
    lines = [f"{one.component:<20} {one.words}" for one in found]
    if lines:
        yield "Relative dose intensity, of what the regimen states for the same time"
        for line in lines:
            yield from textwrap.wrap(line, width, initial_indent="  ", subsequent_indent=" " * 23)
        yield ""


def next_lines(record: Record, planned: Course) -> Iterator[str]:
    """What was decided last, and the doses that come next."""
    if record.decisions:
        yield f"{record.id}: {record.decisions[-1]}"
    coming = [one for one in planned.doses if one.given is None and not is_left_out(one)]
    if not coming:
        yield "Nothing is still to be given."
        return
    first = coming[0]
    of_day = [one for one in coming if (one.cycle, one.day) == (first.cycle, first.day)]
    doses = ", ".join(f"{one.component} {one.dose}" for one in of_day)
    yield (
        f"Next: cycle {first.cycle} day {first.day}, {wording.long_date(first.date)}, "
        f"{planned.state(first.cycle)}: {doses}"
    )


def difference_lines(before: Record, after: Record) -> Iterator[str]:
    """What a decision changes: days that move and doses that are others, cycle by cycle."""
    was = {(one.component, one.number): one for one in before.shown}
    now = {(one.component, one.number): one for one in after.shown}
    changed: dict[tuple[int, str], list[int]] = {}
    for place in dict.fromkeys((*was, *now)):
        old, new = was.get(place), now.get(place)
        dose = new or old
        if dose is None:
            continue
        for words in _changes(old, new):
            days = changed.setdefault((dose.cycle, words), [])
            if dose.day not in days:
                days.append(dose.day)
    for (cycle, words), days in changed.items():
        yield f"  cycle {cycle} {wording.days(days)}: {words}"
    if not changed:
        yield "  No dose and no day changes."


def _changes(old: ShownDose | None, new: ShownDose | None) -> Iterator[str]:
    """How one dose differs: in its day, in what it is, or in that it is there at all."""
    if old is None or new is None:
        dose = new or old
        word = "is there now" if old is None else "is there no more"
        yield "" if dose is None else f"{dose.component} {dose.shown} {word}"
        return
    days = (date.fromisoformat(new.date) - date.fromisoformat(old.date)).days
    if days:
        yield f"{wording.counted(abs(days), 'day')} {'later' if days > 0 else 'earlier'}"
    if old.shown != new.shown:
        yield f"{new.component} {old.shown} -> {new.shown}"
    elif old.value != new.value:
        yield f"{new.component} {old.value} -> {new.value}"


def adoption_lines(record: Record, source: Source, width: int) -> Iterator[str]:
    """What another text of a file says otherwise: of a regimen in clinical words."""
    files = files_of(record)
    newer = library.read_any(source)
    if isinstance(newer, Regimen):
        yield from diff_text(files.regimen, newer, library.formulary(), width).split("\n")
    else:
        yield f"{source.name} says something else than the course rests on; what follows from it:"


def course_document(
    record: Record, planned: Course, found: Iterable[Intensity]
) -> dict[str, object]:
    """A kept course as JSON has it: whose it is, its plan, its states and its decisions."""
    return {
        "id": record.id,
        "label": record.label,
        "birth_year": record.birth_year,
        "archived": record.is_archived,
        "states": {str(cycle): state for cycle, state in planned.states.items()},
        "relative_dose_intensity": {
            one.component: {"planned": one.planned, "given": one.given} for one in found
        },
        "decisions": [one.model_dump(mode="json") for one in record.decisions],
        "plan": planned.to_dict(),
    }


def history_text(revisions: Iterable[Revision], records: Iterable[Record], width: int) -> str:
    """Every revision of a course: when it was saved, and what was decided or taken back in it."""
    lines: list[str] = []
    before: tuple[Decision, ...] = ()
    for revision, record in zip(revisions, records, strict=True):
        now = record.decisions
        new = [str(one) for one in now if one not in before]
        gone = [f"taken back: {one}" for one in before if one not in now]
        said = wording.spoken_list([*new, *gone]) or "nothing decided"
        head = f"{revision.number:>4}  {revision.saved_at[:16].replace('T', ' ')}  "
        lines += textwrap.wrap(f"{head}{said}", width, subsequent_indent=" " * len(head))
        before = now
    return "\n".join(lines)
