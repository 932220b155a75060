"""The questions of the matrix: which shapes of labels and predictions are put to every loss and metric of Keras."""

from __future__ import annotations

import gzip
import json
from itertools import product
from pathlib import Path
from typing import Any

__all__ = ["LABELS", "METRICS", "RECORDING", "metric_pairs", "pairs", "read", "write"]

RECORDING = Path(__file__).parent / "recordings" / "matrix.json.gz"

Shape = tuple[int, ...]

METRICS: dict[str, dict[str, Any]] = {
    "BinaryIoU": {},
    "FBetaScore": {},
    "IoU": {"num_classes": 3, "target_class_ids": [0]},
    "MeanIoU": {"num_classes": 3},
    "OneHotIoU": {"num_classes": 3, "target_class_ids": [0]},
    "OneHotMeanIoU": {"num_classes": 3},
    "PrecisionAtRecall": {"recall": 0.5},
    "RecallAtPrecision": {"precision": 0.5},
    "SensitivityAtSpecificity": {"specificity": 0.5},
    "SpecificityAtSensitivity": {"sensitivity": 0.5},
}
"""Arguments of the metrics that cannot be constructed without any."""


LABELS: list[tuple[str, dict[str, Any], int, list[int]]] = [
    ("SparseCategoricalCrossentropy", config, units, labels)
    for config in ({}, {"from_logits": True}, {"ignore_class": -1}, {"ignore_class": 255})
    for units, labels in (
        (3, [0, 1, 2, 2]),
        (3, [0, 1, 3, 2]),
        (3, [1, 2, 3, 3]),
        (3, [4, 5, 6, 4]),
        (3, [-1, 0, 1, 2]),
        (3, [-1, -1, -1, -1]),
        (3, [0, 1, 255, 2]),
        (2, [0, 5, 9, 0]),
        (1, [0, 0, 0, 0]),
        (1, [0, 1, 0, 1]),
    )
] + [("BinaryCrossentropy", {}, 1, labels) for labels in ([0, 1, 0, 1], [0, 1, 2, 3], [-1, 1, -1, 1], [2, 3, 2, 3])]
"""Losses with their arguments, units, and the labels of four samples that `fit` is given."""


def shapes(batch: int) -> list[Shape]:
    """Return shapes of ranks 1 to 4 with the sizes 1, 3 and 5 in them."""
    deep = [
        (1, 1, 1),
        (1, 1, 3),
        (1, 3, 1),
        (3, 1, 1),
        (3, 3, 1),
        (3, 1, 3),
        (1, 3, 3),
        (3, 3, 3),
        (5, 5, 3),
        (5, 5, 1),
    ]
    inner = [(), *product((1, 3, 5), repeat=1), *product((1, 3, 5), repeat=2), *deep]
    return [(batch, *shape) for shape in inner]


def pairs() -> list[tuple[Shape, Shape]]:
    """Return every pair of a label's and a prediction's shape: for a batch of 4, and one that is a number of classes."""
    return [pair for batch in (4, 3) for pair in product(shapes(batch), repeat=2)]


def metric_pairs() -> list[tuple[Shape, Shape]]:
    """Return the pairs that the metrics are asked about, which take longer."""
    return list(product(shapes(4), repeat=2))


def read() -> dict[str, Any]:
    """Read what was recorded: by backend, kind ("losses", "metrics") and name, one answer for each pair."""
    if not RECORDING.exists():
        return {}
    content: dict[str, Any] = json.loads(gzip.decompress(RECORDING.read_bytes()))
    return content


def write(content: dict[str, Any]) -> None:
    """Write a recording."""
    RECORDING.parent.mkdir(exist_ok=True)
    RECORDING.write_bytes(gzip.compress(json.dumps(content, separators=(",", ":")).encode(), 9, mtime=0))
