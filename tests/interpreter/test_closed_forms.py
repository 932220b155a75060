"""Totals of builders whose loops turn as often as a symbol says: closed forms, equal to what real Keras counts."""

from __future__ import annotations

from functools import cache
from typing import Any

import keras
import pytest
import sympy
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from shapecheck.graph.model import Model
from shapecheck.interpreter.interpret import interpret
from shapecheck.interpreter.options import Options
from shapecheck.shapes.dims import exact, parse, substitute, symbols_of, text
from shapecheck.shapes.requirements import holds, text_of
from shapecheck.source import SourceFile
from tests.interpreter.builders import BUILDERS, GPT, HEAD, source_of

SIZES = {
    "vocab": (3, 9),
    "d_model": (4, 8, 12, 6),
    "heads": (1, 2, 3, 4),
    "depth": (0, 1, 2, 3),
    "ff": (5, 7),
    "steps": (4, 6),
}

TEN = settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@cache
def analysed(name: str) -> Model:
    program = interpret(SourceFile("builder.py", source_of(name)), Options(target="build"))
    assert not program.problems
    assert not program.blind_spots
    return program.models[-1]


def counted(name: str, values: dict[str, int]) -> int | None:
    """Ask real Keras; None where it refuses, or the builder does."""
    keras.utils.clear_session(free_memory=False)
    namespace: dict[str, Any] = {}
    exec(compile(source_of(name), name, "exec"), namespace)
    try:
        return int(namespace["build"](**values).count_params())
    except (ValueError, AssertionError, ZeroDivisionError):
        return None


def agrees(name: str, values: dict[str, int]) -> None:
    model = analysed(name)
    assert model.complete
    origins = [(origin.symbol, origin.text.split()) for origin in model.symbols.values()]
    sizes = {symbol: values[words[1]] for symbol, words in origins if words[0] == "parameter"}
    total = model.parameters.total
    assert total is not None
    assert symbols_of(total) <= sizes.keys()
    held = [(requirement.when, holds(requirement.condition, sizes)) for requirement in model.requirements]
    real = counted(name, values)
    if real is None:
        # what is required is what Keras, or the code, needs
        assert not all(fits for _, fits in held)
        return
    assert all(fits for when, fits in held if when == "build"), [text_of(r.condition) for r in model.requirements]
    if all(fits for _, fits in held):
        assert substitute(total, sizes) == real
        named = {symbol.name: symbol for symbol in symbols_of(total)}
        assert substitute(parse(exact(total), named), sizes) == real
        if "sum(" not in text(total):
            assert substitute(parse(text(total), named), sizes) == real
        assert by_sympy(exact(total), {symbol.name: sizes[symbol] for symbol in named.values()}) == real


def by_sympy(formula: int | str, values: dict[str, int]) -> int:
    """Read a formula as anyone can who has sympy alone."""
    symbols = {name: sympy.Symbol(name, integer=True, nonnegative=True) for name in values}
    read = sympy.sympify(formula, locals=symbols)
    return int(read.subs({symbols[name]: value for name, value in values.items()}).doit())


def drawn(values: Any) -> st.SearchStrategy[dict[str, int]]:
    return st.fixed_dictionaries({name: st.sampled_from(several) for name, several in values.items()})


@pytest.mark.parametrize("name", GPT)
def test_gpt(name: str) -> None:
    @TEN
    @example({"vocab": 9, "d_model": 8, "heads": 2, "depth": 0, "ff": 7, "steps": 4})
    @example({"vocab": 9, "d_model": 8, "heads": 4, "depth": 1, "ff": 7, "steps": 4})
    @given(drawn(SIZES))
    def ask(values: dict[str, int]) -> None:
        agrees(name, values)

    ask()
    model = analysed(name)
    assert {symbol.name for symbol in symbols_of(model.parameters.total or 0)} == {
        "vocab", "d_model", "depth", "ff_", "steps",
    }  # fmt: skip
    required = [text_of(requirement.condition) for requirement in model.requirements]
    assert required.count("d_model % heads == 0") == 1
    assert not any("//" in condition for condition in required)


@pytest.mark.parametrize("name", BUILDERS)
def test_builders(name: str) -> None:
    @TEN
    @given(drawn(BUILDERS[name].values))
    def ask(values: dict[str, int]) -> None:
        agrees(name, values)

    ask()


# what these make in each turn is not all in the model: real Keras counts one Dense for `overwritten`, whatever n is
NOT_ALL_USED = {
    "overwritten": "    for _ in range(n):\n        y = layers.Dense(4)(inputs)",
    "overwritten input": "    y = inputs\n    for _ in range(n):\n        y = layers.Dense(4)(inputs)",
    "a head in each turn": "    x = inputs\n    for _ in range(n):\n        x = layers.Dense(4)(x)\n        y = layers.Dense(3)(x)",
    "picked": "    blocks = [layers.Dense(4) for _ in range(n)]\n    y = blocks[0](inputs)",
    "picked twice": "    blocks = [layers.Dense(4) for _ in range(n)]\n    y = blocks[1](blocks[0](inputs))",
    "a part": "    blocks = [layers.Dense(4) for _ in range(n)]\n    y = inputs\n    for one in blocks[:-1]:\n        y = one(y)",
    "the list grows": "    y, made = inputs, []\n    for _ in range(n):\n        made.append(y)\n        y = layers.Dense(len(made))(y)",
}


@pytest.mark.parametrize("name", NOT_ALL_USED)
def test_layers_of_which_not_all_are_used_are_not_counted(name: str) -> None:
    source = f"{HEAD}\ndef build(n):\n    inputs = keras.Input((4,))\n{NOT_ALL_USED[name]}\n    return keras.Model(inputs, y)\n"
    program = interpret(SourceFile("builder.py", source), Options(target="build"))
    assert not program.problems
    assert all(model.parameters.total is None and not model.complete for model in program.models)
