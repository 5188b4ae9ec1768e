"""From syntax to closures: the registry of constructs, and what a name means where it stands.

A program is compiled as a whole before any of it runs: whatever has no entry in the registry is
refused then. Each entry turns one syntax form into a function of the frame that holds the
variables; nothing is ever compiled by Python.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Literal, Protocol, TypeVar

from gradviz.engine.messages import TorchError
from gradviz.engine.tensor import Site
from gradviz.errors import SourceError
from gradviz.language.machine import Machine
from gradviz.language.program import Placed, captured, names_in, site_of
from gradviz.language.values import Frame, Unbound

Code = Callable[[Frame], object]
"""An expression gives its value; a statement gives None, or a signal to leave the block."""

Store = Callable[[Frame, object], None]

N = TypeVar("N", bound=ast.AST)


class Maker(Protocol):
    """Turns one syntax form into code."""

    def __call__(self, compiler: Compiler, node: ast.AST, /) -> Code:
        """The code of a node of that form."""


CONSTRUCTS: dict[type[ast.AST], Maker] = {}
"""The allow-list: a syntax form without an entry is not in the language."""


def construct(*kinds: type[ast.AST]) -> Callable[[Callable[[Compiler, N], Code]], object]:
    """Registers how syntax forms are compiled."""

    def register(maker: Callable[[Compiler, N], Code]) -> object:
        for kind in kinds:
            CONSTRUCTS[kind] = maker  # type: ignore[assignment]
        return maker

    return register


class Scope:
    """What the names of one function (or the module, or a comprehension) refer to."""

    def __init__(
        self,
        local: set[str] | None,
        outer: Scope | None,
        declared: frozenset[str] = frozenset(),
        *,
        inline: bool = False,
        of_class: bool = False,
    ) -> None:
        self.local = local
        """Its own variables; None for the module, whose variables are the global ones."""
        self.outer = outer
        self.declared = declared
        """Names that a `global` in it says are the module's."""
        self.inline = inline
        """Whether it is a comprehension: what `:=` binds in it belongs to the scope around."""
        self.of_class = of_class
        """Whether it is the body of a class, whose names its methods do not see."""

    def depth_of(self, name: str) -> int | None:
        """How many frames outwards a variable lives; None where it is global."""
        depth = 0
        scope: Scope | None = self
        while scope is not None and scope.local is not None:
            if name in scope.local and (scope is self or not scope.of_class):
                return depth
            if scope.of_class and name == "__class__":
                return depth
            if name in scope.declared:
                return None
            depth += 1
            scope = scope.outer
        return None


