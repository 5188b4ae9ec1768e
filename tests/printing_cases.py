"""Tensors to print: drawn at random from a seed, written to JSON and read back, without torch."""

import math
import random
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from gradviz.language.printing import DEFAULT, scalar_format, tensor_text, updated_options

FLOATS = ("float32", "float64", "float16", "bfloat16")
COMPLEX = ("complex64", "complex128")
INTEGERS = ("int64", "int32", "int16", "int8", "uint8", "uint16", "uint32", "uint64")
DTYPES = (*FLOATS, *COMPLEX, *INTEGERS, "bool")
SMALL_SHAPES = (
    *((), (), (1,), (2,), (3,), (5,), (7,), (9,), (10,), (13,), (16,), (25,), (60,)),
    *((1, 1), (2, 2), (2, 3), (3, 1), (4, 12), (7, 7), (2, 20), (2, 2, 2), (3, 1, 4), (2, 1, 2, 3)),
)
EMPTY_SHAPES = ((0,), (0, 3), (2, 0), (1, 0, 2))
LARGE_SHAPES = (
    (1000,),
    (1001,),
    (40, 30),
    (6, 200),
    (7, 200),
    (500, 3),
    (12, 10, 9),
    (2, 5, 7, 16),
)
SPECS = ("", ".2f", ".4f", "6.2f", "8.3e", "g", "d", "5", ">8", "+.1f", ",", ".0%", "x", "zz", "s")


@dataclass(frozen=True)
class Case:
    """One tensor and how it is printed; ``values`` is repeated until it fills ``shape``."""

    dtype: str
    shape: tuple[int, ...]
    values: list[Any]
    options: dict[str, Any] = field(default_factory=dict)
    default_dtype: str = "float32"
    link: str = ""
    """How the tensor hangs in a graph: "", "leaf", or a call that keeps its values."""
    grad_fn: str | None = None
    parameter: bool = False
    spec: str | None = None
    """Format specification; None stands for repr."""

    def array(self) -> np.ndarray:
        storage = "float32" if self.dtype == "bfloat16" else self.dtype
        values = self.values
        if self.dtype in FLOATS:
            values = [float(value) for value in values]
        elif self.dtype in COMPLEX:
            values = [complex(float(real), float(imag)) for real, imag in values]
        with np.errstate(over="ignore"):  # 1e300 as float32 is inf
            return np.resize(np.array(values, dtype=storage), self.shape)

    def text(self) -> str:
        """What gradviz prints, or the error in its place."""
        settings = {
            "grad_fn": self.grad_fn,
            "requires_grad": bool(self.link),
            "parameter": self.parameter,
            "options": updated_options(DEFAULT, **self.options),
            "default_dtype": self.default_dtype,
        }
        if self.spec is None:
            return tensor_text(self.array(), self.dtype, **settings)
        try:
            return scalar_format(self.array(), self.dtype, self.spec, **settings)
        except (TypeError, ValueError) as error:
            return error_text(error)


def error_text(error: TypeError | ValueError) -> str:
    """A TypeError has torch's words; those of a ValueError are Python's and vary with it."""
    return f"TypeError: {error}" if isinstance(error, TypeError) else "ValueError"


def random_case(rng: random.Random) -> Case:
    dtype = rng.choice((*FLOATS, *DTYPES, "float32", "float32"))
    shape = random_shape(rng)
    differentiable = dtype in FLOATS or dtype in COMPLEX
    parameter = differentiable and rng.random() < 0.1
    links = ("leaf",) if parameter else ("leaf", "clone", "mul", "view", "select", "activation")
    return Case(
        dtype=dtype,
        shape=shape,
        values=random_values(rng, dtype, min(rng.choice((5, 23, 60)), max(1, math.prod(shape)))),
        options=random_options(rng) if rng.random() < 0.4 else {},
        default_dtype="float64" if rng.random() < 0.15 else "float32",
        link=rng.choice(links) if differentiable and rng.random() < 0.5 else "",
        parameter=parameter,
        spec=rng.choice(SPECS) if rng.random() < (0.5 if shape == () else 0.03) else None,
    )


def random_shape(rng: random.Random) -> tuple[int, ...]:
    kind = rng.random()
    if kind < 0.08:
        return rng.choice(EMPTY_SHAPES)
    if kind < 0.2:
        return rng.choice(LARGE_SHAPES)
    if kind < 0.4:
        return tuple(rng.randint(1, 9) for _ in range(rng.randint(1, 3)))
    return rng.choice(SMALL_SHAPES)


def random_options(rng: random.Random) -> dict[str, Any]:
    choices = {
        "profile": ("default", "short", "full"),
        "precision": (0, 1, 2, 3, 6, 10),
        "threshold": (0, 5, 10, 100),
        "edgeitems": (0, 1, 2, 4),
        "linewidth": (10, 40, 60, 100, 200),
        "sci_mode": (True, False),
    }
    names = rng.sample(sorted(choices), rng.randint(1, 3))
    return {name: rng.choice(choices[name]) for name in names}


def random_values(rng: random.Random, dtype: str, count: int) -> list[Any]:
    if dtype == "bool":
        share = rng.choice((0.0, 0.5, 1.0))
        return [rng.random() < share for _ in range(count)]
    if dtype in INTEGERS:
        return random_integers(rng, dtype, count)
    if dtype in COMPLEX:
        part = dtype.replace("complex64", "float32").replace("complex128", "float64")
        parts = [random_floats(rng, part, count) for _ in range(2)]
        return [list(pair) for pair in zip(*parts, strict=True)]
    return random_floats(rng, dtype, count)


def random_integers(rng: random.Random, dtype: str, count: int) -> list[int]:
    info = np.iinfo(dtype)
    most = rng.choice((1, 9, 100, 12_345, int(info.max)))
    low, high = max(int(info.min), -most), min(int(info.max), most)
    return [rng.randint(low, high) for _ in range(count)]


def random_floats(rng: random.Random, dtype: str, count: int) -> list[float | str]:
    """Values that ``dtype`` holds exactly; what JSON has no number for is a string."""
    scale = 10.0 ** rng.randint(-9, 10)
    draws = (
        lambda: rng.gauss(0, 1),
        lambda: rng.gauss(0, 1) * scale,
        lambda: float(rng.randint(-12, 12)),
        lambda: float(rng.randint(0, 3)) * scale,
        lambda: 10.0 ** rng.uniform(-12, 12),
        lambda: rng.choice((0.0, -0.0)),
        lambda: rng.choice((0.5, 1e-4, 0.99999e-4, 1e8, 1.00001e8, 1000.0, 1.0, 0.001, 9.99995)),
        lambda: rng.uniform(0, 1),
    )
    draw = rng.choice(draws)
    special = rng.choice((0.0, 0.0, 0.1, 0.5, 1.0))
    strange = ("nan", "inf", "-inf", "-0.0", "0.0", "1.0", "2.5")
    values = [
        float(rng.choice(strange)) if rng.random() < special else draw() for _ in range(count)
    ]
    return [value if np.isfinite(value) else str(value) for value in rounded(values, dtype)]


def rounded(values: list[float], dtype: str) -> list[float]:
    with np.errstate(over="ignore"):
        if dtype != "bfloat16":
            return np.array(values, dtype=dtype).tolist()
        bits = np.array(values, dtype="float32").view("uint32") & np.uint32(0xFFFF0000)
    return bits.view("float32").tolist()
