"""What a picture of models holds: nodes, groups of nodes, and the tensors between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Group", "Item", "Node", "Picture"]


@dataclass(frozen=True, slots=True)
class Node:
    """Draw one call: its layer's name and class, the shape of its output and its parameters, as texts.

    `parameters` is "" where the layer has none, or has shown them at an earlier call; `repeat` is how often the like of
    it stands behind itself.
    """

    key: int
    name: str
    kind: str
    shape: str
    parameters: str
    line: int
    repeat: int = 1

    @property
    def title(self) -> str:
        """Return the name, and how often it stands there."""
        return f"{self.name} x {self.repeat}" if self.repeat > 1 else self.name


@dataclass(frozen=True, slots=True)
class Group:
    """Draw some items in a frame: a model, or a block that stands `repeat` times behind itself."""

    key: int
    title: str
    items: tuple[Item, ...]
    repeat: int = 1

    @property
    def heading(self) -> str:
        """Return what stands on the frame."""
        return " ".join(part for part in (self.title, f"x {self.repeat}" if self.repeat > 1 else "") if part)


Item = Node | Group


@dataclass(frozen=True, slots=True)
class Picture:
    """Hold items in the order of the data, and the edges between nodes, by their keys."""

    items: tuple[Item, ...]
    edges: tuple[tuple[int, int], ...]

    def nodes(self) -> Iterator[Node]:
        """Yield every node."""
        return _nodes(self.items)


def _nodes(items: tuple[Item, ...]) -> Iterator[Node]:
    for item in items:
        if isinstance(item, Node):
            yield item
        else:
            yield from _nodes(item.items)
