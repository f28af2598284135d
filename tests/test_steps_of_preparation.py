"""The figures of one dose without a plan: each step with its unit, its place and its working.

The drug is a solution of 20 mg/mL in vials of 5 mL; it may be given up to 0.4 mg/mL, in bags of
250, 500 and 1000 mL.
"""

from typing import Any

import pytest
from test_planned_dose import HELD, dose, planned
from text_at import text_at

from regimencalc import library
from regimencalc.derivation import Step
from regimencalc.formulary import Bags, ConcentrationWindow, FormularyEntry, Product
from regimencalc.planned_dose import PlannedDose
from regimencalc.preparation import Preparation, preparation_judgements, preparation_of
from regimencalc.units import Measure

BANDS = library.shipped_policy("nhs-bands")
INFUSED = "drug: etoposide, per_dose: 20 mg, days: [1], route: intravenous"
IN_500 = f"{INFUSED}, dilute_in: {{volume: 500 mL}}"
Row = tuple[str, Any, str, str, str, str, str]


def measure(number: float, unit: str, line: int) -> Measure:
    return Measure(number, unit, f"{number:g} {unit}", text_at("drug.yaml", line, 1))


def solution(strength: float, volume: float, form: str = "vial", line: int = 3) -> Product:
    return Product.model_construct(
        form=form,
        strength=measure(strength, "mg/mL", line),
        volume=measure(volume, "mL", line),
        source="s",
        verified=True,
    )


def powder(number: float, unit: str = "mg") -> Product:
    strength = measure(number, unit, 4)
    return Product.model_construct(
        form="vial", strength=strength, volume=None, source="s", verified=True
    )


def window(least: float | None = None, most: float | None = None, *, verified: bool = True) -> Any:
    edges = [None if edge is None else measure(edge, "mg/mL", 7) for edge in (least, most)]
    return ConcentrationWindow.model_construct(
        least=edges[0], most=edges[1], source="s", verified=verified
    )


def bags(*volumes: float, verified: bool = True) -> Any:
    sizes = tuple(measure(volume, "mL", 8) for volume in volumes)
    return Bags.model_construct(volumes=sizes, source="s", verified=verified)


def drug(
    *products: Product,
    within: Any = None,
    of: Any = None,
) -> FormularyEntry:
    return library.formulary()["etoposide"].model_copy(
        update={"products": products, "concentration": within, "bags": of, "tall_man": "drug"}
    )


ALL_OF_IT = drug(solution(20, 5), within=window(None, 0.4), of=bags(250, 500, 1000))


def given(number: float, text: str = IN_500, **more: Any) -> PlannedDose:
    return planned(text, of=dose(number), minutes=more.pop("minutes", 60), **more)


def prepared(one: PlannedDose, entry: FormularyEntry = ALL_OF_IT) -> Preparation:
    found = preparation_of(one, entry)
    assert found is not None
    return found


def rows(step: Step | None) -> list[Row]:
    """Each step, top down: what it is, its number, unit and words, its formula, note and place."""
    assert step is not None
    return [
        (
            s.what,
            pytest.approx(s.value),
            s.unit,
            s.written,
            "" if s.formula is None else s.formula.name,
            s.note,
            "" if s.place is None else str(s.place),
        )
        for s in step.walk()
    ]


DOSE_180: Row = ("dose", 180, "mg", "", "", "", "")


