"""Models as values: what they are called on, what they hold, and their methods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.training.inputs import ModelEntry, feed
from shapecheck.graph.call import LayerCall, tensors_in
from shapecheck.interpreter.bridge import functional, sequential
from shapecheck.interpreter.bridge.conversion import BoundLayer, lifted, structure
from shapecheck.interpreter.bridge.flattening import flattened_reading
from shapecheck.interpreter.bridge.layers import apply_layer, record_call, refusal, shape_of, sole_rank
from shapecheck.interpreter.bridge.missing import is_symbolic
from shapecheck.interpreter.frame import raising
from shapecheck.interpreter.state import LayerObject, ListObject, State
from shapecheck.interpreter.values import NONE, Known, Ref, Tensor, Unknown, Value, size, unknown
from shapecheck.shapes.dims import total
from shapecheck.shapes.requirements import Refused, collecting

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame
    from shapecheck.shapes.tensor import Weight
    from shapecheck.source import Site

__all__ = [
    "apply_model",
    "call_model",
    "call_model_method",
    "entries_of",
    "layers_of",
    "model_attribute",
    "own_weights",
    "sublayers_of",
]


def own_weights(found: LayerObject) -> tuple[Weight, ...] | None:
    """Return the weights of a layer besides its sublayers', those of each turn of the loop in which it is made."""
    if not found.ranges or not found.weights:
        return found.weights
    if found.reason and found.cls is None:
        # which of them are used is not known, whatever one was built with
        return None
    return tuple(replace(weight, ranges=(*weight.ranges, *found.ranges)) for weight in found.weights)


def layers_of(address: int, state: State) -> list[int]:
    """Return the addresses of `model.layers`, in Keras's order."""
    found = state.objects[address]
    if found.model is None or found.model.kind == "subclassed":
        return list(found.sublayers)
    if found.model.kind == "sequential":
        return [one for one in found.model.layers if state.objects[one].path != "keras.layers.InputLayer"]
    return list(found.model.layers)


def sublayers_of(address: int, frame: Frame) -> Iterator[int]:
    """Yield a layer and everything below it: layers of models, layers of wrappers."""
    yield address
    found = frame.run.state.objects[address]
    for inner in layers_of(address, frame.run.state):
        yield from sublayers_of(inner, frame)
    for content in found.config.values():
        for held in content if isinstance(content, list | tuple) else (content,):
            if isinstance(held, BoundLayer):
                yield from sublayers_of(held.ref.address, frame)


