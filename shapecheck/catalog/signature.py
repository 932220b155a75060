"""Binding of arguments: the recorded signatures of Keras's layers, and what their constructors check alike."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pkgutil import get_data
from typing import Any, NoReturn

from shapecheck.catalog.checks import Opaque
from shapecheck.catalog.yesterday.arguments import renamed
from shapecheck.shapes.requirements import Refused

__all__ = [
    "IDENTIFIED",
    "Signature",
    "bind",
    "bind_call",
    "check_identifier",
    "check_positional",
    "identifiers",
    "meant",
    "refuse_names",
    "signature_of",
]


@dataclass(frozen=True, slots=True)
class Signature:
    """Hold what the constructor and the `call` of one layer class take.

    `defaults` maps every argument of the constructor that has a default to it, `**kwargs` included; `init` lists
    those that may be given by position; `optional` are those that are bound only if they are given. `call` is None where `call` takes anything. `unknown` is what Keras says
    of a keyword that it does not know ("" where it takes any). `unchecked` are those that it does not check as its
    siblings do. It is called on `anything` where it converts what it is given itself.
    """

    name: str
    owner: str
    init: tuple[str, ...]
    required: tuple[str, ...]
    optional: tuple[str, ...]
    defaults: Mapping[str, Any]
    call: tuple[str, ...] | None
    call_defaults: Mapping[str, Any]
    unknown: str
    unchecked: frozenset[str]
    anything: bool


def bind(path: str, positional: Sequence[Any], keywords: Mapping[str, Any]) -> dict[str, Any]:
    """Bind the arguments of a layer's constructor: every argument by name, defaults included.

    Checks what all constructors check alike: names, identifiers of activations, initializers, regularizers and
    constraints, `name`, `dtype` and `trainable`. Raises Refused where Keras raises, LookupError for a path that
    is no layer of Keras.
    """
    signature = signature_of(path)
    if signature is None:
        raise LookupError(path)
    bound = dict(zip(signature.init, positional, strict=False))
    unknown: dict[str, Any] = {}
    for name, value in keywords.items():
        if name in bound:
            text = f"{signature.owner}.__init__() got multiple values for argument '{name}'"
            refuse("invalid-argument", f"{signature.name} is given `{name}` twice", text)
        elif name in signature.required or name in signature.defaults or name in signature.optional:
            bound[name] = value
        elif signature.unknown:
            unknown[name] = value
    try:
        check_count(signature, positional, bound)
    except Refused as refused:
        if unknown and refused.kind == "missing-argument":
            refuse_names(signature.name, unknown, (*signature.required, *signature.defaults), refused.keras_error or "")
        raise
    if "input_shape" in keywords and keywords.get("input_dim") is not None and "input_dim" not in signature.init:
        unknown["input_shape"] = bound["input_shape"]
    if unknown:
        refuse_unknown(signature, unknown)
    for name, value in bound.items():
        if name not in signature.unchecked:
            check_common(name, value, signature.name)
    return {name: bound.get(name, default) for name, default in signature.defaults.items()} | bound


def bind_call(path: str, positional: Sequence[Any], keywords: Mapping[str, Any]) -> dict[str, Any]:
    """Bind the arguments of a call of a layer: every argument of its `call` by name, defaults included.

    Raises Refused where Keras raises, LookupError for a path that is no layer of Keras. Every layer takes
    `training`, which is left out where its `call` has none (`keras/src/layers/layer.py`, CallSpec).
    """
    signature = signature_of(path)
    if signature is None:
        raise LookupError(path)
    if signature.call is None:
        return dict(keywords)
    for value in () if signature.anything else positional:
        check_positional(value, signature.name)
    if len(positional) > len(signature.call):
        plural = "s" if len(positional) > 1 else ""
        words = f"{signature.name} is called with {len(positional)} positional argument{plural}"
        refuse("unknown-argument", f"{words}, it takes {len(signature.call)}", "too many positional arguments")
    bound = dict(zip(signature.call, positional, strict=False))
    for name, value in keywords.items():
        if name in bound:
            text = f"multiple values for argument '{name}'"
            refuse("invalid-argument", f"the call of {signature.name} is given `{name}` twice", text)
        if name in signature.call:
            bound[name] = value
        elif name != "training":
            text = f"got an unexpected keyword argument '{name}'"
            refuse("unknown-argument", f"the call of {signature.name} takes no argument `{name}`", text)
    for name in signature.call:
        if name not in bound and name not in signature.call_defaults:
            text = f"missing a required argument: '{name}'"
            refuse("missing-argument", f"the call of {signature.name} wants `{name}`", text)
    return dict(signature.call_defaults) | bound


@cache
def signature_of(path: str) -> Signature | None:
    """Return the signature of a layer class by its canonical path, None for a path that is no layer of Keras."""
    entry = recorded()["layers"].get(path) or recorded()["inner"].get(path) or of_yesterday().get(path)
    if entry is None:
        return None
    name = path.rpartition(".")[2]
    common = [row for row in recorded()["common"] if row[0] not in entry.get("refuses", ())]
    rows = {row[0]: row for row in (*common, *entry.get("also", ()), *entry["init"])}
    call = entry["call"]
    return Signature(
        name,
        entry.get("owner", name),
        tuple(row[0] for row in entry["init"]),
        tuple(row[0] for row in entry["init"] if len(row) == 1),
        tuple(row[0] for row in entry.get("also", ()) if len(row) == 1),
        {key: frozen(row[1]) for key, row in rows.items() if len(row) > 1},
        None if call is None else tuple(row[0] for row in call),
        {row[0]: frozen(row[1]) for row in call or () if len(row) > 1},
        entry.get("unknown", f"Unrecognized keyword arguments passed to {name}: {{}}") or "",
        frozenset(entry.get("unchecked", ())),
        entry.get("anything", False),
    )


@cache
def identifiers(kind: str) -> frozenset[str]:
    """Return the names that Keras knows of a kind: activation, initializer, regularizer, constraint, dtype, loss, ..."""
    return frozenset(recorded()["identifiers"][kind])


@cache
def recorded() -> dict[str, Any]:
    """Read the recording, once."""
    content: dict[str, Any] = json.loads(get_data(__package__, "signatures.json") or "{}")
    return content


@cache
def of_yesterday() -> dict[str, Any]:
    """Read the signatures of layers that today's Keras has not (`tests/oracle/record_old_layers.py`), once."""
    content: dict[str, dict[str, Any]] = json.loads(get_data("shapecheck.catalog.yesterday", "layers.json") or "{}")
    return content["layers"]


