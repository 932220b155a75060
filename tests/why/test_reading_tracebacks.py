"""What is read from the texts of errors, as Python, IPython and pytest print them."""

from __future__ import annotations

from pathlib import Path

import pytest

from shapecheck.causes import rows_of
from shapecheck.tracebacks import Place, Raised, own_places, read
from shapecheck.usage import UsageError

PYTHON = """\
2026-01-01 12:00:00 some log: File "x", line
Traceback (most recent call last):
  File "/app/train.py", line 12, in <module>
    main()
  File "/app/train.py", line 8, in main
    x = Dense(3)(x)
        ^^^^^^^^^^^
  File "/usr/lib/python3/site-packages/keras/src/utils/traceback_utils.py", line 122, in error_handler
    raise e.with_traceback(filtered_tb) from None
ValueError: Exception encountered when calling Dense.call().

\x1b[1mSizes differ\x1b[0m

Arguments received by Dense.call():
  • inputs=1
"""

CHAINED = """\
Traceback (most recent call last):
  File "train.py", line 3, in <module>
    first()
KeyError: 'a'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "train.py", line 5, in <module>
    second()
keras.errors.OtherError: second
of two lines
"""

IPYTHON = """\
---------------------------------------------------------------------------
ValueError                                Traceback (most recent call last)
File ~/project/train.py:8, in main(size)
      6 x = Input((3,))
      7 # dense
----> 8 x = Dense(3)(x)

File /usr/lib/python3/site-packages/keras/src/layers/layer.py:900, in Layer.__call__(self)
    899     raise
--> 900 outputs = call()

ValueError: sizes differ
"""

OLD_IPYTHON = """\
ValueError                                Traceback (most recent call last)
/home/me/train.py in main(size)
      7 # dense
----> 8 x = Dense(3)(x)

ValueError: sizes differ
"""

PYTEST = """\
    def test_model():
>       build(3)

tests/test_train.py:20:
_ _ _ _ _
train.py:8: in main
    x = Dense(3)(x)
E   ValueError: Exception encountered
E
E   sizes differ

/usr/lib/python3/site-packages/keras/src/layers/layer.py:900: ValueError
=========================== short test summary info ============================
"""


@pytest.mark.parametrize(
    ("text", "kind", "message", "place"),
    [
        (
            PYTHON,
            "ValueError",
            "Exception encountered when calling Dense.call().\n\nSizes differ\n\nArguments received by Dense.call():\n  • inputs=1",
            Place("/app/train.py", 8, "x = Dense(3)(x)"),
        ),
        (CHAINED, "OtherError", "second\nof two lines", Place("train.py", 5, "second()")),
        (IPYTHON, "ValueError", "sizes differ", Place("~/project/train.py", 8, "x = Dense(3)(x)")),
        (OLD_IPYTHON, "ValueError", "sizes differ", Place("/home/me/train.py", 8, "x = Dense(3)(x)")),
        (PYTEST, "ValueError", "Exception encountered\n\nsizes differ", Place("train.py", 8, "x = Dense(3)(x)")),
        ("ValueError: sizes differ", "ValueError", "sizes differ", None),
        ("sizes differ:\n  3 and 4\n", "", "sizes differ:\n  3 and 4", None),
        ("AssertionError", "AssertionError", "", None),
        ("\n \n", "", "", None),
    ],
)
def test_texts(text: str, kind: str, message: str, place: Place | None) -> None:
    raised = read(text)
    assert (raised.kind, raised.message) == (kind, message)
    own = own_places(raised.places, "/elsewhere/train.py")
    assert (own[-1] if own else None) == place


def test_places_of_the_very_file_count_alone(tmp_path: Path) -> None:
    own = tmp_path / "models" / "model.py"
    other = Place("/app/models/model.py", 1)
    farther = Place("/app/model.py", 2)
    keras = Place("/usr/lib/python3/site-packages/keras/src/models/model.py", 3)
    assert own_places([keras, farther, other], str(own)) == [other]
    assert own_places([Place(str(own), 4), other, keras], str(own)) == [Place(str(own), 4)]
    assert own_places([keras], str(own)) == []
    assert own_places([Place(r"C:\work\models\model.py", 5)], str(own)) == [Place(r"C:\work\models\model.py", 5)]


LINES = ["import keras", "x = 1", "y = 2", "x = 1"]


@pytest.mark.parametrize(
    ("places", "rows"),
    [
        ([Place("m.py", 1, "import keras"), Place("m.py", 3, "y = 2")], [3, 1]),
        ([Place("m.py", 4, "y = 2")], [3]),
        ([Place("m.py", 40, "y = 2")], [3]),
        ([Place("m.py", 3, "x = 1")], []),
        ([Place("m.py", 2), Place("m.py", 2)], [2]),
    ],
)
def test_rows_are_those_that_read_so(places: list[Place], rows: list[int]) -> None:
    assert rows_of(Raised("", "", tuple(places)), LINES, "m.py") == rows


def test_a_line_that_is_not_there() -> None:
    with pytest.raises(UsageError, match=r"m\.py has only 4 lines, but the error came through line 9"):
        rows_of(Raised("", "", (Place("m.py", 9, "z = 3"),)), LINES, "m.py")
