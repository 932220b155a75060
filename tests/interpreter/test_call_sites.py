"""Which expressions count as calls of a layer: each such line of a program is marked."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from shapecheck.interpreter.counting.kinds import file_of
from shapecheck.interpreter.counting.sites import call_sites
from shapecheck.source import SourceFile

MARK = "#*"

PROGRAMS = {
    "made on the spot": """
        import keras
        from keras import layers as L
        x = keras.Input((4,))
        x = L.Dense(3)(x)  #*
        y = keras.layers.TimeDistributed(L.Dense(2))(x)  #*
        z = L.concatenate([x, y])  #*
        f = keras.activations.relu(z)
        g = L.Dense
    """,
    "names": """
        from tensorflow.keras.layers import Dense, Input
        shared = Dense(3)
        tensor = Dense(3)(Input((4,)))  #*
        a = shared(tensor)  #*
        b = tensor(a)
        def forward(x, shared_by_caller):
            local = shared if x else Dense(4)
            return shared_by_caller(local(x))  #*
        def shadowed(shared):
            return shared(3)
    """,
    "attributes and containers": """
        import keras
        class Net(keras.Model):
            def __init__(self, n):
                super().__init__()
                self.stem = keras.layers.Dense(3)
                self.blocks = [keras.layers.Dense(3) for _ in range(n)]
                self.heads = {"a": keras.layers.Dense(1)}
                self.pairs = []
                for _ in range(n):
                    self.pairs.append((keras.layers.Dense(1), keras.layers.ReLU()))
                self.rate = 0.5
            def call(self, x):
                x = self.stem(x)  #*
                for block in self.blocks:
                    x = block(x)  #*
                for index, block in enumerate(self.blocks):
                    x = block(x) + index  #*
                x = self.blocks[0](x)  #*
                for key, head in self.heads.items():
                    x = head(x)  #*
                for dense, activation in self.pairs:
                    x = activation(  #*
                        dense(x))  #*
                return self.helper(x)
            def helper(self, x):
                return self.rate(x)
        class Child(Net):
            def call(self, x):
                return self.stem(x)  #*
        net = Child(3)
        y = net(1)  #*
        z = net.stem(1)  #*
    """,
    "sequential": """
        import keras
        from keras.layers import Dense, Dropout
        model = keras.Sequential()
        model.add(keras.Input((3,)))
        model.add(Dense(4))  #*
        names = set()
        names.add(model)
        head = keras.Sequential([
            keras.Input((4,)),
            Dense(3),  #*
            Dropout(0.5),  #*
        ])
        y = head(model.output)  #*
    """,
    "functions that return layers": """
        from keras import layers
        def dense(units):
            return layers.Dense(units)
        norm = lambda: layers.LayerNormalization()
        def block(x):
            return norm()(  #*
                dense(3)(x))  #*
        y = block(3)
    """,
    "no layers at all": """
        import tensorflow_addons as tfa
        from keras import ops, layers
        def call(x):
            layer = tfa.layers.Thing()
            return ops.add(layer(x), x)
        layers.custom = call
    """,
}


@pytest.mark.parametrize("text", PROGRAMS.values(), ids=PROGRAMS)
def test_the_marked_lines_are_counted(text: str) -> None:
    source = SourceFile("program.py", dedent(text))
    found = [source.span(node).start.row for node in call_sites(file_of(source, ()))]
    marked = [row for row, line in enumerate(source.lines, 1) if line.rstrip().endswith(MARK)]
    assert sorted(found) == marked


def test_layers_of_other_modules_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "parts.py").write_text("import keras\nclass Block(keras.layers.Layer):\n    pass\nnorm = 3\n")
    (tmp_path / "circle.py").write_text("from circle import *\nfrom circle import a as b, b as a\n")
    text = "from parts import Block, norm\nfrom circle import a\nimport parts\nBlock()(1)\nparts.Block()(2)\nnorm()(3)\na()(4)\n"
    (tmp_path / "net.py").write_text(text)
    source = SourceFile(str(tmp_path / "net.py"), text)
    found = [source.span(node).start.row for node in call_sites(file_of(source, ()))]
    assert found == [4, 5]
