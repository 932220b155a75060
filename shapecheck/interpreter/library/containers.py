"""Containers: `len`, `list`, `tuple`, `set`, `range`, `sorted`, `any`, `reduce`, `deque`, `namedtuple`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from shapecheck.interpreter.arithmetic import is_plain
from shapecheck.interpreter.attribute_dicts import AttributesObject
from shapecheck.interpreter.builtins_ import Arguments, builtin, call_builtin
from shapecheck.interpreter.calls import call
from shapecheck.interpreter.collections_ import DequeObject, ViewObject, trimmed
from shapecheck.interpreter.contents import contents
from shapecheck.interpreter.dataclasses_ import declare_names
from shapecheck.interpreter.forking import decided
from shapecheck.interpreter.frame import raising
from shapecheck.interpreter.indexing import as_index
from shapecheck.interpreter.iteration import items_of, visit
from shapecheck.interpreter.iterators import Obscure, advance, iterate
from shapecheck.interpreter.keys import distinct, dunder, keyed, length
from shapecheck.interpreter.parameters import as_size
from shapecheck.interpreter.sorting import ordered_items
from shapecheck.interpreter.state import ClassObject, DictObject, LibraryObject, ListObject, SetObject
from shapecheck.interpreter.values import (
    NONE,
    Array,
    Builtin,
    Known,
    Ref,
    Series,
    Slice,
    Tensor,
    Tuple,
    Unknown,
    Value,
    derived_key,
    known,
    size,
)
from shapecheck.shapes.dims import floor_div, symbols_of


def items(arguments: Arguments, index: int = 0, *, ordered: bool = True) -> tuple[Value, ...] | Unknown:
    """Return the items of an argument; of one that is missing, none. `ordered` is as in `items_of`."""
    value = arguments.get(index, "iterable")
    return () if value is None else items_of(value, arguments.frame, arguments.node, ordered=ordered)


@builtin("len")
def len_(arguments: Arguments) -> Value:
    value = arguments.at(0)
    found = arguments.frame.run.state.objects.get(value.address) if isinstance(value, Ref) else value
    if isinstance(found, Unknown):
        arguments.frame.run.evidence.listed.add(found.key)
        return Unknown(found.reason, found.site, derived_key("len", found.key), None, found.entry, found.problem)
    if isinstance(found, Tensor):
        return arguments.lost("a tensor has no known length") if not found.shape else size(found.shape[0])
    if isinstance(found, Array):
        from shapecheck.interpreter import bridge

        return bridge.array_length(found, arguments.frame, arguments.node)
    if isinstance(found, LibraryObject) and isinstance(value, Ref):
        from shapecheck.interpreter import bridge

        return bridge.data_length(value, arguments.frame, arguments.node)
    method = dunder(value, "__len__", arguments.frame)
    if method is not None:
        return call(method, [value], {}, arguments.frame, arguments.node)
    if isinstance(found, Known) and not isinstance(found.value, str | bytes | range):
        message = f"object of type '{type(found.value).__name__}' has no len()"
        raise raising("TypeError", message, arguments.frame.site(arguments.node))
    held = contents(value, arguments.frame)
    if held is not None:
        return call_builtin("len", [held], {}, arguments.frame, arguments.node)
    members = arguments.frame.run.state.cell(value.address, "__members__") if isinstance(value, Ref) else None
    if isinstance(members, Tuple):
        return Known(len(members.items))
    if isinstance(value, Ref) and not isinstance(found, _SIZED):
        return arguments.lost("the length of this object is not known")
    count = length(value, arguments.frame)
    return arguments.lost("the length is not known") if count is None else Known(count)


_SIZED = (ListObject, DictObject, SetObject, ViewObject, AttributesObject, Unknown)


@builtin("range")
def range_(arguments: Arguments) -> Value:
    numbers = [as_index(value, arguments.frame, arguments.node) for value in arguments.positional]
    values: list[Any] = [value.value if isinstance(value, Known) else None for value in numbers]
    if any(value is None and is_plain(given, arguments.frame) for value, given in zip(values, numbers, strict=True)):
        values = [... if value is None else value for value in values]
    if any(value is None for value in values):
        return _open_range(numbers, arguments)
    try:
        return Known(range(*values))
    except (TypeError, ValueError) as error:
        raise raising(type(error).__name__, str(error), arguments.frame.site(arguments.node)) from None


def _open_range(numbers: Sequence[Value], arguments: Arguments) -> Unknown:
    """Return a range of which a bound is a size."""
    frame = arguments.frame
    lost = arguments.lost("a bound of the range is not known")
    sizes = [as_size(value, frame, wanted=True) for value in numbers]
    bounds = [bound for bound in sizes if bound is not None]
    if not 0 < len(bounds) == len(numbers) < 4:
        return lost
    frame.run.evidence.turns.update(symbol for bound in bounds for symbol in symbols_of(bound))
    start, stop, step = (0, *bounds, 1) if len(bounds) == 1 else (*bounds, 1)[:3]
    if not isinstance(step, int) or step == 0:
        return lost
    index = frame.run.symbol("i", dynamic=False, origin="a turn of this loop", site=frame.site(arguments.node))
    last = floor_div(stop - start - 1, step) if step > 0 else floor_div(start - stop - 1, -step)
    return replace(lost, series=Series(size(start + index * step), index, 0, last))


@builtin("list", "tuple")
def list_or_tuple(arguments: Arguments) -> Value:
    found = items(arguments)
    if arguments.name == "tuple":
        return found if isinstance(found, Unknown) else Tuple(found)
    return arguments.frame.run.new(found if isinstance(found, Unknown) else ListObject(found))


@builtin("collections.deque")
def deque(arguments: Arguments) -> Value:
    found, longest = items(arguments), arguments.get(1, "maxlen", NONE)
    if isinstance(found, Unknown) or not isinstance(longest, Known):
        return arguments.frame.run.new(
            found if isinstance(found, Unknown) else arguments.lost("its length is not known")
        )
    made = DequeObject((), longest=longest.value)
    return arguments.frame.run.new(replace(made, items=trimmed(made, found)))


@builtin("set", "frozenset")
def set_(arguments: Arguments) -> Value:
    found = items(arguments, ordered=False)
    if isinstance(found, Unknown):
        return arguments.frame.run.new(found)
    if not all(keyed(item, arguments.frame, arguments.node) for item in found):
        return arguments.frame.run.new(arguments.lost("a set of values that are not all known"))
    return arguments.frame.run.new(SetObject(distinct(found), arguments.name == "frozenset"))


@builtin("sorted")
def sorted_(arguments: Arguments) -> Value:
    found = items(arguments, ordered=False)
    if isinstance(found, Unknown):
        return arguments.frame.run.new(found)
    ordered = ordered_items(found, arguments)
    return arguments.frame.run.new(ordered if isinstance(ordered, Unknown) else ListObject(ordered))


@builtin("any", "all")
def any_or_all(arguments: Arguments) -> Value:
    """Ask one item after the other, until one decides."""
    frame, node = arguments.frame, arguments.node
    wanted, open_ = arguments.name == "any", False
    try:
        iterator = iterate(arguments.at(0), frame, node)
        for _ in range(frame.run.limits.unrolling):
            item = advance(iterator, frame, node, ordered=False)
            if item is None:
                return arguments.lost("an item is not known") if open_ else known(not wanted)
            verdict = decided(item, frame)
            open_ = open_ or verdict is None
            if verdict is wanted:
                return known(wanted)
    except Obscure as obscure:
        return obscure.value
    return frame.lost("more items than can be followed", node)


@builtin("functools.reduce")
def reduce_(arguments: Arguments) -> Value:
    frame, node = arguments.frame, arguments.node
    function = arguments.at(0)
    result = arguments.get(2)

    def turn(item: Value) -> None:
        nonlocal result
        result = item if result is None else call(function, [result, item], {}, frame, node)

    lost = visit(arguments.at(1), frame, node, turn)
    if lost is not None:
        return lost
    if result is None:
        raise raising("TypeError", "reduce() of empty iterable with no initial value", frame.site(node))
    return result


@builtin("collections.namedtuple")
def namedtuple(arguments: Arguments) -> Value:
    name, stated = arguments.get(0), arguments.get(1, "field_names")
    fields: list[str] = []
    if isinstance(stated, Known) and isinstance(stated.value, str):
        fields = stated.value.replace(",", " ").split()
    elif stated is not None:
        found = items_of(stated, arguments.frame, arguments.node)
        if isinstance(found, Unknown):
            return arguments.lost("the fields of the named tuple are not known")
        fields = [str(item.value) for item in found if isinstance(item, Known)]
    run = arguments.frame.run
    title = str(name.value) if isinstance(name, Known) else "namedtuple"
    made = run.new(None)
    order = (made, Builtin("typing.NamedTuple"))
    run.state.objects[made.address] = ClassObject(title, title, order, (), arguments.frame.module)
    defaults = arguments.keywords.get("defaults", NONE)
    given = items_of(defaults, arguments.frame, arguments.node) if defaults != NONE else ()
    if isinstance(given, Unknown):
        return arguments.lost("the defaults of the named tuple are not known")
    named = dict(zip(fields[len(fields) - len(given) :], given, strict=False))
    declare_names(made, fields, named, arguments.frame)
    return made


@builtin("collections.namedtuple._make")
def make_named(arguments: Arguments) -> Value:
    found = items(arguments, 1)
    return found if isinstance(found, Unknown) else call(arguments.at(0), found, {}, arguments.frame, arguments.node)


@builtin("slice")
def slice_(arguments: Arguments) -> Value:
    given = [arguments.at(0), *arguments.positional[1:]]
    if len(given) == 1:
        return Slice(NONE, given[0], NONE)
    return Slice(given[0], given[1], given[2] if len(given) > 2 else NONE)
