"""Functions and calls."""

from __future__ import annotations

import ast

from gradviz.engine.messages import TorchError
from gradviz.engine.tensor import Site, Tensor
from gradviz.language.attributes import get_attribute, tensor_method
from gradviz.language.calls import call
from gradviz.language.compiler import Code, Compiler, Scope, construct, local_names
from gradviz.language.constructs.expressions import items_code
from gradviz.language.constructs.statements import Returned, block
from gradviz.language.machine import located
from gradviz.language.program import site_of
from gradviz.language.texts import type_name
from gradviz.language.values import Frame, Function, Parameters


@construct(ast.Call)
def call_expression(compiler: Compiler, node: ast.Call) -> Code:
    """`f(a, *b, c=d, **e)`."""
    if isinstance(node.func, ast.Attribute):
        return _method_call(compiler, node, node.func)
    callee = compiler.code(node.func)
    arguments = _arguments(compiler, node)
    machine, site = compiler.machine, site_of(node)

    def run(frame: Frame) -> object:
        function = callee(frame)
        args, keywords = arguments(frame)
        try:
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
                args, keywords = arguments(frame)
                return call(machine, function, args, keywords, site)
            args, keywords = arguments(frame)
            return method(machine, [value, *args], keywords, site)
        except TorchError as error:
            raise located(error, site) from None

    return run


def _name_site(node: ast.Attribute) -> Site:
    """Where the name after the dot stands."""
    end_line, end = node.end_lineno or node.lineno, node.end_col_offset or 0
    return end_line, end - len(node.attr.encode()), end_line, end


def _arguments(compiler: Compiler, node: ast.Call):  # type: ignore[no-untyped-def]
    """Code for the arguments of a call."""
    positional = items_code(compiler, node.args)
    if not node.keywords:
        return lambda frame: (positional(frame), {})
    keywords = [(keyword.arg, compiler.code(keyword.value)) for keyword in node.keywords]

    def run(frame: Frame) -> tuple[list[object], dict[str, object]]:
        args = positional(frame)
        named: dict[str, object] = {}
        for name, code in keywords:
            value = code(frame)
            if name is not None:
                named[name] = value
                continue
            if not isinstance(value, dict):
                text = f"argument after ** must be a mapping, not {type_name(value)}"
                raise TorchError("TypeError", text, "GV155")
            named.update({str(key): item for key, item in value.items()})
        return args, named

    return run


@construct(ast.FunctionDef)
def function_definition(compiler: Compiler, node: ast.FunctionDef) -> Code:
    """`def f(a, b=1, *args, c, **kwargs): …`, under any decorators."""
    machine, site = compiler.machine, site_of(node)
    decorators = compiler.codes(node.decorator_list)
    make = _function(compiler, node.name, node.args, node.body)
    store = compiler.write(node.name, site)

    def run(frame: Frame) -> object:
        wrappers = [decorator(frame) for decorator in decorators]
        value: object = make(frame)
        for wrapper in reversed(wrappers):
            value = call(machine, wrapper, [value], {}, site)
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
    names = [*parameters.positional, *parameters.keyword_only]
    names += [rest for rest in (parameters.rest, parameters.keywords) if rest]
    statements: list[ast.AST] = [*body] if isinstance(body, list) else [body]
    local = local_names(statements, names)
    if not isinstance(body, list):
        local = set(names)
    around = compiler.scope, compiler.in_function, compiler.in_loop
    compiler.scope = Scope(local, compiler.scope)
    compiler.in_function, compiler.in_loop = True, False
    try:
        run_body = _body(compiler, body)
    finally:
        compiler.scope, compiler.in_function, compiler.in_loop = around

    def make(frame: Frame) -> object:
        values = {name: code(frame) for name, code in defaults.items()}
        own = Parameters(
            parameters.positional, parameters.keyword_only, parameters.rest, parameters.keywords,
            values,
        )  # fmt: skip
        return Function(name, own, run_body, frame)

    return make


def _body(compiler: Compiler, body: list[ast.stmt] | ast.expr) -> Code:
    if isinstance(body, ast.expr):
        return compiler.code(body)
    run_block = block(compiler, body)

    def run(frame: Frame) -> object:
        signal = run_block(frame)
        return signal.value if isinstance(signal, Returned) else None

    return run


def _parameters(
    compiler: Compiler, arguments: ast.arguments
) -> tuple[Parameters, dict[str, Code]]:
    positional = [arg.arg for arg in [*arguments.posonlyargs, *arguments.args]]
    keyword_only = [arg.arg for arg in arguments.kwonlyargs]
    defaults: dict[str, Code] = {}
    given = arguments.defaults
    for name, default in zip(positional[len(positional) - len(given) :], given, strict=True):
        defaults[name] = compiler.code(default)
    for name, default_or_none in zip(keyword_only, arguments.kw_defaults, strict=True):
        if default_or_none is not None:
            defaults[name] = compiler.code(default_or_none)
    rest = arguments.vararg.arg if arguments.vararg else None
    keywords = arguments.kwarg.arg if arguments.kwarg else None
    return Parameters(positional, keyword_only, rest, keywords, {}), defaults
