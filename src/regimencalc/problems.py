"""Problems as values: what is wrong, where, and what to write instead.

Nothing in this project reports a mistake by printing or by raising a bare exception. A check
gives `Problem` values; a gate that must stop raises `Refused`, which carries them all.
`docs/problems.md` has one heading for each code of the catalogue.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from regimencalc.characters import visible


class Severity(StrEnum):
    """What follows from a problem.

    An error gives no doses at all. What is refused or held takes the number of one dose away, the
    others stand; a warning leaves the dose on show, marked; a notice is only said.
    """

    ERROR = "error"
    REFUSED = "refused"
    HELD = "held"
    WARNING = "warning"
    NOTICE = "notice"

    @property
    def level(self) -> str:
        """Error, warning or notice: all that other programs know."""
        return "error" if self in ("refused", "held") else str(self)


class Place(NamedTuple):
    """Where something was written: a line and column of a file, or a field that was entered."""

    file: str = ""
    line: int = 0
    column: int = 0
    field: str = ""

    def __str__(self) -> str:
        if not self.file:
            return self.field
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file

    def to_dict(self) -> dict[str, str | int | None]:
        """The place as JSON has it; what is not known is null."""
        return {
            "file": self.file or None,
            "line": self.line or None,
            "column": self.column or None,
            "field": self.field or None,
        }


NOWHERE = Place()

_ERRORS = {
    "RC101": "a file cannot be read",
    "RC102": "a file is not UTF-8 text",
    "RC103": "a file is too large",
    "RC104": "a character that cannot be seen",
    "RC105": "a file is not YAML",
    "RC106": "a key stands twice",
    "RC107": "an anchor, alias or merge key",
    "RC108": "a tag",
    "RC109": "not exactly one document",
    "RC110": "nested too deeply or too long",
    "RC111": "a key that is not plain text",
    "RC112": "an unknown name",
    "RC113": "an extra that is not installed",
    "RC114": "an id that two files have",
    "RC201": "an unknown field",
    "RC202": "a missing field",
    "RC203": "the wrong shape",
    "RC204": "not one of the words allowed",
    "RC205": "not a plain number with a unit",
    "RC206": "an unknown unit",
    "RC207": "a unit of the wrong kind",
    "RC208": "not a whole number",
    "RC209": "not an id",
    "RC210": "text that cannot be used",
    "RC211": "not a date, time or time zone",
    "RC212": "a range without sense",
    "RC301": "an impossible day",
    "RC302": "days not counted upwards",
    "RC303": "an infusion longer than the gap to its next",
    "RC304": "a reference to nothing",
    "RC305": "an order that runs in a circle",
    "RC306": "an infusion over 24 h with an amount per dose",
    "RC307": "an id used twice",
    "RC308": "an infusion time missing or out of place",
    "RC309": "a line that would begin on another day",
    "RC310": "a line called like another drug",
    "RC311": "an amount stated twice",
    "RC312": "a timing that contradicts itself",
    "RC313": "an amount that does not fit the time over which it runs",
    "RC314": "parts that leave a gap or overlap",
    "RC315": "phases or cycles out of place",
    "RC316": "a condition that decides nothing at planning",
    "RC317": "levels that do not hold the stated amounts",
    "RC326": "a tolerance missing or out of place",
    "RC327": "a tolerance wider than any published",
    "RC328": "a table of dose bands that cannot be made",
    "RC329": "a volume that fits no strength",
    "RC330": "bags not counted upwards",
    "RC331": "an estimate that nothing caps",
    "RC318": "two rules of one name",
    "RC319": "a reduction without its lines",
    "RC320": "a gap in a table of thresholds",
    "RC321": "an overlap in a table of thresholds",
    "RC322": "an alternative that is not named",
    "RC323": "a rule that moves between levels that are not there",
    "RC324": "a share that is lowered twice",
    "RC401": "a total that does not add up",
    "RC402": "an example that does not reproduce",
    "RC403": "an id that is not the file's name",
    "RC404": "a drug without a formulary entry",
    "RC405": "an amount that the drug's entry does not allow",
    "RC406": "a route that the drug's entry does not allow",
    "RC407": "a review that does not hold",
    "RC408": "a superseded regimen",
    "RC409": "a clearance method missing or out of place",
    "RC410": "a route by which the drug must never be given",
    "RC411": "numbers in the name that contradict the data",
    "RC412": "a dose in words",
    "RC413": "a drug twice on one day",
    "RC414": "a rescue that its drug would outrun",
    "RC415": "a site's limit that loosens",
    "RC501": "a measure outside plausible limits",
    "RC502": "a measure that is missing",
    "RC503": "more than one kidney measure",
    "RC504": "a policy that must be chosen",
    "RC505": "a patient outside the regimen's population",
    "RC506": "a measure too old, or from the future",
    "RC507": "an age that cannot be used",
    "RC508": "a GFR that contradicts its method or equation",
    "RC509": "a formula that is not for this creatinine",
    "RC510": "a policy without the weight that is needed",
    "RC601": "a number of cycles that cannot be planned",
    "RC602": "a clock time that does not exist",
    "RC603": "something that must be chosen",
    "RC604": "an answer that is not possible",
    "RC605": "answers that do not fit together",
    "RC606": "an answer to nothing",
    "RC607": "something that cannot be accepted or declined",
    "RC608": "an answer without a reason",
    "RC801": "a store that cannot be used",
    "RC802": "a course that is not stored",
    "RC803": "a course that was damaged",
    "RC804": "a course that was changed meanwhile",
    "RC805": "a course that is stored already",
    "RC806": "a store of a newer version",
    "RC807": "a course that somebody else changes",
    "RC808": "a document that is no course",
    "RC809": "a decision that cannot be read",
    "RC810": "a decision that would change what was given",
    "RC811": "a cycle that cannot be confirmed yet",
    "RC812": "a rescue that is left out or lowered alone",
    "RC813": "a day that cannot be moved so",
    "RC814": "something that cannot be entered as given",
    "RC815": "nothing to undo, to redo or to decide",
    "RC816": "a dose that is not as it was shown",
    "RC820": "a year of birth that cannot be",
    "RC821": "something given that cannot be counted",
    "RC822": "a file that cannot be written",
    "RC823": "no other text of a file",
    "RC825": "a drug in two courses at one time",
}

_WARNINGS = {
    "RC421": "nothing to check the regimen against",
    "RC422": "a mark that the review no longer holds",
    "RC423": "a line without a source",
    "RC424": "not in normal form",
    "RC425": "outside the usual bounds",
    "RC426": "a vinca drug on days too close",
    "RC427": "an intrathecal drug and a vinca drug on one day",
    "RC521": "an unusual measure",
    "RC522": "a measure that is old",
    "RC523": "outside a formula's published range",
    "RC524": "NOT ASSESSED",
    "RC525": "a policy with another kidney formula than the regimen",
    "RC526": "a clearance by another way than the regimen's",
    "RC527": "a newer creatinine than that of the dose",
    "RC528": "a birthday after which another dose would hold",
    "RC621": "more cycles than the regimen plans",
    "RC622": "a clock time that comes twice",
    "RC623": "UNCHECKED",
    "RC624": "a lifetime limit",
    "RC625": "an answer that has lapsed",
    "RC626": "a very small share",
    "RC627": "a decision that touches no dose",
    "RC721": "an unusual dose",
    "RC722": "an unusual amount of a day",
    "RC723": "an unusual amount of a cycle",
    "RC725": "an unusual infusion time",
    "RC726": "givings unusually close",
    "RC727": "unusually many days of a cycle",
    "RC728": "what a lifetime cap leaves of a dose",
    "RC741": "a final concentration outside the drug's window",
    "RC742": "a dose that no whole tablets make",
    "RC743": "a dose that no bag holds",
    "RC761": "a rule that is NOT ASSESSED",
    "RC762": "a test that is not known",
    "RC763": "a rule that asks for another answer",
    "RC764": "a rule that proposes another dose",
    "RC765": "a reduction that a cap swallows",
    "RC766": "a value that decides nothing",
    "RC767": "a test that nothing judges",
    "RC768": "a decision that lifts an accepted reduction",
    "RC769": "a share that two decisions lower",
    "RC770": "an answer that has lapsed",
    "RC817": "a day that is very late, or very near the next",
    "RC818": "a day on which the site is closed",
    "RC819": "a weight that has changed much",
    "RC824": "a dose that has changed much",
}

_REFUSED: dict[str, str] = {
    "RC701": "a dose beyond a limit",
    "RC702": "a day's amount beyond a limit",
    "RC703": "a cycle's amount beyond a limit",
    "RC704": "a rate beyond a limit",
    "RC705": "an infusion time beyond a limit",
    "RC706": "givings closer than a limit",
    "RC707": "more days of a cycle than a limit",
    "RC708": "more in a lifetime than a limit",
    "RC709": "many times, or a small part of, what is usual",
}

_HELD: dict[str, str] = {
    "RC751": "a start criterion that is not met",
    "RC752": "a gate that is not met",
    "RC753": "a rule that holds, omits or stops",
    "RC754": "a rule that asks for another regimen",
    "RC755": "a rule that delays",
    "RC756": "no lower level",
    "RC757": "a test that speaks against a drug",
}

_NOTICES: dict[str, str] = {
    "RC731": "a lifetime amount that calls for care",
    "RC732": "a lower lifetime limit that may hold",
    "RC791": "a dose left out by a decision",
    "RC792": "a rule that changes nothing",
    "RC793": "a rule after a missed dose",
    "RC794": "several rules for one line",
    "RC795": "a dose that was not given",
}

CATALOGUE: dict[str, tuple[Severity, str]] = {
    **{code: (Severity.ERROR, title) for code, title in _ERRORS.items()},
    **{code: (Severity.REFUSED, title) for code, title in _REFUSED.items()},
    **{code: (Severity.HELD, title) for code, title in _HELD.items()},
    **{code: (Severity.NOTICE, title) for code, title in _NOTICES.items()},
    **{code: (Severity.WARNING, title) for code, title in _WARNINGS.items()},
}
"""Every problem code with its severity and title. A code is never used again for something else."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: a stable code, the words, the mend, and the place."""

    code: str
    message: str
    fix: str
    place: Place = NOWHERE

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", visible(self.message))
        object.__setattr__(self, "fix", visible(self.fix))

    @property
    def severity(self) -> Severity:
        """What follows from it, as the catalogue has it."""
        return CATALOGUE[self.code][0]

    @property
    def is_error(self) -> bool:
        """Whether this problem alone is enough to give no doses."""
        return self.code in _ERRORS

    def at(self, place: Place) -> "Problem":
        """The same problem with a place, where it has none yet."""
        return self if self.place != Place() else replace(self, place=place)

    def __str__(self) -> str:
        head = f"{self.place}: " if str(self.place) else ""
        return f"{head}{self.severity} {self.code}: {self.message}\n    {self.fix}"

    def to_dict(self) -> dict[str, object]:
        """The problem as JSON has it."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "message": self.message,
            "fix": self.fix,
            "place": self.place.to_dict(),
        }


class Refused(ValueError):
    """Raised where work cannot go on; carries every problem found, never only the first."""

    def __init__(self, problems: Iterable[Problem] | Problem) -> None:
        found = (problems,) if isinstance(problems, Problem) else tuple(problems)
        self.problems: tuple[Problem, ...] = in_order(found)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type["Refused"], tuple[tuple[Problem, ...]]]:
        return (Refused, (self.problems,))


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems sorted by place, each once; without a place in a file, errors come first."""
    return tuple(sorted(dict.fromkeys(problems), key=_order))


def _order(problem: Problem) -> tuple[str, int, int, bool, str, str]:
    place = problem.place
    is_later = not place.file and not problem.is_error
    return (place.file, place.line, place.column, is_later, place.field, problem.code)
