"""Who is being called, and how Python binds the arguments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import libcst as cst

from shapecheck.interpreter.collections_ import python_class
from shapecheck.interpreter.dispatch import evaluate, evaluates, execute
from shapecheck.interpreter.forking import unwind
from shapecheck.interpreter.frame import Frame, Raised, TooDeep, raising
from shapecheck.interpreter.generators import Generator, ended, forget
from shapecheck.interpreter.iteration import items_of
from shapecheck.interpreter.iterators import is_iterator
from shapecheck.interpreter.mappings import mapping_of
from shapecheck.interpreter.obscure import called
from shapecheck.interpreter.parameters import holds_place
from shapecheck.interpreter.program import Compilation
from shapecheck.interpreter.signatures import note_given, note_returned
from shapecheck.interpreter.state import (
    ClassObject,
    DictObject,
    InstanceObject,
    LayerObject,
    LibraryObject,
    ListObject,
    ModuleObject,
    ScopeObject,
    SetObject,
)
from shapecheck.interpreter.values import (
    NONE,
    Array,
    Bound,
    Builtin,
    Function,
    Known,
    Made,
    Method,
    Partial,
    Ref,
    Reference,
    Super,
    Tensor,
    Tuple,
    Unknown,
    Value,
    unknown,
)
from shapecheck.interpreter.walking import yields
from shapecheck.shapes.facts import NOTHING

__all__ = ["bind_arguments", "call", "escape"]


@evaluates(cst.Call)
def call_expression(node: cst.Call, frame: Frame) -> Value:
    observed = frame.run.observed
    if observed is None:
        return _evaluated(node, frame)
    observed.note(frame.site(node), "")
    value = _evaluated(node, frame)
    observed.evaluated(frame.site(node), value, frame.run)
    return value


def _evaluated(node: cst.Call, frame: Frame) -> Value:
    if (
        isinstance(node.func, cst.Name)
        and node.func.value == "super"
        and not node.args
        and frame.lookup("super") is None
    ):
        if frame.owner is not None and frame.receiver is not None:
            return Super(frame.owner, frame.receiver)
    callee = evaluate(node.func, frame)
    positional: list[Value] = []
    keywords: dict[str, Value] = {}
    lost: Unknown | None = None
    opened = False
    for argument in node.args:
        value = evaluate(argument.value, frame)
        opened = opened or (bool(argument.star) and _may_hold_more(value, frame))
        if argument.star == "*":
            items = items_of(value, frame, argument)
            if isinstance(items, Unknown):
                lost = items
            else:
                positional.extend(items)
        elif argument.star == "**":
            found = mapping_of(value, frame)
            if found is None or not all(_is_name(key) for key in found.entries):
                lost = value if isinstance(value, Unknown) else unknown("keywords that are unknown are unpacked here")
            else:
                for key, item in found.entries.items():
                    _add_keyword(str(getattr(key, "value", "")), item, keywords, frame, node)
        elif argument.keyword is not None:
            _add_keyword(argument.keyword.value, value, keywords, frame, node)
        else:
            positional.append(value)
    if not frame.run.state.alive:
        return NONE
    if lost is not None:
        for value in (*positional, *keywords.values()):
            escape(value, frame, node)
        return unknown(
            f"arguments that are unknown are unpacked here: {lost.reason}", frame.site(node), problem=lost.problem
        )
    if opened and frame.run.supply is not None and not frame.run.supply.placeholders:
        return _opened(callee, positional, keywords, frame, node)
    return call(callee, positional, keywords, frame, node)


def _may_hold_more(value: Value, frame: Frame) -> bool:
    return (isinstance(value, Ref) and value in frame.run.open) or holds_place(value, frame.run)


def _opened(
    callee: Value, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.Call
) -> Value:
    """Call a value with arguments to which the caller of an entry may add more: what is missing may be among them."""
    run = frame.run
    before, problems = run.opened, len(run.program.problems)
    run.opened = id(node)
    try:
        return call(callee, positional, keywords, frame, node)
    finally:
        run.opened = before
        found = run.program.problems
        found[problems:] = [
            one for one in found[problems:] if one.kind != "missing-argument" or one.site.node is not node
        ]


def _is_name(key: Value) -> bool:
    return isinstance(key, Known) and isinstance(key.value, str)


def _add_keyword(name: str, value: Value, keywords: dict[str, Value], frame: Frame, node: cst.CSTNode) -> None:
    if name in keywords:
        raise raising("TypeError", f"got multiple values for keyword argument '{name}'", frame.site(node))
    keywords[name] = value


def call(
    callee: Value, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> Value:
    """Call a value with arguments and return what it returns.

    Raises Raised where Python would on known values.
    """
    from shapecheck.interpreter import bridge, builtins_, classes, methods

    if isinstance(callee, Function):
        result = call_function(callee, positional, keywords, frame, node)
        if not frame.run.options.shapes:
            return result
        module = frame.run.state.objects[callee.module]
        names = (callee.qualname, f"{module.dotted or module.name}.{callee.qualname}")
        return bridge.stated_result(names, result, frame, node)
    if isinstance(callee, Bound):
        return call(callee.function, [callee.receiver, *positional], keywords, frame, node)
    if isinstance(callee, Partial):
        merged = {**dict(callee.keywords), **keywords}
        return call(callee.function, [*callee.arguments, *positional], merged, frame, node)
    if isinstance(callee, Builtin):
        return builtins_.call_builtin(callee.name, positional, keywords, frame, node)
    if isinstance(callee, Method):
        return methods.call_method(callee.receiver, callee.name, positional, keywords, frame, node)
    if isinstance(callee, Made) and bridge.is_judge(callee.path):
        return bridge.call_judge(callee, positional, keywords, frame, node)
    if isinstance(callee, Reference):
        return bridge.call_library(callee.path, positional, keywords, frame, node)
    if isinstance(callee, Ref):
        found = frame.run.state.objects.get(callee.address)
        if isinstance(found, ClassObject):
            return classes.instantiate(callee, found, positional, keywords, frame, node)
        if isinstance(found, LayerObject):
            return bridge.call_layer(callee, positional, keywords, frame, node)
        if isinstance(found, InstanceObject):
            return classes.call_instance(callee, positional, keywords, frame, node)
        if isinstance(found, ModuleObject) or python_class(found) is not None or is_iterator(found):
            raise raising("TypeError", "object is not callable", frame.site(node))
    if isinstance(callee, Known | Tuple):
        raise raising("TypeError", "object is not callable", frame.site(node))
    if isinstance(callee, Tensor) and (refused := bridge.called_tensor(callee, frame, node)) is not None:
        return refused
    for value in (*positional, *keywords.values()):
        escape(value, frame, node)
    if isinstance(callee, Unknown):
        return called(callee, positional, keywords, frame, node)
    return frame.lost("what is called here is not known", node)


def escape(value: Value, frame: Frame, node: cst.CSTNode) -> None:
    """Give a mutable value to code that is not read: a list, dict or unfinished model may come back changed."""
    from shapecheck.interpreter import bridge

    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    if isinstance(value, Array):
        frame.run.state.objects.put({("written", buffer): NOTHING for buffer in value.buffers})
    if not isinstance(value, Ref):
        return
    if isinstance(found, LayerObject):
        bridge.note_given(value.address, frame)
    if isinstance(found, LayerObject) and found.model is not None and found.model.compiled is None:
        compiled = replace(found.model, compiled=Compilation(None, None, frame.site(node)))
        frame.run.state.objects[value.address] = replace(found, model=compiled)
    bare = isinstance(found, InstanceObject) and found.cls is None
    if bare or isinstance(found, ListObject | DictObject | SetObject | LibraryObject):
        frame.run.state.objects[value.address] = unknown("code that is not read may have changed it", frame.site(node))


def call_function(
    function: Function, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> Value:
    """Run a function of the user's in a frame of its own and return the join of what it returns."""
    run = frame.run
    site = frame.site(node)
    run.reached.add(id(function.node))
    inside = run.active.get(id(function.node), 0)
    if run.depth >= run.limits.depth:
        lost = frame.lost(f"calls are nested more than {run.limits.depth} deep", node)
        if inside:
            raise TooDeep(id(function.node))
        for value in (*positional, *keywords.values()):
            escape(value, frame, node)
        return lost
    if inside >= run.limits.recursion and any(
        isinstance(value, Unknown) for value in (*positional, *keywords.values())
    ):
        return frame.lost("a function that calls itself on values that are not known", node)
    bound = bind_arguments(function, positional, keywords, frame, node)
    module = run.state.objects[function.module]
    assert isinstance(module, ModuleObject)
    scope = run.new(ScopeObject(function.scope)).address
    receiver = positional[0] if function.owner is not None and positional else None
    inner = Frame(run, scope, function.module, module.source, function.qualname, function.owner, receiver)
    for name, value in bound.items():
        run.state.bind(scope, name, value)
    if yields(function.node.body):
        return run.new(Generator(function, inner))
    note_given(function, bound, inner)
    trail, run.trail = run.trail, (*run.trail, site)
    run.depth += 1
    run.active[id(function.node)] = inside + 1
    # a copy is as large as the program: it is made for what does call itself, not for every call
    before = run.state.fork() if inside == 1 else None
    try:
        return _run_body(function, inner, frame, node)
    except TooDeep as deep:
        if before is None or deep.function != id(function.node):
            raise
        forget(before, frame, "calls are nested too deep to be followed", node)
        run.state.path = before.path
        return unknown("calls are nested too deep to be followed", site)
    finally:
        run.depth -= 1
        run.active[id(function.node)] = inside
        run.trail = trail


