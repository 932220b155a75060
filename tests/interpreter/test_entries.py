"""Code that nothing calls: its inputs are what its uses of them say, or what the settings say."""

from __future__ import annotations

from textwrap import dedent
from typing import Any

import pytest

from shapecheck.graph.model import Model
from shapecheck.interpreter.interpret import interpret
from shapecheck.interpreter.options import Options
from shapecheck.interpreter.program import Program
from shapecheck.shapes.dims import text
from shapecheck.source import SourceFile


def facts(code: str, **options: Any) -> Program:
    return interpret(
        SourceFile("program.py", "import keras\nfrom keras import layers, ops\n" + dedent(code)), Options(**options)
    )


def called(program: Program) -> list[tuple[str, str]]:
    return [
        (call.operation.rpartition(".")[2], _shown(call.outputs.shape))
        for call in program.calls
        if call.layer is not None and call.operation != "keras.Input"
    ]


def _shown(shape: Any) -> str:
    return f"({', '.join(text(size) if not isinstance(size, int) else str(size) for size in shape)})"


def shapes(model: Model) -> tuple[list[str], list[str]]:
    return [_shown(one.shape) for _, one in model.inputs], [_shown(one.shape) for _, one in model.outputs]


NET = """
class Net(keras.Model):
    def __init__(self, classes, rate=0.5):
        super().__init__()
        self.conv = layers.Conv2D(8, 3, padding="same")
        self.pool = layers.GlobalAveragePooling2D()
        self.head = layers.Dense(classes)

    def call(self, x, training=False):
        return self.head(self.pool(self.conv(x)))
"""


def test_the_first_use_of_an_input_gives_its_rank() -> None:
    (model,) = facts(NET).models
    assert shapes(model) == (["(B, height, width, channels)"], ["(B, classes)"])
    assert str(model.parameters.total).replace(" ", "") == "72*channels+9*classes+8"


def test_a_model_is_given_its_input_by_name_or_by_argument() -> None:
    for inputs in ({"Net": (None, 28, 28, 1)}, {"x": (None, 28, 28, 1)}):
        (model,) = facts(NET, inputs=inputs, values={"classes": 10}).models
        assert shapes(model) == (["(B, 28, 28, 1)"], ["(B, 10)"])
        assert model.parameters.total == 80 + 90


def test_names_of_a_stated_input_are_one_size_each() -> None:
    (model,) = facts(NET, inputs={"x": (None, "edge", "edge", 3)}).models
    assert shapes(model)[0] == ["(B, edge, edge, 3)"]


@pytest.mark.parametrize(
    "use",
    [
        "b, h, w, c = x.shape",
        "h, w, c = x.shape[1:]",
        "h, w = ops.shape(x)[1:-1]",
        "if len(x.shape) != 4: raise ValueError('images')",
        "if ops.ndim(x) != 4:\n            raise ValueError('images')",
        "assert x.shape.rank == 4",
    ],
)
def test_other_uses_that_give_the_rank(use: str) -> None:
    code = f"""
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.head = layers.Dense(3)

    def call(self, x):
        y = self.head(x)
        {use}
        return y
"""
    (model,) = facts(code).models
    assert shapes(model) == (["(B, height, width, channels)"], ["(B, height, width, 3)"])


def test_inputs_of_several_parts() -> None:
    code = """
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.one, self.two = layers.Conv2D(3, 1), layers.LSTM(3)

    def call(self, inputs):
        image, text = inputs
        return self.one(image), self.two(text)

class Named(keras.Model):
    def __init__(self):
        super().__init__()
        self.one, self.two = layers.Conv2D(3, 1), layers.LSTM(3)

    def call(self, inputs):
        return self.one(inputs["image"]), self.two(inputs["text"])
"""
    first, second = facts(code).models
    assert shapes(first) == (
        ["(B, height, width, channels)", "(B, steps, channels_1)"],
        ["(B, height, width, 3)", "(B, 3)"],
    )
    assert len(shapes(second)[0]) == 2
    assert shapes(second)[1] == shapes(first)[1] or shapes(second)[1]


