"""Functions and calls."""

from __future__ import annotations

import ast
from collections.abc import Callable

from gradviz.engine.messages import TorchError
from gradviz.engine.tensor import Site, Tensor
from gradviz.language.attributes import get_attribute, tensor_method
from gradviz.language.calls import call, call_method
from gradviz.language.compiler import (
    Code,
    Compiler,
    Scope,
    construct,
    docstring,
    names_of_function,
)
from gradviz.language.constructs.classes import super_code
from gradviz.language.constructs.expressions import items_code
from gradviz.language.constructs.generators import generator_body, yields
from gradviz.language.constructs.statements import Returned, block
from gradviz.language.containers import collected
from gradviz.language.machine import located
from gradviz.language.program import site_of
from gradviz.language.signature import wrong_call
from gradviz.language.texts import type_name
from gradviz.language.values import Builtin, Frame, Function, Method, Parameters, Type


@construct(ast.Call)
def call_expression(compiler: Compiler, node: ast.Call) -> Code:
    """`f(a, *b, c=d, **e)`."""
    if isinstance(node.func, ast.Attribute):
        return _method_call(compiler, node, node.func)
    if isinstance(node.func, ast.Name) and node.func.id == "super":
        code = super_code(compiler, node)
        if code is not None:
            return code
    callee = compiler.code(node.func)
    arguments = _arguments(compiler, node)
    machine, site = compiler.machine, site_of(node)

    def run(frame: Frame) -> object:
        function = callee(frame)
        try:
            args, keywords = arguments(frame, function)
            return call(machine, function, args, keywords, site)
        except TorchError as error:
            raise located(error, site) from None

    return run


def _method_call(compiler: Compiler, node: ast.Call, func: ast.Attribute) -> Code:
    """A call of `value.name(…)`: without a bound method in between where the value is a tensor."""
    owner, name = compiler.code(func.value), func.attr
    arguments = _arguments(compiler, node)
    machine, site, name_site = compiler.machine, site_of(node), _name_site(func)

    def run(frame: Frame) -> object:
        value = owner(frame)
        try:
            method = tensor_method(value, name) if type(value) is Tensor else None
            if method is None:
                function = get_attribute(machine, value, name, name_site)
                args, keywords = arguments(frame, function)
                return call(machine, function, args, keywords, site)
            args, keywords = arguments(frame, value)
            return call_method(machine, name, method, [value, *args], keywords, site)
        except TorchError as error:
            raise located(error, site) from None

    return run


def _name_site(node: ast.Attribute) -> Site:
    """Where the name after the dot stands."""
    end_line, end = node.end_lineno or node.lineno, node.end_col_offset or 0
    return end_line, end - len(node.attr.encode()), end_line, end


Arguments = Callable[[Frame, object], tuple[list[object], dict[str, object]]]
"""Code for the arguments of a call to a function, which it names where they are no good."""


def _arguments(compiler: Compiler, node: ast.Call) -> Arguments:
    """Code for the arguments of a call."""
    if not any(isinstance(arg, ast.Starred) for arg in node.args):
        positional = items_code(compiler, node.args)
        if not node.keywords:
            return lambda frame, function: (positional(frame), {})
        named = _keywords(compiler, node.keywords)
        return lambda frame, function: (positional(frame), named(frame, function))
    starred = _starred(compiler, node.args)
    named = _keywords(compiler, node.keywords)
    return lambda frame, function: (starred(frame, function), named(frame, function))


def _starred(compiler: Compiler, args: list[ast.expr]) -> Callable[[Frame, object], list[object]]:
    parts = [
        (compiler.code(arg.value), True, site_of(arg)) if isinstance(arg, ast.Starred)
        else (compiler.code(arg), False, site_of(arg))
        for arg in args
    ]  # fmt: skip
    machine = compiler.machine

    def run(frame: Frame, function: object) -> list[object]:
        values: list[object] = []
        for code, spread, site in parts:
            value = code(frame)
            if not spread:
                values.append(value)
                continue
            try:
                values += collected(machine, value, site)
            except TorchError as error:
                if error.message == f"'{type_name(value)}' object is not iterable":
                    kind = type_name(value)
                    error.message = (
                        f"{_called(function)} argument after * must be an iterable, not {kind}"
                    )
                raise
        return values

    return run


def _keywords(
    compiler: Compiler, keywords: list[ast.keyword]
) -> Callable[[Frame, object], dict[str, object]]:
    given: set[str] = set()
    for keyword in keywords:
        if keyword.arg in given:
            text = f"syntax error: keyword argument repeated: {keyword.arg}"
            raise compiler.refused(text, site_of(keyword), code="GV001")
        if keyword.arg is not None:
            given.add(keyword.arg)
    codes = [(keyword.arg, compiler.code(keyword.value)) for keyword in keywords]

    def run(frame: Frame, function: object) -> dict[str, object]:
        named: dict[str, object] = {}
        for name, code in codes:
            value = code(frame)
            if name is None:
                _spread_keywords(function, named, value)
            else:
                _add_keyword(function, named, name, value)
        return named

    return run


