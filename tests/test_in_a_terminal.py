"""Two courses in a real terminal, key by key, from an empty store to the last dose.

They are the stories of `test_course_stories.py` 364 days earlier, so that every day is past, and
what was given can be entered by today's clock. Their doses are worked by hand there.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from terminal import Terminal

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux")

MAN = ("1959-03-14", "male", "170 cm", "2025-12-01", "70 kg", "2025-12-01")
NO_OTHER_KIDNEY = ("",) * 7
WELL = (
    "neutrophils=3 10^9/L",
    "platelets=200 10^9/L",
    "bilirubin=10 umol/L",
    "ast=20 IU/L",
    "neuropathy=grade 0",
)


class Hands:
    """Somebody at the keys, who looks at the screen before each next step."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal

    def begin(self, regimen: str, shows: str, *fields: str) -> None:
        """Begin a course: the regimen, then the fields in their order, some empty."""
        at = self.terminal
        at.until("There are no courses yet")
        at.press("n")
        at.until("No doses yet")
        at.type_in(regimen)
        at.until(shows)
        for text in fields:
            at.press("Tab")
            if text:
                at.type_in(text)
        at.until("Everything is there: Ctrl+S begins the course")
        at.press("C-s")
        at.until("Cycle 1 PROVISIONAL", "esc Back ? Help")

    def _save(self) -> None:
        """The dialog's own key; it is gone when everything is saved."""
        self.terminal.press("C-s")
        self.terminal.until("esc Back ? Help", without="Ctrl+S")

    def decide(self, sentence: str, reason: str = "other", why: str = "seen") -> None:
        """Type a decision with its reason, its words and initials."""
        at = self.terminal
        at.press("d")
        at.until("which kind?")
        at.press("=")
        at.until("Kept as", without="which kind?")
        at.type_in(sentence)
        at.press("Tab")
        at.type_in(reason)
        at.press("Tab")
        at.type_in(why)
        at.press("Tab")
        at.type_in("MB")
        at.until(sentence, "MB", without="Still to type")
        self._save()

    def confirm(self, cycle: int, warnings: int = 0) -> None:
        """Accept so many warnings with words, and confirm a cycle."""
        at = self.terminal
        at.press("c")
        at.until(f"Confirm cycle {cycle}", "What it will do")
        for _ in range(warnings):
            at.type_in("seen on the ward")
            at.press("Tab")
        at.type_in("MB")
        at.until(f"Cycle {cycle} will be CONFIRMED with these doses", without="Still to type")
        self._save()
        at.until(f"Cycle {cycle} CONFIRMED")

    def give(self, cycle: int, days: Sequence[int]) -> None:
        """Enter each day of a cycle as given."""
        at = self.terminal
        at.press("Home")
        for day in days:
            at.press("g")
            at.until(f"Given on day {day} of cycle {cycle}", "Still to type: initials")
            at.type_in("MB")
            at.until("as planned", without="Still to type")
            self._save()
            at.press("Right")
        at.until(f"Cycle {cycle} GIVEN")

    def next_cycle(self, cycle: int) -> None:
        """To the cycle after."""
        self.terminal.press("]")
        self.terminal.until(f"Cycle {cycle} PROVISIONAL")


