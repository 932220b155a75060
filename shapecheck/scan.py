"""One pass over a text before it is parsed: comments, logical lines, and the refusal of what would kill the parser.

libcst dies without an exception on deep nesting, and everything recurses on long chains of operators; so both are
counted here first. Knows strings, f-strings within f-strings and comments; nothing else of the grammar.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from shapecheck.source import Comment, Location, Span, SyntaxProblem

__all__ = ["MOST_BRACKETS", "MOST_OPERATORS", "MOST_TRAILERS", "LogicalLine", "Scan", "scan"]

MOST_BRACKETS = 200
MOST_OPERATORS = 2_000
MOST_TRAILERS = 500
"""How many subscripts and calls may follow each other: libcst takes a second for 500, and time grows by the square."""

_NEWLINE = re.compile(r"\r\n?|\n")
_CHAINING = ("and", "await", "else", "if", "in", "is", "lambda", "not", "or")
_STATEMENTS = ("class", "def", "import", "raise", "return", "try", "while", "with")
_CLOSED_BY = {"(": ")", "[": "]", "{": "}"}
_CLOSERS = frozenset(")]}")
_BLANK = frozenset({"comment", "joined", "newline"})

# names, numbers and white space are skipped inside the pattern: that is three quarters of a text
_CODE = re.compile(
    rf"""
    (?:[ \t\f]++|(?!(?:{"|".join(_CHAINING + _STATEMENTS)})\b)\w++(?!['"]))*+
    (?:
      (?P<chaining>\b(?:{"|".join(_CHAINING)})\b)
    | (?P<statement>\b(?:{"|".join(_STATEMENTS)})\b)
    | (?P<formatted>(?:[fFtT][rR]?|[rR][fFtT])(?:'''|\"""|['"]))
    | (?P<string>[rRbBuU]{{0,2}}(?:
          '''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''
        | \"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*\"""
        | '[^'\\\r\n]*(?:\\(?:\r\n|.)[^'\\\r\n]*)*'
        | "[^"\\\r\n]*(?:\\(?:\r\n|.)[^"\\\r\n]*)*"))
    | (?P<comment>\#[^\r\n]*)
    | (?P<joined>\\(?:\r\n?|\n))
    | (?P<newline>\r\n?|\n|\Z)
    | (?P<mark>[()\[\]{{}},:;])
    | (?P<operator>\*\*=?|//=?|<<=?|>>=?|:=|->|[-+*/%@&|^<>=!]=|[-+*/%@&|^~<>=!.])
    )
    """,
    re.VERBOSE | re.DOTALL,
)


def _body(quote: str, *, raw: bool, spec: bool) -> re.Pattern[str]:
    """Return what matters inside an f-string: its end, its fields, and what only looks like either."""
    plain = r"\\[^{}]" if raw else r"\\N\{[^}'\"\r\n]*\}|\\(?:\r\n|[^{}])"
    ends = quote if len(quote) == 3 else rf"{quote}|\r\n?|\n"
    escaped = "" if spec else r"|\{\{|\}\}"
    return re.compile(rf"(?P<plain>{plain}{escaped})|(?P<end>{ends})|(?P<field>\{{)|(?P<closed>\}})", re.DOTALL)


_BODIES = {
    (quote, raw, spec): _body(quote, raw=raw, spec=spec)
    for quote in ("'", '"', "'''", '"""')
    for raw in (False, True)
    for spec in (False, True)
}


class LogicalLine(NamedTuple):
    """The first and last row of a statement, or of the header of a compound one."""

    first: int
    last: int


@dataclass(slots=True)
class _Level:
    """What is open: a bracket, a field of an f-string, or (with a `body`) the f-string itself.

    `operators` counts those since the last comma; the commas of `lambdas` that are still open do not count. `trailers`
    counts brackets that follow each other with only attributes between.
    """

    closer: str = ""
    operators: int = 0
    trailers: int = 0
    lambdas: int = 0
    body: re.Pattern[str] | None = None
    formatted: tuple[str, bool] | None = None


@dataclass(slots=True)
class _Offsets:
    """What a scan collects, by offset."""

    comments: list[tuple[int, int]] = field(default_factory=list)
    statements: list[tuple[int, int]] = field(default_factory=list)


class Scan:
    """The comments and logical lines of a text."""

    def __init__(self, text: str, found: _Offsets) -> None:
        self._text = text
        self._found = found

    @cached_property
    def _starts(self) -> list[int]:
        return _line_starts(self._text)

    @cached_property
    def comments(self) -> list[Comment]:
        """Return every comment, in order."""
        made = []
        for start, end in self._found.comments:
            first = _location(self._starts, start)
            before = self._text[self._starts[first.row - 1] : start]
            span = Span(first, Location(first.row, first.column + end - start))
            made.append(Comment(self._text[start:end], span, not before.strip()))
        return made

    @cached_property
    def statements(self) -> list[LogicalLine]:
        """Return every logical line, in order."""
        return [
            LogicalLine(_location(self._starts, start).row, _location(self._starts, end).row)
            for start, end in self._found.statements
        ]


def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in _NEWLINE.finditer(text))]


def _location(starts: list[int], offset: int) -> Location:
    row = bisect_right(starts, offset)
    return Location(row, offset - starts[row - 1] + 1)


def scan(text: str) -> Scan:
    """Read a text once, in time linear in its length.

    Raises SyntaxProblem past 200 open brackets, past 2,000 operators in one expression, past 500 subscripts and calls
    in a row, or where a character is half of a pair.
    """
    text = text.removeprefix("\ufeff")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise SyntaxProblem("a surrogate stands alone", _location(_line_starts(text), error.start)) from error
    found = _Offsets()
    levels = [_Level()]
    first = -1
    position = 0
    while position <= len(text):
        level = levels[-1]
        if level.body is not None:
            position = _inside_string(text, position, levels)
            continue
        match = _CODE.search(text, position)
        assert match is not None, "the end of the text always matches"
        kind = match.lastgroup
        assert kind is not None
        start = match.start(kind)
        position = match.end()
        if first < 0 and (kind not in _BLANK or text[match.start() : start].strip()):
            first = match.start()
        if kind == "mark":
            _mark(text, start, match.group(kind), levels)
        elif kind == "newline":
            if len(levels) == 1:
                if first >= 0:
                    found.statements.append((first, start))
                    first = -1
                level.operators = level.lambdas = level.trailers = 0
            position += start == position
        elif kind == "operator":
            level.operators += 1
            level.trailers *= match.group(kind) == "."
        elif kind == "comment":
            found.comments.append((start, position))
        elif kind == "chaining":
            level.operators += 1
            level.trailers = 0
            level.lambdas += match.group(kind) == "lambda"
        elif kind == "statement":
            if len(levels) > 1:
                # a bracket was never closed: the parser will stop here, and says it better
                break
        elif kind == "formatted":
            prefix = match.group(kind)
            quote = prefix.lstrip("fFtTrR")
            raw = "r" in prefix.lower()
            levels.append(_Level(quote, body=_BODIES[quote, raw, False], formatted=(quote, raw)))
        if level.operators > MOST_OPERATORS or level.trailers > MOST_TRAILERS:
            raise SyntaxProblem("too complex", _location(_line_starts(text), start))
    return Scan(text, found)


def _mark(text: str, offset: int, token: str, levels: list[_Level]) -> None:
    """Open, close or reset a level at a bracket or separator; what closes nothing is the parser's to report."""
    level = levels[-1]
    if token in _CLOSED_BY:
        level.operators += 1
        level.trailers += 1
        _open(text, offset, levels, _Level(_CLOSED_BY[token]))
    elif token in _CLOSERS:
        if level.closer == token:
            levels.pop()
    elif token == ",":
        level.trailers = 0
        if not level.lambdas:
            level.operators = 0
    elif token == ";":
        level.operators = level.lambdas = level.trailers = 0
    elif level.lambdas:
        level.lambdas -= 1
    elif level.formatted is not None:
        levels[-1] = _Level("}", body=_BODIES[*level.formatted, True], formatted=level.formatted)


def _inside_string(text: str, position: int, levels: list[_Level]) -> int:
    """Go on inside an f-string (or the format of a field) to its end or its next field; return where."""
    level = levels[-1]
    assert level.body is not None
    match = level.body.search(text, position)
    if match is None:
        levels.pop()
        return len(text)
    kind = match.lastgroup
    if kind == "end":
        # a format that was never closed ends with its string: a syntax error, for the parser to explain
        while levels.pop().closer == "}":
            continue
        return match.end() if match.group() not in "\r\n" else match.start()
    if kind == "field":
        _open(text, match.start(), levels, _Level("}", formatted=level.formatted))
    elif kind == "closed" and level.closer == "}":
        levels.pop()
    return match.end()


def _open(text: str, offset: int, levels: list[_Level], level: _Level) -> None:
    if len(levels) > MOST_BRACKETS:
        raise SyntaxProblem("too many nested parentheses", _location(_line_starts(text), offset))
    levels.append(level)
