"""The facts keyed by hand: bulk densities, mergers of municipalities, units and periods."""

import re
from itertools import pairwise

import pandas as pd
import pytest

from fiss_geo import reference

KG_PER_LB = 0.45359237
UNITS = {
    "lb/yd3": KG_PER_LB / 0.764554857984 / 1000,
    "lb/ft3": KG_PER_LB / 0.028316846592 / 1000,
    "lb/US gal": KG_PER_LB / 0.003785411784 / 1000,
    "kg/m3": 0.001,
    "t/m3": 1.0,
}
GASES_AND_HEAT = {"process_gas", "co2", "waste_heat_steam"}
# How many municipalities there were on 1 January of the year (Statistics Finland).
MUNICIPALITIES = {
    2008: 415, 2009: 348, 2010: 342, 2011: 336, 2013: 320, 2015: 317, 2016: 313, 2017: 311,
    2020: 310, 2021: 309, 2025: 308,
}  # fmt: skip
# Municipalities founded by a merger with a code of their own: Kemiönsaari, Länsi-Turunmaa,
# Mänttä-Vilppula, Raasepori, Sastamala, Siikalatva; Vöyri.
FOUNDED = {2009: {"322", "445", "508", "710", "790", "791"}, 2011: {"946"}}


@pytest.fixture(scope="module")
def densities() -> pd.DataFrame:
    return reference.read_codes("reference/bulk_density.csv")


@pytest.fixture(scope="module")
def mergers() -> pd.DataFrame:
    return reference.read_codes("reference/municipality_mergers.csv")


@pytest.fixture(scope="module")
def today() -> pd.DataFrame:
    return pd.DataFrame(reference.municipalities()).set_index("municipality_code")


def _figures(text: str) -> list[float]:
    """Read «473 lb/yd3; 243 lb/yd3 to 625 lb/yd3» as t/m³."""
    parts = [part.split(" ", 1) for part in re.split(r"; | to ", text)]
    return [float(number) * UNITS[unit] for number, unit in parts]


def test_densities_are_the_sources_figures_converted(densities: pd.DataFrame) -> None:
    columns = ["density_t_per_m3", "density_low_t_per_m3", "density_high_t_per_m3"]
    given = densities["as_given"].map(_figures).to_list()
    stated = densities[columns].astype(float).to_numpy().tolist()
    assert stated == [pytest.approx(row, abs=0.00051) for row in given]


def test_densities_lie_in_their_range(densities: pd.DataFrame) -> None:
    middle, low, high = (
        densities[f"density_{end}t_per_m3"].astype(float) for end in ("", "low_", "high_")
    )
    assert (low <= middle).all()
    assert (middle <= high).all()
    assert low.min() > 0
    assert high.max() < 3, "rock in place is 2.7 t/m³"


def test_densities_are_of_known_materials_once_each(densities: pd.DataFrame) -> None:
    groups = reference.read_codes("reference/material_groups.csv")["material_group"]
    wastes = reference.read_codes("reference/list_of_waste.csv")["low_code"]
    assert densities["material_group"].isin(groups).all()
    assert not densities["material_group"].isin(GASES_AND_HEAT).any()
    assert densities["low_code"].dropna().isin(wastes).all()
    assert not densities.duplicated(["material_group", "low_code"]).any()


@pytest.mark.parametrize("file", ["bulk_density", "municipality_mergers"])
def test_every_row_has_a_source_with_an_address(file: str) -> None:
    source = reference.read_codes(f"reference/{file}.csv")["source"]
    assert source.str.contains(r"https?://\S+\.\S+").all()


def test_densities_say_what_of(densities: pd.DataFrame) -> None:
    assert densities[["scope", "licence", "as_given"]].notna().all(axis=None)


def test_mergers_lead_to_municipalities_of_today(
    mergers: pd.DataFrame, today: pd.DataFrame
) -> None:
    names = mergers["new_municipality_code"].map(today["municipality_name_fi"])
    assert names.to_list() == mergers["new_name_fi"].to_list()
    assert mergers["old_municipality_code"].str.fullmatch(r"\d{3}").all()
    assert mergers["from_date"].str.fullmatch(r"20\d\d-01-01").all()


def test_merged_codes_are_gone_and_told_once(mergers: pd.DataFrame, today: pd.DataFrame) -> None:
    """No successor has merged in its turn, so that there are neither chains nor cycles."""
    merged = mergers.loc[mergers["change"] == "merged", "old_municipality_code"]
    assert merged.is_unique
    assert not merged.isin(today.index).any()


def test_renamed_municipalities_keep_their_code(mergers: pd.DataFrame) -> None:
    renamed = mergers[mergers["change"] == "renamed"]
    assert renamed["old_name_fi"].to_list() == ["Länsi-Turunmaa"]
    assert (renamed["old_municipality_code"] == renamed["new_municipality_code"]).all()
    assert set(mergers["change"]) == {"merged", "renamed"}


