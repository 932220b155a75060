"""The arguments of an entry: given values and inputs, defaults, and what is unknown in the parameters' own names."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from shapecheck.interpreter.evidence import RANK_UNKNOWN, Supposed
from shapecheck.interpreter.frame import Frame
from shapecheck.interpreter.methods import lifted
from shapecheck.interpreter.parameters import holds_place
from shapecheck.interpreter.state import DictObject, ListObject, ModuleObject
from shapecheck.interpreter.values import Function, Known, Size, Tensor, Tuple, Unknown, Value
from shapecheck.shapes.tensor import Tensor as _Tensor
from shapecheck.source import Site

if TYPE_CHECKING:
    from shapecheck.interpreter.frame import Run
    from shapecheck.shapes.dims import Symbol

__all__ = ["Supply", "parameters_of"]


_ITEMS = 4
"""How many items a list is guessed to have: as many as a model has levels, in most that take a list."""


def parameters_of(function: Function, skip: int) -> Iterator[tuple[str, Any]]:
    """Yield the names of a function's parameters with their nodes, `skip` of the first ones left out."""
    given = function.node.params
    positional = [*given.posonly_params, *given.params][skip:]
    yield from ((item.name.value, item) for item in (*positional, *given.kwonly_params))


@dataclass(slots=True)
class Supply:
    """How one exploration of an entry is supplied with arguments.

    `placeholders` tells whether defaults that only hold a place are taken, and that nothing goes into `*args` and
    `**kwargs`; `defaults` whether others are. `supposed` says what inputs are, by the
    key of their parameter; `guess` is the rank of those of which nothing is known, None where they stay unknown.
    `listing` tells that what was counted, sliced or iterated is guessed to be a list of a few items, and what bounds a
    range to be as many.
    """

    run: Run
    placeholders: bool
    supposed: Mapping[Hashable, Supposed]
    guess: int | None = None
    defaults: bool = True
    listing: bool = False
    symbols: dict[str, Symbol] = field(default_factory=dict)

    def arguments(
        self, function: Function, *, skip: int = 0, inputs: str | None = None
    ) -> tuple[list[Value], dict[str, Value]]:
        """Return the positional and the keyword arguments of a call; `inputs` names a model whose `call` this is."""
        module = self.run.state.objects[function.module]
        assert isinstance(module, ModuleObject)
        frame = Frame(self.run, module.scope, function.module, module.source)
        options = self.run.options
        defaults = dict(function.defaults)
        values: dict[str, Value] = {}
        for number, (name, node) in enumerate(parameters_of(function, skip)):
            site = Site(module.source, node)
            key = ("parameter", function.qualname or function.name, name)
            first = inputs if number == 0 and inputs is not None else ""
            if name in options.values:
                values[name] = lifted(options.values[name], frame)
            elif name in options.inputs or first in options.inputs:
                stated = options.inputs[name] if name in options.inputs else options.inputs[first]
                values[name] = self._stated(stated, site)
            elif (
                self.defaults and name in defaults and (self.placeholders or not holds_place(defaults[name], self.run))
            ):
                values[name] = defaults[name]
            else:
                reason = f"the parameter {name} of {function.name}"
                unknown = Unknown(reason, site, key, name, entry=True)
                rank = self.supposed.get(key, RANK_UNKNOWN if inputs is not None and number == 0 else None)
                guessed = self._guessed(unknown) if self.listing and rank is None else None
                values[name] = self._input(rank, unknown, site) if guessed is None else guessed
        count = max(len(function.node.params.posonly_params) - skip, 0)
        return [values.pop(name) for name, _ in list(parameters_of(function, skip))[:count]], values

    def _guessed(self, unknown: Unknown) -> Value | None:
        """Return a list of a few items, or their number, for what was taken for such; None for all else."""
        run = self.run
        if unknown.key in run.evidence.listed:
            return run.new(ListObject(tuple(self._part(unknown, index) for index in range(_ITEMS))))
        held = run.refinements.get(unknown.key)
        return Known(_ITEMS) if isinstance(held, Size) and held.dim in run.evidence.turns else None

    def _input(self, supposed: Supposed, unknown: Unknown, site: Site) -> Value:
        """Return an input of the rank, or of the parts, that it is supposed to have."""
        run = self.run
        if isinstance(supposed, tuple):
            parts = [self._input(each, self._part(unknown, index), site) for index, each in enumerate(supposed)]
            return run.new(ListObject(tuple(parts)))
        if isinstance(supposed, dict):
            return run.new(
                DictObject(
                    {Known(name): self._input(each, self._part(unknown, name), site) for name, each in supposed.items()}
                )
            )
        rank = self.guess if supposed == RANK_UNKNOWN else supposed
        if rank is None:
            return unknown
        tensor: Tensor = run.refine(_Tensor(None, key=next(run.keys)), rank, site)
        return tensor

    def _part(self, unknown: Unknown, name: Any) -> Unknown:
        return Unknown(unknown.reason, unknown.site, ("item", unknown.key, Known(name)), unknown.name, entry=True)

    def _stated(self, content: Any, site: Site) -> Value:
        """Return an input as the settings state it: a shape, or a list, tuple or dict of them."""
        run = self.run
        if isinstance(content, dict):
            return run.new(DictObject({Known(name): self._stated(item, site) for name, item in content.items()}))
        if any(isinstance(item, tuple | list | dict) for item in content):
            items = tuple(self._stated(item, site) for item in content)
            return Tuple(items) if isinstance(content, tuple) else run.new(ListObject(items))
        sizes = [self._size(item, axis, site) for axis, item in enumerate(content)]
        return _Tensor(tuple(sizes), key=next(run.keys))

    def _size(self, item: int | str | None, axis: int, site: Site) -> Any:
        if isinstance(item, int):
            return item
        if item is None and axis == 0:
            return self.run.batch()
        if item is None:
            return self.run.symbol(f"n{axis}", dynamic=True, origin=f"axis {axis} of a stated input", site=site)
        if item not in self.symbols:
            made = self.run.symbol(item, dynamic=True, origin=f"axis {item} of a stated input", site=site)
            self.symbols[item] = made
        return self.symbols[item]
