"""Numbers, values and shapes as compact text: one style for tables, pictures and explanations.

Everything here reads a `Value` level by level, never by recursion, and looks at no more elements
than it shows: a Trace may come from a stranger.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import nan, prod

from gradviz.renderers.cells import cell_width, clip
from gradviz.renderers.text import visible
from gradviz.trace import Scalar, Summary, Value

LINE = 24
"""How many cells `flat` may take where nobody says otherwise."""

_NON_FINITE = {"NaN": "nan", "Infinity": "inf", "-Infinity": "-inf"}
_WHOLE = 1e7  # below it a whole number is written out: 65536, not 6.554e+04
_LONGEST = 20  # digits of the largest integer that a tensor holds
_HOSTILE = 2 * LINE  # cells of what stands where a number or a shape belongs and is neither
_ELEMENTS = 40  # more than these are never written one by one on a line
_ROWS, _COLUMNS = 8, 8  # what a card of a picture has room for


def number(x: Scalar) -> str:
    """One number with four significant digits: "10", "0.812", "1e-05", "nan", "True".

    Integers, and floats that are whole and below ten million, are written out.
    """
    if isinstance(x, str):
        return _NON_FINITE.get(x) or clip(visible(x[: 2 * _HOSTILE]), _HOSTILE)
    if x is None or isinstance(x, bool):
        return str(x)
    if isinstance(x, int):
        return str(x) if abs(x) < 10**_LONGEST else "…"
    if abs(x) >= _WHOLE:
        return f"{x:.4g}"
    if x.is_integer():
        return f"{x:.0f}"
    return f"{x:.4g}" if abs(x) < 1e3 else f"{x:.0f}"


def shape(sizes: Sequence[int]) -> str:
    """A shape as PyTorch writes it, "[2,3]"; "scalar" for no dimension at all."""
    return f"[{_joined(sizes, ',')}]" if sizes else "scalar"


def size(sizes: Sequence[int]) -> str:
    """A shape as people say it: "2×3", "(3,)"; "scalar" for no dimension at all."""
    if len(sizes) == 1:
        return f"({number(sizes[0])},)"  # a bare 3 would look like a value
    return _joined(sizes, "×") or "scalar"


def flat(value: Value, sizes: Sequence[int], width: int = LINE) -> str:
    """A value on one line: the fullest of its forms that fits into `width` cells.

    Where none does, the shortest is cut.
    """
    texts = forms(value, sizes)
    return next((text for text in texts if cell_width(text) <= width), clip(texts[-1], width))


def forms(value: Value, sizes: Sequence[int]) -> list[str]:
    """The one-line texts of a value, fullest first: all elements, its ends, its size.

    "[[1.5 0.3 0.6] [-1.8 0.6 -0.2]]", "2×3 [1.5 … -0.2]", "2×3". A number and None have one form.
    """
    if not isinstance(value, list | Summary):
        return [number(value)]
    if isinstance(value, Summary):
        return _shortened([*map(number, value.first[:1]), *map(number, value.last[-1:])], sizes)
    if 0 in sizes:
        return ["[]"] if len(sizes) == 1 else [f"{size(sizes)} []", size(sizes)]
    if prod(sizes) > _ELEMENTS:
        return _shortened([number(_corner(value, 0)), number(_corner(value, -1))], sizes)
    texts = [number(x) for x in _elements(value)]
    return [" ".join(_bracketed(texts, sizes)), *_shortened([texts[0], texts[-1]], sizes)]


def numbers(value: Value) -> list[float]:
    """The numbers of nested lists, in order; what is not finite counts as nan."""
    level = value if isinstance(value, list) else [value]
    return [float(x) if isinstance(x, int | float) else nan for x in _elements(level)]


def total(values: Sequence[Value]) -> Value:
    """The sum of values of one shape, as `flat` and `forms` take it: its numbers in order.

    One value is its own sum; several that are summarised, or of several shapes, have none: None.
    """
    if len(values) == 1:
        return values[0]
    rows = [numbers(value) for value in values]
    if any(isinstance(v, Summary) for v in values) or len(set(map(len, rows))) > 1:
        return None
    sums: list[Value] = [sum(column) for column in zip(*rows, strict=True)]
    return sums if isinstance(values[0], list) else sums[0]


def grid(value: Value, sizes: Sequence[int]) -> list[str]:
    """A value as rows with aligned columns, "[[0.5 -0.2]", " [0.3  0.8]]"; large ones as `flat`."""
    columns = sizes[-1] if sizes else 0
    if not isinstance(value, list) or not 0 < columns <= _COLUMNS:
        return [flat(value, sizes)]
    if not 0 < prod(sizes[:-1]) <= _ROWS:
        return [flat(value, sizes)]
    texts = [number(x) for x in _elements(value)]
    widths = [max(map(len, texts[column::columns])) for column in range(columns)]
    aligned = [text.rjust(widths[i % columns]) for i, text in enumerate(texts)]
    cells = _bracketed(aligned, sizes)
    rows = [" ".join(cells[i : i + columns]) for i in range(0, len(cells), columns)]
    depth = len(sizes)
    return [" " * (depth - _opening(i * columns, sizes)) + row for i, row in enumerate(rows)]


def _shortened(ends: list[str], sizes: Sequence[int]) -> list[str]:
    named = size(sizes)
    return [f"{named} [{' … '.join(ends)}]", named] if ends else [named]


def _bracketed(texts: list[str], sizes: Sequence[int]) -> list[str]:
    """The texts of all elements, in order, with the brackets of nested lists around them."""
    return [
        "[" * _opening(i, sizes) + text + "]" * _opening(i + 1, sizes)
        for i, text in enumerate(texts)
    ]


def _opening(index: int, sizes: Sequence[int]) -> int:
    """How many brackets open before the element at `index`; as many close after the one before."""
    brackets, block = 0, 1
    for length in reversed(sizes):
        block *= length
        if index % block:
            break
        brackets += 1
    return brackets


def _elements(value: list[Value]) -> list[Scalar]:
    """The numbers of nested lists, in order."""
    level = value
    while level and isinstance(level[0], list):
        level = [item for row in level if isinstance(row, list) for item in row]
    return [None if isinstance(item, list | Summary) else item for item in level]


def _corner(value: Value, end: int) -> Scalar:
    """The first (0) or last (-1) number of nested lists."""
    while isinstance(value, list):
        value = value[end] if value else None
    return None if isinstance(value, Summary) else value


def _joined(sizes: Sequence[int], between: str) -> str:
    return clip(between.join(map(number, sizes[:_HOSTILE])), _HOSTILE)
