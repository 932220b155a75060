"""Evidence that stands in no one line behind the model: data sets, a kernel built before, `Flatten` between the last two `Dense`."""

from __future__ import annotations

import pytest

from shapecheck.check import check_source
from shapecheck.finding import Severity
from shapecheck.fixing import fix_text
from shapecheck.settings import Settings
from tests.flattening.presuming import WRITTEN, Evidence, Features, Presuming, _program

GREY = Features("(28, 28, 1)", "keras.layers.MaxPooling2D()")
COLOUR = Features("(28, 28, 3)", "keras.layers.MaxPooling2D()")
PIXELS = Features("(6, 6, 4)", "keras.layers.Activation('relu')")
STEPS = Features("(9, 4)", "keras.layers.LSTM(5, return_sequences=True)")
SOFTMAX = ", activation='softmax'"
NAMES = "['cat', 'dog', 'emu']"
FOLDER = "keras.utils.image_dataset_from_directory('data', image_size=(28, 28)"
GENERATOR = "ImageDataGenerator().flow_from_directory('data', target_size=(28, 28))"

DATA = {
    "class numbers of a data set": Evidence(
        "KSH104",
        GREY,
        "10",
        SOFTMAX,
        "(a, b), _ = keras.datasets.mnist.load_data()\n"
        "model.compile('sgd', 'sparse_categorical_crossentropy')\nmodel.fit(a, b)",
    ),
    "one-hot rows of a data set": Evidence(
        "KSH104",
        GREY,
        "10",
        SOFTMAX,
        "(a, b), _ = keras.datasets.fashion_mnist.load_data()\nb = keras.utils.to_categorical(b, 10)\n"
        "model.compile('sgd', 'categorical_crossentropy')\nmodel.fit(a[..., None] / 255, b)",
    ),
    "a folder of classes": Evidence(
        "KSH104",
        COLOUR,
        "10",
        SOFTMAX,
        f"data = {FOLDER})\nmodel.compile('sgd', 'sparse_categorical_crossentropy')\nmodel.fit(data)",
    ),
    "a folder with the names of its classes": Evidence(
        "KSH104",
        COLOUR,
        "3",
        SOFTMAX,
        f"data = {FOLDER}, class_names={NAMES}, label_mode='categorical')\n"
        "model.compile('sgd', 'categorical_crossentropy')\nmodel.fit(data)",
    ),
    "a generator over a folder": Evidence(
        "KSH104",
        COLOUR,
        "3",
        SOFTMAX,
        f"from tensorflow.keras.preprocessing.image import ImageDataGenerator\ndata = {GENERATOR}\n"
        "model.compile('sgd', 'categorical_crossentropy')\nmodel.fit(data)",
    ),
}

BUILT = {
    "sequential": """
head = keras.layers.Dense(5)
head.build((None, 144))
model = keras.Sequential([
    keras.Input((6, 6, 4)),
    keras.layers.Activation('relu'),
    head,  # HERE
])
""",
    "functional": """
head = keras.layers.Dense(5)
head.build((None, 144))
inputs = keras.Input((6, 6, 4))
h = keras.layers.Activation('relu')(inputs)
model = keras.Model(inputs, head(h))  # HERE
""",
    "subclassed": """
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.head = keras.layers.Dense(5)
        self.head.build((None, 144))

    def call(self, inputs):
        return self.head(inputs)  # HERE


model = Net()
y = model(keras.Input((6, 6, 4)))
""",
    "helper": """
def made(units, size):
    layer = keras.layers.Dense(units)
    layer.build((None, size))
    return layer


def scores(x):
    return made(5, 144)(x)  # HERE


inputs = keras.Input((6, 6, 4))
model = keras.Model(inputs, scores(inputs))
""",
}

