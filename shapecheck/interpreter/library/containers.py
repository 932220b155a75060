"""Containers: `len`, `list`, `tuple`, `dict`, `set`, `range`, `enumerate`, `zip`, `sorted`, `itertools`, `collections`."""

from __future__ import annotations

import itertools
from typing import Any

from shapecheck.interpreter.arithmetic import binary, compare
from shapecheck.interpreter.builtins_ import Arguments, builtin
from shapecheck.interpreter.calls import call
from shapecheck.interpreter.forking import decided
from shapecheck.interpreter.frame import raising
from shapecheck.interpreter.iteration import items_of
from shapecheck.interpreter.keys import dunder, hashable, length
from shapecheck.interpreter.state import ClassObject, DictObject, InstanceObject, LayerObject, ListObject, SetObject
from shapecheck.interpreter.values import (
    FALSE,
    NONE,
    Array,
    Builtin,
    Known,
    Ref,
    Tensor,
    Tuple,
    Unknown,
    Value,
    known,
    size,
)


def items(arguments: Arguments, index: int = 0) -> tuple[Value, ...] | Unknown:
    """Return the items of an argument; of one that is missing, none."""
    value = arguments.get(index, "iterable")
    return () if value is None else items_of(value, arguments.frame, arguments.node)


def iterator(arguments: Arguments, found: Any) -> Value:
    """Return an iterator over items, or over unknown ones."""
    if isinstance(found, Unknown):
        return arguments.frame.run.new(found)
    taken = tuple(itertools.islice(found, arguments.frame.run.limits.items + 1))
    if len(taken) > arguments.frame.run.limits.items:
        return arguments.frame.lost("more items than can be followed", arguments.node)
    return arguments.frame.run.new(ListObject(taken, "iterator"))


@builtin("len")
def len_(arguments: Arguments) -> Value:
    value = arguments.get(0)
    assert value is not None
    found = arguments.frame.run.state.objects.get(value.address) if isinstance(value, Ref) else value
    if isinstance(found, Unknown):
        return Unknown(found.reason, found.site, ("len", found.key), None, found.entry, found.problem)
    if isinstance(found, Tensor):
        return arguments.lost("a tensor has no known length") if not found.shape else size(found.shape[0])
    if isinstance(found, Array):
        from shapecheck.interpreter import bridge

        return bridge.array_length(found, arguments.frame, arguments.node)
    method = dunder(value, "__len__", arguments.frame)
    if method is not None:
        return call(method, [value], {}, arguments.frame, arguments.node)
    if isinstance(found, Known) and not isinstance(found.value, str | bytes | range):
        message = f"object of type '{type(found.value).__name__}' has no len()"
        raise raising("TypeError", message, arguments.frame.site(arguments.node))
    if isinstance(found, InstanceObject | LayerObject | ClassObject):
        return arguments.lost("the length of this object is not known")
    count = length(value, arguments.frame)
    return arguments.lost("the length is not known") if count is None else Known(count)


@builtin("range")
def range_(arguments: Arguments) -> Value:
    values: list[Any] = [value.value if isinstance(value, Known) else None for value in arguments.positional]
    if any(value is None for value in values):
        return arguments.lost("a bound of the range is not known")
    try:
        return Known(range(*values))
    except (TypeError, ValueError) as error:
        raise raising(type(error).__name__, str(error), arguments.frame.site(arguments.node)) from None


@builtin("enumerate")
def enumerate_(arguments: Arguments) -> Value:
    found = items(arguments)
    start = arguments.get(1, "start", Known(0))
    if isinstance(found, Unknown) or not isinstance(start, Known):
        return iterator(arguments, found if isinstance(found, Unknown) else arguments.lost("the start is not known"))
    return iterator(arguments, (Tuple((Known(i), item)) for i, item in enumerate(found, start.value)))


@builtin("zip", "itertools.zip_longest")
def zip_(arguments: Arguments) -> Value:
    columns: list[Any] = [items(arguments, index) for index in range(len(arguments.positional))]
    for column in columns:
        if isinstance(column, Unknown):
            return iterator(arguments, column)
    if arguments.name == "zip":
        return iterator(arguments, (Tuple(row) for row in zip(*columns, strict=False)))
    fill = arguments.keywords.get("fillvalue", NONE)
    return iterator(arguments, (Tuple(row) for row in itertools.zip_longest(*columns, fillvalue=fill)))


@builtin("reversed")
def reversed_(arguments: Arguments) -> Value:
    found = items(arguments)
    return iterator(arguments, found if isinstance(found, Unknown) else reversed(found))


@builtin("iter")
def iter_(arguments: Arguments) -> Value:
    return iterator(arguments, items(arguments))


