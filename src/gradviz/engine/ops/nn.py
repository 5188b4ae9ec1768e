"""Activation functions (`torch.nn.functional`)."""

from __future__ import annotations

import math

import numpy as np

from gradviz.engine import exact
from gradviz.engine.exact import by_element, through_float64
from gradviz.engine.messages import (
    BILINEAR_SIZES,
    CELU_ALPHA,
    GLU_ODD,
    HARDTANH_KIND,
    PRELU_COUNT,
    RELU_BOOL,
    SOFTSHRINK_RANGE,
)
from gradviz.engine.op import TABLE, Composite, Cost, Op, Value, composite, op, shape_of
from gradviz.engine.ops.compare import (
    ONES,
    dtype_of,
    floating,
    larger,
    logical_and,
    smaller,
    where,
    zeros,
)
from gradviz.engine.ops.contract import einsum
from gradviz.engine.ops.elementwise import (
    abs_,
    cosh,
    erf,
    exp,
    log1p,
    not_implemented,
    pow_,
    sigmoid,
    sigmoid_back,
    tanh,
)
from gradviz.engine.ops.index import in_place, slice_
from gradviz.engine.ops.shape import cat, to, view
from gradviz.engine.samples import given, positive, real
from gradviz.engine.shapes import wrap_dim


def _log_sigmoid(input: Value) -> Value:
    return np.minimum(input, 0) - exact.log1p(exact.exp(-abs(input)))


_mish = through_float64(lambda x: x * np.tanh(np.log1p(np.exp(x))))
_SIXTH = float(np.float32(1 / 6))
"""As PyTorch's backward has it."""

AT_ZERO = ((given(-1.0, 0.0, 1.0, float("nan")),),)


def _relu(input: Value) -> Value:
    if type(input) is np.float32:  # np.maximum takes ten times as long on a scalar
        return np.float32(0) if input < 0 else input
    if input.dtype.kind == "b":
        raise RELU_BOOL.error()
    return larger(input, 0)


threshold_back: Op = op(
    "threshold_backward", elementwise=True, in_place=False, grad_fn="ThresholdBackwardBackward0",
    forward=lambda grad_output, input, threshold=0: where.forward(
        input <= threshold, 0, grad_output
    ),
    vjp=dict(
        grad_output=lambda g, input, threshold: threshold_back(g, input, threshold),
        input=lambda g: zeros(g),
    ),
    formula=lambda grad_output, input, threshold=0: where(input > threshold, grad_output, 0),
    samples=[(real(3), real(3)), (real(2, 3), real(2, 3), 0.5)],
)  # fmt: skip
relu: Op = op(
    "relu", "torch.relu .relu F.relu", elementwise=True, grad_fn="ReluBackward0",
    forward=lambda input, inplace=False: _relu(input),
    vjp=dict(input=lambda g, out: threshold_back(g, out)),
    samples=ONES, kinks=AT_ZERO,
)  # fmt: skip
leaky_relu_back: Op = op(
    "leaky_relu_backward", elementwise=True, in_place=False,
    grad_fn="LeakyReluBackwardBackward0",
    forward=lambda grad_output, input, negative_slope: where.forward(
        input > 0, grad_output, grad_output * negative_slope
    ),
    vjp=dict(
        grad_output=lambda g, input, negative_slope: leaky_relu_back(g, input, negative_slope),
        input=lambda g: zeros(g),
    ),
    formula=lambda grad_output, input, negative_slope: where(
        input > 0, grad_output, grad_output * negative_slope
    ),
    samples=[(real(3), real(3), 0.2)],
)  # fmt: skip
leaky_relu: Op = op(
    "leaky_relu", "F.leaky_relu", elementwise=True, grad_fn="LeakyReluBackward0",
    grad_fn_in_place="LeakyReluBackward1",
    forward=lambda input, negative_slope=0.01, inplace=False: np.where(
        floating("leaky_relu_cpu", input) > 0, input, input * negative_slope
    ),
    vjp=dict(input=lambda g, input, negative_slope: leaky_relu_back(g, input, negative_slope)),
    samples=[*ONES, (real(3), 0.2)], kinks=AT_ZERO,
)  # fmt: skip


