"""Dense and its kin, embeddings, and what changes nothing at inference (keras/src/layers/core, regularization)."""

from __future__ import annotations

from typing import Any

import numpy as np

from shapecheck.execution.activations import activate
from shapecheck.execution.kernel import Array, Config, Weights, apply, kernel


def biased(x: Array, weights: Weights, config: Config) -> Array:
    """Add the bias to the last axes, then apply the activation."""
    x = x + weights["bias"] if "bias" in weights else x
    return activate(config["activation"], x, weights)


@kernel("keras.layers.Dense")
def dense(x: Array, weights: Weights, config: Config) -> Array:
    """Multiply the last axis by the kernel."""
    return biased(x @ weights["kernel"], weights, config)


@kernel("keras.layers.EinsumDense")
def einsum_dense(x: Array, weights: Weights, config: Config) -> Array:
    """Contract the inputs with the kernel as the equation says."""
    return biased(np.einsum(config["equation"], x, weights["kernel"], optimize=True), weights, config)


@kernel("keras.layers.Embedding")
def embedding(x: Array, weights: Weights, config: Config) -> Array:
    """Look up one row for each integer."""
    return np.take(weights["embeddings"], x.astype(np.int64), axis=0)


@kernel("keras.layers.ReversibleEmbedding")
def reversible_embedding(x: Array, weights: Weights, config: Config, *, reverse: bool = False) -> Array:
    """Look up rows, or, reversed, score every row."""
    if not reverse:
        return embedding(x, weights, config)
    logits: Array = x @ (weights["embeddings"].T if config["tie_weights"] else weights["reverse_embeddings"])
    cap = config["logit_soft_cap"]
    return logits if cap is None else np.tanh(logits / cap) * cap


@kernel(
    "keras.layers.ActivityRegularization",
    "keras.layers.AlphaDropout",
    "keras.layers.Dropout",
    "keras.layers.GaussianDropout",
    "keras.layers.GaussianNoise",
    "keras.layers.Identity",
    "keras.layers.SpatialDropout1D",
    "keras.layers.SpatialDropout2D",
    "keras.layers.SpatialDropout3D",
)
def unchanged(x: Any, weights: Weights, config: Config) -> Any:
    """Return the inputs: these layers act in training only."""
    return x


@kernel("keras.layers.Masking")
def masking(x: Array, weights: Weights, config: Config) -> Array:
    """Set to zero every step whose features all equal the mask value."""
    return np.where((x != config["mask_value"]).any(axis=-1, keepdims=True), x, np.zeros((), x.dtype))


@kernel("keras.layers.TimeDistributed")
def time_distributed(x: Array, weights: Weights, config: Config, *, mask: Array | None = None) -> Array:
    """Apply one layer to every step."""
    steps = [
        apply(config["layer"], x[:, step], weights, mask=None if mask is None else mask[:, step])
        for step in range(x.shape[1])
    ]
    return np.stack(steps, axis=1)


@kernel("keras.layers.SpectralNormalization")
def spectral_normalization(x: Array, weights: Weights, config: Config) -> Array:
    """Apply the layer, whose kernel is normalized in training only; the output has the dtype of the input."""
    output: Array = apply(config["layer"], x, weights)
    return output.astype(x.dtype)
