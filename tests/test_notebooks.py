"""Notebooks: read cell by cell, reported by cell, and written back byte for byte but for the fix."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from shapecheck import check_paths
from shapecheck.cli.entry import run
from shapecheck.notebook import Cells, cell_texts, rewritten
from shapecheck.reading import text_of
from shapecheck.settings import OUTPUT_FORMATS
from shapecheck.source import Location, SyntaxProblem

BAD = ["%matplotlib inline\n", "!pip install keras\n", "x = keras.layers.Conv2D(8, 3)(keras.Input((28, 28)))"]
WRAPPED = ["\n", "é = 'ü'\n", "y = keras.layers.TimeDistributed(keras.layers.Dense(4))(keras.Input((12, 8)))\n"]


def notebook(*cells: Any, **more: Any) -> dict[str, Any]:
    made = [
        {"cell_type": "markdown", "metadata": {}, "source": cell[0]}
        if isinstance(cell, tuple)
        else {"cell_type": "code", "execution_count": 3, "metadata": {"a": [1.0, 2]}, "outputs": [], "source": cell}
        for cell in cells
    ]
    return {
        "cells": made,
        "metadata": {"language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
        **more,
    }


def text(*cells: Any, **more: Any) -> str:
    return text_of(json.dumps(notebook(*cells, **more)).encode(), "a.ipynb")


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SHAPECHECK_ISOLATED", "1")
    return tmp_path


def test_found_like_other_files(project: Path) -> None:
    (project / "net.ipynb").write_text(json.dumps(notebook(("# a title",), "import keras\n", BAD, WRAPPED)))
    report = check_paths(["."])
    assert report.files == ("net.ipynb",)
    assert [found.code for found in report.findings] == ["KSH201", "KSH701"]
    run(["check", ".", "--no-cache", "--output-format", "concise"])


@pytest.mark.parametrize("name", OUTPUT_FORMATS)
def test_cell_and_row_in_every_format(name: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "net.ipynb").write_text(json.dumps(notebook(("# a title",), "import keras\n", BAD, WRAPPED)))
    run(["check", ".", "--output-format", name])
    out = capsys.readouterr().out
    assert "pip install" not in out and "#%%" not in out
    if name in ("json", "json-lines"):
        found = json.loads(out if name == "json" else f"[{','.join(out.splitlines())}]")
        assert [(each["cell"], each["location"]) for each in found] == [
            (3, {"row": 3, "column": 5}),
            (4, {"row": 3, "column": 5}),
        ]
        (edit, *_) = found[1]["fix"]["edits"]
        assert (edit["cell"], edit["location"]["row"]) == (4, 3)
        assert all(note["cell"] in (2, 3, 4) for each in found for note in each["notes"])
        return
    places = [re.search(r"cell 3", line) for line in out.splitlines()]
    assert any(places)
    wanted = {
        "full": "net.ipynb:cell 3:3:5",
        "concise": "net.ipynb:cell 3:3:5: KSH201",
        "grouped": "net.ipynb:cell 3",
        "github": "line=3",
        "pylint": "net.ipynb:3: [KSH201] cell 3: ",
        "azure": "linenumber=3",
        "sarif": '"startLine": 3',
        "gitlab": '"begin": 3',
        "rdjson": '"line": 3',
        "junit": "net.ipynb:3:5: KSH201 cell 3: ",
    }
    assert wanted[name] in out
    if name == "full":
        assert "3 | x = keras.layers.Conv2D(8, 3)(keras.Input((28, 28)))" in out


def test_unseen_by_cell(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "net.ipynb").write_text(json.dumps(notebook("import keras\n", "x = 1\ny = keras.layers.Dense(nowhere)")))
    run(["check", ".", "--show-unknown"])
    assert "net.ipynb:cell 2:2: unknown: " in capsys.readouterr().out


@pytest.mark.parametrize("indent", [None, 1, 2, 4])
@pytest.mark.parametrize("ascii_alone", [True, False])
@pytest.mark.parametrize("lists", [True, False])
def test_fixes_touch_nothing_else(indent: int | None, ascii_alone: bool, lists: bool, project: Path) -> None:
    wrapped = WRAPPED if lists else "".join(WRAPPED)
    held = notebook(("# ü",), "import keras\n", BAD, wrapped, [], "", cells_more=[{"b": 1}])
    data = json.dumps(held, indent=indent, ensure_ascii=ascii_alone).encode()
    data = data.replace(b'"execution_count": 3', b'"execution_count":   3.0e0').replace(b"\n", b"\r\n") + b"\n\n"
    (project / "net.ipynb").write_bytes(data)
    assert run(["check", ".", "--fix", "--unsafe-fixes", "--select", "KSH7"]) == 0
    wanted = re.sub(rb"keras\.layers\.TimeDistributed\((keras\.layers\.Dense\(4\))\)", rb"\1", data)
    assert wanted != data
    assert (project / "net.ipynb").read_bytes() == wanted


def test_rows_come_and_go() -> None:
    data = json.dumps(notebook(["a = 1\n", "b = 2"], "%%bash\nls", ["c = 3"], []), indent=1).encode()
    before = text_of(data, "a.ipynb")
    after = (
        before.replace("a = 1\n", "a = 1\na = 2\n")
        .replace("c = 3", "")
        .replace("#%%notebook cell 4\n", "#%%notebook cell 4\nd")
    )
    made = rewritten(data, before, f"import os\n{after}")
    assert made is not None
    assert [cell["source"] for cell in json.loads(made)["cells"]] == [
        ["import os\n", "a = 1\n", "a = 2\n", "b = 2"],
        "%%bash\nls",
        [],
        ["d"],
    ]
    assert rewritten(data, before + "x", after) is None


MAGICS = [
    ("%matplotlib inline\nx = 1", "pass\nx = 1"),
    ("if x:\n    !ls \\\n  -l\n    y = 2", "if x:\n    pass\n  pass\n    y = 2"),
    ("x = !ls -l\ny = x", "x = get_ipython()\ny = x"),
    ("x = %sql select 1", "x = get_ipython()"),
    ("%time model = build(3)\n", "model = get_ipython()\n"),
    ("x?\nlist.append??\n?x\ny = 1", "pass\npass\npass\ny = 1"),
    ("%%time\nx = 1", "pass\nx = 1"),
    ("%%bash\nls x = 1\n", "pass\npass\npass"),
    ("\n%%writefile a.py\nimport keras", "pass\npass\npass"),
    ('x = """\n!ls\n%time\n"""', 'x = """\n!ls\n%time\n"""'),
    ("y = (5\n     % x)", "y = (5\n     % x)"),
    ("await f()\n%time\n", "await f()\npass\n"),
    ("/autocall x", "/autocall x"),
    ("x = 1 %", "x = 1 %"),
    ("", ""),
]


@pytest.mark.parametrize(("source", "wanted"), MAGICS, ids=[each[0][:20] for each in MAGICS])
def test_magics(source: str, wanted: str) -> None:
    made = text(source)
    shown = re.sub(r"  #%%notebook line .*", "", made)
    if "\\" not in source:
        assert shown == f"#%%notebook cell 1\n{wanted}\n"
    else:
        compile(shown, "cell", "exec")
    assert cell_texts(made) == {1: source}


def test_what_magics_bind_is_not_known(project: Path) -> None:
    shape = ["SHAPE = (28, 28)\n", "%time SHAPE = load()\n", "x = keras.layers.Conv2D(8, 3)(keras.Input(SHAPE))"]
    (project / "net.ipynb").write_text(json.dumps(notebook("import keras", shape)))
    assert check_paths(["."]).findings == ()


def test_other_languages_and_no_notebooks(project: Path) -> None:
    julia = notebook("x = begin keras", metadata={"language_info": {"name": "julia"}})
    assert text_of(json.dumps(julia).encode(), "a.ipynb") == ""
    assert text() == ""
    for data in (
        b"",
        b"[]",
        b"{}",
        b'{"nbformat": 4}',
        b'{"nbformat": 4, "cells": [',
        b'{"nbformat": 4, "cells": 3}',
        b"\xff",
    ):
        with pytest.raises(SyntaxProblem):
            text_of(data, "a.ipynb")
    with pytest.raises(SyntaxProblem, match="format 3"):
        text_of(b'{"nbformat": 3, "worksheets": []}', "a.ipynb")
    (project / "broken.ipynb").write_text("{")
    assert [found.code for found in check_paths(["."]).findings] == ["KSH001"]
    (project / "broken.ipynb").write_text(json.dumps(notebook("import keras", "\nx = (\n")))
    (found,) = check_paths(["."]).findings
    assert (found.code, Cells(text("import keras", "\nx = (\n")).place(found.span.start)[0]) == ("KSH001", 2)


def test_places() -> None:
    cells = Cells(text("a\nb", ("title",), "c\n"))
    assert [cells.place(Location(row, 7)) for row in range(1, 6)] == [
        (1, Location(1, 1)),
        (1, Location(1, 7)),
        (1, Location(2, 7)),
        (3, Location(1, 1)),
        (3, Location(1, 7)),
    ]


def test_comments_are_heard(project: Path) -> None:
    excused = BAD[2] + "  # shapecheck: ignore[KSH201] -- so"
    (project / "net.ipynb").write_text(json.dumps(notebook("import keras\n", excused)))
    assert check_paths(["."]).findings == ()