def _elu_slope(
    grad_output: Value, input: Value, alpha: float, scale: float, input_scale: float
) -> Value:
    below = grad_output * (alpha * scale) * exp(input)
    if input_scale != 1:
        below = grad_output * (alpha * scale * input_scale) * exp(input * input_scale)
    return where(input <= 0, below, grad_output * scale)


def _elu_second(
    g: Value, grad_output: Value, input: Value, alpha: float, scale: float, input_scale: float
) -> Value:
    both = g * grad_output * input_scale
    return elu_back(both, input, alpha, scale, input_scale) * to(input < 0, dtype_of(g))


elu_second: Composite = composite(
    "elu_double_backward", body=_elu_second, samples=[(real(3), real(3), real(3), 1.0, 1.0, 1.0)]
)
elu_back: Op = op(
    "elu_backward", elementwise=True, in_place=False, grad_fn="EluBackwardBackward0",
    forward=_elu_slope,
    vjp=dict(
        grad_output=lambda g, input, alpha, scale, input_scale: elu_back(
            g, input, alpha, scale, input_scale
        ),
        input=lambda g, grad_output, input, alpha, scale, input_scale: elu_second(
            g, grad_output, input, alpha, scale, input_scale
        ),
    ),
    formula=_elu_slope, samples=[(real(3), real(3), 0.5, 1.0, 2.0)],
)  # fmt: skip
elu: Op = op(
    "elu", "F.elu", elementwise=True, grad_fn="EluBackward0", grad_fn_in_place="EluBackward1",
    forward=lambda input, alpha=1.0, inplace=False, *, scale=1.0: np.where(
        floating("elu_cpu", input) > 0, input * scale, exact.expm1(input) * (alpha * scale)
    ),
    vjp=dict(
        input=lambda g, input, alpha, scale: elu_back(g, input, alpha, scale, 1)
    ),
    samples=[*ONES, (real(3), 0.5)], kinks=AT_ZERO,
)  # fmt: skip
selu: Composite = composite(
    "selu", "torch.selu F.selu",
    body=lambda input, inplace=False: elu(
        input, 1.6732632423543772, scale=1.0507009873554805, **in_place(inplace)
    ),
    samples=ONES,
)  # fmt: skip
celu: Op = op(
    "celu", "torch.celu F.celu", elementwise=True, grad_fn="CeluBackward0",
    grad_fn_in_place="CeluBackward1",
    forward=lambda input, alpha=1.0, inplace=False: _celu(input, alpha),
    vjp=dict(
        input=lambda g, input, alpha: elu_back(g, input, alpha, 1, 1 / alpha)
    ),
    samples=[*ONES, (real(3), 0.5)], kinks=AT_ZERO,
)  # fmt: skip


def _celu(input: Value, alpha: float) -> Value:
    if not alpha:
        raise CELU_ALPHA.error()
    x = floating("elu_cpu", input)
    return np.where(x > 0, x, exact.expm1(x / alpha) * alpha)


def _gelu(input: Value, *, approximate: str = "none") -> Value:
    x = floating("GeluKernelImpl", input)
    if approximate == "none" and x.dtype == np.float32 and x.size > 1 and x.flags.c_contiguous:
        return np.float32(0.5) * x * (1 + _quick_erf(x * np.float32(math.sqrt(0.5))))
    return (_gelu_erf if approximate == "none" else _gelu_tanh)(x)


def _quick_erf(x: Value) -> Value:
    """erf of float32, with errors up to 1.5e-7: what PyTorch takes for many elements in a row.

    It is 7.1.26 of Abramowitz and Stegun, "Handbook of Mathematical Functions".
    """
    t = 1 / (1 + np.float32(0.3275911) * np.abs(x))
    series = np.float32(1.061405429)
    for term in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
        series = _fused(series, t, np.float32(term))
    density = np.exp(-(x * x).astype(np.float64)).astype(np.float32)
    return np.copysign(_fused(-density * t, series, np.float32(1)), x)


