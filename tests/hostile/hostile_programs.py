"""Programs that would take all time or memory there is if they were run as they stand, and texts that no parser likes."""

from __future__ import annotations

from itertools import pairwise

__all__ = ["PROGRAMS", "TEXTS"]

PROGRAMS = {
    "a tower of powers": "a = 10 ** 10 ** 10",
    "another tower of powers": "a = 2 ** 2 ** 100",
    "a power with a modulus": "a = pow(3, 10 ** 10 ** 6, 10 ** 10 ** 6)\nb = pow(2, 10 ** 12)",
    "a wide shift": "a = 1 << 10 ** 12",
    "products that grow": "a = 3\nfor i in range(40):\n    a = a * a",
    "a factorial": "import math\na = math.factorial(10 ** 9)\nb = math.comb(10 ** 9, 5 * 10 ** 8)\nc = math.perm(10 ** 6, 10 ** 5)",
    "a long text": 'a = "a" * 10 ** 12',
    "a text that doubles": "s = 'ab'\nfor i in range(100):\n    s = s + s\n    s += s",
    "a text that is replaced by longer ones": "s = 'a'\nfor i in range(50):\n    s = s.replace('a', 'aa')",
    "texts joined": "s = 'a'\nfor i in range(50):\n    s = s.join([s] * 100)",
    "a padded text": "a = 'x'.ljust(10 ** 12)\nb = 'x'.zfill(10 ** 12)\nc = '\\t'.expandtabs(10 ** 12)\nd = 'x'.center(10 ** 9)",
    "a wide field": "n = 10 ** 9\na = f'{1:{n}}'\nb = f'{1:999999999}'\nc = '%999999999d' % 1\nd = '{:999999999}'.format(1)\n"
    "e = format(1, '>999999999')\nf = '%*d' % (10 ** 9, 1)\ng = '{:{}}'.format(1, 10 ** 9)",
    "a precise number": "a = f'{1.0:.999999999f}'\nb = '%.999999999f' % 1.0\nc = '{:.{}f}'.format(1.0, 10 ** 9)",
    "many digits": 'a = int("9" * 10 ** 5)\nb = str(10 ** 1000) * 1000',
    "a long range": "a = list(range(10 ** 15))\nb = sum(range(10 ** 15))\nc = range(10 ** 15)\nd = sorted(range(10 ** 12))\n"
    "e = max(range(10 ** 12))\nf = tuple(range(10 ** 9))\ng = set(range(10 ** 9))\nh = len(range(10 ** 30))\ni = bool(range(10 ** 30))",
    "a loop over a long range": "n = 0\nfor i in range(10 ** 15):\n    n += 1",
    "a search in a long range": "a = 0.5 in range(10 ** 12)\nb = range(10 ** 12).count(0.5)\nc = range(10 ** 12).index(7)",
    "a list of long lists": "a = [[0] * 10 ** 6] * 10 ** 6\nb = [0] * 10 ** 12\nc = (0,) * 10 ** 12\nd = bytes(10 ** 12)",
    "a list that doubles": "a = [1]\nfor i in range(60):\n    a = a + a\n    a += a\n    a.extend(a)\n    a *= 2",
    "a list that grows as it is walked": "a = [1]\nfor x in a:\n    a.append(x)",
    "a list that is extended by itself": "a = [1, 2]\nfor i in range(100):\n    a[len(a):] = a",
    "lists within lists": "a = []\nfor i in range(5000):\n    a = [a, a]\nb = a == a\nimport copy\nc = str(a)\nd = copy.deepcopy(a)",
    "a list within itself": "a = [1]\na.append(a)\nb = str(a)\nc = a == a\nimport copy\nd = copy.deepcopy(a)\ne = f'{a}'\nf = [a] == [a]\n"
    "g = {}\ng['g'] = g\nh = repr(g)",
    "an instance within itself": "class A:\n    pass\na = A()\na.a = a\nimport copy\nb = copy.deepcopy(a)\nfrom dataclasses import dataclass\n"
    "@dataclass\nclass N:\n    n: object = None\nx = N()\nx.n = x\ny = repr(x)\nz = x == N(x)",
    "nested tuples": "a = ()\nfor i in range(5000):\n    a = (a, a)\nb = a == a\nc = {a: 1}\nd = str(a)",
    "an endless loop": "n = 0\nwhile True:\n    n += 1",
    "an endless loop that does nothing": "while 1:\n    pass",
    "endless loops within each other": "n = 0\nwhile True:\n    while True:\n        for i in range(10 ** 9):\n            n += 1",
    "deep recursion": "def f(n):\n    return f(n + 1) + f(n + 2)\na = f(0)",
    "recursion that grows": "def f(x):\n    return f(x + x) + f(x * 2)\na = f([1])",
    "mutual recursion": "def f(n):\n    return g(n) + g(n + 1)\ndef g(n):\n    return f(n) + h(n)\ndef h(n):\n    return g(n)\na = f(1)",
    "recursion on what is unknown": "def f(n):\n    if n > 3:\n        return f(n - 1) + f(n - 2)\n    return n\na = f(unknown_name)",
    "a class that makes itself": "class A:\n    def __init__(self):\n        self.a = A()\na = A()",
    "attributes without end": "class A:\n    def __getattr__(self, name):\n        return self.other\na = A().x",
    "properties without end": "class A:\n    @property\n    def x(self):\n        return self.x\na = A().x",
    "texts without end": "class A:\n    def __repr__(self):\n        return repr(self)\na = repr(A())\nb = f'{A()}'",
    "equality without end": "class A:\n    def __eq__(self, other):\n        return self == other\na = A() == A()\nb = A() in [A()]",
    "Ackermann": "def a(m, n):\n    if m == 0:\n        return n + 1\n    if n == 0:\n        return a(m - 1, 1)\n    return a(m - 1, a(m, n - 1))\nx = a(4, 3)",
    "a generator that never ends": "def g():\n    n = 0\n    while True:\n        yield n\n        n += 1\na = list(g())\nb = sum(g())\nc = 5 in g()\n"
    "d = [x for x in g()]\nfor x in g():\n    e = x",
    "iterators that never end": "import itertools\na = list(itertools.count())\nb = sum(itertools.repeat(1))\nc = list(itertools.cycle('ab'))\n"
    "d = list(itertools.repeat(1, 10 ** 12))\ne = max(itertools.count())\nf = -1 in itertools.count()\ng = list(itertools.islice(itertools.count(), 10 ** 12))",
    "products of iterables": "import itertools\na = list(itertools.product(range(1000), repeat=1000))\nb = list(itertools.product('ab', repeat=10 ** 9))\n"
    "c = list(itertools.permutations(range(50)))\nd = list(itertools.combinations(range(100), 50))\ne = len(list(itertools.product(range(10 ** 5), range(10 ** 5))))",
    "nested comprehensions": "a = [[[[0 for i in range(1000)] for j in range(1000)] for k in range(1000)] for l in range(1000)]\n"
    "b = [0 for i in range(10000) for j in range(10000) for k in range(10000)]\nc = {i * j for i in range(10 ** 4) for j in range(10 ** 4)}\n"
    "d = sum(i for i in range(10 ** 4) for j in range(10 ** 4))\ne = any(False for i in range(10 ** 4) for j in range(10 ** 4))",
    "nested loops": "n = 0\nfor i in range(10 ** 4):\n    for j in range(10 ** 4):\n        for k in range(10 ** 4):\n            n += 1",
    "a dict that grows": "d = {}\nfor i in range(10 ** 5):\n    d[i] = i\n    d[i, i] = d",
    "a set that grows": "s = set()\nfor i in range(10 ** 5):\n    s.add((i, str(i)))\n    s |= {i}",
    "sorting what compares itself": "class A:\n    def __init__(self, n):\n        self.n = n\n    def __lt__(self, other):\n        return self.n < other.n\n"
    "a = sorted(A(-i) for i in range(2_000))",
    "a pattern that backtracks": "import re\na = re.sub('(a+)+$', '', 'a' * 40 + 'b')\nb = re.findall('(a|a)*$', 'a' * 40 + 'b')\n"
    "c = re.split('(.*)(.*)(.*)(.*)x', 'a' * 400)",
    "a text that is parsed": "import json\na = json.loads('[' * 10 ** 5)\nimport ast\nb = ast.literal_eval('(' * 10 ** 4)\nc = json.loads('1' * 10 ** 4)",
    "undecided tests": "".join(f"if unknown_{i}:\n    a{i} = 1\nelse:\n    a{i} = 2\n" for i in range(400)),
    "undecided tests within each other": "def f(n, x):\n    if unknown_a(n):\n        f(n - 1, x + [1])\n    if unknown_b(n):\n        f(n - 1, x + [2])\n    return x\na = f(50, [])",
    "undecided loops within each other": "for a in unknown_x:\n    for b in unknown_y:\n        for c in unknown_z:\n            for d in unknown_w:\n"
    "                for e in unknown_v:\n                    for f in a:\n                        x = [a, b, c]",
    "decorators without end": "def d(f):\n    return d(d)(f)\n@d\ndef g():\n    pass",
    "a wide lattice of classes": "class A0:\n    pass\n"
    + "".join(f"class A{i}(A{i - 1}):\n    pass\n" for i in range(1, 1000))
    + "x = A999()",
    "a cache that is asked for itself": "import functools\n@functools.lru_cache\ndef f(n):\n    return f(n + 1)\na = f(0)",
    "a reduction that explodes": "from functools import reduce\na = reduce(lambda x, y: x * x, range(2, 100))\nb = reduce(lambda x, y: x + x, range(100), 'ab')",
    "an exception that is always raised again": "def f():\n    try:\n        raise ValueError\n    except ValueError:\n        f()\n    finally:\n        f()\nf()",
    "counts that explode": "from collections import Counter, deque\nc = Counter({'a': 10 ** 15})\na = list(c.elements())\nd = deque([1]) * 10 ** 12\nd.rotate(10 ** 30)",
}

