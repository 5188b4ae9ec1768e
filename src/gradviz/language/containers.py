"""Iterating over values, and reading, writing and deleting their items."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gradviz.engine import indexing
from gradviz.engine.dtypes import INTEGER
from gradviz.engine.messages import TorchError
from gradviz.engine.op import TABLE
from gradviz.engine.tensor import NO_ATTRS, Site, Tensor
from gradviz.language.machine import Machine, native_error
from gradviz.language.texts import type_name
from gradviz.language.values import Iteration, Size

_ITERABLE = (list, tuple, str, range, dict, set)


def iterate(
    machine: Machine, value: object, site: Site, *, unpacking: bool = False
) -> Iterator[object]:
    """The items of a value, one after the other."""
    if isinstance(value, _ITERABLE):
        return _watched(value) if isinstance(value, dict | set) else iter(value)
    if type(value) is Tensor:
        return iter(rows_of(machine, value, site))
    if isinstance(value, Iteration):
        return value.items
    text = f"'{type_name(value)}' object is not iterable"
    if unpacking:
        text = f"cannot unpack non-iterable {type_name(value)} object"
    raise TorchError("TypeError", text, "GV162")


def _watched(items: Iterable[object]) -> Iterator[object]:
    """Python's own error where a dict or set changes while it is iterated over."""
    try:
        yield from items
    except RuntimeError as error:
        raise native_error(error) from None


def rows_of(machine: Machine, tensor: Tensor, site: Site) -> tuple[Tensor, ...]:
    """What iterating over a tensor gives: the results of `unbind(0)`."""
    if not tensor.ndim:
        raise TorchError("TypeError", "iteration over a 0-d tensor", "GV162")
    rows = machine.tape.call(TABLE["unbind"], (tensor,), NO_ATTRS, site)
    assert isinstance(rows, tuple)
    return rows


def get_item(machine: Machine, value: object, key: object, site: Site) -> object:
    """`value[key]`."""
    if type(value) is Tensor:
        return indexing.get_item(machine.tape, value, _index(key), site)
    if isinstance(value, list | tuple | str | range):
        result = _element(value, _position(key))
        return Size(result) if type(value) is Size and isinstance(result, tuple) else result
    if isinstance(value, dict):
        try:
            return value[key]
        except (KeyError, TypeError) as error:
            raise native_error(error) from None
    text = f"'{type_name(value)}' object is not subscriptable"
    raise TorchError("TypeError", text, "GV163")


def _element(value: list[object] | tuple[object, ...] | str | range, key: object) -> object:
    try:
        return value[key]  # type: ignore[index, call-overload]
    except (IndexError, TypeError, ValueError) as error:
        raise native_error(error) from None


def _position(key: object) -> object:
    """A key for a Python sequence: an integer tensor counts as an integer."""
    if isinstance(key, slice):
        return slice(_position(key.start), _position(key.stop), _position(key.step))
    if type(key) is Tensor:
        if key.dtype.category > INTEGER or key.data.size != 1:
            text = "only integer tensors of a single element can be converted to an index"
            raise TorchError("TypeError", text, "GV163")
        return int(key.data.item())
    return key


def _index(key: object) -> object:
    """A key for a tensor: tuples of ints, slices, None, `...`, tensors, lists."""
    return tuple(key) if type(key) is Size else key


def set_item(machine: Machine, value: object, key: object, item: object, site: Site) -> None:
    """`value[key] = item`."""
    if type(value) is Tensor:
        indexing.set_item(machine.tape, value, _index(key), item, site)
        return
    if not isinstance(value, list | dict):
        text = f"'{type_name(value)}' object does not support item assignment"
        raise TorchError("TypeError", text, "GV163")
    machine.budget.charge_work(1)
    try:
        if isinstance(value, dict):
            value[key] = item
        else:
            value[_position(key)] = item  # type: ignore[index, call-overload]
    except (IndexError, TypeError, ValueError) as error:
        raise native_error(error) from None


def delete_item(machine: Machine, value: object, key: object, site: Site) -> None:
    """`del value[key]`."""
    if not isinstance(value, list | dict):
        text = f"'{type_name(value)}' object doesn't support item deletion"
        raise TorchError("TypeError", text, "GV163")
    try:
        if isinstance(value, dict):
            del value[key]
        else:
            del value[_position(key)]  # type: ignore[arg-type]
    except (LookupError, TypeError) as error:
        raise native_error(error) from None


def extend_in_place(machine: Machine, value: list[object], other: object, site: Site) -> object:
    """`list += items`: the same list, longer."""
    items = list(iterate(machine, other, site))
    machine.budget.charge_op(len(items), 0)
    value.extend(items)
    return value
