"""What `fit` and its likes take as data at all: arrays that they can slice, or a source of batches by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from shapecheck.catalog.training.samples import unsupported_argument
from shapecheck.interpreter.bridge.data.batches import source_kind
from shapecheck.interpreter.program import Problem
from shapecheck.interpreter.state import DictObject, ListObject
from shapecheck.interpreter.values import NONE, Array, Known, Ref, Size, Tuple, Value

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["can_slice", "stands_alone"]

_DATA = ("x", "y", "sample_weight")
_SLICING = ("fit", "evaluate", "predict")


def can_slice(method: str, words: Mapping[str, Value], frame: Frame, node: cst.CSTNode) -> bool:
    """Tell whether no leaf of the data is a plain number or text; otherwise record that Keras knows no such data.

    `get_data_adapter` takes a list for several arrays, and a number has no `__array__`. The methods on single batches
    convert what they are given.
    """
    given = {name: words.get(name, NONE) for name in _DATA}
    if method not in _SLICING or not _are_data(given["x"], frame):
        return True
    name = next((name for name, value in given.items() if _holds_plain(value, frame)), None)
    if name is None:
        return True
    split = method == "fit" and "validation_split" in words
    text = "Argument `validation_split` is only supported for tensors or NumPy arrays." if split else None
    problem = Problem(
        "data-not-arrays",
        f"`{name}` holds plain numbers, not arrays: Keras takes a list for several arrays; `np.array({name})` is one",
        frame.site(node),
        when="run",
        operation=f"keras.Model.{method}",
        keras_error=text or "Unrecognized data type",
        trail=frame.run.trail,
    )
    frame.problem(problem)
    return False


def stands_alone(method: str, words: Mapping[str, Value], frame: Frame, node: cst.CSTNode) -> bool:
    """Tell whether a data set or generator is given without labels and weights besides; record it where they are."""
    source = source_kind(words.get("x", NONE), frame)
    if method not in _SLICING or source is None:
        return True
    for name in ("y", "sample_weight", "class_weight"):
        if not isinstance(words.get(name, NONE), Array | Tuple | Ref):
            continue
        outcome = unsupported_argument(source, name)
        if outcome.kind == "refused":
            problem = Problem(
                f"data-{outcome.defect}",
                outcome.message,
                frame.site(node),
                when="run",
                operation=f"keras.Model.{method}",
                keras_error=outcome.keras_error,
                trail=frame.run.trail,
            )
            frame.problem(problem)
            return False
    return True


def _are_data(value: Value, frame: Frame) -> bool:
    """Tell whether this is an array or a list, tuple or dict; a data set or an object of the user's is neither."""
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else value
    return isinstance(found, Array | Tuple | ListObject | DictObject)


def _holds_plain(value: Value, frame: Frame) -> bool:
    """Tell whether a list, tuple or dict holds a number or text, at whatever depth."""
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else value
    if isinstance(found, Tuple | ListObject):
        items = found.items
    elif isinstance(found, DictObject):
        items = tuple(found.entries.values())
    else:
        return False
    return any(_is_plain(item) or _holds_plain(item, frame) for item in items)


def _is_plain(value: Value) -> bool:
    return isinstance(value, Size) or (isinstance(value, Known) and isinstance(value.value, bool | int | float | str))
