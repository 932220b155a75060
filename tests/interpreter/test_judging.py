"""Losses and metrics that a program calls itself take and give what those of real Keras do."""

from __future__ import annotations

import itertools

import pytest

from shapecheck import check_source
from shapecheck.finding import Severity
from tests.fixtures import in_thread
from tests.interpreter.arrays import disagreements

HEAD = "import numpy as np\nimport keras\n"
LOSSES = [
    "keras.losses.MeanSquaredError()",
    "keras.losses.BinaryCrossentropy(from_logits=True)",
    "keras.losses.CategoricalCrossentropy(reduction='none')",
    "keras.losses.SparseCategoricalCrossentropy(from_logits=True)",
    "keras.losses.SparseCategoricalCrossentropy(reduction=None)",
    "keras.losses.Huber(reduction='sum')",
    "keras.losses.mean_absolute_error",
    "keras.losses.binary_crossentropy",
    "keras.losses.categorical_crossentropy",
    "keras.losses.sparse_categorical_crossentropy",
    "keras.metrics.mean_squared_error",
]
SHAPES = [(6,), (6, 1), (6, 3), (6, 4, 3), (6, 4), (6, 4, 1)]


@pytest.mark.parametrize("loss", LOSSES)
def test_a_loss_gives_what_that_of_keras_gives(loss: str) -> None:
    found = {}
    for labels, scores in itertools.product(SHAPES, SHAPES[1:]):
        text = f"{HEAD}loss = {loss}\na = loss(np.zeros({labels}, 'int32'), np.full({scores}, 0.5, 'float32'))"
        found[labels, scores] = in_thread(lambda text=text: disagreements(text))
    assert {pair: said for pair, said in found.items() if said} == {}


METRICS = ["CategoricalAccuracy()", "SparseCategoricalAccuracy()", "MeanAbsoluteError()", "BinaryAccuracy()"]


@pytest.mark.parametrize("metric", METRICS)
def test_a_metric_refuses_what_that_of_keras_refuses(metric: str) -> None:
    found = {}
    for labels, scores in itertools.product(SHAPES, SHAPES[1:]):
        text = f"{HEAD}m = keras.metrics.{metric}\nm.update_state(np.zeros({labels}), np.full({scores}, 0.5))"
        found[labels, scores] = in_thread(lambda text=text: disagreements(text))
    assert {pair: said for pair, said in found.items() if said} == {}


LOOP = """
import numpy as np
import tensorflow as tf
features, labels = np.random.rand(60, 8, 8, 3).astype("float32"), np.random.randint(0, 4, 60)
model = tf.keras.Sequential([tf.keras.Input((8, 8, 3)), tf.keras.layers.Conv2D(4, 3), HEAD])
loss_of = tf.keras.losses.LOSS(from_logits=True)
seen = tf.keras.metrics.METRIC()

@tf.function
def step(images, wanted):
    with tf.GradientTape() as tape:
        loss = loss_of(wanted, model(images, training=True))
    seen.update_state(wanted, model(images))
    return loss

for images, wanted in tf.data.Dataset.from_tensor_slices((features, labels)).batch(12):
    step(images, wanted)
"""
FLAT = "tf.keras.layers.Flatten(), tf.keras.layers.Dense(4)"


@pytest.mark.parametrize(
    ("head", "loss", "metric", "expected"),
    [
        (FLAT, "SparseCategoricalCrossentropy", "SparseCategoricalAccuracy", []),
        (FLAT, "CategoricalCrossentropy", "SparseCategoricalAccuracy", ["KSH301"]),
        ("tf.keras.layers.Dense(4)", "SparseCategoricalCrossentropy", "SparseCategoricalAccuracy", ["KSH104"]),
        (FLAT, "SparseCategoricalCrossentropy", "CategoricalAccuracy", ["KSH305"]),
    ],
)
def test_a_loop_of_ones_own_meets_its_labels(head: str, loss: str, metric: str, expected: list[str]) -> None:
    text = LOOP.replace("HEAD", head).replace("LOSS", loss).replace("METRIC", metric)
    found = in_thread(lambda: check_source(text)).findings
    assert [one.code for one in found if one.severity >= Severity.WARNING] == expected


@pytest.mark.parametrize(("high", "expected"), [(3, []), (4, ["KSH311"])])
def test_the_numbers_of_labels_are_read(high: int, expected: list[str]) -> None:
    text = (
        f"{HEAD}loss = keras.losses.SparseCategoricalCrossentropy()\nloss(np.arange({high}), np.full(({high}, 3), 0.3))"
    )
    found = in_thread(lambda: check_source(text)).findings
    assert [one.code for one in found] == expected
