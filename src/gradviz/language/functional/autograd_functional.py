"""`torch.autograd.functional`: Jacobians, Hessians and their products with vectors.

What PyTorch's module does with `torch.autograd.grad`, in the same order and with the same errors;
a product with the Jacobian from the right is the derivative of the one from the left ("double
backward trick").
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gradviz.engine.messages import TorchError
from gradviz.engine.tensor import Site, Tensor
from gradviz.language.functional.refusals import CODE, refuse_flags
from gradviz.language.functional.tools import (
    Gradients,
    Work,
    python_type,
    runtime_error,
    size_text,
)
from gradviz.language.machine import Machine
from gradviz.language.signature import named
from gradviz.language.values import Builtin, Native

Tensors = tuple[Tensor, ...]
Matrix = tuple[Tensors, ...]
"""A block for each output and input."""

OUTPUTS = "outputs of the user-provided function"


# ── inputs and outputs ────────────────────────────────────────────────────────────────────────


def tensors_of(work: Work, value: object, what: str) -> tuple[bool, Tensors]:
    """Whether a value is a tuple, and the tensors in it, or it alone."""
    is_tuple = isinstance(value, tuple)
    items: Sequence[object] = value if isinstance(value, tuple) else (value,)
    for index, item in enumerate(items):
        if type(item) is not Tensor:
            which = f"value at index {index}" if is_tuple else f"given {what}"
            text = (
                f"The {what} given to {work.name} must be either a Tensor or a tuple of Tensors "
                f"but the {which} has type {python_type(work.machine, item)}."
            )
            raise TorchError("TypeError", text, CODE)
    return is_tuple, tuple(items)  # type: ignore[arg-type]


def fresh(work: Work, inputs: Tensors, *, create_graph: bool, need_graph: bool) -> Tensors:
    """Tensors of their own for the function, so that it cannot mistake them for captured ones."""
    result = []
    for tensor in inputs:
        if create_graph and tensor.requires_grad:
            result.append(work.op("view_as", tensor, tensor))
            continue
        if need_graph:
            refuse_flags(work.machine)
        leaf = work.detached(tensor)
        if need_graph:
            work.require_grad(leaf)
        result.append(leaf)
    return tuple(result)


def without_history(work: Work, tensors: Tensors, create_graph: bool) -> Tensors:
    """The results as they are handed out."""
    return tensors if create_graph else tuple(map(work.detached, tensors))


def unpacked(tensors: Tensors, was_tuple: bool) -> Tensor | Tensors:
    """A tuple where one was given."""
    return tensors if was_tuple else tensors[0]


def unpacked_matrix(rows: Matrix, tuple_of_outputs: bool, tuple_of_inputs: bool) -> object:
    """Blocks by output and input: tuples only where the outputs and the inputs were tuples."""
    outer = tuple(unpacked(row, tuple_of_inputs) for row in rows)
    return outer if tuple_of_outputs else outer[0]


def check_vector(v: Tensors, other: Tensors, other_was_tuple: bool) -> None:
    """The vector must fit what it is multiplied with."""
    if len(v) != len(other):
        if other_was_tuple:
            raise runtime_error(
                f"v is a tuple of invalid length: should be {len(other)} but got {len(v)}."
            )
        raise runtime_error("The given v should contain a single Tensor.")
    for index, (given, wanted) in enumerate(zip(v, other, strict=True)):
        if given.shape != wanted.shape:
            entry = f"Entry {index} in " if other_was_tuple else ""
            raise runtime_error(
                f"{entry}v has invalid size: should be {size_text(wanted.shape)} but got "
                f"{size_text(given.shape)}."
            )


def vector_of(work: Work, v: object, create_graph: bool) -> Tensors:
    """`v` as the caller gave it, on its own."""
    _, tensors = tensors_of(work, v, "v")
    return fresh(work, tensors, create_graph=create_graph, need_graph=False)


# ── strict mode ───────────────────────────────────────────────────────────────────────────────

_INDEPENDENT = {
    "outputs": "Output {i} of the user-provided function does not require gradients. The outputs "
    "must be computed in a differentiable manner from the input when running in strict mode.",
    "grad_inputs": "The gradient with respect to input {i} is independent of the inputs of the "
    "user-provided function. This is not allowed in strict mode.",
    "jacobian": "While computing the hessian, found that the jacobian of the user-provided "
    "function with respect to input {i} is independent of the input. This is not allowed in "
    "strict mode. You should ensure that your function is twice differentiable and that the "
    "jacobian depends on the inputs (this would be violated by a linear function for example).",
    "hessian": "The hessian of the user-provided function with respect to input {i} is "
    "independent of the input. This is not allowed in strict mode. You should ensure that your "
    "function is thrice differentiable and that the hessian depends on the inputs.",
}
_UNREACHED = {
    "back": "The output of the user-provided function is independent of input {i}. This is not "
    "allowed in strict mode.",
    "back_trick": "The gradient with respect to the input is independent of entry {i} in the "
    "grad_outputs when using the double backward trick to compute forward mode gradients. This is "
    "not allowed in strict mode.",
    "double_back": "The jacobian of the user-provided function is independent of input {i}. This "
    "is not allowed in strict mode.",
    "double_back_trick": "The hessian of the user-provided function is independent of entry {i} in "
    "the grad_jacobian. This is not allowed in strict mode as it prevents from using the double "
    "backward trick to replace forward mode AD.",
}


def check_dependent(tensors: Sequence[Tensor | None], what: str, strict: bool) -> None:
    """In strict mode: everything must depend on the inputs."""
    if not strict:
        return
    for i, tensor in enumerate(tensors):
        if tensor is None:
            raise runtime_error(_UNREACHED["back"].format(i=i))
        if not tensor.requires_grad:
            raise runtime_error(_INDEPENDENT[what].format(i=i))


def filled(
    work: Work, gradients: Gradients, like: Tensors, strict: bool, create_graph: bool, stage: str
) -> Tensors:
    """The gradients, with zeros for those that nothing reached; in strict mode an error."""
    result = []
    for i, (gradient, tensor) in enumerate(zip(gradients, like, strict=True)):
        if gradient is None:
            if strict:
                raise runtime_error(_UNREACHED[stage].format(i=i))
            result.append(work.zeros_like(tensor))
            continue
        if strict and create_graph and not gradient.requires_grad:
            what = "hessian" if "double" in stage else "jacobian"
            raise runtime_error(
                f"The {what} of the user-provided function is independent of input {i}. This is "
                "not allowed in strict mode when create_graph=True."
            )
        result.append(gradient)
    return tuple(result)


# ── products ──────────────────────────────────────────────────────────────────────────────────

Body = Callable[[Work, object, object, object, bool, bool], object]


def product(body: Body) -> Builtin:
    """A function of (func, inputs, v, create_graph, strict), in a scope of its own."""
    name = body.__name__

    @named(name, "func", "inputs", "v", "create_graph", "strict",
           v=None, create_graph=False, strict=False)  # fmt: skip
    def run(
        machine: Machine,
        site: Site,
        func: object,
        inputs: object,
        v: object,
        create_graph: object,
        strict: object,
    ) -> object:
        with Work(machine, name, site) as work:
            return body(work, func, inputs, v, bool(create_graph), bool(strict))

    return Builtin(name, run)


@product
def vjp(
    work: Work, func: object, inputs: object, v: object, create_graph: bool, strict: bool
) -> object:
    """`vjp(func, inputs, v)`: the outputs, and v times the Jacobian."""
    with work.grad_mode(True):
        inputs_tuple, leaves = tensors_of(work, inputs, "inputs")
        leaves = fresh(work, leaves, create_graph=create_graph, need_graph=True)
        outputs_tuple, outputs = tensors_of(work, work.call(func, leaves), OUTPUTS)
        check_dependent(outputs, "outputs", strict)
        seeds: Tensors | None = None
        if v is not None:
            seeds = vector_of(work, v, create_graph)
            check_vector(seeds, outputs, outputs_tuple)
        elif len(outputs) != 1 or outputs[0].data.size != 1:
            raise runtime_error(
                "The vector v can only be None if the user-provided function returns a single "
                "Tensor with a single element."
            )
    found = work.gradients(outputs, leaves, seeds, create_graph=create_graph)
    result = filled(work, found, leaves, strict, create_graph, "back")
    return (
        unpacked(without_history(work, outputs, create_graph), outputs_tuple),
        unpacked(without_history(work, result, create_graph), inputs_tuple),
    )


@product
def jvp(
    work: Work, func: object, inputs: object, v: object, create_graph: bool, strict: bool
) -> object:
    """`jvp(func, inputs, v)`: the outputs, and the Jacobian times v."""
    with work.grad_mode(True):
        inputs_tuple, leaves = tensors_of(work, inputs, "inputs")
        leaves = fresh(work, leaves, create_graph=create_graph, need_graph=True)
        vector = input_vector(work, v, leaves, inputs_tuple, create_graph)
        outputs_tuple, outputs = tensors_of(work, work.call(func, leaves), OUTPUTS)
        check_dependent(outputs, "outputs", strict)
        seeds = [work.zeros_like(output, requires_grad=True) for output in outputs]
        pulled = work.gradients(outputs, leaves, seeds, create_graph=True)
        check_dependent(pulled, "grad_inputs", strict)
    found = work.gradients(pulled, seeds, vector, create_graph=create_graph)
    result = filled(work, found, outputs, strict, create_graph, "back_trick")
    return (
        unpacked(without_history(work, outputs, create_graph), outputs_tuple),
        unpacked(without_history(work, result, create_graph), outputs_tuple),
    )


def input_vector(
    work: Work, v: object, inputs: Tensors, was_tuple: bool, create_graph: bool
) -> Tensors | None:
    """`v` where it is multiplied with what has the shape of the inputs."""
    if v is not None:
        vector = vector_of(work, v, create_graph)
        check_vector(vector, inputs, was_tuple)
        return vector
    if len(inputs) != 1 or inputs[0].data.size != 1:
        raise runtime_error(
            "The vector v can only be None if the input to the user-provided function is a single "
            "Tensor with a single element."
        )
    return None


def first_derivative(
    work: Work, func: object, leaves: Tensors, strict: bool
) -> tuple[Tensors, Gradients]:
    """The one output of a scalar function, and its recorded gradients."""
    was_tuple, outputs = tensors_of(work, work.call(func, leaves), OUTPUTS)
    check_dependent(outputs, "outputs", strict)
    check_scalar(work, outputs, was_tuple)
    gradients = work.gradients(outputs, leaves, create_graph=True)
    check_dependent(gradients, "jacobian", strict)
    return outputs, gradients


def check_scalar(work: Work, outputs: Tensors, was_tuple: bool) -> None:
    """A Hessian is of a function that gives one number."""
    if was_tuple:
        raise runtime_error(f"The function given to {work.name} should return a single Tensor")
    if outputs[0].data.size != 1:
        raise runtime_error(
            f"The Tensor returned by the function given to {work.name} should contain a single "
            "element"
        )


@product
def vhp(
    work: Work, func: object, inputs: object, v: object, create_graph: bool, strict: bool
) -> object:
    """`vhp(func, inputs, v)`: the output, and v times the Hessian."""
    with work.grad_mode(True):
        inputs_tuple, leaves = tensors_of(work, inputs, "inputs")
        leaves = fresh(work, leaves, create_graph=create_graph, need_graph=True)
        vector = input_vector(work, v, leaves, inputs_tuple, create_graph)
        outputs, gradients = first_derivative(work, func, leaves, strict)
    found = work.gradients(gradients, leaves, vector, create_graph=create_graph)
    result = filled(work, found, leaves, strict, create_graph, "double_back")
    return (
        without_history(work, outputs, create_graph)[0],
        unpacked(without_history(work, result, create_graph), inputs_tuple),
    )


@product
def hvp(
    work: Work, func: object, inputs: object, v: object, create_graph: bool, strict: bool
) -> object:
    """`hvp(func, inputs, v)`: the output, and the Hessian times v."""
    with work.grad_mode(True):
        inputs_tuple, leaves = tensors_of(work, inputs, "inputs")
        leaves = fresh(work, leaves, create_graph=create_graph, need_graph=True)
        vector = input_vector(work, v, leaves, inputs_tuple, create_graph)
        outputs, gradients = first_derivative(work, func, leaves, strict)
        seeds = [work.zeros_like(leaf, requires_grad=True) for leaf in leaves]
        pulled = work.gradients(gradients, leaves, seeds, create_graph=True)
        check_dependent(gradients, "hessian", strict)
    found = work.gradients(pulled, seeds, vector, create_graph=create_graph)
    result = filled(work, found, leaves, strict, create_graph, "double_back_trick")
    return (
        without_history(work, outputs, create_graph)[0],
        unpacked(without_history(work, result, create_graph), inputs_tuple),
    )


# ── matrices ──────────────────────────────────────────────────────────────────────────────────

_BOTH = (
    "torch.autograd.functional.jacobian: `{flag}` and `{other}` are not supported together{yet}. "
    "Please either set `{flag_off}` or `{other_off}`."
)
_ONLY_VECTORIZED = (
    "Computing Jacobian using forward-AD or forward-over-reverse Hessian isonly implemented for "
    "`vectorize=True`."
)
_MODES = ("forward-mode", "reverse-mode")


@named("jacobian", "func", "inputs", "create_graph", "strict", "vectorize", "strategy",
       create_graph=False, strict=False, vectorize=False, strategy="reverse-mode")  # fmt: skip
def _jacobian(
    machine: Machine,
    site: Site,
    func: object,
    inputs: object,
    create_graph: object,
    strict: object,
    vectorize: object,
    strategy: object,
) -> object:
    """`jacobian(func, inputs)`: of each output by each input, of shape (*output, *input)."""
    if strategy not in _MODES:
        text = (
            'Expected strategy to be either "forward-mode" or "reverse-mode". Hint: If your '
            'function has more outputs than inputs, "forward-mode" tends to be more performant. '
            'Otherwise, prefer to use "reverse-mode".'
        )
        raise TorchError("AssertionError", text, CODE)
    with Work(machine, "jacobian", site) as work:
        if strategy == "forward-mode":
            _check_forward(bool(create_graph), bool(strict), bool(vectorize))
        inputs_tuple, leaves = tensors_of(work, inputs, "inputs")
        blocks, outputs_tuple = rows_of(
            work, func, leaves, bool(create_graph), bool(strict), bool(vectorize)
        )
        return unpacked_matrix(blocks, outputs_tuple, inputs_tuple)


def _check_forward(create_graph: bool, strict: bool, vectorize: bool) -> None:
    """What PyTorch's forward mode does not do."""
    other = 'strategy="forward-mode"'
    if create_graph:
        text = _BOTH.format(
            flag="create_graph=True", flag_off="create_graph=False", yet=" (yet)",
            other=other, other_off='strategy="reverse-mode"',
        )  # fmt: skip
        raise TorchError("NotImplementedError", text, CODE)
    if strict:
        raise runtime_error(
            _BOTH.format(flag="strict=True", flag_off="strict=False", yet=" (yet)",
                         other=other, other_off='strategy="reverse-mode"')
        )  # fmt: skip
    if not vectorize:
        raise TorchError("NotImplementedError", _ONLY_VECTORIZED, CODE)


