"""Typed cells as text: what a layer, a Parquet file or a database holds, as a person writes it.

Every reader hands on text, so that one place alone (:mod:`fiss_geo.flows.checks`) decides what a
number, a date or a yes is. Numbers keep every digit that they have and get none that they have
not; moments are ISO 8601; yes and no are words.
"""

import json
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc


def text_table(table: pa.Table) -> pd.DataFrame:
    """Turn a table of any types into one of text, stripped; an empty cell is missing.

    Parameters
    ----------
    table : pyarrow.Table
        Columns of any type.

    Returns
    -------
    pandas.DataFrame
        The same columns and rows, of pandas' ``str``.

    >>> text_table(pa.table({"t": [12.0, 0.1], "waste": [True, None]})).to_dict("list")
    {'t': ['12', '0.1'], 'waste': ['yes', nan]}
    """
    columns = [text_frame_column(_text(column)) for column in table.columns]
    frame = pd.concat(columns, axis="columns") if columns else pd.DataFrame(index=range(len(table)))
    return frame.set_axis(table.column_names, axis="columns")


def text_frame_column(text: pa.ChunkedArray) -> pd.Series:
    """Give text as a pandas column, stripped; an empty cell is missing."""
    stripped = pc.utf8_trim_whitespace(text)
    empty = pc.equal(stripped, "")
    filled = pc.if_else(empty, pa.scalar(None, stripped.type), stripped)
    return filled.to_pandas().astype("str")


def plain_numbers(text: pa.ChunkedArray) -> pa.ChunkedArray:
    """Write numbers out: no exponent, no zeros that say nothing, nothing for not-a-number.

    >>> plain_numbers(pa.chunked_array([["12.50", "12.00", "1.5e+10", "nan"]])).to_pylist()
    ['12.5', '12', '15000000000', None]
    """
    whole = text.combine_chunks()
    exponent = pc.fill_null(pc.match_substring_regex(whole, r"\d[eE]"), fill_value=False)
    written = [f"{Decimal(number):f}" for number in whole.filter(exponent).to_pylist()]
    whole = pc.replace_with_mask(whole, exponent, pa.array(written, whole.type))
    text = pa.chunked_array([whole])
    text = pc.replace_substring_regex(text, r"(\.\d*?)0+$", r"\1")
    text = pc.replace_substring_regex(text, r"\.$", "")
    lowered = pc.utf8_lower(text)
    return pc.if_else(pc.equal(lowered, "nan"), pa.scalar(None, pa.string()), text)


def iso_moments(text: pa.ChunkedArray) -> pa.ChunkedArray:
    """Write moments in ISO 8601; one at midnight is a day, as most tables mean it.

    >>> iso_moments(pa.chunked_array([["2024-01-31 00:00:00", "2024-01-31 06:30:00.500Z"]]))[1]
    <pyarrow.StringScalar: '2024-01-31T06:30:00.5Z'>
    """
    text = pc.replace_substring_regex(text, r"(:\d\d)\.0*(Z|[+-].*)?$", r"\1\2")
    text = pc.replace_substring_regex(text, r"(\.\d*?)0+(Z|[+-].*)?$", r"\1\2")
    text = pc.replace_substring_regex(text, r" 00:00:00(Z|[+-].*)?$", "")
    return pc.replace_substring_regex(text, r"^(\S+-\d\d) (\d\d:)", r"\1T\2")


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _text(column.cast(kind.value_type))
    if pa.types.is_boolean(kind):
        return pc.if_else(column, "yes", "no")
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return plain_numbers(column.cast(pa.string()))
    if pa.types.is_timestamp(kind):
        return iso_moments(column.cast(pa.string()))
    if _is_written_alike(kind):
        return column.cast(pa.string())
    values = [None if value is None else _written_out(value) for value in column.to_pylist()]
    return pa.chunked_array([pa.array(values, pa.string())])


def _is_written_alike(kind: pa.DataType) -> bool:
    """Tell whether Arrow's own words for a value are the ones that people use."""
    types = pa.types
    text = types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)
    return text or types.is_null(kind) or types.is_integer(kind) or types.is_date(kind)


def _written_out(value: object) -> str:
    """Write out what has no usual form: bytes as hexadecimal, lists and records as JSON."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
