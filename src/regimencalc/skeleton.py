"""The file that a new regimen begins with: what every regimen states, explained, and blank."""

from pydantic import ValidationError

from regimencalc.field_problems import problems_of
from regimencalc.fields import Identifier, Model, Text
from regimencalc.problems import Refused
from regimencalc.timing_form import flow

_SKELETON = """\
# Fill in every blank from the source that lies open before you; take out what does not apply.
# What the source does not state is written: not stated
format: 1
id: {id}
# What it is called: the drugs, and how often they are given.
name: {name}
# What it is for, one to a line.
indications:
  -
# Whom it is for: adult, child or both.
population:
# A draft until two people have read it against its source and signed.
status: draft
# What you read. Author, journal, year, pages; then the page or table.
sources:
  - id: source
    cite:
    place:
# How long a cycle is, and how many are planned. Without cycles: lasts, for example 49 d.
cycle:
  length:
  planned:
# One entry for each way in which a drug is given. The id is your name for it.
components:
  - id: first-line
    # The id of the drug's formulary entry.
    drug:
    # What one giving is: 100 mg/m2, AUC 5, 20 mg. For an infusion of days: total or per_day.
    per_dose:
    # How it is given: intravenous, oral, subcutaneous, and so on.
    route:
    # Every day on which it is given: [1, 8]; four or more in a row as {{from: 1, to: 14}}.
    days: []
    # How long an infusion runs: 60 min. Take it out where nothing is infused.
    infuse_over:
# What a cycle comes to for each line, in the unit of its amount: worked out by hand.
totals_per_cycle:
  first-line:
# One patient with the dose worked out by hand. It is computed whenever the file is checked.
examples:
  - given:
      # Body surface area in m2; or weight, age, measured_gfr, whatever the dose needs.
      bsa:
    expect:
      first-line:
"""


class _Named(Model):
    id: Identifier
    name: Text | None = None


def skeleton(regimen_id: str, name: str = "") -> str:
    """A regimen file that lacks only what its author knows, with a comment at each field.

    Parameters
    ----------
    regimen_id : str
        The regimen's id, which is the file's name too.
    name : str
        What it is called; blank if not given.

    Returns
    -------
    str
        The text. Each blank is a problem of the file until it is filled in.

    Raises
    ------
    Refused
        RC209 for an id that cannot be one, RC210 for a name that is not one line of text.

    Examples
    --------
    >>> skeleton("ep-28d", "Etoposide and cisplatin").splitlines()[3]
    'id: ep-28d'
    """
    try:
        _Named.model_validate({"id": regimen_id, **({"name": name} if name else {})})
    except ValidationError as wrong:
        raise Refused(problems_of(wrong, _Named)) from None
    text = _SKELETON.format(id=regimen_id, name=flow(name))
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())
