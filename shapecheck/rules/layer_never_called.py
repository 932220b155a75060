"""KSH502: a model makes a layer that it never calls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.rule import Draft, report, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH502",
    bad=[
        """
        class Net(keras.Model):
            def __init__(self):
                super().__init__()
                self.hidden = keras.layers.Dense(16, activation="relu")
                self.dropout = keras.layers.Dropout(0.5)  # KSH502
                self.head = keras.layers.Dense(3)
            def call(self, x):
                return self.head(self.hidden(x))
        y = Net()(keras.Input((8,)))
        """,
    ],
    good=[
        """
        class Net(keras.Model):
            def __init__(self):
                super().__init__()
                self.hidden = keras.layers.Dense(16, activation="relu")
                self.dropout = keras.layers.Dropout(0.5)
            def call(self, x, training=False):
                x = self.hidden(x)
                if training:
                    x = self.dropout(x)
                return x
        y = Net()(keras.Input((8,)))
        """,
        """
        class Net(keras.Model):
            def __init__(self):
                super().__init__()
                self.encoder = keras.layers.Dense(2)
                self.decoder = keras.layers.Dense(8)
            def call(self, x):
                return self.encoder(x)
            def decode(self, x):
                return self.decoder(x)
        y = Net()(keras.Input((8,)))
        """,
        """
        class Net(keras.Model):
            def __init__(self):
                super().__init__()
                self.block_1 = keras.layers.Dense(8)
                self.block_2 = keras.layers.Dense(8)
            def call(self, x):
                for number in (1, 2):
                    x = getattr(self, f"block_{number}")(x)
                return x
        y = Net()(keras.Input((8,)))
        """,
    ],
    level="info",
)
def layer_never_called(program: Program) -> Iterator[Draft]:
    """A model keeps a layer in an attribute that nothing in its file reads, and its `call` goes without.

    The layer does nothing, though it stands in `model.layers` and is saved. Fix: call it, or leave it out.
    """
    reported: set[int] = set()
    for model in program.models:
        if model.kind != "subclassed" or model.graph is None or model.unknown:
            continue
        for row in model.layers:
            site = row.layer.site
            if row.calls or row.layer.built or id(site.node) in reported or not program.is_idle_attribute(site):
                continue
            reported.add(id(site.node))
            yield report(site, f"`{row.layer.name}` is made here and never called")
