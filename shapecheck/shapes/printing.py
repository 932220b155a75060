"""Formulas as text: for people (`d_model*(vocab + 1)`, `(H - 3)//2`) and for machines (`floor((H - 3)/2)`)."""

from __future__ import annotations

from functools import lru_cache

import sympy

from shapecheck.shapes.atoms import Expression, FloorDiv, Largest, Smallest
from shapecheck.shapes.folding import Remainder, factored, folded, gathered, terms_of

__all__ = ["exact", "readable", "text"]

SUM, PRODUCT, POWER, ATOM = range(4)
"""How tightly a text holds together: a part that holds less than its place wants gets brackets."""


@lru_cache(maxsize=10_000)
def text(expression: Expression) -> str:
    """Write an expression for people."""
    return People().show(gathered(factored(folded(expression))))


def readable(expression: Expression) -> str:
    """Write an expression for people as it stands, unfactored."""
    return People().show(folded(expression))


def exact(expression: Expression) -> str:
    """Write an expression such that sympy reads it as the same."""
    return Machine().show(folded(expression))


class Machine:
    """Write expressions with `floor`, `Mod`, `Min`, `Max` and `Sum`."""

    smallest, largest = "Min", "Max"

    def show(self, expression: Expression, place: int = SUM) -> str:
        """Write an expression for a place that holds together as tightly as `place`."""
        written, tightness = self.write(expression)
        return f"({written})" if tightness < place else written

    def write(self, expression: Expression) -> tuple[str, int]:
        """Write an expression; the number says how tightly the text holds together."""
        if expression.is_Add:
            return self.write_sum(expression)
        if isinstance(expression, FloorDiv):
            return self.write_floor(*expression.args)
        if isinstance(expression, Remainder):
            return self.write_remainder(*expression.args)
        if isinstance(expression, Smallest | Largest):
            name = self.smallest if isinstance(expression, Smallest) else self.largest
            return f"{name}({', '.join(sorted(map(self.show, expression.args)))})", ATOM
        if isinstance(expression, sympy.Sum):
            term, (index, first, last) = expression.args
            return self.write_series(self.show(self.tidy(term)), str(index), self.show(first), self.show(last)), ATOM
        if expression.is_Rational:
            return str(expression), SUM if expression < 0 else ATOM if expression.is_Integer else PRODUCT
        if expression.is_Symbol:
            return str(expression), ATOM
        if expression.is_Pow and expression.exp.is_Number and expression.exp < 0:
            return f"1/{self.show(1 / expression, POWER)}", PRODUCT
        if expression.is_Pow:
            return f"{self.show(expression.base, ATOM)}**{self.show(expression.exp, ATOM)}", POWER
        return self.write_product(expression)

    def tidy(self, part: Expression) -> Expression:
        """Return the form in which a part inside a floor, an extreme or a sum is shown."""
        return folded(part)

    def write_sum(self, expression: Expression) -> tuple[str, int]:
        """Write a sum: what is added first, by falling degree, then what is taken away; numbers at the end."""
        terms = sorted(terms_of(expression), key=self.order)
        positive = [term for term in terms if not is_negative(term)]
        negative = [term for term in terms if is_negative(term)]
        if positive and positive[-1].is_Number and len(positive) > 1 and negative:
            negative.append(positive.pop())
        written = " + ".join(self.show(term, PRODUCT) for term in positive)
        for term in negative:
            if not written:
                written = self.show(term)
            elif is_negative(term):
                written = f"{written} - {self.show(-term, PRODUCT)}"
            else:
                written = f"{written} + {self.show(term, PRODUCT)}"
        return written, SUM

    def order(self, term: Expression) -> tuple[bool, int, str]:
        """Return a key that sorts terms by falling degree, then by name, numbers last."""
        rest = term.as_coeff_Mul()[1]
        degree = sum(int(f.exp) if f.is_Pow and f.exp.is_Integer else 1 for f in sympy.Mul.make_args(rest))
        return rest == 1, -degree, self.show(rest)

    def write_product(self, product: Expression) -> tuple[str, int]:
        """Write a product: the number, the names, the sums, and what it is divided by."""
        number, rest = product.as_coeff_Mul()
        if number < 0:
            # -n//2 would be (-n)//2
            return f"-{self.show(-product, PRODUCT if number != -1 or rest.is_Mul else POWER)}", SUM
        factors = sympy.Mul.make_args(rest)
        below = [1 / factor for factor in factors if factor.is_Pow and factor.exp.is_Number and factor.exp < 0]
        above = [factor for factor in factors if 1 / factor not in below]
        above.sort(key=lambda factor: (factor.is_Add or (factor.is_Pow and factor.base.is_Add), self.show(factor)))
        places = [self.show(factor, POWER) for factor in above]
        if number.p != 1 or not places:
            places.insert(0, str(number.p))
        if number.q != 1:
            below.insert(0, sympy.Integer(number.q))
        return "*".join(places) + "".join(f"/{self.show(factor, POWER)}" for factor in below), PRODUCT

    def write_floor(self, above: Expression, below: Expression) -> tuple[str, int]:
        """Write a division that rounds down."""
        return f"floor({self.show(above, PRODUCT)}/{self.show(below, POWER)})", ATOM

    def write_remainder(self, above: Expression, below: Expression) -> tuple[str, int]:
        """Write a remainder."""
        return f"Mod({self.show(above)}, {self.show(below)})", ATOM

    def write_series(self, term: str, index: str, first: str, last: str) -> str:
        """Write a sum over an index."""
        return f"Sum({term}, ({index}, {first}, {last}))"


class People(Machine):
    """Write expressions as in Python: `//`, `%`, `min`, `max`."""

    smallest, largest = "min", "max"

    def write_floor(self, above: Expression, below: Expression) -> tuple[str, int]:
        """Write a division that rounds down."""
        return f"{self.show(self.tidy(above), PRODUCT)}//{self.show(below, POWER)}", PRODUCT

    def write_remainder(self, above: Expression, below: Expression) -> tuple[str, int]:
        """Write a remainder."""
        return f"{self.show(self.tidy(above), PRODUCT)} % {self.show(below, POWER)}", PRODUCT

    def tidy(self, part: Expression) -> Expression:
        """Return the form in which a part inside a floor, an extreme or a sum is shown."""
        return factored(folded(part))

    def write_series(self, term: str, index: str, first: str, last: str) -> str:
        """Write a sum over an index."""
        return f"sum({term} for {index} in {first}..{last})"


def is_negative(term: Expression) -> bool:
    """Tell whether a term is taken away."""
    return bool(term.as_coeff_Mul()[0] < 0)
