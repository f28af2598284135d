"""The history of a kept course as lines: revisions, decisions with their reasons, what is whole."""

import textwrap
from collections.abc import Iterator, Sequence

from regimencalc.export.course_text import decision_lines, reason_words
from regimencalc.export.problem_text import problems_text
from regimencalc.export.wrapping import Line, page
from regimencalc.problems import Problem
from regimencalc.record import Decision, Record
from regimencalc.revision import Revision

NOT_AUTHENTICATED = "Initials are typed and not authenticated: nobody is told by them who it was."


def history_lines(
    revisions: Sequence[Revision],
    records: Sequence[Record],
    problems: Sequence[Problem],
    width: int,
) -> Iterator[str]:
    """Whether all is as it was stored, every decision with its reason, every revision."""
    yield from page([Line(_whole(revisions, problems), "", 2)], width).split("\n")
    for line in problems_text(problems, named=str).split("\n") if problems else ():
        yield from textwrap.wrap(line, width, subsequent_indent="    ")
    last = records[-1] if records else None
    if last is not None:
        yield ""
        yield from page([Line(f"Decisions that hold. {NOT_AUTHENTICATED}", "", 2)], width).split(
            "\n"
        )
        yield from decision_lines(last.decisions, width) if last.decisions else ("  none",)
        if last.undone:
            yield ""
            yield "Taken back, and may be decided again; the last one first:"
            yield from decision_lines([one.decision for one in last.undone], width)
    yield ""
    yield "Revisions, each with the moment at which it was saved"
    yield from page(list(_saved(revisions, records)), width).split("\n")


def _saved(revisions: Sequence[Revision], records: Sequence[Record]) -> Iterator[Line]:
    """What was decided or taken back in each revision, by whom and why."""
    before: tuple[Decision, ...] = ()
    was_archived = False
    for revision, record in zip(revisions, records, strict=True):
        now = record.decisions
        yield Line(f"{revision.saved_at[:16].replace('T', ' ')}", f"{revision.number:>4}  ", 6)
        said = [f"{one}, {one.who} ({reason_words(one)})" for one in now if one not in before]
        said += [f"taken back: {one}, which {one.who} decided" for one in before if one not in now]
        if record.is_archived != was_archived:
            said.append("archived: out of use" if record.is_archived else "in use again")
        for words in said or ["nothing decided"]:
            yield Line(words, "      ", 8)
        before, was_archived = now, record.is_archived


def _whole(revisions: Sequence[Revision], problems: Sequence[Problem]) -> str:
    counted = f"{len(revisions)} revision{'' if len(revisions) == 1 else 's'}"
    if problems:
        return f"NOT AS IT WAS: {counted}; what is wrong stands here."
    return f"Verified: {counted}, each as it was stored; the doses are those that were shown."
