"""What was recorded of the constructors of `keras.applications` (`tests/oracle/record_application_graphs.py`)."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pkgutil import get_data
from typing import Any, NamedTuple

__all__ = ["Recording", "Row", "constructor_of", "recording_of", "steps_of"]

_HOME = "keras.applications."


class Row(NamedTuple):
    """One layer, operation or `Sequential` that a constructor makes and calls.

    `config` are the arguments it gives, by name, as `formulas.value_of` reads them; `name` may hold a place for the
    model's, `{name}`. `inputs` is one input or a list of them: the number of a row (0 is the model's input), or an
    object of one entry, {"constant": number}. It is made where all conditions of `when` hold; a row that is not made
    passes on its last input. `layers` are those of a `Sequential`: path, name and configuration.
    """

    path: str
    config: Mapping[str, Any]
    name: str | None
    inputs: Any
    when: Sequence[Any] = ()
    layers: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Recording:
    """What is known of one constructor.

    `signature` are its arguments with their defaults, in order; `sizes` the sizes of images that its weights for
    ImageNet take with the top, the usual one first; `alphas` the widths for which such weights are, of all and of
    minimalistic models; `least` is the least size. `errors` is what Keras says, by what is wrong.
    """

    name: str
    signature: Mapping[str, Any]
    sizes: Sequence[int]
    least: int
    alphas: Sequence[Sequence[float]]
    errors: Mapping[str, str]
    rows: Sequence[Row]


def constructor_of(path: str) -> str | None:
    """Return the name of the constructor that a canonical path names, None where it is none that was recorded."""
    name = path.removeprefix(_HOME)
    return name if name != path and f"{name}.json" in archive().namelist() else None


@cache
def archive() -> zipfile.ZipFile:
    """Open the recordings; each is read when it is first asked for."""
    return zipfile.ZipFile(io.BytesIO(get_data(__package__, "graphs.zip") or b""))


@cache
def recording_of(name: str) -> Recording:
    """Read the recording of a constructor.

    Raises KeyError for a name that is none of Keras's.
    """
    content = json.loads(archive().read(f"{name}.json"))
    kinds = content["kinds"]
    rows = []
    for kind, title, inputs, *when in content["rows"]:
        path, config, *layers = kinds[kind]
        rows.append(Row(path, config, title, inputs, *(when or [()]), *layers))
    return Recording(
        name,
        dict(content["signature"]),
        content["sizes"],
        content["least"],
        content["alphas"],
        content["errors"],
        rows,
    )


@cache
def steps_of(module: str) -> Sequence[Sequence[Any]]:
    """Return what `preprocess_input` of a module does to a tensor: operations with their further arguments.

    Raises KeyError for a module that has none.
    """
    found: Sequence[Sequence[Any]] = json.loads(archive().read("preprocess_input.json"))[module]
    return found
