"""`torch.autograd.Function`: one call of a function of the program's, and its way back."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gradviz.engine.accumulating import Cotangent
from gradviz.engine.autograd import modified
from gradviz.engine.custom import custom
from gradviz.engine.dtypes import FLOATING
from gradviz.engine.in_place import check_in_place
from gradviz.engine.messages import SECOND_TIME, TorchError
from gradviz.engine.on_tape import OnTape
from gradviz.engine.saving import Packed
from gradviz.engine.shapes import Shape
from gradviz.engine.tensor import Memory, Node, Site, Tensor, View
from gradviz.engine.views import refresh, region_of
from gradviz.language.attributes import get_attribute
from gradviz.language.calls import call, switched
from gradviz.language.functional.forward_ad import Duals
from gradviz.language.functional.tools import runtime_error
from gradviz.language.machine import Machine
from gradviz.language.objects import ClassValue, Instance, Property, StaticMethod
from gradviz.language.signature import Signature
from gradviz.language.texts import type_name
from gradviz.language.values import Builtin, GradMode

Arguments = list[object]
Keywords = dict[str, object]


class Application:
    """One call of a Function: what its context holds, and what its backward pass needs."""

    def __init__(self, machine: Machine, cls: ClassValue, args: Sequence[object]) -> None:
        self.machine = machine
        self.cls = cls
        self.name = f"{cls.name}Backward"
        self.args = args
        self.tensors = [arg for arg in args if type(arg) is Tensor]
        self.saved: list[tuple[Tensor | None, int]] = []
        """What was saved for backward, with its version then."""
        self.saved_for_forward: tuple[Tensor | None, ...] = ()
        """What `jvp` reads."""
        self.dirty: list[Tensor] = []
        """The inputs that `forward` has changed in place."""
        self.fixed: set[int] = set()
        """The results marked as not differentiable, by `id`."""
        self.packed: list[Packed | None] = []
        """What stands for it where it has gone through `saved_tensors_hooks`."""
        self.materializes = True
        self.results: tuple[Node | None, ...] = ()
        """For each output its node as the Function made it; None for what is no tensor."""
        self.context = Instance(self._context_class())
        self.context.attributes["needs_input_grad"] = tuple(
            type(arg) is Tensor and arg.requires_grad for arg in args
        )

    def _context_class(self) -> ClassValue:
        functions = {
            "save_for_backward": self._save,
            "save_for_forward": self._save_for_forward,
            "mark_non_differentiable": self._mark_fixed,
            "set_materialize_grads": self._set_materialize,
            "mark_dirty": self._mark_dirty,
        }
        members: dict[str, object] = {
            name: StaticMethod(Builtin(name, function)) for name, function in functions.items()
        }
        members["saved_tensors"] = Property(Builtin("saved_tensors", self._saved_tensors))
        return ClassValue(self.name, (), members, None, f"{self.cls.path}Backward")

    # ── what the context does ─────────────────────────────────────────────────────────────────

    def _save(self, machine: Machine, args: Arguments, keywords: Keywords, site: Site) -> None:
        """`ctx.save_for_backward(*tensors)`."""
        saved: list[tuple[Tensor | None, int]] = []
        for place, arg in enumerate(args):
            if type(arg) is not Tensor and arg is not None:
                text = (
                    "save_for_backward can only save variables, but argument "
                    f"{place} is of type {type_name(arg)}"
                )
                raise TorchError("TypeError", text, "GV159")
            saved.append((arg, 0))
        self.saved = saved

    def _save_for_forward(
        self, machine: Machine, args: Arguments, keywords: Keywords, site: Site
    ) -> None:
        """`ctx.save_for_forward(*tensors)`."""
        for arg in args:
            if type(arg) is not Tensor and arg is not None:
                text = (
                    "save_for_forward expects all arguments to be tensors; you should save"
                    " non-tensors as attributes on ctx."
                )
                raise TorchError("AssertionError", text, "GV159")
        self.saved_for_forward = tuple(args)  # type: ignore[arg-type]

    def _mark_fixed(
        self, machine: Machine, args: Arguments, keywords: Keywords, site: Site
    ) -> None:
        """`ctx.mark_non_differentiable(*results)`."""
        self.fixed = {
            id(arg) for arg in self._marked(args, "mark_non_differentiable only accepts variable "
                                            "arguments, but got ")
        }  # fmt: skip

    def _set_materialize(
        self, machine: Machine, args: Arguments, keywords: Keywords, site: Site
    ) -> None:
        """`ctx.set_materialize_grads(value)`."""
        (value,) = Signature("FunctionCtx.set_materialize_grads", ("value",), {}).bind(
            args, keywords
        )
        self.materializes = bool(value)

    def _mark_dirty(
        self, machine: Machine, args: Arguments, keywords: Keywords, site: Site
    ) -> None:
        """`ctx.mark_dirty(*inputs)`."""
        text = "mark_dirty can only accept variables, but argument "
        self.dirty = self._marked(args, text)

    def _marked(self, args: Arguments, text: str) -> list[Tensor]:
        """The tensors that a mark is set on; PyTorch's message ends before it says what else."""
        tensors = [arg for arg in args if type(arg) is Tensor]
        if len(tensors) < len(args):
            raise runtime_error(text)
        return tensors

    def _saved_tensors(
        self, machine: Machine, args: Arguments, keywords: Keywords, site: Site
    ) -> tuple[Tensor | None, ...]:
        """`ctx.saved_tensors`: as they were saved, unless they are freed or have changed."""
        if self.saved_for_forward:
            return self.saved_for_forward
        if not self.results:
            return ()
        if self.saved and self._node_is_freed():
            raise SECOND_TIME.error()
        if self.packed:
            return tuple([None if held is None else held.unpacked() for held in self.packed])
        for tensor, version in self.saved:
            if tensor is not None and tensor.version != version:
                self._raise_modified(tensor, version)
        return tuple([tensor for tensor, _ in self.saved])

    def _node_is_freed(self) -> bool:
        return self.first < 0 or self.machine.tape.nodes[self.first].freed

    def _raise_modified(self, tensor: Tensor, version: int) -> None:
        tape = self.machine.tape
        grad_fn = tape.grad_fn(tensor)
        producer = ""
        if grad_fn:
            made_by = grad_fn.partition("Backward")[0]
            producer = f", which is output {tape.nodes[tensor.at].output} of {made_by},"
        raise modified(
            tape,
            tensor.dtype, shape=list(tensor.shape), producer=producer,
            version=tensor.version, expected=version,
        )  # fmt: skip

    # ── there ─────────────────────────────────────────────────────────────────────────────────

    def forward(self, base: ClassValue, keywords: Keywords, site: Site) -> object:
        """Runs the program's `forward`, and writes its results on the tape as one node's."""
        machine, cls = self.machine, self.cls
        self.base = base
        machine.tape.watched = True
        function = get_attribute(machine, cls, "forward", site)
        with switched(machine, GradMode("no_grad", False)):
            if cls.find("setup_context") is base.find("setup_context"):
                output = call(machine, function, [self.context, *self.args], keywords, site)
            else:
                output = call(machine, function, list(self.args), keywords, site)
                setup = get_attribute(machine, cls, "setup_context", site)
                call(machine, setup, [self.context, tuple(self.args), output], {}, site)
        outputs = output if isinstance(output, tuple) else (output,)
        recorded = self.recorded(outputs, site)
        if machine.duals is not None:
            self._push_tangents(machine.duals, recorded, site)
        return recorded if isinstance(output, tuple) else recorded[0]

    def recorded(self, outputs: tuple[object, ...], site: Site) -> tuple[object, ...]:
        """The outputs with a history; what is no tensor stays as it is."""
        tape = self.machine.tape
        raw = sorted(
            [output for output in outputs if type(output) is Tensor], key=self._is_fixed
        )  # a backward pass takes its step at the first result
        self._check_dirty(raw, site)
        if not raw:
            return outputs
        self.first = len(tape.nodes)
        made = tape.apply(
            custom,
            (self.tensors,),
            {
                "results": tuple(tensor.data for tensor in raw),
                "rule": self.backward,
                "backward": self.name,
                "context": self.context,
            },
            site,
        )
        assert isinstance(made, tuple)
        made = tuple([self._placed(*pair) for pair in zip(raw, made, strict=True)])
        of_raw = {id(tensor): result for tensor, result in zip(raw, made, strict=True)}
        inputs = {id(tensor) for tensor in self.tensors}
        saved = [
            tensor
            if tensor is None or id(tensor) in inputs or id(tensor) not in of_raw
            else of_raw[id(tensor)]
            for tensor, _ in self.saved
        ]
        self.saved = [(tensor, tensor.version if tensor else 0) for tensor in saved]
        if tape.saved_hooks:
            hooks = tape.saved_hooks[-1]
            self.packed = [
                None if tensor is None else Packed.of(hooks, tensor) for tensor, _ in self.saved
            ]
        for tensor, result in zip(raw, made, strict=True):
            if self._is_fixed(tensor):
                result.requires_grad, result.is_leaf = False, True
                tape.nodes[result.at].wants = 0
        found = [of_raw[id(output)] if type(output) is Tensor else output for output in outputs]
        at = {id(result): tape.nodes[self.first + k] for k, result in enumerate(made)}
        self.results = tuple([at.get(id(each)) for each in found])
        return tuple(found)

    def _check_dirty(self, outputs: list[Tensor], site: Site) -> None:
        """PyTorch's errors for inputs that cannot have been changed in place."""
        machine, returned = self.machine, {id(output) for output in outputs}
        given = {id(tensor) for tensor in self.tensors}
        for tensor in self.dirty:
            if id(tensor) not in given:
                machine.warn("UserWarning", _DIRTY_NO_INPUT, site)
                continue
            if id(tensor) not in returned:
                raise runtime_error(_DIRTY_NOT_RETURNED)
            if tensor.memory is None:
                tensor.memory = Memory()
            tensor.memory.version += 1
            if not machine.tape.grad_enabled:
                continue
            if tensor.view is None:
                if tensor.is_leaf and tensor.requires_grad:
                    raise runtime_error(_LEAF_CHANGED)
                continue
            check_in_place(machine.tape, tensor)
            if len(outputs) > 1:
                raise runtime_error(_DIRTY_VIEW)

    def _placed(self, raw: Tensor, result: Tensor) -> Tensor:
        """A result where `forward` put it: in an input itself, in its memory, in memory of its own.

        A view that a Function gives, or an input as it came, is tracked as a view is, but must not
        be changed in place.
        """
        tape = self.machine.tape
        node = tape.nodes[result.at]
        given = any(raw is tensor for tensor in self.tensors)
        if given and any(raw is tensor for tensor in self.dirty):
            if node.wants:
                state = raw
                if raw.view is not None:
                    state, node.region = raw.view.base, region_of(raw)
                    node.inputs = tuple(state.at if i == raw.at else i for i in node.inputs)
                tape.leave_hooks(state)
                state.requires_grad, state.is_leaf = True, False
                state.at, node.tensor, node.data = node.id, state, state.data
            node.version = raw.version
            refresh(tape, raw)
            return raw
        if given:
            tape.own_memory(raw)
            raw.memory = raw.memory or Memory()
        if raw.memory is None:
            return result
        result.data = node.data = raw.data
        result.memory, node.version = raw.memory, raw.version
        if tape.grad_enabled and (given or raw.view is not None):
            result.view = View(raw.view.base if raw.view else raw, node.version, "custom")
        return result

    def _is_fixed(self, tensor: Tensor) -> bool:
        """Whether a result is not differentiable."""
        return id(tensor) in self.fixed or tensor.dtype.category != FLOATING

    # ── tangents ──────────────────────────────────────────────────────────────────────────────

    def _push_tangents(self, duals: Duals, outputs: tuple[object, ...], site: Site) -> None:
        """Has the program's `jvp` give the tangents of the results, where an input has one."""
        machine, tape = self.machine, self.machine.tape
        found = {id(tensor): duals.tangent(tensor, site) for tensor in self.tensors}
        if not any(tangent is not None for tangent in found.values()):
            return
        given = [
            self._as_tensor(None, arg)
            if type(arg) is Tensor and found[id(arg)] is None
            else found.get(id(arg))
            for arg in self.args
        ]
        function = get_attribute(machine, self.cls, "jvp", site)
        made = len(tape.nodes)
        tangents = call(machine, function, [self.context, *given], {}, site)
        duals.tangents.update(dict.fromkeys(range(made, len(tape.nodes))))
        parts = tangents if isinstance(tangents, tuple) else (tangents,)
        results = [output for output in outputs if type(output) is Tensor]
        if len(parts) != len(results):
            raise runtime_error(
                f"jvp returned an incorrect number of forward gradients, expected {len(results)}"
                f" but got {len(parts)}."
            )
        for result, tangent in zip(results, parts, strict=True):
            assert tangent is None or type(tangent) is Tensor
            duals.tangents[tape.nodes[result.at].id] = tangent

    # ── and back ──────────────────────────────────────────────────────────────────────────────

    def backward(self, gradients: Sequence[Cotangent | None]) -> list[Cotangent | None]:
        """The gradients of the tensors among the inputs, as the program's `backward` gives them."""
        machine = self.machine
        site = machine.site_of_pass(machine.tape.nodes[self.first].site or (0, 0, 0, 0))
        arrived = {self.first + output: gradient for output, gradient in enumerate(gradients)}
        given = [
            None if result is None else self._as_tensor(arrived.get(result.id), result.tensor)
            for result in self.results
        ]
        function = get_attribute(machine, self.cls, self._way_back(), site)
        found = call(machine, function, [self.context, *given], {}, site)
        return self._checked(list(found) if isinstance(found, tuple) else [found])

    def _way_back(self) -> str:
        """The name of the function that gives the gradients."""
        own = [name for name in ("backward", "vjp")
               if self.cls.find(name) is not self.base.find(name)]  # fmt: skip
        if len(own) == 2:
            raise runtime_error(
                "Implementing both 'backward' and 'vjp' for a custom Function is not allowed."
                " You should only implement one of them."
            )
        return own[0] if own else "backward"

    def _as_tensor(self, gradient: Cotangent | None, result: Tensor) -> Tensor | None:
        tape = self.machine.tape
        if isinstance(gradient, OnTape):
            return gradient.tensor
        if gradient is None:
            if not self.materializes:
                return None
            gradient = np.zeros(result.shape, result.dtype.numpy)[()]
        own = np.array(gradient)
        return tape.leaf(own if own.ndim else own[()], cut="grad")

    def _checked(self, found: list[object]) -> list[Cotangent | None]:
        """One gradient for each input, of a shape that fits, or PyTorch's error."""
        count = len(self.args)
        while len(found) > count and found[-1] is None:
            found.pop()
        if len(found) != count:
            raise runtime_error(
                f"function {self.name} returned an incorrect number of gradients "
                f"(expected {count}, got {len(found)})"
            )
        products: list[Cotangent | None] = []
        for place, (arg, gradient) in enumerate(zip(self.args, found, strict=True)):
            if type(arg) is not Tensor:
                if gradient is not None:
                    raise runtime_error(
                        f"function {self.name} returned a gradient different than None at position "
                        f"{place + 1}, but the corresponding forward input was not a Variable"
                    )
                continue
            products.append(self._product(gradient))
        for place, (tensor, product) in enumerate(zip(self.tensors, products, strict=True)):
            if product is not None and not _expands(tensor.shape, product.shape):
                raise runtime_error(
                    f"Function {self.name} returned an invalid gradient at index {place} - got "
                    f"{list(product.shape)} but expected shape compatible with {list(tensor.shape)}"
                )
        return products

    def _product(self, gradient: object) -> Cotangent | None:
        tape = self.machine.tape
        if gradient is None:
            return None
        if type(gradient) is not Tensor:
            raise runtime_error(f"expected Variable or None (got {type_name(gradient)})")
        return OnTape(tape, gradient, None) if tape.grad_enabled else gradient.data


