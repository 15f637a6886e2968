"""Work shared out among threads: compiled functions let go of the interpreter's lock."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Any, Final, TypeVar

Scratch = TypeVar("Scratch")

_PARTS_A_THREAD: Final = 4  # so that a thread which is done early takes from what is left


@contextmanager
def shared_out(make_scratch: Callable[[], Scratch], at_once: int) -> Iterator[Callable[..., Any]]:
    """Give a function that runs another over parts of an array, in order, on all cores.

    Parameters
    ----------
    make_scratch : callable
        Makes what one thread at a time writes into.
    at_once : int
        Greatest length of a part. What is shorter in all is still shared out among the threads.

    Yields
    ------
    callable
        ``spread(work, array)`` gives the list of ``work(part, scratch)``; at least one part,
        though it be empty.
    """
    threads = os.cpu_count() or 1
    free: SimpleQueue[Scratch] = SimpleQueue()
    for _ in range(threads):
        free.put(make_scratch())
    with ThreadPoolExecutor(threads) as pool:

        def spread(work: Callable[[Any, Scratch], Any], array: Any) -> list[Any]:  # noqa: ANN401
            part = max(1, min(at_once, len(array) // (_PARTS_A_THREAD * threads)))

            def one(first: int) -> Any:  # noqa: ANN401
                scratch = free.get()
                try:
                    return work(array[first : first + part], scratch)
                finally:
                    free.put(scratch)

            return list(pool.map(one, range(0, max(len(array), 1), part)))

        yield spread