def test_every_figure_is_a_step_with_what_it_was_found_from() -> None:
    found = prepared(given(180))
    # 180 ÷ 20 = 9 mL; two vials of 20 × 5 = 100 mg hold 20 mg more; 180 ÷ 500 = 0.36; 500 ÷ 1
    assert rows(found.draw_up) == [
        ("draw up", 9, "mL", "", "draw_up", "", ""),
        DOSE_180,
        ("stock", 20, "mg/mL", "20 mg/mL", "", "", "drug.yaml:3:1"),
    ]
    assert rows(found.waste) == [
        ("left over", 20, "mg", "", "waste", "", ""),
        ("opened", 200, "mg", "200 mg", "", "2 × 100 mg/5 mL", ""),
        DOSE_180,
    ]
    # on the ninth line, after the twelve signs of "  - {id: a, "
    place = f"made.yaml:9:{12 + IN_500.index('500 mL') + 1}"
    bag: Row = ("bag", 500, "mL", "500 mL", "", "", place)
    assert rows(found.concentration) == [
        ("final concentration", 0.36, "mg/mL", "", "concentration", "", ""),
        DOSE_180,
        bag,
    ]
    assert rows(found.rate) == [
        ("rate", 500, "mL/h", "500 mL/h", "rate", "", ""),
        bag,
        ("how long it runs", 1, "h", "1 h", "", "", ""),
    ]
    assert (found.proposed_bag, found.doubts) == (None, ())


def test_a_bag_that_nobody_stated_is_proposed_with_its_working() -> None:
    found = prepared(given(180, INFUSED))
    # 180 ÷ 0.4 = 450 mL: of 250, 500 and 1000 mL it is that of 500
    note = "proposed: the smallest that keeps it within its window"
    assert rows(found.proposed_bag) == [
        ("bag", 500, "mL", "", "bag", note, ""),
        ("bag", 500, "mL", "500 mL", "", "", "drug.yaml:8:1"),
        ("least volume", 450, "mL", "", "least_volume", "", ""),
        DOSE_180,
        ("most", 0.4, "mg/mL", "0.4 mg/mL", "", "", "drug.yaml:7:1"),
    ]
    assert str(found.proposed_bag).split("\n") == [
        f"bag = 500 mL = 500 mL, from 450 mL   {note}",
        "├ bag = 500 mL   drug.yaml:8:1",
        "└ least volume = 450 mL = 180 mg ÷ 0.4 mg/mL",
        "  ├ dose = 180 mg",
        "  └ most = 0.4 mg/mL   drug.yaml:7:1",
    ]
    assert (found.concentration, found.rate) == (None, None)


@pytest.mark.parametrize(
    ("of_bags", "of_window", "is_marked"),
    [(True, True, False), (False, True, True), (True, False, True), (False, False, True)],
)
def test_a_proposal_from_memory_says_so(*, of_bags: bool, of_window: bool, is_marked: bool) -> None:
    entry = drug(
        solution(20, 5),
        within=window(None, 0.4, verified=of_window),
        of=bags(500, verified=of_bags),
    )
    proposed = prepared(given(180, INFUSED), entry).proposed_bag
    assert proposed is not None
    assert proposed.note.endswith("its window; NOT VERIFIED" if is_marked else "its window")


def test_no_smaller_bag_than_the_least_volume_is_shown_by_anybody() -> None:
    proposed = prepared(given(180, INFUSED)).proposed_bag
    assert proposed is not None
    assert proposed.formula is not None
    assert proposed.formula.calculate(bag=450.0, least=450.0) == 450
    # noise is no difference
    assert proposed.formula.calculate(bag=450.0, least=450.00000000000006) == 450
    with pytest.raises(ValueError, match=r"^a bag of 449\.9 mL is smaller than 450\.0 mL$"):
        proposed.formula.calculate(bag=449.9, least=450.0)


def test_a_drug_that_may_not_be_too_weak_alone_gets_no_proposal() -> None:
    entry = drug(solution(20, 5), within=window(0.1, None), of=bags(500))
    found = prepared(given(180, INFUSED), entry)
    assert (found.proposed_bag, found.doubts) == (None, ())


def doubts(number: float, entry: FormularyEntry, text: str = IN_500) -> list[tuple[str, str, str]]:
    found = preparation_of(given(number, text), entry)
    return [] if found is None else [(p.code, p.message, p.fix) for p in found.doubts]


