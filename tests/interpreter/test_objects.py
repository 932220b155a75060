"""Copies of a state's objects know where they may differ."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from shapecheck.interpreter.objects import Objects

ACTIONS = st.lists(st.tuples(st.sampled_from(["write", "delete", "fork", "join"]), *[st.integers(0, 9)] * 3))


def grown(actions: list[tuple[str, int, int, int]]) -> list[Objects]:
    """Return all copies that came of some actions on them."""
    copies = [Objects()]
    for action, which, key, value in actions:
        chosen = copies[which % len(copies)]
        if action == "write":
            chosen[key] = value
        elif action == "delete" and key in chosen:
            del chosen[key]
        elif action == "fork":
            copies.append(chosen.fork())
        elif action == "join":
            joined, changed = chosen.joined(copies[value % len(copies)])
            joined.put(dict.fromkeys(changed, value))
            copies.append(joined)
    return copies


@settings(deadline=None)
@given(ACTIONS)
def test_two_copies_differ_only_where_they_say(actions: list[tuple[str, int, int, int]]) -> None:
    copies = grown(actions)
    for one in copies:
        for two in copies:
            differing = {key for key in one.keys() | two.keys() if one.get(key) != two.get(key)}
            assert differing <= one.changed(two).keys()


@settings(deadline=None)
@given(ACTIONS, st.integers(0, 9), st.integers(0, 9))
def test_a_copy_is_its_own(actions: list[tuple[str, int, int, int]], which: int, key: int) -> None:
    copies = grown(actions)
    chosen = copies[which % len(copies)]
    before = dict(chosen)
    twin = chosen.fork()
    assert dict(twin) == before
    assert list(twin.changed(chosen)) == []
    twin[key] = "new"
    assert dict(chosen) == before
    assert list(twin.changed(chosen)) == [key]


def test_what_is_changed_comes_in_the_order_of_writing() -> None:
    one = Objects()
    one.put({"a": 1, "b": 2})
    two = one.fork()
    two.put({"d": 4, "b": 3})
    three = two.fork()
    three["c"] = 5
    assert list(one.changed(three)) == ["d", "b", "c"]
