"""Modules: the user's own are followed, evaluated once a run; a library's are references."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from shapecheck.interpreter.dispatch import execute_all
from shapecheck.interpreter.frame import Frame, Raised, Run, raising
from shapecheck.interpreter.parses import parsed
from shapecheck.interpreter.project import find_module
from shapecheck.interpreter.sharing import note_read, note_unfinished, take
from shapecheck.interpreter.state import ModuleObject, ScopeObject
from shapecheck.interpreter.values import NONE, Known, Ref, Reference, Value, unknown
from shapecheck.source import SourceFile, SyntaxProblem

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "STARRED",
    "binds",
    "dotted_name",
    "import_module",
    "module_attribute",
    "open_module",
    "run_module",
    "visible_names",
]


STARRED = " starred"
"""The cell of a module that took all names of another that is not read; no name of Python's."""


def dotted_name(node: cst.BaseExpression) -> str:
    """Return `a.b.c` of an import."""
    if isinstance(node, cst.Attribute):
        return f"{dotted_name(node.value)}.{node.attr.value}"
    assert isinstance(node, cst.Name)
    return node.value


def open_module(run: Run, name: str, source: SourceFile, *, package: bool, dotted: str = "") -> Ref:
    """Make a module object with an empty scope; `dotted` is its place in its package where `name` is another."""
    scope = run.new(ScopeObject(None)).address
    run.state.bind(scope, "__name__", Known(name))
    run.state.bind(scope, "__file__", Known(source.path))
    text = source.module.get_docstring(clean=False)
    run.state.bind(scope, "__doc__", NONE if text is None else Known(text))
    return run.new(ModuleObject(name, source, scope, package, dotted or name))


def run_module(run: Run, module: Ref) -> None:
    """Execute a module's body in its scope."""
    found = run.state.objects[module.address]
    assert isinstance(found, ModuleObject)
    frame = Frame(run, found.scope, module.address, found.source)
    execute_all(found.source.module.body, frame)


def import_module(name: str, frame: Frame, node: cst.CSTNode) -> Value:
    """Return a module by its absolute name: the user's own, run when first imported, or a reference.

    A module that is still being imported is returned as far as it is (a cycle).
    """
    found = _imported(name, frame, node, wanted=True)
    if isinstance(found, Ref):
        note_read(found.address, frame.run)
    return found


def _imported(name: str, frame: Frame, node: cst.CSTNode, *, wanted: bool) -> Value:
    """Return a module; where it is not wanted itself, but run as the package of one, a shared one does without it."""
    run = frame.run
    if name in run.modules:
        return Ref(run.modules[name])
    from shapecheck.interpreter.bridge import is_catalogued

    path = None if is_catalogued(name) else find_module(name, run.options.roots, frame.source.path)
    if path is None:
        return Reference(name)
    parent, _, _ = name.rpartition(".")
    if parent and not is_catalogued(parent):
        _imported(parent, frame, node, wanted=False)
        if name in run.modules:
            return Ref(run.modules[name])
    shared = take(name, path, run)
    if shared is not None:
        return Ref(shared.address)
    return _load(name, path, frame, node) if wanted or run.shared_module is None else Reference(name)


def _load(name: str, path: Path, frame: Frame, node: cst.CSTNode) -> Value:
    run = frame.run
    try:
        source = parsed(str(path), path.stat().st_mtime_ns)
    except (OSError, SyntaxProblem) as error:
        return frame.lost(f"the module {name} cannot be read: {error}", node)
    module = open_module(run, name, source, package=path.name == "__init__.py")
    run.modules[name] = module.address
    run.importing += 1
    handlers, run.handlers = run.handlers, []
    try:
        run_module(run, module)
    except Raised as raised:
        if not handlers:
            frame.lost(f"importing {name} raises {raised.lineage[0]}", node)
        else:
            run.handlers = handlers
            raise
    finally:
        run.importing -= 1
        run.handlers = handlers
    if not run.state.alive:
        return unknown(f"importing {name} does not end", frame.site(node))
    return module


def module_attribute(value: Ref, found: ModuleObject, name: str, frame: Frame, node: cst.CSTNode) -> Value:
    """Return what a module binds, or its submodule of that name.

    Raises Raised (AttributeError) where it has neither.
    """
    bound = frame.run.state.cell(found.scope, name)
    if bound is not None:
        return bound
    if found.package:
        inner = import_module(f"{found.name}.{name}", frame, node)
        if isinstance(inner, Ref):
            return inner
    note_unfinished(value.address, frame.run)
    getter = frame.run.state.cell(found.scope, "__getattr__")
    if getter is not None or value.address in frame.run.modules.values():
        return frame.lost(f"the module {found.name} binds no `{name}` that is read", node)
    raise raising("AttributeError", f"module '{found.name}' has no attribute '{name}'", frame.site(node))


def binds(found: ModuleObject, name: str, frame: Frame) -> bool | None:
    """Decide whether a module binds a name by now; None where a star import or a submodule may have given it."""
    if frame.run.state.cell(found.scope, name) is not None:
        return True
    if frame.run.state.cell(found.scope, "__getattr__") is not None or "import *" in found.source.text:
        return None
    inner = f"{found.dotted}.{name}"
    return None if find_module(inner, frame.run.options.roots, found.source.path) is not None else False


def visible_names(found: ModuleObject, frame: Frame) -> list[str]:
    """Return the names that a star import takes: `__all__`, or all that do not begin with an underscore."""
    from shapecheck.interpreter.text import plain

    stated = frame.run.state.cell(found.scope, "__all__")
    if stated is not None:
        try:
            names = plain(stated, frame)
        except ValueError:
            names = None
        if isinstance(names, list | tuple):
            return [name for name in names if isinstance(name, str)]
    return [name for name in frame.run.state.names_in(found.scope) if not name.startswith("_")]
