"""The example lines of every layer, put to its rule and to real Keras."""

from __future__ import annotations

from math import prod
from typing import Any

import pytest

pytest.importorskip("keras")

from answers import Answer, Refusal, ask, infer, zeros
from examples import Example, examples
from questions import Sizes

from shapecheck.catalog.tables import LAYERS
from shapecheck.shapes.dims import Symbol, is_none, total
from shapecheck.shapes.requirements import differs

EXAMPLES = [
    example
    for function in dict.fromkeys(rule.function for rule in LAYERS.values())
    for example in examples(function.__doc__ or "")
]


def same(ours: Any, stated: Any, letters: list[str]) -> bool:
    """Tell whether two structures of shapes agree for every value of their symbols; other letters are any None."""
    if isinstance(ours, Sizes) and isinstance(stated, Sizes):
        return len(ours) == len(stated) and all(
            is_none(one) if isinstance(other, Symbol) and other.name not in letters else differs(one, other) is False
            for one, other in zip(ours, stated, strict=True)
        )
    if isinstance(ours, dict):
        return ours.keys() == stated.keys() and all(same(ours[key], stated[key], letters) for key in ours)
    return len(ours) == len(stated) and all(same(*pair, letters) for pair in zip(ours, stated, strict=True))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.line)
def test_rule(example: Example) -> None:
    answer = infer(example.case)
    if example.outputs is None:
        assert isinstance(answer, Refusal)
        return
    assert isinstance(answer, Answer), answer
    assert same(answer.outputs, example.outputs, example.case.letters()), answer.outputs
    assert total(map(count, answer.weights)) == example.parameters


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.line)
def test_keras(example: Example) -> None:
    answer, ours = ask(example.case), infer(example.case)
    if isinstance(answer, Refusal) and "requires TensorFlow" in answer.text:
        pytest.skip("Keras has this layer with TensorFlow only")
    if isinstance(ours, Refusal) and ours.when == "run":
        assert isinstance(answer, Answer), "Keras refuses when it builds"
        for value in (1, 2, 5):
            concrete = example.case.with_sizes(dict.fromkeys(example.case.letters(), value))
            assert isinstance(ask(concrete, zeros), Refusal)
        return
    if example.outputs is None:
        assert isinstance(answer, Refusal)
        return
    assert isinstance(answer, Answer), answer
    assert answer.outputs == ours.view().outputs
    assert answer.weights == ours.view().weights
    assert sum(map(count, answer.weights)) == example.parameters


def count(weight: tuple[str, tuple[Any, ...], bool]) -> Any:
    """Count the parameters of a weight."""
    return prod(weight[1])


@pytest.mark.parametrize("path", sorted(LAYERS))
def test_every_layer_has_examples(path: str) -> None:
    assert list(examples(LAYERS[path].function.__doc__ or "")), "no example line"
