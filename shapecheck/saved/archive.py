"""Where the configuration of a saved model stands: in a `.json` file, or in the one of that name in a `.keras` archive.

Nothing is unpacked and nothing is run: weights, pickles and whatever else an archive holds are not looked at.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from pathlib import Path
from typing import Any

from shapecheck.saved.program import program_of
from shapecheck.saved.reading import Unreadable
from shapecheck.source import Location, SyntaxProblem

__all__ = ["read_saved"]

_MEMBER = "config.json"

MOST_BYTES = 2**26
"""A configuration that is longer is not read; those of a thousand layers have about a million."""


def read_saved(path: str) -> str:
    """Return a program that builds what a file holds.

    Raises OSError where it cannot be read, SyntaxProblem where it is no model that was saved.
    """
    try:
        return program_of(_parsed(_content(path)))
    except Unreadable as error:
        raise SyntaxProblem(str(error), Location(1, 1)) from error


def _content(path: str) -> bytes:
    if path.endswith((".h5", ".hdf5")):
        raise Unreadable("HDF5 is not read: save the model as `.keras`, or its `to_json()` as `.json`")
    if path.endswith(".json"):
        with Path(path).open("rb") as file:
            return _limited(file.read(MOST_BYTES + 1))
    try:
        with zipfile.ZipFile(path) as archive, archive.open(_MEMBER) as member:
            return _limited(member.read(MOST_BYTES + 1))
    except KeyError as error:
        raise Unreadable(f"the archive holds no {_MEMBER}: it is no model that Keras saved") from error
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise Unreadable(f"this is no archive that can be read: {error}") from error


def _limited(data: bytes) -> bytes:
    if len(data) > MOST_BYTES:
        raise Unreadable(f"the configuration is longer than {MOST_BYTES:,} bytes")
    return data


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"the configuration is no JSON: {error}") from error
