"""Kinds of configuration values of the layers that change images: how much, within which bounds."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import Opaque, kind, refuse

__all__ = ["Factor", "FillMode", "Interpolation", "ValueRange"]

Factor = Any
FillMode = Any
Interpolation = Any
ValueRange = Any

EACH = {"RandomTranslation": (-1.0, 1.0), "RandomZoom": (-1.0, 1.0), "RandomShear": (0.0, 1.0)}
"""Layers that look at each end of a range by itself; a RandomZoom of -1 itself is refused as well."""

RANGE = {
    "RandomContrast": (0.0, 1.0),
    "RandomHue": (0.0, 1.0),
    "RandomInvert": (0.0, 1.0),
    "RandomSharpness": (0.0, 1.0),
    "RandomPosterization": (1.0, 8.0),
    "CutMix": (0.0, 1.0),
}
"""Layers whose bounds are not -1 and 1; they refuse a range that lies outside (`base_image_preprocessing_layer.py`)."""

DEFAULTED = ("RandomRotation", "RandomBrightness")
"""Layers that take what is false, None among it, as 0."""


@kind("Factor")
def factor(value: Any, name: str, path: str) -> Any:
    """Take a number, or two, within the bounds of the layer; what is not known passes, for it changes no shape."""
    layer = path.rpartition(".")[2]
    low, high = EACH.get(layer) or RANGE.get(layer, (-1.0, 1.0))
    what = f"a number, or two, from {low:g} to {high:g}"
    keras = f"The `{name}` argument should be a number (or a list of two numbers) in the range [{low:g}, {high:g}]. "
    optional = layer == "RandomZoom" and name == "width_factor" and value is None
    if isinstance(value, Opaque) or optional or (layer in DEFAULTED and not value):
        return value
    if isinstance(value, list | tuple):
        numbers = [item for item in value if isinstance(item, int | float)]
        if len(value) != 2:
            refuse(what, name, value, path, f"{keras}Received: {name}={value}")
        if len(numbers) < 2:
            return value
        wrong = outside(layer, numbers, low, high) if layer in EACH else numbers[0] > high or numbers[1] < low
    elif isinstance(value, int | float):
        wrong = outside(layer, [value], low, high)
    else:
        wrong = isinstance(value, str | dict | None)
    if wrong:
        refuse(what, name, value, path, f"{keras}Received: {name}={value}")
    return value


def outside(layer: str, numbers: list[Any], low: float, high: float) -> bool:
    """Tell whether one of several numbers is out of bounds."""
    return any(number > high or number < low or (layer == "RandomZoom" and number == low) for number in numbers)


def word(value: Any, name: str, path: str, allowed: tuple[str, ...]) -> Any:
    """Take one of a few words; what is not known passes."""
    if isinstance(value, str | int | float | None) and value not in allowed:
        text = f"Unknown `{name}` {value}. Expected of one {allowed}."
        refuse(" or ".join(map(repr, allowed)), name, value, path, text)
    return value


@kind("FillMode")
def fill_mode(value: Any, name: str, path: str) -> Any:
    """Take a way to fill what lies outside of an image."""
    return word(value, name, path, ("reflect", "wrap", "constant", "nearest"))


@kind("Interpolation")
def interpolation(value: Any, name: str, path: str) -> Any:
    """Take a way to read between the pixels."""
    return word(value, name, path, ("nearest", "bilinear"))


@kind("ValueRange")
def value_range(value: Any, name: str, path: str) -> Any:
    """Take two numbers; what is not known passes."""
    if isinstance(value, int | float | str | None) or (isinstance(value, list | tuple) and len(value) != 2):
        text = f"The `{name}` argument should be a list of two numbers. Received: {name}={value}"
        refuse("two numbers", name, value, path, text)
    return value
