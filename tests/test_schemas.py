"""The contracts: a number's unit ends its name, and faults are sentences."""

import pandas as pd
import pytest
import toy

from fiss_geo.decision_schemas import DECISION_CONTRACTS
from fiss_geo.errors import BadTable
from fiss_geo.optional_columns import OPTIONAL_FLOWS
from fiss_geo.schemas import CONTRACTS, FLOWS, keep

# how a unit is written at the end of a column's name
_ENDINGS = {
    "t/a": "_t_per_a", "t": "_t", "GWh/a": "_gwh_per_a", "m3/a": "_m3_per_a", "MW": "_mw",
    "km": "_km", "1/a": "_per_a", "t km/a": "_t_km_per_a", "kg CO2e/t": "_kg_co2e_per_t",
    "t CO2e/a": "_t_co2e_per_a", "t CO2e": "_t_co2e", "EUR/t": "_eur_per_t", "EUR/a": "_eur_per_a",
    "1": "_share", "h": "_h", "°C": "_c", "%": "_pct",
}  # fmt: skip
# their names say what they are, and their unit is 1 or stands in a column beside them
_WITHOUT = {
    "quantity", "score", "self_sufficiency_share", "gain_per_t", "step_gain", "benefit_value",
    "attributed_value", "lifetime_value",
}  # fmt: skip
_ALL = (*CONTRACTS, OPTIONAL_FLOWS, *DECISION_CONTRACTS)


@pytest.mark.parametrize("contract", _ALL, ids=lambda contract: contract.name)
def test_every_number_has_its_unit_in_its_name(contract: type[object]) -> None:
    columns = contract.columns  # type: ignore[attr-defined]
    for name, column in columns.items():
        if str(column.dtype) != "float64":
            assert "unit" not in column.metadata, name
        elif name not in _WITHOUT:
            assert name.endswith(_ENDINGS[column.metadata["unit"]]), name


@pytest.mark.parametrize("contract", _ALL, ids=lambda contract: contract.name)
def test_every_column_is_described(contract: type[object]) -> None:
    assert all(column.description for column in contract.columns.values())  # type: ignore[attr-defined]


def test_faults_of_a_table_are_sentences() -> None:
    table = toy.flows({"role": "wish"}, {"flow_id": "F1"})
    with pytest.raises(BadTable) as error:
        keep(FLOWS, table)
    assert 'row 0: role is "wish"; expected' in str(error.value)
    assert 'flow_id is "F1"' in str(error.value)


def test_a_table_without_geometry_is_refused() -> None:
    with pytest.raises(BadTable, match="needs a GeoDataFrame"):
        keep(FLOWS, pd.DataFrame(toy.flows({})))
