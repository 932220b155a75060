"""Room for recursion: trees of source and of formulas are walked recursively, and real ones are deep."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import TypeVar

__all__ = ["with_large_stack"]

STACK_BYTES = 256 * 2**20
RECURSION_LIMIT = 50_000

T = TypeVar("T")

_here = threading.local()


def with_large_stack(function: Callable[[], T]) -> T:
    """Return what `function` returns, or raise what it raises, run in a thread with a stack of 256 MB.

    A call from within such a thread runs in place.
    """
    if getattr(_here, "large", False):
        return function()
    returned: list[T] = []
    raised: list[BaseException] = []

    def run() -> None:
        _here.large = True
        try:
            returned.append(function())
        except BaseException as error:
            raised.append(error)

    limit = sys.getrecursionlimit()
    size = threading.stack_size(STACK_BYTES)
    sys.setrecursionlimit(max(limit, RECURSION_LIMIT))
    try:
        # a daemon, so that an interrupt of the caller ends the process without waiting for it
        thread = threading.Thread(target=run, name="shapecheck", daemon=True)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(size)
        sys.setrecursionlimit(limit)
    if raised:
        raise raised[0]
    return returned[0]
