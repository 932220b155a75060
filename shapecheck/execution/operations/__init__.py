"""What operations compute, by the names of `keras.ops` and with the names of its arguments."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from shapecheck.execution.kernel import NotExecutable, single
from shapecheck.execution.operations import (
    algebra,
    elementwise,
    images,
    neural,
    ordering,
    rearranging,
    reductions,
    signals,
)

__all__ = ["OPERATIONS", "WITHOUT", "operate"]

FAMILIES = (algebra, elementwise, images, neural, ordering, rearranging, reductions, signals)

OPERATIONS: Mapping[str, Callable[..., Any]] = {
    f"keras.ops.{name}": function for family in FAMILIES for name, function in family.FUNCTIONS.items()
}


WITHOUT = {
    "keras.ops.image.affine_transform": "it reads between the pixels",
    "keras.ops.image.elastic_transform": "it draws at random",
    "keras.ops.image.gaussian_blur": "it reads between the pixels",
    "keras.ops.image.map_coordinates": "it reads between the pixels",
    "keras.ops.image.perspective_transform": "it reads between the pixels",
    "keras.ops.image.scale_and_translate": "it reads between the pixels",
    "keras.ops.ctc_decode": "it searches",
    "keras.ops.ctc_loss": "it sums over alignments",
}
"""The operations of Keras that NumPy does not run, and why; those that call functions of the program's own aside."""


def operate(path: str, inputs: Any, arguments: Mapping[str, Any]) -> Any:
    """Compute an operation of its positional arguments (a tuple, or the only one) and those given by name.

    Raises NotExecutable for one that is not in the table, or that is given an argument which it does not take here.
    """
    if path not in OPERATIONS:
        raise NotExecutable(f"{path} has no NumPy kernel: {WITHOUT.get(path, 'it is not of keras.ops')}")
    signature = inspect.signature(OPERATIONS[path])
    known = signature.parameters
    named = {name: item for name, item in arguments.items() if name in known or name not in ("dtype", "name")}
    try:
        held = signature.bind(*(inputs if isinstance(inputs, tuple) else (inputs,)), **named)
    except TypeError as error:
        raise NotExecutable(f"{path}: {error}") from None
    with np.errstate(all="ignore"):
        return single(OPERATIONS[path](*held.args, **held.kwargs))
