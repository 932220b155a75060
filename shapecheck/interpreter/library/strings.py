"""Text: `str`, `repr`, `format`, and paths of files as text."""

from __future__ import annotations

import posixpath

from shapecheck.interpreter.builtins_ import Arguments, builtin
from shapecheck.interpreter.frame import raising
from shapecheck.interpreter.methods import call_method, lifted
from shapecheck.interpreter.text import formatted, plain, shown
from shapecheck.interpreter.values import NONE, Known, Value


@builtin("str", "repr", "ascii")
def str_(arguments: Arguments) -> Value:
    value = arguments.get(0, "object")
    if value is None:
        return Known("")
    if len(arguments.positional) > 1:
        return call_method(value, "decode", arguments.positional[1:], {}, arguments.frame, arguments.node)
    text = shown(value, arguments.frame, as_repr=arguments.name != "str")
    if text is not None and arguments.name == "ascii":
        text = text.encode("ascii", "backslashreplace").decode()
    return arguments.lost("the text is not known") if text is None else Known(text)


@builtin("format")
def format_(arguments: Arguments) -> Value:
    value, spec = arguments.at(0), arguments.get(1, None, Known(""))
    if not isinstance(spec, Known):
        return arguments.lost("the format is not known")
    text = formatted(value, None, str(spec.value), arguments.frame, arguments.node)
    return arguments.lost("the text is not known") if text is None else Known(text)


@builtin("bytes", "bytearray")
def bytes_(arguments: Arguments) -> Value:
    """Make bytes of a text and its encoding, of numbers, or of a count of zeros."""
    if arguments.name == "bytearray":
        return arguments.lost("a bytearray is not modelled")
    try:
        given = [plain(value, arguments.frame) for value in arguments.positional]
    except ValueError:
        return arguments.lost("bytes that are not known")
    if given and isinstance(given[0], int) and given[0] > arguments.frame.run.limits.items:
        return arguments.frame.lost("more bytes than can be followed", arguments.node)
    try:
        return Known(bytes(*given))
    except (TypeError, ValueError, LookupError) as error:
        kind = next(base for base in type(error).__mro__ if base.__module__ == "builtins")
        raise raising(kind.__name__, str(error), arguments.frame.site(arguments.node)) from None


_PATHS = ("join", "basename", "dirname", "splitext", "split", "normpath", "isabs", "commonprefix")


@builtin(*(f"{module}.{name}" for name in _PATHS for module in ("os.path", "posixpath")))
def path(arguments: Arguments) -> Value:
    name = arguments.name.rpartition(".")[2]
    try:
        given = [plain(part, arguments.frame) for part in arguments.positional]
    except ValueError:
        return arguments.lost("the path is not known")
    try:
        return lifted(getattr(posixpath, name)(*given), arguments.frame)
    except (TypeError, ValueError, AttributeError) as error:
        raise raising(type(error).__name__, str(error), arguments.frame.site(arguments.node)) from None


@builtin("os.environ.get", "os.getenv")
def environment(arguments: Arguments) -> Value:
    default = arguments.get(1, "default", NONE)
    assert default is not None
    return default


@builtin("os.makedirs", "os.mkdir", "os.remove", "os.chdir", "os.environ.setdefault", "os.putenv")
def file_operation(arguments: Arguments) -> Value:
    return NONE
