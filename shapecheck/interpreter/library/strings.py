"""Text: `str`, `repr`, `format`, and paths of files as text."""

from __future__ import annotations

import posixpath

from shapecheck.interpreter.builtins_ import Arguments, builtin
from shapecheck.interpreter.calls import call
from shapecheck.interpreter.keys import dunder
from shapecheck.interpreter.library.numbers import constants
from shapecheck.interpreter.text import formatted, shown
from shapecheck.interpreter.values import NONE, Known, Value


@builtin("str", "repr", "ascii")
def str_(arguments: Arguments) -> Value:
    value = arguments.get(0)
    if value is None:
        return Known("")
    for special in ("__str__", "__repr__") if arguments.name == "str" else ("__repr__",):
        method = dunder(value, special, arguments.frame)
        if method is not None:
            return call(method, [value], {}, arguments.frame, arguments.node)
    text = shown(value, arguments.frame, as_repr=arguments.name != "str")
    return arguments.lost("the text is not known") if text is None else Known(text)


@builtin("format")
def format_(arguments: Arguments) -> Value:
    value, spec = arguments.get(0), arguments.get(1, None, Known(""))
    if value is None or not isinstance(spec, Known):
        return arguments.lost("the format is not known")
    text = formatted(value, None, str(spec.value), arguments.frame)
    return arguments.lost("the text is not known") if text is None else Known(text)


@builtin("bytes")
def bytes_(arguments: Arguments) -> Value:
    given = constants(arguments)
    if given is not None and len(given) == 2 and isinstance(given[0], str):
        return Known(given[0].encode(given[1]))
    return arguments.lost("bytes that are not known")


@builtin("os.path.join", "os.path.basename", "os.path.dirname", "os.path.splitext", "posixpath.join")
def path(arguments: Arguments) -> Value:
    given = constants(arguments)
    name = arguments.name.rpartition(".")[2]
    if given is None or name == "splitext" or not all(isinstance(part, str) for part in given):
        return arguments.lost("the path is not known")
    return Known(getattr(posixpath, name)(*given))


@builtin("os.environ.get", "os.getenv")
def environment(arguments: Arguments) -> Value:
    default = arguments.get(1, "default", NONE)
    assert default is not None
    return default


@builtin("os.makedirs", "os.mkdir", "os.remove", "os.chdir", "os.environ.setdefault", "os.putenv")
def file_operation(arguments: Arguments) -> Value:
    return NONE
