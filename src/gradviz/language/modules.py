"""The modules that a program can import, and what is in them: built from the tables."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable
from functools import partial

import numpy as np

from gradviz.engine import autograd
from gradviz.engine.directory import FUNCTIONS, TWINS
from gradviz.engine.dtypes import (
    ALIASES,
    DTYPES,
    FLOATING,
    OF_NUMPY,
    DType,
    Number,
    bfloat16,
    limits_of,
    promote,
    result_type,
    wide,
)
from gradviz.engine.messages import INTEGER_GRAD_CREATED, MATERIALIZE_UNUSED, TorchError
from gradviz.engine.op import TABLE
from gradviz.engine.ops.create import CREATE
from gradviz.engine.tensor import Site, Tensor
from gradviz.language.calls import decorated, op_function
from gradviz.language.containers import counted
from gradviz.language.conversion import tensor_number
from gradviz.language.creation import (
    AS_TENSOR,
    TYPED,
    check_device,
    creator,
    device_kind,
    typed_creator,
)
from gradviz.language.exceptions import LIN_ALG_ERROR, OUT_OF_MEMORY
from gradviz.language.library import PAGES, members
from gradviz.language.machine import Machine, native_error
from gradviz.language.operators import BINARY
from gradviz.language.printing import updated_options
from gradviz.language.signature import Signature
from gradviz.language.tensors import note_gradients, run_backward, seeds_of
from gradviz.language.texts import described, torch_name, type_name
from gradviz.language.types import TYPES
from gradviz.language.values import (
    Builtin,
    Device,
    Function,
    GradMode,
    Namespace,
    Native,
    Record,
    Size,
    Type,
)


def function(name: str, *params: str, **defaults: object) -> Callable[..., Builtin]:
    """A function of ours as a builtin whose arguments Python binds by these names."""
    signature = Signature(name.rpartition(".")[2], params, defaults)

    def wrap(body: Callable[..., object]) -> Builtin:
        def run(
            machine: Machine, args: list[object], keywords: dict[str, object], site: Site
        ) -> object:
            return body(machine, site, *signature.bind(args, keywords))

        return Builtin(signature.name, run)

    return wrap


# ── grad modes ────────────────────────────────────────────────────────────────────────────────


@function("no_grad", "orig_func", orig_func=None)
def no_grad(machine: Machine, site: Site, function: object) -> GradMode | Function:
    """`torch.no_grad()`, and `@torch.no_grad` without a call."""
    return _mode(machine, GradMode("no_grad", False), function)


def _mode(machine: Machine, mode: GradMode, function: object) -> GradMode | Function:
    return decorated(machine, function, mode) if isinstance(function, Function) else mode


@function("enable_grad", "orig_func", orig_func=None)
def enable_grad(machine: Machine, site: Site, function: object) -> GradMode | Function:
    """`torch.enable_grad()`, and `@torch.enable_grad` without a call."""
    return _mode(machine, GradMode("enable_grad", True), function)


@function("inference_mode", "mode", mode=True)
def inference_mode(machine: Machine, site: Site, mode: object) -> GradMode | Function:
    """`torch.inference_mode()`, and `@torch.inference_mode` without a call."""
    switched = isinstance(mode, Function) or bool(mode)
    return _mode(machine, GradMode("inference_mode", not switched), mode)


@function("set_grad_enabled", "mode")
def set_grad_enabled(machine: Machine, site: Site, mode: object) -> GradMode:
    """`torch.set_grad_enabled(flag)`: takes effect at once, and ends with a `with` block."""
    switched = GradMode("set_grad_enabled", bool(mode))
    switched.immediate = (machine.tape.grad_enabled, machine.tape.cut_by)
    machine.tape.grad_enabled, machine.tape.cut_by = switched.enabled, "no_grad"
    return switched


@function("is_grad_enabled")
def is_grad_enabled(machine: Machine, site: Site) -> bool:
    """`torch.is_grad_enabled()`."""
    return machine.tape.grad_enabled


# ── torch.autograd ────────────────────────────────────────────────────────────────────────────


def _listed(value: object) -> list[Tensor]:
    """One tensor or a sequence of them."""
    items = list(value) if isinstance(value, list | tuple) else [value]
    for item in items:
        if type(item) is not Tensor:
            text = f"expected Tensor as element 0 in argument 0, but got {type_name(item)}"
            raise TorchError("TypeError", text, "GV160")
    return items  # type: ignore[return-value]


@function("grad", "outputs", "inputs", "grad_outputs", "retain_graph", "create_graph",
          "only_inputs", "allow_unused", "is_grads_batched", "materialize_grads",
          grad_outputs=None, retain_graph=None, create_graph=False, only_inputs=True,
          allow_unused=None, is_grads_batched=False, materialize_grads=False)  # fmt: skip
def autograd_grad(
    machine: Machine,
    site: Site,
    outputs: object,
    inputs: object,
    grad_outputs: object,
    retain_graph: object,
    create_graph: object,
    only_inputs: object,
    allow_unused: object,
    is_grads_batched: object,
    materialize_grads: object,
) -> tuple[Tensor | None, ...]:
    """`torch.autograd.grad(outputs, inputs, …)`."""
    if materialize_grads and allow_unused is False:
        raise MATERIALIZE_UNUSED.error()
    roots = _listed(outputs)
    machine.note("backward", site, index=len(machine.passes))
    found = autograd.grad(
        machine.tape,
        roots,
        _listed(inputs),
        seeds_of(grad_outputs, len(roots)),
        retain_graph=None if retain_graph is None else bool(retain_graph),
        create_graph=bool(create_graph),
        allow_unused=bool(allow_unused),
        materialize_grads=bool(materialize_grads),
        site=site,
        passes=machine.passes,
    )
    note_gradients(machine, site)
    return tuple(found)


@function("backward", "tensors", "grad_tensors", "retain_graph", "create_graph", "grad_variables",
          "inputs", grad_tensors=None, retain_graph=None, create_graph=False, grad_variables=None,
          inputs=None)  # fmt: skip
def autograd_backward(
    machine: Machine,
    site: Site,
    tensors: object,
    grad_tensors: object,
    retain_graph: object,
    create_graph: object,
    grad_variables: object,
    inputs: object,
) -> None:
    """`torch.autograd.backward(tensors, grad_tensors, …)`."""
    roots = _listed(tensors)
    seeds = seeds_of(grad_tensors, len(roots))
    run_backward(machine, site, roots, seeds, retain_graph, create_graph, inputs)


VOLATILE = "volatile was removed and now has no effect. Use `with torch.no_grad():` instead."


@function("Variable", "data", "requires_grad", "volatile", data=None, requires_grad=False,
          volatile=None)  # fmt: skip
def variable(
    machine: Machine, site: Site, data: object, requires_grad: object, volatile: object
) -> object:
    """`torch.autograd.Variable(data)`: the tensor, as a leaf of its own."""
    if volatile is not None:
        machine.warn("UserWarning", VOLATILE, site)
    return _leaf_of(machine, data, bool(requires_grad), site)


@function("Parameter", "data", "requires_grad", data=None, requires_grad=True)
def parameter(machine: Machine, site: Site, data: object, requires_grad: object) -> object:
    """`nn.Parameter(data)`: a leaf that shares the data's memory and requires a gradient."""
    if data is None:
        data = machine.tape.leaf(np.zeros(0, np.float32), site=site)
    if type(data) is not Tensor:
        text = f"'{type_name(data)}' object has no attribute 'detach'"
        raise TorchError("AttributeError", text, "GV164")
    result = _leaf_of(machine, data, bool(requires_grad), site)
    result.parameter = True
    return result


