"""Would it be right if `Dense` flattened? A refused call is tried once more on the flattened reading of its inputs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from shapecheck.graph.call import LayerCall, tensors_in
from shapecheck.graph.last_axis import DENSE, dense_behind
from shapecheck.interpreter.bridge.attempts import accepts
from shapecheck.shapes.dims import product
from shapecheck.shapes.requirements import differs
from shapecheck.shapes.tensor import Tensor

if TYPE_CHECKING:
    from shapecheck.interpreter.frame import Frame
    from shapecheck.interpreter.state import LayerObject
    from shapecheck.interpreter.values import Ref
    from shapecheck.source import Site

__all__ = ["flattened_kernel", "flattened_reading"]


def flattened_reading(inputs: Any, retry: Callable[[Any], object], frame: Frame) -> LayerCall | None:
    """Return the `Dense` call behind an input if the refused call accepts what a flattening `Dense` would give."""
    graph = frame.run.program.graph
    first: LayerCall | None = None
    flattened: dict[int | None, Tensor] = {}
    for tensor in tensors_in(inputs):
        behind = dense_behind(tensor, graph)
        if behind is not None and tensor.shape is not None:
            first = first or behind
            flattened[tensor.key] = Tensor((tensor.shape[0], tensor.shape[-1]), tensor.dtype, tensor.key)
    if first is None:
        return None
    return first if accepts(lambda: retry(_replaced(inputs, flattened)), frame) else None


def flattened_kernel(ref: Ref, found: LayerObject, inputs: Any, site: Site) -> LayerCall | None:
    """Return the call of a `Dense` as Keras would carry it out, if its kernel was built for the flattened input."""
    given = next(tensors_in(inputs), None)
    if found.path != DENSE or not found.built or not found.weights or given is None or given.shape is None:
        return None
    features, units = found.weights[0].shape
    if given.rank < 3 or differs(product(given.shape[1:]), features) is not False:
        return None
    made = Tensor((*given.shape[:-1], units), given.dtype)
    return LayerCall(-1, found.path, ref.address, given, made, site, config=found.config)


def _replaced(content: Any, known: dict[int | None, Tensor]) -> Any:
    if isinstance(content, Tensor):
        return known.get(content.key, content)
    if isinstance(content, list | tuple):
        return type(content)(_replaced(item, known) for item in content)
    if isinstance(content, dict):
        return {name: _replaced(item, known) for name, item in content.items()}
    return content
