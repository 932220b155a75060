"""Which names and modules of older releases today's Keras has not, and where what they named is found now.

Recorded from the sources of the releases by `tests/oracle/record_yesterday.py`.
"""

from __future__ import annotations

import json
from functools import cache
from pkgutil import get_data
from typing import Any

from shapecheck.catalog.paths import canonical

__all__ = ["gone", "instead_of"]

_TENSORFLOW = ("tensorflow.keras.", "tf.keras.")

_SUCCESSORS = {
    "keras.backend.function": "keras.Function",
    "keras.backend.int_shape": "`x.shape`",
    "keras.backend.permute_dimensions": "keras.ops.transpose",
    "keras.backend.image_dim_ordering": "keras.config.image_data_format",
    "keras.backend.resize_images": "keras.ops.image.resize",
    "keras.backend.set_image_dim_ordering": "keras.config.set_image_data_format",
    "keras.backend.print_tensor": "print",
    "keras.layers.AtrousConv1D": "keras.layers.Conv1D",
    "keras.layers.AtrousConv2D": "keras.layers.Conv2D",
    "keras.layers.AtrousConvolution1D": "keras.layers.Conv1D",
    "keras.layers.AtrousConvolution2D": "keras.layers.Conv2D",
    "keras.layers.CuDNNGRU": "keras.layers.GRU",
    "keras.layers.CuDNNLSTM": "keras.layers.LSTM",
    "keras.layers.Deconv2D": "keras.layers.Conv2DTranspose",
    "keras.layers.Deconv3D": "keras.layers.Conv3DTranspose",
    "keras.layers.Deconvolution2D": "keras.layers.Conv2DTranspose",
    "keras.layers.Deconvolution3D": "keras.layers.Conv3DTranspose",
    "keras.layers.Merge": "keras.layers.Concatenate, Add, Multiply and their like",
    "keras.layers.ThresholdedReLU": "keras.layers.ReLU",
    "keras.layers.TimeDistributedDense": "keras.layers.Dense",
    "keras.layers.experimental.SyncBatchNormalization": "keras.layers.BatchNormalization",
    "keras.layers.merge": "keras.layers.concatenate, add, multiply and their like",
    "keras.preprocessing.image.ImageDataGenerator": "keras.utils.image_dataset_from_directory",
    "keras.preprocessing.sequence.TimeseriesGenerator": "keras.utils.timeseries_dataset_from_array",
    "keras.preprocessing.text.Tokenizer": "keras.layers.TextVectorization",
}
"""What does the work of a name that stands nowhere any more."""


def gone(path: str) -> str | None:
    """Return the part of a dotted path that importing, or reading attributes, fails at in today's Keras; None for none.

    "keras.layers.core" of "keras.layers.core.Dense", "keras.layers.CuDNNLSTM" of itself. Only what an older release
    had is said to be gone; `tf.keras` shows more than `keras`, and modules below `keras.src` are not judged.
    """
    tensorflow = next((root for root in _TENSORFLOW if path.startswith(root)), None)
    public = path if tensorflow is None else f"keras.{path.removeprefix(tensorflow)}"
    if not public.startswith("keras."):
        return None
    parts = public.split(".")
    for end in range(2, len(parts) + 1):
        module, name = ".".join(parts[: end - 1]), parts[end - 1]
        if ".".join(parts[:end]) in _modules() or name in _names("names").get(module, ()):
            break
        if tensorflow is None and name in _names("elsewhere").get(module, ()):
            break
    else:
        return None
    return path if end == len(parts) else path.removesuffix("." + ".".join(parts[end:]))


def instead_of(path: str) -> str | None:
    """Return what stands today for a name that is gone: its path, or a few words; None where nothing does."""
    public = next((f"keras.{path.removeprefix(root)}" for root in _TENSORFLOW if path.startswith(root)), path)
    module, _, name = public.rpartition(".")
    found = _SUCCESSORS.get(public) or _SUCCESSORS.get(f"{_home(module)}.{name}")
    if found is not None:
        return found
    known = canonical(path)
    if known is not None and gone(known) is None:
        return known
    return canonical(f"keras.ops.{name}") if module == "keras.backend" else None


def _home(module: str) -> str:
    """Return the public folder of a module of older trees: "keras.layers" of "keras.layers.core"."""
    return ".".join(module.split(".")[:2])


@cache
def _modules() -> frozenset[str]:
    return frozenset(_recorded()["modules"].split())


@cache
def _names(kind: str) -> dict[str, frozenset[str]]:
    return {module: frozenset(names.split()) for module, names in _recorded()[kind].items()}


@cache
def _recorded() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(get_data(__package__, "names.json") or "{}")
    return content
