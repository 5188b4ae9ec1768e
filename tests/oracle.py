"""PyTorch as the oracle: runs a program and tells what it printed, warned of, raised and left.

    with Oracle() as oracle:
        observation = oracle.observe(text)

Each program runs in a child of its own, forked off a server that has imported torch once, so that
warnings which PyTorch gives once a process, seeds and defaults start anew.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import io
import json
import linecache
import os
import re
import signal
import subprocess
import sys
import traceback
import types
import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TextIO

import msgspec
from observation import (
    ErrorSeen,
    Observation,
    Plain,
    TensorSeen,
    WarningSeen,
    decode,
    is_plain,
    json_number,
    plain,
)

from gradviz.engine.random import UNSEEDED

if TYPE_CHECKING:
    import torch

PROGRAM = "program.py"
SECONDS = 60
"""A program that runs longer is killed."""

_TAIL = re.compile(r"\s*\(Triggered internally at .*\)\s*$", re.DOTALL)

_OTHER_FRAMES = re.compile(rf'^  File "(?!{re.escape(PROGRAM)}").*\n    .*$\n?', re.MULTILINE)
"""Lines of a traceback that are not the program's: ours, and PyTorch's own."""


class Oracle:
    """A server process with PyTorch in it, for the length of a `with` block."""

    def __enter__(self) -> Oracle:
        environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self._server = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**environment, "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0"},
        )
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server.stdin
        self._server.stdin.close()
        self._server.wait()

    def observe(self, text: str) -> Observation:
        """Runs one program; raises RuntimeError where the process died instead of the program."""
        return decode(self._answer("observe", text))

    def moments(self, text: str) -> dict[int, Observation]:
        """The same, observed when each statement, by its line, has run for the last time."""
        return msgspec.json.decode(self._answer("moments", text), type=dict[int, Observation])

    def _answer(self, question: str, text: str) -> bytes:
        assert self._server.stdin
        assert self._server.stdout
        self._server.stdin.write(json.dumps([question, text]).encode() + b"\n")
        self._server.stdin.flush()
        answer = self._server.stdout.readline()
        if not answer.startswith(b"{"):
            raise RuntimeError(f"the oracle died: {answer.decode() or 'it could not start'}")
        return answer


def observe(text: str) -> Observation:
    """Runs one program under PyTorch, in this process."""
    namespace: dict[str, object] = {"__name__": "__main__", "__builtins__": builtins}
    seen = Observation(warnings=[])
    output = io.StringIO()
    linecache.cache[PROGRAM] = (len(text), None, text.splitlines(keepends=True), PROGRAM)
    warnings.showwarning = _recorder(seen.warnings)
    with contextlib.redirect_stdout(output):
        try:
            exec(compile(text, PROGRAM, "exec", dont_inherit=True), namespace)
        except Exception as error:
            frames = traceback.extract_tb(error.__traceback__)
            lines = [frame.lineno for frame in frames if frame.filename == PROGRAM]
            seen.error = ErrorSeen(type(error).__name__, str(error), lines[-1] if lines else None)
    seen.output = output.getvalue()
    variables = {name: value for name, value in namespace.items() if not name.startswith("__")}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _look_at(variables, seen)
    return seen


def moments(text: str) -> dict[int, Observation]:
    """Runs one program under PyTorch, and observes it after every statement that is no block.

    A line has what was so when it had run for the last time, without its plain values. Parameters
    are among the variables, by their paths: "net.fc.weight". What nobody seeds begins as gradviz
    has it.
    """
    import torch  # noqa: PLC0415

    torch.manual_seed(UNSEEDED)
    seen: dict[int, Callable[[], Observation]] = {}
    told: list[WarningSeen] = []
    output = io.StringIO()
    namespace: dict[str, object] = {"__name__": "__main__", "__builtins__": builtins}
    recorder = _recorder(told)

    def observed(line: int, value: object = None) -> object:
        warnings.showwarning = lambda *_, **__: None
        seen[line] = _moment(namespace, output.getvalue(), told[:])
        warnings.showwarning = recorder
        return value

    namespace[_OBSERVED] = observed
    warnings.showwarning = recorder
    tree = ast.fix_missing_locations(_Observing().visit(ast.parse(text)))
    with contextlib.redirect_stdout(output), contextlib.suppress(Exception):
        exec(compile(tree, PROGRAM, "exec", dont_inherit=True), namespace)
    warnings.simplefilter("ignore")
    return {line: moment() for line, moment in seen.items()}


_OBSERVED = "__observed__"
_SIMPLE = ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Delete | ast.Expr


class _Observing(ast.NodeTransformer):
    """Puts a look at the program after each of its statements."""

    def visit(self, node: ast.AST) -> ast.AST | list[ast.AST]:  # type: ignore[override]
        if isinstance(node, ast.Return) and node.value is not None:
            node.value = self._look(node, node.value)
            return node
        if isinstance(node, _SIMPLE) and not _is_text(node):
            return [node, ast.copy_location(ast.Expr(self._look(node)), node)]
        return super().generic_visit(node)

    def _look(self, node: ast.stmt, *values: ast.expr) -> ast.expr:
        call = ast.Call(ast.Name(_OBSERVED, ast.Load()), [ast.Constant(node.lineno), *values], [])
        return ast.copy_location(call, node)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _moment(
    namespace: dict[str, object], output: str, told: list[WarningSeen]
) -> Callable[[], Observation]:
    """What is so now, to be written down later, since few moments are asked for."""
    import torch  # noqa: PLC0415

    tensors: dict[str, torch.Tensor] = {}
    for name, value in namespace.items():
        if isinstance(value, torch.Tensor):
            tensors[name] = value
        elif isinstance(value, torch.nn.Module):
            tensors.update((f"{name}.{path}", part) for path, part in value.named_parameters())
    copies = {name: _Copy(tensor) for name, tensor in tensors.items()}
    return lambda: Observation(
        output=output,
        warnings=told,
        tensors={name: _tensor(copy) for name, copy in copies.items()},
    )


class _Copy:
    """A tensor as it is now, with what `_tensor` asks for."""

    def __init__(self, tensor: torch.Tensor) -> None:
        self.shape, self.dtype = tensor.shape, tensor.dtype
        self.requires_grad, self.is_leaf = tensor.requires_grad, tensor.is_leaf
        self.retains_grad, self.grad_fn = tensor.retains_grad, tensor.grad_fn
        self.inference = tensor.is_inference()
        self._version = 0 if self.inference else tensor._version
        self.elements = tensor.detach().clone()
        self.grad = None if tensor.grad is None else tensor.grad.detach().clone()

    def is_inference(self) -> bool:
        return self.inference

    def detach(self) -> torch.Tensor:
        return self.elements


def _look_at(variables: dict[str, object], seen: Observation) -> None:
    import torch  # noqa: PLC0415

    seen.tensors, seen.plain, seen.others = {}, {}, []
    for name, value in variables.items():
        if isinstance(value, torch.Tensor):
            seen.tensors[name] = _tensor(value)
        elif is_plain(value):
            seen.plain[name] = plain(value)
        elif not isinstance(value, types.ModuleType):
            seen.others.append(name)


def _tensor(tensor: torch.Tensor | _Copy) -> TensorSeen:
    return TensorSeen(
        shape=list(tensor.shape),
        dtype=str(tensor.dtype).removeprefix("torch."),
        value=_elements(tensor),
        requires_grad=tensor.requires_grad,
        is_leaf=tensor.is_leaf,
        retains_grad=tensor.retains_grad,
        grad_fn=type(tensor.grad_fn).__name__ if tensor.grad_fn is not None else None,
        version=0 if tensor.is_inference() else tensor._version,
        grad=_elements(tensor.grad) if tensor.grad is not None else None,
    )


def _elements(tensor: torch.Tensor | _Copy) -> Plain:
    """Nested lists; each number as short as its dtype allows."""
    import numpy as np  # noqa: PLC0415
    import torch  # noqa: PLC0415

    detached = tensor.detach()
    if detached.dtype == torch.bfloat16:
        detached = detached.float()
    array = detached.resolve_conj().resolve_neg().numpy()
    if array.dtype in (np.float16, np.float32):
        return _nested([json_number(float(str(number))) for number in array.ravel()], array.shape)
    return _nested([plain(number) for number in array.ravel().tolist()], array.shape)


def _nested(flat: Sequence[Plain], shape: tuple[int, ...]) -> Plain:
    if not shape:
        return flat[0]
    size = len(flat) // shape[0] if shape[0] else 0
    return [_nested(flat[i * size : (i + 1) * size], shape[1:]) for i in range(shape[0])]


def _recorder(seen: list[WarningSeen]) -> Callable[..., None]:
    """A `warnings.showwarning`: what comes here is what a user would see, and when."""

    def showwarning(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        where = lineno if filename == PROGRAM else _program_line()
        text = _OTHER_FRAMES.sub("", _TAIL.sub("", str(message))).rstrip()
        seen.append(WarningSeen(category.__name__, text, where))

    return showwarning


def _program_line() -> int | None:
    frame: types.FrameType | None = sys._getframe()
    while frame is not None and frame.f_code.co_filename != PROGRAM:
        frame = frame.f_back
    return frame.f_lineno if frame else None


def _serve() -> None:
    """Answers each line of stdin, a question and a program, with a line of JSON."""
    import torch  # noqa: PLC0415

    torch.set_num_threads(1)
    for line in sys.stdin.buffer:
        child = os.fork()
        if not child:
            signal.alarm(SECONDS)
            question, text = json.loads(line)
            answer = msgspec.json.encode({"observe": observe, "moments": moments}[question](text))
            sys.stdout.buffer.write(answer + b"\n")
            sys.stdout.buffer.flush()
            os._exit(0)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if status:
            sys.stdout.buffer.write(f"status {status}\n".encode())
            sys.stdout.buffer.flush()


if __name__ == "__main__":
    _serve()
