"""`regimencalc` alone: the planner, on the store and under the policy of whoever sits there."""

import gc
import os
import sys
from pathlib import Path

import click

from regimencalc.door import COURSES, exit_code, now, refused, store_in
from regimencalc.problems import Refused

GENERATIONS = (700, 10, 1000)
"""After how many of the younger ones a collection of each generation comes by itself."""


def open_planner() -> None:
    """Open the planner on the store of the user, until it is left."""
    # a quarter of the wait between a key and its redraw; Textual reads it when it is imported
    os.environ.setdefault("TEXTUAL_FPS", "240")
    from regimencalc import site_settings
    from regimencalc.tui.app import Planner
    from regimencalc.tui.workplace import Workplace

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.UsageError("the planner needs a terminal; see --help for the commands")
    folder = os.environ.get(COURSES)
    try:
        policy = os.environ.get("REGIMENCALC_POLICY") or site_settings.policy()
        store = store_in(Path(folder) if folder else None)
    except Refused as refusal:
        raise refused(refusal.problems, exit_code(refusal.problems)) from None
    with store:
        # what is imported lives on; all else is collected by the planner while nobody types
        gc.freeze()
        gc.set_threshold(*GENERATIONS)
        Planner(Workplace(store, policy, now)).run()
