"""Random PyTorch programs, as people write them: `program(seed)` is the text of one.

The same seed gives the same program. Most run to their end; a few hold a deliberate mistake, which
both sides must name in the same words.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from random import Random

from fuzz.expressions import (
    FORMS,
    LARGEST,
    WEIGHTS,
    Expr,
    UnfitError,
    Wanted,
    basic_key,
)
from fuzz.types import Shape, Type, broadcast, most_of

TRIES = 40
"""How often another form is tried before a statement is given up."""
NAMES = [*"abcdexyzwuvpqrs", *(f"t{i}" for i in range(1, 200))]

SHAPES: list[Shape] = [
    (), (1,), (2,), (3,), (3,), (4,), (2, 2), (2, 3), (3, 2), (3, 3), (1, 3), (3, 1), (2, 3, 2),
    (2, 1, 3), (1, 1), (2, 2, 2), (4, 2),
]  # fmt: skip

Statement = Callable[["Program"], None]
STATEMENTS: list[Statement] = []
STATEMENT_WEIGHTS: list[int] = []
MISTAKES: list[Statement] = []


def program(seed: int) -> str:
    """The text of the program with this number."""
    return Program(Random(seed)).text()


@dataclass
class Variable:
    """A name, and what is known of its value."""

    name: str
    type: Type
    has_grad: bool = False
    """Whether a backward pass may have stored a gradient."""
    reads: int = 0
    """In how many expressions it stands."""


class Program:
    """A program while it is written."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.lines: list[str] = []
        self.indent = 0
        self.depth = 0
        """How deep the expression is that is being made."""
        self.variables: list[Variable] = []
        self.names = iter(NAMES)
        self.groups = 0
        self.touched: set[int | None] = set()
        """The memory that has been written into."""
        self.recording = True
        """Whether ops are recorded here."""
        self.functional = False
        self.loops = 0
        self.helpers: list[str] = []

    # ── text ──────────────────────────────────────────────────────────────────────────────────

    def text(self) -> str:
        for _ in range(self.random.randint(1, 3)):
            new_leaf(self)
        count = self.random.randint(3, 14)
        mistake = self.random.randrange(count) if self.random.random() < 0.2 else -1
        for turn in range(count):
            self.statement()
            if turn == mistake:
                self.attempt(self.random.choice(MISTAKES))
        if self.random.random() < 0.7:
            self.attempt(run_backward)
        self.attempt(show)
        imports = ["import torch", *["import torch.nn.functional as F"] * self.functional]
        return "\n".join([*imports, *self.lines]) + "\n"

    def emit(self, line: str) -> None:
        self.lines.append("    " * self.indent + line)

    @contextmanager
    def block(self, header: str) -> Iterator[None]:
        """An indented block, `pass` where nothing else comes into it."""
        self.emit(header)
        self.indent += 1
        before = len(self.lines)
        try:
            yield
        finally:
            if len(self.lines) == before:
                self.emit("pass")
            self.indent -= 1

    def statement(self) -> None:
        """One statement, of whatever kind has what it needs."""
        while not self.attempt(self.random.choices(STATEMENTS, STATEMENT_WEIGHTS)[0]):
            pass

    def attempt(self, statement: Statement) -> bool:
        """Writes a statement; nothing where it finds no operands."""
        lines, indent, known = len(self.lines), self.indent, len(self.variables)
        recording, loops = self.recording, self.loops
        try:
            statement(self)
        except UnfitError:
            del self.lines[lines:]
            del self.variables[known:]
            self.indent, self.recording, self.loops = indent, recording, loops
            self.depth = 0
            return False
        return True

    # ── values ────────────────────────────────────────────────────────────────────────────────

    def operand(self, wanted: Wanted) -> Expr:
        """A variable that suits, or an expression that does."""
        fits = [v for v in self.variables if wanted(v.type)]
        usable = [v for v in fits if not v.type.spent or self.random.random() < 0.05]
        if self.depth < 2 and self.random.random() < 0.3:
            for _ in range(4):
                try:
                    made = self.expression()
                except UnfitError:
                    continue
                if wanted(made.type):
                    return made
        if usable:
            latest = usable[-6:] if self.random.random() < 0.7 else usable
            return self.read(self.random.choice(latest))
        for _ in range(4):
            made = self.fresh(self.random.choice(SHAPES))
            if wanted(made.type):
                return made
        raise UnfitError

    def read(self, variable: Variable) -> Expr:
        variable.reads += 1
        return Expr(variable.name, variable.type)

    def expression(self) -> Expr:
        """An expression of any kind."""
        self.depth += 1
        try:
            for _ in range(TRIES):
                try:
                    made = self.random.choices(FORMS, WEIGHTS)[0](self)
                except UnfitError:
                    continue
                if made.type.bound <= LARGEST and made.type.size <= 48 and made.type.ndim <= 4:
                    return made._replace(type=self.settled(made.type))
        finally:
            self.depth -= 1
        raise UnfitError

    def settled(self, kind: Type) -> Type:
        """The type with what follows from where the program stands."""
        if not self.recording or not kind.floating:
            kind = replace(kind, grad=False)
        return kind if kind.exact else replace(kind, fraction=None)

    def fresh(
        self, shape: Shape, dtype: str = "float32", low: float = -4.0, high: float = 4.0
    ) -> Expr:
        """A new leaf, in a statement of its own, or written where it is needed."""
        text, kind = self.literal(shape, dtype, low, high)
        if self.random.random() < 0.25:
            return Expr(text, kind)
        grad = kind.floating and self.random.random() < 0.5
        if grad:
            text = text[:-1] + ", requires_grad=True)"
        variable = self.assign(Expr(text, replace(kind, grad=grad, leaf=True)))
        return self.read(variable)

    def literal(self, shape: Shape, dtype: str, low: float, high: float) -> tuple[str, Type]:
        """`torch.tensor(…)` with numbers that are exact, well apart, and now and then equal."""
        positive = low >= 0 or self.random.random() < 0.3
        if dtype == "bool":
            values: list[object] = [self.random.random() < 0.5 for _ in range(math.prod(shape))]
            kind = Type(shape, dtype, 0, 1, 0)
        elif dtype == "int64":
            least = 0 if positive else -4
            values = [self.random.randint(least, 5) for _ in range(math.prod(shape))]
            kind = Type(shape, dtype, least, 5, 0)
        else:
            step = self.random.choice([1.0, 0.5, 0.25])
            least = max(low, 0.25) if positive else low
            count = int((high - least) / step)
            values = [least + step * self.random.randint(0, count) for _ in range(math.prod(shape))]
            kind = Type(shape, dtype, min(values, default=0), max(values, default=0), 2)  # type: ignore[arg-type]
        suffix = (
            ""
            if dtype in ("float32", "int64", "bool") and shape != (0,)
            else f", dtype=torch.{dtype}"
        )
        return f"torch.tensor({_nested(values, shape)}{suffix})", kind

    def assign(self, value: Expr, *, name: str = "") -> Variable:
        """`name = …`"""
        name = name or next(self.names)
        self.emit(f"{name} = {value.text}")
        return self.bind(name, value.type)

    def bind(self, name: str, kind: Type) -> Variable:
        kind = self.settled(kind)
        if kind.group is None:
            self.groups += 1
            kind = replace(kind, group=self.groups)
        variable = Variable(name, kind)
        self.variables = [v for v in self.variables if v.name != name]
        self.variables.append(variable)
        return variable

    def pick(self, wanted: Callable[[Variable], bool]) -> Variable:
        """A variable that suits, rather a late one."""
        fits = [v for v in self.variables if wanted(v)]
        if not fits:
            raise UnfitError
        return self.random.choice(fits[-5:] if self.random.random() < 0.6 else fits)

    def changed(self, variable: Variable, low: float, high: float, fraction: int | None) -> None:
        """Notes that something with these elements was written into a variable's memory."""
        self.touched.add(variable.type.group)
        for other in self.variables:
            if other.type.group == variable.type.group:
                kind = other.type
                kind = replace(
                    kind, low=min(kind.low, low), high=max(kind.high, high),
                    fraction=most_of([kind.fraction, fraction]),
                )  # fmt: skip
                other.type = kind if kind.exact else replace(kind, fraction=None)

    def needs_functional(self) -> None:
        self.functional = True