@builtin("next")
def next_(arguments: Arguments) -> Value:
    value = arguments.get(0)
    found = arguments.frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    if not isinstance(found, ListObject) or not isinstance(value, Ref):
        return arguments.lost("what the iterator gives next is not known")
    if not found.items:
        if len(arguments.positional) > 1:
            return arguments.positional[1]
        raise raising("StopIteration", "", arguments.frame.site(arguments.node))
    arguments.frame.run.state.objects[value.address] = ListObject(found.items[1:], found.kind)
    return found.items[0]


@builtin("list", "tuple", "collections.deque")
def list_or_tuple(arguments: Arguments) -> Value:
    found = items(arguments)
    if arguments.name == "tuple":
        return found if isinstance(found, Unknown) else Tuple(found)
    return arguments.frame.run.new(found if isinstance(found, Unknown) else ListObject(found))


@builtin("set", "frozenset")
def set_(arguments: Arguments) -> Value:
    found = items(arguments)
    if isinstance(found, Unknown):
        return arguments.frame.run.new(found)
    if not all(hashable(item, arguments.frame) for item in found):
        return arguments.frame.run.new(arguments.lost("a set of values that are not all known"))
    return arguments.frame.run.new(SetObject(tuple(dict.fromkeys(found)), arguments.name == "frozenset"))


@builtin("dict", "collections.OrderedDict")
def dict_(arguments: Arguments) -> Value:
    entries: dict[Value, Value] = {}
    lost = pairs_into(entries, arguments) if arguments.positional else None
    entries.update({Known(name): value for name, value in arguments.keywords.items()})
    return arguments.frame.run.new(lost or DictObject(entries))


def pairs_into(entries: dict[Value, Value], arguments: Arguments) -> Unknown | None:
    """Put the entries of a mapping or of pairs into a dict; returns why they are unknown, if they are."""
    first = arguments.positional[0]
    found = arguments.frame.run.state.objects.get(first.address) if isinstance(first, Ref) else None
    if isinstance(found, DictObject):
        entries.update(found.entries)
        return None
    rows = items_of(first, arguments.frame, arguments.node)
    if isinstance(rows, Unknown):
        return rows
    for row in rows:
        pair = items_of(row, arguments.frame, arguments.node)
        if isinstance(pair, Unknown) or len(pair) != 2 or not hashable(pair[0], arguments.frame):
            return arguments.lost("an entry of this dict is not known")
        entries[pair[0]] = pair[1]
    return None


@builtin("collections.defaultdict")
def defaultdict(arguments: Arguments) -> Value:
    factory = arguments.get(0, None, NONE)
    entries: dict[Value, Value] = {}
    if len(arguments.positional) > 1:
        rest = Arguments("dict", arguments.positional[1:], {}, arguments.frame, arguments.node)
        lost = pairs_into(entries, rest)
        if lost is not None:
            return arguments.frame.run.new(lost)
    return arguments.frame.run.new(DictObject(entries, None if factory == NONE else factory))


@builtin("sorted")
def sorted_(arguments: Arguments) -> Value:
    found = items(arguments)
    if isinstance(found, Unknown):
        return arguments.frame.run.new(found)
    ordered = ordered_items(found, arguments)
    return arguments.frame.run.new(ordered if isinstance(ordered, Unknown) else ListObject(ordered))


def ordered_items(found: tuple[Value, ...], arguments: Arguments) -> tuple[Value, ...] | Unknown:
    """Sort items by `key` and `reverse`, where their order is known."""
    frame, node = arguments.frame, arguments.node
    key = arguments.keywords.get("key", NONE)
    keys = list(found) if key == NONE else [call(key, [item], {}, frame, node) for item in found]
    reverse = decided(arguments.keywords.get("reverse", FALSE), frame)
    if reverse is None:
        return arguments.lost("the order is not known")
    order: list[int] = []
    for index in range(len(keys)):
        place = len(order)
        while place:
            before = keys[order[place - 1]]
            pair = (before, keys[index]) if reverse else (keys[index], before)
            smaller = decided(compare("<", *pair, frame, node), frame)
            if smaller is None:
                return arguments.lost("the order is not known")
            if not smaller:
                break
            place -= 1
        order.insert(place, index)
    return tuple(found[index] for index in order)


@builtin("map", "itertools.starmap")
def map_(arguments: Arguments) -> Value:
    columns: list[Any] = [items(arguments, index) for index in range(1, len(arguments.positional))]
    for column in columns:
        if isinstance(column, Unknown):
            return iterator(arguments, column)
    rows: list[tuple[Value, ...]] = list(zip(*columns, strict=False))
    if arguments.name == "itertools.starmap":
        spread = [items_of(row[0], arguments.frame, arguments.node) for row in rows]
        rows = [row for row in spread if not isinstance(row, Unknown)]
        if len(rows) != len(spread):
            return iterator(arguments, arguments.lost("the arguments are not known"))
    results = [call(arguments.positional[0], row, {}, arguments.frame, arguments.node) for row in rows]
    return iterator(arguments, results)