def _fused(a: Value, b: Value, c: Value) -> Value:
    """a * b + c of float32, rounded once."""
    return (np.float64(a) * b + c).astype(np.float32)


_erf = by_element(math.erf)
_gelu_erf = through_float64(lambda x: x * 0.5 * (1 + _erf(x / math.sqrt(2))))
_gelu_tanh = through_float64(
    lambda x: 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))
)


def _gelu_slope(input: Value, approximate: str) -> Value:
    if approximate == "none":
        density = exp(-0.5 * (input * input)) / math.sqrt(2 * math.pi)
        return 0.5 * (1 + erf(input / math.sqrt(2))) + input * density
    scale = math.sqrt(2 / math.pi)
    t = tanh(scale * (input + 0.044715 * (input * input * input)))
    inner = scale * (1 + 3 * 0.044715 * (input * input))
    return 0.5 * (1 + t) + 0.5 * input * (1 - t * t) * inner


gelu_slope: Composite = composite("gelu_slope", body=_gelu_slope, samples=[(real(3), "none")])


def _gelu_second(g: Value, grad_output: Value, input: Value, approximate: str) -> Value:
    """From PyTorch's `gelu_double_backward`."""
    if approximate == "none":
        square = input * input
        density = 1 / math.sqrt(2 * math.pi) * exp(-0.5 * square)
        return g * grad_output * (2 * density - square * density)
    scale = math.sqrt(2 / math.pi)
    inner = scale * (input + 0.044715 * pow_(input, 3))
    t = tanh(inner)
    sech = 1 / cosh(inner)
    half = 0.5 * input
    rest = 1 - t * t
    slope = scale * (1 + 3 * 0.044715 * input * input)
    first = 0.5 * rest * slope
    second = half * slope * ((2 * sech) * (-sech * t) * slope)
    third = half * rest * (6 * 0.044715 * input * scale)
    return g * grad_output * (2 * first + second + third)


gelu_second: Composite = composite(
    "gelu_double_backward", body=_gelu_second, samples=[(real(3), real(3), real(3), "none")]
)
gelu_back: Op = op(
    "gelu_backward", elementwise=True, in_place=False, grad_fn="GeluBackwardBackward0",
    forward=lambda grad_output, input, approximate: grad_output * _gelu_slope(input, approximate),
    vjp=dict(
        grad_output=lambda g, input, approximate: gelu_back(g, input, approximate),
        input=lambda g, grad_output, input, approximate: gelu_second(
            g, grad_output, input, approximate
        ),
    ),
    formula=lambda grad_output, input, approximate: grad_output * gelu_slope(input, approximate),
    samples=[(real(3), real(3), "none"), (real(3), real(3), "tanh")],
)  # fmt: skip
gelu: Op = op(
    "gelu", "F.gelu", elementwise=True, grad_fn="GeluBackward0",
    forward=_gelu,
    vjp=dict(input=lambda g, input, approximate: gelu_back(g, input, approximate)),
    samples=[*ONES, (real(3), {"approximate": "tanh"})],
)  # fmt: skip
silu: Op = op(
    "silu", "F.silu", elementwise=True, grad_fn="SiluBackward0",
    forward=lambda input, inplace=False: input / (1 + exact.exp(-floating("silu_cpu", input))),
    vjp=dict(input=lambda g, input: g * sigmoid(input) * (1 + input * (1 - sigmoid(input)))),
    samples=ONES,
)  # fmt: skip


def _mish_slope(input: Value) -> Value:
    t = tanh(log1p(exp(input)))
    return t + input * sigmoid(input) * (1 - t * t)


mish_slope: Composite = composite("mish_slope", body=_mish_slope, samples=ONES)
mish: Op = op(
    "mish", "F.mish", elementwise=True, grad_fn="MishBackward0",
    forward=lambda input, inplace=False: _mish(floating("mish_cpu", input)),
    vjp=dict(input=lambda g, input: g * mish_slope(input)),
    samples=ONES,
)  # fmt: skip


def _softplus_slope(grad_output: Value, input: Value, beta: float, threshold: float) -> Value:
    return where(input * beta > threshold, grad_output, grad_output * sigmoid(input * beta))


