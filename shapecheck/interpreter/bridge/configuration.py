"""Keras's own configuration, as the program sets it, and what it means for a layer's arguments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from shapecheck.catalog.checks import Opaque
from shapecheck.catalog.signature import IDENTIFIED, bind, identifiers, signature_of
from shapecheck.interpreter.bridge.conversion import plain
from shapecheck.interpreter.values import NONE, TRUE, Known, Value

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = [
    "REGISTERING",
    "bound_configuration",
    "epsilon",
    "floatx",
    "image_data_format",
    "note_registration",
    "set_epsilon",
    "set_floatx",
    "set_image_data_format",
]

_REGISTERED = ("configuration", "registered")

REGISTERING = frozenset(
    f"keras.saving.{name}" for name in ("CustomObjectScope", "get_custom_objects", "register_keras_serializable")
)
"""What a program uses to give names of its own to activations, initializers and their like."""


def image_data_format(
    positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> Value:
    """Evaluate `keras.config.image_data_format()`."""
    return _present("image_data_format", frame.run.options.image_data_format, frame)


def set_image_data_format(
    positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> Value:
    """Carry out `keras.config.set_image_data_format(data_format)`."""
    value = positional[0] if positional else keywords.get("data_format", NONE)
    if isinstance(value, Known) and isinstance(value.value, str):
        value = Known(value.value.lower())
    frame.run.state.objects["configuration", "image_data_format"] = value
    return NONE


def epsilon(positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode) -> Value:
    """Evaluate `keras.config.epsilon()`."""
    return _present("epsilon", 1e-7, frame)


def set_epsilon(positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode) -> Value:
    """Carry out `keras.config.set_epsilon(value)`."""
    value = positional[0] if positional else keywords.get("value", NONE)
    frame.run.state.objects["configuration", "epsilon"] = value
    return NONE


def floatx(positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode) -> Value:
    """Evaluate `keras.config.floatx()`."""
    return _present("floatx", "float32", frame)


def set_floatx(positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode) -> Value:
    """Carry out `keras.config.set_floatx(value)`."""
    value = positional[0] if positional else keywords.get("value", NONE)
    frame.run.state.objects["configuration", "floatx"] = value
    return NONE


def _present(name: str, default: object, frame: Frame) -> Value:
    found: Value | None = frame.run.state.objects.get(("configuration", name))
    return Known(default) if found is None else found


def note_registration(frame: Frame) -> None:
    """Note that names which Keras does not have may be the program's own from here on."""
    frame.run.state.objects[_REGISTERED] = TRUE


def has_registered(frame: Frame) -> bool:
    """Tell whether the program may have given names of its own to what Keras looks up by name."""
    return _REGISTERED in frame.run.state.objects


def bound_configuration(
    path: str, positional: Sequence[Any], keywords: Mapping[str, Any], frame: Frame, node: cst.CSTNode
) -> dict[str, Any]:
    """Bind a constructor's arguments, with Keras's present configuration in the place of `data_format=None`.

    Raises Refused where Keras does.
    """
    if has_registered(frame):
        signature = signature_of(path)
        names = signature.init if signature is not None else ()
        order = (*names, *[""] * len(positional))
        positional = [_own(name, value) for name, value in zip(order, positional, strict=False)]
        keywords = {name: _own(name, value) for name, value in keywords.items()}
    config = dict(bind(path, positional, keywords))
    if config.get("data_format", "") is None:
        config["data_format"] = plain(image_data_format((), {}, frame, node), frame, frame.site(node))
    return config


def _own(name: str, value: Any) -> Any:
    """Return an identifier that only the program knows as something that it may look up itself."""
    kind = name.rpartition("_")[2]
    if isinstance(value, str) and kind in IDENTIFIED and value not in identifiers(kind):
        return Opaque(f"`{value}` of the program", callable=True)
    return value
