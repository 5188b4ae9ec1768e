"""Random expressions over the variables of a random program: one function for each family of ops.

A form asks the program for operands that suit it and says what comes out; it raises `UnfitError`
where there are none, and another form is tried.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import NamedTuple, Protocol

from fuzz.types import (
    Shape,
    Type,
    broadcast,
    most_of,
    product,
    promoted,
    reduced,
    rounded,
    sum_of,
)

LARGEST = 200.0
"""No element is meant to be larger."""
MOST_ELEMENTS = 48


class UnfitError(Exception):
    """There is no operand for this form."""


class Expr(NamedTuple):
    """The text of an expression, and what is known of its value."""

    text: str
    type: Type
    atom: bool = True
    """Whether a dot may follow without parentheses."""

    @property
    def tight(self) -> str:
        return self.text if self.atom else f"({self.text})"


Wanted = Callable[[Type], bool]


class Scope(Protocol):
    """What a form sees of the program that it becomes part of."""

    random: Random
    depth: int

    def operand(self, wanted: Wanted) -> Expr: ...
    def fresh(
        self, shape: Shape, dtype: str = ..., low: float = ..., high: float = ...
    ) -> Expr: ...
    def needs_functional(self) -> None: ...


Form = Callable[[Scope], Expr]
FORMS: list[Form] = []
WEIGHTS: list[int] = []


def form(weight: int) -> Callable[[Form], Form]:
    """Adds a form to those that expressions are made of."""

    def add(function: Form) -> Form:
        FORMS.append(function)
        WEIGHTS.append(weight)
        return function

    return add


def call(scope: Scope, name: str, x: Expr, *arguments: str) -> str:
    """The call of an op that is both a function and a method, as one of the two."""
    if scope.random.random() < 0.6:
        return f"{x.tight}.{name}({', '.join(arguments)})"
    return f"torch.{name}({', '.join([x.text, *arguments])})"


def float_of(scope: Scope, wanted: Wanted = lambda t: True) -> Expr:
    return scope.operand(lambda t: t.floating and wanted(t))


def dim_of(scope: Scope, kind: Type) -> int:
    """A dimension, counted from the front or the back."""
    n = max(kind.ndim, 1)
    return scope.random.randrange(-n, n)


def result(kind: Type, **changes: object) -> Type:
    """A new value in memory of its own."""
    return replace(kind, leaf=False, group=None, **changes)  # type: ignore[arg-type]


def together(kinds: list[Type], low: float, high: float, fraction: int | None) -> Type:
    """The result of an elementwise op on several."""
    shape: Shape = ()
    for kind in kinds:
        joint = broadcast(shape, kind.shape)
        if joint is None:
            raise UnfitError
        shape = joint
    dtype = promoted(kinds)
    if math.prod(shape) > MOST_ELEMENTS or max(abs(low), abs(high)) > LARGEST:
        raise UnfitError
    if any(kind.floating and kind.dtype != dtype for kind in kinds) and dtype == "float16":
        raise UnfitError
    grad = any(kind.grad for kind in kinds) and dtype.startswith("float")
    spent = any(kind.spent for kind in kinds)
    return Type(shape, dtype, low, high, fraction, grad, spent=spent)


# ── functions of one variable ─────────────────────────────────────────────────────────────────

_SMOOTH: dict[str, tuple[float, float, Callable[[float], float]]] = {
    "exp": (-4, 4, math.exp), "expm1": (-4, 4, math.expm1), "exp2": (-5, 5, lambda x: 2**x),
    "log": (0.06, 200, math.log), "log2": (0.06, 200, math.log2), "log10": (0.06, 200, math.log10),
    "log1p": (-0.9, 200, math.log1p), "sqrt": (0.06, 200, math.sqrt),
    "rsqrt": (0.06, 200, lambda x: x**-0.5), "tanh": (-5, 5, math.tanh),
    "sigmoid": (-8, 8, lambda x: 1 / (1 + math.exp(-x))), "atan": (-200, 200, math.atan),
    "sinh": (-4, 4, math.sinh), "asinh": (-200, 200, math.asinh), "erf": (-3, 3, math.erf),
    "erfc": (-2, 2, math.erfc), "asin": (-0.95, 0.95, math.asin), "acos": (-0.95, 0.95, math.acos),
    "atanh": (-0.95, 0.95, math.atanh), "acosh": (1.1, 200, math.acosh),
    "logit": (0.05, 0.95, lambda x: math.log(x / (1 - x))),
    "reciprocal": (0.06, 200, lambda x: 1 / x),
}  # fmt: skip
"""Monotonous functions: their domain, and themselves."""

_WAVES = ("sin", "cos")
_FUNCTIONAL = ("softplus", "silu", "gelu", "mish", "logsigmoid", "tanhshrink", "softsign", "selu",
               "elu", "hardswish", "hardsigmoid", "hardtanh", "relu6", "leaky_relu")  # fmt: skip
_KINKED = ("relu", "abs", "sign", "floor", "ceil", "trunc", "round", "frac")


@form(10)
def smooth(scope: Scope) -> Expr:
    name = scope.random.choice([*_SMOOTH])
    least, most, function = _SMOOTH[name]
    x = scope.operand(
        lambda t: t.dtype in ("int64", *("float32", "float64")) and t.within(least, most)
    )
    ends = sorted((function(x.type.low), function(x.type.high)))
    dtype = x.type.dtype if x.type.floating else "float32"
    return Expr(call(scope, name, x), rounded(result(x.type, dtype=dtype), *ends))


@form(3)
def wave(scope: Scope) -> Expr:
    x = float_of(scope, lambda t: t.bound <= 20)
    return Expr(call(scope, scope.random.choice(_WAVES), x), rounded(result(x.type), -1, 1))


@form(4)
def functional(scope: Scope) -> Expr:
    name = scope.random.choice(_FUNCTIONAL)
    most = 2 if name in ("gelu", "mish", "tanhshrink") else 20  # beyond, they cancel
    x = float_of(scope, lambda t: t.bound <= most and t.exact and t.dtype != "float16")
    scope.needs_functional()
    return Expr(f"F.{name}({x.text})", rounded(result(x.type), -x.type.bound - 2, x.type.bound + 2))


@form(6)
def kinked(scope: Scope) -> Expr:
    name = scope.random.choice(_KINKED)
    x = float_of(scope, lambda t: t.exact)
    bound = x.type.bound + 1
    kind = result(x.type, low=0.0 if name in ("relu", "abs") else -bound, high=bound)
    return Expr(call(scope, name, x), kind)


@form(4)
def negated(scope: Scope) -> Expr:
    x = scope.operand(lambda t: t.dtype != "bool")
    kind = result(x.type, low=-x.type.high, high=-x.type.low)
    if scope.random.random() < 0.7:
        return Expr(f"-{x.tight}", kind, atom=False)
    return Expr(call(scope, "neg", x), kind)


@form(3)
def clamped(scope: Scope) -> Expr:
    x = scope.operand(lambda t: t.exact and t.dtype in ("float32", "float64", "int64"))
    low, high = scope.random.choice([("-1", "1"), ("0", "2"), ("-0.5", "2.5"), ("min=0", "max=3")])
    which = scope.random.randrange(3)
    if which == 0:
        text = call(scope, "clamp", x, low, high)
    elif which == 1:
        text = call(scope, "clamp", x, f"min={low.removeprefix('min=')}")
    else:
        text = call(scope, "clamp", x, f"max={high.removeprefix('max=')}")
    dtype = "float32" if "." in text.split("clamp")[1] and not x.type.floating else x.type.dtype
    return Expr(text, result(x.type, dtype=dtype, low=-x.type.bound, high=x.type.bound + 3))


# ── arithmetic ────────────────────────────────────────────────────────────────────────────────

_NUMBERS = (2, 3, -1, 0.5, 2.0, 1.5, -0.25, 4, 1, 0.1, 10, 0.3)
_CLEAN = (2, 3, -1, 0.5, 2.0, 1.5, -0.25, 4, 1)


def number(scope: Scope) -> Expr:
    value = scope.random.choice(_NUMBERS if scope.random.random() < 0.5 else _CLEAN)
    fraction = {0.5: 1, 1.5: 1, -0.25: 2, 0.1: None, 0.3: None}.get(value, 0)
    dtype = "float32" if isinstance(value, float) else "int64"
    return Expr(repr(value), Type((), dtype, value, value, fraction), atom=False)


def pair(
    scope: Scope, wanted: Wanted = lambda t: True, *, numbers: bool = True
) -> tuple[Expr, Expr]:
    """Two operands that broadcast, one of them perhaps a Python number, in any order."""
    x = scope.operand(wanted)
    chance = scope.random.random()
    if numbers and chance < 0.35:
        y = number(scope)
        if not wanted(y.type):
            raise UnfitError
        if y.type.floating:
            y = y._replace(
                type=replace(y.type, dtype=x.type.dtype if x.type.floating else "float32")
            )
    elif chance < 0.9:
        y = scope.operand(lambda t: wanted(t) and broadcast(t.shape, x.type.shape) is not None)
    else:
        y = scope.fresh(narrower(scope, x.type.shape), x.type.dtype)
        if not wanted(y.type):
            raise UnfitError
    return (x, y) if scope.random.random() < 0.6 else (y, x)


def narrower(scope: Scope, shape: Shape) -> Shape:
    """A shape that broadcasts to this one."""
    start = scope.random.randrange(len(shape) + 1)
    return tuple(1 if scope.random.random() < 0.3 else n for n in shape[start:])


def _is_tensor(x: Expr) -> bool:
    return x.text.lstrip("-").replace(".", "").isdigit() is False


def numeric(t: Type) -> bool:
    return t.dtype != "bool" and t.bound <= 100


@form(22)
def arithmetic(scope: Scope) -> Expr:
    x, y = pair(scope, numeric)
    sign = scope.random.choice("++-**")
    a, b = x.type, y.type
    if sign == "*":
        low, high = product(a, b)
        fraction = sum_of([a.fraction, b.fraction])
    else:
        low, high = (
            (a.low + b.low, a.high + b.high) if sign == "+" else (a.low - b.high, a.high - b.low)
        )
        fraction = most_of([a.fraction, b.fraction])
    kind = together([a, b], low, high, fraction)
    names = {"+": "add", "-": "sub", "*": "mul"}
    if scope.random.random() < 0.15 and _is_tensor(x):
        alpha = ", alpha=2" if sign in "+-" and scope.random.random() < 0.4 else ""
        if alpha:
            kind = together([a, b], low - b.bound, high + b.bound, fraction)
        return Expr(f"torch.{names[sign]}({x.text}, {y.text}{alpha})", kind)
    return Expr(f"{x.tight} {sign} {y.tight}", kind, atom=False)


@form(6)
def quotient(scope: Scope) -> Expr:
    x, y = pair(scope, numeric)
    if not y.type.away_from_zero:
        raise UnfitError
    a, b = x.type, y.type
    inverse = replace(b, low=min(1 / b.low, 1 / b.high), high=max(1 / b.low, 1 / b.high))
    low, high = product(a, inverse)
    kind = together([a, b], low, high, None)
    if not kind.floating:
        kind = replace(kind, dtype="float32")
    powers_of_two = b.low == b.high and b.low in (0.5, 1, 2, 4) and a.fraction is not None
    if powers_of_two and a.fraction is not None:
        kind = replace(kind, fraction=a.fraction + 2)
    return Expr(f"{x.tight} / {y.tight}", kind, atom=False)


@form(3)
def power(scope: Scope) -> Expr:
    exponent = scope.random.choice(["2", "3", "2.0", "0.5", "-1", "1", "0", "1.5"])
    positive = exponent in ("0.5", "-1", "1.5")
    x = scope.operand(
        lambda t: numeric(t) and t.bound <= 5 and (not positive or (t.low > 0.06 and t.floating))
    )
    bound = max(x.type.bound, 1.0) ** 3 if not positive else 20.0
    fraction = x.type.fraction
    if positive or fraction is None:
        kind = rounded(result(x.type), 0 if positive else -bound, bound)
    else:
        kind = result(x.type, low=-bound, high=bound, fraction=3 * fraction)
    if exponent in ("2.0",) and not kind.floating:
        kind = replace(kind, dtype="float32")
    if scope.random.random() < 0.7:
        return Expr(f"{x.tight} ** {exponent}", kind, atom=False)
    return Expr(call(scope, "pow", x, exponent), kind)


@form(3)
def two_tensors(scope: Scope) -> Expr:
    """Smooth functions of two variables."""
    name = scope.random.choice(["atan2", "hypot", "logaddexp", "pow", "base", "xlogy"])
    positive = name in ("atan2", "hypot", "pow", "xlogy")
    x, y = pair(
        scope, lambda t: t.floating and t.dtype != "float16" and t.bound <= 4
        and (not positive or t.low > 0.06), numbers=False,
    )  # fmt: skip
    kind = together([x.type, y.type], 0, 100, None)
    if name == "pow":
        return Expr(f"{x.tight} ** {y.tight}", replace(kind, high=150), atom=False)
    if name == "base":
        return Expr(f"2 ** {x.tight}", rounded(result(x.type), 0.06, 16), atom=False)
    return Expr(f"torch.{name}({x.text}, {y.text})", replace(kind, low=-20, high=20))


@form(5)
def larger(scope: Scope) -> Expr:
    name = scope.random.choice(["maximum", "minimum", "fmax", "fmin", "max", "min"])
    x, y = pair(scope, lambda t: t.exact, numbers=False)
    bound = max(x.type.bound, y.type.bound)
    kind = together([x.type, y.type], -bound, bound, most_of([x.type.fraction, y.type.fraction]))
    return Expr(f"torch.{name}({x.text}, {y.text})", kind)


@form(4)
def integers_only(scope: Scope) -> Expr:
    x = scope.operand(lambda t: t.exact and t.dtype in ("int64", "float32"))
    sign, other = scope.random.choice(
        [("//", "2"), ("%", "3"), ("//", "0.5"), ("%", "2"), ("//", "-3")]
    )
    kind = result(x.type, low=-2 * x.type.bound - 1, high=2 * x.type.bound + 1)
    if "." in other and not kind.floating:
        kind = replace(kind, dtype="float32")
    return Expr(f"{x.tight} {sign} {other}", kind, atom=False)


@form(5)
def comparison(scope: Scope) -> Expr:
    x, y = pair(scope, lambda t: t.exact)
    if not _is_tensor(x) and not _is_tensor(y):
        raise UnfitError
    sign = scope.random.choice(["<", "<=", ">", ">=", "==", "!="])
    kind = together([x.type, y.type], 0, 1, 0)
    return Expr(f"{x.tight} {sign} {y.tight}", replace(kind, dtype="bool", grad=False), atom=False)


@form(2)
def logic(scope: Scope) -> Expr:
    x = scope.operand(lambda t: t.dtype == "bool")
    if scope.random.random() < 0.4:
        return Expr(f"~{x.tight}", result(x.type), atom=False)
    y = scope.operand(lambda t: t.dtype == "bool" and broadcast(t.shape, x.type.shape) is not None)
    sign = scope.random.choice("&|^")
    kind = together([x.type, y.type], 0, 1, 0)
    return Expr(f"{x.tight} {sign} {y.tight}", kind, atom=False)


@form(4)
def where(scope: Scope) -> Expr:
    mask = scope.operand(lambda t: t.dtype == "bool")
    fits = lambda t: numeric(t) and broadcast(t.shape, mask.type.shape) is not None  # noqa: E731
    x = scope.operand(fits)
    y = scope.operand(fits) if scope.random.random() < 0.6 else number(scope)
    if not _is_tensor(y) and y.type.floating:
        y = y._replace(type=replace(y.type, dtype=x.type.dtype if x.type.floating else "float32"))
    bound = max(x.type.bound, y.type.bound)
    fraction = most_of([x.type.fraction, y.type.fraction])
    shaped = replace(mask.type, dtype="bool", grad=False)
    kind = together([shaped, x.type, y.type], -bound, bound, fraction)
    kind = replace(kind, dtype=promoted([x.type, y.type]))
    if scope.random.random() < 0.25:
        bound = x.type.bound + 2
        filled = result(x.type, low=-bound, high=bound)
        if broadcast(mask.type.shape, x.type.shape) == x.type.shape:
            return Expr(f"{x.tight}.masked_fill({mask.text}, 2)", filled)
    return Expr(f"torch.where({mask.text}, {x.text}, {y.text})", kind)


@form(3)
def blended(scope: Scope) -> Expr:
    name = scope.random.choice(["lerp", "lerp_number", "addcmul", "addcdiv"])
    x = float_of(scope, lambda t: t.bound <= 8 and t.dtype != "float16")
    same = lambda t: t.dtype == x.type.dtype and t.bound <= 8 and t.shape == x.type.shape  # noqa: E731
    y = scope.operand(same)
    if name == "lerp_number":
        return Expr(
            f"torch.lerp({x.text}, {y.text}, 0.25)", together([x.type, y.type], -8, 8, None)
        )
    z = scope.operand(lambda t: same(t) and (name != "addcdiv" or t.away_from_zero))
    kind = together([x.type, y.type, z.type], -170, 170, None)
    value = ", value=0.5" if name != "lerp" and scope.random.random() < 0.4 else ""
    return Expr(f"torch.{name}({x.text}, {y.text}, {z.text}{value})", kind)


# ── reductions ────────────────────────────────────────────────────────────────────────────────


def reduction_dims(scope: Scope, kind: Type, *, several: bool = True) -> tuple[list[str], Shape]:
    """Arguments of a reduction, and the shape that it leaves."""
    chance = scope.random.random()
    if chance < 0.4:
        return [], ()
    keepdim = scope.random.random() < 0.4
    dims = [dim_of(scope, kind)]
    if several and kind.ndim > 1 and scope.random.random() < 0.3:
        dims = [0, -1]
    text = str(tuple(dims)) if len(dims) > 1 else f"{'dim=' * (chance < 0.7)}{dims[0]}"
    return [text, *["keepdim=True"] * keepdim], reduced(kind.shape, dims, keepdim)


@form(14)
def summed(scope: Scope) -> Expr:
    name = scope.random.choice(["sum", "sum", "sum", "mean", "mean"])
    x = scope.operand(lambda t: (t.floating or name == "sum") and t.bound * t.size <= LARGEST)
    arguments, shape = reduction_dims(scope, x.type)
    count = x.type.size // max(math.prod(shape), 1) if name == "sum" else 1
    low, high = min(x.type.low * count, x.type.low), max(x.type.high * count, x.type.high)
    kind = result(x.type, shape=shape, low=low, high=high)
    if not x.type.floating:
        kind = replace(kind, dtype="int64")
    if name == "mean":
        kind = rounded(kind, low, high)
    return Expr(call(scope, name, x, *arguments), kind)


@form(5)
def extreme(scope: Scope) -> Expr:
    name = scope.random.choice(["max", "min", "amax", "amin", "median", "argmax", "argmin"])
    x = scope.operand(lambda t: t.exact and t.dtype != "bool")
    arguments, shape = reduction_dims(scope, x.type, several=name in ("amax", "amin"))
    text = call(scope, name, x, *arguments)
    if name.startswith("arg"):
        return Expr(text, Type(shape, "int64", 0, x.type.size, 0))
    kind = result(x.type, shape=shape)
    if name.startswith("a") or not arguments:
        return Expr(text, kind)
    if scope.random.random() < 0.2:
        return Expr(f"{text}.indices", Type(shape, "int64", 0, x.type.size, 0))
    return Expr(f"{text}{scope.random.choice(['.values', '[0]'])}", kind)


@form(4)
def statistics(scope: Scope) -> Expr:
    name = scope.random.choice(["var", "std", "norm", "logsumexp", "prod", "norm1"])
    x = float_of(scope, lambda t: t.size > 1 and t.bound <= 4 and t.dtype != "float16")
    if name == "prod" and x.type.bound**x.type.size > LARGEST:
        raise UnfitError
    bound = (
        max(x.type.bound**x.type.size, 1.0)
        if name == "prod"
        else 4 * x.type.bound * x.type.size + 4
    )
    if name in ("norm", "norm1"):
        dim, order = dim_of(scope, x.type), "1" if name == "norm1" else ""
        if scope.random.random() < 0.6:
            return Expr(f"{x.tight}.norm({order})", rounded(result(x.type, shape=()), 0, bound))
        text = f"{x.tight}.norm({f'p={order}, ' * bool(order)}dim={dim})"
        return Expr(
            text, rounded(result(x.type, shape=reduced(x.type.shape, [dim], False)), 0, bound)
        )
    arguments, shape = reduction_dims(scope, x.type, several=False)
    if name == "logsumexp" and not arguments:
        arguments, shape = ["0"], reduced(x.type.shape, [0], False)
    if (
        name in ("var", "std")
        and arguments
        and x.type.shape[int(arguments[0].removeprefix("dim="))] < 2
    ):
        raise UnfitError
    return Expr(
        call(scope, name, x, *arguments), rounded(result(x.type, shape=shape), -bound, bound)
    )


@form(3)
def truth(scope: Scope) -> Expr:
    x = scope.operand(lambda t: t.exact)
    name = scope.random.choice(["any", "all", "count_nonzero"])
    arguments, shape = reduction_dims(scope, x.type, several=False)
    if name == "count_nonzero":
        arguments = [a for a in arguments if a != "keepdim=True"]
        shape = (
            reduced(x.type.shape, [int(arguments[0].removeprefix("dim="))], False)
            if arguments
            else ()
        )
        return Expr(call(scope, name, x, *arguments), Type(shape, "int64", 0, x.type.size, 0))
    return Expr(call(scope, name, x, *arguments), Type(shape, "bool", 0, 1, 0))


@form(3)
def running(scope: Scope) -> Expr:
    name = scope.random.choice(["cumsum", "cumprod"])
    x = scope.operand(lambda t: t.dtype in ("int64", "float32", "float64") and t.ndim > 0)
    dim = dim_of(scope, x.type)
    n = x.type.shape[dim]
    bound = x.type.bound * n if name == "cumsum" else max(x.type.bound, 1) ** n
    if bound > LARGEST:
        raise UnfitError
    fraction = x.type.fraction
    if fraction is not None and name == "cumprod":
        fraction *= n
    kind = result(x.type, low=-bound, high=bound, fraction=fraction)
    return Expr(call(scope, name, x, str(dim)), kind)


@form(4)
def ordered(scope: Scope) -> Expr:
    name = scope.random.choice(["sort", "topk", "argsort", "kth"])
    x = scope.operand(lambda t: t.exact and t.dtype != "bool" and t.ndim > 0)
    dim = dim_of(scope, x.type)
    n = x.type.shape[dim]
    kind = result(x.type)
    if name == "argsort":
        return Expr(call(scope, name, x, f"dim={dim}", "stable=True")
                    if scope.random.random() < 0.5 else f"{x.tight}.argsort({dim})",
                    Type(x.type.shape, "int64", 0, n, 0))  # fmt: skip
    if name == "topk":
        k = scope.random.randint(1, n)  # which of two equal ones it takes is nobody's business
        apart = x._replace(text=f"({x.tight} + torch.arange({x.type.shape[-1]}) / 16)", atom=True)
        text = call(scope, name, apart, str(k), "dim=-1") + ".values"
        shape = (*x.type.shape[:-1], k)
        return Expr(text, rounded(replace(kind, shape=shape), x.type.low, x.type.high + 1))
    down = ["descending=True"] * (scope.random.random() < 0.4)
    return Expr(call(scope, "sort", x, str(dim), *down) + ".values", kind)


@form(5)
def soft(scope: Scope) -> Expr:
    name = scope.random.choice(["softmax", "log_softmax", "softmax", "softmin"])
    x = float_of(scope, lambda t: t.bound <= 12 and t.dtype != "float16")
    dim = dim_of(scope, x.type)
    low, high = (-40.0, 0.0) if name == "log_softmax" else (0.0, 1.0)
    if name == "softmin" or scope.random.random() < 0.4:
        scope.needs_functional()
        return Expr(f"F.{name}({x.text}, dim={dim})", rounded(result(x.type), low, high))
    return Expr(call(scope, name, x, f"dim={dim}"), rounded(result(x.type), low, high))


# ── products of matrices ──────────────────────────────────────────────────────────────────────


@form(12)
def matmul(scope: Scope) -> Expr:
    x = scope.operand(lambda t: t.floating and t.ndim > 0 and t.bound <= 12)
    n, dtype = x.type.shape[-1], x.type.dtype
    fits = lambda t: (  # noqa: E731
        t.dtype == dtype and t.ndim > 0 and t.bound <= 12 and t.shape[-2 if t.ndim > 1 else 0] == n
    )
    if scope.random.random() < 0.5:
        y = scope.operand(fits)
    else:
        y = scope.fresh(
            (n,) if scope.random.random() < 0.4 else (n, scope.random.randint(1, 3)), dtype
        )
    a, b = x.type.shape, y.type.shape
    batch = broadcast(a[:-2], b[:-2])
    if batch is None:
        raise UnfitError
    shape = (*batch, *a[-2:-1], *(b[-1:] if len(b) > 1 else ()))
    low, high = product(x.type, y.type)
    fraction = sum_of([x.type.fraction, y.type.fraction])
    bound = max(abs(low), abs(high)) * n
    if bound > LARGEST or math.prod(shape) > MOST_ELEMENTS:
        raise UnfitError
    kind = result(x.type, shape=shape, low=-bound, high=bound, fraction=fraction,
                  grad=x.type.grad or y.type.grad, spent=x.type.spent or y.type.spent)  # fmt: skip
    named = {(1, 1): "dot", (2, 1): "mv", (2, 2): "mm", (3, 3): "bmm"}.get(
        (len(a), len(b)), "matmul"
    )
    if named == "bmm" and a[0] != b[0]:
        named = "matmul"
    chance = scope.random.random()
    if chance < 0.6:
        return Expr(f"{x.tight} @ {y.tight}", kind, atom=False)
    return Expr(call(scope, named if chance < 0.8 else "matmul", x, y.text), kind)


@form(3)
def layer(scope: Scope) -> Expr:
    x = scope.operand(lambda t: t.dtype in ("float32", "float64") and t.ndim > 0 and t.bound <= 12)
    out = scope.random.randint(1, 3)
    w = scope.fresh((out, x.type.shape[-1]), x.type.dtype)
    bias = scope.random.random() < 0.6
    b = [scope.fresh((out,), x.type.dtype)] * bias
    bound = x.type.bound * 4 * x.type.shape[-1] + 4
    fraction = sum_of([x.type.fraction, w.type.fraction])
    grad = any(e.type.grad for e in (x, w, *b))
    kind = result(
        x.type,
        shape=(*x.type.shape[:-1], out),
        low=-bound,
        high=bound,
        fraction=fraction,
        grad=grad,
    )
    if bound > LARGEST:
        raise UnfitError
    if bias and x.type.ndim == 2 and scope.random.random() < 0.3:
        return Expr(f"torch.addmm({b[0].text}, {x.text}, {w.tight}.t())", kind)
    scope.needs_functional()
    return Expr(f"F.linear({', '.join(e.text for e in (x, w, *b))})", kind)


@form(2)
def outer(scope: Scope) -> Expr:
    x = float_of(scope, lambda t: t.ndim == 1 and t.bound <= 12)
    y = scope.operand(lambda t: t.ndim == 1 and t.bound <= 12 and t.dtype == x.type.dtype)
    low, high = product(x.type, y.type)
    shape = (x.type.size, y.type.size)
    kind = result(x.type, shape=shape, low=low, high=high, grad=x.type.grad or y.type.grad,
                  fraction=sum_of([x.type.fraction, y.type.fraction]))  # fmt: skip
    return Expr(call(scope, "outer", x, y.text), kind)


# ── shapes ────────────────────────────────────────────────────────────────────────────────────


def factors(scope: Scope, size: int) -> Shape:
    """A shape of so many elements."""
    options = [(size,), (1, size), (size, 1)]
    options += [(n, size // n) for n in range(2, size) if size % n == 0]
    if size == 1:
        options += [()]
    return scope.random.choice(options)


def seen(x: Type, shape: Shape) -> Type:
    """A view, or what may be one."""
    return replace(x, shape=shape, leaf=False)


@form(8)
def reshaped(scope: Scope) -> Expr:
    name = scope.random.choice(
        ["reshape", "reshape", "view", "flatten", "ravel", "view_as", "unflatten"]
    )
    x = scope.operand(lambda t: t.size > 0)
    if name in ("flatten", "ravel"):
        return Expr(call(scope, name, x), seen(x.type, (x.type.size,)))
    if name == "view_as":
        y = scope.operand(lambda t: t.size == x.type.size)
        return Expr(f"{x.tight}.view_as({y.text})", seen(x.type, y.type.shape))
    if name == "unflatten":
        if not x.type.ndim:
            raise UnfitError
        return Expr(f"{x.tight}.unflatten(-1, (-1, 1))", seen(x.type, (*x.type.shape, 1)))
    shape = factors(scope, x.type.size)
    written = [*shape]
    if written and scope.random.random() < 0.4:
        written[scope.random.randrange(len(written))] = -1
    text = (
        ", ".join(map(str, written))
        if written and scope.random.random() < 0.7
        else str(tuple(written))
    )
    return Expr(f"{x.tight}.{name}({text})", seen(x.type, shape))


@form(8)
def turned(scope: Scope) -> Expr:
    name = scope.random.choice(["t", "T", "transpose", "permute", "mT", "movedim", "swapaxes"])
    x = scope.operand(lambda t: t.ndim > 1 or (name in ("t", "transpose") and t.ndim == 1))
    shape = x.type.shape
    if name == "t":
        if x.type.ndim > 2:
            raise UnfitError
        return Expr(f"{x.tight}.t()", seen(x.type, shape[::-1]))
    if name == "T":
        if x.type.ndim != 2 and scope.random.random() < 0.8:
            raise UnfitError
        return Expr(f"{x.tight}.T", seen(x.type, shape[::-1]))
    if name == "mT":
        return Expr(f"{x.tight}.mT", seen(x.type, (*shape[:-2], shape[-1], shape[-2])))
    if name == "permute":
        order = scope.random.sample(range(len(shape)), len(shape))
        text = ", ".join(map(str, order)) if scope.random.random() < 0.7 else str(tuple(order))
        return Expr(f"{x.tight}.permute({text})", seen(x.type, tuple(shape[d] for d in order)))
    a, b = dim_of(scope, x.type), dim_of(scope, x.type)
    order = list(range(len(shape)))
    if name == "movedim":
        order.insert(b % len(shape), order.pop(a % len(shape)))
    else:
        order[a], order[b] = order[b], order[a]
    return Expr(call(scope, name, x, str(a), str(b)), seen(x.type, tuple(shape[d] for d in order)))


@form(6)
def stretched(scope: Scope) -> Expr:
    name = scope.random.choice(
        ["unsqueeze", "unsqueeze", "squeeze", "squeeze_dim", "expand", "expand_as"]
    )
    x = scope.operand(lambda t: t.ndim < 4)
    shape = x.type.shape
    if name == "unsqueeze":
        dim = scope.random.randrange(-len(shape) - 1, len(shape) + 1)
        at = dim % (len(shape) + 1)
        return Expr(call(scope, name, x, str(dim)), seen(x.type, (*shape[:at], 1, *shape[at:])))
    if name == "squeeze":
        return Expr(call(scope, name, x), seen(x.type, tuple(n for n in shape if n != 1)))
    if name == "squeeze_dim":
        dim = dim_of(scope, x.type)
        at = dim % max(len(shape), 1)
        left = tuple(n for d, n in enumerate(shape) if d != at or n != 1)
        return Expr(call(scope, "squeeze", x, str(dim)), seen(x.type, left))
    if name == "expand_as":
        y = scope.operand(lambda t: broadcast(shape, t.shape) == t.shape)
        return Expr(f"{x.tight}.expand_as({y.text})", seen(x.type, y.type.shape))
    wider = tuple(scope.random.randint(2, 3) if n == 1 else n for n in shape)
    wider = (*[2] * (scope.random.random() < 0.5), *wider)
    if math.prod(wider) > MOST_ELEMENTS or not wider:
        raise UnfitError
    written = tuple(-1 if n > 1 and d >= len(wider) - len(shape) and scope.random.random() < 0.2
                    and shape[d - len(wider)] == n else n for d, n in enumerate(wider))  # fmt: skip
    return Expr(f"{x.tight}.expand({', '.join(map(str, written))})", seen(x.type, wider))


@form(4)
def moved(scope: Scope) -> Expr:
    name = scope.random.choice(
        ["flip", "roll", "repeat", "tile", "repeat_interleave", "tril", "triu"]
    )
    x = scope.operand(lambda t: t.ndim > 0 and t.size <= 16)
    shape = x.type.shape
    dim = dim_of(scope, x.type)
    if name == "flip":
        return Expr(call(scope, name, x, f"[{dim}]"), result(x.type))
    if name == "roll":
        return Expr(
            call(scope, name, x, str(scope.random.choice([1, -1, 2])), str(dim)), result(x.type)
        )
    if name in ("tril", "triu"):
        if x.type.ndim < 2 or x.type.dtype == "bool":
            raise UnfitError
        kind = result(x.type, low=min(x.type.low, 0), high=max(x.type.high, 0))
        return Expr(call(scope, name, x, str(scope.random.choice([0, 1, -1]))), kind)
    if name == "repeat_interleave":
        doubled = tuple(2 * n if d == dim % len(shape) else n for d, n in enumerate(shape))
        return Expr(call(scope, name, x, "2", f"dim={dim}"), result(x.type, shape=doubled))
    counts = [scope.random.choice([1, 2]) for _ in shape]
    grown = tuple(n * c for n, c in zip(shape, counts, strict=True))
    text = ", ".join(map(str, counts))
    return Expr(f"{x.tight}.{name}({text})", result(x.type, shape=grown))


@form(6)
def joined(scope: Scope) -> Expr:
    x = scope.operand(lambda t: t.size <= 16)
    parts = [x] + [
        scope.operand(lambda t: t.shape == x.type.shape) for _ in range(scope.random.randint(0, 2))
    ]
    kinds = [part.type for part in parts]
    low, high = min(k.low for k in kinds), max(k.high for k in kinds)
    kind = together(kinds, low, high, most_of([k.fraction for k in kinds]))
    items = ", ".join(part.text for part in parts)
    n, shape = len(parts), x.type.shape
    if scope.random.random() < 0.5 or not shape:
        dim = scope.random.randrange(len(shape) + 1)
        written = "" if dim == 0 else f", dim={dim}"
        return Expr(
            f"torch.stack([{items}]{written})", replace(kind, shape=(*shape[:dim], n, *shape[dim:]))
        )
    dim = dim_of(scope, x.type)
    grown = tuple(m * n if d == dim % len(shape) else m for d, m in enumerate(shape))
    return Expr(f"torch.cat([{items}], dim={dim})", replace(kind, shape=grown))


@form(4)
def part_of(scope: Scope) -> Expr:
    """One of several results."""
    name = scope.random.choice(["split", "chunk", "unbind", "narrow", "select"])
    x = scope.operand(lambda t: t.ndim > 0)
    dim = dim_of(scope, x.type)
    n = x.type.shape[dim]
    rest = [*x.type.shape]
    at = dim % x.type.ndim
    if name == "unbind":
        del rest[at]
        return Expr(
            f"{call(scope, name, x, str(dim))}[{scope.random.randrange(n)}]",
            seen(x.type, tuple(rest)),
        )
    if name == "select":
        del rest[at]
        return Expr(
            call(scope, name, x, str(dim), str(scope.random.randrange(n))),
            seen(x.type, tuple(rest)),
        )
    if name == "narrow":
        start = scope.random.randrange(n)
        rest[at] = scope.random.randint(1, n - start)
        return Expr(
            call(scope, name, x, str(dim), str(start), str(rest[at])), seen(x.type, tuple(rest))
        )
    size = scope.random.randint(1, n)
    rest[at] = min(-(-n // size) if name == "chunk" else size, n)
    return Expr(f"{call(scope, name, x, str(size), f'dim={dim}')}[0]", seen(x.type, tuple(rest)))


@form(3)
def diagonals(scope: Scope) -> Expr:
    name = scope.random.choice(["diagonal", "diag", "trace", "diag_embed"])
    x = scope.operand(lambda t: t.ndim == (1 if name == "diag_embed" else 2) and t.dtype != "bool")
    shape = x.type.shape
    if name == "diag_embed":
        kind = result(x.type, shape=shape * 2, low=min(x.type.low, 0), high=max(x.type.high, 0))
        return Expr(call(scope, scope.random.choice(["diag", name]), x), kind)
    if name == "trace":
        kind = result(x.type, shape=(), low=x.type.low * min(shape), high=x.type.high * min(shape))
        return Expr(call(scope, name, x), replace(kind, dtype=kind.dtype))
    kind = seen(x.type, (min(shape),))
    return Expr(call(scope, name, x), kind if name == "diagonal" else replace(kind, group=None))


# ── indexing ──────────────────────────────────────────────────────────────────────────────────


def basic_key(scope: Scope, shape: Shape) -> tuple[str, Shape]:
    """Ints, slices, None and ... as a key, and the shape of what it selects."""
    items: list[str] = []
    left: list[int] = []
    dims = [*shape]
    used = 0
    while used < len(dims) and (not items or scope.random.random() < 0.5):
        n = dims[used]
        chance = scope.random.random()
        if chance < 0.35 and n:
            items.append(str(scope.random.randrange(-n, n)))
        elif chance < 0.75:
            start, stop = sorted(scope.random.choices(range(n + 1), k=2))
            step = scope.random.choice([1, 1, 2])
            if start == stop:
                start, stop = 0, n
            items.append(f"{start or ''}:{stop if stop < n else ''}{':2' if step == 2 else ''}")
            left.append(len(range(start, stop, step)))
        elif chance < 0.9:
            items.append(":")
            left.append(n)
        else:
            items.append("None")
            left.append(1)
            continue
        used += 1
    if scope.random.random() < 0.15:
        items.append("...")
    if not items:
        items = [scope.random.choice(["None", "..."])]
        left = [1] if items == ["None"] else []
    return ", ".join(items), (*left, *dims[used:])


@form(12)
def indexed(scope: Scope) -> Expr:
    x = scope.operand(lambda t: t.size > 0)
    key, shape = basic_key(scope, x.type.shape)
    return Expr(f"{x.tight}[{key}]", seen(x.type, shape))


@form(5)
def picked(scope: Scope) -> Expr:
    """By index lists, masks, gather and the like."""
    name = scope.random.choice(
        ["list", "mask", "gather", "index_select", "tensor", "pairs", "masked_select"]
    )
    x = scope.operand(lambda t: t.ndim > 0 and t.size > 0)
    shape = x.type.shape
    n = shape[0]
    if name in ("mask", "masked_select"):
        if not x.type.exact or x.type.dtype == "bool":
            raise UnfitError
        at = f"{x.tight}[{x.tight} >= {scope.random.choice(['0', '-1', '0.5', '-10'])}]"
        if name == "masked_select":
            at = f"{x.tight}.masked_select({x.tight} > -100)"
            return Expr(at, result(x.type, shape=(x.type.size,)))
        return Expr(f"{at}.sum()", result(x.type, shape=(), low=-LARGEST, high=LARGEST,
                    **({} if x.type.floating else {"dtype": "int64"})))  # fmt: skip
    chosen = [scope.random.randrange(-n, n) for _ in range(scope.random.randint(1, 3))]
    if name == "list":
        return Expr(f"{x.tight}[{chosen}]", result(x.type, shape=(len(chosen), *shape[1:])))
    if name == "tensor":
        return Expr(
            f"{x.tight}[torch.tensor({chosen})]", result(x.type, shape=(len(chosen), *shape[1:]))
        )
    chosen = [i % n for i in chosen]
    if name == "index_select":
        text = call(scope, name, x, "0", f"torch.tensor({chosen})")
        return Expr(text, result(x.type, shape=(len(chosen), *shape[1:])))
    if name == "pairs":
        if len(shape) < 2:
            raise UnfitError
        second = [scope.random.randrange(shape[1]) for _ in chosen]
        return Expr(
            f"{x.tight}[{chosen}, {second}]", result(x.type, shape=(len(chosen), *shape[2:]))
        )
    if len(shape) == 1:
        return Expr(
            call(scope, "gather", x, "0", f"torch.tensor({chosen})"),
            result(x.type, shape=(len(chosen),)),
        )
    if len(shape) > 2:
        raise UnfitError
    rows = [[scope.random.randrange(shape[1]) for _ in range(2)] for _ in range(n)]
    return Expr(
        call(scope, "gather", x, "1", f"torch.tensor({rows})"), result(x.type, shape=(n, 2))
    )


# ── the same elements ─────────────────────────────────────────────────────────────────────────


@form(7)
def same(scope: Scope) -> Expr:
    x = scope.operand(lambda t: True)
    tail = scope.random.choice(
        [".clone()", ".detach()", ".data", ".contiguous()", ".detach().clone()", ".clone()"]
    )
    kind = replace(x.type, leaf=False)
    if "clone" in tail:
        kind = replace(kind, group=None)
    if "detach" in tail or "data" in tail:
        kind = replace(kind, grad=False, spent=False)
    return Expr(f"{x.tight}{tail}", kind)


@form(3)
def converted(scope: Scope) -> Expr:
    x = scope.operand(lambda t: t.exact)
    name, dtype = scope.random.choice([
        ("double()", "float64"), ("float()", "float32"), ("to(torch.float64)", "float64"),
        ("long()", "int64"), ("bool()", "bool"), ("half()", "float16"), ("int()", "int64"),
    ])  # fmt: skip
    if name == "int()" or (dtype == "float16" and scope.random.random() < 0.7):
        raise UnfitError
    kind = replace(x.type, dtype=dtype, leaf=False, grad=x.type.grad and dtype.startswith("float"))
    if dtype == "bool":
        kind = replace(kind, low=0, high=1, fraction=0)
    if dtype == "int64":
        kind = replace(kind, fraction=0)
    return Expr(f"{x.tight}.{name}", kind)


@form(3)
def made_like(scope: Scope) -> Expr:
    x = scope.operand(lambda t: t.dtype != "float16")
    name = scope.random.choice(["zeros_like", "ones_like", "full_like", "new_zeros", "new_tensor"])
    plain = Type(x.type.shape, x.type.dtype, 0, 2, 0)
    if name == "full_like":
        return Expr(f"torch.full_like({x.text}, 2)", plain)
    if name == "new_zeros":
        return Expr(f"{x.tight}.new_zeros({x.type.shape})", plain)
    if name == "new_tensor":
        return Expr(f"{x.tight}.new_tensor([1, 2])", replace(plain, shape=(2,)))
    return Expr(f"torch.{name}({x.text})", plain)


# ── losses ────────────────────────────────────────────────────────────────────────────────────


@form(5)
def loss(scope: Scope) -> Expr:
    name = scope.random.choice(
        [
            "mse_loss",
            "l1_loss",
            "smooth_l1_loss",
            "huber_loss",
            "cross_entropy",
            "nll_loss",
            "binary_cross_entropy_with_logits",
            "kl_div",
        ]
    )
    exact = name in ("l1_loss", "smooth_l1_loss", "huber_loss")
    x = scope.operand(
        lambda t: t.dtype in ("float32", "float64") and t.bound <= 12 and (t.exact or not exact)
    )
    reduction = scope.random.choice(["", "", ", reduction='sum'", ", reduction='none'"])
    scope.needs_functional()
    shape = x.type.shape if "none" in reduction else ()
    if name in ("cross_entropy", "nll_loss"):
        if x.type.ndim != 2:
            raise UnfitError
        n, classes = x.type.shape
        target = f"torch.tensor({[scope.random.randrange(classes) for _ in range(n)]})"
        kind = rounded(result(x.type, shape=(n,) if shape else ()), -LARGEST, LARGEST)
        return Expr(f"F.{name}({x.text}, {target}{reduction})", kind)
    if name.startswith(("binary", "kl")):
        y = scope.fresh(x.type.shape, x.type.dtype, 0.25, 0.75)
    else:
        y = scope.operand(
            lambda t: (
                t.shape == x.type.shape
                and t.dtype == x.type.dtype
                and t.bound <= 12
                and (t.exact or not exact)
            )
        )
    kind = rounded(result(x.type, shape=shape, grad=x.type.grad or y.type.grad), -LARGEST, LARGEST)
    if name == "kl_div" and not reduction:
        reduction = ", reduction='batchmean'"
    return Expr(f"F.{name}({x.text}, {y.text}{reduction})", kind)


@form(2)
def normalised(scope: Scope) -> Expr:
    x = scope.operand(lambda t: t.dtype in ("float32", "float64") and t.ndim > 0 and t.bound <= 12
                      and t.shape[-1] > 1)  # fmt: skip
    scope.needs_functional()
    name = scope.random.choice(["layer_norm", "pad", "normalize"])
    if name == "pad":
        shape = (*x.type.shape[:-1], x.type.shape[-1] + 2)
        value = scope.random.choice(["", ", value=1.5"])
        kind = result(x.type, shape=shape, low=min(x.type.low, 0), high=max(x.type.high, 2))
        return Expr(f"F.pad({x.text}, (1, 1){value})", kind)
    if not x.type.exact:
        raise UnfitError
    if name == "normalize":
        return Expr(f"F.normalize({x.text}, dim=-1)", rounded(result(x.type), -1, 1))
    return Expr(f"F.layer_norm({x.text}, ({x.type.shape[-1]},))", rounded(result(x.type), -4, 4))


@form(2)
def scattered(scope: Scope) -> Expr:
    x = scope.operand(
        lambda t: t.ndim == 1 and t.size > 0 and t.dtype in ("float32", "float64") and t.bound < 50
    )
    places = [scope.random.randrange(x.type.size) for _ in range(scope.random.randint(1, 3))]
    index = f"torch.tensor({places})"
    if scope.random.random() < 0.5:
        text = f"{x.tight}.scatter(0, {index}, {scope.random.choice(['2.0', '-1.0'])})"
        return Expr(text, result(x.type, low=-x.type.bound - 2, high=x.type.bound + 2))
    y = scope.fresh((len(places),), x.type.dtype)
    kind = result(
        x.type, low=-x.type.bound - 12, high=x.type.bound + 12, grad=x.type.grad or y.type.grad
    )
    return Expr(f"{x.tight}.scatter_add(0, {index}, {y.text})", kind)
