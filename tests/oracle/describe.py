"""A Keras model as the JSON that `shapecheck summary` prints, as far as Keras itself knows it."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from math import prod
from typing import Any

import keras
from calls import CallLog, Json, graph_calls, graph_of, traced_calls
from keras.src import tree
from keras.src.models.functional import Functional

STAND_INS = (83, 89)
# The arguments of the last call of a model, by the model's `id`.
LastCalls = dict[int, tuple[tuple[Any, ...], dict[str, Any]]]


def describe_model(model: keras.Model, target: str, last_calls: LastCalls) -> Json:
    """Describe a model in its present state.

    Shapes are lists with `None` where Keras has it; parameters are `None`, and `complete` is False, while a layer
    is unbuilt.
    """
    complete = _is_built(model)
    calls, inputs, outputs = _flow(model, last_calls)
    return {
        "name": model.name,
        "target": target,
        "kind": _kind(model),
        "inputs": inputs,
        "outputs": outputs,
        "parameters": {
            "total": _count(model.weights) if complete else None,
            "trainable": _count(model.trainable_weights) if complete else None,
            "non_trainable": _count(model.non_trainable_weights) if complete else None,
        },
        "layers": [_describe_layer(layer, calls, last_calls) for layer in model.layers],
        "operations": _describe_operations(model, calls),
        "cases": [],
        "complete": complete,
    }


def without_stand_ins(described: Json) -> Json:
    """Write `None` again where a tracing Keras put a number for an unknown size (backend/numpy/core.py)."""
    if isinstance(described, dict):
        return {
            key: value
            if key == "weights"
            else (_unknown_again(value) if key.endswith("shape") else without_stand_ins(value))
            for key, value in described.items()
        }
    return [without_stand_ins(item) for item in described] if isinstance(described, list) else described


def _unknown_again(shape: Json) -> Json:
    if isinstance(shape, list):
        return [_unknown_again(item) for item in shape]
    if isinstance(shape, dict):
        return {key: _unknown_again(item) for key, item in shape.items()}
    return None if shape in STAND_INS else shape


def _kind(model: keras.Model) -> str:
    if isinstance(model, keras.Sequential):
        return "sequential"
    return "functional" if isinstance(model, Functional) else "subclassed"


def _flow(model: keras.Model, last_calls: LastCalls) -> tuple[CallLog, list[Json], list[Json]]:
    """Return the calls of the layers, the inputs and the outputs; all empty where Keras never saw an input."""
    graph = graph_of(model)
    if graph is not None:
        inputs = [_port(tensor._keras_history.operation.name, tensor) for tensor in graph.inputs]
        outputs = [_port(tensor._keras_history.operation.name, tensor) for tensor in graph.outputs]
        return graph_calls(graph), inputs, outputs
    if id(model) not in last_calls:
        return {}, [], []
    args, kwargs = last_calls[id(model)]
    calls, produced = traced_calls(model, args, kwargs)
    # A subclassed model has no names of its own for its inputs: those of `call` serve.
    bound = inspect.signature(model.call).bind(*args, **kwargs).arguments
    given = [part for name, value in bound.items() for part in _named_tensors(name, value)]
    return calls, [_port(*part) for part in given], [_port(*part) for part in _named_tensors(None, produced)]


def _named_tensors(name: str | None, structure: Any) -> list[tuple[str | None, Any]]:
    if isinstance(structure, dict):
        return [(key, part) for key in sorted(structure) for _, part in _named_tensors(key, structure[key])]
    return [(name, part) for part in tree.flatten(structure) if hasattr(part, "shape")]


def _describe_layer(layer: keras.Layer, calls: CallLog, last_calls: LastCalls) -> Json:
    built = _is_built(layer)
    own = calls.get(id(layer), [])
    described = {
        "name": layer.name,
        "class": type(layer).__name__,
        "output_shape": own[-1]["output_shape"] if own else _input_shape(layer),
        "parameters": _count(layer.weights) if built else None,
        "trainable": _count(layer.trainable_weights) if built else None,
        "repeat": 1,
        "calls": own,
        "weights": [
            {"name": _below(weight.path, layer), "shape": list(weight.shape), "trainable": weight.trainable}
            for weight in layer.weights
        ],
    }
    if isinstance(layer, keras.Model):
        # The trace of a subclassed model reaches into the subclassed models that it holds.
        inner = _flow(layer, last_calls)[0] or calls
        described["layers"] = [_describe_layer(part, inner, last_calls) for part in layer.layers]
        described["operations"] = _describe_operations(layer, inner)
    return described


def _describe_operations(model: keras.Model, calls: CallLog) -> list[Json]:
    """Describe what else `summary` lists: the operations that are not layers (`x * 2`)."""
    graph = graph_of(model)
    return [
        {
            "name": operation.name,
            "class": type(operation).__name__,
            "output_shape": calls[id(operation)][-1]["output_shape"],
            "calls": calls[id(operation)],
        }
        for operation in (graph.operations if graph else ())
        if not isinstance(operation, keras.Layer)
    ]


def _input_shape(layer: keras.Layer) -> Json:
    return list(layer.batch_shape) if isinstance(layer, keras.layers.InputLayer) else None


def _port(name: str | None, tensor: Any) -> Json:
    return {"name": name, "shape": list(tensor.shape), "dtype": keras.backend.standardize_dtype(tensor.dtype)}


def _is_built(layer: keras.Layer) -> bool:
    return all(part.built for part in layer._flatten_layers())


def _count(weights: Iterable[keras.Variable]) -> int:
    return sum(prod(weight.shape) for weight in weights)


def _below(path: str, layer: keras.Layer) -> str:
    """Return the part of a weight's path below its layer: `lstm_cell/kernel` of `sequential/lstm/lstm_cell/kernel`."""
    parts = path.split("/")
    if layer.name in parts:
        parts = parts[parts.index(layer.name) + 1 :]
    return "/".join(parts)
