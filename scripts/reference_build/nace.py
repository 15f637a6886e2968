"""NACE Rev. 2 in Finnish, Swedish and English (national version: TOL 2008, SNI 2007)."""

import csv
import io
from pathlib import Path

import pandas as pd

from reference_build.packages import NACE, read_member

_LANGUAGES = ("fi", "sv", "en")


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