def test_a_rank_that_no_use_gives_stays_unknown() -> None:
    code = """
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.head = layers.Dense(3)

    def call(self, x):
        return self.head(x)
"""
    for observe in (False, True):
        program = facts(code, observe=observe)
        (model,) = program.models
        assert shapes(model) == ([], [])
        assert model.parameters.total == 0 or not model.complete
        assert called(program) == []
        assert program.problems == []
    (fact,) = program.counted
    assert (fact.reached, fact.reason is None, fact.supposed) == (True, False, True)


def test_a_build_that_wants_a_rank() -> None:
    code = """
class Layer(layers.Layer):
    def build(self, input_shape):
        if len(input_shape) != 3:
            raise ValueError("steps are wanted")
        self.kernel = self.add_weight(shape=(int(input_shape[-1]), 5))
        self.inner = layers.Dense(7)

    def call(self, x):
        return self.inner(x)
"""
    program = facts(code)
    assert called(program) == [("Dense", "(B, steps, 7)"), ("Layer", "(B, steps, 7)")]


def test_methods_that_nothing_calls() -> None:
    code = """
class Maker:
    def __init__(self, filters, size=0):
        self.filters = filters
        self.size = size

    def resize(self, size):
        self.size = size

    def build_model(self, classes=10):
        x = keras.Input((28, 28, 1))
        y = layers.Flatten()(layers.Conv2D(self.filters, 3)(x))
        if False:
            layers.Dense(self.size)(y)
        return keras.Model(x, layers.Dense(classes)(y))
"""
    program = facts(code)
    (model,) = program.models
    assert model.target == "Maker.build_model"
    assert shapes(model) == (["(B, 28, 28, 1)"], ["(B, 10)"])
    (chosen,) = facts(code, target="Maker.build_model", values={"filters": 4}).models
    assert chosen.parameters.total == 40 + (26 * 26 * 4 + 1) * 10


def test_what_another_method_changes_is_unknown() -> None:
    code = """
class Maker:
    def __init__(self):
        self.units = 0
        self.blocks = []

    def grow(self):
        self.blocks.append(3)
        self.units += 1

    def make(self):
        x = keras.Input((3,))
        if self.blocks and len(self.blocks) > 3:
            return layers.Dense(0)(x)
        return layers.Dense(self.units)(x)
"""
    assert facts(code).problems == []


def test_only_what_holds_for_any_input_is_a_problem() -> None:
    code = """
class Net(keras.Model):
    def __init__(self, units=None):
        super().__init__()
        self.conv = layers.Conv2D(8, 3)
        self.steps = layers.LSTM(units or 3)
        self.dense = layers.Dense(units)

    def call(self, x, flat=False):
        return self.{}(self.conv(x))
"""
    assert facts(code.format("dense")).problems == []
    (problem,) = facts(code.format("steps")).problems
    assert problem.kind == "wrong-rank"


def test_branches_do_not_share_what_they_make_of_an_input() -> None:
    code = """
def block(x):
    if len(x.shape) == 3:
        return layers.Conv1D(3, 1)(x)
    return layers.Conv2D(3, 1)(x)
"""
    program = facts(code)
    assert program.problems == []
    assert sorted(called(program)) == [("Conv1D", "(B, steps, 3)"), ("Conv2D", "(B, height, width, 3)")]


def test_an_unknown_word_is_no_size() -> None:
    code = """
def block(x, smooth):
    if smooth is True:
        way = "bilinear"
    elif smooth == "nearest":
        way = "nearest"
    return layers.UpSampling2D(2, interpolation=way)(x)
"""
    assert facts(code).problems == []


