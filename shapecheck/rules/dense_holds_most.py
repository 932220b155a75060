"""KSH501: one `Dense` behind a `Flatten` holds nearly all parameters of a model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from shapecheck.graph.call import tensors_in
from shapecheck.graph.last_axis import DENSE, KEEPS_AXES
from shapecheck.rules.flattening import counted, shown
from shapecheck.rules.rule import Draft, report, rule

if TYPE_CHECKING:
    from shapecheck.graph.call import LayerCall
    from shapecheck.graph.layer_graph import LayerGraph
    from shapecheck.graph.model import Model
    from shapecheck.interpreter.program import Program
    from shapecheck.shapes.tensor import Tensor

_LEAST = 1_000_000
"""A Dense with fewer parameters weighs on nobody."""

_MOST_POOLED = 5


class _Heavy(NamedTuple):
    call: LayerCall
    flatten: LayerCall
    features: Tensor
    parameters: int


@rule(
    "KSH501",
    bad=[
        """
        model = keras.Sequential([
            keras.Input((64, 64, 3)),
            keras.layers.Conv2D(32, 3, activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Conv2D(64, 3, activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Flatten(),
            keras.layers.Dense(256, activation="relu"),  # KSH501
            keras.layers.Dense(10, activation="softmax"),
        ])
        """,
        """
        inputs = keras.Input((500, 40))
        x = keras.layers.Conv1D(64, 5)(inputs)
        x = keras.layers.Flatten()(x)
        x = keras.layers.Dropout(0.5)(x)
        outputs = keras.layers.Dense(100)(x)  # KSH501
        model = keras.Model(inputs, outputs)
        """,
    ],
    good=[
        """
        model = keras.Sequential([
            keras.Input((64, 64, 3)),
            keras.layers.Conv2D(64, 3, activation="relu"),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(4000, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ])
        """,
        """
        model = keras.Sequential([
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(8, 3, activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Flatten(),
            keras.layers.Dense(10, activation="softmax"),
        ])
        """,
        """
        model = keras.Sequential([
            keras.Input((100, 100)),
            keras.layers.Flatten(),
            keras.layers.Dense(512, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ])
        """,
    ],
    level="info",
)
def dense_holds_most(program: Program) -> Iterator[Draft]:
    """One `Dense` behind a `Flatten` holds nearly all parameters of a model.

    It has a row of weights for each position of each feature. That may be meant; a global pooling leaves one number for
    each feature. The share that counts is the setting `dense-share` (0.9); below a million parameters nothing is said,
    nor where no layer with weights stands before the Flatten.
    """
    reported: set[int] = set()
    for model in program.models:
        total = model.parameters.total
        heavy = _heaviest(model, program.graph)
        if heavy is None or not isinstance(total, int) or id(heavy.call.site.node) in reported:
            continue
        if heavy.parameters < _LEAST or heavy.parameters < program.options.dense_share * total:
            continue
        reported.add(id(heavy.call.site.node))
        assert heavy.features.shape is not None
        (made,) = tensors_in(heavy.call.outputs)
        assert made.shape is not None
        percent = min(99, 100 * heavy.parameters // total) if heavy.parameters < total else 100
        pooled = counted(_pooled(heavy, made))
        name = f"GlobalAveragePooling{heavy.features.rank - 2}D()"
        yield report(
            heavy.call.site,
            f"this Dense holds {percent} % of the model's {counted(total)} parameters: {counted(heavy.parameters)}",
            notes=[
                (f"{shown(heavy.features)} is flattened here", heavy.flatten.site),
                (f"{name} in its place would make it {pooled} parameters", heavy.call.site),
            ],
        )


def _heaviest(model: Model, graph: LayerGraph) -> _Heavy | None:
    """Return the `Dense` on flattened features with the most parameters."""
    found = []
    for row in model.layers:
        parameters = row.parameters.total
        for call in row.calls[:1]:
            flatten = _flatten_before(call, graph) if call.operation == DENSE else None
            if flatten is None or not isinstance(parameters, int):
                continue
            (features,) = tensors_in(flatten.inputs)
            positions = features.shape is not None and 3 <= features.rank <= _MOST_POOLED
            if positions and any(_has_weights(one, model) for one in graph.ancestors(flatten)):
                found.append(_Heavy(call, flatten, features, parameters))
    return max(found, key=lambda each: each.parameters, default=None)


def _flatten_before(call: LayerCall, graph: LayerGraph) -> LayerCall | None:
    """Return the `Flatten` whose output a call gets, through what keeps it as it is."""
    given = next(tensors_in(call.inputs), None)
    made = None if given is None else graph.producer(given)
    while made is not None and made[0].operation in KEEPS_AXES - {DENSE}:
        given = next(tensors_in(made[0].inputs), None)
        made = None if given is None else graph.producer(given)
    return made[0] if made is not None and made[0].operation == "keras.layers.Flatten" else None


def _has_weights(call: LayerCall, model: Model) -> bool:
    return any(call.key == one.key and row.layer.weights != () for row in model.layers for one in row.calls)


def _pooled(heavy: _Heavy, made: Tensor) -> int:
    """Count the parameters that are left if each feature gives one number."""
    assert heavy.features.shape is not None and made.shape is not None
    features, units = heavy.features.shape[-1], made.shape[-1]
    assert isinstance(features, int) and isinstance(units, int)
    return features * units + (units if heavy.call.config.get("use_bias", True) else 0)