def frozen(value: Any) -> Any:
    """Turn the lists of JSON back into the tuples that they were."""
    return tuple(map(frozen, value)) if isinstance(value, list) else value


def refuse(kind: str, message: str, keras: str, details: Mapping[str, Any] | None = None) -> NoReturn:
    """Raise what Keras raises when it constructs or calls."""
    raise Refused(message, kind=kind, when="build", keras_error=keras, details=details)


def check_count(signature: Signature, positional: Sequence[Any], bound: Mapping[str, Any]) -> None:
    """Refuse too many positional arguments and missing ones, in Python's words."""
    init, required = signature.init, signature.required
    if len(positional) > len(init):
        low, high = len(required) + 1, len(init) + 1
        takes = f"from {low} to {high}" if low < high else f"{high}"
        refuse(
            "unknown-argument",
            f"{signature.name} is given {len(positional)} positional arguments, it takes {len(init)}",
            f"{signature.owner}.__init__() takes {takes} positional argument{'s' if high > 1 else ''} "
            f"but {len(positional) + 1} were given",
        )
    missing = [f"'{name}'" for name in required if name not in bound]
    if missing:
        *others, last = missing
        comma = "," if len(others) > 1 else ""
        names = f"{', '.join(others)}{comma} and {last}" if others else last
        count = f"{len(missing)} required positional argument{'s' if len(missing) > 1 else ''}"
        words = " and ".join(name.replace("'", "`") for name in missing)
        text = f"{signature.owner}.__init__() missing {count}: {names}"
        refuse("missing-argument", f"{signature.name} wants {words}", text)


def refuse_unknown(signature: Signature, unknown: Mapping[str, Any]) -> NoReturn:
    """Raise what Keras raises for keywords that a constructor does not know."""
    if "__init__()" in signature.unknown:
        text = signature.unknown.format(next(iter(unknown)))
    else:
        values = (f"{name!r}: {'...' if isinstance(value, Opaque) else repr(value)}" for name, value in unknown.items())
        text = signature.unknown.format(f"{{{', '.join(values)}}}")
    refuse_names(signature.name, unknown, (*signature.required, *signature.defaults), text)


