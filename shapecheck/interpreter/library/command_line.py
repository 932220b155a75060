"""`argparse`: what a program is given when nobody gives it anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from shapecheck.interpreter.builtins_ import Arguments, builtin
from shapecheck.interpreter.calls import call
from shapecheck.interpreter.keys import length
from shapecheck.interpreter.state import InstanceObject, ListObject
from shapecheck.interpreter.values import FALSE, NONE, TRUE, Builtin, Known, Ref, Tuple, Unknown, Value, unknown

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["PARSER_METHODS", "call_parser"]

_DECLARED = "declared arguments"


@builtin("argparse.ArgumentParser")
def parser(arguments: Arguments) -> Value:
    run = arguments.frame.run
    made = run.new(InstanceObject(None))
    run.state.objects[made.address, _DECLARED] = run.new(ListObject(()))
    for name in PARSER_METHODS:
        run.state.bind(made.address, name, _method(made, name))
    return made


PARSER_METHODS = (
    "add_argument", "parse_args", "parse_known_args", "add_argument_group", "add_mutually_exclusive_group", "set_defaults",
    "print_help",
)  # fmt: skip


def _method(parser: Ref, name: str) -> Value:
    from shapecheck.interpreter.values import Partial

    return Partial(Builtin(f"argparse.{name}"), (parser,), ())


@builtin(*(f"argparse.{name}" for name in PARSER_METHODS))
def call_parser(arguments: Arguments) -> Value:
    owner, *rest = arguments.positional
    name = arguments.name.partition(".")[2]
    assert isinstance(owner, Ref)
    if name == "add_argument":
        _declare(owner, rest, arguments.keywords, arguments.frame, arguments.node)
        return NONE
    if name == "set_defaults":
        for word, value in arguments.keywords.items():
            _append(owner, word, value, arguments.frame)
        return NONE
    if name.startswith("parse"):
        parsed = _parsed(owner, arguments.frame)
        given = arguments.get(1, "args", NONE)
        if given not in (None, NONE) and length(given or NONE, arguments.frame) != 0:
            return arguments.lost("arguments that are given to a parser are not followed")
        return parsed if name == "parse_args" else Tuple((parsed, arguments.frame.run.new(ListObject(()))))
    return owner if name.startswith("add_") else NONE


def _append(owner: Ref, word: str, value: Value, frame: Frame) -> None:
    objects = frame.run.state.objects
    declared = objects[owner.address, _DECLARED]
    objects[declared.address] = ListObject((*objects[declared.address].items, Tuple((Known(word), value))))


def _declare(
    owner: Ref, flags: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> None:
    names = [flag.value for flag in flags if isinstance(flag, Known) and isinstance(flag.value, str)]
    stated = keywords.get("dest")
    long = [name for name in names if name.startswith("--")]
    flags_given: list[Any] = long or names or [None]
    chosen = stated.value if isinstance(stated, Known) else flags_given[0]
    if not isinstance(chosen, str):
        return
    word = chosen.lstrip("-").replace("-", "_")
    _append(owner, word, _default(word, names, keywords, frame, node), frame)


def _default(word: str, names: Sequence[str], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode) -> Value:
    """Return what the argument is when it is not given; a required one is a parameter of the command line."""
    required = keywords.get("required") == TRUE or not any(name.startswith("-") for name in names)
    if "default" in keywords:
        default = keywords["default"]
        if "type" in keywords and isinstance(default, Known) and isinstance(default.value, str):
            return call(keywords["type"], [default], {}, frame, node)
        return default
    if required:
        site = frame.site(node)
        return Unknown(f"the argument {word} of the command line", site, ("argument", word), word, entry=True)
    action = keywords.get("action")
    named = action.value if isinstance(action, Known) else None
    return FALSE if named == "store_true" else TRUE if named == "store_false" else NONE


def _parsed(owner: Ref, frame: Frame) -> Value:
    run = frame.run
    made = run.new(InstanceObject(None))
    declared = run.state.objects[owner.address, _DECLARED]
    found = run.state.objects.get(declared.address)
    if not isinstance(found, ListObject):
        return unknown("the arguments of the command line are not known")
    for pair in found.items:
        assert isinstance(pair, Tuple)
        word = pair.items[0]
        assert isinstance(word, Known)
        run.state.bind(made.address, word.value, pair.items[1])
    return made
