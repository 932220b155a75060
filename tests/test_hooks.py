"""Our two hooks, tried by pre-commit itself on a small repository: it clones ours and installs it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MISSING = [
    *(name for name in ("git", "pre-commit") if shutil.which(name) is None),
    *(["the repository"] if not (ROOT / ".git").exists() else []),
]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(MISSING), reason=f"needs {' and '.join(MISSING)}"),
]

CORRECT = """\
import keras

model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(4)])
"""
BUGGY = """\
import keras

x = keras.Input((8, 3))
y = keras.layers.Conv2D(4, 3)(x)
"""
FOUND = "error[KSH201]: Conv2D wants an input of rank at least 4, got rank 3: (None, 8, 3)\n --> buggy.py:4:5"


@dataclass(frozen=True)
class Repository:
    """A git repository of somebody who uses our hooks."""

    path: Path
    environment: Mapping[str, str]

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=self.path, env=self.environment, capture_output=True, text=True, check=False, timeout=900
        )

    def try_hooks(self, *arguments: str) -> tuple[int, dict[str, str]]:
        """Return the exit status of `pre-commit try-repo` on our repository, and what it prints of each hook."""
        done = self.run("pre-commit", "try-repo", "--color=never", "--verbose", str(ROOT), *arguments)
        if "No matching distribution" in done.stdout:
            pytest.skip("no package index")
        # what is above the last rule of `=` is the configuration; each hook begins with its name and dots
        shown = done.stdout.rpartition("=====\n")[2]
        parts = re.split(r"^(shapecheck(?: \(project\))?)\.{3,}", shown, flags=re.MULTILINE)
        assert len(parts) > 1, done.stdout + done.stderr
        return done.returncode, dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    path = tmp_path_factory.mktemp("user")
    # git's own variables would lead it elsewhere when a hook runs the tests
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT", "SHAPECHECK_"))
    }
    home = tmp_path_factory.mktemp("pre_commit")
    own = {
        "PRE_COMMIT_HOME": str(home),
        "GIT_CONFIG_COUNT": "3",
        "GIT_CONFIG_KEY_0": "user.name",
        "GIT_CONFIG_VALUE_0": "user",
        "GIT_CONFIG_KEY_1": "user.email",
        "GIT_CONFIG_VALUE_1": "user@example.com",
        # the checkout may belong to somebody else, as in a container
        "GIT_CONFIG_KEY_2": "safe.directory",
        "GIT_CONFIG_VALUE_2": "*",
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
    }
    made = Repository(path, {**kept, **own})
    (path / "correct.py").write_text(CORRECT)
    (path / "buggy.py").write_text(BUGGY)
    (path / "notes.txt").write_text(BUGGY)
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "models"]):
        done = made.run("git", *command)
        assert done.returncode == 0, done.stderr
    return made


def test_both_hooks_find_what_is_wrong(repository: Repository) -> None:
    status, shown = repository.try_hooks("--hook-stage", "manual", "--all-files")
    assert status == 1
    assert shown.keys() == {"shapecheck", "shapecheck (project)"}
    for output in shown.values():
        assert output.startswith("Failed\n")
        assert "- exit code: 1\n" in output
        assert FOUND in output
        assert "Found 1 error in 2 files;" in output


def test_what_is_right_passes_and_the_project_waits_for_the_push(repository: Repository) -> None:
    status, shown = repository.try_hooks("--files", "correct.py", "notes.txt")
    assert status == 0
    assert shown.keys() == {"shapecheck"}
    assert shown["shapecheck"].startswith("Passed\n")
    assert "No findings in 1 file;" in shown["shapecheck"]
