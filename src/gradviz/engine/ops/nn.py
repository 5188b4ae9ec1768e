"""Activation functions (`torch.nn.functional`)."""

from __future__ import annotations

import math

import numpy as np

from gradviz.engine import exact
from gradviz.engine.exact import by_element, through_float64
from gradviz.engine.messages import RELU_BOOL
from gradviz.engine.op import Composite, Op, Value, composite, op
from gradviz.engine.ops.compare import ONES, logical_and, no_kernel, where
from gradviz.engine.ops.elementwise import abs_, erf, exp, sigmoid, tanh
from gradviz.engine.samples import given, real


def _log_sigmoid(input: Value) -> Value:
    return np.minimum(input, 0) - exact.log1p(exact.exp(-abs(input)))


_mish = through_float64(lambda x: x * np.tanh(np.log1p(np.exp(x))))
_SIXTH = float(np.float32(1 / 6))
"""As PyTorch's backward has it."""

AT_ZERO = ((given(-1.0, 0.0, 1.0, float("nan")),),)


def _floating(kernel: str, input: Value) -> Value:
    """The input; PyTorch's error where it is not floating."""
    if input.dtype.kind != "f":
        raise no_kernel(kernel, input)
    return input


def _relu(input: Value) -> Value:
    if type(input) is np.float32:  # np.maximum takes ten times as long on a scalar
        return np.float32(0) if input <= 0 else input
    if input.dtype.kind == "b":
        raise RELU_BOOL.error()
    return np.maximum(input, 0)


relu: Op = op(
    "relu", "torch.relu .relu F.relu", elementwise=True, grad_fn="ReluBackward0",
    forward=_relu,
    vjp=dict(input=lambda g, out: where(out <= 0, 0, g)),
    samples=ONES, kinks=AT_ZERO,
)  # fmt: skip
leaky_relu: Op = op(
    "leaky_relu", "F.leaky_relu", elementwise=True, grad_fn="LeakyReluBackward0",
    forward=lambda input, negative_slope=0.01: np.where(
        _floating("leaky_relu_cpu", input) > 0, input, input * negative_slope
    ),
    vjp=dict(input=lambda g, input, negative_slope: where(input > 0, g, g * negative_slope)),
    samples=[*ONES, (real(3), 0.2)], kinks=AT_ZERO,
)  # fmt: skip
elu: Op = op(
    "elu", "F.elu", elementwise=True, grad_fn="EluBackward0",
    forward=lambda input, alpha=1.0, *, scale=1.0: np.where(
        _floating("elu_cpu", input) > 0, input * scale, exact.expm1(input) * (alpha * scale)
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
    body=lambda input: elu(input, 1.6732632423543772, scale=1.0507009873554805), samples=ONES,
)  # fmt: skip


def _gelu(input: Value, *, approximate: str = "none") -> Value:
    x = _floating("GeluKernelImpl", input)
    return (_gelu_erf if approximate == "none" else _gelu_tanh)(x)


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
    forward=lambda input: input / (1 + exact.exp(-_floating("silu_cpu", input))),
    vjp=dict(input=lambda g, input: g * sigmoid(input) * (1 + input * (1 - sigmoid(input)))),
    samples=ONES,
)  # fmt: skip


def _mish_slope(input: Value) -> Value:
    t = tanh(softplus(input))
    return t + input * sigmoid(input) * (1 - t * t)


mish_slope: Composite = composite("mish_slope", body=_mish_slope, samples=ONES)
mish: Op = op(
    "mish", "F.mish", elementwise=True, grad_fn="MishBackward0",
    forward=lambda input: _mish(_floating("mish_cpu", input)),
    vjp=dict(input=lambda g, input: g * mish_slope(input)),
    samples=ONES,
)  # fmt: skip
softplus: Op = op(
    "softplus", "F.softplus", elementwise=True, grad_fn="SoftplusBackward0",
    forward=lambda input, beta=1.0, threshold=20.0: np.where(
        _floating("softplus_cpu", input) * beta > threshold,
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
    forward=lambda input: _log_sigmoid(_floating("log_sigmoid_cpu", input)),
    vjp=dict(input=lambda g, input: g * sigmoid(-input)),
    samples=ONES, kinks=[(given(-200.0, 200.0),)],
)  # fmt: skip
hardtanh: Op = op(
    "hardtanh", "F.hardtanh", elementwise=True, grad_fn="HardtanhBackward0",
    forward=lambda input, min_val=-1.0, max_val=1.0: (
        np.minimum(np.maximum(input, min_val), max_val)
    ),
    vjp=dict(
        input=lambda g, input, min_val, max_val: where(
            logical_and(input > min_val, input < max_val), g, 0
        )
    ),
    samples=[*ONES, (real(3), -0.5, 0.5)], kinks=[(given(-1.0, 0.0, 1.0),)],
)  # fmt: skip
relu6: Composite = composite(
    "relu6", "F.relu6", body=lambda input: hardtanh(input, 0.0, 6.0), samples=ONES
)
hardsigmoid: Op = op(
    "hardsigmoid", "F.hardsigmoid", elementwise=True, grad_fn="HardsigmoidBackward0",
    forward=lambda input: np.minimum(np.maximum(input + 3, 0), 6) / 6,
    vjp=dict(input=lambda g, input: where(logical_and(input > -3, input < 3), g * _SIXTH, 0)),
    samples=ONES, kinks=[(given(-3.0, 0.0, 3.0, 4.0),)],
)  # fmt: skip
hardswish: Op = op(
    "hardswish", "F.hardswish", elementwise=True, grad_fn="HardswishBackward0",
    forward=lambda input: input * np.minimum(np.maximum(input + 3, 0), 6) / 6,
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
