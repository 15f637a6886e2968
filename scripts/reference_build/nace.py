"""NACE Rev. 2 (TOL 2008) and Rev. 2.1 (TOL 2025) in three languages, and what became of what."""

import csv
import io
import json
from pathlib import Path

import pandas as pd
from rapidfuzz import fuzz

from reference_build.packages import ATECO, NACE, NACE_2_1, read_member

_LANGUAGES = ("fi", "sv", "en")
_KEYED = Path(__file__).with_name("nace_2_1_names.csv")
_CLASS = 4
# Titles this alike, under the same number, are of one class (gone through by eye).
_ALIKE = 75


def read_nace(cache: Path) -> pd.DataFrame:
    """Build the table of ``nace.csv``: code, level (1 section to 4 class) and three names."""
    tables = [_read_language(cache, language) for language in _LANGUAGES]
    return pd.concat(tables, axis="columns", verify_integrity=True).reset_index()


def _read_language(cache: Path, language: str) -> pd.DataFrame:
    member = f"odoo/addons/l10n_eu_nace/examples/NACE_REV2_{language}.csv"
    text = io.StringIO(read_member(NACE, cache, member).decode("utf-8"), newline="")
    # The notes in later columns have more cells than the header: only the first three count.
    _, *rows = [row[:3] for row in csv.reader(text)]
    name = f"nace_name_{language}"
    table = pd.DataFrame(rows, columns=["nace_level", "nace_code", name]).set_index("nace_code")
    table[name] = table[name].str.strip()
    return table if language == _LANGUAGES[0] else table[[name]]


def read_nace_2_1(cache: Path, nace: pd.DataFrame) -> pd.DataFrame:
    """Build the table of ``nace_2_1.csv``, with the columns of ``nace.csv``.

    A code has the Finnish and Swedish names of the Rev. 2 code of the same level and English
    title, or those keyed in ``nace_2_1_names.csv``, or those of its group where it is all of it.
    """
    text = io.StringIO(read_member(NACE_2_1, cache, "naceconverter/nacecodes.csv").decode("utf-8"))
    rows = pd.read_csv(text, sep=";", dtype="str", usecols=["code", "parentCode", "level", "name"])
    rows = _under_sections(rows[rows["level"].astype(int) <= _CLASS])
    # The package has lost its apostrophes.
    names = (
        rows["name"].str.strip().str.replace("?", "\N{RIGHT SINGLE QUOTATION MARK}", regex=False)
    )
    table = pd.DataFrame({"nace_2_1_code": rows["code"], "nace_level": rows["level"]})
    table = table.assign(nace_name_en=names)
    known = nace.assign(title=_title(nace)).drop_duplicates(["nace_level", "title"])
    same = table.assign(title=_title(table)).merge(known, on=["nace_level", "title"], how="left")
    keyed = pd.read_csv(_KEYED, dtype="str").set_index("nace_2_1_code")
    for name in ("nace_name_fi", "nace_name_sv"):
        # Sections of Rev. 2 stand in capitals.
        old = same[name].mask(same["nace_level"] == "1", same[name].str.capitalize())
        mine = table["nace_2_1_code"].map(keyed[name]).fillna(old)
        by_code = dict(zip(table["nace_2_1_code"], mine, strict=True))
        alone = table["nace_2_1_code"].str[:4].where(table["nace_2_1_code"].str.endswith("0"))
        table[name] = mine.fillna(alone.map(by_code))
    return table[
        ["nace_2_1_code", "nace_level", *(f"nace_name_{language}" for language in _LANGUAGES)]
    ]


def nace_correspondence(cache: Path, nace: pd.DataFrame, nace_2_1: pd.DataFrame) -> pd.DataFrame:
    """Build the table of ``nace_correspondence.csv``: each code with what it was in Rev. 2.

    ``is_only`` where it is all from one code. ``is_main`` where that is so, or where one of
    several has the same title, or a like one under the same number.
    """
    member = "ateco/data/correspondence/2025_2022.json"
    rows = pd.DataFrame(json.loads(read_member(ATECO, cache, member))["mappings"])
    rows = rows.rename(columns={"code_2025": "nace_2_1_code", "code_2022": "nace_code"})
    classes = rows.assign(
        nace_2_1_code=rows["nace_2_1_code"].str[:5], nace_code=rows["nace_code"].str[:5]
    )
    links = classes[["nace_2_1_code", "nace_code"]].drop_duplicates()
    titles = nace_2_1.set_index("nace_2_1_code"), nace.set_index("nace_code")
    level = [names["nace_level"] for names in titles]
    same = links["nace_2_1_code"].map(level[0]) == links["nace_code"].map(level[1])
    links = links[same].reset_index(drop=True)
    is_only = ~links["nace_2_1_code"].duplicated(keep=False)
    new = links["nace_2_1_code"].map(titles[0]["nace_name_en"].str.casefold().str.strip())
    old = links["nace_code"].map(titles[1]["nace_name_en"].str.casefold().str.strip())
    alike = pd.Series(map(fuzz.token_set_ratio, new, old), index=links.index) >= _ALIKE
    equal = new == old
    settled = links["nace_2_1_code"].map(equal.groupby(links["nace_2_1_code"]).any())
    heir = equal | (~settled & alike & (links["nace_2_1_code"] == links["nace_code"]))
    links = links.assign(is_only=is_only, is_main=is_only | heir)
    for column in ("is_only", "is_main"):
        links[column] = links[column].map({True: "yes", False: "no"})
    return _in_order(links)


def _under_sections(rows: pd.DataFrame) -> pd.DataFrame:
    """Put each section before its divisions, and these before their groups, as ``nace.csv``."""
    divisions = rows[rows["level"] == "2"].set_index("code")["parentCode"]
    section = rows["code"].str[:2].map(divisions).fillna(rows["code"])
    order = rows.assign(section=section, is_below=rows["level"] != "1")
    return order.sort_values(["section", "is_below", "code"], ignore_index=True)


def _title(table: pd.DataFrame) -> pd.Series:
    return table["nace_name_en"].str.strip().str.casefold()


def _in_order(table: pd.DataFrame) -> pd.DataFrame:
    return table.sort_values(list(table.columns[:2]), ignore_index=True)
