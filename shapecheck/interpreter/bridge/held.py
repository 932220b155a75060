"""What a layer of Keras's holds of its configuration: windows as tuples, activations as functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shapecheck.catalog.checks import Opaque
from shapecheck.catalog.signature import IDENTIFIED, identifiers
from shapecheck.interpreter.bridge.conversion import BoundLayer, lifted
from shapecheck.interpreter.values import Reference, Value, unknown

if TYPE_CHECKING:
    from shapecheck.interpreter.frame import Frame
    from shapecheck.interpreter.state import LayerObject

__all__ = ["held_attribute"]

_WINDOWS = ("kernel_size", "strides", "pool_size", "dilation_rate", "size")
"""One number for each axis of a window (`standardize_tuple` of `keras/src/utils/argument_validation.py`)."""


def held_attribute(found: LayerObject, name: str, frame: Frame) -> Value:
    """Return the attribute of a layer that is named after an argument of its constructor.

    Where Keras makes something else of the argument than is known here, it is unknown.
    """
    content = found.config[name]
    if isinstance(content, BoundLayer):
        return content.ref
    if name == "strides" and content is None:
        content = found.config.get("pool_size")
    kind = name.rpartition("_")[2]
    if kind == "activation" and (content is None or (isinstance(content, str) and content in identifiers(kind))):
        return Reference(f"keras.activations.{content or 'linear'}")
    rank = found.path[-2:-1] if found.path.endswith("D") else ""
    if name in _WINDOWS and rank.isdigit() and not (name == "size" and rank == "1"):
        return _window(content, int(rank), found, frame)
    # an object that is made of a name, or something for which None merely stands, or a tuple or not as Keras likes it
    lost = kind in IDENTIFIED or content is None or isinstance(content, Opaque | list | dict)
    if lost or (name in ("padding", "cropping", "axis") and isinstance(content, int) and _spread(found)):
        return unknown(f"what {found.name} makes of its `{name}` is not known")
    return lifted(content, frame)


def _window(content: Any, rank: int, found: LayerObject, frame: Frame) -> Value:
    if isinstance(content, int):
        return lifted((content,) * rank, frame)
    if isinstance(content, list | tuple) and len(content) == rank:
        return lifted(tuple(content), frame)
    return unknown(f"the window of {found.name} is not known")


def _spread(found: LayerObject) -> bool:
    """Tell whether Keras holds one number that is given as several."""
    return found.path.rpartition(".")[2].startswith(("ZeroPadding", "Cropping", "Normalization"))
