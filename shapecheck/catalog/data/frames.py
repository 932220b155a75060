"""pandas: tables by their rows and columns; what a file holds has as many of them as it has."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.arrays.data import Data, known_shape
from shapecheck.catalog.arrays.dtypes import named
from shapecheck.catalog.arrays.indexing import item as item_of
from shapecheck.catalog.checks import NotKnown, Opaque
from shapecheck.catalog.data.table import Changed, Tool, array, constant, method, open_size, source
from shapecheck.shapes.dims import Dim, smaller, total
from shapecheck.shapes.facts import Facts

__all__ = ["FRAME", "frame_of"]

FRAME = "pandas.DataFrame"
_PLACES = "pandas.iloc"
_LABELS = "pandas.loc"


def frame_of(data: Data, columns: tuple[str, ...] | None, series: dict[str, Data] | None = None) -> Tool:
    """Return a table: `data` are its rows and columns, `columns` their names where they are known."""
    return Tool(FRAME, {}, {"array": data, "columns": columns, "series": series or {}})


def _sizes(self: Tool) -> tuple[Dim, Dim]:
    rows, columns = known_shape(array(self))
    return rows, columns


def _same(self: Tool, rows: Dim | None = None, columns: Dim | None = None, names: tuple[str, ...] | None = None) -> Tool:  # fmt: skip
    """Return a table of the same kind; whoever changes the number of columns says their names, or forgets them."""
    old = _sizes(self)
    kept = self.learned["columns"] if columns is None else names
    shape = (old[0] if rows is None else rows, old[1] if columns is None else columns)
    return frame_of(Data(shape, array(self).dtype), kept)


def _done(self: Tool, made: Tool, inplace: Any) -> Any:
    """Return the new table, or put it in the place of the old one."""
    if constant(inplace, False) is True:
        return Changed(made)
    return made


@source("pandas.read_csv", "pandas.read_table", "pandas.read_excel", "pandas.read_parquet", "pandas.read_feather")
def read_csv(
    filepath_or_buffer: Any = None, *, sep: Any = None, header: Any = "infer", names: Any = None, index_col: Any = None,
    usecols: Any = None, chunksize: Any = None, iterator: Any = None, sheet_name: Any = 0, **rest: Any,
) -> Tool:  # fmt: skip
    """Read a table: its columns are as many as the file has, unless their names are given."""
    if chunksize is not None or iterator not in (None, False) or isinstance(sheet_name, list) or sheet_name is None:
        raise NotKnown("a file that is read in parts")
    given = names if names is not None else usecols
    plain = index_col in (None, False) and not (names is not None and usecols is not None)
    known = isinstance(given, list | tuple) and all(isinstance(name, str | int) for name in given)
    columns: Dim = len(given) if plain and known else open_size("columns")
    labels = tuple(map(str, given)) if plain and known and all(isinstance(name, str) for name in given) else None
    return frame_of(Data((open_size("rows"), columns)), labels if names is not None else None)


@source("pandas.DataFrame")
def data_frame(data: Any = None, index: Any = None, columns: Any = None, dtype: Any = None, copy: Any = None) -> Tool:
    """Return a table of what is given: columns by name, rows, or an array."""
    names = (
        tuple(columns) if isinstance(columns, list | tuple) and all(isinstance(name, str) for name in columns) else None
    )
    if isinstance(data, dict):
        return _of_columns(data, index, columns)
    if isinstance(data, Tool) and data.path == FRAME:
        if columns is None and index is None:
            return data
        raise NotKnown("a table of another's rows and columns")
    made = array(data)
    shape = known_shape(made)
    if len(shape) == 1 and isinstance(data, Data):
        shape = (shape[0], 1)
    if len(shape) != 2 or (isinstance(columns, list | tuple) and names is None):
        raise NotKnown("the columns are not known")
    return frame_of(made.shaped(shape, made.facts), names)


def _of_columns(data: dict[str, Any], index: Any, columns: Any) -> Tool:
    if columns is not None or index is not None or not all(isinstance(name, str) for name in data):
        raise NotKnown("the columns are not known")
    series = {name: array(value) for name, value in data.items()}
    if any(part.shape is None or len(part.shape) != 1 for part in series.values()) or not series:
        raise NotKnown("the columns are not known")
    rows = next(known_shape(part)[0] for part in series.values())
    kinds = {part.dtype for part in series.values()}
    return frame_of(Data((rows, len(series)), kinds.pop() if len(kinds) == 1 else ""), tuple(series), series)


@source("pandas.Series")
def series_of(data: Any = None, index: Any = None, dtype: Any = None, name: Any = None, **rest: Any) -> Data:
    """Return a column."""
    made = array(data)
    if len(known_shape(made)) != 1 or index is not None:
        raise NotKnown("the length of the column is not known")
    return made if dtype is None else Data(made.shape, named(dtype))


@method(FRAME, "__getitem__")
def item(self: Tool, key: Any) -> Any:
    """Return a column, several of them, or rows."""
    rows, _ = _sizes(self)
    if isinstance(key, str):
        _exists(self, [key])
        return self.learned["series"].get(key, Data((rows,), array(self).dtype))
    if isinstance(key, list) and all(isinstance(name, str) for name in key):
        _exists(self, key)
        return _same(self, columns=len(key), names=tuple(key))
    if isinstance(key, Data) and key.dtype == "bool":
        return _same(self, rows=open_size("rows"))
    if isinstance(key, slice):
        return _same(self, rows=known_shape(item_of(array(self), key))[0])
    raise NotKnown("rows or columns that are not known")


def _exists(self: Tool, names: list[str]) -> None:
    """Raise NotKnown where a column is not one of those that are known."""
    columns = self.learned["columns"]
    if columns is not None and not set(names) <= set(columns):
        raise NotKnown("a column that is not known")


@method(FRAME, "__setitem__")
def set_item(self: Tool, key: Any, value: Any) -> Changed:
    """Set a column, a new one or one there is."""
    names = self.learned["columns"]
    if not isinstance(key, str) or names is None:
        known_columns = isinstance(key, Data | slice)
        columns = _sizes(self)[1] if known_columns else open_size("columns")
        return Changed(_same(self, columns=columns, names=names if known_columns else None))
    wider = names if key in names else (*names, key)
    return Changed(_same(self, columns=len(wider), names=wider))


@method(FRAME, "__delitem__")
def delete_item(self: Tool, key: Any) -> Changed:
    """Take a column out."""
    return Changed(_without(self, key))


def _without(self: Tool, labels: Any) -> Tool:
    gone = [labels] if isinstance(labels, str) else labels
    if not isinstance(gone, list | tuple) or not all(isinstance(name, str) for name in gone):
        return _same(self, columns=open_size("columns"))
    _exists(self, list(gone))
    names = self.learned["columns"]
    if names is not None:
        left = tuple(name for name in names if name not in gone)
        return _same(self, columns=len(left), names=left)
    return _same(self, columns=total((_sizes(self)[1], -len(set(gone)))))


@method(FRAME, "drop")
def drop(
    self: Tool, labels: Any = None, axis: Any = 0, index: Any = None, columns: Any = None, level: Any = None,
    inplace: Any = False, errors: Any = "raise",
) -> Any:  # fmt: skip
    """Return the table without some columns, or some rows."""
    if labels is not None and axis in (1, "columns"):
        columns = labels
    elif labels is not None:
        index = labels
    made = self
    if columns is not None:
        made = _without(made, columns) if errors == "raise" else _same(made, columns=open_size("columns"))
    if index is not None:
        made = _same(made, rows=open_size("rows"))
    return _done(self, made, inplace)


@method(FRAME, "pop")
def pop(self: Tool, item: Any) -> Changed:
    """Take a column out and return it."""
    if not isinstance(item, str):
        raise NotKnown("a column that is not known")
    _exists(self, [item])
    return Changed(_without(self, item), Data((_sizes(self)[0],), array(self).dtype))


@method(FRAME, "dropna")
def dropna(self: Tool, *, axis: Any = 0, inplace: Any = False, **rest: Any) -> Any:
    """Return the table without the rows, or columns, that have gaps."""
    if axis in (1, "columns"):
        return _done(self, _same(self, columns=open_size("columns")), inplace)
    return _done(self, _same(self, rows=open_size("rows")), inplace)


@method(FRAME, "drop_duplicates", "query")
def fewer(self: Tool, *given: Any, inplace: Any = False, **rest: Any) -> Any:
    """Return some of the rows."""
    return _done(self, _same(self, rows=open_size("rows")), inplace)


@method(FRAME, "fillna", "ffill", "bfill", "interpolate", "replace", "sort_values", "sort_index", "clip", "round")
def alike(self: Tool, *given: Any, inplace: Any = False, **rest: Any) -> Any:
    """Return a table of the same rows and columns."""
    return _done(self, _same(self), inplace)


@method(FRAME, "copy", "infer_objects", "convert_dtypes", "abs")
def copied(self: Tool, *given: Any, **rest: Any) -> Tool:
    """Return a table of the same rows and columns."""
    return self


@method(FRAME, "astype")
def astype(self: Tool, dtype: Any, *rest: Any, **others: Any) -> Tool:
    """Return the table with another dtype."""
    rows, columns = _sizes(self)
    kind = named(dtype) if isinstance(dtype, str) else ""
    return frame_of(Data((rows, columns), kind), self.learned["columns"])


@method(FRAME, "rename")
def rename(self: Tool, *given: Any, inplace: Any = False, **rest: Any) -> Any:
    """Return the table with other names."""
    return _done(self, frame_of(array(self), None), inplace)


@method(FRAME, "reset_index", "set_index")
def reset_index(self: Tool, *given: Any, drop: Any = None, inplace: Any = False, **rest: Any) -> Any:
    """Return the table with another index; the old one may become a column."""
    if drop is True and not given:
        return _done(self, self, inplace)
    return _done(self, _same(self, columns=open_size("columns")), inplace)


@method(FRAME, "sample")
def sample(self: Tool, n: Any = None, frac: Any = None, *rest: Any, **others: Any) -> Tool:
    """Return some rows in any order."""
    if frac == 1 and n is None:
        return _same(self)
    return _same(self, rows=n if isinstance(n, int) else open_size("rows"))


@method(FRAME, "head", "tail")
def head(self: Tool, n: Any = 5) -> Tool:
    """Return the first rows, or the last."""
    if not isinstance(n, int) or n < 0:
        raise NotKnown("the number of rows is not known")
    return _same(self, rows=smaller(_sizes(self)[0], n))


@method(FRAME, "@values", "to_numpy", "as_matrix")
def values(self: Tool, *given: Any, **rest: Any) -> Data:
    """Return the table as an array."""
    made = array(self)
    return Data(made.shape, "" if rest or given else made.dtype, made.facts)


@method(FRAME, "@T", "transpose")
def transposed(self: Tool) -> Tool:
    """Return the table with rows and columns exchanged."""
    rows, columns = _sizes(self)
    return frame_of(Data((columns, rows)), None)


@method(FRAME, "@shape")
def shape_of(self: Tool) -> Any:
    """Return the numbers of rows and columns."""
    return _sizes(self)


@method(FRAME, "__len__")
def length(self: Tool) -> Dim:
    """Return the number of rows."""
    return _sizes(self)[0]


@method(FRAME, "@columns", "keys")
def columns_of(self: Tool) -> Any:
    """Return the names of the columns."""
    names = self.learned["columns"]
    return list(names) if names is not None else Data((_sizes(self)[1],), "object")


@method(FRAME, "@index")
def index_of(self: Tool) -> Data:
    """Return the labels of the rows."""
    return Data((_sizes(self)[0],))


@method(FRAME, "@iloc")
def iloc(self: Tool) -> Tool:
    """Return the table as one that is read by places."""
    return Tool(_PLACES, {}, {"frame": self})


@method(FRAME, "@loc")
def loc(self: Tool) -> Tool:
    """Return the table as one that is read by labels."""
    return Tool(_LABELS, {}, {"frame": self})


@method(_PLACES, "__getitem__")
def by_places(self: Tool, key: Any) -> Any:
    """Return rows and columns by their places."""
    frame: Tool = self.learned["frame"]
    made = item_of(array(frame), key)
    shape = known_shape(made)
    if len(shape) != 2:
        return made if shape else Opaque("a cell of a table")
    return frame_of(made, None if isinstance(key, tuple) else frame.learned["columns"])


@method(_LABELS, "__getitem__")
def by_labels(self: Tool, key: Any) -> Any:
    """Return rows and columns by their labels."""
    frame: Tool = self.learned["frame"]
    chosen, column = key if isinstance(key, tuple) and len(key) == 2 else (key, slice(None))
    if chosen == slice(None):
        rows = frame
    elif isinstance(chosen, slice) or (isinstance(chosen, Data) and chosen.dtype == "bool"):
        rows = _same(frame, rows=open_size("rows"))
    else:
        raise NotKnown("rows by their labels")
    if column == slice(None):
        return rows
    if isinstance(column, slice):
        return _same(rows, columns=open_size("columns"))
    return item(rows, column) if isinstance(column, str | list) else Opaque("columns by their labels")


@source("pandas.get_dummies")
def get_dummies(data: Any, prefix: Any = None, prefix_sep: Any = "_", dummy_na: Any = False, columns: Any = None,
                sparse: Any = False, drop_first: Any = False, dtype: Any = None) -> Tool:  # fmt: skip
    """Return a column for each value that occurs."""
    made = array(data)
    shape = known_shape(made)
    kind = "bool" if dtype is None and len(shape) == 1 else ""
    whole = len(shape) == 1 and made.facts.classes is not None and dummy_na is False and drop_first is False
    count: Dim = made.facts.classes if whole and made.facts.classes is not None else open_size("columns")
    return frame_of(Data((shape[0], count), kind, Facts(0, 1, True if whole else None)), None)


@source("pandas.concat")
def concat(objs: Any, axis: Any = 0, join: Any = "outer", **rest: Any) -> Any:
    """Return tables below or beside each other; beside each other, rows are matched by their labels."""
    parts = list(objs) if isinstance(objs, list | tuple) else None
    if parts is None or join != "outer" or not parts or axis not in (0, 1, "index", "columns"):
        raise NotKnown("tables that are joined")
    shapes = [known_shape(array(part)) for part in parts]
    if any(len(shape) not in (1, 2) for shape in shapes):
        raise NotKnown("tables that are joined")
    rows = total(shape[0] for shape in shapes)
    if axis in (1, "columns"):
        return frame_of(Data((open_size("rows"), total(shape[1] if len(shape) == 2 else 1 for shape in shapes))), None)
    if all(len(shape) == 1 for shape in shapes):
        return Data((rows,))
    names = [part.learned["columns"] if isinstance(part, Tool) else None for part in parts]
    if names[0] is not None and all(one == names[0] for one in names):
        return frame_of(Data((rows, len(names[0]))), names[0])
    return frame_of(Data((rows, open_size("columns"))), None)
