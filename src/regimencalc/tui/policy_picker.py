"""How a site calculates, chosen once: the policies of the library, each with its page."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from regimencalc import library, site_settings
from regimencalc.characters import visible
from regimencalc.export.regimen_text import policy_text
from regimencalc.problems import Refused
from regimencalc.searching import ranked
from regimencalc.tui.picker import Choice, Picker
from regimencalc.tui.problems_dialog import ProblemsDialog
from regimencalc.tui.workplace import Workplace

if TYPE_CHECKING:
    from regimencalc.policy import Policy


class PolicyPicker(Picker):
    """Asked where the site has no policy; what is taken is written to its settings."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(
            "How does this site calculate? Asked once, and kept in the site's settings",
            "part of a name",
        )
        self.workplace = workplace
        self._policies: dict[str, Policy] = {}
        self._not_read: list[str] = []
        for name in library.ids("policies"):
            try:
                path = library.path_of(name, "policies")
                self._policies[name] = library.read_policy(path)
            except Refused:
                self._not_read.append(name)

    def choices(self, search: str) -> Sequence[Choice]:
        """The policies with their names."""
        known = {name: (name, one.name) for name, one in self._policies.items()}
        names = ranked(search, known)
        return [Choice(name, f"{name}\n  {self._policies[name].name}") for name in names]

    def page(self, name: str, width: int) -> str:
        """How it calculates, choice by choice, with its sources."""
        return policy_text(self._policies[name], width)

    def said(self) -> str:
        """How many there are, and which files cannot be read."""
        missing = ", ".join(map(visible, self._not_read))
        return f"{super().said()}{f'; cannot be read: {missing}' if missing else ''}"

    def take(self, name: str) -> None:
        """Keep it for the site, and go back."""
        try:
            site_settings.choose_policy(name)
        except Refused as refusal:
            self.app.push_screen(ProblemsDialog(refusal.problems))
            return
        self.workplace.policy = name
        self.dismiss(name)
