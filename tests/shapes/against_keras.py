"""Ask real Keras the same question: once as it builds, with its Nones, and once with numbers put in."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from shapecheck.shapes.dims import Dim, Hidden, Symbol, keras_view, substitute
from shapecheck.shapes.requirements import Refused, Requirement, collecting, holds
from shapecheck.shapes.shape import Shape

os.environ.setdefault("KERAS_BACKEND", "numpy")

import keras
import numpy as np

questions = settings(max_examples=int(os.environ.get("SHAPECHECK_ORACLE_EXAMPLES", "40")), deadline=None)

DYNAMIC = (Symbol("T", dynamic=True), Symbol("S", dynamic=True, minimum=1))
STATIC = (Symbol("n"), Symbol("m", minimum=1))
SYMBOLS = (*DYNAMIC, *STATIC)

values = st.fixed_dictionaries({symbol: st.integers(symbol.minimum, 5) for symbol in SYMBOLS})
positive = st.fixed_dictionaries({symbol: st.integers(1, 5) for symbol in SYMBOLS})

ints = st.sampled_from((1, 1, 2, 3, 3, 4, 6))
as_keras = st.one_of(ints, ints, st.sampled_from(DYNAMIC), st.builds(Hidden, ints), st.just(DYNAMIC[0] + 2))
"""Sizes as Keras can hold them: known, or None."""
any_size = st.one_of(as_keras, st.sampled_from((*STATIC, STATIC[0] + 1, STATIC[1] * 2)))

Rule = Callable[..., Shape]
Question = Callable[..., Any]


def shapes(size: st.SearchStrategy[Dim], low: int = 1, high: int = 4) -> st.SearchStrategy[Shape]:
    return st.lists(size, min_size=low, max_size=high).map(tuple)


def outcome(rule: Rule, given: Any) -> tuple[Shape | None, str, list[Requirement]]:
    """Return the shape that the rule gives, else when it refuses, and what it requires."""
    with collecting() as required:
        try:
            return rule(given), "", required
        except Refused as refused:
            return None, refused.when, required


def keras_shape(question: Question, tensors: Any) -> tuple[int | None, ...] | str:
    """Return the shape that Keras gives, or what it raises."""
    try:
        return tuple(question(tensors).shape)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def put_in(given: Sequence[Shape], numbers: Mapping[Symbol, int]) -> list[tuple[int, ...]]:
    """Return shapes with numbers for their symbols."""
    return [tuple(int(getattr(size, "value", size)) for size in number(shape, numbers)) for shape in given]


def number(shape: Shape, numbers: Mapping[Symbol, int]) -> Shape:
    return tuple(substitute(size, dict(numbers)) for size in shape)


def agree(
    rule: Rule, question: Question, given: Sequence[Shape], numbers: Mapping[Symbol, int], *, run: bool = True
) -> None:
    """Compare a rule over shapes with Keras: as it builds, and (unless `run` is off) as it runs with numbers put in.

    What the rule requires must be exactly what makes Keras run.
    """
    result, refused, required = outcome(rule, given)
    built = keras_shape(question, [keras.KerasTensor([keras_view(size) for size in shape]) for shape in given])
    if refused == "build":
        assert isinstance(built, str), f"{given} is accepted: {built}"
        return
    assert not isinstance(built, str), f"{given} is refused: {built}"
    if result is not None:
        assert tuple(map(keras_view, result)) == built, (given, result, built)
    if run:
        arrays = [np.ones(shape, "float32") for shape in put_in(given, numbers)]
        ran = keras_shape(question, arrays)
        accepted = result is not None and all(holds(one.condition, numbers) for one in required)
        assert accepted == (not isinstance(ran, str)), (given, put_in(given, numbers), result, required, ran)
        if accepted and result is not None:
            assert put_in([result], numbers) == [ran], (given, put_in(given, numbers), result)


def substitutes(rule: Rule, given: Sequence[Shape], numbers: Mapping[Symbol, int], *, exactly: bool = True) -> None:
    """Check that a rule over symbols, with numbers put in afterwards, is the rule over the numbers.

    Unless `exactly`, what it requires may be more than what is needed.
    """
    result, refused, required = outcome(rule, given)
    plain, plainly_refused, _ = outcome(rule, put_in(given, numbers))
    accepted = not refused and all(holds(one.condition, numbers) for one in required)
    if exactly or accepted or refused:
        assert accepted == (not plainly_refused), (given, put_in(given, numbers), result, required)
    if accepted and result is not None and plain is not None:
        assert put_in([result], numbers) == [plain], (given, result, plain)
