"""copy: copies of values, shallow and deep, of tensors as PyTorch makes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from gradviz.engine.dtypes import Array
from gradviz.engine.messages import COPY_OF_NON_LEAF, TorchError
from gradviz.engine.tensor import Memory, Site, Tensor
from gradviz.language.calls import call
from gradviz.language.containers import ENTRY, ITEM
from gradviz.language.machine import Machine
from gradviz.language.modules import function
from gradviz.language.objects import MISSING, Instance, NamedTuple
from gradviz.language.special import special
from gradviz.language.standard.collections_types import DefaultDict, Deque
from gradviz.language.texts import type_name
from gradviz.language.values import FrozenSet, Iteration, Namespace, Set

# ── memory ────────────────────────────────────────────────────────────────────────────────────


def _owner(data: Array) -> Array:
    """The array whose memory another shows."""
    while isinstance(data.base, np.ndarray):
        data = data.base
    return data


def _address(data: Array) -> int:
    start: int = data.__array_interface__["data"][0]
    return start


def _shown_again(data: Array, owner: Array, flat: Array) -> Array:
    """The part of `flat`, a copy of all the owner's elements, that `data` shows of the owner."""
    start = (_address(data) - _address(owner)) // data.itemsize
    assert isinstance(flat, np.ndarray)
    part: Array = as_strided(flat[start:], data.shape, data.strides)
    return part


