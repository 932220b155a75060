"""The first word, and every way in which a run can end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from shapecheck import __version__
from shapecheck.cli import check as check_verb
from tests.cli.conftest import Command

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "COVERAGE_PROCESS_START": ""}
COMMAND = [sys.executable, "-m", "shapecheck"]


def test_version(shapecheck: Command) -> None:
    for arguments in (["--version"], ["-V"], ["version"]):
        assert shapecheck(*arguments) == (0, f"shapecheck {__version__}\n", "")


def test_help(shapecheck: Command) -> None:
    done = shapecheck("--help")
    assert done.status == 0
    assert all(verb in done.out for verb in ("check", "summary", "verify", "explain", "rules", "version"))
    for verb in ("check", "summary", "verify", "explain", "rules"):
        assert shapecheck(verb, "--help").status == 0
    assert shapecheck().status == 2


def test_unknown_first_word(shapecheck: Command) -> None:
    assert shapecheck("chek") == (2, "", 'shapecheck: there is no verb and no path chek; did you mean "check"?\n')
    assert shapecheck("nope.py").err == "shapecheck: nope.py: no such file or directory\n"
    assert shapecheck("--nope").status == 2


def test_a_folder_with_the_name_of_a_verb(shapecheck: Command, project: Path) -> None:
    (project / "rules").mkdir()
    assert "KSH201" in shapecheck("rules").out
    assert shapecheck("./rules").status == 0


@pytest.mark.parametrize(
    ("error", "status", "expected"),
    [
        (KeyboardInterrupt(), 130, "interrupted"),
        (RuntimeError("oh\nno"), 3, "failed, please report it: RuntimeError: oh no"),
        (OSError(28, "No space left on device", "out.json"), 2, "out.json: No space left on device"),
    ],
)
def test_endings(
    shapecheck: Command, monkeypatch: pytest.MonkeyPatch, error: BaseException, status: int, expected: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(check_verb, "check_paths", fail)
    done = shapecheck("check", "bad.py")
    assert done.status == status
    assert expected in done.err
    assert done.err.strip().count("\n") == 0


def test_a_reader_that_stops_early(project: Path) -> None:
    for number in range(60):
        (project / f"bad_{number}.py").write_text((project / "bad.py").read_text())
    command = [*COMMAND, "check", ".", "--output-format", "json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT, cwd=project)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.wait(60)
    process.stderr.close()


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_interrupt(project: Path) -> None:
    # many files, as the parser of a single large one hears no signal before its end
    (project / "many").mkdir()
    for number in range(400):
        (project / "many" / f"part{number}.py").write_text("import keras\n" + "x = {'a': [1, 2], 'b': (4, 5)}\n" * 400)
    process = subprocess.Popen(
        [*COMMAND, "check", "many"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT, cwd=project
    )
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.strip() == b"shapecheck: interrupted"
    assert out == b""


def test_a_stream_that_lacks_characters(project: Path) -> None:
    (project / "wide.py").write_text(
        "import keras\n# d\u00e9j\u00e0 \u5c42\nx = keras.layers.Conv2D(8, 3)(keras.Input((2, 2)))\n"
    )
    environment = {**ENVIRONMENT, "PYTHONIOENCODING": "ascii"}
    for arguments in (["check", "wide.py"], ["summary", "net.py"], ["rules"], ["check", "wide.py", "--color=always"]):
        done = subprocess.run([*COMMAND, *arguments], capture_output=True, env=environment, cwd=project, timeout=60)
        assert done.returncode in (0, 1)
        assert done.stderr == b""
        assert done.stdout.isascii()


@pytest.mark.parametrize("name", ["string", "random", "click", "tomllib", "rich", "ast"])
def test_files_that_are_called_as_modules_are_not_run(project: Path, name: str) -> None:
    for file in project.iterdir():
        file.unlink()
    (project / f"{name}.py").write_text("import keras\nraise SystemExit(77)\n")
    done = subprocess.run(
        [*COMMAND, "check", "."], capture_output=True, text=True, env=ENVIRONMENT, cwd=project, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "No findings in 1 file.\n", "")
