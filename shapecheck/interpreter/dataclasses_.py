"""Dataclasses and named tuples: their fields, what binds them, and what compares and shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import libcst as cst

from shapecheck.interpreter.frame import Frame, raising
from shapecheck.interpreter.state import ClassObject, InstanceObject
from shapecheck.interpreter.values import FALSE, TRUE, Builtin, Known, Partial, Ref, Tuple, Value, known
from shapecheck.interpreter.walking import names_in

__all__ = [
    "Field", "bind_fields", "declare_fields", "declare_names", "field_values", "fields_of", "fill", "is_dataclass", "make_dataclass",
    "option", "post_arguments",
]  # fmt: skip

_FIELDS = " fields"
_OPTIONS = " dataclass"
"""Cells of a class; no names of Python's."""

_FIELD = Builtin("dataclasses.field")
_NO_FIELD = {"ClassVar", "KW_ONLY"}


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its default as written, and how it takes part."""

    name: str
    default: Value | None = None
    init: bool = True
    compare: bool = True
    repr: bool = True
    keyword_only: bool = False
    only_init: bool = False


def declare_fields(made: Ref, annotated: Sequence[cst.AnnAssign], frame: Frame) -> None:
    """Note the annotated names of a class body, in order."""
    fields: list[Value] = []
    keyword_only = False
    for item in annotated:
        names = names_in(item.annotation)
        if "KW_ONLY" in names:
            keyword_only = True
        if isinstance(item.target, cst.Name) and not names & _NO_FIELD:
            name = item.target.value
            default = frame.run.state.cell(made.address, name)
            row = (Known(name), known(keyword_only), known("InitVar" in names))
            fields.append(Tuple(row if default is None else (*row, default)))
    if fields:
        frame.run.state.objects[made.address, _FIELDS] = Tuple(tuple(fields))


def declare_names(made: Ref, names: Sequence[str], defaults: Mapping[str, Value], frame: Frame) -> None:
    """Note the fields of a named tuple that is made by a call."""
    rows = [(Known(name), FALSE, FALSE, *((defaults[name],) if name in defaults else ())) for name in names]
    frame.run.state.objects[made.address, _FIELDS] = Tuple(tuple(Tuple(row) for row in rows))


def make_dataclass(made: Ref, keywords: Mapping[str, Value], frame: Frame) -> None:
    """Turn a class into a dataclass; a field's default becomes the attribute of the class."""
    entries = tuple(Tuple((Known(word), value)) for word, value in keywords.items())
    state = frame.run.state
    state.objects[made.address, _OPTIONS] = Tuple(entries)
    for name in state.objects[made.address].names:
        default = state.cell(made.address, name)
        if isinstance(default, Partial) and default.function == _FIELD:
            given = dict(default.keywords)
            if "default" in given:
                state.bind(made.address, name, given["default"])
            else:
                state.unbind(made.address, name)


def option(definition: ClassObject, name: str, frame: Frame, default: bool) -> bool:
    """Return an option of the innermost dataclass among a class and those above it."""
    for parent in definition.order:
        found = frame.run.state.cell(parent.address, _OPTIONS) if isinstance(parent, Ref) else None
        if isinstance(found, Tuple):
            stated = next((p.items[1] for p in found.items if isinstance(p, Tuple) and p.items[0] == Known(name)), None)
            return default if stated is None else stated == TRUE
    return False


def is_dataclass(definition: ClassObject, frame: Frame) -> bool:
    """Tell whether a class, or one above it, is a dataclass."""
    cell = frame.run.state.cell
    return any(isinstance(parent, Ref) and cell(parent.address, _OPTIONS) is not None for parent in definition.order)


def fields_of(definition: ClassObject, frame: Frame) -> list[Field]:
    """Return the fields of a class and those above it, in order."""
    cell = frame.run.state.cell
    fields: dict[str, Field] = {}
    for parent in reversed(definition.order):
        declared = cell(parent.address, _FIELDS) if isinstance(parent, Ref) else None
        if not isinstance(declared, Tuple) or not isinstance(parent, Ref):
            continue
        found = frame.run.state.objects.get(parent.address)
        whole = isinstance(found, ClassObject) and option(found, "kw_only", frame, False)
        for row in declared.items:
            assert isinstance(row, Tuple)
            name, keyword_only, only_init = (item.value for item in row.items[:3] if isinstance(item, Known))
            default = row.items[3] if len(row.items) > 3 else None
            fields[name] = _field(name, default, whole or keyword_only, only_init)
    return list(fields.values())


