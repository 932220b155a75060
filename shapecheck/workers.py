"""Several processes that analyse files: each takes the next few, and one that dies costs no more than its file."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import connection, get_context
from typing import TYPE_CHECKING, Any

from shapecheck.report import Outcome
from shapecheck.rules.tool import INTERNAL_ERROR
from shapecheck.source import Location, Span
from shapecheck.stack import with_large_stack

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

    from shapecheck.analysis import Analyst
    from shapecheck.cache.keeping import Cache
    from shapecheck.working import Done

__all__ = ["in_processes"]

_MOST_AT_ONCE = 8

_START = Span(Location(1, 1), Location(1, 1))


@dataclass(slots=True, eq=False)
class _Worker:
    """One process, the pipe to it, and the files that it has not answered for."""

    process: BaseProcess
    pipe: Any
    files: deque[str] = field(default_factory=deque)


def in_processes(files: list[str], analyst: Analyst, cache: Cache | None, done: Done, number: int) -> None:
    """Analyse files in a number of processes that begin with all that the analyst has; of one that is killed its file tells."""
    waiting = deque(files)
    workers: list[_Worker] = []
    try:
        while True:
            while waiting and len(workers) < number:
                _start(workers, analyst, cache)
                _give(workers[-1], waiting, number)
            if not workers:
                return
            for pipe in connection.wait([worker.pipe for worker in workers]):
                worker = next(each for each in workers if each.pipe is pipe)
                if _heard(worker, cache, done):
                    if not worker.files:
                        _give(worker, waiting, number)
                    continue
                workers.remove(worker)
                if worker.files:
                    done(*_lost(worker))
                    waiting.extendleft(reversed(worker.files))
    finally:
        for worker in workers:
            worker.process.kill()
        for worker in workers:
            worker.process.join()


def _start(workers: list[_Worker], analyst: Analyst, cache: Cache | None) -> None:
    """Start one more worker."""
    context: Any = get_context("fork")
    here, there = context.Pipe()
    # a copy of another's pipe would keep it open when this process is killed
    inherited = [here, *(each.pipe for each in workers)]
    process = context.Process(target=_serve, args=(there, inherited, analyst, cache), daemon=True)
    with _uninterrupted():
        process.start()
        workers.append(_Worker(process, here))
    # so that the end of the process is the end of the pipe
    there.close()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Put an interrupt off: a process that is half made must not hear it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _give(worker: _Worker, waiting: deque[str], number: int) -> None:
    """Give a worker its next files, neighbours as they import alike; none where it may end."""
    share = max(1, min(_MOST_AT_ONCE, len(waiting) // (4 * number)))
    worker.files.extend(waiting.popleft() for _ in range(min(share, len(waiting))))
    try:
        worker.pipe.send(list(worker.files))
    except OSError:
        # it is dead already, and its pipe says so
        return


def _heard(worker: _Worker, cache: Cache | None, done: Done) -> bool:
    """Take what a worker says; False where it says no more."""
    try:
        said = worker.pipe.recv()
    except (EOFError, OSError):
        worker.process.join()
        return False
    if isinstance(said, BaseException):
        raise said
    if isinstance(said, tuple):
        filename, outcome = said
        worker.files.popleft()
        done(filename, outcome)
    elif cache is not None:
        cache.add(said)
    return True


def _lost(worker: _Worker) -> tuple[str, Outcome]:
    """Return what there is to say of the file at which a process died."""
    filename = worker.files.popleft()
    code = worker.process.exitcode or 0
    how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with status {code}"
    message = f"the process that analysed this file {how}; the other files were analysed all the same"
    return filename, Outcome((INTERNAL_ERROR.at(_START, filename, message),), whole=False, lasting=False)


def _serve(pipe: Any, inherited: list[Any], analyst: Analyst, cache: Cache | None) -> None:
    """Analyse what comes through the pipe, until nothing comes; what is to be kept is sent at the end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for each in inherited:
        each.close()
    try:
        with_large_stack(lambda: _answer(pipe, analyst, cache))
    except (EOFError, OSError):
        # nobody listens any more
        return
    except BaseException as error:
        pipe.send(error)


def _answer(pipe: Any, analyst: Analyst, cache: Cache | None) -> None:
    while files := pipe.recv():
        for filename in files:
            outcome, content = analyst.of_file(filename)
            if cache is not None:
                cache.keep_outcome(filename, content, outcome, unseen=analyst.unseen)
            pipe.send((filename, outcome))
    if cache is not None:
        pipe.send(cache.entries())
