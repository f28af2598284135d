"""The hours of one day as lines: what runs from when to when, and what states no time.

A bar stands only where the file states how long a giving runs, and its start is known; all else
is said in words. Times are those of the planned doses.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import chain
from typing import NamedTuple

from regimencalc import wording
from regimencalc.export.chair_time import chair_time
from regimencalc.export.hour_scale import (
    EARLIER,
    MARK,
    MIDNIGHT,
    OVER_MIDNIGHT,
    Span,
    midnight,
    scale_of,
)
from regimencalc.export.hour_spans import (
    is_moved,
    name_of,
    running_into,
    span_of,
    takes_time,
)
from regimencalc.export.plan_grid import NO_HOUR, rate_words
from regimencalc.export.wrapping import KEPT, Line, page
from regimencalc.planned_course import Course
from regimencalc.planned_dose import PlannedDose
from regimencalc.regimen import MINUTES_PER_DAY
from regimencalc.withheld import Withheld

_WORDS_WIDTH = 30
_BAR_LEAST = 24
_LABEL_MOST = 30


class Row(NamedTuple):
    """What a line gives: its words, and its bars and marks in minutes from the day's opening.

    A span without a length is a mark: a giving that takes no time.
    """

    label: str
    words: str
    spans: tuple[Span, ...] = ()
    is_earlier: bool = False


def hours_lines(course: Course, cycle: int, day: int | None, width: int) -> Iterator[str]:
    """The hours of a day of a cycle, as wide as the page."""
    of_day = [one for one in course.of_cycle(cycle) if one.day == day]
    if day is None or not of_day:
        yield "Nothing is given on this day." if day is not None else "Move to a day: its hours."
        return
    on = of_day[0].date
    rows = [*_earlier(course, cycle, on), *_begun(course, of_day, on)]
    rows += [Row(e.name, e.words) for e in course.events if (e.cycle, e.day) == (cycle, day)]
    drawn = [row for row in rows if row.spans]
    signs = ""
    yield from page([Line(_head(course, day, on), "", 2)], width).split("\n")
    if drawn:
        picture = list(_drawn(drawn, course, on, width))
        signs = _legend("\n".join(picture), has_clock=course.clock is not None)
        yield from picture
    lines = [Line(_said(row), "", 2) for row in rows if not row.spans]
    lines += [Line(chair_time(course, of_day, on), "", 2)]
    if any(one.given is not None and one.given.value is not None for one in of_day):
        words = "Hours are those of the plan: of what was given, none are entered."
        lines.append(Line(words, "", 2))
    lines += [Line(signs)] if signs else []
    yield from page(lines, width).split("\n")


def _head(course: Course, day: int, on: date) -> str:
    when = f"Day {day}, {wording.long_date(on)}"
    if course.clock is None:
        return f"{when}, in hours from its opening; no clock is set"
    return f"{when}, {course.clock.zone}"


def _said(row: Row) -> str:
    return f"{row.label}: {row.words}" if row.words else row.label


# What stands in the rows


def _begun(course: Course, of_day: Sequence[PlannedDose], on: date) -> Iterator[Row]:
    """A row for each line that begins on the day, with all of its givings of one dose."""
    groups: dict[tuple[str, str], list[PlannedDose]] = {}
    for one in of_day:
        groups.setdefault((one.component, str(one.dose)), []).append(one)
    for group in groups.values():
        times = f" × {len(group)}" if len(group) > 1 else ""
        words = dict.fromkeys(_words(course, one, on) for one in group)
        spans = [span_of(course, one, on) for one in group]
        known = tuple(span for span in spans if span is not None)
        yield Row(
            f"{name_of(course, group[0])} {group[0].dose}{times}",
            ", ".join(word for word in words if word),
            known if len(known) == len(group) else (),
        )


def _earlier(course: Course, cycle: int, on: date) -> Iterator[Row]:
    """What began before and runs on into the day."""
    for one, span in running_into(course, on):
        of_cycle = "" if one.cycle == cycle else f" of cycle {one.cycle}"
        label = f"{name_of(course, one)} {one.dose} of day {one.day}{of_cycle}"
        is_over = course.clock is None and not span[1]
        when = "as this day opens" if is_over else _ending(course, one, on)
        words = f"ends {when}{_rate(one)}"
        yield Row(label, words, () if is_over else (span,), is_earlier=True)


# Words


def _words(course: Course, one: PlannedDose, on: date) -> str:
    """From when to when, or why that is not known."""
    if isinstance(one.dose, Withheld):
        return ""
    if is_moved(one):
        return f"given {wording.short_date(one.date)}, its hour is not entered"
    if span_of(course, one, on) is None:
        parts = [_no_time(one)]
    elif one.minutes is None:
        parts = [f"at {_starting(course, one, on)}"]
    else:
        parts = [f"{_starting(course, one, on)} to {_ending(course, one, on)}{_rate(one)}"]
    return ", ".join([*parts, *([one.goes_on] if one.goes_on else [])])


def _no_time(one: PlannedDose) -> str:
    """What the file says of the time in place of hours."""
    when = ", ".join(part for part in (one.at and f"in the {one.at}", one.relation) if part)
    every = one.administration.statement.timing.every
    if every is not None and one.hour is not None:
        when = f"{when}, every {every}" if when else f"every {every}"
    if one.in_bag_with is not None:
        return f"in the bag with {one.in_bag_with}"
    if one.route == "oral":
        return f"oral, {when}" if when else f"oral, {NO_HOUR}"
    if takes_time(one) and one.minutes is None:
        return f"{when}, infusion time not stated" if when else "infusion time not stated"
    return when or NO_HOUR


def _starting(course: Course, one: PlannedDose, on: date) -> str:
    if one.starts_at is not None:
        return _moment(one.starts_at, on)
    span = span_of(course, one, on)
    return "" if span is None else _hour(span[0])


def _ending(course: Course, one: PlannedDose, on: date) -> str:
    """The end with its day where that is another, and the offset where the clocks change."""
    if one.ends_at is not None and one.starts_at is not None:
        changes = one.ends_at.utcoffset() != one.starts_at.utcoffset()
        return _moment(one.ends_at, on) + (f" ({one.ends_at:UTC%z})" if changes else "")
    span = span_of(course, one, on)
    if span is None:
        return ""
    days, rest = divmod(span[1], MINUTES_PER_DAY)
    if days < 1:
        return _hour(span[1])
    then = f"{_kept(wording.short_date(on + timedelta(days)))} opens"
    after = f"{wording.to_decimals(rest / 60, 2)} h after {then}" if rest else f"as {then}"
    return f"{_hour(span[1])} ({after})"


def _moment(at: datetime, on: date) -> str:
    shown = f"{at:%H:%M}"
    return shown if at.date() == on else _kept(f"{wording.short_date(at.date())} {shown}")


def _hour(minute: float) -> str:
    """Hours from the opening of the day; minutes in the first ones."""
    if not minute:
        return "the opening"
    is_early = minute % 60 and abs(minute) < 120
    if minute < 0:
        ago = f"{wording.to_decimals(-minute / (1 if is_early else 60), 2)}"
        return f"{ago} {'min' if is_early else 'h'} before the opening"
    shown = wording.to_decimals(minute if is_early else minute / 60, 2)
    return _kept(f"{'minute' if is_early else 'hour'} {shown}")


def _kept(words: str) -> str:
    """Words that stay on one line."""
    return words.replace(" ", KEPT)


def _rate(one: PlannedDose) -> str:
    return f", {rate}" if (rate := rate_words(one)) else ""


# Drawing


def _drawn(rows: Sequence[Row], course: Course, on: date, width: int) -> Iterator[str]:
    """The scale with its bars: the words beside them where there is room, else above each."""
    begins = 0.0 if course.clock is None else midnight(course.clock, on)
    first = min(min(row.spans)[0] if not row.is_earlier else begins for row in rows)
    last = max(end for _, end in chain.from_iterable(row.spans for row in rows))
    label = max(len(row.label) for row in rows)
    bar = width - label - _WORDS_WIDTH - 3
    if label > _LABEL_MOST or bar < _BAR_LEAST:
        scale = scale_of(course.clock, on, first, last, width)
        yield from (head.rstrip() for head in scale.heads())
        for row in rows:
            yield from page([Line(_said(row), "", 2)], width).split("\n")
            yield scale.drawn(row.spans)
    else:
        scale = scale_of(course.clock, on, first, last, bar)
        yield from (f"{'':{label}} {head}".rstrip() for head in scale.heads())
        for row in rows:
            drawn = f"{row.label:{label}} {scale.drawn(row.spans):{bar}}  "
            yield from page([Line(row.words, drawn, len(drawn))], width).split("\n")


def _legend(picture: str, *, has_clock: bool) -> str:
    """What the signs mean that stand in a picture."""
    signs = (
        (EARLIER, "began before"),
        (MARK, "at one moment"),
        (MIDNIGHT, "midnight" if has_clock else "the next day opens"),
        (OVER_MIDNIGHT, "over midnight" if has_clock else "into the next day"),
    )
    return ", ".join(f"{sign} {words}" for sign, words in signs if sign in picture)
