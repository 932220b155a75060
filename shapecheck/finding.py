"""What a rule reports: a finding with its place, its notes and, where one is proven, its fix."""

from __future__ import annotations

from dataclasses import dataclass, field

from shapecheck.severity import Severity
from shapecheck.source import Site, Span

__all__ = ["Conditional", "Edit", "Finding", "Fix", "Note", "Proposal", "Severity", "Step"]


@dataclass(frozen=True, slots=True)
class Note:
    """Point at a further line that a finding involves; `filename` is None in the finding's own file.

    `cell` is as that of a finding.
    """

    message: str
    span: Span
    filename: str | None = None
    cell: int | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text of `span` by `content`; `cell` is as that of a finding."""

    content: str
    span: Span
    cell: int | None = None


@dataclass(frozen=True, slots=True)
class Fix:
    """Offer edits: `safe` ones change nothing that the project can read, `unsafe` ones may."""

    applicability: str
    message: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """Say one change to the source: `kind` names an operation of `shapecheck.editing`, `value` is what it takes."""

    kind: str
    site: Site
    value: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Propose a fix. It becomes a Fix, with its edits, only when somebody asks for it and it has been proven."""

    applicability: str
    message: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Conditional:
    """Name the test on which a finding depends."""

    test: str
    line: int


@dataclass(frozen=True, slots=True)
class Finding:
    """Report one proven defect at one place.

    Where `cell` is given, the rows of its places are rows of cells of a notebook, of which this is the one of `span`.
    """

    code: str
    name: str
    severity: Severity
    message: str
    span: Span
    notes: tuple[Note, ...] = ()
    keras_error: str | None = None
    fix: Fix | None = None
    conditional: Conditional | None = None
    cell: int | None = None
    filename: str = ""
    proposals: tuple[Proposal, ...] = field(default=(), compare=False, repr=False)