def _softplus_second(
    g: Value, grad_output: Value, input: Value, beta: float, threshold: float
) -> Value:
    x = input * beta
    return sigmoid_back(g * grad_output, sigmoid(x)) * to(x < threshold, dtype_of(g)) * beta


softplus_second: Composite = composite(
    "softplus_double_backward", body=_softplus_second,
    samples=[(real(3), real(3), real(3), 1.0, 20.0)],
)  # fmt: skip
softplus_back: Op = op(
    "softplus_backward", elementwise=True, in_place=False, grad_fn="SoftplusBackwardBackward0",
    forward=_softplus_slope,
    vjp=dict(
        grad_output=lambda g, input, beta, threshold: softplus_back(g, input, beta, threshold),
        input=lambda g, grad_output, input, beta, threshold: softplus_second(
            g, grad_output, input, beta, threshold
        ),
    ),
    formula=_softplus_slope, samples=[(real(3), real(3), 2.0, 20.0), (real(3), real(3), 1.0, 0.5)],
)  # fmt: skip
softplus: Op = op(
    "softplus", "F.softplus", elementwise=True, grad_fn="SoftplusBackward0",
    forward=lambda input, beta=1.0, threshold=20.0: np.where(
        floating("softplus_cpu", input) * beta > threshold,
        input,
        exact.log1p(exact.exp(input * beta)) / beta,
    ),
    vjp=dict(
        input=lambda g, input, beta, threshold: softplus_back(g, input, beta, threshold)
    ),
    samples=[*ONES, (real(3), 2.0), (real(3), 1.0, 0.5)],
)  # fmt: skip


def _log_sigmoid_second(g: Value, grad_output: Value, input: Value) -> Value:
    z = sigmoid(input)
    return g * grad_output * (z - 1) * z


log_sigmoid_second: Composite = composite(
    "log_sigmoid_double_backward", body=_log_sigmoid_second, samples=[(real(3), real(3), real(3))]
)
log_sigmoid_back: Op = op(
    "log_sigmoid_backward", elementwise=True, in_place=False,
    grad_fn="LogSigmoidBackwardBackward0",
    forward=lambda grad_output, input: grad_output * sigmoid(-input),
    vjp=dict(
        grad_output=lambda g, input: log_sigmoid_back(g, input),
        input=lambda g, grad_output, input: log_sigmoid_second(g, grad_output, input),
    ),
    formula=lambda grad_output, input: grad_output * sigmoid(-input),
    samples=[(real(3), real(3))],
)  # fmt: skip
logsigmoid: Op = op(
    "logsigmoid", "F.logsigmoid", elementwise=True, grad_fn="LogSigmoidBackward0",
    forward=lambda input: _log_sigmoid(floating("log_sigmoid_cpu", input)),
    vjp=dict(input=lambda g, input: log_sigmoid_back(g, input)),
    samples=ONES, kinks=[(given(-200.0, 200.0),)],
)  # fmt: skip


def _between(input: Value, low: float, high: float) -> Value:
    """Within bounds, which an integer dtype rounds to its own numbers."""
    if input.dtype.kind == "b":
        raise HARDTANH_KIND.error(text="Bool inputs not supported for hardtanh")
    if input.dtype.kind == "u" and low < 0:
        raise HARDTANH_KIND.error(
            text="cannot do hardtanh on an unsigned type with negative limits"
        )
    if input.dtype.kind != "f":
        low, high = int(low), int(high)
    return smaller(larger(input, low), high)


def _inside(grad_output: Value, input: Value, min_val: float, max_val: float) -> Value:
    return where(logical_and(input > min_val, input < max_val), grad_output, 0)


