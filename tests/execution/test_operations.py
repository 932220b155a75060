"""Operations compute what keras.ops computes."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
from build import data, leaves, relative

from shapecheck.execution.kernel import NotExecutable
from shapecheck.execution.operations import BINARY, REDUCTIONS, UNARY, operate

X, Y = data(2, 3, 4), data(2, 3, 4, seed=1)
NOT_OF_KERAS = {"copy", "positive", "remainder", "i0"}

CASES: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    *((name, (X,), {}) for name in UNARY if name not in NOT_OF_KERAS),
    *((name, (X, Y), {}) for name in BINARY if name not in {*NOT_OF_KERAS, "dot", "cross", "inner", "outer", "vdot"}),
    *((name, (X,), {"axis": (0, 2), "keepdims": True}) for name in REDUCTIONS),
    *((name, (X,), {"axis": 1}) for name in ("argmax", "argmin", "argsort", "cumsum", "flip", "sort", "logsumexp")),
    ("add", (X, 2.0), {}),
    ("broadcast_to", (X[:1], (5, 3, 4)), {}),
    ("cast", (X, "int32"), {}),
    ("clip", (X, -0.5, 0.5), {}),
    ("concatenate", ([X, Y],), {"axis": 1}),
    ("divide_no_nan", (X, np.zeros((3, 4), np.float32)), {}),
    ("dot", (X, data(5, 4, 6)), {}),
    ("einsum", ("abc,adc->abd", X, Y), {}),
    ("expand_dims", (X, (1, 2)), {}),
    ("get_item", (X, (slice(None), 1, slice(None, 2))), {}),
    ("image.resize", (data(2, 4, 5, 3), (8, 3)), {}),
    ("matmul", (X, data(2, 4, 5)), {}),
    ("moments", (X, (0, 1)), {}),
    ("moveaxis", (X, 0, 2), {}),
    ("norm", (X,), {"axis": 1}),
    ("normalize", (X,), {"axis": 1}),
    ("one_hot", (np.array([[0, 2], [1, 1]], np.int32), 3), {}),
    ("pad", (X, ((1, 0), (0, 2), (1, 1))), {}),
    ("repeat", (X, 3), {"axis": 1}),
    ("reshape", (X, (-1, 8)), {}),
    ("softmax", (X,), {"axis": 1}),
    ("split", (X, 2), {"axis": 2}),
    ("split", (X, [1, 3]), {"axis": 2}),
    ("squeeze", (X[:1],), {"axis": 0}),
    ("stack", ([X, Y],), {"axis": 1}),
    ("swapaxes", (X, 0, 2), {}),
    ("take", (X, np.array([2, 0]),), {"axis": 1}),
    ("tensordot", (X, data(4, 3, 5)), {"axes": ([1, 2], [1, 0])}),
    ("tile", (X, (2, 1, 3)), {}),
    ("top_k", (X, 2), {}),
    ("transpose", (X,), {"axes": (2, 0, 1)}),
    ("transpose", (X,), {}),
    ("unstack", (X,), {"axis": 1}),
    ("where", (X > 0, X, Y), {}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "inputs", "arguments"), CASES, ids=[case[0] for case in CASES])
def test_numbers(name: str, inputs: tuple[Any, ...], arguments: dict[str, Any]) -> None:
    function = keras.ops
    for part in name.split("."):
        function = getattr(function, part)
    expected, actual = leaves(function(*inputs, **arguments)), leaves(operate(f"keras.ops.{name}", inputs, arguments))
    assert len(actual) == len(expected)
    finite = [np.nan_to_num(array) if array.dtype.kind == "f" else array for array in (*actual, *expected)]
    half = len(actual)
    assert all(relative(one, other) <= 1e-5 for one, other in zip(finite[:half], finite[half:], strict=True))


def test_what_has_no_kernel() -> None:
    with pytest.raises(NotExecutable, match="has no NumPy kernel"):
        operate("keras.ops.erfinv", (X,), {})
    with pytest.raises(NotExecutable, match="unexpected keyword argument"):
        operate("keras.ops.mean", (X,), {"weights": 1})
