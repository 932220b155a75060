"""Programs that take `Dense` for a layer that flattens: every kind of evidence, in every way to write a model."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["PRESUMING", "Presuming"]

SEQUENTIAL = """
model = keras.Sequential([
    keras.Input({shape}),
    {before}keras.layers.Dense({units}{activation}),  # HERE
])
x = keras.Input({shape})
y = model(x)
"""
FUNCTIONAL = """
inputs = keras.Input({shape})
h = {applied}
outputs = keras.layers.Dense({units}{activation})(h)  # HERE
model = keras.Model(inputs, outputs)
x = keras.Input({shape})
y = model(x)
"""
SUBCLASSED = """
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.features = {kept}
        self.head = keras.layers.Dense({units}{activation})

    def call(self, inputs):
        h = self.features(inputs)
        return self.head(h)  # HERE


model = Net()
x = keras.Input({shape})
y = model(x)
"""
HELPER = """
def features(inputs):
    return {applied}


def head(h, units):
    h = keras.layers.Dropout(0.1)(h)
    return keras.layers.Dense(units{activation})(h)  # HERE


inputs = keras.Input({shape})
model = keras.Model(inputs, head(features(inputs), {units}))
x = keras.Input({shape})
y = model(x)
"""
WRITTEN = {"sequential": SEQUENTIAL, "functional": FUNCTIONAL, "subclassed": SUBCLASSED, "helper": HELPER}


class Features(NamedTuple):
    """What stands before the Dense: the input's shape, and a layer."""

    shape: str
    layer: str


PIXELS = Features("(6, 6, 4)", "keras.layers.Activation('relu')")
STEPS = Features("(9, 4)", "keras.layers.LSTM(5, return_sequences=True)")
POOLED = Features("(6, 6, 4)", "keras.layers.MaxPooling2D()")


class Evidence(NamedTuple):
    """What shows the belief: the rule that finds it, what stands before the Dense, its units, and the code after it."""

    code: str
    features: Features
    units: str
    activation: str
    after: str


EVIDENCE = {
    "one-hot labels, one for each sample": Evidence(
        "KSH104",
        PIXELS,
        "3",
        ", activation='softmax'",
        "model.compile('sgd', 'categorical_crossentropy')\nmodel.fit(np.zeros((8, 6, 6, 4)), np.eye(3)[np.arange(8) % 3], verbose=0)",
    ),
    "class numbers, one for each sample": Evidence(
        "KSH104",
        STEPS,
        "3",
        ", activation='softmax'",
        "model.compile('sgd', 'sparse_categorical_crossentropy')\nmodel.fit(np.zeros((8, 9, 4)), np.arange(8) % 3, verbose=0)",
    ),
    "numbers, one for each sample, stretched silently": Evidence(
        "KSH104",
        STEPS,
        "1",
        "",
        "model.compile('sgd', 'mse')\nmodel.fit(np.zeros((8, 9, 4)), np.zeros((8, 1)), verbose=0)",
    ),
    "a reshape": Evidence("KSH103", PIXELS, "36", "", "z = keras.layers.Reshape((6, 6, 1))(y)"),
    "a dot product": Evidence("KSH103", STEPS, "5", "", "z = keras.layers.Dot(axes=1)([y, keras.Input((5,))])"),
    "a concatenation": Evidence(
        "KSH103", STEPS, "5", "", "z = keras.layers.Concatenate()([y, keras.layers.Dense(5)(keras.Input((3,)))])"
    ),
    "a layer that takes vectors": Evidence("KSH103", STEPS, "5", "", "z = keras.layers.RepeatVector(4)(y)"),
    "a subscript": Evidence("KSH103", STEPS, "20", "", "z = y[:, 15]"),
    "an equation": Evidence("KSH103", STEPS, "5", "", "z = keras.ops.einsum('bi,ij->bj', y, np.zeros((5, 3)))"),
    "an operation that joins": Evidence(
        "KSH103",
        STEPS,
        "5",
        "",
        "z = keras.ops.concatenate([y, keras.layers.Dense(5)(keras.Input((3,)))], axis=1)",
    ),
    "a model that takes vectors": Evidence(
        "KSH103",
        STEPS,
        "5",
        "",
        "tail = keras.Sequential([keras.Input((5,)), keras.layers.Dense(2)])\nz = tail(y)",
    ),
    "a check of the shape": Evidence(
        "KSH101", PIXELS, "5", "", "if y.shape != (None, 5): raise ValueError('one row of scores for each image')"
    ),
    "an assert of the rank": Evidence("KSH101", STEPS, "5", "", "assert len(y.shape) == 2"),
    "an assert of predictions": Evidence(
        "KSH101",
        PIXELS,
        "5",
        "",
        "made = model.predict(np.zeros((7, 6, 6, 4)), verbose=0)\nassert made.shape == (7, 5)",
    ),
    "an assert of the shape": Evidence("KSH101", PIXELS, "5", "", "assert y.shape == (None, 5)"),
    "an assert of the output": Evidence(
        "KSH101", STEPS, "5", "", "whole = keras.Model(x, y)\nassert whole.output_shape == (None, 5)"
    ),
    "an assert of the count": Evidence("KSH101", PIXELS, "5", "", "assert model.count_params() == 725"),
    "a comment": Evidence("KSH105", PIXELS, "5", "", "z = keras.layers.ReLU()(y)  # (None, 5)"),
    "a contract": Evidence("KSH105", STEPS, "5", "", "z = keras.layers.ReLU()(y)  # shape: (B, 5)"),
    "a docstring": Evidence(
        "KSH105",
        PIXELS,
        "5",
        "",
        'def scores(images):\n    """Returns: (batch, 5)"""\n    return model(images)\n\n\nz = scores(x)',
    ),
    "a kernel": Evidence("KSH107", PIXELS, "5", "", "model.layers[-1].set_weights([np.zeros((144, 5)), np.zeros(5)])"),
    "a Flatten after the head": Evidence(
        "KSH106",
        PIXELS,
        "3",
        ", activation='softmax'",
        "whole = keras.Model(x, keras.layers.Flatten()(y))\nwhole.compile('sgd', 'categorical_crossentropy')",
    ),
    "the looks alone": Evidence("KSH102", POOLED, "3", ", activation='softmax'", ""),
}


class Presuming(NamedTuple):
    """A program, the rule that finds what it presumes, and the row of the call."""

    text: str
    code: str
    row: int


def _program(template: str, evidence: Evidence) -> Presuming:
    shape, layer = evidence.features
    filled = template.format(
        shape=shape,
        before=f"{layer},\n    ",
        applied=f"{layer}(inputs)",
        kept=layer,
        units=evidence.units,
        activation=evidence.activation,
    )
    text = f"import keras\nimport numpy as np\n{filled}{evidence.after}\n"
    row = next(number for number, line in enumerate(text.splitlines(), 1) if line.endswith("# HERE"))
    return Presuming(text.replace("  # HERE", ""), evidence.code, row)


PRESUMING = {
    f"{kind}, {written}": _program(template, evidence)
    for kind, evidence in EVIDENCE.items()
    for written, template in WRITTEN.items()
}
