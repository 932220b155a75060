"""Layers: making one, calling it, building its weights, and what its attributes are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from shapecheck.catalog.attributes import is_weightless
from shapecheck.catalog.checks import KINDS, NotKnown, Opaque
from shapecheck.catalog.inner_layers import MADE_IN_BUILD, made_in_constructor
from shapecheck.catalog.layers import load
from shapecheck.catalog.layers.foreign import FOREIGN
from shapecheck.catalog.signature import bind_call, signature_of
from shapecheck.catalog.tables import Applied, LayerRule, rule_of
from shapecheck.graph.call import LayerCall, class_name, tensors_in
from shapecheck.interpreter.bridge.arrays.conversion import holds
from shapecheck.interpreter.bridge.arrays.eager import as_arrays, as_tensors, is_eager
from shapecheck.interpreter.bridge.attempts import accepts
from shapecheck.interpreter.bridge.configuration import bound_configuration
from shapecheck.interpreter.bridge.conversion import BoundLayer, auto_name, lifted, new_tensor, plain, structure
from shapecheck.interpreter.bridge.flattening import flattened_kernel, flattened_reading
from shapecheck.interpreter.bridge.held import held_attribute
from shapecheck.interpreter.bridge.missing import attribute_missing, layer_has
from shapecheck.interpreter.bridge.tracking import synchronized
from shapecheck.interpreter.parameters import refined
from shapecheck.interpreter.program import BlindSpot, Problem, Requirement
from shapecheck.interpreter.state import DictObject, LayerObject, ListObject
from shapecheck.interpreter.values import (
    FALSE,
    NONE,
    Array,
    Known,
    Made,
    Method,
    Ref,
    Tensor,
    Tuple,
    Unknown,
    Value,
    known,
    unknown,
)
from shapecheck.shapes.dims import Dim, Symbol, TooLarge
from shapecheck.shapes.dims import plain as shown
from shapecheck.shapes.requirements import Refused, collecting, differs
from shapecheck.shapes.tensor import Weight

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame
    from shapecheck.source import Site

__all__ = [
    "WRAPPED",
    "apply_layer",
    "call_layer",
    "call_layer_method",
    "layer_attribute",
    "make_layer",
    "plain_arguments",
    "set_layer_attribute",
    "tried",
]


WRAPPED = ("build",)
"""Methods of a user's class that Keras puts one of its own around, in each object (`Layer.__new__`)."""

_NO_SIZES = frozenset(
    """Padding CausalPadding DataFormat ExactDataFormat FillMode Interpolation Lowered Factor ValueRange""".split()
)


_ONLY_TUPLES = frozenset({"TargetShape", "Permutation"})
"""Kinds of arguments that hold sizes, but are none."""


def _wants_sizes(rule: LayerRule | None, name: str, value: Value) -> bool:
    kind = rule.parameters.get(name, ("", None))[0].partition(" | ")[0] if rule is not None else ""
    if kind in _ONLY_TUPLES and isinstance(value, Unknown):
        return False
    return kind in KINDS and kind not in _NO_SIZES


def plain_arguments(
    path: str, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, site: Site
) -> tuple[list[Any], dict[str, Any]]:
    """Return the arguments of a constructor as plain configuration values; what is no size is never taken for one."""
    rule, signature = rule_of(path), signature_of(path)
    names = signature.init if signature is not None else ()
    given = [
        plain(value, frame, site, wanted=_wants_sizes(rule, name, value))
        for value, name in zip(positional, (*names, *[""] * len(positional)), strict=False)
    ]
    return given, {
        name: plain(value, frame, site, wanted=_wants_sizes(rule, name, value)) for name, value in keywords.items()
    }


