"""Automatic names: those that layers take for the layers they make inside themselves, and the class behind them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("keras")

import keras
from answers import RAISED, constructed, symbolic
from examples import Example, examples
from keras.src.backend.common.global_state import get_global_attribute
from keras.src.utils.naming import reset_uids, to_snake_case
from questions import Made, Shape, mapped

from shapecheck.catalog.inner_layers import MADE_IN_BUILD, made_in_constructor
from shapecheck.catalog.layers import load
from shapecheck.catalog.signature import bind
from shapecheck.catalog.tables import LAYERS
from shapecheck.graph.call import class_name

load()
EXAMPLES = [
    example
    for function in dict.fromkeys(rule.function for rule in LAYERS.values())
    for example in examples(function.__doc__ or "")
    if example.outputs is not None
]
LAYER_NAMES = {
    to_snake_case(kind.__name__)
    for kind in vars(keras.layers).values()
    if isinstance(kind, type) and issubclass(kind, keras.layers.Layer)
}


def taken() -> Counter[str]:
    """Count the names of layers that were given since the last reset."""
    uids: dict[str, int] = get_global_attribute("object_name_uids") or {}
    return Counter({name: number for name, number in uids.items() if name in LAYER_NAMES})


def layers_in(made: Made) -> Iterator[Made]:
    """Yield a layer and those in its configuration."""
    yield made
    held: list[Made] = []
    mapped(
        lambda leaf: held.append(leaf) if isinstance(leaf, Made) else leaf, [*made.positional, *made.keywords.values()]
    )
    for inner in held:
        yield from layers_in(inner)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.line)
def test_names_taken(example: Example) -> None:
    def leaf(item: Any) -> Any:
        return symbolic(item) if isinstance(item, Shape) else item

    made = example.case.layer
    inputs, words = mapped(leaf, example.case.positional), mapped(leaf, dict(example.case.keywords))
    reset_uids()
    try:
        layer = constructed(made)
        at_first = taken()
        layer(*inputs, **words)
    except RAISED:
        pytest.skip("needs TensorFlow, or refuses")
    expected = Counter(to_snake_case(class_name(each.path)) for each in layers_in(made) if "name" not in each.keywords)
    config = bind(made.path, list(made.positional), dict(made.keywords))
    expected.update(map(to_snake_case, made_in_constructor(made.path, config)))
    assert at_first == expected
    expected.update(map(to_snake_case, MADE_IN_BUILD.get(made.path, ())))
    assert taken() == expected


@pytest.mark.parametrize("path", sorted(LAYERS))
def test_class_behind_a_public_name(path: str) -> None:
    assert class_name(path) == getattr(keras.layers, path.rpartition(".")[2]).__name__
