"""What operations take: the recorded signatures of Keras, NumPy and TensorFlow, and which argument stands for which."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pkgutil import get_data
from typing import Any

__all__ = ["Signature", "class_name", "renamed", "signature_of"]

_KERAS = ("keras.ops.", "keras.random.", "keras.activations.")


@dataclass(frozen=True, slots=True)
class Signature:
    """Hold the arguments of one function: those that may be given by position, those that must be given, defaults.

    `variadic` is the name that takes all further positional arguments, `keywords` tells that any keyword is taken.
    """

    positional: tuple[str, ...]
    names: tuple[str, ...]
    defaults: Mapping[str, Any]
    variadic: str | None = None
    keywords: bool = False


@cache
def signature_of(path: str) -> Signature | None:
    """Return the signature of a function by its path, None where that is not recorded."""
    text = _recorded()["signatures"].get(path)
    if text is None and path.startswith("jax.numpy."):
        text = _recorded()["signatures"].get(path.removeprefix("jax."))
    if text is None:
        return None
    positional, names, defaults, variadic, keywords, only = [], [], {}, None, False, False
    for part in text:
        name = part[0]
        if name.startswith("**"):
            keywords = True
        elif name == "*":
            only = True
        elif name.startswith("*"):
            variadic, only = name[1:], True
        else:
            names.append(name)
            if not only:
                positional.append(name)
            if len(part) > 1:
                defaults[name] = tuple(part[1]) if isinstance(part[1], list) else part[1]
    return Signature(tuple(positional), tuple(names), defaults, variadic, keywords)


def class_name(path: str) -> str:
    """Return the class of Keras that an operation's node is named after ("SearchSorted" of `searchsorted`)."""
    found: str = _recorded()["classes"].get(path) or "".join(
        word.capitalize() for word in path.rpartition(".")[2].split("_")
    )
    return found


@cache
def _recorded() -> dict[str, Any]:
    """Read the recording (`tests/oracle/record_operations.py`), once."""
    content: dict[str, Any] = json.loads(get_data("shapecheck.catalog", "operations.json") or "{}")
    return content


_STANDS_FOR = {
    "a": ("x", "x1", "sorted_sequence", "x2"), "b": ("x2", "x2"), "arr": ("x", "x1"), "ary": ("x",), "m": ("x", "array"), "obj": ("x",), "A": ("x",), "v": ("x2", "values", "x"),
    "object": ("x",), "x": ("x1", "inputs", "images", "input"), "y": ("x2",), "x1": ("x",), "x2": ("y",), "M": ("x",), "lam": ("alpha",), "ar": ("x",), "num_classes": ("depth",), "array": ("x",), "tup": ("xs",),
    "arrays": ("xs", "x"), "p_object": ("x",), "prototype": ("x",), "y_true": ("target",), "y_pred": ("output",),
    "seq": ("xs",), "values": ("xs", "x", "x2"), "tensors": ("xs", "x"), "shape": ("newshape",), "newshape": ("shape",),
    "reps": ("repeats",), "multiples": ("repeats",), "n": ("repeats",), "a_min": ("x_min",), "a_max": ("x_max",),
    "min": ("x_min",), "max": ("x_max",), "clip_value_min": ("x_min",), "clip_value_max": ("x_max",),
    "min_value": ("x_min",), "max_value": ("x_max",), "input": ("x", "inputs", "variable"), "input_tensor": ("x",),
    "tensor": ("x",), "t": ("x",), "value": ("x", "fill_value"), "features": ("x",), "logits": ("x",), "params": ("x",),
    "data": ("x",), "image": ("images",), "images": ("x",), "matrix": ("x", "a"), "perm": ("axes",), "pattern": ("axes",),
    "axes": ("axis",), "axis": ("axes",), "paddings": ("pad_width",), "depth": ("num_classes",), "indices": ("x",),
    "dims": ("shape",), "num_rows": ("N",), "num_columns": ("M",), "size": ("repeats", "N", "num_rows"), "dim": ("axis",),
    "keep_dims": ("keepdims",), "reduction_indices": ("axis",), "ids": ("indices",), "rep": ("repeats",),
    "reference": ("x", "params"), "element": ("x1",), "test_elements": ("x2",), "condlist": ("condlist",), "array1": ("x1",),
    "start": ("start",), "limit": ("stop",), "delta": ("step",), "num_or_size_splits": ("indices_or_sections",),
    "ord": ("order",), "order": ("ord",), "k": ("k",), "variables": ("variable",), "input_shape": ("shape",),
    "equation": ("subscripts",), "inputs": ("x", "operands"), "pred": ("pred",), "true_fn": ("true_fn",),
    "numerator": ("x1",), "denominator": ("x2",), "dividend": ("x1",), "divisor": ("x2",), "base": ("x1",),
    "i": ("x1",), "j": ("x2",), "block_shape": ("block_size",), "constant_values": ("constant_values",),
    "shift": ("shift",), "fn": ("f", "function"), "elems": ("xs", "elements"), "bin_edges": ("bins",), "tensor_a": ("x1",),
    "rhs": ("b",), "alpha": ("negative_slope",), "q": ("q",), "lhs": ("a",), "labels": ("target",), "predictions": ("predictions",),
    "initializer": ("init",), "loop_vars": ("loop_vars",), "variable": ("x",), "X": ("x",), "z": ("x",), "val": ("x",),
}  # fmt: skip
"""What another library's argument is called in Keras, where Keras has none of that name: the first that it has."""

_HARMLESS = frozenset(
    "name seed kind stable copy casting subok out like device parallel_iterations swap_memory validate_indices "
    "deterministic optimize sparse_a a_is_sparse b_is_sparse noise_shape rate colocate_gradients_with_ops".split()
)
"""Arguments that change nothing that is told of the result."""

_ASIDE = frozenset("exclusive reverse direction output_type ftype method rcond".split())
"""Arguments that change the numbers and not the shape: they are kept, under their own names."""

_TURNED = {"tensorflow.atan2": {"y": "x1", "x": "x2"}, "tensorflow.math.atan2": {"y": "x1", "x": "x2"}}
"""What the names alone would get wrong."""


@cache
def renamed(path: str, canonical: str) -> dict[str, str | None]:
    """Map the arguments of a function to those of the operation that it is another spelling of.

    None stands for an argument without counterpart that may be left out of sight; one that is missing may not.
    """
    ours, theirs = signature_of(canonical), signature_of(path)
    if ours is None or theirs is None:
        return {}
    if path in _TURNED:
        return {"name": None, **_TURNED[path]}
    found: dict[str, str | None] = {}
    wanted = set(ours.names) | ({ours.variadic} if ours.variadic else set())
    taken = {name for name in theirs.names if name in wanted}
    for name in theirs.names:
        if name in wanted:
            found[name] = name
            continue
        other = next((item for item in _STANDS_FOR.get(name, ()) if item in wanted and item not in taken), None)
        if other is not None:
            found[name] = other
            taken.add(other)
        elif name in _HARMLESS:
            found[name] = None
        elif name in _ASIDE:
            found[name] = name
    return found
