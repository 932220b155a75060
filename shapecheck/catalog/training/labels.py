"""Whether the numbers in the labels are those that a loss reads, as far as they are known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from shapecheck.catalog.losses.names import LOSSES
from shapecheck.catalog.training.outcome import FITS, Outcome
from shapecheck.shapes.dims import Dim, plain
from shapecheck.shapes.requirements import at_most, differs
from shapecheck.shapes.tensor import Tensor
from shapecheck.shapes.words import shape_text

__all__ = ["KnownNumbers", "label_outcome", "one_hot_labels"]


class KnownNumbers(Protocol):
    """What is known of an array's numbers: bounds, both inclusive, and how many distinct ones occur."""

    @property
    def low(self) -> int | float | None:
        """Return what none is below."""

    @property
    def high(self) -> int | float | None:
        """Return what none is above."""

    @property
    def one_hot(self) -> bool | None:
        """Tell whether every vector along the last axis holds a single 1 and zeros."""

    @property
    def classes(self) -> int | None:
        """Return how many distinct numbers there are, each of which occurs."""


def label_outcome(
    loss: str, numbers: KnownNumbers, units: Dim, config: Mapping[str, Any] | None = None, whole: bool = True
) -> Outcome:
    """Return what Keras makes of the numbers in the labels; `units` is the last size of the predictions.

    `whole` tells that they are integers, whatever their dtype. Class numbers that sparse categorical crossentropy
    cannot find raise on TensorFlow's CPU, and count as no class at all elsewhere. Labels outside of [0, 1] are taken by
    binary crossentropy on every backend; the kind is then "misread".
    """
    reads = LOSSES[loss].labels if loss in LOSSES else "values"
    options = config or {}
    if loss == "sparse_categorical_crossentropy" and whole:
        return class_numbers(numbers, plain(units), options.get("ignore_class"))
    if reads == "binary" and LOSSES[loss].takes_logits:
        return binary_labels(loss, numbers, whole)
    return FITS


def one_hot_labels(loss: str, numbers: KnownNumbers, target: Tensor, prediction: Tensor) -> Outcome:
    """Judge one-hot vectors of nobody knows how many classes where a loss reads class numbers, or meets a single unit.

    Keras refuses or stretches them unless there is a single class, when every label is the same.
    """
    shape, scores = target.shape, prediction.shape
    if not shape or not scores or len(shape) != len(scores) or not (numbers.one_hot or target.dtype == "bool"):
        return FITS
    given = f"got one-hot vectors, {shape_text(shape)}"
    if loss == "sparse_categorical_crossentropy":
        return Outcome("misread", f"{loss} reads a class number for each sample, {given}", defect="label-one-hot")
    if numbers.one_hot and differs(scores[-1], 1) is False:
        return Outcome("misread", f"a single unit has one score for each sample, {given}", defect="label-one-hot")
    return FITS


def class_numbers(numbers: KnownNumbers, units: Dim, ignored: Any) -> Outcome:
    """Judge class numbers by the number of units."""
    met = strange_labels(numbers, units, ignored)
    if met is None:
        return FITS
    # which of several labels TensorFlow meets first is left to chance
    text = f"which is outside the valid range of [0, {units})."
    return Outcome(
        "depends",
        f"{met}, but there are {units} units",
        text,
        "tensorflow",
        ("tensorflow",),
        defect="label-out-of-range",
        errors={"tensorflow": text},
    )


def strange_labels(numbers: KnownNumbers, units: Dim, ignored: Any) -> str | None:
    """Say which labels certainly occur and are no class; None where all may be classes."""
    low, high, count = numbers.low, numbers.high, numbers.classes
    alone = count == 1 and ignored in (low, high)
    if isinstance(high, int) and high < 0 and not alone and not (ignored is not None and count is None):
        return f"no label is above {high}"
    if (
        isinstance(low, int)
        and at_most(units, low) is True
        and not alone
        and not (ignored is not None and count is None)
    ):
        return f"no label is below {low}"
    if count is None:
        return None
    if isinstance(low, int) and isinstance(high, int) and high - low + 1 == count:
        if low < 0 and low != ignored:
            return f"there are labels down to {low}"
        if at_most(units, high) is True and high != ignored:
            return f"there are labels up to {high}"
    kept = count if ignored is None else count - 1
    return f"there are {count} distinct labels" if at_most(units + 1, kept) is True else None


def binary_labels(loss: str, numbers: KnownNumbers, whole: bool) -> Outcome:
    """Judge the labels of binary crossentropy."""
    low, high, count = numbers.low, numbers.high, numbers.classes
    outside = (low is not None and low > 1) or (high is not None and high < 0)
    if not outside and not (whole and count is not None and count > 2):
        return FITS
    met = f"{count} distinct labels" if count is not None and count > 2 else f"labels from {low} to {high}"
    return Outcome("misread", f"{loss} reads labels of 0 and 1, got {met}", defect="label-not-binary")
