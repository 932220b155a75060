"""Attention over a list [query, value] or [query, value, key], without heads."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import known
from shapecheck.catalog.kinds import one_of
from shapecheck.catalog.layers.words import expects
from shapecheck.catalog.tables import Applied, NotKnown, forbid, layer, shape_of, shape_view
from shapecheck.shapes.dims import Dim, text
from shapecheck.shapes.requirements import both, differs
from shapecheck.shapes.tensor import Tensor, Weight

__all__ = ["broadcastable"]


def broadcastable(first: Dim, second: Dim, what: str, keras: str = "operands could not be broadcast together") -> None:
    """Refuse two sizes that differ where neither is 1; Keras notices when it runs."""
    forbid(
        both(differs(first, second), differs(first, 1), differs(second, 1)),
        lambda: f"{what} differ: {text(first)} and {text(second)}",
        when="run",
        keras=keras,
    )


def three(name: str, inputs: Any, mask: Any) -> tuple[Tensor, Tensor, Tensor]:
    """Return query, value and key of the one list that Keras wants (`Attention._validate_inputs`)."""
    wants = f"{name} layer must be called on a list of inputs, namely [query, value] or [query, value, key]."
    words = f"{name} is called on a list of query and value, and perhaps key"
    if isinstance(inputs, Tensor):
        forbid(
            True, f"{words}, got one tensor", kind="input-structure", keras=f"{wants} Received: inputs={inputs.shape}."
        )
    forbid(isinstance(inputs, tuple), f"{words}, got a tuple", kind="input-structure", keras=wants)
    if not isinstance(inputs, list) or not all(isinstance(item, Tensor) and item.shape is not None for item in inputs):
        raise NotKnown("the inputs of an attention are unknown")
    forbid(
        len(inputs) not in (2, 3),
        f"{words}, got {len(inputs)} tensors",
        kind="input-structure",
        keras=f"{name} layer accepts inputs list of length 2 or 3, namely [query, value] or [query, value, key]. "
        f"Received length: {len(inputs)}.",
    )
    forbid(
        isinstance(mask, Tensor | tuple) or (isinstance(mask, list) and len(mask) not in (2, 3)),
        f"{name} wants a list of a mask for the query and one for the value",
        kind="input-structure",
        keras=f"{name} layer mask must be a list, namely [query_mask, value_mask].",
    )
    query, value = inputs[:2]
    return query, value, inputs[2] if len(inputs) == 3 else value


def attended(query: Tensor, value: Tensor, key: Tensor, weights: list[Weight], dot: bool, scores: Any) -> Applied:
    """Return the weighted sums of the values, one for each step of the query, and on demand the weights."""
    queries, values, keys = shape_of(query), shape_of(value), shape_of(key)
    forbid(
        not queries or not values or (bool(scores) and len(keys) < 2),
        "an attention wants inputs with steps and features",
        kind="wrong-rank",
        keras="tuple index out of range",
    )
    check_run(query, value, key, dot)
    output = (*queries[:-1], values[-1])
    return Applied([output, (*queries[:-1], keys[-2])] if known(scores) else output, weights)


def check_run(query: Tensor, value: Tensor, key: Tensor, dot: bool) -> None:
    """Refuse widths and steps that do not fit; Keras notices when it runs."""
    forbid(
        min(key.rank, value.rank, query.rank + (not dot)) < 2,
        f"an attention wants inputs with steps and features, got {shape_view(query)} and {shape_view(key)}",
        kind="wrong-rank",
        when="run",
        keras="axis -2 is out of bounds",
    )
    queries, values, keys = shape_of(query), shape_of(value), shape_of(key)
    if min(len(keys), len(values)) < 2:
        return
    features = queries[-1], keys[-1]
    if dot:
        forbid(
            differs(*features),
            expects("the features of the key", *features),
            when="run",
            keras="matmul: Input operand 1 has a mismatch in its core dimension 0",
        )
    else:
        broadcastable(*features, "the features of query and key")
    forbid(
        differs(keys[-2], values[-2]),
        expects("the steps of the key", values[-2], keys[-2]),
        when="run",
        keras="matmul: Input operand 1 has a mismatch in its core dimension 0",
    )
    for other in (keys, values):
        for first, second in zip(reversed(queries[:-2]), reversed(other[:-2]), strict=False):
            broadcastable(first, second, "the leading axes of query, key and value")


def score_mode(score_mode: Any) -> None:
    """Refuse a way to score that Keras does not know."""
    text = "Invalid value for argument score_mode. Expected one of {'dot', 'concat'}. Received: score_mode="
    one_of(score_mode, "score_mode", ("dot", "concat"), f"{text}{score_mode}")


@layer("keras.layers.Attention", configure=score_mode)
def attention(
    inputs: list[Tensor],
    mask: Any = None,
    return_attention_scores: Any = False,
    /,
    *,
    use_scale: bool = False,
    score_mode: str = "dot",
) -> Applied:
    """Weigh the values by the products of query and key.

    Attention()                     [(B, 5, 8), (B, 6, 8)] -> (B, 5, 8)             0
    Attention()                     [(B, 5, 8), (B, T, 7), (B, T, 8)] -> (B, 5, 7)  0
    Attention(use_scale=True)       [(B, 5, 8), (B, 6, 8)] -> (B, 5, 8)             1
    Attention(score_mode="concat")  [(B, 5, 8), (B, 6, 8)] -> (B, 5, 8)             1
    Attention()                     [(B, 5, 8)] -> error
    Attention()                     (B, 5, 8) -> error
    """
    query, value, key = three("Attention", inputs, mask)
    names = ["scale"] * use_scale + ["concat_score_weight"] * (score_mode == "concat")
    return attended(
        query, value, key, [Weight(name, ()) for name in names], score_mode == "dot", return_attention_scores
    )


@layer("keras.layers.AdditiveAttention", configure=score_mode)
def additive_attention(
    inputs: list[Tensor],
    mask: Any = None,
    return_attention_scores: Any = False,
    /,
    *,
    use_scale: bool = True,
    score_mode: str = "dot",
) -> Applied:
    """Weigh the values by the sums of query and key.

    AdditiveAttention()                 [(B, 5, 8), (B, 6, 8)] -> (B, 5, 8)  8
    AdditiveAttention(use_scale=False)  [(B, 5, 8), (B, 6, 8)] -> (B, 5, 8)  0
    AdditiveAttention()                 [(B, 5, T), (B, 6, 8)] -> error
    """
    query, value, key = three("AdditiveAttention", inputs, mask)
    forbid(
        not shape_of(query),
        "an attention wants inputs with features",
        kind="wrong-rank",
        keras="tuple index out of range",
    )
    weights = [Weight("scale", shape_of(query)[-1:])] if use_scale else []
    return attended(query, value, key, weights, False, return_attention_scores)