def refuse_names(taker: str, unknown: Iterable[str], known: Sequence[str], keras: str) -> NoReturn:
    """Refuse keywords that are not known, with what each is called today, or the known one that is like it."""
    old, near = {name: found for name in unknown if (found := renamed(name, known))}, dict[str, str]()
    for name in unknown:
        today = old[name][0] if name in old else next(iter(get_close_matches(name, known, 1)), None)
        if today is not None:
            near[name] = today
    words = f"{taker} takes no argument {', '.join(f'`{name}`' for name in unknown)}"
    if len(old) == len(list(unknown)):
        said = {name: f"is `{today}` today" if today else "is gone" for name, (today, _) in old.items()}
        words += ": " + ", ".join(f"`{name}` {text}" if len(said) > 1 else f"it {text}" for name, text in said.items())
    elif near:
        words += f" (did you mean {', '.join(f'`{name}`' for name in near.values())}?)"
    refuse(
        "unknown-argument", words, keras, {"instead": near, "yesterday": old if len(old) == len(list(unknown)) else {}}
    )


IDENTIFIED = {
    "activation": "activation function",
    "initializer": "initializer",
    "regularizer": "regularizer",
    "constraint": "constraint",
}


def check_common(name: str, value: Any, layer: str) -> None:
    """Check an argument that every constructor treats alike, by its name."""
    if (value is None and name != "trainable") or isinstance(value, Opaque):
        return
    kind = name.rpartition("_")[2]
    if kind in IDENTIFIED:
        check_identifier(kind, name, value, layer)
    elif name == "dtype" and isinstance(value, str | int | float):
        check_dtype(value, layer)
    elif name == "name" and (not isinstance(value, str) or "/" in value):
        text = f"Argument `name` must be a string and cannot contain character `/`. Received: name={value} (of type "
        words = f"the name of a {layer} is a string without `/`, got {value!r}"
        refuse("invalid-argument", words, f"{text}{type(value)})")
    elif name == "trainable" and not isinstance(value, bool) and isinstance(value, str | int | float | None):
        text = f"Expected `trainable` to be a boolean. Received: trainable={value} (of type {type(value)})"
        refuse("invalid-argument", f"`trainable` of {layer} is True or False, got {value!r}", text)


def check_identifier(kind: str, name: str, value: Any, layer: str) -> None:
    """Refuse what is no activation, initializer, regularizer or constraint.

    Strings have a kind of their own: a program may register initializers, and only these, under further names. With a
    package before it, as in "mine>orthogonal", a name is one that was registered, in whichever module that is.
    """
    text = f"Could not interpret {IDENTIFIED[kind]} identifier: {value}"
    if isinstance(value, str) and ">" not in value and value not in identifiers(kind):
        words = f"`{name}` of {layer}: Keras knows no {IDENTIFIED[kind]} {value!r}{meant(kind, value)}"
        refuse("unknown-identifier", words, text)
    if isinstance(value, int | float | list | tuple):
        refuse("invalid-argument", f"`{name}` of {layer} wants a name or a function, got {value!r}", text)


def meant(kind: str, name: str) -> str:
    """Ask for the name that Keras knows of a kind and that is most like another; "" where none is."""
    near = get_close_matches(name.lower(), sorted(identifiers(kind)), 1, 0.75)
    return f" (did you mean {near[0]!r}?)" if near else ""


def check_dtype(value: Any, layer: str) -> None:
    """Refuse what names no dtype; the many names of quantized policies are left alone."""
    if not isinstance(value, str):
        text = "Cannot interpret `dtype` argument. Expected a string or an instance of DTypePolicy. Received: dtype="
        refuse("invalid-argument", f"`dtype` of {layer} wants a name, got {value!r}", f"{text}{value}")
    if value not in identifiers("dtype") and not value.startswith(("int8", "float8", "int4", "gptq", "awq")):
        text = (
            f"Cannot convert '{value}' to a mixed precision DTypePolicy. Valid policies include 'mixed_float16', "
            "'mixed_bfloat16', and the name of any float dtype such as 'float32'."
        )
        refuse("unknown-identifier", f"`dtype` of {layer}: Keras knows no dtype {value!r}", text)


def _class_of(value: Any) -> str:
    return f"<class '{value.path}'>" if hasattr(value, "apply") else str(type(value))


def check_positional(value: Any, layer: str) -> None:
    """Refuse a plain value, a layer or a model where a tensor must stand."""
    if isinstance(value, list | tuple):
        for item in value:
            check_positional(item, layer)
    elif isinstance(value, bool | int | float | str) or hasattr(value, "apply"):
        text = (
            "Only input tensors may be passed as positional arguments. The following argument value should be passed "
            f"as a keyword argument: {value} (of type {_class_of(value)})"
        )
        refuse("input-structure", f"{layer} is called on {value!r}, which is no tensor", text)
