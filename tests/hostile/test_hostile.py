"""Hostile programs and texts: an answer or a blind spot within bounds of time and memory, never a crash."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from shapecheck.stack import STACK_BYTES
from tests.fixtures import in_thread
from tests.hostile.hostile_programs import PROGRAMS, TEXTS
from tests.interpreter.evaluation import evaluated

ROOT = Path(__file__).parents[2]
MOST_SECONDS = 30
"""What ends a run that hangs, in seconds of CPU. Promised are two, measured by hand: no test is as good as a clock."""
MOST_BYTES = 500 * 2**20
"""Beyond the room that the thread with the large stack reserves; who asks for more gets a MemoryError, which shows."""


@dataclass(frozen=True)
class Done:
    """How one run of the tool ended: exit status (negative for a signal) and what it printed."""

    status: int
    printed: str


def checked(*paths: Path) -> Done:
    """Run `shapecheck check` on files, in a process of its own."""
    command = [sys.executable, "-m", "shapecheck", "check", "--show-unknown", *(path.name for path in paths)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    output = paths[0].with_suffix(".out")
    with output.open("wb") as stream:
        process = subprocess.Popen(
            command, stdout=stream, stderr=subprocess.STDOUT, cwd=paths[0].parent, env=environment
        )
        resource.prlimit(process.pid, resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
        most = MOST_BYTES + STACK_BYTES
        resource.prlimit(process.pid, resource.RLIMIT_DATA, (most, most))
        status = process.wait()
    return Done(status, output.read_text(errors="replace"))


def written(folder: Path, text: str, name: str = "program") -> Path:
    path = folder / f"{name}.py"
    path.write_text(f"import keras\n{text}\n", encoding="utf-8")
    return path


def batches(names: Iterable[str]) -> list[list[str]]:
    """Return names ten at a time: to start a process takes longer than most of them."""
    listed = list(names)
    return [listed[start : start + 10] for start in range(0, len(listed), 10)]


@pytest.mark.parametrize("names", batches(PROGRAMS), ids=lambda names: names[0])
def test_programs_are_bounded(names: list[str], tmp_path: Path) -> None:
    done = checked(*(written(tmp_path, PROGRAMS[name], f"program{i}") for i, name in enumerate(names)))
    assert "KSH000" not in done.printed
    assert "Traceback" not in done.printed
    assert done.status == 0, done.printed


@pytest.mark.parametrize("names", batches(TEXTS), ids=lambda names: names[0])
def test_texts_are_read_or_refused(names: list[str], tmp_path: Path) -> None:
    done = checked(*(written(tmp_path, TEXTS[name], f"program{i}") for i, name in enumerate(names)))
    assert "KSH000" not in done.printed
    assert "Traceback" not in done.printed
    assert done.status in (0, 1), done.printed
    assert (done.status == 1) is ("KSH001" in done.printed)
    for line in done.printed.splitlines():
        assert len(line) < 300


def test_a_module_that_imports_itself(tmp_path: Path) -> None:
    (tmp_path / "other.py").write_text("import keras\nimport program\nfrom program import *\nb = 2\n")
    done = checked(
        written(tmp_path, "import program\nfrom program import *\nfrom other import b\nimport other\na = program")
    )
    assert (done.status, "KSH000" in done.printed) == (0, False), done.printed


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("n = 0\nl = []\nfor i in range(10 ** 15):\n    n += 1\n    l.append(i)", ["n", "l"]),
        ("n = 0\nfor i in range(50_000):\n    n += 1", ["n"]),
        ("n = 0\nwhile True:\n    n += 1\n    if n > 10 ** 9:\n        break", ["n"]),
        ("l = []\ndef f(n):\n    l.append(n)\n    return n if n > 900 else f(n + 1)\na = f(0)", ["l", "a"]),
        ("l = []\ndef g():\n    while True:\n        l.append(1)\n        yield 1\na = list(g())", ["l", "a"]),
        ("s = 'ab'\nfor i in range(100):\n    s = s + s", ["s"]),
        ("l = [1]\nfor i in range(60):\n    l += l", ["l"]),
    ],
)
def test_what_is_cut_off_is_not_claimed(text: str, unknown: list[str]) -> None:
    found = in_thread(lambda: evaluated(text))
    assert found.spots
    assert not set(unknown) & found.known.keys()
