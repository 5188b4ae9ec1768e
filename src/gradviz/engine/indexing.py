"""`x[key]` and `x[key] = value`, as PyTorch records them: one view after the other, then an index.

The steps are those of `torch/csrc/autograd/python_variable_indexing.cpp`.
"""

from __future__ import annotations

import numpy as np

from gradviz.engine.dtypes import BOOL, INTEGER, Array, Number
from gradviz.engine.in_place import apply_in_place
from gradviz.engine.messages import (
    INDEX_KIND,
    INDEX_RANGE,
    NEGATIVE_STEP,
    SCALAR_INDEX,
    STRING_DATA,
    TOO_MANY_INDICES,
    TorchError,
)
from gradviz.engine.op import TABLE, Op
from gradviz.engine.ops import create
from gradviz.engine.ops.create import nested_shape
from gradviz.engine.ops.shape import expanded, expanded_shape
from gradviz.engine.saving import Indices
from gradviz.engine.tape import Tape
from gradviz.engine.tensor import NO_ATTRS, Site, Tensor

Key = object
"""An int, slice, None, `...`, bool, tensor, list, or a tuple of those."""


def get_item(tape: Tape, tensor: Tensor, key: Key, site: Site | None) -> Tensor:
    """`tensor[key]`."""
    if not tensor.ndim and isinstance(key, int) and not isinstance(key, bool):
        raise INDEX_RANGE.error(index=key, dim=0, size=0) if key else SCALAR_INDEX.error()
    if isinstance(key, slice):  # alone, even a full one is recorded
        return _sliced(tape, tensor, 0, key, site)
    view, indices = _views(tape, tensor, _items(key), site)
    if indices:
        return _called(tape, "index", view, {"indices": _saved(indices, key)}, site)
    if view is tensor:
        return _called(tape, "alias", view, NO_ATTRS, site)
    return view


def _items(key: Key) -> tuple[object, ...]:
    return key if isinstance(key, tuple) else (key,)


def _views(
    tape: Tape, tensor: Tensor, items: tuple[object, ...], site: Site | None
) -> tuple[Tensor, list[object]]:
    """The view that ints, slices, None and `...` select, and the indices for its dimensions."""
    used = sum(_dimensions(item) for item in items)
    if used > tensor.ndim:
        raise TOO_MANY_INDICES.error(ndim=tensor.ndim)
    view = tensor
    dim = 0
    indices: list[object] = []
    for position, item in enumerate(items):
        number = _integer(item)
        if number is not None:
            size = view.shape[dim]
            if not -size <= number < size:
                raise INDEX_RANGE.error(index=number, dim=position, size=size)
            view = _called(tape, "select", view, {"dim": dim, "index": number}, site)
        elif isinstance(item, slice):
            if not _is_full(item, view.shape[dim]):
                view = _sliced(tape, view, dim, item, site)
            dim += 1
        elif item is Ellipsis:
            dim += tensor.ndim - used
        elif item is None:
            view = _called(tape, "unsqueeze", view, {"dim": dim}, site)
            dim += 1
        elif item is True or item is False:
            view = _called(tape, "unsqueeze", view, {"dim": dim}, site)
            _put(indices, dim, np.array([0] if item else [], np.int64))
            dim += 1
        else:
            index = _index_array(tape, item)
            _put(indices, dim, index)
            dim += index.ndim if index.dtype == np.bool_ else 1
    return view, indices


def _dimensions(item: object) -> int:
    """How many dimensions of the tensor an item of the key uses up."""
    if item is None or item is Ellipsis or item is True or item is False:
        return 0
    if type(item) is Tensor and item.dtype.category == BOOL:
        return item.ndim
    if isinstance(item, list | tuple) and _holds_bools(item):
        return len(nested_shape(item))
    return 1


def _holds_bools(item: object) -> bool:
    while isinstance(item, list | tuple) and item:
        item = item[0]
    return isinstance(item, bool)


def _integer(item: object) -> int | None:
    """The item as an int where it selects one index: an int, or a 0-d integer tensor."""
    if isinstance(item, int) and not isinstance(item, bool):
        return item
    if type(item) is Tensor and item.dtype.category == INTEGER and item.ndim == 0:
        return int(item.data.item())
    return None


def _is_full(item: slice, size: int) -> bool:
    step = _whole(item.step)
    if step not in (None, 1):
        return False
    start, stop, _ = slice(_whole(item.start), _whole(item.stop)).indices(size)
    return start == 0 and stop == size


