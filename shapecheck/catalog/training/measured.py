"""Which metric measures which output by which labels: `CompileMetrics` of `keras/src/trainers/compile_utils.py`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shapecheck.catalog.training.structures import flattened, is_nested, packed
from shapecheck.catalog.training.turns import Refused

__all__ = ["Measure", "measures_of"]


@dataclass(frozen=True, slots=True)
class Measure:
    """Hold a metric with the labels and the output that it compares."""

    metric: Any
    target: Any
    prediction: Any


class Unlike(Exception):
    """Say that metrics or labels are not arranged as the outputs are."""


def measures_of(
    metrics: Any, outputs: Any, targets: Any, names: Sequence[str] | None = None, argument: str = "metrics"
) -> list[Measure]:
    """Return what a model's metrics compare, in Keras's order.

    `metrics` is what `compile` was given: a list, tuple or dict of metrics or lists of them; `outputs`, `targets` and
    `names` are those of `pairs_of`, `argument` is "metrics" or "weighted_metrics". Raises Refused with Keras's text.
    """
    if metrics is None:
        return []
    if metrics and not is_nested(metrics):
        raise Refused(
            f"{argument} wants a list, tuple or dict",
            "build",
            f"Expected `{argument}` argument to be a list, tuple, or dict.",
            "metrics-structure",
        )
    count = len(flattened(outputs))
    if count == 1:
        found = flattened(metrics)
        if any(metric is None for metric in found):
            raise Refused("None is no metric", "run", "Expected metric, received `None`", "metrics-structure")
        return [Measure(metric, flattened(targets)[0], flattened(outputs)[0]) for metric in found]
    order = names
    if is_nested(outputs) and len(outputs) == count:
        if isinstance(outputs, Mapping) and set(names or ()) != set(outputs):
            order = sorted(outputs)
        by_output = in_order(metrics, count, order) if metrics else [None] * count
        if by_output is not None:
            pairs = zip(by_output, leaves(targets, order), leaves(outputs, order), strict=False)
            return [Measure(one, target, prediction) for given, target, prediction in pairs for one in each(given)]
    try:
        return list(nested(metrics, targets, outputs)) if metrics else []
    except Unlike:
        raise Refused(
            f"the {argument} or the labels are not arranged as the outputs are",
            "run",
            structure_text(outputs, names, argument),
            "metrics-structure",
        ) from None


def in_order(metrics: Any, count: int, names: Sequence[str] | None) -> list[Any] | None:
    """Return the metrics of each output, None where they are not given output by output."""
    if isinstance(metrics, (list, tuple)) and len(metrics) == count:
        return list(metrics)
    if names and isinstance(metrics, Mapping) and len(metrics) <= count and set(metrics) <= set(names):
        return [metrics.get(name) for name in names]
    return None


def leaves(structure: Any, names: Sequence[str] | None) -> list[Any]:
    """Return the leaves of labels or outputs, those of a dict in the order of the outputs' names. Raises Refused."""
    if not isinstance(structure, Mapping) or names is None:
        return flattened(structure)
    for name in names:
        if name not in structure:
            raise Refused(f"there are no labels for {name!r}", "run", repr(name), "target-names")
    return [structure[name] for name in names]


def each(given: Any) -> list[Any]:
    """Return the metrics of one output."""
    if given is None:
        return []
    return list(given) if isinstance(given, (list, tuple)) else [given]


def nested(metrics: Any, targets: Any, outputs: Any) -> Iterator[Measure]:
    """Walk metrics, labels and outputs together. Raises Unlike."""
    if not is_nested(outputs):
        yield from (Measure(metric, targets, outputs) for metric in each(metrics))
        return
    if isinstance(outputs, Mapping):
        if any(not isinstance(one, Mapping) or set(one) != set(outputs) for one in (metrics, targets)):
            raise Unlike
        for key in sorted(outputs):
            yield from nested(metrics[key], targets[key], outputs[key])
        return
    if any(not isinstance(one, (list, tuple)) or len(one) != len(outputs) for one in (metrics, targets)):
        raise Unlike
    for index, output in enumerate(outputs):
        yield from nested(metrics[index], targets[index], output)


def structure_text(outputs: Any, names: Sequence[str] | None, argument: str) -> str:
    """Return what Keras says of metrics that are not arranged as the outputs are."""
    shown = packed(outputs, ["X"] * len(flattened(outputs)))
    if names:
        return (
            f"Invalid `{argument}`. `{argument}` should contain metrics objects and either be a dict or a list matching the "
            f"output names of the functional model {list(names)} or match the output structure of the model: {shown}."
        )
    return (
        f"Invalid `{argument}`. `{argument}` should contain metrics objects and match the output structure of the model: "
        f"{shown}."
    )
