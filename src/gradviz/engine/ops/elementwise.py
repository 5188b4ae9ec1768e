"""Ops on each element for itself: arithmetic, functions of one variable."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from gradviz.engine import exact
from gradviz.engine.dtypes import C_NAMES, INTEGER, Number, bool_
from gradviz.engine.exact import by_element, power, through_float64
from gradviz.engine.messages import (
    INTEGER_POWER,
    LERP_DTYPE,
    NEGATE_BOOL,
    NO_KERNEL,
    NOT_IMPLEMENTED,
    ROUNDING_MODE,
    SUBTRACT_BOOL,
    SUBTRACT_BOOLS,
    ZERO_DIVISION,
)
from gradviz.engine.op import (
    Callee,
    Composite,
    Op,
    Overload,
    Rule,
    Sample,
    Value,
    composite,
    op,
    overload,
)
from gradviz.engine.ops.compare import (
    INNER_ONES,
    ONES,
    PAIRS,
    POSITIVE_ONES,
    POSITIVE_PAIRS,
    dtype_of,
    eq,
    floating,
    ge,
    isfinite,
    logical_and,
    masked_fill_number,
    no_kernel,
    where,
    zeros,
)
from gradviz.engine.samples import given, integers, positive, real, scalar


def _subtract(input: Value, other: Value, alpha: Number) -> Value:
    return input - other if alpha == 1 else input - alpha * other


def _no_bools(input: object, other: object) -> None:
    """PyTorch's errors for booleans, tensors and Python's own, which it does not subtract."""
    bools = [isinstance(part, bool) or dtype_of(part) is bool_ for part in (input, other)]
    if all(bools):
        raise SUBTRACT_BOOLS.error()
    if any(bools):
        raise SUBTRACT_BOOL.error(operand="a bool tensor")


def _negate(input: Value) -> Value:
    try:
        return -input
    except TypeError:  # numpy's, for bool
        raise NEGATE_BOOL.error() from None


add: Op = op(
    "add", "+ torch.add .add", elementwise=True, symbol="+", grad_fn="AddBackward0",
    forward=lambda input, other, *, alpha=1: (
        input + other if alpha == 1 else input + alpha * other
    ),
    vjp=dict(input=lambda g: g, other=lambda g, alpha: g if alpha == 1 else g * alpha),
    samples=[*PAIRS, (real(2), real(2), {"alpha": 0.5})],
)  # fmt: skip
sub_row: Op = op(
    "sub.Tensor", elementwise=True, symbol="-",
    grad_fn="SubBackward0",
    forward=lambda input, other, *, alpha=1: _subtract(input, other, alpha),
    vjp=dict(input=lambda g: g, other=lambda g, alpha: -g if alpha == 1 else -g * alpha),
    samples=[*PAIRS, (real(2), real(2), {"alpha": 0.5})],
)  # fmt: skip


add_number: Op = op(
    "add.Scalar", elementwise=True, symbol="+", grad_fn="AddBackward1",
    forward=lambda input, other: input + other,
    vjp=dict(input=lambda g: g, other=None),
    samples=[(real(2), 1.5)],
)  # fmt: skip
"""What PyTorch's own functions record where they add a number."""
sub_number: Op = op(
    "sub.Scalar", elementwise=True, symbol="-", grad_fn="SubBackward1",
    forward=lambda input, other: input - other,
    vjp=dict(input=lambda g: g, other=None),
    samples=[(real(2), 1.5)],
)  # fmt: skip


sub_filled: Op = op(
    "sub.filled", elementwise=True, in_place=False, grad_fn="SubBackward0",
    forward=lambda input, other: other - input,
    vjp=dict(input=lambda g: -g, other=None),
    samples=[(real(2), 1.5)],
)  # fmt: skip
"""What PyTorch's own functions record where they subtract from a number."""


def _sub_case(input: object, other: object, *, alpha: Number = 1) -> Callee:
    _no_bools(input, other)
    return sub_row


sub: Overload = overload("sub", "- torch.sub torch.subtract .sub .subtract", _sub_case, symbol="-")
rsub: Op = op(
    "rsub.Scalar", elementwise=True, grad_fn="RsubBackward1",
    forward=lambda input, other, *, alpha=1: _subtract(other, input, alpha),
    vjp=dict(input=lambda g, alpha: -g if alpha == 1 else -g * alpha, other=None),
    samples=[(real(2), 1), (real(), 0.5)],
)  # fmt: skip
rsub_tensor: Op = op(
    "rsub.Tensor", elementwise=True, grad_fn="RsubBackward0",
    forward=lambda input, other, *, alpha=1: _subtract(other, input, alpha),
    vjp=dict(
        input=lambda g, alpha: -g if alpha == 1 else -g * alpha,
        other=lambda g: g,
    ),
    samples=PAIRS[:-1],
)  # fmt: skip