def _whole(part: object) -> int | None:
    """A bound of a slice: an int, or an integer tensor of one element."""
    if part is None:
        return None
    number = _integer(part)
    if number is None:
        text = "slice indices must be integers or None or have an __index__ method"
        raise TorchError("TypeError", text, "GV126")
    return number


def _sliced(tape: Tape, tensor: Tensor, dim: int, item: slice, site: Site | None) -> Tensor:
    step = 1 if item.step is None else _whole(item.step)
    if step is not None and step <= 0:
        raise NEGATIVE_STEP.error()
    if tensor.ndim == 0:
        text = "slice() cannot be applied to a 0-dim tensor."
        raise TorchError("IndexError", text, "GV126")
    attrs: dict[str, object] = {
        "dim": dim,
        "start": _whole(item.start),
        "end": _whole(item.stop),
        "step": step,
    }
    return _called(tape, "slice", tensor, attrs, site)


def _index_array(tape: Tape, item: object) -> Array:
    """A tensor, list or range as an index of elements."""
    if type(item) is Tensor:
        if item.dtype.category > INTEGER:
            raise INDEX_KIND.error()
        return np.asarray(item.data)
    if isinstance(item, list | tuple | range):
        given = [part.data if type(part) is Tensor else part for part in item]
        tape.budget.charge_op(*create.nested_cost(given))
        array = np.asarray(create.tensor(given))
        if array.dtype.kind == "f":
            if array.size:
                raise INDEX_KIND.error()
            return array.astype(np.int64)
        return array
    if isinstance(item, str):
        raise STRING_DATA.error(type="str")
    text = (
        "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid "
        f"indices (got {type(item).__name__})"
    )
    raise TorchError("IndexError", text, "GV126")


def _saved(indices: list[object], key: Key) -> Indices:
    """The indices, with the tensors of the key that they come from."""
    return Indices(indices, [item for item in _items(key) if type(item) is Tensor and item.ndim])


def _put(indices: list[object], dim: int, index: Array) -> None:
    while len(indices) < dim:
        indices.append(None)
    indices.append(index)


def _called(
    tape: Tape, row: str, tensor: Tensor, attrs: dict[str, object], site: Site | None
) -> Tensor:
    result = tape.call(TABLE[row], (tensor,), attrs, site)
    assert type(result) is Tensor
    return result


def set_item(tape: Tape, tensor: Tensor, key: Key, value: object, site: Site | None) -> None:
    """`tensor[key] = value`: written through the view that the key selects."""
    source = _value(tape, tensor, value, site)
    items = _items(key)
    if all(_is_basic(item) for item in items):
        view, _ = _views(tape, tensor, items, site)
        if source.shape == view.shape:
            apply_in_place(tape, _op("copy"), (view, source), NO_ATTRS, site)
        elif source.ndim == 0:
            apply_in_place(tape, _op("fill.Tensor"), (view, source), NO_ATTRS, site)
        else:
            source = _without_leading_ones(tape, source, site)
            read = (view, expanded(np.asarray(source.data), expanded_shape(source, view.shape)))
            apply_in_place(tape, _op("copy"), (view, source), NO_ATTRS, site, read)
        return
    view, indices = _views(tape, tensor, items, site)
    attrs: dict[str, object] = {"indices": _saved(indices, key), "accumulate": False}
    source = _without_leading_ones(tape, source, site)
    apply_in_place(tape, _op("index_put"), (view, source), attrs, site)


def _without_leading_ones(tape: Tape, source: Tensor, site: Site | None) -> Tensor:
    """What is assigned, so that it fits into places of fewer dimensions."""
    shape = source.shape
    extra = 0
    while extra < len(shape) and shape[extra] == 1:
        extra += 1
    if not extra:
        return source
    return _called(tape, "view", source, {"size": shape[extra:]}, site)


def _is_basic(item: object) -> bool:
    return item is None or item is Ellipsis or isinstance(item, slice) or _integer(item) is not None


def _op(name: str) -> Op:
    found = TABLE[name]
    assert isinstance(found, Op)
    return found


def _value(tape: Tape, tensor: Tensor, value: object, site: Site | None) -> Tensor:
    """What is assigned, as a tensor."""
    if type(value) is Tensor:
        return value
    if isinstance(value, Number):
        return tape.leaf(np.asarray(value).astype(tensor.dtype.numpy)[()], site=site)
    kind = type(value).__name__
    raise TorchError(
        "TypeError", f"can't assign a {kind} to a torch.{tensor.dtype.type_name}", "GV126"
    )
