"""State: objects by address, and what is assumed on the way here. The only thing in the interpreter that changes."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from shapecheck.interpreter.objects import Objects
from shapecheck.interpreter.values import Array, Ref, Tensor, Tuple, Unknown, Value, unknown
from shapecheck.shapes.tensor import EITHER

if TYPE_CHECKING:
    from shapecheck.graph.call import Structure
    from shapecheck.interpreter.program import Compilation
    from shapecheck.shapes.dims import Dim, Symbol
    from shapecheck.shapes.tensor import Weight
    from shapecheck.source import Site, SourceFile

__all__ = [
    "ClassObject", "DictObject", "InstanceObject", "LayerObject", "LibraryObject", "ListObject", "ModelFacts", "ModuleObject",
    "ScopeObject", "SetObject", "State", "join", "like_all", "merge",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListObject:
    """A list; also a generator, an iterator or a deque, whose items are taken at once (`kind`)."""

    items: tuple[Value, ...]
    kind: str = "list"


@dataclass(frozen=True, slots=True)
class DictObject:
    """A dict in insertion order; `default` makes the values of a `defaultdict`."""

    entries: Mapping[Value, Value]
    default: Value | None = None


@dataclass(frozen=True, slots=True)
class SetObject:
    """A set, in a fixed order."""

    items: tuple[Value, ...]
    frozen: bool = False


@dataclass(frozen=True, slots=True)
class ScopeObject:
    """A scope of names; its bindings are the cells `(address, name)`."""

    parent: int | None


@dataclass(frozen=True, slots=True)
class ModuleObject:
    """A module of the user's; `name` is its `__name__`, `dotted` its place in its package."""

    name: str
    source: SourceFile
    scope: int
    package: bool = False
    dotted: str = ""


@dataclass(frozen=True, slots=True)
class ClassObject:
    """A class of the user's; its attributes are the cells `(address, name)`, in the order of `names`.

    `order` is the method resolution order: addresses of the user's classes and references into libraries.
    """

    name: str
    path: str
    order: tuple[Value, ...]
    names: tuple[str, ...]
    module: int
    site: Site | None = None
    keywords: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True, slots=True)
