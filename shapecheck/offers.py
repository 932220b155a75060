"""Fixes that are offered: those of one file by the finding that each is for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shapecheck.report import Report
from shapecheck.source import Span

if TYPE_CHECKING:
    from shapecheck.finding import Finding, Fix

__all__ = ["Offers", "offering"]


@dataclass(frozen=True, slots=True)
class Offers:
    """The proven fixes of one file by the span, code and message of their findings.

    Not `lasting`: another analysis of the same text may come to others.
    """

    fixes: Mapping[tuple[Span, str, str], Fix]
    lasting: bool = True

    def of(self, finding: Finding) -> Fix | None:
        """Return the fix of a finding."""
        return self.fixes.get((finding.span, finding.code, finding.message))


def offering(report: Report, offers: Mapping[str, Offers]) -> Report:
    """Return a report whose findings carry the fixes that are offered, by file; all others carry none."""
    none = Offers({})
    findings = (replace(found, fix=offers.get(found.filename, none).of(found)) for found in report.findings)
    return replace(report, findings=tuple(findings))
