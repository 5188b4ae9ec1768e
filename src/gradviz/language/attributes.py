"""What stands after a dot: attributes and methods, by the type of the value before it.

The tables are the allow-list. No name of the program ever reaches a Python object's own
attributes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gradviz.engine.autograd import through_node
from gradviz.engine.dtypes import FLOATING, DType
from gradviz.engine.messages import SECOND_TIME, TorchError
from gradviz.engine.shapes import size_of
from gradviz.engine.tensor import Site, Tensor
from gradviz.engine.views import refresh
from gradviz.language import arrays, tensors
from gradviz.language.calls import CALLERS, call
from gradviz.language.library import resolved
from gradviz.language.machine import Machine
from gradviz.language.methods import METHODS_OF, METHODS_OF_TYPE, fromkeys
from gradviz.language.objects import MISSING, ClassValue
from gradviz.language.signature import wrong_call
from gradviz.language.texts import described, type_name
from gradviz.language.types import OBJECT, type_of
from gradviz.language.unknown import unknown_attribute
from gradviz.language.values import (
    Builtin,
    Device,
    Function,
    GradFn,
    HookHandle,
    Method,
    Namespace,
    Native,
    Record,
    Results,
    Type,
)

Getter = Callable[[Machine, object, Site], object]


GETTERS: dict[type, Callable[[Machine, Any, str, Site], object]] = {}
SETTERS: dict[type, Callable[[Machine, Any, str, object, Site], None]] = {}
DELETERS: dict[type, Callable[[Machine, Any, str, Site], None]] = {}
"""What other modules add: the attributes of classes and their objects."""


def tensor_method(tensor: object, name: str) -> Native | None:
    """A method of a tensor, or None where the name is an attribute or nothing."""
    assert isinstance(tensor, Tensor)
    if tensor.extras is not None and name in tensor.extras:
        return None
    return tensors.method_of_tensors(name)


def get_attribute(machine: Machine, value: object, name: str, site: Site) -> object:
    """`value.name`."""
    if type(value) is Tensor:
        return _tensor_attribute(machine, value, name, site)
    if isinstance(value, Namespace):
        return _member(machine, value, name, site)
    if name == "__class__":
        return type_of(value)
    getter = GETTERS.get(type(value))
    if getter is not None:
        found = getter(machine, value, name, site)
        if found is MISSING:
            raise _missing(value, name)
        return found
    methods = METHODS_OF.get(type(value))
    if methods is not None and name in methods:
        return Method(name, value, methods[name])
    if isinstance(value, np.ndarray | np.generic):
        if name in arrays.ATTRIBUTES:
            return arrays.ATTRIBUTES[name](value)
        if name in arrays.METHODS:
            return Method(name, value, arrays.METHODS[name])
    if isinstance(value, Function) and value.extras and name in value.extras:
        return value.extras[name]
    found = _OWN.get((type(value), name))
    if found is not None:
        return found(machine, value, site)
    if isinstance(value, GradFn) and name.startswith("_saved_"):
        return saved_value(machine, value, name)
    if isinstance(value, GradFn) and "context" in value.node.attrs:
        return get_attribute(machine, value.node.attrs["context"], name, site)
    if isinstance(value, Type):
        member = _unbound(value, name) or of_type(value, name)
        if member is not MISSING:
            return member
    if isinstance(value, Record) and name in value.fields:
        return value.fields[name]
    if name == "__class__":
        return type_of(value)
    if isinstance(value, Results) and name in value.fields:
        return value[value.fields.index(name)]
    raise _missing(value, name)


def _tensor_attribute(machine: Machine, tensor: Tensor, name: str, site: Site) -> object:
    if tensor.extras is not None and name in tensor.extras:
        return tensor.extras[name]
    if tensor.view is not None:
        refresh(machine.tape, tensor)
    getter = tensors.ATTRIBUTES.get(name)
    if getter is not None:
        return getter(machine, tensor, site)
    method = tensors.method_of_tensors(name)
    if method is not None:
        return Method(name, tensor, method)
    if name == "__class__":
        return type_of(tensor)
    known = tensors.names_of_methods() | tensors.ATTRIBUTES.keys()
    raise unknown_attribute(machine, "Tensor", name, site, known)


def _unbound(kind: Type, name: str) -> Builtin | None:
    """A method of a type, such as `str.upper`: it takes the value before the dot first."""
    if kind.name == "dict" and name == "fromkeys":
        return Builtin(name, lambda machine, args, keywords, site: fromkeys(
            machine, [kind, *args], keywords, site
        ))  # fmt: skip
    if kind.name == "Tensor":
        native = tensors.method_of_tensors(name)
    else:
        native = METHODS_OF_TYPE.get(kind.name, {}).get(name)
    if native is None:
        return None

    def run(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> object:
        if not args:
            raise wrong_call(f"unbound method {kind.name}.{name}() needs an argument")
        if kind is not OBJECT and not type_of(args[0]).is_a(kind):
            other = type_name(args[0])
            text = (
                f"descriptor '{name}' for '{kind.name}' objects doesn't apply to a '{other}' object"
            )
            raise wrong_call(text)
        return native(machine, args, keywords, site)

    return Builtin(name, run)


def of_type(kind: Type, name: str) -> object:
    """`kind.__mro__` and its kin; MISSING where it is none of them."""
    if name == "__mro__":
        return _order_of(kind)
    if name == "mro":
        return Builtin(name, lambda machine, args, keywords, site: list(_order_of(kind)))
    bases = (kind.bases if isinstance(kind, ClassValue) else (kind.base,)) or (OBJECT,)
    if name == "__bases__":
        return tuple(base for base in bases if base is not None)
    return bases[0] if name == "__base__" else MISSING


def _order_of(kind: Type) -> tuple[Type, ...]:
    """Where the members of a type are looked up: itself, its bases, `object`."""
    order: list[Type] = []
    for part in kind.mro if isinstance(kind, ClassValue) else [kind]:
        above: Type | None = part
        while above is not None and above not in order:
            order.append(above)
            above = None if isinstance(above, ClassValue) else above.base
    return (*(part for part in order if part is not OBJECT), OBJECT)


def _member(machine: Machine, namespace: Namespace, name: str, site: Site) -> object:
    if machine.switches and (namespace.name, name) in machine.switches:
        return machine.switches[namespace.name, name]
    if name in namespace:
        return resolved(machine, namespace[name])
    raise unknown_attribute(machine, namespace.name, name, site, namespace)


def _missing(value: object, name: str) -> TorchError:
    """The error for a name that a value of no torch type does not have."""
    text = f"'{described(value)}' object has no attribute '{name}'"
    if isinstance(value, Type):
        text = f"type object '{value.name}' has no attribute '{name}'"
    return TorchError("AttributeError", text, "GV164")


def set_attribute(machine: Machine, value: object, name: str, item: object, site: Site) -> None:
    """`value.name = item`."""
    if type(value) is Tensor:
        setter = tensors.SETTERS.get(name)
        if setter is not None:
            setter(machine, value, item, site)
        elif name in tensors.ATTRIBUTES:
            text = f"attribute '{name}' of 'torch._C.TensorBase' objects is not writable"
            raise TorchError("AttributeError", text, "GV164")
        else:
            value.extras = {**(value.extras or {}), name: item}
        return
    if isinstance(value, Function):
        value.extras = {**(value.extras or {}), name: item}
        return
    if isinstance(value, Namespace) and value.name.startswith("torch.backends."):
        machine.switches[value.name, name] = item
        return
    setter_of = SETTERS.get(type(value))
    if setter_of is None:
        raise _missing(value, name)
    setter_of(machine, value, name, item, site)


def delete_attribute(machine: Machine, value: object, name: str, site: Site) -> None:
    """`del value.name`."""
    if type(value) is Tensor and name == "grad":
        value.grad = None
        machine.grad_changed(value, site)
        return
    if type(value) is Tensor and value.extras and name in value.extras:
        value.extras = {key: item for key, item in value.extras.items() if key != name}
        return
    deleter = DELETERS.get(type(value))
    if deleter is None:
        raise _missing(value, name)
    deleter(machine, value, name, site)


def _next_functions(machine: Machine, value: object, site: Site) -> object:
    """The backward nodes of the inputs, each with the number of the result that it stands for."""
    assert isinstance(value, GradFn)
    node = value.node
    nodes = machine.tape.nodes
    edges: list[object] = []
    for position, i in enumerate(node.inputs):
        if i is not None and node.wants >> position & 1:
            edges.append((machine.grad_fn_of(nodes[i]), nodes[i].output))
        elif node.op is None or position >= len(node.op.rules) or node.op.rules[position]:
            edges.append((None, 0))
    return tuple(edges)


def _variable(machine: Machine, value: object, site: Site) -> object:
    assert isinstance(value, GradFn)
    if value.name != "AccumulateGrad":
        text = f"'{value.name}' object has no attribute 'variable'"
        raise TorchError("AttributeError", text, "GV164")
    return value.node.tensor


def _node_name(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    value = args[0]
    assert isinstance(value, GradFn)
    return _QUALIFIED.get(value.name, value.name)


_SAVED_NAMES = {
    "self": "input",
    "result": "out",
    "tensor": "other",
    "self_sym_sizes": "input_shape",
}
"""PyTorch's names for what a node has saved, where a row has another."""


