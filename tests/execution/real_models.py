"""Models of one source text, twice: as real Keras builds them, and as the analysis reads them."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator, Mapping
from typing import Any
from unittest import mock

import keras
import numpy as np
from keras.src.utils.naming import reset_uids
from tracing import trace_with_zeros

from shapecheck.execution.execute import execute
from shapecheck.execution.kernel import Array
from shapecheck.graph.model import Model
from shapecheck.interpreter.interpret import Options, interpret
from shapecheck.source import SourceFile

__all__ = ["difference", "named_weights", "ours", "real", "values"]


def ours(text: str) -> list[Model]:
    """Analyse a text."""
    return list(interpret(SourceFile("model.py", text), Options()).models)


def real(text: str, calls: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Run a text in Keras, and then some of its functions, each with fresh names; returns every model by name."""
    trace_with_zeros()
    keras.utils.clear_session(free_memory=False)
    gc.collect()
    before = {id(found) for found in gc.get_objects() if isinstance(found, keras.Model)}
    names: dict[str, Any] = {"__name__": "model"}
    # a program that reads its command line is run as it stands
    with mock.patch.object(sys, "argv", ["model.py"]):
        exec(compile(text, "model.py", "exec"), names)
    kept = []
    for function, arguments in calls.items():
        reset_uids()
        kept.append(names[function](**arguments))
    models = [found for found in gc.get_objects() if isinstance(found, keras.Model) and id(found) not in before]
    del kept
    return {model.name: model for model in models}


def named_weights(model: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every variable of a model of Keras under the name that it has here: "model/layer/weight"."""
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from named_weights(layer, f"{prefix}{layer.name}/")
            continue
        for variable in layer.weights:
            yield f"{prefix}{layer.name}/{variable.path.partition(f'{layer.name}/')[2]}", variable


def values(model: Any) -> dict[str, Array]:
    """Give every variable random values, variances positive; returns them by name."""
    rng = np.random.default_rng(7)
    found = {}
    for name, variable in named_weights(model):
        value = rng.normal(0, 1 / np.sqrt(max(np.prod(variable.shape[:-1]), 1)), variable.shape).astype(np.float32)
        if "variance" in name:
            value = np.abs(value) + np.float32(0.5)
        variable.assign(value)
        found[name] = value
    return found


def drawn(tensor: Any, batch: int = 2, size: int = 5) -> Array:
    """Draw an input of a model: floats, or small integers of which some are zero."""
    rng = np.random.default_rng(11)
    shape = (batch, *(size if axis is None else axis for axis in tensor.shape[1:]))
    if tensor.dtype.startswith("int"):
        return rng.integers(0, 3, shape).astype(tensor.dtype)
    return rng.normal(0.2, 1, shape).astype(np.float32)


def difference(model: Model, twin: Any) -> float:
    """Return the largest difference of any output, relative to its largest value."""
    weights, inputs = values(twin), [drawn(tensor) for tensor in twin.inputs]
    structure = getattr(twin, "_inputs_struct", None)
    given = inputs[0] if structure is None else keras.tree.pack_sequence_as(structure, inputs)
    expected = keras.tree.flatten(twin(given, training=False))
    actual = execute(model, inputs=inputs, weights=weights).outputs
    assert [array.shape for array in actual] == [array.shape for array in expected]
    return max(
        float(np.abs(one - other).max() / max(np.abs(other).max(), 1e-30))
        for one, other in zip(actual, map(np.asarray, expected), strict=True)
    )
