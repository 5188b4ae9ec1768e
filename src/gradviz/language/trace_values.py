"""Tensors' elements as JSON can hold them."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite, isnan

import numpy as np
import numpy.typing as npt

from gradviz.engine.dtypes import Array
from gradviz.trace import Scalar, Summary, Value

_EDGE = 3
"""How many elements a summary shows from either end."""

_EXACT = 2**53 - 1
"""Beyond it JSON readers lose digits of an integer."""

_FEW = 32
"""Floats that are made decimal one by one; more are worth the import of a library."""


def values_of(arrays: Sequence[Array], max_values: int) -> list[Value]:
    """The elements of each array; a summary of one that has more than `max_values`.

    All scalars among them are made decimal in one go.
    """
    scalars = [array for array in arrays if type(array) is np.float32]
    numbers = np.array(scalars, np.float32)
    decimal: list[Value] = [*shortest(numbers)]
    if not np.isfinite(numbers).all():
        decimal = [plain(x) for x in decimal]  # type: ignore[arg-type]
    if len(scalars) == len(arrays):
        return decimal
    rest = iter(decimal)
    return [
        next(rest) if type(array) is np.float32 else _value(array, max_values) for array in arrays
    ]


def shortest(data: npt.NDArray[np.generic]) -> list[float]:
    """For each narrow float the double with the same shortest text: 0.1 for float32 0.1."""
    if data.size <= _FEW or data.dtype != np.float32:
        return [float(str(x)) for x in data.reshape(-1)]
    import orjson  # noqa: PLC0415

    finite = np.isfinite(data)
    if finite.all():
        flat = np.ascontiguousarray(data.reshape(-1))
        found: list[float] = orjson.loads(orjson.dumps(flat, option=orjson.OPT_SERIALIZE_NUMPY))
        return found
    given = iter(shortest(np.where(finite, data, np.float32(0))))
    return [
        x if ok else float(held)
        for x, ok, held in zip(given, finite.reshape(-1), data.reshape(-1), strict=True)
    ]


def _value(data: Array, max_values: int) -> Value:
    """One array's elements."""
    if not data.size:
        empty: Value = data.tolist()
        return empty
    if data.size > max_values:
        return _summary(np.asarray(data))
    if data.dtype.kind == "f" and data.dtype.itemsize < 8:
        numbers: list[Value] = [*shortest(np.asarray(data))]
        return _nested(numbers if _fits_json(data) else [plain(x) for x in numbers], data.shape)  # type: ignore[arg-type]
    if _fits_json(data):
        value: Value = data.tolist()
        return value
    return _nested([plain(x) for x in np.asarray(data).reshape(-1).tolist()], data.shape)


def _fits_json(data: Array) -> bool:
    if data.dtype.kind == "f":
        return bool(np.isfinite(data).all())
    if data.dtype.kind in "iu" and data.size:
        return int(data.max()) <= _EXACT and int(data.min()) >= -_EXACT
    return True


def _nested(items: list[Value], shape: tuple[int, ...]) -> Value:
    """A flat list as nested lists of a shape."""
    if not shape:
        return items[0]
    for size in reversed(shape[1:]):
        items = [list(items[i : i + size]) for i in range(0, len(items), size)] if size else items
    return list(items)


def _summary(data: npt.NDArray[np.generic]) -> Summary:
    flat = data.reshape(-1)
    first, last = flat[:_EDGE], flat[-_EDGE:]
    bounds = np.array([flat.min(), flat.max()], flat.dtype)
    low, high, *ends = _numbers(np.concatenate([bounds, first, last]))
    return Summary(
        shape=list(data.shape),
        dtype=data.dtype.name,
        min=low,
        max=high,
        mean=plain(float(flat.astype(np.float64).mean())),
        first=ends[: len(first)],
        last=ends[len(first) :],
    )


def _numbers(flat: npt.NDArray[np.generic]) -> list[Scalar]:
    if flat.dtype.kind == "f" and flat.dtype.itemsize < 8:
        return [plain(x) for x in shortest(flat)]
    return [plain(x) for x in flat.tolist()]


def plain(value: Scalar) -> Scalar:
    """A plain value as JSON can hold it."""
    if isinstance(value, float) and not isfinite(value):
        return "NaN" if isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, int) and not isinstance(value, bool) and not -_EXACT <= value <= _EXACT:
        return str(value)
    return value