def rows_of(
    work: Work, func: object, inputs: Tensors, create_graph: bool, strict: bool, vectorize: bool
) -> tuple[Matrix, bool]:
    """The blocks of a Jacobian, and whether the function gave a tuple."""
    with work.grad_mode(True):
        leaves = fresh(work, inputs, create_graph=create_graph, need_graph=True)
        outputs_tuple, outputs = tensors_of(work, work.call(func, leaves), OUTPUTS)
        check_dependent(outputs, "outputs", strict)
        if vectorize and strict:
            raise runtime_error(
                _BOTH.format(flag="strict=True", flag_off="strict=False", yet="",
                             other="vectorized=True", other_off="vectorize=False")
            )  # fmt: skip
        blocks = tuple(
            _block_row(work, i, output, leaves, create_graph, strict)
            for i, output in enumerate(outputs)
        )
        return tuple(without_history(work, row, create_graph) for row in blocks), outputs_tuple


def _block_row(
    work: Work, i: int, output: Tensor, leaves: Tensors, create_graph: bool, strict: bool
) -> Tensors:
    """The Jacobians of one output, row by row: one backward pass for each element."""
    rows: list[list[Tensor]] = [[] for _ in leaves]
    for place in range(output.data.size):
        work.machine.budget.charge_step()
        seed = work.one_hot(output, place)
        found = work.gradients(
            [output], leaves, [seed], create_graph=create_graph, retain_graph=True
        )
        for index, (gradient, leaf) in enumerate(zip(found, leaves, strict=True)):
            if gradient is None:
                if strict:
                    raise runtime_error(
                        f"Output {i} of the user-provided function is independent of input "
                        f"{index}. This is not allowed in strict mode."
                    )
            elif strict and create_graph and not gradient.requires_grad:
                raise runtime_error(
                    f"The jacobian of the user-provided function is independent of input {i}. "
                    "This is not allowed in strict mode when create_graph=True."
                )
            rows[index].append(work.zeros_like(leaf) if gradient is None else gradient)
    return tuple(
        work.op("view", work.op("stack", row), (*output.shape, *leaf.shape))
        for row, leaf in zip(rows, leaves, strict=True)
    )


