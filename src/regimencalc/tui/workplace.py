"""Where somebody sits: the store, the site's policy, the moment, and initials once typed."""

from collections.abc import Callable
from dataclasses import dataclass

from regimencalc.store import Store


@dataclass
class Workplace:
    """What every screen of one run shares.

    `policy` is the site's own setting, by id or path; None while the site has chosen none. `who`
    are the initials that were typed last: a courtesy of the dialogs, which nobody authenticates.
    """

    store: Store
    policy: str | None
    now: Callable[[], str]
    who: str = ""
