"""Repeated blocks: what is one, where it is cut, and what keeps it from being folded."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from shapecheck.drawing.folding import Fold, folds


def found(*calls: str, outputs: tuple[int, ...] = ()) -> list[Fold]:
    """Return the blocks of calls written as `LABEL` (it takes the one before) or `LABEL 3 0` (it takes those places)."""
    labels, sources = [], []
    for place, call in enumerate(calls):
        label, *taken = call.split()
        labels.append(label)
        sources.append(tuple(map(int, taken)) if taken else (place - 1,))
    last_use = list(range(len(calls)))
    for place, taken_places in enumerate(sources):
        for source in taken_places:
            if source >= 0:
                last_use[source] = max(last_use[source], place)
    for output in outputs:
        last_use[output] = len(calls)
    return folds(labels, sources, last_use)


def test_a_chain_of_equals() -> None:
    assert found("input", "dense", "dense", "dense", "head") == [Fold(1, 1, 3)]


def test_blocks() -> None:
    assert found("input", "conv", "relu", "conv", "relu", "conv", "relu", "head") == [Fold(1, 2, 3)]
    assert found("input", "a", "b", "c") == []


def test_two_kinds_of_blocks() -> None:
    assert found("i", "a", "b", "a", "b", "c", "d", "d") == [Fold(1, 2, 2), Fold(6, 1, 2)]


def test_a_residual_block_is_cut_where_the_data_part() -> None:
    # input; then conv, bn, add(bn, before), relu, three times, and a head
    block = ["conv 0", "bn 1", "add 2 0", "relu 3", "conv 4", "bn 5", "add 6 4", "relu 7", "conv 8", "bn 9", "add 10 8"]
    assert found("relu", *block, "relu 11", "head") == [Fold(1, 4, 3)]


def test_what_stands_before_all_may_be_shared() -> None:
    assert found("memory", "input -1", "cross 1 0", "cross 2 0", "cross 3 0") == [Fold(2, 1, 3)]


def test_what_is_used_afterwards_is_not_folded() -> None:
    # the first of three is taken once more at the end, as in a U-Net
    assert found("input", "a", "a", "a", "cat 3 1") == [Fold(2, 1, 2)]
    assert found("input", "a", "a", "a", outputs=(1, 2, 3)) == []


def test_a_repetition_that_takes_from_two_before_is_none() -> None:
    assert found("i", "j -1", "cell 1 0", "cell 2 1", "cell 3 2") == []


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 4), st.booleans()), max_size=24))
@settings(max_examples=200, deadline=None)
def test_unfolding_gives_the_calls_back(calls: list[tuple[str, int, bool]]) -> None:
    labels = [label for label, _, _ in calls]
    sources = [
        tuple(sorted({place - 1, max(place - back, 0)} if both and place else {place - 1}))
        for place, (_, back, both) in enumerate(calls)
    ]
    last_use = list(range(len(calls)))
    for place, taken in enumerate(sources):
        for source in taken:
            if source >= 0:
                last_use[source] = place
    for fold in folds(labels, sources, last_use):
        for place in range(fold.start + fold.length, fold.end):
            before = place - fold.length
            assert labels[place] == labels[before]
            for once, now in zip(sources[before], sources[place], strict=True):
                assert now in (once, once + fold.length)
                assert now != once or now < fold.start


def test_a_thousand_calls_take_no_time() -> None:
    start = time.process_time()
    assert found("input", *["dense"] * 1000) == [Fold(1, 1, 1000)]
    assert found(*(f"kind{place}" for place in range(1000))) == []
    assert time.process_time() - start < 8
