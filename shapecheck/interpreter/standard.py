"""Names of the standard library: constants, and functions that `library` models."""

from __future__ import annotations

import math
import string
import sys

from shapecheck.interpreter.builtins_ import FUNCTIONS
from shapecheck.interpreter.values import Builtin, Known, Value

__all__ = ["constant", "imported"]

_CONSTANTS: dict[str, object] = {
    "math.pi": math.pi, "math.e": math.e, "math.inf": math.inf, "math.tau": math.tau, "numpy.pi": math.pi,
    "numpy.e": math.e, "numpy.inf": math.inf, "os.sep": "/", "os.linesep": "\n", "sys.maxsize": sys.maxsize,
    "string.ascii_lowercase": string.ascii_lowercase, "string.ascii_uppercase": string.ascii_uppercase,
    "string.ascii_letters": string.ascii_letters, "string.digits": string.digits, "string.punctuation": string.punctuation,
    "string.printable": string.printable, "typing.TYPE_CHECKING": False, "numpy.newaxis": None, "tensorflow.newaxis": None,
}  # fmt: skip

_CLASSES = frozenset({"typing.NamedTuple", "enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.Flag", "object"})


def constant(path: str) -> Value | None:
    """Return a constant of a library by its dotted path, None for anything else."""
    if path in _CONSTANTS:
        return Known(_CONSTANTS[path])
    return imported(path)


def imported(path: str) -> Value | None:
    """Return a function or class of the standard library that is modelled, None for anything else."""
    return Builtin(path) if path in FUNCTIONS or path in _CLASSES else None
