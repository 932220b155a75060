"""Numbers of samples, batches and weights, asked of real Keras's own data adapters."""

from __future__ import annotations

from itertools import product
from typing import Any

import keras
import numpy as np
import pytest
from keras.src.trainers import data_adapters
from keras.src.trainers.data_adapters import array_slicing
from keras.src.trainers.data_adapters.array_data_adapter import ArrayDataAdapter

from shapecheck.catalog.training.outcome import Outcome
from shapecheck.catalog.training.samples import (
    batch_sizes,
    samples_outcome,
    split,
    split_outcome,
    stateful_outcome,
    unsupported_argument,
    weights_outcome,
)
from shapecheck.shapes.dims import Symbol
from shapecheck.shapes.requirements import text_of
from shapecheck.shapes.tensor import Tensor

N = Symbol("n", minimum=1)


def array(*shape: int) -> Any:
    return np.zeros(shape, "float32")


def tensors(structure: Any) -> Any:
    return keras.tree.map_structure(lambda item: None if item is None else Tensor(item.shape), structure)


def adapted(**arguments: Any) -> str:
    try:
        ArrayDataAdapter(**arguments)
    except (ValueError, AttributeError) as error:
        return str(error)
    return ""


def agree(found: Outcome, said: str) -> None:
    assert (found.kind == "refused") == bool(said), (found, said)
    assert (found.keras_error or "") in said


X = [array(6, 3), [array(6, 3), array(6, 2)], {"a": array(6, 3), "b": array(5, 2)}]
Y = [None, array(6), array(5, 1), [array(6), array(6, 2)], (array(6), array(6)), {"p": array(6), "q": array(7)}]
WEIGHTS = [None, array(6), array(5), array(6, 1), array(6, 2), [array(6), array(6)], (array(6), array(6))]


@pytest.mark.parametrize("class_weight", [None, {0: 1.0}])
def test_arrays_and_weights(class_weight: Any) -> None:
    for x, y, weight in product(X, Y, WEIGHTS):
        if y is None and (weight is not None or class_weight):
            continue
        said = adapted(x=x, y=y, sample_weight=weight, class_weight=class_weight)
        found = weights_outcome(tensors(y), tensors(weight), class_weight is not None)
        if found.kind == "fits":
            found = samples_outcome(tensors(x), tensors(y), tensors(weight))
        agree(found, said)


def test_sizes_that_may_be_equal_are_a_condition() -> None:
    found = samples_outcome(Tensor((N, 3)), Tensor((100,)))
    assert found.kind == "undecided"
    assert text_of(found.condition) == "n == 100"
    assert samples_outcome(Tensor((N, 3)), Tensor((N,))).kind == "fits"
    assert samples_outcome(Tensor((N, 3)), Tensor((N + 1,))).kind == "refused"


@pytest.mark.parametrize("samples", [1, 2, 3, 10, 33, 1000])
@pytest.mark.parametrize("fraction", [0.0, 0.1, 0.2, 0.25, 0.3333, 0.5, 0.99])
def test_validation_split(samples: int, fraction: float) -> None:
    found = split_outcome(samples, fraction)
    try:
        train, validation = array_slicing.train_validation_split((array(samples),), fraction)
    except ValueError as error:
        agree(found, str(error))
        return
    agree(found, "")
    assert split(samples, fraction) == (len(train[0]), len(validation[0]))


@pytest.mark.parametrize(
    ("samples", "size", "steps"), [(10, 4, None), (8, 4, None), (10, None, 3), (70, None, None), (5, 8, None)]
)
def test_batches(samples: int, size: int | None, steps: int | None) -> None:
    adapter = ArrayDataAdapter(array(samples, 2), batch_size=size, steps=steps)
    assert batch_sizes(samples, size, steps) == (adapter.batch_size, adapter.partial_batch_size or 0)


@pytest.mark.parametrize(("expected", "samples", "size"), list(product([2, 4], [2, 3, 4, 8, 10], [2, 4, 8, None])))
def test_stateful(expected: int, samples: int, size: int | None) -> None:
    sequences = keras.Input(batch_shape=(expected, 3, 2))
    model = keras.Model(sequences, keras.layers.SimpleRNN(2, stateful=True)(sequences))
    said = ""
    adapter = ArrayDataAdapter(array(samples, 3, 2), batch_size=size)
    for batch in adapter.get_numpy_iterator():
        try:
            model(keras.tree.flatten(batch)[0])
        except ValueError as error:
            said = said or str(error)
    agree(stateful_outcome(expected, samples, size), said)


def test_stateful_with_samples_that_are_not_known() -> None:
    found = stateful_outcome(4, N, 4)
    assert found.kind == "undecided"
    assert text_of(found.condition) == "n % 4 == 0"
    assert stateful_outcome(4, 4 * N, 4).kind == "fits"
    assert stateful_outcome(4, 4 * N + 1, 4).kind != "fits"


class Batches(keras.utils.PyDataset):
    """One batch, over and over."""

    def __len__(self) -> int:
        return 2

    def __getitem__(self, index: int) -> Any:
        return array(2, 3), array(2)


@pytest.mark.parametrize("argument", ["y", "sample_weight", "class_weight"])
@pytest.mark.parametrize("source", ["sequence", "generator"])
def test_sources_of_batches(source: str, argument: str) -> None:
    given = Batches() if source == "sequence" else ((array(2, 3), array(2)) for _ in range(2))
    value = {0: 1.0} if argument == "class_weight" else array(2)
    said = ""
    try:
        data_adapters.get_data_adapter(given, **{argument: value})
    except ValueError as error:
        said = str(error)
    agree(unsupported_argument(source, argument), said)
