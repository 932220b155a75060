"""Several processes find what one finds, and one that dies costs no more than its file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from multiprocessing import active_children
from pathlib import Path

import pytest

from shapecheck import check_paths, working
from shapecheck.analysis import Analyst
from shapecheck.report import Outcome

ROOT = Path(__file__).parents[1]
BAD = "import keras\n\nx = keras.layers.Conv2D(8, 3)(keras.Input((28, 28)))\n"

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(working, "SECONDS_ALONE", 0.0)
    monkeypatch.setattr(working, "_WORTH", 0.0)
    for number in range(30):
        text = (
            f"import keras\nfrom sizes import SHAPE\n\n\nx = keras.layers.Conv2D({number + 1}, 3)(keras.Input(SHAPE))\n"
        )
        (tmp_path / f"net_{number}.py").write_text(text)
    (tmp_path / "sizes.py").write_text("SHAPE = (28, 28)\n")
    (tmp_path / "broken.py").write_text("import keras\nx = (\n")
    (tmp_path / "plain.py").write_text("x = (\n")
    (tmp_path / "good.py").write_text("import keras\n")
    return tmp_path


@pytest.mark.parametrize("jobs", [2, 3, 100, None])
def test_as_one_process(jobs: int | None) -> None:
    told: list[tuple[int, int]] = []
    report = check_paths(["."], unseen=True, jobs=jobs, progress=lambda done, total: told.append((done, total)))
    assert report == check_paths(["."], unseen=True)
    assert len(report.findings) == 32
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (34, 34)
    assert active_children() == []


def test_a_process_that_is_killed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Analyst.of_file

    def of_file(self: Analyst, filename: str) -> tuple[Outcome, bytes]:
        if filename in ("net_3.py", "net_20.py"):
            os.kill(os.getpid(), signal.SIGKILL)
        if filename == "net_1.py":
            os._exit(7)
        return real(self, filename)

    wanted = [
        found for found in check_paths(["."]).findings if found.filename not in ("net_3.py", "net_20.py", "net_1.py")
    ]
    monkeypatch.setattr(Analyst, "of_file", of_file)
    report = check_paths(["."], jobs=2)
    failed = [(found.filename, found.message) for found in report.findings if found.code == "KSH000"]
    text, rest = "the process that analysed this file", "; the other files were analysed all the same"
    assert failed == [
        ("net_1.py", f"{text} ended with status 7{rest}"),
        ("net_20.py", f"{text} was killed by SIGKILL{rest}"),
        ("net_3.py", f"{text} was killed by SIGKILL{rest}"),
    ]
    assert [found for found in report.findings if found.code != "KSH000"] == wanted
    assert report.exit_status("never") == 3


def test_one_that_kills_all(monkeypatch: pytest.MonkeyPatch) -> None:
    here = os.getpid()
    real = Analyst.of_file
    monkeypatch.setattr(
        Analyst, "of_file", lambda self, filename: real(self, filename) if os.getpid() == here else os._exit(1)
    )
    report = check_paths(["."], jobs=2)
    assert sum(found.code == "KSH000" for found in report.findings) == 31


def test_wrong_settings_are_told(project: Path) -> None:
    from shapecheck.usage import UsageError

    (project / "shapecheck.toml").write_text("select = ['KSH9999']\n")
    with pytest.raises(UsageError, match="KSH9999"):
        check_paths(["."], jobs=2)
    assert active_children() == []


def started(project: Path) -> subprocess.Popen[bytes]:
    for number in range(300):
        (project / f"part_{number}.py").write_text("import keras\n" + "x = {'a': [1, 2], 'b': (4, 5)}\n" * 400)
    return subprocess.Popen(
        [sys.executable, "-m", "shapecheck", "check", ".", "-j", "2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )


def ends(group: int) -> bool:
    """Wait until no process of a group is left."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("delay", [1.3, 1.6, 2.5])
def test_interrupt_of_several(project: Path, delay: float) -> None:
    process = started(project)
    time.sleep(delay)
    # the whole group, as a terminal does it
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err.strip(), out) == (130, b"shapecheck: interrupted", b"")
    assert ends(process.pid)


def test_the_others_end_with_the_first(project: Path) -> None:
    process = started(project)
    time.sleep(2)
    process.kill()
    process.communicate(timeout=60)
    assert ends(process.pid)
