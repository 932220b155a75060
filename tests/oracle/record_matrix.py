"""Record what every loss and metric of Keras says of every pair of shapes, into `recordings/matrix.json.gz`.

Run it once a backend, `KERAS_BACKEND=jax python tests/oracle/record_matrix.py` and again with tensorflow, after an
update of Keras. jax is asked symbolically, as `fit` itself asks it before the first batch
(`keras/src/trainers/trainer.py`, `_symbolic_build`); TensorFlow eagerly, with real arrays. An answer is the shape of the
loss before its reduction (of the metric nothing), or a text that begins with "!": what was raised. `fits` holds what
`fit` itself says of a sample of the pairs, through a model of one layer; `labels` what it says of the labels' numbers.
"""

from __future__ import annotations

import inspect
import os
import sys
import warnings
from collections.abc import Callable
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from keras.src import losses
from keras.src.losses.losses import LossFunctionWrapper
from keras.src.trainers.compile_utils import CompileMetrics
from matrix import LABELS, METRICS, metric_pairs, pairs, read, write

Shape = tuple[int, ...]

BASES = frozenset({"Loss", "LossFunctionWrapper", "Metric", "Mean", "Sum", "MeanMetricWrapper"})
GENERALIZED = "CategoricalGeneralizedCrossEntropy"
TEXT = 400


def loss_names() -> list[str]:
    """Return the names of the losses: functions, but a class where its function cannot be called without arguments."""
    known = losses.ALL_OBJECTS_DICT.items()
    return [*sorted(name for name, item in known if inspect.isfunction(item) and name == item.__name__), GENERALIZED]


def metric_names() -> list[str]:
    """Return the names of the metrics: the classes, and "accuracy", which is chosen by shape."""
    return [
        "accuracy",
        *sorted(name for name, item in vars(keras.metrics).items() if inspect.isclass(item) and name not in BASES),
    ]


def loss_question(name: str) -> Callable[[Any, Any], Any]:
    """Return what computes a loss of labels and predictions, before its reduction."""
    if name == GENERALIZED:
        return keras.losses.CategoricalGeneralizedCrossEntropy(reduction=None)
    return LossFunctionWrapper(losses.get(name), reduction=None)


def metric_question(name: str) -> Callable[[Any, Any], Any]:
    """Return what updates a metric and reads its result, as `compute_metrics` does."""
    metric: Any = name if name == "accuracy" else getattr(keras.metrics, name)(**METRICS.get(name, {}))
    holder = CompileMetrics([metric], None)

    def question(target: Any, prediction: Any) -> Any:
        holder.update_state(target, prediction)
        return holder.result()

    return question


def asked(question: Callable[[Any, Any], Any], target: Shape, prediction: Shape) -> str:
    """Ask one question; return the shape of the answer, or what was raised."""
    try:
        if keras.backend.backend() == "jax":
            answer = keras.src.backend.compute_output_spec(
                question, keras.KerasTensor(target, "float32"), keras.KerasTensor(prediction, "float32")
            )
        else:
            answer = question(keras.ops.zeros(target), keras.ops.full(prediction, 0.5))
    except Exception as error:  # whatever a backend raises is the answer
        return "!" + (str(error).strip() or type(error).__name__)[:TEXT]
    return ",".join(str(size) for size in answer.shape) if hasattr(answer, "shape") else ""


def fitted(loss: str, metric: str | None, target: Shape, prediction: Shape) -> str:
    """Fit a model of one layer that passes its input on; return "" or what was raised."""
    entry = keras.Input(prediction[1:])
    model = keras.Model(entry, keras.layers.Activation("sigmoid")(entry))
    model.compile(loss=loss, metrics=[metric] if metric else None)
    try:
        model.fit(np.ones(prediction, "float32"), np.ones(target, "float32"), batch_size=prediction[0], verbose=0)
    except Exception as error:  # whatever a backend raises is the answer
        return "!" + (str(error).strip() or type(error).__name__)[:TEXT]
    return ""


def labelled(loss: str, config: dict[str, Any], units: int, labels: list[int]) -> str:
    """Fit a layer of some units to some labels; return "" or what was raised."""
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(units, activation="sigmoid")])
    model.compile(loss=getattr(keras.losses, loss)(**config))
    try:
        model.fit(np.ones((len(labels), 2)), np.array(labels), verbose=0)
    except Exception as error:  # whatever a backend raises is the answer
        return "!" + str(error).strip()[-TEXT:]
    return ""


def table(
    names: list[str], make: Callable[[str], Callable[[Any, Any], Any]], asking: list[tuple[Shape, Shape]]
) -> dict[str, list[str]]:
    """Ask every name about every pair, each time anew: a metric keeps the shape that it met first."""
    found = {}
    for name in names:
        found[name] = [asked(make(name), *pair) for pair in asking]
        print(name, sum(not answer.startswith("!") for answer in found[name]), "of", len(found[name]), flush=True)
    return found


def sample() -> list[tuple[str, str | None, Shape, Shape]]:
    """Return what `fit` itself is asked: every pair up to rank 3, the losses in turn, with and without metrics."""
    questions = [pair for pair in pairs() if pair[1][0] == 4 and len(pair[1]) <= 3 and len(pair[0]) <= 3]
    names = [name for name in loss_names() if name != GENERALIZED]
    return [
        (names[index % len(names)], "accuracy" if index % 2 else None, *pair) for index, pair in enumerate(questions)
    ]


def main(parts: list[str]) -> None:
    """Ask the backend of this process, and keep what others recorded; `parts` names what is asked anew."""
    warnings.simplefilter("ignore")
    answers: dict[str, Any] = {"keras": keras.__version__}
    if "losses" in parts:
        answers["losses"] = table(loss_names(), loss_question, pairs())
    if "metrics" in parts:
        answers["metrics"] = table(metric_names(), metric_question, metric_pairs())
    if "fits" in parts:
        answers["fits"] = [[*question, fitted(*question)] for question in sample()]
    if "labels" in parts:
        answers["labels"] = [labelled(*question) for question in LABELS]
    content = read()
    content.setdefault(keras.backend.backend(), {}).update(answers)
    write(content)


if __name__ == "__main__":
    main(sys.argv[1:] or ["losses", "metrics", "fits", "labels"])
