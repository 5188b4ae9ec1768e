"""From a program's text to its Trace."""

from __future__ import annotations

import gc
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import msgspec
import numpy as np

from gradviz.engine.messages import TorchError
from gradviz.errors import GradvizError, SourceError
from gradviz.language import constructs as _constructs  # noqa: F401  # fills the registry
from gradviz.language.advice import advice
from gradviz.language.builtins import BUILTINS, REFUSED
from gradviz.language.calls import call
from gradviz.language.compiler import Code, Compiler
from gradviz.language.constructs.statements import block, nested
from gradviz.language.machine import AUTO, Machine
from gradviz.language.modules import prelude
from gradviz.language.program import Program, parse
from gradviz.language.request import BackwardRequest
from gradviz.language.tracing import trace_of
from gradviz.language.values import Unbound
from gradviz.limits import Budget, Limits
from gradviz.trace import Error, Source, Trace

_FRAMES = 20_000
"""Python's own recursion limit while a program runs: our limits on depth end it long before."""


KEEP: dict[str, int | None] = {"auto": AUTO, "last": 1, "all": None}
"""The words for `Settings.keep`."""


class Settings(msgspec.Struct, frozen=True):
    """How a program is run."""

    limits: Limits = Limits()
    max_values: int = 1000
    """A tensor of more elements is summarised in the Trace."""
    backward: tuple[str, ...] = ()
    """Backward passes to run at the end: "NAME" or "NAME=GRAD", where GRAD is an expression."""
    seed: int | None = None
    """Of the random numbers of a program that sets no seed; None is one that is always the same."""
    keep: int | None = AUTO
    """How many steps of training the Trace has, the last ones; None is all of them, AUTO all while
    the program is far from its limits."""


def interpret(
    source: Source,
    settings: Settings | None = None,
    watch: Callable[[Machine], None] | None = None,
) -> Trace:
    """Runs a program and gives its Trace; one that raises gives it up to that moment.

    `watch` is given what runs, before it does.

    Raises SourceError where the text is not in the language, before any of it runs; LimitError
    where the program wants more than it may spend.
    """
    settings = settings or Settings()
    with _room():
        program = parse(source, settings.limits)
        machine = Machine(
            program, Budget(settings.limits), settings.max_values, settings.seed, settings.keep
        )
        code = compiled(program, machine)
        requests = [BackwardRequest.parse(text, settings.limits) for text in settings.backward]
        if watch is not None:
            watch(machine)
        error = _run(machine, code, requests)
        del code  # of a long program as large as its tape: the Trace can have its memory
        if settings.keep and len(machine.steps.turns) > settings.keep:
            from gradviz.language.keeping import fold_at_end  # noqa: PLC0415  # seldom needed

            fold_at_end(machine)
        return trace_of(machine, error, settings.max_values)


@contextmanager
def _room() -> Iterator[None]:
    """Room for the closures of a program, and silence where PyTorch is silent and numpy is not."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _FRAMES))
    collecting = gc.isenabled()
    gc.disable()  # a run makes no cycles: most of its time would go into looking for them
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # numpy's own: what PyTorch warns of is the machine's
            yield
    finally:
        sys.setrecursionlimit(before)
        if collecting:
            gc.enable()


def compiled(program: Program, machine: Machine) -> Code:
    """The whole program as code; SourceError where any of it is not in the language.

    torch's names stand ready for a program that does not import torch.
    """
    builtins = dict(BUILTINS)
    compiler = Compiler(machine, builtins, set())
    code = block(compiler, program.statements())
    if not compiler.imports_torch:
        builtins |= prelude() | builtins
    compiler.check_names(REFUSED)
    return code


def _run(machine: Machine, code: Code, requests: list[BackwardRequest]) -> Error | None:
    """Runs the program, then the passes that were asked for; the error that ended it, if any."""
    try:
        code(machine.globals)
        for request in requests:
            request.run(machine, call)
    except TorchError as error:
        return _error(machine, error)
    except RecursionError:
        raise nested(machine, machine.statement) from None
    except SourceError:
        raise
    except GradvizError as error:
        if error.span is None and machine.statement is not None:
            error.span = machine.program.span(machine.statement)
        raise
    return None


def _error(machine: Machine, error: TorchError) -> Error:
    site = error.site or machine.statement
    if site is not None and isinstance(error.subject, Unbound):
        site = machine.program.place_of_name(error.subject.name, site)
    told = advice(machine, error)
    machine.note("error", site)
    return Error(
        type=error.type,
        message=error.message,
        span=machine.program.span(site) if site else None,
        code=error.code,
        label=told.label,
        help=told.help,
    )
