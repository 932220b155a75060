"""Arrays that count the products which go through them while NumPy executes a model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import prod
from typing import Any

import numpy as np
import pytest

from shapecheck.execution import running, windows
from shapecheck.execution.kernels import convolution

__all__ = ["Tally", "counting"]


class Tally:
    """Hold the number of products; with `nonzero` those of a zero are left out."""

    def __init__(self, nonzero: bool) -> None:
        self.products = 0
        self.nonzero = nonzero
        self.elementwise = False


TALLIES: list[Tally] = []


class Counting(np.ndarray[Any, Any]):
    """Count what matrix products, einsums and the taps of depthwise convolutions multiply."""

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **rest: Any) -> Any:
        if "out" in rest:
            rest["out"] = tuple(plain(item) for item in rest["out"])
        given = [plain(item) for item in inputs]
        made = getattr(ufunc, method)(*given, **rest)
        for tally in TALLIES:
            if ufunc is np.matmul:
                tally.products += of_matmul(given[0], given[1], made, tally.nonzero)
            elif ufunc is np.multiply and tally.elementwise:
                tally.products += made.size
        return counted(made)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        given, named = plain(args), plain(kwargs)
        made = function(*given, **named)
        for tally in TALLIES:
            tally.products += OF_FUNCTION.get(function, lambda *_, **__: 0)(made, *given, **named)
        return counted(made)


def plain(value: Any) -> Any:
    """Return arrays as NumPy's own, wherever they are nested."""
    if isinstance(value, np.ndarray):
        return value.view(np.ndarray)
    if isinstance(value, list | tuple):
        return type(value)(plain(item) for item in value)
    return {name: plain(item) for name, item in value.items()} if isinstance(value, dict) else value


def counted(value: Any) -> Any:
    """Return arrays as counting ones."""
    if isinstance(value, np.ndarray):
        return value.view(Counting)
    return type(value)(counted(item) for item in value) if isinstance(value, list | tuple) else value


def of_matmul(one: Any, other: Any, made: Any, nonzero: bool) -> int:
    if nonzero:
        return int(np.count_nonzero(one)) * other.shape[-1]
    return int(made.size * one.shape[-1])


def of_einsum(made: Any, equation: Any, *operands: Any, **_: Any) -> int:
    sizes: dict[Any, int] = {}
    if not isinstance(equation, str):
        one, labels, other, more, *_rest = (equation, *operands)
        sizes.update([*zip(labels, one.shape, strict=True), *zip(more, other.shape, strict=True)])
        return prod(sizes.values())
    if len(operands) == 1:
        return 0
    for spec, operand in zip(equation.partition("->")[0].split(","), operands, strict=True):
        middle = operand.ndim - len(spec.replace("...", ""))
        letters = spec.replace("...", "0123456789"[:middle])
        sizes.update(zip(letters, operand.shape, strict=True))
    return prod(sizes.values())


def of_tensordot(made: Any, one: Any, other: Any, axes: Any = 2) -> int:
    summed = range(-axes, 0) if isinstance(axes, int) else np.atleast_1d(axes[0])
    return int(made.size * prod(one.shape[axis] for axis in summed))


def of_last_axis(made: Any, one: Any, other: Any, **_: Any) -> int:
    return int(np.size(made) * one.shape[-1])


OF_FUNCTION: dict[Any, Callable[..., int]] = {
    np.einsum: of_einsum,
    np.tensordot: of_tensordot,
    np.dot: of_last_axis,
    np.inner: of_last_axis,
}


@contextmanager
def counting(*, nonzero: bool = False) -> Iterator[Tally]:
    """Count the products of all that NumPy executes inside."""
    tally = Tally(nonzero)
    with pytest.MonkeyPatch.context() as patch:
        put, make, depthwise = running.Frame.put, running.Allocation.make, windows.depthwise

        def taps(*arguments: Any) -> Any:
            tally.elementwise = True
            try:
                return depthwise(*arguments)
            finally:
                tally.elementwise = False

        patch.setattr(running.Frame, "put", lambda self, tensor, array, *rest: put(self, tensor, counted(array), *rest))
        patch.setattr(running.Allocation, "make", lambda self, *rest: counted(make(self, *rest)))
        patch.setattr(convolution, "depthwise", taps)
        TALLIES.append(tally)
        try:
            yield tally
        finally:
            TALLIES.remove(tally)
