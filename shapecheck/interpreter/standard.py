"""Names of the standard library: constants, and functions that `library` models."""

from __future__ import annotations

import math
import string
import sys

from shapecheck.interpreter.builtins_ import FUNCTIONS
from shapecheck.interpreter.values import Builtin, Known, Value

__all__ = ["constant", "imported", "standard_attribute"]

_CONSTANTS: dict[str, object] = {
    "math.pi": math.pi, "math.e": math.e, "math.inf": math.inf, "math.tau": math.tau, "numpy.pi": math.pi,
    "numpy.e": math.e, "numpy.inf": math.inf, "os.sep": "/", "os.linesep": "\n", "sys.maxsize": sys.maxsize,
    "string.ascii_lowercase": string.ascii_lowercase, "string.ascii_uppercase": string.ascii_uppercase,
    "string.ascii_letters": string.ascii_letters, "string.digits": string.digits, "string.punctuation": string.punctuation,
    "string.printable": string.printable, "string.hexdigits": string.hexdigits, "string.octdigits": string.octdigits,
    "string.whitespace": string.whitespace, "math.nan": math.nan, "typing.TYPE_CHECKING": False, "numpy.newaxis": None, "tensorflow.newaxis": None,
}  # fmt: skip

_CLASSES = frozenset(
    {
        "typing.NamedTuple", "typing.Generic", "typing.Protocol", "enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.Flag",
        "enum.IntFlag", "abc.ABC", "dataclasses.FrozenInstanceError", "object",
    }
)  # fmt: skip


def standard_attribute(path: str, name: str) -> bool | None:
    """Decide whether a module of Python's own has a name, None where it may depend on the machine."""
    module = sys.modules.get(path) if path in ("math", "string") else None
    return None if module is None else hasattr(module, name)


def constant(path: str) -> Value | None:
    """Return a constant of a library by its dotted path, None for anything else."""
    if path in _CONSTANTS:
        return Known(_CONSTANTS[path])
    return imported(path)


def imported(path: str) -> Value | None:
    """Return a function or class of the standard library that is modelled, None for anything else."""
    return Builtin(path) if path in FUNCTIONS or path in _CLASSES else None
