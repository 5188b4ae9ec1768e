"""Ops on each element for itself: arithmetic, comparisons, functions of one variable."""

from __future__ import annotations

import math

import numpy as np

from gradviz.engine.dtypes import Number
from gradviz.engine.exact import power, through_float64
from gradviz.engine.messages import INTEGER_POWER, NEGATE_BOOL, SUBTRACT_BOOL, SUBTRACT_BOOLS
from gradviz.engine.op import Callee, Composite, Op, Overload, Value, composite, op, overload
from gradviz.engine.samples import given, positive, real, scalar

PAIRS = (
    (real(3), real(3)),
    (real(2, 3), real(3)),
    (real(2, 1), real(1, 3)),
    (real(), real()),
    (real(2, 3), real()),
    (real(2), 1.5),
)
"""Operands of a binary op: the same shape, broadcast one way and both ways, 0-d, with a number."""

POSITIVE_PAIRS = (
    (positive(3), positive(3)),
    (positive(2, 3), positive(3)),
    (positive(2, 1), positive(1, 3)),
    (positive(), positive()),
)

ONES = ((real(3),), (real(2, 3),), (real(),))
POSITIVE_ONES = ((positive(3),), (positive(2, 3),), (positive(),))
INNER_ONES = ((real(3, low=-0.9, high=0.9),), (real(low=-0.9, high=0.9),))


def zero_like(input: Value) -> Value:
    """Zeros of the same shape and dtype."""
    return np.zeros_like(input)[()]


zeros: Op = op("zeros_like", forward=zero_like, vjp=dict(input=None), elementwise=True)


def _subtract(input: Value, other: Value, alpha: Number) -> Value:
    try:
        return input - other if alpha == 1 else input - alpha * other
    except TypeError:  # numpy's, for bool
        both = getattr(input, "dtype", None) == getattr(other, "dtype", None)
        message = SUBTRACT_BOOLS if both else SUBTRACT_BOOL
        raise message.error(operand="a bool tensor") from None


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
sub: Op = op(
    "sub", "- torch.sub torch.subtract .sub .subtract", elementwise=True, symbol="-",
    grad_fn="SubBackward0",
    forward=lambda input, other, *, alpha=1: _subtract(input, other, alpha),
    vjp=dict(input=lambda g: g, other=lambda g, alpha: -g if alpha == 1 else -g * alpha),
    samples=[*PAIRS, (real(2), real(2), {"alpha": 0.5})],
)  # fmt: skip
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
overload(
    "rsub", "torch.rsub",
    lambda input, other, *, alpha=1: rsub if isinstance(other, Number) else rsub_tensor,
)  # fmt: skip
mul: Op = op(
    "mul", "* torch.mul torch.multiply .mul .multiply", elementwise=True, symbol="*",
    grad_fn="MulBackward0",
    forward=lambda input, other: input * other,
    vjp=dict(input=lambda g, other: g * other, other=lambda g, input: g * input),
    samples=PAIRS,
)  # fmt: skip
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
div: Overload = overload(
    "div", "/ torch.div torch.divide torch.true_divide .div .divide .true_divide",
    lambda input, other: div_true, symbol="/",
)  # fmt: skip
reciprocal: Op = op(
    "reciprocal", "torch.reciprocal .reciprocal", elementwise=True, promotes="float",
    grad_fn="ReciprocalBackward0",
    forward=lambda input: 1 / input,
    vjp=dict(input=lambda g, out: -g * (out * out)),
    samples=ONES, kinks=[(given(0.0, 1.0),)],
)  # fmt: skip
rdiv: Composite = composite("rdiv", symbol="/", body=lambda other, input: reciprocal(input) * other)
neg: Op = op(
    "neg", "torch.neg torch.negative .neg .negative", elementwise=True, symbol="-",
    grad_fn="NegBackward0",
    forward=_negate,
    vjp=dict(input=lambda g: -g),
    samples=ONES,
)  # fmt: skip