def test_the_cases_of_a_flag_agree_on_the_rank() -> None:
    code = """
class Net(keras.Model):
    def __init__(self, deep):
        super().__init__()
        self.deep = deep
        self.one, self.two = layers.Conv2D(3, 1), layers.Conv2D(3, 1)

    def call(self, x):
        x = self.one(x)
        return self.two(x) if self.deep else x
"""
    program = facts(code)
    (model,) = program.models
    assert shapes(model) == (["(B, height, width, channels)"], ["(B, height, width, 3)"])
    assert len(model.cases) == 2
    assert "channels_1" not in model.symbols


BLOCKS = """
class Net(keras.Model):
    def __init__(self, depth):
        super().__init__()
        self.blocks = [layers.Dense(8) for _ in range(depth)]
        self.others = []
        for i in range(depth):
            self.others.append((layers.Dense(8), layers.Dropout(0.1)))
        self.growing = []
        filters = 8
        for i in range(depth):
            self.growing.append(layers.Dense(filters))
            filters *= 2
        self.stem = layers.Dense(8)

    def call(self, x):
        steps, width = x.shape[1:]
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        for i, (dense, drop) in enumerate(self.others):
            x = drop(dense(x))
        return {}
"""


def test_layers_of_an_unknown_number_are_followed_as_one() -> None:
    program = facts(BLOCKS.format("self.blocks[0](x)"))
    (model,) = program.models
    assert shapes(model) == (["(B, steps, channels)"], ["(B, steps, 8)"])
    assert not model.complete
    assert [reason for reason in model.unknown if "how many layers `others` holds" in reason]


def test_layers_that_differ_from_turn_to_turn_stay_unknown() -> None:
    program = facts(BLOCKS.format("self.growing[0](x)"))
    (model,) = program.models
    assert model.outputs == ()
    assert not model.complete


def test_one_of_two_tensors_makes_no_model() -> None:
    code = """
def build(blocks, width):
    x = keras.Input((10, width))
    y = x
    for _ in blocks:
        y = layers.Dense(width)(y)
    return keras.Model(x, layers.Dense(3)(y))
"""
    program = facts(code)
    assert program.models == []
    assert called(program)[-1] == ("Dense", "(B, 10, 3)")
    (model,) = facts(code, values={"blocks": (1, 2)}).models
    assert len(model.layers) == 4


def test_an_old_spelling_in_a_try_is_no_problem() -> None:
    code = """
import tensorflow as tf

class Total(layers.Layer):
    def call(self, x):
        steps, width = x.shape[1:]
        try:
            return tf.reduce_sum(x, axis=-1, keep_dims=True)
        except TypeError:
            return tf.reduce_sum(x, axis=-1, keepdims=True)
"""
    program = facts(code)
    assert program.problems == []
    assert called(program) == [("Total", "(B, steps, 1)")]


def test_what_is_joined_may_be_one_tensor() -> None:
    code = """
import tensorflow as tf

def joined(x, n):
    return tf.concat(tf.shape(layers.Conv2D(3, 1)(x)), axis=0), tf.stack(n + 1)
"""
    assert facts(code).problems == []


def test_eval_of_a_name() -> None:
    code = """
def block(x, activation="ReLU", norm="layers.BatchNormalization", what="[1][0]"):
    from keras.layers import ReLU
    x = layers.Conv2D(3, 1)(x)
    return eval(norm)()(eval(activation)()(x)), eval(what), eval("3")
"""
    assert [name for name, _ in called(facts(code))] == ["Conv2D", "ReLU", "BatchNormalization"]


def test_patches_of_an_open_size() -> None:
    code = """
def patches(size):
    return layers.Dense(4)(ops.image.extract_patches(keras.Input((32, 32, 3)), (size, size), padding="same"))
"""
    assert [name for name, _ in called(facts(code))] == ["Dense"]


def test_a_class_whose_instances_cannot_be_made_has_no_methods_to_analyse() -> None:
    broken = """
    class Broken:
        def __init__(self, size):
            raise ValueError(size)

        def build(self, units):
            return layers.Dense(units)
    """
    assert called(facts(broken)) == []