BETWEEN = {
    "sequential": """
model = keras.Sequential([
    keras.Input((6, 6, 4)),
    keras.layers.Dense(7, activation='relu'),  # HERE
    keras.layers.Flatten(),
    keras.layers.Dense(3, activation='softmax'),
])
""",
    "functional": """
inputs = keras.Input((6, 6, 4))
h = keras.layers.Dense(7, activation='relu')(inputs)  # HERE
h = keras.layers.Flatten()(h)
model = keras.Model(inputs, keras.layers.Dense(3)(keras.layers.Dropout(0.1)(h)))
""",
    "subclassed": """
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden = keras.layers.Dense(7, activation='relu')
        self.flatten = keras.layers.Flatten()
        self.head = keras.layers.Dense(3)

    def call(self, inputs):
        h = self.hidden(inputs)  # HERE
        return self.head(self.flatten(h))


inputs = keras.Input((6, 6, 4))
model = keras.Model(inputs, Net()(inputs))
""",
    "helper": """
def hidden(x, units):
    x = keras.layers.Dense(units)(x)  # HERE
    return keras.layers.ReLU()(x)


inputs = keras.Input((6, 6, 4))
model = keras.Model(inputs, keras.layers.Dense(3)(keras.layers.Flatten()(hidden(inputs, 7))))
""",
}


def _marked(text: str) -> tuple[str, int]:
    text = f"import keras\n{text}"
    row = next(number for number, line in enumerate(text.splitlines(), 1) if line.endswith("# HERE"))
    return text.replace("  # HERE", ""), row


@pytest.mark.parametrize("kind", DATA)
@pytest.mark.parametrize("written", WRITTEN)
def test_labels_of_data_sets(kind: str, written: str) -> None:
    program: Presuming = _program(WRITTEN[written], DATA[kind])
    [found] = check_source(program.text, "program.py").findings
    assert (found.code, found.span.start.row, found.severity) == ("KSH104", program.row, Severity.ERROR)


@pytest.mark.parametrize("written", WRITTEN)
def test_the_best_of_positions(written: str) -> None:
    """`argmax(axis=1)` chooses a step, and is found where it stands."""
    after = "model.compile('sgd')\nkinds = np.argmax(model.predict(np.zeros((8, 9, 4))), axis=1)"
    program = _program(WRITTEN[written], Evidence("KSH315", STEPS, "3", SOFTMAX, after))
    [found] = check_source(program.text, "program.py").findings
    row = next(number for number, line in enumerate(program.text.splitlines(), 1) if "argmax" in line)
    assert (found.code, found.span.start.row) == ("KSH315", row)


@pytest.mark.parametrize("written", BUILT)
def test_a_kernel_that_was_built_for_the_flattened_input(written: str) -> None:
    text, row = _marked(BUILT[written])
    [found] = check_source(text, "program.py").findings
    assert (found.code, found.span.start.row) == ("KSH107", row)
    pytest.importorskip("keras")
    with pytest.raises(ValueError, match=r"expected axis -1 of input shape to have value 144"):
        exec(compile(text, "program.py", "exec"), {})


@pytest.mark.parametrize("written", BETWEEN)
def test_flatten_between_the_last_two(written: str) -> None:
    """The output is right either way: the count shows what was meant."""
    pytest.importorskip("keras")
    text, row = _marked(BETWEEN[written])
    meant = (144 * 7 + 7) + (7 * 3 + 3)
    assert check_source(text, "program.py").findings == ()
    text += f"assert model.count_params() == {meant}\n"
    with pytest.raises(AssertionError):
        exec(compile(text, "program.py", "exec"), {})
    [found] = check_source(text, "program.py").findings
    assert (found.code, found.span.start.row) == ("KSH101", row)
    fixed = fix_text(text, "program.py", Settings(), unsafe=True)
    assert fixed.gone
    # the layer of a class that is called no more is left to its author
    assert {each.code for each in check_source(fixed.after, "program.py").findings} <= {"KSH502"}
    exec(compile(fixed.after, "program.py", "exec"), {})
    assert fix_text(fixed.after, "program.py", Settings(), unsafe=True).after == fixed.after