def _spread_keywords(function: object, named: dict[str, object], value: object) -> None:
    if not isinstance(value, dict):
        kind = type_name(value)
        raise wrong_call(f"{_called(function)} argument after ** must be a mapping, not {kind}")
    for key, item in value.items():
        if not isinstance(key, str):
            raise wrong_call("keywords must be strings")
        _add_keyword(function, named, key, item)


def _add_keyword(function: object, named: dict[str, object], name: str, value: object) -> None:
    if name in named:
        raise wrong_call(f"{_called(function)} got multiple values for keyword argument '{name}'")
    named[name] = value


def _called(function: object) -> str:
    """How Python names a function in such a complaint."""
    if isinstance(function, Function):
        return f"__main__.{function.qualified}()"
    name = function.name if isinstance(function, Builtin | Method | Type) else type_name(function)
    return f"{name}()"


@construct(ast.FunctionDef)
def function_definition(compiler: Compiler, node: ast.FunctionDef) -> Code:
    """`def f(a, b=1, *args, c, **kwargs): …`, under any decorators."""
    machine, site = compiler.machine, site_of(node)
    decorators = [(compiler.code(item), site_of(item)) for item in node.decorator_list]
    make = _function(compiler, node.name, node.args, node.body)
    store = compiler.write(node.name, site)

    def run(frame: Frame) -> object:
        wrappers = [(decorator(frame), place) for decorator, place in decorators]
        value: object = make(frame)
        for wrapper, place in reversed(wrappers):
            value = call(machine, wrapper, [value], {}, place)
        store(frame, value)
        return None

    return run


@construct(ast.Lambda)
def lambda_expression(compiler: Compiler, node: ast.Lambda) -> Code:
    """`lambda a, b=1: value`."""
    return _function(compiler, "<lambda>", node.args, node.body)


def _function(
    compiler: Compiler, name: str, arguments: ast.arguments, body: list[ast.stmt] | ast.expr
) -> Code:
    """Code that makes the function: defaults are evaluated then, in the scope around."""
    parameters, defaults = _parameters(compiler, arguments)
    statements: list[ast.AST] = [*body] if isinstance(body, list) else [body]
    local, declared = names_of_function(statements, _names(compiler, arguments))
    qualified = f"{compiler.path}{name}"
    scope = Scope(local, compiler.scope, frozenset(declared))
    before = compiler.first_parameter
    if compiler.scope.of_class:
        places = [*arguments.posonlyargs, *arguments.args]
        compiler.first_parameter = places[0].arg if places else None
    with compiler.inside_function(name, scope):
        run_body = _body(compiler, qualified, body)
    compiler.first_parameter = before
    doc = docstring(body)
    library = compiler.library

    def make(frame: Frame) -> object:
        own = parameters
        if defaults:
            own = parameters.with_defaults({name: code(frame) for name, code in defaults})
        return Function(name, own, run_body, frame, qualified, doc, library)

    return make


def _names(compiler: Compiler, arguments: ast.arguments) -> set[str]:
    """The names of the parameters, each of which may stand there once."""
    names: set[str] = set()
    rest = [arg for arg in (arguments.vararg, arguments.kwarg) if arg]
    for arg in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *rest]:
        if arg.arg in names:
            text = f"syntax error: duplicate argument '{arg.arg}' in function definition"
            raise compiler.refused(text, site_of(arg), code="GV001")
        names.add(arg.arg)
        compiler.bound_names.add(arg.arg)
    return names


def _body(compiler: Compiler, name: str, body: list[ast.stmt] | ast.expr) -> Code:
    if isinstance(body, ast.expr):
        return compiler.code(body)
    if any(yields(statement) for statement in body):
        return generator_body(compiler, name, body)
    run_block = block(compiler, body)

    def run(frame: Frame) -> object:
        signal = run_block(frame)
        return signal.value if isinstance(signal, Returned) else None

    return run


def _parameters(
    compiler: Compiler, arguments: ast.arguments
) -> tuple[Parameters, list[tuple[str, Code]]]:
    """The parameters without defaults, and the code of each default."""
    by_place = len(arguments.posonlyargs)
    positional = [arg.arg for arg in [*arguments.posonlyargs, *arguments.args]]
    keyword_only = [arg.arg for arg in arguments.kwonlyargs]
    given = arguments.defaults
    pairs = [
        *zip(positional[len(positional) - len(given) :], given, strict=True),
        *zip(keyword_only, arguments.kw_defaults, strict=True),
    ]
    defaults = [(name, compiler.code(default)) for name, default in pairs if default is not None]
    rest = arguments.vararg.arg if arguments.vararg else None
    keywords = arguments.kwarg.arg if arguments.kwarg else None
    return Parameters(positional, by_place, keyword_only, rest, keywords, {}), defaults
