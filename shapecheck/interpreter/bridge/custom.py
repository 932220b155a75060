"""Layers and models of the user's own classes: `__init__`, `build` and `call` are run as Keras runs them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shapecheck.catalog.attributes import has_attribute
from shapecheck.catalog.checks import NotKnown, Opaque
from shapecheck.catalog.layers import load
from shapecheck.catalog.paths import canonical
from shapecheck.catalog.signature import check_positional
from shapecheck.catalog.tables import LAYERS
from shapecheck.graph.call import class_name, tensors_in
from shapecheck.interpreter.bridge import functional, sequential
from shapecheck.interpreter.bridge.announcing import announced, doubt
from shapecheck.interpreter.bridge.building import build_layer, handed_out, output_shape, parameters
from shapecheck.interpreter.bridge.configuration import bound_configuration
from shapecheck.interpreter.bridge.conversion import auto_name, lifted, new_tensor, plain, structure
from shapecheck.interpreter.bridge.layers import apply_layer, plain_arguments, record_call, refusal, shape_of
from shapecheck.interpreter.bridge.tracking import synchronized
from shapecheck.interpreter.bridge.variables import add_weight
from shapecheck.interpreter.state import ClassObject, LayerObject, ListObject, ModelFacts
from shapecheck.interpreter.values import (
    FALSE,
    NONE,
    Bound,
    Function,
    Known,
    Method,
    Ref,
    Reference,
    Tensor,
    Tuple,
    Unknown,
    Value,
    unknown,
)
from shapecheck.shapes.requirements import Refused

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame
    from shapecheck.source import Site

__all__ = [
    "apply_custom",
    "built_alone",
    "call_build",
    "call_custom",
    "call_custom_method",
    "given_outputs",
    "library_base",
    "library_method",
    "make_custom",
]

_SEQUENTIAL = ("keras.Sequential", "keras.models.Sequential")
_MODELS = ("keras.Model", "keras.models.Model", *_SEQUENTIAL)
_LAYERS = ("keras.Layer", "keras.layers.Layer")


def library_base(definition: ClassObject) -> str | None:
    """Return the canonical path of the class of Keras that a user's class derives from, None for other classes."""
    for parent in definition.order:
        path = canonical(parent.path) if isinstance(parent, Reference) else None
        if path is not None and (path in _MODELS or path in _LAYERS or path.startswith("keras.layers.")):
            return path
    return None


def make_custom(
    cls: Ref,
    definition: ClassObject,
    library: str,
    positional: Sequence[Value],
    keywords: Mapping[str, Value],
    frame: Frame,
    node: cst.CSTNode,
) -> Value:
    """Make an instance of a user's layer or model class and run its `__init__`."""
    from shapecheck.interpreter.calls import call
    from shapecheck.interpreter.class_attributes import class_attribute

    load()
    facts = ModelFacts("subclassed", target=frame.target()) if library in _MODELS else None
    base = library if library in LAYERS else None
    serial = frame.run.serial()
    made = LayerObject(
        definition.path, "", {}, frame.site(node), cls=cls.address, serial=serial, model=facts, base=base
    )
    inner = _inner_method(definition, base, frame) if base is not None else None
    if inner is not None:
        reason = f"`{inner}` may be a part of {class_name(library)} that is replaced"
        made = replace(made, weights=None, reason=reason)
    ref = frame.run.new(made)
    initializer = class_attribute(definition, "__init__", frame)
    if isinstance(initializer, Function):
        call(initializer, [ref, *positional], keywords, frame, node)
    else:
        _initialize(ref, positional, keywords, frame, node)
    found = synchronized(ref, frame)
    if isinstance(found, LayerObject) and not found.name:
        frame.run.state.objects[ref.address] = replace(found, name=auto_name(definition.name, frame))
    return ref


def _inner_method(definition: ClassObject, base: str, frame: Frame) -> str | None:
    """Return a method that a class of the user's may put in the place of an inner one of a layer of Keras's."""
    state = frame.run.state
    held = [(each.address, state.objects[each.address]) for each in definition.order if isinstance(each, Ref)]
    names = [(address, name) for address, found in held for name in getattr(found, "names", ())]
    inner = (
        name for address, name in names if isinstance(state.cell(address, name), Function) and _is_inner(name, base)
    )
    return next(inner, None)


def _is_inner(name: str, base: str) -> bool:
    """Tell whether a layer of Keras's may have a method of this name that it calls itself."""
    return name.startswith("_") and not name.startswith("__") and has_attribute(base, name) is not False


def library_method(receiver: Value, path: str, frame: Frame, node: cst.CSTNode) -> Value:
    """Return a method that `super()` finds in a class of a library."""
    return Method(receiver, path)


