"""Tails of the normal distribution, and their kin (`torch.special`)."""

from __future__ import annotations

import math

from gradviz.engine.exact import by_element, through_float64
from gradviz.engine.op import Composite, Op, composite, op
from gradviz.engine.ops.compare import ONES
from gradviz.engine.ops.elementwise import add_number, erf, exp, mul_number, pow_
from gradviz.engine.samples import given

ndtr: Composite = composite(
    "ndtr", "torch.special.ndtr", samples=ONES,
    body=lambda input: mul_number(add_number(erf(mul_number(input, math.sqrt(0.5))), 1), 0.5),
)  # fmt: skip


def _scaled_erfc(x: float) -> float:
    """exp(x * x) * erfc(x): beyond 5 by the continued fraction of erfc (Abramowitz 7.1.14)."""
    if math.isnan(x):
        return x
    if x < 5:
        return math.inf if x < -26.6 else math.exp(x * x) * math.erfc(x)
    fraction = x
    for k in range(60, 0, -1):
        fraction = x + k / 2 / fraction
    return 1 / (math.sqrt(math.pi) * fraction)


def _log_tail(x: float) -> float:
    """The logarithm of the normal distribution's function."""
    if x < -1:
        if math.isinf(x):
            return x
        return math.log(_scaled_erfc(-x * math.sqrt(0.5)) / 2) - x * x / 2
    return math.log1p(-math.erfc(x * math.sqrt(0.5)) / 2)


erfcx: Op = op(
    "special_erfcx", "torch.special.erfcx", elementwise=True, promotes="float", in_place=False,
    grad_fn="SpecialErfcxBackward0", forward=through_float64(by_element(_scaled_erfc)),
    vjp=dict(input=lambda g, input, out: (2 * input * out - 2 / math.sqrt(math.pi)) * g),
    samples=ONES, kinks=[(given(-5.0, 0.0, 30.0),)],
)  # fmt: skip
log_ndtr: Op = op(
    "special_log_ndtr", "torch.special.log_ndtr", elementwise=True, promotes="float",
    in_place=False, grad_fn="SpecialLogNdtrBackward0",
    forward=through_float64(by_element(_log_tail)),
    vjp=dict(
        input=lambda g, input, out: (
            g / math.sqrt(2 * math.pi) * exp(-(out + pow_(input, 2) / 2))
        )
    ),
    samples=ONES, kinks=[(given(-50.0, 0.0, 5.0),)],
)  # fmt: skip


def _quantile(p: float) -> float:
    from statistics import NormalDist  # noqa: PLC0415  # few programs ask

    if not 0 < p < 1:
        return -math.inf if p == 0 else math.inf if p == 1 else math.nan
    return NormalDist().inv_cdf(p)


ndtri: Op = op(
    "special_ndtri", "torch.special.ndtri", elementwise=True, promotes="float", in_place=False,
    grad_fn="SpecialNdtriBackward0", forward=through_float64(by_element(_quantile)),
    vjp=dict(input=lambda g, out: g * math.sqrt(2 * math.pi) * exp(pow_(out, 2) / 2)),
    samples=[(given(0.2, 0.5, 0.9),)], kinks=[(given(0.0, 0.5, 1.0, 2.0),)],
)  # fmt: skip
