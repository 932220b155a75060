"""What an expression makes, by syntax alone: a layer, a class of layers, a list of layers, a module, or something else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import libcst as cst

from shapecheck.interpreter.bridge import layer_maker
from shapecheck.interpreter.counting.bindings import Binding, Scope, scopes_of
from shapecheck.interpreter.modules import dotted_name
from shapecheck.interpreter.parses import parsed
from shapecheck.interpreter.project import find_module, module_name
from shapecheck.source import SourceFile, SyntaxProblem

__all__ = ["File", "Kind", "file_of", "kinds_of"]


@dataclass(frozen=True, slots=True)
class Kind:
    """What an expression may be.

    `what` is "layer", "class" or "call" (a function of Keras's that makes a layer and calls it at once), "items" (a
    container; `item` is the kind of what it holds), "function", "module" or "library"; `scope` is that of a user's
    own class, function or module, `path` the dotted path of a library's.
    """

    what: str
    scope: Scope | None = None
    path: str = ""
    item: Kind | None = None
    file: File | None = None


class File:
    """The scopes of one file, and where its imports lead; `roots` are searched for the user's own modules first."""

    def __init__(self, source: SourceFile, roots: tuple[Path, ...]) -> None:
        self.source = source
        self.roots = roots
        self.scopes = scopes_of(source.module)
        self.top = self.scopes[id(source.module)]
        self.dotted, self.package = module_name(source.path)
        self.answers: dict[tuple[int | str, int], set[Kind]] = {}

    def absolute(self, path: str, level: int) -> str:
        """Return the absolute name of an imported module."""
        if level == 0:
            return path
        parts = self.dotted.split(".")
        above = level - self.package
        base = parts[: len(parts) - above] if above else parts
        return ".".join((*base, path)) if path else ".".join(base)


@lru_cache(maxsize=4096)
def file_of(source: SourceFile, roots: tuple[Path, ...]) -> File:
    """Return the scopes of a file, found once."""
    return File(source, roots)


def _module(path: str, file: File) -> Kind:
    """Return the kind of a module: the user's own where its file is found."""
    from shapecheck.interpreter.bridge import is_catalogued

    found = None if is_catalogued(path) else find_module(path, file.roots, file.source.path)
    if found is None:
        return Kind("library", path=path)
    try:
        source = parsed(str(found), found.stat().st_mtime_ns)
    except (OSError, SyntaxProblem):
        return Kind("library", path=path)
    other = file_of(source, file.roots)
    return Kind("module", other.top, path, file=other)


def kinds_of(node: cst.BaseExpression, scope: Scope, file: File) -> set[Kind]:
    """Return what an expression may be; nothing where no reading makes it one of the kinds."""
    return _Search().of(node, scope, file)


