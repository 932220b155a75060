"""scikit-learn's splits of data: `train_test_split`, folds, and rows in another order."""

from __future__ import annotations

import math
from typing import Any

from shapecheck.catalog.arrays.data import Data
from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.data.table import (
    Tool,
    constant,
    library_class,
    method,
    open_size,
    rows_of,
    same_rows,
    source,
    with_rows,
)
from shapecheck.shapes.dims import Dim
from shapecheck.shapes.facts import Facts

__all__: list[str] = []

_FOLDS = "sklearn.model_selection.KFold"
_OTHERS = (
    "sklearn.model_selection.StratifiedKFold", "sklearn.model_selection.ShuffleSplit",
    "sklearn.model_selection.StratifiedShuffleSplit", "sklearn.model_selection.TimeSeriesSplit",
    "sklearn.model_selection.GroupKFold",
)  # fmt: skip

for _path in (_FOLDS, *_OTHERS):
    library_class(_path, "n_splits")


@source("sklearn.model_selection.train_test_split", "sklearn.cross_validation.train_test_split")
def train_test_split(
    *arrays: Any, test_size: Any = None, train_size: Any = None, random_state: Any = None, shuffle: Any = True,
    stratify: Any = None,
) -> list[Any]:  # fmt: skip
    """Return each array in two parts, first the rows to train on (`sklearn/model_selection/_split.py`).

    Raises Refused where the arrays are proven to have different numbers of rows.
    """
    count = same_rows(arrays)
    train, test = _sizes(count, constant(test_size), constant(train_size))
    return [with_rows(value, rows) for value in arrays for rows in (train, test)]


def _sizes(count: Dim | None, test: Any, train: Any) -> tuple[Dim, Dim]:
    """Return the two numbers of rows, as `_validate_shuffle_split` works them out."""
    if not isinstance(count, int) or any(isinstance(one, Data) for one in (test, train)):
        return open_size("train", 1), open_size("test", 1)
    if test is None and train is None:
        test = 0.25
    tested = math.ceil(test * count) if isinstance(test, float) else test
    trained = math.floor(train * count) if isinstance(train, float) else train
    if tested is None:
        tested = count - trained
    elif trained is None:
        trained = count - tested
    if not isinstance(tested, int) or not isinstance(trained, int) or tested < 0 or trained < 0:
        raise NotKnown("the sizes of the parts are not known")
    return trained, tested


@source("sklearn.utils.shuffle", "sklearn.utils.resample")
def shuffle(*arrays: Any, random_state: Any = None, n_samples: Any = None, replace: Any = None, **rest: Any) -> Any:
    """Return the rows of arrays in another order."""
    count = same_rows(arrays)
    rows: Dim = open_size("samples") if count is None or n_samples is not None else count
    made = [with_rows(value, rows) for value in arrays]
    return made[0] if len(made) == 1 else made


@method(_FOLDS, "split")
def split(self: Tool, X: Any, y: Any = None, groups: Any = None) -> list[Any]:  # noqa: N803
    """Return the places to train on and to test on, once for each fold."""
    splits = constant(self.config.get("n_splits"), 5)
    count = rows_of(X)
    if not isinstance(splits, int) or not isinstance(count, int) or not 1 < splits <= count:
        return others(self, X)
    tested = [count // splits + (fold < count % splits) for fold in range(splits)]
    return [(_places(count - rows, count), _places(rows, count)) for rows in tested]


@method(_OTHERS, "split")
def others(self: Tool, X: Any, y: Any = None, groups: Any = None) -> list[Any]:  # noqa: N803
    """Return the places to train on and to test on, of which the numbers are not known."""
    splits = constant(self.config.get("n_splits"), 10 if "Shuffle" in self.path else 5)
    if not isinstance(splits, int):
        raise NotKnown("the number of folds is not known")
    count = rows_of(X)
    return [
        (_places(open_size(f"train{fold}"), count), _places(open_size(f"test{fold}"), count)) for fold in range(splits)
    ]


@method((_FOLDS, *_OTHERS), "get_n_splits")
def get_n_splits(self: Tool, *given: Any, **rest: Any) -> Any:
    """Return the number of folds."""
    return constant(self.config.get("n_splits"), 10 if "Shuffle" in self.path else 5)


def _places(rows: Dim, count: Dim | None) -> Data:
    return Data((rows,), "int64", Facts(0, count - 1) if isinstance(count, int) and count else Facts(0))
