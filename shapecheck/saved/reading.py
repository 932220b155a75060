"""What stands in the configuration of a saved model, in Keras 3's words and in Keras 2's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

__all__ = ["Call", "History", "Unreadable", "calls_of", "histories", "is_history", "is_old", "named"]


class Unreadable(Exception):
    """Raised for what is no configuration of a model; the message says why."""


class History(NamedTuple):
    """Point to a tensor: the name of a layer, which of its calls, which of its outputs."""

    layer: str
    call: int
    output: int


class Call(NamedTuple):
    """One call of a layer; tensors in it are given by their History."""

    positional: list[Any]
    keywords: dict[str, Any]


def named(content: Any, key: str, kind: Any) -> Any:
    """Return what stands under a key, of a type that it must have. Raises Unreadable."""
    found = content.get(key) if isinstance(content, Mapping) else None
    if not isinstance(found, kind):
        raise Unreadable(f"this is no configuration of a model: it has no `{key}`")
    return found


def is_history(content: Any) -> bool:
    """Tell whether a list points to a tensor: `["dense", 0, 0]`, in Keras 2 with keywords behind."""
    return (
        isinstance(content, list)
        and 3 <= len(content) <= 4
        and isinstance(content[0], str)
        and all(type(number) is int for number in content[1:3])
    )


def histories(content: Any) -> Iterator[History]:
    """Yield all that a structure points to."""
    if isinstance(content, History):
        yield content
    elif isinstance(content, Mapping):
        for item in content.values():
            yield from histories(item)
    elif isinstance(content, list | tuple):
        for item in content:
            yield from histories(item)


def is_old(entry: Mapping[str, Any]) -> bool:
    """Tell whether the calls of a layer are written in Keras 2's way."""
    nodes = entry.get("inbound_nodes") or ()
    return any(not (isinstance(node, Mapping) and "args" in node) for node in nodes)


def calls_of(entry: Mapping[str, Any]) -> list[Call]:
    """Return the calls of a layer of a functional model. Raises Unreadable."""
    nodes = entry.get("inbound_nodes") or []
    if not isinstance(nodes, list):
        raise Unreadable("`inbound_nodes` is no list")
    if not is_old(entry):
        return [Call(_today(named(node, "args", list)), _today(node.get("kwargs") or {})) for node in nodes]
    return [_yesterday(node) for node in nodes]


def _today(content: Any) -> Any:
    """Replace what Keras 3 writes for tensors."""
    if isinstance(content, Mapping):
        if content.get("class_name") == "__keras_tensor__":
            history = named(named(content, "config", dict), "keras_history", list)
            if not is_history(history):
                raise Unreadable("a tensor of the configuration has no history")
            return History(*history[:3])
        return {name: _today(item) for name, item in content.items()}
    return [_today(item) for item in content] if isinstance(content, list) else content


def _yesterday(node: Any) -> Call:
    """Read a call as Keras 2 writes it: pointers to tensors, each with the keywords of the call behind it."""
    if is_history(node):
        node = [node]
    keywords: dict[str, Any] = {}
    for one in _pointers(node):
        if len(one) > 3 and isinstance(one[3], Mapping):
            keywords.update({name: _pointed(item) for name, item in one[3].items()})
    inputs = _pointed(node)
    single = isinstance(inputs, list) and len(inputs) == 1
    return Call([inputs[0] if single else inputs], keywords)


def _pointers(content: Any) -> Iterator[list[Any]]:
    if is_history(content):
        yield content
    elif isinstance(content, list | Mapping):
        for item in content.values() if isinstance(content, Mapping) else content:
            yield from _pointers(item)


def _pointed(content: Any) -> Any:
    if is_history(content):
        # a constant stands where the name of a layer would
        return content[2] if content[0] == "_CONSTANT_VALUE" else History(*content[:3])
    if isinstance(content, list):
        return [_pointed(item) for item in content]
    return {name: _pointed(item) for name, item in content.items()} if isinstance(content, Mapping) else content
