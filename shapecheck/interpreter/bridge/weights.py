"""Weights that are given to layers and models: as many as they have, each of the shape it has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from shapecheck.graph.call import LayerCall, tensors_in
from shapecheck.graph.last_axis import DENSE, dense_behind
from shapecheck.interpreter.bridge.models import layers_of
from shapecheck.interpreter.program import Problem
from shapecheck.interpreter.state import LayerObject, ListObject
from shapecheck.interpreter.values import NONE, Array, Ref, Tensor, Tuple, Value, unknown
from shapecheck.shapes.dims import Dim, product
from shapecheck.shapes.requirements import differs
from shapecheck.shapes.tensor import Weight
from shapecheck.shapes.words import shape_text

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["get_weights", "given_weights", "set_weights"]


def set_weights(ref: Ref, given: Value, frame: Frame, node: cst.CSTNode) -> Value:
    """Carry out `set_weights`: hold the arrays against the weights (`keras/src/layers/layer.py`)."""
    found = frame.run.state.objects[ref.address]
    own = _weights_of(ref.address, frame)
    items = frame.run.state.objects.get(given.address) if isinstance(given, Ref) else given
    if own is not None and isinstance(items, Tuple | ListObject):
        _hold(own, items.items, found, frame, node)
    return NONE


def get_weights(ref: Ref, frame: Frame, node: cst.CSTNode) -> Value:
    """Evaluate `get_weights`: a list of the arrays that `set_weights` takes."""
    own, site = _weights_of(ref.address, frame), frame.site(node)
    if own is None:
        return unknown("`get_weights` of weights that are not known", site)
    return frame.run.new(ListObject(tuple(Array(Tensor(one.shape, ""), site=site, origin=one.name) for one in own)))


def given_weights(ref: Ref, given: Value, frame: Frame, node: cst.CSTNode) -> None:
    """Hold what an `Embedding` is given as `weights=` against its matrix (`keras/src/layers/core/embedding.py`)."""
    found = frame.run.state.objects[ref.address]
    sizes = [found.config.get(name) for name in ("input_dim", "output_dim")]
    items = frame.run.state.objects.get(given.address) if isinstance(given, Ref) else given
    arrays = items.items if isinstance(items, ListObject) else (items,)
    if found.path == "keras.layers.Embedding" and len(arrays) == 1 and all(isinstance(size, Dim) for size in sizes):
        _hold([Weight("embeddings", tuple(sizes))], arrays, found, frame, node)


def _hold(own: list[Weight], arrays: Sequence[Any], found: LayerObject, frame: Frame, node: cst.CSTNode) -> None:
    if len(arrays) != len(own):
        _refuse(
            f"{len(arrays)} arrays for the {len(own)} weights of `{found.name}`: {_listed(own)}",
            f"You called `set_weights(weights)` on layer '{found.name}' with a weight list of length {len(arrays)}, "
            f"but the layer was expecting {len(own)} weights.",
            found, None, frame, node, None,
        )  # fmt: skip
        return
    for weight, array in zip(own, arrays, strict=True):
        shape = array.tensor.shape if isinstance(array, Array) else None
        if shape is None or not isinstance(array, Array):
            continue
        if len(shape) == len(weight.shape) and not any(
            differs(size, other) is True for size, other in zip(shape, weight.shape, strict=True)
        ):
            continue
        wanted = shape_text(weight.shape)
        _refuse(
            f"the weight {weight.name} of `{found.name}` has the shape {wanted}, the array {shape_text(shape)}",
            f"Layer {found.name} weight shape {wanted} is not compatible with provided weight shape {shape_text(shape)}.",
            found, array, frame, node, _flattened(found, weight, shape, frame),
        )  # fmt: skip
        return


def _flattened(found: LayerObject, weight: Weight, shape: Sequence[Dim], frame: Frame) -> LayerCall | None:
    """Return the call of the `Dense` of which an array is the kernel, if it flattened its input."""
    graph = frame.run.program.graph
    if found.model is not None:
        behind = next((dense_behind(output, graph) for output in tensors_in(found.model.outputs)), None)
    else:
        behind = graph.call(found.calls[-1]) if found.calls and found.path == DENSE else None
    if behind is None or len(shape) != 2:
        return None
    given, made = next(tensors_in(behind.inputs)), next(tensors_in(behind.outputs))
    if given.shape is None or made.shape is None or given.rank < 3:
        return None
    wanted = (product(given.shape[1:]), made.shape[-1])
    true = (given.shape[-1], made.shape[-1])
    return behind if _are(shape, wanted) and _are(weight.shape, true) else None


def _are(shape: Sequence[Dim], other: Sequence[Dim]) -> bool:
    return len(shape) == len(other) and all(differs(*pair) is False for pair in zip(shape, other, strict=True))


def _weights_of(address: int, frame: Frame) -> list[Weight] | None:
    """Return `weights` in Keras's order, what can be trained first in each layer; None where they are not known."""
    found = frame.run.state.objects[address]
    if not isinstance(found, LayerObject) or found.cls is not None or not found.built or found.weights is None:
        return None
    if found.model is None:
        plain = found.path.startswith("keras.layers.") and not found.sublayers and len(found.weights) > 0
        return sorted(found.weights, key=lambda weight: not weight.trainable) if plain else None
    if found.model.kind == "subclassed":
        return None
    parts = [_weights_of(layer, frame) for layer in layers_of(address, frame.run.state) if _has_weights(layer, frame)]
    weights = [weight for part in parts for weight in part or ()]
    # where all are of one kind, the order is the one that they were made in
    alike = len({weight.trainable for weight in weights}) == 1
    return weights if alike and all(part is not None for part in parts) else None


def _has_weights(address: int, frame: Frame) -> bool:
    found = frame.run.state.objects[address]
    return found.weights is None or len(found.weights) > 0 or found.cls is not None or found.model is not None


def _listed(weights: list[Weight]) -> str:
    return ", ".join(f"{weight.name} {shape_text(weight.shape)}" for weight in weights)


def _refuse(
    message: str,
    said: str,
    found: LayerObject,
    array: Array | None,
    frame: Frame,
    node: cst.CSTNode,
    behind: LayerCall | None,
) -> None:
    notes = [("the layer is made here", found.site)]
    if array is not None and array.site is not None:
        notes.insert(0, (f"the array comes from here: {shape_text(array.tensor.shape or ())}", array.site))
    frame.problem(
        Problem(
            "weight-shape",
            message,
            frame.site(node),
            operation=found.path,
            keras_error=said,
            trail=frame.run.trail,
            notes=tuple(notes),
            details={} if behind is None else {"flattened": behind, "kernel": True},
        )
    )
