"""The fields of our flows files, and how headings and cells of other files name them.

The synonyms are data: ``data/reference/field_names.csv`` (headings) and ``field_words.csv``
(what cells say), in Finnish, Swedish and English. Only :func:`understand` guesses; it says how
sure it is, and whatever it is not sure of is for a person to decide.
"""

import dataclasses
import re
from collections.abc import Collection
from functools import cache
from types import MappingProxyType
from typing import Final

from fiss_geo import reference

FIELDS: Final = (
    "flow_id", "role", "organisation", "site_name", "resource_name", "resource_name_en",
    "resource_name_fi", "resource_name_sv", "material_group", "low_code", "nace_code",
    "nace_2_1_code", "nace_version", "ewc_stat_code", "cn_code", "quantity", "unit",
    "quantity_year", "quantity_kind", "status", "confidence", "latitude", "longitude",
    "easting", "northing", "crs", "address", "postcode", "place", "municipality",
    "location_precision", "park", "temperature_c", "physical_form", "available_from_date",
    "available_until_date", "expires_date", "moisture_pct", "moisture_max_pct", "note",
    "source_title", "source_url", "source_year", "is_public",
)  # fmt: skip
# How often a quantity comes; a mapping joins it to the unit, so that no flow has the field.
FREQUENCY: Final = "frequency"
# Headings that are known, and that no field of ours stands for: contacts, dates, prices.
NO_FIELD: Final = "none"
# From here on a heading is taken for a field without a word of doubt.
SURE: Final = 95.0
# Below this likeness two headings have nothing to do with each other.
LIKELY: Final = 78.0

_UNITS: Final = MappingProxyType(
    {
        "t": "t", "tn": "t", "ton": "t", "tons": "t", "tonne": "t", "tonnes": "t", "tonni": "t",
        "tonnia": "t", "tonnit": "t", "kt": "kt", "mt": "Mt", "kg": "kg", "kilo": "kg",
        "kiloa": "kg", "m3": "m3", "m³": "m3", "mwh": "MWh", "gwh": "GWh", "tj": "TJ", "mw": "MW",
    }
)  # fmt: skip
_UNIT_AT_END: Final = re.compile(
    r"(?:^|[\s(,\[])(?P<unit>" + "|".join(_UNITS) + r")"
    r"(?:\s*(?:/|\bper\b|\s)\s*(?P<per>[a-zåäö]+))?[\s)\].]*$"
)
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
# The year of a classification is no year of the cells below: TOL 2025 is NACE Rev. 2.1.
_NACE_2_1: Final = re.compile(r"\b2\.1\b|(?:tol|sni|nace|luokitus|indelning)\W*2025\b")
_CRS: Final = (
    (re.compile(r"tm35|3067"), "EPSG:3067"),
    (re.compile(r"\b[ky]kj\b|2393"), "EPSG:2393"),
    (re.compile(r"wgs\s?-?84|4326"), "EPSG:4326"),
)
_CRS_NAME: Final = re.compile(r"\b(?:etrs[ -]?tm35(?:fin)?|tm35fin|[ky]kj|wgs[ -]?84|epsg ?\d*)\b")
# A synonym inside a longer heading ("Toimipaikan sijaintikunta") counts, but less than a whole one.
_INSIDE: Final = 0.9
_SHORTEST_INSIDE: Final = 4
# The head of a Finnish or Swedish compound stands at its end ("Enimmäismäärä", "Restström").
_COMPOUND: Final = 85.0
_SHORTEST_HEAD: Final = 5


@dataclasses.dataclass(frozen=True)
class Understood:
    """What a heading was understood as.

    Attributes
    ----------
    field : str or None
        One of :data:`FIELDS`, :data:`FREQUENCY` or :data:`NO_FIELD`; None: not understood.
    likeness : float
        0 to 100; 100 is a heading from the table of synonyms.
    synonym : str
        The heading of the table that it resembles.
    constants : dict of str to str
        What the heading says for every row: a unit, a year, a coordinate system.
    """

    field: str | None
    likeness: float
    synonym: str = ""
    constants: dict[str, str] = dataclasses.field(default_factory=dict)


def fold(text: str) -> str:
    """Fold case, blanks, underscores and closing marks, so that headings compare as people read.

    >>> fold("  Tarve / tarjonta *: ")
    'tarve/tarjonta'
    """
    text = re.sub(r"[\s_]+", " ", text.casefold())
    return re.sub(r"\s*/\s*", "/", text).strip(" :*.?")


def template_headings(language: str) -> dict[str, str]:
    """Give the heading of each field in a language, as a template names it.

    Parameters
    ----------
    language : str
        ``fi``, ``sv`` or ``en``.

    Returns
    -------
    dict of str to str
        Field to heading, in the order of :data:`FIELDS`.

    >>> template_headings("sv")["municipality"]
    'Kommun'
    """
    table = reference.read_codes("reference/field_names.csv")
    first = table[table["language"] == language].drop_duplicates("field").set_index("field")
    return {name: str(first.at[name, "heading"]) for name in FIELDS}