hardtanh_back: Op = op(
    "hardtanh_backward", elementwise=True, in_place=False, grad_fn="HardtanhBackwardBackward0",
    forward=_inside,
    vjp=dict(
        grad_output=lambda g, input, min_val, max_val: hardtanh_back(g, input, min_val, max_val),
        input=lambda g: zeros(g),
    ),
    formula=_inside, samples=[(real(3), real(3), -0.5, 0.5)],
)  # fmt: skip
hardtanh: Op = op(
    "hardtanh", "F.hardtanh", elementwise=True, grad_fn="HardtanhBackward0",
    forward=lambda input, min_val=-1.0, max_val=1.0, inplace=False: (
        _between(input, min_val, max_val)
    ),
    vjp=dict(
        input=lambda g, input, min_val, max_val: hardtanh_back(g, input, min_val, max_val)
    ),
    samples=[*ONES, (real(3), -0.5, 0.5)], kinks=[(given(-1.0, 0.0, 1.0),)],
)  # fmt: skip
relu6: Composite = composite(
    "relu6", "F.relu6", samples=ONES,
    body=lambda input, inplace=False: hardtanh(input, 0.0, 6.0, **in_place(inplace)),
)  # fmt: skip
hardsigmoid_back: Op = op(
    "hardsigmoid_backward", elementwise=True, in_place=False, grad_fn="NotImplemented",
    forward=lambda grad_output, input: _inside(grad_output * _SIXTH, input, -3, 3),
    vjp=dict(
        grad_output=lambda g: not_implemented(g, "hardsigmoid_backward"),
        input=lambda g: not_implemented(g, "hardsigmoid_backward"),
    ),
    formula=lambda grad_output, input: _inside(grad_output * _SIXTH, input, -3, 3),
    kinks=[(real(3), real(3))],
)  # fmt: skip
hardsigmoid: Op = op(
    "hardsigmoid", "F.hardsigmoid", elementwise=True, grad_fn="HardsigmoidBackward0",
    forward=lambda input, inplace=False: np.minimum(np.maximum(input + 3, 0), 6) / 6,
    vjp=dict(input=lambda g, input: hardsigmoid_back(g, input)),
    kinks=[*ONES, (given(-3.0, 0.0, 3.0, 4.0),)],
)  # fmt: skip


def _hardswish_slope(grad_output: Value, input: Value) -> Value:
    return where(input <= -3, 0, where(input < 3, grad_output * (input / 3 + 0.5), grad_output))


hardswish_back: Op = op(
    "hardswish_backward", elementwise=True, in_place=False, grad_fn="HardswishBackwardBackward0",
    forward=_hardswish_slope,
    vjp=dict(
        grad_output=lambda g, input: hardswish_back(g, input),
        input=lambda g, grad_output, input: where(
            logical_and(input > -3, input < 3), g * grad_output / 3, 0
        ),
    ),
    formula=_hardswish_slope, samples=[(real(3), real(3))],
)  # fmt: skip
hardswish: Op = op(
    "hardswish", "F.hardswish", elementwise=True, grad_fn="HardswishBackward0",
    forward=lambda input, inplace=False: input * np.minimum(np.maximum(input + 3, 0), 6) / 6,
    vjp=dict(
        input=lambda g, input: hardswish_back(g, input)
    ),
    samples=ONES, kinks=[(given(-4.0, 0.0, 4.0),)],
)  # fmt: skip
softsign: Composite = composite(
    "softsign", "F.softsign", body=lambda input: input / (abs_(input) + 1), samples=ONES
)
tanhshrink: Composite = composite(
    "tanhshrink", "F.tanhshrink", body=lambda input: input - tanh(input), samples=ONES
)
threshold_row: Op = op(
    "threshold", "F.threshold torch.threshold", elementwise=True, grad_fn="ThresholdBackward0",
    grad_fn_in_place="ThresholdBackward1",
    forward=lambda input, threshold, value, inplace=False: np.where(
        input <= threshold, np.asarray(value).astype(input.dtype), input
    ),
    vjp=dict(input=lambda g, input, threshold: threshold_back(g, input, threshold)),
    samples=[(real(3), 0.1, 20), (real(2, 3), -0.5, 0.0)], kinks=[(given(-1.0, 0.0, 1.0), 0, 5)],
)  # fmt: skip


