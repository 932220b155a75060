"""Layers that look features up by number."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import Vocabulary, known
from shapecheck.catalog.layers.adapters import adapted
from shapecheck.catalog.tables import Applied, forbid, layer, shape_of
from shapecheck.shapes.requirements import differs
from shapecheck.shapes.tensor import Tensor, Weight

__all__: list[str] = []


@layer("keras.layers.Embedding")
def embedding(
    inputs: Tensor,
    /,
    input_dim: Vocabulary,
    output_dim: Vocabulary,
    embeddings_constraint: Any = None,
    lora_rank: Any = None,
) -> Applied:
    """Replace each number by a vector of `output_dim` features, in a new last axis.

    Embedding(1000, 64)            (B, T) -> (B, T, 64)        64000
    Embedding(1000, 64)            (B, T, 3) -> (B, T, 3, 64)  64000
    Embedding(10, 4, lora_rank=2)  (B, T) -> (B, T, 4)         68
    Embedding(0, 64)               (B, T) -> error
    Embedding(10, True)            (B, T) -> error
    """
    shape = shape_of(inputs)
    weights = adapted([Weight("embeddings", (input_dim, output_dim))], lora_rank, embeddings_constraint)
    return Applied((*shape, output_dim), weights)


@layer("keras.layers.ReversibleEmbedding")
def reversible_embedding(
    inputs: Tensor,
    reverse: Any = None,
    /,
    *,
    input_dim: Vocabulary,
    output_dim: Vocabulary,
    tie_weights: bool = True,
    embeddings_constraint: Any = None,
    lora_rank: Any = None,
) -> Applied:
    """Look vectors up as Embedding does, or, called with `reverse=True`, map vectors back to a score for each number.

    ReversibleEmbedding(1000, 64)                     (B, T) -> (B, T, 64)  64000
    ReversibleEmbedding(1000, 64, tie_weights=False)  (B, T) -> (B, T, 64)  128000
    ReversibleEmbedding(1000, 0)                      (B, T) -> error
    """
    shape = shape_of(inputs)
    weights = adapted([Weight("embeddings", (input_dim, output_dim))], lora_rank, embeddings_constraint)
    if not tie_weights:
        # Keras adds this weight after the adapter, when the layer takes no more (`keras/src/layers/layer.py`)
        forbid(
            len(weights) > 1,
            "`lora_rank` does not go with `tie_weights=False`",
            keras="You cannot add new elements of state (variables or sub-layers) to a layer that is already built.",
            kind="invalid-argument",
        )
        weights.append(Weight("reverse_embeddings", (output_dim, input_dim)))
    if not known(reverse):
        return Applied((*shape, output_dim), weights)
    forbid(not shape, "there are no vectors", keras="list assignment index out of range", kind="wrong-rank")
    forbid(
        differs(shape[-1], output_dim),
        lambda: f"the last axis has size {shape[-1]}, the vectors of this layer {output_dim}",
        when="run",
    )
    return Applied((*shape[:-1], input_dim), weights)
