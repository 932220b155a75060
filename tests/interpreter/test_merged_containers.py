"""A container that one branch has changed keeps its kind where the branches meet."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fixtures import in_thread
from tests.interpreter.evaluation import evaluated

TWO_WAYS = "from collections import Counter, OrderedDict, defaultdict, deque\nimport os\nc = {made}\nif os.path.exists('a'):\n    c[{key}] = 7\nx = {asked}"


@pytest.mark.parametrize(
    ("made", "key", "asked", "wanted"),
    [
        ("Counter('aab')", "'a'", "c['z']", ("int", "0")),
        ("OrderedDict(a=1, b=2)", "'a'", "type(c).__name__", ("str", "'OrderedDict'")),
        ("defaultdict(list, a=1)", "'a'", "c['z']", ("list", ())),
        ("deque([1, 2], maxlen=2)", "0", "c.append(3) or c[0]", ("int", "2")),
        ("[1, 2]", "0", "type(c).__name__, c[1]", ("tuple", (("str", "'list'"), ("int", "2")))),
        ("{'a': 1}", "'a'", "c.get('z')", ("NoneType", "None")),
    ],
)
def test_a_container_keeps_its_kind(made: str, key: str, asked: str, wanted: Any) -> None:
    found = in_thread(lambda: evaluated(TWO_WAYS.format(made=made, key=key, asked=asked)))
    assert found.known.get("x") == wanted
    assert "c" not in found.known or made.startswith("deque")
