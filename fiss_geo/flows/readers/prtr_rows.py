"""The register's two tables joined, and its codes in our words.

The register says how much, how hazardous and whether it goes to recovery, but not what the
material is; the kind of plant stands in its place.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd

from fiss_geo import reference
from fiss_geo.flows.field_names import FIELDS
from fiss_geo.flows.place_names import fold

# Headings of the Finnish register and of the EEA's tables, folded (see fold_heading).
HEADINGS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "facility_id": ("facilityinspireid",),
        "quantity_year": ("reportingyear",),
        "parent": ("parentcompanyname",),
        "site_name": ("nameoffeature", "facilityname"),
        "activity": (
            "mainactivitycode", "eprtranneximainactivitycode", "eprtranneximainactivity",
        ),
        "hazard": ("wasteclassificationcode", "wasteclassification"),
        "treatment": ("wastetreatmentcode", "wastetreatment"),
        "quantity": ("totalwastequantitytne", "wastetransfers"),
        "latitude": ("pointgeometrylat", "latitude"),
        "longitude": ("pointgeometrylon", "longitude"),
        "street": ("streetname",),
        "building": ("buildingnumber",),
        "postcode": ("postalcode",),
        "city": ("city",),
        "condition": ("status",),
        "nace_code": ("nacemaineconomicactivitycode",),
    }
)  # fmt: skip
_ORIGIN: Final = frozenset({"source_file", "source_row", "decimal_comma"})
# What the EU registry says of plants that no longer run.
_CLOSED: Final = ("disused", "decommissioned", "abandoned")
_LANGUAGES: Final = ("en", "fi", "sv")
_WASTE: Final = {
    "HW": ("Hazardous waste", "Vaarallinen jäte", "Farligt avfall"),
    "NONHW": ("Non-hazardous waste", "Vaaraton jäte", "Icke-farligt avfall"),
    None: ("Waste", "Jäte", "Avfall"),
}
_GOES_TO: Final = {
    "R": (" for recovery", " hyödynnettäväksi", " för återvinning"),
    "D": (" for disposal", " loppukäsiteltäväksi", " för bortskaffande"),
    None: ("", "", ""),
}
# The register puts these before names that it has not got, and this in place of withheld ones.
_FILLER: Final = r"^(?:parentCompany|Facility) of plant:\s*"
_WITHHELD: Final = "CONFIDENTIAL"
_TITLE: Final = "Pollutant release and transfer register (PRTR), waste transfers off site"
_ADDRESS: Final = "https://industry.eea.europa.eu/"


def prtr_rows(facilities: pd.DataFrame, transfers: pd.DataFrame) -> pd.DataFrame:
    """Join the register's two tables, whatever kind of file they came from.

    Parameters
    ----------
    facilities, transfers : pandas.DataFrame
        Rows of text under the register's own headings; transfers with ``source_file`` and
        ``source_row``.

    Returns
    -------
    pandas.DataFrame
        As :func:`read_prtr_text`.
    """
    home = _facility_of(transfers, facilities)
    cells = {name: _first(cells_of(transfers, name), cells_of(home, name)) for name in HEADINGS}
    fields = pd.DataFrame(_fields(cells), index=transfers.index).astype("str")
    return fields.join(_rest(transfers, home, fields)).assign(
        source_file=transfers["source_file"],
        source_sheet=pd.Series(np.nan, index=transfers.index, dtype="str"),
        source_row=transfers["source_row"],
        decimal_comma=bool(cells["quantity"].str.contains(",", regex=False, na=False).any()),
    )


def _fields(cells: Mapping[str, pd.Series]) -> dict[str, pd.Series | str]:
    return {
        "flow_id": _flow_id(cells),
        "role": "offer",
        "organisation": _organisation(cells),
        "site_name": _name(cells["site_name"]),
        **_resource_names(cells),
        "nace_code": cells["nace_code"],
        "quantity": cells["quantity"],
        "unit": "t/a",
        "quantity_year": cells["quantity_year"],
        "quantity_kind": "reported",
        "status": _status(cells),
        "confidence": "high",
        **_places(cells),
        "source_title": _TITLE,
        "source_url": _ADDRESS,
        "is_hazardous": _hazard(cells).map({"HW": "yes", "NONHW": "no"}),
        "is_latest_year": _is_latest_year(cells),
    }


def fold_heading(heading: str) -> str:
    """Fold a heading; the EEA writes one name in several ways.

    >>> fold_heading("Facility_INSPIRE_ID") == fold_heading("facilityInspireId")
    True
    """
    return heading.strip().replace("_", "").lower()


def headings_of(headings: Iterable[str]) -> dict[str, str]:
    """Find which of the table's headings is which of ours."""
    there = {fold_heading(heading): heading for heading in headings}
    return {
        name: there[folded]
        for name, several in HEADINGS.items()
        for folded in reversed(several)
        if folded in there
    }


