"""How `fit`, `evaluate` and `predict` take arrays apart: samples counted, split off and batched, weights put to them.

`keras/src/trainers/data_adapters/`: `array_data_adapter.py`, `array_slicing.py`, `data_adapter_utils.py`, `__init__.py`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from shapecheck.catalog.training.outcome import FITS, Outcome, refusal
from shapecheck.catalog.training.structures import flattened, is_nested, same_types
from shapecheck.shapes.dims import Dim, floor_div, modulo, text
from shapecheck.shapes.requirements import Verdict, both, differs, equal
from shapecheck.shapes.tensor import Tensor

__all__ = [
    "batch_sizes",
    "samples_outcome",
    "split",
    "split_outcome",
    "stateful_outcome",
    "unsupported_argument",
    "weights_outcome",
]

DEFAULT_BATCH = 32

SOURCES = {
    "dataset": "tf.data.Dataset",
    "sequence": "PyDataset",
    "loader": "torch DataLoader",
    "grain": "grain.Dataset and grain.DataLoader",
    "generator": "generator",
}
"""What may be passed as `x` instead of arrays, as Keras's texts call it."""

ARGUMENTS = {"y": ("y", "the targets"), "sample_weight": ("sample_weights", "the sample weights")}


def samples_outcome(x: Any, y: Any = None, sample_weight: Any = None) -> Outcome:
    """Return what Keras says of the numbers of samples: all arrays have as many.

    Each argument is a Tensor or a structure of them. With `validation_split`, Keras cuts the arrays first: give
    the parts (`split`), for training and, where that is run, for validation.
    """
    if is_nested(y) and isinstance(sample_weight, Tensor):
        sample_weight = [sample_weight] * len(flattened(y))
    groups = {"x": flattened(x), "y": flattened(y), "sample_weight": flattened(sample_weight)}
    sizes = {
        name: [tensor.shape[0] for tensor in tensors if tensor is not None and tensor.shape]
        for name, tensors in groups.items()
    }
    every = [size for group in sizes.values() for size in group]
    open_sizes: list[Verdict] = []
    for index, size in enumerate(every):
        for other in every[:index]:
            if differs(size, other) is True:
                return refusal(
                    "the arrays have "
                    + ", ".join(f"{name} {counted(group)}" for name, group in sizes.items() if group),
                    # Keras stumbles over its own message where x is a dict on its own
                    "'str' object has no attribute 'shape'"
                    if y is None and isinstance(x, Mapping)
                    else cardinality_text(sizes, sample_weight is not None, y is not None),
                    "cardinality",
                )
            open_sizes.append(equal(size, other))
    condition = both(*open_sizes)
    return FITS if condition is True else Outcome("undecided", condition=condition)


def counted(sizes: Sequence[Dim]) -> str:
    """Write numbers of samples."""
    return ", ".join(text(size) for size in sizes)


def cardinality_text(sizes: Mapping[str, list[Dim]], weighted: bool, labelled: bool) -> str:
    """Return what `check_data_cardinality` says."""
    shown = ["x", *(["y"] if labelled else []), *(["sample_weight"] if weighted and labelled else [])]
    lines = "".join(f"'{name}' sizes: {counted(sizes[name])}\n" for name in shown)
    return f"Data cardinality is ambiguous. Make sure all arrays contain the same number of samples.{lines}"


def split(samples: int, fraction: float) -> tuple[int, int]:
    """Return how many samples `validation_split` leaves for training and for validation."""
    kept = math.floor(samples * (1.0 - fraction))
    return kept, samples - kept


def split_outcome(samples: int, fraction: float) -> Outcome:
    """Return what Keras says of `validation_split`: neither part may be empty."""
    kept, _ = split(samples, fraction)
    if kept not in (0, samples):
        return FITS
    return refusal(
        f"validation_split={fraction} of {samples} samples leaves no samples for "
        + ("training" if kept == 0 else "validation"),
        f"Training data contains {samples} samples, which is not sufficient to split it into a validation and training "
        f"set as specified by `validation_split={fraction}`. Either provide more data, or a different value for the "
        "`validation_split` argument.",
        "validation-split",
    )


