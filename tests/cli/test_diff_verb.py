"""`shapecheck diff`: two trees of one repository, and what is said where git or the revision is missing."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from shapecheck.interpreter.project import forget
from tests.cli.conftest import Command

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

BLOCKS = """\
from keras import layers

WIDTH = 32


def block(x, units):
    return layers.Dense(units, activation="relu")(x)
"""

NET = """\
import keras
from keras import layers
from pkg.blocks import WIDTH, block


def build(classes):
    x = keras.Input((28, 28, 1))
    h = layers.Conv2D(WIDTH, 3)(x)
    h = layers.Flatten()(h)
    return keras.Model(x, layers.Dense(classes)(block(h, 100)), name="net")


small = keras.Sequential([keras.Input((4,)), layers.Dense(3)], name="small")
"""

OTHER = '"""A model that stands alone, and these words, by which git knows it again."""\n\nimport keras\n\nm = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])\n'


def git(*arguments: str) -> str:
    identity = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.org", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", *identity, *arguments], check=True, capture_output=True, text=True).stdout


@pytest.fixture
def repository(project: Path) -> Path:
    """Stand in a repository with one commit."""
    for file in project.iterdir():
        file.unlink()
    # one process stands in many projects here
    forget()
    (project / "pkg").mkdir()
    (project / "pkg/__init__.py").write_text("")
    (project / "pkg/blocks.py").write_text(BLOCKS)
    (project / "pkg/net.py").write_text(NET)
    (project / "other.py").write_text(OTHER)
    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "one")
    return project


def test_nothing_changed(shapecheck: Command, repository: Path) -> None:
    text = "No shape, parameter or requirement changed since HEAD.\n"
    assert shapecheck("diff", "HEAD") == (0, text, "")
    (repository / "pkg/net.py").write_text("# a comment\n" + NET)
    assert shapecheck("diff", "HEAD") == (0, text, ""), "lines are no shapes"


def test_modules_are_those_of_the_revision(shapecheck: Command, repository: Path) -> None:
    """Only an imported module was changed: the models of the file that imports it differ."""
    (repository / "pkg/blocks.py").write_text(BLOCKS.replace("32", "64"))
    done = shapecheck("diff", "HEAD")
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines() == [
        "pkg/net.py",
        "  build (net)  functional  line 10",
        "    parameters  101*classes + 2163620  ->  101*classes + 4327140  +2,163,520",
        "    trainable   101*classes + 2163620  ->  101*classes + 4327140  +2,163,520",
        "    ~  conv2d (Conv2D)    (B, 26, 26, 32) -> (B, 26, 26, 64)  320 -> 640              line 8",
        "    ~  flatten (Flatten)  (B, 21632) -> (B, 43264)            0                       line 9",
        "    ~  dense_1 (Dense)    (B, 100)                            2,163,300 -> 4,326,500  line 7",
        "",
        "Since HEAD: 1 changed model.",
    ]
    assert shapecheck("diff", "HEAD", "other.py").out == "No shape, parameter or requirement changed since HEAD.\n"


def test_parts_of_a_repository(shapecheck: Command, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (repository / "pkg/blocks.py").write_text(BLOCKS.replace("32", "64"))
    monkeypatch.chdir(repository / "pkg")
    for path in ("net.py", ".", "..", str(repository)):
        assert "build (net)" in shapecheck("diff", "HEAD", path).out
    git("commit", "-qam", "two")
    assert "No shape" in shapecheck("diff", "HEAD").out
    assert "build (net)" in shapecheck("diff", "HEAD~1").out


def test_files_that_come_and_go(shapecheck: Command, repository: Path) -> None:
    (repository / "new.py").write_text(
        "import keras\n\n\ndef gpt(vocab, width, heads):\n    assert width % heads == 0\n"
        "    x = keras.Input((None,), dtype='int32')\n"
        "    return keras.Model(x, keras.layers.Embedding(vocab, width)(x), name='gpt')\n"
    )
    (repository / "other.py").unlink()
    out = shapecheck("diff", "HEAD").out
    assert "new.py (added)\n  gpt  functional  added: (B, T) -> (B, T, width), vocab*width parameters" in out
    assert "other.py (removed)\n  m (sequential)  sequential  removed: (B, 4) -> (B, 3), 15 parameters" in out
    assert out.endswith("Since HEAD: 1 added, 1 removed models.\n")
    assert "other.py (removed)" in shapecheck("diff", "HEAD", "other.py").out, "a path may be gone"


@pytest.mark.parametrize("known", [True, False])
def test_a_renamed_file_is_compared_with_what_it_was(shapecheck: Command, repository: Path, known: bool) -> None:
    if known:
        git("mv", "other.py", "moved.py")
        (repository / "moved.py").write_text(f"{OTHER}\n".replace("Dense(3)", "Dense(4)"))
    else:
        (repository / "other.py").rename(repository / "moved.py")
    out = shapecheck("diff", "HEAD").out
    if not known:
        assert out == "No shape, parameter or requirement changed since HEAD.\n"
        return
    assert out.splitlines()[:4] == [
        "other.py -> moved.py",
        "  m (sequential)  sequential  line 5",
        "    output      (B, 3)  ->  (B, 4)",
        "    parameters  15      ->  20  +5 (+33.3%)",
    ]


def test_requirements(shapecheck: Command, repository: Path) -> None:
    text = (
        "import keras\n\n\ndef build(side):\n    x = keras.Input((side, 8))\n"
        "    return keras.Model(x, keras.layers.Conv1D(3, 5)(x), name='net')\n"
    )
    (repository / "other.py").write_text(text)
    git("commit", "-qam", "two")
    (repository / "other.py").write_text(text.replace("3, 5", "3, 7"))
    out = shapecheck("diff", "HEAD").out
    assert "    - requires side >= 5\n    + requires side >= 7\n" in out


def test_markdown(shapecheck: Command, repository: Path) -> None:
    (repository / "pkg/net.py").write_text(NET.replace("Dense(3)", "Dense(5)"))
    lines = shapecheck("diff", "HEAD", "--format", "md").out.splitlines()
    assert lines[0] == "### Shapes and parameters"
    assert "| `pkg/net.py` `small` | `(B, 4)` | `(B, 3)` → `(B, 5)` | `15` → `25` | +10 (+66.7%) |" in lines
    assert "| changed | `dense (Dense)` | `(B, 3)` → `(B, 5)` | `15` → `25` |" in lines
    assert "<details><summary>pkg/net.py small</summary>" in lines


def test_json(shapecheck: Command, repository: Path) -> None:
    (repository / "pkg/net.py").write_text(NET.replace("Dense(3)", "Dense(5)"))
    found = json.loads(shapecheck("diff", "HEAD", "--output-format", "json").out)
    assert (found["version"], found["revision"]) == (1, "HEAD")
    assert found["commit"] == git("rev-parse", "HEAD").strip()
    [file] = found["files"]
    assert (file["path"], file["path_before"], file["failed"]) == ("pkg/net.py", "pkg/net.py", [])
    [model] = file["models"]
    assert model["target"] == "small"
    assert (model["before"]["parameters"], model["after"]["parameters"]) == (15, 25)
    assert model["layers"] == [
        {
            "before": {"name": "dense", "class": "Dense", "line": 13, "output_shape": "(B, 3)", "parameters": 15},
            "after": {"name": "dense", "class": "Dense", "line": 13, "output_shape": "(B, 5)", "parameters": 25},
        }
    ]


def test_what_cannot_be_analysed(shapecheck: Command, repository: Path) -> None:
    (repository / "other.py").write_text("import keras\nm = (\n")
    today = shapecheck("diff", "HEAD")
    assert today.status == 1
    assert "other.py\n  today it cannot be analysed: " in today.out
    assert "KSH001" in today.err
    git("commit", "-qam", "two")
    (repository / "other.py").write_text(OTHER)
    then = shapecheck("diff", "HEAD")
    assert then.status == 0
    assert "other.py\n  in HEAD it cannot be analysed: " in then.out


def test_wrong_revisions_and_paths(
    shapecheck: Command, repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    for word in ("nope", "--", "HEAD:other.py", "HEAD~7"):
        done = shapecheck("diff", "HEAD~7" if word == "--" else word)
        assert (done.status, done.out) == (2, "")
        assert "has no such revision" in done.err
    assert "neither today nor in HEAD" in shapecheck("diff", "HEAD", "gone.py").err
    outside = tmp_path_factory.mktemp("outside")
    assert "is not in the repository" in shapecheck("diff", "HEAD", "other.py", str(outside)).err


def test_no_repository(shapecheck: Command, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.parent))
    done = shapecheck("diff", "HEAD")
    assert (done.status, done.out) == (2, "")
    assert "not a git repository" in done.err


def test_no_git(shapecheck: Command, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repository))
    done = shapecheck("diff", "HEAD")
    assert (done.status, done.out) == (2, "")
    assert "git is not installed" in done.err
