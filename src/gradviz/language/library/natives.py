"""What pages need that the language cannot say: the call of a module, and its attributes."""

from __future__ import annotations

from collections.abc import Iterator

from gradviz.engine.messages import TorchError
from gradviz.engine.tensor import Site, Tensor
from gradviz.language.attributes import get_attribute
from gradviz.language.calls import call, call_function
from gradviz.language.machine import NAMERS, Machine
from gradviz.language.objects import BoundMethod, Instance
from gradviz.language.texts import type_name
from gradviz.language.values import Builtin, Function, Native

MARK = "_is_full_backward_hook"
"""An attribute that `Module.__init__` sets: a module without it is not initialised."""


def is_module(value: object) -> bool:
    """Whether a value is an object of `nn.Module`, or of a class that derives from it."""
    return type(value) is Instance and any(kind.name == "Module" for kind in value.cls.mro)


def _call_module(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    """`module(…)`: its hooks and its `forward`, in a scope of its own."""
    module, *inputs = args
    assert isinstance(module, Instance)
    around = machine.open("call", name_of(machine, module), None, site)
    try:
        for hook in _hooks(module, "_forward_pre_hooks"):
            given = call(machine, hook, [module, tuple(inputs)], {}, site)
            if given is not None:
                inputs = list(given) if isinstance(given, tuple) else [given]
        result = _forward(machine, module, inputs, keywords, site)
        for hook in _hooks(module, "_forward_hooks"):
            changed = call(machine, hook, [module, tuple(inputs), result], {}, site)
            result = result if changed is None else changed
        return result
    finally:
        machine.tape.scope = around


def _forward(
    machine: Machine,
    module: Instance,
    inputs: list[object],
    keywords: dict[str, object],
    site: Site,
) -> object:
    forward = get_attribute(machine, module, "forward", site)
    if isinstance(forward, BoundMethod) and type(forward.function) is Function:
        function, args = forward.function, [module, *inputs]
        return call_function(machine, function, args, keywords, site, opens=False)
    return call(machine, forward, inputs, keywords, site)


def _hooks(module: Instance, kind: str) -> list[object]:
    hooks = module.attributes.get(kind)
    return list(hooks.values()) if isinstance(hooks, dict) else []


def _set_module_attribute(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> None:
    """`module.name = value`: a parameter, a module, a buffer, or anything else."""
    module, name, value = args
    assert isinstance(module, Instance)
    name = str(name)
    if MARK not in module.attributes and name != MARK:
        if type(value) is Tensor and value.parameter:
            raise TorchError(
                "AttributeError", "cannot assign parameters before Module.__init__() call", "GV191"
            )
        if is_module(value):
            raise TorchError(
                "AttributeError", "cannot assign module before Module.__init__() call", "GV191"
            )
    held = module.attributes.get(name)
    if type(held) is Tensor and held.parameter and value is not None:
        if not (type(value) is Tensor and value.parameter):
            shown = f"torch.{value.dtype.type_name}" if type(value) is Tensor else type_name(value)
            raise TorchError(
                "TypeError",
                f"cannot assign '{shown}' as parameter '{name}' (torch.nn.Parameter or None "
                "expected)",
                "GV191",
            )
    elif is_module(held) and value is not None and not is_module(value):
        shown = f"torch.{value.dtype.type_name}" if type(value) is Tensor else type_name(value)
        raise TorchError(
            "TypeError",
            f"cannot assign '{shown}' as child module '{name}' (torch.nn.Module or None expected)",
            "GV191",
        )
    machine.budget.charge_elements(16)
    module.attributes[name] = value
    path = machine.module_paths.get(id(module))
    if path is not None:
        name_module(machine, f"{path}.{name}", value)


def name_of(machine: Machine, module: Instance) -> str:
    """How a scope names a module: by its path from a variable, else by its class."""
    return machine.module_paths.get(id(module)) or module.cls.name


def name_module(machine: Machine, path: str, value: object) -> None:
    """Gives a module's parameters, and its modules, their paths: "net.fc1.weight"."""
    for place, part in _parts(path, value):
        if type(part) is Tensor:
            if not part.names:
                part.names = (place,)
        else:
            machine.module_paths.setdefault(id(part), place)


def _parts(path: str, value: object) -> Iterator[tuple[str, object]]:
    """A module, its parameters and its modules, with their paths; each once."""
    pending: list[tuple[str, object]] = [(path, value)]
    seen: set[int] = set()
    while pending:
        place, part = pending.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        if type(part) is Tensor and part.parameter:
            yield place, part
        elif type(part) is Instance and is_module(part):
            yield place, part
            pending += [(f"{place}.{name}", item) for name, item in part.attributes.items()]


def _name_object(machine: Machine, name: str, value: Instance) -> None:
    if is_module(value):
        name_module(machine, name, value)


NAMERS[Instance] = _name_object

_FUNCTIONS: dict[str, Native] = {
    "call_module": _call_module,
    "set_module_attribute": _set_module_attribute,
}

NATIVES: dict[str, object] = {
    name: Builtin(name, function) for name, function in _FUNCTIONS.items()
}
"""Names that pages have beyond Python's own."""
