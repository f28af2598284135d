"""What the page says of rules: how each came out, by which value, and what it rests on."""

from kept import MAN, kept

from regimencalc.export.rule_text import rule_lines
from regimencalc.replaying import replayed

KIDNEYS = {**MAN, "creatinine": "0.9 mg/dL", "creatinine_on": "2026-11-30"}


def said(measures: dict[str, str]) -> str:
    course = replayed(kept(measures=measures, prior={"cisplatin": "0"}, cycles=1))
    return " ".join(" ".join(rule_lines(course, 100)).split())


def test_each_rule_that_does_not_fire_names_its_value_and_its_source() -> None:
    text = said(KIDNEYS)
    # (140 − 67) × 70 ÷ (72 × 0.9) = 78.858
    assert (
        "creatinine-clearance-below-15-hold (etoposide), cycle 1: creatinine clearance 78.9 mL/min"
    ) in text
    sources = text.partition("Sources of these rules: ")[2]
    assert (
        "as reviewed in PMID 29294142 (abstract): creatinine-clearance-below-15-hold "
    ) in sources
    assert "borrowed from nccp-00460: creatinine-clearance-from-50-below-60-give-75" in sources


def test_each_rule_that_is_not_assessed_names_its_source_with_its_mark() -> None:
    sources = said(MAN).partition("Sources of these rules: ")[2]
    assert (
        "UK cancer network tables of hepatic dosing (UCLH, North London), NOT VERIFIED: "
        "bilirubin-from-26-to-51-or-ast-from-60-to-180-give-50"
    ) in sources


def test_a_rule_that_fires_stands_in_the_judgements_with_its_source() -> None:
    low = {**KIDNEYS, "creatinine": "1.4 mg/dL"}
    # 73 × 70 ÷ (72 × 1.4) = 50.694: three quarters of cisplatin
    sources = said(low).partition("Sources of these rules: ")[2]
    assert "creatinine-clearance-from-50-below-60-give-75" not in sources
    assert "creatinine-clearance-from-40-below-50-give-50" in sources
