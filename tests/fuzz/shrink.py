"""Makes a program smaller as long as it stays interesting."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator

ATTEMPTS = 600
"""How many smaller programs are tried at most."""


def shrunk(text: str, interesting: Callable[[str], bool]) -> str:
    """A program that is still interesting, and has no smaller one next to it that is."""
    attempts = ATTEMPTS
    found = True
    while found and attempts:
        found = False
        for smaller in _smaller(ast.parse(text)):
            attempts -= 1
            if smaller != text and interesting(smaller):
                text, found = smaller, True
                break
            if not attempts:
                break
    return text


def _smaller(tree: ast.Module) -> Iterator[str]:
    """Programs with one statement less, one block opened, or one expression cut down."""
    count = sum(1 for _ in _bodies(tree))
    for which in reversed(range(count)):
        body = _body(tree, which)
        for size in (8, 3, 1):
            for start in reversed(range(0, len(body), size)):
                changed = copy.deepcopy(tree)
                body_there = _body(changed, which)
                body_there[start : start + size] = [
                    s for s in body_there[start : start + size] if isinstance(s, ast.Import)
                ]
                yield _text(changed)
        for place, statement in enumerate(body):
            for field in ("body", "orelse"):
                inner = getattr(statement, field, None)
                if isinstance(inner, list) and inner:
                    changed = copy.deepcopy(tree)
                    block = _body(changed, which)
                    block[place : place + 1] = getattr(block[place], field)
                    yield _text(changed)
    for which, node in enumerate(_expressions(tree)):
        for part in range(len(list(_parts(node)))):
            changed = copy.deepcopy(tree)
            target = list(_expressions(changed))[which]
            yield _text(_Replace(target, list(_parts(target))[part]).visit(changed))
    for which, node in enumerate(_sequences(tree)):
        for place in range(len(node)):
            if len(node) == 1 and isinstance(node[0], ast.expr):
                continue  # what is empty has rules of its own
            changed = copy.deepcopy(tree)
            del list(_sequences(changed))[which][place]
            yield _text(changed)


def _bodies(tree: ast.AST) -> Iterator[list[ast.stmt]]:
    for node in ast.walk(tree):
        for field in ("body", "orelse", "finalbody"):
            body = getattr(node, field, None)
            if isinstance(body, list):
                yield body


def _body(tree: ast.AST, which: int) -> list[ast.stmt]:
    return list(_bodies(tree))[which]


def _expressions(tree: ast.AST) -> Iterator[ast.expr]:
    return (
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.BinOp | ast.Call | ast.Subscript | ast.UnaryOp)
    )


def _parts(node: ast.expr) -> Iterator[ast.expr]:
    """What may stand in the place of an expression."""
    if isinstance(node, ast.BinOp):
        yield from (node.left, node.right)
    elif isinstance(node, ast.UnaryOp):
        yield node.operand
    elif isinstance(node, ast.Subscript):
        yield node.value
    elif isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and not _is_module(node.func.value):
            yield node.func.value
        yield from (arg for arg in node.args if not isinstance(arg, ast.Starred))


def _is_module(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("torch", "F")


def _sequences(tree: ast.AST) -> Iterator[list[ast.expr] | list[ast.keyword]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.List):
            yield node.elts
        elif isinstance(node, ast.Call):
            yield node.keywords


class _Replace(ast.NodeTransformer):
    def __init__(self, target: ast.expr, by: ast.expr) -> None:
        self.target = target
        self.by = by

    def visit(self, node: ast.AST) -> ast.AST:
        if node is self.target:
            return self.by
        return self.generic_visit(node)


def _text(tree: ast.AST) -> str:
    for body in _bodies(tree):
        if not body and body is not getattr(tree, "body", None):
            body.append(ast.Pass())
    for node in ast.walk(tree):  # an empty `else` is none
        if isinstance(getattr(node, "orelse", None), list) and all(
            isinstance(item, ast.Pass)
            for item in node.orelse  # type: ignore[attr-defined]
        ):
            node.orelse = []  # type: ignore[attr-defined]
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"