def _pow(input: Value, exponent: Value) -> Value:
    if isinstance(exponent, int) and exponent < 0 and input.dtype.kind in "iu":
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
        exponent=lambda g, input, exponent, out: where(
            logical_and(eq(input, 0), ge(exponent, 0)), 0, g * (out * log(input))
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
            where(ge(exponent, 0), 0, g * (out * log(input)))
            if input == 0
            else g * (out * log(input))
        ),
    ),
    samples=[(2, real(3)), (0.5, real(2, 3)), (1.5, real())],
    kinks=[(0, given(0.0, 1.0, 2.0))],
)  # fmt: skip


def _power_case(input: object, exponent: object) -> Callee:
    if isinstance(exponent, Number):
        return pow_number
    return pow_base if isinstance(input, Number) else pow_tensor


pow_: Overload = overload("pow", "** torch.pow .pow", _power_case, symbol="**")
square: Composite = composite(
    "square", "torch.square .square", body=lambda input: pow_(input, 2), samples=ONES
)


def _abs(input: Value) -> Value:
    return abs(input)


abs_: Op = op(
    "abs", "torch.abs torch.absolute .abs .absolute abs", elementwise=True, grad_fn="AbsBackward0",
    forward=_abs,
    vjp=dict(input=lambda g, input: g * sign(input)),
    samples=ONES, kinks=[(given(-1.0, 0.0, 1.0),)],
)  # fmt: skip
sign: Op = op(
    "sign", "torch.sign .sign", elementwise=True, grad_fn="SignBackward0",
    forward=lambda input: np.sign(input),
    vjp=dict(input=lambda g: zeros(g)),
    samples=ONES, kinks=[(given(-1.0, 0.0, 1.0),)],
)  # fmt: skip


# comparisons

eq: Op = op(
    "eq", "== torch.eq .eq", elementwise=True, symbol="==",
    forward=lambda input, other: input == other, vjp=dict(input=None, other=None), samples=PAIRS,
)  # fmt: skip
ne: Op = op(
    "ne", "!= torch.ne torch.not_equal .ne .not_equal", elementwise=True, symbol="!=",
    forward=lambda input, other: input != other, vjp=dict(input=None, other=None), samples=PAIRS,
)  # fmt: skip
lt: Op = op(
    "lt", "< torch.lt torch.less .lt .less", elementwise=True, symbol="<",
    forward=lambda input, other: input < other, vjp=dict(input=None, other=None), samples=PAIRS,
)  # fmt: skip
le: Op = op(
    "le", "<= torch.le torch.less_equal .le .less_equal", elementwise=True, symbol="<=",
    forward=lambda input, other: input <= other, vjp=dict(input=None, other=None), samples=PAIRS,
)  # fmt: skip
gt: Op = op(
    "gt", "> torch.gt torch.greater .gt .greater", elementwise=True, symbol=">",
    forward=lambda input, other: input > other, vjp=dict(input=None, other=None), samples=PAIRS,
)  # fmt: skip
ge: Op = op(
    "ge", ">= torch.ge torch.greater_equal .ge .greater_equal", elementwise=True, symbol=">=",
    forward=lambda input, other: input >= other, vjp=dict(input=None, other=None), samples=PAIRS,
)  # fmt: skip
logical_and: Op = op(
    "logical_and", "torch.logical_and .logical_and", elementwise=True, symbol="&",
    forward=lambda input, other: np.logical_and(input, other),
    vjp=dict(input=None, other=None), samples=PAIRS[:-1],
)  # fmt: skip


# choices between operands


def _where(condition: Value, input: Value, other: Value) -> Value:
    chosen: Value = np.where(condition, input, other)
    return chosen[()]


