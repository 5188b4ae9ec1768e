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
from gradviz.engine.op import Composite, Cost, Op, Value, composite, op, shape_of
from gradviz.engine.ops.compare import ONES, floating, larger, logical_and, smaller, where
from gradviz.engine.ops.contract import einsum
from gradviz.engine.ops.elementwise import abs_, erf, exp, sigmoid, tanh
from gradviz.engine.ops.index import in_place, slice_
from gradviz.engine.ops.shape import cat, view
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
        grad_output=lambda g, input, threshold: threshold_back(g, input, threshold), input=None
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
leaky_relu: Op = op(
    "leaky_relu", "F.leaky_relu", elementwise=True, grad_fn="LeakyReluBackward0",
    grad_fn_in_place="LeakyReluBackward1",
    forward=lambda input, negative_slope=0.01, inplace=False: np.where(
        floating("leaky_relu_cpu", input) > 0, input, input * negative_slope
    ),
    vjp=dict(input=lambda g, input, negative_slope: where(input > 0, g, g * negative_slope)),
    samples=[*ONES, (real(3), 0.2)], kinks=AT_ZERO,
)  # fmt: skip
elu: Op = op(
    "elu", "F.elu", elementwise=True, grad_fn="EluBackward0", grad_fn_in_place="EluBackward1",
    forward=lambda input, alpha=1.0, inplace=False, *, scale=1.0: np.where(
        floating("elu_cpu", input) > 0, input * scale, exact.expm1(input) * (alpha * scale)
    ),
    vjp=dict(
        input=lambda g, input, alpha, scale: where(
            input <= 0, g * (alpha * scale) * exp(input), g * scale
        )
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
        input=lambda g, input, alpha: where(input <= 0, g * exp(input / alpha), g)
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
gelu: Op = op(
    "gelu", "F.gelu", elementwise=True, grad_fn="GeluBackward0",
    forward=_gelu,
    vjp=dict(input=lambda g, input, approximate: g * gelu_slope(input, approximate)),
    samples=[*ONES, (real(3), {"approximate": "tanh"})],
)  # fmt: skip
silu: Op = op(
    "silu", "F.silu", elementwise=True, grad_fn="SiluBackward0",
    forward=lambda input, inplace=False: input / (1 + exact.exp(-floating("silu_cpu", input))),
    vjp=dict(input=lambda g, input: g * sigmoid(input) * (1 + input * (1 - sigmoid(input)))),
    samples=ONES,
)  # fmt: skip


def _mish_slope(input: Value) -> Value:
    t = tanh(softplus(input))
    return t + input * sigmoid(input) * (1 - t * t)


mish_slope: Composite = composite("mish_slope", body=_mish_slope, samples=ONES)
mish: Op = op(
    "mish", "F.mish", elementwise=True, grad_fn="MishBackward0",
    forward=lambda input, inplace=False: _mish(floating("mish_cpu", input)),
    vjp=dict(input=lambda g, input: g * mish_slope(input)),
    samples=ONES,
)  # fmt: skip
softplus: Op = op(
    "softplus", "F.softplus", elementwise=True, grad_fn="SoftplusBackward0",
    forward=lambda input, beta=1.0, threshold=20.0: np.where(
        floating("softplus_cpu", input) * beta > threshold,
        input,
        exact.log1p(exact.exp(input * beta)) / beta,
    ),
    vjp=dict(
        input=lambda g, input, beta, threshold: where(
            input * beta > threshold, g, g * sigmoid(input * beta)
        )
    ),
    samples=[*ONES, (real(3), 2.0), (real(3), 1.0, 0.5)],
)  # fmt: skip
logsigmoid: Op = op(
    "logsigmoid", "F.logsigmoid", elementwise=True, grad_fn="LogSigmoidBackward0",
    forward=lambda input: _log_sigmoid(floating("log_sigmoid_cpu", input)),
    vjp=dict(input=lambda g, input: g * sigmoid(-input)),
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


hardtanh: Op = op(
    "hardtanh", "F.hardtanh", elementwise=True, grad_fn="HardtanhBackward0",
    forward=lambda input, min_val=-1.0, max_val=1.0, inplace=False: (
        _between(input, min_val, max_val)
    ),
    vjp=dict(
        input=lambda g, input, min_val, max_val: where(
            logical_and(input > min_val, input < max_val), g, 0
        )
    ),
    samples=[*ONES, (real(3), -0.5, 0.5)], kinks=[(given(-1.0, 0.0, 1.0),)],
)  # fmt: skip
relu6: Composite = composite(
    "relu6", "F.relu6", samples=ONES,
    body=lambda input, inplace=False: hardtanh(input, 0.0, 6.0, **in_place(inplace)),
)  # fmt: skip
hardsigmoid: Op = op(
    "hardsigmoid", "F.hardsigmoid", elementwise=True, grad_fn="HardsigmoidBackward0",
    forward=lambda input, inplace=False: np.minimum(np.maximum(input + 3, 0), 6) / 6,
    vjp=dict(input=lambda g, input: where(logical_and(input > -3, input < 3), g * _SIXTH, 0)),
    samples=ONES, kinks=[(given(-3.0, 0.0, 3.0, 4.0),)],
)  # fmt: skip
hardswish: Op = op(
    "hardswish", "F.hardswish", elementwise=True, grad_fn="HardswishBackward0",
    forward=lambda input, inplace=False: input * np.minimum(np.maximum(input + 3, 0), 6) / 6,
    vjp=dict(
        input=lambda g, input: where(
            input <= -3, 0, where(input < 3, g * (input / 3 + 0.5), g)
        )
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
hardshrink: Op = op(
    "hardshrink", "F.hardshrink torch.hardshrink .hardshrink", elementwise=True, in_place=False,
    grad_fn="HardshrinkBackward0",
    forward=lambda input, lambd=0.5: np.where(
        (input >= -lambd) & (input <= lambd), 0, input
    ).astype(input.dtype),
    vjp=dict(
        input=lambda g, input, lambd: where(
            logical_and(input >= -lambd, input <= lambd), 0, g
        )
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
        input=lambda g, input, lambd: where(
            logical_and(input >= -lambd, input <= lambd), 0, g
        )
    ),
    samples=[*ONES, (real(3), 1.0)], kinks=[(given(-0.5, 0.0, 0.5),)],
)  # fmt: skip
rrelu_row: Op = op(
    "rrelu.eval", elementwise=True, grad_fn="RreluWithNoiseBackward0",
    forward=lambda input, slope: np.where(input > 0, input, input * slope).astype(input.dtype),
    vjp=dict(input=lambda g, input, slope: where(input > 0, g, g * slope)),
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


def _glu(input: Value, dim: int) -> Value:
    first, second = np.split(input, 2, wrap_dim(dim, input.ndim))
    return first * exact.sigmoid(second)


glu: Op = op(
    "glu", "F.glu", grad_fn="GluBackward0", cost=_glu_cost,
    forward=lambda input, dim=-1: _glu(input, dim),
    vjp=dict(input=lambda g, input, dim: glu_slope(g, input, wrap_dim(dim, len(input.shape)))),
    samples=[(real(4),), (real(2, 3), 0), (real(2, 4),)],
)  # fmt: skip
prelu_row: Op = op(
    "prelu_kernel", elementwise=True, in_place=False, grad_fn="PreluKernelBackward0",
    forward=lambda input, weight: np.where(input > 0, input, weight * input),
    vjp=dict(
        input=lambda g, input, weight: where(input > 0, g, g * weight),
        weight=lambda g, input: where(input > 0, 0, g * input),
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


backward_hook: Op = op(
    "backward_hook", view=True, grad_fn="BackwardHookFunctionBackward",
    forward=lambda input: input, vjp=dict(input=lambda g: g), samples=ONES,
)  # fmt: skip
"""What stands before and behind a module whose backward pass is watched: the gradient alone."""
