"""Every rule over shapes against real Keras: with its Nones, with numbers put in, and against itself."""

from __future__ import annotations

from typing import Any

import keras
import pytest
from against_keras import agree, any_size, as_keras, positive, questions, shapes, substitutes, values
from hypothesis import given
from hypothesis import strategies as st
from keras import ops

from shapecheck.shapes.dims import Hidden
from shapecheck.shapes.shape import (
    broadcast,
    broadcast_all,
    concatenate,
    dot,
    einsum,
    expand_dims,
    matmul,
    merge_broadcast,
    pad,
    reduce,
    repeat,
    reshape,
    squeeze,
    stack,
    subscript,
    tensordot,
    tile,
    transpose,
)

pytestmark = pytest.mark.oracle


def several(size: st.SearchStrategy[Any], count: int = 3) -> st.SearchStrategy[Any]:
    """Make shapes that often fit one another: of one rank, with few sizes changed."""
    return st.integers(1, 3).flatmap(lambda rank: st.lists(shapes(size, rank, rank), min_size=1, max_size=count))


@questions
@given(st.tuples(shapes(as_keras), shapes(as_keras)), positive)
def test_broadcast(given, numbers):
    agree(lambda both: broadcast(*both), lambda both: ops.add(*both), given, numbers)


@questions
@given(st.tuples(shapes(any_size), shapes(any_size)), positive)
def test_broadcast_of_symbols(given, numbers):
    substitutes(lambda both: broadcast(*both), given, numbers, exactly=False)


@questions
@given(st.lists(shapes(any_size), min_size=1, max_size=4), positive)
def test_broadcast_all_of_symbols(given, numbers):
    substitutes(broadcast_all, given, numbers, exactly=False)


@questions
@given(st.lists(shapes(as_keras), min_size=2, max_size=3), positive)
def test_merge_broadcast(given, numbers):
    agree(merge_broadcast, lambda tensors: keras.layers.Add()(tensors), given, numbers, run=False)


@questions
@given(several(any_size).map(lambda given: [(Hidden(3), *shape) for shape in given]), positive)
def test_merge_broadcast_of_symbols(given, numbers):
    substitutes(merge_broadcast, given, numbers, exactly=False)


axes = st.integers(-4, 3)
counts = st.integers(0, 3)
several_counts = st.one_of(counts, st.lists(counts, min_size=1, max_size=4))


@questions
@given(several(as_keras), values, axes, st.booleans())
def test_concatenate(given, numbers, axis, layer):
    question = (
        (lambda tensors: keras.layers.Concatenate(axis)(tensors))
        if layer
        else (lambda tensors: ops.concatenate(tensors, axis))
    )
    agree(lambda given: concatenate(given, axis, layer=layer), question, given, numbers)


@questions
@given(several(any_size), values, axes)
def test_concatenate_of_symbols(given, numbers, axis):
    substitutes(lambda given: concatenate(given, axis), given, numbers)


@questions
@given(several(as_keras), values, axes)
def test_stack(given, numbers, axis):
    agree(lambda given: stack(given, axis), lambda tensors: ops.stack(tensors, axis), given, numbers)


@questions
@given(st.tuples(shapes(as_keras), shapes(as_keras)), positive)
def test_matmul(given, numbers):
    agree(lambda both: matmul(*both), lambda both: ops.matmul(*both), given, numbers)


@questions
@given(st.tuples(shapes(as_keras, 0, 3), shapes(as_keras, 0, 3)), positive)
def test_dot(given, numbers):
    agree(lambda both: dot(*both), lambda both: ops.dot(*both), given, numbers)


places = st.integers(-3, 2)
pairs = st.lists(st.tuples(places, places), max_size=2, unique_by=(lambda pair: pair[0], lambda pair: pair[1]))
paired = pairs.map(lambda pairs: [[one for one, _ in pairs], [other for _, other in pairs]])


@questions
@given(
    st.tuples(shapes(as_keras), shapes(as_keras)),
    values,
    st.one_of(st.integers(0, 2), pairs.map(lambda p: [list(z) for z in zip(*p, strict=False)] or [[], []])),
)
def test_tensordot(given, numbers, axes):
    agree(lambda both: tensordot(*both, axes), lambda both: ops.tensordot(*both, axes=axes), given, numbers)


@questions
@given(shapes(as_keras), values, st.lists(st.integers(0, 3), min_size=1, max_size=2, unique=True), st.booleans())
def test_reduce(given, numbers, axes, keepdims):
    agree(lambda one: reduce(one[0], axes, keepdims), lambda one: ops.sum(one[0], axes, keepdims), [given], numbers)


