"""Every public name of Keras's losses and metrics is known, with Keras's own defaults."""

from __future__ import annotations

import inspect

import keras
import pytest
from keras.src import losses, metrics

from shapecheck.catalog.constructors import arguments_of
from shapecheck.catalog.losses import IDENTIFIERS, LOSSES, loss_named, loss_path
from shapecheck.catalog.losses.names import CLASSES
from shapecheck.catalog.metrics import IDENTIFIERS as METRIC_IDENTIFIERS
from shapecheck.catalog.metrics import METRICS, metric_named, metric_path

BASES = {"Loss", "LossFunctionWrapper"}
METRIC_BASES = {"Metric", "Mean", "Sum", "MeanMetricWrapper"}
ABOUT_OBJECTS = {"get", "serialize", "deserialize"}


def test_strings_of_losses() -> None:
    known = {name: item for name, item in losses.ALL_OBJECTS_DICT.items() if name not in BASES}
    assert set(IDENTIFIERS) == set(known)
    for name, item in known.items():
        function = item if inspect.isfunction(item) else item().fn
        assert IDENTIFIERS[name] == function.__name__


def test_strings_of_metrics() -> None:
    def constructed(item: type) -> bool:
        try:
            return bool(item())
        except TypeError:
            return False

    known = {name: item for name, item in metrics.ALL_OBJECTS_DICT.items() if item.__name__ not in METRIC_BASES}
    known = {name: item for name, item in known.items() if constructed(item)}
    assert {name: item.__name__ for name, item in known.items()} == METRIC_IDENTIFIERS


def test_public_names_of_losses() -> None:
    for name, item in vars(keras.losses).items():
        if (inspect.isclass(item) or inspect.isfunction(item)) and name not in BASES | ABOUT_OBJECTS:
            assert loss_path(f"keras.losses.{name}") in LOSSES


def test_public_names_of_metrics() -> None:
    for name, item in vars(keras.metrics).items():
        if (inspect.isclass(item) or inspect.isfunction(item)) and name not in METRIC_BASES | ABOUT_OBJECTS:
            path = f"keras.losses.{name}" if name in LOSSES else f"keras.metrics.{name}"
            assert metric_path(path) == name


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_arguments_and_their_defaults(name: str) -> None:
    parameters = inspect.signature(getattr(keras.losses, name).__init__).parameters
    arguments = LOSSES[CLASSES[name]].arguments
    assert {key: parameters[key].default for key in arguments} == dict(arguments)
    assert LOSSES[CLASSES[name]].takes_logits == ("from_logits" in parameters)
    assert ("axis" in parameters) == ("axis" in arguments)


@pytest.mark.parametrize("module", ["losses", "metrics"])
def test_arguments_stand_in_keras_order(module: str) -> None:
    own = CLASSES if module == "losses" else METRICS
    for name in own:
        item = getattr(getattr(keras, module), name, None)
        if inspect.isclass(item):
            assert arguments_of(f"keras.{module}.{name}") == tuple(inspect.signature(item).parameters), name


def test_metrics_are_all_there() -> None:
    classes = {name for name, item in vars(keras.metrics).items() if inspect.isclass(item)}
    assert classes - METRIC_BASES == set(METRICS)


def test_strings_that_are_chosen_by_shape_come_first() -> None:
    assert [metric_named(text) for text in ("Accuracy", "acc", "ACC", "nothing")] == ["accuracy"] * 3 + [None]
    assert [loss_named(text) for text in ("CE", "crossentropy", "mse", "logcosh")] == [
        "crossentropy",
        "crossentropy",
        "mean_squared_error",
        None,
    ]
