"""What PyTorch prints for a tensor, character for character.

The rules are those of ``torch/_tensor_str.py`` (PyTorch 2.13) for dense tensors on the CPU. One
thing is arranged differently: torch visits the elements once to find the column width and again
to write them; here every element is written once, the width is read off the texts, and the
brackets are then laid over the flat list. Both see the same elements, because torch too measures
only those that a summary leaves standing.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from functools import partial

import msgspec
import numpy as np
import numpy.typing as npt

__all__ = [
    "DEFAULT",
    "PrintOptions",
    "scalar_format",
    "size_text",
    "tensor_text",
    "updated_options",
]


class PrintOptions(msgspec.Struct, frozen=True):
    """The state behind ``torch.set_printoptions``.

    ``precision`` counts the digits after the point; above ``threshold`` elements only
    ``edgeitems`` are shown at either end of a dimension; ``linewidth`` is in characters;
    ``sci_mode`` forces (True) or forbids (False) an exponent, None leaves it to the values.
    """

    precision: int = 4
    threshold: float = 1000
    edgeitems: int = 3
    linewidth: int = 80
    sci_mode: bool | None = None


DEFAULT = PrintOptions()

_PROFILES = {
    "default": PrintOptions(),
    "short": PrintOptions(precision=2, edgeitems=2),
    "full": PrintOptions(threshold=math.inf),
}


def updated_options(
    options: PrintOptions,
    *,
    precision: int | None = None,
    threshold: float | None = None,
    edgeitems: int | None = None,
    linewidth: int | None = None,
    profile: str | None = None,
    sci_mode: bool | None = None,
) -> PrintOptions:
    """The options after ``torch.set_printoptions`` was called with these arguments.

    As there, a profile is the base for the other arguments, an unknown profile changes nothing,
    None keeps what is set, and ``sci_mode`` alone goes back to None when it is left out.
    """
    base = _PROFILES.get(profile, options) if profile is not None else options
    return msgspec.structs.replace(
        base,
        precision=base.precision if precision is None else precision,
        threshold=base.threshold if threshold is None else threshold,
        edgeitems=base.edgeitems if edgeitems is None else edgeitems,
        linewidth=base.linewidth if linewidth is None else linewidth,
        sci_mode=sci_mode,
    )


def tensor_text(
    data: npt.NDArray[np.generic] | np.generic,
    dtype: str,
    *,
    grad_fn: str | None = None,
    requires_grad: bool = False,
    parameter: bool = False,
    tangent: str | None = None,
    options: PrintOptions = DEFAULT,
    default_dtype: str = "float32",
) -> str:
    """``repr(tensor)`` as PyTorch writes it.

    ``dtype`` is torch's name without ``torch.`` and need not be numpy's: bfloat16 comes as
    float32 data. ``grad_fn`` is the node's name, such as "MulBackward0", and where there is one
    ``requires_grad`` is not shown. A dtype is shown unless ``default_dtype`` implies it.
    """
    body = "tensor(" + _contents(data, len("tensor("), options)
    suffixes = _value_suffixes(data, dtype, options, default_dtype)
    if grad_fn is not None:
        suffixes.append(f"grad_fn=<{grad_fn}>")
    elif requires_grad:
        suffixes.append("requires_grad=True")
    if tangent is not None:
        suffixes.append(f"tangent={tangent}")
    text = _with_suffixes(body, suffixes, len("tensor("), options.linewidth)
    return "Parameter containing:\n" + text if parameter else text


def scalar_format(
    data: npt.NDArray[np.generic] | np.generic,
    dtype: str,
    spec: str,
    *,
    grad_fn: str | None = None,
    requires_grad: bool = False,
    parameter: bool = False,
    options: PrintOptions = DEFAULT,
    default_dtype: str = "float32",
) -> str:
    """``format(tensor, spec)``, which is also what an f-string calls.

    A tensor without dimensions is formatted as its Python number, so f"{t}" is "3.0" where
    print(t) says "tensor(3.)". Any other tensor, and every parameter, has only its repr.

    Raises:
        TypeError: a specification for something that has only its repr.
        ValueError: a specification the number does not understand, in Python's words.
    """
    if data.ndim == 0 and not parameter:
        return format(data.item(), spec)
    if spec:
        kind = "Parameter" if parameter else "Tensor"
        raise TypeError(f"unsupported format string passed to {kind}.__format__")
    return tensor_text(
        data,
        dtype,
        grad_fn=grad_fn,
        requires_grad=requires_grad,
        parameter=parameter,
        options=options,
        default_dtype=default_dtype,
    )


def size_text(shape: Iterable[int]) -> str:
    """``repr(tensor.shape)``: "torch.Size([2, 3])"."""
    return f"torch.Size([{', '.join(map(str, shape))}])"


# --- the numbers ---------------------------------------------------------------------------------


class _Column(msgspec.Struct, frozen=True):
    """The texts of all elements, right-aligned, and the width torch reckons with.

    A text may be wider than ``width``: zeros, infinities and nan are written in the style that
    the other numbers decide, but do not count.
    """

    texts: list[str]
    width: int


def _column(data: npt.NDArray[np.generic], options: PrintOptions) -> _Column:
    """Every element of the flat ``data`` as text."""
    if data.dtype.kind == "c":
        return _complex_column(data, options)
    if data.dtype.kind == "f":
        return _float_column(data.tolist(), options)
    texts = [str(value) for value in data.tolist()]
    return _aligned(texts, map(len, texts))


def _complex_column(data: npt.NDArray[np.generic], options: PrintOptions) -> _Column:
    """Real and imaginary parts in a style of their own each, as torch has two formatters."""
    real = _float_column(data.real.tolist(), options)
    imag = _float_column(data.imag.tolist(), options)
    texts = []
    for real_text, imag_text in zip(real.texts, imag.texts, strict=True):
        imag_part = imag_text.lstrip()
        sign = "" if imag_part.startswith("-") else "+"
        texts.append(f"{real_text}{sign}{imag_part}j")
    return _Column(texts, real.width + imag.width + 1)


def _float_column(values: list[float], options: PrintOptions) -> _Column:
    """Floats, which are the exact values of whatever narrower dtype they came from."""
    counted = [value for value in values if value and math.isfinite(value)]
    write = _float_style(counted, options)
    return _aligned([write(value) for value in values], (len(write(v)) for v in counted))


def _float_style(counted: list[float], options: PrintOptions) -> Callable[[float], str]:
    """How to write one element, decided from all that are finite and not zero."""
    if not counted:  # before sci_mode is looked at: zeros never have an exponent
        return _whole_text
    if _wants_exponent(counted, options.sci_mode):
        return partial(_spec_text, f".{options.precision}e")
    if all(map(float.is_integer, counted)):
        return _whole_text
    return partial(_spec_text, f".{options.precision}f")


def _wants_exponent(counted: list[float], sci_mode: bool | None) -> bool:
    """Whether the magnitudes are too far apart, too large or too small for plain digits."""
    if sci_mode is not None:
        return sci_mode
    magnitudes = [abs(value) for value in counted]
    smallest, largest = min(magnitudes), max(magnitudes)
    return largest / smallest > 1000.0 or largest > 1.0e8 or smallest < 1.0e-4


def _spec_text(spec: str, value: float) -> str:
    return format(value, spec)


def _whole_text(value: float) -> str:
    """A whole number; the point tells it from an int, which nan and inf do not need."""
    text = f"{value:.0f}"
    return text + "." if math.isfinite(value) else text


def _aligned(texts: list[str], counted_lengths: Iterable[int]) -> _Column:
    width = max(counted_lengths, default=1)
    return _Column([text.rjust(width) for text in texts], width)


# --- the brackets --------------------------------------------------------------------------------


class _Layout(msgspec.Struct, frozen=True):
    """What is left of a tensor to show: its column, its shape, and where an "..." belongs.

    ``cut[axis]`` says that ``shape[axis]`` is only ``edgeitems`` from either end.
    """

    column: _Column
    shape: Sequence[int]
    cut: Sequence[bool]
    options: PrintOptions


def _contents(
    data: npt.NDArray[np.generic] | np.generic, indent: int, options: PrintOptions
) -> str:
    """The numbers in their brackets; ``indent`` is the column at which they start."""
    if data.size == 0:
        return "[]"
    shown, cut = _summarized(np.asarray(data), options)
    column = _column(shown.reshape(-1), options)
    if data.ndim == 0:
        return column.texts[0]
    return _bracketed(_Layout(column, shown.shape, cut, options), 0, 0, indent)


def _summarized(
    data: npt.NDArray[np.generic], options: PrintOptions
) -> tuple[npt.NDArray[np.generic], list[bool]]:
    """The elements to show, and for each axis whether some were left out."""
    edge = options.edgeitems
    if data.size <= options.threshold:
        return data, [False] * data.ndim
    cut = [size > 2 * edge for size in data.shape]
    for axis, size in enumerate(data.shape):
        if cut[axis]:
            data = np.take(data, np.r_[:edge, size - edge : size], axis)
    return data, cut


def _bracketed(layout: _Layout, axis: int, start: int, indent: int) -> str:
    """The subtensor that begins at the flat index ``start`` and runs over ``axis`` and later."""
    if axis == len(layout.shape) - 1:
        return _row(layout, start, indent)
    stride = math.prod(layout.shape[axis + 1 :])
    parts = [
        _bracketed(layout, axis + 1, start + index * stride, indent + 1)
        for index in range(layout.shape[axis])
    ]
    if layout.cut[axis]:
        parts.insert(layout.options.edgeitems, "...")
    newlines = "\n" * (len(layout.shape) - axis - 1)
    return "[" + ("," + newlines + " " * (indent + 1)).join(parts) + "]"


def _row(layout: _Layout, start: int, indent: int) -> str:
    """The innermost dimension, broken into lines of as many elements as fit."""
    options = layout.options
    texts = layout.column.texts[start : start + layout.shape[-1]]
    if layout.cut[-1]:  # torch sets the dots apart with a space where there is something beside
        texts.insert(options.edgeitems, " ..." if options.edgeitems else "...")
    per_line = max(1, (options.linewidth - indent) // (layout.column.width + 2))
    lines = [", ".join(texts[i : i + per_line]) for i in range(0, len(texts), per_line)]
    return "[" + (",\n" + " " * (indent + 1)).join(lines) + "]"


# --- what follows the numbers --------------------------------------------------------------------


def _value_suffixes(
    data: npt.NDArray[np.generic] | np.generic,
    dtype: str,
    options: PrintOptions,
    default_dtype: str,
) -> list[str]:
    """Size and dtype, where the numbers alone do not tell them."""
    suffixes = []
    implied = {default_dtype}
    if data.size == 0:
        show_size = data.ndim != 1
    else:
        show_size = not options.edgeitems
        implied |= {"complex128" if default_dtype == "float64" else "complex64", "int64", "bool"}
    if show_size:
        suffixes.append(f"size={data.shape}")
    if dtype not in implied:
        suffixes.append(f"dtype=torch.{dtype}")
    return suffixes


def _with_suffixes(body: str, suffixes: Iterable[str], indent: int, linewidth: int) -> str:
    """``body`` closed, each suffix on a line of its own if it would pass the line's end.

    The line length is torch's, which counts two more than there are.
    """
    parts = [body]
    line_length = len(body) - body.rfind("\n") + 1
    for suffix in suffixes:
        if line_length + len(suffix) + 2 > linewidth:
            parts.append(",\n" + " " * indent + suffix)
            line_length = indent + len(suffix)
        else:
            parts.append(", " + suffix)
            line_length += len(suffix) + 2
    return "".join(parts) + ")"
