"""What an analysis is told from outside: its entry, given values, and how to read the project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["Options"]


@dataclass(frozen=True, slots=True)
class Options:
    """Say how one file is to be analysed.

    `target` is the name after `FILE::` ("Net", "Net.build", "build"), None for the file as a whole. `values` gives
    parameters of the entry function their values. `inputs` gives a subclassed model its input, by the model's name
    or by the name of its argument: a tuple of ints, None and names, or a list or dict of such tuples. `shapes` says
    what an opaque function returns, by its dotted name. `budget` is the largest number of parameters a model may
    have, by its name; `dense_share` the share of a model's parameters that one `Dense` behind a `Flatten` may hold. `roots` are folders from which imports are resolved, before
    those that the file itself suggests. `observe` notes what became of each call that is evaluated. `reveal` is
    a row, and a column or None, of which to say what is there, besides those that comments ask about.
    """

    target: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    inputs: Mapping[str, Any] = field(default_factory=dict)
    shapes: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    budget: Mapping[str, int] = field(default_factory=dict)
    dense_share: float = 0.9
    roots: tuple[Path, ...] = ()
    image_data_format: str = "channels_last"
    keras_version: int = 3
    observe: bool = False
    reveal: tuple[int, int | None] | None = None