@pytest.mark.parametrize(
    ("number", "within", "of", "message", "fix"),
    [
        # 0.4 mg/mL is 200 mg in 500 mL
        (200, window(None, 0.4), None, "", ""),
        (201, window(None, 0.4), None, "a: 201 mg in 500 mL is 0.402 mg/mL; drug may be at most "
         "0.4 mg/mL", "Make it weaker: another volume, or the dose in several bags."),
        (201, window(None, 0.4), bags(250, 1000), "a: 201 mg in 500 mL is 0.402 mg/mL; drug may be "
         "at most 0.4 mg/mL", "Take a bag of 1000 mL."),
        # 0.3 mg/mL is 150 mg in 500 mL
        (150, window(0.3, None), None, "", ""),
        (149, window(0.3, None), None, "a: 149 mg in 500 mL is 0.298 mg/mL; drug may be at least "
         "0.3 mg/mL", "Make it stronger: another volume, or the dose in several bags."),
        (149, window(0.3, 0.6), bags(250, 1000), "a: 149 mg in 500 mL is 0.298 mg/mL; drug may be "
         "0.3 mg/mL to 0.6 mg/mL", "Take a bag of 250 mL."),
        # 210 mg are 0.84 in 250 mL, and 0.21 in 1000 mL: neither would do
        (210, window(0.3, 0.4), bags(250, 1000), "a: 210 mg in 500 mL is 0.42 mg/mL; drug may be "
         "0.3 mg/mL to 0.4 mg/mL", "Make it weaker: another volume, or the dose in several bags."),
    ],
)  # fmt: skip
def test_a_bag_outside_the_window_is_doubted_with_one_that_would_do(
    number: float, within: Any, of: Any, message: str, fix: str
) -> None:
    found = doubts(number, drug(within=within, of=of))
    assert found == ([("RC741", message, fix)] if message else [])


def test_where_no_bag_keeps_the_window_several_are_asked_for() -> None:
    # 120 mg are 0.48 in 250 mL, and 0.24 in 500 mL
    entry = drug(within=window(0.3, 0.4), of=bags(250, 500))
    assert doubts(120, entry, INFUSED) == [
        (
            "RC743",
            "a: no bag of 250 mL and 500 mL holds 120 mg: drug may be 0.3 mg/mL to 0.4 mg/mL",
            "Split the dose over several bags, each within the window.",
        )
    ]


# Vials


def test_only_one_stock_is_drawn_up() -> None:
    two_sizes = drug(solution(20, 5), solution(20, 10))
    # 320 mg: 16 mL; 200 + 100 + 100 leave 80, and so do two of 200
    found = prepared(given(320), two_sizes)
    assert found.vials_words == "2 × 200 mg/10 mL"
    assert found.draw_up is not None
    assert found.draw_up.value == 16
    # of two strengths nobody knows which; the bag is known all the same
    two_stocks = prepared(given(180), drug(solution(20, 5), solution(10, 5)))
    assert (two_stocks.vials, two_stocks.waste, two_stocks.draw_up) == ((), None, None)
    assert [step.what for step in two_stocks.steps] == ["final concentration", "rate"]
    # what is swallowed is no stock
    tablets = drug(solution(20, 5), solution(5, 1, form="oral solution"))
    assert prepared(given(180), tablets).draw_up is not None
    # powders are opened, and not drawn up: 140 mg are in 100 and 50
    powders = prepared(given(140), drug(powder(100), powder(50)))
    assert (powders.vials_words, powders.draw_up) == ("1 × 100 mg + 1 × 50 mg", None)


def test_what_is_opened_is_named_size_by_size() -> None:
    # 240 mg: 200 + 50
    found = prepared(given(240), drug(solution(20, 10), solution(20, 2.5)))
    assert rows(found.waste)[:2] == [
        ("left over", 10, "mg", "", "waste", "", ""),
        ("opened", 250, "mg", "250 mg", "", "1 × 200 mg/10 mL + 1 × 50 mg/2.5 mL", ""),
    ]


def test_units_are_counted_in_vials_of_units_and_have_no_concentration() -> None:
    entry = drug(powder(15_000, "IU"), powder(100), within=window(None, 0.4))
    one = given(0)._replace(dose=dose(20_000)._replace(unit="IU"))
    found = prepared(one, entry)
    # two of 15,000 leave 10,000 IU
    assert found.vials_words == "2 × 15000 IU"
    assert rows(found.waste)[0] == ("left over", 10_000, "IU", "", "waste", "", "")
    assert [step.what for step in found.steps] == ["left over", "rate"]
    assert found.doubts == ()


