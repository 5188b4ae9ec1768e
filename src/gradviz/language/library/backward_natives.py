"""What pages need of backward passes: hooks on what is saved, anomaly detection, states."""

from __future__ import annotations

from gradviz.engine.messages import UNPACKED
from gradviz.engine.random import State
from gradviz.engine.saving import SavedHooks
from gradviz.engine.tape import Anomaly
from gradviz.engine.tensor import Node, Site, Tensor
from gradviz.language.calls import call, switched
from gradviz.language.machine import Machine
from gradviz.language.texts import type_name
from gradviz.language.values import GradMode, Native

Arguments = list[object]
Keywords = dict[str, object]


# ── hooks on what is saved ────────────────────────────────────────────────────────────────────


def _push_saved_hooks(machine: Machine, args: Arguments, keywords: Keywords, site: Site) -> None:
    """`push_saved_hooks(pack, unpack)`."""
    pack, unpack = args

    def packed(tensor: Tensor) -> object:
        tape = machine.tape
        with_hooks, tape.saved_hooks = tape.saved_hooks, []
        try:
            with switched(machine, GradMode("no_grad", False)):
                return call(machine, pack, [tensor], {}, machine.statement or site)
        finally:
            tape.saved_hooks = with_hooks

    def unpacked(value: object) -> Tensor:
        result = call(machine, unpack, [value], {}, machine.statement or site)
        if type(result) is not Tensor:
            raise UNPACKED.error(kind=type_name(result))
        return result

    machine.tape.saved_hooks.append(SavedHooks(packed, unpacked))


def _pop_saved_hooks(machine: Machine, args: Arguments, keywords: Keywords, site: Site) -> None:
    """`pop_saved_hooks()`."""
    machine.tape.saved_hooks.pop()


# ── backward passes ───────────────────────────────────────────────────────────────────────────


def _current_pass(machine: Machine, args: Arguments, keywords: Keywords, site: Site) -> int:
    """`current_pass()`: the number of the pass that is running, from 1; 0 where none is."""
    running = machine.tape.running
    return running.number if running else 0


def _stores(machine: Machine, args: Arguments, keywords: Keywords, site: Site) -> bool:
    """`pass_stores()`: whether all passes that are running store into every leaf."""
    running = machine.tape.running
    return running is None or running.stores


# ── random numbers ────────────────────────────────────────────────────────────────────────────


def _rng_state(machine: Machine, args: Arguments, keywords: Keywords, site: Site) -> State:
    """`rng_state()`: of PyTorch's own generator; nothing but `set_rng_state` can read it."""
    return machine.generator.state()


def _set_rng_state(machine: Machine, args: Arguments, keywords: Keywords, site: Site) -> None:
    """`set_rng_state(state)`."""
    (state,) = args
    assert isinstance(state, State)
    machine.generator.restore(state)


# ── anomaly detection ─────────────────────────────────────────────────────────────────────────


def _set_anomaly(machine: Machine, args: Arguments, keywords: Keywords, site: Site) -> None:
    """`set_anomaly(enabled, check_nan)`."""
    enabled, check_nan = args
    tape = machine.tape
    if tape.anomaly is None:
        tape.anomaly = Anomaly(_reporting(machine))
    tape.anomaly.switch(bool(enabled), bool(check_nan), len(tape.nodes))


def _anomaly(
    machine: Machine, args: Arguments, keywords: Keywords, site: Site
) -> tuple[bool, bool]:
    """`anomaly()`: whether it is enabled, and whether it looks for nan."""
    anomaly = machine.tape.anomaly
    return (anomaly.enabled, anomaly.check_nan) if anomaly else (False, True)


def _reporting(machine: Machine):  # type: ignore[no-untyped-def]
    def report(node: Node) -> None:
        anomaly, name = machine.tape.anomaly, machine.tape.grad_fn_of(node)
        assert anomaly is not None
        if anomaly.knows(node):
            text = "Traceback of forward call that caused the error:\n" + _traceback(machine, node)
        else:
            text = (
                "No forward pass information available. Enable detect anomaly during forward pass "
                "for more information."
            )
        site = machine.statement or (1, 0, 1, 0)
        machine.warn("UserWarning", f"Error detected in {name}. {text}", site)

    return report


def _traceback(machine: Machine, node: Node) -> str:
    """Where in the program a node was made, as Python's tracebacks have it."""
    frames: list[str] = []
    site, scope = node.site, node.scope
    while scope is not None:
        opened = machine.scopes[scope]
        if opened.function:
            frames.append(_frame(machine, site, opened.function))
        if opened.kind == "call" and (opened.function or not (site and site[0])):
            site = opened.site
        scope = opened.parent
    frames.append(_frame(machine, site, "<module>"))
    return "\n".join(reversed(frames))


def _frame(machine: Machine, site: Site | None, name: str) -> str:
    line = site[0] if site else 1
    place = f'  File "{machine.program.source.path}", line {line}, in {name}'
    return f"{place}\n    {machine.program.lines[line - 1].strip()}"


FUNCTIONS: dict[str, Native] = {
    "push_saved_hooks": _push_saved_hooks,
    "pop_saved_hooks": _pop_saved_hooks,
    "current_pass": _current_pass,
    "pass_stores": _stores,
    "rng_state": _rng_state,
    "set_rng_state": _set_rng_state,
    "set_anomaly": _set_anomaly,
    "anomaly": _anomaly,
}
"""The names under which pages call them."""
