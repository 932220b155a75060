"""Methods and attributes of tensors: which operation each of them is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

__all__ = ["ATTRIBUTES", "method"]

Arguments = tuple[str, list[Any], dict[str, Any]]

ATTRIBUTES = {
    "T": "keras.ops.transpose",
    "mT": "numpy.matrix_transpose",
    "real": "keras.ops.real",
    "imag": "keras.ops.imag",
}

_PLAIN = {
    "all": "numpy.all", "any": "numpy.any", "argmax": "numpy.argmax", "argmin": "numpy.argmin", "argsort": "numpy.argsort",
    "clip": "numpy.clip", "conj": "numpy.conj", "copy": "numpy.copy", "cumprod": "numpy.cumprod", "cumsum": "numpy.cumsum",
    "diagonal": "numpy.diagonal", "dot": "numpy.dot", "flatten": "numpy.ravel", "max": "numpy.max", "mean": "numpy.mean",
    "min": "numpy.min", "prod": "numpy.prod", "ravel": "numpy.ravel", "repeat": "numpy.repeat", "round": "numpy.round",
    "sort": "numpy.sort", "squeeze": "numpy.squeeze", "std": "numpy.std", "sum": "numpy.sum", "swapaxes": "numpy.swapaxes",
    "take": "numpy.take", "trace": "numpy.trace", "var": "numpy.var",
}  # fmt: skip
"""By the name of the method; the tensor is the first argument."""


def _spread(path: str, name: str) -> Callable[[Sequence[Any], Mapping[str, Any]], Arguments]:
    """Take an argument that may also be spread over several: `x.reshape(2, 3)`."""

    def bound(positional: Sequence[Any], keywords: Mapping[str, Any]) -> Arguments:
        words = {name if word in ("shape", "axes", "newshape") else word: value for word, value in keywords.items()}
        if len(positional) <= 1:
            return path, [], words
        first = positional[1]
        many = len(positional) > 2 or not isinstance(first, list | tuple | None)
        return path, [tuple(positional[1:]) if many and hasattr(type(first), "__add__") else first], words

    return bound


_SPREAD = {
    "reshape": _spread("keras.ops.reshape", "newshape"), "transpose": _spread("keras.ops.transpose", "axes"),
    "permute": _spread("keras.ops.transpose", "axes"),
}  # fmt: skip


def method(name: str, positional: Sequence[Any], keywords: Mapping[str, Any]) -> Arguments | None:
    """Return the operation that a method is, with its arguments, the tensor first; None for one that is not modelled."""
    if name in _SPREAD:
        path, rest, words = _SPREAD[name](positional, keywords)
        return path, [positional[0], *rest], words
    if name == "astype":
        return "keras.ops.cast", list(positional[:2]), {"dtype": keywords["dtype"]} if "dtype" in keywords else {}
    if name in _PLAIN:
        return _PLAIN[name], list(positional), dict(keywords)
    return None
