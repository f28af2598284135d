"""The bands of planned doses: by the volume series and what the stock solution of a drug holds."""

from collections.abc import Mapping

from regimencalc.banding import (
    GREATEST_VARIANCE_PERCENT,
    MASTER_VOLUMES_ML,
    Band,
    banded,
    bands,
)
from regimencalc.derivation import Step
from regimencalc.formulary import FormularyEntry
from regimencalc.planned_dose import PlannedDose
from regimencalc.renal_function import CALVERT_1989
from regimencalc.units import Kind


class BandTables:
    """The bands of the drugs whose entry states one concentration of the stock solution."""

    def __init__(self, formulary: Mapping[str, FormularyEntry]) -> None:
        self._formulary = formulary
        self._known: dict[float, tuple[Band, ...]] = {}

    def stock_mg_ml(self, planned: PlannedDose) -> float | None:
        """What the stock solution holds, where the entry leaves no doubt [mg/mL]."""
        entry = self._formulary[planned.administration.component.drug or ""]
        strengths = {product.strength for product in entry.products}
        stocks = {one.canonical for one in strengths if one.kind is Kind.CONCENTRATION}
        is_drawn_up = planned.dose.unit == "mg" and planned.route != "oral"
        return stocks.pop() if len(stocks) == 1 and is_drawn_up else None

    def band_mg(self, planned: PlannedDose) -> float | None:
        """The band of a dose, never above its cap [mg]; None where it has none."""
        stock = self.stock_mg_ml(planned)
        if stock is None:
            return None
        if stock not in self._known:
            self._known[stock] = table_of(stock)
        found = banded(
            planned.computed.value,
            self._known[stock],
            tolerance_percent=GREATEST_VARIANCE_PERCENT,
            cap_mg=cap_mg_of(planned.derivation),
        )
        return None if found.band is None else found.band.dose_mg


def table_of(stock_mg_ml: float) -> tuple[Band, ...]:
    """The bands of a stock solution by the volume series, from where their edges are close."""
    for least_ml in MASTER_VOLUMES_ML:
        try:
            return bands(stock_mg_ml, least_ml=least_ml, greatest_ml=MASTER_VOLUMES_ML[-1])
        except ValueError:
            continue
    return ()


def cap_mg_of(dose: Step) -> float | None:
    """The most that the dose could be: by the line's cap, or by that of the estimate."""
    caps = []
    for step in dose.walk():
        name = "" if step.formula is None else step.formula.name
        if step.unit == dose.unit and name == "cap":
            caps.append(step.operand("cap").value)
        elif name == CALVERT_1989.name:
            rate = step.operand("glomerular_filtration_rate_ml_min")
            if rate.formula is not None and rate.formula.name == "cap":
                at_cap = {
                    "target_auc": step.operand("target_auc").value,
                    "glomerular_filtration_rate_ml_min": rate.operand("cap").value,
                }
                caps.append(CALVERT_1989.calculate(**at_cap))
    return min(caps, default=None)
