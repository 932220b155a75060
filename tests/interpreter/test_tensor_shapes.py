"""In `call` TensorFlow gives a `TensorShape`: Keras 3.15 on TensorFlow 2.20 runs this layer, and counts 12."""

from __future__ import annotations

from shapecheck.graph.call import tensors_in
from shapecheck.interpreter.interpret import interpret
from shapecheck.interpreter.options import Options
from shapecheck.source import SourceFile

LAYER = """
import tensorflow as tf
from tensorflow import keras


class Mixing(keras.layers.Layer):
    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1], 3))

    def call(self, x):
        batch, steps, features = x.shape.as_list()
        assert x.shape.rank == 3 and x.shape[1:].num_elements() == 32 and not x.shape.is_fully_defined()
        assert x.shape[1:].concatenate([5]).as_list() == [8, 4, 5]
        return tf.matmul(tf.reshape(x, [-1, steps, features]), self.kernel)


inputs = keras.Input((8, 4))
model = keras.Model(inputs, Mixing()(inputs))
"""

LOOP = """
from tensorflow import keras


def ends(x, blocks, layer):
    found = {}
    for index, block in enumerate(blocks):
        found[str(index)] = layer.units.nothing_of_the_kind
    return found


def network(blocks):
    x = keras.Input((8, 4))
    return keras.Model(x, ends(x, blocks, keras.layers.Dense(3)))
"""


def test_shapes_of_tensorflow_in_call() -> None:
    program = interpret(SourceFile("mixing.py", LAYER), Options())
    assert not program.problems
    (model,) = program.models
    assert [str(size) for tensor in tensors_in(model.outputs) for size in tensor.shape] == ["B", "8", "3"]


def test_an_error_in_a_loop_over_unknown_items_does_not_mean_that_there_are_none() -> None:
    program = interpret(SourceFile("ends.py", LOOP), Options())
    assert [problem.message for problem in program.problems if "outputs" in problem.message] == []