def cells_of(table: pd.DataFrame, name: str) -> pd.Series:
    """Give what the register's table has under one of :data:`HEADINGS`, missing if nothing."""
    heading = headings_of(table.columns).get(name)
    if heading is None:
        return pd.Series(np.nan, index=table.index, dtype="str")
    return table[heading].astype("str")


def _first(one: pd.Series, other: pd.Series) -> pd.Series:
    return one.where(one.notna(), other)


def _facility_of(transfers: pd.DataFrame, facilities: pd.DataFrame) -> pd.DataFrame:
    """Give each transfer its facility's row: that of the same year, else the facility's latest."""
    key = ["facility_id", "quantity_year"]
    wanted = pd.DataFrame({name: cells_of(transfers, name) for name in key})
    known = pd.DataFrame({name: cells_of(facilities, name) for name in key})
    known = known.assign(place=np.arange(len(known), dtype=float)).dropna(subset="facility_id")
    known = known.sort_values("quantity_year", na_position="first", kind="stable")
    latest = known.drop_duplicates("facility_id", keep="last").set_index("facility_id")["place"]
    of_year = known.drop_duplicates(key, keep="last")
    same_year = wanted.merge(of_year, how="left", on=key)["place"].set_axis(transfers.index)
    place = same_year.fillna(wanted["facility_id"].map(latest)).fillna(-1).astype(int)
    return facilities.reset_index(drop=True).reindex(place).set_axis(transfers.index)


def _flow_id(cells: Mapping[str, pd.Series]) -> pd.Series:
    """Make ids that stay the same from file to file; several receivers of one waste are counted."""
    parts = [_short_id(cells["facility_id"]), cells["quantity_year"], _hazard(cells)]
    parts = [part.fillna("unknown") for part in [*parts, _treatment(cells)]]
    name = "prtr-" + parts[0].str.cat(pd.concat(parts[1:], axis="columns"), sep="-")
    again = name.groupby(name).cumcount()
    return name + ("-" + (again + 1).astype("str")).where(again > 0, "")


def _short_id(facility_id: pd.Series) -> pd.Series:
    """Shorten INSPIRE ids to what tells facilities apart.

    >>> ids = ["http://paikkatiedot.fi/pf/0000002234.ProductionFacility", "FI.EEA/13.FACILITY"]
    >>> _short_id(pd.Series(ids)).to_list()
    ['0000002234', 'FI_EEA_13']
    """
    short = facility_id.str.replace(r"^https?://.*/", "", regex=True)
    short = short.str.replace(r"\.(?:ProductionFacility|FACILITY)$", "", regex=True)
    return short.str.replace(r"[^0-9A-Za-z]+", "_", regex=True)


def _hazard(cells: Mapping[str, pd.Series]) -> pd.Series:
    """Read the class: HW (also HWIC and HWOC, in and out of the country) or NONHW."""
    code = cells["hazard"].str.upper().str.replace(r".*/|-", "", regex=True)
    return code.str.extract(r"^(HW|NONHW)", expand=False).astype("str")


def _treatment(cells: Mapping[str, pd.Series]) -> pd.Series:
    """Read the treatment: R (recovery) or D (disposal), also as words or addresses of codes."""
    code = cells["treatment"].str.upper().str.replace(r".*/", "", regex=True)
    return code.str.extract(r"^([RD])(?:\d*$|ECOVERY|ISPOSAL)", expand=False).astype("str")


