"""What shapecheck reads of a constructor, in the form of the recording, and where the two differ."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from shapecheck.check import summarize
from shapecheck.graph.model import Model, ModelLayer
from tests.fixtures import counts, differences, outputs

Json = Any


def read(path: Path, name: str, arguments: Mapping[str, Json]) -> Model:
    """Analyse a constructor, as `shapecheck summary PATH::NAME --set ...` does; its returned model stands last."""
    (program,) = summarize(f"{path}::{name}", values=arguments)
    assert program.models, [(spot.reason, spot.site.line) for spot in program.blind_spots]
    return program.models[-1]


def described(model: Model) -> Json:
    """Return a model in the form of the recording."""
    rows = [_row(row) for row in model.layers]
    return {"name": model.name, **counts(model.parameters), "layers": rows}


def _row(row: ModelLayer) -> Json:
    weights = row.layer.weights
    return [
        row.layer.name,
        row.layer.class_name,
        outputs(row.calls[-1].outputs) if row.calls else None,
        None if weights is None else [[list(weight.shape), weight.trainable] for weight in weights],
        [_row(inner) for inner in row.model.layers] if row.model is not None else [],
    ]


def disagreements(path: Path, name: str, arguments: Mapping[str, Json], expected: Json) -> list[str]:
    """Read a constructor, and say where it differs from what Keras builds, in at most twenty lines."""
    model = read(path, name, arguments)
    found = list(islice(differences(expected, described(model), expected["name"]), 20))
    if not model.complete:
        found.append(f"not complete: {model.unknown}")
    if model.target != name:
        found.append(f"its target is {model.target}")
    return found
