"""Record what the constructors of `keras.applications` build, as data of the package.

`python tests/oracle/record_application_graphs.py [NAME ...]` writes `shapecheck/catalog/applications/graphs.zip`: one
JSON for each constructor. Each is run with many arguments, its variables only declared; what it builds is aligned, and
for each layer that is not always there a condition is sought, for each value that varies a formula, among those of
`shapecheck/catalog/applications/`. The recorder fails where none explains all runs, and plays every run back.
"""

from __future__ import annotations

import itertools
import json
import os
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from unittest import mock

os.environ |= {"KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"}  # traces without computing

import keras
from application_rows import SAID, Explained
from application_runs import LOADED, attempt, run, signature
from keras import applications
from keras.src.backend import KerasTensor
from keras.src.ops.node import Node

TARGET = Path(__file__).parents[2] / "shapecheck" / "catalog" / "applications" / "graphs.zip"

NAME = "modelname"
"""Stands for the argument `name` in names of layers, where these begin with it (ConvNeXt)."""

ALPHAS = (1.0, 0.05, 0.1, 0.25, 0.35, 0.42, 0.5, 0.66, 0.75, 0.9, 1.1, 1.3, 1.4, 1.7, 2.0)


def variants(name: str) -> list[tuple[dict[str, Any], int, str]]:
    """List arguments, number of channels and data format of the runs that show all that a constructor makes."""
    known = signature(name)
    said = {key: value for key, value in SAID.items() if key in known}
    if name.startswith("ConvNeXt"):
        said["name"] = NAME
    plain = {"weights": None, "include_top": False, "pooling": None} | said
    made: list[tuple[dict[str, Any], int, str]] = []
    for ends in (
        {},
        {"include_top": True},
        {"pooling": "avg"},
        {"pooling": "max"},
        {"include_top": True, "pooling": "avg"},
    ):
        made.append((plain | ends, 3, "channels_last"))
    if "include_preprocessing" in known:
        made += [
            (plain | {"include_preprocessing": flag}, channels, "channels_last")
            for flag in (True, False)
            for channels in (1, 3)
        ]
    if "name" not in said:
        loaded = {"weights": "imagenet", "classes": 1000, "classifier_activation": "softmax"}
        loaded |= {"depth_multiplier": 1} if "depth_multiplier" in known else {}
        made += [(plain | loaded | {"include_top": top}, 3, "channels_last") for top in (False, True)]
    if "dropout_rate" in known:
        made.append((plain | {"include_top": True, "dropout_rate": 0}, 3, "channels_last"))
    if "alpha" in known:
        flags = (False, True) if "minimalistic" in known else (None,)
        chosen = itertools.product(ALPHAS, flags, (False, True))
        for alpha, flag, top in chosen:
            more = {} if flag is None else {"minimalistic": flag}
            made.append((plain | more | {"alpha": alpha, "include_top": top}, 3, "channels_last"))
    if not refused(name, "channels_first"):
        made += [(given, channels, "channels_first") for given, channels, _ in made[:2]]
    return made


def refused(name: str, data_format: str) -> str | None:
    """Return what a constructor says to a data format, None where it takes it."""
    if name.startswith("NASNet") and data_format == "channels_first":
        return attempt(lambda: run(name, {"weights": None}, None, data_format))
    return attempt(lambda: run(name, {"weights": None, "include_top": False}, None, data_format))


def defaults(name: str, given: Mapping[str, Any], channels: int, data_format: str) -> dict[str, Any]:
    """Return all that conditions and formulas read."""
    return signature(name) | dict(given) | {"channels": channels, "data_format": data_format}


def errors(name: str) -> dict[str, str]:
    """Return what a constructor says to arguments that do not go together; words in braces are put in."""
    known = signature(name)
    found: dict[str, str | None] = {"channels_first": refused(name, "channels_first")}

    def say(kind: str, **given: Any) -> None:
        shape = given.pop("input_shape", None)
        found[kind] = attempt(lambda: run(name, LOADED | given, shape, "channels_last"))

    say("classes", classes=987654)
    if "alpha" in known:
        say("alpha", alpha=987.654)
    if "depth_multiplier" in known:
        say("depth_multiplier", depth_multiplier=987654)
    say("static", include_top=False, input_shape=(None, None, 3))
    say("name", name="another", include_top=False)
    say("any_name", name="another", include_top=False, weights=None)
    words = {
        "classes": "987654",
        "depth_multiplier": "987654",
        "alpha": "987.654",
        "name": "another",
        "any_name": "another",
    }
    return {
        kind: text.replace(words[kind], f"{{{kind.removeprefix('any_')}}}") if kind in words else text
        for kind, text in found.items()
        if text is not None
    }


