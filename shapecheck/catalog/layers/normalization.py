"""The normalizations. They keep the shape, and learn a scale and an offset along their axes."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.kinds import Axes, Axis, NormalizationGroups
from shapecheck.catalog.layers.words import axis_in
from shapecheck.catalog.tables import Applied, forbid, layer, shape_of, shape_view
from shapecheck.shapes.dims import Dim, is_none, modulo, text
from shapecheck.shapes.requirements import at_most, differs, less
from shapecheck.shapes.shape import Shape
from shapecheck.shapes.tensor import Tensor, Weight

__all__: list[str] = []


def sizes_along(inputs: Tensor, axis: int | tuple[int, ...]) -> Shape:
    """Return the sizes of the named axes, in the order in which Keras sorts them: negative ones first."""
    axes = sorted(axis) if isinstance(axis, tuple) else [axis]
    return tuple(shape_of(inputs)[axis_in(item, inputs.rank)] for item in axes)


def clipping(renorm: bool, renorm_clipping: Any) -> None:
    """Refuse bounds of a batch renormalization that Keras does not know."""
    if not renorm or not isinstance(renorm_clipping, dict):
        return
    keys = ["rmax", "rmin", "dmax"]
    words = f"`renorm_clipping` of BatchNormalization wants rmin <= rmax and dmax >= 0, got {renorm_clipping}"
    text = f"Received invalid keys for `renorm_clipping` argument: {renorm_clipping}. Supported values: {keys}."
    forbid(bool(set(renorm_clipping) - set(keys)), words, kind="invalid-argument", keras=text)
    largest, smallest, shift = (renorm_clipping.get(key) for key in keys)
    if isinstance(largest, int | float) and isinstance(smallest, int | float):
        forbid(
            largest < smallest,
            words,
            kind="invalid-argument",
            keras="rmax should be greater than rmin in the `renorm_clipping` argument.",
        )
    if isinstance(shift, int | float):
        forbid(
            shift < 0,
            words,
            kind="invalid-argument",
            keras="dmax should be non-negative in the `renorm_clipping` argument.",
        )


@layer("keras.layers.BatchNormalization", configure=clipping)
def batch_normalization(
    inputs: Tensor,
    mask: Any = None,
    /,
    axis: Axis = -1,
    center: bool = True,
    scale: bool = True,
    renorm: bool = False,
    renorm_clipping: Any = None,
) -> Applied:
    """Normalize each feature over the batch; the moving statistics are weights that `fit` does not train.

    BatchNormalization()             (B, 28, 28, 64) -> (B, 28, 28, 64)  256
    BatchNormalization(axis=1)       (B, 3, T) -> (B, 3, T)              12
    BatchNormalization(scale=False)  (B, 10) -> (B, 10)                  30
    BatchNormalization(renorm=True)  (B, 10) -> (B, 10)                  70
    BatchNormalization(axis=2)       (B, 10) -> error
    BatchNormalization()             (B, T) -> error
    """
    shape = sizes_along(inputs, axis)
    names = ["gamma"] * scale + ["beta"] * center
    moving = ["moving_mean", "moving_variance"]
    if renorm:
        moving += ["moving_stddev", "renorm_mean", "renorm_stddev"]
    weights = [
        *(Weight(name, shape) for name in names),
        *(Weight(name, shape, trainable=False) for name in moving),
    ]
    if isinstance(mask, Tensor) and mask.shape is not None:
        forbid(
            mask.rank != inputs.rank - 1,
            f"the mask of an input of rank {inputs.rank} has rank {inputs.rank - 1}, got rank {mask.rank}",
            kind="wrong-rank",
            when="run",
            keras="The mask provided should be one dimension less than the inputs. Received: "
            f"mask.shape={shape_view(mask)}, inputs.shape={shape_view(inputs)}",
        )
    return Applied(shape_of(inputs), weights)


@layer("keras.layers.LayerNormalization")
def layer_normalization(
    inputs: Tensor, /, axis: Axes = -1, center: bool = True, scale: bool = True, rms_scaling: bool = False
) -> Applied:
    """Normalize each sample along `axis`.

    LayerNormalization()                          (B, T, 16) -> (B, T, 16)  32
    LayerNormalization(axis=[1, 2])               (B, 4, 5) -> (B, 4, 5)    40
    LayerNormalization(center=False)              (B, 16) -> (B, 16)        16
    LayerNormalization(center=False, scale=False) (B, T) -> (B, T)          0
    LayerNormalization(axis=[1, -2])              (B, 4, 5) -> error
    LayerNormalization(axis=2)                    (B, 16) -> error
    """
    shape = sizes_along(inputs, axis)
    names = ["gamma"] * (scale or rms_scaling) + ["beta"] * (center and not rms_scaling)
    weights = [Weight(name, shape) for name in names]
    distinct(axis, inputs.rank)
    return Applied(shape_of(inputs), weights)


def distinct(axis: int | tuple[int, ...], rank: int) -> None:
    """Refuse an axis that is named twice; Keras notices when it runs."""
    axes = [item % rank for item in axis] if isinstance(axis, tuple) else []
    forbid(
        len(set(axes)) < len(axes),
        f"an axis is named twice in {axis}",
        kind="invalid-argument",
        when="run",
        keras="duplicate value in 'axis'",
    )


@layer("keras.layers.RMSNormalization")
def rms_normalization(x: Tensor, /, axis: Axes = -1) -> Applied:
    """Divide by the root of the mean square along `axis`.

    RMSNormalization()             (B, T, 16) -> (B, T, 16)  16
    RMSNormalization(axis=[1, 2])  (B, 4, 5) -> (B, 4, 5)    20
    RMSNormalization(axis=3)       (B, 16) -> error
    """
    weights = [Weight("scale", sizes_along(x, axis))]
    distinct(axis, x.rank)
    return Applied(x.shape, weights)


@layer("keras.layers.UnitNormalization")
def unit_normalization(inputs: Tensor, /, axis: Axes = -1) -> Applied:
    """Scale each sample to length 1 along `axis`.

    UnitNormalization()           (B, T) -> (B, T)  0
    UnitNormalization(axis=1)     (B, 4, 5) -> (B, 4, 5)  0
    UnitNormalization(axis=2)     (B, 16) -> error
    """
    if axis == () and inputs.rank == 0:
        raise NotKnown("a number is normalized along no axis")
    for item in axis if isinstance(axis, tuple) else (axis,):
        axis_in(item, inputs.rank, f"Axis {axis} is out of bounds for input shape {shape_view(inputs)}.")
    distinct(axis, inputs.rank)
    return Applied(shape_of(inputs))


@layer("keras.layers.GroupNormalization")
def group_normalization(
    inputs: Tensor, /, groups: NormalizationGroups = 32, axis: Any = -1, center: bool = True, scale: bool = True
) -> Applied:
    """Normalize groups of channels, each by itself; `groups=-1` makes each channel a group.

    GroupNormalization(8)          (B, 28, 28, 64) -> (B, 28, 28, 64)  128
    GroupNormalization(-1)         (B, T, 6) -> (B, T, 6)              12
    GroupNormalization(2, axis=1)  (B, 4, 9) -> (B, 4, 9)              8
    GroupNormalization()           (B, 16) -> error
    GroupNormalization(4)          (B, 6) -> error
    GroupNormalization(2)          (B, T) -> error
    """
    if not isinstance(axis, int):
        raise NotKnown("the axis of a GroupNormalization is no known integer")
    channels = shape_of(inputs)[axis_in(axis, inputs.rank)]
    forbid(
        is_none(channels),
        f"GroupNormalization wants a known size along axis {axis}, got {shape_view(inputs)}",
        kind="unknown-size",
        keras=f"Axis {axis} of input tensor should have a defined dimension but the layer received an input with "
        f"shape {shape_view(inputs)}.",
    )
    grouped(channels, groups if groups != -1 else channels)
    names = ["gamma"] * scale + ["beta"] * center
    weights = [Weight(name, (channels,)) for name in names]
    forbid(
        inputs.rank == 1,
        f"GroupNormalization wants an input of rank at least 2, got {shape_view(inputs)}",
        kind="wrong-rank",
        when="run",
        keras="pop index out of range",
    )
    return Applied(shape_of(inputs), weights)


def grouped(channels: Dim, groups: Dim) -> None:
    """Refuse groups that do not divide the channels."""
    forbid(at_most(groups, 0), "there are no channels to normalize", keras="integer modulo by zero")
    forbid(
        less(channels, groups),
        lambda: f"{text(groups)} groups are more than the {text(channels)} channels",
        kind="size-mismatch",
        keras=f"Number of groups ({groups}) cannot be more than the number of channels ({channels}).",
    )
    forbid(
        differs(modulo(channels, groups), 0),
        lambda: f"{text(channels)} channels cannot be split into {text(groups)} groups of one size",
        kind="size-mismatch",
        keras=f"Number of groups ({groups}) must be a multiple of the number of channels ({channels}).",
    )
