"""`shapecheck completion`: the scripts, and what a shell that has loaded one is told."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Command

ROOT = Path(__file__).parents[2]


def completed(words: str) -> list[str]:
    """Return what bash is told about the last of some words."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "COMP_WORDS": words,
        "COMP_CWORD": str(words.count(" ")),
        "_SHAPECHECK_COMPLETE": "bash_complete",
    }
    done = subprocess.run(
        [sys.executable, "-m", "shapecheck"], capture_output=True, text=True, env=environment, check=True, timeout=60
    )
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("shapecheck cov", ["plain,coverage"]),
        ("shapecheck src/ne", ["file,src/ne"]),
        ("shapecheck check --output-fo", ["plain,--output-format"]),
        ("shapecheck check --output-format js", ["plain,json", "plain,json-lines"]),
        ("shapecheck check src", ["file,src"]),
        ("shapecheck config s", ["plain,schema", "plain,show"]),
        ("shapecheck completion z", ["plain,zsh"]),
    ],
)
def test_words(words: str, expected: list[str]) -> None:
    assert completed(words) == expected


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_scripts(shapecheck: Command, tmp_path: Path, shell: str) -> None:
    done = shapecheck("completion", shell)
    assert done.status == 0
    assert "_SHAPECHECK_COMPLETE" in done.out
    assert "keras-shapecheck" in done.out
    if (found := shutil.which(shell)) is not None:
        script = tmp_path / f"completion.{shell}"
        script.write_text(done.out)
        subprocess.run([found, "-n", str(script)], check=True, timeout=60)


def test_another_shell(shapecheck: Command) -> None:
    assert shapecheck("completion", "tcsh").status == 2