def _status(cells: Mapping[str, pd.Series]) -> pd.Series:
    """Say what becomes of the waste today; a plant that has closed gives none."""
    goes_to = _treatment(cells).map({"R": "in_use", "D": "available"}).fillna("unknown")
    return goes_to.mask(cells["condition"].str.lower().isin(_CLOSED), "ended")


def _is_latest_year(cells: Mapping[str, pd.Series]) -> pd.Series:
    """Mark the newest year of each kind of waste of each facility; years are not to be summed."""
    parts = [cells["facility_id"], _hazard(cells), _treatment(cells)]
    year = pd.to_numeric(cells["quantity_year"], errors="coerce")
    newest = year.groupby([part.fillna("") for part in parts]).transform("max")
    return (year == newest).map({True: "yes", False: "no"})


def _name(text: pd.Series) -> pd.Series:
    """Take off the register's filler; a withheld name is missing."""
    bare = text.str.replace(_FILLER, "", regex=True)
    return bare.mask(bare.str.upper() == _WITHHELD)


def _organisation(cells: Mapping[str, pd.Series]) -> pd.Series:
    """Take the parent company, else the facility, else say that the name is withheld."""
    parent, site = _name(cells["parent"]), _name(cells["site_name"])
    withheld = "Facility " + _short_id(cells["facility_id"]) + " (name withheld)"
    return _first(parent, _first(site, withheld))


def _resource_names(cells: Mapping[str, pd.Series]) -> dict[str, pd.Series]:
    """Name the waste in three languages: class, treatment and kind of plant."""
    table = reference.read_codes("reference/prtr_activities.csv").set_index("activity_code")
    parts = cells["activity"].str.extract(r"^\s*(\d)\.?\s*\(?([a-g])\)")
    code = parts[0] + "(" + parts[1] + ")"
    hazard, treatment = _hazard(cells), _treatment(cells)
    names = {}
    for place, language in enumerate(_LANGUAGES):
        plant = ", " + code.map(table[f"activity_name_{language}"]).astype("str")
        waste = hazard.map({key: words[place] for key, words in _WASTE.items() if key})
        goes_to = treatment.map({key: words[place] for key, words in _GOES_TO.items() if key})
        waste = waste.fillna(_WASTE[None][place])
        names[f"resource_name_{language}"] = waste + goes_to.fillna("") + plant.fillna("")
    return names


def _places(cells: Mapping[str, pd.Series]) -> dict[str, pd.Series]:
    """Say where the facility is: its point, else its town.

    A town that has a municipality's name may mean either; the wider one is the honest one.
    """
    has_point = cells["latitude"].notna() & cells["longitude"].notna()
    town = cells["city"]
    gazetteer = reference.gazetteer()
    rows = gazetteer[gazetteer["gazetteer_kind"] == "municipality"]
    known = {fold(name) for name in [*rows["place_name_fi"], *rows["place_name_sv"].dropna()]}
    is_municipality = town.map(fold, na_action="ignore").isin(known)
    street = cells["street"].str.cat(cells["building"].fillna(""), sep=" ").str.strip()
    missing = pd.Series(np.nan, index=town.index, dtype="str")
    return {
        "latitude": cells["latitude"],
        "longitude": cells["longitude"],
        "crs": missing.mask(has_point, "EPSG:4326"),
        "location_precision": missing.mask(has_point, "site"),
        "address": street,
        "postcode": cells["postcode"],
        "place": town.mask(is_municipality),
        "municipality": town.where(is_municipality),
    }


def _rest(transfers: pd.DataFrame, home: pd.DataFrame, fields: pd.DataFrame) -> pd.DataFrame:
    """Keep the columns that nothing else repeats cell by cell, under names that are free."""
    kept: dict[str, pd.Series] = {}
    for kind, table in (("transfer", transfers), ("facility", home)):
        for name in table.columns:
            said = [*(fields[field] for field in fields.columns), *kept.values()]
            if name not in _ORIGIN and not any(table[name].equals(other) for other in said):
                taken = name in FIELDS or (kind == "facility" and name in transfers.columns)
                kept[f"{kind}_{name}" if taken else name] = table[name]
    return pd.DataFrame(kept, index=transfers.index)
