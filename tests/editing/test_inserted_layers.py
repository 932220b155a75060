"""Where a `Flatten` is put in, how it is spelled, and what comes along."""

from __future__ import annotations

import ast
import textwrap

import pytest

from shapecheck.check import check_source
from shapecheck.fixing import fix_text
from shapecheck.settings import Settings

CASES = {
    "a line of its own": (
        """
        from tensorflow.keras.layers import Conv2D, Dense, Input
        from tensorflow.keras import Sequential
        model = Sequential([
            Input((8, 8, 3)),  # images
            # the head
            Dense(3),  # three classes
        ])
        assert model.output_shape == (None, 3)
        """,
        """
        from tensorflow.keras.layers import Conv2D, Dense, Input, Flatten
        from tensorflow.keras import Sequential
        model = Sequential([
            Input((8, 8, 3)),  # images
            # the head
            Flatten(),
            Dense(3),  # three classes
        ])
        assert model.output_shape == (None, 3)
        """,
    ),
    "an import in brackets": (
        """
        from keras.layers import (
            Dense,
            Input as In,
        )
        from keras import Model
        x = In((8, 8))
        model = Model(x, Dense(3)(x))
        assert model.output_shape == (None, 3)
        """,
        """
        from keras.layers import (
            Dense,
            Input as In, Flatten,
        )
        from keras import Model
        x = In((8, 8))
        model = Model(x, Dense(3)(Flatten()(x)))
        assert model.output_shape == (None, 3)
        """,
    ),
    "add": (
        """
        import tensorflow as tf
        def build():
            model = tf.keras.models.Sequential()
            model.add(tf.keras.Input((8, 8)))
            model.add(tf.keras.layers.Dense(3))
            return model
        net = build()
        assert net.output_shape == (None, 3)
        """,
        """
        import tensorflow as tf
        def build():
            model = tf.keras.models.Sequential()
            model.add(tf.keras.Input((8, 8)))
            model.add(tf.keras.layers.Flatten())
            model.add(tf.keras.layers.Dense(3))
            return model
        net = build()
        assert net.output_shape == (None, 3)
        """,
    ),
    "the first layer": (
        """
        from keras import layers, models
        model = models.Sequential()
        model.add(layers.Dense(16, input_shape=(8, 8), activation="relu"))
        model.add(layers.Dense(3))
        assert model.output_shape == (None, 3)
        """,
        """
        from keras import layers, models
        model = models.Sequential()
        model.add(layers.Flatten(input_shape=(8, 8)))
        model.add(layers.Dense(16, activation="relu"))
        model.add(layers.Dense(3))
        assert model.output_shape == (None, 3)
        """,
    ),
    "a list that grows": (
        """
        import keras
        from keras import layers as L
        stack = [keras.Input((8, 8))]
        for units in (16, 8):
            stack.append(L.Conv1D(units, 3))
        stack.append(L.Dense(3))
        model = keras.Sequential(stack)
        assert model.output_shape == (None, 3)
        """,
        """
        import keras
        from keras import layers as L
        stack = [keras.Input((8, 8))]
        for units in (16, 8):
            stack.append(L.Conv1D(units, 3))
        stack.append(L.Flatten())
        stack.append(L.Dense(3))
        model = keras.Sequential(stack)
        assert model.output_shape == (None, 3)
        """,
    ),
    "a layer by its name": (
        """
        import keras
        head = keras.layers.Dense(3)
        def apply(x):
            return head(x)
        x = keras.Input((8, 8))
        model = keras.Model(x, apply(x))
        assert model.output_shape == (None, 3)
        """,
        """
        import keras
        head = keras.layers.Dense(3)
        def apply(x):
            return head(keras.layers.Flatten()(x))
        x = keras.Input((8, 8))
        model = keras.Model(x, apply(x))
        assert model.output_shape == (None, 3)
        """,
    ),
    "a model that has a Flatten": (
        """
        import keras
        class Net(keras.Model):
            def __init__(self):
                super().__init__()
                self.flatten = keras.layers.Flatten()
                self.head = keras.layers.Dense(3)
            def call(self, x):
                return self.head(x)
        y = Net()(keras.Input((8, 8)))
        assert y.shape == (None, 3)
        """,
        """
        import keras
        class Net(keras.Model):
            def __init__(self):
                super().__init__()
                self.flatten = keras.layers.Flatten()
                self.flatten_1 = keras.layers.Flatten()
                self.head = keras.layers.Dense(3)
            def call(self, x):
                return self.head(self.flatten_1(x))
        y = Net()(keras.Input((8, 8)))
        assert y.shape == (None, 3)
        """,
    ),
    "an import within a function": (
        """
        def build():
            from keras import Input, Model
            from keras.layers import Dense
            x = Input((8, 8))
            return Model(x, Dense(3)(x))
        net = build()
        assert net.output_shape == (None, 3)
        """,
        """
        def build():
            from keras import Input, Model
            from keras.layers import Dense, Flatten
            x = Input((8, 8))
            return Model(x, Dense(3)(Flatten()(x)))
        net = build()
        assert net.output_shape == (None, 3)
        """,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_flatten_is_put_in(name: str) -> None:
    before, after = (textwrap.dedent(text).lstrip() for text in CASES[name])
    assert any(each.code.startswith("KSH1") for each in check_source(before).findings)
    assert fix_text(before, "net.py", Settings()).after == before
    fixed = fix_text(before, "net.py", Settings(), unsafe=True)
    ast.parse(fixed.after)
    assert fixed.after == after


UNTOUCHED = {
    "in a comprehension": """
        import keras
        model = keras.Sequential([keras.Input((8, 8)), *[keras.layers.Dense(n) for n in (4, 3)]])
        assert model.output_shape == (None, 3)
        """,
    "no way to name it": """
        from keras import Input, Model
        from mine import Dense
        x = Input((8, 8))
        """,
}


@pytest.mark.parametrize("name", UNTOUCHED)
def test_what_cannot_be_mended_is_left_as_it_is(name: str) -> None:
    text = textwrap.dedent(UNTOUCHED[name]).lstrip()
    assert fix_text(text, "net.py", Settings(), unsafe=True).after == text


def test_brackets_around_what_is_applied_are_kept() -> None:
    text = "import keras\nx = keras.Input((8, 8))\ny = keras.layers.Dense(3)((x * 2))\nassert y.shape == (None, 3)\n"
    fixed = fix_text(text, "net.py", Settings(), unsafe=True)
    assert "y = keras.layers.Dense(3)(keras.layers.Flatten()((x * 2)))\n" in fixed.after


REMOVED = {
    "in the middle of an expression": (
        "y = keras.layers.Dropout(0)(keras.Input((4,)) + 1) * 2",
        "y = (keras.Input((4,)) + 1) * 2",
    ),
    "in brackets": ("y = keras.layers.Dropout(0)((keras.Input((4,)) + 1))", "y = (keras.Input((4,)) + 1)"),
    "at the end of a list": (
        "m = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2), keras.layers.Dropout(0)])",
        "m = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])",
    ),
    "with its comment": (
        "m = keras.Sequential([\n    keras.Input((4,)),  # four\n    keras.layers.Dropout(0.0),  # none\n    keras.layers.Dense(2),\n])",
        "m = keras.Sequential([\n    keras.Input((4,)),  # four\n    keras.layers.Dense(2),\n])",
    ),
    "a statement": (
        "x = keras.Input((4,))\nx = keras.layers.Dropout(0)(x)\nx = keras.layers.Dense(2)(x)",
        "x = keras.Input((4,))\nx = keras.layers.Dense(2)(x)",
    ),
    "beside a comment": (
        "y = keras.layers.Dropout(  # none yet\n    0\n)(keras.Input((4,)))",
        "y = keras.layers.Dropout(  # none yet\n    0\n)(keras.Input((4,)))",
    ),
    "alone in a block": (
        "m = keras.Sequential([keras.Input((4,))])\nif m:\n    m.add(keras.layers.Dropout(0))",
        "m = keras.Sequential([keras.Input((4,))])\nif m:\n    m.add(keras.layers.Dropout(0))",
    ),
}


@pytest.mark.parametrize("name", REMOVED)
def test_a_layer_is_taken_out(name: str) -> None:
    before, after = (f"import keras\n{text}\n" for text in REMOVED[name])
    assert fix_text(before, "net.py", Settings(), unsafe=True).after == after
