"""What `model.predict(x)` returns: arrays in the shapes of the outputs, as long as `x`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shapecheck.catalog.arrays.data import UNCOUNTED, Data
from shapecheck.graph.call import tensors_in
from shapecheck.interpreter.bridge.arrays.conversion import wrapped
from shapecheck.interpreter.state import DictObject, LayerObject, ListObject
from shapecheck.interpreter.values import Array, Known, Ref, Tensor, Tuple, Value, unknown
from shapecheck.shapes.dims import Dim, Symbol, is_none, substitute

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["predicted"]


def predicted(found: LayerObject, data: Value | None, frame: Frame, node: cst.CSTNode) -> Value:
    """Return what a model predicts for data: every output with the number of samples in front."""
    facts = found.model
    if facts is None or facts.inputs is None or facts.outputs is None or found.weights is None:
        return unknown(f"what {found.name} predicts is not known", frame.site(node))
    inputs = list(tensors_in(facts.inputs))
    arrays = _arrays(data, frame)
    known: dict[Symbol, Dim] = {}
    samples: Dim = UNCOUNTED
    if len(arrays) == len(inputs):
        for tensor, array in zip(inputs, arrays, strict=True):
            sizes, others = tensor.shape or (), array.tensor.shape or ()
            if others:
                samples = others[0] if samples is UNCOUNTED else samples
            if len(sizes) == len(others):
                pairs = zip(sizes[1:], others[1:], strict=True)
                known.update((size, other) for size, other in pairs if isinstance(size, Symbol) and size.dynamic)

    def output(content: Any) -> Any:
        if isinstance(content, Tensor):
            return _output(content, inputs, samples, known)
        if isinstance(content, list | tuple):
            return [output(item) for item in content]
        return content

    if isinstance(facts.outputs, dict):
        entries: dict[Value, Value] = {
            Known(name): wrapped(output(item), "predict", frame, node) for name, item in facts.outputs.items()
        }
        return frame.run.new(DictObject(entries))
    made = wrapped(output(facts.outputs), f"{found.name}.predict", frame, node)
    return replace(made, output=facts.outputs, predicted=True) if isinstance(made, Array) else made


def _output(tensor: Tensor, inputs: list[Tensor], samples: Dim, known: dict[Symbol, Dim]) -> Data:
    """Return one output; unknown where its first axis is not the samples', or another one is open."""
    batches = [one.shape[0] for one in inputs if one.shape]
    if not tensor.shape or tensor.shape[0] not in batches:
        return Data(None)
    rest = tuple(substitute(size, known) if is_none(size) else size for size in tensor.shape[1:])
    return Data(None) if any(is_none(size) for size in rest) else Data((samples, *rest), tensor.dtype)


def _arrays(data: Value | None, frame: Frame) -> list[Array]:
    """Return the arrays of data in Keras's order; none where it is no structure of arrays."""
    found = frame.run.state.objects.get(data.address) if isinstance(data, Ref) else data
    if isinstance(found, Array):
        return [found]
    if isinstance(found, Tuple | ListObject):
        return [array for item in found.items for array in _arrays(item, frame)]
    if isinstance(found, DictObject):
        named = sorted((str(getattr(key, "value", "")), item) for key, item in found.entries.items())
        return [array for _, item in named for array in _arrays(item, frame)]
    return []
