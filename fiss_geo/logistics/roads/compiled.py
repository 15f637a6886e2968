"""Functions compiled by numba, and kept on the disk from one run to the next."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numba as nb
from numba.core.caching import FunctionCache


class _CacheOnUse:
    """A function's cache that looks at the disk when it is used; numba's own does at import."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function

    @cached_property
    def _on_disk(self) -> Any:  # noqa: ANN401 - numba's
        cache: Any = FunctionCache  # without types
        return cache(self._function)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - numba's
        return getattr(self._on_disk, name)


def compiled(function: Callable[..., Any]) -> Any:  # noqa: ANN401 - a function to numba
    """Have a function compiled at its first call, without the interpreter's lock, and kept."""
    made: Any = nb.njit(nogil=True)(function)
    made._cache = _CacheOnUse(function)  # noqa: SLF001 - enable_caching would touch the disk now
    return made
