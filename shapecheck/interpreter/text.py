"""`str`, `repr` and `format` of values that are known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from shapecheck.interpreter.contents import contents, underlying
from shapecheck.interpreter.exceptions import ExceptionObject, exception_class
from shapecheck.interpreter.frame import raising
from shapecheck.interpreter.keys import dunder
from shapecheck.interpreter.state import ClassObject, DictObject, InstanceObject, ListObject, SetObject
from shapecheck.interpreter.values import Builtin, Known, Ref, Tuple, Value

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["formatted", "plain", "shown", "too_wide"]


class Shown:
    """An object in a plain value of which only the text matters: an instance, by what `repr` and `str` say of it."""

    def __init__(self, text: str, own: str | None) -> None:
        self.text = text
        self.own = own

    def __repr__(self) -> str:
        return self.text

    def __str__(self) -> str:
        return self.text if self.own is None else self.own


_MOST_PARTS = 20_000
_DEEPEST = 100


def plain(value: Value, frame: Frame, *, text: bool = False) -> object:
    """Return a value made of constants, tuples, lists and dicts as the Python object that it is.

    With `text`, what has no plain form but a known `repr` stands as an object that shows it. Raises ValueError where
    a part of it is not known, or it has too many parts.
    """
    return _plain(value, frame, text, [_MOST_PARTS], _DEEPEST)


def _plain(value: Value, frame: Frame, text: bool, left: list[int], depth: int) -> object:
    if isinstance(value, Known):
        return value.value
    left[0] -= 1
    if left[0] < 0 or depth < 0:
        raise ValueError("too many parts")

    def inner(item: Value) -> Any:
        return _plain(item, frame, text, left, depth - 1)

    if isinstance(value, Tuple) and value.cls is None:
        return tuple(inner(item) for item in value.items)
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    if isinstance(found, ListObject) and found.kind == "list":
        return [inner(item) for item in found.items]
    if isinstance(found, DictObject) and type(found) is DictObject and found.default is None:
        entries = found.entries.items()
        return {inner(key): inner(item) for key, item in entries}
    if isinstance(found, SetObject) and (len(found.items) < 2 or not text):
        items = [inner(item) for item in found.items]
        return frozenset(items) if found.frozen else set(items)
    held = contents(value, frame)
    if held is not None and not any(
        dunder(value, name, frame) for name in ("__repr__", "__str__", "__format__", "value")
    ):
        return inner(held)
    shown_text = _object_text(value, found, frame) if text and dunder(value, "__format__", frame) is None else None
    if shown_text is None or held is not None:
        raise ValueError("not a plain value")
    return Shown(shown_text, _own_text(value, frame))


def _object_text(value: Value, found: object, frame: Frame) -> str | None:
    """Return the `repr` of an object that is no plain value, None where it is not known."""
    from shapecheck.interpreter.calls import call

    method = dunder(value, "__repr__", frame)
    if method is not None:
        answer = call(method, [value], {}, frame, getattr(method, "node", None) or frame.source.module)
        return answer.value if isinstance(answer, Known) and isinstance(answer.value, str) else None
    if isinstance(value, Tuple):
        named = zip(value.fields, value.items, strict=True)
        return _with_fields(frame.run.state.objects[value.cls].name, named, frame)
    if isinstance(found, ExceptionObject) and isinstance(found.args, Tuple):
        arguments = [shown(item, frame, as_repr=True) for item in found.args.items]
        return None if None in arguments else f"{found.name}({', '.join(filter(None, arguments))})"
    if isinstance(value, Builtin):
        return (
            f"<class '{value.name}'>"
            if value.name in ("int", "str", "float", "bool", "list", "dict", "tuple")
            else None
        )
    if isinstance(value, Ref) and isinstance(found, InstanceObject):
        return _instance_text(value, found, frame)
    return None


def _instance_text(value: Ref, found: InstanceObject, frame: Frame) -> str | None:
    from shapecheck.interpreter.dataclasses_ import fields_of, is_dataclass, option

    cell = frame.run.state.cell
    definition = frame.run.state.objects.get(found.cls)
    if found.cls is None:
        pairs = [(name, cell(value.address, name)) for name in found.names]
        return _with_fields("namespace", pairs, frame) if pairs and " declared" not in found.names else None
    if not isinstance(definition, ClassObject):
        return None
    if is_dataclass(definition, frame) and option(definition, "repr", frame, True):
        names = [field.name for field in fields_of(definition, frame) if field.repr and not field.only_init]
        return _with_fields(definition.name, [(name, cell(value.address, name)) for name in names], frame)
    if cell(found.cls, "__members__") is not None:
        name, held = cell(value.address, "name"), cell(value.address, "value")
        text = shown(held, frame, as_repr=True) if held is not None else None
        return f"<{definition.name}.{name.value}: {text}>" if isinstance(name, Known) and text is not None else None
    held = underlying(value, frame)
    return shown(held, frame, as_repr=True) if held != value else None


def _with_fields(name: str, pairs: Iterable[tuple[str, Value | None]], frame: Frame) -> str | None:
    texts = []
    for field, item in pairs:
        text = None if item is None else shown(item, frame, as_repr=True)
        if text is None:
            return None
        texts.append(f"{field}={text}")
    return f"{name}({', '.join(texts)})"


def shown(value: Value, frame: Frame, *, as_repr: bool = False) -> str | None:
    """Return `str(value)` or `repr(value)`, None where it is not known."""
    text = None if as_repr else _own_text(value, frame)
    if text is not None:
        return text
    try:
        constant = plain(value, frame, text=True)
    except ValueError:
        return None
    return repr(constant) if as_repr else str(constant)


def _own_text(value: Value, frame: Frame) -> str | None:
    """Return what `str` says of an object where that is not its `repr`."""
    from shapecheck.interpreter.calls import call

    method = dunder(value, "__str__", frame)
    if method is not None:
        answer = call(method, [value], {}, frame, getattr(method, "node", None) or frame.source.module)
        return answer.value if isinstance(answer, Known) and isinstance(answer.value, str) else None
    cell = frame.run.state.cell
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    if isinstance(found, ExceptionObject):
        return _exception_text(found.args, found.name, frame)
    if not isinstance(value, Ref) or not isinstance(found, InstanceObject) or found.cls is None:
        return None
    arguments = cell(value.address, "args")
    definition = frame.run.state.objects[found.cls]
    if any(isinstance(parent, Builtin) and exception_class(parent.name) for parent in definition.order):
        return None if arguments is None else _exception_text(arguments, "", frame)
    if cell(found.cls, "__members__") is not None and underlying(value, frame) == value:
        name = cell(value.address, "name")
        return f"{definition.name}.{name.value}" if isinstance(name, Known) else None
    held = underlying(value, frame)
    members = cell(found.cls, "__members__") is not None
    return shown(held, frame) if held != value and not members and dunder(value, "__repr__", frame) is None else None


def _exception_text(arguments: Value, name: str, frame: Frame) -> str | None:
    if not isinstance(arguments, Tuple):
        return None
    if len(arguments.items) == 1:
        return shown(arguments.items[0], frame, as_repr=name == "KeyError")
    return shown(arguments, frame) if arguments.items else ""


_MOST_DIGITS = 4


def too_wide(spec: str) -> bool:
    """Tell whether a format asks for a field of more than 9,999 characters."""
    runs = "".join(letter if letter.isdigit() else " " for letter in spec).split()
    return any(len(run) > _MOST_DIGITS for run in runs)


def formatted(value: Value, conversion: str | None, spec: str, frame: Frame, node: cst.CSTNode) -> str | None:
    """Return `format(value, spec)` after a conversion (`r`, `s`, `a`), None where it is not known.

    Raises Raised where Python refuses the format.
    """
    from shapecheck.interpreter.calls import call

    method = None if conversion else dunder(value, "__format__", frame)
    if method is not None:
        answer = call(method, [value, Known(spec)], {}, frame, node)
        return answer.value if isinstance(answer, Known) and isinstance(answer.value, str) else None
    if too_wide(spec):
        return None
    constant: object
    if conversion:
        constant = shown(value, frame, as_repr=conversion != "s")
        if constant is None:
            return None
        if conversion == "a":
            constant = constant.encode("ascii", "backslashreplace").decode()
    else:
        held = underlying(value, frame)
        if not isinstance(held, Known):
            constant = shown(value, frame)
            if constant is None or spec:
                return constant if not spec else None
        elif held is not value:
            return None
        else:
            constant = held.value
    try:
        return format(constant, spec)
    except (ValueError, TypeError) as error:
        raise raising(type(error).__name__, str(error), frame.site(node)) from None
