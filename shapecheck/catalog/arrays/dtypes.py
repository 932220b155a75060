"""Dtypes as NumPy names and promotes them; "" where a dtype is not known."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import Opaque

__all__ = ["is_float", "is_integer", "kind_of", "named", "promoted", "summed"]

_NAMES = {
    "int": "int64", "float": "float64", "complex": "complex128", "int_": "int64", "float_": "float64", "intp": "int64",
    "bool_": "bool", "double": "float64", "single": "float32", "half": "float16", "longlong": "int64", "uint": "uint64",
    "ubyte": "uint8", "byte": "int8", "short": "int16", "ushort": "uint16", "intc": "int32", "uintc": "uint32",
    "complex_": "complex128", "csingle": "complex64", "cdouble": "complex128", "b": "int8", "B": "uint8", "h": "int16",
    "H": "uint16", "i": "int32", "I": "uint32", "l": "int64", "L": "uint64", "q": "int64", "Q": "uint64", "e": "float16",
    "f": "float32", "d": "float64", "?": "bool", "i1": "int8", "i2": "int16", "i4": "int32", "i8": "int64",
    "u1": "uint8", "u2": "uint16", "u4": "uint32", "u8": "uint64", "f2": "float16", "f4": "float32", "f8": "float64",
    "c8": "complex64", "c16": "complex128", "b1": "bool",
}  # fmt: skip

_PLAIN = frozenset(
    "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 complex64 complex128 bfloat16".split()
)

_KINDS = {"bool": "b", "int": "i", "uint": "u", "float": "f", "complex": "c"}


def named(dtype: Any, default: str = "float64") -> str:
    """Return the dtype that an argument names: "float64" for "float", "<f8" or "d"; the default for None."""
    if dtype is None:
        return default
    if isinstance(dtype, Opaque) or not isinstance(dtype, str):
        return ""
    text = dtype.lstrip("<>=|")
    return text if text in _PLAIN else _NAMES.get(text, "")


def kind_of(dtype: str) -> str:
    """Return NumPy's letter for the kind of a dtype: b, i, u, f, c; "" where it is unknown or another."""
    return _KINDS.get(dtype.rstrip("0123456789"), "")


def is_float(dtype: str) -> bool:
    """Tell whether a dtype is known to be one of floats."""
    return kind_of(dtype) == "f" or dtype == "bfloat16"


def is_integer(dtype: str) -> bool:
    """Tell whether a dtype is known to be one of integers, bool aside."""
    return kind_of(dtype) in ("i", "u")


def _bits(dtype: str) -> int:
    return int(dtype.lstrip("abcdefghijklmnopqrstuvwxyz") or 8)


def promoted(*dtypes: str) -> str:
    """Return the dtype that several are promoted to.

    "python int" and "python float" stand for Python's numbers, which only bring their kind along (NEP 50).
    """
    strong = [dtype for dtype in dtypes if not dtype.startswith("python")]
    weak = {dtype for dtype in dtypes if dtype.startswith("python")}
    result = strong[0] if strong else ""
    for dtype in strong[1:]:
        result = _pair(result, dtype)
    if not strong:
        return "float64" if "python float" in weak else "int64" if "python int" in weak else "bool"
    if result == "":
        return ""
    if "python float" in weak and kind_of(result) in ("b", "i", "u"):
        return "float64"
    return "int64" if "python int" in weak and result == "bool" else result


def _pair(one: str, two: str) -> str:
    if one == two:
        return one
    kinds = kind_of(one), kind_of(two)
    if "" in kinds:
        return ""
    if "b" in kinds:
        return two if kinds[0] == "b" else one
    if kinds[0] == kinds[1]:
        return one if _bits(one) >= _bits(two) else two
    if set(kinds) == {"i", "u"}:
        signed, other = (one, two) if kinds[0] == "i" else (two, one)
        if _bits(signed) > _bits(other):
            return signed
        return f"int{_bits(other) * 2}" if _bits(other) < 64 else "float64"
    high, low = (one, two) if "iufc".index(kinds[0]) > "iufc".index(kinds[1]) else (two, one)
    needed = _bits(low) if kind_of(low) == "f" else min(64, _bits(low) * 2)
    if kind_of(high) == "f":
        return f"float{max(_bits(high), needed)}"
    return f"complex{max(_bits(high), 64 if needed <= 32 else 128)}"


def summed(dtype: str) -> str:
    """Return the dtype of a sum or product: integers are widened to those of the machine."""
    return {"b": "int64", "i": "int64", "u": "uint64"}.get(kind_of(dtype), dtype)