_LEAF_CHANGED = "a leaf Variable that requires grad has been used in an in-place operation."
_DIRTY_NOT_RETURNED = (
    "Some elements marked as dirty during the forward method were not returned as output. The"
    " inputs that are modified inplace must all be outputs of the Function."
)
_DIRTY_NO_INPUT = (
    "ctx.mark_dirty() received a tensor that was not an input. Only input Tensors that have been"
    " mutated should be passed to ctx.mark_dirty()."
)
_DIRTY_VIEW = (
    "If your Function modifies inplace an input that is a view of another Tensor, your Function"
    " cannot return more than one Tensor. This is not supported by the current autograd engine."
    " You should either make sure the input is not a view (using .clone() for example) or make"
    " your Function only return one Tensor (potentially splitting it into two Functions: one"
    " doing the inplace that returns a single Tensor and a second one that does the other"
    " operations). You can ask on the forum https://discuss.pytorch.org/ if you need help to do"
    " this change."
)


def _expands(shape: Shape, wanted: Shape) -> bool:
    """Whether a tensor of `shape` can be broadcast to `wanted`."""
    if len(shape) > len(wanted):
        return False
    return all(n in (1, m) for n, m in zip(reversed(shape), reversed(wanted), strict=False))


def apply_function(machine: Machine, args: Arguments, keywords: Keywords, site: Site) -> object:
    """`apply_function(cls, Function, args, keywords)`: what `cls.apply` does."""
    cls, base, given, named = args
    assert isinstance(cls, ClassValue)
    assert isinstance(base, ClassValue)
    assert isinstance(given, tuple)
    assert isinstance(named, dict)
    application = Application(machine, cls, given)
    return application.forward(base, named, site)
