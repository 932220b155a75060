"""Data sets of files in folders, and of windows of a series (`keras/src/utils/*_dataset*.py`)."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.arrays.data import Data, integer, known_shape, sizes_of
from shapecheck.catalog.checks import NotKnown, Opaque
from shapecheck.catalog.data.images import arranged, colours
from shapecheck.catalog.data.streams import stream
from shapecheck.catalog.data.table import array, constant, open_size, source
from shapecheck.shapes.dims import Dim
from shapecheck.shapes.facts import Facts

__all__: list[str] = []


def _labels(labels: Any, label_mode: Any, class_names: Any, lead: tuple[Dim, ...]) -> Data | Opaque | None:
    """Return the labels of elements (`keras/src/utils/dataset_utils.py`), None where there are none."""
    if labels is None or label_mode is None:
        return None
    names = len(class_names) if isinstance(class_names, list | tuple) else None
    count: Dim = names if names is not None else open_size("classes", 1)
    kinds: dict[Any, Data] = {
        "int": Data(lead, "int32" if labels == "inferred" else "", Facts(0, names - 1 if names else None)),
        "binary": Data((*lead, 1), "float32", Facts(0, 1)),
        "categorical": Data((*lead, count), "float32", Facts(0, 1, True)),
    }
    return kinds.get(constant(label_mode), Opaque("labels of an unknown mode"))


def _lead(batch_size: Any) -> tuple[Dim, ...]:
    """Return the batch axis, which there is not for a `batch_size` of None."""
    if batch_size is None:
        return ()
    integer(constant(batch_size))
    return (open_size("batch", 1),)


def _given(features: Data, target: Any, subset: Any, class_names: Any) -> Any:
    names = class_names if isinstance(class_names, list | tuple) else Data((open_size("classes", 1),), "object")
    element = features if target is None else (features, target)
    made = stream(element, None, class_names=names, file_paths=Opaque("paths of files"))
    return [made, made] if constant(subset) == "both" else made


@source("keras.utils.image_dataset_from_directory")
def image_dataset_from_directory(
    directory: Any, labels: Any = "inferred", label_mode: Any = "int", class_names: Any = None, color_mode: Any = "rgb",
    batch_size: Any = 32, image_size: Any = (256, 256), shuffle: Any = True, seed: Any = None,
    validation_split: Any = None, subset: Any = None, *rest: Any, data_format: Any = None,
    image_data_format: str = "channels_last", **others: Any,
) -> Any:  # fmt: skip
    """Return images of one size, in batches, with the folder that each lies in as its label."""
    sizes = sizes_of(constant(image_size))
    if len(sizes) != 2:
        raise NotKnown("the size of the images is not known")
    lead = _lead(batch_size)
    inner = arranged(sizes[0], sizes[1], colours(color_mode), constant(data_format, image_data_format))
    target = _labels(labels, label_mode, class_names, lead)
    return _given(Data((*lead, *inner), "float32", Facts(0, 255)), target, subset, class_names)


@source("keras.utils.text_dataset_from_directory")
def text_dataset_from_directory(
    directory: Any, labels: Any = "inferred", label_mode: Any = "int", class_names: Any = None, batch_size: Any = 32,
    max_length: Any = None, shuffle: Any = True, seed: Any = None, validation_split: Any = None, subset: Any = None,
    *rest: Any, **others: Any,
) -> Any:  # fmt: skip
    """Return texts, in batches, with the folder that each lies in as its label."""
    lead = _lead(batch_size)
    return _given(Data(lead, "string"), _labels(labels, label_mode, class_names, lead), subset, class_names)


@source("keras.utils.timeseries_dataset_from_array")
def timeseries_dataset_from_array(
    data: Any, targets: Any, sequence_length: Any, sequence_stride: Any = 1, sampling_rate: Any = 1,
    batch_size: Any = 128, *rest: Any, **others: Any,
) -> Any:  # fmt: skip
    """Return windows of a series, in batches, each with the target at its start."""
    series = array(data)
    steps = integer(constant(sequence_length))
    lead = _lead(batch_size)
    window = series.shaped((*lead, steps, *known_shape(series)[1:]), series.facts.picked(rows=False))
    if targets is None:
        return stream(window, None)
    try:
        wanted = array(targets)
        sizes = known_shape(wanted)[1:]
    except NotKnown as lost:
        return stream((window, Opaque(str(lost))), None)
    return stream((window, wanted.shaped((*lead, *sizes), wanted.facts.picked(rows=bool(sizes)))), None)
