"""One code generation of a syntax tree that notes, at each node, how many tokens precede and end it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from libcst._nodes.internal import CodegenState

if TYPE_CHECKING:
    import libcst as cst

__all__ = ["mark"]


class _Marker(CodegenState):
    """Collect tokens as libcst does, and the token counts at the syntactic start and end of each node."""

    def __init__(self, module: cst.Module) -> None:
        super().__init__(default_indent=module.default_indent, default_newline=module.default_newline)
        self.first: dict[int, int] = {}
        self.last: dict[int, int] = {}
        self.recorded: set[int] = set()

    def before_codegen(self, node: cst.CSTNode) -> None:
        if id(node) not in self.recorded:
            self.first[id(node)] = len(self.tokens)

    def after_codegen(self, node: cst.CSTNode) -> None:
        if id(node) not in self.recorded:
            self.last[id(node)] = len(self.tokens)

    @contextmanager
    def record_syntactic_position(
        self, node: cst.CSTNode, *, start_node: cst.CSTNode | None = None, end_node: cst.CSTNode | None = None
    ) -> Iterator[None]:
        start = len(self.tokens)
        yield
        self.recorded.add(id(node))
        self.first[id(node)] = start if start_node is None else self.first[id(start_node)]
        self.last[id(node)] = len(self.tokens) if end_node is None else self.last[id(end_node)]


def mark(module: cst.Module) -> tuple[dict[int, int], dict[int, int], list[str]]:
    """Return, by the id of each node, the counts of tokens before it and up to its end, and the tokens."""
    state = _Marker(module)
    module._codegen(state)
    return state.first, state.last, state.tokens
