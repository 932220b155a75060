"""Objects of a configuration as Python expressions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from keyword import iskeyword
from typing import Any

from shapecheck.catalog.paths import canonical
from shapecheck.catalog.signature import signature_of
from shapecheck.catalog.yesterday.arguments import renamed
from shapecheck.saved.reading import Unreadable

__all__ = ["call_text", "class_path", "dotted", "identifier", "layer_text", "value_text"]

_IDLE = ("_initializer", "_regularizer", "_constraint", "query_shape", "key_shape", "value_shape")
"""Endings of what changes no shape: it is left out. Keras 2 also wrote what an attention was called on."""

_MODULES = {"Functional": "keras", "Model": "keras", "Sequential": "keras"}


def identifier(name: str) -> str:
    """Return a name of Python's for any name."""
    return re.sub(r"\W", "_", name)


def dotted(path: str) -> str:
    """Return a dotted path as it is. Raises Unreadable for text that is none."""
    if not all(part.isidentifier() and not iskeyword(part) for part in path.split(".")):
        raise Unreadable(f"{path!r} is no path of a class or function")
    return path


def class_path(entry: Mapping[str, Any]) -> str:
    """Return the canonical path of the class of an object; one of the user's keeps its own."""
    name = str(entry.get("class_name"))
    module = entry.get("module")
    if entry.get("registered_name") not in (None, name) and not str(module).startswith("keras"):
        return f"{module or 'custom'}.{name}"
    guesses = [f"{module}.{name}"] if module else [f"{_MODULES.get(name, 'keras.layers')}.{name}"]
    found = next(filter(None, map(canonical, guesses)), None)
    return found or (guesses[0] if module else f"custom.{name}")


def layer_text(entry: Mapping[str, Any]) -> str:
    """Return the constructor of a layer. Raises Unreadable."""
    path, config = class_path(entry), entry.get("config")
    if not isinstance(config, Mapping):
        raise Unreadable(f"the configuration of a {entry.get('class_name')} is none")
    signature = signature_of(path)
    if signature is None:
        return call_text(path, config)
    known = (*signature.required, *signature.defaults, *signature.optional)
    kept: dict[str, Any] = {}
    for name, value in config.items():
        old = renamed(name, known)
        today = name if name in known or old is None else old[0]
        # what today's Keras has no more is left out where it says nothing: Keras 2 wrote `groups=1` of layers without any
        if name.endswith(_IDLE) or (today not in known and (old is not None or not value or value == 1)):
            continue
        kept[str(today)] = value[0] if name == "axis" and isinstance(value, list) and len(value) == 1 else value
    return call_text(path, kept)


def call_text(path: str, keywords: Mapping[str, Any]) -> str:
    """Return a call with keywords."""
    return f"{dotted(path)}(**{{{', '.join(f'{name!r}: {value_text(value)}' for name, value in keywords.items())}}})"


def value_text(value: Any) -> str:
    """Return a value of a configuration as an expression. Raises Unreadable."""
    if isinstance(value, list):
        return f"[{', '.join(map(value_text, value))}]"
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return f"float({str(value)!r})"
    if not isinstance(value, Mapping):
        return repr(value)
    if "class_name" not in value:
        return f"{{{', '.join(f'{name!r}: {value_text(item)}' for name, item in value.items())}}}"
    return _object_text(value)


def _object_text(entry: Mapping[str, Any]) -> str:
    name, config = str(entry["class_name"]), entry.get("config")
    held = config if isinstance(config, Mapping) else {}
    if name == "__tuple__":
        return f"tuple({value_text(entry.get('items', []))})"
    if name in ("__numpy__", "__tensor__"):
        return f"numpy.array({value_text(held.get('value'))}, dtype={held.get('dtype')!r})"
    if name == "__slice__":
        return f"slice({', '.join(value_text(held.get(part)) for part in ('start', 'stop', 'step'))})"
    if name == "__ellipsis__":
        return "..."
    if name == "__bytes__":
        return repr(str(held.get("value", "")).encode())
    if name == "function":
        return repr(config)
    if name.startswith("__"):
        return f"{identifier(name)}.value"
    if name.endswith("Policy") and isinstance(held.get("name"), str):
        return repr(held["name"])
    return layer_text(entry)
