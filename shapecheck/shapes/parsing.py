"""Reading formulas back from text, without executing anything."""

from __future__ import annotations

import re
from collections.abc import Mapping

import sympy

from shapecheck.shapes.algebra import extreme_of, quotient
from shapecheck.shapes.atoms import Expression, expanded, make_symbol, outer
from shapecheck.shapes.series import added
from shapecheck.shapes.sizes import Plain, Symbol

__all__ = ["parse"]

LONGEST = 20_000
DEEPEST = 60
HIGHEST_POWER = 4_096

TOKEN = re.compile(r"\s*(\d+|[^\W\d]\w*|\*\*|//|[-+*/%(),])")


def parse(source: str, symbols: Mapping[str, Symbol]) -> Plain:
    """Read a formula over the given symbols.

    Raises ValueError for anything else.
    """
    if len(source) > LONGEST:
        raise ValueError(f"a formula of more than {LONGEST} characters")
    reader = Reader(source, {name: make_symbol(symbol) for name, symbol in symbols.items()})
    try:
        expression = reader.sum()
    except ZeroDivisionError as error:
        raise reader.failure("division by 0") from error
    if reader.token:
        raise reader.failure(f"unexpected {reader.token!r}")
    return outer(expression)


class Reader:
    """Read one formula from left to right; each method reads one kind of part and returns it in normal form."""

    def __init__(self, source: str, names: dict[str, Expression]) -> None:
        self.source = source
        self.names = names
        self.at = self.depth = 0
        self.tokens = self.split()

    def split(self) -> list[str]:
        """Return the tokens; an empty one ends them."""
        tokens, position = [], 0
        while self.source[position:].strip():
            match = TOKEN.match(self.source, position)
            if match is None:
                raise self.failure(f"unexpected {self.source[position:].strip()[0]!r}")
            tokens.append(match.group(1))
            position = match.end()
        return [*tokens, ""]

    @property
    def token(self) -> str:
        """Return the token that stands next."""
        return self.tokens[self.at]

    def failure(self, reason: str) -> ValueError:
        """Return the error that says what is wrong with the text."""
        return ValueError(f"{reason} in the formula {self.source[:200]!r}")

    def advance(self) -> str:
        """Move on by one token, and return the one left behind."""
        self.at += 1
        return self.tokens[self.at - 1]

    def expect(self, mark: str) -> None:
        """Move on past a mark that must stand here."""
        if self.token != mark:
            raise self.failure(f"{mark!r} expected, not {self.token or 'the end'!r}")
        self.advance()

    def sum(self) -> Expression:
        """Read terms between + and -."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.failure("too many brackets")
        terms = [self.product()]
        while self.token in ("+", "-"):
            sign = 1 if self.advance() == "+" else -1
            terms.append(expanded(sign * self.product()))
        self.depth -= 1
        return sympy.Add(*terms)

    def product(self) -> Expression:
        """Read factors between *, /, // and %."""
        above, below = self.ratio()
        return above if below == 1 else expanded(above / below)

    def ratio(self) -> tuple[Expression, Expression]:
        """Read the same as what is divided and what it is divided by."""
        above, below = self.signed(), sympy.Integer(1)
        while self.token in ("*", "/", "//", "%"):
            mark, other = self.advance(), self.signed()
            if mark == "*":
                above = expanded(above * other)
                continue
            if other == 0:
                raise self.failure("division by 0")
            if mark == "/":
                below = expanded(below * other)
                continue
            floor = quotient(above, expanded(below * other))
            if mark == "//":
                above, below = floor, sympy.Integer(1)
            else:
                above = expanded(above - below * other * floor)
        return above, below

    def signed(self) -> Expression:
        """Read what may have a sign in front, which binds less than a power."""
        if self.token in ("+", "-"):
            sign = 1 if self.advance() == "+" else -1
            self.depth += 1
            if self.depth > DEEPEST:
                raise self.failure("too many signs")
            found = expanded(sign * self.signed())
            self.depth -= 1
            return found
        base = self.atom()
        if self.token != "**":
            return base
        self.advance()
        exponent = self.signed()
        if exponent.is_Number and not (exponent.is_Integer and 0 <= exponent <= HIGHEST_POWER):
            raise self.failure(f"the power {exponent}")
        if exponent.is_Number and base.is_Integer and int(base).bit_length() * int(exponent) > LONGEST:
            raise self.failure("too large a number")
        return expanded(base**exponent)

    def atom(self) -> Expression:
        """Read a number, a symbol, a call or brackets."""
        if self.token.isdecimal():
            return sympy.Integer(self.advance())
        if self.token.isidentifier():
            name = self.advance()
            if self.token == "(" and name in CALLS:
                return self.call(name)
            if name in self.names:
                return self.names[name]
            raise self.failure(f"the unknown name {name!r}")
        self.expect("(")
        found = self.sum()
        self.expect(")")
        return found

    def call(self, name: str) -> Expression:
        """Read the arguments of one of the functions of a formula, and apply it."""
        self.expect("(")
        if name == "Sum":
            return self.series()
        if name == "floor":
            return self.floor()
        arguments = [self.sum()]
        while self.token == ",":
            self.advance()
            arguments.append(self.sum())
        self.expect(")")
        if name != "Mod":
            return extreme_of(arguments, largest=name in ("Max", "max"))
        if len(arguments) != 2:
            raise self.failure(f"Mod of {len(arguments)} arguments")
        return expanded(arguments[0] - arguments[1] * quotient(*arguments))

    def floor(self) -> Expression:
        """Read the rest of `floor(...)`, nearly always of one division."""
        start = self.at
        above, below = self.ratio()
        if self.token != ")":
            self.at = start
            above, below = map(expanded, sympy.fraction(sympy.together(self.sum())))
        self.expect(")")
        return quotient(above, below)

    def series(self) -> Expression:
        """Read the rest of `Sum(term, (index, first, last))`; the index is known in the term alone."""
        name = self.index_ahead()
        index = make_symbol(Symbol(name))
        outside, self.names = self.names, {**self.names, name: index}
        term = self.sum()
        self.names = outside
        for mark in (",", "(", name, ","):
            self.expect(mark)
        first = self.sum()
        self.expect(",")
        last = self.sum()
        self.expect(")")
        self.expect(")")
        return added(term, index, first, last)

    def index_ahead(self) -> str:
        """Return the name of a sum's index, which follows the term that uses it."""
        depth = 0
        for at in range(self.at, len(self.tokens) - 2):
            token = self.tokens[at]
            if token == "," and depth == 0:
                return self.tokens[at + 2]
            depth += (token == "(") - (token == ")")
        raise self.failure("a sum without an index")


CALLS = {"floor", "Mod", "Min", "Max", "min", "max", "Sum"}
