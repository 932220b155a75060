"""Images in files, and Keras's former ImageDataGenerator (`keras/src/legacy/preprocessing/image.py`)."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.arrays.data import Data, integer, sizes_of
from shapecheck.catalog.checks import NotKnown, Opaque
from shapecheck.catalog.data.streams import ITERATOR, stream
from shapecheck.catalog.data.table import Tool, array, constant, library_class, method, open_size, same_rows, source
from shapecheck.shapes.dims import Dim, ceil_div
from shapecheck.shapes.facts import NOTHING, Facts
from shapecheck.shapes.requirements import Refused

__all__ = ["CHANNELS", "arranged", "colours"]

_GENERATOR = "keras.preprocessing.image.ImageDataGenerator"
_IMAGE = "PIL.Image.Image"

CHANNELS = {"rgb": 3, "rgba": 4, "grayscale": 1}

library_class(
    _GENERATOR, "featurewise_center", "samplewise_center", "featurewise_std_normalization",
    "samplewise_std_normalization", "zca_whitening", "zca_epsilon", "rotation_range", "width_shift_range",
    "height_shift_range", "brightness_range", "shear_range", "zoom_range", "channel_shift_range", "fill_mode", "cval",
    "horizontal_flip", "vertical_flip", "rescale", "preprocessing_function", "data_format", "validation_split",
    "interpolation_order", "dtype",
)  # fmt: skip


def colours(color_mode: Any) -> int:
    """Return the number of channels that a `color_mode` stands for.

    Raises NotKnown where it is not known, Refused for one that there is not.
    """
    mode = constant(color_mode)
    if mode not in CHANNELS:
        text = 'color_mode must be "grayscale", "rgb", or "rgba"'
        raise Refused(f"there is no color_mode {mode!r}", "build", text, "invalid-argument")
    return CHANNELS[mode]


def arranged(height: Dim, width: Dim, channels: Dim, data_format: Any) -> tuple[Dim, ...]:
    """Return the sizes of an image in a data format."""
    if data_format not in ("channels_last", "channels_first"):
        raise NotKnown("the data format is not known")
    return (height, width, channels) if data_format == "channels_last" else (channels, height, width)


@source("keras.utils.load_img")
def load_img(path: Any, color_mode: Any = "rgb", target_size: Any = None, *rest: Any, grayscale: Any = False, **others: Any) -> Tool:  # fmt: skip
    """Read an image: an object whose array is (height, width, channels), without the last axis where it is one of greys."""
    channels = 1 if grayscale is True else colours(color_mode)
    if target_size is None:
        height, width = open_size("height", 1), open_size("width", 1)
    else:
        height, width = _pair(target_size)
    sizes = (height, width) if channels == 1 else (height, width, channels)
    return Tool(_IMAGE, {}, {"array": Data(sizes, "uint8", Facts(0, 255)), "size": (width, height)})


def _pair(value: Any) -> tuple[Any, Any]:
    sizes = sizes_of(constant(value))
    if len(sizes) < 2:
        raise NotKnown("the size of the images is not known")
    return sizes[0], sizes[1]


@method(_IMAGE, "resize")
def resize_image(self: Tool, size: Any, *rest: Any, **others: Any) -> Tool:
    """Return the image at another (width, height)."""
    width, height = _pair(size)
    made = array(self)
    assert made.shape is not None
    return self.knows(array=made.shaped((height, width, *made.shape[2:]), made.facts), size=(width, height))


@method(_IMAGE, "convert")
def convert_image(self: Tool, mode: Any = None, *rest: Any, **others: Any) -> Tool:
    """Return the image in another mode: "L" has no axis of channels, "RGB" one of three."""
    channels: dict[Any, tuple[Dim, ...]] = {"L": (), "RGB": (3,), "RGBA": (4,), "1": (), "HSV": (3,), "CMYK": (4,)}
    if constant(mode) not in channels:
        raise NotKnown("the mode of the image is not known")
    width, height = self.learned["size"]
    return self.knows(array=Data((height, width, *channels[mode]), "bool" if mode == "1" else "uint8", Facts(0, 255)))


@source("keras.utils.img_to_array")
def img_to_array(img: Any, data_format: Any = None, dtype: Any = None, *, image_data_format: str = "channels_last") -> Data:  # fmt: skip
    """Return an image as an array of three axes (`keras/src/utils/image_utils.py`)."""
    layout = constant(data_format, image_data_format)
    if not isinstance(img, Tool | Data):
        sizes = open_size("height", 1), open_size("width", 1), open_size("channels", 1)
        return Data(arranged(*sizes, layout), "float32" if dtype is None else "")
    made = array(img)
    if made.shape is None or len(made.shape) not in (2, 3):
        raise NotKnown("the image is not known")
    height, width, channels = (*made.shape, 1) if len(made.shape) == 2 else made.shape
    return Data(arranged(height, width, channels, layout), "float32" if dtype is None else "", made.facts)


def _layout(self: Tool, image_data_format: str) -> Any:
    return constant(self.config.get("data_format"), image_data_format)


def _dtype(self: Tool) -> str:
    return "float32" if self.config.get("dtype") is None else ""


def _from_files(
    self: Tool, layout: str, target_size: Any, color_mode: Any, class_mode: Any, classes: Any, batch_size: Any, y: Any = None
) -> Tool:  # fmt: skip
    """Return batches of images in files, with labels as `class_mode` says."""
    integer(constant(batch_size))
    batch: Dim = open_size("batch", 1)
    sizes = _pair(target_size)
    images = Data((batch, *arranged(*sizes, colours(color_mode), layout)), _dtype(self))
    names = len(classes) if isinstance(classes, list | tuple) else None
    count: Dim = names if names is not None else open_size("classes", 1)
    mode = constant(class_mode) if class_mode is not None else None
    high = names - 1 if names else None
    labels: dict[Any, Any] = {
        "binary": Data((batch,), _dtype(self), Facts(0, 1)),
        "sparse": Data((batch,), _dtype(self), Facts(0, high)),
        "categorical": Data((batch, count), _dtype(self), Facts(0, 1, True if isinstance(classes, list | tuple) or y is None else None)),
        "input": images,
        "raw": Data((batch,)) if isinstance(y, str) else Data((batch, len(y))) if isinstance(y, list) else Opaque("labels"),
    }  # fmt: skip
    if mode is not None and mode not in labels:
        raise NotKnown("the labels of this class_mode are not known")
    element: Any = images if mode is None else (images, labels[mode])
    learned = {"class_indices": Tool("builtins.dict", {}, {"length": count}), "num_classes": count}
    shared = {"batch_size": batch_size, "samples": open_size("samples"), "n": open_size("samples")}
    return stream(element, None, ITERATOR, image_shape=images.shape[1:], **learned, **shared)  # type: ignore[index]


@method(_GENERATOR, "flow_from_directory")
def flow_from_directory(
    self: Tool, directory: Any, target_size: Any = (256, 256), color_mode: Any = "rgb", classes: Any = None,
    class_mode: Any = "categorical", batch_size: Any = 32, *rest: Any, image_data_format: str = "channels_last",
    **others: Any,
) -> Tool:  # fmt: skip
    """Return batches of the images below a folder; each folder in it is a class."""
    layout = _layout(self, image_data_format)
    return _from_files(self, layout, target_size, color_mode, class_mode, classes, batch_size)


@method(_GENERATOR, "flow_from_dataframe")
def flow_from_dataframe(
    self: Tool, dataframe: Any, directory: Any = None, x_col: Any = "filename", y_col: Any = "class",
    weight_col: Any = None, target_size: Any = (256, 256), color_mode: Any = "rgb", classes: Any = None,
    class_mode: Any = "categorical", batch_size: Any = 32, *rest: Any, image_data_format: str = "channels_last",
    **others: Any,
) -> Tool:  # fmt: skip
    """Return batches of the images whose names stand in a table."""
    if weight_col is not None:
        raise NotKnown("weights from a table are not modelled")
    layout = _layout(self, image_data_format)
    return _from_files(self, layout, target_size, color_mode, class_mode, classes, batch_size, y_col)


@method(_GENERATOR, "flow")
def flow(
    self: Tool, x: Any, y: Any = None, batch_size: Any = 32, shuffle: Any = True, sample_weight: Any = None,
    seed: Any = None, save_to_dir: Any = None, save_prefix: Any = "", save_format: Any = "png",
    ignore_class_split: Any = False, subset: Any = None,
) -> Tool:  # fmt: skip
    """Return batches of images that are in an array of four axes.

    Raises Refused for another rank, and where the images are not as many as the labels.
    """
    if isinstance(x, tuple | list):
        raise NotKnown("several arrays beside the images are not modelled")
    images = array(x)
    if images.shape is None:
        raise NotKnown("the images are not known")
    if len(images.shape) != 4:
        shape = f"({', '.join(map(str, images.shape))}{',' if len(images.shape) == 1 else ''})"
        text = f"Input data in `NumpyArrayIterator` should have rank 4. You passed an array with shape {shape}"
        raise Refused(f"images have four axes, not {len(images.shape)}", "build", text, "images-rank")
    batch: Dim = integer(constant(batch_size))
    count = images.shape[0]
    if not (isinstance(batch, int) and isinstance(count, int) and subset is None and count % batch == 0):
        batch = open_size("batch", 1)
    parts = [images] if y is None else [images, array(y)]
    if sample_weight is not None and y is not None:
        parts.append(array(sample_weight))
    same_rows(parts)
    element = tuple(_batch(part, batch) for part in parts)
    given = constant(batch_size)
    known = {"batch_size": batch_size, "n": images.shape[0] if subset is None else open_size("samples")}
    steps = ceil_div(count, given) if subset is None and isinstance(given, int) else None
    facts = NOTHING if self.config else element[0].facts
    first = Data(element[0].shape, _dtype(self), facts)
    return stream(first if y is None else (first, *element[1:]), steps, ITERATOR, **known)


def _batch(part: Data, batch: Dim) -> Data:
    if not part.shape:
        raise NotKnown("an array is not known")
    return part.shaped((batch, *part.shape[1:]), part.facts.picked(rows=len(part.shape) > 1))


@method(_GENERATOR, "fit")
def fit(self: Tool, x: Any, *rest: Any, **others: Any) -> None:
    """Measure the images, so as to standardize them."""
