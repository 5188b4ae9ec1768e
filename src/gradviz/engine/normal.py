"""Normal samples in float32 as PyTorch makes sixteen at a time (Box-Muller).

Its logarithm, sine and cosine there are the polynomials of the Cephes library (S. Moshier), which
differ in the last bit from what numpy computes. They are followed here step by step: the same
reduction of the argument, the same coefficients, the same roundings. Where PyTorch's compiler
joined a product and a sum, `fused_float32` does.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int32]

f32 = np.float32

_TWO_PI = f32(2 * math.pi)
_ROOT_HALF = f32(math.sqrt(0.5))
_FOUR_BY_PI = f32(4 / math.pi)
_LN2 = (f32(0.693359375), f32(-2.12194440e-4))
"""log(2) as a sum of two: the first has few digits, so that its products are exact."""
_QUARTER_PI = (f32(-0.78515625), f32(-2.4187564849853515625e-4), f32(-3.77489497744594108e-8))
"""-pi/4 as a sum of three."""
_LOG = (
    7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1,
    -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
)  # fmt: skip
_SIN = (-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1)
_COS = (2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2)


def box_muller(pairs: Floats, mean: float, std: float) -> Floats:
    """Normal samples of pairs of uniform ones: (n, 2, 8) to the same shape.

    Raises nothing: a uniform number is below 1, so that the logarithm exists.
    """
    radius = np.sqrt(f32(-2) * _log(f32(1) - pairs[:, 0]))
    sine, cosine = _sine_and_cosine(_TWO_PI * pairs[:, 1])
    turned = np.stack([radius * cosine, radius * sine], axis=1)
    return fused_float32(turned, f32(std), f32(mean))


def fused_float32(
    a: npt.NDArray[np.generic], b: Floats | np.float32, c: Floats | np.float32
) -> Floats:
    """`a * b + c` with one rounding: in float64 the product of two float32 numbers is exact."""
    total = a.astype(np.float64) * np.float64(b) + np.float64(c)
    return total.astype(np.float32)


def _polynomial(coefficients: tuple[float, ...], x: Floats) -> Floats:
    """By Horner's rule, the highest power first."""
    wide = x.astype(np.float64)
    value = np.full_like(x, coefficients[0])
    for coefficient in coefficients[1:]:
        value = (value * wide + np.float64(f32(coefficient))).astype(np.float32)
    return value


def _log(x: Floats) -> Floats:
    """The natural logarithm of positive, normal numbers."""
    bits = x.view(np.int32)
    exponent = ((bits >> 23) - 126).astype(np.float32)
    fraction = (bits & 0x007F_FFFF | 0x3F00_0000).view(np.float32)  # in [0.5, 1)
    small = fraction < _ROOT_HALF
    x = fraction - f32(1) + np.where(small, fraction, f32(0))
    exponent = exponent - small.astype(np.float32)
    square = x * x
    value = _polynomial(_LOG, x) * x
    value = fused_float32(value, square, exponent * _LN2[1])
    value = fused_float32(square, f32(-0.5), value)
    return fused_float32(exponent, _LN2[0], x + value)


def _sine_and_cosine(x: Floats) -> tuple[Floats, Floats]:
    """Of angles that are not negative: by the octant, a polynomial on [-pi/4, pi/4]."""
    octant: Integers = (x * _FOUR_BY_PI).astype(np.int32) + 1 & ~1
    turns = octant.astype(np.float32)
    for part in _QUARTER_PI:
        x = fused_float32(turns, part, x)
    square = x * x
    cosine = _polynomial(_COS, square) * square
    cosine = fused_float32(cosine, square, -(square * f32(0.5))) + f32(1)
    sine = fused_float32(_polynomial(_SIN, square) * square, x, x)
    straight = octant & 2 == 0
    sine, cosine = np.where(straight, sine, cosine), np.where(straight, cosine, sine)
    return (
        np.where(octant & 4, -sine, sine),
        np.where(octant - 2 & 4, cosine, -cosine),
    )
