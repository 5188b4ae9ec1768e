"""Assignment in all its forms, and `del`."""

from __future__ import annotations

import ast
from collections.abc import Callable

from gradviz.engine.dtypes import Number
from gradviz.engine.in_place import apply_in_place, check_target
from gradviz.engine.messages import TorchError
from gradviz.engine.op import TABLE, Op, Overload
from gradviz.engine.tensor import NO_ATTRS, Site, Tensor
from gradviz.language.arrays import NUMPY
from gradviz.language.attributes import delete_attribute, get_attribute, set_attribute
from gradviz.language.compiler import Code, Compiler, Store, construct
from gradviz.language.containers import delete_item, get_item, set_item, unpacked
from gradviz.language.machine import Machine, located
from gradviz.language.objects import MISSING, Instance
from gradviz.language.operators import (
    BINARY,
    IN_PLACE,
    IN_PLACE_ON,
    SYMBOLS,
    UNSUPPORTED,
    unsupported,
)
from gradviz.language.program import site_of
from gradviz.language.special import operate_in_place
from gradviz.language.values import Frame


@construct(ast.Assign)
def assignment(compiler: Compiler, node: ast.Assign) -> Code:
    """`a = b = value`, `a, *b = values`, `x.grad = None`, `x[0] = 5.`."""
    value = compiler.code(node.value)
    stores = [target(compiler, item) for item in node.targets]
    if len(stores) == 1:
        return _stored(value, stores[0])

    def run(frame: Frame) -> object:
        result = value(frame)
        for store in stores:
            store(frame, result)
        return None

    return run


def _stored(value: Code, store: Store) -> Code:
    def run(frame: Frame) -> object:
        store(frame, value(frame))
        return None

    return run


@construct(ast.AnnAssign)
def annotated_assignment(compiler: Compiler, node: ast.AnnAssign) -> Code:
    """`a: float = value`; the annotation is not looked at."""
    if node.value is None:
        return lambda frame: None
    return _stored(compiler.code(node.value), target(compiler, node.target))


def target(compiler: Compiler, node: ast.expr) -> Store:
    """Code that stores a value where a target says."""
    machine, site = compiler.machine, site_of(node)
    match node:
        case ast.Name():
            return compiler.write(node.id, site)
        case ast.Attribute():
            owner, name = compiler.code(node.value), node.attr

            def store_attribute(frame: Frame, value: object) -> None:
                holder = owner(frame)
                try:
                    set_attribute(machine, holder, name, value, site)
                except TorchError as error:
                    raise located(error, site) from None

            return store_attribute
        case ast.Subscript():
            owner, index = compiler.code(node.value), compiler.code(node.slice)

            def store_item(frame: Frame, value: object) -> None:
                holder, key = owner(frame), index(frame)
                try:
                    set_item(machine, holder, key, value, site)
                except TorchError as error:
                    raise located(error, site) from None

            return store_item
        case ast.Starred():
            text = "syntax error: starred assignment target must be in a list or tuple"
            raise compiler.refused(text, site, code="GV001")
        case ast.Tuple() | ast.List():
            return _unpacking(compiler, node.elts, site)
        case _:
            raise compiler.unsupported(node)


def _unpacking(compiler: Compiler, items: list[ast.expr], site: Site) -> Store:
    """`a, *b, c = values`."""
    machine = compiler.machine
    starred = [i for i, item in enumerate(items) if isinstance(item, ast.Starred)]
    if len(starred) > 1:
        text = "syntax error: multiple starred expressions in assignment"
        raise compiler.refused(text, site, code="GV001")
    stores = [
        target(compiler, item.value if isinstance(item, ast.Starred) else item) for item in items
    ]
    count, star = len(items), starred[0] if starred else None

    def store(frame: Frame, value: object) -> None:
        try:
            parts = unpacked(machine, value, count, star, site)
        except TorchError as error:
            raise located(error, site) from None
        for place, part in zip(stores, parts, strict=True):
            place(frame, part)

    return store