def _nested(values: list[object], shape: Shape) -> str:
    if not shape:
        return repr(values[0])
    size = len(values) // shape[0]
    parts = [_nested(values[i * size : (i + 1) * size], shape[1:]) for i in range(shape[0])]
    return f"[{', '.join(parts)}]"


def statement(weight: int) -> Callable[[Statement], Statement]:
    """Adds a kind of statement."""

    def add(function: Statement) -> Statement:
        STATEMENTS.append(function)
        STATEMENT_WEIGHTS.append(weight)
        return function

    return add


def mistake(function: Statement) -> Statement:
    """Adds a kind of deliberate mistake."""
    MISTAKES.append(function)
    return function


# ── making values ─────────────────────────────────────────────────────────────────────────────


@statement(8)
def new_leaf(p: Program) -> None:
    shape = p.random.choice(SHAPES)
    dtype = p.random.choices(
        ["float32", "float64", "int64", "bool", "float16"], [24, 4, 4, 2, 1]
    )[0]  # fmt: skip
    chance = p.random.random()
    grad = dtype.startswith("float") and p.random.random() < 0.75
    flag = ", requires_grad=True" if grad else ""
    if chance < 0.8:
        text, kind = p.literal(shape, dtype, -4.0, 4.0)
        text = f"{text[:-1]}{flag})"
    elif chance < 0.9:
        name = p.random.choice(["ones", "zeros"])
        text, kind = (
            f"torch.{name}({shape}, dtype=torch.{dtype}{flag})",
            Type(shape, dtype, 0, 1, 0),
        )
    elif chance < 0.95:
        n = p.random.randint(1, 5)
        text, kind = f"torch.arange({n}.{flag})", Type((n,), "float32", 0, 4, 0)
        grad = bool(flag)
    else:
        n = p.random.randint(1, 3)
        text, kind = f"torch.eye({n}{flag})", Type((n, n), "float32", 0, 1, 0)
    p.assign(Expr(text, replace(kind, grad=grad, leaf=True)))


@statement(40)
def compute(p: Program) -> None:
    value = p.expression()
    again = [v for v in p.variables if not v.type.leaf]
    name = (
        p.random.choice(again).name if again and p.random.random() < 0.08 and not p.indent else ""
    )
    p.assign(value, name=name)


