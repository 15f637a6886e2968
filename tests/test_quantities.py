"""quantities: what people write, as figures; what is not understood stays text and is said."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiss_geo.flows.quantities import QUANTITY_COLUMNS, quantities


def _read(
    quantity: str | None, unit: str | None = None, *, decimal_comma: bool = False, **cells: str
) -> dict[str, Any]:
    texts = {
        "quantity": [quantity],
        "unit": [unit],
        **{name: [cell] for name, cell in cells.items()},
    }
    raw = pd.DataFrame(texts, dtype="str").assign(decimal_comma=decimal_comma)
    return {str(name): cell for name, cell in quantities(raw).iloc[0].items()}


def _figure(row: dict[str, Any]) -> tuple[Any, ...]:
    filled = [(name, float(row[name])) for name in QUANTITY_COLUMNS if not pd.isna(row[name])]
    assert len(filled) <= 1
    return filled[0] if filled else ()


@pytest.mark.parametrize(
    ("quantity", "unit", "column", "value"),
    [
        ("12000", "t/a", "mass_t_per_a", 12_000),
        ("12 000", "t/v", "mass_t_per_a", 12_000),
        ("500", "kg/vko", "mass_t_per_a", 0.5 * 365.25 / 7),
        ("500", "kg / viikko", "mass_t_per_a", 0.5 * 365.25 / 7),
        ("2", "t/pv", "mass_t_per_a", 730),
        ("10", "t/kk", "mass_t_per_a", 120),
        ("0.2", "Mt/a", "mass_t_per_a", 200_000),
        ("50", "tonnia vuodessa", "mass_t_per_a", 50),
        ("50", "ton per år", "mass_t_per_a", 50),
        ("noin 500 t/v", None, "mass_t_per_a", 500),
        ("n. 500", "t/v", "mass_t_per_a", 500),
        ("20000", "t (stock)", "stock_mass_t", 20_000),
        ("7", "t (one-off)", "stock_mass_t", 7),
        ("7", "t (kertaluonteinen)", "stock_mass_t", 7),
        ("5000", "MWh/v", "energy_gwh_per_a", 5),
        ("3.6", "TJ/a", "energy_gwh_per_a", 1),
        ("40", "MW", "power_mw", 40),
        ("100", "m3/a", "volume_m3_per_a", 100),
        ("100", "m³/kk", "volume_m3_per_a", 1200),
    ],
)
def test_units_and_periods(quantity: str, unit: str | None, column: str, value: float) -> None:
    name, figure = _figure(_read(quantity, unit))
    assert name == column
    assert figure == pytest.approx(value)


@pytest.mark.parametrize(
    ("quantity", "low", "high"),
    [("10–20", 10, 20), ("10 - 20", 10, 20), ("10...20 t/a", 10, 20), ("1 000–1 500", 1000, 1500)],
)
def test_a_range_keeps_its_ends(quantity: str, low: float, high: float) -> None:
    row = _read(quantity, "t/a")
    assert _figure(row) == ("mass_t_per_a", (low + high) / 2)
    assert (row["mass_low_t_per_a"], row["mass_high_t_per_a"]) == (low, high)
    assert quantity in str(row["quantity_note"])


@pytest.mark.parametrize(
    ("quantity", "unit", "note"),
    [
        ("some", "t/a", "the quantity “some” is not understood"),
        ("5", None, "the quantity has no unit"),
        ("5", "hl", "the unit “hl” is not understood"),
        ("5", "t", "says no period"),
        ("5", "kpl", "pieces have no mass"),
        ("20-10", "t/a", "is not understood"),
        ("1,234", "t/a", "the quantity “1,234” is not understood"),
        ("5", "m3 (one-off)", "is no yearly flow"),
    ],
)
def test_what_is_not_understood_stays_text_and_is_said(
    quantity: str, unit: str | None, note: str
) -> None:
    row = _read(quantity, unit)
    assert _figure(row) == ()
    assert note in str(row["quantity_note"])
    assert row["quantity_text"] == quantity


def test_a_point_or_a_comma_that_may_part_thousands_is_neither() -> None:
    assert _figure(_read("12.000", "t/a", decimal_comma=True)) == ()
    assert _figure(_read("12.000", "t/a", decimal_comma=False)) == ("mass_t_per_a", 12)
    assert _figure(_read("12,5", "t/a", decimal_comma=True)) == ("mass_t_per_a", 12.5)
    assert _figure(_read("1.234,5", "t/a", decimal_comma=True)) == ("mass_t_per_a", 1234.5)
    assert _figure(_read("1,234.5", "t/a", decimal_comma=False)) == ("mass_t_per_a", 1234.5)


def test_a_decimal_comma_alone_is_no_remark() -> None:
    row = _read("5,5", "kt", decimal_comma=False)
    assert str(row["quantity_note"]).startswith("the unit “kt” says no period")
    assert pd.isna(_read("5,5", "kt/a", decimal_comma=False)["quantity_note"])


def test_a_year_makes_an_amount_yearly() -> None:
    assert _figure(_read("5", "t", quantity_year="2023")) == ("mass_t_per_a", 5)


def test_the_frequency_may_stand_in_a_column_of_its_own() -> None:
    assert _figure(_read("5", "t", frequency="per month")) == ("mass_t_per_a", 60)


def test_mass_from_volume_where_a_density_has_a_source_and_none_elsewhere() -> None:
    row = _read("100", "m3/a", material_group="wood_bark")
    assert row["mass_t_per_a"] == pytest.approx(28.1)
    assert row["mass_low_t_per_a"] < row["mass_t_per_a"] < row["mass_high_t_per_a"]
    gas = _read("100", "m3/a", material_group="process_gas")
    assert pd.isna(gas["mass_t_per_a"])
    assert "no bulk density" in str(gas["quantity_note"])


@given(st.text(max_size=20) | st.none(), st.text(max_size=12) | st.none(), st.booleans())
def test_no_text_is_guessed_or_breaks(quantity: str, unit: str, decimal_comma: bool) -> None:  # noqa: FBT001
    row = _read(quantity, unit, decimal_comma=decimal_comma)
    if _figure(row) == () and quantity is not None and not pd.isna(row["quantity_text"]):
        assert isinstance(row["quantity_note"], str)
