"""Attributes and items of objects that are not known: the same whenever they are read, until something may change them."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import TYPE_CHECKING

from shapecheck.interpreter.state import Held
from shapecheck.interpreter.values import Known, Tuple, Unknown, Value, derived_key, unknown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["called", "may_change", "part_of", "set_part"]

_READING = frozenset(
    "get keys values items copy index count format lower upper split strip startswith endswith".split()
)
"""Methods that leave an object as it is, whatever it is."""


def part_of(value: Unknown, how: str, name: Hashable, frame: Frame) -> Value:
    """Return an attribute or an item of an unknown value: what was set, or another unknown value that it always is."""
    since = _since(value, frame)
    found: Value | None = frame.run.state.objects.get(Held(value.key, (how, name, since)))
    if found is not None:
        return found
    key = value.key if since is None else ("since", value.key, since)
    named = _named(value, how, name) if value.entry else None
    return Unknown(value.reason, value.site, derived_key(how, key, name), named, value.entry, value.problem)


def set_part(value: Unknown, how: str, name: Hashable, item: Value, frame: Frame) -> None:
    """Set an attribute or an item of an unknown value."""
    frame.run.state.objects[Held(value.key, (how, name, _since(value, frame)))] = item


def may_change(value: Unknown, frame: Frame, node: cst.CSTNode) -> None:
    """Note that code that is not read has an unknown value in hand: what is read of it later is not what was."""
    lost = unknown("code that is not read may have changed it", frame.site(node))
    frame.run.state.objects[Held(_root(value.key))] = lost


def called(
    callee: Unknown, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> Unknown:
    """Return what a call of an unknown value returns; a method may change the object that it belongs to."""
    result = unknown(callee.reason, callee.site, problem=callee.problem)
    method = callee.key
    if not isinstance(method, tuple) or method[0] != "attribute":
        return result
    if method[2] not in _READING:
        may_change(callee, frame, node)
    elif method[2] == "get" and callee.entry and positional and not keywords:
        keys = [each for each in positional if isinstance(each, Known)]
        if len(keys) == len(positional) and isinstance(keys[0].value, str):
            owner = (callee.name or "").rpartition(".")[0]
            named = f"{owner}[{keys[0].value!r}]" if owner else None
            return replace(result, key=derived_key("called", method, Tuple(tuple(keys))), name=named, entry=True)
    return result


def _since(value: Unknown, frame: Frame) -> Hashable:
    """Return what tells an object from itself before it may have changed; None where it never did."""
    found = frame.run.state.objects.get(Held(_root(value.key)))
    return found.key if isinstance(found, Unknown) else found


def _root(key: Hashable) -> Hashable:
    """Return the key of the value of which one is a part, a part of a part, and so on."""
    while isinstance(key, tuple) and len(key) == 3 and key[0] in ("attribute", "item", "since"):
        key = key[1]
    return key


def _named(value: Unknown, how: str, name: Hashable) -> str | None:
    """Return a part as the source writes it: `cfg.width`, `cfg['width']`."""
    if value.name is None:
        return None
    if how == "attribute":
        return f"{value.name}.{name}"
    if isinstance(name, Known) and isinstance(name.value, str | int):
        return f"{value.name}[{name.value!r}]"
    return None
