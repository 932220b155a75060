"""Whatever the interpreter claims to know is what CPython computes."""

from __future__ import annotations

import contextlib
import io
import warnings
from functools import cache
from typing import Any

import pytest

from tests.fixtures import in_thread
from tests.interpreter.description import NotPlain, described
from tests.interpreter.evaluation import Evaluated, evaluated
from tests.interpreter.programs import PROGRAMS, Program

WANTED_SHARE = 0.95


def computed(text: str) -> tuple[dict[str, Any], str | None]:
    """Run a program by CPython; return descriptions of its plain variables, and the class of what it raised."""
    scope: dict[str, Any] = {"__name__": "__main__"}
    raised = None
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        code = compile(text, "program.py", "exec", dont_inherit=True)
        try:
            exec(code, scope)
        except BaseException as error:
            raised = type(error).__name__
    found = {}
    for name, value in scope.items():
        if not name.startswith("__"):
            with contextlib.suppress(NotPlain):
                found[name] = described(value)
    return found, raised


@cache
def said(program: Program) -> Evaluated:
    """Return what the interpreter says of a program; each is run once."""
    result: Evaluated = in_thread(lambda: evaluated(program.text))
    return result


def test_there_are_many() -> None:
    assert len({program.text for program in PROGRAMS}) == len(PROGRAMS) >= 400


@pytest.mark.parametrize("program", PROGRAMS, ids=str)
def test_known_values_are_those_of_cpython(program: Program) -> None:
    wanted, raised = computed(program.text)
    found = said(program)
    assert raised is None
    assert found.raised is None
    for name, value in found.known.items():
        assert not name.startswith("free_")
        assert (name, value) == (name, wanted.get(name))


def test_share_of_known_variables(capsys: pytest.CaptureFixture[str]) -> None:
    known = total = 0
    for program in PROGRAMS:
        names = {name for name in computed(program.text)[0] if not name.startswith("free_")}
        total += len(names)
        known += len(names & said(program).known.keys())
    with capsys.disabled():
        print(f"\n{known:,} of {total:,} variables of {len(PROGRAMS)} programs are known ({known / total:.1%})")
    assert known / total > WANTED_SHARE
