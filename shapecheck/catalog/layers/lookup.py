"""Layers that look words and numbers up in a vocabulary."""

from __future__ import annotations

from functools import partial
from typing import Any

from shapecheck.catalog.kinds import Int64
from shapecheck.catalog.layers.vocabulary import Lookup
from shapecheck.catalog.tables import Applied, layer, shape_of
from shapecheck.shapes.tensor import Tensor

__all__: list[str] = []


def checked(
    name: str,
    max_tokens: Any,
    num_oov_indices: Any,
    mask_token: Any,
    oov_token: Any,
    vocabulary: Any,
    idf_weights: Any,
    invert: Any,
    output_mode: Any,
    sparse: Any,
    pad_to_max_tokens: Any,
) -> None:
    """Refuse what the constructor of a lookup refuses."""
    words = (mask_token, oov_token, vocabulary, idf_weights)
    Lookup(name, max_tokens, num_oov_indices, *words, invert, output_mode, sparse, pad_to_max_tokens).check()


def looked_up(inputs: Tensor, lookup: Lookup) -> Applied:
    """Return the numbers of words, or their codes."""
    if lookup.mode == "int":
        return Applied(Tensor(shape_of(inputs), "int64"))
    return lookup.codes(shape_of(inputs))


@layer("keras.layers.StringLookup", configure=partial(checked, "StringLookup"))
def string_lookup(
    inputs: Tensor,
    /,
    *,
    max_tokens: Any = None,
    num_oov_indices: Any = 1,
    mask_token: Any = None,
    oov_token: Any = "[UNK]",
    vocabulary: Any = None,
    idf_weights: Any = None,
    invert: Any = False,
    output_mode: str = "int",
    sparse: Any = False,
    pad_to_max_tokens: Any = False,
) -> Applied:
    """Replace each word by its number in the vocabulary, or by the code of that.

    StringLookup(vocabulary=["a", "b"])                           (B, 4) -> (B, 4)     0
    StringLookup(vocabulary=["a", "b"], output_mode="one_hot")    (B, 4) -> (B, 4, 3)  0
    StringLookup(vocabulary=["a", "b"], output_mode="multi_hot")  (B, 4) -> (B, 3)     0
    StringLookup(max_tokens=1)                                    (B, 4) -> error
    StringLookup(vocabulary=["a", "b", "a"])                      (B, 4) -> error
    """
    words = (mask_token, oov_token, vocabulary, idf_weights)
    settings = (invert, output_mode, sparse, pad_to_max_tokens)
    return looked_up(inputs, Lookup("StringLookup", max_tokens, num_oov_indices, *words, *settings))


@layer("keras.layers.IntegerLookup", configure=partial(checked, "IntegerLookup"))
def integer_lookup(
    inputs: Tensor,
    /,
    *,
    max_tokens: Any = None,
    num_oov_indices: Any = 1,
    mask_token: Any = None,
    oov_token: Any = -1,
    vocabulary: Any = None,
    vocabulary_dtype: Int64 = "int64",
    idf_weights: Any = None,
    invert: Any = False,
    output_mode: str = "int",
    sparse: Any = False,
    pad_to_max_tokens: Any = False,
) -> Applied:
    """Replace each number by its place in the vocabulary, or by the code of that.

    IntegerLookup(vocabulary=[7, 8, 9])                         (B, 4) -> (B, 4)     0
    IntegerLookup(vocabulary=[7, 8, 9], output_mode="one_hot")  (B, 1) -> (B, 4)     0
    IntegerLookup(vocabulary=[7, 8, 9], output_mode="count")    (B, 4) -> (B, 4)     0
    IntegerLookup(vocabulary=[])                                (B, 4) -> error
    IntegerLookup(vocabulary=[7, 8, 9], max_tokens=3)           (B, 4) -> error
    """
    words = (mask_token, oov_token, vocabulary, idf_weights)
    settings = (invert, output_mode, sparse, pad_to_max_tokens)
    return looked_up(inputs, Lookup("IntegerLookup", max_tokens, num_oov_indices, *words, *settings))
