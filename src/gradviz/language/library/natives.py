"""What pages need that the language cannot say: the call of a module, and its attributes."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from gradviz.engine.messages import TorchError
from gradviz.engine.op import TABLE
from gradviz.engine.tensor import Site, Tensor
from gradviz.language.attributes import get_attribute
from gradviz.language.calls import call, call_function
from gradviz.language.containers import ENTRY
from gradviz.language.machine import NAMERS, Machine
from gradviz.language.nearest import nearest
from gradviz.language.objects import MISSING, BoundMethod, ClassValue, Instance
from gradviz.language.texts import torch_name
from gradviz.language.values import Builtin, Function, Native, OrderedDict, Set

KINDS = ("_parameters", "_buffers", "_modules")
"""The attributes of a module that hold its members, in the order in which names are looked up."""

HOOKS = ("_backward_pre_hooks", "_backward_hooks", "_forward_pre_hooks", "_forward_hooks")


def is_module(value: object) -> bool:
    """Whether a value is an object of `nn.Module`, or of a class that derives from it."""
    return type(value) is Instance and any(
        kind.name == "Module" and isinstance(kind, ClassValue) and kind.path == _MODULE
        for kind in value.cls.mro
    )


_MODULE = "torch.nn.modules.module.Module"


def _initialise(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> None:
    """`Module.__init__()`."""
    module = args[0]
    assert isinstance(module, Instance)
    if keywords:
        name = next(iter(keywords))
        text = f"{module.cls.name}.__init__() got an unexpected keyword argument '{name}'"
        raise TorchError("TypeError", text, "GV159")
    if len(args) > 1:
        text = (
            f"{module.cls.name}.__init__() takes 1 positional argument but {len(args)} were given"
        )
        raise TorchError("TypeError", text, "GV159")
    machine.budget.charge_elements(ENTRY * (len(KINDS) + len(HOOKS) + 4))
    module.attributes.update(
        training=True,
        _parameters={},
        _buffers={},
        _non_persistent_buffers_set=Set(),
        _is_full_backward_hook=None,
        **{name: OrderedDict() for name in HOOKS},
        _hooks_with_kwargs={},
        _modules={},
    )


# ── calling a module ──────────────────────────────────────────────────────────────────────────


def _call_module(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    """`module(…)`: its hooks and its `forward`, in a scope of its own."""
    module = args[0]
    assert isinstance(module, Instance)
    forward = module.cls.find("forward")
    own = type(forward) is Function and not forward.library
    name = name_of(machine, module)
    around = machine.open("call", name, None, site, "forward" if own else "")
    try:
        held = module.attributes
        if any(held.get(kind) for kind in HOOKS):
            forward = get_attribute(machine, module, "_call_with_hooks", site)
            result = call(machine, forward, args[1:], keywords, NOWHERE)
        else:
            result = _forward(machine, args, keywords, site)
    except TorchError as error:
        error.call = error.call or (module, args[1:])
        raise
    finally:
        machine.tape.scope = around
    machine.note("return", site)
    return result


NOWHERE: Site = (0, 0, 0, 0)
"""The place of what a page does."""


def _forward(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    """`forward` of a module, which adds no scope to that of the module's call."""
    module, *inputs = args
    forward = get_attribute(machine, module, "forward", site)
    if isinstance(forward, BoundMethod) and type(forward.function) is Function:
        function, args = forward.function, [module, *inputs]
        return call_function(machine, function, args, keywords, site, opens=False)
    return call(machine, forward, inputs, keywords, site)


# ── its members ───────────────────────────────────────────────────────────────────────────────


