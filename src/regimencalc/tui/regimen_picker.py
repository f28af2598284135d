"""A regimen of the library, found by its name, id, alias, drugs or disease."""

from collections.abc import Sequence

from regimencalc import library
from regimencalc.characters import visible
from regimencalc.export.regimen_text import regimen_text
from regimencalc.problems import Refused
from regimencalc.regimen import Regimen
from regimencalc.searching import ranked
from regimencalc.tui.picker import Choice, Picker


class RegimenPicker(Picker):
    """The library with the protocol page of the regimen under the cursor."""

    def __init__(self, search: str = "") -> None:
        super().__init__("Choose a regimen", "part of a name, id, drug or disease", search)
        self._regimens: dict[str, Regimen] = {}
        self._not_read: dict[str, Refused] = {}
        for name in library.ids("regimens"):
            try:
                self._regimens[name] = library.read_regimen(library.path_of(name, "regimens"))
            except Refused as refusal:
                self._not_read[name] = refusal
        self._words = {name: _words(one) for name, one in self._regimens.items()}

    def choices(self, search: str) -> Sequence[Choice]:
        """The regimens that these words could mean."""
        names = ranked(search, self._words)
        return [Choice(name, f"{name}\n  {self._regimens[name].name}") for name in names]

    def page(self, name: str, width: int) -> str:
        """The protocol page, as 'regimencalc show' prints it."""
        return regimen_text(self._regimens[name], library.formulary(), width)

    def said(self) -> str:
        """How many there are, and which files cannot be read."""
        missing = ", ".join(map(visible, self._not_read))
        return f"{super().said()}{f'; cannot be read: {missing}' if missing else ''}"


def _words(regimen: Regimen) -> tuple[str, ...]:
    return (
        regimen.id,
        regimen.name,
        *regimen.aliases,
        *regimen.drugs,
        *regimen.indications,
    )
