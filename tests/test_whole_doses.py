"""One dose in whole tablets, capsules or vials, without a plan: what it is made of and its working.

A policy moves a dose by 5 % at most. Places of products are lines of a made-up `drug.yaml`.
"""

import pytest
from text_at import text_at

from regimencalc import library
from regimencalc.component import Statement
from regimencalc.derivation import Step
from regimencalc.formulary import FormularyEntry, Product
from regimencalc.policy import Policy
from regimencalc.problems import Place
from regimencalc.regimen import Regimen
from regimencalc.rounded_dose import Rounding
from regimencalc.units import Measure
from regimencalc.whole_doses import counted, in_whole_units, in_whole_vials
from regimencalc.yaml_source import read

BANDS = library.shipped_policy("nhs-bands")
ENTRY = library.formulary()["etoposide"]
HEAD = """\
format: 1
id: made
name: Made
population: adult
status: draft
sources: [{id: somebody, cite: "Somebody, 2020"}]
cycle: {length: 21 d, planned: 1}
"""


def policy(tolerance: float = 5) -> Policy:
    """Moves a dose by so much per cent at most."""
    stated = Measure(tolerance, "%", f"{tolerance:g} %")
    tolerances = BANDS.tolerances.model_copy(update={"rounding": stated})
    return BANDS.model_copy(update={"tolerances": tolerances})


def product(
    form: str, number: float, unit: str = "mg", *, line: int = 0, verified: bool = True
) -> Product:
    strength = Measure(number, unit, f"{number:g} {unit}", text_at("drug.yaml", line or 1, 1))
    return Product.model_construct(
        form=form, strength=strength, volume=None, source="s", verified=verified
    )


def drug(*products: Product) -> FormularyEntry:
    return ENTRY.model_copy(update={"name": "drug", "products": products})


def tablets(*sizes: float, form: str = "tablet") -> FormularyEntry:
    return drug(*(product(form, size, line=at) for at, size in enumerate(sizes, 1)))


def swallowed(doses_per_day: int | None = None) -> Statement:
    more = "" if doses_per_day is None else f", doses_per_day: {doses_per_day}"
    line = f"{{id: a, drug: etoposide, route: oral, per_dose: 1 mg/m2, days: [1]{more}}}"
    text = f"{HEAD}components: [{line}]\n"
    return Regimen.from_source(read(text.encode(), "made.yaml")).components[0].statements[0]


def oral(
    number: float,
    entry: FormularyEntry,
    cap: float | None = None,
    *,
    unit: str = "mg",
    doses: int | None = None,
    of_day: int = 0,
    tolerance: float = 5,
) -> tuple[Step, Rounding | None]:
    most = None if cap is None else Step("cap", cap, unit, f"{cap:g} {unit}")
    dose = Step("a dose", number, unit)
    return in_whole_units(dose, most, swallowed(doses), entry, policy(tolerance), of_day)


def first_line(step: Step) -> str:
    return str(step).split("\n")[0]


def pieces(rounding: Rounding | None) -> str:
    assert rounding is not None
    return rounding.pieces_words


# Tablets and capsules


def test_a_dose_is_the_nearest_of_whole_tablets_and_its_working_names_them() -> None:
    # 1300 mg are 20 of 1320 mg less, 1.5 %
    step, rounding = oral(1320, tablets(150, 500))
    assert (step.what, step.value, step.unit) == ("a dose", 1300, "mg")
    assert first_line(step) == (
        "a dose = 1,300 mg = 1,320 mg in whole tablets of 500 mg and 150 mg   "
        "2 × 500 mg + 2 × 150 mg, −1.5 %"
    )
    assert rounding is not None
    assert (rounding.by, pieces(rounding), rounding.is_split) == (
        "whole units",
        "2 × 500 mg + 2 × 150 mg",
        False,
    )
    assert rounding.variance_percent == pytest.approx(-100 * 20 / 1320)
    assert step.formula is not None
    assert step.formula.name == "whole_units"
    # the larger is the first, with the line of the file on which it stands
    assert step.operand("dose") == Step("a dose", 1320, "mg")
    assert step.operand("size_1") == Step(
        "tablet", 500, "mg", "500 mg", place=Place("drug.yaml", 2, 1)
    )
    assert step.operand("size_2") == Step(
        "tablet", 150, "mg", "150 mg", place=Place("drug.yaml", 1, 1)
    )


