"""KSH330: NumPy refuses an operation on arrays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.refusals import draft
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH330",
    bad=[
        """
        import numpy as np
        x = np.random.rand(100, 28, 28)
        y = x.reshape(100, 28 * 27)  # KSH330
    """,
        """
        import numpy as np
        images = np.zeros((60, 32, 32, 3))
        mean = np.zeros((32, 32))
        centred = images - mean  # KSH330
    """,
        """
        import numpy as np
        from keras import ops
        both = ops.concatenate([np.zeros((4, 3)), np.zeros((4, 2))], axis=0)  # KSH330
    """,
        """
        import numpy as np
        labels = np.eye(10)[np.arange(12)]  # KSH330
    """,
    ],
    good=[
        """
        import numpy as np
        def counts(labels, predictions, n):
            return np.bincount(labels * n + predictions, minlength=n * n).reshape((n, n))
        """,
        """
        import numpy as np
        x = np.random.rand(100, 28, 28)
        y = x.reshape(100, -1)
        z = x.reshape(-1, 28, 28, 1)
    """,
        """
        import numpy as np
        images = np.zeros((60, 32, 32, 3))
        centred = images - images.mean(axis=(0, 1, 2))
        scaled = images / np.load("scale.npy")
    """,
        """
        import numpy as np
        data = np.loadtxt("data.csv", delimiter=",")
        x, y = data[:, :8], data[:, 8]
        x = x.reshape(-1, 4, 2)
        try:
            np.zeros((2, 3)) + np.zeros(4)
        except ValueError:
            pass
    """,
    ],
)
def array_refused(program: Program) -> Iterator[Draft]:
    """NumPy, or Keras on arrays, refuses an operation, whatever the data hold.

    The shapes of arrays are followed from where they are made; the notes show where. What a file or a call that is
    not known returns has no shape, and nothing is reported of it. Fix: shapes that broadcast, join or multiply.
    """
    for problem in program.problems:
        if problem.kind.startswith("array-"):
            yield draft(problem, problem.message)
