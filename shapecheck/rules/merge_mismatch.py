"""KSH203: Tensors that are added, multiplied or compared have sizes that do not broadcast."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.refusals import refused
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH203",
    bad=[
        """
        x = keras.Input((16,))
        y = keras.layers.Dense(8)(x)
        z = keras.layers.Add()([x, y])  # KSH203
    """,
        """
        x = keras.Input((16,))
        z = x * keras.layers.Dense(8)(x)  # KSH203
    """,
        """
        import numpy as np
        from keras import ops
        def distance(y_true, y_pred):
            return ops.mean(ops.square(y_true - y_pred), axis=-1)  # KSH203
        model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(4)])
        model.compile("adam", loss=distance)
        model.fit(np.zeros((100, 20)), np.zeros((100, 3)))
        """,
        """
        import numpy as np
        from keras import ops
        def weighted(weights):
            def loss(y_true, y_pred):
                return -ops.sum(weights * y_true * ops.log(y_pred), axis=-1)  # KSH203
            return loss
        model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(3, activation="softmax")])
        model.compile("adam", weighted(np.array([1.0, 2.0])))
        model.fit(np.zeros((100, 20)), np.zeros((100, 3)))
        """,
        """
        import numpy as np
        from keras import ops
        class Scaled(keras.losses.Loss):
            def __init__(self, scale, **options):
                super().__init__(**options)
                self.scale = scale
            def call(self, y_true, y_pred):
                return self.scale * ops.mean(ops.abs(y_true - y_pred))  # KSH203
        inputs = keras.Input((20,))
        model = keras.Model(inputs, keras.layers.Dense(3)(inputs))
        model.compile("adam", Scaled(0.5))
        model.evaluate(np.zeros((100, 20)), np.zeros((100, 2)))
        """,
        """
        import numpy as np
        from keras import ops
        model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(5, activation="softmax")])
        model.compile("adam", loss=lambda t, p: -ops.mean(t * ops.log(p)))  # KSH203
        model.fit(np.zeros((100, 20)), np.random.randint(0, 5, 100))
        """,
        """
        from keras import ops
        class Sparse(keras.layers.Layer):
            def __init__(self):
                super().__init__()
                self.dense = keras.layers.Dense(8)
            def call(self, inputs):
                hidden = self.dense(inputs)
                self.add_loss(ops.mean(ops.square(hidden - inputs)))  # KSH203
                return hidden
        y = Sparse()(keras.Input((16,)))
        """,
    ],
    good=[
        """
        x = keras.Input((16,))
        y = keras.layers.Dense(16)(x)
        z = keras.layers.Add()([x, y])
    """,
        """
        x = keras.Input((16,))
        z = x * keras.layers.Dense(1)(x)
    """,
        """
        import numpy as np
        from keras import ops
        def distance(y_true, y_pred):
            return ops.mean(ops.square(y_true - y_pred), axis=-1)
        model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(3)])
        model.compile("adam", loss=distance)
        model.fit(np.zeros((100, 20)), np.zeros((100, 3)))
        """,
        """
        import numpy as np
        from keras import ops
        def weighted(weights):
            def loss(y_true, y_pred):
                return -ops.sum(weights * y_true * ops.log(y_pred), axis=-1)
            return loss
        model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(3, activation="softmax")])
        model.compile("adam", weighted(np.array([1.0, 2.0, 0.5])))
        model.fit(np.zeros((100, 20)), np.zeros((100, 3)))
        """,
        """
        import numpy as np
        from keras import ops
        class Scaled(keras.losses.Loss):
            def __init__(self, scale, **options):
                super().__init__(**options)
                self.scale = scale
            def call(self, y_true, y_pred):
                return self.scale * ops.mean(ops.abs(y_true - y_pred))
        inputs = keras.Input((20,))
        model = keras.Model(inputs, keras.layers.Dense(3)(inputs))
        model.compile("adam", Scaled(0.5))
        model.evaluate(np.zeros((100, 20)), np.zeros((100, 3)))
        """,
        """
        import numpy as np
        from keras import ops
        model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(5, activation="softmax")])
        model.compile("adam", loss=lambda t, p: -ops.mean(t * ops.log(p)))
        model.fit(np.zeros((100, 20)), np.eye(5)[np.random.randint(0, 5, 100)])
        """,
        """
        from keras import ops
        class Sparse(keras.layers.Layer):
            def __init__(self):
                super().__init__()
                self.dense = keras.layers.Dense(8)
            def call(self, inputs):
                hidden = self.dense(inputs)
                self.add_loss(ops.mean(ops.square(hidden - inputs)))
                return hidden
        y = Sparse()(keras.Input((8,)))
        """,
    ],
)
def merge_mismatch(program: Program) -> Iterator[Draft]:
    """Tensors that are added, multiplied or compared have sizes that do not broadcast.

    Two sizes of one axis must be equal, or one of them 1. Fix: give both branches the same number of features, for
    instance by a projection (`Dense`, or `Conv2D` with a 1x1 kernel) on the shortcut.
    """
    yield from refused(program, "merge-mismatch", "broadcast-mismatch")
