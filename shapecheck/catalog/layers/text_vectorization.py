"""The layer that turns texts into the numbers of their words."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import Opaque
from shapecheck.catalog.kinds import one_of
from shapecheck.catalog.layers.encoding import whole
from shapecheck.catalog.layers.vocabulary import Lookup
from shapecheck.catalog.tables import Applied, forbid, layer, shape_of
from shapecheck.shapes.dims import Symbol
from shapecheck.shapes.shape import Shape
from shapecheck.shapes.tensor import Tensor

__all__: list[str] = []


def table(
    max_tokens: Any, vocabulary: Any, idf_weights: Any, output_mode: Any, sparse: Any, pad_to_max_tokens: Any
) -> Lookup:
    """Return the table of a TextVectorization: its mask is the empty word."""
    words = ("", "[UNK]", vocabulary, idf_weights)
    return Lookup("StringLookup", max_tokens, 1, *words, False, output_mode, sparse, pad_to_max_tokens)


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
        text = f"Unknown value for `{name}` argument of TextVectorization. Allowed values are: {allowed}. Received: "
        one_of(value, name, (*allowed, None), f"{text}{name}={value}")
    text = f"`ngrams` must be None, an integer, or a tuple of integers. Received: ngrams={ngrams}"
    words = f"`ngrams` wants an integer, a tuple of them, or None, got {ngrams!r}"
    forbid(isinstance(ngrams, float | str | list), words, kind="invalid-argument", keras=text)
    sequences(output_mode, output_sequence_length, ragged)
    table(max_tokens, vocabulary, idf_weights, output_mode, sparse, pad_to_max_tokens).check()


def sequences(output_mode: Any, length: Any, ragged: Any) -> None:
    """Refuse a length where there are no sequences, and ragged ones as well."""
    words = f"`output_sequence_length` wants an integer or None, got {length!r}"
    text = "`output_sequence_length` must be either None or an integer when `output_mode` is 'int'. Received: "
    wrong = output_mode == "int" and isinstance(length, float | str | list | tuple)
    forbid(wrong, words, kind="invalid-argument", keras=f"{text}output_sequence_length={length}")
    coded = isinstance(output_mode, str) and output_mode != "int"
    words = f"`output_sequence_length` goes with `output_mode` 'int' only, got {output_mode!r}"
    text = "`output_sequence_length` must not be set if `output_mode` is not 'int'. Received output_sequence_length="
    wrong = coded and not isinstance(length, Opaque | None)
    forbid(wrong, words, kind="invalid-argument", keras=f"{text}{length}.")
    words = f"`ragged` goes with `output_mode` 'int' only, got {output_mode!r}"
    text = "`ragged` must not be true if `output_mode` is `'int'`."
    forbid(coded and ragged is True, words, kind="invalid-argument", keras=text)


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
    pad_to_max_tokens: Any = False,
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
    shape = shape_of(inputs)
    lookup = table(max_tokens, vocabulary, idf_weights, output_mode, sparse, pad_to_max_tokens)
    # how many words the longest text has differs from batch to batch: a size of its own for each input
    words = Symbol("words" if inputs.key is None else f"words_{inputs.key}", dynamic=True)
    if lookup.mode == "int":
        forbid(not shape, "a text wants a batch", kind="wrong-rank", keras="tuple index out of range")
        length = words if output_sequence_length is None else whole(output_sequence_length, "output_sequence_length")
        return Applied(Tensor((shape[0], length), "int64"))
    unsplit: Shape = shape if len(shape) > 1 else (*shape, 1)
    return lookup.codes(unsplit if split is None else (*shape, words))