@statement(4)
def several_results(p: Program) -> None:
    """`a, b = x.split(…)`"""
    name = p.random.choice(["unbind", "chunk", "max", "sort", "split"])
    x = p.operand(
        lambda t: t.ndim > 0 and (name not in ("max", "sort") or (t.exact and t.dtype != "bool"))
    )
    dim = p.random.randrange(x.type.ndim)
    n = x.type.shape[dim]
    if name in ("max", "sort"):
        shape = list(x.type.shape)
        if name == "max":
            del shape[dim]
        values, indices = next(p.names), next(p.names)
        p.emit(f"{values}, {indices} = {x.tight}.{name}(dim={dim})")
        p.bind(values, replace(x.type, shape=tuple(shape), leaf=False, group=None))
        p.bind(indices, Type(tuple(shape), "int64", 0, n, 0))
        return
    if not 1 < n <= 3:
        raise UnfitError
    shape = list(x.type.shape)
    arguments = {"unbind": f"{dim}", "chunk": f"{n}, {dim}", "split": f"1, dim={dim}"}[name]
    if name == "unbind":
        del shape[dim]
    else:
        shape[dim] = 1
    names = [next(p.names) for _ in range(n)]
    p.emit(f"{', '.join(names)} = {x.tight}.{name}({arguments})")
    for each in names:
        p.bind(each, replace(x.type, shape=tuple(shape), leaf=False))


@statement(3)
def comprehension(p: Program) -> None:
    x = p.operand(lambda t: t.floating and t.bound <= 20)
    name = next(p.names)
    kind = replace(
        x.type,
        shape=(3, *x.type.shape),
        low=-2 * x.type.bound - 2,
        high=2 * x.type.bound + 2,
        leaf=False,
        group=None,
    )
    inner = p.random.choice(["{} * k", "{} + k", "k - {}", "{} / (k + 1)"])
    if "/" in inner:
        kind = replace(kind, fraction=None)
    p.emit(f"{name} = torch.stack([{inner.format(x.tight)} for k in range(3)])")
    p.bind(name, kind)


@statement(3)
def function(p: Program) -> None:
    """A function of one or two tensors, perhaps closing over others, called at once."""
    count = p.random.randint(1, 2)
    arguments = [p.pick(lambda v: v.type.floating and v.type.bound <= 8) for _ in range(count)]
    name = f"f{p.loops}{len(p.helpers)}"
    p.helpers.append(name)
    outer = p.variables
    params = ["m", "n"][:count]
    p.variables = [] if p.random.random() < 0.6 else outer[-2:]
    p.variables = [
        *p.variables,
        *(Variable(q, v.type) for q, v in zip(params, arguments, strict=True)),
    ]
    inner_names = p.names
    p.names = iter(f"h{i}" for i in range(1, 100))
    try:
        with p.block(f"def {name}({', '.join(params)}):"):
            for _ in range(p.random.randint(0, 2)):
                p.assign(p.expression())
            value = p.expression()
            p.emit(f"return {value.text}")
    finally:
        p.variables, p.names = outer, inner_names
    p.assign(
        Expr(f"{name}({', '.join(v.name for v in arguments)})", replace(value.type, group=None))
    )


@statement(2)
def lambda_function(p: Program) -> None:
    x = p.pick(lambda v: v.type.floating and v.type.bound <= 8)
    name = f"g{len(p.helpers)}"
    p.helpers.append(name)
    body = p.random.choice(
        ["q * q", "q * 2 + 1", "(q - 1) * q", "q.tanh()", "q + q.t() if q.dim() < 2 else q"]
    )
    p.emit(f"{name} = lambda q: {body}")
    kind = replace(x.type, low=-80, high=80, leaf=False, group=None)
    kind = replace(
        kind, fraction=None if "tanh" in body or kind.fraction is None else 2 * kind.fraction
    )
    p.assign(Expr(f"{name}({x.name})", kind))


# ── changing values in place ──────────────────────────────────────────────────────────────────


def _writable(v: Variable) -> bool:
    return not (v.type.leaf and v.type.grad) and v.type.dtype != "bool"


@statement(7)
def change_whole(p: Program) -> None:
    """`x.mul_(2)`, `x += y`, mostly of tensors that nothing has read yet."""
    v = p.pick(lambda v: _writable(v) and (not v.reads or p.random.random() < 0.3))
    x = v.type
    chance = p.random.random()
    if chance < 0.4:
        sign = p.random.choice(["+=", "-=", "*="])
        if p.random.random() < 0.5:
            number = p.random.choice([2, 3, -1] if not x.floating else [2, 0.5, -1, 1.5])
            p.emit(f"{v.name} {sign} {number}")
            p.changed(v, -x.bound * 2 - 3, x.bound * 2 + 3, x.fraction and x.fraction + 1)
            return
        y = p.operand(
            lambda t: (
                broadcast(t.shape, x.shape) == x.shape
                and t.bound * x.bound < LARGEST
                and (t.dtype == x.dtype or (x.floating and not t.floating))
            )
        )
        p.emit(f"{v.name} {sign} {y.text}")
        bound = max(x.bound * y.type.bound, x.bound + y.type.bound)
        fraction = None if None in (x.fraction, y.type.fraction) else x.fraction + y.type.fraction  # type: ignore[operator]
        p.changed(v, -bound, bound, fraction)
        if p.recording and y.type.grad and x.floating:
            v.type = replace(v.type, grad=True, leaf=False)
        return
    if chance < 0.7:
        names = [
            "mul_(2)",
            "add_(1)",
            "sub_(0.5)",
            "neg_()",
            "zero_()",
            "fill_(2)",
            "fill_(0.5)",
            "abs_()",
        ]
        if x.floating and x.exact:
            names += [
                "relu_()",
                "clamp_(-1, 2)",
                "clamp_(min=0)",
                "round_()",
                "floor_()",
                "div_(2)",
            ]
        if x.floating and x.within(-4, 4):
            names += ["exp_()", "tanh_()", "sigmoid_()", "sin_()", "square_()"]
        name = p.random.choice(names)
        if "0.5" in name and not x.floating:
            raise UnfitError
        p.emit(f"{v.name}.{name}")
        smooth = name in ("exp_()", "tanh_()", "sigmoid_()", "sin_()")
        bound = 60 if smooth else max(2 * x.bound + 2, x.bound**2 if name == "square_()" else 0)
        fraction = None if smooth or x.fraction is None else 2 * x.fraction + 1
        p.changed(v, -bound, bound, fraction)
        return
    y = p.operand(
        lambda t: (
            broadcast(t.shape, x.shape) == x.shape
            and t.floating == x.floating
            and t.dtype != "bool"
        )
    )
    name = p.random.choice(["copy_", "add_", "mul_"] if y.type.dtype == x.dtype else ["copy_"])
    if name == "mul_" and y.type.bound * x.bound > LARGEST:
        raise UnfitError
    p.emit(f"{v.name}.{name}({y.text})")
    bound = max(x.bound * y.type.bound, x.bound + y.type.bound)
    p.changed(v, -bound, bound, None if None in (x.fraction, y.type.fraction) else 8)
    if p.recording and y.type.grad and x.floating:
        v.type = replace(v.type, grad=True, leaf=False)


