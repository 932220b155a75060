"""How often each rule spoke."""

from __future__ import annotations

from collections import Counter

from shapecheck.output.terminal import LEVEL_COLORS, Style
from shapecheck.report import Report

__all__ = ["render"]


def render(report: Report, style: Style) -> str:
    """Return one line a rule, the most frequent first; `[*]` where a finding has a fix."""
    counts = Counter(found.code for found in report.findings)
    first = {found.code: found for found in reversed(report.findings)}
    fixable = {found.code for found in report.findings if found.fix is not None}
    widest = max((len(str(count)) for count in counts.values()), default=0)
    lines = []
    for code, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        shown = style.paint(code, LEVEL_COLORS[first[code].severity], "bold")
        mark = "[*]" if code in fixable else "[ ]"
        lines.append(f"{count:>{widest}}  {shown}  {mark}  {first[code].name}\n")
    return "".join(lines)
