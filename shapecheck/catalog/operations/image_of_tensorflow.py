"""Operations on images that TensorFlow has in ways of its own: `tf.image`."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.operations.convolution import convolved
from shapecheck.catalog.operations.dtypes import UNKNOWN
from shapecheck.catalog.operations.image import images_of
from shapecheck.catalog.operations.operands import known, shape_of, sizes_of, whole
from shapecheck.catalog.operations.rearranging import dtype_in
from shapecheck.catalog.operations.table import operation
from shapecheck.shapes.dims import product
from shapecheck.shapes.tensor import Tensor

__all__: list[str] = []


@operation("tensorflow.image.resize")
def resize_of_tensorflow(
    images: Any, size: Any, preserve_aspect_ratio: Any = False, method: Any = "bilinear"
) -> Tensor:
    """Resize images to (height, width) (`tf.image.resize`)."""
    shape, target = images_of(images), sizes_of(size)
    if known(preserve_aspect_ratio) or len(target) != 2:
        raise NotKnown("the size depends on the images")
    nearest = known(method) in ("nearest", "area")
    return Tensor((*shape[:-3], *target, shape[-1]), dtype_in(images) if nearest else "float32")


@operation("tensorflow.image.resize_with_pad", "tensorflow.image.resize_with_crop_or_pad")
def resize_within(image: Any, target_height: Any, target_width: Any) -> Tensor:
    """Resize images without a change of their proportions."""
    shape = images_of(image)
    return Tensor((*shape[:-3], whole(target_height), whole(target_width), shape[-1]), UNKNOWN)


@operation("tensorflow.image.crop_to_bounding_box", "tensorflow.image.pad_to_bounding_box")
def bounding_box(image: Any, target_height: Any, target_width: Any) -> Tensor:
    """Crop or pad images to a size."""
    shape = images_of(image)
    return Tensor((*shape[:-3], whole(target_height), whole(target_width), shape[-1]), dtype_in(image))


@operation("tensorflow.image.crop_and_resize")
def crop_and_resize(image: Any, boxes: Any, crop_size: Any) -> Tensor:
    """Cut boxes out of images, all of one size."""
    shape, many, target = images_of(image, 4), shape_of(boxes), sizes_of(crop_size)
    if len(many) != 2 or len(target) != 2:
        raise NotKnown("boxes of another rank")
    return Tensor((many[0], *target, shape[-1]), "float32")


@operation("tensorflow.image.random_crop")
def random_crop(value: Any, size: Any) -> Tensor:
    """Cut a block out."""
    target = sizes_of(size)
    if len(target) != len(shape_of(value)) or any(item == -1 for item in target):
        raise NotKnown("a crop of another rank")
    return Tensor(target, dtype_in(value))


def _enter_kept(*paths: str) -> None:
    """Enter what changes neither shape nor dtype of images."""

    @operation(*paths)
    def kept(image: Any) -> Tensor:
        return Tensor(shape_of(image), dtype_in(image))


for _name in (
    "random_flip_left_right", "random_flip_up_down", "flip_left_right", "flip_up_down", "per_image_standardization",
):  # fmt: skip
    _enter_kept(f"tensorflow.image.{_name}")


def _enter_adjusted(name: str) -> None:
    @operation(f"tensorflow.image.{name}")
    def adjusted(image: Any = None, images: Any = None) -> Tensor:
        given = images if image is None else image
        return Tensor(shape_of(given), dtype_in(given))


for _name in (
    "adjust_brightness", "adjust_contrast", "adjust_hue", "adjust_saturation", "random_brightness", "random_contrast",
    "random_hue", "random_saturation", "adjust_gamma", "rgb_to_hsv", "hsv_to_rgb", "rgb_to_yuv", "yuv_to_rgb",
):  # fmt: skip
    _enter_adjusted(_name)


@operation("tensorflow.image.grayscale_to_rgb")
def grayscale_to_rgb(images: Any) -> Tensor:
    """Repeat the one channel three times."""
    return Tensor((*images_of(images)[:-1], 3), dtype_in(images))


@operation("tensorflow.image.rgb_to_grayscale")
def grayscale_of_tensorflow(images: Any) -> Tensor:
    """Make one channel of three."""
    shape = shape_of(images)
    if not shape:
        raise NotKnown("a scalar is no image")
    return Tensor((*shape[:-1], 1), dtype_in(images))


@operation("tensorflow.image.extract_patches")
def patches_of_tensorflow(images: Any, sizes: Any, strides: Any, rates: Any, padding: Any) -> Tensor:
    """Cut patches out of images (`tf.image.extract_patches`): all four arguments have one entry an axis."""
    shape = images_of(images, 4)
    wide, steps, gaps = (sizes_of(item) for item in (sizes, strides, rates))
    how = known(padding)
    if any(len(item) != 4 or item[0] != 1 or item[3] != 1 for item in (wide, steps, gaps)) or how not in (
        "VALID",
        "SAME",
    ):
        raise NotKnown("patches of this kind are not modelled")
    filters = product((wide[1], wide[2], shape[-1]))
    kernel = (wide[1], wide[2], shape[-1], filters)
    made = convolved(shape, kernel, filters, steps[1:3], how.lower(), "channels_last", gaps[1:3])
    return Tensor(made, dtype_in(images))


@operation("tensorflow.image.psnr")
def psnr(a: Any, b: Any) -> Tensor:
    """Compare images, each with its own."""
    one, other = shape_of(a), shape_of(b)
    if len(one) < 3 or tuple(one) != tuple(other):
        raise NotKnown("images of different shape")
    return Tensor(one[:-3], "float32")


@operation("tensorflow.image.ssim")
def ssim(img1: Any, img2: Any) -> Tensor:
    """Compare the structure of images, each with its own."""
    made: Tensor = psnr(img1, img2)
    return made
