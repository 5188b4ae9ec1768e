"""What can be a key of a dict or an item of a set."""

from __future__ import annotations

import numpy as np

from gradviz.engine.messages import TorchError
from gradviz.language.machine import Machine
from gradviz.language.objects import Instance
from gradviz.language.texts import described
from gradviz.language.values import FrozenSet, Set

ATOMS = frozenset((str, int, float, bool, type(None)))
"""Types whose values are compared and hashed without looking into them."""

_DEEPEST = 100
"""Tuples inside tuples: Python's hash of them recurses."""


def checked_key(machine: Machine, key: object) -> object:
    """The key itself; TypeError where it cannot be hashed."""
    if type(key) in ATOMS:
        return key
    pending = [(key, 0)]
    while pending:
        item, depth = pending.pop()
        if (
            isinstance(item, list | dict | slice | np.ndarray)
            or type(item) is Set
            or (type(item) is Instance and item.cls.hashing() is None)
        ):
            raise TorchError("TypeError", f"unhashable type: '{described(item)}'", "GV162")
        machine.budget.charge_step()
        if isinstance(item, tuple | FrozenSet):
            if depth == _DEEPEST:
                raise TorchError("RecursionError", "maximum recursion depth exceeded", "GV150")
            inner = item if isinstance(item, tuple) else item.items
            pending += [(part, depth + 1) for part in inner]
    return key
