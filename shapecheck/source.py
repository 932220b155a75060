"""One source file: its text, its syntax tree, and where things stand in it. libcst is imported when first needed."""

from __future__ import annotations

import codecs
import io
import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import libcst as cst

try:
    # `hashlib` is this and OpenSSL, which takes longer to load than all files of a small project to read
    from _blake2 import blake2b
except ImportError:
    from hashlib import blake2b

__all__ = ["Comment", "Location", "Site", "SourceFile", "Span", "SyntaxProblem", "decode", "digest"]


_LOCATED = re.compile(r"parser error: error at (\d+):(\d+): (.*)")
_NEWLINE = re.compile(r"\r\n?|\n")


class Location(NamedTuple):
    """A place in a file: row and column, both from 1, columns in Unicode code points."""

    row: int
    column: int


class Span(NamedTuple):
    """A stretch of a file; `end` is the place after its last character."""

    start: Location
    end: Location


class Comment(NamedTuple):
    """One comment with its `#`; `alone` when nothing but white space stands before it on its line."""

    text: str
    span: Span
    alone: bool


class SyntaxProblem(Exception):
    """Raised for text that is not Python (or not text); carries the place."""

    def __init__(self, message: str, location: Location) -> None:
        super().__init__(message)
        self.message = message
        self.location = location


def decode(data: bytes) -> str:
    """Turn the bytes of a Python file into text, by its byte order mark or PEP 263 line.

    Raises SyntaxProblem where the bytes are not text in that encoding.
    """
    if _is_plain_utf_8(data):
        return data.decode()
    import tokenize

    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        if b"\0" in data:
            raise SyntaxProblem("source contains a null byte: this is not a text file", Location(1, 1))
        return data.decode(encoding)
    except (SyntaxError, LookupError) as error:
        raise SyntaxProblem(f"cannot decode the file: {error}", Location(1, 1)) from error
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise SyntaxProblem(
            f"cannot decode the file: {error.reason} at byte {error.start}", Location(row, 1)
        ) from error


def _is_plain_utf_8(data: bytes) -> bool:
    """Tell whether bytes are those of nearly every file; only of others the encoding is looked for."""
    if data.startswith(codecs.BOM_UTF8) or b"\0" in data or b"coding" in b"".join(data.splitlines()[:2]):
        return False
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def digest(data: bytes) -> bytes:
    """Return 16 bytes that stand for the content of a file."""
    return blake2b(data, digest_size=16).digest()


class SourceFile:
    """Hold the text of one file and, on demand, its tree, positions and comments."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text.removeprefix(codecs.BOM_UTF8.decode())

    @classmethod
    def read(cls, path: str) -> SourceFile:
        """Read a file.

        Raises OSError where it cannot be read, SyntaxProblem where it is not text.
        """
        return cls(path, decode(Path(path).read_bytes()))

    def parse(self) -> None:
        """Parse the text now.

        Raises SyntaxProblem where it is not Python.
        """
        assert self.module is not None

    @cached_property
    def lines(self) -> list[str]:
        """Return the lines without their ends; line 1 is `lines[0]`."""
        return _NEWLINE.split(self.text)

    @cached_property
    def module(self) -> cst.Module:
        """Return the syntax tree.

        Raises SyntaxProblem where the text is not Python.
        """
        import libcst as cst

        try:
            return cst.parse_module(self.text)
        except cst.ParserSyntaxError as error:
            located = _LOCATED.match(error.message)
            words = located.group(3) if located else error.message.partition("\n")[0]
            row, column = (int(located.group(1)), int(located.group(2)) + 1) if located else (1, 1)
            message = f"invalid syntax: {words}" if words else "invalid syntax"
            location = Location(min(max(row, 1), len(self.lines)), column)
            raise SyntaxProblem(message, location) from error

    @cached_property
    def _marks(self) -> Marks:
        return Marks.of(self.module)

    def span(self, node: cst.CSTNode) -> Span:
        """Return where a node of `module` stands, without the white space around it."""
        return self._marks.span(node)

    @cached_property
    def comments(self) -> list[Comment]:
        """Return every comment, in order."""
        return self._marks.comments() if "#" in self.text else []


class Marks:
    """Positions of nodes: how many tokens precede each one, and one running sum of token lengths."""

    def __init__(self, first: dict[int, int], last: dict[int, int], tokens: list[str]) -> None:
        self._first = first
        self._last = last
        self._tokens = tokens
        self._offsets = [0, *accumulate(map(len, tokens))]
        self._line_starts = [0, *(match.end() for match in _NEWLINE.finditer("".join(tokens)))]

    @classmethod
    def of(cls, module: cst.Module) -> Marks:
        """Generate the code of `module` once and note the tokens of each node."""
        from shapecheck.marking import mark

        return cls(*mark(module))

    def _location(self, offset: int) -> Location:
        row = bisect_right(self._line_starts, offset)
        return Location(row, offset - self._line_starts[row - 1] + 1)

    def span(self, node: cst.CSTNode) -> Span:
        """Return the stretch between a node's first and last token."""
        start = self._offsets[self._first[id(node)]]
        return Span(self._location(start), self._location(max(start, self._offsets[self._last[id(node)]])))

    def comments(self) -> list[Comment]:
        """Return the tokens that are comments."""
        found = []
        for number, token in enumerate(self._tokens):
            if token.startswith("#"):
                start = self._location(self._offsets[number])
                span = Span(start, self._location(self._offsets[number + 1]))
                found.append(Comment(token, span, self._is_first(number)))
        return found

    def _is_first(self, number: int) -> bool:
        while number:
            number -= 1
            token = self._tokens[number]
            if token.endswith(("\n", "\r")):
                return True
            if token.strip():
                return False
        return True


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Site:
    """A node in a file; its span is worked out when somebody asks."""

    source: SourceFile
    node: cst.CSTNode

    @property
    def span(self) -> Span:
        """Return where the node stands."""
        return self.source.span(self.node)

    @property
    def line(self) -> int:
        """Return the row on which the node starts."""
        return self.span.start.row

    @property
    def filename(self) -> str:
        """Return the path of the file."""
        return self.source.path
