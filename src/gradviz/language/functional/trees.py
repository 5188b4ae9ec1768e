"""Nested tuples, lists and dicts, flattened to their leaves and put together again.

PyTorch calls them pytrees. A leaf is whatever is no tuple, list or dict; None is one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import msgspec

from gradviz.engine.messages import TorchError
from gradviz.language.functional.refusals import CODE
from gradviz.language.machine import Machine


class Part(msgspec.Struct, frozen=True):
    """A place in a tree: a leaf (kind ""), or a container and how many parts follow in it."""

    kind: str
    size: int = 0
    keys: tuple[object, ...] = ()


LEAF = Part("")
_OPENINGS = {"tuple": "(", "list": "[", "dict": "{"}
_CLOSINGS = {"tuple": ")", "list": "]", "dict": "}"}


class Tree:
    """The structure of a value without its leaves: each container before what is in it."""

    __slots__ = ("parts",)

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = tuple(parts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tree) and self.parts == other.parts

    def __hash__(self) -> int:
        return hash(self.parts)

    def fill(self, leaves: Iterable[object]) -> object:
        """The value with these leaves."""
        remaining = list(leaves)
        done: list[object] = []
        for part in reversed(self.parts):
            if not part.kind:
                done.append(remaining.pop())
                continue
            items = [done.pop() for _ in range(part.size)]
            if part.kind == "tuple":
                done.append(tuple(items))
            elif part.kind == "list":
                done.append(items)
            else:
                done.append(dict(zip(part.keys, items, strict=True)))
        (value,) = done
        return value

    def text(self, key: Callable[[object], str]) -> str:
        """As C++ writes it: "(*, *)"."""
        return self._written(", ", key, lambda part: _OPENINGS[part.kind], _CLOSINGS.__getitem__)

    def spec(self, key: Callable[[object], str]) -> str:
        """`repr(TreeSpec)`: "TreeSpec(tuple, None, [*,\\n  *])"."""
        return self._written(",", key, lambda part: _spec_opening(part, key), lambda _: "])")

    def _written(
        self,
        comma: str,
        key: Callable[[object], str],
        opening: Callable[[Part], str],
        closing: Callable[[str], str],
    ) -> str:
        spec = comma == ","
        texts: list[str] = []
        left: list[list[object]] = []
        """Of each open container: its kind, how many parts are to come, its keys."""
        root = len(self.parts) == 1
        for part in self.parts:
            if left:
                kind, count, total, keys = left[-1]
                at = total - count  # type: ignore[operator]
                if at:
                    texts.append("," + "\n" + "  " * len(left) if spec else comma)
                if kind == "dict" and not spec:
                    texts.append(f"{key(keys[at])}: ")  # type: ignore[index]
                left[-1][1] = count - 1  # type: ignore[operator]
            if not part.kind:
                texts.append("*")
            else:
                texts.append(opening(part))
                left.append([part.kind, part.size, part.size, part.keys])
            while left and not left[-1][1]:
                kind = left.pop()[0]
                texts.append(closing(str(kind)))
        return "*" if root and not self.parts[0].kind else "".join(texts)


def _spec_opening(part: Part, key: Callable[[object], str]) -> str:
    context = "None"
    if part.kind == "dict":
        context = "[" + ", ".join(map(key, part.keys)) + "]"
    return f"TreeSpec({part.kind}, {context}, ["


def flatten(machine: Machine, value: object) -> tuple[list[object], Tree]:
    """The leaves of a value from left to right, and its structure."""
    leaves: list[object] = []
    parts: list[Part] = []
    pending: list[object] = [value]
    while pending:
        machine.budget.charge_work(1)
        machine.budget.charge_elements(1)
        item = pending.pop()
        if isinstance(item, dict):
            parts.append(Part("dict", len(item), tuple(item)))
            pending += reversed(list(item.values()))
        elif type(item) in (tuple, list):
            assert isinstance(item, tuple | list)
            parts.append(Part(type(item).__name__, len(item)))
            pending += reversed(item)
        else:
            parts.append(LEAF)
            leaves.append(item)
    return leaves, Tree(parts)


def broadcast(machine: Machine, prefix: object, value: object) -> list[object] | None:
    """For each leaf of a value what stands for it in a tree that may end above the leaves.

    None where the two do not fit.
    """
    result: list[object] = []
    pending: list[tuple[object, object]] = [(prefix, value)]
    while pending:
        machine.budget.charge_work(1)
        above, item = pending.pop()
        if not isinstance(above, dict) and type(above) not in (tuple, list):
            count = len(flatten(machine, item)[0])
            result += [above] * count
            continue
        if type(above) is not type(item):
            return None
        if isinstance(above, dict):
            assert isinstance(item, dict)
            if above.keys() != item.keys():
                return None
            pending += reversed([(above[key], item[key]) for key in item])
            continue
        assert isinstance(above, tuple | list)
        assert isinstance(item, tuple | list)
        if len(above) != len(item):
            return None
        pending += reversed(list(zip(above, item, strict=True)))
    return result


def no_tensor(kind: str) -> TorchError:
    """What PyTorch says of a leaf that is no tensor."""
    text = f"Thing passed to transform API must be Tensor, got {kind}"
    return TorchError("ValueError", text, CODE)
