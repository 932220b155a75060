"""Abstract values: what the interpreter knows of a Python value. All are frozen; what changes lives in State."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from shapecheck.shapes.facts import NOTHING, Facts
from shapecheck.shapes.tensor import Tensor

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.shapes.dims import Dim, Symbol
    from shapecheck.source import Site

__all__ = [
    "FALSE", "NONE", "TRUE", "Array", "Bound", "Builtin", "Function", "Known", "Made", "Method", "Partial", "Ref",
    "Reference", "Series",
    "Size", "Slice", "Super", "Tensor", "Tuple", "Unknown", "Value", "derived_key", "is_none", "known", "size", "unknown",
]  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """A Python constant: number, string, bytes, bool, None, Ellipsis, range, or an immutable standard object."""

    value: Any

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Known) or type(self.value) is not type(other.value):
            return False
        return bool(self.value == other.value) or self.value is other.value

    def __hash__(self) -> int:
        return hash((type(self.value), self.value))


@dataclass(frozen=True, slots=True)
class Size:
    """An integer known as an expression over symbols."""

    dim: Dim


@dataclass(frozen=True, slots=True)
class Tuple:
    """A tuple of values; `fields` are its names where it is a named tuple, `cls` the address of its class.

    `vector` tells that it is a tensor of rank 1, what `tf.shape` returns: its operators work element by element.
    """

    items: tuple[Value, ...]
    fields: tuple[str, ...] = ()
    cls: int | None = None
    vector: bool = False


@dataclass(frozen=True, slots=True)
class Slice:
    """A slice of a subscript."""

    start: Value
    stop: Value
    step: Value


@dataclass(frozen=True, slots=True)
class Ref:
    """An object with identity: a list, dict, set, instance, class, module, layer or model, by its address."""

    address: int


@dataclass(frozen=True, slots=True)
class Reference:
    """Something of a library, by its dotted path; never looked into."""

    path: str


@dataclass(frozen=True, slots=True)
class Made:
    """An object of a library's class that is known by what it was made from: a loss, a metric, an optimizer.

    `path` is canonical; `arguments` are by name, or by position as an int.
    """

    path: str
    arguments: tuple[tuple[str | int, Value], ...]
    site: Site | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Builtin:
    """A built-in function or class, or one of the standard library, by its dotted name ("len", "math.sqrt")."""

    name: str


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the user's: its node, the scope that encloses it, and its defaults as evaluated.

    `qualname` is Python's `__qualname__`.
    """

    name: str
    node: cst.FunctionDef | cst.Lambda = field(repr=False)
    scope: int
    module: int
    defaults: tuple[tuple[str, Value], ...] = ()
    owner: int | None = None
    kind: str = "function"
    qualname: str = ""


@dataclass(frozen=True, slots=True)
class Bound:
    """A function bound to its first argument."""

    function: Value
    receiver: Value


@dataclass(frozen=True, slots=True)
class Method:
    """A method of a built-in type, a layer, a model, a tensor: receiver and name."""

    receiver: Value
    name: str


@dataclass(frozen=True, slots=True)
class Partial:
    """A callable with some of its arguments given already (`functools.partial`)."""

    function: Value
    arguments: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Super:
    """`super()` inside a method: the class to search after, and the receiver."""

    owner: int
    receiver: Value


@dataclass(frozen=True, slots=True)
class Array:
    """Data that exists: a NumPy array, an eager tensor, a column of a table; () is the shape of a NumPy number.

    `tensor` has the shape (None where not even the rank is known) and the dtype ("" where unknown). `facts` is what was
    known of the numbers when it was made, `site` where that was, `origin` how ("np.zeros"). `buffers` names the memory
    that it may share with others: what is written to one of them is written to all. `output` is the symbolic output of
    the model that gave it. `predicted` tells that its numbers were made of what a model gave.
    """

    tensor: Tensor
    facts: Facts = NOTHING
    site: Site | None = field(default=None, compare=False)
    origin: str = field(default="", compare=False)
    buffers: frozenset[int] = frozenset()
    output: Tensor | None = field(default=None, compare=False)
    predicted: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Unknown:
    """Any value at all: why it is unknown and where that was.

    `key` is its identity: equal keys are the same value, so that a test made twice is decided the second time.
    `name` is the source's own name for it. `entry` tells that it depends on nothing but the parameters of an
    entry, the command line or the environment. `problem` marks what follows from a Problem. `item` is what every item
    is like where it is a sequence of which only the number of items is not known, `series` where that is a size.
    """

    reason: str
    site: Site | None = field(default=None, compare=False)
    key: Hashable = None
    name: str | None = None
    entry: bool = False
    problem: bool = False
    item: Value | None = None
    series: Series | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """As many items as a size says: after the `leading` ones `item`, at each `index` from `first` to `last`."""

    item: Value
    index: Symbol
    first: Dim
    last: Dim
    leading: tuple[Value, ...] = ()


Value = (
    Known
    | Size
    | Tuple
    | Slice
    | Ref
    | Reference
    | Made
    | Builtin
    | Function
    | Bound
    | Method
    | Partial
    | Super
    | Array
    | Unknown
    | Tensor
)

NONE = Known(None)
TRUE = Known(True)
FALSE = Known(False)


_serials = count()


_DEEPEST_KEY = 8


def derived_key(*parts: Hashable) -> Hashable:
    """Return the key of what follows from other values; a fresh one where it would say too much to be compared."""
    return parts if _is_shallow(parts, _DEEPEST_KEY) else next(_serials)


def _is_shallow(key: Hashable, depth: int) -> bool:
    if isinstance(key, Tuple):
        key = key.items
    if not isinstance(key, tuple):
        return True
    return depth > 0 and all(_is_shallow(part, depth - 1) for part in key)


def unknown(
    reason: str, site: Site | None = None, *, name: str | None = None, entry: bool = False, problem: bool = False
) -> Unknown:
    """Return a value that is unknown and equal to no other."""
    return Unknown(reason, site, next(_serials), name, entry, problem)


def known(value: bool) -> Known:
    """Return the value of a Python truth value."""
    return TRUE if value else FALSE


def size(dim: Dim) -> Known | Size:
    """Return the value of a size."""
    return Known(dim) if isinstance(dim, int) else Size(dim)


def is_none(value: Value) -> bool:
    """Tell whether a value is proven to be None."""
    return isinstance(value, Known) and value.value is None
