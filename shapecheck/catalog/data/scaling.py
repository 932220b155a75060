"""scikit-learn's transformers of numbers: scalers, projections, selections."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.arrays.data import Data, integer
from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.data.table import SELF, Changed, Tool, array, constant, library_class, method, open_size, source
from shapecheck.shapes.dims import Dim, smaller
from shapecheck.shapes.requirements import Refused, differs, forbid, less

__all__ = ["table_of"]

_SCALERS = tuple(
    f"sklearn.preprocessing.{name}"
    for name in ("StandardScaler", "MinMaxScaler", "MaxAbsScaler", "RobustScaler", "Normalizer", "PowerTransformer",
                 "QuantileTransformer")
)  # fmt: skip
_PROJECTIONS = {
    "sklearn.decomposition.PCA": None, "sklearn.decomposition.TruncatedSVD": 2, "sklearn.decomposition.FastICA": None,
    "sklearn.decomposition.KernelPCA": "open", "sklearn.decomposition.IncrementalPCA": None,
}  # fmt: skip
"""By class, the number of components where none is given; None for as many as there can be."""
_OPEN = (
    "sklearn.preprocessing.PolynomialFeatures", "sklearn.impute.SimpleImputer", "sklearn.impute.KNNImputer",
    "sklearn.feature_selection.VarianceThreshold",
)  # fmt: skip
_TRANSFORMERS = (*_SCALERS, *_PROJECTIONS, *_OPEN)

for _path in _SCALERS:
    library_class(_path, *(("feature_range",) if _path.endswith("MinMaxScaler") else ()))
for _path in _PROJECTIONS:
    library_class(_path, "n_components")
for _path in _OPEN:
    library_class(_path)


def table_of(value: Any, name: str) -> Data:
    """Return what is given as a table of rows and columns.

    Raises Refused for another rank, as `sklearn.utils.check_array` does, and NotKnown where it is not known.
    """
    made = array(value)
    if made.shape is None:
        raise NotKnown("the table is not known")
    if len(made.shape) < 2:
        kind = "scalar" if not made.shape else "1D"
        text = f"Expected 2D array, got {kind} array instead"
        raise Refused(f"{name} wants rows and columns, not {_ranked(made)}", "build", text, "wrong-rank")
    if len(made.shape) > 2:
        text = f"Found array with dim {len(made.shape)}, while dim <= 2 is required by {name}."
        raise Refused(f"{name} wants rows and columns, not {_ranked(made)}", "build", text, "wrong-rank")
    return made


def _ranked(made: Data) -> str:
    rank = len(made.shape or ())
    return f"an array of {rank} ax{'i' if rank == 1 else 'e'}s"


def _name(self: Tool) -> str:
    return self.path.rpartition(".")[2]


def _floats(made: Data) -> str:
    """Return the dtype of what is calculated: float32 stays, integers become float64."""
    return made.dtype if made.dtype in ("float32", "float16", "") else "float64"


@method(_TRANSFORMERS, "fit", "partial_fit")
def fit(self: Tool, X: Any, y: Any = None, **rest: Any) -> Changed:  # noqa: N803
    """Learn from a table."""
    made = table_of(X, _name(self))
    assert made.shape is not None
    return Changed(self.knows(fitted=True, components=_components(self, made.shape), columns=made.shape[1]), SELF)


@method(_TRANSFORMERS, "fit_transform")
def fit_transform(self: Tool, X: Any, y: Any = None, **rest: Any) -> Changed:  # noqa: N803
    """Learn from a table and transform it."""
    changed = fit(self, X, y)
    return Changed(changed.tool, transform(changed.tool, X))


@method(_TRANSFORMERS, "transform")
def transform(self: Tool, X: Any, *rest: Any, **others: Any) -> Data:  # noqa: N803
    """Return the table transformed: rows stay, columns where each is scaled by itself."""
    made = table_of(X, _name(self))
    assert made.shape is not None
    _same_columns(self, made.shape[1])
    if self.path in _SCALERS:
        return Data(made.shape, _floats(made))
    columns = self.learned["components"] if "components" in self.learned else _components(self, made.shape)
    return Data((made.shape[0], columns), _floats(made))


def _components(self: Tool, shape: tuple[Dim, ...]) -> Dim:
    """Return the number of columns of the result."""
    if self.path in _SCALERS:
        return shape[1]
    if self.path in _OPEN:
        return open_size("columns")
    default = _PROJECTIONS[self.path]
    given = constant(self.config.get("n_components"), default)
    if given is None:
        return smaller(*shape) if self.path.endswith("PCA") or self.path.endswith("ICA") else open_size("components")
    if not isinstance(given, int | Dim) or isinstance(given, bool | str | float):
        return open_size("components")
    count: Dim = integer(given)
    most = smaller(*shape)
    forbid(
        less(most, count) is True and self.path.endswith(".PCA"),
        f"{count} components of a table of {shape[0]} rows and {shape[1]} columns",
        kind="invalid-argument",
    )
    return count


_IN_PLACE = ("StandardScaler", "MinMaxScaler", "MaxAbsScaler", "RobustScaler")
"""Scalers whose `inverse_transform` calculates without a look at the columns: what was learned of one stretches."""


def _same_columns(self: Tool, given: Dim, *, in_place: bool = False) -> None:
    """Raises Refused for a table of other columns than those that a transformer learned from."""
    learned = self.learned.get("columns")
    if learned is None or differs(learned, given) is not True or (in_place and differs(learned, 1) is not True):
        return
    said = f"X has {given} features, but {_name(self)} is expecting {learned} features as input."
    if in_place:
        alone = differs(given, 1) is False
        said = "non-broadcastable output operand" if alone else "operands could not be broadcast together"
    raise Refused(f"{_name(self)} learned from {learned} columns, not {given}", "build", said, "size-mismatch")


@method(_TRANSFORMERS, "inverse_transform")
def inverse_transform(self: Tool, X: Any, *rest: Any, **others: Any) -> Data:  # noqa: N803
    """Return what was transformed into this."""
    made = table_of(X, _name(self))
    assert made.shape is not None
    if self.path not in _SCALERS:
        raise NotKnown("the columns before a projection")
    _same_columns(self, made.shape[1], in_place=self.path.endswith(_IN_PLACE))
    return Data(made.shape, _floats(made))


@source("sklearn.preprocessing.scale", "sklearn.preprocessing.minmax_scale", "sklearn.preprocessing.maxabs_scale", "sklearn.preprocessing.robust_scale")  # fmt: skip
def scale(X: Any, *rest: Any, **others: Any) -> Data:  # noqa: N803
    """Return numbers scaled, each column by itself."""
    made = array(X)
    return Data(made.shape, _floats(made))


@source("sklearn.preprocessing.normalize")
def normalize(X: Any, norm: Any = "l2", *, axis: Any = 1, copy: Any = True, return_norm: Any = False) -> Data:  # noqa: N803
    """Return rows of length one."""
    if return_norm is not False:
        raise NotKnown("norms beside the table")
    made = table_of(X, "the normalize function")
    return Data(made.shape, _floats(made))
