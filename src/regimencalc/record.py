"""A course as it is kept: whose it is, the texts that it rests on, and what was decided.

A plain value that never changes: deciding gives another one. As JSON it is one document, which
comes back equal; what its doses are is found by replaying it.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, PlainSerializer, ValidationError

from regimencalc.decision_reader import read_decision, with_reason
from regimencalc.decisions import Confirmed, What, said
from regimencalc.fields import HashField, Identifier, Model, Text
from regimencalc.given import GivenDose
from regimencalc.problems import Place, Problem, Refused
from regimencalc.reasons import Reason

FORMAT = 1
_MOMENT = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$"


class Kept(Model):
    """What a record is made of: a changed one is another one, and is checked again."""

    def with_(self, **fields: object) -> Self:
        """The same with other fields."""
        own = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self)(**{**own, **fields})


def _as_read(value: object) -> object:
    return read_decision(value) if isinstance(value, str) else value


class Decision(Kept):
    """What was decided, with who, when and why; `kept` is what a `Given` states for ever.

    `confirmed` is the hash of the doses that a `Confirmed` was said of: it holds for no others.
    Initials are typed, and not authenticated: nobody is told by them who it was.
    """

    what: Annotated[Any, BeforeValidator(_as_read), PlainSerializer(said)]
    who: Annotated[str, Field(pattern="^[A-Za-z]{2,8}$")]
    at: Annotated[str, Field(pattern=_MOMENT)]
    reason: Reason
    why: Text | None = None
    kept: tuple[GivenDose, ...] = ()
    confirmed: HashField | None = None

    @property
    def means(self) -> What:
        """What was decided, an answer with its reason."""
        what: What = self.what
        return with_reason(what, self.why or self.reason.value)

    def __str__(self) -> str:
        return said(self.what)


def read_decided(what: What, who: str, at: str, reason: Reason, why: str) -> Decision:
    """A decision with who took it, when and why; refused where those cannot be read.

    What would not be read again as it was decided is refused too: it could be kept, not opened.
    """
    if with_reason(read_decision(said(what)), "") != with_reason(what, ""):
        words = f"'{said(what)}' would be read again as something else"
        raise Refused(Problem("RC809", words, "Say it in other words.", Place(field="decision")))
    try:
        return Decision(what=what, who=who, at=at, reason=reason, why=why or None)
    except ValidationError as wrong:
        raise Refused(_of_who(detail["loc"][0], who, at) for detail in wrong.errors()) from None


def read_initials(who: str, at: str) -> str:
    """Initials as a decision takes them; refused where they are none."""
    return read_decided(Confirmed(1), who, at, Reason.PLAN, "").who


def _of_who(field: int | str, who: str, at: str) -> Problem:
    place = Place(field="by" if field == "who" else str(field))
    if field == "who":
        fix = "Type two to eight letters; they are printed as 'not authenticated'."
        return Problem("RC809", f"'{who}' are not initials", fix, place)
    if field == "at":
        fix = "Write it with its offset: 2026-12-01T09:00:00+00:00."
        return Problem("RC211", f"'{at}' is not a moment", fix, place)
    fix = "Write one line of at most 500 characters, without hidden ones."
    return Problem("RC210", "the words cannot be kept as they are", fix, place)


class TakenBack(Model):
    """A decision that was undone, and where it stood among the others."""

    at: int
    decision: Decision


class KeptText(Model):
    """A file of the library as it was when the course took it; its text stands beside, by hash."""

    name: str
    is_shipped: bool
    sha256: HashField


class KeptFiles(Kept):
    """What doses are computed from beside the patient, each file by its id."""

    regimen: KeptText
    policy: KeptText
    formulary: dict[Identifier, KeptText]
    equivalents: dict[Identifier, KeptText]

    def every(self) -> tuple[KeptText, ...]:
        """All of them."""
        known = (self.formulary.values(), self.equivalents.values())
        return (self.regimen, self.policy, *(file for files in known for file in files))


class ShownDose(Model):
    """A dose as it was shown when the course was kept: where it stands, and its words."""

    component: str
    number: int
    cycle: int
    day: int
    date: str
    shown: str
    value: float | None


class Record(Kept):
    """A course with its decisions, and all that its doses are made of.

    `undone` are decisions that were taken back and may come again, the last one first. `elsewhere`
    is what other courses of the same person have given, by their ids.
    """

    format: Annotated[int, Field(ge=FORMAT, le=FORMAT)] = FORMAT
    id: Identifier
    label: Text
    birth_year: Annotated[int, Field(ge=1900, le=2200)]
    version: str
    files: KeptFiles
    cycles: Annotated[int | None, Field(ge=1)] = None
    zone: str | None = None
    prior: dict[str, str] = Field(default_factory=dict)
    elsewhere: dict[Identifier, dict[str, str]] = Field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    undone: tuple[TakenBack, ...] = ()
    shown: tuple[ShownDose, ...] = ()
    is_archived: bool = False
    texts: dict[HashField, str] = Field(default_factory=dict)

    def text_of(self, file: KeptText) -> str:
        """The text of one of its files."""
        return self.texts[file.sha256]

    def decided(self, *decisions: Decision) -> "Record":
        """The record with more decisions; what was taken back does not come again."""
        return self.with_(decisions=(*self.decisions, *decisions), undone=())

    @property
    def given(self) -> dict[tuple[str, int], GivenDose]:
        """What was given, by line and number; of two entries for one, the later."""
        return {kept.place: kept for decision in self.decisions for kept in decision.kept}


def text_hash(text: str) -> str:
    """The SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def to_json(record: Record) -> str:
    """The record as one document with its texts inside."""
    return f"{json.dumps(_dumped(record), indent=1, ensure_ascii=False, allow_nan=False)}\n"


def without_texts(record: Record) -> str:
    """The record as one document; its texts are kept beside it, by their hashes."""
    document = {name: value for name, value in _dumped(record).items() if name != "texts"}
    return json.dumps(document, ensure_ascii=False, allow_nan=False)


def _dumped(record: Record) -> dict[str, Any]:
    return record.model_dump(mode="json")


def from_json(document: str, texts: Mapping[str, str] | None = None) -> Record:
    """The record of a document: with its texts inside, or beside it.

    Raises
    ------
    Refused
        RC808: it is no course, or a text is missing or not the one that it names.
    """
    try:
        record = Record.model_validate_json(document)
    except ValidationError as wrong:
        first = wrong.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise _not_a_course(f"{where}: {first['msg']}" if where else first["msg"]) from None
    except Refused as refusal:
        raise _not_a_course(refusal.problems[0].message) from None
    if texts is not None:
        record = record.with_(texts=dict(texts))
    for file in record.files.every():
        body = record.texts.get(file.sha256)
        if body is None or text_hash(body) != file.sha256:
            raise _not_a_course(f"the text of {file.name} is not in it")
    return record


def _not_a_course(why: str) -> Refused:
    fix = "Take the file as 'regimencalc course export' wrote it; a changed one is not read."
    return Refused(Problem("RC808", f"this is not a course: {why}", fix, Place(field="document")))