def test_mergers_add_up_to_the_number_of_municipalities(
    mergers: pd.DataFrame, today: pd.DataFrame
) -> None:
    merged = mergers[mergers["change"] == "merged"]
    gone = merged.groupby(merged["from_date"].str[:4].astype(int)).size()
    years = list(MUNICIPALITIES)
    expected = {
        year: MUNICIPALITIES[before] - MUNICIPALITIES[year] + len(FOUNDED.get(year, ()))
        for before, year in pairwise(years)
    }
    assert gone.to_dict() == expected
    assert len(today) == MUNICIPALITIES[2025]
    assert set.union(*FOUNDED.values()) <= set(today.index) & set(merged["new_municipality_code"])


def test_places_of_the_old_names_lie_in_the_successor(mergers: pd.DataFrame) -> None:
    """The gazetteer, from other sources, has a place or post office of nearly every old name."""
    gazetteer = reference.gazetteer()
    places = gazetteer[gazetteer["gazetteer_kind"] != "municipality"]
    homes = set(zip(places["place_name_fi"], places["municipality_code"], strict=True))
    named = {name for name, _ in homes}
    rows = mergers[["old_name_fi", "old_name_sv", "new_municipality_code"]].fillna("")
    seen = [row for row in rows.itertuples(index=False) if named & set(row[:2])]
    assert len(seen) >= 100
    assert [row for row in seen if not {(name, row[2]) for name in row[:2]} & homes] == []


def test_a_swedish_name_is_given_only_where_it_is_another(mergers: pd.DataFrame) -> None:
    assert not (mergers["old_name_sv"] == mergers["old_name_fi"]).any()


def test_units_are_spelled_once_and_measure_something() -> None:
    units = reference.read_numbers("reference/quantity_units.csv")
    assert units["spelling"].is_unique
    assert set(units["dimension"]) == {"mass", "energy", "volume", "power", "count"}
    assert set(units["language"]) == {"any", "fi", "sv", "en"}
    assert (units["factor"] > 0).all()
    assert (units["spelling"] == units["spelling"].str.strip()).all()


@pytest.mark.parametrize(
    ("spelling", "dimension", "factor"),
    [
        ("t", "mass", 1), ("tonnia", "mass", 1), ("kg", "mass", 1e-3), ("g", "mass", 1e-6),
        ("1000 t", "mass", 1e3), ("Mt", "mass", 1e6), ("litraa", "volume", 1e-3),
        ("m³", "volume", 1), ("i-m3", "volume", 1), ("k-m3", "volume", 2.5),
        ("gwh", "energy", 1), ("MWh", "energy", 1e-3), ("tj", "energy", 1 / 3.6),
        ("gj", "energy", 1 / 3600), ("MJ", "energy", 1 / 3.6e6), ("kw", "power", 1e-3),
        ("kpl", "count", 1),
    ],
)  # fmt: skip
def test_units_have_the_factor_of_their_definition(
    spelling: str, dimension: str, factor: float
) -> None:
    units = reference.read_numbers("reference/quantity_units.csv").set_index("spelling")
    assert units.loc[spelling, "dimension"] == dimension
    assert units.loc[spelling, "factor"] == pytest.approx(factor)


def test_case_counts_only_where_another_unit_is_written_with_the_other_case() -> None:
    """A spelling in small letters stands for any case; one with capitals only for itself."""
    spellings = set(reference.read_numbers("reference/quantity_units.csv")["spelling"])
    exact = {spelling for spelling in spellings if spelling != spelling.lower()}
    assert exact == {"Mt", "MW", "Mw", "MWh", "MWH", "Mwh", "MJ", "PJ"}
    assert not {"mt", "mw", "mwh", "mj", "pj", "MT"} & spellings


def test_periods_are_spelled_once_and_of_one_length() -> None:
    periods = reference.read_numbers("reference/quantity_periods.csv")
    assert not periods["spelling"].str.casefold().duplicated().any()
    assert set(periods["kind"]) == {"period", "one-off"}
    assert (periods["per_year"].isna() == (periods["kind"] == "one-off")).all()
    expected = {1, 4, 12, 365, round(365.25 / 7, 6)}
    assert set(periods["per_year"].dropna().round(6)) == expected


def test_continuous_alone_is_no_period() -> None:
    spellings = set(reference.read_numbers("reference/quantity_periods.csv")["spelling"])
    assert not spellings & {"jatkuva", "continuous", "kontinuerlig", "/h", "tunnissa"}
    assert {"/v", "vuodessa", "p.a.", "/år", "/vrk", "/vk", "/kk", "kertaerä"} <= spellings
