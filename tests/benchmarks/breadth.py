"""Print how many layer calls of unpacked packages are evaluated with a known shape, and what keeps the rest unknown.

python -m tests.benchmarks.breadth FOLDER [FOLDER ...]; each folder is one package, run by itself.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from tests.benchmarks.measuring import ROOT, SHAPECHECK

_LIMIT = 600  # seconds for one package
_SHOWN = 20
_HEADER = f"{'package':32} {'sites':>6} {'reached':>7} {'known':>6} {'share':>7} {'seconds':>8}"


class Measured(NamedTuple):
    """What `shapecheck coverage` says of one package; None instead of it where no answer came."""

    said: dict[str, Any] | None
    seconds: float
    complaint: str = ""


def measure(folder: Path, limit: float = _LIMIT) -> Measured:
    """Count the layer calls of the package in `folder`; stop after `limit` seconds."""
    began = time.monotonic()
    command = [*SHAPECHECK, "coverage", str(folder.resolve()), "--output-format", "json"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        return Measured(None, time.monotonic() - began, "out of time")
    seconds = time.monotonic() - began
    try:
        return Measured(json.loads(done.stdout), seconds, done.stderr.strip())
    except json.JSONDecodeError:
        return Measured(None, seconds, f"exit {done.returncode}: {done.stderr.strip()[-200:]}")


def line(name: str, total: dict[str, int], seconds: float) -> str:
    """Return one line of the table; a package without any layer call has no share."""
    share = f"{total['known'] / total['sites']:7.1%}" if total["sites"] else f"{'-':>7}"
    return f"{name:32} {total['sites']:6} {total['reached']:7} {total['known']:6} {share} {seconds:8.1f}"


def main(folders: list[Path]) -> int:
    """Print the table of `folders`, their sum, and the reasons by frequency; return 1 if one gave no answer."""
    sums: Counter[str] = Counter(sites=0, reached=0, known=0)
    reasons: Counter[str] = Counter()
    seconds, failed = 0.0, False
    print(_HEADER, flush=True)
    for folder in folders:
        found = measure(folder)
        seconds += found.seconds
        if found.said is None:
            failed = True
            print(f"{folder.name:32} {found.complaint} {found.seconds:.1f}", flush=True)
            continue
        print(line(folder.name, found.said["total"], found.seconds), flush=True)
        sums.update({name: found.said["total"][name] for name in ("sites", "reached", "known")})
        reasons.update({each["reason"]: each["sites"] for each in found.said["reasons"]})
    print(line("together", sums, seconds))
    for reason, sites in reasons.most_common(_SHOWN):
        print(f"{sites:6}  {reason}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main([Path(each) for each in sys.argv[1:]]))