class _Search:
    """One question; what is being asked already adds nothing to its own answer."""

    def __init__(self) -> None:
        self._open: set[tuple[int | str, int]] = set()
        self._cut = 0

    def of(self, node: cst.BaseExpression, scope: Scope, file: File) -> set[Kind]:
        return self._asked((id(node), id(scope)), file, lambda: self._kinds(node, scope, file))

    def _asked(self, question: tuple[int | str, int], file: File, answer: Callable[[], Iterable[Kind]]) -> set[Kind]:
        """Return an answer; one that did not meet a question that is still open is kept."""
        if question in file.answers:
            return file.answers[question]
        if question in self._open:
            self._cut += 1
            return set()
        before = self._cut
        self._open.add(question)
        found = set(answer())
        self._open.discard(question)
        if self._cut == before or not self._open:
            file.answers[question] = found
        return found

    def _kinds(self, node: cst.BaseExpression, scope: Scope, file: File) -> Iterable[Kind]:
        if isinstance(node, cst.Name):
            return self._named(node.value, scope, file)
        if isinstance(node, cst.Attribute):
            return self._attribute(node, scope, file)
        if isinstance(node, cst.Call):
            return self._called(node, scope, file)
        if isinstance(node, cst.Subscript):
            return [kind.item or kind for kind in self.of(node.value, scope, file) if kind.what == "items"]
        if isinstance(node, cst.IfExp):
            return self.of(node.body, scope, file) | self.of(node.orelse, scope, file)
        if isinstance(node, cst.BooleanOperation | cst.BinaryOperation):
            both = self.of(node.left, scope, file) | self.of(node.right, scope, file)
            wanted = "items" if isinstance(node, cst.BinaryOperation) else "layer"
            return [kind for kind in both if kind.what == wanted]
        if isinstance(node, cst.List | cst.Tuple | cst.Set):
            items = [self._element(element, scope, file) for element in node.elements]
            return [Kind("items", item=kind) for kinds in items for kind in kinds]
        if isinstance(node, cst.Dict):
            values = [each.value for each in node.elements if isinstance(each, cst.DictElement)]
            return [Kind("items", item=kind) for value in values for kind in self.of(value, scope, file)]
        if isinstance(node, cst.ListComp | cst.GeneratorExp | cst.SetComp):
            return [Kind("items", item=kind) for kind in self.of(node.elt, file.scopes[id(node)], file)]
        if isinstance(node, cst.DictComp):
            return [Kind("items", item=kind) for kind in self.of(node.value, file.scopes[id(node)], file)]
        if isinstance(node, cst.Lambda):
            return [Kind("function", file.scopes[id(node)], file=file)]
        if isinstance(node, cst.NamedExpr):
            return self.of(node.value, scope, file)
        return []

    def _element(self, element: cst.BaseElement, scope: Scope, file: File) -> Iterable[Kind]:
        kinds = self.of(element.value, scope, file)
        if isinstance(element, cst.StarredElement):
            return [kind.item for kind in kinds if kind.item is not None]
        return kinds

    def _named(self, name: str, scope: Scope, file: File) -> set[Kind]:
        return self._asked((name, id(scope)), file, lambda: self._name(name, scope, file))

    def _name(self, name: str, scope: Scope, file: File) -> Iterator[Kind]:
        for binding in scope.lookup(name):
            yield from self._bound(binding, file)
        if not scope.lookup(name):
            for star in file.top.stars:
                yield from self._member(_module(file.absolute(star.path, star.level), file), name)

    def _bound(self, binding: Binding, file: File) -> Iterable[Kind]:
        node = binding.node
        if binding.how == "parameter":
            return []
        if binding.how == "module":
            return [_module(binding.path, file)]
        if binding.how == "member":
            module = _module(file.absolute(binding.path, binding.level), file)
            assert isinstance(node, cst.Attribute | cst.Name)
            return self._member(module, dotted_name(node))
        if isinstance(node, cst.ClassDef):
            return self._class(node, file)
        if isinstance(node, cst.FunctionDef):
            return [Kind("function", file.scopes[id(node)], file=file)]
        assert isinstance(node, cst.BaseExpression)
        kinds = self.of(node, binding.scope, file)
        if binding.how == "appended":
            return [Kind("items", item=kind) for kind in kinds]
        if binding.how == "item":
            return self._item(node, kinds, binding, file)
        return [kind.item or kind for kind in kinds if kind.what == "items"] if binding.place else kinds

    def _item(self, node: cst.BaseExpression, kinds: set[Kind], binding: Binding, file: File) -> Iterator[Kind]:
        """Yield what an item of something iterated is: of `enumerate`, `zip` and `items()` the part in its place."""
        if not isinstance(node, cst.Call) or kinds:
            for kind in kinds:
                if kind.item is not None:
                    yield kind.item if not binding.place else kind.item.item or kind.item
            return
        name = node.func.value if isinstance(node.func, cst.Name) else ""
        place = binding.place[0] if binding.place else 0
        given = [argument.value for argument in node.args]
        source: cst.BaseExpression | None = None
        if name == "enumerate" and place == 1 and given:
            source = given[0]
        elif name == "zip" and place < len(given):
            source = given[place]
        elif name in ("reversed", "list", "tuple", "sorted") and given:
            source = given[0]
        elif isinstance(node.func, cst.Attribute) and node.func.attr.value in ("values", "items"):
            source = node.func.value
        if source is not None:
            for kind in self.of(source, binding.scope, file):
                if kind.item is not None:
                    yield kind.item

    def _class(self, node: cst.ClassDef, file: File) -> Iterator[Kind]:
        """Yield a class of layers: one that derives from a layer or model, near or far."""
        own = file.scopes[id(node)]
        assert own.parent is not None
        if any(kind.what == "class" for base in node.bases for kind in self.of(base.value, own.parent, file)):
            yield Kind("class", own, file=file)

    def _member(self, module: Kind, name: str) -> Iterable[Kind]:
        """Return what a module binds to a name."""
        if module.what == "module" and module.scope is not None and module.file is not None:
            found = self._named(name, module.scope, module.file)
            if found or name in module.scope.names:
                return found
            return [_module(f"{module.path}.{name}", module.file)]
        path = f"{module.path}.{name}"
        made = layer_maker(path)
        return [Kind(made, path=path) if made is not None else Kind("library", path=path)]

    def _attribute(self, node: cst.Attribute, scope: Scope, file: File) -> Iterator[Kind]:
        name = node.attr.value
        if isinstance(node.value, cst.Name):
            owner = scope.owner(node.value.value)
            if owner is not None:
                yield from self._given(owner, name, file)
                return
        for kind in self.of(node.value, scope, file):
            if kind.what in ("module", "library"):
                yield from self._member(kind, name)
            elif kind.what == "layer" and name == "layers":
                yield Kind("items", item=Kind("layer"))
            elif kind.what == "layer" and kind.scope is not None and kind.file is not None:
                yield from self._given(kind.scope, name, kind.file)

    def _given(self, owner: Scope, name: str, file: File) -> Iterator[Kind]:
        """Yield what an attribute of an instance may be, by its class and the classes above it."""
        for binding in (*owner.attributes.get(name, ()), *owner.names.get(name, ())):
            yield from self._bound(binding, file)
        if name in owner.attributes or name in owner.names or owner.parent is None:
            return
        assert isinstance(owner.node, cst.ClassDef)
        for base in owner.node.bases:
            for kind in self.of(base.value, owner.parent, file):
                if kind.what == "class" and kind.scope is not None and kind.file is not None:
                    yield from self._given(kind.scope, name, kind.file)

    def _called(self, node: cst.Call, scope: Scope, file: File) -> Iterator[Kind]:
        if isinstance(node.func, cst.Attribute) and node.func.attr.value == "get_layer":
            if any(kind.what == "layer" for kind in self.of(node.func.value, scope, file)):
                yield Kind("layer")
            return
        for kind in self.of(node.func, scope, file):
            if kind.what == "class":
                yield Kind("layer", kind.scope, kind.path, file=kind.file)
            elif kind.what == "function" and kind.scope is not None and kind.file is not None:
                for value in kind.scope.returned:
                    yield from self.of(value, kind.scope, kind.file)
