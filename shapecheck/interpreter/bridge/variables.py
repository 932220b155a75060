"""Variables that a user's layer makes itself: `add_weight` in every spelling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shapecheck.catalog.checks import Opaque
from shapecheck.interpreter.bridge.conversion import plain
from shapecheck.interpreter.state import LayerObject
from shapecheck.interpreter.values import FALSE, NONE, Known, Ref, Tensor, Value, is_none, unknown
from shapecheck.shapes.dims import Dim
from shapecheck.shapes.tensor import Weight

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["add_weight"]

_ORDER = ("shape", "initializer", "dtype", "trainable")


def add_weight(
    ref: Ref, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> Value:
    """Carry out `self.add_weight(shape=None, initializer=None, dtype=None, trainable=True, ..., name=None)`.

    A first argument that is a string is the name, as in Keras 2.
    """
    site = frame.site(node)
    given = dict(keywords)
    rest = list(positional)
    if rest and isinstance(rest[0], Known) and isinstance(rest[0].value, str):
        given.setdefault("name", rest.pop(0))
    given = dict(zip(_ORDER, rest, strict=False)) | given
    found = frame.run.state.objects[ref.address]
    assert isinstance(found, LayerObject)
    shape = _sizes(given.get("shape", NONE), frame, node)
    if shape is None:
        reason = "a variable whose shape is not known"
        frame.run.state.objects[ref.address] = replace(found, weights=None, reason=reason)
        return unknown(reason, site)
    stated = given.get("name", NONE)
    name = stated.value if isinstance(stated, Known) and isinstance(stated.value, str) else "variable"
    dtype = plain(given["dtype"], frame, site) if "dtype" in given and not is_none(given["dtype"]) else "float32"
    trainable = given.get("trainable") != FALSE
    weight = Weight(name, shape, trainable, dtype if isinstance(dtype, str) else "float32", next(frame.run.keys))
    if found.weights is not None:
        frame.run.state.objects[ref.address] = replace(found, weights=(*found.weights, weight))
    return Tensor(shape, weight.dtype, weight.key)


def _sizes(value: Value, frame: Frame, node: cst.CSTNode) -> tuple[Any, ...] | None:
    """Return the shape of a variable; None where it is not known."""
    if is_none(value):
        return ()
    content = plain(value, frame, frame.site(node), wanted=True)
    if isinstance(content, Dim):
        content = (content,)
    if isinstance(content, Opaque) or not isinstance(content, list | tuple):
        return None
    sizes = tuple(content)
    return sizes if all(isinstance(size, Dim) for size in sizes) else None
