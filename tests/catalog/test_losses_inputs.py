"""What models make of their data, asked of real Keras in the same words."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from shapecheck.catalog.training.inputs import Fed, ModelEntry, feed
from shapecheck.catalog.training.structures import flattened
from shapecheck.shapes.dims import Symbol
from shapecheck.shapes.requirements import text_of
from shapecheck.shapes.tensor import Tensor

B = Symbol("B", True, 1)
N = Symbol("n", minimum=1)

SHAPES: list[tuple[int | None, ...]] = [
    (3,),
    (1,),
    (3, 1),
    (1, 3),
    (5, 1),
    (None, 3),
    (None, 1),
    (28, 28),
    (28, 28, 1),
    (28, 28, 3),
    (784,),
    (5, 1, 1),
    (None, None, 3),
]
GIVEN = [
    (2,),
    (3,),
    (2, 1),
    (2, 3),
    (2, 4),
    (2, 5),
    (2, 3, 1),
    (2, 5, 3),
    (2, 784),
    (2, 28, 28),
    (2, 28, 28, 1),
    (28, 28, 1),
    (28, 28, 3),
    (2, 28, 28, 3),
    (2, 28, 28, 3, 1),
    (2, 5, 1, 1),
]


def entry_of(model: Any) -> Any:
    """Describe the inputs of a real model, as the analysis of its source would."""

    def described(tensor: Any) -> ModelEntry:
        shape = tuple(B if size is None else size for size in tensor.shape)
        return ModelEntry(tensor._keras_history.operation.name, shape, tensor.name)

    return keras.tree.map_structure(described, getattr(model, "_functional", model)._inputs_struct)


def tensors_of(given: Any) -> Any:
    return keras.tree.map_structure(lambda array: Tensor(array.shape), given)


def agree(model: Any, given: Any) -> Fed:
    """Call a real model, and hold what is said of it against what happens."""
    sequential = isinstance(model, keras.Sequential)
    found = feed(entry_of(model), tensors_of(given), model.name, sequential)
    assert found is not None
    try:
        outputs = model(given)
    except ValueError as error:
        assert found.kind == "refused", (found, error)
        assert (found.keras_error or "").split("\n")[0] in str(error)
    else:
        assert found.kind in ("fits", "adjusted"), found
        assert [tensor.shape for tensor in found.tensors] == [tuple(array.shape) for array in flattened(outputs)]
    return found


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("sequential", [False, True])
def test_one_input(shape: tuple[int | None, ...], sequential: bool) -> None:
    entry = keras.Input(shape)
    layer = keras.layers.Activation("linear")
    model = keras.Sequential([entry, layer]) if sequential else keras.Model(entry, layer(entry))
    for given in GIVEN:
        agree(model, np.zeros(given, "float32"))


def entries() -> tuple[Any, Any]:
    return keras.Input((3,), name="a"), keras.Input((4, 1), name="b")


@pytest.mark.parametrize("arrange", ["list", "tuple", "dict", "unsorted"])
def test_two_inputs(arrange: str) -> None:
    a, b = entries()
    struct = {"list": [a, b], "tuple": (a, b), "dict": {"a": a, "b": b}, "unsorted": {"b": b, "a": a}}[arrange]
    outputs = [keras.layers.Activation("linear")(one) for one in keras.tree.flatten(struct)]
    model = keras.Model(struct, outputs)
    x, y, other = np.zeros((2, 3), "float32"), np.zeros((2, 4), "float32"), np.zeros((2, 7), "float32")
    for given in (
        x,
        [x, y],
        (x, y),
        [y, x],
        [x],
        [x, y, y],
        {"a": x, "b": y},
        {"b": y, "a": x},
        {"a": x},
        {"a": x, "c": y},
        {"a": x, "b": other},
        {"a": x, "b": y, "c": other},
    ):
        agree(model, given)


@pytest.mark.parametrize("sequential", [False, True])
def test_one_input_in_other_structures(sequential: bool) -> None:
    entry = keras.Input((3,), name="a")
    layer = keras.layers.Activation("linear")
    model = keras.Sequential([entry, layer]) if sequential else keras.Model(entry, layer(entry))
    name = flattened(entry_of(model))[0].key
    x = np.zeros((2, 3), "float32")
    for given in (x, [x], (x,), {name: x}, {"other": x}, {name: x, "other": x}):
        agree(model, given)
    if not sequential:
        agree(model, [x, x])


def test_an_input_without_a_name_is_not_found_by_the_name_of_its_layer() -> None:
    entry = keras.Input((3,))
    model = keras.Model(entry, keras.layers.Activation("linear")(entry))
    x = np.zeros((2, 3), "float32")
    assert agree(model, {entry._keras_history.operation.name: x}).kind == "refused"
    assert agree(model, {entry.name: x}).kind == "refused"


def test_what_is_not_known_is_a_condition() -> None:
    entry = ModelEntry("x", (B, 28, 28, 1))
    found = feed(entry, Tensor((B, N, 28)), "model")
    assert found is not None
    assert found.kind == "undecided"
    assert text_of(found.condition) == "n == 28"
    last = feed(ModelEntry("x", (B, 28, 28)), Tensor((B, 28, 28, N)), "model")
    assert last is not None
    assert last.kind == "undecided"
    assert text_of(last.condition) == "n == 1"
    assert feed(entry, Tensor(None), "model") is None
