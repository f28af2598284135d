"""From the name of a regimen or a policy to the file that is meant, read and checked."""

from collections.abc import Mapping
from pathlib import Path

from regimencalc import library, validation
from regimencalc.givings import measures_needed
from regimencalc.policy import Policy
from regimencalc.problems import Place, Problem, Refused
from regimencalc.regimen import Regimen

PLAIN_POLICY = "reference"


def load_regimen(name: str | Path) -> Regimen:
    """A regimen of the library by its id, or of a file by its path, checked.

    Parameters
    ----------
    name : str or Path
        An id such as "ep-infusional-28d", or a path such as "./my-regimen.yaml".

    Returns
    -------
    Regimen
        Its shape, its sense and its worked examples are in order.

    Raises
    ------
    Refused
        With every problem of the file, each with its line and column.

    Examples
    --------
    >>> str(load_regimen("ep-infusional-28d").cycle.length)
    '28 d'
    """
    path = library.path_of(str(name), "regimens")
    regimen = library.read_regimen(path)
    errors = [p for p in validation.problems_of_model(regimen, path.stem) if p.is_error]
    if errors:
        raise Refused(errors)
    return regimen


def policy_for(
    regimen: Regimen,
    policy: Policy | str | Path | None,
    choose: Mapping[str, str] | None = None,
) -> Policy:
    """The policy that was chosen; `reference` where none was and no dose depends on the choice."""
    if isinstance(policy, Policy):
        return policy
    if policy is not None:
        return read_policy(policy)
    if measures_needed(regimen, None, choose)["by_auc"]:
        raise Refused(
            Problem(
                "RC504",
                f"{regimen.id} has a dose by AUC, and no policy is chosen",
                "Choose how clearance is estimated, it can move the dose by a third: "
                f"{', '.join(library.ids('policies'))}, or a file of your own.",
                Place(field="policy"),
            )
        )
    return library.shipped_policy(PLAIN_POLICY)


def read_policy(name: str | Path) -> Policy:
    """A policy of the library by its id, or of a file by its path, checked."""
    path = library.path_of(str(name), "policies")
    chosen = library.read_policy(path)
    errors = [p for p in validation.problems_of_model(chosen, path.stem) if p.is_error]
    if errors:
        raise Refused(errors)
    return chosen
