"""What the functions of this package are written with: ops, passes and modes of one call."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Self

import numpy as np

from gradviz.engine import autograd
from gradviz.engine.dtypes import FLOATING
from gradviz.engine.messages import INTEGER_GRAD_METHOD, TorchError
from gradviz.engine.op import TABLE
from gradviz.engine.shapes import Shape
from gradviz.engine.tensor import Site, Tensor
from gradviz.language.calls import call, switched
from gradviz.language.functional.refusals import CODE
from gradviz.language.machine import Machine
from gradviz.language.tensors import note_gradients
from gradviz.language.texts import to_str
from gradviz.language.types import type_of
from gradviz.language.values import GradMode

Gradients = list[Tensor | None]


class Work:
    """One call of a transform: a scope of the Trace, in which all that it does stands.

    `with Work(machine, "jacobian", site) as work:`
    """

    __slots__ = ("around", "machine", "name", "site", "tape")

    def __init__(self, machine: Machine, name: str, site: Site) -> None:
        self.machine = machine
        self.tape = machine.tape
        self.name = name
        self.site = site
        self.around: int | None = None

    def __enter__(self) -> Self:
        self.machine.enter()
        self.around = self.machine.open("call", self.name, None, self.site)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.tape.scope = self.around
        self.machine.depth -= 1
        if error is None:
            self.machine.note("return", self.site)

    def grad_mode(self, enabled: bool) -> switched:
        """A block in which gradients are recorded, or are not."""
        name = "enable_grad" if enabled else "no_grad"
        return switched(self.machine, GradMode(name, enabled))

    def call(
        self, function: object, args: Sequence[object], keywords: dict[str, object] | None = None
    ) -> object:
        """Calls a function of the program's."""
        return call(self.machine, function, list(args), dict(keywords or {}), self.site)

    def op(self, name: str, *args: object, **attrs: object) -> Tensor:
        """The one result of a row of the table."""
        result = self.tape.call(TABLE[name], args, attrs, self.site)
        assert type(result) is Tensor
        return result

    def zeros_like(self, tensor: Tensor, *, requires_grad: bool = False) -> Tensor:
        """Zeros of a tensor's shape and dtype, as a leaf."""
        return self.zeros(tensor.shape, tensor, requires_grad=requires_grad)

    def one_hot(self, tensor: Tensor, place: int) -> Tensor:
        """Zeros of a tensor's shape and dtype, with a 1 at one place, counted along the rows."""
        result = self.zeros_like(tensor)
        data = np.zeros(tensor.shape, tensor.dtype.numpy)
        data.reshape(-1)[place] = 1
        result.data = data if data.ndim else data[()]
        self.tape.nodes[result.at].data = result.data
        return result

    def zeros(self, shape: Sequence[int], like: Tensor, *, requires_grad: bool = False) -> Tensor:
        """Zeros of a shape in the dtype of another tensor."""
        size = int(np.prod(shape, dtype=np.int64))
        self.machine.budget.charge_op(size, size)
        data = np.zeros(shape, like.dtype.numpy)
        own = data if data.ndim else data[()]
        return self.tape.leaf(own, dtype=like.dtype, requires_grad=requires_grad, site=self.site)

    def detached(self, tensor: Tensor) -> Tensor:
        """`tensor.detach()`."""
        return self.op("detach", tensor)

    def require_grad(self, leaf: Tensor) -> None:
        """`leaf.requires_grad_()`."""
        if leaf.dtype.category != FLOATING:
            raise INTEGER_GRAD_METHOD.error()
        self.tape.set_requires_grad(leaf, True)

    def gradients(
        self,
        outputs: Sequence[Tensor | None],
        inputs: Sequence[Tensor],
        seeds: Sequence[Tensor | None] | None = None,
        *,
        create_graph: bool = False,
        retain_graph: bool | None = None,
    ) -> Gradients:
        """`torch.autograd.grad`; outputs that are None or need no gradient are left out.

        None stands for an input that nothing reaches.
        """
        given = seeds if seeds is not None else [None] * len(outputs)
        pairs = [
            (output, seed)
            for output, seed in zip(outputs, given, strict=True)
            if output is not None and output.requires_grad
        ]
        if not pairs:
            return [None] * len(inputs)
        self.machine.note("backward", self.site, index=len(self.machine.passes))
        found = autograd.grad(
            self.tape,
            [output for output, _ in pairs],
            inputs,
            [seed for _, seed in pairs],
            retain_graph=retain_graph,
            create_graph=create_graph,
            allow_unused=True,
            site=self.site,
            passes=self.machine.passes,
        )
        note_gradients(self.machine, self.site)
        return found


def python_type(machine: Machine, value: object) -> str:
    """`str(type(value))`."""
    return to_str(machine, type_of(value))


def size_text(shape: Shape) -> str:
    """`str(x.size())`."""
    return f"torch.Size({list(shape)})"


def runtime_error(text: str) -> TorchError:
    """What a transform says of a function or of arguments that do not fit."""
    return TorchError("RuntimeError", text, CODE)