def test_a_cap_is_kept_and_stands_in_the_working() -> None:
    # of 100 mg 400 is 5.3 % more than 380; under 390 mg it is 300, 21.1 % less
    assert oral(380, tablets(100), tolerance=25)[0].value == 400
    step, rounding = oral(380, tablets(100), 390, tolerance=25)
    assert (step.value, pieces(rounding)) == (300, "3 × 100 mg")
    assert first_line(step).startswith(
        "a dose = 300 mg = 380 mg in whole tablets of 100 mg, at most 390 mg   3 × 100 mg, "
    )
    assert step.operand("cap") == Step("cap", 390, "mg", "390 mg")
    assert [name for name, _ in step.operands] == ["dose", "size_1", "cap"]


def test_what_rests_on_memory_is_marked_and_a_product_without_a_form_is_a_unit() -> None:
    doubtful = drug(product("tablet", 100, verified=False), product("tablet", 50))
    step, _ = oral(150, doubtful)
    assert [step.operand(name).note for name in ("size_1", "size_2")] == ["NOT VERIFIED", ""]


def test_a_dose_is_made_of_products_in_its_own_unit_each_strength_once() -> None:
    entry = drug(
        product("tablet", 100, line=1),
        product("tablet", 100, line=2),
        product("tablet", 150, "IU"),
    )
    step, rounding = oral(150, entry, tolerance=40)
    # 100 and 200 mg are as near to 150 mg, and a tie counts up
    assert (step.value, pieces(rounding)) == (200, "2 × 100 mg")
    assert [name for name, _ in step.operands] == ["dose", "size_1"]
    units, _ = oral(150, entry, unit="IU")
    assert (units.value, units.unit) == (150, "IU")


def test_tablets_and_capsules_are_each_named() -> None:
    both = drug(product("tablet", 100), product("capsule", 40), product("tablet", 10))
    step, _ = oral(150, both)
    assert "in whole tablets and capsules of 100 mg, 40 mg and 10 mg" in first_line(step)


@pytest.mark.parametrize(
    ("number", "cap", "sizes", "why"),
    [
        # 100 of 106 is 5.66 % less
        (106, None, (100,), "the nearest whole tablets, 100 mg, would move it by 5.7 %, more "
         "than 5 %"),
        # 45 is nearer to nothing than to 100
        (45, None, (100,), "the smallest of the tablets is more than twice the dose, or above its "
         "cap"),
        # 100 would do, and may not be given
        (99, 99, (100,), "the smallest of the tablets is more than twice the dose, or above its "
         "cap"),
        # 150 is as near to 175 as 200 is, which is above the cap; 25 of 175 is 14.3 %
        (175, 180, (50,), "the nearest whole tablets, 150 mg, would move it by 14.3 %, more than "
         "5 %"),
    ],
)  # fmt: skip
def test_a_dose_that_no_whole_ones_make_stays_and_says_why(
    number: float, cap: float | None, sizes: tuple[float, ...], why: str
) -> None:
    step, rounding = oral(number, tablets(*sizes), cap)
    assert (step.what, step.value, rounding) == ("a dose", number, None)
    assert (step.note, step.is_notable) == (f"not rounded: {why}", True)


def test_exactly_the_tolerance_is_near_enough() -> None:
    # 95 of 100 is 5 % less, 104 to 100 is 3.8 %, 100 to 94 would be 6.4 %
    assert oral(100, tablets(95))[0].value == 95
    assert oral(94, tablets(100))[1] is None


def test_without_known_strengths_a_dose_stays_and_says_so() -> None:
    for entry in (drug(), drug(product("tablet", 100, "IU")), drug(product("vial", 100))):
        step, rounding = oral(150, entry)
        assert (step.value, rounding) == (150, None)
        assert step.note == "not rounded: no strengths of tablets or capsules of drug are known"


def test_so_fine_tablets_that_nobody_would_count_leave_the_dose_as_it_is() -> None:
    # 200,000 steps of 0.001 mg
    step, rounding = oral(200, tablets(0.001))
    assert (step.value, rounding) == (200, None)
    assert step.note == (
        "not rounded: 200 mg is more than 100,000 steps of what [0.001] mg can make: check the "
        "units of both"
    )


# A day that is split


