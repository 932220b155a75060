"""The layers that Keras's applications define for themselves."""

from __future__ import annotations

from shapecheck.catalog.checks import Size
from shapecheck.catalog.tables import Applied, layer
from shapecheck.shapes.shape import broadcast
from shapecheck.shapes.tensor import Tensor, Weight

__all__: list[str] = []


@layer("keras.src.applications.inception_resnet_v2.CustomScaleLayer")
def custom_scale_layer(inputs: list[Tensor], /) -> Applied:
    """Add the second input, scaled, to the first.

    CustomScaleLayer(0.5)  [(B, 8, 8, 4), (B, 8, 8, 4)] -> (B, 8, 8, 4)  0
    """
    one, two = inputs
    assert one.shape is not None and two.shape is not None
    return Applied(broadcast(one.shape, two.shape))


@layer("keras.src.applications.convnext.LayerScale")
def layer_scale(x: Tensor, /, projection_dim: Size) -> Applied:
    """Scale every channel by a weight of its own.

    LayerScale(1e-6, 4)  (B, 8, 8, 4) -> (B, 8, 8, 4)  4
    """
    assert x.shape is not None
    return Applied(broadcast(x.shape, (projection_dim,)), [Weight("variable", (projection_dim,))])


@layer("keras.src.applications.convnext.StochasticDepth")
def stochastic_depth(x: Tensor, /) -> Applied:
    """Drop a whole branch at times, in training only.

    StochasticDepth(0.1)  (B, 8, 8, 4) -> (B, 8, 8, 4)  0
    """
    assert x.shape is not None
    return Applied(x.shape)
