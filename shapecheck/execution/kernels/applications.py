"""The layers that Keras's applications define for themselves (keras/src/applications)."""

from __future__ import annotations

from collections.abc import Sequence

from shapecheck.execution.kernel import Array, Config, Weights, kernel


@kernel("keras.src.applications.inception_resnet_v2.CustomScaleLayer")
def custom_scale_layer(inputs: Sequence[Array], weights: Weights, config: Config) -> Array:
    """Add the second input, scaled, to the first."""
    scale: float = config["scale"]
    return inputs[0] + inputs[1] * scale


@kernel("keras.src.applications.convnext.LayerScale")
def layer_scale(x: Array, weights: Weights, config: Config) -> Array:
    """Scale every channel."""
    return x * weights["variable"]


@kernel("keras.src.applications.convnext.StochasticDepth")
def stochastic_depth(x: Array, weights: Weights, config: Config) -> Array:
    """Return the input: branches are dropped in training only."""
    return x
