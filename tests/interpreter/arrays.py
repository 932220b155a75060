"""A program on arrays, run by NumPy and by the interpreter; what the interpreter claims is held against the arrays."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from shapecheck.interpreter.bridge.arrays.conversion import facts_of
from shapecheck.interpreter.frame import Frame, Raised
from shapecheck.interpreter.state import ListObject
from shapecheck.interpreter.values import Array, Known, Ref, Size, Tuple, Unknown, Value
from shapecheck.shapes.dims import symbols_of
from shapecheck.shapes.facts import Facts
from tests.interpreter.evaluation import executed, variables

_NUMBERS = (int, float, np.number, np.bool_)


def by_numpy(text: str) -> dict[str, Any] | Exception:
    """Return the variables of a program as Python makes them, or what it raises."""
    scope: dict[str, Any] = {"__name__": "__main__"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            exec(compile(text, "program.py", "exec"), scope)
        except Exception as error:
            return error
    return scope


def disagreements(text: str, *, exactly: bool = True) -> list[str]:
    """Return what the interpreter claims of a program and NumPy denies.

    `exactly` holds it to know all shapes; otherwise what is unknown passes.
    """
    wanted = by_numpy(text)
    try:
        frame = executed(text)
    except Raised as raised:
        return [] if isinstance(wanted, Exception) else [f"raises {raised.lineage[0]}: {raised.value}"]
    problems = [problem.message for problem in frame.run.program.problems]
    if isinstance(wanted, Exception):
        return [] if problems or not exactly else [f"does not see that it raises {wanted!r}"]
    if problems:
        return [f"refuses: {problems[0]}"]
    found = variables(frame)
    return [
        f"{name}: {words}"
        for name, value in found.items()
        if name in wanted
        for words in _compared(value, wanted[name], frame, exactly)
    ]


def _compared(value: Value, wanted: Any, frame: Frame, exactly: bool) -> list[str]:
    if isinstance(wanted, np.ndarray | np.generic):
        return _of_array(value, np.asarray(wanted), frame, exactly)
    if isinstance(value, Known) and isinstance(wanted, (*_NUMBERS, tuple)):
        return [] if value.value == wanted else [f"{value.value!r} is {wanted!r}"]
    if isinstance(value, Array) and isinstance(wanted, _NUMBERS):
        return _of_array(value, np.asarray(wanted), frame, False)
    if isinstance(wanted, tuple | list):
        held = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else value
        items = held.items if isinstance(held, Tuple | ListObject) else None
        if items is None:
            return []
        if len(items) != len(wanted):
            return [f"{len(items)} items instead of {len(wanted)}"]
        return [words for one, two in zip(items, wanted, strict=True) for words in _compared(one, two, frame, exactly)]
    return []


def _of_array(value: Value, wanted: np.ndarray[Any, Any], frame: Frame, exactly: bool) -> list[str]:
    if isinstance(value, Known):
        return [] if value.value == wanted.item() else [f"{value.value!r} is {wanted!r}"]
    if not isinstance(value, Array):
        return [f"it is {type(value).__name__}"] if exactly or not isinstance(value, Size | Unknown) else []
    shape = value.tensor.shape
    if shape is None:
        return ["its shape is not known"] if exactly else []
    if len(shape) != wanted.ndim:
        return [f"its shape is {shape}, not {wanted.shape}"]
    for one, two in zip(shape, wanted.shape, strict=True):
        if one != two and (isinstance(one, int) or not symbols_of(one)):
            return [f"its shape is {shape}, not {wanted.shape}"]
    if value.tensor.dtype not in ("", str(wanted.dtype)) and wanted.dtype.kind in "biufc":
        return [f"its dtype is {value.tensor.dtype}, not {wanted.dtype}"]
    return _untrue(facts_of(value, frame), wanted)


_CLAIMS: dict[str, Callable[[Facts, Any], bool]] = {
    "low": lambda facts, array: bool(np.all(array >= facts.low)),
    "high": lambda facts, array: bool(np.all(array <= facts.high)),
    "one_hot": lambda facts, array: facts.one_hot is bool(np.all((array == 1).sum(-1) == 1) and np.all((array == 0) | (array == 1))),
    "classes": lambda facts, array: len(np.unique(array)) == facts.classes,
}  # fmt: skip


def _untrue(facts: Facts, array: Any) -> list[str]:
    if array.dtype.kind not in "biuf":
        return []
    array = array[~np.isnan(array)] if np.isnan(array).any() else array
    if array.size == 0:
        return []
    return [
        f"{claim}={getattr(facts, claim)} is not true of {array.ravel()[:20]}"
        for claim, holds in _CLAIMS.items()
        if getattr(facts, claim) is not None and not holds(facts, array)
    ]
