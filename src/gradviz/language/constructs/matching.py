"""`match`: patterns as code, and the two forms of the statement.

A pattern is a function of the frame, the subject and the list of captures, which are stored once
the whole pattern fits, as Python does.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TypeVar

from gradviz.engine.messages import TorchError
from gradviz.language.attributes import get_attribute
from gradviz.language.compiler import Compiler, Store
from gradviz.language.constructs.expressions import condition
from gradviz.language.keys import checked_key
from gradviz.language.machine import Machine, located
from gradviz.language.objects import MISSING, ClassValue
from gradviz.language.operators import COMPARE, truth
from gradviz.language.program import site_of
from gradviz.language.texts import type_name
from gradviz.language.types import is_instance
from gradviz.language.values import Frame, Type

Captures = list[tuple[Store, object]]
Pattern = Callable[[Frame, object, Captures], bool]
"""Whether a subject fits; adds what is captured."""

B = TypeVar("B")
"""What a body gives when it runs: a signal, or a generator that returns one."""


def choice(
    compiler: Compiler,
    node: ast.Match,
    compile_body: Callable[[Compiler, list[ast.stmt]], Callable[[Frame], B]],
) -> Callable[[Frame], Callable[[Frame], B] | None]:
    """Code that gives the body of the first case that fits; None where none does."""
    machine, budget = compiler.machine, compiler.machine.budget
    subject = compiler.code(node.subject)
    _check_reachable(compiler, node)
    cases = [
        (
            _pattern(compiler, case.pattern),
            condition(compiler, case.guard) if case.guard else None,
            compile_body(compiler, case.body),
            (case.pattern.lineno, case.pattern.col_offset,
             case.pattern.end_lineno, case.pattern.end_col_offset),
        )
        for case in node.cases
    ]  # fmt: skip

    def choose(frame: Frame) -> Callable[[Frame], B] | None:
        value = subject(frame)
        for pattern, guard, body, site in cases:
            machine.statement = site
            budget.charge_step()
            captures: Captures = []
            try:
                if not pattern(frame, value, captures):
                    continue
            except TorchError as error:
                raise located(error, site) from None
            for store, captured in captures:
                store(frame, captured)
            if guard is None or guard(frame):
                return body
        return None

    return choose


# ── what Python's compiler refuses ────────────────────────────────────────────────────────────


def _check_reachable(compiler: Compiler, node: ast.Match) -> None:
    for case in node.cases[:-1]:
        if case.guard is None and _irrefutable(case.pattern):
            raise _unreachable(compiler, case.pattern)
    for case in node.cases:
        _names(compiler, case.pattern)


def _irrefutable(pattern: ast.pattern) -> bool:
    while isinstance(pattern, ast.MatchAs) and pattern.pattern is not None:
        pattern = pattern.pattern
    if isinstance(pattern, ast.MatchOr):
        return _irrefutable(pattern.patterns[-1])
    return isinstance(pattern, ast.MatchAs)


def _unreachable(compiler: Compiler, pattern: ast.pattern) -> Exception:
    named = isinstance(pattern, ast.MatchAs) and pattern.name
    what = f"name capture '{named}'" if named else "wildcard"
    return _refused(compiler, pattern, f"{what} makes remaining patterns unreachable")


def _refused(compiler: Compiler, pattern: ast.pattern, text: str) -> Exception:
    return compiler.refused(f"syntax error: {text}", site_of(pattern), code="GV001")


def _names(compiler: Compiler, pattern: ast.pattern) -> set[str]:
    """What a pattern captures; SourceError for a name twice, or not in every alternative."""
    if isinstance(pattern, ast.MatchOr):
        for part in pattern.patterns[:-1]:
            if _irrefutable(part):
                raise _unreachable(compiler, part)
        first, *others = (_names(compiler, part) for part in pattern.patterns)
        if any(other != first for other in others):
            raise _refused(compiler, pattern, "alternative patterns bind different names")
        return first
    found: set[str] = set()
    own = getattr(pattern, "rest" if isinstance(pattern, ast.MatchMapping) else "name", None)
    parts = [part for part in ast.iter_child_nodes(pattern) if isinstance(part, ast.pattern)]
    for names in [{own} if own else set(), *(_names(compiler, part) for part in parts)]:
        for name in names & found:
            text = f"multiple assignments to name '{name}' in pattern"
            raise _refused(compiler, pattern, text)
        found |= names
    return found


# ── patterns ──────────────────────────────────────────────────────────────────────────────────


def _pattern(compiler: Compiler, node: ast.pattern) -> Pattern:
    """The code of a pattern."""
    maker = _MAKERS[type(node)]
    return maker(compiler, node)


def _value(compiler: Compiler, node: ast.MatchValue) -> Pattern:
    """`case 3:`, `case "relu":`, `case torch.float32:`."""
    machine, site = compiler.machine, site_of(node)
    wanted, equal = compiler.code(node.value), COMPARE[ast.Eq]

    def fits(frame: Frame, value: object, captures: Captures) -> bool:
        return truth(machine, equal(machine, value, wanted(frame), site))

    return fits


def _singleton(compiler: Compiler, node: ast.MatchSingleton) -> Pattern:
    """`case None:`, `case True:`."""
    wanted = node.value
    return lambda frame, value, captures: value is wanted


def _capture(compiler: Compiler, node: ast.MatchAs) -> Pattern:
    """`case _:`, `case x:`, `case pattern as x:`."""
    inner = _pattern(compiler, node.pattern) if node.pattern else None
    store = compiler.write(node.name, site_of(node)) if node.name else None

    def fits(frame: Frame, value: object, captures: Captures) -> bool:
        if inner is not None and not inner(frame, value, captures):
            return False
        if store is not None:
            captures.append((store, value))
        return True

    return fits


def _either(compiler: Compiler, node: ast.MatchOr) -> Pattern:
    """`case 1 | 2:`."""
    patterns = [_pattern(compiler, part) for part in node.patterns]

    def fits(frame: Frame, value: object, captures: Captures) -> bool:
        count = len(captures)
        for pattern in patterns:
            if pattern(frame, value, captures):
                return True
            del captures[count:]
        return False

    return fits


def _sequence(compiler: Compiler, node: ast.MatchSequence) -> Pattern:
    """`case [a, b, *rest]:`, of a list, a tuple or a range."""
    budget = compiler.machine.budget
    starred = [at for at, part in enumerate(node.patterns) if isinstance(part, ast.MatchStar)]
    if len(starred) > 1:
        raise _refused(compiler, node, "multiple starred names in sequence pattern")
    star = starred[0] if starred else None
    rest = node.patterns[star] if star is not None else None
    name = rest.name if isinstance(rest, ast.MatchStar) else None
    store = compiler.write(name, site_of(node)) if name else None
    before = [_pattern(compiler, part) for part in node.patterns[:star]]
    after = [] if star is None else [_pattern(compiler, p) for p in node.patterns[star + 1 :]]
    least = len(before) + len(after)

    def fits(frame: Frame, value: object, captures: Captures) -> bool:
        if not isinstance(value, list | tuple | range):
            return False
        count = len(value)
        if count < least or (star is None and count > least):
            return False
        for at, pattern in enumerate(before):
            if not pattern(frame, value[at], captures):
                return False
        if store is not None:
            budget.charge_elements(count - least)
            captures.append((store, list(value[len(before) : count - len(after)])))
        return all(
            pattern(frame, value[count - len(after) + at], captures)
            for at, pattern in enumerate(after)
        )

    return fits


def _mapping(compiler: Compiler, node: ast.MatchMapping) -> Pattern:
    """`case {"lr": lr, **rest}:`, of a dict."""
    machine, site = compiler.machine, site_of(node)
    keys = [compiler.code(key) for key in node.keys]
    patterns = [_pattern(compiler, part) for part in node.patterns]
    store = compiler.write(node.rest, site) if node.rest else None

    def fits(frame: Frame, value: object, captures: Captures) -> bool:
        if not isinstance(value, dict) or len(value) < len(keys):
            return False
        found = [checked_key(machine, key(frame)) for key in keys]
        for key, pattern in zip(found, patterns, strict=True):
            if key not in value or not pattern(frame, value[key], captures):
                return False
        if store is not None:
            machine.budget.charge_elements(len(value))
            captures.append((store, {key: value[key] for key in value if key not in found}))
        return True

    return fits


_WHOLE = frozenset(("bool", "dict", "float", "frozenset", "int", "list", "set", "str", "tuple"))
"""Types whose one place in `case int(x):` is the value itself."""


def _class(compiler: Compiler, node: ast.MatchClass) -> Pattern:
    """`case Point(x=0, y=y):`, `case Point(0, y):`, `case int(n):`, `case torch.Tensor():`."""
    machine, site = compiler.machine, site_of(node)
    kind_of = compiler.code(node.cls)
    places = [_pattern(compiler, part) for part in node.patterns]
    named = [_pattern(compiler, part) for part in node.kwd_patterns]

    def fits(frame: Frame, value: object, captures: Captures) -> bool:
        kind = kind_of(frame)
        if not isinstance(kind, Type):
            raise TorchError("TypeError", "called match pattern must be a type", "GV153")
        if not is_instance(value, kind):
            return False
        names = [*_places(kind, len(places)), *node.kwd_attrs]
        for name, pattern in zip(names, [*places, *named], strict=True):
            part = value if name is None else _attribute(machine, value, name, site)
            if part is MISSING or not pattern(frame, part, captures):
                return False
        return True

    return fits


def _places(kind: Type, count: int) -> list[str | None]:
    """The attributes that patterns without a name stand for; None for the value itself."""
    if not count:
        return []
    known: tuple[object, ...] = ()
    if isinstance(kind, ClassValue):
        names = kind.find("__match_args__")
        known = names if isinstance(names, tuple) else ()
    elif kind.name in _WHOLE:
        known = (None,)
    if count > len(known):
        plural = "" if len(known) == 1 else "s"
        text = f"{kind.name}() accepts {len(known)} positional sub-pattern{plural} ({count} given)"
        raise TorchError("TypeError", text, "GV159")
    found: list[str | None] = []
    for name in known[:count]:
        if name is not None and not isinstance(name, str):
            text = f"__match_args__ elements must be strings (got {type_name(name)})"
            raise TorchError("TypeError", text, "GV153")
        found.append(name)
    return found


def _attribute(machine: Machine, value: object, name: str, site: tuple[int, int, int, int]
               ) -> object:  # fmt: skip
    try:
        return get_attribute(machine, value, name, site)
    except TorchError as error:
        if error.type != "AttributeError":
            raise
        return MISSING


_MAKERS: dict[type[ast.pattern], Callable[..., Pattern]] = {
    ast.MatchValue: _value,
    ast.MatchSingleton: _singleton,
    ast.MatchAs: _capture,
    ast.MatchOr: _either,
    ast.MatchSequence: _sequence,
    ast.MatchMapping: _mapping,
    ast.MatchClass: _class,
}
