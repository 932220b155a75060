"""The analysis of many files: in this process, or in several where that pays."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from multiprocessing import get_all_start_methods
from typing import TYPE_CHECKING

from shapecheck.analysis import Analyst
from shapecheck.report import Outcome
from shapecheck.settings import Configuration, Settings
from shapecheck.stack import with_large_stack

if TYPE_CHECKING:
    from shapecheck.cache.keeping import Cache

__all__ = ["Done", "work"]

Done = Callable[[str, Outcome], None]

SECONDS_ALONE = 1.0
"""How long one process works before others are thought of; it also tells how fast it goes."""

_WORTH = 1.0
"""How many seconds of work must be left for further processes to pay."""


def work(
    files: list[str],
    configuration: Settings | Configuration,
    cache: Cache | None,
    done: Done,
    *,
    unseen: bool,
    jobs: int | None,
) -> None:
    """Analyse files and tell `done` what came of each; `jobs` is the largest number of processes, None for what pays.

    The first files are analysed alone: what they import, and all that is imported to analyse them, goes to every process.
    """
    analyst = Analyst(configuration, unseen=unseen)
    number = _most_processes(jobs)
    rest = with_large_stack(lambda: _in_turn(files, analyst, cache, done, alone=number < 2))
    if rest:
        from shapecheck.workers import in_processes

        if cache is not None:
            cache.flush()
        in_processes(rest, analyst, cache, done, min(number, len(rest)))


def _in_turn(files: list[str], analyst: Analyst, cache: Cache | None, done: Done, *, alone: bool) -> list[str]:
    """Analyse files one after another; unless `alone`, return those that are left where more processes pay."""
    began = time.monotonic()
    left = 0 if alone else sum(map(_size, files))
    behind = 0
    for number, filename in enumerate(files, 1):
        outcome, content = analyst.of_file(filename)
        if cache is not None:
            cache.keep_outcome(filename, content, outcome, unseen=analyst.unseen)
            cache.flush(soon=True)
        done(filename, outcome)
        if not alone and len(files) - number > 1:
            size = _size(filename)
            left, behind = left - size, behind + size
            spent = time.monotonic() - began
            if spent >= SECONDS_ALONE and spent * left >= _WORTH * behind:
                return files[number:]
    return []


def _most_processes(jobs: int | None) -> int:
    if "fork" not in get_all_start_methods():
        return 1
    if jobs is None:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return jobs


def _size(filename: str) -> int:
    try:
        return os.stat(filename).st_size
    except OSError:
        return 0
