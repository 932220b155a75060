"""The arguments of the classes of losses and metrics in their order, for those that are given by position."""

from __future__ import annotations

__all__ = ["positions_of"]

_SMOOTHED = ("label_smoothing", "axis")
_COUNTED = ("num_thresholds", "class_id")
_CELLS = ("ignore_class", "sparse_y_true", "sparse_y_pred", "axis")

_LOSSES: dict[str, tuple[str, ...]] = {
    "BinaryCrossentropy": ("from_logits", *_SMOOTHED),
    "BinaryFocalCrossentropy": ("apply_class_balancing", "alpha", "gamma", "from_logits", *_SMOOTHED),
    "CategoricalCrossentropy": ("from_logits", *_SMOOTHED),
    "CategoricalFocalCrossentropy": ("alpha", "gamma", "from_logits", *_SMOOTHED),
    "CategoricalGeneralizedCrossEntropy": ("q",),
    "Circle": ("gamma", "margin", "remove_diagonal"),
    "CosineSimilarity": ("axis",),
    "Huber": ("delta",),
}
"""What stands before `reduction, name, dtype`."""

_UNLIKE = {
    "Dice": ("reduction", "name", "axis", "dtype"),
    "SparseCategoricalCrossentropy": ("from_logits", "ignore_class", "reduction", "axis", "name", "dtype"),
    "Tversky": ("alpha", "beta", "reduction", "name", "axis", "dtype"),
}
"""Losses that take their common arguments in an order of their own."""

_METRICS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "AUC": (
        ("num_thresholds", "curve", "summation_method"),
        ("thresholds", "multi_label", "num_labels", "label_weights", "from_logits"),
    ),
    "BinaryAccuracy": ((), ("threshold",)),
    "BinaryCrossentropy": ((), ("from_logits", "label_smoothing")),
    "BinaryIoU": (("target_class_ids", "threshold"), ()),
    "CategoricalCrossentropy": ((), ("from_logits", *_SMOOTHED)),
    "ConcordanceCorrelation": ((), ("axis",)),
    "CosineSimilarity": ((), ("axis",)),
    "F1Score": (("average", "threshold"), ()),
    "FBetaScore": (("average", "beta", "threshold"), ()),
    "IoU": (("num_classes", "target_class_ids"), _CELLS),
    "MeanIoU": (("num_classes",), _CELLS),
    "OneHotIoU": (("num_classes", "target_class_ids"), ("ignore_class", "sparse_y_pred", "axis")),
    "OneHotMeanIoU": (("num_classes",), ("ignore_class", "sparse_y_pred", "axis")),
    "PearsonCorrelation": ((), ("axis",)),
    "Precision": (("thresholds", "top_k", "class_id"), ()),
    "PrecisionAtRecall": (("recall", *_COUNTED), ()),
    "R2Score": (("class_aggregation", "num_regressors"), ()),
    "Recall": (("thresholds", "top_k", "class_id"), ()),
    "RecallAtPrecision": (("precision", *_COUNTED), ()),
    "SensitivityAtSpecificity": (("specificity", *_COUNTED), ()),
    "SparseCategoricalCrossentropy": ((), ("from_logits", "ignore_class", "axis")),
    "SparseTopKCategoricalAccuracy": (("k",), ("from_sorted_ids",)),
    "SpecificityAtSensitivity": (("sensitivity", *_COUNTED), ()),
    "TopKCategoricalAccuracy": (("k",), ()),
    **dict.fromkeys(("FalseNegatives", "FalsePositives", "TrueNegatives", "TruePositives"), (("thresholds",), ())),
}
"""What stands before `name, dtype` and what after."""


def positions_of(path: str) -> tuple[str, ...]:
    """Return the arguments of a class of `keras.losses` or `keras.metrics` in their order; () elsewhere."""
    module, _, name = path.rpartition(".")
    if module == "keras.losses":
        return _UNLIKE.get(name) or (*_LOSSES.get(name, ()), "reduction", "name", "dtype")
    if module == "keras.metrics":
        before, after = _METRICS.get(name, ((), ()))
        return (*before, "name", "dtype", *after)
    return ()
