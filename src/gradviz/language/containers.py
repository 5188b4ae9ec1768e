"""Iterating over values, and reading, writing and deleting their items."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from gradviz.engine import indexing
from gradviz.engine.messages import TorchError
from gradviz.engine.op import TABLE
from gradviz.engine.tensor import NO_ATTRS, Site, Tensor
from gradviz.language import arrays
from gradviz.language.conversion import array_number, as_index
from gradviz.language.keys import checked_key
from gradviz.language.machine import Machine, native_error
from gradviz.language.texts import described, to_repr, type_name
from gradviz.language.values import DictView, Iteration, Set, Size

_SEQUENCES = (list, tuple, str, range)
ITEM, ENTRY = 2, 25
"""What an item of a list, and an entry of a dict, cost in elements of four bytes."""


ITERATORS: dict[type, Callable[[Machine, Any, Site], Iterator[object]]] = {}
LENGTHS: dict[type, Callable[[Machine, Any, Site], int]] = {}
ITEM_GETTERS: dict[type, Callable[[Machine, Any, object, Site], object]] = {}
ITEM_SETTERS: dict[type, Callable[[Machine, Any, object, object, Site], None]] = {}
ITEM_DELETERS: dict[type, Callable[[Machine, Any, object, Site], None]] = {}
"""What other modules add: the items of objects of the program's classes."""
UNPACKED: set[type] = set()
"""Types whose values can be unpacked into any number of themselves."""
MISSING_KEYS: dict[type, Callable[[Machine, Any, object, Site], object]] = {}
"""What dicts of other kinds give for a key that they do not have."""


# ── iterating ─────────────────────────────────────────────────────────────────────────────────


def iterate(machine: Machine, value: object, site: Site) -> Iterator[object]:
    """The items of a value, one after the other; whoever takes many of them pays for them."""
    if isinstance(value, _SEQUENCES):
        return iter(value)
    if isinstance(value, Iteration):
        return value.items
    if type(value) is Tensor:
        return iter(rows_of(machine, value, site))
    if isinstance(value, dict):
        return _watched("dictionary", value)
    if isinstance(value, Set):
        return _watched("Set", value.items)
    if isinstance(value, DictView):
        return _watched("dictionary", value.read())
    if isinstance(value, np.ndarray):
        return iter(arrays.rows(value))
    if type(value) in ITERATORS:
        return ITERATORS[type(value)](machine, value, site)
    raise TorchError("TypeError", f"'{type_name(value)}' object is not iterable", "GV162")


def _watched(kind: str, items: Iterable[object]) -> Iterator[object]:
    """Python's own error where a dict or set changes while it is iterated over."""
    source = iter(items)
    while True:
        try:
            item = next(source)
        except StopIteration:
            return
        except RuntimeError as error:
            text = str(error).replace("dictionary", kind)
            raise TorchError("RuntimeError", text, "GV150") from None
        yield item


def rows_of(machine: Machine, tensor: Tensor, site: Site) -> tuple[Tensor, ...]:
    """What iterating over a tensor gives: the results of `unbind(0)`."""
    if not tensor.ndim:
        raise TorchError("TypeError", "iteration over a 0-d tensor", "GV162")
    rows = machine.tape.call(TABLE["unbind"], (tensor,), NO_ATTRS, site)
    assert isinstance(rows, tuple)
    return rows


def counted(machine: Machine, value: object, site: Site) -> Iterator[object]:
    """The items of a value, each paid for as it is taken."""
    charge = machine.budget.charge_step
    for item in iterate(machine, value, site):
        charge()
        yield item


def collected(machine: Machine, value: object, site: Site) -> list[object]:
    """The items of a value as a new list."""
    budget = machine.budget
    if isinstance(value, _SEQUENCES):
        budget.charge_elements(ITEM * length(value))
        budget.charge_work(length(value))
        return list(value)
    items: list[object] = []
    for item in counted(machine, value, site):
        budget.charge_elements(ITEM)
        items.append(item)
    return items


def set_of(machine: Machine, result: Set, value: object, site: Site) -> Set:
    """A set with the items of a value added."""
    for item in counted(machine, value, site):
        machine.budget.charge_elements(ENTRY)
        result.items[checked_key(machine, item)] = None
    return result


