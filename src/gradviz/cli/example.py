"""A small program that calls an op, made from the op's first sample."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import prod

from gradviz.engine.op import TABLE, Callee, Op, Overload
from gradviz.engine.samples import Drawn, Given

_NON_FINITE = re.compile(r"\b(nan|inf)\b")
_PREFERRED = ("torch.", ".", "F.")
"""How the spellings begin that an example uses, best first."""


def example(callee: Callee) -> str:
    """The program, one statement a line; "" where the table has no sample or no spelling.

    It ends in a backward pass where the op has a gradient.
    """
    spelling = _spelling(callee)
    if not callee.samples or not spelling:
        return ""
    has_gradient = isinstance(callee, Op) and callee.differentiable
    lines: list[str] = []
    arguments: list[str] = []
    for position, sample in enumerate(callee.samples[0]):
        if isinstance(sample, dict):
            arguments += [f"{keyword}={value!r}" for keyword, value in sample.items()]
            continue
        text = _literal(sample, has_gradient)
        if "tensor(" in text:
            param = callee.params[position]
            lines.append(f"{param} = {text}")
            text = param
        arguments.append(text)
    several = isinstance(callee, Op) and callee.outputs
    result = _call(spelling, arguments, spelling == callee.symbol) + "[0]" * bool(several)
    lines.append(f"{result}.sum().backward()" if has_gradient else f"print({result})")
    return "\n".join(lines)


def _spelling(callee: Callee) -> str:
    """The best spelling of an entry, or of the overload that hands its arguments on to it."""
    standing = TABLE.get(callee.title, callee)
    spellings = (callee.torch or standing.torch) if isinstance(standing, Overload) else callee.torch
    best = (s for begin in _PREFERRED for s in spellings if s.startswith(begin) and len(s) > 1)
    return next(best, "")


def _call(spelling: str, arguments: Sequence[str], is_property: bool) -> str:
    if spelling.endswith("_"):  # in place: a leaf that requires grad would not let it
        arguments = [f"{arguments[0]}.clone()", *arguments[1:]]
    if not spelling.startswith("."):
        name = spelling.replace("F.", "torch.nn.functional.", 1) if spelling[0] == "F" else spelling
        return f"{name}({', '.join(arguments)})"
    first, *others = arguments
    return f"{first}{spelling}" + f"({', '.join(others)})" * (not is_property)


def _literal(sample: object, has_gradient: bool) -> str:
    """A sample as a program writes it."""
    match sample:
        case list() | tuple():
            return f"[{', '.join(_literal(item, has_gradient) for item in sample)}]"
        case Drawn():
            elements, is_float = _nested(_spread(sample), sample.shape), True
        case Given():
            elements, is_float = sample.elements, sample.dtype is None
        case _:
            return repr(sample)
    text = _NON_FINITE.sub(r"float('\1')", str(elements))
    return f"torch.tensor({text}{', requires_grad=True' * (is_float and has_gradient)})"


def _spread(sample: Drawn) -> list[object]:
    """Values between the sample's bounds, evenly, none of them 0."""
    count = prod(sample.shape)
    step = (sample.high - sample.low) / (count + 1)
    values = [round(sample.low + step * (i + 1), 2) for i in range(count)]
    return [value or round(step / 4, 2) for value in values]


def _nested(elements: list[object], shape: tuple[int, ...]) -> object:
    """The elements as nested lists of that shape; the one element of a shape without dimensions."""
    for size in reversed(shape[1:]):
        elements = [elements[i : i + size] for i in range(0, len(elements), max(size, 1))]
    return elements if shape else elements[0]