def test_ep_with_a_delay_for_platelets_a_reduction_and_a_re_weighing(tmp_path: Path) -> None:
    with Terminal(tmp_path) as terminal:
        hands = Hands(terminal)
        values = [value.partition("=")[2] + ", on 2025-12-02" for value in WELL]
        course = ("2025-12-02", "", "", "", "NEC-1", "nec-1")
        kidney = ("0.9 mg/dL", "2025-12-01", *NO_OTHER_KIDNEY)
        hands.begin(
            "ep-infusional-28d", "cisplatin before", *course, *MAN, *kidney, "0", *values, "MB"
        )
        hands.confirm(1)
        hands.give(1, (1, 2, 3))

        hands.next_cycle(2)
        hands.decide("value platelets=62 10^9/L, on 2025-12-30", "blood-counts")
        terminal.until("HELD")
        hands.decide("delay cycle 2 by 14 d", "blood-counts", "platelets 62")
        hands.decide("give etoposide=75 % from cycle 2", "blood-counts")
        for value in WELL:
            hands.decide(f"value {value}, on 2026-01-13")
        hands.decide("measure creatinine=0.9 mg/dL, on 2026-01-12 from cycle 2")
        terminal.until("Tue 13 Jan", "136.4 mg")
        hands.confirm(2, warnings=1)
        hands.give(2, (1, 2, 3))

        hands.next_cycle(3)
        hands.decide("measure weight=64 kg, on 2026-02-09 from cycle 3", "weight-or-height")
        hands.decide("measure creatinine=0.9 mg/dL, on 2026-02-09 from cycle 3")
        for value in WELL:
            hands.decide(f"value {value}, on 2026-02-10")
        hands.confirm(3)
        hands.give(3, (1, 2, 3))

        last = terminal.until("Cycle 3 GIVEN", "Tue 10 Feb 2026 to Fri 13 Feb 2026")
        table = last.partition("Working")[0]
        assert table.count("130.4 mg") == 3  # 100 × 1.73845 × 75 %
        assert table.count("78.2 mg") == 2  # 45 × 1.73845
        terminal.press("o")
        # cisplatin 3 × 90 mg/m2; etoposide
        # (181.8 + 136.4 + 130.4) ÷ (181.8 + 181.8 + 173.8) × 84 ÷ 98 = 71.5 %
        terminal.until(
            "270 mg/m2 of 300 mg/m2", "given 72 %", "3 cycles from Tue 2 Dec 2025: 3 GIVEN"
        )
        terminal.press("Escape")
        terminal.until("Cycle 3 GIVEN", "Tue 10 Feb 2026 to Fri 13 Feb 2026")
        terminal.press("Escape")
        terminal.until("1 of 1 courses", "COMPLETE", "3 of 3 given")


def test_r_chop_without_vincristine_and_at_the_lifetime_limit_of_doxorubicin(
    tmp_path: Path,
) -> None:
    with Terminal(tmp_path) as terminal:
        hands = Hands(terminal)
        course = ("flat", "2025-12-02", "", "", "", "LYM-1", "lym-1")
        priors = ("260 mg/m2", "0", "0", "0", "0", "no", "no")
        hands.begin(
            "r-chop-21d", "radiotherapy", *course, *MAN, "", "", *NO_OTHER_KIDNEY, *priors, "MB"
        )
        hands.decide("value hepatitis_b=negative, on 2025-12-01")
        hands.decide("value ejection_fraction=60 %, on 2025-12-01")
        hands.confirm(1, warnings=2)
        hands.give(1, range(1, 6))
        days = {2: "2025-12-23", 3: "2026-01-13", 4: "2026-02-03", 5: "2026-02-24"}
        for cycle, on in days.items():
            hands.next_cycle(cycle)
            if cycle == 4:
                hands.decide("stop vincristine from cycle 4", "neuropathy", "grade 3")
                terminal.until("STOPPED")
            hands.decide(f"measure weight=70 kg, on {on} from cycle {cycle}")
            hands.confirm(cycle)
            hands.give(cycle, range(1, 6))

        hands.next_cycle(6)
        hands.decide("measure weight=70 kg, on 2026-03-17 from cycle 6")
        # 260 mg/m2 before and 5 × 50: a sixth would be 560 of at most 550
        terminal.until("REFUSED")
        hands.decide("omit doxorubicin from cycle 6", "heart-function", "lifetime limit")
        terminal.until("OMITTED")
        terminal.press("Home")
        hands.confirm(6, warnings=1)
        hands.give(6, range(1, 6))
        terminal.press("Home")
        given = ("681.8 mg", "1,363.6 mg", "OMITTED", "STOPPED", "100 mg")
        last = terminal.until("Cycle 6 GIVEN", "Tue 17 Mar 2026 to Sat 21 Mar 2026", *given)
        table = last.partition("Working")[0]
        for word in given:
            assert word in table
        assert "90.9 mg" not in table
        terminal.press("Escape")
        terminal.until("1 of 1 courses", "COMPLETE", "6 of 6 given")