@statement(7)
def change_part(p: Program) -> None:
    """Through a view: `x[0] = 5.`, `x[1:] += y`, `x.t().mul_(2)`."""
    v = p.pick(lambda v: _writable(v) and v.type.ndim > 0 and v.type.floating and v.type.size > 0
               and (not v.reads or p.random.random() < 0.3))  # fmt: skip
    x = v.type
    if p.random.random() < 0.2:
        views = [".detach()", ".data", ".view(-1)", ".reshape(-1)"]
        views += [".t()", ".T"] if x.ndim == 2 else [".unsqueeze(0)"]
        views += [".diagonal()"] if x.ndim == 2 else [".squeeze()"]
        name = p.random.choice(["mul_(2)", "zero_()", "add_(1)", "fill_(3)", "neg_()"])
        p.emit(f"{v.name}{p.random.choice(views)}.{name}")
        p.changed(v, -2 * x.bound - 3, 2 * x.bound + 3, x.fraction)
        return
    if p.random.random() < 0.15 and x.exact:
        compare = p.random.choice(["< 0", "> 1", "== 0"])
        p.emit(f"{v.name}[{v.name} {compare}] = {p.random.choice(['0', '2.', '-1'])}")
        p.changed(v, -1, 2, 0)
        return
    key, shape = basic_key(p, x.shape)
    if p.random.random() < 0.12:
        key, shape = f"[0, {-1 if x.shape[0] > 1 else 0}]", (2, *x.shape[1:])
    if p.random.random() < 0.45:
        value = p.random.choice(["5.", "0", "-1.5", "2"])
        bound, fraction, grad = 5.0, 1, False
    else:
        y = p.operand(lambda t: t.dtype == x.dtype and t.bound * x.bound < LARGEST
                      and broadcast(t.shape, shape) == shape)  # fmt: skip
        value, bound, fraction, grad = y.text, y.type.bound, y.type.fraction or 0, y.type.grad
        if y.type.fraction is None:
            fraction = 60
    sign = p.random.choice(["=", "=", "+=", "*=", "-="])
    p.emit(f"{v.name}[{key}] {sign} {value}")
    bound = max(x.bound * bound, x.bound + bound)
    p.changed(
        v, -bound, bound, None if x.fraction is None or fraction == 60 else x.fraction + fraction
    )
    if p.recording and grad:
        v.type = replace(v.type, grad=True, leaf=False)


@statement(3)
def update_leaf(p: Program) -> None:
    """A step of gradient descent, or another change of a leaf outside of the graph."""
    v = p.pick(lambda v: v.type.leaf and v.type.grad)
    chance = p.random.random()
    if chance < 0.5 and not v.has_grad:
        raise UnfitError
    if chance < 0.3:
        with p.block("with torch.no_grad():"), p.block(f"if {v.name}.grad is not None:"):
            p.emit(p.random.choice([
                f"{v.name} -= 0.5 * {v.name}.grad", f"{v.name}.sub_({v.name}.grad, alpha=0.25)",
                f"{v.name}.add_({v.name}.grad * -0.5)", f"{v.name}[...] = {v.name} - {v.name}.grad",
            ]))  # fmt: skip
    elif chance < 0.5:
        with p.block(f"if {v.name}.grad is not None:"):
            p.emit(
                p.random.choice(
                    [
                        f"{v.name}.data -= 0.5 * {v.name}.grad",
                        f"{v.name}.data = {v.name}.data - {v.name}.grad",
                        f"{v.name}.data.sub_({v.name}.grad)",
                    ]
                )
            )
    elif chance < 0.8:
        with p.block("with torch.no_grad():"):
            call = p.random.choice(["mul_(0.5)", "add_(1)", "zero_()", "fill_(2.)", "neg_()"])
            p.emit(f"{v.name}.{call}")
    else:
        p.emit(f"{v.name}.data.{p.random.choice(['mul_(0.5)', 'add_(1)', 'zero_()', 'fill_(2.)'])}")
    p.changed(v, -60, 60, None)


# ── gradients ─────────────────────────────────────────────────────────────────────────────────


def _root(p: Program, scalar: bool) -> Variable:
    """A root for a backward pass; a new one where no variable suits."""
    fits = [
        v for v in p.variables
        if v.type.grad and not v.type.spent and v.type.size > 0 and (not scalar or v.type.size == 1)
    ]  # fmt: skip
    if fits and p.random.random() < 0.8:
        return p.random.choice(fits[-4:])
    deep = [v for v in p.variables if v.type.grad and not v.type.spent and v.type.size > 0]
    if not deep:
        raise UnfitError
    x = p.random.choice(deep[-4:])
    x.reads += 1
    bound = x.type.bound * max(x.type.size, 1)
    tail = p.random.choice([".sum()", ".mean()", ".pow(2).sum()", ".sum()"])
    kind = replace(x.type, shape=(), low=-bound, high=bound, fraction=None, leaf=False, group=None)
    return p.assign(Expr(f"{x.name}{tail}", kind))


