"""Whatever the interpreter claims to know is what CPython computes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fixtures import in_thread
from tests.interpreter.evaluation import evaluated
from tests.interpreter.programs import PROGRAMS

_PLAIN = (int, float, str, bytes, bool, type(None), list, tuple, dict, set)


def _computed(text: str) -> dict[str, Any]:
    scope: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(text, "program.py", "exec"), scope)
    return {name: value for name, value in scope.items() if isinstance(value, _PLAIN) and not name.startswith("__")}


@pytest.mark.parametrize("text", PROGRAMS)
def test_known_values_are_those_of_cpython(text: str) -> None:
    known, _ = in_thread(lambda: evaluated(text))
    wanted = _computed(text)
    assert known
    for name, value in known.items():
        if name in wanted:
            assert (name, value, type(value)) == (name, wanted[name], type(wanted[name]))


@pytest.mark.parametrize("text", PROGRAMS)
def test_every_plain_variable_is_known(text: str) -> None:
    known, _ = in_thread(lambda: evaluated(text))
    assert sorted(set(_computed(text)) - set(known)) == []
