"""The analysis of many files: in this process, or in several where that pays."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from shapecheck.analysis import Analyst
from shapecheck.report import Outcome
from shapecheck.settings import Configuration, Settings
from shapecheck.stack import with_large_stack

if TYPE_CHECKING:
    from shapecheck.cache.keeping import Cache

__all__ = ["Done", "work"]

Done = Callable[[str, Outcome], None]

_WORTH = 200_000
"""To analyse so many bytes takes about a second; less is done before further processes have imported what they need."""


def work(
    files: list[str],
    configuration: Settings | Configuration,
    cache: Cache | None,
    done: Done,
    *,
    unseen: bool,
    jobs: int | None,
) -> None:
    """Analyse files and tell `done` what came of each; `jobs` is the largest number of processes, None for what pays."""
    analyst = Analyst(configuration, unseen=unseen)
    number = _number_of_processes(files, jobs)
    if number > 1:
        from shapecheck.workers import in_processes

        in_processes(files, analyst, cache, done, number)
    else:
        with_large_stack(lambda: _in_turn(files, analyst, cache, done))


def _in_turn(files: list[str], analyst: Analyst, cache: Cache | None, done: Done) -> None:
    for filename in files:
        outcome, content = analyst.of_file(filename)
        if cache is not None:
            cache.keep_outcome(filename, content, outcome, unseen=analyst.unseen)
            cache.flush(soon=True)
        done(filename, outcome)


def _number_of_processes(files: list[str], jobs: int | None) -> int:
    """Return how many processes pay: each wants two files at least, and all together some work."""
    if jobs is None:
        jobs = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        if sum(map(_size, files)) < _WORTH:
            return 1
    return max(1, min(jobs, len(files) // 2))


def _size(filename: str) -> int:
    try:
        return os.stat(filename).st_size
    except OSError:
        return 0
