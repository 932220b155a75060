"""Several witnesses of one mistake are one finding."""

from __future__ import annotations

from collections.abc import Iterable

from shapecheck.finding import Finding

__all__ = ["one_witness"]


def one_witness(found: Iterable[Finding]) -> list[Finding]:
    """Keep one finding of family KSH1xx for each `Dense`, the most severe: several witnesses are still one mistake."""
    kept: dict[object, Finding] = {}
    for finding in found:
        key = finding.span if finding.code.startswith("KSH1") else finding
        other = kept.get(key)
        if other is None or (-finding.severity, finding.code) < (-other.severity, other.code):
            kept[key] = finding
    return list(kept.values())
