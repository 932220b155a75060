"""Models of `keras.applications` in programs, layer by layer against what Keras builds."""

from __future__ import annotations

import os

import pytest

pytest.importorskip("keras")

from application_programs import programs
from record_application_calls import asked, recorded, summarized
from user_programs import analysed, described

from tests.fixtures import differences

MODELS = recorded()["models"]
PROGRAMS = dict(programs())
EVERY = int(os.environ.get("SHAPECHECK_ORACLE_EXAMPLES", "0"))
STEP = 1 if EVERY else 13
"""Without the environment's word one program in 13 is tried: all constructors, all kinds of programs, in time."""


def test_all_programs_are_recorded() -> None:
    assert list(MODELS) == list(PROGRAMS)


@pytest.mark.parametrize("title", list(MODELS)[::STEP])
def test_the_model_is_that_of_keras(title: str) -> None:
    program = analysed(PROGRAMS[title])
    assert [problem.message for problem in program.problems] == []
    assert program.models, [(spot.reason, spot.site.line) for spot in program.blind_spots]
    found = described(program)
    if summarized(found) != MODELS[title]:
        assert list(differences(asked(PROGRAMS[title]), found)) == []
        raise AssertionError("the recording is that of another Keras")