def _leaf_of(machine: Machine, data: object, requires_grad: bool, site: Site) -> Tensor:
    """A new leaf with the elements of a tensor, in the same memory."""
    if type(data) is not Tensor:
        text = f"Variable data has to be a tensor, but got {type_name(data)}"
        raise TorchError("TypeError", text, "GV160")
    result = machine.tape.call(TABLE["detach"], (data,), {}, site)
    assert type(result) is Tensor
    if requires_grad:
        if result.dtype.category != FLOATING:
            raise INTEGER_GRAD_CREATED.error()
        machine.tape.set_requires_grad(result, True)
    return result


# ── torch ─────────────────────────────────────────────────────────────────────────────────────


@function("typename", "obj")
def typename(machine: Machine, site: Site, value: object) -> str:
    """`torch.typename(value)`."""
    return torch_name(value)


@function("is_tensor", "obj")
def is_tensor(machine: Machine, site: Site, value: object) -> bool:
    """`torch.is_tensor(x)`."""
    return type(value) is Tensor


@function("numel", "input")
def numel(machine: Machine, site: Site, tensor: Tensor) -> int:
    """`torch.numel(x)`."""
    return int(tensor.data.size)


@function("is_floating_point", "input")
def is_floating_point(machine: Machine, site: Site, tensor: Tensor) -> bool:
    """`torch.is_floating_point(x)`."""
    return tensor.dtype.category == FLOATING


