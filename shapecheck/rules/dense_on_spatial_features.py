"""KSH102: a softmax head on features that pooling made smaller, with no `Flatten` or pooling before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.graph.call import LayerCall, tensors_in
from shapecheck.graph.last_axis import KEEPS_AXES, dense_behind
from shapecheck.rules.flattening import assumed
from shapecheck.rules.rule import Draft, rule
from shapecheck.shapes.requirements import differs

if TYPE_CHECKING:
    from shapecheck.graph.call import Layer
    from shapecheck.graph.model import Model
    from shapecheck.interpreter.program import Program
    from shapecheck.shapes.tensor import Tensor

_WINDOWS = frozenset(
    f"keras.layers.{name}{rank}D"
    for rank in (1, 2, 3)
    for name in ("Conv", "SeparableConv", "DepthwiseConv", "MaxPooling", "AveragePooling", "ZeroPadding", "Cropping")
)
_MERGES = frozenset(f"keras.layers.{name}" for name in ("Add", "Concatenate", "Maximum", "Average", "Rescaling"))
_SEEN_THROUGH = KEEPS_AXES | _WINDOWS | _MERGES | {"keras.Input"}
"""What a plain convolutional classifier is made of; anything else may be meant to keep positions."""


@rule(
    "KSH102",
    bad=[
        """
        model = keras.Sequential([
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(64, 3, activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Dense(10, activation="softmax"),  # KSH102
        ])
        """,
        """
        def build(size, classes):
            inputs = keras.Input((size, size, 3))
            x = keras.layers.Conv2D(16, 3, strides=2)(inputs)
            x = keras.layers.Dense(32, activation="relu")(x)  # KSH102
            outputs = keras.layers.Dense(classes)(x)
            return keras.Model(inputs, keras.layers.Softmax()(outputs))
        """,
    ],
    good=[
        """
        model = keras.Sequential([
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(64, 3, activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Flatten(),
            keras.layers.Dense(10, activation="softmax"),
        ])
        """,
        """
        model = keras.Sequential([
            keras.Input((32, 32, 3)),
            keras.layers.Conv2D(64, 3, padding="same", activation="relu"),
            keras.layers.Dense(4, activation="softmax"),
        ])
        """,
        """
        inputs = keras.Input((32, 32, 3))
        x = keras.layers.MaxPooling2D()(keras.layers.Conv2D(64, 3, padding="same")(inputs))
        x = keras.layers.UpSampling2D()(x)
        model = keras.Model(inputs, keras.layers.Dense(4, activation="softmax")(x))
        """,
        """
        inputs = keras.Input((32, 32, 3))
        x = keras.layers.MaxPooling2D()(keras.layers.Conv2D(64, 3, padding="same")(inputs))
        x = keras.layers.Dense(4, activation="softmax")(x)
        model = keras.Model(inputs, keras.layers.GlobalAveragePooling2D()(x))
        """,
    ],
    level="info",
    fixable=True,
)
def dense_on_spatial_features(program: Program) -> Iterator[Draft]:
    """A softmax head gives a distribution for each position of features that strides or pooling made smaller.

    This is legal Keras, and meant in some networks, hence a hint only: without labels in sight nothing tells whether one
    prediction per image is wanted. If so: `Flatten()` or a global pooling before the Dense.
    """
    reported: set[int] = set()
    judged = {
        tensor.key
        for training in program.trainings
        if training.y is not None
        for tensor in tensors_in(training.outputs)
    }
    for model in program.models:
        for _, tensor in model.outputs:
            call = None if tensor.key in judged else _presumed(tensor, model, program)
            if call is not None and call.key not in reported:
                reported.add(call.key)
                yield assumed(call, "one prediction per position is rarely meant here", call.site, program)


def _presumed(tensor: Tensor, model: Model, program: Program) -> LayerCall | None:
    """Return the `Dense` that seems to be taken for one that flattens, None where there is no sign of it."""
    made = program.graph.producer(tensor)
    behind = dense_behind(tensor, program.graph)
    if made is None or behind is None or program.graph.consumers(made[0]):
        return None
    layers = {call.key: row.layer for row in model.layers for call in row.calls}
    head = layers.get(made[0].key)
    if head is None or not _is_softmax(head) or differs(tensor.shape[-1] if tensor.shape else 1, 1) is False:
        return None
    calls = program.graph.ancestors(behind)
    if any(call.operation not in _SEEN_THROUGH for call in calls):
        return None
    return behind if any(_shrinks(layers.get(call.key)) for call in calls) else None


def _is_softmax(layer: Layer) -> bool:
    return layer.class_name == "Softmax" or layer.config.get("activation") == "softmax"


def _shrinks(layer: Layer | None) -> bool:
    """Tell whether a layer leaves positions out: a stride of more than 1, or a pooling."""
    if layer is None or layer.path not in _WINDOWS:
        return False
    steps = layer.config.get("strides") or layer.config.get("pool_size") or 1
    return any(isinstance(step, int) and step > 1 for step in (steps if isinstance(steps, list | tuple) else (steps,)))
