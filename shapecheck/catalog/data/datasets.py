"""`keras.datasets`: sizes, dtypes and labels of published data (`keras/src/datasets/`)."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.arrays.data import Data
from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.data.table import constant, open_size, source
from shapecheck.shapes.dims import Dim
from shapecheck.shapes.facts import NOTHING, Facts
from shapecheck.shapes.requirements import Refused

__all__: list[str] = []

Split = tuple[tuple[Data, Data], tuple[Data, Data]]

_PIXELS = Facts(0, 255)


def _classes(count: int) -> Facts:
    return Facts(0, count - 1, None, count)


@source("keras.datasets.mnist.load_data", "keras.datasets.fashion_mnist.load_data")
def digits(path: Any = None) -> Split:
    """Return 70,000 grayscale images of ten classes."""
    return tuple(  # type: ignore[return-value]
        (Data((count, 28, 28), "uint8", _PIXELS), Data((count,), "uint8", _classes(10))) for count in (60_000, 10_000)
    )


def _cifar(count: int, dtype: str, data_format: str) -> Split:
    sizes = (32, 32, 3) if data_format == "channels_last" else (3, 32, 32)
    return tuple(  # type: ignore[return-value]
        (Data((rows, *sizes), "uint8", _PIXELS), Data((rows, 1), dtype, _classes(count))) for rows in (50_000, 10_000)
    )


@source("keras.datasets.cifar10.load_data")
def cifar10(*, image_data_format: str = "channels_last") -> Split:
    """Return 60,000 colour images of ten classes; labels have an axis of one (`keras/src/datasets/cifar10.py`)."""
    return _cifar(10, "uint8", image_data_format)


@source("keras.datasets.cifar100.load_data")
def cifar100(label_mode: Any = "fine", *, image_data_format: str = "channels_last") -> Split:
    """Return 60,000 colour images of a hundred classes, or of twenty coarse ones."""
    mode = constant(label_mode)
    if mode not in ("fine", "coarse"):
        text = f'`label_mode` must be one of `"fine"`, `"coarse"`. Received: label_mode={mode}.'
        raise Refused(f"label_mode is 'fine' or 'coarse', not {mode!r}", "build", text, "invalid-argument")
    return _cifar(100 if mode == "fine" else 20, "int64", image_data_format)


@source("keras.datasets.imdb.load_data")
def imdb(path: Any = None, num_words: Any = None, skip_top: Any = 0, maxlen: Any = None, **rest: Any) -> Split:
    """Return 50,000 reviews, each a list of words, and whether they praise; `maxlen` drops the longer ones."""
    whole = not constant(maxlen)
    labels = _classes(2) if whole else Facts(0, 1)
    sizes: tuple[Dim, Dim] = (25_000, 25_000) if whole else (open_size("train"), open_size("test"))
    return tuple(  # type: ignore[return-value]
        (Data((count,), "object"), Data((count,), "int64", labels)) for count in sizes
    )


@source("keras.datasets.reuters.load_data")
def reuters(
    path: Any = None, num_words: Any = None, skip_top: Any = 0, maxlen: Any = None, test_split: Any = 0.2, **rest: Any
) -> Split:
    """Return 11,228 newswires, each a list of words, and their topics, of which there are 46."""
    sizes: tuple[Dim, Dim]
    if constant(maxlen):
        sizes = open_size("train"), open_size("test")
    else:
        sizes = _split(11_228, test_split)
    return tuple(  # type: ignore[return-value]
        (Data((count,), "object"), Data((count,), "int64", Facts(0, 45))) for count in sizes
    )


@source("keras.datasets.boston_housing.load_data")
def boston_housing(path: Any = None, test_split: Any = 0.2, seed: Any = 113) -> Split:
    """Return 506 houses of 13 features, and their prices."""
    return _houses(506, 13, test_split, "float64")


@source("keras.datasets.california_housing.load_data")
def california_housing(version: Any = "large", path: Any = None, test_split: Any = 0.2, seed: Any = 113) -> Split:
    """Return 20,640 blocks of houses of 8 features, or the first 600 of them, and their prices."""
    counts = {"large": 20_640, "small": 600}
    chosen = constant(version)
    if chosen not in counts:
        text = f"Argument `version` must be one of 'small', 'large'. Received: version={chosen}"
        raise Refused(f"version is 'small' or 'large', not {chosen!r}", "build", text, "invalid-argument")
    return _houses(counts[chosen], 8, test_split, "")


def _houses(count: int, features: int, test_split: Any, dtype: str) -> Split:
    return tuple(  # type: ignore[return-value]
        (Data((rows, features), dtype, NOTHING), Data((rows,), dtype, NOTHING)) for rows in _split(count, test_split)
    )


def _split(count: int, share: Any) -> tuple[int, int]:
    """Return how many train and how many test (`keras/src/datasets/boston_housing.py`)."""
    share = constant(share)
    if not isinstance(share, int | float):
        raise NotKnown("the share of the test data is not known")
    if not 0 <= share < 1:
        text = f"Invalid `test_split` argument: {share}. It must be between 0 and 1 (exclusive of 1)."
        raise Refused(f"test_split is a share below 1, not {share}", "build", text, "invalid-argument")
    train = int(count * (1 - share))
    return train, count - train


@source("keras.datasets.imdb.get_word_index", "keras.datasets.reuters.get_word_index")
def get_word_index(path: Any = None) -> Any:
    """Return the words by their numbers: a dict that only the file knows."""
    raise NotKnown("the words of a data set are in its file")
