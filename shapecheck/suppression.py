"""Comments to shapecheck: which findings they suppress, and what is wrong with the comments themselves."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shapecheck.finding import Edit, Finding, Fix
from shapecheck.rules.rule import Rule
from shapecheck.rules.tool import BLANKET_SUPPRESSION, UNKNOWN_DIRECTIVE, UNKNOWN_RULE, UNUSED_SUPPRESSION
from shapecheck.settings import suggestion
from shapecheck.source import Comment, Location, Span, SyntaxProblem

if TYPE_CHECKING:
    from shapecheck.scan import Scan

__all__ = ["suppress"]

_DIRECTIVE = re.compile(r"#\s*shapecheck:\s*(?P<verb>[\w-]*)[ \t]*(?P<codes>\[[^\]]*\]?)?[^#]*")
_SUPPRESSING = ("ignore", "file-ignore", "disable")
_VERBS = (*_SUPPRESSING, "enable", "reveal")
_ALL = "ALL"
_END = sys.maxsize
_NEWLINE = re.compile(r"\r\n?|\n")
_UNUSED = UNUSED_SUPPRESSION.code


@dataclass(slots=True, eq=False)
class _Directive:
    """One comment to shapecheck. `selectors` is None where it names no rule; `rows` are those it is about.

    `alone` when nothing else but comments stands on its line, `whole` when it is the whole comment. `codes` are the
    rules that its selectors name, `used` those of what it suppressed, `ends` the rows at which an `enable` takes them
    back.
    """

    verb: str
    selectors: tuple[str, ...] | None
    span: Span
    text: str
    alone: bool
    whole: bool
    rows: range = range(0)
    used: set[str] = field(default_factory=set)
    codes: dict[str, str] = field(default_factory=dict)
    ends: dict[str, int] = field(default_factory=dict)

    def covers(self, finding: Finding) -> bool:
        """Tell whether a finding stands on its rows."""
        if self.verb == "ignore" and not self.alone:
            return self.rows.start in (finding.span.start.row, finding.span.end.row)
        row = finding.span.start.row
        return row in self.rows and all(row < self.ends.get(code, _END) for code in (_ALL, finding.code))

    def suppresses(self, finding: Finding) -> bool:
        """Tell whether a finding is meant, and note that it was. The tool's own codes must be named."""
        if self.verb not in _SUPPRESSING or not self.covers(finding):
            return False
        if self.selectors is None:
            meant = not finding.code.startswith("KSH0")
        else:
            meant = finding.code in self.codes.values()
        if meant:
            self.used.add(finding.code)
        return meant


def suppress(
    text: str,
    filename: str,
    findings: Iterable[Finding],
    rules: Mapping[str, Rule],
    enabled: Collection[str],
    *,
    complete: bool = True,
) -> list[Finding]:
    """Return the findings of one file that its comments leave, and what is wrong with those comments.

    `enabled` are the codes that were looked for. Not `complete`: the file was not analysed as a whole, so nothing is
    said about unused comments.
    """
    directives = _read(text, rules) if "shapecheck:" in text else []
    if not directives:
        return list(findings)
    spoken = [*findings, *(found for found in _complaints(directives, filename, rules) if found.code in enabled)]
    kept = [found for found in spoken if not _is_suppressed(found, directives)]
    if complete and _UNUSED in enabled:
        kept += _unused(directives, filename, text, enabled)
    return kept


def _is_suppressed(found: Finding, directives: list[_Directive]) -> bool:
    # every directive is asked, so that of two that are meant neither counts as unused
    meant = [directive for directive in directives if directive.suppresses(found)]
    return bool(meant)


def _read(text: str, rules: Mapping[str, Rule]) -> list[_Directive]:
    """Find the directives of a text and the rows that each is about."""
    from shapecheck.scan import scan

    try:
        scanned = scan(text)
    except SyntaxProblem:
        return []
    names = {rule.name: code for code, rule in rules.items()}
    directives = [made for comment in scanned.comments for made in _directives(comment)]
    opened: list[_Directive] = []
    for directive in directives:
        for selector in directive.selectors or ():
            code = names.get(selector, selector)
            if code in rules:
                directive.codes[selector] = code
        row = directive.span.start.row
        if directive.verb == "file-ignore":
            directive.rows = range(1, _END)
        elif directive.verb == "ignore":
            directive.rows = _next_statement(scanned, row, text) if directive.alone else range(row, row + 1)
        elif directive.verb == "disable":
            directive.rows = range(row, _END)
            opened.append(directive)
        elif directive.verb == "enable":
            _close(directive, opened)
    return directives


