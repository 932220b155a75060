"""What a U-Net of a symbolic size requires so that its skips meet: it holds for the sizes that real Keras takes, no others."""

from __future__ import annotations

from textwrap import dedent, indent
from typing import Any

import keras
import pytest

from shapecheck.graph.model import Model
from shapecheck.interpreter.interpret import interpret
from shapecheck.interpreter.options import Options
from shapecheck.shapes.dims import Symbol
from shapecheck.shapes.requirements import holds, text_of
from shapecheck.source import SourceFile

HEAD = """\
import keras
from keras import layers


def conv(x, filters, padding):
    return layers.Conv2D(filters, 3, padding=padding, activation="relu")(x)


def build(H, W):
    x = inputs = keras.Input((H, W, 3))
"""

WRITTEN_OUT = """
a = conv(x, 2, "same")
b = conv(layers.MaxPooling2D()(a), 4, "same")
x = conv(layers.MaxPooling2D()(b), 8, "same")
x = layers.concatenate([layers.UpSampling2D()(x), b])
x = layers.concatenate([layers.UpSampling2D()(conv(x, 4, "same")), a], axis=3)
"""

LOOP = """
skips = []
for level in range({levels}):
    x = conv(x, 2 * 2**level, "same")
    skips.append(x)
    x = layers.{down}(x)
x = conv(x, 4, "same")
for skip in reversed(skips):
    x = layers.{up}(x)
    x = layers.Concatenate()([x, skip])
    x = conv(x, 2, "same")
"""

ADDED = """
skips = {{}}
for level in (0, 1, 2):
    x = skips[level] = conv(x, 4, "same")
    x = layers.Conv2D(4, 3, strides=2, padding="same")(x)
for level in (2, 1, 0):
    x = layers.Conv2DTranspose(4, 3, strides=2, padding="same")(x)
    x = layers.add([x, skips[level]])
"""

VALID = """
skip = x = conv(x, 4, "valid")
x = layers.MaxPooling2D()(x)
x = conv(x, 4, "valid")
x = layers.Conv2DTranspose(4, 2, strides=2)(x)
x = layers.Concatenate()([x, layers.Cropping2D({crop})(skip)])
x = conv(x, 4, "valid")
"""

POOL, CONV = "MaxPooling2D()", 'Conv2D(2, 2, strides=2, padding="valid")'
UP, TRANSPOSED = "UpSampling2D((2, 2))", "Conv2DTranspose(2, 2, strides=2)"

NETWORKS = {
    "written out": (WRITTEN_OUT, ["H % 4 == 0"]),
    "2 levels": (LOOP.format(levels=2, down=POOL, up=UP), ["H % 4 == 0"]),
    "3 levels": (LOOP.format(levels=3, down=POOL, up=TRANSPOSED), ["H % 8 == 0"]),
    "4 levels": (LOOP.format(levels=4, down=POOL, up=TRANSPOSED), ["H % 16 == 0"]),
    "4 levels up": (LOOP.format(levels=4, down=CONV, up=UP), ["H % 16 == 0"]),
    "rounded up": (LOOP.format(levels=3, down='AveragePooling2D(2, padding="same")', up=UP), ["H % 8 == 0"]),
    "added, or broadcast": (ADDED.format(), []),
    "cropped": (VALID.format(crop=2), ["H % 2 == 0"]),
    "cropped by uneven": (VALID.format(crop="((2, 3), (2, 3))"), ["H % 2 == 1"]),
}


def source_of(name: str) -> str:
    body, _ = NETWORKS[name]
    return HEAD + indent(dedent(body), "    ") + "    return keras.Model(inputs, layers.Conv2D(1, 1)(x))\n"


def required(name: str) -> Model:
    program = interpret(SourceFile("unet.py", source_of(name)), Options(target="build"))
    assert not program.problems
    assert not program.blind_spots
    return program.models[-1]


def is_built(name: str, size: int, other: int) -> bool:
    namespace: dict[str, Any] = {}
    exec(compile(source_of(name), name, "exec"), namespace)
    keras.utils.clear_session(free_memory=False)
    try:
        namespace["build"](size, other)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("name", NETWORKS)
def test_every_size(name: str) -> None:
    model = required(name)
    sizes: dict[str, Symbol] = {text: origin.symbol for text, origin in model.symbols.items()}
    texts = [text_of(requirement.condition) for requirement in model.requirements]
    assert [text for text in texts if text.startswith("H %")] == NETWORKS[name][1]
    assert len(texts) == len(set(texts))
    assert {requirement.when for requirement in model.requirements} == {"build"}
    good = next(size for size in range(64, 96) if all_hold(model, {sizes["H"]: size, sizes["W"]: size}))
    sizes_tried = range(1, 97) if name == "4 levels" else (*range(1, 9), 10, 12, 16, 22, 23, 24, 31, 32, 48, 57, 96)
    for size in sizes_tried:
        assert all_hold(model, {sizes["H"]: size, sizes["W"]: good}) == is_built(name, size, good), size


def test_the_other_axis() -> None:
    model = required("3 levels")
    sizes = {text: origin.symbol for text, origin in model.symbols.items()}
    for size in (8, 12, 16, 24, 33):
        assert all_hold(model, {sizes["H"]: 16, sizes["W"]: size}) == is_built("3 levels", 16, size)


def all_hold(model: Model, values: dict[Symbol, int]) -> bool:
    return all(holds(requirement.condition, values) for requirement in model.requirements)
