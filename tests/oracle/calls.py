"""Which calls of layers belong to a model: read off its graph, or traced where it has none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import keras
from keras.src import backend, tree
from keras.src.models.functional import Functional

if TYPE_CHECKING:
    from keras.src.ops.node import Node
    from keras.src.ops.operation import Operation

Json = Any
# The calls of each operation, by its `id`: [{"input_shape", "output_shape"}].
CallLog = dict[int, list[Json]]


def graph_of(model: keras.Model) -> Functional | None:
    """Return the graph of a functional model, or of a `Sequential` that is built; else None."""
    if isinstance(model, keras.Sequential):
        return model._functional
    return model if isinstance(model, Functional) else None


def graph_calls(graph: Functional) -> CallLog:
    """List the calls that are nodes of the graph, in the order in which each operation was called."""
    own = {id(node) for depth in graph._nodes_by_depth.values() for node in depth}
    return {
        id(operation): [
            {
                "input_shape": one_or_many([list(tensor.shape) for tensor in node.input_tensors]),
                "output_shape": _node_output(operation, node),
            }
            for node in operation._inbound_nodes
            if id(node) in own and not node.is_input
        ]
        for operation in graph.operations
    }


def traced_calls(model: keras.Model, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[CallLog, Json]:
    """Call a subclassed model symbolically once more and list every layer call on the way, and the output tensors.

    Keras infers an unknown size by running twice, with two different numbers in its place: what differs is `None`.
    """
    args, kwargs = tree.map_structure(_symbolic, (args, kwargs))
    with _logging_layer_calls() as logged:
        outputs = backend.compute_output_spec(model.call, *args, **kwargs)
    unknown = any(None in tensor.shape for tensor in tree.flatten((args, kwargs)) if _is_symbolic(tensor))
    half = len(logged) // 2 if unknown else len(logged)
    log: CallLog = {}
    for (layer, first), (_, second) in zip(logged[:half], logged[-half:] if half else [], strict=True):
        log.setdefault(id(layer), []).append(_where_equal(first, second))
    return log, outputs


def one_or_many(shapes: list[Json]) -> Json:
    """Unwrap a single shape."""
    return shapes[0] if len(shapes) == 1 else shapes


def _node_output(operation: Operation, node: Node) -> Json:
    shapes = [list(tensor.shape) for tensor in node.output_tensors]
    structure = operation._outputs_struct if isinstance(operation, Functional) else None
    if isinstance(structure, dict):
        # Keras flattens dictionaries in the order of their sorted keys.
        return dict(zip(sorted(structure), shapes, strict=True))
    return one_or_many(shapes)


@contextmanager
def _logging_layer_calls() -> Iterator[list[tuple[keras.Layer, Json]]]:
    logged: list[tuple[keras.Layer, Json]] = []
    original = keras.Layer.__call__
    within_layer = False

    def call(layer: keras.Layer, *args: Any, **kwargs: Any) -> Any:
        nonlocal within_layer
        # What a layer calls inside itself is no call of the model's (and an RNN's steps differ in number).
        if within_layer:
            return original(layer, *args, **kwargs)
        place = len(logged)
        logged.append((layer, None))
        within_layer = not isinstance(layer, keras.Model)
        try:
            outputs = original(layer, *args, **kwargs)
        finally:
            within_layer = False
        shapes = {"input_shape": one_or_many(_shapes((args, kwargs))), "output_shape": _output_shapes(outputs)}
        logged[place] = (layer, shapes)
        return outputs

    keras.Layer.__call__ = call
    try:
        yield logged
    finally:
        keras.Layer.__call__ = original


def _shapes(structure: Any) -> list[Json]:
    return [list(part.shape) for part in tree.flatten(structure) if hasattr(part, "shape")]


def _output_shapes(outputs: Any) -> Json:
    if isinstance(outputs, dict):
        return {key: one_or_many(_shapes(outputs[key])) for key in sorted(outputs)}
    return one_or_many(_shapes(outputs))


def _is_symbolic(part: Any) -> bool:
    return isinstance(part, keras.KerasTensor)


def _symbolic(part: Any) -> Any:
    if hasattr(part, "shape") and not _is_symbolic(part):
        return keras.KerasTensor(part.shape, backend.standardize_dtype(part.dtype))
    return part


def _where_equal(first: Json, second: Json) -> Json:
    if isinstance(first, dict):
        return {key: _where_equal(value, second[key]) for key, value in first.items()}
    if isinstance(first, list):
        return [_where_equal(one, other) for one, other in zip(first, second, strict=True)]
    return first if first == second else None