@cache
def synonyms() -> MappingProxyType[str, str]:
    """List every known heading, folded, with its field; our own names are among them."""
    table = reference.read_codes("reference/field_names.csv")
    pairs = zip(table["heading"], table["field"], strict=True)
    known = {fold(heading): name for heading, name in pairs}
    return MappingProxyType(known | {fold(name): name for name in FIELDS})


@cache
def words(name: str) -> MappingProxyType[str, str]:
    """List what cells of a field may say, folded, with the word that we say.

    >>> words("role")["tarjotaan"]
    'offer'
    """
    table = reference.read_codes("reference/field_words.csv")
    table = table[table["field"] == name]
    pairs = zip(table["said"], table["word"], strict=True)
    known = {fold(said): word for said, word in pairs}
    return MappingProxyType(known | {fold(word): word for word in table["word"]})


def nearest(name: str, known: Collection[str]) -> str | None:
    """Find the known name that a misspelt one most likely stands for.

    >>> nearest("organization", FIELDS)
    'organisation'
    """
    found = _most_alike(fold(name), {fold(other): other for other in known})
    return found[1] if found[0] >= LIKELY else None


def understand(heading: str) -> Understood:
    """Tell which field a heading of any file names, and how sure that is.

    Parameters
    ----------
    heading : str
        As the file has it, in Finnish, Swedish or English; a unit, a year or a coordinate
        system may stand in it.

    Returns
    -------
    Understood

    >>> understand("Määrä 2023 (t/v)").constants
    {'unit': 't/a', 'quantity_year': '2023'}
    >>> understand("Pohjoinen (KKJ)").constants
    {'crs': 'EPSG:2393'}
    """
    known = synonyms()
    folded = fold(heading)
    bare, unit = _without_unit(folded)
    bare = fold(_CRS_NAME.sub(" ", _YEAR.sub(" ", bare)))
    plain = fold(re.sub(r"[(\[][^)\]]*[)\]]?", " ", bare))
    if not plain and unit:
        return _with_constants(Understood("quantity", 100.0, "quantity"), folded, unit)
    for name in (folded, bare, plain):
        if name in known:
            return _with_constants(Understood(known[name], 100.0, name), folded, unit)
    likeness, synonym = _most_alike(plain.replace("/", " "), {name: name for name in known})
    if likeness < LIKELY:
        return Understood(None, likeness)
    return _with_constants(Understood(known[synonym], likeness, synonym), folded, unit)


def _with_constants(found: Understood, folded: str, unit: str | None) -> Understood:
    if found.field == "nace_code" and _NACE_2_1.search(folded):
        found = dataclasses.replace(found, field="nace_2_1_code")
    constants = {}
    year = _YEAR.search(folded)
    if found.field == "quantity" and unit:
        constants["unit"] = unit
    if found.field == "quantity" and year:
        constants["quantity_year"] = year.group()
    if found.field in ("easting", "northing"):
        constants |= dict([("crs", code) for pattern, code in _CRS if pattern.search(folded)][:1])
    return Understood(found.field, found.likeness, found.synonym, constants)


def _without_unit(folded: str) -> tuple[str, str | None]:
    """Take a unit off the end of a heading.

    >>> _without_unit("määrä tonnia/vuosi"), _without_unit("mängd (kg)")
    (('määrä', 't/a'), ('mängd', 'kg'))
    """
    found = _UNIT_AT_END.search(folded)
    if found is None:
        return folded, None
    unit, per = _UNITS[found["unit"]], found["per"]
    if per is not None and per not in words(FREQUENCY):
        return folded, None
    return fold(folded[: found.start()]), join_unit(unit, per)


def join_unit(unit: str, frequency: str | None) -> str:
    """Join a unit and how often it comes.

    >>> join_unit("t", "kuukausittain"), join_unit("t", "kertaerä"), join_unit("kg/a", "weekly")
    ('t/month', 't (stock)', 'kg/a')
    """
    if frequency is None or "/" in unit or "(" in unit:
        return unit
    word = words(FREQUENCY).get(fold(frequency), frequency)
    return f"{unit} (stock)" if word == "once" else f"{unit}/{word}"


def _most_alike(text: str, known: dict[str, str]) -> tuple[float, str]:
    """Find the most alike of known texts; of equally alike ones the longest tells most."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only drafts and faults need it

    found = [(0.0, 0, "")]
    for scorer in (fuzz.ratio, fuzz.token_sort_ratio):
        alike = process.extract(text, list(known), scorer=scorer, limit=3)
        found += [(score, len(name), name) for name, score, _ in alike]
    inside = [name for name in known if len(name) >= _SHORTEST_INSIDE]
    found += [
        (score * _INSIDE, len(name), name)
        for name, score, _ in process.extract(text, inside, scorer=fuzz.token_set_ratio, limit=9)
    ]
    found += [(_COMPOUND, len(name), name) for name in inside if _is_head(name, text)]
    likeness, _, name = max(found)
    return round(likeness, 1), known.get(name, "")


def _is_head(name: str, text: str) -> bool:
    """Tell whether a synonym is the last part of a compound.

    >>> _is_head("määrä", "jätteen enimmäismäärä"), _is_head("unit", "opportunity")
    (True, False)
    """
    return len(name) >= _SHORTEST_HEAD and text.endswith(name)
