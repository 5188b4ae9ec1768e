"""What helps against an error of a program: which variable is meant, and what to write instead.

PyTorch's text comes first and unchanged; this is what stands beside the caret and below.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from gradviz.engine.messages import (
    INTEGER_GRAD_CREATED,
    LEAF_IN_PLACE,
    MODIFIED,
    NO_CUDA,
    NO_GRAD_FN,
    NON_LEAF_FLAG,
    NOT_SCALAR,
    NUMPY_REQUIRES_GRAD,
    RETAIN_NO_GRAD,
    SECOND_TIME,
    SEED_SHAPE,
    UNUSED_INPUT,
    VIEW_OF_LEAF_IN_PLACE,
    TorchError,
)
from gradviz.engine.tensor import Node, Tensor
from gradviz.language.machine import Machine
from gradviz.language.nearest import nearest
from gradviz.language.values import Unbound


class Advice(msgspec.Struct, frozen=True):
    """A few words for the caret, and a line on what to do; either may be empty."""

    label: str = ""
    help: str = ""


def advice(machine: Machine, error: TorchError) -> Advice:
    """What can be said of an error beyond PyTorch's own text."""
    adviser = _ADVISERS.get(error.code)
    return adviser(machine, error) if adviser else Advice()


def _name(machine: Machine, tensor: Tensor) -> str:
    """How the program calls a tensor: by its name, else by its expression."""
    if tensor.names:
        return tensor.names[0]
    site = machine.tape.nodes[tensor.at].site
    text = machine.program.text(site) if site else ""
    return text if text and "\n" not in text and len(text) <= 30 else "the tensor"


def _subject(error: TorchError) -> Tensor | None:
    return error.subject if type(error.subject) is Tensor else None


def _not_scalar(machine: Machine, error: TorchError) -> Advice:
    root = _subject(error)
    if root is None:
        return Advice()
    name = _name(machine, root)
    size = list(root.shape)
    ones = "torch.tensor([1., 1.])" if size == [2] else f"torch.ones_like({name})"
    if not name.isidentifier():
        ones, name = "...", f"({name})"
    return Advice(
        f"{name} has shape {size}",
        f"{name}.backward(gradient={ones}), or reduce first: {name}.sum().backward()",
    )


def _no_graph(machine: Machine, error: TorchError) -> Advice:
    root = _subject(error)
    if root is None:
        return Advice()
    name = _name(machine, root)
    cut = _cut_above(machine, machine.tape.nodes[root.at])
    if cut is None:
        return Advice(
            f"{name} does not depend on a tensor with requires_grad=True",
            "create the tensors that you want gradients of with requires_grad=True",
        )
    line = f" in line {cut.site[0]}" if cut.site else ""
    what = "torch.no_grad()" if cut.cut in ("no_grad", "inference_mode") else f"{cut.cut}()"
    return Advice(f"{name} has no graph", f"{what} cut the graph{line}: compute {name} without it")


def _cut_above(machine: Machine, node: Node) -> Node | None:
    """The nearest node above (or at) `node` at which the graph was cut."""
    nodes = machine.tape.nodes
    pending = [node.id]
    seen: set[int] = set()
    while pending:
        at = max(pending)
        pending.remove(at)
        if nodes[at].cut not in ("", "grad"):
            return nodes[at]
        for i in nodes[at].inputs:
            if i is not None and i not in seen:
                seen.add(i)
                pending.append(i)
    return None


def _seed(machine: Machine, error: TorchError) -> Advice:
    root = _subject(error)
    if root is None:
        return Advice()
    name = _name(machine, root)
    help = f"the gradient must have the shape of {name}, {list(root.shape)}"
    if root.shape == ():
        help += ": torch.tensor(1.), not torch.tensor([1.])"
    return Advice(f"{name} has shape {list(root.shape)}", help)


def _fixed(label: str, help: str) -> Callable[[Machine, TorchError], Advice]:
    return lambda machine, error: Advice(label, help)


def _unknown_name(machine: Machine, error: TorchError) -> Advice:
    if not isinstance(error.subject, Unbound):
        return Advice()
    meant = nearest(error.subject.name, {*machine.globals, *error.subject.builtins})
    return Advice("nothing has this name", f"did you mean '{meant}'?" if meant else "")


def _attribute(machine: Machine, error: TorchError) -> Advice:
    if isinstance(error.subject, str):
        return Advice("no such attribute", f"did you mean '{error.subject}'?")
    return Advice("no such attribute")


_ADVISERS: dict[str, Callable[[Machine, TorchError], Advice]] = {
    "GV011": _unknown_name,
    "GV164": _attribute,
    "GV154": _fixed(
        "", "write a float, such as 1e20, for a large number; a root of a negative one is complex"
    ),
    NOT_SCALAR.code: _not_scalar,
    NO_GRAD_FN.code: _no_graph,
    SEED_SHAPE.code: _seed,
    SECOND_TIME.code: _fixed(
        "the graph was freed by the pass before",
        "compute the graph anew before each backward(), or keep it: the first backward() with"
        " retain_graph=True",
    ),
    LEAF_IN_PLACE.code: _fixed(
        "a leaf that requires grad",
        "change it under 'with torch.no_grad():', or make a new tensor: x = x + 1",
    ),
    VIEW_OF_LEAF_IN_PLACE.code: _fixed(
        "a view of a leaf that requires grad",
        "change it under 'with torch.no_grad():', or write into a clone()",
    ),
    MODIFIED.code: _fixed(
        "",
        "an op saved the tensor for backward, and it was changed in place afterwards: use the"
        " out-of-place form (x = x + 1 instead of x += 1), or change a clone()",
    ),
    UNUSED_INPUT.code: _fixed(
        "", "the output does not depend on it; allow_unused=True gives None in its place"
    ),
    INTEGER_GRAD_CREATED.code: _fixed(
        "integers have no gradient", "write floats: torch.tensor([1., 2.], requires_grad=True)"
    ),
    NON_LEAF_FLAG.code: _fixed("not a leaf", "x.detach() gives a leaf with the same elements"),
    RETAIN_NO_GRAD.code: _fixed(
        "requires_grad is False", "no gradient flows here: there is none to retain"
    ),
    NUMPY_REQUIRES_GRAD.code: _fixed("", "x.detach().numpy(), or compute it under no_grad()"),
    NO_CUDA.code: _fixed(
        "gradviz has only the CPU", "leave the device out, or use torch.device('cpu')"
    ),
}
