"""Layers that resize and crop images, and those that change them at random and keep their shape.

Images have rank 3, or 4 with a batch; most layers notice another rank only when they run. None has weights: the
state of a seed is no weight in Keras.
"""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import DataFormat, NotKnown, known
from shapecheck.catalog.image_factors import Factor, FillMode, Interpolation, ValueRange
from shapecheck.catalog.tables import Applied, forbid, layer, shape_of, shape_view
from shapecheck.shapes.dims import Dim, is_none, text
from shapecheck.shapes.requirements import differs, less
from shapecheck.shapes.shape import Shape
from shapecheck.shapes.tensor import Tensor

__all__: list[str] = []


def is_image(data: Any, when: str = "run", keras: str | None = None) -> Tensor:
    """Return the image, or the batch of images; a dict of images and labels is left alone.

    Raises Refused for a tensor of another rank.
    """
    if not isinstance(data, Tensor) or data.shape is None:
        raise NotKnown("a dict of images and labels is not modelled")
    forbid(
        data.rank not in (3, 4),
        f"an image has rank 3, or 4 with a batch, got {shape_view(data)}",
        kind="wrong-rank",
        when=when,
        keras=keras
        or "Expected image tensor to have rank 3 (single image) or 4 (batch of images). Received: data.shape="
        f"{shape_view(data)}",
    )
    return data


def has_sides(data: Any, least: int) -> None:
    """Refuse a tensor that has not even a height and a width to replace."""
    forbid(
        isinstance(data, Tensor) and data.shape is not None and data.rank < least,
        "an image has rank 3, or 4 with a batch",
        kind="wrong-rank",
        keras="list assignment index out of range",
    )


def side(size: Any, name: str) -> Dim:
    """Return the height or width that images get."""
    forbid(
        isinstance(known(size), float | str | list | tuple),
        f"`{name}` wants an integer, got {size!r}",
        kind="invalid-argument",
        keras=f"Found invalid dimension '{size}' of type '{type(size)}'.",
    )
    if not isinstance(size, Dim):
        raise NotKnown(f"`{name}` is {size!r}")
    words = f"`{name}` wants a number that is not negative, got {size}"
    forbid(less(size, 0), words, kind="invalid-argument", keras="Negative dimensions are not allowed.")
    return size


def sized(shape: Shape, height: Dim, width: Dim, data_format: str) -> Shape:
    """Put another height and width into the shape of an image, or of a batch of them."""
    if data_format == "channels_first":
        return (*shape[:-2], height, width)
    return (*shape[:-3], height, width, shape[-1])


INTERPOLATIONS = ("bilinear", "nearest", "lanczos3", "lanczos5", "bicubic")


@layer("keras.layers.Resizing")
def resizing(
    data: Any,
    /,
    *,
    height: Any,
    width: Any,
    interpolation: Any = "bilinear",
    crop_to_aspect_ratio: Any = False,
    pad_to_aspect_ratio: Any = False,
    data_format: DataFormat = None,
) -> Applied:
    """Resize images.

    Resizing(32, 48)                               (B, H, W, 3) -> (B, 32, 48, 3)  0
    Resizing(32, 48)                               (H, W, 3) -> (32, 48, 3)        0
    Resizing(32, 48, data_format="channels_first") (B, 3, H, W) -> (B, 3, 32, 48)  0
    Resizing(32.0, 48)                             (B, H, W, 3) -> error
    Resizing(32, 48)                               (B, W) -> error
    """
    tall, wide = side(height, "height"), side(width, "width")
    has_sides(data, 3 if data_format == "channels_first" else 2)
    image = is_image(data)
    text_of_modes = (
        f"Invalid value for argument `interpolation`. Expected of one {INTERPOLATIONS}. Received: interpolation="
    )
    wrong = isinstance(interpolation, str) and interpolation not in INTERPOLATIONS
    words = f"`interpolation` wants one of {', '.join(INTERPOLATIONS)}, got {interpolation!r}"
    forbid(wrong, words, kind="invalid-argument", when="run", keras=f"{text_of_modes}{interpolation}")
    both = crop_to_aspect_ratio is True and pad_to_aspect_ratio is True
    words = "Resizing crops to the aspect ratio or pads to it, not both"
    keras = "Only one of `pad_to_aspect_ratio` & `crop_to_aspect_ratio` can be `True`."
    forbid(both, words, kind="invalid-argument", when="run", keras=keras)
    return Applied(sized(shape_of(image), tall, wide, data_format))


@layer("keras.layers.CenterCrop")
def center_crop(data: Any, /, *, height: Any, width: Any, data_format: DataFormat = None) -> Applied:
    """Crop the centre of images; smaller ones are resized.

    CenterCrop(32, 48)  (B, H, W, 3) -> (B, 32, 48, 3)  0
    CenterCrop(32, 48)  (B, W) -> error
    """
    keras = "`input_shape` must be a non-nested tuple or list of rank-1 with size 3 (unbatched) or 4 (batched)."
    image = is_image(data, "build", keras)
    return Applied(sized(shape_of(image), side(height, "height"), side(width, "width"), data_format))


@layer("keras.layers.RandomCrop")
def random_crop(data: Any, /, *, height: Any, width: Any, data_format: DataFormat = None) -> Applied:
    """Crop images anywhere; smaller ones are resized.

    RandomCrop(32, 48)  (B, H, W, 3) -> (B, 32, 48, 3)  0
    RandomCrop(32, 48)  (B, W) -> error
    """
    tall, wide = side(height, "height"), side(width, "width")
    has_sides(data, 2 if data_format == "channels_first" else 3)
    image = is_image(data)
    return Applied(sized(shape_of(image), tall, wide, data_format))