def _field(name: str, default: Value | None, keyword_only: bool, only_init: bool) -> Field:
    if not (isinstance(default, Partial) and default.function == _FIELD):
        return Field(name, default, keyword_only=keyword_only, only_init=only_init, compare=not only_init)
    given = dict(default.keywords)
    settled = {word: given.get(word) != FALSE for word in ("init", "compare", "repr")}
    has_default = "default" in given or "default_factory" in given
    keyword_only = keyword_only or given.get("kw_only") == TRUE
    return Field(name, default if has_default else None, keyword_only=keyword_only, only_init=only_init, **settled)


def _fresh(default: Value, frame: Frame, node: cst.CSTNode) -> Value:
    """Return a default, from `field(default=...)` or `field(default_factory=...)` too."""
    from shapecheck.interpreter.calls import call

    if isinstance(default, Partial) and default.function == _FIELD:
        given = dict(default.keywords)
        return call(given["default_factory"], [], {}, frame, node) if "default_factory" in given else given["default"]
    return default


def bind_fields(
    name: str,
    fields: Sequence[Field],
    positional: Sequence[Value],
    keywords: Mapping[str, Value],
    frame: Frame,
    node: cst.CSTNode,
) -> dict[str, Value]:
    """Bind arguments to fields as the generated `__init__` does.

    Raises Raised (TypeError) for missing, unexpected and repeated arguments.
    """
    site = frame.site(node)
    taken = [field for field in fields if field.init]
    by_position = [field.name for field in taken if not field.keyword_only]
    names = {field.name for field in taken}
    twice = set(by_position[: len(positional)]) & set(keywords)
    if len(positional) > len(by_position) or not set(keywords) <= names or twice:
        raise raising("TypeError", f"{name}.__init__() got unexpected arguments", site)
    given = {**dict(zip(by_position, positional, strict=False)), **keywords}
    bound: dict[str, Value] = {}
    for field in fields:
        if field.name in given:
            bound[field.name] = given[field.name]
        elif field.default is not None:
            bound[field.name] = _fresh(field.default, frame, node)
        elif field.init:
            raise raising("TypeError", f"{name}.__init__() missing 1 required argument: '{field.name}'", site)
    return bound


def fill(
    made: Ref,
    definition: ClassObject,
    positional: Sequence[Value],
    keywords: Mapping[str, Value],
    frame: Frame,
    node: cst.CSTNode,
) -> None:
    """Set the fields of a new instance of a dataclass, and call its `__post_init__`."""
    from shapecheck.interpreter.calls import call
    from shapecheck.interpreter.class_attributes import class_attribute

    fields = fields_of(definition, frame)
    bound = bind_fields(definition.name, fields, positional, keywords, frame, node)
    for field in fields:
        if field.name in bound and not field.only_init:
            frame.run.state.bind(made.address, field.name, bound[field.name])
    after = class_attribute(definition, "__post_init__", frame)
    if after is not None:
        call(after, [made, *post_arguments(fields, bound)], {}, frame, node)


def post_arguments(fields: Sequence[Field], bound: Mapping[str, Value]) -> list[Value]:
    """Return what `__post_init__` is given: the variables that are for `__init__` only."""
    return [bound[field.name] for field in fields if field.only_init]


def field_values(value: Ref, frame: Frame, use: str) -> tuple[Value, ...] | None:
    """Return the fields of an instance that take part in `compare` or `repr`; None where its class generates none."""
    found = frame.run.state.objects.get(value.address)
    definition = frame.run.state.objects.get(found.cls) if isinstance(found, InstanceObject) else None
    if not isinstance(definition, ClassObject) or not is_dataclass(definition, frame):
        return None
    if not option(definition, {"compare": "eq"}.get(use, use), frame, True):
        return None
    names = [field.name for field in fields_of(definition, frame) if getattr(field, use) and not field.only_init]
    held = [frame.run.state.cell(value.address, name) for name in names]
    return tuple(item for item in held if item is not None) if None not in held else None
