"""scikit-learn's encoders of labels and categories: numbers, one column a class, one column where there are two."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.arrays.data import Data, known_shape
from shapecheck.catalog.checks import NotKnown, Opaque
from shapecheck.catalog.data.scaling import table_of
from shapecheck.catalog.data.table import SELF, Changed, Tool, array, constant, library_class, method, open_size
from shapecheck.shapes.dims import Dim
from shapecheck.shapes.facts import Facts

__all__: list[str] = []

_LABELS = "sklearn.preprocessing.LabelEncoder"
_BINARY = "sklearn.preprocessing.LabelBinarizer"
_MANY = "sklearn.preprocessing.MultiLabelBinarizer"
_ONE_HOT = "sklearn.preprocessing.OneHotEncoder"
_ORDINAL = "sklearn.preprocessing.OrdinalEncoder"
_WORDS = tuple(f"sklearn.feature_extraction.text.{name}" for name in ("CountVectorizer", "TfidfVectorizer"))
_SPARSE = "scipy.sparse.csr_matrix"

for _path in (_LABELS, _BINARY, _MANY, _ONE_HOT, _ORDINAL, *_WORDS):
    library_class(_path)


def _flat(y: Any) -> Data:
    """Return labels as the one column that they are."""
    made = array(y)
    shape = known_shape(made)
    if len(shape) == 2 and shape[1] == 1:
        return made.shaped(shape[:1], made.facts.moved(rows=False))
    if len(shape) != 1:
        raise NotKnown("labels of several columns")
    return made


def _classes(labels: Data) -> Dim:
    known = labels.facts.classes
    return known if known is not None else open_size("classes", 1)


@method((_LABELS, _BINARY), "fit")
def fit(self: Tool, y: Any) -> Changed:
    """Learn which classes there are."""
    return Changed(self.knows(classes_=Data((_classes(_flat(y)),), _flat(y).dtype)), SELF)


def _count(self: Tool) -> Dim:
    if "classes_" not in self.learned:
        raise NotKnown("the classes were never learned")
    count: Dim = known_shape(self.learned["classes_"])[0]
    return count


@method((_LABELS, _BINARY), "fit_transform")
def fit_transform(self: Tool, y: Any) -> Changed:
    """Learn which classes there are, and return the labels as numbers or columns."""
    made = fit(self, y).tool
    result = transform(made, y)
    labels = _flat(y)
    if self.path == _LABELS and labels.facts.classes is not None:
        count = labels.facts.classes
        result = Data(result.shape, "int64", Facts(0, count - 1, None, count))
    return Changed(made, result)


@method((_LABELS, _BINARY), "transform")
def transform(self: Tool, y: Any) -> Data:
    """Return labels as numbers, or with a column for each class: a single one where there are two."""
    (rows,) = known_shape(_flat(y))
    count = _count(self)
    if self.path == _LABELS:
        return Data((rows,), "int64", Facts(0, count - 1 if isinstance(count, int) else None))
    if set(self.config) - {"sparse_output"} or self.config.get("sparse_output", False) is not False:
        raise NotKnown("a LabelBinarizer with numbers of its own")
    if not isinstance(count, int):
        return Data((rows, open_size("columns", 1)), "int64", Facts(0, 1))
    columns = 1 if count <= 2 else count
    return Data((rows, columns), "int64", Facts(0, 1, True if count > 2 else None))


@method((_LABELS, _BINARY), "inverse_transform")
def inverse_transform(self: Tool, y: Any, *rest: Any) -> Data:
    """Return the labels that were encoded."""
    return Data((known_shape(array(y))[0],))


@method(_MANY, "fit")
def fit_many(self: Tool, y: Any) -> Changed:
    """Learn which labels occur in lists of labels."""
    return Changed(self.knows(classes_=Data((_occurring(self, y),), "object")), SELF)


def _occurring(self: Tool, y: Any) -> Dim:
    """Return how many labels there are: those that it is told of, or those that are written."""
    told = self.config.get("classes")
    if isinstance(told, list | tuple):
        return len(told)
    lists = y if told is None and isinstance(y, list | tuple) else ()
    labels = [label for one in lists for label in (one if isinstance(one, list | tuple | set | str) else (Opaque(""),))]
    return len(set(labels)) if labels and all(isinstance(one, str | int) for one in labels) else open_size("classes", 1)


@method(_MANY, "transform")
def many(self: Tool, y: Any) -> Data:
    """Return a column for each label that was learned."""
    made = len(y) if isinstance(y, list | tuple) else known_shape(array(y))[0]
    return Data((made, _count(self)), "int64", Facts(0, 1))


@method(_MANY, "fit_transform")
def fit_many_and_transform(self: Tool, y: Any) -> Changed:
    """Learn which labels occur, and return a column for each."""
    made = fit_many(self, y).tool
    return Changed(made, many(made, y))


@method(_ONE_HOT, "fit")
def fit_one_hot(self: Tool, X: Any, y: Any = None) -> Changed:  # noqa: N803
    """Learn which categories each column has."""
    return Changed(self.knows(columns=_columns(self, table_of(X, "OneHotEncoder"))), SELF)


def _columns(self: Tool, made: Data) -> Dim:
    plain = not set(self.config) - {"sparse", "sparse_output", "dtype", "handle_unknown"}
    known = made.facts.classes
    if plain and known_shape(made)[1] == 1 and known is not None:
        return known
    categories = self.config.get("categories")
    if isinstance(categories, list) and "drop" not in self.config and all(isinstance(one, list | range) for one in categories):  # fmt: skip
        return sum(len(one) for one in categories)
    return open_size("columns", 1)


@method(_ONE_HOT, "transform")
def transform_one_hot(self: Tool, X: Any) -> Any:  # noqa: N803
    """Return a column for each category, as a sparse matrix if not told otherwise."""
    made = table_of(X, "OneHotEncoder")
    if "columns" not in self.learned:
        raise NotKnown("the categories were never learned")
    rows, inner = known_shape(made)
    hot = inner == 1 and "drop" not in self.config and self.config.get("handle_unknown", "error") == "error"
    result = Data((rows, self.learned["columns"]), "float64" if "dtype" not in self.config else "", Facts(0, 1, True if hot else None))  # fmt: skip
    sparse = constant(self.config.get("sparse_output", self.config.get("sparse", True)))
    return Tool(_SPARSE, {}, {"held": result, "shape": result.shape}) if sparse else result


@method(_ONE_HOT, "fit_transform")
def fit_transform_one_hot(self: Tool, X: Any, y: Any = None) -> Changed:  # noqa: N803
    """Learn which categories each column has, and return a column for each."""
    made = fit_one_hot(self, X).tool
    return Changed(made, transform_one_hot(made, X))


@method(_ORDINAL, "fit_transform", "transform")
def ordinal(self: Tool, X: Any, y: Any = None) -> Data:  # noqa: N803
    """Return the categories of each column as numbers."""
    return Data(table_of(X, "OrdinalEncoder").shape, "float64")


@method(_ORDINAL, "fit")
def fit_ordinal(self: Tool, X: Any, y: Any = None) -> Changed:  # noqa: N803
    """Learn which categories each column has."""
    table_of(X, "OrdinalEncoder")
    return Changed(self, SELF)


@method(_WORDS, "fit")
def fit_words(self: Tool, raw_documents: Any, y: Any = None) -> Changed:
    """Learn which words there are."""
    return Changed(self.knows(columns=open_size("words", 1)), SELF)


@method(_WORDS, "transform")
def transform_words(self: Tool, raw_documents: Any) -> Tool:
    """Return a row for each text and a column for each word."""
    if "columns" not in self.learned:
        raise NotKnown("the words were never learned")
    rows = len(raw_documents) if isinstance(raw_documents, list) else known_shape(array(raw_documents))[0]
    result = Data((rows, self.learned["columns"]), "int64" if self.path == _WORDS[0] else "float64")
    return Tool(_SPARSE, {}, {"held": result, "shape": result.shape})


@method(_WORDS, "fit_transform")
def fit_transform_words(self: Tool, raw_documents: Any, y: Any = None) -> Changed:
    """Learn which words there are, and count them."""
    made = fit_words(self, raw_documents).tool
    return Changed(made, transform_words(made, raw_documents))


@method(_SPARSE, "toarray", "todense")
def toarray(self: Tool, *rest: Any, **others: Any) -> Data:
    """Return the matrix with all its zeros."""
    held: Data = self.learned["held"]
    return held


@method(_SPARSE, "astype")
def astype(self: Tool, dtype: Any, *rest: Any, **others: Any) -> Tool:
    """Return the matrix with another dtype."""
    return self.knows(held=Data(self.learned["held"].shape, "", self.learned["held"].facts))
