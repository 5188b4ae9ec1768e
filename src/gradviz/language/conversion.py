"""Tensors and other values as Python numbers, where Python converts them by itself."""

from __future__ import annotations

import numpy as np

from gradviz.engine.dtypes import INTEGER
from gradviz.engine.messages import ONE_ELEMENT, TorchError
from gradviz.engine.tensor import Site, Tensor
from gradviz.engine.views import wants_grad
from gradviz.language.functional.refusals import NUMBER, refuse_reading
from gradviz.language.machine import Machine
from gradviz.language.texts import type_name

SCALAR_CONVERSION = (
    "Converting a tensor with requires_grad=True to a scalar may lead to unexpected behavior.\n"
    "Consider using tensor.detach() first."
)


def tensor_number(machine: Machine, tensor: Tensor, site: Site, *, warns: bool) -> int | float:
    """The number of a tensor of one element, as Python converts it."""
    refuse_reading(machine, tensor, NUMBER)
    if warns and wants_grad(tensor):
        machine.warn("UserWarning", SCALAR_CONVERSION, site, once=True)
    if tensor.data.size != 1:
        raise ONE_ELEMENT.error()
    number: int | float = tensor.data.item()
    return number


def array_number(value: object) -> object:
    """The number of one of numpy's scalars, or of an array without dimensions; else the value."""
    if isinstance(value, np.generic | np.ndarray) and not value.ndim:
        return value.item()
    return value


def as_index(value: object) -> int:
    """`operator.index(value)`: an int, or the number of an integer tensor of one element."""
    if isinstance(value, int):
        return value
    if type(value) is Tensor:
        if value.dtype.category > INTEGER or value.data.size != 1:
            text = "only integer tensors of a single element can be converted to an index"
            raise TorchError("TypeError", text, "GV163")
        return int(value.data.item())
    if isinstance(value, np.integer):
        return int(value)
    text = f"'{type_name(value)}' object cannot be interpreted as an integer"
    raise TorchError("TypeError", text, "GV153")
