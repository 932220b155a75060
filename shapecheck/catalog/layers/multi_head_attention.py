"""Attention with heads: query, value and key are mapped to several heads, attended, and mapped back."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import NotKnown, known
from shapecheck.catalog.kinds import Positive, within
from shapecheck.catalog.layers.attention import broadcastable
from shapecheck.catalog.layers.encoding import whole
from shapecheck.catalog.layers.words import expects
from shapecheck.catalog.tables import Applied, forbid, layer, shape_of, shape_view
from shapecheck.shapes.dims import Dim, hide, is_none, modulo, plain, text
from shapecheck.shapes.requirements import Verdict, at_most, differs, either
from shapecheck.shapes.shape import Shape
from shapecheck.shapes.tensor import Tensor, Weight

__all__: list[str] = []


def projection(name: str, features: Dim, heads: Dim, width: Dim, use_bias: bool) -> list[Weight]:
    """Return the weights that map features to heads."""
    bias = [Weight(f"{name}/bias", (heads, width))] if use_bias else []
    return [Weight(f"{name}/kernel", (features, heads, width)), *bias]


def output_projection(heads: Dim, width: Dim, output: Shape, use_bias: bool) -> list[Weight]:
    """Return the weights that map heads to the output."""
    bias = [Weight("attention_output/bias", output)] if use_bias else []
    return [Weight("attention_output/kernel", (heads, width, *output)), *bias]


def unlike(one: Dim, other: Dim) -> Verdict:
    """Tell whether two sizes differ to Keras as it builds, where None differs from every number."""
    if is_none(one) or is_none(other):
        return is_none(one) != is_none(other)
    return differs(one, other)


def values_and_keys(value: Tensor, key: Tensor) -> None:
    """Refuse a value and a key of different steps, as Keras compares them when it builds."""
    pairs = list(zip(shape_of(value)[1:-1], shape_of(key)[1:-1], strict=False))
    words = f"value and key differ before their last axis: {shape_view(value)} and {shape_view(key)}"
    forbid(
        either(value.rank != key.rank, *(unlike(one, other) for one, other in pairs)),
        words,
        keras="All dimensions of `value` and `key`, except the last one, must be equal. Received: "
        f"value_shape={shape_view(value)} and key_shape={shape_view(key)}",
    )


def window_and_dropout(dropout: Any, sliding_window: Any, flash_attention: Any) -> None:
    """Refuse what concerns the way to attend; the dropout is noticed only when Keras builds."""
    words = f"`sliding_window` wants a positive integer or None, got {sliding_window!r}"
    wrong = isinstance(sliding_window, float | str) or (isinstance(sliding_window, Dim) and at_most(sliding_window, 0))
    text = f"`sliding_window` must be `None` or a positive integer. Received: sliding_window={sliding_window}"
    forbid(wrong, words, kind="invalid-argument", keras=text)
    text = (
        f"Invalid value received for argument `rate`. Expected a float value between 0 and 1. Received: rate={dropout}"
    )
    within(dropout, "dropout", 0, 1, text)
    if isinstance(dropout, int | float) and isinstance(flash_attention, bool):
        text = "Dropout is not supported when flash attention is enabled."
        words = "`flash_attention` of an attention does not go with `dropout`"
        forbid(flash_attention and dropout > 0, words, kind="invalid-argument", keras=text)


def output_and_axes(
    output_shape: Any, attention_axes: Any, dropout: Any, sliding_window: Any, flash_attention: Any
) -> None:
    """Refuse an output shape or axes that Keras cannot read."""
    window_and_dropout(dropout, sliding_window, flash_attention)
    text = f"Invalid `output_shape`: {output_shape}. When specified, the `output_shape` should be of type tuple, list, "
    words = f"`output_shape` wants an integer or a tuple of them, got {output_shape!r}"
    forbid(
        bool(isinstance(output_shape, float) and output_shape), words, kind="invalid-argument", keras=f"{text}or int."
    )
    text = f"`attention_axes` must be an int, list, or tuple.Received: attention_axes={attention_axes}"
    words = f"`attention_axes` wants an integer or a tuple of them, got {attention_axes!r}"
    forbid(bool(isinstance(attention_axes, float | str) and attention_axes), words, kind="invalid-argument", keras=text)


@layer("keras.layers.MultiHeadAttention", configure=output_and_axes)
def multi_head_attention(
    query: Tensor,
    value: Any,
    key: Any = None,
    attention_mask: Any = None,
    return_attention_scores: Any = False,
    /,
    *,
    num_heads: Positive,
    key_dim: Positive,
    value_dim: Positive | None = None,
    dropout: Any = 0.0,
    use_bias: bool = True,
    output_shape: Any = None,
    attention_axes: Any = None,
    sliding_window: Any = None,
    flash_attention: Any = None,
    use_gate: bool = False,
) -> Applied:
    """Attend with `num_heads` heads of width `key_dim`; the output has the features of the query, or `output_shape`.

    MultiHeadAttention(8, 64)                   (B, T, 512), (B, T, 512) -> (B, T, 512)  1050624
    MultiHeadAttention(2, 3)                    (B, 5, 8), (B, 6, 7) -> (B, 5, 8)        206
    MultiHeadAttention(2, 3, value_dim=5)       (B, 5, 8), (B, 6, 7) -> (B, 5, 8)        270
    MultiHeadAttention(2, 3, output_shape=5)    (B, 5, 8), (B, 6, 7) -> (B, 5, 5)        185
    MultiHeadAttention(2, 3, use_bias=False)    (B, 5, 8), (B, 6, 8), (B, 6, 9) -> (B, 5, 8)  198
    MultiHeadAttention(2, 3)                    (B, 5, 8), (B, 6, 8), (B, 5, 9) -> error
    MultiHeadAttention(0, 3)                    (B, 5, 8), (B, 6, 8) -> error
    """
    if not isinstance(value, Tensor) or value.shape is None or not isinstance(key, Tensor | None):
        raise NotKnown("the value or the key of an attention is unknown")
    key = value if key is None else key
    values_and_keys(value, key)
    if min(query.rank, value.rank) < 2:
        raise NotKnown("an attention without steps is not modelled")
    width = key_dim if value_dim is None else value_dim
    output = heads_to(known(output_shape), shape_of(query)[-1])
    weights = [
        *projection("query", shape_of(query)[-1], num_heads, key_dim, use_bias),
        *projection("key", shape_of(key)[-1], num_heads, key_dim, use_bias),
        *(projection("gate", shape_of(query)[-1], num_heads, width, use_bias) if use_gate else ()),
        *projection("value", shape_of(value)[-1], num_heads, width, use_bias),
        *output_projection(num_heads, width, output, use_bias),
    ]
    check_run(query, value, key, axes_of(known(attention_axes), value.rank), num_heads, attention_mask)
    shape = (*spread(query, attention_mask), *output)
    if not known(return_attention_scores):
        return Applied(shape, weights)
    # Keras announces as many steps of the value as the query has, whatever the value has (`compute_output_spec`):
    # where that is not what it computes, the size is known and Keras's word for it is not taken
    batch, steps = shape[:2]
    given = shape_of(value)[1] if query.rank == value.rank == 3 else steps
    return Applied([shape, (batch, num_heads, steps, steps if given == steps else hide(given))], weights)


def spread(query: Tensor, mask: Any) -> Shape:
    """Return the axes of a query before its features; a None that stands for 1 becomes what the mask spreads it to.

    `_masked_softmax` broadcasts the scores and the mask: what Keras announces as None is the mask's size in a run.
    """
    lead = shape_of(query)[:-1]
    if len(lead) != 2 or not isinstance(mask, Tensor) or mask.shape is None or not 2 <= mask.rank <= 4:
        return lead
    batch = mask.shape[0] if mask.rank > 2 else 1
    sizes = zip(lead, (batch, mask.shape[-2]), strict=True)
    return tuple(hide(other) if is_none(one) and plain(one) == 1 else one for one, other in sizes)


def heads_to(output_shape: Any, features: Dim) -> Shape:
    """Return what the heads are mapped to: the output shape, or without one the features of the query."""
    if output_shape is None or output_shape == 0 or output_shape == ():
        return (features,)
    several: Any = output_shape if isinstance(output_shape, list | tuple | str) else (output_shape,)
    return tuple(several)


def axes_of(attention_axes: Any, rank: int) -> tuple[int, ...]:
    """Return the axes that are attended over: all but the batch and the features, unless it is said."""
    if attention_axes is None:
        return tuple(range(1, rank - 1))
    axes = (attention_axes,) if isinstance(attention_axes, int) else tuple(attention_axes)
    if not all(isinstance(axis, int) for axis in axes):
        raise NotKnown("`attention_axes` of a MultiHeadAttention is unknown")
    counted = tuple(axis if axis >= 0 else axis + rank for axis in axes)
    for axis in counted:
        forbid(
            not -rank - 1 <= axis <= rank,
            f"`attention_axes` names axis {axis} of an input of rank {rank}",
            kind="axis-out-of-range",
            keras=f"index {axis} is out of bounds for axis 0 with size {rank + 1}",
        )
    return counted


def check_run(query: Tensor, value: Tensor, key: Tensor, axes: tuple[int, ...], heads: Dim, mask: Any) -> None:
    """Refuse a query, a value and a mask that do not go together; Keras notices when it runs."""
    views = f"{shape_view(query)} and {shape_view(value)}"
    forbid(
        query.rank != value.rank,
        f"query and value differ in rank: {views}",
        kind="wrong-rank",
        when="run",
    )
    forbid(
        not axes,
        f"there is no axis to attend over in {views}",
        kind="wrong-rank",
        when="run",
        keras="tuple index out of range",
    )
    for one, other in zip(shape_of(value)[1:-1], shape_of(key)[1:-1], strict=False):
        forbid(differs(one, other), expects("the steps of the key", one, other), when="run")
    if query.rank != value.rank or not all(0 < axis < query.rank - 1 for axis in axes):
        return
    for index, (one, other) in enumerate(zip(shape_of(query)[:-1], shape_of(value)[:-1], strict=True)):
        if index not in axes:
            broadcastable(one, other, f"axis {index} of query and value")
    if query.rank == 3 and isinstance(mask, Tensor) and mask.shape is not None:
        check_mask(mask, (shape_of(query)[0], heads, shape_of(query)[1], shape_of(value)[1]))


def check_mask(mask: Tensor, scores: Shape) -> None:
    """Refuse a mask that cannot be spread over the scores (batch, heads, steps of the query, steps of the value)."""
    lead = {2: (1, 1), 3: (shape_of(mask)[0], 1), 4: shape_of(mask)[:2]}.get(mask.rank)
    if lead is None:
        return
    names = ("batch", "heads", "steps of the query", "steps of the value")
    for name, one, other in zip(names, (*lead, *shape_of(mask)[-2:]), scores, strict=True):
        broadcastable(one, other, f"the attention mask and the scores differ ({name}); their sizes")


def heads_divide(
    head_dim: Any,
    num_query_heads: Any,
    num_key_value_heads: Any,
    dropout: Any,
    sliding_window: Any,
    flash_attention: Any,
) -> None:
    """Refuse heads that cannot be shared out."""
    if isinstance(head_dim, Dim):
        words = f"`head_dim` of GroupQueryAttention wants a positive integer, got {head_dim}"
        forbid(at_most(head_dim, 0), words, kind="invalid-argument", keras="float division by zero")
    if isinstance(num_query_heads, Dim) and isinstance(num_key_value_heads, Dim):
        words = f"`num_key_value_heads` wants a positive integer, got {num_key_value_heads}"
        forbid(at_most(num_key_value_heads, 0), words, kind="invalid-argument", keras="integer modulo by zero")
        forbid(
            differs(modulo(num_query_heads, num_key_value_heads), 0),
            f"{num_query_heads} query heads cannot share {num_key_value_heads} key heads evenly",
            kind="invalid-argument",
            keras="`num_query_heads` must be divisible by `num_key_value_heads`.",
        )
    window_and_dropout(dropout, sliding_window, flash_attention)


@layer("keras.layers.GroupQueryAttention", configure=heads_divide)
def group_query_attention(
    query: Tensor,
    value: Any,
    key: Any = None,
    attention_mask: Any = None,
    return_attention_scores: Any = False,
    /,
    *,
    head_dim: Any,
    num_query_heads: Any,
    num_key_value_heads: Any,
    dropout: Any = 0.0,
    use_bias: bool = True,
    sliding_window: Any = None,
    flash_attention: Any = None,
    use_gate: bool = False,
) -> Applied:
    """Attend with heads of which several share one key and value.

    GroupQueryAttention(3, 4, 2)                 (B, 5, 8), (B, T, 8) -> (B, 5, 8)             320
    GroupQueryAttention(3, 4, 2, use_gate=True)  (B, 5, 8), (B, 6, 8), (B, 6, 7) -> (B, 5, 8)  422
    GroupQueryAttention(3, 4, 3)                 (B, 5, 8), (B, 6, 8) -> error
    GroupQueryAttention(3, 4, 2)                 (B, 5, 8), (B, 6, 7) -> error
    GroupQueryAttention(3, 4, 2)                 (B, 8), (B, 8) -> error
    """
    if not isinstance(value, Tensor) or value.shape is None or not isinstance(key, Tensor | None):
        raise NotKnown("the value or the key of an attention is unknown")
    given = value if key is None else key
    views = f"{shape_view(query)}, {shape_view(value)} and {shape_view(given)}"
    ranks = {query.rank, value.rank, given.rank}
    words = f"GroupQueryAttention wants inputs of rank 3, got {views}"
    forbid(min(ranks) < 3, words, kind="wrong-rank", keras="tuple index out of range")
    head, heads, shared = (
        whole(size, "heads and their width") for size in (head_dim, num_query_heads, num_key_value_heads)
    )
    features = shape_of(query)[-1]
    weights = [
        *projection("query", shape_of(query)[2], heads, head, use_bias),
        *projection("key", shape_of(given)[2], shared, head, use_bias),
        *(projection("gate", shape_of(query)[2], heads, head, use_bias) if use_gate else ()),
        *projection("value", shape_of(value)[2], shared, head, use_bias),
        *output_projection(heads, head, (features,), use_bias),
    ]
    forbid(
        unlike(features, shape_of(value)[-1]),
        lambda: f"query and value differ in their features: {text(features)} and {text(shape_of(value)[-1])}",
        keras=f"The last dimension of `query_shape` and `value_shape` must be equal, but are {features}, "
        f"{shape_of(value)[-1]}. Received: query_shape={shape_view(query)}, value_shape={shape_view(value)}",
    )
    values_and_keys(value, given)
    forbid(ranks != {3}, words, kind="wrong-rank", when="run")
    check_run(query, value, given, (1,), heads, attention_mask)
    if not known(return_attention_scores):
        return Applied(shape_of(query), weights)
    return Applied([shape_of(query), (shape_of(query)[0], heads, shape_of(query)[1], shape_of(given)[1])], weights)
