"""What every test stands on: no settings of this machine, no environment, the seed's patient."""

from pathlib import Path

import pytest
from hypothesis import Phase, settings

import regimencalc as rc
from regimencalc import site_settings


@pytest.fixture(autouse=True)
def _nothing_leaks_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("REGIMENCALC_POLICY", raising=False)
    monkeypatch.setattr(site_settings, "settings_file", lambda: tmp_path / "no-settings.yaml")


@pytest.fixture
def man() -> rc.Patient:
    """170 cm and 70 kg: BSA √(170 × 70 ÷ 3600) = √3.30556 = 1.81812 m²."""
    return rc.Patient(sex="male", age="67 y", height="170 cm", weight="70 kg")


settings.register_profile("quick", max_examples=100, deadline=None)
settings.register_profile("release", max_examples=1_000, deadline=None)
settings.register_profile(
    "mutation",
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
)
settings.load_profile("quick")
