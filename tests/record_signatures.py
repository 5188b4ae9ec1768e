"""Record how PyTorch's functions take their arguments: ``python tests/record_signatures.py``.

For every spelling of the op table: the signatures of a function of its own parser, in the order in
which it tries them, or the parameters of a function that is written in Python.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import textwrap
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType, ModuleType

import torch
import torchgen

from gradviz.engine.op import whole_table
from gradviz.engine.ops.create import CREATE
from gradviz.language.tensors import names_of_methods

SIGNATURES = Path(__file__).parent.parent / "src" / "gradviz" / "language" / "signatures.json"
PACKAGED = Path(torchgen.__file__).parent / "packaged"

HOMES = {
    "torch": (torch, "is_py_torch_function"),
    "F": (torch.nn.functional, "is_py_nn_function"),
    "_nn": (torch._C._nn, "is_py_nn_function"),
    "_VF": (torch._VF, "is_py_torch_function"),
    "linalg": (torch.linalg, "is_py_linalg_function"),
}
"""By the head of a spelling: the module, and who tells its functions that have PyTorch's parser."""


def recorded() -> dict[str, list[str]]:
    """By spelling: the name that errors say, and the signatures.

    A name that begins with "def " is that of a function written in Python.
    """
    generator = importlib.import_module("torchgen.packaged.autograd.gen_python_functions")
    methods = _of_parser(generator, method=True)
    functions = {head: _of_parser(generator, method=False, of=told)
                 for head, (_, told) in HOMES.items()}  # fmt: skip
    found: dict[str, list[str]] = {}
    pending = sorted({
        *(name for callee in whole_table() for name in callee.torch),
        *(name for maker in CREATE.values() for name in maker.torch),
        *(f".{name}" for name in names_of_methods()),
    })  # fmt: skip
    while pending:
        spelling = pending.pop(0)
        head, _, name = spelling.partition(".")
        signatures = _method(name, methods) if not head else _function(head, name, functions)
        if signatures and spelling not in found:
            found[spelling] = signatures
            if signatures[0].startswith("def "):
                pending += [text.partition(" ")[0] for text in signatures[2:]]
    return dict(sorted(found.items()))


def _of_parser(
    generator: ModuleType, *, method: bool, of: str = "is_py_variable_method"
) -> dict[str, list[str]]:
    """The signatures of each function that PyTorch generates, as its parser has them."""
    from torchgen.gen import parse_native_yaml  # noqa: PLC0415

    native = PACKAGED / "ATen" / "native"
    all_of_them = parse_native_yaml(
        str(native / "native_functions.yaml"), str(native / "tags.yaml")
    ).native_functions
    wanted = [f for f in all_of_them if generator.should_generate_py_binding(f)]
    deprecated = str(PACKAGED / "autograd" / "deprecated.yaml")
    by_name = defaultdict(list)
    for pair in generator.load_signatures(wanted, deprecated, method=method):
        if getattr(generator, of)(pair.function):
            by_name[str(pair.function.func.name.name)].append(pair)
    return {
        name: [
            group.signature.signature_str(symint=True).partition("(")[2]
            for group in generator.group_overloads(pairs)
        ]
        for name, pairs in by_name.items()
    }


_BY_HAND = {
    "size": "int64_t? dim=None)", "stride": "int64_t? dim=None)", "dim": ")", "numel": ")",
    "nelement": ")", "item": ")", "tolist": ")", "requires_grad_": "bool requires_grad=True)",
    "numpy": "*, bool force=False)",
}  # fmt: skip
"""Methods that python_variable_methods.cpp has written out."""


def _method(name: str, methods: dict[str, list[str]]) -> list[str]:
    if name in _BY_HAND:
        return [name, _BY_HAND[name]]
    attribute = getattr(torch.Tensor, name, None)
    if inspect.isfunction(attribute):
        return _of_python(attribute)
    return [name, *methods.get(name, ())] if name in methods and callable(attribute) else []


def _function(head: str, name: str, functions: dict[str, dict[str, list[str]]]) -> list[str]:
    if head not in HOMES:
        return []  # an operator
    attribute = getattr(HOMES[head][0], name, None)
    if inspect.isfunction(attribute):
        return _of_python(attribute)
    named = getattr(attribute, "__name__", name)
    for source in (functions[head], functions["torch"]):
        if named in source:
            return [named, *source[named]]
    return []


def _of_python(function: FunctionType) -> list[str]:
    """The name and the parameters, "=" after those that have a default."""
    closed = inspect.getclosurevars(function).nonlocals
    function = closed.get("if_false", function)  # of those with `return_indices`
    words = []
    starred = False
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and not starred:
            words.append("*")
            starred = True
        star = "*" if parameter.kind is parameter.VAR_POSITIONAL else ""
        starred = starred or bool(star)
        default = "" if parameter.default is parameter.empty else "="
        words.append(f"{star}{parameter.name}{default}")
    return [f"def {function.__qualname__}", " ".join(words), *_uses(function)]


def _uses(function: FunctionType) -> list[str]:
    """What the function does with its arguments, in the order of its text.

    The methods and attributes that it asks a parameter for (".size target") and the functions that
    it hands them to ("torch.relu input", "?" for what is no parameter).
    """
    tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    assert isinstance(tree, ast.FunctionDef)
    stored = {node.id for node in ast.walk(tree)
              if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}  # fmt: skip
    params = {arg.arg: f"{arg.arg}?" if arg.arg in stored else arg.arg
              for arg in (*tree.args.args, *tree.args.kwonlyargs)}  # fmt: skip
    found = []
    for node in _in_order(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith(_CALLED):
            name = ast.unparse(node.func)
            name = name.replace("torch._C._nn.", "_nn.")
            if "." in name.partition(".")[2] or name.endswith("_"):
                continue
            args = [_param(arg, params) for arg in node.args]
            args += [f"{word.arg}={_param(word.value, params)}" for word in node.keywords]
            found.append(" ".join([name, *args]))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = _param(node.func.value, params)
            if owner != "?" and hasattr(torch.Tensor, node.func.attr):
                args = [_param(arg, params) for arg in node.args]
                args += [f"{word.arg}={_param(word.value, params)}" for word in node.keywords]
                found.append(" ".join([f".{node.func.attr}", owner, *args]))
    return list(dict.fromkeys(found))


_CALLED = ("torch._C._nn.", "torch.", "_VF.")


def _in_order(tree: ast.AST) -> Iterator[ast.AST]:
    """The nodes below that are always evaluated, those first that come first."""
    for child in ast.iter_child_nodes(tree):
        seldom = isinstance(child, ast.If) and not child.orelse
        yield from _in_order(child.test if seldom else child)
        yield child


def _param(node: ast.expr, params: dict[str, str]) -> str:
    """A parameter's name, with "?" where the function sets it itself if it is None."""
    return params.get(node.id, "?") if isinstance(node, ast.Name) else "?"


if __name__ == "__main__":
    SIGNATURES.write_text(json.dumps(recorded(), indent=0) + "\n", encoding="utf-8")
