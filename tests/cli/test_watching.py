"""`--watch`, and the line that says how far a long run is."""

from __future__ import annotations

import builtins
import io
import os
import pty
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from shapecheck.output import progress as progressing
from shapecheck.output.progress import Progress
from tests.cli.conftest import GOOD, Command

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "dumb"}


def test_watching(project: Path) -> None:
    pytest.importorskip("watchfiles")
    process = subprocess.Popen(
        [sys.executable, "-m", "shapecheck", "check", "bad.py", "-qw", "--output-format", "concise"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
        start_new_session=True,
    )
    assert process.stdout is not None and process.stderr is not None
    stopper = threading.Timer(60, process.kill)
    stopper.start()
    assert process.stdout.readline().startswith(b"bad.py:3:5: KSH201")
    assert b"Watching" in process.stderr.readline()
    time.sleep(1)
    (project / "other.py").write_text(GOOD)
    (project / "new.py").write_text((project / "bad.py").read_text().replace("import keras", "import keras\n"))
    os.replace(project / "new.py", project / "bad.py")
    assert process.stdout.readline().startswith(b"bad.py:4:5: KSH201")
    assert b"Watching" in process.stderr.readline()
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=30)
    stopper.cancel()
    assert (process.returncode, err.strip()) == (130, b"shapecheck: interrupted")


def test_what_cannot_be_watched(shapecheck: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    done = shapecheck("check", "-", "--watch")
    assert (done.status, done.err) == (2, "shapecheck: --watch wants paths, not the text on stdin\n")
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "watchfiles":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    done = shapecheck("check", ".", "--watch")
    assert (done.status, done.err) == (
        2,
        "shapecheck: --watch needs the package watchfiles: pip install 'keras-shapecheck[watch]'\n",
    )


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progressing, "_AFTER", 0.0)
    stream = Terminal()
    progress = Progress(stream)
    progress(1_200, 2_400)
    progress(1_201, 2_400)
    assert stream.getvalue() == "\r[############............] 1,200 of 2,400 files\x1b[K"
    progress.close()
    assert stream.getvalue().endswith("\r\x1b[K")
    silent = io.StringIO()
    progress = Progress(silent)
    progress(1, 2)
    progress.close()
    assert silent.getvalue() == ""


def test_a_long_run_on_a_terminal(project: Path) -> None:
    for number in range(150):
        (project / f"part_{number}.py").write_text("import keras\n" + "x = {'a': [1, 2], 'b': (4, 5)}\n" * 300)
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "shapecheck", "check", ".", "--no-cache"],
        stdout=subprocess.PIPE,
        stderr=theirs,
        env=ENVIRONMENT,
    )
    os.close(theirs)
    parts: list[bytes] = []

    def listen() -> None:
        try:
            while part := os.read(ours, 100_000):
                parts.append(part)
        except OSError:
            # the end, on Linux
            return

    reader = threading.Thread(target=listen)
    reader.start()
    out, _ = process.communicate(timeout=120)
    reader.join()
    os.close(ours)
    shown = b"".join(parts)
    assert b"of 154 files" in shown
    assert shown.endswith(b"\r\x1b[K")
    assert b"files\x1b" not in out
