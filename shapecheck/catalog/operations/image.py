"""Operations on images: resize, crop, pad, patches, colours, warps."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.operations.convolution import convolved, format_of
from shapecheck.catalog.operations.dtypes import UNKNOWN, is_float, is_integer
from shapecheck.catalog.operations.operands import known, pair_of, refuse, shape_of, sizes_of, whole
from shapecheck.catalog.operations.rearranging import dtype_in
from shapecheck.catalog.operations.table import operation
from shapecheck.shapes.dims import Dim, is_none, product
from shapecheck.shapes.requirements import at_most, differs, forbid, less
from shapecheck.shapes.shape import Shape, view_text, when_of
from shapecheck.shapes.tensor import Tensor

__all__ = ["images_of"]


def images_of(x: Any, *ranks: int) -> Shape:
    shape = shape_of(x)
    if len(shape) not in (ranks or (3, 4)):
        text = "Invalid images rank: expected rank 3 (single image) or rank 4 (batch of images). Received input with shape: "
        refuse(f"images want rank 3 or 4, got {len(shape)}", f"{text}images.shape={view_text(shape)}", "wrong-rank")
    return shape


def _places(shape: Shape, data_format: Any) -> tuple[int, int, int]:
    """Return where height, width and channels stand."""
    rank = len(shape)
    return (
        (rank - 3, rank - 2, rank - 1) if format_of(data_format) == "channels_last" else (rank - 2, rank - 1, rank - 3)
    )


def _with(shape: Shape, **sizes: tuple[int, Dim]) -> Shape:
    found = list(shape)
    for place, size in sizes.values():
        found[place] = size
    return tuple(found)


@operation("keras.ops.image.resize")
def resize(
    images: Any, size: Any, crop_to_aspect_ratio: Any = False, pad_to_aspect_ratio: Any = False, data_format: Any = None
) -> Tensor:
    """Resize images to (height, width)."""
    target = sizes_of(size)
    if len(target) != 2:
        refuse(
            f"`size` of resize wants 2 integers, got {target}",
            f"Expected `size` to be a tuple of 2 integers. Received: size={target}",
        )
    for one in target:
        text = f"`size` must have positive height and width. Received: size={target}"
        forbid(less(one, 1), f"`size` of resize is {target}", keras=text, kind="invalid-argument")
    shape = images_of(images)
    if known(crop_to_aspect_ratio) and known(pad_to_aspect_ratio):
        text = "Only one of `pad_to_aspect_ratio` & `crop_to_aspect_ratio` can be `True`."
        refuse("resize cannot both crop and pad", text)
    height, width, _ = _places(shape, data_format)
    return Tensor(_with(shape, height=(height, target[0]), width=(width, target[1])), dtype_in(images))


@operation("keras.ops.image.rgb_to_grayscale")
def rgb_to_grayscale(images: Any, data_format: Any = None) -> Tensor:
    """Make one channel of three."""
    shape = images_of(images)
    *_, channels = _places(shape, data_format)
    size = shape[channels]
    text = "Invalid channel size: expected 3 (RGB) or 1 (Grayscale). Received input with shape: "
    if isinstance(size, int):
        forbid(
            size not in (1, 3), f"{size} channels are neither 1 nor 3", keras=f"{text}images.shape={view_text(shape)}"
        )
    elif not is_none(size):
        raise NotKnown("whether there are three channels is not known")
    return Tensor(_with(shape, channels=(channels, 1)), dtype_in(images) if is_float(dtype_in(images)) else UNKNOWN)


def _enter_colours(name: str) -> None:
    @operation(f"keras.ops.image.{name}")
    def colours(images: Any, data_format: Any = None) -> Tensor:
        shape, dtype = images_of(images), dtype_in(images)
        if is_integer(dtype) or dtype == "bool":
            text = f"Invalid images dtype: expected float dtype. Received: images.dtype={dtype}"
            refuse(f"{name} wants floats, got {dtype}", text)
        size = shape[_places(shape, data_format)[2]]
        text = f"Input images must have 3 channels, but received images with {size} channels."
        forbid(differs(size, 3), f"{size} channels are not 3", when_of(size), text)
        return Tensor(shape, dtype)


_enter_colours("rgb_to_hsv")
_enter_colours("hsv_to_rgb")


def _enter_warp(name: str) -> None:
    @operation(f"keras.ops.image.{name}")
    def warp(images: Any) -> Tensor:
        return Tensor(images_of(images), dtype_in(images) if is_float(dtype_in(images)) else UNKNOWN)


_enter_warp("gaussian_blur")
_enter_warp("elastic_transform")


@operation("keras.ops.image.affine_transform")
def affine_transform(images: Any, transform: Any) -> Tensor:
    """Warp images by matrices of 8 numbers."""
    shape, matrix = images_of(images), shape_of(transform)
    if len(matrix) not in (1, 2):
        text = "Invalid transform rank: expected rank 1 (single transform) or rank 2 (batch of transforms). Received input with "
        refuse(
            f"a transform wants rank 1 or 2, got {len(matrix)}",
            f"{text}shape: transform.shape={view_text(matrix)}",
            "wrong-rank",
        )
    return Tensor(shape, dtype_in(images) if is_float(dtype_in(images)) else UNKNOWN)


@operation("keras.ops.image.perspective_transform")
def perspective_transform(images: Any, start_points: Any, end_points: Any) -> Tensor:
    """Warp images so that four corners go where they are wanted."""
    shape = images_of(images)
    corners = [shape_of(points) for points in (start_points, end_points)]
    for points in corners:
        if len(points) not in (2, 3) or tuple(points[-2:]) != (4, 2):
            text = f"expected (4,2) for a single image or (N,4,2) for a batch. Received shape: {view_text(points)}"
            refuse(f"corners have the shape (4, 2), got {view_text(points)}", text)
    if tuple(corners[0]) != tuple(corners[1]):
        if any(is_none(points[0]) for points in corners):
            raise NotKnown("the numbers of corners differ")
        text = "start_points and end_points must have the same shape."
        refuse("the corners differ in shape", text)
    return Tensor(shape, dtype_in(images) if is_float(dtype_in(images)) else UNKNOWN)


@operation("keras.ops.image.map_coordinates")
def map_coordinates(inputs: Any, coordinates: Any) -> Tensor:
    """Read elements at places between them."""
    shape, places = shape_of(inputs), shape_of(coordinates)
    if not places:
        refuse("coordinates want rank 2 or more, got a scalar", "tuple index out of range", "wrong-rank")
    text = "First dim of `coordinates` must be the same as the rank of `inputs`. Received inputs with shape: "
    words = f"{places[0]} coordinates in a tensor of rank {len(shape)}"
    forbid(is_none(places[0]) or differs(places[0], len(shape)), words, keras=f"{text}{view_text(shape)}")
    if len(places) < 2:
        text = f"Invalid coordinates rank: expected at least rank 2. Received input with shape: {view_text(places)}"
        refuse(f"coordinates want rank 2 or more, got {len(places)}", text, "wrong-rank")
    return Tensor(places[1:], dtype_in(inputs))


def _enter_patches(name: str) -> None:
    @operation(f"keras.ops.image.{name}")
    def patches(
        images: Any = None, size: Any = 1, strides: Any = None, dilation_rate: Any = 1, padding: Any = "valid",
        data_format: Any = None, volumes: Any = None,
    ) -> Tensor:  # fmt: skip
        given = images if volumes is None else volumes
        wide, order = known(size), format_of(data_format)
        deep = name.endswith("3d") or (isinstance(wide, tuple) and len(wide) == 3)
        count = 3 if deep else 2
        if isinstance(wide, tuple) and len(wide) not in (2, 3):
            text = f"Invalid `size` argument. Expected a tuple of length 2 or 3. Received: size={wide} with length {len(wide)}"
            refuse(f"`size` of patches wants 2 or 3 integers, got {wide}", text)
        sizes = pair_of(wide, count)
        if any(less(0, item) is False for item in sizes) or (strides is not None and not strides):
            raise NotKnown("patches without elements")
        for item in sizes:
            forbid(less(item, 1), "patches without elements")
        shape = shape_of(given)
        single = len(shape) == count + 1
        whole_shape = (1, *shape) if single else shape
        if len(whole_shape) != count + 2:
            refuse(f"patches over {count} axes of a tensor of rank {len(shape)}", kind="wrong-rank")
        channels = whole_shape[-1] if order == "channels_last" else whole_shape[1]
        if is_none(channels):
            refuse(
                "the number of channels is None here",
                "unsupported operand type(s) for *: 'int' and 'NoneType'",
                "unknown-size",
            )
        filters = product((*sizes, channels))
        steps = sizes if strides is None else strides
        how = known(padding)
        if how not in ("valid", "same"):
            raise NotKnown(f"the padding {how!r}")
        made = convolved(whole_shape, (*sizes, channels, filters), filters, steps, how, order, dilation_rate)
        return Tensor(made[1:] if single else made, dtype_in(given) if is_float(dtype_in(given)) else UNKNOWN)


_enter_patches("extract_patches")
_enter_patches("extract_patches_3d")


def _margins(
    shape: Shape,
    data_format: Any,
    before: tuple[Any, Any],
    after: tuple[Any, Any],
    targets: tuple[Any, Any],
    *,
    crop: bool,
) -> Shape:
    """Return the shape of images whose height and width grow or shrink by margins; two of three values are given."""
    found = list(shape)
    names = ("top", "bottom", "height"), ("left", "right", "width")
    for place, first, last, target, words in zip(
        _places(shape, data_format), before, after, targets, names, strict=False
    ):
        values = [None if value is None else whole(value) for value in (first, last, target)]
        if values.count(None) != 1:
            suffix = "cropping" if crop else "padding"
            text = f"Must specify exactly two of {words[0]}_{suffix}, {words[1]}_{suffix}, target_{words[2]}."
            refuse(f"two of {words[0]}, {words[1]} and target {words[2]} are wanted", text)
        for value in values:
            forbid(
                value is not None and less(value, 0),
                f"a margin of {value}",
                keras="must be >= 0",
                kind="invalid-argument",
            )
        size = shape[place]
        one, two, wanted = values
        if wanted is None:
            assert one is not None and two is not None
            if is_none(size) and crop:
                text = f"When the {words[2]} of the images is unknown, `target_{words[2]}` must be specified."
                refuse(f"the {words[2]} is None here", text, "unknown-size")
            found[place] = size - one - two if crop else size + one + two
            forbid(less(found[place], 0), f"nothing is left of the {words[2]} of {size}", when_of(size), "must be >= 0")
        else:
            given = one if two is None else two
            assert given is not None
            rest = size - wanted - given if crop else wanted - size - given
            forbid(less(rest, 0), f"a {words[2]} of {size} does not become {wanted}", when_of(size), "must be >= 0")
            found[place] = wanted
    return tuple(found)


@operation("keras.ops.image.pad_images")
def pad_images(
    images: Any, top_padding: Any = None, left_padding: Any = None, bottom_padding: Any = None, right_padding: Any = None,
    target_height: Any = None, target_width: Any = None, data_format: Any = None,
) -> Tensor:  # fmt: skip
    """Put margins around images."""
    margins = (top_padding, left_padding), (bottom_padding, right_padding)
    shape = _margins(images_of(images), data_format, *margins, (target_height, target_width), crop=False)
    return Tensor(shape, dtype_in(images))


@operation("keras.ops.image.crop_images")
def crop_images(
    images: Any, top_cropping: Any = None, left_cropping: Any = None, bottom_cropping: Any = None, right_cropping: Any = None,
    target_height: Any = None, target_width: Any = None, data_format: Any = None,
) -> Tensor:  # fmt: skip
    """Cut margins off images."""
    margins = (top_cropping, left_cropping), (bottom_cropping, right_cropping)
    shape = _margins(images_of(images), data_format, *margins, (target_height, target_width), crop=True)
    return Tensor(shape, dtype_in(images))


@operation("keras.ops.image.scale_and_translate")
def scale_and_translate(images: Any, output_shape: Any, spatial_dims: Any) -> Tensor:
    """Scale and shift images into a shape."""
    target, shape, axes = sizes_of(output_shape), shape_of(images), sizes_of(spatial_dims)
    if len(target) != len(shape) or any(at_most(0, size) is not True for size in target):
        raise NotKnown("a shape of another rank")
    if any(place not in axes and wanted != shape[place] for place, wanted in enumerate(target)):
        raise NotKnown("another size of an axis that is not scaled")
    return Tensor(target, dtype_in(images) if is_float(dtype_in(images)) else UNKNOWN)


@operation("keras.ops.image.sobel_edges", "tensorflow.image.sobel_edges")
def sobel_edges(images: Any) -> Tensor:
    """Return the slope of images in both directions."""
    shape = shape_of(images)
    if len(shape) != 4:
        text = f"Invalid images rank: expected rank 4 (batch of images). Received: images.shape={view_text(shape)}"
        refuse(f"images want rank 4, got {len(shape)}", text, "wrong-rank")
    return Tensor((*shape, 2), dtype_in(images) if is_float(dtype_in(images)) else UNKNOWN)


@operation("keras.ops.image.ssim")
def ssim(image1: Any, image2: Any) -> Tensor:
    """Compare images."""
    one, other = images_of(image1), images_of(image2)
    if tuple(one) != tuple(other):
        raise NotKnown("images of different shape")
    return Tensor(() if len(one) == 3 else (one[0],), dtype_in(image1) if is_float(dtype_in(image1)) else UNKNOWN)
