"""`Sequential`: a list of layers that becomes a graph as soon as its input is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import libcst as cst

from shapecheck.catalog.paths import canonical
from shapecheck.catalog.signature import signature_of
from shapecheck.graph.call import tensors_in
from shapecheck.interpreter.bridge.conversion import auto_name
from shapecheck.interpreter.bridge.inputs import input_layer, shape_from
from shapecheck.interpreter.bridge.layers import apply_layer, refusal
from shapecheck.interpreter.bridge.yesterday import meet_arguments
from shapecheck.interpreter.frame import raising
from shapecheck.interpreter.iteration import items_of
from shapecheck.interpreter.state import ClassObject, LayerObject, ModelFacts
from shapecheck.interpreter.values import (
    NONE,
    Function,
    Known,
    Ref,
    Reference,
    Tensor,
    Tuple,
    Unknown,
    Value,
    is_none,
    unknown,
)
from shapecheck.shapes.requirements import Refused

if TYPE_CHECKING:
    from shapecheck.interpreter.frame import Frame
    from shapecheck.source import Site

__all__ = ["add", "build", "build_on", "make_sequential", "pop"]

_INPUT = "keras.layers.InputLayer"


def make_sequential(
    positional: Sequence[Value],
    keywords: Mapping[str, Value],
    frame: Frame,
    node: cst.CSTNode,
    path: str = "keras.Sequential",
) -> Value:
    """Evaluate `keras.Sequential(layers=None, trainable=True, name=None)`."""
    site = frame.site(node)
    meet_arguments("keras.Sequential", keywords, frame, node)
    given = dict(zip(("layers", "trainable", "name"), positional, strict=False)) | dict(keywords)
    name = given.get("name", NONE)
    stated = name.value if isinstance(name, Known) and isinstance(name.value, str) else None
    chosen = stated or auto_name("Sequential", frame)
    made = LayerObject(
        path,
        chosen,
        {"name": stated},
        site,
        serial=frame.run.serial(),
        model=ModelFacts("sequential", target=frame.target()),
    )
    ref = frame.run.new(made)
    layers = given.get("layers", NONE)
    if is_none(layers):
        return ref
    items = items_of(layers, frame, node)
    if isinstance(items, Unknown):
        _spoil(ref, items.reason, frame)
        return ref
    places = _places(node, len(items), frame)
    for index, item in enumerate(items):
        layer_site = places[index] if places else _own_site(item, frame) or site
        if not _append(ref, item, frame, layer_site):
            return unknown("a layer of this model is refused", site, problem=True)
    if items:
        _name_functional(ref, frame)
    return ref


def _places(node: cst.CSTNode, count: int, frame: Frame) -> list[Site]:
    """Return where each layer stands in a list that is written out in the call, none for another list."""
    given = node.args[0].value if isinstance(node, cst.Call) and node.args and not node.args[0].star else None
    if not isinstance(given, cst.List | cst.Tuple) or len(given.elements) != count:
        return []
    if any(isinstance(element, cst.StarredElement) for element in given.elements):
        return []
    return [frame.site(element.value) for element in given.elements]


def _own_site(item: Value, frame: Frame) -> Site | None:
    found = frame.run.state.objects.get(item.address) if isinstance(item, Ref) else None
    return found.site if isinstance(found, LayerObject) else None


def _spoil(ref: Ref, reason: str, frame: Frame) -> None:
    """Note that the layers of a model are not all known."""
    found = frame.run.state.objects[ref.address]
    facts = replace(found.model, inputs=None, outputs=None)
    frame.run.state.objects[ref.address] = replace(found, weights=None, reason=reason, model=facts)


def add(ref: Ref, item: Value, frame: Frame, site: Site) -> None:
    """Carry out `model.add(layer)`; a layer that does not fit is a Problem at this call."""
    if frame.run.observed is not None and isinstance(item, Ref):
        frame.run.observed.add(item.address, site)
    if _append(ref, item, frame, site):
        _name_functional(ref, frame)


def _name_functional(ref: Ref, frame: Frame) -> None:
    """Use up the automatic name of the graph that Keras builds anew behind a Sequential."""
    facts = frame.run.state.objects[ref.address].model
    if facts.inputs is not None and len(facts.layers) > 1:
        auto_name("Functional", frame)


def _append(ref: Ref, item: Value, frame: Frame, site: Site) -> bool:
    """Add a layer and, where the input is known, apply it; False where it is refused."""
    run = frame.run
    if isinstance(item, Tensor):
        call = run.program.graph.producer(item)
        if call is not None and call[0].operation == "keras.Input" and call[0].layer is not None:
            item = Ref(call[0].layer)
    layer = run.state.objects.get(item.address) if isinstance(item, Ref) else None
    found = run.state.objects[ref.address]
    if isinstance(item, Unknown):
        _spoil(ref, item.reason, frame)
        return not item.problem
    if not isinstance(layer, LayerObject) or not isinstance(item, Ref):
        return _not_a_layer(ref, item, frame, site)
    if found.weights is None:
        return True
    if any(run.state.objects[other].name == layer.name for other in found.model.layers):
        text = "All layers added to a Sequential model should have unique names. "
        refused = Refused(
            f"two layers of the model are named `{layer.name}`",
            kind="repeated-name",
            keras_error=f"{text}Name '{layer.name}' is already the name of a layer in this model.",
        )
        refusal(refused, found.path, found.name, (), frame, site)
        return False
    if not found.model.layers and not _begin(ref, layer, frame, site):
        return True
    return _apply_last(ref, item, layer, frame, site)


def _shown(item: Value, frame: Frame) -> str | None:
    """Return what to call something that is certainly no layer: data, a function, or a class; None for anything else."""
    if isinstance(item, Known):
        return repr(item.value)
    if isinstance(item, Tuple):
        return "a tuple"
    if isinstance(item, Function):
        return f"the function `{item.name}`"
    if isinstance(item, Ref):
        found = frame.run.state.objects.get(item.address)
        return f"the class `{found.name}`, not called," if isinstance(found, ClassObject) else None
    path = canonical(item.path) if isinstance(item, Reference) else None
    if path is None:
        return None
    name = path.rpartition(".")[2]
    if signature_of(path) is not None:
        return f"the class `{name}`, not called,"
    return f"the function `{name}`" if path.startswith("keras.activations.") else None


def _not_a_layer(ref: Ref, item: Value, frame: Frame, site: Site) -> bool:
    found = frame.run.state.objects[ref.address]
    shown = _shown(item, frame)
    if shown is None:
        _spoil(ref, "something that is not known to be a layer is added", frame)
        return True
    text = "Only instances of `keras.Layer` can be added to a Sequential model."
    received = f" Received: {item.value}" if isinstance(item, Known) else ""
    refused = Refused(f"{shown} is no layer", kind="input-structure", keras_error=f"{text}{received}")
    refusal(refused, found.path, found.name, (), frame, site)
    return False


def _begin(ref: Ref, layer: LayerObject, frame: Frame, site: Site) -> bool:
    """Put an input before a first layer that says its `input_shape`; False where that is refused."""
    if layer.path == _INPUT:
        return True
    shape = layer.config.get("input_shape")
    if layer.config.get("input_dim") is not None and "input_dim" not in _own_arguments(layer):
        shape = (layer.config["input_dim"],)
    if shape is None:
        return True
    from shapecheck.interpreter.bridge.layers import lifted_config

    value = lifted_config(shape, frame)
    made = input_layer({"shape": value}, frame, layer.site)
    if isinstance(made, Unknown):
        _spoil(ref, made.reason, frame)
        return not made.problem
    _start(ref, made[0], made[1], frame)
    return True


def _own_arguments(layer: LayerObject) -> tuple[str, ...]:
    """Return the constructor's arguments of a layer to which `input_dim` means something else (`Embedding`)."""
    return ("input_dim",) if layer.path == "keras.layers.Embedding" else ()


