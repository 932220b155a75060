"""Which loss judges which output by which labels: `CompileLoss` of `keras/src/trainers/compile_utils.py`, step by step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from shapecheck.catalog.training.structures import flattened, is_nested, packed, same_paths, same_types, starred
from shapecheck.catalog.training.turns import Refused

__all__ = ["Pair", "pairs_of"]


NO_NAMES = "'NoneType' object is not iterable"


@dataclass(frozen=True, slots=True)
class Pair:
    """Hold a loss with the labels and the output that it compares; `path` leads to both in their structures.

    `used` is false for a further loss of a single output: Keras computes it, and leaves it out of the total.
    """

    loss: Any
    target: Any
    prediction: Any
    weight: Any = None
    path: tuple[Any, ...] = ()
    used: bool = True


@dataclass(frozen=True, slots=True)
class Weighted:
    """Hold a loss with its weight, a leaf of the structure of losses."""

    loss: Any
    weight: Any


def pairs_of(
    loss: Any, outputs: Any, targets: Any, names: Sequence[str] | None = None, weights: Any = None
) -> list[Pair]:
    """Return the pairs that a model's losses compare, in Keras's order.

    `loss` and `weights` are what `compile` was given: one, or a list, tuple or dict of them; a loss is any object that is
    neither of these. `outputs` is what the model returns, one Tensor or a structure, `names` the names of a Functional
    model's outputs, `targets` the labels.
    Raises Refused with Keras's text.
    """
    if not is_nested(targets) and not is_nested(outputs):
        pairs = built(loss, outputs, targets, names, weights)
        return [replace(pair, used=index == 0) for index, pair in enumerate(pairs)]
    if not same_types(outputs, targets):
        targets = arranged(loss, outputs, targets, names)
    return built(loss, outputs, targets, names, weights)


def refuse(message: str, keras: str | None, kind: str) -> Refused:
    """Return a refusal at the first batch."""
    return Refused(message, "run", keras, kind)


def arranged(loss: Any, outputs: Any, targets: Any, names: Sequence[str] | None) -> Any:
    """Arrange labels as the outputs are. Raises Refused."""
    if not is_nested(targets) and len(outputs) == 1:
        targets = [targets]
    elif isinstance(outputs, (list, tuple)) and isinstance(targets, Mapping):
        if names is None:
            raise refuse("labels by name for outputs without names", NO_NAMES, "target-names")
        if set(names) == set(targets):
            targets = [targets[name] for name in names]
    if isinstance(targets, (list, tuple)) and len(targets) == len(flattened(outputs)):
        return packed(outputs, list(targets))
    if isinstance(targets, Mapping) and len(targets) == len(flattened(outputs)):
        raise refuse("the labels have other names than the outputs", None, "target-names")
    if same_paths(outputs, targets):
        return packed(outputs, flattened(targets))
    # labels only for the outputs that have a loss
    losses, leaves = flattened(loss), flattened(targets)
    if len(leaves) == sum(one is not None for one in losses):
        rest = iter(leaves)
        return packed(loss, [None if one is None else next(rest) for one in losses])
    raise refuse(
        f"{len(leaves)} label arrays for {len(flattened(outputs))} outputs",
        f"y_true and y_pred have different structures.\ny_true: {starred(targets)}\ny_pred: {starred(outputs)}\n",
        "target-count",
    )


def built(loss: Any, outputs: Any, targets: Any, names: Sequence[str] | None, weights: Any) -> list[Pair]:
    """Give each output its loss (`CompileLoss.build`). Raises Refused."""
    if names and isinstance(loss, Mapping) and not isinstance(outputs, Mapping):
        if set(names) != set(loss):
            raise refuse(
                "the losses have other names than the outputs",
                f"Expected keys {list(names)} in loss dict, but found loss.keys()={list(loss)}",
                "loss-names",
            )
        if isinstance(weights, Mapping):
            weights = [weights.get(name) for name in names]
        loss = [loss[name] for name in names]
    tree = weighted(loss, weights)
    if names is None and isinstance(loss, Mapping) and not isinstance(outputs, Mapping):
        raise refuse("losses by name for outputs without names", NO_NAMES, "loss-names")
    if not is_nested(tree):
        tree = packed(outputs, [tree] * len(flattened(outputs)))
    return list(nested(tree, targets, outputs, ()))


def weighted(loss: Any, weights: Any) -> Any:
    """Put each loss and its weight together. Raises Refused where their numbers differ."""
    losses = flattened(loss)
    if weights is None:
        given: list[Any] = [None] * len(losses)
    else:
        given = flattened(weights)
        if len(given) != len(losses):
            raise refuse(
                f"{len(given)} loss weights for {len(losses)} losses",
                f"`loss_weights` must match the number of losses, got {len(losses)} losses and "
                f"{len(weights) if is_nested(weights) else 1} weights.",
                "loss-weights",
            )
    return packed(
        loss, [None if one is None else Weighted(one, weight) for one, weight in zip(losses, given, strict=True)]
    )


def nested(tree: Any, targets: Any, outputs: Any, path: tuple[Any, ...]) -> Iterator[Pair]:
    """Walk losses, labels and outputs together (`CompileLoss._build_nested`). Raises Refused."""
    if tree is None:
        raise refuse("an output without a loss", "'NoneType' object has no attribute 'loss'", "loss-structure")
    if isinstance(tree, Weighted):
        yield Pair(tree.loss, targets, outputs, tree.weight, path)
        return
    leaves = flattened(outputs)
    if isinstance(tree, (list, tuple)) and not any(is_nested(one) for one in tree) and len(tree) == len(leaves):
        tree = packed(outputs, list(tree))
    elif isinstance(tree, (list, tuple)) and not isinstance(outputs, type(tree)):
        for one in tree:
            yield from nested(one, targets, outputs, path)
        return
    if not is_nested(tree):
        yield from nested(tree, targets, outputs, path)
        return
    if not isinstance(tree, type(outputs)):
        raise refuse(
            "the losses are not arranged as the outputs are",
            f"\"The path: {path} in the `loss` argument, can't be found in the model's output (`y_pred`).\"",
            "loss-structure",
        )
    for key, one in tree.items() if isinstance(tree, Mapping) else enumerate(tree):
        if one is None:
            continue
        if not (reaches(targets, key, tree) and reaches(outputs, key, tree)):
            raise refuse(
                f"there is a loss for {key!r}, but no output or no labels",
                f"\"The path: {(*path, key)} in the `loss` argument, can't be found in either the model's output "
                '(`y_pred`) or in the labels (`y_true`)."',
                "loss-structure",
            )
        yield from nested(one, targets[key], outputs[key], (*path, key))


def reaches(structure: Any, key: Any, tree: Any) -> bool:
    """Tell whether a key of the losses is one of another structure too."""
    if isinstance(tree, Mapping):
        return isinstance(structure, Mapping) and key in structure
    return isinstance(structure, (list, tuple)) and key < len(structure)
