"""Two quantities in one whole number, so that one comparison settles ties.

A weight holds the quantity that is minimised above ``MINOR_BITS`` bits of the one carried along:
``major << 31 | minor``. Weights add up like numbers, and the smaller of two is the one with less
of the major quantity, and of equals the one with less of the minor. So the length of "the"
quickest way is defined even where two ways are equally quick, and one search finds both.

With time in milliseconds and length in centimetres, a way may take up to 596 hours and be up to
10 737 km long. What is longer raises ``OverflowError``; nothing wraps around in silence.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

MINOR_BITS: Final = 31
MINOR_MASK: Final = (1 << MINOR_BITS) - 1
MINOR_LIMIT: Final = 1 << (MINOR_BITS - 1)  # half, so that the sum of two ways stays below the mask
MAJOR_LIMIT: Final = 1 << 31
UNREACHED: Final = 1 << 62  # above the sum of any two weights within the limits, less than overflow

Weights = npt.NDArray[np.int64]


def pack(major: npt.NDArray[np.int32], minor: npt.NDArray[np.int32]) -> Weights:
    """Put two quantities into one weight each.

    >>> pack(np.array([3], dtype="int32"), np.array([7], dtype="int32")) == 3 * 2**31 + 7
    array([ True])
    """
    if (major < 0).any() or (minor < 0).any() or (minor >= MINOR_LIMIT).any():
        raise OverflowError(
            "an arc's time must lie between 0 and 298 hours, its length between 0 and 10 737 km"
        )
    return (major.astype("int64") << MINOR_BITS) | minor


def unpack(weights: Weights) -> tuple[Weights, Weights]:
    """Take weights apart into the quantity minimised and the one carried along.

    >>> [int(part[0]) for part in unpack(np.array([3 * 2**31 + 7]))]
    [3, 7]
    """
    return weights >> MINOR_BITS, weights & MINOR_MASK


def overflow(what: str) -> OverflowError:
    """Make the error for a way that is too long to be held in a weight."""
    return OverflowError(f"{what}: a way is longer than 10 737 km or takes more than 298 hours")
