"""Street addresses as people write them, read into what a geocoder can be asked.

Only the street, the number and the municipality are asked for: names of people, flats and floors
that stand in an address stay at home.
"""

import re
import unicodedata
from dataclasses import dataclass

import pandas as pd

from fiss_geo import reference
from fiss_geo.flows.cells import text_column
from fiss_geo.flows.place_names import fold

_BOX = re.compile(r"\s*(pl|pb|postilokero|box|p\.?\s?o\.?\s?box)\.?\s*\d", re.IGNORECASE)
# "12", "5-7", "12a"; a letter after a blank ("12 B 4") is a stairwell, and no part of the number.
_STREET = re.compile(
    r"\s*(?P<street>.*?[^\W\d].*?)\s+"
    r"(?P<number>\d+(?:\s?[-\u2013/]\s?\d+)?(?:[^\W\d_](?![^\W_]))?)(?!\w)"
)
_LONGEST = 200
_POSTCODE = re.compile(r"(?:(?:FI|AX)[-\s]?)?(\d{1,5})")


@dataclass(frozen=True)
class Address:
    """One row's address, as far as it can be asked and checked.

    Attributes
    ----------
    written : str
        The address with postcode and municipality, as they stand in the row.
    text : str or None
        What to ask; None: it is not asked, and ``problem`` says why.
    street, number : str
        Folded, to compare with.
    postcode : str or None
        Five digits, as the row states it.
    municipality : frozenset of str
        All that the stated municipality is called: its code and folded names, or the one folded
        name where it is no municipality's; empty where the row states none.
    municipality_of_postcode : str or None
        Code, from the gazetteer.
    problem : str or None
        Why there is nothing to ask; None where there is no address at all.
    """

    written: str = ""
    text: str | None = None
    street: str = ""
    number: str = ""
    postcode: str | None = None
    municipality: frozenset[str] = frozenset()
    municipality_of_postcode: str | None = None
    problem: str | None = None


@dataclass(frozen=True)
class _Names:
    code_of_name: dict[str, str]
    names_of_code: dict[str, tuple[str, ...]]
    code_of_postcode: dict[str, str]


def read_addresses(table: pd.DataFrame) -> list[Address]:
    """Read each row's address.

    Parameters
    ----------
    table : pandas.DataFrame
        Any of ``address``, ``postcode`` and ``municipality`` (a name in Finnish or Swedish, or a
        code), as text.

    Returns
    -------
    list of Address
        One a row, in the order of the rows.
    """
    names = _names()
    written, postcodes, municipalities = (
        [cell if isinstance(cell, str) else None for cell in text_column(table, name)]
        for name in ("address", "postcode", "municipality")
    )
    rows = zip(written, postcodes, municipalities, strict=True)
    return [_address(*row, names) for row in rows]


def plain(text: str) -> str:
    """Fold case, blanks and composed letters, so that names compare as people read them.

    >>> plain(" Vanha  Porvoontie")
    'vanha porvoontie'
    """
    return " ".join(fold(unicodedata.normalize("NFC", text)).split())


def plain_number(text: str) -> str:
    """Write a house number without blanks, in small letters.

    >>> plain_number("5 - 7 A")
    '5-7a'
    """
    return re.sub(r"\s", "", text).replace("\u2013", "-").casefold()


def _address(
    written: str | None, postcode: str | None, municipality: str | None, names: _Names
) -> Address:
    street_line, postcode, municipality = (
        " ".join((cell or "").split()) for cell in (written, postcode, municipality)
    )
    if not street_line:
        return Address()
    if len(street_line) > _LONGEST:
        return Address(problem=f"the address is longer than {_LONGEST} characters")
    if _BOX.match(street_line):
        return Address(problem=f"“{street_line}” is a post-office box, not a place")
    found = next(filter(None, map(_STREET.match, street_line.split(","))), None)
    if found is None:
        return Address(problem=f"the address “{street_line}” has no house number")
    digits = _POSTCODE.fullmatch(postcode)
    postcode_digits = digits[1].zfill(5) if digits else None
    beside = names.code_of_postcode.get(postcode_digits or "")
    code = names.code_of_name.get(plain(municipality))
    # A village or post town is asked for only where no municipality is known.
    asked = (*names.names_of_code.get(code or beside or "", ()), municipality)[0]
    street, number = found["street"].strip(), plain_number(found["number"])
    return Address(
        written=", ".join(filter(None, (street_line, f"{postcode} {municipality}".strip()))),
        text=f"{street} {number}, {asked}" if asked else f"{street} {number}",
        street=plain(street),
        number=number,
        postcode=postcode_digits,
        municipality=_called(municipality, code, names),
        municipality_of_postcode=beside,
    )


def _called(municipality: str, code: str | None, names: _Names) -> frozenset[str]:
    if code is not None:
        return frozenset({code, *map(plain, names.names_of_code[code])})
    return frozenset({plain(municipality)} if municipality else ())


def _names() -> _Names:
    table = reference.gazetteer()
    rows = table[table["gazetteer_kind"] == "municipality"]
    columns = (rows["municipality_code"], rows["place_name_fi"], rows["place_name_sv"])
    names_of_code = {
        code: tuple(name for name in names if isinstance(name, str))
        for code, *names in zip(*columns, strict=True)
    }
    by_name = {name: code for name, code in _merged_names().items() if code in names_of_code} | {
        code: code for code in names_of_code
    }
    # Finnish names last: two names of the register are one municipality's in Swedish and another's
    # in Finnish, or may become so.
    for place in (-1, 0):
        by_name |= {plain(names[place]): code for code, names in names_of_code.items()}
    posts = table[table["gazetteer_kind"] == "postcode"]
    of_postcode = dict(zip(posts["postcode"], posts["municipality_code"], strict=True))
    return _Names(by_name, names_of_code, of_postcode)


def _merged_names() -> dict[str, str]:
    """Give the codes that merged municipalities go by today, under their old names and codes."""
    table = reference.read_codes("reference/municipality_mergers.csv")
    columns = ["old_name_fi", "old_name_sv", "old_municipality_code"]
    old = pd.concat([table.assign(name=table[column]) for column in columns]).dropna(subset="name")
    # A municipality that was split among several has no one code today.
    old = old.assign(name=old["name"].map(plain)).drop_duplicates(["name", "new_municipality_code"])
    old = old.drop_duplicates("name", keep=False)
    return dict(zip(old["name"], old["new_municipality_code"], strict=True))