@function("promote_types", "type1", "type2")
def promote_types(machine: Machine, site: Site, a: DType, b: DType) -> DType:
    """`torch.promote_types(a, b)`."""
    return promote(a, b)


@function("get_default_dtype")
def get_default_dtype(machine: Machine, site: Site) -> DType:
    """`torch.get_default_dtype()`."""
    return machine.tape.default_dtype


@function("set_default_dtype", "d")
def set_default_dtype(machine: Machine, site: Site, dtype: object) -> None:
    """`torch.set_default_dtype(torch.float64)`."""
    if not (isinstance(dtype, DType) and dtype.category == FLOATING):
        text = (
            "only floating-point types are supported as the default type"
            if isinstance(dtype, DType)
            else "invalid dtype object: only floating-point types are supported as the default type"
        )
        raise TorchError("TypeError", text, "GV160")
    machine.tape.default_dtype = dtype


@function("set_printoptions", "precision", "threshold", "edgeitems", "linewidth", "profile",
          "sci_mode", precision=None, threshold=None, edgeitems=None, linewidth=None,
          profile=None, sci_mode=None)  # fmt: skip
def set_printoptions(machine: Machine, site: Site, *options: object) -> None:
    """`torch.set_printoptions(precision=2)`."""
    precision, threshold, edgeitems, linewidth, profile, sci_mode = options
    machine.print_options = updated_options(
        machine.print_options,
        precision=precision,  # type: ignore[arg-type]
        threshold=threshold,  # type: ignore[arg-type]
        edgeitems=edgeitems,  # type: ignore[arg-type]
        linewidth=linewidth,  # type: ignore[arg-type]
        profile=profile,  # type: ignore[arg-type]
        sci_mode=sci_mode,  # type: ignore[arg-type]
    )


@function("device", "type", "index", index=None)
def device(machine: Machine, site: Site, kind: object, index: object) -> Device:
    """`torch.device("cpu")`; one that gradviz has not may be named, and only its use is refused."""
    named = device_kind(kind) if isinstance(kind, str) else ""
    if named and named == kind and index is None:
        return Device(named)
    check_device(kind)
    return Device("cpu")


@function("Size", "sizes", sizes=())
def size_of(machine: Machine, site: Site, sizes: object) -> Size:
    """`torch.Size([2, 3])`."""
    return Size(sizes)  # type: ignore[arg-type]


@function("from_numpy", "ndarray")
def from_numpy(machine: Machine, site: Site, array: object) -> Tensor:
    """`torch.from_numpy(a)`: a tensor that shares the array's memory."""
    if not isinstance(array, np.ndarray):
        text = f"expected np.ndarray (got {described(array)})"
        raise TorchError("TypeError", text, "GV160")
    if array.dtype not in OF_NUMPY:
        text = (
            f"can't convert np.ndarray of type numpy.{array.dtype.name}. The only supported types"
            " are: float64, float32, float16, complex64, complex128, int64, int32, int16, int8,"
            " uint64, uint32, uint16, uint8, and bool."
        )
        raise TorchError("TypeError", text, "GV160")
    made = machine.tape.leaf(array, site=site)
    machine.tape.sharing.lent.append(made)
    return made


@function("is_inference_mode_enabled")
def is_inference_mode_enabled(machine: Machine, site: Site) -> bool:
    """`torch.is_inference_mode_enabled()`."""
    return not machine.tape.grad_enabled and machine.tape.cut_by == "inference_mode"


def _operand(value: object) -> tuple[DType, int]:
    assert isinstance(value, Tensor)
    return value.dtype, value.ndim


@function("result_type", "tensor1", "tensor2")
def result_type_of(machine: Machine, site: Site, a: object, b: object) -> DType:
    """`torch.result_type(x, 1)`."""
    tensors = [_operand(value) for value in (a, b) if isinstance(value, Tensor)]
    numbers = [value for value in (a, b) if isinstance(value, Number)]
    return result_type(tensors, numbers, machine.tape.default_dtype)