def test_loops_are_supposed_to_turn_for_the_count_alone() -> None:
    code = """
def build(filters):
    x = keras.Input((32, 32, 3))
    for size in filters:
        x = layers.Conv2D(8, 3, padding="same")(x)
    return layers.Dense(4)(x)
"""
    program = facts(code, observe=True)
    assert program.problems == []
    assert {name for name, _ in called(program)} == {"Conv2D"}
    convolution, dense = sorted(program.counted, key=lambda fact: fact.start)
    assert (convolution.reason, convolution.supposed) == (None, False)
    assert (dense.reason is None, dense.supposed) == (False, True)


def test_parameters_that_are_added_may_be_lists() -> None:
    code = """
def build(linear, deep):
    for column in linear + deep:
        print(column)
    return layers.Dense(4)(keras.Input((3,)))
"""
    assert [name for name, _ in called(facts(code))] == ["Dense"]


def test_a_chain_of_calls_that_is_too_deep_is_a_blind_spot() -> None:
    chain = [f"def f{number}(x):\n    return f{number + 1}(x)" for number in range(120)]
    text = "\n".join([*chain, "def f120(x):\n    return x", "f0(3)"])
    program = interpret(SourceFile("program.py", text), Options())
    assert any("nested" in spot.reason for spot in program.blind_spots)


def test_a_method_is_run_on_the_model_that_the_module_makes() -> None:
    program = facts(
        """
        class Pair(keras.Model):
            def __init__(self, encoder, latent):
                super().__init__()
                self.encoder = encoder
                self.latent = latent
                self.steps = 0

            def compile(self, width, **kwargs):
                super().compile(**kwargs)
                self.width = width

            def train_step(self, data):
                self.steps += 1
                return layers.Dense(self.width)(ops.zeros((self.latent, 3)))

            def sample(self):
                return layers.Dense(self.steps + 1)(ops.zeros((self.latent, 3)))

        pair = Pair(keras.Sequential([keras.Input((8,)), layers.Dense(2)]), latent=5)
        pair.compile(width=7)
        """
    )
    assert ("Dense", "(5, 7)") in called(program)
    assert [model.name for model in program.models] == ["sequential", "pair"]
    assert all(shape != "(5, 1)" for _, shape in called(program))  # how often it took a step is not known


def test_a_method_adds_no_model_of_its_class() -> None:
    program = facts(
        """
        class Agent:
            def __init__(self, actions):
                self.model = keras.Sequential([keras.Input((4,)), layers.Dense(actions)])

            def act(self, state):
                return self.model.predict(state)

            def copied(self):
                return keras.Sequential([keras.Input((4,)), layers.Dense(2)])

        class Net(keras.Model):
            def __init__(self, units):
                super().__init__()
                self.dense = layers.Dense(units)

            def call(self, x):
                return self.dense(x)

            def embedded(self, x):
                return self.dense(x)
        """
    )
    assert [(model.kind, model.site.span.start.row) for model in program.models] == [
        ("sequential", 6),
        ("sequential", 12),
        ("subclassed", 14),
    ]


def test_a_model_that_is_called_on_several_arguments_takes_all_of_them() -> None:
    program = facts(
        """
        class Decoder(keras.Model):
            def __init__(self):
                super().__init__()
                self.gru = layers.GRU(6, return_state=True)

            def call(self, x, hidden, mask=None):
                output, state = self.gru(x, initial_state=hidden)
                return output * mask, state

        Decoder()(keras.Input((None, 3)), keras.Input((6,)), mask=keras.Input((1,)))
        """
    )
    (model,) = program.models
    assert [(name, _shown(tensor.shape)) for name, tensor in model.inputs] == [
        ("x", "(B, T, 3)"),
        ("hidden", "(B, 6)"),
        ("mask", "(B, 1)"),
    ]
    assert model.graph is not None