def _after(p: Program, root: Variable, retained: bool) -> None:
    for v in p.variables:
        if v.type.grad and v.type.leaf:
            v.has_grad = True
        if v.type.grad and not v.type.leaf and not retained:
            v.type = replace(v.type, spent=True)


@statement(11)
def run_backward(p: Program) -> None:
    if not p.recording and p.random.random() < 0.9:
        raise UnfitError
    chance = p.random.random()
    retained = p.random.random() < 0.5 or p.loops > 0
    options = ["retain_graph=True"] * retained
    if chance < 0.6:
        root = _root(p, scalar=True)
        if p.random.random() < 0.08:
            options = ["create_graph=True"]
            retained = True
        if p.random.random() < 0.1:
            leaf = p.pick(lambda v: v.type.grad)
            options.append(f"inputs=[{leaf.name}]")
        p.emit(f"{root.name}.backward({', '.join(options)})")
    elif chance < 0.92:
        root = _root(p, scalar=False)
        if p.random.random() < 0.6:
            seed = f"torch.ones_like({root.name})"
        else:
            seed, _ = p.literal(root.type.shape, root.type.dtype, -2.0, 2.0)
        named = p.random.choice(["", "gradient="])
        p.emit(f"{root.name}.backward({', '.join([named + seed, *options])})")
    else:
        root, other = _root(p, scalar=True), _root(p, scalar=True)
        arguments = ", ".join([f"[{root.name}, {other.name}]", *options])
        p.emit(f"torch.autograd.backward({arguments})")
    _after(p, root, retained)


@statement(5)
def autograd_grad(p: Program) -> None:
    """`torch.autograd.grad`, perhaps twice."""
    root = _root(p, scalar=True)
    x = p.pick(lambda v: v.type.grad and v.name != root.name)
    name = next(p.names)
    kind = replace(x.type, low=-20, high=20, fraction=None, leaf=False, group=None)
    again = p.random.random() < 0.5
    options = ["create_graph=True"] if again else p.random.choice([[], ["retain_graph=True"]])
    unused = p.random.random() < 0.7
    options += ["allow_unused=True"] * unused
    p.emit(f"{name} = torch.autograd.grad({', '.join([root.name, x.name, *options])})[0]")
    _after(p, root, bool(options) and options[0] != "allow_unused=True")
    if unused:
        with p.block(f"if {name} is not None:"):
            p.emit(f"print({name}.shape, {name}.requires_grad)")
            if again:
                _again(p, name, x)
    else:
        p.bind(name, replace(kind, grad=again))
        if again and p.random.random() < 0.7:
            _again(p, name, x)


def _again(p: Program, first: str, x: Variable) -> None:
    with p.block(f"if {first}.requires_grad:"):
        if p.random.random() < 0.5:
            p.emit(f"{first}.sum().backward(retain_graph=True)")
            return
        second = next(p.names)
        options = "retain_graph=True, allow_unused=True"
        p.emit(f"{second} = torch.autograd.grad({first}.sum(), {x.name}, {options})[0]")
        p.emit(f"print({second} is None)")


@statement(2)
def several_gradients(p: Program) -> None:
    """`g, h = torch.autograd.grad([r, s], [x, y])`."""
    roots = [_root(p, scalar=True) for _ in range(p.random.randint(1, 2))]
    inputs = [p.pick(lambda v: v.type.grad and v not in roots) for _ in range(2)]
    names = [next(p.names) for _ in inputs]
    options = p.random.choice(["retain_graph=True", "create_graph=True", "materialize_grads=True"])
    listed = [f"[{', '.join(v.name for v in given)}]" for given in (roots, inputs)]
    arguments = ", ".join([*listed, options, "allow_unused=True"])
    p.emit(f"{', '.join(names)} = torch.autograd.grad({arguments})")
    for root in roots:
        _after(p, root, not options.startswith("materialize"))
    if p.random.random() < 0.3:
        with p.block(f"if {names[0]} is not None and not {names[0]}.requires_grad:"):
            p.emit(f"{names[0]} += 1")


@statement(2)
def passes(p: Program) -> None:
    """Several passes over one graph, the `.grad` of a leaf put back in between."""
    root = _root(p, scalar=True)
    leaf = p.pick(lambda v: v.type.leaf and v.type.grad)
    with p.block(f"for _ in range({p.random.randint(2, 3)}):"):
        p.emit(f"{root.name}.backward(retain_graph=True)")
        if p.random.random() < 0.4:
            p.emit(f"{leaf.name}.grad = None")
        elif p.random.random() < 0.4:
            with p.block(f"if {leaf.name}.grad is not None:"):
                p.emit(f"{leaf.name}.grad.{p.random.choice(['zero_()', 'mul_(0.5)', 'detach_()'])}")
    _after(p, root, True)