def _start(ref: Ref, layer: Ref, tensor: Tensor, frame: Frame) -> None:
    found = frame.run.state.objects[ref.address]
    facts = replace(found.model, layers=(layer.address, *found.model.layers), inputs=tensor, outputs=tensor)
    frame.run.state.objects[ref.address] = replace(found, model=facts, built=True)


def _apply_last(ref: Ref, item: Ref, layer: LayerObject, frame: Frame, site: Site) -> bool:
    state = frame.run.state
    found = state.objects[ref.address]
    if layer.path == _INPUT:
        call = frame.run.program.graph.call(layer.calls[0])
        if found.model.inputs is not None:
            text = f"Sequential model '{found.name}' has already been configured to use input shape"
            refused = Refused(
                f"the model `{found.name}` has an input already", kind="input-structure", keras_error=text
            )
            refusal(refused, found.path, found.name, (), frame, site)
            return False
        if found.model.layers:
            _spoil(ref, "an Input is added after other layers", frame)
            return True
        _start(ref, item, call.outputs, frame)
        return True
    outputs = found.model.outputs
    built_first = layer.model is not None and not found.model.layers and layer.model.inputs is not None
    facts = replace(found.model, layers=(*found.model.layers, item.address))
    state.objects[ref.address] = found = replace(found, model=facts)
    if built_first:
        return _begin_with_model(ref, item, layer, frame, site)
    if outputs is None:
        return True
    result = _applied(item, outputs, frame, site)
    found = state.objects[ref.address]
    if isinstance(result, Unknown):
        state.objects[ref.address] = replace(found, reason=result.reason, model=replace(found.model, outputs=None))
        return not result.problem
    state.objects[ref.address] = replace(found, model=replace(found.model, outputs=result))
    return True


