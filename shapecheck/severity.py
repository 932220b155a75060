"""How bad a finding is."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["Severity"]


class Severity(IntEnum):
    """How bad a finding is: `error` where Keras would raise, `warning` where it runs but not as the code says."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    def __str__(self) -> str:
        return self.name.lower()
