"""`torch.nn.init`: functions that fill a tensor, unseen by autograd."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from gradviz.engine.dtypes import Array, Number
from gradviz.engine.in_place import apply_in_place
from gradviz.engine.indexing import set_item
from gradviz.engine.messages import (
    DIRAC_GROUPS,
    FAN_DIMS,
    GAIN_NAME,
    GAIN_SLOPE,
    INIT_DIMS,
    INIT_MODE,
    NO_KERNEL,
)
from gradviz.engine.op import TABLE, Op, Value
from gradviz.engine.ops import random as draws
from gradviz.engine.random import permutation
from gradviz.engine.shapes import size_of
from gradviz.engine.tensor import Site, Tensor
from gradviz.language.creation import generator_of
from gradviz.language.machine import Machine, native_error
from gradviz.language.random import draw_into, number
from gradviz.language.signature import Body, named
from gradviz.language.values import Builtin, Native

FUNCTIONS: dict[str, Builtin] = {}
"""The functions of `torch.nn.init`, by name."""


def initialiser(name: str, *params: str, **defaults: object) -> Callable[[Body], Native]:
    """Registers a function that runs without recording, on a tensor and these parameters."""

    def register(body: Body) -> Native:
        def run(machine: Machine, site: Site, *args: object) -> object:
            tape = machine.tape
            before = tape.grad_enabled, tape.cut_by
            tape.grad_enabled, tape.cut_by = False, "no_grad"
            try:
                return body(machine, site, *args)
            except ArithmeticError as error:
                raise native_error(error) from None
            finally:
                tape.grad_enabled, tape.cut_by = before

        call = named(name, "tensor", *params, **defaults)(run)
        FUNCTIONS[name] = Builtin(name, call)
        return call

    return register


# ── constants ─────────────────────────────────────────────────────────────────────────────────


def _write(machine: Machine, site: Site, tensor: Tensor, row: str, *operands: object) -> Tensor:
    """Applies an in-place row to the tensor."""
    op = TABLE[row]
    assert isinstance(op, Op)
    apply_in_place(machine.tape, op, [tensor, *operands], {}, site)
    machine.changed_in_place(tensor, site)
    return tensor


def _replaced(machine: Machine, site: Site, tensor: Tensor, values: Array) -> Tensor:
    """Copies elements into the tensor."""
    return _write(machine, site, tensor, "copy", machine.tape.leaf(values, site=site))


@initialiser("constant_", "val")
def constant_(machine: Machine, site: Site, tensor: Tensor, val: object) -> Tensor:
    """`constant_(tensor, val)`."""
    return _write(machine, site, tensor, "fill.Scalar", number("fill_", "value", val, 1))


@initialiser("ones_")
def ones_(machine: Machine, site: Site, tensor: Tensor) -> Tensor:
    """`ones_(tensor)`."""
    return _write(machine, site, tensor, "fill.Scalar", 1.0)


@initialiser("zeros_")
def zeros_(machine: Machine, site: Site, tensor: Tensor) -> Tensor:
    """`zeros_(tensor)`."""
    return _write(machine, site, tensor, "zero")


@initialiser("eye_")
def eye_(machine: Machine, site: Site, tensor: Tensor) -> Tensor:
    """`eye_(tensor)`: the identity matrix."""
    if tensor.ndim != 2:
        raise INIT_DIMS.error(dims="2")
    return _replaced(machine, site, tensor, np.eye(*tensor.shape, dtype=tensor.dtype.numpy))


# ── uniform and normal ────────────────────────────────────────────────────────────────────────


def _uniform(
    machine: Machine, site: Site, tensor: Tensor, low: float, high: float, generator: object
) -> Tensor:
    source = generator_of(machine, "uniform_", generator)
    return draw_into(
        machine, site, tensor, "uniform", lambda: draws.uniform(source, tensor.data, low, high)
    )


def _normal(
    machine: Machine, site: Site, tensor: Tensor, mean: float, std: float, generator: object
) -> Tensor:
    source = generator_of(machine, "normal_", generator)
    return draw_into(
        machine, site, tensor, "normal", lambda: draws.normal(source, tensor.data, mean, std)
    )


@initialiser("uniform_", "a", "b", "generator", a=0.0, b=1.0, generator=None)
def uniform_(
    machine: Machine, site: Site, tensor: Tensor, a: object, b: object, generator: object
) -> Tensor:
    """`uniform_(tensor, a, b)`."""
    low, high = number("uniform_", "from", a, 1), number("uniform_", "to", b, 2)
    return _uniform(machine, site, tensor, low, high, generator)


@initialiser("normal_", "mean", "std", "generator", mean=0.0, std=1.0, generator=None)
def normal_(
    machine: Machine, site: Site, tensor: Tensor, mean: object, std: object, generator: object
) -> Tensor:
    """`normal_(tensor, mean, std)`."""
    middle, spread = number("normal_", "mean", mean, 1), number("normal_", "std", std, 2)
    return _normal(machine, site, tensor, middle, spread, generator)


@initialiser("xavier_uniform_", "gain", "generator", gain=1.0, generator=None)
def xavier_uniform_(
    machine: Machine, site: Site, tensor: Tensor, gain: object, generator: object
) -> Tensor:
    """`xavier_uniform_(tensor, gain)` (Glorot and Bengio, 2010)."""
    bound = math.sqrt(3.0) * _xavier_std(tensor, gain)
    return _uniform(machine, site, tensor, -bound, bound, generator)


@initialiser("xavier_normal_", "gain", "generator", gain=1.0, generator=None)
def xavier_normal_(
    machine: Machine, site: Site, tensor: Tensor, gain: object, generator: object
) -> Tensor:
    """`xavier_normal_(tensor, gain)` (Glorot and Bengio, 2010)."""
    return _normal(machine, site, tensor, 0.0, _xavier_std(tensor, gain), generator)


def _xavier_std(tensor: Tensor, gain: object) -> float:
    fan_in, fan_out = fans(tensor)
    return number("xavier", "gain", gain, 1) * math.sqrt(2.0 / float(fan_in + fan_out))


def fans(tensor: Tensor) -> tuple[int, int]:
    """How many inputs each output has, and outputs each input; ValueError below 2 dimensions."""
    if tensor.ndim < 2:
        raise FAN_DIMS.error()
    field = size_of(tensor.shape[2:])
    return tensor.shape[1] * field, tensor.shape[0] * field


EMPTY = "Initializing zero-element tensors is a no-op"
_KAIMING = {"a": 0, "mode": "fan_in", "nonlinearity": "leaky_relu", "generator": None}


@initialiser("kaiming_uniform_", *_KAIMING, **_KAIMING)
def kaiming_uniform_(
    machine: Machine, site: Site, tensor: Tensor, a: object, mode: object, *rest: object
) -> Tensor:
    """`kaiming_uniform_(tensor, a, mode, nonlinearity)` (He et al., 2015)."""
    nonlinearity, generator = rest
    if 0 in tensor.shape:
        machine.warn("UserWarning", EMPTY, site)
        return tensor
    bound = math.sqrt(3.0) * _kaiming_std(tensor, a, mode, nonlinearity)
    return _uniform(machine, site, tensor, -bound, bound, generator)


@initialiser("kaiming_normal_", *_KAIMING, **_KAIMING)
def kaiming_normal_(
    machine: Machine, site: Site, tensor: Tensor, a: object, mode: object, *rest: object
) -> Tensor:
    """`kaiming_normal_(tensor, a, mode, nonlinearity)` (He et al., 2015)."""
    nonlinearity, generator = rest
    if 0 in tensor.shape:
        machine.warn("UserWarning", EMPTY, site)
        return tensor
    std = _kaiming_std(tensor, a, mode, nonlinearity)
    return _normal(machine, site, tensor, 0.0, std, generator)


def _kaiming_std(tensor: Tensor, slope: object, mode: object, nonlinearity: object) -> float:
    way = str(mode).lower()
    if way not in ("fan_in", "fan_out"):
        raise INIT_MODE.error(mode=way)
    fan = fans(tensor)[way == "fan_out"]
    return gain_of(nonlinearity, slope) / math.sqrt(fan)


_GAINS: dict[object, float] = {
    **dict.fromkeys(("linear", "conv1d", "conv2d", "conv3d", "sigmoid"), 1),
    **dict.fromkeys(("conv_transpose1d", "conv_transpose2d", "conv_transpose3d"), 1),
    "tanh": 5.0 / 3,
    "relu": math.sqrt(2.0),
    "selu": 3.0 / 4,
}
"""By how much the weights before a nonlinearity are larger, that variances stay what they are."""


def gain_of(nonlinearity: object, slope: object) -> float:
    """`calculate_gain`: of a name; ValueError where PyTorch knows no such one."""
    if nonlinearity == "leaky_relu":
        if slope is None:
            slope = 0.01
        if isinstance(slope, bool) or not isinstance(slope, Number):
            raise GAIN_SLOPE.error(slope=slope)
        return math.sqrt(2.0 / (1 + slope**2))
    if not isinstance(nonlinearity, str) or nonlinearity not in _GAINS:
        raise GAIN_NAME.error(name=nonlinearity)
    return _GAINS[nonlinearity]


@named("calculate_gain", "nonlinearity", "param", param=None)
def calculate_gain(machine: Machine, site: Site, nonlinearity: object, param: object) -> float:
    """`calculate_gain(nonlinearity, param)`."""
    try:
        return gain_of(nonlinearity, param)
    except ArithmeticError as error:
        raise native_error(error) from None


@named("_calculate_fan_in_and_fan_out", "tensor")
def calculate_fans(machine: Machine, site: Site, tensor: Tensor) -> tuple[int, int]:
    """`_calculate_fan_in_and_fan_out(tensor)`, which programs use in spite of its name."""
    return fans(tensor)


FUNCTIONS["_calculate_fan_in_and_fan_out"] = Builtin(
    "_calculate_fan_in_and_fan_out", calculate_fans
)
FUNCTIONS["calculate_gain"] = Builtin("calculate_gain", calculate_gain)


# ── others ────────────────────────────────────────────────────────────────────────────────────

_FAR_OFF = (
    "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. The distribution of values may "
    "be incorrect."
)


@initialiser("trunc_normal_", "mean", "std", "a", "b", "generator",
             mean=0.0, std=1.0, a=-2.0, b=2.0, generator=None)  # fmt: skip
def trunc_normal_(machine: Machine, site: Site, tensor: Tensor, *rest: object) -> Tensor:
    """`trunc_normal_(tensor, mean, std, a, b)`: what lies outside of [a, b] is drawn again."""
    *given, generator = rest
    mean, std, a, b = (
        number("trunc_normal_", name, value, position)
        for position, (name, value) in enumerate(zip(("mean", "std", "a", "b"), given, strict=True))
    )
    if mean < a - 2 * std or mean > b + 2 * std:
        machine.warn("UserWarning", _FAR_OFF, site)
    source = generator_of(machine, "normal_", generator)
    if _normal_cdf((b - mean) / std) - _normal_cdf((a - mean) / std) > _OFTEN_INSIDE:
        _normal(machine, site, tensor, mean, std, generator)
        rounds = draws.normal_inside(source, tensor.data, mean, std, a, b)
    else:
        _uniform(machine, site, tensor, a, b, generator)
        rounds = draws.uniform_accepted(source, tensor.data, mean, std, a, b)
    values = tensor.data
    for values in rounds:
        machine.budget.charge_op(values.size, draws.WORK * values.size)
    return tensor if values is tensor.data else _replaced(machine, site, tensor, values)


_OFTEN_INSIDE = 0.3
"""Above this probability normal samples are drawn until they are inside, else uniform ones."""


def _normal_cdf(x: float) -> float:
    return (1.0 + math.erf(x / math.sqrt(2.0))) / 2.0


@initialiser("orthogonal_", "gain", "generator", gain=1, generator=None)
def orthogonal_(
    machine: Machine, site: Site, tensor: Tensor, gain: object, generator: object
) -> Tensor:
    """`orthogonal_(tensor, gain)`: Q of the QR decomposition of normal samples."""
    if tensor.ndim < 2:
        raise INIT_DIMS.error(dims="2 or more")
    if not tensor.data.size:
        return tensor
    if tensor.data.itemsize == 2:
        raise NO_KERNEL.error(kernel="geqrf_cpu", dtype=tensor.dtype.scalar_name)
    rows = tensor.shape[0]
    columns = tensor.data.size // rows
    machine.budget.charge_work((draws.WORK + min(rows, columns)) * tensor.data.size)
    source = generator_of(machine, "normal_", generator)
    drawn = draws.normal(source, draws.empty((rows, columns), tensor.dtype))
    _replaced(machine, site, tensor, _orthogonal(drawn).reshape(tensor.shape))
    return _write(machine, site, tensor, "mul", number("orthogonal_", "gain", gain, 2))


def _orthogonal(matrix: Value) -> Value:
    """A matrix with orthonormal rows or columns, whichever are fewer."""
    tall = matrix if matrix.shape[0] >= matrix.shape[1] else matrix.T
    q, r = np.linalg.qr(tall)
    q = q * np.sign(np.diag(r))
    return q if tall is matrix else q.T


@initialiser("sparse_", "sparsity", "std", "generator", std=0.01, generator=None)
def sparse_(machine: Machine, site: Site, tensor: Tensor, *rest: object) -> Tensor:
    """`sparse_(tensor, sparsity, std)`: normal samples, of which each column loses a part."""
    sparsity, std, generator = rest
    if tensor.ndim != 2:
        raise INIT_DIMS.error(dims="2")
    rows, columns = tensor.shape
    zeros = math.ceil(number("sparse_", "sparsity", sparsity, 1) * rows)
    _normal(machine, site, tensor, 0, number("sparse_", "std", std, 2), generator)
    machine.budget.charge_op(tensor.data.size, draws.WORK * tensor.data.size)
    source = generator_of(machine, "randperm", None)
    for column in range(columns):
        lost = permutation(source, rows)[:zeros]
        set_item(machine.tape, tensor, (lost, column), 0, site)
    machine.changed_in_place(tensor, site)
    return tensor


@initialiser("dirac_", "groups", groups=1)
def dirac_(machine: Machine, site: Site, tensor: Tensor, groups: object) -> Tensor:
    """`dirac_(tensor, groups)`: a convolution that gives back as many channels as it can."""
    if tensor.ndim not in (3, 4, 5):
        raise INIT_DIMS.error(dims="3, 4, or 5")
    if not isinstance(groups, int) or groups < 1 or tensor.shape[0] % groups:
        raise DIRAC_GROUPS.error()
    outputs = tensor.shape[0] // groups
    middle = tuple(size // 2 for size in tensor.shape[2:])
    _write(machine, site, tensor, "zero")
    for group in range(groups):
        for channel in range(min(outputs, tensor.shape[1])):
            place = (group * outputs + channel, channel, *middle)
            set_item(machine.tape, tensor, place, 1, site)
    machine.changed_in_place(tensor, site)
    return tensor


# ── the old names ─────────────────────────────────────────────────────────────────────────────


def _old_name(name: str, function: Builtin) -> Builtin:
    """A name without the underscore, which PyTorch warns of."""

    def run(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> object:
        text = f"`nn.init.{name}` is now deprecated in favor of `nn.init.{function.name}`."
        machine.warn("FutureWarning", text, site)
        return function.call(machine, args, keywords, site)

    return Builtin(name, run)


for _name in ("uniform", "normal", "constant", "eye", "xavier_uniform", "xavier_normal",
              "kaiming_uniform", "kaiming_normal", "orthogonal", "dirac", "sparse"):  # fmt: skip
    FUNCTIONS[_name] = _old_name(_name, FUNCTIONS[f"{_name}_"])