def test_a_dose_in_the_bag_of_another_has_no_concentration_bag_or_rate_of_its_own() -> None:
    text = f"{INFUSED}, in_bag_with: b"
    for line in (text, f"{text}, dilute_in: {{volume: 100 mL}}"):
        found = prepared(given(180, line))
        assert [step.what for step in found.steps] == ["draw up", "left over"]
        assert found.doubts == ()


@pytest.mark.parametrize(
    ("minutes", "words", "rate"),
    [
        (60, "1 h", "500 mL/h"),
        # 7 ÷ 60 = 0.11666…, shown at nine digits; 500 × 60 ÷ 7 = 4285.7
        (7, "0.116666667 h", "4,286 mL/h"),
        (1440, "24 h", "20.83 mL/h"),
        (1441, "", ""),
        (None, "", ""),
    ],
)
def test_a_bag_has_a_rate_where_its_time_is_known_and_a_day_at_most(
    minutes: float | None, words: str, rate: str
) -> None:
    found = prepared(given(180, minutes=minutes)).rate
    if not words:
        assert found is None
    else:
        assert found is not None
        assert (found.operand("by").written, found.written) == (words, rate)


def test_what_was_opened_is_shown_at_nine_digits() -> None:
    # a vial of 1.0123456789 mg
    found = prepared(given(1), drug(powder(1.0123456789)))
    assert found.waste is not None
    assert found.waste.operand("opened").written == "1.01234568 mg"


# Nothing to prepare


def test_what_has_no_figures_has_no_preparation() -> None:
    assert preparation_of(given(180, INFUSED), drug()) is None
    assert preparation_of(given(180, INFUSED.replace("intravenous", "oral")), ALL_OF_IT) is None
    assert preparation_of(planned(IN_500, of=HELD, minutes=60), ALL_OF_IT) is None
    other_unit = given(0)._replace(dose=dose(2)._replace(unit="mmol"))
    assert preparation_of(other_unit, ALL_OF_IT) is None
    # a bag alone has its figures, without any vial
    found = prepared(given(180), drug())
    assert [step.what for step in found.steps] == ["final concentration", "rate"]


def test_a_fluid_has_a_rate_where_its_time_is_known_and_else_nothing() -> None:
    fluid = given(0)._replace(dose=dose(1000)._replace(unit="mL"))
    assert [step.what for step in prepared(fluid).steps] == ["rate"]
    nobody_knows = given(0, minutes=None)._replace(dose=fluid.dose)
    assert preparation_of(nobody_knows, ALL_OF_IT) is None


# What must be looked at, once for each line and cycle


def judged(*doses: PlannedDose) -> list[tuple[str, int, str, str | None]]:
    entries = {"etoposide": drug(within=window(None, 0.4))}
    return [
        (one.component, one.cycle, one.problem.message.split(" is ")[0], one.value)
        for one in preparation_judgements(doses, entries, BANDS)
    ]


def test_a_doubt_is_said_once_for_each_line_and_cycle_and_dose() -> None:
    strong, stronger, weak = given(300), dose(400), dose(100)
    day_8 = strong._replace(date=strong.date.replace(day=8))
    said = ("a", 4, "a: 300 mg in 500 mL", "300 mg")
    assert judged(strong, day_8) == [said]
    assert judged(strong, strong._replace(cycle=5)) == [said, ("a", 5, *said[2:])]
    # another dose of the same line is looked at by itself
    assert judged(strong._replace(dose=weak), strong) == [said]
    assert judged(strong, strong._replace(dose=weak)) == [said]
    assert judged(strong, strong._replace(dose=stronger)) == [
        said,
        ("a", 4, "a: 400 mg in 500 mL", "400 mg"),
    ]
    # and so is the same dose in another bag
    in_1000 = given(300, IN_500.replace("500 mL", "1000 mL"))
    same = in_1000._replace(dose=strong.dose)
    assert judged(same, strong) == [said]
