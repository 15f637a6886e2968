"""What may be shown: the allow-list of rows and columns, applied before anything else.

Nothing is ever deleted from a full table on its way out. A new table is made from the columns
named here, so that a column somebody adds tomorrow stays at home until it is named too.

Three editions: ``public`` shows what is marked public, and of the rest sums that say nothing of any
one organisation (``cube``); ``network`` shows the rest too, without names and at the middle of its
municipality (``coarsen``); ``internal`` shows everything.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from fiss_geo.errors import BadTable
from fiss_geo.maps.coarsen import coarsen_flows, coarsen_pairs, municipality_points
from fiss_geo.maps.cube import cube, told_count
from fiss_geo.maps.extras import EXTRA_DIGITS
from fiss_geo.maps.synergies import SYNERGY_COLUMNS, told_synergies
from fiss_geo.maps.unmatched import NO_ROAD, PLACE_NOT_KNOWN, QUANTITIES, is_earlier_year, unmatched
from fiss_geo.maps.words import FEWEST_TOLD
from fiss_geo.register.reading import Registered

EDITIONS: Final = ("public", "network", "internal")

FLOW_COLUMNS: Final = (
    "flow_id", "role", "organisation", "site_name", "resource_name", "resource_name_en",
    "resource_name_fi", "resource_name_sv", "material_group", "low_code", "mass_t_per_a",
    "stock_mass_t", "energy_gwh_per_a", "volume_m3_per_a", "power_mw", "quantity_year",
    "quantity_kind", "status", "confidence", "municipality_name", "location_precision",
    "source_title", "source_url",
    "source_year", "note", "municipality_code", "region_code", "park_id", "near_park_id",
    "is_earlier_year", "nace_code", "nace_2_1_code", "geometry",
)  # fmt: skip

REASONS: Final = (
    "reasons", "reasons_fi", "reasons_sv", "against", "against_fi", "against_sv",
)  # fmt: skip

CANDIDATE_COLUMNS: Final = (
    "rank", "offer_id", "need_id", "material_group", "mass_t_per_a", "mass_basis", "score",
    *REASONS, "straight_distance_km", "road_distance_km", "distance_uncertainty_km",
    "distance_method", "no_route_reason", "vehicle", "transport_wtw_kg_co2e_per_t",
    "transport_wtw_low_kg_co2e_per_t", "transport_wtw_high_kg_co2e_per_t", "no_emissions_reason",
    *EXTRA_DIGITS,
)  # fmt: skip

LEFT_OUT_COLUMNS: Final = ("flow_id", "reason", *QUANTITIES)

SHOWCASE_COLUMNS: Final = (
    "title_en", "title_fi", "title_sv", "from_org", "to_org", "resource_en", "resource_fi",
    "resource_sv", "from_municipality", "to_municipality", "status", "start_year", "benefit_en",
    "benefit_fi", "benefit_sv", "source_url",
)  # fmt: skip

PARK_COLUMNS: Final = (
    "park_id", "name_fi", "name_sv", "name_en", "municipality", "latitude", "longitude",
    "radius_km", "operator", "source_url", "outline", "catchment_km", "geometry",
)  # fmt: skip

PUBLIC_SHOWCASE_STATUSES: Final = ("realised", "planned", "ended", "study")
"""A row of status ``check`` waits for a person and is not told to the public as a fact."""

LONGEST_TEXT: Final = 400
"""Characters; a longer text is a mistake or an attack, and would break every table."""

# Control characters, and the marks that turn the direction of the text around them.
_UNSEEN: Final = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)


@dataclass(frozen=True)
class Disclosed:
    """The tables that an edition may show, and how many rows it keeps back.

    Attributes
    ----------
    edition : str
        ``public``, ``network`` or ``internal``.
    flows : geopandas.GeoDataFrame
        In order of ``flow_id``; points in EPSG:3067.
    candidates : pandas.DataFrame
        In order of rank, ranked anew among themselves.
    left_out : pandas.DataFrame
        Flows shown that stand in no candidate shown with a road distance, with the reason.
    showcase, parks : pandas.DataFrame
    cube : pandas.DataFrame
        Sums of the flows kept back; see ``cube.cube``.
    withheld : dict of str to (int or None)
        Flows and stories kept back: 0, a rounded number, or None for "some". Candidates kept back
        are not counted: one private flow would have as many partners as that number says.
    synergies : pandas.DataFrame, optional
        See ``synergies.told_synergies``; None where no register is given.
    routes : pandas.DataFrame, optional
        ``offer_id``, ``need_id`` and the way along roads, where it is known and both ends are
        shown as they are.
    """

    edition: str
    flows: gpd.GeoDataFrame
    candidates: pd.DataFrame
    left_out: pd.DataFrame
    showcase: pd.DataFrame
    parks: pd.DataFrame
    cube: pd.DataFrame
    withheld: dict[str, int | None]
    synergies: pd.DataFrame | None = None
    routes: pd.DataFrame | None = None


def disclose(  # noqa: PLR0913 - five tables; the rest is by keyword
    flows: gpd.GeoDataFrame,
    ranking: pd.DataFrame,
    left_out: pd.DataFrame,
    showcase: pd.DataFrame,
    parks: pd.DataFrame,
    *,
    edition: str = "public",
    registered: Registered | None = None,
    earlier: Sequence[pd.DataFrame] = (),
) -> Disclosed:
    """Make the tables that an edition may show.

    Parameters
    ----------
    flows, ranking, left_out : pandas.DataFrame
        Tables of ``LOCATED_FLOWS``, ``RANKING`` and ``LEFT_OUT``.
    showcase, parks : pandas.DataFrame
        As ``reference.showcase`` and ``reference.parks`` give them.
    edition : {"public", "network", "internal"}
        ``public`` keeps the rows marked public, and the candidates with both ends public;
        ``network`` shows the others coarsened; ``internal`` keeps every row. All show the named
        columns only. What found no counterpart is worked out anew from the rows shown, and is as
        ``left_out`` says for ``internal``.
    registered : Registered, optional
        What stands in the register of synergies.
    earlier : sequence of pandas.DataFrame
        LocatedFlows of every earlier publication of this edition; see ``cube``.

    Returns
    -------
    Disclosed

    Raises
    ------
    BadTable
        If a candidate names a flow that is not among the flows.
    ValueError
        If there is no such edition.
    """
    if edition not in EDITIONS:
        raise ValueError(f'edition is "{edition}"; expected public, network or internal')
    _refuse_unknown_ends(flows, ranking)
    is_public = may_show(flows, edition)
    # Most columns of a ranking are never shown: what is not there need not be copied on the way.
    told_of = pd.DataFrame(ranking)[[name for name in CANDIDATE_COLUMNS if name in ranking]]
    shown, pairs = _shown(flows, told_of, is_public, edition)
    shown = _with_near_parks(shown.assign(is_earlier_year=is_earlier_year(shown)))
    # What a run says of a public flow may speak of a private one: the others ask anew.
    is_internal = edition == "internal"
    told = _as_the_run_says(left_out, set(shown["flow_id"])) if is_internal else None
    is_told = showcase["status"].isin(PUBLIC_SHOWCASE_STATUSES) | is_internal
    pairs = pairs.sort_values(["rank", "offer_id", "need_id"], kind="stable", na_position="last")
    is_shown = is_public if edition == "public" else pd.Series(data=True, index=flows.index)
    hidden = int((~is_told).sum())
    return Disclosed(
        edition=edition,
        flows=cleaned(shown, FLOW_COLUMNS).sort_values("flow_id", ignore_index=True),
        # Gaps in the ranks would tell how many rows are kept back, and where they stand.
        candidates=cleaned(pairs, CANDIDATE_COLUMNS).assign(rank=range(1, len(pairs) + 1)),
        left_out=cleaned(unmatched(shown, pairs) if told is None else told, LEFT_OUT_COLUMNS),
        showcase=cleaned(showcase[is_told], SHOWCASE_COLUMNS),
        parks=cleaned(parks, PARK_COLUMNS),
        synergies=None
        if registered is None
        else cleaned(told_synergies(registered, flows, is_public, edition), SYNERGY_COLUMNS),
        routes=_routes(ranking, set(flows.loc[is_public, "flow_id"])),
        cube=cube(flows, is_shown, [(table, may_show(table, edition)) for table in earlier]),
        withheld={
            "flows": told_count(flows[~is_shown]) if not is_shown.all() else 0,
            "showcase": hidden if hidden in (0, *range(FEWEST_TOLD, hidden + 1)) else None,
        },
    )


def _shown(
    flows: gpd.GeoDataFrame, ranking: pd.DataFrame, is_public: pd.Series, edition: str
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Take the rows that may be shown as they are; for the network, the others coarsened."""
    shown = flows[is_public]
    ids = set(shown["flow_id"])
    is_open = ranking["offer_id"].isin(ids) & ranking["need_id"].isin(ids)
    pairs = ranking[is_open]
    if edition != "network" or is_public.all():
        return shown, pairs
    rough, new_ids = coarsen_flows(flows[~is_public], municipality_points())
    rough_pairs = coarsen_pairs(ranking[~is_open], new_ids)
    together = pd.concat([shown, rough], ignore_index=True)
    return gpd.GeoDataFrame(together, geometry="geometry", crs=flows.crs), pd.concat(
        [pairs, rough_pairs], ignore_index=True
    )