_TERMS = (500, 5_000, 50_000)
_NESTED = 3_000

TEXTS = {
    "5,000 open brackets": "x = " + "(" * 5_000,
    "100,000 open brackets": "x = " + "[" * 100_000,
    "100,000 brackets": "x = " + "[" * 100_000 + "]" * 100_000,
    **{f"a sum of {count:,} terms": "x = " + " + ".join(["1"] * count) for count in _TERMS},
    **{f"a sum of {count:,} names": "a = 1\nx = " + " + ".join(["a"] * count) for count in _TERMS},
    "a chain of 1,000 calls": "class A:\n    def f(self):\n        return self\nx = A()" + ".f()" * 1_000,
    "3,000 nested ifs": "".join(" " * depth + "if x:\n" for depth in range(_NESTED)) + " " * _NESTED + "pass\n",
    "90 nested ifs": "x = 1\n" + "".join(" " * depth + "if x:\n" for depth in range(90)) + " " * 90 + "y = 2\n",
    "3,000 parentheses": "x = " + "(" * _NESTED + "1" + ")" * _NESTED,
    "150 parentheses": "x = " + "(" * 150 + "1" + ")" * 150,
    "1,000 elifs": "x = 999\nif x == 0:\n    y = 0\n"
    + "".join(f"elif x == {i}:\n    y = {i}\n" for i in range(1, 1_000)),
    "1,000 undecided elifs": "if x == 0:\n    y = 0\n"
    + "".join(f"elif x == {i}:\n    y = {i}\n" for i in range(1, 1_000)),
    "1,000 conditions in one": "x = " + "".join(f"{i} if a == {i} else " for i in range(1_000)) + "0",
    "1,500 comparisons": "x = " + " < ".join(map(str, range(1_500))),
    "5,000 comparisons": "x = " + " < ".join(map(str, range(5_000))),
    "a chain of assignments": " = ".join(f"x{i}" for i in range(5_000)) + " = 1",
    "500 functions in each other": "".join(" " * depth + f"def f{depth}():\n" for depth in range(90))
    + " " * 90
    + "return 1\n",
    "a long list": "x = [" + ", ".join(map(str, range(50_000))) + "]",
    "a long dict": "x = {" + ", ".join(f"'{i}': {i}" for i in range(20_000)) + "}",
    "a long text": "x = '" + "a" * 10**6 + "'",
    "many statements": "x = 1\n" * 20_000,
    "many functions": "".join(f"def f{i}(x):\n    return f{j}(x)\n" for i, j in pairwise(range(1_500))),
    "f-strings in f-strings": "x = f'{f\"{1}\"}'",
    "a chain of 1,500 attributes": "x = a" + ".b" * 1_500,
    "a chain of 1,500 subscripts": "x = a" + "[0]" * 1_500,
    "a chain of 400 subscripts": "x = a" + "[0]" * 400,
    "1,500 nots": "x = " + "not " * 1_500 + "a",
    "1,500 lambdas": "x = " + "lambda: " * 1_500 + "1",
    "a null character": "x = 1\n\0",
    "half of a character": "x = '\\ud800'\ny = f'{x}'",
}
