"""What of a summary is shown."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["COLUMNS", "View"]

COLUMNS = {"params": "Param #", "flops": "Multiply-Adds", "activations": "Activations"}
"""What a table may show of each layer besides its output, by the name that is asked for."""


@dataclass(frozen=True, slots=True)
class View:
    """Say what is shown: how deep, which columns, for which batch, and the dtype that floating numbers are held in.

    `depth` 2 shows the layers of nested models; the batch stays a symbol where it is None, numbers as they are where
    `dtype` is.
    """

    depth: int = 1
    columns: tuple[str, ...] = ("params",)
    batch: int | None = None
    dtype: str | None = None
