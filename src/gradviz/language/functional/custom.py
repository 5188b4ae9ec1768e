"""`torch.autograd.Function`: one call of a function of the program's, and its way back."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gradviz.engine.autograd import Cotangent, modified
from gradviz.engine.custom import custom
from gradviz.engine.dtypes import FLOATING
from gradviz.engine.messages import SECOND_TIME, TorchError
from gradviz.engine.on_tape import OnTape
from gradviz.engine.saving import Packed
from gradviz.engine.shapes import Shape
from gradviz.engine.tensor import Site, Tensor
from gradviz.errors import SourceError
from gradviz.language.attributes import get_attribute
from gradviz.language.calls import call, switched
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
        self.fixed: set[int] = set()
        """The results marked as not differentiable, by `id`."""
        self.packed: list[Packed | None] = []
        """What stands for it where it has gone through `saved_tensors_hooks`."""
        self.materializes = True
        self.results: tuple[Tensor, ...] = ()
        self.context = Instance(self._context_class())
        self.context.attributes["needs_input_grad"] = tuple(
            type(arg) is Tensor and arg.requires_grad for arg in args
        )

    def _context_class(self) -> ClassValue:
        functions = {
            "save_for_backward": self._save,
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
            saved.append((arg, arg.version if type(arg) is Tensor else 0))
        self.saved = saved

    def _mark_fixed(
        self, machine: Machine, args: Arguments, keywords: Keywords, site: Site
    ) -> None:
        """`ctx.mark_non_differentiable(*results)`."""
        self.fixed = {id(arg) for arg in args if type(arg) is Tensor}

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
        """`ctx.mark_dirty(*inputs)`: not known yet."""
        raise SourceError(
            "gradviz does not have 'mark_dirty' yet",
            span=machine.program.span(site),
            label="PyTorch has it, gradviz has not",
            code="GV012",
        )

    def _saved_tensors(
        self, machine: Machine, args: Arguments, keywords: Keywords, site: Site
    ) -> tuple[Tensor | None, ...]:
        """`ctx.saved_tensors`: as they were saved, unless they are freed or have changed."""
        if self.results and self.saved and self._node_is_freed():
            raise SECOND_TIME.error()
        if self.packed:
            return tuple([None if held is None else held.unpacked() for held in self.packed])
        for tensor, version in self.saved:
            if tensor is not None and tensor.version != version:
                self._raise_modified(tensor, version)
        return tuple([tensor for tensor, _ in self.saved])

    def _node_is_freed(self) -> bool:
        return self.machine.tape.nodes[self.first].freed

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
        function = get_attribute(machine, cls, "forward", site)
        with switched(machine, GradMode("no_grad", False)):
            if cls.find("setup_context") is base.find("setup_context"):
                output = call(machine, function, [self.context, *self.args], keywords, site)
            else:
                output = call(machine, function, list(self.args), keywords, site)
                setup = get_attribute(machine, cls, "setup_context", site)
                call(machine, setup, [self.context, tuple(self.args), output], {}, site)
        if not isinstance(output, tuple):
            return self.recorded((output,), site)[0]
        return self.recorded(output, site)

    def recorded(self, outputs: tuple[object, ...], site: Site) -> tuple[object, ...]:
        """The outputs with a history; what is no tensor stays as it is."""
        tape = self.machine.tape
        raw = sorted(
            [output for output in outputs if type(output) is Tensor], key=self._is_fixed
        )  # a backward pass takes its step at the first result
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
            },
            site,
        )
        assert isinstance(made, tuple)
        of_raw = {id(tensor): result for tensor, result in zip(raw, made, strict=True)}
        inputs = {id(tensor) for tensor in self.tensors}
        self.saved = [
            (tensor, version)
            if tensor is None or id(tensor) in inputs or id(tensor) not in of_raw
            else (of_raw[id(tensor)], 0)
            for tensor, version in self.saved
        ]
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
        self.results = tuple([result for result in found if type(result) is Tensor])
        return tuple(found)

    def _is_fixed(self, tensor: Tensor) -> bool:
        """Whether a result is not differentiable."""
        return id(tensor) in self.fixed or tensor.dtype.category != FLOATING

    # ── and back ──────────────────────────────────────────────────────────────────────────────

    def backward(self, gradients: Sequence[Cotangent | None]) -> list[Cotangent | None]:
        """The gradients of the tensors among the inputs, as the program's `backward` gives them."""
        machine = self.machine
        site = machine.tape.nodes[self.first].site or (0, 0, 0, 0)
        arrived = {self.first + output: gradient for output, gradient in enumerate(gradients)}
        given = [self._as_tensor(arrived.get(result.at), result) for result in self.results]
        function = get_attribute(machine, self.cls, "backward", site)
        found = call(machine, function, [self.context, *given], {}, site)
        return self._checked(list(found) if isinstance(found, tuple) else [found])

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
