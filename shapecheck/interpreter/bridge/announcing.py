"""What a layer of the user's announces: Keras asks `compute_output_shape` before it would trace a `call`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import libcst as cst

from shapecheck.catalog.checks import NotKnown
from shapecheck.graph.call import tensors_in
from shapecheck.interpreter.bridge.building import handed_out, output_shape, tensors_of
from shapecheck.interpreter.bridge.conversion import lifted, structure
from shapecheck.interpreter.program import Problem
from shapecheck.interpreter.state import ClassObject, ModuleObject
from shapecheck.interpreter.values import Bound, Function, Ref, Tensor, Unknown, Value
from shapecheck.interpreter.walking import called_attributes
from shapecheck.shapes.dims import Dim, hide, keras_view
from shapecheck.shapes.requirements import differs
from shapecheck.shapes.words import shape_text
from shapecheck.source import Site

if TYPE_CHECKING:
    from shapecheck.interpreter.frame import Frame

__all__ = ["announced", "doubt"]


def announced(
    ref: Ref,
    definition: ClassObject,
    forward: Function,
    positional: Sequence[Value],
    keywords: Mapping[str, Value],
    made: Value,
    frame: Frame,
    node: cst.CSTNode,
) -> Value:
    """Return the outputs of a symbolic call as Keras has them, where `call` made `made`.

    A class with a `compute_output_spec` or `compute_output_shape` is asked for them and its `call` is not run
    (`Layer.compute_output_spec` in `keras/src/layers/layer.py`); where both are known the sizes that it leaves open are
    those of `call`, and hidden from Keras.
    """
    if isinstance(made, Unknown) and made.problem:
        return made
    site = frame.site(node)
    try:
        said = _said(ref, definition, forward, positional, keywords, frame, node)
        if said is None:
            return made
        _hold_against(said, made, definition, frame, site)
        return lifted(said if isinstance(made, Unknown) else _together(said, structure(made, frame, site)), frame)
    except NotKnown:
        return made


def doubt(ref: Ref, definition: ClassObject, frame: Frame) -> None:
    """Note that the weights of a layer are not known where something that it calls is not: that may be a layer."""
    state = frame.run.state
    found = state.objects[ref.address]
    for parent in definition.order:
        held = state.objects.get(parent.address) if isinstance(parent, Ref) else None
        for name in held.names if isinstance(held, ClassObject) else ():
            method = state.cell(parent.address, name) if isinstance(parent, Ref) else None
            if not isinstance(method, Function):
                continue
            for called in called_attributes(method.node) & set(found.names):
                value = state.cell(ref.address, called)
                content = state.objects.get(value.address) if isinstance(value, Ref) else value
                if isinstance(content, Unknown):
                    state.objects[ref.address] = replace(found, reason=f"`{called}`: {content.reason}")
                    return


def _said(
    ref: Ref,
    definition: ClassObject,
    forward: Function,
    positional: Sequence[Value],
    keywords: Mapping[str, Value],
    frame: Frame,
    node: cst.CSTNode,
) -> Any:
    """Return what a class says of its outputs, as tensors; None where it leaves that to its `call`.

    Raises NotKnown where what it says is not known.
    """
    from shapecheck.interpreter.calls import call
    from shapecheck.interpreter.class_attributes import class_attribute

    site, found = frame.site(node), frame.run.state.objects[ref.address]
    spec = class_attribute(definition, "compute_output_spec", frame)
    if isinstance(spec, Function):
        return structure(call(Bound(spec, ref), positional, keywords, frame, node), frame, site)
    own = class_attribute(definition, "compute_output_shape", frame)
    if isinstance(own, Function):
        shapes = handed_out(own, forward, positional, keywords, frame)
        if shapes is None:
            return None
        said = call(Bound(own, ref), (), shapes, frame, node)
    elif found.base is not None:
        shapes = handed_out(forward, forward, positional, keywords, frame)
        said = output_shape(ref, list((shapes or {}).values())[:1], {}, frame, node)
    else:
        return None
    return tensors_of(said, found.name, frame, site)


def _hold_against(said: Any, made: Value, definition: ClassObject, frame: Frame, site: Site) -> None:
    """Note a doubt where `call` makes another shape than the class announces: data get that one, the graph has this."""
    from shapecheck.interpreter.class_attributes import class_attribute

    own = class_attribute(definition, "compute_output_shape", frame)
    run = frame.run
    if isinstance(made, Unknown) or not isinstance(own, Function) or not run.undoubted or run.repeating:
        return
    announcements, results = list(tensors_in(said)), list(tensors_in(structure(made, frame, site)))
    if len(announcements) != len(results):
        return
    module = run.state.objects[own.module]
    if not isinstance(module, ModuleObject) or not isinstance(own.node, cst.FunctionDef):
        return
    for announcement, result in zip(announcements, results, strict=True):
        if announcement.shape is not None and result.shape is not None and _contradicts(announcement, result):
            words = f"`{own.name}` says {shape_text(announcement.shape)}, `call` makes {shape_text(result.shape)}"
            place = Site(module.source, own.node.name)
            notes = (("the layer is called here", site),)
            run.program.doubts.append(
                Problem("announced-shape", words, place, "run", definition.path, inputs=(result,), notes=notes)
            )
            return


def _contradicts(said: Tensor, made: Tensor) -> bool:
    one, other = said.shape or (), made.shape or ()
    if len(one) != len(other):
        return True
    return any(
        differs(size, real) is True for size, real in zip(one, other, strict=True) if keras_view(size) is not None
    )


def _together(said: Any, made: Any) -> Any:
    """Put what is announced and what `call` makes together; where they differ Keras believes the announcement."""
    if isinstance(said, Tensor) and isinstance(made, Tensor) and said.shape is not None and made.shape is not None:
        if len(said.shape) != len(made.shape):
            return said
        sizes = tuple(_size(one, other) for one, other in zip(said.shape, made.shape, strict=True))
        return replace(made, shape=sizes)
    if isinstance(said, list | tuple) and isinstance(made, list | tuple) and len(said) == len(made):
        return type(said)(_together(one, other) for one, other in zip(said, made, strict=True))
    if isinstance(said, dict) and isinstance(made, dict) and said.keys() == made.keys():
        return {key: _together(said[key], made[key]) for key in said}
    return said


def _size(said: Dim, made: Dim) -> Dim:
    if keras_view(said) is not None:
        return said
    return made if keras_view(made) is None else hide(made)
