"""Random programs over what the interpreter models: assignments, containers, branches, loops, functions, classes."""

from __future__ import annotations

from hypothesis import strategies as st

__all__ = ["programs"]

_NAMES = ("a", "b", "c", "d")
_INTEGERS = st.integers(-3, 9).map(str)
_TEXTS = st.sampled_from(["''", "'x'", "'ab'", "'conv1'", "'B b'"])
_OTHERS = st.sampled_from(
    ["None", "True", "False", "1.5", "-0.0", "2.0", "()", "[]", "{}", "range(3)", "set()", "b'q'"]
)
_VARIABLES = st.sampled_from(_NAMES)

_BINARY = st.sampled_from([*"+ - * / // % ** & | ^ << >> == != < <= > >= in is and or".split(), "not in", "is not"])
_CALLS = st.sampled_from(
    ["len({})", "str({})", "repr({})", "list({})", "tuple({})", "set({})", "sorted({})", "sum({})", "min({})", "max({})",
     "bool({})", "int({})", "float({})", "abs({})", "type({}).__name__", "list(reversed({}))", "list(enumerate({}))",
     "any({})", "all({})", "dict({})", "frozenset({})", "list(zip({}, 'abc'))", "list(map(str, {}))", "f'{{{}}}'",
     "f'{{{}!r:>6}}'", "round({})", "isinstance({}, (int, str))", "list(filter(None, {}))", "next(iter({}))",
     "callable({})", "-{}", "not {}", "+{}", "~{}", "list(range({}))", "[*{}]", "{{**{}}}", "({},)", "[{}, 1]", "{{'k': {}}}"]
)  # fmt: skip
_METHODS = st.sampled_from(
    [".append({})", ".extend({})", ".pop()", ".pop({})", ".get({})", ".keys()", ".items()", ".values()", ".copy()", ".count({})",
     ".index({})", ".sort()", ".reverse()", ".add({})", ".update({})", ".setdefault({}, 1)", ".upper()", ".split()", ".join({})",
     ".replace('a', 'z')", ".insert(0, {})", ".remove({})", ".clear()", ".startswith('a')", ".strip()", ".union({})",
     ".discard({})", "[{}]", "[{}:]", "[:{}]", "[::-1]", "[-1]", ".popitem()", ".real", ".bit_length()"]
)  # fmt: skip


def _expressions(deeper: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    binary = st.tuples(deeper, _BINARY, deeper).map(lambda t: f"({t[0]} {t[1]} {t[2]})")
    called = st.tuples(_CALLS, deeper).map(lambda t: t[0].format(t[1]))
    method = st.tuples(deeper, _METHODS, deeper).map(lambda t: f"({t[0]})" + t[1].format(t[2]))
    chosen = st.tuples(deeper, deeper, deeper).map(lambda t: f"({t[0]} if {t[1]} else {t[2]})")
    display = st.lists(deeper, max_size=3).map(lambda t: f"[{', '.join(t)}]")
    pairs = st.lists(st.tuples(deeper, deeper), max_size=2).map(
        lambda t: "{" + ", ".join(f"{k}: {v}" for k, v in t) + "}"
    )
    every = st.tuples(deeper, deeper, deeper).map(lambda t: f"[{t[0]} for x in {t[1]} if {t[2]}]")
    lazily = st.tuples(deeper, deeper).map(lambda t: f"list({t[0]} for x in {t[1]})")
    function = st.tuples(deeper, deeper).map(lambda t: f"(lambda x, y=1: {t[0]})({t[1]})")
    chain = st.tuples(deeper, deeper, deeper).map(lambda t: f"({t[0]} < {t[1]} <= {t[2]})")
    own = st.tuples(st.sampled_from(["f", "g", "A", "h"]), deeper).map(lambda t: f"{t[0]}({t[1]})")
    return st.one_of(binary, called, method, chosen, display, pairs, every, lazily, function, chain, own)


_LEAVES = st.one_of(_VARIABLES, _VARIABLES, _INTEGERS, _TEXTS, _OTHERS)
_EXPRESSION = st.recursive(_LEAVES, _expressions, max_leaves=6)


def _indented(lines: list[str]) -> str:
    return "".join(f"    {line}\n" for text in lines or ["pass"] for line in text.splitlines())


def _statements(deeper: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    body = st.lists(deeper, min_size=1, max_size=3).map(_indented)
    branch = st.tuples(_EXPRESSION, body, body).map(lambda t: f"if {t[0]}:\n{t[1]}else:\n{t[2]}")
    loop = st.tuples(_VARIABLES, _EXPRESSION, body, body).map(lambda t: f"for {t[0]} in {t[1]}:\n{t[2]}else:\n{t[3]}")
    while_ = st.tuples(st.integers(0, 3), body).map(lambda t: f"n = {t[0]}\nwhile n:\n    n -= 1\n{t[1]}")
    caught = st.tuples(body, body, body).map(lambda t: f"try:\n{t[0]}except Exception:\n{t[1]}finally:\n{t[2]}")
    leave = st.tuples(_EXPRESSION, st.sampled_from(["break", "continue"])).map(
        lambda t: f"for x in 'abc':\n    if {t[0]}:\n        {t[1]}\n    b = x"
    )
    return st.one_of(branch, loop, while_, caught, leave)


_TARGETS = st.one_of(
    _VARIABLES, _VARIABLES.map(lambda n: f"{n}[0]"), st.just("a, b"), st.just("a, *b"), st.just("c = d")
)
_AUGMENTED = st.sampled_from(["+=", "-=", "*=", "//=", "|=", "&="])
_SIMPLE = st.one_of(
    st.tuples(_TARGETS, _EXPRESSION).map(lambda t: f"{t[0]} = {t[1]}"),
    st.tuples(_VARIABLES, _AUGMENTED, _EXPRESSION).map(lambda t: f"{t[0]} {t[1]} {t[2]}"),
    _EXPRESSION,
    _VARIABLES.map(lambda name: f"del {name}[0]"),
    st.just("raise ValueError('v')"),
)
_STATEMENT = st.recursive(_SIMPLE, _statements, max_leaves=5)

_HEAD = """a, b, c, d = 1, [2, 'x'], {'k': 3}, 'text'
def f(x, *r, k=2):
    global a
    a = x
    return [x, k]
def g(x):
    for i in range(3):
        yield i, x
class A:
    n = 0
    def __init__(self, v):
        self.v = v
        A.n += 1
    def __eq__(self, o):
        return isinstance(o, A) and self.v == o.v
    def __len__(self):
        return 2
    def __getitem__(self, i):
        return [self.v, i][i]
def h(x):
    try:
        return x.v
    except AttributeError:
        return x
"""


def programs() -> st.SearchStrategy[str]:
    """Return a strategy for programs; each statement stands in a `try` that notes what it raises."""
    one = _STATEMENT.map(
        lambda text: f"try:\n{_indented([text])}except Exception as e:\n    raised.append(type(e).__name__)\n"
    )
    return st.lists(one, min_size=1, max_size=6).map(lambda lines: "raised = []\n" + _HEAD + "".join(lines))