def dict_of(
    machine: Machine,
    result: dict[object, object],
    value: object,
    keywords: dict[str, object],
    site: Site,
) -> dict[object, object]:
    """A dict with the entries of another one or of pairs added, then keywords."""
    if isinstance(value, dict):
        machine.budget.charge_elements(ENTRY * len(value))
        result.update(value)
    else:
        for position, pair in enumerate(counted(machine, value, site)):
            key, item = _pair(machine, position, pair, site)
            machine.budget.charge_elements(ENTRY)
            result[checked_key(machine, key)] = item
    result.update(keywords)
    return result


def _pair(machine: Machine, position: int, pair: object, site: Site) -> list[object]:
    try:
        items = collected(machine, pair, site)
    except TorchError as error:
        if error.type != "TypeError":
            raise
        text = f"cannot convert dictionary update sequence element #{position} to a sequence"
        raise TorchError("TypeError", text, "GV150") from None
    if len(items) != 2:
        text = (
            f"dictionary update sequence element #{position} has length {len(items)}; 2 is required"
        )
        raise TorchError("ValueError", text, "GV150")
    return items


def unpacked(
    machine: Machine, value: object, count: int, star: int | None, site: Site
) -> Sequence[object]:
    """The items for so many targets; the starred one takes a list of what is left.

    No more items are taken than it needs to know whether there are too many.
    """
    if type(value) in UNPACKED:
        return [value] * count
    if star is None and isinstance(value, tuple | list) and len(value) == count:
        return value
    try:
        items = iterate(machine, value, site)
    except TorchError as error:
        if error.type == "TypeError" and "not iterable" in error.message:
            error.message = f"cannot unpack non-iterable {type_name(value)} object"
        raise
    if star is not None:
        source = value if isinstance(value, _SEQUENCES) else Iteration("", items)
        return _spread(collected(machine, source, site), count, star)
    found: list[object] = []
    for item in items:
        if len(found) == count:
            text = f"too many values to unpack (expected {count})"
            raise TorchError("ValueError", text, "GV156")
        found.append(item)
    if len(found) < count:
        text = f"not enough values to unpack (expected {count}, got {len(found)})"
        raise TorchError("ValueError", text, "GV156")
    return found


def _spread(values: list[object], count: int, star: int) -> list[object]:
    if len(values) < count - 1:
        text = f"not enough values to unpack (expected at least {count - 1}, got {len(values)})"
        raise TorchError("ValueError", text, "GV156")
    end = len(values) - (count - star - 1)
    return [*values[:star], values[star:end], *values[end:]]


def length(value: object) -> int:
    """`len(value)`."""
    if type(value) is Tensor:
        if not value.ndim:
            raise TorchError("TypeError", "len() of a 0-d tensor", "GV162")
        return value.shape[0]
    if isinstance(value, Set):
        return len(value.items)
    if isinstance(value, DictView):
        return len(value.owner)
    if isinstance(value, (*_SEQUENCES, dict)):
        try:
            return len(value)
        except OverflowError as error:  # a range of more than 2**63
            raise native_error(error) from None
    if isinstance(value, np.ndarray) and value.ndim:
        return len(value)
    raise TorchError("TypeError", f"object of type '{type_name(value)}' has no len()", "GV162")


def key_error(machine: Machine, key: object) -> TorchError:
    """Python's error for a key that is not there."""
    error = TorchError("KeyError", to_repr(machine, key), "GV150")
    error.args = (key,)
    return error


# ── items ─────────────────────────────────────────────────────────────────────────────────────


def get_item(machine: Machine, value: object, key: object, site: Site) -> object:
    """`value[key]`."""
    if type(value) is Tensor:
        return indexing.get_item(machine.tape, value, _index(key), site)
    if isinstance(value, _SEQUENCES):
        return _element(machine, value, key)
    if isinstance(value, dict):
        try:
            return value[checked_key(machine, key)]
        except KeyError:
            missing = MISSING_KEYS.get(type(value))
            if missing is None:
                raise key_error(machine, key) from None
        return missing(machine, value, key, site)
    if isinstance(value, np.ndarray):
        return arrays.get_item(machine, value, key)
    if type(value) in ITEM_GETTERS:
        return ITEM_GETTERS[type(value)](machine, value, key, site)
    text = f"'{described(value)}' object is not subscriptable"
    raise TorchError("TypeError", text, "GV163")


