"""Activations as layers: they keep the shape."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import NOT_GIVEN
from shapecheck.catalog.spatial_kinds import NotNegative, not_negative
from shapecheck.catalog.tables import Applied, forbid, layer, shape_of, shape_view
from shapecheck.shapes.dims import Dim
from shapecheck.shapes.requirements import both, differs, either
from shapecheck.shapes.tensor import Tensor, Weight

__all__: list[str] = []


@layer("keras.layers.Activation")
def activation(inputs: Tensor, /, activation: Any) -> Applied:
    """Apply a function to each element; Keras reports the shape of the input, whatever the function does.

    Activation("relu")  (B, 4) -> (B, 4)  0
    Activation(None)    (B, 4) -> (B, 4)  0
    Activation("relo")  (B, 4) -> error
    """
    return Applied(shape_of(inputs))


@layer("keras.layers.ELU")
def elu(inputs: Tensor, /, alpha: Any = 1.0) -> Applied:
    """Apply an exponential linear unit; that `alpha` is a word Keras notices when it runs.

    ELU(alpha=0.5)  (B, T, 4) -> (B, T, 4)  0
    ELU(alpha="a")  (B, T, 4) -> error
    """
    words = f"`alpha` of ELU wants a number, got {alpha!r}"
    text = f"could not convert string to float: {alpha!r}"
    is_word = isinstance(alpha, str) and alpha.isalpha() and alpha.lower() not in ("nan", "inf", "infinity")
    forbid(is_word, words, when="run", keras=text, kind="invalid-argument")
    return Applied(shape_of(inputs))


def slope(negative_slope: Any, alpha: Any) -> None:
    """Refuse a slope below 0; `alpha` goes before `negative_slope` where it is given."""
    value = negative_slope if alpha is NOT_GIVEN else alpha
    not_negative(value, "negative_slope", "keras.layers.LeakyReLU")


@layer("keras.layers.LeakyReLU", configure=slope)
def leaky_relu(inputs: Tensor, /, negative_slope: Any = 0.3, alpha: Any = NOT_GIVEN) -> Applied:
    """Apply a rectifier that lets a part of what is negative pass; `alpha` is the old name of `negative_slope`.

    LeakyReLU(0.2)        (B, 28, 28, 8) -> (B, 28, 28, 8)  0
    LeakyReLU(alpha=0.2)  (B, 4) -> (B, 4)                  0
    LeakyReLU(-0.1)       (B, 4) -> error
    LeakyReLU(None)       (B, 4) -> error
    """
    return Applied(shape_of(inputs))


@layer("keras.layers.ReLU")
def relu(
    inputs: Tensor,
    /,
    max_value: NotNegative | None = None,
    negative_slope: NotNegative = 0.0,
    threshold: NotNegative = 0.0,
) -> Applied:
    """Apply a rectifier.

    ReLU()               (B, 4) -> (B, 4)  0
    ReLU(max_value=6)    (B, 4) -> (B, 4)  0
    ReLU(max_value=-1)   (B, 4) -> error
    ReLU(threshold=None) (B, 4) -> error
    """
    return Applied(shape_of(inputs))


@layer("keras.layers.PReLU")
def prelu(inputs: Tensor, /, shared_axes: Any = None) -> Applied:
    """Apply a rectifier that learns a slope for each element, shared along `shared_axes` (1 is the first after batch).

    PReLU()                    (B, 28, 28, 8) -> (B, 28, 28, 8)  6272
    PReLU(shared_axes=[1, 2])  (B, 28, 28, 8) -> (B, 28, 28, 8)  8
    PReLU(shared_axes=1)       (B, T, 8) -> (B, T, 8)            8
    PReLU()                    (B, T, 8) -> error
    PReLU(shared_axes=[3])     (B, 4, 8) -> error
    """
    shape = shape_of(inputs)
    sizes: list[Dim] = list(shape[1:])
    for axis in axes_of(shared_axes):
        forbid(
            not -len(sizes) <= axis - 1 < len(sizes),
            f"axis {axis} is out of range for an input of rank {len(shape)}: {shape_view(inputs)}",
            keras="list assignment index out of range",
            kind="axis-out-of-range",
        )
        sizes[axis - 1] = 1
    return Applied(shape, [Weight("alpha", tuple(sizes))])


@layer("keras.layers.Softmax")
def softmax(inputs: Tensor, mask: Any = None, /, axis: Any = -1) -> Applied:
    """Make elements sum to 1 along one axis, or along several together.

    Softmax()             (B, 4) -> (B, 4)        0
    Softmax(axis=1)       (B, T, 4) -> (B, T, 4)  0
    Softmax(axis=[1, 2])  (B, T, 4) -> (B, T, 4)  0
    """
    shape = shape_of(inputs)
    for item in axes_of(axis):
        forbid(
            bool(shape) and not -len(shape) <= item < len(shape),
            f"axis {item} is out of range for an input of rank {len(shape)}: {shape_view(inputs)}",
            when="run",
            keras=f"axis {item} is out of bounds for array of dimension {len(shape)}",
            kind="axis-out-of-range",
        )
    if isinstance(mask, Tensor) and mask.shape is not None:
        fits(mask, inputs)
    return Applied(shape)


def fits(mask: Tensor, inputs: Tensor) -> None:
    """Forbid a mask that cannot be broadcast to the input; Keras notices when it runs."""
    masked, shape = shape_of(mask), shape_of(inputs)
    sizes = zip(reversed(masked), reversed(shape), strict=False)
    wrong = (both(differs(size, 1), differs(size, wanted)) for size, wanted in sizes)
    forbid(
        len(masked) > len(shape) or either(*wrong),
        f"a mask of shape {shape_view(mask)} cannot be broadcast to the input {shape_view(inputs)}",
        when="run",
        keras="The `mask` must be broadcastable to `inputs`. Each mask dimension must be 1 or match the corresponding "
        f"input dimension. Received: inputs.shape={shape_view(inputs)}, mask.shape={shape_view(mask)}",
    )


def axes_of(axes: Any) -> tuple[int, ...]:
    """List axes that may be given alone, or not at all."""
    if isinstance(axes, list | tuple):
        return tuple(axis for axis in axes if isinstance(axis, int))
    return (axes,) if isinstance(axes, int) else ()
