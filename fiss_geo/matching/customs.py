"""What a code of the Combined Nomenclature says of a material, where ``cn_materials.csv`` knows it.

A heading has four digits, a subheading six; the longest that is in the table decides.
"""

from collections.abc import Mapping
from functools import cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from fiss_geo import reference
from fiss_geo.matching.codes import ALONE, BESIDE_NAME
from fiss_geo.matching.glossary import Glossary, glossary

_LENGTHS: Final = (6, 4)


class Headings(NamedTuple):
    """The headings of the table; a heading is its row.

    Attributes
    ----------
    number : dict of str to int
        Row by code.
    means : ndarray of bool, shape (headings + 1, terms)
        Whether a heading means a term of the glossary; the last row is no heading.
    """

    number: dict[str, int]
    means: npt.NDArray[np.bool_]


@cache
def headings() -> Headings:
    """Read the table.

    >>> known = headings()
    >>> terms = glossary()
    >>> [str(terms.ids[term]) for term in np.flatnonzero(known.means[known.number["2619"]])]
    ['steel_slag', 'mill_scale']
    """
    table, terms = reference.cn_materials(), glossary()
    means = np.zeros((len(table) + 1, len(terms.ids)), dtype=bool)
    for row, materials in enumerate(table["material_id"].fillna("")):
        means[row, [terms.number[one] for one in filter(None, materials.split("|"))]] = True
    return Headings({code: row for row, code in enumerate(table["cn_code"])}, means)


def heading_of(code: str) -> int:
    """Give the row of the heading that a code belongs to, -1 where none is known.

    >>> heading_of("44014100") == headings().number["440141"]
    True
    >>> heading_of("440129") == heading_of("4401"), heading_of("9999")
    (True, -1)
    """
    number = headings().number
    return next((number[code[:n]] for n in _LENGTHS if code[:n] in number), -1)


def with_heading(terms: Glossary, named: Mapping[int, float], code: str) -> dict[int, float]:
    """Add the materials of a code to those that a name means.

    Parameters
    ----------
    terms : Glossary
    named : mapping of int to float
        Materials that the name means, with their weights.
    code : str
        Of the Combined Nomenclature, or empty.

    Returns
    -------
    dict of int to float
    """
    known = dict(named)
    weight = BESIDE_NAME if named else ALONE
    for term in np.flatnonzero(headings().means[heading_of(code)]).tolist():
        if term not in named and not any(term in terms.broader(own) for own in named):
            known[term] = weight
    return known
