"""Texts as numbers: sequences padded to one length, and Keras's former Tokenizer (`keras/src/legacy/preprocessing/text.py`)."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.arrays.data import Data, integer
from shapecheck.catalog.arrays.dtypes import named
from shapecheck.catalog.checks import NotKnown, Opaque
from shapecheck.catalog.data.table import Changed, Tool, array, constant, library_class, method, open_size, source
from shapecheck.shapes.dims import Dim, total
from shapecheck.shapes.facts import NOTHING, Facts

__all__: list[str] = []

_TOKENIZER = "keras.preprocessing.text.Tokenizer"
_MAPPING = "builtins.dict"

library_class(
    _TOKENIZER, "num_words", "filters", "lower", "split", "char_level", "oov_token", "analyzer", "document_count"
)  # fmt: skip


@source("keras.utils.pad_sequences")
def pad_sequences(
    sequences: Any, maxlen: Any = None, dtype: Any = "int32", padding: Any = "pre", truncating: Any = "pre", value: Any = 0.0
) -> Data:  # fmt: skip
    """Return lists as rows of one length, `maxlen` or that of the longest (`keras/src/utils/sequence_utils.py`)."""
    length = open_size("longest") if maxlen is None else integer(constant(maxlen))
    kind = named(dtype, "int32")
    rows, inner, facts = _lists(sequences)
    if maxlen is None and inner is not None and len(inner) > 0:
        length = inner[0]
    padding_value = (int(value) if value == int(value) else value) if isinstance(value, int | float) else None
    known = facts if padding_value is None else facts.hull(Facts(padding_value, padding_value))
    rest = () if inner is None else inner[1:]
    return Data((rows, length, *rest), kind, known if padding_value is not None else NOTHING)


def _lists(sequences: Any) -> tuple[Dim, tuple[Dim, ...] | None, Facts]:
    """Return how many sequences there are, the shape of each where they are arrays of one shape, and their numbers."""
    if isinstance(sequences, Data):
        if not sequences.shape:
            raise NotKnown("the sequences are not known")
        if sequences.dtype == "object" or len(sequences.shape) == 1:
            return sequences.shape[0], None, NOTHING
        return sequences.shape[0], sequences.shape[1:], sequences.facts.picked(rows=False)
    if isinstance(sequences, list | tuple):
        items = [array(item) for item in sequences if not isinstance(item, list | tuple) or item]
        if any(item.shape is None or len(item.shape) != 1 for item in items):
            raise NotKnown("the sequences are not known")
        lengths = [item.shape[0] for item in items if item.shape is not None]
        known = [length for length in lengths if isinstance(length, int)]
        longest = max(known) if known and len(known) == len(lengths) else open_size("longest")
        facts = items[0].facts if items else NOTHING
        for item in items:
            facts = facts.hull(item.facts)
        return len(sequences), (longest,), facts
    raise NotKnown("the sequences are not known")


def _words(mapping: str) -> Tool:
    """Return a dict of words, of which only the length has a name."""
    return Tool(_MAPPING, {}, {"length": open_size(mapping)})


@method(_MAPPING, "__len__")
def length_of_mapping(self: Tool) -> Dim:
    """Return the number of words."""
    count: Dim = self.learned["length"]
    return count


@method(_TOKENIZER, "fit_on_texts", "fit_on_sequences")
def fit_on_texts(self: Tool, texts: Any) -> Changed:
    """Count the words of texts."""
    return Changed(self.knows(word_index=_words("words"), index_word=_words("words"), word_counts=_words("words")))


@method(_TOKENIZER, "texts_to_sequences", "texts_to_sequences_generator", "sequences_to_texts")
def texts_to_sequences(self: Tool, texts: Any) -> Data:
    """Return each text as a list of numbers, of any length; words that are not known are left out."""
    return Data((_count(texts),), "object")


def _count(texts: Any) -> Dim:
    if isinstance(texts, list | tuple):
        return len(texts)
    if isinstance(texts, Data) and texts.shape:
        return texts.shape[0]
    if isinstance(texts, Tool) and isinstance(texts.learned.get("array"), Data) and texts.learned["array"].shape:
        count: Dim = texts.learned["array"].shape[0]
        return count
    return open_size("texts")


@method(_TOKENIZER, "texts_to_matrix", "sequences_to_matrix")
def texts_to_matrix(self: Tool, texts: Any, mode: Any = "binary") -> Data:
    """Return a row for each text and a column for each word, `num_words` of them if it is given."""
    given = self.config.get("num_words")
    columns: Dim
    if given:
        columns = integer(constant(given))
    elif "word_index" in self.learned:
        columns = total((self.learned["word_index"].learned["length"], 1))
    else:
        raise NotKnown("the words were never counted")
    return Data((_count(texts), columns), "float64", Facts(0, 1) if mode == "binary" else NOTHING)


@source("keras.preprocessing.text.text_to_word_sequence")
def text_to_word_sequence(input_text: Any = None, **rest: Any) -> Any:
    """Return the words of a text."""
    raise NotKnown("the words of a text")


@source("keras.preprocessing.text.one_hot", "keras.preprocessing.text.hashing_trick")
def one_hot(input_text: Any = None, n: Any = None, **rest: Any) -> Any:
    """Return a text as a list of numbers below `n`."""
    return Opaque("a text as a list of numbers")