class Deep:
    """One `deepcopy`: what has been copied so far, so that nothing is copied twice."""

    def __init__(self, machine: Machine, memo: dict[object, object], site: Site) -> None:
        self.machine = machine
        self.memo = memo
        self.site = site
        self.made: dict[int, tuple[object, object]] = {}
        """By `id`, each value with its copy."""
        self.memories: dict[int, Array] = {}
        """Copies of memory that several tensors show, by the `id` of the array that owns it."""

    def copy(self, value: object) -> object:
        """A copy of a value and of all that it holds."""
        known = self.made.get(id(value))
        if known is not None:
            return known[1]
        if self.memo:  # a `__deepcopy__` has put something there
            noted = self.memo.get(self.machine.identity(value), MISSING)
            if noted is not MISSING:
                return noted
        copier = _copier(value)
        if copier is None:
            return value
        self.machine.enter()
        try:
            copied = copier(self, value)
        finally:
            self.machine.depth -= 1
        self.made[id(value)] = value, copied
        return copied

    def keep(self, value: object, copied: object) -> None:
        """Lets what the value holds find its copy while that is being filled."""
        self.made[id(value)] = value, copied

    def of_tensor(self, tensor: Tensor) -> Tensor:
        """A leaf of its own; tensors that shared their memory share that of the copies."""
        if not tensor.is_leaf:
            raise COPY_OF_NON_LEAF.error()
        machine = self.machine
        machine.budget.charge_op(tensor.data.size, tensor.data.size)
        data = tensor.data
        if type(data) is np.ndarray:
            data = data.copy("K") if tensor.parameter else self.elements(data)
        flag = tensor.requires_grad
        result = machine.tape.leaf(data, dtype=tensor.dtype, requires_grad=flag, site=self.site)
        self.keep(tensor, result)
        result.parameter = tensor.parameter
        if tensor.parameter:  # PyTorch copies neither its gradient nor its attributes
            return result
        result.memory = Memory(1)
        if tensor.grad is not None:
            grad = self.copy(tensor.grad)
            assert type(grad) is Tensor
            result.grad = grad
            machine.grad_changed(result, self.site)
        if tensor.extras:
            result.extras = {name: self.copy(item) for name, item in tensor.extras.items()}
        return result

    def elements(self, data: Array) -> Array:
        """A tensor's elements in a copy of its memory."""
        owner = _owner(data)
        dense = owner.flags.c_contiguous or owner.flags.f_contiguous
        if owner.dtype != data.dtype or not dense or not data.size:
            return data.copy("K")
        flat = self.memories.get(id(owner))
        if flat is None:
            self.machine.budget.charge_op(owner.size, owner.size)
            flat = self.memories[id(owner)] = owner.ravel("K").copy()
        return _shown_again(data, owner, flat)

    def of_instance(self, value: Instance) -> object:
        """An object of the program: by `__deepcopy__`, else with copies of its attributes."""
        method = special(value, "__deepcopy__")
        if method is not MISSING:
            return call(self.machine, method, [self.memo], {}, self.site)
        result = Instance(value.cls)
        self.keep(value, result)
        self.machine.budget.charge_elements(ENTRY * (len(value.attributes) + 1))
        for name, item in list(value.attributes.items()):
            result.attributes[name] = self.copy(item)
        return result

    def of_dict(self, value: dict[object, object]) -> dict[object, object]:
        """A dict of any kind."""
        result = _empty_like(value)
        self.keep(value, result)
        self.machine.budget.charge_elements(ENTRY * len(value))
        for key, item in list(value.items()):
            result[self.copy(key)] = self.copy(item)
        return result

    def of_list(self, value: list[object]) -> list[object]:
        """A list."""
        result: list[object] = []
        self.keep(value, result)
        self.machine.budget.charge_elements(ITEM * len(value))
        for item in list(value):
            result.append(self.copy(item))
        return result

    def of_tuple(self, value: tuple[object, ...]) -> tuple[object, ...]:
        """A tuple: itself where all that it holds is."""
        self.machine.budget.charge_elements(ITEM * len(value))
        items = [self.copy(item) for item in value]
        known = self.made.get(id(value))
        if known is not None:  # it holds something that holds it
            assert isinstance(known[1], tuple)
            return known[1]
        if all(item is before for item, before in zip(items, value, strict=True)):
            return value
        result: tuple[object, ...] = type(value)(items)
        if isinstance(result, NamedTuple) and isinstance(value, NamedTuple):
            result.cls, result.fields = value.cls, value.fields
        return result

    def of_set(self, value: Set) -> Set:
        """A set."""
        self.machine.budget.charge_elements(ENTRY * len(value.items))
        return type(value)([self.copy(item) for item in value.items])

    def of_deque(self, value: Deque) -> Deque:
        """A deque."""
        result = Deque([], value.maxlen)
        self.keep(value, result)
        result.items += self.of_list(value.items)
        return result

    def of_array(self, value: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> object:
        """An array of numpy."""
        self.machine.budget.charge_values(value.size, value.size)
        return value.copy("K")

    def of_refused(self, value: object) -> object:
        """What cannot be copied."""
        raise TorchError("TypeError", f"cannot pickle '{type_name(value)}' object", "GV153")


def _empty_like(value: dict[object, object]) -> dict[object, object]:
    """An empty dict of the same kind."""
    result = type(value)()
    if isinstance(value, DefaultDict):
        assert isinstance(result, DefaultDict)
        result.factory = value.factory
    return result


_COPIERS: dict[type, Callable[[Deep, Any], object]] = {
    Tensor: Deep.of_tensor, Instance: Deep.of_instance, dict: Deep.of_dict, list: Deep.of_list,
    tuple: Deep.of_tuple, Set: Deep.of_set, FrozenSet: Deep.of_set, Deque: Deep.of_deque,
    np.ndarray: Deep.of_array, Iteration: Deep.of_refused, Namespace: Deep.of_refused,
}  # fmt: skip


def _copier(value: object) -> Callable[[Deep, object], object] | None:
    """How a value is copied; None for what never changes."""
    for kind in type(value).__mro__:
        if kind in _COPIERS:
            return _COPIERS[kind]
    return None


@function("deepcopy", "x", "memo", "_nil", memo=None, _nil=None)
def deepcopy(machine: Machine, site: Site, value: object, memo: object, nothing: object) -> object:
    """`copy.deepcopy(value)`: copies share nothing with what they are of."""
    if isinstance(memo, dict):
        for around in reversed(machine.copying):
            if around.memo is memo:
                return around.copy(value)
    machine.copying.append(Deep(machine, memo if isinstance(memo, dict) else {}, site))
    try:
        return machine.copying[-1].copy(value)
    finally:
        machine.copying.pop()


# ── shallow copies ────────────────────────────────────────────────────────────────────────────


@function("copy", "x")
def copy(machine: Machine, site: Site, value: object) -> object:
    """`copy.copy(value)`: what it holds is the same."""
    if type(value) is Tensor:
        return _tensor_in_same_memory(machine, value, site)
    if type(value) is Instance:
        method = special(value, "__copy__")
        if method is not MISSING:
            return call(machine, method, [], {}, site)
        machine.budget.charge_elements(ENTRY * (len(value.attributes) + 1))
        result = Instance(value.cls)
        result.attributes.update(value.attributes)
        return result
    if isinstance(value, dict):
        machine.budget.charge_elements(ENTRY * len(value))
        like = _empty_like(value)
        like.update(value)
        return like
    if isinstance(value, list):
        machine.budget.charge_elements(ITEM * len(value))
        return list(value)
    if type(value) is Set:
        machine.budget.charge_elements(ENTRY * len(value.items))
        return Set(value.items)
    if isinstance(value, Deque):
        machine.budget.charge_elements(ITEM * len(value.items))
        return Deque(list(value.items), value.maxlen)
    if isinstance(value, np.ndarray):
        machine.budget.charge_values(value.size, value.size)
        return value.copy("K")
    if isinstance(value, Iteration | Namespace):
        raise TorchError("TypeError", f"cannot pickle '{type_name(value)}' object", "GV153")
    return value


def _tensor_in_same_memory(machine: Machine, tensor: Tensor, site: Site) -> Tensor:
    """A leaf that shares a tensor's elements and its flag, and nothing else of it."""
    tape = machine.tape
    tape.own_memory(tensor)
    flag = tensor.requires_grad
    result = tape.leaf(tensor.data, dtype=tensor.dtype, requires_grad=flag, site=site)
    result.parameter = tensor.parameter
    result.memory = Memory(0 if tensor.parameter else 1)
    result.extras = tensor.extras
    return result


MEMBERS: dict[str, object] = {"copy": copy, "deepcopy": deepcopy}
"""What the module `copy` has."""