def _shrink_back(name: str) -> Op:
    """The rule of `hardshrink` and `softshrink`: a gradient outside of an interval."""

    def outside(grad_output: Value, input: Value, lambd: float) -> Value:
        return where(logical_and(input >= -lambd, input <= lambd), 0, grad_output)

    def rule(g: Value, input: Value, lambd: float) -> Value:
        return TABLE[f"{name}_backward"](g, input, lambd)

    return op(
        f"{name}_backward", elementwise=True, in_place=False,
        grad_fn=f"{name.capitalize()}BackwardBackward0", forward=outside,
        vjp=dict(grad_output=rule, input=lambda g: zeros(g)), formula=outside,
        samples=[(real(3), real(3), 0.2)],
    )  # fmt: skip


hardshrink_back: Op = _shrink_back("hardshrink")
softshrink_back: Op = _shrink_back("softshrink")
hardshrink: Op = op(
    "hardshrink", "F.hardshrink torch.hardshrink .hardshrink", elementwise=True, in_place=False,
    grad_fn="HardshrinkBackward0",
    forward=lambda input, lambd=0.5: np.where(
        (input >= -lambd) & (input <= lambd), 0, input
    ).astype(input.dtype),
    vjp=dict(
        input=lambda g, input, lambd: hardshrink_back(g, input, lambd)
    ),
    samples=[*ONES, (real(3), 1.0)], kinks=[(given(-0.5, 0.0, 0.5),)],
)  # fmt: skip


def _softshrink(input: Value, lambd: float) -> Value:
    if lambd < 0:
        raise SOFTSHRINK_RANGE.error(lambd=lambd)
    x = floating("softshrink_cpu", input)
    return np.where(x > lambd, x - lambd, np.where(x < -lambd, x + lambd, x * 0)).astype(x.dtype)


softshrink: Op = op(
    "softshrink", "F.softshrink", elementwise=True, in_place=False,
    grad_fn="SoftshrinkBackward0",
    forward=lambda input, lambd=0.5: _softshrink(input, lambd),
    vjp=dict(
        input=lambda g, input, lambd: softshrink_back(g, input, lambd)
    ),
    samples=[*ONES, (real(3), 1.0)], kinks=[(given(-0.5, 0.0, 0.5),)],
)  # fmt: skip
rrelu_back: Op = op(
    "rrelu_with_noise_backward", elementwise=True, in_place=False,
    grad_fn="RreluWithNoiseBackwardBackward0",
    forward=lambda grad_output, input, slope: where.forward(
        input > 0, grad_output, grad_output * slope
    ),
    vjp=dict(
        grad_output=lambda g, input, slope: rrelu_back(g, input, slope),
        input=lambda g: zeros(g),
    ),
    formula=lambda grad_output, input, slope: where(input > 0, grad_output, grad_output * slope),
    samples=[(real(3), real(3), 0.2)],
)  # fmt: skip
rrelu_row: Op = op(
    "rrelu.eval", elementwise=True, grad_fn="RreluWithNoiseBackward0",
    forward=lambda input, slope: np.where(input > 0, input, input * slope).astype(input.dtype),
    vjp=dict(input=lambda g, input, slope: rrelu_back(g, input, slope)),
    samples=[(real(3), 0.2)],
)  # fmt: skip
rrelu: Composite = composite(
    "rrelu", "F.rrelu torch.rrelu",
    body=lambda input, lower=1.0 / 8, upper=1.0 / 3: rrelu_row(input, (lower + upper) / 2),
    samples=ONES,
)  # fmt: skip


def _glu_cost(input: Value, dim: int = -1) -> Cost:
    at = wrap_dim(dim, input.ndim)
    if input.shape[at] % 2:
        raise GLU_ODD.error(dim=at, size=input.shape[at])
    return input.size, input.size


def _glu_slope(g: Value, input: Value, dim: int) -> Value:
    half = shape_of(input)[wrap_dim(dim, len(shape_of(input)))] // 2
    gate = sigmoid(slice_(input, dim, half, None))
    return cat([g * gate, g * gate * (1 - gate) * slice_(input, dim, 0, half)], dim)


glu_slope: Composite = composite(
    "glu_slope", body=_glu_slope, samples=[(real(2), real(4), 0)],
    formula=lambda g, input, dim: cat([g * sigmoid(input), g * input]),
)  # fmt: skip


