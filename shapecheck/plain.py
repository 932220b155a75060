"""What is settled without an analysis: texts that have nothing to do with Keras, and files that cannot be read.

The only place that catches our own bugs.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from shapecheck.reading import text_of
from shapecheck.report import Outcome
from shapecheck.source import Location, SourceFile, Span, SyntaxProblem
from shapecheck.stack import with_large_stack
from shapecheck.usage import UsageError

if TYPE_CHECKING:
    from shapecheck.finding import Finding

__all__ = ["failure", "is_spoken", "parse_where_doubtful", "plain_outcome"]

_START = Span(Location(1, 1), Location(1, 1))


def is_spoken(text: str) -> bool:
    """Tell whether a text speaks to shapecheck."""
    return "shapecheck:" in text


def parse_where_doubtful(text: str, filename: str) -> None:
    """Parse a text that needs no analysis if this Python refuses it; its syntax may only be newer.

    Raises SyntaxProblem where it is no Python at all.
    """
    import ast
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, filename, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        from shapecheck.scan import scan

        scan(text)
        with_large_stack(SourceFile(filename, text).parse)


def plain_outcome(data: bytes, filename: str) -> Outcome:
    """Return what there is to say of a file that does not mention Keras."""
    text = None
    try:
        text = text_of(data, filename)
        parse_where_doubtful(text, filename)
    except BaseException as error:
        lasting = isinstance(error, SyntaxProblem)
        return Outcome((failure(error, filename),), text=text, whole=False, lasting=lasting)
    return Outcome(text=text if is_spoken(text) else None)


def failure(error: BaseException, filename: str) -> Finding:
    """Turn what stopped the analysis of a file into a finding; raise again what is not about the file."""
    import traceback

    from shapecheck.rules.tool import INTERNAL_ERROR, SYNTAX_ERROR

    if isinstance(error, SyntaxProblem):
        return SYNTAX_ERROR.at(Span(error.location, error.location), filename, error.message)
    if isinstance(error, OSError) and error.filename is not None:
        return SYNTAX_ERROR.at(_START, filename, f"cannot read the file: {error.strerror}")
    # a panic of the parser is no Exception, so the few that are not about the file are named instead
    if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit | UsageError):
        raise error
    here = str(Path(__file__).parent)
    innermost = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(here)]
    where = f" ({Path(innermost[-1].filename).name}:{innermost[-1].lineno})" if innermost else ""
    text = " ".join(str(error).split())[:200]
    message = f"shapecheck failed on this file, please report it: {type(error).__name__}: {text}{where}"
    return INTERNAL_ERROR.at(_START, filename, message)