def sizes(name: str, usual: int) -> list[int]:
    """List the sizes of images for which the top is loaded, the usual one first."""
    if "alpha" not in signature(name) or "V3" in name:
        return [usual]
    tried = range(32, 300, 16)
    taken = [size for size in tried if attempt(lambda: run(name, LOADED, (size, size, 3), "channels_last")) is None]  # noqa: B023
    return [usual, *(size for size in taken if size != usual)]


def alphas(name: str) -> list[list[float]]:
    """List the widths for which there are weights: of all models, and of minimalistic ones."""
    known = signature(name)
    if "alpha" not in known:
        return []
    flags = ({}, {"minimalistic": True}) if "minimalistic" in known else ({},)
    return [
        [
            alpha
            for alpha in (0.25, 0.35, 0.5, 0.75, 1.0, 1.25, 1.3, 1.4, 1.5, 2.0)
            if attempt(lambda: run(name, LOADED | flag | {"alpha": alpha}, None, "channels_last")) is None  # noqa: B023
        ]
        for flag in flags
    ]


def steps() -> dict[str, Any]:
    """Record what `preprocess_input` of each module does to a tensor: operations, their inputs and further arguments."""
    made: dict[str, Any] = {}
    for module in sorted(dir(applications)):
        function = getattr(getattr(applications, module), "preprocess_input", None)
        if function is not None:
            with mock.patch.object(Node, "__init__", noting(Node.__init__, found := [], [])):
                function(keras.Input((8, 8, 3)))
            made[module] = found
    return made


def noting(init: Callable[..., None], found: list[Any], outputs: list[Any]) -> Callable[..., None]:
    """Make a `Node.__init__` that notes every operation; {"step": number} is one of the outputs so far."""

    def said(value: Any) -> Any:
        if isinstance(value, KerasTensor):
            return {"step": next(place for place, one in enumerate(outputs) if one is value)}
        if isinstance(value, list | tuple):
            return [said(item) for item in value]
        return "..." if value is ... else value.tolist() if hasattr(value, "tolist") else value

    def node(this: Any, operation: Any, **words: Any) -> None:
        init(this, operation, **words)
        if not isinstance(operation, keras.layers.InputLayer):
            path = f"keras.ops.{PATHS.get(type(operation).__name__, type(operation).__name__.lower())}"
            more = {"axis": operation.axis} if hasattr(operation, "axis") else {}
            found.append([path, [said(item) for item in words["call_args"]], more])
        outputs.append(words["outputs"])

    return node


PATHS = {"GetItem": "get_item", "TrueDivide": "true_divide"}
"""Names of operations whose functions are not their classes in small letters."""


def recording(name: str) -> dict[str, Any]:
    """Record one constructor."""
    size = 80  # the least that all take
    runs, given = [], []
    for arguments, channels, data_format in variants(name):
        shape = (size, size, channels) if data_format == "channels_last" else (channels, size, size)
        if arguments["weights"] == "imagenet" and arguments["include_top"]:
            shape = None
        runs.append(run(name, arguments, shape, data_format))
        given.append(defaults(name, arguments, channels, data_format))
    explained = Explained(name, runs, given)
    explained.check()
    kinds: list[Any] = []
    rows = []
    for found in explained.found:
        kind = (
            [found["path"], found["config"]]
            if not found["layers"]
            else [found["path"], found["config"], found["layers"]]
        )
        if kind not in kinds:
            kinds.append(kind)
        row = [kinds.index(kind), found["name"], found["inputs"]]
        rows.append([*row, found["when"]] if found["when"] else row)
    facts = runs[0].facts
    return {
        "keras": keras.__version__,
        "signature": list(signature(name).items()),
        "sizes": sizes(name, facts.get("default_size", 224)),
        "least": facts.get("min_size", 32),
        "alphas": alphas(name),
        "errors": errors(name),
        "kinds": kinds,
        "rows": rows,
    }


def text_of(recorded: Mapping[str, Any]) -> str:
    """Write a recording; the name of the model in names of layers becomes a place for it."""
    return json.dumps(recorded, separators=(",", ":")).replace(NAME, "{name}")


def constructors() -> list[str]:
    """List the constructors of `keras.applications`."""
    return [name for name in sorted(dir(applications)) if name[0].isupper() and callable(getattr(applications, name))]


def main() -> None:
    """Record them all, or those that are named."""
    kept: dict[str, str] = {}
    if TARGET.exists():
        with zipfile.ZipFile(TARGET) as archive:
            kept = {member: archive.read(member).decode() for member in archive.namelist()}
    kept["preprocess_input.json"] = json.dumps(steps(), separators=(",", ":"))
    for name in sys.argv[1:] or constructors():
        kept[f"{name}.json"] = text_of(recording(name))
        print(name, len(kept[f"{name}.json"]), flush=True)
        with zipfile.ZipFile(TARGET, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for member in sorted(kept):
                archive.writestr(zipfile.ZipInfo(member, (1980, 1, 1, 0, 0, 0)), kept[member], zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    main()