class InstanceObject:
    """An instance; its attributes are the cells `(address, name)`, in the order of `names`."""

    cls: int | None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LibraryObject:
    """An object of a library's that holds or prepares data, as the catalog knows it; `origin` says what made it."""

    tool: Any
    site: Site | None = field(default=None, compare=False)
    origin: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What makes a layer object a model: its kind and, as far as they are settled, its inputs, outputs and layers.

    `arguments` names the arguments of a `call` that takes tensors in several of them: `inputs` is then a list of these.
    """

    kind: str
    inputs: Structure = None
    outputs: Structure = None
    layers: tuple[int, ...] = ()
    operations: tuple[int, ...] = ()
    compiled: Compilation | None = None
    target: str | None = None
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LayerObject:
    """A layer: class path, name, bound configuration, and its variables once built.

    `weights` is None where they cannot be known (`reason` says why); `sublayers` are the addresses of tracked
    layers, whose weights are their own; `base` is the catalog's layer that a user's class derives from. `calls` are the keys of its calls in the layer graph.
    `ranges` holds the loops, innermost first, in each turn of which one such layer is made (`Weight.ranges`).
    """

    path: str
    name: str
    config: Mapping[str, Any]
    site: Site
    cls: int | None = None
    names: tuple[str, ...] = ()
    weights: tuple[Weight, ...] | None = ()
    built: bool = False
    trainable: bool = True
    sublayers: tuple[int, ...] = ()
    calls: tuple[int, ...] = ()
    reason: str = ""
    serial: int = 0
    model: ModelFacts | None = None
    base: str | None = None
    ranges: tuple[tuple[Symbol, Dim, Dim], ...] = ()


class Held(NamedTuple):
    """Where a state holds what was set on an unknown value, of the key `owner`; without a part, since when it is as it is."""

    owner: Hashable
    part: Hashable = None


class State:
    """Map addresses to objects, and cells `(address, name)` to values.

    `path` holds the tests assumed so far, by key. A state that is not `alive` stands for no execution at all.
    """

    __slots__ = ("alive", "objects", "path")

    def __init__(
        self, objects: Objects | None = None, path: dict[Hashable, bool] | None = None, alive: bool = True
    ) -> None:
        self.objects = Objects() if objects is None else objects
        self.path = {} if path is None else path
        self.alive = alive

    def fork(self) -> State:
        """Return an independent copy; values and objects are shared, as they never change."""
        return State(self.objects.fork(), dict(self.path), self.alive)

    def assume(self, key: Hashable, holds: bool) -> State:
        """Return a fork in which a test is settled."""
        forked = self.fork()
        forked.path[key] = holds
        return forked

    def dead(self) -> State:
        """Return the state of no execution: what was there can still be read, nothing that is written is kept."""
        return State(Objects((self.objects,)), alive=False) if self.alive else self

    def cell(self, address: int, name: str) -> Value | None:
        """Return what a name is bound to in a scope, class or instance."""
        found: Value | None = self.objects.get((address, name))
        return found

    def bind(self, address: int, name: str, value: Value) -> None:
        """Bind a name in a scope, class or instance."""
        self.objects[address, name] = value
        owner = self.objects.get(address)
        if isinstance(owner, InstanceObject | LayerObject | ClassObject) and name not in owner.names:
            self.objects[address] = replace(owner, names=(*owner.names, name))

    def unbind(self, address: int, name: str) -> None:
        """Forget a binding."""
        self.objects.pop((address, name))
        owner = self.objects.get(address)
        if isinstance(owner, InstanceObject | LayerObject | ClassObject) and name in owner.names:
            self.objects[address] = replace(owner, names=tuple(other for other in owner.names if other != name))

    def names_in(self, scope: int) -> list[str]:
        """List the names bound in a scope, in order of their first binding."""
        return self.objects.names(scope)


def merge(states: Iterable[State], site: Site | None) -> State:
    """Join the states in which executions meet; dead ones add nothing."""
    ends = list(states)
    alive = [state for state in ends if state.alive]
    if not alive:
        return ends[0] if ends else State(alive=False)
    merged = alive[0]
    for other in alive[1:]:
        merged = _merge_two(merged, other, site)
    return merged


def _merge_two(one: State, two: State, site: Site | None) -> State:
    objects, changed = one.objects.joined(two.objects)
    every = ChainMap(two.objects, one.objects)
    for key in changed:
        right = two.objects.get(key, _ABSENT)
        left = objects.get(key, _ABSENT)
        if isinstance(key, Held) and (left is _ABSENT or right is _ABSENT):
            objects[key] = unknown(_DIFFERS, site)
        elif right is not _ABSENT and left is not right:
            objects[key] = right if left is _ABSENT else _join_objects(left, right, site, key, every)
    path = {key: holds for key, holds in one.path.items() if two.path.get(key) is holds}
    return State(objects, path)


_ABSENT = object()
_DIFFERS = "it differs between two branches"


def _join_objects(one: Any, two: Any, site: Site | None, key: Hashable, objects: Mapping[Hashable, Any]) -> Any:
    if isinstance(one, int) and isinstance(two, int):
        return max(one, two)
    if isinstance(key, tuple):
        return join(one, two, site)
    if one == two:
        return one
    if isinstance(one, ListObject) and isinstance(two, ListObject) and len(one.items) == len(two.items):
        items = tuple(join(a, b, site) for a, b in zip(one.items, two.items, strict=True))
        # containers of different kinds, or deques of different lengths, are no one container
        merged = replace(one, items=items)
        return merged if merged == replace(two, items=items) else unknown(_DIFFERS, site)
    if isinstance(one, ListObject | Unknown) and isinstance(two, ListObject | Unknown):
        return replace(unknown(_DIFFERS, site), item=_item_of_either(one, two, objects))
    if isinstance(one, DictObject) and isinstance(two, DictObject) and list(one.entries) == list(two.entries):
        entries = {name: join(value, two.entries[name], site) for name, value in one.entries.items()}
        joined = replace(one, entries=entries)
        return joined if joined == replace(two, entries=entries) else unknown(_DIFFERS, site)
    if isinstance(one, InstanceObject | LayerObject | ClassObject) and type(one) is type(two):
        return _join_attributes(one, two)
    return unknown(_DIFFERS, site)


def _item_of_either(
    one: ListObject | Unknown, two: ListObject | Unknown, objects: Mapping[Hashable, Any]
) -> Value | None:
    """Return what every item of two sequences is like, None where they differ."""
    items = [item for each in (one, two) for item in (each.items if isinstance(each, ListObject) else (each.item,))]
    return like_all(items, objects)


def like_all(items: Iterable[Value | None], objects: Mapping[Hashable, Any]) -> Value | None:
    """Return one value that stands for all of several, None where they differ: layers made alike are."""
    found, *rest = [*items] or [None]
    if found is None or any(item is None or not _alike(found, item, objects, 4) for item in rest):
        return None
    return found


def _alike(one: Value, two: Value, objects: Mapping[Hashable, Any], depth: int) -> bool:
    """Tell whether two values are equal, or layers of one place in the source with equal attributes."""
    if one == two:
        return True
    if isinstance(one, Tuple) and isinstance(two, Tuple) and len(one.items) == len(two.items):
        return all(_alike(a, b, objects, depth) for a, b in zip(one.items, two.items, strict=True))
    if isinstance(one, Tensor) and isinstance(two, Tensor):
        return one.shape is not None and one.shape == two.shape and one.dtype == two.dtype
    if not isinstance(one, Ref) or not isinstance(two, Ref) or not depth:
        return False
    left, right = objects.get(one.address), objects.get(two.address)
    if isinstance(left, ListObject) and isinstance(right, ListObject) and len(left.items) == len(right.items):
        return all(_alike(a, b, objects, depth - 1) for a, b in zip(left.items, right.items, strict=True))
    if not isinstance(left, LayerObject) or not isinstance(right, LayerObject):
        return False
    same = (left.path, left.site.node, left.names, left.cls) == (right.path, right.site.node, right.names, right.cls)
    if not same or left.model is not None or right.model is not None:
        return False
    configs = [{name: value for name, value in each.config.items() if name != "name"} for each in (left, right)]
    if configs[0] != configs[1]:
        return False
    cells = [(objects.get((one.address, name)), objects.get((two.address, name))) for name in left.names]
    return all(a is not None and b is not None and _alike(a, b, objects, depth - 1) for a, b in cells)


def _join_attributes(one: Any, two: Any) -> Any:
    names = tuple(dict.fromkeys((*one.names, *two.names)))
    if not isinstance(one, LayerObject):
        return replace(one, names=names)
    same_model = one.model == two.model
    known = one.weights is not None and two.weights is not None
    if known and same_model and (one.weights == two.weights or not one.weights or not two.weights):
        later = one if one.weights else two
        calls = tuple(dict.fromkeys((*one.calls, *two.calls)))
        return replace(later, names=names, built=one.built or two.built, calls=calls)
    return replace(one, names=names, weights=None, reason=_DIFFERS)


def join(one: Value, two: Value, site: Site | None) -> Value:
    """Return what is known of a value that is either of two."""
    if one is two or (type(one) is type(two) and one == two):
        return one
    if isinstance(one, Tuple) and isinstance(two, Tuple) and len(one.items) == len(two.items):
        pairs = zip(one.items, two.items, strict=True)
        return replace(one, items=tuple(join(a, b, site) for a, b in pairs))
    if isinstance(one, Array) and isinstance(two, Array) and one.tensor.shape == two.tensor.shape:
        return _join_arrays(one, two)
    if isinstance(one, Tensor) and isinstance(two, Tensor) and one.shape is not None and one.shape == two.shape:
        # one of two tensors of the graph: of neither's key, so no model is made of it
        key = None if one.key is None and two.key is None else EITHER
        return replace(one, dtype=one.dtype if one.dtype == two.dtype else "", key=key)
    problem = any(isinstance(value, Unknown) and value.problem for value in (one, two))
    return unknown(_DIFFERS, site, problem=problem)


def _join_arrays(one: Array, two: Array) -> Array:
    """Return what is known of an array that is either of two of the same shape."""
    tensor = (
        one.tensor
        if one.tensor == two.tensor
        else replace(one.tensor, dtype="" if one.tensor.dtype != two.tensor.dtype else one.tensor.dtype, key=None)
    )
    return replace(one, tensor=tensor, facts=one.facts.common(two.facts), buffers=one.buffers | two.buffers)
