"""What changed between two regimens, as text for people."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence

from regimencalc.example_patient import PATIENT_WORDS, ExampleCourse, example_course
from regimencalc.formulary import FormularyEntry
from regimencalc.line_diff import Change
from regimencalc.regimen import Regimen
from regimencalc.regimen_diff import changes

NOTHING_GIVEN = "no difference in what is given"
TITLES = {
    "dose": "Doses",
    "schedule": "When and how",
    "conduct": "Whether it is given",
    "words": "In words only: nothing of what is given",
}


def diff_text(
    old: Regimen, new: Regimen, formulary: Mapping[str, FormularyEntry], width: int
) -> str:
    """What changed from one regimen to another, with doses of the example patient."""
    return "\n".join(_lines(old, new, formulary, width))


def _lines(
    old: Regimen, new: Regimen, formulary: Mapping[str, FormularyEntry], width: int
) -> Iterator[str]:
    for word, regimen in (("from", old), ("to", new)):
        yield f"{word:<5} {regimen.id}, SHA-256 {regimen.sha256}"
    found = changes(old, new, formulary)
    given = [change for change in found if change.touches_what_is_given]
    if given:
        courses = [example_course(regimen, formulary) for regimen in (old, new)]
        for line in _example(courses):
            yield from _wrapped(line, width)
    else:
        yield ""
        yield NOTHING_GIVEN
    yield from _sections(found, width)


def _example(courses: Sequence[ExampleCourse]) -> Iterator[str]:
    """For whom the doses are, and what was chosen for them."""
    yield f"Example patient: {PATIENT_WORDS}. No dose here is one of a real patient."
    before, after = (course.assumed for course in courses)
    assumed = [words for words in before if words in after]
    assumed += [f"in the first, {words}" for words in before if words not in after]
    assumed += [f"in the second, {words}" for words in after if words not in before]
    if assumed:
        yield f"Chosen for the example: {'; '.join(assumed)}."
    for word, course in zip(("first", "second"), courses, strict=True):
        if course.missing:
            yield f"No doses of the example patient in the {word} regimen: {course.missing}."


def _sections(found: Sequence[Change], width: int) -> Iterator[str]:
    for kind, title in TITLES.items():
        said = [str(change) for change in found if change.kind == kind]
        if said:
            yield ""
            yield title
        for words in said:
            yield from _wrapped(words, width, "  ", "      ")


def _wrapped(words: str, width: int, head: str = "", rest: str = "  ") -> list[str]:
    return textwrap.wrap(
        words,
        width,
        initial_indent=head,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