def _initialize(
    ref: Ref, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> Value:
    """Carry out the `__init__` of a class of Keras on an instance of a user's class."""
    from shapecheck.interpreter.class_attributes import class_attribute

    run, site = frame.run, frame.site(node)
    found = run.state.objects[ref.address]
    name = keywords.get("name", NONE)
    title = name.value if isinstance(name, Known) and isinstance(name.value, str) else None
    chosen = found.name or title or auto_name(class_name(found.path), frame)
    trainable = keywords.get("trainable") != FALSE
    run.state.objects[ref.address] = found = replace(
        found,
        name=chosen,
        trainable=trainable,
        config={**found.config, "name": title, "dtype": _dtype_of(keywords, frame, site)},
    )
    if found.model is not None and (len(positional) > 1 or "outputs" in keywords):
        return _become(ref, functional.make_model(positional, {**keywords, "name": Known(chosen)}, frame, node), frame)
    definition = run.state.objects[found.cls]
    empty = library_base(definition) in _SEQUENTIAL and not isinstance(
        class_attribute(definition, "call", frame), Function
    )
    if found.model is not None and (positional or "layers" in keywords or empty):
        words = {**keywords, "name": Known(chosen)}
        return _become(ref, sequential.make_sequential(positional, words, frame, node), frame)
    if found.base is not None:
        try:
            load()
            config = bound_configuration(
                found.base, *plain_arguments(found.base, positional, keywords, frame, site), frame, node
            )
        except Refused as refused:
            return refusal(refused, found.base, chosen, (), frame, site)
        run.state.objects[ref.address] = replace(found, config=config)
    return NONE


def _dtype_of(keywords: Mapping[str, Value], frame: Frame, site: Site) -> Any:
    """Return the dtype that a layer is made with: a name, None for Keras's own choice, Opaque where it is not known."""
    stated = plain(keywords.get("dtype", NONE), frame, site)
    return stated if stated is None or isinstance(stated, str) else Opaque("the dtype of the layer is not known")


def _become(ref: Ref, made: Value, frame: Frame) -> Value:
    """Give an instance the graph that its `super().__init__(inputs, outputs)` or `([layers])` describes."""
    objects = frame.run.state.objects
    other = objects.get(made.address) if isinstance(made, Ref) else None
    found = objects[ref.address]
    if not isinstance(other, LayerObject) or other.model is None or not isinstance(made, Ref):
        reason = made.reason if isinstance(made, Unknown) else "what it is made of is not known"
        objects[ref.address] = replace(found, weights=None, reason=reason)
        return NONE
    facts = replace(other.model, target=found.model.target)
    objects[ref.address] = replace(found, model=facts, built=other.built)
    objects[made.address] = replace(other, serial=0)
    return NONE


def call_custom(
    ref: Ref, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> Value:
    """Call a layer of a user's class: build it where it is not built, then run its `call`."""
    return _called(ref, list(positional), dict(keywords), frame, frame.site(node), node, record=True)


def apply_custom(
    ref: Ref, inputs: list[Any], arguments: Mapping[str, Any], frame: Frame, site: Site, *, record: bool = True
) -> Any:
    """Apply a layer of a user's class to plain structures."""
    positional = [lifted(item, frame) for item in inputs]
    keywords = {name: lifted(item, frame) for name, item in arguments.items()}
    result = _called(ref, positional, keywords, frame, site, site.node, record=record)
    if isinstance(result, Unknown):
        return result
    try:
        return structure(result, frame, site)
    except NotKnown as lost:
        return unknown(str(lost), site)


def _called(
    ref: Ref,
    positional: list[Value],
    keywords: dict[str, Value],
    frame: Frame,
    site: Site,
    node: cst.CSTNode,
    *,
    record: bool,
) -> Value:
    from shapecheck.interpreter.calls import call
    from shapecheck.interpreter.class_attributes import class_attribute

    run = frame.run
    found = run.state.objects[ref.address]
    definition = run.state.objects[found.cls]
    forward = class_attribute(definition, "call", frame)
    if found.weights is None:
        return unknown(found.reason, site)
    if not isinstance(forward, Function):
        return _inherited(ref, found, positional, keywords, frame, site, record=record)
    if any(isinstance(value, Unknown) and value.problem for value in positional):
        return unknown("an argument follows from a problem", site, problem=True)
    if all(parameter.name.value != "training" for parameter in parameters(forward)):
        # `CallSpec` of `keras/src/layers/layer.py` takes it out, also where a `**kwargs` would catch it.
        keywords = {name: value for name, value in keywords.items() if name != "training"}
    refused = _no_tensor(positional, definition.name, frame, site)
    if refused is not None and run.state.cell(ref.address, "_allow_non_tensor_positional_args") is None:
        return refusal(refused, found.path, found.name, (), frame, site)
    if not found.built:
        _build(ref, definition, forward, positional, keywords, frame, node)
    problems = len(run.program.problems)
    run.tracing += 1
    try:
        result = call(Bound(forward, ref), positional, keywords, frame, node)
    finally:
        run.tracing -= 1
    if isinstance(result, Unknown) and not result.problem and run.state.alive:
        doubt(ref, definition, frame)
    if run.state.alive and not run.tracing and _is_symbolic([*positional, *keywords.values()], frame, site):
        result = announced(ref, definition, forward, positional, keywords, result, frame, node)
    found = synchronized(ref, frame)  # a call that can only raise leaves no objects
    if not isinstance(found, LayerObject):
        return unknown("the layer is not known after its call", site)
    if not found.built:
        run.state.objects[ref.address] = replace(found, built=True)
    return given_outputs(ref, result, positional, keywords, problems, frame, site, record=record)


def _no_tensor(positional: Sequence[Value], layer: str, frame: Frame, site: Site) -> Refused | None:
    """Return what Keras raises where a layer, a name or a flag stands among tensors; numbers may be a backend's tensors."""
    for value in positional:
        found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else value
        for item in found.items if isinstance(found, Tuple | ListObject) else (value,):
            made = frame.run.state.objects.get(item.address) if isinstance(item, Ref) else item
            if isinstance(made, LayerObject) or (isinstance(made, Known) and isinstance(made.value, str | bool)):
                try:
                    check_positional(plain(item, frame, site), layer)
                except Refused as refused:
                    return refused
    return None


def _is_symbolic(values: Sequence[Value], frame: Frame, site: Site) -> bool:
    """Tell whether a tensor of a graph is among the arguments; what stands for an array has no edge of its own."""
    try:
        given = [structure(value, frame, site) for value in values]
    except NotKnown:
        return False
    return any(tensor.key is not None for tensor in tensors_in(given))


def _inherited(
    ref: Ref,
    found: LayerObject,
    positional: list[Value],
    keywords: dict[str, Value],
    frame: Frame,
    site: Site,
    *,
    record: bool,
) -> Value:
    """Call a layer whose class does not define `call`: the class of Keras above it does."""
    if found.base is None:
        return unknown(f"{found.name} has no `call` that is read", site)
    try:
        given = [structure(value, frame, site) for value in positional]
        words = {name: structure(value, frame, site) for name, value in keywords.items()}
    except NotKnown as lost:
        return unknown(str(lost), site)
    return lifted(apply_layer(ref, given, words, frame, site, record=record, inherited=True), frame)


def given_outputs(
    ref: Ref,
    result: Value,
    positional: list[Value],
    keywords: dict[str, Value],
    problems: int,
    frame: Frame,
    site: Site,
    *,
    record: bool,
) -> Value:
    """Give the outputs of a `call` keys of their own: for the graph outside, the layer made them."""
    found = frame.run.state.objects[ref.address]
    if isinstance(result, Unknown):
        follows = result.problem or len(frame.run.program.problems) > problems
        return unknown(f"what the call of {found.name} returns: {result.reason}", site, problem=follows)
    try:
        made = structure(result, frame, site)
        outputs = _fresh(made, frame)
        inputs = [structure(value, frame, site) for value in positional]
        words = {name: structure(value, frame, site) for name, value in keywords.items()}
    except NotKnown as lost:
        return unknown(str(lost), site)
    if record and any(True for _ in tensors_in(inputs + list(words.values()))):
        record_call(ref, found.path, inputs, words, tuple(words), outputs, frame, site, ((inputs, words), made))
    if found.model is not None and found.model.kind == "subclassed" and (inputs or words):
        called = _arguments(ref, inputs, words, frame)
        contents = list(called.values())
        single = len(called) == 1
        facts = replace(
            found.model,
            inputs=contents[0] if single else contents,
            outputs=made,
            arguments=() if single else tuple(called),
        )
        frame.run.state.objects[ref.address] = replace(frame.run.state.objects[ref.address], model=facts)
    return lifted(outputs, frame)


def _arguments(ref: Ref, inputs: Sequence[Any], words: Mapping[str, Any], frame: Frame) -> dict[str, Any]:
    """Return what a model is called on by the names of its parameters: the first one, and all others that hold tensors."""
    from shapecheck.interpreter.class_attributes import class_attribute

    forward = class_attribute(frame.run.state.objects[frame.run.state.objects[ref.address].cls], "call", frame)
    names = [item.name.value for item in parameters(forward)] if isinstance(forward, Function) else []
    numbered = [*names[: len(inputs)], *(f"arg{number}" for number in range(len(names), len(inputs)))]
    given = {**dict(zip(numbered, inputs, strict=True)), **words}
    first = next(iter(given))
    return {name: content for name, content in given.items() if name == first or any(True for _ in tensors_in(content))}


def _fresh(content: Any, frame: Frame) -> Any:
    if isinstance(content, Tensor):
        return new_tensor(content, content.dtype, frame)
    if isinstance(content, list | tuple):
        return type(content)(_fresh(item, frame) for item in content)
    if isinstance(content, dict):
        return {name: _fresh(item, frame) for name, item in content.items()}
    return content


def _build(
    ref: Ref,
    definition: ClassObject,
    forward: Function,
    positional: list[Value],
    keywords: dict[str, Value],
    frame: Frame,
    node: cst.CSTNode,
) -> None:
    """Build a layer with the shapes of its first call (`_maybe_build` in `keras/src/layers/layer.py`)."""
    from shapecheck.interpreter.class_attributes import class_attribute

    build = class_attribute(definition, "build", frame)
    if isinstance(build, Function):
        shapes = handed_out(build, forward, positional, keywords, frame)
        if shapes is not None:
            _build_with(ref, build, (), shapes, frame, node)
    elif frame.run.state.objects[ref.address].base is not None:
        shapes = handed_out(forward, forward, positional[:1], keywords if not positional else {}, frame)
        build_layer(ref, list((shapes or {}).values())[:1], {}, frame, node)
    found = frame.run.state.objects[ref.address]
    if isinstance(found, LayerObject):
        frame.run.state.objects[ref.address] = replace(found, built=True)


def built_alone(ref: Ref, inputs: Tensor, frame: Frame, site: Site) -> None:
    """Build a layer of a user's class for one input, without a call of it."""
    from shapecheck.interpreter.class_attributes import class_attribute

    state = frame.run.state
    build = class_attribute(state.objects[state.objects[ref.address].cls], "build", frame)
    shape = shape_of(inputs, frame)
    if isinstance(build, Function):
        _build_with(ref, build, [shape], {}, frame, site.node)
    elif state.objects[ref.address].base is not None:
        build_layer(ref, [shape], {}, frame, site.node)
    found = frame.run.state.objects[ref.address]
    if isinstance(found, LayerObject):
        frame.run.state.objects[ref.address] = replace(found, built=True)


def _build_with(
    ref: Ref,
    build: Function,
    positional: Sequence[Value],
    keywords: Mapping[str, Value],
    frame: Frame,
    node: cst.CSTNode,
) -> Value:
    """Run the `build` of a user's class; whoever calls it, the layer is built afterwards (`build_wrapper`)."""
    from shapecheck.interpreter.calls import call

    frame.run.tracing += 1
    try:
        call(Bound(build, ref), positional, keywords, frame, node)
    finally:
        frame.run.tracing -= 1
    found = synchronized(ref, frame)
    if isinstance(found, LayerObject):
        frame.run.state.objects[ref.address] = replace(found, built=True)
    return NONE


def call_build(
    ref: Ref, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> Value | None:
    """Carry out `layer.build(...)` where the user's class defines it; None where it does not."""
    from shapecheck.interpreter.class_attributes import class_attribute

    found = frame.run.state.objects[ref.address]
    build = class_attribute(frame.run.state.objects[found.cls], "build", frame)
    if not isinstance(build, Function):
        return None
    return NONE if found.built else _build_with(ref, build, positional, keywords, frame, node)


def call_custom_method(
    ref: Ref,
    found: LayerObject,
    name: str,
    positional: Sequence[Value],
    keywords: Mapping[str, Value],
    frame: Frame,
    node: cst.CSTNode,
) -> Value | None:
    """Call a method that Keras gives to a user's layer; None where it is one of every layer."""
    if name == "__init__":
        return _initialize(ref, positional, keywords, frame, node)
    if name in ("add_weight", "add_variable"):
        return add_weight(ref, positional, keywords, frame, node)
    if name == "build" and found.base is not None:
        return build_layer(ref, positional, keywords, frame, node)
    if name == "build" and (found.model is None or found.model.kind == "subclassed"):
        frame.run.state.objects[ref.address] = replace(found, built=True)
        return NONE
    graph = found.model is not None and found.model.kind != "subclassed"
    if name == "compute_output_shape" and (found.base is not None or graph):
        return output_shape(ref, positional, keywords, frame, node)
    if name == "call" and found.base is not None:
        return _inherited(ref, found, list(positional), dict(keywords), frame, frame.site(node), record=False)
    if name in ("add_loss", "add_metric", "summary", "save", "__setattr__"):
        return NONE
    if name in ("get_config", "from_config", "compute_mask", "compute_output_shape"):
        return unknown(f"`{name}` is not evaluated", frame.site(node))
    synchronized(ref, frame)
    return None
