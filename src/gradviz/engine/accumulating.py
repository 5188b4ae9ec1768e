"""Which gradients under way are one and the same, and how often PyTorch has written into them.

PyTorch adds to a gradient in place, and takes it over as `.grad`, where nobody else holds it: the
`_version` of what a program then sees tells of that.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gradviz.engine.dtypes import Array
from gradviz.engine.on_tape import OnTape
from gradviz.engine.overlap import dense
from gradviz.engine.tensor import Memory

Cotangent = Array | OnTape
"""A gradient under way: bare elements, or on the tape where the pass itself is recorded."""


class Accumulation:
    """Of one pass: who holds its gradients, and their versions."""

    def __init__(self) -> None:
        self.versions: dict[int, tuple[Array, int]] = {}
        """By the id of the array that owns the memory: it, and how often PyTorch wrote into it."""
        self.holders: dict[int, int] = {}
        """By the id of a gradient that went to several nodes: how many have it now."""
        self.shared: set[int] = set()
        """Leaves to which such a gradient came."""
        self.lent: dict[int, Array] = {}
        """By their ids arrays that own memory which the caller or several views hold."""

    def sum(self, before: Cotangent, gradient: Cotangent, met: int) -> Cotangent:
        """What has come to the node `met` together with what comes now."""
        total: Cotangent = before + gradient  # type: ignore[operator]
        if met in self.shared:  # it was not complete, and still holds the first
            self.shared.discard(met)
            self.holders[id(before)] = self.holders.get(id(before), 0) + 1
        if isinstance(before, OnTape) or isinstance(total, OnTape):
            return total
        alone = not self.holders or self.holders.get(id(before), 1) == 1
        if alone and self._apart(before, elements(gradient)):  # it is written into the first
            found = self.versions.pop(id(owner_of(before)), None)
            self.versions[id(total)] = total, found[1] + 1 if found else 1
        if self.holders:
            self.release(before)
        return total

    def sum_of_numbers(self, before: Array, gradient: Array, met: int) -> Cotangent:
        """`sum` of numpy scalars."""
        if self.holders or self.shared:
            return self.sum(before, gradient, met)
        total: Array = before + gradient  # type: ignore[operator]
        if before is not gradient and id(before) not in self.lent:
            found = self.versions.pop(id(before), None)
            self.versions[id(total)] = total, found[1] + 1 if found else 1
        return total

    def _apart(self, before: Array, gradient: Array) -> bool:
        """Whether the first has memory of its own."""
        if type(before) is not np.ndarray and type(gradient) is not np.ndarray:
            return before is not gradient and id(before) not in self.lent
        return owner_of(before) is not owner_of(gradient) and not self._is_lent(before)

    def _is_lent(self, gradient: Array) -> bool:
        """Whether its memory is not its own alone, or one number stands for many elements."""
        if type(gradient) is not np.ndarray:
            return id(gradient) in self.lent
        owner = owner_of(gradient)
        seen_anew = owner.shape != gradient.shape or owner.strides != gradient.strides
        return seen_anew or id(owner) in self.lent or not dense(gradient)

    def release(self, gradient: Cotangent) -> None:
        """Notes that a node has used a gradient up."""
        held = self.holders.get(id(gradient))
        if held == 1:
            del self.holders[id(gradient)]
        elif held is not None:
            self.holders[id(gradient)] = held - 1

    def pass_on(self, gradient: Cotangent, nodes: int, leaves: Sequence[int]) -> None:
        """Notes that a gradient waits as it is at so many nodes more, and at these leaves."""
        held = self.holders.get(id(gradient), 0) + nodes + len(leaves)
        if held < 2:
            return
        for leaf in leaves:  # which takes a copy of it, unless it is the last to hold it
            if held < 2:
                break
            self.shared.add(leaf)
            held -= 1
        self.holders[id(gradient)] = held

    def lend(self, gradient: Cotangent) -> None:
        """Notes of a gradient that somebody else holds its memory."""
        owner = owner_of(elements(gradient))
        self.lent[id(owner)] = owner

    def lend_parts(self, arrived: Cotangent, products: Sequence[tuple[int, Cotangent]]) -> None:
        """Notes of products that they are views of the same memory."""
        seen = set()
        for _, product in products:
            if product is not arrived:
                owner = owner_of(elements(product))
                if id(owner) in seen:
                    self.lent[id(owner)] = owner
                seen.add(id(owner))

    def spread(self, arrived: Cotangent, products: Sequence[Array]) -> None:
        """Notes that arrays which show a number have its version."""
        version = self.version(arrived)
        for product in products:
            owner = owner_of(product)
            if version and not owner.ndim and owner is not product:
                self.versions[id(owner)] = owner, version

    def version(self, gradient: Cotangent) -> int:
        """How often PyTorch has written into a gradient."""
        found = self.versions.get(id(owner_of(elements(gradient))))
        return found[1] if found else 0

    def wrote(self, gradient: Array, times: int) -> None:
        """Notes that PyTorch writes into a gradient before it hands it out."""
        owner = owner_of(gradient)
        self.versions[id(owner)] = owner, times


def wrote_recorded(gradient: OnTape, times: int) -> None:
    """Has the tensor that a recorded gradient is say that PyTorch writes into it."""
    if not times:
        return
    tensor = gradient.tensor
    if tensor.memory is None:
        tensor.memory = Memory()
    tensor.memory.version += times
    gradient.tape.nodes[tensor.at].version = tensor.memory.version


def owner_of(array: Array) -> Array:
    """The array whose memory it shows."""
    if type(array) is not np.ndarray:
        return array
    owner = array
    while (base := getattr(owner, "base", None)) is not None:  # also through `as_strided`
        owner = base
    return owner


def elements(gradient: Cotangent) -> Array:
    """The bare elements of a gradient under way."""
    return gradient.tensor.data if isinstance(gradient, OnTape) else gradient
