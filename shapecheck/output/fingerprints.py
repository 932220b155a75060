"""What makes a finding the same finding after lines around it have moved."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from pathlib import PurePath

from shapecheck.output.cells import sheet
from shapecheck.output.texts import Texts
from shapecheck.report import Report

__all__ = ["fingerprints"]

_DIGITS = 32


def fingerprints(report: Report) -> list[str]:
    """Return one fingerprint a finding, in their order: of file, code and line of source, however far it moved.

    Equal lines of one file are told apart by their order.
    """
    texts = Texts(report.texts)
    seen: Counter[tuple[str, str, str]] = Counter()
    made = []
    for found in report.findings:
        line = texts.line(sheet(found.filename, found.cell), found.span.start.row) or ""
        identity = (PurePath(found.filename).as_posix(), found.code, " ".join(line.split()))
        seen[identity] += 1
        content = "\0".join((*identity, str(seen[identity])))
        made.append(sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS])
    return made
