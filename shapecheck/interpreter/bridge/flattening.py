"""Would it be right if `Dense` flattened? A refused call is tried once more on the flattened reading of its inputs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from shapecheck.graph.call import LayerCall, tensors_in
from shapecheck.graph.last_axis import dense_behind
from shapecheck.interpreter.bridge.attempts import accepts
from shapecheck.shapes.tensor import Tensor

if TYPE_CHECKING:
    from shapecheck.interpreter.frame import Frame

__all__ = ["flattened_reading"]


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


def _replaced(content: Any, known: dict[int | None, Tensor]) -> Any:
    if isinstance(content, Tensor):
        return known.get(content.key, content)
    if isinstance(content, list | tuple):
        return type(content)(_replaced(item, known) for item in content)
    if isinstance(content, dict):
        return {name: _replaced(item, known) for name, item in content.items()}
    return content
