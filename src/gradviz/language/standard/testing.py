"""torch.testing: `assert_close`, and the texts in which it says what differs."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from gradviz.engine.dtypes import DTYPES, DType, promote
from gradviz.engine.messages import TorchError
from gradviz.engine.op import Value
from gradviz.engine.tensor import Site, Tensor
from gradviz.engine.views import refresh
from gradviz.language.calls import call
from gradviz.language.machine import Machine
from gradviz.language.signature import Signature
from gradviz.language.texts import to_repr, to_str
from gradviz.language.types import type_of
from gradviz.language.values import Builtin

_OPTIONS = Signature(
    "assert_close",
    ("actual", "expected", "allow_subclasses", "rtol", "atol", "equal_nan", "check_device",
     "check_dtype", "check_layout", "check_stride", "msg"),
    {"allow_subclasses": True, "rtol": None, "atol": None, "equal_nan": False,
     "check_device": True, "check_dtype": True, "check_layout": True, "check_stride": False,
     "msg": None},
)  # fmt: skip

_TOLERANCES = {"float16": (1e-3, 1e-5), "bfloat16": (1.6e-2, 1e-5), "float32": (1.3e-6, 1e-5),
               "float64": (1e-7, 1e-7)}  # fmt: skip
"""The relative and the absolute tolerance of a dtype; those of others are 0."""

_OF_DTYPE = {dtype.name: dtype for dtype in DTYPES}


class Closeness:
    """One comparison: how close is close, and what counts beside the values."""

    __slots__ = ("atol", "dtypes", "machine", "nan", "rtol", "strides")

    def __init__(self, machine: Machine, options: dict[str, object]) -> None:
        self.machine = machine
        self.rtol, self.atol = options["rtol"], options["atol"]
        self.nan, self.dtypes = bool(options["equal_nan"]), bool(options["check_dtype"])
        self.strides = bool(options["check_stride"])

    def tolerances(self, *dtypes: DType) -> tuple[float, float]:
        """Those that were given, else the largest of the dtypes'."""
        if (self.rtol is None) is not (self.atol is None):
            missing = "rtol" if self.rtol is None else "atol"
            text = (
                f"Both 'rtol' and 'atol' must be either specified or omitted, but got no {missing}."
            )
            raise TorchError("ValueError", text, "GV160")
        if isinstance(self.rtol, int | float) and isinstance(self.atol, int | float):
            return self.rtol, self.atol
        known = [_TOLERANCES.get(dtype.name, (0.0, 0.0)) for dtype in dtypes]
        return max(rtol for rtol, _ in known), max(atol for _, atol in known)

    def difference(self, actual: object, expected: object) -> str:
        """What is wrong with two values that are no containers; empty where they are close."""
        machine = self.machine
        if actual is None or expected is None:
            if actual is expected:
                return ""
            return f"None mismatch: {to_str(machine, actual)} is not {to_str(machine, expected)}"
        if isinstance(actual, bool) and isinstance(expected, bool):
            same = actual is expected
            return "" if same else f"Booleans mismatch: {actual} is not {expected}"
        if isinstance(actual, int | float) and isinstance(expected, int | float):
            return self._of_numbers(actual, expected)
        if type(actual) is Tensor and type(expected) is Tensor:
            return self._of_tensors(actual, expected)
        kinds = " and ".join(to_repr(machine, type_of(value)) for value in (actual, expected))
        text = f"No comparison pair was able to handle inputs of type {kinds}."
        raise TorchError("TypeError", text, "GV160")

    def _of_numbers(self, actual: float, expected: float) -> str:
        kinds = [
            _OF_DTYPE["int64" if isinstance(n, int) else "float64"] for n in (actual, expected)
        ]
        rtol, atol = self.tolerances(*kinds)
        if self.dtypes and type(actual) is not type(expected):
            told = " != ".join(to_repr(self.machine, type_of(n)) for n in (actual, expected))
            return f"The (d)types do not match: {told}."
        if actual == expected or (self.nan and math.isnan(actual) and math.isnan(expected)):
            return ""
        apart = abs(actual - expected)
        if math.isfinite(apart) and apart <= atol + rtol * abs(expected):
            return ""
        return _of_scalars(actual, expected, rtol, atol)

    def _of_tensors(self, actual: Tensor, expected: Tensor) -> str:
        rtol, atol = self.tolerances(actual.dtype, expected.dtype)
        machine = self.machine
        for tensor in (actual, expected):
            refresh(machine.tape, tensor)
        a, b = np.asarray(actual.data), np.asarray(expected.data)
        machine.budget.charge_op(8 * max(a.size, b.size), 16 * max(a.size, b.size))
        if a.shape != b.shape:
            return _attribute(
                "shape", f"torch.Size({list(a.shape)})", f"torch.Size({list(b.shape)})"
            )
        if self.strides:
            left, right = (tuple(s // x.itemsize for s in x.strides) for x in (a, b))
            if left != right:
                return _attribute("stride()", str(left), str(right))
        if actual.dtype is not expected.dtype:
            if self.dtypes:
                names = (f"torch.{tensor.dtype.name}" for tensor in (actual, expected))
                return _attribute("dtype", *names)
            common = promote(actual.dtype, expected.dtype).numpy
            a, b = a.astype(common), b.astype(common)
        with np.errstate(all="ignore"):
            close = _close(a, b, rtol, atol, nan=self.nan)
            if close.all():
                return ""
            if not a.ndim:
                return _of_scalars(a.item(), b.item(), rtol, atol)
            return _of_elements(a, b, close, rtol, atol)


def _attribute(name: str, actual: str, expected: str) -> str:
    return f"The values for attribute '{name}' do not match: {actual} != {expected}."


def _close(a: Value, b: Value, rtol: float, atol: float, *, nan: bool) -> npt.NDArray[np.bool_]:
    """Where two arrays of one dtype are close, as `torch.isclose` says."""
    close = np.asarray(a == b)
    if a.dtype.kind == "f":
        apart = np.abs(a - b)
        allowed = a.dtype.type(atol) + np.abs(a.dtype.type(rtol) * b)
        close = close | (np.isfinite(apart) & (apart <= allowed))
        if nan:
            close = close | (np.isnan(a) & np.isnan(b))
    elif rtol or atol:
        whole_a, whole_b = a.astype(np.int64), b.astype(np.int64)
        close = close | (np.abs(whole_a - whole_b) <= atol + np.abs(rtol * whole_b))
    return close


def _verdict(rtol: float, atol: float) -> str:
    return "equal" if rtol == 0 and atol == 0 else "close"


def _tolerated(rtol: float, atol: float, tolerance: float) -> str:
    return "" if rtol == 0 and atol == 0 else f" (up to {tolerance} allowed)"


def _of_scalars(actual: float, expected: float, rtol: float, atol: float) -> str:
    apart = abs(actual - expected)
    relative = math.inf if expected == 0 else apart / abs(expected)
    return (
        f"Scalars are not {_verdict(rtol, atol)}!\n\nExpected {expected} but got {actual}.\n"
        f"Absolute difference: {apart}{_tolerated(rtol, atol, atol)}\n"
        f"Relative difference: {relative}{_tolerated(rtol, atol, rtol)}"
    )


def _of_elements(a: Value, b: Value, close: npt.NDArray[np.bool_], rtol: float, atol: float) -> str:
    wrong = int(close.size - close.sum())
    if a.dtype.kind != "f":
        a, b = a.astype(np.int64), b.astype(np.int64)
    apart = np.abs(a - b)
    apart[close] = 0
    relative = np.asarray(apart / np.abs(b), b.dtype if b.dtype.kind == "f" else np.float32)
    relative[close] = 0
    lines = [
        f"Tensor-likes are not {_verdict(rtol, atol)}!\n",
        f"Mismatched elements: {wrong} / {close.size} ({wrong / close.size:.1%})",
    ]
    for kind, errors, tolerance in (("absolute", apart, atol), ("relative", relative, rtol)):
        place = int(errors.argmax())  # of the first nan, where there is one, as torch.max has it
        index = tuple(int(i) for i in np.unravel_index(place, errors.shape))
        largest = errors.reshape(-1)[place].item()
        allowed = _tolerated(rtol, atol, tolerance)
        lines.append(f"Greatest {kind} difference: {largest} at index {index}{allowed}")
    return "\n".join(lines)


Path = tuple[object, ...]
"""The indices and keys that lead to a value within containers."""


def _pairs(machine: Machine, actual: object, expected: object) -> list[tuple[object, object, Path]]:
    """The values of two containers side by side; raises where those are not alike."""
    found: list[tuple[object, object, Path]] = []
    pending: list[tuple[object, object, Path]] = [(actual, expected, ())]
    while pending:
        a, b, path = pending.pop()
        machine.budget.charge_elements(4 + len(path))
        machine.budget.charge_step()
        inner: list[tuple[object, object, Path]]
        if isinstance(a, list | tuple) and isinstance(b, list | tuple):
            if len(a) != len(b):
                text = f"The length of the sequences mismatch: {len(a)} != {len(b)}"
                raise _failed(machine, text, path)
            inner = [(x, y, (*path, i)) for i, (x, y) in enumerate(zip(a, b, strict=True))]
        elif isinstance(a, dict) and isinstance(b, dict):
            if a.keys() != b.keys():
                missing = _ordered([key for key in b if key not in a])
                additional = _ordered([key for key in a if key not in b])
                text = (
                    "The keys of the mappings do not match:\n"
                    f"Missing keys in the actual mapping: {to_repr(machine, missing)}\n"
                    f"Additional keys in the actual mapping: {to_repr(machine, additional)}"
                )
                raise _failed(machine, text, path)
            inner = [(a[key], b[key], (*path, key)) for key in _ordered(list(a))]
        else:
            found.append((a, b, path))
            continue
        pending += reversed(inner)
    return found


def _ordered(keys: list[object]) -> list[object]:
    if all(isinstance(key, str) for key in keys) or all(isinstance(key, int) for key in keys):
        return sorted(keys)  # type: ignore[type-var]
    return keys


def _failed(machine: Machine, text: str, path: Path) -> TorchError:
    if path:
        place = "".join(f"[{to_repr(machine, key)}]" for key in path)
        text += f"\n\nThe failure occurred for item {place}"
    return TorchError("AssertionError", text, "GV160")


def _assert_close(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> None:
    """`torch.testing.assert_close(actual, expected)`."""
    given = dict(zip(_OPTIONS.params, _OPTIONS.bind(args, keywords), strict=True))
    check = Closeness(machine, given)
    pairs = _pairs(machine, given["actual"], given["expected"])
    for actual, expected, path in pairs:
        text = check.difference(actual, expected)
        if text:
            error = _failed(machine, text, path)
            message = given["msg"]
            if isinstance(message, str):
                error.message = message
            elif message is not None:
                error.message = to_str(machine, call(machine, message, [error.message], {}, site))
            raise error


MEMBERS: dict[str, object] = {"assert_close": Builtin("assert_close", _assert_close)}
"""The members of `torch.testing`."""