def _applied(item: Ref, content: Any, frame: Frame, site: Site) -> Any:
    result = apply_layer(item, [content], {}, frame, site)
    if frame.run.observed is not None and isinstance(result, Unknown):
        made = frame.run.state.objects[item.address].site
        frame.run.observed.applied(item.address, made, result, frame.run)
    return result


def _begin_with_model(ref: Ref, item: Ref, layer: LayerObject, frame: Frame, site: Site) -> bool:
    """Begin with a model: its input becomes the input of this one."""
    assert layer.model is not None
    tensors = list(tensors_in(layer.model.inputs))
    if len(tensors) != 1 or tensors[0].shape is None:
        _spoil(ref, "the first model has several inputs", frame)
        return True
    given = {"batch_shape": Tuple(tuple(_value(size) for size in tensors[0].shape))}
    made = input_layer(given, frame, site)
    if isinstance(made, Unknown):
        _spoil(ref, made.reason, frame)
        return True
    _start(ref, made[0], made[1], frame)
    result = apply_layer(item, [made[1]], {}, frame, site)
    found = frame.run.state.objects[ref.address]
    outputs = None if isinstance(result, Unknown) else result
    frame.run.state.objects[ref.address] = replace(found, model=replace(found.model, outputs=outputs))
    return not (isinstance(result, Unknown) and result.problem)


def _value(content: Any) -> Value:
    from shapecheck.interpreter.values import size

    return size(content)


def build_on(ref: Ref, content: Any, frame: Frame, site: Site) -> None:
    """Build a model that had no input on the tensor that it is called on first."""
    found = frame.run.state.objects[ref.address]
    if not isinstance(content, Tensor) or content.shape is None or found.weights is None or not found.model.layers:
        return
    given: dict[str, Value] = {"batch_shape": Tuple(tuple(_value(size) for size in content.shape))}
    _build(ref, given, frame, site)


def _build(ref: Ref, given: Mapping[str, Value], frame: Frame, site: Site) -> None:
    found = frame.run.state.objects[ref.address]
    made = input_layer(given, frame, site)
    if isinstance(made, Unknown):
        return
    layers = found.model.layers
    facts = replace(found.model, layers=(made[0].address, *layers), inputs=made[1], outputs=made[1])
    frame.run.state.objects[ref.address] = replace(found, model=facts, built=True)
    content: Any = made[1]
    for address in layers:
        content = _applied(Ref(address), content, frame, site)
        if isinstance(content, Unknown):
            break
    found = frame.run.state.objects[ref.address]
    outputs = None if isinstance(content, Unknown) else content
    frame.run.state.objects[ref.address] = replace(found, model=replace(found.model, outputs=outputs))
    auto_name("Functional", frame)


def build(
    ref: Ref, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> Value:
    """Carry out `model.build(input_shape)`."""
    site = frame.site(node)
    found = frame.run.state.objects[ref.address]
    shape = positional[0] if positional else keywords.get("input_shape", NONE)
    if found.model.inputs is not None or is_none(shape) or found.weights is None:
        return NONE
    content = shape_from(shape, frame, site, found.name, batched=True)
    if isinstance(content, tuple):
        _build(ref, {"batch_shape": Tuple(tuple(_value(size) for size in content))}, frame, site)
    return NONE


def pop(ref: Ref, frame: Frame, node: cst.CSTNode) -> Value:
    """Carry out `model.pop()`: the model ends one layer earlier."""
    found = frame.run.state.objects[ref.address]
    if not found.model.layers:
        raise raising("IndexError", "pop from empty list", frame.site(node))
    last = found.model.layers[-1]
    outputs = found.model.outputs
    if outputs is not None:
        call = frame.run.program.graph.producer(next(tensors_in(outputs)))
        outputs = call[0].inputs if call is not None and call[0].layer == last else None
    facts = replace(found.model, layers=found.model.layers[:-1], outputs=outputs)
    frame.run.state.objects[ref.address] = replace(found, model=facts)
    _name_functional(ref, frame)
    return Ref(last)
