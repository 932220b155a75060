"""Pooling to a fixed size: over whole axes, or to a given number of windows."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import DataFormat
from shapecheck.catalog.spatial_kinds import AdaptivePair, AdaptiveSingle, AdaptiveTriple, ExactDataFormat
from shapecheck.catalog.tables import Applied, forbid, layer, shape_of, shape_view, text_of
from shapecheck.shapes.dims import Dim
from shapecheck.shapes.requirements import equal, less
from shapecheck.shapes.tensor import Tensor
from shapecheck.shapes.windows import joined, spatial

__all__: list[str] = []


def collapsed(inputs: Tensor, data_format: str, keepdims: bool) -> Applied:
    """Reduce every spatial axis to one element, and drop it unless `keepdims`."""
    batch, axes, features = spatial(shape_of(inputs), data_format)
    return Applied(joined(batch, (1,) * len(axes), features, data_format) if keepdims else (batch, features))


def adapted(inputs: Tensor, sizes: tuple[Any, ...], data_format: str) -> Applied:
    """Reduce the spatial axes to given sizes; any rank passes until the layer runs."""
    shape = shape_of(inputs)
    first = data_format == "channels_first"
    forbid(
        len(shape) < (2 if first else 1),
        f"there are no channels in {shape_view(inputs)}",
        keras="tuple index out of range",
        kind="wrong-rank",
    )
    for size in sizes:
        if size is None:
            continue
        text = f"Cannot convert '{text_of(sizes)}' to a shape."
        wrong = not isinstance(size, Dim) or less(size, 0)
        forbid(wrong, f"{size} is no output size of a pooling", keras=text, kind="invalid-argument")
    forbid(
        not 3 <= len(shape) <= 5,
        f"a pooling wants 1 to 3 spatial axes, got {shape_view(inputs)}",
        when="run",
        keras="adaptive pooling supports only 1D/2D/3D",
        kind="wrong-rank",
    )
    for size in sizes:
        words = "unsupported operand type(s) for /: 'int' and 'NoneType'"
        forbid(size is None, "an output size is None", when="run", keras=words, kind="invalid-argument")
        forbid(size is not None and equal(size, 0), "an output size is 0", when="run", keras="division by zero")
    return Applied(joined(shape[0], sizes, shape[1] if first else shape[-1], data_format))


@layer("keras.layers.GlobalMaxPooling1D", rank=3)
def global_max_pooling_1d(inputs: Tensor, /, data_format: DataFormat = None, keepdims: bool = False) -> Applied:
    """Take the largest over steps.

    GlobalMaxPooling1D()                              (B, T, 8) -> (B, 8)  0
    GlobalMaxPooling1D(keepdims=True)                 (B, T, 8) -> (B, 1, 8)  0
    GlobalMaxPooling1D(data_format="channels_first")  (B, 8, T) -> (B, 8)  0
    GlobalMaxPooling1D()                              (B, 8) -> error
    """
    return collapsed(inputs, data_format, keepdims)


@layer("keras.layers.GlobalMaxPooling2D", rank=4)
def global_max_pooling_2d(inputs: Tensor, /, data_format: DataFormat = None, keepdims: bool = False) -> Applied:
    """Take the largest over height and width.

    GlobalMaxPooling2D()                              (B, 7, 7, 512) -> (B, 512)  0
    GlobalMaxPooling2D(keepdims=True)                 (B, 7, 7, 512) -> (B, 1, 1, 512)  0
    GlobalMaxPooling2D(data_format="channels_first")  (B, 512, 7, H) -> (B, 512)  0
    GlobalMaxPooling2D()                              (B, 8) -> error
    """
    return collapsed(inputs, data_format, keepdims)


@layer("keras.layers.GlobalMaxPooling3D", rank=5)
def global_max_pooling_3d(inputs: Tensor, /, data_format: DataFormat = None, keepdims: bool = False) -> Applied:
    """Take the largest over the three spatial axes.

    GlobalMaxPooling3D()                              (B, 4, 4, 4, 8) -> (B, 8)  0
    GlobalMaxPooling3D(keepdims=True)                 (B, 4, 4, 4, 8) -> (B, 1, 1, 1, 8)  0
    GlobalMaxPooling3D(data_format="channels_first")  (B, 8, 4, 4, 4) -> (B, 8)  0
    GlobalMaxPooling3D()                              (B, 8) -> error
    """
    return collapsed(inputs, data_format, keepdims)


@layer("keras.layers.GlobalAveragePooling1D", rank=3)
def global_average_pooling_1d(
    inputs: Tensor, mask: Any = None, /, data_format: DataFormat = None, keepdims: bool = False
) -> Applied:
    """Take the mean over steps.

    GlobalAveragePooling1D()                              (B, T, 8) -> (B, 8)  0
    GlobalAveragePooling1D(keepdims=True)                 (B, T, 8) -> (B, 1, 8)  0
    GlobalAveragePooling1D(data_format="channels_first")  (B, 8, T) -> (B, 8)  0
    GlobalAveragePooling1D()                              (B, 8) -> error
    """
    return collapsed(inputs, data_format, keepdims)


@layer("keras.layers.GlobalAveragePooling2D", rank=4)
def global_average_pooling_2d(inputs: Tensor, /, data_format: DataFormat = None, keepdims: bool = False) -> Applied:
    """Take the mean over height and width.

    GlobalAveragePooling2D()                              (B, 7, 7, 512) -> (B, 512)  0
    GlobalAveragePooling2D(keepdims=True)                 (B, 7, 7, 512) -> (B, 1, 1, 512)  0
    GlobalAveragePooling2D(data_format="channels_first")  (B, 512, 7, H) -> (B, 512)  0
    GlobalAveragePooling2D()                              (B, 8) -> error
    """
    return collapsed(inputs, data_format, keepdims)


@layer("keras.layers.GlobalAveragePooling3D", rank=5)
def global_average_pooling_3d(inputs: Tensor, /, data_format: DataFormat = None, keepdims: bool = False) -> Applied:
    """Take the mean over the three spatial axes.

    GlobalAveragePooling3D()                              (B, 4, 4, 4, 8) -> (B, 8)  0
    GlobalAveragePooling3D(keepdims=True)                 (B, 4, 4, 4, 8) -> (B, 1, 1, 1, 8)  0
    GlobalAveragePooling3D(data_format="channels_first")  (B, 8, 4, 4, 4) -> (B, 8)  0
    GlobalAveragePooling3D()                              (B, 8) -> error
    """
    return collapsed(inputs, data_format, keepdims)


@layer("keras.layers.AdaptiveMaxPooling1D")
def adaptive_max_pooling_1d(
    inputs: Tensor, /, output_size: AdaptiveSingle, data_format: ExactDataFormat = None
) -> Applied:
    """Take the largest of as many windows along steps as are wanted.

    AdaptiveMaxPooling1D(4)       (B, T, 8) -> (B, 4, 8)  0
    AdaptiveMaxPooling1D(-1)      (B, T, 8) -> error
    AdaptiveMaxPooling1D((4, 4, 4, 4))  (B, T, 8) -> error
    """
    return adapted(inputs, output_size, data_format)


@layer("keras.layers.AdaptiveMaxPooling2D")
def adaptive_max_pooling_2d(
    inputs: Tensor, /, output_size: AdaptivePair, data_format: ExactDataFormat = None
) -> Applied:
    """Take the largest of as many windows along height and width as are wanted.

    AdaptiveMaxPooling2D(4)       (B, 13, 13, 8) -> (B, 4, 4, 8)  0
    AdaptiveMaxPooling2D(-1)      (B, 13, 13, 8) -> error
    AdaptiveMaxPooling2D((4, 4, 4, 4))  (B, 13, 13, 8) -> error
    """
    return adapted(inputs, output_size, data_format)


@layer("keras.layers.AdaptiveMaxPooling3D")
def adaptive_max_pooling_3d(
    inputs: Tensor, /, output_size: AdaptiveTriple, data_format: ExactDataFormat = None
) -> Applied:
    """Take the largest of as many windows along the three spatial axes as are wanted.

    AdaptiveMaxPooling3D(4)       (B, 6, 6, 6, 8) -> (B, 4, 4, 4, 8)  0
    AdaptiveMaxPooling3D(-1)      (B, 6, 6, 6, 8) -> error
    AdaptiveMaxPooling3D((4, 4, 4, 4))  (B, 6, 6, 6, 8) -> error
    """
    return adapted(inputs, output_size, data_format)


@layer("keras.layers.AdaptiveAveragePooling1D")
def adaptive_average_pooling_1d(
    inputs: Tensor, /, output_size: AdaptiveSingle, data_format: ExactDataFormat = None
) -> Applied:
    """Take the mean of as many windows along steps as are wanted.

    AdaptiveAveragePooling1D(4)       (B, T, 8) -> (B, 4, 8)  0
    AdaptiveAveragePooling1D(-1)      (B, T, 8) -> error
    AdaptiveAveragePooling1D((None,)) (B, T, 8) -> error
    AdaptiveAveragePooling1D((4, 4, 4, 4))  (B, T, 8) -> error
    """
    return adapted(inputs, output_size, data_format)


@layer("keras.layers.AdaptiveAveragePooling2D")
def adaptive_average_pooling_2d(
    inputs: Tensor, /, output_size: AdaptivePair, data_format: ExactDataFormat = None
) -> Applied:
    """Take the mean of as many windows along height and width as are wanted.

    AdaptiveAveragePooling2D(4)       (B, 13, 13, 8) -> (B, 4, 4, 8)  0
    AdaptiveAveragePooling2D(-1)      (B, 13, 13, 8) -> error
    AdaptiveAveragePooling2D((4, 4, 4, 4))  (B, 13, 13, 8) -> error
    """
    return adapted(inputs, output_size, data_format)


@layer("keras.layers.AdaptiveAveragePooling3D")
def adaptive_average_pooling_3d(
    inputs: Tensor, /, output_size: AdaptiveTriple, data_format: ExactDataFormat = None
) -> Applied:
    """Take the mean of as many windows along the three spatial axes as are wanted.

    AdaptiveAveragePooling3D(4)       (B, 6, 6, 6, 8) -> (B, 4, 4, 4, 8)  0
    AdaptiveAveragePooling3D(-1)      (B, 6, 6, 6, 8) -> error
    AdaptiveAveragePooling3D((4, 4, 4, 4))  (B, 6, 6, 6, 8) -> error
    """
    return adapted(inputs, output_size, data_format)
