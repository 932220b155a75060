"""`layer.build(shape)`: the weights of a layer of Keras's before any call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.signature import bind_call
from shapecheck.catalog.tables import LAYERS
from shapecheck.interpreter.bridge.conversion import plain
from shapecheck.interpreter.bridge.inputs import shape_from
from shapecheck.interpreter.bridge.layers import fit_weights
from shapecheck.interpreter.state import LayerObject
from shapecheck.interpreter.values import NONE, Ref, Value
from shapecheck.shapes.dims import Dim, TooLarge
from shapecheck.shapes.requirements import Refused, collecting
from shapecheck.shapes.tensor import Tensor

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["build_alone"]


def build_alone(ref: Ref, found: LayerObject, given: Sequence[Value], frame: Frame, node: cst.CSTNode) -> Value:
    """Build a layer of Keras's for an input of a shape, before any call; one of which a size is unknown is built later."""
    site = frame.site(node)
    rule = LAYERS.get(found.path)
    shape = plain(given[0], frame, site, wanted=True) if len(given) == 1 else None
    sizes = shape if isinstance(shape, list | tuple) else ()
    if found.built or rule is None or not sizes or not all(item is None or isinstance(item, Dim) for item in sizes):
        return NONE
    content = shape_from(given[0], frame, site, found.name, batched=True)
    if not isinstance(content, tuple):
        return NONE
    try:
        with collecting():
            applied = rule.apply(bind_call(found.path, [Tensor(content)], {}), rule.configured(found.config))
            fit_weights(ref, found, applied, frame)
    except (Refused, NotKnown, TooLarge):
        return NONE
    return NONE
