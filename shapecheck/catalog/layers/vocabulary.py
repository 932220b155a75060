"""The vocabulary of a lookup: what its constructor refuses, and the codes that come of it.

`keras/src/layers/preprocessing/index_lookup.py`. Its tables are no weights in Keras.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shapecheck.catalog.checks import NotKnown, Opaque
from shapecheck.catalog.kinds import one_of
from shapecheck.catalog.layers.encoding import no_sparse_codes, one_hot, whole
from shapecheck.catalog.tables import Applied, forbid
from shapecheck.shapes.dims import Dim
from shapecheck.shapes.requirements import at_most, less
from shapecheck.shapes.shape import Shape
from shapecheck.shapes.tensor import Tensor

__all__ = ["Lookup"]

MODES = ("int", "one_hot", "multi_hot", "count", "tf_idf")
FORMER = {"binary": "multi_hot", "tf-idf": "tf_idf"}


@dataclass(frozen=True, slots=True)
class Lookup:
    """Hold the configuration of a lookup, in Keras's names; any of it may be unknown."""

    name: str
    max_tokens: Any
    num_oov_indices: Any
    mask_token: Any
    oov_token: Any
    vocabulary: Any
    idf_weights: Any
    invert: Any
    output_mode: Any
    sparse: Any
    pad_to_max_tokens: Any

    @property
    def mode(self) -> Any:
        """Return the output mode by today's name."""
        mode = self.output_mode
        return FORMER.get(mode, mode) if isinstance(mode, str) else mode

    def check(self) -> None:
        """Refuse what the constructor refuses."""
        self.check_numbers()
        given = self.output_mode
        text = f"Unknown value for `output_mode` argument of {self.name}. Allowed values are: {MODES}. Received: "
        one_of(given, "output_mode", (*MODES, *FORMER), f"{text}output_mode={given}")
        if isinstance(self.mode, str):
            text = f"`output_mode` must be `'int'` when `invert` is true. Received: output_mode={given}"
            words = "`invert` goes with `output_mode` 'int' only"
            forbid(self.invert is True and self.mode != "int", words, kind="invalid-argument", keras=text)
            text = "`sparse` may only be true if `output_mode` is `'one_hot'`, `'multi_hot'`, `'count'` or `'tf_idf'`."
            no_sparse_codes(self.sparse, self.mode, text)
            self.check_weights()
            self.check_vocabulary()

    def check_numbers(self) -> None:
        """Refuse a size of the table, or a number of places for unknown words, that is too small."""
        words = f"`max_tokens` of {self.name} wants a number above 1, got {self.max_tokens!r}"
        text = f"If set, `max_tokens` must be greater than 1. Received: max_tokens={self.max_tokens}"
        if isinstance(self.max_tokens, Dim):
            forbid(at_most(self.max_tokens, 1), words, kind="invalid-argument", keras=text)
        text = f"If pad_to_max_tokens is True, must set `max_tokens`. Received: max_tokens={self.max_tokens}"
        wrong = self.pad_to_max_tokens is True and self.max_tokens is None
        forbid(wrong, words, kind="invalid-argument", keras=text)
        if isinstance(self.num_oov_indices, Dim):
            words = f"`num_oov_indices` wants a number that is not negative, got {self.num_oov_indices}"
            text = "`num_oov_indices` must be greater than or equal to 0. Received: num_oov_indices="
            wrong_number = less(self.num_oov_indices, 0)
            forbid(wrong_number, words, kind="invalid-argument", keras=f"{text}{self.num_oov_indices}")

    def check_weights(self) -> None:
        """Refuse weights of the words where none are used, and none where they are."""
        if isinstance(self.idf_weights, Opaque) or isinstance(self.vocabulary, Opaque):
            return
        weighted = self.mode == "tf_idf"
        words = "`idf_weights` goes with `output_mode` 'tf_idf' only"
        text = "`idf_weights` should only be set if `output_mode` is `'tf_idf'`."
        forbid(self.idf_weights is not None and not weighted, words, kind="invalid-argument", keras=text)
        words = "a vocabulary wants `idf_weights` where `output_mode` is 'tf_idf'"
        text = (
            "When specifying the `vocabulary` argument, in TF-IDF output mode, the `idf_weights` argument must also be "
        )
        wrong = self.vocabulary is not None and self.idf_weights is None and weighted
        forbid(wrong, words, kind="invalid-argument", keras=f"{text}provided.")

    def check_vocabulary(self) -> None:
        """Refuse a vocabulary that is empty, too large, or repeats a word."""
        words = self.words()
        if words is None:
            return
        text = f"Cannot set an empty vocabulary. Received: vocabulary={self.vocabulary}"
        forbid(not self.vocabulary, "a vocabulary is empty", kind="invalid-argument", keras=text)
        repeated = sorted({str(word) for word in words if words.count(word) > 1})
        text = "The passed vocabulary has at least one repeated term. Please uniquify your dataset."
        message = f"a vocabulary repeats {', '.join(repeated)}"
        forbid(bool(repeated), message, kind="invalid-argument", keras=text)
        text = "Found reserved mask token at unexpected location in `vocabulary`."
        message = f"the mask {self.mask_token!r} stands within a vocabulary"
        wrong = self.mask_token is not None and self.mask_token in words
        forbid(wrong, message, kind="invalid-argument", keras=text)
        text = "Found reserved OOV token at unexpected location in `vocabulary`."
        message = f"the word for unknown ones {self.oov_token!r} stands within a vocabulary"
        wrong = self.invert is True and self.oov_token is not None and self.oov_token in words
        forbid(wrong, message, kind="invalid-argument", keras=text)
        if isinstance(self.max_tokens, Dim):
            size = len(self.special()) + len(words)
            text = "Attempted to set a vocabulary larger than the maximum vocab size. Received vocabulary size is "
            message = f"a vocabulary of {size} words is larger than `max_tokens`, {self.max_tokens}"
            wrong_size = less(self.max_tokens, size)
            forbid(
                wrong_size, message, kind="invalid-argument", keras=f"{text}{size}; `max_tokens` is {self.max_tokens}."
            )

    def special(self) -> list[Any]:
        """Return what stands before the words: the mask, and the places for unknown words."""
        mask = [self.mask_token] * (self.mask_token is not None and self.mode == "int")
        return mask + [self.oov_token] * self.num_oov_indices

    def words(self) -> list[Any] | None:
        """Return the words of the vocabulary without what is special; None where they are unknown."""
        if not isinstance(self.vocabulary, list | tuple) or type(self.num_oov_indices) is not int:
            return None
        special, words = self.special(), list(self.vocabulary)
        if any(isinstance(word, Opaque) for word in (*words, *special)):
            return None
        return words[len(special) :] if words[: len(special)] == special else words

    def depth(self) -> Dim:
        """Return the number of codes: `max_tokens` where it is padded to, else what the vocabulary holds.

        Raises NotKnown for a vocabulary that is learned, or read from a file.
        """
        if isinstance(self.pad_to_max_tokens, Opaque):
            raise NotKnown(self.pad_to_max_tokens.reason)
        if self.pad_to_max_tokens:
            return whole(self.max_tokens, "max_tokens")
        words = self.words()
        if words is None:
            raise NotKnown("the size of the vocabulary is unknown")
        return len(self.special()) + len(words)

    def codes(self, shape: Shape) -> Applied:
        """Return the codes of words in a shape."""
        depth = self.depth()
        codes = one_hot(shape, depth) if self.mode == "one_hot" else (*shape[:-1], depth)
        return Applied(Tensor(codes, "float32"))
