"""The types of a contract for a table read from a file that lost them.

A spreadsheet writes TRUE, TOSI or SANT for what was True, and drops the zeros before a code. What
is not understood is told: a flag that is guessed would make a private row public.
"""

from typing import Any, Final

import numpy as np
import pandas as pd
import pandera.pandas as pa

from fiss_geo.errors import BadInput, Fault
from fiss_geo.optional_columns import OPTIONAL_FLOWS
from fiss_geo.schemas import column_types

# As people and spreadsheets in English, Finnish and Swedish write them; 1.0 as a float's text.
_YES: Final = ("true", "yes", "1", "1.0", "kyllä", "tosi", "ja", "sant")
_NO: Final = ("false", "no", "0", "0.0", "ei", "epätosi", "nej", "falskt")
# Codes of one length, from published lists.
_CODE_LENGTHS: Final = {
    "municipality_code": 3, "region_code": 2, "offer_region_code": 2, "need_region_code": 2,
    "low_code": 6,
}  # fmt: skip


def typed(table: pd.DataFrame, contract: pa.DataFrameSchema, file: str) -> pd.DataFrame:
    """Give columns the types of their contract.

    Parameters
    ----------
    table : pandas.DataFrame
        The index counts the rows of the file from 0.
    contract : pandera.DataFrameSchema
    file : str
        Name of the file, for messages.

    Returns
    -------
    pandas.DataFrame
        Indexed from 0.

    Raises
    ------
    BadInput
        With a sentence for every cell that is not of its type.
    """
    columns: dict[str, pd.Series] = {}
    faults: list[Fault] = []
    kinds = _kinds(table, contract)
    for name, kind in kinds.items():
        columns[name], is_wrong, expected = _as_kind(table[name], kind, _decimal(table))
        faults += cell_faults(table[name], is_wrong, file, expected)
    if faults:
        raise BadInput(faults)
    whole = {name: column.astype(kinds[name]) for name, column in columns.items()}
    given = table.assign(**whole).reset_index(drop=True)
    given.attrs = {}
    return given


def _kinds(table: pd.DataFrame, contract: pa.DataFrameSchema) -> dict[str, Any]:
    """Give the kind of each column: those of the contract, and the optional ones of flows."""
    optional = column_types(OPTIONAL_FLOWS) if "flow_id" in contract.columns else {}
    there = {name: kind for name, kind in optional.items() if name in table.columns}
    return column_types(contract) | there


def numbers(column: pd.Series, decimal: str = ".") -> tuple[pd.Series, pd.Series]:
    """Read numbers, and tell which cells hold something else."""
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        read = column.astype(float)
        return read, pd.Series(data=False, index=column.index)
    text = column.astype("str").str.strip().replace("", None)
    plain = text.str.replace(",", ".", regex=False) if decimal == "," else text
    read = pd.to_numeric(plain, errors="coerce").astype(float)
    read = read.where(np.isfinite(read))
    return read, text.notna() & read.isna()


def cell_faults(column: pd.Series, is_wrong: pd.Series, file: str, expected: str) -> list[Fault]:
    """Word the cells that are not as they should be, with the rows that a spreadsheet shows."""
    wrong = column[is_wrong].astype(object).fillna("")
    rows = (int(place) + 2 for place in wrong.index.to_numpy())
    name = str(column.name)
    return [
        Fault(file, row, name, str(said), expected) for row, said in zip(rows, wrong, strict=True)
    ]


def _decimal(table: pd.DataFrame) -> str:
    return str(table.attrs.get("decimal", "."))


def _as_kind(column: pd.Series, kind: object, decimal: str) -> tuple[pd.Series, pd.Series, str]:
    """Give a column its kind, which cells are not of it, and what was expected there."""
    if kind == "bool":
        return *_flags(column), "expected yes or no, or true or false"
    if kind == "float64":
        return *numbers(column, decimal), "expected a number such as 1250.5, or an empty cell"
    if kind == "Int64":
        read, is_wrong = numbers(column, decimal)
        is_wrong |= read.notna() & (read % 1 != 0)
        return read, is_wrong, "expected a whole number, or an empty cell"
    text = column.astype("str")
    length = _CODE_LENGTHS.get(str(column.name))
    if length is not None:
        text = text.mask(text.str.fullmatch(r"[0-9]+", na=False), text.str.zfill(length))
    return text, pd.Series(data=False, index=column.index), ""


def _flags(column: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Read yes and no; an empty cell is no, since what is not said to be public is not."""
    words = column.astype("str").str.strip().str.casefold().replace("", None)
    is_yes = words.isin(_YES)
    return is_yes.astype(bool), words.notna() & ~is_yes & ~words.isin(_NO)
