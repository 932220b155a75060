"""What a check or an examination gives back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from shapecheck.severity import Severity

if TYPE_CHECKING:
    from shapecheck.finding import Finding
    from shapecheck.interpreter.program import Program

__all__ = ["INTERNAL", "REVEALED", "Examined", "Outcome", "Report", "Understood", "Unseen"]

INTERNAL = "KSH000"
REVEALED = "KSH006"
"""What somebody asked to see: it never fails, and is nothing that could be new or known."""


class Unseen(NamedTuple):
    """A place where knowledge was lost, and why."""

    filename: str
    line: int
    reason: str


class Understood(NamedTuple):
    """How many models were made, how many tensors layers and operations gave, and of how many the shape is known."""

    models: int = 0
    tensors: int = 0
    known: int = 0

    @classmethod
    def of(cls, outcomes: Iterable[Outcome]) -> Understood:
        """Add up what came of several files."""
        parts = [outcome.understood for outcome in outcomes]
        return cls(*(sum(part[index] for part in parts) for index in range(3)))


NOTHING = Understood()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the analysis of one file came to, before comments are heard; it may speak of files that this one imports.

    `text` is that of the file where something is found in it or it speaks to shapecheck, else None. Not `whole`: the
    file was not analysed to its end. Not `lasting`: another analysis of the same text may come to something else.
    """

    findings: tuple[Finding, ...] = ()
    unseen: tuple[Unseen, ...] = ()
    text: str | None = None
    whole: bool = True
    lasting: bool = True
    understood: Understood = NOTHING


@dataclass(frozen=True, slots=True)
class Report:
    """Hold the findings of a run, sorted; `files` were read, `texts` are those of files with findings.

    `known` counts what was found too, but stands in a baseline.
    Not `lasting`: another analysis of the same files may come to something else.
    """

    findings: tuple[Finding, ...] = ()
    files: tuple[str, ...] = ()
    unseen: tuple[Unseen, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    known: int = 0
    lasting: bool = True
    understood: Understood = NOTHING

    @property
    def failed(self) -> bool:
        """Tell whether shapecheck itself failed on a file."""
        return any(found.code == INTERNAL for found in self.findings)

    def exit_status(self, fail_on: str = "warning") -> int:
        """Return 3 where shapecheck failed, 1 where a finding is at or above a level (or "never"), else 0."""
        if self.failed:
            return 3
        if fail_on == "never":
            return 0
        least = Severity[fail_on.upper()]
        return int(any(found.severity >= least and found.code != REVEALED for found in self.findings))


@dataclass(frozen=True, slots=True, eq=False)
class Examined:
    """The facts of one file, or the finding that says why there are none; `name` is what was asked for in it."""

    path: str
    name: str | None = None
    program: Program | None = None
    failure: Finding | None = None
