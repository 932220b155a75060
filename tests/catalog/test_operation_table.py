"""The catalog knows every name of `keras.ops`, and binds what other libraries call by other names."""

from __future__ import annotations

import inspect
from typing import Any

import keras
import pytest

from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.operations import load
from shapecheck.catalog.operations.control import CONTROL
from shapecheck.catalog.operations.recorded import renamed, signature_of
from shapecheck.catalog.operations.table import OPERATIONS, Plain, apply, find
from shapecheck.catalog.paths import canonical
from shapecheck.shapes.dims import Symbol
from shapecheck.shapes.requirements import Refused
from shapecheck.shapes.tensor import Tensor, Vector

load()

B = Symbol("B", dynamic=True)

FOLLOWED = {"custom_gradient", "jvp", "vectorize"}
"""What makes a function of a function: known by name, and always unknown."""


def public(module: Any) -> list[str]:
    return sorted(
        name for name, item in vars(module).items() if not name.startswith("_") and not inspect.ismodule(item)
    )


def test_every_name_of_keras_ops(capsys: pytest.CaptureFixture[str]) -> None:
    paths = {f"keras.ops.{name}": canonical(f"keras.ops.{name}") for name in public(keras.ops)}
    paths |= {f"keras.ops.image.{name}": canonical(f"keras.ops.image.{name}") for name in public(keras.ops.image)}
    known = {path for path, found in paths.items() if found is not None and (find(found) or found in CONTROL)}
    assert sorted(set(paths) - known) == []
    names = [path for path in paths if path.count(".") == 2]
    with capsys.disabled():
        controlled = sorted(path for path in names if paths[path] in CONTROL)
        print(
            f"\nkeras.ops {len(known & set(names))}/{len(names)}, of which functions are followed in {len(controlled)}"
        )
    assert {path.rpartition(".")[2] for path in controlled} >= FOLLOWED


def test_what_a_rule_reads_is_an_argument_of_its_operation() -> None:
    for path, operation in OPERATIONS.items():
        signature = signature_of(path)
        if path != operation.path or signature is None or signature.keywords or not path.startswith("keras.ops."):
            continue
        if "<locals>" not in operation.function.__qualname__:  # families share a function, and its arguments
            assert set(operation.parameters) <= set(signature.names), path


def test_every_argument_that_must_be_given_has_its_place() -> None:
    for path, operation in OPERATIONS.items():
        theirs, ours = signature_of(path), signature_of(operation.path)
        if theirs is None or path == operation.path or path == "numpy.einsum":
            continue
        assert ours is not None, path
        names = renamed(path, operation.path)
        assert {name for name in theirs.names if name not in theirs.defaults} <= names.keys(), path
        assert {name for name in ours.names if name not in ours.defaults} <= set(names.values()), path


X = Tensor((B, 6, 4))
EQUIVALENT: list[tuple[str, tuple[Any, ...], dict[str, Any], Any]] = [
    ("tensorflow.concat", ([X, X], 1), {}, (B, 12, 4)),
    ("tensorflow.concat", (), {"values": [X, X], "axis": -1, "name": "both"}, (B, 6, 8)),
    ("keras.backend.concatenate", ([X, X],), {}, (B, 6, 8)),
    ("tensorflow.reduce_mean", (X, [1, 2]), {"keepdims": True}, (B, 1, 1)),
    ("tensorflow.transpose", (X,), {"perm": [0, 2, 1]}, (B, 4, 6)),
    ("tensorflow.split", (X, [1, 2, 3], 1), {}, [(B, 1, 4), (B, 2, 4), (B, 3, 4)]),
    ("tensorflow.split", (X, [1, -1], 1), {}, [(B, 1, 4), (B, 5, 4)]),
    ("tensorflow.split", (X, 2), {"axis": -1}, [(B, 6, 2), (B, 6, 2)]),
    ("tensorflow.one_hot", (Tensor((B, 3), "int32"), 10), {}, (B, 3, 10)),
    ("tensorflow.image.resize", (Tensor((B, 8, 8, 3)), (4, 5)), {}, (B, 4, 5, 3)),
    ("tensorflow.nn.softmax", (X,), {}, (B, 6, 4)),
    ("tensorflow.tile", (X, [1, 2, 1]), {}, (B, 12, 4)),
    ("tensorflow.gather", (X, Tensor((5,), "int32")), {"axis": 1}, (B, 5, 4)),
    ("tensorflow.gather", (X, Tensor((B, 5), "int32")), {"batch_dims": 1}, (B, 5, 4)),
    ("tensorflow.expand_dims", (X,), {"axis": 1}, (B, 1, 6, 4)),
    ("tensorflow.argmax", (X,), {}, (6, 4)),
    ("keras.backend.argmax", (X,), {}, (B, 6)),
    ("keras.backend.repeat", (Tensor((B, 4)), 3), {}, (B, 3, 4)),
    ("keras.backend.batch_dot", (X, Tensor((B, 4, 5))), {}, (B, 6, 5)),
    ("keras.backend.batch_dot", (X, X), {"axes": [2, 2]}, (B, 6, 6)),
    ("tensorflow.matmul", (X, X), {"transpose_b": True}, (B, 6, 6)),
    ("tensorflow.nn.conv2d", (Tensor((B, 8, 8, 3)), Tensor((3, 3, 3, 7)), [1, 2, 2, 1], "SAME"), {}, (B, 4, 4, 7)),
    ("tensorflow.nn.max_pool2d", (Tensor((B, 8, 8, 3)), 2, 2, "VALID"), {}, (B, 4, 4, 3)),
    ("tensorflow.range", (5,), {}, (5,)),
    ("tensorflow.range", (2, 8, 2), {"dtype": "float32"}, (3,)),
    ("tensorflow.nn.leaky_relu", (X,), {"alpha": 0.1}, (B, 6, 4)),
    ("numpy.einsum", ("bij->bji", X), {}, (B, 4, 6)),
    ("numpy.reshape", (X,), {"shape": (-1, 24)}, None),
    ("tensorflow.pad", (X, [[0, 0], [1, 2], [0, 0]]), {"mode": "CONSTANT"}, (B, 9, 4)),
    ("keras.activations.softmax", (X,), {}, (B, 6, 4)),
    ("keras.backend.permute_dimensions", (X, (0, 2, 1)), {}, (B, 4, 6)),
]  # fmt: skip