def call_model(
    ref: Ref, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> Value:
    """Call a model on values."""
    site = frame.site(node)
    try:
        given = [structure(value, frame, site) for value in positional]
        if not given and "inputs" in keywords:
            given = [structure(keywords["inputs"], frame, site)]
    except NotKnown as lost:
        follows = any(isinstance(value, Unknown) and value.problem for value in positional)
        return unknown(str(lost), site, problem=follows)
    return lifted(apply_model(ref, given, {}, frame, site), frame)


def apply_model(
    ref: Ref, inputs: list[Any], arguments: Mapping[str, Any], frame: Frame, site: Site, *, record: bool = True
) -> Any:
    """Apply a model to structures of tensors: every layer again, on the new shapes."""
    found = frame.run.state.objects[ref.address]
    facts = found.model
    if facts.kind == "sequential" and facts.inputs is None:
        rank = sole_rank(found, inputs, {}, frame)
        inputs = [frame.run.refine(item, rank, site) for item in inputs]
        sequential.build_on(ref, inputs[0] if inputs else None, frame, site)
        found = frame.run.state.objects[ref.address]
        facts = found.model
    if facts.inputs is None or facts.outputs is None:
        return unknown(found.reason or f"the model {found.name} is not known", site)
    content = inputs[0] if inputs else None
    try:
        with collecting():
            mapping = _matched(found, content, frame)
    except Refused as refused:
        behind = flattened_reading(content, lambda given: _matched(found, given, frame), frame)
        details = {} if behind is None else {"flattened": behind}
        return refusal(refused, found.path, found.name, tuple(tensors_in(content)), frame, site, details=details)
    except NotKnown as lost:
        return unknown(str(lost), site)
    outputs = _again(found, mapping, frame, site)
    if record and not isinstance(outputs, Unknown):
        record_call(ref, found.path, inputs, {}, (), outputs, frame, site, (facts.inputs, facts.outputs))
    return outputs


_KINDS = {"input-rank": "wrong-rank", "input-size": "size-mismatch"}


def _matched(found: LayerObject, content: Any, frame: Frame) -> dict[int | None, Tensor]:
    """Pair the inputs of a model with what it is called on.

    Raises Refused where Keras does (`keras/src/models/functional.py`), NotKnown where the structures are not known.
    """
    assert found.model is not None
    entry = entries_of(found.model.inputs, frame)
    # a Sequential hands data to its layers as they are; a symbolic tensor meets the specification of its inputs
    symbolic = any(is_symbolic(tensor, frame) for tensor in tensors_in(content))
    unspecified = found.model.kind == "sequential" and not symbolic
    fed = None if entry is None else feed(entry, content, found.name, unspecified)
    wanted = list(tensors_in(found.model.inputs))
    if fed is None or (fed.kind != "refused" and len(fed.tensors) != len(wanted)):
        raise NotKnown("what the model is called on is not known")
    if fed.kind == "refused":
        message = f"the model `{found.name}` cannot be called so: {fed.message}"
        raise Refused(message, kind=_KINDS.get(fed.defect, "input-structure"), keras_error=fed.keras_error)
    return dict(zip((one.key for one in wanted), fed.tensors, strict=True))


def entries_of(content: Any, frame: Frame) -> Any:
    """Return the inputs of a model as the catalog wants them, None where a shape is not known."""
    if isinstance(content, Tensor):
        return None if content.shape is None else ModelEntry(frame.input_name(content), content.shape)
    if isinstance(content, dict):
        found = {name: entries_of(item, frame) for name, item in content.items()}
        return None if any(item is None for item in found.values()) else found
    if not isinstance(content, list | tuple):
        return None
    items = [entries_of(item, frame) for item in content]
    return None if any(item is None for item in items) else type(content)(items)


def _again(found: LayerObject, mapping: dict[int | None, Tensor], frame: Frame, site: Site) -> Any:
    """Run the calls of a model's graph on other inputs; where the shapes are the same, the outputs' are too."""
    assert found.model is not None
    wanted = list(tensors_in(found.model.inputs))
    if all(tensor.shape == mapping[tensor.key].shape for tensor in wanted):
        return _fresh(found.model.outputs, frame)
    known = dict(mapping)
    for call in functional.calls_between(found.model.inputs, found.model.outputs, frame):
        if call.operation == "keras.Input":
            continue
        outputs = _call_again(call, known, frame, site)
        if isinstance(outputs, Unknown):
            return outputs
        known.update((old.key, new) for old, new in zip(tensors_in(call.outputs), tensors_in(outputs), strict=False))
    return _fresh(_replaced(found.model.outputs, known), frame)


def _call_again(call: LayerCall, known: Mapping[int | None, Tensor], frame: Frame, site: Site) -> Any:
    from shapecheck.interpreter.bridge.tensors import apply_operation

    inputs = _replaced(call.inputs, known)
    given = list(inputs) if isinstance(inputs, tuple) and isinstance(call.inputs, tuple) else [inputs]
    words = {name: _replaced(value, known) for name, value in call.arguments.items()}
    if call.layer is None:
        return apply_operation(call.operation, given, words, frame, site)
    extra = {name: value for name, value in words.items() if name in call.keywords}
    return apply_layer(Ref(call.layer), given, extra, frame, site, record=False)


def _replaced(content: Any, known: Mapping[int | None, Tensor]) -> Any:
    if isinstance(content, Tensor):
        return known.get(content.key, content)
    if isinstance(content, list | tuple):
        return type(content)(_replaced(item, known) for item in content)
    if isinstance(content, dict):
        return {name: _replaced(item, known) for name, item in content.items()}
    return content


def _fresh(content: Any, frame: Frame) -> Any:
    if isinstance(content, Tensor):
        return replace(content, key=next(frame.run.keys))
    if isinstance(content, list | tuple):
        return type(content)(_fresh(item, frame) for item in content)
    if isinstance(content, dict):
        return {name: _fresh(item, frame) for name, item in content.items()}
    return content


def model_attribute(ref: Ref, found: LayerObject, name: str, frame: Frame, node: cst.CSTNode) -> Value | None:
    """Return an attribute that Keras gives to models, None where it is one of every layer."""
    facts = found.model
    assert facts is not None
    if name == "layers":
        return frame.run.new(ListObject(tuple(Ref(address) for address in layers_of(ref.address, frame.run.state))))
    if name in ("inputs", "outputs", "input", "output", "input_shape", "output_shape"):
        content = facts.inputs if name.startswith("input") else facts.outputs
        if content is None:
            return unknown(found.reason or f"{found.name} has not been built", frame.site(node))
        tensors = list(tensors_in(content))
        if name in ("inputs", "outputs"):
            return lifted(tensors, frame)
        if name.endswith("_shape"):
            return shape_of(tensors[0] if len(tensors) == 1 else tensors, frame)
        return lifted(content, frame)
    return None


def call_model_method(
    ref: Ref,
    found: LayerObject,
    name: str,
    positional: Sequence[Value],
    keywords: Mapping[str, Value],
    frame: Frame,
    node: cst.CSTNode,
) -> Value | None:
    """Call a method of a model, None where it is one of every layer."""
    if name == "add" and found.model is not None and found.model.kind == "sequential":
        layer = positional[0] if positional else keywords.get("layer", NONE)
        sequential.add(ref, layer, frame, frame.site(node))
        return NONE
    if name == "pop" and found.model is not None and found.model.kind == "sequential":
        return sequential.pop(ref, frame, node)
    if name == "get_layer":
        return _get_layer(ref, positional, keywords, frame, node)
    if name == "count_params":
        return _count(ref, frame, node)
    if name == "build" and found.model is not None and found.model.kind == "sequential":
        return sequential.build(ref, positional, keywords, frame, node)
    if name == "compute_loss":
        from shapecheck.interpreter.bridge.training.steps import compute_loss

        return compute_loss(ref, positional, keywords, frame, node)
    if name in (
        "summary",
        "save",
        "save_weights",
        "load_weights",
        "export",
        "reset_states",
        "reset_metrics",
    ):
        return NONE
    return None


def _get_layer(
    ref: Ref, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> Value:
    name = positional[0] if positional else keywords.get("name")
    index = positional[1] if len(positional) > 1 else keywords.get("index")
    layers = layers_of(ref.address, frame.run.state)
    site = frame.site(node)
    if isinstance(index, Known) and isinstance(index.value, int):
        if not -len(layers) <= index.value < len(layers):
            raise raising("ValueError", f"Was asked to retrieve layer at index {index.value}", site)
        return Ref(layers[index.value])
    if isinstance(name, Known):
        for address in layers:
            if frame.run.state.objects[address].name == name.value:
                return Ref(address)
        found = frame.run.state.objects[ref.address]
        known = ", ".join(frame.run.state.objects[address].name for address in layers[:8])
        refused = Refused(
            f"the model `{found.name}` has no layer named {name.value!r} (it has {known}, ...)",
            kind="no-such-layer",
            keras_error=f"No such layer: {name.value}. Existing layers are: [...]",
        )
        if found.model is not None and found.model.outputs is not None:
            return refusal(refused, found.path, found.name, (), frame, site)
    return unknown("which layer this is is not known", site)


def _count(ref: Ref, frame: Frame, node: cst.CSTNode) -> Value:
    """Count the parameters of a model, each variable once."""
    weights: dict[int, Any] = {}
    for address in sublayers_of(ref.address, frame):
        found = frame.run.state.objects[address]
        if found.cls is not None and found.reason:
            return unknown(found.reason, frame.site(node))
        if found.model is None and (found.weights is None or not found.built):
            return unknown(f"the weights of {found.name} are not known", frame.site(node))
        weights.update((weight.key, weight) for weight in own_weights(found) or ())
    return size(total(weight.parameters for weight in weights.values()))
