"""Refusals and requirements: who raises, what is noted, what comes first."""

from __future__ import annotations

import threading

import pytest

from shapecheck.shapes.dims import Hidden, Symbol, is_none
from shapecheck.shapes.requirements import (
    Refused,
    Requirement,
    both,
    build_first,
    collecting,
    differs,
    equal,
    forbid,
    less,
    meet,
    require,
    strongest,
    text_of,
)

n, m, T = Symbol("n"), Symbol("m"), Symbol("T", dynamic=True)


def test_what_is_proven_is_refused():
    with pytest.raises(Refused) as caught:
        forbid(True, "sizes differ", "run", "Keras says so", "merge-mismatch")
    refused = caught.value
    assert (refused.message, refused.when, refused.keras_error, refused.kind) == (
        "sizes differ",
        "run",
        "Keras says so",
        "merge-mismatch",
    )
    with pytest.raises(Refused, match="made when needed"):
        forbid(True, lambda: "made when needed", keras=lambda: "too")


def test_what_is_refuted_makes_no_message():
    forbid(False, lambda: pytest.fail("not needed"))


def test_what_is_undecided_is_required():
    with collecting() as outer:
        forbid(differs(n, 3), "")
        with collecting() as inner:
            forbid(less(n, m), "", "run")
            forbid(less(n, m), "", "run")
        require(both(equal(n, 4), equal(m, 5)))
    assert [(text_of(one.condition), one.when) for one in inner] == [("n >= m", "run")]
    assert [text_of(one.condition) for one in outer] == ["n == 3", "n == 4", "m == 5"]
    forbid(differs(n, 3), "nobody listens")


def test_requirements_of_a_thread_are_its_own():
    with collecting() as ours:
        thread = threading.Thread(target=lambda: forbid(differs(n, 3), ""))
        thread.start()
        thread.join()
    assert ours == []


def refuse(*reasons):
    for message, when in reasons:
        forbid(True, message, when)


def test_what_keras_refuses_as_it_builds_comes_first():
    with pytest.raises(Refused, match="built"), build_first:
        refuse(("run", "run"), ("built", "build"))
    with pytest.raises(Refused, match="at once"):
        refuse(("at once", "run"), ("later", "build"))


def test_the_outermost_block_refuses():
    reached = []

    @build_first
    def rule():
        with build_first:
            refuse(("first", "run"))
        reached.append("after the inner block")
        refuse(("second", "run"))

    with pytest.raises(Refused, match="first"):
        rule()
    assert reached == ["after the inner block"]


@pytest.mark.parametrize(
    ("first", "second", "none", "expected"),
    [
        (3, 3, "both", 3),
        (n, 3, "both", 3),
        (3, T, "both", 3),
        (T, 3, "both", 3),
        (T, 3, "first", Hidden(3)),
        (3, T, "first", 3),
        (T, 3, "either", Hidden(3)),
        (3, T, "either", Hidden(3)),
        (T, n, "both", n),
        (n, T, "first", n),
        (T, n, "first", Hidden(n)),
        (T, Hidden(3), "both", Hidden(3)),
        (n, Hidden(3), "both", 3),
        (n, m, "both", n),
    ],
)
def test_meet(first, second, none, expected):
    assert meet(first, second, "", none=none) == expected


def test_meet_of_what_cannot_agree():
    with pytest.raises(Refused) as caught:
        meet(3, 4, "sizes differ")
    assert caught.value.when == "build"
    with pytest.raises(Refused) as caught:
        meet(T + 1, 0, "sizes differ")
    assert is_none(T + 1)
    assert caught.value.when == "run"
    with pytest.raises(Refused) as caught:
        meet(Hidden(3), 4, "sizes differ", when="build")
    assert caught.value.when == "build"


def test_the_strongest_requirements():
    conditions = [(less(n, 3), "build"), (less(n, 8), "build"), (less(n, 22), "run"), (differs(n % 2, 0), "build")]
    conditions += [(less(m, 4), "run"), (less(m, 7), "build"), (less(n, 8), "build"), (less(n, m), "build")]
    with collecting() as required:
        for condition, when in conditions:
            forbid(condition, "", when)
    kept = [(text_of(one.condition), one.when) for one in strongest(required)]
    assert kept == [
        ("n >= 8", "build"),
        ("n >= 22", "run"),
        ("n % 2 == 0", "build"),
        ("m >= 7", "build"),
        ("n >= m", "build"),
    ]
    assert strongest([]) == []
    assert strongest([Requirement(equal(n, 3), "build")]) == [Requirement(equal(n, 3), "build")]
