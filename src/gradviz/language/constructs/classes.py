"""Classes: `class Net(nn.Module): …`, and `super()` within their methods."""

from __future__ import annotations

import ast

from gradviz.engine.messages import TorchError
from gradviz.engine.tensor import Site
from gradviz.language import classes as _classes  # noqa: F401  # what objects do
from gradviz.language.calls import call
from gradviz.language.classes import raisable
from gradviz.language.compiler import Code, Compiler, Scope, construct, names_of_function
from gradviz.language.constructs.statements import block
from gradviz.language.exceptions import EXCEPTIONS
from gradviz.language.machine import Machine, located
from gradviz.language.objects import ClassValue, Super
from gradviz.language.program import site_of
from gradviz.language.texts import type_name
from gradviz.language.values import Frame, Native, Type

CLASS_CELL = "__class__"
"""Where the frame of a class body keeps the class, for `super()` in its methods."""


@construct(ast.ClassDef)
def class_definition(compiler: Compiler, node: ast.ClassDef) -> Code:
    """`class Name(Base, …): …`, under any decorators."""
    machine, site = compiler.machine, site_of(node)
    decorators = compiler.codes(node.decorator_list)
    bases = compiler.codes(node.bases)
    if any(not _is_abstract(keyword) for keyword in node.keywords):
        raise compiler.unsupported(node, "a keyword in a class's bases")
    local, declared = names_of_function(list(node.body), set())
    scope = Scope(local, compiler.scope, frozenset(declared), of_class=True)
    with compiler.inside_class(node.name, scope):
        body = block(compiler, node.body)
    store = compiler.write(node.name, site)
    annotations = [
        item.target.id for item in node.body
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)
        and not _is_class_variable(item.annotation)
    ]  # fmt: skip
    path = f"{compiler.module}.{compiler.path}{node.name}"

    def run(frame: Frame) -> object:
        wrappers = [decorator(frame) for decorator in decorators]
        kinds = tuple(base(frame) for base in bases)
        own = Frame(frame)
        body(own)
        try:
            value: object = class_of(machine, node.name, kinds, own, path, annotations)
            for wrapper in reversed(wrappers):
                value = call(machine, wrapper, [value], {}, site)
        except TorchError as error:
            raise located(error, site) from None
        store(frame, value)
        return None

    return run


def _is_abstract(keyword: ast.keyword) -> bool:
    """Whether it is `metaclass=ABCMeta`, which changes nothing that is not an error."""
    value = keyword.value
    name = value.attr if isinstance(value, ast.Attribute) else value
    return keyword.arg == "metaclass" and (
        name == "ABCMeta" or (isinstance(name, ast.Name) and name.id == "ABCMeta")
    )


def _is_class_variable(annotation: ast.expr) -> bool:
    """Whether it is `ClassVar` or `ClassVar[…]`: such a name is no field of a data class."""
    if isinstance(annotation, ast.Subscript):
        annotation = annotation.value
    name = annotation.attr if isinstance(annotation, ast.Attribute) else annotation
    return name == "ClassVar" or (isinstance(name, ast.Name) and name.id == "ClassVar")


def class_of(
    machine: Machine,
    name: str,
    bases: tuple[object, ...],
    frame: Frame,
    path: str,
    annotations: list[str],
) -> ClassValue:
    """The class of a body that has run in `frame`."""
    kinds = []
    for base in bases:
        if not isinstance(base, Type):
            text = f"a class cannot derive from '{type_name(base)}'"
            raise TorchError("TypeError", text, "GV190")
        if base.name != "object":
            kinds.append(base)
    machine.budget.charge_step()
    members: dict[str, object] = dict(frame)
    members["__annotations__"] = annotations
    cls = ClassValue(name, tuple(kinds), members, _native(kinds), path)
    frame[CLASS_CELL] = cls
    if any(kind.is_a(EXCEPTIONS["BaseException"]) for kind in kinds):
        cls.call = raisable(cls)
    for kind in cls.mro[1:]:
        if kind.derive is not None:
            kind.derive(machine, cls)
            break
    return cls


def _native(kinds: list[Type]) -> Native | None:
    """How a class is called whose base is made by a function of ours."""
    for kind in kinds:
        if isinstance(kind, ClassValue) and kind.call is not None:
            return kind.call
    return None


def super_code(compiler: Compiler, node: ast.Call) -> Code | None:
    """`super()` and `super(Class, self)`; None where it is no such call."""
    site, machine = site_of(node), compiler.machine
    if node.args:
        if len(node.args) != 2:
            return None
        cls_code, owner_code = compiler.codes(node.args)

        def run_given(frame: Frame) -> object:
            return _super(machine, cls_code(frame), owner_code(frame), site)

        return run_given
    first = compiler.first_parameter
    if first is None:
        return None
    cell, owner = compiler.read(CLASS_CELL, node), compiler.read(first, node)
    return lambda frame: _super(machine, cell(frame), owner(frame), site)


def _super(machine: Machine, cls: object, owner: object, site: Site) -> Super:
    if not isinstance(cls, ClassValue):
        raise located(TorchError("RuntimeError", "super(): no arguments", "GV190"), site)
    return Super(cls, owner)
