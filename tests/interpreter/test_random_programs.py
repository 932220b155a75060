"""Random programs: whatever the interpreter claims to know is what CPython computes, and it never fails."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, assume, given, settings

from tests.fixtures import in_thread
from tests.interpreter.evaluation import evaluated
from tests.interpreter.random_programs import programs
from tests.interpreter.test_against_cpython import computed

EXAMPLES = int(os.environ.get("SHAPECHECK_ORACLE_EXAMPLES", "60"))


@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(programs())
def test_random_programs(text: str) -> None:
    try:
        compile(text, "program.py", "exec", dont_inherit=True)
    except SyntaxError:
        assume(False)
    wanted, raised = computed(text)
    assert raised is None
    found = in_thread(lambda: evaluated(text))
    assert found.raised is None, text
    for name, value in found.known.items():
        assert (name, value) == (name, wanted.get(name)), text
