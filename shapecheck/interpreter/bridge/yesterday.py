"""What today's Keras has no more: names, and arguments of what is not a layer. The program is followed all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from shapecheck.catalog.constructors import check_constructor, check_method
from shapecheck.catalog.yesterday.names import gone, instead_of
from shapecheck.interpreter.program import Problem
from shapecheck.interpreter.values import Known, Value
from shapecheck.shapes.requirements import Refused

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["is_gone_method", "meet_arguments", "meet_method", "note_gone", "note_gone_method", "note_reading"]

_METHODS: dict[str, str | None] = {
    "add_update": None,
    "evaluate_generator": "evaluate",
    "fit_generator": "fit",
    "get_input_at": None,
    "get_input_shape_at": None,
    "get_losses_for": None,
    "get_output_at": None,
    "get_output_shape_at": None,
    "get_updates_for": None,
    "predict_classes": "argmax(model.predict(x), axis=-1)",
    "predict_generator": "predict",
    "predict_proba": "predict",
    "to_yaml": "to_json",
}
"""Methods of the layers and models of Keras 2, and what does their work today."""

_AS_IT_WAS = frozenset(("evaluate_generator", "fit_generator", "predict_generator"))


def note_gone(path: str, names: Iterable[str], frame: Frame, node: cst.CSTNode, *, imported: bool) -> None:
    """Record that a module or name is read that today's Keras has not; `names` are those that are wanted of a module."""
    if frame.run.options.keras_version != 3:
        return
    wanted = [f"{path}.{name}" for name in names] or [path]
    missing = gone(path) or next(filter(None, map(gone, wanted)), None)
    if missing is None or any(each.operation == missing for each in frame.run.program.problems):
        return
    module, _, last = missing.rpartition(".")
    today = {name: home for name in wanted if gone(name) is not None and (home := instead_of(name)) is not None}
    hints = [
        f"`{name.rpartition('.')[2]}` is `{home}`" if " " not in home else f"use {home}" for name, home in today.items()
    ]
    if imported and f"{path}.".startswith(f"{missing}."):
        error = f"No module named '{missing}'"
    elif imported:
        error = f"cannot import name '{last}' from '{module}'"
    else:
        error = f"module '{module}' has no attribute '{last}'"
    words = f": {', '.join(hints)} today" if hints else ""
    frame.problem(
        Problem(
            "gone-name",
            f"today's Keras has no `{missing}`{words}",
            frame.site(node),
            operation=missing,
            keras_error=error,
            trail=frame.run.trail,
            details={"today": today, "error": "ImportError" if imported else "AttributeError"},
        )
    )


def is_gone_method(name: str) -> bool:
    """Tell whether the layers or models of Keras 2 had a method that today's have not."""
    return name in _METHODS


def note_gone_method(class_name: str, name: str, frame: Frame, node: cst.CSTNode) -> None:
    """Record that a method is called that Keras 2 had and today's has not."""
    if name not in _METHODS or frame.run.options.keras_version != 3:
        return
    today = _METHODS[name]
    words = f": `{today}` does its work" if today else ""
    frame.problem(
        Problem(
            "gone-name",
            f"today's Keras has no method `{name}`{words}",
            frame.site(node),
            operation=f"{class_name}.{name}",
            keras_error=f"'{class_name}' object has no attribute '{name}'",
            trail=frame.run.trail,
            details={"method": today if name in _AS_IT_WAS else None, "error": "AttributeError"},
        )
    )


_KERNELS = {"keras.layers.Convolution2D": 2, "keras.layers.Convolution3D": 3}
"""The layers that Keras 1 gave the sides of the kernel one by one, by the names that it had for them."""


def note_reading(path: str, positional: Sequence[Value], frame: Frame, node: cst.CSTNode) -> None:
    """Record that the second side of a kernel, as Keras 1 was given it, is what today's Keras takes for the strides."""
    axes = _KERNELS.get(path, 0)
    sides = [value.value for value in positional[1 : axes + 1] if isinstance(value, Known) and type(value.value) is int]
    if not axes or len(sides) < axes or sides == [1] * axes or frame.run.repeating:
        return
    written = ", ".join(map(str, sides))
    frame.run.program.doubts.append(
        Problem(
            "read-otherwise",
            f"Keras 1 read {written} as a kernel of {'x'.join(map(str, sides))}, today's Keras reads a kernel of size "
            f"{sides[0]} with strides of {sides[1]}",
            frame.site(node),
            operation=path,
            trail=frame.run.trail,
            details={"sides": f"1.{axes}"},
        )
    )


def meet_arguments(path: str, words: Iterable[str], frame: Frame, node: cst.CSTNode) -> bool:
    """Hold the keywords that a class of Keras, which is no layer, is given against those that it takes.

    Tell whether it refuses one.
    """
    return _meet(path, lambda: check_constructor(path, words), frame, node)


def meet_method(name: str, words: Iterable[str], frame: Frame, node: cst.CSTNode) -> None:
    """Hold the keywords that a method of a model is given against those that it takes."""
    _meet(f"keras.Model.{name}", lambda: check_method(name, words), frame, node)


def _meet(path: str, check: Callable[[], None], frame: Frame, node: cst.CSTNode) -> bool:
    try:
        check()
        return False
    except Refused as refused:
        frame.problem(
            Problem(
                refused.kind,
                refused.message,
                frame.site(node),
                operation=path,
                keras_error=refused.keras_error,
                trail=frame.run.trail,
                details=refused.details,
            )
        )
        return True