def batch_sizes(samples: Dim, batch_size: Dim | None = None, steps: int | None = None) -> tuple[Dim, Dim]:
    """Return the size of the batches, and how many samples the last one has if they do not divide (0 if they do).

    `steps` is `steps_per_epoch`; without either a batch has 32 samples.
    """
    if not batch_size:
        batch_size = -floor_div(-samples, steps) if steps else DEFAULT_BATCH
    return batch_size, modulo(samples, batch_size)


def stateful_outcome(expected: Dim, samples: Dim, batch_size: Dim | None = None, steps: int | None = None) -> Outcome:
    """Return what a stateful recurrent layer, built for batches of `expected` samples, says of the batches it meets."""
    size, last = batch_sizes(samples, batch_size, steps)
    met = size
    if isinstance(size, int) and isinstance(samples, int) and size >= samples:
        met, last = samples, 0
    if differs(met, expected) is True:
        return wrong_batch(expected, met, f"batches of {text(met)} samples")
    if isinstance(last, int) and last != 0:
        return wrong_batch(expected, last, f"{text(samples)} samples leave a last batch of {last}")
    condition = both(equal(met, expected), equal(last, 0))
    return FITS if condition is True else Outcome("undecided", condition=condition)


def wrong_batch(expected: Dim, received: Dim, message: str) -> Outcome:
    """Return that a stateful layer refuses a batch; TensorFlow finds it in its graph, and words it in other ways."""
    return Outcome(
        "refused",
        f"a stateful layer keeps the state of {text(expected)} samples: {message}",
        "If an RNN is stateful, the batch size of the input sequences must be the same as the batch size of the initial "
        f"state. \n- Expected batch size: {text(expected)}\n- Received batch size: {text(received)}",
        "jax",
        ("jax", "tensorflow"),
        defect="stateful-batch",
    )


def weights_outcome(y: Any, sample_weight: Any = None, class_weight: bool = False) -> Outcome:
    """Return what Keras says of weights for arrays of labels: `y` and `sample_weight` are Tensors or structures of them."""
    if sample_weight is not None:
        if class_weight:
            return refusal(
                "class_weight and sample_weight exclude each other",
                "You cannot `class_weight` and `sample_weight` at the same time.",
                "weights",
            )
        if is_nested(y) and is_nested(sample_weight) and not same_types(y, sample_weight):
            return refusal(
                "the sample weights are not arranged as the labels are",
                "You should provide one `sample_weight` array per output in `y`. The two structures did not match:",
                "weights",
            )
        if is_nested(y) and isinstance(sample_weight, Tensor):
            return shared_weights(sample_weight)
    if class_weight and is_nested(y):
        return refusal(
            "class_weight wants a single output, not a list or dict of labels",
            "`class_weight` is only supported for Models with a single output.",
            "weights",
        )
    return FITS


def shared_weights(sample_weight: Tensor) -> Outcome:
    """Judge one array of weights for several outputs: a number a sample."""
    shape = sample_weight.shape
    if shape is None or len(shape) == 1 or (len(shape) == 2 and differs(shape[1], 1) is False):
        return FITS
    if len(shape) == 2 and differs(shape[1], 1) is not True:
        return Outcome("undecided", condition=equal(shape[1], 1))
    return refusal(
        "one array of weights for several outputs holds one number a sample",
        "For a model with multiple outputs, when providing a single `sample_weight` array, it should only have one scalar "
        "score per sample (i.e. shape `(num_samples,)`). If you want to use non-scalar sample weights, pass a "
        "`sample_weight` argument with one array per model output.",
        "weights",
    )


def unsupported_argument(source: str, argument: str) -> Outcome:
    """Return that an argument does not go with a source of batches.

    `source` is a key of SOURCES, `argument` "y", "sample_weight" or "class_weight".
    """
    if argument == "class_weight":
        if source == "generator":
            said = "Argument `class_weight` is not supported for Python generator inputs."
            return refusal("class_weight does not go with a generator", said, "unsupported-argument")
        return FITS
    name, described = ARGUMENTS[argument]
    kind = SOURCES[source]
    return refusal(
        f"{argument} does not go with a {kind}",
        f"When providing `x` as a {kind}, `{name}` should not be passed. Instead, {described} should be included as part of "
        f"the {kind}.",
        "unsupported-argument",
    )
