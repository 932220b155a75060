"""Layers that look words and numbers up in a vocabulary. Their tables are no weights in Keras."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import NotKnown, Opaque
from shapecheck.catalog.kinds import one_of
from shapecheck.catalog.layers.encoding import no_sparse_codes, one_hot, whole
from shapecheck.catalog.tables import Applied, forbid, layer
from shapecheck.shapes.dims import Dim, Symbol
from shapecheck.shapes.requirements import at_most, less
from shapecheck.shapes.shape import Shape
from shapecheck.shapes.tensor import Tensor

__all__: list[str] = []

MODES = ("int", "one_hot", "multi_hot", "count", "tf_idf")
FORMER = {"binary": "multi_hot", "tf-idf": "tf_idf"}


def depth_of(
    vocabulary: Any, max_tokens: Any, num_oov_indices: Any, mask_token: Any, oov_token: Any, mode: str, pad: Any
) -> Dim:
    """Return the number of codes: `max_tokens` where it is padded to, else what the vocabulary holds.

    Raises NotKnown for a vocabulary that is learned, or read from a file.
    """
    if pad:
        return whole(max_tokens, "max_tokens")
    if not isinstance(vocabulary, list | tuple) or not isinstance(num_oov_indices, int):
        raise NotKnown("the size of the vocabulary is unknown")
    special = [mask_token] * (mask_token is not None and mode == "int") + [oov_token] * num_oov_indices
    tokens = list(vocabulary)
    if special and tokens[: len(special)] == special:
        return len(tokens)
    return len(special) + len(tokens)


def table(
    name: str,
    max_tokens: Any,
    num_oov_indices: Any,
    vocabulary: Any,
    idf_weights: Any,
    invert: Any,
    mode: Any,
    sparse: Any,
    pad: Any,
) -> None:
    """Refuse what the constructor of a lookup refuses (`keras/src/layers/preprocessing/index_lookup.py`)."""
    words = f"`max_tokens` of {name} wants a number above 1, got {max_tokens!r}"
    if isinstance(max_tokens, Dim):
        text = f"If set, `max_tokens` must be greater than 1. Received: max_tokens={max_tokens}"
        forbid(at_most(max_tokens, 1), words, kind="invalid-argument", keras=text)
    text = f"If pad_to_max_tokens is True, must set `max_tokens`. Received: max_tokens={max_tokens}"
    forbid(pad is True and max_tokens is None, words, kind="invalid-argument", keras=text)
    if isinstance(num_oov_indices, Dim):
        text = f"`num_oov_indices` must be greater than or equal to 0. Received: num_oov_indices={num_oov_indices}"
        words = f"`num_oov_indices` wants a number that is not negative, got {num_oov_indices}"
        forbid(less(num_oov_indices, 0), words, kind="invalid-argument", keras=text)
    text = (
        f"Unknown value for `output_mode` argument of {name}. Allowed values are: {MODES}. Received: output_mode={mode}"
    )
    one_of(mode, "output_mode", (*MODES, *FORMER), text)
    text = f"`output_mode` must be `'int'` when `invert` is true. Received: output_mode={mode}"
    wrong = invert is True and isinstance(mode, str) and mode != "int"
    forbid(wrong, "`invert` goes with `output_mode` 'int' only", kind="invalid-argument", keras=text)
    text = "`sparse` may only be true if `output_mode` is `'one_hot'`, `'multi_hot'`, `'count'` or `'tf_idf'`."
    no_sparse_codes(sparse, mode, text)
    if not isinstance(mode, str) or isinstance(idf_weights, Opaque) or isinstance(vocabulary, Opaque):
        return
    weighted = FORMER.get(mode, mode) == "tf_idf"
    text = "`idf_weights` should only be set if `output_mode` is `'tf_idf'`."
    words = "`idf_weights` goes with `output_mode` 'tf_idf' only"
    forbid(idf_weights is not None and not weighted, words, kind="invalid-argument", keras=text)
    text = "When specifying the `vocabulary` argument, in TF-IDF output mode, the `idf_weights` argument must also be "
    words = "a vocabulary wants `idf_weights` where `output_mode` is 'tf_idf'"
    wrong = vocabulary is not None and idf_weights is None and weighted
    forbid(wrong, words, kind="invalid-argument", keras=f"{text}provided.")
    words = "a vocabulary is empty"
    text = f"Cannot set an empty vocabulary. Received: vocabulary={vocabulary}"
    forbid(vocabulary in ([], ()), words, kind="invalid-argument", keras=text)


def coded(inputs: Tensor, mode: str, shape: Shape, depth: Dim | None) -> Applied:
    """Return the codes of the entries of a shape; numbers, where no depth is given."""
    if depth is None:
        return Applied(Tensor(inputs.shape, "int64"))
    codes = one_hot(shape, depth) if mode == "one_hot" else (*shape[:-1], depth)
    return Applied(Tensor(codes, "float32"))


def string_table(
    max_tokens: Any,
    num_oov_indices: Any,
    vocabulary: Any,
    idf_weights: Any,
    invert: Any,
    output_mode: Any,
    pad_to_max_tokens: Any,
    sparse: Any,
) -> None:
    """Refuse what StringLookup refuses."""
    table(
        "StringLookup",
        max_tokens,
        num_oov_indices,
        vocabulary,
        idf_weights,
        invert,
        output_mode,
        sparse,
        pad_to_max_tokens,
    )


@layer("keras.layers.StringLookup", configure=string_table)
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
    pad_to_max_tokens: bool = False,
    sparse: Any = False,
) -> Applied:
    """Replace each word by its number in the vocabulary, or by the code of that.

    StringLookup(vocabulary=["a", "b"])                           (B, 4) -> (B, 4)     0
    StringLookup(vocabulary=["a", "b"], output_mode="one_hot")    (B, 4) -> (B, 4, 3)  0
    StringLookup(vocabulary=["a", "b"], output_mode="multi_hot")  (B, 4) -> (B, 3)     0
    StringLookup(max_tokens=1)                                    (B, 4) -> error
    """
    return looked_up(
        inputs, vocabulary, max_tokens, num_oov_indices, mask_token, oov_token, output_mode, pad_to_max_tokens
    )


def looked_up(
    inputs: Tensor,
    vocabulary: Any,
    max_tokens: Any,
    num_oov_indices: Any,
    mask_token: Any,
    oov_token: Any,
    output_mode: str,
    pad: bool,
) -> Applied:
    """Return what a lookup makes of its input."""
    assert inputs.shape is not None
    mode = FORMER.get(output_mode, output_mode)
    if mode == "int":
        return coded(inputs, mode, inputs.shape, None)
    depth = depth_of(vocabulary, max_tokens, num_oov_indices, mask_token, oov_token, mode, pad)
    return coded(inputs, mode, inputs.shape, depth)


def integer_table(
    max_tokens: Any,
    num_oov_indices: Any,
    vocabulary: Any,
    vocabulary_dtype: Any,
    idf_weights: Any,
    invert: Any,
    output_mode: Any,
    sparse: Any,
    pad_to_max_tokens: Any,
) -> None:
    """Refuse what IntegerLookup refuses."""
    text = f"Only `vocabulary_dtype='int64'` is supported at this time. Received: vocabulary_dtype={vocabulary_dtype}"
    one_of(vocabulary_dtype, "vocabulary_dtype", ("int64",), text)
    table(
        "IntegerLookup",
        max_tokens,
        num_oov_indices,
        vocabulary,
        idf_weights,
        invert,
        output_mode,
        sparse,
        pad_to_max_tokens,
    )


@layer("keras.layers.IntegerLookup", configure=integer_table)
def integer_lookup(
    inputs: Tensor,
    /,
    *,
    max_tokens: Any = None,
    num_oov_indices: Any = 1,
    mask_token: Any = None,
    oov_token: Any = -1,
    vocabulary: Any = None,
    vocabulary_dtype: Any = "int64",
    idf_weights: Any = None,
    invert: Any = False,
    output_mode: str = "int",
    sparse: Any = False,
    pad_to_max_tokens: bool = False,
) -> Applied:
    """Replace each number by its place in the vocabulary, or by the code of that.

    IntegerLookup(vocabulary=[7, 8, 9])                         (B, 4) -> (B, 4)     0
    IntegerLookup(vocabulary=[7, 8, 9], output_mode="one_hot")  (B, 1) -> (B, 4)     0
    IntegerLookup(vocabulary=[7, 8, 9], output_mode="count")    (B, 4) -> (B, 4)     0
    IntegerLookup(vocabulary=[])                                (B, 4) -> error
    """
    return looked_up(
        inputs, vocabulary, max_tokens, num_oov_indices, mask_token, oov_token, output_mode, pad_to_max_tokens
    )


def vectorized(
    max_tokens: Any,
    standardize: Any,
    split: Any,
    ngrams: Any,
    output_mode: Any,
    output_sequence_length: Any,
    pad_to_max_tokens: Any,
    vocabulary: Any,
    idf_weights: Any,
    sparse: Any,
    ragged: Any,
) -> None:
    """Refuse what TextVectorization refuses."""
    for name, value, allowed in (
        ("standardize", standardize, ("lower_and_strip_punctuation", "lower", "strip_punctuation")),
        ("split", split, ("whitespace", "character")),
    ):
        words = f"Unknown value for `{name}` argument of TextVectorization. Allowed values are: {allowed}. Received: "
        one_of(value, name, (*allowed, None), f"{words}{name}={value}")
    words = f"`ngrams` must be None, an integer, or a tuple of integers. Received: ngrams={ngrams}"
    forbid(isinstance(ngrams, float | str | list), words, kind="invalid-argument", keras=words)
    length = output_sequence_length
    words = f"`output_sequence_length` wants an integer or None, got {length!r}"
    keras = (
        f"`output_sequence_length` must be either None or an integer when `output_mode` is 'int'. Received: {length}"
    )
    wrong = output_mode == "int" and isinstance(length, float | str | list | tuple)
    forbid(wrong, words, kind="invalid-argument", keras=keras)
    keras = "`output_sequence_length` must not be set if `output_mode` is not 'int'."
    other = isinstance(output_mode, str) and output_mode != "int"
    wrong = other and not isinstance(length, Opaque | None)
    words = f"`output_sequence_length` goes with `output_mode` 'int' only, got {output_mode!r}"
    forbid(wrong, words, kind="invalid-argument", keras=keras)
    keras = "`ragged` must not be true if `output_mode` is `'int'`."
    forbid(
        other and ragged is True, "`ragged` goes with `output_mode` 'int' only", kind="invalid-argument", keras=keras
    )
    table("TextVectorization", max_tokens, 1, vocabulary, idf_weights, False, output_mode, sparse, pad_to_max_tokens)


@layer("keras.layers.TextVectorization", configure=vectorized)
def text_vectorization(
    inputs: Tensor,
    /,
    *,
    max_tokens: Any = None,
    standardize: Any = "lower_and_strip_punctuation",
    split: Any = "whitespace",
    ngrams: Any = None,
    output_mode: str = "int",
    output_sequence_length: Any = None,
    pad_to_max_tokens: bool = False,
    vocabulary: Any = None,
    idf_weights: Any = None,
    sparse: Any = False,
    ragged: Any = False,
) -> Applied:
    """Replace each text by the numbers of its words, or by one code of all of them.

    TextVectorization(output_sequence_length=7)                         (B, 1) -> (B, 7)     0
    TextVectorization(output_mode="count", vocabulary=["a", "b"])       (B,) -> (B, 3)       0
    TextVectorization(output_mode="multi_hot", vocabulary=["a", "b"])   (B, 1) -> (B, 1, 3)  0
    TextVectorization(max_tokens=1)                                     (B, 1) -> error
    TextVectorization(split="words")                                    (B, 1) -> error
    """
    assert inputs.shape is not None
    mode = FORMER.get(output_mode, output_mode)
    # the number of words of a text differs from batch to batch: a name of its own for each input
    words = Symbol("words" if inputs.key is None else f"words_{inputs.key}", dynamic=True)
    if mode == "int":
        forbid(not inputs.shape, "a text wants a batch", kind="wrong-rank", keras="tuple index out of range")
        length = words if output_sequence_length is None else whole(output_sequence_length, "output_sequence_length")
        return Applied(Tensor((inputs.shape[0], length), "int64"))
    depth = depth_of(vocabulary, max_tokens, 1, "", "[UNK]", mode, pad_to_max_tokens)
    shape: Shape = (*inputs.shape, words)
    if split is None:
        shape = inputs.shape if inputs.rank > 1 else (*inputs.shape, 1)
    return coded(inputs, mode, shape, depth)
