"""Every layer and operation has a count, or none for a reason."""

from __future__ import annotations

import pytest

from shapecheck.catalog.operations.table import OPERATIONS
from shapecheck.catalog.tables import LAYERS
from shapecheck.cost import layers, operations
from shapecheck.interpreter.interpret import Options, interpret
from shapecheck.source import SourceFile

WITH_PRODUCTS = ("products", "linear_algebra", "convolution", "signal")
"""The families of operations in which something is multiplied: each of theirs is decided on."""

ELEMENTWISE = {
    "keras.ops.adaptive_average_pool", "keras.ops.adaptive_max_pool", "keras.ops.average_pool", "keras.ops.cdist",
    "keras.ops.cross", "keras.ops.extract_sequences", "keras.ops.kron", "keras.ops.max_pool", "keras.ops.outer",
    "keras.ops.view_as_complex", "keras.ops.view_as_real", "numpy.matrix_transpose", "tensorflow.complex",
    "tensorflow.linalg.adjoint", "tensorflow.linalg.diag", "tensorflow.linalg.diag_part",
    "tensorflow.linalg.matrix_transpose", "tensorflow.linalg.trace", "tensorflow.signal.frame",
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def loaded() -> None:
    text = "import keras\nkeras.layers.Dense(1)(keras.ops.add(keras.Input((2,)), 1))\n"
    interpret(SourceFile("model.py", text), Options())


def test_each_layer_stands_in_one_table() -> None:
    tables = [set(layers.LAYERS), set(layers.FREE), set(layers.UNCOUNTED)]
    named = set().union(*tables)
    assert sum(map(len, tables)) == len(named)
    assert {path for path in LAYERS if path.startswith("keras.")} <= named
    assert all(layers.UNCOUNTED.values())


def test_each_operation_that_may_multiply_is_decided_on() -> None:
    paths = {
        found.path for found in OPERATIONS.values() if found.function.__module__.rpartition(".")[2] in WITH_PRODUCTS
    }
    decided = [set(operations.OPERATIONS), set(operations.UNCOUNTED), ELEMENTWISE]
    assert paths <= set().union(*decided)
    assert not decided[0] & decided[1] and not ELEMENTWISE & (decided[0] | decided[1])
    assert set(operations.OPERATIONS) | set(operations.UNCOUNTED) <= {found.path for found in OPERATIONS.values()}