def _limits(name: str, fields: str) -> Builtin:
    """`torch.finfo(dtype)`, `torch.iinfo(dtype)`: what numbers a dtype holds."""
    whole = name == "iinfo"

    @function(name, "type", type=None)
    def limits(machine: Machine, site: Site, dtype: object) -> Record:
        kind = machine.tape.default_dtype if dtype is None else dtype
        if not isinstance(kind, DType) or (kind.category == FLOATING) is whole:
            wanted = "n integer" if whole else " floating point"
            text = f"torch.{name}() requires a{wanted} input type."
            raise TorchError("TypeError", text, "GV160")
        info = np.iinfo(kind.name) if whole else limits_of(kind)
        values = {field: _plain(getattr(info, field)) for field in fields.split()}
        values["bits"] = kind.numpy.itemsize * 8
        shown = ", ".join(
            f"{field}={value if whole else format(value, 'g')}"
            for field, value in values.items() if field != "bits"
        )  # fmt: skip
        return Record(name, values, f"{name}({shown}, dtype={kind.name})")

    return limits


def _plain(number: object) -> object:
    return wide(number).item() if isinstance(number, np.generic) else number


finfo = _limits("finfo", "resolution min max eps smallest_normal tiny")
iinfo = _limits("iinfo", "min max")


# ── math ──────────────────────────────────────────────────────────────────────────────────────

_MATH = (
    "sqrt exp log log2 log10 log1p expm1 sin cos tan asin acos atan atan2 sinh cosh tanh floor ceil"
    " trunc fabs pow fmod hypot degrees radians isnan isinf isfinite isclose erf gamma copysign"
    " gcd factorial comb acosh asinh atanh cbrt erfc exp2 frexp isqrt lcm ldexp lgamma modf"
    " nextafter perm remainder ulp"
)


