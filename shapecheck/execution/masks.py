"""How masks go along with tensors, as Keras carries them from layer to layer (keras/src/layers/layer.py)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from shapecheck.execution.kernel import Array, Config

__all__ = ["PASSING", "TAKING", "mask_arguments", "masks_after"]

PASSING = frozenset(
    f"keras.layers.{name}"
    for name in (
        *("Activation", "ELU", "LeakyReLU", "PReLU", "ReLU", "Softmax"),
        *("ActivityRegularization", "AlphaDropout", "Dropout", "GaussianDropout", "GaussianNoise"),
        *("SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D"),
        *("BatchNormalization", "GroupNormalization", "LayerNormalization", "UnitNormalization", "Normalization"),
        *("Dense", "Identity", "Lambda", "Rescaling", "TimeDistributed"),
        *("MultiHeadAttention", "GroupQueryAttention"),
    )
)
"""Layers whose output has the mask of their first input."""

TAKING = frozenset({"keras.layers.MultiHeadAttention"})
"""Layers that take the masks away from their inputs: whoever reads these later finds none."""

Rule = Callable[[Any, Any, Config, Any], Any]


def of_recurrent(inputs: Any, mask: Any, config: Config, outputs: Any) -> Any:
    """Keep the mask for sequences; states have none."""
    return mask if config["return_sequences"] else None


def of_bidirectional(inputs: Any, mask: Any, config: Config, outputs: Any) -> Any:
    """Keep the mask for sequences, for each of the two where they are not merged."""
    kept = mask if config["layer"].config["return_sequences"] else None
    return kept if config["merge_mode"] else [kept, kept]


def of_merge(inputs: Any, mask: Any, config: Config, outputs: Any) -> Any:
    """Let a step count that counts in any input, if all have a mask."""
    if not isinstance(mask, list | tuple) or any(item is None for item in mask):
        return None
    return np.logical_or.reduce(np.broadcast_arrays(*mask))


def of_concatenate(inputs: Any, mask: Any, config: Config, outputs: Any) -> Any:
    """Join the masks as their inputs, then let a step count that counts in any feature."""
    if not isinstance(mask, list | tuple) or all(item is None for item in mask):
        return None
    joined = []
    for array, own in zip(inputs, mask, strict=True):
        if own is None:
            joined.append(np.ones(array.shape, bool))
        else:
            joined.append(np.broadcast_to(own[..., None], array.shape) if own.ndim < array.ndim else own)
    return np.concatenate(joined, axis=config["axis"]).any(axis=-1)


def of_embedding(inputs: Any, mask: Any, config: Config, outputs: Any) -> Any:
    """Mask the zeros, where the layer is told to."""
    return inputs != 0 if config["mask_zero"] else None


def of_masking(inputs: Any, mask: Any, config: Config, outputs: Any) -> Any:
    """Mask the steps whose features all equal the mask value."""
    return (inputs != config["mask_value"]).any(axis=-1)


def of_attention(inputs: Any, mask: Any, config: Config, outputs: Any) -> Any:
    """Keep the mask of the query."""
    return mask[0] if isinstance(mask, list | tuple) else None


MERGES = ("Add", "Average", "Maximum", "Minimum", "Multiply", "Subtract")
RECURRENT = ("SimpleRNN", "LSTM", "GRU", "RNN", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D")
RULES: Mapping[str, Rule] = {
    **{f"keras.layers.{name}": of_merge for name in MERGES},
    **{f"keras.layers.{name}": of_recurrent for name in RECURRENT},
    "keras.layers.Bidirectional": of_bidirectional,
    "keras.layers.Concatenate": of_concatenate,
    "keras.layers.Embedding": of_embedding,
    "keras.layers.ReversibleEmbedding": of_embedding,
    "keras.layers.Masking": of_masking,
    "keras.layers.Attention": of_attention,
    "keras.layers.AdditiveAttention": of_attention,
}


def mask_arguments(tensors: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the mask arguments that Keras fills in, from the masks of the call's tensor arguments by name.

    One tensor argument gives `mask`; several give `query_mask`, `value_mask`, ...: so an LSTM that is given an
    initial state is given no mask.
    """
    names = (
        {"mask": next(iter(tensors.values()))} if len(tensors) == 1 else {f"{k}_mask": v for k, v in tensors.items()}
    )
    return {name: mask for name, mask in names.items() if given.get(name) is None}


def masks_after(path: str, inputs: Any, mask: Any, config: Config, outputs: Any) -> list[Array | None]:
    """Return the masks of a layer's outputs, as many as are known; `mask` is that of its first argument."""
    if path in PASSING:
        found = mask
    elif path in RULES:
        found = RULES[path](inputs, mask, config, outputs)
    else:
        return []
    return list(found) if isinstance(found, list | tuple) else [found]