@builtin("filter")
def filter_(arguments: Arguments) -> Value:
    found = items(arguments, 1)
    if isinstance(found, Unknown):
        return iterator(arguments, found)
    kept: list[Value] = []
    for item in found:
        test = arguments.positional[0]
        result = item if test == NONE else call(test, [item], {}, arguments.frame, arguments.node)
        holds = decided(result, arguments.frame)
        if holds is None:
            return iterator(arguments, arguments.lost("a test of `filter` is not decided"))
        if holds:
            kept.append(item)
    return iterator(arguments, kept)


@builtin("any", "all")
def any_or_all(arguments: Arguments) -> Value:
    found = items(arguments)
    if isinstance(found, Unknown):
        return arguments.lost("the items are not known")
    wanted = arguments.name == "any"
    results = [decided(item, arguments.frame) for item in found]
    if wanted in results:
        return known(wanted)
    return arguments.lost("an item is not known") if None in results else known(not wanted)


@builtin("functools.reduce", "itertools.accumulate")
def reduce_(arguments: Arguments) -> Value:
    accumulate = arguments.name == "itertools.accumulate"
    function = arguments.get(1 if accumulate else 0)
    found = items(arguments, 0 if accumulate else 1)
    if isinstance(found, Unknown):
        return found
    values = [*([] if accumulate else arguments.positional[2:3]), *found]
    if not values:
        raise raising(
            "TypeError", "reduce() of empty iterable with no initial value", arguments.frame.site(arguments.node)
        )
    results = [values[0]]
    for item in values[1:]:
        last = results[-1]
        if function is None:
            results.append(binary("+", last, item, arguments.frame, arguments.node))
        else:
            results.append(call(function, [last, item], {}, arguments.frame, arguments.node))
    return iterator(arguments, results) if accumulate else results[-1]


@builtin("itertools.product", "itertools.permutations", "itertools.combinations", "itertools.pairwise")
def combined(arguments: Arguments) -> Value:
    name = arguments.name.partition(".")[2]
    numbers = [value.value for value in arguments.positional[1:] if isinstance(value, Known)]
    count = len(arguments.positional) if name == "product" else 1
    columns: list[Any] = [items(arguments, index) for index in range(count)]
    for column in columns:
        if isinstance(column, Unknown):
            return iterator(arguments, column)
    rows: Any
    if name == "product":
        repeat = arguments.keywords.get("repeat", Known(1))
        rows = itertools.product(*columns, repeat=repeat.value if isinstance(repeat, Known) else 1)
    else:
        rows = getattr(itertools, name)(columns[0], *numbers)
    return iterator(arguments, (Tuple(row) for row in rows))


@builtin("itertools.chain", "itertools.chain.from_iterable")
def chain(arguments: Arguments) -> Value:
    parts: Any = tuple(arguments.positional)
    if arguments.name.endswith("from_iterable"):
        parts = items(arguments)
        if isinstance(parts, Unknown):
            return iterator(arguments, parts)
    joined: list[Value] = []
    for part in parts:
        found = items_of(part, arguments.frame, arguments.node)
        if isinstance(found, Unknown):
            return iterator(arguments, found)
        joined.extend(found)
    return iterator(arguments, joined)


@builtin("itertools.repeat", "itertools.islice")
def repeated(arguments: Arguments) -> Value:
    numbers = [value.value if isinstance(value, Known) else None for value in arguments.positional[1:]]
    if arguments.name == "itertools.repeat":
        if not numbers or not isinstance(numbers[0], int):
            return iterator(arguments, arguments.lost("how often it repeats is not known"))
        return iterator(arguments, itertools.repeat(arguments.positional[0], numbers[0]))
    found = items(arguments)
    return iterator(arguments, found if isinstance(found, Unknown) else itertools.islice(found, *numbers))


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
    run.state.objects[made.address, "__annotations__"] = Tuple(tuple(Known(field) for field in fields))
    defaults = arguments.keywords.get("defaults")
    given = items_of(defaults, arguments.frame, arguments.node) if defaults is not None else ()
    if not isinstance(given, Unknown) and given:
        for field, default in zip(fields[-len(given) :], given, strict=False):
            run.state.bind(made.address, field, default)
    return made


@builtin("slice")
def slice_(arguments: Arguments) -> Value:
    from shapecheck.interpreter.values import Slice

    given = [*arguments.positional]
    if len(given) == 1:
        return Slice(NONE, given[0], NONE)
    return Slice(given[0], given[1], given[2] if len(given) > 2 else NONE)
