"""Texts that stand for values, and patterns on known texts: `json`, `ast.literal_eval`, `re`."""

from __future__ import annotations

import ast
import json
import re
from typing import Any

from shapecheck.interpreter.builtins_ import Arguments, builtin
from shapecheck.interpreter.frame import raising
from shapecheck.interpreter.methods import lifted
from shapecheck.interpreter.text import plain
from shapecheck.interpreter.values import Known, Value

_MOST = 20_000
"""The longest text that is parsed; longer ones are data."""


@builtin("json.loads", "ast.literal_eval")
def parsed(arguments: Arguments) -> Value:
    text = arguments.at(0)
    if not isinstance(text, Known) or not isinstance(text.value, str) or arguments.keywords or len(text.value) > _MOST:
        return arguments.lost("the text is not known")
    read = json.loads if arguments.name == "json.loads" else ast.literal_eval
    try:
        return lifted(read(text.value), arguments.frame)
    except (ValueError, SyntaxError, RecursionError, MemoryError) as error:
        kind = next(base for base in type(error).__mro__ if base.__module__ == "builtins")
        raise raising(kind.__name__, str(error), arguments.frame.site(arguments.node)) from None


@builtin("json.dumps")
def dumped(arguments: Arguments) -> Value:
    try:
        words: dict[str, Any] = {word: plain(value, arguments.frame) for word, value in arguments.keywords.items()}
        value = plain(arguments.at(0), arguments.frame)
    except ValueError:
        return arguments.lost("what is written is not known")
    if not words.keys() <= {"indent", "sort_keys", "ensure_ascii", "separators"}:
        return arguments.lost("an option of `dumps` is not modelled")
    try:
        return Known(json.dumps(value, **words))
    except (TypeError, ValueError) as error:
        raise raising(type(error).__name__, str(error), arguments.frame.site(arguments.node)) from None


_FUNCTIONS = ("sub", "split", "findall", "escape")


@builtin(*(f"re.{name}" for name in _FUNCTIONS))
def replaced(arguments: Arguments) -> Value:
    """Apply a pattern to a short known text; a pattern that could take long is not followed."""
    try:
        given = [plain(value, arguments.frame) for value in arguments.positional]
    except ValueError:
        return arguments.lost("the text is not known")
    name = arguments.name.partition(".")[2]
    if arguments.keywords or not all(isinstance(one, str) for one in given) or not _is_quick(given, name):
        return arguments.lost("this pattern is not followed")
    try:
        return lifted(getattr(re, name)(*given), arguments.frame)
    except (re.error, TypeError, IndexError) as error:
        raise raising("ValueError", str(error), arguments.frame.site(arguments.node)) from None


_QUANTIFIED_GROUP = re.compile(r"\)[*+?{]")
_MOST_LETTERS = 200


def _is_quick(given: list[Any], name: str) -> bool:
    """Tell whether a pattern, by its looks, cannot backtrack for long: no repeated group, few repetitions, a short text."""
    if name == "escape":
        return True
    repeated = sum(given[0].count(sign) for sign in "*+{")
    return not _QUANTIFIED_GROUP.search(given[0]) and repeated <= 2 and sum(map(len, given)) < _MOST_LETTERS