def make_layer(
    path: str, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> Value:
    """Construct a layer of Keras's by its canonical path."""
    from shapecheck.interpreter.bridge.weights import given_weights

    load()
    site = frame.site(node)
    rule = rule_of(path)
    given, words = plain_arguments(path, positional, keywords, frame, site)
    try:
        config = bound_configuration(path, given, words, frame, node)
        if rule is not None:
            rule.configured(config)
    except Refused as refused:
        return refusal(refused, path, path.rpartition(".")[2], (), frame, site)
    except NotKnown:
        config = bound_configuration(path, given, words, frame, node)
    name = config.get("name")
    chosen = name if isinstance(name, str) else auto_name(class_name(path), frame)
    for inner in made_in_constructor(path, config):
        auto_name(inner, frame)
    trainable = config.get("trainable", True) is not False
    serial = next(frame.run.addresses)
    made = frame.run.new(LayerObject(path, chosen, config, site, trainable=trainable, serial=serial))
    if "weights" in keywords:
        given_weights(made, keywords["weights"], frame, node)
    return made


def refusal(
    refused: Refused,
    path: str,
    name: str,
    inputs: Sequence[Any],
    frame: Frame,
    site: Site,
    notes: tuple[tuple[str, Site], ...] = (),
    details: Mapping[str, Any] | None = None,
) -> Unknown:
    """Record what Keras refuses.

    In a `call` the sizes are those that the backend traces with, of which more may be known than Keras says.
    """
    if refused.kind == "unknown-size" and frame.run.tracing:
        return unknown(refused.message, site)
    keras = refused.keras_error.replace("{name}", name) if refused.keras_error else None
    return frame.problem(
        Problem(
            refused.kind or "invalid-argument",
            refused.message,
            site,
            when=refused.when,
            operation=path,
            keras_error=keras,
            inputs=tuple(inputs),
            trail=frame.run.trail,
            notes=notes,
            details={**refused.details, **(details or {})},
        )
    )


def call_layer(
    ref: Ref, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> Value:
    """Call a layer or model on values and return its outputs."""
    from shapecheck.interpreter.bridge import lambdas
    from shapecheck.interpreter.bridge.custom import call_custom
    from shapecheck.interpreter.bridge.models import call_model

    found = frame.run.state.objects[ref.address]
    assert isinstance(found, LayerObject)
    if holds([*positional, *keywords.values()], Array, frame):
        eager = is_eager([*positional, *keywords.values()], frame)
        words = {name: as_tensors(value, frame) for name, value in keywords.items()}
        result = call_layer(ref, [as_tensors(value, frame) for value in positional], words, frame, node)
        return as_arrays(result, found.name, frame, node) if eager else result
    if found.path == lambdas.PATH:
        return lambdas.call_lambda(ref, positional or list(keywords.values())[:1], frame, node)
    if found.cls is not None and (found.model is None or found.model.kind == "subclassed"):
        return call_custom(ref, positional, keywords, frame, node)
    if found.model is not None:
        return call_model(ref, positional, keywords, frame, node)
    site = frame.site(node)
    try:
        given = [structure(value, frame, site) for value in positional]
        words = {
            name: _argument(value, frame, site)
            for name, value in keywords.items()
            if name not in _STATES or not isinstance(refined(value, frame), Unknown)
        }
    except NotKnown as lost:
        return _without_inputs(ref, found, str(lost), [*positional, *keywords.values()], frame, site)
    return lifted(apply_layer(ref, given, words, frame, site), frame)


_STATES = ("initial_state", "states")
"""Arguments that take a list of tensors or one; what comes out has the same shape without them."""


def _argument(value: Value, frame: Frame, site: Site) -> Any:
    """Return a keyword argument of a call; one that is unknown and no tensor does not hide the inputs."""
    try:
        return structure(value, frame, site)
    except NotKnown as lost:
        return Opaque(str(lost))


def _without_inputs(
    ref: Ref, found: LayerObject, reason: str, given: Sequence[Value], frame: Frame, site: Site
) -> Unknown:
    _forget(ref, found, reason, frame)
    follows = any(isinstance(value, Unknown) and value.problem for value in given)
    if not follows:
        frame.run.program.blind_spots.append(BlindSpot(f"the input of {found.name} is unknown: {reason}", site))
    return unknown(reason, site, problem=follows)


def apply_layer(
    ref: Ref,
    inputs: list[Any],
    arguments: Mapping[str, Any],
    frame: Frame,
    site: Site,
    *,
    record: bool = True,
    inherited: bool = False,
) -> Any:
    """Apply a layer to plain structures: outputs with keys of their own, or why they are unknown.

    The first call builds the weights; later ones must fit them. `record` adds the call to the graph; `inherited`
    applies what the class of Keras above a user's class does.
    """
    from shapecheck.interpreter.bridge.models import apply_model

    found = frame.run.state.objects[ref.address]
    assert isinstance(found, LayerObject)
    if found.cls is not None and not inherited and (found.model is None or found.model.kind == "subclassed"):
        from shapecheck.interpreter.bridge.custom import apply_custom

        return apply_custom(ref, inputs, arguments, frame, site, record=record)
    if found.model is not None:
        return apply_model(ref, inputs, arguments, frame, site, record=record)
    path = found.base or found.path
    if path == "keras.layers.Lambda":
        from shapecheck.interpreter.bridge import lambdas

        made = lambdas.call_lambda(ref, [lifted(item, frame) for item in inputs], frame, site.node)
        return made if isinstance(made, Unknown) else structure(made, frame, site)
    rule = rule_of(path)
    if rule is None:
        return _unbuilt(ref, found, f"{found.path} {FOREIGN.get(path, 'is not in the catalog')}", frame, site)
    rank = sole_rank(found, inputs, arguments, frame)
    inputs = [frame.run.refine(item, rank, site) for item in inputs]
    try:
        bound = bind_call(path, inputs, arguments)
        if any(isinstance(value, Opaque) for name, value in bound.items() if name in rule.call_parameters):
            raise NotKnown("an argument of the call is unknown")
        with collecting() as requirements:
            applied = rule.apply(bound, rule.configured(found.config))
            fit_weights(ref, found, applied, frame)
    except Refused as refused:
        shown = [_shown(item) for item in inputs]
        if found.built and refused.kind == "unknown-size" and shown != inputs:
            # what is built makes no weights again, and does not mind that Keras has lost a size
            return apply_layer(ref, shown, arguments, frame, site, record=record, inherited=inherited)
        if found.built and refused.kind == "unknown-size":
            return frame.lost(f"{found.name} is built already: {refused.message}", site.node)
        _forget(ref, found, refused.message, frame)
        behind = flattened_reading(inputs, lambda given: tried(rule, found, given, arguments), frame)
        details: dict[str, Any] = {"flattened": behind} if behind is not None else {}
        wide = flattened_kernel(ref, found, inputs, site) if behind is None else None
        if wide is not None:
            details = {"flattened": wide, "kernel": True}
        tensors = tuple(tensors_in(inputs))
        return refusal(refused, found.path, found.name, tensors, frame, site, _made_at(found, site), details)
    except (NotKnown, TooLarge) as lost:
        return _unbuilt(ref, found, str(lost), frame, site)
    for requirement in requirements:
        frame.run.program.requirements.append(Requirement(requirement.condition, requirement.when, site))
    outputs = _outputs(applied.outputs, _compute_dtype(found.config), frame)
    if record:
        record_call(ref, found.path, inputs, bound, arguments, outputs, frame, site)
    return outputs


def _shown(content: Any) -> Any:
    """Return a structure of tensors in which no size is hidden from Keras."""
    if isinstance(content, Tensor) and content.shape is not None:
        return replace(content, shape=tuple(shown(size) for size in content.shape))
    if isinstance(content, list | tuple):
        return type(content)(_shown(item) for item in content)
    return content


def sole_rank(found: LayerObject, inputs: list[Any], arguments: Mapping[str, Any], frame: Frame) -> int | None:
    """Return the one rank of input that a layer takes, for an input of unknown rank; None where it takes several.

    A Sequential that is not built yet takes what its first layer does.
    """
    if found.model is not None:
        first = frame.run.state.objects[found.model.layers[0]] if found.model.layers else None
        return sole_rank(first, inputs, {}, frame) if isinstance(first, LayerObject) else None
    rule = rule_of(found.base or found.path)
    if rule is None or rule.ranks.exact is not None:
        return None if rule is None else rule.ranks.exact
    if len(inputs) != 1 or not isinstance(inputs[0], Tensor) or inputs[0].shape is not None:
        return None
    taken = []
    for rank in range(1, _MOST_AXES + 1):
        given = replace(inputs[0], shape=tuple(Symbol(f"size{axis}", False, 1) for axis in range(rank)))
        accepted = accepts(partial(tried, rule, found, [given], arguments), frame)
        if accepted is None:
            return None
        if accepted:
            taken.append(rank)
    return taken[0] if len(taken) == 1 else None


_MOST_AXES = 6


def tried(rule: LayerRule, found: LayerObject, given: list[Any], arguments: Mapping[str, Any]) -> Applied:
    """Apply a layer without keeping anything of it.

    Raises Refused where it is refused again, its weights included.
    """
    applied = rule.apply(bind_call(rule.path, given, arguments), rule.configured(found.config))
    _compare(found, applied)
    return applied


def _made_at(found: LayerObject, site: Site) -> tuple[tuple[str, Site], ...]:
    return ((f"`{found.name}` is made here", found.site),) if found.site.node is not site.node else ()


def _holds_layers(config: Mapping[str, Any]) -> bool:
    """Tell whether a layer is made of others, as `Activation(PReLU())` is."""
    held = [
        item for content in config.values() for item in (content if isinstance(content, list | tuple) else [content])
    ]
    return any(isinstance(item, BoundLayer) for item in held)


def _forget(ref: Ref, found: LayerObject, reason: str, frame: Frame) -> None:
    """Note that the weights of a layer are not known, if it has not got them by now and may have any."""
    if found.cls is None and is_weightless(found.path) and not _holds_layers(found.config):
        frame.run.state.objects[ref.address] = replace(found, built=True)
    elif not found.built:
        frame.run.state.objects[ref.address] = replace(found, weights=None, reason=reason)


def _unbuilt(ref: Ref, found: LayerObject, reason: str, frame: Frame, site: Site) -> Unknown:
    _forget(ref, found, reason, frame)
    frame.run.program.blind_spots.append(BlindSpot(f"{found.name}: {reason}", site))
    return unknown(reason, site)


def record_call(
    ref: Ref,
    path: str,
    inputs: Any,
    bound: Mapping[str, Any],
    words: Iterable[str],
    outputs: Any,
    frame: Frame,
    site: Site,
    inside: tuple[Any, Any] | None = None,
) -> None:
    """Add a call to the graph and to the layer's own list; `words` are the arguments given by keyword.

    `inside` is what the user's own code was followed on, and what it made; the inputs and outputs of a model.
    """
    key = next(frame.run.keys)
    single = inputs[0] if isinstance(inputs, list) and len(inputs) == 1 else tuple(inputs)
    found = frame.run.state.objects[ref.address]
    inner = found.config.get("layer")
    wrapped = inner.path if isinstance(inner, BoundLayer) else None
    arguments = dict(bound)
    trail = frame.run.trail
    frame.run.record_call(
        LayerCall(
            key,
            path,
            ref.address,
            single,
            outputs,
            site,
            arguments,
            tuple(words),
            wrapped=wrapped,
            trail=trail,
            inside=inside,
            config=found.config,
        )
    )
    frame.run.state.objects[ref.address] = replace(found, calls=(*found.calls, key))
    if frame.run.observed is not None:
        frame.run.observed.applied(ref.address, found.site, outputs, frame.run)


def fit_weights(ref: Ref, found: LayerObject, applied: Applied, frame: Frame) -> None:
    """Build the weights, or hold those that were built against what this input would need.

    Raises Refused where the input does not fit the weights.
    """
    if not found.built:
        weights = tuple(
            weight if weight.key else replace(weight, key=next(frame.run.keys)) for weight in applied.weights
        )
        frame.run.state.objects[ref.address] = replace(found, weights=weights, built=True)
        for inner in MADE_IN_BUILD.get(found.base or found.path, ()):
            auto_name(inner, frame)
        return
    _compare(found, applied)


def _compare(found: LayerObject, applied: Applied) -> None:
    """Hold the weights that a layer has against those that an input would need.

    Raises Refused where they differ.
    """
    if not found.built:
        return
    for own, wanted in zip(found.weights or (), applied.weights, strict=False):
        for axis, (size, other) in enumerate(zip(own.shape, wanted.shape, strict=False)):
            if differs(size, other) is True or len(own.shape) != len(wanted.shape):
                raise Refused(
                    f"`{found.name}` was built with a {own.name} of shape {_text(own)}, this input needs {_text(wanted)}"
                    f" (axis {axis}: {size} against {other})",
                    kind="size-mismatch",
                    keras_error=f'Input 0 of layer "{found.name}" is incompatible with the layer: '
                    f"expected axis -1 of input shape to have value {size}",
                )


def _text(weight: Weight) -> str:
    return f"({', '.join(str(size) for size in weight.shape)})"


def _outputs(content: Any, dtype: str, frame: Frame) -> Any:
    """Give keys to the outputs of a rule: a tuple of sizes is a shape, lists and dicts are structures."""
    if isinstance(content, list):
        return [_outputs(item, dtype, frame) for item in content]
    if isinstance(content, dict):
        return {name: _outputs(item, dtype, frame) for name, item in content.items()}
    if isinstance(content, tuple) and content and not all(isinstance(item, Dim) for item in content):
        return tuple(_outputs(item, dtype, frame) for item in content)
    if isinstance(content, Tensor | tuple):
        return new_tensor(content, dtype, frame)
    return content


def _compute_dtype(config: Mapping[str, Any]) -> str:
    dtype = config.get("dtype")
    if not isinstance(dtype, str):
        return "float32"
    return {"mixed_float16": "float16", "mixed_bfloat16": "bfloat16"}.get(dtype, dtype)


def layer_attribute(ref: Ref, found: LayerObject, name: str, frame: Frame, node: cst.CSTNode) -> Value:
    """Return an attribute that Keras gives to every layer, or one of its configuration."""
    from shapecheck.interpreter.bridge.models import model_attribute

    if found.model is not None:
        value = model_attribute(ref, found, name, frame, node)
        if value is not None:
            return value
    if name == "name":
        return Known(found.name)
    if name == "trainable":
        return known(found.trainable)
    if name == "built":
        return known(found.built)
    if name in ("dtype", "variable_dtype", "compute_dtype"):
        return _dtype(found, name, frame)
    if name == "dtype_policy":
        policy = _dtype(found, "policy", frame)
        return policy if isinstance(policy, Unknown) else Made("keras.DTypePolicy", ((0, policy),), frame.site(node))
    if name in ("output", "input", "output_shape", "input_shape"):
        return _of_call(found, name, frame, node)
    if name in ("weights", "trainable_weights", "variables", "losses", "non_trainable_weights", "kernel", "bias"):
        return unknown(f"the {name} of a layer are not values that are followed", frame.site(node))
    if name in found.config and not isinstance(found.config[name], Opaque):
        return held_attribute(found, name, frame)
    missing = attribute_missing(ref, found, name, frame, node)
    return Method(ref, name) if missing is None else missing


def lifted_config(content: Any, frame: Frame) -> Value:
    """Return a configuration value as a value."""
    if isinstance(content, BoundLayer):
        return content.ref
    if isinstance(content, Opaque):
        return unknown(content.reason)
    return lifted(content, frame)


def _dtype(found: LayerObject, name: str, frame: Frame) -> Value:
    """Return the dtype of a layer's weights, or that in which it computes."""
    stated = found.config.get("dtype")
    if stated is None and ("configuration", "floatx") not in frame.run.state.objects:
        return Known("float32")
    if not isinstance(stated, str):
        return unknown(f"the {name} of {found.name} is not known")
    if name == "policy":
        return Known(stated)
    return Known(_compute_dtype(found.config) if name == "compute_dtype" or "mixed" not in stated else "float32")


def _of_call(found: LayerObject, name: str, frame: Frame, node: cst.CSTNode) -> Value:
    """Return `output`, `input` or their shapes: those of the layer's only call (`keras/src/ops/operation.py`)."""
    if not found.calls:
        return unknown(f"{found.name} has not been called", frame.site(node))
    call = frame.run.program.graph.call(found.calls[0])
    content = call.outputs if name.startswith("output") else call.inputs
    return shape_of(content, frame) if name.endswith("_shape") else lifted(content, frame)


def shape_of(content: Any, frame: Frame) -> Value:
    """Return the shape or shapes of a structure of tensors, as Keras shows them."""
    if isinstance(content, Tensor):
        view = content.keras_view()
        return unknown("the rank is not known") if view is None else Tuple(tuple(lifted(size, frame) for size in view))
    if isinstance(content, list | tuple):
        return frame.run.new(ListObject(tuple(shape_of(item, frame) for item in content)))
    if isinstance(content, dict):
        return frame.run.new(DictObject({Known(name): shape_of(item, frame) for name, item in content.items()}))
    return unknown("the shape of this structure is not modelled")


def set_layer_attribute(ref: Ref, found: LayerObject, name: str, value: Value, frame: Frame, node: cst.CSTNode) -> None:
    """Carry out `layer.name = value`; `trainable` reaches the sublayers, as in Keras."""
    from shapecheck.interpreter.bridge.models import sublayers_of

    state = frame.run.state
    if name == "trainable" and isinstance(value, Known):
        for address in sublayers_of(ref.address, frame):
            inner = state.objects[address]
            state.objects[address] = replace(inner, trainable=value != FALSE)
    elif name == "built" and isinstance(value, Known):
        state.objects[ref.address] = replace(found, built=value != FALSE)
    elif name in ("name", "_name") and isinstance(value, Known):
        state.objects[ref.address] = replace(found, name=str(value.value))
    else:
        synchronized(ref, frame)
        state.bind(ref.address, name, value)
        synchronized(ref, frame)


def call_layer_method(
    ref: Ref,
    name: str,
    positional: Sequence[Value],
    keywords: Mapping[str, Value],
    frame: Frame,
    node: cst.CSTNode,
) -> Value:
    """Call a method that Keras gives to a layer or model."""
    from shapecheck.interpreter.bridge.building import build_layer, output_shape
    from shapecheck.interpreter.bridge.custom import call_build, call_custom_method
    from shapecheck.interpreter.bridge.models import call_model_method
    from shapecheck.interpreter.bridge.training import METHODS, call_training
    from shapecheck.interpreter.bridge.weights import get_weights, set_weights
    from shapecheck.interpreter.bridge.yesterday import meet_method, note_gone_method

    found = frame.run.state.objects[ref.address]
    assert isinstance(found, LayerObject)
    short = name.rpartition(".")[2]
    if short == "__call__" or (short == "call" and found.cls is None):
        return call_layer(ref, positional, keywords, frame, node)
    if found.cls is not None and name == "build":
        built = call_build(ref, positional, keywords, frame, node)
        if built is not None:
            return built
    if found.cls is not None:
        own = call_custom_method(ref, found, short, positional, keywords, frame, node)
        if own is not None:
            return own
    if not layer_has(ref, found, short, frame):
        note_gone_method(found.path.rpartition(".")[2], short, frame, node)
    if found.model is not None and short in METHODS:
        meet_method(short, keywords, frame, node)
        return call_training(ref, found, short, positional, keywords, frame, node)
    if found.model is not None:
        value = call_model_method(ref, found, short, positional, keywords, frame, node)
        if value is not None:
            return value
    if short == "count_params":
        return _count(found, frame, node)
    if short == "build":
        return build_layer(ref, positional, keywords, frame, node)
    if short == "compute_output_shape":
        return output_shape(ref, positional, keywords, frame, node)
    if short == "set_weights":
        return set_weights(ref, positional[0] if positional else keywords.get("weights", NONE), frame, node)
    if short == "get_weights":
        return get_weights(ref, frame, node)
    if short in (
        "summary",
        "save",
        "save_weights",
        "get_config",
        "reset_states",
        "reset_state",
    ):
        return NONE if short in ("summary", "save", "save_weights") else unknown(f"`{short}`", frame.site(node))
    return frame.lost(f"the method `{short}` of a layer is not modelled", node)


def _count(found: LayerObject, frame: Frame, node: cst.CSTNode) -> Value:
    from shapecheck.interpreter.values import size
    from shapecheck.shapes.dims import total

    if not found.built or found.weights is None:
        return unknown(f"{found.name} is not built", frame.site(node))
    return size(total(weight.parameters for weight in found.weights))