@layer("keras.layers.RandomColorDegeneration")
def random_color_degeneration(
    data: Any, /, *, factor: Factor, value_range: ValueRange = (0, 255), data_format: DataFormat = None
) -> Applied:
    """Take some of the colour out of images with three channels.

    RandomColorDegeneration(0.2)  (B, H, W, 3) -> (B, H, W, 3)  0
    RandomColorDegeneration(0.2)  (B, H, W, 1) -> error
    """
    keras = "Invalid images rank: expected rank 3 (single image) or rank 4 (batch of images)."
    image = is_image(data, "build", keras)
    channels = shape_of(image)[-3 if data_format == "channels_first" else -1]
    forbid(
        not is_none(channels) and differs(channels, 3),
        lambda: f"RandomColorDegeneration wants 3 channels, got {text(channels)}",
        keras=f"Input images must have 3 channels, but received images with {channels} channels.",
    )
    return Applied(shape_of(image))


@layer("keras.layers.RandomRotation")
def random_rotation(
    data: Any, /, *, factor: Factor, fill_mode: FillMode = "reflect", interpolation: Interpolation = "bilinear"
) -> Applied:
    """Rotate images.

    RandomRotation(0.2)          (B, H, W, 3) -> (B, H, W, 3)  0
    RandomRotation((-0.2, 0.3))  (H, W, 3) -> (H, W, 3)        0
    RandomRotation(2)            (B, H, W, 3) -> error
    RandomRotation(0.2)          (B, W) -> error
    """
    return Applied(is_image(data).shape)


@layer("keras.layers.RandomTranslation", "keras.layers.RandomZoom")
def random_move(
    data: Any,
    /,
    *,
    height_factor: Factor,
    width_factor: Factor = None,
    fill_mode: FillMode = "reflect",
    interpolation: Interpolation = "bilinear",
) -> Applied:
    """Shift images, or look at them from nearer or farther.

    RandomTranslation(0.2, 0.1)           (B, H, W, 3) -> (B, H, W, 3)  0
    RandomZoom(0.2)                       (B, H, W, 3) -> (B, H, W, 3)  0
    RandomZoom(0.2, fill_mode="nowhere")  (B, H, W, 3) -> error
    RandomTranslation(0.2, 3)             (B, H, W, 3) -> error
    """
    return Applied(is_image(data).shape)


@layer("keras.layers.RandomShear")
def random_shear(
    data: Any,
    /,
    *,
    x_factor: Factor = 0.0,
    y_factor: Factor = 0.0,
    fill_mode: FillMode = "reflect",
    interpolation: Interpolation = "bilinear",
) -> Applied:
    """Shear images.

    RandomShear(0.2, 0.1)  (B, H, W, 3) -> (B, H, W, 3)  0
    RandomShear(2.0)       (B, H, W, 3) -> error
    """
    return Applied(is_image(data).shape)


@layer(
    "keras.layers.RandomBrightness",
    "keras.layers.RandomPosterization",
    "keras.layers.RandomSaturation",
    "keras.layers.RandomSharpness",
)
def random_tone(data: Any, /, *, factor: Factor, value_range: ValueRange = (0, 255)) -> Applied:
    """Change the values of images within their range.

    RandomBrightness(0.2)                   (B, H, W, 3) -> (B, H, W, 3)  0
    RandomPosterization(4)                  (B, H, W, 3) -> (B, H, W, 3)  0
    RandomBrightness(0.2, value_range=255)  (B, H, W, 3) -> error
    RandomSharpness(3)                      (B, H, W, 3) -> error
    """
    return Applied(is_image(data).shape)


@layer("keras.layers.RandomContrast", "keras.layers.RandomHue", "keras.layers.RandomInvert", "keras.layers.CutMix")
def random_colors(data: Any, /, *, factor: Factor = 1.0) -> Applied:
    """Change the colours of images, or mix them.

    RandomContrast(0.2)  (B, H, W, 3) -> (B, H, W, 3)  0
    RandomHue(0.2)       (B, H, W, 3) -> (B, H, W, 3)  0
    RandomInvert()       (B, H, W, 3) -> (B, H, W, 3)  0
    CutMix(0.5)          (B, H, W, 3) -> (B, H, W, 3)  0
    RandomContrast(2)    (B, H, W, 3) -> error
    """
    return Applied(is_image(data).shape)


@layer("keras.layers.AutoContrast", "keras.layers.Equalization")
def spread(data: Any, /, *, value_range: ValueRange = (0, 255)) -> Applied:
    """Spread the values of images over their range.

    AutoContrast()         (B, H, W, 3) -> (B, H, W, 3)  0
    Equalization()         (B, H, W, 3) -> (B, H, W, 3)  0
    AutoContrast([0, 1, 2]) (B, H, W, 3) -> error
    """
    return Applied(is_image(data).shape)


@layer(
    "keras.layers.AugMix",
    "keras.layers.ContrastLimitedAdaptiveHistogramEqualization",
    "keras.layers.MaxNumBoundingBoxes",
    "keras.layers.MixUp",
    "keras.layers.RandAugment",
    "keras.layers.RandomColorJitter",
    "keras.layers.RandomElasticTransform",
    "keras.layers.RandomErasing",
    "keras.layers.RandomFlip",
    "keras.layers.RandomGaussianBlur",
    "keras.layers.RandomGrayscale",
    "keras.layers.RandomPerspective",
    "keras.layers.Solarization",
)
def augmentation(data: Any, /) -> Applied:
    """Change images at random.

    RandomFlip("horizontal")  (B, H, W, 3) -> (B, H, W, 3)  0
    RandAugment()             (H, W, 3) -> (H, W, 3)        0
    RandomErasing()           (B, H, W, 3) -> (B, H, W, 3)  0
    RandomFlip()              (B, W) -> error
    """
    return Applied(is_image(data).shape)
