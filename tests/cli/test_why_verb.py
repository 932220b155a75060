"""`shapecheck why`: an error on stdin, its cause in a file, and what there is to say where there is none."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from shapecheck.cli import why
from tests.cli.conftest import Command

MESSAGE = (
    "ValueError: Input 0 with name 'None' of layer 'conv2d' is incompatible with the layer: expected min_ndim=4, "
    "found ndim=3. Full shape received: (None, 28, 28)\n"
)
TRACEBACK = f"""\
Traceback (most recent call last):
  File "/somewhere/bad.py", line 3, in <module>
    x = keras.layers.Conv2D(8, 3)(keras.Input((28, 28)))
  File "/usr/lib/python3/site-packages/keras/src/layers/input_spec.py", line 202, in assert_input_compatibility
    raise ValueError(
{MESSAGE}"""


def test_a_traceback_is_explained(shapecheck: Command) -> None:
    done = shapecheck("why", "bad.py", stdin=TRACEBACK.encode())
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("ValueError: Input 0 with name 'None' of layer 'conv2d' is incompatible")
    assert "  bad.py:3: x = keras.layers.Conv2D(8, 3)(keras.Input((28, 28)))\n" in done.out
    assert "error[KSH201]" in done.out
    assert "What goes in there, and how it came about:" in done.out
    assert re.search(r"  3 +keras\.Input\(\(28, 28\)\) +Input +\(B, 28, 28\)", done.out)


def test_the_text_alone_is_enough(shapecheck: Command) -> None:
    done = shapecheck("why", "bad.py", stdin=MESSAGE.encode())
    assert done.status == 0
    assert "error[KSH201]" in done.out
    assert "bad.py:3" in done.out


def test_fixes_are_shown(shapecheck: Command, project: Path) -> None:
    (project / "stack.py").write_text("import keras\n\nlayer = keras.layers.Dense(units=3, activaton='relu')\n")
    done = shapecheck(
        "why", "stack.py", stdin=b"ValueError: Unrecognized keyword arguments passed to Dense: {'activaton': 'relu'}"
    )
    assert done.status == 0
    assert "fix: " in done.out
    assert "activation" in done.out


def test_json(shapecheck: Command) -> None:
    done = shapecheck("why", "bad.py", "--format", "json", stdin=TRACEBACK.encode())
    content = json.loads(done.out)
    assert content["error"]["type"] == "ValueError"
    assert content["lines"] == [3]
    assert [found["code"] for found in content["causes"]] == ["KSH201"]


def test_where_no_cause_is_known_the_line_is_shown(shapecheck: Command) -> None:
    text = 'Traceback (most recent call last):\n  File "good.py", line 3, in <module>\nRuntimeError: out of memory\n'
    done = shapecheck("why", "good.py", stdin=text.encode())
    assert done.status == 1
    assert "No cause is proven here" in done.out
    assert "(B, 26, 26, 8)" in done.out


def test_the_layer_that_a_text_names_is_shown(shapecheck: Command) -> None:
    done = shapecheck("why", "net.py", stdin=b"ValueError: something about layer 'dense' nobody has seen")
    assert done.status == 1
    assert "net.py:" in done.out
    assert "Dense" in done.out


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("bad.py", "", "nothing comes on stdin: pipe a traceback, or the text of an error, into it"),
        ("bad.py", "  \n\n", "nothing comes on stdin"),
        ("bad.py", "Lorem ipsum dolor sit amet", "nothing found in bad.py says what this text says"),
        ("good.py", "KeyError: 'a'", "nothing found in good.py says what this text says"),
        (
            "good.py",
            'Traceback (most recent call last):\n  File "/app/other.py", line 1, in <module>\nKeyError: 1\n',
            "it came through /app/other.py",
        ),
        ("bad.py", TRACEBACK.replace("line 3", "line 33").replace("28, 28", "9, 9"), "bad.py has only 3 lines"),
        ("absent.py", TRACEBACK, "there is no file absent.py"),
        (".", TRACEBACK, ". is a folder"),
        ("book.ipynb", TRACEBACK, "book.ipynb is a notebook"),
        ("bad.py", "\x00\x01\x1b[31m", "nothing found in bad.py says what this text says"),
    ],
)
def test_what_cannot_be_explained(shapecheck: Command, project: Path, file: str, text: str, expected: str) -> None:
    (project / "book.ipynb").write_text("{}")
    done = shapecheck("why", file, stdin=text.encode())
    assert done.status == 2
    assert expected in done.err
    assert done.out == ""


def test_what_is_too_long(shapecheck: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(why, "MOST_BYTES", 100)
    done = shapecheck("why", "bad.py", stdin=b"x" * 101)
    assert done.status == 2
    assert "more than 100 bytes come on stdin" in done.err