def _glu_second(g: Value, grad_output: Value, input: Value, dim: int) -> Value:
    """From PyTorch's `glu_double_backward`."""
    half = shape_of(input)[dim] // 2
    first, second = slice_(input, dim, 0, half), slice_(input, dim, half, 2 * half)
    gate = sigmoid(second)
    rest = 1 - gate
    slope = gate * rest
    ours, theirs = slice_(g, dim, 0, half), slice_(g, dim, half, 2 * half)
    both = theirs * first
    curve = slope * rest - gate * slope
    return cat(
        [theirs * grad_output * slope, both * grad_output * curve + ours * grad_output * slope],
        dim,
    )


def _glu_second_output(g: Value, input: Value, dim: int) -> Value:
    half = shape_of(input)[dim] // 2
    ones = zeros(slice_(input, dim, 0, half)) + 1
    both = g * glu_back(ones, input, dim)
    return slice_(both, dim, 0, half) + slice_(both, dim, half, 2 * half)


glu_second: Composite = composite(
    "glu_double_backward", body=_glu_second, samples=[(real(4), real(2), real(4), 0)]
)
glu_second_output: Composite = composite(
    "glu_double_backward_grad_output", body=_glu_second_output, samples=[(real(4), real(4), 0)]
)
glu_back: Op = op(
    "glu_backward", grad_fn="GluBackwardBackward0",
    forward=lambda grad_output, input, dim: _glu_slope(grad_output, input, dim),
    vjp=dict(
        grad_output=lambda g, input, dim: glu_second_output(g, input, dim),
        input=lambda g, grad_output, input, dim: glu_second(g, grad_output, input, dim),
    ),
    formula=lambda grad_output, input, dim: glu_slope(grad_output, input, dim),
    samples=[(real(2), real(4), 0)],
)  # fmt: skip


def _glu(input: Value, dim: int) -> Value:
    first, second = np.split(input, 2, wrap_dim(dim, input.ndim))
    return first * exact.sigmoid(second)


glu: Op = op(
    "glu", "F.glu", grad_fn="GluBackward0", cost=_glu_cost,
    forward=lambda input, dim=-1: _glu(input, dim),
    vjp=dict(input=lambda g, input, dim: glu_back(g, input, wrap_dim(dim, len(input.shape)))),
    samples=[(real(4),), (real(2, 3), 0), (real(2, 4),)],
)  # fmt: skip


def _prelu_slopes(grad_output: Value, input: Value, weight: Value) -> tuple[Value, Value]:
    return (
        where(input > 0, grad_output, grad_output * weight),
        where(input > 0, 0, grad_output * input),
    )


def _prelu_second(g: list[Value], input: Value, weight: Value) -> Value:
    first, second = g
    if first is None:
        return where(input >= 0, 0, second * input)
    below = first * weight
    return where(input >= 0, first, below if second is None else below + second * input)


prelu_back: Op = op(
    "prelu_kernel_backward", outputs="slope weight_slope", elementwise=True, in_place=False,
    grad_fn="PreluKernelBackwardBackward0",
    forward=_prelu_slopes,
    vjp=dict(
        grad_output=lambda g, input, weight: prelu_second(g, input, weight),
        input=lambda g, grad_output, input: prelu_second_of(g[1], grad_output, input),
        weight=lambda g, grad_output, input: prelu_second_of(g[0], grad_output, input),
    ),
    formula=_prelu_slopes, samples=[(real(2, 3), real(2, 3), real(1, 3))],
)  # fmt: skip
prelu_second: Composite = composite(
    "prelu_double_backward", body=_prelu_second, samples=[([real(3), real(3)], real(3), real(3))]
)
prelu_second_of: Composite = composite(
    "prelu_double_backward_of",
    body=lambda g, grad_output, input: (
        zeros(input) if g is None else where(input >= 0, 0, grad_output * g)
    ),
    samples=[(real(3), real(3), real(3))],
)  # fmt: skip
prelu_row: Op = op(
    "prelu_kernel", elementwise=True, in_place=False, grad_fn="PreluKernelBackward0",
    forward=lambda input, weight: np.where(input > 0, input, weight * input),
    vjp=dict(
        input=lambda g, input, weight: prelu_back(g, input, weight)[0],
        weight=lambda g, input, weight: prelu_back(g, input, weight)[1],
    ),
    samples=[(real(2, 3), real(1, 3)), (real(3), real(1))],
)  # fmt: skip