def saved_value(machine: Machine, grad_fn: GradFn, name: str) -> object:
    """`y.grad_fn._saved_self`: what the node keeps for backward, None where it need not."""
    node, wanted = grad_fn.node, name.removeprefix("_saved_")
    op = node.op
    if op is not None and wanted not in op.places:
        wanted = _SAVED_NAMES.get(wanted, wanted)
    if op is None:
        raise TorchError(
            "AttributeError", f"'{grad_fn.name}' object has no attribute '{name}'", "GV164"
        )
    saved = {need for position, vjp in op.ruled if node.wants >> position & 1 for need in vjp.saves}
    if wanted == "out" or wanted in op.places:
        if node.freed:
            raise SECOND_TIME.error()
        if wanted not in saved:
            return None
        if wanted == "out":
            tensor = node.tensor
            return Tensor(node.id, node.data, tensor.dtype, True, False)
        source = machine.tape.source(node, op.places[wanted])
        if source is None:
            return node.attrs.get(wanted)
        return machine.tape.nodes[source].tensor
    if wanted == "self_sym_numel":
        shape = machine.tape.fetch(node, "input_shape")
        assert isinstance(shape, tuple)
        return size_of(shape)
    return machine.tape.fetch(node, wanted)


def _register_node_hook(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    """`y.grad_fn.register_hook(f)`: f gets the gradients of the inputs and of the results."""
    grad_fn, hook = args
    assert isinstance(grad_fn, GradFn)
    hooks = machine.tape.node_hooks.setdefault(grad_fn.node.id, {})
    key = max(hooks, default=-1) + 1

    def run(grad_inputs: tuple[Tensor | None, ...], grad_outputs: tuple[Tensor, ...]) -> object:
        return call(machine, hook, [grad_inputs, grad_outputs], {}, machine.site_of_pass(site))

    hooks[key] = run
    machine.tape.hooks += 1
    return HookHandle(hooks, key)  # type: ignore[arg-type]


def _call_node(
    machine: Machine, grad_fn: GradFn, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    """`y.grad_fn(gradient)`."""
    if keywords or len(args) != 1:
        raise wrong_call(f"expected 1 arguments, got {len(args)} instead")
    (gradient,) = args
    if type(gradient) is not Tensor:
        raise wrong_call("argument 0 is not a Variable")
    products = through_node(machine.tape, grad_fn.node, gradient, site)
    if products is None:
        text = f"gradviz cannot call a '{grad_fn.name}'"
        raise TorchError("RuntimeError", text, "GV160")
    return products[0] if len(products) == 1 else tuple(products)


CALLERS[GradFn] = _call_node

_QUALIFIED = {"AccumulateGrad": "torch::autograd::AccumulateGrad",
              "CopySlices": "torch::autograd::CopySlices",
              "NotImplemented": "torch::autograd::NotImplemented"}  # fmt: skip


def _text(text: Callable[[object], str]) -> Getter:
    return lambda machine, value, site: text(value)


def _part(name: str) -> Getter:
    """`s.start` and its like, of a slice or a range."""

    def read(machine: Machine, value: object, site: Site) -> object:
        assert isinstance(value, slice | range)
        return {"start": value.start, "stop": value.stop, "step": value.step}[name]

    return read


def _number_part(name: str) -> Getter:
    """`n.real`, `n.imag`, `n.numerator`, `n.denominator`."""

    def read(machine: Machine, value: object, site: Site) -> object:
        assert isinstance(value, int | float)
        if name == "imag":
            return value * 0 if isinstance(value, int) else 0.0
        return 1 if name == "denominator" else +value

    return read


_OWN: dict[tuple[type, str], Getter] = {
    **{
        (kind, name): _number_part(name) for kind in (int, float, bool) for name in ("real", "imag")
    },
    **{
        (kind, name): _number_part(name)
        for kind in (int, bool)
        for name in ("numerator", "denominator")
    },
    (GradFn, "next_functions"): _next_functions,
    (GradFn, "variable"): _variable,
    (GradFn, "register_hook"): lambda machine, value, site: Method(
        "register_hook", value, _register_node_hook
    ),
    (GradFn, "metadata"): lambda machine, value, site: {},
    (GradFn, "name"): lambda machine, value, site: Method("name", value, _node_name),
    (Device, "type"): _text(lambda value: value.kind),  # type: ignore[attr-defined]
    (Device, "index"): lambda machine, value, site: None,
    **{(kind, name): _part(name) for kind in (slice, range) for name in ("start", "stop", "step")},
    (DType, "is_floating_point"): lambda machine, value, site: value.category == FLOATING,  # type: ignore[attr-defined]
    (Function, "__module__"): _text(lambda value: "__main__"),
    (Function, "__name__"): _text(lambda value: value.name),  # type: ignore[attr-defined]
    (Function, "__qualname__"): _text(lambda value: value.qualified),  # type: ignore[attr-defined]
    (Function, "__doc__"): lambda machine, value, site: value.doc,  # type: ignore[attr-defined]
    (Builtin, "__name__"): _text(lambda value: value.name),  # type: ignore[attr-defined]
    (Method, "__name__"): _text(lambda value: value.name),  # type: ignore[attr-defined]
    (Type, "__name__"): _text(lambda value: value.name),  # type: ignore[attr-defined]
}