@construct(ast.AugAssign)
def augmented_assignment(compiler: Compiler, node: ast.AugAssign) -> Code:
    """`x += y`: an in-place op on a tensor, a new value for a number, a longer list."""
    machine, site = compiler.machine, site_of(node)
    other = compiler.code(node.value)
    change = _change(machine, type(node.op), site)
    match node.target:
        case ast.Name(id=name):
            read, store = compiler.read(name, node), compiler.write(name, site)

            def run_name(frame: Frame) -> object:
                before = read(frame)
                store(frame, change(before, other(frame)))
                return None

            return run_name
        case ast.Attribute(value=owner_node, attr=name):
            owner = compiler.code(owner_node)

            def run_attribute(frame: Frame) -> object:
                holder = owner(frame)
                try:
                    before = get_attribute(machine, holder, name, site)
                    set_attribute(machine, holder, name, change(before, other(frame)), site)
                except TorchError as error:
                    raise located(error, site) from None
                return None

            return run_attribute
        case ast.Subscript(value=owner_node, slice=index_node):
            owner, index = compiler.code(owner_node), compiler.code(index_node)

            def run_item(frame: Frame) -> object:
                holder, key = owner(frame), index(frame)
                try:
                    before = get_item(machine, holder, key, site)
                    set_item(machine, holder, key, change(before, other(frame)), site)
                except TorchError as error:
                    raise located(error, site) from None
                return None

            return run_item
    raise compiler.unsupported(node)


def _change(
    machine: Machine, kind: type[ast.operator], site: Site
) -> Callable[[object, object], object]:
    """What `x op= y` makes of x."""
    operate = BINARY[kind]
    row = TABLE[IN_PLACE[kind]] if kind in IN_PLACE else None
    symbol = SYMBOLS[kind]

    def change(before: object, other: object) -> object:
        try:
            if type(before) is Tensor and row is not None:
                if type(other) is not Tensor and not isinstance(other, (Number, NUMPY)):
                    raise unsupported(f"{symbol}=", before, other)
                callee = row
                if isinstance(callee, Overload):
                    check_target(machine.tape, (before, other))
                while isinstance(callee, Overload):
                    callee = callee.choose(before, other)
                assert isinstance(callee, Op)
                changed = apply_in_place(machine.tape, callee, (before, other), NO_ATTRS, site)
                return machine.changed_in_place(changed, site)
            in_place = IN_PLACE_ON.get((type(before), kind))
            if in_place is not None:
                return in_place(machine, before, other, site)
            if type(before) is Instance:
                result = operate_in_place(machine, symbol, before, other, site)
                if result is not MISSING:
                    return result
            return operate(machine, before, other, site)
        except TorchError as error:
            begins = f"{UNSUPPORTED} {symbol}"
            if error.site is None and error.message.startswith(begins):
                operands = error.message.partition(":")[2]
                error.message = f"{begins}=:{operands}"
            raise located(error, site) from None

    return change


@construct(ast.Delete)
def delete(compiler: Compiler, node: ast.Delete) -> Code:
    """`del name`, `del x[0]`, `del x.name`."""
    return in_order([_deletion(compiler, item) for item in node.targets])


def in_order(codes: list[Code]) -> Code:
    """Code that runs several, for nothing but what they do."""

    def run(frame: Frame) -> object:
        for code in codes:
            code(frame)
        return None

    return run


def _deletion(compiler: Compiler, node: ast.expr) -> Code:
    machine, site = compiler.machine, site_of(node)
    match node:
        case ast.Tuple(elts=items) | ast.List(elts=items):
            return in_order([_deletion(compiler, item) for item in items])
        case ast.Name(id=name):
            return compiler.delete(name, site)
        case ast.Subscript(value=owner_node, slice=index_node):
            owner, index = compiler.code(owner_node), compiler.code(index_node)

            def run(frame: Frame) -> object:
                holder, key = owner(frame), index(frame)
                try:
                    delete_item(machine, holder, key, site)
                except TorchError as error:
                    raise located(error, site) from None
                return None

            return run
        case ast.Attribute(value=owner_node, attr=name):
            owner = compiler.code(owner_node)
            return lambda frame: delete_attribute(machine, owner(frame), name, site)
    raise compiler.unsupported(node)