@statement(2)
def change_view_of_view(p: Program) -> None:
    """`x[0][1:] *= 2`, `x.t()[0].add_(1)`, now and then through a name of its own."""
    v = p.pick(lambda v: _writable(v) and v.type.ndim == 2 and v.type.floating and v.type.size > 0
               and (not v.reads or p.random.random() < 0.3))  # fmt: skip
    outer = p.random.choice(["[0]", ".t()", ".view(-1)", "[:, 0]", ".unsqueeze(0)", "[1:]", "[:]"])
    inner = p.random.choice(["[0]", "[:1]", "[...]", "[-1:]", ".squeeze()", "[None]"])
    change = p.random.choice([".mul_(2)", ".add_(1)", ".zero_()", ".fill_(3)", ".neg_()"])
    target = f"{v.name}{outer}{inner}"
    if v.type.shape[0] < 2 and outer == "[1:]":
        raise UnfitError
    if p.random.random() < 0.4:
        name = next(p.names)
        p.emit(f"{name} = {target}")
        target = name
    p.emit(f"{target}{change}")
    p.changed(v, -2 * v.type.bound - 3, 2 * v.type.bound + 3, v.type.fraction)


@statement(1)
def post_hook(p: Program) -> None:
    v = p.pick(lambda v: v.type.grad and v.type.leaf)
    hook = p.random.choice(
        ["lambda q: print(q.grad.shape)", "lambda q: q.grad.mul_(2)", "lambda q: q.grad.zero_()"]
    )
    p.emit(f"{v.name}.register_post_accumulate_grad_hook({hook})")


@statement(4)
def keep(p: Program) -> None:
    v = p.pick(lambda v: v.type.grad and (not v.type.leaf or p.random.random() < 0.1))
    p.emit(f"{v.name}.retain_grad()")


HOOKS = (
    "lambda g: g * 2",
    "lambda g: -g",
    "lambda g: print(g.shape)",
    "lambda g: g.clone()",
    "lambda g: None",
    "lambda g: g.clamp(-1, 1)",
    "lambda g: print('grad', g.sum().item() > 1000)",
)


@statement(3)
def hook(p: Program) -> None:
    """PyTorch itself crashes where the tensor is a view of what has been written into."""
    v = p.pick(lambda v: v.type.grad and v.type.group not in p.touched)
    if p.random.random() < 0.2:
        name = f"h{len(p.helpers)}"
        p.helpers.append(name)
        p.emit(f"{name} = {v.name}.register_hook({p.random.choice(HOOKS)})")
        if p.random.random() < 0.4:
            p.emit(f"{name}.remove()")
        return
    p.emit(f"{v.name}.register_hook({p.random.choice(HOOKS)})")


CLEARED = ("zero_()", "data.zero_()", "fill_(1)", "mul_(0.5)", "detach_()")


@statement(4)
def clear(p: Program) -> None:
    v = p.pick(lambda v: v.has_grad and v.type.leaf)
    if p.random.random() < 0.5:
        p.emit(f"{v.name}.grad = None")
        return
    with p.block(f"if {v.name}.grad is not None:"):
        p.emit(f"{v.name}.grad.{p.random.choice(CLEARED)}")


@statement(2)
def give_grad(p: Program) -> None:
    v = p.pick(lambda v: v.type.grad and v.type.leaf)
    p.emit(f"{v.name}.grad = torch.ones_like({v.name})")
    v.has_grad = True


@statement(2)
def use_grad(p: Program) -> None:
    v = p.pick(lambda v: v.has_grad)
    name = next(p.names)
    p.emit(f"{name} = {v.name}.grad")
    if p.random.random() < 0.5:
        with p.block(f"if {name} is not None:"):
            p.emit(f"print(({name} * 2).sum().item() > 1e6, {name}.requires_grad)")


@statement(3)
def flag(p: Program) -> None:
    v = p.pick(lambda v: v.type.floating and not v.type.grad)
    p.emit(p.random.choice([f"{v.name}.requires_grad_()", f"{v.name}.requires_grad = True"]))
    v.type = replace(v.type, grad=True, leaf=True)


@statement(1)
def unflag(p: Program) -> None:
    v = p.pick(lambda v: v.type.leaf and v.type.grad)
    p.emit(p.random.choice([f"{v.name}.requires_grad_(False)", f"{v.name}.requires_grad = False"]))
    v.type = replace(v.type, grad=False)


@statement(1)
def cut(p: Program) -> None:
    v = p.pick(lambda v: v.type.grad and not v.type.leaf)
    p.emit(f"{v.name}.detach_()")
    v.type = replace(v.type, grad=False, leaf=True)


# ── blocks ────────────────────────────────────────────────────────────────────────────────────


def _body(p: Program, most: int = 3) -> None:
    for _ in range(p.random.randint(1, most)):
        p.statement()


@statement(4)
def mode(p: Program) -> None:
    if p.indent > 1:
        raise UnfitError
    off = p.recording or p.random.random() < 0.3
    before, p.recording = p.recording, not off
    with p.block(f"with torch.{'no_grad' if off else 'enable_grad'}():"):
        _body(p)
    p.recording = before


@statement(3)
def for_loop(p: Program) -> None:
    if p.indent > 1:
        raise UnfitError
    x = p.operand(lambda t: t.floating and t.bound <= 10)
    total = p.assign(Expr(p.random.choice(["0", "0."]), Type(())))
    p.variables.remove(total)
    turn = p.random.choice("ijk")
    p.loops += 1
    step = p.random.choice(
        ["{0} = {0} + {1} * {2}", "{0} += {1} / ({2} + 1)", "{0} = {0} * 0.5 + {1}"]
    )
    with p.block(f"for {turn} in range({p.random.randint(1, 3)}):"):
        p.emit(step.format(total.name, x.tight, turn))
        if p.random.random() < 0.4:
            _body(p, 2)
    p.loops -= 1
    kind = replace(x.type, low=-60, high=60, leaf=False, group=None)
    p.bind(
        total.name,
        replace(kind, fraction=None if "/" in step or kind.fraction is None else kind.fraction + 3),
    )


