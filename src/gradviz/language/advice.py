"""What helps against an error of a program: which variable is meant, and what to write instead.

PyTorch's text comes first and unchanged; this is what stands beside the caret and below.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from gradviz.engine.messages import (
    AMBIGUOUS_BOOL,
    BMM_DTYPES,
    BROADCAST,
    DIM_RANGE,
    EMBEDDING_DTYPE,
    INDEX_RANGE,
    INTEGER_GRAD_CREATED,
    ITEM_COUNT,
    LEAF_IN_PLACE,
    MATMUL_SHAPES,
    MEAN_DTYPE,
    MODIFIED,
    NO_CUDA,
    NO_GRAD_FN,
    NON_LEAF_FLAG,
    NOT_SCALAR,
    NUMPY_REQUIRES_GRAD,
    RETAIN_NO_GRAD,
    SECOND_TIME,
    SEED_SHAPE,
    TARGET_DTYPE,
    TARGET_RANGE,
    UNUSED_INPUT,
    VIEW_OF_LEAF_IN_PLACE,
    VIEW_SIZE,
    TorchError,
)
from gradviz.engine.tensor import Node, Tensor
from gradviz.language.machine import Machine
from gradviz.language.nearest import nearest
from gradviz.language.values import Function, Namespace, Unbound


class Advice(msgspec.Struct, frozen=True):
    """A few words for the caret, and a line on what to do; either may be empty."""

    label: str = ""
    help: str = ""


def advice(machine: Machine, error: TorchError) -> Advice:
    """What can be said of an error beyond PyTorch's own text."""
    adviser = _ADVISERS.get(error.code)
    told = adviser(machine, error) if adviser else Advice()
    if told.help:
        return told
    for code, part, help in _BY_TEXT:
        if code == error.code and part in error.message:
            layer = _layer(machine, error) if code in _OF_SHAPES else ""
            return Advice(told.label, layer or help)
    return Advice(told.label, _layer(machine, error))


def _layer(machine: Machine, error: TorchError) -> str:
    """Of an error that came out of a layer: which it is, and the shapes that did not fit."""
    from gradviz.language.objects import Instance  # noqa: PLC0415  # seldom needed

    if error.call is None or error.type not in _OF_LAYERS:
        return ""
    module, args = error.call
    assert isinstance(module, Instance)
    forward = module.cls.find("forward")
    given = [arg for arg in args if type(arg) is Tensor]
    if not (isinstance(forward, Function) and forward.library and given):
        return ""  # the program's own, which is no layer
    from gradviz.language.library.natives import name_of  # noqa: PLC0415
    from gradviz.language.texts import to_repr  # noqa: PLC0415

    text = to_repr(machine, module)
    if "\n" in text:
        return ""
    path = name_of(machine, module)
    called = text if path == module.cls.name else f"{path} is {text}"
    parts = [f"its input has shape {list(given[0].shape)}"]
    weights = module.attributes.get("_parameters")
    for name, weight in list(weights.items())[:1] if isinstance(weights, dict) else ():
        if type(weight) is Tensor:
            parts.insert(0, f"its {name} has shape {list(weight.shape)}")
    return f"{called}: {', '.join(parts)}"


_OF_SHAPES = (MATMUL_SHAPES.code, BROADCAST.code)
"""Of these the shapes say more than what is known without them."""

_OF_LAYERS = frozenset(("RuntimeError", "ValueError", "IndexError"))
"""What PyTorch raises for an input that a layer does not take."""


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
    name = error.subject.name
    label = "nothing has this name"
    if name in _IMPORTS:
        return Advice(label, f"it wants an import: {_IMPORTS[name]}")
    if "torch" in machine.globals and name in _torch():
        return Advice(label, f"write torch.{name}")
    meant = nearest(name, {*machine.globals, *error.subject.builtins})
    return Advice(label, f"did you mean '{meant}'?" if meant else "")


_IMPORTS = {
    "torch": "import torch", "nn": "from torch import nn", "F": "import torch.nn.functional as F",
    "optim": "from torch import optim", "np": "import numpy as np", "numpy": "import numpy",
    "math": "import math", "random": "import random", "plt": "import matplotlib.pyplot as plt",
    "time": "import time", "sys": "import sys", "Variable": "from torch.autograd import Variable",
    "DataLoader": "from torch.utils.data import DataLoader", "tqdm": "from tqdm import tqdm",
    "TensorDataset": "from torch.utils.data import TensorDataset",
    "Dataset": "from torch.utils.data import Dataset", "partial": "from functools import partial",
    "dataclass": "from dataclasses import dataclass", "reduce": "from functools import reduce",
    "defaultdict": "from collections import defaultdict",
    "OrderedDict": "from collections import OrderedDict",
}  # fmt: skip
"""How names come that every program has from the same place."""


def _torch() -> Namespace:
    from gradviz.language.modules import MODULES  # noqa: PLC0415  # a cycle

    return MODULES["torch"]


