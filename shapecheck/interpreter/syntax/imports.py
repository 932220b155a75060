"""`import` and `from ... import`, in all spellings."""

from __future__ import annotations

import libcst as cst

from shapecheck.interpreter.bridge import note_gone, public_names
from shapecheck.interpreter.dispatch import executes
from shapecheck.interpreter.frame import Frame
from shapecheck.interpreter.modules import STARRED, dotted_name, import_module, visible_names
from shapecheck.interpreter.sharing import note_unfinished
from shapecheck.interpreter.standard import constant, imported
from shapecheck.interpreter.state import ModuleObject
from shapecheck.interpreter.values import TRUE, Ref, Reference, Value

_LAZY = [getattr(cst, name) for name in ("LazyImport", "LazyImportFrom") if hasattr(cst, name)]
"""Those of Python 3.15, where libcst knows them: a module is read when it is first used, and says the same then."""


@executes(cst.Import, *_LAZY[:1])
def import_(node: cst.Import, frame: Frame) -> None:
    for alias in node.names:
        name = dotted_name(alias.name)
        found = import_module(name, frame, node)
        if isinstance(found, Reference):
            note_gone(found.path, (), frame, node, imported=True)
        if alias.asname is not None:
            assert isinstance(alias.asname.name, cst.Name)
            frame.bind(alias.asname.name.value, found)
        else:
            top = name.partition(".")[0]
            frame.bind(top, found if top == name else import_module(top, frame, node))


@executes(cst.ImportFrom, *_LAZY[1:])
def import_from(node: cst.ImportFrom, frame: Frame) -> None:
    name = _absolute(node, frame)
    if name is None:
        frame.lost("a relative import leaves the package", node)
        return
    found = import_module(name, frame, node)
    if isinstance(found, Reference):
        aliases = () if isinstance(node.names, cst.ImportStar) else node.names
        note_gone(found.path, [dotted_name(alias.name) for alias in aliases], frame, node, imported=True)
    if isinstance(node.names, cst.ImportStar):
        _import_star(name, found, frame)
        return
    for alias in node.names:
        wanted = dotted_name(alias.name)
        value = _member(found, name, wanted, frame, node)
        target = alias.asname.name if alias.asname is not None else alias.name
        assert isinstance(target, cst.Name)
        frame.bind(target.value, value)


def _absolute(node: cst.ImportFrom, frame: Frame) -> str | None:
    """Return the absolute name of the module that a `from` names."""
    stated = "" if node.module is None else dotted_name(node.module)
    level = len(node.relative)
    if level == 0:
        return stated
    module = frame.run.state.objects[frame.module]
    assert isinstance(module, ModuleObject)
    parts = module.dotted.split(".")
    above = level - module.package
    if above > len(parts):
        return None
    base = parts[: len(parts) - above] if above else parts
    if not base and not stated:
        return None
    return ".".join((*base, stated)) if stated else ".".join(base)


def _member(found: Value, name: str, wanted: str, frame: Frame, node: cst.CSTNode) -> Value:
    module = frame.run.state.objects.get(found.address) if isinstance(found, Ref) else None
    if isinstance(module, ModuleObject):
        bound = frame.run.state.cell(module.scope, wanted)
        if bound is not None:
            return bound
        inner = import_module(f"{name}.{wanted}", frame, node)
        if isinstance(inner, Ref):
            return inner
        assert isinstance(found, Ref)
        note_unfinished(found.address, frame.run)
        return frame.lost(f"the module {name} binds no `{wanted}` that is read", node)
    if isinstance(found, Reference):
        inner = import_module(f"{name}.{wanted}", frame, node)
        if isinstance(inner, Ref):
            return inner
        path = f"{found.path}.{wanted}"
        return constant(path) or imported(path) or Reference(path)
    return found


def _import_star(name: str, found: Value, frame: Frame) -> None:
    module = frame.run.state.objects.get(found.address) if isinstance(found, Ref) else None
    if isinstance(module, ModuleObject):
        assert isinstance(found, Ref)
        note_unfinished(found.address, frame.run)
        for visible in visible_names(module, frame):
            bound = frame.run.state.cell(module.scope, visible)
            if bound is not None:
                frame.bind(visible, bound)
    elif isinstance(found, Reference):
        for visible in public_names(found.path):
            path = f"{found.path}.{visible}"
            frame.bind(visible, constant(path) or imported(path) or Reference(path))
        frame.run.state.objects[frame.scope, STARRED] = TRUE
    else:
        frame.run.state.objects[frame.scope, STARRED] = TRUE