def _routes(ranking: gpd.GeoDataFrame, ids: set[str]) -> pd.DataFrame:
    """Take the ways along roads between flows shown as they are; a straight line is no way."""
    is_open = ranking["offer_id"].isin(ids) & ranking["need_id"].isin(ids)
    is_way = shapely.get_num_coordinates(ranking.geometry.to_numpy()) > 2  # noqa: PLR2004 - ends
    return pd.DataFrame(ranking.loc[is_open & is_way, ["offer_id", "need_id", "geometry"]])


def clean(text: str) -> str:
    r"""Take control and direction marks out of a text, and cut one that is absurdly long.

    >>> clean("Oy\u202eAb\n Ltd")
    'Oy Ab Ltd'
    """
    spaced = " ".join(_UNSEEN.sub(" ", text).split())
    return spaced if len(spaced) <= LONGEST_TEXT else spaced[: LONGEST_TEXT - 1] + "…"


def cleaned(table: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    """Make a new table of the columns named, their texts cleaned; columns it lacks stay away.

    Parameters
    ----------
    table : pandas.DataFrame
    columns : tuple of str

    Returns
    -------
    pandas.DataFrame
    """
    picked = table[[name for name in columns if name in table]].copy()
    for name in picked.columns:
        if name != "geometry" and not pd.api.types.is_numeric_dtype(picked[name]):
            told = {value: _cleaned_cell(value) for value in picked[name].dropna().unique()}
            picked[name] = picked[name].map(told)  # each text once: most come again and again
    return picked.reset_index(drop=True)


def _with_near_parks(flows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Tell the parks that flows are in from those that they are only near."""
    if "park_method" not in flows:
        return flows
    is_near = (flows["park_method"] == "within catchment").fillna(value=False).astype(bool)
    park = flows["park_id"].astype("str")
    return flows.assign(park_id=park.mask(is_near), near_park_id=park.where(is_near))


def _cleaned_cell(value: Any) -> Any:  # noqa: ANN401 - text or a mark
    return clean(value) if isinstance(value, str) else value


def may_show(flows: pd.DataFrame, edition: str) -> pd.Series:
    """Tell which flows an edition shows as they are; ``network`` coarsens the others."""
    if edition == "internal":
        return pd.Series(data=True, index=flows.index)
    if "is_public" not in flows:  # a record without a mark is not public
        return pd.Series(data=False, index=flows.index)
    return flows["is_public"].map(lambda mark: isinstance(mark, bool | np.bool_) and bool(mark))


def _refuse_unknown_ends(flows: pd.DataFrame, ranking: pd.DataFrame) -> None:
    """Refuse candidates of other flows: dropped in silence they would pass for kept back."""
    ends = pd.concat([ranking["offer_id"], ranking["need_id"]]).drop_duplicates()
    unknown = sorted(ends[~ends.isin(flows["flow_id"])].astype(str))
    if unknown:
        names = ", ".join(unknown[:5]) + (", …" if len(unknown) > 5 else "")  # noqa: PLR2004
        raise BadTable(
            f"the ranking names {len(unknown)} flows that are not in the table of flows: {names}; "
            "give all flows that the ranking was made from, or choose its rows too"
        )


def _as_the_run_says(left_out: pd.DataFrame, ids: set[str]) -> pd.DataFrame:
    """Take what the run left out; the note on an unknown place speaks of one flow, not a group."""
    rows = left_out[left_out["flow_id"].isin(ids) & (left_out["outcome"] == "left out")]
    reason = rows["reason"].mask(rows["stage"] == "locate", PLACE_NOT_KNOWN).fillna(NO_ROAD)
    return rows.assign(reason=reason)
