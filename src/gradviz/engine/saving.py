"""What an op saves for backward, where the program has its say: `saved_tensors_hooks`.

Each tensor that a rule will need is packed when the op runs and unpacked when a backward pass comes
to its node; the rule computes with what came back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from gradviz.engine.messages import PACK_IN_PLACE
from gradviz.engine.tensor import Node, Tensor

if TYPE_CHECKING:
    from gradviz.engine.tape import Tape


class Indices(list[object]):
    """The indices of an op, with the tensors among them: those are saved as they are."""

    def __init__(self, arrays: Sequence[object], tensors: Sequence[Tensor]) -> None:
        super().__init__(arrays)
        self.saved = [(tensor, tensor.version) for tensor in tensors]
        """The tensors, and their versions as the op read them."""


class SavedHooks(msgspec.Struct, frozen=True):
    """A pair of hooks: `unpack` gets what `pack` gave, and gives a tensor."""

    pack: Callable[[Tensor], object]
    unpack: Callable[[object], Tensor]


class Packed(msgspec.Struct, frozen=True):
    """What stands for a saved tensor."""

    value: object
    unpack: Callable[[object], Tensor]
    tensor: Tensor
    """What was saved: a recorded pass goes on with its history, whatever the hooks give back."""

    @classmethod
    def of(cls, hooks: SavedHooks, tensor: Tensor) -> Packed:
        """A tensor, packed; PyTorch's error where the hook writes into it."""
        version, at, flag = tensor.version, tensor.at, tensor.requires_grad
        value = hooks.pack(tensor)
        if tensor.version != version:
            raise PACK_IN_PLACE.error()
        saved = Tensor(at, tensor.data, tensor.dtype, flag, tensor.is_leaf)
        return cls(value, hooks.unpack, saved)

    def unpacked(self) -> Tensor:
        """What the hook gives back, with the history of what was saved."""
        given, saved = self.unpack(self.value), self.tensor
        return Tensor(saved.at, given.data, given.dtype, saved.requires_grad, saved.is_leaf)


def pack_saved(tape: Tape, node: Node) -> None:
    """Packs what the rules of a node need, by the hooks that are set."""
    if not node.wants or not tape.saved_hooks:
        return
    hooks = tape.saved_hooks[-1]
    held = {name: Packed.of(hooks, tensor) for name, tensor in _saved(tape, node)}
    if held:
        tape.packed[node.id] = held


def _torch_name(name: str) -> str:
    """PyTorch saves inputs in the order of its names for them."""
    return "self" if name == "input" else name


def _saved(tape: Tape, node: Node) -> Iterator[tuple[str, Tensor]]:
    """The names by which the rules know what they need, with the tensors; inputs come first."""
    op = node.op
    assert op is not None
    names = {name for at, vjp in op.ruled if node.wants >> at & 1 for name in vjp.saves}
    results = []
    for name in sorted(names, key=_torch_name):
        position = op.places.get(name)
        if position is None:
            if name == "out" or name in op.outputs:
                results.append(name)
        elif not op.variadic:
            source = tape.source(node, position)
            if source is not None:
                yield name, tape.nodes[source].tensor
    for name in results:
        output = op.outputs.index(name) if name in op.outputs else 0
        yield name, tape.nodes[node.id - node.output + output].tensor
