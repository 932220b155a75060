"""Whether the last activation of a model gives out what its loss reads: pure predicates, no shapes involved but a width.

Nothing here raises in Keras. TensorFlow keeps the logits of a softmax or sigmoid beside its output and lets a
crossentropy read those instead (`keras/src/backend/tensorflow/nn.py`, `_get_logits`), other backends read the output:
so what a mismatch does depends on the backend, and the messages say so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shapecheck.catalog.losses.names import CHOSEN, LOSSES
from shapecheck.shapes.dims import Dim
from shapecheck.shapes.requirements import differs, less

__all__ = ["HeadMismatch", "head_mismatches", "reads_one_distribution"]

CATEGORICAL = frozenset(
    {"categorical_crossentropy", "categorical_focal_crossentropy", "sparse_categorical_crossentropy"}
)
BINARY = frozenset({"binary_crossentropy", "binary_focal_crossentropy"})

SQUASHED = frozenset({"softmax", "sigmoid", "hard_sigmoid", "sparse_sigmoid"})
"""Activations whose outputs lie in [0, 1]."""

UNBOUNDED = frozenset(
    {
        *("linear", "relu", "leaky_relu", "relu6", "elu", "selu", "celu", "gelu", "silu", "swish", "mish", "softsign"),
        *("tanh", "hard_tanh", "hard_silu", "hard_swish", "log_softmax", "log_sigmoid", "tanh_shrink", "glu"),
        *("hard_shrink", "soft_shrink"),
    }
)
"""Activations with outputs outside of [0, 1]; `softplus`, `exponential` and their like are left out: a categorical
crossentropy makes probabilities of positive numbers by their sum."""


@dataclass(frozen=True, slots=True)
class HeadMismatch:
    """Name a mismatch, say it in words, and say which activation or `from_logits` would put it right, if that is one."""

    name: str
    message: str
    activation: str | None = None
    from_logits: bool | None = None


def reads_one_distribution(loss: str | None, config: Mapping[str, Any] | None = None) -> bool:
    """Tell whether a loss takes the last axis for one distribution over the classes."""
    options = {**(LOSSES[loss].arguments if loss in LOSSES else {}), **(config or {})}
    return loss in CATEGORICAL and options.get("from_logits", False) is False


def head_mismatches(
    activation: str | None, units: Dim, loss: str | None, config: Mapping[str, Any] | None = None
) -> list[HeadMismatch]:
    """Return what is wrong with the last activation of a model, most telling first.

    `activation` is Keras's name of it, "linear" or None where there is none, over the last axis, which has `units`;
    `loss` is a name of LOSSES, None where it is not known or the user's own.
    """
    options = {**(LOSSES[loss].arguments if loss in LOSSES else {}), **(config or {})}
    return list(mismatches(activation or "linear", units, loss, options.get("from_logits", False)))


def mismatches(activation: str, units: Dim, loss: str | None, from_logits: Any) -> Iterator[HeadMismatch]:
    """Yield the mismatches."""
    one = differs(units, 1) is False
    several = less(1, units) is True
    if activation == "softmax" and one:
        binary = loss in BINARY or loss == CHOSEN
        yield HeadMismatch(
            "one-unit-softmax", "a softmax over one unit is 1 whatever the input", "sigmoid" if binary else None
        )
        return
    if loss in CATEGORICAL and one:
        yield HeadMismatch("one-unit-categorical", f"{loss} over one class is no choice: with one unit its loss is 0")
        return
    if loss not in CATEGORICAL | BINARY or not isinstance(from_logits, bool):
        return
    wanted = "softmax" if loss in CATEGORICAL else "sigmoid"
    if from_logits:
        if activation in SQUASHED:
            yield HeadMismatch(
                "activation-and-from-logits",
                f"{loss} with from_logits=True applies a {wanted} of its own to what {activation} gives out",
                "linear",
                False if activation == wanted else None,
            )
        return
    if activation in UNBOUNDED:
        given = "no activation" if activation == "linear" else activation
        yield HeadMismatch(
            "no-probabilities",
            f"{loss} reads probabilities, but the last layer has {given}",
            wanted,
            True if activation == "linear" else None,
        )
    elif loss in CATEGORICAL and activation in ("sigmoid", "hard_sigmoid") and several:
        yield HeadMismatch(
            "sigmoid-under-categorical",
            f"{loss} reads one distribution over the classes, {activation} gives each its own",
        )
    elif loss in BINARY and activation == "softmax" and several:
        yield HeadMismatch(
            "softmax-under-binary", f"{loss} judges each unit on its own, a softmax makes them share one probability"
        )