def _wrong_call(machine: Machine, error: TorchError) -> Advice:
    found = re.search(r"unexpected keyword argument '(\w+)'", error.message)
    meant = nearest(found[1], _KEYWORDS) if found else None
    return Advice("", f"did you mean '{meant}'?" if meant else "")


_KEYWORDS = (
    "requires_grad", "dtype", "device", "dim", "keepdim", "retain_graph", "create_graph",
    "gradient", "allow_unused", "inputs", "lr", "momentum", "weight_decay", "betas", "eps", "bias",
    "reduction", "size", "generator", "alpha", "padding", "stride", "kernel_size", "dilation",
    "groups", "batch_size", "shuffle", "in_features", "out_features", "in_channels",
    "out_channels", "num_layers", "hidden_size", "batch_first", "dropout", "steps",
)  # fmt: skip
"""Keywords that are often mistyped."""


def _attribute(machine: Machine, error: TorchError) -> Advice:
    if isinstance(error.subject, str):
        return Advice("no such attribute", f"did you mean '{error.subject}'?")
    return Advice("no such attribute")


_NO_GRAD_YET = (
    "a .grad is None until backward() has run, and stays so where the tensor is no leaf that"
    " requires grad: y.retain_grad() before backward() keeps that of y"
)
_BY_TEXT = (
    (MATMUL_SHAPES.code, "cannot be multiplied",
     "the columns of the first must be as many as the rows of the second: a @ b.T, or an nn.Linear"
     " whose in_features is the last size of its input"),
    (BROADCAST.code, "must match the size", "sizes must be equal from the last one on, or 1:"
     " x.unsqueeze(0) and x.unsqueeze(-1) put a 1 in"),
    (BMM_DTYPES.code, "", "numpy's numbers are doubles, PyTorch's are floats: x.float()"),
    (VIEW_SIZE.code, "is invalid for input", "the sizes must multiply to the number of elements;"
     " -1 stands for the one that follows from the others"),
    (DIM_RANGE.code, "out of range", "dimensions count from 0, or from -1 at the end"),
    (INDEX_RANGE.code, "out of bounds", "indices count from 0, or from -1 at the end"),
    (MEAN_DTYPE.code, "floating point", "x.float() first"),
    (ITEM_COUNT.code, "", "reduce it first, x.mean().item(), or take all: x.tolist()"),
    (AMBIGUOUS_BOOL.code, "", "say which: (x > 0).any() or (x > 0).all()"),
    (TARGET_DTYPE.code, "target dtype", "classes are integers: torch.tensor([0, 2]), or y.long()"),
    (TARGET_RANGE.code, "is out of bounds", "classes count from 0 to the number of columns less 1"),
    (TARGET_RANGE.code, "match target batch_size", "one target for each row of the input"),
    (EMBEDDING_DTYPE.code, "scalar types: Long", "indices are integers: x.long()"),
    ("GV153", "'NoneType'", _NO_GRAD_YET),
    ("GV153", "to str", "print('loss:', loss), or f'loss: {loss}'"),
    ("GV153", "non-int of type 'float'", "a list is no tensor: torch.tensor(x) * 2.0"),
    ("GV158", "'Tensor' object", "indices stand in square brackets: x[0]"),
    ("GV158", "'Size' object", "x.shape[0], or x.size(0)"),
    ("GV158", "object is not callable", "a variable of the program has this name"),
    ("GV159", "() takes 1 positional argument but 2 were given",
     "the first parameter of a method is self"),
    ("GV160", "must be tuple of Tensors, not Tensor", "put them into a list: [a, b]"),
    ("GV160", "must be Tensor, not list", "make a tensor of it: torch.tensor([1., 2.])"),
    ("GV160", "must be Tensor, not", "make a tensor of it: torch.tensor(1.)"),
    ("GV160", "'keepdim' (position", "several dimensions stand in a tuple: dim=(0, 1)"),
    ("GV164", "'NoneType' object", _NO_GRAD_YET),
    ("GV164", "object has no attribute 'backward'",
     "item() gives a number without a graph: call backward() on the tensor"),
    ("GV164", "'numpy.ndarray' object", "torch.from_numpy(x) makes a tensor of it"),
    ("GV164", "'list' object", "torch.tensor(x) makes a tensor of it"),
    ("GV191", "before Module.__init__()", "call super().__init__() first"),
    ("GV192", "should be an iterable", "put it into a list: [w]"),
    ("GV192", "non-leaf", "hand in the leaves: what was created with requires_grad=True"),
    ("GV192", "forward", "define forward(self, x): look for a typing error in its name"),
)  # fmt: skip
"""What to do by the code of an error and a part of its text, where no adviser knows more."""

_ADVISERS: dict[str, Callable[[Machine, TorchError], Advice]] = {
    "GV011": _unknown_name,
    "GV159": _wrong_call,
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