def _rsub_case(input: object, other: object, *, alpha: Number = 1) -> Callee:
    _no_bools(input, other)
    return rsub if isinstance(other, Number) else rsub_tensor


overload("rsub", "torch.rsub", _rsub_case)
mul_number: Op = op(
    "mul.Scalar", elementwise=True, symbol="*", grad_fn="MulBackward1",
    forward=lambda input, other: input * other,
    vjp=dict(input=lambda g, other: g * other, other=None),
    samples=[(real(2), 1.5)],
)  # fmt: skip
"""What PyTorch's own functions record where they multiply by a number."""
mul: Op = op(
    "mul", "* torch.mul torch.multiply .mul .multiply", elementwise=True, symbol="*",
    grad_fn="MulBackward0",
    forward=lambda input, other: input * other,
    vjp=dict(input=lambda g, other: g * other, other=lambda g, input: g * input),
    samples=PAIRS,
)  # fmt: skip
times: Composite = composite(
    "times", body=lambda product, alpha: product if alpha == 1 else product * alpha,
    formula=lambda product, alpha: product * alpha, samples=[(real(2), 2), (real(2), 1)],
)  # fmt: skip
"""With the factor of a product, which PyTorch leaves out where it is 1."""
div_true: Op = op(
    "div.Tensor", elementwise=True, promotes="float", symbol="/", grad_fn="DivBackward0",
    forward=lambda input, other: input / other,
    vjp=dict(
        input=lambda g, other: g / other,
        other=lambda g, input, other: -g * ((input / other) / other),
    ),
    samples=PAIRS,
    kinks=[(given(1.0, -1.0, 0.0), given(0.0, 0.0, 0.0))],
)  # fmt: skip


def _no_zero(other: Value) -> None:
    """PyTorch's error for an integer divided by zero."""
    dtype = getattr(other, "dtype", None)
    if (dtype is None or dtype.kind in "bui") and not np.all(other):
        raise ZERO_DIVISION.error()


def _divided_down(input: Value, other: Value) -> Value:
    array = input if hasattr(input, "dtype") else other
    if array.dtype.kind == "b":
        raise no_kernel("div_floor_cpu", array)
    if array.dtype.kind != "f":
        _no_zero(other)
    return input // other


