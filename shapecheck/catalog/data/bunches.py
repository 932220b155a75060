"""`sklearn.datasets`: published tables, and made-up ones."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.arrays.data import Data, integer, whole
from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.data.features import FEATURES
from shapecheck.catalog.data.frames import frame_of
from shapecheck.catalog.data.table import Tool, constant, method, open_size, source
from shapecheck.shapes.dims import Dim
from shapecheck.shapes.facts import NOTHING, Facts

__all__: list[str] = []

_BUNCH = "sklearn.utils.Bunch"


def _bunch(data: Data, target: Data, return_X_y: Any, as_frame: Any, path: str = "", **more: Any) -> Any:  # noqa: N803
    """Return data and target as scikit-learn does: together in a Bunch, or as a pair."""
    names = FEATURES.get(path)
    if names is not None:
        more = {"feature_names": list(names), **more}
    features: Any = data
    labels: Any = target
    if constant(as_frame) not in (False, None):
        features = frame_of(data, names)
    if constant(return_X_y):
        return features, labels
    return Tool(_BUNCH, {}, {"data": features, "target": labels, **more})


def _names(count: int) -> list[Any]:
    return [Data((), "") for _ in range(count)]


def _labels(rows: Dim, classes: int) -> Data:
    return Data((rows,), "int64", Facts(0, classes - 1, None, classes))


def _classified(path: str, rows: int, columns: int, classes: int) -> None:
    @source(f"sklearn.datasets.{path}")
    def load(*, return_X_y: Any = False, as_frame: Any = False) -> Any:  # noqa: N803
        data, names = Data((rows, columns), "float64"), Data((classes,), "object")
        return _bunch(data, _labels(rows, classes), return_X_y, as_frame, path, target_names=names)


for _path, _rows, _columns, _count in (
    ("load_iris", 150, 4, 3), ("load_wine", 178, 13, 3), ("load_breast_cancer", 569, 30, 2),
):  # fmt: skip
    _classified(_path, _rows, _columns, _count)


@source("sklearn.datasets.load_digits")
def load_digits(*, n_class: Any = 10, return_X_y: Any = False, as_frame: Any = False) -> Any:  # noqa: N803
    """Return 1,797 images of 8 x 8, as rows of 64 and as images."""
    classes = constant(n_class)
    rows: Dim = 1_797 if classes == 10 else open_size("samples")
    if not isinstance(classes, int):
        raise NotKnown("the number of classes is not known")
    pixels = Facts(0, 16)
    images = Data((rows, 8, 8), "float64", pixels)
    return _bunch(
        Data((rows, 64), "float64", pixels), _labels(rows, classes), return_X_y, as_frame, images=images,
        feature_names=_names(64), target_names=Data((classes,), "int64"),
    )  # fmt: skip


def _measured(path: str, rows: int, columns: int) -> None:
    @source(f"sklearn.datasets.{path}")
    def load(
        data_home: Any = None, *, download_if_missing: Any = True, return_X_y: Any = False, as_frame: Any = False,  # noqa: N803
        scaled: Any = True, **rest: Any,
    ) -> Any:  # fmt: skip
        target = Data((rows,), "float64", NOTHING)
        return _bunch(Data((rows, columns), "float64"), target, return_X_y, as_frame, path)


for _path, _rows, _columns in (("load_diabetes", 442, 10), ("load_boston", 506, 13), ("fetch_california_housing", 20_640, 8)):  # fmt: skip
    _measured(_path, _rows, _columns)


@method(_BUNCH, "__getitem__")
def item(self: Tool, key: Any) -> Any:
    """Return an entry, which is an attribute as well."""
    if not isinstance(key, str) or key not in self.learned:
        raise NotKnown("an entry of a Bunch")
    return self.learned[key]


def _samples(value: Any) -> Dim:
    """Return how many samples are asked for: a number, or a pair of numbers for two classes."""
    if isinstance(value, tuple) and len(value) == 2 and all(isinstance(part, int) for part in value):
        return int(value[0] + value[1])
    return whole(constant(value))


@source("sklearn.datasets.make_classification")
def make_classification(
    n_samples: Any = 100, n_features: Any = 20, *, n_classes: Any = 2, return_X_y: Any = True, **rest: Any  # noqa: N803
) -> Any:  # fmt: skip
    """Return points of several classes."""
    if return_X_y is not True:
        raise NotKnown("a Bunch of made-up data")
    rows = _samples(n_samples)
    classes = constant(n_classes)
    facts = Facts(0, classes - 1) if isinstance(classes, int) else NOTHING
    return Data((rows, integer(constant(n_features))), "float64"), Data((rows,), "int64", facts)


@source("sklearn.datasets.make_blobs")
def make_blobs(
    n_samples: Any = 100, n_features: Any = 2, *, centers: Any = None, return_centers: Any = False, **rest: Any
) -> Any:  # fmt: skip
    """Return clouds of points around centers."""
    if return_centers is not False or isinstance(n_samples, list | tuple):
        raise NotKnown("clouds of these sizes")
    rows = _samples(n_samples)
    middle: Any = constant(centers, 3)
    columns = integer(constant(n_features))
    if isinstance(middle, Data) and middle.shape is not None and len(middle.shape) == 2:
        middle, columns = middle.shape
    elif isinstance(middle, list) and middle and all(isinstance(one, list | tuple) for one in middle):
        middle, columns = len(middle), len(middle[0])
    if not isinstance(middle, int):
        raise NotKnown("the centers are not known")
    occur = middle if isinstance(rows, int) and rows >= middle else None
    return Data((rows, columns), "float64"), Data((rows,), "int64", Facts(0, middle - 1, None, occur))


@source("sklearn.datasets.make_regression")
def make_regression(
    n_samples: Any = 100, n_features: Any = 100, *, n_informative: Any = 10, n_targets: Any = 1, coef: Any = False,
    **rest: Any,
) -> Any:  # fmt: skip
    """Return points and numbers that depend on them linearly."""
    if coef is not False:
        raise NotKnown("coefficients beside the data")
    rows, targets = _samples(n_samples), integer(constant(n_targets))
    if not isinstance(targets, int):
        raise NotKnown("the number of targets is not known")
    shape = (rows,) if targets == 1 else (rows, targets)
    return Data((rows, integer(constant(n_features))), "float64"), Data(shape, "float64")


@source("sklearn.datasets.make_moons", "sklearn.datasets.make_circles")
def make_moons(n_samples: Any = 100, **rest: Any) -> Any:
    """Return points of two classes in a plane."""
    rows = _samples(n_samples)
    occur = 2 if isinstance(rows, int) and rows >= 2 and isinstance(n_samples, int) else None
    return Data((rows, 2), "float64"), Data((rows,), "int64", Facts(0, 1, None, occur))