def _element(
    machine: Machine, value: list[object] | tuple[object, ...] | str | range, key: object
) -> object:
    place = key if type(key) is int else _position(value, key)
    try:
        result = value[place]
    except (LookupError, ValueError, OverflowError) as error:
        raise native_error(error) from None
    if isinstance(place, slice):
        if not isinstance(value, range):
            machine.budget.charge_elements(ITEM * len(result))  # type: ignore[arg-type]
        if type(value) is Size:
            return Size(result)  # type: ignore[arg-type]
    return result


def _position(value: object, key: object) -> int | slice:
    """A key for a Python sequence: an integer tensor counts as an integer."""
    if isinstance(key, slice):
        return slice(_bound(key.start), _bound(key.stop), _bound(key.step))
    if isinstance(key, int | np.integer) or type(key) is Tensor:
        return as_index(key)
    kind = "string" if isinstance(value, str) else type_name(value)
    either = "integers" if isinstance(value, str) else "integers or slices"
    quoted = f"'{type_name(key)}'" if isinstance(value, str) else type_name(key)
    text = f"{kind} indices must be {either}, not {quoted}"
    raise TorchError("TypeError", text, "GV163")


def _bound(part: object) -> int | None:
    if part is None or isinstance(part, int) or type(part) is Tensor:
        return None if part is None else as_index(part)
    text = "slice indices must be integers or None or have an __index__ method"
    raise TorchError("TypeError", text, "GV163")


def _index(key: object) -> object:
    """A key for a tensor: tuples of ints, slices, None, `...`, tensors, lists."""
    if type(key) is tuple and any(isinstance(part, np.generic) for part in key):
        return tuple([array_number(part) for part in key])
    return tuple(key) if type(key) is Size else array_number(key)


def set_item(machine: Machine, value: object, key: object, item: object, site: Site) -> None:
    """`value[key] = item`."""
    if type(value) is Tensor:
        indexing.set_item(machine.tape, value, _index(key), item, site)
        machine.changed_in_place(value, site)
    elif isinstance(value, dict):
        machine.budget.charge_elements(ENTRY)
        value[checked_key(machine, key)] = item
    elif isinstance(value, list):
        _set_element(machine, value, key, item, site)
    elif isinstance(value, np.ndarray):
        arrays.set_item(machine, value, key, item)
    elif type(value) in ITEM_SETTERS:
        ITEM_SETTERS[type(value)](machine, value, key, item, site)
    else:
        text = f"'{type_name(value)}' object does not support item assignment"
        raise TorchError("TypeError", text, "GV163")


def _set_element(
    machine: Machine, value: list[object], key: object, item: object, site: Site
) -> None:
    place = _position(value, key)
    try:
        if isinstance(place, slice):
            value[place] = _assigned(machine, item, site)
        else:
            value[place] = item
    except IndexError:
        raise TorchError("IndexError", "list assignment index out of range", "GV150") from None
    except ValueError as error:
        raise native_error(error) from None


def _assigned(machine: Machine, items: object, site: Site) -> list[object]:
    try:
        return collected(machine, items, site)
    except TorchError as error:
        if "not iterable" in error.message:
            error.message = "can only assign an iterable"
        raise


def delete_item(machine: Machine, value: object, key: object, site: Site) -> None:
    """`del value[key]`."""
    if type(value) in ITEM_DELETERS:
        ITEM_DELETERS[type(value)](machine, value, key, site)
        return
    if not isinstance(value, list | dict):
        text = f"'{type_name(value)}' object doesn't support item deletion"
        raise TorchError("TypeError", text, "GV163")
    try:
        if isinstance(value, dict):
            if checked_key(machine, key) not in value:
                raise key_error(machine, key)
            del value[key]
        else:
            machine.budget.charge_work(len(value))
            del value[_position(value, key)]
    except (LookupError, ValueError) as error:
        raise native_error(error) from None
