"""Record what real Keras says of the programs beside it: `KERAS_BACKEND=jax python tests/training/record.py [NAME ...]`.

With `KERAS_BACKEND=tensorflow`, and a Python that has it, those are recorded that TensorFlow alone runs. The published
data sets are small here, of their own shapes, dtypes and classes. Never edit the recording.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

HERE = Path(__file__).parent
RECORDED = HERE / "recorded.json"
TENSORFLOW = ("tensorflow", "timeseries_dataset_from_array")
NUMBERS = np.random.default_rng(0)


def images(shape: tuple[int, ...], classes: int, labels: tuple[int, ...] = (-1,)) -> Callable[..., Any]:
    """Return a `load_data` of images."""

    def part(count: int) -> tuple[Any, Any]:
        numbers = (np.arange(count) % classes).astype("uint8").reshape(labels)
        return NUMBERS.integers(0, 255, (count, *shape)).astype("uint8"), numbers

    return lambda *given, **named: (part(200), part(50))


def texts(classes: int) -> Callable[..., Any]:
    """Return a `load_data` of lists of words."""

    def part(count: int, words: int) -> tuple[Any, Any]:
        rows = [list(NUMBERS.integers(1, words, NUMBERS.integers(5, 40))) for _ in range(count)]
        return np.array(rows, dtype=object), np.arange(count) % classes

    return lambda num_words=1000, **named: (part(100, num_words), part(30, num_words))


def shorten() -> None:
    """Put small data sets in the place of those that are downloaded."""
    sets = keras.datasets
    sets.mnist.load_data = sets.fashion_mnist.load_data = images((28, 28), 10)
    sets.cifar10.load_data = images((32, 32, 3), 10, (-1, 1))
    sets.cifar100.load_data = images((32, 32, 3), 100, (-1, 1))
    sets.imdb.load_data, sets.reuters.load_data = texts(2), texts(46)
    sets.california_housing.load_data = lambda *given, **named: (
        (NUMBERS.random((200, 8)), NUMBERS.random(200)),
        (NUMBERS.random((50, 8)), NUMBERS.random(50)),
    )


def record(path: Path) -> dict[str, Any]:
    """Run a program; say what it raises, and at which of its lines: where it is called from, and where it stands."""
    keras.utils.clear_session(free_memory=False)
    raises = None
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        try:
            exec(compile(path.read_text(encoding="utf-8"), path.name, "exec"), {"__name__": "__main__"})
        except Exception as error:
            stack = traceback.extract_tb(error.__traceback__)
            rows = [frame.lineno for frame in stack if frame.filename == path.name]
            raises = {"type": type(error).__name__, "message": str(error)[:150], "rows": [rows[0], rows[-1]]}
    return {"backend": keras.backend.backend(), "raises": raises}


def main() -> None:
    """Record the programs that this backend runs, or those that are named; the others stay as they are recorded."""
    shorten()
    asked = sys.argv[1:]
    found = json.loads(RECORDED.read_text(encoding="utf-8")) if RECORDED.exists() else {}
    for path in sorted((HERE / "programs").glob("*.py")):
        alone = any(word in path.read_text(encoding="utf-8") for word in TENSORFLOW)
        if (not asked or path.stem in asked) and alone == (keras.backend.backend() == "tensorflow"):
            found[path.stem] = record(path)
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(found[name])}" for name in sorted(found))
    RECORDED.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
