"""Shapes in place of tensors: `layer.build(shape)`, `layer.compute_output_shape(shape)`, and those that Keras hands out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.layers.recurrent_cells import STATES
from shapecheck.catalog.tables import LayerRule, rule_of
from shapecheck.interpreter.bridge.conversion import lifted
from shapecheck.interpreter.bridge.inputs import shape_from
from shapecheck.interpreter.bridge.layers import apply_layer, shape_of, tried
from shapecheck.interpreter.state import DictObject, LayerObject, ListObject
from shapecheck.interpreter.values import NONE, Function, Ref, Tensor, Tuple, Unknown, Value, is_none, unknown
from shapecheck.shapes.dims import TooLarge
from shapecheck.shapes.requirements import Refused, collecting

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame
    from shapecheck.source import Site

__all__ = ["build_layer", "handed_out", "output_shape", "parameters", "tensors_of"]


def build_layer(
    ref: Ref, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> Value:
    """Carry out `layer.build(input_shape, ...)` for a layer of Keras's: the weights are made, nothing is called."""
    found = frame.run.state.objects[ref.address]
    if found.built:
        return NONE
    made = _applied(ref, positional, keywords, frame, node)
    if isinstance(made, Unknown):
        held = frame.run.state.objects[ref.address]
        if isinstance(held, LayerObject) and not held.built:
            frame.run.state.objects[ref.address] = replace(held, weights=None, reason=made.reason)
    return NONE


def output_shape(
    ref: Ref, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> Value:
    """Return what `layer.compute_output_shape(input_shape, ...)` of a class of Keras does; the layer stays as it is."""
    run = frame.run
    before = run.state
    run.state = before.fork()
    try:
        made = _applied(ref, positional, keywords, frame, node)
    finally:
        run.state = before
    return made if isinstance(made, Unknown) else shape_of(made, frame)


def _applied(
    ref: Ref, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> Any:
    """Apply a layer to tensors of the shapes that are given; a first one given by name stands first."""
    site = frame.site(node)
    given, words = list(positional), dict(keywords)
    if not given and words:
        given = [words.pop(next(iter(words)))]
    found = frame.run.state.objects[ref.address]
    requirements = len(frame.run.program.requirements)
    try:
        tensors = [tensors_of(value, found.name, frame, site) for value in given]
        named = {
            name.removesuffix("_shape"): tensors_of(value, found.name, frame, site)
            for name, value in words.items()
            if not is_none(value)
        }
    except NotKnown as lost:
        return unknown(str(lost), site)
    rule = rule_of(found.base or found.path)
    if rule is not None and rule.path in STATES and len(tensors) == 1:
        tensors.append(None)  # a cell is built without its states
    if rule is not None and found.model is None:
        accepted = _accepted(rule, found, tensors, named, frame)
        if accepted is None:
            return unknown(f"the shapes that {found.name} is given", site)
        tensors = accepted
    made = apply_layer(ref, tensors, named, frame, site, record=False, inherited=True)
    # what would be required of sizes that stand for a None is no requirement of the program's
    del frame.run.program.requirements[requirements:]
    return made


def _accepted(
    rule: LayerRule, found: LayerObject, tensors: list[Any], named: Mapping[str, Any], frame: Frame
) -> list[Any] | None:
    """Return tensors that a layer can be applied to; None where it would refuse them.

    Inputs are checked when a layer is called, not when it is built: a `Dense` is built with `(8,)`, its last axis.
    """
    first = tensors[0] if tensors else None
    choices = [tensors]
    if isinstance(first, Tensor) and first.shape is not None and len(first.shape) == 1:
        choices.append([replace(first, shape=(frame.run.batch(), *first.shape)), *tensors[1:]])
    for given in choices:
        try:
            with collecting():
                tried(rule, found, given, named)
        except Refused:
            continue
        except (NotKnown, TooLarge):
            pass  # it is applied, and says itself what it does not know
        return given
    return None


def tensors_of(value: Value, owner: str, frame: Frame, site: Site) -> Any:
    """Return tensors for a shape, or a list, tuple or dict of shapes, with symbols for what is None.

    Raises NotKnown where a rank is not known.
    """
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else value
    if isinstance(found, DictObject):
        return {
            key.value if hasattr(key, "value") else key: tensors_of(item, owner, frame, site)
            for key, item in found.entries.items()
        }
    if isinstance(found, Tuple | ListObject) and any(_is_nested(item, frame) for item in found.items):
        items = [tensors_of(item, owner, frame, site) for item in found.items]
        return tuple(items) if isinstance(found, Tuple) else items
    if is_none(value):
        return None
    sizes = shape_from(value, frame, site, owner, batched=True)
    if not isinstance(sizes, tuple):
        raise NotKnown(sizes.reason if isinstance(sizes, Unknown) else f"a shape that {owner} is given is not known")
    return Tensor(sizes, "float32", next(frame.run.keys))


def _is_nested(value: Value, frame: Frame) -> bool:
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else value
    return isinstance(found, Tuple | ListObject | DictObject)


def handed_out(
    method: Function, forward: Function, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame
) -> dict[str, Value] | None:
    """Return the shapes that Keras hands to a user's `build` or `compute_output_shape` when the layer is called.

    A method of one argument gets the first shape; one of several the shapes of the arguments of `call` whose names,
    with `_shape` behind, it takes (`update_shapes_dict_for_target_fn` in `keras/src/layers/layer.py`). None where it
    cannot be called so.
    """
    taken = [item.name.value for item in parameters(forward)]
    given = dict(zip(taken, positional, strict=False)) | dict(keywords)
    shapes = {
        f"{name}_shape": shape
        for name, value in given.items()
        if name != "mask" and (shape := _shape_of(value, frame)) is not None
    }
    wanted = [item.name.value for item in parameters(method)]
    if len(wanted) == 1:
        return {wanted[0]: next(iter(shapes.values()), NONE)}
    if any(name.removesuffix("_shape") not in taken or not name.endswith("_shape") for name in wanted):
        return None
    return {name: shapes[name] for name in wanted if name in shapes}


def parameters(method: Function) -> list[cst.Param]:
    """Return the parameters of a method besides the object itself and those that catch all others."""
    params = method.node.params
    return [*params.posonly_params, *params.params][1:] + list(params.kwonly_params)


def _shape_of(value: Value, frame: Frame) -> Value | None:
    """Return the shape of an argument: a tuple, or a list, tuple or dict of shapes; None where it holds no tensor."""
    if isinstance(value, Tensor):
        tensor = frame.run.current(value)
        if tensor.shape is None:
            return frame.run.evidence.shape(tensor)
        return Tuple(tuple(lifted(size, frame) for size in tensor.keras_view() or ()))
    if isinstance(value, Unknown):
        return Unknown(value.reason, value.site, ("build", value.key), None, value.entry, value.problem)
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else value
    if isinstance(found, DictObject):
        entries = {key: _shape_of(item, frame) for key, item in found.entries.items()}
        if all(item is None for item in entries.values()):
            return None
        return frame.run.new(DictObject({key: NONE if item is None else item for key, item in entries.items()}))
    if isinstance(found, Tuple | ListObject):
        shapes = [_shape_of(item, frame) for item in found.items]
        if all(shape is None for shape in shapes):
            return None
        items = tuple(NONE if shape is None else shape for shape in shapes)
        return Tuple(items) if isinstance(found, Tuple) else frame.run.new(ListObject(items))
    return None
