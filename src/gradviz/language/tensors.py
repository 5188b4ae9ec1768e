"""What a program can say of a tensor that is no row of the op table: status, gradients, data."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np

from gradviz.engine import autograd
from gradviz.engine.directory import METHODS as OF_TABLE
from gradviz.engine.dtypes import ALIASES, C_NAMES, DTYPES, FLOATING, DType, bfloat16, int8, uint8
from gradviz.engine.in_place import detach_in_place, replace_data
from gradviz.engine.messages import (
    EMPTY_INPUTS,
    GRAD_DTYPE,
    GRAD_ITSELF,
    GRAD_SIZE,
    GRAD_TYPE,
    GRADIENT_TYPE,
    H_DIMS,
    HOOK_NO_GRAD,
    HOOK_NO_GRADIENT,
    HOOK_RESULT,
    HOOK_SIZE,
    IMAGINARY,
    INTEGER_GRAD_METHOD,
    INTEGER_GRAD_SET,
    ITEM_COUNT,
    MATRIX_DIMS,
    NO_CUDA,
    NO_NUMPY_DTYPE,
    NON_LEAF_FLAG,
    NOT_ITERABLE,
    NUMPY_REQUIRES_GRAD,
    POST_HOOK_NON_LEAF,
    RETAIN_NO_GRAD,
    SIZE_0D,
    TorchError,
)
from gradviz.engine.op import TABLE
from gradviz.engine.ops.create import CREATE
from gradviz.engine.shapes import wrap_dim
from gradviz.engine.tensor import NO_ATTRS, Site, Tensor
from gradviz.engine.views import offset
from gradviz.language import texts
from gradviz.language.calls import call, op_function
from gradviz.language.creation import check_device, creator, typed_creator
from gradviz.language.functional.refusals import (
    NO_STORAGE,
    NUMBER,
    refuse_backward,
    refuse_flags,
    refuse_reading,
)
from gradviz.language.machine import Machine
from gradviz.language.methods import METHODS_OF
from gradviz.language.signature import Signature, positional
from gradviz.language.texts import to_str, type_name
from gradviz.language.types import type_of
from gradviz.language.values import Device, Function, HookHandle, Native, Record, Size, Type

__all__ = [
    "ATTRIBUTES", "SETTERS", "method_of_tensors", "names_of_methods", "run_backward", "seeds_of",
]  # fmt: skip

H = TypeVar("H", bound=Callable[..., object])

TensorGetter = Callable[[Machine, Tensor, Site], object]
TensorSetter = Callable[[Machine, Tensor, object, Site], None]

CPU = Device("cpu")
STRIDED = Record("layout", {}, "torch.strided")

NON_LEAF_GRAD = (
    "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad "
    "attribute won't be populated during autograd.backward(). If you indeed want the .grad field "
    "to be populated for a non-leaf Tensor, use .retain_grad() on the non-leaf Tensor. If you "
    "access the non-leaf Tensor by mistake, make sure you access the leaf Tensor instead. See "
    "github.com/pytorch/pytorch/pull/30531 for more information."
)
CREATE_GRAPH = (
    "Using backward() with create_graph=True will create a reference cycle between the parameter "
    "and its gradient which can cause a memory leak. We recommend using autograd.grad when "
    "creating the graph to avoid this. If you have to use this function, make sure to reset the "
    ".grad fields of your parameters to None after use to break the cycle and avoid the leak."
)


# ── attributes ────────────────────────────────────────────────────────────────────────────────


def _grad(machine: Machine, tensor: Tensor, site: Site) -> object:
    if tensor.grad is None and not tensor.is_leaf and not tensor.retains_grad:
        machine.warn("UserWarning", NON_LEAF_GRAD, site)
    return tensor.grad


def _data(machine: Machine, tensor: Tensor, site: Site) -> object:
    """The same elements without a history, and without a version counter in common."""
    result = machine.tape.call(TABLE["detach"], (tensor,), NO_ATTRS, site)
    assert isinstance(result, Tensor)
    result.memory = None
    return result


def _of_matrices(machine: Machine, tensor: Tensor, name: str, site: Site) -> object:
    """`x.mT` and `x.mH`: each matrix transposed."""
    if tensor.ndim == 1:
        raise MATRIX_DIMS.error(name=name, ndim=tensor.ndim)
    return machine.tape.call(TABLE["mT"], (tensor,), NO_ATTRS, site)


T_OTHER_DIMS = (
    "The use of `x.T` on tensors of dimension other than 2 to reverse their shape is deprecated "
    "and it will throw an error in a future release. Consider `x.mT` to transpose batches of "
    "matrices or `x.permute(*torch.arange(x.ndim - 1, -1, -1))` to reverse the dimensions of a "
    "tensor."
)


def _transposed(machine: Machine, tensor: Tensor, site: Site) -> object:
    if tensor.ndim not in (0, 2):
        machine.warn("UserWarning", T_OTHER_DIMS, site, once=True)
    return machine.tape.call(TABLE["T"], (tensor,), NO_ATTRS, site)


H_OF_A_NUMBER = "Tensor.H is deprecated on 0-D tensors. Consider using x.conj()."


def _adjoint(machine: Machine, tensor: Tensor, site: Site) -> object:
    """`x.H`: of a real matrix, its transpose."""
    if tensor.ndim == 2:
        return machine.tape.call(TABLE["transpose"], (tensor, 0, 1), NO_ATTRS, site)
    if tensor.ndim:
        batches = " For batches of matrices, consider using tensor.mH" if tensor.ndim > 2 else ""
        raise H_DIMS.error(ndim=tensor.ndim, batches=batches)
    machine.warn("UserWarning", H_OF_A_NUMBER, site, once=True)
    return tensor


def _imaginary(machine: Machine, tensor: Tensor, site: Site) -> object:
    raise IMAGINARY.error()


def _never(machine: Machine, tensor: Tensor, site: Site) -> bool:
    return False


_NEVER = ("is_sparse is_quantized is_meta is_mkldnn is_mps is_xpu is_vulkan is_nested is_sparse_csr"
          " is_xla is_ipu is_maia is_mtia is_hpu")  # fmt: skip
"""What no tensor of gradviz is."""

ATTRIBUTES: dict[str, TensorGetter] = {
    **dict.fromkeys(_NEVER.split(), _never),
    "is_cpu": lambda machine, tensor, site: True,
    "real": lambda machine, tensor, site: tensor,
    "imag": _imaginary,
    "H": _adjoint,
    "mH": lambda machine, tensor, site: _of_matrices(machine, tensor, "mH", site),
    "grad": _grad,
    "data": _data,
    "is_leaf": lambda machine, tensor, site: tensor.is_leaf,
    "requires_grad": lambda machine, tensor, site: tensor.requires_grad,
    "retains_grad": lambda machine, tensor, site: tensor.retains_grad,
    "grad_fn": lambda machine, tensor, site: machine.grad_fn(tensor),
    "shape": lambda machine, tensor, site: Size(tensor.shape),
    "dtype": lambda machine, tensor, site: tensor.dtype,
    "ndim": lambda machine, tensor, site: tensor.ndim,
    "device": lambda machine, tensor, site: CPU,
    "layout": lambda machine, tensor, site: STRIDED,
    "__class__": lambda machine, tensor, site: type_of(tensor),
    "itemsize": lambda machine, tensor, site: int(tensor.data.itemsize),
    "nbytes": lambda machine, tensor, site: int(tensor.data.nbytes),
    "is_cuda": lambda machine, tensor, site: False,
    "_version": lambda machine, tensor, site: tensor.version,
    "output_nr": lambda machine, tensor, site: machine.tape.home(tensor).output,
    "_base": lambda machine, tensor, site: tensor.view.base if tensor.view else None,
    "T": _transposed,
    "mT": lambda machine, tensor, site: _of_matrices(machine, tensor, "mT", site),
}


def _set_grad(machine: Machine, tensor: Tensor, value: object, site: Site) -> None:
    if value is not None and type(value) is not Tensor:
        raise GRAD_TYPE.error(type=type_name(value))
    if isinstance(value, Tensor):
        if value is tensor:
            raise GRAD_ITSELF.error()
        if value.dtype is not tensor.dtype:
            name = C_NAMES.get(value.dtype.name, value.dtype.name)
            raise GRAD_DTYPE.error(grad=name, tensor=tensor.dtype.scalar_name)
        if value.shape != tensor.shape:
            raise GRAD_SIZE.error(grad=list(value.shape), tensor=list(tensor.shape))
    tensor.grad = value
    machine.grad_changed(tensor, site)


def _set_data(machine: Machine, tensor: Tensor, value: object, site: Site) -> None:
    """`x.data = y`: x has the elements of y from now on; autograd does not learn of it."""
    if type(value) is not Tensor:
        text = f"Variable data has to be a tensor, but got {type_name(value)}"
        raise TorchError("TypeError", text, "GV160")
    machine.tape.own_memory(value)
    if tensor.data is not value.data and not np.may_share_memory(tensor.data, value.data):
        replace_data(machine.tape, tensor, value.data, site)


def _set_requires_grad(machine: Machine, tensor: Tensor, value: object, site: Site) -> None:
    if not isinstance(value, bool):
        raise TorchError("RuntimeError", "requires_grad must be a bool", "GV160")
    flag = value
    if not tensor.is_leaf:
        advice = (
            ""
            if flag
            else " If you want to use a computed variable in a subgraph that doesn't require "
            "differentiation use var_no_grad = var.detach()."
        )
        raise NON_LEAF_FLAG.error(advice=advice)
    if flag and tensor.dtype.category != FLOATING:
        raise INTEGER_GRAD_SET.error()
    changes = flag != tensor.requires_grad
    views = machine.tape.set_requires_grad(tensor, flag)
    if changes:
        for changed in (tensor, *views):
            machine.note("requires_grad", site, node=changed.at, value=changed.requires_grad)
    else:
        machine.note("expression", site)


SETTERS: dict[str, TensorSetter] = {
    "data": _set_data,
    "grad": _set_grad,
    "requires_grad": _set_requires_grad,
}


# ── methods ───────────────────────────────────────────────────────────────────────────────────


def method(*signature: str, **defaults: object) -> Callable[[Callable[..., object]], Native]:
    """A method of tensors whose arguments Python binds by these names."""
    bound = Signature("", ("tensor", *signature), defaults)

    def wrap(function: Callable[..., object]) -> Native:
        name = function.__name__.strip("_")
        bound.name = name

        def run(
            machine: Machine, args: list[object], keywords: dict[str, object], site: Site
        ) -> object:
            return function(machine, site, *bound.bind(args, keywords))

        return run

    return wrap


@method("gradient", "retain_graph", "create_graph", "inputs",
        gradient=None, retain_graph=None, create_graph=False, inputs=None)  # fmt: skip
def backward(
    machine: Machine,
    site: Site,
    tensor: Tensor,
    gradient: object,
    retain_graph: object,
    create_graph: object,
    inputs: object,
) -> None:
    """`x.backward(gradient, retain_graph, create_graph, inputs)`."""
    run_backward(machine, site, [tensor], [_seed(gradient)], retain_graph, create_graph, inputs)


def _seed(gradient: object) -> Tensor | None:
    """The one gradient of `x.backward`; PyTorch makes a tuple of what is no tensor."""
    if gradient is None or type(gradient) is Tensor:
        return gradient
    if not isinstance(gradient, list | tuple):
        raise NOT_ITERABLE.error(type=type_name(gradient))
    seeds = seeds_of(gradient, 1)
    return seeds[0] if len(seeds) == 1 else None


def seeds_of(gradients: object, count: int) -> list[Tensor | None]:
    """`grad_tensors` as a list: None for each root where nothing is given."""
    if gradients is None:
        return [None] * count
    given = list(gradients) if isinstance(gradients, list | tuple) else [gradients]
    seeds: list[Tensor | None] = []
    for gradient in given:
        if gradient is not None and type(gradient) is not Tensor:
            raise GRADIENT_TYPE.error(type=type_name(gradient))
        seeds.append(gradient)
    return seeds


def run_backward(
    machine: Machine,
    site: Site,
    roots: list[Tensor],
    seeds: list[Tensor | None],
    retain_graph: object,
    create_graph: object,
    inputs: object,
) -> None:
    """One backward pass, with its entry in the timeline."""
    refuse_backward(machine)
    wanted: list[Tensor] | None = None
    if inputs is not None:
        wanted = [inputs] if type(inputs) is Tensor else list(inputs)  # type: ignore[call-overload]
        if not wanted:
            raise EMPTY_INPUTS.error()
    machine.note("backward", site, index=len(machine.passes))
    asked = [tensor for tensor in wanted or () if not (tensor.is_leaf or tensor.retains_grad)]

    def begun() -> None:
        for tensor in asked:
            machine.note("retain_grad", site, node=tensor.at)
        if create_graph:
            machine.warn("UserWarning", CREATE_GRAPH, site, once=True)

    try:
        autograd.backward(
            machine.tape,
            roots,
            seeds,
            retain_graph=None if retain_graph is None else bool(retain_graph),
            create_graph=bool(create_graph),
            inputs=wanted,
            site=site,
            passes=machine.passes,
            begun=begun,
        )
    except TorchError as error:
        error.subject = error.subject or roots[0]
        raise
    finally:
        note_gradients(machine, site)


def note_gradients(machine: Machine, site: Site) -> None:
    """Notes what the last pass has put into `.grad`."""
    if machine.passes:
        machine.grads_stored(machine.passes[-1])


@method()
def retain_grad(machine: Machine, site: Site, tensor: Tensor) -> None:
    """`x.retain_grad()`: does nothing to a leaf."""
    if not tensor.requires_grad:
        raise RETAIN_NO_GRAD.error()
    if not tensor.is_leaf:
        tensor.retains_grad = True
        machine.note("retain_grad", site, node=tensor.at)


@method("requires_grad", requires_grad=True)
def requires_grad_(machine: Machine, site: Site, tensor: Tensor, flag: object) -> Tensor:
    """`x.requires_grad_()`."""
    if not isinstance(flag, bool):
        raise TypeError(type_name(flag))
    refuse_flags(machine)
    if flag and not tensor.is_leaf:
        return tensor
    if flag and tensor.dtype.category != FLOATING:
        raise INTEGER_GRAD_METHOD.error()
    _set_requires_grad(machine, tensor, flag, site)
    return tensor


@method()
def item(machine: Machine, site: Site, tensor: Tensor) -> object:
    """`x.item()`."""
    refuse_reading(machine, tensor, NUMBER)
    if tensor.data.size != 1:
        raise ITEM_COUNT.error(count=tensor.data.size)
    return tensor.data.item()


@method()
def tolist(machine: Machine, site: Site, tensor: Tensor) -> object:
    """`x.tolist()`."""
    refuse_reading(machine, tensor, NO_STORAGE)
    machine.budget.charge_values(tensor.data.size, tensor.data.size)
    return tensor.data.tolist()


@method()
def numel(machine: Machine, site: Site, tensor: Tensor) -> int:
    """`x.numel()`."""
    return int(tensor.data.size)


@method()
def dim(machine: Machine, site: Site, tensor: Tensor) -> int:
    """`x.dim()`."""
    return tensor.ndim


@method("dim", dim=None)
def size(machine: Machine, site: Site, tensor: Tensor, dim: object) -> object:
    """`x.size()`, `x.size(0)`."""
    if dim is None:
        return Size(tensor.shape)
    assert isinstance(dim, int)
    if not tensor.ndim:
        raise SIZE_0D.error(dim=dim)
    return tensor.shape[wrap_dim(dim, tensor.ndim)]


@method()
def is_floating_point(machine: Machine, site: Site, tensor: Tensor) -> bool:
    """`x.is_floating_point()`."""
    return tensor.dtype.category == FLOATING


@method("hook")
def register_hook(machine: Machine, site: Site, tensor: Tensor, hook: object) -> HookHandle:
    """`x.register_hook(f)`: f gets the gradient of x, and may give another in its place."""
    if not tensor.requires_grad:
        raise HOOK_NO_GRAD.error()
    tensor.hooks = tensor.hooks if tensor.hooks is not None else {}

    def run(gradient: Tensor | None) -> Tensor | None:
        result = call(machine, hook, [gradient], {}, machine.site_of_pass(site))
        if result is None:
            return None
        if gradient is None:
            raise HOOK_NO_GRADIENT.error()
        if type(result) is not Tensor:
            raise HOOK_RESULT.error(type=type_name(result))
        if result.shape != gradient.shape:
            raise HOOK_SIZE.error(name=hook.name if isinstance(hook, Function) else "hook")
        return result

    return _hooked(machine, tensor.hooks, run)


@method("hook")
def register_post_accumulate_grad_hook(
    machine: Machine, site: Site, tensor: Tensor, hook: object
) -> HookHandle:
    """`x.register_post_accumulate_grad_hook(f)`: f gets x when its `.grad` is up to date."""
    if not tensor.requires_grad:
        raise HOOK_NO_GRAD.error()
    if not tensor.is_leaf:
        raise POST_HOOK_NON_LEAF.error()
    tensor.post_hooks = tensor.post_hooks if tensor.post_hooks is not None else {}

    def run(leaf: Tensor) -> Tensor | None:
        result = call(machine, hook, [leaf], {}, machine.site_of_pass(site))
        if result is None or type(result) is Tensor:
            return result
        raise HOOK_RESULT.error(type=type_name(result))

    return _hooked(machine, tensor.post_hooks, run)


def _hooked(machine: Machine, hooks: dict[int, H], run: H) -> HookHandle:
    key = machine.tape.hooks
    hooks[key] = run
    machine.tape.hooks += 1
    return HookHandle(hooks, key)  # type: ignore[arg-type]


@method("dtype", "other", "non_blocking", "copy", "device", dtype=None, other=None,
        non_blocking=False, copy=False, device=None)  # fmt: skip
def to(  # as PyTorch has it
    machine: Machine,
    site: Site,
    tensor: Tensor,
    dtype: object,
    other: object,
    non_blocking: object,
    copy: object,
    device: object,
) -> Tensor:
    """`x.to(torch.float64)`, `x.to("cpu")`, `x.to("cpu", torch.float64)`, `x.to(other)`."""
    check_device(device)
    if isinstance(other, DType):
        dtype, device = other, dtype
    if type(dtype) is Tensor:
        dtype = dtype.dtype
    elif not isinstance(dtype, DType):
        check_device(dtype)
    wanted = dtype if isinstance(dtype, DType) else tensor.dtype
    if copy is not True:
        return converted(machine, tensor, wanted, site)
    result = machine.tape.call(TABLE["to"], (tensor, wanted), NO_ATTRS, site)
    assert isinstance(result, Tensor)
    return result


def converted(machine: Machine, tensor: Tensor, dtype: DType, site: Site) -> Tensor:
    """The tensor in another dtype; the same one where nothing changes."""
    if dtype is tensor.dtype:
        return tensor
    result = machine.tape.call(TABLE["to"], (tensor, dtype), NO_ATTRS, site)
    assert isinstance(result, Tensor)
    return result


def _conversion(dtype: DType) -> Native:
    return lambda machine, args, keywords, site: converted(machine, args[0], dtype, site)  # type: ignore[arg-type]


@method()
def detach_(machine: Machine, site: Site, tensor: Tensor) -> Tensor:
    """`x.detach_()`: x itself becomes a leaf."""
    detach_in_place(machine.tape, tensor, site)
    return tensor


@method()
def to_bfloat16(machine: Machine, site: Site, tensor: Tensor) -> Tensor:
    """`x.bfloat16()`."""
    return converted(machine, tensor, bfloat16(), site)


@method("dtype", dtype=None)
def type_(machine: Machine, site: Site, tensor: Tensor, dtype: object) -> object:
    """`x.type()` says the old type's name; `x.type(torch.DoubleTensor)` converts."""
    if dtype is None:
        return f"torch.{tensor.dtype.type_name}"
    if isinstance(dtype, DType):
        return converted(machine, tensor, dtype, site)
    name = dtype.name if isinstance(dtype, Type) else str(dtype).removeprefix("torch.")
    for known in DTYPES:
        if known.type_name == name:
            return converted(machine, tensor, known, site)
    raise TorchError("ValueError", f"invalid type: '{to_str(machine, dtype)}'", "GV160")