@statement(2)
def while_loop(p: Program) -> None:
    if p.indent > 1:
        raise UnfitError
    x = p.pick(lambda v: v.type.floating and v.type.bound <= 10 and not v.type.leaf)
    count = f"n{len(p.helpers)}"
    p.helpers.append(count)
    p.emit(f"{count} = 0")
    with p.block(f"while {count} < {p.random.randint(1, 3)}:"):
        p.emit(f"{x.name} = {x.name} {p.random.choice(['* 0.5', '+ 1', '* -1', '- 2'])}")
        p.emit(f"{count} += 1")
    p.bind(
        x.name,
        replace(
            x.type,
            low=-20,
            high=20,
            fraction=x.type.fraction and x.type.fraction + 3,
            leaf=False,
            group=None,
        ),
    )


@statement(3)
def branch(p: Program) -> None:
    if p.indent > 1:
        raise UnfitError
    x = p.pick(lambda v: v.type.exact and v.type.size > 0)
    tests = [
        f"{x.name}.sum().item() > 0",
        f"{x.name}.dim() == {x.type.ndim}",
        f"{x.name}.requires_grad",
        f"({x.name} > 0).any()",
    ]
    if x.type.ndim == 0:
        tests.append(f"{x.name} > 0")
    with p.block(f"if {p.random.choice(tests)}:"):
        known = [*p.variables]
        _body(p, 2)
    p.variables = [v for v in p.variables if v in known]
    if p.random.random() < 0.5:
        with p.block("else:"):
            _body(p, 2)
        p.variables = [v for v in p.variables if v in known]


# ── printing ──────────────────────────────────────────────────────────────────────────────────


@statement(9)
def show(p: Program) -> None:
    v = p.pick(lambda v: True)
    x = v.name
    chance = p.random.random()
    if chance < 0.35 and (v.type.exact or p.random.random() < 0.3):
        p.emit(f"print({x})")
    elif chance < 0.6 and v.type.grad:
        p.emit(f"print({x}.grad)")
    elif chance < 0.75:
        parts = ["shape", "dtype", "requires_grad", "is_leaf", "_version", "retains_grad", "ndim"]
        p.emit(f"print({', '.join(f'{x}.{part}' for part in p.random.sample(parts, 3))})")
    elif chance < 0.9 and v.type.size == 1:
        spec = p.random.choice([":.3f", "", ":8.2f", "!r"])
        tail = "" if v.type.ndim == 0 and spec != "!r" and p.random.random() < 0.3 else ".item()"
        p.emit(f'print(f"{x} = {{{x}{tail}{spec}}}")')
    elif v.type.exact:
        p.emit(f"print('{x}', {x}.tolist(), {x}.size())")
    else:
        p.emit(f"print('{x}', {x}.shape, {x}.numel())")


# ── mistakes ──────────────────────────────────────────────────────────────────────────────────


def attempted(p: Program, line: str) -> None:
    """A line that raises: as it is, or with its error caught and printed."""
    if p.random.random() < 0.5:
        p.emit(line)
        return
    with p.block("try:"):
        p.emit(line)
    with p.block("except Exception as e:"):
        p.emit("print(type(e).__name__, e)")


@mistake
def wrong_shapes(p: Program) -> None:
    x = p.operand(lambda t: t.ndim > 0 and t.shape[-1] > 1)
    other = f"torch.ones({x.type.shape[-1] + 2})"
    line = p.random.choice(
        [
            f"{x.tight} + {other}",
            f"{x.tight} @ {other}",
            f"{x.tight} * {other}",
            f"torch.dot({x.text}, {other})",
            f"torch.cat([{x.text}, {other}[None, None, None]])",
            f"torch.stack([{x.text}, {other}])",
            f"{x.tight}.reshape(7, -1)",
            f"{x.tight}.view({x.type.size + 1})",
            f"{x.tight}.expand(2, 7)",
            f"torch.where({x.tight} > 0, {x.text}, {other})",
            f"torch.mm({x.text}, {other})",
            f"torch.mv({x.text}, {other})",
        ]
    )
    attempted(p, f"{next(p.names)} = {line}")


@mistake
def wrong_dim(p: Program) -> None:
    x = p.operand(lambda t: t.dtype != "bool")
    n = x.type.ndim
    line = p.random.choice(
        [
            f"{x.tight}.sum({n})",
            f"{x.tight}.sum(dim={-n - 2})",
            f"{x.tight}.unsqueeze({n + 2})",
            f"{x.tight}[{', '.join(['0'] * (n + 1))}]",
            f"{x.tight}.transpose(0, {n + 1})",
            f"{x.tight}.softmax({n})",
            f"{x.tight}.max({n})",
            f"{x.tight}.squeeze({n + 1})",
            f"{x.tight}.unbind({n})",
            f"{x.tight}.permute(0)",
            f"{x.tight}[7]",
            f"{x.tight}[..., 7]",
            f"{x.tight}.cumsum({n + 1})",
            f"{x.tight}.t()",
            f"{x.tight}.flip({n})",
            f"{x.tight}.select(0, 9)",
            f"{x.tight}.narrow(0, 1, 9)",
            f"{x.tight}[::-1]",
            f"{x.tight}[[9]]",
        ]
    )
    attempted(p, f"{next(p.names)} = {line}")