def _divided(input: Value, other: Value, *, rounding_mode: str) -> Value:
    if rounding_mode == "floor":
        return _divided_down(input, other)
    if rounding_mode != "trunc":
        raise ROUNDING_MODE.error(mode=rounding_mode)
    array = input if hasattr(input, "dtype") else other
    if array.dtype.kind == "f":
        return np.trunc(input / other)
    if array.dtype.kind == "b":
        raise no_kernel("div_trunc_cpu", array)
    _no_zero(other)
    cut = ((input < 0) != (other < 0)) & (input % other != 0)
    return (input // other + cut).astype(array.dtype)[()]


div_number: Op = op(
    "div.Scalar", elementwise=True, promotes="float", symbol="/", grad_fn="DivBackward1",
    forward=lambda input, other: input / other,
    vjp=dict(input=lambda g, other: g / other, other=None),
    samples=[(real(2), 1.5)],
)  # fmt: skip
div_filled: Op = op(
    "div.filled", elementwise=True, in_place=False, promotes="float", grad_fn="DivBackward0",
    forward=lambda input, other: other / input,
    vjp=dict(input=lambda g, input, other: -g * ((other / input) / input), other=None),
    samples=[(real(2), 1.5)],
)  # fmt: skip
"""What PyTorch's own functions record where they divide a number."""
div_rounded: Op = op(
    "div.Tensor_mode", elementwise=True, grad_fn="DivBackward2",
    forward=_divided,
    vjp=dict(input=lambda g: zeros(g), other=lambda g: zeros(g)),
    samples=[(real(3), real(3), {"rounding_mode": "floor"}),
             (real(3), real(3), {"rounding_mode": "trunc"}),
             (real(3), 0.3, {"rounding_mode": "floor"}),
             (integers(7, -7), integers(2, 2), {"rounding_mode": "trunc"}),
             (integers(7, -7), integers(2, 2), {"rounding_mode": "floor"})],
)  # fmt: skip
div: Overload = overload(
    "div", "/ torch.div torch.divide torch.true_divide .div .divide .true_divide",
    lambda input, other, *, rounding_mode=None: div_true if rounding_mode is None else div_rounded,
    symbol="/",
)  # fmt: skip


def _not_implemented(g: Value, name: str) -> Value:
    raise NOT_IMPLEMENTED.error(op=name)


not_implemented: Composite = composite(
    "not_implemented", body=_not_implemented, kinks=[(real(2), "floor_divide")]
)
"""The rule of what PyTorch can compute and not differentiate: an error, in the backward pass."""

floor_divide: Op = op(
    "floor_divide", "// torch.floor_divide .floor_divide", elementwise=True, symbol="//",
    grad_fn="NotImplemented",
    forward=_divided_down,
    vjp=dict(
        input=lambda g: not_implemented(g, "floor_divide"),
        other=lambda g: not_implemented(g, "floor_divide"),
    ),
    kinks=[*PAIRS, (integers(7, -7), 2), (2, real(3))],
)  # fmt: skip


def _remainder(input: Value, other: Value) -> Value:
    array = input if hasattr(input, "dtype") else other
    if array.dtype.kind == "b":
        raise no_kernel("remainder_cpu", array)
    if array.dtype.kind != "f":
        _no_zero(other)
        return input % other
    rest = np.fmod(input, other)  # numpy's % gives a 0 the sign of `other`, PyTorch's does not
    return np.where((rest != 0) & ((rest < 0) != (other < 0)), rest + other, rest)[()]


remainder_number: Op = op(
    "remainder.Scalar", elementwise=True, symbol="%", grad_fn="RemainderBackward0",
    forward=_remainder,
    vjp=dict(input=lambda g: g, other=None),
    samples=[(real(3), 0.7), (real(2, 3), -0.7), (integers(7, -7), 3)],
)  # fmt: skip
remainder_tensor: Op = op(
    "remainder.Tensor", elementwise=True, symbol="%", grad_fn="RemainderBackward1",
    forward=_remainder,
    vjp=dict(
        input=lambda g: g,
        other=lambda g, input, other: -g * div(input, other, rounding_mode="floor"),
    ),
    samples=PAIRS[:-1],
)  # fmt: skip
remainder_base: Op = op(
    "remainder.Scalar_Tensor", elementwise=True, symbol="%", grad_fn="NotImplemented",
    forward=_remainder,
    vjp=dict(input=None, other=lambda g: not_implemented(g, "remainder")),
    kinks=[(2, positive(3)), (2.5, real(2))],
)  # fmt: skip


def _remainder_case(input: object, other: object) -> Callee:
    if isinstance(other, Number):
        return remainder_number
    return remainder_base if isinstance(input, Number) else remainder_tensor


overload("remainder", "% torch.remainder .remainder", _remainder_case, symbol="%")


def _fmod(input: Value, other: Value) -> Value:
    array = input if hasattr(input, "dtype") else other
    if array.dtype.kind == "b":
        raise no_kernel("fmod_cpu", array)
    if array.dtype.kind != "f":
        _no_zero(other)
    return np.fmod(input, other)


fmod_number: Op = op(
    "fmod.Scalar", elementwise=True, grad_fn="FmodBackward0",
    forward=lambda input, other: _fmod(input, other),
    vjp=dict(input=lambda g: g, other=None),
    samples=[(real(3), 0.7), (real(2, 3), -0.7)],
)  # fmt: skip
fmod_tensor: Op = op(
    "fmod.Tensor", elementwise=True, grad_fn="FmodBackward1",
    forward=lambda input, other: _fmod(input, other),
    vjp=dict(
        input=lambda g: g,
        other=lambda g, input, other: -g * div(input, other, rounding_mode="trunc"),
    ),
    samples=PAIRS[:-1],
)  # fmt: skip
overload(
    "fmod", "torch.fmod .fmod",
    lambda input, other: fmod_number if isinstance(other, Number) else fmod_tensor,
)  # fmt: skip
reciprocal: Op = op(
    "reciprocal", "torch.reciprocal .reciprocal", elementwise=True, promotes="float",
    grad_fn="ReciprocalBackward0",
    forward=lambda input: 1 / input,
    vjp=dict(input=lambda g, out: -g * (out * out)),
    samples=ONES, kinks=[(given(0.0, 1.0),)],
)  # fmt: skip
rdiv: Composite = composite(
    "rdiv",
    symbol="/",
    body=lambda input, other: reciprocal(input) * other,
    samples=[(positive(3), 2), (real(), 1)],
)
neg: Op = op(
    "neg", "torch.neg torch.negative .neg .negative", elementwise=True, symbol="-",
    grad_fn="NegBackward0",
    forward=_negate,
    vjp=dict(input=lambda g: -g),
    samples=ONES,
)  # fmt: skip


def _pow(input: Value, exponent: Value) -> Value:
    if input.dtype.kind in "iu" and not isinstance(exponent, float) and exponent < 0:
        raise INTEGER_POWER.error()
    return power(input, exponent)


pow_number: Op = op(
    "pow.Tensor_Scalar", elementwise=True, symbol="**", grad_fn="PowBackward0",
    forward=_pow,
    vjp=dict(
        input=lambda g, input, exponent: (
            zeros(g) if exponent == 0 else g * (exponent * pow_(input, exponent - 1))
        ),
        exponent=None,
    ),
    samples=[(real(3), 2), (real(2, 3), 3), (real(), 2), (positive(3), 1.5), (positive(3), -1),
             (positive(2), 0.5), (real(2), 0), (real(2), 1), (positive(2), -2)],
    kinks=[(given(0.0, 1.0), 2), (given(0.0, 4.0), 0.5), (given(0.0, 1.0), 0),
           (given(0.0, -1.0), -1), (given(-1.0, 2.0), 1.5)],
)  # fmt: skip
pow_tensor: Op = op(
    "pow.Tensor_Tensor", elementwise=True, symbol="**", grad_fn="PowBackward1",
    forward=power,
    vjp=dict(
        input=lambda g, input, exponent: where(
            eq(exponent, 0), 0, g * (exponent * pow_(input, exponent - 1))
        ),
        exponent=lambda g, input, exponent, out: g * where(
            logical_and(eq(input, 0), ge(exponent, 0)), 0, out * log(input)
        ),
    ),
    samples=POSITIVE_PAIRS,
    kinks=[(given(0.0, 0.0, 2.0), given(0.0, 2.0, 0.0)), (given(0.0, 1.0), scalar(0.0))],
)  # fmt: skip
pow_base: Op = op(
    "pow.Scalar", elementwise=True, symbol="**", grad_fn="PowBackward2",
    forward=power,
    vjp=dict(
        input=None,
        exponent=lambda g, input, exponent, out: (
            g * where(ge(exponent, 0), 0, out * log(input))
            if input == 0
            else g * (out * log(input))
        ),
    ),
    samples=[(2, real(3)), (0.5, real(2, 3)), (1.5, real())],
    kinks=[(0, given(0.0, 1.0, 2.0))],
)  # fmt: skip


def _power_case(input: object, exponent: object) -> Callee:
    if isinstance(exponent, Number):
        dtype = dtype_of(input)
        if dtype and dtype.category == INTEGER and isinstance(exponent, int) and exponent < 0:
            raise INTEGER_POWER.error()
        return pow_number
    return pow_base if isinstance(input, Number) else pow_tensor


pow_: Overload = overload("pow", "** torch.pow .pow", _power_case, symbol="**")
square: Composite = composite(
    "square", "torch.square .square torch.square_ .square_", samples=ONES,
    body=lambda input, *, inplace=False: (
        pow_number(input, 2, inplace=True) if inplace else pow_number(input, 2)
    ),
)  # fmt: skip


def _abs(input: Value) -> Value:
    if input.dtype.kind == "b":
        raise no_kernel("abs_cpu", input)
    return abs(input)


abs_: Op = op(
    "abs", "torch.abs torch.absolute .abs .absolute", elementwise=True, grad_fn="AbsBackward0",
    forward=_abs,
    vjp=dict(input=lambda g, input: g * sgn(input)),
    samples=ONES, kinks=[(given(-1.0, 0.0, 1.0),)],
)  # fmt: skip
positive_: Op = op(
    "positive", elementwise=True, in_place=False, grad_fn="AliasBackward0", symbol="_",
    forward=lambda input: input, vjp=dict(input=lambda g: g), samples=ONES,
)  # fmt: skip


# steps: their derivative is 0 wherever there is one


def _step(
    name: str,
    forward: Callable[[Value], Value],
    aliases: str = "",
    formula: Callable[[Value], Value] | None = None,
) -> Op:
    return op(
        name, f"torch.{name} .{name} {aliases}", elementwise=True, formula=formula,
        grad_fn=f"{name.capitalize()}Backward0", forward=forward,
        vjp=dict(input=lambda g: zeros(g)), samples=ONES, kinks=[(given(-1.0, 0.0, 0.5, 1.5),)],
    )  # fmt: skip


def _whole(kernel: str, ufunc: np.ufunc) -> Callable[[Value], Value]:
    def compute(input: Value) -> Value:
        if input.dtype.kind == "b":
            raise no_kernel(kernel, input)
        return ufunc(input).astype(input.dtype)

    return compute


def _sign(input: Value) -> Value:
    """-1, 0 or 1; PyTorch's is 0 where the input is NaN."""
    if input.dtype.kind == "f":
        return (input > 0).astype(input.dtype) - (input < 0).astype(input.dtype)
    return input if input.dtype.kind == "b" else np.sign(input)


sign: Op = _step("sign", lambda input: _sign(input))
sgn: Op = _step("sgn", lambda input: _sign(input), formula=lambda input: sign(input))
"""As `sign` for real numbers; what PyTorch's rules call."""
floor: Op = _step("floor", _whole("floor_vml_cpu", np.floor))
ceil: Op = _step("ceil", _whole("ceil_vml_cpu", np.ceil))
trunc: Op = _step("trunc", _whole("trunc_vml_cpu", np.trunc), "torch.fix .fix")


def _rounded(input: Value, decimals: int) -> Value:
    if input.dtype.kind == "b":
        raise no_kernel("round_vml_cpu", input)
    return np.round(input, decimals)


round_: Op = op(
    "round", "torch.round .round", elementwise=True,
    grad_fn=lambda decimals: "RoundBackward0" if decimals is None else "RoundBackward1",
    forward=lambda input, *, decimals=None: _rounded(input, decimals or 0),
    vjp=dict(input=lambda g: zeros(g)),
    samples=[*ONES, (real(3), {"decimals": 0}), (real(3), {"decimals": 1})],
    kinks=[(given(-0.5, 0.5, 1.5, 2.5),)],
)  # fmt: skip
round_special: Composite = composite(
    "special_round", "torch.special.round",
    body=lambda input, *, decimals=0: round_(input, decimals=decimals),
    samples=[(real(3),), (real(3), {"decimals": 1})],
)  # fmt: skip
frac: Op = op(
    "frac", "torch.frac .frac", elementwise=True, grad_fn="FracBackward0",
    forward=lambda input: input - np.trunc(floating("frac_cpu", input)),
    vjp=dict(input=lambda g: g),
    samples=ONES,
)  # fmt: skip


# functions of one variable, of floating dtype whatever their operand's


def _function(
    name: str,
    forward: Callable[[Value], Value],
    rule: Rule,
    *,
    grad_fn: str = "",
    aliases: str = "",
    samples: Sequence[Sample] = ONES,
    kinks: Sequence[Sample] = (),
) -> Op:
    return op(
        name, f"torch.{name} .{name} {aliases}", elementwise=True, promotes="float",
        grad_fn=(grad_fn or name.capitalize()) + "Backward0", forward=forward,
        vjp=dict(input=rule), samples=samples, kinks=kinks,
    )  # fmt: skip


_log_odds = through_float64(lambda x: np.log(x / (1 - x)))
_ABOVE_ONE = ((real(3, low=1.1, high=3.0),),)
_AT_ENDS = ((given(-1.0, 0.0, 1.0, 2.0),),)

exp: Op = _function(
    "exp", exact.exp, lambda g, out: g * out,
    kinks=[(given(-200.0, 200.0, float("nan")),)],
)  # fmt: skip
exp2: Op = _function(
    "exp2", through_float64(np.exp2), lambda g, out: g * out * math.log(2),
    aliases="torch.special.exp2",
)  # fmt: skip
expm1: Op = _function(
    "expm1", exact.expm1, lambda g, out: g * (out + 1), aliases="torch.special.expm1",
)  # fmt: skip
log: Op = _function(
    "log", exact.log, lambda g, input: g / input,
    samples=POSITIVE_ONES, kinks=_AT_ENDS,
)  # fmt: skip
log2: Op = _function(
    "log2", through_float64(np.log2, math.log2), lambda g, input: g / (input * math.log(2)),
    samples=POSITIVE_ONES, kinks=_AT_ENDS,
)  # fmt: skip
log10: Op = _function(
    "log10", through_float64(np.log10, math.log10), lambda g, input: g / (input * math.log(10)),
    samples=POSITIVE_ONES, kinks=_AT_ENDS,
)  # fmt: skip
log1p: Op = _function(
    "log1p", exact.log1p, lambda g, input: g / (input + 1),
    grad_fn="Log1P", aliases="torch.special.log1p", samples=POSITIVE_ONES, kinks=_AT_ENDS,
)  # fmt: skip
sqrt: Op = _function(
    "sqrt", through_float64(np.sqrt, math.sqrt), lambda g, out: g / (2 * out),
    samples=POSITIVE_ONES, kinks=_AT_ENDS,
)  # fmt: skip
rsqrt: Op = _function(
    "rsqrt", through_float64(lambda x: 1 / np.sqrt(x)), lambda g, out: -0.5 * g * pow_(out, 3),
    samples=POSITIVE_ONES, kinks=_AT_ENDS,
)  # fmt: skip
sin: Op = _function(
    "sin", through_float64(np.sin, math.sin), lambda g, input: g * cos(input),
)  # fmt: skip
cos: Op = _function(
    "cos", through_float64(np.cos, math.cos), lambda g, input: g * -sin(input),
)  # fmt: skip
tan: Op = _function(
    "tan", through_float64(np.tan, math.tan), lambda g, out: g * (1 + pow_(out, 2)),
)  # fmt: skip
asin: Op = _function(
    "asin", through_float64(np.arcsin, math.asin),
    lambda g, input: g * rsqrt(-input * input + 1),
    aliases="torch.arcsin .arcsin", samples=INNER_ONES, kinks=_AT_ENDS,
)  # fmt: skip
acos: Op = _function(
    "acos", through_float64(np.arccos, math.acos),
    lambda g, input: g * -rsqrt(-input * input + 1),
    aliases="torch.arccos .arccos", samples=INNER_ONES, kinks=_AT_ENDS,
)  # fmt: skip
atan: Op = _function(
    "atan", through_float64(np.arctan, math.atan), lambda g, input: g / (input * input + 1),
    aliases="torch.arctan .arctan",
)  # fmt: skip
sinh: Op = _function(
    "sinh", through_float64(np.sinh, math.sinh), lambda g, input: g * cosh(input),
)  # fmt: skip
cosh: Op = _function(
    "cosh", through_float64(np.cosh, math.cosh), lambda g, input: g * sinh(input),
)  # fmt: skip
tanh_back: Op = op(
    "tanh_backward", elementwise=True, in_place=False, grad_fn="TanhBackwardBackward0",
    forward=lambda grad_output, output: grad_output * (1 - output * output),
    vjp=dict(
        grad_output=lambda g, output: tanh_back(g, output),
        output=lambda g, grad_output, output: g * (-2 * output * grad_output),
    ),
    formula=lambda grad_output, output: grad_output * (1 - output * output),
    samples=PAIRS[:1],
)  # fmt: skip
tanh: Op = _function(
    "tanh", through_float64(np.tanh, math.tanh), lambda g, out: tanh_back(g, out),
    aliases="F.tanh",
)  # fmt: skip
asinh: Op = _function(
    "asinh", through_float64(np.arcsinh, math.asinh),
    lambda g, input: g * rsqrt(pow_(input, 2) + 1), aliases="torch.arcsinh .arcsinh",
)  # fmt: skip
acosh: Op = _function(
    "acosh", through_float64(np.arccosh, math.acosh),
    lambda g, input: g * rsqrt(input * input - 1),
    aliases="torch.arccosh .arccosh", samples=_ABOVE_ONE, kinks=_AT_ENDS,
)  # fmt: skip
atanh: Op = _function(
    "atanh", through_float64(np.arctanh, math.atanh),
    lambda g, input: g * 1 / (1 - pow_(input, 2)),
    aliases="torch.arctanh .arctanh", samples=INNER_ONES, kinks=_AT_ENDS,
)  # fmt: skip
erf: Op = _function(
    "erf", through_float64(by_element(math.erf), math.erf),
    lambda g, input: 2 / math.sqrt(math.pi) * exp(-pow_(input, 2)) * g,
    aliases="torch.special.erf",
)  # fmt: skip
erfc: Op = _function(
    "erfc", through_float64(by_element(math.erfc), math.erfc),
    lambda g, input: -2 / math.sqrt(math.pi) * exp(-pow_(input, 2)) * g,
    aliases="torch.special.erfc",
)  # fmt: skip
sigmoid_back: Op = op(
    "sigmoid_backward", elementwise=True, in_place=False, grad_fn="SigmoidBackwardBackward0",
    forward=lambda grad_output, output: grad_output * (1 - output) * output,
    vjp=dict(
        grad_output=lambda g, output: sigmoid_back(g, output),
        output=lambda g, grad_output, output: g * grad_output * (-2 * output + 1),
    ),
    formula=lambda grad_output, output: grad_output * output * (1 - output),
    samples=PAIRS[:1],
)  # fmt: skip
sigmoid: Op = _function(
    "sigmoid",
    exact.sigmoid,
    lambda g, out: sigmoid_back(g, out),
    aliases="F.sigmoid torch.special.expit", kinks=[(given(-200.0, 200.0),)],
)  # fmt: skip
logit: Op = op(
    "logit", "torch.logit .logit torch.special.logit", elementwise=True, promotes="float",
    grad_fn="LogitBackward0",
    forward=lambda input, eps=None: _log_odds(
        input if eps is None else np.clip(input, eps, 1 - eps)
    ),
    vjp=dict(
        input=lambda g, input, eps: (
            where(logical_and(input >= 0, input <= 1), g / (input * (1 - input)), math.nan)
            if eps is None
            else where(logical_and(input >= eps, input <= 1 - eps), g / (input * (1 - input)), 0)
        )
    ),
    samples=[(real(3, low=0.1, high=0.9),), (real(3, low=0.1, high=0.9), 0.3)],
)  # fmt: skip
nan_to_num: Op = op(
    "nan_to_num", "torch.nan_to_num .nan_to_num", elementwise=True, grad_fn="NanToNumBackward0",
    forward=lambda input, nan=0.0, posinf=None, neginf=None: np.nan_to_num(
        input, nan=nan, posinf=posinf, neginf=neginf
    ),
    vjp=dict(input=lambda g, input: g * isfinite(input)),
    samples=ONES, kinks=[(given(1.0, float("nan"), float("inf"), -float("inf")),)],
)  # fmt: skip


# functions of several variables


def _over_squares(input: Value, other: Value) -> Value:
    """At the origin PyTorch takes 0 for the slope that is not there."""
    squares = input * input + other * other
    return masked_fill_number(reciprocal(squares), eq(squares, 0), 0)


over_squares: Composite = composite(
    "over_squares", body=_over_squares, samples=[(real(3), real(3))],
    formula=lambda input, other: 1 / (input * input + other * other),
)  # fmt: skip


atan2: Op = op(
    "atan2", "torch.atan2 .atan2 torch.arctan2 .arctan2", elementwise=True, promotes="float",
    grad_fn="Atan2Backward0",
    forward=lambda input, other: np.arctan2(input, other),
    vjp=dict(
        input=lambda g, input, other: g * other * over_squares(input, other),
        other=lambda g, input, other: g * -input * over_squares(input, other),
    ),
    samples=PAIRS[:-1], kinks=[(given(0.0, 0.0, 1.0), given(0.0, 1.0, 0.0))],
)  # fmt: skip
hypot: Op = op(
    "hypot", "torch.hypot .hypot", elementwise=True, grad_fn="HypotBackward0",
    forward=lambda input, other: np.hypot(floating("hypot_cpu", input), other),
    vjp=dict(
        input=lambda g, input, out: g * input / out,
        other=lambda g, other, out: g * other / out,
    ),
    samples=PAIRS[:-1],
)  # fmt: skip
logaddexp: Op = op(
    "logaddexp", "torch.logaddexp .logaddexp", elementwise=True, in_place=False,
    grad_fn="LogaddexpBackward0",
    forward=lambda input, other: np.logaddexp(input, other),
    vjp=dict(
        input=lambda g, input, other: g / (1 + exp(other - input)),
        other=lambda g, input, other: g / (1 + exp(input - other)),
    ),
    samples=PAIRS[:-1],
)  # fmt: skip


def _xlogy(input: Value, other: Value) -> Value:
    result: Value = np.where((input == 0) & ~np.isnan(other), 0, input * np.log(other))
    return result.astype(np.result_type(input, other))[()]


def _product_with_log(
    name: str, torch: str, grad_fn: str, forward: Callable[[Value, Value], Value], pole: float,
    *, in_place: bool,
) -> Overload:  # fmt: skip
    """`input * log(other - pole)`, 0 where `input` is: a row for tensors, and two for numbers."""

    def slope(g: Value, input: Value, other: Value) -> Value:
        where_0 = logical_and(eq(input, 0), other <= pole)
        return masked_fill_number(of_tensors(g, other), where_0, 0)

    def slope_of_number(g: Value, input: Value, other: Number) -> Value:
        product = by_number(g, other)
        return product if other > pole else masked_fill_number(product, eq(input, 0), 0)

    def other_slope(g: Value, input: Value, other: Value) -> Value:
        return g * input / (other if pole == 0 else other + -pole)

    of_tensors: Op = op(
        f"{name}.Tensor", elementwise=True, promotes="float", in_place=in_place,
        grad_fn=f"{grad_fn}Backward0", forward=lambda input, other: forward(input, other),
        vjp=dict(
            input=lambda g, input, other: slope(g, input, other),
            other=lambda g, input, other: other_slope(g, input, other),
        ),
        samples=POSITIVE_PAIRS, kinks=[(given(0.0, 0.0, 1.0), given(pole, 2.0, 2.0))],
    )  # fmt: skip
    of_number: Op = op(
        f"{name}.Scalar_Self", elementwise=True, promotes="float", in_place=False,
        grad_fn=f"{grad_fn}Backward1", forward=lambda input, other: forward(input, other),
        vjp=dict(input=None, other=lambda g, input, other: other_slope(g, input, other)),
        samples=[(1.5, positive(3))],
    )  # fmt: skip
    by_number: Op = op(
        f"{name}.Scalar_Other", elementwise=True, promotes="float", in_place=in_place,
        grad_fn=f"{grad_fn}Backward2", forward=lambda input, other: forward(input, other),
        vjp=dict(input=lambda g, input, other: slope_of_number(g, input, other), other=None),
        samples=[(positive(3), 1.5)], kinks=[(given(0.0, 1.0), pole)],
    )  # fmt: skip

    def choose(input: object, other: object) -> Callee:
        if isinstance(input, Number) and not isinstance(input, np.generic):
            return of_number
        plain = isinstance(other, Number) and not isinstance(other, np.generic)
        return by_number if plain else of_tensors

    return overload(name, torch, choose)


xlogy: Overload = _product_with_log(
    "xlogy", "torch.xlogy .xlogy torch.special.xlogy", "Xlogy", _xlogy, 0.0, in_place=True
)


def _xlog1py(input: Value, other: Value) -> Value:
    result: Value = np.where((input == 0) & ~np.isnan(other), 0, input * np.log1p(other))
    return result.astype(np.result_type(input, other))[()]


xlog1py: Overload = _product_with_log(
    "special_xlog1py", "torch.special.xlog1py", "SpecialXlog1Py", _xlog1py, -1.0, in_place=False
)
lerp_number: Op = op(
    "lerp.Scalar", elementwise=True, grad_fn="LerpBackward0",
    forward=lambda input, end, weight: _lerp(input, end, weight),
    vjp=dict(
        input=lambda g, weight: g * (1 - weight), end=lambda g, weight: g * weight
    ),
    samples=[(real(3), real(3), 0.3), (real(2, 3), real(3), 0.7)],
)  # fmt: skip
lerp_tensor: Op = op(
    "lerp.Tensor", elementwise=True, grad_fn="LerpBackward1",
    forward=lambda input, end, weight: _lerp(input, end, weight),
    vjp=dict(
        input=lambda g, weight: g * (1 - weight),
        end=lambda g, weight: g * weight,
        weight=lambda g, input, end: g * (end - input),
    ),
    samples=[(real(3), real(3), real(3)), (real(2, 3), real(3), real())],
)  # fmt: skip


def _lerp(input: Value, end: Value, weight: Value) -> Value:
    """From the nearer end, as PyTorch computes it."""
    low = input + weight * (end - input)
    high = end - (end - input) * (1 - weight)
    return np.where(np.abs(weight) < 0.5, low, high)[()]


def _lerp_case(input: object, end: object, weight: object) -> Callee:
    dtype = dtype_of(input)
    by_number = isinstance(weight, Number)
    if dtype and not dtype.is_floating_point:
        kernel = f"lerp_kernel_{'scalar' if by_number else 'tensor'}"
        raise NO_KERNEL.error(kernel=kernel, dtype=dtype.scalar_name)
    for name, part in (("end", end), ("weight", weight)):
        other = dtype_of(part)
        if dtype and other and other is not dtype:
            given, wanted = (C_NAMES.get(kind.name, kind.name) for kind in (other, dtype))
            raise LERP_DTYPE.error(name=name, given=given, wanted=wanted)
    return lerp_number if by_number else lerp_tensor


overload("lerp", "torch.lerp .lerp", _lerp_case)
addcmul: Op = op(
    "addcmul", "torch.addcmul .addcmul", elementwise=True, grad_fn="AddcmulBackward0",
    forward=lambda input, tensor1, tensor2, *, value=1: input + value * tensor1 * tensor2,
    vjp=dict(
        input=lambda g: g,
        tensor1=lambda g, tensor2, value: g * (tensor2 * value),
        tensor2=lambda g, tensor1, value: g * (tensor1 * value),
    ),
    samples=[(real(3), real(3), real(3)), (real(2, 3), real(3), real(), {"value": 0.5})],
)  # fmt: skip
addcdiv: Op = op(
    "addcdiv", "torch.addcdiv .addcdiv", elementwise=True, grad_fn="AddcdivBackward0",
    forward=lambda input, tensor1, tensor2, *, value=1: input + value * tensor1 / tensor2,
    vjp=dict(
        input=lambda g: g,
        tensor1=lambda g, tensor2, value: g * (value / tensor2),
        tensor2=lambda g, tensor1, tensor2, value: -g * (value * tensor1 / (tensor2 * tensor2)),
    ),
    samples=[(real(3), real(3), real(3)), (real(2, 3), real(3), real(), {"value": 0.5})],
)  # fmt: skip
