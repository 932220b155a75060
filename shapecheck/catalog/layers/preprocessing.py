"""Layers that scale numbers."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import NotKnown, Opaque, known
from shapecheck.catalog.layers.attention import broadcastable
from shapecheck.catalog.layers.words import axis_in, expects
from shapecheck.catalog.tables import Applied, forbid, layer, shape_of, shape_view
from shapecheck.shapes.dims import hide, is_none, product
from shapecheck.shapes.requirements import both, differs
from shapecheck.shapes.shape import Shape
from shapecheck.shapes.tensor import Tensor, Weight

__all__: list[str] = []


def nested_shape(value: Any) -> Shape | None:
    """Return the shape of a number or of nested lists of numbers; None where it is unknown."""
    if isinstance(value, list | tuple):
        inner = [nested_shape(item) for item in value]
        if not inner:
            return (0,)
        return None if inner[0] is None or any(item != inner[0] for item in inner) else (len(inner), *inner[0])
    return () if isinstance(value, bool | int | float) else None


@layer("keras.layers.Rescaling")
def rescaling(inputs: Tensor, /, *, scale: Any, offset: Any = 0.0) -> Applied:
    """Multiply by `scale` and add `offset`.

    Rescaling(0.5)                    (B, H, W, 3) -> (B, H, W, 3)  0
    Rescaling([0.5, 0.25, 1.0], -1)   (B, H, W, 3) -> (B, H, W, 3)  0
    Rescaling([0.5, 0.25])            (B, H, W, 3) -> error
    """
    forbid(
        isinstance(scale, str),
        f"`scale` of Rescaling wants a number, got {scale!r}",
        kind="invalid-argument",
        when="run",
        keras=f"could not convert string to float: {scale!r}",
    )
    result = list(shape_of(inputs))
    for given in (scale, offset):
        factors = nested_shape(given) or ()
        for place, factor in zip(range(len(result) - 1, -1, -1), reversed(factors), strict=False):
            broadcastable(factor, shape_of(inputs)[place], "the scale of Rescaling and its input")
            if factor != 1 and is_none(result[place]):
                result[place] = hide(factor)
    return Applied(tuple(result))


def moments(axis: Any, mean: Any, variance: Any) -> None:
    """Refuse a mean without a variance, and shapes of theirs that do not go with the axes."""
    words = "Normalization wants both `mean` and `variance`, or neither"
    text = "When setting values directly, both `mean` and `variance` must be set. Received: "
    forbid((mean is None) != (variance is None), words, kind="invalid-argument", keras=f"{text}mean={mean}")
    one, other = nested_shape(mean), nested_shape(variance)
    if one is None or other is None:
        return
    text = "When setting values directly, `mean` and `variance` must have the same shape. Received: mean shape "
    words = f"`mean` and `variance` of Normalization differ in shape: {one} and {other}"
    forbid(one != other, words, kind="invalid-argument", keras=f"{text}{one} and variance shape {other}")
    if not isinstance(axis, Opaque):
        count = 0 if axis is None else len(axis) if isinstance(axis, list | tuple) else 1
        text = f"The rank of `mean` must be less than or equal to the number of axes ({count}). Received: mean shape"
        words = f"`mean` of Normalization has rank {len(one)} for {count} axes"
        forbid(len(one) > count, words, kind="invalid-argument", keras=f"{text} {one} for axis {axis}")


@layer("keras.layers.Normalization", configure=moments)
def normalization(inputs: Tensor, /, *, axis: Any = -1, mean: Any = None, variance: Any = None) -> Applied:
    """Subtract a mean and divide by a deviation; without given ones they are weights that `adapt` sets.

    Normalization()                                   (B, 13) -> (B, 13)      27
    Normalization(axis=None)                          (B, 13) -> (B, 13)      3
    Normalization(axis=(1, 2))                        (B, 4, 5) -> (B, 4, 5)  41
    Normalization(mean=0.5, variance=2.0)             (B, 13) -> (B, 13)      0
    Normalization(mean=[1.0, 2.0], variance=[2.0, 2.0]) (B, 3) -> error
    Normalization(axis=2)                             (B, 13) -> error
    Normalization()                                   (B, T) -> error
    """
    shape, given = shape_of(inputs), known(axis)
    axes = () if given is None else tuple(given) if isinstance(given, list | tuple) else (given,)
    if not all(isinstance(item, int) for item in axes):
        raise NotKnown(f"`axis` of Normalization is {given!r}")
    text_of_range = "All `axis` values must be in the range [-ndim, ndim). Received inputs with "
    kept = sorted(axis_in(item, inputs.rank, f"{text_of_range}ndim={inputs.rank}, while axis={axes}") for item in axes)
    for item in kept:
        forbid(
            is_none(shape[item]),
            f"Normalization wants a known size along axis {item}, got {shape_view(inputs)}",
            kind="unknown-size",
            keras=f"All `axis` values to be kept must have a known shape. Received axis={axes}, inputs.shape="
            f"{shape_view(inputs)}, with unknown axis at index {item}",
        )
    if mean is not None:
        sizes = nested_shape(mean) or ()
        for item, size in zip(reversed(kept), reversed(sizes), strict=False):
            wanted = shape[item]
            forbid(
                both(differs(size, wanted), differs(size, 1)),
                expects(f"axis {item} of `mean`", wanted, size),
                keras="operands could not be broadcast together with remapped shapes",
            )
        return Applied(shape)
    forbid(
        differs(product(shape[item] for item in kept), product(shape[item] for item in set(kept))),
        f"an axis is named twice in {axes}",
        kind="invalid-argument",
        keras="cannot reshape array",
    )
    sizes = tuple(shape[item] for item in kept)
    names = [Weight(name, sizes, trainable=False) for name in ("mean", "variance")]
    return Applied(shape, [*names, Weight("count", (), trainable=False, dtype="int32")])