@method("other")
def type_as(machine: Machine, site: Site, tensor: Tensor, other: Tensor) -> Tensor:
    """`x.type_as(y)`."""
    return converted(machine, tensor, other.dtype, site)


@method("dim", dim=None)
def stride(machine: Machine, site: Site, tensor: Tensor, dim: object) -> object:
    """`x.stride()`, in elements."""
    strides = tuple(n // tensor.data.itemsize for n in tensor.data.strides)
    return strides if dim is None else strides[wrap_dim(dim, tensor.ndim)]  # type: ignore[arg-type]


@method()
def data_ptr(machine: Machine, site: Site, tensor: Tensor) -> int:
    """`x.data_ptr()`: a place that is the same in every run, and for all that share it."""
    machine.tape.own_memory(tensor)
    base = tensor.data
    while isinstance(base.base, np.ndarray):
        base = base.base
    address: int = tensor.data.__array_interface__["data"][0]
    start: int = base.__array_interface__["data"][0]
    return machine.identity(base) + address - start


@method()
def element_size(machine: Machine, site: Site, tensor: Tensor) -> int:
    """`x.element_size()`, in bytes."""
    return int(tensor.data.itemsize)


@method()
def storage_offset(machine: Machine, site: Site, tensor: Tensor) -> int:
    """`x.storage_offset()`, in elements."""
    if tensor.view is None:
        return 0
    return offset(tensor)


@method("force", force=False)
def numpy(machine: Machine, site: Site, tensor: Tensor, force: object) -> object:
    """`x.numpy()`: an array that shares the tensor's memory."""
    refuse_reading(machine, tensor, NO_STORAGE)
    if tensor.requires_grad and not force:
        raise NUMPY_REQUIRES_GRAD.error()
    if tensor.dtype.computes is not None:
        raise NO_NUMPY_DTYPE.error(dtype=tensor.dtype.scalar_name)
    machine.tape.own_memory(tensor)
    machine.budget.lend(tensor.data.size)
    machine.tape.sharing.lent.append(tensor)
    return tensor.data


@method("device", device=None)
def cuda(machine: Machine, site: Site, tensor: Tensor, device: object) -> Tensor:
    """`x.cuda()`: gradviz has the CPU alone."""
    raise NO_CUDA.error()


@method()
def is_inference(machine: Machine, site: Site, tensor: Tensor) -> bool:
    """`x.is_inference()`: whether it was made under `torch.inference_mode()`."""
    return tensor.inference


STORAGE = (
    "TypedStorage is deprecated. It will be removed in the future and UntypedStorage will be the "
    "only storage class. This should only matter to you if you are using storages directly.  To "
    "access UntypedStorage directly, use tensor.untyped_storage() instead of tensor.storage()"
)


@method()
def storage(machine: Machine, site: Site, tensor: Tensor) -> object:
    """`x.storage()`: the elements of the memory that x lies in, in order."""
    machine.warn("UserWarning", STORAGE, site)
    machine.budget.charge_values(tensor.data.size, tensor.data.size)
    base = tensor.view.base if tensor.view else tensor
    address = _address(machine, base)
    return Storage(np.asarray(base.data).reshape(-1).tolist(), tensor.dtype, address)


def _address(machine: Machine, tensor: Tensor) -> int:
    """Where a tensor's memory begins."""
    machine.tape.own_memory(tensor)
    memory = tensor.data
    while isinstance(memory.base, np.ndarray):
        memory = memory.base
    return machine.identity(memory)


@method()
def untyped_storage(machine: Machine, site: Site, tensor: Tensor) -> object:
    """`x.untyped_storage()`: the bytes of the memory that x lies in."""
    base = tensor.view.base if tensor.view else tensor
    machine.budget.charge_values(base.data.nbytes, base.data.nbytes)
    address = _address(machine, base)
    return UntypedStorage(list(np.asarray(base.data).tobytes()), uint8, address)


class Storage(list[object]):
    """`x.storage()`: elements in the order of the memory that they lie in."""

    def __init__(self, items: list[object], dtype: DType, address: int) -> None:
        super().__init__(items)
        self.dtype = dtype
        self.address = address


class UntypedStorage(Storage):
    """`x.untyped_storage()`: bytes."""


def _storage_text(machine: Machine, value: Storage) -> str:
    """An element a line, as PyTorch writes it."""
    texts.charge_text(machine, 24 * len(value))
    kind = f"torch.storage.TypedStorage(dtype=torch.{value.dtype.name}, device=cpu)"
    if isinstance(value, UntypedStorage):
        kind = "torch.storage.UntypedStorage(device=cpu)"
    return "".join(f" {item}\n" for item in value) + f"[{kind} of size {len(value)}]"


@positional("tolist", 1)
def _storage_list(machine: Machine, site: Site, value: Storage) -> list[object]:
    machine.budget.charge_elements(2 * len(value))
    return list(value)


@positional("size", 1)
def _storage_size(machine: Machine, site: Site, value: Storage) -> int:
    return len(value)


@positional("nbytes", 1)
def _storage_bytes(machine: Machine, site: Site, value: Storage) -> int:
    return len(value) * value.dtype.numpy.itemsize


@positional("data_ptr", 1)
def _storage_address(machine: Machine, site: Site, value: Storage) -> int:
    return value.address


for _kind in (Storage, UntypedStorage):
    texts.REPRS[_kind] = _storage_text
    METHODS_OF[_kind] = {
        "tolist": _storage_list, "size": _storage_size, "nbytes": _storage_bytes,
        "data_ptr": _storage_address,
    }  # fmt: skip
texts.TYPE_NAMES[Storage] = "TypedStorage"
texts.TYPE_NAMES[UntypedStorage] = "UntypedStorage"


def new(machine: Machine, args: list[object], keywords: dict[str, object], site: Site) -> object:
    """`x.new(2, 3)`, `x.new([1, 2])`: of the dtype of x."""
    owner, *rest = args
    assert isinstance(owner, Tensor)
    return typed_creator("new", owner.dtype)(machine, rest, keywords, site)


@method()
def same(machine: Machine, site: Site, tensor: Tensor) -> Tensor:
    """`x.cpu()`."""
    return tensor


@method()
def contiguous(machine: Machine, site: Site, tensor: Tensor) -> object:
    """`x.contiguous()`: the same tensor where its elements lie in order."""
    if isinstance(tensor.data, np.generic) or tensor.data.flags.c_contiguous:
        return tensor
    return machine.tape.call(TABLE["clone.contiguous"], (tensor,), NO_ATTRS, site)


@method()
def is_contiguous(machine: Machine, site: Site, tensor: Tensor) -> bool:
    """`x.is_contiguous()`."""
    return isinstance(tensor.data, np.generic) or tensor.data.flags.c_contiguous


@method()
def is_view(machine: Machine, site: Site, tensor: Tensor) -> bool:
    """`x._is_view()`: whether autograd tracks it as a view of another."""
    return tensor.view is not None


def _answer(answer: object) -> Native:
    """A method without arguments that says the same of every tensor."""

    @method()
    def answers(machine: Machine, site: Site, tensor: Tensor) -> object:
        return answer

    return answers


def _asked(name: str) -> Native:
    """A question that is a function of `torch` too."""

    def run(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> object:
        from gradviz.language.settings import FUNCTIONS  # noqa: PLC0415  # few programs ask

        return call(machine, FUNCTIONS[name], args, keywords, site)

    return run


METHODS: dict[str, Native] = {
    "get_device": _answer(-1),
    **dict.fromkeys(("is_conj", "is_neg", "is_pinned", "is_shared"), _answer(False)),
    **{name: _asked(name) for name in ("is_nonzero", "is_complex", "is_signed")},
    "share_memory_": same,
    "resolve_neg": same,
    "char": _conversion(int8),
    "byte": _conversion(uint8),
    "bfloat16": to_bfloat16,
    "backward": backward,
    "retain_grad": retain_grad,
    "requires_grad_": requires_grad_,
    "register_hook": register_hook,
    "item": item,
    "tolist": tolist,
    "numel": numel,
    "nelement": numel,
    "dim": dim,
    "ndimension": dim,
    "size": size,
    "is_floating_point": is_floating_point,
    "register_post_accumulate_grad_hook": register_post_accumulate_grad_hook,
    "to": to,
    "type": type_,
    "type_as": type_as,
    "detach_": detach_,
    "stride": stride,
    "data_ptr": data_ptr,
    "element_size": element_size,
    "storage_offset": storage_offset,
    "numpy": numpy,
    "is_inference": is_inference,
    "storage": storage,
    "untyped_storage": untyped_storage,
    "new": new,
    "cuda": cuda,
    "cpu": same,
    "contiguous": contiguous,
    "is_contiguous": is_contiguous,
    "_is_view": is_view,
}
"""The methods of tensors that are not ops and do not draw, and the ops that were asked for."""

for _dtype in DTYPES:
    METHODS.setdefault(_dtype.name, _conversion(_dtype))
for _name, _dtype in ALIASES.items():
    METHODS[_name] = _conversion(_dtype)


def _creators() -> dict[str, Native]:
    """The methods that make new tensors: `x.new_zeros(3)`."""
    return {
        spelling[1:]: creator(spelling[1:], maker)
        for maker in CREATE.values()
        for spelling in maker.torch
        if spelling.startswith(".")
    }


METHODS |= _creators()


def method_of_tensors(name: str) -> Native | None:
    """A tensor's method; None where it has none of that name."""
    if name not in METHODS and name in OF_TABLE and name not in ATTRIBUTES:
        METHODS[name] = op_function(name, OF_TABLE[name], in_place=name.endswith("_"))
    return METHODS.get(name) or _drawing_methods().get(name)


def names_of_methods() -> set[str]:
    """The names of all methods of tensors."""
    return METHODS.keys() | OF_TABLE.keys() | _drawing_methods().keys()


def _drawing_methods() -> dict[str, Native]:
    from gradviz.language.random import DRAWING  # noqa: PLC0415  # few programs draw

    return _creators() | DRAWING  # more creators have come with the import
