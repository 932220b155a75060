"""The action for GitHub: its script run for real, and what action.yml says against what the script reads."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / ".ci" / "action.py"
ACTION = (ROOT / "action.yml").read_text(encoding="utf-8")
BAD = "import keras\n\nx = keras.layers.Conv2D(8, 3)(keras.Input((28, 28)))\n"


def run(folder: Path, verb: str, **inputs: str) -> tuple[int, str]:
    """Run the script as a runner would, in a folder; return its status and what it prints."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("INPUT_", "SHAPECHECK_"))}
    environment |= {f"INPUT_{name.upper()}": value for name, value in inputs.items()}
    environment |= {"RUNNER_TEMP": str(folder.parent / "temp"), "GITHUB_OUTPUT": str(folder.parent / "output")}
    command = [sys.executable, str(SCRIPT), verb]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=600
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a checkout, and put a shapecheck where the script would have installed it."""
    folder = tmp_path / "checkout"
    (folder / "a b").mkdir(parents=True)
    (folder / "a b" / "net.py").write_text(BAD)
    (folder / "good.py").write_text("import keras\n\nx = keras.Input((4,))\n")
    program = tmp_path / "temp" / "shapecheck" / "environment" / "bin" / "shapecheck"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m shapecheck "$@"\n')
    program.chmod(0o755)
    return folder


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
class TestCheck:
    def test_findings_are_annotations_and_sarif(self, checkout: Path) -> None:
        status, printed = run(checkout, "check")
        assert status == 1
        [line] = printed.splitlines()
        assert line.startswith("::error title=KSH201 (wrong-rank),file=a b/net.py,line=3,")
        name, _, path = (checkout.parent / "output").read_text().strip().partition("=")
        assert name == "sarif"
        [sarif] = json.loads(Path(path).read_text())["runs"]
        assert [result["ruleId"] for result in sarif["results"]] == ["KSH201"]
        place = sarif["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
        assert place == {"uri": "a%20b/net.py", "uriBaseId": "%SRCROOT%"}

    def test_inputs_are_read_as_a_shell_reads_them(self, checkout: Path) -> None:
        assert run(checkout, "check", paths="good.py 'a b'", arguments="--ignore KSH201") == (0, "")
        assert run(checkout, "check", paths="good.py") == (0, "")
        assert run(checkout, "check", paths="'a b/net.py'", arguments="--exit-zero")[0] == 0

    def test_nothing_is_run_that_an_input_says(self, checkout: Path) -> None:
        run(checkout, "check", paths="$(touch made) `touch made`", arguments="; touch made")
        assert not (checkout / "made").exists()

    def test_mistakes(self, checkout: Path) -> None:
        assert run(checkout, "check", paths="nowhere")[0] == 2
        assert run(checkout, "check", arguments="--nope")[0] == 2
        assert not (checkout.parent / "output").exists()
        status, printed = run(checkout, "check", paths="'a")
        assert (status, printed) == (2, "::error title=shapecheck::an input cannot be read: No closing quotation\n")


@pytest.mark.slow
def test_install(tmp_path: Path) -> None:
    folder = tmp_path / "checkout"
    folder.mkdir()
    (folder / "net.py").write_text(BAD)
    status, printed = run(folder, "install")
    if "No matching distribution" in printed:
        pytest.skip("no package index")
    assert status == 0, printed
    assert run(folder, "check")[0] == 1


def test_every_input_is_passed_on() -> None:
    declared = re.search(r"^inputs:\n(.*?)^outputs:", ACTION, re.MULTILINE | re.DOTALL)
    assert declared is not None
    names = re.findall(r"^  ([\w-]+):$", declared[1], re.MULTILINE)
    assert names == ["paths", "arguments", "version", "python-version", "upload-sarif"]
    for name in names:
        assert f"inputs.{name}" in ACTION
    script = SCRIPT.read_text(encoding="utf-8")
    assert set(re.findall(r"INPUT_\w+", ACTION)) == {"INPUT_PATHS", "INPUT_ARGUMENTS", "INPUT_VERSION"}
    for variable in ("INPUT_PATHS", "INPUT_ARGUMENTS", "INPUT_VERSION"):
        assert variable in script


def test_no_input_stands_in_a_script() -> None:
    """An expression inside `run:` would be put into the script as text, and run."""
    assert not re.search(r"^\s+run:.*\$\{\{", ACTION, re.MULTILINE)
