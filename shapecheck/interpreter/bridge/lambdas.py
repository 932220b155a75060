"""`Lambda`: the function is followed; where it cannot be, its `output_shape` is believed as Keras believes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from shapecheck.catalog.checks import NotKnown
from shapecheck.interpreter.bridge.configuration import bound_configuration
from shapecheck.interpreter.bridge.conversion import auto_name, new_tensor, structure
from shapecheck.interpreter.bridge.inputs import shape_from
from shapecheck.interpreter.state import DictObject, LayerObject
from shapecheck.interpreter.values import NONE, Ref, Tensor, Unknown, Value, is_none, unknown
from shapecheck.shapes.requirements import Refused

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["PATH", "call_lambda", "make_lambda"]

PATH = "keras.layers.Lambda"
_ORDER = ("function", "output_shape", "mask", "arguments")


def make_lambda(positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode) -> Value:
    """Construct a `Lambda(function, output_shape=None, mask=None, arguments=None)`."""
    from shapecheck.interpreter.bridge.layers import plain_arguments, refusal

    site = frame.site(node)
    try:
        bound = bound_configuration(PATH, *plain_arguments(PATH, positional, keywords, frame, site), frame, node)
    except Refused as refused:
        return refusal(refused, PATH, "Lambda", (), frame, site)
    given = dict(zip(_ORDER, positional, strict=False)) | dict(keywords)
    config = {word: value for word, value in bound.items() if word not in _ORDER}
    stated = config["name"] if isinstance(config.get("name"), str) else None
    made = LayerObject(PATH, stated or auto_name("Lambda", frame), config, site, serial=next(frame.run.addresses))
    ref = frame.run.new(made)
    for word in _ORDER:
        frame.run.state.bind(ref.address, word, given.get(word, NONE))
    return ref


def call_lambda(ref: Ref, positional: Sequence[Value], frame: Frame, node: cst.CSTNode) -> Value:
    """Call a `Lambda` on values: its function on them, with its arguments."""
    from shapecheck.interpreter.calls import call

    run, site = frame.run, frame.site(node)
    function = run.state.cell(ref.address, "function") or NONE
    extra = run.state.cell(ref.address, "arguments") or NONE
    held = run.state.objects.get(extra.address) if isinstance(extra, Ref) else None
    words = (
        {str(getattr(key, "value", "")): item for key, item in held.entries.items()}
        if isinstance(held, DictObject)
        else {}
    )
    run.tracing += 1
    try:
        result = call(function, list(positional), words, frame, node)
    finally:
        run.tracing -= 1
    found = run.state.objects[ref.address]
    run.state.objects[ref.address] = replace(found, built=True)
    if isinstance(result, Unknown) and not result.problem:
        result = _stated(ref, positional, result, frame, node)
    if isinstance(result, Unknown):
        return unknown(result.reason, site, problem=result.problem)
    from shapecheck.interpreter.bridge.custom import given_outputs

    return given_outputs(ref, result, list(positional), {}, len(run.program.problems), frame, site, record=True)


def _stated(ref: Ref, positional: Sequence[Value], lost: Unknown, frame: Frame, node: cst.CSTNode) -> Value:
    """Return a tensor of the shape that `output_shape` states, the batch put before it."""
    stated = frame.run.state.cell(ref.address, "output_shape") or NONE
    if is_none(stated) or not positional:
        return lost
    shape = shape_from(stated, frame, frame.site(node), "lambda", batched=False)
    try:
        given = structure(positional[0], frame, frame.site(node))
    except NotKnown:
        return lost
    if not isinstance(shape, tuple) or not isinstance(given, Tensor) or given.shape is None:
        return lost
    return new_tensor((given.shape[0], *shape), given.dtype, frame)
