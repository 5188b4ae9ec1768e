"""Transforms within transforms: which of them are under way, and what each of them tracks.

`torch.func` gives each transform a level, and wraps the tensors that are made while it runs. Here
they are on one tape, and what a wrapper is for follows from the graph: a result requires a
gradient outside exactly where it comes from something outside that does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Self

from gradviz.engine.tensor import Site, Tensor
from gradviz.language.functional.tools import Gradients, Work
from gradviz.language.machine import Machine


class Nested(Work):
    """A transform that is under way, within those that were before it."""

    __slots__ = ("first",)

    def __init__(self, machine: Machine, name: str, site: Site) -> None:
        super().__init__(machine, name, site)
        self.first = len(machine.tape.nodes)
        """What is made from here on belongs to the level."""

    def __enter__(self) -> Self:
        super().__enter__()
        self.machine.levels.append(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.machine.levels.pop()
        super().__exit__(kind, error, trace)

    def wraps(self, tensor: Tensor) -> str:
        """The name of PyTorch's wrapper around a tensor at this level, "" where there is none."""
        raise NotImplementedError

    def batches(self, tensor: Tensor) -> bool:
        """Whether the level is a `vmap` and the tensor differs from sample to sample."""
        return False


class Level(Nested):
    """A transform that differentiates. Its leaves stand for the inputs, within it alone."""

    __slots__ = ("linked", "own", "recorded")

    def __init__(self, machine: Machine, name: str, site: Site) -> None:
        super().__init__(machine, name, site)
        self.recorded = machine.tape.grad_enabled
        """Whether gradients are recorded outside."""
        self.own: dict[int, Tensor] = {}
        """The leaves that have no history outside, by their nodes."""
        self.linked: list[Tensor] = []
        """Those that have one: within the level they are leaves too."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for leaf in self.own.values():
            leaf.requires_grad = False
        for leaf in self.linked:
            leaf.is_leaf = False
        super().__exit__(kind, error, trace)

    def wraps(self, tensor: Tensor) -> str:
        """All that is made within the level is wrapped."""
        return "GradTrackingTensor" if tensor.at >= self.first else ""

    def reopened(self) -> Reopened:
        """A block in which a function that the transform gave out is called."""
        return Reopened(self)

    def tracked(self, tensor: Tensor) -> Tensor:
        """An input as the function gets it: it requires a gradient, whatever it does outside."""
        if tensor.requires_grad:
            linked = self.op("alias", tensor)
            linked.is_leaf = True
            self.linked.append(linked)
            return linked
        leaf = self.detached(tensor)
        self.require_grad(leaf)
        self.own[leaf.at] = leaf
        return leaf

    def dummy(self, like: Tensor) -> Tensor:
        """Zeros that require a gradient: what a product is linear in."""
        leaf = self.zeros_like(like, requires_grad=True)
        self.own[leaf.at] = leaf
        return leaf

    def reaches_outside(self, tensors: Iterable[Tensor | None]) -> bool:
        """Whether any of the tensors depends on something outside that requires a gradient."""
        if not self.recorded:
            return False
        nodes = self.tape.nodes
        pending = [tensor.at for tensor in tensors if tensor is not None and tensor.requires_grad]
        seen = set(pending)
        while pending:
            self.machine.budget.charge_work(1)
            node = nodes[pending.pop()]
            if node.id in self.own:
                continue
            if not node.wants:
                if node.tensor.requires_grad:
                    return True
                continue
            for position, i in enumerate(node.inputs):
                if i is not None and node.wants >> position & 1 and i not in seen:
                    seen.add(i)
                    pending.append(i)
        return False

    def released(self, tensor: Tensor) -> Tensor:
        """A result as it is outside."""
        if not tensor.requires_grad or self.reaches_outside([tensor]):
            return tensor
        return self.detached(tensor)

    def pulled(
        self, outputs: Sequence[Tensor], inputs: Sequence[Tensor], seeds: Sequence[Tensor | None]
    ) -> list[Tensor]:
        """Vector-Jacobian products, recorded where they depend on what is outside."""
        recorded = self.reaches_outside([*outputs, *seeds])
        with self.grad_mode(recorded):
            found = self.gradients(outputs, inputs, seeds, create_graph=recorded, retain_graph=True)
            return self.materialized(found, inputs)

    def materialized(self, found: Gradients, like: Sequence[Tensor]) -> list[Tensor]:
        """Gradients as they are outside, with zeros for what nothing reached."""
        return [
            self.zeros_like(tensor) if gradient is None else self.released(gradient)
            for gradient, tensor in zip(found, like, strict=True)
        ]


class Reopened:
    """`with level.reopened():` the level's leaves require gradients again."""

    __slots__ = ("flags", "level")

    def __init__(self, level: Level) -> None:
        self.level = level
        self.flags: list[bool] = []

    def __enter__(self) -> None:
        level = self.level
        level.recorded = level.tape.grad_enabled
        self.flags = [leaf.requires_grad for leaf in level.own.values()]
        for leaf in level.own.values():
            leaf.requires_grad = True

    def __exit__(self, *_: object) -> None:
        for leaf, flag in zip(self.level.own.values(), self.flags, strict=False):
            leaf.requires_grad = flag


def seen_from_outside(machine: Machine, tensor: Tensor) -> tuple[str | None, bool]:
    """The name of a tensor's grad_fn, and whether it is a leaf that requires a gradient.

    Inside a transform a print shows what there is outside of all of them.
    """
    tracking = [level for level in machine.levels if isinstance(level, Level)]
    if tracking and tensor.at >= tracking[0].first:
        if not tracking[0].reaches_outside([tensor]):
            return None, False
        node = machine.tape.nodes[tensor.at]
        if node.op is not None and node.op.name == "alias":
            source = machine.tape.nodes[node.inputs[0] or 0].tensor
            return machine.tape.grad_fn(source), source.requires_grad
    return machine.tape.grad_fn(tensor), tensor.requires_grad