def _get_attribute(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    """`module.name`, where that is no attribute of its own: a parameter, a buffer, a module."""
    module, name = args
    assert isinstance(module, Instance)
    for kind in KINDS:
        members = module.attributes.get(kind)
        if isinstance(members, dict) and name in members:
            return members[name]
    raise _no_attribute(module, str(name))


def _no_attribute(module: Instance, name: str) -> TorchError:
    text = f"'{module.cls.name}' object has no attribute '{name}'"
    error = TorchError("AttributeError", text, "GV164")
    error.subject = nearest(name, [*members_of(module), *module.attributes])
    return error


def members_of(module: Instance) -> dict[str, object]:
    """The parameters, buffers and modules of a module by name, without those of its modules."""
    found: dict[str, object] = {}
    for kind in KINDS:
        held = module.attributes.get(kind)
        if isinstance(held, dict):
            found.update(held)
    return found


def holder_of(module: Instance, name: str) -> dict[str, object] | None:
    """The dict in which a member of a module stands; None where it has no such member."""
    for kind in KINDS:
        held = module.attributes.get(kind)
        if isinstance(held, dict) and name in held:
            return held
    return None


def _set_attribute(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> None:
    """`module.name = value`: a parameter, a module, a buffer, or anything else."""
    module, name, value = args
    assert isinstance(module, Instance)
    name = str(name)
    kind = _kind_of(module, name, value)
    if kind is None:
        machine.budget.charge_elements(ENTRY)
        module.attributes[name] = value
        return
    if kind in ("_parameters", "_modules") and value is not None:
        module.attributes.pop(name, None)
        for other in KINDS:
            if other != kind:
                _members(module, other).pop(name, None)
    if kind == "_parameters":
        _check_leaf(machine, name, value)
    _enter(machine, [module, kind, name, value], {}, site)


def _kind_of(module: Instance, name: str, value: object) -> str | None:
    """Among which members a value belongs; PyTorch's errors where the name holds another kind."""
    held = module.attributes
    ready = "_modules" in held
    if type(value) is Tensor and value.parameter:
        if not ready:
            text = "cannot assign parameters before Module.__init__() call"
            raise TorchError("AttributeError", text, "GV191")
        return "_parameters"
    if ready and name in _members(module, "_parameters"):
        if value is not None:
            raise _not_assignable(value, "parameter", name, "torch.nn.Parameter or None")
        return "_parameters"
    if is_module(value):
        if not ready:
            text = "cannot assign module before Module.__init__() call"
            raise TorchError("AttributeError", text, "GV191")
        return "_modules"
    if ready and name in _members(module, "_modules"):
        if value is not None:
            raise _not_assignable(value, "child module", name, "torch.nn.Module or None")
        return "_modules"
    if ready and name in _members(module, "_buffers"):
        if value is not None and type(value) is not Tensor:
            wanted = "torch.nn.Buffer, torch.Tensor or None"
            raise _not_assignable(value, "buffer", name, wanted)
        return "_buffers"
    return None


def _not_assignable(value: object, what: str, name: str, wanted: str) -> TorchError:
    text = f"cannot assign '{torch_name(value)}' as {what} '{name}' ({wanted} expected)"
    return TorchError("TypeError", text, "GV191")


def _check_leaf(machine: Machine, name: str, value: object) -> None:
    if type(value) is Tensor and not value.is_leaf:
        text = (
            f"Cannot assign non-leaf Tensor to parameter '{name}'. Model parameters must be created"
            f" explicitly. To express '{name}' as a function of another Tensor, compute the value"
            " in the forward() method."
        )
        raise TorchError("ValueError", text, "GV191")


def _members(module: Instance, kind: str) -> dict[str, object]:
    held = module.attributes[kind]
    assert isinstance(held, dict)
    return held


def _enter(machine: Machine, args: list[object], keywords: dict[str, object], site: Site) -> None:
    """`enter_member(module, kind, name, value)`: among its members, and named by its path."""
    module, kind, name, value = args
    assert isinstance(module, Instance)
    machine.budget.charge_elements(ENTRY)
    _members(module, str(kind))[str(name)] = value
    path = machine.module_paths.get(module)
    if path is not None:
        name_module(machine, f"{path}.{name}", value, site)


def _delete_attribute(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> None:
    """`del module.name`."""
    module, name = args
    assert isinstance(module, Instance)
    held = holder_of(module, str(name)) or module.attributes
    if held.pop(str(name), MISSING) is MISSING:
        raise _no_attribute(module, str(name))


# ── its name ──────────────────────────────────────────────────────────────────────────────────


def name_of(machine: Machine, module: Instance) -> str:
    """How a scope names a module: by its path from a variable, else by its class."""
    return machine.module_paths.get(module) or module.cls.name


def name_module(machine: Machine, path: str, value: object, site: Site) -> None:
    """Gives a module's parameters, and its modules, their paths: "net.fc1.weight"."""
    for place, part in _parts(path, value):
        if type(part) is Tensor:
            if not part.names:
                machine.named(part, place, site)
        elif isinstance(part, Instance):
            machine.module_paths.setdefault(part, place)


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
            pending += [(f"{place}.{name}", item) for name, item in members_of(part).items()]


def _name_object(machine: Machine, name: str, value: Instance, site: Site) -> None:
    if is_module(value):
        name_module(machine, name, value, site)


NAMERS[Instance] = _name_object


def _lstm_layer(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    """`lstm_layer(inputs, reverse)`: the outputs of a direction of a layer, and its last states."""
    inputs, reverse = args
    return machine.tape.apply(TABLE["mkldnn_rnn_layer"], (inputs,), {"reverse": reverse}, site)  # type: ignore[arg-type]


def _become(machine: Machine, args: list[object], keywords: dict[str, object], site: Site) -> None:
    """`become(module, cls)`: the object is one of another class from now on."""
    module, cls = args
    assert isinstance(module, Instance)
    assert isinstance(cls, ClassValue)
    module.cls = cls


def _warn(machine: Machine, args: list[object], keywords: dict[str, object], site: Site) -> None:
    """`warn(text, category="UserWarning")`: a warning at the program's line that is running."""
    machine.warn(str(args[1]) if len(args) > 1 else "UserWarning", str(args[0]), site)


def _typename(machine: Machine, args: list[object], keywords: dict[str, object], site: Site) -> str:
    """`torch.typename(value)`."""
    return torch_name(*args)


def _apply_function(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    """`apply_function(cls, Function, args, keywords)`: what `cls.apply` does."""
    from gradviz.language.functional.custom import apply_function  # noqa: PLC0415  # seldom needed

    return apply_function(machine, args, keywords, site)


def _later(module: str, name: str) -> Native:
    """A native of a module that few programs need."""

    def run(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> object:
        functions: dict[str, Native] = import_module(f"gradviz.language.{module}").FUNCTIONS
        return functions[name](machine, args, keywords, site)

    return run


_LATER = {
    "library.backward_natives": "push_saved_hooks pop_saved_hooks current_pass pass_stores"
    " rng_state set_rng_state set_anomaly anomaly",
    "library.drawing_natives": "standard_gamma sample_dirichlet",
    "functional.forward_ad": "open_duals close_duals dual_of tangent_of primal_of",
}

_FUNCTIONS: dict[str, Native] = {
    **{name: _later(module, name) for module, names in _LATER.items() for name in names.split()},
    "apply_function": _apply_function,
    "initialise_module": _initialise,
    "call_module": _call_module,
    "call_forward": _forward,
    "get_module_attribute": _get_attribute,
    "set_module_attribute": _set_attribute,
    "delete_module_attribute": _delete_attribute,
    "enter_member": _enter,
    "become": _become,
    "lstm_layer": _lstm_layer,
    "warn": _warn,
    "typename": _typename,
}

NATIVES: dict[str, object] = {
    name: Builtin(name, function) for name, function in _FUNCTIONS.items()
}
"""Names that pages have beyond Python's own."""
