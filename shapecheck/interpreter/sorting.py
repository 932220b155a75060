"""Sorting by `key` and `reverse`, where the order is known."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cmp_to_key

from shapecheck.interpreter.builtins_ import Arguments
from shapecheck.interpreter.calls import call
from shapecheck.interpreter.comparing import compare
from shapecheck.interpreter.forking import decided
from shapecheck.interpreter.values import FALSE, NONE, Known, Unknown, Value

__all__ = ["ordered_items"]

_MOST_COMPARED = 200
"""How many items are sorted by asking for each comparison; plain constants are sorted by Python itself."""


class _Undecided(Exception):
    """Raised where it is not known which of two items comes first."""


def ordered_items(found: Sequence[Value], arguments: Arguments) -> tuple[Value, ...] | Unknown:
    """Sort items, equal ones in the order in which they stand."""
    frame, node = arguments.frame, arguments.node
    key = arguments.keywords.get("key", NONE)
    keys = list(found) if key == NONE else [call(key, [item], {}, frame, node) for item in found]
    reverse = decided(arguments.keywords.get("reverse", FALSE), frame)
    if reverse is None:
        return arguments.lost("the order is not known")
    plain = [one.value for one in keys if isinstance(one, Known)]
    if len(plain) == len(keys) and any(all(isinstance(one, kind) for one in plain) for kind in (str, int, float)):
        order = sorted(range(len(keys)), key=plain.__getitem__, reverse=reverse)
        return tuple(found[index] for index in order)
    if len(keys) > _MOST_COMPARED:
        return arguments.lost("too many items are compared")

    def less(one: int, two: int) -> int:
        for first, second, sign in ((one, two, -1), (two, one, 1)):
            before = decided(compare("<", keys[first], keys[second], frame, node), frame)
            if before is None:
                raise _Undecided
            if before:
                return sign
        return 0

    try:
        order = sorted(range(len(keys)), key=cmp_to_key(less), reverse=reverse)
    except _Undecided:
        return arguments.lost("the order is not known")
    return tuple(found[index] for index in order)
