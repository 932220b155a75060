"""Print, for each layer, how far NumPy and real Keras are apart: the largest difference of all its cases."""

from __future__ import annotations

import os
import sys

os.environ.setdefault("KERAS_BACKEND", "numpy")

from build import compared
from cases import CASES

from shapecheck.execution.kernel import NotExecutable


def main() -> int:
    """Print the table; 1 where a case is beyond its limit."""
    worst: dict[str, list[float]] = {}
    faults: list[str] = []
    for case in CASES:
        name = case.spec.path.rpartition(".")[2]
        try:
            difference = compared(case).difference
        except NotExecutable as missing:
            difference = float("inf")
            faults.append(f"{case.title}: {missing}")
        else:
            if difference > case.limit:
                faults.append(f"{case.title}: {difference:.1e}")
        worst.setdefault(name, []).append(difference)
    for name in sorted(worst):
        print(f"{name:28} {len(worst[name]):3} cases  {max(worst[name]):.1e}")
    print(f"{len(CASES)} cases of {len(worst)} layers, {len(faults)} beyond their limit")
    print("\n".join(faults))
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