@questions
@given(shapes(as_keras), values, st.one_of(st.none(), st.lists(axes, min_size=1, max_size=4)))
def test_transpose(given, numbers, axes):
    agree(lambda one: transpose(one[0], axes), lambda one: ops.transpose(one[0], axes), [given], numbers)


@questions
@given(shapes(as_keras), values, st.one_of(axes, st.lists(axes, min_size=1, max_size=2)))
def test_expand_dims(given, numbers, axis):
    agree(lambda one: expand_dims(one[0], axis), lambda one: ops.expand_dims(one[0], axis), [given], numbers)


@questions
@given(shapes(as_keras), values, st.one_of(st.none(), axes))
def test_squeeze(given, numbers, axis):
    # a None that turns out to be 1 is dropped at the run, but not from the graph
    agree(lambda one: squeeze(one[0], axis), lambda one: ops.squeeze(one[0], axis), [given], numbers, run=False)


@questions
@given(shapes(as_keras), values, several_counts)
def test_tile(given, numbers, repeats):
    agree(lambda one: tile(one[0], repeats), lambda one: ops.tile(one[0], repeats), [given], numbers)


@questions
@given(shapes(as_keras), values, several_counts, st.one_of(st.none(), axes))
def test_repeat(given, numbers, repeats, axis):
    agree(lambda one: repeat(one[0], repeats, axis), lambda one: ops.repeat(one[0], repeats, axis), [given], numbers)


@questions
@given(shapes(as_keras), values, st.lists(st.tuples(counts, counts), min_size=1, max_size=4))
def test_pad(given, numbers, widths):
    agree(lambda one: pad(one[0], widths), lambda one: ops.pad(one[0], widths), [given], numbers)


target = st.lists(st.sampled_from((-1, 1, 2, 3, 4, 6, 8, 12, 24)), min_size=1, max_size=3).map(tuple)


@questions
@given(shapes(as_keras), positive, target)
def test_reshape(given, numbers, target):
    agree(lambda one: reshape(one[0], target), lambda one: ops.reshape(one[0], target), [given], numbers)


@questions
@given(shapes(as_keras, 2), positive, st.one_of(target, target.map(lambda sizes: (None, *sizes[1:]))))
def test_reshape_layer(given, numbers, target):
    agree(
        lambda one: (one[0][0], *reshape(one[0][1:], target, "target_shape")),
        lambda one: keras.layers.Reshape(target)(one[0]),
        [given],
        numbers,
    )


@questions
@given(shapes(any_size), positive, target)
def test_reshape_of_symbols(given, numbers, target):
    substitutes(lambda one: reshape(one[0], target), [given], numbers)


bound = st.one_of(st.none(), st.integers(-5, 5))
part = st.one_of(
    st.none(), st.just(Ellipsis), st.integers(-3, 3), st.tuples(bound, bound, st.sampled_from((None, 1, 2, 3, -1, -2)))
)


def key(parts):
    return tuple(slice(*one) if isinstance(one, tuple) else one for one in parts)


@questions
@given(shapes(as_keras), positive, st.lists(part, max_size=4))
def test_subscript(given, numbers, parts):
    known = all(isinstance(size, int) for size in given)
    agree(lambda one: subscript(one[0], parts), lambda one: one[0][key(parts)], [given], numbers, run=known)


@questions
@given(shapes(any_size), values, st.lists(part.filter(lambda one: not isinstance(one, int)), max_size=4))
def test_subscript_of_symbols(given, numbers, parts):
    substitutes(lambda one: subscript(one[0], parts), [given], numbers)


equations = st.sampled_from(
    (
        ("ij,jk->ik", 2, 2),
        ("bqd,bkd->bqk", 3, 3),
        ("bij,jk->bik", 3, 2),
        ("...ij,jk->...ik", 3, 2),
        ("...i,i...->...", 2, 2),
        ("ij,ij", 2, 2),
        ("ba,b", 2, 1),
        ("ij,k->kij", 2, 1),
        ("ii,i->i", 2, 1),
        ("ij, jk->ik", 2, 2),
        ("Bi,ij->Bj", 2, 2),
        ("abc,cde->abde", 3, 3),
        ("a,b->ab", 1, 2),
        ("ab->ba", 2, 1),
    )
)


@questions
@given(st.data(), positive, equations)
def test_einsum(data, numbers, equation):
    text, *ranks = equation
    given = [data.draw(shapes(as_keras, rank, rank)) for rank in ranks]
    agree(lambda given: einsum(text, given), lambda tensors: ops.einsum(text, *tensors), given, numbers)
