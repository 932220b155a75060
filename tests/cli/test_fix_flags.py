"""The flags that fix: what is written, what is only shown, and how each run ends."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import Command

UNUSED = "import keras\n\nx = keras.Input((4,))  # shapecheck: ignore[KSH201]\n"
USED = "import keras\n\nx = keras.Input((4,))\n"
WRAPPED = "import keras\n\ny = keras.layers.TimeDistributed(keras.layers.Dense(4))(keras.Input((12, 8)))\n"
BARE = "import keras\n\ny = keras.layers.Dense(4)(keras.Input((12, 8)))\n"


@pytest.fixture
def both(project: Path) -> Path:
    """A file with a finding whose fix is safe, and one whose fix is not."""
    (project / "both.py").write_text(UNUSED + WRAPPED.removeprefix("import keras\n"))
    return project / "both.py"


def test_fix_writes_safe_fixes_only(shapecheck: Command, both: Path) -> None:
    done = shapecheck("check", "--fix", "both.py")
    assert both.read_text() == USED + WRAPPED.removeprefix("import keras\n")
    assert "KSH002" not in done.out
    assert "KSH701" in done.out
    assert "Fixed 1 finding in 1 file." in done.err
    assert done.status == 0


def test_unsafe_fixes_are_written_when_both_are_said(shapecheck: Command, both: Path) -> None:
    shapecheck("check", "--fix", "--unsafe-fixes", "both.py")
    assert both.read_text() == USED + BARE.removeprefix("import keras\n")
    again = shapecheck("check", "--fix", "--unsafe-fixes", "both.py")
    assert "Fixed" not in again.err
    assert both.read_text() == USED + BARE.removeprefix("import keras\n")


def test_unsafe_fixes_alone_write_nothing(shapecheck: Command, both: Path) -> None:
    before = both.read_text()
    done = shapecheck("check", "--unsafe-fixes", "both.py")
    assert both.read_text() == before
    assert "unsafe fix: use the Dense itself" in done.out


def test_show_fixes_says_what_was_made(shapecheck: Command, both: Path) -> None:
    done = shapecheck("check", "--fix", "--show-fixes", "both.py")
    assert "both.py:3:24: fixed KSH002 (safe): remove the comment" in done.out


def test_diff_shows_and_does_not_write(shapecheck: Command, both: Path) -> None:
    before = both.read_text()
    done = shapecheck("check", "--diff", "both.py")
    assert done.status == 1
    assert both.read_text() == before
    assert done.out.splitlines() == [
        "--- both.py",
        "+++ both.py",
        "@@ -1,5 +1,5 @@",
        " import keras",
        " ",
        "-x = keras.Input((4,))  # shapecheck: ignore[KSH201]",
        "+x = keras.Input((4,))",
        " ",
        " y = keras.layers.TimeDistributed(keras.layers.Dense(4))(keras.Input((12, 8)))",
    ]
    assert "+y = keras.layers.Dense(4)" in shapecheck("check", "--diff", "--unsafe-fixes", "both.py").out
    assert shapecheck("check", "--diff", "good.py").status == 0
    assert shapecheck("check", "--diff", "good.py").out == ""


def test_diff_of_a_text_that_ends_without_a_newline(shapecheck: Command, project: Path) -> None:
    (project / "open.py").write_text(UNUSED.rstrip("\n"))
    last = shapecheck("check", "--diff", "open.py").out.splitlines()[-4:]
    assert last == [
        "-x = keras.Input((4,))  # shapecheck: ignore[KSH201]",
        "\\ No newline at end of file",
        "+x = keras.Input((4,))",
        "\\ No newline at end of file",
    ]


@pytest.mark.parametrize(
    ("encoding", "cookie"), [("utf-8", ""), ("utf-8-sig", ""), ("latin-1", "# coding: latin-1"), ("utf-8", "# größe")]
)
def test_encoding_line_ends_and_mode_are_kept(shapecheck: Command, project: Path, encoding: str, cookie: str) -> None:
    path = project / "kept.py"
    text = f"{cookie}\n{UNUSED}".replace("\n", "\r\n") + "name = 'ß'"
    path.write_bytes(text.encode(encoding))
    path.chmod(0o755)
    shapecheck("check", "--fix", "kept.py")
    assert path.read_bytes() == text.replace("  # shapecheck: ignore[KSH201]", "").encode(encoding)
    assert stat.S_IMODE(path.stat().st_mode) == 0o755
    assert [each.name for each in project.iterdir() if each.name.startswith(".kept")] == []


def test_inserted_lines_end_as_the_others_do(shapecheck: Command, project: Path) -> None:
    text = "import keras\nm = keras.Sequential([\n    keras.Input((8, 8)),\n    keras.layers.Dense(3),\n])\nassert m.output_shape == (None, 3)\n"
    (project / "dos.py").write_bytes(text.replace("\n", "\r\n").encode())
    shapecheck("check", "--fix", "--unsafe-fixes", "dos.py")
    fixed = text.replace("    keras.layers.Dense", "    keras.layers.Flatten(),\n    keras.layers.Dense")
    assert (project / "dos.py").read_bytes() == fixed.replace("\n", "\r\n").encode()


def test_a_link_stays_a_link(shapecheck: Command, project: Path) -> None:
    (project / "real.py").write_text(UNUSED)
    (project / "link.py").symlink_to("real.py")
    shapecheck("check", "--fix", "link.py")
    assert (project / "link.py").is_symlink()
    assert (project / "real.py").read_text() == USED


def test_the_text_of_stdin_goes_to_stdout(shapecheck: Command) -> None:
    done = shapecheck("check", "--fix", "-", stdin=UNUSED.encode())
    assert done.out == USED
    assert shapecheck("check", "--fix", "-", stdin=USED.encode()).out == USED
    shown = shapecheck("check", "--diff", "-", "--stdin-filename", "net.py", stdin=UNUSED.encode())
    assert shown.status == 1
    assert shown.out.startswith("--- net.py\n")


def test_json_carries_the_fix(shapecheck: Command) -> None:
    [found] = json.loads(shapecheck("check", "--output-format", "json", "info.py").out)
    assert found["fix"]["applicability"] == "unsafe"
    assert [edit["content"] for edit in found["fix"]["edits"]] == ["", ""]
    assert found["fix"]["edits"][0]["location"] == {"row": 3, "column": 5}


def test_a_fix_is_not_offered_where_something_new_would_appear(shapecheck: Command, project: Path) -> None:
    """The name of the wrapper is read: without it `get_layer` fails."""
    (project / "named.py").write_text(
        "import keras\n"
        "x = keras.Input((12, 8))\n"
        "y = keras.layers.TimeDistributed(keras.layers.Dense(4), name='steps')(x)\n"
        "m = keras.Model(x, y)\n"
        "m.get_layer('steps')\n"
    )
    [found] = json.loads(shapecheck("check", "--output-format", "json", "named.py").out)
    assert found["code"] == "KSH701"
    assert found["fix"] is None
    before = (project / "named.py").read_text()
    shapecheck("check", "--fix", "--unsafe-fixes", "named.py")
    assert (project / "named.py").read_text() == before


def test_many_fixes_of_one_file_take_one_round(shapecheck: Command, project: Path) -> None:
    line = "x{0} = keras.layers.TimeDistributed(keras.layers.Dense({0}))(keras.Input((12, 8)))\n"
    (project / "many.py").write_text("import keras\n" + "".join(line.format(n) for n in range(1, 100)))
    done = shapecheck("check", "--fix", "--unsafe-fixes", "many.py")
    assert "Fixed 99 findings in 1 file." in done.err
    assert "TimeDistributed" not in (project / "many.py").read_text()
