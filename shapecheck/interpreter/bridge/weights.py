"""Weights that are given to layers and models: as many as they have, each of the shape it has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from shapecheck.interpreter.program import Problem
from shapecheck.interpreter.state import LayerObject, ListObject
from shapecheck.interpreter.values import NONE, Array, Ref, Tuple, Value
from shapecheck.shapes.dims import Dim
from shapecheck.shapes.requirements import differs
from shapecheck.shapes.tensor import Weight
from shapecheck.shapes.words import shape_text

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["given_weights", "set_weights"]


def set_weights(ref: Ref, given: Value, frame: Frame, node: cst.CSTNode) -> Value:
    """Carry out `set_weights`: hold the arrays against the weights (`keras/src/layers/layer.py`)."""
    found = frame.run.state.objects[ref.address]
    own = _weights_of(ref.address, frame)
    items = frame.run.state.objects.get(given.address) if isinstance(given, Ref) else given
    if own is not None and isinstance(items, Tuple | ListObject):
        _hold(own, items.items, found, frame, node)
    return NONE


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
            found, None, frame, node,
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
            found, array, frame, node,
        )  # fmt: skip
        return


def _weights_of(address: int, frame: Frame) -> list[Weight] | None:
    """Return `weights` in Keras's order, what can be trained first in each layer; None where they are not known."""
    found = frame.run.state.objects[address]
    if not isinstance(found, LayerObject) or found.cls is not None or not found.built or found.weights is None:
        return None
    if found.model is None:
        plain = found.path.startswith("keras.layers.") and not found.sublayers and len(found.weights) > 0
        return sorted(found.weights, key=lambda weight: not weight.trainable) if plain else None
    return None


def _listed(weights: list[Weight]) -> str:
    return ", ".join(f"{weight.name} {shape_text(weight.shape)}" for weight in weights)


def _refuse(message: str, said: str, found: LayerObject, array: Array | None, frame: Frame, node: cst.CSTNode) -> None:
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
        )
    )
