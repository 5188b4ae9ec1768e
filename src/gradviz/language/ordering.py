"""Sorting values: comparing goes through the program's operators."""

from __future__ import annotations

import ast
from functools import cmp_to_key

from gradviz.engine.tensor import Site
from gradviz.language.calls import call
from gradviz.language.conversion import as_index
from gradviz.language.machine import Machine
from gradviz.language.operators import COMPARE, truth

_NUMBERS = frozenset((int, float, bool))


def sorted_values(
    machine: Machine, items: list[object], key: object, reverse: object, site: Site
) -> list[object]:
    """The items in order, as `sorted(items, key=…, reverse=…)` gives them."""
    budget = machine.budget
    budget.charge_elements(2 * len(items))
    backwards = bool(as_index(reverse))
    keys = [keyed(machine, key, item, site) for item in items]
    rounds = max(len(items).bit_length(), 1)
    if all(type(item) in _NUMBERS for item in keys):
        budget.charge_work(len(items) * rounds)
        places = sorted(range(len(items)), key=keys.__getitem__, reverse=backwards)  # type: ignore[arg-type]
        return [items[place] for place in places]
    less = COMPARE[ast.Lt]

    def compare(a: tuple[object, object], b: tuple[object, object]) -> int:
        budget.charge_step()  # Python's sort asks for nothing but "less"
        return -1 if truth(machine, less(machine, a[0], b[0], site)) else 0

    pairs = sorted(zip(keys, items, strict=True), key=cmp_to_key(compare), reverse=backwards)
    return [item for _, item in pairs]


def keyed(machine: Machine, key: object, item: object, site: Site) -> object:
    """What an item is compared by: `key(item)`, or itself."""
    return item if key is None else call(machine, key, [item], {}, site)
