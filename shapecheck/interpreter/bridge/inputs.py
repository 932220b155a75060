"""`Input` and `InputLayer`: where a graph begins, and the symbols of the sizes that it leaves open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shapecheck.catalog.checks import Opaque
from shapecheck.catalog.signature import bind
from shapecheck.graph.call import LayerCall
from shapecheck.interpreter.bridge.conversion import auto_name, plain
from shapecheck.interpreter.bridge.layers import refusal
from shapecheck.interpreter.bridge.yesterday import meet_arguments
from shapecheck.interpreter.frame import Frame
from shapecheck.interpreter.state import LayerObject
from shapecheck.interpreter.values import Ref, Size, Tensor, Unknown, Value, is_none, unknown
from shapecheck.shapes.dims import Dim
from shapecheck.shapes.requirements import Refused

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.source import Site

__all__ = ["input_layer", "make_input", "shape_from"]

_ORDER = ("shape", "batch_size", "dtype", "sparse", "ragged", "batch_shape", "name", "tensor", "optional")
_AXES = {1: ("T",), 2: ("T", "C"), 3: ("H", "W", "C"), 4: ("D", "H", "W", "C")}


def make_input(
    positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode, *, layer: bool
) -> Value:
    """Evaluate `keras.Input(...)`, or `InputLayer(...)` when a `layer` is wanted."""
    site = frame.site(node)
    names = {"input_tensor": "tensor", "batch_input_shape": "batch_shape", "input_shape": "shape"}
    words = {names.get(name, name) if layer else name: value for name, value in keywords.items()}
    given = {
        name: value
        for name, value in (dict(zip(_ORDER, positional, strict=False)) | words).items()
        if not is_none(value)
    }
    if not layer and meet_arguments("keras.Input", keywords, frame, node):
        return unknown("an argument that `Input` does not take", site, problem=True)
    try:
        words_given = {
            "input_tensor" if name == "tensor" else name: plain(value, frame, site) for name, value in words.items()
        }
        bind("keras.layers.InputLayer", [plain(value, frame, site) for value in positional], words_given)
        if "shape" not in given and "batch_shape" not in given and "tensor" not in given:
            raise Refused(
                "`Input` wants a `shape`", kind="missing-argument", keras_error="You must pass a `shape` argument."
            )
    except Refused as refused:
        return refusal(refused, "keras.Input", "input_layer", (), frame, site)
    existing = given.get("tensor")
    if isinstance(existing, Tensor):
        return existing
    if "shape" not in given and "batch_shape" not in given:
        return unknown("the tensor that this input wraps is not known", site)
    made = input_layer(given, frame, site)
    if isinstance(made, Unknown):
        return made
    ref, tensor = made
    return ref if layer else tensor


def input_layer(given: Mapping[str, Value], frame: Frame, site: Site) -> tuple[Ref, Tensor] | Unknown:
    """Make an `InputLayer` and its tensor from `shape`, `batch_size`, `batch_shape`, `dtype` and `name`."""
    name = plain(given["name"], frame, site) if "name" in given else None
    chosen = name if isinstance(name, str) else auto_name("InputLayer", frame)
    dtype = plain(given["dtype"], frame, site) if "dtype" in given else None
    content: Any
    if "batch_shape" in given:
        content = shape_from(given["batch_shape"], frame, site, chosen, batched=True)
    else:
        content = shape_from(given["shape"], frame, site, chosen, batched=False)
        size = plain(given["batch_size"], frame, site) if "batch_size" in given else None
        if isinstance(content, tuple):
            content = (size if isinstance(size, Dim) else frame.run.batch(), *content)
    if isinstance(content, Refused):
        return refusal(content, "keras.Input", chosen, (), frame, site)
    if isinstance(content, Unknown) and content.problem:
        return content
    known = content if isinstance(content, tuple) else None
    tensor = Tensor(known, dtype if isinstance(dtype, str) else "float32", next(frame.run.keys))
    config = {
        "batch_shape": known,
        "dtype": tensor.dtype,
        "name": name if isinstance(name, str) else None,
        "sparse": False,
    }
    made = LayerObject("keras.layers.InputLayer", chosen, config, site, built=True, serial=next(frame.run.addresses))
    ref = frame.run.new(made)
    key = next(frame.run.keys)
    frame.run.record_call(LayerCall(key, "keras.Input", ref.address, (), tensor, site, trail=frame.run.trail))
    frame.run.state.objects[ref.address] = replace(made, calls=(key,))
    return ref, tensor


def shape_from(value: Value, frame: Frame, site: Site, owner: str, *, batched: bool) -> Any:
    """Return a shape as Keras would hold it: a tuple of sizes, with symbols for `None`.

    Unknown where not even the rank is known; Refused (returned, not raised) where Keras takes no such shape.
    """
    if isinstance(value, Unknown | Size):
        # a parameter that was taken for a size may as well be a shape
        return value if isinstance(value, Unknown) else unknown("the shape is not known", site)
    content = plain(value, frame, site, wanted=True)
    if isinstance(content, Opaque):
        return unknown(content.reason, site)
    if not isinstance(content, list | tuple):
        return _no_shape(content)
    sizes: list[Dim] = []
    axes = list(range(1, len(content) + 1)) if not batched else list(range(len(content)))
    for axis, item in zip(axes, content, strict=True):
        if item is None:
            sizes.append(_open_size(axis, len(content) - batched, owner, frame, site))
        elif isinstance(item, Dim) and not isinstance(item, bool):
            if isinstance(item, int) and item < 0:
                return _no_shape(content, f"negative size {item}")
            sizes.append(item)
        elif isinstance(item, Opaque):
            sizes.append(
                frame.run.symbol("size", dynamic=False, origin=f"an unknown size of {owner}: {item.reason}", site=site)
            )
        else:
            return _no_shape(content)
    return tuple(sizes)


def _open_size(axis: int, rank: int, owner: str, frame: Frame, site: Site) -> Dim:
    """Return the symbol of an axis that Keras holds as None."""
    if axis == 0:
        return frame.run.batch()
    names = _AXES.get(rank, ())
    word = names[axis - 1] if axis <= len(names) else f"n{axis}"
    return frame.run.symbol(word, dynamic=True, origin=f"axis {axis} of {owner}", site=site)


def _no_shape(content: Any, words: str = "") -> Refused:
    text = f"Cannot convert '{content}' to a shape."
    return Refused(f"{content!r} is no shape{': ' + words if words else ''}", kind="invalid-argument", keras_error=text)