class Compiler:
    """Compiles a program for one machine."""

    def __init__(
        self,
        machine: Machine,
        builtins: dict[str, object],
        bound: set[str],
        variables: Frame | None = None,
        module: str = "__main__",
    ) -> None:
        self.machine = machine
        self.module = module
        """The name of the module, for the full names of its classes."""
        self.variables = machine.globals if variables is None else variables
        """The module's own variables."""
        self.library = variables is not None
        """Whether it is a page of ours, whose names and lines no Trace shows."""
        self.builtins = builtins
        """What has a name without being bound: Python's, and torch's until torch is imported."""
        self.bound_names = bound
        """The names that the program has bound so far."""
        self.unbound_names: dict[str, Site] = {}
        """Names that were read before anything bound them, and where first."""
        self._readers: dict[str, Code] = {}
        """The code that reads a global variable, the same wherever that is read."""
        self.scope = Scope(None, None)
        self.in_loop = False
        self.in_function = False
        self.imports_torch = False
        self.optional_imports = False
        """Whether a `try` around takes an import of what there is not."""
        self.first_parameter: str | None = None
        """Of the method that is being compiled: what `super()` is about."""
        self.path = ""
        """What stands before the name of a function: "f.<locals>."."""

    @contextmanager
    def inside_loop(self) -> Iterator[None]:
        """While the body of a loop is compiled."""
        before, self.in_loop = self.in_loop, True
        try:
            yield
        finally:
            self.in_loop = before

    @contextmanager
    def inside_try(self, *, optional: bool) -> Iterator[None]:
        """While the body of a `try` is compiled; `optional`: it takes a failed import."""
        before, self.optional_imports = self.optional_imports, optional or self.optional_imports
        try:
            yield
        finally:
            self.optional_imports = before

    @contextmanager
    def inside_function(self, name: str, scope: Scope) -> Iterator[None]:
        """While the body of a function is compiled."""
        before = self.scope, self.path, self.in_function, self.in_loop
        self.scope, self.path = scope, f"{self.path}{name}.<locals>."
        self.in_function, self.in_loop = True, False
        try:
            yield
        finally:
            self.scope, self.path, self.in_function, self.in_loop = before

    @contextmanager
    def inside_class(self, name: str, scope: Scope) -> Iterator[None]:
        """While the body of a class is compiled."""
        before = self.scope, self.path, self.in_function, self.in_loop
        self.scope, self.path = scope, f"{self.path}{name}."
        self.in_function, self.in_loop = False, False
        try:
            yield
        finally:
            self.scope, self.path, self.in_function, self.in_loop = before

    def code(self, node: ast.AST) -> Code:
        """The code of a statement or expression; SourceError where it is not in the language."""
        maker = CONSTRUCTS.get(type(node))
        if maker is None:
            assert isinstance(node, ast.stmt | ast.expr)
            raise self.unsupported(node)
        return maker(self, node)

    def codes(self, nodes: Iterable[ast.AST]) -> list[Code]:
        """The code of each."""
        return [self.code(node) for node in nodes]

    def unsupported(self, node: Placed, what: str = "", help: str = "") -> SourceError:
        """The error for a construct that the language does not have."""
        site = site_of(node)
        name, advice = _UNSUPPORTED.get(type(node), (type(node).__name__, ""))
        return self.refused(
            f"{what or name} is not part of the language",
            site,
            help=help or advice,
            note="gradviz reads the file, it never runs it: what is not in its tables is refused",
            code="GV003",
        )

    def refused(
        self,
        message: str,
        site: Site,
        *,
        label: str = "",
        help: str = "",
        note: str = "",
        code: str,
    ) -> SourceError:
        """A SourceError at a place."""
        span = self.machine.program.span(site)
        return SourceError(message, span=span, label=label, help=help, note=note, code=code)

    # ── names ─────────────────────────────────────────────────────────────────────────────────

    def read(self, name: str, node: Placed) -> Code:
        """Code that reads a variable, or what torch and Python have under that name."""
        depth = self.scope.depth_of(name)
        if depth == 0:
            return _read_local(name, site_of(node))
        if depth is not None:
            return _read_outer(name, site_of(node), depth)
        if name not in self.bound_names and name not in self.unbound_names:
            self.unbound_names[name] = site_of(node)
        reader = self._readers.get(name)
        if reader is None:
            reader = self._readers[name] = _read_global(name, self.variables, self.builtins)
        return reader

    def check_names(self, refused: dict[str, str]) -> None:
        """Once all is compiled: refuses names that gradviz will not have, each with its reason.

        Any other name that nothing binds is Python's NameError when the program comes to it.
        """
        for name, site in self.unbound_names.items():
            if name in refused and name not in self.bound_names:
                raise self.refused(
                    f"'{name}' is not part of the language",
                    site,
                    note=refused[name],
                    code="GV003",
                )

    def check_declared(self, name: str, node: ast.Global | ast.Nonlocal) -> None:
        """Python's complaints about a `global` or `nonlocal` that cannot be meant."""
        text = ""
        if isinstance(node, ast.Nonlocal):
            if self.scope.local is None:
                text = "nonlocal declaration not allowed at module level"
            elif name in self.scope.local:
                text = f"name '{name}' is parameter and nonlocal"
            elif self.scope.depth_of(name) is None:
                text = f"no binding for nonlocal '{name}' found"
        elif self.scope.local is not None and name in self.scope.local:
            text = f"name '{name}' is parameter and global"
        if text:
            raise self.refused(f"syntax error: {text}", site_of(node), code="GV001")

    def write(self, name: str, site: Site) -> Store:
        """Code that binds a variable."""
        self.bound_names.add(name)
        scope = self.scope
        depth = 0
        while scope.inline and scope.local is not None and name not in scope.local:
            assert scope.outer is not None
            scope = scope.outer
            depth += 1
        if scope.local is None or name not in scope.local:
            outer = scope.depth_of(name)
            if outer is None:
                variables = self.variables
                bound = _unnoted if self.library else self.machine.bound

                def store_global(frame: Frame, value: object) -> None:
                    variables[name] = value
                    bound(name, value, site)

                return store_global
            depth += outer
        bound_within = _unnoted if self.library else self.machine.bound_within

        def store(frame: Frame, value: object) -> None:
            target = _outwards(frame, depth)
            target[name] = value
            bound_within(name, value, site)

        return store

    def delete(self, name: str, site: Site) -> Code:
        """Code that unbinds a variable."""
        depth = self.scope.depth_of(name)
        machine, module = self.machine, self.variables

        def run(frame: Frame) -> object:
            variables = module if depth is None else _outwards(frame, depth)
            if name not in variables:
                raise _unbound(name, site, "global" if depth is None else "local")
            del variables[name]
            machine.note("delete", site, name=name, local=depth is not None)
            return None

        return run


