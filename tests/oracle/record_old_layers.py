"""Records the layers of Keras 2 that today's Keras has not: `PYTHON_WITH_TF_KERAS tests/oracle/record_old_layers.py`.

What their constructors and calls take goes to `shapecheck/catalog/yesterday/layers.json`; outputs and weights of the calls
below to `recordings/old_layers.json`. A call that Keras refuses has its message. Nothing of shapecheck is imported.
"""

from __future__ import annotations

import inspect
import json
import os
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SIGNATURES = HERE.parents[1] / "shapecheck" / "catalog" / "yesterday" / "layers.json"
ANSWERS = HERE / "recordings" / "old_layers.json"

CALLS = [
    ("LocallyConnected1D(4, 3)", (10, 8)),
    ("LocallyConnected1D(4, 3, strides=2, use_bias=False)", (10, 8)),
    ("LocallyConnected1D(4, (5,), activation='relu', name='local')", (10, 8)),
    ("LocallyConnected1D(4, 3, padding='same', implementation=2)", (10, 8)),
    ("LocallyConnected1D(4, 3, implementation=3)", (10, 8)),
    ("LocallyConnected1D(4, 3, padding='same')", (10, 8)),
    ("LocallyConnected1D(4, 3)", (10, 8, 2)),
    ("LocallyConnected1D(4, 11)", (10, 8)),
    ("LocallyConnected2D(4, (3, 2))", (9, 8, 3)),
    ("LocallyConnected2D(4, 3, strides=(2, 1), implementation=2)", (9, 8, 3)),
    ("LocallyConnected2D(filters=2, kernel_size=[2, 2], strides=2, implementation=3)", (9, 8, 3)),
    ("LocallyConnected2D(4, 3, data_format='channels_first', use_bias=False)", (3, 9, 8)),
    ("LocallyConnected2D(4, 3)", (9, 8)),
    ("CuDNNLSTM(5)", (10, 8)),
    ("CuDNNLSTM(5, return_sequences=True)", (10, 8)),
    ("CuDNNLSTM(5)", (8,)),
    ("CuDNNGRU(5)", (10, 8)),
    ("CuDNNGRU(units=7, return_sequences=True, go_backwards=True)", (10, 8)),
    ("ThresholdedReLU()", (10, 8)),
    ("ThresholdedReLU(theta=0.5)", (4,)),
    ("GRU(5)", (10, 8)),
    ("GRU(5, reset_after=False)", (10, 8)),
    ("BatchNormalization()", (10, 8)),
]
"""Calls and the shapes of their inputs without the batch; the last are layers of today, whose defaults have changed since."""

GONE = ("CuDNNGRU", "CuDNNLSTM", "LocallyConnected1D", "LocallyConnected2D", "ThresholdedReLU")


def main() -> None:
    """Ask the Keras 2 that is installed."""
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    os.environ["TF_USE_LEGACY_KERAS"] = "1"
    import tf_keras as keras
    from tensorflow.compat.v1 import keras as first

    space: dict[str, Any] = {**vars(first.layers), **vars(keras.layers)}
    signatures = {
        f"keras.layers.{name}": {
            "init": rows(space[name].__init__),
            "call": [row for row in rows(space[name].call) if row[0] != "training"],
            "unknown": None,
        }
        for name in GONE
    }
    SIGNATURES.write_text(json.dumps({"keras": keras.__version__, "layers": signatures}, indent=1) + "\n")
    answers = []
    for call, shape in CALLS:
        keras.utils.clear_session(free_memory=False)
        try:
            layer = eval(call, space)
            made = layer(keras.Input(shape))
            weights = [
                [weight.name.partition("/")[2].partition(":")[0], list(weight.shape)] for weight in layer.weights
            ]
            answers.append([call, shape, {"name": layer.name, "output": list(made.shape), "weights": weights}])
        except (TypeError, ValueError) as error:
            answers.append([call, shape, {"error": str(error).splitlines()[0]}])
    lines = ",\n".join(json.dumps(answer) for answer in answers)
    ANSWERS.write_text(f'{{"keras": "{keras.__version__}", "answers": [\n{lines}\n]}}\n')


def rows(function: Any) -> list[list[Any]]:
    """List the arguments of a function, each with its default if it has one."""
    return [
        [item.name] if item.default is item.empty else [item.name, item.default]
        for item in inspect.signature(function).parameters.values()
        if item.name != "self" and item.kind is item.POSITIONAL_OR_KEYWORD
    ]


if __name__ == "__main__":
    main()
