"""Less common functions of one variable, and of two."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from gradviz.engine.dtypes import Number, float64
from gradviz.engine.exact import by_element, through_float64
from gradviz.engine.messages import CONVERSION_KIND, SETTING
from gradviz.engine.op import Composite, Op, Value, composite, op, overload
from gradviz.engine.ops.compare import (
    ONES,
    PAIRS,
    POSITIVE_ONES,
    dtype_of,
    eq,
    masked_fill_number,
    no_kernel,
    where,
    zeros,
)
from gradviz.engine.ops.elementwise import cos, exp, log, not_implemented, pow_, pow_base, sin
from gradviz.engine.ops.shape import to
from gradviz.engine.samples import given, integers, positive, real

_LOG2 = math.log(2)


def _unary(
    name: str, grad_fn: str, forward: Callable[[Value], Value], rule: Callable[..., Value],
    *, aliases: str = "", samples: tuple[tuple[object, ...], ...] = ONES,
    kinks: tuple[tuple[object, ...], ...] = (),
) -> Op:  # fmt: skip
    return op(
        name, f"torch.{name} .{name} {aliases}", elementwise=True, promotes="float",
        grad_fn=grad_fn, forward=forward, vjp=dict(input=rule), samples=samples, kinks=kinks,
    )  # fmt: skip


# gamma and its kin


def _log_gamma(x: float) -> float:
    if math.isinf(x):
        return math.inf
    try:
        return math.lgamma(x)
    except ValueError:  # at the poles
        return math.inf


def _polygamma(n: int, x: float) -> float:
    """The n-th derivative of digamma: upwards by recurrence, then the asymptotic series."""
    if math.isnan(x):
        return x
    if x <= 0 and x == math.floor(x):
        return math.nan if n == 0 and x < 0 else -math.inf if n == 0 else math.inf
    if n == 1:
        return _trigamma(x)
    if x < 0 and n == 0:
        return _polygamma(0, 1 - x) - math.pi / math.tan(math.pi * x)
    sign = -1.0 if n % 2 == 0 else 1.0
    total = 0.0
    while x < 12:
        total += sign * math.factorial(n) / x ** (n + 1)
        x += 1
    return total + _series(n, x)


_BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510)


def _series(n: int, x: float) -> float:
    if n == 0:
        terms = (b / (2 * k * x ** (2 * k)) for k, b in enumerate(_BERNOULLI, 1))
        return math.log(x) - 1 / (2 * x) - sum(terms)
    sign = -1.0 if n % 2 == 0 else 1.0
    total = math.factorial(n - 1) / x**n + math.factorial(n) / (2 * x ** (n + 1))
    for k, b in enumerate(_BERNOULLI, 1):
        rising = math.factorial(2 * k + n - 1) / math.factorial(2 * k)
        total += b * rising / x ** (2 * k + n)
    return sign * total


def _trigamma(x: float) -> float:
    """With as many terms as PyTorch has."""
    sign, total = 1.0, 0.0
    if x < 0.5:  # by the value at 1 - x
        sign, total = -1.0, -((math.pi / math.sin(math.pi * x)) ** 2)
        x = 1 - x
    for _ in range(6):
        total += 1 / (x * x)
        x += 1
    square = 1 / (x * x)
    total += (1 + 1 / (2 * x) + square * (1 / 6 - square * (1 / 30 - square / 42))) / x
    return sign * total


def _polygammas(n: int) -> Callable[[Value], Value]:
    return through_float64(by_element(lambda x: _polygamma(n, x)))


_digamma = _polygammas(0)
lgamma: Op = _unary(
    "lgamma", "LgammaBackward0", through_float64(by_element(_log_gamma)),
    lambda g, input: g * digamma(input), aliases="torch.special.gammaln",
    samples=((given(0.5, 2.5, 3.7),),),
)  # fmt: skip
digamma: Op = _unary(
    "digamma", "DigammaBackward0", _digamma, lambda g, input: g * polygamma(1, input),
    aliases="torch.special.digamma torch.special.psi", samples=POSITIVE_ONES,
)  # fmt: skip
polygamma_row: Op = op(
    "polygamma.row", elementwise=True, promotes="float", grad_fn="PolygammaBackward0",
    forward=lambda input, *, n: _polygammas(n)(input),
    vjp=dict(input=lambda g, input, n: g * polygamma_row(input, n=n + 1)),
    samples=[(positive(3), {"n": 1}), (positive(3), {"n": 2})],
)  # fmt: skip
_MOST = 160
"""Beyond it n! is no float any more."""


def _polygamma_body(n: int, input: Value) -> Value:
    if n < 0:
        raise SETTING.error(text="polygamma(n, x) does not support negative n.")
    if n > _MOST:
        raise SETTING.error(text=f"gradviz has polygamma(n, x) up to n = {_MOST}")
    return digamma(input) if n == 0 else polygamma_row(input, n=n)


polygamma: Composite = composite(
    "polygamma", "torch.polygamma torch.special.polygamma",
    body=_polygamma_body,
    formula=lambda n, input: polygamma_row(input), samples=[(1, positive(3)), (2, positive(3))],
)  # fmt: skip


# the inverse of erf


def _inverse_erf(y: float) -> float:
    """Giles' start, then two steps of Newton's method."""
    if not -1 < y < 1:
        return math.copysign(math.inf, y) if abs(y) == 1 else math.nan
    if y == 0:
        return y
    w = math.log((1 - y) * (1 + y))
    first = 2 / (math.pi * 0.147) + w / 2
    x = math.copysign(math.sqrt(math.sqrt(first * first - w / 0.147) - first), y)
    sign = math.copysign(1.0, y)
    for _ in range(3):
        error = (  # near 1 erfc is the exact one
            math.erf(x) - y if abs(y) < 0.5 else sign * (1 - abs(y) - math.erfc(abs(x)))
        )
        x -= error / (2 / math.sqrt(math.pi) * math.exp(-x * x))
    return x


erfinv: Op = _unary(
    "erfinv", "ErfinvBackward0", through_float64(by_element(_inverse_erf)),
    lambda g, input: math.sqrt(math.pi) / 2 * exp(pow_(erfinv(input), 2)) * g,
    aliases="torch.special.erfinv", samples=((real(3, low=-0.9, high=0.9),),),
    kinks=((given(-1.0, 0.0, 0.9, 2.0),),),
)  # fmt: skip


# sinc


def _sinc_slope(g: Value, input: Value) -> Value:
    x = input * math.pi
    slope = (x * cos(x) - sin(x)) / (input * input * math.pi)
    return where(eq(x, 0), 0.0, g * slope)


sinc_slope: Composite = composite(
    "sinc_slope", body=_sinc_slope, samples=[(real(3), real(3))],
)  # fmt: skip
sinc: Op = _unary(
    "sinc", "SincBackward0", through_float64(np.sinc), lambda g, input: sinc_slope(g, input),
    aliases="torch.special.sinc", kinks=((given(0.0, 1.0),),),
)  # fmt: skip
entr: Op = op(
    "special_entr", "torch.special.entr", elementwise=True, promotes="float", in_place=False,
    grad_fn="SpecialEntrBackward0",
    forward=through_float64(
        lambda x: np.where(x > 0, -x * np.log(x), np.where(x == 0, 0, -np.inf))
    ),
    vjp=dict(input=lambda g, input: g * -(1 + log(input))),
    samples=POSITIVE_ONES,
)  # fmt: skip


# angles, signs, powers of two


def _scaled(name: str, grad_fn: str, factor: float) -> Op:
    return _unary(
        name, grad_fn, lambda input: input * input.dtype.type(factor), lambda g: g * factor
    )


deg2rad: Op = _scaled("deg2rad", "Deg2RadBackward0", math.pi / 180)
rad2deg: Op = _scaled("rad2deg", "Rad2DegBackward0", 180 / math.pi)


def _with_sign(input: Value, other: Value) -> Value:
    return np.copysign(input, other)


def _sign_ratio(g: Value, input: Value, out: Value) -> Value:
    return g * masked_fill_number(out / input, eq(input, 0), 0)


sign_ratio: Composite = composite(
    "sign_ratio", body=_sign_ratio, samples=[(real(3), real(3), real(3))]
)
copysign_number: Op = op(
    "copysign.Scalar", elementwise=True, promotes="float", grad_fn="CopysignBackward1",
    forward=_with_sign,
    vjp=dict(input=lambda g, input, out: sign_ratio(g, input, out), other=None),
    samples=[(real(3), -1.0)], kinks=[(given(0.0, 1.0), -2)],
)  # fmt: skip
copysign_tensor: Op = op(
    "copysign.Tensor", elementwise=True, promotes="float", grad_fn="CopysignBackward0",
    written={"other": 1},
    forward=_with_sign,
    vjp=dict(
        input=lambda g, input, out: sign_ratio(g, input, out), other=lambda g: zeros(g)
    ),
    samples=PAIRS[:-1],
)  # fmt: skip
overload(
    "copysign", "torch.copysign .copysign",
    lambda input, other: copysign_number if isinstance(other, Number) else copysign_tensor,
)  # fmt: skip
heaviside: Op = op(
    "heaviside", "torch.heaviside .heaviside", elementwise=True, grad_fn="NotImplemented",
    forward=lambda input, values: np.heaviside(input, values).astype(input.dtype),
    vjp=dict(
        input=lambda g: not_implemented(g, "heaviside"),
        values=lambda g: not_implemented(g, "heaviside"),
    ),
    kinks=[(given(-1.0, 0.0, 2.0), given(0.5, 0.5, 0.5))],
)  # fmt: skip
ldexp: Op = op(
    "ldexp", "torch.ldexp .ldexp", elementwise=True, promotes="float", grad_fn="LdexpBackward0",
    forward=lambda input, other: input * np.exp2(other),
    vjp=dict(
        input=lambda g, other: g * pow_base(2, other),
        other=lambda g, out: g * out * _LOG2,
    ),
    samples=[(real(3), integers(1, 0, 3))],
)  # fmt: skip
logaddexp2: Op = op(
    "logaddexp2", "torch.logaddexp2 .logaddexp2", elementwise=True, in_place=False,
    grad_fn="Logaddexp2Backward0",
    forward=lambda input, other: np.logaddexp2(input, other),
    vjp=dict(
        input=lambda g, input, other: g / (1 + pow_base(2, other - input)),
        other=lambda g, input, other: g / (1 + pow_base(2, input - other)),
    ),
    samples=PAIRS[:-1],
)  # fmt: skip


# whole numbers: no derivative


def _whole(name: str, ufunc: np.ufunc) -> Op:
    def compute(input: Value, other: Value) -> Value:
        if input.dtype.kind not in "iu":
            raise no_kernel(f"{name}_cpu", input)
        return ufunc(input, other)

    return op(
        name, f"torch.{name} .{name}", elementwise=True,
        forward=lambda input, other: compute(input, other), vjp=dict(input=None, other=None),
        samples=[(integers(4, 6, 0), integers(6, 9, 3))],
    )  # fmt: skip


gcd: Op = _whole("gcd", np.gcd)
lcm: Op = _whole("lcm", np.lcm)


# in float64, whatever the operands are


def _float_power(input: Value, exponent: Value) -> Value:
    wide = [_in_double(part) for part in (input, exponent)]
    return pow_(wide[0], wide[1])


def _in_double(operand: Value) -> Value:
    dtype = dtype_of(operand)
    return operand if dtype is None or dtype is float64 else to(operand, float64)


float_power: Composite = composite(
    "float_power", "torch.float_power .float_power", body=_float_power,
    samples=[(positive(3), 2), (positive(3), positive(3)), (2.0, real(3)), (integers(2, 3), 2)],
)  # fmt: skip
real_: Composite = composite("real", "torch.real", body=lambda input: input, samples=ONES)
conj: Composite = composite(
    "conj", "torch.conj .conj torch.resolve_conj .resolve_conj .conj_physical",
    body=lambda input: input, samples=ONES,
)  # fmt: skip


def _positive_case(input: Value) -> Value:
    if input.dtype.kind == "b" if hasattr(input.dtype, "kind") else input.dtype.category == 0:
        raise CONVERSION_KIND.error()
    return input


plus: Composite = composite("plus", "torch.positive .positive", body=_positive_case, samples=ONES)
