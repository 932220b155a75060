"""Fixes: each is made in memory, and the text analysed again, before it is offered or written."""

from __future__ import annotations

import io
import tokenize
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from shapecheck.check import check_source
from shapecheck.discovery import display_path
from shapecheck.editing.edits import applied, clash, moved, touched
from shapecheck.editing.operation import edits_of
from shapecheck.finding import Edit, Finding, Fix
from shapecheck.notebook import rewritten
from shapecheck.offers import Offers
from shapecheck.reading import is_notebook
from shapecheck.report import REVEALED
from shapecheck.settings import Configuration, Settings
from shapecheck.source import Location, Span
from shapecheck.usage import UsageError
from shapecheck.writing import write_whole

__all__ = ["Fixed", "encoded", "fix_text", "offers_of", "write"]

MOST_ANALYSES = 60
"""How often one file is analysed for its fixes; what is left then is left for the next run."""

MOST_CHARACTERS = 250_000
"""How much text is analysed to offer the fixes of one file: a report must not wait for what nobody may use."""

_DESIGN = "KSH5"
"""The family that judges the size of a model: a fix that makes a small model what it was meant to be may call it up."""


_Key = tuple[str, str, Location | None]
"""What tells a finding in one version of a file from others: its file, its code, and where it stands."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """What became of one file: its text before and after, and the findings that are gone, with the fix of each.

    Not `lasting`: another analysis of the same text may come to something else.
    """

    filename: str
    before: str
    after: str
    gone: tuple[Finding, ...]
    lasting: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class _Version:
    """One text of a file, what is found in it, and on which of its lines knowledge is lost."""

    text: str
    findings: tuple[Finding, ...]
    unseen: frozenset[int]

    def own(self, filename: str) -> list[Finding]:
        """List what is found in the file itself, not in what it imports."""
        return [found for found in self.findings if found.filename == filename]


class _Fixing:
    """The fixes of one file: analyses its versions, up to a number."""

    def __init__(self, filename: str, settings: Settings | Configuration) -> None:
        self.path = filename
        self.filename = display_path(filename)
        self.settings = settings
        self.left = MOST_ANALYSES
        self.lasting = True

    def version(self, text: str) -> _Version:
        """Analyse a text of the file."""
        self.left -= 1
        report = check_source(text, self.path, self.settings, unseen=True, proposing=True)
        self.lasting = self.lasting and report.lasting
        unseen = frozenset(place.line for place in report.unseen if place.filename == self.filename)
        return _Version(text, report.findings, unseen)

    def proven(self, version: _Version, fixes: Sequence[tuple[Finding, Fix]]) -> _Version | None:
        """Return the version with some fixes made; None unless their findings are gone and nothing new is there."""
        edits = [edit for _, fix in fixes for edit in fix.edits]
        if self.left <= 0 or clash(version.text, edits):
            return None
        after = self.version(applied(version.text, edits))
        gone = [id(finding) for finding, _ in fixes]
        left = Counter(self._keys(version, edits, (each for each in version.findings if id(each) not in gone)))
        found = [each for each in after.findings if not (each.code.startswith(_DESIGN) and each.severity == 1)]
        found = [each for each in found if each.code != REVEALED]
        there: Counter[_Key] = Counter((each.filename, each.code, each.span.start) for each in found)
        if there - left:
            return None
        rows = touched(version.text, edits)
        lost = any(edit.span.start.row <= row <= edit.span.end.row for edit in edits for row in version.unseen)
        return None if after.unseen & rows and not lost else after

    def _keys(self, version: _Version, edits: Sequence[Edit], findings: Iterable[Finding]) -> Iterator[_Key]:
        listed = list(findings)
        places = iter(
            moved(version.text, edits, [each.span.start for each in listed if each.filename == self.filename])
        )
        for each in listed:
            yield each.filename, each.code, next(places) if each.filename == self.filename else each.span.start


def _candidates(finding: Finding, accepted: Callable[[Fix], bool]) -> Iterator[Fix]:
    """Yield the fixes that are thought of for a finding, each with its edits."""
    if finding.fix is not None and accepted(finding.fix):
        yield finding.fix
    for proposal in finding.proposals:
        made = Fix(proposal.applicability, proposal.message, ())
        if accepted(made) and all(display_path(step.site.filename) == finding.filename for step in proposal.steps):
            edits = edits_of(proposal)
            if edits is not None:
                yield replace(made, edits=edits)


def offers_of(text: str, filename: str, settings: Settings | Configuration) -> Offers:
    """Return the fixes that are proven for the findings in a file."""
    offered: dict[tuple[Span, str, str], Fix] = {}
    fixing = _Fixing(filename, settings)
    fixing.left = max(2, min(MOST_ANALYSES, MOST_CHARACTERS // (len(text) + 1)))
    version = fixing.version(text)
    for finding in version.own(fixing.filename):
        if fixing.left <= 0:
            break
        for fix in _candidates(finding, lambda fix: True):
            if fixing.proven(version, [(finding, fix)]) is not None:
                offered[finding.span, finding.code, finding.message] = fix
                break
    return Offers(offered, fixing.lasting)


def fix_text(text: str, filename: str, settings: Settings | Configuration, *, unsafe: bool = False) -> Fixed:
    """Make every fix that is proven, round by round, until none is left; `unsafe` takes those too that change more."""
    fixing = _Fixing(filename, settings)

    def accepted(fix: Fix) -> bool:
        return unsafe or fix.applicability == "safe"

    version, gone = fixing.version(text), list[Finding]()
    refused: set[tuple[str, str]] = set()
    while True:
        made = _round(fixing, version, accepted, refused)
        if made is None:
            return Fixed(fixing.filename, text, version.text, tuple(gone), fixing.lasting)
        version, findings = made
        gone += findings


def _round(
    fixing: _Fixing, version: _Version, accepted: Callable[[Fix], bool], refused: set[tuple[str, str]]
) -> tuple[_Version, list[Finding]] | None:
    """Make all fixes at once that do not touch each other, or else the first that can be made alone; None if none can."""
    together: list[tuple[Finding, Fix]] = []
    waiting = [each for each in version.own(fixing.filename) if (each.code, each.message) not in refused]
    for finding in waiting:
        fix = next(_candidates(finding, accepted), None)
        if fix is not None and not clash(version.text, [*(e for _, f in together for e in f.edits), *fix.edits]):
            together.append((finding, fix))
    if len(together) > 1:
        after = fixing.proven(version, together)
        if after is not None:
            return after, [replace(finding, fix=fix) for finding, fix in together]
    for finding in waiting:
        for fix in _candidates(finding, accepted):
            after = fixing.proven(version, [(finding, fix)])
            if after is not None:
                return after, [replace(finding, fix=fix)]
        refused.add((finding.code, finding.message))
    return None


def encoded(fixed: Fixed, data: bytes) -> bytes:
    """Return the fixed text as bytes, encoded as those of the file are, its byte order mark kept.

    Raises UsageError where these are not the bytes that were read, and where the encoding lacks a character.
    """
    if is_notebook(fixed.filename):
        made = rewritten(data, fixed.before, fixed.after)
        if made is None:
            raise UsageError(f"{fixed.filename} was changed meanwhile: it is left as it is")
        return made
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    if fixed.before.encode(encoding) != data:
        raise UsageError(f"{fixed.filename} was changed meanwhile: it is left as it is")
    try:
        return fixed.after.encode(encoding)
    except UnicodeEncodeError as error:
        lacking = error.object[error.start : error.end]
        raise UsageError(f"{fixed.filename}: its encoding, {encoding}, has no {lacking!r}") from error


def write(fixed: Fixed) -> None:
    """Write a fixed text over its file at once, in the encoding and with the byte order mark that it had.

    Raises OSError, and UsageError where the file is not what it was when it was read.
    """
    path = Path(fixed.filename)
    write_whole(path, encoded(fixed, path.read_bytes()))