def _math(name: str) -> Builtin:
    """A function of `math` on plain numbers; a tensor of one element counts as its number."""
    compute: Callable[..., object] = getattr(math, name)

    def run(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> object:
        numbers = [
            tensor_number(machine, arg, site, warns=True) if type(arg) is Tensor else arg
            for arg in args
        ]
        most = 5_000 if name in ("factorial", "comb", "perm") else _LONGEST
        if any(isinstance(number, int) and number > most for number in numbers):
            raise TorchError("OverflowError", "the integer would be too large", "GV154")
        if not all(isinstance(number, Number) for number in numbers):
            text = f"must be real number, not {type_name(numbers[0])}"
            raise TorchError("TypeError", text, "GV153")
        try:
            return compute(*numbers, **keywords)
        except (ArithmeticError, TypeError, ValueError) as error:
            raise native_error(error) from None

    return Builtin(name, run)


_LONGEST = 1 << 10_000
"""An integer that the functions of `math` are not given: what they do with it is not charged."""


@function("fsum", "seq")
def _fsum(machine: Machine, site: Site, items: object) -> float:
    """`math.fsum(items)`: the sum of floats, rounded once."""
    return _exactly(math.fsum, _floats(machine, items, site))


@function("dist", "p", "q")
def _dist(machine: Machine, site: Site, p: object, q: object) -> float:
    """`math.dist(p, q)`: how far two points lie apart."""
    return _exactly(math.dist, _floats(machine, p, site), _floats(machine, q, site))


def _floats(machine: Machine, items: object, site: Site) -> list[float]:
    numbers: list[float] = []
    for item in counted(machine, items, site):
        number = tensor_number(machine, item, site, warns=True) if type(item) is Tensor else item
        if not isinstance(number, Number):
            raise TorchError("TypeError", f"must be real number, not {type_name(item)}", "GV153")
        numbers.append(number)
    return numbers


def _exactly(compute: Callable[..., float], *args: list[float]) -> float:
    try:
        return compute(*args)
    except (ArithmeticError, ValueError) as error:
        raise native_error(error) from None


@function("prod", "iterable", "start", start=1)
def _prod(machine: Machine, site: Site, items: object, product: object) -> object:
    """`math.prod(items)`."""
    multiply = BINARY[ast.Mult]
    for item in counted(machine, items, site):
        product = multiply(machine, product, item, site)
    return product


# ── the modules ───────────────────────────────────────────────────────────────────────────────


def _op(module: str) -> Callable[[str, str], Native]:
    """How the entries of the op table become functions of a module.

    Those of torch.nn.functional take `inplace` where there is a twin that is in place.
    """
    functional = module == "torch.nn.functional"
    home = "F" if functional else module.removeprefix("torch.")

    def make(name: str, row: str) -> Native:
        takes = functional and row in TWINS
        writes = name.endswith("_") and not row.endswith("_")
        return op_function(name, row, home=home, in_place=writes, takes_inplace=takes)

    return make


def _namespace(name: str, *parts: Callable[[], dict[str, object]]) -> Namespace:
    """A module whose members are those of its parts and those of the op table."""
    return Namespace(name, parts, FUNCTIONS.get(name, {}), _op(name))


def _creators() -> dict[str, object]:
    made: dict[str, object] = {
        name: Builtin(name, creator(name, maker))
        for maker in CREATE.values()
        for before, _, name in (spelling.rpartition(".") for spelling in maker.torch)
        if before == "torch"
    }
    return made | {"as_tensor": Builtin("as_tensor", AS_TENSOR)}


def _bfloat16() -> dict[str, object]:
    return {"bfloat16": bfloat16()}


def _torch() -> dict[str, object]:
    TYPES["Tensor"].call = typed_creator("Tensor", None)
    TYPES["Size"].call = size_of.call
    TYPES["device"].call = device.call
    return {
        **_creators(),
        **{dtype.name: dtype for dtype in DTYPES},
        **ALIASES,
        **{name: Type(name, None, typed_creator(name, dtype)) for name, dtype in TYPED.items()},
        "no_grad": no_grad, "enable_grad": enable_grad, "set_grad_enabled": set_grad_enabled,
        "inference_mode": inference_mode, "is_grad_enabled": is_grad_enabled,
        "is_inference_mode_enabled": is_inference_mode_enabled, "result_type": result_type_of,
        "__name__": "torch", "__version__": "2.13.0+cpu", "finfo": finfo, "iinfo": iinfo,
        "is_tensor": is_tensor, "numel": numel, "is_floating_point": is_floating_point,
        "promote_types": promote_types, "get_default_dtype": get_default_dtype,
        "set_default_dtype": set_default_dtype, "set_printoptions": set_printoptions,
        "device": TYPES["device"], "Size": TYPES["Size"], "dtype": TYPES["dtype"],
        "typename": typename,
        "from_numpy": from_numpy,
        "pi": math.pi, "inf": math.inf, "nan": math.nan, "e": math.e,
        "newaxis": None,
        "Tensor": TYPES["Tensor"], "OutOfMemoryError": OUT_OF_MEMORY,
        **{
            name: member for name, member in members("torch.autograd.anomaly_mode").items()
            if name.startswith("is_")
        },
        **{
            name: MODULES[f"torch.{name}"]
            for name in ("func", "autograd", "nn", "linalg", "special", "cuda", "optim", "random",
                         "utils", "distributions", "backends", "testing", *DEVICES)
        },
    }  # fmt: skip


def _settings() -> dict[str, object]:
    from gradviz.language.settings import FUNCTIONS  # noqa: PLC0415

    return FUNCTIONS


def _torch_random() -> dict[str, object]:
    from gradviz.language import random  # noqa: PLC0415

    return {
        **_creators(),  # those that draw have come with the import
        **random.SEEDING,
        **random.FUNCTIONS,
        "Generator": TYPES["Generator"],
    }


def _autograd() -> dict[str, object]:
    return {
        "grad": autograd_grad, "backward": autograd_backward, "Variable": variable,
        "no_grad": no_grad, "enable_grad": enable_grad, "set_grad_enabled": set_grad_enabled,
        "inference_mode": inference_mode,
        "functional": MODULES["torch.autograd.functional"],
        **{
            name: MODULES[f"torch.autograd.{name}"]
            for name in ("function", "graph", "anomaly_mode", "forward_ad")
        },
        **{
            name: members("torch.autograd.anomaly_mode")[name]
            for name in ("detect_anomaly", "set_detect_anomaly")
        },
        "Function": members("torch.autograd.function")["Function"],
    }  # fmt: skip


def _autograd_functional() -> dict[str, object]:
    from gradviz.language.functional.autograd_functional import FUNCTIONS  # noqa: PLC0415

    return dict(FUNCTIONS)


def _func() -> dict[str, object]:
    from gradviz.language.functional.func import FUNCTIONS  # noqa: PLC0415

    return dict(FUNCTIONS)


def _batching() -> dict[str, object]:
    from gradviz.language.functional.batching import FUNCTIONS  # noqa: PLC0415

    return dict(FUNCTIONS)


def _checks() -> dict[str, object]:
    from gradviz.language.functional.gradcheck import FUNCTIONS  # noqa: PLC0415

    return dict(FUNCTIONS)


def _nn() -> dict[str, object]:
    TYPES["Parameter"].call = parameter.call
    return {
        "functional": MODULES["torch.nn.functional"],
        "init": MODULES["torch.nn.init"],
        "parameter": MODULES["torch.nn.parameter"],
        "modules": MODULES["torch.nn.modules"],
        "utils": MODULES["torch.nn.utils"],
        "Parameter": TYPES["Parameter"],
        **members("torch.nn"),
    }


def _nn_parameter() -> dict[str, object]:
    return {"Parameter": MODULES["torch.nn"]["Parameter"]}


def _nn_modules() -> dict[str, object]:
    return {"batchnorm": MODULES["torch.nn.modules.batchnorm"], **members("torch.nn")}


def _functional() -> dict[str, object]:
    from gradviz.language import random  # noqa: PLC0415

    return {**random.FUNCTIONAL, **members("torch.nn.functional")}


def _random() -> dict[str, object]:
    from gradviz.language import random  # noqa: PLC0415

    return {**random.SEEDING, **random.FORKING}


def _optim() -> dict[str, object]:
    parts = ("lr_scheduler", "optimizer")
    return {**members("torch.optim"), **{name: MODULES[f"torch.optim.{name}"] for name in parts}}


BACKENDS = ("cudnn", "mps", "cuda", "mkldnn", "openmp")


def _backends() -> dict[str, object]:
    return {part: MODULES[f"torch.backends.{part}"] for part in BACKENDS}


def _backend(part: str) -> dict[str, object]:
    from gradviz.language.standard.backends import SWITCHES  # noqa: PLC0415  # few programs do

    return SWITCHES[part]


DEVICES = ("accelerator", "xpu", "mps", "cpu")


def _device(name: str) -> dict[str, object]:
    from gradviz.language.standard.backends import DEVICES  # noqa: PLC0415  # few programs do

    return DEVICES[name]


def _testing() -> dict[str, object]:
    from gradviz.language.standard.testing import MEMBERS  # noqa: PLC0415

    return dict(MEMBERS)


def _init() -> dict[str, object]:
    from gradviz.language.init import FUNCTIONS  # noqa: PLC0415

    return dict(FUNCTIONS)


def _cuda() -> dict[str, object]:
    from gradviz.language import random  # noqa: PLC0415

    return {**_device("cuda"), "OutOfMemoryError": OUT_OF_MEMORY, **random.CUDA}


def _math_members() -> dict[str, object]:
    return {
        **{name: _math(name) for name in _MATH.split()},
        "prod": _prod, "fsum": _fsum, "dist": _dist,
        "pi": math.pi, "e": math.e, "inf": math.inf, "nan": math.nan, "tau": math.tau,
    }  # fmt: skip


def _numpy() -> dict[str, object]:
    from gradviz.language.numpy_module import numpy_members  # noqa: PLC0415

    parts = {name: MODULES[f"numpy.{name}"] for name in ("random", "linalg")}
    return {**numpy_members(), **parts}


def _numpy_linalg() -> dict[str, object]:
    from gradviz.language.numpy_module import linalg_members  # noqa: PLC0415

    return linalg_members()


def _numpy_random() -> dict[str, object]:
    from gradviz.language.random_modules import NUMPY_RANDOM  # noqa: PLC0415

    return dict(NUMPY_RANDOM)


def _collections() -> dict[str, object]:
    from gradviz.language.standard import collections_types, named_tuples  # noqa: PLC0415

    return {
        "OrderedDict": TYPES["OrderedDict"],
        "namedtuple": named_tuples.NAMEDTUPLE,
        "defaultdict": collections_types.DEFAULT_DICT,
        "Counter": collections_types.COUNTER,
        "deque": collections_types.DEQUE,
        "abc": MODULES["collections.abc"],
    }


def _abstract_types() -> dict[str, object]:
    from gradviz.language.standard.typing_names import ABSTRACT  # noqa: PLC0415

    return dict(ABSTRACT)


def _typing() -> dict[str, object]:
    from gradviz.language.standard.typing_names import typing_members  # noqa: PLC0415

    return typing_members()


def _dataclasses() -> dict[str, object]:
    from gradviz.language.standard.data_classes import MEMBERS  # noqa: PLC0415

    return dict(MEMBERS)


def _enum() -> dict[str, object]:
    from gradviz.language.standard.enums import MEMBERS  # noqa: PLC0415

    return dict(MEMBERS)


def _unicode() -> dict[str, object]:
    from gradviz.language.standard.unicode_data import MEMBERS  # noqa: PLC0415

    return dict(MEMBERS)


def _copy() -> dict[str, object]:
    from gradviz.language.standard.copying import MEMBERS  # noqa: PLC0415

    return dict(MEMBERS)


def _warnings() -> dict[str, object]:
    from gradviz.language.standard.warnings_module import MEMBERS  # noqa: PLC0415

    return dict(MEMBERS)


def _distributions() -> dict[str, object]:
    parts = [name for name in MODULES if name.startswith("torch.distributions.")]
    return {
        **members("torch.distributions"),
        **{name.rpartition(".")[2]: MODULES[name] for name in parts},
    }


def _utils() -> dict[str, object]:
    return {name: MODULES[f"torch.utils.{name}"] for name in ("data", "hooks", "checkpoint")}


def _python_random() -> dict[str, object]:
    from gradviz.language.random_modules import PYTHON_RANDOM  # noqa: PLC0415

    return dict(PYTHON_RANDOM)


MODULES: dict[str, Namespace] = {
    name: _namespace(name, partial(members, name)) for name in PAGES
} | {
    module.name: module
    for module in (
        _namespace("torch", _torch, _torch_random, _batching, _settings, _bfloat16),
        _namespace("torch.nn", _nn),
        _namespace("torch.nn.functional", _functional),
        _namespace("torch.nn.parameter", _nn_parameter),
        _namespace("torch.nn.modules", _nn_modules),
        _namespace("torch.nn.init", _init),
        _namespace("torch.random", _random),
        _namespace("torch.testing", _testing),
        *(_namespace(f"torch.{name}", partial(_device, name)) for name in DEVICES),
        _namespace("torch.linalg", lambda: {"LinAlgError": LIN_ALG_ERROR}),
        _namespace("torch.special"),
        _namespace("torch.autograd", _autograd, _checks),
        _namespace("torch.autograd.functional", _autograd_functional),
        _namespace("torch.func", _func, _batching),
        _namespace("torch.cuda", _cuda),
        _namespace("torch.optim", _optim),
        _namespace("torch.backends", _backends),
        *(_namespace(f"torch.backends.{part}", partial(_backend, part)) for part in BACKENDS),
        _namespace("math", _math_members),
        _namespace("numpy", _numpy),
        _namespace("numpy.random", _numpy_random),
        _namespace("numpy.linalg", _numpy_linalg),
        _namespace("random", _python_random),
        _namespace("torch.utils", _utils),
        _namespace("torch.distributions", _distributions),
        _namespace("collections", _collections),
        _namespace("collections.abc", _abstract_types),
        _namespace("typing", _typing),
        _namespace("typing_extensions", _typing),
        _namespace("dataclasses", _dataclasses),
        _namespace("enum", _enum),
        _namespace("unicodedata", _unicode),
        _namespace("warnings", _warnings),
        _namespace("copy", _copy),
    )
}
"""The modules that a program can import; what is in them is made when they are first used."""

_FILES = {
    "torch.utils.data": "dataset sampler dataloader",
    "torch.distributions": "normal uniform categorical bernoulli exponential laplace independent kl"
    " distribution multivariate_normal log_normal half_normal one_hot_categorical geometric poisson"
    " gamma dirichlet beta",
}
"""Files of torch's whose names are in the module above them."""

for _module, _parts in _FILES.items():
    for _part in _parts.split():
        MODULES[f"{_module}.{_part}"] = MODULES[_module]


def prelude() -> dict[str, object]:
    """torch's names for a program that does not import torch."""
    torch = MODULES["torch"]
    return {
        **{name: torch[name] for name in torch if name not in ("e", "random")},
        "torch": torch,
        "F": MODULES["torch.nn.functional"],
        "math": MODULES["math"],
    }
