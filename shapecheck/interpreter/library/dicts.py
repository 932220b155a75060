"""Dicts: `dict`, `OrderedDict`, `defaultdict`, `Counter`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from shapecheck.interpreter.arithmetic import binary
from shapecheck.interpreter.builtins_ import Arguments, builtin
from shapecheck.interpreter.calls import call
from shapecheck.interpreter.collections_ import CounterObject, OrderedObject
from shapecheck.interpreter.frame import raising
from shapecheck.interpreter.indexing import get_item
from shapecheck.interpreter.iteration import items_of
from shapecheck.interpreter.keys import dunder, key_in, keyed
from shapecheck.interpreter.mappings import mapping_of
from shapecheck.interpreter.state import DictObject
from shapecheck.interpreter.values import NONE, Known, Unknown, Value


@builtin("dict", "collections.OrderedDict", "collections.Counter")
def dict_(arguments: Arguments) -> Value:
    """Make a dict of a mapping or of pairs, and keywords; a counter of a mapping, or by counting."""
    entries: dict[Value, Value] = {}
    fill = count_into if arguments.name == "collections.Counter" else pairs_into
    lost = fill(entries, arguments) if arguments.positional else None
    entries.update({Known(name): value for name, value in arguments.keywords.items()})
    return arguments.frame.run.new(lost or _KINDS.get(arguments.name, DictObject)(entries))


_KINDS: dict[str, type[DictObject]] = {"collections.OrderedDict": OrderedObject, "collections.Counter": CounterObject}


def count_into(entries: dict[Value, Value], arguments: Arguments) -> Unknown | None:
    """Add counts to a counter, of a mapping's or one for each item; returns why they are unknown, if they are."""
    frame, node = arguments.frame, arguments.node
    counts = mapping_of(arguments.at(0), frame)
    if counts is not None:
        pairs = list(counts.entries.items())
    else:
        found = items_of(arguments.at(0), frame, node)
        if isinstance(found, Unknown):
            return found
        pairs = [(item, Known(1)) for item in found]
    for key, count in pairs:
        if not keyed(key, frame, node):
            return arguments.lost("what is counted is not known")
        same = key_in(entries, key)
        before = Known(0) if same is None else entries[same]
        entries[key if same is None else same] = binary("+", before, count, frame, node)
    return None


def pairs_into(entries: dict[Value, Value], arguments: Arguments) -> Unknown | None:
    """Put the entries of a mapping or of pairs into a dict; returns why they are unknown, if they are."""
    frame, node = arguments.frame, arguments.node
    first = arguments.at(0)
    found = mapping_of(first, frame)
    if found is not None:
        entries.update(with_entries(entries, found.entries.items()))
        return None
    keys = _keys_of(first, arguments)
    rows = items_of(first, frame, node) if keys is None else keys
    if isinstance(rows, Unknown):
        return rows
    pairs: list[tuple[Value, Value]] = []
    for row in rows:
        pair = items_of(row, frame, node) if keys is None else (row, get_item(first, row, frame, node))
        if isinstance(pair, Unknown):
            return pair
        if len(pair) != 2:
            raise raising("ValueError", "dictionary update sequence element has a wrong length", frame.site(node))
        if not keyed(pair[0], frame, node):
            return arguments.lost("an entry of this dict is not known")
        pairs.append((pair[0], pair[1]))
    entries.update(with_entries(entries, pairs))
    return None


def _keys_of(value: Value, arguments: Arguments) -> tuple[Value, ...] | Unknown | None:
    """Return the keys of an object that says them itself, None for any other."""
    method = dunder(value, "keys", arguments.frame)
    if method is None:
        return None
    given = call(method, [value], {}, arguments.frame, arguments.node)
    return items_of(given, arguments.frame, arguments.node)


def with_entries(entries: Mapping[Value, Value], pairs: Iterable[tuple[Value, Value]]) -> dict[Value, Value]:
    """Return a dict with entries set; a key that is there stays as it was written first."""
    made = dict(entries)
    for key, value in pairs:
        same = key_in(made, key)
        made[key if same is None else same] = value
    return made


@builtin("collections.defaultdict")
def defaultdict(arguments: Arguments) -> Value:
    factory = arguments.get(0, None, NONE)
    entries: dict[Value, Value] = {Known(name): value for name, value in arguments.keywords.items()}
    if len(arguments.positional) > 1:
        rest = Arguments("dict", arguments.positional[1:], {}, arguments.frame, arguments.node)
        lost = pairs_into(entries, rest)
        if lost is not None:
            return arguments.frame.run.new(lost)
    return arguments.frame.run.new(DictObject(entries, None if factory == NONE else factory))
