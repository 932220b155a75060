"""Findings made by hand, one for each thing that a format must get right."""

from __future__ import annotations

from shapecheck.finding import Conditional, Edit, Finding, Fix, Note, Severity
from shapecheck.report import Report
from shapecheck.rules.rule import FAMILIES, Rule
from shapecheck.source import Location, Span

NET = """\
import keras
from keras import layers


def block(x, deep):
\ty = layers.Conv2D(32, 3)(x)\t# a tab before, a tab after
\tif deep:
\t\treturn layers.Add()([x, y])
\treturn layers.TimeDistributed(layers.Dense(4))(y)


名前 = "グラフ"; z = layers.Dense(10)(x)
e = "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{PERSONAL COMPUTER} \N{THUMBS UP SIGN}\U0001f3fd"; d = Dense(3)
logits = layers.Dense(
    10,
    name="logits",
)(x)  # shape: (B, 10)
"""

PARTS = "def make(shape):\n    return keras.Input(shape)\n"

BROKEN = "model = keras.Sequential([\n"


def span(row: int, first: int, last: int, last_row: int | None = None) -> Span:
    """Return a stretch between columns, of one row unless a last one is given."""
    return Span(Location(row, first), Location(last_row or row, last))


MERGE = Finding(
    "KSH203",
    "merge-mismatch",
    Severity.ERROR,
    "sizes 16 and 32 do not broadcast: (B, 16, 16, 16) with (B, 14, 14, 32)",
    span(8, 10, 30),
    (
        Note("(B, 14, 14, 32) comes from here", span(6, 6, 29)),
        Note("the input is made here", span(2, 12, 30), "src/parts.py"),
    ),
    keras_error="Inputs have incompatible shapes. Received shapes (16, 16, 16) and (14, 14, 32)",
    conditional=Conditional("deep", 7),
    filename="src/net.py",
)
WRAPPER = Finding(
    "KSH701",
    "time-distributed-dense",
    Severity.INFO,
    "TimeDistributed(Dense(4)) computes what Dense(4) computes",
    span(9, 9, 51),
    fix=Fix("safe", "use Dense(4) itself", (Edit("", span(9, 9, 32)), Edit("", span(9, 47, 48)))),
    filename="src/net.py",
)
WIDE = Finding(
    "KSH102",
    "dense-on-spatial-features",
    Severity.WARNING,
    "Dense does not flatten: it maps the last axis of (B, 12, 3, 64)",
    span(12, 18, 35),
    (Note("Flatten() before it would give (B, 10), 23,050 parameters", span(12, 18, 35)),),
    fix=Fix("unsafe", "flatten first", (Edit("layers.Flatten()(x)", span(12, 33, 34)),)),
    filename="src/net.py",
)
EMOJI = Finding("KSH201", "wrong-rank", Severity.ERROR, "Dense wants rank 2", span(13, 16, 24), filename="src/net.py")
SEVERAL_ROWS = Finding(
    "KSH102",
    "dense-on-spatial-features",
    Severity.WARNING,
    "the comment says (B, 10)",
    span(14, 10, 5, 17),
    (Note("the shape comes from here", span(9, 9, 51)),),
    filename="src/net.py",
)
HOSTILE = Finding(
    "KSH210",
    "invalid-argument",
    Severity.WARNING,
    "`padding` got '\x1b[31m%::a;b]<&>'\nand a second line",
    span(1, 1, 13),
    keras_error="first line\n  second line",
    filename="src/a,b:c%.py",
)
HINT = Finding(
    "KSH701", "time-distributed-dense", Severity.INFO, "##vso[task.x]", span(1, 1, 1), filename="src/parts.py"
)
SYNTAX = Finding("KSH001", "syntax-error", Severity.ERROR, "'[' was never closed", span(2, 1, 1), filename="z.py")

FINDINGS = (HOSTILE, MERGE, WRAPPER, WIDE, EMOJI, SEVERAL_ROWS, HINT, SYNTAX)
TEXTS = {"src/net.py": NET, "src/parts.py": PARTS, "src/a,b:c%.py": "import keras\n", "z.py": BROKEN}
REPORT = Report(FINDINGS, ("src/a,b:c%.py", "src/clean.py", "src/net.py", "src/parts.py", "z.py"), (), TEXTS)


def made_up(code: str, name: str, level: Severity, *, fixable: bool = False, preview: bool = False) -> Rule:
    """Return a rule whose text does not change when the real one does."""
    return Rule(
        code,
        name,
        level,
        FAMILIES[code[:4]],
        f"What {name} says in one line",
        f"What {name} says in one line.\n\nAnd why: `Dense` maps `(..., k)` to `(..., m)`.",
        (f"x = bad(1)  # {code}\n",),
        ("x = good(1)\n", "x = good(2)\n"),
        fixable,
        preview,
    )


RULES = {
    rule.code: rule
    for rule in (
        made_up("KSH001", "syntax-error", Severity.ERROR),
        made_up("KSH102", "dense-on-spatial-features", Severity.WARNING, preview=True),
        made_up("KSH201", "wrong-rank", Severity.ERROR),
        made_up("KSH203", "merge-mismatch", Severity.ERROR),
        made_up("KSH210", "invalid-argument", Severity.ERROR),
        made_up("KSH701", "time-distributed-dense", Severity.INFO, fixable=True),
    )
}
