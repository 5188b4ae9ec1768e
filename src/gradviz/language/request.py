"""A backward pass that the command line asks for: `--backward NAME[=GRAD]`."""

from __future__ import annotations

import ast
from collections.abc import Callable

import msgspec

from gradviz.engine.tensor import Site, Tensor
from gradviz.errors import UsageError
from gradviz.language.builtins import BUILTINS
from gradviz.language.compiler import Compiler
from gradviz.language.creation import data_as_tensor
from gradviz.language.machine import Machine
from gradviz.language.modules import prelude
from gradviz.language.nearest import nearest
from gradviz.language.program import parse
from gradviz.language.tensors import run_backward
from gradviz.limits import Limits
from gradviz.trace import Source

NOWHERE: Site = (1, 0, 1, 0)


class BackwardRequest(msgspec.Struct, frozen=True):
    """A variable to start from, and the gradient's expression, if one was given."""

    name: str
    gradient: ast.expr | None

    @classmethod
    def parse(cls, text: str, limits: Limits) -> BackwardRequest:
        """Reads "NAME" or "NAME=GRAD"; UsageError where it is neither."""
        name, given, expression = text.partition("=")
        name = name.strip()
        if not name.isidentifier():
            raise UsageError(
                f"--backward takes NAME or NAME=GRAD, not '{text}'",
                help="for example --backward G='[1., 1.]'",
            )
        if not given:
            return cls(name, None)
        body = list(parse(Source("--backward", expression.strip()), limits).statements())
        if len(body) != 1 or not isinstance(body[0], ast.Expr):
            raise UsageError(
                f"the gradient in --backward {text} is no expression",
                help="for example --backward G='[1., 1.]'",
            )
        return cls(name, body[0].value)

    def run(self, machine: Machine, call: Callable[..., object]) -> None:
        """Runs the pass on a program that has ended."""
        value = machine.globals.get(self.name)
        if type(value) is not Tensor:
            tensors = [name for name, item in machine.globals.items() if type(item) is Tensor]
            meant = nearest(self.name, tensors)
            raise UsageError(
                f"--backward {self.name}: the program has no tensor of this name",
                help=f"did you mean '{meant}'?" if meant else "its tensors: " + ", ".join(tensors),
            )
        seed = None
        if self.gradient is not None:
            compiler = Compiler(machine, {**prelude(), **BUILTINS}, set(machine.globals))
            data = compiler.code(self.gradient)(machine.globals)
            seed = data if type(data) is Tensor else data_as_tensor(machine, data, None, NOWHERE)
            seed.names = ()
        machine.statement = None
        run_backward(machine, NOWHERE, [value], [seed], None, False, None)
