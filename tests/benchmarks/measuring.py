"""Seconds of CPU that processes take: the wall clock says more about what else a machine does."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
TIMES = int(os.environ.get("SHAPECHECK_BENCHMARK_TIMES", "5"))

_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
ENVIRONMENT = {**_ENVIRONMENT, "PYTHONPATH": str(ROOT), "KERAS_BACKEND": "jax", "SHAPECHECK_ISOLATED": "1"}
SHAPECHECK = (sys.executable, "-m", "shapecheck")


class Cost(NamedTuple):
    """What one process took, its children included: seconds of CPU, and the most memory of one of them in MB."""

    seconds: float
    memory: float


def cost(command: Sequence[str], folder: Path, times: int = TIMES, before: Sequence[str] = ()) -> Cost:
    """Return the median of some runs of a command, each after another command that is not counted."""
    made = []
    for _ in range(times):
        if before:
            subprocess.run(before, cwd=folder, env=ENVIRONMENT, capture_output=True, check=False)
        # waited for by itself, so that it is alone in what is counted
        process = subprocess.Popen(
            command, cwd=folder, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _, _, usage = os.wait4(process.pid, 0)
        made.append(Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024))
    return Cost(median(each.seconds for each in made), median(each.memory for each in made))


def within(code: str, folder: Path, *arguments: str) -> list[float]:
    """Return the numbers that a Python program prints, the median of each over some runs in processes of their own."""
    rows = []
    for _ in range(TIMES):
        command = [sys.executable, "-c", code, *arguments]
        done = subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=True)
        rows.append([float(word) for word in done.stdout.split()])
    return [median(column) for column in zip(*rows, strict=True)]
