"""Kinds of configuration values that one family of layers checks in words of its own.

What changes no shape (a dropout rate, say) may be unknown; such arguments are annotated `Any` and checked by the
functions here that `configure` calls.
"""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import NotKnown, kind, known, refuse
from shapecheck.shapes.dims import Dim
from shapecheck.shapes.requirements import at_most, forbid

__all__ = ["Axes", "Axis", "Int64", "NormalizationGroups", "Positive", "Units", "one_of", "positive_size", "within"]

Axes = int | tuple[int, ...]
Axis = int
Int64 = str
NormalizationGroups = Dim
Positive = Dim
Units = Dim


def positive_size(value: Any, what: str, name: str, path: str, keras: str) -> None:
    """Refuse what is no int above 0, known or not."""
    if not isinstance(known(value), Dim):
        if not isinstance(value, float | str | tuple | list | dict | None):
            raise NotKnown(f"`{name}` is a {type(value).__name__}")
        refuse(what, name, value, path, keras)
    words = f"`{name}` of {path.rpartition('.')[2]} wants {what}, got {value}"
    forbid(at_most(value, 0), words, keras=keras, kind="invalid-argument")


@kind("Units")
def units(value: Any, name: str, path: str) -> Any:
    """Take the units of a recurrent cell, which Keras compares with 0 before it asks for their type.

    A float passes the constructor and fails when the weights are created (`keras/src/layers/rnn/lstm.py`).
    """
    what = "a positive integer"
    if value is None or isinstance(value, str | tuple | list | dict):
        text = f"'<=' not supported between instances of '{type(value).__name__}' and 'int'"
        refuse(what, name, value, path, text)
    if isinstance(value, float) and value > 0:
        refuse(what, name, value, path, f"Found invalid dimension '{value}' of type '<class 'float'>'.")
    text = f"Received an invalid value for argument `{name}`, expected a positive integer, got {value}."
    positive_size(value, what, name, path, text)
    return value


@kind("Positive")
def positive(value: Any, name: str, path: str) -> Any:
    """Take a positive int (`keras/src/layers/attention/multi_head_attention.py`)."""
    what = "a positive integer or `None`" if name == "value_dim" else "a positive integer"
    text = f"Received an invalid value for argument `{name}`, expected {what}. Received: {name}={value}"
    positive_size(value, what, name, path, text)
    return value


@kind("NormalizationGroups")
def normalization_groups(value: Any, name: str, path: str) -> Any:
    """Take a positive int, or -1 for one group a channel (`keras/src/layers/normalization/group_normalization.py`)."""
    if value != -1:
        what = "a positive integer (or `-1` for instance normalization)"
        text = f"Received an invalid value for argument `{name}`, expected {what}. Received: {name}={value}"
        positive_size(value, what, name, path, text)
    return value


@kind("Axis")
def axis(value: Any, name: str, path: str) -> int:
    """Take whatever `int` takes (`keras/src/layers/normalization/batch_normalization.py`)."""
    if known(value) is None or isinstance(value, list | tuple | dict):
        text = "int() argument must be a string, a bytes-like object or a real number"
        refuse("an integer", name, value, path, f"{text}, not '{type(value).__name__}'")
    if isinstance(value, str) and not value.strip().removeprefix("-").isdecimal():
        refuse("an integer", name, value, path, f"invalid literal for int() with base 10: {value!r}")
    if not isinstance(value, int | float | str):
        raise NotKnown(f"`{name}` is {value}")
    return int(value)


@kind("Axes")
def axes(value: Any, name: str, path: str) -> Any:
    """Take an int, or a list or tuple of ints, as the normalizations do; lists become tuples."""
    if isinstance(known(value), list):
        value = tuple(value)
    if value is None or isinstance(value, float | str | dict):
        layer = path.rpartition(".")[2]
        texts = {
            "LayerNormalization": "Expected an int or a list/tuple of ints for the argument 'axis', but received: "
            f"{value!r}",
            "UnitNormalization": "Invalid value for `axis` argument: expected an int or a list/tuple of ints. "
            f"Received: axis={value}",
        }
        text = texts.get(layer, f"tuple indices must be integers or slices, not {type(value).__name__}")
        refuse("an integer or a list of integers", name, value, path, text)
    if not all(isinstance(item, int) for item in (value if isinstance(value, tuple) else (value,))):
        raise NotKnown(f"`{name}` is {value}")
    return value


@kind("Int64")
def int64(value: Any, name: str, path: str) -> Any:
    """Take "int64" alone, as IntegerLookup does for its vocabulary."""
    text = f"Only `{name}='int64'` is supported at this time. Received: {name}={value}"
    one_of(value, name, ("int64",), text)
    return value


def within(value: Any, name: str, low: float, high: float, keras: str) -> None:
    """Refuse a number outside of low..high, and what cannot be compared with a number; what is not known passes."""
    words = f"`{name}` wants a number from {low:g} to {high:g}, got {value!r}"
    if value is None or isinstance(value, str | list | tuple | dict):
        text = f"'<=' not supported between instances of 'int' and '{type(value).__name__}'"
        forbid(True, words, keras=text, kind="invalid-argument")
    forbid(isinstance(value, int | float) and not low <= value <= high, words, keras=keras, kind="invalid-argument")


def one_of(value: Any, name: str, allowed: tuple[Any, ...], keras: str) -> None:
    """Refuse a plain value that is not one of a few; what is not known passes."""
    plain = value is None or isinstance(value, bool | int | float | str | list | tuple | dict)
    words = f"`{name}` wants {' or '.join(map(repr, allowed))}, got {value!r}"
    forbid(plain and value not in allowed, words, keras=keras, kind="invalid-argument")