@named("hessian", "func", "inputs", "create_graph", "strict", "vectorize",
       "outer_jacobian_strategy", create_graph=False, strict=False, vectorize=False,
       outer_jacobian_strategy="reverse-mode")  # fmt: skip
def _hessian(
    machine: Machine,
    site: Site,
    func: object,
    inputs: object,
    create_graph: object,
    strict: object,
    vectorize: object,
    strategy: object,
) -> object:
    """`hessian(func, inputs)`: of a function that gives one number, for each pair of inputs."""
    with Work(machine, "hessian", site) as work:
        inputs_tuple, leaves = tensors_of(work, inputs, "inputs")
        if strategy not in _MODES:
            text = 'Expected strategy to be either "forward-mode" or "reverse-mode".'
            raise TorchError("AssertionError", text, CODE)
        if strategy == "forward-mode":
            _check_forward(bool(create_graph), bool(strict), bool(vectorize))
        gradient = Builtin("jac_func", _gradient_of(work, func, bool(strict)))
        blocks, _ = rows_of(
            work, gradient, leaves, bool(create_graph), bool(strict), bool(vectorize)
        )
        return unpacked_matrix(blocks, inputs_tuple, inputs_tuple)


def _gradient_of(work: Work, func: object, strict: bool) -> Native:
    """The gradient of a scalar function, as a function of its inputs that gives a tuple."""

    def gradient(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> tuple[Tensor, ...]:
        _, inputs = tensors_of(work, tuple(args), "inputs")
        leaves = fresh(work, inputs, create_graph=True, need_graph=True)
        was_tuple, outputs = tensors_of(work, work.call(func, leaves), OUTPUTS)
        check_dependent(outputs, "outputs", strict)
        check_scalar(work, outputs, was_tuple)
        scalar = work.op("squeeze.all", outputs[0])
        row = _block_row(work, 0, scalar, leaves, create_graph=True, strict=False)
        check_dependent(row, "jacobian", strict)
        return row

    return gradient


FUNCTIONS: dict[str, object] = {
    "jacobian": Builtin("jacobian", _jacobian),
    "hessian": Builtin("hessian", _hessian),
    "vjp": vjp,
    "jvp": jvp,
    "vhp": vhp,
    "hvp": hvp,
}
"""What `torch.autograd.functional` has."""
