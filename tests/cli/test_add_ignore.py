"""`check --add-ignore`: a comment for each finding, where it is heard, and nothing else changed."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.cli.conftest import BAD, Command

CONV = "keras.layers.Conv2D(8, 3)(keras.Input((28, 28)))"


def excused(shapecheck: Command, project: Path, text: str, argument: str = "--add-ignore") -> str:
    """Return what becomes of a text; nothing is found in it afterwards, and nothing unused."""
    path = project / "net.py"
    path.write_text(text, newline="")
    done = shapecheck("check", argument, "net.py")
    assert done.status == 0
    assert re.fullmatch(r"Excused \d findings? in 1 file\.\n", done.err)
    assert shapecheck("check", "net.py").status == 0
    after = path.read_bytes().decode()
    assert ast.dump(ast.parse(after)) == ast.dump(ast.parse(text))
    return after


def test_on_the_line(shapecheck: Command, project: Path) -> None:
    assert excused(shapecheck, project, BAD) == BAD.rstrip() + "  # shapecheck: ignore[KSH201]\n"


def test_with_a_reason(shapecheck: Command, project: Path) -> None:
    after = excused(shapecheck, project, BAD, "--add-ignore=it is late")
    assert after == BAD.rstrip() + "  # shapecheck: ignore[KSH201] -- it is late\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"y = {CONV}  # a remark\n", f"y = {CONV}  # a remark  # shapecheck: ignore[KSH201]\n"),
        (f"y = {CONV}   \n", f"y = {CONV}  # shapecheck: ignore[KSH201]\n"),
        (f"y = {CONV}", f"y = {CONV}  # shapecheck: ignore[KSH201]"),
        (f"if 1:\n    y = \\\n        {CONV}\n", f"if 1:\n    y = \\\n        {CONV}  # shapecheck: ignore[KSH201]\n"),
        (
            f"if 1:\n    y = {CONV} \\\n        .shape\n",
            f"if 1:\n    # shapecheck: ignore[KSH201]\n    y = {CONV} \\\n        .shape\n",
        ),
        (
            f'y = [{CONV}, """\ntext"""]\n',
            f'# shapecheck: ignore[KSH201]\ny = [{CONV}, """\ntext"""]\n',
        ),
        (
            f'z = f"""{{{CONV}}}\ntext"""\n',
            f'# shapecheck: ignore[KSH201]\nz = f"""{{{CONV}}}\ntext"""\n',
        ),
        (f"y = {CONV}\r\nz = 1\r\n", f"y = {CONV}  # shapecheck: ignore[KSH201]\r\nz = 1\r\n"),
        (
            "y = keras.layers.Conv2D(8, 3)(\n    keras.Input((28, 28))\n)\n",
            "y = keras.layers.Conv2D(8, 3)(  # shapecheck: ignore[KSH201]\n    keras.Input((28, 28))\n)\n",
        ),
    ],
)
def test_where_it_is_heard(shapecheck: Command, project: Path, before: str, after: str) -> None:
    newline = "\r\n" if "\r" in before else "\n"
    head = f"import keras{newline}"
    assert excused(shapecheck, project, head + before) == head + after


def test_a_comment_that_ignores_is_given_the_code(shapecheck: Command, project: Path) -> None:
    for text in (
        f"y = {CONV}, keras.layers.Dense(2.5)  # shapecheck: ignore[KSH210] -- why\n",
        f'# shapecheck: ignore[KSH210] -- why\ny = [{CONV}, keras.layers.Dense(2.5), """\n"""]\n',
    ):
        after = excused(shapecheck, project, f"import keras\n{text}")
        assert after == f"import keras\n{text.replace('[KSH210]', '[KSH210, KSH201]')}"


def test_two_on_one_line(shapecheck: Command, project: Path) -> None:
    text = f"import keras\ny = {CONV}, {CONV}, keras.layers.Dense(-1)\n"
    after = excused(shapecheck, project, text)
    assert after.count("# shapecheck: ignore[") == 1
    assert "KSH201" in after


def test_a_path_may_follow(shapecheck: Command, project: Path) -> None:
    assert shapecheck("check", "--add-ignore", "bad.py").status == 0
    assert "ignore[KSH201]" in (project / "bad.py").read_text()
    assert "ignore" not in (project / "info.py").read_text()


def test_what_the_baseline_knows_needs_no_comment(shapecheck: Command, project: Path) -> None:
    shapecheck("baseline", "write")
    assert shapecheck("check", ".", "--add-ignore", "--baseline", "shapecheck-baseline.json").status == 0
    assert (project / "bad.py").read_text() == BAD


def test_the_text_of_stdin_goes_to_stdout(shapecheck: Command) -> None:
    done = shapecheck("check", "-", "--add-ignore", stdin=BAD.encode())
    assert done.status == 0
    assert done.out == BAD.rstrip() + "  # shapecheck: ignore[KSH201]\n"


def test_what_is_no_python_stays_as_it_is(shapecheck: Command, project: Path) -> None:
    (project / "net.py").write_text("import keras\nx = (\n")
    assert shapecheck("check", "--add-ignore", "net.py").status == 1
    assert (project / "net.py").read_text() == "import keras\nx = (\n"


def test_an_encoding_that_lacks_the_reason(shapecheck: Command, project: Path) -> None:
    text = "# coding: latin-1\n" + BAD
    (project / "net.py").write_text(text, encoding="latin-1")
    done = shapecheck("check", "--add-ignore=\u5c42", "net.py")
    assert done.status == 2
    assert "its encoding, iso-8859-1, has no" in done.err
    assert (project / "net.py").read_text(encoding="latin-1") == text
