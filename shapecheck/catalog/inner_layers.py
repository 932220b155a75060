"""The layers that Keras's layers make inside themselves without naming them: each takes the next automatic name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["MADE_IN_BUILD", "made_in_constructor"]

MADE_IN_BUILD: Mapping[str, tuple[str, ...]] = {
    "keras.layers.MultiHeadAttention": ("Softmax", "Dropout"),
    "keras.layers.GroupQueryAttention": ("Softmax", "Dropout"),
}
"""Classes of the layers that `build` makes, by the path of the layer."""

_AUGMENTATIONS = (
    "RandomShear",
    "RandomTranslation",
    "RandomRotation",
    "RandomBrightness",
    "RandomColorDegeneration",
    "RandomContrast",
    "RandomSharpness",
    "Solarization",
    "RandomPosterization",
    "AutoContrast",
    "Equalization",
)


def made_in_constructor(path: str, config: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the classes of the layers that the constructor makes."""
    if path == "keras.layers.RandAugment":
        return _AUGMENTATIONS
    if path == "keras.layers.RNN" and isinstance(config.get("cell"), list | tuple):
        return ("StackedRNNCells",)
    return ()