def _prelu(input: Value, weight: Value) -> Value:
    shape, count = shape_of(input), shape_of(weight)
    channels = shape[1] if len(shape) > 1 else 1
    if count and count[0] not in (1, channels):
        raise PRELU_COUNT.error(count=count[0], channels=channels)
    sizes = tuple((count[0] if count else 1) if d == 1 else 1 for d in range(len(shape)))
    return prelu_row(input, weight if sizes == count else view(weight, sizes))


prelu: Composite = composite(
    "prelu", "F.prelu torch.prelu .prelu", body=_prelu,
    samples=[(real(2, 3), real(1)), (real(2, 3), real(3)), (real(2, 3, 2), real(3))],
    kinks=[(given([-1.0, 0.0, 2.0]), positive(1))],
)  # fmt: skip


def _trilinear_cost(input1: Value, weight: Value, input2: Value) -> Cost:
    for number, part, size in ((1, input1, weight.shape[1]), (2, input2, weight.shape[2])):
        if part.shape[-1] != size:
            raise BILINEAR_SIZES.error(number=number, got=part.shape[-1], wanted=size)
    count = input1.shape[0]
    return count * weight.shape[0] * weight.shape[2], count * weight.size


trilinear: Op = op(
    "trilinear", grad_fn="TrilinearBackward0",
    forward=lambda input1, weight, input2: np.einsum(
        "noj,nj->no", np.einsum("ni,oij->noj", input1, weight), input2
    ),
    vjp=dict(
        input1=lambda g, weight, input2: einsum("no,oij,nj->ni", [g, weight, input2]),
        weight=lambda g, input1, input2: einsum("no,ni,nj->oij", [g, input1, input2]),
        input2=lambda g, input1, weight: einsum("no,ni,oij->nj", [g, input1, weight]),
    ),
    cost=_trilinear_cost, samples=[(real(2, 2), real(1, 2, 3), real(2, 3))],
)  # fmt: skip


def _bilinear(input1: Value, input2: Value, weight: Value, bias: Value = None) -> Value:
    lead = shape_of(input1)[:-1]
    flat = [view(part, (-1, shape_of(part)[-1])) for part in (input1, input2)]
    result = view(trilinear(flat[0], weight, flat[1]), (*lead, shape_of(weight)[0]))
    return result if bias is None else result + bias


bilinear: Composite = composite(
    "bilinear", "F.bilinear torch.bilinear", body=_bilinear,
    samples=[(real(2, 2), real(2, 3), real(2, 2, 3), real(2)),
             (real(2, 2), real(2, 3), real(2, 2, 3))],
)  # fmt: skip


# activations that write into their operand

composite("relu_", "F.relu_", body=lambda input: relu(input, inplace=True), kinks=ONES)
composite("selu_", "F.selu_ torch.selu_", kinks=ONES,
          body=lambda input: selu(input, inplace=True))  # fmt: skip
composite("elu_", "F.elu_", kinks=ONES,
          body=lambda input, alpha=1.0: elu(input, alpha, inplace=True))  # fmt: skip
composite("celu_", "F.celu_", kinks=ONES,
          body=lambda input, alpha=1.0: celu(input, alpha, inplace=True))  # fmt: skip
composite(
    "leaky_relu_", "F.leaky_relu_", kinks=ONES,
    body=lambda input, negative_slope=0.01: leaky_relu(input, negative_slope, inplace=True),
)  # fmt: skip
composite(
    "hardtanh_", "F.hardtanh_", kinks=ONES,
    body=lambda input, min_val=-1.0, max_val=1.0: hardtanh(
        input, min_val, max_val, inplace=True
    ),
)  # fmt: skip
composite(
    "threshold_", "F.threshold_", kinks=ONES,
    body=lambda input, threshold, value: threshold_row(input, threshold, value, inplace=True),
)  # fmt: skip