@pytest.mark.parametrize(("path", "positional", "keywords", "expected"), EQUIVALENT, ids=[row[0] for row in EQUIVALENT])
def test_other_spellings(path: str, positional: tuple[Any, ...], keywords: dict[str, Any], expected: Any) -> None:
    _, made = apply(path, positional, keywords)
    if expected is None:
        assert made.keras_view() == (None, 24)
    elif isinstance(expected, list):
        assert [item.shape for item in made] == expected
    else:
        assert made.shape == expected


SIZES = Vector((B, 8, 8, 3))
CALCULATED: list[tuple[str, tuple[Any, ...], dict[str, Any], Any]] = [
    ("tensorflow.shape", (Tensor(SIZES.sizes),), {}, SIZES),
    ("tensorflow.concat", ([Vector((B,)), [4, 5]], 0), {}, Vector((B, 4, 5))),
    ("tensorflow.stack", ([B, 2, 3],), {}, Vector((B, 2, 3))),
    ("tensorflow.multiply", (Vector((8, 8)), 2), {}, Vector((16, 16))),
    ("tensorflow.math.floordiv", (Vector((8, 6)), [2, 3]), {}, Vector((4, 2))),
    ("tensorflow.reduce_prod", (Vector((8, 8, 3)),), {}, 192),
    ("tensorflow.cast", (Vector((8, 8)), "int64"), {}, Vector((8, 8))),
    ("tensorflow.unstack", (SIZES,), {}, list(SIZES.sizes)),
    ("tensorflow.gather", (SIZES, [1, 2]), {}, Vector((8, 8))),
    ("tensorflow.constant", ([2, 3],), {}, Vector((2, 3))),
    ("tensorflow.size", (Tensor((4, 5)),), {}, 20),
    ("keras.ops.prod", ((4, 5),), {}, 20),
]  # fmt: skip


@pytest.mark.parametrize(("path", "positional", "keywords", "expected"), CALCULATED, ids=[row[0] for row in CALCULATED])
def test_calculation_with_sizes(
    path: str, positional: tuple[Any, ...], keywords: dict[str, Any], expected: Any
) -> None:
    _, made = apply(path, positional, keywords)
    assert isinstance(made, Plain)
    assert made.content == expected


def test_reshape_to_a_vector_of_sizes() -> None:
    _, made = apply("tensorflow.reshape", (Tensor((B, 8, 3)), Vector((B, 24))), {})
    assert made.shape == (B, 24)


def test_arguments_that_keras_does_not_take() -> None:
    with pytest.raises(Refused) as refused:
        apply("keras.ops.mean", (X,), {"dim": 1})
    assert (refused.value.kind, refused.value.keras_error) == (
        "unknown-argument", "mean() got an unexpected keyword argument 'dim'",
    )  # fmt: skip
    with pytest.raises(TypeError, match="unexpected keyword argument 'dim'"):
        keras.ops.mean(keras.KerasTensor((None, 2)), dim=1)
    with pytest.raises(NotKnown):
        apply("tensorflow.reduce_mean", (X,), {"dim": 1})


def test_checks_of_keras_alone_are_not_held_against_others() -> None:
    with pytest.raises(Refused):
        apply("keras.ops.squeeze", (X,), {"axis": 0})
    with pytest.raises(NotKnown):
        apply("tensorflow.squeeze", (X,), {"axis": 0})


def test_dtypes_of_other_libraries_are_not_promised() -> None:
    integers = Tensor((4, 5), "int32")
    assert apply("keras.ops.mean", (integers,), {})[1].dtype == "float32"
    assert apply("tensorflow.reduce_mean", (integers,), {})[1].dtype == ""
    assert apply("tensorflow.reduce_mean", (Tensor((4, 5)),), {})[1].dtype == "float32"
    assert apply("tensorflow.reshape", (integers, (20,)), {})[1].dtype == "int32"
