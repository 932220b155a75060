"""Which loss meets which labels, told by losses that real Keras calls."""

from __future__ import annotations

from itertools import product
from typing import Any

import keras
import numpy as np
import pytest
from keras.src.trainers.compile_utils import CompileLoss

from shapecheck.catalog.training.targets import pairs_of
from shapecheck.catalog.training.turns import Refused


class Telling(keras.losses.Loss):
    """Notes what it is called with."""

    def __init__(self, name: str, heard: list[Any]) -> None:
        super().__init__(name=name)
        self.heard = heard

    def call(self, y_true: Any, y_pred: Any) -> Any:
        self.heard.append((self.name, str(described(y_true)), str(described(y_pred))))
        return keras.ops.zeros((7,))


def array(width: int) -> Any:
    return np.zeros((7, width), "float32")


def described(structure: Any) -> Any:
    return keras.tree.map_structure(lambda item: None if item is None else tuple(item.shape), structure)


class Shaped:
    """Stands for an array."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.shape = shape


def stand_ins(structure: Any) -> Any:
    return keras.tree.map_structure(lambda item: Shaped(item.shape), structure)


OUTPUTS: dict[str, tuple[Any, list[str] | None]] = {
    "one": (array(1), ["a"]),
    "one, no names": (array(1), None),
    "list": ([array(1), array(2)], ["a", "b"]),
    "list, no names": ([array(1), array(2)], None),
    "tuple": ((array(1), array(2)), ["a", "b"]),
    "dict": ({"a": array(1), "b": array(2)}, ["a", "b"]),
    "dict, other order": ({"b": array(2), "a": array(1)}, ["b", "a"]),
    "three": ([array(1), array(2), array(3)], ["a", "b", "c"]),
}
TARGETS: dict[str, Any] = {
    "one": array(11),
    "list of one": [array(11)],
    "list": [array(11), array(12)],
    "tuple": (array(11), array(12)),
    "dict": {"a": array(11), "b": array(12)},
    "dict of one": {"a": array(11)},
    "three": [array(11), array(12), array(13)],
    "dict, other names": {"x": array(11), "y": array(12)},
}
LOSSES: dict[str, Any] = {
    "one": "p",
    "list of one": ["p"],
    "list": ["p", "q"],
    "tuple": ("p", "q"),
    "dict": {"a": "p", "b": "q"},
    "dict, other order": {"b": "q", "a": "p"},
    "dict of one": {"a": "p"},
    "dict, other names": {"x": "p", "y": "q"},
    "list with none": ["p", None],
    "three": ["p", "q", "r"],
}
WEIGHTS: list[Any] = [None, [0.5, 2.0], {"a": 0.5, "b": 2.0}, [1.0], (0.5, 0.5, 0.5)]


def real(loss: Any, outputs: Any, names: Any, targets: Any, weights: Any) -> tuple[list[Any], Exception | None]:
    heard: list[Any] = []
    telling = keras.tree.map_structure(lambda name: name and Telling(name, heard), loss)
    compiled = CompileLoss(telling, weights, output_names=names)
    try:
        compiled(targets, outputs)
    except Exception as error:  # whatever Keras raises is the answer
        return heard, error
    return heard, None


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("outputs", OUTPUTS)
def test_pairs(loss: str, outputs: str) -> None:
    predictions, names = OUTPUTS[outputs]
    for labels, weights in product(TARGETS.values(), WEIGHTS):
        heard, error = real(LOSSES[loss], predictions, names, labels, weights)
        case = (described(labels), weights, heard, error)
        try:
            found = pairs_of(LOSSES[loss], stand_ins(predictions), stand_ins(labels), names, weights)
        except Refused as refused:
            assert error is not None, (refused, *case)
            assert refused.keras_error is None or refused.keras_error in str(error), (refused.keras_error, *case)
        else:
            assert error is None, (found, *case)
            told = [(pair.loss, str(described(pair.target)), str(described(pair.prediction))) for pair in found]
            assert sorted(told) == sorted(heard), case
