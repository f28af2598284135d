"""What a regimen, a formulary entry and a policy have in common: id, status, sources, reviews."""

from typing import Annotated, Literal, Self

from pydantic import Field, PrivateAttr

from regimencalc.field_problems import read_as
from regimencalc.fields import (
    DateField,
    Flag,
    FormatVersion,
    HashField,
    Identifier,
    Model,
    Several,
    Text,
)
from regimencalc.source import Source
from regimencalc.worked_out import worked_out


class Citation(Model):
    """A source: what was read, and the place in it."""

    id: Identifier
    cite: Text
    place: Text | None = None
    verified: Flag = True


class Review(Model):
    """One person's signature: who, when, and the hash of what was read."""

    by: Text
    on: DateField
    sha256: HashField


Status = Literal["draft", "reviewed", "active", "superseded"]


class LibraryFile(Model):
    """What a regimen, a formulary entry and a policy have in common."""

    format: FormatVersion = Field(description="The version of the file format: 1")
    id: Identifier
    name: Text
    status: Status
    sources: Annotated[Several[Citation], Field(min_length=1)]
    reviews: Several[Review] = ()
    superseded_by: Identifier | None = None
    shadows: Literal["built-in"] | None = None

    _source: Source = PrivateAttr()

    @classmethod
    def from_source(cls, source: Source, *, as_draft: bool = False) -> Self:
        """The file's contents, its shape checked; refused with everything that is wrong."""
        made = read_as(cls, source, **({"status": "draft"} if as_draft else {}))
        made._source = source
        return made

    @worked_out
    def source(self) -> Source:
        """The file that it was read from."""
        return self._source

    @property
    def sha256(self) -> str:
        """The hash of the file that it was read from."""
        return self.source.sha256

    def cited(self, source_id: str) -> Citation | None:
        """The source with this id."""
        return next((source for source in self.sources if source.id == source_id), None)