def test_a_day_that_does_not_halve_is_split_and_each_giving_shows_its_share() -> None:
    # 75 mg twice are 150 mg a day: 100 and 50, where 100 twice would be 33 % more
    first, first_rounding = oral(75, tablets(50, 100, form="capsule"), doses=2)
    second, second_rounding = oral(75, tablets(50, 100, form="capsule"), doses=2, of_day=1)
    third, _ = oral(75, tablets(50, 100, form="capsule"), doses=2, of_day=2)
    assert (first.value, second.value, third.value) == (100, 50, 100)
    note = "0 %, 100 mg and 50 mg over the day"
    assert str(first).split("\n") == [
        f"a dose = 100 mg = 100 mg of 150 mg   1 × 100 mg, {note}",
        "├ this giving = 100 mg",
        "└ the day's dose = 150 mg = 150 mg in whole capsules of 100 mg and 50 mg",
        "  ├ the day's dose = 150 mg = 75 mg × 2",
        "  │ ├ a dose = 75 mg",
        "  │ └ doses a day = 2",
        "  ├ capsule = 100 mg   drug.yaml:2:1",
        "  └ capsule = 50 mg   drug.yaml:1:1",
    ]
    assert (first.unit, second.unit, first.is_notable) == ("mg", "mg", True)
    assert first_rounding is not None
    assert (first_rounding.by, first_rounding.variance_percent, first_rounding.is_split) == (
        "whole units",
        0,
        True,
    )
    assert (pieces(first_rounding), pieces(second_rounding)) == ("1 × 100 mg", "1 × 50 mg")
    names = [None if s.formula is None else s.formula.name for s in first.walk()]
    assert names[:4] == ["of_day", None, "whole_units", "day"]
    number = first.operand("day").operand("dose").operand("doses_per_day")
    assert (number.value, number.unit, number.written) == (2, "doses a day", "2")


def test_a_split_day_moves_as_a_day_and_within_the_tolerance() -> None:
    # 76.5 mg twice are 153 mg a day, of which 150 is 1.96 % less
    _, rounding = oral(76.5, tablets(50, 100), doses=2)
    assert rounding is not None
    assert rounding.variance_percent == pytest.approx(-100 * 3 / 153)
    # 79 twice are 158: 150 is 5.06 % less
    step, none = oral(79, tablets(50, 100), doses=2)
    assert none is None
    assert step.note == (
        "not rounded: the nearest whole tablets, 100 mg, would move it by 26.6 %, more than 5 %"
    )


@pytest.mark.parametrize("noise_mg", [-2.7e-10, 0, 2.7e-10])
def test_a_dose_is_read_without_noise_before_it_becomes_the_day_s(noise_mg: float) -> None:
    # 131.25 × 4 = 525 mg, a tie between 500 and 550 mg that goes up, 4.76 %; 550 mg are five of
    # 100 and one of 50, dealt as 200, 150, 100 and 100. Of 500 mg the second would be 100 mg
    step, rounding = oral(131.25 + noise_mg, tablets(50, 100), doses=4, of_day=1)
    assert (step.value, pieces(rounding)) == (150, "1 × 100 mg + 1 × 50 mg")


def test_equal_doses_come_before_a_split() -> None:
    # 98 mg twice: 100 each is 2 % more; of the day's 196 mg 200 is as near
    step, rounding = oral(98, tablets(50, 100), doses=2)
    assert (step.value, pieces(rounding)) == (100, "1 × 100 mg")
    assert rounding is not None
    assert not rounding.is_split
    # one dose a day cannot be split: 75 stays
    assert oral(75, tablets(50, 100))[1] is None


def test_no_share_of_a_day_is_above_the_cap_of_a_dose_or_nothing() -> None:
    at_cap, rounding = oral(75, tablets(50, 100), 100, doses=2)
    assert (at_cap.value, pieces(rounding)) == (100, "1 × 100 mg")
    # the cap is one of a dose: the day's 150 mg are above it
    assert "at most" not in str(at_cap)
    assert oral(75, tablets(50, 100), 99, doses=2)[1] is None
    # 24 mg twice are one capsule of 50 mg for two givings, 50 mg in three are one of 40 and of 10
    assert oral(24, tablets(50), doses=2)[1] is None
    assert oral(50 / 3, tablets(10, 40), doses=3)[1] is None
    # 70 mg in three are one of 40 and three of 10
    assert [oral(70 / 3, tablets(10, 40), doses=3, of_day=at)[0].value for at in range(3)] == [
        40,
        20,
        10,
    ]


