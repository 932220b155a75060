"""`itertools` on items that are all taken at once: products, permutations, groups."""

from __future__ import annotations

import itertools
from typing import Any

from shapecheck.interpreter.builtins_ import Arguments, builtin
from shapecheck.interpreter.calls import call
from shapecheck.interpreter.equality import equals
from shapecheck.interpreter.forking import decided
from shapecheck.interpreter.iteration import items_of
from shapecheck.interpreter.library.lazily import whole
from shapecheck.interpreter.values import NONE, Known, Tuple, Unknown, Value


@builtin("itertools.product", "itertools.permutations", "itertools.combinations", "itertools.pairwise",
         "itertools.combinations_with_replacement", "itertools.zip_longest", "itertools.compress", "itertools.tee")  # fmt: skip
def combined(arguments: Arguments) -> Value:
    """Combine items that are all taken at once."""
    name = arguments.name.partition(".")[2]
    several = name in ("product", "zip_longest", "compress")
    columns: list[Any] = []
    for value in arguments.positional if several else [arguments.at(0)]:
        column = items_of(value, arguments.frame, arguments.node)
        if isinstance(column, Unknown):
            return whole(arguments, column)
        columns.append(column)
    numbers = [value.value for value in (arguments.positional[1:] if not several else ()) if isinstance(value, Known)]
    repeat = arguments.get(1 if name == "tee" else 99, "repeat", Known(2 if name == "tee" else 1))
    if not isinstance(repeat, Known) or not isinstance(repeat.value, int) or repeat.value > _MOST_REPEATED:
        return whole(arguments, arguments.frame.lost("more items than can be followed", arguments.node))
    if any(not isinstance(number, int) or number > _MOST_REPEATED for number in numbers):
        return whole(arguments, arguments.frame.lost("more items than can be followed", arguments.node))
    if name == "tee":
        return Tuple(tuple(whole(arguments, columns[0]) for _ in range(repeat.value)))
    if name == "compress":
        flags = [decided(flag, arguments.frame) for flag in columns[1]] if len(columns) > 1 else [None]
        unsure = arguments.lost("a selector is not decided") if None in flags else None
        return whole(arguments, unsure or itertools.compress(columns[0], flags))
    if name == "zip_longest":
        fill = arguments.keywords.get("fillvalue", NONE)
        return whole(arguments, (Tuple(row) for row in itertools.zip_longest(*columns, fillvalue=fill)))
    if name == "product" and len(columns) * repeat.value > _WIDEST:
        return whole(arguments, arguments.frame.lost("more items than can be followed", arguments.node))
    if name == "product":
        return whole(arguments, (Tuple(row) for row in itertools.product(*columns, repeat=repeat.value)))
    return whole(arguments, (Tuple(row) for row in getattr(itertools, name)(columns[0], *numbers)))


_WIDEST = 20
"""How many items stand in one row of a product at most."""

_MOST_REPEATED = 1_000


@builtin("itertools.groupby")
def groupby(arguments: Arguments) -> Value:
    """Group items by key, each group taken at once."""
    frame, node = arguments.frame, arguments.node
    key = arguments.get(1, "key", NONE)
    found = items_of(arguments.at(0), frame, node)
    if isinstance(found, Unknown):
        return whole(arguments, found)
    groups: list[tuple[Value, list[Value]]] = []
    for item in found:
        name = item if key in (None, NONE) else call(key or NONE, [item], {}, frame, node)
        same = equals(groups[-1][0], name, frame) if groups else False
        if same is None:
            return whole(arguments, arguments.lost("whether two items are in one group is not known"))
        if same:
            groups[-1][1].append(item)
        else:
            groups.append((name, [item]))
    return whole(arguments, [Tuple((name, whole(arguments, items))) for name, items in groups])
