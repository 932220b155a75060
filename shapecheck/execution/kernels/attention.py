"""Attention (keras/src/layers/attention)."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_lowercase
from typing import Any

import numpy as np

from shapecheck.execution.activations import sigmoid, softmax
from shapecheck.execution.axes import each
from shapecheck.execution.kernel import Array, Config, Weights, below, kernel

MASKED = 1e9


def causal(queries: int, keys: int) -> Array:
    """Let every query see the keys up to its own place: (1, queries, keys)."""
    return np.tril(np.ones((1, queries, keys), bool))


@kernel("keras.layers.Attention")
def attention(
    inputs: Sequence[Array],
    weights: Weights,
    config: Config,
    *,
    mask: Any = None,
    return_attention_scores: bool = False,
    use_causal_mask: bool = False,
) -> Any:
    """Weigh the values by the dot product (or sum) of query and key."""
    query, value, *rest = inputs
    key = rest[0] if rest else value
    scale = weights["scale"] if "scale" in weights else np.float32(1)
    if config["score_mode"] == "concat":
        joined = np.tanh(scale * (query[..., :, None, :] + key[..., None, :, :])).sum(axis=-1)
        scores = weights["concat_score_weight"] * joined
    else:
        scores = query @ key.swapaxes(-1, -2) * scale
    return attended(scores, value, mask, return_attention_scores, use_causal_mask)


@kernel("keras.layers.AdditiveAttention")
def additive_attention(
    inputs: Sequence[Array],
    weights: Weights,
    config: Config,
    *,
    mask: Any = None,
    return_attention_scores: bool = False,
    use_causal_mask: bool = False,
) -> Any:
    """Weigh the values by a learned sum over tanh(query + key)."""
    query, value, *rest = inputs
    key = rest[0] if rest else value
    scale = weights["scale"] if "scale" in weights else np.float32(1)
    scores = (scale * np.tanh(query[..., :, None, :] + key[..., None, :, :])).sum(axis=-1)
    return attended(scores, value, mask, return_attention_scores, use_causal_mask)


def attended(scores: Array, value: Array, mask: Any, with_scores: bool, use_causal_mask: bool) -> Any:
    """Turn scores into weights, and weigh the values; masked queries yield zeros."""
    query_mask, value_mask = (None, None) if mask is None else tuple(mask)[:2]
    allowed = None if value_mask is None else np.expand_dims(value_mask.astype(bool), -2)
    if use_causal_mask:
        lower = causal(*scores.shape[-2:])
        allowed = lower if allowed is None else allowed & lower
    weights = softmax(scores if allowed is None else np.where(allowed, scores, scores - MASKED))
    result = weights @ value
    if query_mask is not None:
        result = np.where(query_mask.astype(bool)[..., None], result, 0)
    return [result, weights] if with_scores else result


def projected(x: Array, weights: Weights, name: str) -> Array:
    """Multiply the last axis by the kernel of that projection, (features, heads, size)."""
    inner = below(weights, name)
    result = np.tensordot(x, inner["kernel"], axes=1)
    return result + inner["bias"] if "bias" in inner else result


def combined(x: Array, weights: Weights) -> Array:
    """Bring heads and their sizes back to the features of the output."""
    inner = below(weights, "attention_output")
    result = np.tensordot(x, inner["kernel"], axes=2)
    return result + inner["bias"] if "bias" in inner else result


def allowed_pairs(
    query: Array, value: Array, masks: dict[str, Any], window: int | None, use_causal_mask: bool
) -> Array | None:
    """Combine every mask to one of (batch or 1, queries, keys); None where all may see all."""
    found = []
    if masks["query_mask"] is not None:
        found.append(masks["query_mask"].astype(bool)[..., None])
    found += [masks[name].astype(bool)[..., None, :] for name in ("value_mask", "key_mask") if masks[name] is not None]
    queries, keys = query.shape[1], value.shape[1]
    if use_causal_mask:
        found.append(causal(queries, keys))
    if window is not None:
        found.append(np.abs(np.arange(queries)[None, :, None] - np.arange(keys)[None, None, :]) < window)
    if masks["attention_mask"] is not None:
        found.append(masks["attention_mask"].astype(bool))
    result = None
    for item in found:
        result = item if result is None else result & item
    return result


def weighed(scores: Array, allowed: Array | None, axes: tuple[int, ...], zeroed: bool) -> Array:
    """Take the softmax over the keys that each query may see.

    A query that may see none weighs all alike, and nothing where Keras computes the scores itself (`zeroed`).
    """
    if allowed is None:
        return softmax(scores, axes)
    heads = -2 * len(axes) - 1
    allowed = np.expand_dims(allowed, tuple(heads - place for place in range(scores.ndim - allowed.ndim)))
    weights = softmax(np.where(allowed, scores, -MASKED), axes)
    return np.where(allowed, weights, 0) if zeroed else weights


@kernel("keras.layers.MultiHeadAttention")
def multi_head_attention(
    query: Array,
    weights: Weights,
    config: Config,
    *,
    value: Array,
    key: Array | None = None,
    query_mask: Any = None,
    value_mask: Any = None,
    key_mask: Any = None,
    attention_mask: Any = None,
    return_attention_scores: bool = False,
    use_causal_mask: bool = False,
) -> Any:
    """Project query, key and value for each head, attend along the attention axes, and project back."""
    key = value if key is None else key
    masks = {
        "query_mask": query_mask,
        "value_mask": value_mask,
        "key_mask": key_mask,
        "attention_mask": attention_mask,
    }
    allowed = allowed_pairs(query, value, masks, config["sliding_window"], use_causal_mask)
    queries, keys, values = (
        projected(query, weights, "query"),
        projected(key, weights, "key"),
        projected(value, weights, "value"),
    )
    rank = queries.ndim
    given = config["attention_axes"]
    axes = (
        tuple(range(1, rank - 2)) if given is None else tuple(axis % (rank - 1) for axis in each(given, np.size(given)))
    )
    scoring, weighing, scores_rank = equations(rank, axes)
    scores = np.einsum(scoring, keys, queries / np.sqrt(np.float32(config["key_dim"])), optimize=True)
    last = tuple(range(scores_rank - len(axes), scores_rank))
    zeroed = config["dropout"] > 0 or return_attention_scores or rank != 4
    scores = weighed(scores, allowed, last, zeroed)
    result = np.einsum(weighing, scores, values, optimize=True)
    if config.get("use_gate"):
        result = result * sigmoid(projected(query, weights, "gate"))
    output = combined(result, weights)
    return [output, scores] if return_attention_scores else output


def equations(rank: int, axes: tuple[int, ...]) -> tuple[str, str, int]:
    """Write the einsum for scores and for weighing, and the rank of the scores.

    Projected tensors are (batch, ..., attention axes, ..., heads, size); scores (batch, ..., heads, queries, keys).
    """
    target = ascii_lowercase[:rank]
    batch = [axis for axis in range(rank - 1) if axis not in axes]
    fresh = iter(ascii_lowercase[rank:])
    source = "".join(next(fresh) if axis in axes else target[axis] for axis in range(rank))
    scores = "".join(
        [target[axis] for axis in batch] + [target[axis] for axis in axes] + [source[axis] for axis in axes]
    )
    return f"{source},{target}->{scores}", f"{scores},{source}->{target}", len(scores)


@kernel("keras.layers.GroupQueryAttention")
def grouped_query_attention(
    query: Array,
    weights: Weights,
    config: Config,
    *,
    value: Array,
    key: Array | None = None,
    query_mask: Any = None,
    value_mask: Any = None,
    key_mask: Any = None,
    attention_mask: Any = None,
    return_attention_scores: bool = False,
    use_causal_mask: bool = False,
) -> Any:
    """Attend with fewer keys and values than queries: each of them serves a group of query heads."""
    key = value if key is None else key
    masks = {
        "query_mask": query_mask,
        "value_mask": value_mask,
        "key_mask": key_mask,
        "attention_mask": attention_mask,
    }
    allowed = allowed_pairs(query, value, masks, config["sliding_window"], use_causal_mask)
    repeats = int(config["num_query_heads"]) // int(config["num_key_value_heads"])
    queries = projected(query, weights, "query")
    keys = np.repeat(projected(key, weights, "key"), repeats, axis=2)
    values = np.repeat(projected(value, weights, "value"), repeats, axis=2)
    scores = np.einsum("bquh,bkuh->buqk", queries, keys, optimize=True) / np.sqrt(np.float32(config["head_dim"]))
    scores = weighed(scores, allowed, (3,), config["dropout"] > 0 or return_attention_scores)
    result = np.einsum("buqk,bkuh->bquh", scores, values, optimize=True)
    if config.get("use_gate"):
        result = result * sigmoid(projected(query, weights, "gate"))
    output = combined(result, weights)
    return [output, scores] if return_attention_scores else output
