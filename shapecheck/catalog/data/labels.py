"""`keras.utils.to_categorical` and `normalize` (`keras/src/utils/numerical_utils.py`)."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.arrays.data import Data, integer, known_shape
from shapecheck.catalog.data.table import array, constant, open_size, source
from shapecheck.shapes.dims import Dim
from shapecheck.shapes.facts import Facts
from shapecheck.shapes.requirements import Refused

__all__: list[str] = []


@source("keras.utils.to_categorical")
def to_categorical(x: Any = None, num_classes: Any = None, dtype: Any = None, *, y: Any = None) -> Data:
    """Return integers as one-hot vectors along a new last axis; a last axis of one is dropped first.

    Raises Refused where a label is proven to be past the last class, as NumPy does. `y` is what `x` was called before.
    """
    labels = array(y if x is None else x)
    shape = known_shape(labels)
    if len(shape) > 1 and shape[-1] == 1:
        shape = shape[:-1]
    elif len(shape) > 1 and not isinstance(shape[-1], int):
        return Data(None, "float64")
    count: Dim
    facts = labels.facts
    whole = facts.full and isinstance(facts.high, int)
    if num_classes is None or num_classes == 0:
        count = int(facts.high or 0) + 1 if whole else open_size("classes", 1)
    else:
        count = integer(constant(num_classes))
        if whole and isinstance(count, int) and int(facts.high or 0) >= count:
            text = f"index {facts.high} is out of bounds for axis 1 with size {count}"
            message = f"the label {facts.high} is past the last of {count} classes"
            raise Refused(message, "build", text, "index-out-of-range")
    occur = count if whole and count == facts.classes else None
    # a tensor of the backend's is made float32, anything else float64
    dtype = "" if isinstance(y if x is None else x, Data) else "float64"
    return Data((*shape, count), dtype, Facts(0, 1, True, 2 if occur and occur != 1 else None))


@source("keras.utils.normalize")
def normalize(x: Any, axis: Any = -1, order: Any = 2) -> Data:
    """Return numbers divided by their norm along an axis."""
    made = array(x)
    return Data(made.shape, made.dtype if made.dtype.startswith("float") else "")
