"""Functions: `def`, `lambda`, decorators, `return`, `yield`, `global`, `nonlocal`."""

from __future__ import annotations

import libcst as cst

from shapecheck.interpreter.classes import make_class
from shapecheck.interpreter.decorators import decorated
from shapecheck.interpreter.dispatch import evaluate, evaluates, executes
from shapecheck.interpreter.frame import Endless, Frame
from shapecheck.interpreter.generators import Generator, run_generator
from shapecheck.interpreter.iteration import visit
from shapecheck.interpreter.iterators import Walk
from shapecheck.interpreter.state import ModuleObject
from shapecheck.interpreter.values import NONE, Function, Ref, Tuple, Value


def closure(frame: Frame) -> int:
    """Return the scope that a function made here sees: in a class body, the one around the class."""
    found = frame.run.state.objects.get(frame.scope)
    return found.parent if frame.in_class and found is not None and found.parent is not None else frame.scope


def _defaults(parameters: cst.Parameters, frame: Frame) -> tuple[tuple[str, Value], ...]:
    every = (*parameters.posonly_params, *parameters.params, *parameters.kwonly_params)
    return tuple((item.name.value, evaluate(item.default, frame)) for item in every if item.default is not None)


@executes(cst.FunctionDef)
def function(node: cst.FunctionDef, frame: Frame) -> None:
    decorators = [(decorator, evaluate(decorator.decorator, frame)) for decorator in node.decorators]
    made: Value = _made(node.name.value, node, frame)
    for decorator, value in reversed(decorators):
        made = decorated(value, made, frame, decorator)
    frame.bind(node.name.value, made)


@evaluates(cst.Lambda)
def lambda_(node: cst.Lambda, frame: Frame) -> Value:
    return _made("<lambda>", node, frame)


def _made(name: str, node: cst.FunctionDef | cst.Lambda, frame: Frame) -> Function:
    defaults = _defaults(node.params, frame)
    return Function(name, node, closure(frame), frame.module, defaults, frame.owner, qualname=frame.qualified(name))


@executes(cst.Return)
def return_(node: cst.Return, frame: Frame) -> None:
    frame.leave(NONE if node.value is None else evaluate(node.value, frame))


@evaluates(cst.Yield)
def yield_(node: cst.Yield, frame: Frame) -> Value:
    if isinstance(node.value, cst.From):
        return _yield_from(node.value, frame)
    frame.give(NONE if node.value is None else evaluate(node.value, frame))
    return NONE


def _yield_from(node: cst.From, frame: Frame) -> Value:
    """Give all items of an iterable; the value is what a generator returned, else None."""
    source = evaluate(node.item, frame)
    found = frame.run.state.objects.get(source.address) if isinstance(source, Ref) else None
    if isinstance(found, Generator) and isinstance(source, Ref):
        frame.run.state.objects[source.address] = Walk(Tuple(()))
        return run_generator(found, frame.give, frame, node)
    lost = visit(source, frame, node, frame.give)
    if lost is not None:
        raise Endless
    return NONE


@executes(cst.Global)
def global_(node: cst.Global, frame: Frame) -> None:
    module = frame.run.state.objects[frame.module]
    assert isinstance(module, ModuleObject)
    for item in node.names:
        frame.redirected[item.name.value] = module.scope


@executes(cst.Nonlocal)
def nonlocal_(node: cst.Nonlocal, frame: Frame) -> None:
    objects = frame.run.state.objects
    for item in node.names:
        scope = objects[frame.scope].parent
        while scope is not None and (scope, item.name.value) not in objects:
            scope = objects[scope].parent
        if scope is not None:
            frame.redirected[item.name.value] = scope


@executes(cst.ClassDef)
def class_(node: cst.ClassDef, frame: Frame) -> None:
    decorators = [(decorator, evaluate(decorator.decorator, frame)) for decorator in node.decorators]
    made: Value = make_class(node, frame)
    for decorator, value in reversed(decorators):
        made = decorated(value, made, frame, decorator)
    frame.bind(node.name.value, made)
