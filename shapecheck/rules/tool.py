"""The rules about the tool itself: what it could not read, and comments to it that do nothing."""

from __future__ import annotations

from shapecheck.rules.rule import tool_rule

__all__ = [
    "BLANKET_SUPPRESSION",
    "INTERNAL_ERROR",
    "SYNTAX_ERROR",
    "UNKNOWN_DIRECTIVE",
    "UNKNOWN_RULE",
    "UNUSED_SUPPRESSION",
]

INTERNAL_ERROR = tool_rule(
    "KSH000",
    "internal-error",
    """
    shapecheck itself failed on this file.

    This is a bug of shapecheck, never of your code: please report it, with the file if you can. The other files are
    still checked; the exit status is 3.
    """,
    level="error",
)

SYNTAX_ERROR = tool_rule(
    "KSH001",
    "syntax-error",
    """
    The file is not Python, or not text.

    Nothing in it can be checked. The same code stands for text that is nested too deeply to be parsed: more than 200
    open brackets, or 2,000 operators in one expression.
    """,
    level="error",
    bad=[
        """
        model = keras.Sequential([  # KSH001
        """
    ],
)

UNUSED_SUPPRESSION = tool_rule(
    "KSH002",
    "unused-suppression",
    """
    A suppression comment suppresses nothing.

    What it was for is gone, or is on another line; left where it is, it would hide the next defect there. A code that
    is not selected is not counted as unused. Fix: remove the code, or the comment.
    """,
    fixable=True,
    bad=[
        """
        x = keras.Input((4,))  # shapecheck: ignore[KSH201] # KSH002
        """
    ],
)

UNKNOWN_RULE = tool_rule(
    "KSH003",
    "unknown-rule",
    """
    A suppression comment names a rule that does not exist.

    It suppresses nothing: look for a typing error. Codes and names both serve.
    """,
    bad=[
        """
        x = keras.Input((4,))  # shapecheck: ignore[KSH9999] # KSH003
        """
    ],
)

BLANKET_SUPPRESSION = tool_rule(
    "KSH004",
    "blanket-suppression",
    """
    A suppression comment names no rule.

    It is obeyed, but it would hide every later defect on its line as well. Write the codes that it is for:
    `# shapecheck: ignore[KSH201] -- reason`.
    """,
    bad=[
        """
        x = keras.layers.Flatten()(keras.Input((4,)))  # shapecheck: ignore # KSH004
        """
    ],
)

UNKNOWN_DIRECTIVE = tool_rule(
    "KSH005",
    "unknown-directive",
    """
    A comment addresses shapecheck with words that it does not know.

    It does nothing. Known are `ignore[...]`, `file-ignore[...]`, `disable[...]`, `enable[...]` and `reveal`.
    """,
    bad=[
        """
        x = keras.Input((4,))  # shapecheck: ingore[KSH201] # KSH005
        """
    ],
)
