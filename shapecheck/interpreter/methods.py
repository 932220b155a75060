"""Methods of strings, containers, numbers and instances that are one of these; special methods by name."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shapecheck.interpreter.attribute_dicts import AttributesObject, through
from shapecheck.interpreter.builtins_ import Arguments
from shapecheck.interpreter.calls import escape
from shapecheck.interpreter.container_methods import TABLES, Method
from shapecheck.interpreter.exit_stacks import StackObject
from shapecheck.interpreter.frame import raising
from shapecheck.interpreter.iteration import items_of
from shapecheck.interpreter.properties import PROPERTY_METHODS, Property
from shapecheck.interpreter.stack_methods import STACK_METHODS
from shapecheck.interpreter.state import DictObject, LayerObject, LibraryObject, ListObject, SetObject, like_all
from shapecheck.interpreter.text import plain, too_wide
from shapecheck.interpreter.values import (
    NONE,
    Array,
    Builtin,
    Known,
    Made,
    Ref,
    Reference,
    Tensor,
    Tuple,
    Unknown,
    Value,
    unknown,
)

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["call_method", "lifted"]


def call_method(
    receiver: Value,
    name: str,
    positional: Sequence[Value],
    keywords: Mapping[str, Value],
    frame: Frame,
    node: cst.CSTNode,
) -> Value:
    """Call a method of a built-in type, a tensor, a layer or a model.

    Raises Raised where Python would on known values.
    """
    from shapecheck.interpreter import bridge

    arguments = Arguments(name, positional, keywords, frame, node)
    found = frame.run.state.objects.get(receiver.address) if isinstance(receiver, Ref) else receiver
    if isinstance(found, LayerObject) and isinstance(receiver, Ref):
        return bridge.call_layer_method(receiver, name, positional, keywords, frame, node)
    if isinstance(found, LibraryObject) and isinstance(receiver, Ref):
        return bridge.call_data_method(receiver, name, positional, keywords, frame, node)
    if isinstance(found, Array):
        return bridge.call_array_method(found, name, positional, keywords, frame, node)
    if isinstance(found, Tensor):
        return bridge.call_tensor_method(found, name, positional, keywords, frame, node)
    if isinstance(found, Made) and bridge.judging_method(found, name):
        return bridge.call_judge(found, positional, keywords, frame, node)
    if isinstance(found, AttributesObject):
        return through(found, lambda ref: call_method(ref, name, positional, keywords, frame, node), frame)
    if isinstance(found, Builtin):
        return _method_of_class(found, arguments)
    if name in _SPECIAL and not isinstance(found, Unknown):
        return _special(receiver, arguments)
    if isinstance(found, Known):
        return _constant_method(found, arguments)
    for kind, table in _TABLES:
        if isinstance(found, kind):
            handler = table.get(name)
            if handler is not None:
                return handler(receiver, found, arguments)
            _refuse_unknown_name(found, arguments)
            break
    if isinstance(found, Unknown) and found.item is not None and isinstance(receiver, Ref):
        item = like_all((found.item, *positional), frame.run.state.objects) if name == "append" else None
        frame.run.state.objects[receiver.address] = replace(found, item=item, series=None)
        return NONE if name == "append" else unknown(found.reason, found.site)
    if name in _INITIALIZERS_OF_NOTHING:
        return NONE
    for value in (receiver, *positional, *keywords.values()):
        escape(value, frame, node)
    if isinstance(found, Unknown):
        return unknown(found.reason, found.site, problem=found.problem)
    lost = frame.lost(f"the method `{name}` is not modelled", node)
    return replace(lost, key=("called", Reference(name), next(frame.run.keys)))


_INITIALIZERS_OF_NOTHING = frozenset(("threading.local.__init__", "abc.ABC.__init__", "typing.Generic.__init__"))
"""Of classes of the standard library that a program's own derive from: they are `object`'s."""


_TABLES: tuple[tuple[type, dict[str, Method]], ...] = (
    (Property, PROPERTY_METHODS),
    (StackObject, STACK_METHODS),
    *TABLES,
)


def _refuse_unknown_name(found: object, arguments: Arguments) -> None:
    """Refuse what a plain list, dict, set or tuple does not have.

    Raises Raised (AttributeError).
    """
    kinds: dict[type, type] = {ListObject: list, DictObject: dict, SetObject: set, Tuple: tuple}
    kind = kinds.get(type(found))
    named = isinstance(found, Tuple) and found.cls is not None
    if kind is not None and not named and not hasattr(kind, arguments.name):
        message = f"'{kind.__name__}' object has no attribute '{arguments.name}'"
        raise raising("AttributeError", message, arguments.frame.site(arguments.node))


_ALTERNATIVE = frozenset(("fromkeys", "maketrans", "from_bytes", "fromhex"))
"""Methods of built-in classes that make something, and are called on the class."""


def _method_of_class(cls: Builtin, arguments: Arguments) -> Value:
    """Call `str.upper(text)`, `dict.fromkeys(keys)`: a method taken from its class."""
    import builtins

    if arguments.name in _ALTERNATIVE and isinstance(getattr(builtins, cls.name, None), type):
        if arguments.name == "fromkeys":
            return _from_keys(arguments)
        return _constant_method(Known(getattr(builtins, cls.name)()), arguments)
    if arguments.positional and isinstance(getattr(builtins, cls.name, None), type):
        first, *rest = arguments.positional
        return call_method(first, arguments.name, rest, arguments.keywords, arguments.frame, arguments.node)
    return arguments.frame.lost(f"`{cls.name}.{arguments.name}` is not modelled", arguments.node)


def _from_keys(arguments: Arguments) -> Value:
    from shapecheck.interpreter.keys import distinct, keyed

    frame, node = arguments.frame, arguments.node
    items = items_of(arguments.at(0), frame, node)
    default = arguments.get(1, None, NONE)
    assert default is not None
    if isinstance(items, Unknown):
        return frame.run.new(items)
    if not all(keyed(item, frame, node) for item in items):
        return frame.run.new(arguments.lost("a key of this dict is unknown"))
    return frame.run.new(DictObject(dict.fromkeys(distinct(items), default)))


def _binary(symbol: str, reflected: bool = False) -> Callable[[Value, Arguments], Value]:
    def run(receiver: Value, arguments: Arguments) -> Value:
        from shapecheck.interpreter.arithmetic import binary

        pair = (arguments.at(0), receiver) if reflected else (receiver, arguments.at(0))
        return binary(symbol, *pair, arguments.frame, arguments.node)

    return run


def _compare(symbol: str, swapped: bool = False) -> Callable[[Value, Arguments], Value]:
    def run(receiver: Value, arguments: Arguments) -> Value:
        from shapecheck.interpreter.comparing import compare

        pair = (arguments.at(0), receiver) if swapped else (receiver, arguments.at(0))
        return compare(symbol, *pair, arguments.frame, arguments.node)

    return run


def _builtin(name: str) -> Callable[[Value, Arguments], Value]:
    def run(receiver: Value, arguments: Arguments) -> Value:
        from shapecheck.interpreter.builtins_ import call_builtin

        return call_builtin(
            name, [receiver, *arguments.positional], arguments.keywords, arguments.frame, arguments.node
        )

    return run


def _get(receiver: Value, arguments: Arguments) -> Value:
    from shapecheck.interpreter.indexing import get_item

    return get_item(receiver, arguments.at(0), arguments.frame, arguments.node)


def _set(receiver: Value, arguments: Arguments) -> Value:
    from shapecheck.interpreter.indexing import set_item

    set_item(receiver, arguments.at(0), arguments.at(1), arguments.frame, arguments.node)
    return NONE


def _delete(receiver: Value, arguments: Arguments) -> Value:
    from shapecheck.interpreter.indexing import delete_item

    delete_item(receiver, arguments.at(0), arguments.frame, arguments.node)
    return NONE


def _fill(receiver: Value, arguments: Arguments) -> Value:
    """Fill a list or dict anew, as its `__init__` does."""
    from shapecheck.interpreter.builtins_ import call_builtin

    objects = arguments.frame.run.state.objects
    found = objects.get(receiver.address) if isinstance(receiver, Ref) else None
    kind = {ListObject: "list", DictObject: "dict", SetObject: "set"}.get(type(found))
    if kind is not None and isinstance(receiver, Ref):
        made = call_builtin(kind, arguments.positional, arguments.keywords, arguments.frame, arguments.node)
        objects[receiver.address] = objects[made.address] if isinstance(made, Ref) else made
    return NONE


_OPERATORS = {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "**"}
_ORDER = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}

_SPECIAL: dict[str, Callable[[Value, Arguments], Value]] = {
    **{f"__{name}__": _binary(symbol) for name, symbol in _OPERATORS.items()},
    **{f"__r{name}__": _binary(symbol, reflected=True) for name, symbol in _OPERATORS.items()},
    **{f"__{name}__": _compare(symbol) for name, symbol in _ORDER.items()},
    **{f"__{name}__": _builtin(name) for name in ("len", "iter", "next", "str", "repr", "bool", "int", "float", "abs", "hash")},
    "__contains__": _compare("in", swapped=True), "__getitem__": _get, "__setitem__": _set, "__delitem__": _delete,
    "__init__": _fill,
}  # fmt: skip


def _special(receiver: Value, arguments: Arguments) -> Value:
    return _SPECIAL[arguments.name](receiver, arguments)


_LONG = ("ljust", "rjust", "center", "zfill", "expandtabs", "to_bytes")
_MOST = 100_000


def _constant_method(found: Known, arguments: Arguments) -> Value:
    """Call a method of a constant with constants; its result becomes values again."""
    frame, name = arguments.frame, arguments.name
    site = frame.site(arguments.node)
    text = isinstance(found.value, str) and name in ("format", "format_map")
    try:
        if name == "join" and arguments.positional:
            joined = items_of(arguments.positional[0], frame, arguments.node)
            if isinstance(joined, Unknown):
                return joined
            given: list[Any] = [[plain(item, frame) for item in joined]]
        else:
            given = [plain(value, frame, text=text) for value in arguments.positional]
        words = {word: plain(value, frame, text=text) for word, value in arguments.keywords.items()}
    except ValueError:
        return arguments.lost(f"an argument of `{name}` is not known")
    numbers = [one for one in (*given, *words.values()) if isinstance(one, int)]
    wide = text and (too_wide(str(found.value)) or any(abs(one) > _WIDEST for one in numbers if "{" in _specs(found)))
    if wide or _too_long(found.value, name, given):
        return frame.lost("the text would be too long", arguments.node)
    method = getattr(found.value, name, None)
    if not callable(method):
        raise raising("AttributeError", f"'{type(found.value).__name__}' object has no attribute '{name}'", site)
    try:
        result = method(*given, **words)
        if isinstance(result, str | bytes):
            frame.run.weigh(len(result) // 8)
        return lifted(result, frame)
    except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError) as error:
        kind = next(base for base in type(error).__mro__ if base.__module__ == "builtins")
        raise raising(kind.__name__, str(error), site) from None


_WIDEST = 9_999


def _specs(found: Known) -> str:
    """Return the format specifications of a template, one after the other."""
    try:
        return "".join(spec or "" for _, _, spec, _ in string.Formatter().parse(str(found.value)))
    except ValueError:
        return ""


def _too_long(value: Any, name: str, given: Sequence[Any]) -> bool:
    """Tell whether a method would make a text that is too long to be followed."""
    if isinstance(value, range):
        return name in ("count", "index") and not all(isinstance(one, int) for one in given)
    if name in _LONG:
        return any(isinstance(number, int) and number > _MOST for number in given)
    if name in ("replace", "join", "translate") and isinstance(value, str | bytes):
        pieces = given[0] if name == "join" and given else given
        longest = max((len(piece) for piece in pieces if isinstance(piece, str | bytes)), default=0)
        if name == "join":
            return len(pieces) * len(value) + sum(len(p) for p in pieces if isinstance(p, str | bytes)) > 10 * _MOST
        if name == "translate":
            table = given[0].values() if given and isinstance(given[0], dict) else ()
            longest = max((len(piece) for piece in table if isinstance(piece, str)), default=1)
        return (len(value) + 1) * max(longest, 1) > 10 * _MOST
    return False


def lifted(result: Any, frame: Frame) -> Value:
    """Turn a plain Python object into values."""
    if isinstance(result, list):
        return frame.run.new(ListObject(tuple(lifted(item, frame) for item in result)))
    if isinstance(result, tuple):
        return Tuple(tuple(lifted(item, frame) for item in result))
    if isinstance(result, dict):
        entries = {lifted(key, frame): lifted(item, frame) for key, item in result.items()}
        return frame.run.new(DictObject(entries))
    return Known(result)