where: Op = op(
    "where", "torch.where", elementwise=True, grad_fn="WhereBackward0",
    forward=_where,
    vjp=dict(
        condition=None,
        input=lambda g, condition: where(condition, g, 0),
        other=lambda g, condition: where(condition, 0, g),
    ),
    samples=[],
)  # fmt: skip
maximum: Op = op(
    "maximum", "torch.maximum .maximum", elementwise=True, grad_fn="MaximumBackward0",
    forward=lambda input, other: np.maximum(input, other),
    vjp=dict(
        input=lambda g, input, other: where(
            input < other, 0, where(eq(input, other), g / 2, g)
        ),
        other=lambda g, input, other: where(
            input > other, 0, where(eq(input, other), g / 2, g)
        ),
    ),
    samples=PAIRS[:-1], kinks=[(given(1.0, 2.0), given(1.0, 3.0))],
)  # fmt: skip
minimum: Op = op(
    "minimum", "torch.minimum .minimum", elementwise=True, grad_fn="MinimumBackward0",
    forward=lambda input, other: np.minimum(input, other),
    vjp=dict(
        input=lambda g, input, other: where(
            input > other, 0, where(eq(input, other), g / 2, g)
        ),
        other=lambda g, input, other: where(
            input < other, 0, where(eq(input, other), g / 2, g)
        ),
    ),
    samples=PAIRS[:-1], kinks=[(given(1.0, 2.0), given(1.0, 3.0))],
)  # fmt: skip


# functions of one variable

exp: Op = op(
    "exp", "torch.exp .exp", elementwise=True, promotes="float", grad_fn="ExpBackward0",
    forward=through_float64(np.exp, math.exp),
    vjp=dict(input=lambda g, out: g * out),
    samples=ONES,
)  # fmt: skip
log: Op = op(
    "log", "torch.log .log", elementwise=True, promotes="float", grad_fn="LogBackward0",
    forward=through_float64(np.log, math.log),
    vjp=dict(input=lambda g, input: g / input),
    samples=POSITIVE_ONES, kinks=[(given(0.0, -1.0),)],
)  # fmt: skip
sqrt: Op = op(
    "sqrt", "torch.sqrt .sqrt", elementwise=True, promotes="float", grad_fn="SqrtBackward0",
    forward=through_float64(np.sqrt, math.sqrt),
    vjp=dict(input=lambda g, out: g / (2 * out)),
    samples=POSITIVE_ONES, kinks=[(given(0.0, -1.0),)],
)  # fmt: skip
sin: Op = op(
    "sin", "torch.sin .sin", elementwise=True, promotes="float", grad_fn="SinBackward0",
    forward=through_float64(np.sin, math.sin),
    vjp=dict(input=lambda g, input: g * cos(input)),
    samples=ONES,
)  # fmt: skip
cos: Op = op(
    "cos", "torch.cos .cos", elementwise=True, promotes="float", grad_fn="CosBackward0",
    forward=through_float64(np.cos, math.cos),
    vjp=dict(input=lambda g, input: g * -sin(input)),
    samples=ONES,
)  # fmt: skip
tanh: Op = op(
    "tanh", "torch.tanh .tanh F.tanh", elementwise=True, promotes="float", grad_fn="TanhBackward0",
    forward=through_float64(np.tanh, math.tanh),
    vjp=dict(input=lambda g, out: g * (1 - out * out)),
    samples=ONES,
)  # fmt: skip
sigmoid: Op = op(
    "sigmoid", "torch.sigmoid .sigmoid F.sigmoid torch.special.expit", elementwise=True,
    promotes="float", grad_fn="SigmoidBackward0",
    forward=through_float64(lambda x: 1 / (1 + np.exp(-x)), lambda x: 1 / (1 + math.exp(-x))),
    vjp=dict(input=lambda g, out: g * (1 - out) * out),
    samples=ONES,
)  # fmt: skip


def _relu(input: Value) -> Value:
    if type(input) is np.float32:  # np.maximum takes ten times as long on a scalar
        return np.float32(0) if input <= 0 else input
    return np.maximum(input, 0)


relu: Op = op(
    "relu", "torch.relu .relu F.relu", elementwise=True, grad_fn="ReluBackward0",
    forward=_relu,
    vjp=dict(input=lambda g, out: where(out <= 0, 0, g)),
    samples=ONES, kinks=[(given(-1.0, 0.0, 1.0, float("nan")),)],
)  # fmt: skip