_NOTHING = object()


def _unnoted(name: str, value: object, site: Site) -> None:
    """A page's own variables are nobody's business."""


def _outwards(frame: Frame, depth: int) -> Frame:
    for _ in range(depth):
        assert frame.outer is not None
        frame = frame.outer
    return frame


def _read_local(name: str, site: Site) -> Code:
    def run(frame: Frame) -> object:
        try:
            return frame[name]
        except KeyError:
            raise _unbound(name, site, "local") from None

    return run


def _read_outer(name: str, site: Site, depth: int) -> Code:
    def run(frame: Frame) -> object:
        try:
            return _outwards(frame, depth)[name]
        except KeyError:
            raise _unbound(name, site, "free") from None

    return run


def _read_global(name: str, variables: Frame, builtins: dict[str, object]) -> Code:
    """Where it stands is looked up once it is unbound: `Program.place_of_name`."""

    def run(frame: Frame) -> object:
        value = variables.get(name, _NOTHING)
        if value is _NOTHING:
            value = builtins.get(name, _NOTHING)
            if value is _NOTHING:
                error = _unbound(name, None, "global")
                error.subject = Unbound(name, builtins)
                raise error
        return value

    return run


def _unbound(name: str, site: Site | None, kind: Literal["local", "free", "global"]) -> TorchError:
    text = f"cannot access {kind} variable '{name}' where it is not associated with a value"
    if kind == "local":
        error = TorchError("UnboundLocalError", text, "GV152")
    elif kind == "free":
        error = TorchError("NameError", f"{text} in enclosing scope", "GV152")
    else:
        error = TorchError("NameError", f"name '{name}' is not defined", "GV011")
    error.site = site
    return error


def names_of_function(
    body: Sequence[ast.AST], parameters: Iterable[str]
) -> tuple[set[str], set[str]]:
    """The variables of a function, its parameters and what its body binds; its global names."""
    names = set(parameters)
    declared: set[str] = set()
    outer: set[str] = set()
    pending: list[ast.AST] = list(body)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Global):
            declared.update(node.names)
        elif isinstance(node, ast.Nonlocal):
            outer.update(node.names)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
            pending += node.decorator_list
            continue
        elif isinstance(node, ast.Lambda):
            continue
        elif isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            names.update(_walrus_names(node))
            continue
        elif isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Store | ast.Del):
                names.add(node.id)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names.update(names_in(node))
        elif isinstance(node, ast.ExceptHandler) and node.name:
            names.add(node.name)
        elif isinstance(node, ast.pattern):
            names.update(captured(node))
        pending += ast.iter_child_nodes(node)
    kept = set(parameters)
    return (names - declared - outer) | kept, declared


def docstring(body: list[ast.stmt] | ast.expr) -> str | None:
    """The text that a function or a class begins with."""
    if isinstance(body, list) and isinstance(body[0], ast.Expr):
        value = body[0].value
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            return value.value
    return None


def _walrus_names(tree: ast.AST) -> set[str]:
    return {
        node.target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.NamedExpr) and isinstance(node.target, ast.Name)
    }


_UNSUPPORTED: dict[type[ast.AST], tuple[str, str]] = {
    ast.AsyncFunctionDef: ("'async def'", "write 'def', and call it without 'await'"),
    ast.AsyncFor: ("'async for'", "write 'for'"),
    ast.AsyncWith: ("'async with'", "write 'with'"),
    ast.Await: ("'await'", "call the function without it"),
    ast.Yield: (
        "'yield' in a lambda, a chained comparison or a target",
        "give it a line of its own: x = yield y",
    ),
    ast.YieldFrom: (
        "'yield from' in a lambda, a chained comparison or a target",
        "give it a line of its own",
    ),
    ast.TryStar: ("'except*'", "write 'except'"),
}