def _run_body(function: Function, inner: Frame, frame: Frame, node: cst.CSTNode) -> Value:
    if isinstance(function.node, cst.Lambda):
        return evaluate(function.node.body, inner)
    if function.node.asynchronous is not None:
        return frame.lost("asynchronous functions are not modelled", node)
    try:
        execute(function.node.body, inner)
    except Raised as raised:
        if not inner.returned:
            raise
        unwind(raised, inner)
    result = ended(inner, frame, node)
    note_returned(function, result, inner)
    return result


def bind_arguments(
    function: Function, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> dict[str, Value]:
    """Bind arguments to parameters as Python does.

    Raises Raised (TypeError) for missing, unexpected and repeated arguments.
    """
    parameters = function.node.params
    site = frame.site(node)
    by_position = [item.name.value for item in (*parameters.posonly_params, *parameters.params)]
    only_position = {item.name.value for item in parameters.posonly_params}
    by_keyword = [item.name.value for item in parameters.kwonly_params]
    defaults = dict(function.defaults)
    bound: dict[str, Value] = dict(zip(by_position, positional, strict=False))
    rest = tuple(positional[len(by_position) :])
    if isinstance(parameters.star_arg, cst.Param):
        bound[parameters.star_arg.name.value] = Tuple(rest)
    elif rest:
        raise raising(
            "TypeError",
            f"{function.name}() takes {len(by_position)} positional arguments but {len(positional)} were given",
            site,
        )
    extra: dict[Value, Value] = {}
    for name, value in keywords.items():
        if name in by_keyword or (name in by_position and name not in only_position):
            if name in bound:
                raise raising("TypeError", f"{function.name}() got multiple values for argument '{name}'", site)
            bound[name] = value
        elif parameters.star_kwarg is not None:
            extra[Known(name)] = value
        else:
            raise raising("TypeError", f"{function.name}() got an unexpected keyword argument '{name}'", site)
    for name in (*by_position, *by_keyword):
        if name not in bound:
            open_here = frame.run.opened == id(node)
            if name not in defaults and not open_here:
                raise raising("TypeError", f"{function.name}() missing 1 required argument: '{name}'", site)
            if open_here and holds_place(defaults.get(name, NONE), frame.run):
                reason = f"the parameter {name} of {function.name}"
                bound[name] = Unknown(reason, site, ("opened", id(node), name), name, entry=True)
            else:
                bound[name] = defaults[name]
    if parameters.star_kwarg is not None:
        bound[parameters.star_kwarg.name.value] = others = frame.run.new(DictObject(extra))
        if frame.run.opened == id(node):
            frame.run.open.add(others)
    return bound