def _directives(comment: Comment) -> Iterator[_Directive]:
    for match in _DIRECTIVE.finditer(comment.text):
        listed = match["codes"]
        selectors = None
        if listed is not None:
            selectors = tuple(word.strip() for word in listed.strip("[]").split(",") if word.strip())
        row, column = comment.span.start
        text = match.group().rstrip()
        span = Span(Location(row, column + match.start()), Location(row, column + match.start() + len(text)))
        whole = text == comment.text.rstrip()
        yield _Directive(match["verb"], selectors, span, text, comment.alone, whole)


def _next_statement(scanned: Scan, row: int, text: str) -> range:
    """Return the rows of the statement after a comment; inside a statement, the next row with code."""
    for statement in scanned.statements:
        if statement.first > row:
            return range(statement.first, statement.last + 1)
        if statement.last > row:
            for number, line in enumerate(_NEWLINE.split(text)[row : statement.last], row + 1):
                if line.strip() and not line.lstrip().startswith("#"):
                    return range(number, number + 1)
    return range(0)


def _close(enable: _Directive, opened: list[_Directive]) -> None:
    """End what is disabled and named by an `enable`; a `disable` of several codes goes on for the others."""
    row = enable.span.start.row
    ending = [_ALL] if enable.selectors is None else list(enable.codes.values())
    for directive in opened:
        for code in ending:
            if code not in directive.ends and (code == _ALL or not directive.codes or code in directive.codes.values()):
                directive.ends[code] = row
                enable.used.add(code)


def _complaints(directives: list[_Directive], filename: str, rules: Mapping[str, Rule]) -> Iterator[Finding]:
    """Report directives with unknown words, unknown rules, or no rule at all."""
    known = [*rules, *(rule.name for rule in rules.values())]
    for directive in directives:
        if directive.verb not in _VERBS:
            word = directive.verb or directive.text
            near = suggestion(word, list(_VERBS))
            yield UNKNOWN_DIRECTIVE.at(directive.span, filename, f'"{word}" is no word of shapecheck{near}')
            continue
        for selector in directive.selectors or ():
            if selector not in directive.codes:
                near = suggestion(selector, known)
                yield UNKNOWN_RULE.at(directive.span, filename, f'no rule is called "{selector}"{near}')
        if directive.verb in _SUPPRESSING and not directive.selectors:
            message = f"{directive.verb} names no rule: it hides every finding, later ones too"
            yield BLANKET_SUPPRESSION.at(directive.span, filename, message)


def _unused(directives: list[_Directive], filename: str, text: str, enabled: Collection[str]) -> Iterator[Finding]:
    """Report what suppressed nothing; comments that suppress these reports come last."""
    late = []
    for directive in directives:
        if directive.verb == "enable" and not directive.used:
            yield _unused_finding(directive, None, "this enables nothing that was disabled", filename, text)
        if directive.verb not in _SUPPRESSING:
            continue
        if directive.selectors is None:
            if not directive.used:
                late.append(_unused_finding(directive, None, "nothing is suppressed here", filename, text))
            continue
        idle = [
            selector
            for selector, code in directive.codes.items()
            if code in enabled and code != _UNUSED and code not in directive.used
        ]
        if idle:
            message = f"{', '.join(idle)} is not found here: nothing is suppressed"
            late.append(_unused_finding(directive, idle, message, filename, text))
    yield from (found for found in late if not _is_suppressed(found, directives))
    for directive in directives:
        named = [selector for selector, code in directive.codes.items() if code == _UNUSED]
        if directive.verb in _SUPPRESSING and named and _UNUSED not in directive.used:
            message = f"{named[0]} is not found here: nothing is suppressed"
            yield _unused_finding(directive, named, message, filename, text)


def _unused_finding(directive: _Directive, idle: list[str] | None, message: str, filename: str, text: str) -> Finding:
    left = [] if idle is None else [each for each in directive.selectors or () if each not in idle]
    if left:
        content = re.sub(r"\[[^\]]*\]?", f"[{', '.join(left)}]", directive.text, count=1)
        edit = Edit(content, directive.span)
    else:
        edit = Edit("", _removal(directive, text))
    fix = Fix("safe", "remove the codes" if left else "remove the comment", (edit,))
    return UNUSED_SUPPRESSION.at(directive.span, filename, message, fix=fix)


def _removal(directive: _Directive, text: str) -> Span:
    """Return what goes with a directive: its line where nothing else stands on it, else the white space before it."""
    row = directive.span.start.row
    lines = _NEWLINE.split(text)
    if directive.alone and directive.whole and row < len(lines):
        return Span(Location(row, 1), Location(row + 1, 1))
    before = lines[row - 1][: directive.span.start.column - 1]
    return Span(Location(row, len(before.rstrip()) + 1), directive.span.end)