def test_a_share_that_is_more_than_the_day_is_shown_by_nobody() -> None:
    step, _ = oral(75, tablets(50, 100), doses=2)
    assert step.formula is not None
    assert step.formula.calculate(share=150.0, day=150.0) == 150
    with pytest.raises(ValueError, match=r"^a giving of 150\.1 is more than the day's 150\.0$"):
        step.formula.calculate(share=150.1, day=150.0)


# What is not moved is counted


@pytest.mark.parametrize(
    ("number", "expected"),
    [(12, "1 × 8 mg + 1 × 4 mg"), (8, "1 × 8 mg"), (10, ""), (1e6, "")],
)
def test_a_stated_dose_is_counted_where_whole_tablets_make_exactly_it(
    number: float, expected: str
) -> None:
    rounding = counted(Step("a dose", number, "mg"), None, tablets(4, 8))
    if not expected:
        assert rounding is None
    else:
        assert pieces(rounding) == expected
        assert rounding == Rounding("as stated", 0.0, () if rounding is None else rounding.pieces)


def test_a_dose_moved_to_a_step_keeps_how_far_it_moved_beside_its_tablets() -> None:
    moved = Rounding("step", -2.8)
    found = counted(Step("a dose", 350, "mg"), moved, tablets(50, 100))
    assert found is not None
    assert (found.by, found.variance_percent, pieces(found)) == (
        "step",
        -2.8,
        "3 × 100 mg + 1 × 50 mg",
    )
    # what whole ones do not make is as it was, and so is what has no tablets or too fine ones
    assert counted(Step("a dose", 360, "mg"), moved, tablets(50, 100)) is moved
    assert counted(Step("a dose", 350, "IU"), moved, tablets(50, 100)) is moved
    assert counted(Step("a dose", 200, "mg"), moved, tablets(0.001)) is moved
    assert counted(Step("a dose", 0, "mg"), moved, tablets(50)) is moved


# Vials


def vials(
    number: float, entry: FormularyEntry, cap: float | None = None, unit: str = "mg"
) -> tuple[Step, Rounding | None]:
    most = None if cap is None else Step("cap", cap, unit, f"{cap:g} {unit}")
    return in_whole_vials(Step("a dose", number, unit), most, entry, policy())


def test_a_dose_of_whole_vials_throws_nothing_away() -> None:
    # 300 mg are 8 of 292 mg more, 2.7 %
    step, rounding = vials(292, tablets(100, 200, form="vial"))
    assert first_line(step) == (
        "a dose = 300 mg = 292 mg in whole vials of 200 mg and 100 mg   "
        "1 × 200 mg + 1 × 100 mg, +2.7 %"
    )
    assert rounding is not None
    assert (rounding.by, pieces(rounding)) == ("whole vials", "1 × 200 mg + 1 × 100 mg")
    # under a cap the nearest below it
    capped, _ = vials(202, tablets(100, form="vial"), 204)
    assert capped.value == 200
    assert ", at most 204 mg   " in first_line(capped)


@pytest.mark.parametrize(
    ("number", "cap", "entry", "why"),
    [
        (150, None, tablets(100), "no vials of drug are known"),
        (150, None, tablets(100, form="vial"),
         "the nearest whole vials, 200 mg, would move it by 33.3 %, more than 5 %"),
        (99, 99, tablets(100, form="vial"),
         "the smallest of the vials is more than twice the dose, or above its cap"),
        (200, None, tablets(0.001, form="vial"),
         "200 mg is more than 100,000 steps of what [0.001] mg can make: check the units of both"),
        # 160 of twice 80 are above it: 120 of 155 is 22.6 % less
        (155, 159, tablets(80, 120, form="vial"),
         "the nearest whole vials, 120 mg, would move it by 22.6 %, more than 5 %"),
    ],
)  # fmt: skip
def test_a_dose_that_no_whole_vials_make_stays_and_says_why(
    number: float, cap: float | None, entry: FormularyEntry, why: str
) -> None:
    step, rounding = vials(number, entry, cap)
    assert (step.value, rounding, step.note) == (number, None, f"not rounded: {why}")


def test_a_vial_in_other_units_is_none() -> None:
    step, rounding = vials(150, tablets(100, form="vial"), unit="IU")
    assert (rounding, step.note) == (None, "not rounded: no vials of drug are known")


def test_the_dose_and_the_note_that_it_had_are_kept() -> None:
    noted = Step("a dose", 150, "mg")._replace(note="capped")
    step, _ = in_whole_units(noted, None, swallowed(), drug(), policy(), 0)
    assert step.note.startswith("capped; not rounded: ")
