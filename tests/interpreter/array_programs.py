"""Small programs on arrays, as users write them."""

from __future__ import annotations

__all__ = ["PROGRAMS"]

_CREATION = [
    "n = int(np.ceil(300 * 0.81)); a = np.zeros(n); b = np.zeros(int(np.floor(12.7))); c = np.zeros(int(np.round(2.5)));"
    " d = np.zeros(int(np.sqrt(144))); e = np.zeros(int(np.rint(-2.6)) + 9); f = np.zeros(int(np.trunc(3.9)))",
    "s = (3, 4); n = int(np.prod(s)); a = np.zeros(n); x = np.zeros((10, 3, 4)); b = x.reshape(len(x), np.prod(x.shape[1:]));"
    " c = np.zeros(np.sum(s)); d = np.zeros(np.max([len(s), 7, 5])); e = np.zeros(int(np.prod([2.0, 3.0]).shape == ()))",
    "a = np.zeros((3, 4)); b = np.ones(5, dtype='int32'); c = np.empty((2, 0)); d = np.full((2, 2), 7)",
    "a = np.zeros_like(np.ones((2, 3), np.float32)); b = np.full_like(a, 2.5); c = np.ones_like([1, 2, 3])",
    "a = np.arange(10); b = np.arange(2, 11, 3); c = np.arange(0, 1, 0.1); d = np.arange(5, 0); e = np.arange(5, 0, -2)",
    "a = np.linspace(0, 1); b = np.linspace(-1, 1, 7); c = np.logspace(0, 3, 4); d = np.eye(4); e = np.identity(3, dtype=int)",
    "a = np.array([[1, 2], [3, 4]]); b = np.array([1.5, 2]); c = np.asarray((1, 2, 3), dtype=float); d = np.array(5)",
    "a = np.array([[0, 1], [1, 0]]); b = np.array([[0, 0], [0, 1]]); c = np.array([[1, 0, 0], [0, 0, 1]])",
    "rows = []\nfor i in range(6):\n    rows.append([i, i * 2, 0])\na = np.array(rows)",
    "parts = [np.zeros((2, 3)) for _ in range(4)]\na = np.array(parts); b = np.asarray(parts, dtype='float32')",
    "x, y = np.meshgrid(np.arange(3), np.arange(5)); i = np.indices((2, 3))",
    "a = np.float32(3); b = np.int64(7); c = np.zeros((2, 2)).astype('float32'); d = np.array([1, 2, 3]).astype(np.uint8)",
]

_RANDOM = [
    "np.random.seed(0); a = np.random.rand(3, 4); b = np.random.randn(2); c = np.random.random((2, 3))",
    "a = np.random.randint(0, 10, size=(50,)); b = np.random.randint(2, size=100); c = np.random.random_sample((3, 1))",
    "a = np.random.normal(0, 1, (4, 5)); b = np.random.uniform(-2, 3, size=20); c = np.random.binomial(1, 0.5, 30)",
    "rng = np.random.default_rng(1); a = rng.normal(size=(2, 3)); b = rng.integers(0, 5, 12); c = rng.random((4,))",
    "rng = np.random.RandomState(3); a = rng.randn(3, 2); b = rng.choice(10, 4); c = rng.permutation(8)",
    "a = np.random.choice([1, 5, 9], (3, 4)); b = np.random.permutation(np.eye(5)); c = np.random.choice(6)",
    "a = np.eye(6); np.random.shuffle(a); b = np.random.multinomial(1, [0.2, 0.3, 0.5], size=9)",
]

_ATTRIBUTES = [
    "a = np.zeros((3, 4, 5)); s = a.shape; n = a.ndim; k = a.size; l = len(a); t = a.T; r = a.shape[1:]",
    "a = np.zeros(5, int); a[2] = 7; a[3] = -1; b = np.array(a)",
    "a = np.zeros(6); b = np.asarray(a); b[0] = 9.5",
]

_SHAPES = [
    "a = np.zeros((4, 6)); a.shape = (2, 12); b = a.T",
    "x = np.random.rand(10, 28, 28); a = x.reshape(-1, 784); b = x[..., np.newaxis]; c = np.expand_dims(x, -1)",
    "x = np.random.rand(10, 28, 28); a = x.reshape(x.shape[0], 28, 28, 1).astype('float32') / 255; b = x[:5]; c = x[0]",
    "x = np.random.rand(8, 3); y = np.random.rand(8, 2); a = np.hstack([x, y]); b = np.vstack((x, x)); c = np.c_[x, y]",
    "x = np.arange(12).reshape(3, 4); a = x[:, 1]; b = x[1:, ::2]; c = x[[0, 2]]; d = x[-1]; e = x[:, [1, 3]]; f = x[x > 5]",
    "y = np.random.randint(0, 3, 20); a = np.eye(3)[y]; b = a.argmax(axis=1); c = np.eye(3)[y.reshape(4, 5)]; n = a.shape[1]",
    "y = np.array([0, 1, 2, 1, 0]); n = len(np.unique(y)); m = np.max(y) + 1; k = y.max(); a = np.eye(n)[y]; b = int(m)",
    "x = np.random.rand(20, 5); m = x.mean(axis=0); s = x.std(axis=0); z = (x - m) / s; t = x.sum(); u = x.mean()",
    "x = np.zeros((6, 2)); x += 1; y = x; y *= 2; z = x[0]; x[1] = 7; w = np.array(x)",
    "data = np.arange(30)\nxs, ys = [], []\nfor i in range(len(data) - 5):\n    xs.append(data[i:i + 5])\n    ys.append(data[i + 5])"
    "\na = np.array(xs); b = np.array(ys); c = a.reshape((a.shape[0], a.shape[1], 1))",
    "x = np.random.rand(12, 3); i = np.random.permutation(len(x)); a = x[i]; b = x[i[:4]]; p, q = np.split(x, [8]); r, s = x[:9], x[9:]",
    "x = np.random.rand(5, 4); a = x @ x.T; b = np.dot(x, np.ones(4)); c = np.einsum('ij,kj->ik', x, x); d = np.outer(x[0], x[1])",
    "a = [row.sum() for row in np.ones((3, 4))]; b = np.array(a); n = 0\nfor r in np.zeros((4, 2)):\n    n += 1",
    "y = np.zeros(10); y[5:] = 1; a = y.astype(int); b = y * 2 - 1; c = (y > 0.5).astype('float32'); d = a % 2; e = -a",
    "w = np.float64(2) * np.ones(3)",
    "y = np.zeros((4, 3)); y[0, 1] = 1; a = np.array(y); h = np.zeros((3, 3), int); h[np.arange(3), [0, 2, 1]] = 1; b = h + 0",
]

PROGRAMS = [*_CREATION, *_RANDOM, *_ATTRIBUTES, *_SHAPES]