@mistake
def wrong_dtype(p: Program) -> None:
    line = p.random.choice(
        [
            "torch.tensor([1, 2], requires_grad=True)",
            "torch.tensor([1, 2]).requires_grad_()",
            "torch.tensor([1, 2]).mean()",
            "torch.tensor([True, False]) - torch.tensor([True, True])",
            "torch.tensor([1, 2]) ** -1",
            "torch.ones(2, 2) @ torch.ones(2, 2, dtype=torch.float64)",
            "torch.ones(2) @ torch.ones(2, dtype=torch.float64)",
            "torch.tensor([1, 2]).add_(0.5)",
            "torch.tensor([1, 2]).mul_(torch.ones(2))",
            "torch.tensor([1, 2]).var()",
            "-torch.tensor([True])",
            "torch.ones(2, 2) @ torch.tensor([1, 2])",
            "torch.tensor([1, 2]).div_(2)",
            "torch.tensor([1]).norm()",
            "torch.ones(2)[torch.tensor([0.5])]",
            "torch.where(torch.tensor([1, 0]), 1., 2.)",
            "torch.tensor([1, 2]).softmax(0)",
            "torch.tensor([[1., 2.], [3.]])",
            "torch.tensor([1, 2]).backward()",
            "torch.tensor([3, 4]) // 0",
            "torch.tensor([True]) // 2",
            "torch.tensor([1.5]) & 1",
        ]
    )
    attempted(p, f"{next(p.names)} = {line}")


@mistake
def wrong_backward(p: Program) -> None:
    x = p.pick(lambda v: v.type.grad)
    n = x.name
    line = p.random.choice(
        [
            f"{n}.backward()",
            f"({n} * 2).backward()",
            f"{n}.detach().sum().backward()",
            f"{n}.sum().backward(torch.ones(2))",
            f"({n} * {n}).backward(torch.ones(7))",
            f"{n}.backward(1.0)",
            f"{n}.sum().backward(inputs=[])",
            f"torch.autograd.grad({n}.sum(), torch.ones(2))",
            f"torch.autograd.grad({n}.sum(), [{n}, torch.ones(2, requires_grad=True)])",
            f"torch.autograd.grad({n} * 2, {n})",
            f"torch.autograd.backward([{n}.sum(), {n}.sum()], [None])",
            f"torch.autograd.backward({n}.detach())",
            f"({n} > 0).sum().backward()",
            f"{n}.argmax().backward()",
            f"{n}.sum().item().backward()",
            f"({n} // 2).sum().backward()",
        ]
    )
    attempted(p, line)


@mistake
def twice(p: Program) -> None:
    root = _root(p, scalar=True)
    p.emit(f"{root.name}.backward()")
    attempted(p, f"{root.name}.backward()")
    _after(p, root, False)


@mistake
def in_place_mistake(p: Program) -> None:
    x = p.pick(lambda v: v.type.grad and v.type.leaf and v.type.ndim > 0)
    n, y = x.name, next(p.names)
    line = p.random.choice(
        [
            f"{n} += 1",
            f"{n}[0] = 1.",
            f"{n}.mul_(2)",
            f"{n}.zero_()",
            f"{n}.view(-1)[0] = 3.",
            f"{n}.t().add_(1)",
            f"({n} * 1).unbind(0)[0].mul_(2)",
            f"({n} + 0).sum(0).expand(3, *{n}.shape[1:]).add_(1)",
            f"{n}.detach().add_(1)",
            f"({n} * 2).detach_()",
            f"{n}[0].detach_()",
            f"({n} * 1)[0].detach_()",
            "torch.ones(2).add_(torch.ones(3, 2))",
            f"for row in {n} * 1: row.add_(1)",
        ]
    )
    if p.random.random() < 0.4:
        square = p.random.choice(
            [
                f"{n} ** 2",
                f"{n}.exp()",
                f"{n}.sigmoid()",
                f"{n} * {n}",
                f"{n}.tanh()",
                f"{n}.relu()",
                f"{n}.sin()",
                f"{n} + 1",
            ]
        )
        p.emit(f"{y} = {square}")
        p.emit(
            p.random.choice(
                [
                    f"{y} += 1",
                    f"{y}.mul_(2)",
                    f"{y}[0] = 0",
                    f"{n}.data.mul_(2)",
                    f"{n}.detach().mul_(2)",
                ]
            )
        )
        line = f"{y}.sum().backward()"
    attempted(p, line)


@mistake
def wrong_status(p: Program) -> None:
    x = p.pick(lambda v: v.type.grad and v.type.size > 1)
    n = x.name
    line = p.random.choice(
        [
            f"{n}.detach().retain_grad()",
            f"{n}.detach().register_hook(lambda g: g)",
            f"({n} * 2).requires_grad_(False)",
            f"({n} * 2).requires_grad = False",
            f"{n}.grad = torch.ones(7)",
            f"{n}.grad = 1.0",
            f"{n}.item()",
            f"bool({n} > 0)",
            f"float({n})",
            f"if {n} > 0: print('yes')",
            f"{n}.grad = torch.ones_like({n}).double()",
            f"int({n})",
            f"{n}.numpy()",
            f"{n}.tolist().backward()",
            f"{n}.no_such_thing",
            "len(torch.tensor(1.))",
            f"for e in {n}.sum(): print(e)",
            f"{n}.sum()[0]",
        ]
    )
    if "no_such_thing" in line:
        raise UnfitError
    attempted(p, line)


@mistake
def wrong_hook(p: Program) -> None:
    x = p.pick(lambda v: v.type.grad and v.type.ndim > 0)
    p.emit(f"{x.name}.register_hook(lambda g: {p.random.choice(['g.sum()', 'g[None]', '1.0'])})")
    attempted(p, f"({x.name} * 2).sum().backward()")


@mistake
def no_gradient_yet(p: Program) -> None:
    x = p.pick(lambda v: v.type.grad and v.type.leaf)
    attempted(p, f"{next(p.names)} = {x.name}.grad * 2")
