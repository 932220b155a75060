"""Layers and models of the user's own classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from shapecheck.catalog.paths import canonical
from shapecheck.interpreter.state import ClassObject
from shapecheck.interpreter.values import Method, Ref, Reference, Unknown, Value, unknown

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame
    from shapecheck.source import Site

__all__ = ["apply_custom", "call_custom", "library_base", "library_method", "make_custom"]


def library_base(definition: ClassObject) -> str | None:
    """Return the canonical path of the class of Keras that a user's class derives from."""
    for parent in definition.order:
        if isinstance(parent, Reference):
            path = canonical(parent.path)
            if path is not None and (path.startswith("keras.layers.") or path in ("keras.Model", "keras.Sequential", "keras.Layer")):
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
    """Make an instance of a user's layer or model class."""
    return frame.lost(f"{definition.name} is a layer of the program's own, which is not followed", node)


def library_method(receiver: Value, path: str, frame: Frame, node: cst.CSTNode) -> Value:
    """Return a method that `super()` finds in a class of a library."""
    return Method(receiver, path)


def call_custom(
    ref: Ref, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> Value:
    """Call a layer of a user's class on values."""
    return frame.lost("a layer of the program's own is not followed", node)


def apply_custom(
    ref: Ref, inputs: list[Any], arguments: Mapping[str, Any], frame: Frame, site: Site, *, record: bool = True
) -> Unknown:
    """Apply a layer of a user's class to plain structures."""
    return unknown("a layer of the program's own is not followed", site)
